#!/usr/bin/env python3
"""A store that an earlier program wrote (tests/data/store-old.tar.xz) is read and written on:
nothing is lost, nothing is told that did not happen.

    upgrade.py PORTALWATCH
    upgrade.py --make EARLIER-PORTALWATCH ARCHIVE
"""
import pathlib
import sys
import tarfile

from bench import SOURCE, Answer, Bench, Faults, Site, temporary
from changes import LEAD, NOTHING, listing, notices, page
from series import plain_path

ARCHIVE = SOURCE / 'tests/data/store-old.tar.xz'
HOST = 'www.example.gov.cn'
COLUMNS = ('a', 'b')
TOLD = [('notice.new', '/a/t20260110_9.html'), ('notice.changed', '/a/t20260108_2.html'),
        ('notice.withdrawn', '/b/t20260107_3.html'), ('notice.changed', '/b/t20260109_1.html')]


class Town:
    """The portal as it stood when the archive was made, step by step."""

    def __init__(self, exe, top):
        self.pages, self.f = {}, Faults()
        self.site = Site(self.answer)
        self.b = Bench(exe, top, '  - {id: f, file: {path: out.jsonl, format: jsonl}}', '  - {to: [f], digest: none}',
                       network='  proxy: "http://%s"\n' % self.site.web)
        self.b.portal('p', 'portal: p\nname: 某市\nhome: http://%s/\nlinks: {check: none}\ncolumns:\n%s' % (HOST, ''.join(
            '  - {id: %s, name: %s, url: "http://%s/%s/", class: policy, every: 10m}\n' % (c, c, HOST, c) for c in COLUMNS)))
        self.lists = {c: notices(c, 6) for c in COLUMNS}
        self.pages['/files/plan.pdf'] = Answer(b'%PDF-1.4 first plan', type='application/pdf')
        for c in COLUMNS:
            for x in self.lists[c]:
                self.put(x, '<p>附件：<a href="/files/plan.pdf">实施方案.pdf</a></p>' if x[0].endswith('_5.html') else '')
        self.write()

    def put(self, x, more='', text=LEAD):
        self.pages[x[0]] = page(x[1], text, more, x[2])

    def write(self):
        for c in COLUMNS:
            self.pages['/%s/' % c] = listing(self.lists[c])

    def answer(self, address):
        path = plain_path(address)
        x = self.pages.get(path)
        if path == '/':
            return Answer(page('某市人民政府', '欢迎访问'))
        return NOTHING if x is None else x if isinstance(x, Answer) else Answer(x)

    def happen(self):
        """What the earlier program saw."""
        x = ('/a/t20260110_9.html', '关于a新发布事项的公告', '2026-01-10')
        self.lists['a'] = [x] + self.lists['a'][:5]
        self.put(x)
        self.put(self.lists['a'][2], text=LEAD + '本通知自2026年3月1日起施行。')
        self.pages['/b/t20260107_3.html'] = NOTHING
        self.lists['b'][0] = (self.lists['b'][0][0], '【更正】' + self.lists['b'][0][1], '2026-01-09')
        self.put(self.lists['b'][0])
        self.write()

    def round(self, now):
        for verb in ('crawl', 'monitor'):
            p = self.b.run(verb, '--once', now=now)
            self.f.check('%s at %s' % (verb, now), (p.returncode, p.stderr[-300:]), (0, ''))

    def told(self):
        return [(x['kind'], plain_path(x['notice']['url'])) for x in self.b.lines('events') if x['kind'].startswith('notice.')]


def moments(*days):
    return ['2026-01-%02dT%s:00+08:00' % (d, clock) for d in days for clock in ('09:00', '10:00', '21:00')]


def make(exe, archive):
    with temporary() as top:
        t = Town(exe, pathlib.Path(top))
        t.b.run('store', 'init', '--simulation')
        t.round('2026-01-10T09:00:00+08:00')
        t.happen()
        for now in moments(11, 12, 13):
            t.round(now)
        t.f.check_set('what it saw', t.told(), TOLD)
        with tarfile.open(archive, 'w:xz', preset=9) as out:
            out.add(pathlib.Path(top) / 'data', 'data')
        t.site.stop()
    return t.f.n


def goes_on(exe, top):
    t = Town(exe, top)
    with tarfile.open(ARCHIVE) as x:
        x.extractall(top, filter='data') if hasattr(tarfile, 'data_filter') else x.extractall(top)
    t.happen()
    now = '2026-01-13T22:00:00+08:00'
    t.f.check('verify', t.b.run('store', 'verify').returncode, 0)
    t.f.check_set('events', t.told(), TOLD)
    edited = 'http://%s/a/t20260108_2.html' % HOST
    for words, want in ((('status',), 'columns'), (('report', 'freshness'), '2026-01-10'), (('why', 'p/a'), 'rules'),
                        (('show', edited), '第2号'), (('history', edited), '2026-01-11'), (('notices', 'p/b'), '【更正】'),
                        (('diff', edited), '{+本通知自')):
        p = t.b.run(*words, now=now)
        t.f.check('%s' % (words,), (p.returncode in (0, 1), want in p.stdout, p.stderr), (True, True, ''))
    t.f.check('each notice is there', sorted(len(t.b.lines('notices', 'p/' + c)) for c in COLUMNS), [6, 7])
    for now in moments(14, 15):
        t.round(now)
    t.f.check_set('nothing happened', t.told(), TOLD)
    t.f.check('nor to a column', sorted({x['kind'] for x in t.b.lines('events') if not x['kind'].startswith('notice.')}),
              ['column.baseline'])
    new = ('/b/t20260116_8.html', '关于b新发布事项的公告', '2026-01-16')
    t.lists['b'] = [new] + t.lists['b'][:5]
    t.put(new)
    t.pages['/files/plan.pdf'] = Answer(b'%PDF-1.4 other plan', type='application/pdf')
    t.put(t.lists['a'][2], text=LEAD + '本通知自2026年4月1日起施行。')
    t.write()
    for now in moments(16, 17, 18, 19, 20, 21, 22, 23):
        t.round(now)
    t.f.check_set('what happens then is told', t.told()[len(TOLD):], [
        ('notice.new', new[0]), ('notice.changed', '/a/t20260108_2.html'), ('notice.changed', '/a/t20260105_5.html'),
        ('notice.changed', '/b/t20260105_5.html')])
    t.f.check('verify', t.b.run('store', 'verify').returncode, 0)
    t.site.stop()
    return t.f.n


def main():
    if sys.argv[1] == '--make':
        n = make(*sys.argv[2:4])
    else:
        with temporary() as top:
            n = goes_on(sys.argv[1], pathlib.Path(top))
    print('%d faults' % n)
    sys.exit(1 if n else 0)


if __name__ == '__main__':
    main()
