"""Whole sites with a personality, each with the truth about its links.

A site is a table: what it answers at which address, which links its pages carry, and for
every link the verdicts that are true of it. The truth is what a person with a browser finds,
in the words of `portalwatch linkcheck`; "live" stands for ok and moved. All sites answer in
one process on loopback; names are resolved by a server of its own, each site at its own
address, so that nothing but the name tells them apart.
"""
import asyncio
import os
import random
import socket
import ssl
import struct
import subprocess
import sys

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))
from ports import free_port  # noqa: E402

LIVE = {"ok", "moved"}
WORDS = """市政府办公室 人民政府 发展和改革局 财政局 自然资源局 生态环境局 教育体育局 民政局
统计局 交通运输局 水利局 农业农村局 卫生健康局 应急管理局 审计局 市场监督管理局 医疗保障局
关于做好 关于印发 进一步加强 深入推进 贯彻落实 组织开展 统筹推动 全面提升 稳妥实施 规范管理
营商环境 防汛抗旱 义务教育 基本医疗保险 保障性住房 乡村振兴 污水处理 空气质量 森林防火
预算执行 行政许可 城乡居民 养老服务 公共资源交易 安全生产 知识产权 科技创新 招商引资
工作方案 实施意见 管理办法 情况通报 年度计划 若干措施 专项行动 会议纪要 征求意见稿
一季度 上半年 三季度 全年 本月 年底前 十个工作日内 五年内 同比增长 环比下降""".split()


def prose(seed, sentences=30):
    """Text of its own for every seed: two seeds share words, never sentences."""
    rng = random.Random(seed)
    out = []
    for _ in range(sentences):
        out.append("".join(rng.choice(WORDS) for _ in range(rng.randint(5, 9)))
                   + "%d项。" % rng.randint(2, 9999))
    return "".join("<p>%s</p>" % "".join(out[i:i + 4]) for i in range(0, len(out), 4))


class Answer:
    """One answer; what is not said is ordinary."""

    def __init__(self, body=b"", status=200, type="text/html; charset=utf-8", headers=(),
                 reason="", delay=0, length=None, cut=None, reset=False, version="1.1",
                 raw=None, close=False, hang=False):
        self.body = body if isinstance(body, bytes) else body.encode()
        self.status, self.type, self.headers, self.reason = status, type, list(headers), reason
        self.delay, self.length, self.cut, self.reset = delay, length, cut, reset
        self.version, self.raw, self.close, self.hang = version, raw, close, hang

    def head(self):
        lines = ["HTTP/%s %d %s" % (self.version, self.status, self.reason)]
        if self.type:
            lines.append("Content-Type: " + self.type)
        lines += ["%s: %s" % h for h in self.headers]
        if self.length != "none":
            n = len(self.body) if self.length is None else self.length
            lines.append("Content-Length: %d" % n)
        if self.close:
            lines.append("Connection: close")
        return ("\r\n".join(lines) + "\r\n\r\n").encode("utf-8", "surrogateescape")


def to(where, status=302, **more):
    return Answer("", status, headers=[("Location", where)], **more)


def html(title, body, head=""):
    return ("<!DOCTYPE html><html><head><meta charset=utf-8><title>%s</title>%s</head>"
            "<body>%s</body></html>" % (title, head, body))


class Request:
    def __init__(self, site, method, target, headers, conn):
        self.site, self.method, self.target, self.headers = site, method, target, headers
        self.path, _, self.query = target.partition("?")
        self.conn = conn  # {"n": requests on it, "site": …}

    def get(self, name):
        return self.headers.get(name, "")


class Site:
    def __init__(self, name, title, scheme="http", options=(), start=("/",), head="",
                 outside=False):
        self.name, self.title, self.scheme, self.head = name, title, scheme, head
        self.options, self.start, self.outside = list(options), start, outside
        self.host = name if "." in name else "www.%s.example" % name
        self.answers, self.truth, self.listed = {}, {}, {}
        self.requests, self.open, self.log = 0, 0, []
        self.address, self.world, self.aaaa, self.a = None, None, None, None
        self.before = None      # async (Request) -> Answer or None
        self.missing = lambda r: Answer(html("404 Not Found", "<h1>404 Not Found</h1>"), 404)
        self.certificate = "good"

    # --- what it answers -------------------------------------------------------------
    def add(self, target, answer):
        self.answers[target] = answer
        return self

    def page(self, target, title=None, body="", **more):
        title = title or "%s：%s" % (self.title, target)
        return self.add(target, lambda r: Answer(self.render(target, title, body), **more))

    def render(self, target, title, body="", sentences=30):
        links = "\n".join("<li>%s</li>" % h for h in self.listed.get(target, ()))
        nav = "<div class=nav><a href=\"/\">首页</a> %s</div>" % self.title
        return html(title, "%s<h1>%s</h1>%s<div class=text>%s</div><ul>\n%s\n</ul>"
                    "<div class=foot>主办：%s 版权所有</div>" % (
                        nav, title, body, prose(self.name + target, sentences), links,
                        self.title), self.head)

    # --- what it links to, and what is true of it --------------------------------------
    def url(self, target="/"):
        return self.world.base(self) + target

    def link(self, href, truth, answer=None, at=None, on="/", text=None, markup=None,
             url=None):
        """One link on page `on`. `at`: the target the server gets (href unless told);
        `answer`: an Answer, a function of the request, "page" for an article, None: what
        the site says of unknown names; `url`: the address in the report, absolute, or
        starting with '/'."""
        at = href if at is None else at
        if answer == "page":
            self.page(at)
        elif answer is not None:
            self.add(at, answer)
        self.mark(href, on, text, markup)
        self.truth[at if url is None else url] = truth
        return self

    def mark(self, href, on="/", text=None, markup=None):
        text = text or "信息%d" % (sum(map(len, self.listed.values())) + 1)
        markup = markup or '<a href="%s">%s</a>'
        self.listed.setdefault(on, []).append(
            markup.replace("%s", href, 1).replace("%s", text, 1))

    def live(self, *hrefs, on="/"):
        for href in hrefs:
            self.link(href, "live", "page", on=on)
        return self

    def dead(self, *hrefs, truth="broken.http", on="/"):
        for href in hrefs:
            self.link(href, truth, on=on)
        return self

    async def answer(self, r):
        self.requests += 1
        self.log.append(r.target)
        if self.before:
            got = await self.before(r)
            if got is not None:
                return got
        found = self.answers.get(r.target)
        if found is None:
            if r.target == "/":
                return Answer(self.render("/", self.title))
            if r.target in self.listed:
                return Answer(self.render(r.target, self.title + r.target))
            found = self.missing
        return found(r) if callable(found) else found


class World:
    """All sites on loopback: HTTP on one port, HTTPS on another, names on a third."""

    def __init__(self, folder, by_address=False):
        """by_address: sites are called by their addresses, for who has no name server of ours."""
        self.sites, self.folder, self.names = {}, folder, {}
        self.by_address, self.addresses = by_address, {}
        self.port, self.tls_port, self.dns_port = free_port("0.0.0.0"), free_port("0.0.0.0"), None
        self.next = 1

    def site(self, name, title, **more):
        site = Site(name, title, **more)
        site.world = self
        site.address = self.address_of(site.host)
        if self.by_address:
            site.host = site.address
        self.sites[site.host] = site
        return site

    def address_of(self, host):
        if host not in self.addresses:
            self.addresses[host] = "127.77.%d.%d" % (self.next // 250, self.next % 250 + 1)
            self.next += 1
        return self.addresses[host]

    def at(self, name, target="/", scheme="http"):
        """The address of a site by its short name, there already or not."""
        host = name if "." in name else "www.%s.example" % name
        if self.by_address and not name.startswith("127."):
            host = self.address_of(host)
        return "%s://%s:%d%s" % (scheme, host,
                                 self.tls_port if scheme == "https" else self.port, target)

    def base(self, site):
        return self.at(site.host, "", site.scheme)

    # --- certificates --------------------------------------------------------------------
    def openssl(self, *args):
        subprocess.run(["openssl", *args], cwd=self.folder, check=True,
                       stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    def authority(self):
        self.openssl("req", "-x509", "-newkey", "ec", "-pkeyopt",
                     "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", "ca.key", "-out",
                     "ca.pem", "-days", "3650", "-subj", "/CN=Sites CA", "-addext",
                     "basicConstraints=critical,CA:TRUE")

    def certify(self, file, host, signer="ca", expired=False):
        """A certificate in FILE.pem for host, by the authority or by itself."""
        ext = os.path.join(self.folder, file + ".ext")
        with open(ext, "w") as f:
            f.write("subjectAltName=DNS:%s\n" % host)
        self.openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1",
                     "-nodes", "-keyout", file + ".key", "-out", file + ".csr", "-subj",
                     "/CN=" + host)
        when = ["-days", "365"]
        if expired:  # only `openssl ca` writes dates of the past
            with open(os.path.join(self.folder, "ca.cnf"), "w") as f:
                f.write("[ca]\ndefault_ca=d\n[d]\ndatabase=index\nserial=ca.srl\nnew_certs_dir=.\n"
                        "certificate=ca.pem\nprivate_key=ca.key\ndefault_md=sha256\npolicy=p\n"
                        "unique_subject=no\n[p]\ncommonName=supplied\n")
            open(os.path.join(self.folder, "index"), "a").close()
            self.openssl("ca", "-batch", "-notext", "-config", "ca.cnf", "-rand_serial", "-in", file + ".csr", "-out",
                         file + ".crt", "-extfile", file + ".ext", "-startdate",
                         "20200101000000Z", "-enddate", "20210101000000Z")
        elif signer == "ca":
            self.openssl("x509", "-req", "-in", file + ".csr", "-CA", "ca.pem", "-CAkey",
                         "ca.key", "-CAcreateserial", "-out", file + ".crt", "-extfile",
                         file + ".ext", *when)
        else:
            self.openssl("x509", "-req", "-in", file + ".csr", "-signkey", file + ".key",
                         "-out", file + ".crt", "-extfile", file + ".ext", *when)
        ctx = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        ctx.load_cert_chain(os.path.join(self.folder, file + ".crt"),
                            os.path.join(self.folder, file + ".key"))
        return ctx

    def secure(self):
        self.authority()
        first = self.certify("fallback", "www.neighbour.example")
        contexts = {}
        for site in self.sites.values():
            if site.scheme == "https":
                kind = site.certificate
                host = "www.neighbour.example" if kind == "neighbour" else site.host
                contexts[site.host] = self.certify(
                    site.name.replace(".", "-"), host, expired=kind == "expired",
                    signer="self" if kind == "self" else "ca")

        def choose(sock, name, _):
            if name in contexts:
                sock.context = contexts[name]
        first.sni_callback = choose
        return first

    # --- sockets -------------------------------------------------------------------------
    async def start(self):
        def listen(port, hosts):
            socks = []
            for host in hosts:
                s = socket.socket()
                s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                s.bind((host, port))
                socks.append(s)
            return socks
        hosts = ["127.0.0.1"] + [s.address for s in self.sites.values()]
        context = self.secure()
        for s in listen(self.port, hosts):
            await asyncio.start_server(self.serve, sock=s, limit=1 << 20, backlog=512)
        for s in listen(self.tls_port, hosts):
            await asyncio.start_server(self.serve, sock=s, limit=1 << 20, ssl=context,
                                       backlog=512)
        loop = asyncio.get_running_loop()
        transport, _ = await loop.create_datagram_endpoint(
            lambda: Names(self), local_addr=("127.0.0.1", 0))
        self.dns_port = transport.get_extra_info("sockname")[1]

    async def serve(self, reader, writer):
        conn, site = {"n": 0}, None
        try:
            first = await reader.read(1)
            if first == b"\x16":  # a handshake where HTTP is spoken: told so, in HTTP
                writer.write(b"HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n")
                return
            while True:
                head = first + await reader.readuntil(b"\r\n\r\n")
                first = b""
                lines = head.decode("latin-1").split("\r\n")
                method, target, _ = lines[0].split(" ", 2)
                headers = {}
                for line in lines[1:]:
                    name, _, value = line.partition(":")
                    headers[name.lower()] = value.strip()
                host = headers.get("host", "").rsplit(":", 1)[0].lower()
                now = self.sites.get(host)
                if now is None:
                    writer.write(Answer("no such site", 404).head() + b"no such site")
                    continue
                if site is None:
                    site = now
                    site.open += 1
                conn["n"] += 1
                answer = await now.answer(Request(now, method, target, headers, conn))
                if not await self.send(writer, method, answer):
                    return
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.LimitOverrunError,
                ssl.SSLError, ValueError, TimeoutError, asyncio.CancelledError):
            pass
        finally:
            if site is not None:
                site.open -= 1
            writer.close()

    async def send(self, writer, method, answer):
        if answer.delay:
            await asyncio.sleep(answer.delay)
        if answer.hang:
            await asyncio.sleep(3600)
        if answer.reset:
            if answer.raw:
                writer.write(answer.raw)
                await writer.drain()
            sock = writer.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            writer.transport.abort()
            return False
        if answer.raw is not None:
            writer.write(answer.raw)
            await writer.drain()
            return not answer.close
        body = b"" if method == "HEAD" else answer.body
        if answer.cut is not None:
            body = body[:answer.cut]
        writer.write(answer.head() + body)
        await writer.drain()
        return not (answer.close or answer.cut is not None or answer.length == "none")


class Names(asyncio.DatagramProtocol):
    """A name server for the sites; world.names adds others: an address, 'servfail',
    'silent'. What is in neither does not exist."""

    def __init__(self, world):
        self.world = world

    def connection_made(self, transport):
        self.transport = transport

    def datagram_received(self, data, peer):
        labels, i = [], 12
        while data[i]:
            labels.append(data[i + 1:i + 1 + data[i]].decode("latin-1"))
            i += 1 + data[i]
        kind = struct.unpack("!H", data[i + 1:i + 3])[0]
        question = data[12:i + 5]
        name = ".".join(labels).lower()
        site, other = self.world.sites.get(name), self.world.names.get(name)
        if other == "silent":
            return
        code, answers = 0, []
        if site:
            if kind == 1 and site.a is None:
                answers = [socket.inet_aton(site.address)]
            elif kind == 1 and site.a:
                answers = [socket.inet_aton(a) for a in site.a]
            elif kind == 28 and site.aaaa:
                answers = [socket.inet_pton(socket.AF_INET6, a) for a in site.aaaa]
        elif other == "servfail":
            code = 2
        elif other:
            if kind == 1:
                answers = [socket.inet_aton(other)]
        else:
            code = 3
        reply = data[:2] + struct.pack("!HHHHH", 0x8580 | code, 1, len(answers), 0, 0)
        reply += question
        for a in answers:
            reply += b"\xc0\x0c" + struct.pack("!HHIH", kind, 1, 60, len(a)) + a
        self.transport.sendto(reply, peer)
