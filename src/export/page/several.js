// Several runs on one axis of time: one playhead for all of them, over the picture that is there.

class Together {
    constructor(runs) {
        this.runs = runs.map((one) => new Run(one));
        const all = (list) => Array.from(new Set([].concat(...this.runs.map(list)))).sort((a, b) => a - b);
        const steps = [].concat(...this.runs.map((run) => run.handoffSteps)).sort((a, b) => a[0] - b[0]);
        this.end = Math.max(0, ...this.runs.map((run) => run.end));
        this.handoffs = all((run) => run.handoffs.concat(run.end));
        this.moments = this.handoffs;
        this.handoffSteps = steps;
        this.marks = [];
    }

    say(step) {
        return this.runs.find((run) => run.steps[step.index] === step).say(step);
    }

    marksWithin() {
        return [];
    }
}

class Several {
    constructor() {
        this.run = new Together(data.runs);
        this.head = new Playhead(this.run, 0);
        this.head.curtain = false;
        this.head.still = matchMedia('(prefers-reduced-motion: reduce)').matches;
        this.line = element('playhead');
    }

    show() {
        const t = this.head.t;
        const rows = this.run.runs.map((run) => {
            const lines = wordsNow({ run: run, t: Math.min(t, run.end), atEnd: t >= run.end });
            return [run.label, lines.map((line) => line[1]).join(' ')];
        });
        fill(element('several'), JSON.stringify(rows), () => rows.map(([label, words]) =>
            make('div', '', make('dt', '', label), make('dd', '', words))));
        if (this.line && data.span > 0) {
            const x = data.left + Math.min(1, t / data.span) * data.area;
            this.line.setAttribute('x1', String(x));
            this.line.setAttribute('x2', String(x));
            this.line.setAttribute('visibility', 'visible');
        }
        element('toggle').textContent = this.head.playing ? 'Pause' : 'Play';
        element('clock').textContent = sayTime(Math.round(t));
        element('slider').value = String(Math.round(t / Math.max(1, this.run.end) * 1000));
        element('slider').setAttribute('aria-valuetext', sayTime(Math.round(t)));
    }

    do(action) {
        action();
        this.show();
        if (this.head.playing && !this.ticking) {
            this.ticking = true;
            const frame = () => {
                if (this.head.advance(clockNow())) this.show();
                this.ticking = this.head.playing;
                if (this.ticking) requestAnimationFrame(frame);
            };
            requestAnimationFrame(frame);
        }
    }

    hit(event) {
        const picture = event.currentTarget.querySelector('svg');
        const box = picture.getBoundingClientRect();
        const x = (event.clientX - box.left) * picture.viewBox.baseVal.width / box.width;
        if (data.span > 0 && x >= data.left) this.do(() => this.head.go((x + 0.5 - data.left) / data.area * data.span));
    }

    begin() {
        const head = this.head;
        const actions = {
            start: () => head.go(0), back: () => head.byHandoff(false), on: () => head.byHandoff(true),
            end: () => head.go(this.run.end), toggle: () => head.toggle(clockNow()),
        };
        const keys = { ' ': 'toggle', ArrowLeft: 'back', ArrowRight: 'on', Home: 'start', End: 'end' };
        for (const id of Object.keys(actions)) {
            element(id).onclick = (event) => {
                this.do(actions[id]);
                if (event.detail > 0) event.currentTarget.blur();
            };
        }
        document.addEventListener('keydown', (event) => {
            if (event.altKey || event.ctrlKey || event.metaKey || isControl(document.activeElement)) return;
            const letters = element('letters').checked ? { ',': 'back', '.': 'on' } : {};
            const id = keys[event.key] || letters[event.key];
            if (!id) return;
            event.preventDefault();
            this.do(actions[id]);
        });
        element('slider').oninput = () => this.do(() => head.go(Number(element('slider').value) / 1000 * this.run.end));
        fillSpeeds(element('speed'), head);
        element('speed').onchange = () => { head.speed = Number(element('speed').value); };
        document.querySelector('.picture').onclick = (event) => this.hit(event);
        element('play').hidden = false;
        this.show();
        document.documentElement.className = 'plays ready';
    }
}
