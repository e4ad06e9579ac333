"""Attachments, images and other loads."""
import io
import zipfile

from base import *

BAD = {"broken.content"}
HTML_ERR = "<html><head><title>错误</title></head><body>文件不存在</body></html>"


def z(names):
    b = io.BytesIO()
    with zipfile.ZipFile(b, "w") as f:
        for n in names:
            f.writestr(n, "<x/>")
    return b.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2000
PDF = b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF\n"
PNG = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010806000000 1f15c4890000000a49444154789c6300010000050001 0d0a2db40000000049454e44ae426082".replace(" ", ""))
GIF = b"GIF89a\1\0\1\0\x80\0\0\0\0\0\xff\xff\xff!\xf9\4\1\0\0\0\0,\0\0\0\0\1\0\1\0\0\2\2D\1\0;"
JPG = b"\xff\xd8\xff\xe0\0\x10JFIF\0\1\1\0\0\1\0\1\0\0" + b"\0" * 200 + b"\xff\xd9"


def file(name, body, type, truths, link='<a href="%s">附件</a>'):
    path = "/file/" + name
    add("file", name, truths, R(200, body, type=type), path=path)
    CASES[-1] = CASES[-1][:4] + (("html", link % path),)


IMG = '<img src="%s">'
for n, b, t in (("a.pdf", PDF, "application/pdf"), ("b.pdf", PDF, "application/octet-stream"), ("junk-before.pdf", b"\r\n\r\njunk\n" + PDF, "application/pdf"), ("no-type.pdf", PDF, None),
                ("text-type.pdf", PDF, "text/plain"), ("html-type.pdf", PDF, "text/html"), ("a.doc", OLE, "application/msword"), ("rtf.doc", b"{\\rtf1 x}", "application/msword"),
                ("zip.doc", z(["word/document.xml"]), "application/msword"), ("mht.doc", b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n", "application/msword"),
                ("a.docx", z(["[Content_Types].xml", "word/document.xml"]), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
                ("a.xls", OLE, "application/vnd.ms-excel"), ("table.xls", "<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table><tr><td>1</td></tr></table></html>", "application/vnd.ms-excel"),
                ("xml.xls", "<?xml version='1.0'?><?mso-application progid='Excel.Sheet'?><Workbook/>", "application/vnd.ms-excel"), ("csv.xls", "序号,名称\n1,甲\n", "application/vnd.ms-excel"),
                ("a.wps", OLE, "application/kswps"), ("a.et", OLE, "application/octet-stream"), ("a.ofd", z(["OFD.xml"]), "application/octet-stream"), ("a.rar", b"Rar!\x1a\7\0" + b"x" * 99, "application/x-rar-compressed"),
                ("a.zip", z(["a.txt"]), "application/zip"), ("a.7z", b"7z\xbc\xaf\x27\x1c" + b"x" * 99, "application/octet-stream"), ("a.txt", "说明", "text/plain"),
                ("a.ceb", b"Founder CEB" + b"\0" * 99, "application/octet-stream"), ("a.mp4", b"\0\0\0\x18ftypmp42" + b"\0" * 99, "video/mp4"), ("a.ppt", OLE, "application/vnd.ms-powerpoint")):
    file(n, b, t, LIVE)
for n, b, t in (("ok.png", PNG, "image/png"), ("ok.jpg", JPG, "image/jpeg"), ("ok.gif", GIF, "image/gif"), ("png-as.jpg", PNG, "image/jpeg"), ("jpg-type-html.jpg", JPG, "text/html"),
                ("v.svg", "<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>", "image/svg+xml"), ("w.webp", b"RIFF\x24\0\0\0WEBPVP8 " + b"\0" * 40, "image/webp"),
                ("i.ico", b"\0\0\1\0\1\0\x10\x10" + b"\0" * 90, "image/x-icon"), ("b.bmp", b"BM" + b"\0" * 90, "image/bmp"), ("f.avif", b"\0\0\0\x20ftypavif" + b"\0" * 60, "image/avif")):
    file(n, b, t, LIVE, IMG)
for n, b, t in (("empty.pdf", "", "application/pdf"), ("html.pdf", HTML_ERR, "text/html"), ("html-as.pdf", HTML_ERR, "application/pdf"), ("html.doc", HTML_ERR, "text/html"),
                ("html-as.docx", HTML_ERR, "application/octet-stream"), ("json.xlsx", '{"code":500,"msg":"文件不存在"}', "application/json"), ("empty.docx", "", "application/octet-stream"),
                ("text.pdf", "File not found", "text/plain"), ("html.zip", HTML_ERR, "text/html"), ("html.rar", HTML_ERR, "application/octet-stream"), ("alert.doc", "<script>alert('附件不存在');history.back();</script>", "text/html"),
                ("xml.pdf", "<?xml version='1.0'?><Error><Code>AccessDenied</Code></Error>", "application/xml"), ("zeros.pdf", b"\0" * 4096, "application/pdf"),
                ("html.mp4", HTML_ERR, "text/html")):
    file(n, b, t, BAD | SOFT)
for n, b, t in (("empty.png", "", "image/png"), ("html.jpg", HTML_ERR, "text/html"), ("html-as.png", HTML_ERR, "image/png"), ("text.gif", "error", "text/plain"), ("zeros.jpg", b"\0" * 500, "image/jpeg"),
                ("json.png", '{"e":1}', "application/json")):
    file(n, b, t, BAD | SOFT, IMG)
file("html.css", HTML_ERR, "text/html", BAD | SOFT, '<link rel=stylesheet href="%s">')
file("html.js", HTML_ERR, "text/html", BAD | SOFT, '<script src="%s"></script>')
file("empty.css", "", "text/css", LIVE, '<link rel=stylesheet href="%s">')
file("empty.js", "", "text/javascript", LIVE, '<script src="%s"></script>')
file("octet.js", "var a", "application/octet-stream", LIVE, '<script src="%s"></script>')
