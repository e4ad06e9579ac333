"""Addresses: how the URL standard reads what an editor wrote, and what the server is asked for.
Also encodings of queries (URL 2.1, 4.4 with Encoding), names of hosts, and fragments (HTML 7.4.6.3)."""
from urllib.parse import quote

from kit import Answer, html, prose


def make(w):
    spellings(w)
    hosts(w)
    queries(w)
    fragments(w)


def spellings(w):
    s = w.site("spelling", "地址区人民政府")
    about = s.about = {}

    def a(section, href, path):
        s.page(path)
        s.mark(href, text="拼写%d" % len(about))
        user = {"/s/14": "a:b%40c@", "/s/15": "a%40b@"}.get(path)   # who logs in is a part of the address
        key = "http://%s%s:%d%s" % (user, s.host, w.port, path) if user else path
        s.truth[key] = "live"
        about[key] = (section, href)
    for n, (href, path) in enumerate((
            ("/s/%2e/a", "/s/a"), ("/s/%2E%2e/b", "/b"), ("/s/.%2e/c", "/c"), ("/s/./././d", "/s/d"), ("/s/..", "/"), ("/s/e/.", "/s/e/"),
            ("/s/f/..;/g", "/s/f/..;/g"), ("/s/...", "/s/..."), ("/s//../h", "/s/h"), ("/s/;i", "/s/;i"), ("/s/%00j", "/s/%00j"),
            ("/s/%c0%af", "/s/%c0%af"), ("/s/k%", "/s/k%"), ("/s/l%zz", "/s/l%zz"), ("/s/m%2", "/s/m%2"), ("/s/%41", "/s/%41"),
            ("\x01/s/n\x1f", "/s/n"), ("\x0b/s/o", "/s/o"), ("/s/p\u00a0", "/s/p%C2%A0"), ("/s/q\u200b", "/s/q%E2%80%8B"), ("\ufeff/s/r", "/%EF%BB%BF/s/r"),
            ("/s/e\u0301", "/s/e%CC%81"), ("/s/\u00e9", "/s/%C3%A9"), ("/s/\U0001f600", "/s/%F0%9F%98%80"), ("/s/a\"b", None), ("/s/a&lt;b&gt;", "/s/a%3Cb%3E"),
            ("/s/q?a='b'", "/s/q?a=%27b%27"), ("/s/q?a=\\b\\", "/s/q?a=\\b\\"), ("/s/q?a={b}|c^d`e", "/s/q?a={b}|c^d`e"), ("/s/q?a=&lt;b&gt; c", "/s/q?a=%3Cb%3E%20c"),
            ("/s/q?a?b?", "/s/q?a?b?"), ("/s/q??", "/s/q??"), ("/s/q?a=b#c?d", "/s/q?a=b"), ("/s/q?a=%zz", "/s/q?a=%zz"), ("/s/q?/../x", "/s/q?/../x"),
            ("/s/t\u3000", "/s/t%E3%80%80"), ("/s/u\n\tv", "/s/uv"), ("ht\ntp:/s/w", "/s/w"), ("/\ts/x", "/s/x"), ("http:s/y", "/s/y"), ("http:\\s\\z", "/s/z"),
            ("./s/1", "/s/1"), ("s/2?", "/s/2?"), ("s/3#", "/s/3"), ("?4", "/?4"), ("//{me}/s/5", "/s/5"), ("///{me}/s/6", "/s/6"), ("http:////{me}/s/7", "/s/7"),
            ("\\\\{me}\\s\\8", "/s/8"), ("/\\{me}/s/9", "/s/9"), ("http://{me}", "/"), ("http://{me}?10", "/?10"), ("http://{me}#x", "/"), ("http://{me}\\11", "/11"),
            ("http://@{me}/s/12", "/s/12"), ("http://:@{me}/s/13", "/s/13"), ("http://a:b%40c@{me}/s/14", "/s/14"), ("http://a@b@{me}/s/15", "/s/15"),
            ("HtTp://{me}/s/16", "/s/16"), ("s/17;a=b,c", "/s/17;a=b,c"), ("s/18/!$&()*+,;=:@~-._", "/s/18/!$&()*+,;=:@~-._"), ("s/19|[]", "/s/19|[]"), ("s/20/C:/a", "/s/20/C:/a"),
            ("s:21", None), ("./s:22", "/s:22"), ("/s/23/%E4%B8%AD%e6%96%87", "/s/23/%E4%B8%AD%e6%96%87"), ("/s/24%2f%2F", "/s/24%2f%2F"), ("/s/25?%2e%2e", "/s/25?%2e%2e"),
            ("/s/26\x7f", "/s/26%7F"), ("/s/27?\x7f", "/s/27?%7F"))):
        if path:
            a("URL 4.4", href.replace("{me}", "%s:%d" % (s.host, w.port)), path)
    for n, href in enumerate(("http:////", "http:///", "//", "http://@/x", "http://:80/x", "http://a b/", "http://a<b/".replace("<", "&lt;"), "http://a^b/", "http://a%00b/",
                              "http://[1::2::3]/", "http://[::1", "http://1.2.3.256/", "http://1.2.3.4.5/", "http://0x100000000/", "http://a:65536/",
                              "http://a:-1/", "http://a%20b/", "http://%zz/", "https://\u00ad/", "http://xn--\u00fc/", "http://a..%2f/")):
        s.mark(href, text="坏%d" % n)
    s.count_url = 21


def hosts(w):
    """Names: each is a host of its own that the server knows by one spelling."""
    s = w.site("names", "域名区人民政府")
    s.about = {}

    def host(section, written, canonical, serve=True, words="live", port=True):
        path = "/h%d" % len(s.about)
        target = w.site(canonical, "主机" + canonical, outside=True) if serve and canonical not in w.sites else w.sites.get(canonical)
        if target and target.host == "www.[::1].example":
            target.host = canonical
            w.sites[canonical] = w.sites.pop("www.[::1].example")
        if target:
            target.add(path, Answer(html("主机%s" % path, prose(canonical + path))))
        url = "http://%s:%d%s" % (canonical, w.port, path)
        s.mark("http://%s:%d%s" % (written, w.port, path) if port else written + path, text="名%s" % path)
        s.truth[url] = words
        s.about[url] = (section, written)
    me = s.host
    host("URL 3.5", me.upper(), me)
    host("URL 3.5", "%77ww.names.example", me)
    host("UTS46", "ｗｗｗ．ｎａｍｅｓ．example", me)
    host("UTS46", "www。names。example", me)
    host("UTS46", "www.na\u00admes.example", me)
    host("UTS46", "WWW.NAM\u0045S.ex\u200bample", me)
    host("UTS46", "中国.example", "xn--fiqs8s.example")
    host("UTS46", "XN--FIQS8S.EXAMPLE", "xn--fiqs8s.example")
    host("UTS46", "中國。example", "xn--fiqz9s.example")
    host("UTS46", "%E4%B8%AD%E5%9B%BD.example", "xn--fiqs8s.example")
    host("UTS46", "Bücher.example", "xn--bcher-kva.example")
    host("UTS46", "faß.example", "xn--fa-hia.example")
    host("UTS46", "a_b.names.example", "a_b.names.example")
    host("UTS46", "a--b-.names.example", "a--b-.names.example")
    host("UTS46", "①.example", "1.example")
    host("URL 3.5", "127.1", "127.0.0.1")
    host("URL 3.5", "2130706433", "127.0.0.1")
    host("URL 3.5", "0177.0.0.01", "127.0.0.1")
    host("URL 3.5", "0X7F.0.1", "127.0.0.1")
    host("URL 3.5", "127.0.0.1.", "127.0.0.1")
    host("URL 3.5", "１２７.0.0.1", "127.0.0.1")
    host("URL 3.5", "[::1]", "[::1]")
    host("URL 3.5", "[0:0:0:0:0:0:0:1]", "[::1]")
    host("URL 3.5", "[::0001]", "[::1]")
    # what no registry holds
    host("DNS", "www.nobody-has-this.example", "www.nobody-has-this.example", serve=False, words="broken.dns")
    host("DNS", "www..names.example", "www..names.example", serve=False, words="broken.dns|broken.url")
    host("DNS", "a" * 64 + ".example", "a" * 64 + ".example", serve=False, words="broken.dns|broken.url")
    dot = w.site("www.dotted.example.", "末点", outside=True)
    host("URL 3.5", "www.dotted.example.", "www.dotted.example.", serve=False)
    w.names["www.dotted.example"] = dot.address
    # a server that knows itself without the dot alone answers a browser the same (RFC 9110 7.2)
    host("RFC 9110 7.2", "www.names.example.", "www.names.example.", serve=False, words="broken.http")


def queries(w):
    """The query of an address is written in the encoding of its page, path and fragment in UTF-8."""
    s = w.site("queries", "编码区人民政府")
    s.about = {}
    rows = (("gbk", "你好"), ("gb2312", "鎔"), ("gb18030", "㐀"), ("big5", "你好"), ("shift_jis", "日本"), ("euc-jp", "日本"), ("euc-kr", "한국"),
            ("windows-1252", "é€"), ("iso-8859-1", "é€"), ("windows-1251", "да"), ("utf-8", "é"))
    python = {"gb2312": "gb18030", "iso-8859-1": "windows-1252", "euc-kr": "cp949", "shift_jis": "cp932", "gbk": "gb18030"}
    for i, (label, text) in enumerate(rows):
        page, codec = "/q%d/doc" % i, python.get(label, label)
        want = ["/q%d/%s?w=%s" % (i, quote(text), quote(text.encode(codec), safe="{}|"))]
        body = ('<html><head><meta charset=%s><title>%s</title></head><body><p>%s</p><a href="%s?w=%s">甲</a>'
                % (label, label, text * 9, text, text)).encode(codec, "xmlcharrefreplace")
        s.add(page, Answer(body, type="text/html; charset=" + label))
        s.mark(page)
        for at in want:
            s.truth[at] = "live"
            s.about[at] = ("URL 4.4 query state", label + " " + text)
            s.add(at, Answer(html("查询" + label, prose("q" + label))))
    more = (("gbk", "?w=ð", "?w=%26%23240%3B"), ("gbk", "?w=\U0001f600", "?w=%26%23128512%3B"), ("gb18030", "?w=\U0001f600", "?w=%949%FC6"),
            ("gbk", "?w=%C4%E3", "?w=%C4%E3"), ("gbk", "?w=a&amp;v=中", "?w=a&v=%D6%D0"), ("gbk", "?w=中#中", "?w=%D6%D0"), ("gbk", "?w=€", "?w=%80"))
    for i, (label, href, at) in enumerate(more):
        page, at = "/r%d/doc" % i, "/r%d/x%s" % (i, at)
        body = ("<html><head><meta charset=%s><title>%s</title></head><body><p>中文的网页说明文字</p><a href='x%s'>甲</a>" % (label, label, href))
        s.add(page, Answer(body.replace("ð", "&#240;").replace("\U0001f600", "&#128512;").replace("€", "&#8364;").encode(label), type="text/html; charset=" + label))
        s.mark(page)
        s.truth[at] = "live"
        s.about[at] = ("URL 4.4 query state", label + " " + href)
        s.add(at, Answer(html("查询二" + at, prose(at))))
    utf16 = "<html><title>宽</title><a href='/wide?w=中'>甲</a>"
    s.add("/wide/doc", Answer(b"\xfe\xff" + utf16.encode("utf-16-be"), type="text/html"))
    s.mark("/wide/doc")
    s.link("/wide?w=%E4%B8%AD", "live", "page", on="/none", at="/wide?w=%E4%B8%AD")
    s.about["/wide?w=%E4%B8%AD"] = ("Encoding 4.3", "utf-16 page, query in UTF-8")


def fragments(w):
    s = w.site("anchors", "锚点区人民政府", options=["--fragments"])
    s.about = {}
    body = ('<a name=old></a><p name=notp>x</p><p id="中文">x</p><p id="a b">x</p><p id="%41">x</p><p id="Case">x</p><map name=m></map>'
            '<template><p id=in-template></p></template><div><template shadowrootmode=open><p id=in-shadow></p></template></div>'
            '<svg><g id=in-svg></g></svg><!-- <p id=in-comment> --><script>var s="<p id=in-script>"</script><textarea><p id=in-area></textarea>'
            '<p id="a&amp;b">x</p><p id=twice>x</p><p id=twice>y</p><p id="">z</p><p id=" sp ">z</p><p id=plus+sign>z</p><a href=/t id=two-name name=other>x</a>'
            '<iframe srcdoc="<p id=in-srcdoc>"></iframe><noscript><p id=in-noscript></noscript><p ID=upper>x</p><p id=中%>x</p>')
    s.page("/t", body=body)
    s.add("/gbk", Answer(html("国标锚点", "<p id=中文>甲</p>" + prose("gbk锚")).replace("charset=utf-8", "charset=gbk").encode("gbk", "replace"), type="text/html; charset=gbk"))
    s.add("/plain.txt", Answer("文本" * 99, type="text/plain; charset=utf-8"))
    s.add("/a.pdf", Answer(b"%PDF-1.4\n" + b"x" * 3000, type="application/pdf"))
    gone = "broken.fragment"
    for i, (href, words) in enumerate((
            ("/t#old", "live"), ("/t#notp", gone), ("/t#中文", "live"), ("/t#%E4%B8%AD%E6%96%87", "live"), ("/t#a b", "live"), ("/t#a%20b", "live"), ("/t#%41", "live"),
            ("/t#Case", "live"), ("/t#case", gone), ("/t#in-template", gone), ("/t#in-shadow", gone), ("/t#in-svg", "live"), ("/t#in-comment", gone),
            ("/t#in-script", gone), ("/t#in-area", gone), ("/t#a&amp;b", "live"), ("/t#twice", "live"), ("/t#", "live"), ("/t#top", "live"), ("/t#TOP", "live"),
            ("/t#tOp", "live"), ("/t#:~:text=甲", "live"), ("/t#old:~:text=甲,乙", "live"), ("/t#%20sp%20", "live"), ("/t#plus+sign", "live"), ("/t#plus%20sign", gone),
            ("/t#two-name", "live"), ("/t#other", "live"), ("/t#in-srcdoc", gone), ("/t#upper", "live"), ("/t#none", gone), ("/t#%E4%B8%AD", gone),
            ("/gbk#中文", "live"), ("/gbk#%E4%B8%AD%E6%96%87", "live"), ("/gbk#none", gone), ("/plain.txt#L10", "live"), ("/a.pdf#page=3", "live"), ("/t#中%25", "live"))):
        s.mark(href, text="锚%d" % i)
        page, _, name = href.replace("&amp;", "&").partition("#")
        name = name.partition(":~:")[0]     # what follows is taken off before (Text Fragments 3.3)
        top = name.lower() == "top" or not name
        url = page if top else page + "#" + quote(name, safe="%&+=")
        s.about[url] = ("HTML 7.4.6.3", href)
        s.truth[url] = words
    s.fragments = True
