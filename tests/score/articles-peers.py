#!/usr/bin/env python3
"""Main texts of saved pages by portalwatch beside trafilatura and readability-lxml.

    articles-peers.py PORTALWATCH CORPUS [--held-out]

CORPUS holds truth/art-*.json as for score-articles; the same fifth of the pages is set aside.
The expected text is what stands on the page from its first to its last sentence. Prints the
mean token F1 (Han characters, Latin words, numbers) of every reader that can be imported.
"""
import collections, glob, html, json, os, re, subprocess, sys, zlib

TOKEN = re.compile(r"[0-9a-zA-Z\u00c0-\u024f]+|[\u4e00-\u9fff]")
BLANK = re.compile(r"[\s\u3000\u00a0\ufeff\u200b]")


def tokens(text):
    return collections.Counter(x.lower() for x in TOKEN.findall(BLANK.sub("", text or "")))


def f1(got, want):
    a, b = tokens(got), tokens(want)
    total = sum(a.values()) + sum(b.values())
    return 2 * sum((a & b).values()) / total if total else 1.0


def expected(page, truth):
    text = re.sub(r"(?is)<!--.*?-->|<(script|style|noscript)\b.*?</\1>", "", page)
    text = BLANK.sub("", html.unescape(re.sub(r"<[^>]*>", "", text)))
    first = BLANK.sub("", truth["first_sentence"] or "")
    last = BLANK.sub("", truth["last_sentence"] or "")
    found = [text[i.start():i.start() + k.end()]
             for i in re.finditer(re.escape(first), text) if first
             for k in re.finditer(re.escape(last), text[i.start():])]
    return min(found, key=lambda t: abs(len(t) - truth["text_chars"]), default=None)


def readers(exe):
    def ours(path, page, url):
        run = subprocess.run([exe, "extract", "article", path, "--url", url],
                             capture_output=True, check=True)
        return json.loads(run.stdout)["text"]

    out = {"portalwatch": ours}
    try:
        import trafilatura
        out["trafilatura"] = lambda path, page, url: trafilatura.extract(page)
    except ImportError:
        print("trafilatura is not installed", file=sys.stderr)
    try:
        import lxml.html, readability
        out["readability"] = lambda path, page, url: lxml.html.fromstring(
            readability.Document(page).summary()).text_content()
    except ImportError:
        print("readability-lxml is not installed", file=sys.stderr)
    return out


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    exe, corpus, held_out = sys.argv[1], sys.argv[2], "--held-out" in sys.argv
    scores = collections.defaultdict(list)
    for name in sorted(glob.glob(os.path.join(corpus, "truth", "art-*.json"))):
        truth = json.load(open(name))
        path = os.path.join(corpus, truth["file"])
        if (zlib.crc32(os.path.basename(path).encode()) % 5 == 0) != held_out:
            continue
        raw = open(path, "rb").read()
        try:
            page = raw.decode()
        except UnicodeDecodeError:
            page = raw.decode("gb18030", "replace")
        want = expected(page, truth)
        if want is None:
            continue
        for reader, read in readers(exe).items():
            scores[reader].append(f1(read(path, page, truth["url"]), want))
    for reader, list_ in scores.items():
        print("%-12s text F1 %.4f over %d pages" % (reader, sum(list_) / len(list_), len(list_)))


main()
