#!/usr/bin/env python3
"""crawl --history: every kind of pager is read to its end once, without news of old notices;
pagers that fail, lead in circles or never end; an interrupted reading goes on.

    history.py PORTALWATCH
"""
import datetime
import json
import pathlib
import re
import sys
import time

from bench import Answer, Bench, Faults, Site, temporary
from changes import head, page

PAGES, PER_PAGE = 5, 10
NOW = '2026-01-%02dT%s:00+08:00'


def entry(column, number):
    """Number 0 is the newest."""
    day = datetime.date(2026, 1, 9) - datetime.timedelta(days=number)
    return '/%s/n/%d.html' % (column, 5000 - number), '关于第%d号事项的通知' % (5000 - number), day.isoformat()


def entries(column, n, shift):
    """Of page n (from 0), with `shift` new ones on top."""
    return [entry(column, i) for i in range(n * PER_PAGE - shift, (n + 1) * PER_PAGE - shift)
            if i < PAGES * PER_PAGE]


def html_list(items, more=''):
    return head('通知公告', '<ul class="list">%s</ul>%s' % (''.join(
        '<li><a href="%s" title="%s">%s</a><span>%s</span></li>' % (h, t, t, d) for h, t, d in items), more))


def link(address, text='下一页'):
    return '<div class="page"><a href="%s">%s</a></div>' % (address, text)


# Each kind: address of page n, and the page. n counts from 0, the first page's address is the column's.

def trs(c, n, items):
    return html_list(items, '<script>createPageHTML(%d, %d, "index", "html")</script>' % (PAGES, n))


def empire(c, n, items):
    more = '' if n + 1 == PAGES else '<a href="index_%d.html">下一页</a> <a href="index_%d.html">尾页</a>' % (n + 2, PAGES)
    return html_list(items, '<div class="page"><a href="index.html">首页</a> %s</div>' % more)


def numbered(c, n, items):
    return html_list(items, '<div class="page">%s</div>' % ' '.join(
        '<b>%d</b>' % (i + 1) if i == n else '<a href="list.asp?page=%d">%d</a>' % (i + 1, i + 1) for i in range(PAGES)))


def query(c, n, items):
    return html_list(items, link('?p=%d' % (n + 2)) if n + 1 < PAGES else '')


def countdown(c, n, items):
    return html_list(items, link('/%s/list/%d.htm' % (c, PAGES - 1 - n), '下页') if n + 1 < PAGES else '')


def relation(c, n, items):
    return html_list(items).replace('</head>', '<link rel="next" href="/%s/p/%d"></head>' % (c, n + 2)
                                    if n + 1 < PAGES else '</head>')


def hanweb(c, n, items):
    group = '' if n + 1 == PAGES else '<nextgroup><![CDATA[<a href="/%s/dataproxy.jsp?page=%d&webid=1"></a>]]></nextgroup>' % (c, n + 2)
    return Answer('<?xml version="1.0" encoding="utf-8"?><datastore>%s<totalpage>%d</totalpage><recordset>%s</recordset>'
                  '</datastore>' % (group, PAGES, ''.join(
                      '<record><![CDATA[<li><a href="%s" title="%s">%s</a><b>%s</b></li>]]></record>' % (h, t, t, d)
                      for h, t, d in items)), type='text/xml; charset=utf-8')


def json_pages(c, n, items):
    return Answer(json.dumps({'code': 0, 'data': {'pageNo': n + 1, 'totalPage': PAGES, 'rows': [
        {'title': t, 'url': h, 'publishTime': d} for h, t, d in items]}}), type='application/json')


def json_next(c, n, items):
    return Answer(json.dumps({'next': '/%s/api/%d' % (c, n + 2) if n + 1 < PAGES else None, 'results': [
        {'title': t, 'url': h, 'date': d} for h, t, d in items]}), type='application/json')


def atom(c, n, items):
    more = '<link rel="next" href="/%s/feed?page=%d"/>' % (c, n + 2) if n + 1 < PAGES else ''
    return Answer('<feed xmlns="http://www.w3.org/2005/Atom"><title>x</title>%s%s</feed>' % (more, ''.join(
        '<entry><title>%s</title><link href="%s"/><updated>%sT00:00:00+08:00</updated></entry>' % (t, h, d)
        for h, t, d in items)), type='application/atom+xml')


KINDS = {  # page, address of the first page, of the others
    'trs': (trs, 'index.html', 'index_%d.html', 0), 'empire': (empire, 'index.html', 'index_%d.html', 1),
    'numbered': (numbered, 'list.asp?page=1', 'list.asp?page=%d', 1), 'query': (query, '', '?p=%d', 1),
    'countdown': (countdown, 'list.htm', 'list/%d.htm', None), 'relation': (relation, '', 'p/%d', 1),
    'hanweb': (hanweb, 'dataproxy.jsp?page=1&webid=1', 'dataproxy.jsp?page=%d&webid=1', 1),
    'jsonpages': (json_pages, 'api/list?pageNo=1&pageSize=10', 'api/list?pageNo=%d&pageSize=10', 1),
    'jsonnext': (json_next, 'api/1', 'api/%d', 1), 'atom': (atom, 'feed', 'feed?page=%d', 1)}


class Portal:
    def __init__(self, exe, top, columns, delay='0s'):
        self.f, self.shift, self.asked, self.broken = Faults(), 0, [], {}
        self.columns = columns
        self.site = Site(self.answer)
        self.b = Bench(exe, top, '  - {id: f, file: {path: out.jsonl, format: jsonl}}', '  - {to: [f], digest: none}')
        self.b.portal('p', 'portal: p\nhome: http://%s/\nlinks: {check: none}\nrevisit: none\nnetwork: {delay: %s, connections: %d}\ncolumns:\n%s' % (
            self.site.web, delay, 1 if delay != '0s' else 8, ''.join('  - {id: %s, url: "http://%s/%s/%s", class: other, every: 6h}\n' % (
                c, self.site.web, c, KINDS[k][1]) for c, k in columns.items())))
        self.b.run('store', 'init', '--simulation')

    def number(self, kind, rest):
        """The page of an address; None: none of the column's."""
        _, first, others, plus = KINDS[kind]
        if rest == first:
            return 0
        for n in range(1, 1000):
            k = PAGES - n if plus is None else n + plus
            if rest == others % k:
                return n
        return None

    def answer(self, path):
        m = re.match(r'/(\w+)/(.*)$', path)
        if path == '/robots.txt' or (path != '/' and not m):
            return Answer('', 404)
        if path == '/':
            return Answer(head('首页', '<p>某市人民政府</p>'))
        column, rest = m.groups()
        kind = self.columns.get(column)
        n = self.number(kind, rest) if kind else None
        if n is None:
            return Answer(page('通知', '正文')) if '/n/' in rest else Answer('', 404)
        self.asked.append((column, n, time.monotonic()))
        broken = self.broken.get((column, n))
        if broken:
            return broken() if callable(broken) else broken
        if n >= PAGES:
            return Answer('', 404)
        a = KINDS[kind][0](column, n, entries(column, n, self.shift))
        return a if isinstance(a, Answer) else Answer(a)

    def crawl(self, day, clock, *words):
        p = self.b.run('crawl', '--once', *words, now=NOW % (day, clock))
        self.f.check('crawl %s' % (words,), (p.returncode, p.stderr[-500:]), (0, ''))
        return p

    def known(self):
        out = dict.fromkeys(self.columns, 0)
        for n in self.b.lines('notices', '--limit', '100000'):
            out[n['column']] = out.get(n['column'], 0) + 1
        return {c: out[c] for c in self.columns}

    def told(self):
        return [(x['kind'], x['column']) for x in self.b.lines('events')
                if x['column'] in self.columns and x['kind'] != 'column.baseline']


def every_pager(exe, top):
    columns = {k: k for k in KINDS}
    p = Portal(exe, top, columns)
    p.crawl(10, '09:00')
    p.f.check('first page', p.known(), dict.fromkeys(columns, PER_PAGE))
    p.crawl(10, '15:30')
    p.asked.clear()
    p.crawl(10, '16:00', '--history', *['p/' + c for c in columns])
    p.f.check('to the end', p.known(), dict.fromkeys(columns, PAGES * PER_PAGE))
    p.f.check('each page once', sorted({(c, n): 0 for c, n, _ in p.asked}), sorted((c, n) for c, n, _ in p.asked))
    p.f.check('nothing is news', p.told(), [])
    p.shift = 1
    p.crawl(10, '23:00')
    p.f.check_set('what is new afterwards', p.told(), [('notice.new', c) for c in columns])
    p.crawl(11, '09:00', '--history')
    p.crawl(11, '15:30')
    p.f.check_set('and once', p.told(), [('notice.new', c) for c in columns])
    p.f.check('nothing is lost', p.known(), dict.fromkeys(columns, PAGES * PER_PAGE + 1))
    states = {n['state'] for n in p.b.lines('notices', '--limit', '100000') if n['column'] in columns}
    p.f.check('states', states, {'listed', 'rolled'})
    return p.f.n


def hostile(exe, top):
    """Pages that fail, lie or go on for ever."""
    columns = dict.fromkeys(['fails', 'circle', 'endless', 'same', 'error', 'waf', 'empty'], 'query')
    p = Portal(exe, top, columns)
    p.broken[('fails', 2)] = Answer('busy', 503)
    p.broken[('circle', 3)] = lambda: Answer(html_list(entries('circle', 3, 0), link('?p=2')))
    for n in range(1, 1000):
        p.broken[('endless', n)] = (lambda k: lambda: Answer(html_list([
            ('/endless/n/%d.html' % (10 * k + i), '关于无尽翻页第%d号事项的通知' % (10 * k + i), '2025-01-01') for i in range(10)],
            link('?p=%d' % (k + 2)))))(n)
        p.broken[('same', n)] = (lambda k: lambda: Answer(html_list(entries('same', 0, 0), link('?p=%d' % (k + 2)))))(n)
    p.broken[('error', 2)] = Answer('<html><head><title>系统错误</title></head><body><h1>500 系统繁忙，请稍后再试</h1><ul>'
                                    '<li><a href="/error/n/1.html">查看系统维护的通知公告内容</a><span>2026-01-01</span></li>'
                                    '</ul></body></html>')
    p.broken[('waf', 2)] = Answer('<html><body><script>self.location="/?security_verify_data=1"</script></body></html>')
    p.broken[('empty', 2)] = Answer(html_list([], link('?p=4')))
    p.crawl(10, '09:00')
    p.crawl(10, '15:00', '--history', 'p')
    known = p.known()
    p.f.check('up to what failed', {c: known[c] for c in ('fails', 'waf', 'error', 'empty')},
              {'fails': 20, 'waf': 20, 'error': 20, 'empty': 20})
    p.f.check('a circle ends', known['circle'], 40)
    p.f.check('the same page again and again', (known['same'], sum(c == 'same' for c, _, _ in p.asked) < 20), (10, True))
    p.f.check('what never ends, ends', sum(c == 'endless' for c, _, _ in p.asked) <= 520, True)
    p.f.check('nothing is news', p.told(), [])
    del p.broken[('fails', 2)]
    p.crawl(10, '18:00', '--history', 'p/fails')
    p.f.check('and is read on', p.known()['fails'], 50)
    return p.f.n


def polite(exe, top):
    p = Portal(exe, top, {'a': 'trs'}, delay='300ms')
    p.crawl(10, '09:00', '--history', 'p/a')
    times = [t for _, _, t in p.asked]
    p.f.check('pages', len(times), PAGES)
    p.f.check('paced', min(b - a for a, b in zip(times, times[1:])) > 0.2, True)
    return p.f.n


def interrupted(exe, top):
    """Killed on the third page; the next time it is read to the end."""
    p = Portal(exe, top, {'a': 'trs', 'b': 'query'})
    p.crawl(10, '09:00')
    import subprocess
    child = []

    def die():
        child[0].kill()
        return Answer('', 503)
    p.broken[('b', 2)] = die
    child.append(subprocess.Popen(p.b.words('crawl', '--once', '--history', 'p/b', now=NOW % (10, '10:00')),
                                  stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
    child[0].wait()
    p.broken.clear()
    p.crawl(10, '11:00', '--history', 'p/b')
    p.f.check('to the end', p.known(), {'a': 10, 'b': 50})
    p.f.check('nothing is news', p.told(), [])
    return p.f.n


def main():
    n = 0
    for run in (every_pager, hostile, polite, interrupted):
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
