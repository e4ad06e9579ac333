#!/usr/bin/env python3
"""Every text of the shipped rule books that reports show, and every basis that the program cites
itself, has its English in etc/po/rules-en.po; the English has no Chinese outside quotations.

usage: rules.py	from the top of the source tree
"""
import glob
import re
import sys

HAN = re.compile('[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]')
QUOTED = re.compile('《[^》]*》|“[^”]*”')
SHOWN = ('name', 'basis', 'note', 'level1', 'level2', 'point', 'text', 'title', 'what', 'where')
VALUE = r"""("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,{}\[\]"'\n]+)"""


def plain(value):
    value = value.strip()
    if value[:1] == "'":
        return value[1:-1].replace("''", "'")
    return value[1:-1] if value[:1] == '"' else value


def shown(path):
    """Values of the keys that reports show: in block style one to a line, else in {}."""
    for line in open(path, encoding='utf-8'):
        if line.lstrip().startswith('#'):
            continue
        for m in re.finditer(r'(?:^\s*(?:- )?|[{,] )(\w+): (.*)', line):
            if m[1] in SHOWN and m.start() == 0 and '{' not in line.split(m[1], 1)[0]:
                yield plain(m[2].split('{', 1)[1].rsplit('}', 1)[0] if m[2][:1] == '{' else m[2])
        if '{' in line:
            for m in re.finditer(r'[{,] ?(\w+): ' + VALUE, line):
                if m[1] in SHOWN:
                    yield plain(m[2])


def catalogue(path):
    text = open(path, encoding='utf-8').read()
    entries = re.findall(r'^msgid "(.*)"\nmsgstr "(.*)"$', text, re.M)
    return {a.replace('\\"', '"'): b.replace('\\"', '"') for a, b in entries if a}


def main():
    known, faults, n = catalogue('etc/po/rules-en.po'), [], 0
    wanted = {}
    for path in sorted(glob.glob('seeds/profiles/*.yaml')) + sorted(glob.glob('seeds/duties/*.yaml')):
        for text in shown(path):
            wanted.setdefault(text, path)
    for path in sorted(glob.glob('monitor/*.c')):
        source = open(path, encoding='utf-8').read()
        base = dict(re.findall(r'#define (BASIS_\w+) "(.*)"', source))
        for m in re.finditer(r'basis[^;]*?STR\("([^"]*)"\)', source):
            wanted.setdefault(m[1], path)
        for m in re.finditer(r'MAX_AGE\([^;]*?(BASIS_\w+) "([^"]*)"', source):
            wanted.setdefault(base[m[1]] + m[2], path)
    for text, path in wanted.items():
        if not HAN.search(text):
            continue
        n += 1
        if not known.get(text):
            faults.append(f'{path}: no English: {text}')
    for text, english in known.items():
        if HAN.search(QUOTED.sub('', english)):
            faults.append(f'etc/po/rules-en.po: Chinese outside a quotation: {english}')
        if text not in wanted:
            faults.append(f'etc/po/rules-en.po: nobody says this: {text}')
    print('\n'.join(faults + [f'{n} texts, {len(faults)} faults']))
    return 1 if faults or n < 400 else 0


sys.exit(main())
