"""A portal and its neighbours as somebody would build them who wants to judge a link checker:
raw sockets, so that every byte of an answer is chosen; names from a small name server; the truth
of each link beside what it answers.
"""
import random
import socket
import ssl
import struct
import threading
import zlib

PORTAL = "www.judge.test"
RESET = struct.pack("ii", 1, 0)

WORDS = ("为进一步优化营商环境 现将有关事项通知如下 各乡镇人民政府 县直各部门 根据国家有关规定 经研究决定 请认真贯彻执行 "
         "申报材料应当真实完整 逾期不予受理 联系电话见附件 项目资金实行专款专用 由财政部门统一拨付 严格落实安全生产责任 "
         "加强汛期值班值守 确保群众生命财产安全 持续推进乡村振兴 提升公共服务水平 开展食品安全专项检查 公示期为五个工作日 "
         "如有异议请书面反映 参加会议的有 会议强调要坚持问题导向 深化放管服改革 完善基层治理体系 本办法自发布之日起施行 "
         "统计数据显示 同比增长百分之三 医疗保障经办机构 城乡居民养老保险 义务教育招生方案 住房公积金贷款 招标投标监督 "
         "土地征收补偿安置 环境影响评价报告 森林防火 河长制 退役军人事务 残疾人康复救助 人才引进 创业担保贷款").split()


def text_of(seed, sentences=24):
    """Sentences that belong to one page alone."""
    r = random.Random(seed)
    return "".join("<p>%s</p>\n" % ("，".join(r.sample(WORDS, 6)) + "。%d号文件。" % r.randint(1, 9999))
                   for _ in range(sentences))


def html(title, body, site="示例县人民政府", extra=""):
    return ("<!DOCTYPE html><html lang=zh><head><meta charset=utf-8><title>%s-%s</title>%s</head>"
            "<body><div class=top><a href=/>首页</a> <a href=/map.html>网站地图</a></div>"
            "<h1>%s</h1><div class=text>%s</div><div class=foot>主办：%s办公室 版权所有</div></body></html>"
            % (title, site, extra, title, body, site))


def page(name, sentences=24, **more):
    return html(name, text_of(name, sentences), **more).encode()


def answer(status=200, body=b"", kind="text/html; charset=utf-8", *lines, length=True, reason="X"):
    if isinstance(body, str):
        body = body.encode()
    head = ["HTTP/1.1 %s %s" % (status, reason)]
    if kind:
        head.append("Content-Type: " + kind)
    head += lines
    if length:
        head.append("Content-Length: %d" % len(body))
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def gone(body=None):
    return answer(404, body or html("404", "您访问的页面不存在"), reason="Not Found")


def to(place, status=302, body=""):
    return answer(status, body, "text/html", "Location: " + place, reason="Found")


class Visit:
    """One request and the socket to answer it on."""

    def __init__(self, sock, line, head, before, nth):
        self.sock, self.head, self.before, self.nth = sock, head, before, nth
        self.method, self.target, self.version = (line.split(" ") + ["", ""])[:3]
        self.host = head.get("host", "").rsplit(":", 1)[0]
        self.path = self.target.split("?")[0]
        self.query = self.target.partition("?")[2]
        self.agent = head.get("user-agent", "")

    def send(self, *parts):
        for part in parts:
            self.sock.sendall(part if isinstance(part, bytes) else part.encode())

    def rest(self, seconds):
        """Waits, or until the client goes away. Tells whether it is still there."""
        self.sock.settimeout(seconds)
        try:
            return bool(self.sock.recv(1))
        except (socket.timeout, ssl.SSLWantReadError):
            return True
        except OSError:
            return False
        finally:
            try:
                self.sock.settimeout(20)
            except OSError:
                pass

    def hang(self):
        while self.rest(20):
            pass

    def reset(self):
        try:
            self.sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, RESET)
        except OSError:
            pass
        self.sock.close()


class Site:
    """A host: exact addresses, prefixes (the longest first), and what all other names get."""

    def __init__(self, other=None):
        self.exact, self.under, self.other = {}, {}, other or (lambda v: gone())

    def handler(self, visit):
        if visit.target in self.exact:
            return self.exact[visit.target]
        if visit.path in self.exact:
            return self.exact[visit.path]
        for prefix in sorted(self.under, key=len, reverse=True):
            if visit.path.startswith(prefix):
                return self.under[prefix]
        return self.other


class World:
    """All hosts, the links with their truth, the listeners."""

    def __init__(self):
        self.sites, self.links, self.visits = {PORTAL: Site()}, [], {}
        self.lock, self.contexts, self.closing = threading.Lock(), {}, False
        self.names, self.pages = {}, {}
        self.http = self.listen(self.plain)
        self.second = self.listen(self.plain)
        self.tls = self.listen(self.secure)
        self.six = self.listen(self.plain, "::1")
        self.dns = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self.dns.bind(("127.0.0.1", 0))
        threading.Thread(target=self.resolve, daemon=True).start()

    # addresses

    def url(self, path, host=PORTAL, port=None):
        return "http://%s:%d%s" % (host, port or self.http, path)

    def safe(self, path, host):
        return "https://%s:%d%s" % (host, self.tls, path)

    def site(self, host, other=None):
        self.names[host] = "127.0.0.1"
        return self.sites.setdefault(host, Site(other))

    def add(self, group, kind, want, path, what=None, host=PORTAL, tag="a", href=None, ask=None):
        """A link of kind on the page of group: path answers what (bytes or a function of the
        visit); href is how it is written, ask the address that the checker will name."""
        site = self.site(host)
        if what is not None:
            site.exact[path] = what if callable(what) else (lambda v, b=what: b)
        url = ask or self.url(path, host)
        self.links.append(dict(group=group, kind=kind, want=set(want.split("|")), url=url,
                               href=href or url, tag=tag))

    # listeners

    def listen(self, serve, address="127.0.0.1"):
        s = socket.socket(socket.AF_INET6 if ":" in address else socket.AF_INET)
        s.bind((address, 0))
        s.listen(128)
        threading.Thread(target=self.accept, args=(s, serve), daemon=True).start()
        return s.getsockname()[1]

    def accept(self, listener, serve):
        while not self.closing:
            try:
                sock, _ = listener.accept()
            except OSError:
                return
            sock.settimeout(20)
            threading.Thread(target=self.guard, args=(serve, sock), daemon=True).start()

    def guard(self, serve, sock):
        try:
            serve(sock)
        except (OSError, ValueError):
            pass
        finally:
            try:
                sock.close()
            except OSError:
                pass

    def secure(self, sock):
        first = sock.recv(1, socket.MSG_PEEK)
        if not first:
            return
        default = self.contexts["any"]
        wrapped = default.wrap_socket(sock, server_side=True)
        if wrapped.selected_alpn_protocol() == "h2":
            self.second_version(wrapped)
        else:
            self.plain(wrapped)

    def second_version(self, sock):
        """HTTP/2 of a server where it does not work: streams end in an error, or the connection."""
        sock.recv(24)
        sock.sendall(b"\0\0\0\4\0\0\0\0\0")
        sock.recv(4096)
        sock.sendall(b"\0\0\4\3\0\0\0\0\1\0\0\0\2" if sock.asked == "h2bad.judge.test" else
                     b"\0\0\x08\7\0\0\0\0\0\0\0\0\0\0\0\0\2")

    def plain(self, sock):
        data, before = b"", 0
        while True:
            while b"\r\n\r\n" not in data:
                more = sock.recv(65536)
                if not more:
                    return
                data += more
            raw, _, data = data.partition(b"\r\n\r\n")
            lines = raw.decode("latin-1").split("\r\n")
            head = {k.lower(): v.strip() for k, _, v in (x.partition(":") for x in lines[1:])}
            key = (head.get("host"), lines[0])
            with self.lock:
                nth = self.visits[key] = self.visits.get(key, 0) + 1
            visit = Visit(sock, lines[0], head, before, nth)
            before += 1
            name = visit.host.strip("[]")
            made = self.sites.get(name, self.sites[PORTAL]).handler(visit)(visit)
            if made is None:
                return
            sock.sendall(made if visit.method != "HEAD" else made.partition(b"\r\n\r\n")[0] + b"\r\n\r\n")
            if b"\nconnection: close" in made[:4096].lower():
                return

    # names

    def resolve(self):
        while True:
            try:
                query, peer = self.dns.recvfrom(512)
            except OSError:
                return
            labels, at = [], 12
            while query[at]:
                labels.append(query[at + 1:at + 1 + query[at]].decode("latin-1").lower())
                at += 1 + query[at]
            kind = struct.unpack(">H", query[at + 1:at + 3])[0]
            name, question = ".".join(labels), query[12:at + 5]
            if name.startswith("mute."):
                continue
            known = self.names.get(name)
            code = 2 if name.startswith("servfail.") else 0 if known else 3
            record = b""
            if known and kind == (28 if ":" in known else 1):
                packed = socket.inet_pton(socket.AF_INET6 if ":" in known else socket.AF_INET, known)
                record = b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 60, len(packed)) + packed
            self.dns.sendto(query[:2] + struct.pack(">HHHHH", 0x8180 | code, 1, bool(record), 0, 0)
                            + question + record, peer)

    # pages that carry the links

    def front(self):
        site, groups = self.sites[PORTAL], {}
        for link in self.links:
            if link["group"] is None:
                continue
            groups.setdefault(link["group"], []).append(link)
        for group, links in groups.items():
            lines = []
            for n, x in enumerate(links):
                x["n"] = n
                if x["tag"] == "img":
                    lines.append('<img src="%s" alt="%s">' % (x["href"], x["kind"]))
                elif x["tag"] == "a":
                    lines.append('<p><a href="%s">%s %d</a></p>' % (x["href"], x["kind"], n))
                else:
                    lines.append(x["tag"] % x["href"])
            body = answer(body=html("链接 " + group, text_of(group, 3) + "\n".join(lines)))
            site.exact["/%s.html" % group] = lambda v, b=body: b
        index = "".join('<p><a href="/%s.html">%s</a></p>' % (g, g) for g in groups)
        home = answer(body=html("门户首页", text_of("home") + index))
        site.exact["/"] = site.exact["/index.html"] = lambda v: home
        site.exact["/map.html"] = lambda v: answer(body=page("网站地图"))


def packed(data, wbits):
    c = zlib.compressobj(9, zlib.DEFLATED, wbits)
    return c.compress(data) + c.flush()


def gz(data):
    return packed(data, 31)


def zstd(data):
    """One frame of raw blocks (RFC 8878 3.1.1)."""
    out = b"\x28\xb5\x2f\xfd\xa0" + struct.pack("<I", len(data))
    while True:
        block, data = data[:60000], data[60000:]
        out += struct.pack("<I", len(block) << 3 | (not data))[:3] + block
        if not data:
            return out


def brotli(data):
    """Uncompressed meta-blocks (RFC 7932 9.2): window 16, then length minus one in four nibbles."""
    bits, n, out = 0, 0, bytearray()

    def put(value, width):
        nonlocal bits, n
        bits |= value << n
        n += width
        while n >= 8:
            out.append(bits & 255)
            bits >>= 8
            n -= 8

    put(0, 1)
    while data:
        block, data = data[:60000], data[60000:]
        put(0, 1)
        put(0, 2)
        put(len(block) - 1, 16)
        put(1, 1)
        put(0, -n % 8)
        out += block
    put(3, 2)
    put(0, -n % 8)
    return bytes(out)


def chunked(data, size=700, extension=b"", trailer=b"", upper=False):
    out = b""
    for i in range(0, len(data), size):
        part = data[i:i + size]
        number = (b"%X" if upper else b"%x") % len(part)
        out += number + extension + b"\r\n" + part + b"\r\n"
    return out + b"0\r\n" + trailer + b"\r\n"
