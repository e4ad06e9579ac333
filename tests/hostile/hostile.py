#!/usr/bin/env python3
"""A web server that misbehaves in every way we know, and says what the truth is.

    hostile.py --table     the kinds and their truth, as JSON
    hostile.py DIR         serves until standard input ends; the first line on standard
                           output is JSON: ports, the CA file, and the table with URLs

A kind is one function, registered by @kind(truth...). It gets the connection and the
request and may do anything to the socket. Kinds that need a state of their own count the
requests they have seen. Every kind lives under a name of its own, KIND.localhost, since
what it does to one host must not touch another. DIR receives certificates made by openssl; a name server answers for *.test.
"""
import gzip
import json
import os
import socket
import ssl
import struct
import subprocess
import sys
import threading
import time
import zlib

KINDS = {}
COUNT = {}
LOCK = threading.Lock()
STOP = threading.Event()
SLOW_S = 30  # longer than any time limit of the tests


def kind(verdict, reason=None, **more):
    """verdict and reason expected; more: port, path, host, job, hops, tries, body, page."""
    def add(fn):
        name = fn.__name__.replace("_", "-")
        KINDS[name] = (fn, dict(verdict=verdict, reason=reason, **more))
        return fn
    return add


class Request:
    def __init__(self, line, headers):
        self.line, self.headers = line, headers
        words = line.split(" ")
        self.method = words[0]
        self.path = words[1] if len(words) > 1 else "/"
        self.host = headers.get("host", "")


def nth(name):
    """How many requests this kind has seen before."""
    with LOCK:
        COUNT[name] = COUNT.get(name, -1) + 1
        return COUNT[name]


PAGE = ("<!DOCTYPE html><html><head><title>ok</title></head><body>"
        + "".join("<p>line %d of a page that is long enough %d</p>" % (i, i * 7919 % 1000)
                  for i in range(40)) + "</body></html>").encode()
BR = bytes.fromhex(
    "1b99070044f3b757d9138ed7f6be094179045b962d03f8fff72692ea858bdf7c492d85413078e7ac"
    "2c86c0dac6c2fc500405357c3c6c2909d731bbdcdf54b016fdf0efd89fe3f7f95fb6ec7ed969cff9"
    "beec120fdbbcdb89175bdf9fdf17107c065384a5d544a5a28897ac24516202a5e0a48a4ba48b8264"
    "0a0b111ef60553b73456046712018f47d09d117475045d2b824e46d0e111b427a2d588e630ce10d1"
    "10e21c207a0ad13d886e20ba84e80c244721d91bc9be902c223de92019c93482340e240f91b6f6be"
    "75de73ebcb")


def answer(c, status="200 OK", body=PAGE, type="text/html", **headers):
    lines = ["HTTP/1.1 " + status, "Content-Type: " + type]
    headers.setdefault("Content_Length", len(body))
    lines += ["%s: %s" % (k.replace("_", "-"), v) for k, v in headers.items() if v is not None]
    c.sendall("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)


def cut(c):
    """Resets instead of closing."""
    c.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    raise ConnectionResetError


def wait():
    STOP.wait(SLOW_S)
    raise ConnectionResetError


def redirect(c, to, status="302 Found", **headers):
    answer(c, status, b"", Location=to, **headers)


# --- plain answers ---

@kind("ok", "ok")
def ok(c, r):
    answer(c)


@kind("ok", "ok")
def no_content(c, r):
    c.sendall(b"HTTP/1.1 204 No Content\r\n\r\n")


@kind("ok", "ok")
def partial_content(c, r):
    answer(c, "206 Partial Content")


@kind("ok", "ok")
def early_hints(c, r):
    c.sendall(b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>\r\n\r\n")
    answer(c)


@kind("ok", "ok")
def continue_unasked(c, r):
    c.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    answer(c)


@kind("ok", "ok")
def until_close(c, r):
    c.sendall(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE)


@kind("ok", "ok", body=len(PAGE))
def chunked(c, r):
    c.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
              b"%x\r\n%s\r\n0\r\nTrailer: x\r\n\r\n" % (len(PAGE), PAGE))


@kind("ok", "ok")
def bare_line_feeds(c, r):
    c.sendall(b"HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: %d\n\n%s"
              % (len(PAGE), PAGE))


@kind("ok", "ok")
def head_differs(c, r):
    answer(c, "404 Not Found" if r.method == "HEAD" else "200 OK")


@kind("ok", "ok", body=5)
def length_too_small(c, r):
    answer(c, Content_Length=5)


@kind("ok", "ok", body=len(PAGE))
def gzipped(c, r):
    answer(c, body=gzip.compress(PAGE), Content_Encoding="gzip")


@kind("ok", "ok", body=len(PAGE))
def deflated(c, r):
    answer(c, body=zlib.compress(PAGE), Content_Encoding="deflate")


@kind("ok", "ok", body=1946)
def brotli(c, r):
    answer(c, body=BR, Content_Encoding="br")


@kind("ok", "ok", body=len(PAGE))
def gzipped_twice(c, r):
    answer(c, body=gzip.compress(gzip.compress(PAGE)), Content_Encoding="gzip, gzip")


@kind("ok", "ok")
def large_header(c, r):
    answer(c, X_Large="x" * 24000)


@kind("ok", "ok")
def cookies_end_with_the_job(c, r):
    if "cookie" in r.headers:
        answer(c, "404 Not Found")
    else:
        answer(c, Set_Cookie="left=over; Path=/")


# --- statuses ---

def status(code, verdict, name=None, **truth):
    def fn(c, r):
        answer(c, "%d %s" % (code, name or "Status"), b"<html>status %d</html>" % code)
    fn.__name__ = "status_%d" % code
    kind(verdict, "http-%d" % code, status=code, **truth)(fn)


for code in (400, 404, 410, 414, 416, 422, 431):
    status(code, "broken.http")
status(408, "unstable.timeout")
for code in (401, 402, 403, 405, 406, 407, 412, 418, 421, 425, 451, 521, 999):
    status(code, "blocked")
for code in (419, 420, 450, 499, 600, 305):
    status(code, "unknown")
for code in (500, 501, 502, 503, 504, 520, 522, 530):
    status(code, "unstable.server", tries=3)


@kind("ok", "ok", tries=2)
def forbidden_to_first_profile(c, r):
    good = r.headers.get("user-agent", "").startswith("Mozilla/5.0 (compatible; portalwatch")
    answer(c, "200 OK" if good else "403 Forbidden")


@kind("ok", "ok", tries=2)
def missing_to_first_profile(c, r):
    good = "html" not in r.headers.get("accept", "")
    answer(c, "200 OK" if good else "404 Not Found")


@kind("ok", "ok", tries=2)
def busy_then_fine(c, r):
    first = nth("busy-then-fine") == 0
    if first:
        answer(c, "429 Too Many Requests", b"", Retry_After=1)
    else:
        answer(c)


@kind("blocked", "http-429", retry_after=3600)
def busy_for_an_hour(c, r):
    answer(c, "429 Too Many Requests", b"", Retry_After=3600)


@kind("ok", "ok", tries=2)
def down_then_fine(c, r):
    if nth("down-then-fine") == 0:
        answer(c, "503 Service Unavailable", b"")
    else:
        answer(c)


# --- cut, slow, short ---

@kind("unstable.reset", "reset", tries=3)
def reset_before_headers(c, r):
    cut(c)


@kind("unstable.reset", "reset", tries=3)
def reset_after_headers(c, r):
    c.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n\r\n<html>")
    time.sleep(0.05)
    cut(c)


@kind("ok", "ok", tries=2)
def reset_then_fine(c, r):
    if nth("reset-then-fine") == 0:
        cut(c)
    answer(c)


@kind("unstable.reset", "empty-answer", tries=3)
def closed_without_a_byte(c, r):
    pass


@kind("unstable.timeout", "timeout-answer")
def never_answers(c, r):
    wait()


@kind("unstable.timeout", "timeout-body")
def stops_in_headers(c, r):
    c.sendall(b"HTTP/1.1 200 OK\r\nContent-Ty")
    wait()


@kind("unstable.timeout", "timeout-body")
def stops_in_body(c, r):
    c.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n\r\n<html>")
    wait()


@kind("unstable.timeout", "timeout-body")
def trickles(c, r):
    c.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n\r\n")
    for _ in range(100):
        c.sendall(b"x")
        if STOP.wait(0.2):
            break


@kind("unstable.timeout", "timeout-body")
def chunked_without_end(c, r):
    c.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    for _ in range(1000):
        c.sendall(b"5\r\nhello\r\n")
        if STOP.wait(0.05):
            break


@kind("ok", "ok", body_cut=True)
def flood_without_end(c, r):
    c.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n")
    piece = b"4000\r\n" + b"<p>x</p>" * 2048 + b"\r\n"
    while not STOP.is_set():
        c.sendall(piece)


@kind("ok")
def length_too_large(c, r):
    answer(c, Content_Length=len(PAGE) + 1000)


@kind("unstable.reset", None, tries=3)
def chunk_cut(c, r):
    c.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4000\r\n<html>")


@kind("unstable.reset", None, tries=3)
def chunk_size_nonsense(c, r):
    c.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n<html>\r\n0\r\n\r\n")


# --- encodings ---

@kind("broken.content", "bad-encoding", tries=3)
def gzip_garbage_inside(c, r):
    z = bytearray(gzip.compress(PAGE))
    z[100:140] = b"\xff" * 40
    answer(c, body=bytes(z), Content_Encoding="gzip")


@kind("ok")
def gzip_wrong_sum(c, r):
    z = bytearray(gzip.compress(PAGE))
    z[-6] ^= 1
    answer(c, body=bytes(z), Content_Encoding="gzip")


@kind("broken.content", "bad-encoding", tries=3)
def gzip_half(c, r):
    z = gzip.compress(PAGE)
    answer(c, body=z[:len(z) // 2], Content_Encoding="gzip")


@kind("broken.content", "bad-encoding", tries=3)
def brotli_half(c, r):
    answer(c, body=BR[:len(BR) // 2], Content_Encoding="br")


@kind("ok", "ok", body=len(PAGE))
def gzip_with_tail(c, r):
    answer(c, body=gzip.compress(PAGE) + b"\n\0\0", Content_Encoding="gzip")


@kind("ok", "ok", body=2 * len(PAGE))
def gzip_in_two_members(c, r):
    answer(c, body=gzip.compress(PAGE) * 2, Content_Encoding="gzip")


@kind("ok", "ok", body=len(PAGE))
def deflated_raw(c, r):
    z = zlib.compressobj(9, zlib.DEFLATED, -15)
    answer(c, body=z.compress(PAGE) + z.flush(), Content_Encoding="deflate")


@kind("broken.content", "bad-encoding", tries=3)
def gzip_that_is_none(c, r):
    answer(c, Content_Encoding="gzip")


@kind("broken.content", "bad-encoding", tries=3)
def brotli_garbage(c, r):
    answer(c, body=BR[:60] + b"\xff" * 60 + BR[120:], Content_Encoding="br")


@kind("unstable.reset", None, tries=3)
def gzip_and_length_cut(c, r):
    z = gzip.compress(PAGE)
    c.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: gzip\r\n"
              b"Content-Length: %d\r\n\r\n" % len(z) + z[:len(z) // 2])


BOMB = gzip.compress(b"\0" * (30 << 20))


@kind("broken.content", "bomb")
def bomb(c, r):
    answer(c, body=BOMB, Content_Encoding="gzip")


@kind("broken.content", "bomb")
def bomb_in_a_bomb(c, r):
    answer(c, body=gzip.compress(BOMB), Content_Encoding="gzip, gzip")


# --- headers, protocol ---

@kind("ok")
def headers_400(c, r):
    c.sendall(b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: y\r\n" % i for i in range(400))
              + b"Content-Length: 2\r\n\r\nok")


@kind("broken.http", "headers-too-big")
def headers_without_end(c, r):
    c.sendall(b"HTTP/1.1 200 OK\r\n")
    while not STOP.is_set():
        c.sendall(b"X-Header: " + b"y" * 4000 + b"\r\n")


@kind("broken.http", "headers-too-big")
def header_of_a_megabyte(c, r):
    c.sendall(b"HTTP/1.1 200 OK\r\nX-Header: " + b"y" * (1 << 20) + b"\r\n\r\n")


@kind("broken.http", "not-http")
def other_protocol(c, r):
    c.sendall(b"SSH-2.0-OpenSSH_9.2\r\n" + b"x" * 100)


@kind("unknown", "odd-headers")
def http_09(c, r):
    c.sendall(b"<html>hello</html>")


# --- redirects ---

@kind("ok", "ok", hops=2)
def redirect_relative(c, r):
    redirect(c, "../ok/")


@kind("moved", "ok", hops=2)
def redirect_permanent(c, r):
    redirect(c, "/ok/", "301 Moved Permanently")


@kind("moved", "ok", hops=3)
def redirect_permanent_twice(c, r):
    redirect(c, "/redirect-permanent/", "308 Permanent Redirect")


@kind("ok", "ok", hops=2)
def redirect_307(c, r):
    redirect(c, "/ok/", "307 Temporary Redirect")


@kind("ok", "ok", hops=2)
def redirect_with_fragment(c, r):
    redirect(c, "/ok/#part")


@kind("ok", "ok", hops=2)
def redirect_in_raw_gbk(c, r):
    if r.path.endswith("%CD%A8%D6%AA"):
        answer(c)
    else:
        c.sendall(b"HTTP/1.1 302 Found\r\nLocation: /redirect-in-raw-gbk/\xcd\xa8\xd6\xaa\r\n"
                  b"Content-Length: 0\r\n\r\n")


@kind("broken.redirect", "redirect-loop")
def redirect_to_itself(c, r):
    redirect(c, r.path)


@kind("broken.redirect", "redirect-loop")
def redirect_loop(c, r):
    redirect(c, "/redirect-loop/b" if not r.path.endswith("b") else "/redirect-loop/")


@kind("broken.redirect", "redirect-too-many", hops=21)
def redirect_20_times(c, r):
    redirect(c, "/redirect-20-times/%d" % nth("redirect-20-times"))


@kind("ok", "ok", hops=2)
def redirect_until_cookie(c, r):
    if "seen=1" in r.headers.get("cookie", ""):
        answer(c)
    else:
        redirect(c, r.path, Set_Cookie="seen=1; Path=/")


@kind("broken.redirect", "redirect-loop")
def redirect_despite_cookie(c, r):
    redirect(c, r.path, Set_Cookie="seen=1; Path=/")


@kind("broken.redirect", "redirect-no-location")
def redirect_without_location(c, r):
    answer(c, "302 Found", b"moved")


@kind("broken.redirect", "redirect-no-location")
def redirect_with_empty_location(c, r):
    redirect(c, "")


@kind("broken.redirect", "redirect-bad-location")
def redirect_to_nonsense(c, r):
    redirect(c, "http://[oops/")


@kind("broken.redirect", "redirect-bad-location")
def redirect_to_file(c, r):
    redirect(c, "file:///C:/index.html")


@kind("broken.http", "http-404", hops=2)
def redirect_to_missing(c, r):
    redirect(c, "/status-404/")


@kind("broken.dns", "nxdomain")
def redirect_to_no_name(c, r):
    redirect(c, "http://nxdomain.test/")


# Private addresses are allowed to the tests, but not these (see the driver).
@kind("private", "private-address", guarded=True)
def redirect_to_private(c, r):
    redirect(c, "http://10.0.0.1/")


@kind("private", "private-address", guarded=True)
def redirect_to_metadata(c, r):
    redirect(c, "http://[::ffff:a9fe:a9fe]/latest/meta-data/")


@kind("private", "private-address", guarded=True)
def redirect_to_private_name(c, r):
    redirect(c, "http://private.test/")


# --- caches ---

@kind("ok", "ok", tries=2)
def lies_304(c, r):
    if r.headers.get("cache-control") == "no-cache":
        answer(c)
    else:
        c.sendall(b"HTTP/1.1 304 Not Modified\r\n\r\n")


@kind("unknown", "http-304", tries=2)
def lies_304_always(c, r):
    c.sendall(b"HTTP/1.1 304 Not Modified\r\n\r\n")


@kind("ok", "not-modified", etag='"abc"')
def not_modified(c, r):
    if r.headers.get("if-none-match") == '"abc"':
        c.sendall(b"HTTP/1.1 304 Not Modified\r\nETag: \"abc\"\r\n\r\n")
    else:
        answer(c, ETag='"abc"')


# --- what only the reader of the body sees ---

CHALLENGE = (b"<html><head><script>document.cookie=('_')+('_')+('jsl')+'_clearance=1|-1|x';"
             b"location.href=location.pathname+location.search</script></head></html>")
CHALLENGE_PLAIN = (b"<html><script>document.cookie='__jsl_clearance=1600000000.1|-1|abc%3D;"
                   b"max-age=3600;path=/';location.href=location.pathname</script></html>")


@kind("blocked", "challenge", tries=1, page=True)
def challenge_200(c, r):
    answer(c, body=CHALLENGE_PLAIN)


@kind("blocked", None, tries=1, page=True)
def challenge_521(c, r):
    answer(c, "521 Unknown", CHALLENGE_PLAIN)


@kind("blocked", "challenge", tries=1, page=True)
def challenge_412(c, r):
    answer(c, "412 Precondition Failed", CHALLENGE_PLAIN)


def meta(to):
    return (b'<html><head><meta http-equiv="refresh" content="0;url=' + to.encode()
            + b'"></head><body></body></html>')


@kind("ok", "ok", hops=2, page=True)
def meta_refresh(c, r):
    answer(c, body=meta("/ok/"))


@kind("ok", "ok", hops=4, page=True)
def meta_refresh_chain_of_five(c, r):
    n = int(r.path.rstrip("/").split("/")[-1]) if r.path.count("/") > 2 else 0
    answer(c, body=meta("/meta-refresh-chain-of-five/%d/" % (n + 1)) if n < 5 else PAGE)


@kind("ok", "ok", hops=1, page=True)
def meta_refresh_to_itself(c, r):
    answer(c, body=meta(r.path))


@kind("ok", "ok", hops=2, page=True)
def script_redirect(c, r):
    answer(c, body=b"<html><head><script>window.location.href='/ok/';</script></head>"
                   b"<body></body></html>")


@kind("broken.content", "html-for-document", path="/file.pdf")
def html_for_document(c, r):
    answer(c)


@kind("broken.content", "empty-document", path="/file.doc")
def empty_document(c, r):
    answer(c, body=b"", type="application/msword")


@kind("broken.content", "html-for-image", path="/picture.jpg")
def html_for_image(c, r):
    answer(c)


@kind("ok", "ok", path="/file.pdf", body_cut=True)
def large_document(c, r):
    answer(c, body=b"%PDF-1.4\n" + b"x" * 3000000, type="application/pdf")


# --- robots.txt: these live under names of their own ---

def robots_answer(name, c, r):
    if name == "robots-denies":
        answer(c, body=b"User-agent: *\nDisallow: /\n", type="text/plain")
    elif name == "robots-denies-others":
        answer(c, body=b"User-agent: *\nDisallow: /\n\nUser-agent: portalwatch\nAllow: /\n",
               type="text/plain")
    elif name == "robots-longest":
        answer(c, body=b"User-agent: *\nDisallow: /\nAllow: /open\n", type="text/plain")
    elif name == "robots-500":
        answer(c, "500 Internal Server Error", b"")
    elif name == "robots-403":
        answer(c, "403 Forbidden", b"")
    elif name == "robots-redirects":
        redirect(c, "/robots-elsewhere.txt")
    elif name == "robots-resets":
        cut(c)
    else:
        answer(c, "404 Not Found", b"")


for name, verdict, reason, path in (
        ("robots-denies", "skipped", "robots", "/"),
        ("robots-denies-others", "ok", "ok", "/"),
        ("robots-longest", "ok", "ok", "/open/x"),
        ("robots-500", "skipped", "robots-unreachable", "/"),
        ("robots-403", "ok", "ok", "/"),
        ("robots-redirects", "skipped", "robots", "/"),
        ("robots-resets", "unstable.reset", "reset", "/")):
    def own_robots(c, r):
        if r.path == "/robots-elsewhere.txt":
            answer(c, body=b"User-agent: *\nDisallow: /\n", type="text/plain")
        else:
            answer(c)
    KINDS[name] = (own_robots, dict(verdict=verdict, reason=reason, path=path, own=True))


# --- names and addresses ---

for name, verdict, reason, url in (
        ("name-unknown", "broken.dns", "nxdomain", "http://nxdomain.test/"),
        ("name-without-address", "broken.dns", "no-address", "http://nodata.test/"),
        ("name-servfail", "unstable.dns", "servfail", "http://servfail.test/"),
        ("name-silent", "unstable.dns", "timeout-dns", "http://silent.test/"),
        ("port-closed", "unstable.connect", "refused", "http://127.0.0.1:{closed}/"),
        ("port-forbidden", "broken.url", "port-forbidden", "http://127.0.0.1:25/"),
        ("scheme-unknown", "broken.url", "scheme", "ftp://127.0.0.1/x"),
        ("url-nonsense", "broken.url", None, "http://[oops/"),
        ("name-of-server", "ok", "ok", "http://good.test:{http}/ok/")):
    KINDS[name] = (None, dict(verdict=verdict, reason=reason, url=url))
for name, url in (("private-literal", "http://10.0.0.1/"),
                  ("private-loopback-octal", "http://012.0.0.1:1234/"),
                  ("private-name", "http://private.test/"),
                  ("private-mapped", "http://[::ffff:10.0.0.1]/"),
                  ("private-link-local", "http://169.254.169.254/latest/")):
    KINDS[name] = (None, dict(verdict="private", reason="private-address", url=url,
                              guarded=True))


# --- TLS: one port per certificate ---

TLS = {
    "tls-good": ("ok", "ok"),
    "tls-expired": ("broken.tls", "tls-expired"),
    "tls-not-yet-valid": ("broken.tls", "tls-not-yet-valid"),
    "tls-self-signed": ("broken.tls", "tls-self-signed"),
    "tls-wrong-host": ("broken.tls", "tls-wrong-host"),
    "tls-chain-incomplete": ("ok", "tls-chain-incomplete"),
    "tls-chain-named": ("ok", "tls-chain-incomplete"),
    "tls-chain-named-in-vain": ("ok", "tls-chain-incomplete"),
    "tls-chain-to-a-stranger": ("broken.tls", "tls-chain-incomplete"),
    "tls-chain-expired": ("broken.tls", "tls-expired"),
    "tls-chain-of-another-host": ("broken.tls", "tls-wrong-host"),
    "tls-http2-only": ("ok", "ok"),
    "tls-unknown-authority": ("broken.tls", None),
    "tls-plain-http": ("broken.tls", "tls-handshake"),
    "tls-cut-in-handshake": ("unstable.reset", None),
    "tls-silent": ("unstable.timeout", "timeout-tls"),
}
for name, (verdict, reason) in TLS.items():
    KINDS[name] = (None, dict(verdict=verdict, reason=reason, url="https://%s.good.test:{%s}/ok/" % (name, name)))


def openssl(cwd, *args):
    subprocess.run(["openssl", *args], cwd=cwd, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


def issue(d, name, ca, host, begin, end, is_ca=False, issuer=None):
    """name.pem and name.key, signed by ca (None: by itself). Days relative to now.
    issuer: where the certificate says that ca's is to be had."""
    def stamp(day):
        return time.strftime("%Y%m%d%H%M%SZ", time.gmtime(time.time() + day * 86400))
    openssl(d, "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
            "-keyout", name + ".key", "-out", name + ".csr", "-subj", "/CN=" + host)
    with open(os.path.join(d, name + ".ext"), "w") as f:
        if is_ca:
            f.write("basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign,cRLSign\n")
        else:
            f.write("subjectAltName=DNS:%s\n" % host)
        if issuer:
            f.write("authorityInfoAccess=caIssuers;URI:%s\n" % issuer)
    conf = os.path.join(d, name + ".cnf")
    db = os.path.join(d, name + ".db")
    os.makedirs(db)
    open(os.path.join(db, "index"), "w").close()
    with open(os.path.join(db, "serial"), "w") as f:
        f.write("%016x\n" % int.from_bytes(os.urandom(7), "big"))
    with open(conf, "w") as f:
        f.write("[ca]\ndefault_ca=x\n[x]\ndatabase=%s/index\nserial=%s/serial\n"
                "new_certs_dir=%s\ndefault_md=sha256\npolicy=p\nunique_subject=no\n"
                "[p]\ncommonName=supplied\n" % (db, db, db))
    sign = ["-selfsign", "-keyfile", name + ".key"] if ca is None else [
        "-cert", ca + ".pem", "-keyfile", ca + ".key"]
    openssl(d, "ca", "-batch", "-config", conf, "-in", name + ".csr", "-out", name + ".pem",
            "-notext", "-extfile", name + ".ext", "-startdate", stamp(begin), "-enddate",
            stamp(end), *sign)


AUTHORITIES = {} # name -> certificate as published


def certificates(d, port):
    def published(name):
        return "http://authority.localhost:%d/authority-%s/" % (port, name)
    issue(d, "root", None, "Hostile Root", -100, 100, True)
    issue(d, "other", None, "Other Root", -100, 100, True)
    issue(d, "middle", "root", "Hostile Middle", -100, 100, True)
    issue(d, "tls-good", "root", "*.good.test", -10, 10)
    issue(d, "tls-expired", "root", "*.good.test", -10, -1)
    issue(d, "tls-not-yet-valid", "root", "*.good.test", 1, 10)
    issue(d, "tls-self-signed", None, "*.good.test", -10, 10)
    issue(d, "tls-wrong-host", "root", "elsewhere.test", -10, 10)
    issue(d, "tls-chain-incomplete", "middle", "*.good.test", -10, 10)
    issue(d, "stranger", "other", "Strange Middle", -100, 100, True)
    issue(d, "tls-chain-named", "middle", "*.good.test", -10, 10, issuer=published("middle"))
    issue(d, "tls-chain-named-in-vain", "middle", "*.good.test", -10, 10, issuer=published("none"))
    issue(d, "tls-chain-to-a-stranger", "stranger", "*.good.test", -10, 10, issuer=published("stranger"))
    issue(d, "tls-chain-expired", "middle", "*.good.test", -10, -1)
    issue(d, "tls-chain-of-another-host", "middle", "elsewhere.test", -10, 10)
    issue(d, "tls-unknown-authority", "other", "*.good.test", -10, 10)
    append(d, "tls-unknown-authority", "other")
    for name in ("middle", "stranger"):
        with open(os.path.join(d, name + ".pem")) as f:
            AUTHORITIES[name] = ssl.PEM_cert_to_DER_cert(f.read())


def append(d, name, ca):
    """The chain that a server sends goes on with ca's certificate."""
    with open(os.path.join(d, name + ".pem"), "a") as f, open(os.path.join(d, ca + ".pem")) as more:
        f.write(more.read())


@kind("ok", "ok")
def authority_middle(c, r):
    answer(c, body=AUTHORITIES["middle"], type="application/pkix-cert")


@kind("ok", "ok")
def authority_stranger(c, r):
    answer(c, body=AUTHORITIES["stranger"], type="application/pkix-cert")


# --- HTTP/2 alone, as little of it as one answer needs ---

def frame(kind, flags, stream, payload=b""):
    return struct.pack(">I", len(payload))[1:] + bytes([kind, flags]) + struct.pack(">I", stream) + payload


def serve_http2(c):
    data = b""
    while True:
        piece = c.recv(65536)
        if not piece:
            return
        data += piece
        at = data.find(b"SM\r\n\r\n") + 6
        while at >= 6 and at + 9 <= len(data):
            size, kind_, stream = int.from_bytes(data[at:at + 3], "big"), data[at + 3], data[at + 5:at + 9]
            if kind_ == 1 and at + 9 + size <= len(data): # HEADERS: that is the request
                stream = int.from_bytes(stream, "big")
                c.sendall(frame(4, 0, 0) + frame(4, 1, 0) + frame(1, 4, stream, b"\x88\x0f\x10\x09text/html")
                          + frame(0, 1, stream, b"<html><title>HTTP/2</title><body>spoken here</body></html>"))
                time.sleep(0.1)
                return
            at += 9 + size


def speaks_http2_only(context):
    """Refuses whoever does not offer it, by the alert no_application_protocol."""
    def handle(c):
        try:
            c.settimeout(SLOW_S)
            if b"\x02h2" not in c.recv(16384, socket.MSG_PEEK):
                c.recv(16384)
                c.sendall(b"\x15\x03\x03\x00\x02\x02\x78")
            else:
                c = context.wrap_socket(c, server_side=True)
                serve_http2(c)
        except OSError:
            pass
        c.close()
    return handle


# --- serving ---

def read_request(c):
    data = b""
    while b"\r\n\r\n" not in data:
        piece = c.recv(65536)
        if not piece:
            return None
        data += piece
    lines = data.split(b"\r\n\r\n")[0].decode("latin-1").split("\r\n")
    headers = {}
    for line in lines[1:]:
        key, _, value = line.partition(":")
        headers[key.strip().lower()] = value.strip()
    return Request(lines[0], headers)


def route(r):
    """The kind of a request: the first part of the path, else of the host's name."""
    name = r.path.strip("/").split("/")[0].split("?")[0]
    return name if name in KINDS else r.host.split(".")[0]


def serve(c):
    try:
        c.settimeout(SLOW_S)
        r = read_request(c)
        if r is None:
            return
        name = route(r)
        if r.path == "/robots.txt":
            robots_answer(r.host.split(".")[0], c, r)
        elif name in KINDS and KINDS[name][0]:
            KINDS[name][0](c, r)
        else:
            answer(c, "404 Not Found", b"no such kind")
    except (OSError, ValueError):
        pass
    finally:
        c.close()


def serve_tls(name, d):
    if name == "tls-plain-http":
        def handle(c):
            try:
                c.recv(100)
                answer(c, "400 Bad Request", b"plain")
                time.sleep(0.1)
            finally:
                c.close()
        return handle
    if name == "tls-cut-in-handshake":
        def handle(c):
            try:
                c.recv(100)
                cut(c)
            except OSError:
                c.close()
        return handle
    if name == "tls-silent":
        def handle(c):
            STOP.wait(SLOW_S)
            c.close()
        return handle
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    if name == "tls-http2-only":
        context.load_cert_chain(os.path.join(d, "tls-good.pem"), os.path.join(d, "tls-good.key"))
        context.set_alpn_protocols(["h2"])
        return speaks_http2_only(context)
    context.load_cert_chain(os.path.join(d, name + ".pem"), os.path.join(d, name + ".key"))

    def handle(c):
        try:
            c.settimeout(SLOW_S)
            c = context.wrap_socket(c, server_side=True)
        except OSError:
            c.close()
            return
        serve(c)
    return handle


def listen(handle):
    s = socket.socket()
    s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    s.bind(("127.0.0.1", 0))
    s.listen(512)

    def loop():
        while True:
            c, _ = s.accept()
            c.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            threading.Thread(target=handle, args=(c,), daemon=True).start()
    threading.Thread(target=loop, daemon=True).start()
    return s.getsockname()[1]


ADDRESS = {"good.test": "127.0.0.1", "private.test": "10.0.0.1"}


def name_server():
    s = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    s.bind(("127.0.0.1", 0))

    def reply(q, rcode, addresses=()):
        end = q.index(b"\0", 12) + 5
        head = q[:2] + struct.pack(">HHHHH", 0x8180 | rcode, 1, len(addresses), 0, 0)
        return head + q[12:end] + b"".join(
            b"\xc0\x0c" + struct.pack(">HHIH", 1, 1, 60, 4) + socket.inet_aton(a)
            for a in addresses)

    def loop():
        while True:
            q, peer = s.recvfrom(2000)
            labels, at = [], 12
            while q[at]:
                labels.append(q[at + 1:at + 1 + q[at]].decode("latin-1").lower())
                at += q[at] + 1
            name, qtype = ".".join(labels), struct.unpack(">H", q[at + 1:at + 3])[0]
            if name == "silent.test":
                continue
            if name == "servfail.test":
                s.sendto(reply(q, 2), peer)
            elif name == "nodata.test":
                s.sendto(reply(q, 0), peer)
            elif name in ADDRESS or name.endswith(".good.test"):
                address = ADDRESS.get(name, "127.0.0.1")
                s.sendto(reply(q, 0, [address] if qtype == 1 else []), peer)
            else:
                s.sendto(reply(q, 3), peer)
    threading.Thread(target=loop, daemon=True).start()
    return s.getsockname()[1]


def table(ports):
    rows = []
    for name, (fn, truth) in KINDS.items():
        row = dict(truth, kind=name)
        if "url" in row:
            row["url"] = row["url"].format(**ports)
        elif row.pop("own", False):
            row["url"] = "http://%s.localhost:%d%s" % (name, ports["http"], row.pop("path"))
        else:
            row["url"] = "http://%s.localhost:%d/%s%s" % (name, ports["http"], name,
                                                          row.pop("path", "/"))
        rows.append(row)
    return rows


def main():
    if len(sys.argv) > 1 and sys.argv[1] == "--table":
        fixed = {name: 443 for name in TLS}
        json.dump(table(dict(fixed, http=80, closed=81)), sys.stdout, indent=1)
        return
    d = sys.argv[1]
    closed = socket.socket()
    closed.bind(("127.0.0.1", 0))
    ports = {"http": listen(serve), "closed": closed.getsockname()[1]}
    certificates(d, ports["http"])
    for name in TLS:
        ports[name] = listen(serve_tls(name, d))
    ports["dns"] = name_server()
    print(json.dumps({"ports": ports, "ca": os.path.join(d, "root.pem"),
                      "kinds": table(ports)}), flush=True)
    sys.stdin.read()
    STOP.set()


if __name__ == "__main__":
    main()
