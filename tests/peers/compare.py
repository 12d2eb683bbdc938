"""compare.py LINES FACTOR VALUES FIGURES JSON OUT ERR STATUS: a run of baton beside its peer.

LINES    exact  the same lines in the same order, each at about the same time
         set    the same lines in any order
         each   as set, and each at about the same time
         shape  as exact, but numbers in the lines may differ
         other  other lines: a known difference, that the program explains
         none   not compared
FACTOR   how far times may be apart; 0: not compared
VALUES   of shared variables, with commas: `a` the same, `a~` times, `a<9` and `a>9` in both, `a!` different; or -.
         Of baton's run, `cpu_us` is its CPU time
FIGURES  a file that gets `BATON'S CPYTHON'S` elapsed milliseconds, and `BATON'S CPYTHON'S :NAME` of every value

Prints the figures, and why not, if not. Exit status 1 if they differ.
"""

import json
import re
import sys

# What a busy machine adds to any time, small ones too.
ROOM_MS = 40


def read_peer(out, err, status):
    peer = {'lines': [], 'values': {}, 'result': 'ok', 'elapsed': None}
    for line in open(out, encoding='utf-8'):
        ms, text = line.rstrip('\n').split('\t', 1)
        peer['lines'].append((float(ms), text))
    for line in open(err, encoding='utf-8'):
        words = line.rstrip('\n').split('\t')
        if words[0] == 'value':
            peer['values'][words[1]] = int(words[2])
        elif words[0] == 'elapsed':
            peer['elapsed'] = float(words[1])
        elif words[0] == 'result':
            peer['result'] = words[1]
    if status == 128 + 11:
        peer['result'] = 'crash'
    elif status != 0:
        peer['result'] = f'status {status}'
    return peer


def read_baton(path):
    run = json.load(open(path, encoding='utf-8'))
    return {
        'lines': [(line['t_ns'] / 1e6, line['text']) for line in run['output']],
        'values': {'cpu_us': run['cpu_ns'] // 1000, **run['values']},
        'result': run['result'],
        'elapsed': run['elapsed_ns'] / 1e6,
    }


def near(a, b, factor):
    if not factor:
        return True
    a, b = a + ROOM_MS, b + ROOM_MS
    return max(a, b) <= factor * min(a, b)


def texts(run, mode):
    lines = [text for _, text in run['lines']]
    if mode == 'shape':
        lines = [re.sub('[0-9]+', '#', text) for text in lines]
    return lines


def differing_lines(mode, factor, baton, peer):
    if mode == 'none':
        return
    if mode in ('set', 'each'):
        for run in (baton, peer):
            run['lines'].sort(key=lambda line: line[1])
    same = texts(baton, mode) == texts(peer, mode)
    if mode == 'other':
        if same:
            yield 'the lines are the same: the difference is gone'
    elif not same:
        yield f"baton's lines: {texts(baton, mode)}"
        yield f"CPython's lines: {texts(peer, mode)}"
    elif mode != 'set':
        for (a, text), (b, _) in zip(baton['lines'], peer['lines']):
            if not near(a, b, factor):
                yield f'"{text}" at {a:.1f} and at {b:.1f} ms'


def differing_values(wanted, factor, baton, peer):
    for one in wanted.split(',') if wanted != '-' else []:
        name, relation, limit = re.fullmatch('(\\w+)([~<>!]?)([0-9]*)', one).groups()
        a, b = baton['values'][name], peer['values'][name]
        holds = {
            '': a == b,
            '!': a != b,
            '~': near(a, b, factor),
            '<': max(a, b) < int(limit or 0),
            '>': min(a, b) > int(limit or 0),
        }
        print(f'{one}: {a}, {b}')
        if not holds[relation]:
            yield f'{one} does not hold: {a} and {b}'


def differing(mode, factor, wanted, baton, peer):
    if baton['result'] != peer['result']:
        yield f"results: {baton['result']} and {peer['result']}"
    yield from differing_lines(mode, factor, baton, peer)
    yield from differing_values(wanted, factor, baton, peer)
    if peer['elapsed'] is not None and not near(baton['elapsed'], peer['elapsed'], factor):
        yield f'the times are more than {factor} apart'


def main():
    mode, factor, wanted, figures, run, out, err, status = sys.argv[1:]
    baton, peer = read_baton(run), read_peer(out, err, int(status))
    took = -1 if peer['elapsed'] is None else peer['elapsed']
    print(f"baton {baton['elapsed']:.1f} ms, CPython {took:.1f} ms")
    with open(figures, 'w', encoding='utf-8') as file:
        file.write(f"{baton['elapsed']:.1f} {took:.1f}\n")
        for name, number in peer['values'].items():
            file.write(f"{baton['values'].get(name)} {number} :{name}\n")
    problems = list(differing(mode, float(factor), wanted, baton, peer))
    print('\n'.join(problems))
    sys.exit(1 if problems else 0)


main()
