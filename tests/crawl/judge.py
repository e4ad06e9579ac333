#!/usr/bin/env python3
"""A server as somebody would build it to judge this program (tests/hostile/judge, whose truth was
written before the program was asked): first in one pass, then confirmed over two simulated days.

    judge.py PORTALWATCH [KIND...]

Prints every deviation; with kinds, what was found of those.
"""
import collections
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, os.path.join(HERE, "..", "hostile", "judge"))
import run  # noqa: E402

LEAST = 1200
# what a list of words does not know; of those set aside nobody has looked which they are
KNOWN = {"deleted-looked-19": "a page that says in four letters that there is none"}
ASIDE = 12
# of 2 and of 26 hours after the first
TIMES = ["2026-11-02T09:00:00+08:00", "2026-11-02T11:00:00+08:00", "2026-11-03T11:00:00+08:00"]
OPTIONS = ["--timeout", "2s", "--connect-timeout", "1s", "--retry-after", "20ms", "--json", "--all", "--fail-on", "never",
           "--max-time", "200s", "--connections", "16", "--save"]


def hosts_of(world):
    """What is named on the command line: hosts of loopback that are not named are private."""
    tls = sorted({x["url"].split("/")[2] for x in world.links if x["url"].startswith("https://")})
    return [world.url("/")] + [world.url("/", h) for h in sorted(world.sites) if h != run.kit.PORTAL] + [
        "https://%s/" % h for h in tls] + ["http://[::1]:%d/" % world.six]


def check(exe, world, folder, now):
    p = subprocess.run([exe, "--store", os.path.join(folder, "store"), "--now", now, "linkcheck", *OPTIONS, "--ca-file",
                        os.path.join(folder, "ca.pem"), "--resolver", "127.0.0.1:%d" % world.dns.getsockname()[1],
                        *hosts_of(world)], stdout=subprocess.PIPE, text=True)
    if p.returncode:
        sys.exit("exit %d" % p.returncode)
    rows = [json.loads(x) for x in p.stdout.splitlines()]
    return [r for r in rows if "url" in r], rows[-1].get("summary")


def find(links, rows):
    """(link, its row or None): by address, or by its text where there is none to be asked for."""
    by_url = {r["url"]: r for r in rows}
    by_text = {p["text"]: r for r in rows for p in r["parents"]}
    for x in links:
        yield x, by_text.get("%s %d" % (x["kind"], x["n"])) if x["url"].startswith("href:") else by_url.get(x["url"])


def compare(world, rows, only):
    bad = aside = 0
    for x, r in find(world.links, rows):
        got = r["verdict"] if r else ""
        other = (got in x["want"]) == (x["kind"] in KNOWN)
        if other and "-aside-" in x["kind"]:
            aside += 1
            continue
        shown = x["kind"] in only if only else other
        bad += shown
        if shown:
            print("%s %s: want %s, got %s %s" % (x["group"], x["kind"], "|".join(sorted(x["want"])), got or "nothing", x["url"]),
                  r and {k: r[k] for k in ("status", "reason", "detail", "phase")})
    if aside > ASIDE:
        print("%d of those set aside, %d before" % (aside, ASIDE))
    twice = [r["url"] for r in rows if "somebody@" in r["url"]]
    if len(twice) != 1:
        print("the host is walked again under a name: %d addresses" % len(twice))
    return bad + (aside > ASIDE) + (len(twice) != 1)


def may_be_confirmed(verdict, times):
    """after that many checks over TIMES, each of which met the same"""
    if verdict.startswith("unstable."):
        return times == 3
    return times >= 2 and verdict.startswith(("broken.", "wrong", "private"))


def compare_confirmed(runs):
    """What was met alike in all checks is confirmed when DESIGN says so, and nothing else is."""
    bad, seen = 0, collections.Counter()
    met = [{r["url"]: r for r in rows} for rows in runs]
    for url in met[0]:
        verdicts = [m[url]["verdict"] for m in met if url in m]
        if len(set(verdicts)) > 1 or len(verdicts) < len(met):
            continue
        for n, m in enumerate(met, 1):
            seen[m[url]["confirmed"]] += 1
            if m[url]["confirmed"] != may_be_confirmed(verdicts[0], n):
                bad += 1
                print("check %d: %s is %s, confirmed: %s" % (n, url, verdicts[0], m[url]["confirmed"]))
    return bad + (not seen[True])


def main():
    exe, only = os.path.abspath(sys.argv[1]), sys.argv[2:]
    with tempfile.TemporaryDirectory(prefix="judge") as folder:
        world = run.start(folder)
        subprocess.run([exe, "--store", os.path.join(folder, "store"), "store", "init", "--simulation"], check=True,
                       stdout=subprocess.DEVNULL)
        runs, bad = [], 0
        for now in TIMES[:1] if only else TIMES:
            rows, summary = check(exe, world, folder, now)
            runs.append(rows)
            bad += compare(world, rows, only)
            print("%s: %s" % (now, summary and {k: summary[k] for k in ("links", "requests", "elapsed_ms")}))
        bad += 0 if only else compare_confirmed(runs)
        print("%d links of %d kinds, %d deviations" % (len(world.links), len({x["kind"] for x in world.links}), bad))
        return bad > 0 or len(world.links) < LEAST


if __name__ == "__main__":
    sys.exit(main())
