"""Real column pages taken apart, so that a test can publish on them and redesign them.

A Column knows what stands before, in and after the list of one saved page; shown() is the page
as the portal built it, and each function of SMALL and LARGE is the same page after a web
designer, or an accident, has been at it.
"""
import html
import re

from bench import SOURCE

DATA = SOURCE / 'tests/data/portal'


class Column:
    """One real page. items: (href, title, day), newest first."""

    def __init__(self, file, url, container, record, date):
        text = (DATA / file).read_text(encoding='utf-8')
        self.url, self.host, self.date = url, url.split('/')[2], date
        m = re.search(container, text, re.S)
        self.before, self.open, self.close, self.after = (
            text[:m.start()], m.group(1), m.group(3), text[m.end():])
        self.raw = re.findall(record, m.group(2), re.S)
        self.items = [self.read(i, raw) for i, raw in enumerate(self.raw)]
        self.known = dict(zip(self.items, self.raw))

    def read(self, number, raw):
        href, title = re.search(r'<a [^>]*?href="([^"]*)"[^>]*>(.*?)</a>', raw, re.S).groups()
        if href.startswith('javascript:'):  # lost where the page was saved
            lost = href
            href = 'content/post_%d.html' % (300000 - number)
            self.raw[number] = raw.replace(lost, href)
        return href, html.unescape(' '.join(title.split())), re.search(self.date, raw).group(1)

    def record(self, item):
        """As the page writes it; a new one in the manner of the first."""
        raw = self.known.get(item)
        if raw:
            return raw
        raw = self.known[self.items[0]]
        for old, new in zip(self.items[0], item):
            raw = raw.replace(old, new)
        return raw

    def shown(self, items):
        return self.around(self.open + '\n'.join(map(self.record, items)) + self.close)

    def shown_as(self, items, change):
        """The page as the portal builds it, of the changed items."""
        page = [self.record(x) for x in items]
        for i, x in enumerate(items):
            for old, new in zip(x, change(x)):
                page[i] = page[i].replace(old, new)
        return self.around(self.open + '\n'.join(page) + self.close)

    def around(self, block):
        return self.before + block + self.after


def columns():
    """Four content systems: TRS, Boda VSB, the platform of Guangdong, Epoint."""
    return {
        'trs': Column('gzdz-zwgk-bmwj.html', 'http://rsj.gzdaozhen.gov.cn/zwgk/bmwj/index.html',
                      r'(<div class="NewsList">\s*<h1>.*?</h1>\s*<ul>)(.*?)(</ul>\s*</div>)',
                      r'<li>.*?</li>', r'<span>(\S+)</span>'),
        'vsb': Column('hcdd-index-tzgg.html', 'http://www.hcdd.cq.cn/index/tzgg.html',
                      r'(<table border="0" cellspacing="0" cellpadding="0" width="945".*?)'
                      r'(<tr id="line_u1_0">.*?</tr>\s*)(<tr>\s*<td width="16">&nbsp;</td>\s*<td width="875">'
                      r'&nbsp;.*?)(?=<script>_showDynClickBatch)',
                      r'<tr id="line_u1_\d+">.*?</tr>', r'(\d{4}-\d\d-\d\d)'),
        'gd': Column('gdqb-qwdt.html', 'http://www.qb.gd.gov.cn/qwdt/index.html',
                     r'(<ul class="GsTL5">)(.*?)(</ul>)', r'<li>.*?</li>',
                     r'<span class="time">(\S+)</span>\s*</li>'),
        'epoint': Column('epoint-zjgsfzx-031001-zjgCity_moreinfo.html',
                         'http://www.zjgztb.com/zjgsfzx/031001/zjgCity_moreinfo.html',
                         r'(<table class="ewb-trade-tb">.*?<tbody>)(.*?)(</tbody>\s*</table>)',
                         r'<tr class="ewb-trade-tr">.*?</tr>', r'(\d{4}-\d\d-\d\d)\s*</td>'),
    }


# --- redesigns: the list stays findable ---

def anchor(item, more=''):
    return '<a href="%s"%s>%s</a>' % (item[0], more, html.escape(item[1]))


def block(items, form, head='', foot=''):
    return head + ''.join(form(x) for x in items) + foot


def other_classes(c, items):
    return re.sub(r'(class|id)="([^"]*)"', lambda m: '%s="%s"' % (
        m.group(1), ' '.join('m-' + w[::-1] for w in m.group(2).split())), c.shown(items))


def wrapper(c, items):
    return c.around('<main class="page"><section class="content"><div class="inner">'
                    + c.open + '\n'.join(map(c.record, items)) + c.close + '</div></section></main>')


def table(c, items):
    return c.around(block(items, lambda x: '<tr><td>%s</td><td>%s</td></tr>' % (anchor(x), x[2]),
                          '<table class="tbl"><tr><th>标题</th><th>发布时间</th></tr>', '</table>'))


def cards(c, items):
    return c.around(block(items, lambda x: '<div class="card"><h3>%s</h3><p>发布时间：%s</p></div>'
                          % (anchor(x), x[2])))


def definitions(c, items):
    return c.around(block(items, lambda x: '<dt>%s</dt><dd>%s</dd>' % (anchor(x), x[2]),
                          '<dl class="infos">', '</dl>'))


def html5(c, items):
    return c.around(block(items, lambda x: '<article><h2>%s</h2><time datetime="%s">%s</time></article>'
                          % (anchor(x), x[2], chinese(x[2])), '<main>', '</main>'))


def spans(c, items):
    """No list element at all: lines with breaks, as from a word processor."""
    return c.around(block(items, lambda x: '<p>· %s <font color="gray">%s</font></p>'
                          % (anchor(x), x[2]), '<div>', '</div>'))


def moved(c, items):
    """At the end of the page, below the footer."""
    page = c.around('')
    at = page.rfind('</body>')
    return page[:at] + c.open + '\n'.join(map(c.record, items)) + c.close + page[at:]


def chinese(day):
    return '%d年%d月%d日' % tuple(map(int, day.split('-')))


def dates_in_words(c, items):
    return redate(c, items, chinese)


def dates_with_slashes(c, items):
    return redate(c, items, lambda day: day.replace('-', '/'))


def redate(c, items, form):
    """The dates after the titles only: those in addresses stay."""
    return c.around(c.open + '\n'.join(re.sub(
        r'(?<![\w/])%s(?!\w)' % x[2], form(x[2]), c.record(x)) for x in items) + c.close)


def dates_without_year(c, items):
    return c.around(block(items, lambda x: '<li>%s<i>[%s]</i></li>' % (anchor(x), x[2][5:]),
                          '<ul class="list">', '</ul>'))


def date_first(c, items):
    return c.around(block(items, lambda x: '<li><em>[%s]</em> %s</li>' % (x[2], anchor(x)),
                          '<ul class="list">', '</ul>'))


def cut_titles(c, items):
    return c.around(block(items, lambda x: '<li>%s<span>%s</span></li>' % (
        anchor((x[0], x[1][:14] + '...'), ' title="%s"' % html.escape(x[1])), x[2]),
        '<ul class="list">', '</ul>'))


def bare_cut_titles(c, items):
    return c.around(block(items, lambda x: '<li>%s<span>%s</span></li>' % (
        anchor((x[0], x[1][:14] + '…')), x[2]), '<ul class="list">', '</ul>'))


def absolute(c, items):
    from urllib.parse import urljoin
    return c.around(block(items, lambda x: '<li>%s<span>%s</span></li>' % (
        anchor((urljoin(c.url, x[0]), x[1])), x[2]), '<ul class="list">', '</ul>'))


def two_lists(c, items):
    form = lambda x: '<li>%s<span>%s</span></li>' % (anchor(x), x[2])
    half = len(items) // 2
    return c.around('<div class="box">' + block(items[:half], form, '<ul class="list">', '</ul>')
                    + '<div class="line"></div>' + block(items[half:], form, '<ul class="list">', '</ul></div>'))


def side_box(c, items):
    """Other notices with dates, of other columns, before the list."""
    hot = [('/zwyw/t20210%03d.html' % i, '全市重点工作推进会议第%d次会议召开' % i, '2021-01-0%d' % i)
           for i in range(5, 0, -1)]
    return c.around('<div class="side"><h4>热点信息</h4>' + block(hot, lambda x: '<li>%s<span>%s</span></li>' % (
        anchor(x), x[2]), '<ul>', '</ul></div>') + c.open + '\n'.join(map(c.record, items)) + c.close)


def half_as_many(c, items):
    page = c.shown(items[:len(items) // 2]).replace('createPageHTML(1, 0,', 'createPageHTML(2, 0,')
    return page.replace('</body>', '<div class="pages"><a href="index_1.html">下一页</a></div></body>')


def decorated(c, items):
    return c.around(block(items, lambda x: '<li><span class="tag">[通知]</span>%s<img src="/new.gif" alt="NEW">'
                          '<span>%s</span></li>' % (anchor(x), x[2]), '<ul class="list">', '</ul>'))


def capitals(c, items):
    return re.sub(r'</?[a-z]+\d?', lambda m: m.group(0).upper(), c.shown(items))


def gb18030(c, items):
    return re.sub(r'(?i)utf-8', 'gb2312', c.shown(items)).encode('gb18030')


def island(c, items):
    return c.around('<div id="col"><script type="text/xml"><datastore><totalrecord>%d</totalrecord>'
                    '<recordset>%s</recordset></datastore></script></div>' % (len(items), ''.join(
                        '<record><![CDATA[<li><a href="%s" title="%s">%s</a><b>%s</b></li>]]></record>'
                        % (x[0], html.escape(x[1]), html.escape(x[1]), x[2]) for x in items)))


def in_a_script(c, items):
    import json
    return c.around('<div id="app"></div><script>window.__DATA__ = %s;</script>' % json.dumps(
        {'list': [{'title': t, 'url': u, 'publishTime': d} for u, t, d in items]}, ensure_ascii=False))


def one_address(c, items):
    """Links behind a click only: the addresses are lost, the notices are not."""
    return c.around(block(items, lambda x: '<li>%s<span>%s</span></li>' % (
        anchor(('javascript:;', x[1])), x[2]), '<ul class="list">', '</ul>'))


def moved_address(href):
    return '/view/' + re.sub(r'\W+', '-', href).strip('-') + '.jhtml'


def other_addresses(c, items):
    """The portal got another content system: the same notices, all at new addresses, the old ones gone."""
    return c.shown_as(items, lambda x: (moved_address(x[0]), x[1], x[2]))


def other_addresses_and_look(c, items):
    return cards(c, [(moved_address(x[0]), x[1], x[2]) for x in items])


MOVING = [other_addresses, other_addresses_and_look]
SMALL = [other_classes, wrapper, table, cards, definitions, html5, spans, moved, dates_in_words,
         dates_with_slashes, dates_without_year, date_first, cut_titles, bare_cut_titles, absolute, two_lists,
         side_box, half_as_many, decorated, capitals, gb18030, island, in_a_script, one_address]


# --- accidents: what cannot be believed ---

def no_dates(c, items):
    return c.around(block(items, lambda x: '<li>%s</li>' % anchor(x), '<ul class="list">', '</ul>'))


def no_dates_same_place(c, items):
    return redate(c, items, lambda day: '')


def nothing(c, items):
    return c.around(c.open + c.close)


def says_nothing(c, items):
    return c.around('<ul class="list"><li>暂无信息</li></ul>')


def shell(c, items):
    return ('<!doctype html><html><head><title>部门文件</title><script src="/static/app.js"></script></head>'
            '<body><div id="app"></div></body></html>')


def two_left(c, items):
    return c.shown(items[:2])


def another_list(c, items):
    other = [('/zt/show-%d.html' % i, '新系统发布的第%d号重要事项公告' % i, '2020/12/%02d' % (20 - i)) for i in range(12)]
    return c.around(block(other, lambda x: '<tr><td>%s</td><td>%s</td></tr>' % (anchor(x), x[2]),
                          '<table class="new">', '</table>'))


def another_column(c, items):
    """The template fed with the entries of another column, older than what was here."""
    other = []
    for i, x in enumerate(items):
        number = re.sub(r'\d(?=\D*$)', lambda m: str((int(m.group(0)) + 1) % 10), x[0])
        other.append((number.replace('/', '/9', 1) if '/' in number else '9' + number,
                      '2015年第%d批其他事项的情况通报' % i, '2015-0%d-1%d' % (9 - i % 9, i % 9)))
    return c.shown(other)


def cut_short(c, items):
    page = c.shown(items)
    return page[:page.find(items[len(items) // 2][0])]


def no_titles(c, items):
    return c.around(block(items, lambda x: '<li>%s<span>%s</span></li>' % (anchor((x[0], '查看详情')), x[2]),
                          '<ul class="list">', '</ul>'))


def one_day(c, items):
    """The template prints today's date for all."""
    return redate(c, items, lambda day: '2021-01-09')


def home_page(c, items):
    """The portal leads every address to its home page for a while."""
    boxes = ''.join('<div class="box"><h2>%s</h2><ul>%s</ul></div>' % (name, ''.join(
        '<li><a href="/%s/t2021010%d_%d.html">%s栏目发布的第%d条重要消息</a><span>2021-01-0%d</span></li>'
        % (path, 6 - i, i, name, i, 6 - i) for i in range(6)))
        for name, path in (('要闻', 'yw'), ('通知', 'tz'), ('公示', 'gs')))
    return '<html><head><title>首页</title></head><body><div class="nav"><a href="/">首页</a></div>%s</body></html>' % boxes


def error_page(c, items):
    return ('<html><head><title>系统错误</title></head><body><div><a href="/">网站首页</a> <a href="/zwgk/">政务公开</a> '
            '<a href="/hdjl/">互动交流</a></div><h1>500 系统繁忙，请稍后再试</h1><p>您访问的栏目暂时无法显示。技术人员已收到通知，'
            '正在处理。如有急事，请到政务服务大厅办理，或拨打政务服务便民热线。</p><div>主办：某市人民政府办公室 承办：某市大数据中心'
            '</div></body></html>')


def busy(c, items):
    return '<html><head><title>系统错误</title></head><body><h1>500 系统繁忙，请稍后再试</h1></body></html>'


def login(c, items):
    return ('<html><head><title>统一身份认证平台</title></head><body><form action="/cas/login"><input name="user">'
            '<input type="password" name="pass"><button>登录</button></form></body></html>')


LARGE = [no_dates, no_dates_same_place, nothing, says_nothing, shell, two_left, another_list, another_column,
         cut_short, no_titles, one_day, home_page, error_page, busy, login]
