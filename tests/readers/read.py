#!/usr/bin/env python3
"""Reads what baton writes with parsers that others wrote, and compares its numbers with those of the JSON of the same
run: read.py FORMAT FILE JSON. Of a comparison, whose JSON has runs, too. Exits with 77 where a parser is not installed,
after saying which.

A format is a function here. One without a function is an error, so that none is forgotten."""
import collections
import csv
import html.parser
import json
import re
import subprocess
import sys
import xml.etree.ElementTree as ElementTree

SKIPPED = 77
UNITS = {'us': 1e3, 'ms': 1e6, 's': 1e9}
NUMBER = r'([\d,.]+) (us|ms|s)\b'


class Wrong(Exception):
    pass


def same(what, got, wanted):
    if got != wanted:
        raise Wrong(f'{what}: {got!r}, but in the JSON {wanted!r}')


def near(what, words, wanted):
    """A time in words, such as 20.1 ms, is rounded."""
    number, unit = re.fullmatch(NUMBER, words).groups()
    digits = len(number.partition('.')[2])
    got = float(number.replace(',', '')) * UNITS[unit]
    if abs(got - wanted) > 0.51 * UNITS[unit] / 10 ** digits:
        raise Wrong(f'{what}: {words}, but in the JSON {wanted} ns')


def needs(name):
    """A module, or the end of it."""
    try:
        return __import__(name, fromlist=['x'])
    except ImportError:
        print(f'no {name} to read it')
        sys.exit(SKIPPED)


def tool(*words, given):
    try:
        return subprocess.run(words, input=given, capture_output=True, check=True).stdout.decode()
    except FileNotFoundError:
        print(f'no {words[0]} to read it')
        sys.exit(SKIPPED)


def content(path):
    with open(path, encoding='utf-8') as file:
        return file.read()


# ---- for people ----


def read_text(path, run):
    words = content(path)
    near('elapsed', re.search('elapsed ' + NUMBER, words).group(0)[8:], run['elapsed_ns'])
    same('hand-offs', int(re.search(r'hand-offs ([\d,]+)', words).group(1).replace(',', '')), run['handoffs'])
    block = re.search(r'^Output\n((?:  .*\n)*)', words, re.M)
    same('lines said', len(block.group(1).splitlines()) if block else 0, len(run['output']))


def read_steps(path, run):
    handoffs = re.findall(r'^ *[\d.]+ (?:us|ms|s)  \S', content(path), re.M)
    same('hand-offs, and the end', len(handoffs), run['handoffs'] + 1)
    for said in run['output']:
        if said['text'].isprintable() and f'says: {said["text"]}' not in content(path):
            raise Wrong(f'not said: {said["text"]}')


def read_md(path, run):
    tree = ElementTree.fromstring(re.sub(r'<!DOCTYPE[^>]*>| xmlns="[^"]*"', '', tool(
        'cmark-gfm', '-e', 'table', '-t', 'xml', given=content(path).encode())))

    def rows(table):
        return [[''.join(cell.itertext()).strip() for cell in row] for row in table]

    tables = [rows(table) for table in tree.iter('table')]
    numbers = dict(zip(*tables[0]))
    near('elapsed', numbers['elapsed'], run['elapsed_ns'])
    same('hand-offs', int(numbers['hand-offs'].replace(',', '')), run['handoffs'])
    named = {table[0][0]: table for table in tables[1:]}
    if run['tasks']:
        tasks = named['task']
        same('tasks', [row[0] for row in tasks[1:]], [task['name'] for task in run['tasks']])
        for row, task in zip(tasks[1:], run['tasks']):
            for state, words in zip(tasks[0], row):
                if state in task['state_ns']:
                    near(f'{task["name"]} {state}', words, task['state_ns'][state])
    same('lines said', [row[2] for row in named.get('at', [[]])[1:]], [said['text'] for said in run['output']])
    drawn = [block.text for block in tree.iter('code_block') if block.get('info') == 'mermaid']
    if drawn:
        same('arrows', drawn[0].count('->>'), run['handoffs'])


# ---- data ----


def read_json(path, run):
    same('all', json.loads(content(path)), run)


def by_lane(rows):
    sums = collections.Counter()
    for lane, state, ns in rows:
        sums[lane, state] += ns
    return sums


def same_states(sums, run):
    """By name: several may have the same one."""
    wanted = by_lane((task['name'], state, ns) for task in run['tasks'] for state, ns in task['state_ns'].items())
    for (name, state), ns in wanted.items():
        same(f'{name} {state}', sums[name, state], ns)


def read_csv(path, run):
    with open(path, encoding='utf-8', newline='') as file:
        rows = list(csv.DictReader(file, strict=True))
    same_states(by_lane((row['lane'], row['state'], int(row['to_ns']) - int(row['from_ns'])) for row in rows), run)
    if run['settings'] and {row['settings'] for row in rows} != {', '.join(run['settings'])}:
        raise Wrong('other settings')


def nanoseconds(text):
    """Exact: the number is text until here."""
    return int(round(float(text) * 1000))


def read_events(events, facts, run):
    sums, names, open_ones, last = collections.Counter(), {}, collections.defaultdict(list), 0
    for event in events:
        if event['ph'] == 'M':
            if event['name'] == 'thread_name':
                names[event['tid']] = event['args']['name']
            continue
        now, last = nanoseconds(event['ts']), nanoseconds(event['ts']) if now_or_later(event, last) else last
        if event['ph'] == 'B':
            open_ones[event['tid']].append((event['name'], now))
        elif event['ph'] == 'E':
            name, since = open_ones[event['tid']].pop()
            same('what ends, which speedscope goes by', event['name'], name)
            sums[names[event['tid']], name] += now - since
    same('open intervals', sum(map(len, open_ones.values())), 0)
    same_states(sums, run)
    phases = collections.Counter(event['ph'] for event in events)
    same('arrows, their ends', phases['s'], phases['f'])
    same('spans, their ends', phases['b'], phases['e'])
    same('lines said', sum(event.get('cat') == 'output' for event in events), len(run['output']))
    for name in ('scenario', 'model', 'result', 'elapsed_ns', 'lost', 'settings'):
        same(name, facts[name], run[name])


def now_or_later(event, last):
    if nanoseconds(event['ts']) < last:
        raise Wrong(f'out of order: {event}')
    return True


def read_chrome(path, run):
    written = json.loads(content(path))
    read_events(written['traceEvents'], written['otherData']['runs'][0], run)


def read_trace(path, run):
    """As docs/trace-format.md says: `grep` and `awk` can read it, too."""
    counts = tool('awk', '/^(file|source|end) / { next } NR > 1 { n++; kind[$1]++ } '
                  'END { print n, kind["say"] + 0, $2 }', path, given=b'').split()
    same('events', int(counts[0]), run['events'])
    same('events, by its end', int(counts[2]), run['events'])
    same('lines said', int(counts[1]), len(run['output']))


# ---- pictures ----


def read_svg(path, run):
    texts = [''.join(element.itertext()) for element in ElementTree.parse(path).iter('{http://www.w3.org/2000/svg}text')]
    words = ' '.join(texts).replace('\u00a0', ' ')
    near('elapsed', re.search('elapsed ' + NUMBER, words).group(0)[8:], run['elapsed_ns'])
    same('hand-offs', int(re.search(r'hand-offs ([\d,]+)', words).group(1).replace(',', '')), run['handoffs'])
    for task in run['tasks'][:16]:
        if not any(task['name'][:8] in text for text in texts):
            raise Wrong(f'no lane of {task["name"]}')


class Texts(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.texts, self.drawn = [], 0

    def handle_starttag(self, tag, attrs):
        self.drawn += tag == 'svg'

    def handle_data(self, data):
        self.texts.append(data)


def read_html(path, run):
    """By the rules that browsers have; then what is in it."""
    needs('html5lib').HTMLParser(strict=True).parse(content(path))
    page = Texts()
    page.feed(content(path))
    words = ' '.join(page.texts)
    for wanted in [run['scenario'], run['model'], f'{run["handoffs"]:,}'] + [said['text'] for said in run['output']]:
        if wanted.isprintable() and wanted not in words:
            raise Wrong(f'not there: {wanted}')
    if not page.drawn:
        raise Wrong('no picture')


def read_cast(path, run):
    """asciinema loads it; a terminal that is a library shows the end of it."""
    asciicast, pyte = needs('asciinema.asciicast.v2'), needs('pyte')
    with open(path, encoding='utf-8') as file, asciicast.open_from_file(file.readline(), file) as cast:
        screen = pyte.Screen(cast.v2_header['width'], cast.v2_header['height'])
        stream = pyte.Stream(screen)
        events = list(cast.events())
    times = [event[0] for event in events]
    same('times in order', sorted(times), times)
    for event in events:
        if event[1] == 'o':
            stream.feed(event[2])
    marks = [event[2] for event in events if event[1] == 'm']
    same('markers, and the end', len(marks), min(run['handoffs'], 500) + 1)
    near('the end', re.match(NUMBER, marks[-1]).group(0), run['elapsed_ns'])
    shown = '\n'.join(screen.display)
    if marks[-1][:30] not in shown or run['scenario'][:20] not in shown:
        raise Wrong(f'the last picture is {shown}')


# ---- several runs ----


def read_comparison(name, path, runs):
    if name == 'json':
        same('all', json.loads(content(path))['runs'], runs)
    elif name == 'chrome':
        written = json.loads(content(path))
        for number, run in enumerate(runs):
            read_events([event for event in written['traceEvents'] if event['pid'] == number + 1],
                        written['otherData']['runs'][number], run['run'])
    elif name == 'md':
        tree = ElementTree.fromstring(re.sub(r'<!DOCTYPE[^>]*>| xmlns="[^"]*"', '', tool(
            'cmark-gfm', '-e', 'table', '-t', 'xml', given=content(path).encode())))
        rows = [[''.join(cell.itertext()).strip() for cell in row] for row in next(tree.iter('table'))][1:]
        same('runs', [row[0] for row in rows], [run['label'] for run in runs])
        for row, run in zip(rows, runs):
            near('elapsed', row[1], run['run']['elapsed_ns'])
            same('hand-offs', int(row[4].replace(',', '')), run['run']['handoffs'])
    else:
        words = {'svg': lambda: ' '.join(ElementTree.parse(path).getroot().itertext()),
                 'html': lambda: (needs('html5lib').HTMLParser(strict=True).parse(content(path)), content(path))[1],
                 'text': lambda: content(path)}[name]()
        for run in runs:
            if run['label'] not in words:
                raise Wrong(f'no {run["label"]}')


def main():
    name, path, wanted = sys.argv[1:]
    run = json.loads(content(wanted))
    try:
        if 'runs' in run:
            read_comparison(name, path, run['runs'])
        else:
            globals()['read_' + name](path, run)
    except KeyError as missing:
        sys.exit(f'{name}: nobody reads it, or it lacks {missing}')
    except Wrong as wrong:
        sys.exit(f'{name}: {wrong}')


main()
