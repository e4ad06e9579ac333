#!/usr/bin/env python3
"""linkcheck, in one pass, against one site of every kind of answer of known truth.

    onesite.py PORTALWATCH [OPTION...]
"""
import collections
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
SERVER = os.path.join(HERE, "..", "hostile", "onesite.py")


def class_of(verdict):
    if verdict in ("ok", "moved"):
        return "live"
    if verdict == "broken.soft404":
        return "soft"
    if verdict.startswith(("broken.", "unstable.")):
        return "dead"
    return verdict


def agrees(truth, row):
    got = class_of(row["verdict"])
    if truth == "chain":  # alive, but told apart
        return got == "live" and row["reason"] == "tls-chain-incomplete"
    return got == truth


def check(exe, about, options):
    # a pace that finds faults of the program, not of the machine's patience
    p = subprocess.run([exe, "linkcheck", about["url"], "--json", "--ca-file", about["ca"], "--timeout", "6s",
                        "--connect-timeout", "3s", "--retry-after", "200ms", "--depth", "1", *options], text=True, stdout=subprocess.PIPE)
    rows = [json.loads(x) for x in p.stdout.splitlines()]
    return p.returncode, {r["url"]: r for r in rows if "url" in r}, rows[-1].get("summary", {})


def main():
    exe, options = sys.argv[1], sys.argv[2:]
    with tempfile.TemporaryDirectory() as folder:
        server = subprocess.Popen([sys.executable, SERVER, folder], text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        about = json.loads(server.stdout.readline())
        try:
            status, got, summary = check(exe, about, options)
        finally:
            server.stdin.close()
            server.wait()
    wrong, table = [], collections.Counter()
    for url, truth in about["truth"].items():
        row = got.get(url)
        table[truth, class_of(row["verdict"]) if row else "not found"] += 1
        if not row or not agrees(truth, row):
            wrong.append((truth, url, row))
    for truth, url, row in wrong:
        print("%-8s %s: %s" % (truth, url, row and {k: row[k] for k in ("verdict", "reason", "status", "final_url")}))
    for (truth, class_), n in sorted(table.items()):
        print("%-8s %-8s %d" % (truth, class_, n))
    print("%d addresses, %d otherwise; exit %d, %d ms" % (len(about["truth"]), len(wrong), status, summary.get("elapsed_ms", 0)))
    sys.exit(1 if wrong or status != 1 else 0)


if __name__ == "__main__":
    main()
