#!/usr/bin/env python3
"""Thirty days of noise on real pages: clocks, counters, tokens, session ids, rotating boxes and another
order, on lists and on the pages of notices. Nothing is told; then one edit in the midst of it is.

    noise.py PORTALWATCH
"""
import datetime
import pathlib
import random
import re
import sys
from urllib.parse import urljoin

import redesign
from bench import Answer, Bench, Faults, SOURCE, Site, temporary

ARTICLES = {  # as the content systems of the columns write them
    'trs': 'guizhou-trs', 'vsb': 'hcdd-vsb', 'gd': 'guangdong', 'epoint': 'suzhou-epoint'}
EDIT_DAY, DAYS = 20, 30


def article(platform):
    return (SOURCE / 'tests/data/articles' / (ARTICLES[platform] + '.html')).read_text(encoding='utf-8')


class Portal:
    def __init__(self, platform, column):
        self.platform, self.column, self.asked = platform, column, 0
        self.template = article(platform)
        self.day, self.edited = datetime.date(2021, 1, 8), False

    def path(self, href):
        return urljoin(self.column.url, href)

    def noise(self, dice):
        """What surrounds a page: it differs at each fetch."""
        n, token = dice.randrange(10 ** 6), '%032x' % dice.getrandbits(128)
        boxes = ['<li><a href="/zt/%d/">专题专栏之%d</a></li>' % (i, i) for i in range(8)]
        dice.shuffle(boxes)
        return ('<div class="top">今天是%d年%d月%d日 %02d:%02d:%02d</div><input type="hidden" name="__VIEWSTATE" value="%s">'
                '<meta name="csrf-token" content="%s"><div class="banner"><ul>%s</ul></div><div class="visits">您是第 %d '
                '位访问者，当前在线 %d 人</div>' % (
                    self.day.year, self.day.month, self.day.day, n % 24, n % 60, n % 59, token * 4, token,
                    ''.join(boxes[:5]), 100000 + self.asked * 7 + n % 5, n % 300))

    def shown(self, dice):
        items = list(self.column.items)
        for i in range(len(items) - 1):  # entries of one day have no order of their own
            if items[i][2] == items[i + 1][2] and dice.random() < 0.5:
                items[i], items[i + 1] = items[i + 1], items[i]
        page = self.column.shown(items)
        session = ';jsessionid=%032X' % dice.getrandbits(128)
        page = re.sub(r'(href="[^":]*\.html?)(")', lambda m: m.group(1) + session + m.group(2), page)
        return re.sub(r'(<body[^>]*>)', lambda m: m.group(1) + self.noise(dice), page, count=1, flags=re.I)

    def notice(self, number, dice):
        href, title, day = self.column.items[number]
        text = ['第%d条　各有关单位要结合实际，认真落实《%s》的各项要求，并于每月底前报送进展情况。' % (i, title) for i in range(1, 7)]
        if self.edited and number == 3:
            text[3] = text[3].replace('每月底前', '每季度末前')
        around = ['<a href="%s">%s</a>' % (self.path(x[0]), x[1]) for x in dice.sample(self.column.items, 4)]
        body = ('<h1>%s</h1><p class="info">发布时间：%s 来源：本站 阅读次数：%d</p><div id="zoom" class="content">%s</div>'
                '<div class="share" data-sign="%x">分享到</div><div class="hot"><h4>热点推荐</h4><ul>%s</ul></div>' % (
                    title, day, 500 + self.asked, ''.join('<p>%s</p>' % x for x in text), dice.getrandbits(64),
                    ''.join('<li>%s</li>' % x for x in around)))
        page = re.sub(r'<title>.*?</title>', '<title>%s</title>' % title, self.template, count=1, flags=re.S | re.I)
        return re.sub(r'(<body[^>]*>).*(</body>)', lambda m: m.group(1) + self.noise(dice) + body + m.group(2), page,
                      count=1, flags=re.S | re.I)

    def answer(self, address):
        self.asked += 1
        dice = random.Random('%s %d' % (address, self.asked))
        address = re.sub(';jsessionid=[0-9A-F]*', '', address)
        if address == self.column.url:
            return Answer(self.shown(dice), type='text/html; charset=utf-8', tagged=False)
        for i, x in enumerate(self.column.items):
            if self.path(x[0]) == address:
                return Answer(self.notice(i, dice), type='text/html; charset=utf-8', tagged=False)
        if address.count('/') == 3 and address.endswith('/'):
            return Answer('<html><body><h1>门户</h1>%s</body></html>' % self.noise(dice), tagged=False)
        return Answer('<h1>404</h1>', 404)


def run(exe, top):
    f, columns = Faults(), redesign.columns()
    portals = {c.host: Portal(k, c) for k, c in columns.items()}

    def answer(url):
        host = url.split('/')[2]
        return portals[host].answer(url) if host in portals and not url.endswith('/robots.txt') else Answer('', 404)
    site = Site(answer)
    b = Bench(exe, top, '  - {id: f, file: {path: out.jsonl, format: jsonl}}', '  - {to: [f], digest: none}',
              network='  proxy: "http://%s"\n' % site.web)
    for host, p in portals.items():
        b.portal(p.platform, 'portal: %s\nhome: http://%s/\nlinks: {check: none}\ncolumns:\n'
                 '  - {id: c, url: "%s", class: policy, every: 12h}\n' % (p.platform, host, p.column.url))
    b.run('store', 'init', '--simulation')

    def told():
        return [(x['portal'], x['kind'], (x['notice'] or {}).get('title')) for x in b.lines('events')
                if x['kind'] != 'column.baseline']
    want = []
    for day in range(DAYS):
        for p in portals.values():
            p.day = datetime.date(2021, 1, 8) + datetime.timedelta(days=day)
            p.edited = day >= EDIT_DAY
        for clock in ('08:00', '21:00'):
            r = b.run('crawl', '--once', now='%sT%s:00+08:00' % (p.day.isoformat(), clock))
            f.check('crawl', (r.returncode, r.stderr[-300:]), (0, ''))
        if day == EDIT_DAY - 1:
            f.check('nothing in %d days' % EDIT_DAY, told(), [])
    for p in portals.values():
        want.append((p.platform, 'notice.changed', p.column.items[3][1]))
    f.check_set('one edit each in %d days' % DAYS, told(), want)
    asked = sum(p.asked for p in portals.values())
    print('%d pages, each one different, in %d days' % (asked, DAYS))
    site.stop()
    return f.n


def main():
    with temporary() as top:
        sys.exit(1 if run(sys.argv[1], pathlib.Path(top)) else 0)


if __name__ == '__main__':
    main()
