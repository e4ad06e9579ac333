"""Pages that answer 200 and mean something else, and live ones that only look so. Truth: what a reader is told."""
from kit import Answer, html, prose, to

SERVER = "unstable.server|broken.soft404|unknown"


def make(w):
    faults(w)
    walls(w)
    empties(w)
    whole(w)


def site(w, name, title):
    s = w.site(name, title)
    s.about = {}

    def row(kind, words, body, status=200, **more):
        path = "/m/%s%d.html" % (kind, len(s.about))
        s.link(path, words, Answer(body, status, **more))
        s.about[path] = ("meaning", body[-80:])
    return s, row


def faults(w):
    """A program behind the page failed, and the server said 200."""
    s, row = site(w, "faults", "故障区人民政府")
    for body in (
            "<h1>Error establishing a database connection</h1>",
            "<b>Fatal error</b>: Uncaught PDOException: SQLSTATE[HY000] [2002] Connection refused in /www/index.php:12\nStack trace:\n#0 {main}\n  thrown in <b>/www/index.php</b> on line <b>12</b>",
            "Warning: mysql_connect(): Access denied for user 'root'@'localhost' (using password: YES) in /www/conn.php on line 3",
            "<p>Microsoft OLE DB Provider for SQL Server</font> <font face=宋体 size=2>错误 '80004005'</font><p>[DBNETLIB][ConnectionOpen (Connect()).]SQL Server 不存在或拒绝访问。<p>/conn.asp,行 12",
            "<title>HTTP Status 500 – Internal Server Error</title><h1>HTTP Status 500 – Internal Server Error</h1><p><b>Type</b> Exception Report</p><pre>java.lang.NullPointerException</pre>",
            "<title>运行时错误</title><h1>“/”应用程序中的服务器错误。</h1><h2><i>运行时错误</i></h2><p>说明: 服务器上出现应用程序错误。",
            "ORA-12541: TNS: 无监听程序",
            "<title>502 Bad Gateway</title><center><h1>502 Bad Gateway</h1></center><hr><center>nginx</center>",
            "<title>503 Service Temporarily Unavailable</title><center><h1>503 Service Temporarily Unavailable</h1></center><hr><center>openresty</center>",
            "<title>系统发生错误</title><h1>:(</h1><h1>SQLSTATE[HY000] [2002] Connection refused</h1><p>错误位置 FILE: /ThinkPHP/Library/Think/Db/Driver.class.php LINE: 111</p>",
            "<h1>Whitelabel Error Page</h1><p>This application has no explicit mapping for /error, so you are seeing this as a fallback.</p><div>There was an unexpected error (type=Not Found, status=404).</div>",
            '{"timestamp":"2026-01-01","status":404,"error":"Not Found","path":"/m/x"}',
            '{"code":500,"msg":"系统异常，请联系管理员","data":null}'):
        row("fault", SERVER, body if body.startswith("{") else "<html><meta charset=utf-8>" + body, type="application/json" if body.startswith("{") else "text/html; charset=utf-8")
    live = lambda title, body: row("like", "live", html(title, body + prose(title)))
    live("关于数据库连接错误的处理办法", "<p>Error establishing a database connection 等报错，请联系技术支持。</p>")
    live("502 Bad Gateway 是什么意思", "<p>网关错误的常见原因</p>")
    live("Fatal error handling guide", "<p>Fatal error: how to report</p>")
    live("关于SQL Server培训班的通知", "<p>Microsoft OLE DB</p>")
    for i in range(8):
        row("plain", "live", html("普通页面%d" % i, prose("plain%d" % i)))


def walls(w):
    """Refusals that say why: the place, the hour, the network, the client."""
    s, row = site(w, "limits", "访问区人民政府")
    for body, status in (
            ("<h1>该内容仅限中国大陆地区访问</h1>", 200), ("<h2>抱歉，您所在的地区暂不支持访问本网站</h2>", 200),
            ("<h1>Sorry, this content is not available in your region</h1>", 200), ("<h1>Unavailable for legal reasons</h1>", 451),
            ("<h2>请使用校园网或VPN访问</h2><p>您的IP不在允许范围内</p>", 200), ("<p>仅限内网访问，您的IP地址：1.2.3.4 不在授权范围</p>", 200),
            ("<h2>请在微信客户端打开链接</h2>", 200), ("<p>请使用手机微信扫描二维码打开此页面</p>", 403),
            ("<h1>您的浏览器版本过低，请升级浏览器后访问</h1><p>推荐使用Chrome、360极速浏览器</p>", 200),
            ("<noscript>您的浏览器未启用JavaScript，请启用后继续</noscript><script src=/x/verify.js></script>", 202),
            ("<h1>会话已超时，请重新登录</h1><a href=/login>登录</a>", 200), ("<script>alert('您还没有登录，请先登录！');location.href='/login.jsp'</script>", 200),
            ("<h1>您没有权限访问该页面</h1><p>请联系管理员开通权限</p>", 200), ("<p>网站访问人数过多，请稍后再试</p><p>当前排队人数：1024</p>", 200),
            ("<h1>Bandwidth Limit Exceeded</h1>", 509), ("<title>Request Rejected</title>请求已被拒绝，事件ID：12345-67890", 200)):
        row("wall", "blocked|unstable.server|unknown" + ("|live" if "浏览器版本" in body else ""), "<html><head><meta charset=utf-8><title></title></head><body>%s</body></html>" % body, status)
    s.add("/login", Answer(html("登录", "<form method=post><input type=password name=p></form>")))
    s.add("/login.jsp", s.answers["/login"])
    for t, b in (("出入境须知：关于内地居民赴港澳的规定", "<p>该服务仅限中国大陆居民</p>"), ("校园网VPN使用指南", "<p>校外请使用VPN访问图书馆资源</p>"),
                 ("关于启用微信扫码登录的通知", "<p>请在微信客户端打开</p>"), ("浏览器兼容说明", "<p>浏览器版本过低的请升级浏览器</p>"), ("权限管理制度", "<p>没有权限的人员不得访问</p>")):
        row("like", "live", html(t, b + prose(t)))
    for i in range(8):
        row("plain", "live", html("普通页面%d" % i, prose("lim%d" % i)))


def empties(w):
    """Servers without the site: what their makers put there. A link of an editor led to something once."""
    s = w.site("vacant", "空置区人民政府")
    s.about = {}
    bad = "wrong|broken.soft404|unknown|broken.content"
    for i, (title, body) in enumerate((
            ("Welcome to nginx!", "<h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is successfully installed and working.</p>"),
            ("IIS Windows Server", '<a href="http://go.microsoft.com/fwlink/?linkid=66138&amp;clcid=0x409"><img src="iisstart.png" alt="IIS"></a>'),
            ("Apache2 Ubuntu Default Page: It works", "<p>This is the default welcome page used to test the correct operation of the Apache2 server</p>"),
            ("恭喜，站点创建成功！", "<h1>恭喜, 站点创建成功！</h1><h3>这是默认index.html，本页面由系统自动生成</h3><p>本页面在FTP根目录下的index.html</p>"),
            ("没有找到站点", "<h1>没有找到站点</h1><p>您的请求在Web服务器中没有找到对应的站点！</p><p>可能原因：您没有将此域名或IP绑定到对应站点! 配置文件未生效!</p>"),
            ("Account Suspended", "<h1>Account Suspended</h1><p>This Account has been suspended. Contact your hosting provider for more information.</p>"),
            ("Web Server's Default Page", "<p>This page is generated by Plesk, the leading hosting automation software. You see this page because there is no Web site at this address.</p>"),
            ("Apache Tomcat/8.5.5", "<h2>If you're seeing this, you've successfully installed Tomcat. Congratulations!</h2>"),
            ("站点已暂停", "<p>您访问的站点已暂停服务，请联系网站管理员</p><p>网站可能到期或被管理员停止</p>"))):
        o = w.site("vacant%d" % i, title, outside=True)
        o.missing = lambda r, title=title, body=body: Answer(html(title, body))
        o.add("/", o.missing)
        url = w.at("vacant%d" % i, "/dt/2019/t%d.html" % i)
        s.mark(url)
        s.truth[url] = bad
        s.about[url] = ("meaning", title)
    for i in range(4):
        s.link("/ok%d.html" % i, "live", "page")


def whole(w):
    """Servers with habits: every name in small letters, PATH_INFO ignored, extensions negotiated."""
    s = w.site("habits", "习惯区人民政府")
    s.about = {}
    for n in ("About.html", "ABOUT.HTML", "about.html"):
        s.link("/" + n, "live", lambda r: Answer(html("关于", prose("about"))))
        s.about["/" + n] = ("habits", "case does not matter to this server")
    for n in ("guide", "guide.html", "guide/", "guide.html?", "guide?utm_source=x"):
        s.link("/" + n, "live", lambda r: Answer(html("指南", prose("guide"))))
        s.about["/" + n] = ("habits", "one page by several names")
    front = lambda r: Answer(html("首页", "<p>习惯区人民政府首页</p>" + prose("front")))
    s.add("/index.php", front)
    for n in ("/index.php/news/123.html", "/index.php/zwgk/old/7"):
        s.link(n, "broken.soft404", front)
        s.about[n] = ("habits", "whatever follows index.php, it is the front page")
    s.missing_before = s.missing
    s.missing = lambda r: front(r) if r.target.startswith("/index.php/") else s.missing_before(r)
    s.link("/index.php", "live", text="首页")
    for i in range(6):
        s.link("/n/%d.html" % i, "live", "page")
    papers = {}
    # the same PDF for every name of a directory, and an image for every name of another
    form = Answer(b"%PDF-1.4\n" + b"same" * 900, type="application/pdf")
    for n in ("/f/gone1.pdf", "/f/gone2.pdf"):
        s.link(n, "broken.soft404", form)
        s.about[n] = ("habits", "one file for every name")
    s.link("/f/real.pdf", "live", Answer(b"%PDF-1.4\n" + b"real" * 900, type="application/pdf"))
    s.link("/g/a.pdf", "live", form)
    # a download whose number decides; its name is an ornament
    for n in (1, 2):
        paper = Answer(b"%PDF-1.4\n" + b"%d" % n * 900, type="application/pdf")
        s.link("/download/%d00/report%d.pdf" % (n, n), "live", paper)
        papers["/download/%d00/" % n] = paper
    before = s.missing
    s.missing = lambda r: form if r.target.startswith("/f/") else papers.get(r.target.rpartition("/")[0] + "/") or before(r)
