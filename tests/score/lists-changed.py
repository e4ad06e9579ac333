#!/usr/bin/python3
"""Reads list pages again after changes that no reader would notice: other names of classes,
wrappers, forms of dates, tables for lists, boxes beside them (changes.py).

    lists-changed.py [-n SHARE] [--seed N] [--only CHANGE] [--page TEXT] [--worst N] [--keep DIR]
        [--floor F1 DATES] SCORER FOLDER...

SCORER is the built score-lists; FOLDER holds pages with their expected notices, in any of
the forms under tests/data/lists. Prints for each change the pages it could be made on, F1
and right dates after it and of the same pages as they are, and how confidence parts good
readings from bad; then the worst pairs of page and change.

    -n SHARE    one of SHARE pairs, the same ones for the same seed
    --floor     exit status 1 where F1 or dates over all pairs lie below
"""
import argparse
import os
import random
import re
import subprocess
import sys
import tempfile
import zlib

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import changes
import listpage

LINE = re.compile(r'([01]\.\d+) conf ([\d.]+) +(\d+) of +(\d+), got +(\d+), dates (\d+)/(\d+)  '
                  r'(?:list|courts)/(.*)\.html$')


class Pair:
    def __init__(self, page, change, m):
        self.page, self.change = page, change
        self.f1, self.confidence = float(m[1]), float(m[2])
        self.hit, self.want, self.got, self.right, self.dated = (int(m[k]) for k in range(3, 8))


def chosen(a, page, change):
    return zlib.crc32(('%d %s %s' % (a.seed, page, change)).encode()) % a.share == 0


def write(a, pages, change, folder):
    """The pages on which the change can be made, changed."""
    n = 0
    for p in pages:
        if change != 'as it is' and not chosen(a, p.name, change):
            continue
        r = random.Random('%d %s %s' % (a.seed, p.name, change))
        if change in changes.TEXT:
            p.save(folder, changes.TEXT[change](p.text()))
        else:
            p = p.copy()
            if changes.TREE[change](p, r) is False:
                continue
            p.save(folder, p.text())
        n += 1
    return n


def score(a, folder, change):
    out = subprocess.run([a.scorer, '--all', folder], stdout=subprocess.PIPE, text=True,
                         errors='replace', check=True).stdout
    found = (LINE.match(line) for line in out.split('\n'))
    return {m[8]: Pair(m[8], change, m) for m in found if m}


def figures(pairs):
    both = sum(x.want + x.got for x in pairs)
    dated = sum(x.dated for x in pairs)
    return (2 * sum(x.hit for x in pairs) / both if both else 1,
            sum(x.right for x in pairs) / dated if dated else 1)


def flags(pairs):
    bad = [x for x in pairs if x.f1 < 0.8]
    return 'f1<0.8: %d, flagged %d; good ones flagged %d' % (
        len(bad), sum(x.confidence < 0.5 for x in bad),
        sum(x.f1 >= 0.8 and x.confidence < 0.5 for x in pairs))


def calibration(pairs):
    print('confidence          pairs   mean f1  f1<0.8')
    for k in range(9, -1, -1):
        part = [x for x in pairs if min(int(x.confidence * 10), 9) == k]
        if part:
            print('  %.1f to %.1f       %6d   %.4f   %d' % (
                k / 10, (k + 1) / 10, len(part), sum(x.f1 for x in part) / len(part),
                sum(x.f1 < 0.8 for x in part)))


def run(a, pages, folder):
    """All pairs whose page reads well as it is: what a change takes away is its doing."""
    as_is, all_pairs, table = {}, [], []
    for change in ['as it is'] + [c for c in list(changes.TREE) + list(changes.TEXT)
                                  if c != 'as it is' and a.only in c]:
        at = os.path.join(folder, re.sub(r'\W+', '-', change))
        if not write(a, pages, change, at):
            continue
        pairs = score(a, at, change)
        if change == 'as it is':
            as_is = {k: x for k, x in pairs.items() if x.f1 >= 0.95}
            continue
        pairs = [x for k, x in pairs.items() if k in as_is]
        table.append((change, pairs, [as_is[x.page] for x in pairs]))
        all_pairs += pairs
    for change, pairs, was in sorted(table, key=lambda t: figures(t[1])[0]):
        print('%-26s pages %4d  f1 %.4f (as it is %.4f)  dates %.4f (%.4f)  %s' % (
            (change, len(pairs)) + tuple(v for two in zip(figures(pairs), figures(was))
                                         for v in two) + (flags(pairs),)))
    return all_pairs


def options():
    a = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    a.add_argument('-n', dest='share', type=int, default=1)
    a.add_argument('--seed', type=int, default=1)
    a.add_argument('--only', default='')
    a.add_argument('--page', default='')
    a.add_argument('--worst', type=int, default=40)
    a.add_argument('--keep')
    a.add_argument('--floor', nargs=2, type=float, default=(0, 0))
    a.add_argument('scorer')
    a.add_argument('folder', nargs='+')
    return a.parse_args()


def main():
    a = options()
    pages = {p.name: p for folder in a.folder for p in listpage.load(folder)}
    pages = [p for p in pages.values() if a.page in p.name]
    with tempfile.TemporaryDirectory() as temporary:
        pairs = run(a, pages, a.keep or temporary)
    for x in sorted(pairs, key=lambda x: (x.f1, x.page))[:a.worst]:
        print('%.3f conf %.2f  %3d of %3d, got %3d, dates %d/%d  %s ~ %s' % (
            x.f1, x.confidence, x.hit, x.want, x.got, x.right, x.dated, x.page, x.change))
    f1, dates = figures(pairs)
    calibration(pairs)
    print('all %d pairs of %d pages  f1 %.4f  mean of pairs %.4f  dates %.4f  %s' % (
        len(pairs), len(pages), f1, sum(x.f1 for x in pairs) / max(len(pairs), 1), dates,
        flags(pairs)))
    if f1 < a.floor[0] or dates < a.floor[1] or not pairs:
        sys.exit('below the floor: f1 %.4f, %.4f wanted; dates %.4f, %.4f wanted'
                 % (f1, a.floor[0], dates, a.floor[1]))


if __name__ == '__main__':
    main()
