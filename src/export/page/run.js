// What is so at a moment of a run. Pure: the data and a time come in.

// The last entry at or before t in a list of [t, ...]; -1: none. Lists are in order of time.
function lastAt(list, t, time) {
    let low = 0;
    let high = list.length;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (time(list[middle]) <= t) low = middle + 1;
        else high = middle;
    }
    return low - 1;
}

const ofEntry = (entry) => entry[0];
const ofNumber = (entry) => entry;

// The same in a flat list, of which every `width` numbers are an entry; the index of its first.
function lastIn(flat, width, t) {
    let low = 0;
    let high = flat.length / width;
    while (low < high) {
        const middle = (low + high) >> 1;
        if (flat[middle * width] <= t) low = middle + 1;
        else high = middle;
    }
    return (low - 1) * width;
}

const KIND = { control: 0, task: 1, loop: 2, helper: 3, pool: 4, device: 5 };
const STEP = { handoff: 0, said: 1, crash: 2, access: 3, lost: 4, more: 5, end: 6, gap: 7 };
const MARK = { note: 1, ask: 2, failure: 3, late: 4, holds: 5, keeps: 6 };
const STATE_ENDED = 6;
const ENDS = ['ok', 'failed', 'cancelled', 'crashed'];

// As C prints it: what is half between two is rounded to the even one.
function fixed(number, digits) {
    const long = number.toFixed(digits + 40);
    const short = number.toFixed(digits);
    const half = /^-?\d+\.?\d*?50{39}$/.test(long) && /[13579]$/.test(short);
    return half ? (number - Math.sign(number) * Math.pow(10, -digits - 1)).toFixed(digits) : short;
}

// A time as it is said everywhere: "0 ms", "69.9 us", "5.10 ms", "452.0 ms".
function sayTime(ns) {
    const size = Math.abs(ns);
    if (ns === 0) return '0 ms';
    if (size < 100) return ns + ' ns';
    if (size < 1e6) return fixed(ns / 1e3, 1) + ' us';
    if (size < 1e7) return fixed(ns / 1e6, 2) + ' ms';
    if (size < 1e9) return fixed(ns / 1e6, 1) + ' ms';
    if (size < 1e10) return fixed(ns / 1e6, 0) + ' ms';
    return fixed(ns / 1e9, 2) + ' s';
}

function sayCount(count) {
    return String(count).replace(/\B(?=(\d{3})+$)/g, ',');
}

class Run {
    constructor(data) {
        Object.assign(this, data);
        const texts = new Words(data.forms, data.words);
        this.word = (number) => texts.at(number);
        this.moments = unpack(data.moments, 1, [0]);
        this.handoffs = unpack(data.handoffs, 1, [0], -1);
        this.steps = this.unpackSteps(data.steps);
        this.marks = unpackEntries(data.marks, 4, [0, 2, 3]);
        lazily(this, 'whys', () => unpackEntries(data.whys, 2, [0, 1]));
        lazily(this, 'requests', () => this.unpackRequests(data.requests));
        this.lanes = data.lanes.map((lane) => this.unpackLane(lane));
        this.values = data.values.map((slot) => {
            const one = { task: slot.task, worker: slot.worker, name: slot.name };
            lazily(one, 'items', () => unpack(slot.items, 2, [0, 1]));
            return one;
        });
        lazily(this, 'waiting', () => unpack(data.waiting, 2, [0, 1]));
        lazily(this, 'totals', () => unpack(data.totals, 7, [0, 1, 2, 3, 4, 5, 6]));
        lazily(this, 'machine', () => new Machine(this, data.machine));
        this.strips = this.lanes.filter((lane) => lane.kind === KIND.control);
        this.actors = new Map();
        for (const lane of this.lanes) {
            lane.label = this.word(lane.name);
            if (lane.kind !== KIND.control) this.actors.set(lane.actor, lane);
        }
        this.handoffSteps = this.steps.filter((step) => step[1] === STEP.handoff);
        this.said = this.steps.filter((step) => step[1] === STEP.said);
        this.timesOfKind();
    }

    unpackLane(lane) {
        const one = Object.assign({}, lane);
        const strip = lane.kind === KIND.control;
        lazily(one, 'items', () => unpack(lane.items, strip ? 3 : 2, strip ? [0, 2] : [0]));
        if (lane.stands !== undefined) {
            lazily(one, 'stands', () => {
                const stands = unpack(lane.stands, 5, [0, 2, 3]);
                for (let i = 0; i < stands.length; i += 5) stands[i + 4] = stands[i] - stands[i + 4];
                return stands;
            });
        }
        return one;
    }

    // [t, kind, line, words, …]: of a hand-off who, strip and what it is like; of what was said who
    // and what; of those that are left out how many there are, for words.
    unpackSteps(text) {
        const packed = new Packed(text);
        const steps = [];
        let [t, line, words, who, strip, like, said] = [0, 0, 0, 0, 0, 0, 0];
        while (packed.more) {
            const step = [t += packed.next(), packed.next(), line += packed.next()];
            step.push(step[1] === STEP.gap ? packed.next() : (words += packed.next()));
            if (step[1] === STEP.handoff)
                step.push(who += packed.next(), strip += packed.next(), like += packed.next());
            if (step[1] === STEP.said) step.push(who += packed.next(), said += packed.next());
            step.index = steps.length;
            steps.push(step);
        }
        return steps;
    }

    // who, asked, taken, answered, told, label: -1 where it did not come to that.
    unpackRequests(text) {
        const list = unpack(text, 6, [0, 1, 5]);
        for (let i = 0; i < list.length; i += 6) {
            for (let k = i + 2; k < i + 5; k++) list[k] = list[k] < 0 ? -1 : list[i + 1] + list[k];
        }
        return list;
    }

    // How often a hand-off like it came before: by that playback goes by.
    timesOfKind() {
        const seen = new Map();
        for (const step of this.handoffSteps) {
            step.times = seen.get(step[6]) || 0;
            seen.set(step[6], step.times + 1);
        }
    }

    isLeftOut(t) {
        return this.gap >= 0 && t > this.gap && t < this.behind;
    }

    // ---- what is told ----

    stepAt(t) {
        return lastAt(this.steps, t, ofEntry);
    }

    why(t) {
        if (this.isLeftOut(t)) return this.gapWords();
        const at = lastAt(this.whys, t, ofEntry);
        return at < 0 ? '' : this.word(this.whys[at][1]);
    }

    gapWords() {
        const gap = this.steps.find((step) => step[1] === STEP.gap);
        return this.sayGap(gap ? gap[3] : 0);
    }

    sayGap(count) {
        return '\u2026 ' + sayCount(count) + ' more steps are left out here, from ' +
            sayTime(this.gap) + ' to ' + sayTime(this.behind) + '.';
    }

    // The words of a step; what stands in front of them is the name of who got control.
    say(step) {
        if (step[1] === STEP.gap) return this.sayGap(step[3]);
        return this.word(step[3]);
    }

    // "core 0, one: " in front of it.
    whose(step) {
        if (step[1] !== STEP.handoff) return '';
        const strip = this.word(step[5]);
        return (strip ? strip + ', ' : '') + this.word(step[4]) + ': ';
    }

    // Marks within (from, to].
    marksWithin(from, to) {
        const found = [];
        for (let i = lastAt(this.marks, to, ofEntry); i >= 0 && this.marks[i][0] > from; i--)
            found.unshift(this.marks[i]);
        return found;
    }

    marksSince(t) {
        const handoff = this.lastHandoff(t);
        return this.marksWithin(handoff < 0 ? -1 : this.handoffs[handoff] - 1, t);
    }

    lastHandoff(t) {
        return lastAt(this.handoffs, t, ofNumber);
    }

    // ---- who does what ----

    holder(strip, t) {
        const at = lastIn(strip.items, 3, t);
        return at < 0 ? 0 : strip.items[at + 2];
    }

    // How a task stands: { state, words, line, since, ended }, or null before it began.
    stand(lane, t) {
        const at = lastIn(lane.stands, 5, t);
        if (at < 0) return null;
        return {
            state: lane.stands[at + 1],
            words: this.word(lane.stands[at + 2]),
            line: lane.stands[at + 3],
            since: lane.stands[at + 4],
            ended: lane.stands[at + 1] === STATE_ENDED,
        };
    }

    tasksAt(t) {
        return this.lanes.filter((lane) => lane.kind === KIND.task && lane.known >= 0 && lane.known <= t);
    }

    // Those that a lane's picture may show while what comes is hidden.
    lanesAt(known) {
        return this.lanes.filter((lane) => lane.known >= 0 && lane.known <= known);
    }

    // { name, text, changed } of what has a value at t: of all, of a worker, or of a task.
    valuesAt(task, worker, t, since) {
        const found = [];
        for (const slot of this.values) {
            if (slot.task !== task || slot.worker !== worker) continue;
            const at = lastIn(slot.items, 2, t);
            const text = at < 0 ? '' : this.word(slot.items[at + 1]);
            if (text !== '') {
                found.push({
                    name: this.word(slot.name),
                    text: text,
                    changed: at > 0 && slot.items[at] >= since,
                });
            }
        }
        return found;
    }

    get workers() {
        return Math.max(0, ...this.values.map((slot) => slot.worker));
    }

    outputUntil(t) {
        return this.said.slice(0, lastAt(this.said, t, ofEntry) + 1);
    }
}
