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

flap.py [FOLDER]: with the folder of the published vectors, by_count is compared with them first.
"""
import json
import pathlib
import sys

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


def by_count(seq, low, high, oldest, step, before=None):
    """A ring of 20 changes, the newest weighs most."""
    ring, unstable, begins, ends = [0] * 20, False, 0, 0
    last, at = before or seq[0], 0
    for n in range(len(seq) + 500):
        state = seq[n] if n < len(seq) else last
        changed = state != last
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

# The state sequences of the published vectors of Nagios and Icinga (well or not).
PUBLISHED = [
    ("all_ok", "........................................"),
    ("one_blip", ".........................x.............................."),
    ("alternating", ".x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x........................................"),
    ("every_third", "..x..x..x..x..x..x..x..x..x..x..x..x..x..x..x..x........................................"),
    ("every_fifth", "....x....x....x....x....x....x....x....x....x....x....x....x....x....x........................................"),
    ("long_down", "....................xxxxxxxxxxxxxxxxxxxxxxxxxxxxxx.............................."),
    ("warn_crit_walk", ".xxx.xxx.xxx.xxx.xxx.xxx........................................."),
    ("rand0", "..x........xx...x....x.....x...........xx.xx.......x.x...x...xx.....xx...x...x.x..x...x..."),
    ("rand1", "..xxx..xx..x.x.x........x.....x....xxxxx.xx....x............x....x..xxxx......x..........."),
    ("rand2", "......x..x....x...x......x...x.x...x.x.x..xxx......x.x.......x.........x...xx...x.....x..."),
    ("rand3", "x.......x..x...xx...x.x.xx...x.........x..xx...xx.x.......xx.x.............x.x.x.....x...."),
    ("rand4", "......x..x..............x.........x.x.xxx......x......x...x....x...x.............x.x......"),
    ("rand5", "..x.x......x.x....x.........xx...x..x...x......xxx.x..........x.x...x..xxx....x..x.x.x...."),
    ("rand6", "........xxx...xxx..x.x......x.......xx..x.........x...x.x...xx..x...xx.....x..xx.....x.x.x"),
    ("rand7", "x.............xxx.x...x.......xxxx....xxx..xxx......x.........x.....x.....x...x...x....xx."),
    ("rand8", "..x..x..x.x.....x....x....x..xx..x....x...xx.......x..x..x.......x..x..x..x..x...x.x.x.x.x"),
    ("rand9", "...................xxx.xx.x.......x...x..x..x..x......xxx...xx..........x.........x....x.."),
    ("rand10", ".x.x...........x................x......xx.x.x...x.x..x...xx...xx..x.x..x.x.....x.........."),
    ("rand11", "xx....x..x...x.x...x.x.........xx.x..xx.xx...xx.xx.xx....x..x.......x......x.........x..x."),
]


def published(folder):
    """by_count begins where the vectors say so; with warn_crit_walk each change of a state
    counts there, with us only well or not."""
    for monitor, low, high, oldest, step in (("nagios", 20, 30, 0.75, 0.5 / 19),
                                             ("icinga2", 25, 30, 0.8, 0.02)):
        for line in (pathlib.Path(folder) / monitor / "flap_vectors.jsonl").read_text().splitlines():
            vector = json.loads(line)
            seq = "".join(str(x["state"]) for x in vector["steps"])
            said = [x["flapping"] for x in vector["steps"]]
            begins = said.index(True) + 1 if True in said else 0
            found = by_count(seq, low, high, oldest, step, "0")[0]
            if begins != found:
                sys.exit(f"{monitor} {vector['name']}: {found}, published {begins}")


def main():
    if len(sys.argv) > 1:
        published(sys.argv[1])
    out = ["name\tminutes\tsequence\tbegins\tends\tcount 20/30 begins\tends\tcount 25/30 begins\tends"]
    for every in (60, 1440, 10):
        published_rows = [("published " + name, seq) for name, seq in PUBLISHED]
        for name, seq in ROWS + (published_rows if every != 10 else []):
            nums = by_time(seq, every) + by_count(seq, 20, 30, 0.75, 0.5 / 19) + \
                by_count(seq, 25, 30, 0.8, 0.02)
            out.append("\t".join([name, str(every), seq] + [str(x) for x in nums]))
    path = pathlib.Path(__file__).with_name("flap.tsv")
    path.write_text("\n".join(out) + "\n", encoding="utf-8")


main()
