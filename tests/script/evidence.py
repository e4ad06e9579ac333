#!/usr/bin/env python3
"""Packages of evidence: checked with sha256sum alone, read from files, the same twice.

usage: evidence.py PORTALWATCH
"""
import hashlib
import html.parser
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import zipfile

from checks import check, outcome
from incidents import SOURCE, Bench, three_days

SHA = re.compile(r"^[0-9a-f]{64}$")


class Page(html.parser.HTMLParser):
    """What a browser would follow or load, and whether tags match."""

    def __init__(self, text):
        super().__init__()
        self.links, self.loads, self.text, self.marked = [], [], [], []
        self.inside = 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag == "a":
            self.links.append(a.get("href", ""))
        self.loads += [v for k, v in attrs if k in ("src", "srcset", "data", "action")]
        if tag in ("script", "link", "iframe", "object", "embed", "form", "base"):
            self.loads.append(tag)
        if any(k.startswith("on") for k in a):
            self.loads.append("handler")
        self.inside += tag == "mark"

    def handle_endtag(self, tag):
        self.inside -= tag == "mark"

    def handle_data(self, data):
        self.text.append(data)
        if self.inside:
            self.marked.append(data)


def unpack(b, number, name, *words):
    to = b.top / name
    p = b.run(*words, "evidence", str(number), "-o", str(b.top / (name + ".zip")), "--json")
    check(f"evidence {number}", (p.returncode, p.stderr), (0, ""))
    said = json.loads(p.stdout)
    archive = (b.top / (name + ".zip")).read_bytes()
    check("its digest", (said["sha256"], said["bytes"]),
          (hashlib.sha256(archive).hexdigest(), len(archive)))
    z = zipfile.ZipFile(b.top / (name + ".zip"))
    check("sound", z.testzip(), None)
    for n in z.namelist():
        check(f"name {n}", (bool(re.fullmatch(r"[A-Za-z0-9./-]+", n)), n.startswith("/"),
                            ".." in n.split("/")), (True, False, False))
    check("names once", len(set(z.namelist())), len(z.namelist()))
    z.extractall(to)
    return to, said


def checked(to):
    """By an outsider: sha256sum, then reading."""
    p = subprocess.run(["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=to,
                       capture_output=True, text=True)
    check("sha256sum -c", (p.returncode, p.stderr), (0, ""))
    have = {str(x.relative_to(to)) for x in to.rglob("*") if x.is_file()}
    listed = {x.split("  ")[1] for x in (to / "SHA256SUMS").read_text().splitlines()}
    check("every file is in it", have - listed, {"SHA256SUMS"})
    for body in (to / "bodies").glob("*.bin"):
        check("named by its digest", hashlib.sha256(body.read_bytes()).hexdigest(), body.stem)
    manifest = json.loads((to / "manifest.json").read_text())
    check("manifest", {x["name"] for x in manifest["files"]}, listed - {"manifest.json"})
    for page in to.rglob("*.html"):
        read = Page(page.read_text(encoding="utf-8"))
        check(f"{page.name} loads nothing", read.loads, [])
        for link in read.links:
            target = page.parent / link.split("#")[0]
            check(f"{page.name}: {link}", (target.is_file(), "://" in link), (True, False))
    (to / "bodies" / "x").write_text("altered")
    shutil.move(to / "bodies" / "x", next((to / "measurements").glob("*.txt")))
    p = subprocess.run(["sha256sum", "--quiet", "-c", "SHA256SUMS"], cwd=to, capture_output=True)
    check("an alteration shows", p.returncode, 1)
    return manifest


def chained(to):
    """The day's digest, and the leaves of the measurements in it."""
    index = Page((to / "index.html").read_text(encoding="utf-8"))
    leaves = {hashlib.sha256(x.read_bytes()).digest() for x in (to / "measurements").glob("*.record")}
    found = set()
    for day in (to / "chain").glob("*.bin"):
        data = day.read_bytes()
        check("digest of the day is shown", hashlib.sha256(data).hexdigest() in index.text, True)
        found |= leaves & {data[i:i + 32] for i in range(32, len(data), 32)}
    return found, leaves


def a_broken_link(b, link):
    to, _ = unpack(b, link["id"], "link")
    shutil.copytree(to, b.top / "copy")
    manifest = checked(b.top / "copy")
    check("marked as simulated", manifest["simulation"], True)
    index = Page((to / "index.html").read_text(encoding="utf-8"))
    text = "".join(index.text)
    for piece in ("broken link", "政务公开开放日专题", "did not open, 404, page not found",
                  "opened well", "confirmed and opened", "sha256sum -c SHA256SUMS", "国办秘函"):
        check(f"says {piece}", piece in text, True)
    parent = Page((to / "parents/1.html").read_text(encoding="utf-8"))
    check("link marked", parent.marked, ["/zt/openday/index.html"])
    one = json.loads((to / "incident.json").read_text())
    check("history", [x["what"] for x in one["history"]][:2], ["suspected", "opened"])
    measured = [x.read_text() for x in sorted((to / "measurements").glob("*.txt"),
                                              key=lambda x: int(x.stem))]
    check("well at first", "HTTP 200" in measured[0], True)
    failed = [x for x in measured if "HTTP 404" in x]
    check("then not", (len(failed) >= 2, measured[-len(failed):]), (True, failed))
    sent = [x.split("== head of the request ==\n")[1].split("\nstored as")[0].splitlines() for x in measured]
    check("heads as sent", [x[0] for x in sent],
          ["GET /zt/openday/index.html HTTP/1.1"] * len(measured))
    check("to whom", {x[1] for x in sent}, {f"Host: {b.web}"})
    check("who asked", all(any(re.match("User-Agent: .*portalwatch/", y) for y in x)
                           for x in sent), True)
    for x in failed:
        body = to / re.findall(r"stored as: (bodies/\S+)", x)[-1]
        check("what the server answered", b"File not found" in body.read_bytes(), True)
        check("all of it", f"bytes of the body: {len(body.read_bytes())}\n" in x, True)
    check("holidays", "2026-11-04 Wed working day" in (to / "calendar.txt").read_text(), True)
    return to


def the_same_twice(b, link):
    for number, lang in ((link["id"], "en"), (link["id"], "zh")):
        archives = set()
        for k, now in enumerate(("2026-11-04T11:00:00+08:00", "2026-12-24T11:00:00+08:00")):
            out = str(b.top / f"same{k}.zip")
            p = b.run("--lang", lang, "evidence", f"#{number}", "-o", out, now=now)
            check("again", p.returncode, 0)
            archives.add((b.top / f"same{k}.zip").read_bytes())
        check(f"same bytes {lang}", len(archives), 1)


def edited(b):
    """A notice is edited in silence a day before it is withdrawn."""
    page = b.site / "notices/202610/t20261017_t4.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("公示期十个工作日", "公示期五个工作日"), encoding="utf-8")
    now = "2026-11-03T09:00:00+08:00"
    b.run("recheck", f"http://{b.web}/notices/202610/t20261017_t4.html", now=now)
    b.round(now)


def a_notice_withdrawn(b, gone):
    to, _ = unpack(b, gone["id"], "gone", "--lang", "zh")
    versions = sorted((to / "notices").glob("*.txt"), key=lambda x: int(x.stem.split("-")[1]))
    check("what it said", ["公示期十个工作日" in x.read_text() for x in versions], [True, False])
    diff = (to / "notices/1-diff.html").read_text(encoding="utf-8")
    check("what was edited", (re.findall("<del>(.*?)</del>", diff), re.findall("<ins>(.*?)</ins>", diff)),
          (["十"], ["五"]))
    check("the page leads there", "notices/1-diff.html" in
          Page((to / "index.html").read_text(encoding="utf-8")).links, True)
    shutil.copytree(to, b.top / "gone-copy")
    checked(b.top / "gone-copy")
    index = "".join(Page((to / "index.html").read_text(encoding="utf-8")).text)
    check("in Chinese", ("信息被撤下" in index, "时间线" in index), (True, True))


def a_stale_column(b, stale):
    to, _ = unpack(b, stale["id"], "stale")
    rule = (to / "rule.txt").read_text()
    check("limit and figures", ("age_days: 15" in rule, "limit: 14 days" in rule), (True, True))
    check("list kept", any("市政府常务会议" in x.read_text() for x in (to / "bodies").glob("*.txt")), True)
    found, leaves = chained(to)
    check("leaves in the chain", (len(found) > 0, len(leaves) >= 2), (True, True))


def hostile(b):
    """Titles, link texts and paths that would like to be something else."""
    bad = '<script>alert(1)</script>"\'><img src=x onerror=alert(2)>\u202egpj.exe'
    page = b.site / "news/202610/t20261018_n2.html"
    text = page.read_text(encoding="utf-8")
    page.write_text(text.replace("政务公开开放日专题", bad.replace("<", "&lt;"))
                    .replace("/zt/openday/index.html", "/zt/../../../etc/%2e%2e/x&quot;&gt;&lt;b&gt;"
                             "?a=../../b").replace("<title>", "<title>" + bad.replace("<", "&lt;")),
                    encoding="utf-8")
    for time in ("05T09:00", "05T09:30", "05T11:00", "05T14:00"):
        b.run("recheck", f"http://{b.web}/news/202610/t20261018_n2.html",
              now=f"2026-11-{time}:00+08:00")
        b.run("recheck", f"http://{b.web}/etc/%2e%2e/x%22%3E%3Cb%3E?a=../../b",
              now=f"2026-11-{time}:00+08:00")
        b.round(f"2026-11-{time}:00+08:00")
    found = [x for x in b.lines("incidents", "list", "--all", now="2026-11-05T14:10:00+08:00")
             if x["kind"] == "broken-link" and "?a=" in x["subject"]]
    check("hostile link found", len(found), 1)
    for x in found:
        to, _ = unpack(b, x["id"], "hostile")
        checked(to)
        parent = (to / "parents/1.html").read_text(encoding="utf-8")
        check("no tag of theirs", ("<script" in parent, "<img" in parent, "\u202e" in parent),
              (False, False, False))


def refused(b):
    for words in ([], ["x"], ["999"], ["1", "2"]):
        p = b.run("evidence", *words)
        check(f"refused {words}", (p.returncode, bool(p.stderr)), (2, True))
    p = b.run("evidence", "1", "-o", str(b.top / "no/such/dir/x.zip"))
    check("not writable", p.returncode, 3)


def main():
    with tempfile.TemporaryDirectory() as top:
        b = Bench(pathlib.Path(top))
        three_days(b, edited)
        found = {x["kind"]: x for x in b.lines("incidents", "list",
                                               now="2026-11-04T10:21:00+08:00")}
        a_broken_link(b, found["broken-link"])
        the_same_twice(b, found["broken-link"])
        a_notice_withdrawn(b, found["withdrawn"])
        a_stale_column(b, found["stale"])
        refused(b)
        hostile(b)
        b.server.shutdown()
    return outcome()


sys.exit(main())
