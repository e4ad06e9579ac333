#!/usr/bin/env python3
"""Every verb speaks Chinese in a Chinese installation, whatever the locale: no line of what it
says, of its errors or of its help is English. The demonstration portal gives it something to say.

usage: chinese.py PORTALWATCH
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import incidents
from checks import check, outcome
from incidents import Bench, three_days

NOW = "2026-11-04T10:30:00+08:00"
# what may stand in another script: addresses, what is quoted, commands to be typed, words of
# the configuration and of the protocol, names of files
STRIP = [r"https?://\S+", r"'[^']*'", r"“[^”]*”", r"\{[^{}]*\}", r"<[^<>]*>", r"portalwatch \w+.*",
         r"(可选值|应给出报告种类|下列词之一)：?[^；#）]*", r"\([^()]*\)", r"（[^（）]*）", r"report \w+", r"import FILE", r"--[a-z-]+( [A-Z]\w*)?",
         r"[a-z_]+: [\w.%-]+", r"(daily|workdays|weekly|monthly|quarterly|yearly) [\w: -]+", r"\S+/\S+"]
ENGLISH = re.compile(r"\b[A-Za-z][a-z]+,? [a-z]{2,}\b|\b[a-z]{4,} [A-Za-z]{2,}\b")
HAN = re.compile(r"[\u4e00-\u9fff]")
HEADER = re.compile(r"^(响应头)? +(server|content-type|last-modified|date): ")

VERBS = [
    ["status"], ["incidents", "list"], ["incidents", "show", "3"], ["incidents", "notices"],
    ["incidents", "ack", "3", "--by", "王", "--until", "5wd"], ["incidents", "reopen", "3", "--by", "王"],
    ["why", "demo"], ["why", "demo/news"], ["why", "#3"], ["why", "@URL"],
    ["show", "demo"], ["show", "demo/news"], ["show", "#3"], ["show", "@URL"], ["show", "@DEAD"],
    ["duties"], ["alerts", "list", "--all"], ["alerts", "retry"], ["events"], ["notices", "demo/notices"],
    ["history", "@URL"], ["diff", "@EDITED"], ["evidence", "3", "-o", "@TOP/e.zip"],
    ["report", "freshness"], ["report", "links"], ["report", "notices"], ["report", "availability"],
    ["report", "duties"], ["report", "incidents"], ["report", "inspection"], ["report", "bulletin"],
    ["report", "monthly"], ["inspection", "list"], ["report", "frozen"], ["store", "stat"], ["store", "verify"],
    ["store", "prune", "--dry-run"], ["calendar", "2026-10"], ["calendar", "3 working days after 2026-09-29"],
    ["config", "check"], ["config", "print"], ["doctor"], ["recheck", "demo/news"],
    ["crawl", "--once"], ["monitor", "--once"], ["run", "--once"],
    ["accept", "demo/news", "--by", "王", "--reason", "改版"],
]
LIVE = [["probe", "@HOME"], ["discover", "@HOME"], ["linkcheck", "@HOME"]]
ERRORS = [["eat"], ["incidents", "eat", "3"], ["incidents", "ack", "999", "--by", "王", "--until", "5wd"],
          ["incidents", "ignore", "3"], ["show", "nowhere"], ["why", "nowhere"], ["report", "x"],
          ["report", "links", "--period", "x"], ["diff", "@HOMEx"], ["store", "x"], ["alerts", "retry", "x"],
          ["alerts", "test", "x"], ["duties", "done", "x"], ["events", "--since", "x"], ["crawl", "--eat"],
          ["evidence", "x"], ["notices", "--state", "x"], ["recheck", "x y"], ["recheck", "http://nobody.test/"], ["reload"], ["import", "/no/such"],
          ["linkcheck", "--rate", "x", "@HOME"], ["calendar", "x"], ["accept", "demo/news"],
          ["config", "x"], ["inspection", "x"], ["history"], ["probe"], ["url"], ["extract", "x"], ["robots", "x"], ["charset"], ["web"]]
FAULTS = """store: data
language: zh
timezone: Asia/Nowhere
colour: red
network: {delay: fast, proxy: x, allow_private: [x], connections: 99}
contact: x
portals: ["portals/*.yaml", missing.yaml]
receivers:
  - {id: a, mail: {server: x, from: x, password_file: nothing}}
  - {id: a, file: {path: x, format: y}, mail: {server: smtp://x, from: a@b.cn, to: [办公室@b.cn]}}
  - {id: b, command: []}
  - {id: c, webhook: {url: x, secret_file: none}}
routes: [{to: [nobody], quiet: x, match: "(", escalate_after: x}]
reports: [{kind: x, when: x}]
duties: [missing.yaml]
"""
PORTAL = """portal: p
name: “甲市”
home: x
site_code: 0123456789
columns:
  - {id: a b, url: x, class: x, every: 1y}
  - {id: c, rules: [{kind: x}, {kind: max_age}, {kind: weekly, weekday: x}, {limit: y}, {kind: follow_up}]}
  - {id: c, items: {item: "//["}}
"""


def english(name, text, nothing=False):
    """Lines that speak English."""
    if not nothing:
        check(f"{name}: says something", bool(text.strip()), True)
    for line in text.splitlines():
        rest = line
        if HEADER.match(line):
            continue
        for pattern in STRIP:
            rest = re.sub(pattern, " 中 ", rest)
        found = ENGLISH.search(rest)
        check(f"{name}: {line.strip()!r}", found and found.group(), None)


def said(b, words, now=NOW):
    web = f"http://{b.web}"
    put = {"@HOMEx": web + "/x", "@HOME": web + "/", "@TOP": str(b.top),
           "@URL": web + "/notices/202610/t20261017_t4.html", "@DEAD": web + "/zt/openday/index.html",
           "@EDITED": web + "/policy/202610/t20261021_p1.html"}
    for key, value in put.items():
        words = [w.replace(key, value) for w in words]
    cmd = [incidents.PW, "-c", str(b.top / "portalwatch.yaml")] + (["--now", now] if now else [])
    p = subprocess.run(cmd + words, capture_output=True, text=True,
                       env={**os.environ, "LC_ALL": "C", "LANG": "C"})
    err = "".join(x + "\n" for x in p.stderr.splitlines()
                  if not re.match(r"\d{4}-\d\d-\d\dT\S+ ", x))  # the log is for programs
    return p.stdout, err


def rows(out):
    """Of help: a long form and what explains it below it are one row."""
    return re.sub(r"\n {20,}", " ", out).splitlines()


def help_texts(b):
    out, _ = said(b, ["help", "--all"], now=None)
    lines = [x for x in rows(out) if x.startswith("  ")]
    for line in lines:
        check(f"help: {line!r}", bool(HAN.search(line)), True)
    verbs = [x.split()[0] for x in lines]
    check("verbs", len(verbs) > 25, True)
    tried = {v[0] for v in VERBS + LIVE + ERRORS} | {"init"}
    check("verbs that nothing is asked of", [v for v in verbs if v not in tried], [])
    for verb in verbs:
        out, _ = said(b, [verb, "--help"], now=None)
        for line in rows(out)[1:]:
            if line.strip():
                check(f"{verb} --help: {line!r}", bool(HAN.search(line)), True)


def faults(b):
    for name, main, portal in (("faults", FAULTS, PORTAL), ("no yaml", "language: zh\na: [1\n", PORTAL),
                               ("portal alone", "language: zh\nportals: [p/*.yaml]\n", PORTAL)):
        top = b.top / name
        (top / "p").mkdir(parents=True)
        (top / "portals").mkdir()
        (top / "portalwatch.yaml").write_text(main, encoding="utf-8")
        for d in ("p", "portals"):
            (top / d / "p.yaml").write_text(portal, encoding="utf-8")
        p = subprocess.run([incidents.PW, "-c", str(top / "portalwatch.yaml"), "config", "check"],
                           capture_output=True, text=True, env={**os.environ, "LC_ALL": "C"})
        text = "\n".join(re.sub(r"^\S+/\S+?:(\d+:)?", "", x) for x in p.stderr.splitlines())
        check(f"{name}: found", (p.returncode, len(p.stderr.splitlines()) >= (1 if name == "no yaml" else 8)),
              (2, True))
        english(name, text)
        for line in text.splitlines():
            check(f"{name}: {line!r}", bool(HAN.search(line)), True)


def main():
    with tempfile.TemporaryDirectory() as top:
        b = Bench(pathlib.Path(top))
        config = b.top / "portalwatch.yaml"
        three_days(b)
        config.write_text(config.read_text().replace("language: en", "language: zh"))
        for words in VERBS:
            out, err = said(b, words)
            english(" ".join(words), out + err, nothing=words[0] in ("recheck", "accept", "crawl", "monitor", "run"))
        for words in LIVE:
            out, err = said(b, words, now=None)
            english(" ".join(words), out + err)
        for words in ERRORS:
            out, err = said(b, words)
            first = err.splitlines()[0] if err else ""
            check(f"{words}: Chinese", (bool(HAN.search(first)), first), (True, first))
            english(" ".join(words), "\n".join(x for x in err.splitlines() if not x.startswith("用法")))
        help_texts(b)
        faults(b)
        b.server.shutdown()
    return outcome()


sys.exit(main())
