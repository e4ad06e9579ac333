#!/usr/bin/env python3
"""The static site: titles that would break it, a notice of many versions, and what is left of an
earlier site in the same folder: nothing of what is gone, all of what was put there by others.

    site_pages.py PORTALWATCH
"""
import html
import html.parser
import pathlib
import sys

from bench import temporary
from changes import LEAD, Town, listing, page

TITLES = ['<script>alert(1)</script>关于脚本的通知', '关于"引号"与\'撇号\'&amp;的通知', '\u202eمرحبا بالعالم\u202c 关于书写方向的通知', '关于😀表情的通知🎉',
          '关于很长的标题' + '的通知' * 1300, '关于控制\x01\x1b[31m字符的通知', 'A' * 4000 + '关于没有空格的标题']


class Look(html.parser.HTMLParser):
    """Elements that a page may not hold, links that lead nowhere."""

    def __init__(self, path, top):
        super().__init__(convert_charrefs=True)
        self.path, self.top, self.bad, self.links, self.text = path, top, [], [], ''

    def handle_starttag(self, tag, attrs):
        if tag in ('script', 'iframe', 'img', 'object', 'link') or any(k.startswith('on') for k, _ in attrs):
            self.bad.append(tag)
        href = dict(attrs).get('href')
        if tag == 'a' and href and '://' not in href:
            self.links.append(href)
            if not (self.path.parent / href).is_file():
                self.bad.append('nothing at ' + href)

    def handle_data(self, data):
        self.text += data


def files(top):
    return sorted(str(p.relative_to(top)) for p in top.rglob('*') if p.is_file())


def make(t, out, *subjects):
    p = t.b.run('report', 'notices', *subjects, '--format', 'html', '-o', str(out))
    t.f.check('exit', (p.returncode, p.stderr[-300:]), (0, ''))
    return files(out)


def main():
    with temporary() as name:
        top = pathlib.Path(name)
        t = Town(sys.argv[1], top, ['a', 'b'])
        items = [('/a/t202601%02d_%d.html' % (9 - i, i), html.escape(x), '2026-01-%02d' % (9 - i)) for i, x in enumerate(TITLES)]
        t.publish('a', items)
        t.publish('b', [('/b/t20260109_%d.html' % i, '关于b第%d号事项的通知' % i, '2026-01-09') for i in range(4)])
        t.round('09:00')
        for i in range(30):
            t.pages['/b/t20260109_0.html'] = page('关于b第0号事项的通知', LEAD + '第%d稿，请于%d日前反馈意见。' % (i, i + 1), day='2026-01-09')
            now = '%02d:%02d' % (8 + i // 4, i % 4 * 15)
            t.b.run('recheck', 'http://%s/b/t20260109_0.html' % t.site.web, now='2026-01-11T%s:00+08:00' % now)
            t.round(now, 11)
        out = top / 'site'
        out.mkdir()
        (out / 'CNAME').write_text('kept')
        (out / 'p').mkdir()
        (out / 'p' / 'mine.html').write_text('<p>kept, too</p>')
        first = make(t, out)
        t.f.check('pages of versions', len([x for x in first if x.startswith('p/b/') and '-' in x.rsplit('/', 1)[1]]), 30)
        for x in first:
            if x.endswith('.html') and not x.endswith('mine.html'):
                raw = (out / x).read_bytes()
                look = Look(out / x, out)
                look.feed(raw.decode('utf-8'))
                t.f.check(x, look.bad, [])
                t.f.check(x + ': control characters', [c for c in raw if c < 32 and c not in b'\n\t\r'], [])
                t.f.check(x + ': made by', b'<meta name="generator" content="portalwatch">' in raw[:256], True)
        index = Look(out / 'p' / 'a' / 'index.html', out)
        index.feed((out / 'p' / 'a' / 'index.html').read_text(encoding='utf-8'))
        t.f.check('titles as they are', ['<script>alert(1)</script>' in index.text, '😀' in index.text, 'A' * 400 in index.text], [True] * 3)
        t.f.check('the same again', make(t, out), first)
        # only one column: the other one's pages go, what others made stays, changed or not
        taken = next(x for x in first if x.startswith('p/a/') and 'index' not in x)
        (out / taken).write_text('<p>put here by somebody else</p>')
        second = make(t, out, 'p/b')
        t.f.check('what is gone', [x for x in second if x.startswith('p/a/')], [taken])
        t.f.check('what others made', [x in second for x in ('CNAME', 'p/mine.html')], [True, True])
        t.f.check('the rest', [x for x in second if x.startswith('p/b/')], [x for x in first if x.startswith('p/b/')])
        (out / taken).unlink()
        (out / '.portalwatch-site').write_text('../outside.html\n/etc/x.html\np/a/../../../outside.html\nCNAME\n')
        (top / 'outside.html').write_text('<!DOCTYPE html><meta name="generator" content="portalwatch">')
        make(t, out)
        t.f.check('a list that leads outside', (top / 'outside.html').is_file(), True)
        make(t, out, 'p/b')
        t.f.check('empty folders go', (out / 'p' / 'a').exists(), False)
        t.site.stop()
        print('%d faults' % t.f.n)
        sys.exit(1 if t.f.n else 0)


if __name__ == '__main__':
    main()
