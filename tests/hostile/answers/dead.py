"""Dead, unusable, private, unstable, and codes nobody knows."""
import gzip

from base import *

HTTP = {"broken.http"}


def dead(name, answer, truths=HTTP, group="dead", **k):
    add(group, name, truths, answer, **k)


for code in (400, 404, 409, 410, 411, 413, 414, 415, 416, 417, 422, 424, 426, 428, 431):
    dead("code-%d" % code, R(code, "<title>%d</title>" % code))
dead("empty-404", R(404, ""))
dead("nice-404", R(404, page("欢迎访问示例市人民政府门户网站")))
dead("refresh-404", R(404, "<meta http-equiv=refresh content='3;url=/'>没有找到", head=[]))
dead("refresh0-404", R(404, "<meta http-equiv=refresh content='0;url=/'>"))
dead("script-404", R(404, "<script>location.href='/'</script>"))
dead("gzip-404", R(404, gzip.compress("无".encode()), head=["Content-Encoding: gzip"]))
dead("head-200-get-404", lambda q: R(404) if q.method == "GET" else R(200))
dead("404-after-301", R(301, head=["Location: /dead/gone-for-good"]))
dead("404-after-chain", R(302, head=["Location: /dead/404-after-301.html"]))
dead("404-http10", (b"HTTP/1.0 404 Not Found\r\n\r\nno", True))
dead("404-no-length", (b"HTTP/1.1 404 Not Found\r\nContent-Type: text/html\r\n\r\nno", True))
dead("404-big-headers", R(404, "x", head=["X-H%d: %s" % (i, "v" * 1000) for i in range(30)]))
dead("404-with-cookie", R(404, "x", head=["Set-Cookie: JSESSIONID=1; Path=/"]))
dead("404-cloudflare", R(404, "<title>404 Not Found</title>nginx", head=["Server: cloudflare"]))
dead("404-waf-mention", R(404, page("页面不存在", "<p>本站由创宇盾提供安全防护。您访问的页面不存在</p>")))
dead("404-as-pdf", R(404, "x", type="application/pdf"), path="/dead/missing.pdf")
dead("404-json", R(404, '{"error":"not found"}', type="application/json"))
dead("404-oss", R(404, "<?xml version='1.0'?><Error><Code>NoSuchKey</Code></Error>", type="application/xml"))
dead("404-meta-in-body", R(404, page("404", "<p>抱歉,页面走丢了</p>")))
dead("404-flap-503", lambda q: R(503) if q.nth == 1 else R(404))

RED = {"broken.redirect"}
for n, head in (("no-location", []), ("empty-location", ["Location: "]), ("bad-location", ["Location: http://"]),
                ("js-location", ["Location: javascript:void(0)"]), ("file-location", ["Location: file:///C:/x.htm"]),
                ("bad-port", ["Location: http://portal.test:99999/"]), ("bracket", ["Location: http://[::1/"]),
                ("self-loop", ["Location: /redirect/self-loop.html"])):
    dead(n, R(302, head=head), RED, "redirect")
for a, b in (("a", "b"), ("b", "a")):
    dead("loop-" + a, R(302, head=["Location: /redirect/loop-%s.html" % b]), RED, "redirect")
for a, b in (("x", "y"), ("y", "z"), ("z", "x")):
    host("portal.test").routes["/redirect/3-" + a] = R(301, head=["Location: /redirect/3-" + b])
dead("loop-3", None, RED, "redirect", path="/redirect/3-x")
host("portal.test").routes["/redirect/inf?*"] = lambda q: R(302, head=["Location: /redirect/inf?n=%d" % (int(q.target.split("=")[1]) + 1)])
dead("endless", None, RED, "redirect", path="/redirect/inf?n=1")
dead("refresh-loop", R(200, "<meta http-equiv=refresh content='0;url=/redirect/rl2.html'>"), RED, "redirect")
host("portal.test").routes["/redirect/rl2.html"] = R(200, "<meta http-equiv=refresh content='0;url=/redirect/refresh-loop.html'>")
dead("cookie-loop", lambda q: R(302, head=["Location: /redirect/cookie-loop.html", "Set-Cookie: n=%d" % q.nth]), RED, "redirect")
dead("to-no-such-host", R(302, head=["Location: http://gone.test/"]), {"broken.dns", "broken.redirect"}, "redirect")
dead("to-404", R(302, head=["Location: /dead/code-404.html"]), HTTP, "redirect")
dead("301-body-no-location", R(301, page("文档已移动")), RED, "redirect")

dead("nxdomain", None, {"broken.dns"}, url="http://nowhere.test/")
dead("nxdomain-www", None, {"broken.dns"}, url="http://www.nowhere.test/a/b.html")
dead("typo-name", None, {"broken.dns"}, url="http://wwww.portal.test/")
DNS["flaky.test"] = "servfail"
dead("servfail", None, {"unstable.dns"}, "unstable", url="http://flaky.test/")
dead("refused", None, {"unstable.connect"}, "unstable", url="http://portal.test:{N}/")

for code in (500, 501, 502, 503, 504, 505, 507, 508, 520, 522, 523, 524, 525, 526, 530):
    dead("code-%d" % code, R(code, "<title>%d</title>" % code), {"unstable.server"} | ({"unknown"} if code > 511 else set()), "unstable")
dead("iis-500", R(500, "<title>运行时错误</title>“/”应用程序中的服务器错误。"), {"unstable.server"}, "unstable")
dead("always-reset", lambda q: "reset", {"unstable.reset"}, "unstable")
dead("always-empty", lambda q: None, {"unstable.reset"}, "unstable")
dead("body-cut", (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 90000\r\n\r\n" + page("断").encode()[:-9], True), {"unstable.reset"}, "unstable")
dead("chunk-cut", (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n400\r\nabc", True), {"unstable.reset"}, "unstable")
dead("chunk-junk", (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc", True), {"unstable.reset", "unknown", "broken.http"}, "unstable")
dead("gzip-cut", (R(200, gzip.compress(page("压").encode() * 9)[:150], head=["Content-Encoding: gzip"]), True), {"unstable.reset", "broken.content", "unknown"}, "unstable")
dead("gzip-junk", R(200, b"\x1f\x8b\x08\0" + b"\xff" * 300, head=["Content-Encoding: gzip"]), {"unstable.reset", "broken.content", "unknown"}, "unstable")
dead("never-answers", lambda q: [60.0], {"unstable.timeout"}, "unstable")
dead("header-hangs", lambda q: [b"HTTP/1.1 200 OK\r\nContent-Ty", 60.0], {"unstable.timeout"}, "unstable")
dead("body-hangs", lambda q: [b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 9000\r\n\r\n<p>", 60.0], {"unstable.timeout"}, "unstable")
dead("chunks-hang", lambda q: [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n", 60.0], {"unstable.timeout"}, "unstable")

for code in (306, 419, 430, 441, 460, 498, 499, 444, 600, 777):
    dead("code-%d" % code, R(code, "<title>%d</title>" % code), {"unknown"}, "unknown")
dead("ssh-banner", (b"SSH-2.0-OpenSSH_8.4\r\n", True), {"unknown", "unstable.reset", "broken.http"}, "unknown")

U = {"broken.url"}
for n, href in (("file", "file:///C:/Users/a/b.doc"), ("drive", "C:\\docs\\a.doc"), ("doubled", "http://http://www.example.cn/"),
                ("empty-host", "http:///"), ("only-scheme", "http://"), ("space-host", "http://exa mple.cn/"), ("port-big", "http://portal.test:99999/"),
                ("port-letters", "http://portal.test:8o80/"), ("open-bracket", "http://[::1/"), ("bad-host", "http://a<b>.cn/"), ("pct-host", "http://%zz.cn/"),
                ("two-https", "https://https://www.example.cn/a"), ("http-colon", "http://http//www.example.cn/")):
    add("address", n, U | ({"broken.dns"} if n in ("doubled", "two-https", "http-colon") else set()), url=href, href=href)
for n, href in (("js", "javascript:void(0)"), ("mail", "mailto:a@b.cn"), ("tel", "tel:12345"), ("weixin", "weixin://dl/business"), ("sms", "sms:10086"),
                ("thunder", "thunder://QUFodHRw"), ("about", "about:blank"), ("qq", "tencent://message/?uin=1"), ("ftp", "ftp://ftp.example.cn/a.zip")):
    add("address", n, {"skipped"}, url=href, href=href)
for n, href in (("semicolon", "http;//www.example.cn/"), ("no-colon", "http//www.example.cn/"), ("bare", "www.example.cn"), ("comma", "http,//x.cn"),
                ("fullwidth", "http：//www.example.cn/")):
    path = {"fullwidth": "http%EF%BC%9A//www.example.cn/"}.get(n, href)
    add("address", n, HTTP | U, path="/" + path, href=href)
add("address", "htp", {"skipped"} | U, url="htp://www.example.cn/", href="htp://www.example.cn/")
add("address", "ttp", {"skipped"} | U, url="ttps://www.example.cn/", href="ttps://www.example.cn/")

PRIV = {"private"}
DNS["intranet.test"], DNS["oa.test"] = "10.1.2.3", "192.168.1.8"
for n, u in (("10", "http://10.0.0.8/oa/"), ("192", "http://192.168.1.1/"), ("172", "http://172.16.5.5:8080/a"), ("metadata", "http://169.254.169.254/latest/"),
             ("localhost", "http://localhost:8080/"), ("v6", "http://[::1]/"), ("ula", "http://[fd00::1]/"), ("zero", "http://0.0.0.0:81/"),
             ("cgnat", "http://100.64.1.1/"), ("decimal", "http://192.168.1.2/"), ("hex", "http://192.168.1.3/"), ("short", "http://10.1/"),
             ("name", "http://intranet.test/"), ("name2", "http://oa.test:8080/login"), ("mapped", "http://[::ffff:192.168.1.1]/"), ("loop", "http://127.200.0.1:81/")):
    add("private", n, PRIV, url=u, href={"decimal": "http://3232235778/", "hex": "http://0xc0.0xa8.1.3/"}.get(n))
dead("redirected", R(302, head=["Location: http://192.168.7.7/"]), PRIV, "private")
dead("redirected-name", R(302, head=["Location: http://oa.test/"]), PRIV, "private")
