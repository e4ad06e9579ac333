"""Status codes, what only some clients are shown, and walls."""
import email.utils
import time
from base import *

US = {"unstable.server"}
ODD = {"unknown"}
ANY5 = {"unstable.server", "unknown"}
REFUSED = DEAD          # client errors that are assigned and that the second profile meets too


def status(code, reason="", *headers, body=None):
    b = page(f"{code}", f"<p>{code} {reason}</p>") if body is None else body
    return answer(b, f"{code} {reason}", *headers)


def rows():
    for c in (203, 206, 208, 226):
        row(f"code/{c}", "ok", answer(article(str(c)), f"{c} X"))
    for c in (204, 205):
        row(f"code/{c}", {"ok", "unknown", "broken.content"}, head(f"{c} X") + b"\r\n")
    row("code/299", {"ok", "unknown"}, answer(article("299"), "299 Fine"))
    for c in (300, 305, 306, 309):
        row(f"code/{c}", {"ok", "unknown"}, status(c, "Choices"))
    row("code/300-alternates", {"ok", "unknown"}, status(300, "Multiple Choices",
        'Alternates: {"a.zh.html" 1.0 {type text/html}}', body=article("300a")))
    row("code/304", {"unknown", "ok"}, head("304 Not Modified") + b"\r\n")
    for c, r in ((400, "Bad Request"), (404, "Not Found"), (410, "Gone"), (409, "Conflict"),
            (411, "Length Required"), (413, "Too Large"), (414, "URI Too Long"), (415, "Type"),
            (416, "Range"), (417, "Expectation Failed"), (422, "Unprocessable"), (423, "Locked"),
            (424, "Failed Dependency"), (426, "Upgrade Required"), (428, "Precondition Required"),
            (431, "Header Fields Too Large")):
        row(f"code/{c}", REFUSED, status(c, r))
    row("code/408", {"unstable.timeout", "unstable.server"}, status(408, "Request Timeout"))
    for c in (401, 402, 403, 405, 406, 407, 412, 418, 421, 425, 429, 451, 521, 999):
        row(f"code/{c}", BLOCKED, status(c, "No"))
    row("code/401-basic", BLOCKED, status(401, "Unauthorized", 'WWW-Authenticate: Basic realm="内网"'))
    row("code/401-ntlm", BLOCKED, status(401, "Unauthorized", "WWW-Authenticate: NTLM", "WWW-Authenticate: Negotiate"))
    for c in (419, 420, 430, 440, 441, 444, 460, 494, 497, 499, 600, 700, 777, 998):
        row(f"code/{c}", ODD, status(c, "What"))
    for c in (500, 501, 502, 503, 504, 505, 506, 507, 508, 510):
        row(f"code/{c}", US, status(c, "Server"))
    row("code/511", {"unstable.server", "blocked", "unknown"}, status(511, "Network Authentication Required"))
    for c in (509, 520, 522, 523, 524, 525, 526, 527, 529, 530, 561, 598, 599):
        row(f"code/{c}", ANY5, status(c, "Edge"))
    for n, line in (("0", "HTTP/1.1 0 Nothing"), ("000", "HTTP/1.1 000 Nothing"), ("20", "HTTP/1.1 20 OK"),
            ("2000", "HTTP/1.1 2000 OK"), ("words", "HTTP/1.1 OK"), ("negative", "HTTP/1.1 -404 Not Found")):
        row(f"code/{n}", NOT_HTTP if n == "words" else {"unknown", "unstable.reset", "ok"}, line.encode() + b"\r\nContent-Length: 2\r\n\r\nok")
    row("code/404-live-text", DEAD, answer(article("404 live"), "404 Not Found"))
    row("code/404-retry-after", DEAD, status(404, "Not Found", "Retry-After: 1"))
    row("code/404-location", DEAD, status(404, "Not Found", "Location: /nav1.html"))
    row("code/404-chunked", DEAD, head("404 Not Found", "Transfer-Encoding: chunked") + b"\r\n" + chunked("<h1>404</h1>"))
    row("code/404-lf", DEAD, b"HTTP/1.1 404 Not Found\nContent-Length: 3\n\n404")
    row("code/404-empty", DEAD, answer("", "404 Not Found"))
    row("code/404-icy", DEAD, b"ICY 404 Not Found\r\nContent-Length: 3\r\n\r\n404")
    row("code/404-cut", DEAD, head("404 Not Found", "Content-Length: 9000") + b"\r\n<html>")
    row("code/404-cloudflare", DEAD, status(404, "Not Found", "Server: cloudflare", "CF-RAY: 8a1b-HKG"))
    row("code/404-akamai", DEAD, status(404, "Not Found", "Server: AkamaiGHost"))
    row("code/404-jsluid", DEAD, status(404, "Not Found", "Set-Cookie: __jsluid_h=aa; max-age=1; path=/"))
    row("code/404-home-refresh", DEAD, status(404, "Not Found", "Refresh: 3;url=/"))
    row("code/410-script-home", DEAD, status(410, "Gone", body=host_page("<script>location='/'</script>")))
    row("code/500-404-text", US, status(500, "Error", body=page("404", "页面不存在")))
    row("code/200-location", "ok", answer(article("200l"), "200 OK", "Location: /gone-nowhere"))
    row("code/200-www-auth", "ok", answer(article("200w"), "200 OK", 'WWW-Authenticate: Basic realm="x"'))
    row("code/200-retry-after", "ok", answer(article("200r"), "200 OK", "Retry-After: 86400"))
    gated()
    limited()


def gated():
    def unless(test, name, bad, want="ok"):
        row("gate/" + name, want, lambda req, asked: answer(article(name)) if test(req.headers) else bad)
    f403, f404 = status(403, "Forbidden"), status(404, "Not Found")
    for n, bad in (("403", f403), ("404", f404), ("400", status(400, "Bad")), ("500", status(500, "x")),
            ("406", status(406, "Not Acceptable"))):
        if n != "500":
            unless(lambda h: "Mozilla" in h.get("user-agent", ""), "agent-" + n, bad)
    unless(lambda h: h.get("accept-language", "") != "", "language-403", f403)
    unless(lambda h: "zh" in h.get("accept-language", ""), "zh-404", f404)
    unless(lambda h: "text/html" in h.get("accept", ""), "accept-406", status(406, "No"))
    unless(lambda h: "text/html" in h.get("accept", ""), "accept-404", f404)
    unless(lambda h: "gzip" in h.get("accept-encoding", ""), "encoding-403", f403)
    unless(lambda h: "referer" in h, "referer-403", f403, LIVE | BLOCKED)
    unless(lambda h: h.get("host", "").startswith("127."), "host-400", status(400, "Bad"))
    unless(lambda h: "portalwatch" not in h.get("user-agent", ""), "our-name-403", f403, {"ok", "blocked"})
    unless(lambda h: "range" not in h, "range-416", status(416, "Range"))
    unless(lambda h: "cookie" in h, "cookie-403", status(403, "No", "Set-Cookie: t=1"), {"ok", "blocked"})

    def cookie_redirect(req, asked):
        if "gate=open" in req.headers.get("cookie", ""):
            return answer(article("cookie"))
        return head("302 Found", "Set-Cookie: gate=open; Path=/", "Location: " + req.path, "Content-Length: 0") + b"\r\n"

    def cookie_503(req, asked):
        if "g2=1" not in req.headers.get("cookie", ""):
            return head("302 Found", "Set-Cookie: g2=1; HttpOnly; SameSite=Lax", "Location: ?again", "Content-Length: 0") + b"\r\n"
        return answer("busy", "503 Service Unavailable") if asked < 1 else answer(article("c503"))

    def cookie_chain(req, asked):
        c = req.headers.get("cookie", "")
        step = 2 if "b=2" in c and "a=1" in c else 1 if "a=1" in c else 0
        if step == 2:
            return answer(article("chain"))
        return head("302 Found", "Set-Cookie: " + ("a=1", "b=2")[step] + "; path=/gate", f"Location: {req.path}", "Content-Length: 0") + b"\r\n"

    row("gate/cookie-redirect", "ok", cookie_redirect)
    row("gate/cookie-redirect-503", "ok", cookie_503)
    serve("/gate/cookie-redirect-503?again", cookie_503)
    row("gate/cookie-two", "ok", cookie_chain)
    row("gate/cookie-elsewhere", "broken.redirect", lambda req, asked: answer(article("never"))
        if "z=1" in req.headers.get("cookie", "") else
        head("302 Found", "Set-Cookie: z=1; path=/other", "Location: " + req.path, "Content-Length: 0") + b"\r\n")


def limited():
    fine = lambda n: answer(article("limit" + n))
    lim = lambda *h: status(429, "Too Many Requests", *h)
    row("limit/1s", "ok", first(1, lim("Retry-After: 1"), fine("1")))
    row("limit/date", "ok", lambda req, asked: lim("Retry-After: " +
        email.utils.formatdate(time.time() + 2, usegmt=True)) if asked == 0 else fine("d"))
    row("limit/past", "ok", first(1, lim("Retry-After: Wed, 21 Oct 2015 07:28:00 GMT"), fine("p")))
    row("limit/negative", "ok", first(1, lim("Retry-After: -5"), fine("n")))
    row("limit/words", "ok", first(1, lim("Retry-After: soon"), fine("w")))
    row("limit/fraction", "ok", first(1, lim("Retry-After: 0.5"), fine("f")))
    row("limit/zero", "ok", first(1, lim("Retry-After: 0"), fine("z")))
    row("limit/bare", "ok", first(1, lim(), fine("b")))
    row("limit/503", "ok", first(1, status(503, "Busy", "Retry-After: 1"), fine("5")))
    row("limit/403-remaining", BLOCKED, status(403, "rate limit exceeded", "X-RateLimit-Remaining: 0"))
