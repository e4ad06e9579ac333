#!/usr/bin/env python3
"""linkcheck when this machine is short of something: no verdict on anybody else.

    own_faults.py PORTALWATCH

Few descriptors: fewer transfers at a time, every address asked. A dead resolver: unknown, not dead.
"""
import collections
import http.server
import json
import os
import resource
import subprocess
import sys
import tempfile
import threading

PAGES = 120


class Site(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def do_GET(self):
        n = self.path.strip("/").removesuffix(".html")
        if self.path == "/":
            body = "".join('<p><a href="/%d.html">%d</a></p>' % (i, i) for i in range(PAGES))
        elif n.isdigit() and int(n) < PAGES:
            body = "<title>page %s</title><p>%s</p>" % (n, " ".join(str(int(n) * i) for i in range(40)))
        else:
            body = None
        data = (body or "none").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def run(exe, args, descriptors=None):
    def limit():
        resource.setrlimit(resource.RLIMIT_NOFILE, (descriptors, descriptors))
    p = subprocess.run([exe, "linkcheck", *args, "--json", "--all"], capture_output=True, text=True, preexec_fn=limit if descriptors else None)
    rows = [r for r in map(json.loads, p.stdout.splitlines()) if "url" in r]
    return p, collections.Counter((r["verdict"], r["reason"]) for r in rows)


def few_descriptors(exe, home):
    faults = 0
    for n in (48, 36):
        p, got = run(exe, [home, "--connections", "64"], n)
        if p.returncode != 0 or got != {("ok", None): PAGES + 1} or "descriptors" not in p.stderr:
            print("%d descriptors: exit %d, %s, %s" % (n, p.returncode, dict(got), p.stderr[-300:]))
            faults += 1
    return faults


def dead_resolver(exe):
    """Nobody listens on the port of names there. The first silent names may be their own servers' fault: never dead."""
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(folder, "index.html"), "w") as f:
            f.write("<title>names</title>" + "".join('<a href="http://name%d.test/">%d</a>' % (i, i) for i in range(12)))
        p, got = run(exe, [folder + "/", "--resolver", "127.0.0.2", "--timeout", "2s", "--retries", "0"])
    kinds = {v for v, _ in got}
    if kinds - {"ok", "unstable.dns", "unknown"} or got[("unknown", "no-resolver")] < 8:
        print("dead resolver: exit %d, %s" % (p.returncode, dict(got)))
        return 1
    return 0


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Site)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    faults = few_descriptors(sys.argv[1], "http://127.0.0.1:%d/" % server.server_address[1]) + dead_resolver(sys.argv[1])
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
