#!/usr/bin/env python3
"""Notices that are there again, or never were where the list says: what was withdrawn is put up at
another address; a list leads to an https that nobody answers, and goes back to http; what is gone
leads home by another name; a column is an index of sitemaps by months.

    again.py PORTALWATCH
"""
import pathlib
import sys

from bench import Answer, temporary
from changes import LEAD, NOTHING, Town, head, notices, page


def told(t, *kinds):
    return [(x['kind'], x['notice']['url'].split('/')[-1] if x['notice'] else str(x['detail'])) for x in t.events() if not kinds or x['kind'] in kinds]


def put_up_again(exe, top):
    """Withdrawn, and days later at another address: moved. A title alone, or a day alone, says nothing."""
    t = Town(exe, top, ['a'])
    items = notices('a', 8)
    t.publish('a', items)
    t.round('09:00')
    gone = items[2]
    t.pages[gone[0]] = NOTHING
    t.publish('a', [x for x in items if x != gone])
    t.pages[gone[0]] = NOTHING
    for clock in ('18:00', '18:40', '19:30'):
        t.round(clock)
    t.f.check('withdrawn', told(t), [('notice.withdrawn', gone[0].split('/')[-1])])
    again = ('/a/t20260107_77.html', gone[1], gone[2])
    same_title = ('/a/t20260113_78.html', gone[1], '2026-01-13')
    same_day = ('/a/t20260107_79.html', '关于另一事项的公告', gone[2])
    t.publish('a', [same_title] + [x for x in items if x != gone] + [again, same_day])
    t.pages[gone[0]] = NOTHING
    t.round('10:00', 14)
    t.round('11:00', 14)
    t.f.check_set('put up again', told(t)[1:], [('notice.moved', 't20260107_77.html'), ('notice.new', 't20260113_78.html'),
                                            ('notice.new', 't20260107_79.html')])
    moved = t.events('notice.moved')[0]['detail']
    t.f.check('from where', [moved[k].split('/')[-1] for k in ('from', 'to')], [gone[0].split('/')[-1], 't20260107_77.html'])
    t.f.check('withdrawn no more', [x['title'] for x in t.b.lines('notices', 'p/a', '--state', 'withdrawn')], [])
    t.round('10:00', 20)
    t.f.check('told once', len(told(t)), 4)
    t.site.stop()
    return t.f.n


def https_for_a_day(exe, top):
    """The list links by https where nobody answers, and one of them leaves it on that day."""
    t = Town(exe, top, ['a'])
    items = notices('a', 8)
    t.publish('a', items)
    t.round('09:00')
    secure = [('https://%s%s' % (t.site.web, h), title, day) for h, title, day in items]
    t.publish('a', secure)
    t.round('18:00')
    t.round('09:00', 11)
    t.publish('a', items[:3] + items[4:])
    t.pages[items[3][0]] = NOTHING
    for day, clock in ((12, '09:00'), (12, '10:00'), (13, '09:00'), (13, '10:00'), (14, '11:00'), (14, '12:00')):
        t.round(clock, day)
    t.f.check('withdrawn at the address that answers', told(t), [('notice.withdrawn', items[3][0].split('/')[-1])])
    t.f.check('at http', t.events('notice.withdrawn')[0]['notice']['url'], 'http://%s%s' % (t.site.web, items[3][0]))
    t.site.stop()
    return t.f.n


def home_by_another_name(exe, top):
    """What is gone leads home; one day home has another name. That is no new text of the notice."""
    t = Town(exe, top, ['a'])
    items = notices('a', 8)
    t.publish('a', items)
    t.round('09:00')
    gone, other = items[2][0], 'http://localhost:%s/' % t.site.web.split(':')[1]
    t.pages[gone] = Answer('', 302, headers=[('Location', 'http://%s/' % t.site.web)])
    for clock in ('18:00', '18:40', '19:30'):
        t.round(clock)
    t.f.check('withdrawn', told(t), [('notice.withdrawn', gone.split('/')[-1])])
    t.pages[gone] = Answer('', 302, headers=[('Location', other)])
    t.pages['/'] = Answer(head('某市人民政府', '<p>欢迎访问</p>'))
    for day in (12, 13, 14):
        t.round('10:00', day)
        t.b.run('recheck', 'http://%s%s' % (t.site.web, gone), now='2026-01-%02dT11:00:00+08:00' % day)
        t.round('11:00', day)
    t.f.check('told once', told(t), [('notice.withdrawn', gone.split('/')[-1])])
    t.site.stop()
    return t.f.n


def urlset(t, items):
    return Answer('<?xml version="1.0"?><urlset>%s</urlset>' % ''.join(
        '<url><loc>http://%s%s</loc><lastmod>%s</lastmod></url>' % (t.site.web, h, d) for h, _, d in items), type='text/xml')


def index(t, *months):
    return Answer('<?xml version="1.0"?><sitemapindex>%s</sitemapindex>' % ''.join(
        '<sitemap><loc>http://%s/sm-%s.xml</loc></sitemap>' % (t.site.web, m) for m in months), type='text/xml')


def sitemaps_by_months(exe, top):
    """The newest one is the column; when a month begins nothing of the last one is missing."""
    t = Town(exe, top, ['a'])
    months = [[('/n/%s-%d.html' % (m[-2:], i), '关于%s月第%d号事项的通知' % (m, i), '%s-%02d' % (m, last - i)) for i in range(n)]
              for m, n, last in (('2025-12', 12, 28), ('2026-01', 2, 10))]
    for h, title, day in months[0] + months[1]:
        t.pages[h] = page(title, LEAD, day=day)
    t.pages['/a/'] = index(t, '2025-12')
    t.pages['/sm-2025-12.xml'] = urlset(t, months[0][1:])
    t.round('09:00')
    t.f.check('read', len(t.b.lines('notices', 'p/a')), 11)
    t.pages['/sm-2025-12.xml'] = urlset(t, months[0])
    t.round('10:00')
    t.f.check('one more', told(t), [('notice.new', '12-0.html')])
    t.pages['/a/'], t.pages['/sm-2026-01.xml'] = index(t, '2025-12', '2026-01'), urlset(t, months[1])
    for day in (11, 12, 13):
        for clock in ('09:00', '09:40', '10:20'):
            t.round(clock, day)
    t.f.check_set('a month begins', told(t)[1:], [('notice.new', '01-0.html'), ('notice.new', '01-1.html')])
    t.pages['/n/12-5.html'] = NOTHING
    t.pages['/sm-2025-12.xml'] = urlset(t, months[0][:5] + months[0][6:])
    for day in (14, 15, 16, 17, 18):
        for clock in ('09:00', '09:40', '10:20'):
            t.round(clock, day)
    t.f.check('of the last month', told(t)[3:], [('notice.withdrawn', '12-5.html')])
    t.f.check('columns', [x for x in t.kinds() if x.startswith('column.')], [])
    t.site.stop()
    return t.f.n


def main():
    n = 0
    for scenario in (put_up_again, https_for_a_day, home_by_another_name, sitemaps_by_months):
        with temporary() as top:
            n += scenario(sys.argv[1], pathlib.Path(top))
    print('%d faults' % n)
    sys.exit(1 if n else 0)


if __name__ == '__main__':
    main()
