#!/usr/bin/env python3
"""The 140 visits of an inspection: seven of 15 seconds are a veto, six a warning, at whatever
hour the report is made; and a unit and a tag of a report are patterns, by hand and by timetable.

usage: visits.py PORTALWATCH FILL-YEAR
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from checks import check, outcome

PW, FILL = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
HOME = {p: f'http://www.{p}.test/' for p in ('seven', 'six')}
EVERY = 72  # minutes: 20 visits a day
NOW = '2026-01-20T01:42:00+08:00'
AT = 19 * 1440 + 102  # minutes from the start of the year to NOW


def plan():
    """Visits from a fortnight before NOW on, the newest a minute before it; the last 140 lie in
    seven times 24 hours, the one before them is late too and does not count."""
    lines = []
    for portal, late in (('seven', 7), ('six', 6)):
        lines.append(f'column\t{portal}\tnews\t{HOME[portal]}news/\tnews\t1\t-30\t9999\t要闻')
        slow = {0, 139, 140} | set(range(20, 20 * (late - 1), 20))
        for k in range(320):
            lines.append(f'visit\t{portal}\t{HOME[portal]}\t{AT - 1 - EVERY * k}\t{15000 if k in slow else 14999}')
    return '\n'.join(sorted(lines, key=lambda s: int(s.split('\t')[3]) if s.startswith('visit') else 0)) + '\n'


def pw(*args, want=0, now=NOW):
    p = subprocess.run([PW, '-c', str(top / 'portalwatch.yaml'), '--now', now, *args], stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE, text=True, check=False)
    if p.returncode != want:
        print(' '.join(args), 'ended', p.returncode, p.stdout[-1000:], p.stderr[-2000:])
        sys.exit(1)
    return p.stdout


def inspected(*args, now=NOW):
    doc = json.loads(pw('report', 'inspection', '--format', 'json', *args, now=now))
    out = {}
    for p in doc['portals']:
        r = next(r for r in p['results'] if r['indicator'] == 'V2')
        out[p['portal']] = (r['failed'], r['visits'], r['outcome'], p['verdict'])
    return out


def make():
    for p, unit, tag in (('seven', '市政府办公室', 'county-east'), ('six', '市教育局', 'city')):
        (top / f'p-{p}.yaml').write_text(
            f'portal: {p}\nname: 门户{p}\nhome: {HOME[p]}\nhome_every: {EVERY}m\nlevel: city\nunit: {unit}\n'
            f'tags: [{tag}]\ncolumns:\n  - {{id: news, name: 要闻, url: "{HOME[p]}news/", class: news}}\n', 'utf-8')
    (top / 'portalwatch.yaml').write_text(
        'store: data\nlanguage: zh\nportals: ["p-*.yaml"]\nreports:\n'
        '  - {kind: inspection, when: daily 03:00, format: json, unit: "市政府*", output: unit.json}\n'
        '  - {kind: inspection, when: daily 03:00, format: json, tag: "c??y", output: tag.json}\n', 'utf-8')
    (top / 'plan').write_text(plan(), 'utf-8')
    pw('store', 'init', '--simulation')
    subprocess.run([FILL, str(top / 'data'), str(top / 'plan'), '0', '20'], check=True)


def visits():
    got = inspected()
    check('7 of 140', got['seven'], (7, 140, 'found', 'fail'))
    check('6 of 140', got['six'], (6, 140, 'warning', 'pass'))
    check('of a period that is over', inspected('--period', '2026-01-10..2026-01-19')['six'][1], 140)
    zh = pw('report', 'inspection')
    check('its method', ('7 个 24 小时' in zh, '7/140' in zh or '140 次' in zh), (True, True))
    check('in English', 'those of 7 times 24 hours' in pw('--lang', 'en', 'report', 'inspection'), True)


def patterns():
    check('a unit', list(inspected('--unit', '市政府*')), ['seven'])
    check('a whole unit', list(inspected('--unit', '市教育局')), ['six'])
    check('a part is none', pw('report', 'inspection', '--unit', '政府', want=2), '')
    check('a tag', list(inspected('--tag', 'count*')), ['seven'])
    pw('config', 'check')
    pw('monitor', '--once')
    pw('monitor', '--once', now='2026-01-20T03:01:00+08:00')
    for name, want in (('unit', ['seven']), ('tag', ['six'])):
        doc = json.loads((top / f'{name}.json').read_text('utf-8'))
        check('timetable: ' + name, [p['portal'] for p in doc['portals']], want)


with tempfile.TemporaryDirectory() as name:
    top = pathlib.Path(name)
    make()
    visits()
    patterns()
sys.exit(outcome())
