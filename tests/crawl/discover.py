#!/usr/bin/env python3
"""discover on a portal with the traps of real ones: names that say nothing, pagers, one
column under two addresses, a side list on every page, article pages, blank columns, the same
name in two offices; the file it writes passes config check, and init makes a first result.

    discover.py PORTALWATCH
"""
import http.server
import json
import os
import random
import subprocess
import sys
import tempfile
import threading
import time

EXE = sys.argv[1]
FAULTS = []


def expect(what, got, want):
    if got != want:
        FAULTS.append(what)
        print("%s: got %r, want %r" % (what, got, want))


def notices(folder, n, word):
    return "<ul class='list'>" + "".join(
        "<li><a href='/%s/20260%d/t2026%02d%02d_%d.html'>关于%s工作第%d号有关事项的通知</a>"
        "<span>2026-%02d-%02d</span></li>" % (folder, 1 + i % 9, 1 + i % 9, 1 + i, i, word, i,
                                              1 + i % 9, 1 + i)
        for i in range(n)) + "</ul>"


SIDE = "<div class='hot'><h3>热点</h3>" + notices("rd", 6, "热点") + "</div>"
FOOT = "<div class='footer'>主办单位：<a href='/'>某某市人民政府办公室</a> 电话：1</div>"


def page(title, body, meta=""):
    return ("<html><head><title>%s-某某市人民政府</title>%s</head><body><div class='nav'>"
            "<a href='/'>首页</a><a href='/tzgg/'>通知公告</a><a href='/wj/index.html'>文件</a>"
            "</div><h2>%s</h2>%s%s</body></html>" % (title, meta, title, body, FOOT)).encode()


REGIONS = ['山东省', '福建省', '广东省', '河南省', '云南省', '四川省']
SITE = {
    "/": page("首页", """
        <a href='/zwyw/index.html'>更多&gt;&gt;</a> <a href='/tzgg/index.html'>通知公告</a>
        <a href='/wj/'>【政策文件】</a> <a href='/old/tzgg.html'>公告（旧）</a>
        <a href='/jyj/index.html'>市教育局</a> <a href='/gaj/index.html'>市公安局</a>
        <a href='/mzj/index.html'>市民政局</a> <a href='/ghjh/index.html'>规划计划</a> <a href='/lxwm/index.html'>联系我们</a>
        <a href='/ywzx/list.html'>▪业务资讯</a> <a href='/jyzx/list.html'>经验交流</a>
        <a href='/fzx/more.html'>更多&gt;&gt;</a> <a href='/zs/818.html'>什么是年检</a> <a href='/zwyw/index_12.html'>...</a>
        <a href='/utils/searchAll-E5A48.html'>复学</a>
        <a href='/about/jj.html'>本市简介</a> <a href='/a/ld.html'>领导活动</a>
        <a href='/plus/search-0_E68B9BE6A087E68A95E6A08.html'>招 标 投 标</a>
        <a href='/zt/ks/index.html'><img src='/i/ks.png'></a> <a href='/en/index.html'>English</a>
        <a href='/zwyw/index_17.html'>下5页</a> <a href='/rcpy/'>人才培养</a>
        <a href='/cy/index.html'>本会委员</a> <a href='/wsj/index.html'>市卫生局</a>
        <a href='/bmgk/index.html'>部门概况</a> <a href='/zx/index.html'>资讯中心</a>
        <a href='/gczx/index.html'><img src='/i/g.png'></a> <a href='/hzjl/index.html'>合作交流</a>
        <a href='/rsxx/index.html'>人事信息</a> <a href='/dh/index.html'>社会团体</a>
        <a href='/xwzx/index.html'>新闻中心</a>""").replace(
            "<title>首页-".encode(), "<title>欢迎访问".encode()),
    "/zwyw/index.html": page("政务要闻", notices("zwyw", 20, "要闻") +
                             "<a href='/zwyw/index_2.html'>下一页</a>"
                             "<a href='/zwyw/index_9.html'>尾页</a><a href='/zwyw/index_3.html'>3</a>"),
    "/zwyw/index_2.html": page("政务要闻", notices("zwyw2", 20, "旧闻")),
    "/tzgg/index.html": page("通知公告", notices("tzgg", 12, "公告")),
    "/old/tzgg.html": page("通知公告", notices("tzgg", 12, "公告")),
    "/wj/index.html": page("政策文件", notices("wj", 8, "文件")),
    "/mzj/index.html": page("市民政局", notices("mzj", 7, "民政")),
    "/a/ld.html": page("领导活动", notices("ldhd", 8, "调研")),
    "/jyj/index.html": page("市教育局", "<a href='/jyj/gz/index.html'>规章制度</a>"),
    "/gaj/index.html": page("市公安局", "<a href='/gaj/gz/index.html'>规章制度</a>"),
    "/jyj/gz/index.html": page("规章制度", notices("jyj/gz", 5, "教育")),
    "/gaj/gz/index.html": page("规章制度", notices("gaj/gz", 5, "治安")),
    "/ghjh/index.html": page("规划计划", "<ul class='list'></ul><p>暂无信息</p>"),
    "/zwyw/index_12.html": page("政务要闻", notices("zwyw12", 20, "旧事")),
    "/ywzx/list.html": page("业务资讯", notices("ywzx", 6, "业务")),
    # the title names sites alone, the path names the column
    "/fzx/more.html": page("某某信息网---某某分中心", "<div class='loc'><span>当前位置：</span><a href='/'>首页</a>"
                           " <span>&gt;</span><a href='/fzx/'>某某分中心</a> <span>&gt;</span>"
                           "<span>交易规则</span></div>" + notices("fzx", 6, "交易")),
    # a part put into the page brings a tag of its own
    "/jyzx/list.html": page("经验交流", notices("jyzx", 6, "经验"),
                            "<meta name='ColumnName' content='公共头'>"),
    # an article with a list of related ones beside it
    "/zs/818.html": page("什么是年检", "<h1>什么是年检</h1><div class='info'>发布时间：2026-01-02 来源：本站"
                         "</div><div class='content'>" + "<p>年检是有关部门每年对单位进行的检查，内容包括"
                         "登记事项、财务状况和业务活动，单位应当在规定的期限内提交材料。</p>" * 6 + "</div>"
                         "<div class='xg'><h3>相关信息</h3>" + notices("zs", 9, "年检") + "</div>"),
    "/utils/searchAll-E5A48.html": page("复学", "<ul class='list'></ul><p>暂无信息</p>"),
    # a picture without a word leads to it
    "/zt/ks/index.html": page("招考专题", notices("ks", 7, "招考")),
    "/en/index.html": page("English", notices("en", 7, "English")),
    "/zwyw/index_17.html": page("政务要闻", notices("zwyw17", 20, "往事")),
    # without its titles nothing is left of it but days
    "/rcpy/index.html": page("人才培养", "<h1>人才培养</h1><div class='content'>" + "".join(
        "<ul>%s</ul>" % "".join("<li><a href='/rcpy/202601/t202601%02d_%d.html'>关于培养第%d批人才的通知</a>(2026-01-%02d)</li>" % (
            i + 1, i, i, i + 1) for i in range(k, k + 5)) for k in range(0, 25, 5)) + "</div>"),
    # leads on to its first part, which has a name of its own
    "/bmgk/index.html": "<html><head><meta http-equiv='refresh' content='0;url=./jd/'></head></html>".encode(),
    "/bmgk/jd/index.html": page("监察大队", notices("bmgk/jd", 6, "监察") + "<a href='/bmgk/jd/'>监察工作</a>"),
    # what is said of each entry stands between their titles; the pager is in English
    "/zx/index.html": page("资讯中心", "<div class='list'>" + "".join(
        "<article><time datetime='2026-03-%02dT09:00:00'>2026-03-%02d</time><h2><a href='/zx/a%d.html'>全市第%d次专题工作会议"
        "在市政府召开</a></h2><p>会议听取了第%d项工作的情况汇报，研究了下一步措施，并对安全生产作出部署。</p></article>" % (
            d, d, d, d, d) for d in range(12, 0, -1)) + "</div><a href='/zx/page/2/'>Page 2</a> <a href='/zx/page/2/'>Next</a>"),
    "/zx/page/2/index.html": page("资讯中心", notices("zxold", 9, "资讯")),
    # a picture leads to it, and its title is joined by hyphens behind a bracket
    "/gczx/index.html": page("观测中心（多波束）", notices("gczx", 6, "观测")).replace(
        "<title>观测中心（多波束）-".encode(), "<title>观测中心（多波束）----".encode()).replace("<h2>观测中心（多波束）</h2>".encode(), b""),
    # a table without rows, a pager of one page
    "/hzjl/index.html": page("合作交流", "<table><tr><td height=15></td></tr></table><div>共1页&nbsp;&nbsp;"
                             "<script>createPageHTML(1,0,'index','html');</script></div>"),
    # the same with two members, who are no notices: not blank
    "/cy/index.html": page("委员", "<table><tr><td><a href='/cy/zs.html'>张三</a></td></tr><tr><td><a href='/cy/ls.html'>李四</a>"
                           "</td></tr></table><div>共1页&nbsp;&nbsp;<script>createPageHTML(1,0,'index','html');</script></div>"),
    "/lxwm/index.html": page("联系我们", "<p>电话：12345，地址：某路1号。</p>" + SIDE),
    "/plus/search-0_E68B9BE6A087E68A95E6A08.html": page("招标投标", notices("zbtb", 9, "招标")),
    "/about/jj.html": page("本市简介", "<p>本市位于省中部，历史悠久，风景秀丽。</p>" + SIDE),
    "/rd/index.html": page("热点", SIDE),
    "/rsxx/index.html": page("人事信息", notices("rsxx", 1, "招考")),
    # a list that can be narrowed to a region
    "/dh/index.html": page("社会团体", notices("dh", 10, "社团") + "".join(
        "<a href='/e/ListInfo-13_%s.html'>%s</a> " % (r.encode().hex().upper(), r) for r in REGIONS)),
}
for r in REGIONS:
    SITE["/e/ListInfo-13_%s.html" % r.encode().hex().upper()] = page("社会团体", notices("dh" + r, 4, r))
# an office shows the first few of a column of its own
SITE["/wsj/index.html"] = page("市卫生局", notices("wsj/dt", 4, "卫生") + "<a href='/wsj/dt/index.html'>更多动态</a>")
SITE["/wsj/dt/index.html"] = page("更多动态", notices("wsj/dt", 15, "卫生"))
# the page of a part shows some of each of its columns
SITE["/xwzx/index.html"] = page("新闻中心", notices("zwyw", 4, "要闻") + notices("ywzx", 4, "业务"))
# one notice; the portal's name goes before that of the column
SITE["/rsxx/index.html"] = page("招考", notices("rsxx", 1, "招考")).replace(
    "<title>招考-某某市人民政府".encode(), "<title>某某市人民政府-人事信息".encode())
# no link leads to it: robots.txt names an index of sitemaps, and those list its notices
SITE["/ghgl/index.html"] = page("规划管理", notices("ghgl", 6, "规划"))
SITE["/two/index.html"] = page("少数", notices("two", 6, "少数"))


def sitemaps(home):
    def xml(tag, paths):
        return ("<?xml version='1.0'?><%sset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>%s</%sset>" % (tag, "".join(
            "<%s><loc>%s%s</loc></%s>" % (tag, home, x, tag) for x in paths), tag)).replace("sitemapset", "sitemapindex").encode()
    SITE["/robots.txt"] = ("User-agent: *\nDisallow: /x/\nSitemap: %sindex.xml\nSitemap: http://other.example.com/s.xml\n" % home).encode()
    SITE["/index.xml"] = xml("sitemap", ["pages.xml", "gone.xml"])
    SITE["/pages.xml"] = xml("url", ["ghgl/202601/t2026010%d_%d.html" % (i, i) for i in range(1, 5)] + [
        "two/t1.html", "two/t2.html", "tzgg/t1.html", "tzgg/t2.html", "tzgg/t3.html", "2026/01/1.html", "2026/01/2.html",
        "2026/01/3.html", "q/?id=1", "q/?id=2", "q/?id=3", ""])


SITE["/jyj/index.html"] += SIDE.encode()
SITE["/gaj/index.html"] += SIDE.encode()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        path = self.path + ("index.html" if self.path != "/" and self.path.endswith("/") else "")
        body = SITE.get(path)
        time.sleep(random.random() / 50)  # answers come in any order
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(body or b"<html><body>404</body></html>")

    def log_message(self, *_):
        pass


def run(*args, **kw):
    return subprocess.run([EXE, *args], capture_output=True, text=True, timeout=120, **kw)


PORTAL = """# 某某市
portal: p
home: %s
duties: [d.yaml]
columns:
  - id: notices   # 通知
    name: 通知公告
    discover: true   # waits
    class: notice
  - {id: leaders, name: 领导信息, aliases: [领导活动], discover: true}
  - {id: contact, name: 联系我们, discover: true, class: static}
  - id: rules
    name: 规章制度
    discover: true
  - {id: gone, name: 没有的栏目, discover: true}
  - {id: docs, name: 政策文件, url: "%swj/index.html"}
"""
DUTIES = """document: {title: 某文件, year: 2026}
duties:
  - {id: D1, quote: 每月公开, unit: 办公室, columns: [notices], rule: {kind: monthly}, limit: document, valid: recurring}
"""


def fill(home, top):
    """Columns without addresses are found by name and alias, and filled in on demand."""
    conf, portal = os.path.join(top, "c.yaml"), os.path.join(top, "p.yaml")
    for path, text in ((conf, "store: d\nnetwork: {address_rate: 1000, allow_private: [127.0.0.0/8]}\nportals: [p.yaml]\n"), (portal, PORTAL % (home, home)),
                       (os.path.join(top, "d.yaml"), DUTIES)):
        with open(path, "w") as f:
            f.write(text)
    check = run("-c", conf, "--lang", "zh", "config", "check")
    expect("named in config check", ("5 个栏目（共 6 个）尚无网址" in check.stderr,
                                     "gone (没有的栏目)" in check.stderr), (True, True))
    out = run("-q", "-c", conf, "--json", "discover", "p")
    expect("fill", out.returncode, 0)
    got = {x["column"]: x for x in map(json.loads, out.stdout.splitlines())}
    expect("states", {k: x["state"] for k, x in got.items()},
           {"notices": "found", "leaders": "found", "contact": "found", "rules": "several",
            "gone": "none"})
    expect("duties that wait", [got["notices"]["duties"], got["gone"]["duties"]], [["D1"], []])
    expect("several", sorted(p["url"].replace(home, "/") for p in got["rules"]["pages"]),
           ["/gaj/gz/index.html", "/jyj/gz/index.html"])
    expect("nothing written", open(portal).read(), PORTAL % (home, home))
    text = run("-q", "-c", conf, "--lang", "zh", "discover", "p", "--write")
    for part in ("5 个栏目尚无网址：找到 3 个，多个页面同名 1 个，未找到 1 个", "等待它的任务：D1",
                 "12 条信息，最新", "aliases:"):
        expect(part, part in text.stdout, True)
    expect("said", "已把 3 个网址写入" in text.stderr, True)
    new = open(portal).read()
    for part in ('tzgg/', 'a/ld.html', 'lxwm/index.html', "# waits", "# 通知", "# 某某市"):
        expect(part, part in new, True)
    expect("the others wait on", new.count("discover: true"), 2)
    check = run("-c", conf, "--lang", "zh", "config", "check")
    expect("fewer wait", (check.returncode, "2 个栏目（共 6 个）尚无网址" in check.stderr), (0, True))
    again = run("-q", "-c", conf, "discover", "p", "--write")
    expect("twice the same", (again.returncode, open(portal).read()), (0, new))
    expect("no such portal configured", run("-c", conf, "discover", "q").returncode, 2)
    expect("--write of an address", run("discover", home, "--write").returncode, 2)


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    home = "http://127.0.0.1:%d/" % server.server_port
    sitemaps(home)
    out = run("-q", "--json", "discover", home)
    expect("exit status", out.returncode, 0)
    found = json.loads(out.stdout)
    expect("name", found["name"], "某某市人民政府")
    expect("ids", sorted(c["id"] for c in found["columns"]),
           ["dh", "dt", "gczx", "ghgl", "ghjh", "gz", "gz-2", "hzjl", "jd", "jyzx", "ks", "ld", "more", "mzj", "plus", "rcpy", "rsxx", "tzgg", "wj", "ywzx", "zwyw", "zx"])
    for _ in range(3):
        expect("the same again", json.loads(run("-q", "--json", "discover", home).stdout), found)
    few = json.loads(run("-q", "--json", "discover", "--columns", "3", home).stdout)
    expect("limited", [c["id"] for c in few["columns"]], [c["id"] for c in found["columns"]][:3])
    few = json.loads(run("-q", "--json", "discover", "--pages", "3", home).stdout)
    expect("the navigation goes first", sorted(c["id"] for c in few["columns"]), ["tzgg", "wj", "zwyw"])
    expect("what was left is counted", few["left"] > 10, True)
    expect("unit", found["unit"], "某某市人民政府办公室")
    columns = {c["url"].replace(home, "/"): c for c in found["columns"]}
    names = {u: (c["name"], c["class"], c["unit"], c["blank"]) for u, c in columns.items()}
    expect("columns", names, {
        "/zwyw/index.html": ("政务要闻", "news", None, False),
        "/tzgg/": ("通知公告", "notice", None, False),
        "/wj/index.html": ("文件", "policy", None, False),
        "/a/ld.html": ("领导活动", "news", None, False),
        "/ywzx/list.html": ("业务资讯", "news", None, False),
        "/jyzx/list.html": ("经验交流", "other", None, False),
        "/fzx/more.html": ("交易规则", "other", None, False),
        "/jyj/gz/index.html": ("市教育局·规章制度", "static", "市教育局", False),
        "/gaj/gz/index.html": ("市公安局·规章制度", "static", "市公安局", False),
        "/plus/search-0_E68B9BE6A087E68A95E6A08.html": ("招标投标", "notice", None, False),
        "/zt/ks/index.html": ("招考专题", "personnel", None, False),
        "/rcpy/": ("人才培养", "other", None, False),
        "/rsxx/index.html": ("人事信息", "personnel", None, False),
        "/dh/index.html": ("社会团体", "other", None, False),
        "/mzj/index.html": ("市民政局", "other", "市民政局", False),
        "/bmgk/jd/": ("监察工作", "other", None, False),
        "/zx/index.html": ("资讯中心", "news", None, False),
        "/gczx/index.html": ("观测中心（多波束）", "other", None, False),
        "/hzjl/index.html": ("合作交流", "other", None, True),
        "/wsj/dt/index.html": ("更多动态", "news", "市卫生局", False),
        "/ghgl/": ("规划管理", "planning", None, False),
        "/ghjh/index.html": ("规划计划", "planning", None, True),
    })
    with tempfile.TemporaryDirectory() as top:
        made = run("-q", "--lang", "en", "init", home, os.path.join(top, "w"))
        expect("init", made.returncode, 0)
        config = os.path.join(top, "w", "portalwatch.yaml")
        expect("config check", run("-c", config, "config", "check").returncode, 0)
        expect("blank column told", "blank column: 规划计划" in open(os.path.join(
            top, "w", "portals", os.listdir(os.path.join(top, "w", "portals"))[0])).read(), True)
        expect("freshness after init", made.stdout.count("2026-0") >= 6, True)
        again = run("init", home, os.path.join(top, "w"))
        expect("init twice", (again.returncode, "exists already" in again.stderr), (2, True))
    with tempfile.TemporaryDirectory() as top:
        fill(home, top)
    gone = run("discover", "http://127.0.0.1:1/")
    expect("no such portal", gone.returncode, 1)
    expect("no address", run("discover", "ftp://x/").returncode, 2)
    server.shutdown()
    print("%d faults" % len(FAULTS))
    sys.exit(bool(FAULTS))


main()
