"""Links that nobody sees: those planted on our pages are wrong wherever they lead, those that wait to unfold are not."""
from base import *

PLANTED = r"""
<div style="position:absolute;left:-9999px;top:-9999px"><a href=F>网络游戏</a></div>
<div style="position:fixed;top:-2000px"><a href=F>传奇</a></div>
<div style="text-indent:-9999px"><a href=F>网页游戏</a></div>
<div style="font-size:0"><a href=F>电影</a></div>
<div style="font-size:1px;line-height:1px"><a href=F>影视</a></div>
<div style="opacity:0"><a href=F>小说</a></div>
<div style="overflow:hidden;width:0;height:0"><a href=F>下载</a></div>
<div style="height:1px;overflow:hidden"><a href=F>网络兼职</a></div>
<div style="background:#fff"><a style="color:#ffffff" href=F>网址</a></div>
<td bgcolor=#ffffff><font color=#FFFFFF><a href=F>网店</a></font></td>
<marquee height=1 width=5 scrollamount=3000><a href=F>棋类</a></marquee>
<a href=F style="position:absolute;left:-5000px">手游</a>
<style>.xq{position:absolute;left:-8000px}</style><div class=xq><a href=F>页游</a></div>
<style>#zz1{text-indent:-999em;font-size:0px}</style><p id=zz1><a href=F>端游</a></p>
<script>document.write("<div style='position:absolute;left:-3000px'>")</script><a href=F>私人</a><script>document.write("</div>")</script>
<div style="display:none"><a href=F>澳门新葡京</a></div>
<div style="display:none"><a href=F>六合彩</a><a href=O>关于我们</a></div>
<div style="visibility:hidden"><a href=F>百家乐</a></div>
<div hidden><a href=F>AG真人</a></div>
<script>document.write('<div style="display:none">')</script><a href=F>时时彩</a><script>document.write('</div>')</script>
""".strip().split("\n")

FAIR = r"""
<ul class=menu><li>友情<ul style="display:none"><li><a href=F>新华网</a></ul></ul>
<div class=tab-content style="display:none"><a href=F>人民网</a></div>
<div id=collapse2 style="height:0;overflow:hidden"><a href=F>中国网</a></div>
<div class="panel accordion-body" style="max-height:0;overflow:hidden"><a href=F>央视网</a></div>
<div class=swiper-slide style="opacity:0"><a href=F>专题</a></div>
<div class=carousel-item style="position:absolute;left:-1200px"><a href=F>轮播</a></div>
<div class=mobile-menu style="position:fixed;left:-600px"><a href=F>手机版</a></div>
<a class=skip-link style="position:absolute;left:-9999px" href=F>跳到主要内容</a>
<a style="text-indent:-9999px;background:url(/i.png) no-repeat" href=F>微博</a>
<select onchange="go()"><option>友情链接</option></select><div style="display:none" class=links><a href=F>国家图书馆</a></div>
<div class=friendlink style="height:0;overflow:hidden"><a href=F>清华大学</a></div>
<footer style="font-size:0"><a href=F>支付宝</a></footer>
<div id=footer style="display:none"><a href=F>版权</a></div>
<div style="display:none"><a href=F>关于我们</a></div>
<div class="wow fadeInUp" style="opacity:0"><a href=F>动画</a></div>
<div style="position:absolute;left:-20px"><a href=F>箭头</a></div>
<div style="height:300px;overflow:hidden"><a href=F>图片</a></div>
<div style="background:#fff"><a style="color:#333" href=F>文字</a></div>
<marquee scrollamount=3><a href=F>滚动</a></marquee>
<div style="display:none"><a href=F>警惕六合彩诈骗</a></div>
<div style="font-size:0"><img src=/i.png><span style="font-size:14px">间距</span></div><a href=F>图标</a>
<div style="opacity:0.5"><a href=F>半透明</a></div>
""".strip().split("\n")

h = host("stranger.test")
h.routes["/"] = R(200, page("他站"))
PAGES = []
for kind, rows, truths in (("planted", PLANTED, {"wrong"}), ("unfolds", FAIR, LIVE)):
    for i, s in enumerate(rows):
        add(kind, "%d %s" % (i, s[:50]), truths, R(200, page("他站%s%d" % (kind, i))), on="stranger.test", path="/%s/%d" % (kind, i))
        CASES[-1] = CASES[-1][:4] + ("none",)
        if "href=O" in s:
            add("unfolds", "beside %d" % i, LIVE, R(200, page("他站旁%d" % i)), on="stranger.test", path="/beside/%d" % i)
            CASES[-1] = CASES[-1][:4] + ("none",)
        p = "/hidden/%s%d.html" % (kind, i)
        text = s.replace("href=F", 'href="http://stranger.test:{P}/%s/%d"' % (kind, i)).replace("href=O", 'href="http://stranger.test:{P}/beside/%d"' % i)
        host("portal.test").routes[p] = R(200, "<!doctype html><meta charset=utf-8><title>%s%d</title><h1>%d</h1><p>%s</p>%s" % (kind, i, i, WORDS[i % 3], text))
        PAGES.append(p)
host("portal.test").routes["/i.png"] = R(200, b"\x89PNG\r\n\x1a\n" + b"\0" * 40, type="image/png")
