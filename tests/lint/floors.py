#!/usr/bin/env python3
"""Floors, foreign types and banned functions: what the linker cannot say early enough.

A file may include headers of its own floor and of lower ones. The floor of a header is that of
the source that belongs to it. usage: floors.py [PORTALWATCH]
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
FLOORS = ['pw_base', 'pw_parsers', 'pw_devices', 'pw_crawl', 'pw_judge', 'pw_tell', 'portalwatch']
# headers without a source of the same name
EXTRA = {'crawler/page.h': 1, 'crawler/verdict.h': 1, 'crawler/job.h': 2, 'monitor/cmd.h': 6,
         'monitor/cmds.h': 6, 'monitor/daemon.h': 6, 'base/record.h': 0}
ONE_PLACE = {'lmdb.h': r'crawler/store[\w-]*\.[ch]$',
             'curl/curl.h': r'(crawler/fetch[\w-]*|monitor/submit)\.[ch]$',
             'ares.h': r'crawler/fetch-dns\.[ch]$', 'yaml.h': r'crawler/config[\w-]*\.[ch]$',
             'zip.h': r'(crawler/sheet[\w-]*|monitor/[\w-]*(evidence|zip)[\w-]*)\.[ch]$',
             'xlsxwriter.h': r'monitor/(write-xlsx|cmd-import|[\w-]*sheet[\w-]*)\.[ch]$',
             'microhttpd.h': r'monitor/web-server\.c$', 'jansson.h': r'crawler/base/jval\.c$', 'seccomp.h': r'crawler/sandbox\.c$'}
BANNED = {r'\b(strcpy|strcat|sprintf|vsprintf|gets|strtok|atoi|atol|atof|system|popen)\s*\(': None,
          r'\b(time|localtime|localtime_r|gmtime|gmtime_r|strftime|mktime|gettimeofday|'
          r'clock_gettime)\s*\(': 'crawler/base/clock.c',
          r'#ifdef\s+TEST': None}


def floors():
    of = {}
    for cmake, folder in (('crawler/CMakeLists.txt', 'crawler'), ('monitor/CMakeLists.txt', 'monitor')):
        target = None
        for line in (ROOT / cmake).read_text().splitlines():
            m = re.match(r'\s*add_(?:library|executable)\((\w+)', line)
            target = m.group(1) if m else (None if line.strip() == ')' else target)
            m = re.match(r'\s+([\w/-]+)\.c\)?$', line)
            if m and target in FLOORS:
                of[f'{folder}/{m.group(1)}'] = FLOORS.index(target)
    for name in re.findall(r'^X\((\w+)\)', (ROOT / 'include/monitor/receivers.def').read_text(), re.M):
        of['monitor/' + name.replace('_', '-')] = FLOORS.index('pw_tell')
    return of


def strip(text):
    text = re.sub(r'/\*.*?\*/', lambda m: '\n' * m.group().count('\n'), text, flags=re.S)
    return re.sub(r'"(?:[^"\\\n]|\\.)*"', '""', text)


def header_floor(name, of):
    if name in EXTRA:
        return EXTRA[name]
    stem = name[:-2]
    folder = 'crawler/' + stem if stem.startswith('base/') else stem
    if folder in of:
        return of[folder]
    # a family: rule.h for rule-*.c
    family = [f for s, f in of.items() if s.startswith(folder + '-')]
    return min(family) if family else None


def main():
    of, faults, nfiles = floors(), [], 0
    sources = [p for d in ('crawler', 'monitor') for p in sorted((ROOT / d).rglob('*.[ch]'))]
    for path in sources + sorted((ROOT / 'include').rglob('*.h')):
        rel = str(path.relative_to(ROOT))
        raw = path.read_text(encoding='utf-8')
        nfiles += 1
        own = of.get(rel[:-2]) if not rel.startswith('include/') else header_floor(rel[8:], of)
        for name in re.findall(r'^\s*#\s*include\s+[<"]([^>"]+)[>"]', raw, flags=re.M):
            if name in ONE_PLACE and not re.match(ONE_PLACE[name], rel):
                faults.append(f'{rel}: {name} belongs to one place only')
            if rel.startswith('include/') and re.match(r'(curl|libxml|lmdb|nats|microhttpd|jansson|'
                                                       r'yaml|zip|uchardet|pcre2|libpsl)', name):
                faults.append(f'{rel}: foreign header {name} in a header of ours')
            target = header_floor(name, of) if '/' in name and name.split('/')[0] in (
                'base', 'crawler', 'monitor') else None
            if own is not None and target is not None and target > own:
                faults.append(f'{rel}: floor {FLOORS[own]} includes {name} of {FLOORS[target]}')
            if rel.startswith(('crawler/', 'include/crawler', 'include/base')) and \
                    name.startswith('monitor/'):
                faults.append(f'{rel}: crawler includes {name}')
        text = strip(raw)
        for pattern, allowed in BANNED.items():
            for m in re.finditer(pattern, text):
                if allowed != rel:
                    line = text[:m.start()].count('\n') + 1
                    faults.append(f'{rel}:{line}: {m.group().strip()} is not used here')
    for f in faults:
        print(f)
    print(f'{nfiles} files, {len(faults)} faults')
    return 1 if faults or nfiles < 100 else 0


sys.exit(main())
