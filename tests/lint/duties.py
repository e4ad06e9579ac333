#!/usr/bin/env python3
"""The duty files of seeds/ hold every mark of the five documents once, with words that stand
in the document, on columns that exist; and the program accepts them.
usage: duties.py PORTALWATCH	from the top of the source tree
"""
import glob
import re
import subprocess
import sys

MARKS = {'S0': 36, 'S1': 33, 'S2': 17, 'S3': 24, 'S4': 29}
faults = []


def text_of(value):
    value = value.strip()
    if value.startswith("'"):
        return value[1:-1].replace("''", "'")
    return value.strip('"')


def duties(path):
    """One dict per duty; the files are written one key a line."""
    found, inside = [], False
    for line in open(path, encoding='utf-8'):
        if line.startswith('duties:'):
            inside = True
        m = re.match(r'  (- | {2})(\w+): (.*)', line)
        if not inside or not m:
            continue
        if m[1] == '- ':
            found.append({'file': path})
        found[-1][m[2]] = text_of(m[3])
    return found


def columns(path):
    text = open(path, encoding='utf-8').read()
    laid = re.search(r'^duties: \[(.*)\]', text, re.M)
    ids = set(re.findall(r'^  - id: (\S+)', text, re.M)) | {'home'}
    return ([d.strip() for d in laid[1].split(',')] if laid else []), ids


documents = {s: open(f'tests/data/seeds/{s}.txt', encoding='utf-8').read() for s in MARKS}
every = [d for path in sorted(glob.glob('seeds/duties/*.yaml')) for d in duties(path)]
seen = {}
for d in every:
    where = f'{d["file"]}: {d["id"]}'
    if d['id'] in seen:
        faults.append(f'{where}: also in {seen[d["id"]]}')
    seen[d['id']] = d['file']
    document = documents.get(d['id'].split('.')[0], '')
    if not d.get('quote') or d['quote'] not in document:
        faults.append(f'{where}: the quote does not stand in the document')
    if ('rule' in d) == (d.get('manual') == 'true'):
        faults.append(f'{where}: neither rule nor manual, or both')
    if 'rule' in d and not d.get('columns'):
        faults.append(f'{where}: a rule without a column')
    if d.get('manual') == 'true' and not d.get('due'):
        faults.append(f'{where}: no day by which somebody has to decide')
    for key in ('what', 'where', 'unit', 'limit', 'valid'):
        if not d.get(key):
            faults.append(f'{where}: no {key}')
by_hand = sum(d.get('manual') == 'true' for d in every)
if by_hand != 9:
    faults.append(f'{by_hand} duties are left to people, 9 cannot be decided by a program')
wanted = {f'{s}.{i}' for s, n in MARKS.items() for i in range(1, n + 1)}
for mark in sorted(wanted ^ set(seen)):
    faults.append(f'{mark}: {"missing" if mark in wanted else "no such mark"}')

for path in sorted(glob.glob('seeds/portals/*.yaml')):
    laid, ids = columns(path)
    for d in every:
        if '../duties/' + d['file'].rsplit('/', 1)[1] not in laid or 'for' in d:
            continue
        for column in d.get('columns', '').strip('[]').split(','):
            if column.strip() and column.strip() not in ids:
                faults.append(f'{d["file"]}: {d["id"]}: {path} has no column {column.strip()}')

check = subprocess.run([sys.argv[1], '--lang', 'en', 'config', 'check', 'seeds/portalwatch.yaml'],
                       stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
if check.returncode or b' 0 warnings' not in b' ' + check.stdout:
    faults.append('config check: ' + check.stdout.decode()[:2000])

for fault in faults:
    print(fault)
print(f'{len(every)} duties, {len(faults)} faults')
sys.exit(bool(faults))
