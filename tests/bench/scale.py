#!/usr/bin/env python3
"""What linkcheck costs as sites grow, in processor time and anonymous memory.

    scale.py [PORTALWATCH [ADDRESSES...]]	10000 100000 1000000

A page in a hundred carries a hundred links, so that a million addresses are a million
requests of small pages. Then 256 transfers at a time to 256 hosts that take half a second
to answer, and pages of 1 MB with 3,000 links each. Prints the curve and the peaks of
RssAnon by process; exit status 1 where a ceiling is passed: 64 MiB coordinator, 48 MiB
fetcher (not while the pages of 1 MB are fetched: it holds some dozens of them), 64 MiB
parser.
"""
import json
import os
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
CEILING = {"coordinator": 64, "fetcher": 48, "parser": 64}


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def start_server(folder):
    exe = os.path.join(folder, "bench-server")
    subprocess.run(["cc", "-O2", "-D_GNU_SOURCE", os.path.join(HERE, "bench-server.c"), "-o", exe], check=True)
    port = free_port()
    server = subprocess.Popen([exe, str(port)])
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return server, port
        except OSError:
            time.sleep(0.05)
    sys.exit("the server does not start")


def rss_anon(pid, name=None):
    """Of a child that is not yet what it is started as (it shows its parent's memory): 0."""
    try:
        with open("/proc/%d/status" % pid) as f:
            for line in f:
                if name and line.startswith("Name:") and line.split()[1] != name:
                    return 0
                if line.startswith("RssAnon:"):
                    return int(line.split()[1]) / 1024
    except OSError:
        pass
    return 0


def children(pid):
    try:
        with open("/proc/%d/task/%d/children" % (pid, pid)) as f:
            return [int(x) for x in f.read().split()]
    except OSError:
        return []


def run(exe, folder, *args):
    """Wall and processor seconds, the summary, peaks of RssAnon in MiB."""
    cost = os.path.join(folder, "cost")
    out = os.path.join(folder, "out")
    with open(out, "w") as f:
        wrapper = subprocess.Popen([sys.executable, os.path.join(HERE, "cputime.py"), cost, exe, "linkcheck",
                                    "--json", "--no-soft404", "--ignore-robots"] + list(args),
                                   stdout=f, stderr=subprocess.DEVNULL)
    peak = dict.fromkeys(CEILING, 0)
    while wrapper.poll() is None:
        for coordinator in children(wrapper.pid):
            peak["coordinator"] = max(peak["coordinator"], rss_anon(coordinator))
            for fetcher in children(coordinator):
                peak["fetcher"] = max(peak["fetcher"], rss_anon(fetcher, "fetcher"))
                for parser in children(fetcher):
                    peak["parser"] = max(peak["parser"], rss_anon(parser, "parser"))
        time.sleep(0.05)
    with open(cost) as f:
        wall, cpu, _ = map(float, f.read().split())
    with open(out, "rb") as f:
        f.seek(max(0, os.path.getsize(out) - 4096))
        summary = json.loads(f.read().splitlines()[-1])["summary"]
    return wall, cpu, summary, peak


def show(what, wall, cpu, n, peak):
    print("%-28s %7.1f s %7.1f s processor %6.1f us each   MiB: coordinator %5.1f fetcher %5.1f parser %5.1f" % (
        what, wall, cpu, cpu * 1e6 / n, peak["coordinator"], peak["fetcher"], peak["parser"]), flush=True)


def main():
    exe = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else
                          os.path.join(HERE, "../../build/release/portalwatch"))
    sizes = [int(x) for x in sys.argv[2:]] or [10000, 100000, 1000000]
    peaks = dict.fromkeys(CEILING, 0)
    cost = []
    with tempfile.TemporaryDirectory() as folder:
        server, port = start_server(folder)
        base = "http://127.0.0.1:%d/" % port

        def one(what, want, *args, bounded=CEILING):
            wall, cpu, summary, peak = run(exe, folder, *args)
            show(what, wall, cpu, summary["links"], peak)
            if summary["ok"] != want:
                sys.exit("%d of %d addresses are well" % (summary["ok"], want))
            for k in bounded:
                peaks[k] = max(peaks[k], peak[k])
            return cpu / summary["links"]

        for n in sizes:
            cost.append(one("%d addresses" % n, n, base + "tree/%d/0" % n))
        hosts = os.path.join(folder, "hosts")
        with open(hosts, "w") as f:
            for i in range(2560):
                print("http://127.2.0.%d:%d/wait/ms500/%d" % (i % 256, port, i), file=f)
        one("256 transfers at a time", 2560, "--rate", "1000", "--connections", "1", "--sockets", "256", "--from", hosts)
        one("pages of 1 MB", 50, base + "big/0", bounded=("coordinator", "parser"))
        server.kill()
        server.wait()
    print("cost of an address, last to first: %.2f" % (cost[-1] / cost[0]))
    over = [k for k in CEILING if peaks[k] > CEILING[k]]
    for k in over:
        print("%s: %.1f MiB, at most %d" % (k, peaks[k], CEILING[k]))
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
