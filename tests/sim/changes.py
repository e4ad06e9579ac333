#!/usr/bin/env python3
"""What is a change and what is none: attachments by digest, noise learned from pairs, another
extractor between two rounds, pages and lists that lead others to a wrong "removed".

    changes.py PORTALWATCH AGE-STORE
"""
import html.parser
import itertools
import json
import os
import pathlib
import signal
import subprocess
import sys
import unicodedata
import xml.etree.ElementTree

from bench import Answer, Bench, Faults, Site, temporary

RECEIVERS = '  - {id: f, file: {path: out.jsonl, format: jsonl}}'
ROUTES = '  - {to: [f], digest: none}'
NOTHING = Answer('', 404)
LEAD = '为进一步优化营商环境，现将有关事项通知如下，请各有关单位结合实际认真贯彻执行。'


def head(title, body, end='</body></html>'):
    return ('<!DOCTYPE html><html><head><meta charset="utf-8"><title>%s - 某市人民政府</title></head>'
            '<body><div class="nav"><a href="/">首页</a><a href="/about/">概况</a></div>%s'
            '<div class="footer">主办：某市人民政府办公室</div>%s' % (title, body, end))


def page(title, text, more='', day='2026-01-05', end='</body></html>'):
    return head(title, '<div class="article"><h1>%s</h1><p class="info">发布时间：%s 来源：市政府办'
                '</p><div class="content">%s%s</div></div>' % (
                    title, day, ''.join('<p>%s</p>' % x for x in text.split('\n')), more), end)


def listing(items):
    """[(href, title, day)]"""
    return head('通知公告', '<ul class="list">' + ''.join(
        '<li><a href="%s" title="%s">%s</a><span>%s</span></li>' % (h, t, t, d)
        for h, t, d in items) + '</ul>')


def notices(column, n, first=1, day=9):
    return [('/%s/t202601%02d_%d.html' % (column, day - i, first + i),
             '关于%s第%d号事项的通知' % (column, first + i), '2026-01-%02d' % (day - i))
            for i in range(n)]


class Town:
    """One portal whose pages a scenario sets: path to body, Answer or function."""

    def __init__(self, exe, top, columns, more='', column_more='', links='none'):
        self.pages, self.f, self.asked = {}, Faults(), {}
        self.site = Site(self.answer)
        self.b = Bench(exe, top, RECEIVERS, ROUTES)
        self.columns, self.more, self.column_more, self.links = columns, more, column_more, links
        self.configure()
        self.b.run('store', 'init', '--simulation')

    def configure(self, columns=None, names=None):
        names = names or {}
        self.b.portal('p', 'portal: p\nname: 某市\nhome: http://%s/\nlinks: {check: %s}\n%scolumns:\n%s' % (
            self.site.web, self.links, self.more, ''.join(
                '  - {id: %s, name: %s, url: "http://%s/%s/", class: policy, every: 10m%s%s}\n' % (
                    names.get(c, c), c, self.site.web, c, self.column_more,
                    ', was: ' + c if c in names else '')
                for c in columns or self.columns)))

    def answer(self, path):
        path = path.split('?')[0] if path not in self.pages else path
        self.asked[path] = self.asked.get(path, 0) + 1
        x = self.pages.get(path)
        if path in ('/', '/about/'):
            return Answer(head('某市人民政府', '<p>欢迎访问</p>'))
        if callable(x):
            x = x()
        return NOTHING if x is None else x if isinstance(x, Answer) else Answer(x)

    def round(self, clock, day=10):
        now = '2026-01-%02dT%s:00+08:00' % (day, clock)
        p = self.b.run('crawl', '--once', now=now)
        self.f.check('crawl at ' + now, (p.returncode, p.stderr[-600:]), (0, ''))
        return now

    def events(self, kind=None):
        return [x for x in self.b.lines('events') if x['kind'] != 'column.baseline' and
                (kind is None or x['kind'] == kind)]

    def kinds(self):
        return [x['kind'] for x in self.events()]

    def publish(self, column, items, text=LEAD, **more):
        self.pages['/%s/' % column] = listing(items)
        for href, title, day in items:
            self.pages.setdefault(href, page(title, text, day=day, **more))


# --- another extractor between two rounds ---

def upgrade(exe, age, top):
    t = Town(exe, top, ['a', 'b'])
    for c in t.columns:
        t.publish(c, notices(c, 6))
    t.round('09:00')
    p = subprocess.run([age, str(top / 'data')], capture_output=True, text=True)
    t.f.check('age-store', (p.returncode, p.stderr), (0, ''))
    t.f.check('aged', 'another extractor' in t.b.run('show', 'http://%s/a/t20260109_1.html'
                                                     % t.site.web).stdout, True)
    t.round('11:00')
    t.f.check('an upgrade raises no event', t.kinds(), [])
    subprocess.run([age, str(top / 'data')], check=True)
    # meanwhile one page is edited, one entry is new, one page is withdrawn
    t.pages['/a/t20260108_2.html'] = page('关于a第2号事项的通知', LEAD + '本通知自2026年3月1日起施行。',
                                          day='2026-01-08')
    t.publish('b', [('/b/t20260110_9.html', '关于b新发布事项的公告', '2026-01-10')] + notices('b', 5))
    t.pages['/a/t20260106_4.html'] = NOTHING
    t.round('18:00')
    t.round('19:00')
    t.f.check_set('what happened meanwhile is told', [(x['kind'], x['notice']['url'].split('/')[-1])
                                                      for x in t.events()],
                  [('notice.changed', 't20260108_2.html'), ('notice.new', 't20260110_9.html'),
                   ('notice.withdrawn', 't20260106_4.html')])
    d = t.b.lines('diff', 'http://%s/a/t20260108_2.html' % t.site.web)[0]
    t.f.check('compared by the same code', [x['text'] for x in d['segments'] if x['kind'] != 'same'],
              ['本通知自2026年3月1日起施行。'])
    return t.f.n


# --- attachments ---

def attachments(exe, top, store):
    t = Town(exe, top, ['a'], column_more=', attachments: store' if store else '')
    counter = itertools.count()
    link = '<p>附件：<a href="/files/plan.pdf">实施方案.pdf</a></p>' \
           '<p>附件：<a href="/files/live.pdf">实时导出.pdf</a></p>'
    t.publish('a', notices('a', 3), more=link)
    t.pages['/files/plan.pdf'] = Answer(b'%PDF-1.4 first plan', type='application/pdf')
    t.pages['/files/live.pdf'] = lambda: Answer(b'%%PDF-1.4 made at %d' % next(counter),
                                                type='application/pdf')
    t.round('09:00')
    url = 'http://%s/a/t20260109_1.html' % t.site.web
    kept = t.b.lines('show', url)[0]['notices'][0]
    t.f.check('digest, size and type are kept',
              [(x['url'].split('/')[-1], x['bytes'], x['type']) for x in kept['attachments']],
              [('plan.pdf', 19, 'pdf'), ('live.pdf', 18, 'pdf')])
    t.round('12:00')
    t.f.check('nothing changed; a file made at each fetch is none', t.kinds(), [])
    t.pages['/files/plan.pdf'] = page('登录', '请先登录')
    t.round('16:00')
    t.pages['/files/plan.pdf'] = Answer(b'')
    t.round('12:00', 11)
    t.pages['/files/plan.pdf'] = Answer(b'%PDF-1.4 first plan', cut=8, type='application/pdf')
    t.round('15:00', 12)
    t.f.check('no file is no other file', t.kinds(), [])
    t.f.check('each was asked for', t.asked['/files/plan.pdf'] >= 15, True)
    t.pages['/files/plan.pdf'] = Answer(b'%PDF-1.4 other plan, edited', type='application/pdf')
    t.round('18:00', 13)
    got = t.events()
    t.f.check('each notice that carries it is told of', [x['kind'] for x in got],
              ['notice.changed'] * 3)
    t.f.check('the attachment is named', [(x['detail']['parts'], [
        (y['change'], y['title']) for y in x['detail']['attachments']]) for x in got],
              [(['attachments'], [('replaced', '实施方案.pdf')])] * 3)
    d = t.b.lines('diff', url)[0]
    t.f.check('diff names it', [(x['change'], x['url'].split('/')[-1]) for x in d['attachments']],
              [('replaced', 'plan.pdf')])
    t.f.check('and the text beside it', 'no visible change in the text' in
              t.b.run('diff', url).stdout, True)
    t.b.run('report', 'notices', '--format', 'html', '-o', top / 'site', now='2026-01-13T19:00:00+08:00')
    side = [x.read_text(encoding='utf-8') for x in (top / 'site').rglob('*-*.html')]
    t.f.check('a page for each changed notice', len(side), 3)
    t.f.check('the text is unchanged in words', ['no visible change in the text' in x for x in side],
              [True] * 3)
    t.f.check('the file is in a list of its own', ['<li>replaced <a ' in x and '/files/plan.pdf' in
              x.split('<h2>')[-1] for x in side], [True] * 3)
    t.round('21:00', 14)
    t.f.check('told once', len(t.events()), 3)
    d = t.b.lines('show', url)[0]['notices'][0]['attachments'][0]
    t.f.check('bytes are kept only where the column says so', d['stored'], store)
    t.f.check('verify', t.b.run('store', 'verify').returncode, 0)
    return t.f.n


# --- notices that are no pages ---

def documents(exe, age, top):
    t = Town(exe, top, ['a'])
    names = ['/files/budget.pdf', '/files/rules.txt', '/files/live.pdf', '/a/t20260106_4.html']
    counter = itertools.count()
    t.pages['/a/'] = listing([(h, '关于第%d号文件的通知' % i, '2026-01-0%d' % (9 - i))
                              for i, h in enumerate(names)])
    t.pages[names[0]] = Answer(b'%PDF-1.4 first budget', type='application/pdf')
    t.pages[names[1]] = Answer('公告\n一、检查时间为九月三十日。\n二、请按时报送材料。\n',
                               type='text/plain; charset=utf-8')
    t.pages[names[2]] = lambda: Answer(b'%%PDF-1.4 made at %d' % next(counter),
                                       type='application/pdf')
    t.pages[names[3]] = page('关于第3号文件的通知', LEAD)
    t.round('09:00')
    t.round('12:00')
    t.f.check('asked for as the notice alone', t.asked[names[0]], 2)
    subprocess.run([age, str(top / 'data')], check=True)
    t.round('16:00')
    t.f.check('nothing changed; a document made at each fetch is none, an upgrade neither',
              t.kinds(), [])
    t.pages[names[0]] = Answer(b'%PDF-1.4 other budget, edited', type='application/pdf')
    t.pages[names[1]] = Answer('公告\n一、检查时间为十月三十日。\n二、请按时报送材料。\n',
                               type='text/plain; charset=utf-8')
    t.round('18:00', 11)
    t.f.check_set('the document and the bare text are told of',
                  [(x['notice']['url'].split('/')[-1], *x['detail']['parts']) for x in t.events()],
                  [('budget.pdf', 'attachments'), ('rules.txt', 'text')])
    d = t.b.lines('diff', 'http://%s/files/budget.pdf' % t.site.web)[0]
    t.f.check('diff names it', [(x['change'], x['url'].split('/')[-1]) for x in d['attachments']],
              [('replaced', 'budget.pdf')])
    d = t.b.lines('diff', 'http://%s/files/rules.txt' % t.site.web)[0]
    t.f.check('and shows the words', [x['text'] for x in d['segments'] if x['kind'] != 'same'],
              ['九', '十'])
    t.round('20:00', 12)
    t.f.check('told once', len(t.events()), 2)
    t.f.check('verify', t.b.run('store', 'verify').returncode, 0)
    return t.f.n


# --- noise ---

def noise(exe, top):
    t = Town(exe, top, ['a'])
    n = itertools.count(100)
    tips = itertools.cycle(['安全小贴士：出行请系好安全带', '健康小贴士：勤洗手常通风', '用电小贴士：人走断电',
                            '防诈小贴士：不明链接不点击'])
    order = itertools.cycle(itertools.permutations(['相关政策甲', '相关政策乙', '相关政策丙']))
    state = {'text': LEAD + '\n全文共三章十二条。'}

    def counted():
        return page('关于a第1号事项的通知', state['text'], '<p>本页已被访问 %d 人次，查询编号 %s</p>' % (
            next(n), '%016x' % (next(n) * 0x9E3779B97F4A7C15 % 2**64)), day='2026-01-09')

    def rotating():
        return page('关于a第2号事项的通知', state['text'] + '\n' + next(tips), day='2026-01-08')

    def ordered():
        return page('关于a第3号事项的通知', state['text'] + '\n' + '\n'.join(next(order)), day='2026-01-07')

    def clocked():
        return page('关于a第4号事项的通知', state['text'] + '\n浏览次数：%d\n现在是：2026年1月10日 %d时%d分'
                    % (next(n), next(n) % 24, next(n) % 60), day='2026-01-06')

    t.publish('a', notices('a', 5))
    for href, f in zip([x[0] for x in notices('a', 4)], [counted, rotating, ordered, clocked]):
        t.pages[href] = f
    for day, clock in ((10, '09:00'), (10, '11:00'), (10, '16:00'), (11, '12:00'), (12, '15:00')):
        t.round(clock, day)
    t.f.check('counters, clocks, tokens, rotation and order are noise', t.kinds(), [])
    href = '/a/t20260105_5.html'  # width forms and white space
    t.pages[href] = page('关于a第5号事项的通知', LEAD.replace('，', ',').replace('。', '． '),
                         day='2026-01-05')
    t.round('18:00', 13)
    t.f.check('width forms are noise', t.kinds(), [])
    before = dict(t.asked)
    t.round('21:00', 14)
    t.f.check('known noise needs no second fetch',
              t.asked['/a/t20260109_1.html'] - before['/a/t20260109_1.html'], 1)
    raw = t.b.run('diff', 'http://%s/a/t20260109_1.html' % t.site.web, '--raw')
    t.f.check('the raw difference stays visible', '人次' in raw.stdout, True)
    state['text'] = LEAD + '\n全文共四章十二条。'
    t.round('23:50', 15)
    t.f.check('an edit beside noise is told', sorted(x['notice']['url'][-6] for x in t.events(
        'notice.changed')), ['1', '2', '3', '4'])
    d = t.b.lines('diff', 'http://%s/a/t20260109_1.html' % t.site.web)[0]
    wide = subprocess.run(t.b.words('diff', 'http://%s/a/t20260109_1.html' % t.site.web), text=True,
                          capture_output=True, env={**os.environ, 'COLUMNS': '110'}).stdout
    marks = [sum(2 if unicodedata.east_asian_width(c) in 'WF' else 1 for c in x[:x.index(' | ')])
             for x in wide.splitlines() if ' | ' in x]
    t.f.check('beside each other on a wide terminal', (len(marks) > 0, set(marks)), (True, {53}))
    t.f.check('by character', [x['text'] for x in d['segments'] if x['kind'] != 'same' and
                               x['text'] in '三四'], ['三', '四'])
    return t.f.n


# --- lists and pages that lead to a wrong "removed" ---

def bad_input(exe, top):
    columns = ['one', 'same', 'session', 'double', 'future', 'minguo', 'thai', 'line', 'declared',
               'cut', 'half']
    t = Town(exe, top, columns)
    visit = itertools.count(1)
    single = notices('one', 1)
    t.publish('one', single)
    t.pages['/same/'] = lambda: listing([('/same/view.html', '同一地址第%d号公告' % i, '2026-01-0%d' % (9 - i))
                                         for i in range(6)])
    t.pages['/same/view.html'] = page('查看', LEAD)
    for h, title, day in notices('session', 6):
        t.pages[h] = page(title, LEAD, day=day)
    t.pages['/session/'] = lambda: listing([
        ('%s;jsessionid=%032X' % (h, next(visit)) if next(visit) % 2 else '%s?jsessionid=%032X' % (
            h, next(visit)), title, day) for h, title, day in notices('session', 6)])
    t.publish('double', [(h, '公示' if i < 3 else title, d)
                         for i, (h, title, d) in enumerate(notices('double', 6))])
    t.publish('future', [(h, title, '2027-0%d-01' % (i + 1) if i < 2 else d)
                         for i, (h, title, d) in enumerate(notices('future', 6))])
    # other calendars: the year of the Republic is read, the Buddhist one is left unread
    t.publish('minguo', notices('minguo', 6))
    t.pages['/minguo/'] = listing([(h, title, '民國115年%d月%d日' % (int(d[5:7]), int(d[8:])))
                                   for h, title, d in notices('minguo', 6)])
    t.publish('thai', notices('thai', 6))
    t.pages['/thai/'] = listing([(h, title, '%s/%s/2569' % (d[8:], d[5:7]))
                                 for h, title, d in notices('thai', 6)])
    # seven megabytes without a line break, the list in their middle; then ten, over the ceiling
    t.publish('line', notices('line', 6))
    line = t.pages['/line/']

    def padded(n):
        return line.replace('<ul', '<p>%s</p><ul' % ('文' * n)).replace(
            '</ul>', '</ul><p>%s</p>' % ('字' * n))
    t.pages['/line/'] = padded(1200000)
    for c in ('declared', 'cut', 'half'):
        t.publish(c, notices(c, 8))
    # addresses with a session id are answered like the ones without
    answer = t.answer
    t.site.answer = lambda path: answer(path.split(';')[0])
    t.round('09:00')
    t.f.check_set('baselines', [x['column'] for x in t.b.lines('events') if x['column'] != 'home'],
                  columns)
    dates = {c: sorted({x['date'][:10] for x in t.b.lines('notices', 'p/' + c) if x['date']})
             for c in ('minguo', 'line')}
    t.f.check('dates', dates, {c: ['2026-01-%02d' % d for d in range(4, 10)] for c in dates})
    whole = {c: t.pages['/%s/' % c] for c in ('declared', 'cut', 'half')}
    body = whole['declared'].encode()

    def rounds(day):
        for clock in ('09:30', '10:15', '11:00', '12:00'):
            t.round(clock, day)
    # the connection ends early; the body ends in the middle; the page lost its last half
    t.pages['/declared/'] = Answer(body, cut=len(body) * 2 // 3, tagged=False)
    t.pages['/cut/'] = Answer(whole['cut'].encode()[:len(whole['cut'].encode()) * 2 // 3], tagged=False)
    t.pages['/line/'] = padded(1700000)
    t.pages['/half/'] = whole['half'][:whole['half'].index('<li', 900)] + '</ul>'
    for c in ('declared', 'cut', 'half'):
        href = '/%s/t20260109_1.html' % c
        whole_page = page('关于%s第1号事项的通知' % c, '\n'.join('第%d条 %s' % (i, LEAD) for i in range(9)),
                          day='2026-01-09')
        t.pages[href] = whole_page
    rounds(11)
    wrong = [x for x in t.kinds() if x in ('notice.delisted', 'notice.withdrawn', 'notice.new')]
    t.f.check('nothing is removed by bad lists', wrong, [])
    t.f.check('what came in part is told as that', sorted(
        (x['column'], x['detail']['reason']) for x in t.events('column.drift')),
        [('cut', 'cut'), ('half', 'cut')])
    t.f.check('of ten megabytes a part is read, and refused', 'not accepted: the page arrived in part'
              in t.b.run('why', 'p/line').stdout, True)
    t.pages['/line/'] = line
    for c in whole:
        t.pages['/%s/' % c] = whole[c]
    t.pages['/one/'] = listing([])
    rounds(12)
    t.pages['/one/'] = listing(single)
    # pages that come in part
    for c in ('declared', 'cut', 'half'):
        href = '/%s/t20260109_1.html' % c
        b = t.pages[href].encode()
        t.pages[href] = {
            'declared': Answer(b, cut=len(b) // 2, tagged=False),
            'cut': Answer(b[:len(b) // 2], tagged=False),
            'half': Answer(t.pages[href][:len(t.pages[href]) // 2], tagged=False)}[c]
    before = [x for x in t.events('notice.changed')]
    rounds(14)
    t.f.check('a page that came in part is no edit',
              [x['notice']['url'] for x in t.events('notice.changed')[len(before):]], [])
    wrong = [(x['kind'], x['column']) for x in t.events()
             if x['kind'] in ('notice.delisted', 'notice.withdrawn', 'notice.new',
                              'notice.reappeared', 'notice.moved')]
    t.f.check('nothing was removed at all', wrong, [])
    return t.f.n


# --- other ids ---

def renamed(exe, top):
    t = Town(exe, top, ['a', 'b'], column_more=', rules: [{kind: max_age, days: 14}]')
    for c in t.columns:
        t.publish(c, notices(c, 6))
    t.round('09:00')
    now = '2026-01-30T09:00:00+08:00'
    t.round('09:00', 30)
    p = t.b.run('monitor', '--once', now=now)
    t.f.check('monitor', p.returncode, 0)

    def open_ones(when):
        return sorted((x['id'], x['subject']) for x in t.b.lines('incidents', 'list', now=when)
                      if x['kind'] == 'freshness' or x['subject'].startswith(('p/', 'q/')))
    before = open_ones(now)
    t.f.check('both are overdue', [x[1] for x in before], ['p/a', 'p/b', 'p/home'])
    url = 'http://%s/a/t20260109_1.html' % t.site.web
    asked = dict(t.asked)
    t.configure(names={'a': 'policies'})
    t.round('10:00', 30)
    t.b.run('monitor', '--once', now='2026-01-30T10:00:00+08:00')
    t.f.check('no other event', t.kinds(), ['column.renamed'])
    t.f.check('history goes along', [(x['portal'], x['column']) for x in t.b.lines('notices')
                                     if x['url'] == url], [('p', 'policies')])
    t.f.check('events go along', [x['column'] for x in t.b.lines('events', '--portal', 'p/policies')],
              ['policies'] * 2)
    t.f.check('incidents keep their numbers', open_ones('2026-01-30T10:00:00+08:00'),
              sorted((i, s.replace('p/a', 'p/policies')) for i, s in before))
    t.f.check('nothing is asked as if new', t.asked[url.split(t.site.web)[1]],
              asked[url.split(t.site.web)[1]])
    text = (t.b.top / 'portals' / 'p.yaml').read_text(encoding='utf-8')
    (t.b.top / 'portals' / 'p.yaml').write_text(text.replace('portal: p\n', 'portal: q\nwas: p\n'),
                                               encoding='utf-8')
    t.round('11:00', 30)
    t.b.run('monitor', '--once', now='2026-01-30T11:00:00+08:00')
    t.f.check_set('a portal too', t.kinds(), ['column.renamed'] * 4 + ['portal.renamed'])
    t.f.check('its columns', sorted({x['portal'] + '/' + x['column'] for x in t.b.lines('notices')}),
              ['q/b', 'q/policies'])
    t.f.check('its incidents', [i for i, _ in open_ones('2026-01-30T11:00:00+08:00')],
              [i for i, _ in before])
    t.f.check('verify', t.b.run('store', 'verify').returncode, 0)
    return t.f.n


# --- what others read: the site, the feed, events as they come ---

class Links(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.links, self.tags, self.text = [], set(), []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.links += [v for k, v in attrs if k in ('href', 'src') and v]

    def handle_data(self, data):
        self.text.append(data)


def check_site(t, top):
    now = '2026-01-12T20:00:00+08:00'
    p = t.b.run('report', 'notices', '--format', 'html', '-o', top / 'site', now=now)
    t.f.check('site', (p.returncode, p.stderr), (0, ''))
    seen, todo, texts = set(), [top / 'site' / 'index.html'], {}
    while todo:
        path = todo.pop()
        if path in seen:
            continue
        seen.add(path)
        if not path.is_file():
            t.f.say('the site lacks ' + str(path))
            continue
        page = Links()
        page.feed(path.read_text(encoding='utf-8'))
        t.f.check('no scripts in ' + path.name, page.tags & {'script', 'img', 'iframe', 'link'}, set())
        for link in page.links:
            if link.startswith('http://'):
                continue
            t.f.check('links are relative', link.startswith('/') or ':' in link, False)
            todo.append((path.parent / link).resolve())
        texts[path] = ''.join(page.text)
    t.f.check('every page is linked', len(seen), len(list((top / 'site').rglob('*.html'))))
    t.f.check('a hostile title is text', any('<b onclick=x>' in x for x in texts.values()), True)
    side = [x for x in texts.values() if '三' in x and '四' in x and '→' in x]
    t.f.check('a version stands beside the one before', len(side), 1)
    t.f.check('paging', sorted(x.name for x in seen if x.parent.name == 'long' and len(x.name) < 12),
              ['2.html', 'index.html'])


def check_atom(t):
    name = '{http://www.w3.org/2005/Atom}'
    p = t.b.run('events', '--atom', '--portal', 'p/a')
    feed = xml.etree.ElementTree.fromstring(p.stdout)
    entries = feed.findall(name + 'entry')
    t.f.check('feed', feed.tag, name + 'feed')
    for x in [feed] + entries:
        for member in ('id', 'title', 'updated'):
            t.f.check('one %s' % member, len(x.findall(name + member)), 1)
    t.f.check('author', bool(feed.findall(name + 'author/' + name + 'name')), True)
    t.f.check('only of the column', len(entries), len(t.b.lines('events', '--portal', 'p/a')))
    again = xml.etree.ElementTree.fromstring(t.b.run('events', '--atom', '--portal', 'p/a').stdout)
    ids = [x.find(name + 'id').text for x in entries]
    t.f.check('ids are unique and stable', (len(set(ids)), [x.find(name + 'id').text for x in
              again.findall(name + 'entry')]), (len(ids), ids))
    t.f.check('updated is that of the newest', feed.find(name + 'updated').text,
              max(x.find(name + 'updated').text for x in entries))


def follows(t):
    """Events are printed as they come, until the reader interrupts."""
    last = t.b.lines('events')[-1]['seq']
    p = subprocess.Popen(t.b.words('events', '--follow', '--json', '--since', last),
                         stdout=subprocess.PIPE, text=True)
    t.pages['/a/t20260107_3.html'] = NOTHING
    t.round('12:00', 13)
    t.round('13:00', 13)
    x = json.loads(p.stdout.readline())
    t.f.check('followed', (x['kind'], x['seq']), ('notice.withdrawn', last + 1))
    p.send_signal(signal.SIGINT)
    t.f.check('interrupted', (p.wait(20), p.stdout.read()), (0, ''))


def readers(exe, top):
    t = Town(exe, top, ['a', 'long'])
    t.publish('a', notices('a', 5), text=LEAD + '\n全文共三章。')
    t.publish('long', [('/long/t%d.html' % i, '第%d号通知公告事项' % i, '2025-%02d-%02d' % (i // 28 + 1, i % 28 + 1))
                       for i in range(120)])
    t.round('09:00')
    t.pages['/a/t20260108_2.html'] = page('关于a第2号事项的通知', LEAD + '\n全文共四章。', day='2026-01-08')
    t.publish('a', [('/a/t20260110_9.html', '关于&lt;b onclick=x&gt;的公告', '2026-01-10')] + notices('a', 5))
    t.round('20:00')
    t.f.check_set('events', t.kinds(), ['notice.new', 'notice.changed'])
    check_site(t, top)
    check_atom(t)
    follows(t)
    return t.f.n


# --- the schedule ---

def revisits(exe, top):
    t = Town(exe, top, ['a'], more='revisit: [2h, 1d, 3d]\n', links='all')
    t.publish('a', notices('a', 4))
    href = '/a/t20260109_1.html'
    for clock, day, visits in (('09:00', 10, 1), ('10:00', 10, 1), ('11:30', 10, 2), ('20:00', 10, 2),
                               ('12:00', 11, 3), ('12:00', 12, 3), ('18:00', 13, 4), ('12:00', 15, 4),
                               ('20:00', 17, 5)):
        t.round(clock, day)
        t.f.check('visits by %s of the %dth' % (clock, day), t.asked.get(href, 0), visits)
    t.f.check('no event', t.kinds(), [])
    # a notice that rolled off the page is watched on
    t.pages['/a/'] = listing([('/a/t20260118_%d.html' % i, '第%d号新通知' % i, '2026-01-18') for i in range(4)])
    for i in range(4):
        t.pages['/a/t20260118_%d.html' % i] = page('第%d号新通知' % i, LEAD, day='2026-01-18')
    t.round('09:00', 18)
    t.f.check_set('rolled off is none', t.kinds(), ['notice.new'] * 4)
    t.pages[href] = NOTHING
    s = t.b.lines('status', now='2026-01-21T09:00:00+08:00')[0]
    t.f.check('what waits is reported', s['revisits_due'] > 0 and s['revisits_oldest'] is not None, True)
    for clock, day in (('09:00', 21), ('10:00', 21)):
        t.round(clock, day)
    t.f.check('withdrawn after it rolled off', [x['notice']['url'].split(t.site.web)[1]
                                               for x in t.events('notice.withdrawn')], [href])
    s = t.b.lines('status', now='2026-01-21T10:01:00+08:00')[0]
    t.f.check('nothing waits', s['revisits_due'], 0)
    t.pages['/a/t20260118_0.html'] = page('第0号新通知', LEAD, '<!-- %s -->' % os.urandom(1 << 20).hex(),
                                          day='2026-01-18')  # bytes that nothing compresses
    # no page links to it any more: it is no broken link, nor a suspected one
    for clock, day in (('12:00', 24), ('15:00', 27)):
        t.round(clock, day)
    links = t.b.lines('report', 'links', now='2026-01-27T16:00:00+08:00')[0]
    t.f.check('no suspected link', (links['suspected'], links['broken']), (0, 0))
    text = (t.b.top / 'portalwatch.yaml').read_text(encoding='utf-8')
    (t.b.top / 'portalwatch.yaml').write_text(text.replace('store: data', 'store: {dir: data, max: 1M}'),
                                             encoding='utf-8')
    p = t.b.run('status', '--json', now='2026-01-27T16:00:00+08:00')
    if not p.stdout:
        t.f.say(p.stderr)
    t.f.check('the ceiling is told of', (p.returncode, json.loads(p.stdout)['store_max_bytes']), (1, 1 << 20))
    p = subprocess.run(t.b.words('crawl', '--once', now='2026-01-27T16:10:00+08:00', quiet=False),
                       capture_output=True, text=True)
    t.f.check('and by the crawler', 'store_near_its_ceiling' in p.stderr, True)
    return t.f.n


def main():
    exe, age = sys.argv[1:3]
    n = 0
    for name, run in (('upgrade', lambda d: upgrade(exe, age, d)),
                      ('attachments', lambda d: attachments(exe, d, False)),
                      ('attachments kept', lambda d: attachments(exe, d, True)),
                      ('documents', lambda d: documents(exe, age, d)),
                      ('noise', lambda d: noise(exe, d)),
                      ('renamed', lambda d: renamed(exe, d)),
                      ('readers', lambda d: readers(exe, d)),
                      ('revisits', lambda d: revisits(exe, d)),
                      ('bad input', lambda d: bad_input(exe, d))):
        if len(sys.argv) > 3 and sys.argv[3] != name:
            continue
        with temporary() as top:
            faults = run(pathlib.Path(top))
            if faults:
                print('%s: %d faults' % (name, faults))
            n += faults
    sys.exit(1 if n else 0)


if __name__ == '__main__':
    main()
