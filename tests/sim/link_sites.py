#!/usr/bin/env python3
"""Whole sites with a character (tests/hostile/sites) as monitored portals over simulated days:
what is dead is one incident each, confirmed as DESIGN 8 says and resolved once repaired; what is
alive is never told, whatever its site does; links that come and go are told as such.

    link_sites.py PORTALWATCH
"""
import asyncio
import collections
import json
import pathlib
import sys
import threading

from bench import SOURCE, Bench, Faults, temporary
from half_year import at

sys.path.insert(0, str(SOURCE / "tests/hostile/sites"))
import guarded  # noqa: E402
import outside  # noqa: E402
import own      # noqa: E402
from kit import Answer, World, html, prose  # noqa: E402

FILE = "  - {id: office, file: {path: out.jsonl, format: jsonl}}"
ROUTE = "  - {to: [office], digest: none, group_wait: 0s}"
PORTALS = (own.portal, own.not_found_pages, own.directory_soft, own.by_number, own.languages, own.half_migrated,
           own.iis, own.gbk, own.frames, own.bases, own.hanweb, own.refreshes, own.elements, guarded.walls_from_the_start,
           guarded.mobile, guarded.cookies, outside.resold, outside.hops, outside.downloads)
# they stand for what a single check can know: what robots.txt says, names, options of linkcheck
LEFT_OUT = {"nf-500", "nf-gate", "hsts"}
CLOCKS = ["09:00", "10:30", "12:00", "21:00"]


class Served(threading.Thread):
    """The sites, in a thread of their own: the test itself waits for commands."""

    def __init__(self, world):
        super().__init__(daemon=True)
        self.world, self.ready = world, threading.Event()

    def run(self):
        asyncio.run(self.serve())

    async def serve(self):
        await self.world.start()
        self.ready.set()
        await asyncio.sleep(3600)


def flapping(w):
    """One link for each way to come and go; `state` is set between the rounds."""
    s = w.site("flapping", "时好时坏的门户")
    s.state = {}
    good = lambda r: Answer(html(r.path, prose(r.path)))

    def link(name, bad):
        s.link("/%s.html" % name, "live", lambda r: bad if s.state.get(name) else good(r))
    link("once-404", Answer("gone", 404))       # a single bad answer
    link("nightly-503", Answer("backup", 503))  # away every night
    link("hour-404", Answer("gone", 404))       # away for less than an hour, each day
    link("other-404", Answer("gone", 404))      # every second check
    link("reset-day", Answer(reset=True))       # a day without answers: not 24 hours
    link("wall-404", Answer("", 403))           # refused for days
    link("long-503", Answer("down", 503))       # three days: broken, then well
    link("two-404", Answer("gone", 404))        # gone for two days: broken, then well
    s.truth["/long-503.html"] = s.truth["/two-404.html"] = "comes back"
    return s


def truths(world):
    for site in world.sites.values():
        if site.outside or site.name in LEFT_OUT:
            continue
        for key, words in site.truth.items():
            yield site, (site.url(key) if key.startswith("/") else key), words


def faults_of(words):
    return [w.startswith(("broken.", "wrong", "private", "unstable.")) for w in words.split("|")]


def is_dead(words):
    return all(faults_of(words))


def rounds(f, b, day, clocks=CLOCKS):
    for clock in clocks:
        for verb in ("crawl", "monitor"):
            p = b.run(verb, "--once", now=at(day, clock))
            f.check("%s at %s %s" % (verb, day, clock), (p.returncode, p.stderr[-500:] if p.returncode else ""), (0, ""))


def states(b, day):
    return {x["url"]: x for y in b.lines("report", "links", now=at(day)) for x in y.get("links", [y]) if "url" in x}


def told(b):
    """How often each link's trouble was told, and its end."""
    out = collections.Counter()
    path = pathlib.Path(b.top) / "out.jsonl"
    for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else ():
        x = json.loads(line)
        if x["kind"] in ("broken-link", "links"):
            out[x["subject"], x["state"]] += 1
    return out


def judge(f, world, b, day, flaps):
    rows = states(b, day)
    n = collections.Counter()
    for site, url, words in truths(world):
        row = rows.get(url)
        state = row["state"] if row else "live"
        if site is flaps:
            continue
        if is_dead(words):
            n["dead", state] += 1
            if state != "broken":
                f.say("%s %s: %s, %s" % (site.name, url, words, row))
        else:
            n["other", state] += 1
            if state == "broken" and not any(faults_of(words)):
                f.say("%s %s: told as broken (%s, %s), is %s" % (site.name, url, row["verdict"], row["status"], words))
    print("day %d:" % day, dict(n))
    open_ = [x for x in b.lines("incidents", "list", now=at(day)) if x["kind"] == "broken-link" and x["state"] == "open"]
    subjects = collections.Counter(x["subject"] for x in open_)
    f.check("no link has two incidents", [x for x, k in subjects.items() if k > 1], [])
    dead = {url for site, url, words in truths(world) if any(faults_of(words))}
    f.check("every incident is of a dead link", sorted(set(subjects) - dead - {flaps.url("/long-503.html"), flaps.url("/two-404.html")}), [])
    return rows


def repair(world):
    """Every dead link of the sites' own hosts gets its page; what is elsewhere stays as it is."""
    done = set()
    for site, url, words in list(truths(world)):
        base = site.url("")
        if not is_dead(words) or not url.startswith(base):
            continue
        path = url[len(base):]
        kind = path.rsplit(".", 1)[-1]
        body, type_ = html(path, prose("repaired" + path)), "text/html; charset=utf-8"
        if kind in ("png", "jpg"):
            body, type_ = own.PNG, "image/png"
        elif kind in ("pdf", "doc", "xls", "docx", "zip"):
            body, type_ = b"%PDF-1.4\n" + b"z" * 3000, "application/pdf"
        site.answers[path] = Answer(body, type=type_)
        done.add(url)
    return done


def main():
    f = Faults()
    with temporary() as top:
        world = World(str(top), by_address=True)
        for make in PORTALS:
            make(world)
        flaps = flapping(world)
        served = Served(world)
        served.start()
        served.ready.wait()
        b = Bench(sys.argv[1], top, FILE, ROUTE)
        for site in world.sites.values():
            if not site.outside and site.name not in LEFT_OUT:
                b.portal(site.name, "portal: %s\nname: %s\nhome: %s\nhome_every: 1d\n"
                         "links: {scope: site, every: 1d}\n" % (site.name, site.title, site.url("/")))
        f.check("init", b.run("store", "init", "--simulation").returncode, 0)
        for day in range(5):
            for clock in CLOCKS:
                flaps.state = {
                    "once-404": (day, clock) == (1, "09:00"), "nightly-503": day > 0 and clock == "21:00",
                    "hour-404": day > 0 and clock == "10:30", "other-404": day > 0 and clock in ("10:30", "21:00"),
                    "reset-day": day == 1 and clock != "21:00", "wall-404": day in (1, 2, 3),
                    "long-503": day in (1, 2, 3), "two-404": day in (1, 2)}
                rounds(f, b, day, [clock])
        rows = judge(f, world, b, 5, flaps)
        for name in ("once-404", "nightly-503", "hour-404", "reset-day", "wall-404"):
            url = flaps.url("/%s.html" % name)
            if (rows.get(url) or {}).get("state") == "broken" or told(b)[url, "open"]:
                f.say("%s was told: %s" % (name, rows.get(url)))
        done = repair(world)
        flaps.state = {}
        for day in (5, 6, 7):
            rounds(f, b, day)
        rows = states(b, 8)
        left = sorted(url for url in done if (rows.get(url) or {}).get("state") == "broken")
        f.check("repaired links are resolved (%d)" % len(done), left, [])
        for name in ("long-503", "two-404", "other-404"):
            url = flaps.url("/%s.html" % name)
            f.check("%s is well again" % name, (rows.get(url) or {"state": "live"})["state"] in ("live", "suspected"), True)
        counts = told(b)
        often = [(x, k) for x, k in counts.items() if k > 1]
        f.check("nothing is told twice", often, [])
    sys.exit(1 if f.n else 0)


if __name__ == "__main__":
    main()
