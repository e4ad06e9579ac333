#!/usr/bin/env python3
"""Every verb's --json is a contract: on the demonstration portal each line it prints fits the
schema of etc/schema that is named for it, and a verb without a schema is found.

usage: contract.py PORTALWATCH
"""
import os
import pathlib
import subprocess
import sys
import tempfile

import incidents
from checks import check, outcome
from incidents import Bench, three_days

sys.path.insert(0, str(incidents.SOURCE / "tests"))
import schema_check

NOW = "2026-11-04T10:30:00+08:00"
# schema, words; @ names stand for what the demonstration portal has
STORED = [
    ("status", ["status"]),
    ("why", ["why", "demo"]), ("why", ["why", "demo/news"]), ("why", ["why", "#3"]), ("why", ["why", "@DEAD"]),
    ("why", ["why", "@EDITED"]),
    ("show", ["show", "demo"]), ("show", ["show", "demo/news"]), ("show", ["show", "@DEAD"]),
    ("show", ["show", "@EDITED"]), ("show", ["show", "#3"]),
    ("history", ["history", "@EDITED"]), ("history", ["history", "demo/news"]), ("history", ["history", "demo"]),
    ("notices", ["notices"]), ("notices", ["notices", "demo/notices", "--state", "withdrawn"]),
    ("events", ["events"]), ("diff", ["diff", "@EDITED"]), ("alerts", ["alerts", "list", "--all"]),
    ("incidents", ["incidents", "list"]), ("incidents", ["incidents", "show", "3"]),
    ("evidence", ["evidence", "3", "-o", "@TOP/e.zip"]),
    ("report-freshness", ["report", "freshness"]), ("report-links", ["report", "links"]),
    ("store-stat", ["store", "stat"]), ("store-verify", ["store", "verify"]),
    ("store-prune", ["store", "prune", "--dry-run"]), ("config-print", ["config", "print"]),
    ("config-check", ["config", "check", "@TOP/portalwatch.yaml"]), ("calendar", ["calendar", "2026-10"]),
    ("crawl", ["crawl", "--once"]), ("crawl", ["run", "--once"]), ("doctor", ["doctor"]),
]
LIVE = [("probe", ["probe", "@HOME"]), ("probe", ["probe", "@EDITED"]), ("probe", ["probe", "@DEAD"]),
        ("discover", ["discover", "@HOME"]), ("linkcheck", ["linkcheck", "@HOME"])]
# what they say of files is compared in unit.schemas, recheck in crawl.daemon, duties and
# inspection in the tests of their names; the rest change something and print nothing
ELSEWHERE = {"extract", "robots", "url", "charset", "import", "recheck", "duties", "inspection"}
SILENT = {"monitor", "web", "accept", "reload"}


def said(b, words, now):
    web = f"http://{b.web}"
    put = {"@HOME": web + "/", "@TOP": str(b.top), "@DEAD": web + "/zt/openday/index.html",
           "@EDITED": web + "/policy/202610/t20261021_p1.html"}
    for key, value in put.items():
        words = [w.replace(key, value) for w in words]
    cmd = [incidents.PW, "-c", str(b.top / "portalwatch.yaml")] + (["--now", now] if now else [])
    p = subprocess.run(cmd + words + ["--json"], stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    check(f"{words}: {p.stderr.decode()[-300:]}", p.returncode in (0, 1), True)
    return p.stdout.splitlines()


def fits(b, schema, words, now):
    lines = said(b, words, now)
    check(f"{words}: prints something", bool(lines), True)
    try:
        bad = schema_check.check_lines(schema_check.load(schema), lines)[1]
    except OSError:
        bad = f"no schema {schema}"
    check(f"{words} fits {schema}", bad, 0)


def every_verb(b):
    out = subprocess.run([incidents.PW, "--lang", "en", "help", "--all"], stdout=subprocess.PIPE, text=True).stdout
    verbs = {x.split()[0] for x in out.splitlines() if x.startswith("  ") and x[2:3] not in ("", " ")}
    check("verbs", len(verbs) > 25, True)
    tried = {words[0] for _, words in STORED + LIVE} | ELSEWHERE | SILENT | {"init"}
    check("verbs without a schema", sorted(verbs - tried), [])


def first_result(b):
    lines = said(b, ["init", "@HOME", "@TOP/new"], None)
    check("init", len(lines), 2)
    for schema, line in zip(("crawl", "report-freshness"), lines):
        check(f"init fits {schema}", schema_check.check_lines(schema_check.load(schema), [line]), (1, 0))


def main():
    with tempfile.TemporaryDirectory() as top:
        b = Bench(pathlib.Path(top))
        three_days(b)
        for schema, words in STORED:
            fits(b, schema, words, NOW)
        for schema, words in LIVE:
            fits(b, schema, words, None)
        first_result(b)
        every_verb(b)
        b.server.shutdown()
    return outcome()


if __name__ == "__main__":
    sys.exit(main())
