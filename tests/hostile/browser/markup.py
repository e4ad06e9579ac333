"""HTML and SVG: what of a document a browser asks for, by section of the HTML standard."""
from kit import Answer
from snippets import Book, target


def make(w):
    s = w.site("markup", "标记区人民政府")
    b = Book(s)
    syntax(b)
    base(b)
    candidates(b)
    rels(b)
    scripts(b)
    frames(b)
    shadow(b)
    forms(b)
    foreign(b)
    refreshes(b)
    media(b)
    s.book = b


def syntax(b):
    h = b.html
    h("13.2.5.33", '<a href="F1"class=x>甲</a>')
    h("13.2.5.33", "<a =href=N1 href=F1>甲</a>")
    h("13.2.5.34", '<a "href="N1" href=F1>甲</a>')
    h("13.2.5.35", '<a href\n=\n"F1">甲</a>')
    h("13.2.5.35", "<a href=\n\n  F1>甲</a>")
    h("13.2.5.37", "<a href='F1' title='a > b' rel=\"x\">甲</a>")
    h("13.2.5.36", '<a title="href=N1" href="F1">甲</a>')
    h("13.2.5.33", "<a HREF=F1 href=N1 hReF=N2>甲</a>")
    h("13.2.5.33", '<a title="x" title="y" href="F1" title=z>甲</a>')
    h("13.2.5.40", "<a title=x/href=N1 href=F1>甲</a>")
    h("13.2.5.38", "<a href=F1?a=b/c>甲</a>", "f1?a=b/c")
    h("13.2.5.6", "< a href=N1>甲</a> <a href=F1>乙</a>")
    h("13.2.5.6", "<3 <a href=F1>心</a>")
    h("13.2.5.7", "</a href=N1><a href=F1>甲</a>")
    h("13.2.5.7", '</ a href="N1"><a href=F1>甲</a>')
    h("13.2.5.72", "<a href='F1?a=1&ltb=2&notit;=3'>甲</a>", "f1?a=1&ltb=2&notit;=3")
    h("13.2.5.73", "<a href='F1?x&#x26;y&#38z'>甲</a>", "f1?x&y&z")
    h("13.2.5.80", "<a href='F1?x&#128;'>甲</a>", "f1?x%E2%82%AC")
    h("13.2.5.73", "<a href='F1?a&NewLine;b'>甲</a>", "f1?ab")
    h("13.2.5.73", "<a href='F1&quest;a&equals;1'>甲</a>", "f1?a=1")
    h("13.2.6.4.7", "<a href=F1>甲<a href=F2>乙</a></a>")
    h("13.2.6.4.7", "<a href=F1>甲<div><a href=F2>乙</div>")
    h("13.2.6.4.9", "<table><a href=F1>甲</a><tr><a href=F2>乙</a><td><a href=F3>丙")
    h("13.2.6.4.9", "<table><tr><td><table><a href=F1>甲</table><a href=F2>乙</table>")
    h("13.2.6.4.9", "<table><tr></p><script src=F1.js></script></table>")
    h("13.2.6.4.12", "<table><colgroup><a href=F1>甲</a><col></table>")
    h("13.2.6.4.7", "</p></br></a></form></body></html><a href=F1>在文末</a>")
    h("13.2.6.4.7", "<html><head><a href=F1>甲</a></head><body><a href=F2>乙</a>")
    h("13.2.6.4.7", "<ul><li><a href=F1>甲<li><a href=F2>乙<ul><li><a href=F3>丙</ul>")
    h("13.2.6.4.7", "<button><a href=F1>甲</a></button>")
    h("13.2.6.4.7", "<image src=F1.png alt=图>")
    h("13.2.6.4.7", "<nobr><a href=F1>甲</nobr></a>")
    h("13.2.6.4.7", "<listing><a href=F1>甲</a></listing><pre><a href=F2>乙</a></pre>")
    h("13.2.5.42", "<!-><a href=F1>甲</a>")
    h("13.2.5.42", "<!doctype x><a href=F1>甲</a><!element><a href=F2>乙</a>")
    h("13.2.5.42", "<!---><a href=F1>甲</a> --><a href=F2>乙</a>")
    h("13.2.5.50", "<!-- --!><a href=F1>甲</a>")
    h("13.2.5.50", "<!-- -- > <a href=N1>甲</a> --> <a href=F1>乙</a>")
    h("13.2.5.42", "<? <a href=N1> ?><a href=F2>乙</a>")
    h("13.2.5.42", "<![if IE]><a href=F1>甲</a><![endif]>")
    h("13.2.5.42", "<!--[if !IE]><!--><a href=F1>甲</a><!--<![endif]-->")
    h("13.2.5.42", "<!--[if IE 6]><a href=N1>甲</a><![endif]--><a href=F1>乙</a>")
    h("13.2.5.42", "<!--[if IE]>--><a href=F1>甲</a><!--<![endif]-->")
    h("13.2.5.2", "<textarea><a href=N1></textarea ><a href=F1>乙</a>")
    h("13.2.5.3", "<style>a{}</styles><a href=N1></style><a href=F1>甲</a>")
    h("13.2.5.15", "<script>x='<!--<script>'</script><a href=N1></script><a href=F2>--></script><a href=F1>甲</a>")
    h("13.2.5.15", "<script>/*<!--*/</script><a href=F1>甲</a>")
    h("13.2.5.15", "<script>a='</scr'+'ipt><a href=N1>'</script><a href=F1>甲</a>")
    h("13.2.5.1", "<a hr\0ef=N1 href=F1>甲</a>")
    h("4.6.1", "<a name=x>无</a><a href=F1 target=_blank download rel='noopener noreferrer nofollow'>甲</a>")
    h("4.6.1", "<a href=F1 download='a.pdf' type=application/pdf hreflang=en>甲</a>")
    h("4.8.14", "<map name=m><area shape=default nohref><area shape=rect coords=0,0,9,9 href=F1 alt=甲></map>")
    h("4.8.14", "<area href=F1 alt=x><area alt=none>")
    h("4.6.1", "<div href=N1>甲</div><span src=N2></span><li href=N3><a src=N4>乙</a>")
    h("4.6.1", "<a href>甲</a><a href=''>乙</a><a href='   '>丙</a><a href=F1>丁</a>")
    h("13.2.6.4.7", "<p><table><tr><td><a href=F1>甲</p></table></a><a href=F2>乙</a>")
    h("13.2.6.2", "<textarea hidden><img src=N1.png></textarea><img src=F1.png>")
    h("13.1.2", "<A\tHREF=F1\tCLASS=a>甲</A\n><a\fhref=F2>乙</a>")
    h("13.2.5.37", '<a href="F1>甲</a><p>乙</p><a title="z" href=N1>丙</a>',
      "f1%3E%E7%94%B2%3C/a%3E%3Cp%3E%E4%B9%99%3C/p%3E%3Ca%20title=")


def base(b):
    h = b.html
    h("4.2.3", "<a href=x1>甲</a>", "dir/x1", head="<base target=_blank><base href=dir/><base href=other/>")
    h("4.2.3", "<a href=x2>甲</a>", "dir/x2", head="<base href='  dir/\n '>")
    h("4.2.3", "<a href=x3>甲</a>", "x3", head="<base href=''>")
    h("4.2.3", "<a href=x4>甲</a>", "x4", head="<base href='http://[bad/'>")
    h("4.2.3", "<a href=x5>甲</a>", "x5", head="<base href='data:text/plain,x'>")
    h("4.2.3", "<a href=x6>甲</a>", "x6", head="<base href='javascript:void(0)'>")
    h("4.2.3", "<a href=x7>甲</a><svg><base href=dir/></svg>", "x7")
    h("4.2.3", "<a href=x8>甲</a><template><base href=dir/></template>", "x8")
    h("4.2.3", "<a href=x9>甲</a><!--<base href=dir/>-->", "x9")
    h("4.2.3", "<div><p><a href=y1>甲</a><base href=dir/></p></div>", "dir/y1")
    h("4.2.3", "<a href='?q=2'>甲</a>", "dir/file?q=2", head="<base href='dir/file?x=1#y'>")
    h("4.2.3", "<a href=''>甲</a>", "dir/file?x=1", head="<base href='dir/file?x=1#y'>")
    h("4.2.3", "<a href='#z'>甲</a>", "dir/file2", head="<base href='dir/file2'>")
    h("4.2.3", "<a href=y2>甲</a>", "y2", head="<base href=dir>")
    h("4.2.3", "<a href=./y4>甲</a>", "/y4", head="<base href=../>")
    h("4.2.3", "<a href=y5>甲</a>", "dir/y5", head="<base href=dir\\>")
    h("4.2.3", "<style>i{background:url(y6.png)}</style><p style='background:url(y7.png)'>", "dir/y6.png", "dir/y7.png", head="<base href=dir/>")
    h("4.2.3", "<img srcset='y8.png 1x'><form action=y9></form>", "dir/y8.png", "dir/y9", head="<base href=dir/>")
    h("4.2.3", "<link rel=stylesheet href=z1.css><script src=z2.js></script>", "dir/z1.css", "dir/z2.js", head="<base href=dir/>")
    h("4.2.3", "<noscript></noscript><a href=z3>甲</a>", "dir/z3", head="<meta name=x><base href=dir/ href=other/>")


def candidates(b):
    def s(value, *at, section="4.8.4.2.3"):
        b.html(section, '<img alt=图 srcset="%s">' % value, *at)
    s("F1.png, F2.png 2x")
    s("F1.png 1x,F2.png 2x")
    s(",, ,F1.png")
    s("F1.png,")
    s("F1.png,F2.png", "f1.png,/p%d/f2.png" % (b.n + 1))
    s("N1.png 1x 2x, F1.png")
    s("N1.png (a, b) 1x, F1.png 2x")
    s("F1.png 100w 50h, F2.png 200w")
    s("N1.png 50h, F1.png")
    s("N1.png 0w, F1.png")
    s("N1.png -1x, F1.png")
    s("F1.png 1.5x, F2.png 2.0e0x")
    s("N1.png 1X, F1.png 1x")
    s("N1.png 100w 2x, F1.png")
    s("N1.png 1.5w, F1.png")
    s("N1.png foo, F1.png 3x")
    s("\n\tF1.png\n\t1x\n,\n\tF2.png\t2x\n")
    s("data:image/png;base64,AAAA 1x, F1.png 2x")
    s("F1.png   1x  ,  F2.png")
    s("F1.png 2x, F1.png 3x")
    h = b.html
    h("4.8.2", "<div><source srcset=N1.png src=N2.png></div><img src=F1.png>")
    h("4.8.2", "<picture><source src=N1.png><img src=F1.png></picture>")
    h("4.8.2", "<picture><source media='(max-width:1px)' srcset='F1.png 100w, F2.png 200w' sizes=1px><img src=F3.png></picture>")
    h("4.8.2", "<video><source srcset=N1.png src=F1.mp4></video>")
    h("4.8.3", "<img srcset='' src=F1.png><img srcset=' , ' src=F2.png>")
    h("4.2.4.6", "<link rel=preload as=image imagesrcset='F1.png 1x, F2.png 2x' imagesizes=100vw>")
    h("4.2.4.6", "<link rel=stylesheet imagesrcset='N1.png' href=F1.css>")
    h("4.8.3", "<img src=F1.png srcset='F2.png 2x' usemap=#N1 lowsrc=N2.png dynsrc=N3.png>")
    h("4.8.3", "<img src='F1.png' loading=lazy decoding=async fetchpriority=low>")


def rels(b):
    h = b.html
    h("4.6.7", "<link rel='preload stylesheet' as=style href=F1.css>")
    h("4.6.7", "<link rel=STYLESHEET href=F1.css><link rel='nofollow\tStyleSheet' href=F2.css>")
    h("4.6.7", "<link href=N1.css><link rel='' href=N2.css>")
    h("4.6.7", "<link rel=stylesheet/less href=N1.css>")
    h("4.6.7", "<link rev=stylesheet href=N1.css>")
    h("4.6.7.24", "<link rel=stylesheet type=text/less href=N1.css>")
    h("4.6.7.24", "<link rel=stylesheet media=print href=F1.css><link rel=stylesheet media='not all' href=F2.css>")
    h("4.6.7.24", "<link rel=stylesheet type='text/css; charset=utf-8' href=F1.css>")
    h("4.6.7.8", "<link rel='apple-touch-icon icon' sizes=any href=F1.png>")
    h("4.6.7.8", "<link rel=apple-touch-icon-precomposed href=F1.png><link rel=mask-icon href=F2.svg color=red>")
    h("4.6.7.1", "<link rel=alternate hreflang=en href=F1><link rel='alternate' media='print' href=F2>")
    h("4.6.7.17", "<link rel=preconnect href=N1><link rel='dns-prefetch preconnect' href=N2>")
    h("4.6.7.16", "<link rel='preconnect preload' as=script href=F1.js>")
    h("4.6.7.18", "<link rel=prefetch href=F1.js><link rel=prerender href=F2>")
    h("4.6.7.12", "<link rel=modulepreload href=F1.js as=script>")
    h("4.6.7.5", "<link rel=expect href=#N1 blocking=render><a href=F1>甲</a>")
    h("4.6.7.20", "<body><link rel=stylesheet href=F1.css><p><link rel=icon href=F2.png>")
    h("4.6.7", "<link rel=author href=F1><link rel=help href=F2><link rel=license href=F3><link rel=search type=application/opensearchdescription+xml href=F4.json>")
    h("4.6.7", "<link rel=profile href=N1><link rel=schema.DC href=N2><link rel=pgpkey href=N3>")
    h("manifest", "<link rel=manifest href=F1.json crossorigin=use-credentials>")
    # the icons of a manifest are loaded when the page is installed (Web App Manifest 1.7, 2.6)
    b.site.add("/app.webmanifest", type_json('{"name":"x","start_url":"/app/start","icons":[{"src":"app/i.png","sizes":"9x9"}],'
               '"shortcuts":[{"name":"办事","url":"/app/short","icons":[{"src":"/app/s.png"}]}]}'))
    h("manifest", "<link rel=manifest href=/app.webmanifest>", "/app.webmanifest", "/app/i.png", "/app/start", "/app/short", "/app/s.png")


def type_json(text):
    return Answer(text, type="application/manifest+json")


def scripts(b):
    h = b.html
    h("4.12.1", "<script type=text/template src=N1.js></script><script src=F1.js></script>")
    h("4.12.1", "<script type='' src=F1.js></script><script type=module src=F2.js></script><script language=vbscript src=N1.js></script>")
    h("4.12.1", "<script type='text/javascript; charset=utf-8' src=N1.js></script>")
    h("4.12.1", "<script type=' TEXT/JavaScript ' src=F1.js></script><script type=application/x-javascript src=F2.js></script>")
    h("4.12.1", "<script src=''></script><script src=F1.js>document.write('<a href=N1>')</script>")
    h("4.12.1", "<script async defer src=F1.js integrity=sha256-x crossorigin></script>")
    h("4.12.1", "<script type=application/json src=N1.js>{\"url\":\"N2\"}</script>")
    h("4.12.1", "<script src=F1.js /><a href=N1>甲</a></script><a href=F2>乙</a>")
    h("8.1.6", "<script type=importmap>{}</script><a href=F1>甲</a>")
    h("7.6.1", '<script type=speculationrules>{"prefetch":[{"urls":["F1","F2"]}]}</script>')
    h("8.1.8.1", "<a href=F1 onclick=\"open('N1')\" onmouseover='location=\"N2\"'>甲</a>")
    h("4.12.2", "<noscript><img src=F1.png><a href=F2>甲</a><iframe src=F3></iframe></noscript>")


def frames(b):
    h = b.html
    h("4.8.5", "<iframe srcdoc=\"<a href='F1'>甲</a><img src='F2.png'>\"></iframe>")
    h("4.8.5", "<iframe srcdoc='&lt;link rel=stylesheet href=&quot;F1.css&quot;&gt;&lt;p&gt;x'></iframe>")
    h("4.8.5", "<iframe srcdoc='<p>x</p>' src=N1></iframe><a href=F1>甲</a>")
    h("4.8.5", "<iframe srcdoc='<base href=dir/><a href=s1>甲</a>'></iframe>", "dir/s1")
    h("4.8.5", "<iframe srcdoc='<a href=s2>甲</a>'></iframe>", "dir/s2", head="<base href=dir/>")
    h("4.8.5", "<iframe srcdoc='<iframe srcdoc=\"<a href=F1>甲</a>\"></iframe>'></iframe>")
    h("4.8.5", "<iframe loading=lazy src=F1></iframe><iframe src=about:blank></iframe><iframe src='javascript:1'></iframe><iframe src></iframe>")
    h("4.8.7", "<object data=F1.svg type=image/svg+xml><a href=F2>甲</a></object>")
    h("4.8.7", "<object data=''><embed src=F1.svg></object>")
    h("4.8.7", "<object><param name=src value=N1><a href=F1>甲</a></object>")
    h("4.8.6", "<embed src=F1.pdf type=application/pdf><embed src=''>")
    b.raw("16.3", "<html><head><title>框</title></head><frameset cols=*,*><frame src=F1><frame src=F2 longdesc=N1>"
          "<noframes><a href=N2>x</a></noframes></frameset></html>")
    b.raw("16.3", "<title>框二</title><FRAMESET ROWS='*,*'><FRAMESET COLS='*'><FRAME NAME=a SRC=F1></FRAMESET><FRAME SRC='F2'></FRAMESET>")
    h("16.2", "<bgsound src=N1><a href=F1>甲</a>")


def shadow(b):
    h = b.html
    h("4.12.3", "<div><template shadowrootmode=open><a href=F1>甲</a><img src=F2.png></template></div>")
    h("4.12.3", "<section><template shadowrootmode=closed><link rel=stylesheet href=F1.css><style>i{background:url(F2.png)}</style></template></section>")
    h("4.12.3", "<my-card><template shadowrootmode=open><slot></slot><a href=F1>甲</a></template><a href=F2>乙</a></my-card>")
    h("4.12.3", "<div><template shadowrootmode=bogus><a href=N1>甲</a></template></div><a href=F1>乙</a>")
    h("4.12.3", "<div><template shadowroot=open><a href=N1>甲</a></template></div><a href=F1>乙</a>")
    h("4.12.3", "<div><template shadowrootmode=open>x</template><template shadowrootmode=open><a href=N1>甲</a></template></div><a href=F1>乙</a>")
    h("4.12.3", "<ul><template shadowrootmode=open><a href=N1>甲</a></template></ul><a href=F1>乙</a>")
    h("4.12.3", "<template><div><template shadowrootmode=open><a href=N1>甲</a></template></div><img src=N2.png></template><a href=F1>乙</a>")
    h("4.12.3", "<template><template><a href=N1></template><a href=N2></template><a href=F1>甲</a>")


def forms(b):
    h = b.html
    h("4.10.19.6", "<form id=ff></form><button form=ff formaction=F1>查</button>")
    h("4.10.19.6", "<button formaction=N1>查</button><input type=submit formaction=N2><a href=F1>甲</a>")
    h("4.10.19.6", "<form action=F1><button type=button formaction=N1>查</button><input type=text formaction=N2></form>")
    h("4.10.19.6", "<form action=N1 method=dialog><button>好</button></form><a href=F1>甲</a>")
    h("4.10.19.6", "<form method=POST action=N1><button formmethod=get formaction=F1>查</button></form>")
    h("4.10.19.6", "<form action=F1><button formmethod=post formaction=N1>存</button><button>查</button></form>")
    h("4.10.19.6", "<form action='F1' method='bogus'></form>")
    h("4.10.19.6", "<form action=F1><form action=N1></form></form>")
    h("4.10.5.1.19", "<form><input type=IMAGE src=F1.png formaction=F2></form>")
    h("4.10.10", "<select><option value=N1 data-url=N2>甲</option></select><datalist><option value=N3></datalist><a href=F1>甲</a>")
    h("4.10.19.6", "<form action='mailto:a@b.cn'></form><form action='javascript:;'></form><a href=F1>甲</a>")
    h("4.6.3", "<a href=F1 ping='N1 N2'>甲</a>")


def foreign(b):
    h = b.html
    h("13.2.6.5", "<svg><foreignObject><a href=F1>甲</a><img src=F2.png></foreignObject></svg>")
    h("13.2.6.5", "<svg><desc><img src=F1.png></desc><title><a href=F2>甲</a></title></svg>")
    h("13.2.6.5", "<svg><img src=F1.png></svg><svg><p><a href=F2>甲</a>")
    h("13.2.6.5", "<math><mtext><a href=F1>甲</a></mtext></math><math><annotation-xml encoding=text/html><a href=F2>乙</a></annotation-xml></math>")
    h("13.2.6.5", "<svg><![CDATA[<a href=N1>x</a>]]></svg><a href=F1>甲</a>")
    h("13.2.6.5", "<svg/><a href=F1>甲</a><svg><g/><a href=F2><text>乙</text></a></svg>")
    h("13.2.6.5", "<svg><a href=F1 /><a href=F2 /></svg><a href=F3>丙</a>")
    h("13.2.6.5", "<svg><font color=red><a href=F1>乙</a></svg>")
    h("SVG 16.2", "<svg><a xlink:href=N1 href=F1><text>甲</text></a></svg>")
    h("SVG 16.2", "<svg><script href=F1.js></script><script xlink:href=F2.js /></svg>")
    h("SVG 12.3", "<svg><image href=F1.png xlink:href=N1.png /><image src=N2.png /></svg>")
    h("SVG 5.6", "<svg><use href=F1.svg#i /><use xlink:href='F2.svg#j'/><use href=#N1 /></svg>")
    h("Filter 9.12", "<svg><filter id=f><feImage href=F1.png /></filter></svg>")
    h("SVG 6.7", "<svg><style>@import 'F1.css'; rect{fill:red}</style></svg>")
    h("SVG 6.7", "<svg><style><![CDATA[@import 'F1.css';]]></style></svg>")
    h("SVG 6.6", "<svg><rect style='mask:url(F1.svg#m)' /></svg>")
    h("SVG 16.2", "<svg><g href=N1 /><text xlink:href=N2>x</text><a xlink:href='  F1 '><text>甲</text></a></svg>")
    b.raw("XHTML", '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>严格</title><script src="F1.js"/>'
          '<style><![CDATA[i{background:url(F2.png)}]]></style></head><body><a href="F3">甲</a><p/><a href="F4"/></body></html>',
          type="application/xhtml+xml")
    b.raw("XHTML", '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>严格二</title></head>'
          '<body><title/><a href="F1">甲</a></body></html>',
          type="application/xhtml+xml")
    b.raw("xml-stylesheet 4", '<?xml version="1.0"?><?xml-stylesheet type="text/xsl" href="F1.xsl"?><data><row/></data>', type="text/xml")


def refreshes(b):
    def m(content, *at, attrs='http-equiv="refresh"', section="4.2.5.3"):
        b.html(section, "<a href=/p%d/keep>留</a>" % (b.n + 1), *[*at, "keep"] if at else ["f1", "keep"], head="<meta %s content=\"%s\">" % (attrs, content))
        b.site.add("/p%d/keep" % b.n, target("/p%d/keep" % b.n))
    m("300; url='F1")
    m("300 url=F1")
    m("300,F1")
    m("300;uRl  =  F1")
    m("300.5.9; F1")
    m(" 300;\turl=F1 ")
    m("300;url='F1'N9")
    m("300; url=&quot;F1&quot;")
    for bad in ("300URL=N1", ";url=N1", "-1;url=N1", "x;url=N1", "url=N1", "300;url=javascript:alert(1)", "300x; N1"):
        m(bad, "keep")
    m("300;url=N1", "keep", attrs='http-equiv="refresh "')
    m("300;url=N1", "keep", attrs='name="refresh"')
    m("300;url", "url")
    m("300;urlx", "urlx")


def media(b):
    h = b.html
    h("4.8.8", "<video poster=F1.png><source src=F2.mp4 type=video/mp4><track kind=captions src=F3.vtt default><a href=F4>下载</a></video>")
    h("4.8.8", "<video src='' poster=''></video><audio><source></audio><track src=N1.vtt><a href=F1>甲</a>")
    h("4.8.10", "<audio controls src=F1.mp4></audio><source src=N1.mp4>")
    h("obsolete", "<body background=F1.png><div background=N1.png></div><table background=F2.png><thead background=F3.png><th background=F4.png>")
    h("obsolete", "<img longdesc=F1 src=F2.png><blockquote cite=F3></blockquote><ins cite=F4>x</ins>")
    h("4.5", "<div cite=N1></div><a href=F1>甲</a><q>x</q>")
    h("microdata", "<div itemscope itemid=N1><meta itemprop=url content=N2><a href=F1>甲</a></div>")
    h("RDFa", "<div about=N1 resource=N2 typeof=x><a href=F1 property=y>甲</a></div>")
