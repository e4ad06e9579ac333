#!/usr/bin/env python3
"""Portals east and west of China: the day that a page states is the day that is told, counted and
compared, whatever the hour beside it.

    zones.py PORTALWATCH
"""
import datetime
import json
import pathlib
import subprocess
import sys
import zoneinfo

from bench import Answer, Bench, Faults, Site, temporary
from changes import LEAD, RECEIVERS, ROUTES, head, listing, page

ZONES = {'tokyo': 'Asia/Tokyo', 'auckland': 'Pacific/Auckland', 'york': 'America/New_York',
         'honolulu': 'Pacific/Honolulu', 'london': 'Europe/London', 'china': 'Asia/Shanghai'}
HOURS = ['00:05', '07:40', '12:00', '16:30', '21:30', '23:55']


def name(number):
    return '/a/n%d.html' % number, '关于第%d号事项的通知' % number


class Portal:
    """Notices 1 to 6 of as many days; each page states an hour beside the day of its list."""

    def __init__(self, exe, top, zone):
        self.pages, self.f, self.days = {}, Faults(), {}
        self.zone, self.told = zoneinfo.ZoneInfo(zone), 0
        self.site = Site(lambda path: Answer(self.pages[path]) if path in self.pages else Answer('', 404))
        self.b = Bench(exe, top, RECEIVERS, ROUTES)
        self.b.portal('p', 'portal: p\nname: 门户\nhome: http://%s/\ntimezone: %s\nlinks: {check: none}\ncolumns:\n'
                      '  - {id: a, name: 公告, url: "http://%s/a/", class: notice}\n' % (self.site.web, zone, self.site.web))
        self.b.run('store', 'init', '--simulation')
        for i in range(1, 7):
            self.put(i, '2026-01-%02d' % i)

    def put(self, number, day):
        self.days[number] = day
        self.pages['/'] = head('首页', '<a href="/a/">公告</a>')
        self.pages['/a/'] = listing([name(i) + (self.days[i],) for i in sorted(self.days, reverse=True)])
        href, title = name(number)
        self.pages[href] = page(title, LEAD, day='%s %s' % (day, HOURS[number % len(HOURS)]))

    def round(self, *when):
        now = datetime.datetime(2026, *when, tzinfo=self.zone).isoformat()
        p = self.b.run('run', '--once', now=now)
        self.f.check('a round at %s' % now, p.returncode, 0)
        return now

    def tell(self, what, want, *when):
        self.round(*when)
        new = self.b.lines('events', now=None)[self.told:]
        self.told += len(new)
        got = [(x['kind'], x['notice']['url'].split('/')[-1][:-5], x['notice']['date'][:10],
                (x['detail'] or {}).get('from'), (x['detail'] or {}).get('to'))
               for x in new if x['kind'].startswith('notice.')]
        self.f.check_set(what, got, want)
        return new


def counted(p, month, now):
    report = p.b.lines('report', 'notices', '--period', month, '--format', 'json', now=now)[0]
    return next(c['notices'] for c in report['columns'] if c['column'] == 'a')


def story(exe, top, zone):
    p = Portal(exe, top, zone)
    new = p.tell('baseline', [], 1, 10, 9)
    p.f.check('the newest', [x['detail']['newest'] for x in new if x['kind'] == 'column.baseline'], ['2026-01-06'])
    p.tell('pages read again', [], 1, 11, 12)
    p.tell('and a day later', [], 1, 12, 15)
    p.put(3, '2026-01-02')
    p.tell('another day on the list', [('notice.redated', 'n3', '2026-01-02', '2026-01-03', '2026-01-02')], 1, 13, 9)
    p.tell('told once', [], 1, 14, 18)
    p.put(7, '2026-02-01')
    p.tell('on the first of a month', [('notice.new', 'n7', '2026-02-01', None, None)], 2, 1, 10)
    now = p.round(2, 2, 10)
    p.f.check('of February', counted(p, '2026-02', now), 1)
    p.f.check('of January', counted(p, '2026-01', now), 6)
    p.f.check('listed with their days', {x['url'].split('/')[-1][:-5]: x['date'][:10] for x in p.b.lines('notices', 'p/a', now=now)},
              {'n%d' % i: day for i, day in p.days.items()})
    p.f.check('sound', p.b.run('store', 'verify').returncode, 0)
    return p.f.n


# (address, what its page states, the date told without a configuration)
STATED = [
    ('https://www.justice.gov/a', '2020-03-20T20:15:00-04:00', '2020-03-20T20:15:00-04:00'),
    ('https://www.gov.uk/a', '2020-07-01T00:10:00+01:00', '2020-07-01T00:10:00+01:00'),
    ('https://www.mofa.go.jp/a', '2020-07-01T07:10:00+09:00', '2020-07-01T07:10:00+09:00'),
    ('http://www.pingdu.gov.cn:81/a', '2020-07-01T06:00:00+08:00', '2020-07-01T06:00:00+08:00'),
    ('https://www.un.org/a', '2020-07-01T06:00:00+08:00', '2020-06-30T22:00:00Z'),
]


def extracted(exe):
    f = Faults()
    for url, stated, want in STATED:
        body = ('<html><head><meta charset="utf-8"><title>Notice of works</title><meta property="article:published_time" '
                'content="%s"></head><body><h1>Notice of works</h1><p>%s</p></body></html>' % (stated, 'The works begin soon. ' * 20))
        p = subprocess.run([exe, 'extract', 'article', '-', '--url', url], input=body, capture_output=True, text=True)
        f.check(url, json.loads(p.stdout)['date'], want)
    return f.n


def main():
    n = extracted(sys.argv[1])
    for portal, zone in ZONES.items():
        if len(sys.argv) > 2 and sys.argv[2] != portal:
            continue
        with temporary() as top:
            faults = story(sys.argv[1], pathlib.Path(top), zone)
            if faults:
                print('%s: %d faults' % (portal, faults))
            n += faults
    sys.exit(1 if n else 0)


if __name__ == '__main__':
    main()
