#!/usr/bin/env python3
"""Columns of every form over simulated time: what truly happened is told once, nothing else is.

One portal publishes the same notices as RSS, Atom, sitemap, JSON, island … (feed_forms.py), one
column each. A table of steps changes all of them alike; after each step the new events of each
column are compared with what the step says.

    feeds.py PORTALWATCH [FORM...]
"""
import datetime
import pathlib
import sys

from bench import Answer, temporary
from changes import LEAD, NOTHING, Town, page
from feed_forms import FORMS, Entry

BEGIN = datetime.datetime(2026, 1, 10, 9)
SUBJECTS = ['农村危房改造补助资金分配', '中小学教师公开招聘面试', '老旧小区电梯加装', '自来水水质检测结果',
            '春节期间烟花爆竹管控', '城市管理执法队伍培训', '高新技术企业认定', '道路交通安全整治', '医疗保障定点机构',
            '企业养老金调整', '公共租赁住房配租', '河道采砂专项检查', '食品安全抽检', '森林防火值班', '博物馆免费开放',
            '职业技能竞赛', '残疾人就业扶持', '农机购置补贴', '公交线路优化', '文物保护单位名录']
CHALLENGE = '<html><head><title>请稍候</title><script>document.cookie="acw_sc__v2="+arg1;var arg1="%s";' \
            'location.reload();</script></head><body></body></html>'
SYSTEM_ERROR = '<html><head><title>系统错误</title></head><body><h1>500 系统繁忙，请稍后再试</h1></body></html>'
HOME = '<html><head><title>某市人民政府</title></head><body><div class="nav"><a href="/">首页</a></div>%s</body></html>' % (
    ''.join('<h2>%s</h2><ul>%s</ul>' % (name, ''.join(
        '<li><a href="/%s/%d.html">%s第%d次全体会议在市政府召开</a><span>2026-01-0%d</span></li>' % (
            name, i, name, i, 9 - i) for i in range(6))) for name in ('要闻', '部门', '镇街')))


class Column:
    """One form of the portal's list, and the pages of its notices."""

    def __init__(self, town, name):
        self.t, self.name, self.form = town, name, FORMS[name]
        self.last = 0
        self.items = []
        for i in range(10):
            self.add(datetime.date(2026, 1, 1) + datetime.timedelta(i // 2))
        self.show()

    def add(self, day):
        number = self.last = self.last + 1
        x = Entry(number, self.name, '关于%s工作的通知' % SUBJECTS[number % len(SUBJECTS)], day.isoformat())
        self.items.insert(0, x)
        self.write(x)
        return x

    def write(self, x, text=''):
        self.t.pages[x.href] = page(x.title, '%s\n本事项编号为%d。%s' % (LEAD, x.id, text), day=x.day)

    def at(self, number):
        return next(i for i, x in enumerate(self.items) if x.id == number)

    def put(self, number, **changes):
        i = self.at(number)
        self.items[i] = self.items[i].put(**changes)
        return self.items[i]

    def written(self, items=None):
        return self.form.write(self.items if items is None else items, self.t.site.web)

    def show(self, items=None, **more):
        body, kind = self.written(items)
        self.t.pages['/%s/' % self.name] = Answer(body, type=kind, **more)

    def give(self, body, **more):
        self.t.pages['/%s/' % self.name] = Answer(body, **more)


# --- steps: each changes one column and says what has to be told: [(kind, number of the notice)] ---

def nothing(c, day):
    return []


def untagged(c, day):
    """Whole answers instead of 304."""
    c.show(tagged=False)
    return []


def new(c, day):
    x = c.add(day)
    c.items.pop()
    c.show()
    return [('notice.new', x.id)]


def edited(c, day):
    x = c.put(8, touched=day.isoformat())
    c.write(x, '本通知自2026年3月1日起施行。')
    c.show()
    return [('notice.changed', 8)]


def touched(c, day):
    """The system wrote the file anew: another time of the last change, nothing else."""
    for number in (5, 6, 7):
        c.put(number, touched=day.isoformat())
    c.show()
    return []


def retitled(c, day):
    x = c.put(7, title='关于印发《%s办法》的通知（修订）' % SUBJECTS[7])
    c.write(x)
    c.show()
    return [('notice.changed', 7)]


def redated(c, day):
    x = c.put(9, day='2026-01-03')
    c.write(x)
    c.show()
    return [('notice.redated', 9)]


def withdrawn(c, day):
    x = c.items.pop(c.at(6))
    c.t.pages[x.href] = Answer('', 410)
    c.show()
    return [('notice.withdrawn', 6)]


def soft(c, day):
    x = c.items.pop(c.at(5))
    c.t.pages[x.href] = page('提示信息', '您访问的页面不存在或已删除！')
    c.show()
    return [('notice.withdrawn', 5)]


def still_listed(c, day):
    c.t.pages[c.items[c.at(4)].href] = NOTHING
    return [('notice.withdrawn', 4)]


def back(c, day):
    c.write(c.items[c.at(4)])
    return [('notice.reappeared', 4)]


def delisted(c, day):
    c.items.pop(c.at(8))
    c.show()
    return [('notice.delisted', 8)]


def several(c, day):
    """Four new ones; as many roll off the end."""
    told = [('notice.new', c.add(day).id) for _ in range(4)]
    del c.items[8:]
    c.show()
    return told


def order(c, day):
    c.items = c.items[1::2] + c.items[::2]
    c.show()
    return []


def moved(c, day, gone=False):
    """The same notice at another address, under its old id where the form has one."""
    number = c.last if gone else c.last - 1
    old = c.items[c.at(number)].href
    x = c.put(number, href=old.replace('post_', 'mpost_'))
    c.write(x)
    c.t.pages[old] = NOTHING if gone else Answer('', 301, headers=[('Location', x.href)])
    c.show()
    if c.form.titles:
        return [('notice.moved', number)]
    # nothing but an address in it: only a redirect says that it is the same one
    return [('notice.new', number), ('notice.withdrawn' if gone else 'notice.moved', number)]


def moved_gone(c, day):
    return moved(c, day, True)


def moved_retitled(c, day):
    """Address and title are others at once: only an id says that it is the same one."""
    number = c.last - 2
    old = c.items[c.at(number)].href
    x = c.put(number, href=old.replace('post_', 'mpost_'), title='关于%s安排的补充通知' % SUBJECTS[number % 20])
    c.write(x)
    c.t.pages[old] = NOTHING
    c.show()
    return [('notice.moved', number), ('notice.changed', number)] if c.form.ids else [
        ('notice.new', number), ('notice.withdrawn', number)]


def twice(c, day):
    c.show(c.items[:3] + [c.items[5]] + c.items[3:])
    return []


def empty(c, day):
    c.show([])
    return []


def no_bytes(c, day):
    c.give('', type=c.written()[1])
    return []


def error_page(c, day):
    c.give(SYSTEM_ERROR)
    return []


def home_page(c, day):
    c.give(HOME)
    return []


def truncated(c, day):
    body, kind = c.written()
    body = body.encode()
    c.give(body[:len(body) * 2 // 3], type=kind, tagged=False)
    return []


def cut(c, day):
    body, kind = c.written()
    body = body.encode()
    c.give(body, type=kind, cut=len(body) * 2 // 3, tagged=False)
    return []


def challenge(c, day):
    c.give(CHALLENGE % day)
    return []


def server_error(c, day):
    c.give('busy', status=503)
    return []


def good(c, day):
    c.show()
    return []


def wrong_label(c, day):
    """Bytes in UTF-8 that say they are something else."""
    body, kind = c.written()
    c.give(body.replace('encoding="utf-8"', 'encoding="iso-8859-1"'), type=kind.split(';')[0] + '; charset=gb2312')
    return []


def wrong_bytes(c, day):
    """Bytes in GB18030 under a label of UTF-8."""
    body, kind = c.written()
    c.give(body.encode('gb18030'), type=kind.split(';')[0] + '; charset=utf-8')
    return []


STEPS = [nothing, untagged, good, new, edited, touched, retitled, redated, withdrawn, soft, still_listed, back,
         delisted, several, order, moved, moved_gone, moved_retitled, twice, good, empty, good, no_bytes, error_page, good,
         home_page, good, truncated, good, cut, good, challenge, good, server_error, good, wrong_label, wrong_bytes,
         good, new]


def number_of(event):
    url = event['notice']['url']
    return int(url.split('post_')[1].split('.')[0]) if 'post_' in url else url


def take(t, columns, step, clock):
    """Three readings within a little over two hours; the events they brought, by column."""
    before = t.b.lines('events')
    want = {c.name: step(c, clock.date()) for c in columns}
    for minutes in (0, 65, 130):
        now = clock + datetime.timedelta(minutes=minutes)
        t.round(now.strftime('%H:%M'), now.day)
    fresh = t.b.lines('events')[len(before):]
    for c in columns:
        got = [(x['kind'], number_of(x)) for x in fresh if x['column'] == c.name and x['notice']]
        t.f.check_set('%s, %s' % (step.__name__, c.name), got, want[c.name])
    return fresh


def run(exe, top, names):
    t = Town(exe, top, [])
    t.site.answer = lambda path: t.answer(path)
    t.columns = names
    t.more = 'revisit: [1h]\n'
    t.b.portal('p', 'portal: p\nname: 某市\nhome: http://%s/\nrevisit: [1h]\nlinks: {check: none}\ncolumns:\n%s' % (
        t.site.web, ''.join('  - {id: %s, name: %s, url: "http://%s/%s/", class: policy, every: 10m%s}\n' % (
            n, n, t.site.web, n, FORMS[n].more) for n in names)))
    columns = [Column(t, n) for n in names]
    first = take(t, columns, nothing, BEGIN)
    t.f.check_set('baselines', [x['column'] for x in t.b.lines('events') if x['kind'] == 'column.baseline' and
                                x['column'] != 'home'], names)
    t.f.check('the first reading tells nothing else', [x for x in first if x['kind'] != 'column.baseline'], [])
    for i, step in enumerate(STEPS):
        take(t, columns, step, BEGIN + datetime.timedelta(hours=4 * (i + 1)))
    return t.f.n


if __name__ == '__main__':
    with temporary() as directory:
        sys.exit(1 if run(sys.argv[1], pathlib.Path(directory), sys.argv[2:] or list(FORMS)) else 0)
