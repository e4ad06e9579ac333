"""Certificates: what a browser accepts is alive, what it refuses is broken.tls."""
import tempfile

from base import *

DIR = tempfile.mkdtemp(prefix="fourth")
TLS = {"broken.tls"}


def run(*a, input=None):
    subprocess.run(["openssl"] + list(a), check=True, cwd=DIR, input=input, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def key(n):
    if not os.path.exists(DIR + "/%s.key" % n):
        run("ecparam", "-genkey", "-name", "prime256v1", "-noout", "-out", n + ".key")


def root(n, cn, o="Fourth"):
    key(n)
    run("req", "-x509", "-new", "-key", n + ".key", "-subj", "/O=%s/CN=%s" % (o, cn), "-days", "900", "-out", n + ".crt")


def sign(n, cn, by, ext, days=("-days", "300"), md=("-sha256",)):
    key(n)
    run("req", "-new", "-key", n + ".key", "-subj", "/CN=" + cn, "-out", n + ".csr")
    with open(DIR + "/%s.ext" % n, "w") as f:
        f.write(ext)
    if days[0] == "-days":
        run("x509", "-req", "-in", n + ".csr", "-CA", by + ".crt", "-CAkey", by + ".key", "-CAcreateserial", *days, *md, "-extfile", n + ".ext", "-out", n + ".crt")
    else:
        with open(DIR + "/ca.cnf", "w") as f:
            f.write("[ca]\ndefault_ca=d\n[d]\ndatabase=db\nserial=ser\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\n[p]\ncommonName=supplied\n")
        open(DIR + "/db", "w").close()
        with open(DIR + "/ser", "w") as f:
            f.write("%02X\n" % (16 + len(HOSTS)))
        run("ca", "-batch", "-config", "ca.cnf", "-in", n + ".csr", "-cert", by + ".crt", "-keyfile", by + ".key", *days, "-extfile", n + ".ext", "-out", n + ".crt", "-notext")


def chain(*names):
    return "".join(open(DIR + "/%s.crt" % n).read() for n in names)


CA_EXT = "basicConstraints=critical,CA:TRUE\nkeyUsage=keyCertSign,cRLSign\n"


def context(name, by="int", san=None, ext="", days=("-days", "300"), with_=("int",), tune=None):
    def make():
        n = name.replace(".", "_")
        sign(n, san or name, by, "subjectAltName=DNS:%s\n%s" % (san or name, ext), days)
        with open(DIR + "/%s.pem" % n, "w") as f:
            f.write(chain(n, *with_))
        c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        c.load_cert_chain(DIR + "/%s.pem" % n, DIR + "/%s.key" % n)
        if tune:
            tune(c)
        return c
    return make


def prepare():
    root("ca", "Fourth Root")
    sign("int", "Fourth Intermediate", "ca", CA_EXT)
    sign("quiet", "Quiet Intermediate", "ca", CA_EXT)
    root("foe", "Unknown Root")
    root("fake", "Fourth Root")
    sign("foeint", "Unknown Intermediate", "foe", CA_EXT)
    run("x509", "-in", "int.crt", "-outform", "DER", "-out", "int.der")
    run("x509", "-in", "foeint.crt", "-outform", "DER", "-out", "foeint.der")
    h = host("portal.test")
    h.routes["/aia/int.der"] = R(200, open(DIR + "/int.der", "rb").read(), type="application/pkix-cert")
    h.routes["/aia/foeint.der"] = R(200, open(DIR + "/foeint.der", "rb").read(), type="application/pkix-cert")
    h.routes["/aia/int.pem"] = R(200, open(DIR + "/int.crt", "rb").read(), type="application/x-pem-file")


def tls(name, truths, answer=None, group="tls", path="/", **k):
    n = name + ".test"
    h = host(n, tls=None)
    h.tls = k.pop("make", None) or (lambda: context(n, **{a: (b() if callable(b) and a == "ext" else b) for a, b in k.items()})())
    add(group, name, truths, answer or R(200, page("安全" + name)), on=n, path=path)


AIA = lambda f: (lambda: "authorityInfoAccess=caIssuers;URI:http://portal.test:%d/aia/%s\n" % (PORTS["P"], f))
tls("s-good", LIVE)
tls("s-extra-certs", LIVE, with_=("int", "ca", "foe"))
tls("s-unordered", LIVE, with_=("ca", "int"))
tls("a.s-wild", LIVE, san="*.s-wild.test")
tls("s-direct", LIVE, by="ca", with_=())
tls("s-tls12", LIVE, tune=lambda c: setattr(c, "maximum_version", ssl.TLSVersion.TLSv1_2))
tls("s-aia", LIVE, with_=(), ext=AIA("int.der"))
tls("s-aia-pem", LIVE | TLS, with_=(), ext=AIA("int.pem"))
tls("s-aia-404", LIVE | TLS, with_=(), by="quiet", ext=AIA("none.der"))
tls("s-no-aia", LIVE, with_=())
tls("s-aia-foe", TLS, by="foeint", with_=(), ext=AIA("foeint.der"))
tls("s-leaf-alone", LIVE | TLS, by="foeint", with_=())
tls("s-leaf-foe-root", TLS, by="foe", with_=())
tls("s-foe-chain", TLS, by="foeint", with_=("foeint",))
tls("s-foe-full", TLS, by="foeint", with_=("foeint", "foe"))
tls("s-fake-root", TLS, by="fake", with_=("fake",))
tls("s-expired", TLS, days=("-startdate", "230101000000Z", "-enddate", "240101000000Z"))
tls("s-future", TLS, days=("-startdate", "350101000000Z", "-enddate", "360101000000Z"))
tls("s-name", TLS, san="other.test")
tls("a.b.s-wild", TLS, san="*.s-wild.test")
tls("s-expired-404", TLS | {"broken.http"}, R(404), days=("-startdate", "230101000000Z", "-enddate", "240101000000Z"))
tls("s-aia-404page", {"broken.http"}, R(404), with_=(), ext=AIA("int.der"))
tls("s-name-blocked", TLS, R(403, "no"), san="other.test")


def self_signed():
    key("self")
    run("req", "-x509", "-new", "-key", "self.key", "-subj", "/CN=s-self.test", "-addext", "subjectAltName=DNS:s-self.test", "-days", "90", "-out", "self.crt")
    c = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    c.load_cert_chain(DIR + "/self.crt", DIR + "/self.key")
    return c


tls("s-self", TLS, make=self_signed)


def old():
    c = context("s-old.test")()
    c.minimum_version = ssl.TLSVersion.TLSv1
    c.maximum_version = ssl.TLSVersion.TLSv1_1
    c.set_ciphers("ALL:@SECLEVEL=0")
    return c


tls("s-old", TLS, make=old)
tls("s-odd-cipher", TLS, tune=lambda c: (setattr(c, "maximum_version", ssl.TLSVersion.TLSv1_2), c.set_ciphers("NULL:@SECLEVEL=0"))) 
tls("s-client-cert", TLS | BLOCKED, tune=lambda c: (setattr(c, "verify_mode", ssl.CERT_REQUIRED), c.load_verify_locations(DIR + "/ca.crt"), setattr(c, "maximum_version", ssl.TLSVersion.TLSv1_2)))
tls("s-to-http", LIVE, R(301, head=["Location: http://portal.test:{P}/live/r1.html"]))
tls("s-hsts", LIVE, R(200, page("严格"), head=["Strict-Transport-Security: max-age=31536000"]))
add("tls", "plain-on-tls", TLS | {"unstable.reset", "unstable.timeout"}, url="https://portal.test:{P}/live/r1.html")
add("tls", "tls-on-plain", {"unstable.reset", "broken.http", "unknown", "unstable.connect"}, url="http://s-good.test:{T}/")
host("to-tls.test").routes["/"] = R(301, head=["Location: https://s-good.test:{T}/"])
add("tls", "http-to-https", LIVE, on="to-tls.test", path="/")
host("to-bad.test").routes["/"] = R(301, head=["Location: https://s-name.test:{T}/"])
add("tls", "http-to-bad-https", TLS, on="to-bad.test", path="/")
