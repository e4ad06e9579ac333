#!/usr/bin/env python3
"""The manual pages say what the program has: every key of the configuration with its default,
every verb with its options, and nothing else.
usage: manual.py PORTALWATCH [--write]	from the top of the source tree; --write mends
					the lists of keys and verbs in them
"""
import re
import subprocess
import sys

PAGE5, PAGE1 = 'etc/man/portalwatch.yaml.5', 'etc/man/portalwatch.1'
pw = sys.argv[1]
faults = []


def output(*args):
    return subprocess.run([pw, *args], stdout=subprocess.PIPE, check=False).stdout.decode()


def tables():
    out = {}
    for line in output('config', 'print', '--keys').splitlines():
        row = line.split('\t')
        out.setdefault(row[0], [])
        if row not in out[row[0]]:
            out[row[0]].append(row)
    return out


def mdoc(text):
    """Text that no macro is read into."""
    return '\n'.join('\\&' + s if s[:1] in ".'" else s for s in [text.replace('\\', '\\e')])


def sentence(text):
    if re.match('[a-z]+[ ,;]', text):
        text = text[0].upper() + text[1:]
    return mdoc(text if text.endswith('.') else text + '.')


def item(row):
    _, key, kind, required, default, words, span, unit, text = row
    more = []
    if required:
        more.append('Required.')
    if words:
        more.append('One of ' + ', '.join(words.split(' ')) + '.')
    if span:
        more.append(f'From {span}{" " + unit if unit else ""}.')
    elif unit:
        more.append(f'In {unit}.')
    if default:
        more.append(f'Default {default}.')
    lines = [f'.It Cm {key} Pq {kind}', sentence(text)]
    return lines + [mdoc(s) for s in more]


def section(rows):
    lines = ['.Bl -tag -width Ds']
    for row in rows:
        lines += item(row)
    return lines + ['.El']


def filled(page, keys):
    out, skipping, seen = [], False, set()
    for line in page.splitlines():
        if line == '.\\" end of keys':
            skipping = False
        if not skipping:
            out.append(line)
        m = re.fullmatch(r'\.\\" keys of (.*)', line)
        if m:
            skipping = True
            seen.add(m[1])
            if m[1] in keys:
                out += section(keys[m[1]])
            else:
                faults.append(f'{PAGE5}: there is no table "{m[1]}"')
    for name in keys:
        if name not in seen:
            faults.append(f'{PAGE5}: no keys of "{name}"')
    return '\n'.join(out) + '\n'


def verbs():
    return re.findall(r'^  ([a-z][a-z-]*)\b', output('help', '--all'), re.M)


def verb_item(verb):
    """From --help: a line of usage, a line of summary, and "  -x, --name VALUE   help"."""
    usage, summary, *rest = output(verb, '--help').splitlines()
    args = usage.replace(f'usage: portalwatch {verb}', '').strip()
    lines = [f'.It Cm {verb} Ar {mdoc(args)}' if args else f'.It Cm {verb}', sentence(summary)]
    options = []
    # what explains a long name stands below it
    for line in re.sub(r'(?m)^(  -\S.*)\n {20,}', r'\1  ', '\n'.join(rest)).splitlines():
        m = re.match(r'  (?:-(\w), )?--([a-z-]+)(?: (\S+))?\s+(.*)', line)
        if m and m[2] != 'json':
            options.append(f'.It Fl -{m[2]}' + (f' Ar {m[3]}' if m[3] else '') +
                           (f' , Fl {m[1]}' if m[1] else ''))
            options.append(sentence(m[4]))
    if options:
        lines += ['.Bl -tag -width Ds -compact'] + options + ['.El']
    return lines


def filled_verbs(page):
    found = verbs()
    if len(found) < 5:
        faults.append('help --all shows no verbs')
    lines = ['.Bl -tag -width Ds']
    for verb in found:
        lines += verb_item(verb)
    text = '\n'.join(lines + ['.El'])
    return re.sub(r'(?s)(\.\\" verbs\n).*?(\.\\" end of verbs)',
                  lambda m: m[1] + text + '\n' + m[2], page)


def settle(path, fill):
    page = open(path, encoding='utf-8').read()
    new = fill(page)
    if new == page:
        return
    if '--write' in sys.argv:
        open(path, 'w', encoding='utf-8').write(new)
        return
    a, b = page.splitlines(), new.splitlines()
    for x, y in zip(a + [''] * len(b), b + [''] * len(a)):
        if x != y:
            faults.append(f'{path}: has "{x}", the program says "{y}"')
            break
    faults.append('mend it with: tests/lint/manual.py PORTALWATCH --write')


def check_events(page):
    """Each kind of event that can be told stands under EVENTS."""
    section = page.split('.Sh EVENTS')[-1].split('.Sh ')[0]
    kinds = re.findall(r'\{"((?:notice|column|page|link|portal)\.[a-z]+)", LANG_MARK',
                       open('monitor/message-item.c', encoding='utf-8').read())
    if len(kinds) < 15:
        faults.append('monitor/message-item.c: no kinds of events found')
    faults.extend(f'{PAGE1}: event {k} is missing under EVENTS' for k in kinds
                  if not re.search(r'\b%s\b' % re.escape(k), section))


settle(PAGE5, lambda page: filled(page, tables()))
settle(PAGE1, filled_verbs)
check_events(open(PAGE1, encoding='utf-8').read())
for f in faults:
    print(f)
sys.exit(1 if faults else 0)
