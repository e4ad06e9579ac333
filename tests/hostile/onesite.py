#!/usr/bin/env python3
"""One site with everything on it: an index page whose links are of known truth, all of them
on one origin, so that what one answer does must not touch the next.

    onesite.py DIR [WITHOUT...]
                      serves until standard input ends; the first line on standard output is
                      JSON: the address, the CA file, and the truth of every link; names that
                      begin with WITHOUT are not linked

A truth is live, dead, soft, blocked, wrong, private, unknown or skipped: what a person who
looks at the answer would say. It was written down before any program was asked.
"""
import gzip
import hashlib
import html
import importlib.util
import json
import os
import random
import ssl
import sys
import time
import warnings

HERE = os.path.dirname(os.path.abspath(__file__))
spec = importlib.util.spec_from_file_location("hostile_base", os.path.join(HERE, "hostile.py"))
base = importlib.util.module_from_spec(spec)
spec.loader.exec_module(base)
answer, cut, wait, PAGE = base.answer, base.cut, base.wait, base.PAGE

sys.path.insert(0, HERE)
import onesite_more  # noqa: E402

warnings.simplefilter("ignore")  # old protocols are asked for on purpose

SITE = {}   # first part of the path -> handler
TRUTH = {}  # path -> truth
COUNT = {}


def kind(truth, *paths, name=None, **more):
    """Registers handler fn(c, r). paths: below /NAME/; a dict gives each its truth."""
    def add(fn):
        n = name or fn.__name__.strip("_").replace("_", "-")
        SITE[n] = fn
        for p in paths or ("",):
            if isinstance(p, dict):
                for k, v in p.items():
                    TRUTH["/%s/%s" % (n, k)] = v
            else:
                TRUTH["/%s/%s" % (n, p)] = truth
        return fn
    return add


def nth(r):
    with base.LOCK:
        COUNT[r.path] = COUNT.get(r.path, -1) + 1
        return COUNT[r.path]


def raw(c, head, body=PAGE):
    c.sendall(head.replace("\n", "\r\n").encode("latin-1") + b"\r\n\r\n" + body)


def doc(title, *paragraphs, head=""):
    return ('<!DOCTYPE html><html lang="zh"><head><meta charset="utf-8"><title>%s</title>%s</head>'
            '<body>%s</body></html>' % (title, head, "".join("<p>%s</p>" % p for p in paragraphs))).encode()


def words(seed, n):
    rnd = random.Random(hashlib.md5(seed.encode()).hexdigest())
    pool = ("市政府 办公室 通知 公告 关于 印发 实施 方案 会议 工作 安全 生产 环境 保护 教育 卫生 农村 建设 项目 资金 审计 "
            "交通 水利 林业 民政 社会 保障 就业 统计 公开 年度 报告 检查 整改 单位 部门 乡镇 街道 居民 群众 服务 大厅").split()
    return "".join(rnd.choice(pool) + ("，" if i % 7 == 6 else "") for i in range(n)) + "。"


def notice(title, seed=None, n=160, frame=True):
    menu = "首页 政务公开 新闻中心 办事服务 互动交流 走进本市 " * 2 if frame else ""
    foot = "主办：某市人民政府 承办：某市人民政府办公室 网站标识码：3702000001 ICP备05000001号" if frame else ""
    return doc(title + " - 某市人民政府", menu, "<h1>%s</h1>" % title, words(seed or title, n), foot)


# --- live, though difficult ---

@kind("live")
def folded_headers(c, r):
    raw(c, "HTTP/1.1 200 OK\nContent-Type: text/html;\n charset=utf-8\nX-A: b\n\tc\n d\nContent-Length: %d" % len(PAGE))


@kind("live")
def no_reason(c, r):
    raw(c, "HTTP/1.1 200\nContent-Type: text/html\nContent-Length: %d" % len(PAGE))


@kind("live")
def no_reason_no_space_10(c, r):
    raw(c, "HTTP/1.0 200\nContent-Type: text/html")


@kind("live")
def head_hangs(c, r):
    if r.method == "HEAD":
        wait()
    answer(c)


@kind("live")
def head_501_range_416(c, r):
    if r.method == "HEAD":
        answer(c, "501 Not Implemented")
    elif "range" in r.headers:
        answer(c, "416 Range Not Satisfiable")
    else:
        answer(c)


@kind("live")
def many_cookies(c, r):
    raw(c, "HTTP/1.1 200 OK\n" + "".join("Set-Cookie: c%d=%s\n" % (i, "v" * 60) for i in range(90))
        + "Content-Length: %d\nContent-Type: text/html" % len(PAGE))


@kind("live")
def headers_24k_in_40_lines(c, r):
    raw(c, "HTTP/1.1 200 OK\n" + "".join("X-Policy-%d: %s\n" % (i, "p" * 600) for i in range(40))
        + "Content-Length: %d\nContent-Type: text/html" % len(PAGE))


@kind("live")
def length_twice_the_same(c, r):
    raw(c, "HTTP/1.1 200 OK\nContent-Length: %d\nContent-Length: %d\nContent-Type: text/html" % (len(PAGE), len(PAGE)))


@kind("live")
def length_and_chunked(c, r):
    raw(c, "HTTP/1.1 200 OK\nContent-Length: 7\nTransfer-Encoding: chunked\nContent-Type: text/html",
        b"%x\r\n%s\r\n0\r\n\r\n" % (len(PAGE), PAGE))


@kind("live")
def chunk_extensions(c, r):
    raw(c, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nContent-Type: text/html",
        b"%x;name=value\r\n%s\r\n0;last\r\nX-Trailer: 1\r\n\r\n" % (len(PAGE), PAGE))


@kind("live")
def garbage_after_body(c, r):
    answer(c, body=PAGE)
    c.sendall(b"\r\n\r\nHTTP/1.1 500 no\r\n\r\ngarbage" * 3)


@kind("live")
def closes_kept_alive(c, r):
    raw(c, "HTTP/1.1 200 OK\nConnection: keep-alive\nContent-Length: %d\nContent-Type: text/html" % len(PAGE))


@kind("live")
def no_content_type(c, r):
    raw(c, "HTTP/1.1 200 OK\nContent-Length: %d" % len(PAGE))


@kind("live")
def nonsense_content_type(c, r):
    answer(c, type=";;charset==")


@kind("live")
def page_as_octet_stream(c, r):
    answer(c, type="application/octet-stream")


@kind("live")
def encoding_utf8(c, r):
    """Content-Encoding: utf-8, a common mistake; browsers pass over what they do not know."""
    answer(c, Content_Encoding="utf-8")


@kind("live")
def encoding_binary(c, r):
    answer(c, Content_Encoding="binary")


@kind("live")
def encoding_x_gzip(c, r):
    answer(c, body=gzip.compress(PAGE), Content_Encoding="X-GZip")


@kind("live")
def gzip_empty_body(c, r):
    answer(c, body=b"", Content_Encoding="gzip")


@kind("live")
def several_1xx(c, r):
    c.sendall(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 102 Processing\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n")
    answer(c)


@kind("live")
def answers_after_four_seconds(c, r):
    time.sleep(4)
    answer(c)


@kind("live")
def body_in_small_pieces(c, r):
    raw(c, "HTTP/1.1 200 OK\nContent-Length: %d\nContent-Type: text/html" % len(PAGE), b"")
    for i in range(0, len(PAGE), 200):
        c.sendall(PAGE[i:i + 200])
        time.sleep(0.02)


@kind("live")
def head_in_single_bytes(c, r):
    for b in b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(PAGE):
        c.sendall(bytes([b]))
        time.sleep(0.002)
    c.sendall(PAGE)


@kind("live")
def unavailable_twice(c, r):
    if nth(r) < 2:
        answer(c, "503 Service Unavailable", b"")
        return
    answer(c)


@kind("live")
def gateway_once(c, r):
    answer(c, "502 Bad Gateway" if nth(r) == 0 else "200 OK")


@kind("live")
def reset_once_in_body(c, r):
    if nth(r) == 0:
        raw(c, "HTTP/1.1 200 OK\nContent-Length: 90000\nContent-Type: text/html", PAGE)
        time.sleep(0.05)
        cut(c)
    answer(c)


@kind("live")
def empty_once(c, r):
    if nth(r) > 0:
        answer(c)


@kind("live")
def short_once(c, r):
    answer(c, Content_Length=len(PAGE) + (1000 if nth(r) == 0 else 0))


@kind("live")
def gzip_broken_once(c, r):
    z = gzip.compress(PAGE)
    answer(c, body=z[:200] if nth(r) == 0 else z, Content_Encoding="gzip")


@kind("live")
def missing_once(c, r):
    answer(c, "404 Not Found" if nth(r) == 0 else "200 OK")


@kind("live")
def missing_without_language(c, r):
    answer(c, "200 OK" if "accept-language" in r.headers and "accept" in r.headers else "404 Not Found")


@kind("live")
def error_to_short_agent(c, r):
    """A filter that answers 500 to whoever does not call himself Mozilla."""
    answer(c, "200 OK" if r.headers.get("user-agent", "").startswith("Mozilla/") else "500 Internal Server Error")


@kind("live")
def reset_to_short_agent(c, r):
    if not r.headers.get("user-agent", "").startswith("Mozilla/"):
        cut(c)
    answer(c)


@kind("live")
def forbidden_without_referer(c, r):
    answer(c, "200 OK" if "referer" in r.headers else "403 Forbidden", PAGE)


@kind("live")
def busy_two_seconds(c, r):
    if nth(r) == 0:
        answer(c, "429 Too Many Requests", b"", Retry_After=2)
        return
    answer(c)


@kind("live")
def busy_until_date(c, r):
    if nth(r) == 0:
        answer(c, "429 Too Many Requests", b"", Retry_After=time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 3)))
        return
    answer(c)


@kind("live")
def busy_twelve_seconds(c, r):
    if nth(r) == 0:
        answer(c, "429 Too Many Requests", b"", Retry_After=12)
        return
    answer(c)


@kind("live")
def busy_without_a_time(c, r):
    answer(c, "429 Too Many Requests" if nth(r) < 2 else "200 OK")


@kind("live")
def maintenance_with_time(c, r):
    if nth(r) == 0:
        answer(c, "503 Service Unavailable", b"", Retry_After=1)
        return
    answer(c)


@kind("live")
def choices_300(c, r):
    answer(c, "300 Multiple Choices", doc("Choices", '<a href="/">one</a>', words("x", 60)))


@kind("live")
def created_201(c, r):
    answer(c, "201 Created")


@kind("live")
def accepted_202(c, r):
    answer(c, "202 Accepted")


@kind("live")
def non_authoritative_203(c, r):
    answer(c, "203 Non-Authoritative Information")


@kind("live")
def im_used_226(c, r):
    answer(c, "226 IM Used")


@kind("live")
def unassigned_299(c, r):
    answer(c, "299 Fine")


@kind("live")
def location_with_200(c, r):
    answer(c, Location="/nowhere/")


@kind("live")
def redirect_query_only(c, r):
    if "?" in r.path:
        answer(c)
    else:
        base.redirect(c, "?page=1")


@kind("live")
def redirect_schemeless(c, r):
    base.redirect(c, "//%s/no-reason/" % r.host)


@kind("live")
def redirect_upper_scheme(c, r):
    base.redirect(c, "HTTP://%s/no-reason/" % r.host)


@kind("live")
def redirect_with_space(c, r):
    if "%20" in r.path:
        answer(c)
    else:
        base.redirect(c, "/redirect-with-space/a b.html")


@kind("live")
def redirect_in_utf8(c, r):
    if "%E9%80%9A" in r.path:
        answer(c)
    else:
        c.sendall("HTTP/1.1 302 Found\r\nLocation: /redirect-in-utf8/通知\r\nContent-Length: 0\r\n\r\n".encode())


@kind("live")
def redirect_dot_segments(c, r):
    base.redirect(c, "./../a/../no-reason/")


@kind("live")
def redirect_with_body_unread(c, r):
    raw(c, "HTTP/1.1 302 Found\nLocation: /no-reason/\nContent-Length: 900000", b"x" * 900000)


@kind("live")
def redirect_without_length(c, r):
    raw(c, "HTTP/1.1 303 See Other\nLocation: /no-reason/", b"")


@kind("live")
def redirect_two_cookies(c, r):
    seen = r.headers.get("cookie", "")
    if "a=1" in seen and "b=2" in seen:
        answer(c)
    elif "a=1" in seen:
        base.redirect(c, r.path, Set_Cookie="b=2; Path=/redirect-two-cookies")
    else:
        base.redirect(c, r.path, Set_Cookie="a=1; Path=/redirect-two-cookies")


@kind("live")
def redirect_nine_times(c, r):
    n = int(r.path.rstrip("/").rsplit("/", 1)[1]) if r.path.count("/") > 2 else 0
    if n < 9:
        base.redirect(c, "/redirect-nine-times/%d/" % (n + 1))
    else:
        answer(c)


@kind("live")
def refresh_header(c, r):
    answer(c, body=b"<html></html>", Refresh="0; url=/no-reason/")


@kind("live")
def refresh_slow(c, r):
    """A page that renews itself every five minutes is a page."""
    answer(c, body=doc("Stock", words("s", 90), head='<meta http-equiv="refresh" content="300">'))


@kind("live", "report.pdf", "data.xlsx", "photo.jpg")
def document(c, r):
    if r.path.endswith("pdf"):
        answer(c, body=b"%PDF-1.4\n" + b"1 0 obj\n" * 100, type="text/html")
    elif r.path.endswith("xlsx"):
        answer(c, body=b"PK\x03\x04" + b"\0" * 500, type="text/plain")
    else:
        answer(c, body=b"\xff\xd8\xff\xe0" + b"\0" * 500, type="application/octet-stream")


@kind("live", "view.pdf")
def viewer_for_document(c, r):
    """A page about the document, with a frame that shows it: people see the document."""
    if "raw" in r.path:
        answer(c, body=b"%PDF-1.4\n" + b"1 0 obj\n" * 100, type="application/pdf")
    elif r.path.endswith("/view.pdf"):
        base.redirect(c, "/viewer-for-document/raw.bin")
    else:
        answer(c, "404 Not Found", b"")


@kind("live", "list.php?id=3&amp;copy=2", "a%20b.html", "%E4%B8%AD.html")
def odd_addresses(c, r):
    good = ("list.php?id=3&copy=2", "a%20b.html", "%E4%B8%AD.html")
    answer(c, "200 OK" if r.path.split("/", 2)[2] in good else "404 Not Found")


@kind("live")
def empty_page(c, r):
    answer(c, body=b"")


@kind("live")
def large_page(c, r):
    answer(c, body=doc("Large", *[words(str(i), 100) for i in range(4000)]))


@kind("live")
def page_in_utf16(c, r):
    answer(c, body=b"\xff\xfe" + PAGE.decode().encode("utf-16-le"), type="text/html")


@kind("live")
def page_with_nul_bytes(c, r):
    answer(c, body=PAGE.replace(b"line 5", b"li\0ne 5"))


@kind("live")
def deeply_nested(c, r):
    answer(c, body=b"<html><title>deep</title><body>" + b"<div>" * 20000 + b"text of the page" + b"</div>" * 20000)


# --- real pages that look like error pages ---

@kind("live", "maintenance.html", "lost.html", "404.html", "blocked.html", "domain.html")
def pages_about_errors(c, r):
    titles = {"maintenance.html": "关于政务系统维护的通知", "lost.html": "失物招领：找不到主人的物品",
              "404.html": "404路公交线路调整公告", "blocked.html": "关于防止网页访问被拦截的技术规范解读",
              "domain.html": "关于域名出售与转让管理办法的公告"}
    t = titles[r.path.rsplit("/", 1)[1]]
    answer(c, body=notice(t))


@kind("live", "spam-police.html", "spam-law.html")
def pages_about_spam(c, r):
    if "police" in r.path:
        answer(c, body=notice("市公安局破获特大网络赌博案 抓获犯罪嫌疑人32名"))
    elif "law" not in r.path:
        answer(c, "404 Not Found", b"")
    else:
        answer(c, body=notice("关于严厉打击网络色情和赌博违法犯罪的通告"))


# --- blocked ---

@kind("blocked")
def waf_403_chinese(c, r):
    answer(c, "403 Forbidden", doc("访问被拦截", "您的访问被拦截，请求ID：123456", "网站防火墙"))


@kind("blocked")
def waf_200_chinese(c, r):
    answer(c, body=doc("访问被拦截！", "很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。", "事件ID 1a2b3c"))


@kind("blocked")
def waf_200_english(c, r):
    answer(c, body=doc("Request Rejected", "The requested URL was rejected. Please consult with your administrator.",
                       "Your support ID is: 1234567890"))


@kind("blocked")
def waf_405_aliyun(c, r):
    answer(c, "405 Method Not Allowed", doc("405", "很抱歉，由于您访问的URL有可能对网站造成安全威胁，您的访问被阻断。"))


@kind("blocked")
def challenge_202_aws(c, r):
    answer(c, "202 Accepted", b"", X_Amzn_Waf_Action="challenge")


@kind("blocked")
def challenge_503_cloudflare(c, r):
    answer(c, "503 Service Unavailable", doc("Just a moment...", "Checking your browser before accessing the site.", head="<script>window._cf_chl_opt={}</script>"),
           cf_mitigated="challenge", Server="cloudflare")


@kind("blocked")
def challenge_header_200(c, r):
    answer(c, body=b"<html><head><script src=\"/cdn-cgi/x.js\"></script></head><body></body></html>", cf_mitigated="challenge")


@kind("blocked")
def challenge_cookie_script(c, r):
    """A first visit gets a script that makes a cookie; only a browser passes."""
    answer(c, body=b"<html><script>var a='x'+Math.random();document.cookie='ck_verify='+a+';path=/';window.location.reload();</script></html>")


@kind("blocked")
def captcha_page(c, r):
    answer(c, body=doc("安全验证", "请完成安全验证后继续访问", '<input name="captcha">'))


@kind("blocked")
def captcha_429(c, r):
    answer(c, "429 Too Many Requests", doc("访问过于频繁", "您的访问过于频繁，请稍后再试"))


@kind("blocked")
def forbidden_plain(c, r):
    answer(c, "403 Forbidden", b"Forbidden")


@kind("blocked")
def forbidden_geo_451(c, r):
    answer(c, "451 Unavailable For Legal Reasons", b"")


@kind("blocked")
def login_401(c, r):
    answer(c, "401 Unauthorized", b"", WWW_Authenticate='Basic realm="x"')


@kind("blocked")
def linkedin_999(c, r):
    answer(c, "999 Request denied", b"")


@kind("blocked")
def precondition_412_ruishu(c, r):
    answer(c, "412 Precondition Failed", b"<html><head><script>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=1;</script></head></html>")


@kind("blocked")
def busy_for_ever(c, r):
    answer(c, "429 Too Many Requests", b"")


@kind("blocked")
def busy_for_two_hours(c, r):
    answer(c, "429 Too Many Requests", b"", Retry_After=7200)


@kind("blocked")
def busy_again_and_again(c, r):
    answer(c, "429 Too Many Requests", b"", Retry_After=4)


# --- dead ---

@kind("dead")
def missing(c, r):
    answer(c, "404 Not Found", b"nothing here")


@kind("dead")
def missing_with_a_real_looking_page(c, r):
    answer(c, "404 Not Found", notice("关于公布年度计划的通知"))


@kind("dead")
def gone_empty(c, r):
    answer(c, "410 Gone", b"")


@kind("dead")
def missing_404_no_reason(c, r):
    raw(c, "HTTP/1.1 404", b"")


@kind("dead")
def error_500_with_content(c, r):
    answer(c, "500 Internal Server Error", notice("Runtime Error"))


@kind("dead")
def error_503_for_ever(c, r):
    answer(c, "503 Service Unavailable", b"")


@kind("dead")
def error_508(c, r):
    answer(c, "508 Loop Detected", b"")


@kind("dead")
def closes_at_once(c, r):
    pass


@kind("dead")
def resets_always(c, r):
    cut(c)


@kind("dead")
def hangs(c, r):
    wait()


@kind("dead")
def hangs_in_the_middle(c, r):
    raw(c, "HTTP/1.1 200 OK\nContent-Length: 90000\nContent-Type: text/html", b"<html><title>half</title>")
    wait()


@kind("dead")
def length_mismatch(c, r):
    raw(c, "HTTP/1.1 200 OK\nContent-Length: 100\nContent-Length: 2000\nContent-Type: text/html")


@kind("live")
def length_too_large_always(c, r):
    answer(c, Content_Length=len(PAGE) * 3)


@kind("dead")
def chunk_size_bad(c, r):
    raw(c, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nContent-Type: text/html", b"xyz\r\nhello\r\n0\r\n\r\n")


@kind("dead")
def chunked_never_ends(c, r):
    raw(c, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nContent-Type: text/html", b"5\r\nhello\r\n")


@kind("dead")
def gzip_half_always(c, r):
    z = gzip.compress(os.urandom(3000))
    answer(c, body=z[:len(z) // 2], Content_Encoding="gzip")


@kind("dead")
def brotli_half_always(c, r):
    answer(c, body=base.BR[:len(base.BR) // 2], Content_Encoding="br")


@kind("dead")
def zstd_half_always(c, r):
    answer(c, body=bytes.fromhex("28b52ffd6000") + b"\x01" * 30, Content_Encoding="zstd")


@kind("dead")
def plain_called_gzip(c, r):
    answer(c, Content_Encoding="gzip")


@kind("dead")
def bomb_60_megabytes(c, r):
    answer(c, body=base.BOMB, Content_Encoding="gzip")


@kind("dead")
def not_http_at_all(c, r):
    c.sendall(b"220 ftp.example.com FTP server ready\r\n")


@kind("dead")
def header_without_end(c, r):
    c.sendall(b"HTTP/1.1 200 OK\r\n")
    try:
        while not base.STOP.is_set():
            c.sendall(b"X: " + b"y" * 8000 + b"\r\n")
    except OSError:
        pass


@kind("dead")
def redirect_no_location(c, r):
    answer(c, "301 Moved Permanently", b"")


@kind("dead")
def redirect_to_itself_always(c, r):
    base.redirect(c, r.path)


@kind("dead")
def redirect_ping_pong(c, r):
    base.redirect(c, "/redirect-ping-pong/" + ("" if r.path.endswith("b") else "b"))


@kind("dead")
def redirect_growing(c, r):
    base.redirect(c, r.path + "x/")


@kind("dead")
def redirect_bad_host(c, r):
    base.redirect(c, "http://exa mple..cn:99999/")


@kind("dead")
def redirect_to_javascript(c, r):
    base.redirect(c, "javascript:history.back()")


@kind("dead")
def redirect_to_dead(c, r):
    base.redirect(c, "/missing/")


@kind("dead")
def redirect_to_closed_port(c, r):
    base.redirect(c, "http://127.0.0.1:%d/" % PORTS["closed"])


@kind("dead")
def meta_refresh_to_dead(c, r):
    answer(c, body=base.meta("/missing/"))


@kind("dead")
def refresh_header_to_dead(c, r):
    answer(c, body=b"<html></html>", Refresh="0;URL='/missing/'")


@kind("dead")
def script_to_dead(c, r):
    answer(c, body=b"<html><head><script>location.replace('/missing/')</script></head><body></body></html>")


@kind("dead")
def frameset_nothing(c, r):
    answer(c, "404 Not Found", b'<frameset><frame src="/"></frameset>')


@kind("dead", "file.pdf", "file.docx", "file.zip", "photo.png", "empty.jpg", "empty.pdf", "text.pdf", "short.xls")
def promised_files(c, r):
    name = r.path.rsplit("/", 1)[1]
    if name.startswith("empty"):
        answer(c, body=b"", type="application/octet-stream")
    elif name == "text.pdf":
        answer(c, body="文件不存在".encode(), type="application/pdf")
    elif name == "short.xls":
        answer(c, body=b'{"code":404,"msg":"file not found"}', type="application/json")
    else:
        answer(c, body=doc("下载", words("d", 60)), type="text/html")


@kind("dead")
def bytes_of_another_protocol(c, r):
    c.sendall(b"\x15\x03\x01\x00\x02\x02\x46")


# --- unknown ---

@kind("live")
def header_without_colon(c, r):
    """Browsers leave such a line out."""
    raw(c, "HTTP/1.1 200 OK\nGarbage\nContent-Type: text/html\nContent-Length: %d" % len(PAGE))


@kind("unknown")
def code_419(c, r):
    answer(c, "419 Page Expired", b"")


@kind("unknown")
def code_306(c, r):
    answer(c, "306 Unused", b"")


@kind("unknown")
def code_777(c, r):
    answer(c, "777 Odd", b"")


# --- soft 404: every directory its own way ---

ERROR = ("很抱歉，您访问的页面不存在或已被删除", "请检查地址是否正确，或返回首页", "服务热线 12345")


def soft_site(missing, real, truth_of_real="live"):
    """Addresses below a directory: real ones answer as real(c, r, name), others by missing."""
    def fn(c, r):
        name = r.path.split("/", 2)[2]
        if name in REAL:
            real(c, r, name)
        else:
            missing(c, r, name)
    return fn


REAL = {"notice-1.html": "关于召开全市安全生产工作会议的通知", "notice-2.html": "某市2025年财政预算公开",
        "short.html": "联系我们"}


def real_page(c, r, name):
    answer(c, body=notice(REAL[name], n=20 if name == "short.html" else 200))


def soft_kind(name, real=real_page, lost=("t20240101_1.html", "old/notice-9.html"), **truths):
    rows = {k: "live" for k in REAL}
    rows.update({k: "soft" for k in lost})
    rows.update(truths)

    def add(missing):
        kind("live", rows, name=name)(soft_site(missing, real))
        return missing
    return add


@soft_kind("soft-plain")
def _(c, r, name):
    answer(c, body=doc("某市人民政府", *ERROR))


@soft_kind("soft-in-template")
def _(c, r, name):
    """The error page has the frame of every page: menu, footer, and one sentence."""
    answer(c, body=doc("某市人民政府", "首页 政务公开 新闻中心 办事服务 互动交流 走进本市 " * 2, "没有找到您要的内容。",
                       "主办：某市人民政府 承办：某市人民政府办公室 网站标识码：3702000001 ICP备05000001号"))


@soft_kind("soft-echo")
def _(c, r, name):
    answer(c, body=doc("页面 %s" % html.escape(r.path), "您请求的地址 %s 没有内容" % html.escape(r.path),
                       "请求编号 %s" % hashlib.md5(r.path.encode()).hexdigest(), *ERROR[1:]))


@soft_kind("soft-rotating")
def _(c, r, name):
    """News of the day below the sentence: other text at every request."""
    seed = str(random.random())
    answer(c, body=doc("某市人民政府门户网站", ERROR[0], "<h2>推荐阅读</h2>", *[words(seed + str(i), 12) for i in range(12)]))


@soft_kind("soft-rotating-without-words")
def _(c, r, name):
    seed = str(random.random())
    answer(c, body=doc("某市人民政府门户网站", "首页 政务公开 新闻中心 办事服务 互动交流", *[words(seed + str(i), 8) for i in range(16)]))


@soft_kind("soft-redirect-error")
def _(c, r, name):
    base.redirect(c, "/soft-redirect-error-page.html")


@soft_kind("soft-redirect-error-with-path")
def _(c, r, name):
    base.redirect(c, "/soft-redirect-error-page.html?aspxerrorpath=" + r.path)


@soft_kind("soft-redirect-home")
def _(c, r, name):
    base.redirect(c, "/")


@soft_kind("soft-redirect-home-301")
def _(c, r, name):
    base.redirect(c, "/index.html", "301 Moved Permanently")


@soft_kind("soft-meta-home")
def _(c, r, name):
    answer(c, body=doc("跳转", "3秒后返回首页", head='<meta http-equiv="refresh" content="3;url=/">'))


@soft_kind("soft-script-home")
def _(c, r, name):
    answer(c, body=b"<html><head><script>window.location.href='/';</script></head><body></body></html>")


@soft_kind("soft-home-content")
def _(c, r, name):
    """The home page itself, with 200, for whatever is asked."""
    answer(c, body=index())


@soft_kind("soft-canonical")
def _(c, r, name):
    answer(c, body=doc("某市人民政府", words("canon", 80), ERROR[0], head='<link rel="canonical" href="/404.html"><meta name="robots" content="noindex">'))


@soft_kind("soft-english")
def _(c, r, name):
    answer(c, body=doc("Page not found | City", "Sorry, the page you are looking for could not be found.", "Search our site"))


@soft_kind("soft-with-token")
def _(c, r, name):
    """A nonce of its own in the text of every answer, and the time."""
    answer(c, body=doc("提示信息", "信息不存在！ 时间 %s 流水号 %s" % (time.time(), os.urandom(16).hex()), "返回上一页"))


@soft_kind("soft-named-and-numbered")
def _(c, r, name):
    """One sentence with the address asked for and a long number, without a word of error pages."""
    answer(c, body=doc("Not here", "The requested URL %s has gone away. Token %s" % (html.escape(r.path), random.random())))


@kind("live", {"gone.html": "soft", "deleted.html": "soft", "english.html": "soft", "notice.html": "live", "help.html": "live"})
def says_gone_beside_true_404(c, r):
    """Names the system never knew get 404; what an editor deleted gets 200 and one sentence."""
    name = r.path.rsplit("/", 1)[1]
    pages = {"gone.html": doc("信息提示", "对不起，您访问的页面不存在！"),
             "deleted.html": doc("某市人民政府", "该信息已被删除。", '<a href="/">返回首页</a>'),
             "english.html": doc("404 Not Found", "<h1>404 Not Found</h1>"),
             "notice.html": doc("通知", "关于清理“页面不存在”链接的通知：请于周五前完成。"),
             "help.html": doc("帮助", "提示“您访问的页面不存在”时怎么办？请先核对地址，再清除浏览器缓存，仍然打不开的，请拨打12345向本站反映，"
                              "工作人员会在两个工作日内答复，并将结果告知本人，谢谢您的支持与配合，祝您生活愉快，工作顺利，万事如意，阖家幸福安康。")}
    if name in pages:
        answer(c, body=pages[name])
    else:
        answer(c, "404 Not Found", b"")


@soft_kind("soft-tiny")
def _(c, r, name):
    answer(c, body=b"<html><body>error</body></html>")


@soft_kind("soft-empty")
def _(c, r, name):
    answer(c, body=b"")


@soft_kind("soft-alert")
def _(c, r, name):
    answer(c, body="<html><head><meta charset=utf-8></head><script>alert('该信息不存在或已删除！');history.back();</script></html>".encode())


@soft_kind("soft-gbk")
def _(c, r, name):
    answer(c, body=doc("错误提示", *ERROR).decode().replace("utf-8", "gb2312").encode("gb18030"), type="text/html")


@soft_kind("soft-203")
def _(c, r, name):
    answer(c, "203 Non-Authoritative Information", doc("某市人民政府", *ERROR))


@soft_kind("soft-random-length")
def _(c, r, name):
    rnd = random.random()
    answer(c, body=doc("某市人民政府", ERROR[0], words(str(rnd), int(20 + rnd * 300))))


@kind("live", {"art?id=1": "live", "art?id=2": "live", "art?id=99": "soft", "art?id=abc": "soft"})
def soft_by_query(c, r):
    if r.path.endswith(("?id=1", "?id=2")):
        answer(c, body=notice("公告 " + r.path[-1], n=200))
    else:
        answer(c, body=doc("某市人民政府", "参数错误，文章不存在"))


@kind("live", {"good/a.html": "live", "good/b.html": "dead", "bad/x.html": "soft", "bad/notice-1.html": "live"})
def soft_in_one_directory(c, r):
    """Only one directory has a catch-all; the other answers 404 as it should."""
    name = r.path.split("/", 2)[2]
    if name == "good/a.html" or name == "bad/notice-1.html":
        answer(c, body=notice("关于 %s 的通知" % name, n=200))
    elif name.startswith("good/"):
        answer(c, "404 Not Found", b"")
    else:
        answer(c, body=doc("某市人民政府", *ERROR))


@kind("live", {"app/": "live", "app/news": "live", "app/about": "live"})
def single_page_shell(c, r):
    """A shell that scripts fill: the same bytes for every route. Nothing can be said."""
    answer(c, body=b'<!DOCTYPE html><html><head><meta charset="utf-8"><title>App</title><script src="/js/app.js"></script></head>'
                   b'<body><div id="app"></div><noscript>We are sorry but this app does not work without JavaScript enabled.</noscript></body></html>')


@kind("live", {"a.html": "live", "b.html": "live", "c.html": "live"})
def short_real_pages(c, r):
    """Three real pages of one template with one different sentence each; missing ones answer 404."""
    name = r.path.rsplit("/", 1)[1]
    texts = {"a.html": "办公时间：周一至周五。", "b.html": "咨询电话：12345。", "c.html": "地址：人民路1号。"}
    if name in texts:
        answer(c, body=doc("联系方式", texts[name]))
    else:
        answer(c, "404 Not Found", b"")


@kind("live", {"a.html": "live", "b.html": "live", "zzz.html": "soft"})
def short_pages_and_soft(c, r):
    """Short real pages beside a short error page of the same template and title."""
    name = r.path.rsplit("/", 1)[1]
    texts = {"a.html": "办公时间：周一至周五上午九点到下午五点。", "b.html": "咨询电话：12345，投诉电话：12388。"}
    answer(c, body=doc("某某局", "首页 公开 服务", texts.get(name, "对不起，没有您要的页面。"), "版权所有 某某局"))


@kind("live", {"list_1.html": "live", "list_2.html": "live"})
def redirects_renamed(c, r):
    """Old names that lead to new ones, each to its own."""
    if "new" in r.path:
        answer(c, body=notice("列表 " + r.path))
    elif "list_" in r.path:
        base.redirect(c, r.path.replace("list_", "new_"), "301 Moved Permanently")
    else:
        answer(c, "404 Not Found", b"")


@kind("live", {"one.html": "live", "two.html": "live"})
def login_wall_for_all(c, r):
    """A members' area: every name, known or not, is sent to the login page."""
    if "/login.html" in r.path:
        answer(c, body=doc("用户登录", "用户名 密码 验证码 登录", words("l", 60)))
    else:
        base.redirect(c, "/login-wall-for-all/login.html?back=" + r.path)


# --- wrong ---

@kind("wrong")
def parked_english(c, r):
    answer(c, body=doc("example-city.com is for sale", "This domain is for sale. Buy this domain now.", "Inquire"))


@kind("wrong")
def parked_chinese(c, r):
    answer(c, body=doc("域名出售", "您所访问的域名正在出售中，如有意购买请联系", "domain@example.com"))


@kind("wrong")
def gambling_title(c, r):
    answer(c, body=doc("澳门新葡京娱乐场_首页|官方网站", "真人百家乐 老虎机 体育投注 注册送彩金", head='<meta name="keywords" content="澳门赌场,百家乐,时时彩">'))


@kind("wrong")
def adult_title(c, r):
    answer(c, body=doc("国产精品成人av在线_免费a片_色情视频", "日韩无码 免费观看"))


@kind("wrong")
def gambling_with_frame(c, r):
    answer(c, body=doc("bet365官网_时时彩平台-在线投注", words("bet", 300)))


# --- a second batch, written when the first one passed ---

@kind("live")
def chunk_sizes_with_zeros(c, r):
    raw(c, "HTTP/1.1 200 OK\nTransfer-Encoding: Chunked\nContent-Type: text/html", b"0000%X\r\n%s\r\n000\r\n\r\n" % (len(PAGE), PAGE))


@kind("live")
def gzip_in_tiny_chunks(c, r):
    z = gzip.compress(PAGE)
    raw(c, "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\nContent-Encoding: gzip\nContent-Type: text/html",
        b"".join(b"%x\r\n%s\r\n" % (len(z[i:i + 7]), z[i:i + 7]) for i in range(0, len(z), 7)) + b"0\r\n\r\n")


@kind("live")
def gzip_as_transfer_encoding(c, r):
    z = gzip.compress(PAGE)
    raw(c, "HTTP/1.1 200 OK\nTransfer-Encoding: gzip, chunked\nContent-Type: text/html", b"%x\r\n%s\r\n0\r\n\r\n" % (len(z), z))


@kind("live")
def space_before_colon(c, r):
    raw(c, "HTTP/1.1 200 OK\nContent-Type : text/html\nContent-Length: %d" % len(PAGE))


@kind("live")
def gbk_in_a_header(c, r):
    c.sendall(b"HTTP/1.1 200 OK\r\nX-Name: \xc4\xe3\xba\xc3\r\nContent-Type: text/html\r\nContent-Length: %d\r\n\r\n" % len(PAGE) + PAGE)


@kind("live")
def frameset_page(c, r):
    answer(c, body=b"<html><head><title>Frames</title></head><frameset cols='*'><frame src='/no-reason/'></frameset></html>")


@kind("live")
def offers_upgrade(c, r):
    answer(c, Upgrade="h2,h2c", Connection="Upgrade, close")


@kind("live")
def two_locations_alike(c, r):
    raw(c, "HTTP/1.1 302 Found\nLocation: /no-reason/\nLocation: /no-reason/\nContent-Length: 0", b"")


@kind("live")
def location_in_backslashes(c, r):
    base.redirect(c, "\\no-reason\\")


@kind("live")
def refresh_in_noscript(c, r):
    answer(c, body=b"<html><head><title>x</title><noscript><meta http-equiv='refresh' content='0; url=/nojs-missing'></noscript></head><body>"
                   + b"<p>words and words</p>" * 100)


@kind("live")
def forbidden_until_cookie(c, r):
    if "v=1" in r.headers.get("cookie", ""):
        answer(c)
    else:
        answer(c, "403 Forbidden", b"", Set_Cookie="v=1; Path=/")


@kind("dead")
def nul_in_a_header(c, r):
    c.sendall(b"HTTP/1.1 200 OK\r\nX: a\0b\r\nContent-Length: 2\r\n\r\nok")


@kind("dead")
def status_of_letters(c, r):
    c.sendall(b"HTTP/1.1 abc\r\n\r\n")


@kind("dead")
def closes_in_headers(c, r):
    c.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: te")


@kind("dead", "a.rar", "b.pptx", "c.ofd", "d.gif", "e.webp", "f.pdf?x=1")
def pages_for_files(c, r):
    answer(c, body=doc("下载", "下载出错"))


FILES = {"a.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "b.xls": b"<html xmlns:x='urn:schemas-microsoft-com:office:excel'><table><tr><td>1</table>",
         "c.zip": b"PK\x03\x04" + bytes(99), "d.svg": b"<svg xmlns='http://www.w3.org/2000/svg'/>", "e.ico": b"\0\0\1\0" + bytes(90),
         "f.mp4": b"\0\0\0\x20ftypisom" + bytes(99), "h.txt": b"text", "i.csv": b"a,b\n1,2\n", "j.7z": b"7z\xbc\xaf\x27\x1c" + bytes(99)}


@kind("live", *FILES)
def good_files(c, r):
    name = r.path.rsplit("/", 1)[1]
    if name in FILES:
        answer(c, body=FILES[name], type="application/vnd.ms-excel" if name == "b.xls" else "application/octet-stream")
    else:
        answer(c, "404 Not Found", b"")


@soft_kind("soft-other-path")
def _(c, r, name):
    base.redirect(c, "/soft-redirect-error-page.html")


@soft_kind("soft-iframe")
def _(c, r, name):
    answer(c, body=b"<html><head><title></title></head><body><iframe src='/404.html'></iframe></body></html>")


@soft_kind("soft-json")
def _(c, r, name):
    answer(c, body=b'{"code":404,"msg":"not found"}', type="application/json")


@soft_kind("soft-text")
def _(c, r, name):
    answer(c, body=b"File not found.", type="text/plain")


@soft_kind("soft-countdown")
def _(c, r, name):
    answer(c, body="<html><meta charset=utf-8><title>提示</title><body>页面不存在，<span id=s>5</span>秒后返回首页<script>setTimeout(function(){location.href='/'},5000)</script></body></html>".encode())


@soft_kind("soft-counter-in-template")
def _(c, r, name):
    answer(c, body=doc("某市人民政府", "首页 政务公开 新闻中心", "访问量：%d" % random.randrange(10**7), "没有查询到相关内容", "今天是 %s" % time.time(), "主办：某市人民政府"))


@soft_kind("soft-search-instead")
def _(c, r, name):
    answer(c, body=doc("站内搜索", "您要找的是不是：", "<input value='%s'>" % name,
                       *["<a href='/x%d'>%s</a>" % (random.randrange(999), words(str(random.random()), 5)) for i in range(8)], "搜索 帮助"))


@kind("live", "a.html", "b.html", "c.html", "d.html")
def one_title_for_all(c, r):
    """A site with the name of the office as title everywhere, and a counter on each page."""
    name = r.path.rsplit("/", 1)[1]
    if name in ("a.html", "b.html", "c.html", "d.html"):
        answer(c, body=doc("某某局", "首页 公开 服务", words(name, 60), "访问量 %d" % random.randrange(9**9), "版权所有 某某局"))
    else:
        answer(c, "404 Not Found", b"")


@kind("live", "show?id=1", "show?id=2", "show?id=3")
def empty_frame_for_unknown(c, r):
    """Unknown numbers get the frame with nothing in it; known ones their text."""
    n = r.path.split("=")[-1]
    answer(c, body=doc("某某局网站", "首页 公开 服务", words("q" + n, 40) if n in "123" else "", "访问量 %d" % random.randrange(9**9), "版权所有"))


@kind("wrong")
def parked_transfer(c, r):
    answer(c, body=doc("您正在访问的域名可以转让！", "联系 qq 12345"))


@kind("wrong")
def parked_expired(c, r):
    answer(c, body=doc("Domain expired", "This domain has expired. Renew now"))


@kind("wrong")
def gambling_heading(c, r):
    answer(c, body=doc("某县人民政府", "<h1>AG真人官方网站</h1>", words("bet", 40)))


# --- private, skipped ---

EXTRA = {
    "http://10.1.2.3/": "private", "http://192.168.1.1/admin/": "private", "http://172.16.0.9:8080/x.html": "private",
    "http://169.254.169.254/latest/meta-data/": "private", "http://[fd00::1]/": "private",
    "http://[::ffff:10.0.0.1]/": "private", "http://0x0a000002/": "private", "http://3232235777/": "private",
    "mailto:office@example.gov.cn": "skipped", "tel:12345": "skipped", "javascript:void(0)": "skipped",
    "file:///C:/Users/x/doc.doc": "dead", "http://http://www.example.gov.cn/": "dead", "http:///": "dead",
    "http://[1:2/": "dead", "http://exa%mple.cn/": "dead",
}

# how a browser writes them
WRITTEN = {"http://[::ffff:10.0.0.1]/": "http://[::ffff:a00:1]/", "http://0x0a000002/": "http://10.0.0.2/",
           "http://3232235777/": "http://192.168.1.1/", "http://http://www.example.gov.cn/": "http://http//www.example.gov.cn/"}

ROBOTS = b"User-agent: *\nDisallow: /closed/\nDisallow: /*.bak$\n"


@kind("skipped", "x.html", name="closed")
def _(c, r):
    answer(c)


@kind("private")
def redirect_to_private(c, r):
    base.redirect(c, "http://10.0.0.1/")


PORTS = {}


def index():
    rows = []
    for path in TRUTH:
        rows.append('<li><a href="%s">link to %s</a></li>' % (path, path))
    for url in EXTRA_URLS:
        rows.append('<li><a href="%s">%s</a></li>' % (html.escape(url), html.escape(url)))
    return ("<!DOCTYPE html><html><head><meta charset=utf-8><title>某市人民政府</title></head><body><h1>某市人民政府</h1><ul>%s</ul>%s</body></html>"
            % ("\n".join(rows), "".join("<p>%s</p>" % words("home%d" % i, 30) for i in range(10)))).encode()


EXTRA_URLS = {}


def handle(c, r):
    path = r.path.split("#")[0]
    part = path.lstrip("/").split("/")[0].split("?")[0]
    if path in ("/", "/index.html"):
        answer(c, body=index())
    elif path == "/robots.txt":
        answer(c, body=ROBOTS, type="text/plain")
    elif part == "soft-redirect-error-page.html":
        answer(c, body=doc("某市人民政府", *ERROR))
    elif part == "js":
        answer(c, body=b"var x = 1;", type="text/javascript")
    elif part in SITE:
        SITE[part](c, r)
    else:
        answer(c, "404 Not Found", b"<html><title>404</title>not found</html>")


def serve(c):
    try:
        c.settimeout(base.SLOW_S)
        r = base.read_request(c)
        if r:
            handle(c, r)
    except (OSError, ValueError, KeyError):
        pass
    finally:
        c.close()


# --- TLS on 127.0.0.1, one port per certificate ---

TLS = {
    "tls-good": "live", "tls-expired": "dead", "tls-not-yet-valid": "dead", "tls-self-signed": "dead",
    "tls-wrong-host": "dead", "tls-unknown-authority": "dead", "tls-chain-incomplete": "chain",
    "tls-cut": "dead", "tls-plain": "dead", "tls-old": "dead", "tls-first-reset": "live", "tls-weak-dh": "dead",
    "tls-no-alpn": "live", "tls-unclean-end": "live",
}


def tls_server(name, d):
    state = {"n": 0}

    def context():
        x = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        file = name if os.path.exists(os.path.join(d, name + ".pem")) else "tls-good"
        x.load_cert_chain(os.path.join(d, file + ".pem"), os.path.join(d, file + ".key"))
        if name == "tls-old":
            x.set_ciphers("ALL:@SECLEVEL=0")
            x.minimum_version, x.maximum_version = ssl.TLSVersion.TLSv1_1, ssl.TLSVersion.TLSv1_1
        if name == "tls-weak-dh":
            x.maximum_version = ssl.TLSVersion.TLSv1_2
            x.set_ciphers("NULL:@SECLEVEL=0")
        if name == "tls-no-alpn":
            x.set_alpn_protocols(["h2"])
        return x

    def fn(c):
        try:
            c.settimeout(base.SLOW_S)
            state["n"] += 1
            if name == "tls-cut" or (name == "tls-first-reset" and state["n"] == 1):
                c.recv(50)
                cut(c)
            if name == "tls-plain":
                c.recv(50)
                answer(c, "400 Bad Request", b"")
                time.sleep(0.05)
                c.close()
                return
            t = context().wrap_socket(c, server_side=True)
            if name == "tls-unclean-end":
                r = base.read_request(t)
                t.sendall(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + PAGE)
                os.close(t.detach())
                return
            r = base.read_request(t)
            if r:
                answer(t)
            t.close()
        except (OSError, ValueError):
            c.close()
    return fn


def issue_all(d):
    def issue(name, ca, host, begin, end, is_ca=False):
        base.issue(d, name, ca, host, begin, end, is_ca)
    issue("root", None, "Site Root", -100, 100, True)
    issue("other", None, "Other Root", -100, 100, True)
    issue("middle", "root", "Site Middle", -100, 100, True)
    good = "localhost,IP:127.0.0.1"
    issue("tls-good", "root", good, -10, 10)
    issue("tls-expired", "root", good, -10, -1)
    issue("tls-not-yet-valid", "root", good, 1, 10)
    issue("tls-self-signed", None, good, -10, 10)
    issue("tls-wrong-host", "root", "elsewhere.test", -10, 10)
    issue("tls-unknown-authority", "other", good, -10, 10)
    base.append(d, "tls-unknown-authority", "other")
    issue("tls-chain-incomplete", "middle", good, -10, 10)


def main():
    d = sys.argv[1]
    site = sys.modules[__name__]
    onesite_more.add(site)
    for name in sys.argv[2:]:
        for path in [p for p in TRUTH if p.split("/")[1].startswith(name)]:
            del TRUTH[path]
    issue_all(d)
    closed = base.socket.socket()
    closed.bind(("127.0.0.1", 0))
    PORTS["closed"] = closed.getsockname()[1]
    PORTS["http"] = base.listen(serve)
    for name in TLS:
        PORTS[name] = base.listen(tls_server(name, d))
    origin = "http://127.0.0.1:%d" % PORTS["http"]
    EXTRA_URLS.update(EXTRA)
    EXTRA_URLS.update(onesite_more.serve(site))
    EXTRA_URLS["http://127.0.0.1:%d/" % PORTS["closed"]] = "dead"
    for name, truth in TLS.items():
        EXTRA_URLS["https://127.0.0.1:%d/%s" % (PORTS[name], name)] = truth
    print(json.dumps({"url": origin + "/", "ca": os.path.join(d, "root.pem"),
                      "truth": {**{origin + html.unescape(k): v for k, v in TRUTH.items()}, **{WRITTEN.get(k, k): v for k, v in EXTRA_URLS.items()}}}), flush=True)
    sys.stdin.read()
    base.STOP.set()


if __name__ == "__main__":
    main()
