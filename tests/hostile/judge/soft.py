"""Hosts whose missing pages say 200, or lead somewhere that does; each with pages that live."""
import hashlib
import random

from kit import answer, gone, html, page, text_of, to
from live import GIF, PDF, png

SOFT = "broken.soft404"


def menu(name):
    return "".join("<a href=/%s%d/>栏目%d</a> " % (name, i, i) for i in range(3))


def host(w, name, other, live=5, dead=4, path="/art/%s%d.html", want=SOFT, kind=None, **more):
    """A host on which other answers all names but the live ones."""
    h = name + ".soft.test"
    site = w.site(h, other)
    title = "某局" + hashlib.sha256(name.encode()).hexdigest()[:4]
    site.exact["/robots.txt"] = lambda v: gone("no")
    site.exact["/"] = site.exact["/index.html"] = lambda v: answer(
        body=html("首页", menu(name) + text_of(name + "home"), site=title))
    for i in range(3):
        site.exact["/%s%d/" % (name, i)] = lambda v, i=i: answer(body=page("栏目%d%s" % (i, name), site=title))
    for i in range(live):
        w.add("soft", "live-on-" + name, "ok", path % ("a", i),
              answer(body=page("%s第%d号通知" % (name, i), site=title)), host=h)
    for i in range(dead):
        w.add("soft", name, want, path % ("gone", i), host=h)
    return site


def notfound(words, site="某某局", more=""):
    return html(words, "<p>%s</p><p><a href=/>返回首页</a></p>%s" % (words, more), site=site)


def build(w):
    host(w, "chinese", lambda v: answer(body=notfound("您访问的页面不存在")))
    host(w, "english", lambda v: answer(body="<html><title>Not Found</title><h1>Page not found</h1><p>Sorry.</html>"))
    host(w, "both", lambda v: answer(body=notfound("抱歉，您要访问的页面找不到了 Sorry, the page you requested was not found")))
    host(w, "wordless", lambda v: answer(body=html("提示", "<p>请从首页重新进入。</p><img src=/err.png>")))
    host(w, "image", lambda v: answer(body="<html><title>404</title><body><img src=/images/404.png></body></html>"))
    host(w, "empty", lambda v: answer(body=""))
    host(w, "home302", lambda v: to("/"))
    host(w, "home301", lambda v: to("/index.html", 301))
    host(w, "homejs", lambda v: answer(body="<script>location.href='/';</script>"))
    host(w, "homemeta", lambda v: answer(body="<meta http-equiv=refresh content='3;url=/'>页面不存在，3秒后返回首页"))
    host(w, "homecopy", lambda v: answer(body=html("首页", menu("homecopy") + text_of("homecopyhome"), site="copy")))
    s = host(w, "search", lambda v: to("/search?q=" + v.path.strip("/").replace("/", "+")))
    s.exact["/search"] = lambda v: answer(body=html("搜索", "<form action=/search><input name=q value='%s'></form><p>没有找到相关结果</p>"
                                                    % v.query[2:]))
    s = host(w, "toerror", lambda v: to("/error/404.html"))
    s.exact["/error/404.html"] = lambda v: answer(body=notfound("出错了"))
    s = host(w, "toother", lambda v: to("/common/msg/"))
    s.exact["/common/msg/"] = lambda v: answer(body=html("提示信息", "<p>操作无效</p>"))
    s = host(w, "aspx", lambda v: to("/error.aspx?aspxerrorpath=" + v.path), path="/art/%s%d.aspx")
    s.exact["/error.aspx"] = lambda v: answer(body=notfound("出现错误"))
    host(w, "alert", lambda v: answer(body="<script>alert('文章不存在或已被删除！');history.back();</script>"))
    host(w, "advert", lambda v: answer(body=notfound("没有这个页面", more="<div class=ad>%s</div><p>当前时间%d 请求编号%s</p>" % (
        text_of(random.random(), 8), random.randrange(10**9), hashlib.md5(str(random.random()).encode()).hexdigest()))))
    host(w, "echo", lambda v: answer(body=notfound("无法显示 %s%s" % (v.host, v.target))))
    host(w, "recommend", lambda v: answer(body=notfound("你要的内容走丢了", more="<ul>%s</ul>" % "".join(
        "<li><a href=/art/a%d.html>第%d号通知</a>" % (i, i) for i in random.sample(range(5), 3)))))
    host(w, "json", lambda v: answer(200, '{"code":404,"msg":"资源不存在","data":null}', "application/json"), path="/api/%s%d")
    host(w, "timed", lambda v: answer(body="<html><title>%s</title><p>页面不存在</p></html>" % v.path))
    host(w, "byfolder", lambda v: answer(body=notfound("您要找的%s栏目内容不存在" % v.path.split("/")[1], more=text_of(v.path.split("/")[1], 6))))
    host(w, "deep", lambda v: answer(body=notfound("内容不存在")), path="/zwgk/2026/11/t%s_%d.html")
    host(w, "query", lambda v: answer(body=notfound("记录不存在")), path="/show.jsp?id=%s%d")
    host(w, "frames", lambda v: answer(body="<frameset rows='*'><frame src=/err.html></frameset>"))
    host(w, "volunteer", lambda v: answer(body="<html><head><title>404</title></head><body><script src="
                                          "'//qzonestyle.gtimg.cn/qzone/hybrid/app/404/search_children.js' homePageUrl='/'></script></body></html>"))
    # only names of one ending: pages lie, files say 404
    host(w, "byending", lambda v: answer(body=notfound("该页面已不存在")) if v.path.endswith(".html") else gone())
    host(w, "onlyfiles", lambda v: answer(body=notfound("附件已失效")) if v.path.endswith(".pdf") else gone(),
         live=0, path="/files/%s%d.pdf", want="broken.soft404|broken.content")
    # one folder lies, the other does not
    s = host(w, "halfhost", lambda v: answer(body=notfound("稿件不存在")) if v.path.startswith("/art/") else gone())
    for i in range(2):
        w.add("soft", "honest-half", "broken.http", "/plain/%d.html" % i, host="halfhost.soft.test")
    # a store of articles that tells what was deleted by number, but says 404 to other names
    s = host(w, "bynumber", lambda v: gone(), live=4, dead=0, path="/content.jsp?id=%s%d")
    for i in range(4):
        w.add("soft", "deleted-by-number", SOFT, "/content.jsp?id=7%d" % i, answer(body=notfound("该信息不存在或已被删除")),
              host="bynumber.soft.test")
    s = host(w, "withdrawn", lambda v: gone(), live=4, dead=0)
    for i in range(3):
        w.add("soft", "withdrawn-page", SOFT, "/art/w%d.html" % i, answer(body=notfound("对不起，您访问的文章已下线")),
              host="withdrawn.soft.test")
    # redirect of all to a page on another host
    w.site("hub.soft.test").exact["/404/"] = lambda v: answer(body=notfound("页面走丢了", site="集约化平台"))
    host(w, "tohub", lambda v: to(w.url("/404/", "hub.soft.test")))
    # pictures and files that every name gets
    host(w, "anyimage", lambda v: answer(200, GIF, "image/gif") if v.path.endswith((".jpg", ".png")) else gone(), live=0, dead=0)
    w.add("soft", "live-image", "ok", "/pic/real.png", answer(200, png(seed=8), "image/png"), host="anyimage.soft.test", tag="img")
    for i in range(3):
        w.add("soft", "image-for-all-names", SOFT + "|broken.content", "/pic/gone%d.jpg" % i, host="anyimage.soft.test", tag="img")
    # pages and files of one folder, the files met first; names of pages lie, those of files do not
    s = host(w, "mixed", lambda v: gone() if v.path.endswith(".pdf") else answer(body=html("某某", text_of("mix", 40))), live=0, dead=0)
    for i in range(3):
        w.add("soft", "file-among-lies", "ok", "/art/f%d.pdf" % i, answer(200, PDF + b"%d" % i, "application/pdf"), host="mixed.soft.test")
    for i in range(3):
        w.add("soft", "live-among-files", "ok", "/art/a%d.html" % i, answer(body=page("某某第%d号" % i, 40)), host="mixed.soft.test")
    for i in range(3):
        w.add("soft", "lie-among-files", SOFT, "/art/z%d.html" % i, host="mixed.soft.test")
    # the status tells the truth, but not what browsers show
    host(w, "gone-text", lambda v: answer(410, notfound("页面已删除")), want="broken.http")
    host(w, "error500", lambda v: answer(500, notfound("系统错误")), want="unstable.server")
    host(w, "cased", lambda v: answer(404, notfound("无")), want="broken.http", path="/Art/%s%d.HTML")
    # two hundred for everything, by the same page that the home page is
    same = answer(body=html("欢迎", text_of("catch"), site="总是"))
    h = w.site("catch.soft.test", lambda v: same)
    for i in range(4):
        w.add("soft", "all-alike", SOFT, "/a/%d.html" % i, host="catch.soft.test")
    # live pages by parameters, the unknown ones lead home
    s = host(w, "ids", lambda v: to("/"), live=4, dead=3, path="/view.do?docid=%s%d")
    s.exact["/view.do"] = lambda v: to("/")
    # failures of programs under 200
    s = host(w, "trace", lambda v: gone(), live=3, dead=0)
    for i, words in enumerate(("java.lang.NullPointerException\n\tat com.x.Y.z(Y.java:12)", "Microsoft OLE DB Provider for SQL Server "
                               "错误 '80040e14' /show.asp，行 12", "Fatal error: Uncaught PDOException: SQLSTATE[HY000] in /www/a.php:3",
                               "数据库连接失败")):
        w.add("soft", "failure-%d" % i, "unstable.server|broken.soft404|broken.content", "/art/f%d.html" % i,
              answer(body="<html><body><pre>%s</pre></body></html>" % words), host="trace.soft.test")
