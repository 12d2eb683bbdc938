"""The data of a page, with its packed lists undone: src/export/html_pack.h."""
import json
import re

DATA = re.compile(r'<script type="application/json" id="baton-data">\n(.*?)\n</script>', re.S)
DIGITS = {digit: value for value, digit in enumerate('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/')}
HANDOFF, SAID, CRASH, ACCESS, LOST, MORE, END, GAP = range(8)


def numbers(text):
    size, scale = 0, 1
    for char in text:
        digit = DIGITS[char]
        size += (digit & 31) * scale
        scale *= 32
        if not digit & 32:
            yield -(size >> 1) if size & 1 else size >> 1
            size, scale = 0, 1


def entries(text, width, sums, first=0):
    before = [first] * width
    flat = list(numbers(text))
    for at in range(0, len(flat), width):
        for column in range(width):
            before[column] = flat[at + column] + (before[column] if column in sums else 0)
        yield list(before)


def words(run):
    forms = [re.split('([\1-\4])', form) for form in run['forms']]
    packed = numbers(run['words'])
    for number in packed:
        text = ''
        for part in forms[number]:
            if part in ('\1', '\2', '\3', '\4'):
                decimals = ord(part) - 1
                digits = str(next(packed)).rjust(decimals + 1, '0')
                part = digits[:len(digits) - decimals] + ('.' + digits[len(digits) - decimals:] if decimals else '')
            text += part
        yield text


def steps(text):
    packed = numbers(text)
    t = line = said = task = who = strip = like = 0
    for more in packed:
        t += more
        kind = next(packed)
        line += next(packed)
        if kind == GAP:
            yield [t, kind, line, next(packed)]
            continue
        said += next(packed)
        step = [t, kind, line, said]
        if kind in (HANDOFF, SAID):
            who += next(packed)
            step.append(who)
        if kind == HANDOFF:
            strip += next(packed)
            like += next(packed)
            step += [strip, like]
        if kind == SAID:
            task += next(packed)
            step.append(task)
        yield step


def unpack(run):
    run['words'] = list(words(run))
    run['steps'] = list(steps(run['steps']))
    for step in run['steps']:
        if step[1] == SAID:
            step[5] = run['words'][step[5]]
    run['moments'] = [t for t, in entries(run['moments'], 1, [0])]
    run['handoffs'] = [t for t, in entries(run['handoffs'], 1, [0], -1)]
    for slot in run['values']:
        slot['items'] = list(entries(slot['items'], 2, [0, 1]))


def data_of(path):
    with open(path, encoding='utf-8') as file:
        page = json.loads(DATA.search(file.read()).group(1))
    for run in page['runs']:
        unpack(run)
    return page
