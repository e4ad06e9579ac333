"""A server of difficult answers with the truth beside each. One process, one thread a connection; every host is a name
of its own on a 127.3.x.y address, names come from a small DNS server, certificates from a small authority. Answers of one group stand in one file; catalogue.py puts them together."""
import os
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time

CASES = []   # (group, name, url, truths)
HOSTS = {}   # name -> Host
SEEN = {}    # (host, path) -> number of requests


sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
from ports import free_port  # noqa: E402

PORTS = {k: free_port("0.0.0.0") for k in "PTND"}   # plain, TLS, nobody, names


def fill(data):
    """the ports in the place of {P}, {T} and {N}"""
    for key, port in PORTS.items():
        if isinstance(data, str):
            data = data.replace("{%s}" % key, str(port))
        else:
            data = data.replace(b"{%s}" % key.encode(), b"%d" % port)
    return data


class Host:
    def __init__(self, name, tls=None):
        self.name, self.routes, self.default, self.tls = name, {}, None, tls
        self.address = "127.3.%d.%d" % (len(HOSTS) // 200, len(HOSTS) % 200 + 1)
        self.port = None
        HOSTS[name] = self

    @property
    def base(self):
        return "%s://%s:{%s}" % ("https" if self.tls else "http", self.name, "T" if self.tls else "P")


def host(name, tls=None):
    return HOSTS.get(name) or Host(name, tls)


REASON = {200: "OK", 404: "Not Found"}


def R(status=200, body="", type="text/html; charset=utf-8", head=(), reason=None, length=True, version="HTTP/1.1"):
    body = fill(body.encode() if isinstance(body, str) else body)
    lines = ["%s %d %s" % (version, status, reason or REASON.get(status, "X"))]
    if type:
        lines.append("Content-Type: " + type)
    if length:
        lines.append("Content-Length: %d" % len(body))
    lines += list(head)
    return fill("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape") + body


WORDS = ("为深入贯彻落实国务院关于加强政务公开工作的要求,结合我市实际,现将有关事项通知如下。各县区人民政府、市政府各部门要高度重视,"
         "明确责任分工,按时报送材料。本办法自发布之日起施行,由市政府办公室负责解释。").split("。")
NAV = ("<div class=nav><ul>" + "".join('<li><a href="http://portal.test:{P}/">%s</a></li>' % w for w in
       "首页 政务公开 政务服务 互动交流 走进示例 数据开放 专题专栏".split()) + "</ul></div>")
FOOT = "<div class=foot>主办单位:示例市人民政府办公室 网站标识码:3299000001 苏ICP备05000001号 联系我们 网站地图</div>"


def page(title, text=None, seed=0, extra=""):
    if text is None:
        n = sum(map(ord, title)) + seed
        text = "".join("<p>%s第%d条:%s。</p>" % (title, i, WORDS[(n * (i + 3)) % len(WORDS)] + str(n * i % 977)) for i in range(6))
    return ("<!doctype html><html><head><meta charset=utf-8><title>%s</title>%s</head><body>%s<div class=main><h1>%s</h1>%s</div>%s"
            "</body></html>") % (title, extra, fill(NAV), title, text, FOOT)


LIVE = {"ok", "moved"}
BLOCKED = {"blocked"}
SOFT = {"broken.soft404"}


def add(group, name, truths, answer=None, on="portal.test", path=None, url=None, href=None):
    h = host(on)
    if url is None:
        path = path or "/%s/%s.html" % (group, name)
        if answer is not None:
            h.routes[path.split("#")[0]] = answer
        url = h.base + (path)
    CASES.append((group, name, url, {truths} if isinstance(truths, str) else set(truths), href))


class Request:
    pass


def read_request(f):
    line = f.readline(65536)
    if not line:
        return None
    q = Request()
    q.method, q.target = (line.decode("latin-1").split() + ["", ""])[:2]
    q.headers = {}
    while True:
        l = f.readline(65536)
        if l in (b"\r\n", b"\n", b""):
            break
        k, _, v = l.decode("latin-1").partition(":")
        q.headers[k.lower()] = v.strip()
    return q


LOCK = threading.Lock()


def reset(conn):
    conn.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def serve(h, conn, raw):
    try:
        f = conn.makefile("rb")
        while True:
            q = read_request(f)
            if q is None:
                return
            q.conn, q.host, q.raw = conn, h, raw
            with LOCK:
                q.nth = SEEN[h.name, q.target] = SEEN.get((h.name, q.target), 0) + 1
            a = h.routes.get(q.target)
            if a is None:
                a = h.routes.get(q.target.split("?")[0] + "?*")
            if a is None:
                a = h.default
            if a is None:
                a = R(404, "<title>404</title>nothing here", head=["X-Nix: 1"])
            close = False
            if callable(a):
                a = a(q)
            if isinstance(a, tuple):
                a, close = a
            if a == "reset":
                reset(raw)
                return
            if a is None:
                return
            if isinstance(a, bytes):
                if q.method == "HEAD":
                    a = a[:a.find(b"\r\n\r\n") + 4]
                conn.sendall(a)
                if b"\nContent-Length" not in a and b"chunked" not in a.lower():
                    close = True
            else:
                for part in a:
                    if part == "reset":
                        reset(raw)
                        return
                    if isinstance(part, float):
                        time.sleep(part)
                    else:
                        conn.sendall(part)
                close = True
            if close:
                return
    except (OSError, ssl.SSLError, ValueError):
        pass
    finally:
        for c in (conn, raw):
            try:
                c.close()
            except OSError:
                pass


def listen(h):
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind((h.address, PORTS["T" if h.tls else "P"]))
    s.listen(128)
    ctx = h.tls and h.tls()

    def one(c):
        try:
            c.settimeout(60)
            serve(h, ctx.wrap_socket(c, server_side=True, do_handshake_on_connect=True) if ctx else c, c)
        except (OSError, ssl.SSLError):
            c.close()

    def loop():
        while True:
            c, _ = s.accept()
            threading.Thread(target=one, args=(c,), daemon=True).start()
    threading.Thread(target=loop, daemon=True).start()


DNS = {}     # name -> address, or "servfail"


def dns(port):
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("127.0.0.1", port))

    def loop():
        while True:
            q, who = s.recvfrom(4096)
            i, labels = 12, []
            while q[i]:
                labels.append(q[i + 1:i + 1 + q[i]].decode("latin-1"))
                i += 1 + q[i]
            qtype = struct.unpack(">H", q[i + 1:i + 3])[0]
            question = q[12:i + 5]
            name = ".".join(labels).lower()
            a = DNS.get(name)
            code = 0 if a and a != "servfail" else 2 if a else 3
            answer = b""
            if code == 0 and qtype == 1:
                answer = b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + socket.inet_aton(a)
            s.sendto(q[:2] + struct.pack(">HHHHH", 0x8180 | code, 1, 1 if answer else 0, 0, 0) + question + answer, who)
    threading.Thread(target=loop, daemon=True).start()


def start():
    for h in HOSTS.values():
        DNS[h.name] = h.address
        listen(h)
    dns(PORTS["D"])
