#!/usr/bin/env python3
"""linkcheck, in one pass, against some hundred hosts of difficult answers: every verdict is in the truth written for it,
every link that a browser would follow is met, and nothing else.

    answers.py PORTALWATCH [OPTION...]
"""
import collections
import json
import os
import shutil
import subprocess
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "hostile", "answers"))
import catalogue  # noqa: E402

# a script that hides where it leads, and the like, is told of in one pass; libcurl bears no line without a colon
LEAST = 840


def run(exe, options):
    p = subprocess.run([exe, "linkcheck", *catalogue.homes(), "--resolver", "127.0.0.1:%d" % catalogue.PORTS["D"], "--ca-file",
                        catalogue.tls.DIR + "/ca.crt", "--timeout", "6s", "--retry-after", "300ms", "--rate", "0", "--json", "--all",
                        "--fail-on", "never", *options], stdout=subprocess.PIPE)
    rows = [json.loads(x) for x in p.stdout.splitlines()]
    return p.returncode, [r for r in rows if "url" in r]


def row_of(rows, by_url, group, name, url):
    """by its address, or where the standard writes that in another way by its link text"""
    for x in (url, url.replace("^", "%5E")):
        if x in by_url:
            return by_url[x]
    text = "%s %s" % (group, name)
    return next((r for r in rows if any(p["text"] == text for p in r["parents"])), None)


def main():
    exe, options = sys.argv[1], sys.argv[2:]
    catalogue.serve_all()
    code, rows = run(exe, options)
    by_url = {r["url"]: r for r in rows}
    cases, none = catalogue.truths()
    count, bad = collections.Counter(), 0
    for group, name, url, truths in cases:
        r = row_of(rows, by_url, group, name, url)
        got = r["verdict"] if r else "absent"
        count[group] += 1
        if got not in truths:
            bad += 1
            print("%s %s: %s, want %s: %s %s" % (group, name, got, "/".join(truths), url, r and (r["status"], r["reason"], r["detail"])))
    for path in none:
        count["no link"] += 1
        if any(u.startswith("http") and u.endswith(path) for u in by_url):
            bad += 1
            print("no link: %s was asked for" % path)
    for group, n in sorted(count.items()):
        print("%-9s %4d" % (group, n))
    print("%d answers, %d otherwise; exit %d" % (sum(count.values()), bad, code))
    shutil.rmtree(catalogue.tls.DIR)
    return bad > 0 or code != 0 or sum(count.values()) < LEAST


if __name__ == "__main__":
    sys.exit(main())
