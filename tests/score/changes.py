"""What other editors, other templates and other programs do to a list page, while a person
still reads the same notices from it. Each change takes a Page of its own and a random
generator, and says False where it cannot be made on that page."""
import re
import string
import urllib.parse

from listpage import MONTHS
from lxml import etree, html

OFFICES = ['市政府办公室', '市财政局', '人力资源和社会保障局', '教育局', '市场监督管理局', '卫生健康委员会']
WORDS = ['首页', '机构概况', '领导之窗', '政务公开', '办事服务', '互动交流', '通知公告', '政策解读', '规划计划',
         '统计数据', '人事信息', '财政资金', '应急管理', '专题专栏', '走进本地', '信用信息', '新闻发布会', '意见征集']
NEWS = ['我市召开全市经济运行工作调度会议', '关于进一步做好今年防汛抗旱工作的通知', '全市优化营商环境大会在市会议中心举行',
        '市长主持召开政府常务会议研究部署重点工作', '我市三项成果获省科学技术奖', '图解：一张图读懂今年政府工作报告',
        '市教育局开展开学前校园安全检查', '我市高质量推进城镇老旧小区改造', '全市项目建设现场推进会召开']
ENGLISH = ['Court extends hours of the public counter', 'New rules on electronic filing take effect',
           'Chief Justice delivers address on the state of the judiciary', 'Jury service: what to expect',
           'Clerk announces retirement after thirty years', 'Budget request for next year submitted',
           'Courthouse renovation enters second phase', 'Volunteers wanted for mediation programme']


def make(tag, text='', **attr):
    x = html.Element(tag, {k.rstrip('_'): v for k, v in attr.items()})
    x.text = text
    return x


def put(parent, *children):
    for c in children:
        parent.append(c)
    return parent


def body(p):
    return p.tree.find('body') if p.tree.find('body') is not None else p.tree


def take_out(x):
    """Removes an element, its tail stays."""
    tail, before, up = x.tail or '', x.getprevious(), x.getparent()
    if before is not None:
        before.tail = (before.tail or '') + tail
    else:
        up.text = (up.text or '') + tail
    x.tail = None
    up.remove(x)


def wrap(x, tag, **attr):
    box = make(tag, **attr)
    box.tail, x.tail = x.tail, None
    x.getparent().replace(x, box)
    box.append(x)
    return box


def before(x, new):
    x.addprevious(new)


def box(links, tag='div', **attr):
    ul = make('ul')
    for text, href in links:
        put(ul, put(make('li'), make('a', text, href=href)))
        ul[-1].tail = '\n'
    return put(make(tag, **attr), ul)


# Names and wrappers

def classes_renamed(p, r):
    names = {}

    def name(token):
        return names.setdefault(token, ''.join(r.choice(string.ascii_lowercase) for _ in range(5)))
    for x in p.tree.iter(etree.Element):
        for key in ('class', 'id'):
            if x.get(key):
                x.set(key, ' '.join(name(t) for t in x.get(key).split()))


def classes_dropped(p, r):
    for x in p.tree.iter(etree.Element):
        for key in ('class', 'id'):
            x.attrib.pop(key, None)


def links_wrapped(p, r):
    if not p.whole:
        return False
    for x in p.link:
        wrap(x, 'div', class_='tt')


def links_in_spans(p, r):
    if not p.whole:
        return False
    for x in p.link:
        wrap(wrap(x, 'span'), 'strong')


def records_wrapped(p, r):
    if not p.alike or p.record[0].tag not in ('li', 'div', 'p'):
        return False
    for x in p.record:
        inner = make('div', x.text or '', class_='w')
        x.text = None
        for c in list(x):
            inner.append(c)
        x.append(inner)


def divs_unwrapped(p, r):
    changed = False
    for rec in p.record if p.whole else []:
        for x in list(rec.iter('div', 'span')):
            if x is not rec and len(x) == 1 and not (x.text or '').strip() and x[0].tag == 'a':
                x.drop_tag()
                changed = True
    return changed


def page_wrapped(p, r):
    inner = make('div', class_='inner')
    b = body(p)
    for c in list(b):
        inner.append(c)
    put(b, put(make('div', class_='wrapper'), put(make('div', class_='container'), inner)))


# Dates

def dates_as(form):
    def change(p, r):
        dates = p.dates()
        if not dates:
            return False
        for (x, part, m), item in zip(dates, p.items):
            y, mo, d = (int(v) for v in item['date'][:10].split('-'))
            s = getattr(x, part)
            new = form.format(y=y, m=mo, d=d, mon=MONTHS[mo - 1], mo=MONTHS[mo - 1][:3])
            setattr(x, part, s[:m.start()] + new + s[m.end():])
        return True
    return change


def dates_without_year(form):
    def change(p, r):
        days = [x.get('date') or '' for x in p.items]
        if p.court or len(days) < 3 or not p.dates() or days != sorted(days, reverse=True):
            return False
        if int(days[0][:4]) - int(days[-1][:4]) > len(days) // 3:
            return False  # steps of years, which nobody could tell
        p.now = days[0][:10] + 'T12:00:00Z'
        return dates_as(form)(p, r)
    return change


def date_elements(p):
    """The largest element in each record that holds the date and no more; None. A bare text
    gets one."""
    out, dates = [], p.dates()
    for (x, part, m), rec in zip(dates or [], p.record):
        s = getattr(x, part)
        at = x if part == 'text' else x.getparent()
        if part == 'text' and at is not rec and at.text_content().strip().strip('[]()') == m[0].strip():
            while (at.getparent() is not rec and
                   at.getparent().text_content().strip() == at.text_content().strip()):
                at = at.getparent()
            out.append(at)
            continue
        new = make('span', m[0])
        new.tail = s[m.end():]
        setattr(x, part, s[:m.start()])
        if part == 'text':
            x.insert(0, new)
        else:
            x.addnext(new)
        out.append(new)
    return out or None


def dates_wrapped(p, r):
    found = date_elements(p)
    if not found:
        return False
    for x in found:
        if x.tag not in ('td', 'dd', 'dt'):
            wrap(x, 'span', class_='time')


def dates_unwrapped(p, r):
    found = date_elements(p)
    if not found or any(x.tag in ('td', 'dd', 'dt', 'div', 'p') for x in found):
        return False
    for x in found:
        x.text = ' ' + (x.text or '')
        x.drop_tag()


def dates_first(p, r):
    found = date_elements(p)
    if not found or any(x.getparent() is not rec or x.tag in ('dd', 'dt')
                        for x, rec in zip(found, p.record)):
        return False
    for x, rec in zip(found, p.record):
        take_out(x)
        x.tail = rec.text
        rec.text = None
        rec.insert(0, x)


def dates_last(p, r):
    found = date_elements(p)
    if not found or any(x.getparent() is not rec or x.tag in ('dd', 'dt')
                        for x, rec in zip(found, p.record)):
        return False
    for x, rec in zip(found, p.record):
        take_out(x)
        rec.append(x)


def dates_in_links(p, r):
    found = date_elements(p)
    if not found or any(x.tag in ('td', 'dd', 'dt') for x in found):
        return False
    for x, link in zip(found, p.link):
        take_out(x)
        x.tag = 'span'
        link.append(x)


def dates_gone(p, r):
    found = date_elements(p)
    if not found:
        return False
    for x, item in zip(found, p.items):
        take_out(x)
        item['date'] = None


def dates_above(p, r):
    """The day as a heading over its notices."""
    found = date_elements(p)
    if not found or not p.alike or p.record[0].tag not in ('li', 'div', 'p'):
        return False
    day = None
    for x, rec, item in zip(found, p.record, p.items):
        take_out(x)
        if item['date'] != day:
            before(rec, make(rec.tag, item['date'][:10]))
            day = item['date']


# The list built otherwise

def rebuilt(p, build):
    if not p.alike:
        return False
    tag = p.record[0].tag
    rows = []
    for item, link in zip(p.items, p.link):
        a = make('a', item['title'], href=link.get('href'))
        rows.append((a, (item.get('date') or '')[:10]))
    new = build(rows)
    at = p.holder
    if tag in ('tr', 'li', 'dt', 'dd', 'option', 'td'):
        while at.tag in ('tr', 'tbody', 'thead', 'table', 'ul', 'ol', 'dl', 'td') and (
                at.getparent().tag in ('tr', 'tbody', 'thead', 'table', 'ul', 'ol', 'dl')):
            at = at.getparent()
        if len(list(at.iter('a'))) > 2 * len(rows) + 12:
            return False  # a table that holds more than the list
        before(at, new)
        take_out(at)
    else:
        before(p.record[0], new)
        for x in p.record:
            take_out(x)
    return True


def element(tag, *children):
    return put(make(tag), *children)


def dated(p):
    return p.alike and all(x.get('date') for x in p.items)


def as_table(header):
    def build(rows):
        t = make('table', width='100%')
        if header:
            put(t, put(make('tr'), *[make('th', s) for s in ('序号', '标题', '发布日期')]))
        for i, (a, day) in enumerate(rows):
            put(t, element('tr', make('td', str(i + 1)), element('td', a), make('td', day)))
        return t
    return lambda p, r: dated(p) and rebuilt(p, build)


def as_plain_table(p, r):
    return dated(p) and rebuilt(p, lambda rows: put(make('table'), *[
        element('tr', element('td', a), make('td', day)) for a, day in rows]))


def as_items(p, r):
    return dated(p) and rebuilt(p, lambda rows: put(make('ul'), *[
        element('li', a, make('span', day)) for a, day in rows]))


def as_items_date_before(p, r):
    return dated(p) and rebuilt(p, lambda rows: put(make('ul'), *[
        element('li', make('i', day), a) for a, day in rows]))


def as_definitions(p, r):
    def build(rows):
        dl = make('dl')
        for a, day in rows:
            put(dl, element('dt', a), make('dd', day))
        return dl
    return dated(p) and rebuilt(p, build)


def as_boxes(p, r):
    return dated(p) and rebuilt(p, lambda rows: put(make('div'), *[
        element('div', element('div', a), make('div', day)) for a, day in rows]))


def as_lines(p, r):
    def build(rows):
        d = make('div')
        for a, day in rows:
            a.tail = ' (%s)' % day
            put(d, a, make('br'))
        return d
    return dated(p) and rebuilt(p, build)


def as_paragraphs(p, r):
    def build(rows):
        d = make('div')
        for a, day in rows:
            a.tail = ' ' + day
            put(d, element('p', a))
        return d
    return dated(p) and rebuilt(p, build)


def as_headings(p, r):
    return dated(p) and rebuilt(p, lambda rows: put(make('div'), *[
        element('div', element('h3', a), make('p', '发布时间：' + day)) for a, day in rows]))


def as_cards(p, r):
    def build(rows):
        d = make('div')
        for a, day in rows:
            title, a.text = a.text, None
            put(d, put(a, make('div', title, class_='title'), make('div', day, class_='date')))
        return d
    return dated(p) and rebuilt(p, build)


def as_day_boxes(p, r):
    def build(rows):
        ul = make('ul')
        for a, day in rows:
            put(ul, element('li', element('div', make('b', day[8:]), make('span', day[:7])), a))
        return ul
    return dated(p) and rebuilt(p, build)


def as_text_list(p, r):
    for x in p.items:
        x['date'] = None
    return rebuilt(p, lambda rows: put(make('ul'), *[element('li', a) for a, _ in rows]))


def in_fives(p, r):
    if not p.alike or p.holder.tag not in ('ul', 'ol') or len(p.items) < 7:
        return False
    for i in range(5, len(p.record), 5):
        new = make(p.holder.tag, **{k + '_': v for k, v in p.holder.attrib.items() if k == 'class'})
        for x in p.record[i:i + 5]:
            new.append(x)
        p.holder.getparent().insert(p.holder.getparent().index(p.holder) + i // 5, new)


# How many there are

def cut_to(n):
    def change(p, r):
        if not p.alike or len(p.items) <= n:
            return False
        for x in p.record[n:]:
            take_out(x)
        p.items = p.items[:n]
        return True
    return change


def longer(p, r):
    import copy
    if not p.alike or len(p.items) > 40 or len(p.items) < 3:
        return False
    last = p.record[-1]
    first = len(p.items)
    for k in range(2, 2 + 60 // first):
        for i in range(first):
            new = copy.deepcopy(p.record[i])
            href = p.link[i].get('href')
            for a in new.iter('a'):
                if a.get('href') == href:
                    a.set('href', changed_address(href, k))
            last.addnext(new)
            last = new
            item = dict(p.items[i])
            item['href'] = changed_address(href, k)
            if item.get('url') is None:
                return False
            item['url'] = changed_address(item['url'], k)
            p.items.append(item)
    return True


def changed_address(href, k):
    m = None
    for m in re.finditer(r'\d+', href):
        pass
    return href + ('&' if '?' in href else '?') + 'v=%d' % k if not m else \
        href[:m.end()] + str(k) + href[m.end():]


# What stands beside it

def menu_of_80(p, r):
    links = [(WORDS[i % len(WORDS)], '/col/col%d/index.html' % (1000 + i)) for i in range(80)]
    body(p).insert(0, box(links, class_='top'))


def tree_of_60(p, r):
    links = [(OFFICES[i % 6], '/xxgk/list.jsp?deptid=%d' % (2000 + i)) for i in range(60)]
    body(p).insert(0, box(links, class_='left'))


def friends_of_40(p, r):
    links = [(OFFICES[i % 6] + '网站', 'http://www.site%d.gov.cn/' % i) for i in range(40)]
    put(body(p), box(links, class_='bottom-box'))


def ranking(p, n, day):
    news, url = (ENGLISH, '/news/%d%d.html') if p.court or '.gov/' in p.base else (
        NEWS, '/art/2026/9/%d/art_88_%d.html')
    new = box([(news[i % len(news)], url % (i + 1, 70000 + i)) for i in range(n)], class_='box')
    new.insert(0, make('h3', 'Most Viewed' if news is ENGLISH else '热点新闻'))
    for i, li in enumerate(new.iter('li')):
        if day:
            put(li, make('span', '2026-09-%02d' % (28 - i)))
    return new


def ranking_after(p, r):
    put(body(p), ranking(p, 8, False))


def ranking_before(p, r):
    body(p).insert(0, ranking(p, 8, False))


def dated_ranking_after(p, r):
    if len(p.items) < 12 or not dated(p):
        return False
    put(body(p), ranking(p, 6, True))


def dated_ranking_before(p, r):
    if len(p.items) < 12 or not dated(p):
        return False
    body(p).insert(0, ranking(p, 6, True))


def list_first(p, r):
    """The list before everything else: boxes float beside it."""
    if not p.alike or p.holder.tag not in ('ul', 'ol', 'div', 'dl') or p.holder is body(p):
        return False
    x = p.holder
    take_out(x)
    body(p).insert(0, x)


def list_last(p, r):
    if not p.alike or p.holder.tag not in ('ul', 'ol', 'div', 'dl') or p.holder is body(p):
        return False
    x = p.holder
    take_out(x)
    body(p).append(x)


def pager(p, r):
    new = make('div', class_='fy')
    put(new, *[make('a', str(i), href='index_%d.html' % i) for i in range(1, 11)])
    put(new, make('a', '下一页', href='index_1.html'), make('a', '尾页', href='index_45.html'))
    for x in new:
        x.tail = ' '
    if p.alike:
        at = p.holder
        while at.tag in ('tr', 'tbody', 'table', 'ul', 'ol', 'dl', 'td') and at.getparent() is not None \
                and at.getparent().tag != 'body':
            at = at.getparent()
        at.addnext(new)
    else:
        put(body(p), new)


# What stands in the records

def each_gets(make_it, where='end'):
    def change(p, r):
        if not p.alike or p.record[0].tag not in ('li', 'div', 'p', 'article', 'dd', 'dt'):
            return False
        for i, (rec, link) in enumerate(zip(p.record, p.link)):
            new = make_it(p, i, rec, link)
            if where == 'end':
                rec.append(new)
            elif where == 'after':
                link.addnext(new)
                new.tail, link.tail = link.tail, None
            else:
                link.addprevious(new)
        return True
    return change


def cell_of_office(p, r):
    if not p.alike or p.record[0].tag != 'tr':
        return False
    for i, rec in enumerate(p.record):
        rec.insert(0, make('td', str(i + 1)))
        put(rec, make('td', OFFICES[i % 6]))


def titles_cut(p, r):
    if not p.whole or p.court:
        return False
    n = 0
    for x, item in zip(p.link, p.items):
        t = item['title']
        if len(x) or spaced_eq(x.text, t) is False or len(t) < 14:
            continue
        x.set('title', t)
        x.text = t[:len(t) * 2 // 3] + '…'
        n += 1
    return n > 0


def spaced_eq(a, b):
    return re.sub(r'\s', '', a or '') == re.sub(r'\s', '', b or '')


def categories(p, i, rec, link):
    new = make('span', '[')
    put(new, make('a', ['通知', '公告', '公示'][i % 3], href='/col/%d/' % (i % 3)))
    new[0].tail = ']'
    return new


def summary(p, i, rec, link):
    return make('p', '为深入贯彻落实党中央、国务院决策部署，2021年5月%d日召开的会议要求，各级各部门要切实提高认识，'
                '加强组织领导，确保各项任务落到实处。' % (i % 28 + 1))


def pinned(p, r):
    if not p.whole:
        return False
    before(p.link[0], make('img', src='/images/zhiding.gif', alt='置顶'))


def noise(p, r):
    for i, x in enumerate(p.tree.iter('a')):
        x.set('target', '_blank')
        x.set('onclick', "return tongji(this,'%d')" % i)
        x.set('style', 'color:#333')
        x.set('data-id', str(8000 + i))
    for x in p.record if p.whole else []:
        before(x, etree.Comment('item'))


def zebra(p, r):
    if not p.alike:
        return False
    for i, x in enumerate(p.record):
        x.set('class', 'odd' if i % 2 else 'even')
        x.set('id', 'line_%d' % i)


def separators(p, r):
    if not p.alike or p.record[0].tag != 'li':
        return False
    for i in range(5, len(p.record), 5):
        before(p.record[i], make('li', class_='line'))


def absolute(p, r):
    for x, item in zip(p.link, p.items):
        if x is not None and item.get('url'):
            x.set('href', item['url'])
            item['href'] = item['url']


def from_root(p, r):
    for x, item in zip(p.link, p.items):
        url = item.get('url') or ''
        at = urllib.parse.urlsplit(url)
        if x is None or not url.startswith(('http://' + host(p), 'https://' + host(p))):
            continue
        href = url[len(at.scheme) + 3 + len(at.netloc):]
        if href.startswith('/') and not href.startswith('//') and at.scheme == p.base.split(':')[0]:
            x.set('href', href)
            item['href'] = href


def host(p):
    return urllib.parse.urlsplit(p.base).netloc


# On the text

def upper_tags(text):
    return outside_scripts(text, lambda s: re.sub(
        r'<(/?)([a-zA-Z][a-zA-Z0-9]*)', lambda m: '<' + m[1] + m[2].upper(), s))


def unclosed(text):
    return outside_scripts(text, lambda s: re.sub(r'</(li|tr|td|dd|dt|p)>', '', s))


def outside_scripts(text, change):
    parts = re.split(r'(<script.*?</script>|<style.*?</style>|<!--.*?-->)', text, flags=re.S | re.I)
    return ''.join(s if i % 2 else change(s) for i, s in enumerate(parts))


TEXT = {'upper-case tags': upper_tags, 'no closing tags': unclosed}

TREE = {
    'as it is': lambda p, r: None,
    'classes renamed': classes_renamed, 'classes dropped': classes_dropped,
    'links in div': links_wrapped, 'links in span and strong': links_in_spans,
    'records wrapped': records_wrapped, 'links unwrapped': divs_unwrapped,
    'page wrapped': page_wrapped,
    'dates 2026年9月4日': dates_as('{y}年{m}月{d}日'), 'dates 2026/9/4': dates_as('{y}/{m}/{d}'),
    'dates 2026.09.04': dates_as('{y}.{m:02}.{d:02}'),
    'dates 4 Sep 2026': dates_as('{d} {mo} {y}'),
    'dates September 4, 2026': dates_as('{mon} {d}, {y}'),
    'dates with time': dates_as('{y}-{m:02}-{d:02} 10:15:00'),
    'dates labelled': dates_as('发布时间：{y}-{m:02}-{d:02}'),
    'dates [09-04]': dates_without_year('[{m:02}-{d:02}]'),
    'dates 09-04': dates_without_year('{m:02}-{d:02}'),
    'dates 9月4日': dates_without_year('{m}月{d}日'),
    'dates wrapped': dates_wrapped, 'dates unwrapped': dates_unwrapped,
    'dates first': dates_first, 'dates last': dates_last, 'dates in links': dates_in_links,
    'dates gone': dates_gone, 'dates above': dates_above,
    'as table with header': as_table(True), 'as numbered table': as_table(False),
    'as table': as_plain_table, 'as items': as_items,
    'as items, date before': as_items_date_before, 'as definitions': as_definitions,
    'as boxes': as_boxes, 'as lines': as_lines, 'as paragraphs': as_paragraphs,
    'as headings': as_headings, 'as cards': as_cards, 'as day boxes': as_day_boxes,
    'as bare titles': as_text_list, 'in fives': in_fives,
    'cut to 1': cut_to(1), 'cut to 2': cut_to(2), 'cut to 3': cut_to(3), 'cut to 5': cut_to(5),
    'cut to 8': cut_to(8), 'longer': longer,
    'menu of 80': menu_of_80, 'tree of 60': tree_of_60, 'friends of 40': friends_of_40,
    'ranking after': ranking_after, 'ranking before': ranking_before,
    'dated ranking after': dated_ranking_after, 'dated ranking before': dated_ranking_before,
    'list first': list_first, 'list last': list_last, 'pager': pager,
    'source': each_gets(lambda p, i, rec, link: make('span', OFFICES[i % 6])),
    'hits': each_gets(lambda p, i, rec, link: make('span', '阅读：%d' % (i * 37 + 5))),
    'number before': each_gets(lambda p, i, rec, link: make('em', str(i + 1)), 'before'),
    'category before': each_gets(categories, 'before'),
    'summary': each_gets(summary), 'new': each_gets(
        lambda p, i, rec, link: make('img', src='/images/new.gif'), 'after'),
    'picture link': each_gets(lambda p, i, rec, link: put(
        make('a', href=link.get('href')), make('img', src='/p/%d.jpg' % i)), 'before'),
    'more link': each_gets(lambda p, i, rec, link: make('a', '查看详情', href=link.get('href'))),
    'file link': each_gets(lambda p, i, rec, link: make('a', '附件下载', href='/files/%d.docx' % i)),
    'cell of office': cell_of_office, 'titles cut': titles_cut, 'pinned': pinned,
    'noise': noise, 'zebra': zebra, 'separators': separators,
    'absolute': absolute, 'from root': from_root,
}
