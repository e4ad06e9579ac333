#!/usr/bin/env python3
"""Rectification notices: issued, numbered, shown as documents, overdue and settled.

usage: rectification.py PORTALWATCH
"""
import io
import json
import pathlib
import subprocess
import sys
import tempfile
import zipfile

from checks import check, outcome
from incidents import Bench, SOURCE, three_days

NOW = "2026-11-04T10:30:00+08:00"
UNIT = "市政府办公室"


def schema(name, lines):
    p = subprocess.run([sys.executable, str(SOURCE / "tests/schema_check.py"), name],
                       input=lines, capture_output=True, text=True)
    check(f"schema {name}", (p.returncode, p.stdout + p.stderr), (0, ""))


def issued(b):
    p = b.run("incidents", "issue", "--unit", UNIT, "--due", "10wd", "--by", "张三", "--reason",
              "=cmd|' /C calc'!A0\r\nX: y", "-o", str(b.top / "n.html"), now=NOW)
    check("issue", (p.returncode, p.stderr), (0, ""))
    check("said", p.stdout, f"2026-1  2026-11-04  {UNIT}  3 problems, 3 open, by 2026-11-18: "
          "being rectified\n")
    html = (b.top / "n.html").read_text(encoding="utf-8")
    for piece in ("Number: 2026-1", f"Addressed to: {UNIT}", "Rectify by (inclusive): 2026-11-18",
                  "Simulation: ", "column not updated", "broken link", "政务公开开放日专题", "Return slip", "国办秘函"):
        check(f"in the document: {piece}", piece in html, True)
    found = {x["id"]: x for x in b.lines("incidents", "list", now=NOW)}
    for x in found.values():
        check("on the notice", (x["notice"], x["unit"], x["deadline"]),
              ("2026-1", UNIT, "2026-11-19T00:00:00+08:00"))
        last = b.lines("incidents", "show", str(x["id"]), now=NOW)[0]["history"][-1]
        check("in its history", (last["what"], last["text"], last["by"]),
              ("issued", "2026-1", "张三"))
    return found


def refused(b, found):
    """Nothing of what is refused leaves a trace."""
    before = b.run("incidents", "notices", "--json", now=NOW).stdout
    some = str(min(found))
    for words in (["--unit", UNIT], ["--due", "10wd"], ["--unit", UNIT, "--due", "soon"],
                  ["--unit", UNIT, "--due", "2026-11-03"], ["--unit", UNIT, "--due", "10wd", some],
                  ["--unit", UNIT, "--due", "10wd", "999"],
                  ["--unit", UNIT, "--due", "10wd", "--format", "pdf"]):
        p = b.run("incidents", "issue", *words, now=NOW)
        check(f"refused {words}", (p.returncode, bool(p.stderr)), (2, True))
    p = b.run("incidents", "issue", "--unit", UNIT, "--due", "10wd", now=NOW)
    check("nothing more to issue", (p.returncode, p.stdout), (0, ""))
    p = b.run("incidents", "issue", "--unit", "市环保局", "--due", "10wd", now=NOW)
    check("nothing of another unit", (p.returncode, p.stdout), (0, ""))
    check("no trace", b.run("incidents", "notices", "--json", now=NOW).stdout, before)
    check("unknown notice", b.run("incidents", "notices", "2026-7", now=NOW).returncode, 2)
    p = b.run("incidents", "issue", "--unit", UNIT, "--due", "10wd", now=NOW,
              store=str(b.top / "none"))
    check("no store", p.returncode, 3)


def documents(b):
    out = b.run("incidents", "notices", "--json", now=NOW).stdout
    schema("incidents-notices", out)
    one = json.loads(out)
    check("counted", (one["state"], one["open"], one["closed"]), ("running", 3, 0))
    for number in ("2026-1", "〔2026〕1号", "2026-01"):
        p = b.run("incidents", "notices", number, "--format", "csv", now=NOW)
        check(f"by {number}", (p.returncode, "#1,示例市人民政府" in p.stdout), (0, True))
    text = b.run("incidents", "notices", "2026-1", now=NOW).stdout
    check("marked", "Simulation: " in text, True)
    check("formula", "\n=" in p.stdout or ",=" in p.stdout, False)
    b.run("incidents", "notices", "2026-1", "-o", str(b.top / "n.xlsx"), now=NOW)
    sheet = zipfile.ZipFile(io.BytesIO((b.top / "n.xlsx").read_bytes()))
    strings = sheet.read("xl/worksheets/sheet1.xml").decode()
    check("sheet", ("Number: 2026-1" in strings, "政务公开开放日专题" in strings,
                    "Simulation: " in strings), (True, True, True))
    slip = sheet.read("xl/worksheets/sheet2.xml").decode()
    check("room to write in the slip", ("Return slip" in slip, slip.count('width="30.'),
                                        slip.count("customHeight") >= 3), (True, 3, True))
    check("no formula", any(b"<f>" in sheet.read(n) for n in sheet.namelist()), False)
    ledger = b.run("report", "incidents", "--format", "csv", now=NOW).stdout
    check("in the ledger", ledger.count(",2026-1,"), 3)


def told(b):
    return [json.loads(x) for x in (b.top / "out.jsonl").read_text().splitlines()]


def overdue_and_settled(b, found):
    link, stale, gone = (str(next(x["id"] for x in found.values() if x["kind"] == k))
                         for k in ("broken-link", "stale", "withdrawn"))
    b.run("monitor", "--once", now="2026-11-13T09:00:00+08:00")
    check("quiet in time", [x for x in told(b) if "rectification-overdue" in json.dumps(x)], [])
    b.run("monitor", "--once", now="2026-11-17T09:00:00+08:00")
    near = [i for x in told(b) for i in x["incidents"] if i["kind"] == "rectification-overdue"]
    check("warned", [(i["level"], i["facts"]["not_closed"]) for i in near], [("warn", "3")])
    b.run("monitor", "--once", now="2026-11-19T09:00:00+08:00")
    late = [i for x in told(b) for i in x["incidents"] if i["kind"] == "rectification-overdue"]
    check("overdue told", [(i["level"], i["subject"], i["unit"]) for i in late[1:]],
          [("overdue", "2026-1", UNIT)])
    now = "2026-11-20T09:00:00+08:00"
    one = json.loads(b.run("incidents", "notices", "--state", "overdue", "--json", now=now).stdout)
    check("overdue listed", one["notice"], "2026-1")
    # the first one's day has passed: a second one may follow
    p = b.run("incidents", "issue", "--unit", UNIT, "--due", "5d", link, now=now)
    check("second", (p.returncode, "2026-2" in p.stdout), (0, True))
    check("one listed", "  1 problem, 1 open" in b.run("incidents", "notices", now=now).stdout, True)
    check("of one problem", "found the 1 problem below" in
          b.run("incidents", "notices", "2026-2", now=now).stdout, True)
    for word in ("false-alarm", "exempt"):
        p = b.run("incidents", word, gone if word == "false-alarm" else stale, "--by", "Wang",
                  "--reason", "as agreed", now=now)
        check(word, p.returncode, 0)
    p = b.run("incidents", "fixed", link, "--reason", "page is back", now=now)
    check("fixed", p.returncode, 0)
    one = json.loads(b.run("incidents", "notices", "2026-1", "--json", now=now).stdout)
    check("claimed is not closed", (one["state"], one["claimed"], one["waived"]),
          ("overdue", 1, 2))
    b.stage(1, "2026-11-02")
    for time in ("20T09:10", "21T09:30", "22T10:00"):
        b.round(f"2026-11-{time}:00+08:00")
    now = "2026-11-22T10:05:00+08:00"
    ones = [json.loads(x) for x in b.run("incidents", "notices", "--json", now=now)
            .stdout.splitlines()]
    check("settled", [(x["notice"], x["state"], x["closed"]) for x in ones],
          [("2026-1", "done", 1), ("2026-2", "done", 1)])
    check("as they stood", [x["then"]["state"] for x in ones[0]["incidents"]], ["open"] * 3)
    b.run("monitor", "--once", now="2026-11-23T09:00:00+08:00")
    last = [i for x in told(b) for i in x["incidents"] if i["kind"] == "rectification-overdue"]
    check("its end is told", (last[-1]["tell"], last[-1]["subject"]), ("recovery", "2026-1"))


def next_year(b):
    """Numbers begin again; a year without calendar is said."""
    now = "2027-01-04T09:00:00+08:00"
    b.run("monitor", "--once", now=now)
    i = [x for x in b.lines("incidents", "list", now=now) if x["portal"] == "demo"][0]
    p = b.run("incidents", "issue", "--unit", UNIT, "--due", "10wd", str(i["id"]), "--json",
              now=now)
    one = json.loads(p.stdout)
    check("next year", (one["notice"], one["guessed"]), ("2027-1", True))


def main():
    with tempfile.TemporaryDirectory() as top:
        b = Bench(pathlib.Path(top))
        three_days(b)
        found = issued(b)
        refused(b, found)
        documents(b)
        overdue_and_settled(b, found)
        next_year(b)
        b.server.shutdown()
    return outcome()


sys.exit(main())
