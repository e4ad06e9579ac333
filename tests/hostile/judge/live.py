"""Links that work in a browser, plain ones and difficult ones."""
import random
import struct
import threading
import zlib

from kit import PORTAL, answer, brotli, chunked, gone, gz, html, packed, page, text_of, to, zstd


def png(width=40, height=20, seed=1):
    r = random.Random(seed)
    rows = b"".join(b"\0" + bytes(r.randrange(256) for _ in range(width * 3)) for _ in range(height))

    def part(name, data):
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    return (b"\x89PNG\r\n\x1a\n" + part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
            + part(b"IDAT", zlib.compress(rows)) + part(b"IEND", b""))


GIF = (b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\4\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;")
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" + b"% text\n" * 300 + b"%%EOF\n"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1500)
ZIP = b"PK\3\4\x14\0\0\0\0\0" + bytes(60) + b"[Content_Types].xml" + bytes(900)
RAR = b"Rar!\x1a\7\1\0" + bytes(800)
MP4 = b"\0\0\0\x18ftypmp42\0\0\0\0mp42isom" + bytes(3000)
WOFF = b"wOF2\0\1\0\0" + bytes(400)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'

FILES = [
    ("pdf", "application/pdf", PDF), ("doc", "application/msword", OLE), ("xls", "application/vnd.ms-excel", OLE),
    ("docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", ZIP),
    ("wps", "application/octet-stream", OLE), ("ofd", "application/octet-stream", ZIP),
    ("zip", "application/zip", ZIP), ("rar", "application/x-rar-compressed", RAR), ("rar", None, RAR),
    ("mp4", "video/mp4", MP4), ("txt", "text/plain; charset=gbk", "通知".encode("gbk") * 80),
    ("csv", "text/csv", b"a,b\n1,2\n"), ("json", "application/json", b'{"rows":[{"id":1,"name":"x"}]}'),
    ("xml", "text/xml", b"<?xml version='1.0'?><list><item>1</item></list>"),
    ("pdf", "application/octet-stream", PDF), ("xlsx", "application/octet-stream", ZIP),
    ("et", "application/vnd.ms-excel", OLE), ("exe", "application/octet-stream", b"MZ" + bytes(900)),
    ("apk", "application/vnd.android.package-archive", ZIP), ("7z", None, b"7z\xbc\xaf\x27\x1c" + bytes(300)),
]


def first(bad, good, times=1):
    """bad for the first times that an address is asked for, then good."""
    def serve(v):
        if v.nth <= times:
            return bad(v) if callable(bad) else bad
        return good
    return serve


def closed(v):
    return None


def reset(v):
    v.reset()


def slowly(parts, pause):
    def serve(v):
        for part in parts:
            v.send(part)
            if not v.rest(pause):
                return
    return serve


def when(test, good, bad):
    return lambda v: good if test(v) else bad


def plain(w):
    for i in range(12):
        w.add("plain", "page", "ok", "/zwgk/art/2026/%d.html" % i, answer(body=page("关于第%d号事项的通知" % i)))
    for i in range(4):
        w.add("plain", "page-by-number", "ok", "/show.asp?id=%d" % i, answer(body=page("第%d期简报" % i)))
    for i, (end, kind, data) in enumerate(FILES):
        w.add("plain", "file-" + end, "ok", "/files/%d.%s" % (i, end), answer(200, data, kind))
    for i in range(3):
        w.add("plain", "image", "ok", "/img/%d.png" % i, answer(200, png(seed=i), "image/png"), tag="img")
    w.add("plain", "image-gif-one-pixel", "ok", "/img/dot.gif", answer(200, GIF, "image/gif"), tag="img")
    w.add("plain", "image-svg", "ok", "/img/a.svg", answer(200, SVG, "image/svg+xml"), tag="img")
    w.add("plain", "image-as-octets", "ok", "/img/o.png", answer(200, png(), "application/octet-stream"), tag="img")
    w.add("plain", "image-jpg-that-is-png", "ok", "/img/o.jpg", answer(200, png(), "image/jpeg"), tag="img")
    w.add("plain", "style", "ok", "/css/a.css", answer(200, b"body{color:#333}", "text/css"),
          tag='<link rel=stylesheet href="%s">')
    w.add("plain", "script", "ok", "/js/a.js", answer(200, b"var a=1;", "application/javascript"),
          tag='<script src="%s"></script>')
    w.add("plain", "empty-script", "ok", "/js/empty.js", answer(200, b"", "application/javascript"),
          tag='<script src="%s"></script>')
    w.add("plain", "empty-style", "ok", "/css/empty.css", answer(200, b"", "text/css"),
          tag='<link rel=stylesheet href="%s">')
    w.add("plain", "font", "ok", "/css/a.woff2", answer(200, WOFF, "font/woff2"),
          tag='<style>@font-face{font-family:x;src:url(%s)}</style>')
    w.add("plain", "frame", "ok", "/frame.html", answer(body=page("天气预报")), tag='<iframe src="%s"></iframe>')
    w.add("plain", "gb2312-page", "ok", "/gb/1.htm", answer(200, html("财政预算公开", text_of("g")).encode("gbk"),
                                                            "text/html; charset=gb2312"))
    w.add("plain", "gbk-without-charset", "ok", "/gb/2.htm", answer(200, html("部门决算", text_of("h"))
          .replace("utf-8", "gb2312").encode("gbk"), "text/html"))
    w.add("plain", "without-type", "ok", "/t/none.html", answer(200, page("无类型"), None))
    w.add("plain", "two-letters", "ok", "/t/ok.txt", answer(200, b"ok", "text/plain"))
    w.add("plain", "short-page", "ok", "/t/short.html", answer(body=html("值班电话", "0912-3456789")))
    w.add("plain", "no-content", "ok|unknown", "/t/204", answer(204, b"", None, length=False))
    w.add("plain", "chinese-path", "ok", "/%E6%94%BF%E5%8A%A1/1.html", answer(body=page("政务")), href="/政务/1.html")
    w.add("plain", "gbk-path", "ok", "/%D5%FE%CE%F1.html", answer(body=page("政务二")))
    w.add("plain", "space-in-path", "ok", "/t/a%20b.html", answer(body=page("空格")), href="/t/a b.html")
    w.add("plain", "line-end-in-href", "ok", "/t/folded.html", answer(body=page("换行")), href="/t/fol\nded.html")
    w.add("plain", "copy-in-query", "ok", "/t/q.html?a=1&copy=3", answer(body=page("参数")), href="/t/q.html?a=1&copy=3")
    w.add("plain", "dots-in-path", "ok", "/t/dots.html", answer(body=page("上级")), href="/zwgk/../t/./dots.html")
    w.add("plain", "backslash", "ok", "/t/back.html", answer(body=page("反斜线")), href="\\t\\back.html")
    w.add("plain", "without-scheme", "ok", "/t/same.html", answer(body=page("协议相对")),
          href="//%s:%d/t/same.html" % (PORTAL, w.http))
    w.add("plain", "capital-host", "ok", "/t/capital.html", answer(body=page("大写")),
          href="HTTP://WWW.JUDGE.TEST:%d/t/capital.html" % w.http)
    w.add("plain", "with-a-name", "ok", "/", ask="http://somebody@%s:%d/" % (PORTAL, w.http))
    w.add("plain", "six", "ok", "/t/six.html", answer(body=page("六")), ask="http://[::1]:%d/t/six.html" % w.six)
    for i in range(2):
        w.add("plain", "second-port", "ok", "/t/port%d.html" % i, answer(body=page("端口%d" % i)),
              ask=w.url("/t/port%d.html" % i, port=w.second))


def again(w):
    good = lambda name: answer(body=page(name))  # noqa: E731
    for code in (500, 502, 503, 504, 520, 403, 404, 429, 408):
        for i in range(2):
            w.add("again", "first-%d" % code, "ok", "/again/%d-%d.html" % (code, i),
                  first(answer(code, html("错误", "请稍候"), reason="E"), good("再试%d%d" % (code, i))))
    w.add("again", "twice-503", "ok", "/again/twice.html", first(answer(503, "busy"), good("三"), 2))
    w.add("again", "first-reset", "ok", "/again/reset.html", first(reset, good("断后")))
    w.add("again", "first-closed", "ok", "/again/closed.html", first(closed, good("关后")))
    w.add("again", "first-reset-pdf", "ok", "/again/reset.pdf", first(reset, answer(200, PDF, "application/pdf")))
    w.add("again", "first-cut-body", "ok", "/again/cut.html", first(
        lambda v: v.send(answer(body=page("截"))[:900]), good("截后")))
    w.add("again", "first-hangs", "ok", "/again/hang.html", first(lambda v: v.hang(), good("醒")))
    w.add("again", "first-bad-gzip", "ok", "/again/gz.html", first(
        answer(200, gz(page("压"))[:300], "text/html", "Content-Encoding: gzip"), good("压后")))
    w.add("again", "429-retry-after", "ok", "/again/429.html", first(
        answer(429, "slow", "text/plain", "Retry-After: 1"), good("限后")))
    w.add("again", "503-retry-after", "ok", "/again/503r.html", first(
        answer(503, "slow", "text/plain", "Retry-After: 1"), good("忙后")))
    w.add("again", "first-empty-200", "ok", "/again/empty.html", first(answer(200, b""), good("空后")))
    for name, pause in (("slow-first-byte", 1.2), ("slow-first-byte-2", 0.6)):
        w.add("again", name, "ok", "/again/%s.html" % name,
              lambda v, p=pause, n=name: answer(body=page(n)) if v.rest(p) else None)
    body = answer(body=page("慢慢"), length=True)
    w.add("again", "slow-body", "ok", "/again/slow.html", slowly([body[i:i + 900] for i in range(0, len(body), 900)], 0.15))


def gates(w):
    def here(name):
        return answer(body=page(name))
    no, lost = answer(403, "Forbidden"), gone()
    rows = [
        ("needs-language", lambda v: v.head.get("accept-language"), no, "ok"),
        ("needs-accept", lambda v: "text/html" in v.head.get("accept", ""), no, "ok"),
        ("needs-mozilla", lambda v: v.agent.startswith("Mozilla/"), no, "ok"),
        ("needs-mozilla-404", lambda v: v.agent.startswith("Mozilla/"), lost, "ok"),
        ("needs-mozilla-400", lambda v: v.agent.startswith("Mozilla/"), answer(400, "Bad"), "ok"),
        ("needs-mozilla-503", lambda v: v.agent.startswith("Mozilla/"), answer(503, "no"), "ok|unstable.server"),
        ("needs-agent", lambda v: v.agent, no, "ok"),
        ("needs-gzip", lambda v: "gzip" in v.head.get("accept-encoding", ""), answer(406, "no"), "ok"),
        ("no-range", lambda v: "range" not in v.head, answer(416, "no"), "ok"),
        ("no-head", lambda v: v.method != "HEAD", lost, "ok"),
        ("no-head-405", lambda v: v.method != "HEAD", answer(405, "no"), "ok"),
        ("no-condition", lambda v: "if-none-match" not in v.head, answer(500, "no"), "ok"),
        ("needs-referer", lambda v: v.head.get("referer"), no, "ok|blocked"),
        ("needs-upper-host", lambda v: v.head.get("host"), answer(400, "no"), "ok"),
        ("needs-chrome", lambda v: "Chrome/" in v.agent, no, "blocked"),
        ("needs-chrome-404", lambda v: "Chrome/" in v.agent, lost, "broken.http|blocked|unknown"),
    ]
    for name, test, bad, want in rows:
        for i in range(2):
            w.add("gates", name, want, "/gate/%s-%d.html" % (name, i), when(test, here(name + str(i)), bad))
    w.add("gates", "picture-needs-referer", "ok|blocked", "/gate/hot.png",
          when(lambda v: v.head.get("referer"), answer(200, png(), "image/png"), no), tag="img")
    w.add("gates", "head-hangs", "ok", "/gate/headhang.html",
          lambda v: v.hang() if v.method == "HEAD" else here("h"))
    # a cookie that the first answer sets, to the same address
    w.add("gates", "cookie-to-itself", "ok", "/gate/cookie.html", lambda v: here("饼干") if "seen=1" in v.head.get(
        "cookie", "") else answer(302, "", None, "Set-Cookie: seen=1; Path=/", "Location: /gate/cookie.html"))
    w.add("gates", "cookie-by-entry", "ok", "/gate/c2.html", lambda v: here("饼干二") if "sid" in v.head.get(
        "cookie", "") else to("/gate/entry"))
    w.site(PORTAL).exact["/gate/entry"] = lambda v: answer(
        302, "", None, "Set-Cookie: sid=9; Path=/; HttpOnly", "Location: /gate/c2.html")
    w.add("gates", "many-cookies", "ok", "/gate/many.html", answer(
        200, page("许多"), "text/html", *("Set-Cookie: c%d=%s; Path=/gate/x" % (i, "v" * 60) for i in range(120))))
    w.add("gates", "session-in-path", "ok", "/gate/s.do", lambda v: to("/gate/s.do;jsessionid=A1"))
    w.site(PORTAL).exact["/gate/s.do;jsessionid=A1"] = lambda v: here("会话")


def redirects(w):
    site = w.site(PORTAL)
    site.exact["/r/end.html"] = lambda v: answer(body=page("终点"))
    end = w.url("/r/end.html")
    for code, want in ((301, "moved"), (302, "ok"), (303, "ok"), (307, "ok"), (308, "moved")):
        w.add("redirects", "to-%d" % code, want, "/r/c%d" % code, to("/r/end.html", code))
    for n in list(range(1, 13)) + [18]:
        for i in range(n):
            site.exact["/r/chain%d/%d" % (n, i)] = lambda v, p="/r/chain%d/%d" % (n, i + 1): to(p)
        site.exact["/r/chain%d/%d" % (n, n)] = lambda v, n=n: answer(body=page("链%d" % n))
        w.add("redirects", "chain-%d" % n, "ok", "/r/chain%d/0" % n)
    places = [("relative", "end.html"), ("dot-relative", "./end.html"), ("parent", "../r/end.html"),
              ("scheme-relative", end[5:]), ("query-only", "?x=1"), ("fragment", "/r/end.html#part"),
              ("capital-scheme", "HTTP" + end[4:]), ("space-before", "  /r/end.html "),
              ("tab-inside", "/r/e\tnd.html"), ("backslashes", "\\r\\end.html")]
    for name, place in places:
        w.add("redirects", "location-" + name, "ok", "/r/p-" + name,
              lambda v, p=place: answer(body=page("问")) if v.query else to(p))
    site.exact["/r/%E7%BB%88.html"] = lambda v: answer(body=page("终"))
    w.add("redirects", "location-raw-utf8", "ok", "/r/raw", lambda v: answer(
        302, "", None, "Location: /r/终.html"))
    site.exact["/r/a%20b.html"] = lambda v: answer(body=page("隔"))
    w.add("redirects", "location-with-space", "ok", "/r/sp", to("/r/a b.html"))
    w.add("redirects", "location-lower-case", "ok", "/r/low", answer(302, "", None, "location: /r/end.html"))
    w.add("redirects", "location-twice-alike", "ok", "/r/two", answer(
        302, "", None, "Location: /r/end.html", "Location: /r/end.html"))
    w.add("redirects", "other-port", "ok", "/r/port", to(w.url("/r/end.html", port=w.second)))
    w.add("redirects", "other-host", "ok", "/r/host", to(w.url("/", "news.judge.test")))
    w.site("news.judge.test").exact["/"] = lambda v: answer(body=page("新闻网", site="示例新闻网"))
    w.add("redirects", "to-https", "ok", "/r/up", to(w.safe("/s/ok.html", "safe.judge.test")))
    w.add("redirects", "to-https-moved", "moved", "/r/up301", to(w.safe("/s/ok.html", "safe.judge.test"), 301))
    w.add("redirects", "to-http", "ok", "/s/down", to(end), host="safe.judge.test",
          ask=w.safe("/s/down", "safe.judge.test"))
    w.add("redirects", "meta-refresh", "ok|moved", "/r/meta", answer(
        body='<html><head><meta http-equiv=refresh content="0;url=/r/end.html"></head></html>'))
    w.add("redirects", "meta-refresh-quoted", "ok|moved", "/r/metaq", answer(
        body="<html><head><meta http-equiv='Refresh' content=\"0; URL='end.html'\"></head></html>"))
    w.add("redirects", "refresh-header", "ok|moved", "/r/rh", answer(200, "<p>.", "text/html", "Refresh: 0;url=end.html"))
    w.add("redirects", "script", "ok|moved", "/r/js", answer(body="<script>window.location.href='/r/end.html';</script>"))
    w.add("redirects", "refresh-to-itself", "ok", "/r/clock", answer(body=html(
        "实时水情", text_of("clock"), extra="<meta http-equiv=refresh content=60>")))
    w.add("redirects", "201-with-location", "ok", "/r/201", answer(201, page("已建"), "text/html", "Location: /r/none"))
    w.add("redirects", "file-behind-redirect", "ok", "/r/file", to("/files/0.pdf"))
    w.add("redirects", "300-with-choices", "ok|unknown", "/r/300", answer(300, page("多种选择")))
    w.add("redirects", "index-to-folder", "moved", "/r/folder", to("/r/folder/", 301))
    site.exact["/r/folder/"] = lambda v: answer(body=page("目录"))


def protocol(w):
    body = page("协议")
    text = "text/html; charset=utf-8"
    L = b"Content-Length: %d\r\n" % len(body)
    T = b"Content-Type: text/html; charset=utf-8\r\n"
    packs = [("gzip", gz(body)), ("x-gzip", gz(body)), ("GZIP", gz(body)), ("deflate", packed(body, 15)),
             ("deflate", packed(body, -15)), ("br", brotli(body)), ("zstd", zstd(body)), ("identity", body),
             ("utf-8", body), ("none", body), ("gzip", gz(body[:700]) + gz(body[700:])), ("gzip", gz(body) + b"\0" * 9)]
    for i, (name, data) in enumerate(packs):
        w.add("protocol", "packed-%s-%d" % (name, i), "ok", "/p/pack%d.html" % i,
              answer(200, data, text, "Content-Encoding: " + name))
    w.add("protocol", "tar-gz-as-gzip", "ok", "/p/a.tar.gz", answer(
        200, gz(bytes(3000)), "application/x-gzip", "Content-Encoding: gzip"))

    def lumps(*lines, data=None, **more):
        return answer(200, chunked(data or body, **more), text, "Transfer-Encoding: chunked", *lines, length=False)

    w.add("protocol", "chunked", "ok", "/p/ch1.html", lumps())
    w.add("protocol", "chunked-trailer", "ok", "/p/ch2.html", lumps(trailer=b"X-Sum: 1\r\nX-B: 2\r\n"))
    w.add("protocol", "chunked-extension", "ok", "/p/ch3.html", lumps(extension=b";a=b"))
    w.add("protocol", "chunked-capital", "ok", "/p/ch4.html", lumps(upper=True))
    w.add("protocol", "chunked-tiny", "ok", "/p/ch5.html", lumps(size=1))
    w.add("protocol", "chunked-gzip", "ok", "/p/ch6.html", lumps("Content-Encoding: gzip", data=gz(body)))
    w.add("protocol", "chunked-and-length", "ok", "/p/ch7.html", lumps("Content-Length: 5"))
    raw = [
        ("length-too-small", b"HTTP/1.1 200 OK\r\n" + T + b"Content-Length: %d\r\n\r\n" % (len(body) - 40) + body, "ok"),
        ("length-too-large", b"HTTP/1.1 200 OK\r\n" + T + b"Content-Length: %d\r\n\r\n" % (len(body) + 400) + body,
         "ok|unstable.reset|unstable.timeout|unknown"),
        ("old-without-length", b"HTTP/1.0 200 OK\r\n" + T + b"\r\n" + body, "ok"),
        ("without-length", b"HTTP/1.1 200 OK\r\n" + T + b"\r\n" + body, "ok"),
        ("without-reason", b"HTTP/1.1 200\r\n" + T + L + b"\r\n" + body, "ok"),
        ("chinese-reason", "HTTP/1.1 200 成功\r\n".encode() + T + L + b"\r\n" + body, "ok"),
        ("line-feeds-only", (b"HTTP/1.1 200 OK\r\n" + T + L + b"\r\n").replace(b"\r", b"") + body, "ok"),
        ("folded-header", b"HTTP/1.1 200 OK\r\nX-A: b\r\n c\r\n" + T + L + b"\r\n" + body, "ok"),
        ("no-space-after-colon", (b"HTTP/1.1 200 OK\r\n" + T + L + b"\r\n").replace(b": ", b":") + body, "ok"),
        ("continue-first", b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n" + T + L + b"\r\n" + body, "ok"),
        ("hints-first", b"HTTP/1.1 103 Early Hints\r\nLink: </css/a.css>; rel=preload\r\n\r\nHTTP/1.1 200 OK\r\n"
         + T + L + b"\r\n" + body, "ok"),
        ("length-twice", b"HTTP/1.1 200 OK\r\n" + T + L + L + b"\r\n" + body, "ok"),
        ("header-24k", b"HTTP/1.1 200 OK\r\nX-Big: " + b"a" * 24000 + b"\r\n" + T + L + b"\r\n" + body, "ok"),
        ("headers-500", b"HTTP/1.1 200 OK\r\n" + b"".join(b"X-%d: %d\r\n" % (i, i) for i in range(500)) + T + L
         + b"\r\n" + body, "ok"),
        ("bytes-in-header", b"HTTP/1.1 200 OK\r\nServer: \xd6\xd0\xce\xc4\r\n" + T + L + b"\r\n" + body, "ok"),
        ("http-2.0-in-line", b"HTTP/2.0 200 OK\r\n" + T + L + b"\r\n" + body, "ok|unknown"),
        ("old-protocol", body, "ok|unknown|unstable.reset"),
        ("says-keep-closes", b"HTTP/1.1 200 OK\r\nConnection: keep-alive\r\n" + T + L + b"\r\n" + body, "ok"),
    ]
    for name, data, want in raw:
        for i in range(2):
            w.add("protocol", name, want, "/p/raw-%s-%d.html" % (name, i), lambda v, d=data: v.send(d))

    def stays(v):
        v.send(b"HTTP/1.1 200 OK\r\nConnection: close\r\n" + T + L + b"\r\n" + body)
        v.rest(8)
    w.add("protocol", "says-close-stays", "ok", "/p/stay.html", stays)
    for i in range(6):
        w.add("protocol", "closes-at-the-second", "ok", "/p/second%d.html" % i,
              lambda v: None if v.before else answer(body=body))
    w.add("protocol", "part-of-it", "ok|unknown", "/p/206.pdf", answer(
        206, PDF, "application/pdf", "Content-Range: bytes 0-%d/%d" % (len(PDF) - 1, len(PDF))))
    w.add("protocol", "203", "ok", "/p/203.html", answer(203, body))
    big = PDF + b"%" * 60000

    def large(v):
        v.send("HTTP/1.1 200 OK\r\nContent-Type: application/pdf\r\nContent-Length: 90000000\r\n\r\n")
        for _ in range(1500):
            v.send(big)
    w.add("protocol", "file-of-90-megabytes", "ok", "/p/large.pdf", large)
    lot = b"HTTP/1.1 200 OK\r\nContent-Type: application/zip\r\nContent-Length: 900000\r\n\r\n" + ZIP
    w.add("protocol", "slow-large-file", "ok", "/p/slow.zip", slowly([lot] + [bytes(500)] * 99, 0.1))
    w.add("protocol", "file-that-pauses", "ok|unstable.timeout", "/p/pause.zip",
          lambda v: (v.send(lot, bytes(9000)), v.rest(5), None)[2])
    w.add("protocol", "sse", "ok|unknown|unstable.timeout", "/p/events", slowly(
        [b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n"] + [b"data: 1\n\n"] * 40, 0.2))


def looks(w):
    """Live pages that talk like dead ones, on a host that says 404 to all other names."""
    rows = [
        ("404-in-title", "我县404名教师受表彰", None), ("about-404", "什么是404错误？页面不存在怎么办", None),
        ("notice-of-removal", "关于撤销某某文件的公告（该文件已删除）", None),
        ("domain-for-sale", "该域名正在出售？警惕钓鱼网站", None), ("against-gambling", "公安局集中打击网络赌博百家乐博彩违法犯罪", None),
        ("against-porn", "扫黄打非：查处色情淫秽网站", None), ("lottery", "体育彩票管理中心招标公告", None),
        ("empty-list", "公示公告", "<ul></ul><p>暂无信息</p>"), ("search-nothing", "搜索结果", "<p>没有找到相关内容</p>"),
        ("coming", "栏目建设中", "<p>本栏目正在建设中，敬请期待</p>"), ("login", "用户登录", '<form method=post action=/login.do>'
         '<input name=user><input type=password name=p><input name=code placeholder=验证码></form>'),
        ("maintained", "系统维护公告", "<p>系统将于本周六停机维护</p>"), ("english", "Page not found: a short history", None),
        ("refused-how", "常见问题", "<p>如果您的访问被拦截，请联系技术支持，电话0912-3456789。</p>"),
        ("refused-news", "县公安局查处一起案件", "<p>该团伙发送的诈骗请求被拦截，涉案人员已被依法刑事拘留。</p>" + text_of("rn")),
        ("not-allowed-zone", "禁止燃放烟花爆竹区域", "<p>以下区域禁止燃放，违者处罚。</p>"),
        ("domain-record", "网站备案须知", "<p>网站开办者应当依照法律规定进行备案，未备案的不得从事互联网信息服务。</p>" + text_of("ba")),
        ("database", "数据库课程", "<p>数据库连接失败时应检查服务状态。</p>" + text_of("db")),
        ("hcaptcha-form", "Contact us", "<form><input name=a><div class=h-captcha data-sitekey=x></div></form><p>Write to us with "
         "your question. We will answer within five working days. Please give your name, your address and the number of the matter."
         "</p>"),
        ("vacancy", "职位空缺", "<p>目前没有空缺</p>"), ("waf-tender", "WAF 防火墙采购项目中标公告 Access Denied", None),
    ]
    for name, title, body in rows:
        w.add("looks", "looks-" + name, "ok", "/look/%s.html" % name, answer(body=html(title, body or text_of(name))))
    for i in range(8):
        w.add("looks", "alike", "ok", "/look/dept/%d.html" % i, answer(body=html(
            "第%d科室" % i, "<table><tr><td>电话</td><td>0912-88%04d</td></tr></table>" % (i * 37))))
    for i in range(5):
        w.add("looks", "pager", "ok", "/look/list.jsp?page=%d" % i, answer(body=html("通知公告", "".join(
            "<li><a href=/zwgk/art/2026/%d.html>通知%d</a></li>" % (j % 12, j) for j in range(i * 5, i * 5 + 5)))))
    shell = answer(body='<!DOCTYPE html><html><head><title>示例县政务服务</title><script src="/js/a.js"></script></head>'
                   '<body><div id="app"></div></body></html>')
    spa = w.site("spa.judge.test", lambda v: shell)
    spa.exact["/robots.txt"] = lambda v: gone()
    for i in range(4):
        w.add("looks", "single-page-route", "ok|unknown", "/item/%d" % i, host="spa.judge.test")


def secure(w):
    text = lambda name: answer(body=page(name))  # noqa: E731
    for host in ("safe", "halfchain", "wild.part", "h2bad", "h2goaway", "only12"):
        w.site(host + ".judge.test").exact["/"] = lambda v: text("安全")
    for i in range(2):
        for host in ("safe", "halfchain", "wild.part", "only12"):
            w.add("secure", host, "ok", "/s/%d.html" % i, text(host + str(i)), host=host + ".judge.test",
                  ask=w.safe("/s/%d.html" % i, host + ".judge.test"))
        for host in ("h2bad", "h2goaway"):
            w.add("secure", host, "ok", "/s/%d.html" % i, text(host + str(i)), host=host + ".judge.test",
                  ask=w.safe("/s/%d.html" % i, host + ".judge.test"))
    w.add("secure", "https-page", "ok", "/s/ok.html", text("安全页"), host="safe.judge.test",
          ask=w.safe("/s/ok.html", "safe.judge.test"))


def limited(w):
    """A host that lets nobody ask more often than it likes: nothing on it is dead."""
    state, lock = {"n": 0}, threading.Lock()
    site = w.site("limit.judge.test")
    site.exact["/robots.txt"] = lambda v: gone()
    for i in range(12):
        def serve(v, i=i):
            with lock:
                state["n"] += 1
                over = state["n"] % 5 == 0
            return answer(429, "slow down", "text/plain", "Retry-After: 1") if over else answer(body=page("限%d" % i))
        w.add("limited", "every-fifth-429", "ok", "/l/%d.html" % i, serve, host="limit.judge.test")


def build(w):
    for make in (plain, again, gates, redirects, protocol, looks, secure, limited):
        make(w)
