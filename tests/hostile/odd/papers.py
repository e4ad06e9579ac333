"""Attachments and images: what the bytes are, whatever the names say."""
import base64
import io
import zipfile
from base import *

CONTENT = {"broken.content"}
PDF = b"%PDF-1.5\n%\xe2\xe3\xcf\xd3\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n" + b"% filler\n" * 80 + b"trailer<</Root 1 0 R>>\n%%EOF\n"
PNG = base64.b64decode("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==")
GIF = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")
JPG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00" + b"\x00" * 600 + b"\xff\xd9"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 1500


def zipped(*names):
    b = io.BytesIO()
    with zipfile.ZipFile(b, "w") as z:
        for n in names:
            z.writestr(n, "<x/>" * 50)
    return b.getvalue()


def rows():
    html = page("下载", "<p>请登录后下载</p>")
    error = page("出错了", "<h2>文件不存在</h2>")

    def paper(name, want, data, kind="application/octet-stream", *h, code="200 OK", tag="a"):
        row("paper/" + name, want, answer(data, code, *h, kind=kind), tag=tag)
    docx, xlsx = zipped("[Content_Types].xml", "word/document.xml"), zipped("[Content_Types].xml", "xl/workbook.xml")
    for n, d, k in (("a.pdf", PDF, "application/pdf"), ("text-label.pdf", PDF, "text/plain"), ("html-label.pdf", PDF, "text/html"),
            ("no-label.pdf", PDF, None), ("bom.pdf", b"\xef\xbb\xbf" + PDF, "application/pdf"), ("junk.pdf", b"\r\n\r\n" + PDF, "application/pdf"),
            ("lead.pdf", b"x" * 500 + b"\n" + PDF, "application/pdf"), ("a.docx", docx, "application/octet-stream"),
            ("label.docx", docx, "text/html"), ("a.xlsx", xlsx, "application/zip"), ("a.doc", OLE, "application/msword"),
            ("rtf.doc", b"{\\rtf1\\ansi text}", "application/msword"), ("docx.doc", docx, "application/msword"),
            ("a.wps", OLE, None), ("a.et", OLE, None), ("a.ofd", zipped("OFD.xml"), "application/ofd"), ("a.zip", zipped("a.txt"), "application/zip"),
            ("empty.zip", b"PK\5\6" + b"\0" * 18, "application/zip"), ("a.rar", b"Rar!\x1a\x07\x01\x00" + b"\0" * 100, None),
            ("a.7z", b"7z\xbc\xaf\x27\x1c" + b"\0" * 100, None), ("a.gz", gz("x" * 100), "application/gzip"),
            ("a.csv", "名称,数量\n甲,1\n", "text/csv"), ("a.txt", "通知全文如下", "text/plain"), ("a.mp4", b"\0\0\0\x18ftypmp42" + b"\0" * 400, "video/mp4"),
            ("a.xml", "<?xml version='1.0'?><a/>", "application/xml"), ("viewer.html?file=a.pdf", article("viewer"), "text/html"),
            ("download.jsp?name=a.pdf", PDF, "application/octet-stream")):
        paper(n, "ok", d, k)
    paper("named", "ok", PDF, "application/octet-stream", 'Content-Disposition: attachment; filename="年报.pdf"')
    for n, d, k in (("html.pdf", html, "application/pdf"), ("html2.pdf", html, "text/html; charset=utf-8"), ("html.docx", html, "text/html"),
            ("html.xlsx", error, "application/vnd.ms-excel"), ("html.zip", error, "application/zip"), ("html.rar", error, None),
            ("html-bom.pdf", "\ufeff" + html, "application/pdf"), ("html-space.pdf", "\n\n   " + html, "application/pdf"),
            ("html-comment.pdf", "<!-- tpl -->\n" + html, "application/pdf"), ("html-gbk.pdf", error.encode("gbk"), "text/html;charset=gbk"),
            ("text.pdf", "file not found", "application/pdf"), ("json.pdf", '{"code":500,"msg":"文件不存在"}', "application/json"),
            ("fragment.pdf", "<div>文件不存在</div>", "application/pdf"), ("zero.pdf", b"", "application/pdf"), ("zero.docx", b"", None),
            ("zero.zip", b"", "application/zip"), ("script.pdf", "<script>alert('文件不存在');history.back()</script>", "text/html"),
            ("spaces.pdf", "  \r\n ", "application/pdf")):
        paper(n, CONTENT | SOFT if n != "zero.pdf" else CONTENT, d, k)
    row("paper/named-two", CONTENT, answer(article("named-two"), "200 OK", 'Content-Disposition: attachment; filename="a; b.pdf"', kind="application/octet-stream"))
    row("paper/named-html", CONTENT | SOFT, answer(error, "200 OK", 'Content-Disposition: attachment; filename="a.pdf"', kind="application/octet-stream"))
    row("paper/chunked-zero.pdf", CONTENT, head("200 OK", "Transfer-Encoding: chunked", kind="application/pdf") + b"\r\n0\r\n\r\n")
    row("paper/gzip-zero.pdf", CONTENT, answer(gz(b""), "200 OK", "Content-Encoding: gzip", kind="application/pdf"))
    row("paper/gzip.pdf", "ok", answer(gz(PDF), "200 OK", "Content-Encoding: gzip", kind="application/pdf"))
    row("paper/moved-html.pdf", CONTENT | SOFT | BLOCKED, head("302 Found", "Location: /login", "Content-Length: 0") + b"\r\n")
    for n, d, k in (("a.png", PNG, "image/png"), ("a.gif", GIF, "image/gif"), ("a.jpg", JPG, "image/jpeg"), ("png.jpg", PNG, "image/jpeg"),
            ("label.jpg", JPG, "text/html"), ("octet.jpg", JPG, "application/octet-stream"), ("webp.jpg", b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 30, "image/jpeg"),
            ("a.svg", '<?xml version="1.0"?><!-- c --><svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml"),
            ("bom.svg", '\ufeff<svg xmlns="http://www.w3.org/2000/svg"></svg>', "image/svg+xml"),
            ("a.ico", b"\0\0\1\0\1\0\x10\x10\0\0\1\0\x20\0" + b"\0" * 60, "image/x-icon"), ("a.bmp", b"BM" + b"\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0" + b"\0" * 40, "image/bmp"),
            ("a.avif", b"\0\0\0\x1cftypavif" + b"\0" * 50, "image/avif"), ("a.tif", b"II*\0" + b"\0" * 40, "image/tiff"),
            ("code?r=1", GIF, "image/gif")):
        paper("img/" + n, "ok", d, k, tag="img")
    for n, d, k in (("zero.png", b"", "image/png"), ("html.png", html, "text/html"), ("html.jpg", error, "image/jpeg"),
            ("text.gif", "not an image", "image/gif"), ("json.png", '{"code":404}', "application/json"), ("zero.jpg", b"", None)):
        paper("img/" + n, CONTENT | SOFT, d, k, tag="img")
    directory("/pic/", answer(GIF, kind="image/gif"))
    row("pic/lost.jpg", SOFT, tag="img")
    row("pic/there.png", "ok", answer(PNG, kind="image/png"), tag="img")
    row("paper/img/404.png", DEAD, answer(GIF, "404 Not Found", kind="image/gif"), tag="img")
