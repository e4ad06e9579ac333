#!/usr/bin/env python3
"""Another template around all notice pages of a portal: nobody edited anything, nobody is told.

    template.py PORTALWATCH
"""
import pathlib
import sys

from bench import temporary
from changes import LEAD, Town, head, notices

MORE = ['《优化营商环境条例》政策解读文件已经发布，欢迎社会各界查阅并提出意见建议。', '相关新闻：全市召开优化营商环境工作推进会议，部署下一阶段重点任务。']
TEXT = [LEAD, '一、各单位应当于每月十日前报送上月工作进展情况。', '二、对工作不力的单位予以通报。']


def before(title, day):
    return head(title, '<div class="article"><h1>%s</h1><p class="info">发布时间：%s 来源：市政府办</p>'
                '<div class="content">%s</div></div><div class="related">%s</div>' % (
                    title, day, ''.join('<p>%s</p>' % x for x in TEXT),
                    ''.join('<p>%s</p>' % x for x in MORE)))


def after(title, day, text=None):
    """The box of related texts stands within what was the content."""
    return head(title, '<section><h2>%s</h2><div class="meta"><span>%s</span><span>市政府办</span></div>'
                '<article class="TRS_Editor">%s</article></section>' % (
                    title, day, ''.join('<p>%s</p>' % x for x in (text or TEXT) + MORE)))


def redesigned(exe, top):
    t = Town(exe, top, ['a'])
    items = notices('a', 6)
    t.publish('a', items)
    for href, title, day in items:
        t.pages[href] = before(title, day)
    t.round('09:00')
    url = 'http://%s%s' % (t.site.web, items[0][0])
    first = t.b.lines('show', url)[0]['notices'][0]
    for href, title, day in items:
        t.pages[href] = after(title, day)
    t.pages[items[2][0]] = after(items[2][1], items[2][2], TEXT[:2] + ['二、对工作不力的单位予以表扬。'])
    t.round('18:00')
    t.round('20:00', 11)
    t.f.check('the one that was edited', [(x['kind'], x['notice']['title']) for x in t.events()],
              [('notice.changed', items[2][1])])
    now = t.b.lines('show', url)[0]['notices'][0]
    t.f.check('the new bounds are kept', (first['versions'], now['versions']), (1, 2))
    return t.f.n


def main():
    with temporary() as top:
        sys.exit(1 if redesigned(sys.argv[1], pathlib.Path(top)) else 0)


if __name__ == '__main__':
    main()
