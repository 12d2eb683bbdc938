// The playhead, and how playback moves it: as the player does. It glides through the run at a rate,
// and dwells at hand-offs as long as it takes to read their sentences; all of that follows from what
// is past, so that the pace tells nothing of what comes.

const RATES = [1 / 1000, 1 / 500, 1 / 200, 1 / 100, 1 / 50, 1 / 20, 1 / 10, 1 / 5, 1 / 2,
    1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
const FIRST_RATE = 5;
const MS = 1e6;

// What an axis spans that tells nothing of what comes: the playhead is within five eighths of it.
function axisFor(t) {
    for (let ten = MS; ; ten *= 10) {
        for (const step of [1, 2, 5]) {
            if (step * ten / 8 * 5 >= t) return step * ten;
        }
    }
}

// A little more than the whole run.
function wholeSpan(end) {
    const least = Math.max(end, 10000) * 1.05;
    const ten = Math.pow(10, Math.floor(Math.log10(least)));
    for (const step of [1, 1.1, 1.2, 1.3, 1.4, 1.5, 1.6, 1.8, 2, 2.2, 2.5, 2.8, 3, 3.5, 4, 4.5, 5, 6, 7, 8]) {
        if (step * ten >= least) return Math.round(step * ten);
    }
    return 10 * ten;
}

class Playhead {
    constructor(run, least) {
        this.run = run;
        this.notes = run.marks.filter((mark) => mark[1] === MARK.note);
        this.dwells = run.handoffSteps.filter((step) => step.times < 3);
        this.least = least; // that the axis spans, by the file
        this.t = 0;
        this.playing = false;
        this.curtain = true;
        this.speed = FIRST_RATE;
        this.still = false; // from hand-off to hand-off, nothing moves between
        this.asks = []; // in order of time: questions at which it stops
        this.answered = 0; // so many of them
        this.reveal = Infinity; // it stops there, too
        this.seen = 0; // up to where the run was to be seen
        this.clock = 0;
        this.dwell = 0;
        this.stretch = 0;
        this.held = 0; // gone towards the next stop without being shown
    }

    // ---- what may be seen ----

    get asking() {
        const ask = this.asks[this.answered];
        return ask && ask.t === this.t ? ask : null;
    }

    get atEnd() {
        return this.t >= this.run.end;
    }

    get hides() {
        return this.asking !== null || (this.curtain && !this.atEnd);
    }

    get known() {
        return this.hides ? this.t : this.run.end;
    }

    get span() {
        if (!this.hides) return wholeSpan(this.run.end);
        return this.least > 0 && this.t <= this.least ? this.least : axisFor(this.t);
    }

    // ---- going there ----

    // Asks behind the playhead have been passed.
    settle() {
        while (this.answered < this.asks.length && this.asks[this.answered].t < this.t) this.answered++;
        this.seen = Math.max(this.seen, this.known);
    }

    put(t) {
        this.t = t;
        this.held = 0;
        this.settle();
    }

    // Stops playback, and goes to t or, on the way, to a question.
    go(t) {
        this.playing = false;
        this.dwell = 0;
        t = Math.max(0, Math.min(this.run.end, t));
        if (this.asking && t > this.t) this.answered++;
        if (this.asking && t > this.t) return;
        const ask = this.curtain ? this.asks.find((one, i) => i >= this.answered && one.t > this.t) : null;
        if (ask && ask.t < t) t = ask.t;
        this.put(t);
    }

    // The next time of a list, or the last one; a question is a stop, too, and so is the end.
    step(times, forward) {
        if (forward && this.asking) {
            this.answered++;
            if (this.asking) return;
        }
        const at = lastAt(times, forward ? this.t : this.t - 1, ofNumber);
        let t = forward ? times[at + 1] : times[at];
        if (t === undefined) t = forward ? this.run.end : 0;
        for (const ask of this.asks) {
            if (forward && ask.t > this.t && ask.t < t) t = ask.t;
            if (!forward && ask.t < this.t && ask.t > t) t = ask.t;
        }
        this.go(t);
    }

    byHandoff(forward) {
        this.step(this.run.handoffs, forward);
    }

    byEvent(forward) {
        this.step(this.run.moments, forward);
    }

    toggle(now) {
        if (this.playing) {
            this.playing = false;
            return;
        }
        if (this.asking) {
            this.answered++;
            if (this.asking) return;
        } else if (this.atEnd) {
            this.answered = 0;
            this.dwell = 0;
            this.t = 0;
            this.settle();
            if (this.asking) return;
        }
        this.playing = true;
        this.clock = this.stretch = now;
    }

    // ---- playing ----

    nextStop() {
        const run = this.run;
        let stop = run.end;
        const stops = this.still ? run.handoffSteps : this.dwells;
        const handoff = stops[lastAt(stops, this.t, ofEntry) + 1];
        if (handoff) stop = Math.min(stop, handoff[0]);
        const ask = this.asks[this.answered];
        if (ask && ask.t > this.t) stop = Math.min(stop, ask.t);
        const note = this.notes[lastAt(this.notes, this.t, ofEntry) + 1];
        if (note) stop = Math.min(stop, note[0]);
        if (this.reveal > this.t) stop = Math.min(stop, this.reveal);
        return stop;
    }

    // In nanoseconds of the clock, at the speed.
    dwellHere() {
        let most = 0;
        const run = this.run;
        const ratio = RATES[FIRST_RATE] / RATES[this.speed];
        for (let i = lastAt(this.dwells, this.t, ofEntry); i >= 0 && this.dwells[i][0] === this.t; i--) {
            const step = this.dwells[i];
            const reading = Math.min(600 + 25 * run.say(step).length, 4000) * MS;
            most = Math.max(most, Math.min(reading / Math.pow(2, step.times) * ratio, 10000 * MS));
        }
        for (const mark of run.marksWithin(this.t - 1, this.t)) {
            const reading = Math.min(2000 + 60 * run.word(mark[3]).length, 10000) * MS;
            if (mark[1] === MARK.note) most = Math.max(most, reading);
        }
        return most;
    }

    // Where nothing new has come for a second the rate grows, and grows.
    rate() {
        const steady = this.clock - this.stretch - 1000 * MS;
        const grown = steady < 0 ? 0 : Math.floor(steady / (250 * MS)) + 1;
        return RATES[Math.min(this.speed + grown, RATES.length - 1)];
    }

    // The clock has gone on, in nanoseconds. True if anything moved.
    advance(now) {
        const before = this.t;
        while (this.playing && this.clock < now) {
            if (now - this.clock < this.dwell) {
                this.dwell -= now - this.clock;
                this.clock = now;
                break;
            }
            if (this.dwell > 0) {
                this.clock += this.dwell;
                this.stretch = this.clock;
                this.dwell = 0;
            }
            if (this.atEnd) {
                this.playing = false;
                break;
            }
            this.glide(now);
        }
        return this.t !== before || !this.playing;
    }

    glide(now) {
        const stop = this.nextStop();
        const rate = this.rate();
        const until = Math.min(now, this.clock + 250 * MS);
        const way = (until - this.clock) * rate;
        if (this.t + this.held + way < stop) {
            this.held += way;
            if (!this.still) this.put(this.t + this.held);
            this.clock = until;
            return;
        }
        this.clock += Math.max(0, stop - this.t - this.held) / rate;
        this.put(stop);
        this.playing = !this.asking && stop !== this.reveal;
        this.dwell = this.playing ? this.dwellHere() : 0;
    }
}
