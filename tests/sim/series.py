#!/usr/bin/env python3
"""Sixty days of a portal made by dice: columns of several content systems, what truly happens to
their notices, and what only seems to happen. Everything true is told once and in time, by one
alert; nothing else is told.

    series.py PORTALWATCH SEED... [--days N] [--keep DIR] [--show]

What is expected is written down when it happens (Story), by who does it, and knows nothing of how
the product finds it.
"""
import argparse
import datetime
import json
import pathlib
import random
import sys
import time
from urllib.parse import urljoin, urlsplit

import series_pages as pages
from bench import Answer, Bench, Faults, SOURCE, Site, temporary

FIRST = datetime.date(2026, 1, 5)
CLOCKS = ('09:00', '09:45', '16:00', '16:45')
HOST = 'www.shili.gov.cn'
HOUR, DAY = 3600, 86400
TOPIC = ['防汛抗旱', '公开招聘', '道路改造', '预算公开', '义务教育招生', '食品安全抽检', '征地补偿', '节能减排', '医保缴费', '安全生产',
         '老旧小区改造', '行政许可', '春耕备耕', '森林防火', '高层次人才引进', '城乡低保', '农机购置补贴', '饮用水水质']
FORM = ['关于做好{t}有关工作的通知', '关于{t}情况的公示（{n}）', '{t}公告第{n}号', '示例市人民政府办公室关于印发《{t}实施方案（{n}）》的通知',
        '市领导调研{t}工作', '{t}工作推进会召开', '2026年第{n}批{t}项目名单公布']
ACTS = ['text', 'title', 'redate', 'file', 'withdraw', 'delist', 'pin', 'order', 'restore']
LIST_NOISE = ['half', 'cut', 'halfclosed', 'lie', 'shell', 'session', 'length']
WEATHER = ['503', 'reset', 'challenge', '429', 'https', 'calm']


def moment(day, clock='08:00'):
    return datetime.datetime.fromisoformat('%sT%s:00+08:00' % (FIRST + datetime.timedelta(day), clock))


class Notice:
    def __init__(self, column, number, born, title, text):
        self.column, self.number, self.born, self.title, self.text = column, number, born, title, text
        self.date = FIRST + datetime.timedelta(born + column.ahead)
        self.href = column.platform.href.format(d=self.date, n=number)
        self.path = urljoin(column.path, self.href)
        self.listed, self.page, self.file, self.pinned = True, 'there', None, False
        self.busy = -1     # nothing else happens to it before this day
        self.seen = False  # stood on a first page that could be read


class Column:
    def __init__(self, cid, platform, dice):
        self.id, self.platform, self.path = cid, platform, '/%s/index.html' % cid
        self.step = dice.choice([1, 2, 2, 3, 4, 6, 9])
        self.per_page = dice.choice([8, 10, 12, 15, 20])
        fixed = platform.type != 'text/html; charset=utf-8' or platform.file == 'cac.html'
        self.pager = 'none' if fixed else 'trs' if 'createPage' in (platform.pager or '') else dice.choice(
            ['next', 'next', 'query', 'none'])
        self.form, self.ahead, self.same_title = dice.randrange(5), 0, dice.random() < 0.2
        self.notices, self.style, self.noise, self.shifted = [], 0, set(), 0
        self.lies = 0

    def shown(self):
        """All listed ones as the portal orders them: pinned first, then the newest."""
        return sorted((n for n in self.notices if n.listed), key=lambda n: (n.pinned, n.born, n.number), reverse=True)

    def count(self):
        return max(3, self.per_page + self.shifted)

    def first_page(self):
        return self.shown()[:self.count()]


class Portal:
    def __init__(self, seed, only=None):
        self.dice, self.fetch_dice = random.Random(seed), random.Random(seed + 10 ** 6)
        kinds = pages.platforms()
        names = only or self.dice.sample(sorted(kinds), 4)
        self.columns = {k: Column(k, kinds[k], self.dice) for k in names}
        self.unknown = self.dice.choice(['404', '404', 'soft', 'home'])
        self.noisy = self.dice.random() < 0.7
        self.weather, self.files, self.number, self.asked, self.day = None, {}, 400000, 0, FIRST
        self.by_path, self.tags = {}, {}
        for c in self.columns.values():
            many = self.dice.choice([self.dice.randrange(5, 9), c.per_page, c.per_page + 4, 3 * c.per_page])
            for i in reversed(range(many)):
                self.publish(c, -1 - i * c.step)

    def publish(self, c, born):
        self.number += self.dice.randrange(1, 40)
        topic = self.dice.choice(TOPIC)
        title = ('环境空气质量日报' if c.same_title else self.dice.choice(FORM)).format(t=topic, n=self.number % 997)
        text = ['各有关单位：现将%s工作（%d号）有关事项通知如下，请遵照执行。' % (topic, self.number),
                '一、提高认识，加强领导，明确责任分工，第%d项任务按时完成。' % (self.number % 89),
                '二、各单位于每月底前报送进展情况，联系电话0532-8888%04d。' % (self.number % 9973),
                '三、本通知自印发之日起施行，有效期%d年。' % (self.number % 4 + 1)]
        n = Notice(c, self.number, born, title, text)
        if self.dice.random() < 0.3:
            n.file = '/files/f%d.pdf' % self.number
            self.files[n.file] = b'%%PDF-1.4 first %d' % self.number
        c.notices.append(n)
        self.by_path[n.path] = n
        return n

    def all(self):
        return [n for c in self.columns.values() for n in c.notices]

    # --- answers ---

    def answer(self, address):
        self.asked += 1
        at = urlsplit(address)
        if at.netloc != HOST:
            return Answer('here')  # the witness
        path = plain_path(address)
        if self.weather in ('503', '429'):
            return Answer('<html><body>wait</body></html>', int(self.weather), headers=[('Retry-After', '300')])
        if self.weather == 'reset':
            return Answer('x' * 100, cut=0)
        if self.weather == 'challenge':
            return Answer(pages.CHALLENGE, tagged=False)
        if path == '/robots.txt':
            return self.not_there(self.unknown)
        if path == '/':
            return self.dress(self.home(), 'text/html; charset=utf-8')
        if path in self.files:
            return Answer(self.files[path], type='application/pdf')
        for c in self.columns.values():
            for k in range(12):
                if path == urljoin(c.path, pages.page_name(c.pager, k)) or (k == 0 and path == c.path):
                    return self.list_answer(c, k)
        n = self.by_path.get(path)
        return self.article_answer(n) if n else self.not_there(self.unknown)

    def not_there(self, how):
        if how == 'home':
            return Answer('', 302, headers=[('Location', 'http://%s/' % HOST)])
        return Answer(pages.NOT_THERE, 200 if how == 'soft' else int(how), tagged=False)

    def dress(self, page, kind):
        if self.noisy and kind.startswith('text/html'):
            page = pages.noisy(page, self.fetch_dice, self.asked, self.day)
        return Answer(page, type=kind, tagged=not self.noisy)

    def home(self):
        newest = sorted((n for c in self.columns.values() for n in c.first_page()), key=lambda n: (n.date, n.number),
                        reverse=True)[:10]
        return ('<html><head><meta charset="utf-8"><title>示例市人民政府</title></head><body><h1>示例市人民政府</h1><ul '
                'class="news">%s</ul><div class="foot">主办：示例市人民政府办公室</div></body></html>' % ''.join(
                    '<li><a href="%s">%s</a><span>%s</span></li>' % (n.path, n.title, n.date) for n in newest))

    def list_answer(self, c, k):
        items, per = c.shown(), c.count()
        count = (len(items) + per - 1) // per
        if k and (c.pager == 'none' or k >= count):
            return self.not_there(self.unknown)
        items = items[k * per:(k + 1) * per]
        if 'shuffle' in c.noise and not {'half', 'halfclosed'} & c.noise:
            random.Random(c.shifted + len(items)).shuffle(items)
        if 'halfclosed' in c.noise and k == 0:
            items, count = items[:max(2, len(items) // 2)], 1
        if 'shell' in c.noise:
            return self.dress('<html><head><title>x</title></head><body><div id="app"></div></body></html>',
                              'text/html; charset=utf-8')
        page = c.platform.page([self.record(c, n) for n in items], pages.pager_text(c.pager, k, count))
        if c.style:
            page = pages.restyled(page, c.style)
        if 'half' in c.noise:
            page = page[:page.index(items[len(items) // 2].href.split('{')[0]) - 8]
        a = self.dress(page, c.platform.type)
        if 'lie' in c.noise:
            self.lie(a, c)
        if 'cut' in c.noise:
            a.cut = len(a.body) // 2
        return a

    def lie(self, a, c):
        """GB18030 that calls itself UTF-8, or the other way round."""
        if c.lies % 2:
            a.body = a.body.decode().encode('gb18030')
        else:
            a.type = a.type.replace('utf-8', 'gb2312')

    def record(self, c, n):
        href = n.href
        if 'session' in c.noise:
            href += (';jsessionid=%032X' if '?' not in href else '&sid=%032x') % self.fetch_dice.getrandbits(128)
        if self.weather == 'https':
            href = 'https://' + HOST + n.path
        mark = '<em>[置顶]</em>' if n.pinned and c.platform.type.startswith('text/html') else ''
        return c.platform.record(n, href, mark)

    def article_answer(self, n):
        if n.page != 'there':
            return self.not_there(n.page)
        listed = n.column.shown()
        around = [listed[0]] + self.fetch_dice.sample(listed, min(4, len(listed)))
        page = pages.article(n, n.column.form, around, self.fetch_dice, self.asked, self.noisy)
        return Answer(page, tagged=False)


class Story:
    """What happens, and what has to be told of it: [kind, column, path, from, to], times in seconds."""

    def __init__(self, portal, days):
        self.p, self.dice, self.days, self.want = portal, portal.dice, days, []
        self.drift, self.quiet = {}, []  # redesigns by column; spans in which nothing can be read
        self.away, self.pinned, self.log = [], [], []

    def expect(self, kind, n, day, within_days):
        self.want.append([kind, n.column.id, n.path, moment(day).timestamp(),
                          moment(day).timestamp() + within_days * DAY + 10 * HOUR])
        self.log.append((day, kind, n.column.id, n.path))

    def visit_days(self, n, day):
        """How long its page may stay unread: seen first a week ago it is asked weekly."""
        return 2 if day - max(n.born, 0) < 6 else 9

    def day_begins(self, day):
        for c in self.p.columns.values():
            if day and (day % c.step == 0 or self.dice.random() < 0.03):
                for _ in range(self.dice.choice([1, 1, 1, 2, 3])):
                    n = self.p.publish(c, day)
                    self.expect('notice.new', n, day, 1)
        if 1 < day:
            for _ in range(self.dice.choice([0, 0, 1, 1, 2])):
                getattr(self, 'do_' + self.dice.choice(ACTS))(day)

    def pick(self, day, margin, test=lambda n: True):
        """A notice that was read, is there, and to which nothing happens just now."""
        if day > self.days - margin:
            return None
        found = [n for n in self.p.all() if n.listed and n.page == 'there' and n.seen and n.born < day - 1 and
                 n.busy < day and not n.pinned and test(n)]
        return self.dice.choice(found) if found else None

    def on_first(self, n, rows=0):
        shown = n.column.first_page()
        return n in shown[:max(0, len(shown) - rows)]

    def taken(self, n, day, days):
        n.busy = day + days
        return n

    def do_text(self, day):
        n = self.pick(day, 11)
        if n:
            self.taken(n, day, 11)
            i = self.dice.randrange(1, 4)
            n.text[i] = self.dice.choice([n.text[i].replace('，', '，市直各部门、', 1), n.text[i][:-1] + '，逾期不予受理。',
                                          '（此条已废止）', n.text[i].replace('、', '、另行通知，', 1)])
            self.expect('notice.changed', n, day, self.visit_days(n, day))

    def do_title(self, day):
        n = self.pick(day, 4, lambda n: self.on_first(n, 4) and not n.column.same_title)
        if n:
            self.taken(n, day, 11)
            n.title = self.dice.choice(['（更新）%s', '%s（修订稿）', '紧急：%s']) % n.title
            self.expect('notice.changed', n, day, 2)

    def do_redate(self, day):
        n = self.pick(day, 4, lambda n: self.on_first(n, 4) and n.column.id != 'table')
        if n:
            self.taken(n, day, 11)
            n.date -= datetime.timedelta(self.dice.choice([1, 3, 20, 200]))
            self.expect('notice.redated', n, day, 2)

    def do_file(self, day):
        n = self.pick(day, 11, lambda n: n.file)
        if n:
            self.taken(n, day, 11)
            self.p.files[n.file] += b' exchanged on day %d' % day
            self.expect('notice.changed', n, day, self.visit_days(n, day) + 1)

    def do_withdraw(self, day):
        n = self.pick(day, 12)
        if n:
            self.taken(n, day, 14)
            n.page = self.dice.choice([self.p.unknown, '404', '410'])
            first = self.on_first(n, 4)
            n.listed = not first or self.dice.random() < 0.2
            self.expect('notice.withdrawn', n, day, 2 if not n.listed else self.visit_days(n, day) + 1)
            self.away.append(n)

    def do_delist(self, day):
        n = self.pick(day, 6, lambda n: self.on_first(n, 5) and 'shuffle' not in n.column.noise and n.column.per_page < 3 * len(n.column.shown()))
        if n:
            self.taken(n, day, 14)
            n.listed = False
            self.expect('notice.delisted', n, day, 3)
            self.away.append(n)

    def do_restore(self, day):
        n = next((n for n in self.away if n.busy < day), None)
        if n and day < self.days - 12:
            self.away.remove(n)
            self.taken(n, day, 11)
            back_on = n.page == 'there'
            n.listed, n.page = True, 'there'
            if back_on and not self.on_first(n):  # off the first page it cannot be seen to be back
                n.listed = False
                return
            self.expect('notice.reappeared', n, day, self.visit_days(n, day) + 1)

    def do_pin(self, day):
        if self.pinned and self.dice.random() < 0.6:
            self.pinned.pop(0).pinned = False
            return
        n = self.pick(day, 2, lambda n: n.column.id not in ('rss', 'json', 'hanweb'))
        if n and sum(x.pinned for x in n.column.notices) < 3:
            n.pinned = True
            self.pinned.append(n)

    def do_order(self, day):
        """Without days, or without older pages beside half a list, nobody could tell what left."""
        c = self.dice.choice(list(self.p.columns.values()))
        if c.pager != 'none' and c.id != 'table':
            c.noise ^= {'shuffle'}

    # --- what only seems to happen ---

    def accident(self, day):
        """[(column or None, name, first round, rounds)] for the day."""
        if day < 2 or self.dice.random() < 0.45:
            return []
        return [(self.dice.choice(list(self.p.columns.values())), self.dice.choice(LIST_NOISE),
                 self.dice.randrange(4), self.dice.choice([1, 1, 2, 3]))]

    def redesign(self, day):
        c = self.dice.choice(list(self.p.columns.values()))
        if day > 3 and self.dice.random() < 0.03 and c.platform.type.startswith('text/html'):
            c.style = day
            self.drift[c.id] = self.drift.get(c.id, 0) + 1

    def length(self, c):
        """Another length of page; without older pages more may be shown for the first time, which nobody can tell."""
        if c.pager != 'none':
            c.shifted = self.dice.choice([-3, -2, 2, 5, 5, 0])


class Life:
    def __init__(self, exe, top, seed, days, only=None):
        self.f, self.p = Faults(), Portal(seed, only)
        self.seed, self.days, self.story = seed, days, Story(self.p, days)
        self.site = Site(self.p.answer)
        self.b = Bench(exe, top, '  - {id: f, file: {path: out.jsonl, format: jsonl}}',
                       '  - {to: [f], digest: none, group_wait: 0s, tell: [new, changed, withdrawn, delisted, reappeared, '
                       'redated, moved]}', telling='{quiet: none, weekly: "off", repeat: 0s, operator: f}',
                       network='  proxy: "http://%s"\n  witnesses: ["http://witness.example.com/"]\n' % self.site.web)
        self.b.portal('p', 'portal: p\nname: 示例市\nhome: http://%s/\nhome_every: 6h\nlinks: {check: none}\ncolumns:\n%s' % (
            HOST, ''.join('  - {id: %s, name: %s, url: "http://%s%s", class: other, every: 20m}\n' % (
                c.id, c.id, HOST, c.path) for c in self.p.columns.values())))
        self.weather_left, self.spans = 0, []

    def round(self, now):
        text = now.isoformat()
        for verb in ('crawl', 'monitor') if now.minute else ('crawl',):
            p = self.b.run(verb, '--once', now=text)
            if p.returncode or 'ERROR' in p.stderr:
                self.f.say('%s at %s: exit %d %s' % (verb, text, p.returncode, p.stderr[-800:]))
        for c in self.p.columns.values():
            if not self.p.weather and not c.noise - {'session', 'shuffle', 'lie'}:
                for n in c.first_page():
                    n.seen = True

    def sky(self, day):
        """Weather lasts from one round to four days."""
        if self.weather_left:
            self.weather_left -= 1
            if not self.weather_left:
                self.p.weather = None
        elif 3 < day < self.days - 6 and self.p.dice.random() < 0.02:
            self.p.weather = self.p.dice.choice(WEATHER)
            self.weather_left = self.p.dice.choice([1, 1, 2, 4, 8, 16])

    def live(self):
        self.b.run('store', 'init', '--simulation')
        for day in range(self.days):
            self.p.day = FIRST + datetime.timedelta(day)
            self.story.day_begins(day)
            self.story.redesign(day)
            accidents = self.story.accident(day)
            for i, clock in enumerate(CLOCKS):
                for c, name, first, rounds in accidents:
                    if i == first and name == 'length':
                        self.story.length(c)
                    elif i == first:
                        c.noise.add(name)
                        c.lies = day
                    elif i == first + rounds:
                        c.noise.discard(name)
                self.sky(day)
                now = moment(day, clock)
                if self.p.weather or any(a[0].noise & set(LIST_NOISE) for a in accidents):
                    self.spans.append(now.timestamp())
                self.round(now)
            for c, name, _, _ in accidents:
                if name != 'shuffle':
                    c.noise.discard(name)

    # --- judging ---

    def slack(self, lo, hi):
        """What could not be read makes late, a 304 that lies by its week."""
        bad = sum(1 for t in self.spans if lo <= t <= hi)
        return bad * 8 * HOUR + (DAY if bad else 0)

    def check_events(self):
        self.events = [e for e in self.b.lines('events', now=moment(self.days).isoformat()) if e['kind'] != 'column.baseline']
        left = [(e['kind'], e['column'], plain_path(e['notice']['url']), datetime.datetime.fromisoformat(e['time']).timestamp(), e) for e in self.events if e['kind'].startswith('notice.')]
        for kind, column, path, lo, hi in self.story.want:
            if lo > moment(self.days - 3).timestamp():
                left = [g for g in left if g[:3] != (kind, column, path)]
                continue
            hit = [g for g in left if g[:3] == (kind, column, path) and g[3] >= lo]
            if not hit:
                self.f.say('missing: %s %s %s of %s' % (kind, column, path, when(lo)))
                continue
            left.remove(hit[0])
            if hit[0][3] > hi + self.slack(lo, hi):
                self.f.say('late: %s %s %s of %s at %s' % (kind, column, path, when(lo), when(hit[0][3])))
        for g in left:
            self.f.say('false: %s %s %s at %s %s' % (g[:3] + (when(g[3]), g[4]['detail'])))
        for e in self.events:
            if e['kind'].startswith('column.') and not self.may_drift(e):
                self.f.say('false: %s %s at %s %s' % (e['kind'], e['column'], e['time'], e['detail']))

    def may_drift(self, e):
        """A list found at another place, or what two readings could not find."""
        at = datetime.datetime.fromisoformat(e['time']).timestamp()
        reason = (e['detail'] or {}).get('reason')
        return e['kind'] == 'column.drift' and (e['column'] in self.story.drift if reason == 'relearned' else any(
            abs(t - at) < HOUR for t in self.spans))

    KINDS = ('withdrawn', 'portal-down', 'availability', 'unmeasured', 'other-shape', 'blocked', 'column-gone')

    def check_alerts(self):
        path = self.b.top / 'out.jsonl'
        told = [json.loads(x) for x in path.read_text(encoding='utf-8').splitlines()]
        seqs = [e['seq'] for x in told for e in x['events']]
        for e in self.events:
            if e['kind'].startswith('notice.') and seqs.count(e['seq']) != 1 and e['kind'] != 'notice.withdrawn':
                self.f.say('event %d %s told %d times' % (e['seq'], e['kind'], seqs.count(e['seq'])))
        ids = [x['message_id'] for x in told]
        self.f.check('message ids', len(set(ids)), len(ids))
        opened = [i['id'] for x in told if x['kind'] in ('problem', 'digest') for i in x['incidents']
                  if i['state'] == 'open' and i['kind'] in self.KINDS]
        for i in self.b.lines('incidents', 'list', '--all', now=moment(self.days).isoformat()):
            if not i['opened'] or i['opened'][:10] >= str(FIRST + datetime.timedelta(self.days - 3)):
                continue
            why = '' if i['id'] in opened else self.b.run('why', '#%d' % i['id'], now=moment(self.days).isoformat()).stdout
            if not (0 if why else 1) <= opened.count(i['id']) <= 1 + i['reopened'] or (why and 'not told, because' not in why):
                self.f.say('incident %d %s %s told %d times' % (i['id'], i['kind'], i['subject'], opened.count(i['id'])))
            if i['kind'] not in self.KINDS:
                self.f.say('false: incident %s %s of %s' % (i['kind'], i['subject'], i['opened']))
        return len(told)


def plain_path(url):
    """Without what tells only visitors apart."""
    at = urlsplit(url)
    query = '&'.join(x for x in at.query.split('&') if x and not x.startswith('sid='))
    return at.path.split(';')[0] + ('?' + query if query else '')


def when(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone(datetime.timedelta(hours=8))).strftime('%m-%d %H:%M')


def run(exe, top, seed, days, show, only=None):
    began = time.monotonic()
    life = Life(exe, top, seed, days, only)
    try:
        life.live()
        life.check_events()
        ntold = life.check_alerts()
    finally:
        life.site.stop()
    if show:
        for x in life.story.log:
            print('  ', *x)
    print('seed %d (%s; unknown pages: %s; noise %s): %d days, %d requests, %d expected, %d events, %d messages, %d '
          'faults, %.0f s' % (seed, ' '.join('%s/%s/%d' % (c.id, c.pager, c.per_page) for c in life.p.columns.values()),
                              life.p.unknown, life.p.noisy, days, life.p.asked, len(life.story.want),
                              len(life.events), ntold, life.f.n, time.monotonic() - began), flush=True)
    return life.f.n


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('pw')
    ap.add_argument('seed', nargs='+', type=int)
    ap.add_argument('--days', type=int, default=60)
    ap.add_argument('--keep')
    ap.add_argument('--show', action='store_true')
    ap.add_argument('--only', help='columns, by name')
    o = ap.parse_args()
    n = 0
    for seed in o.seed:
        only = o.only.split(',') if o.only else None
        if o.keep:
            n += run(o.pw, pathlib.Path(o.keep) / str(seed), seed, o.days, o.show, only)
        else:
            with temporary() as top:
                n += run(o.pw, pathlib.Path(top), seed, o.days, o.show, only)
    sys.exit(1 if n else 0)


if __name__ == '__main__':
    main()
