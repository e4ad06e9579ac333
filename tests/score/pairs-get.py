#!/usr/bin/env python3
"""Fetches the pages that a file of labelled pairs names from a clone of their repository.

    pairs-get.py CLONE PAIRS.tsv TOP [FOLDER]

Pages are named COMMIT/PATH below a first folder, as in stalker/b8149546c3/org/debian/releases.html;
CLONE is a clone with history (git clone https://github.com/EdJoPaTo/website-stalker-example).
FOLDER takes only what lies below that first folder, where a file names pages of several clones.
"""
import pathlib
import subprocess
import sys

clone, pairs, top = sys.argv[1:4]
folder = sys.argv[4] if len(sys.argv) > 4 else None
names = set()
for line in pathlib.Path(pairs).read_text(encoding='utf-8').splitlines():
    if line and line[0] != '#':
        names |= {x for x in line.split('\t')[:3] if x != '-' and folder in (None, x.split('/')[0])}
for name in sorted(names):
    _, commit, path = name.split('/', 2)
    body = subprocess.run(['git', '-C', clone, 'show', '%s:%s' % (commit, path)], check=True,
                          capture_output=True).stdout
    to = pathlib.Path(top) / name
    to.parent.mkdir(parents=True, exist_ok=True)
    to.write_bytes(body)
print('%d pages' % len(names))
