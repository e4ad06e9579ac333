"""TLS: a port for every kind, signed by an authority of the test's own."""
import os
import socket
import ssl
import subprocess
import threading
from base import *

ME = []


class Authority:
    def __init__(self, folder):
        self.dir = folder
        self.ca = self.make("ca", "/CN=odd root", None, ca=True)
        self.mid = self.make("mid", "/CN=odd middle", "ca", ca=True)

    def openssl(self, *a):
        subprocess.run(["openssl", *a], check=True, capture_output=True, cwd=self.dir)

    def make(self, name, subject, by, ca=False, san="IP:127.0.0.1", days=("20200101000000Z", "20450101000000Z")):
        with open(f"{self.dir}/{name}.ext", "w", encoding="utf-8") as f:
            f.write("basicConstraints=critical,CA:TRUE\n" if ca else f"basicConstraints=CA:FALSE\nsubjectAltName={san}\n")
        self.openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out", f"{name}.key")
        self.openssl("req", "-new", "-key", f"{name}.key", "-subj", subject, "-out", f"{name}.csr")
        conf = f"{self.dir}/{name}.cnf"
        with open(conf, "w", encoding="utf-8") as f:
            f.write("[ca]\ndefault_ca=d\n[d]\ndatabase=%s.idx\nnew_certs_dir=.\nrand_serial=yes\ndefault_md=sha256\n"
                "policy=p\nunique_subject=no\n[p]\ncommonName=supplied\n" % name)
        open(f"{self.dir}/{name}.idx", "w", encoding="utf-8").close()
        sign = ["-selfsign", "-keyfile", f"{name}.key"] if not by else ["-cert", f"{by}.pem", "-keyfile", f"{by}.key"]
        self.openssl("ca", "-batch", "-config", conf, "-startdate", days[0], "-enddate", days[1], "-extfile", f"{name}.ext",
            "-notext", "-in", f"{name}.csr", "-out", f"{name}.pem", *sign)
        return f"{self.dir}/{name}.pem"

    def chain(self, name, *files):
        with open(f"{self.dir}/{name}", "w", encoding="utf-8") as out:
            for f in files:
                with open(f"{self.dir}/{f}.pem", encoding="utf-8") as g:
                    out.write(g.read())
        return f"{self.dir}/{name}"


def listen(talk, context=None):
    def secured(c):
        with context.wrap_socket(c, server_side=True) as secure:
            talk(secure)
    s = socket.create_server(("127.0.0.1", 0), backlog=64)
    answer_all(s, secured if context else talk)
    return s.getsockname()[1]


def say(data, shut=True):
    """Every request on the connection is answered with DATA; SHUT: with a proper goodbye"""
    def talk(c):
        got = b""
        while b"\r\n\r\n" not in got:
            more = c.recv(4096)
            if not more:
                return
            got += more
        if b"GET /robots.txt" in got or b"portalwatch-" in got:
            reply = answer("no", "404 Not Found", "Connection: close")
        else:
            reply = data() if callable(data) else data
        c.sendall(reply)
        if shut and isinstance(c, ssl.SSLSocket):
            c.unwrap()
    return talk


class Late:
    """Leaves the connection, sends us to another host, and while that one answers sends bytes
    that nobody asked for into the connection that is kept; then we are sent back to it"""

    def __init__(self, name, context=None):
        self.away, self.sent = threading.Event(), threading.Event()
        self.path = f"/late-{name}"
        port = listen(self.talk, context)
        self.url = f"{'https' if context else 'http'}://127.0.0.1:{port}/late/"
        serve(self.path, self.wait)

    def wait(self, req, asked):
        self.away.set()
        self.sent.wait(5)
        return head("302 Found", f"Location: {self.url}0", "Content-Length: 0") + b"\r\n"

    def talk(self, c):
        got = b""
        while True:
            while b"\r\n\r\n" not in got:
                more = c.recv(4096)
                if not more:
                    return
                got += more
            request, _, got = got.partition(b"\r\n\r\n")
            if b" /late/1 " not in request:
                c.sendall(answer(article("late end")) if b" /late/0 " in request else answer("", "404 Not Found"))
                continue
            c.sendall(head("302 Found", f"Location: http://{ME[0]}{self.path}", "Content-Length: 0") + b"\r\n")
            self.away.wait(5)
            # believed at once, where a refusal would be asked for again
            c.sendall(head("302 Found", f"Location: http://{ME[0]}/late-nothing", "Content-Length: 0") + b"\r\n")
            self.sent.set()


def rows(folder):
    a = Authority(folder)
    a.make("leaf", "/CN=127.0.0.1", "mid")
    a.make("old", "/CN=127.0.0.1", "mid", days=("20200101000000Z", "20210101000000Z"))
    a.make("early", "/CN=127.0.0.1", "mid", days=("20400101000000Z", "20450101000000Z"))
    a.make("other", "/CN=www.other.example", "mid", san="DNS:www.other.example")
    a.make("self", "/CN=127.0.0.1", None)
    a.make("wild", "/CN=127.0.0.1", "mid", san="DNS:*.0.0.1")

    def context(*files, alpn=("http/1.1",), low=None):
        c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        c.load_cert_chain(a.chain("+".join(files), *files), f"{folder}/{files[0]}.key")
        c.set_alpn_protocols(list(alpn))
        if low:
            c.maximum_version = low
        return c

    def tls(name, want, ctx, data=None, shut=True, path="/"):
        port = listen(say(data or answer(article("tls" + name), "200 OK", "Connection: close"), shut), ctx)
        ROWS.append({"name": "tls/" + name, "want": {want} if isinstance(want, str) else want, "href": f"https://127.0.0.1:{port}{path}",
            "tag": "a", "attrs": "", "url": f"https://127.0.0.1:{port}{path}"})
    full = lambda **k: context("leaf", "mid", **k)
    b = article("tls to close").encode()
    tls("fine", "ok", full())
    tls("no-middle", "ok", context("leaf"))
    tls("extra-root", "ok", context("leaf", "mid", "ca"))
    tls("order", "ok", context("leaf", "ca", "mid"))
    tls("unrelated-extra", "ok", context("leaf", "self", "mid"))
    tls("expired", "broken.tls", context("old", "mid"))
    tls("expired-404", {"broken.tls", "broken.http"}, context("old", "mid"), answer("x", "404 Not Found", "Connection: close"))
    tls("early", "broken.tls", context("early", "mid"))
    tls("other-name", "broken.tls", context("other", "mid"))
    tls("self-signed", "broken.tls", context("self"))
    tls("wild-ip", "broken.tls", context("wild", "mid"))
    tls("v12", "ok", full(low=ssl.TLSVersion.TLSv1_2))
    tls("no-goodbye", "ok", full(), head("200 OK", "Connection: close") + b"\r\n" + b, shut=False)
    tls("no-goodbye-length", "ok", full(), shut=False)
    tls("404", DEAD, full(), answer("gone", "404 Not Found", "Connection: close"))
    tls("404-no-goodbye", DEAD, full(), head("404 Not Found", "Connection: close") + b"\r\ngone", shut=False)
    tls("to-plain", {"ok"}, full(), lambda: head("302 Found", f"Location: http://{ME[0]}/way-end.html",
        "Content-Length: 0", "Connection: close") + b"\r\n")
    tls("late-bytes", "ok", full(), answer(article("late"), "200 OK") + b"\r\n\r\nlate bytes")
    plain = listen(say(answer("<p>plain", "400 Bad Request")))
    other(f"https://127.0.0.1:{plain}/", "plain-on-tls", {"unstable.timeout", "unstable.connect", "unstable.reset", "broken.tls", "unknown"})

    def slam(c):
        c.recv(10)
    other(f"https://127.0.0.1:{listen(slam)}/", "slam", {"unstable.connect", "unstable.reset"})

    def mute(c):
        threading.Event().wait(9)
    other(f"https://127.0.0.1:{listen(mute)}/", "mute", {"unstable.timeout", "unstable.connect"})
    other(Late("secure", full()).url + "1", "late-bytes-kept", {"ok"})
    other(Late("plain").url + "1", "late-bytes-kept-plain", {"ok"})
    two = listen(h2(("rst",), False), full(alpn=("h2", "http/1.1")))
    other(f"https://127.0.0.1:{two}/", "h2-or-1", {"ok"})
    only = full(alpn=("h2",))
    other(f"https://127.0.0.1:{listen(h2(('page',)), only)}/", "h2-only", {"ok"})
    other(f"https://127.0.0.1:{listen(h2(('goaway', 'page')), only)}/", "h2-goaway-once", {"ok"})
    other(f"https://127.0.0.1:{listen(h2(('refuse', 'page')), only)}/", "h2-refused-once", {"ok"})
    other(f"https://127.0.0.1:{listen(h2(('404',)), only)}/", "h2-404", DEAD)
    return a.ca


def other(url, name, want):
    ROWS.append({"name": "tls/" + name, "want": want, "href": url, "tag": "a", "attrs": "", "url": url})


def frame(kind, flags, stream, data=b""):
    return len(data).to_bytes(3, "big") + bytes([kind, flags]) + stream.to_bytes(4, "big") + data


def h2(plan, only=True):
    """A server that speaks HTTP/2 where it was agreed on, one step of PLAN a connection (the last
    for all that follow), and HTTP/1.1 else"""
    state = {"n": 0}

    def talk(c):
        if c.selected_alpn_protocol() != "h2":
            # who knows nothing else: its first frame, and the end
            say(frame(4, 0, 0) + frame(7, 0, 0, b"\0\0\0\0\0\0\0\1") if only
                else answer(article("h1"), "200 OK", "Connection: close"))(c)
            return
        what = plan[min(state["n"], len(plan) - 1)]
        state["n"] += 1
        c.sendall(frame(4, 0, 0))
        got = b""
        while True:
            more = c.recv(65536)
            if not more:
                return
            got += more
            if got.startswith(b"PRI"):
                if len(got) < 24:
                    continue
                got = got[24:]
            while len(got) >= 9 and len(got) >= 9 + int.from_bytes(got[:3], "big"):
                size, kind, flags = int.from_bytes(got[:3], "big"), got[3], got[4]
                stream = int.from_bytes(got[5:9], "big")
                got = got[9 + size:]
                if kind == 4 and not flags & 1:
                    c.sendall(frame(4, 1, 0))
                elif kind == 1 and what == "goaway":
                    c.sendall(frame(7, 0, 0, b"\0\0\0\0\0\0\0\2"))
                    return
                elif kind == 1 and what in ("refuse", "rst"):
                    c.sendall(frame(3, 0, stream, b"\0\0\0\7" if what == "refuse" else b"\0\0\0\1"))
                elif kind == 1:
                    body = article("h2").encode()
                    c.sendall(frame(1, 4, stream, b"\x8d" if what == "404" else b"\x88") + frame(0, 1, stream, body))
    return talk
