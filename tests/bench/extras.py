#!/usr/bin/env python3
"""What linkcheck asks for beside the addresses of a site: names nobody used, by which soft 404s are known, and pages read
again because a style sheet hides something. Requests, bytes and time with and without, on the site of site.py and on one of
many hosts, folders and kinds of files.

    extras.py [PORTALWATCH [PAGES [HOSTS [ROUNDS]]]]
"""
import collections
import json
import os
import resource
import socket
import subprocess
import sys
import tempfile
import time

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path.insert(0, HERE)
import site_of_kinds  # noqa: E402

NGINX = os.environ.get("PORTALWATCH_NGINX", "/usr/sbin/nginx")
CONF = """worker_processes 1; daemon off; pid %(dir)s/nginx.pid; error_log %(dir)s/error.log;
events { worker_connections 2048; }
http { log_format one "$host $status $bytes_sent $uri"; access_log %(dir)s/access.log one; keepalive_requests 1000000;
default_type application/octet-stream; types { text/html html; text/css css; image/png png; image/jpeg jpg; application/pdf pdf;
application/javascript js; }
client_body_temp_path %(dir)s/t; proxy_temp_path %(dir)s/t; fastcgi_temp_path %(dir)s/t; uwsgi_temp_path %(dir)s/t;
scgi_temp_path %(dir)s/t; server { %(listen)s root %(dir)s/$server_addr; } }
"""


def serve(folder, hosts):
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    listen = " ".join("listen 127.0.0.%d:%d;" % (i + 1, port) for i in range(hosts))
    with open(os.path.join(folder, "nginx.conf"), "w") as f:
        f.write(CONF % {"dir": folder, "listen": listen})
    p = subprocess.Popen([NGINX, "-p", folder, "-c", os.path.join(folder, "nginx.conf")], stderr=subprocess.DEVNULL)
    while True:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return p, port
        except OSError:
            if p.poll() is not None:
                sys.exit("nginx does not start")
            time.sleep(0.05)


def run(exe, folder, port, hosts, options):
    """(seconds, of the processor, summary, what was asked for)"""
    log = os.path.join(folder, "access.log")
    os.truncate(log, 0)
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.monotonic()
    out = subprocess.run([exe, "linkcheck", "--json", *options, *("http://127.0.0.%d:%d/" % (i + 1, port) for i in range(hosts))],
                         stdout=subprocess.PIPE, stderr=subprocess.DEVNULL).stdout
    wall, after = time.monotonic() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    asked = collections.Counter()
    seen = collections.Counter()
    for line in open(log):
        host, status, nbytes, path = line.split(" ", 3)
        path = path.strip()
        seen[host, path] += 1
        name = ("again" if seen[host, path] > 1 else "gone" if "/gone/" in path else "robots" if path == "/robots.txt"
                else "page" if status == "200" else "name-of-page" if path.endswith((".html", "/")) else "name-of-file")
        asked[name] += 1
        asked["bytes " + name] += int(nbytes)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, json.loads(out.splitlines()[-1])["summary"], asked


def measure(exe, name, folder, hosts, rounds):
    server, port = serve(folder, hosts)
    ways = {"all": [], "no names": ["--no-soft404"], "nothing hidden": ["--no-hidden"]}
    best = {}
    for _ in range(rounds):
        for way, options in ways.items():
            got = run(exe, folder, port, hosts, options)
            if way not in best or got[1] < best[way][1]:
                best[way] = got
    server.terminate()
    server.wait()
    for way, (wall, cpu, summary, asked) in best.items():
        extra = sum(asked[x] for x in ("name-of-page", "name-of-file"))
        print("%-8s %-14s %6d addresses %6d requests %5.2f s %5.2f s of the processor; names %d + %d of files, %.2f %% of "
              "requests, %.2f %% of bytes; again %d, %.2f %% of bytes" % (
                  name, way, summary["links"], summary["requests"], wall, cpu, asked["name-of-page"], asked["name-of-file"],
                  100 * extra / summary["requests"],
                  100 * (asked["bytes name-of-page"] + asked["bytes name-of-file"]) / max(1, summary["bytes"]),
                  asked["again"], 100 * asked["bytes again"] / max(1, summary["bytes"])))


def main():
    exe = os.path.abspath(sys.argv[1] if len(sys.argv) > 1 else os.path.join(HERE, "../../build/release/portalwatch"))
    pages, hosts, rounds = (int(sys.argv[i]) if len(sys.argv) > i else d for i, d in ((2, 10000), (3, 20), (4, 3)))
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        subprocess.run([os.path.join(HERE, "site.py"), os.path.join(folder, "127.0.0.1"), str(pages)], check=True)
        measure(exe, "one", folder, 1, rounds)
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)
        site_of_kinds.make(folder, hosts)
        measure(exe, "kinds", folder, hosts, rounds)


if __name__ == "__main__":
    main()
