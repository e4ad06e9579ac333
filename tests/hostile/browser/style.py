"""CSS: what a style sheet asks for, by section of CSS Syntax, Cascade, Values, Images, Fonts."""
from kit import Answer, html, prose
from snippets import Book, PNG


def make(w):
    s = w.site("style", "样式区人民政府")
    b = Book(s)
    imports(b)
    urls(b)
    places(b)
    attributes(b)
    encodings(b)
    s.book = b


def imports(b):
    c = b.css
    c("Cascade 2", '@import url("F1.css") layer(base) supports(display:grid) screen;')
    c("Cascade 2", '@import "F1.css" layer;@import"F2.css"screen;')
    c("Cascade 2", "@IMPORT 'F1.css' print;")
    c("Syntax 4.3.7", '@\\69mport "F1.css";')
    c("Cascade 2", "@import url( F1.css )")
    c("Cascade 2", "@import url(F1.css")
    c("Cascade 2", '@layer a, b; @import "F1.css"; i{color:red} @import "N1.css";')
    c("Cascade 2", "i{color:red} @import url(N1.css);")
    c("Cascade 2", '@charset "utf-8"; @import "F1.css";')
    c("Namespaces 2", '@namespace "N1"; @namespace svg url(N2); i{background:url(F1.png)}')
    c("Cascade 2", "/* a */ @import /* b */ 'F1.css' /* c */ ;")
    c("Cascade 2", "@media print{@import 'N1.css';} i{background:url(F1.png)}")
    c("Syntax 4.3.4", "@importurl(N1.css); i{background:url(F1.png)}")
    c("Cascade 2", "@import url(F1.css)layer(x);@import url('F2.css')supports(display:grid)all;")
    c("Syntax 5.4.3", ";@import 'N1.css'; i{background:url(N2.png)} b{background:url(F1.png)}")
    c("Syntax 3.3", "\ufeff@import 'F1.css';")
    c("Syntax 5.4.1", "<!-- @import 'F1.css'; -->")


def urls(b):
    c = b.css
    c("Syntax 4.3.6", "i{background:URL(F1.png)} b{background:u\\72l(F2.png)}")
    c("Syntax 4.3.6", "i{background:url(  \n'F1.png'\t)} b{background:url(\tF2.png\n)}")
    c("Syntax 4.3.6", "i{background:url(N1.png 'x')} b{background:url(F1.png)}")
    c("Syntax 4.3.6", "i{background:url(N1.png(x)} b{background:url(F1.png)}")
    c("Syntax 4.3.7", "i{background:url(\\66 oo.png)} b{background:url('b\\61r.png')}", "foo.png", "bar.png")
    c("Syntax 4.3.7", "i{background:url(a\\ b.png)} b{background:url(a\\(1\\).png)}", "a%20b.png", "a(1).png")
    c("Syntax 4.3.5", "i{background:url('f\\\noo2.png')}", "foo2.png")
    c("Syntax 4.3.7", "i{background:url(\\4e2d\\6587.png)}", "%E4%B8%AD%E6%96%87.png")
    c("Values 4.5", "i{background:url('') , url() , url( ) , url(F1.png)}")
    c("Values 4.5", "i{filter:url(#N1)} b{background:url(data:image/png;base64,AA)} u{background:url(about:invalid)} s{background:url(F1.png)}")
    c("Values 4.5", "b{background:url('//[bad')} u{background:url(F1.png?v=2#x)}", "f1.png?v=2")
    c("Syntax 4.3.1", "i{background:url(F1.png)/* url(N1.png) */,url(F2.png)}")
    c("Syntax 4.3.2", "i{background:url(F1.png)} /* b{background:url(N1.png)}")
    c("Syntax 4.3.5", "i{content:'url(N1.png)'} b{content:\"a\\\"url(N2.png)\"} u{background:url(F1.png)}")
    c("Syntax 4.3.5", "i{content:'bad\n;background:url(F1.png)}")
    c("Syntax 5.4.7", "i{;;background:url(F1.png);;;}")
    c("Syntax 5.4.8", "i{background:url(F1.png)")
    c("Selectors 6", "a[href='N1'],a[href^=\"N2\"]{background:url(F1.png)}")
    c("Syntax 9.1", "i{--x:url(F1.png);background:var(--x)}")
    c("Syntax 4.3.6", "i{background:url(F1.png)no-repeat,url('F2.png')0 0}")
    c("Values 4.5", "i{background:url(http:F1.png)}")
    c("Syntax 3.3", "i{background:url(F1.png)}\r\nb{background:url(\fF2.png\r)}")
    c("Syntax 4.3.6", "i{background:url(F1.png)} b{background:url(x'N1.png)} u{background:url(F2.png)}")


def places(b):
    c = b.css
    c("Images 2.4", "i{background:image-set('F1.png' 1x type('image/png'), url(F2.png) 2x)}")
    c("Images 2.4", "i{background:-webkit-image-set(url(F1.png) 1x, url('F2.png') 2x)}")
    c("Images 2.4", "i{background:image-set('F1.png' type(\"image/avif\") 1x,'F2.png' type('image/png') 1x)}")
    c("Images 4", "i{background:-webkit-cross-fade(url(F1.png), url(F2.png), 50%)}")
    c("Fonts 4.3", "@font-face{font-family:x;src:local('N1'),url(F1.woff2) format('woff2') tech(variations),url('F2.woff2')format(woff2)}i{font-family:x}")
    c("Fonts 4.3", "@font-face{font-family:y;src:url(F1.woff2?#iefix)format('embedded-opentype')}i{font-family:y}", "f1.woff2?")
    c("UI 5", "i{cursor:url(F1.cur) 2 2,url(F2.cur),auto}")
    c("Lists 3", "i{list-style:square url(F1.png)} b{list-style-image:url(F2.png)}")
    c("Content 2", "i::before{content:url(F1.png) / 'N1'}")
    c("Masking 4", "i{-webkit-mask:url(F1.svg#m);mask-image:url(F2.png)} b{clip-path:url(#N1)}")
    c("Backgrounds 6", "i{border-image:url(F1.png) 30 round}")
    c("Shapes 3", "i{shape-outside:url(F1.png);float:left}")
    c("Nesting 3", "i{color:red; & b{background:url(F1.png)} @media screen{background:url(F2.png)} u &{background:url(F3.png)}}")
    c("Conditional 2", "@media (min-width:1px) and (max-width:9999px){@supports (display:grid){i{background:url(F1.png)}}}")
    c("Cascade 6", "@layer x{i{background:url(F1.png)}} @scope (.a) to (.b){b{background:url(F2.png)}} @container (width>1px){u{background:url(F3.png)}}")
    c("legacy", "i{background:url(F1.png);behavior:url(N1.htc);-moz-binding:url(N2.xml#x);*background:url(N3.png);_background:url(N4.png)}")
    c("legacy", "i{filter:progid:DXImageTransform.Microsoft.AlphaImageLoader(src='N1.png',sizingMethod='scale');background:url(F1.png)}")
    c("Syntax 5.4.4", "@-moz-document url(N1),url-prefix('N2'){b{color:red}} i{background:url(F1.png)}")
    c("Keyframes 3", "@keyframes k{from{background:url(F1.png)}to{background:url(F2.png)}}i{animation:k 9s}")
    c("Properties 2", "@property --i{syntax:'<url>';inherits:false;initial-value:url(about:blank)} i{background:url(F1.png)}")


def attributes(b):
    h = b.html
    h("Style 3", "<p style='background:url(F1.png'>甲</p>")
    h("Style 3", "<p style=\"background:url('F1.png\">甲</p>")
    h("Style 3", "<p style=background:url(F1.png)>甲</p>")
    h("Style 3", "<p style='color:red;/*x*/background-image : url(F1.png) !important'>甲</p>")
    h("Style 3", "<p style='{background:url(N1.png)}'>甲</p><i style='background:url(F1.png)'></i>")
    h("Style 3", "<p style='background:url(&#39;F1.png&#39;)'>甲</p>")
    h("Style 3", "<p style='@import \"N1.css\";background:url(F1.png)'>甲</p>")
    h("HTML 4.2.6", "<style media=print>i{background:url(F1.png)}</style><style type=text/css>@import 'F2.css';</style>")
    h("HTML 4.2.6", "<style type=text/less>@import 'N1.css';</style><style type=''>@import 'F1.css';</style>")
    h("HTML 4.2.6", "<style>@import 'F1.css'\n</style><style>@import 'F2.css</style>")
    h("HTML 4.2.6", "<template><style>@import 'N1.css';</style></template><style><!--\n@import 'F1.css';\n--></style>")
    h("HTML 4.2.6", "<style><a href=N1>x</a></style><a href=F1>甲</a>")
    h("HTML 4.2.6", "<xmp><style>@import 'N1.css';</style></xmp><style>@import 'F1.css';</style>")


def sheet(b, name, data, page="utf-8", declared="text/css"):
    s = b.site
    b.n += 1
    here = "/p%d/doc" % b.n
    s.add(here, Answer(html("编码样式%d" % b.n, prose("enc%d" % b.n), '<link rel=stylesheet href="s.css">').encode(page, "replace")
                       .replace(b"charset=utf-8", b"charset=" + page.encode()), type="text/html; charset=" + page))
    s.add("/p%d/s.css" % b.n, Answer(data, type=declared))
    s.mark(here)
    for p in ("/p%d/%s" % (b.n, n) for n in name):
        s.truth[p] = "live"
        s.add(p, Answer(PNG, type="image/png"))
        b.about[p] = ("Syntax 3.2", "%r %s" % (data[:60], page))


def encodings(b):
    zh = "i{background:url(图.png)}"
    there = ["%E5%9B%BE.png"]
    sheet(b, there, zh.encode())
    sheet(b, there, ('@charset "gbk";' + zh).encode("gbk"))
    sheet(b, there, zh.encode("gbk"), declared="text/css; charset=gb2312")
    sheet(b, there, zh.encode("gbk"), page="gbk")           # the encoding of who links it
    sheet(b, there, b"\xff\xfe" + zh.encode("utf-16-le"))
    sheet(b, there, b"\xef\xbb\xbf" + ('@charset "gbk";' + zh).encode())
    sheet(b, there, ('@charset "utf-8";' + zh).encode(), page="gbk")
