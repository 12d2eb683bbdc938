// The machine at a moment: which task is in which place, who has what; and what stands below the
// tasks. As the player's panes say it.

const PLACE = { runs: 0, ready: 1, round: 2, wants: 3, worker: 4, queued: 5, served: 6, device: 7, clock: 8,
    object: 9, tasks: 10, paused: 11, other: 12, untold: 13, none: 14 };
const SHAPE = { loop: 0, thread: 1, gil: 2, cores: 3 };
const SHAPE_WORDS = ['one thread, a loop', 'one thread', 'threads, one lock', 'cores'];
const MODEL_WORDS = { threads: 'a thread each', processes: 'a process each' };
const LOOP = { none: 0, sleeps: 1, runs: 2, lets: 3 };
const CHIPS_SHOWN = 60; // of a row
const NO_LIST = [0, 0, 0, 0];

class Machine {
    constructor(run, data) {
        this.run = run;
        this.data = data;
        this.spots = data.spots.map(([actor, text]) => {
            const spot = { actor: actor };
            lazily(spot, 'items', () => {
                const items = unpack(text, 6, [0, 2, 3]);
                for (let i = 0; i < items.length; i += 6) {
                    items[i + 4] = items[i] - items[i + 4];
                    items[i + 5] = items[i + 4] - items[i + 5];
                }
                return items;
            });
            return spot;
        });
        for (const name of ['objects', 'threads'])
            lazily(this, name, () => data[name].map((text) => unpack(text, 4, [0])));
        for (const name of ['loop', 'asked', 'full']) lazily(this, name, () => unpack(data[name], 4, [0]));
    }

    static at(list, t) {
        const at = lastIn(list, 4, t);
        return at < 0 ? NO_LIST : list.slice(at, at + 4);
    }

    // Those that are somewhere, by place, in their order.
    chipsAt(t, asks) {
        const places = Array.from({ length: PLACE.none }, () => []);
        for (const spot of this.spots) {
            const at = lastIn(spot.items, 6, t);
            const place = at < 0 ? PLACE.none : spot.items[at + 1] >> 1;
            if (place === PLACE.none) continue;
            const [timed, extra, word, since, order] = [spot.items[at + 1] % 2, ...spot.items.slice(at + 2, at + 6)];
            places[place].push({ actor: spot.actor, extra: extra, order: order, before: '',
                note: [this.run.word(word), timed && t - since >= 1000 ? sayTime(t - since) : ''].filter(Boolean).join(' ') });
        }
        places.forEach((chips, place) => {
            const hidden = asks && [PLACE.ready, PLACE.round, PLACE.wants, PLACE.untold].includes(place);
            const by = place === PLACE.runs ? 'extra' : hidden ? 'actor' : 'order';
            chips.sort((one, other) => one[by] - other[by]);
            if (hidden) for (const chip of chips) chip.note = '';
        });
        return places;
    }

    // What is said in a row beside its chips, or where nobody is.
    words(place, chips, t, over) {
        const shape = this.data.shape;
        const loop = Machine.at(this.loop, t)[1];
        if (place === PLACE.runs && shape === SHAPE.loop && chips.length === 0) {
            if (over) return 'nobody';
            return loop === LOOP.sleeps ? 'nobody: the loop sleeps' : loop === LOOP.runs ? 'the loop' : '';
        }
        if (place === PLACE.ready && shape === SHAPE.cores && chips.length > 0 && Machine.at(this.full, t)[1])
            return 'the cores are with others of the run';
        return '';
    }

    row(place, chips, t, over) {
        return { label: this.data.labels[place], lead: '', chips: chips, words: this.words(place, chips, t, over) };
    }

    pool(t) {
        const chips = [];
        let idle = 0;
        let any = false;
        for (const list of this.threads) {
            const [from, number, task, word] = Machine.at(list, t);
            if (list.length === 0 || list[0] > t) continue;
            any = true;
            if (task === 0) idle++;
            else chips.push({ actor: task, before: 'T' + number + ' ', note: this.run.word(word), since: from });
        }
        return any ? [{ label: this.data.labels[PLACE.served], lead: '', chips: chips, words: idle ? idle + ' idle' : '' }] : [];
    }

    // Locks, semaphores and channels that somebody waits for or has, with those that wait.
    objectRows(waiting, t, hidden) {
        const rows = [];
        const left = new Set(waiting);
        this.objects.forEach((list, object) => {
            const [, shown, word] = Machine.at(list, t);
            if (!shown) return;
            const [kind, name] = this.data.kinds[object];
            const chips = waiting.filter((chip) => chip.extra === object + 1);
            for (const chip of chips) left.delete(chip);
            const lead = this.run.word(name) === hidden ? '' : this.run.word(word);
            rows.push({ order: shown, label: (kind ? kind + ' ' : '') + this.run.word(name), chips: chips, words: '',
                lead: lead + (lead && chips.length > 0 ? ':' : '') });
        });
        rows.sort((one, other) => one.order - other.order);
        if (left.size > 0) rows.push({ label: this.data.labels[PLACE.object], lead: '', chips: Array.from(left), words: '' });
        return rows;
    }

    rowsAt(head) {
        const t = head.t;
        const asks = head.asking !== null;
        const shape = this.data.shape;
        const places = this.chipsAt(t, asks);
        const [, , loops, asleep] = Machine.at(this.loop, t);
        const rows = [];
        const put = (place, always) => {
            if (places[place].length > 0 || always) rows.push(this.row(place, places[place], t, head.atEnd));
        };
        if (shape === SHAPE.cores) {
            for (const chip of places[PLACE.runs]) {
                const strip = this.run.strips[chip.extra - 1];
                chip.before = (strip ? strip.label.slice(5) : '?') + ' ';
            }
        }
        if (shape === SHAPE.gil) this.lock(places, t, asks);
        put(PLACE.runs, true);
        if (shape === SHAPE.gil) put(PLACE.wants, true);
        put(PLACE.ready, shape !== SHAPE.gil);
        put(PLACE.round, false);
        if (loops > 1) rows.push({ label: 'LOOPS', lead: '', chips: [], words: asleep + ' of ' + loops + ' sleep' });
        put(PLACE.worker, false);
        put(PLACE.device, shape !== SHAPE.thread);
        put(PLACE.clock, shape !== SHAPE.thread);
        put(PLACE.queued, false);
        rows.push(...this.pool(t));
        rows.push(...this.objectRows(places[PLACE.object], t, asks ? head.asking.variable : undefined));
        for (const place of [PLACE.tasks, PLACE.paused, PLACE.other]) put(place, false);
        put(PLACE.untold, shape === SHAPE.loop);
        return rows;
    }

    // The lock of the interpreter: who asked for it, and how long until the next one may.
    lock(places, t, asks) {
        const [holder] = places[PLACE.runs];
        const [first] = places[PLACE.wants];
        if (holder && Machine.at(this.asked, t)[1])
            holder.note = (holder.note ? holder.note + ', ' : '') + 'asked to drop it';
        if (first && !asks && this.data.interval > 0 && first.note)
            first.note += ' of ' + sayTime(this.data.interval);
    }

    edgesAt(t) {
        const at = lastAt(this.data.cycles, t, ofEntry);
        return at < 0 ? [] : this.data.cycles[at].slice(1);
    }
}

// ---- in the page ----

function actorName(run, actor) {
    const lane = run.actors.get(actor);
    return lane ? lane.label : '';
}

function chipParts(run, actor, css) {
    const task = actor < 1 << 30;
    const name = actorName(run, actor);
    return [make('span', 'chip ' + (task ? 't' + (actor - 1) % 6 : 'other') + css, (task ? actor + ' ' : '') + name)];
}

function machineRow(run, row, holds) {
    const shown = row.chips.slice(0, CHIPS_SHOWN).map((chip) => make('span', 'spot', chip.before,
        ...chipParts(run, chip.actor, holds ? ' has' : ''), ...(chip.note ? [' ' + chip.note] : [])));
    const more = row.chips.length - shown.length;
    const words = [row.words, more > 0 ? '+' + sayCount(more) : ''].filter(Boolean).join(', ');
    return make('div', '', make('dt', '', row.label), make('dd', '', ...(row.lead ? [make('span', 'spot', row.lead)] : []),
        ...shown, ...(words ? [make('span', 'spot', words)] : [])));
}

// Who waits for whom, an edge a line: "1 one waits for knife (line 13), held by 2 two".
function edgeItem(run, [who, to, through, line, inCycle]) {
    const object = through >= 0 ? run.word(through) : '';
    const words = object ? [' waits for ', make('b', '', object)] : [' awaits '];
    const place = line ? ' (line ' + line + ')' : '';
    const other = to ? chipParts(run, to, '') : ['nobody'];
    return make('li', '', ...chipParts(run, who, ''), ...words, ...(object ? [place + ', held by '] : []), ...other,
        ...(object ? [] : [place]), ...(inCycle ? [] : [' \u2014 outside of the cycle']));
}

const RING = { width: 132, gap: 96, height: 26, row: 76 };

// The cycle as a ring: the first half of its nodes above, from left to right; the others below, back.
function ringPicture(run, edges) {
    const nodes = [];
    for (const [who, , through] of edges) {
        nodes.push({ text: who + ' ' + actorName(run, who), kind: 't' + (who - 1) % 6, words: through >= 0 ? 'waits for' : 'awaits' });
        if (through >= 0) nodes.push({ text: run.word(through), kind: 'thing', words: 'held by' });
    }
    const columns = Math.ceil(nodes.length / 2);
    const svg = document.createElementNS(drawingSpace, 'svg');
    const add = (name, attributes, text) => {
        const element = document.createElementNS(drawingSpace, name);
        for (const key of Object.keys(attributes)) element.setAttribute(key, attributes[key]);
        if (text !== undefined) element.textContent = text;
        svg.appendChild(element);
    };
    const place = (i) => {
        const above = i < columns;
        const column = above ? i : nodes.length - 1 - i;
        return { x: 8 + column * (RING.width + RING.gap), y: above ? 8 : 8 + RING.row };
    };
    nodes.forEach((node, i) => {
        const from = place(i);
        const to = place((i + 1) % nodes.length);
        const y = from.y + RING.height / 2;
        const flat = from.y === to.y;
        const right = to.x > from.x;
        const x = from.x + RING.width / 2;
        if (flat) {
            const [a, b] = right ? [from.x + RING.width, to.x] : [from.x, to.x + RING.width];
            const back = right ? -7 : 7;
            add('path', { class: 'cycle', d: 'M' + a + ',' + y + 'H' + b + 'm' + back + ',-5l' + -back + ',5l' + back + ',5' });
            add('text', { class: 'faint', x: (a + b) / 2, y: y - 5, 'text-anchor': 'middle' }, node.words);
        } else {
            const [a, b, back] = to.y > from.y ? [from.y + RING.height, to.y, -7] : [from.y, to.y + RING.height, 7];
            add('path', { class: 'cycle', d: 'M' + x + ',' + a + 'V' + b + 'm-5,' + back + 'l5,' + -back + 'l5,' + back });
            add('text', { class: 'faint', x: x + 8, y: (a + b) / 2 + 4 }, node.words);
        }
    });
    nodes.forEach((node, i) => {
        const { x, y } = place(i);
        add('rect', { class: node.kind, x: x, y: y, width: RING.width, height: RING.height, rx: node.kind === 'thing' ? 13 : 3 });
        const shown = node.text.length > 16 ? node.text.slice(0, 15) + '\u2026' : node.text;
        add('text', { class: node.kind === 'thing' ? 'name' : 'number on' + node.kind.slice(1), x: x + RING.width / 2, y: y + 18, 'text-anchor': 'middle' }, shown);
    });
    const width = 16 + columns * RING.width + (columns - 1) * RING.gap;
    svg.setAttribute('viewBox', '0 0 ' + width + ' ' + (16 + RING.row + RING.height));
    svg.setAttribute('class', 'lanes ring');
    svg.setAttribute('aria-hidden', 'true');
    svg.style.maxWidth = width + 'px';
    return svg;
}

function showMachine(box, head) {
    const run = head.run;
    const section = box.parentElement;
    if (run.isLeftOut(head.t)) {
        const words = run.gapWords();
        fill(box, words, () => [make('p', '', words)]);
        return;
    }
    const edges = run.machine.edgesAt(head.t);
    const rows = run.machine.rowsAt(head);
    section.querySelector('h3').textContent = 'The machine: ' + (MODEL_WORDS[run.model] || SHAPE_WORDS[run.machine.data.shape]);
    fill(box, JSON.stringify([edges, rows]), () => {
        const parts = [];
        const cycle = edges.filter((edge) => edge[4]);
        if (cycle.length > 1) parts.push(ringPicture(run, cycle));
        if (edges.length > 0) parts.push(make('ul', 'edges', ...edges.map((edge) => edgeItem(run, edge))));
        parts.push(make('dl', 'places', ...rows.map((row, i) => machineRow(run, row, i === 0))));
        return parts;
    });
}

// ---- below the tasks ----

// What the CPU did within (from, to]: of all lanes that execute something.
function cpuWithin(run, from, to) {
    let sum = 0;
    for (const lane of run.lanes) {
        if (![KIND.task, KIND.helper, KIND.pool].includes(lane.kind)) continue;
        const items = lane.items;
        const last = lane.end === undefined ? run.end : lane.end;
        for (let i = Math.max(0, lastIn(items, 2, from)); i < items.length && items[i] < to; i += 2) {
            const until = Math.min(to, i + 2 < items.length ? items[i + 2] : last);
            if (items[i + 1] <= 1 && until > from) sum += until - Math.max(from, items[i]);
        }
    }
    return sum;
}

function totalsWords(run, t) {
    const at = lastIn(run.totals, 7, t);
    if (at < 0) return '';
    const [from, handoffs, looks, late, sum, threads, cpu] = run.totals.slice(at, at + 7);
    const words = ['CPU ' + sayTime(Math.round(cpu + cpuWithin(run, from, t))), 'hand-offs ' + sayCount(handoffs)];
    if (looks > 0) words.push('looks ' + sayCount(looks));
    if (late > 0) {
        const mean = sayTime(Math.floor(sum / late));
        words.push('late ' + sayCount(late) + (late > 1 ? ' (mean ' + mean + ', sum ' + sayTime(sum) + ')' : ' (' + mean + ')'));
    }
    words.push('threads ' + threads);
    return words.join(' \u00b7 ');
}

// They may be what is asked for: how many are under way, who is next.
function showBelow(box, head) {
    const run = head.run;
    const at = lastIn(run.waiting, 2, head.t);
    const lines = head.asking || run.isLeftOut(head.t) ? []
        : [at < 0 ? '' : run.word(run.waiting[at + 1]), totalsWords(run, head.t)].filter(Boolean);
    fill(box, JSON.stringify(lines), () => lines.map((line) => make('p', '', line)));
}
