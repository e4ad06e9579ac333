#!/usr/bin/env python3
"""Writes the demonstration portal: make.py DIR STAGE TODAY

STAGE 1 is the portal as the first round finds it, 2 as the second one does, two days later
(a new notice, a silently edited one, a withdrawn one, a dead link, and the news column is
quiet for more than two weeks by then). TODAY is the day of the first round, YYYY-MM-DD.
The forms of the pages are those of content systems in the wild: lists with cut titles, a
table, a CDATA island, GBK bytes under a UTF-8 label, dates without a year.
"""
import datetime
import html
import os
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
UNIT = {'news': '市政府办公室', 'notices': '市政府办公室', 'policy': '市政府办公室',
        'interpret': '市司法局', 'personnel': '市人力资源社会保障局', 'air': '市生态环境局'}
NAME = {'news': '政务要闻', 'notices': '通知公告', 'policy': '政策文件',
        'interpret': '政策解读', 'personnel': '人事信息', 'air': '环境空气质量'}

MONTH = ['一月', '二月', '三月', '四月', '五月', '六月', '七月', '八月', '九月', '十月', '十一月',
         '十二月']


def rows(name):
    for line in (HERE / name).read_text(encoding='utf-8').splitlines():
        if line and not line.startswith('#'):
            yield line.split('\t')


def template(name):
    return (HERE / 'templates' / name).read_text(encoding='utf-8')


def read_notices(stage, today):
    """{column: [notice]}, newest first."""
    columns = {c: [] for c in NAME}
    for column, age, name, title, text in rows('notices.tsv'):
        day = today - datetime.timedelta(days=int(age))
        month = MONTH[(day.replace(day=1) - datetime.timedelta(days=1)).month - 1]
        columns[column].append({'name': name, 'title': title.replace('{M}', month),
                                'text': text.replace('{M}', month), 'column': column,
                                'day': day})
    if stage < 2:
        return columns
    second = today + datetime.timedelta(days=2)
    for kind, column, name, age, title, text in rows('changes.tsv'):
        known = [n for n in columns[column] if n['name'] == name]
        if kind == 'new':
            columns[column].insert(0, {'name': name, 'title': title, 'text': text,
                                       'column': column,
                                       'day': second - datetime.timedelta(days=int(age))})
        elif kind == 'edit':
            known[0]['text'] = text
        elif kind == 'withdraw':
            columns[column].remove(known[0])
    return columns


def address(n):
    return f"{n['day']:%Y%m}/t{n['day']:%Y%m%d}_{n['name']}.html"


def cut(title, width=22):
    return title if len(title) <= width else title[:width] + '…'


def list_plain(notices):
    return '\n'.join(
        f'<li><a href="./{address(n)}" title="{html.escape(n["title"])}" target="_blank">\n'
        f'  {html.escape(cut(n["title"]))}\n</a><span>{n["day"]:%Y-%m-%d}</span></li>'
        for n in notices)


def list_table(notices):
    return '\n'.join(
        f'<tr><td class="num">{i}</td><td><a href="{address(n)}">{html.escape(n["title"])}'
        f'</a></td><td>示例市人民政府</td><td>{n["day"]:%Y年%-m月%-d日}</td></tr>'
        for i, n in enumerate(notices, 1))


def list_island(notices):
    return '\n'.join(
        f'<record><![CDATA[<li><a href="/interpret/{address(n)}" title="{html.escape(n["title"])}">'
        f'{html.escape(cut(n["title"]))}</a><b>{n["day"]:%Y-%m-%d}</b></li>]]></record>'
        for n in notices)


def list_yearless(notices):
    return '\n'.join(f'<li><span>[{n["day"]:%m-%d}]</span>'
                     f'<a href="{address(n)}">{html.escape(n["title"])}</a></li>'
                     for n in notices)


LIST = {'news': ('list.html', list_plain), 'notices': ('list.html', list_plain),
        'policy': ('table.html', list_table), 'interpret': ('island.html', list_island),
        'personnel': ('gbk.html', list_plain), 'air': ('list.html', list_yearless)}


def fill(text, **values):
    for key, value in values.items():
        text = text.replace('{{' + key + '}}', value)
    return text


def write_article(root, n):
    path = root / n['column'] / address(n)
    path.parent.mkdir(parents=True, exist_ok=True)
    body = '\n'.join(f'<p>　　{html.escape(p)}</p>' for p in n['text'].split('|'))
    if '附件' in n['text']:
        body += (f'\n<p>附件：<a href="/files/{n["name"]}.pdf">'
                 f'{html.escape(n["title"])}（附件）.pdf</a></p>')
    if n['name'] == 'n2':
        body += '\n<p>相关链接：<a href="/zt/openday/index.html">政务公开开放日专题</a></p>'
    path.write_text(fill(template('article.html'), title=html.escape(n['title']), body=body,
                         column=NAME[n['column']], unit=UNIT[n['column']],
                         date=f"{n['day']:%Y-%m-%d} 09:00", code='3799990001'),
                    encoding='utf-8')


def write_column(root, column, notices):
    name, render = LIST[column]
    page = fill(template(name), column=NAME[column], unit=UNIT[column], items=render(notices),
                code='3799990001')
    (root / column).mkdir(parents=True, exist_ok=True)
    # GBK bytes under a label that says UTF-8, as copied templates do
    encoding = 'gb18030' if name == 'gbk.html' else 'utf-8'
    (root / column / 'index.html').write_bytes(page.encode(encoding))


def write_home(root, columns):
    boxes = ''.join(
        f'<div class="box"><h3><a href="/{c}/index.html">{NAME[c]}</a></h3>\n<ul>\n' + ''.join(
            f'<li><a href="/{c}/{address(n)}">{html.escape(n["title"])}</a>'
            f'<span>{n["day"]:%Y-%m-%d}</span></li>\n' for n in columns[c][:5]) + '</ul></div>\n'
        for c in ('news', 'notices', 'policy'))
    (root / 'index.html').write_text(
        fill(template('home.html'), boxes=boxes, code='3799990001'), encoding='utf-8')


def date_files(root, stage, today):
    """Each stage is later than the one before, also where both are made in one second: a
    server that knows times by the second says "not modified" otherwise."""
    t = datetime.datetime.combine(today, datetime.time()).timestamp() + stage
    for path in root.rglob('*'):
        os.utime(path, (t, t))


def main():
    root, stage = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    today = datetime.date.fromisoformat(sys.argv[3])
    columns = read_notices(stage, today)
    root.mkdir(parents=True, exist_ok=True)
    for column, notices in columns.items():
        write_column(root, column, notices)
        for n in notices:
            write_article(root, n)
    withdrawn = [r for r in rows('changes.tsv') if stage >= 2 and r[0] == 'withdraw']
    for _, column, name, *_ in withdrawn:
        for path in (root / column).glob(f'*/*_{name}.html'):
            path.unlink()
    special = root / 'zt' / 'openday' / 'index.html'
    if stage >= 2:  # the page of the special subject is taken off the server
        special.unlink(missing_ok=True)
    else:
        special.parent.mkdir(parents=True, exist_ok=True)
        special.write_text(fill(template('about.html'), code='3799990001'), encoding='utf-8')
    files = root / 'files'
    files.mkdir(exist_ok=True)
    for name in ('t1', 't3'):
        (files / f'{name}.pdf').write_bytes((HERE / 'templates' / 'form.pdf').read_bytes())
    about = root / 'about'
    about.mkdir(exist_ok=True)
    (about / 'index.html').write_text(template('about.html'), encoding='utf-8')
    (root / 'style.css').write_text(template('style.css'), encoding='utf-8')
    (root / 'robots.txt').write_text('User-agent: *\nDisallow: /admin/\n', encoding='utf-8')
    write_home(root, columns)
    date_files(root, stage, today)


main()
