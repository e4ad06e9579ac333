#!/usr/bin/env python3
"""linkcheck at pages and answers whose truth was written from the standards that browsers follow.

    run.py PORTALWATCH [SITE...]

Prints every deviation with the section it stands on; exit 1 when there is one that is not among
the known, or one of those is none any more.
"""
import asyncio
import os
import re
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(os.path.dirname(HERE), "sites"), HERE]
import address      # noqa: E402
import markup       # noqa: E402
import meaning      # noqa: E402
import style        # noqa: E402
import wire         # noqa: E402
from kit import LIVE, World                     # noqa: E402

# What is not done, by a part of the snippet, and why.
KNOWN = {
    "@\\69mport": "words of CSS are known as they are written, escapes are read in addresses only",
    "u\\72l(": "the same",
    "b'i{background:url(\\xcd\\xbc.png)}' gbk": "a sheet without a label is read for itself, not as the page that loads it",
    ";@import 'N1.css'": "a semicolon before all rules, which makes the next of them none",
    "style='{background": "a block in a style attribute, which makes what is in it none",
    "<?xml-stylesheet": "the style of a document that is neither HTML nor a feed",
    "longdesc=N1": "what describes a frame; no browser offers it",
    "<template shadowrootmode=open>x</template><template": "a second shadow tree of one element is none",
    "<ul><template shadowrootmode": "a list cannot have a shadow tree",
    "status=404).": "the page of a program that found nothing, under a status of success",
}


def allowed(words):
    return set().union(*(LIVE if word == "live" else {word} for word in words.split("|")))


def by_address(lines, whole):
    """What was said of each address, and (whole) of a page by whichever of its anchors."""
    said = {}
    for line in lines:
        if "url" in line:
            said.setdefault(line["url"], line)
            if whole:
                said.setdefault(line["url"].partition("#")[0], line)
    return said




def deviations(site, lines):
    base = site.url("")
    said = by_address(lines, not getattr(site, "fragments", False))
    for key, words in site.truth.items():
        line = said.get(base + key if key.startswith("/") else key)
        if line is None:
            yield key, "not reported, %s expected" % words
        elif line["verdict"] not in allowed(words):
            yield key, "%s (%s, %s), %s expected" % (line["verdict"], line.get("status"), line.get("reason"), words)
        elif line["reason"] != getattr(site, "reasons", {}).get(key, line["reason"]):
            yield key, "%s, %s expected" % (line["reason"], site.reasons[key])
    for key in getattr(site, "absent", ()):
        if base + key in said:
            yield key, "reported (%s) though it is no link" % said[base + key]["verdict"]
    told = set(site.truth) | set(getattr(site, "absent", ()))
    for url, line in said.items():
        if line["verdict"].startswith(("broken", "wrong", "private")) and line["verdict"] != "broken.url" and \
                url not in told and url.removeprefix(base) not in told:
            yield url, "%s (%s, %s), unknown to the truth" % (line["verdict"], line.get("status"), line.get("reason"))
    unusable = sum(line.get("verdict") == "broken.url" for line in lines)
    if unusable != getattr(site, "count_url", unusable):
        yield "", "%d of %d unusable addresses reported" % (unusable, site.count_url)


def about_of(site, key):
    """The section and snippet that an address belongs to."""
    about = site.book.about if hasattr(site, "book") else site.about
    part = re.search(r"/p\d+/", key)
    near = [v for k, v in about.items() if part and k.startswith(part[0])]
    return about.get(key) or (near[0] if near else ("", key))


def is_known(site, key):
    return any(part in about_of(site, key)[1] for part in KNOWN)


async def judge(pw, world, site, folder, turns):
    import run as sites     # of the folder sites
    async with turns:
        lines, err, status, took = await sites.check(pw, world, site, folder)
    bad = list(deviations(site, lines))
    new = [x for x in bad if not is_known(site, x[0])]
    met = {part for x in bad for part in KNOWN if part in about_of(site, x[0])[1]}
    print("%s: %d links, %d that are none, %.1f s, exit %d" % (site.name, len(site.truth), len(getattr(site, "absent", ())), took, status))
    for key, what in new:
        print("    %s: %s   [%s] %s" % (key, what, *about_of(site, key)))
    if status > 1 or err.strip():
        print("    stderr:", err.strip()[-600:])
    sys.stdout.flush()
    return len(new) + (status > 1), len(bad), met


async def main(pw, names):
    with tempfile.TemporaryDirectory(prefix="browser") as folder:
        world = World(folder)
        for module in (markup, style, address, wire, meaning):
            module.make(world)
        await world.start()
        await asyncio.start_server(world.serve, "::1", world.port, limit=1 << 20)
        with open(os.path.join(folder, "pw.yaml"), "w") as f:
            f.write("network:\n  allow_private: [\"127.0.0.0/8\", \"::1/128\"]\nportals: []\n")
        sites = [s for s in world.sites.values() if not s.outside and (not names or s.name in names)]
        turns = asyncio.Semaphore(3)
        got = await asyncio.gather(*[judge(pw, world, s, folder, turns) for s in sites])
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0)
        gone = [] if names else [k for k in KNOWN if not any(k in met for _, _, met in got)]
        for part in gone:
            print("no deviation any more:", part)
        print("%d sites, %d links of known truth, %d that are none, %d deviations, %d known ones" % (
            len(sites), sum(len(s.truth) for s in sites), sum(len(getattr(s, "absent", ())) for s in sites),
            sum(n for n, _, _ in got), sum(b - n for n, b, _ in got)))
        return 1 if gone or sum(n for n, _, _ in got) else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1], sys.argv[2:])))
