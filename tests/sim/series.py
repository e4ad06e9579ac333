#!/usr/bin/env python3
"""Sixty days of a portal made by dice: columns of several content systems, what truly happens to
their notices, and what only seems to happen. Everything true is told once and in time, by one
alert; nothing else is told.

    series.py PORTALWATCH SEED... [--days N] [--keep DIR] [--show] [--first OTHER [--upgrade DAY]]

With --first another, older program begins, and the one under test goes on with its store.

What is expected is written down when it happens (Story), by who does it, and knows nothing of how
the product finds it.
"""
import argparse
import datetime
import json
import os
import pathlib
import random
import sys
import time
from urllib.parse import urljoin, urlsplit

import series_pages as pages
from bench import Answer, Bench, Faults, Site, temporary
from series_story import DAY, FIRST, HOUR, LIST_NOISE, Story, moment

CLOCKS = ('09:00', '09:45', '16:00', '16:45')
HOST = 'www.shili.gov.cn'
TOPIC = ['防汛抗旱', '公开招聘', '道路改造', '预算公开', '义务教育招生', '食品安全抽检', '征地补偿', '节能减排', '医保缴费', '安全生产',
         '老旧小区改造', '行政许可', '春耕备耕', '森林防火', '高层次人才引进', '城乡低保', '农机购置补贴', '饮用水水质']
FORM = ['关于做好{t}有关工作的通知', '关于{t}情况的公示（{n}）', '{t}公告第{n}号', '示例市人民政府办公室关于印发《{t}实施方案（{n}）》的通知',
        '市领导调研{t}工作', '{t}工作推进会召开', '2026年第{n}批{t}项目名单公布']
WEATHER = ['503', 'reset', 'challenge', '429', 'https', 'alias', 'rehost']
ALIASES = ('shili.gov.cn', 'www.sl.gov.cn')
NO_LIST = ('session', 'shuffle', 'lie')  # noise that leaves a list readable


class Notice:
    def __init__(self, column, number, born, title, text):
        self.column, self.number, self.born, self.title, self.text = column, number, born, title, text
        self.date = FIRST + datetime.timedelta(born + column.ahead)
        self.href = column.platform.href.format(d=self.date, n=number)
        self.path = urljoin(column.path, self.href)
        self.listed, self.page, self.file, self.pinned = True, 'there', None, False
        self.busy = -1     # nothing else happens to it before this day
        self.rounds = 0    # on a first page that could be read

    @property
    def seen(self):
        return self.rounds > (5 if self.column.liar else 0)


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
        self.lies, self.tag, self.body, self.versions = 0, '"x"', None, 0
        self.liar = dice.random() < 0.15  # one ETag whatever the list says

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
        self.aliased = False
        self.weather, self.files, self.number, self.asked, self.day = None, {}, 400000, 0, FIRST
        self.by_path, self.alias = {}, self.dice.choice(ALIASES)
        self.skew = self.dice.choice([0, 0, -5, 7, 31])  # hours of its clock
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
        return self.put_up(c, n)

    def put_up(self, c, n):
        c.notices.append(n)
        self.by_path[n.path] = n
        return n

    def all(self):
        return [n for c in self.columns.values() for n in c.notices]

    # --- answers ---

    def answer(self, address):
        self.asked += 1
        at = urlsplit(address)
        if at.netloc != HOST and at.netloc not in ALIASES:
            return Answer('here')  # the witness
        path = plain_path(address)
        if self.weather in ('503', '429'):
            return Answer('<html><body>wait</body></html>', int(self.weather), headers=[('Retry-After', '300')])
        if self.weather == 'reset':
            return Answer('x' * 100, cut=0)
        if self.weather == 'challenge':
            return Answer(pages.CHALLENGE, tagged=False)
        if self.weather == 'rehost' and at.netloc != self.alias:
            return Answer('', 301, headers=[('Location', address.replace(at.netloc, self.alias, 1))])
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
        return self.validated(a, c) if k == 0 else a

    def validated(self, a, c):
        """What it says about its age: by a clock that is wrong, or by a tag that stays whatever happens."""
        if c.liar or 'stale' in c.noise:
            a.tag = c.tag
            return a
        if a.tagged and a.body != c.body:
            c.body, c.versions = a.body, c.versions + 1
            c.tag = '"%d"' % c.versions
        if a.tagged and not self.skew:
            a.tag = c.tag
        elif a.tagged:  # as some servers: no tag, only a time
            a.tagged, a.modified = False, http_date(moment(c.versions) + datetime.timedelta(hours=self.skew))
        a.headers.append(('Date', http_date(datetime.datetime.combine(self.day, datetime.time(8)).astimezone() +
                                            datetime.timedelta(hours=self.skew))))
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
        elif self.weather == 'alias':
            href = 'http://' + self.alias + n.path
        mark = '<em>[置顶]</em>' if n.pinned and c.platform.type.startswith('text/html') else ''
        return c.platform.record(n, href, mark)

    def article_answer(self, n):
        if n.page.startswith('/'):
            return Answer('', 301, headers=[('Location', n.page)])
        if n.page != 'there':
            return self.not_there(n.page)
        listed = n.column.shown()
        around = [listed[0]] + self.fetch_dice.sample(listed, min(4, len(listed)))
        page = pages.article(n, n.column.form, around, self.fetch_dice, self.asked, self.noisy)
        return Answer(page, tagged=False)


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
            HOST, ''.join('  - {id: %s, name: %s, url: "http://%s%s", class: other, every: 20m%s}\n' % (
                c.id, c.id, HOST, c.path, c.platform.config and ', ' + c.platform.config) for c in self.p.columns.values())))
        self.weather_left, self.spans = 0, []
        self.exe, self.first, self.upgrade = self.b.exe, None, 0

    def round(self, now):
        text = now.isoformat()
        for verb in ('crawl', 'monitor') if now.minute else ('crawl',):
            p = self.b.run(verb, '--once', now=text)
            if p.returncode or 'ERROR' in p.stderr:
                self.f.say('%s at %s: exit %d %s' % (verb, text, p.returncode, p.stderr[-800:]))
        for c in self.p.columns.values():
            if not self.p.weather and not c.noise.difference(NO_LIST):
                for n in c.first_page():
                    n.rounds += 1

    def sky(self, day):
        """Weather lasts from one round to four days."""
        if self.weather_left:
            self.weather_left -= 1
            if not self.weather_left:
                self.p.weather = None
        elif 3 < day < self.days - 6 and self.p.dice.random() < 0.02:
            self.p.weather = self.p.dice.choice(WEATHER)
            self.p.aliased |= self.p.weather in ('alias', 'rehost')
            self.weather_left = self.p.dice.choice([1, 1, 2, 4, 8, 16])

    def live(self):
        self.b.exe = self.first or self.exe
        self.b.run('store', 'init', '--simulation')
        for day in range(self.days):
            if day == self.upgrade:
                self.b.exe = self.exe
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

    def slack(self, column, lo, hi):
        """What could not be read makes late, a 304 that lies by its day."""
        bad = sum(1 for t in self.spans if lo <= t <= hi)
        return bad * 8 * HOUR + (DAY if bad else 0) + (DAY if self.p.columns[column].liar else 0)

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
            if hit[0][3] > hi + self.slack(column, lo, hi):
                self.f.say('late: %s %s %s of %s at %s' % (kind, column, path, when(lo), when(hit[0][3])))
        for column, lo in self.story.cuts:
            if lo < moment(self.days - 7).timestamp() and not any(e['column'] == column and self.is_cut(e) for e in self.events):
                self.f.say('missing: column.replaced %s of %s' % (column, when(lo)))
        for g in left:
            self.f.say('false: %s %s %s at %s %s' % (g[:3] + (when(g[3]), g[4]['detail'])))
        for e in self.events:
            if e['kind'].startswith('column.') and not self.is_cut(e) and not self.may_drift(e):
                self.f.say('false: %s %s at %s %s' % (e['kind'], e['column'], e['time'], e['detail']))

    def is_cut(self, e):
        at = datetime.datetime.fromisoformat(e['time']).timestamp()
        return e['kind'] == 'column.replaced' and any(
            c == e['column'] and 0 < at - lo < 4 * DAY + self.slack(c, lo, at) for c, lo in self.story.cuts)

    def may_drift(self, e):
        """A list found at another place, or what two readings could not find."""
        at = datetime.datetime.fromisoformat(e['time']).timestamp()
        reason = (e['detail'] or {}).get('reason')
        if reason == 'host':
            return e['kind'] == 'column.drift' and self.p.aliased
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


def http_date(t):
    return t.astimezone(datetime.timezone.utc).strftime('%a, %d %b %Y %H:%M:%S GMT')


def when(seconds):
    return datetime.datetime.fromtimestamp(seconds, datetime.timezone(datetime.timedelta(hours=8))).strftime('%m-%d %H:%M')


def run(exe, top, seed, days, show, only=None, first=None, upgrade=20):
    began = time.monotonic()
    life = Life(exe, top, seed, days, only)
    life.first, life.upgrade = first and os.path.abspath(first), upgrade
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
    ap.add_argument('--first', help='another program, for the first days')
    ap.add_argument('--upgrade', type=int, default=20, help='the day on which the one under test goes on')
    ap.add_argument('--only', help='columns, by name')
    o = ap.parse_args()
    n = 0
    for seed in o.seed:
        only = o.only.split(',') if o.only else None
        if o.keep:
            n += run(o.pw, pathlib.Path(o.keep) / str(seed), seed, o.days, o.show, only, o.first, o.upgrade)
        else:
            with temporary() as top:
                n += run(o.pw, pathlib.Path(top), seed, o.days, o.show, only, o.first, o.upgrade)
    sys.exit(1 if n else 0)


if __name__ == '__main__':
    main()
