#!/usr/bin/env python3
"""Writes html-tables.inc (run by hand, the result is committed): the named character
references of the HTML standard, and a collision-free hash of the names that parsers of
ours ask for. usage: html-tables.py ../include/crawler/html-atoms.h > html-tables.inc"""
import html.entities
import random
import re
import sys

M = (1 << 64) - 1


def key(name):
    b = name.encode()
    return (int.from_bytes(b[:8].ljust(8, b"\0"), "little") ^
            (int.from_bytes(b[-4:].rjust(4, b"\0"), "little") << 13) ^ len(b)) & M


def entities():
    names = sorted(html.entities.html5)
    longest = max(len(n) for n in names)
    pool, at = bytearray(), {}
    print("#define ENTITY_LONGEST %d" % longest)
    print("static const struct entity entities[] = {")
    for n in names:
        print('\t{"%s", %d, "%s"},' % (n, len(n), "".join(
            "\\%03o" % c for c in html.entities.html5[n].encode())))
    print("};")
    print("static const unsigned short entity_first[128] = {")
    for c in range(65, 123):
        first = next((i for i, n in enumerate(names) if n[0] >= chr(c)), len(names))
        print("\t[%d] = %d," % (c, first))
    print("\t[123] = %d,\n};" % len(names))


def atoms(path):
    text = open(path).read()
    names = re.findall(r'^\s*X\((H_\w+), "([^"]+)"\)', text, re.M)
    rnd = random.Random(1)
    for bits in (9, 10, 11, 12):
        for _ in range(200000):
            m = rnd.getrandbits(64) | 1
            seen = {((key(n) * m) & M) >> (64 - bits) for _, n in names}
            if len(seen) == len(names):
                break
        else:
            continue
        break
    print("#define ATOM_MULTIPLIER UINT64_C(0x%016x)" % m)
    print("#define ATOM_BITS %d" % bits)
    print("static const unsigned short atom_slot[1 << ATOM_BITS] = {")
    for a, n in names:
        print("\t[%d] = %s," % (((key(n) * m) & M) >> (64 - bits), a))
    print("};")


print("/* Made by html-tables.py; do not edit. */")
entities()
atoms(sys.argv[1])
