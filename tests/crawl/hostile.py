#!/usr/bin/env python3
"""Every kind of the misbehaving server, fetched as a link, against its stated truth; then
many jobs while fetchers and parsers are killed: none may be lost or doubled.

    hostile.py PORTALWATCH [KIND...]
"""
import json
import os
import signal
import subprocess
import sys
import tempfile
import threading

HERE = os.path.dirname(os.path.abspath(__file__))
SERVER = os.path.join(HERE, "..", "hostile", "hostile.py")
OPTIONS = ["--total", "3s", "--retry", "20ms", "--connect", "1s"]


class Server:
    def __init__(self, folder):
        self.process = subprocess.Popen([sys.executable, SERVER, folder], text=True,
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.about = json.loads(self.process.stdout.readline())

    def options(self):
        return OPTIONS + ["--ca", self.about["ca"],
                          "--dns", "127.0.0.1:%d" % self.about["ports"]["dns"],
                          "--private", "127.0.0.0/8", "--private", "::1"]

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def line_of(row):
    words = ["kind=" + row.get("job", "link")]
    if "etag" in row:
        words.append("etag=" + row["etag"])
    return " ".join(words + [row["url"]])


def fetch(exe, options, lines):
    p = subprocess.run(["timeout", "25", exe, "fetch", *options], input="\n".join(lines) + "\n", text=True,
                       stdout=subprocess.PIPE)
    if p.returncode:
        print("fetch ended with %d" % p.returncode)
    return [json.loads(x) for x in p.stdout.splitlines()] + [{"stat": None}]


def faults_of(row, r):
    """What differs from the truth of a row."""
    got = dict(verdict=r["verdict"], reason=r["reason"], hops=len(r["hops"]),
               tries=r["tries"], status=r["status"], body=r["body_bytes"],
               body_cut=r["body_cut"], retry_after=r["retry_after_ms"] // 1000)
    return ["%s: want %s, got %s" % (k, row[k], got[k]) for k in got
            if row.get(k) is not None and row[k] != got[k]]


def check_truth(exe, server, only):
    rows = [r for r in server.about["kinds"] if not only or r["kind"] in only]
    results = fetch(exe, server.options(), [line_of(r) for r in rows])
    by_url = {r["url"]: r for r in results if "url" in r}
    bad = 0
    for row in rows:
        r = by_url.get(row["url"])
        faults = faults_of(row, r) if r else ["no result"]
        if faults or only:
            print("%-28s %s\n    %s" % (row["kind"], "; ".join(faults) or "as it should", r and {
                k: r[k] for k in ("verdict", "reason", "detail", "status", "phase", "tries")}))
        bad += bool(faults)
    print("%d kinds, %d wrong; %s" % (len(rows), bad, results[-2].get("stat")))
    return bad


def check_probe(exe, server):
    """An availability probe asks once: no second try, no second profile."""
    names = ("status-503", "status-404", "closed-without-a-byte", "ok", "forbidden-to-first-profile")
    rows = [r for r in server.about["kinds"] if r["kind"] in names]
    results = fetch(exe, server.options(), ["kind=probe " + r["url"] for r in rows])
    bad = [r for r in results if "url" in r and r["tries"] != 1]
    for r in bad:
        print("probe asked %d times: %s" % (r["tries"], r["url"]))
    # whether the home page answers is measured there, not at its robots.txt
    rows += [r for r in server.about["kinds"] if r["kind"] in ("robots-500", "robots-resets")]
    more = fetch(exe, server.options(), ["kind=probe " + r["url"] for r in rows[-2:]])
    bad += [r for r in more if "url" in r and r["verdict"] != "ok"]
    results += more
    return len(bad) + (len([r for r in results if "url" in r]) != len(rows))


def check_cookies(exe, server):
    """What one job was given is not shown by the next."""
    row = [r for r in server.about["kinds"] if r["kind"] == "cookies-end-with-the-job"][0]
    results = fetch(exe, server.options() + ["--transfers", "1"],
                    [row["url"] + "?%d" % i for i in range(10)])
    return len([r for r in results if "url" in r and r["verdict"] != "ok"])


def children(pid):
    """All processes below pid."""
    found = []
    for task in os.listdir("/proc/%d/task" % pid):
        with open("/proc/%d/task/%s/children" % (pid, task)) as f:
            for child in f.read().split():
                found += [int(child)] + children(int(child))
    return found


def orphans(exe):
    """Roles of this executable whose parent is gone; they get a second to go too. A fetcher may
    be a copy of its parent: it is known by its name alone."""
    for _ in range(20):
        left = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                with open("/proc/%s/stat" % pid) as f:
                    parent = f.read().rsplit(")", 1)[1].split()[1]
                with open("/proc/%s/comm" % pid) as f:
                    role = f.read().strip() in ("fetcher", "parser")
                if role and parent == "1" and os.path.samefile("/proc/%s/exe" % pid, exe):
                    left.append(int(pid))
            except (OSError, IndexError):
                pass
        if not left:
            break
        threading.Event().wait(0.05)
    return left


def kill_now_and_then(process, seen, deaths):
    """One process below the command at every 150th result, the fetcher at each fourth."""
    n = 0
    while process.poll() is None:
        if not seen.acquire(timeout=0.2):
            continue
        n += 1
        if n % 150:
            continue
        try:
            direct = open("/proc/%d/task/%d/children" % (process.pid, process.pid)).read()
            fetcher = int(direct.split()[0])
            below = children(fetcher)
            victim = fetcher if n % 600 == 0 or not below else below[n // 150 % len(below)]
            os.kill(victim, signal.SIGKILL)
            deaths.append(victim == fetcher)
        except (OSError, IndexError):
            pass


def check_deaths(exe, server, jobs):
    port = server.about["ports"]["http"]
    lines = ["http://127.0.0.1:%d/ok/%d" % (port, i) for i in range(jobs)]
    p = subprocess.Popen([exe, "fetch", *server.options(), "--no-robots", "--transfers", "32"],
                         stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    seen, deaths, results = threading.Semaphore(0), [], []
    killer = threading.Thread(target=kill_now_and_then, args=(p, seen, deaths))

    def feed():
        p.stdin.write("\n".join(lines) + "\n")
        p.stdin.close()
    threading.Thread(target=feed).start()
    killer.start()
    for x in p.stdout:
        results.append(json.loads(x))
        seen.release()
    killer.join()
    urls = [r["url"] for r in results if "url" in r]
    wrong = [r for r in results if "url" in r and r["verdict"] != "ok"]
    stat = results[-1]["stat"]
    print("%d jobs, %d results, %d kills (%d of the fetcher), %d not ok; %s" % (
        jobs, len(urls), len(deaths), sum(deaths), len(wrong), stat))
    for r in wrong[:5]:
        print("   ", r["url"], r["verdict"], r["reason"], r["detail"])
    left = orphans(exe)
    if left:
        print("    processes left behind:", left)
    good = not left and sorted(urls) == sorted(lines) and not wrong and sum(deaths) >= 1
    return 0 if good and len(deaths) > sum(deaths) else 1


def main():
    exe, only = sys.argv[1], sys.argv[2:]
    with tempfile.TemporaryDirectory() as folder:
        server = Server(folder)
        try:
            bad = check_truth(exe, server, only)
            if not only:
                bad += check_probe(exe, server)
                bad += check_cookies(exe, server)
                bad += check_deaths(exe, server, 2000)
        finally:
            server.close()
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
