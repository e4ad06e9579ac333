"""Hosts that answer 200 for what is not there, and hosts that look alike and are honest."""
import random

from base import *

ERR = "<div style='text-align:center'><h2>抱歉,您访问的页面不存在</h2><p>可能已被删除、移动或地址有误</p><a href=/>返回首页</a></div>"


def soft(name, default, truths=SOFT, paths=("/zwgk/2019/t2019_1.html", "/old/page7.html"), real=2, home=None, dead_answer=None):
    h = host(name + ".test")
    h.default = default
    h.routes["/"] = home or R(200, page("示例部门门户" + name))
    h.routes["/robots.txt"] = R(404)
    for p in paths:
        if dead_answer:
            h.routes[p] = dead_answer
        add("soft", "%s %s" % (name, p), truths, on=h.name, path=p)
    for i in range(real):
        p = "/zwgk/2024/t2024_%d.html" % i
        add("honest", "%s %s" % (name, p), LIVE, R(200, page("%s关于第%d号事项的公告" % (name, i + 3), seed=i)), on=h.name, path=p)


soft("fixed", R(200, page("错误提示", ERR)))
soft("echo", lambda q: R(200, page("页面不存在", "<p>您请求的地址 %s 不存在</p>" % q.target)))
soft("echo-long", lambda q: R(200, page("提示", "".join("<p>地址 http://%s%s 第%d次记录:%s</p>" % (q.host.name, q.target, i, q.target) for i in range(120)))))
soft("token", lambda q: R(200, page("出错了", ERR + "<p>事件编号 %d 时间 %f</p>" % (random.randrange(1 << 60), time.time()))))
soft("to-404-page", lambda q: R(200, page("404", ERR)) if q.target.startswith("/404.html") else R(302, head=["Location: /404.html"]))
soft("to-home", R(302, head=["Location: /"]))
soft("to-home-301", R(301, head=["Location: /"]))
soft("to-index", lambda q: R(200, page("示例部门门户首页")) if q.target == "/index.html" else R(302, head=["Location: /index.html"]))
soft("to-error-url", lambda q: R(200, page("出错", ERR)) if q.target.startswith("/error") else R(302, head=["Location: /error?aspxerrorpath=" + q.target]))
soft("meta-home", R(200, "<html><head><meta http-equiv=refresh content='3;url=/'></head><body>页面不存在,3秒后返回首页</body></html>"))
soft("script-home", R(200, "<html><script>setTimeout(\"window.location.href='/'\",3000);</script><body>正在返回首页</body></html>"))
soft("script-home-2", R(200, "<script language=javascript>alert('您访问的信息不存在!');window.location='/';</script>"))
soft("alert-back", R(200, "<script>alert('该信息不存在或已被删除!');history.go(-1);</script>"))
soft("alert-close", R(200, "<script>alert('参数错误');window.close();</script>"))
soft("home-itself", R(200, page("示例部门门户home-itself")))
soft("empty", R(200, ""))
soft("frame", R(200, "<html><head><title></title></head><frameset rows='*'><frame src='/404.html'></frameset></html>"))
soft("iframe", R(200, "<html><body style='margin:0'><iframe src='/error/404.html' width=100% height=100%></iframe></body></html>"))
soft("json", R(200, '{"code":404,"msg":"资源不存在","data":null}', type="application/json"))
soft("english", R(200, page("Sorry", "<p>The page you requested could not be found. Please check the URL.</p>")))
soft("gbk", R(200, page("错误", ERR).encode("gb18030"), type="text/html; charset=gbk"))
soft("related", lambda q: R(200, page("找不到页面", ERR + "<ul>" + "".join("<li><a href=/zwgk/2024/t2024_%d.html>推荐信息%d</a></li>" % (i, random.randrange(10 ** 6)) for i in range(8)) + "</ul>")))
soft("title-echo", lambda q: R(200, page(q.target.split("/")[-1] + " - 未找到", ERR)))
soft("to-search", lambda q: R(200, page("站内搜索", "<form><input name=q></form><p>没有找到</p>")) if q.target.startswith("/search") else R(302, head=["Location: /search?q=" + q.target.strip("/")]))
soft("to-login", lambda q: R(200, page("统一身份认证", "<form>用户名<input name=u>密码<input type=password></form>")) if q.target.startswith("/login") else R(302, head=["Location: /login?back=" + q.target]), SOFT | BLOCKED | LIVE)
soft("aspnet", R(200, "<html><head><title>无法找到资源。</title></head><body><h1>“/”应用程序中的服务器错误。</h1><h2><i>无法找到资源。</i></h2>说明: HTTP 404。</body></html>"))
soft("tomcat", R(200, "<html><head><title>HTTP状态 404 - 未找到</title></head><body><h1>HTTP状态 404 - 未找到</h1><hr>消息 /x<hr>Apache Tomcat/8.5</body></html>"))
soft("js-404", R(200, "<html><head><script>location.href='/404.html'</script></head></html>"))
soft("image-404", R(200, "<html><head><title></title></head><body><a href=/><img src=/images/404.jpg alt=404></a></body></html>"))
soft("cookie-404", lambda q: R(200, page("提示", ERR)) if "s=1" in q.headers.get("cookie", "") else R(302, head=["Set-Cookie: s=1", "Location: " + q.target]))
soft("dir-only", lambda q: R(200, page("提示", ERR)) if q.target.startswith(("/zwgk", "/old")) else R(404))
soft("by-query", lambda q: R(200, page("详情", "<p>您访问的信息不存在或已删除</p>")), paths=("/content.jsp?id=10021", "/zwgk/show.php?aid=77"))
soft("partial-path", lambda q: R(200, page("文章", "<p>来源: 发布时间: 浏览次数:</p>")), paths=("/article/9911.html", "/article/9912.html"))
# the host is honest about random names; the page itself says that it is not there
for n, body in (("page-title", page("404 Not Found", "<p>Not Found</p>")), ("page-cn", page("页面不存在", ERR)), ("page-bare", "<html><head><title>404</title></head><body>404 页面找不到了</body></html>"),
                ("page-deleted", page("提示信息", "<p>您要查看的信息已被删除或尚未审核</p>")), ("page-trs", "<html><head><title>找不到页面</title></head><body>您查看的页面不存在</body></html>"),
                ("page-script", "<script>alert('文章不存在');history.back();</script>"), ("page-offline", page("系统提示", "<p>该栏目不存在</p>"))):
    soft(n, R(404, "no"), paths=("/zwgk/2020/t1.html",), dead_answer=R(200, body), real=1)


def honest(name, default, pages, home=None):
    h = host(name + ".test")
    h.default = default
    h.routes["/"] = home or R(200, page("门户" + name))
    for p, a in pages.items():
        add("honest", "%s %s" % (name, p), LIVE, a, on=h.name, path=p)


T = lambda title, text: R(200, page(title, text))
honest("same-shell", R(200, page("错误提示", ERR)), {"/a/1.html": T("通知", "<p>兹定于五月一日放假。</p>"), "/a/2.html": T("公告", "<p>见附件。</p>"), "/a/3.html": T("电话", "<p>12345</p>")})
honest("home-links", R(302, head=["Location: /"]), {"/index.html": R(302, head=["Location: /"]), "/index.htm": R(301, head=["Location: /"]), "/zwgk/": R(200, page("政务公开"))})
honest("login-link", lambda q: R(200, page("统一身份认证", "<form><input type=password></form>")) if q.target.startswith("/login") else R(302, head=["Location: /login?back=" + q.target]),
       {"/login?back=/": R(200, page("统一身份认证", "<form><input type=password></form>"))})
SHELL = "<!doctype html><html><head><title>办事大厅</title></head><body><div id=app></div><script src=/static/app.js></script></body></html>"
honest("spa", R(200, SHELL), {})
for p in ("/guide/1", "/user/center"):
    add("honest", "spa " + p, LIVE | {"unknown"}, on="spa.test", path=p)
honest("hard", R(404, "无"), {"/list/p1.html": T("列表", "<p>1</p>"), "/list/p2.html": T("列表", "<p>2</p>"), "/empty/col.html": T("栏目", "<p>暂无内容</p>"), "/n/404.html": T("404路公交车调整公告", "<p>404路公交车首末班时间调整。</p>")})
honest("query-ignored", R(404, "无"), {"/tq.html?from=weixin": T("天气", "<p>晴</p>"), "/tq.html?from=app": T("天气", "<p>晴</p>")})
host("query-ignored.test").routes["/tq.html?*"] = T("天气", "<p>晴</p>")
h = host("query-matters.test")
h.routes["/"] = R(200, page("查询门户"))
for i in (1, 2, 3):
    add("honest", "query %d" % i, LIVE, T("办件", "<p>办件%d:已受理,负责人%s</p>" % (i, "甲乙丙丁"[i])), on=h.name, path="/show?id=%d" % i)
h.routes["/show?*"] = T("办件", "<p>办件:,负责人</p>")
add("soft", "query-matters", SOFT, on=h.name, path="/show?id=999")
honest("short-link", R(404, "无"), {"/s/2": R(302, head=["Location: http://portal.test:{P}/live/r1.html"])})
