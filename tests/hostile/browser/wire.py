"""Answers: what browsers make of heads, redirects, encodings and documents, by RFC and by the Fetch standard."""
import base64
import gzip
import zlib

from kit import Answer, html, prose, to
from snippets import PNG, Book

PDF = b"%PDF-1.4\n" + b"x" * 900
SERVER = "unstable.server"


def make(w):
    answers(w)
    documents(w)
    heads(w)
    hush(w)


def hush(w):
    """Of a host whose robots.txt hangs nothing may be asked, and that is what is said of it (RFC 9309 2.3.1.4)."""
    s = w.site("hush", "沉默区人民政府", options=["--timeout", "1s"])
    s.add("/robots.txt", Answer(hang=True))
    s.truth["/"] = "unstable.timeout"
    s.reasons = {"/": "robots-unreachable"}
    s.about = {"/": ("RFC 9309 2.3.1.4", "robots.txt hangs")}


def crc(data):
    return zlib.crc32(data) & 0xffffffff


def stored_brotli(data):
    """A brotli stream of uncompressed meta-blocks (RFC 7932 9.2), window of 16 bits."""
    bits, out = [0], b""
    for i in range(0, len(data), 60000):
        part = data[i:i + 60000]
        bits += [0, 0, 0] + [(len(part) - 1) >> k & 1 for k in range(16)] + [1]
        while len(bits) % 8:
            bits.append(0)
        out += bytes(sum(bits[k + j] << j for j in range(8)) for k in range(0, len(bits), 8)) + part
        bits = []
    return out + b"\x03"


def stored_zstd(data):
    """A zstd frame of raw blocks (RFC 8878 3.1.1)."""
    out = b"\x28\xb5\x2f\xfd\x00\x58"
    parts = [data[i:i + 60000] for i in range(0, len(data), 60000)]
    for n, part in enumerate(parts):
        out += ((n == len(parts) - 1) | len(part) << 3).to_bytes(3, "little") + part
    return out


def answers(w):
    s = w.site("answers", "应答区人民政府", options=["--timeout", "6s"])
    s.about = {}

    def row(section, name, words, answer):
        s.link("/w/" + name, words, answer)
        s.about["/w/" + name] = (section, name)

    def article(name):
        return html("应答" + name, prose("w" + name))

    def raw(section, name, words, text, body=None, close=False):
        body = article(name).encode() if body is None else body
        row(section, name, words, Answer(raw=text.replace(b"{n}", b"%d" % len(body)) + b"\r\n" + body, close=close))
    ok = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
    redirects(w, s, row, article)
    raw("RFC 8297", "hints-many", "live", b"HTTP/1.1 103 Early Hints\r\nLink: </x.css>; rel=preload\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n" + ok + b"Content-Length: {n}\r\n")
    raw("RFC 9110 15.3.2", "created", "live", b"HTTP/1.1 201 Created\r\nLocation: /nowhere\r\nContent-Type: text/html\r\nContent-Length: {n}\r\n")
    raw("RFC 9110 15.3.3", "accepted", "live", b"HTTP/1.1 202 Accepted\r\nContent-Type: text/html\r\nContent-Length: {n}\r\n")
    raw("RFC 9110 14.4", "range-unasked", "live", b"HTTP/1.1 206 Partial Content\r\nContent-Range: bytes 0-9/99\r\nContent-Type: text/html\r\nContent-Length: {n}\r\n")
    raw("Fetch 2.2.3", "see-300", "ok|unknown", b"HTTP/1.1 300 Multiple Choices\r\nLocation: /nowhere\r\nContent-Type: text/html\r\nContent-Length: {n}\r\n")
    raw("Fetch 2.2.3", "use-305", "ok|unknown", b"HTTP/1.1 305 Use Proxy\r\nLocation: /nowhere\r\nContent-Type: text/html\r\nContent-Length: {n}\r\n")
    raw("RFC 9110 15.5.2", "401-bearer", "blocked", b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Bearer realm=x\r\nContent-Length: 0\r\n", b"")
    raw("RFC 9110 15.5.2", "401-digest", "blocked", b"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: Digest realm=x, nonce=y, qop=auth\r\nContent-Length: 0\r\n", b"")
    raw("RFC 9110 15.5.2", "401-bare", "blocked", b"HTTP/1.1 401 Unauthorized\r\nContent-Length: {n}\r\n")
    raw("RFC 9112 7.1", "chunk-spaces", "live", ok + b"Transfer-Encoding: chunked\r\n", b"%x  \r\n%s\r\n0\r\n\r\n" % (len(article("c").encode()), article("c").encode()))
    raw("RFC 9112 7.1", "chunk-no-end", "live|unstable.reset", ok + b"Transfer-Encoding: chunked\r\n", b"%x\r\n%s\r\n0\r\n" % (len(article("d").encode()), article("d").encode()), close=True)
    raw("RFC 9112 7.1.1", "chunk-quoted", "live", ok + b"Transfer-Encoding: chunked\r\n", b'%x;a="b;c";d\r\n%s\r\n0;last\r\nX-T: 1\r\nY: 2\r\n\r\n' % (len(article("e").encode()), article("e").encode()))
    raw("RFC 9112 6.3", "extra-bytes", "live", ok + b"Content-Length: {n}\r\nConnection: close\r\n", None, close=True)
    raw("RFC 9112 9.3", "keep-alive-lie", "live", ok + b"Content-Length: {n}\r\nKeep-Alive: timeout=60\r\nConnection: keep-alive\r\n", None, close=True)
    raw("RFC 9110 15.5.9", "408-idle", "live", ok + b"Content-Length: {n}\r\n", article("408").encode())
    s.answers["/w/408-idle"] = Answer(raw=ok + b"Content-Length: %d\r\n\r\n" % len(article("f").encode()) + article("f").encode()
                                      + b"HTTP/1.1 408 Request Timeout\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", close=True)
    for i in range(3):
        row("RFC 9110 15.5.9", "after-408-%d" % i, "live", Answer(article("after%d" % i)))
    raw("RFC 9110 7.8", "upgrade", "live", ok + b"Upgrade: h2,h2c\r\nConnection: Upgrade\r\nContent-Length: {n}\r\n")
    raw("RFC 6265 5", "cookie-huge", "live", ok + b"Set-Cookie: a=" + b"b" * 9000 + b"\r\nContent-Length: {n}\r\n")
    raw("CSP 3", "csp", "live", ok + b"Content-Security-Policy: default-src 'none'; sandbox\r\nX-Frame-Options: DENY\r\nContent-Length: {n}\r\n")
    raw("RFC 6797 8.1", "hsts-plain", "live", ok + b"Strict-Transport-Security: max-age=99999999; includeSubDomains\r\nContent-Length: {n}\r\n")
    raw("RFC 9110 8.3", "type-two", "live", ok + b"Content-Type: text/html; charset=utf-8\r\nContent-Length: {n}\r\n")
    raw("RFC 9110 8.3", "type-list", "live", b"HTTP/1.1 200 OK\r\nContent-Type: text/html, text/html;charset=utf-8\r\nContent-Length: {n}\r\n")
    raw("RFC 9110 5.1", "lower-and-odd", "live", b"HTTP/1.1 200 OK\r\ncontent-TYPE:text/html\r\nCONTENT-length:{n}\r\nX_Under: 1\r\nX-Empty:\r\n")
    raw("RFC 9112 4", "reason-latin", "live", b"HTTP/1.1 200 \xd5\xfd\xb3\xa3\r\nContent-Type: text/html\r\nContent-Length: {n}\r\n")
    raw("RFC 9110 8.6", "length-plus", "live|unstable.reset|unknown", ok + b"Content-Length: +{n}\r\n", None, close=True)
    raw("RFC 9110 15.4.5", "304-unasked", "ok|unknown", b"HTTP/1.1 304 Not Modified\r\nETag: x\r\n", b"")
    row("RFC 9110 13", "vary-star", "live", Answer(article("vary"), headers=[("Vary", "*"), ("Cache-Control", "no-store")]))
    row("RFC 9110 12.5.1", "q-values", "live", lambda r: Answer(article("q")) if "*/*" in r.get("accept") else Answer("406", 406))
    row("Fetch 3.6", "no-referrer", "live|blocked", lambda r: Answer(article("ref")) if r.get("referer") else Answer("盗链", 403))
    row("Fetch metadata", "sec-fetch", "live|blocked", lambda r: Answer(article("sec")) if r.get("sec-fetch-mode") else Answer("no", 403))
    row("RFC 9110 9.3.2", "head-500", "live", lambda r: Answer(article("head")) if r.method == "GET" else Answer("", 500))
    row("RFC 9110 9.3.2", "head-hang", "live", lambda r: Answer(article("head2")) if r.method == "GET" else Answer(hang=True))
    for n, data, enc in encodings(article("enc").encode()):
        row("RFC 9110 8.4", "enc-" + n, "live", Answer(data, headers=[("Content-Encoding", enc)] if enc else []))


def encodings(b):
    gz, raw = gzip.compress(b), zlib.compressobj(9, zlib.DEFLATED, -15)
    yield "br", stored_brotli(b), "br"
    yield "zstd", stored_zstd(b), "zstd"
    yield "gzip-twice", gzip.compress(gz), "gzip, gzip"
    yield "deflate-gzip", gzip.compress(zlib.compress(b)), "deflate, gzip"
    yield "identity-gzip", gz, "identity, gzip"
    yield "deflate-raw", raw.compress(b) + raw.flush(), "deflate"
    yield "unknown-token", b, "aws-chunked"
    yield "gzip-name", b"\x1f\x8b\x08\x08" + b"\0\0\0\0\0\3a.html\0" + raw_deflate(b) + crc(b).to_bytes(4, "little") + len(b).to_bytes(4, "little"), "gzip"
    yield "gzip-extra", b"\x1f\x8b\x08\x04" + b"\0\0\0\0\0\3" + b"\4\0abcd" + raw_deflate(b) + crc(b).to_bytes(4, "little") + len(b).to_bytes(4, "little"), "gzip"
    yield "gzip-stored", gzip.compress(b, 0), "gzip"
    yield "x-compress-none", b, ""


def raw_deflate(b):
    c = zlib.compressobj(9, zlib.DEFLATED, -15)
    return c.compress(b) + c.flush()


def redirects(w, s, row, article):
    def chain(name, n, words, code=302):
        for i in range(n):
            s.add("/w/%s-%d" % (name, i), to("/w/%s-%d" % (name, i + 1), code))
        s.add("/w/%s-%d" % (name, n), Answer(article(name)))
        row("Fetch 4.4", name + "-0", words, s.answers["/w/%s-0" % name])
    chain("hops11", 11, "live")
    chain("hops15", 15, "live")
    chain("hops20", 20, "live")
    chain("hops21", 21, "broken.redirect")
    s.add("/w/t", Answer(article("target")))
    me = "%s:%d" % (s.host, w.port)

    def loc(section, name, words, value, code=302):
        value = value.encode() if isinstance(value, str) else value
        row(section, name, words, Answer(raw=b"HTTP/1.1 %d X\r\nContent-Length: 0\r\nLocation:" % code + value + b"\r\n\r\n"))
    loc("URL 4.4", "loc-tab-inside", "live", " /w/\tt")
    loc("URL 4.4", "loc-query-utf8", "live", " /w/z?q=中")
    s.add("/w/z?q=%E4%B8%AD", Answer(article("z")))
    loc("URL 4.4", "loc-question", "live", " ?")
    s.add("/w/loc-question?", Answer(article("lq")))
    loc("URL 4.4", "loc-dot", "broken.redirect|broken.http", " .")
    loc("URL 4.4", "loc-same-scheme", "live", " http:t")
    loc("URL 4.4", "loc-absolute", "live", " http://%s/w/t" % me)
    loc("URL 4.4", "loc-percent-host", "live", " http://%%77ww.answers.example:%d/w/t" % w.port)
    loc("URL 4.4", "loc-fragment-kept", "live", " /w/t#section")
    loc("URL 4.4", "loc-quoted", "broken.http", ' "/w/t"')
    loc("URL 4.4", "loc-angle", "broken.http", " </w/t>")
    loc("URL 4.4", "loc-bad-port", "broken.redirect", " http://www.answers.example:99999/")
    loc("URL 4.4", "loc-view-source", "broken.redirect", " view-source:http://%s/w/t" % me)
    loc("URL 4.4", "loc-blob", "broken.redirect", " blob:http://%s/x" % me)
    loc("URL 4.4", "loc-weixin", "broken.redirect", " weixin://dl/business")
    loc("URL 4.4", "loc-ideographic", "live", (" http://www。answers。example:%d/w/t" % w.port))
    loc("Fetch 4.4", "loc-303", "live", " /w/t", 303)
    loc("Fetch 4.4", "loc-307-query", "live", " ../w/./t?a=b", 307)
    s.add("/w/t?a=b", Answer(article("tab")))
    loc("Fetch 4.4", "loc-304", "ok|unknown", " /w/t", 304)
    row("RFC 9110 10.2.2", "loc-two-differ", "broken.redirect|live",
        Answer(raw=b"HTTP/1.1 302 X\r\nContent-Length: 0\r\nLocation: /w/t\r\nLocation: /w/u\r\n\r\n"))
    row("RFC 6265", "cookie-count", "live", lambda r: Answer(article("count")) if "n=4" in r.get("cookie") else Answer(
        "", 302, headers=[("Location", r.target), ("Set-Cookie", "n=%d; Path=/" % (int((r.get("cookie").partition("n=")[2] or "0")[:1]) + 1))]))
    row("RFC 6265 5.3", "cookie-deleted", "live", lambda r: Answer(article("del")) if "d=1" not in r.get("cookie") and "e=1" in r.get("cookie") else Answer(
        "", 302, headers=[("Location", r.target), *([("Set-Cookie", "d=; Max-Age=0; Path=/"), ("Set-Cookie", "e=1; Path=/")] if "d=1" in r.get("cookie")
                                                      else [("Set-Cookie", "d=1; Path=/")])]))
    row("HTML 4.2.5.3", "refresh-script-cookie", "live", Answer(html("跳转", "<p>x", '<meta http-equiv=refresh content="0;url=/w/t">')))
    row("RFC 9110 15.4", "lang-loop", "live", lambda r: Answer(article("lang")) if "zh" in r.get("accept-language") else to(r.target))
    row("RFC 9110 15.4", "slash-loop", "broken.redirect", to("/w/slash-loop/"))
    s.add("/w/slash-loop/", to("/w/slash-loop"))
    row("RFC 9110 15.4.9", "308-then-302", "live", to("/w/hops11-9", 308))


def documents(w):
    """Documents by what opens them: endings, names, types and first bytes."""
    s = w.site("papers", "文档区人民政府")
    s.about = {}

    def d(name, words, body, type="application/octet-stream", headers=(), tag=None):
        s.link("/d/" + name, words, Answer(body, type=type, headers=headers), markup=tag)
        s.about["/d/" + name] = ("documents", name)
    table = "<table border=1><tr><td>项目</td><td>金额</td></tr>" + "".join("<tr><td>第%d项</td><td>%d</td></tr>" % (i, i * 7) for i in range(40)) + "</table>"
    office = '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:x="urn:schemas-microsoft-com:office:%s" xmlns="http://www.w3.org/TR/REC-html40"><head><meta charset=utf-8></head><body>%s</body></html>'
    d("html-made-by-excel.xls", "live", office % ("excel", table), "application/vnd.ms-excel")
    d("html-made-by-word.doc", "live", office.replace("xmlns:x", "xmlns:w") % ("word", prose("word")), "application/msword")
    d("mhtml.doc", "live", "MIME-Version: 1.0\nContent-Type: multipart/related; boundary=\"----=_NextPart\"\n\n------=_NextPart\nContent-Type: text/html\n\n<p>x</p>", "application/msword")
    d("spreadsheet.xml.xls", "live", '<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"><Worksheet/></Workbook>', "application/vnd.ms-excel")
    d("tab.xls", "live", "项目\t金额\n甲\t1\n乙\t2\n".encode("gbk"), "application/vnd.ms-excel")
    d("word2003.doc", "live", '<?xml version="1.0"?><?mso-application progid="Word.Document"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"/>', "application/msword")
    d("page.mht", "live", "From: <Saved by>\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n\n<html>", "message/rfc822")
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900
    for n in ("a.ppt", "a.dps", "a.et", "a.vsd", "a.msi"):
        d(n, "live", ole)
    zipped = b"PK\3\4\x14\0\0\0\0\0" + b"\0" * 900
    for n in ("a.pptx", "a.epub", "a.apk", "a.jar", "a.ofd", "a.odt", "a.kmz", "a.xlsm"):
        d(n, "live", zipped)
    for n, magic in (("a.exe", b"MZ"), ("a.mp3", b"ID3\3\0"), ("b.mp3", b"\xff\xfb\x90"), ("a.wav", b"RIFF\0\0\1\0WAVEfmt "), ("a.flv", b"FLV\1"), ("a.webm", b"\x1a\x45\xdf\xa3"),
                     ("a.ogg", b"OggS"), ("a.wmv", b"\x30\x26\xb2\x75\x8e\x66\xcf\x11"), ("a.swf", b"CWS\x09"), ("a.rm", b".RMF"), ("a.mov", b"\0\0\0\x14ftypqt  "),
                     ("a.avi", b"RIFF\0\0\1\0AVI LIST"), ("a.bz2", b"BZh9"), ("a.xz", b"\xfd7zXZ\0"), ("a.tar", b"name.txt" + b"\0" * 249 + b"ustar\0"), ("a.iso", b"\0" * 32769 + b"CD001"),
                     ("a.dwg", b"AC1027"), ("a.caj", b"CAJ\0"), ("a.ceb", b"Founder CEB"), ("a.gd", b"SEP"), ("a.eps", b"%!PS-Adobe-3.0"), ("a.chm", b"ITSF"), ("a.m3u8", b"#EXTM3U\n#EXTINF:1,\n"),
                     ("a.tiff", b"MM\0*"), ("a.heic", b"\0\0\0\x18ftypheic"), ("a.jp2", b"\0\0\0\x0cjP  \r\n"), ("a.psd", b"8BPS"), ("a.amr", b"#!AMR\n"), ("a.wps", b"\xd0\xcf\x11\xe0")):
        d(n, "live", magic + b"\0\1\2\3" * 200)
    d("a.ics", "live", "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "text/calendar")
    d("a.vcf", "live", "BEGIN:VCARD\nEND:VCARD\n", "text/vcard")
    d("a.kml", "live", '<?xml version="1.0"?><kml/>', "application/vnd.google-earth.kml+xml")
    d("a.md", "live", "# 说明\n\n正文", "text/markdown")
    d("a.log", "live", "第一行\n第二行\n", "text/plain")
    err = html("出错了", "<h2>文件不存在或已被删除</h2>")
    for n in ("e.ppt", "e.rar", "e.mp4", "e.mp3", "e.exe", "e.apk", "e.ofd", "e.wps", "e.csv", "e.xlsx", "e.7z", "e.tif"):
        d(n, "broken.content|broken.soft404", err, "text/html; charset=utf-8")
    d("star", "live", PDF, "application/octet-stream", [("Content-Disposition", "attachment; filename*=UTF-8''%E5%B9%B4%E6%8A%A5.pdf")])
    d("star-bad", "broken.content|broken.soft404", err, "application/octet-stream", [("Content-Disposition", "attachment; filename*=UTF-8''%E5%B9%B4%E6%8A%A5.pdf")])
    d("both-names", "live", PDF, "application/octet-stream", [("Content-Disposition", "attachment; filename=\"?.html\"; filename*=gbk''%C4%EA.pdf")])
    d("encoded-word", "live", PDF, "application/octet-stream", [("Content-Disposition", "attachment; filename=\"=?utf-8?B?5bm05oqlLnBkZg==?=\"")])
    d("inline-html.html", "live", html("正文", prose("inline")), "text/html; charset=utf-8", [("Content-Disposition", "inline")])
    d("download-page.html", "live", html("正文二", prose("attach")), "text/html; charset=utf-8", [("Content-Disposition", "attachment; filename=a.html")])
    d("name-empty", "live", PDF, "application/pdf", [("Content-Disposition", "attachment; filename=")])
    d("download.do?id=9", "live", PDF, "application/x-msdownload", [("Content-Disposition", "attachment;filename=年报.pdf")])
    d("nosniff.html", "live", html("不猜", prose("nosniff")), "text/plain", [("X-Content-Type-Options", "nosniff")])
    d("octet.html", "live", html("下载式网页", prose("octet")), "application/octet-stream")
    d("svg-in-img.svg", "live", '<svg xmlns="http://www.w3.org/2000/svg"><!-- --></svg>', "image/svg+xml", tag='<img src="%s" alt="%s">')
    d("doctype.svg", "live", '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x">\n<svg xmlns="http://www.w3.org/2000/svg"/>', "text/xml", tag='<img src="%s" alt="%s">')
    d("jpeg-noise.jpg", "live", b"\xff\xd8\xff\xe1" + b"\0" * 50, "image/jpeg", tag='<img src="%s" alt="%s">')
    d("png-as-text.png", "live", PNG, "text/plain", tag='<img src="%s" alt="%s">')
    d("base64.png", "broken.content", base64.b64encode(PNG), "image/png", tag='<img src="%s" alt="%s">')
    d("xml.png", "broken.content", "<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error>", "application/xml", tag='<img src="%s" alt="%s">')
    d("err.css", "live|broken.content|broken.soft404", err, "text/html", tag='<link rel=stylesheet href="%s" title="%s">')


def heads(w):
    """What heads of answers lead to: Link and Refresh; and links in pages of odd types and encodings."""
    s = w.site("heads", "首部区人民政府")
    b = Book(s)

    def page(section, headers, body="", **more):
        b.leaf(section, str(headers), html("首部%d" % b.n, prose("heads%d" % b.n) + body), headers=headers, **more)
    page("RFC 8288 3", [("Link", "<F1.css>; rel=preload; as=style")])
    page("RFC 8288 3", [("Link", '<F1.js>; rel="modulepreload", <F2.png>;rel=preload;as=image')])
    page("RFC 8288 3", [("Link", "<N1>; rel=preconnect, <N2>; rel=dns-prefetch")], "<a href=F1>甲</a>")
    page("RFC 8288 3", [("Link", '<F1.css>; title="a, <N1>; b"; rel=stylesheet')])
    page("RFC 8288 3.2", [("Link", '<F1.css> ; REL = "preload stylesheet" ; as=style')])
    page("HTML refresh header", [("Refresh", "300; url=F1")])
    page("HTML refresh header", [("Refresh", "300;URL='F1'")])
    page("HTML refresh header", [("Refresh", "300URL=N1")], "<a href=F1>甲</a>")
    page("RFC 9110 8.7", [("Content-Location", "/elsewhere/x")], "<a href=k1>甲</a>", at=["k1"])
    page("SourceMap", [("SourceMap", "N1.json"), ("X-SourceMap", "N2.json")], "<a href=F1>甲</a>")
    page("Alt-Svc", [("Alt-Svc", 'h3=":443"'), ("Reporting-Endpoints", 'a="N1"'), ("Report-To", '{"url":"N2"}')], "<a href=F1>甲</a>")
    for type in ("text/html; charset=\"utf-8\"", "TEXT/HTML;Charset=UTF-8", "text/html;;charset=utf-8", "text/html; charset=utf8", "*/*", "unknown/unknown", "text/html ; x=y; charset=utf-8"):
        b.leaf("MIME 4.4", type, html("类型%d" % b.n, prose("type%d" % b.n) + "<a href=F1>甲</a>"), type=type)
    for name, data, enc in encodings(b"@"):
        doc = html("压缩%d" % b.n, prose("z%d" % b.n) + '<a href="/z%d/%s">甲</a>' % (b.n, name)).encode()
        path = "/z%d/%s" % (b.n, name)
        b.n += 1
        data = dict((n, x) for n, x, _ in encodings(doc))[name]
        s.add(path + "/doc", Answer(data, headers=[("Content-Encoding", enc)] if enc else []))
        s.mark(path + "/doc")
        s.link(path, "live", "page", on="/none", at=path)
        b.about[path] = ("RFC 9110 8.4", name)
    s.book = b
