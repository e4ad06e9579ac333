"""Sites behind something: application firewalls of eleven kinds, maintenance, overload, geo
blocks, cookies, user agents, robots files that are none."""
import asyncio
import time

from kit import Answer, html, prose, to

PATHS = ["/p/%d.html" % n for n in range(1, 41)]
JSL = ("<script>document.cookie='__jsl_clearance_s=1700000000.1|0|abc%3D;max-age=3600;path=/';"
       "location.href=location.pathname+location.search</script>")
RUISHU = ('<!DOCTYPE html><html><head><meta content="{a1b2" id="9DhefwqGPrzGxEp9hPaoag">'
          '<script src="/8wN2/xA.js" r="m"></script></head><body></body></html>')
CHALLENGES = {
    "403": lambda: Answer(html("403 Forbidden", "<center>403 Forbidden</center>"), 403),
    "405": lambda: Answer(html("405", "<img src=/x.png>您的访问被阻断 Sorry, your request has been blocked as it "
                               "may cause potential threats to the server's security."), 405),
    "412": lambda: Answer(RUISHU, 412),
    "421": lambda: Answer("", 421),
    "429": lambda: Answer("Too Many Requests", 429, type="text/plain"),
    "429late": lambda: Answer("", 429, headers=[("Retry-After", "3600")]),
    "521": lambda: Answer(JSL, 521),
    "418": lambda: Answer("", 418),
    "200": lambda: Answer(html("安全检查", "<script>document.cookie='__sec=1';location.reload()</script>"
                               "<noscript>请开启JavaScript并刷新该页</noscript>")),
    "202": lambda: Answer("", 202, headers=[("x-amzn-waf-action", "challenge")]),
    "503cf": lambda: Answer(html("Just a moment...", "<div id=cf-challenge>Checking your browser</div>"), 503,
                            headers=[("Server", "cloudflare"), ("cf-mitigated", "challenge")]),
    "captcha": lambda: to("/waf/verify.html?u=1"),
    "reset": lambda: Answer(reset=True),
    "404": lambda: Answer(html("404 Not Found", "<h1>404 Not Found</h1>"), 404),
    "200lock": lambda: Answer(html("访问过于频繁", "您的访问过于频繁，请输入验证码后继续访问")),
}


def walls(w):
    """After 25 requests (of some 60) everything is answered by the wall, home page too."""
    for kind, wall in CHALLENGES.items():
        s = w.site("waf-" + kind, "防护网站" + kind)

        async def before(r, wall=wall, s=s):
            if r.path == "/waf/verify.html":
                return Answer(html("验证", "<form>请完成验证码</form>"))
            return wall() if s.requests > 25 else None
        s.before = before
        for path in PATHS:
            s.link(path, "live|blocked" + ("|unstable.reset|unknown" if kind == "reset" else "")
                   + ("|unknown" if kind == "404" else ""), "page")
        s.absent_verdicts = {"broken.http", "broken.soft404"}


def walls_from_the_start(w):
    """The wall stands from the first request: the home page itself is its page."""
    p = w.site("walled", "被防护的外站集")
    for kind in ("403", "405", "412", "421", "429", "521", "200", "202", "503cf", "captcha", "200lock"):
        s = w.site("wall0-" + kind, "外站" + kind, outside=True)

        async def before(r, kind=kind):
            if r.path == "/waf/verify.html":
                return Answer(html("验证", "<form>请完成验证码</form>"))
            return CHALLENGES[kind]()
        s.before = before
        p.link(w.at("wall0-" + kind, "/a/b.html"), "blocked")


def overload(w):
    s = w.site("overload", "慢服务器")

    async def before(r):
        if s.open > 4:
            return Answer(reset=True)
        await asyncio.sleep(0.02 * s.open ** 2)
        return None
    s.before = before
    s.live(*PATHS[:30])
    s.dead("/gone.html")


def choking(w):
    """Under more than two connections it answers 503."""
    s = w.site("choking", "过载就503")

    async def before(r):
        s.busy = getattr(s, "busy", 0) + 1
        try:
            await asyncio.sleep(0.02)
            return Answer("busy", 503) if s.busy > 2 else None
        finally:
            s.busy -= 1
    s.before = before
    s.live(*PATHS[:20])
    s.dead("/gone.html")


def maintenance(w):
    s = w.site("maintenance", "维护中")
    s.began = None

    async def before(r):
        if s.began is None and s.requests > 3:
            s.began = time.monotonic()
        if s.began and time.monotonic() - s.began < 6:
            return Answer(html("系统维护", "系统维护中"), 503, headers=[("Retry-After", "6")])
        return None
    s.before = before
    s.live(*PATHS[:12])
    s.dead("/gone.html")


def maintenance_long(w):
    s = w.site("maintained", "整站维护", outside=True)

    async def before(r):
        return Answer(html("系统升级公告", "系统升级维护，暂停服务"), 503, headers=[("Retry-After", "86400")])
    s.before = before
    p = w.site("links-maintained", "链到维护中的站")
    for path in PATHS[:4]:
        # its robots.txt says 503 too: RFC 9309 then forbids to ask (2.3.1.4)
        p.link(w.at("maintained", path), "unstable.server|blocked|skipped")


def mobile(w):
    s = w.site("mobile", "有手机版的网站")
    m = w.site("m.mobile.example", "手机版", outside=True)
    m.page("/")

    async def before(r):
        if "Mozilla/5.0" not in r.get("user-agent"):
            return to(w.at("m.mobile.example", "/"))
        return None
    s.before = before
    p = w.site("links-mobile", "链到手机版")
    for path in PATHS[:5]:
        s.page(path)
        p.link(w.at("mobile", path), "live")
    # whatever is asked, programs are led to the pages for phones: nothing is known
    p.link(w.at("mobile", "/p/gone.html"), "broken.http|broken.soft404|live")


def desktop_only(w):
    """Header-gated sites, all fine in a browser."""
    p = w.site("gated", "看请求头的外站")
    gates = {
        "ua": lambda r: "Mozilla" in r.get("user-agent"),
        "accept": lambda r: "text/html" in r.get("accept"),
        "lang": lambda r: r.get("accept-language"),
        "encoding": lambda r: "gzip" in r.get("accept-encoding"),
    }
    for name, gate in gates.items():
        for code in (403, 404, 400, 406, 500):
            s = w.site("gate-%s-%d" % (name, code), "看%s" % name, outside=True)

            async def before(r, gate=gate, code=code):
                return None if gate(r) else Answer("no", code)
            s.before = before
            s.page("/a.html")
            # what answers 500 to robots.txt forbids everything (RFC 9309 2.3.1.4)
            p.link(w.at(s.name, "/a.html"), "live|skipped" if code == 500 else "live")


def bots_only(w):
    """Refuses every self-declared robot; nobody can tell more than that it refuses."""
    p = w.site("antibot", "拒绝机器人的外站")
    for code in (401, 402, 403, 404, 405, 406, 451, 999, 444, 499):
        s = w.site("antibot-%d" % code, "拒绝", outside=True)

        async def before(r, code=code):
            return Answer("", code)
        s.before = before
        p.link(w.at(s.name, "/a.html"), "broken.http" if code == 404 else
               "unknown|blocked|broken.http" if code in (444, 499) else "blocked")


def geo(w):
    p = w.site("geo", "地域限制的外站")
    for name, answer in (("403", Answer(html("禁止访问", "您所在的地区暂时无法访问本站"), 403)),
                         ("451", Answer("", 451)),
                         ("302", to("/geo.html"))):
        s = w.site("geo-" + name, "限制", outside=True)
        s.add("/geo.html", Answer(html("地区限制", "抱歉，本站不向您所在的国家或地区提供服务"),
                                  403 if name == "302" else 200))

        async def before(r, answer=answer):
            return None if r.path == "/geo.html" else answer
        s.before = before
        p.link(w.at("geo-" + name, "/x.html"), "blocked")


def cookies(w):
    s = w.site("cookies", "先发Cookie")

    async def before(r):
        if "k=1" not in r.get("cookie"):
            return Answer("", 302, headers=[("Set-Cookie", "k=1; path=/"), ("Location", r.target)])
        return None
    s.before = before
    s.live(*PATHS[:5])
    s.dead("/gone.html")
    t = w.site("cookies3", "三步Cookie")

    async def before3(r):
        have = r.get("cookie")
        for k in ("a", "b", "c"):
            if k + "=1" not in have:
                return Answer("", 302, headers=[("Set-Cookie", k + "=1"), ("Location", r.target)])
        return None
    t.before = before3
    t.live(*PATHS[:3])


def robots(w):
    """robots.txt that is none: the pages are checked or skipped, never called dead, and the
    check ends. Where nothing may be asked (RFC 9309 2.3.1.4), that is not exit 0."""
    def site(name, answer, live="live", dead="broken.http", options=()):
        s = w.site("robots-" + name, "机器人文件" + name, options=options)
        s.add("/robots.txt", answer)
        s.live("/a.html", "/b.html")
        s.truth.update({"/a.html": live, "/b.html": live})
        s.link("/gone.html", dead)
        return s
    site("html", Answer(html("首页", "Disallow: /")))
    for s in (site("500", Answer("", 500)),
              site("hang", Answer(hang=True), options=["--timeout", "2s", "--retries", "0"])):
        s.truth = {"/": "skipped|unstable.timeout"}
        s.exit = 1
    site("huge", Answer("# x\n" * 700000 + "User-agent: *\nDisallow: /\n", type="text/plain"))
    site("redirect", to("/"))
    site("403", Answer("", 403))
    site("loop", to("/robots.txt"))
    site("bom", Answer("\ufeffUser-agent: *\r\nDisallow: /b.html\r\n", type="text/plain"),
         ).truth.update({"/b.html": "skipped"})
    site("gbk", Answer("# 机器人\nUser-agent: *\nDisallow: /b".encode("gbk"), type="text/plain")
         ).truth.update({"/b.html": "skipped"})
    site("image", Answer(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 9, type="image/png"))
    site("delay", Answer("User-agent: *\nCrawl-delay: 0.2\n", type="text/plain"))
    site("empty", Answer("", 200, type="text/plain"))
    site("204", Answer("", 204, type=None, length="none"))


SITES = (walls, walls_from_the_start, overload, choking, maintenance, maintenance_long, mobile,
         desktop_only, bots_only, geo, cookies, robots)
