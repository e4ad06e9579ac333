#!/usr/bin/env python3
"""Every text marked for readers has its Chinese in etc/po/zh.po, with the same directives.

usage: translations.py [PORTALWATCH] [--missing]   (the first argument is not used)
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
STRING = r'"(?:[^"\\]|\\.)*"'
MARK = re.compile(r'\b(?:LANG\s*\([^,()]*(?:\([^()]*\))?[^,()]*,|LANG_MARK\s*\()\s*((?:' + STRING +
                  r'\s*)+)\)')
COUNT = re.compile(r'\bLANG_COUNT\s*\([^;"]*?,\s*(?:' + STRING + r'\s*)+,\s*((?:' + STRING + r'\s*)+)\)')
# Functions that say their text in the reader's language by themselves, and what stands before it.
ARG = r'[^,()"]*(?:\([^()]*(?:\([^()]*\)[^()]*)*\))?[^,()"]*,\s*'
TEXT = r'((?:' + STRING + r'\s*)+)'
SAID = [re.compile(pattern + TEXT) for pattern in (
    r'\bsaid\s*\(\s*', r'\bsaid\s*\([^()"?]*\?\s*', r'\bcmd_note\s*\(\s*',
    r'\bcmd_usage\s*\(' + ARG, r'\busage\s*\(\s*', r'\breader_fault\s*\((?:' + ARG + '){3}',
    r'\bconfig_fault_add\s*\((?:' + ARG + '){4}', r'\bconfig_note_add\s*\((?:' + ARG + '){3}',
    r'\brefuse\s*\(b, ' + ARG, r'\bfault\s*\((?:' + ARG + '){3}',
    r'\berr_set\s*\((?:' + ARG + '){2}', r'\berr_(?:add|errno)\s*\(' + ARG,
    r'\.(?:help|summary)\s*=\s*', r'\.unit\s*=\s*',
    r'\{"--[\w-]+",\s*(?:0|\'.\'),\s*OPT_\w+,\s*(?:offsetof|AT)\([^)]*\),\s*(?:NULL|"[^"]*"),\s*',
    r'\b(?:TEXT|FLAG|TIME|INT|LIST|REAL|DURATION)\("--[^"]*",\s*(?:\w+,\s*)+(?:"[^"]*",\s*)?')]
UNJUDGED = [re.compile(r'\bcannot_judge\s*=' + before + r'STR\(' + TEXT + r'\)')
            for before in (r'\s*(?:[^;"]*\?\s*)?', r'[^;]*?:\s*')]
ERR_CODE = re.compile(r'X\(ERR_\w+, -\d+, (' + STRING + r')\)')
NOTHING = re.compile(r'[^a-zA-Z]*(?:%[a-z.*]+[^a-zA-Z]*)*')   # no word in it
DIRECTIVE = re.compile(r'%(?:\d+\$)?[-+ #0]*(?:\d+|\*)?(?:\.(?:\d+|\*))?(?:hh|h|ll|l|z|j)?[a-zA-Z%]')


def unquote(text):
    parts = re.findall(STRING, text)
    joined = ''.join(p[1:-1] for p in parts)
    return (joined.replace('\\n', '\n').replace('\\t', '\t').replace('\\"', '"')
            .replace('\\\\', '\\'))


def marked():
    found = {}
    for path in sorted(ROOT.glob('monitor/*.c')) + sorted(ROOT.glob('crawler/*.c')) + \
            sorted(ROOT.glob('crawler/base/*.c')):
        text = path.read_text(encoding='utf-8')
        for m in list(MARK.finditer(text)) + list(COUNT.finditer(text)):
            found.setdefault(unquote(m.group(1)), path.name)
        for rx in SAID + UNJUDGED:
            for m in rx.finditer(text):
                said = unquote(m.group(1))
                if not NOTHING.fullmatch(said):
                    found.setdefault(said, path.name)
    for m in ERR_CODE.finditer((ROOT / 'include/base/err.h').read_text(encoding='utf-8')):
        found.setdefault(unquote(m.group(1)), 'err.h')
    return found


def catalogue():
    entries, key, value, target = {}, [], [], None
    for line in (ROOT / 'etc/po/zh.po').read_text(encoding='utf-8').splitlines() + ['msgid ""']:
        line = line.strip()
        if line.startswith('msgid '):
            if key or value:
                entries[unquote(' '.join(key))] = unquote(' '.join(value))
            key, value, target = [line[6:]], [], 'key'
        elif line.startswith('msgstr '):
            value, target = [line[7:]], 'value'
        elif line.startswith('"'):
            (key if target == 'key' else value).append(line)
    return entries


def directives(text):
    """What printf takes, in the order of its arguments: '%2$s %1$d' takes what '%d %s' does."""
    found = [x for x in DIRECTIVE.findall(text) if x != '%%']
    if any('$' in x for x in found):
        found = ['%' + x.split('$')[1] for x in sorted(found, key=lambda x: int(x[1:].split('$')[0]))]
    return found


def main():
    texts, known = marked(), catalogue()
    faults = []
    for text, where in texts.items():
        chinese = known.get(text)
        if not chinese:
            faults.append((where, 'no Chinese', text))
        elif directives(text) != directives(chinese):
            faults.append((where, 'other directives', text))
    if '--missing' in sys.argv:
        for _, _, text in faults:
            quoted = text.replace('\\', '\\\\').replace('"', '\\"').replace('\n', '\\n')
            print(f'\nmsgid "{quoted}"\nmsgstr ""')
    else:
        for where, what, text in faults:
            print(f'{where}: {what}: {text!r}')
        print(f'{len(texts)} texts, {len(faults)} faults')
    return 1 if faults or len(texts) < 50 else 0


sys.exit(main())
