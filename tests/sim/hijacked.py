#!/usr/bin/env python3
"""Hijacked pages of a monitored portal: home page, column and notice, told after a second look
ten minutes later; a page that is well again at that look, and texts about spam, are not.

    hijacked.py PORTALWATCH
"""
import sys

import half_year
from bench import Answer, Bench, Faults, Site, temporary
from half_year import at

RHYTHM = {"n1": 2, "o1": 5}
FILE = "  - {id: office, file: {path: out.jsonl, format: jsonl}}"
ROUTE = "  - {to: [office], digest: none, group_wait: 0s}"
SPAM = "国产精品一区二区三区_久久精品国产亚洲av麻豆-示例市人民政府"


class Hijacked(half_year.Portal):
    """The pages named in .spam bear a title of spam; one may lead elsewhere by script."""
    spam, script, police = set(), set(), False

    def answer(self, path):
        a = super().answer(path)
        text = a.body.decode("utf-8") if isinstance(a.body, bytes) else a.body
        if path in self.spam:
            text = text.replace("<title>", "<title>%s " % SPAM, 1)
        if path in self.script:
            text = "<html><head><script>location.href='http://localhost:%s/bet'</script></head><body></body></html>" % self.port
        if self.police and path.endswith("index.html"):
            text = text.replace("</body>", "<p><a href='/x/t1.html'>市公安局破获特大网络赌博案 百家乐赌场被捣毁</a></p></body>")
        return Answer(text, a.status, headers=a.headers)


def look(f, b, *times):
    for day, clock in times:
        p = b.run("crawl", "--once", now=at(day, clock))
        f.check("crawl %s %s" % (day, clock), (p.returncode, p.stderr[-300:] if p.returncode else ""), (0, ""))


def hijacks(b, now):
    return [(e["url"] if "url" in e else e["notice"]["url"]) for e in b.lines("events", now=now) if e["kind"] == "page.hijacked"]


def main():
    f = Faults()
    with temporary() as top:
        portal = Hijacked(RHYTHM, {})
        site = Site(portal.answer)
        portal.port = site.web.rsplit(":", 1)[1]
        b = Bench(sys.argv[1], top, FILE, ROUTE)
        b.portal("city", half_year.portal_text(site.web, RHYTHM).replace("home_every: 6h", "home_every: 10m"))
        f.check("init", b.run("store", "init", "--simulation").returncode, 0)
        home, column = "/", "/n1/index.html"
        notice = portal.columns["o1"][0].path
        web = "http://" + site.web
        look(f, b, (0, "09:00"))
        portal.police = True
        look(f, b, (0, "10:00"), (0, "10:20"))
        f.check("texts about it", hijacks(b, at(0, "10:30")), [])
        portal.spam = {column}
        look(f, b, (0, "11:00"))
        portal.spam = set()
        look(f, b, (0, "11:15"), (0, "11:30"))
        f.check("well again at the second look", hijacks(b, at(0, "11:31")), [])
        portal.spam = {home, column, notice}
        look(f, b, (1, "09:30"))
        f.check("one look", hijacks(b, at(1, "09:31")), [])
        look(f, b, (1, "09:45"), (1, "10:00"), (2, "12:00"), (2, "12:20"))
        f.check_set("second look", sorted(hijacks(b, at(2, "12:30"))), sorted(web + x for x in (home, column, notice)))
        portal.spam = set()
        look(f, b, (2, "15:00"))
        portal.script = {column}
        look(f, b, (3, "09:00"), (3, "09:15"), (3, "09:30"))
        f.check("leads elsewhere by script", hijacks(b, at(3, "10:00"))[3:], [web + column])
    sys.exit(1 if f.n else 0)


if __name__ == "__main__":
    main()
