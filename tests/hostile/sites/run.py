#!/usr/bin/env python3
"""Runs `portalwatch linkcheck` once at each site and holds what it says against the truth.

    run.py PORTALWATCH [SITE...]

A site named alone is run alone. Prints every deviation; exit 1 when there is one.
"""
import asyncio
import collections
import json
import os
import sys
import tempfile
import time

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import guarded  # noqa: E402
import outside  # noqa: E402
import own      # noqa: E402
from kit import LIVE, World  # noqa: E402


AT_ONCE = 3  # one host that asks to wait keeps a check for a minute: others go on meanwhile


def allowed(words):
    out = set()
    for word in words.split("|"):
        out |= LIVE if word == "live" else {word}
    return out


async def check(pw, world, site, folder, more=()):
    """One run of linkcheck at one site: the lines, the summary and how it ended."""
    config = os.path.join(folder, "pw.yaml")
    args = [pw, "-c", config, "--lang", "en", "linkcheck", "--json", "--all", "--retry-after", "100ms", "--resolver",
            "127.0.0.1:%d" % world.dns_port, "--ca-file", os.path.join(folder, "ca.pem"),
            *site.options, *more, *[site.url(p) for p in site.start]]
    began = time.monotonic()
    p = await asyncio.create_subprocess_exec(*args, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
                                             limit=1 << 26)
    try:
        out, err = await asyncio.wait_for(p.communicate(), 150)
    except asyncio.TimeoutError:
        p.kill()
        out, err = await p.communicate()
        err += b"TIMED OUT"
    lines = [json.loads(line) for line in out.splitlines()]
    return lines, err.decode(), p.returncode, time.monotonic() - began


def deviations(site, lines):
    found = {}
    for line in lines:
        if "summary" not in line:
            found[line["url"]] = line
    out = []
    base = site.url("")
    truth = {(base + k if k.startswith("/") else k): v for k, v in site.truth.items()}
    for url, words in truth.items():
        line = found.get(url)
        if line is None and "#" in url and "live" in words:  # not every fragment names an anchor
            line = found.get(url.partition("#")[0])
        if line is None:
            out.append("%s: not reported, %s expected" % (url, words))
        elif line["verdict"] not in allowed(words):
            out.append("%s: %s (%s, %s), %s expected" % (url, line["verdict"], line.get("status"), line.get("reason"), words))
    for url, line in found.items():
        if url not in truth and url and line["verdict"] not in ("ok", "moved", "skipped", "broken.url"):
            words = site.truth_of(url) if hasattr(site, "truth_of") else None
            if words is None or line["verdict"] not in allowed(words):
                out.append("%s: %s (%s, %s), unknown to the truth" % (url, line["verdict"], line.get("status"), line.get("reason")))
    for path in getattr(site, "absent", ()):
        if base + path in found:
            out.append("%s: reported though it is no link" % path)
    for path in getattr(site, "dead_seen", ()):
        if not any(path in u and x["verdict"].startswith("broken") for u, x in found.items()):
            out.append("%s: not reported as broken at all" % path)
    urls = sum(x["verdict"] == "broken.url" for x in lines if "verdict" in x)
    if hasattr(site, "count_url") and urls != site.count_url:
        out.append("%d of %d unusable addresses reported" % (urls, site.count_url))
    if hasattr(site, "most_requests") and site.requests > site.most_requests:
        out.append("%d requests" % site.requests)
    return out


async def judge(pw, world, site, folder, turns):
    """How many deviations a site shows; prints them."""
    async with turns:
        lines, err, status, took = await check(pw, world, site, folder)
    rows = deviations(site, lines)
    if status != getattr(site, "exit", status):
        rows.append("exit %d" % status)
    verdicts = collections.Counter(x["verdict"] for x in lines if "verdict" in x)
    print("%s: %d links, %.1f s, %d requests, exit %d%s" % (site.name, len(site.truth), took, site.requests, status,
                                                            "" if rows else " fine"), dict(verdicts))
    for row in rows:
        print("   ", row)
    if err.strip() and (rows or status > 1):
        print("    stderr:", err.strip()[-600:])
    sys.stdout.flush()
    return len(rows)


async def main(pw, names):
    with tempfile.TemporaryDirectory(prefix="sites") as folder:
        world = World(folder)
        for module in (own, guarded, outside):
            for make in module.SITES:
                make(world)
        await world.start()
        with open(os.path.join(folder, "pw.yaml"), "w") as f:
            f.write("network:\n  allow_private: [\"127.0.0.0/8\", \"::1/128\"]\nportals: []\n")
        sites = [s for s in world.sites.values() if not s.outside and (not names or s.name in names)]
        sites.sort(key=lambda s: s.name != "waf-429")  # which takes its minute
        turns = asyncio.Semaphore(AT_ONCE)
        bad = sum(await asyncio.gather(*[judge(pw, world, s, folder, turns) for s in sites]))
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0)
        print("%d sites, %d links of known truth, %d deviations" % (len(sites), sum(len(s.truth) for s in sites), bad))
        return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1], sys.argv[2:])))
