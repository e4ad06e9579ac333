#!/usr/bin/env python3
"""What content systems do to a list without doing anything to its notices, one thing a column:
another pager, another order, another encoding, another form, other addresses, other lengths.
What comes, goes and is edited meanwhile is told, and nothing else.

    turns.py PORTALWATCH [TURN...]
"""
import datetime
import html
import json
import pathlib
import sys

from bench import Answer, temporary
from changes import LEAD, NOTHING, Town, head, page

FIRST, DAYS = datetime.date(2025, 12, 22), 18
CLOCKS = ('09:00', '09:40', '16:00', '21:00')
SETTLE = 3  # days after the last turn


class Item:
    def __init__(self, number, title, day, href):
        self.number, self.title, self.day, self.href = number, title, day, href


class Column:
    """Entries, newest first, and how the page shows them; what is wanted is noted as it happens."""

    def __init__(self, town, cid, count=10):
        self.t, self.id, self.now, self.n = town, cid, FIRST, 0
        self.want, self.may, self.items = [], set(), []
        self.href = '/%s/n{n}.html' % cid
        for i in reversed(range(count)):
            self.add(FIRST - datetime.timedelta(i + 1), told=False)
        self.show()

    def add(self, day=None, told=True, title=None):
        self.n += 1
        x = Item(self.n, title or '关于开展%s第%d号事项有关工作的通知' % (self.id, self.n), day or self.now,
                 self.href.format(n=self.n))
        self.items.insert(0, x)
        self.write(x)
        if told:
            self.tell('notice.new', x)
        return x

    def tell(self, kind, x):
        self.want.append((kind, x.href))

    def remove(self, x):
        self.items.remove(x)
        self.tell('notice.delisted', x)

    def write(self, x):
        self.t.pages[x.href] = page(x.title, '%s\n本件编号：%d' % (LEAD, x.number), day=x.day)

    @property
    def path(self):
        return '/%s/' % self.id

    def rows(self, items, cut=None, form='%Y-%m-%d'):
        return ''.join('<li><a href="%s">%s</a><span>%s</span></li>' % (
            x.href, x.title if not cut else x.title[:cut[0]] + cut[1], x.day.strftime(form)) for x in items)

    def show(self, items=None, rows=None, more=''):
        rows = rows if rows is not None else self.rows(self.items if items is None else items)
        self.t.pages[self.path] = head('通知公告', '<ul class="list">%s</ul>%s' % (rows, more))


# Each turn is a generator: what it does between two yields is on the portal in the next round.

def days(n):
    for _ in range(n * len(CLOCKS)):
        yield


def pager(c):
    """index_1.html, ?page=2, a script, a button that loads more."""
    per = 8

    def pages_by(name, mark):
        for k in [x for x in list(c.t.pages) if x.startswith(c.path) and x != c.path and 'n' != x[len(c.path)]]:
            del c.t.pages[k]
        count = (len(c.items) + per - 1) // per
        for k in range(count):
            part = head('通知公告', '<ul class="list">%s</ul>%s' % (
                c.rows(c.items[k * per:(k + 1) * per]), mark(k, count)))
            c.t.pages[c.path if k == 0 else c.path + name(k)] = part

    def numbered(k, count):
        return '' if k + 1 == count else '<div class="page"><a href="index_%d.html">下一页</a></div>' % (k + 1)

    def query(k, count):
        return '' if k + 1 == count else '<div class="page"><a href="?page=%d">下一页</a></div>' % (k + 2)

    def script(k, count):
        return '<script>createPageHTML(%d, %d, "index", "html");</script>' % (count, k)

    def button(k, count):
        return '<div class="more" data-url="/%s/list.json?page=2">加载更多</div>' % c.id
    forms = [(lambda k: 'index_%d.html' % k, numbered), (lambda k: '?page=%d' % (k + 1), query),
             (lambda k: 'index_%d.html' % k, script), (lambda k: 'x%d' % k, button),
             (lambda k: '?page=%d' % (k + 1), query)]
    for i in range(12):
        c.add(FIRST - datetime.timedelta(30), told=False)
    c.items.sort(key=lambda x: (x.day, x.number), reverse=True)
    pages_by(*forms[0])
    yield from days(1)
    for i, form in enumerate(forms):
        pages_by(*form)
        yield from days(1)
        c.add()
        pages_by(*form)
        yield from days(1)
        c.remove(c.items[3])
        pages_by(*form)
        yield from days(1)


def oldest_first(c):
    for turn in (1, -1, 1, -1):
        c.show(c.items[::-turn])
        yield from days(1)
        c.add()
        c.show(c.items[::-turn])
        yield from days(1)
        c.remove(c.items[4])
        c.show(c.items[::-turn])
        yield from days(2)


def sticky(c):
    """Set on top with a mark, without, two of them, and back."""
    for on, mark in (([5], '<em>[置顶]</em>'), ([], ''), ([7], ''), ([2, 7], '<img src="/top.gif" alt="置顶">'),
                     ([2], '<em>[置顶]</em>'), ([], '')):
        for add in (False, True):
            if add:
                c.add()
                on = [i + 1 for i in on]
            top = [c.items[i] for i in on]
            c.show(rows=c.rows(top).replace('<li>', '<li>' + mark) + c.rows([x for x in c.items if x not in top]))
            yield from days(1)


def year_less(c):
    """Month and day over New Year."""
    c.show(rows=c.rows(c.items, form='%m-%d'))
    yield
    for _ in range(DAYS - SETTLE - 1):
        c.add()
        c.items.pop()
        c.show(rows=c.rows(c.items, form='%m-%d'))
        yield from days(1)


def undated_for_a_while(c):
    """The days are left out, and come back in another form."""
    for form in ('', '%Y年%m月%d日', '%m月%d日', '[%Y/%m/%d]'):
        c.show(rows=c.rows(c.items, form=form))
        yield from days(2)
        c.add()
        c.show(rows=c.rows(c.items, form=form))
        yield from days(1)
    c.may.add('dates')


def encoding(c):
    def bytes_as(real, said, head_said):
        text = head('通知公告', '<ul class="list">%s</ul>' % c.rows(c.items)).replace('charset="utf-8"', 'charset="%s"' % said)
        c.t.pages[c.path] = Answer(text.encode(real), type='text/html' + (head_said and '; charset=' + head_said))
    for real, said, head_said in (('utf-8', 'utf-8', ''), ('gbk', 'gbk', ''), ('gbk', 'utf-8', ''), ('utf-8', 'gb2312', ''),
                                  ('gbk', 'gbk', 'utf-8'), ('utf-8', 'gb2312', 'gbk'), ('utf-8-sig', 'utf-8', '')):
        bytes_as(real, said, head_said)
        yield from days(1)
        c.add()
        bytes_as(real, said, head_said)
        yield from days(1)


def forms(c):
    """A table of HTML, a script island, JSON, and back."""
    def data():
        return json.dumps([{'title': x.title, 'url': x.href, 'publishDate': str(x.day)} for x in c.items], ensure_ascii=False)

    def write(form):
        if form == 'html':
            c.show()
        elif form == 'island':
            c.t.pages[c.path] = head('通知公告', '<div id="app"></div><script>var pageData = {"list": %s};</script>' % data())
        elif form == 'json':
            c.t.pages[c.path] = Answer('{"code": 0, "data": {"rows": %s}}' % data(), type='application/json; charset=utf-8')
        else:
            c.t.pages[c.path] = head('通知公告', '<table>%s</table>' % ''.join(
                '<tr><td><a href="%s">%s</a></td><td>%s</td></tr>' % (x.href, x.title, x.day) for x in c.items))
    c.may.add('relearned')
    for form in ('html', 'table', 'island', 'json', 'html', 'json', 'island'):
        write(form)
        yield from days(1)
        c.add()
        write(form)
        yield from days(1)


def prefixes(c):
    yield
    for i, form in ((2, '【已失效】%s'), (3, '更正：%s'), (4, '（更正）%s'), (5, '[废止]%s'), (6, '%s（更正公告）')):
        x = c.items[i]
        x.title = form % x.title
        c.write(x)
        c.tell('notice.changed', x)
        c.show()
        yield from days(1)
    x = c.items[2]  # and back, on the list first
    x.title = x.title[5:]
    c.tell('notice.changed', x)
    c.show()
    yield from days(1)
    c.write(x)
    yield from days(2)


def page_turns_back(c):
    """The list tells a title; it is turned back on the page alone when the notice has rolled off."""
    yield
    x = c.items[-3]
    title = x.title
    x.title = title + '（征求意见稿）'
    c.write(x)
    c.show()
    c.tell('notice.changed', x)
    yield from days(2)
    for _ in range(3):
        c.add()
    c.show(c.items[:10])
    yield from days(2)
    x.title = title
    c.write(x)
    c.tell('notice.changed', x)
    yield from days(8)


def page_alone(c):
    """The page's own title is edited and turned back, the list says the first one all the time."""
    yield
    x = c.items[2]
    for title in (x.title + '（修订）', x.title):
        shown, x.title = x.title, title
        c.write(x)
        x.title = shown
        c.tell('notice.changed', x)
        yield from days(7)


def both_alive(c):
    """All notices at new addresses, the old ones answer on: nothing new."""
    yield from days(1)
    for scheme in ('/art/%s/2025/art_{n}.html' % c.id, '/%s/view.jsp?id={n}' % c.id):
        c.href = scheme
        for x in c.items:
            x.href = scheme.format(n=x.number)
            c.write(x)
        c.show()
        c.moved = True
        yield from days(3)
        c.add()
        c.items.pop()
        c.show()
        yield from days(2)


def redated(c):
    """A migration dates everything that is there to its own day: told of each when it has lasted."""
    yield
    c.may |= {'redated'}
    yield from days(2)
    for x in c.items:
        x.day = c.now
        c.write(x)
        c.tell('notice.redated', x)
    c.show()
    yield from days(2)
    c.add()
    c.show()
    yield from days(6)


def lengths(c):
    for i in range(40):
        c.add(FIRST - datetime.timedelta(20 + i), told=False)
    c.items.sort(key=lambda x: x.day, reverse=True)

    def write(per):
        for k in range(5):
            part = c.items[k * per:(k + 1) * per]
            c.t.pages[c.path if k == 0 else c.path + 'index_%d.html' % k] = part and head(
                '通知公告', '<ul class="list">%s</ul>%s' % (c.rows(part), '<div class="page"><a href="index_%d.html">下一页</a></div>' % (
                    k + 1) if len(c.items) > (k + 1) * per else '')) or NOTHING
    for per in (20, 10, 30, 20, 10, 20):
        write(per)
        yield from days(1)
        c.add()
        write(per)
        yield from days(1)


def lengths_alone(c):
    """Without a pager: half as long for three days, which is told once, and as before."""
    for i in range(20):
        c.add(FIRST - datetime.timedelta(20 + i), told=False)
    c.items.sort(key=lambda x: x.day, reverse=True)
    c.may.add('shortened')
    for n in (30, 15, 30):
        c.show(c.items[:n])
        yield from days(3)
        c.add()
        c.show(c.items[:n])
        yield from days(1)


def cut_titles(c):
    for cut in (None, (14, '…'), (9, '...'), (12, ''), (14, '..'), (18, '……'), None):
        c.show(rows=c.rows(c.items, cut))
        yield from days(1)
        c.add()
        c.show(rows=c.rows(c.items, cut))
        yield from days(1)


def bad_days(c):
    """Challenge, maintenance, a login, an empty answer, one of the errors of a program."""
    yield
    c.may |= {'empty', 'structure', 'shrunken', 'cut', 'confidence', 'another-list', 'min-items'}
    for bad in (Answer('<html><body>系统维护中，请稍后访问。</body></html>', tagged=False), Answer('', tagged=False),
                Answer(head('维护公告', '<p>因系统升级，本网站将于今日暂停服务，给您带来不便敬请谅解。</p>'), tagged=False),
                Answer('', 302, headers=[('Location', '/login.html')]), Answer('x', 503), Answer('x', 404), Answer('x', 403),
                Answer(head('系统提示', '<ul class="list">%s</ul>' % ''.join(
                    '<li><a href="/help/%d.html">常见问题解答之%d</a></li>' % (i, i) for i in range(6))), tagged=False),
                Answer('<html><body>java.sql.SQLException: Io exception: The Network Adapter could not establish the connection'
                       '</body></html>', 500)):
        good = c.t.pages[c.path]
        c.t.pages[c.path] = bad
        yield
        yield
        c.t.pages[c.path] = good
        yield
        c.add()
        c.show()
        yield


def stale(c):
    """Two servers behind one name, one of them a day behind."""
    yield
    was = c.t.pages[c.path]
    for _ in range(12):
        c.add()
        c.show()
        now = c.t.pages[c.path]
        for _ in range(2):
            c.t.pages[c.path] = now
            yield
            c.t.pages[c.path] = was
            yield
        was = now
    c.show()


def stale_edits(c):
    """The same, and what changes is a title."""
    yield
    was = c.t.pages[c.path]
    for i in range(3):
        x = c.items[2 + i]
        x.title = '【更正】' + x.title
        c.write(x)
        c.tell('notice.changed', x)
        c.show()
        now = c.t.pages[c.path]
        for _ in range(3):
            c.t.pages[c.path] = now
            yield
            c.t.pages[c.path] = was
            yield
        c.t.pages[c.path] = was = now
        yield from days(1)


def half(c):
    yield
    for part in (0.5, 0.7, 0.9):
        good = c.t.pages[c.path]
        for _ in range(2):
            c.t.pages[c.path] = Answer(good.encode()[:int(len(good.encode()) * part)], tagged=False)
            yield
            c.t.pages[c.path] = good
            yield
        c.add()
        c.show()
        yield from days(1)
    c.may.add('cut')


def undated_elsewhere(c):
    """Titles only; one of them goes to another address, and its page states the day it always had."""
    c.show(rows=c.rows(c.items, form=''))
    yield from days(2)
    x = c.add()
    c.show(rows=c.rows(c.items, form=''))
    yield from days(12)
    c.t.pages[x.href] = NOTHING
    x.href = '/zt/%s_%d.html' % (c.id, x.number)
    c.write(x)
    c.tell('notice.moved', x)
    c.show(rows=c.rows(c.items, form=''))
    yield from days(2)


def namesakes(c):
    """Titles only, on pages of eight; each day one comes under the title of the one that goes over to the next page."""
    def write():
        for k in range((len(c.items) + 7) // 8):
            c.t.pages[c.path if k == 0 else c.path + 'index_%d.html' % k] = head('通知公告', '<ul class="list">%s</ul>%s' % (
                c.rows(c.items[k * 8:k * 8 + 8], form=''), '<a href="index_%d.html">下一页</a>' % (k + 1) if len(c.items) > k * 8 + 8 else ''))
    write()
    yield from days(1)
    for _ in range(6):
        c.add(title=c.items[7].title)
        write()
        yield from days(1)


def doubles(c):
    """One notice under two addresses on one list."""
    yield
    x = c.add()
    again = Item(x.number, x.title, x.day, '/zt/%s_%d.html' % (c.id, x.number))
    c.show()
    yield from days(1)
    c.t.pages[again.href] = c.t.pages[x.href]
    for kind, one, shown in (('new', again, c.items[:1] + [again] + c.items[1:]), ('delisted', x, [again] + c.items[1:]),
                             ('reappeared', x, [again] + c.items), ('delisted', again, c.items)):
        c.tell('notice.' + kind, one)
        c.show(shown)
        yield from days(2)


def files_only(c):
    """Entries that are documents themselves."""
    c.href = '/files/%s_{n}.pdf' % c.id

    def write(x, text='first'):
        c.t.pages[x.href] = Answer(('%%PDF-1.4 %s %d' % (text, x.number)).encode(), type='application/pdf')
    c.write = write
    for x in c.items:
        x.href = c.href.format(n=x.number)
        write(x)
    c.show()
    yield from days(1)
    for i in range(4):
        c.add()
        c.show()
        yield from days(1)
    write(c.items[1], 'another')
    c.tell('notice.changed', c.items[1])
    yield from days(3)


def emptied(c):
    """An hour without an entry, as while a page is generated."""
    yield
    c.may |= {'empty', 'cut'}
    for rows in ('', '<li>暂无数据</li>', ''):
        c.show(rows=rows)
        yield
        yield
        c.add()
        c.show()
        yield from days(1)


def again_new_year(c):
    """A yearly list: the same titles each year, at addresses used anew."""
    yield
    for i in range(5):
        c.add(title='市政府常务会议（第%d次）' % (i + 1))
        c.show()
        yield from days(1)
    yield from days(3)
    for i in range(5):
        c.add(title='市政府常务会议（第%d次）' % (i + 1))
        c.show()
        yield from days(1)


def marks(c):
    """new.gif, hot, a number of readers, a summary beside the title come and go."""
    for form in ('<img src="/new.gif">', '<em class="new">NEW</em>', '<i>[图]</i>', '<span class="hits">阅读：%d</span>',
                 '<p class="sum">各有关单位：现将有关事项通知如下，请遵照执行，并于月底前报送进展情况。</p>'):
        for k in range(2):
            c.show(rows=''.join('<li><a href="%s">%s</a>%s<span>%s</span></li>' % (
                x.href, x.title, (form % (k * 37 + x.number) if '%d' in form else form) if x.number % 2 or '<p' in form else '',
                x.day) for x in c.items))
            yield from days(1)
        c.add()
    c.show()


TURNS = [pager, oldest_first, sticky, year_less, undated_for_a_while, encoding, forms, prefixes, page_turns_back, page_alone,
         both_alive, redated, lengths, lengths_alone, cut_titles, bad_days, stale, stale_edits, half, undated_elsewhere,
         namesakes, doubles, files_only, emptied, again_new_year, marks]


def live(exe, top, turns):
    ids = [f.__name__.replace('_', '-') for f in turns]
    t = Town(exe, top, ids)
    columns = [Column(t, x) for x in ids]
    running = [f(c) for f, c in zip(turns, columns)]
    for x in running:
        next(x)  # what stands before the first reading
    for day in range(DAYS + SETTLE):
        for c in columns:
            c.now = FIRST + datetime.timedelta(day)
        for clock in CLOCKS:
            now = '%sT%s:00+08:00' % (c.now, clock)
            p = t.b.run('crawl', '--once', now=now)
            t.f.check('crawl at ' + now, (p.returncode, p.stderr[-600:]), (0, ''))
            for x in running:
                next(x, None)
    return t, columns


def judge(t, columns):
    events = t.events()
    for c in columns:
        mine = [x for x in events if x['column'] == c.id]
        got = [(x['kind'], x['notice']['url'].split(t.site.web)[-1]) for x in mine if x['kind'].startswith('notice.')]
        if getattr(c, 'moved', False):
            got = [x for x in got if x[0] != 'notice.moved']
        t.f.check_set(c.id, got, c.want)
        for x in mine:
            reason = (x['detail'] or {}).get('reason')
            if x['kind'].startswith('column.') and reason not in c.may:
                t.f.say('%s: %s %s %s' % (c.id, x['time'][:16], x['kind'], x['detail']))


def main():
    chosen = [f for f in TURNS if not [x for x in sys.argv[2:] if x != '-v'] or f.__name__ in sys.argv[2:]]
    with temporary() as top:
        t, columns = live(sys.argv[1], pathlib.Path(top), chosen)
        judge(t, columns)
        if '-v' in sys.argv:
            for x in t.events():
                print(x['time'][:16], x['kind'], x['column'], (x['notice'] or {}).get('url', '')[-30:], json.dumps(x['detail'], ensure_ascii=False)[:200])
    sys.exit(1 if t.f.n else 0)


if __name__ == '__main__':
    main()
