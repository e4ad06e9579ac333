"""Links that are dead, or answer so that nobody can tell."""
import struct
import threading

from kit import answer, brotli, chunked, gone, gz, html, page, text_of, to, zstd
from live import GIF, PDF, png


def codes(w):
    for i in range(4):
        w.add("dead", "404", "broken.http", "/d/404-%d.html" % i)
    w.add("dead", "404-rich", "broken.http", "/d/rich.html", gone(html("404", text_of("rich"))))
    w.add("dead", "404-empty", "broken.http", "/d/empty.html", answer(404, b""))
    w.add("dead", "404-image", "broken.http", "/d/no.png", tag="img")
    w.add("dead", "404-pdf", "broken.http", "/d/no.pdf")
    w.add("dead", "404-gzip", "broken.http", "/d/gz.html", answer(404, gz(page("x")), "text/html", "Content-Encoding: gzip"))
    w.add("dead", "404-chunked", "broken.http", "/d/ch.html", answer(404, chunked(page("x")), "text/html",
                                                                     "Transfer-Encoding: chunked", length=False))
    w.add("dead", "404-style", "broken.http", "/d/no.css", tag='<link rel=stylesheet href="%s">')
    w.add("dead", "404-script", "broken.http", "/d/no.js", tag='<script src="%s"></script>')
    w.add("dead", "404-background", "broken.http", "/d/bg.png", tag='<div style="background:url(%s)">a</div>')
    w.add("dead", "404-srcset", "broken.http", "/d/set.png", tag='<img src=/img/0.png srcset="%s 2x">')
    w.add("dead", "404-poster", "broken.http", "/d/poster.jpg", tag='<video poster="%s"></video>')
    w.add("dead", "404-frame", "broken.http", "/d/frame.html", tag='<iframe src="%s"></iframe>')
    w.add("dead", "404-form", "broken.http", "/d/search.do", tag='<form action="%s"><input name=q></form>')
    w.add("dead", "404-area", "broken.http", "/d/area.html", tag='<map name=m><area href="%s"></map>')
    for code in (400, 408, 409, 410, 411, 413, 414, 415, 416, 417, 422, 423, 424, 426, 428, 431):
        want = {408: "broken.http|unstable.timeout|unstable.server|blocked|unknown", 426: "broken.http|blocked|unknown",
                428: "broken.http|blocked", 423: "broken.http|blocked", 431: "broken.http|unknown|blocked"}.get(code, "broken.http")
        w.add("dead", "code-%d" % code, want, "/d/c%d.html" % code, answer(code, html(str(code), "错误")))
    for code in (500, 501, 502, 503, 504, 505, 507, 508, 509, 511, 520, 522, 523, 524, 525, 526, 527, 530):
        want = {501: "unstable.server|broken.http", 505: "unstable.server|broken.http", 509: "unstable.server|unknown|blocked",
                511: "unstable.server|blocked|unknown"}.get(code, "unstable.server")
        w.add("dead", "code-%d" % code, want, "/d/c%d.html" % code, answer(code, html(str(code), "服务器错误")))
    for code in (299, 306, 419, 420, 432, 441, 460, 494, 497, 498, 499, 555, 599, 600, 700):
        want = {599: "unknown|unstable.server", 555: "unknown|unstable.server", 419: "unknown|blocked",
                420: "unknown|blocked", 306: "unknown|broken.redirect", 299: "unknown|ok", 600: "unknown"}.get(code, "unknown")
        w.add("dead", "code-%d" % code, want, "/d/c%d.html" % code, answer(code, html(str(code), "?")))
    w.add("dead", "code-999", "blocked", "/d/c999.html", answer(999, "denied"))
    w.add("dead", "code-of-four-digits", "unknown|unstable.reset", "/d/c4.html", b"HTTP/1.1 2000 OK\r\nContent-Length: 0\r\n\r\n")
    w.add("dead", "code-in-letters", "unknown|unstable.reset", "/d/cx.html", b"HTTP/1.1 OK OK\r\nContent-Length: 0\r\n\r\n")


def names(w):
    for i in range(3):
        w.add("names", "no-such-name", "broken.dns", "/", ask="http://gone%d.nowhere.test/" % i, host="x.judge.test")
    w.add("names", "no-such-name-image", "broken.dns", "/", ask="http://img.nowhere.test/a.png", tag="img", host="x.judge.test")
    w.add("names", "servfail", "unstable.dns", "/", ask="http://servfail.nowhere.test/", host="x.judge.test")
    w.add("names", "name-server-mute", "unstable.dns|unknown|unstable.timeout", "/", ask="http://mute.nowhere.test/", host="x.judge.test")
    w.add("names", "refused", "unstable.connect", "/", ask="http://www.judge.test:%d/x.html" % closed_port(), host="x.judge.test")
    for place in ("http://10.1.2.3/oa/", "http://192.168.0.9/", "http://172.16.4.4:8080/a", "http://127.0.0.9:8081/a", "http://169.254.169.254/latest/",
                  "http://[fd00::9]/", "http://10.1.2.3/a.png", "http://100.64.1.1/"):
        w.add("names", "private", "private", "/", ask=place, host="x.judge.test")
    w.names["intra.judge.test"] = "10.9.8.7"
    w.add("names", "name-of-private", "private", "/", ask="http://intra.judge.test/", host="x.judge.test")
    w.add("names", "redirect-to-private", "private|broken.redirect", "/n/intra", to("http://10.1.1.1/oa/"))
    for place in ("file:///C:/Users/admin/Desktop/a.doc", "http://", "http:///", "http://http://www.a.gov.cn/",
                  "http://a b.test/", "http://www.judge.test:99999/", "http://[::1", "http://www..test/",
                  "https//www.judge.test/%zz", "C:\\Users\\a.doc", "http://:80/", "file://server/a.doc"):
        want = "broken.url|broken.dns"
        if place.startswith("https//"):
            want = "broken.http|broken.url"
        w.add("urls", "url " + place[:14], want, "/", ask="href:" + place, href=place, host="x.judge.test")
    for place in ("mailto:a@b.gov.cn", "tel:12345", "javascript:void(0)", "javascript:;", "weixin://a", "data:text/plain,x"):
        w.add("urls", "not-fetched " + place[:9], "skipped|", "/", ask="href:" + place, href=place, host="x.judge.test")


def closed_port():
    import socket
    s = socket.socket()
    s.bind(("127.0.0.1", 0))
    port = s.getsockname()[1]
    s.close()
    return port


def redirects(w):
    site = w.sites["www.judge.test"]
    site.exact["/x/b"] = lambda v: to("/x/a")
    w.add("turns", "loop-of-two", "broken.redirect", "/x/a", to("/x/b"))
    w.add("turns", "loop-to-itself", "broken.redirect", "/x/self", to("/x/self"))
    w.add("turns", "loop-301", "broken.redirect", "/x/self301", to("/x/self301", 301))
    w.add("turns", "loop-that-grows", "broken.redirect", "/x/grow", lambda v: to("/x/grow?n=%d" % (len(v.query) + 1) + "a" * len(v.query)))
    w.add("turns", "loop-of-schemes", "broken.redirect", "/x/scheme", to(w.safe("/x/scheme", "loop.judge.test")), host="loop.judge.test")
    w.add("turns", "no-location", "broken.redirect", "/x/none", answer(302, html("302", "moved")))
    w.add("turns", "no-location-301", "broken.redirect", "/x/none301", answer(301, ""))
    w.add("turns", "empty-location", "broken.redirect", "/x/void", to(""))
    for name, place in (("script", "javascript:alert(1)"), ("file", "file:///etc/passwd"), ("scheme", "http://"),
                        ("bracket", "http://[::"), ("port", "http://www.judge.test:99999/"), ("mail", "mailto:a@b.cn")):
        w.add("turns", "location-" + name, "broken.redirect|broken.url|broken.dns", "/x/l-" + name, to(place))
    for n in (30, 60):
        for i in range(n):
            site.exact["/x/long%d/%d" % (n, i)] = lambda v, p="/x/long%d/%d" % (n, i + 1): to(p)
        site.exact["/x/long%d/%d" % (n, n)] = lambda v: answer(body=page("远"))
        w.add("turns", "chain-%d" % n, "broken.redirect", "/x/long%d/0" % n)
    w.add("turns", "to-404", "broken.http", "/x/to404", to("/x/nothing-here.html"))
    w.add("turns", "moved-to-404", "broken.http", "/x/to404p", to("/x/nothing-here.html", 301))
    w.add("turns", "to-no-name", "broken.dns", "/x/todns", to("http://away.nowhere.test/"))
    w.add("turns", "to-500", "unstable.server", "/x/to500", to("/d/c500.html"))
    w.add("turns", "to-403", "blocked", "/x/to403", to("http://code403.judge.test:%d/w/0.html" % w.http))
    w.add("turns", "to-expired", "broken.tls", "/x/toexp", to(w.safe("/", "expired.judge.test")))
    w.add("turns", "meta-to-404", "broken.http|ok", "/x/meta404", answer(
        body='<meta http-equiv=refresh content="0;url=/x/nothing-2.html">'))


def wire(w):
    body = page("断")
    text = "text/html; charset=utf-8"
    for i in range(2):
        w.add("wire", "always-reset", "unstable.reset", "/c/reset%d.html" % i, lambda v: v.reset())
        w.add("wire", "always-closed", "unstable.reset", "/c/closed%d.html" % i, lambda v: None)
        w.add("wire", "never-answers", "unstable.timeout", "/c/mute%d.html" % i, lambda v: v.hang())
    w.add("wire", "head-then-nothing", "unstable.timeout", "/c/head.html", lambda v: (v.send(
        "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 900\r\n\r\n"), v.hang())[0])
    w.add("wire", "head-in-part", "unstable.reset|unknown", "/c/headcut.html", lambda v: v.send("HTTP/1.1 200 OK\r\nContent-Ty"))
    for name, data in (("gzip", gz(body)), ("br", brotli(body)), ("zstd", zstd(body)), ("deflate", gz(body))):
        cut = data[:len(data) // 2]
        w.add("wire", "cut-" + name, "broken.content|unstable.reset", "/c/cut-%s.html" % name,
              answer(200, cut, text, "Content-Encoding: " + name))
        w.add("wire", "rubbish-as-" + name, "broken.content|unstable.reset", "/c/bad-%s.html" % name,
              answer(200, b"\x99\x88<html>" + body, text, "Content-Encoding: " + name))
    w.add("wire", "cut-pdf", "unstable.reset|broken.content", "/c/cut.pdf",
          lambda v: v.send(answer(200, PDF, "application/pdf")[:1200]))
    w.add("wire", "chunks-cut", "unstable.reset", "/c/chcut.html", lambda v: v.send(
        answer(200, chunked(body)[:-8], text, "Transfer-Encoding: chunked", length=False)))
    w.add("wire", "chunks-without-end", "unstable.timeout|unstable.reset", "/c/chno.html", lambda v: (v.send(answer(
        200, chunked(body)[:-5], text, "Transfer-Encoding: chunked", length=False)), v.hang())[0])
    w.add("wire", "chunks-of-rubbish", "unstable.reset|broken.content|unknown", "/c/chbad.html", lambda v: v.send(answer(
        200, b"zz\r\n" + body, text, "Transfer-Encoding: chunked", length=False)))

    def trickle(v):
        v.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html>")
        for _ in range(400):
            v.send("a")
            if not v.rest(0.1):
                return
    w.add("wire", "endless-trickle", "unstable.timeout", "/c/trickle.html", trickle)

    def heads(v):
        v.send("HTTP/1.1 200 OK\r\n")
        for i in range(2000):
            v.send("X-%d: %s\r\n" % (i, "a" * 2000))
    w.add("wire", "endless-head", "unknown|broken.content|unstable.reset|broken.http", "/c/heads.html", heads)

    def head_trickle(v):
        v.send("HTTP/1.1 200 OK\r\n")
        for i in range(400):
            v.send("X-%d: a\r\n" % i)
            if not v.rest(0.1):
                return
    w.add("wire", "trickle-of-headers", "unstable.timeout", "/c/headtrickle.html", head_trickle)
    bomb = gz(gz_bomb())
    w.add("wire", "bomb", "ok|unknown|broken.content", "/c/bomb.html", answer(200, bomb, text, "Content-Encoding: gzip"))

    def flood(v):
        v.send("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><title>a</title>")
        for _ in range(3000):
            v.send(b"<p>flood of words</p>" * 3000)
    w.add("wire", "flood", "ok|unknown|broken.content|unstable.timeout", "/c/flood.html", flood)


def gz_bomb():
    return b"<html>" + b"a" * 30000000


def contents(w):
    rows = [("empty-pdf", "pdf", "application/pdf", b""), ("empty-doc", "doc", "application/msword", b""),
            ("empty-zip", "zip", "application/zip", b""), ("text-as-pdf", "pdf", "application/pdf", b"error: no such file\n"),
            ("html-as-pdf", "pdf", "application/pdf", page("错")), ("html-as-doc", "doc", "application/msword", b"<html><body>500"),
            ("html-for-pdf", "pdf", "text/html; charset=utf-8", page("文件")), ("json-for-zip", "zip", "application/json", b'{"code":500}'),
            ("text-for-xlsx", "xlsx", "text/plain", b"file not exist")]
    for name, end, kind, data in rows:
        # old office programs read pages: a table exported as .doc is one
        want = "broken.content|broken.soft404" + ("|ok" if name == "html-as-doc" else "")
        for i in range(2):
            w.add("contents", name, want, "/e/%s-%d.%s" % (name, i, end), answer(200, data, kind))
    for name, kind, data in (("empty-image", "image/png", b""), ("html-as-image", "image/png", page("图")),
                             ("html-for-image", "text/html", page("图二")), ("text-as-image", "image/png", b"not found"),
                             ("json-for-image", "application/json", b'{"code":404}')):
        w.add("contents", name, "broken.content|broken.soft404", "/e/%s.png" % name, answer(200, data, kind), tag="img")
    w.add("contents", "image-cut", "unstable.reset|broken.content", "/e/cut.png",
          lambda v: v.send(answer(200, png(), "image/png")[:300]), tag="img")
    w.add("contents", "empty-page", "broken.content|broken.soft404|ok|unknown", "/e/empty.html", answer(200, b""))


def tls(w):
    for host, want in (("expired", "broken.tls"), ("wronghost", "broken.tls"), ("selfsigned", "broken.tls"),
                       ("stranger", "broken.tls"), ("early", "broken.tls")):
        w.site(host + ".judge.test")
        for i in range(2):
            w.add("tls", host, want, "/s/%d.html" % i, answer(body=page(host)), host=host + ".judge.test",
                  ask=w.safe("/s/%d.html" % i, host + ".judge.test"))
    w.plain_answer = w.listen(lambda s: s.recv(9999) and s.sendall(answer(400, "<h1>400 Bad Request</h1>")))
    w.add("tls", "https-to-plain-port", "broken.tls|unstable.connect|unstable.reset", "/", host="x.judge.test",
          ask="https://www.judge.test:%d/plain.html" % w.plain_answer)
    w.mute = w.listen(lambda s: s.settimeout(9) or s.recv(9999) and s.recv(9999))
    w.add("tls", "handshake-never-ends", "unstable.timeout|unstable.connect", "/", host="x.judge.test",
          ask="https://www.judge.test:%d/a.html" % w.mute)


def build(w):
    for make in (codes, names, redirects, wire, contents, tls):
        make(w)
