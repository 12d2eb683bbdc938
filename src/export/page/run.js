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
        this.strips = this.lanes.filter((lane) => lane.kind === KIND.control);
        this.actors = new Map();
        for (const lane of this.lanes) {
            lane.label = this.words[lane.name];
            if (lane.kind !== KIND.control) this.actors.set(lane.actor, lane);
        }
        this.steps.forEach((step, index) => {
            step.index = index;
        });
        this.handoffSteps = this.steps.filter((step) => step[1] === STEP.handoff);
        this.timesOfKind();
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
        return at < 0 ? '' : this.words[this.whys[at][1]];
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
        return this.words[step[3]];
    }

    // "core 0, one: " in front of it.
    whose(step) {
        if (step[1] !== STEP.handoff) return '';
        const strip = this.words[step[5]];
        return (strip ? strip + ', ' : '') + this.words[step[4]] + ': ';
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
            words: this.words[lane.stands[at + 2]],
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

    // { name, text, changed } of what has a value at t: of all, or of a task.
    valuesAt(task, t, since) {
        const found = [];
        for (const slot of this.values) {
            if (slot.task !== task) continue;
            const at = lastIn(slot.items, 2, t);
            const text = at < 0 ? '' : this.words[slot.items[at + 1]];
            if (text !== '') {
                found.push({
                    name: this.words[slot.name],
                    text: text,
                    changed: at > 0 && slot.items[at] >= since,
                });
            }
        }
        return found;
    }

    outputUntil(t) {
        return this.steps.filter((step) => step[1] === STEP.said && step[0] <= t);
    }
}
