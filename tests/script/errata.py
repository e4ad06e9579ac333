#!/usr/bin/env python3
"""Reports of every kind are frozen while a portal cannot be reached; then it is read again, a
tick is entered, a false alarm struck off, the calendar corrected, the duty file edited. The frozen
documents stay as they are; what is known otherwise is told beside them, and nobody is accused of
what could not be seen.

usage: errata.py PORTALWATCH, from the top of the source tree
"""
import datetime
import http.server
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading

from checks import check, outcome

PW = os.path.abspath(sys.argv[1])
SOURCE = pathlib.Path(__file__).resolve().parents[2]
KINDS = ('freshness', 'links', 'notices', 'availability', 'duties', 'incidents', 'inspection', 'bulletin', 'monthly')
THEN, LATER = '2026-10-01T08:00:00+08:00', '2026-10-05T08:00:00+08:00'
DUTIES = """document: {title: 某市要点, year: 2026}
duties:
  - {id: A.1, columns: [a], unit: 办公室, rule: {kind: max_age, working_days: 13}, limit: document, valid: recurring}
  - {id: A.2, manual: true, due: "09-15", unit: 办公室, limit: document, valid: recurring}
  - {id: A.3, columns: [b], unit: 办公室, rule: {kind: max_age, working_days: 30}, limit: document, valid: recurring}
"""


class Site(http.server.BaseHTTPRequestHandler):
    today, down = '2026-08-01', False
    rows = [(f'2026-0{m}-{d:02d}', f'关于{m}月{d}日第{d}号事项的通知') for m in (6, 7, 8) for d in (3, 10, 17, 24)] + \
        [('2026-09-02', '九月二日通知'), ('2026-09-11', '九月十一日通知'), ('2026-09-22', '九月二十二日通知')]

    def do_GET(self):
        if self.path == '/robots.txt' or Site.down:
            return self.send_error(503 if Site.down else 404)
        part = self.path.strip('/').split('/')
        shown = [r for r in Site.rows if r[0] <= Site.today and (part[0] != 'b' or r[0] < '2026-09-15')]
        if len(part) == 2:
            title = dict(shown).get(part[1][:-5])
            if not title:
                return self.send_error(404)
            body = f'<h1>{title}</h1><p>{title}：' + '正文。' * 60 + '</p>'
        else:
            body = '<ul>' + ''.join(f'<li><a href="/{part[0] or "h"}/{d}.html">{t}</a><span>{d}</span></li>'
                                    for d, t in reversed(shown)) + '</ul>'
        data = (f'<html><head><title>某市</title></head><body><div class="main">{body}</div>'
                '<div class="footer">主办：某市人民政府办公室</div></body></html>').encode()
        self.send_response(200)
        self.send_header('Content-Type', 'text/html; charset=utf-8')
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


def pw(*args, now=None, want=0):
    p = subprocess.run([PW, '-c', str(top / 'c.yaml'), *(['--now', now] if now else []), *args],
                       capture_output=True, text=True, env={**os.environ, 'LC_ALL': 'C.UTF-8'}, check=False)
    if p.returncode != want:
        print(' '.join(args), 'ended', p.returncode, p.stderr[-2000:])
        sys.exit(1)
    return p.stdout


def at(now):
    Site.today = now[:10]
    pw('-q', 'crawl', '--once', '--all', now=now + '+08:00')
    pw('-q', 'monitor', '--once', now=now + '+08:00')


def errata(kind, now=LATER):
    """What is told beside the frozen report, the gaps in measuring left out."""
    one = json.loads(pw('report', 'frozen', f'r-{kind}', '--json', now=now))
    check(f'{kind} is intact', one['intact'], True)
    return [(x['what'], x['was'], x['is']) for x in one['errata'] if not x['what'].startswith('gaps')]


def write(port):
    web = f'http://127.0.0.1:{port}'
    (top / 'd.yaml').write_text(DUTIES, encoding='utf-8')
    (top / 'p.yaml').write_text(
        f'portal: p\nname: 某市\nhome: {web}/\nduties: [d.yaml]\nlinks: {{check: none}}\nunit: 办公室\nlevel: city\n'
        f'columns:\n  - {{id: a, name: 通知公告, url: "{web}/a/", class: notice}}\n'
        f'  - {{id: b, name: 公示, url: "{web}/b/", class: notice}}\n', encoding='utf-8')
    (top / 'cal.csv').write_text('include,shipped\n', encoding='utf-8')
    (top / 'c.yaml').write_text('store: data\nlanguage: zh\nportals: [p.yaml]\ncalendar: cal.csv\n'
                                'network: {delay: 1ms, address_rate: 1000, allow_private: ["127.0.0.0/8"]}\n', encoding='utf-8')


def state(ident, now, *more):
    return next(x['state'] for x in map(json.loads, pw('duties', 'list', '--json', *more, now=now).splitlines())
                if x['id'] == ident)


def after(day, n, *free):
    """n working days after, by the shipped file, counted here."""
    kinds = dict(r.split(',')[:2] for r in (SOURCE / 'seeds/calendar-cn.csv').read_text('utf-8').splitlines() if ',' in r)
    at_day = datetime.date.fromisoformat(day)
    while n:
        at_day += datetime.timedelta(1)
        kind = 'off' if str(at_day) in free else kinds.get(str(at_day), 'off' if at_day.weekday() > 4 else 'work')
        n -= kind == 'work'
    return str(at_day)


def late_fetch():
    for day in ('08-03', '08-20', '09-02', '09-03', '09-10', '09-11', '09-15'):
        at(f'2026-{day}T09:00:00')
    Site.down = True
    for day in ('09-20', '09-25', '09-30'):
        at(f'2026-{day}T09:00:00')
    frozen = {}
    for kind in KINDS:
        pw('report', kind, '--period', '2026-09', '--freeze', f'r-{kind}', '-o', str(top / f'{kind}.txt'), now=THEN)
        frozen[kind] = (top / f'{kind}.txt').read_text(encoding='utf-8')
        check(f'{kind}, nothing known since', errata(kind, THEN), [])
    check('unmeasured then', state('A.1', THEN), 'unmeasured')
    Site.down = False
    at('2026-10-03T09:00:00')
    at('2026-10-03T12:00:00')
    # the column was not seen in the second half of September: reading it in October accuses nobody
    for kind in ('freshness', 'links', 'availability', 'duties', 'inspection'):
        check(f'{kind} after a late fetch', errata(kind), [])
    check('at that time', [state('A.1', THEN), state('A.1', THEN, '--period', '2026-09')], ['unmeasured', 'unmeasured'])
    told = errata('notices')
    check('what appeared then and was seen late', [x for x in told if x[0].endswith('.notices')], [
        ('columns[p/a/办公室].notices', '2', '3'), ('units[办公室].notices', '4', '5')])
    check('the figures of the month', [x for x in errata('monthly') if x[0] == 'figures.notices'],
          [('figures.notices', '4', '5')])
    check('of the bulletin', [x for x in errata('bulletin') if x[0] == 'figures.notices'],
          [('figures.notices', '4', '5')])
    rechecked()
    for kind in KINDS:
        pw('report', 'frozen', f'r-{kind}', '-o', str(top / 'again.txt'), now=LATER)
        check(f'{kind} is the same', (top / 'again.txt').read_text(encoding='utf-8'), frozen[kind])


def rechecked():
    """A measurement that a person orders later says of that time what it said before."""
    before = {kind: errata(kind) for kind in KINDS}
    pw('recheck', 'p/b', now='2026-10-03T13:00:00+08:00')
    pw('-q', 'crawl', '--once', now='2026-10-03T13:01:00+08:00')
    pw('-q', 'monitor', '--once', now='2026-10-03T13:02:00+08:00')
    now = json.loads(pw('report', 'freshness', '--format', 'json', now='2026-10-03T13:30:00+08:00'))
    check('measured as ordered', [c['last_good'][:13] for c in now['columns'] if c['column'] in 'ab'],
          ['2026-10-03T12', '2026-10-03T13'])
    for kind in KINDS:
        check(f'{kind} after a recheck', errata(kind), before[kind])


def decisions():
    pw('duties', 'done', 'p/A.2', '--by', '张三', '--reason', '已报送', now=LATER)
    check('a tick', [(x[0].split('.')[-1], *x[1:]) for x in errata('duties', '2026-10-05T09:00:00+08:00')],
          [('state', 'overdue', 'done'), ('open', 'true', 'false'), ('open', '3', '2')])
    down = next(x['id'] for x in map(json.loads, pw('incidents', 'list', '--all', '--json', now=LATER).splitlines())
                if x['kind'] == 'portal' or x['kind'].startswith('portal'))
    pw('incidents', 'false-alarm', str(down), '--by', '李四', '--reason', '线路检修', now='2026-10-05T10:00:00+08:00')
    out = pw('report', 'frozen', 'r-incidents', now='2026-10-05T11:00:00+08:00')
    check('a false alarm', ('李四' in out, '线路检修' in out, '误报' in out), (True, True, True))


def corrected(now='2026-10-06T08:00:00+08:00'):
    """A calendar corrected and a duty edited since: told with what was and what is."""
    at('2026-10-06T07:00:00')
    pw('report', 'duties', '--freeze', 'r-late', now=now)
    check('nothing since', errata('late', now), [])
    (top / 'cal.csv').write_text('include,shipped\n2026-10-19,off,补休\n', encoding='utf-8')
    check('a corrected calendar', [x[1:] for x in errata('late', now) if x[0].endswith('.due') and 'A.3' in x[0]],
          [(after('2026-09-11', 30), after('2026-09-11', 30, '2026-10-19'))])
    (top / 'cal.csv').write_text('include,shipped\n', encoding='utf-8')
    (top / 'd.yaml').write_text(DUTIES.replace('working_days: 30', 'working_days: 20').replace(
        'rule: {kind: max_age, working_days: 13}, limit: document', 'rule: {kind: max_age, working_days: 13}, limit: local'),
        encoding='utf-8')
    told = errata('late', now)
    check('an edited limit', sorted((x[0].split('.')[-1], x[2]) for x in told if 'A.3' in x[0])[:2],
          [('due', after('2026-09-11', 20)), ('limit', '20 working days')])
    check('and where it comes from', [x[1:] for x in told if x[0].endswith('limit_kind')], [('document', 'local')])
    (top / 'd.yaml').write_text(DUTIES.replace('  - {id: A.3', '  - {id: A.4'), encoding='utf-8')
    told = errata('late', now)
    check('a duty taken out, one put in', [[x[1:] for x in told if f'[{i}/' in x[0]] for i in ('A.3', 'A.4')],
          [[('listed', None)], [(None, 'listed')]])


with tempfile.TemporaryDirectory() as name:
    top = pathlib.Path(name)
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    write(server.server_port)
    pw('store', 'init', '--simulation')
    late_fetch()
    decisions()
    corrected()
    server.shutdown()
sys.exit(outcome())
