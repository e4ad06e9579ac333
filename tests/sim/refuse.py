#!/usr/bin/env python3
"""A portal that refuses everything: a round over it ends, what was not asked stays due, and
what is found is that it cannot be opened, never that its links are broken.

    refuse.py PORTALWATCH

No bound below is a time: requests are counted, and a round that hangs meets the time limit of
the test itself.
"""
import re
import sys

from bench import Answer, Bench, Faults, Site, temporary

LINKS = 60
LIST = ("<html><head><title>公告</title></head><body><div class='list'><ul>%s</ul></div>"
        "<p>%s</p></body></html>")
ITEM = ("<li><a href='/gg/t2026110%d_%d.html'>关于做好第%d号工作的通知</a>"
        "<span>2026-11-0%d</span></li>")
PAGE = ("<html><head><title>第%s号</title></head><body><h1>第%s号</h1><p>各有关单位：现将第%s号"
        "事项的有关情况通知如下，请认真贯彻执行。</p></body></html>")


class Portal:
    def __init__(self):
        self.headers = None  # of a refusal; None: all is well
        self.site = Site(self.answer)

    def answer(self, path):
        if self.headers is not None:
            return Answer("busy", 503, headers=self.headers)
        if path == "/robots.txt":
            return Answer("not found", 404)
        if path == "/gg/":
            return Answer(LIST % (
                "".join(ITEM % (3 - n // 4, n, n, 3 - n // 4) for n in range(8)),
                "".join("<a href='/f/%d.html'>附件%d</a> " % (n, n) for n in range(LINKS))))
        if path == "/":
            return Answer(LIST % (
                "".join(ITEM % (3 - n // 4, n, n, 3 - n // 4) for n in range(8)), ""))
        if re.match(r"/(gg/t2026110[123]_[0-7]|f/\d\d?)\.html$", path):
            return Answer(PAGE % ((path,) * 3))
        return Answer("not found", 404)


def main():
    f = Faults()
    portal = Portal()
    other = Site(lambda path: Answer("here"), "127.0.0.2")  # proves our own line
    with temporary() as top:
        b = Bench(sys.argv[1], top, "  - {id: office, file: {path: office.jsonl, format: jsonl}}",
                  "  - {to: [office]}", network='  witnesses: ["http://%s/"]\n' % other.web)
        b.portal("p", """portal: p
name: 门户
home: http://%s/
revisit: none
links: {every: 1d}
columns:
  - {id: gg, name: 公告, url: "http://%s/gg/", class: notice}
""" % (portal.site.web, portal.site.web))

        def round(now):
            """Requests of one round."""
            before = portal.site.asked
            for verb in ("crawl", "monitor"):
                p = b.run(verb, "--once", now=now, timeout=200)
                f.check("%s at %s: %s" % (verb, now, p.stderr[-300:]), p.returncode, 0)
            return portal.site.asked - before

        def kinds(now):
            return [e["kind"] for e in b.lines("events", now=now)]

        def incidents(now):
            return sorted((i["kind"], i["state"]) for i in b.lines("incidents", "list", "--all",
                                                                  now=now))

        f.check("init", b.run("store", "init", "--simulation").returncode, 0)
        n = round("2026-11-04T09:00:00+08:00")
        f.check("a first round asks for all of it", n >= LINKS, True)

        portal.headers = []
        n = round("2026-11-05T12:00:00+08:00")
        f.check("refused, a round asks little (%d)" % n, 0 < n <= 30, True)
        for now in ("12:02:00", "12:08:00", "12:17:00", "12:27:00"):
            n = round("2026-11-05T%s+08:00" % now)
            f.check("and so at %s (%d)" % (now, n), 0 < n <= 30, True)
        now = "2026-11-05T12:28:00+08:00"
        f.check("no link is broken", kinds(now).count("link.confirmed"), 0)
        f.check("the portal cannot be opened", incidents(now), [("portal-down", "open")])

        portal.headers = [("Retry-After", "3600")]
        n = round("2026-11-05T13:30:00+08:00")
        f.check("an hour to wait: one or two ask (%d)" % n, 0 < n <= 10, True)
        f.check("still", incidents("2026-11-05T13:31:00+08:00"), [("portal-down", "open")])

        portal.headers = None
        round("2026-11-05T15:00:00+08:00")
        round("2026-11-05T16:00:00+08:00")
        round("2026-11-05T17:00:00+08:00")
        f.check("back", incidents("2026-11-05T17:01:00+08:00"), [("portal-down", "resolved")])
        f.check("no link was ever broken", kinds("2026-11-05T17:01:00+08:00").count(
            "link.confirmed"), 0)
        portal.site.record = []
        round("2026-11-07T09:00:00+08:00")
        seen = set(x for x in portal.site.record if x.startswith("/f/"))
        f.check("everything is asked again", len(seen), LINKS)
    sys.exit(1 if f.n else 0)


main()
