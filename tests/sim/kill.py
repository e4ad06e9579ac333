#!/usr/bin/env python3
"""Killed at random points, two hundred times and more: nothing is lost, nothing is doubled.

    kill.py PORTALWATCH [SEED]

One simulated month is lived twice: undisturbed, and with the crawler, its worker processes
and the monitor killed (SIGKILL) again and again before each round may come to its end. At the
end both have the same events and incidents, and every alert has arrived, each under one
Message-ID however often it was sent.
"""
import datetime
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import time

import half_year
from bench import Bench, Faults, Site, temporary

RHYTHM = {"n1": 2, "n2": 3, "o1": 5, "o2": 7}
ROUNDS = 14
KILLS = {"crawl": 9, "worker": 3, "monitor": 5}  # in each round
TRIES = 3 * max(KILLS.values())  # a round that ended before its kill does not count
NOW = half_year.FIRST


def happen(p, n):
    for c, step in RHYTHM.items():
        if n and n % step == 0:
            p.publish(c, n)
    shown = p.shown
    if n == 2:
        shown("o1")[2].text.append("三、本通知自印发之日起施行。")
    if n == 3:
        x = shown("n1")[1]
        x.listed = x.page = False
    if n == 4:
        shown("o2")[1].listed = False
    if n == 6:
        shown("n2")[2].text[1] = "一、第三项安排取消，另行通知。"
        p.files.discard("/files/form.pdf")
    if n == 8:
        shown("o1")[1].date -= datetime.timedelta(days=2)
    if n == 9:
        shown("o2")[1].title = "关于另行安排有关工作的紧急通知"


def descendants(pid):
    found, todo = [], [pid]
    while todo:
        one = todo.pop()
        try:
            with open("/proc/%d/task/%d/children" % (one, one)) as f:
                children = [int(x) for x in f.read().split()]
        except OSError:
            continue
        found += children
        todo += children
    return found


class Life:
    """One way through the month."""

    def __init__(self, f, exe, top, rng):
        self.f, self.rng, self.kills, self.took = f, rng, 0, {}
        self.portal = half_year.Portal(RHYTHM, {})
        self.portal.columns["n2"][0].file = "/files/form.pdf"
        self.site = Site(self.portal.answer)
        self.b = Bench(exe, top, "  - {id: office, file: {path: out.jsonl, format: jsonl}}",
                       "  - {to: [office], digest: none, group_wait: 0s, tell: [new, changed]}",
                       telling="{quiet: none, weekly: \"off\", repeat: 0s}")
        self.b.portal("city", half_year.portal_text(self.site.web, RHYTHM))
        f.check("init", self.b.run("store", "init", "--simulation").returncode, 0)

    def start(self, verb, now):
        return subprocess.Popen(self.b.words(verb, "--once", now=now), start_new_session=True,
                                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)

    def wait_gone(self, pids):
        """Workers see that their crawler died, and end by themselves."""
        end = time.monotonic() + 60
        while any(os.path.exists("/proc/%d" % x) and not zombie(x) for x in pids):
            if time.monotonic() > end:
                self.f.say("workers outlive their crawler")
                return
            time.sleep(0.01)

    def kill_role(self, verb, now):
        p = self.start(verb, now)
        # mostly while it works; later tries find less to do, so also soon after the start
        time.sleep(self.rng.uniform(0, self.rng.choice((0.4, 0.8, 2))) * self.took[verb])
        below = descendants(p.pid)
        p.kill()
        if p.wait() == -signal.SIGKILL:
            self.kills += 1
        p.stderr.close()
        self.wait_gone(below)

    def kill_worker(self, now):
        """One child process dies; the crawler itself comes to its end all the same."""
        p = self.start("crawl", now)
        time.sleep(self.rng.uniform(0.2, 1) * self.took["crawl"])
        below = [x for x in descendants(p.pid) if is_worker(x)]
        if below:
            try:
                os.kill(self.rng.choice(below), signal.SIGKILL)
                self.kills += 1
            except ProcessLookupError:
                pass
        try:
            _, said = p.communicate(timeout=90)
        except subprocess.TimeoutExpired:
            p.kill()
            self.f.say("crawl at %s never ended after a worker was killed" % now)
            return
        if p.returncode:
            self.f.say("crawl at %s after a killed worker: exit %d %s" % (
                now, p.returncode, said[-1000:]))

    def finish(self, verb, now):
        t = time.monotonic()
        p = self.b.run(verb, "--once", now=now)
        took = time.monotonic() - t
        self.took[verb] = min(took, self.took.get(verb, took))
        if p.returncode:
            self.f.say("%s at %s: exit %d %s" % (verb, now, p.returncode, p.stderr[-1000:]))

    def kill_often(self, what, now):
        want = self.kills + KILLS[what]
        for _ in range(TRIES):
            if self.kills >= want:
                break
            if what == "worker":
                self.kill_worker(now)
            else:
                self.kill_role(what, now)

    def round(self, n, clock, disturbed):
        now = half_year.at(n, clock)
        if disturbed:
            self.kill_often("crawl", now)
            self.kill_often("worker", now)
        self.finish("crawl", now)
        if disturbed:
            self.kill_often("monitor", now)
        self.finish("monitor", now)

    def live(self, disturbed):
        for n in range(ROUNDS):
            happen(self.portal, n)
            self.round(n, "09:00", disturbed)
            if disturbed and n % 5 == 4:
                v = self.b.run("store", "verify", now=half_year.at(n, "10:00"))
                self.f.check("verify after %d kills" % self.kills, v.returncode, 0)
        for n in range(ROUNDS, ROUNDS + 3):  # what was set aside is looked at again
            self.round(n, "09:00", False)

    def events(self):
        got = []
        for e in self.b.lines("events", now=half_year.at(ROUNDS + 4)):
            x = e["notice"] or {}
            url = (e.get("url") or x.get("url") or "").replace("http://" + self.site.web, "")
            got.append((e["kind"], e["column"], x.get("title"), url))
        return got

    def incidents(self):
        got = self.b.lines("incidents", "list", "--all", now=half_year.at(ROUNDS + 4))
        # one that was suspected only was told to nobody, and hangs on the hour of a check
        return [(x["kind"], x["subject"].replace("http://" + self.site.web, ""), x["state"])
                for x in got if x["opened"]]

    def told(self):
        """{what was told: [Message-ID, ...]}, one per line that arrived."""
        told = {}
        path = self.b.top / "out.jsonl"
        for line in path.read_text(encoding="utf-8").splitlines() if path.exists() else []:
            try:
                x = json.loads(line)
            except ValueError:
                continue  # cut by a kill; it has to come again, whole
            told.setdefault(x["message_id"], []).append(
                (x["kind"], x.get("state"), x.get("subject", "").replace(self.site.web, "W")))
        return told


def is_worker(pid):
    """The fetcher or a parser; not, say, the tracer of a sanitizer."""
    try:
        with open("/proc/%d/cmdline" % pid, "rb") as f:
            return b"role-" in f.read()
    except OSError:
        return False


def zombie(pid):
    try:
        with open("/proc/%d/stat" % pid) as f:
            return f.read().rsplit(")", 1)[1].split()[0] == "Z"
    except OSError:
        return True


def main():
    f, began = Faults(), time.monotonic()
    rng = random.Random(int(sys.argv[2]) if len(sys.argv) > 2 else 1)
    with temporary() as name:
        top = pathlib.Path(name)
        calm = Life(f, sys.argv[1], top / "calm", rng)
        calm.live(False)
        wild = Life(f, sys.argv[1], top / "wild", rng)
        wild.took = dict(calm.took)
        wild.live(True)
        f.check_set("events", wild.events(), calm.events())
        f.check_set("incidents", wild.incidents(), calm.incidents())
        a, b = calm.told(), wild.told()
        f.check_set("alerts", [x[0] for x in b.values()], [x[0] for x in a.values()])
        for id, lines in b.items():
            f.check("Message-ID %s always says the same" % id, len(set(lines)), 1)
        f.check("verify", wild.b.run("store", "verify").returncode, 0)
        f.check("kills enough", wild.kills >= 200, True)
        print("%d kills in %.0f s, %d events, %d incidents, %d alerts in %d deliveries" % (
            wild.kills, time.monotonic() - began, len(wild.events()), len(wild.incidents()),
            len(b), sum(len(x) for x in b.values())))
    sys.exit(1 if f.n else 0)


if __name__ == "__main__":
    main()
