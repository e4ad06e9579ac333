#!/usr/bin/env python3
"""Stated dates that change, on the list, on the page or on both, and dates that lie far from the
day a notice was seen first: each is told once.

    redated.py PORTALWATCH
"""
import pathlib
import sys

from bench import temporary
from changes import LEAD, Town, head, listing, page


def name(number):
    return '/a/n%d.html' % number, '关于第%d号事项的通知' % number


class Dated:
    def __init__(self, exe, top, listed=True):
        self.t, self.listed = Town(exe, top, ['a']), listed
        self.on_list, self.on_page = {}, {}
        self.told_before = 0
        self.touched = set()  # notices whose pages are to be looked at: when they fall due is another matter
        for i in range(1, 7):
            self.put(i, '2026-01-%02d' % i)
        self.touched.clear()

    def put(self, number, day, page_day=None):
        self.touched.add(number)
        self.on_list[number] = day
        self.on_page[number] = page_day or day
        self.write()

    def write(self):
        items = [name(i) + (self.on_list[i],) for i in sorted(self.on_list, reverse=True)]
        self.t.pages['/a/'] = listing(items) if self.listed else head('通知公告', '<ul class="list">%s</ul>' % ''.join(
            '<li><a href="%s">%s</a></li>' % x[:2] for x in items))
        for href, title, day in items:
            number = int(href[4:-5])
            self.t.pages[href] = page(title, LEAD, day=self.on_page[number])

    def look(self, clock, day):
        """A person asks for the pages; the list was read in the round before."""
        for number in sorted(self.touched):
            p = self.t.b.run('recheck', 'http://' + self.t.site.web + name(number)[0], now='2026-01-%02dT%s:00+08:00' % (day, clock))
            self.t.f.check('recheck', p.returncode, 0)
        self.touched.clear()

    def tell(self, what, want, day, *clocks):
        for i, clock in enumerate(clocks):
            if i:
                self.look(clock, day)
            self.t.round(clock, day)
        new = self.t.events()[self.told_before:]
        self.told_before += len(new)
        got = []
        for x in new:
            detail = x['detail'] or {}
            got.append((x['kind'], x['notice']['url'].split('/')[-1][:-5], detail.get('from') or detail.get('why'),
                        detail.get('to') or detail.get('stated')))
        self.t.f.check_set(what, got, want)


def changed(exe, top):
    d = Dated(exe, top)
    d.tell('baseline', [], 10, '09:00', '12:00')
    d.put(3, '2026-01-01')
    d.tell('list and page', [('notice.redated', 'n3', '2026-01-03', '2026-01-01')], 10, '20:00', '23:00')
    d.put(4, '2026-01-04', '2026-01-02')
    d.tell('the page first', [('notice.redated', 'n4', '2026-01-04', '2026-01-02')], 11, '10:00', '23:10')
    d.put(4, '2026-01-02')
    d.tell('the list later', [], 12, '10:05', '23:15')
    d.put(5, '2026-01-03', '2026-01-05')
    d.tell('the list first', [('notice.redated', 'n5', '2026-01-05', '2026-01-03')], 13, '10:10', '23:20')
    d.put(5, '2026-01-03')
    d.tell('the page later', [], 14, '10:15', '23:25')
    d.put(5, '2026-01-03', '2026-01-06')
    d.tell('the page alone', [('notice.redated', 'n5', '2026-01-03', '2026-01-06')], 15, '10:20', '23:30')
    d.put(5, '2026-01-03')
    d.tell('and back', [('notice.redated', 'n5', '2026-01-06', '2026-01-03')], 16, '10:25', '23:35')
    return d.t.f.n


def differing(exe, top):
    """A page that never stated the date of the list: other dates stand on it."""
    d = Dated(exe, top)
    d.put(2, '2026-01-02', '2025-12-20')
    d.tell('baseline', [], 10, '09:00', '12:00')
    d.put(2, '2026-01-02', '2025-12-24')
    d.tell('is no date of publication', [], 10, '20:00', '23:00')
    return d.t.f.n


def unlisted(exe, top):
    d = Dated(exe, top, listed=False)
    d.tell('baseline', [], 10, '09:00', '12:00')
    d.put(6, '2026-01-04')
    d.tell('the page', [('notice.redated', 'n6', '2026-01-06', '2026-01-04')], 10, '20:00', '23:00')
    d.tell('once', [], 12, '09:00', '20:00')
    for day in range(13, 31):
        d.tell('quiet', [], day, '09:00')
    d.put(7, '2026-01-14')
    d.tell('the page says it came late', [('notice.new', 'n7', None, None),
                                          ('notice.redated', 'n7', 'back-dated', '2026-01-14')], 30, '12:00', '13:00')
    return d.t.f.n


def far(exe, top):
    d = Dated(exe, top)
    d.tell('baseline', [], 10, '09:00')
    for day in range(11, 31):
        d.tell('quiet', [], day, '09:00')
    d.put(7, '2026-01-15')
    d.put(8, '2026-01-25')
    d.put(9, '2026-03-15')
    d.put(10, '2025-12-01')
    d.tell('far dates', [('notice.new', 'n%d' % i, None, None) for i in (7, 8, 9, 10)] + [
        ('notice.redated', 'n7', 'back-dated', '2026-01-15'),
        ('notice.redated', 'n9', 'dated-ahead', '2026-03-15')], 30, '12:00', '13:00')
    x = next(x for x in d.t.events('notice.redated') if x['notice']['url'].endswith('/n7.html'))
    d.t.f.check('detail', (x['detail']['days'], x['detail']['first_seen']), (15, '2026-01-30'))
    return d.t.f.n


def main():
    n = 0
    for run in (changed, differing, unlisted, far):
        if len(sys.argv) > 2 and sys.argv[2] != run.__name__:
            continue
        with temporary() as top:
            faults = run(sys.argv[1], pathlib.Path(top))
            if faults:
                print('%s: %d faults' % (run.__name__, faults))
            n += faults
    sys.exit(1 if n else 0)


if __name__ == '__main__':
    main()
