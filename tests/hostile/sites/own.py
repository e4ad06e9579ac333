"""Sites with a character of their own: what they say of names they do not know, how they
write their links, how they moved. Each function makes one site (and its neighbours)."""
import gzip
import itertools

from kit import Answer, html, prose, to

NONE404 = "<h1>404</h1>"


def portal(w):
    s = w.site("portal", "城东区人民政府")
    s.live("/zwgk/index.html", "/zwgk/a1.html", "/hdjl/index.html", "/jgzn/index.html",
           "/tzgg/index.html", "/tzgg/2.html", "/zcwj/index.html")
    s.dead("/zwgk/2017/old.html", "/hdjl/wenjuan.html")
    s.link("/zcwj/3.html", "broken.http", on="/zcwj/index.html")
    s.link("../files/plan.pdf", "live", Answer(b"%PDF-1.4\n" + b"x" * 3000, type="application/pdf"),
           at="/files/plan.pdf", on="/tzgg/index.html")
    s.link("plan2.pdf", "broken.http", at="/tzgg/plan2.pdf", on="/tzgg/2.html")
    s.link("/css/m.css", "live", Answer("body{background:url(../img/bg.png)}", type="text/css"),
           markup='<link rel=stylesheet href="%s">')
    s.truth["/img/bg.png"] = "broken.http"
    s.link("/js/m.js", "live", Answer("var a=1;", type="application/javascript"),
           markup='<script src="%s"></script>')
    s.link("/img/logo.png", "live", Answer(PNG, type="image/png"), markup='<img src="%s">')
    s.link("/img/gone.png", "broken.http", markup='<img src="%s">')


PNG = (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx"
       b"\x9cc\xf8\xff\xff?\0\5\xfe\2\xfe\xa75\x81\x84\0\0\0\0IEND\xaeB`\x82")


def spa(w):
    s = w.site("spa", "数字政务平台")
    shell = html("数字政务平台", "<div id=app></div><script src=/static/app.js></script>"
                 "<a href=/news>新闻</a><a href=/about>关于</a><a href=/contact/us>联系</a>"
                 "<img src=/static/none.png>")
    s.missing = lambda r: Answer(shell)
    s.add("/", Answer(shell))
    s.add("/static/app.js", Answer("render()", type="application/javascript"))
    s.truth.update({"/news": "live|unknown", "/about": "live|unknown",
                    "/contact/us": "live|unknown", "/static/app.js": "live",
                    "/static/none.png": "broken.content"})


def soft_site(w, name, missing, dead="broken.soft404", extra=None):
    """A site of ordinary pages whose answer to unknown names is `missing`."""
    s = w.site(name, "城西区" + name)
    s.missing = missing
    s.live("/xxgk/a.html", "/xxgk/b.html", "/news/1.html", "/news/2.html", "/about/")
    s.dead("/xxgk/gone.html", "/news/99.html", "/old/list.html", truth=dead)
    if extra:
        extra(s)
    return s


def not_found_pages(w):
    """Sites whose 404 page is something else: thirteen ways."""
    def to_home(s):
        s.link("/index.php", "live", to("/"), text="首页")

    soft_site(w, "nf-home", lambda r: to("/"), extra=to_home)
    soft_site(w, "nf-home301", lambda r: to(w.at("nf-home301", "/"), 301))
    soft_site(w, "nf-file", lambda r: to("/404.html")
              if r.path != "/404.html" else Answer(html("页面不存在", "您访问的页面不存在")))
    soft_site(w, "nf-file404", lambda r: to("/404.html") if r.path != "/404.html"
              else Answer(html("页面不存在", "您访问的页面不存在"), 404),
              dead="broken.http|broken.soft404")
    soft_site(w, "nf-iis", lambda r: to("/error.aspx?aspxerrorpath=" + r.path)
              if r.path != "/error.aspx" else Answer(html("出错了", "应用程序中的服务器错误")))

    def search(r):
        if r.path == "/search":
            return Answer(html("搜索：%s" % r.query, "<p>没有找到与 %s 相关的结果</p>" % r.query))
        return to("/search?q=" + r.path.rsplit("/", 1)[-1])
    soft_site(w, "nf-search", search,
              extra=lambda s: s.link("/search?q=yusuan", "live",
                                     Answer(html("搜索：预算", prose("yusuan")))))

    def login(r):
        if r.path == "/login":
            return Answer(html("用户登录", "<form>用户名 密码</form>"))
        return to("/login?return=" + r.path)
    soft_site(w, "nf-gate", login, dead="broken.soft404|blocked",
              extra=lambda s: s.link("/login", "live", text="登录"))
    soft_site(w, "nf-echo", lambda r: Answer(html(
        "提示信息", "<p>您要找的 %s 不存在或已被删除</p><p>现在是 %d 号请求</p>" % (
            r.path, r.site.requests))))
    tick = itertools.count()
    soft_site(w, "nf-news", lambda r: Answer(r.site.render(
        "/404", "页面不存在或已删除", "<p>抱歉，页面找不到了。以下是推荐：</p>"
        + "".join("<li>推荐%d</li>" % next(tick) for _ in range(9)), 40)))
    soft_site(w, "nf-blank", lambda r: Answer(""))
    soft_site(w, "nf-js", lambda r: Answer(html("", "<script>location.href='/404.htm';</script>"))
              if r.path != "/404.htm" else Answer(html("404", NONE404)))
    soft_site(w, "nf-alert", lambda r: Answer(
        "<script>alert('您访问的信息不存在！');history.back();</script>"))
    def no_robots(s):
        s.add("/robots.txt", Answer("", 404))
    soft_site(w, "nf-500", lambda r: Answer(html("Error", "java.lang.NullPointerException"), 500),
              dead="unstable.server|broken.soft404", extra=no_robots)


def directory_soft(w):
    s = w.site("dirsoft", "城南区人民政府")
    s.missing = lambda r: (Answer(html("信息公开", "<p>该信息不存在</p>"))
                           if r.path.startswith("/zwgk/") else Answer(NONE404, 404))
    s.live("/zwgk/1.html", "/zwgk/2.html", "/news/1.html")
    s.dead("/news/x.html")
    s.dead("/zwgk/x.html", "/zwgk/y.html", truth="broken.soft404")


def by_number(w):
    s = w.site("detail", "示范区信息公开平台")
    s.missing = lambda r: (Answer(s.render("none", "信息公开", "<p>没有找到该信息</p>", 2))
                           if r.path == "/detail" else Answer(NONE404, 404))
    for n in (1, 2, 3, 17):
        s.link("/detail?id=%d" % n, "live",
               Answer(html("第%d号文件" % n, prose("d%d" % n))))
    s.link("/detail?id=404", "live",
           Answer(html("关于处理网站404错误链接的通知", "<p>各单位：近期检查发现部分网站"
                       "存在页面不存在、页面找不到等404错误链接。</p>" + prose("d404"))))
    s.link("/detail?id=99991", "broken.soft404")
    s.link("/detail?id=99992", "broken.soft404")
    s.link("/list?c=1", "live", Answer(s_empty("通知公告")))
    s.link("/list?c=2", "live", Answer(s_empty("人事信息")))


def s_empty(name):
    return html(name, "<div class=nav>首页 政务公开 互动交流</div><h1>%s</h1><p>暂无信息</p>"
                "<div>主办：示范区管委会</div>" % name)


def member_area(w):
    s = w.site("member", "网上办事大厅")
    s.missing = lambda r: (to("/login?u=" + r.path) if r.path.startswith("/member/")
                           else Answer(html("登录", "<form>用户名</form>")) if r.path == "/login"
                           else Answer(NONE404, 404))
    s.link("/login", "live")
    s.link("/member/center", "live|blocked|broken.soft404")
    s.live("/guide/1.html", "/guide/2.html")
    s.dead("/guide/3.html")


def sessions(w):
    s = w.site("sessions", "办事指南系统")
    n = itertools.count(1)

    def page(r):
        path = r.path.split(";")[0]
        if path not in ("/", "/a.do", "/b.do", "/c.do", "/d.do"):
            return Answer(NONE404, 404)
        links = "".join('<a href="/%s.do;jsessionid=%08X">%s</a>' % (x, next(n), x)
                        for x in ("a", "b", "c", "d", "gone"))
        links += "".join('<a href="/%s.do?PHPSESSID=%08x">%s</a>' % (x, next(n), x)
                         for x in ("a", "b"))
        return Answer(html(path, links + prose(path)))
    s.missing = page
    s.add("/", page)
    s.most_requests = 400
    s.truth_of = lambda url: "broken.http" if "/gone" in url else "live|skipped"
    s.dead_seen = ["/gone.do"]


def languages(w):
    s = w.site("languages", "国际合作办公室")
    s.add("/", lambda r: to("/zh/" if "zh" in r.get("accept-language") else "/en/"))
    s.page("/zh/").page("/en/")
    for path in ("a.html", "b.html"):
        s.link("/zh/" + path, "live", "page", on="/zh/")
        s.link("/en/" + path, "live" if path == "a.html" else "broken.http",
               "page" if path == "a.html" else None, on="/zh/")
        s.mark("/en/" + path, on="/en/")
    s.link("/zh/?lang=en", "live", "page", on="/zh/")
    s.mark("/zh/a.html", on="/en/")
    s.link("/fr/", "broken.http", on="/zh/", markup='<link rel=alternate hreflang=fr href="%s">')


def moved_wholly(w):
    s = w.site("oldhome", "老网站")
    new = w.site("newhome", "新网站", outside=True)
    s.missing = lambda r: to(w.at("newhome", r.target), 301)
    s.start = ("/",)
    s.page("/")
    for path in ("/a.html", "/b.html", "/c/d.html"):
        s.link(path, "moved")
        new.page(path)
    s.link("/gone.html", "broken.http")
    s.link("/gone2.html", "broken.http")
    s.link("/x.pdf", "moved")
    new.add("/x.pdf", Answer(b"%PDF-1.5 " + b"y" * 2000, type="application/pdf"))


def half_migrated(w):
    s = w.site("halfway", "改版中的网站")
    new = w.site("halfnew", "改版后的网站", outside=True)
    new.page("/n/1.html").page("/n/2.html").page("/")
    s.live("/o/1.html", "/o/2.html")
    s.link("/o/3.html", "moved", to(w.at("halfnew", "/n/1.html"), 301))
    s.link("/o/4.html", "live", to(w.at("halfnew", "/n/2.html"), 302))
    for k in (5, 6, 7):
        s.link("/o/%d.html" % k, "broken.soft404")
    s.missing = lambda r: to(w.at("halfnew", "/"), 301)


def iis(w):
    s = w.site("iis", "县统计局")
    pages = ("/news/index.aspx", "/news/a.aspx", "/tjgb/list.aspx")
    s.missing = lambda r: (Answer(s.render(r.path.lower(), r.path.lower()))
                           if r.path.lower() in pages else Answer(NONE404, 404))
    s.link("/News/Index.ASPX", "live")
    s.link("/news/index.aspx", "live")
    s.link("\\news\\a.aspx", "live", at="/news/a.aspx")
    s.link("TJGB\\List.aspx", "live", at="/TJGB/List.aspx")
    s.link("\\news\\gone.aspx", "broken.http", at="/news/gone.aspx")
    s.link("/News/Gone2.aspx", "broken.http")


def gbk(w):
    s = w.site("gbk", "镇人民政府")
    name = "/资料/一览.html"
    utf8 = quote(name.encode())
    raw = quote(name.encode("gbk"))
    page = (html("镇人民政府", "".join((
        '<a href="%s">utf8 path</a>' % name, '<a href="%s">gbk path</a>' % raw,
        '<a href="/s.asp?q=预算">query</a>', '<a href="/s.asp?q=决算">query dead</a>',
        '<a href="/无此页.html">dead</a>', '<a href="%s">dead gbk</a>' % quote("/没有.html".encode("gbk"))))
        + prose("gbk"))).replace("charset=utf-8", "charset=gb2312").encode("gbk")
    s.add("/", Answer(page, type="text/html"))
    s.page(utf8).page(raw)
    found = "/s.asp?q=" + quote("预算".encode("gbk"))
    s.add(found, Answer(html("预算", prose("预算"))))
    s.truth.update({utf8: "live", raw: "live", found: "live",
                    "/s.asp?q=" + quote("决算".encode("gbk")): "broken.http",
                    quote("/无此页.html".encode()): "broken.http",
                    quote("/没有.html".encode("gbk")): "broken.http"})


def quote(b):
    return "".join(chr(c) if c < 128 else "%%%02X" % c for c in b)


def strange_addresses(w):
    s = w.site("strange", "乡镇门户")
    q = lambda t: quote(t.encode())
    for href, at in (
            ("/附件/关于 预算.pdf.html", q("/附件/关于") + "%20" + q("预算.pdf.html")),
            ("  /lead.html  ", "/lead.html"), ("/tab\there.html", "/tabhere.html"),
            ("/new\nline.html", "/newline.html"), ("/100%.html", "/100%.html"),
            ("/a%2Fb.html", "/a%2Fb.html"), ("/a|b.html", "/a|b.html"),
            ("/a[1].html", "/a[1].html"), ("/a{1}.html", "/a%7B1%7D.html"),
            ("/a^b.html", "/a%5Eb.html"), ("/it's.html", "/it's.html"),
            ("/x/../dots.html", "/dots.html"), ("/%7Euser/", "/%7Euser/"),
            ("/full，width。html", q("/full，width。html")), ("/p;v=1.html", "/p;v=1.html"),
            ("/q?a=1?b=2", "/q?a=1?b=2"), ("/q?a=1&copy=3", "/q?a=1&copy=3"),
            ("/q?a=1&amp;b=<2>", "/q?a=1&b=%3C2%3E"), ("/q?", "/q?"),
            ("//%s/proto.html" % s.host, None), ("/web/2018/http://www.x.cn/", "/web/2018/http://www.x.cn/"),
            ("/&#x4e2d;.html", q("/中.html")), ("/a+b c.html", "/a+b%20c.html")):
        if at is None:
            continue
        s.link(href, "live", Answer(html(at, prose(at))), at=at)
    for href, at in (("/没有 这页.html", q("/没有") + "%20" + q("这页.html")),
                     ("/gone%20.html", "/gone%20.html"), ("/A|B.html", "/A|B.html"),
                     ("www.example.gov.cn/a.html", "/www.example.gov.cn/a.html"),
                     ("http：//www.x.cn/", q("/http：//www.x.cn/"))):
        s.link(href, "broken.http|broken.url", at=at)


def anchors(w):
    s = w.site("anchors", "政策解读", options=["--fragments"])
    s.fragments = True
    s.add("/p.html", Answer(html("目录", '<a name=n1></a><h2 id=i1>一</h2><h2 id="中文">二</h2>'
          '<a id="merge/pull">x</a><h2 id="user-content-readme">r</h2><map name=m></map>'
          '<img name=pic src=/p.png><h2 id="a b">sp</h2><h2 id="%25">pc</h2>' + prose("p"))))
    s.add("/p.png", Answer(PNG, type="image/png"))
    for f, t in (("n1", "live"), ("i1", "live"), ("中文", "live"), ("%E4%B8%AD%E6%96%87", "live"),
                 ("merge%2Fpull", "live"), ("merge/pull", "live"), ("readme", "live"), ("top", "live"),
                 ("TOP", "live"), ("", "live"), (":~:text=一", "live"), ("/route/1", "live"), ("!hash", "live"),
                 ("a%20b", "live"), ("I1", "broken.fragment"), ("none", "broken.fragment"),
                 ("n1x", "broken.fragment"), ("没有", "broken.fragment")):
        s.mark("/p.html#" + f)
        key = f.encode().decode("latin-1")
        s.truth["/p.html" + ("#" + quote(f.encode()) if f else "")] = t
    s.add("/app.html", Answer(html("应用", "<div id=root></div><script src=/a.js></script>"
                                   "<script>boot()</script>")))
    s.add("/a.js", Answer("x", type="text/javascript"))
    s.link("/app.html#drawn", "live|unknown|broken.fragment")


def frames(w):
    s = w.site("frames", "老式网站")
    s.add("/", Answer("<html><head><title>frames</title></head><frameset cols='20%,*'>"
                      "<frame src=/left.html><frame src=main.html><frame src=/dead.html>"
                      "<noframes><a href=/noframes.html>x</a></noframes></frameset></html>"))
    s.page("/left.html").page("/main.html").page("/noframes.html")
    s.truth.update({"/left.html": "live", "/main.html": "live", "/dead.html": "broken.http"})
    s.link("/inner.html", "live", "page", on="/main.html", markup='<iframe src="%s"></iframe>')
    s.link("/inner-dead.html", "broken.http", on="/main.html", markup='<iframe src="%s"></iframe>')
    s.link("/deep-dead.html", "broken.http", on="/left.html", markup='<a target=main href="%s">x</a>')


def bases(w):
    s = w.site("bases", "地址基准")
    other = w.at("baseother", "/d/")
    o = w.site("baseother", "别处", outside=True)
    o.page("/d/x.html")
    cases = (
        ("/1.html", '<base href="/sub/"><a href="k1.html">x</a>', "/sub/k1.html", "live"),
        ("/2.html", '<a href="k2.html">x</a><base href="/sub/">', "/sub/k2.html", "live"),
        ("/3.html", '<base href="/sub/"><base href="/nosub/"><a href="k3.html">x</a>', "/sub/k3.html", "live"),
        ("/4.html", '<!--<base href="/nosub/">--><a href="k4.html">x</a>', "/k4.html", "live"),
        ("/5.html", '<template><base href="/nosub/"></template><a href="k5.html">x</a>', "/k5.html", "live"),
        ("/6.html", '<base target=_blank><base href="sub/"><a href="k6.html">x</a>', "/sub/k6.html", "live"),
        ("/7.html", '<base href="javascript:1"><a href="k7.html">x</a>', "/k7.html", "live"),
        ("/8.html", '<base href="%s"><a href="x.html">x</a>' % other, other + "x.html", "live"),
        ("/9.html", '<base href="%s"><a href="y.html">x</a>' % other, other + "y.html", "broken.http"),
        ("/10.html", '<base href="/sub/"><a href="gone.html">x</a>', "/sub/gone.html", "broken.http"))
    for page, body, target, truth in cases:
        head, _, rest = body.partition("<a ")
        s.add(page, Answer("<html><head><title>%s</title></head><body>%s%s</body></html>" % (
            page, body, prose(page))))
        s.mark(page)
        s.truth[page] = "live"
        s.truth[target] = truth
        if target.startswith("/") and truth == "live":
            s.add(target, Answer(html(target, prose(target))))


def feeds(w):
    s = w.site("feeds", "订阅服务", options=["--sitemap", w.at("feeds", "/sitemap.xml")])
    b = w.at("feeds", "")
    s.link("/rss.xml", "live", Answer(
        "<?xml version='1.0'?><rss version='2.0'><channel><title>t</title><link>%s/</link>"
        "<item><title>a</title><link>%s/f/1.html</link></item><item><title>b</title><link>\n%s/f/gone.html\n</link>"
        "</item><item><title>c</title><link><![CDATA[%s/f/gone2.html?a=1&b=2]]></link>"
        "<enclosure url='%s/f/gone.mp3' type='audio/mpeg'/></item></channel></rss>" % (b, b, b, b, b),
        type="application/rss+xml"), markup='<link rel=alternate type="application/rss+xml" href="%s">')
    s.link("/atom.xml", "live", Answer(
        "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom' xml:base='%s/at/'>"
        "<entry><title>a</title><link href='1.html'/></entry>"
        "<entry><title>b</title><link rel='alternate' href='gone.html'/></entry></feed>" % b,
        type="application/atom+xml"), markup='<link rel=alternate type="application/atom+xml" href="%s">')
    s.page("/f/1.html").page("/at/1.html").page("/sm/1.html").page("/sm/2.html")
    s.add("/sitemap.xml", Answer(
        "<?xml version='1.0'?><sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
        "<sitemap><loc>%s/sm1.xml.gz</loc></sitemap><sitemap><loc>%s/sitemap2.txt</loc></sitemap>"
        "</sitemapindex>" % (b, b), type="text/xml"))
    s.add("/sm1.xml.gz", Answer(gzip.compress(
        ("<urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'><url><loc> %s/sm/1.html </loc></url>"
         "<url><loc>%s/sm/gone.html</loc></url></urlset>" % (b, b)).encode()), type="application/gzip"))
    s.add("/sitemap2.txt", Answer("%s/sm/2.html\n%s/sm/gone2.html\n" % (b, b), type="text/plain"))
    s.truth.update({"/f/1.html": "live", "/f/gone.html": "broken.http", "/f/gone2.html?a=1&b=2": "broken.http",
                    "/f/gone.mp3": "broken.http", "/at/1.html": "live", "/at/gone.html": "broken.http",
                    "/sm/1.html": "live", "/sm/gone.html": "broken.http", "/sm/2.html": "live",
                    "/sm/gone2.html": "broken.http"})


def hanweb(w):
    s = w.site("hanweb", "市住建局")
    s.add("/", Answer(html("市住建局", """<script type="text/xml"><datastore><nextgroup>
<![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=1"></a>]]></nextgroup><recordset>
<record><![CDATA[<li><a href="/art/2024/1/1/art_1_1.html">甲</a></li>]]></record>
<record><![CDATA[<li><a href='/art/2024/1/1/art_1_2.html'>乙</a></li>]]></record>
<record><![CDATA[<li><a href="http://%s:%d/art/2023/1/1/art_1_9.html">丙</a></li>]]></record>
</recordset></datastore></script><script>var u='<a href="/not/a/link.html">';</script>"""
                           % (s.host, w.port) + prose("hanweb"))))
    s.page("/art/2024/1/1/art_1_1.html").page("/art/2024/1/1/art_1_2.html")
    s.add("/module/web/jpage/dataproxy.jsp?page=1", Answer(
        "<datastore><recordset></recordset></datastore>", type="text/xml"))
    s.truth.update({"/art/2024/1/1/art_1_1.html": "live", "/art/2024/1/1/art_1_2.html": "live",
                    "/art/2023/1/1/art_1_9.html": "broken.http"})
    s.absent = ["/not/a/link.html"]


def elements(w):
    s = w.site("elements", "各种元素")
    for name, markup in (
            ("srcset", '<img src=/img/ok.png srcset="/img/ok.png 1x, %s 2x">'),
            ("picture", '<picture><source srcset="%s"><img src=/img/ok.png></picture>'),
            ("poster", '<video poster="%s"></video>'), ("video", '<video><source src="%s"></video>'),
            ("track", '<video><track src="%s"></video>'), ("audio", '<audio src="%s"></audio>'),
            ("object", '<object data="%s"></object>'), ("embed", '<embed src="%s">'),
            ("input", '<input type=image src="%s">'), ("area", '<map name=m><area href="%s"></map>'),
            ("cite", '<blockquote cite="%s">x</blockquote>'), ("form", '<form action="%s"><input></form>'),
            ("bg", '<table background="%s"><tr><td></table>'), ("style", '<p style="background:url(\'%s\')">x</p>'),
            ("icon", '<link rel="shortcut icon" href="%s">'), ("manifest", '<link rel=manifest href="%s">'),
            ("preload", '<link rel=preload as=image href="%s">'), ("og", '<meta property="og:image" content="%s">'),
            ("noscript", '<noscript><img src="%s"></noscript>'), ("svg", '<svg><use xlink:href="%s#i"/></svg>'),
            ("image", '<svg><image href="%s"/></svg>'), ("longdesc", '<img src=/img/ok.png longdesc="%s">'),
            ("css", '<style>@import "%s";</style>'), ("css2", '<style>a{background:url( "%s" )}</style>'),
            ("imagesrcset", '<link rel=preload as=image imagesrcset="%s 1x">'),
            ("script", '<script src="%s"></script>'), ("modulepreload", '<link rel=modulepreload href="%s">'),
            ("prefetch", '<link rel=prefetch href="%s">'), ("next", '<link rel=next href="%s">'),
            ("del", '<del cite="%s">x</del>')):
        s.link("/e/%s.x" % name, "broken.http", markup=markup)
    s.link("/img/ok.png", "live", Answer(PNG, type="image/png"), markup='<img src="%s">')
    s.absent = []
    for name, markup in (
            ("template", '<template><a href="%s">x</a></template>'),
            ("textarea", '<textarea><a href="%s">x</a></textarea>'), ("comment", '<!-- <a href="%s">x</a> -->'),
            ("js", '<script>document.title=\'<a href="%s">\'</script>'), ("xmp", '<xmp><a href="%s">x</a></xmp>'),
            ("post", '<form method=post action="%s"></form>'), ("preconnect", '<link rel=preconnect href="%s">'),
            ("dns", '<link rel=dns-prefetch href="%s">'), ("data", '<div data-href="%s">x</div>')):
        s.mark("/n/%s.x" % name, markup=markup)
        s.absent.append("/n/%s.x" % name)


def traps(w):
    s = w.site("traps", "日历", options=["--max-variants", "60"])

    def endless(r):
        if r.path == "/cal":
            n = int(r.query[2:])
            return Answer(html("日历%d" % n, '<a href="/cal?m=%d">next</a><a href="/cal?m=%d">prev</a>'
                               % (n + 1, n - 1) + prose("cal%d" % n)))
        if r.path.startswith("/loop/"):
            return Answer(html("loop", '<a href="loop/x/">deeper</a>' + prose("loop")))
        return Answer(NONE404, 404)
    s.missing = endless
    s.mark("/cal?m=1")
    s.mark("/loop/")
    s.live("/a.html")
    s.dead("/gone.html")
    s.most_requests = 600
    # one page under endless names: each as unknown to the server as a name made up
    s.truth_of = lambda url: "live|skipped|broken.soft404" if "/loop/" in url else None


def encodings(w):
    s = w.site("encodings", "多种编码")
    big5 = html("縣政府", '<a href="/big5-gone.html">不見了</a><a href="/a.html">在</a>' + "縣政府公告事項" * 30)
    s.link("/big5.html", "live", Answer(big5.replace("charset=utf-8", "charset=big5").encode("big5"), type="text/html"))
    u16 = html("utf16", '<a href="/u16-gone.html">x</a>' + "政府信息公开" * 40).replace("<meta charset=utf-8>", "")
    s.link("/u16.html", "live", Answer(b"\xff\xfe" + u16.encode("utf-16-le"), type="text/html"))
    gb = html("无声明", '<a href="/gb-gone.html">x</a>' + "政府信息公开指南目录年度报告" * 40).replace("<meta charset=utf-8>", "")
    s.link("/gb.html", "live", Answer(gb.encode("gbk"), type="text/html"))
    s.link("/lie.html", "live", Answer(html("谎称", '<a href="/谎.html">x</a>' + prose("lie")), type="text/html; charset=gbk"))
    s.link("/xhtml.html", "live", Answer('<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title></head>'
           '<body><a href="/xhtml-gone.html"/>%s</body></html>' % prose("xh"), type="application/xhtml+xml"))
    s.link("/notype.html", "live", Answer(html("无类型", '<a href="/notype-gone.html">x</a>' + prose("nt")), type=None))
    s.link("/plain.html", "live", Answer(html("x", '<a href="/plain-link.html">x</a>' + prose("pt")), type="text/plain"))
    # browsers show its source; that it was meant as a page is seen all the same
    s.truth_of = lambda url: "broken.http" if "/plain-link" in url else None
    s.page("/a.html")
    for p in ("/big5-gone.html", "/u16-gone.html", "/gb-gone.html", "/xhtml-gone.html", "/notype-gone.html",
              quote("/谎.html".encode())):
        s.truth[p] = "broken.http"
    s.truth["/a.html"] = "live"


def site_code(w):
    s = w.site("coded", "有标识码的门户", options=["--site-code", "3702830001"],
               head='<meta name="SiteIDCode" content="3702830001">')
    s.live("/a.html")
    s.link("/b.html", "wrong", Answer(html("别人的页面", prose("b"), '<meta name="SiteIDCode" content="1101010009">')))
    o = w.site("coded2", "邻居门户", outside=True, head='<meta name="SiteIDCode" content="1101010009">')
    o.page("/x.html")
    s.link(w.at("coded2", "/x.html"), "live")


def refreshes(w):
    s = w.site("refreshes", "改版跳转")
    s.add("/", Answer(html("跳转", "", '<meta http-equiv=refresh content="0;url=/index/">')))
    s.page("/index/")
    on = "/index/"
    s.truth["/index/"] = "live"
    jump = lambda to_, how: Answer(html("已迁移", how % to_ if "<script" in how else "", how % to_ if "<meta" in how else ""))
    meta, js = '<meta http-equiv="Refresh" content="3; URL=\'%s\'">', '<script>window.location.href="%s";</script>'
    s.page("/new/1.html")
    s.link("/m1.html", "live", jump("/new/1.html", meta), on=on)
    s.link("/m2.html", "broken.http", jump("/new/gone.html", meta), on=on)
    s.link("/j1.html", "live", jump("/new/1.html", js), on=on)
    s.link("/j2.html", "broken.http", jump("/new/gone2.html", js), on=on)
    s.link("/self.html", "live", Answer(html("自动刷新", prose("self"), '<meta http-equiv=refresh content="60">')), on=on)
    s.link("/later.html", "live", Answer(html("很久以后", prose("later"), '<meta http-equiv=refresh content="1800;url=/new/gone3.html">')), on=on)
    s.truth.update({"/new/1.html": "live", "/new/gone3.html": "broken.http"})


def big_pages(w):
    s = w.site("big", "大页面")
    many = "".join('<a href="/n/%d.html">%d</a>' % (i, i) for i in range(300))
    s.link("/many.html", "live", Answer(html("很多", many)))
    s.missing = lambda r: (Answer(html(r.path, prose(r.path))) if r.path.startswith("/n/") and int(r.path[3:-5]) % 100
                           else Answer(NONE404, 404))
    for i in range(0, 300, 100):
        s.truth["/n/%d.html" % i] = "broken.http"
    s.truth["/n/7.html"] = "live"
    s.link("/deep.html", "live", Answer(html("深", "<div>" * 3000 + '<a href="/deep-gone.html">x</a>')))
    s.truth["/deep-gone.html"] = "broken.http"
    s.link("/long.html", "live", Answer(html("长", prose("long") * 400 + '<a href="/long-gone.html">x</a>')))
    s.truth["/long-gone.html"] = "broken.http"
    s.link("/video.mp4", "live", Answer(b"\0\0\0\x18ftypmp42" + b"\0" * 3000000, type="video/mp4"))


SITES = (portal, spa, not_found_pages, directory_soft, by_number, member_area, sessions, languages,
         moved_wholly, half_migrated, iis, gbk, strange_addresses, anchors, frames, bases, feeds,
         hanweb, elements, traps, encodings, site_code, refreshes, big_pages)
