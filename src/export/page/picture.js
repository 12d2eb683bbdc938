// The lanes as far as they are known, drawn anew for each moment.

const LANE = { height: 20, pitch: 28, strip: 24, top: 34, device: 18, rows: 12, most: 40 };

const ENTRIES_OF_COLUMN = 4; // that are drawn of a lane, if there are more

const LEGEND = ['running', 'polling', 'blocked', 'waiting', 'lock', 'ready', 'end', 'bad', 'served', 'untold'];
const LEGEND_WORDS = { polling: 'polling', blocked: 'blocked: holds its thread', lock: 'waits for a lock', ready: 'ready: another has control',
    end: 'ended', bad: 'did not end well', served: 'the device serves', untold: 'answered, not told' };

// Where a moment stands from left to right.
class TimeAxis {
    constructor(head) {
        this.span = head.span;
    }

    at(t) {
        return t / this.span;
    }

    time(part) {
        return part * this.span;
    }

    ticks(most) {
        const least = this.span / Math.max(1, most);
        let step = Math.pow(10, Math.floor(Math.log10(least)));
        while (step < least) step *= step * 2 >= least ? 2 : step * 5 >= least ? 5 : 10;
        const unit = this.span <= 2e6 ? 1e3 : this.span <= 1e10 ? 1e6 : 1e9;
        const ticks = [];
        for (let t = 0; t <= this.span; t += step) ticks.push([t / this.span, String(Number((t / unit).toFixed(3)))]);
        return { unit: unit === 1e3 ? 'us' : unit === 1e6 ? 'ms' : 's', ticks: ticks };
    }
}

// As much room for a hand-off as for any other.
class HandoffAxis {
    constructor(head) {
        this.times = head.run.handoffs;
        this.known = head.known;
        const count = head.hides ? lastAt(this.times, head.known, ofNumber) + 1 : this.times.length;
        this.span = 10;
        if (head.hides) while (this.span * 5 / 8 < count) this.span *= 2;
        else this.span = count + 1;
        this.last = head.hides ? count : this.times.length;
    }

    at(t) {
        const before = lastAt(this.times, t, ofNumber);
        const from = before < 0 ? 0 : this.times[before];
        const next = before + 1 < this.last ? this.times[before + 1] : null;
        const part = next === null ? (t > from ? 0.5 : 0) : (t - from) / Math.max(1, next - from);
        return (before + 1 + part) / this.span;
    }

    time(part) {
        const number = Math.floor(part * this.span);
        if (number <= 0) return 0;
        const at = Math.min(number, this.times.length);
        return this.times[at - 1];
    }

    ticks(most) {
        let step = 1;
        while (this.span / step > most) step *= String(step)[0] === '2' ? 2.5 : 2;
        const ticks = [];
        for (let n = 0; n <= this.span; n += step) ticks.push([n / this.span, String(n)]);
        return { unit: 'no.', ticks: ticks };
    }
}

class Picture {
    constructor(box, run) {
        this.box = box;
        this.run = run;
        this.svg = null;
        this.places = []; // { lane, top, bottom }
    }

    add(name, attributes, text) {
        const element = document.createElementNS(this.namespace, name);
        for (const key of Object.keys(attributes)) element.setAttribute(key, attributes[key]);
        if (text !== undefined) element.textContent = text;
        this.svg.appendChild(element);
        return element;
    }

    // Bars of one kind are one path, and one bar where they touch.
    bar(kind, x, y, width, height) {
        const from = Math.round(x * 10) / 10;
        const to = from + Math.max(0.8, Math.round(width * 10) / 10);
        const before = this.open.get(kind);
        if (before && from <= before.to + 0.3) {
            before.to = Math.max(before.to, to);
            return;
        }
        if (before) this.barClose(kind, before);
        this.open.set(kind, { from: from, to: to, y: y, height: height });
    }

    barClose(kind, bar) {
        const width = Math.round((bar.to - bar.from) * 10) / 10;
        this.paths.set(kind, (this.paths.get(kind) || '') + 'M' + bar.from + ',' + bar.y + 'h' + width + 'v' + bar.height + 'h' + -width + 'z');
    }

    // All of a row were drawn.
    barsClose() {
        for (const [kind, bar] of this.open) this.barClose(kind, bar);
        this.open = new Map();
    }

    // The entry to be drawn behind entry i, which ends at x: of those that share a column a few are.
    next(items, width, i, x) {
        const column = Math.floor(x);
        this.shared = column === this.column ? this.shared + 1 : 0;
        this.column = column;
        if (this.shared < ENTRIES_OF_COLUMN) return i + width;
        return Math.max(i + width, lastIn(items, width, this.axis.time((column + 1 - this.left) / this.area)));
    }

    barsDone() {
        this.barsClose();
        for (const [kind, path] of this.paths) this.add('path', { class: kind, d: path });
        for (const kind of this.paths.keys()) this.kinds.add(kind);
        this.paths = new Map();
    }

    x(t) {
        return this.left + this.axis.at(t) * this.area;
    }

    label(lane, y, height, mark) {
        const room = Math.floor((this.left - 26) / 7.2);
        const task = lane.kind === KIND.task;
        const name = (task ? lane.actor + ' ' : '') + lane.label;
        if (task) this.add('rect', { class: 't' + (lane.actor - 1) % 6, x: 2, y: y + height / 2 - 5, width: 9, height: 9 });
        const shown = name.length > room ? name.slice(0, room - 1) + '\u2026' : name;
        this.add('text', { class: mark ? 'name holds' : 'name', x: 16, y: y + height / 2 + 5 }, shown);
    }

    strip(strip, y) {
        const known = this.head.known;
        const items = strip.items;
        for (let i = 0, end = 0; i < items.length && items[i] <= known; i = this.next(items, 3, i, end)) {
            const until = i + 3 < items.length ? items[i + 3] : strip.end || this.run.end;
            const from = this.x(items[i]);
            const width = this.x(Math.min(until, known)) - from;
            end = from + width;
            const who = items[i + 2];
            const nobody = who === 0;
            const kind = nobody ? 'nobody' : who >= 1 << 30 ? 'other' : 't' + (who - 1) % 6;
            this.bar(kind, from, nobody ? y + LANE.strip / 2 - 1 : y, width, nobody ? 2 : LANE.strip);
            if (!nobody && width > 14 && kind !== 'other') this.numbers.push([from + width / 2, y + 17, who]);
        }
    }

    lane(lane, y) {
        const known = this.head.known;
        const items = lane.items;
        for (let i = 0, end = 0; i < items.length && items[i] <= known; i = this.next(items, 2, i, end)) {
            const until = i + 2 < items.length ? items[i + 2] : lane.end || this.run.end;
            const from = this.x(items[i]);
            end = this.x(Math.min(until, known));
            const state = data.states[items[i + 1]];
            const half = state === 'ready' ? LANE.height / 2 : 0;
            if (state !== 'ended') this.bar(state, from, y + half, end - from, LANE.height - half);
        }
        if (lane.end !== undefined && lane.end <= known)
            this.bar(lane.how === 0 ? 'end' : 'bad', this.x(lane.end), y, 4, LANE.height);
    }

    // Requests in rows, each in the first one that is free.
    requests(y) {
        const known = this.head.known;
        const list = this.run.requests;
        const free = [];
        const rows = [];
        for (let i = 0; i < list.length && list[i + 1] <= known; i += 6) {
            let row = free.findIndex((until) => until <= list[i + 1]);
            if (row < 0) row = free.length;
            free[row] = list[i + 3] >= 0 && list[i + 3] <= known ? Math.max(list[i + 3], list[i + 4]) : Infinity;
            if (row < LANE.rows) rows.push([row, i]);
        }
        for (const [row, i] of rows) this.request(i, y + row * LANE.device);
        return Math.min(LANE.rows, free.length) * LANE.device;
    }

    request(i, y) {
        const known = this.head.known;
        const [who, asked, taken, answered, told, words] = this.run.requests.slice(i, i + 6);
        const until = (t) => t >= 0 && t <= known ? t : known;
        this.barsClose();
        this.bar('queued', this.x(asked), y + 6, this.x(until(taken)) - this.x(asked), 2);
        if (taken < 0 || taken > known) return;
        const width = this.x(until(answered)) - this.x(taken);
        this.bar('served', this.x(taken), y, width, LANE.device - 3);
        if (answered >= 0 && answered <= known)
            this.bar('untold', this.x(answered), y + 4, this.x(until(told)) - this.x(answered), LANE.device - 11);
        const text = who + ' ' + this.run.word(words);
        if (width > text.length * 6.5) this.texts.push([this.x(taken) + 3, y + 12, text]);
    }

    axisLine(height) {
        const made = this.axis.ticks(Math.max(2, Math.floor(this.area / 70)));
        this.add('text', { class: 'faint', x: 16, y: 16 }, made.unit);
        let path = '';
        for (const [part, text] of made.ticks) {
            const x = Math.round((this.left + part * this.area) * 10) / 10;
            path += 'M' + x + ',22V' + height;
            this.add('text', { class: 'faint', x: x, y: 16, 'text-anchor': 'middle' }, text);
        }
        this.svg.insertBefore(this.add('path', { class: 'grid', d: path }), this.svg.firstChild);
    }

    textures() {
        const defs = this.add('defs', {});
        const kinds = {
            blocked: 'M-2,2L2,-2M0,8L8,0M6,10L10,6', waiting: 'M3,4h2v2h-2z',
            lock: 'M4,0V8', polling: 'M0,0H4V4H0ZM4,4H8V8H4Z',
        };
        for (const name of Object.keys(kinds)) {
            const pattern = document.createElementNS(this.namespace, 'pattern');
            const ground = document.createElementNS(this.namespace, 'path');
            const ink = document.createElementNS(this.namespace, 'path');
            for (const [key, value] of [['id', 'baton-play-' + name], ['width', 8], ['height', 8], ['patternUnits', 'userSpaceOnUse']])
                pattern.setAttribute(key, value);
            ground.setAttribute('class', 'paper-' + name);
            ground.setAttribute('d', 'M0,0H8V8H0Z');
            ink.setAttribute('class', 'ink-' + name);
            ink.setAttribute('d', kinds[name]);
            pattern.append(ground, ink);
            defs.appendChild(pattern);
        }
    }

    draw(head, byHandoffs) {
        const width = Math.max(240, this.box.clientWidth);
        this.head = head;
        this.namespace = drawingSpace;
        this.svg = document.createElementNS(this.namespace, 'svg');
        this.axis = byHandoffs ? new HandoffAxis(head) : new TimeAxis(head);
        this.left = width < 500 ? 92 : 150;
        this.area = width - this.left - 14;
        this.paths = new Map();
        this.open = new Map();
        this.kinds = new Set();
        this.numbers = [];
        this.texts = [];
        this.places = [];
        this.textures();
        let y = LANE.top;
        const lanes = this.run.lanesAt(head.known);
        const holders = this.holders();
        let shown = 0;
        for (const lane of lanes) {
            const strip = lane.kind === KIND.control;
            const device = lane.kind === KIND.device;
            const height = strip ? LANE.strip : LANE.height;
            if (!strip && !device && shown++ >= LANE.most) continue;
            this.label(lane, y, height, holders.has(lane.actor) && lane.kind === KIND.task);
            if (strip) this.strip(lane, y);
            else if (!device) this.lane(lane, y);
            const used = device ? this.requests(y + 2) : height;
            this.barsDone();
            this.places.push({ lane: lane, top: y - 4, bottom: y + used + 4 });
            y += Math.max(used, height) + LANE.pitch - LANE.height;
        }
        this.finish(y, width, shown);
    }

    // What the bars mean, of those that are there.
    legend(y, width) {
        let x = 2;
        for (const kind of LEGEND) {
            if (!this.kinds.has(kind)) continue;
            const words = LEGEND_WORDS[kind] || kind;
            const room = 40 + words.length * 6.8;
            if (x > 2 && x + room > width) {
                x = 2;
                y += 20;
            }
            this.add('rect', { class: kind, x: x, y: y + (kind === 'ready' ? 7 : 0), width: kind === 'end' || kind === 'bad' ? 4 : 20, height: kind === 'ready' ? 7 : 14 });
            this.add('text', { class: 'faint', x: x + 26, y: y + 12 }, words);
            x += room;
        }
        return x > 2 ? y + 20 : y;
    }

    holders() {
        return new Set(this.run.strips.map((strip) => this.run.holder(strip, this.head.t)));
    }

    finish(y, width, shown) {
        for (const [x, at, number] of this.numbers)
            this.add('text', { class: 'number on' + (number - 1) % 6, x: x, y: at, 'text-anchor': 'middle' }, number);
        for (const [x, at, text] of this.texts) this.add('text', { class: 'request', x: x, y: at }, text);
        if (shown > LANE.most) {
            this.add('text', { class: 'faint', x: 16, y: y + 12 }, '\u2026 ' + sayCount(shown - LANE.most) + ' more');
            y += 18;
        }
        this.axisLine(y);
        const lanes = y;
        y = this.legend(y + 10, width);
        const x = Math.round(this.x(this.head.t) * 10) / 10;
        this.add('path', { class: 'playhead', d: 'M' + x + ',20V' + lanes });
        this.svg.setAttribute('viewBox', '0 0 ' + width + ' ' + (y + 4));
        this.svg.setAttribute('aria-hidden', 'true');
        this.svg.setAttribute('class', 'lanes');
        this.box.replaceChildren(this.svg);
    }

    // What is at a point of the window: { t } or { lane }.
    hit(event) {
        const box = this.svg.getBoundingClientRect();
        const scale = this.svg.viewBox.baseVal.width / box.width;
        const x = (event.clientX - box.left) * scale;
        const y = (event.clientY - box.top) * scale;
        const place = this.places.find((one) => y >= one.top && y < one.bottom);
        if (x < this.left - 2) return { lane: place ? place.lane : null };
        // All that is in the column that was hit has come.
        return { t: Math.max(0, this.axis.time((x + 0.5 - this.left) / this.area)) };
    }
}
