"""What a portal's links to elsewhere meet: resold names, default pages, certificates, names
that do not resolve, intranet addresses; and transfers that are hard to read."""
import gzip
import zlib

from kit import Answer, html, prose, to
from own import PNG

CASINO = html("澳门新葡京娱乐城-官方网站", "<h1>新葡京棋牌</h1>" + "真人百家乐 老虎机 六合彩 体育投注 注册送彩金 "
              * 20 + '<a href="http://av.example/">棋牌</a>', '<meta name=keywords content="澳门赌场,百家乐,时时彩">')
PORN = html("成人影片在线观看", "无码av 激情视频 色情 成人电影 免费在线 " * 20)


def resold(w):
    p = w.site("resold", "友情链接")

    def other(name, truth, answer, target="/", **more):
        s = w.site("o-" + name, "外站" + name, outside=True, **more)
        s.missing = lambda r: answer(r) if callable(answer) else answer
        s.add("/", s.missing)
        p.link(w.at("o-" + name, target, s.scheme), truth)
        return s
    other("casino", "wrong", Answer(CASINO))
    other("casino-deep", "wrong", Answer(CASINO), "/art/2019/1.html")
    other("porn", "wrong", Answer(PORN))
    w.site("o-target", "赌场", outside=True).add("/", Answer(CASINO))
    other("casino-hop", "wrong", lambda r: to(w.at("o-target")))
    other("casino-js", "wrong", Answer(html("", "<script>window.location.href='%s'</script>" % w.at("o-target"))))
    other("parked", "wrong", Answer(html("o-parked.example", "<h1>该域名正在出售</h1>This domain is for sale! "
          "Buy this domain. <a href=http://www.sedo.com/>Sedo Domain Parking</a>")))
    other("parked-cn", "wrong", Answer(html("域名停放", "<p>您访问的域名已过期，如需续费请联系注册商。该域名可转让，"
          "有意者请联系QQ</p>")))
    other("lander", "wrong", Answer(html("", "<script>window.onload=function(){window.location.href='/lander'}</script>")))
    for name, page in (
            ("nginx", html("Welcome to nginx!", "<h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is "
                           "successfully installed and working. Further configuration is required.</p>")),
            ("iis", html("IIS Windows Server", '<a href="http://go.microsoft.com/fwlink/?linkid=66138"><img src="iisstart.png"></a>')),
            ("apache", html("Apache2 Debian Default Page: It works", "<span>Apache2 Debian Default Page</span> It works! "
                            "This is the default welcome page used to test the correct operation of the Apache2 server")),
            ("tomcat", html("Apache Tomcat/8.5.57", "<h2>If you're seeing this, you've successfully installed Tomcat. "
                            "Congratulations!</h2>")),
            ("bt", html("恭喜，站点创建成功！", "<h1>恭喜, 站点创建成功！</h1><h3>这是默认index.html，本页面由系统自动生成</h3>")),
            ("beian", html("未备案提示", "该网站暂时无法访问。您访问的网站未备案，根据工信部规定，未取得备案许可的网站将被阻断访问。")),
            ("suspended", html("Account Suspended", "This Account has been suspended. Contact your hosting provider for more information.")),
            ("qianfei", html("温馨提示", "您访问的网站因欠费已被停止服务，请尽快联系空间商续费。"))):
        other(name, "wrong|broken.soft404|broken.http|blocked" if name == "beian" else "wrong|broken.soft404",
              Answer(page), "/" if name in ("nginx", "apache") else "/zwgk/1.html")
    other("bt404", "broken.http", Answer(html("没有找到站点", "没有找到站点，您的请求在Web服务器中没有找到对应的站点！"), 404))
    s = other("shop", "live", Answer(html("张三水果店", prose("shop"))))
    s = other("police", "live", Answer(html("公安机关打击跨境网络赌博典型案例", "<p>近日公安机关侦破网络赌博、开设赌场案件，百家乐、"
              "六合彩等赌博网站被查处，抓获犯罪嫌疑人。</p>" + prose("police"))))
    s = other("lottery", "live", Answer(html("中国体育彩票管理中心", "<p>超级大乐透开奖公告 双色球 销售公告</p>" + prose("lot"))))
    s = other("index", "live", Answer(html("Index of /data/", "<h1>Index of /data/</h1><a href=a.zip>a.zip</a> 2024-01-01")))
    s = other("long-soft", "broken.soft404", lambda r: Answer(html(
        "新闻网", prose("same", 60))) if r.path != "/" else Answer(html("新闻网首页", prose("home"))), "/news/1.html")
    s = other("home-redirect", "broken.soft404", lambda r: to("/") if r.path != "/" else Answer(html("学会", prose("xh"))), "/n/1.html")


def certificates(w):
    p = w.site("certs", "安全链接")
    for kind, truth in (("good", "live"), ("neighbour", "broken.tls"), ("expired", "broken.tls"), ("self", "broken.tls")):
        s = w.site("tls-" + kind, "证书" + kind, scheme="https", outside=True)
        s.certificate = kind
        s.page("/a.html")
        p.link(w.at("tls-" + kind, "/a.html", "https"), truth)
        p.link(w.at("tls-" + kind, "/gone.html", "https"), "broken.http" if kind == "good" else "broken.tls|broken.http")
    p.link("http://www.tls-good.example:%d/a.html" % w.tls_port, "broken.http|unstable.reset|unstable.connect|broken.tls")
    p.link("https://www.portal.example:%d/" % w.port, "broken.tls")
    q = w.site("tls-own", "本站证书属于邻居", scheme="https")
    q.certificate = "neighbour"
    q.truth["/"] = "broken.tls"
    w.site("hsts", "自动跳转", outside=True).missing = lambda r: to(w.at("tls-good", r.target, "https"), 301)
    p.link(w.at("hsts", "/a.html"), "moved")
    p.link(w.at("hsts", "/gone.html"), "broken.http")
    w.site("tohttps-bad", "跳到坏证书", outside=True).missing = lambda r: to(w.at("tls-expired", r.target, "https"), 301)
    p.link(w.at("tohttps-bad", "/a.html"), "broken.tls")


def network(w):
    p = w.site("network", "网络故障", options=["--timeout", "3s", "--connect-timeout", "2s"])
    s = w.site("v6broken", "双栈其一坏", outside=True)
    s.aaaa = ["::1"]
    s.page("/a.html")
    p.link(w.at("v6broken", "/a.html"), "live")
    s = w.site("twoaddr", "两个地址其一坏", outside=True)
    s.a = ["127.77.200.200", s.address]
    s.page("/a.html")
    p.link(w.at("twoaddr", "/a.html"), "live")
    w.names.update({"www.servfail.example": "servfail", "www.silent.example": "silent",
                    "www.refused.example": "127.77.200.201", "oa.inner.example": "10.1.2.3",
                    "oa2.inner.example": "192.168.3.4", "zero.inner.example": "0.0.0.0"})
    s = w.site("hanging", "不答", outside=True)
    s.missing = Answer(hang=True)
    p.link("http://www.nxdomain.example/a", "broken.dns")
    p.link("http://www.nxdomain.example/b.html", "broken.dns")
    p.link("http://www.servfail.example/", "unstable.dns")
    p.link("http://www.silent.example/", "unstable.dns")
    p.link("http://www.refused.example:9999/", "unstable.connect")
    p.link(w.at("hanging", "/x"), "unstable.timeout")
    p.link("http:///nohost", "broken.dns", url="http://nohost/")
    for href in ("http://oa.inner.example/", "http://oa2.inner.example:8080/x", "http://10.0.0.7/oa", "http://192.168.1.5/",
                 "http://172.16.9.9/", "http://169.254.169.254/latest/", "http://[fd00::1]/"):
        p.link(href, "private")
    for href, url in (("file:///C:/a.doc", None), ("file://server/a.doc", None), ("http://http://www.x.example/", None),
                      ("https//www.x.example/", "/https//www.x.example/"), ("http://host:99999/", None),
                      ("http://[::1", None), ("http://a b.example/", None), ("htttp://www.x.example/", None), ("C:\\a\\b.doc", None)):
        p.mark(href)
        if url:
            p.truth[url] = "broken.http"
        else:
            p.count_url = getattr(p, "count_url", 0) + 1
    for href in ("mailto:a@b.cn", "tel:12345", "javascript:void(0)", "data:text/plain,x", "weixin://x"):
        p.mark(href)
    p.live("/a.html")


def hops(w):
    s = w.site("hops", "跳转", options=["--timeout", "5s"])
    s.page("/end.html").page("/end/")
    b = w.at("hops", "")
    live = (("/r1", to("end.html", 301)), ("/r2", to("//%s:%d/end.html" % (s.host, w.port))), ("/r3", to("/end.html#x", 303)),
            ("/r4", to("/end.html", 307)), ("/r5", to("/end.html", 308)), ("/r6", to("?a=1")), ("/r7", to(" /end.html ")),
            ("/end", to("/end/", 301)), ("/r9", to("HTTP" + b[4:] + "/end.html")))
    for path, answer in live:
        s.link(path, "live", answer)
    s.page("/r6?a=1")
    s.missing_cn = s.page("/%E4%B8%AD.html")
    s.link("/r10", "live", Answer(raw=b"HTTP/1.1 302 Found\r\nLocation: /\xe4\xb8\xad.html\r\nContent-Length: 0\r\n\r\n"))
    s.link("/r11", "live", to("/c/1"))
    for n in range(1, 9):
        s.add("/c/%d" % n, to("/c/%d" % (n + 1)) if n < 8 else to("/end.html"))
    s.link("/loop", "broken.redirect", to("/loop"))
    s.link("/loop2", "broken.redirect", to("/loop3"))
    s.add("/loop3", to("/loop2"))
    s.missing = lambda r: (to("/many/%d" % (int(r.path[6:]) + 1)) if r.path.startswith("/many/") else Answer("404", 404))
    s.link("/many/1", "broken.redirect")
    s.link("/noloc", "broken.redirect", Answer("", 302))
    s.link("/emptyloc", "broken.redirect|live", to(""))
    s.link("/fileloc", "broken.redirect|broken.url", to("file:///etc/passwd"))
    s.link("/jsloc", "broken.redirect|broken.url", to("javascript:alert(1)"))
    s.link("/privateloc", "private", to("http://10.0.0.9/"))
    s.link("/deadloc", "broken.http", to("/gone.html"))
    s.link("/nxloc", "broken.dns", to("http://www.nx2.example/"))
    s.link("/300", "live", Answer(html("多选", prose("300")), 300))
    s.link("/304", "unknown|live", Answer("", 304, length="none"))
    s.link("/noloc-body", "broken.redirect|live", Answer(html("x", "moved"), 301))


def downloads(w):
    s = w.site("downloads", "下载中心")
    pdf, ole = b"%PDF-1.4\n" + b"1 0 obj" * 800, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 4000
    zip_ = b"PK\3\4\x14\0\0\0\0\0" + b"w" * 4000
    err = html("出错", "文件不存在或已被删除")
    mso = ('<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">'
           "<head><meta name=ProgId content=Word.Document></head><body>%s</body></html>" % prose("mso"))
    for path, truth, body, type_ in (
            ("/1.pdf", "live", pdf, "text/html"), ("/2.pdf", "live", pdf, "application/octet-stream"), ("/3.pdf", "live", pdf, None),
            ("/1.doc", "live", ole, "text/plain"), ("/2.doc", "live", mso, "application/msword"), ("/3.doc", "live", b"{\\rtf1 x}" * 90, "application/msword"),
            ("/1.docx", "live", zip_, "application/octet-stream"), ("/1.xls", "live", ole, "text/html"), ("/1.xlsx", "live", zip_, "application/zip"),
            ("/1.zip", "live", zip_, "application/pdf"), ("/1.rar", "live", b"Rar!\x1a\7\1\0" + b"r" * 900, "text/plain"), ("/1.wps", "live", ole, "x/y"),
            ("/1.ofd", "live", zip_, "text/xml"), ("/1.ceb", "live", b"Founder CEB\0" + b"c" * 900, None), ("/1.txt", "live", "说明\r\n" * 50, "text/plain"),
            ("/1.csv", "live", "a,b\n1,2\n" * 9, "application/vnd.ms-excel"), ("/1.jpg", "live", b"\xff\xd8\xff\xe0\0\x10JFIF\0" + b"j" * 900, "text/html"),
            ("/2.jpg", "live", b"RIFF\x24\0\0\0WEBPVP8 " + b"w" * 900, "image/jpeg"), ("/1.png", "live", PNG, "image/jpeg"),
            ("/down.jsp?id=1", "live", pdf, "application/octet-stream"),
            ("/e1.pdf", "broken.content", err, "text/html"), ("/e2.doc", "broken.content|broken.soft404", err, "application/msword"),
            ("/e3.xls", "broken.content", "", "application/vnd.ms-excel"), ("/e4.pdf", "broken.content", "", "application/pdf"),
            ("/e5.zip", "broken.content", err, "application/zip"), ("/e6.docx", "broken.content", "\n", "application/octet-stream"),
            ("/e7.jpg", "broken.content", err, "text/html")):
        s.link(path, truth, Answer(body, type=type_), markup='<img src="%s">' if path.endswith(("jpg", "png")) else None)
    s.link("/e8.png", "broken.content", Answer("", type="image/png"), markup='<img src="%s">')
    s.link("/short.pdf", "unstable.reset|broken.content", Answer(pdf[:900], type="application/pdf", length=90000, close=True))
    # browsers show it, but nobody can tell it from a page that was cut
    s.link("/short.html", "live|unstable.reset", Answer(html("短", prose("short")), length=90000, close=True))
    s.link("/long.pdf", "live", Answer(b"%PDF-1.4\n" + b"y" * 5000, length=3000, close=True, type="application/pdf"))
    s.link("/video.flv", "live", Answer(b"FLV\1\5\0\0\0\x09" + b"v" * 9000, type="text/plain"))


def transfers(w):
    s = w.site("transfers", "难读的传输", options=["--timeout", "4s"])
    body = lambda t: html(t, prose(t)).encode()
    ok = lambda t, extra=b"", status=b"HTTP/1.1 200 OK", nl=b"\r\n": (
        status + nl + b"Content-Type: text/html" + nl + extra + b"Content-Length: %d" % len(body(t)) + nl + nl + body(t))
    chunk = lambda t, tail=b"0\r\n\r\n", ext=b"": (b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n"
                                                  + b"%x%s\r\n" % (len(body(t)), ext) + body(t) + b"\r\n" + tail)
    gz = gzip.compress(body("gz"))
    enc = lambda e, b: b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Encoding: %s\r\nContent-Length: %d\r\n\r\n" % (e, len(b)) + b
    rows = (
        ("/10", ok("10", status=b"HTTP/1.0 200 OK")), ("/noreason", ok("nr", status=b"HTTP/1.1 200")), ("/lf", ok("lf", nl=b"\n")),
        ("/junk2", ok("junk2", b": empty name\r\n")),
        ("/fold", ok("fold", b"X-A: a\r\n  folded\r\n")), ("/big", ok("big", b"".join(b"X-%d: %s\r\n" % (i, b"h" * 900) for i in range(30)))),
        ("/lines", ok("lines", b"".join(b"X-%d: y\r\n" % i for i in range(250)))), ("/twolen", ok("twolen", b"Content-Length: %d\r\n" % len(body("twolen")))),
        ("/latin", ok("latin", b"X-N: \xd6\xd0\xce\xc4\r\n")), ("/100", b"HTTP/1.1 100 Continue\r\n\r\n" + ok("100")),
        ("/103", b"HTTP/1.1 103 Early Hints\r\nLink: </a>; rel=preload\r\n\r\n" + ok("103")), ("/chunk", chunk("chunk")),
        ("/chunkext", chunk("chunkext", ext=b";a=b")), ("/trailer", chunk("trailer", b"0\r\nX-T: 1\r\n\r\n")),
        ("/gz", enc(b"gzip", gz)), ("/xgz", enc(b"x-gzip", gz)), ("/gzGZ", enc(b"GZIP", gz)), ("/deflate", enc(b"deflate", zlib.compress(body("df")))),
        ("/rawdeflate", enc(b"deflate", zlib.compress(body("rd"))[2:-4])), ("/identity", enc(b"identity", body("id"))), ("/utf8enc", enc(b"UTF-8", body("u8"))),
        ("/gztail", enc(b"gzip", gz + b"\0\0tail")), ("/none", enc(b"none", body("none"))))
    for path, raw in rows:
        s.link(path, "live", Answer(raw=raw, close=True))
    for path, raw, truth in (
            # libcurl gives up at such a line, which browsers leave out: nothing is said of it
            ("/junk", ok("junk", b"this line is no header\r\n"), "live|unknown"),
            ("/noend", chunk("noend", b""), "live|unstable.reset"),
            ("/nolen", b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + body("nolen"), "live"),
            ("/nolen10", b"HTTP/1.0 200 OK\r\n\r\n" + body("nolen10"), "live"),
            ("/404nolen", b"HTTP/1.0 404 Not Found\r\n\r\n<h1>404</h1>", "broken.http"),
            ("/204", b"HTTP/1.1 204 No Content\r\n\r\n", "live|broken.content"),
            ("/206", b"HTTP/1.1 206 Partial Content\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(body("206")) + body("206"), "live|unknown"),
            ("/gzcut", enc(b"gzip", gz)[:-40], "live|unstable.reset|broken.content|broken.http"),
            ("/gzlie", enc(b"gzip", body("lie")), "broken.content|live|broken.http|unknown"),
            ("/nothing", b"", "unstable.reset"), ("/garbage", b"\x15\x03\x01\0\x02\x02\x46", "unknown|unstable.reset|broken.http"),
            ("/empty", b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "live|broken.soft404|broken.content"),
            ("/410", b"HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n", "broken.http"), ("/400", b"HTTP/1.1 400 x\r\nContent-Length: 0\r\n\r\n", "broken.http"),
            ("/500", b"HTTP/1.1 500 x\r\nContent-Length: 0\r\n\r\n", "unstable.server"), ("/599", b"HTTP/1.1 599 x\r\nContent-Length: 0\r\n\r\n", "unstable.server|unknown"),
            ("/600", b"HTTP/1.1 600 x\r\nContent-Length: 0\r\n\r\n", "unknown"), ("/999", b"HTTP/1.1 999 x\r\nContent-Length: 0\r\n\r\n", "blocked"),
            ("/441", b"HTTP/1.1 441 x\r\nContent-Length: 0\r\n\r\n", "unknown|blocked|broken.http"), ("/418", b"HTTP/1.1 418 x\r\nContent-Length: 0\r\n\r\n", "blocked")):
        s.link(path, truth, Answer(raw=raw, close=True))


def moods(w):
    """Bad the first time, well after: every link is alive."""
    s = w.site("moods", "时好时坏", options=["--timeout", "3s"])
    seen = {}

    def once(bad, times=1):
        def answer(r):
            seen[r.path] = seen.get(r.path, 0) + 1
            return bad if seen[r.path] <= times else Answer(html(r.path, prose(r.path)))
        return answer
    for path, bad in (("/503", Answer("", 503)), ("/500", Answer("", 500)), ("/502", Answer("", 502)), ("/504", Answer("", 504)),
                      ("/reset", Answer(reset=True)), ("/close", Answer(raw=b"", close=True)), ("/hang", Answer(hang=True)),
                      ("/429", Answer("", 429, headers=[("Retry-After", "1")])), ("/cut", Answer("x" * 5000, cut=100, close=True)),
                      ("/408", Answer("", 408)), ("/520", Answer("", 520)), ("/half", Answer(raw=b"HTTP/1.1 200 O", reset=True)),
                      ("/junk", Answer(raw=b"garbage\r\n\r\n", close=True))):
        s.link(path, "live", once(bad))
    s.link("/twice503", "live", once(Answer("", 503), 2))
    s.link("/head404", "live", lambda r: Answer("", 404) if r.method == "HEAD" else Answer(html("h", prose("h"))))
    s.link("/head500", "live", lambda r: Answer("", 500) if r.method == "HEAD" else Answer(html("h", prose("h2"))))
    s.link("/slow", "live", Answer(html("慢", prose("slow")), delay=1.5))
    s.dead("/gone.html")


def keepalive(w):
    s = w.site("keepalive", "长连接怪癖")

    async def before(r):
        if r.conn["n"] % 3 == 0:      # closes a connection it promised to keep, unannounced
            return Answer(raw=b"", close=True)
        return None
    s.before = before
    s.live(*["/k/%d.html" % n for n in range(30)])
    s.dead("/gone.html")
    t = w.site("extra", "正文后多出字节")

    async def tail(r):
        found = t.answers.get(r.target)
        a = (found(r) if callable(found) else found) if found else None
        if a is None or r.target == "/robots.txt":
            return None
        return Answer(raw=a.head() + a.body + b"\r\n\r\n<!-- spare -->\r\n", close=False)
    t.before = tail
    t.live(*["/k/%d.html" % n for n in range(12)])
    t.dead("/gone.html")


def hidden(w):
    s = w.site("hidden", "被挂暗链的门户", options=["--hidden"])
    c = w.site("gamble", "赌场", outside=True)
    c.missing = Answer(CASINO)
    s.truth["/"] = "live|wrong"
    s.add("/h.css", Answer(".zz{display:none}.yy{position:absolute;left:-9999px}", type="text/css"))
    s.add("/kb.js", Answer("document.write('<a href=\"%s\">澳门赌场</a>');" % w.at("gamble", "/js"), type="text/javascript"))
    s.mark("/h.css", markup='<link rel=stylesheet href="%s">')
    s.mark("/kb.js", markup='<script src="%s"></script>')
    for n, markup in enumerate(('<div style="display:none"><a href="%s">棋牌</a></div>', '<a style="position:absolute;left:-999em" href="%s">x</a>',
                                '<a style="font-size:0" href="%s">百家乐</a>', '<div style="height:0;overflow:hidden"><a href="%s">x</a></div>',
                                '<span class=zz><a href="%s">博彩</a></span>', '<span class=yy><a href="%s">博彩</a></span>',
                                '<a style="color:#fff;background:#fff" href="%s">x</a>', '<a style="text-indent:-9999px" href="%s">x</a>')):
        s.link(w.at("gamble", "/%d" % n), "wrong", markup=markup)
    s.truth["/kb.js"] = "wrong"  # what it writes is no link of any page; the file is the fault
    s.link("/menu/a.html", "live", "page", markup='<ul style="display:none"><li><a href="%s">下拉菜单</a></ul>')


SITES = (resold, certificates, network, hops, downloads, transfers, moods, keepalive, hidden)
