#!/usr/bin/env python3
"""show, diff and reports over the demonstration portal: an edited notice, a withdrawn one.

usage: show.py PORTALWATCH
"""
import functools
import http.server
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading

from checks import check, outcome

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PW = os.path.abspath(sys.argv[1])
sys.path.insert(0, str(SOURCE / 'tests'))
import schema_check


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


def run(*args, status=0):
    p = subprocess.run([PW, '-c', str(top / 'portalwatch.yaml'), '--now', now, *args],
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
    if p.returncode != status:
        print(args, p.returncode, p.stderr.decode()[-2000:])
        sys.exit(1)
    return p.stdout.decode()


def stage(n):
    subprocess.run([sys.executable, str(SOURCE / 'seeds/demo/make.py'), str(top / 'site'), str(n),
                    '2026-11-20'], check=True)


with tempfile.TemporaryDirectory() as name:
    top = pathlib.Path(name)
    for folder in ('site', 'portals'):
        (top / folder).mkdir()
    server = http.server.ThreadingHTTPServer(
        ('127.0.0.1', 0), functools.partial(Quiet, directory=str(top / 'site')))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    seed = (SOURCE / 'seeds/demo/demo.yaml').read_text(encoding='utf-8')
    (top / 'portals/demo.yaml').write_text(
        seed.replace('@WEB@', f'127.0.0.1:{server.server_port}'), encoding='utf-8')
    (top / 'portalwatch.yaml').write_text("""store: data
timezone: Asia/Shanghai
language: en
network: {delay: 1ms, address_rate: 1000, allow_private: [127.0.0.0/8]}
portals: ["portals/*.yaml"]
""", encoding='utf-8')
    stage(1)
    now = '2026-11-20T08:50:00+08:00'
    run('store', 'init', '--simulation')
    run('crawl', '--once')
    stage(2)
    for now in ('2026-11-22T08:50:00+08:00', '2026-11-22T09:30:00+08:00'):
        run('crawl', '--once')
        run('monitor', '--once')
    now = '2026-11-22T09:32:00+08:00' # behind what a slow machine wrote a second later
    events = [json.loads(line) for line in run('events', '--json').splitlines()]
    changed = next(x['notice']['url'] for x in events if x['kind'] == 'notice.changed')
    gone = next(x['notice']['url'] for x in events if x['kind'] == 'notice.withdrawn')

    d = json.loads(run('diff', changed, '--json'))
    check('differs', d['same'], False)
    check('what was added', '2027年1月1日' in ''.join(
        s['text'] for s in d['segments'] if s['kind'] == 'added'), True)
    a, b = str(d['from']['version']), str(d['to']['version'])
    check('by versions', json.loads(run('diff', '--versions', a, b, changed, '--json')), d)
    check('address first', json.loads(run('diff', changed, '--versions', a, b, '--json')), d)
    check('by a range', json.loads(run('diff', '--versions', f'{a}..{b}', changed, '--json')), d)
    same = json.loads(run('diff', '--versions', a, a, changed, '--json'))
    check('the same', (same['same'], same['segments'], same['links']), (True, [], []))
    check('in words', 'no visible change' in run('diff', '--versions', a, a, changed), True)
    check('marks', '{+' in run('diff', changed), True)
    check('raw has tags', '</p>' in run('diff', '--raw', changed), True)
    page = run('diff', '--html', changed)
    check('html', '<ins>' in page and '<script' not in page, True)
    check('one version', 'nothing to compare' in run('diff', gone), True)
    run('diff', '--versions', '1', '999999', changed, status=2)
    run('diff', '--versions', '1', changed, status=2)
    run('diff', 'http://nowhere.test/', status=2)

    x = json.loads(run('show', gone, '--json'))
    check('withdrawn', x['notices'][0]['state'], 'withdrawn')
    check('last text', len(x['notices'][0]['text']) > 20, True)
    check('its incident', [i['kind'] for i in x['incidents']][-1:], ['withdrawn'])
    number = x['incidents'][-1]['id']
    check('by number', json.loads(run('show', f'#{number}', '--json'))['incident']['id'], number)
    c = json.loads(run('show', 'demo/news', '--json'))
    check('column', (c['state'], len(c['newest']) > 3, c['newest'][0]['date'] >= c['newest'][1]['date']),
          ('overdue', True, True))
    p = json.loads(run('show', 'demo', '--json'))
    check('portal', [k['column'] for k in p['columns']][:2], ['news', 'notices'])
    for subject in (gone, 'demo/news', 'demo', f'#{number}', 'demo/home'):
        check(f'screen of {subject}', len(run('show', subject).splitlines()) > 5, True)
    for subject in ('#999', 'nobody', 'demo/nothing', 'http://nowhere.test/'):
        run('show', subject, status=2)

    a = json.loads(run('report', 'availability', '--json'))['portals'][0]
    check('visits of weeks and days', sum(w['good'] for w in a['weeks']),
          sum(x['good'] for x in a['days']))
    check('some visits', a['weeks'][-1]['good'] >= 2, True)
    check('too few to judge', {w['level'] for w in a['weeks']}, {'ok'})
    n = json.loads(run('report', 'notices', '--json'))
    known = [json.loads(line) for line in run('notices', '--json', '--since', '2026-01-01').splitlines()]
    for k in n['columns']:
        check('counted ' + k['column'], k['notices'], len([x for x in known if x['column'] == k['column']]))
        check('no year before', k['year_before'], None)
    check('units', sum(u['notices'] for u in n['units']), sum(k['notices'] for k in n['columns']))
    check('withdrawn counted', sum(k['withdrawn'] for k in n['columns']), 1)
    ledger = json.loads(run('report', 'incidents', '--json'))['incidents']
    kept = [json.loads(line) for line in run('incidents', 'list', '--all', '--json').splitlines()]
    check('ledger is all of them', sorted(i['id'] for i in ledger), sorted(i['id'] for i in kept))
    check('none before', json.loads(run('report', 'incidents', '--period', '2025', '--json'))['incidents'], [])
    for name, args in (('diff', ('diff', changed)), ('doctor', ('doctor',)),
                       ('report-freshness', ('report', 'freshness')),
                       ('report-availability', ('report', 'availability')),
                       ('report-incidents', ('report', 'incidents')),
                       ('report-notices', ('report', 'notices'))):
        lines = run(*args, '--json').encode().splitlines()
        check('schema ' + name, schema_check.check_lines(schema_check.load(name), lines)[1], 0)
    for kind in ('availability', 'notices', 'incidents'):
        for form in ('text', 'csv', 'html'):
            check(f'{kind} as {form}', len(run('report', kind, '--format', form)) > 200, True)
    server.shutdown()
sys.exit(outcome())
