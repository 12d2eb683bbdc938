// Questions that have an answer: what is asked, what was said, what is told of it.

const ASKED = { talk: 0, choice: 1, duration: 2, number: 3 };

// ---- answers: read, judged, said; as the player and `baton quiz` do ----

// What somebody typed; null if it is none: the number of a choice, a duration (alone: ms), `never`.
function readAnswer(question, words) {
    const text = words.trim();
    if (question.kind === ASKED.choice) {
        const choice = question.choices.findIndex((one) => one[0] === text);
        const number = /^\d+$/.test(text) ? Number(text) - 1 : -1;
        if (choice >= 0) return { choice: choice };
        return number >= 0 && number < question.choices.length ? { choice: number } : null;
    }
    if (question.kind === ASKED.number) return /^-?\d+$/.test(text) ? { value: Number(text) } : null;
    if (text === 'never') return { never: true };
    const found = /^(\d+\.?\d*|\.\d+)\s*(ms|s|us|)$/.exec(text);
    if (!found) return null;
    const unit = { ms: 1e6, '': 1e6, s: 1e9, us: 1e3 }[found[2]];
    return { value: Math.floor(Number(found[1]) * unit + 0.5) };
}

function isRight(question, answer) {
    if (question.kind === ASKED.choice) return answer.choice === question.choice;
    if (question.kind === ASKED.number && !question.within) return answer.value === question.value;
    if (answer.never || question.never) return Boolean(answer.never && question.never);
    let allowed = Math.abs(question.value * question.within / 100);
    if (question.kind === ASKED.duration) allowed = Math.max(allowed, 5 * MS);
    return Math.abs(answer.value - question.value) <= allowed;
}

function sayDuration(ns) {
    return ns % MS === 0 && ns < 1e11 ? ns / MS + ' ms' : sayTime(ns);
}

function sayAnswer(question, answer, shown) {
    if (question.kind === ASKED.choice) return question.choices[answer.choice][shown ? 1 : 0];
    if (answer.never) return 'never';
    return question.kind === ASKED.duration ? sayDuration(answer.value) : String(answer.value);
}

function sayRight(question) {
    return question.kind === ASKED.choice ? question.choices[question.choice][1] : question.right;
}

// Both side by side, and why.
function sayReveal(question, answer) {
    const right = answer && isRight(question, answer);
    const chosen = question.kind === ASKED.choice;
    let text = '';
    if (answer) text += 'You said ' + sayAnswer(question, answer, true) + (right && chosen ? ', and so it was' : '. ');
    if (!right || !chosen) text += (right ? 'Right, it was ' : 'It was ') + sayRight(question);
    if (question.because) text += ': ' + question.because;
    return text + '.';
}

// ---- what was said so far ----

class Replies {
    constructor(head, own) {
        this.head = head;
        this.own = own; // the file's questions: else a quiz
        this.items = []; // { index, question, answer or null, looked }
        this.open = -1; // index of the question that is open
    }

    isKnown(question) {
        return question.reveal !== undefined;
    }

    // The playhead has moved: what was passed without a word is left open.
    sync() {
        const head = this.head;
        if (this.open >= 0 && head.answered > this.open) this.add(null);
        this.open = head.asking && head.asking.kind !== ASKED.talk ? head.answered : -1;
        head.reveal = Infinity;
        for (const reply of this.items) {
            if (this.isKnown(reply.question) && reply.question.reveal > head.t)
                head.reveal = Math.min(head.reveal, reply.question.reveal);
        }
    }

    add(answer) {
        const question = this.head.asks[this.open];
        this.items.push({ index: this.open, question: question, answer: answer, looked: this.looked });
        this.open = -1;
    }

    get looked() {
        return this.head.seen > this.head.asks[this.open].t;
    }

    // The first answer counts: to a question of the file at any of its passings.
    isFirst(number) {
        const one = this.items[number];
        return !this.items.slice(0, number).some((reply) => reply.answer &&
            (this.own ? reply.question.line === one.question.line : reply.index === one.index));
    }

    isScored(number) {
        const reply = this.items[number];
        return Boolean(reply.answer && !reply.looked && this.isKnown(reply.question) && this.isFirst(number));
    }

    isWrong(number) {
        return this.isScored(number) && !isRight(this.items[number].question, this.items[number].answer);
    }

    get wrong() {
        return this.items.filter((reply, number) => this.isWrong(number));
    }

    score() {
        const scored = this.items.filter((reply, number) => this.isScored(number)).length;
        const looked = this.items.filter((reply) => reply.answer && reply.looked).length;
        const open = this.items.filter((reply) => !reply.answer).length;
        if (scored + looked === 0) return '';
        return (scored - this.wrong.length) + ' of ' + scored + ' right' + (looked ? ', ' + looked + ' looked' : '') +
            (open ? ', ' + open + ' open' : '');
    }

    // What is told at the playhead: until the next hand-off behind the answer; at the end what was wrong.
    told() {
        const head = this.head;
        const lines = [];
        const over = head.atEnd && !head.asking;
        const score = over ? this.score() : '';
        if (score) lines.push({ text: score + '.' });
        this.items.forEach((reply, number) => {
            const question = reply.question;
            const wrong = over && this.isWrong(number);
            const here = this.isKnown(question) && question.reveal <= head.t &&
                head.run.lastHandoff(question.reveal) === head.run.lastHandoff(head.t);
            if (!here && !wrong) return;
            const text = sayReveal(question, reply.answer) + (reply.answer && reply.looked ? ' (You had looked.)' : '');
            lines.push({ text: text, back: wrong ? question.t : undefined });
        });
        return lines;
    }
}
