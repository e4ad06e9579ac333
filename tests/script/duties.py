#!/usr/bin/env python3
"""The duties verb on the seeds, and a site of its own: ledger, ticks, the next year's file,
marks of the page, IPv6 over loopback, changes told from counters; wrong files refused.

usage: duties.py PORTALWATCH, from the top of the source tree
"""
import http.server
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading

from checks import check, outcome

sys.path.insert(0, 'tests')
import schema_check

PW = os.path.abspath(sys.argv[1])
SOURCE = pathlib.Path(__file__).resolve().parents[2]


def pw(*args, want=0, config=None, store=None, now=None):
    cmd = [PW] + (['-c', str(config)] if config else []) + (['--store', str(store)] if store else [])
    cmd += ['--now', now] if now else []
    p = subprocess.run(cmd + list(args), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                       env={**os.environ, 'LC_ALL': 'C.UTF-8'}, check=False)
    if p.returncode != want:
        print(' '.join(args), 'ended', p.returncode, p.stderr.decode()[-2000:])
        sys.exit(1)
    return p.stdout.decode(), p.stderr.decode()


def seeds(top):
    conf, store, now = SOURCE / 'seeds/portalwatch.yaml', top / 'seeds', '2026-11-27T10:00:00'
    ask = dict(config=conf, store=store, now=now)
    pw('store', 'init', '--simulation', config=conf, store=store)
    pw('monitor', '--once', **ask)
    out, _ = pw('duties', 'list', '--all', '--json', **ask)
    lines = [json.loads(x) for x in out.splitlines()]
    n, bad = schema_check.check_lines(schema_check.load('duties'),
                                      [x.encode() for x in out.splitlines()])
    check('schema', (n > 0, bad), (True, 0))
    laid = {x['id'] for x in lines}
    # those for districts, enterprises and the education portal wait for such portals
    check('laid', sorted(set(f'S{s}.{i}' for s, m in enumerate((36, 33, 17, 24, 29))
                             for i in range(1, m + 1)) - laid),
          ['S0.18', 'S0.20', 'S0.25', 'S0.28', 'S4.19', 'S4.29'])
    check('numbered', sorted(x['number'] for x in lines), list(range(1, len(lines) + 1)))
    check('by hand', sorted(x['id'] for x in lines if x['manual']),
          ['S0.31', 'S1.3', 'S1.30', 'S1.33', 'S2.11', 'S2.12', 'S2.13', 'S3.14', 'S3.4', 'S4.18',
           'S4.5'])
    check('once-only ones of past years',
          {x['state'] for x in lines if x['once'] and not x['manual']}, {'not_observed'})
    check('without --all', any(json.loads(x)['closed'] for x in
                               pw('duties', 'list', '--json', **ask)[0].splitlines()), False)
    check('configured limits say so', {x['limit_kind'] for x in lines} <=
          {'statutory', 'document', 'practice', 'configured', 'local'}, True)
    pw('duties', 'done', 'pingdu/S1.30', '--by', '张三', '--evidence', '台账第3号', **ask)
    number = next(x['number'] for x in lines if x['id'] == 'S1.3')
    pw('duties', 'done', f'#{number}', '--reason', '已直播', **ask)
    done = [json.loads(x) for x in pw('duties', 'list', 'pingdu', '--state', 'done', '--json',
                                      **ask)[0].splitlines()]
    check('ticked', sorted((x['id'], x['done']['by'] != '', x['done']['evidence']) for x in done),
          [('S1.3', True, None), ('S1.30', True, '台账第3号')])
    pw('duties', 'done', 'pingdu/S1.30', '--undo', '--by', '张三', **ask)
    check('taken back', len(pw('duties', 'list', 'pingdu', '--state', 'done', '--json',
                               **ask)[0].splitlines()), 1)
    check('in words', '已登记办结' in pw('duties', 'list', 'pingdu', **ask)[0], True)
    for args in (('duties', 'done', 'pingdu/S9.9', '--reason', 'x'),
                 ('duties', 'done', 'pingdu/S1.3'), ('duties', 'list', 'nobody'),
                 ('duties', 'list', '--state', 'odd'), ('duties', 'list', '--period', 'soon'),
                 ('duties', 'next-year', 'no.yaml'), ('duties', 'dance')):
        pw(*args, want=2, **ask)
    pw('store', 'verify', store=store, config=conf)


def in_english(top):
    """The shipped books by the catalogue, one's own by its `english:`, else as it is written."""
    out = pw('--lang', 'en', 'duties', 'list', 'pingdu', '--all', config=SOURCE / 'seeds/portalwatch.yaml')[0]
    check('of the seeds', ('Air quality of the city' in out, '按月发布' in out), (True, False))
    check('one is one', ('updated within 1 month (' in out or 'updated within 1 month [' in out,
                         '1 months' in out), (True, False))
    (top / 'e.yaml').write_text("""document: {title: 某市要点, year: 2026}
english: {某市要点: Key points of a city, 公报: "The gazette: every issue"}
duties:
  - {id: E.1, what: 公报, where: 公报栏目, columns: [a], unit: 财政局, rule: {kind: monthly}, limit: document, valid: recurring}
""", encoding='utf-8')
    (top / 'e-p.yaml').write_text('portal: e\nname: 某市\nhome: http://e.gov.cn/\nduties: [e.yaml]\n'
                                  'columns: [{id: a, name: 甲, url: http://e.gov.cn/a/}]\n', encoding='utf-8')
    conf = top / 'e-c.yaml'
    conf.write_text(f'store: {top}/e-store\nportals: [e-p.yaml]\n', encoding='utf-8')
    pw('store', 'init', '--simulation', config=conf)
    for lang, want in (('en', ('The gazette: every issue', '公报栏目 (columns: 甲)', 'Key points of a city')),
                       ('zh', ('公报', '公报栏目（栏目：甲）', '某市要点'))):
        row = pw('--lang', lang, 'report', 'duties', '--format', 'csv', config=conf, now='2026-11-27T10:00:00')[0]
        check(f'own words: {lang}', [w in row for w in want], [True] * 3)
    out = pw('duties', 'next-year', config=conf)[0]
    check('carried over', "english:\n  '某市要点': 'Key points of a city'\n  '公报': 'The gazette: every issue'" in out, True)
    (top / 'e.yaml').write_text('document: {title: t, year: 2026}\nenglish: [a]\nduties: []\n', encoding='utf-8')
    check('no map', 'e.yaml:2' in pw('config', 'check', config=conf, want=2)[1], True)


def before_watching(top):
    """Without a store the ledger says what the files demand; a unit is named whole."""
    (top / 'u.yaml').write_text("""document: {title: 某市要点, year: 2026}
duties:
  - {id: U.1, columns: [a], unit: 财政局, rule: {kind: monthly}, limit: document, valid: recurring}
  - {id: U.2, columns: [a], unit: 市财政局, rule: {kind: yearly}, limit: document, valid: recurring}
  - {id: U.3, manual: true, unit: 民政局, due: "12-31", limit: document, valid: recurring}
""", encoding='utf-8')
    (top / 'u-p.yaml').write_text('portal: u\nname: 某市\nhome: http://u.gov.cn/\nduties: [u.yaml]\ntags: [city]\n'
                                  'units: [{name: 财政局, former: [财政税务局]}]\n'
                                  'columns:\n  - {id: a, name: 甲, url: "http://u.gov.cn/a/", tags: [money]}\n',
                                  encoding='utf-8')
    conf = top / 'u-c.yaml'
    conf.write_text('store: unmade\nlanguage: zh\nportals: [u-p.yaml]\n', encoding='utf-8')
    ask = dict(config=conf, now='2026-11-27T10:00:00')

    def ids(*args):
        return [(x['id'], x['state']) for x in map(json.loads, pw('duties', 'list', '--json', *args, **ask)[0].splitlines())]

    check('nothing observed', ids(), [('U.1', 'not_observed'), ('U.2', 'not_observed'), ('U.3', 'planned')])
    check('said', '尚未监测' in pw('duties', 'list', **ask)[0], True)
    check('no store was made', (top / 'unmade').exists(), False)
    check('whole', ids('--unit', '财政局'), [('U.1', 'not_observed')])
    check('pattern', [i for i, _ in ids('--unit', '*财政局')], ['U.1', 'U.2'])
    check('former name', [i for i, _ in ids('--unit', '财政税务局')], ['U.1'])
    check('tag of a column', [i for i, _ in ids('--tag', 'mon*')], ['U.1', 'U.2'])
    err = pw('duties', 'list', '--unit', '财政', want=2, **ask)[1]
    check('a part is none, and those are named', ('“财政”' in err, '财政局, 市财政局' in err), (True, True))
    pw('duties', 'list', '--tag', 'nowhere', want=2, **ask)
    pw('duties', 'done', 'u/U.3', '--reason', 'x', want=3, **ask)
    pw('store', 'init', '--simulation', config=conf)
    pw('monitor', '--once', **ask)
    for verb in (('report', 'duties', '--format', 'csv'), ('incidents', 'list', '--all'), ('report', 'freshness')):
        err = pw(*verb, '--unit', '财政', want=2, **ask)[1]
        check(f'{verb[0]} {verb[1]} too', '财政局, 市财政局' in err, True)
        pw(*verb, '--unit', '财政税务局', **ask)
    check('by the present name', 'U.1' in pw('report', 'duties', '--unit', '财政税务局', **ask)[0], True)
    pw('incidents', 'issue', '--unit', '*财政局', '--due', '10wd', want=2, **ask)


def year_end(top):
    """What a person ticks off in January is the year that was asked for; the old file beside the
    new one is looked back upon, and nothing is asked for twice."""
    (top / 'y25.yaml').write_text("""document: {title: 某市2025年要点, year: 2025}
duties:
  - {id: Y.1, columns: [a], rule: {kind: monthly}, limit: document, valid: recurring}
  - {id: Y.2, manual: true, due: "12-20", limit: document, valid: recurring}
  - {id: Y.3, manual: true, due: "2025-09-30", limit: document, valid: 2025}
""", encoding='utf-8')
    portal = top / 'y-p.yaml'
    text = ('portal: y\nname: 某市\nhome: http://y.gov.cn/\nduties: [y25.yaml]\n'
            'columns:\n  - {id: a, name: 甲, url: "http://y.gov.cn/a/"}\n')
    portal.write_text(text, encoding='utf-8')
    conf = top / 'y-c.yaml'
    conf.write_text('store: years\nlanguage: zh\nportals: [y-p.yaml]\n', encoding='utf-8')
    pw('store', 'init', '--simulation', config=conf)
    for now in ('2025-03-01T09:00:00', '2025-12-21T09:00:00', '2026-01-06T09:00:00'):
        pw('monitor', '--once', config=conf, now=now)
    ask = dict(config=conf, now='2026-01-06T10:00:00')

    def states(*args):
        return {f"{x['document'][2:6]} {x['id']}": (x['state'], x['due']) for x in
                map(json.loads, pw('duties', 'list', '--json', *args, **ask)[0].splitlines()) if x['manual']}

    check('asked of last year', states(), {'2025 Y.2': ('overdue', '2025-12-20')})
    check('ticked for that year', '2025 年度' in pw('duties', 'done', 'y/Y.2', '--reason', '已报送', **{
        **ask, 'now': '2026-01-06T10:10:00'})[0], True)
    ask['now'] = '2026-01-06T11:00:00'
    check('and this one is not done', states(), {'2025 Y.2': ('planned', '2026-12-20')})
    check('looked back', states('--period', '2025'), {'2025 Y.2': ('done', '2025-12-20'),
                                                      '2025 Y.3': ('overdue', '2025-09-30')})
    _, err = pw('duties', 'next-year', '-o', str(top / 'y26.yaml'), **ask)
    check('beside the old one', '写 until: 2025' in err, True)
    portal.write_text(text.replace('[y25.yaml]', '[y25.yaml, y26.yaml]'), encoding='utf-8')
    _, err = pw('config', 'check', config=conf, want=1)
    check('asked for twice', 'y25.yaml:3: 提醒: 任务 Y.1 在 2026 年度的文件中也有' in err, True)
    (top / 'y25.yaml').write_text((top / 'y25.yaml').read_text(encoding='utf-8').replace(
        'year: 2025}', 'year: 2025, until: 2025}'), encoding='utf-8')
    pw('config', 'check', config=conf)
    pw('monitor', '--once', **ask)
    check('once only', sorted(x['document'] for x in map(json.loads, pw('duties', 'list', '--json', **ask)[0].splitlines())),
          ['某市2026年要点'] * 2)
    check('looked back all the same', states('--period', '2025')['2025 Y.2'], ('done', '2025-12-20'))
    report = pw('report', 'duties', '--period', '2025', '--open', **ask)[0]
    check('in the report', ('Y.1' in report, 'Y.3' in report, 'Y.2' in report), (True, True, False))
    pw('duties', 'done', 'y/Y.2', '--reason', 'x', want=2, **ask)
    pw('duties', 'done', 'y/Y.2', '--reason', 'x', '--document', '2026', **ask)
    ask['now'] = '2027-01-05T10:00:00'
    pw('monitor', '--once', **ask)
    check('a year later', states(), {'2026 Y.2': ('planned', '2027-12-20')})
    check('the year before that', states('--all')['2025 Y.2'][1], '2025-12-20')
    (top / 'y25.yaml').write_text((top / 'y25.yaml').read_text(encoding='utf-8').replace('until: 2025', 'until: 2024'),
                                  encoding='utf-8')
    _, err = pw('config', 'check', config=conf, want=2)
    check('until before its year', 'until: 2024 早于 year: 2025' in err, True)


def next_year(top):
    """The new file is read as it was written, and says the same of what recurs."""
    conf = SOURCE / 'seeds/portalwatch.yaml'
    for name in ('pingdu-2018', 'shanghai-2019', 'shanghai-2016', 'sheitc-2020', 'changzhou-2021'):
        year = int(name[-4:]) + 1
        new = top / f'{name}-next.yaml'
        pw('duties', 'next-year', f'{name}.yaml', '-o', str(new), config=conf)
        pw('duties', 'next-year', f'{name}.yaml', '-o', str(new), config=conf, want=2)
        text = new.read_text(encoding='utf-8')
        check(f'{name} year', f'year: {year}' in text, True)
        old = (SOURCE / f'seeds/duties/{name}.yaml').read_text(encoding='utf-8')
        check(f'{name} duties', text.count('  - id: '), old.count('valid: recurring'))
        portal = (SOURCE / f'seeds/portals/{name.rsplit("-", 1)[0]}.yaml').read_text(encoding='utf-8')
        lines = [s for s in portal.splitlines() if not s.startswith('duties:')]
        (top / 'p.yaml').write_text('\n'.join(lines) + f'\nduties: [{new.name}]\n', encoding='utf-8')
        (top / 'c.yaml').write_text('store: none\nportals: [p.yaml]\n', encoding='utf-8')
        pw('config', 'check', config=top / 'c.yaml')
        again = pw('duties', 'next-year', '--year', str(year + 1), config=top / 'c.yaml')[0]
        check(f'{name} read back', again.replace(str(year + 1), 'Y').replace(str(year), 'Y')
              .split('duties:')[1], text.replace(str(year), 'Y').split('duties:')[1])


class Site(http.server.BaseHTTPRequestHandler):
    guide, counter = '指南第一版', 0

    def do_GET(self):
        Site.counter += 1
        if self.path == '/robots.txt':
            body = ''
        elif self.path.startswith('/guide'):
            body = f'<h1>政府信息公开指南</h1><p>{Site.guide}</p><p>您是第{Site.counter}位访问者</p>'
        elif self.path == '/':
            body = ('<ul>' + ''.join(f'<li><a href="/n{i}.html">关于第{i}号事项的通知</a> 2026-11-2{i}</li>'
                                     for i in range(1, 7)) + '</ul><p>主办：某市 电话：1 ICP备1号 公网安备1号'
                    ' 网站标识码：1234567890 <a href="http://zfwzgl.www.gov.cn/x">找错</a></p>')
        else:
            body = '<h1>关于某事项的通知</h1><p>正文</p>'
        data = f'<html><head><title>某市</title></head><body>{body}</body></html>'.encode()
        self.send_response(200)
        self.send_header('Content-Type', 'text/html; charset=utf-8')
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


LIST = '<h2>{0}</h2><div class="list"><ul>{1}</ul></div>'


class Hub(Site):
    """A page whose four entries are named by a rule; one is blank, one has another name."""
    blank, seen = True, {}

    def do_GET(self):
        Hub.seen[self.path] = Hub.seen.get(self.path, 0) + 1
        rows = ''.join(f'<li><a href="{self.path}{i}.html">关于第{i}号事项的报告</a><span>2026-11-0{i}</span></li>'
                       for i in range(1, 7))
        if self.path in ('/sys/', '/year/'):
            body = LIST.format('栏目', rows)
        elif self.path == '/money/':
            body = LIST.format('财政预决算', '' if Hub.blank else rows) + ('<p>暂无信息</p>' if Hub.blank else '')
        elif self.path == '/duty.html':  # text with an empty list of attachments is not blank
            body = '<ul class="filelist"></ul>' '<h1>机构职能</h1><p>' + '本机关负责全市政务公开工作，承担日常管理与监督检查。' * 20 + '</p>'
        elif self.path == '/open/':
            body = ('<h1>政府信息公开</h1><ul><li><a href="/duty.html">政府信息公开指南</a></li>'
                    '<li><a href="/sys/">政府信息公开制度</a></li><li><a href="/money/">法定主动公开内容</a></li>'
                    '<li><a href="/year/">政府信息公开工作年度报告</a></li></ul><p>' + '本机关主动公开政府信息。' * 20 + '</p>')
        elif self.path in ('/', '/hub/'):
            body = ('<h1>公开目录</h1><ul><li><a href="/sys/">公开制度</a></li><li><a href="/money/">财政预决算</a></li>'
                    '<li><a href="/year/">政府信息公开工作年度报告</a></li><li><a href="/duty.html">机构职能</a></li></ul>'
                    '<p>' + '政府信息公开目录由本机关编制。' * 20 + '</p>')
        else:
            body = '<h1>关于某事项的报告</h1><p>正文</p>'
        menu = ''.join(f'<li><a href="/m{i}/">{t}</a></li>' for i, t in
                       enumerate(('首页', '政务公开', '解读回应', '办事服务', '互动交流', '数据发布')))
        data = (f'<html><head><title>某市</title></head><body><div class="nav"><ul>{menu}</ul></div>'
                f'<div class="main">{body}</div><div class="footer"><p>主办：某市人民政府办公室 地址：某市某路1号'
                '</p><p>网站标识码：1234567890 ICP备1号 公网安备1号</p></div></body></html>').encode()
        self.send_response(404 if self.path == '/robots.txt' else 200)
        self.send_header('Content-Type', 'text/html; charset=utf-8')
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)


class Site6(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6


def rules_of(conf, subject, now):
    out = json.loads(pw('why', subject, '--json', config=conf, now=now)[0].splitlines()[0])
    return out['rules']


def live(top):
    """A page that changes, one whose counter runs, marks of the footer, IPv6 on ::1."""
    both = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Site)
    port = both.server_port
    threading.Thread(target=both.serve_forever, daemon=True).start()
    try:
        six = Site6(('::1', port), Site)
        threading.Thread(target=six.serve_forever, daemon=True).start()
    except OSError:
        six = None
    (top / 'duties.yaml').write_text("""document: {title: 某市方案, year: 2026}
duties:
  - {id: X.1, columns: [home], rule: [{kind: label, where: footer, grace: 0},
     {kind: technical, checks: [ipv6, domain]}], limit: document, valid: recurring}
  - {id: X.2, columns: [guide], rule: {kind: page_changed}, limit: configured, valid: recurring}
""", encoding='utf-8')
    (top / 'x.yaml').write_text(f"""portal: x
name: 某市
home: http://localhost:{port}/
unit: 办公室
duties: [duties.yaml]
links: {{check: none}}
columns:
  - {{id: guide, name: 指南, url: "http://localhost:{port}/guide.html", class: static}}
  - {{id: plain, name: 职能, url: "http://localhost:{port}/guide2.html", class: static}}
""", encoding='utf-8')
    conf = top / 'live.yaml'
    conf.write_text("""store: live
language: zh
network: {delay: 1ms, address_rate: 1000, allow_private: ["127.0.0.0/8", "::1/128"]}
portals: [x.yaml]
""", encoding='utf-8')
    pw('store', 'init', '--simulation', config=conf)

    def round_(now):
        pw('crawl', '--once', '--all', config=conf, now=now)

    def guide(now, column='guide'):
        found = [r for r in rules_of(conf, f'x/{column}', now) if r['rule'] == 'page_changed']
        check(f'told once of {column}', len(found), 1)
        return found[0]

    round_('2026-11-27T09:00:00')
    home = rules_of(conf, 'x/home', '2026-11-27T09:30:00')
    label = [r for r in home if r['rule'] == 'label'][0]
    check('a mark is missing', (label['level'], label['summary']), ('overdue', '1 of 7 texts are missing'))
    technical = [r for r in home if r['rule'] == 'technical' and r['basis'] != '']
    if six:
        check('over IPv6', [(r['level'], r['cannot_judge']) for r in technical][-1], ('ok', None))
    check('not under gov.cn', technical[0]['level'], 'overdue')
    round_('2026-11-27T12:00:00')
    round_('2026-11-27T15:00:00')
    check('a counter is no change', guide('2026-11-27T15:30:00')['level'], 'ok')
    Site.guide = '指南第二版（修订）'
    round_('2026-11-28T09:00:00')
    round_('2026-11-28T12:00:00')
    check('an edit is one', guide('2026-11-28T12:30:00')['level'], 'warn')
    check('of class static without a rule', guide('2026-11-28T12:30:00', 'plain')['level'], 'warn')
    now = '2026-11-28T12:40:00'
    pw('monitor', '--once', config=conf, now=now)
    told = [json.loads(x) for x in
            pw('incidents', 'list', '--kind', 'page_changed', '--json', config=conf, now=now)[0].splitlines()]
    check('both are told', sorted(x['column'] for x in told), ['guide', 'plain'])
    screen = pw('incidents', 'list', '--kind', 'page_changed', config=conf, now=now)[0].splitlines()[1:]
    ledger = pw('report', 'incidents', '--format', 'csv', config=conf, now=now)[0]
    check('a warning is one on the screen', [s.split()[1] for s in screen], ['预警', '预警'])
    check('and in the ledger', ledger.count(',预警'), 2)
    both.shutdown()


def sub_columns(top):
    """A sub-column that nobody configured is looked at once a week: a blank one is found."""
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Hub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    (top / 'hub.yaml').write_text(f"""portal: hub
name: 某市
home: http://localhost:{server.server_port}/
columns:
  - id: hub
    name: 公开目录
    url: http://localhost:{server.server_port}/hub/
    class: static
    rules:
      - {{kind: sub_columns, names: [公开制度, [财政预决算, 预决算], [年度报告, 年报], 机构职能], grace: 0}}
  - {{id: open, name: 政府信息公开, url: "http://localhost:{server.server_port}/open/", class: static}}
""", encoding='utf-8')
    conf = top / 'hub-c.yaml'
    conf.write_text('store: hub\nlanguage: zh\nnetwork: {delay: 1ms, address_rate: 1000, allow_private: ["127.0.0.0/8", "::1/128"]}\n'
                    'portals: [hub.yaml]\n', encoding='utf-8')
    pw('store', 'init', '--simulation', config=conf)

    def found(now):
        r = [r for r in rules_of(conf, 'hub/hub', now) if r['rule'] == 'sub_columns'][0]
        return r['level'], r['summary'], r['cannot_judge']

    pw('crawl', '--once', config=conf, now='2026-11-27T09:00:00')
    check('blank once', found('2026-11-27T09:10:00')[0], 'warn')
    pw('crawl', '--once', config=conf, now='2026-11-27T10:30:00')
    check('a page of text is measured', [r['level'] for r in rules_of(conf, 'hub/hub', '2026-11-27T09:10:00')
                                         if r['rule'] in ('unmeasured', 'empty')], ['ok', 'ok'])
    check('blank twice', found('2026-11-27T10:40:00'),
          ('overdue', 'of 4 entries 0 are missing, 1 blank or broken', None))
    check('the blank one is named', '财政预决算' in pw('why', 'hub/hub', config=conf, now='2026-11-27T10:40:00')[0], True)
    out = pw('report', 'inspection', '--profile', 'tiaoli-711', '--format', 'csv', config=conf,
             now='2026-11-30T10:40:00')[0]
    check('a profile finds it without a rule', '空白：法定主动公开内容' in out, True)
    Hub.seen = {}
    for day in (28, 29, 30):
        pw('crawl', '--once', config=conf, now=f'2026-11-{day}T10:30:00')
    check('once in a period', [Hub.seen.get(s, 0) for s in ('/sys/', '/year/', '/money/')], [0, 0, 0])
    check('a page of text stays measured', {r['rule']: (r['level'], r['cannot_judge']) for r in
                                            rules_of(conf, 'hub/hub', '2026-11-30T10:40:00')
                                            if r['rule'] in ('unmeasured', 'empty', 'page_changed')},
          dict.fromkeys(('unmeasured', 'empty', 'page_changed'), ('ok', None)))
    Hub.blank = False
    pw('crawl', '--once', config=conf, now='2026-12-04T18:00:00')
    check('filled', found('2026-12-04T18:10:00')[0], 'ok')
    check('looked at again', [Hub.seen.get(s, 0) for s in ('/sys/', '/year/', '/money/')], [1, 1, 1])
    server.shutdown()


def refused(top):
    """Each wrong file with its line and what was expected."""
    (top / 'cal.csv').write_text('date,kind,name\n2027-01-01,off,元旦\n2027-02-06,off,春节\n'
                                 '2027-01-01,work,x\n', encoding='utf-8')
    _, err = pw('calendar', '--calendar', str(top / 'cal.csv'), '2027-01', want=2)
    check('a day twice', 'cal.csv:4: the day 2027-01-01 twice, first in line 2' in err, True)
    more = 'include,shipped\n2027-01-01,off,元旦\n2026-10-09,off,调整\n'
    (top / 'more.csv').write_text(more, encoding='utf-8')
    (top / 'cal-c.yaml').write_text('store: none\nlanguage: zh\nportals: []\ncalendar: cal.csv\n', encoding='utf-8')
    _, err = pw('config', 'check', config=top / 'cal-c.yaml', want=2)
    check('config check reads it', 'cal.csv:4：日期 2027-01-01 重复，首次出现在第 2 行' in err, True)
    # one line makes no year
    (top / 'cal-c.yaml').write_text('store: none\nlanguage: zh\nportals: []\ncalendar: more.csv\n', encoding='utf-8')
    _, err = pw('config', 'check', config=top / 'cal-c.yaml', want=1)
    check('what is missing', 'more.csv:2: 提醒: 2027 年日历缺以下节日的放假安排：春节' in err, True)
    out, _ = pw('calendar', '--calendar', str(top / 'more.csv'), '2027-05', config=top / 'cal-c.yaml')
    check('the month says it', ('不完整' in out, '国庆节' in out, '元旦' in out), (True, True, False))
    (top / 'cal-c.yaml').write_text('store: none\nlanguage: zh\nportals: []\n', encoding='utf-8')
    _, err = pw('config', 'check', config=top / 'cal-c.yaml', now='2027-03-01')
    check('a year without any', '没有 2027 年的节假日数据' in err, True)
    (top / 'more.csv').write_text(more + 'complete,2027\n', encoding='utf-8')
    ask = ('calendar', '--calendar', str(top / 'more.csv'), '--json', 'add')
    check('laid over the shipped one', json.loads(pw(*ask, '2026-09-30', '1')[0])['date'],
          '2026-10-08')
    check('a day of its own', json.loads(pw(*ask, '2026-10-08', '1')[0])['date'], '2026-10-10')
    check('a year of its own', json.loads(pw(*ask, '2026-12-31', '1')[0]), {
        'from': '2026-12-31', 'working_days': 1, 'date': '2027-01-04', 'weekday': 1,
        'guessed': False, 'years_without_data': []})
    check('three after', '2026-10-08' in pw('calendar', '3 working days after 2026-09-28')[0]
          or '2026-10-01' in pw('calendar', '3 working days after 2026-09-28')[0], True)
    (top / 'loop.csv').write_text('include,loop.csv\n', encoding='utf-8')
    _, err = pw('calendar', '--calendar', str(top / 'loop.csv'), '2027-01', want=2)
    check('includes itself', 'include each other' in err, True)
    (top / 'bad.yaml').write_text("""document: {title: t, year: 2026}
duties:
  - {id: B.1, columns: [nowhere], rule: {kind: monthly}, limit: document}
  - {id: B.2, columns: [a], rule: {kind: max_age, days: 3, months: 1}, limit: document}
  - {id: B.3, columns: [a], rule: {kind: follow_up, after: a, days: 1, working_days: 1}}
  - {id: B.4, columns: [a], rule: {kind: unheard}}
  - {id: B.5, columns: [a], rule: {kind: monthly}, manual: true}
  - {id: B.7, columns: [a], rule: {kind: follow_up, after: gone, days: 1}}
  - {id: B.6, columns: [a], manual: true, due: "13-40"}
""", encoding='utf-8')
    (top / 'b.yaml').write_text('portal: b\nname: b\nhome: http://b.gov.cn/\nduties: [bad.yaml]\n'
                                'columns:\n  - {id: a, name: a, url: "http://b.gov.cn/a/",\n'
                                '     rules: [{kind: follow_up, after: nowhere, days: 3}, {kind: follow_up, after: c/a, days: 3},'
                                ' {kind: follow_up, after: b/home, days: 3}]}\n', encoding='utf-8')
    (top / 'bad-c.yaml').write_text('store: none\nportals: [b.yaml]\n', encoding='utf-8')
    out, err = pw('config', 'check', config=top / 'bad-c.yaml', want=2)
    told = [s for s in (out + err).splitlines() if 'after: no column' in s]
    check('anchors that are not there', sorted({s.split("'")[1] for s in told}), ['c/a', 'gone', 'nowhere'])
    for i, part in enumerate(("no column 'nowhere'", 'max_age: expected one of', 'follow_up: expected one of',
                              "unknown rule 'unheard'", 'a manual duty has no rule', "'gone'", "found '13-40'")):
        check(f'fault of line {i + 3}', any(f'bad.yaml:{i + 3}:' in s and part in s
                                           for s in (out + err).splitlines()), True)


with tempfile.TemporaryDirectory() as name:
    top = pathlib.Path(name)
    seeds(top)
    before_watching(top)
    in_english(top)
    year_end(top)
    next_year(top)
    refused(top)
    live(top)
    sub_columns(top)
sys.exit(outcome())
