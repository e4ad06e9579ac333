"""Documents of one snippet each, with what a browser follows or loads of it and what it does not.

In a snippet F1, F2 … are addresses that a browser asks for or a reader can follow, N1, N2 … are
none; both may have an ending (F1.png). What is asked for at another place than it is written is
told beside it (`at`). The first field names the section: of the HTML standard, CSS or SVG."""
import re

from kit import Answer, html, prose

PNG = (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\6\0\0\0\x1f\x15\xc4\x89\0\0\0\rIDATx"
       b"\x9cc\xf8\xff\xff?\0\5\xfe\2\xfe\xa75\x81\x84\0\0\0\0IEND\xaeB`\x82")
KINDS = {
    "png": (PNG, "image/png"), "css": ("b{color:#123}", "text/css"), "js": ("var a=1;", "text/javascript"),
    "svg": ('<svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml"), "vtt": ("WEBVTT\n\n", "text/vtt"),
    "mp4": (b"\0\0\0\x18ftypmp42" + b"\0" * 400, "video/mp4"), "woff2": (b"wOF2" + b"\0" * 60, "font/woff2"),
    "json": ("{}", "application/json"), "cur": (b"\0\0\2\0\1\0" + b"\0" * 60, "image/x-icon"),
    "xsl": ("<x/>", "text/xsl"), "pdf": (b"%PDF-1.4\n" + b"x" * 900, "application/pdf"),
}


def target(path):
    ending = path.partition("?")[0].rsplit(".", 1)[-1]
    if ending in KINDS:
        body, kind = KINDS[ending]
        return Answer(body, type=kind)
    return Answer(html("目标" + path, prose(path)))


class Book:
    """A site of such documents."""

    def __init__(self, site):
        self.site, self.n, self.about = site, 0, {}
        site.absent = []

    def expand(self, text):
        """The text with addresses, those a browser uses, those it does not."""
        found, absent = {}, {}

        def give(m):
            kind, name = m[1], m[0].lower()
            path = "/p%d/%s" % (self.n, name)
            (found if kind == "F" else absent)[path] = 1
            return path
        text = re.sub(r"\b([FN])\d(?:\.\w+)?\b", give, text)
        return text, list(found), list(absent)

    def promise(self, section, text, found, absent, at):
        for path in list(at if at is not None else found):
            self.site.truth[path] = "live"
            if path not in self.site.answers:
                self.site.add(path, target(path))
            self.about[path] = (section, text)
        for path in absent:
            self.site.absent.append(path)
            self.site.add(path, target(path))
            self.about[path] = (section, text)

    def leaf(self, section, text, doc, type="text/html; charset=utf-8", at=None, headers=()):
        """DOC as a page of the site, and what it leads to."""
        self.n += 1
        doc, yes, no = self.expand(doc)
        said = [(k, self.expand(v)) for k, v in headers]
        headers = [(k, v[0]) for k, v in said]
        yes, no = yes + [p for _, v in said for p in v[1]], no + [p for _, v in said for p in v[2]]
        here = "/p%d/doc" % self.n
        self.site.add(here, Answer(doc, type=type, headers=headers))
        self.site.mark(here)
        self.site.truth[here] = "live"
        at = None if at is None else [p if p.startswith("/") else "/p%d/%s" % (self.n, p) for p in at]
        self.promise(section, text, yes, no, at)

    def html(self, section, text, *at, head=""):
        words = prose("leaf%d" % self.n, 12)
        self.leaf(section, text, "<!DOCTYPE html><html><head><meta charset=utf-8><title>第%d例</title>%s</head><body>%s\n%s"
                  % (self.n, head, words, text), at=at or None)

    def raw(self, section, text, *at, **more):
        self.leaf(section, text, text, at=at or None, **more)

    def css(self, section, text, *at):
        """A style sheet of its own beside a page that loads it."""
        self.n += 1
        sheet, yes, no = self.expand(text)
        here, style = "/p%d/doc" % self.n, "/p%d/s.css" % self.n
        self.site.add(here, Answer(html("样式%d" % self.n, prose("css%d" % self.n), '<link rel=stylesheet href="s.css">')))
        self.site.add(style, Answer(sheet, type="text/css"))
        self.site.mark(here)
        self.site.truth[here] = self.site.truth[style] = "live"
        at = ["/p%d/%s" % (self.n, p) for p in at] if at else None
        self.promise(section, text, yes, no, at)
