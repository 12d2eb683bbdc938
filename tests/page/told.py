"""What pages have to tell, beside what `steps` and `json` tell of the same traces."""
import json
import sys

from pack import END, GAP, HANDOFF, LOST, MORE, SAID, data_of

TIME_COLUMNS = 10


def say_time(ns):
    size = abs(ns)
    for most, unit, digits, name in ((1e6, 1e3, 1, 'us'), (1e7, 1e6, 2, 'ms'), (1e9, 1e6, 1, 'ms'), (1e10, 1e6, 0, 'ms')):
        if size < most:
            break
    else:
        unit, digits, name = 1e9, 2, 's'
    if ns == 0:
        return '0 ms'
    return '%d ns' % ns if size < 100 else '%.*f %s' % (digits, ns / unit, name)


def line_of(run, step):
    """As the steps export has it."""
    kind, words = step[1], run['words'][step[3]]
    column = ' ' * (TIME_COLUMNS + 2) if kind in (LOST, MORE) else say_time(step[0]).rjust(TIME_COLUMNS) + '  '
    if kind == HANDOFF:
        strip = run['words'][step[5]]
        return column + (strip + ', ' if strip else '') + run['words'][step[4]] + ': ' + words
    return column + words if kind == END else column + '    ' + words


def head_of(lines):
    """What steps tell above the first step: what was set, and that records were lost."""
    blank = ' ' * (TIME_COLUMNS + 2)
    count = next((i for i, line in enumerate(lines) if not line.startswith(blank) or line[len(blank):].startswith(' ')), len(lines))
    return [line.strip() for line in lines[:count]]


def head_differs(page, head, facts):
    """The page has that records were lost, too, where json has how many."""
    wanted = ['{:,} records were lost'.format(facts['lost'])] if facts['lost'] else []
    told = [line for line in head if 'records were lost' in line]
    if len(told) != len(wanted) or any(text not in line or text not in page for text, line in zip(wanted, told)):
        yield 'json: %d records were lost, steps: %r, the page: %s' % (facts['lost'], told, 'records were lost' in page)


def steps_differ(run, lines):
    """The first difference between the steps of a page and the lines of the export, or None."""
    steps = run['steps']
    gap = next((i for i, step in enumerate(steps) if step[1] == GAP), None)
    told = [None if step[1] == GAP else line_of(run, step) for step in steps]
    if gap is not None:
        told[gap:gap + 1] = lines[gap:gap + steps[gap][3]]
    for ours, theirs in zip(told, lines):
        if ours != theirs:
            return 'the page: %r, steps: %r' % (ours, theirs)
    return None if len(told) == len(lines) else '%d steps of the page, %d lines' % (len(told), len(lines))


def values_of(run):
    """What all share, at the end: by name and worker, which is 0 where there is one."""
    return {(run['words'][slot['name']], slot['worker']): run['words'][slot['items'][-1][1]] for slot in run['values'] if slot['task'] == 0}


def values_told(facts):
    """The same of json, which has a list where each worker has its own."""
    for name, value in facts['values'].items():
        if isinstance(value, list):
            yield from (((name, worker), one) for worker, one in enumerate(value, 1))
        else:
            yield (name, 0), value


def facts_differ(page, run, facts):
    pairs = [('elapsed', run['elapsed'], facts['elapsed_ns']), ('result', run['result'], facts['result']),
             ('model', run['model'], facts['model']), ('tasks', run['tasks'], len(facts['tasks']))]
    if run['gap'] < 0:
        said = [[step[0], run['words'][step[4]], step[5]] for step in run['steps'] if step[1] == SAID]
        pairs.append(('output', said, [[one['t_ns'], one['task'], one['text']] for one in facts['output']]))
    ours = values_of(run)
    for name, value in values_told(facts):
        if name in ours and ours[name] != '?':
            pairs.append((name, ours[name], str(value)))
    asked = [[one['t'], one['text'], one.get('right')] for one in page['questions']]
    pairs.append(('questions', asked, [[one['t_ns'], one['text'], one.get('answer')] for one in facts['questions']]))
    if run['gap'] < 0:
        lanes = [lane for lane in run['lanes'] if lane['kind'] == 1]
        for lane, task in zip(lanes, facts['tasks']):
            pairs.append(('the end of ' + task['name'], lane.get('end'), task['end_ns']))
    return ['%s: the page %r, json %r' % pair for pair in pairs if pair[1] != pair[2]]


def main():
    wrong = 0
    for trace in sys.argv[1:]:
        base = trace[:-len('.trace')]
        page = data_of(base + '.html')
        run = page['runs'][0]
        with open(base + '.steps', encoding='utf-8') as file:
            lines = file.read().rstrip('\n').split('\n')
        with open(base + '.json', encoding='utf-8') as file:
            facts = json.load(file)
        with open(base + '.html', encoding='utf-8') as file:
            html = file.read()
        head = head_of(lines)
        found = facts_differ(page, run, facts) + list(head_differs(html, head, facts))
        differ = steps_differ(run, lines[len(head):])
        for text in found + ([differ] if differ else []):
            wrong += 1
            print('%s: %s' % (base.rsplit('/', 1)[1], text))
    print('%d runs' % len(sys.argv[1:]))
    sys.exit(1 if wrong else 0)


main()
