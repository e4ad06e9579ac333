#!/usr/bin/env python3
"""A thousand hosts asked once a second each, slow ones and hanging ones among them.

    hosts.py [PORTALWATCH [SECONDS [HOSTS]]]	60 1000

Hosts are addresses of 127/8. They answer after 50 ms to 5 s; every twentieth never does and
costs the time-out of 10 s. The ideal is the sum over hosts of 1 / max(1 s, answer time or
time-out). Prints the share of it that was reached, counted by the server after a start of
ten seconds, and the cores used; exit status 1 below 95 % or above half a core.
"""
import os
import subprocess
import sys
import tempfile
import time
import urllib.request

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import scale  # noqa: E402

TIMEOUT = 10
START = 10


def answer_s(k):
    return None if k % 20 == 7 else 0.05 + (k * 37 % 4951) / 1000


def write_list(path, hosts, port, seconds):
    ideal = 0
    with open(path, "w") as f:
        for k in range(hosts):
            s = answer_s(k)
            ideal += 1 / max(1, TIMEOUT if s is None else s)
            step = "never" if s is None else "ms%d" % round(s * 1000)
            for i in range(int(seconds / max(1, s or 1)) + 5):
                print("http://127.1.%d.%d:%d/wait/%s/%d" % (k // 250, k % 250 + 1, port, step, i), file=f)
    return ideal


def main():
    exe = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else
                          os.path.join(HERE, "../../build/release/portalwatch"))
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 60
    hosts = int(sys.argv[3]) if len(sys.argv) > 3 else 1000
    with tempfile.TemporaryDirectory() as folder:
        server, port = scale.start_server(folder)
        count = lambda: int(urllib.request.urlopen("http://127.0.0.1:%d/count" % port).read())  # noqa: E731
        names = os.path.join(folder, "list")
        ideal = write_list(names, hosts, port, seconds + START)
        cost = os.path.join(folder, "cost")
        run = subprocess.Popen([sys.executable, os.path.join(HERE, "cputime.py"), cost, exe, "linkcheck", "--json",
                                "--no-soft404", "--ignore-robots", "--rate", "1", "--connections", "1",
                                "--sockets", str(hosts + 24), "--timeout", "%ds" % TIMEOUT,
                                "--max-time", "%ds" % (seconds + START), "--from", names],
                               stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(START)
        count()
        began = time.monotonic()
        time.sleep(seconds - 1)
        reached = count() / (time.monotonic() - began)
        run.wait()
        server.kill()
        server.wait()
        with open(cost) as f:
            wall, cpu, _ = map(float, f.read().split())
    print("%d hosts: %.1f requests a second of %.1f, %.1f %%; %.2f cores" % (
        hosts, reached, ideal, 100 * reached / ideal, cpu / wall))
    return 1 if reached < 0.95 * ideal or cpu / wall > 0.5 else 0


if __name__ == "__main__":
    sys.exit(main())
