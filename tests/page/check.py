"""The page in a headless Chromium; prints `ok - …` and `not ok - …`. check.sh calls it:
check.py TRACES WORK [PART…]."""
import glob
import json
import os
import subprocess
import sys
import time

from chromium import Browser, find_browser
from pack import data_of

HERE, WORK = sys.argv[1:3]
BATON = os.environ['BATON']
AXE = os.environ['AXE']
SHOTS = os.environ.get('PAGE_SHOTS')
# All that stands on the page, and all that is told of it: the markup without the scripts.
MARKUP = '''(() => {
    const body = document.body.cloneNode(true);
    body.querySelectorAll('script').forEach((script) => script.remove());
    return document.title + body.outerHTML.replace(/<!--.*?-->/g, '').replace(/\\n+/g, '');
})()'''
WIDTHS = '''[document.documentElement.scrollWidth, innerWidth].concat(Array.from(document.querySelectorAll('.scroll')).map(
    (one) => one.scrollWidth - one.clientWidth))'''


def check(text, good, seen=''):
    print('%s - %s' % ('ok' if good else 'not ok', text))
    if not good:
        print('# ' + str(seen)[:2000].replace('\n', '\n# '))


def same(text, one, other):
    one, other = repr(one), repr(other)
    at = max(0, len(os.path.commonprefix([one, other])) - 200)
    check(text, one == other, '%s\nis not\n%s' % (one[at:at + 600], other[at:at + 600]))


def convert(name, trace=None, fmt='html'):
    """The page of a trace of this folder, or of another one."""
    path = os.path.join(WORK, name + '.' + fmt)
    subprocess.run([BATON, 'convert', trace or os.path.join(HERE, name + '.trace'), '-f', fmt, '-o', path], check=True)
    return path


def shot(page, name, whole=True):
    if SHOTS:
        page.shot(os.path.join(SHOTS, name + '.png'), whole)


def text(page, selector):
    return page.js('document.querySelector(%s).textContent' % json.dumps(selector))


def step_here(page):
    """The text of the step that is marked, as `steps` has it, without its time."""
    return page.js("(document.querySelector('#live-steps .here') || {textContent: ''}).textContent")


def walk(page, key, most):
    """What the page is after each key, until nothing changes any more."""
    seen = [page.js(MARKUP)]
    while len(seen) < most:
        page.key(key)
        now = page.js(MARKUP)
        if now == seen[-1]:
            break
        seen.append(now)
    return seen


def find(page, words):
    """As one finds in a page."""
    page.js('getSelection().removeAllRanges()')
    return page.js('find(%s, true, false, true)' % json.dumps(words))


# ---- what is hidden ----

def cut_at_question(name):
    """The same trace as far as its question, and another end."""
    with open(os.path.join(HERE, name + '.trace'), encoding='utf-8') as file:
        lines = file.read().split('\n')
    at = next(i for i, line in enumerate(lines) if line.startswith('ask '))
    kept = lines[:at + 1]
    last = max(int(line.split()[1]) for line in kept if line.split()[0] not in ('baton', 'file', 'source'))
    kept.append('run-end %d 0 failed NONE 0 0 0 "made up"' % (last + 7000000000))
    events = [line for line in kept if line.split()[0] not in ('baton', 'file', 'source')]
    path = os.path.join(WORK, name + '-cut.trace')
    with open(path, 'w', encoding='utf-8') as file:
        file.write('\n'.join(kept + ['end %d' % len(events), '']))
    return path


def hides(browser):
    secrets = ['3 goes on', 'One task runs at a time', 'The event loop', 'came at', 'worst late', 'Result']
    page = browser.open(convert('loop'))
    same('nothing is wrong with the script', page.problems(), [])
    same('before the question the page is called by its number', page.js('document.title'), 'lesson 08, coroutines')
    everything = page.js(MARKUP) + page.tree()
    same('what comes is not in the page, nor told to who listens', [one for one in secrets if one in everything], [])
    same('nor is it found', [one for one in secrets if find(page, one)], [])
    same('nor in a title', page.js("document.querySelectorAll('title').length"), 1)
    other = browser.open(convert('loop-cut', cut_at_question('loop')))
    ours, theirs = walk(page, '.', 400), walk(other, '.', 400)
    until = next(i for i, markup in enumerate(ours) if 'id="question" aria-labelledby="question-text">' in markup)
    same('up to the question nothing of the page tells how the run ends', ours[:until + 1], theirs[:until + 1])
    page.load(os.path.join(WORK, 'loop.html'))
    page.key('End', 'v')
    check('at a question the curtain stays', not find(page, 'came at') and page.js("document.getElementById('curtain').checked"))
    page.key('v', 'Home', 'v')
    check('v lifts it', find(page, 'One task runs at a time') and find(page, 'came at'))
    same('then the page has its title', page.js('document.title'), 'The event loop, coroutines')
    page.key('v')
    check('and lets it down', not find(page, 'One task runs at a time') and not find(page, 'came at'))
    shot(page, 'start')
    page.close()
    other.close()


# ---- keys ----

def steps(browser):
    path = convert('loop')
    with open(convert('loop', fmt='steps'), encoding='utf-8') as file:
        lines = [line.strip() for line in file]
    page = browser.open(path)
    forward = walk(page, 'ArrowRight', 100)
    clock = text(page, '#clock')
    check('the right arrow leads to the very end', lines[-1].startswith(clock) or 'has ended' in text(page, '#why'), clock)
    page.key('v')
    shown = page.js("Array.from(document.querySelectorAll('#live-steps li'), (li) => "
                    "li.textContent.replace(/\\s+/g, ' ').replace(/[\u201c\u201d]/g, ''))")
    same('all steps are there', len(shown), len(lines))
    page.load(path)
    page.js("document.getElementById('asks').value = 'none'; document.getElementById('asks').dispatchEvent(new Event('change'))")
    forward = walk(page, 'ArrowRight', 100)
    backward = walk(page, 'ArrowLeft', 100)
    backward.reverse()
    same('steps back lead through the same', [len(forward), forward == backward], [len(backward), True])
    page.key('End')
    end = page.js(MARKUP)
    same('end is the end', end, forward[-1])
    page.key('Home')
    same('home is the start', page.js(MARKUP), forward[0])
    page.key('.')
    first = text(page, '#clock')
    page.key('.', ',')
    same('a point is an event on, a comma one back', text(page, '#clock'), first)
    page.key('v', '5')
    check('a digit is a tenth', abs(float(text(page, '#clock').split()[0]) - 0.5 * page.js(
        "JSON.parse(document.getElementById('baton-data').textContent).runs[0].end") / 1e6) < 1, text(page, '#clock'))
    page.key('v', 't')
    check('t is the axis of hand-offs', 'no.' in text(page, '#scene'), text(page, '#scene'))
    page.key('t', '?')
    check('? shows the keys', page.js("!document.getElementById('keys').hidden"))
    page.key('?')
    page.js("document.getElementById('letters').click()")
    before = page.js(MARKUP)
    page.key('v', 't', '?', '.', '3')
    same('letters can be turned off', page.js(MARKUP), before)
    page.key('ArrowRight')
    check('and the arrows stay', page.js(MARKUP) != before)
    page.js("document.getElementById('back').focus()")
    before = page.js(MARKUP)
    page.key('End', 'ArrowLeft')
    same('no key is taken from a control that has the focus', page.js(MARKUP), before)
    page.click_on('#start')
    page.key('ArrowRight')
    check('who clicks goes on with the keys', text(page, '#clock') != '0 ms', text(page, '#clock'))
    page.close()


# ---- clicks ----

def clicks(browser):
    source = os.path.join(WORK, 'dense.baton')
    with open(source, 'w', encoding='utf-8') as file:
        file.write('scenario "Dense"\nmodel coroutines\ntask job x 2:\n    repeat 700:\n        yield\n    io 20ms "a while"\n')
    trace = os.path.join(WORK, 'dense.trace')
    subprocess.run([BATON, 'run', source, '-f', 'trace', '-o', trace], check=True)
    page = browser.open(convert('dense', trace))
    page.key('v', 'Home')
    box = page.js("(() => { const b = document.querySelector('#scene svg').getBoundingClientRect(); return [b.x, b.y]; })()")
    data = data_of(os.path.join(WORK, 'dense.html'))['runs'][0]
    wrong = []
    for x in (152, 160, 175, 240, 400, 700):
        page.click(box[0] + x, box[1] + 50)
        here = page.js("Number((document.querySelector('#live-steps .here') || {dataset: {step: 0}}).dataset.step)")
        t = page.js("document.getElementById('clock').textContent")
        unit = {'us': 1e3, 'ms': 1e6, 's': 1e9, 'ns': 1}[t.split()[1]]
        ns, half = float(t.split()[0]) * unit, unit / 10 ** len(t.split()[0].partition('.')[2]) / 2 + 60
        last = max((i for i, step in enumerate(data['steps']) if step[0] <= ns + half), default=0)
        first = max((i for i, step in enumerate(data['steps']) if step[0] <= ns - half), default=0)
        if not first <= here <= last:
            wrong.append([x, t, here, first, last])
    same('a click in a dense run shows the step that is there', wrong, [])
    hidden = page.js("""(() => {
        const box = document.getElementById('live-steps').getBoundingClientRect();
        const here = document.querySelector('#live-steps .here').getBoundingClientRect();
        return here.top < box.top - 1 || here.bottom > box.bottom + 1;
    })()""")
    check('and shows it in the list', not hidden)
    page.js("document.querySelector('#live-steps li[data-step]').click()")
    check('a click on a step goes there', page.js("document.querySelector('#live-steps .here') !== null"))
    shot(page, 'dense')
    page.close()


# ---- questions ----

# To the next question, unless playback has come to it meanwhile.
TO_QUESTION = '''(() => {
    if (document.getElementById('question').hidden)
        document.dispatchEvent(new KeyboardEvent('keydown', {key: 'End', bubbles: true}));
})()'''


def downloads(browser, folder):
    os.makedirs(folder, exist_ok=True)
    browser.call('Browser.setDownloadBehavior', behavior='allow', downloadPath=folder)


def save(page, name):
    folder = os.path.join(WORK, 'saved')
    page.js("document.getElementById('name').value = %s" % json.dumps(name))
    path = os.path.join(folder, name + '.sheet')
    if os.path.exists(path):
        os.remove(path)
    page.js("document.querySelector('#sheet button').click()")
    for _ in range(3000):
        if os.path.exists(path) and os.path.getsize(path):
            return path
        page.js('new Promise((done) => setTimeout(done, 20))')
    raise RuntimeError('nothing was saved')


def mark(*papers):
    got = subprocess.run([BATON, 'quiz', '--mark'] + list(papers), capture_output=True, text=True, check=False)
    return got.stdout + got.stderr


def answers(browser):
    downloads(browser, os.path.join(WORK, 'saved'))
    page = browser.open(convert('loop'))
    page.key('End')
    same('on the way to the end it stops at the question', text(page, '#question-text'), 'All three have asked. Who gets control next?')
    check('which is told', 'All three have asked' in page.tree())
    shot(page, 'question')
    page.key('3', 'Enter')
    page.js("document.getElementById('speed').value = '12'; document.getElementById('speed').dispatchEvent(new Event('change'))")
    check('who has answered goes on, to where it is told', page.until("document.getElementById('told').textContent !== ''"))
    same('both are side by side', text(page, '#told')[:33], 'You said client 3, and so it was:')
    check('there it stops', page.until("document.getElementById('toggle').textContent === 'Play'"))
    page.key('End')
    check('at the end it is counted', text(page, '#told').startswith('1 of 1 right'), text(page, '#told'))
    check('a sheet of the page is marked', '+client 3  1 of 1' in mark(save(page, 'Kim')), mark(save(page, 'Kim')))
    page.load(os.path.join(WORK, 'loop.html'))
    page.key('End', 'ArrowRight', 'End')
    check('what was passed is left open', '-         0 of 1' in mark(save(page, 'Lee')) or '-  0 of 1' in mark(save(page, 'Lee')),
          mark(save(page, 'Lee')))
    page.load(os.path.join(WORK, 'loop.html') + '#quiz')
    count = page.js("JSON.parse(document.getElementById('baton-data').textContent).quiz.length")
    for _ in range(count):
        page.js(TO_QUESTION)
        page.key('1', 'Enter')
    page.js(TO_QUESTION)
    check('a quiz is asked by the same page', count > 0 and page.js("document.getElementById('question').hidden"), count)
    got = mark(save(page, 'Park'))
    check('and marked', 'of %d\n' % count in got and got.count('xclient 1') + got.count('+client 1') >= count, got)
    plain = subprocess.run([BATON, 'quiz', os.path.join(HERE, 'loop.trace'), '--plain'], input='1\n' * 20, capture_output=True,
                           text=True, check=False).stdout
    right = plain.strip().rsplit('\n', 1)[-1]
    check('as in lines: ' + right, right in got, got)
    page.close()


def typed(browser):
    page = browser.open(convert('group'))
    page.key('End')
    check('a time is typed', page.js("!document.getElementById('field').hidden"))
    page.js("document.getElementById('said').value = 'soon'")
    page.js("document.getElementById('answer').click()")
    check('what is none is not taken', 'no time' in text(page, '#question-problem'))
    page.js("document.getElementById('said').value = '300'")
    page.js("document.getElementById('answer').click()")
    page.key('End')
    told = text(page, '#told')
    check('a wrong one is told with what was so', told.startswith('0 of 1 right') and 'You said 300 ms. It was 2' in told, told)
    page.js("document.querySelector('#told button').click()")
    check('and leads back', not page.js("document.getElementById('question').hidden") or text(page, '#clock') != '', told)
    page.load(os.path.join(WORK, 'group.html'))
    page.key('End')
    page.js("document.getElementById('said').value = '0.2 s'")
    page.js("document.getElementById('answer').click()")
    page.key('End')
    check('a right one is told', 'Right, it was 2' in text(page, '#told'), text(page, '#told'))
    got = mark(save(page, 'Choi'))
    check('and marked', '+200 ms  1 of 1' in got, got)
    page.close()


def every_kind(browser):
    """Each kind of question, answered rightly and wrongly: the page judges as `baton quiz --mark` does."""
    page = browser.open(convert('asks'))
    path = os.path.join(WORK, 'asks.html')
    count = page.js("JSON.parse(document.getElementById('baton-data').textContent).questions.length")
    for name, said, right in (('Right', ['2', '253.1', 'beta', '480ms', 'ok', '3', '2'], 7),
                              ('Wrong', ['3', '253.2', '1', '481 ms', '2', '2', '1'], 0),
                              ('Never', ['1', 'never', '4', '0.4 s', '1', '-3', '2'], 3)):
        page.load(path)
        for words in said:
            page.js(TO_QUESTION)
            page.js("""(() => {
                const words = %s;
                const boxes = Array.from(document.querySelectorAll('#choices label'));
                const box = boxes.find((one) => /^\\d$/.test(words) ? one.textContent.trim()[0] === words : one.textContent.includes(words));
                if (box) box.querySelector('input').click();
                document.getElementById('said').value = words;
                document.getElementById('answer').click();
            })()""" % json.dumps(words))
        page.key('End')
        told, got = text(page, '#told'), mark(save(page, name))
        check('%s: %d of %d by the page and by quiz --mark' % (name, right, count), told.startswith('%d of %d right' % (right, count)) and
              '  %d of %d\n' % (right, count) in got, told + '\n' + got)
    page.close()


def values(browser):
    page = browser.open(convert('additions'))
    page.key('ArrowRight')
    page.key('End')
    check('it asks for the value', 'counter' in text(page, '#question-text'), text(page, '#question-text'))
    check('which is not told beside that', 'counter' not in text(page, '#live-values'), text(page, '#live-values'))
    page.js("document.getElementById('said').value = '3'")
    page.js("document.getElementById('answer').click()")
    page.key('End')
    check('at the end it is', 'counter 1' in text(page, '#live-values'), text(page, '#live-values'))
    page.key('Home')
    page.key('v')
    seen = set()
    for _ in data_of(os.path.join(WORK, 'additions.html'))['runs'][0]['moments'] + ['and the end']:
        seen.add(text(page, '#live-values'))
        page.key('.')
    check('values are those of the moment', any('counter 0' in one for one in seen) and any('counter 1' in one for one in seen), seen)
    page.close()


# ---- the machine ----

PLACES = '''Object.fromEntries(Array.from(document.querySelectorAll('#live-machine .places > div'),
    (row) => [row.querySelector('dt').textContent, row.querySelector('dd').innerText.replace(/\\s+/g, ' ').trim()]))'''


def machine(browser):
    page = browser.open(convert('deadlock'))
    for _ in range(9):
        page.key('ArrowRight')
    hidden = page.js(MARKUP) + page.tree()
    check('before the end nothing tells of a cycle', 'waits for knife' not in hidden and not find(page, 'held by'), text(page, '#live-machine'))
    page.key('End')
    page.key('v', 'End')
    same('the cycle is told, an edge a line', page.js("Array.from(document.querySelectorAll('#live-machine .edges li'), (li) => li.textContent)"),
         ['1 one waits for knife (line 13), held by 2 two', '2 two waits for fork (line 23), held by 1 one'])
    same('and drawn as a ring', page.js("document.querySelectorAll('#live-machine .ring .cycle').length"), 4)
    places = page.js(PLACES)
    check('a lock is with who has it', places.get('LOCK fork', '').startswith('1 has it: 2 two') and
          places.get('LOCK knife', '').startswith('2 has it: 1 one'), places)
    check('the totals stand below the tasks', 'hand-offs 8' in text(page, '#live-below'), text(page, '#live-below'))
    shot(page, 'deadlock')
    page.close()
    page = browser.open(convert('loop'))
    page.key('End')
    places = page.js(PLACES)
    check('at a question nobody is told to be next', text(page, '#live-below') == '' and
          [one for one in ('READY', 'NOT TOLD') if 'us' in places.get(one, '') or 'ms' in places.get(one, '')] == [], places)
    seen = set()
    page.key('Enter')
    for _ in range(40):
        page.key('.')
        seen.update(name for name, words in page.js(PLACES).items() if words)
    check('tasks go through the places of a loop', {'RUNNING', 'READY', 'DEVICE', 'NOT TOLD'} <= seen, seen)
    page.key('v', 'End')
    below = text(page, '#live-below')
    check('the queue is told', 'ready: ' in below and 'CPU ' in below, below)
    shot(page, 'machine')
    page.close()
    page = browser.open(convert('workers'))
    page.key('v', 'End')
    got = text(page, '#live-values')
    check('each worker has its own shared variable', 'worker 1: counter 3' in got and 'worker 2: counter 18' in got, got)
    page.close()


# ---- long ones ----

def long(browser):
    """A run of many moments plays whole, and at once."""
    source = os.path.join(WORK, 'long.baton')
    with open(source, 'w', encoding='utf-8') as file:
        file.write('scenario "Long"\nmodel coroutines\ntask job x 6:\n    repeat 700:\n        compute 1us\n        yield\n    say "done"\n')
    trace = os.path.join(WORK, 'long.trace')
    subprocess.run([BATON, 'run', source, '-f', 'trace', '-o', trace], check=True)
    path = convert('long', trace)
    run = data_of(path)['runs'][0]
    with open(convert('long', trace, 'steps'), encoding='utf-8') as file:
        lines = sum(1 for _ in file)
    same('of a long run nothing is left out', [run['gap'], len(run['steps'])], [-1, lines])
    check('which has moments enough', len(run['moments']) > 5000, len(run['moments']))
    page = browser.open(path)
    page.key('v')
    # Beside load a process may take longer to end than its run did: the middle is that of the steps.
    page.js('{ const slider = document.querySelector("#slider"); slider.value = %d; slider.dispatchEvent(new Event("input")); }'
            % (500 * run['elapsed'] / run['end']))
    here = text(page, '#live-steps .here')
    page.key('ArrowRight')
    check('in its middle it goes from step to step', text(page, '#live-steps .here') != here != '', here)
    same('and has no problem', page.problems(), [])
    page.close()


# ---- how it looks ----

def looks(browser):
    compare = os.path.join(WORK, 'compare.html')
    subprocess.run([BATON, 'compare', os.path.join(HERE, '../../scenarios/01-two-waits.baton'), '-f', 'html', '-o', compare], check=True)
    pages = [convert('loop'), convert('group'), convert('additions'), compare, convert('deadlock')]
    page = browser.open(pages[0], width=360, height=740)
    wide = []
    for path in pages:
        page.load(path)
        for keys in ([], ['ArrowRight'], ['End'], ['End', 'End'], ['v']):
            page.key(*keys)
            got = page.js(WIDTHS)
            if got[0] > got[1] or max(got[2:]) > 0:
                wide.append([os.path.basename(path), keys, got])
        shot(page, 'narrow-' + os.path.basename(path)[:-5])
    same('nothing is scrolled sideways at 360 pixels', wide, [])
    page.close()
    if os.path.exists(AXE):
        axe(browser, pages)
    else:
        print('ok - every page is without barriers # SKIP there is no axe-core')
    page = browser.open(pages[0], media='print')
    same('on paper all is there, the answers last', page.js(
        "[getComputedStyle(document.getElementById('play')).display, Array.from(document.querySelectorAll('main > section'))"
        ".pop().textContent.includes('It was client 3')]"), ['none', True])
    if SHOTS:
        page.view()
        page.pdf(os.path.join(SHOTS, 'print.pdf'))
    page.close()
    page = browser.open(pages[0], script=False)
    same('without its script it is the picture, and a sentence', page.js(WIDTHS)[0] >= 0 and page.call(
        'Runtime.evaluate', expression="1", returnByValue=True)['result']['value'], 1)
    tree = page.tree()
    check('which say all', 'plays the run' in tree and 'came at' in tree and 'The event loop' in tree, tree)
    shot(page, 'noscript')
    page.close()
    page = browser.open(pages[0], scheme='dark')
    page.key('End')
    shot(page, 'dark')
    page.close()


def axe(browser, pages):
    with open(AXE, encoding='utf-8') as file:
        script = file.read()
    found = []
    for path, scheme, keys in ((pages[0], 'light', []), (pages[0], 'light', ['End']), (pages[1], 'light', ['End']),
                               (pages[0], 'dark', ['End', 'ArrowRight', 'End', 'v', '?']), (pages[3], 'light', ['End']), (pages[4], 'dark', ['v', 'End'])):
        page = browser.open(path, scheme=scheme)
        page.js(script + ';1')
        page.key(*keys)
        got = page.js("axe.run(document, {resultTypes: ['violations']}).then((result) => result.violations.map("
                      "(one) => one.id + ': ' + one.nodes.map((node) => node.html.slice(0, 160)).slice(0, 3).join(' | ')))")
        found += ['%s %s %s: %s' % (os.path.basename(path), scheme, keys, one) for one in got]
        page.close()
    same('every page is without barriers, as far as axe-core can tell', sorted(set(found)), [])


# ---- playing ----

def plays(browser):
    page = browser.open(convert('additions'), motion='reduce')
    page.key('v')
    page.js("document.getElementById('speed').value = '12'; document.getElementById('speed').dispatchEvent(new Event('change'))")
    page.js("window.times = new Set(); new MutationObserver(() => times.add(document.getElementById('clock').textContent))"
            ".observe(document.getElementById('clock'), {childList: true, characterData: true, subtree: true})")
    for _ in range(2):
        page.key(' ')
        page.until("document.getElementById('toggle').textContent === 'Play'")
    check('it plays to the end', 'ended' in text(page, '#why') or page.js("document.getElementById('summary') !== null"), text(page, '#why'))
    stops = len(data_of(os.path.join(WORK, 'additions.html'))['runs'][0]['handoffs'])
    count = page.js('times.size')
    check('and where motion is unwanted, from hand-off to hand-off', count <= stops + 4, [count, stops])
    same('it fetched nothing', page.js("performance.getEntriesByType('resource').length"), 0)
    page.close()
    page = browser.open(os.path.join(WORK, 'compare.html'))
    before = text(page, '#several')
    page.key('ArrowRight', 'ArrowRight')
    check('a page of several runs steps, too', text(page, '#several') != before and text(page, '#clock') != '0 ms', text(page, '#clock'))
    page.key('End')
    same('to its end', page.js("document.getElementById('slider').value"), '1000')
    same('and has no problem', page.problems(), [])
    shot(page, 'compare')
    page.close()


def every(browser):
    """Of lessons (PAGE_ALL=1: of each that was run) the step that is marked, by the keys, beside the lines of `steps`."""
    walk_all = '''(() => {
        const seen = [];
        const press = (key) => document.dispatchEvent(new KeyboardEvent('keydown', {key: key, bubbles: true}));
        const why = () => document.getElementById('why').textContent;
        press('v');
        press('Home');
        for (let i = 0; i < %d; i++) {
            const before = document.getElementById('clock').textContent + seen.length;
            press('ArrowRight');
            const here = document.querySelector('#live-steps .here.handoff');
            if (here) seen.push([here.querySelector('.time').textContent, here.textContent.slice(
                here.querySelector('.time').textContent.length + 1), why()]);
        }
        return seen;
    })()'''
    wrong, count = [], 0
    page = None
    paths = sorted(glob.glob(os.path.join(WORK, 'runs', '*.html')))
    for path in paths if 'PAGE_ALL' in os.environ else paths[3::10]:
        page = page or browser.open(path)
        page.load(path)
        with open(path[:-5] + '.steps', encoding='utf-8') as file:
            lines = set(' '.join(line.split()) for line in file)
        for time, words, why in page.js(walk_all % 20):
            line = ' '.join((time + ' ' + words).split())
            count += 1
            if line not in lines:
                wrong.append([os.path.basename(path), line, why])
    page.close()
    check('in the browser the steps of lessons are those of the export (%d)' % count, not wrong and count > 30, wrong[:5])


def main():
    parts = [hides, steps, clicks, answers, typed, every_kind, values, machine, long, looks, plays, every]
    parts = [part for part in parts if part.__name__ in sys.argv[3:] or not sys.argv[3:]]
    if not find_browser():
        print('ok - the page plays in a browser # SKIP there is no Chromium')
        print('done')
        return
    with Browser() as browser:
        for part in parts:
            begun = time.monotonic()
            part(browser)
            print('# %s: %.1f s' % (part.__name__, time.monotonic() - begun))
    print('done')


main()
