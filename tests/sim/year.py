#!/usr/bin/env python3
"""A year of a city portal with 60 columns and 12 units, and of five districts, under a test
clock: every report in every form, its figures against those of the script, its language.

    year.py PORTALWATCH FILL_YEAR [--full] [--keep DIR]

The store is filled day by day with the product's own records (tests/unit/fill-year.c); the
monitor judges in between, each week of the last quarter, each fortnight before (--full: each
day). --keep leaves the documents for a look in LibreOffice and Chromium."""
import argparse
import csv
import datetime
import getpass
import html.parser
import io
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import schema_check  # noqa: E402
import workbook  # noqa: E402

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent
START = datetime.date(2026, 1, 1)
DAYS = 365
END = '2026-12-31T23:50:00+08:00'
UNITS = ['市政府办公室', '市发展改革委', '市教育局', '市财政局', '市人社局', '市自然资源局', '市生态环境局',
         '市住房城乡建设局', '市卫生健康委', '市市场监管局', '市应急管理局', '市统计局']
COLUMNS = [
    # class, names, days between two notices
    ('news', ['政务要闻', '部门动态', '区县动态', '图片新闻', '媒体聚焦', '会议活动', '专题动态', '民生资讯'], 2),
    ('notice', ['通知公告', '政府采购公告', '招标公告', '公示公告', '人才招聘', '土地出让公告', '食品安全抽检',
                '环境影响评价公示', '停水停电通知', '价格公告', '招生公告', '应急预警'], 11),
    ('policy', ['市政府文件', '市政府办公室文件', '部门文件', '规范性文件', '规章', '人事任免文件',
                '财政政策', '教育政策', '医保政策', '住房政策'], 29),
    ('interpretation', ['政策解读', '图解政策', '视频解读', '专家解读', '负责人解读'], 31),
    ('personnel', ['人事信息', '公务员招考', '事业单位招聘'], 55),
    ('planning', ['发展规划', '年度计划', '国土空间规划', '工作要点'], 97),
    ('static', ['机构职能', '政府信息公开指南', '政府信息公开制度', '领导信息', '网站地图'], 600),
    ('other', ['统计月报', '财政收支', '空气质量', '饮用水水质', '意见征集', '在线访谈', '建议提案', '政府公报',
               '双随机一公开', '政府信息公开年报', '重大项目', '稳岗就业', '数据开放'], 27),
]
CITY = 'http://www.shili.example/'
DISTRICTS = ['东城区', '西湖区', '南山区', '北岭区', '中原区']
BROKEN_FOREVER = -1


def hour(day, h=0):
    return day * 24 + h


class Plan:
    def __init__(self):
        self.lines, self.columns = [], {}

    def add(self, *fields):
        self.lines.append('\t'.join(str(f) for f in fields))

    def column(self, portal, cid, url, cls, rhythm, first, last, title):
        self.columns[portal, cid] = (rhythm, first, last)
        self.add('column', portal, cid, url, cls, rhythm, first, last, title)

    def text(self):
        return '\n'.join(self.lines) + '\n'


def city_columns():
    """id, name, class, unit, rhythm, first, last"""
    out, n = [], 0
    for cls, names, rhythm in COLUMNS:
        for k, name in enumerate(names):
            cid = '%s%d' % (cls, k + 1)
            step = rhythm + (k % 4 if rhythm < 20 else 3 * (k % 3))
            first, last = -380 - k, 10 ** 5
            if cid == 'news3':
                last = 300
            if cid in ('notice5', 'policy4'):
                last = 150
            if cid in ('other12', 'other13'):
                step = 0
            if cls == 'static':
                first, last = -380, 0
            out.append((cid, name, cls, UNITS[n % 12], step, first, last))
            n += 1
    return out


def make_plan():
    p = Plan()
    p.add('portal', 'city', CITY)
    p.column('city', 'home', CITY, 'news', 1, -380, 10 ** 5, '首页要闻')
    for cid, name, cls, _, step, first, last in city_columns():
        p.column('city', cid, CITY + cid + '/', cls, step, first, last, '示例市%s' % name)
    for i, _ in enumerate(DISTRICTS):
        pid, home = 'd%d' % (i + 1), 'http://www.d%d.example/' % (i + 1)
        p.add('portal', pid, home)
        p.column(pid, 'home', home, 'news', 2, -380, 10 ** 5, '区县首页')
        for k in range(6):
            blank = i == 3 and k > 0
            p.column(pid, 'c%d' % k, home + 'c%d/' % k, 'notice', 0 if blank else 17 + k, -380,
                     10 ** 5, '关于做好%s有关工作的通知' % DISTRICTS[i])
    # a night, two days of refusal, the last week close to the limit, a district unmeasured
    p.add('down', 'city', hour(208, 1), hour(208, 13), 'timeout')
    for d in range(358, 365):
        p.add('down', 'city', hour(d, 3), hour(d, 4 + (d == 364)), 'timeout')
    p.add('blocked', 'city', hour(68), hour(70), 'http-403')
    p.add('blocked', 'd3', hour(300), hour(340), 'challenge')
    p.add('gap', hour(130, 6), hour(131, 12), 'stopped')
    p.add('gap', hour(250, 2), hour(250, 22), 'own line')
    for k in range(12):
        to = BROKEN_FOREVER if k < 3 else hour(200 + 10 * k)
        p.add('link', 'city', 'home' if k % 4 == 0 else 'news%d' % (k % 8 + 1),
              'http://old.example/%d.html' % k, '旧链接%d' % k, hour(190 + 9 * k), to)
    p.add('link', 'city', 'news1', 'http://slow.example/x', '刚断的链接', hour(364, 6), BROKEN_FOREVER)
    for k in range(40):
        p.add('link', 'city', 'notice1', 'http://good.example/%d' % k, '正常链接', 10 ** 6, BROKEN_FOREVER)
    p.add('withdraw', 'city', 'notice2', 50, 320)
    return p


YAML = """portal: city
name: 示例市人民政府
home: %(city)s
site_code: "3702000001"
unit: 市政府办公室
level: city
tags: [地级市]
duties: [../duties.yaml]
columns:
"""
DUTIES = """document: {title: 示例市2026年政务公开工作要点, year: 2026, issued: 2026-01-05}
duties:
  - {id: G1, quote: "每月发布统计月报", unit: 市统计局, columns: [other1], rule: {kind: monthly}, limit: document, valid: recurring}
  - {id: G2, quote: "每周发布食品安全抽检信息", unit: 市市场监管局, columns: [notice7], rule: {kind: weekly}, limit: document, valid: recurring}
  - {id: G3, quote: "每年1月31日前公布年报", unit: 市政府办公室, columns: [other10], rule: {kind: by_date, date: "01-31"}, limit: statutory, valid: recurring}
  - {id: G4, quote: "全年在线访谈不少于20次", unit: 市政府办公室, columns: [other6], rule: {kind: min_count, count: 20, per: year}, limit: configured, valid: 2026}
  - {id: G5, quote: "年底前组织公众开放日", unit: 市教育局, manual: true, due: "12-20", limit: document, valid: 2026}
  - {id: G6, quote: "去年的一次性任务", unit: 市财政局, columns: [other2], rule: {kind: by_date, date: "2025-12-31"}, limit: document, valid: 2025}
"""


def make_config(top):
    (top / 'portals').mkdir()
    lines = [YAML % {'city': CITY}]
    for cid, name, cls, unit, *_ in city_columns():
        if cid == 'news8':
            name = '＝1+1 民生资讯'
        tags = ', tags: [首页]' if cls == 'news' else ''
        lines.append('  - {id: %s, name: "%s", url: "%s%s/", class: %s, unit: %s%s}\n' % (
            cid, name, CITY, cid, cls, unit, tags))
    (top / 'portals/city.yaml').write_text(''.join(lines), encoding='utf-8')
    for i, name in enumerate(DISTRICTS):
        pid = 'd%d' % (i + 1)
        columns = ''.join('  - {id: c%d, name: "公告%d", url: "http://www.%s.example/c%d/", class: notice}\n' % (
            k, k + 1, pid, k) for k in range(6))
        (top / ('portals/%s.yaml' % pid)).write_text(
            'portal: %s\nname: 示例市%s人民政府\nhome: http://www.%s.example/\nsite_code: "370201000%d"\nunit: '
            '%s政府办公室\nlevel: district\ntags: [区县]\ncolumns:\n%s' % (pid, name, pid, i + 1, name, columns),
            encoding='utf-8')
    (top / 'duties.yaml').write_text(DUTIES, encoding='utf-8')
    (top / 'portalwatch.yaml').write_text("""store: data
timezone: Asia/Shanghai
language: zh
portals: ["portals/*.yaml"]
receivers:
  - {id: office, file: {path: mail, format: maildir}}
routes:
  - {portal: nobody, to: [office]}
""", encoding='utf-8')


class Calendar:
    def __init__(self):
        self.days = {}
        for line in (SOURCE / 'seeds/calendar-cn.csv').read_text(encoding='utf-8-sig').splitlines():
            part = line.split(',')
            if re.match(r'\d{4}-', line):
                self.days[datetime.date.fromisoformat(part[0])] = part[1]

    def workday(self, day):
        return self.days.get(day, 'off' if day.weekday() > 4 else 'work') == 'work'

    def next(self, day):
        while not self.workday(day):
            day += datetime.timedelta(1)
        return day


class Year:
    def __init__(self, pw, fill, top, full):
        self.pw, self.fill, self.top, self.full = pw, fill, top, full
        self.issued, self.issued_on = [], None
        self.failures, self.plan, self.calendar = 0, make_plan(), Calendar()
        make_config(top)
        (top / 'plan').write_text(self.plan.text(), encoding='utf-8')

    def check(self, name, got, want):
        if got != want:
            print('%s: got %r, want %r' % (name, got, want))
            self.failures += 1

    def run(self, *args, status=0, now=None, lang=None):
        command = [self.pw, '-c', str(self.top / 'portalwatch.yaml')]
        command += ['--now', now] if now else []
        command += ['--lang', lang] if lang else []
        p = subprocess.run(command + list(args), stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                           check=False)
        if p.returncode != status:
            print(args, p.returncode, p.stderr.decode()[-3000:])
            sys.exit(1)
        return p.stdout

    def facts(self, *args, now=END):
        return json.loads(self.run('report', *args, '--format', 'json', now=now))

    def live(self):
        self.run('store', 'init', '--simulation')
        day, frozen = 0, False
        while day < DAYS:
            step = 1 if self.full or day == 0 else 7 if day >= 266 else 14
            to = min(day + step, DAYS)
            subprocess.run([self.fill, str(self.top / 'data'), str(self.top / 'plan'), str(day), str(to)],
                           check=True)
            day = to
            self.run('monitor', '--once', now=self.clock(day))
            if day >= 300 and not self.issued:
                self.issue(self.clock(day))
            if day >= 278 and not frozen:
                frozen = True
                self.run('report', 'bulletin', '--period', '2026Q3', '--freeze', 'bulletin-2026Q3',
                         '-o', str(self.top / 'q3.html'), now=self.clock(day))

    def issue(self, now):
        self.issued_on = date(now[:10])
        found = [json.loads(x) for x in self.run('incidents', 'list', '--kind', 'stale', '--portal', 'city',
                                                '--json', now=now).decode().splitlines()]
        self.issued = [str(i['id']) for i in found][:2]
        self.run('incidents', 'issue', *self.issued, '--unit', '市政府办公室', '--due', '10wd', '--by', '督查科',
                 '-o', str(self.top / 'order.txt'), now=now)

    def clock(self, day):
        last = START + datetime.timedelta(day - 1)
        return '%sT23:30:00+08:00' % last if day < DAYS else END

    def published(self, portal, cid, start, end):
        rhythm, first, last = self.plan.columns[portal, cid]
        n, total = 0, 0
        while rhythm and first + n * rhythm <= last:
            day = self.calendar.next(START + datetime.timedelta(first + n * rhythm))
            if day > end:
                break
            total += start <= day
            n += 1
        return total


# ---- what must be true -----------------------------------------------------------------------

def date(text):
    return datetime.date.fromisoformat(text)


def check_figures(y):
    facts = y.facts('notices', 'city', '--period', '2026')
    for c in facts['columns']:
        span = date('2026-01-01'), date('2026-12-31')
        y.check('notices of ' + c['column'], c['notices'], y.published('city', c['column'], *span))
        before = y.published('city', c['column'], date('2025-01-01'), date('2025-12-31'))
        y.check('the year before of ' + c['column'], c['year_before'], before
                if y.plan.columns['city', c['column']][0] else None)
    months = [r for r in table(y, 'notices', 'city', '--period', '2026') if re.fullmatch(r'2026-\d\d', r[0] if r else '')]
    y.check('months against those of the year before', [len(m) == 4 and m[2] != '' for m in months], [True] * 12)
    y.check('one withdrawn', sum(c['withdrawn'] for c in facts['columns']), 1)
    weeks = y.facts('availability', 'city', '--period', '2026')['portals'][0]['weeks']
    failed = {w['week']: w['failed'] for w in weeks}
    y.check('visits that failed in the year', sum(failed.values()), 12 + 8)
    y.check('blocked ones', sum(w['not_counted'] for w in weeks), 48)
    y.check('gaps', len(y.facts('availability', '--period', '2026')['gaps']), 2)
    states = {c['column']: c['state'] for c in y.facts('freshness', 'city')['columns']}
    for column, want in (('news3', 'overdue'), ('notice5', 'overdue'), ('policy4', 'overdue'),
                         ('other12', 'empty'), ('news1', 'fresh'), ('static1', 'fresh')):
        y.check('state of ' + column, states[column], want)
    links = y.facts('links')
    y.check('broken', links['broken'], 3)
    y.check('suspected', links['suspected'], 1)


def check_inspection(y):
    facts = y.facts('inspection')
    verdict = {p['portal']: p['verdict'] for p in facts['portals']}
    y.check('verdicts', verdict, {'city': 'pass', 'd1': 'pass', 'd2': 'pass', 'd3': 'pass', 'd4': 'fail',
                                  'd5': 'pass'})
    city = {r['indicator']: r for r in facts['portals'][0]['results']}
    y.check('visits of the last week', (city['V2']['failed'], city['V2']['visits']), (8, 168))
    y.check('a warning', city['V2']['outcome'], 'warning')
    y.check('two blank', (city['V4c']['hits'], city['V4c']['outcome']), (2, 'warning'))
    y.check('three stale', (city['V4a']['hits'], city['V4a']['outcome']), (3, 'warning'))
    y.check('a stale policy column', city['D1']['points'], 5)
    y.check('score', facts['portals'][0]['score'], 95)
    quarter = {p['portal']: p['verdict'] for p in y.facts('inspection', '--period', '2026Q4')['portals']}
    y.check('40 of 92 days refused', quarter['d3'], 'cannot-judge')
    form = {r['indicator']: r for r in y.facts('inspection', 'city', '--profile', 'puchai-2015')[
        'portals'][0]['results']}
    y.check('links of the home page', form['A2']['hits'], 1)
    y.check('other links', form['A3']['hits'], 2)
    lot = [y.facts('inspection', '--sample', '2', '--seed', 's')['sample']['drawn'] for _ in range(2)]
    y.check('the same lot', lot[0], lot[1])
    y.check('two drawn', len(lot[0]), 2)


def check_ledgers(y):
    duties = {d['id']: d for d in y.facts('duties', 'city')['duties'] if d['document']}
    y.check('monthly', duties['G1']['state'] in ('met', 'due'), True)
    y.check('manual, never ticked', duties['G5']['state'], 'overdue')
    y.check('numbers', sorted(d['number'] for d in duties.values()) != [], True)
    review = {d['id']: d for d in y.facts('duties', 'city', '--period', '2025', '--open')['duties']
              if d['document']}
    y.check('not watched in 2025', review['G6']['state'], 'not_observed')
    incidents = y.facts('incidents', '--period', '2026')['incidents']
    kinds = {i['kind'] for i in incidents}
    for kind in ('stale', 'empty', 'broken-link'):
        y.check(kind + ' is in the ledger', kind in kinds, True)
    month = y.facts('monthly', 'city', '--period', '2026-11')
    total = sum(y.published('city', cid, date('2026-11-01'), date('2026-11-30'))
                for portal, cid in y.plan.columns if portal == 'city' and cid != 'home')
    y.check('notices of November', month['figures']['notices'], total)
    y.check('columns', len(month['columns']), 60)
    unit = y.facts('monthly', '--unit', '市教育局', '--period', '2026-11')
    y.check('columns of a unit', len(unit['columns']), 5)


def table(y, *args, now=END):
    """Rows of a report as CSV, without their blank ends."""
    text = y.run('report', *args, '--format', 'csv', now=now).decode('utf-8-sig')
    return [[c for c in row] for row in csv.reader(io.StringIO(text))]


def check_agreement(y):
    """What several reports count, they count alike; what is said of nobody is in no count."""
    period = ['--period', '2026Q4']
    fresh = y.facts('freshness', *period)['columns']
    bulletin, inspected = y.facts('bulletin', *period), y.facts('inspection', *period)
    for state, key in (('overdue', 'stale'), ('empty', 'blank')):
        n = sum(c['state'] == state and c['class'] != 'static' and not c['basis'].startswith('每') for c in fresh)
        y.check(key + ' columns', (bulletin['totals'][key], sum(p[key] for p in bulletin['portals'])), (n, n))
    y.check('verdicts of the bulletin', [(p['portal'], p['verdict']) for p in bulletin['portals']],
            [(p['portal'], p['verdict']) for p in inspected['portals']])
    start = '2026-10-01'
    problems = [i for i in y.facts('incidents', *period)['incidents']
                if i['level'] == 'overdue' and 'for_operator' not in i['facts'] and i['state'] not in
                ('suspected', 'false_alarm', 'ignored', 'exempt')]
    y.check('problems found', bulletin['figures']['incidents_found'],
            sum(i['since'] >= start for i in problems))
    y.check('problems open', bulletin['figures']['incidents_open'], sum(not i['resolved'] for i in problems))
    ledger = table(y, 'incidents', *period)
    own = ledger.index(['未测得及监测系统自身事项'])
    y.check('of the own line and what is unmeasured no unit', {row[11] for row in ledger[own + 3:]
                                                           if len(row) == 20 and row[0].isdigit()}, {''})
    y.check('the columns of the ledger', ledger[1], ['序号', '网站名称', '网站标识码', '栏目', '问题类型', '问题页面URL',
        '父页面URL', '问题描述', '依据条款', '首次发现', '最近确认', '责任单位', '责任人', '整改措施', '整改时限', '完成时间', '复核结果',
        '状态', '整改提示单', '历时天数'])
    # ten working days are two weeks there: no holiday is near
    y.check('the last day to rectify', {r[14] for r in ledger if len(r) == 20 and r[18] == '2026-1'},
            {str(y.issued_on + datetime.timedelta(14))})
    y.check('which duty, which notice', [r[7] for r in ledger if len(r) == 20 and r[4] in (
        '人工任务未确认', '整改提示单逾期')], [])
    y.check('nothing of it above', [r for r in ledger[:own] if '未测得' in r], [])
    y.check('a warning accuses nobody', [r[4] for r in table(y, 'incidents') if r and r[0] == '1'],
            ['逾期未公开（预警）'])
    changes = [[float(c) for c in r[1:]] for r in table(y, 'bulletin', *period)
               if len(r) == 4 and r[3] and re.fullmatch(r'[-\d.]+', r[3])]
    y.check('the change is that of the figures shown', [c for c in changes if abs(c[0] - c[1] - c[2]) > .001], [])
    blank = [r for r in table(y, 'inspection', 'd4') if len(r) == 12 and r[6] == '单项否决' and '；' not in r[5]]
    y.check('blank since', [r[9][:10] for r in blank], ['2026-01-01'] * 5)
    y.check('with its incident', all(r[10].isdigit() for r in blank), True)
    levels = [r for r in table(y, 'bulletin', *period) if len(r) == 9 and r[1] in ('市级', '区级')]
    y.check('by level', [r[1:6] for r in levels], [['市级', '1', '1', '0', '0'], ['区级', '5', '3', '1', '1']])
    y.check('another lot is not the one before', y.facts('bulletin', *period, '--sample', '3')['totals_before'],
            None)
    rows = table(y, 'monthly', '--unit', '市教育局', '--period', '2026-11')
    y.check('no home page of the unit', (['所选范围不含网站首页。'] in rows, [r for r in rows if r[:1] == ['有效访问次数']]),
            (True, []))


def check_scope(y):
    """What was asked for stands above; what is unknown is refused with a word."""
    for kind in ('freshness', 'links', 'availability', 'notices', 'incidents', 'duties', 'inspection', 'monthly',
                 'bulletin'):
        head = y.run('report', kind, 'city', 'd1', '--unit', '市政府办公室', '--tag', '地级市', '--period',
                     '2026-W50', now=END).decode().splitlines()
        want = ['范围：示例市人民政府，示例市东城区人民政府；责任单位 市政府办公室；标签 地级市',
                '时段：2026-12-07 至 2026-12-13']
        y.check(kind + ' says its scope', [r for r in head[:6] if r in want], want)
        y.run('report', kind, 'nowhere', status=2, now=END)
        for wrong in (['--unit', '市财政厅'], ['--tag', '省级'], ['--period', '2026Q5']):
            y.run('report', kind, *wrong, status=2, now=END)
    past = y.facts('freshness', 'city/news3', '--period', '2026-W30')
    y.check('a past week as it stood then', (past['at'][:16], past['columns'][0]['state'],
                                            past['columns'][0]['last_good']), ('2026-07-26T23:59', 'fresh', None))


def check_frozen(y):
    now = '2026-12-31T23:55:00+08:00'
    bulletin = y.facts('bulletin', '--period', '2026Q4')
    y.check('against the frozen one', bulletin['totals_before']['portals'], 6)
    y.check('rectification notices', [(n['incidents'], n['unit'], n['state']) for n in bulletin['rectification']],
            [(len(y.issued), '市政府办公室', 'overdue')])
    y.check('totals', bulletin['totals']['fail'], 1)
    y.check('cannot', bulletin['totals']['cannot_judge'], 1)
    document = (y.top / 'q3.html').read_bytes()
    y.run('report', 'incidents', '--period', '2026', '--freeze', 'ledger-2026', '-o', str(y.top / 'l.csv'),
          now=END)
    y.run('report', 'links', '--freeze', 'links-2026', now=END)
    y.check('no erratum', json.loads(y.run('report', 'frozen', 'ledger-2026', '--json', now=now))['errata'], [])
    stale = [i['id'] for i in y.facts('incidents', '--period', '2026')['incidents']
             if i['kind'] == 'stale' and i['state'] == 'open']
    y.run('incidents', 'false-alarm', str(stale[0]), '--by', '张三', '--reason', '栏目已归档', now=now)
    errata = json.loads(y.run('report', 'frozen', 'ledger-2026', '--json', now=now))['errata']
    y.check('one erratum', [(e['what'], e['is'], e['by']) for e in errata],
            [('incident #%d' % stale[0], 'false_alarm', '张三')])
    y.check('the links do not speak of it', json.loads(y.run('report', 'frozen', 'links-2026', '--json',
                                                            now=now))['errata'], [])
    told = y.run('report', 'frozen', 'ledger-2026', now=now).decode()
    y.check('in Chinese', '问题单 #%d：待整改 → 误报核减' % stale[0] in told, True)
    y.check('no word of English', leftovers(told.replace('ledger', '').replace('csv', '').replace(
        'frozen', '').replace(getpass.getuser(), '').split('SHA-256')[1][65:]), [])
    for wrong in (['-o', str(y.top / 'l.html')], ['--format', 'html']):
        y.run('report', 'frozen', 'ledger-2026', *wrong, status=2, now=now)
    y.run('report', 'frozen', 'bulletin-2026Q3', '-o', str(y.top / 'again.html'), now=now)
    y.check('the document never changes', (y.top / 'again.html').read_bytes(), document)
    y.run('report', 'bulletin', '--period', '2026Q3', '--freeze', 'bulletin-2026Q3', status=3, now=now)
    y.run('store', 'backup', str(y.top / 'copy'), now=now)
    y.check('frozen ones are in the backup', (y.top / 'copy/frozen/bulletin-2026Q3.html').read_bytes(),
            document)
    path = y.top / 'data/frozen/bulletin-2026Q3.html'
    path.chmod(0o640)
    path.write_bytes(document + b' ')
    y.run('report', 'frozen', 'bulletin-2026Q3', status=3, now=now)
    path.write_bytes(document)


# ---- language --------------------------------------------------------------------------------

# What may stand in a Chinese document in ASCII letters: addresses, marks, ids, names of forms.
ALLOWED = re.compile(r'''\.gov\.cn|https?://\S*|mailto:\S*|[A-Z]+\d+[a-z]*\b|\bURL\b|\d{4}-W\d\d|\bIPv6\b|\bICP\b|\bAPP\b|\bA4\b|
    \b(?:guoban|puchai|panjin|tiaoli)-\d+\b|\bbulletin-2026Q3\b|\bSiteName\b|\bFROM\.\.TO\b|--[a-z]+|\bC[+-]|\blevel:|\bSHA-256\b''',
                     re.X | re.A)


class Text(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.parts, self.skip, self.resources = [], 0, []

    def handle_starttag(self, tag, attrs):
        self.skip += tag == 'style'
        for k, v in attrs:
            if k in ('title', 'aria-label', 'alt'):
                self.parts.append(v)
            if k in ('src', 'srcset', 'data', 'action') or (k == 'href' and tag != 'a'):
                self.resources.append((tag, v))

    def handle_endtag(self, tag):
        self.skip -= tag == 'style'

    def handle_data(self, data):
        if not self.skip:
            self.parts.append(data)


def leftovers(text):
    return sorted(set(re.findall(r'[A-Za-z]{2,}', ALLOWED.sub(' ', text))))


# Names and titles of the year, which are Chinese in every language; quotations are as well.
TITLES = re.compile('《[^》]*》|“[^”]*”|"[^"\\n]*"|[^\\s,，:]*（第[^）]*号）|旧链接\\d+|刚断的链接|＝1\\+1')
HAN = re.compile('[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]+')


def own_words(top):
    """Values of the portal and duty files of the year, the longest first."""
    found = set()
    for path in list(top.glob('portals/*.yaml')) + [top / 'duties.yaml', top / 'portalwatch.yaml']:
        found |= set(re.findall(r'[^\s{}\[\],:"\'#]*[\u3400-\u9fff][^{}\[\],:"\'\n#]*', path.read_text('utf-8')))
    return sorted((w.strip() for w in found), key=len, reverse=True)


def chinese(text, own):
    """What is left of Chinese in an English document: nothing of the program's or its rule books'."""
    text = TITLES.sub(' ', text)
    for word in own:
        text = text.replace(word, ' ')
    return sorted(set(HAN.findall(text)))


def check_workbook(y, name, data):
    found, tables = workbook.faults(data)
    y.check(name + ': workbook', found, [])
    y.check(name + ': a filled sheet', tables > 0, True)
    if not name.startswith(DATELESS):
        y.check(name + ': real dates', any('date' in s.kinds.values() for s in workbook.sheets(data)), True)


def check_tables(y, name, data):
    """A table of many columns has heads for its cards; ledgers lie across and are dense."""
    tables = re.findall(r'<table id="(t\d+)"([^>]*)><thead><tr>(.*?)</tr>', data, re.S)
    widest = 0
    for mark, attributes, row in tables:
        heads = [re.sub('<[^>]*>', '', h) for h in re.findall('<th.*?</th>', row)]
        cards = re.findall(r'#%s td:nth-last-child\((\d+)\)::before{content:"([^"]*)"}' % mark, data)
        y.check(name + ': heads of cards', [h for _, h in sorted(cards, key=lambda c: -int(c[0]))],
                heads if len(heads) > 5 else [])
        y.check(name + ': cards', 'class="cards' in attributes, len(heads) > 5)
        y.check(name + ': dense', 'dense' in attributes, len(heads) > 12)
        y.check(name + ': whole width in a word processor', 'width="100%"' in attributes, True)
        widest = max(widest, len(heads))
    y.check(name + ': paper', '@page{size:A4 landscape' in data, widest > 10)


def check_html(y, name, data):
    text = Text()
    text.feed(data.decode())
    y.check(name + ': nothing from elsewhere', text.resources, [])
    y.check(name + ': no script', b'<script' in data, False)
    y.check(name + ': A4', b'@page{size:A4' in data, True)
    y.check(name + ': phone', b'width=device-width' in data, True)
    check_tables(y, name, data.decode())
    return ' '.join(text.parts)


# These have tables in which no date need stand.
DATELESS = ('duties-review', 'inspection-law', 'bulletin')
KINDS = [
    ('freshness', ['city']), ('links', []), ('availability', ['--period', '2026Q4']),
    ('notices', ['--period', '2026']), ('incidents', ['--period', '2026']), ('duties', []),
    ('duties-review', ['--period', '2025', '--open']), ('inspection', []),
    ('inspection-2015', ['city', '--profile', 'puchai-2015']),
    ('inspection-local', ['--profile', 'panjin-2024', '--period', '2026-12']),
    ('inspection-law', ['--profile', 'tiaoli-711']),
    ('monthly', ['city', '--period', '2026-11']),
    ('monthly-unit', ['--unit', '市教育局', '--period', '2026-12']), ('bulletin', ['--period', '2026Q4']),
    ('bulletin-sample', ['--period', '2026Q4', '--sample', '3', '--seed', '7']),
]


def check_words(y, label, text):
    """The tables stand first; what is said of them all follows the last one."""
    said = text.rsplit('\r\n\r\n', 1)[1].splitlines()
    y.check(label + ': time, method, simulation', [any(w in line for line in said) for w in (
        '截至 2026-12-31 23:50', '计算方法：', '模拟')], [True] * 3)
    y.check(label + ': none of it is a row', [line for line in said if next(csv.reader([line]))[1:]], [])


def check_forms(y, out):
    forms = ['text', 'csv', 'html', 'json'] + (['xlsx'] if y.xlsx else [])
    for name, args in KINDS:
        kind = name.split('-')[0]
        for form in forms:
            data = y.run('report', kind, *args, '--format', form, now=END)
            path = out / ('%s.%s' % (name, {'text': 'txt'}.get(form, form)))
            path.write_bytes(data)
            label = name + ' as ' + form
            y.check(label + ' is not empty', len(data) > 200, True)
            if form == 'json':
                nbad = schema_check.check_lines(schema_check.load('report-' + kind), data.splitlines())[1]
                y.check(label + ': lines that do not fit the schema', nbad, 0)
                y.check(label + ': method', any(s.startswith('How it is counted') for s in json.loads(data)[
                    'method']), True)
                continue
            if form == 'xlsx':
                check_workbook(y, label, data)
                text = ' '.join(workbook.texts(data))
            elif form == 'html':
                text = check_html(y, label, data)
            else:
                text = data.decode('utf-8')
            if form == 'csv':
                check_words(y, label, data.decode('utf-8-sig'))
                y.check(label + ': BOM', data[:3], b'\xef\xbb\xbf')
                table = [row for row in csv.reader(io.StringIO(data.decode('utf-8-sig')))]
                y.check(label + ': a count is no time', [row for row in table if '签发日期' in row and
                                                        '完成时间' in row], [])
                y.check(label + ': limits in words', [c for row in table for c in row if re.fullmatch(
                    r'.*\b\d+ (working|days?|months?|years?|per)\b.*|.*\bweekly\b.*', c)], [])
                english = y.run('report', kind, *args, '--format', 'csv', now=END, lang='en').decode('utf-8-sig')
                y.check(label + ': in English', chinese('\n'.join(
                    c for row in csv.reader(io.StringIO(english)) for c in row), y.own), [])
                cells = [c for row in csv.reader(io.StringIO(data.decode('utf-8-sig'))) for c in row]
                y.check(label + ': no cell could run', [c for c in cells if c[:1] in '=+@＝＋－＠\t' and
                                                       c and not re.fullmatch(r'[+-]?\d[\d.]*', c)], [])
            y.check(label + ': words of English', leftovers(text), [])


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('pw')
    ap.add_argument('fill')
    ap.add_argument('--full', action='store_true')
    ap.add_argument('--keep')
    o = ap.parse_args()
    with tempfile.TemporaryDirectory() as name:
        top = pathlib.Path(o.keep or name)
        if o.keep:
            shutil.rmtree(top, ignore_errors=True)
            top.mkdir(parents=True)
        y = Year(str(pathlib.Path(o.pw).resolve()), str(pathlib.Path(o.fill).resolve()), top, o.full)
        y.xlsx = b' xlsx' in subprocess.run([y.pw, '--version'], stdout=subprocess.PIPE, check=True).stdout
        y.live()
        (top / 'out').mkdir()
        y.own = own_words(top)
        check_figures(y)
        check_inspection(y)
        check_ledgers(y)
        check_agreement(y)
        check_scope(y)
        check_forms(y, top / 'out')
        check_frozen(y)
    print('year:', 'failed' if y.failures else 'ok')
    return 1 if y.failures else 0


if __name__ == '__main__':
    sys.exit(main())
