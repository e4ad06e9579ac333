#!/usr/bin/env python3
"""A day of three portals over real HTTP with a simulated clock: an outage, our own line, and
what people do about it, also beside a running monitor.

    outage.py PORTALWATCH
"""
import json
import pathlib
import re
import subprocess
import sys
import time

import half_year
from bench import Answer, Bench, Faults, Site, temporary

DAY = "2026-11-04T%s:00+08:00"  # a Wednesday
NAMES = ("a", "b", "c")
LIST = ("<html><head><title>公告</title></head><body><div class='list'><ul>%s</ul></div></body>"
        "</html>")
ITEM = ("<li><a href='/gg/t2026110%d_%d.html'>关于做好第%d号工作的通知</a>"
        "<span>2026-11-0%d</span></li>")


def answer(path):
    if path == "/robots.txt":
        return Answer("not found", 404)
    if path in ("/", "/gg/"):
        return Answer(LIST % "".join(ITEM % (3 - n // 4, n, n, 3 - n // 4) for n in range(8)))
    return Answer("<html><body><h1>通知</h1><p>各单位：请遵照执行。</p></body></html>")


class Story:
    def __init__(self, f, top, exe):
        self.f = f
        # each at an address of its own, as portals are
        self.sites = {n: Site(answer, "127.0.0.%d" % (11 + i)) for i, n in enumerate(NAMES)}
        self.witness = Site(lambda path: Answer("here"), "127.0.0.20")
        self.b = Bench(exe, top, """  - {id: office, file: {path: office.jsonl, format: jsonl}}
  - {id: boss, file: {path: boss.jsonl, format: jsonl}}""",
                       "  - {to: [office]}", telling='{quiet: none, weekly: "off", operator: boss}',
                       network='  witnesses: ["http://%s/"]\n' % self.witness.web)
        for n, site in self.sites.items():
            self.b.portal(n, """portal: %s
name: 门户%s
home: http://%s/
owner: true
revisit: none
links: {check: none}
columns:
  - {id: gg, name: 公告, url: "http://%s/gg/", class: notice}
""" % (n, n, site.web, site.web))
        f.check("init", self.b.run("store", "init", "--simulation").returncode, 0)

    def round(self, *times):
        for t in times:
            for verb in ("crawl", "monitor"):
                p = self.b.run(verb, "--once", now=DAY % t)
                self.f.check("%s at %s: %s" % (verb, t, p.stderr[-300:]), p.returncode, 0)

    def told(self, who):
        path = self.b.top / (who + ".jsonl")
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        return [json.loads(x) for x in lines]

    def words(self, who, kind):
        """What was told of incidents of a kind, in order."""
        return [i["state"] for x in self.told(who) for i in x["incidents"] if i["kind"] == kind]

    def incident(self, kind, now):
        found = self.b.lines("incidents", "list", "--all", "--kind", kind, now=DAY % now)
        return found[0] if found else {"state": None, "id": 0}


def outage(f, s):
    """One portal of three: told once, ended once, dated from its first failure."""
    s.round("09:00", "10:10")
    f.check("nothing is told", s.told("office"), [])
    s.sites["a"].stop()
    s.round("11:25", "11:27", "11:33")
    f.check("not yet", s.incident("portal-down", "11:34")["state"], "suspected")
    f.check("nobody hears of it", s.words("office", "portal-down"), [])
    s.round("11:50")
    x = s.incident("portal-down", "11:51")
    f.check("confirmed", (x["state"], x["since"][11:16]), ("open", "11:25"))
    f.check("told once", s.words("office", "portal-down"), ["open"])
    s.round("12:30")
    f.check("and once only", s.words("office", "portal-down"), ["open"])
    f.check("ack", s.b.run("incidents", "ack", "#%d" % x["id"], "--by", "王", "--until", "2026-11-06",
                           now=DAY % "12:31").returncode, 0)
    s.sites["a"].start()
    s.round("13:05")
    f.check("one good visit", s.incident("portal-down", "13:06")["state"], "acknowledged")
    s.round("13:40")
    f.check("two", s.incident("portal-down", "13:41")["state"], "resolved")
    f.check("told to who was told", s.words("office", "portal-down"), ["open", "resolved"])
    f.check("and nobody else", s.words("boss", "portal-down"), [])


def own_line(f, s):
    """Everything fails, the witness too: nobody is accused, the operator hears of it."""
    for site in list(s.sites.values()) + [s.witness]:
        site.stop()
    s.round("15:10", "15:20", "15:45", "16:20")
    f.check("own line", s.incident("own-line", "16:21")["state"], "open")
    f.check("the operator", s.words("boss", "own-line"), ["open"])
    f.check("no portal", s.incident("portal-down", "16:21")["state"], "resolved")
    for site in list(s.sites.values()) + [s.witness]:
        site.start()
    s.round("16:50", "17:40")
    f.check("back", s.incident("own-line", "17:41")["state"], "resolved")
    f.check("both told", s.words("boss", "own-line"), ["open", "resolved"])
    f.check("no portal after", [len(s.words(w, "portal-down")) for w in ("office", "boss")], [2, 0])
    kinds = [e["kind"] for e in s.b.lines("events", now=DAY % "17:41")]
    f.check("events", (kinds.count("portal.down"), kinds.count("portal.up")), (1, 1))
    p = s.b.run("report", "availability", "--json", now=DAY % "17:41")
    gaps = re.findall(r'"why": ?"own line"', p.stdout)
    f.check("a gap in the report", len(gaps), 1)


# tokens that must not stand in a Chinese explanation
LEAKS = re.compile(r"\b(unstable|suspected|opened|resolved|held|told|timeout|refused|connect|inhibited|"
                   r"acknowledged|measure|reason|own-line|portal-down|met|overdue|verdict|url)\b")


def explained(f, s):
    """why and incidents show in the reader's language, with the reason for each silence."""
    x = s.incident("portal-down", "17:42")
    for words in (["why", "a"], ["why", "a/gg"], ["why", "#%d" % x["id"]],
                  ["incidents", "show", "#%d" % x["id"]]):
        p = s.b.run("--lang", "zh", *words, now=DAY % "17:42")
        text = re.sub(r"https?://\S+", "", p.stdout)
        f.check("%s: exit" % words, p.returncode, 0)
        f.check("%s: English in Chinese" % words, LEAKS.findall(text), [])
    p = s.b.run("--lang", "zh", "why", "a", now=DAY % "17:42")
    f.check("own line in words", "本方线路中断" in p.stdout, True)
    p = s.b.run("--lang", "en", "why", "a", now=DAY % "17:42")
    f.check("in English", "connection refused" in p.stdout, True)


def people(f, s):
    """What people say, and that it is measured before it is believed."""
    n = "#%d" % s.incident("portal-down", "17:45")["id"]
    run = lambda *w, now: s.b.run("incidents", *w, now=DAY % now)
    f.check("reopen", run("reopen", n, "--by", "李", "--reason", "still slow",
                          now="17:46").returncode, 0)
    p = s.b.run("monitor", "--once", now=DAY % "17:47")
    f.check("not closed unmeasured", s.incident("portal-down", "17:48")["state"], "open")
    s.round("17:50", "18:30")
    f.check("measured, and well", s.incident("portal-down", "18:31")["state"], "resolved")
    f.check("the number stays", "#%d" % s.incident("portal-down", "18:31")["id"], n)
    shown = s.b.lines("incidents", "show", n, now=DAY % "18:31")[0]
    what = [x["what"] for x in shown["history"]]
    for word in ("suspected", "opened", "told", "acknowledged", "resolved", "reopened"):
        f.check("history has %s (%s)" % (word, what), word in what, True)


def beside_a_daemon(f, top, exe):
    """Incidents are handled while the monitor runs; it keeps nothing of them in memory."""
    site = Site(lambda path: Answer(LIST % "<li>暂无信息</li>") if path == "/gg/" else answer(path))
    b = Bench(exe, top, "  - {id: office, file: {path: office.jsonl, format: jsonl}}",
              "  - {to: [office]}")
    b.portal("e", "portal: e\nhome: http://%s/\nowner: true\nlinks: {check: none}\ncolumns:\n"
                  "  - {id: gg, url: \"http://%s/gg/\", class: notice}\n" % (site.web, site.web))
    f.check("store", b.run("store", "init").returncode, 0)
    f.check("crawl", b.run("crawl", "--once").returncode, 0)
    daemon = subprocess.Popen(b.words("monitor"), stderr=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 120
        found = []
        while not found and time.monotonic() < end:
            time.sleep(0.2)  # until it has judged once
            p = b.run("incidents", "list", "--kind", "empty", "--json")
            found = [json.loads(x) for x in p.stdout.splitlines()]
        f.check("an empty column", [x["subject"] for x in found], ["e/gg"])
        p = b.run("incidents", "exempt", "e/gg", "--by", "王", "--reason", "new column",
                  "--until", "10wd")
        f.check("exempt: %s" % p.stderr, p.returncode, 0)
        f.check("a note", b.run("incidents", "note", "e/gg", "--all", "--by", "王", "--reason",
                                "asked them").returncode, 0)
        before = found[0]["measured"]
        f.check("crawl again", b.run("crawl", "--once", "--all").returncode, 0)
        while time.monotonic() < end:
            x = b.lines("incidents", "list", "--all", "--kind", "empty")[0]
            if x["measured"] > before:
                break  # judged again since
            time.sleep(0.2)
        f.check("it stands", (x["state"], x["by"]), ("exempt", "王"))
    finally:
        daemon.terminate()
        f.check("ends well", daemon.wait(60), 0)


def main():
    f = Faults()
    with temporary() as name:
        top = pathlib.Path(name)
        s = Story(f, top / "day", sys.argv[1])
        for step in (outage, own_line, explained, people):
            step(f, s)
        beside_a_daemon(f, top / "daemon", sys.argv[1])
    sys.exit(1 if f.n else 0)


if __name__ == "__main__":
    main()
