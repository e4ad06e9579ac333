#!/usr/bin/env python3
"""Links of a monitored portal over simulated days: what is dead is confirmed, with its parent,
and nothing else; a whole portal is walked within its limits.

    links.py PORTALWATCH
"""
import collections
import json
import subprocess
import sys

from bench import SOURCE, Answer, Bench, Faults, Site, temporary
from half_year import at

FILE = "  - {id: office, file: {path: out.jsonl, format: jsonl}}"
ROUTE = "  - {to: [office], digest: none, group_wait: 0s}"
# they cost real time; what they are about is tried in one pass
SLOW = ["busy", "hang", "captcha-429", "answers-after", "maintenance", "header-without-end", "bomb", "waits",
        "body-in", "head-", "chunked-never", "deeply", "large"]
REPAIRED = []
ROUNDS = [(0, "09:00"), (0, "11:00"), (1, "12:00"), (2, "13:00")]


def rounds(f, b, times):
    for day, clock in times:
        for verb in ("crawl", "monitor"):
            p = b.run(verb, "--once", now=at(day, clock))
            f.check("%s at %s %s" % (verb, day, clock), (p.returncode, p.stderr[-500:] if p.returncode else ""), (0, ""))


def class_of(row):
    if row is None:
        return "live"  # reported neither broken nor suspected nor blocked
    if row["state"] != "broken":
        return row["state"]
    word = row["verdict"]
    return {"broken.soft404": "soft", "private": "private", "wrong": "wrong"}.get(word, "dead")


def kinds(f, top):
    """Every kind of the one site, confirmed over two days."""
    server = subprocess.Popen([sys.executable, str(SOURCE / "tests/hostile/onesite.py"), str(top), *SLOW], text=True,
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    about = json.loads(server.stdout.readline())
    b = Bench(sys.argv[1], top, FILE, ROUTE, network="  ca_file: %s\n" % about["ca"])
    b.portal("city", "portal: city\nname: 示例市\nhome: %s\nhome_every: 6h\n" % about["url"])
    f.check("init", b.run("store", "init", "--simulation").returncode, 0)
    rounds(f, b, ROUNDS)
    rows = {}
    for x in b.lines("report", "links", now=at(3)):
        for one in x.get("links", [x]):
            if "url" in one:
                rows[one["url"]] = one
    server.stdin.close()
    server.wait()
    table = collections.Counter()
    for url, truth in about["truth"].items():
        got = class_of(rows.get(url))
        want = {"chain": "live", "skipped": "live", "unknown": "live"}.get(truth, truth)
        table[truth, got] += 1
        if got != want:
            f.say("%s %s: %s" % (truth, url, rows.get(url)))
        elif want != "live" and rows[url]["parents"][0]["url"] != about["url"]:
            f.say("%s: parents %s" % (url, rows[url]["parents"]))
    for (truth, got), n in sorted(table.items()):
        print("%-8s %-10s %d" % (truth, got, n))


def page(n, last):
    if n == 13 and REPAIRED:
        return Answer(("<html><head><title>Page 13</title></head><body><p>%s</p></body></html>" % ("Repaired words. " * 30)).encode())
    links = "".join("<li><a href='/p/%d.html'>page %d</a></li>" % (i, i) for i in (2 * n, 2 * n + 1) if i <= last)
    return Answer(("<html><head><title>Page %d</title></head><body><h1>Page %d</h1><p>%s</p><ul>%s</ul>"
                   "<a href='/gone/%d.html'>gone</a><a href='/cal?day=%d'>day</a></body></html>"
                   % (n, n, "Words of page %d. " % n * 30, links, n if n == 13 else 0, n)).encode())


def whole_site(f, top):
    """scope: site: a tree of pages five links deep, a dead link at the bottom, an endless calendar."""
    last = 31

    def answer(path):
        if path == "/":
            return page(1, last)
        part = path.split("/")
        if part[1] == "p" and 1 < int(part[2].split(".")[0]) <= last:
            return page(int(part[2].split(".")[0]), last)
        if path.startswith("/cal?day="):
            n = int(path.split("=")[1])
            return Answer(("<html><title>Day %d</title><p>%s</p><a href='/cal?day=%d'>next</a></html>"
                           % (n, "Nothing on day %d. " % n * 30, n + 1000)).encode())
        return Answer(b"no", 404)

    site = Site(answer)
    b = Bench(sys.argv[1], top, FILE, ROUTE)
    b.portal("tree", "portal: tree\nname: 示例\nhome: http://%s/\nhome_every: 1d\n"
             "links: {scope: site, every: 1d, max_addresses: 120, max_depth: 4}\n" % site.web)
    f.check("init", b.run("store", "init", "--simulation").returncode, 0)
    rounds(f, b, [(n, clock) for n in range(4) for clock in ("09:00", "10:30", "21:00")])
    lines = b.lines("report", "links", now=at(4))
    rows = {x["url"]: x for y in lines for x in y.get("links", [y]) if "url" in x}
    gone = "http://%s/gone/13.html" % site.web
    f.check("dead link of page 13", (rows.get(gone) or {}).get("state"), "broken")
    f.check("its page", [p["url"] for p in (rows.get(gone) or {"parents": []})["parents"]], ["http://%s/p/13.html" % site.web])
    text = b.run("report", "links", now=at(4)).stdout
    line = [x for x in text.splitlines() if "as a whole" in x]
    print(line)
    f.check("limits are told", bool(line) and " 0 deeper" not in line[0], True)
    REPAIRED.append(True)
    rounds(f, b, [(n, clock) for n in range(4, 7) for clock in ("10:00", "21:00")])
    rows = [x for y in b.lines("report", "links", now=at(7)) for x in y.get("links", [y]) if x.get("url") == gone]
    f.check("a link taken from its page is repaired", rows, [])
    # what was true then: on that day it was broken, on its page
    for how in (["--at", at(4)], ["--period", at(0)[:10] + ".." + at(3)[:10]]):
        rows = [x for y in b.lines("report", "links", *how, now=at(7)) for x in y.get("links", [y]) if x.get("url") == gone]
        f.check("broken as of then %s" % how[0], [(x["state"], x["status"], [p["url"] for p in x["parents"]]) for x in rows],
                [("broken", 404, ["http://%s/p/13.html" % site.web])])
    rows = [x for y in b.lines("report", "links", "--at", at(0, "08:00"), now=at(7)) for x in y.get("links", [y])
            if x.get("url") == gone]
    f.check("not yet known then", rows, [])
    n = site.asked
    rounds(f, b, [(7, "09:05")])
    f.check("spread over the period: not all at once (%d)" % (site.asked - n), site.asked - n < 80, True)


HIDDEN = ("<a style='position:absolute;left:-9999px' href='%(o)s/offscreen'>友情</a>"
          "<a style='font-size:0' href='%(o)s/sizeless'>友情</a>"
          "<div style='display:none'><a href='%(o)s/tab'>人民网</a></div>"
          "<div style='display:none'><a href='%(o)s/casino'>澳门赌场 六合彩开奖</a></div>"
          "<div style='position:absolute;left:-9999px'><a href='/own.html'>本站</a></div>")


def hidden_links(f, top):
    """Planted in a notice; a tab that unfolds is none; taken out, they are repaired."""
    other = Site(lambda path: Answer("<html><title>%s</title><p>%s</p></html>" % (path, ("words of %s " % path) * 60))
                 if path in ("/", "/offscreen", "/sizeless", "/tab", "/casino") else Answer("no", 404), "127.0.0.2")
    state, title = {3: "", 4: ""}, "关于做好第%d号工作的通知"
    items = "".join("<li><a href='/n/%d.html'>%s</a><span>2026-01-0%d</span></li>" % (n, title % n, n)
                    for n in range(5, 0, -1))

    def answer(path):
        if path == "/":
            return Answer("<html><title>示例</title><ul>%s</ul></html>" % items)
        if path in ("/n/3.html", "/n/4.html"):
            return Answer("<html><title>%s</title><h1>%s</h1><p>各有关单位：现将事项通知如下。</p>%s</html>"
                          % ((title % int(path[3]),) * 2 + (state[int(path[3])],)))
        if path == "/own.html" or path in ["/n/%d.html" % n for n in (1, 2, 5)]:
            name = title % int(path[3]) if path[3].isdigit() else path
            return Answer("<html><title>%s</title><h1>%s</h1><p>各有关单位：现将%s事项通知如下。</p></html>" % (name, name, path))
        return Answer("no", 404)

    site = Site(answer)
    b = Bench(sys.argv[1], top, FILE, ROUTE)
    b.portal("p", "portal: p\nname: 示例\nhome: http://%s/\nlinks: {every: 1d}\n"
             "columns: [{id: n, name: 公告, url: \"http://%s/\", class: notice}]\n" % ((site.web,) * 2))
    f.check("init", b.run("store", "init", "--simulation").returncode, 0)

    def found(day):
        return sorted((x["url"].rsplit("/", 1)[1], x["state"], x["verdict"], x["parents"][0]["url"])
                      for y in b.lines("report", "links", now=at(day)) for x in y.get("links", [y])
                      if other.web in x.get("url", ""))
    pages = {n: "http://%s/n/%d.html" % (site.web, n) for n in state}
    state[4] = "<a style='font-size:0' href='http://%s/sizeless'>友情</a>" % other.web
    rounds(f, b, [(0, "09:00")])
    state[3] = HIDDEN % {"o": "http://" + other.web}
    b.run("recheck", pages[3], now=at(0, "10:00"))
    rounds(f, b, [(0, "11:00"), (1, "12:00"), (1, "14:00")])
    f.check("planted links", [x[:3] for x in found(2)], [(x, "broken", "wrong") for x in ("casino", "offscreen", "sizeless")])
    f.check("told", sorted((x["kind"], x["cause"]) for x in b.lines("incidents", "list", "p", now=at(2))),
            [("broken-link", "hidden-link")] * 3 + [("hijacked", "page.hijacked")])

    def taken_out(n, day):
        state[n] = ""
        b.run("recheck", pages[n], now=at(day, "08:00"))
        rounds(f, b, [(day, "09:00"), (day, "11:00"), (day + 1, "12:00"), (day + 2, "12:00")])
    taken_out(4, 2)  # where it was met first
    f.check("another page still hides it", found(5), [(x, "broken", "wrong", pages[3]) for x in ("casino", "offscreen", "sizeless")])
    f.check("and no check in between called it well", {x["verdict"] for x in b.lines(
        "history", "http://%s/sizeless" % other.web, now=at(5)) if x["what"] == "measurement"}, {"wrong"})
    taken_out(3, 5)
    f.check("taken out", found(8), [])


def hidden_by_sheets(f, top):
    """By rules of a style sheet, on a column's page that never changes (it answers 304) and on a notice's; the sheet says so
    a day later; then it says so no more. What it hides on a page without other sites' links, or waits to unfold, is none."""
    other = Site(lambda path: Answer("<html><title>%s</title><p>%s</p></html>" % (path, ("words of %s " % path) * 60))
                 if path in ("/list", "/notice", "/tab") else Answer("no", 404), "127.0.0.2")
    sheet = [".news{color:red}"]
    planted = ("<div class='zq'><a href='http://%s/%%s'>友情</a></div><div class='later'><a href='http://%s/tab'>人民网</a></div>"
               % (other.web, other.web))
    head = "<link rel='stylesheet' href='/s.css'>"
    items = "".join("<li><a href='/n/%d.html'>关于做好第%d号工作的通知</a><span>2026-01-0%d</span></li>" % (n, n, n)
                    for n in range(5, 0, -1))

    def answer(path):
        if path == "/":
            return Answer("<html><title>示例</title>%s<ul>%s</ul>%s</html>" % (head, items, planted % "list"))
        if path == "/s.css":
            return Answer(sheet[0], type="text/css")
        if path.startswith("/n/"):
            return Answer("<html><title>%s</title>%s<h1>第%s号</h1><p>各有关单位：现将%s事项通知如下。</p>%s</html>" % (
                path, head, path[3], path, planted % "notice" if path == "/n/5.html" else ""))
        return Answer("no", 404)

    site = Site(answer)
    b = Bench(sys.argv[1], top, FILE, ROUTE)
    b.portal("p", "portal: p\nname: 示例\nhome: http://%s/\nlinks: {every: 1d}\n"
             "columns: [{id: n, name: 公告, url: \"http://%s/\", class: notice}]\n" % ((site.web,) * 2))
    f.check("init", b.run("store", "init", "--simulation").returncode, 0)

    def found(day):
        return sorted((x["url"].rsplit("/", 1)[1], x["state"], x["verdict"])
                      for y in b.lines("report", "links", now=at(day)) for x in y.get("links", [y])
                      if other.web in x.get("url", ""))
    days = [(n, clock) for n in range(9) for clock in ("09:00", "11:00", "15:00")]
    rounds(f, b, [x for x in days if x[0] < 2])
    f.check("nothing is hidden yet", found(2), [])
    sheet[0] = ".news{color:red}.zq{position:absolute;left:-9999px}.later{display:none}"
    rounds(f, b, [x for x in days if 2 <= x[0] < 5])
    b.run("recheck", "http://%s/n/5.html" % site.web, now=at(5, "08:00"))
    rounds(f, b, [x for x in days if x[0] == 5])
    f.check("planted by a sheet", found(6), [(x, "broken", "wrong") for x in ("list", "notice")])
    sheet[0] = ".news{color:red}"
    rounds(f, b, [x for x in days if x[0] == 6])
    b.run("recheck", "http://%s/n/5.html" % site.web, now=at(7, "08:00"))
    rounds(f, b, [x for x in days if x[0] >= 7])
    f.check("shown again", found(9), [])


def main():
    f = Faults()
    for part in (hidden_links, hidden_by_sheets, whole_site, kinds):
        with temporary() as top:
            part(f, top)
    sys.exit(1 if f.n else 0)


if __name__ == "__main__":
    main()
