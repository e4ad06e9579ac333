"""Live, though difficult: none of these may be called dead, blocked or wrong."""
import gzip
import zlib

from base import *


def nth(*answers):
    """the n-th request gets the n-th answer, later ones the last"""
    return lambda q: answers[min(q.nth, len(answers)) - 1]


def live(name, answer, **k):
    add("live", name, LIVE, answer, **k)


def P(name):
    return page("关于%s工作的通知" % name)


OK = lambda name, **k: R(200, P(name), **k)
for code in (500, 502, 503, 504):
    live("first-%d" % code, nth(R(code, "busy"), OK("首次%d" % code)))
live("twice-503", nth(R(503, "busy"), R(503, "busy"), OK("两次")))
live("first-reset", nth("reset", OK("重置")))
live("first-empty", nth(None, OK("空答")))
live("first-cut", nth((b"HTTP/1.1 200 OK\r\nContent-Length: 4000\r\n\r\nabc", True), OK("半截")))
live("first-404-flap", OK("正常"))
live("retry-after-429", nth(R(429, "slow", head=["Retry-After: 1"]), OK("限流")))
live("retry-after-503", nth(R(503, "slow", head=["Retry-After: 1"]), OK("稍后")))


def gate(test, refusal, name):
    return lambda q: OK(name) if test(q) else refusal


ua = lambda q: "Mozilla" in q.headers.get("user-agent", "")
for code in (400, 403, 404, 406, 410, 418, 422):
    live("no-mozilla-%d" % code, gate(ua, R(code, "no robots"), "浏览器%d" % code))
live("no-accept-language", gate(lambda q: "accept-language" in q.headers, R(403, "language?"), "语言"))
live("accept-html", gate(lambda q: "text/html" in q.headers.get("accept", ""), R(406, "accept?"), "接受"))
live("head-404", lambda q: OK("头") if q.method == "GET" else R(404))
live("head-405", lambda q: OK("头五") if q.method == "GET" else R(405))
live("range-416", lambda q: R(416) if "range" in q.headers else OK("范围"))

# redirects a browser follows
for code in (301, 302, 303, 307, 308):
    live("to-%d" % code, R(code, head=["Location: /live/target-%d.html" % code]))
    host("portal.test").routes["/live/target-%d.html" % code] = OK("目标%d" % code)


def to(name, location, target=None, code=302, **k):
    live(name, R(code, head=["Location: " + location]), **k)
    if target:
        host("portal.test").routes[target] = OK(name)


to("loc-relative", "loc/relative-target.html", "/live/loc/relative-target.html")
to("loc-dotdot", "../live2/up.html", "/live2/up.html")
to("loc-query-only", "?done=1", "/live/loc-query-only.html?done=1")
to("loc-scheme-relative", "//portal.test:{P}/live/sr.html", "/live/sr.html")
to("loc-fragment", "/live/frag.html#part", "/live/frag.html")
to("loc-space", "/live/with space.html", "/live/with%20space.html")
to("loc-utf8", "/live/目标.html", "/live/%E7%9B%AE%E6%A0%87.html")
to("loc-leading-space", "   /live/lead.html", "/live/lead.html")
to("loc-backslash", "\\live\\bs.html", "/live/bs.html")
to("loc-upper-scheme", "HTTP://PORTAL.TEST:{P}/live/upper.html", "/live/upper.html")
to("loc-dot-segments", "/a/b/../../live/./dots.html", "/live/dots.html")
live("lower-location", b"HTTP/1.1 302 Found\r\nlocation:/live/lower.html\r\nContent-Length: 0\r\n\r\n")
host("portal.test").routes["/live/lower.html"] = OK("小写")
live("two-same-locations", R(302, head=["Location: /live/lower.html", "Location: /live/lower.html"]))
for i in range(1, 9):
    host("portal.test").routes["/live/chain-%d" % i] = R(302, head=["Location: /live/chain-%d" % (i + 1)])
host("portal.test").routes["/live/chain-9"] = OK("链")
live("chain-9", None, path="/live/chain-1")
live("cookie-self", lambda q: OK("饼干") if "k=1" in q.headers.get("cookie", "") else
     R(302, head=["Location: /live/cookie-self.html", "Set-Cookie: k=1; Path=/"]))
live("cookie-via", lambda q: OK("饼二") if "m=2" in q.headers.get("cookie", "") else R(302, head=["Location: /live/set-m"]))
host("portal.test").routes["/live/set-m"] = R(302, head=["Location: /live/cookie-via.html", "Set-Cookie: m=2; Path=/; HttpOnly; SameSite=Lax"])
live("cookie-domain", lambda q: OK("域饼") if "d=3" in q.headers.get("cookie", "") else
     R(307, head=["Location: /live/cookie-domain.html", "Set-Cookie: other=x; Domain=elsewhere.test", "Set-Cookie: d=3; Domain=portal.test; Path=/live"]))
live("cookie-quoted", lambda q: OK("引饼") if 'v="a b"' in q.headers.get("cookie", "") else
     R(302, head=["Location: /live/cookie-quoted.html", 'Set-Cookie: v="a b"; Path=/']))
for n, m in (("refresh-plain", '<meta http-equiv=refresh content="0;url=/live/r1.html">'),
             ("refresh-quoted", '<META HTTP-EQUIV="Refresh" CONTENT="0; URL=\'/live/r1.html\'">'),
             ("refresh-no-url", '<meta http-equiv="refresh" content="0; /live/r1.html">'),
             ("refresh-comma", '<meta http-equiv="refresh" content="1,url=/live/r1.html">'),
             ("script-href", "<script>window.location.href='/live/r1.html';</script>"),
             ("script-replace", "<script type='text/javascript'>location.replace(\"/live/r1.html\")</script>"),
             ("script-top", "<script>top.location='/live/r1.html'</script>")):
    live(n, R(200, "<html><head>%s</head><body></body></html>" % m))
host("portal.test").routes["/live/r1.html"] = OK("跳转")
live("refresh-header", R(200, "<html></html>", head=["Refresh: 0; url=/live/r1.html"]))

# bodies and frames of HTTP
B = P("压缩").encode()
live("gzip", R(200, gzip.compress(B), head=["Content-Encoding: gzip"]))
live("x-gzip", R(200, gzip.compress(B), head=["Content-Encoding: x-gzip"]))
live("gzip-upper", R(200, gzip.compress(B), head=["Content-Encoding: GZIP"]))
live("gzip-garbage-after", R(200, gzip.compress(B) + b"\0\0\0garbage", head=["Content-Encoding: gzip"]))
live("gzip-two-members", R(200, gzip.compress(B[:200]) + gzip.compress(B[200:]), head=["Content-Encoding: gzip"]))
live("deflate-zlib", R(200, zlib.compress(B), head=["Content-Encoding: deflate"]))
c = zlib.compressobj(9, zlib.DEFLATED, -15)
live("deflate-raw", R(200, c.compress(B) + c.flush(), head=["Content-Encoding: deflate"]))
live("encoding-identity", R(200, B, head=["Content-Encoding: identity"]))
live("encoding-utf8", R(200, B, head=["Content-Encoding: utf-8"]))
live("encoding-none", R(200, B, head=["Content-Encoding: none"]))
live("encoding-empty", R(200, B, head=["Content-Encoding: "]))


def chunks(body, sep=b"%x\r\n", trailer=b""):
    out = b""
    for i in range(0, len(body), 300):
        part = body[i:i + 300]
        out += sep % len(part) + part + b"\r\n"
    return out + b"0\r\n" + trailer + b"\r\n"


CH = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
live("chunked", CH + chunks(B))
live("chunk-extension", CH + chunks(B, b"%x;name=value\r\n"))
live("chunk-upper-zeros", CH + chunks(B, b"000%X\r\n"))
live("chunk-trailer", CH + chunks(B, trailer=b"X-Sum: 1\r\n"))
live("chunked-and-length", CH.replace(b"\r\n\r\n", b"\r\nContent-Length: 7\r\n\r\n") + chunks(B))
live("chunked-case", CH.replace(b"chunked", b"Chunked") + chunks(B))
live("until-close", (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + B, True))
live("http10", (b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n" + B, True))
live("no-reason", b"HTTP/1.1 200\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(B) + B)
live("long-reason", R(200, B, reason="这是一个很长的原因短语" * 20))
live("lf-only", b"HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: %d\n\n" % len(B) + B)
live("folded", b"HTTP/1.1 200 OK\r\nX-Fold: a\r\n  b\r\nContent-Length: %d\r\nContent-Type: text/html\r\n\r\n" % len(B) + B)
live("space-before-colon", b"HTTP/1.1 200 OK\r\nContent-Type : text/html\r\nContent-Length: %d\r\n\r\n" % len(B) + B)
live("two-lengths", b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\nContent-Length: %d\r\n\r\n" % (len(B), len(B)) + B)
live("length-list", (b"HTTP/1.1 200 OK\r\nContent-Length: %d, %d\r\n\r\n" % (len(B), len(B)) + B, True))
live("length-empty", (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: \r\n\r\n" + B, True))
live("length-short", (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 900\r\n\r\n" + B, True))
# libcurl gives up at a line without colon: no verdict, never a bad one
add("live", "junk-line", LIVE | {"unknown"}, (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nthis is no header\r\n\r\n" + B, True))
live("junk-nul-free", (b"HTTP/1.1 200 OK\r\n: empty name\r\nContent-Type: text/html\r\n\r\n" + B, True))
live("blank-before-status", (b"\r\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + B, True))
live("blank-lf-before", (b"\n\nHTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + B, True))
live("hundred-continue", b"HTTP/1.1 100 Continue\r\n\r\n" + R(200, B))
live("early-hints", b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n" + R(200, B))
live("processing", b"HTTP/1.1 102 Processing\r\n\r\n" + R(200, B))
live("headers-24k", R(200, B, head=["X-H%d: %s" % (i, "v" * 1000) for i in range(24)]))
live("headers-60k", R(200, B, head=["X-H%d: %s" % (i, "v" * 1000) for i in range(60)]))
live("header-line-30k", R(200, B, head=["Content-Security-Policy: " + "https://x.test " * 2000]))
live("cookies-120", R(200, B, head=["Set-Cookie: c%d=%d; Path=/" % (i, i) for i in range(120)]))
live("no-type", R(200, B, type=None))
live("type-junk", R(200, B, type="html"))
live("type-charset-junk", R(200, B, type="text/html; charset=none"))
for code in (203, 206, 226):
    live("code-%d" % code, R(code, B))
live("slow-4s", lambda q: [4.0, OK("慢")])
live("trickle", lambda q: [R(200, B)[:100]] + [x for i in range(100, len(R(200, B)), 150) for x in (0.1, R(200, B)[i:i + 150])])
live("close-unannounced", lambda q: (OK("断"), True))
live("utf16", R(200, b"\xff\xfe" + P("宽字").encode("utf-16-le"), type="text/html"))
live("gbk-as-utf8", R(200, P("乱标").encode("gb18030"), type="text/html; charset=utf-8"))
live("length-long", (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % (len(B) + 8) + B, True))
CASES[-1] = CASES[-1][:3] + (LIVE | {"unstable.reset"}, None)

# pages that speak of errors, parking, spam, and are none of it
for name, title, text in (
        ("news-404", "关于集中清理“页面不存在”“404错误”链接的通知", None),
        ("doc-no-404", "示府发〔2024〕404号文件", None),
        ("news-cannot-open", "市民反映网站无法访问、网页打不开问题的回复", None),
        ("news-deleted", "关于该文件已被删除条款的说明", None),
        ("news-domain-sale", "警惕域名出售、域名过期骗局", None),
        ("police-gambling", "公安机关开展打击整治网络赌博专项行动", "<p>市公安局破获一起跨境网络赌博案,涉案平台以澳门新葡京、百家乐、真人娱乐为名招揽赌客,抓获犯罪嫌疑人32名。警方提醒:网络赌博是违法犯罪行为。</p>" * 3),
        ("police-porn", "全国“扫黄打非”办公室公布典型案件", "<p>涉案人员通过网站传播淫秽色情视频牟利,被依法判处有期徒刑。</p>" * 5),
        ("lottery-office", "中国体育彩票销售管理中心关于彩票公益金使用情况的公告", None),
        ("sports-bureau", "2025年全市青少年足球、篮球比赛体育赛事安排", None),
        ("health-sex", "青少年性教育与生殖健康知识讲座", None),
        ("waf-news", "关于部署Web应用防火墙、验证码和拦截策略的采购公告", None),
        ("captcha-notice", "政务服务网新增图形验证码登录通知", None),
        ("maintenance-news", "关于网站升级改造期间暂停服务的公告", None),
        ("error-budget", "Error handling and page not found: a guide for editors", "<p>The phrase page not found has been removed from the changelog.</p>" * 6),
        ("casino-tax", "关于规范娱乐场所经营活动的通知", None)):
    live(name, R(200, page(title, text)))
live("empty-column", R(200, page("人事信息", "<ul class=list></ul><p>暂无数据</p>")))
live("search-none", R(200, page("搜索结果", "<p>抱歉,没有找到与“示例”相关的信息</p><form action=/live/search-none.html><input name=q></form>")))
live("very-short", R(200, "<title>天气</title>晴 23℃"))
live("frameset", R(200, "<html><head><title>平台</title></head><frameset cols='20%,80%'><frame src=/live/r1.html><frame src=/live/lower.html></frameset></html>"))
live("json-api", R(200, '{"code":200,"data":[1,2]}', type="application/json"))
live("plain-text", R(200, "User manual\n", type="text/plain"))
for n, href, path in (("pipe", "/live/a|b.html", "/live/a|b.html"), ("braces", "/live/a{b}.html", "/live/a%7Bb%7D.html"),
                      ("space", "/live/a b c.html", "/live/a%20b%20c.html"), ("quote", "/live/it's.html", "/live/it's.html"),
                      ("han", "/live/中文 文件.html", "/live/%E4%B8%AD%E6%96%87%20%E6%96%87%E4%BB%B6.html"),
                      ("pct-kept", "/live/c%23%2F%5cx.html", "/live/c%23%2F%5cx.html"), ("pct-bad", "/live/100%.html", "/live/100%.html"),
                      ("caret", "/live/a^b`.html", "/live/a^b%60.html"), ("plus", "/live/a+b&c=d;e,f.html", "/live/a+b&c=d;e,f.html"),
                      ("double-slash", "//portal.test:{P}//live//d.html", "//live//d.html"), ("at", "/live/@a:b.html", "/live/@a:b.html"),
                      ("dotdot-over", "/../../live/over.html", "/live/over.html"), ("pct-dots", "/live/x/%2e%2e/pd.html", "/live/pd.html"),
                      ("backslash", "\\live\\back.html", "/live/back.html"), ("upper-host", "HTTP://Portal.TEST:{P}/live/uh.html", "/live/uh.html"),
                      ("one-slash", "http:/live/os.html", "/live/os.html"), ("no-slash", "http:live/ns.html", "/live/ns.html"),
                      ("newline", "/live/new&#10;line.html", "/live/newline.html"), ("tab", "&#9; /live/tab\t.html  ", "/live/tab.html"),
                      ("query-han", "/live/q.html?q=中", "/live/q.html?q=%E4%B8%AD"), ("amp", "/live/q.html?a=1&copy=2&lt;", "/live/q.html?a=1&copy=2%3C"),
                      ("entity", "/live/q.html?a=1&amp;b=2&#38;c=3", "/live/q.html?a=1&b=2&c=3"),
                      ("trailing-dot-name", "/live/dot..html", "/live/dot..html"), ("empty-query", "/live/eq.html?", "/live/eq.html?")):
    add("url", n, LIVE, R(200, page("地址%s" % n)), path=path, href=href)
add("url", "user", LIVE, R(200, page("地址")), path="/live/userinfo.html", href="http://u:p@portal.test:{P}/live/userinfo.html")
