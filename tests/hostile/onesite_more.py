"""More of the one site (onesite.py): answers seen on real servers that a checker which only
looks at status and words takes for something else. Truths were written before any program was
asked; see there for what they mean.
"""
import re
import threading
import time

OFFICE = (b'<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><meta name=ProgId content=Word.Document>'
          b'<title>x</title></head><body>x</body></html>')
ZEROS = b"\0" * 3000

# name, truth, path below the name, status, type, body
PLAIN = [
    ("ajax-waf-202", "blocked", "", "202 Accepted", None, '<html><script src="/4QbVtADbnLVIc/c.js"></script></html>'),
    ("waf-arg1", "blocked", "", None, None, "<html><script>var arg1='3000176000856006061501533';</script></html>"),
    ("waf-edge", "blocked", "", None, None, "<html><title>Access Denied</title><body><h1>Access Denied</h1>You don't have "
     "permission to access &#34;http&#58;&#47;&#47;x&#34; on this server. Reference&#32;&#35;18&#46;2f</body></html>"),
    ("waf-ip", "blocked", "", None, None, "<title>提示</title><p>您的IP地址已被禁止访问，如有疑问请联系管理员。</p>"),
    ("region", "blocked", "", None, None, "<title>访问受限</title>您所在的地区无法访问本网站，本网站仅限中国大陆地区访问。"),
    ("wechat-only", "blocked", "", None, None, "<title>抱歉，出错了</title><h4>请在微信客户端打开链接</h4>"),
    ("not-a-bot", "blocked", "", None, None, "<title>Making sure you&#39;re not a bot!</title><h1>Making sure</h1>"),
    ("wants-cookies", "blocked", "", None, None, "<noscript>x</noscript><p>Please enable JavaScript and cookies to continue</p>"),
    ("logged-out", "blocked", "", None, None, "<title>登录</title><p>您尚未登录或登录已超时，请重新登录</p><input type=password>"),
    ("bytes-zero", "dead", "a.pdf", None, "application/pdf", ZEROS),
    ("bytes-zero", "dead", "a.jpg", None, "image/jpeg", ZEROS),
    ("bytes-none", "dead", "a.mp4", None, "video/mp4", b""),
    ("bytes-none", "live", "a.css", None, "text/css", b""),
    ("xml-error", "dead", "a.docx", None, "application/xml", '<?xml version="1.0"?><Error><Code>NoSuchKey</Code></Error>'),
    ("page-for", "dead", "a.mp4", None, None, "<html><title>x</title>x</html>"),
    ("page-for", "dead", "a.css", None, None, "<html><title>x</title>x</html>"),
    ("page-for", "dead", "a.js", None, None, "<html><title>x</title>x</html>"),
    ("script-as-html", "live", "a.js", None, None, "function f() { return 1; }"),
    ("word-as-html", "live", "a.doc", None, "application/msword", OFFICE),
    ("bare-nginx", "wrong", "", None, None, "<title>Welcome to nginx!</title><h1>Welcome to nginx!</h1>"),
    ("bare-iis", "wrong", "", None, None, '<title>IIS Windows Server</title><img src="iisstart.png">'),
    ("bare-panel", "wrong", "", None, None, "<title>恭喜，站点创建成功！</title><h3>这是默认index.html，本页面由系统自动生成</h3>"),
    ("lost-panel", "wrong", "", None, None, "<title>没有找到站点</title><p>您的请求在Web服务器中没有找到对应的站点！</p>"),
    ("parked-listing", "wrong", "", None, None, "<title>example.com</title>The Sponsored Listings displayed above are served "
     "automatically by a third party."),
    ("adult-english", "wrong", "", None, None, "<title>Free Porn Videos - XXX</title>adult cams"),
    ("about-sites", "live", "", None, None, "<title>关于政务网站未备案问题整改情况的通报</title><p>%s</p>" % ("整改情况 " * 60)),
    ("length-empty", "live", "", None, None, None),
]
RAW = {"length-empty": "HTTP/1.1 200 OK\nContent-Type: text/html\nContent-Length: \nConnection: close"}

# as they stand in href
WRITTEN = {"htp://www.example.invalid/": "dead", "htttp://www.example.invalid/": "dead", "ttps://www.example.invalid/x": "dead"}

CROWD = 24     # addresses of a host that bears two connections
CROWDED_BY = 2


def plain(site):
    rows = {}
    for name, truth, path, status, type_, body in PLAIN:
        rows.setdefault(name, {})[path] = (truth, status or "200 OK", type_ or "text/html; charset=utf-8",
                                           body.encode() if isinstance(body, str) else body)
    for name, paths in rows.items():
        def give(c, r, name=name, paths=paths):
            _, status, type_, body = paths[r.path.split("/", 2)[2]]
            if name in RAW:
                site.raw(c, RAW[name])
            else:
                site.answer(c, status, body, type_)
        site.kind("live", {p: row[0] for p, row in paths.items()}, name=name)(give)


def redirects(site):
    @site.kind("live", name="location-folded")
    def _(c, r):
        site.raw(c, "HTTP/1.1 302 Found\nLocation:\n /ordinary/\nContent-Length: 0", b"")

    @site.kind("live", name="redirect-unfinished")
    def _(c, r):
        site.raw(c, "HTTP/1.1 302 Found\nLocation: /ordinary/\nContent-Length: 900", b"moved")

    @site.kind("live", name="nineteen-hops")
    def _(c, r):
        n = int(r.path.rsplit("/", 1)[1] or 0)
        site.base.redirect(c, "/nineteen-hops/%d" % (n + 1) if n < 18 else "/ordinary/")

    @site.kind("live", name="ordinary")
    def _(c, r):
        site.answer(c, body=site.notice("关于做好有关工作的通知"))

    for name in ("members", "staff"):
        @site.kind("blocked", "files/1.html", name=name)
        def _(c, r):
            site.base.redirect(c, "/sso/login?service=http%3A%2F%2Foa%2Fx")

    @site.kind("live", "login", name="sso")
    def _(c, r):
        if not r.path.startswith("/sso/login"):
            site.answer(c, "404 Not Found", b"")
            return
        site.answer(c, body=site.doc("统一身份认证平台", "<input name=u><input type=password name=p>"))

    @site.kind("wrong", name="parked-lander")
    def _(c, r):
        site.answer(c, body=b'<html><script>window.onload=function(){window.location.href="/lander/"}</script></html>')

    @site.kind("wrong", name="lander")
    def _(c, r):
        site.answer(c, body=b'<title>example</title><script src="https://img1.wsimg.com/parking-lander/main.js"></script>')


def soft(site):
    """One long page for whatever is asked, in one directory of a site that knows 404."""
    @site.soft_kind("soft-long-and-silent")
    def _(c, r, name):
        site.answer(c, body=site.doc("某市人民政府门户网站", site.words("silent", 300)))

    @site.soft_kind("soft-by-rule", lost=("t20240101_1.html", "t20230907_4711.html"))
    def _(c, r, name):
        if re.fullmatch(r"t\d+_\d+\.html", name):
            site.answer(c, body=site.notice("提示信息", "rule", 10))
        else:
            site.answer(c, "404 Not Found", b"")


def crowd(site):
    """Keeps connections and bears two of them: more are reset. Every page of it is well."""
    state, lock = {"n": 0}, threading.Lock()

    def handle(c):
        with lock:
            state["n"] += 1
            full = state["n"] > CROWDED_BY
        try:
            c.settimeout(5)
            while not full:
                r = site.base.read_request(c)
                if not r:
                    break
                time.sleep(0.03)
                known = re.fullmatch(r"/(\d|1\d|2[0-3])\.html", r.path)
                site.answer(c, *(("200 OK", site.notice("第%s号公告" % known[1])) if known else
                                 ("404 Not Found", b"")))
            if full:
                site.cut(c)
        except (OSError, ValueError):
            pass
        finally:
            with lock:
                state["n"] -= 1
            c.close()
    port = site.base.listen(handle)
    return {"http://127.0.0.1:%d/%d.html" % (port, i): "live" for i in range(CROWD)}


def add(site):
    plain(site)
    redirects(site)
    soft(site)
    site.EXTRA.update(WRITTEN)


def serve(site):
    """Opens what has a port of its own; its addresses with their truth."""
    return crowd(site)
