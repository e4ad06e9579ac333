#!/usr/bin/env python3
"""A kind of receiver is one file and one line: receivers.def names the files monitor/receiver-*.c
and no other source knows a kind by its name.

usage: receivers.py [PORTALWATCH]
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent


def main():
    table = re.findall(r'^X\((\w+)\)$', (ROOT / 'include/monitor/receivers.def').read_text(), re.M)
    files = sorted(p.stem.replace('-', '_') for p in (ROOT / 'monitor').glob('receiver-*.c'))
    faults = [f'{name}: in the table or a file, not in both' for name in set(table) ^ set(files)]
    own = {name: re.findall(r'\.kind = \{\{"(\w+)"',
                            (ROOT / f'monitor/{name.replace("_", "-")}.c').read_text())
           for name in set(table) & set(files)}
    faults += [f'{name}: no kind in its file' for name, key in own.items() if not key]
    for path in [p for d in ('crawler', 'monitor', 'include') for p in (ROOT / d).rglob('*.[ch]')]:
        for name in own:
            if path.stem.replace('-', '_') == name:
                continue
            if re.search(rf'\b{name}\b', path.read_text()):
                faults.append(f'{path.relative_to(ROOT)}: knows {name}')
    for fault in sorted(faults):
        print(fault)
    return 1 if faults or not table else 0


if __name__ == '__main__':
    sys.exit(main())
