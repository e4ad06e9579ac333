"""Rows of one odd server: what a path answers and what must be said of the link to it.

A row is (name, verdicts allowed, answer). An answer is bytes (sent, then the connection is
closed unless the bytes say keep-alive), or a function of (request, times asked before) that
gives bytes or yields bytes, seconds to wait, RESET or HANG. The verdicts are written down from
the list of verdicts and from what a browser shows, before any answer is seen."""
import hashlib
import ssl
import threading
import zlib

RESET, HANG = object(), object()
ROWS, PATHS, EXTRA = [], {}, {}
LIVE = {"ok", "moved"}
SOFT = {"broken.soft404"}
DEAD = {"broken.http"}
BLOCKED = {"blocked"}
WRONG = {"wrong"}
UNREAD = {"unstable.reset", "unknown", "ok"}    # nobody can say more than: not dead
NOT_HTTP = UNREAD | {"broken.http"}             # no browser shows it either

WORDS = ("关于 印发 全市 年度 工作 要点 的 通知 公示 名单 项目 建设 环境 质量 报告 教育 局 卫生 "
    "健康 委员会 财政 预算 决算 执行 情况 说明 城乡 规划 批复 水利 工程 招标 公告 结果 社会 保障 "
    "就业 补贴 申领 办法 交通 运输 安全 生产 检查 通报 农业 农村 产业 扶持 政策 解读 会议 纪要 "
    "民政 救助 标准 调整 市场 监管 抽检 合格 食品 药品 许可 事项 目录 办事 指南 服务 窗口").split()


def words(seed, n):
    """N words that only this seed gives, so that no two live pages are alike"""
    out, h = [], hashlib.sha256(seed.encode()).digest()
    for i in range(n):
        if i % 32 == 31:
            h = hashlib.sha256(h).digest()
        out.append(WORDS[h[i % 32] % len(WORDS)])
    return "".join(out)


NAV = "".join(f'<li><a href="/nav{i}.html">{t}</a></li>' for i, t in enumerate(
    ("首页", "政务公开", "政务服务", "互动交流", "走进本市", "专题专栏")))


def page(title, body, head=""):
    """A page in the dress of the portal"""
    return f"""<!DOCTYPE html>
<html lang="zh"><head><meta charset="utf-8"><title>{title}</title>
<meta name="SiteName" content="某市人民政府">{head}</head>
<body><div class="top"><ul class="nav">{NAV}</ul></div>
<div class="main">{body}</div>
<div class="foot">主办单位：某市人民政府办公室 网站标识码：3702830001 备案号：鲁ICP备05000001号</div>
</body></html>"""


def article(seed, head=""):
    """A live article, about 2 kB of text of its own"""
    return page(words(seed, 9), f"<h1>{words(seed, 9)}</h1>" + "".join(
        f"<p>{words(seed + str(i), 40)}。</p>" for i in range(6)), head)


def head(status, *headers, kind="text/html; charset=utf-8", proto="HTTP/1.1"):
    lines = [f"{proto} {status}"]
    if kind:
        lines.append(f"Content-Type: {kind}")
    return "\r\n".join(lines + list(headers)).encode() + b"\r\n"


def answer(body, status="200 OK", *headers, kind="text/html; charset=utf-8"):
    """A well-formed answer that leaves the connection open"""
    body = body.encode() if isinstance(body, str) else body
    return head(status, *headers, f"Content-Length: {len(body)}", kind=kind) + b"\r\n" + body


def chunked(body, size=700, end=b"0\r\n\r\n", ext=b""):
    body = body.encode() if isinstance(body, str) else body
    return b"".join(b"%x%s\r\n%s\r\n" % (len(c), ext, c)
        for c in (body[i:i + size] for i in range(0, len(body), size))) + end


def gz(data, wbits=31):
    c = zlib.compressobj(9, zlib.DEFLATED, wbits)
    return c.compress(data.encode() if isinstance(data, str) else data) + c.flush()


def row(name, want, what=None, *, path=None, href=None, tag="a", attrs=""):
    """A link NAME. WANT: a verdict or a set. WHAT: answer of PATH (default /NAME); HREF where
    the link is written otherwise (its address is then looked up by the text of the link)."""
    want = {want} if isinstance(want, str) else set(want)
    path = path or "/" + name
    if what is not None:
        PATHS[path] = what
    ROWS.append({"name": name, "want": want, "href": href or path, "tag": tag, "attrs": attrs})


def serve(path, what):
    """An answer that no row links to"""
    PATHS[path] = what


def directory(prefix, what):
    """What every name under PREFIX without an answer of its own gives; else a true 404"""
    EXTRA[prefix] = what


def first(n, bad, then):
    """BAD for the first N requests, THEN afterwards"""
    return lambda req, asked: bad if asked < n else then




def answer_all(s, talk):
    """Every connection that socket S is asked for is given to TALK, in a thread of its own."""
    def one(c):
        try:
            c.settimeout(30)
            talk(c)
        except (OSError, ssl.SSLError):
            pass
        finally:
            c.close()

    def loop():
        while True:
            threading.Thread(target=one, args=(s.accept()[0],), daemon=True).start()
    threading.Thread(target=loop, daemon=True).start()


def host_page(text, title="", head_=""):
    """A bare page without the portal's dress"""
    t = f"<title>{title}</title>" if title is not None else ""
    return f"<html><head><meta charset=utf-8>{t}{head_}</head><body>{text}</body></html>"
