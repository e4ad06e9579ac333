#!/usr/bin/env python3
"""`portalwatch run` as it lives on a machine: found by status, asked to measure while it runs,
given another configuration or a broken one, robbed of a process, stopped.

    daemon.py PORTALWATCH

Nothing waits for time to pass: each wait ends with what it waits for, or with the fault.
"""
import datetime
import json
import os
import pathlib
import re
import signal
import socket
import struct
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "sim"))
import schema_check
from bench import Answer, Bench, Faults, Site, temporary

PAGE = "<html><head><title>%s</title></head><body><h1>%s</h1><p>%s</p></body></html>"
LIST = "<html><head><title>%s</title></head><body><ul>%s</ul></body></html>"
ITEM = "<li><a href='/gg/%d.html'>关于做好第%d号工作的通知</a><span>%s</span></li>"
LONGEST = 120  # seconds, of a wait for something that comes within two


def day(n):
    """The clock is the machine's: a fixed day would be stale one day."""
    return (datetime.date.today() - datetime.timedelta(days=n)).isoformat()


class Portal:
    def __init__(self):
        self.words, self.count = "请认真贯彻执行。", 8
        self.site = Site(self.answer)
        self.url = "http://%s/" % self.site.web

    def answer(self, path):
        m = re.match(r"/gg/(\d+)\.html$", path)
        if path in ("/gg/", "/rs/"):
            return Answer(LIST % (path, "".join(ITEM % (n, n, day(n)) for n in range(self.count, 0, -1))))
        if path == "/":
            return Answer(PAGE % ("首页", "首页", "<a href='/gg/'>公告</a> <a href='/rs/'>人事</a>"))
        if m:
            return Answer(PAGE % ((m[1],) * 2 + ("各有关单位：现将有关情况通知如下，" + self.words,)))
        return Answer("not found", 404)

    def text(self, *columns):
        return "portal: p\nname: 门户\nhome: %s\nlinks: {check: none}\ncolumns:\n%s" % (
            self.url, "".join("  - {id: %s, name: %s, url: \"%s%s/\", class: notice}\n" % (
                c, c, self.url, c) for c in columns))


class Manager:
    """What a service manager is told, and by whom: systemd logs each word of another process."""

    def __init__(self, path):
        self.path, self.began = str(path), time.monotonic()
        self.socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self.socket.bind(self.path)
        self.said = []  # (pid, words)
        self.listener = threading.Thread(target=self.listen)
        self.listener.start()

    def listen(self):
        text = b""
        while text != b"END":
            text, more, _, _ = self.socket.recvmsg(200, 100)
            self.said.append((struct.unpack("3i", more[0][2])[0], text.decode()))

    def end(self):
        with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
            s.sendto(b"END", self.path)
        self.listener.join()

    def check(self, f, pid):
        said, alive = self.said[:-1], "WATCHDOG=1"
        f.check("told by one process", {p for p, _ in said}, {pid})
        words = [text for _, text in said]
        f.check("ready first, stopping last", (words[0], words[-1]), ("READY=1", "STOPPING=1"))
        f.check("between them that it lives", set(words[1:-1]), {alive})
        most = (time.monotonic() - self.began) / 10 + 2
        f.check("every ten seconds", words.count(alive) <= most, True)


class Daemon:
    def __init__(self, bench, log, manager):
        self.b, self.log = bench, log
        self.p = subprocess.Popen(bench.words("run", quiet=False), stderr=open(log, "ab"),
                                  stdout=subprocess.DEVNULL,
                                  env={**os.environ, "NOTIFY_SOCKET": manager.path})

    def until(self, what, said):
        end = time.monotonic() + LONGEST
        while time.monotonic() < end:
            if said():
                return
            if self.p.poll() is not None:
                raise SystemExit("run ended with %d: %s" % (self.p.returncode, self.said()[-2000:]))
            time.sleep(0.05)
        raise SystemExit("waited in vain: %s\n%s" % (what, self.said()[-2000:]))

    def said(self):
        return pathlib.Path(self.log).read_text(errors="replace")

    def children(self):
        """pid by role."""
        out = subprocess.run(["ps", "--ppid", str(self.p.pid), "-o", "pid=,args="],
                             capture_output=True, text=True).stdout
        return {role: int(line.split()[0]) for line in out.splitlines()
                for role in ("crawl", "monitor") if line.split()[-1] == role}

    def stop(self):
        self.p.send_signal(signal.SIGTERM)
        return self.p.wait(LONGEST)


def status(b):
    return b.lines("status")[0]


def rechecks(f, b, portal):
    page = portal.url + "gg/3.html"
    p = b.run("recheck", "p/gg", "--wait")
    f.check("recheck of a column", (p.returncode, p.stderr), (0, ""))
    f.check("shows what it found", (p.stdout.splitlines()[0], "fine" in p.stdout),
            (portal.url + "gg/", True))
    p = b.run("recheck", page, "--wait")
    f.check("recheck of a notice", (p.returncode, p.stderr), (0, ""))
    portal.words = "请于12月31日前完成。"
    out = b.run("recheck", page, "--wait", "--json").stdout
    x = [json.loads(line) for line in out.splitlines()]
    f.check("its schema", schema_check.check_lines(schema_check.load("recheck"),
                                                   out.encode().splitlines()), (1, 0))
    f.check("in JSON", [(m["url"], m["now"], m["verdict"], m["status"]) for m in x],
            [(page, True, "ok", 200)])
    f.check("its edit is an event by then",
            [e["kind"] for e in b.lines("events") if e["notice"] and e["notice"]["url"] == page],
            ["notice.changed"])
    portal.count = 9
    f.check("a portal", b.run("recheck", "p", "--wait").returncode, 0)
    f.check("its new notice is an event by then",
            [e["kind"] for e in b.lines("events") if e["kind"] == "notice.new"], ["notice.new"])
    p = b.run("recheck", portal.url + "nobody-knows", "--wait")
    f.check("an address that nobody knows", (p.returncode, "probe" in p.stderr), (2, True))


def reloads(f, b, d, portal):
    b.portal("p", portal.text("gg", "rs"))
    f.check("reload", b.run("reload").returncode, 0)
    d.until("the new column is read", lambda: status(b)["columns"] == 2 and
            not status(b)["columns_unread"])
    b.portal("p", portal.text("gg", "rs").replace("class: notice", "class: nonsense"))
    p = b.run("reload")
    f.check("reload of a broken one", (p.returncode, "p.yaml:6:" in p.stderr), (2, True))
    d.p.send_signal(signal.SIGHUP)  # and behind the command's back
    d.until("it is refused", lambda: "reload_refused" in d.said())
    b.portal("p", portal.text("gg", "rs"))
    f.check("what ran goes on", b.run("recheck", "p/rs", "--wait").returncode, 0)


def main():
    f, portal = Faults(), Portal()
    with temporary() as top:
        b = Bench(sys.argv[1], top, "  - {id: office, file: {path: office.jsonl, format: jsonl}}",
                  "  - {to: [office]}")
        b.portal("p", portal.text("gg"))
        f.check("nothing to reload", b.run("reload").returncode, 3)
        manager = Manager(os.path.join(top, "manager"))
        d = Daemon(b, os.path.join(top, "log"), manager)
        try:
            d.until("both roles", lambda: os.path.exists(os.path.join(top, "data/alerts/data.mdb")) and
                    status(b)["crawler_running"] and status(b)["monitor_running"])
            d.until("the first reading", lambda: status(b)["columns"] == 1 and
                    not status(b)["columns_unread"] and not status(b)["revisits_due"])
            rechecks(f, b, portal)
            reloads(f, b, d, portal)
            p = b.run("crawl", "--once")
            f.check("a second crawler", (p.returncode, str(d.children()["crawl"]) in p.stderr),
                    (3, True))
            old = d.children()
            for role, pid in old.items():
                os.kill(pid, signal.SIGKILL)
            d.until("both again", lambda: len(d.children()) == 2 and
                    not set(d.children().values()) & set(old.values()) and
                    status(b)["crawler_running"] and status(b)["monitor_running"])
            f.check("and they work", b.run("recheck", "p/gg", "--wait").returncode, 0)
        finally:
            ended = d.stop()
            manager.end()
        f.check("stopped", ended, 0)
        manager.check(f, d.p.pid)
        x = status(b)
        f.check("nothing runs", (x["crawler_running"], x["monitor_running"]), (False, False))
        f.check("the store is sound", b.run("store", "verify").returncode, 0)
    print("%d faults" % f.n)
    sys.exit(f.n > 0)


main()
