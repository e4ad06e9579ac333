"""Domains that went to others, spam, other sites; and pages of ours that only look so."""
import base64
import re

from base import *

WRONG = {"wrong"}


def wrong(name, home, truths=WRONG, path="/", **routes):
    h = host(name + ".test")
    h.routes[path] = home
    for k, v in routes.items():
        h.routes["/" + k.replace("_", ".")] = v
    add("wrong", name, truths, on=h.name, path=path)


D = "<!doctype html><html><head><meta charset=utf-8><title>%s</title>%s</head><body>%s</body></html>"
wrong("sedo", R(200, D % ("old.test - This website is for sale! - old Resources and Information.", "", "The domain old.test may be for sale. <a href='https://sedo.com/search/details/?domain=old'>Buy this domain</a>")))
wrong("godaddy", R(200, D % ("old.test", "", "<script>window.park='x'</script><script src='https://img1.wsimg.com/parking-lander/static/js/main.js'></script><div id=root></div>")))
wrong("lander", R(200, '<!DOCTYPE html><html><head><script>window.onload=function(){window.location.href="/lander"}</script></head></html>'), lander=R(200, D % ("old.test", "", "<script src='https://img1.wsimg.com/parking-lander/static/js/main.js'></script>")))
wrong("dan", R(200, D % ("old.test is for sale | dan.com", "", "The domain name old.test is for sale. Make an offer")))
wrong("afternic", R(302, head=["Location: http://afternic-x.test:{P}/forsale/old.test"]))
host("afternic-x.test").routes["/forsale/old.test"] = R(200, D % ("old.test is for sale", "", "Get this domain. Powered by Afternic"))
wrong("ename", R(200, D % ("old.com - 域名出售", "", "您正在访问的域名可以转让!This domain is for sale 易名中国 报价 联系卖家")))
wrong("4cn", R(200, D % ("4.cn - 全球域名交易中心 old.com", "", "域名 old.com 正在出售 一口价 立即购买 金名网")))
wrong("west", R(200, D % ("域名到期提示页", "", "<h1>该域名已过期</h1>请尽快联系您的域名注册商续费 西部数码")))
wrong("aliyun-expired", R(200, D % ("域名已过期", "", "您访问的域名已过期,请联系域名所有者续费。阿里云")))
wrong("xinnet", R(200, D % ("Domain expired", "", "This domain has expired. If you owned this domain, contact your domain registration service provider to renew")))
wrong("ads-park", R(200, D % ("old.test", "", "<div>Related Searches</div><ul><li>Credit Card</li><li>Online Degree</li></ul><p>The Sponsored Listings displayed above are served automatically by a third party. Domain owner maintains no relationship with the advertisers.</p>")))
wrong("bodis", R(200, D % ("old.test", "", "<div id=target style='opacity:0'></div><script>window.park='eyJ1dWlkIjoi'</script><script src='/bABCDE.js'></script>")))
wrong("nobeian", R(403, D % ("TestPage", "", "<p>Non-compliance ICP Filing</p><p>该网站暂时无法访问:该网站未根据工信部相关法规获得备案,网站暂时无法访问。</p>")), WRONG | BLOCKED)
wrong("nobeian-200", R(200, D % ("网站访问报错", "", "<h1>域名未备案,网站暂时无法访问</h1><p>根据工信部规定,未完成备案的域名不能解析至大陆服务器。网站所有者请登录备案系统</p>")), WRONG | BLOCKED | SOFT | {"unknown"})
wrong("shutdown", R(200, D % ("站点已暂停", "", "<p>您访问的网站已被暂停,如有疑问请联系空间商。网站因欠费已停用</p>")), WRONG | SOFT | {"unknown"})
wrong("default-nginx", R(200, D % ("Welcome to nginx!", "", "<h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is successfully installed and working. Further configuration is required.</p>")), WRONG | SOFT | LIVE)
SPAM = "<ul><li>澳门新葡京娱乐城 注册送88元</li><li>百家乐 真人视讯 棋牌 电子游艺</li><li>体育投注 足球外围 时时彩开户</li><li>AG真人 PG电子 彩票平台</li></ul>" * 3
wrong("casino", R(200, D % ("澳门新葡京官网-真人百家乐在线娱乐平台", "<meta name=keywords content='澳门新葡京,百家乐,真人娱乐'>", SPAM)))
wrong("kaiyun", R(200, D % ("开云(中国)Kaiyun·官方网站-开云体育APP下载", "<meta name=description content='开云体育官网提供体育投注、真人、电竞、棋牌'>", SPAM)))
wrong("liuhe", R(200, D % ("六合彩开奖结果_香港六合彩特码资料_白小姐", "", "<p>本期特码 平特一肖 三中三 开奖直播</p>" * 5)))
wrong("entities", R(200, D % ("".join("&#x%x;" % ord(c) for c in "澳门金沙娱乐城_百家乐开户"), "<meta name=keywords content='%s'>" % "".join("&#%d;" % ord(c) for c in "百家乐,真人娱乐,时时彩"), "<p>欢迎</p>")))
wrong("adult", R(200, D % ("国产精品久久久久久_亚洲欧美日韩在线观看_麻豆传媒", "", "<p>成人视频 无码 AV在线 免费看黄片</p>" * 6)))
wrong("portal-title-spam", R(200, D % ("示例县水利局", "<meta name=keywords content='水利局'>", "<h1>示例县水利局</h1>" + SPAM)))
wrong("spam-title-news", R(200, page("pg电子官方网站-bob体育app下载", "<p>市水利局召开防汛会议。</p>" * 9)))
wrong("escape-write", R(200, D % ("欢迎访问", "", "<script>document.write(unescape('%s'))</script>" % "".join("%%u%04x" % ord(c) for c in "<h1>澳门新葡京娱乐城百家乐真人开户</h1>"))))
wrong("char-code", R(200, D % ("示例县文化馆", "<script>eval(String.fromCharCode(%s))</script>" % ",".join(str(ord(c)) for c in fill("window.location.href='http://casino.test:{P}/';")), "<p>文化馆</p>")))
wrong("atob", R(200, D % ("示例县图书馆", "<script>var u=atob('%s');location.href=u;</script>" % base64.b64encode(b"http://liuhe.test/").decode(), "<p>图书馆</p>")), WRONG)
wrong("packed", R(200, D % ("示例县档案馆", r"""<script>eval(function(p,a,c,k,e,d){e=function(c){return c};while(c--){if(k[c]){p=p.replace(new RegExp('\\b'+e(c)+'\\b','g'),k[c])}}return p}('0.1.2="3://4.5:6/"',7,7,'window|location|href|http|casino|test|{P}'.split('|'),0,{}))</script>""", "<p>档案馆</p>")))
wrong("hex-script", R(200, D % ("示例县博物馆", "<script>window['\\x6c\\x6f\\x63\\x61\\x74\\x69\\x6f\\x6e']['\\x68\\x72\\x65\\x66']='\\x68\\x74\\x74\\x70\\x3a\\x2f\\x2f\\x63\\x61\\x73\\x69\\x6e\\x6f\\x2e\\x74\\x65\\x73\\x74:{P}/'</script>", "<p>博物馆</p>")))
wrong("to-casino", R(302, head=["Location: http://casino.test:{P}/"]))
wrong("refresh-casino", R(200, "<meta http-equiv=refresh content='0;url=http://casino.test:{P}/'>"))
wrong("script-casino", R(200, "<html><head><title>示例协会</title></head><script>window.location.href='http://casino.test:{P}/'</script></html>"))
wrong("frame-casino", R(200, D % ("示例协会", "", "<iframe src='http://casino.test:{P}/' style='position:fixed;top:0;left:0;width:100%;height:100%;border:0'></iframe>")))
wrong("frameset-casino", R(200, "<html><head><title>示例学会</title></head><frameset rows='100%'><frame src='http://casino.test:{P}/'></frameset></html>"))
wrong("referer-cloak", R(200, D % ("示例县供销社", "<script>if(/baidu|sogou|so\\.com/i.test(document.referrer)){location.href='http://casino.test:{P}/'}</script>", "<p>供销社</p>")))
wrong("ua-cloak", R(200, D % ("示例县盐业局", "<script>if(navigator.userAgent.match(/(iPhone|Android)/i)){window.location.replace('http://casino.test:{P}/m')}</script>", "<p>盐业局</p>")))
wrong("sifu", R(200, D % ("传奇私服_新开传奇网站_超变传奇私服发布网", "", "<p>新开传奇私服一条龙 单职业 打金</p>" * 5)))
wrong("fapiao", R(200, D % ("代开发票_正规发票代开公司", "", "<p>代开增值税发票 住宿票 餐饮票 加微信 先验后付</p>" * 5)))
wrong("slot-id", R(200, D % ("Situs Slot Gacor Hari Ini - Slot88 Online Terpercaya", "", "<p>Slot gacor maxwin judi online deposit pulsa</p>" * 5)))
wrong("viagra", R(200, D % ("Buy Viagra Online | Cheap Cialis Without Prescription", "", "<p>viagra cialis levitra online pharmacy</p>" * 5)))
wrong("vietnam", R(200, D % ("Nhà cái uy tín - cá cược bóng đá trực tuyến", "", "<p>casino trực tuyến nổ hũ tài xỉu</p>" * 5)))
wrong("english-casino", R(200, D % ("Best Online Casino Bonus & Sports Betting 2025", "", "<p>online casino slots roulette blackjack betting bonus free spins</p>" * 5)))
wrong("novel", R(200, D % ("笔趣阁_无弹窗小说网_免费小说阅读", "", "<p>最新章节 玄幻 修真 都市 言情</p>" * 5)), WRONG | LIVE)

host("casino.test").default = host("casino.test").routes["/"]
FULL = "<h1>示例县供销合作社联合社</h1>" + "<p>示例县供销合作社联合社召开年度工作会议,传达学习上级精神,安排部署重点工作。</p>" * 12
for n in ("char-code", "atob", "packed", "hex-script", "referer-cloak"):
    old = host(n + ".test").routes["/"]
    wrong(n + "-full", R(200, re.sub(r"<body>.*</body>", lambda m: "<body>" + FULL + "</body>", old.split(b"\r\n\r\n", 1)[1].decode(), flags=re.S)))
wrong("escape-write-full", R(200, D % ("示例县气象局", "", FULL + "<script>document.write(unescape('%s'))</script>" % "".join("%%u%04x" % ord(c) for c in "<a href=http://x.test>澳门新葡京娱乐城百家乐</a>"))))
for n, title, text in (("sport-lottery", "中国体育彩票官网", "<p>超级大乐透 竞彩 开奖公告 公益金 理性购彩</p>" * 3), ("welfare", "中国福利彩票发行管理中心", "<p>双色球 3D 开奖公告 福彩公益</p>" * 3),
                       ("anti-fraud", "国家反诈中心:揭秘网络赌博“杀猪盘”", "<p>澳门新葡京、百家乐等所谓平台均为诈骗。切勿参与网络赌博</p>" * 3), ("macau", "澳门特别行政区政府入口网站", "<p>博彩监察协调局 旅游局</p>" * 3),
                       ("museum-poker", "示例市博物馆:馆藏古代棋牌展", "<p>象棋 围棋 麻将 文化</p>" * 3), ("domain-admin", "示例省通信管理局 域名备案与注册管理", "<p>域名到期 域名转让 备案</p>" * 3),
                       ("drug", "国家药监局关于枸橼酸西地那非片(Viagra)的通告", "<p>药品 viagra 监管</p>"), ("invoice", "税务局:关于严厉打击虚开代开发票的通告", "<p>代开发票违法</p>" * 3),
                       ("women-health", "妇幼保健院 成人用品 计划生育 药具免费发放", "<p>药具</p>"), ("slot-machine", "关于开展电子游戏厅赌博机专项整治的通告", "<p>老虎机 百家乐 赌博机 予以没收</p>" * 3)):
    h = host(n + ".test")
    add("fair", n, LIVE, R(200, page(title, text)), on=h.name, path="/")
h = host("alias-portal.test")
add("fair", "script-own", LIVE, R(200, D % ("示例门户", "<script>if(navigator.userAgent.match(/Android/i)){location.href='http://portal.test:{P}/live/r1.html'}</script>", "<p>正文</p>" * 9)), on=h.name, path="/")
add("fair", "packed-own", LIVE, R(200, page("统计", extra="<script>eval(String.fromCharCode(118,97,114,32,97,61,49))</script><script>document.write(unescape('%3Cscript src=\"/t.js\"%3E%3C/script%3E'))</script>")), on=h.name, path="/p.html")
for i, (script, body) in enumerate((
        (r"eval(function(p,a,c,k,e,d){return p}('0.1=\"2://portal.test/m\"',3,3,'window|location|http'.split('|')))", "手机版"),
        ("if(document.referrer.indexOf('baidu')>0){track('baidu')}location.hash='top'", "统计"),
        ("var s=unescape('%u901a%u77e5%u516c%u544a');document.title=s", "标题"),
        ("var m='\\x3cdiv\\x3e';if(document.referrer.match(/google/)){location.href='/welcome.html'}", "欢迎"))):
    add("fair", "script-%d" % i, LIVE, R(200, page(body, extra="<script>%s</script>" % script)), on=h.name, path="/s%d.html" % i)
h.routes["/t.js"] = R(200, "var a=1", type="text/javascript")
