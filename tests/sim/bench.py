"""What the simulations share: a scripted web site on loopback and the built executable.

Site answers from functions that the test sets, so that a portal changes between two rounds
without files; Bench runs the executable on a configuration in a directory of its own.
"""
import hashlib
import http.server
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import threading
import time

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / "tests"))


class Answer:
    """One answer: status, headers, body; cut: the connection ends before the body does; tag: its
    ETag, else the digest of the body where it is tagged; modified: its Last-Modified."""

    def __init__(self, body=b"", status=200, type="text/html; charset=utf-8", headers=(),
                 cut=None, tagged=True, tag=None, modified=None):
        self.body = body.encode() if isinstance(body, str) else body
        self.status, self.type, self.headers = status, type, list(headers)
        self.cut, self.tagged, self.tag, self.modified = cut, tagged, tag, modified


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_HEAD(self):
        self.do_GET()

    def do_GET(self):
        site = self.server.site
        with site.lock:
            site.asked += 1
            if site.record is not None:
                site.record.append(self.path)
            a = site.answer(self.path)
        tag = a.tag or (a.tagged and '"%s"' % hashlib.md5(a.body).hexdigest())
        status, body = a.status, a.body
        asked = self.headers.get("If-None-Match" if tag else "If-Modified-Since")
        if status == 200 and asked and asked == (tag or a.modified):
            status, body = 304, b""
        head = ["HTTP/1.1 %d x" % status]
        if status == 200:
            head += ["%s: %s" % h for h in (("ETag", tag), ("Last-Modified", a.modified)) if h[1]]
        if status != 304:
            head += ["Content-Type: " + a.type, "Content-Length: %d" % len(body)]
        head += ["%s: %s" % h for h in a.headers]
        self.close_connection = a.cut is not None
        body = b"" if self.command == "HEAD" else body[:a.cut]
        self.wfile.write(("\r\n".join(head) + "\r\n\r\n").encode() + body)

    def log_message(self, *_):
        pass


class Quiet(http.server.ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128

    def handle_error(self, *_):
        pass  # a client that was killed, which is what some tests do


class Site:
    def __init__(self, answer, host="127.0.0.1"):
        self.host = host
        self.answer, self.lock = answer, threading.Lock()
        self.asked, self.record = 0, None
        self.port = 0
        self.start()
        self.web = "%s:%d" % (host, self.port)

    def start(self):
        self.server = Quiet((self.host, self.port), Handler)
        self.server.site = self
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True).start()

    def stop(self):
        """Nobody answers at its port any more, until start()."""
        self.server.shutdown()
        self.server.server_close()


class Bench:
    """A configuration in a directory; run() is the executable on it."""

    def __init__(self, exe, top, receivers, routes, telling="{quiet: none, weekly: \"off\"}",
                 network=""):
        self.exe, self.top = os.path.abspath(exe), pathlib.Path(top)
        (self.top / "portals").mkdir(parents=True, exist_ok=True)
        (self.top / "portalwatch.yaml").write_text("""store: data
timezone: Asia/Shanghai
language: en
network:
  delay: 0s
  connections: 8
  address_rate: 1000
  address_connections: 8
  parsers: 2
  allow_private: [127.0.0.0/8]
%stelling: %s
portals: ["portals/*.yaml"]
receivers:
%s
routes:
%s
""" % (network, telling, receivers, routes), encoding="utf-8")

    def portal(self, name, text):
        (self.top / "portals" / (name + ".yaml")).write_text(text, encoding="utf-8")

    def words(self, *words, now=None, quiet=True):
        cmd = [self.exe] + (["-q"] if quiet else [])
        cmd += ["-c", str(self.top / "portalwatch.yaml")]
        if now:
            cmd += ["--now", now]
        return cmd + [str(w) for w in words]

    def run(self, *words, now=None, **more):
        return subprocess.run(self.words(*words, now=now), capture_output=True, text=True,
                              errors="replace", **more)

    def lines(self, *words, now=None):
        p = self.run(*words, "--json", now=now)
        if p.returncode:
            raise SystemExit("%s: exit %d: %s" % (words, p.returncode, p.stderr[-2000:]))
        return [json.loads(x) for x in p.stdout.splitlines()]


class Faults:
    def __init__(self):
        self.n = 0

    def say(self, text):
        print(text, flush=True)
        self.n += 1

    def check(self, name, got, want):
        if got != want:
            self.say("%s: got %r, want %r" % (name, got, want))

    def check_set(self, name, got, want):
        """Two lists as multisets: what is missing and what is too much."""
        for x in sorted(set(got) | set(want), key=repr):
            a, b = got.count(x), want.count(x)
            if a != b:
                self.say("%s: %r %d times, want %d" % (name, x, a, b))


def nginx():
    for path in (os.environ.get("PORTALWATCH_NGINX"), "/usr/sbin/nginx", "/usr/local/sbin/nginx",
                 "/usr/bin/nginx"):
        if path and os.access(path, os.X_OK):
            return path
    raise SystemExit("no nginx: set PORTALWATCH_NGINX")


def temporary():
    memory = pathlib.Path("/dev/shm")  # processes are killed here, never the machine
    room = memory.is_dir() and shutil.disk_usage(memory).free > 512 << 20
    d = tempfile.TemporaryDirectory(prefix="pw-sim-", dir=memory if room else None)
    os.chmod(d.name, 0o755)  # nginx started by root reads as nobody
    return d
