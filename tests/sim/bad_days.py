#!/usr/bin/env python3
"""Bad days: what goes wrong around and inside portalwatch is said, and nothing is lost.

    bad_days.py PORTALWATCH
"""
import csv
import email
import email.policy
import gzip
import html
import html.parser
import io
import pathlib
import resource
import socket
import subprocess
import sys
import threading
import time

import half_year
from bench import Answer, Bench, Faults, Site, temporary

RHYTHM = {"n1": 2, "o1": 5}
FILE = "  - {id: office, file: {path: out.jsonl, format: jsonl}}"
ROUTE = "  - {to: [office], digest: none, group_wait: 0s, tell: [new]}"
TELLING = "{quiet: none, weekly: \"off\", repeat: 0s}"
EVIL = "<script>alert(1)</script>\r\nBcc: x@evil.example \x1b]0;pwned\x07=HYPERLINK(1)\u202e防汛通知"


def bench(f, top, receivers=FILE, portal=None):
    portal = portal or half_year.Portal(RHYTHM, {})
    site = Site(portal.answer)
    b = Bench(sys.argv[1], top, receivers, ROUTE, telling=TELLING)
    b.portal("city", half_year.portal_text(site.web, RHYTHM))
    f.check("init", b.run("store", "init", "--simulation").returncode, 0)
    return b, portal, site


def rounds(f, b, *days):
    for n in days:
        for verb in ("crawl", "monitor"):
            p = b.run(verb, "--once", now=half_year.at(n))
            f.check("%s on day %s" % (verb, n), (p.returncode, p.stderr[-500:] if p.returncode
                                                 else ""), (0, ""))


def configuration(f, top):
    """Exit 2, with file and line, and all errors at once."""
    b = Bench(sys.argv[1], top, FILE, ROUTE)
    good = half_year.portal_text("127.0.0.1:1", RHYTHM)
    rows = [
        ("malformed", "portal: city\nhome: [unclosed\ncolumns:\n", ["city.yaml:", ]),
        ("unknown key", good + "intervall: 3h\n", ["city.yaml:9", "intervall"]),
        ("full-width colon", good.replace("portal: city", "portal：city"), ["city.yaml:1"]),
        ("tab", good.replace("home_every: 6h", "\thome_every: 6h"), ["city.yaml:5"]),
        ("two errors", good + "intervall: 3h\nhome_evry: 2h\n", ["intervall", "home_evry"]),
    ]
    for name, text, want in rows:
        b.portal("city", text)
        for verb in (["config", "check"], ["run", "--once"], ["crawl", "--once"]):
            p = b.run(*verb)
            f.check("%s: %s: exit" % (name, verb[0]), p.returncode, 2)
            for word in want:
                f.check("%s: %s: says %s (%s)" % (name, verb[0], word, p.stderr), word in p.stderr,
                        True)
    f.check("no store is made by a faulty configuration", (top / "data").exists(), False)


def unreachable(f, top):
    """A host that answers nobody is data: the round is done, nothing is withdrawn."""
    b, portal, site = bench(f, top)
    rounds(f, b, 0, 1)
    before = b.lines("events", now=half_year.at(2))
    site.server.shutdown()
    site.server.server_close()
    rounds(f, b, 2, 3)
    kinds = {e["kind"] for e in b.lines("events", now=half_year.at(4))[len(before):]}
    f.check("events while unreachable", kinds - {"portal.down"}, set())
    open_now = {x["kind"] for x in b.lines("incidents", "list", now=half_year.at(4))}
    f.check("one incident, the portal's", open_now, {"portal-down"})


def hostile_pages():
    row = "<li><a href='/x/t2026%02d01_%d.html'>关于第%d号事项的通知</a><span>2026-01-%02d</span></li>"
    rows = "".join(row % (i, i, i, i) for i in range(1, 9))
    return {
        "deep": ("<div>" * 200000 + rows, ()),
        "line": ("<html><body><ul>%s</ul><p>%s</p>" % (rows, "行" * 3500000), ()),
        "nul": ("\0".join(rows), ()),
        "attrs": ("<a %s href=/x>" % " ".join("a%d=1" % i for i in range(200000)), ()),
        "bomb": (gzip.compress(b"\0" * (300 << 20), 9),
                 (("Content-Encoding", "gzip"),)),
        "comment": ("<!--" * 500000, ()),
        "broken-gzip": (b"\x1f\x8b\x08\0not gzip at all", (("Content-Encoding", "gzip"),)),
        "entities": ("&lt;" * 1000000, ()),
    }


def hostile(f, top):
    """Hostile columns beside a sound one: the sound one is read, the round comes to its end."""
    pages = hostile_pages()

    class Hostile(half_year.Portal):
        def answer(self, path):
            name = path.strip("/").split("/")[0]
            if name in pages and path.endswith("index.html"):
                body, headers = pages[name]
                return Answer(body, headers=headers)
            return super().answer(path)

    portal = Hostile(RHYTHM, {})
    site = Site(portal.answer)
    b = Bench(sys.argv[1], top, FILE, ROUTE, telling=TELLING)
    text = half_year.portal_text(site.web, list(RHYTHM) + list(pages))
    b.portal("city", text.replace("owner: true\n", "owner: true\nlinks: {check: none}\n"))
    f.check("init", b.run("store", "init", "--simulation").returncode, 0)
    rounds(f, b, 0, 1)
    portal.publish("n1", 2)
    rounds(f, b, 2)
    events = b.lines("events", now=half_year.at(3))
    f.check("the sound column goes on", [e["column"] for e in events
                                         if e["kind"] == "notice.new"], ["n1"])
    f.check("nothing is withdrawn", [e for e in events if e["kind"] in (
        "notice.withdrawn", "notice.delisted", "column.emptied")], [])
    f.check("verify", b.run("store", "verify").returncode, 0)


def limited():
    resource.setrlimit(resource.RLIMIT_FSIZE, (LIMIT, LIMIT))
    import signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)


LIMIT = 0


def full_disk(f, top):
    """No room: the round says so and ends with 3 or goes on; with room again nothing is missing."""
    global LIMIT
    b, portal, _ = bench(f, top)
    rounds(f, b, 0)
    calm = len(b.lines("events", now=half_year.at(1)))
    x = [portal.publish("n1", 1), portal.publish("o1", 1)]
    LIMIT = max(p.stat().st_size for p in (top / "data").rglob("*") if p.is_file())
    p = subprocess.Popen(b.words("crawl", "--once", now=half_year.at(1)), preexec_fn=limited,
                         stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        _, said = p.communicate(timeout=30)
    except subprocess.TimeoutExpired:
        p.terminate()  # it waits for room, and says so
        _, said = p.communicate()
        f.check("waits and says why: %s" % said[-300:], "full" in said, True)
    f.check("no crash: %s" % said[-800:], "Sanitizer" in said or "assert" in said, False)
    f.check("verify on the full disk", b.run("store", "verify").returncode, 0)
    rounds(f, b, 1, 2)
    new = [e["notice"]["title"] for e in b.lines("events", now=half_year.at(3))[calm:]
           if e["kind"] == "notice.new"]
    f.check_set("after there is room", new, [n.title for n in x])


def second_crawler(f, top):
    b, _, site = bench(f, top)
    first = subprocess.Popen(b.words("crawl"), stderr=subprocess.DEVNULL,
                             stdout=subprocess.DEVNULL)
    try:
        end = time.monotonic() + 60
        while not site.asked and time.monotonic() < end:
            time.sleep(0.05)  # it has its lock before it asks for anything
        p = b.run("crawl", "--once")
        f.check("second crawler: exit", p.returncode, 3)
        f.check("names the pid (%s)" % p.stderr.strip(), str(first.pid) in p.stderr, True)
        f.check("reading goes on", b.run("events").returncode, 0)
        f.check("one line", len(p.stderr.strip().splitlines()), 1)
    finally:
        first.terminate()
        f.check("the first one ends well", first.wait(30), 0)


class Smtp:
    """A mail server that can misbehave: refuse, hang, die in the middle, or take the mail."""

    def __init__(self):
        self.mode, self.mails = "refuse", []
        self.socket = socket.socket()
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(("127.0.0.1", 0))
        self.socket.listen(16)
        self.port = self.socket.getsockname()[1]
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                c, _ = self.socket.accept()
            except OSError:
                return
            threading.Thread(target=self.talk, args=(c, self.mode), daemon=True).start()

    def talk(self, c, mode):
        def say(text):
            c.sendall(text.encode() + b"\r\n")
        try:
            with c, c.makefile("rb") as lines:
                if mode == "hang":
                    time.sleep(600)
                say("220 mail")
                data = None
                for line in lines:
                    if data is not None:
                        if line == b".\r\n":
                            self.mails.append(data)
                            data = None
                            say("250 taken")
                        else:
                            data += line[1:] if line.startswith(b"..") else line
                        continue
                    verb = line.split()[0].upper() if line.split() else b""
                    if verb == b"EHLO":
                        say("250 mail")
                    elif verb == b"RCPT" and mode == "refuse":
                        say("451 try later")
                    elif verb == b"DATA":
                        say("354 go on")
                        data = b""
                        if mode == "die":
                            lines.readline()
                            return
                    elif verb == b"QUIT":
                        say("221 bye")
                        return
                    else:
                        say("250 ok")
        except OSError:
            pass


def mail_server(f, top):
    """Whatever the mail server does for two days, the mail comes in the end, and once."""
    smtp = Smtp()
    b, portal, _ = bench(f, top, "  - {id: office, mail: {server: \"smtp://127.0.0.1:%d\", "
                         "from: pw@localhost, to: [office@localhost]}, timeout: 4s}" % smtp.port)
    rounds(f, b, 0)
    smtp.mails.clear()
    want = []
    for n, when, mode in ((1, 1, "refuse"), (1, "1.5", "hang"), (2, 2, "die")):
        smtp.mode = mode
        want.append(portal.publish("n1", n).title)
        rounds(f, b, when)
    f.check("nothing came while the server failed", len(smtp.mails), 0)
    smtp.socket.close()  # nobody listens
    want.append(portal.publish("n1", 2).title)
    rounds(f, b, "2.5")
    again = Smtp.__new__(Smtp)
    again.mode, again.mails, again.port = "take", [], smtp.port
    again.socket = socket.socket()
    again.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    again.socket.bind(("127.0.0.1", smtp.port))
    again.socket.listen(16)
    threading.Thread(target=again.serve, daemon=True).start()
    rounds(f, b, "3.5")  # within the 72 hours of trying
    text = ""
    ids = []
    for m in again.mails:
        m = email.message_from_bytes(m, policy=email.policy.default)
        ids.append(m["Message-ID"])
        text += m["Subject"] + m.get_body(("plain",)).get_content()
    f.check("each mail once", len(ids), len(set(ids)))
    for title in want:
        f.check("told after all: " + title, title in text.replace("\n", ""), True)


class Tags(html.parser.HTMLParser):
    def __init__(self):
        super().__init__()
        self.tags = set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)


def titles(f, top):
    """A title with markup, line ends, formulas and controls, all the way out."""
    b, portal, _ = bench(f, top, "  - {id: office, file: {path: mail, format: maildir}}")
    rounds(f, b, 0)
    x = portal.publish("n1", 1)
    x.title = html.escape(EVIL)
    y = portal.publish("n1", 1)
    y.title = "=cmd|'/c calc'!A1防汛抗旱工作通知"
    rounds(f, b, 1)
    x.listed = x.page = False
    rounds(f, b, 2, 3)
    mails = sorted((top / "mail/new").iterdir()) if (top / "mail/new").exists() else []
    f.check("mails came", len(mails) > 0, True)
    for path in mails:
        m = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        f.check("no header from a title", m["Bcc"], None)
        f.check("one-line subject", any(c in m["Subject"] for c in "\r\n\x1b\x07\u202e"), False)
        for part in m.walk():
            if part.get_content_type() == "text/html":
                t = Tags()
                t.feed(part.get_content())
                f.check("no script in a mail", "script" in t.tags, False)
            if part.get_content_type() == "text/plain":
                f.check("no controls in a mail", any(c in part.get_content()
                                                     for c in "\x1b\x07\u202e"), False)
    now = half_year.at(3, "10:00")
    for verb in (["events"], ["notices"], ["incidents", "list"], ["status"],
                 ["report", "freshness"]):
        p = b.run(*verb, now=now)
        f.check("%s: no controls on a terminal" % verb, any(
            c in p.stdout for c in "\x1b\x07\u202e\r"), False)
    p = b.run("report", "freshness", "--format", "html", now=now)
    t = Tags()
    t.feed(p.stdout)
    f.check("report: no script of theirs", "<script>alert" in p.stdout, False)
    for kind in ("freshness", "links"):
        p = b.run("report", kind, "--format", "csv", now=now)
        for row in csv.reader(io.StringIO(p.stdout.lstrip("\ufeff"))):
            f.check("%s: no formula in a table" % kind,
                    [c for c in row if c[:1] in ("=", "+", "@", "\t", "\r")], [])


TESTS = [configuration, unreachable, hostile, full_disk, second_crawler, mail_server, titles]


def main():
    f = Faults()
    with temporary() as name:
        for test in TESTS:
            if len(sys.argv) > 2 and test.__name__ not in sys.argv[2:]:
                continue
            before, started = f.n, time.monotonic()
            test(f, pathlib.Path(name) / test.__name__)
            print("%s: %s, %.1f s" % (test.__name__, "ok" if f.n == before else "FAULTS",
                                      time.monotonic() - started), flush=True)
    sys.exit(1 if f.n else 0)


if __name__ == "__main__":
    main()
