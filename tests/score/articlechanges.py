"""What other templates, editors and word processors do to an article page, while a person
still reads the same title, date, text and files from it. Each change takes a Page of its own
and says False where it cannot be made on that page."""
import copy
import re
import urllib.parse

from changes import (NEWS, WORDS, body, box, classes_dropped, classes_renamed, make,
                     page_wrapped, put, take_out, wrap)
from listpage import DAY, day_of, decode
from lxml import etree, html

SOLID = re.compile(r'[\s\u3000\u00a0\u200b\ufeff]+')


def solid(text):
    return SOLID.sub('', text or '')


class Page:
    """said: what portalwatch reads of the page as it is. main: the smallest element around
    that text; heading: around its title; None where there is none."""

    def __init__(self, name, raw, url):
        self.name, self.url, self.said = name, url, None
        parser = html.HTMLParser(encoding='utf-8', huge_tree=True)
        self.tree = html.document_fromstring(decode(raw).encode(), parser=parser)

    def copy(self):
        other = copy.copy(self)
        other.tree = copy.deepcopy(self.tree)
        other.find()
        return other

    def smallest(self, *parts):
        found = None
        for x in self.tree.iter(etree.Element):
            if x.tag not in ('html', 'head', 'title', 'script', 'style', 'meta'):
                s = solid(x.text_content())
                if all(part in s for part in parts):
                    found = x  # the last that holds them is among the innermost
        return found

    def find(self):
        lines = [s for s in (solid(x) for x in (self.said['text'] or '').split('\n'))
                 if len(s) > 8 and '|' not in s]
        self.main = self.smallest(lines[0][:40], lines[-1][-40:]) if lines else None
        while self.main is not None and self.main.tag in ('p', 'span', 'strong', 'font', 'b'):
            self.main = self.main.getparent()
        if self.main is not None and self.main.tag in ('body', 'form', 'html'):
            self.main = None
        self.heading = self.smallest(solid(self.said['title'])) if self.said['title'] else None

    def outside(self):
        """Elements that are not in the main text."""
        for x in body(self).iter(etree.Element):
            if x.tag not in ('script', 'style') and self.main not in list(x.iterancestors()):
                yield x

    def days(self):
        """Where the date stands outside the text: (element, 'text' or 'tail', match)."""
        want = (self.said['date'] or '')[:10]
        for x in self.outside():
            for part in ('text', 'tail'):
                m = DAY.search(getattr(x, part) or '')
                if m and want and day_of(m) == want:
                    yield x, part, m

    def text(self):
        return '<!DOCTYPE html>\n' + html.tostring(self.tree, encoding='unicode')


def inside(f):
    """A change of the main text."""
    return lambda p: p.main is not None and f(p, p.main)


# Around the text

def menu_of_eighty(p):
    links = [(WORDS[i % len(WORDS)] + str(i // 18 or ''), '/c%d/' % i) for i in range(80)]
    body(p).insert(0, box(links))


def side_box(where):
    def change(p, main):
        links = [(t, '/n/%d.html' % i) for i, t in enumerate(NEWS)]
        new = put(make('div'), make('h3', '热点新闻'), *box(links))
        if where == 'before':
            main.addprevious(new)
        else:
            new.tail, main.tail = main.tail, None
            main.addnext(new)
        return main.tag not in ('td', 'tr', 'tbody', 'li')
    return inside(change)


def share_box(p, main):
    names = '微信 微博 QQ空间 人人网'.split()
    put(main, put(make('div', '分享到：'), *[make('a', s, href='#') for s in names]))


def neighbours(form):
    def change(p, main):
        a, b = make('a', NEWS[0], href='./1.html'), make('a', NEWS[1], href='./3.html')
        if form == 'lines':
            put(main, put(make('p', '上一篇：'), a), put(make('p', '下一篇：'), b))
        elif form == 'list':
            put(main, put(make('ul'), put(make('li', '上一条：'), a), make('li', '下一条：没有了')))
        else:
            put(main, put(make('div'), make('span', '【上一篇】'), a), make('br'),
                put(make('div'), make('span', '【下一篇】'), b))
    return inside(change)


def related(head):
    def change(p, main):
        new = box([(t, '/n/%d.html' % i) for i, t in enumerate(NEWS[:5])])
        for i, li in enumerate(new[0]):
            put(li, make('span', '2026-0%d-1%d' % (i + 1, i)))
        put(main, make(head, '相关阅读'), new)
    return inside(change)


def buttons(p, main):
    put(main, put(make('p'), make('a', '【打印本页】', href='javascript:print()'),
                  make('a', '【关闭窗口】', href='javascript:close()')))


def site_heading(p):
    body(p).insert(0, put(make('div'), make('h1', '某某市人民政府门户网站')))


def title_as(tag, **attr):
    def change(p):
        if p.heading is None or p.heading.tag not in ('h1', 'h2', 'h3', 'h4', 'div', 'p'):
            return False
        p.heading.tag = tag
        for k in ('class', 'id'):
            p.heading.attrib.pop(k, None)
        p.heading.attrib.update(attr)
        return True
    return change


def old_tables(p):
    """The page as the tables of an old site."""
    cell = make('td', valign='top')
    for c in list(body(p)):
        cell.append(c)
    links = [(w, '/%d/' % i) for i, w in enumerate(WORDS[:8])]
    side = put(make('td', width='180'), *box(links))
    put(body(p), put(make('table', width='980'), put(make('tr'), side, cell)))


def metas_dropped(p):
    if p.said['date'] and not any(p.days()):
        return False
    for x in list(p.tree.iter('meta')):
        if (x.get('name') or x.get('property')) and x.get('content'):
            take_out(x)
    return True


def date_as(form):
    def change(p):
        found = list(p.days())
        for x, part, m in found:
            y, mo, d = (int(v) for v in p.said['date'][:10].split('-'))
            s = getattr(x, part)
            setattr(x, part, s[:m.start()] + form.format(y=y, m=mo, d=d) + s[m.end():])
        return bool(found)
    return change


# In the text

def paragraphs(p, main):
    return [x for x in main.iter('p') if solid(x.text_content()) and x.find('.//p') is None]


def as_breaks(p, main):
    found = paragraphs(p, main)
    for x in found:
        last = x[-1] if len(x) else None
        if x.getparent().tag == 'td':
            continue
        x.append(make('br'))
        if last is None and not x.text:
            continue
        x.drop_tag()
    return len(found) > 1


def as_boxes(p, main):
    found = paragraphs(p, main)
    for x in found:
        x.tag = 'div'
    return len(found) > 1


def in_cells(p, main):
    """Each paragraph a row of a table, as some editors lay out their text."""
    found = [x for x in main if isinstance(x.tag, str) and x.tag == 'p']
    if len(found) < 3 or len(found) < len(main) - 2:
        return False
    table = make('table')
    found[0].addprevious(table)
    for x in found:
        x.tail = None
        put(table, put(make('tr'), put(make('td'), x)))
    return True


def letter_by_letter(p, main):
    """Words pasted from a word processor, each letter in a span."""
    for x in list(main.iter(etree.Element)):
        if x.tag in ('script', 'style', 'a', 'textarea', 'select', 'option', 'tr', 'table', 'tbody'):
            continue
        s, x.text = x.text or '', None
        if len(s) > 2000 or not solid(s):
            x.text = s
            continue
        for c in reversed(s):
            x.insert(0, make('span', c, lang='EN-US', style='font-family:仿宋'))


def wrapped_deep(p, main):
    for x in paragraphs(p, main):
        wrap(x, 'div', style='text-align:left')
    wrap(main, 'div')
    return main.tag not in ('td', 'tr', 'tbody', 'li', 'article')


def files_as(how):
    def change(p):
        want = {urllib.parse.unquote(x['url']) for x in p.said['attachments'] if x['url']}
        n = 0
        for a in p.tree.iter('a'):
            url = urllib.parse.urljoin(p.url, (a.get('href') or '').strip())
            if urllib.parse.unquote(url) not in want or not solid(a.text_content()):
                continue
            n += 1
            if how == 'script':
                a.set('href', "javascript:downloadFile('%s')" % url)
            elif how == 'click':
                a.set('href', 'javascript:void(0)')
                a.set('onclick', "downloadAttach('%s','1')" % url)
            elif how == 'data':
                a.set('data-href', url)
                del a.attrib['href']
        return n > 0 and n == len(want)
    return change


TREE = {
    'classes renamed': lambda p: classes_renamed(p, p.random),
    'classes dropped': lambda p: classes_dropped(p, p.random),
    'page wrapped': lambda p: page_wrapped(p, p.random),
    'menu of eighty': menu_of_eighty,
    'side box before': side_box('before'),
    'side box after': side_box('after'),
    'share box': inside(share_box),
    'neighbours as lines': neighbours('lines'),
    'neighbours as list': neighbours('list'),
    'neighbours in brackets': neighbours('brackets'),
    'related, heading': related('h3'),
    'related, bold line': related('strong'),
    'print and close': inside(buttons),
    'heading of the site': site_heading,
    'title in a box': title_as('div'),
    'title in large print': title_as('p', style='font-size:22px;text-align:center'),
    'old tables': old_tables,
    'no metas': metas_dropped,
    'date 2026年9月4日': date_as('{y}年{m}月{d}日'),
    'date 2026/9/4': date_as('{y}/{m}/{d}'),
    'date 2026.09.04': date_as('{y}.{m:02}.{d:02}'),
    'date [2026-09-04]': date_as('[{y}-{m:02}-{d:02}]'),
    'paragraphs as breaks': inside(as_breaks),
    'paragraphs as boxes': inside(as_boxes),
    'paragraphs as rows': inside(in_cells),
    'letter by letter': inside(letter_by_letter),
    'wrapped deep': inside(wrapped_deep),
    'files by script': files_as('script'),
    'files by click': files_as('click'),
    'files by data': files_as('data'),
}

TEXT = {
    'as it is': lambda s: s,
    'tags in capitals': lambda s: re.sub(r'<(/?)([a-z]\w*)', lambda m: '<' + m[1] + m[2].upper(), s),
    'no ends of paragraphs': lambda s: re.sub(r'</(p|li|td|tr)>', '', s),
    'all on one line': lambda s: re.sub(r'>\s*\n\s*', '>', s),
}
