#!/usr/bin/env python3
"""linkcheck against a server that keeps its connections open and leaves something in them: a
second answer, bytes beyond the length, a body behind 204 and 304, a silent close. What one
address leaves behind must not become the answer of the next.

    keepalive.py PORTALWATCH
"""
import json
import os
import re
import subprocess
import sys
import tempfile
import threading
import socket

PER_KIND = 4  # each followed by ordinary addresses on the same connection


def answer(status, body, length=None):
    return ("HTTP/1.1 %s\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n"
            % (status, len(body) if length is None else length)).encode() + body


def page(name):
    return ("<!DOCTYPE html><html><head><title>%s</title></head><body><h1>%s</h1><p>%s</p></body></html>"
            % (name, name, ("content of %s. " % name) * 40)).encode()


LATE = answer("404 Not Found", b"<title>404</title>the answer of somebody else")


def plain(c, name):
    c.sendall(answer("200 OK", page(name)))


def answers_twice(c, name):
    c.sendall(answer("200 OK", page(name)) + LATE)


def leave(c, data):
    """Sent while the connection rests. Once the next request is there (a busy machine let us
    sleep between the two) nobody could tell it from the answer to that one: then not."""
    try:
        c.recv(1, socket.MSG_PEEK | socket.MSG_DONTWAIT)
    except BlockingIOError:
        c.sendall(data)


def answers_twice_later(c, name):
    """The second one comes as a packet of its own."""
    c.sendall(answer("200 OK", page(name)))
    leave(c, LATE)


def good_answer_later(c, name):
    """The answer left behind is a good one: a dead address must not live by it."""
    c.sendall(answer("200 OK", page(name)))
    leave(c, answer("200 OK", page("somebody else")))


def body_behind_204(c, name):
    c.sendall(b"HTTP/1.1 204 No Content\r\n\r\n" + LATE)


def longer_than_said(c, name):
    body = page(name)
    c.sendall(answer("200 OK", body + LATE, len(body)))


def closes_silently(c, name):
    c.sendall(answer("200 OK", page(name)))
    raise ConnectionResetError


def chunked_and_more(c, name):
    body = page(name)
    c.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n%x\r\n%s\r\n0\r\n\r\n"
              % (len(body), body) + LATE)


def dead(c, name):
    c.sendall(answer("404 Not Found", b"not here"))


KINDS = {f.__name__: f for f in (plain, answers_twice, answers_twice_later, good_answer_later, body_behind_204, longer_than_said,
                                 closes_silently, chunked_and_more, dead)}


def names():
    for i in range(PER_KIND):
        for kind in KINDS:
            yield "%s/%d.html" % (kind, i)
            yield "%s/after-%s-%d.html" % ("dead" if i % 2 else "plain", kind, i)


def handle(c, path):
    kind, _, rest = path.lstrip("/").partition("/")
    if path == "/":
        c.sendall(answer("200 OK", ("<!DOCTYPE html><title>home</title>" + "".join(
            '<p><a href="/%s">%s</a></p>' % (n, n) for n in names())).encode()))
    elif kind in KINDS and re.fullmatch(r"(after-[a-z0-9_]+-)?\d{1,2}\.html", rest):
        KINDS[kind](c, path)
    else:
        c.sendall(answer("404 Not Found", b"unknown"))


def serve(c):
    data = b""
    try:
        while True:
            while b"\r\n\r\n" not in data:
                more = c.recv(65536)
                if not more:
                    return
                data += more
            head, _, data = data.partition(b"\r\n\r\n")
            handle(c, head.split(b" ")[1].decode())
    except OSError:
        pass
    finally:
        c.close()


def accept(s):
    while True:
        c, _ = s.accept()
        c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        threading.Thread(target=serve, args=(c,), daemon=True).start()


def check(exe, home, connections):
    with tempfile.TemporaryDirectory() as d:
        p = subprocess.run([exe, "linkcheck", home, "--json", "--connections", str(connections),
                            # time for what is left behind to arrive before the next request
                            "--rate", "50"], text=True, cwd=d,
                           stdout=subprocess.PIPE, env={**os.environ, "HOME": d})
    got = {r["url"]: r for r in map(json.loads, p.stdout.splitlines()) if "url" in r}
    wrong = 0
    for n in names():
        row = got.get(home + n)
        want = "broken.http" if n.startswith("dead/") else "ok"
        if not row or row["verdict"] != want:
            wrong += 1
            print("%d connections: %s: %s, want %s" % (connections, n, row and (row["verdict"], row["reason"]), want))
    print("%d connections: %d addresses, %d otherwise" % (connections, len(list(names())), wrong))
    return wrong


def main():
    s = socket.create_server(("127.0.0.1", 0), backlog=64)
    threading.Thread(target=accept, args=(s,), daemon=True).start()
    home = "http://127.0.0.1:%d/" % s.getsockname()[1]
    sys.exit(1 if sum([check(sys.argv[1], home, n) for n in (1, 2)]) else 0)


if __name__ == "__main__":
    main()
