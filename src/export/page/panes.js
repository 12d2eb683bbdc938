// What stands beside the picture: the source, the steps so far, what each task does, values, output.

const LINE_FILE = 1 << 20; // a line of a recorded program has the number of its file above that
const FOLD = { shown: 0, note: 1, ask: 2, title: 3, about: 4, comment: 5, choice: 6, expect: 7 };
const FOLD_WORDS = ['', 'note \u2026', 'ask \u2026', 'scenario \u2026', 'about \u2026', '#', '', 'expect \u2026'];
const STEPS_SHOWN = 400; // of more than so many, those near the playhead

function make(name, css, ...parts) {
    const element = document.createElement(name);
    if (css) element.className = css;
    element.append(...parts);
    return element;
}

// Puts children into an element only if they would differ: a screen reader is not told again.
function fill(element, key, build) {
    if (element.dataset.key === key) return false;
    element.dataset.key = key;
    element.replaceChildren(...build());
    return true;
}

// The box is what its children's places are counted from.
function scrollTo(box, element) {
    const top = element.offsetTop;
    if (top < box.scrollTop || top + element.offsetHeight > box.scrollTop + box.clientHeight)
        box.scrollTop = top - box.clientHeight / 2;
}

// ---- the source ----

// The lines as they may be seen: [number, text], as far as the file's expectations.
function linesShown(file, head) {
    const run = head.run;
    const reached = new Set(run.marksWithin(-1, head.t).map((mark) => mark[2]));
    const lines = [];
    let number = 0;
    for (const [text, kind, seen] of file.lines) {
        number++;
        let folded = kind;
        if ((kind === FOLD.note || kind === FOLD.ask) && reached.has(number)) folded = FOLD.shown;
        if (!head.hides) {
            lines.push([number, text, false]);
            continue;
        }
        if (folded === FOLD.expect) {
            while (lines.length > 0 && file.lines[lines.length - 1][1] === FOLD.comment) lines.pop();
            lines.push([number, FOLD_WORDS[folded], true]);
            break;
        }
        if (folded === FOLD.shown) {
            lines.push([number, seen === undefined ? text : seen + ' \u2026', false]);
        } else {
            const indent = text.length - text.trimStart().length;
            lines.push([number, folded === FOLD.choice ? '' : ' '.repeat(indent) + FOLD_WORDS[folded], true]);
        }
    }
    return lines;
}

function lineOfHolder(run, t) {
    for (const strip of run.strips) {
        const lane = run.actors.get(run.holder(strip, t));
        const stand = lane && lane.stands ? run.stand(lane, t) : null;
        if (stand && stand.line) return stand.line;
    }
    const step = run.steps[run.stepAt(t)];
    return step ? step[2] : 0;
}

function showSource(box, head) {
    const run = head.run;
    const asked = head.asking;
    const here = asked ? asked.line : lineOfHolder(run, head.t);
    const file = data.sources.length > 1 ? Math.floor(here / LINE_FILE) % data.sources.length : 0;
    const marks = new Map();
    for (const lane of run.tasksAt(head.t)) {
        const stand = run.stand(lane, head.t);
        if (!stand || stand.ended || !stand.line) continue;
        marks.set(stand.line, (marks.get(stand.line) || []).concat(lane.actor));
    }
    const lines = linesShown(data.sources[file], head);
    const key = JSON.stringify([file, here, Array.from(marks), head.hides, lines.length, head.hides ? lines : 0]);
    if (!fill(box, key, () => lines.map(([number, text, folded]) => {
        const line = number + file * LINE_FILE;
        const places = (marks.get(line) || []).map((actor) => make('span', 'chip t' + (actor - 1) % 6, String(actor)));
        const item = make('li', line === here ? 'here' : '', make('span', 'at', ...places),
            make('span', 'line-number', String(number)), make('code', folded ? 'folded' : '', text));
        if (line === here) item.setAttribute('aria-current', 'true');
        return item;
    }))) return;
    const lit = box.querySelector('.here');
    if (lit) scrollTo(box, lit);
}

// ---- the steps ----

function stepItem(run, step) {
    const said = step[1] === STEP.said;
    const what = said ? [run.word(step[4]) + ' says: ', make('q', '', run.word(step[5]))]
        : [make('strong', '', run.whose(step)), run.say(step)];
    const item = make('li', step[1] === STEP.handoff ? 'handoff' : 'said',
        make('span', 'time', sayTime(step[0])), ' ', ...what);
    item.dataset.step = step.index;
    return item;
}

// The items of the box become those of [from, to]: what is there already stays.
function stepsTo(box, run, from, to) {
    const before = box.shown;
    if (!before || before.run !== run || before.from !== from) {
        box.replaceChildren();
        box.shown = { run: run, from: from, to: from - 1, items: [] };
        if (from > 0) box.append(make('li', 'more', '\u2026 ' + sayCount(from) + ' before these'));
    }
    const shown = box.shown;
    if (shown.tail) shown.tail.remove();
    for (; shown.to > to; shown.to--) shown.items.pop().remove();
    for (; shown.to < to; shown.to++) {
        const item = stepItem(run, run.steps[shown.to + 1]);
        shown.items.push(item);
        box.append(item);
    }
    return shown;
}

// Those up to what is known; none of what comes is in the page, nor room for it.
function showSteps(box, head) {
    const run = head.run;
    const at = run.stepAt(head.t);
    const last = run.stepAt(head.known);
    const from = Math.max(0, Math.floor(at / 100 - 1) * 100);
    const to = Math.min(last, from + STEPS_SHOWN);
    const shown = stepsTo(box, run, from, to);
    shown.tail = to < last ? make('li', 'more', '\u2026 ' + sayCount(last - to) + ' behind these') : null;
    if (shown.tail) box.append(shown.tail);
    const here = shown.items[at - from];
    if (shown.here === here) return;
    if (shown.here) {
        shown.here.classList.remove('here');
        shown.here.removeAttribute('aria-current');
    }
    shown.here = here;
    if (!here) return;
    here.classList.add('here');
    here.setAttribute('aria-current', 'step');
    scrollTo(box, here);
}

// ---- now ----

function showNow(body, head) {
    const run = head.run;
    const t = head.t;
    const tasks = run.tasksAt(t);
    const holders = new Set(run.strips.map((strip) => run.holder(strip, t)));
    const rows = tasks.map((lane) => {
        const stand = run.stand(lane, t);
        const passed = t - stand.since;
        return [lane.actor, lane.label, run.isLeftOut(t) ? '\u2026' : stand.words,
            passed > 0 ? sayTime(passed) + (stand.ended ? ' ago' : '') : 'just now',
            stand.line && !stand.ended ? String(stand.line % LINE_FILE) : '', holders.has(lane.actor)];
    });
    fill(body, JSON.stringify(rows), () => rows.map(([actor, name, words, since, line, holds]) => {
        const chip = make('span', 'chip t' + (actor - 1) % 6, String(actor));
        const head = make('th', '', chip, ' ' + name, ...(holds ? [make('span', 'marks', ' has control')] : []));
        head.scope = 'row';
        return make('tr', holds ? 'holds' : '', head, make('td', '', words), make('td', '', since), make('td', '', line));
    }));
}

// ---- values ----

function showValues(box, head, hidden) {
    const run = head.run;
    const handoff = run.lastHandoff(head.t);
    const since = handoff < 0 ? 0 : run.handoffs[handoff];
    const groups = [];
    const add = (task, worker, name) => {
        const values = run.valuesAt(task, worker, head.t, since).filter((value) => value.name !== hidden);
        if (values.length > 0) groups.push([name, values]);
    };
    add(0, 0, '');
    for (let worker = 1; worker <= run.workers; worker++) add(0, worker, 'worker ' + worker);
    for (const lane of run.tasksAt(head.t)) {
        if (!run.stand(lane, head.t).ended) add(lane.actor, 0, lane.label);
    }
    const key = JSON.stringify(groups);
    fill(box, key, () => groups.map(([name, values]) => {
        const parts = values.map((value) => make('span', value.changed ? 'value changed' : 'value',
            value.name + ' ', make('b', '', value.text), ...(value.changed ? [make('span', 'marks', ' changed')] : [])));
        return make('p', '', ...(name ? [name + ': '] : []), ...parts);
    }));
    box.parentElement.hidden = groups.length === 0;
}

// ---- output ----

function showOutput(list, head) {
    const run = head.run;
    const said = run.outputUntil(head.t);
    if (!fill(list, String(said.length), () => said.slice(-STEPS_SHOWN).map((step) =>
        make('li', '', make('span', 'time', sayTime(step[0])), ' ', make('strong', '', run.word(step[4])), ' ' + run.word(step[5]))))) return;
    list.parentElement.hidden = said.length === 0;
    list.scrollTop = list.scrollHeight;
}

// ---- why ----

// What deserves a word at the moment, and the sentence of the moment.
function wordsNow(head) {
    const run = head.run;
    const t = head.t;
    const lines = [];
    if (run.isLeftOut(t)) return [['', run.gapWords()]];
    if (head.atEnd && run.ended) lines.push(['end', run.ended]);
    const marks = run.marksSince(t);
    for (const mark of marks) {
        if (mark[1] === MARK.note) lines.push(['note', run.word(mark[3])]);
    }
    for (const step of run.steps.slice(lastAt(run.steps, t - 0.5, ofEntry) + 1, run.stepAt(t) + 1)) {
        if (step[1] === STEP.access || step[1] === STEP.lost)
            lines.push([step[1] === STEP.lost ? 'trouble' : 'access', run.say(step)]);
    }
    for (const mark of marks) {
        if (mark[1] >= MARK.failure) lines.push(['trouble', run.word(mark[3])]);
    }
    if (!(head.atEnd && run.ended)) lines.push(['', run.why(t)]);
    return lines;
}

function showWhy(box, head) {
    const lines = wordsNow(head);
    fill(box, JSON.stringify(lines), () => lines.map(([kind, words]) => make('p', kind, words)));
}
