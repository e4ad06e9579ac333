"""Every form in which a portal may publish a column, written from the same entries.

An Entry is one notice; each function of FORMS writes a list of them as one document, newest first,
and gives (body, type). What a form cannot say stands in its row: titles, ids, and the dates it
states: "published", "updated" (when it was touched last, which is no date of publication) or "none".
"""
import collections
import html
import json

Form = collections.namedtuple('Form', 'write titles dates ids more', defaults=(True, 'published', False, ''))


class Entry:
    def __init__(self, number, column, title, day, touched=None):
        self.id, self.title, self.day = number, title, day
        self.href = '/%s/content/post_%d.html' % (column, number)
        self.touched = touched or day

    def put(self, **changes):
        new = Entry.__new__(Entry)
        new.__dict__.update(self.__dict__, **changes)
        return new


def esc(text):
    return html.escape(text, quote=True)


def head(encoding='utf-8'):
    return '<?xml version="1.0" encoding="%s"?>\n' % encoding


XML = 'text/xml; charset=utf-8'
MONTHS = 'Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec'.split()


def rfc822(day):
    y, m, d = day.split('-')
    return '%s %s %s 09:00:00 +0800' % (d, MONTHS[int(m) - 1], y)


def rdf(items, web, namespace, dated):
    return head() + '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="%s" ' \
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel><title>通知公告</title><link>http://%s/</link>' \
        '<description>某市</description></channel>%s</rdf:RDF>' % (namespace, web, ''.join(
            '<item%s><title>%s</title><link>http://%s%s</link>%s</item>' % (
                ' rdf:about="http://%s%s"' % (web, x.href) if dated else '', esc(x.title), web, x.href,
                '<dc:date>%sT09:00:00+08:00</dc:date>' % x.day if dated else '') for x in items)), XML


def rss090(items, web):
    return rdf(items, web, 'http://my.netscape.com/rdf/simple/0.9/', False)


def rss10(items, web):
    return rdf(items, web, 'http://purl.org/rss/1.0/', True)


def rss(items, web, version, member):
    return head() + '<rss version="%s"><channel><title>通知公告</title><link>http://%s/</link><description>某市' \
        '</description><language>zh-cn</language>%s</channel></rss>' % (version, web, ''.join(
            '<item><title>%s</title><description>摘要</description>%s</item>' % (esc(x.title), member(x))
            for x in items)), XML


def rss091(items, web):
    return rss(items, web, '0.91', lambda x: '<link>http://%s%s</link>' % (web, x.href))


def rss092(items, web):
    return rss(items, web, '0.92', lambda x: '<link>http://%s%s</link><source url="http://%s/">市政府</source>' % (
        web, x.href, web))


def rss20(items, web):
    return rss(items, web, '2.0', lambda x: '<link>%s</link><guid isPermaLink="false">gov-%d</guid><pubDate>%s'
               '</pubDate>' % (x.href, x.id, rfc822(x.day)))


def rss20_permalink(items, web):
    return rss(items, web, '2.0', lambda x: '<guid>http://%s%s</guid><pubDate>%s</pubDate>' % (
        web, x.href, rfc822(x.day)))


def atom_of(items, web, dates):
    return head() + '<feed xmlns="http://www.w3.org/2005/Atom"><title>通知公告</title><id>urn:gov:list</id><updated>' \
        '2026-01-01T00:00:00Z</updated>%s</feed>' % ''.join(
            '<entry><title>%s</title><id>urn:gov:%d</id><link rel="alternate" type="text/html" href="http://%s%s"/>%s'
            '</entry>' % (esc(x.title), x.id, web, x.href, dates(x)) for x in items), 'application/atom+xml'


def atom(items, web):
    return atom_of(items, web, lambda x: '<published>%sT09:00:00+08:00</published><updated>%sT17:00:00+08:00</updated>'
                   % (x.day, x.touched))


def atom_updated(items, web):
    return atom_of(items, web, lambda x: '<updated>%sT17:00:00+08:00</updated>' % x.touched)


def sitemap(items, web):
    return head() + '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">%s</urlset>' % ''.join(
        '<url><loc>http://%s%s</loc><lastmod>%s</lastmod></url>' % (web, x.href, x.touched) for x in items), XML


def news_sitemap(items, web):
    return head() + '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" ' \
        'xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">%s</urlset>' % ''.join(
            '<url><loc>http://%s%s</loc><lastmod>%s</lastmod><news:news><news:publication_date>%s'
            '</news:publication_date><news:title>%s</news:title></news:news></url>' % (
                web, x.href, x.touched, x.day, esc(x.title)) for x in items), XML


def sitemap_lines(items, web):
    return ''.join('http://%s%s\n' % (web, x.href) for x in items), 'text/plain; charset=utf-8'


def json_feed(items, web):
    return json.dumps({'version': 'https://jsonfeed.org/version/1.1', 'title': '通知公告', 'items': [
        {'id': 'gov-%d' % x.id, 'url': 'http://%s%s' % (web, x.href), 'title': x.title, 'content_text': '摘要',
         'date_published': x.day + 'T09:00:00+08:00', 'date_modified': x.touched + 'T17:00:00+08:00'}
        for x in items]}, ensure_ascii=False), 'application/feed+json'


def gkmlpt(items, web):
    """The disclosure platform of Guangdong."""
    return json.dumps({'articles': [{
        'id': 4000000 + x.id, 'title': x.title, 'url': 'http://%s%s' % (web, x.href), 'post_url': '', 'date': 1700000000,
        'display_publish_time': x.day + ' 09:00:00', 'created_at': x.day + ' 08:00:00', 'state': 1,
        'first_publish_time': 1700000000} for x in items], 'classify': {'id': 7, 'name': '通知公告'},
        'total': len(items)}, ensure_ascii=False), 'application/json'


def dataproxy(items, web):
    """The answers of Hanweb's proxy behind its lists."""
    return '<?xml version="1.0" encoding="UTF-8"?><datastore><totalrecord>%d</totalrecord><totalpage>1</totalpage>' \
        '<recordset>%s</recordset></datastore>' % (len(items), ''.join(
            '<record><![CDATA[<li><a href="%s" title="%s" target="_blank">%s</a><span>%s</span></li>]]></record>'
            % (x.href, esc(x.title), esc(x.title), x.day) for x in items)), XML


def json_path(items, web):
    return json.dumps({'code': 200, 'banner': [{'title': '首页', 'url': '/'}], 'data': {'page': {'rows': [
        {'meta': {'t': x.title, 'no': x.id, 'day': x.day, 'addr': x.href}} for x in items]}}},
        ensure_ascii=False), 'application/json; charset=utf-8'


def json_bare(items, web):
    return json.dumps({'data': {'rows': [{'t': x.title, 'addr': x.href} for x in items]}}, ensure_ascii=False), \
        'application/json'


def page(body):
    return '<!DOCTYPE html><html><head><meta charset="utf-8"><title>通知公告 - 某市人民政府</title></head><body>' \
        '<div class="nav"><a href="/">首页</a><a href="/about/">概况</a></div>%s<div class="footer">主办：某市人民' \
        '政府办公室</div></body></html>' % body, 'text/html; charset=utf-8'


def json_island(items, web):
    return page('<div id="app"></div><script>window.__DATA__ = %s;</script>' % json.dumps({'list': [
        {'title': x.title, 'url': x.href, 'publishTime': x.day} for x in items]}, ensure_ascii=False))


def json_named_island(items, web):
    return page('<div id="app"></div><script>var menu = %s; var state = %s;</script>' % (
        json.dumps([{'title': '栏目%d' % i, 'url': '/m/%d/' % i, 'date': '2026-01-01'} for i in range(12)]),
        json.dumps({'col': {'rows': [{'t': x.title, 'addr': x.href, 'day': x.day} for x in items]}},
                   ensure_ascii=False)))


def cdata_island(items, web):
    return page('<div id="col"><script type="text/xml"><datastore><totalrecord>%d</totalrecord><recordset>%s'
                '</recordset></datastore></script></div>' % (len(items), ''.join(
                    '<record><![CDATA[<li><a href="%s" title="%s">%s</a><b>%s</b></li>]]></record>'
                    % (x.href, esc(x.title), esc(x.title), x.day) for x in items)))


def plain_list(items, web):
    return page('<ul class="list">%s</ul>' % ''.join('<li><a href="%s" title="%s">%s</a><span>%s</span></li>' % (
        x.href, esc(x.title), esc(x.title), x.day) for x in items))


PATH = ', items: {json: data.page.rows, title: meta.t, link: meta.addr, date: meta.day}'
BARE = ', items: {json: data.rows, title: t, link: addr}'
NAMED = ', items: {json: col.rows, title: t, link: addr, date: day}'

FORMS = {
    'rss090': Form(rss090, dates='none'),
    'rss091': Form(rss091, dates='none'),
    'rss092': Form(rss092, dates='none'),
    'rss10': Form(rss10),
    'rss20': Form(rss20, ids=True),
    'guid': Form(rss20_permalink),
    'atom': Form(atom, ids=True),
    'updated': Form(atom_updated, dates='updated', ids=True),
    'sitemap': Form(sitemap, titles=False, dates='updated'),
    'news': Form(news_sitemap),
    'lines': Form(sitemap_lines, titles=False, dates='none'),
    'jsonfeed': Form(json_feed, ids=True),
    'gkmlpt': Form(gkmlpt, ids=True),
    'dataproxy': Form(dataproxy),
    'path': Form(json_path, more=PATH),
    'bare': Form(json_bare, dates='none', more=BARE),
    'island': Form(json_island),
    'named': Form(json_named_island, more=NAMED),
    'cdata': Form(cdata_island),
    'dom': Form(plain_list),
}
