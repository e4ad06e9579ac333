#!/usr/bin/python3
"""Fits the weights of crawler/list-evidence.c.

    fit-lists.py [--print] FILE[=WEIGHT[,KIND]]...

Each FILE was written by score-lists --figures: name, site, F1, confidence, figures. A page is bad
where its F1 is below 0.8; pages that hold no list at all (front pages, notices, pages whose list
was taken out) have an expected answer without items and are bad whatever is read. WEIGHT is how
much a page of FILE counts beside others (1); KIND is a name for the report.

Logistic regression: what speaks for a list may add only, what speaks against it take away only
(by the sign in SPEAKS_FOR); weights are drawn to PRIOR, which is what stays of those that no page
of the sample is about. Those in AT_LEAST take away as much at least: tests ask for it. Sites count by the root of their
pages. Judged by leaving sites out, a tenth of them at a time: what is printed as "left out" was
never seen by the weights that judged it. "before" is the confidence in the files.
"""
import math
import re
import sys

LIMIT = 0.5  # below it a reading is not to be believed
GOOD = 0.8
FOLDS = 10
MISREAD = 4  # lists read wrongly are few, and what the confidence is for
RIDGE = 0.0004
STEPS = 900
PRIOR = {"repeated": -3, "bare": -2.5, "nameless": -2, "terms": -1.5, "menu": -1, "side": -0.7,
         "hidden": -0.5, "button": -1, "single": -0.7, "few": -0.3, "short": -0.7, "lost": -1,
         "dated-rival": -0.5, "dated-elsewhere": -0.3, "rival": -0.3}
AT_LEAST = {"repeated": -3, "bare": -2.2, "longer": -1.5, "unsure": -2.8}
SPEAKS_FOR = {"always", "rules", "dated", "near", "above", "one-date", "dated-address", "document",
              "summary", "sentences"}


def site_of(name, site):
    """Courts are one site a state: their pages are made by one program."""
    if site != "courts":
        return site
    return re.sub(r"^oral_", "", name.split("/")[-1])[:4]


def read(arg):
    path, _, rest = arg.partition("=")
    weight, _, kind = rest.partition(",")
    pages = []
    for line in open(path, encoding="utf-8", errors="replace"):
        name, site, f1, conf, figures = line.rstrip("\n").split("\t")
        x = dict(f.split("=") for f in figures.split())
        pages.append({"name": name, "site": site_of(name, site), "bad": float(f1) < GOOD,
                      "before": float(conf), "x": {k: float(v) for k, v in x.items()},
                      "weight": float(weight or 1), "kind": kind or "lists"})
    return pages


def weigh(pages):
    count = {}
    for p in pages:
        key = (p["kind"], p["site"], p["bad"])
        count[key] = count.get(key, 0) + 1
    for p in pages:
        extra = MISREAD if p["bad"] and p["kind"] == "lists" else 1
        p["w"] = extra * p["weight"] / math.sqrt(count[(p["kind"], p["site"], p["bad"])])


def sigmoid(z):
    return 1 / (1 + math.exp(-z)) if z > -500 else 0.0


def fit(pages, names):
    """Accelerated projected gradient; the weights in the order of names."""
    rows = [([(i, p["x"][n]) for i, n in enumerate(names) if p["x"][n]], 0.0 if p["bad"] else 1.0,
             p["w"]) for p in pages]
    total = sum(w for _, _, w in rows)
    b = [0.0] * len(names)
    y = list(b)
    t = 1.0
    for _ in range(STEPS):
        g = [2 * RIDGE * (v - PRIOR.get(n, 0)) if n != "always" else 0.0
             for v, n in zip(y, names)]
        for x, good, w in rows:
            d = (sigmoid(sum(y[i] * v for i, v in x)) - good) * w / total
            for i, v in x:
                g[i] += d * v
        new = []
        for i, n in enumerate(names):
            v = y[i] - 1.0 * g[i]
            if n != "always":
                v = max(0.0, v) if n in SPEAKS_FOR else min(AT_LEAST.get(n, 0.0), v)
            new.append(v)
        tn = (1 + math.sqrt(1 + 4 * t * t)) / 2
        y = [v + (t - 1) / tn * (v - o) for v, o in zip(new, b)]
        b, t = new, tn
    return b


def confidence(p, names, b):
    return sigmoid(sum(v * p["x"][n] for v, n in zip(b, names)))


def auc(pairs):
    bad = sorted(c for c, is_bad in pairs if is_bad)
    good = [c for c, is_bad in pairs if not is_bad]
    if not bad or not good:
        return float("nan")
    wins = sum(sum(1.0 if c > v else 0.5 if c == v else 0.0 for v in bad) for c in good)
    return wins / (len(bad) * len(good))


def report(title, pages, key):
    kinds = sorted({p["kind"] for p in pages})
    good = [p for p in pages if not p["bad"]]
    out = []
    for k in kinds:
        bad = [p for p in pages if p["bad"] and p["kind"] == k]
        if bad:
            out.append("%s %d of %d" % (k, sum(p[key] < LIMIT for p in bad), len(bad)))
    sites = {p["site"] for p in good if p[key] < LIMIT}
    print("%-9s bad flagged: %s; good flagged: %d of %d (%d sites); AUC lists %.3f, all %.3f" % (
        title, ", ".join(out), sum(p[key] < LIMIT for p in good), len(good), len(sites),
        auc([(p[key], p["bad"]) for p in pages if p["kind"] == "lists"]),
        auc([(p[key], p["bad"]) for p in pages])))


def main():
    show = "--print" in sys.argv
    pages = [p for a in sys.argv[1:] if not a.startswith("--") for p in read(a)]
    if not pages:
        sys.exit(__doc__)
    names = list(pages[0]["x"])
    weigh(pages)
    sites = sorted({p["site"] for p in pages}, key=lambda s: hash_of(s))
    fold = {s: i % FOLDS for i, s in enumerate(sites)}
    for k in range(FOLDS):
        b = fit([p for p in pages if fold[p["site"]] != k], names)
        for p in pages:
            if fold[p["site"]] == k:
                p["left out"] = confidence(p, names, b)
    b = fit(pages, names)
    for p in pages:
        p["fitted"] = confidence(p, names, b)
    for key in ("before", "left out", "fitted"):
        report(key, pages, key)
    for n, v in zip(names, b):
        print("%-16s %6.2f" % (n, v))
    if show:
        for p in sorted(pages, key=lambda p: p["left out"]):
            if p["kind"] == "lists" and p["bad"] != (p["left out"] < LIMIT):
                print("%s left out %.2f before %.2f %s" % ("bad " if p["bad"] else "good",
                      p["left out"], p["before"], p["name"]))
    return 0


def hash_of(text):
    h = 2166136261
    for c in text.encode():
        h = (h ^ c) * 16777619 & 0xffffffff
    return h


if __name__ == "__main__":
    sys.exit(main())
