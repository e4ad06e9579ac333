#!/usr/bin/env python3
"""linkcheck on the fixtures of html-proofer and htmltest, saved folders, against the outcome
they expect: a page with faults or one without. Each case that we mean otherwise stands with its
reason in otherwise.tsv; every other one must agree, and a reason that is not needed is a fault.

    peers.py PORTALWATCH [-v]
"""
import collections
import json
import os
import re
import subprocess
import sys
import urllib.parse

DATA = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data", "links")
SUITES = {"html-proofer": 113, "htmltest": 95}  # floors: cases that agree


def excluded(options):
    """The case's own option to leave addresses out, as ours: patterns of whole addresses."""
    out = []
    for written in re.findall(r'ignore_urls: \[(.*)\]', options):
        for a, b, c in re.findall(r'%r\{(.*?)\}|/((?:[^/\\]|\\.)+)/|"(.*?)"', written):
            out.append(a or b or re.escape(c.replace("../", "")))
    for written in re.findall(r'"IgnoreURLs": \[\]interface\{\}\{"(.*?)"', options):
        out.append(re.sub(r"^\^/", "^http://localhost/", written.replace("\\\\", "\\")))
    for written in re.findall(r'"IgnoreInternalURLs": \[\]interface\{\}\{"(/.*?)"', options):
        out.append("^http://localhost" + re.escape(written) + "$")
    return [x for pattern in out for x in ("--exclude", pattern)]


def run(exe, folder, options):
    p = subprocess.run([exe, "linkcheck", folder + "/", "--json", "--internal-only", "--no-soft404", "--ignore-robots", *options],
                       capture_output=True, text=True)
    if p.returncode not in (0, 1):
        raise SystemExit("linkcheck: exit %d: %s" % (p.returncode, p.stderr[-1000:]))
    out = collections.defaultdict(list)
    for r in map(json.loads, p.stdout.splitlines()):
        if "url" in r and r["verdict"].split(".")[0] in ("broken", "unstable", "private", "wrong"):
            for parent in r["parents"]:
                page = urllib.parse.unquote(urllib.parse.urlsplit(parent["url"]).path)
                out[page].append((r["url"], r["verdict"], r["reason"]))
    return out


def rows_of(name):
    for line in open(os.path.join(DATA, name), encoding="utf-8"):
        if not line.startswith("#"):
            yield line.rstrip("\n").split("\t")


class Folders:
    """A page is read in its own folder, as both programs do; one run serves all pages of it."""

    def __init__(self, exe, suite):
        self.exe, self.suite, self.known = exe, os.path.join(DATA, suite), {}

    def faults(self, fixture, options):
        path = os.path.join(self.suite, fixture)
        folder, page = (path, None) if os.path.isdir(path) else os.path.split(path)
        text = open(path, encoding="utf-8", errors="replace").read() if page else ""
        if "../" in text and "<base" not in text:
            folder, page = os.path.dirname(folder), os.path.join(os.path.basename(folder), page)
        ours = excluded(options) + ([] if "check_internal_hash: false" in options else ["--fragments"])
        key = (folder, *ours)
        if key not in self.known:
            self.known[key] = run(self.exe, folder, ours)
        return [f for p, faults in self.known[key].items() for f in faults if page is None or p == "/" + page]


def check(exe, suite):
    otherwise = {case: reason for s, case, reason in rows_of("otherwise.tsv") if s == suite}
    folders, count, needed = Folders(exe, suite), collections.Counter(), set()
    for case, fixture, options, want in rows_of(suite + ".tsv"):
        got = folders.faults(fixture, options)
        if bool(got) == (want != "0"):
            count["agree"] += 1
        elif case in otherwise:
            count["meant otherwise"] += 1
            needed.add(case)
            if "-v" in sys.argv:
                print("%s: %s (%s): %s" % (suite, fixture, case, otherwise[case]))
        else:
            count["fail"] += 1
            print("%s: %s (%s) %s: want %s, got %s" % (suite, fixture, case, options, want, got[:3]))
    for case in sorted(set(otherwise) - needed):
        count["fail"] += 1
        print("%s: %s: agrees, or is no case: it needs no reason" % (suite, case))
    print("%s: %s" % (suite, ", ".join("%d %s" % (count[k], k) for k in ("agree", "meant otherwise", "fail"))))
    return count["fail"] or count["agree"] < SUITES[suite]


def main():
    sys.exit(1 if sum(bool(check(sys.argv[1], s)) for s in SUITES) else 0)


if __name__ == "__main__":
    main()
