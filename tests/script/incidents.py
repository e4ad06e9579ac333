#!/usr/bin/env python3
"""The demonstration portal over three simulated days: monitor, incidents, why.

usage: incidents.py PORTALWATCH
"""
import functools
import http.server
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile
import threading

from checks import check, outcome

SOURCE = pathlib.Path(__file__).resolve().parents[2]
PW = os.path.abspath(sys.argv[1])


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class Bench:
    def __init__(self, top):
        self.top = top
        self.site = top / "site"
        self.site.mkdir()
        handler = functools.partial(Quiet, directory=str(self.site))
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.web = f"127.0.0.1:{self.server.server_port}"
        (top / "portals").mkdir()
        text = (SOURCE / "seeds/demo/demo.yaml").read_text(encoding="utf-8")
        (top / "portals/demo.yaml").write_text(text.replace("@WEB@", self.web), encoding="utf-8")
        (top / "portalwatch.yaml").write_text("""store: data
timezone: Asia/Shanghai
language: en
network: {delay: 1ms, address_rate: 1000, allow_private: [127.0.0.0/8]}
portals: ["portals/*.yaml"]
receivers:
  - {id: office, file: {path: out.jsonl, format: jsonl}}
routes:
  - {portal: demo, to: [office]}
""", encoding="utf-8")

    def stage(self, n, today):
        subprocess.run([sys.executable, str(SOURCE / "seeds/demo/make.py"), str(self.site),
                        str(n), today], check=True)

    def run(self, *words, now=None, store=None):
        cmd = [PW, "-q", "-c", str(self.top / "portalwatch.yaml")]
        if store:
            cmd += ["--store", store]
        if now:
            cmd += ["--now", now]
        return subprocess.run(cmd + list(words), capture_output=True, text=True)

    def lines(self, *words, now):
        p = self.run(*words, "--json", now=now)
        if p.returncode:
            print(words, p.returncode, p.stderr)
        return [json.loads(x) for x in p.stdout.splitlines()]

    def round(self, now):
        for verb in ("crawl", "monitor"):
            p = self.run(verb, "--once", now=now)
            check(f"{verb} at {now}", p.returncode, 0)


def three_days(b, between=lambda b: None):
    b.stage(1, "2026-11-02")
    check("init", b.run("store", "init", "--simulation").returncode, 0)
    b.round("2026-11-02T09:00:00+08:00")
    between(b)
    b.stage(2, "2026-11-02")
    now = "2026-11-04T08:45:00+08:00"
    p = b.run("recheck", f"http://{b.web}/zt/openday/index.html", now=now)
    check("recheck", (p.returncode, p.stderr), (0, ""))
    for time in ("08:50", "09:30", "10:20"):
        b.round(f"2026-11-04T{time}:00+08:00")


def listed(b):
    now = "2026-11-04T10:21:00+08:00"
    found = {x["kind"]: x for x in b.lines("incidents", "list", now=now)}
    check("kinds", sorted(found), ["broken-link", "stale", "withdrawn"])
    stale = found["stale"]
    check("subject", stale["subject"], "demo/news")
    check("state", stale["state"], "open")
    check("since", stale["since"], "2026-11-04T00:00:00+08:00")
    check("basis", stale["basis"].startswith("国办秘函〔2019〕19号"), True)
    check("proof", {"url", "measure", "body"} <= {x["kind"] for x in stale["evidence"]}, True)
    link = found["broken-link"]
    parents = [x["ref"] for x in link["evidence"] if x["kind"] == "parent"]
    check("parents", len(parents), 1)
    check("two proofs", len([x for x in link["evidence"] if x["kind"] == "measure"]), 2)
    for words in (["demo"], ["demo/news"], ["--kind", "stale"], ["--severity", "high"]):
        check(f"filter {words}", any(x["id"] == stale["id"]
              for x in b.lines("incidents", "list", *words, now=now)), True)
    check("other", b.lines("incidents", "list", "demo/air", now=now), [])
    everything = b.lines("incidents", "--all", now=now)
    check("all", len(everything) >= 3, True)
    unproven = [x["id"] for x in everything if x["state"] == "resolved" and not x["opened"]]
    check("a suspicion that came to nothing", len(unproven), 1)
    ledger = b.run("report", "incidents", "--format", "csv", now=now).stdout.splitlines()
    check("none of it in the ledger", sorted(int(r.split(",")[0]) for r in ledger
          if r.split(",")[0].isdigit()), sorted(x["id"] for x in found.values()))
    return found


def handled(b, found):
    now = "2026-11-04T10:30:00+08:00"
    link, stale, gone = (str(found[k]["id"]) for k in ("broken-link", "stale", "withdrawn"))
    one = lambda *w: b.lines("incidents", *w, now=now)[0]
    x = one("ack", link, "--by", "Wang", "--until", "10wd")
    check("ack", (x["state"], x["by"]), ("acknowledged", "Wang"))
    check("ten working days", x["until"], "2026-11-19T00:00:00+08:00")
    x = one("assign", link, "--unit", "市网信办", "--person", "Li", "--deadline", "2026-11-10")
    check("assign", (x["unit"], x["person"], x["deadline"]),
          ("市网信办", "Li", "2026-11-11T00:00:00+08:00"))
    x = one("fixed", link, "--by", "Li", "--reason", "page restored")
    check("fixed", (x["state"], x["measure_taken"]), ("acknowledged", "page restored"))
    check("no reason", b.run("incidents", "ignore", stale, now=now).returncode, 2)
    x = one("exempt", stale, "--by", "Wang", "--reason", "column merged")
    check("exempt", x["state"], "exempt")
    x = one("false-alarm", gone, "--by", "Wang", "--reason", "moved on purpose")
    check("false alarm", x["state"], "false_alarm")
    check("unknown number", b.run("incidents", "show", "999", now=now).returncode, 2)
    check("unknown action", b.run("incidents", "eat", now=now).returncode, 2)
    shown = b.lines("incidents", "show", "#" + link, now=now)[0]
    check("history", [x["what"] for x in shown["history"]],
          ["suspected", "opened", "acknowledged", "assigned", "fixed"])
    ack, given = shown["history"][2:4]
    check("until when", ack["until"], "2026-11-19T00:00:00+08:00")
    check("to whom and by when", (given["unit"], given["person"], given["until"]),
          ("市网信办", "Li", "2026-11-11T00:00:00+08:00"))
    text = b.run("incidents", "show", link, now=now).stdout
    check("in words", ("acknowledged, until 2026-11-19 00:00" in text,
                       "assigned, 市网信办, Li, until 2026-11-11 00:00" in text), (True, True))
    b.round("2026-11-04T11:40:00+08:00")
    x = b.lines("incidents", "show", link, now="2026-11-04T11:41:00+08:00")[0]
    check("not fixed after all", x["state"], "open")
    return link


def explained(b, link):
    now = "2026-11-04T12:00:00+08:00"
    for subject in ("demo", "demo/news", "#" + link):
        p = b.run("why", subject, now=now)
        check(f"why {subject}", (p.returncode, p.stderr), (0, ""))
    why = b.lines("why", "demo/news", now=now)[0]
    check("exempt state", why["state"], "exempt")
    check("rules", {"stale", "empty", "unmeasured"} <= {x["rule"] for x in why["rules"]}, True)
    check("measurements", len(why["measurements"]) >= 3, True)
    check("why nothing", b.run("why", "elsewhere", now=now).returncode, 2)
    check("usage", b.run("why", now=now).returncode, 2)


def refused(b):
    real = str(b.top / "real")
    check("a store of its own", b.run("store", "init", store=real).returncode, 0)
    p = b.run("monitor", "--once", now="2026-11-04T12:00:00+08:00", store=real)
    check("--now on a real store", p.returncode, 2)
    check("--now for ever", b.run("monitor", now="2026-11-04").returncode, 2)
    check("no store", b.run("monitor", "--once", store=str(b.top / "none")).returncode, 3)
    ready = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    ready.settimeout(20)
    ready.bind(str(b.top / "ready"))
    daemon = subprocess.Popen([PW, "-q", "-c", str(b.top / "portalwatch.yaml"), "--store", real,
                               "monitor"], env={**os.environ, "NOTIFY_SOCKET": str(b.top / "ready")})
    try:
        check("ready", ready.recv(100), b"READY=1")
        p = b.run("monitor", "--once", store=real)
        check("a second one", p.returncode, 3)
        check("names the first", str(daemon.pid) in p.stderr, True)
    finally:
        daemon.terminate()
        check("ends clean", daemon.wait(20), 0)


def main():
    with tempfile.TemporaryDirectory() as top:
        b = Bench(pathlib.Path(top))
        three_days(b)
        link = handled(b, listed(b))
        explained(b, link)
        refused(b)
        b.server.shutdown()
    return outcome()


if __name__ == "__main__":
    sys.exit(main())
