"""The pages of series.py: columns as fifteen content systems write them (the saved ones of
tests/data/lists, their records written anew), articles in five forms, and what differs on each
without meaning anything.
"""
import datetime
import html
import json
import re

from bench import SOURCE

LISTS = SOURCE / 'tests/data/lists'


class Platform:
    """A saved page taken apart: what stands before, between and after its records."""

    def __init__(self, file, record, href, day, pager=None, number=0, type='text/html; charset=utf-8', title=None,
                 config=''):
        self.config = config
        text = (LISTS / file).read_text(encoding='utf-8')
        found = list(re.finditer(record, text, re.S))
        self.file, self.href, self.day, self.type = file, href, day, type
        self.before = text[:found[0].start()]
        self.between = text[found[0].end():found[1].start()]
        self.after = text[found[-1].end():]
        self.raw = found[number].group(0)
        self.old_href = re.search(r'href="?([^" >]+)', self.raw).group(1)
        self.old_day = re.search(r'(\d{4}[-/]\d\d[-/]\d\d(?: \d\d:\d\d:\d\d)?)[^"<>]*<', self.raw).group(1)
        # the title is the longest text, where nothing else is known
        found = re.findall(title or r'(?s)(?:title="([^"]*)"|>([^<>]*)<)', self.raw)
        self.old_title = max((x if title else max(x) for x in found), key=len).strip()
        self.pager = pager
        assert self.old_title in self.raw and (not pager or re.search(pager, self.after, re.S)), file

    def record(self, n, href, mark):
        title = html.escape(n.title)
        raw = self.raw.replace(self.old_href, href).replace(self.old_day, n.date.strftime(self.day))
        raw = raw.replace(self.old_title, title)
        raw = re.sub(r'(<li class="content">).*?(?=<a )', lambda m: m.group(1) + n.text[0], raw, flags=re.S)
        return raw.replace('<a ', mark + '<a ', 1) if mark else raw

    def page(self, items, pager):
        after = self.after
        if self.pager:
            after = re.sub(self.pager, lambda m: pager, after, count=1, flags=re.S)
        elif pager:
            after = after.replace('</body>', pager + '</body>', 1)
        return self.before + self.between.join(items) + after


class Feed:
    """Feeds, a sitemap, lists of JSON, and a table of laws without dates: they have no saved page to take apart."""
    pager, between = None, '\n'

    def __init__(self, kind, href, type, config=''):
        self.kind, self.href, self.type, self.file, self.config = kind, href, type, kind, config
        self.day = '%Y-%m-%d'

    def record(self, n, href, mark):
        if self.kind == 'atom':
            return ('<entry><id>tag:shili.gov.cn,2026:%d</id><title>%s</title><link href="%s"/><updated>%sT08:00:00+08:00'
                    '</updated></entry>' % (n.number, html.escape(n.title), html.escape(href), n.date))
        if self.kind == 'sitemap':  # absolute, by its protocol
            return '<url><loc>http://www.shili.gov.cn%s</loc><lastmod>%s</lastmod></url>' % (html.escape(n.path), n.date)
        if self.kind == 'endpoint':
            return json.dumps({'docId': n.number, 'docTitle': n.title, 'pubTime': '%s 08:30:00' % n.date, 'hits': n.number * 7},
                              ensure_ascii=False)
        if self.kind == 'rss':
            when = datetime.datetime.combine(n.date, datetime.time(8)).strftime('%a, %d %b %Y %H:%M:%S +0800')
            return '<item><title>%s</title><link>%s</link><guid>%s</guid><pubDate>%s</pubDate></item>' % (
                html.escape(n.title), href, href, when)
        if self.kind == 'json':
            return json.dumps({'id': n.number, 'title': n.title, 'url': href, 'publishTime': str(n.date)},
                              ensure_ascii=False)
        return ('<tr><td width="3%%">%d.</td><td width="94%%"><a href="%s" title="%s">%s</a></td></tr>' % (
            n.number % 50, href, html.escape(n.title), html.escape(n.title)))

    def page(self, items, pager):
        if self.kind == 'rss':
            return ('<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel><title>x</title>%s</channel>'
                    '</rss>' % '\n'.join(items))
        if self.kind == 'atom':
            return ('<?xml version="1.0" encoding="utf-8"?><feed xmlns="http://www.w3.org/2005/Atom"><title>x</title><id>urn:x'
                    '</id><updated>2026-01-05T08:00:00+08:00</updated>%s</feed>' % '\n'.join(items))
        if self.kind == 'sitemap':
            return ('<?xml version="1.0" encoding="utf-8"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">%s'
                    '</urlset>' % '\n'.join(items))
        if self.kind == 'endpoint':
            return '{"code":0,"result":{"total":%d,"list":[\n%s\n]}}' % (len(items), ',\n'.join(items))
        if self.kind == 'json':
            return '{"code":200,"data":{"total":%d,"rows":[\n%s\n]}}' % (len(items), ',\n'.join(items))
        return ('<html><head><meta charset="utf-8"><title>法规</title></head><body><div class="menu"><ul><li><a '
                'href="/">首页</a></li></ul></div><table class="TableList">%s</table>%s</body></html>' % (
                    '\n'.join(items), pager))


def platforms():
    t = '{d:%Y%m}/t{d:%Y%m%d}_{n}.html'
    ymd = '%Y-%m-%d'
    return {
        'ndrc': Platform('trs-ndrc.html', r'<li><a href="\./2.*?<span>[\d/]+</span></li>', './' + t, '%Y/%m/%d',
                         r'<ul>\s*<script type="text/javascript">\s*<!--\s*createPageHTML.*?</ul>', 1),
        'guizhou': Platform('trs-guizhou.html', r'<li>\s*<a href="20.*?</li>', t, ymd,
                            r'<script>createPageHTML.*?</script>'),
        'ncac': Platform('trs-ncac.html', r'<li class="ellipsis">.*?</li>', './' + t, ymd),
        'hanweb': Platform('hanweb.xml', r'<record>.*?</record>', '/art/{d:%Y}/{d.month}/{d.day}/art_12377_{n}.html', ymd,
                           type='text/xml; charset=utf-8'),
        'guangdong': Platform('guangdong.html', r'<li>\s*<a href="(?:content/post|javascript:;"><?【).*?</li>', 'content/post_{n}.html', ymd,
                              r'<ul class="page">.*?</ul>'),
        'empire': Platform('empire.html', r'<li>\s*<a href="20.*?</li>', '{d:%Y-%m-%d}/{n}.html', ymd,
                           r'<div style="text-align:center;"><a title="Total record">.*?</div>'),
        'dede': Platform('dede.html', r'<ul class="list">.*?</ul>', 'show-{n}.html', ymd + ' 10:12:10',
                         r'<ul class="yeshu">.*?</ul>', title=r'<b>(.*?)</b>'),
        'cac': Platform('cac.html', r'<li><h5>.*?</li>', '/{d:%Y-%m}/{d:%d}/c_{n}.htm', ymd),
        'epoint': Platform('epoint.html', r'<tr class="ewb-trade-tr">.*?</tr>',
                           '034001001/{d:%Y%m%d}/46ce3724-3f6c-4df9-b07a-{n:012d}.html', ymd,
                           r'<div id="page" value="[^"]*"></div>'),
        'hebei': Platform('hebei.html', r"<li>\s+<a\s+target='_parent'.*?</li>", '/heb/xinwen/stdt/1012942970{n}.html',
                          ymd, r'<div id="page_nav_list">.*?</div>'),
        'sasac': Platform('sasac.html', r'<li>\s*<a href="\.\./\.\./\.\./n2588035/n2588320/n2588335/c.*?</li>',
                          '/n2588035/n2588320/n2588335/c{n}/content.html', ymd,
                          r"<table style=\"width:100%;\" >.*?<div style='display:none'>.*?</div>"),
        'vsb': Platform('vsb.html', r'<tr id="line_u1_\d+">.*?</tr>', '../info/1004/{n}.html', ymd + ' 11:06:22',
                        r'<a href="tzgg/\d+\.html" class="Next">下页</a><a href="tzgg/1\.html" class="Next">尾页</a>'),
        'chosen': Platform('trs-ndrc.html', r'<li><a href="\./2.*?<span>[\d/]+</span></li>', './' + t, '%Y/%m/%d',
                           r'<ul>\s*<script type="text/javascript">\s*<!--\s*createPageHTML.*?</ul>', 1,
                           config='items: {item: "//li[span]", title: ".//a/@title", link: ".//a/@href", date: span}'),
        'atom': Feed('atom', '/html/{d:%Y}/{n}.html', 'application/atom+xml; charset=utf-8'),
        'sitemap': Feed('sitemap', '/html/{d:%Y}/{n}.html', 'application/xml; charset=utf-8'),
        'endpoint': Feed('endpoint', '/detail?docId={n}', 'application/json; charset=utf-8',
                         'items: {json: result.list, title: docTitle, date: pubTime, link: "/detail?docId={docId}"}'),
        'rss': Feed('rss', '/html/{d:%Y}/{n}.html', 'application/rss+xml; charset=utf-8'),
        'json': Feed('json', '/news/detail?id={n}', 'application/json; charset=utf-8'),
        'table': Feed('table', 'LawContent.aspx?PCode=A{n:07d}', 'text/html; charset=utf-8'),
    }


# kinds of pager: (address of page k from 0, what the first and later pages say)
def page_name(kind, k):
    if k == 0:
        return 'index.html'
    return '?page=%d' % (k + 1) if kind == 'query' else 'index_%d.html' % (k if kind == 'trs' else k + 1)


def pager_text(kind, k, count):
    if kind == 'none' or (count < 2 and kind != 'trs'):
        return ''
    if kind == 'trs':
        return '<script>createPageHTML(%d, %d, "index", "html")</script>' % (count, k)
    at = ''.join('<a href="%s">%d</a>' % (page_name(kind, i), i + 1) for i in range(min(count, 6)))
    last = '' if k + 1 >= count else '<a href="%s">下一页</a>' % page_name(kind, k + 1)
    return '<div class="fenye"><a href="index.html">首页</a>%s%s<span>共%d页</span></div>' % (at, last, count)


def restyled(page, number):
    """Other classes and ids for everything, as after a new style sheet."""
    return re.sub(r'\b(class|id)="([^"]*)"', lambda m: '%s="%s"' % (m.group(1), ' '.join(
        'v%d-%s' % (number, w[::-1]) for w in m.group(2).split())), page)


def noisy(page, dice, asked, day):
    """What differs at each fetch."""
    boxes = ['<li><a href="/zt/%d/">专题专栏之%d</a></li>' % (i, i) for i in range(8)]
    dice.shuffle(boxes)
    token = '%032x' % dice.getrandbits(128)
    noise = ('<div class="top">今天是%d年%d月%d日 %02d:%02d</div><input type="hidden" name="__VIEWSTATE" value="%s"><div '
             'class="banner"><ul>%s</ul></div><div class="visits">您是第 %d 位访问者，在线 %d 人</div>' % (
                 day.year, day.month, day.day, dice.randrange(24), dice.randrange(60), token * 3,
                 ''.join(boxes[:5]), 100000 + asked * 7, dice.randrange(300)))
    return re.sub(r'(<body[^>]*>)', lambda m: m.group(1) + noise, page, count=1, flags=re.I)


ARTICLE = [
    ('<div class="article"><h1>{title}</h1><div class="info">发布日期：{date} 来源：{unit} 浏览次数：<span id="hits">{hits}'
     '</span></div><div class="TRS_Editor" id="zoom">{text}</div></div>'),
    ('<!--ZJEG_RSS.content.begin--><table id="c"><tr><td class="title">{title}</td></tr><tr><td>发布时间：{date} 信息来源：'
     '{unit} 访问量：{hits}</td></tr><tr><td class="bt_content">{text}</td></tr></table><!--ZJEG_RSS.content.end-->'),
    ('<form name="_newscontent_fromname"><div class="titlestyle">{title}</div><div>{date} {unit} (点击: {hits})</div><div '
     'id="vsb_content">{text}</div></form>'),
    ('<div class="detail"><h2 class="t">{title}</h2><p class="src">时间：{date}　来源：{unit}　阅读：{hits}</p>{text}<p>【打印】'
     '【关闭】</p></div>'),
    ('<article><header><h1>{title}</h1><time datetime="{date}">{date}</time></header><section>{text}</section></article>'),
]


def article(n, form, around, dice, asked, noise):
    text = ''.join('<p>　　%s</p>\n' % html.escape(x) for x in n.text)
    if n.file:
        text += '<p>附件：<a href="%s">申报表.pdf</a></p>' % n.file
    main = ARTICLE[form].format(title=html.escape(n.title), date=n.date, unit='市政府办公室', hits=500 + asked * 3,
                                text=text)
    main += '<div class="near">上一篇：<a href="%s">%s</a></div>' % (around[0].path, html.escape(around[0].title))
    if noise:
        main += '<div class="hot"><h4>热点推荐</h4><ul>%s</ul></div><div class="share" data-sign="%x">分享到</div>' % (
            ''.join('<li><a href="%s">%s</a></li>' % (x.path, html.escape(x.title)) for x in around[1:]),
            dice.getrandbits(64))
    page = ('<!DOCTYPE html><html><head><meta charset="utf-8"><title>%s-示例市人民政府</title><meta name="ArticleTitle" '
            'content="%s"><meta name="PubDate" content="%s 08:30"></head><body><div class="nav"><a href="/">首页</a> &gt; '
            '正文</div>%s<div class="foot">主办：示例市人民政府</div></body></html>' % (
                html.escape(n.title), html.escape(n.title), n.date, main))
    return noisy(page, dice, asked, n.date) if noise else page


CHALLENGE = ("<!DOCTYPE html><html><head><meta charset='utf-8'><script>self.location='/?security_verify_data='+btoa("
             "screen.width+','+screen.height);</script></head><body></body></html>")
NOT_THERE = ('<html><head><meta charset="utf-8"><title>提示信息</title></head><body><div class="nav"><a href="/">首页</a></div>'
             '<div class="msg"><h2>您访问的页面不存在或已删除</h2><p>请检查地址，或返回首页。</p></div></body></html>')
