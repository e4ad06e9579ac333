#!/usr/bin/env python3
"""The verbs of `store` on a filled store: store-verbs.py PORTALWATCH FILL-STORE."""
import gzip, json, os, shutil, subprocess, sys, tempfile

pw, filler = sys.argv[1], sys.argv[2]
top = tempfile.mkdtemp(prefix="pw-verbs.")
failures = 0


def run(*args, dir="data", now=None):
    cmd = [pw, "--store", os.path.join(top, dir)] + (["--now", now] if now else [])
    p = subprocess.run(cmd + ["store", *args], capture_output=True, text=True)
    return p.returncode, p.stdout, p.stderr


def lines(*args, **kw):
    status, out, err = run(*args, "--json", **kw)
    return status, [json.loads(x) for x in out.splitlines()], err


def check(what, got, want):
    global failures
    if got != want:
        failures += 1
        print(f"{what}: got {got!r}, want {want!r}")


def fill(dir, rounds):
    subprocess.run([filler, os.path.join(top, dir), str(rounds)], check=True)


def members(path):
    """The gzip members of a file as (offset, length, bytes)."""
    import zlib
    data, at, found = open(path, "rb").read(), 0, []
    while at < len(data):
        z = zlib.decompressobj(31)
        text = z.decompress(data[at:])
        used = len(data) - at - len(z.unused_data)
        found.append((at, used, text))
        at += used
    return found


def damage(path, offset):
    with open(path, "r+b") as f:
        f.seek(offset)
        byte = f.read(1)
        f.seek(offset)
        f.write(bytes([byte[0] ^ 0x55]))


try:
    check("stat of nothing", run("stat")[0], 3)
    status, out, _ = lines("init", "--simulation")
    check("init", (status, out[0]["simulation"]), (0, True))
    check("init again", run("init")[0], 2)
    check("empty verifies", run("verify")[0], 0)
    fill("data", 40)
    status, out, _ = lines("stat")
    check("stat", (status, [x["environment"] for x in out]), (0, ["alerts", "pages"]))
    check("files", out[1]["body_files"], 40)
    pages = {t["name"]: t["records"] for t in out[1]["tables"]}
    check("measurements", pages["measure"], 200)
    status, out, _ = lines("verify")
    check("verify", (status, out[-1]["summary"]["faults"], out[-1]["summary"]["days"]), (0, 0, 5))

    # backup while another process writes
    writer = subprocess.Popen([filler, os.path.join(top, "data"), "30"])
    check("backup", run("backup", os.path.join(top, "copy"))[0], 0)
    writer.wait()
    check("backup into a full directory", run("backup", os.path.join(top, "copy"))[0], 3)
    check("the copy verifies", run("verify", dir="copy")[:1], (0,))
    check("restore over a store", run("restore", os.path.join(top, "copy"))[0], 3)
    check("restore", run("restore", os.path.join(top, "copy"), dir="again")[0], 0)
    check("the restored verifies", run("verify", dir="again")[0], 0)
    epoch = [lines("stat", dir=d)[1][1]["epoch"] for d in ("data", "copy", "again")]
    check("epochs", (epoch[0] == epoch[1], epoch[0] == epoch[2]), (True, False))
    fill("again", 1)
    status, out, _ = run("export", "--jsonl", dir="again")
    rows = [json.loads(x) for x in out.splitlines()]
    check("numbers moved forward", max(r["seq"] for r in rows if r["type"] == "event") > 10**6, True)
    check("kinds of lines", {r["type"] for r in rows}, {"notice", "version", "event", "measurement"})
    status, out, _ = run("export", "--jsonl", "--since", "2026-01-03", "--until", "2026-01-04")
    got = [json.loads(x) for x in out.splitlines() if '"measurement"' in x]
    check("a day of measurements", len(got), 8 * 5)

    # WARC
    warc = os.path.join(top, "out.warc.gz")
    status, out, _ = lines("export", "--warc", warc)
    check("warc", (status, out[0]["missing"], out[0]["revisits"] > 100), (0, 0, True))
    parts = {m[0]: m for m in members(warc)}
    check("records", len(parts), 1 + out[0]["responses"] + out[0]["revisits"] + out[0]["resources"])
    index = open(warc + ".cdxj").read().splitlines()
    check("index lines", len(index), len(parts) - 1)
    check("index in order", [x.split(" {")[0] for x in index], sorted(x.split(" {")[0] for x in index))
    for line in index[:50]:
        key, stamp, rest = line.split(" ", 2)
        x = json.loads(rest)
        at, length, text = parts[int(x["offset"])]
        head = text.split(b"\r\n\r\n")[0].decode()
        check("length", str(length), x["length"])
        check("target", f"WARC-Target-URI: {x['url']}\r" in head + "\r", True)
    check("surt", any(x.startswith("example,x)/list/0?a=1&b=2 2026") for x in index), True)

    # pruning: only a simulation may be told another time
    plain = os.path.join(top, "plain")
    check("a real store", run("init", dir="plain")[0], 0)
    check("real store, other time", run("prune", dir="plain", now="2027-01-01")[0], 2)
    status, out, _ = lines("prune", "--dry-run", now="2026-08-01")
    would = out[0]["measurements_removed"]
    check("dry run", (status, would > 200), (0, True))
    check("nothing gone", lines("stat")[1][1]["body_files"], 70)
    status, out, _ = lines("prune", now="2026-08-01")
    check("prune", (status, out[0]["measurements_removed"]), (0, would))
    check("files gone", out[0]["files_removed"] > 50, True)
    check("pruned verifies", lines("verify")[1][-1]["summary"]["faults"], 0)
    rows = [json.loads(x) for x in run("export", "--jsonl")[1].splitlines()]
    check("evidence stays", any(r["type"] == "measurement" and r["seq"] == 1 for r in rows), True)
    status, out, _ = lines("compact")
    check("compact", (status, out[1]["after_bytes"] < out[1]["before_bytes"]), (0, True))
    check("compacted verifies", lines("verify")[1][-1]["summary"]["faults"], 0)
    fill("data", 2)
    check("and goes on", lines("verify")[1][-1]["summary"]["faults"], 0)

    # damage is told
    body = None
    for root, _, files in os.walk(os.path.join(top, "copy", "bodies")):
        body = os.path.join(root, files[0]) if files else body
    damage(body, 20000)
    status, out, _ = lines("verify", dir="copy")
    check("a damaged body file", (status, out[-1]["summary"]["faults"]), (1, 1))
    os.unlink(body)
    status, out, _ = lines("verify", dir="copy")
    check("a missing body file", (status, "is missing" in out[0]["fault"]), (1, True))
    found = 0
    size = os.path.getsize(os.path.join(top, "again", "pages", "data.mdb"))
    data = open(os.path.join(top, "again", "pages", "data.mdb"), "rb").read()
    for needle in (b"notice.new", b"text/html"):
        at = data.find(needle)
        damage(os.path.join(top, "again", "pages", "data.mdb"), at)
        found += run("verify", dir="again")[0] == 1
        damage(os.path.join(top, "again", "pages", "data.mdb"), at)
    check("a changed byte in a record", found, 2)
    check("mended", run("verify", dir="again")[0], 0)
    with open(os.path.join(top, "again", "pages", "data.mdb"), "r+b") as f:
        f.truncate(size // 2)
    status, out, _ = lines("verify", dir="again")
    check("half a file", (status, out[-1]["summary"]["faults"] > 0), (1, True))
finally:
    shutil.rmtree(top)
sys.exit(1 if failures else 0)
