"""Pages that are gone and say so with status 200, and live pages that resemble them."""
import json
import random
from base import *

GO = lambda to, code="302 Found", *h: head(code, "Location: " + to, "Content-Length: 0", *h) + b"\r\n"


def soft(name, gone, want=SOFT, ext=".html", live_too=True):
    """A directory where every unknown name gives GONE: two dead links and a live one"""
    d = f"/soft/{name}/"
    directory(d, gone)
    for i in (1, 2):
        row(f"soft/{name}/t2018{i}{ext}", want)
    if live_too:
        row(f"soft/{name}/live.html", "ok", answer(article("soft" + name)))


def rows():
    texts()
    shapes()
    single()
    resembling()


def texts():
    for n, title, text in (
            ("zh", "", "您访问的页面不存在"), ("zh-title", "页面不存在", "<img src=/e.png>"),
            ("tw", "找不到網頁", "抱歉，您要找的網頁不存在或已被移除"),
            ("en", "", "Sorry, we couldn't find that page."), ("deleted", "某市人民政府", "该信息已被删除"),
            ("offline", "提示", "内容已下线"), ("oops", "Oops", "<h1>Oops!</h1>"),
            ("whale", "某市人民政府", '<img src="/whale.png" alt="">'), ("blank-body", "", ""),
            ("params", "提示信息", "参数错误"), ("sorry", "温馨提示", "对不起，您访问的内容已经被管理员删除或正在审核"),
            ("en-moved", "Error", "The resource you are looking for might have been removed"),
            ("jp", "", "お探しのページは見つかりませんでした"), ("de", "", "Seite nicht gefunden")):
        soft(n, answer(host_page(f"<p>{text}</p>" if text else "", title)))
    soft("dress", answer(page("某市人民政府", "<h2>抱歉，没有找到您要的内容</h2>")))
    soft("noindex", answer(page("某市人民政府", "<p>—</p>", '<meta name="robots" content="noindex">')))
    soft("gbk", answer("<html><title>出错了</title><p>您访问的页面不存在或已删除".encode("gbk"), kind="text/html"))
    soft("gzip", answer(gz(host_page("您要查看的页面已删除")), "200 OK", "Content-Encoding: gzip"))
    soft("chunked", head("200 OK", "Transfer-Encoding: chunked") + b"\r\n" + chunked(host_page("页面走丢了")))
    soft("json", answer(json.dumps({"code": 404, "msg": "not found"}), kind="application/json"))
    soft("plain", answer("File not found.", kind="text/plain"))
    soft("empty", answer(""), SOFT | {"broken.content"})

    def changing(req, asked):
        r = random.Random(req.path + str(asked))
        return answer(page("某市人民政府", f"<p>{req.path} 未找到</p><form>站内搜索 <input name=q></form><h3>猜您想看</h3>" +
            "".join(f'<li>{words(str(r.random()), 8)}</li>' for _ in range(12)) +
            f"<p>访问量 {r.randrange(10**6)} 时间 {r.random()}</p>"))
    soft("changing", changing)
    soft("echo", lambda req, asked: answer(page(f"{req.path} - 某市人民政府", f"<p>The address {req.path} does not exist here.</p>")))


def shapes():
    serve("/404.html", answer(page("404", "<h2>页面不存在</h2>")))
    serve("/error/notfound.jsp", answer(page("出错", "<h2>出错了</h2>")))
    serve("/err404hard.html", answer("gone", "404 Not Found"))
    soft("to-404", GO("/404.html"))
    soft("to-error-301", GO("/error/notfound.jsp", "301 Moved Permanently"))
    soft("to-home", GO("/"))
    soft("to-home-abs", lambda req, asked: GO(f"http://{req.headers['host']}/index.html", "301 Moved Permanently"))
    soft("to-hard", GO("/err404hard.html"), DEAD)
    soft("from-param", lambda req, asked: GO("/404.html?from=" + req.path))
    serve("/404.html?from=", answer(page("404", "x")))
    soft("refresh-home", answer(host_page("", "", '<meta http-equiv=refresh content="3; url=/">')))
    soft("script-home", answer(host_page("<script>setTimeout(function(){window.location.href='/'},3000)</script><p>3秒后返回首页</p>")))
    soft("script-now", answer("<script>location.replace('/')</script>"))
    soft("alert-back", answer("<script>alert('该信息不存在或已被删除！');history.back();</script>"))
    soft("alert-close", answer("<script language=javascript>alert('参数错误');window.close();</script>"))
    soft("pdf", answer(page("某市人民政府", "<h2>抱歉，没有找到您要的内容</h2>")), SOFT | {"broken.content"}, ext=".pdf")
    dummy = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
    soft("pdf-dummy", answer(dummy, kind="application/pdf"), ext=".pdf")


def single():
    """One such page on a host that knows 404, where only the page itself tells"""
    serve("/show?id=1", answer(article("id1")))
    for n, title, body in (
            ("title-404", "404 Not Found", "<h1>Not Found</h1><p>The requested URL was not found on this server.</p>"),
            ("title-zh", "页面不存在 - 某市人民政府", "<div>您访问的页面不存在，<a href='/'>返回首页</a></div>"),
            ("iis", "404 - 找不到文件或目录。", "<h2>404 - 找不到文件或目录。</h2><h3>您要查找的资源可能已被删除，已更改名称或者暂时不可用。</h3>"),
            ("tomcat", "HTTP Status 404 – Not Found", "<h1>HTTP Status 404 – Not Found</h1><p><b>Type</b> Status Report</p>"),
            ("removed", "Page removed", "<h1>This page has been removed</h1>"),
            ("tw", "找不到網頁", "<p>您所查詢的網頁不存在</p>")):
        row("single/" + n, SOFT, answer(host_page(body, title)))
    for n, text in (("deleted", "该信息已被删除"), ("gone", "您访问的页面不存在"), ("offline", "内容已下线"),
            ("wen", "您要查看的文章不存在或已删除"), ("tw", "您訪問的頁面不存在")):
        row("single/dress-" + n, SOFT, answer(page("某市人民政府", f'<div class="content"><h2>{text}</h2></div>')))
    row("single/to-home", SOFT, GO("/"))
    row("single/to-home-301", SOFT, GO("/index.html", "301 Moved Permanently"))
    row("single/to-404", SOFT, GO("/404.html"))
    row("single/aspx", SOFT, GO("/404.html?aspxerrorpath=/single/aspx"))
    serve("/404.html?aspxerrorpath=/single/aspx", answer(page("404", "<h2>页面不存在</h2>")))
    row("single/alert", SOFT, answer("<script>alert('该信息已被删除！');history.go(-1);</script>"))
    row("single/json", SOFT, answer('{"code":404,"message":"资源不存在","data":null}', kind="application/json"))
    row("single/refresh-404", SOFT | DEAD, answer(host_page("", "", '<meta http-equiv="refresh" content="0;url=/404.html">')))
    row("single/refresh-dead", DEAD, answer(host_page("", "", '<meta http-equiv="refresh" content="0;url=/nothing-there.html">')))


def resembling():
    def ok(name, title, body, more=True):
        row("like-gone/" + name, "ok", answer(page(title, body + ("".join(
            f"<p>{words('lg' + name + str(i), 40)}。</p>" for i in range(6)) if more else ""))))
    ok("notice", "关于清理政府网站404页面的通知", "<h1>关于清理政府网站404页面的通知</h1>")
    ok("question", "页面不存在怎么办？网站常见问题解答", "<h1>页面不存在怎么办？</h1>")
    ok("law", "互联网信息服务管理办法", "<p>违法内容已下线，该信息已被删除的，应当公示。</p>")
    ok("mdn", "404 Not Found - HTTP | 开发手册", "<h1>404 Not Found</h1><p>The HTTP 404 status code means the server cannot find the page.</p>")
    ok("room", "404会议室预约办法", "<h1>404会议室</h1>")
    ok("missing-person", "Not found: the missing files of 1998", "<h1>Not found</h1>")
    ok("correction", "关于办事指南参数错误的更正公告", "<h1>参数错误更正</h1>")
    ok("no-data", "招标公告", '<div class="list">暂无数据</div>', more=False)
    ok("no-result", "站内搜索", "<form><input name=q></form><p>没有找到相关结果</p>", more=False)
    ok("short", "联系我们", "<p>电话 0532-88888888</p>", more=False)
    ok("withdrawn-doc", "【已废止】某市节水办法", "<p>本文件已失效，已被删除的条款见附件。</p>")
    # the error page wears the same dress as very short live pages
    directory("/thin/", answer(page("某市人民政府", "<h2>页面不存在</h2>")))
    for i, t in enumerate(("暂无数据", "电话 0532-1234567", "办公时间 9:00-17:00")):
        row(f"thin/live{i}.html", "ok", answer(page("某市人民政府", f"<h2>{t}</h2>")))
    row("thin/t1.html", SOFT)
    # redirects to the home that are none of a lost page
    row("like-gone/index.php", LIVE, GO("/", "301 Moved Permanently"), path="/index.php")
    row("like-gone/default", LIVE, GO("/"), path="/default.aspx")
    row("like-gone/dir-slash", LIVE, GO("/zwgk/", "301 Moved Permanently"), path="/zwgk")
    serve("/zwgk/", answer(article("zwgk")))
    # a list of articles that all moved: each to its own new place, random names too (to a true 404)
    directory("/oldsite/", lambda req, asked: GO("/newsite" + req.path[8:], "301 Moved Permanently"))
    serve("/newsite/a.html", answer(article("new a")))
    row("oldsite/a.html", "moved")
    row("oldsite/zz.html", DEAD)
    # every name gives another live page: a wiki, a search, a query in the path
    directory("/so/", lambda req, asked: answer(page(req.path[4:] + " 检索结果", "".join(
        f"<p>{words(req.path + str(i), 30)}</p>" for i in range(8)))))
    row("so/yusuan", "ok")
