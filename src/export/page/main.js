// One run: what the controls and the keys do, and what is shown after each of it.

const element = (id) => document.getElementById(id);

// What the page says without its script, and what of it may be seen beside the player: only while
// nothing is hidden. All else is taken out, so that nothing finds it; on paper all of it is there.
class Folds {
    constructor() {
        this.places = [];
        for (const part of document.querySelectorAll('.all, .after')) {
            const place = document.createComment('');
            part.replaceWith(place);
            this.places.push({ place: place, part: part, after: part.classList.contains('after') });
        }
    }

    show(after, all) {
        for (const { place, part, after: late } of this.places) {
            const wanted = all || (late && after);
            if (wanted && !part.isConnected) place.after(part);
            else if (!wanted && part.isConnected) part.remove();
        }
    }
}

function isControl(target) {
    return target instanceof Element &&
        target.closest('button, input, select, textarea, a, summary, [tabindex="0"]') !== null;
}

class Page {
    constructor() {
        this.run = new Run(data.runs[0]);
        this.head = new Playhead(this.run, data.axis);
        this.head.still = matchMedia('(prefers-reduced-motion: reduce)').matches;
        this.picture = new Picture(element('scene'), this.run);
        this.byHandoffs = data.byHandoffs;
        this.marked = -1;
        this.shown = undefined; // the question that stands there
        this.title = element('title').textContent;
        this.folds = new Folds();
        this.printing = matchMedia('print').matches;
        this.useAsks(location.hash === '#quiz' ? 'quiz' : data.folds ? 'own' : 'none');
    }

    // Which questions it stops at: the file's own, a quiz, none.
    useAsks(which) {
        this.which = which;
        this.head.asks = which === 'own' ? data.questions : which === 'quiz' ? data.quiz : [];
        this.head.answered = 0;
        this.head.t = 0;
        this.head.playing = false;
        this.head.seen = 0;
        this.head.settle();
        this.replies = new Replies(this.head, which === 'own');
    }

    // ---- what is shown ----

    show() {
        const head = this.head;
        this.replies.sync();
        if (this.shown !== head.asking) this.showQuestion();
        this.shown = head.asking;
        const name = data.folds && head.hides ? data.name : this.title;
        element('title').textContent = name;
        document.title = name + (this.run.model ? ', ' + this.run.model : '');
        this.folds.show(!head.hides, this.printing);
        this.picture.draw(head, this.byHandoffs);
        showSource(element('live-source'), head);
        showSteps(element('live-steps'), head);
        showNow(element('live-now'), head);
        showBelow(element('live-below'), head);
        showMachine(element('live-machine'), head);
        showValues(element('live-values'), head, head.asking ? head.asking.variable : undefined);
        showOutput(element('live-output'), head);
        element('why').hidden = head.asking !== null;
        if (!head.asking) showWhy(element('why'), head);
        this.showTold();
        this.showControls();
    }

    showControls() {
        const head = this.head;
        const time = sayTime(Math.round(head.t));
        element('toggle').textContent = head.playing ? 'Pause' : 'Play';
        element('clock').textContent = time;
        element('curtain').checked = head.hides;
        element('axis').checked = this.byHandoffs;
        const slider = element('slider');
        slider.value = String(Math.round(head.t / this.sliderSpan() * 1000));
        slider.setAttribute('aria-valuetext', time);
        element('speed').value = String(head.speed);
    }

    sliderSpan() {
        return this.head.hides ? this.head.span : Math.max(1, this.run.end);
    }

    showTold() {
        const lines = this.replies.told();
        fill(element('told'), JSON.stringify(lines), () => lines.map((line) => {
            const item = make('p', '', line.text);
            if (line.back !== undefined) {
                const button = make('button', '', 'Back to it');
                button.type = 'button';
                button.onclick = () => this.do(() => this.head.go(line.back));
                item.append(' ', button);
            }
            return item;
        }));
    }

    showQuestion() {
        const asked = this.head.asking;
        const question = asked || { kind: ASKED.talk, text: '' };
        const talks = question.kind === ASKED.talk;
        this.marked = -1;
        element('question').hidden = asked === null;
        element('question-text').textContent = question.text;
        element('question-problem').textContent = '';
        element('answer').hidden = talks;
        element('leave').textContent = talks ? 'Go on' : 'Go on without';
        element('choices').hidden = question.kind !== ASKED.choice;
        element('field').hidden = talks || question.kind === ASKED.choice;
        element('said').value = '';
        element('said-how').textContent = question.kind === ASKED.duration ? 'such as 120 (ms), 1.5 s, 300 us, never' : 'a number';
        const choices = question.kind === ASKED.choice ? question.choices : [];
        element('choices').replaceChildren(element('choices').firstElementChild, ...choices.map((choice, i) => {
            const input = make('input');
            input.type = 'radio';
            input.name = 'choice';
            input.id = 'choice-' + i;
            input.onchange = () => this.mark(i);
            const label = make('label', '', input, ' ' + (i + 1) + ' ' + choice[1]);
            return label;
        }));
    }

    // ---- questions ----

    mark(choice) {
        this.marked = choice;
        const input = element('choice-' + choice);
        if (input) input.checked = true;
    }

    say() {
        const question = this.head.asking;
        if (!question || question.kind === ASKED.talk) {
            this.leave();
            return;
        }
        const words = question.kind === ASKED.choice ? String(this.marked + 1) : element('said').value;
        const answer = readAnswer(question, words);
        if (!answer) {
            element('question-problem').textContent = question.kind === ASKED.choice ? 'Choose one first.'
                : question.kind === ASKED.duration ? 'That is no time: 120, 120ms, 1.5s, 300us, never.' : 'That is no number.';
            return;
        }
        this.do(() => {
            this.replies.add(answer);
            this.head.toggle(clockNow());
        });
        this.refocus();
    }

    leave() {
        this.do(() => this.head.toggle(clockNow()));
        this.refocus();
    }

    // What had the focus is gone.
    refocus() {
        if (element('question').hidden) element('play').focus({ preventScroll: true });
    }

    showAnswers() {
        const panel = element('answers-panel');
        const opens = panel.hidden;
        element('answers-button').setAttribute('aria-expanded', String(opens));
        panel.hidden = !opens;
        panel.replaceChildren();
        if (!opens) return;
        this.head.seen = Infinity;
        const asked = this.head.asks.filter((question) => question.kind !== ASKED.talk);
        if (asked.length === 0) panel.append(make('p', '', 'Nothing is asked here that has an answer.'));
        else panel.append(make('ol', '', ...asked.map((question) => make('li', '', question.text + ' ',
            make('strong', '', this.replies.isKnown(question) ? sayReveal(question, null) : 'The run did not come to that.')))));
    }

    // ---- doing ----

    do(action) {
        action();
        this.show();
        if (this.head.playing) this.tick();
    }

    tick() {
        if (this.ticking) return;
        this.ticking = true;
        const frame = () => {
            const moved = this.head.advance(clockNow());
            if (moved) this.show();
            this.ticking = this.head.playing;
            if (this.ticking) requestAnimationFrame(frame);
        };
        requestAnimationFrame(frame);
    }

    tenth(number) {
        const span = this.head.hides ? this.head.span : this.run.end;
        this.head.go(span * number / 10);
    }

    digit(number) {
        const question = this.head.asking;
        if (!question || question.kind === ASKED.talk) this.do(() => this.tenth(number));
        else if (question.kind !== ASKED.choice) element('said').focus();
        else if (number <= question.choices.length) this.mark(number - 1);
    }

    curtain(down) {
        this.do(() => {
            this.head.curtain = down;
            this.head.settle();
        });
    }

    key(event) {
        const head = this.head;
        const plain = {
            ' ': () => this.do(() => head.toggle(clockNow())),
            ArrowLeft: () => this.do(() => head.byHandoff(false)),
            ArrowRight: () => this.do(() => head.byHandoff(true)),
            Home: () => this.do(() => head.go(0)),
            End: () => this.do(() => head.go(this.run.end)),
            Enter: () => (head.asking ? this.say() : null),
        };
        const letters = {
            ',': () => this.do(() => head.byEvent(false)),
            '.': () => this.do(() => head.byEvent(true)),
            v: () => this.curtain(!head.curtain),
            t: () => this.do(() => { this.byHandoffs = !this.byHandoffs; }),
            '?': () => element('keys-button').click(),
        };
        for (let digit = 1; digit <= 9; digit++) letters[digit] = () => this.digit(digit);
        const action = plain[event.key] || (element('letters').checked ? letters[event.key] : undefined);
        if (!action) return;
        event.preventDefault();
        action();
    }

    hit(event) {
        const at = this.picture.hit(event);
        if (at.t !== undefined) {
            this.do(() => this.head.go(at.t));
            return;
        }
        const question = this.head.asking;
        const choice = at.lane && question ? question.choices.findIndex((one) => one[2] !== 0 && one[2] === at.lane.actor) : -1;
        if (choice >= 0) this.mark(choice);
    }

    save() {
        const name = element('name').value.trim();
        saveSheet(name, sheetText(name, this.which === 'own', this.head.asks, this.replies));
        element('sheet-said').textContent = data.trace ? 'Saved. baton quiz --mark reads it.'
            : 'Saved, without the run, which is too large: baton quiz --mark wants its trace, too.';
    }

    // ---- wiring ----

    buttons() {
        const press = (id, action) => {
            element(id).onclick = (event) => {
                action();
                // Who has clicked goes on with the keys; who came by the keyboard stays.
                if (event.detail > 0) event.currentTarget.blur();
            };
        };
        press('start', () => this.do(() => this.head.go(0)));
        press('back', () => this.do(() => this.head.byHandoff(false)));
        press('toggle', () => this.do(() => this.head.toggle(clockNow())));
        press('on', () => this.do(() => this.head.byHandoff(true)));
        press('end', () => this.do(() => this.head.go(this.run.end)));
        press('answers-button', () => this.showAnswers());
        press('keys-button', () => {
            element('keys').hidden = !element('keys').hidden;
            element('keys-button').setAttribute('aria-expanded', String(!element('keys').hidden));
        });
        press('curtain', () => this.curtain(element('curtain').checked));
        press('axis', () => this.do(() => { this.byHandoffs = element('axis').checked; }));
        press('letters', () => {});
        press('leave', () => this.leave());
        element('slider').oninput = () => this.do(() => this.head.go(Number(element('slider').value) / 1000 * this.sliderSpan()));
        element('question').onsubmit = (event) => {
            event.preventDefault();
            this.say();
        };
        element('sheet').onsubmit = (event) => {
            event.preventDefault();
            this.save();
        };
        element('asks').onchange = () => this.do(() => this.useAsks(element('asks').value));
        element('scene').onclick = (event) => this.hit(event);
        element('live-steps').onclick = (event) => {
            const item = event.target.closest('[data-step]');
            if (item) this.do(() => this.head.go(this.run.steps[Number(item.dataset.step)][0]));
        };
        fillSpeeds(element('speed'), this.head);
        element('speed').onchange = () => { this.head.speed = Number(element('speed').value); };
        this.asksChoices();
    }

    asksChoices() {
        const kinds = [['quiz', 'who gets control next'], ['none', 'none']];
        if (data.folds) kinds.unshift(['own', 'of the file']);
        element('asks').replaceChildren(...kinds.map(([value, text]) => {
            const option = make('option', '', text);
            option.value = value;
            option.selected = value === this.which;
            return option;
        }));
    }

    print(prints) {
        this.printing = prints;
        this.folds.show(!this.head.hides, prints);
    }

    begin() {
        element('play').hidden = false;
        document.addEventListener('keydown', (event) => {
            if (event.altKey || event.ctrlKey || event.metaKey || isControl(document.activeElement)) return;
            this.key(event);
        });
        addEventListener('beforeprint', () => this.print(true));
        addEventListener('afterprint', () => this.print(false));
        matchMedia('print').addEventListener('change', (event) => this.print(event.matches));
        addEventListener('resize', () => this.show());
        this.buttons();
        this.show();
        document.documentElement.className = 'plays ready';
    }
}

function fillSpeeds(select, head) {
    select.replaceChildren(...RATES.slice(0, 13).map((rate, i) => {
        const option = make('option', '', rate < 1 ? '1/' + Math.round(1 / rate) : String(rate));
        option.value = String(i);
        option.selected = i === head.speed;
        return option;
    }));
}

// The clock, in nanoseconds.
function clockNow() {
    return performance.now() * MS;
}
