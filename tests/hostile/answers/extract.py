"""What is a link and what is none. F: a browser follows or loads it; N: it does not."""
from base import *

SNIPPETS = r"""
<a href=F>a</a>
<A HREF = 'F'>a</A>
<a href="F" href="N">a</a>
<a/href=F>a</a>
<a title=">" href=F>a</a>
<a title='<a href="N">' href=F>a</a>
<area href=F>
<img src=F alt=N>
<img srcset="F 1x, F 2x">
<img srcset="F 100w,F 200w" sizes="100vw" src=F>
<img srcset="data:image/gif;base64,R0lGODlhAQABAIAAAAAAAP,N 1x, F 2x">
<picture><source srcset="F" type=image/webp><img src=F></picture>
<link rel=stylesheet href=F>
<link rel="alternate stylesheet" title=x href=F>
<link rel=icon href=F>
<link rel="shortcut icon" href=F>
<link rel=preload as=image href=F imagesrcset="F 1x">
<link rel=modulepreload href=F>
<link rel=prefetch href=F>
<link rel=preconnect href=N>
<link rel=dns-prefetch href=N>
<link rel=canonical href=F>
<link rel=alternate type=application/rss+xml href=F>
<link rel=next href=F>
<link rel=manifest href=F>
<script src=F></script>
<script>var s='<a href="N">x</a>';</script>
<script><!-- <script> <a href=N></script> --></script><a href=F>x</a>
<script type=text/template><a href=N>x</a></script>
<template><a href=N>x</a><img src=N></template>
<noscript><a href=F>x</a></noscript>
<textarea><a href=N>x</a></textarea>
<title><a href=N>x</a></title>
<iframe src=F><a href=N>x</a></iframe>
<xmp><a href=N>x</a></xmp>
<noembed><a href=N>x</a></noembed>
<noframes><a href=N>x</a></noframes>
<style>.a{background:url(F)} .b{background:url("F")} @import 'N'; /* url(N) */</style>
<style>@import url(F); .a{content:"url(N)"} @font-face{font-family:x;src:url('F') format("woff")}</style>
<div style="background-image:url(F)"></div>
<div style="background:url(&quot;F&quot;)"></div>
<div style="background:url( 'F' ) no-repeat"></div>

<body background=F>
<table background=F><tr><td background=F>
<video src=F poster=F></video>
<video><source src=F><track src=F></video>
<audio src=F></audio>
<object data=F></object>
<embed src=F>
<frame src=F>
<form action=F method=get></form>
<form action=N method=post></form>
<form action=F></form>
<form><button formaction=F>x</button></form>
<input type=image src=F>
<input type=text src=N>
<blockquote cite=F>x</blockquote><q cite=F>x</q><del cite=F>x</del>
<img longdesc=F src=F>
<svg><a xlink:href=F>x</a><image xlink:href=F /><image href=F /><use href=F /></svg>
<meta http-equiv=refresh content="30;url=F">
<meta property=og:image content=F>
<meta name=description content="N">
<!-- <a href=N>x</a> -->
<!--> <a href=F>x</a>
<!-- a --!> <a href=F>x</a>
<!-- <!-- --> <a href=F>x</a>
<![CDATA[ <a href=N>x</a> ]]>
<?php <a href=N>x</a> ?>
<a href="F
">x</a>
<a href="  F  ">x</a>
<a href=F#part>x</a>
<a href='&#x46;'>x</a>
<a href=F/>x</a>
<a data-href=N data-url=N>x</a>
<a onclick="location.href='N'" href=F>x</a>
<a ping=N href=F>x</a>
<td><a href=F>x<a href=F>y
<p><a href=F<b>x</b></a>
<select><option value=N>x</option></select>
<a href="javascript:window.open('N')">x</a>
<img src=F onerror="this.src='N'">
<img data-src=N src=F>
<script type="text/xml"><datastore><recordset><record><![CDATA[<a href='F'>x</a>]]></record></recordset></datastore></script>
<span>N</span> http://portal.test/N
<plaintext><a href=N>x</a>
""".strip("\n").split("\n")


def snippets():
    out, joined = [], None
    for s in SNIPPETS:
        if s == '<a href="F':
            joined = s
            continue
        if joined:
            s, joined = joined + "\n" + s, None
        out.append(s)
    return out


NOT = []
for i, s in enumerate(snippets()):
    n = 0
    text = ""
    for j, c in enumerate(s):
        before, after = s[j - 1:j], s[j + 1:j + 2]
        alone = not before.isalnum() and not after.isalnum()
        if c == "F" and alone:
            p = "/x/f%d-%d" % (i, n)
            trail = p + "<b" if s.startswith("<p><a href=F<b") else p
            if s.startswith("<a href=F/>"):
                trail = p + "/"
            text += p
            if trail.endswith("<b"):
                trail = p + "%3Cb"
            add("found", "%d %s" % (i, s[:40]), LIVE, R(200, page("目标%d-%d" % (i, n))), path=trail, href=None)
            CASES[-1] = CASES[-1][:4] + ("none",)
            n += 1
        elif c == "N" and alone:
            text += "/x/n%d-%d" % (i, n)
            NOT.append((s, "/x/n%d-%d" % (i, n)))
            n += 1
        else:
            text += c
    text = text.replace("&#x46;", "/x/f%d-e" % i)
    host("portal.test").routes["/x/p%d.html" % i] = R(200, "<!doctype html><meta charset=utf-8><title>p%d</title><p>第%d页 %s</p>\n%s" % (i, i, WORDS[i % 3], text))
COUNT = len(snippets())
# base, and a style sheet with links, and a GBK page with a query
h = host("portal.test")
h.routes["/x/base.html"] = R(200, "<base href=/x/based/><base href=/x/other/><title>基</title><a href=one>x</a>")
add("found", "base", LIVE, R(200, page("基址")), path="/x/based/one")
h.routes["/x/late-base.html"] = R(200, "<title>基二</title><a href=two>x</a><base href=/x/based/>")
add("found", "late base", LIVE, R(200, page("基址二")), path="/x/based/two")
h.routes["/x/css.html"] = R(200, "<title>样式</title><link rel=stylesheet href=/x/css/a.css>")
h.routes["/x/css/a.css"] = R(200, "@charset 'utf-8';@import \"b.css\";.a{background:url(../img/one.png)}/* url(/x/n-css) */.b{background:image-set(url(two.png) 1x,'three.png' 2x)}.c{cursor:url(\\66our.png),auto}@import url(/x/n-css-late.css);", type="text/css")
NOT.append(("css comment", "/x/n-css"))
GIF = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\4\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
for p in ("/x/img/one.png", "/x/css/two.png", "/x/css/three.png", "/x/css/four.png"):
    add("found", "css " + p, LIVE, R(200, GIF, type="image/gif"), path=p)
add("found", "css import", LIVE, R(200, ".z{color:red}", type="text/css"), path="/x/css/b.css")
h.routes["/x/gbk.html"] = R(200, "<title>国标</title><a href='/x/s?q=你好'>x</a><a href='/x/你好.html'>y</a>".encode("gbk"), type="text/html; charset=gbk")
add("found", "gbk query", LIVE, R(200, page("国标查询")), path="/x/s?q=%C4%E3%BA%C3")
add("found", "gbk path", LIVE, R(200, page("国标路径")), path="/x/%E4%BD%A0%E5%A5%BD.html")
h.routes["/x/utf16.html"] = R(200, b"\xff\xfe" + "<title>宽</title><a href=/x/wide>x</a>".encode("utf-16-le"))
add("found", "utf-16", LIVE, R(200, page("宽字链接")), path="/x/wide")
h.routes["/x/deep.html"] = R(200, "<title>深</title>" + "<div>" * 3000 + "<a href=/x/deeply>x</a>")
add("found", "deep", LIVE, R(200, page("深链接")), path="/x/deeply")
h.routes["/x/nul.html"] = R(200, "<title>零</title><a \0 href=/x/nul-target>x</a>")
add("found", "nul", LIVE, R(200, page("零链接")), path="/x/nul-target")
h.routes["/x/rss.xml"] = R(200, "<?xml version='1.0'?><rss version='2.0'><channel><title>t</title><link>http://portal.test:{P}/x/rss-site</link><item><title>i</title><link>http://portal.test:{P}/x/rss-item?a=1&amp;b=2</link></item></channel></rss>", type="application/rss+xml")
add("found", "rss", LIVE, R(200, page("聚合条目")), path="/x/rss-item?a=1&b=2")
h.routes["/x/atom.xml"] = R(200, "<?xml version='1.0'?><feed xmlns='http://www.w3.org/2005/Atom'><title>t</title><entry><title>i</title><link href='/x/atom-item'/></entry></feed>", type="application/atom+xml")
add("found", "atom", LIVE, R(200, page("原子条目")), path="/x/atom-item")
for c in CASES:
    if c[0] == "found" and c[4] is None:
        CASES[CASES.index(c)] = c[:4] + ("none",)
PAGES = ["/x/p%d.html" % i for i in range(COUNT)] + ["/x/%s" % n for n in ("base.html", "late-base.html", "css.html", "gbk.html", "utf16.html", "deep.html", "nul.html", "rss.xml", "atom.xml")]
