#!/usr/bin/env python3
"""A list found without configuration, and what its notices' own pages say of it.

    agreeing.py PORTALWATCH

Five columns: the notices' pages bear the list's titles; they are titled otherwise, as where cells
or another list were taken for the notices, and the list has no dates that speak for it; the same,
but it has; the same, but the list is configured; and half of the pages cannot be read. No request more is made for the one that is refused than for
the same pages of the one that is configured.
"""
import collections
import pathlib
import sys

from bench import Answer, Bench, Faults, Site, temporary

DAYS = ['2026-03-%02d' % d for d in range(2, 10)]
TITLE = '关于做好第%d次防汛检查工作的通知'
OWN = '某局第%d季度财政收支情况一览表'
BODY = '各有关单位：现将有关事项通知如下，请认真贯彻执行，并将落实情况按时报送。' * 8
COLUMNS = {'agree': '', 'differ': '', 'sure': '', 'told': ', items: {item: "li.n"}', 'half': ''}


class Town:
    def __init__(self, exe, top):
        self.f, self.asked = Faults(), collections.Counter()
        self.site = Site(self.answer)
        self.b = Bench(exe, top, '  - {id: f, file: {path: out.jsonl, format: jsonl}}', '  - {to: [f], digest: none}',
                       network='  proxy: "http://%s"\n' % self.site.web)
        for name, selector in COLUMNS.items():
            self.b.portal(name, 'portal: %s\nhome: http://%s.gov.cn/\nlinks: {check: none}\ncolumns:\n'
                          '  - {id: c, url: "http://%s.gov.cn/tzgg/", class: policy, every: 6h%s}\n'
                          % (name, name, name, selector))
        self.b.run('store', 'init', '--simulation')

    def answer(self, url):
        name, path = url.split('/')[2].split('.')[0], '/' + url.split('/', 3)[3]
        self.asked[name] += path.startswith('/tzgg/t')
        if path == '/robots.txt' or name not in COLUMNS:
            return Answer('', 404)
        if path == '/':
            return Answer('<html><body><h1>门户</h1><p>某市人民政府</p></body></html>')
        if path == '/tzgg/':
            dated = '' if name in ('differ', 'told') else '<span>%s</span>'
            rows = ''.join('<li class=n><a href="t2026_%d.html">%s</a>%s</li>' % (
                1000 + i, TITLE % i, dated and dated % day)
                           for i, day in reversed(list(enumerate(DAYS))))
            return Answer('<html><head><meta charset=utf-8><title>通知公告</title></head><body><h1>通知公告</h1>'
                          '<ul class=list>%s</ul></body></html>' % rows)
        i = int(path.rsplit('_', 1)[1].split('.')[0]) - 1000
        if name == 'half' and i % 2:
            return Answer('<h1>403</h1>', 403)  # a 503 would be waited for
        title = (OWN if name in ('differ', 'sure', 'told') else TITLE) % i
        return Answer('<html><head><meta charset=utf-8><title>%s</title></head><body><h1>%s</h1><p>发布时间：%s</p>'
                      '<div>%s</div></body></html>' % (title, title, DAYS[i], BODY))


def run(exe, top):
    t = Town(exe, top)
    for now in ('10T09:00', '10T10:30', '10T16:00', '10T23:00'):
        p = t.b.run('crawl', '--once', now='2026-03-%s:00+08:00' % now)
        t.f.check('crawl ' + now, (p.returncode, p.stderr[-500:]), (0, ''))
    now = '2026-03-10T23:10:00+08:00'
    for name in COLUMNS:
        last = t.b.lines('why', name + '/c', now=now)[0]['measurements'][-1]
        t.f.check(name + ': gate', last['gate'], 'own-titles' if name == 'differ' else None)
        t.f.check(name + ': what is believed stands', len([n for n in t.b.lines('notices', '--limit', '1000')
                                                           if n['portal'] == name and n['column'] == 'c']), len(DAYS))
        if name == 'differ':
            t.f.check('in words', [w in last['detail'] for w in ('bear the title', '某局第')], [True, True])
            for lang, words in (('en', 'bear the title of the list'), ('zh', '条的页面标题与列表一致')):
                told = t.b.run('--lang', lang, 'why', name + '/c', now=now).stdout
                t.f.check('why in ' + lang, words in told, True)
    for lang, words in (('en', 'this may not be the list'), ('zh', '可能不是该栏目的列表')):
        t.f.check('doubted only, in ' + lang, words in t.b.run('--lang', lang, 'why', 'sure/c', now=now).stdout, True)
    t.f.check('no round of requests more', t.asked['differ'] < t.asked['told'] + len(DAYS), True)
    t.site.stop()
    print('%d columns, requests of notices %s' % (len(COLUMNS), dict(t.asked)))
    return t.f.n


if __name__ == '__main__':
    with temporary() as directory:
        sys.exit(1 if run(sys.argv[1], pathlib.Path(directory)) else 0)
