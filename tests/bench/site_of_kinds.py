"""A site of many hosts, folders and kinds of files, whose style sheet hides boxes: FOLDER/127.0.0.N/..."""
import os
import random

FOLDERS, PAGES, KINDS, FILES = 12, 12, ("pdf", "doc", "xls", "zip", "jpg", "png", "js", "mp4"), 6
HEADS = {"pdf": b"%PDF-1.4\n", "doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
         "zip": b"PK\3\4", "jpg": b"\xff\xd8\xff\xe0", "png": b"\x89PNG\r\n\x1a\n", "js": b"var a = 1;\n", "mp4": b"\0\0\0\x18ftypmp42"}
WORDS = "government portal notice column policy annual report budget permit district office service public meeting".split()
SHEET = "body { color: #333 }\n.tip { position: absolute; left: -9999px }\n.later { display: none }\n"


def write(path, data):
    os.makedirs(os.path.dirname(path), exist_ok=True)
    with open(path, "wb") as f:
        f.write(data if isinstance(data, bytes) else data.encode())


def make(folder, hosts):
    r = random.Random(20261128)
    for h in range(1, hosts + 1):
        root = os.path.join(folder, "127.0.0.%d" % h)
        for d in range(FOLDERS):
            for k in KINDS:
                for n in range(FILES):
                    write("%s/c%02d/%s/f%d.%s" % (root, d, k, n, k), HEADS[k] + bytes(600) + b"%d %d" % (h, n))
            for n in range(PAGES):
                write("%s/c%02d/p%d.html" % (root, d, n), page(r, d, n, h))
        write(root + "/s.css", SHEET)
        write(root + "/index.html", page(r, 0, 0, h).replace("<h1>", "".join(
            '<a href="/c%02d/p0.html">c</a> ' % d for d in range(FOLDERS)) + "<h1>"))


def page(r, d, n, h):
    links = ['<p>%s <a href="/c%02d/p%d.html">%s</a></p>' % (" ".join(r.choices(WORDS, k=30)), d, m, r.choice(WORDS))
             for m in range(PAGES)]
    links += ['<a href="/c%02d/%s/f%d.%s">%s</a>' % (d, k, (n + m) % FILES, k, k) for k in KINDS for m in range(2)]
    links.append('<a href="http://www.elsewhere%d.invalid/">friend</a>' % (h % 3))
    return ('<!DOCTYPE html><html><head><title>Notice %d of column %d</title><link rel="stylesheet" href="/s.css"></head><body>'
            "<h1>Notice %d</h1>%s</body></html>" % (n, d, n, "\n".join(links)))
