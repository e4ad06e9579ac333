#!/usr/bin/env python3
"""Titles, dates and main texts of saved pages by portalwatch beside trafilatura and
readability-lxml.

    articles-peers.py PORTALWATCH CORPUS [--held-out]

CORPUS holds truth/art-*.json as for score-articles; the same fifth of the pages is set aside.
The expected text is the truth's `text`, else what stands on the page from its first to its last
sentence. Prints of every reader that can be imported the share of titles (letters alone
compared) and dates, and the mean token F1 (Han characters, Latin words, numbers) of the texts.
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


def letters(title):
    return re.sub(r"[\W_]+", "", html.unescape(title or "")).lower()


def expected(page, truth):
    if "text" in truth:
        return truth["text"]
    text = re.sub(r"(?is)<!--.*?-->|<(script|style|noscript)\b.*?</\1>", "", page)
    text = BLANK.sub("", html.unescape(re.sub(r"<[^>]*>", "", text)))
    first = BLANK.sub("", truth["first_sentence"] or "")
    last = BLANK.sub("", truth["last_sentence"] or "")
    found = [text[i.start():i.start() + k.end()]
             for i in re.finditer(re.escape(first), text) if first
             for k in re.finditer(re.escape(last), text[i.start():])]
    return min(found, key=lambda t: abs(len(t) - truth["text_chars"]), default=None)


def readers(exe):
    """Name -> function of (path, page, address) to (title, date, text); date None: never read."""
    def ours(path, page, url):
        run = subprocess.run([exe, "extract", "article", path, "--url", url],
                             capture_output=True, check=True)
        found = json.loads(run.stdout)
        return found["title"], (found["date"] or "")[:10], found["text"]

    def by_trafilatura(path, page, url):
        found = trafilatura.bare_extraction(page, url=url, with_metadata=True)
        found = found.as_dict() if found else {}
        return found.get("title"), found.get("date") or "", found.get("text")

    def by_readability(path, page, url):
        document = readability.Document(page)
        return (document.short_title(), None,
                lxml.html.fromstring(document.summary()).text_content())

    out = {"portalwatch": ours}
    try:
        import trafilatura
        out["trafilatura"] = by_trafilatura
    except ImportError:
        print("trafilatura is not installed", file=sys.stderr)
    try:
        import lxml.html, readability
        out["readability"] = by_readability
    except ImportError:
        print("readability-lxml is not installed", file=sys.stderr)
    return out


def main():
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    exe, corpus, held_out = sys.argv[1], sys.argv[2], "--held-out" in sys.argv
    scores = collections.defaultdict(lambda: collections.defaultdict(list))
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
        for reader, read in readers(exe).items():
            title, date, text = read(path, page, truth["url"])
            scores[reader]["title"].append(letters(title) == letters(truth["title"]))
            if date is not None and truth["date"]:
                scores[reader]["date"].append(date == truth["date"])
            if want is not None:
                scores[reader]["text F1"].append(f1(text, want))
    for reader, parts in scores.items():
        print("%-12s %s" % (reader, "  ".join("%s %.4f of %d" % (k, sum(x) / len(x), len(x))
                                               for k, x in parts.items())))


main()
