"""Walls: challenge pages and refusals of firewalls, under any status, and pages that only
resemble them. Log-in and maintenance pages say nothing of the page behind either."""
from base import *

PASS = {"ok", "blocked"}
PAUSE = {"blocked", "unstable.server"}


def rows():
    refusals()
    challenges()
    resembling()
    logins()


def wall(name, body, status="200 OK", *headers, title="", want=BLOCKED, **k):
    row("wall/" + name, want, answer(host_page(body, title), status, *headers, **k))


def refusals():
    safedog = ('<div class="waf">网站防火墙<p>您的请求带有不合法参数，已被网站管理员设置拦截！</p>'
        '<p>可能原因：您提交的内容包含危险的攻击请求</p><a href="http://404.safedog.cn/">安全狗</a></div>')
    wall("safedog-200", safedog, title="网站防火墙")
    wall("safedog-404", safedog, "404 Not Found", "Server: Safedog/4.0.0", title="网站防火墙")
    wall("safedog-gbk", "", title="")
    PATHS["/wall/safedog-gbk"] = answer(host_page(safedog, "网站防火墙").replace("utf-8", "gbk").encode("gbk"),
        kind="text/html; charset=gbk")
    wall("yunsuo", '<p>您的访问请求可能存在安全风险，已被云锁拦截</p>'
        '<script>var s="yunsuo_session_verify";</script>', title="访问被拦截")
    wall("yunsuo-404", '<p>当前请求存在安全威胁，已被云锁拦截</p>', "404 Not Found",
        "Set-Cookie: security_session_verify=1; path=/", title="云锁")
    wall("chuangyu", '<h3>当前访问疑似黑客攻击，已被创宇盾拦截并记录</h3><p>知道创宇云安全 事件ID：4a-33f</p>', title="创宇盾")
    wall("chuangyu-en", '<p>Your request has been blocked by Knownsec KS-WAF. Event id 8f2e</p>', title="blocked")
    wall("qianxin", '<p>您的访问被拦截</p><p>奇安信网站卫士 检测到疑似攻击行为，如有疑问请联系网站管理员</p>', title="访问拦截")
    wall("360", '<p>您访问的页面可能存在威胁，已被360网站卫士拦截</p><script src="//wangzhan.360.cn/s.js"></script>', title="拦截提示")
    aliyun = ('<p>很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。</p>'
        '<p>您的请求ID是：<b>784e2f9e1</b></p>')
    wall("aliyun-405", aliyun, "405 Not Allowed", title="405")
    wall("aliyun-200", aliyun, title="405")
    wall("tencent", '<p>很抱歉，您提交的请求可能对网站造成威胁，请求已被管理员设置的策略阻断。</p><p>腾讯云WAF UUID 81f</p>', title="501")
    wall("huawei", '<p>您的请求疑似攻击行为！</p><p>如果您是网站管理员，您可以前往华为云Web应用防火墙查询详情 事件ID：02</p>', "418 I'm a teapot", title="访问被拦截！")
    wall("baota", '<h1>网站防火墙</h1><p>您的请求带有不合法参数，已被网站管理员设置拦截！</p><p>宝塔</p>', "403 Forbidden")
    wall("dshield", '<h1>D盾_拦截提示</h1><p>详细说明：包含有非法字符</p>', title="D盾_拦截提示")
    wall("safeline", '<p>请求存在威胁，已被拦截</p><!-- event_id: 3f TYPE: A --><p>Powered by 长亭雷池 WAF</p>', "403 Forbidden")
    wall("anheng", '<p>您的请求包含恶意行为，已被服务器拒绝！明御安全网关</p>', title="网站拦截")
    wall("ip-ban", '<p>您的IP（1.2.3.4）已被禁止访问，请联系管理员</p>', title="访问受限")
    wall("too-often", '<p>您的访问过于频繁，请稍后再试</p>', title="提示")
    wall("abnormal", '<p>系统检测到您的访问存在异常，请完成验证后继续访问</p><input name="captcha"><img src="/captcha.jpg">', title="安全验证")
    wall("f5", "The requested URL was rejected. Please consult with your administrator.<br><br>Your support ID is: 99873", title="Request Rejected")
    wall("fortiweb", "<h2>Web Page Blocked!</h2><p>The page cannot be displayed. Attack ID: 20000051</p>", title="Web Page Blocked!")
    wall("akamai-200", "<h1>Access Denied</h1>You don't have permission to access on this server.<p>Reference&#32;#18.9ce</p>",
        "200 OK", "Server: AkamaiGHost", title="Access Denied")
    wall("sucuri", "<h1>Access Denied - Sucuri Website Firewall</h1>", "404 Not Found", "X-Sucuri-Block: EXPVP", title="Sucuri WebSite Firewall - Access Denied")
    wall("beian", '<p>您所访问的网站未备案，根据工信部规定暂时无法访问</p><p>NonCompliance ICP Filing</p>', "403 Forbidden")


def challenges():
    jsl = ("<script>document.cookie=('_')+('_')+('j')+('s')+('l')+'_clearance_s=1;max-age=3600;path=/';"
        "location.href=location.pathname+location.search</script>")
    wall("jsl-521", jsl, "521 ", "Set-Cookie: __jsluid_s=ab; path=/; HttpOnly")
    row("wall/jsl-200", BLOCKED, answer(jsl, "200 OK", "Set-Cookie: __jsluid_s=ab; path=/"))
    row("wall/acw-200", BLOCKED, answer("<html><script>var arg1='3C8AB9C2';function setCookie(n,v){document.cookie="
        "n+'='+v}function reload(x){setCookie('acw_sc__v2',x);document.location.reload()}reload(arg1)</script></html>"))
    rs = ('<meta id="9DhefwqGPrzGxEp9hPaoag" content="{7SzH}" r="m"><script type="text/javascript" '
        'src="/9DhefwqGPrz/yZ.c7f4a8.js" r="m"></script><script r="m">(function(){var _$=window["$_ts"]={};})()</script>')
    for c in ("202 Accepted", "200 OK", "412 Precondition Failed", "400 Bad Request"):
        row("wall/ruishu-" + c[:3], BLOCKED, answer("<!DOCTYPE html><html><head>" + rs + "</head><body></body></html>", c,
            "Set-Cookie: FSSBBIl1UgzbN7N80S=x; path=/"))
    cf = ('<noscript><h2>Enable JavaScript and cookies to continue</h2></noscript><script>window._cf_chl_opt={cvId:"3"};'
        "var a=document.createElement('script');a.src='/cdn-cgi/challenge-platform/h/b/orchestrate/chl_page/v1'</script>")
    for c in ("403 Forbidden", "503 Service Unavailable", "200 OK"):
        wall("cloudflare-" + c[:3], cf, c, "Server: cloudflare", "cf-mitigated: challenge", title="Just a moment...")
    wall("cloudflare-404", cf, "404 Not Found", "Server: cloudflare", "cf-mitigated: challenge", title="Just a moment...")
    wall("cloudflare-bare", cf, "503 Service Unavailable", title="Just a moment...")
    wall("cloudflare-zh", cf, "403 Forbidden", "Server: cloudflare", title="请稍候…")
    wall("incapsula", '<iframe id="main-iframe" src="/_Incapsula_Resource?SWUDNSAI=31&xinfo=1" frameborder=0>Request '
        'unsuccessful. Incapsula incident ID: 12-3</iframe>', "200 OK", "X-Iinfo: 1-2-3")
    row("wall/aws-202", BLOCKED, answer(host_page('<script src="https://x.token.awswaf.com/x/challenge.js"></script>'
        '<noscript>verify that you are not a robot</noscript>'), "202 Accepted", "x-amzn-waf-action: challenge"))
    row("wall/aws-405", BLOCKED, answer(host_page("Human Verification"), "405 X", "x-amzn-waf-action: captcha"))
    row("wall/aws-200", BLOCKED, answer("", "202 Accepted", "x-amzn-waf-action: challenge"))
    wall("datadome", '<script src="https://ct.captcha-delivery.com/c.js"></script>Please enable JS and disable any ad blocker',
        "403 Forbidden", "X-DataDome: protected")
    wall("perimeterx", '<div id="px-captcha"></div><p>Press & Hold to confirm you are a human (and not a bot).</p>', title="Access to this page has been denied")
    wall("anubis", '<h1 id="title">Making sure you&#39;re not a bot!</h1><script id="anubis_challenge" type="application/json">{}</script>'
        '<script src="/.within.website/x/cmd/anubis/static/js/main.mjs"></script>', title="Making sure you&#39;re not a bot!")
    wall("vercel", "<p>We're verifying your browser</p>", "429 Too Many Requests", "x-vercel-mitigated: challenge", title="Vercel Security Checkpoint")
    wall("ddos-guard", '<script src="/.well-known/ddos-guard/js-challenge/index.js"></script>', "403 Forbidden", "Server: ddos-guard", title="DDoS-Guard")
    wall("slider", '<div id="nocaptcha"></div><p>请按住滑块，拖动到最右边完成验证</p>', title="滑动验证页面")
    wall("google-sorry", "Our systems have detected unusual traffic from your computer network. Please try your request again later.", title="Sorry...")


def resembling():
    """Live pages: news of firewalls, forms with captchas, scripts that firewalls add to all pages"""
    def ok(name, body, title, head_="", *headers):
        row("like-wall/" + name, "ok", answer(page(title, body + article_text(name), head_), "200 OK", *headers))
    ok("news-waf", "<h1>我市政府网站接入创宇盾，全年拦截攻击三十万次</h1>", "我市政府网站接入创宇盾防护")
    ok("news-captcha", "<h1>关于网上办事大厅启用滑动验证的通知</h1><p>用户登录时请完成安全验证后继续访问。</p>", "关于启用滑动验证的通知")
    ok("cf-script", "<script>(function(){var a=document.createElement('script');a.src='/cdn-cgi/challenge-platform/scripts/jsd/main.js'})()</script>",
        words("cf", 8), "", "Server: cloudflare", "CF-RAY: 1-HKG")
    ok("recaptcha-form", '<form><div class="g-recaptcha" data-sitekey="x"></div><input name=mail></form>', "网上信访")
    ok("captcha-form", '<form>验证码 <input name="captcha"><img src="/nav1.html?c"></form>', "领导信箱")
    ok("jsluid", "<p>x</p>", words("jsluid", 8), "", "Set-Cookie: __jsluid_h=1; path=/")
    ok("acw-cookie", "<p>x</p>", words("acw", 8), "", "Set-Cookie: acw_tc=1; path=/;HttpOnly")
    ok("ip-news", "<p>网警提醒：多个IP已被禁止访问，系统检测到异常流量。</p>", "网警提醒")
    ok("denied-news", "<p>Access denied: what the court said about public access.</p>", "Access denied to the disabled: a report")
    ok("moment", "<p>Just a moment of your time for this survey.</p>", "Just a moment of your time")


def article_text(seed):
    return "".join(f"<p>{words('w' + seed + str(i), 40)}。</p>" for i in range(6))


def logins():
    form = '<form method="post">用户名 <input name="user">密码 <input type="password" name="pw"><button>登录</button></form>'
    login = answer(page("统一身份认证平台 - 用户登录", form))
    serve("/login", login)
    serve("/cas/login", login)
    go = lambda to: head("302 Found", "Location: " + to, "Content-Length: 0") + b"\r\n"
    row("login/redirect", PASS, go("/login?return=%2Flogin%2Fredirect"))
    row("login/cas", PASS, go("/cas/login?service=x"))
    serve("/login?return=%2Flogin%2Fredirect", login)
    serve("/cas/login?service=x", login)
    row("login/form", PASS, login)
    # a whole directory behind a wall: random names meet the same
    directory("/oa/", lambda req, asked: go("/login?to=oa"))
    serve("/login?to=oa", login)
    row("oa/doc1", PASS)
    row("oa/doc2", PASS)
    directory("/member/", login)
    row("member/a", PASS)
    row("member/b", PASS)
    directory("/basic/", answer("no", "401 Unauthorized", "WWW-Authenticate: Basic realm=x"))
    row("basic/a", BLOCKED)
    pause = page("系统维护中", "<h2>系统维护中，请稍后访问</h2>")
    directory("/down/", answer(pause))
    row("down/a", PAUSE)
    row("down/b", PAUSE)
    row("pause/200", PAUSE | {"ok"}, answer(pause))
    row("pause/503", PAUSE, answer(pause, "503 Service Unavailable"))
    row("pause/upgrade", PAUSE | {"ok"}, answer(host_page("<h1>网站升级改造中，暂停访问，敬请谅解</h1>", "公告")))
    row("pause/en", PAUSE | {"ok"}, answer(host_page("<h1>We'll be back soon!</h1>Site under maintenance.", "Site Maintenance")))
    row("like-pause/notice", "ok", answer(page("关于系统维护的公告", "<h1>关于系统维护的公告</h1><p>定于周六系统维护中暂停服务。</p>" + article_text("pause"))))
