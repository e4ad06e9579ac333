#!/usr/bin/env python3
"""Rolled off or taken off? A column of several pages whose entries come, go and change place;
the older pages are asked, and only what is on none of them was taken off.

    pagers.py PORTALWATCH
"""
import datetime
import pathlib
import sys

from bench import Answer, temporary
from changes import LEAD, NOTHING, Town, head, page

PER_PAGE = 10


class Column:
    """A column of pages of ten; the newest entry first unless a test orders them."""

    def __init__(self, exe, top):
        self.t = Town(exe, top, ['a'])
        self.entries = []
        self.frozen = {}  # pages that are not written again
        for i in range(1, 46):
            self.entries.append(self.make(i, 45 - i))
        self.write()

    def make(self, number, days_ago, title=None):
        day = (datetime.date(2026, 1, 9) - datetime.timedelta(days=days_ago)).isoformat()
        x = {'href': '/a/n%03d.html' % number, 'title': title or '关于第%d号事项的通知' % number, 'day': day}
        self.t.pages[x['href']] = page(x['title'], LEAD, day=day)
        return x

    def add(self, *numbers, day='2026-01-10'):
        for i in numbers:
            x = self.make(i, 0)
            x['day'] = day
            self.t.pages[x['href']] = page(x['title'], LEAD, day=day)
            self.entries.append(x)

    def newest(self):
        return self.entries[::-1]

    def of(self, number):
        return next(x for x in self.entries if x['href'] == '/a/n%03d.html' % number)

    def write(self, order=None, per_page=PER_PAGE, frozen=()):
        items = order or self.newest()
        count = (len(items) + per_page - 1) // per_page
        for k in range(count):
            path = '/a/' if k == 0 else '/a/index_%d.html' % k
            if k in frozen:
                continue
            pager = '' if k + 1 == count else '<a class="next" href="/a/index_%d.html">下一页</a>' % (k + 1)
            self.t.pages[path] = head('通知公告', '<ul class="list">%s</ul><div class="page"><a href="/a/">首页'
                                      '</a>%s</div>' % (''.join(
                '<li><a href="%s" title="%s">%s</a><span>%s</span></li>' % (
                    x['href'], x['title'], x['title'], x['day'])
                for x in items[k * per_page:(k + 1) * per_page]), pager))

    def rounds(self, day, *clocks):
        for clock in clocks or ('09:00', '10:00', '12:00'):
            self.t.round(clock, day)

    def told(self):
        return [(x['kind'], x['notice']['url'].split('/')[-1]) for x in self.t.events()]

    def older_asked(self):
        return sum(n for p, n in self.t.asked.items() if '/index_' in p)


def new_ones(*numbers):
    return [('notice.new', 'n%03d.html' % i) for i in numbers]


def quiet_column(exe, top):
    """Entries that only roll off cost one look a day."""
    c = Column(exe, top)
    c.rounds(10)
    c.t.f.check('nothing is asked while nothing leaves', c.older_asked(), 0)
    c.add(46, 47)
    c.write()
    c.rounds(10, '13:00', '14:00', '15:00')
    c.add(48)
    c.write()
    c.rounds(10, '16:00', '17:00', '18:00')
    c.t.f.check_set('new ones', c.told(), new_ones(46, 47, 48))
    c.t.f.check('one look', c.older_asked(), 1)
    c.rounds(11, '14:00', '15:00')
    c.t.f.check('and one on the next day', c.older_asked(), 2)
    c.rounds(12)
    c.t.f.check('none for what was met', c.older_asked(), 2)
    return c.t.f.n


def removed_among_new(exe, top):
    """Four new ones in a round, one entry taken out of the middle, one out of those that roll
    off by their position at the same time."""
    c = Column(exe, top)
    c.rounds(10)
    c.entries.remove(c.of(43))  # position 2
    c.entries.remove(c.of(38))  # position 7: it would have rolled off
    c.add(46, 47, 48, 49)
    c.write()
    c.rounds(10, '13:00', '13:40', '14:20', '15:00', '16:00')
    c.t.f.check_set('both are told', c.told(), new_ones(46, 47, 48, 49) + [
        ('notice.delisted', 'n043.html'), ('notice.delisted', 'n038.html')])
    c.rounds(11)
    c.rounds(12)
    c.t.f.check('once', len(c.told()), 6)
    return c.t.f.n


def changed_place(exe, top):
    """An entry put first by hand goes to its place on the second page; another one is dated back
    and goes to the third."""
    c = Column(exe, top)
    first = c.of(30)
    c.write([first] + [x for x in c.newest() if x is not first])
    c.rounds(10)
    back = c.of(42)
    back['day'] = '2025-12-18'
    c.entries.remove(back)
    c.entries.insert(23, back)
    c.add(46)
    c.write()
    c.rounds(10, '13:00', '14:00', '15:00', '16:00')
    c.rounds(11)
    c.t.f.check_set('nothing was taken off', c.told(), new_ones(46))
    return c.t.f.n


def written_later(exe, top):
    """A system that writes the first page at once and the others at night."""
    c = Column(exe, top)
    c.rounds(10)
    c.add(46, 47, 48)
    c.write(frozen=(1, 2, 3, 4))
    c.rounds(10, '13:00', '14:00', '15:00', '20:00')
    c.rounds(11)
    c.t.f.check_set('what is on no page for a while has rolled off', c.told(), new_ones(46, 47, 48))
    c.write()
    c.rounds(12)
    c.entries.remove(c.of(41))
    c.write(frozen=(1, 2, 3, 4))
    c.rounds(12, '14:00', '15:00', '16:00')
    c.t.f.check_set('but a gap on the first page is one', c.told(), new_ones(46, 47, 48) + [
        ('notice.delisted', 'n041.html')])
    return c.t.f.n


def no_second_page(exe, top):
    """The second page fails, or is the first one again: position decides."""
    c = Column(exe, top)
    c.rounds(10)
    c.t.pages['/a/index_1.html'] = NOTHING
    c.entries.remove(c.of(41))
    c.add(46, 47)
    c.write(frozen=(1,))
    c.rounds(10, '13:00', '14:00', '15:00')
    c.t.f.check_set('by position', c.told(), new_ones(46, 47) + [('notice.delisted', 'n041.html')])
    c.entries.remove(c.of(44))
    c.write()
    c.t.pages['/a/index_1.html'] = lambda: c.t.pages['/a/']
    c.rounds(11, '13:00', '14:00', '15:00')
    c.t.f.check('again', c.told()[3:], [('notice.delisted', 'n044.html')])
    c.t.pages['/a/index_1.html'] = Answer('no', 403)
    c.write(per_page=7, frozen=(1,))
    c.rounds(12, '13:00', '14:00', '15:00')
    c.rounds(13)
    c.t.f.check('a shorter page takes nothing off', len(c.told()), 4)
    return c.t.f.n


def withdrawn(exe, top):
    """Gone from list and site: withdrawn, never delisted as well. Back on the list: reappeared."""
    c = Column(exe, top)
    c.rounds(10)
    gone, off = c.of(41), c.of(39)
    c.t.pages[gone['href']] = NOTHING
    c.entries.remove(gone)
    c.entries.remove(off)
    c.add(46, 47, 48)
    c.write()
    c.rounds(10, '13:00', '13:40', '14:20', '15:00')
    want = new_ones(46, 47, 48) + [('notice.withdrawn', 'n041.html'), ('notice.delisted', 'n039.html')]
    c.t.f.check_set('each its own', c.told(), want)
    c.entries.insert(38, off)
    c.entries.remove(c.of(48))
    c.entries.remove(c.of(47))
    c.write()
    c.rounds(11, '13:00', '13:40', '14:20', '15:00')
    c.t.f.check_set('back', c.told()[5:], [('notice.reappeared', 'n039.html'), ('notice.delisted', 'n048.html'),
                                          ('notice.delisted', 'n047.html')])
    c.t.f.check('verify', c.t.b.run('store', 'verify').returncode, 0)
    return c.t.f.n


def main():
    n = 0
    for run in (quiet_column, removed_among_new, changed_place, written_later, no_second_page, withdrawn):
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
