"""Answers the rows of base.py: bytes as they are, steps one by one."""
import re
import socket
import struct
import threading
import time
from collections import Counter

import base

ASKED, LOCK = Counter(), threading.Lock()


class Request:
    def __init__(self, head):
        lines = head.decode("latin1").split("\r\n")
        self.method, self.path = (lines[0].split(" ") + ["", ""])[:2]
        self.headers = {k.strip().lower(): v.strip() for k, _, v in (x.partition(":") for x in lines[1:])}


def steps(req, far):
    """What a request gets: from its row, its directory, or a true 404."""
    if far and not req.path.startswith("/far/") and req.path != "/":
        return [base.answer("", "404 Not Found")]
    with LOCK:
        n = ASKED[req.path]
        ASKED[req.path] += 1
    bare = req.path.partition("?")[0]
    what = base.PATHS.get(req.path, base.PATHS.get(bare))
    if what is None:
        given = [give for prefix, give in base.EXTRA.items() if bare.startswith(prefix)]
        what = given[0] if given else base.answer(base.page("404", "<h1>404</h1>"), "404 Not Found")
    if callable(what):
        what = what(req, n)
    return [what] if isinstance(what, bytes) else what


def keeps(data):
    """Does an answer leave the connection in a known state?"""
    head, _, body = data.partition(b"\r\n\r\n")
    said = re.search(rb"\r\nContent-Length: (\d+)\b", head)
    return head.startswith(b"HTTP/1.1 ") and said and int(said[1]) == len(body) and head[9:10] != b"1" and \
        len(re.findall(rb"(?i)content-length|transfer-enc|connection:", head)) == 1


def talk(c, far):
    got = b""
    while True:
        while b"\r\n\r\n" not in got:
            more = c.recv(65536)
            if not more:
                return
            got += more
        raw, _, got = got.partition(b"\r\n\r\n")
        req, last = Request(raw), b""
        for step in steps(req, far):
            if step is base.RESET:
                c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                return
            if step is base.HANG:
                c.recv(1)
                return
            if isinstance(step, float):
                time.sleep(step)
                continue
            last = step
            if req.method == "HEAD":
                step = step.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"
            c.sendall(step)
        if not last or not keeps(last) or req.headers.get("connection", "") == "close":
            c.shutdown(socket.SHUT_WR)
            c.settimeout(1)     # for what still comes, so that nothing is cut
            c.recv(1)
            return


def listen(address, far=False):
    s = socket.create_server((address, 0), backlog=256)
    base.answer_all(s, lambda c: talk(c, far))
    return "%s:%d" % s.getsockname()[:2]
