"""Answers that say nothing about the page: refusals and challenges."""
from base import *


def blocked(name, answer, truths=BLOCKED, **k):
    add("blocked", name, truths, answer, **k)


for code in (401, 402, 403, 405, 406, 407, 412, 418, 421, 425, 429, 451, 521, 999):
    blocked("code-%d" % code, R(code, "<html><title>%d</title></html>" % code, head=["Retry-After: 1"] if code == 429 else []))


def waf(name, status, body, head=(), **k):
    blocked(name, R(status, body, head=head), **k)


J = "<html><head><meta charset=utf-8><title>%s</title></head><body>%s</body></html>"
waf("cf-503", 503, J % ("Just a moment...", "<div id=cf-wrapper>Checking your browser before accessing</div><script src=/cdn-cgi/challenge-platform/h/b/orchestrate/jsch/v1></script>"), ["Server: cloudflare", "CF-RAY: 1"])
waf("cf-403", 403, J % ("Attention Required! | Cloudflare", "Sorry, you have been blocked"), ["Server: cloudflare", "cf-mitigated: challenge"])
waf("cf-200", 200, J % ("Just a moment...", "<noscript>Enable JavaScript and cookies to continue</noscript><script>window._cf_chl_opt={cvId:'3'}</script>"), ["Server: cloudflare"])
waf("cf-404-mitigated", 404, J % ("Just a moment...", "<script>window._cf_chl_opt={cvId:'3'}</script>"), ["cf-mitigated: challenge"])
waf("chuangyu-200", 200, J % ("知道创宇云防御", "<h2>当前访问疑似黑客攻击,已被网站管理员设置为拦截</h2><p>当前网址: /x 客户端特征: Mozilla 拦截时间: 2025-01-01 本次事件ID abc</p><a href='http://defense.yunaq.com/'>知道创宇云防御 创宇盾</a>"))
waf("chuangyu-403", 403, J % ("403", "当前访问疑似黑客攻击,已被创宇盾拦截"))
waf("jiasule-521", 521, "<script>document.cookie=('_')+('_')+('jsl_clearance_s=17;max-age=3600;path=/');location.href=location.pathname+location.search</script>", ["Set-Cookie: __jsluid_s=a; path=/"])
waf("jiasule-200", 200, "<script>function go(t){document.cookie='__jsl_clearance_s=1';location.href=location.pathname}go({'bts':['1','2'],'chars':'ab','ct':'x','ha':'md5','tn':'__jsl_clearance_s','vt':'3600','wt':'1500'})</script>")
waf("anheng-200", 200, J % ("网站防火墙", "<div>您的请求带有不合法参数,已被网站管理员设置拦截!</div><div>可能原因:您提交的内容包含危险的攻击请求</div><p>安恒玄武盾</p>"))
waf("ruishu-412", 412, "<!DOCTYPE html><html><head><meta charset=utf-8><meta id='9DhefwqGPrzGxEp9hPaoag' content='Llv^sw~s5ysu' r='m'><script r='m'>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=1;</script><script src='/x/y.js' r='m'></script></head><body></body></html>")
waf("ruishu-202", 202, "<!DOCTYPE html><html><head><meta id='abc' content='Llv^sw' r='m'><!--[if lt IE 9]><script r='m'>document.createElement('section')</script><![endif]--><script type='text/javascript' r='m'>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.cd='qx'</script></head><body></body></html>")
waf("ruishu-200", 200, "<!DOCTYPE html><html><head><meta id='abc' content='Llv^sw' r='m'><script type='text/javascript' r='m'>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.cd='qx';if($_ts.lcd)$_ts.lcd();</script></head><body></body></html>")
waf("ruishu-400", 400, "<!DOCTYPE html><html><head><script r='m'>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=1;</script></head><body></body></html>")
waf("aliyun-405", 405, J % ("405", "<p>很抱歉,由于您访问的URL有可能对网站造成安全威胁,您的访问被阻断。您的请求ID是: 123</p><img src='https://errors.aliyun.com/images/x.png'>"))
waf("aliyun-405-as-200", 200, J % ("405", "<p>很抱歉,由于您访问的URL有可能对网站造成安全威胁,您的访问被阻断。您的请求ID是: 123</p>"))
waf("aliyun-acw", 200, "<html><script>var arg1='A1B2C3D4E5F6A1B2C3D4E5F6A1B2C3D4E5F6A1B2';var _0x4818=['\\x63'];(function(a,b){})();function setCookie(n,v){document.cookie=n+'='+v};function reload(x){setCookie('acw_sc__v2',x);document.location.reload()}</script></html>")
waf("aliyun-punish", 200, "<html><body><script>sessionStorage.x5referer=window.location.href;window.location.replace('https://portal.test/_____tmd_____/punish?x5secdata=abc&x5step=1')</script></body></html>")
waf("aliyun-punish-page", 200, J % ("验证码拦截", "<div id=nocaptcha>亲,请拖动下方滑块完成验证</div><script>window._config_={action:'captcha'}</script>"))
waf("tencent-501", 501, J % ("腾讯T-Sec Web应用防火墙", "很抱歉,您提交的请求可能对网站造成威胁,请求已被管理员设置的策略阻断"))
waf("tencent-200", 200, J % ("T-Sec-Web应用防火墙", "很抱歉,您提交的请求可能对网站造成威胁,请求已被管理员设置的策略阻断,请求UUID"))
waf("edgeone-567", 567, J % ("Restricted Access", "Your request has been blocked due to protection policies. EdgeOne"))
waf("huawei-418", 418, J % ("访问被拦截", "您的请求疑似攻击行为!事件ID: 00-0000 如果您是网站管理员,请前往WAF控制台"))
waf("bt-200", 200, J % ("网站防火墙", "<h3>您的请求带有不合法参数,已被网站管理员设置拦截!</h3><p>如何解决:检查提交内容;如网站托管,请联系空间提供商;普通网站访客,请联系网站管理员;</p><p>宝塔网站防火墙</p>"))
waf("safedog-200", 200, J % ("网站安全狗", "<p>您的请求带有不合法的参数,已被网站管理员设置拦截!可能原因:您提交的内容包含危险的攻击请求</p>"))
waf("yunsuo-200", 200, "<html><head><script>function YunSuoAutoJump(){var width=screen.width;self.location='/?security_verify_data='+width}</script></head><body onload='YunSuoAutoJump()'></body></html>")
waf("360-493", 493, J % ("360网站卫士", "您当前的访问行为存在异常,请稍后重试"))
waf("360-200", 200, J % ("网站卫士", "<p>抱歉!您的访问可能会对网站造成危险,已被云防护安全拦截</p>"))
waf("safeline-468", 468, J % ("安全检测能力由长亭雷池WAF驱动", "正在确认你是不是机器人"))
waf("safeline-403", 403, J % ("访问已被拦截", "<!-- event_id: abc TYPE: A --> 您的访问请求可能对网站造成安全威胁,请求已被 雷池 阻断"))
waf("f5-200", 200, "<html><head><title>Request Rejected</title></head><body>The requested URL was rejected. Please consult with your administrator.<br><br>Your support ID is: 1234567890</body></html>")
waf("imperva-200", 200, '<html style="height:100%"><head><META NAME="ROBOTS" CONTENT="NOINDEX, NOFOLLOW"></head><body><iframe src="/_Incapsula_Resource?CWUDNSAI=9&xinfo=1" frameborder=0>Request unsuccessful. Incapsula incident ID: 1-2</iframe></body></html>')
waf("akamai-403", 403, "<HTML><HEAD><TITLE>Access Denied</TITLE></HEAD><BODY><H1>Access Denied</H1>You don't have permission to access this on this server.<P>Reference #18.abc</BODY></HTML>", ["Server: AkamaiGHost"])
waf("aws-202", 202, "", ["x-amzn-waf-action: challenge"])
waf("aws-405-captcha", 405, "<html><script>window.gokuProps={}</script></html>", ["x-amzn-waf-action: captcha"])
waf("datadome", 403, '<html><head><title>host</title></head><body><script>var dd={"cid":"x","hsh":"y","t":"fe"}</script><script src="https://ct.captcha-delivery.com/c.js"></script></body></html>', ["X-DataDome: protected"])
waf("ddosguard-403", 403, J % ("DDOS-GUARD", "Checking your browser before accessing"), ["Server: ddos-guard"])
waf("sucuri-200", 200, "<html><title>You are being redirected...</title><noscript>Javascript is required. Please enable javascript before you are allowed to see this page.</noscript><script>var s={},u,c,U,r,i,l=0,a,e=eval,w=String.fromCharCode,sucuri_cloudproxy_js='',S='cz0n';</script></html>")
waf("frequency-200", 200, J % ("提示", "您的访问过于频繁,请稍后再试!"))
waf("frequency-2-200", 200, J % ("访问受限", "<p>您的IP访问频率过高,已被系统临时限制访问,请输入验证码继续访问</p><img src=/captcha.jpg><input name=verifycode>"))
waf("overseas-200", 200, J % ("访问限制", "<p>The website is temporarily denied overseas access. 本网站暂不支持境外访问</p>"))
waf("cookie-reload", 200, "<html><body><script type='text/javascript'>document.cookie='verify='+(13*7+4)+';path=/';window.location.reload();</script></body></html>")
waf("aes-js", 200, "<html><body><script type='text/javascript' src='/aes.js'></script><script>function toNumbers(d){}var a=toNumbers('f6'),b=1,c=2;document.cookie='__test='+a+'; expires=Thu, 31-Dec-37 23:55:55 GMT; path=/'; location.href='http://portal.test/?i=1';</script><noscript>This site requires Javascript to work</noscript></body></html>")
live_captcha = R(200, J % ("安全验证", "请完成安全验证后继续访问"))
host("portal.test").routes["/captcha?from=1"] = live_captcha
blocked("to-captcha", R(302, head=["Location: /captcha?from=1"]))
waf("proxy-auth-page", 403, J % ("上网认证", "请登录"))
