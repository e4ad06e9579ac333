#!/usr/bin/env python3
"""linkcheck, once, against some eight hundred answers of known truth.

    run.py PORTALWATCH [NAME...]

Prints every deviation (of the rows whose names begin so); exit 1 when there is one that is not
among the known, or one of those is none any more.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import base     # noqa: E402
import codes    # noqa: E402
import gone     # noqa: E402
import papers   # noqa: E402
import secure   # noqa: E402
import server   # noqa: E402
import spam     # noqa: E402
import walls    # noqa: E402
import ways     # noqa: E402
import wire     # noqa: E402

SPARE = 60      # live pages beside the rows: no host is to look as if it failed as a whole
ONE = "one file under one name: the name may be an ornament"
KNOWN = {"pic/lost.jpg": ONE}


# Each at a host of its own: a host that asks to wait is waited for with all its links, and one
# that does so again and again is asked ever more slowly.
ALONE = ("limit/", "code/429", "wall/vercel", "fault/503-twice")


def text_of(row):
    return "甲 " + row["name"].replace("&", "+")


def markup(row, me, far):
    """The link of a row as it stands on its page; its address where it is written plainly."""
    if "far" in row:
        base.serve(row["far"], base.answer(base.article(row["name"])))
        row["url"] = f"http://{far}{row['far']}"
        return row["markup"].replace("{{", "{").replace("}}", "}").replace("{u}", row["url"])
    if row["name"].startswith(ALONE):
        row["href"] = row["url"] = f"http://{server.listen('127.0.0.1')}{row['href']}"
    href = row["href"].replace("{me}", me).replace("{port}", me.partition(":")[2])
    if href == row["href"] and re.fullmatch(r"/[^\s\\&|{%\x80-\U0010ffff]*", href):
        row.setdefault("url", f"http://{me}" + href.partition("#")[0])
    href = href if "copy" in href else re.sub(r"&(?!\w+;|#)", "&amp;", href)
    return f'<img src="{href}" alt="{text_of(row)}">' if row["tag"] == "img" else f'<a href="{href}">{text_of(row)}</a>'


def pages(me, far):
    """The home, a page a family that carries its links, and live pages to spare."""
    families = {}
    for row in base.ROWS:
        families.setdefault(row["name"].partition("/")[0], []).append(f"<li>{markup(row, me, far)}</li>")
    for i in range(SPARE):
        base.serve(f"/spare/{i}.html", base.answer(base.article(f"spare{i}")))
    for i in range(6):
        base.serve(f"/nav{i}.html", base.answer(base.article(f"nav{i}")))
    sheet = '<link rel="stylesheet" href="/odd.css">'
    for name, links in families.items():
        body = "<ul>" + "\n".join(links) + "</ul>"
        base.serve(f"/i/{name}.html", base.answer(base.page(base.words("family" + name, 8), body, sheet)))
    home = base.answer(base.page("某市人民政府门户网站", "<h1>某市人民政府</h1>" + "".join(
        f'<a href="/i/{f}.html">{f}</a>\n' for f in families) + "".join(
        f'<a href="/spare/{i}.html">{base.words(f"spare{i}", 9)}</a>\n' for i in range(SPARE))))
    base.serve("/", home)
    base.serve("/index.html", home)


def check(portalwatch, me, far, ca):
    p = subprocess.run([portalwatch, "--lang", "en", "linkcheck", f"http://{me}/", f"http://{far}/", "--json", "--all", "--timeout",
                        "3s", "--retry-after", "100ms", "--ca-file", ca], stdout=subprocess.PIPE, text=True)
    if p.returncode != 1:
        sys.exit("exit %d" % p.returncode)
    return [json.loads(line) for line in p.stdout.splitlines()]


def compare(lines, names):
    by_url, by_text, bad = {}, {}, 0
    for line in lines:
        if "url" in line:
            by_url.setdefault(line["url"], line)
            for p in line["parents"]:
                by_text.setdefault(p["text"], line)
    for row in base.ROWS:
        if names and not row["name"].startswith(tuple(names)):
            continue
        line = by_text.get(text_of(row)) or by_url.get(row.get("url")) or {"verdict": "(not reported)"}
        fine, known = line["verdict"] in row["want"], KNOWN.get(row["name"])
        if fine == bool(known):
            bad += 1
            print("%-32s %s (%s, %s), %s expected" % (row["name"], line["verdict"], line.get("status"), line.get("reason"),
                                                      "a known deviation" if known else "|".join(sorted(row["want"]))))
    return bad


def main():
    with tempfile.TemporaryDirectory(prefix="odd") as folder:
        for module in (wire, codes, walls, gone, spam, ways, papers):
            module.rows()
        ca = secure.rows(folder)
        me, far = server.listen("127.0.0.1"), server.listen("127.0.0.3", far=True)
        secure.ME.append(me)
        pages(me, far)
        began = time.monotonic()
        lines = check(sys.argv[1], me, far, ca)
        bad = compare(lines, sys.argv[2:])
        print("%d links of known truth, %d deviations, %d known ones; %.1f s, %d requests" % (
            len(base.ROWS), bad, len(KNOWN), time.monotonic() - began, sum(server.ASKED.values())))
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
