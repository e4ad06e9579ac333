"""Redirects of every kind and spellings of addresses."""
import socket
from base import *

END = "/way-end.html"
KEPT = []


def closed():
    """A port where nobody listens, kept from others"""
    s = socket.socket()
    s.bind(("127.0.0.1", 0))
    KEPT.append(s)
    return s.getsockname()[1]


def go(to, code="302 Found", *h):
    to = to if isinstance(to, bytes) else to.encode("utf-8", "surrogateescape")
    return head(code, *h, "Content-Length: 0") + b"Location: " + to + b"\r\n\r\n"


def way(name, want, to, code="302 Found", *h):
    row("way/" + name, want, go(to, code, *h))


def rows():
    serve(END, answer(article("way end")))
    serve("/way/near.html", answer(article("way near")))
    serve("/%E4%B8%AD.html", answer(article("way zh")))
    serve("/\u4e2d.html".encode().decode("latin1"), answer(article("way zh")))
    locations()
    chains()
    refreshes()
    addresses()


def locations():
    for n, code, want in (("301", "301 Moved Permanently", "moved"), ("302", "302 Found", "ok"), ("303", "303 See Other", "ok"),
            ("307", "307 Temporary Redirect", "ok"), ("308", "308 Permanent Redirect", "moved")):
        way(n, want, END, code)
    for n, to in (("relative", "near.html"), ("dot", "./near.html"), ("up", "../way-end.html"), ("far-up", "../../../way-end.html"),
            ("fragment", END + "#top"), ("space", "/way end.html"), ("spaces-around", "   " + END + "  "),
            ("tab", END + "\t"), ("backslash", "\\way-end.html"), ("query-only", "?to=1"), ("pct", "/way%2dend.html"),
            ("upper", END + "?A=%e4%b8%ad"), ("semicolon", "/way-end.html;jsessionid=1")):
        way(n, "ok", to)
    serve("/way end.html", answer(article("we")))
    serve("/way%20end.html", answer(article("we")))
    serve("/way%2dend.html", answer(article("we2")))
    serve("/way-end.html;jsessionid=1", answer(article("we3")))
    serve("/way/query-only?to=1", answer(article("qo")))
    me = lambda req: req.headers["host"]
    each = lambda n, want, f: row("way/" + n, want, lambda req, asked: f(me(req)))
    each("protocol-relative", "ok", lambda h: go(f"//{h}{END}"))
    each("one-slash", "ok", lambda h: go(f"http:{END}"))
    each("three-slashes", "ok", lambda h: go(f"http:///{h}{END}"))
    each("backslashes", "ok", lambda h: go(f"http:\\\\{h}\\way-end.html"))
    each("upper-scheme", "ok", lambda h: go(f"HTTP://{h}{END}"))
    each("userinfo", "ok", lambda h: go(f"http://user:pw@{h}{END}"))
    each("dot-segments", "ok", lambda h: go(f"http://{h}/a/b/../..{END}"))
    each("hex-host", "ok", lambda h: go("http://0x7f000001:%s%s" % (h.partition(":")[2], END)))
    each("folded", "ok", lambda h: b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation:\r\n " + END.encode() + b"\r\n\r\n")
    each("lower-name", "ok", lambda h: b"HTTP/1.1 302 Found\r\ncontent-length: 0\r\nlocation:" + END.encode() + b"\r\n\r\n")
    each("same-twice", "ok", lambda h: b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\nLocation: " + END.encode() +
        b"\r\nLocation: " + END.encode() + b"\r\n\r\n")
    each("utf8", "ok", lambda h: go("/中.html"))
    each("lf", "ok", lambda h: b"HTTP/1.1 302 Found\nContent-Length: 0\nLocation: " + END.encode() + b"\n\n")
    each("chunked", "ok", lambda h: head("302 Found", "Transfer-Encoding: chunked", "Location: " + END) + b"\r\n" + chunked("moved"))
    each("with-body-cut", "ok", lambda h: head("302 Found", "Content-Length: 900", "Location: " + END) + b"\r\nmoved")
    each("bad-gzip", "ok", lambda h: head("302 Found", "Content-Encoding: gzip", "Content-Length: 5", "Location: " + END) + b"\r\nmoved")
    each("gbk", {"ok"}, lambda h: go(b"/gbk/\xd6\xd0.html"))
    serve("/gbk/%D6%D0.html", answer(article("gbk")))
    serve("/gbk/\xd6\xd0.html", answer(article("gbk")))
    for n, to in (("none", None), ("mailto", "mailto:a@b.cn"), ("javascript", "javascript:history.back()"), ("ftp", "ftp://x.example/"),
            ("file", "file:///C:/www/index.html"), ("bracket", "http://[::1/"), ("port", "http://127.0.0.1:99999/"),
            ("scheme-only", "http://"), ("about", "about:blank"), ("data", "data:text/html,hi")):
        row("way/bad-" + n, "broken.redirect", go(to) if to else head("302 Found", "Content-Length: 0") + b"\r\n")
    row("way/bad-empty", {"broken.redirect"}, go(""))
    row("way/bad-none-body", {"broken.redirect"}, answer(page("Found", f'<a href="{END}">here</a>'), "302 Found"))
    way("to-404", DEAD, "/nothing-at-all.html")
    way("to-410", DEAD, "/code/410", "301 Moved Permanently")
    way("to-403", BLOCKED, "/code/403")
    way("to-503", {"unstable.server"}, "/code/503")
    way("to-reset", {"unstable.reset"}, "/fault/reset")
    way("to-refused", {"unstable.connect"}, f"http://127.0.0.1:{closed()}/")
    way("to-private", {"private", "unstable.connect", "broken.redirect"}, "http://10.1.2.3/")


def chains():
    def chain(req, asked):
        n = int(req.path.rpartition("/")[2])
        return go(f"/chain/{n - 1}") if n else answer(article("chain"))
    directory("/chain/", chain)
    row("chain/5", "ok")
    row("chain/9", "ok")
    row("chain/60", "broken.redirect")
    row("loop/self", "broken.redirect", go("/loop/self"))
    row("loop/self-fragment", "broken.redirect", go("/loop/self-fragment#x"))
    row("loop/two", "broken.redirect", go("/loop/two-b", "301 Moved Permanently"))
    serve("/loop/two-b", go("/loop/two"))
    row("loop/three", "broken.redirect", go("/loop/three-b"))
    serve("/loop/three-b", go("/loop/three-c"))
    serve("/loop/three-c", go("/loop/three"))
    row("loop/slash", "broken.redirect", go("/loop/slash/"))
    serve("/loop/slash/", go("/loop/slash"))
    directory("/grow/", lambda req, asked: go(req.path + "x"))
    row("grow/a", "broken.redirect")
    serve("/grow2", lambda req, asked: go("/grow2?n=%d" % (len(req.path) * 7 + asked)))
    row("grow2", "broken.redirect", path="/grow2?n=0")
    row("loop/once", "ok", first(1, go("/loop/once"), answer(article("once"))))


def refreshes():
    e = END
    for n, h in (("zero", f'<meta http-equiv="refresh" content="0;url={e}">'), ("upper", f'<META HTTP-EQUIV=REFRESH CONTENT="0; URL={e}">'),
            ("quoted", f"<meta http-equiv='refresh' content=\"0;url='{e}'\">"), ("comma", f'<meta http-equiv=refresh content="0,{e}">'),
            ("space", f'<meta http-equiv="refresh" content=" 0 ; url = {e} ">'), ("entity", '<meta http-equiv=refresh content="0;url=&#x2F;way-end.html">'),
            ("no-url", f'<meta http-equiv=refresh content="0;{e}">'), ("fraction", f'<meta http-equiv=refresh content="0.5;url={e}">'),
            ("noscript", f'<noscript><meta http-equiv=refresh content="0;url={e}"></noscript><script>location.href="{e}"</script>')):
        row("refresh/" + n, {"ok", "moved"}, answer(host_page("", "跳转", h)))
    for n, h in (("zero", '<meta http-equiv="refresh" content="0;url=/dead-refresh.html">'), ("upper", '<META HTTP-EQUIV=REFRESH CONTENT="0; URL=/dead-refresh.html">'),
            ("quoted", "<meta http-equiv=refresh content=\"0;url='/dead-refresh.html'\">"), ("comma", '<meta http-equiv=refresh content="0, /dead-refresh.html">'),
            ("script", '<script>window.location.href="/dead-refresh.html";</script>'), ("script2", "<script>self.location='/dead-refresh.html'</script>"),
            ("script3", '<script type="text/javascript">top.location.replace("/dead-refresh.html");</script>'),
            ("assign", '<script>document.location.assign("/dead-refresh.html")</script>')):
        row("refresh-dead/" + n, DEAD, answer(host_page("", "跳转", h)))
    row("refresh/self", "ok", answer(article("rs", '<meta http-equiv="refresh" content="30">')))
    row("refresh/self-url", "ok", answer(article("rs2", '<meta http-equiv="refresh" content="300;url=/refresh/self-url">')))
    row("refresh/comment", "ok", answer(article("rc", '<!-- <meta http-equiv="refresh" content="0;url=/dead-refresh.html"> -->')))
    row("refresh/ie6", "ok", answer(article("ie", '<!--[if lt IE 7]><meta http-equiv="refresh" content="0;url=/dead-refresh.html"><![endif]-->')))
    row("refresh/script-function", "ok", answer(article("rf", '<script>function go(){location.href="/dead-refresh.html"}</script>')))
    row("refresh/script-if", "ok", answer(article("ri", '<script>if(/Mobile/.test(navigator.userAgent)){location.href="/dead-refresh.html"}</script>')))
    row("refresh/header", {"ok", "moved"}, answer("", "200 OK", f"Refresh: 0; url={e}"))
    row("refresh/header-dead", DEAD, answer("x", "200 OK", "Refresh: 0;URL=/dead-refresh.html"))
    row("refresh/loop", {"broken.redirect"}, answer(host_page("", "", '<meta http-equiv=refresh content="0;url=/refresh/loop-b">')))
    serve("/refresh/loop-b", answer(host_page("", "", '<meta http-equiv=refresh content="0;url=/refresh/loop">')))


def addresses():
    def at(name, want, href, path=None):
        row("adr/" + name, want, answer(article("adr" + name)) if path else None, path=path or "/adr-none/" + name, href=href)
    at("newline", "ok", "/adr/new\nline", "/adr/newline")
    at("tab", "ok", "/adr/t\tab", "/adr/tab")
    at("around", "ok", " \n /adr/around \t", "/adr/around")
    at("copy", "ok", "/adr/q?a=1&copy=3", "/adr/q?a=1&copy=3")
    at("amp", "ok", "/adr/q2?a=1&amp;b=2", "/adr/q2?a=1&b=2")
    at("numeric", "ok", "/adr/&#110;um", "/adr/num")
    at("chinese", "ok", "/adr/政务", "/adr/%E6%94%BF%E5%8A%A1")
    at("space", "ok", "/adr/a b", "/adr/a%20b")
    at("backslash", "ok", "\\adr\\back", "/adr/back")
    at("dots", "ok", "/x/y/../../adr/dots", "/adr/dots")
    at("pct-dots", "ok", "/x/%2e%2E/adr/pdots", "/adr/pdots")
    at("bad-pct", "ok", "/adr/100%", "/adr/100%")
    at("pipe", "ok", "/adr/a|b", "/adr/a|b")
    at("brace", "ok", "/adr/a{b}", "/adr/a%7Bb%7D")
    at("quote", "ok", "/adr/a'b", "/adr/a'b")
    at("double-slash", "ok", "/adr//ds", "/adr//ds")
    at("case", "ok", "/adr/CaSe", "/adr/CaSe")
    at("long", {"ok", "skipped"}, "/adr/" + "l" * 6000, "/adr/" + "l" * 6000)
    at("hex-host", "ok", "http://0x7f.1:{port}/adr/hex", "/adr/hex")
    at("one-slash", "ok", "http:/adr/oneslash", "/adr/oneslash")
    at("no-slash", "ok", "http:../adr/noslash", "/adr/noslash")
    at("scheme-upper", "ok", "HTTP://{me}/adr/up", "/adr/up")
    at("at", "ok", "http://user@{me}/adr/user", "/adr/user")
    at("fragment", "ok", "/adr/frag#x", "/adr/frag")
    for n, h in (("file", "file:///C:/Users/a.doc"), ("drive", "C:\\www\\a.doc"), ("double", "http://http://www.gov.cn/"),
            ("port", "http://127.0.0.1:99999/x"), ("port-word", "http://127.0.0.1:abc/x"), ("space-host", "http://exa mple.cn/"),
            ("bracket", "http://[::1/x"), ("five", "http://1.2.3.4.5/x"), ("empty-host", "http://:80/"), ("only", "http://"),
            ("256", "http://256.1.1.1/x"), ("pct-host", "http://a%00b.cn/"), ("caret", "http://a^b.cn/")):
        row("adr/bad-" + n, "broken.url", href=h)
    for n, h in (("www", "www.gov.cn"), ("fullwidth-colon", "http：//www.gov.cn/"), ("ideographic", "\u3000/adr/frag"),
            ("no-colon", "http//www.gov.cn/")):
        row("adr/rel-" + n, DEAD | {"broken.url"}, href=h)
    for n, h in (("mailto", "mailto:a@gov.cn"), ("tel", "tel:12345"), ("js", "javascript:void(0)"), ("js-case", "JavaScript:;"),
            ("js-space", " java\nscript:;"), ("data", "data:text/plain,x"), ("weixin", "weixin://dl/chat"), ("sms", "sms:12345"),
            ("about", "about:blank"), ("blob", "blob:http://x/1"), ("thunder", "thunder://QUFo")):
        row("adr/skip-" + n, {"skipped", "(not reported)"}, href=h)
