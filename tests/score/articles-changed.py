#!/usr/bin/python3
"""Reads article pages again after changes that no reader would notice: other names, boxes
beside the text, letters in spans, files behind scripts (articlechanges.py).

    articles-changed.py [-n SHARE] [--only CHANGE] [--page TEXT] [--worst N] [--keep DIR]
        [--floor GOOD] PORTALWATCH FOLDER...

FOLDER holds saved pages. What portalwatch reads of a page as it is, is what it should read
after a change: title, day, addresses of files, and the text but for a twentieth of its
letters. Prints the share of good readings of each change, worst pairs of page and change.

    -n SHARE    one of SHARE pairs, always the same ones
    --floor     exit status 1 where the share of good readings lies below
"""
import argparse
import collections
import json
import os
import random
import subprocess
import sys
import tempfile
import zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import articlechanges as changes

URL = 'http://www.example.gov.cn/zwgk/gg/202609/t20260904_1.html'


def read(a, folder, text):
    path = os.path.join(folder, 'page.html')
    with open(path, 'w', encoding='utf-8', errors='replace') as f:
        f.write(text)
    out = subprocess.run([a.portalwatch, 'extract', 'article', path, '--url', URL,
                          '--content-type', 'text/html; charset=utf-8'],
                         capture_output=True, check=True).stdout
    return json.loads(out)


def letters(text):
    return collections.Counter(changes.solid(text))


def likeness(got, want):
    x, y = letters(got), letters(want)
    both = sum(x.values()) + sum(y.values())
    return 2 * sum((x & y).values()) / both if both else 1.0


def files(said):
    return sorted(changes.urllib.parse.unquote(x['url'] or '') or x['title']
                  for x in said['attachments'])


def faults(got, want):
    found = []
    if changes.solid(got['title']) != changes.solid(want['title']):
        found.append('title %s' % got['title'])
    if (got['date'] or '')[:10] != (want['date'] or '')[:10]:
        found.append('date %s for %s' % (got['date'], want['date']))
    if files(got) != files(want):
        found.append('files %d for %d' % (len(files(got)), len(files(want))))
    like = likeness(got['text'], want['text'])
    if like < 0.95:
        found.append('text %.3f' % like)
    return found


def load(a):
    for folder in a.folder:
        for root, _, names in sorted(os.walk(folder)):
            for name in sorted(names):
                if name.endswith(('.html', '.htm', '.shtml')) and a.page in name:
                    with open(os.path.join(root, name), 'rb') as f:
                        yield changes.Page(name, f.read(), URL)


def chosen(a, page, change):
    return zlib.crc32(('%s %s' % (page, change)).encode()) % a.share == 0


def changed(p, change):
    """The page's text after the change; None where it cannot be made."""
    if change in changes.TEXT:
        return changes.TEXT[change](p.text())
    p = p.copy()
    p.random = random.Random('%s %s' % (p.name, change))
    return None if changes.TREE[change](p) is False else p.text()


def run(a, folder):
    rows, table = [], collections.defaultdict(list)
    for p in load(a):
        p.said = read(a, folder, p.text())
        if not p.said['title'] or not p.said['text'] or len(p.said['text']) < 60:
            continue
        for change in list(changes.TREE) + list(changes.TEXT):
            if a.only not in change or not chosen(a, p.name, change):
                continue
            text = changed(p, change)
            if text is None:
                continue
            found = faults(read(a, folder, text), p.said)
            table[change].append(found)
            rows.append((p.name, change, found))
            if found and a.keep:
                os.makedirs(a.keep, exist_ok=True)
                with open(os.path.join(a.keep, '%s ~ %s.html' % (
                        p.name, change.replace('/', '-'))), 'w') as f:
                    f.write(text)
    for change in sorted(table, key=lambda c: sum(not x for x in table[c]) / len(table[c])):
        bad = [x for x in table[change] if x]
        kinds = collections.Counter(s.split()[0] for x in bad for s in x)
        print('%-24s pages %4d  good %.4f  %s' % (
            change, len(table[change]), 1 - len(bad) / len(table[change]),
            ' '.join('%s %d' % k for k in kinds.most_common())))
    return rows


def main():
    o = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    o.add_argument('-n', dest='share', type=int, default=1)
    o.add_argument('--only', default='')
    o.add_argument('--page', default='')
    o.add_argument('--worst', type=int, default=40)
    o.add_argument('--keep')
    o.add_argument('--floor', type=float, default=0)
    o.add_argument('portalwatch')
    o.add_argument('folder', nargs='+')
    a = o.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        rows = run(a, folder)
    bad = [x for x in rows if x[2]]
    for name, change, found in sorted(bad, key=lambda x: -len(x[2]))[:a.worst]:
        print('%s ~ %s: %s' % (name, change, '; '.join(found)[:160]))
    good = 1 - len(bad) / max(len(rows), 1)
    print('all %d pairs, good %.4f' % (len(rows), good))
    if good < a.floor or not rows:
        sys.exit('below the floor: good %.4f, %.4f wanted' % (good, a.floor))


if __name__ == '__main__':
    main()
