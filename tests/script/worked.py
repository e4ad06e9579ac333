#!/usr/bin/env python3
"""The worked examples of the documents, as a user meets them: two portals on loopback are read
on the days that matter, and the ledger, the incidents and `why` say in Chinese what is owed.

usage: worked.py PORTALWATCH FILL-YEAR [-v], from the top of the source tree
"""
import http.server
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import threading

from checks import check, outcome

PW, FILL = os.path.abspath(sys.argv[1]), os.path.abspath(sys.argv[2])
SOURCE = pathlib.Path(__file__).resolve().parents[2]
VERBOSE = '-v' in sys.argv

# path, day it is put up, title, last day on show
NOTICES = [
    ('documents', '2019-03-05', '2019年上海市政务公开工作要点', None),
    ('policy', '2026-02-27', '关于印发《养老服务条例》的通知', None),
    ('policy', '2025-06-02', '关于印发《供水办法》的通知', None),
    ('explain', '2025-06-03', '《供水办法》政策解读', None),
    ('dept', '2025-01-30', '市教育局2024年政府信息公开工作年度报告', None),
    ('gov', '2025-03-28', '市政府2024年政府信息公开工作年度报告', None),
    ('poverty', '2026-03-02', '扶贫资金分配结果公示', '2026-03-09'),
    ('poverty', '2026-01-05', '扶贫项目公告', None),
    ('food', '2026-09-23', '食品监督抽检信息（第38期）', None),
    ('food', '2026-09-30', '食品监督抽检信息（第39期）', None),
    ('call', '2026-01-05', '公开征求城市集市规划意见', None),
    ('call', '2026-01-12', '公开征求城市集市规划意见', None),
    ('answer', '2026-02-20', '公开征求城市集市规划意见结果反馈', None),
] + [('gazette', f'2025-{(i + 1) // 2:02d}-{5 if i % 2 else 20:02d}', f'政府公报2025年第{i}期', None)
     for i in range(1, 25) if i != 17]
for column in ('home', 'documents', 'policy', 'explain', 'dept', 'gov', 'poverty', 'food', 'call', 'answer'):
    NOTICES += [(column, f'201{y}-0{1 + i}-1{i}', f'关于{column}第{y}{i}号事项的说明', None)
                for y in (7, 8) for i in range(4)]
HUB = (('政府信息公开指南', 'guide'), ('政府信息公开制度', 'rules'), ('法定主动公开内容', 'duty'),
       ('工作年度报告', 'year'))


class Site(http.server.BaseHTTPRequestHandler):
    today = '2019-03-04'

    def rows(self, column):
        shown = sorted((n for n in NOTICES if n[0] == column and n[1] <= Site.today and
                        (n[3] is None or Site.today <= n[3])), key=lambda n: n[1], reverse=True)
        return ''.join(f'<li><a href="/{column}/{NOTICES.index(n)}.html">{n[2]}</a><span>{n[1]}</span></li>'
                       for n in shown)

    def body(self):
        part = self.path.strip('/').split('/')
        if self.path == '/hub/':
            return '<h1>政府信息公开</h1><ul>' + ''.join(f'<li><a href="/{p}/">{t}</a></li>' for t, p in HUB) + \
                '</ul><p>' + '本机关主动公开政府信息。' * 20 + '</p>'
        if part[0] == 'rules':
            return '<h2>政府信息公开制度</h2><div class="list"><ul></ul></div><p>暂无信息</p>'
        if part[0] in ('guide', 'duty', 'year'):
            return '<h2>栏目</h2><div class="list"><ul>' + self.rows('documents') + '</ul></div>'
        if len(part) == 2 and part[1].endswith('.html'):
            number = part[1][:-5]
            if not number.isdigit() or int(number) >= len(NOTICES):
                return None  # asked to learn what is said of pages that are not there
            n = NOTICES[int(number)]
            if n[1] > Site.today or (n[3] and Site.today > n[3]):
                return None
            return f'<h1>{n[2]}</h1><p>发布时间：{n[1]}</p><p>' + '正文。' * 60 + '</p>'
        rows = self.rows(part[0] or 'home')
        return f'<h2>栏目</h2><div class="list"><ul>{rows}</ul></div>' if rows else None

    def do_GET(self):
        body = None if self.path == '/robots.txt' else self.body()
        data = (f'<html><head><title>某市</title></head><body><div class="main">{body}</div>'
                '<div class="footer">主办：某市人民政府办公室</div></body></html>').encode()
        self.send_response(200 if body else 404)
        self.send_header('Content-Type', 'text/html; charset=utf-8')
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


def pw(*args, want=0):
    p = subprocess.run([PW, '-c', str(CONF), '--lang', 'zh', *args], capture_output=True, text=True,
                       env={**os.environ, 'LC_ALL': 'C.UTF-8'}, check=False)
    if p.returncode != want:
        print(' '.join(args), 'ended', p.returncode, p.stderr[-2000:])
        sys.exit(1)
    if VERBOSE:
        print('$', ' '.join(args))
        print(p.stdout)
    return p.stdout


def at(now):
    """A round at that time, and what the monitor says of it."""
    Site.today = now[:10]
    pw('--now', now, '-q', 'crawl', '--once', '--all')
    pw('--now', now, '-q', 'monitor', '--once')


def duty(ident, now):
    out = pw('--now', now, 'duties', 'list', '--json')
    return next(x for x in map(json.loads, out.splitlines()) if x['id'] == ident)


def expect(ident, now, state, due=None, words=()):
    x = duty(ident, now)
    check(f'{ident} at {now}', (x['state'], x['due']), (state, due or x['due']))
    text = pw('--now', now, 'duties', 'list')
    line = text[text.rindex('\n', 0, text.index(f'/{ident} ')) + 1:].split('\n')[:2]
    for w in words:
        check(f'{ident} says {w}', w in ' '.join(line), True)


DUTIES = """document: {title: 某市工作要点, year: 2026}
duties:
  - {id: E.1, quote: 3个工作日内解读, unit: 起草部门, columns: [explain], rule: {kind: follow_up, after: policy, anchor_match: 印发, working_days: 3}, limit: document, valid: recurring}
  - {id: E.2, quote: 部门年报, unit: 各部门, columns: [dept], rule: {kind: by_date, date: "01-31", match: 年度报告}, limit: statutory, valid: recurring}
  - {id: E.3, quote: 政府年报, unit: 市政府办公室, columns: [gov], rule: {kind: by_date, date: "03-31", match: 年度报告}, limit: statutory, valid: recurring}
  - {id: E.4, quote: 公报24期, unit: 公报室, columns: [gazette], rule: [{kind: min_count, count: 24, per: year}, {kind: complete, count: 24}], limit: practice, valid: recurring}
  - {id: E.5, quote: 不少于10天, unit: 扶贫办, columns: [poverty], rule: {kind: min_display, days: 10}, limit: document, valid: recurring}
  - {id: E.6, quote: 四个子栏目, unit: 办公室, columns: [hub], rule: {kind: sub_columns, names: [政府信息公开指南, 政府信息公开制度, 法定主动公开内容, [政府信息公开年报, 工作年度报告]], grace: 0}, limit: statutory, valid: recurring}
  - {id: E.7, quote: 每周三公布, unit: 食药监局, columns: [food], rule: {kind: weekly, weekday: wed}, limit: local, valid: recurring}
  - {id: E.8, quote: 从未出现, unit: 办公室, columns: [explain], rule: {kind: follow_up, after: documents, anchor_match: 从未有过的文件, days: 5}, limit: configured, valid: recurring}
  - {id: E.9, quote: 反馈采纳情况, unit: 办公室, columns: [answer], rule: {kind: follow_up, after: call, days: 20, since: 90}, limit: configured, valid: recurring}
"""


def write(top, port):
    web = f'http://localhost:{port}'
    columns = ''.join(f'  - {{id: {c}, name: {n}, url: "{web}/{c}/", class: {k}}}\n' for c, n, k in (
        ('documents', '市政府文件', 'policy'), ('policy', '政策文件', 'policy'), ('explain', '政策解读', 'interpretation'),
        ('dept', '部门年报', 'other'), ('gov', '政府年报', 'other'), ('gazette', '政府公报', 'other'),
        ('poverty', '扶贫公示', 'notice'), ('hub', '公开专栏', 'static'), ('food', '食品抽检', 'notice'),
        ('call', '意见征集', 'notice'), ('answer', '征集反馈', 'notice')))
    (top / 'duties.yaml').write_text(DUTIES, encoding='utf-8')
    (top / 'shanghai.yaml').write_text(f'portal: shanghai\nname: 上海市人民政府\nhome: {web}/\n'
                                       f'duties: [duties.yaml]\ncolumns:\n{columns}', encoding='utf-8')
    (top / 'qu.yaml').write_text(f'portal: qu\nname: 某区\nhome: {web}/home/\ntags: [district]\nlinks: {{check: none}}\n',
                                 encoding='utf-8')
    # of the city's own document only the duty of the districts
    text = (SOURCE / 'seeds/duties/shanghai-2019.yaml').read_text(encoding='utf-8')
    first = text[:text.index('  - id: S0.2\n')]
    (top / 's0.yaml').write_text(first, encoding='utf-8')
    CONF.write_text('store: data\nlanguage: zh\nportals: [shanghai.yaml, qu.yaml]\nduties: [s0.yaml]\n'
                    'network: {delay: 1ms, address_rate: 1000, allow_private: ["127.0.0.0/8", "::1/128"]}\n', encoding='utf-8')


def plan_of_2019():
    at('2019-03-04T09:00:00')
    at('2019-03-06T09:00:00')
    at('2019-04-04T09:00:00')
    expect('S0.1', '2019-04-04T20:00:00', 'due', '2019-04-04', ['临期', '2019-04-04', '30 天内', '市政府文件'])
    at('2019-04-05T09:00:00')
    expect('S0.1', '2019-04-05T10:00:00', 'overdue', '2019-04-04', ['逾期', '文件规定'])
    why = pw('--now', '2019-04-05T10:00:00', 'why', 'qu/home')
    for part in ('时限来源 文件规定', '依据文件 2019年上海市政务公开工作要点'):
        check(f'why says {part}', part in why, True)
    # the clock before the first measurement: nothing is known, nobody accused
    expect('S0.1', '2019-01-15T10:00:00', 'unmeasured', words=['未测得'])
    # and before the document's year nothing is owed
    expect('S0.1', '2018-06-01T10:00:00', 'planned', words=['未到期'])


def spring_of_2026():
    at('2026-02-01T09:00:00')
    expect('E.2', '2026-02-01T10:00:00', 'overdue', '2026-01-31', ['逾期', '每年1月31日前', '法定'])
    expect('E.3', '2026-02-01T10:00:00', 'met', '2026-03-31')
    expect('E.4', '2026-02-01T10:00:00', 'overdue', words=['每年不少于 24 条', '期号连续无缺', '惯例'])
    check('number 17', [f['value'] for f in duty('E.4', '2026-02-01T10:00:00')['facts'] if f['key'] == 'count'],
          ['23'])
    check('and the gap', '2025/17' in pw('--now', '2026-02-01T10:00:00', 'why', 'shanghai/gazette'), True)
    at('2026-03-02T09:00:00')
    at('2026-03-03T09:00:00')
    expect('E.1', '2026-03-03T20:00:00', 'due', '2026-03-03', ['3 个工作日内跟进“政策文件”'])
    at('2026-03-04T09:00:00')
    expect('E.1', '2026-03-04T10:00:00', 'overdue', '2026-03-03')
    expect('E.6', '2026-03-04T10:00:00', 'overdue', words=['子栏目齐全且非空白', '法定'])
    check('one is blank, the alias is known', [(f['key'], f['value']) for f in duty(
        'E.6', '2026-03-04T10:00:00')['facts'] if f['key'] in ('missing', 'blank')], [('blank', '政府信息公开制度')])
    expect('E.8', '2026-03-04T10:00:00', 'cannot_judge', words=['无法判断', '从未出现'])
    expect('E.9', '2026-03-04T10:00:00', 'cannot_judge', words=['无法判断', '一条信息可对应两条同名事项'])
    for hour in ('09', '10', '11'):
        at(f'2026-03-10T{hour}:00:00')
    expect('E.5', '2026-03-10T12:00:00', 'overdue', words=['公示不少于 10 天'])
    x = duty('E.5', '2026-03-10T12:00:00')
    check('on day 8', {f['key']: f['value'] for f in x['facts'] if f['key'] in ('shown', 'gone')},
          {'shown': '2026-03-02', 'gone': '2026-03-10'})
    at('2026-04-01T09:00:00')
    expect('E.3', '2026-04-01T10:00:00', 'overdue', '2026-03-31', ['每年3月31日前'])


def free_wednesday():
    at('2026-09-30T12:00:00')
    at('2026-10-07T12:00:00')
    expect('E.7', '2026-10-07T20:00:00', 'met', words=['周三', '地方'])
    at('2026-10-08T12:00:00')
    expect('E.7', '2026-10-08T20:00:00', 'due', '2026-10-08')
    at('2026-10-09T08:00:00')
    expect('E.7', '2026-10-09T09:00:00', 'overdue', '2026-10-08')
    # a year without data says so wherever it was counted
    at('2027-03-02T09:00:00')
    x = duty('E.7', '2027-03-02T10:00:00')
    check('guessed', x['calendar_guessed'], True)
    for verb in (('duties', 'list'), ('report', 'duties'), ('why', 'shanghai/food')):
        check(' '.join(verb), '节假日数据' in pw('--now', '2027-03-02T10:00:00', *verb), True)
    number = next(json.loads(i)['id'] for i in pw('--now', '2027-03-02T10:00:00', 'incidents', 'list', '--json')
                  .splitlines() if json.loads(i)['kind'] == 'weekly')
    check('the incident too', '节假日数据' in pw('--now', '2027-03-02T10:00:00', 'incidents', 'show', str(number)), True)


def visits(top):
    """A week of 20 visits a day: seven over 15 seconds are a veto, six a warning."""
    global CONF
    kept, CONF, lines = CONF, top / 'visits.yaml', []
    CONF.write_text('store: visits\nlanguage: zh\nportals: ["v-*.yaml"]\n', encoding='utf-8')
    for portal, late in (('seven', 7), ('six', 6)):
        home = f'http://www.{portal}.test/'
        (top / f'v-{portal}.yaml').write_text(f'portal: {portal}\nname: {portal}\nhome: {home}\nhome_every: 72m\nlevel: city\n'
                                              f'columns:\n  - {{id: n, name: 要闻, url: "{home}n/", class: news}}\n', encoding='utf-8')
        lines.append(f'column\t{portal}\tn\t{home}n/\tnews\t1\t-30\t9999\t要闻')
        lines += [f'visit\t{portal}\t{home}\t{72 * k}\t{15001 if k >= 260 and k % 19 == 0 and k < 260 + 19 * late else 9000}'
                  for k in range(400)]
    (top / 'plan').write_text('\n'.join(lines) + '\n', encoding='utf-8')
    pw('store', 'init', '--simulation')
    subprocess.run([FILL, str(top / 'visits'), str(top / 'plan'), '0', '20'], check=True)
    out = pw('--now', '2026-01-20T23:59:00', 'report', 'inspection')
    check('seven of 140', ('访问失败 7 次，共 140 次，占 5.00 %' in out, '不合格 1 个' in out), (True, True))
    check('six of 140', ('访问失败 6 次，共 140 次，占 4.29 %' in out, '合格 1 个' in out), (True, True))
    CONF = kept


with tempfile.TemporaryDirectory() as name:
    CONF = pathlib.Path(name) / 'c.yaml'
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    write(pathlib.Path(name), server.server_port)
    pw('store', 'init', '--simulation')
    plan_of_2019()
    spring_of_2026()
    free_wednesday()
    visits(pathlib.Path(name))
    server.shutdown()
sys.exit(outcome())
