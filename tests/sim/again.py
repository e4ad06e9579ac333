#!/usr/bin/env python3
"""Notices that are there again, or never were where the list says: what was withdrawn is put up at
another address; a list leads to an https that nobody answers, and goes back to http.

    again.py PORTALWATCH
"""
import pathlib
import sys

from bench import Answer, temporary
from changes import NOTHING, Town, head, notices


def told(t, *kinds):
    return [(x['kind'], x['notice']['url'].split('/')[-1]) for x in t.events() if not kinds or x['kind'] in kinds]


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


def main():
    n = 0
    for scenario in (put_up_again, https_for_a_day, home_by_another_name):
        with temporary() as top:
            n += scenario(sys.argv[1], pathlib.Path(top))
    print('%d faults' % n)
    sys.exit(1 if n else 0)


if __name__ == '__main__':
    main()
