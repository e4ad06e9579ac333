#!/usr/bin/env python3
"""Makes a site to measure link checkers with: pages of about 16 kB, images, documents, one
style sheet, and dead links of which the number is known.

    site.py FOLDER [PAGES]		prints {"pages", "addresses", "dead"} as JSON

With 10,000 pages: 10,653 addresses, 401 dead: 400 on pages and one in the style sheet. The
same bytes at every call.
"""
import json
import os
import random
import sys

WORDS = ("government portal notice column policy publication annual report budget permit city "
         "district office service public meeting decision measure rule open data update").split()
IMAGES, FILES = 200, 50
LINKS = 40  # of a page to others


def path_of(i):
    return "/d%02d/p%05d.html" % (i % 100, i)


def text(r, n):
    return " ".join(r.choice(WORDS) for _ in range(n))


def page(r, i, n, dead):
    out = ['<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Notice %d of the portal</title>' % i,
           '<link rel="stylesheet" href="/style.css"><script src="/main.js"></script></head><body>',
           '<ul class="nav"><li><a href="/">Home</a></li>']
    out += ['<li><a href="%s">Column %d</a></li>' % (path_of(k), k) for k in range(min(8, n))]
    out.append("</ul><h1>Notice %d</h1>" % i)
    targets = [(i * 3 + k) % n for k in (1, 2, 3)] + [r.randrange(n) for _ in range(LINKS - 3)]
    for k, t in enumerate(targets):
        out.append('<p>%s <a href="%s" title="read">Notice number %d</a> %s</p>' % (
            text(r, 20), path_of(t), t, text(r, 18)))
        if k == 11:
            out.append('<img src="/img/i%03d.png" alt="picture">' % (i % IMAGES))
        if k == 23:
            out.append('<a href="/files/f%02d.pdf">Document</a>' % (i % FILES))
    out += ['<p><a href="/gone/g%04d.html">gone</a></p>' % d for d in dead]
    out.append("</body></html>")
    return "\n".join(out)


def write(folder, path, data):
    name = os.path.join(folder, path.lstrip("/"))
    os.makedirs(os.path.dirname(name), exist_ok=True)
    with open(name, "wb") as f:
        f.write(data if isinstance(data, bytes) else data.encode())


def make(folder, n):
    r = random.Random(20240601)
    ndead = n * 4 // 100
    where = {}
    for d in range(ndead):
        where.setdefault(r.randrange(n), []).append(d)
    for i in range(n):
        write(folder, path_of(i), page(r, i, n, where.get(i, [])))
    write(folder, "/index.html", page(r, 0, n, []).replace("Notice 0 of the portal", "Home"))
    write(folder, "/style.css", 'body { background: url(/img/i000.png) }\nh1 { background: url("/gone/in-style.png") }\n')
    write(folder, "/main.js", "function main() { return 1; }\n")
    for i in range(min(IMAGES, n)):
        write(folder, "/img/i%03d.png" % i, b"\x89PNG\r\n\x1a\n" + bytes(400) + b"%d" % i)
    for i in range(min(FILES, n)):
        write(folder, "/files/f%02d.pdf" % i, b"%PDF-1.4\n" + bytes(900) + b"%d\n%%%%EOF\n" % i)
    addresses = n + 1 + min(IMAGES, n) + min(FILES, n) + 2 + ndead + 1
    return {"pages": n + 1, "addresses": addresses, "dead": ndead + 1}


if __name__ == "__main__":
    if len(sys.argv) < 2:
        sys.exit(__doc__)
    print(json.dumps(make(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 10000)))
