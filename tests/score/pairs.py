#!/usr/bin/env python3
"""Noise and edits made on real notice pages, and what the crawler calls a change of them.

    pairs.py SCORE-PAIRS ARTICLES [OUT]

ARTICLES holds saved pages (tests/data/articles). Of each, pairs are made with a known answer:
what content systems change at every fetch (counters, clocks, tokens, session ids, rotating
blocks, white space, width forms, scripts), and edits down to one character. The labels follow
from the making; tests/data/series/pairs.tsv holds those of pairs that were read.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

URL = 'http://www.example.gov.cn/zwgk/tzgg/202609/t20260924_1.html'


def longest_text(page, said):
    """The longest stretch of running text that is part of what the reader says of the page."""
    body = re.sub(r'(?is)<(script|style|head)\b.*?</\1>', lambda m: ' ' * len(m.group()), page)
    runs = re.finditer(r'>([^<>]{20,})<', body)
    said = re.sub(r'\s', '', said)
    texts = (m for m in runs if re.sub(r'\s|&nbsp;', '', m.group(1))[:40] in said)
    return max(texts, key=lambda m: len(re.findall(r'\w', m.group(1).replace('&nbsp;', ''))))


class Page:
    def __init__(self, text, said):
        self.text, self.said = text, said
        found = longest_text(text, said)
        self.at, self.end = found.span(1)
        self.run = text[self.at:self.end]

    def behind(self, html):
        """html as a paragraph of its own behind the stretch's element."""
        close = self.text.index('>', self.end) + 1
        return self.text[:close] + html + self.text[close:]

    def instead(self, run):
        return self.text[:self.at] + run + self.text[self.end:]


def middle(run):
    """A place inside the stretch between two letters."""
    places = [m.start() for m in re.finditer(r'(?<=\w)(?=\w)', run) if '&' not in run[max(0, m.start() - 8):m.start()]]
    return places[len(places) // 2]


def replaced(p):
    m = middle(p.run)
    return p.instead(p.run[:m] + ('否' if p.run[m] != '否' else '可') + p.run[m + 1:])


def noises(p):
    """name, old, new, again (None: no second fetch is needed)."""
    def three(html, *values):
        return tuple(p.behind(html % v) for v in values)

    yield ('counter named', *three('<p>浏览次数：%d 次</p>', 10, 2345), None)
    yield ('counter without a name', *three('<p>本文已有 %d 位读者</p>', 10, 2345, 2346))
    yield ('clock', *three('<p>今天是2026年9月%d日 星期%s</p>', (24, '四'), (26, '六')), None)
    yield ('token', *three('<p>页面编号 %s</p>', '8f3a9c01d2e4b7a6', '01d2e48f3a9cb7a6', 'b7a601d2e48f3a9c'))
    yield ('rotating block', *three('<p>%s</p>', '安全小贴士：系好安全带', '健康小贴士：勤洗手', '用电小贴士：人走断电'))
    yield ('order', *three('<p>%s</p><p>%s</p><p>%s</p>', ('政策甲', '政策乙', '政策丙'),
                           ('政策丙', '政策甲', '政策乙'), ('政策乙', '政策丙', '政策甲')))
    yield ('session ids', p.text, re.sub(r'(href=["\'](?!javascript|#|mailto)[^"\'?#;]+\.html?)',
                                         r'\1;jsessionid=0123456789ABCDEF0123456789ABCDEF', p.text), None)
    yield ('tracking', p.text, re.sub(r'(href=["\'](?!javascript|#|mailto)[^"\'?#;]+\.html?)',
                                      r'\1?utm_source=wechat', p.text), None)
    yield ('width forms', p.text, p.instead(p.run.translate({0xff0c: ',', 0xff1a: ':', 0xff08: '(', 0xff09: ')',
                                                           **{0x30 + i: 0xff10 + i for i in range(10)}})
                                            if '&' not in p.run else p.run + ' '), None)
    m = middle(p.run)
    wide = p.run[:m] + '　\n ' + p.run[m:] if re.match(r'[\u4e00-\u9fff]', p.run[m]) else '\n  ' + p.run + '\t'
    yield ('white space', p.text, p.instead(wide), None)
    head = re.search(r'(?i)</head>', p.text)
    if head:
        yield ('scripts and tokens in the head', p.text, p.text[:head.start()] +
               '<meta name="csrf-token" content="9a8b7c"><script nonce="x1">var t=1764224000;</script>' +
               p.text[head.start():], None)


def edits(p):
    yield ('one character', p.text, replaced(p), None)
    m = middle(p.run)
    yield ('one character more', p.text, p.instead(p.run[:m] + '不' + p.run[m:]), None)
    yield ('sentence more', p.text, p.behind('<p>本通知自2026年10月1日起施行，有效期五年。</p>'), None)
    yield ('stretch taken out', p.text, p.instead(''), None)
    yield ('number', p.behind('<p>补助标准为每人每月300元。</p>'), p.behind('<p>补助标准为每人每月200元。</p>'), None)
    yield ('attachment more', p.text, p.behind('<p>附件：<a href="./P020260924001.pdf">名单.pdf</a></p>'), None)
    yield ('link leads elsewhere', p.behind('<p>详见<a href="./t1.html">政策原文及解读全文</a>。</p>'),
           p.behind('<p>详见<a href="./t2.html">政策原文及解读全文</a>。</p>'), None)
    count = '<p>本文已有 %d 位读者</p>'
    q = Page(replaced(p), p.said + replaced(p))
    yield ('edit beside a counter', p.behind(count % 10), q.behind(count % 99), q.behind(count % 100))


def write(folder, name, text):
    (folder / name).write_text(text, encoding='utf-8')
    return name


def main():
    score, articles = sys.argv[1:3]
    keep = pathlib.Path(sys.argv[3]) if len(sys.argv) > 3 else None
    with tempfile.TemporaryDirectory() as top:
        out = keep or pathlib.Path(top)
        rows, n = [], 0
        for path in sorted(pathlib.Path(articles).glob('*.html')):
            said = path.with_suffix('.txt').read_text(encoding='utf-8').split('\n\n', 1)[-1]
            if len(said) < 300:  # the notice is its attachment: nothing to edit in it
                continue
            p = Page(path.read_text(encoding='utf-8', errors='replace'), said)
            for label, made in (('same', noises(p)), ('changed', edits(p))):
                for name, old, new, again in made:
                    n += 1
                    files = [write(out, '%03d-%s.html' % (n, k), x) if x else '-'
                             for k, x in (('old', old), ('new', new), ('again', again))]
                    rows.append('\t'.join(files + [URL, label, name, path.name]))
        (out / 'pairs.tsv').write_text('\n'.join(rows) + '\n', encoding='utf-8')
        sys.exit(subprocess.run([score, '--mistakes', '--least', '1', '1', out / 'pairs.tsv', out]).returncode)


if __name__ == '__main__':
    main()
