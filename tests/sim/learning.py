#!/usr/bin/env python3
"""Columns that are redesigned and columns that have an accident, on real pages of four content
systems: what is read on, what is announced, what the gate refuses and says, and that everything
finds its way back.

    learning.py PORTALWATCH [REDESIGN...]

A notice is published together with each redesign, so that reading on can be told from standing
still. What is expected was written down before the product was tried on it.
"""
import pathlib
import re
import sys
from urllib.parse import urljoin

import redesign
from bench import Answer, Bench, Faults, Site, temporary

TITLE = '关于做好2021年春节期间有关工作的通知'
NEW = {  # in the manner of the platform, where its addresses are long
    'trs': '202101/t20210108_21999999.html', 'vsb': '../info/1004/12885.html', 'gd': 'content/post_303892.html',
    'epoint': '031001002/20210108/9a3b9d5e-70ae-4bb8-a16d-340d8cc8.html'}
BODY = '各有关单位：现将有关事项通知如下，请认真贯彻执行，并将落实情况按时报送。' * 8

# The list stands in other elements now: a person would say that it had to be found anew.
ANNOUNCED = {'cards', 'definitions', 'html5', 'spans', 'in_a_script'}
# It stands where it stood.
SILENT = {'wrapper', 'dates_in_words', 'dates_with_slashes', 'capitals', 'gb18030', 'side_box', 'half_as_many',
          'other_addresses'}
REFUSED = {
    'no_dates': 'dates', 'no_dates_same_place': 'dates', 'nothing': 'empty', 'says_nothing': 'empty',
    'shell': 'empty', 'two_left': 'shrunken', 'another_list': 'structure', 'another_column': 'another-list',
    'cut_short': 'cut', 'no_titles': 'titles', 'one_day': 'redated', 'home_page': 'structure',
    'error_page': 'error-page', 'login': 'empty'}
# Where the pager stood inside the list, the page has lost it as well.
REFUSED_ON_VSB = {'another_list': 'cut', 'home_page': 'cut'}
FAILED = {'busy'}  # no reading at all: the page says that it could not be made
WORDS = {  # of probe, in both languages
    'dates': ('dates cannot be read any more', '日期已无法识别'), 'empty': ('no notices', '没有信息条目'),
    'shrunken': ('2 notices instead of about', '仅 2 条'), 'structure': ('none of the', '没有一条是已知的'),
    'another-list': ('most are older than the last reading', '大多早于上次读取'),
    'cut': ('the end of the page is missing', '页面缺少结尾'), 'titles': ('have another title', '条标题不同'),
    'redated': ('have another date', '条日期不同'), 'error-page': ('an error page', '错误页')}


class Case:
    def __init__(self, change, platform, column):
        self.change, self.platform, self.column = change, platform, column
        self.name = change.__name__
        self.id = '%s-%s' % (self.name.replace('_', ''), platform)
        self.host = self.id + '.gov.cn'
        self.url = column.url.replace(column.host, self.host)
        self.items, self.redesigned = list(column.items), False

    def publish(self):
        self.items = [(NEW[self.platform], TITLE, '2021-01-08')] + self.items[:-1]

    def page(self):
        page = self.change(self.column, self.items) if self.redesigned else self.column.shown(self.items)
        return page.replace(self.column.host, self.host).encode() if isinstance(page, str) else page

    def answer(self, path):
        if path == '/':
            return Answer('<html><body><h1>门户</h1><p>某市人民政府</p></body></html>')
        if 'http://' + self.host + path == self.url:
            return Answer(self.page(), type='text/html')
        moving = self.redesigned and self.change in redesign.MOVING
        for href, title, day in self.column.items + self.items[:1]:
            if moving and (href, title, day) in self.items:
                href = redesign.moved_address(href)
            if urljoin(self.url, href) == 'http://' + self.host + path:
                return Answer('<html><head><meta charset=utf-8><title>%s</title></head><body><h1>%s</h1><p>发布时间：'
                              '%s</p><div>%s</div></body></html>' % (title, title, day, BODY))
        return Answer('<h1>404</h1>', 404)

    def yaml(self):
        asked = '' if self.change in redesign.MOVING else 'revisit: none\n'
        return ('portal: %s\nhome: http://%s/\nlinks: {check: none}\n%scolumns:\n'
                '  - {id: c, url: "%s", class: policy, every: 6h}\n' % (self.id, self.host, asked, self.url))


class Town:
    def __init__(self, exe, top, cases):
        self.f, self.cases = Faults(), {c.host: c for c in cases}
        self.site = Site(self.answer)
        self.b = Bench(exe, top, '  - {id: f, file: {path: out.jsonl, format: jsonl}}', '  - {to: [f], digest: none}',
                       network='  proxy: "http://%s"\n' % self.site.web)
        for c in cases:
            self.b.portal(c.id, c.yaml())
        self.b.run('store', 'init', '--simulation')

    def answer(self, url):
        m = re.match(r'http://([^/]+)(/.*)$', url)
        if not m or m.group(1) not in self.cases or m.group(2) == '/robots.txt':
            return Answer('', 404)
        return self.cases[m.group(1)].answer(m.group(2))

    def rounds(self, *times):
        for day, clock in times:
            p = self.b.run('crawl', '--once', now='2021-01-%02dT%s:00+08:00' % (day, clock))
            self.f.check('crawl', (p.returncode, p.stderr[-500:]), (0, ''))

    def events(self):
        """By portal: kinds of notice events, and what the column said."""
        out = {c.id: [] for c in self.cases.values()}
        for x in self.b.lines('events'):
            if x['column'] == 'c' and x['kind'] != 'column.baseline':
                out[x['portal']].append(x)
        return out

    def notices(self):
        out = {}
        for n in self.b.lines('notices', '--limit', '100000'):
            if n['column'] == 'c':
                out.setdefault(n['portal'], []).append(n)
        return out


def seen(events):
    return sorted(x['kind'] for x in events), [x['detail']['reason'] for x in events if x['kind'] == 'column.drift']


def read_on(t, c, events, notices):
    """What a redesign must come to: the new notice, everything else as it was."""
    kinds, said = seen(events)
    moved = len(c.items) - 1 if c.change in redesign.MOVING else 0
    t.f.check(c.id, [k for k in kinds if k != 'column.drift'], ['notice.moved'] * moved + ['notice.new'])
    t.f.check(c.id + ': news', [x['notice']['title'][:10] for x in events if x['kind'] == 'notice.new'],
              [TITLE[:10]])  # cut in some
    if c.name in ANNOUNCED or (c.name == 'table' and c.platform in ('trs', 'gd')):
        t.f.check(c.id + ': announced', said, ['relearned'])
    elif c.name in SILENT:
        t.f.check(c.id + ': nothing to announce', said, [])
    else:
        t.f.check(c.id + ': said once at most', said in ([], ['relearned']), True)
    shown = len(c.items) // 2 if c.name == 'half_as_many' else len(c.items)
    states = [n['state'] for n in notices]
    t.f.check(c.id + ': listed', states.count('listed'), shown)
    t.f.check(c.id + ': none removed', {'missing', 'delisted', 'withdrawn'} & set(states), set())


def refused(t, c, events, notices, kept):
    reason = REFUSED_ON_VSB.get(c.name, REFUSED[c.name]) if c.platform == 'vsb' else REFUSED[c.name]
    shape = reason != 'error-page'
    t.f.check(c.id, seen(events), (['column.drift'], [reason]) if shape else ([], []))
    t.f.check(c.id + ': what is believed stands', sorted(n['title'] for n in notices), kept)
    t.f.check(c.id + ': none removed', {n['state'] for n in notices}, {'listed'})
    now = '2021-01-10T05:00:00+08:00'
    got = t.b.lines('probe', c.id + '/c', now=now)[0]
    t.f.check(c.id + ': probe', (got['portal'], got['gate']), (c.id, reason))
    why = t.b.lines('why', c.id + '/c', now=now)[0]['measurements'][-1]
    t.f.check(c.id + ': why', (why['gate'], why['detail']), (reason, got['gate_why']))
    for lang, words in zip(('en', 'zh'), WORDS[reason]):
        for verb in ('probe', 'why', 'history'):
            told = t.b.run('--lang', lang, verb, c.id + '/c', now=now).stdout
            t.f.check('%s: %s in %s' % (c.id, verb, lang), words in told, True)


def failed(t, c, events, notices, kept):
    """The measurement failed, so nothing is said of the column."""
    t.f.check(c.id, seen(events), ([], []))
    t.f.check(c.id + ': what is believed stands', sorted(n['title'] for n in notices), kept)
    now = '2021-01-10T05:00:00+08:00'
    why = t.b.lines('why', c.id + '/c', now=now)[0]['measurements'][-1]
    t.f.check(c.id + ': why', (why['verdict'], why['reason']), ('unstable.server', 'says-failed'))


def back(t, c, before, after):
    """The old page again. What was not seen behind the gate is news now."""
    events = after[c.id][len(before[c.id]):]
    kinds, said = seen(events)
    t.f.check(c.id + ': nothing to learn on the way back', said, [])
    if c.change in redesign.MOVING:
        t.f.check(c.id + ': back', set(kinds), {'notice.moved'})
    else:
        t.f.check(c.id + ': back', kinds, ['notice.new'] if c.name in REFUSED or c.name in FAILED else [])


def run(exe, top, changes):
    cases = [Case(f, k, c) for f in changes for k, c in redesign.columns().items()]
    t = Town(exe, top, cases)
    t.rounds((8, '09:00'), (8, '15:30'))
    kept = {p: sorted(n['title'] for n in x) for p, x in t.notices().items()}
    for c in cases:
        t.f.check(c.id + ': baseline', len(kept[c.id]), len(c.items))
        c.publish()
        c.redesigned = True
    t.rounds((9, '09:00'), (9, '10:00'), (9, '18:00'), (10, '04:00'))
    events, notices = t.events(), t.notices()
    for c in cases:
        if c.name in REFUSED:
            refused(t, c, events[c.id], notices[c.id], kept[c.id])
        elif c.name in FAILED:
            failed(t, c, events[c.id], notices[c.id], kept[c.id])
        else:
            read_on(t, c, events[c.id], notices[c.id])
        c.redesigned = False
    t.rounds((10, '12:00'), (10, '18:30'), (11, '09:00'))
    after = t.events()
    for c in cases:
        back(t, c, events, after)
    t.site.stop()
    print('%d redesigns and accidents of %d columns' % (len(changes), len(redesign.columns())))
    return t.f.n


def main():
    changes = [f for f in redesign.SMALL + redesign.MOVING + redesign.LARGE
               if not sys.argv[2:] or f.__name__ in sys.argv[2:]]
    with temporary() as top:
        sys.exit(1 if run(sys.argv[1], pathlib.Path(top), changes) else 0)


if __name__ == '__main__':
    main()
