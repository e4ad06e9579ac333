#!/usr/bin/env python3
"""A column of 200 notices is moved to another content system, its old addresses lead elsewhere or
nowhere: one cause, one alert. Three notices withdrawn on a day are three.

    migration.py PORTALWATCH [SCENARIO...]
"""
import json
import pathlib
import re
import sys

from bench import Answer, Site, temporary
from changes import LEAD, NOTHING, Town, listing, page

COUNT, PER_PAGE = 200, 20


def entries(form):
    return [(form % i, '关于第%d号事项的通知' % (1000 - i), '2025-%02d-%02d' % (12 - i // 20, 28 - i % 20))
            for i in range(COUNT)]


OLD, NEW = entries('/art/%d.html'), entries('/view/col/%d.jhtml')


class Portal(Town):
    def __init__(self, exe, top):
        super().__init__(exe, top, ['a'], links='none')
        self.publish_pages(OLD)
        for x in OLD:
            self.write(x)
        self.round('09:00')
        self.b.run('crawl', '--once', '--history', 'p/a', now='2026-01-10T10:00:00+08:00')
        for day in range(10, 16):
            self.round('20:00', day)
        self.f.check('the whole column is known', len(self.b.lines('notices', 'p/a', '--limit', '1000')), COUNT)
        self.f.check('and nothing happened', self.kinds(), [])

    def write(self, x):
        self.pages[x[0]] = page(x[1], LEAD + '\n本件编号：%s' % x[1], day=x[2])

    def publish_pages(self, items):
        n = len(items) // PER_PAGE
        for i in range(n):
            name = '/a/' if i == 0 else '/a/index_%d.html' % i
            self.pages[name] = listing(items[i * PER_PAGE:(i + 1) * PER_PAGE]).replace(
                '</body>', '<script>createPageHTML(%d, %d, "index", "html");</script></body>' % (n, i))

    def live_on(self, days=8):
        """Judged each hour on the first day, then each day."""
        times = [(16, '%02d:00' % h) for h in range(9, 15)] + [(16 + d, '20:00') for d in range(1, days)]
        for day, clock in times:
            now = self.round(clock, day)
            self.f.check('monitor', self.b.run('monitor', '--once', now=now).returncode, 0)
        self.last = now

    def alerts(self):
        path = self.b.top / 'out.jsonl'
        all = [json.loads(x) for x in path.read_text(encoding='utf-8').splitlines()] if path.exists() else []
        return [x for x in all if x['kind'] == 'problem' and 'withdrawn' in json.dumps(x)]

    def count(self, want):
        kinds = self.kinds()
        self.f.check('events', {k: kinds.count(k) for k in sorted(set(kinds))}, want)

    def told(self, n):
        self.f.check('alerts', len(self.alerts()), min(n, 1))  # of one time, in one message
        open_ones = [x for x in self.b.lines('incidents', 'list', now=self.last) if x['kind'] == 'withdrawn']
        self.f.check('incidents', len(open_ones), n)
        return open_ones


def migrated(t, answer):
    """The list has the notices at their new addresses, twenty of them; the old addresses answer so."""
    for name in [x for x in t.pages if x.startswith('/a/')]:
        t.pages[name] = NOTHING
    t.publish_pages(NEW[:PER_PAGE])
    for x in NEW:
        t.write(x)
    for x, y in zip(OLD, NEW):
        t.pages[x[0]] = answer(y)


def one_for_all(t):
    t.live_on()
    t.count({'column.migrated': 1, 'notice.moved': PER_PAGE, 'notice.withdrawn': COUNT - PER_PAGE})
    for x in t.told(1):
        t.f.check('whose', (x['subject'], x['cause']), ('p/a', 'column.migrated'))
        t.f.check('how many', x['facts']['gone_notices'], str(COUNT - PER_PAGE))
    for x in t.alerts():
        t.f.check('and says so', str(COUNT - PER_PAGE) in x['text'], True)
    zh = t.b.run('--lang', 'zh', 'events', '--kind', 'column.migrated', '--limit', '1')
    t.f.check('in Chinese', bool(re.search(r'栏目信息大多同时消失.*\d+ 条信息消失', zh.stdout)), True)
    gone = t.b.lines('notices', 'p/a', '--state', 'withdrawn', '--limit', '1000')
    t.f.check('each stays readable', len(gone), COUNT - PER_PAGE)


def not_found(t):
    migrated(t, lambda y: NOTHING)
    one_for_all(t)
    # the old addresses are served again
    for x in OLD[PER_PAGE:]:
        t.write(x)
    for day, clock in ((28, '09:00'), (29, '20:00'), (30, '20:00'), (31, '20:00')):
        t.last = t.round(clock, day)
        t.b.run('monitor', '--once', now=t.last)
    t.f.check('they are back', t.kinds().count('notice.reappeared'), COUNT - PER_PAGE)
    t.told_open = [x['state'] for x in t.b.lines('incidents', 'list', '--all', now=t.last) if x['kind'] == 'withdrawn']
    t.f.check('and it is over', t.told_open, ['resolved'])


def to_home(t):
    migrated(t, lambda y: Answer('', 302, headers=[('Location', '/')]))
    one_for_all(t)


def redirected(t):
    migrated(t, lambda y: Answer('', 301, headers=[('Location', y[0])]))
    t.live_on()
    t.count({'notice.moved': PER_PAGE})
    t.told(0)


def to_archive(t):
    """The newest twenty stay where they were, the rest goes to another host."""
    archive = Site(lambda path: Answer(page(*kept[path])), host='127.0.0.2')
    kept = {x[0]: (x[1], LEAD + '\n本件编号：%s' % x[1]) for x in NEW}
    for name in [x for x in t.pages if x.startswith('/a/index')]:
        t.pages[name] = NOTHING
    t.publish_pages(OLD[:PER_PAGE])
    for x, y in zip(OLD[PER_PAGE:], NEW[PER_PAGE:]):
        t.pages[x[0]] = Answer('', 302, headers=[('Location', 'http://%s%s' % (archive.web, y[0]))])
    t.live_on()
    archive.stop()
    t.count({})
    t.told(0)


def three(t):
    for x in (OLD[5], OLD[60], OLD[140]):
        t.pages[x[0]] = NOTHING
    t.live_on()
    t.count({'notice.withdrawn': 3})
    t.f.check('the message has all three', [x['text'].count('.html') for x in t.alerts()], [3])
    subjects = sorted(x['subject'].split('/')[-1] for x in t.told(3))
    t.f.check('each of its own', subjects, ['140.html', '5.html', '60.html'])


SCENARIOS = {'not found': not_found, 'to the home page': to_home, 'redirected': redirected,
             'to an archive': to_archive, 'three': three}


def main():
    n = 0
    for name in sys.argv[2:] or SCENARIOS:
        with temporary() as top:
            t = Portal(sys.argv[1], pathlib.Path(top))
            SCENARIOS[name](t)
            if t.f.n:
                print('%s: %d faults' % (name, t.f.n))
            n += t.f.n
    sys.exit(1 if n else 0)


if __name__ == '__main__':
    main()
