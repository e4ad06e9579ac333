#!/usr/bin/env python3
"""Columns that need help: OPML in and out, a renderer, a JSON endpoint, a whole history.

usage: columns.py PORTALWATCH
"""
import http.server
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import threading
import xml.etree.ElementTree

from checks import check, outcome

PW = os.path.abspath(sys.argv[1])

OPML = '''<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0" xmlns:frss="https://freshrss.org/opml"><head><title>x</title></head><body>
<outline text="市政府">
<outline text="通知公告" type="HTML+XPath" xmlUrl="http://www.example.gov.cn/tzgg/"
 frss:xPathItem="//ul[@class=&quot;list&quot;]/li" frss:xPathItemTitle="descendant::a"
 frss:xPathItemUri="descendant::a/@href" frss:xPathItemTimestamp="span[2]"
 frss:xPathItemTimeFormat="Y.m.d H:i"/>
<outline text="接口" type="JSON+DotNotation" xmlUrl="http://www.example.gov.cn/api/list"
 frss:jsonItem="data.rows" frss:jsonItemTitle="meta.title" frss:jsonItemUri="meta.links[0]"
 frss:jsonItemTimestamp="meta.date" frss:jsonItemTimeFormat="d/m/Y"/>
<outline text="新闻" type="rss" xmlUrl="http://b.example.gov.cn/rss.xml"/>
<outline text="发送" type="JSON+DotNotation" xmlUrl="http://b.example.gov.cn/p" frss:CURLOPT_POST="1"
 frss:jsonItem="rows"/>
<outline text="拼接" type="JSON+DotNotation" xmlUrl="http://b.example.gov.cn/q" frss:jsonItem="rows"
 frss:jsonItemTitle="a.b &amp; ' x'"/>
<outline text="坏" type="HTML+XPath" xmlUrl="http://b.example.gov.cn/x" frss:xPathItem="//li[["/>
<outline text="不是网址" xmlUrl="ftp://x/"/></outline></body></opml>
'''

SHELL = '<html><head><title>空壳</title></head><body><div id=app></div></body></html>'
RENDERER = '''import sys, time
how = sys.argv[1]
if how == 'fail':
    sys.exit(3)
if how == 'big':
    while True:
        sys.stdout.write('x' * 65536)
rows = [(f'关于第{i}号事项的通知', f'/n/{1000 + i}.html', f'2026-03-{i:02d}') for i in (9, 8, 7, 5)]
if how == 'json':
    import json
    print(json.dumps({'data': [{'title': t, 'url': u, 'date': d} for t, u, d in rows]}))
elif how in ('html', 'gbk', 'exit', 'signal', 'zombie', 'orphan'):
    import os
    if how == 'gbk':  # declared as nothing, as browsers' dumps are at times
        sys.stdout.reconfigure(encoding='gb18030')
    if how == 'zombie' and os.fork() == 0:
        os._exit(0)
    print('<html><body><ul>' + ''.join(f'<li><a href="{u}">{t}</a><span>{d}</span></li>'
                                        for t, u, d in rows) + '</ul>' + sys.argv[-1], flush=True)
    if how == 'orphan' and os.fork() == 0:  # a helper that keeps the output open
        time.sleep(60)
    if how == 'exit':
        os._exit(4)
    if how == 'signal':
        os.kill(os.getpid(), 11)
'''


def pw(*args, cwd=None):
    p = subprocess.run([PW, *map(str, args)], cwd=cwd, capture_output=True, check=False,
                       text=True, env={**os.environ, 'LANG': 'C.UTF-8'})
    return p.returncode, p.stdout, p.stderr


def page(n):
    """Page n of three, as TRS numbers them: five notices each."""
    items = ''.join(f'<li><a href="/n/t2026_{100 * n + i}.html">关于第{n}页第{i}号事项的通知</a>'
                    f'<span>2026-0{4 - n}-{20 - i:02d}</span></li>' for i in range(5))
    return (f'<html><body><ul class=list>{items}</ul><script>createPageHTML(3, {n - 1}, "index", '
            f'"html")</script></body></html>')


def titled(kind, name):
    """A list whose notices bear its titles, maybe cut there, or all the name of one page."""
    titles = [f'关于{what}有关事项的通知' for what in ('安全生产工作会议', '供水管网改造', '义务植树')]
    if name == 'index':
        shown = [t[:8] + '...' if kind == 'cut' else t for t in titles]
        items = ''.join(f'<li><a href="t2026030{i}_{i}.html">{t}</a><span>2026-03-0{9 - i}</span></li>'
                        for i, t in enumerate(shown))
        return f'<html><body><ul class=list>{items}</ul></body></html>'
    title = titles[int(name[-1])] if kind != 'other' else '统一身份认证登录平台'
    return (f'<html><head><title>{title}</title></head><body><h1>{title}</h1><p>2026-03-01</p><div>'
            + '<p>各有关单位，现将有关事项通知如下，请认真贯彻执行。</p>' * 6 + '</div></body></html>')


LINKED = json.dumps({'data': {'rows': [{'meta': {'title': f'关于第{i}号事项的公示', 'date': f'0{i}/02/2026',
                                                'links': [f'/l/{i}.html', '/x']}} for i in (9, 8, 6)]}})
API = json.dumps({'code': 200, 'data': {'rows': [
    {'meta': {'title': f'关于第{i}号事项的公告', 'no': 500 + i, 'day': f'2026-02-0{i}'}}
    for i in (9, 8, 6)]}, 'banner': [{'title': '首页', 'url': '/'}, {'title': '搜索', 'url': '/s'}]})


INDEX = ('<?xml version="1.0"?><sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">%s</sitemapindex>' % ''.join(
    '<sitemap><loc>http://www.example.gov.cn/sitemap_%d.xml</loc></sitemap>' % i for i in range(3)))


MONTHS = INDEX.replace('sitemap_0.xml', 'map-2026-09.xml').replace('sitemap_1.xml', 'map-2026-11.xml').replace(
    'sitemap_2.xml', 'map-2026-10.xml')
NEWS = ('<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">%s</urlset>' % ''.join(
    '<url><loc>http://www.example.gov.cn/art/%d.html</loc><lastmod>2026-11-0%d</lastmod></url>' % (i, i) for i in (3, 2, 1)))


class Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        path = self.path.split('?')[0]
        m = re.fullmatch(r'/h/index(?:_(\d))?\.html', path)
        body = SHELL
        if m:
            body = page(int(m.group(1) or 0) + 1)
        elif re.fullmatch(r'/(own|cut|other)/\w+\.html', path):
            body = titled(*path[1:-5].split('/'))
        elif path == '/api':
            body = API
        elif path == '/linked':
            body = LINKED
        elif path == '/sitemap.xml':
            body = INDEX
        elif path == '/months.xml':
            body = MONTHS.replace('http://www.example.gov.cn', 'http://' + self.headers['Host'])
        elif path == '/map-2026-11.xml':
            body = NEWS
        self.send_response(404 if path in ('/robots.txt', '/h/index_3.html') else 200)
        self.send_header('Content-Type', 'application/json' if path in ('/api', '/linked')
                         else 'text/html; charset=gb2312')
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, *args):
        pass


def round_trip(top):
    (top / 'in.opml').write_text(OPML)
    status, out, _ = pw('import', 'in.opml', '--dir', 'one', cwd=top)
    check('faults are told', (status, out.count('accepted'), out.count(': left out: ')), (1, 4, 4))
    (top / 'one.yaml').write_text('portals: one/*.yaml\n')
    check('sound', pw('config', 'check', 'one.yaml', cwd=top)[0], 0)
    status, out, _ = pw('config', 'opml', 'one.yaml', cwd=top)
    check('written', (status, 'frss:xPathItemUri="descendant::a/@href"' in out,
                      'frss:xPathItemTimeFormat="Y.m.d H:i"' in out,
                      'frss:jsonItem="data.rows"' in out,
                      'frss:jsonItemUri="meta.links[0]"' in out), (0, True, True, True, True))
    (top / 'out.opml').write_text(out)
    check('read again', pw('import', 'out.opml', '--dir', 'two', cwd=top)[0], 0)
    for name in ('example.yaml', 'b-example.yaml'):
        check(name, *((top / d / name).read_text().split('\n', 1)[1] for d in ('one', 'two')))
    check('twice', pw('import', 'out.opml', '--dir', 'one', cwd=top)[1].count(': same'), 3)
    check('no OPML', pw('import', '--dir', 'one', 'one.yaml', cwd=top)[0], 2)


def probe(base, how, top):
    status, out, _ = pw('--json', 'probe', '--render',
                        f'{sys.executable} {top}/render.py {how}', f'{base}/app.html')
    return status, json.loads(out)


def renderers(base, top):
    (top / 'render.py').write_text(RENDERER)
    for how in ('html', 'json', 'gbk', 'zombie', 'orphan'):
        _, x = probe(base, how, top)
        items = x['page']['list']['items']
        check(f'{how} notices', [i['title'] for i in items][:1], ['关于第9号事项的通知'])
        check(f'{how} date', [i['date'] for i in items],
              ['2026-03-09', '2026-03-08', '2026-03-07', '2026-03-05'])
    for how, reason in (('fail', 'render-failed'), ('big', 'render-too-large'),
                        ('silent', 'render-empty'), ('exit', 'render-failed'), ('signal', 'render-failed')):
        _, x = probe(base, how, top)
        check(f'{how} gives no page', (x['page'], x['reason'], reason in x['detail']), (None, reason, True))
    status, out, _ = pw('--json', 'probe', '--render', '/no/such/program', f'{base}/app.html')
    check('no program', json.loads(out)['page'], None)


def titles(base):
    """The notices' own pages are evidence for the list, or against it."""
    for kind, alike in (('own', 3), ('other', 0)):
        _, out, _ = pw('--json', 'probe', f'{base}/{kind}/index.html')
        x = json.loads(out)['titles']
        check(f'{kind} titles', (x['read'], x['alike'], x['doubtful']), (3, alike, alike == 0))
    _, out, _ = pw('probe', f'{base}/other/index.html')
    check('said in words', ['this may not be the list' in out, '统一身份认证登录平台' in out], [True, True])
    _, out, _ = pw('probe', f'{base}/own/t20260300_0.html')
    check('no list, no titles', 'bear them' in out, False)


def crawl(base, top):
    (top / 'portals').mkdir()
    (top / 'portals/a.yaml').write_text(f'''portal: a
home: {base}/
network: {{delay: 0ms}}
columns:
  - {{id: shown, url: "{base}/app.html", render: "{sys.executable} {top}/render.py html"}}
  - {{id: shell, url: "{base}/app.html?2"}}
  - {{id: index, url: "{base}/sitemap.xml"}}
  - id: api
    url: {base}/api
    items: {{json: data.rows, title: meta.title, date: meta.day,
            link: "{base}/n/{{meta.no}}.html"}}
  - {{id: deep, url: "{base}/h/index.html"}}
  - {{id: other, url: "{base}/other/index.html"}}
  - {{id: cut, url: "{base}/cut/index.html"}}
  - id: linked
    url: {base}/linked
    items: {{json: data.rows, title: meta.title, date: meta.date, link: meta.links.0, date_format: "%d/%m/%Y"}}
''')
    (top / 'pw.yaml').write_text('store: data\nportals: ["portals/*.yaml"]\n'
                                 'network: {delay: 1ms, address_rate: 1000, allow_private: ["127.0.0.0/8"]}\n')
    check('store', pw('-c', 'pw.yaml', '--now', '2026-03-10T12:00:00+08:00', 'store', 'init',
                      '--simulation', cwd=top)[0], 0)
    for more in ([], ['--history', 'a/deep'], ['--history', 'a/deep']):
        status, out, err = pw('-c', 'pw.yaml', '--now', '2026-03-10T12:00:00+08:00', 'crawl',
                              '--once', *more, cwd=top)
        check(f'crawl {more}', (status, err if status else ''), (0, ''))
    status, out, err = pw('-c', 'pw.yaml', '--json', 'notices', cwd=top)
    found = {}
    for line in out.splitlines():
        x = json.loads(line)
        found.setdefault(x['column'], []).append(x)
    check('counts', {k: len(v) for k, v in found.items()}, {'shown': 4, 'api': 3, 'deep': 15, 'linked': 3, 'other': 3, 'cut': 3})
    check('titles that the list cuts', sorted(x['title'] for x in found['cut'])[0], '关于义务植树有关事项的通知')
    check('a path with a number, a date by its form', sorted((x['url'], x['date']) for x in found['linked'])[0],
          (f'{base}/l/6.html', '2026-02-06'))
    check('address by a form', sorted(x['url'] for x in found['api'])[0], f'{base}/n/506.html')
    status, out, _ = pw('-c', 'pw.yaml', '--json', 'events', cwd=top)
    kinds = [json.loads(line)['kind'] for line in out.splitlines()]
    check('nothing new by reading history', 'notice.new' in kinds, False)
    for lang, words in (('zh', '没有信息条目'), ('en', 'no notices on it')):
        (top / 'pw.yaml').write_text(f'language: {lang}\nstore: data\nportals: ["portals/*.yaml"]\n')
        status, out, _ = pw('-c', 'pw.yaml', 'why', 'a/shell', cwd=top)
        check(f'why in {lang}', words in out, True)
    for lang, words in (('zh', '可能不是该栏目的列表'), ('en', 'this may not be the list')):
        status, out, _ = pw('-c', 'pw.yaml', '--lang', lang, 'why', 'a/other', cwd=top)
        check(f'pages titled otherwise in {lang}: {out}', words in out, True)
    for lang, words in (('zh', '站点地图索引，请改填'), ('en', 'an index of sitemaps: give')):
        status, out, _ = pw('-c', 'pw.yaml', '--lang', lang, 'why', 'a/index', cwd=top)
        check(f'an index of sitemaps in {lang}: {out}', words in out, True)
        status, out, _ = pw('--lang', lang, 'probe', f'{base}/sitemap.xml', cwd=top)
        check(f'and which address to give: {out}', (status, words in out, 'sitemap_0.xml' in out), (0, True, True))
    for lang, words in (('zh', '含 3 个站点地图，读取其中最新的一个：'), ('en', 'of 3 sitemaps; the newest of them is read: ')):
        status, out, _ = pw('--lang', lang, 'probe', f'{base}/months.xml', cwd=top)
        check(f'the notices of the newest sitemap in {lang}: {out}', (status, words in out, f'{words}{base}/map-2026-11.xml\n' in out,
              '/art/3.html' in out, f'{base}/map-2026-10.xml' in out, 'map-2026-09' in out), (0, True, True, True, True, False))
    x = json.loads(pw('--json', 'probe', f'{base}/months.xml', cwd=top)[1])
    check('in JSON', (x['sitemap'], len(x['page']['list']['items']), x['gate']), (f'{base}/map-2026-11.xml', 3, None))


ATOM = '{http://www.w3.org/2005/Atom}'


def feed(top):
    """What RFC 4287 demands of a feed and its entries, in both languages."""
    for lang, word in (('zh', '栏目首次读取：'), ('en', 'column read for the first time: ')):
        status, out, err = pw('-c', 'pw.yaml', '--lang', lang, 'events', '--atom', cwd=top)
        check('feed', (status, err), (0, ''))
        root = xml.etree.ElementTree.fromstring(out)
        check('language', root.get('{http://www.w3.org/XML/1998/namespace}lang')[:2], lang)
        for x in (root, *root.iter(ATOM + 'entry')):
            for name in ('id', 'title', 'updated'):
                check(name, len(x.findall(ATOM + name)), 1)
            check('a time', re.fullmatch(r'\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?[+-]\d\d:\d\d',
                                         x.find(ATOM + 'updated').text) is not None, True)
        entries = list(root.iter(ATOM + 'entry'))
        check('an entry for each event', len(entries), len(pw('-c', 'pw.yaml', '--json', 'events', cwd=top)[1].splitlines()))
        check('a content each', all(x.find(ATOM + 'content').text for x in entries), True)
        check('author', root.find(ATOM + 'author').find(ATOM + 'name').text, 'portalwatch')
        titles = [x.find(ATOM + 'title').text for x in entries]
        check(f'titles in {lang}', word + 'a › deep' in titles, True)
        ids = [x.find(ATOM + 'id').text for x in entries]
        check('ids differ', len(set(ids)), len(ids))
    at = 'https://feeds.example.org/a.atom?x=1&y=2'
    root = xml.etree.ElementTree.fromstring(pw('-c', 'pw.yaml', 'events', '--atom', '--self', at, cwd=top)[1])
    check('its own address', [(x.get('rel'), x.get('href')) for x in root.findall(ATOM + 'link')], [('self', at)])
    again = pw('-c', 'pw.yaml', 'events', '--atom', cwd=top)[1]
    check('the same again', again, out)
    for words in (['--portal', 'nosuch'], ['--portal', 'a/nosuch'], ['--kind', 'notice.gone'], ['--follow', '--atom'], ['--self', at], ['--atom', '--self', 'here'], ['a'], ['--limit', '-1'], ['--since', 'x']):
        check(f'refused {words}', pw('-c', 'pw.yaml', 'events', *words, cwd=top)[0], 2)


def unknown(top):
    """What is not there is said, in the reader's language; it is not an empty list."""
    for verb, what in (('notices', 'nosuch'), ('notices', 'a/nosuch'), ('history', 'a/nosuch')):
        status, out, err = pw('-c', 'pw.yaml', '--lang', 'zh', verb, what, cwd=top)
        check(f'{verb} {what}', (status, out, f'没有关于“{what}”的数据' in err), (2, '', True))
    check('a home page', pw('-c', 'pw.yaml', 'notices', 'a/home', cwd=top)[0], 0)
    told = pw('--lang', 'zh', 'probe', 'http://127.0.0.1:1/')[1]
    check('a port of its own', ('浏览器' in told, '采信' in told, 'port-forbidden' in told), (True, False, False))


with tempfile.TemporaryDirectory() as name:
    top = pathlib.Path(name)
    server = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f'http://127.0.0.1:{server.server_address[1]}'
    round_trip(top)
    renderers(base, top)
    titles(base)
    crawl(base, top)
    feed(top)
    unknown(top)
    server.shutdown()
sys.exit(outcome())
