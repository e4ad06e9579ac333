#!/usr/bin/env python3
"""Makes flap.tsv: sequences of checks, and when by DESIGN's formula flapping begins and ends.

The sequences are of the kind that count-based monitors are tried with (all well, one blip, one
outage, alternation, one failure in three or five); the figures are computed here, from the
formula alone: W = sum of 1.25 (1 - age / T) over changes younger than T, T = 24 intervals, at
least 4 hours, at most 14 days; unstable from W >= 6, stable again at W <= 4; 4 and 2 where T
holds fewer than 20 checks.

Columns: name, minutes between two checks, sequence (. well, x bad), number of the check at
which it becomes unstable (1.., 0 never), checks after the last change until it is stable again,
both also for a ring of 20 weighted changes with the thresholds 20/30 and 25/30, for comparison
(computed from their published formulas, not by running anybody's code).
"""
import pathlib

HOUR, DAY = 60, 1440


def by_time(seq, every):
    window = min(max(24 * every, 4 * HOUR), 14 * DAY)
    start, stop = (6, 4) if window // every >= 20 else (4, 2)
    changes, unstable, begins, ends = [], False, 0, 0
    last = seq[0]
    for n in range(len(seq) + 500):
        now = n * every
        state = seq[n] if n < len(seq) else last
        if n and state != last:
            changes.append(now)
        last = state
        w = sum(1.25 * (1 - (now - t) / window) for t in changes if now - t < window)
        unstable = w > stop if unstable else w >= start
        if unstable and not begins:
            begins = n + 1
        if begins and not ends and not unstable and n >= len(seq) - 1:
            ends = n - changes[-1] // every
    return begins, ends


def by_count(seq, low, high, oldest, step):
    """A ring of 20 changes, the newest weighs most."""
    ring, unstable, begins, ends = [0] * 20, False, 0, 0
    last, at = seq[0], 0
    for n in range(len(seq) + 500):
        state = seq[n] if n < len(seq) else last
        changed = n > 0 and state != last
        ring = ring[1:] + [1 if changed else 0]
        at = n if changed else at
        last = state
        pct = sum((oldest + i * step) * x for i, x in enumerate(ring)) * 100 / 20
        unstable = pct > low if unstable else pct >= high
        if unstable and not begins:
            begins = n + 1
        if begins and not ends and not unstable and n >= len(seq) - 1:
            ends = n - at
    return begins, ends


ROWS = [
    ("all well", "." * 40),
    ("one blip", "." * 10 + "x" + "." * 29),
    ("one long outage", "." * 10 + "x" * 15 + "." * 15),
    ("two outages", "." * 5 + "x" * 5 + "." * 5 + "x" * 5 + "." * 20),
    ("alternation", ".x" * 20),
    ("one in three", "..x" * 14),
    ("one in five", "....x" * 9),
    ("a burst in calm", "." * 10 + ".x" * 5 + "." * 20),
    ("bad, with blips of good", "x" * 10 + ".x" * 4 + "x" * 20),
]


def main():
    out = ["name\tminutes\tsequence\tbegins\tends\tcount 20/30 begins\tends\tcount 25/30 begins\tends"]
    for every in (60, 1440, 10):
        for name, seq in ROWS:
            nums = by_time(seq, every) + by_count(seq, 20, 30, 0.75, 0.5 / 19) + \
                by_count(seq, 25, 30, 0.8, 0.02)
            out.append("\t".join([name, str(every), seq] + [str(x) for x in nums]))
    path = pathlib.Path(__file__).with_name("flap.tsv")
    path.write_text("\n".join(out) + "\n", encoding="utf-8")


main()
