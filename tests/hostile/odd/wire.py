"""The wire: heads, framing and encodings that a browser takes."""
import subprocess
from base import *


def live(name):
    return article("wire" + name).encode()


def body_of(name, *headers, kind="text/html; charset=utf-8", status="200 OK"):
    b = live(name)
    return head(status, *headers, f"Content-Length: {len(b)}", kind=kind) + b"\r\n" + b


def rows():
    ok = lambda n, raw: row("wire/" + n, "ok", raw)
    for n in ("crlf", "crlf2", "lf"):
        ok("blank-" + n, {"crlf": b"\r\n", "crlf2": b"\r\n\r\n", "lf": b"\n"}[n] + body_of(n))
    for n, line in (("lower", "http/1.1 200 OK"), ("no-reason", "HTTP/1.1 200"),
            ("reason-gbk", "HTTP/1.1 200 \udcb3\udcc9\udcb9\udca6"), ("icy", "ICY 200 OK"),
            ("two-spaces", "HTTP/1.1  200 OK"), ("tab", "HTTP/1.1 200\tOK"),
            ("v12", "HTTP/1.2 200 OK"), ("v2", "HTTP/2 200 OK"), ("v10", "HTTP/1.0 200 OK"),
            ("long-reason", "HTTP/1.1 200 " + "fine " * 1200)):
        b = live(n)
        ok("line-" + n, line.encode("utf-8", "surrogateescape") +
            b"\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n\r\n" % len(b) + b)
    b = live("bare-lf")
    ok("bare-lf", b"HTTP/1.1 200 OK\nContent-Type: text/html; charset=utf-8\nContent-Length: %d\n\n" % len(b) + b)
    ok("mixed-lf", b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\nContent-Length: %d\r\n\n" % len(b) + b)
    for n, extra in (("no-colon", "this line has no colon"), ("fold", "X-Long: one\r\n two\r\n\tthree"),
            ("two-status", "HTTP/1.1 200 OK"), ("colon-first", ": no name"), ("space-name", "X Name: 1"),
            ("space-before-colon", "X-Name : 1"), ("latin1", "X-Name: caf\udce9"),
            ("gbk", "X-Name: \udcd6\udcd0\udcce\udcc4"), ("control", "X-Name: a\x01b\x7f"),
            ("empty", "X-Empty:"), ("dup-type", "Content-Type: text/html"),
            ("many", "\r\n".join(f"X-{i}: {i}" for i in range(300))),
            ("big", "X-Big: " + "x" * 40000), ("cookies", "\r\n".join(
                f"Set-Cookie: c{i}={'v' * 300}" for i in range(60))),
            ("cr", "X-Name: a\rb")):
        b = live(n)
        ok("head-" + n, b"HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: %d\r\n"
            % len(b) + extra.encode("utf-8", "surrogateescape") + b"\r\n\r\n" + b)
    row("wire/head-nul", NOT_HTTP, b"HTTP/1.1 200 OK\r\nX-Nul: a\0b\r\nContent-Length: 4\r\n\r\nabcd")
    row("wire/http09", UNREAD, article("09").encode())
    row("wire/junk", NOT_HTTP, b"\x16\x03\x01\x02\x00 not http at all")
    row("wire/ssh", NOT_HTTP, b"SSH-2.0-OpenSSH_9.2p1 Debian-2\r\n")
    row("wire/half-head", "unstable.reset", b"HTTP/1.1 200 OK\r\nContent-Ty")
    row("wire/nothing", "unstable.reset", b"")
    row("wire/line-only", UNREAD, b"HTTP/1.1 200 OK\r\n")
    ok("no-type", body_of("nt", kind=None))
    ok("type-empty", body_of("te", kind=""))
    ok("type-junk", body_of("tj", kind="html"))
    ok("type-upper", body_of("tu", kind="TEXT/HTML;CHARSET=UTF-8"))
    ok("type-wrong-charset", body_of("twc", kind="text/html; charset=big5"))
    ok("type-xhtml", body_of("tx", kind="application/xhtml+xml"))
    ok("type-octet", body_of("to", kind="application/octet-stream"))
    interim()
    framing(ok)
    encodings(ok)
    faults()


def interim():
    b = lambda n: body_of("interim" + n)
    for n, pre in (("100", b"HTTP/1.1 100 Continue\r\n\r\n"),
            ("103", b"HTTP/1.1 103 Early Hints\r\nLink: </style.css>; rel=preload; as=style\r\n\r\n"),
            ("102", b"HTTP/1.1 102 Processing\r\n\r\n"),
            ("103-many", b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n" * 8),
            ("103-lf", b"HTTP/1.1 103 Early Hints\nLink: </a.css>\n\n"),
            ("199", b"HTTP/1.1 199 Warming Up\r\n\r\n"),
            ("103-location", b"HTTP/1.1 103 Early Hints\r\nLocation: /nowhere\r\n\r\n")):
        row("interim/" + n, "ok", pre + b(n))
    row("interim/103-404", DEAD, b"HTTP/1.1 103 Early Hints\r\n\r\n" +
        answer(page("404", "没有"), "404 Not Found"))
    row("interim/100-403", BLOCKED, b"HTTP/1.1 100 Continue\r\n\r\n" + answer("no", "403 Forbidden"))
    row("interim/103-only", "unstable.reset", b"HTTP/1.1 103 Early Hints\r\n\r\n")
    row("interim/100-only", "unstable.reset", b"HTTP/1.1 100 Continue\r\n\r\n")
    row("interim/101", {"unknown", "unstable.reset"},
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n")
    row("interim/103-301", {"moved"}, b"HTTP/1.1 103 Early Hints\r\n\r\n" +
        head("301 Moved Permanently", "Location: /nav1.html", "Content-Length: 0") + b"\r\n")


def framing(ok):
    b = article("framing")
    te = lambda *h: head("200 OK", *h)
    size = len(b.encode())
    for n, raw in (
            ("trailers", te("Transfer-Encoding: chunked", "Trailer: X-Sum") + b"\r\n" +
                chunked(b, end=b"0\r\nX-Sum: 1\r\nX-More: 2\r\n\r\n")),
            ("ext", te("Transfer-Encoding: chunked") + b"\r\n" + chunked(b, ext=b';name="v"')),
            ("ext-space", te("Transfer-Encoding: chunked") + b"\r\n" + chunked(b, ext=b"  ")),
            ("zeros", te("Transfer-Encoding: chunked") + b"\r\n" + chunked(b).replace(b"2bc\r\n", b"0002BC\r\n")),
            ("case", te("TRANSFER-ENCODING: Chunked") + b"\r\n" + chunked(b)),
            ("and-length", te("Transfer-Encoding: chunked", "Content-Length: 10") + b"\r\n" + chunked(b)),
            ("one-byte", te("Transfer-Encoding: chunked") + b"\r\n" + chunked(b, size=1)),
            ("identity", te("Transfer-Encoding: identity", f"Content-Length: {size}") + b"\r\n" + b.encode()),
            ("to-close", te("Connection: close") + b"\r\n" + b.encode()),
            ("length-twice", te(f"Content-Length: {size}", f"Content-Length: {size}") + b"\r\n" + b.encode()),
            ("length-list", te(f"Content-Length: {size}, {size}") + b"\r\n" + b.encode()),
            ("length-plus", te(f"Content-Length:   {size}  ") + b"\r\n" + b.encode()),
            ("length-junk", te("Content-Length: many") + b"\r\n" + b.encode()),
            ("length-negative", te("Content-Length: -1") + b"\r\n" + b.encode()),
            ("length-empty", te("Content-Length:") + b"\r\n" + b.encode()),
            ("length-small", te(f"Content-Length: {size - 40}") + b"\r\n" + b.encode()),
            ("length-large", te(f"Content-Length: {size + 500}") + b"\r\n" + b.encode()),
            ("keep-alive-lie", te("Connection: keep-alive", f"Content-Length: {size}") + b"\r\n" + b.encode())):
        ok("frame-" + n, raw)
    row("wire/frame-length-differ", UNREAD, te(f"Content-Length: {size}", "Content-Length: 7") + b"\r\n" + b.encode())
    row("wire/frame-no-last-chunk", UNREAD, te("Transfer-Encoding: chunked") + b"\r\n" + chunked(b, end=b""))
    row("wire/frame-chunk-junk", UNREAD, te("Transfer-Encoding: chunked") + b"\r\nzz\r\n" + b.encode())
    row("wire/frame-length-huge", UNREAD, te("Content-Length: 99999999999999999999") + b"\r\n" + b.encode())
    row("wire/frame-cut", "unstable.reset", te(f"Content-Length: {size}") + b"\r\n" + b.encode()[:size // 2])
    row("wire/frame-cut-once", "ok", first(1, te(f"Content-Length: {size}") + b"\r\n" + b.encode()[:900],
        answer(article("cut once"))))


def br(data):
    return subprocess.run(["brotli", "-c"], input=data.encode(), capture_output=True, check=True).stdout


def encodings(ok):
    e = lambda label, data: head("200 OK", f"Content-Encoding: {label}", f"Content-Length: {len(data)}") + b"\r\n" + data
    t = lambda n: article("enc" + n)
    for n, label, make in (
            ("gzip", "gzip", gz), ("x-gzip", "x-gzip", gz), ("upper", "GZIP", gz),
            ("zlib", "deflate", lambda d: gz(d, 15)), ("raw", "deflate", lambda d: gz(d, -15)),
            ("br", "br", br), ("identity", "identity", str.encode), ("none", "none", str.encode),
            ("utf-8", "utf-8", str.encode), ("empty", "", str.encode), ("text", "text/html", str.encode),
            ("identity-gzip", "identity, gzip", gz), ("gzip-identity", "gzip, identity", gz),
            ("gzip-gzip", "gzip, gzip", lambda d: gz(gz(d))), ("gzip-br", "br, gzip", lambda d: gz(br(d))),
            ("two-members", "gzip", lambda d: gz(d[:900]) + gz(d[900:])),
            ("no-trailer", "gzip", lambda d: gz(d)[:-8]),
            ("bad-crc", "gzip", lambda d: gz(d)[:-8] + b"\1\2\3\4" + gz(d)[-4:]),
            ("tail", "gzip", lambda d: gz(d) + b"\0" * 64), ("tail-junk", "gzip", lambda d: gz(d) + b"<!-- -->\n"),
            ("named", "gzip", lambda d: b"\x1f\x8b\x08\x1c" + gz(d)[4:10] + b"\x04\0abcdx.html\0note\0" + gz(d)[10:]),
            ("stored", "gzip", lambda d: __import__("gzip").compress(d.encode(), 0)),
            ("twice-header", "gzip\r\nContent-Encoding: gzip", lambda d: gz(gz(d)))):
        ok("enc-" + n, e(label, make(t(n))))
    ok("enc-gzip-chunked", head("200 OK", "Content-Encoding: gzip", "Transfer-Encoding: chunked") + b"\r\n" +
        chunked(gz(t("gc")), size=100))
    ok("enc-flush", head("200 OK", "Content-Encoding: gzip", "Transfer-Encoding: chunked") + b"\r\n" +
        chunked(gz(t("fl")), size=1))
    row("wire/enc-plain-as-gzip", UNREAD | {"broken.content"}, e("gzip", t("p").encode()))
    row("wire/enc-gzip-cut", UNREAD | {"broken.content"}, e("gzip", gz(t("c"))[:900]))
    row("wire/enc-br-cut", UNREAD | {"broken.content"}, e("br", br(t("c"))[:700]))
    row("wire/enc-gzip-404", DEAD, answer(gz(t("g4")), "404 Not Found", "Content-Encoding: gzip"))
    row("wire/enc-bomb", {"unknown", "broken.content"}, e("gzip", gz("<p>" + "a" * 60_000_000)))


def faults():
    fine = lambda n: answer(article("fault" + n))

    def hang(req, asked):
        yield HANG

    def hang_once(req, asked):
        yield HANG if asked == 0 else fine("hang")

    def reset(req, asked):
        yield RESET

    def reset_twice(req, asked):
        yield RESET if asked < 2 else fine("r2")

    def body_hang(req, asked):
        yield head("200 OK", "Content-Length: 5000") + b"\r\n<html><title>"
        yield HANG

    def body_reset(req, asked):
        yield head("200 OK", "Content-Length: 5000") + b"\r\n<html><title>"
        yield RESET

    def slow(req, asked):
        b = fine("slow")
        for i in range(0, len(b), len(b) // 8 + 1):
            yield b[i:i + len(b) // 8 + 1]
            yield 0.15

    def slow_head(req, asked):
        for c in (b"HTTP/1.1 200 ", b"OK\r\nContent-", b"Length: 4000\r", b"\nX-A: "):
            yield c
            yield 0.2
        yield HANG

    def head_differs(code, then):
        return lambda req, asked: answer("", code) if req.method == "HEAD" else then

    row("fault/hang", "unstable.timeout", hang)
    row("fault/hang-once", "ok", hang_once)
    row("fault/reset", "unstable.reset", reset)
    row("fault/reset-twice", "ok", reset_twice)
    row("fault/body-hang", "unstable.timeout", body_hang)
    row("fault/body-reset", "unstable.reset", body_reset)
    row("fault/slow", "ok", slow)
    row("fault/slow-head", "unstable.timeout", slow_head)
    row("fault/closed-twice", "ok", first(2, b"", fine("c2")))
    row("fault/500-once", "ok", first(1, answer("x", "500 Internal Server Error"), fine("500")))
    row("fault/503-twice", "ok", first(2, answer("x", "503 Service Unavailable", "Retry-After: 0"), fine("503")))
    row("fault/502-reset", "ok", lambda req, asked: [answer("x", "502 Bad Gateway"), b"", fine("502")][min(asked, 2)])
    row("fault/404-once", {"ok", "broken.http"}, first(1, answer("x", "404 Not Found"), fine("404once")))
    row("fault/head-405", "ok", head_differs("405 Method Not Allowed", fine("405")))
    row("fault/head-404", "ok", head_differs("404 Not Found", fine("h404")))
    row("fault/head-200", DEAD, lambda req, asked: fine("x") if req.method == "HEAD" else answer("x", "404 Not Found"))
