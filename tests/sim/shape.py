#!/usr/bin/env python3
"""The exit of the gate: a column that is emptied, one that gets another shape and is accepted
by a person, one that is empty for a night only, and two that show little but go on.

    shape.py PORTALWATCH
"""
import sys

from bench import Answer, Bench, Faults, Site, temporary

state = {'emptied': 'full', 'reshaped': 'full', 'night': 'full', 'little': 'full', 'turn': 'full'}


def notices(column):
    listed = [('/%s/t2026010%d_%d.html' % (column, 9 - i, i), '关于%s第%d号事项的通知' % (column, i),
               '2026-01-0%d' % (9 - i)) for i in range(9)]
    new = ('/%s/t20260111_9.html' % column, '关于%s第9号事项的通知' % column, '2026-01-11')
    if state[column] == 'little':  # a new one, and the newest of the old ones
        return [new] + listed[:1]
    if state[column] == 'turn':  # of the new year only
        return [new, ('/turn/t20260110_8.html', '关于turn第8号事项的通知', '2026-01-10')]
    return listed


def page(body):
    return Answer('<html><head><meta charset="utf-8"><title>栏目 - 某市人民政府</title></head><body>'
                  '<div class="nav"><a href="/">首页</a></div>%s</body></html>' % body)


def answer(path):
    name = path.strip('/').split('/')[0]
    if path == '/robots.txt':
        return Answer('', 404)
    if path == '/' or name not in state:
        return page('<h1>某市人民政府</h1><p>门户网站首页</p>')
    if path.count('/') > 1 and not path.endswith('/'):
        return page('<h1>%s</h1><p>正文内容，详见附件。</p>' % path)
    if state[name] == 'empty':
        return page('<ul class="list"></ul>')
    if state[name] == 'other':  # other addresses, other markup, none of the old entries
        return page('<table class="new">' + ''.join(
            '<tr><td><a href="/zt/show-%d.html">新系统发布的第%d号重要事项公告</a></td>'
            '<td>2026/01/%02d</td></tr>' % (i, i, 20 - i) for i in range(8)) + '</table>')
    return page('<ul class="list">' + ''.join(
        '<li><a href="%s">%s</a><span>%s</span></li>' % n for n in notices(name)) + '</ul>')


def main():
    faults, site = Faults(), Site(answer)
    with temporary() as top:
        b = Bench(sys.argv[1], top, '  - {id: f, file: {path: out.jsonl, format: jsonl}}',
                  '  - {to: [f], digest: none}')
        b.portal('p', 'portal: p\nname: 某市\nhome: http://%s/\nlinks: {check: none}\nrevisit: none\n'
                 'columns:\n%s' % (site.web, ''.join(
                     '  - {id: %s, name: %s, url: "http://%s/%s/", class: policy, every: 1h}\n'
                     % (c, c, site.web, c) for c in state)))
        faults.check('config', b.run('config', 'check').stderr.count('expected'), 0)
        b.run('store', 'init', '--simulation')

        def round_(day, clock):
            now = '2026-01-%02dT%s:00+08:00' % (day, clock)
            for words in (('crawl', '--once'), ('monitor', '--once')):
                p = b.run(*words, now=now)
                faults.check('%s at %s' % (words[0], now), (p.returncode, p.stderr[-300:]), (0, ''))
            return now

        def kinds(column):
            return [x['kind'] for x in b.lines('events') if x['column'] == column]

        def told(column):
            return [(x['kind'], (x['notice']['url'] or '').partition(site.web)[2] or None if x['kind'].startswith('notice') else None)
                    for x in b.lines('events') if x['column'] == column]

        def shapes(now):
            return sorted(x['subject'] for x in b.lines('incidents', 'list', now=now)
                          if x['kind'] == 'other-shape' and x['state'] == 'open')

        round_(10, '09:00')
        for c in state:
            faults.check('baseline of ' + c, kinds(c), ['column.baseline'])
        state.update(emptied='empty', reshaped='other', night='empty', little='little', turn='turn')
        round_(11, '04:00')
        state['night'] = 'full'
        round_(11, '04:20')
        faults.check('one look tells nothing', kinds('emptied'), ['column.baseline'])
        for clock in ('09:00', '15:00', '21:00'):
            round_(11, clock)
        faults.check('drift is told once', kinds('emptied'), ['column.baseline', 'column.drift'])
        faults.check('drift of the other', kinds('reshaped'), ['column.baseline', 'column.drift'])
        now = round_(12, '05:00')
        faults.check('another shape after a day', shapes(now), ['p/emptied', 'p/little', 'p/reshaped', 'p/turn'])
        listed = b.lines('notices', 'p/emptied')
        faults.check('nothing was removed', {x['state'] for x in listed}, {'listed'})
        p = b.run('accept', 'p/reshaped', '--by', 'Li', '--reason', '改版', now=now)
        faults.check('accept', p.returncode, 0)
        round_(12, '06:00')
        faults.check('accepted', kinds('reshaped'),
                     ['column.baseline', 'column.drift', 'column.replaced'])
        for day in (13, 14):
            now = round_(day, '05:00')
        faults.check('emptied after three days', kinds('emptied'),
                     ['column.baseline', 'column.drift', 'column.emptied'])
        faults.check('the new one of a short list', [x for x in told('little') if x[0] != 'column.drift'], [
            ('column.baseline', None), ('notice.new', '/little/t20260111_9.html'), ('column.replaced', None)])
        faults.check('those of a list begun anew', [x for x in told('turn') if x[0] == 'notice.new'], [
            ('notice.new', '/turn/t20260111_9.html'), ('notice.new', '/turn/t20260110_8.html')])
        x, = b.lines('why', 'http://%s%s' % (site.web, notices('night')[0][0]))
        faults.check('why of a notice', [(n['column'], n['state'], n['gone_since']) for n in x['notices']],
                     [('night', 'listed', None)])
        faults.check('no incident stays', shapes(round_(14, '07:00')), [])
        faults.check('a night is no event', kinds('night'), ['column.baseline'])
        left = [x for x in b.lines('events') if x['kind'] == 'column.emptied'][0]['detail']['left']
        faults.check('what left is listed', left.count('\n'), 8)
    print('%d faults' % faults.n)
    return 1 if faults.n else 0


sys.exit(main())
