#!/usr/bin/env python3
"""linkcheck against sites whose truth is known: a generated one, one full of difficult
links, and the misbehaving server; every form of output; exit status; resume.

    linkcheck.py PORTALWATCH
"""
import csv
import io
import json
import os
import signal
import subprocess
import sys
import tempfile
import time
import xml.dom.minidom

HERE = os.path.dirname(os.path.abspath(__file__))
TESTS = os.path.dirname(HERE)
NGINX = os.environ.get("PORTALWATCH_NGINX", "/usr/sbin/nginx")
sys.path.insert(0, TESTS)
import importlib.util  # noqa: E402

from ports import free_port, wait_for  # noqa: E402

spec = importlib.util.spec_from_file_location("bench_site", os.path.join(TESTS, "bench", "site.py"))
bench_site = importlib.util.module_from_spec(spec)
spec.loader.exec_module(bench_site)

FAULTS = []


def expect(what, got, want):
    if got != want:
        FAULTS.append(what)
        print("%s: got %r, want %r" % (what, got, want))


CONF = """
worker_processes 1; daemon off; pid %(dir)s/nginx.pid; error_log %(dir)s/error.log;
events { worker_connections 512; }
http {
	access_log %(dir)s/access.log; default_type text/html;
	types { text/html html; text/css css; image/png png; application/pdf pdf; }
	client_body_temp_path %(dir)s/t; proxy_temp_path %(dir)s/t; fastcgi_temp_path %(dir)s/t;
	uwsgi_temp_path %(dir)s/t; scgi_temp_path %(dir)s/t;
	server { listen 127.0.0.2:%(odd)d; add_header Retry-After 3000 always; return 429; }
	server { listen 127.0.0.1:%(big)d; root %(dir)s/big; }
	server {
		listen 127.0.0.1:%(odd)d; root %(dir)s/odd;
		location /soft/ { error_page 404 =200 /missing.html; }
		location /home/ { error_page 404 = @home; }
		location @home { return 302 /; }
		location /forbidden { return 403; }
		location /busy { return 503; }
		location /strange { return 498; }
		location /old { return 301 /new.html; }
		location /loop { return 302 /loop; }
		location /cal/ { try_files /cal.html =404; }
		location /deep/ { try_files /deep.html =404; }
		location /many { try_files /many.html =404; }
	}
}
"""

FILLER = "".join("<p>Sentence %d of an ordinary page of the portal, number %d.</p>" % (i, i * i) for i in range(60))


def html(title, body, filler=FILLER):
    return '<!DOCTYPE html><html><head><meta charset="utf-8"><title>%s</title></head><body>\n%s%s</body></html>' % (
        title, body, filler)


def a(href, text="link"):
    return '<a href="%s">%s</a>\n' % (href, text)


# address -> verdict, reason; every link of the odd site
ODD = {
    "/new.html": ("ok", None), "/old": ("moved", None), "/gone.html": ("broken.http", "http-404"),
    "/forbidden": ("blocked", "http-403"), "/busy": ("unstable.server", "http-503"),
    "/strange": ("unknown", "http-498"), "/loop": ("broken.redirect", "redirect-loop"),
    "/soft/real.html": ("ok", None), "/soft/not-there.html": ("broken.soft404", "like-missing"),
    "/soft/not-there-either.html": ("broken.soft404", "like-missing"),
    "/home/2023/lost.html": ("broken.soft404", "redirect-to-home"),
    "/home/lost.html": ("broken.soft404", "redirect-to-home"),
    "/home/kept.html": ("ok", None), "/page.pdf": ("broken.content", "html-for-document"),
    "/parked.html": ("wrong", "parked"), "/secret/x.html": ("skipped", "robots"),
}


def make_odd(folder, port):
    def put(path, text):
        bench_site.write(folder, path, text)
    home = "".join(a(x, "text of " + x) for x in ODD)
    home += a("mailto:web@example.gov.cn") + a("javascript:void(0)") + a("file:///C:/x.doc") + a("http://http://x.cn/")
    home += '<div style="display:none"><a href="http://127.0.0.2:%d/hidden">x</a></div>\n' % port
    home += a("/cal/2025/01.html") + a("/deep/a/") + a("/many?x=1") + a("/new.html#there") + a("/new.html#missing")
    home += a("#top") + a("http://127.0.0.1:1/closed") + a("/new.html#%E4%B8%AD")
    put("/index.html", html("Home", home))
    put("/new.html", html("New page", '<h2 id="there">x</h2><h2 id="中">x</h2>'))
    put("/robots.txt", "User-agent: *\nDisallow: /secret/\n")
    put("/soft/real.html", html("A real notice", "".join("<p>real words %d</p>" % i for i in range(90))))
    put("/home/kept.html", html("Kept", "<p>kept</p>"))
    put("/missing.html", html("Page not found", "<h1>Not found</h1><p>The page you look for is not here any more.</p>", ""))
    put("/page.pdf", html("No document", ""))
    put("/parked.html", html("x.cn - this domain is for sale", "<p>buy</p>", ""))
    put("/cal.html", html("Calendar", "".join(a("/cal/%d/%02d.html" % (y, m)) for y in range(2025, 2060) for m in (1, 2)), ""))
    put("/deep.html", html("Deep", '<a href="x/">deeper</a>', ""))
    put("/many.html", html("Many", "".join(a("/many?x=%d" % i) for i in range(900)), ""))
    return {("http://BASE" + k): v for k, v in ODD.items()}


class Run:
    def __init__(self, exe, *args, stdin=None, store=None, before=()):
        words = [exe, *before] + (["--store", store] if store else []) + ["linkcheck"] + list(args)
        p = subprocess.run(["timeout", "120"] + words, input=stdin, text=True, stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE)
        self.status, self.out, self.err = p.returncode, p.stdout, p.stderr

    def lines(self):
        rows = [json.loads(x) for x in self.out.splitlines()]
        return {r["url"]: r for r in rows if "url" in r}, rows[-1]["summary"] if rows else {}


def check_generated(exe, base, truth):
    run = Run(exe, "--json", base)
    links, s = run.lines()
    dead = sorted(u for u, r in links.items() if r["verdict"] != "ok")
    expect("generated: exit", run.status, 1)
    expect("generated: addresses", len(links), truth["addresses"])
    expect("generated: dead", len(dead), truth["dead"])
    expect("generated: only dead ones", [u for u in dead if "/gone/" not in u], [])
    expect("generated: parents", [u for u in dead if links[u]["nparents"] < 1], [])
    style = links.get(base + "gone/in-style.png", {"parents": [{}]})["parents"][0]
    expect("generated: parent in a style sheet", style.get("url"), base + "style.css")
    expect("generated: complete", s["complete"], True)
    p = subprocess.run([sys.executable, os.path.join(TESTS, "schema_check.py"), "linkcheck"], input=run.out, text=True)
    expect("generated: schema", p.returncode, 0)
    return dead


def check_forms(exe, base, ndead):
    expect("csv", len(list(csv.reader(io.StringIO(Run(exe, "--format", "csv", base).out)))) > ndead, True)
    doc = xml.dom.minidom.parseString(Run(exe, "--format", "junit", base).out)
    expect("junit", len(doc.getElementsByTagName("failure")), ndead)
    sarif = json.loads(Run(exe, "--format", "sarif", base).out)
    expect("sarif", len(sarif["runs"][0]["results"]), ndead)
    page = Run(exe, "--format", "html", base).out
    expect("html", page.count("<b>broken.http</b>"), ndead)
    dot = Run(exe, "--format", "dot", base).out
    expect("dot", dot.startswith("digraph") and dot.rstrip().endswith("}") and "color=red" in dot, True)
    expect("text", Run(exe, base).out.count("\nbroken.http 404") + 1, ndead)


def check_odd(exe, base, truth):
    run = Run(exe, "--json", "--retry-after", "20ms", "--fragments", base)
    links, s = run.lines()
    for url, (verdict, reason) in truth.items():
        url = url.replace("http://BASE/", base)
        got = links.get(url, {})
        want = (verdict, reason)
        expect("odd: " + url, (got.get("verdict"), got.get("reason")), want)
    for url, verdict in ((base + "new.html#there", "ok"), (base + "new.html#missing", "broken.fragment"),
                         (base + "new.html#%E4%B8%AD", "ok"), ("file:///C:/x.doc", "broken.url"),
                         ("mailto:web@example.gov.cn", "skipped"), ("javascript:void(0)", "skipped"),
                         ("http://127.0.0.1:1/closed", "broken.url"), ("http://http//x.cn/", "broken.url")):
        expect("odd: " + url, links.get(url, {}).get("verdict"), verdict)
    for limit in ("trap-calendar", "trap-segments", "trap-parameters"):
        expect("odd: %s bites" % limit, s["limits"].get(limit, 0) > 0, True)
    p = subprocess.run([sys.executable, os.path.join(TESTS, "schema_check.py"), "linkcheck"], input=run.out, text=True)
    expect("odd: schema", p.returncode, 0)


def check_limited(exe, base):
    """A host that asks to wait an hour is not waited for, and says nothing of its pages."""
    began = time.monotonic()
    run = Run(exe, "--json", "--from", "-", stdin="".join("%sp%d\n" % (base, i) for i in range(20)))
    links, _ = run.lines()
    expect("limited", sorted({r["verdict"] for r in links.values()}), ["blocked"])
    expect("limited: exit", run.status, 0)
    expect("limited: not waited for", time.monotonic() - began < 60, True)


def check_hidden(exe, base, other):
    links, _ = Run(exe, "--json", "--hidden", "--depth", "1", "--retry-after", "20ms", "--from", "-", base,
                   stdin=other + "x\n").lines()
    got = links.get(other + "hidden", {})
    expect("hidden", (got.get("verdict"), got.get("reason"), got.get("nparents")), ("wrong", "hidden-link", 1))


def check_status(exe, base):
    expect("status: fine", Run(exe, "--depth", "1", "--exclude", "gone", base).status, 0)
    expect("status: usage", Run(exe).status, 2)
    expect("status: bad pattern", Run(exe, "--exclude", "(", base).status, 2)
    expect("status: bad address", Run(exe, "ftp://x/").status, 2)
    expect("status: list", Run(exe, "--from", "-", stdin=base + "gone/x.html\n").status, 1)
    expect("status: accepted", Run(exe, "--accept", "404", "--from", "-", stdin=base + "gone/x.html\n").status, 0)
    expect("status: fail-on never", Run(exe, "--fail-on", "never", "--from", "-", stdin=base + "gone/x.html\n").status, 0)


def check_store(exe, base, dead, folder, log):
    store = os.path.join(folder, "store")
    os.makedirs(store)
    first = Run(exe, "--json", base, store=store).lines()[1]
    links, second = Run(exe, "--json", base, store=store).lines()
    expect("store: same dead", sorted(u for u, r in links.items() if r["verdict"] != "ok"), dead)
    expect("store: a tenth of the bytes", second["bytes"] * 10 < first["bytes"], True)
    # refused to both ways of asking before, they are asked in the second way alone
    expect("store: the dead asked once", first["requests"] - second["requests"], len(dead))


def requests_in(log):
    with open(log) as f:
        return sum(1 for _ in f)


def told(links):
    return sorted((u, r["verdict"], r["nparents"]) for u, r in links.items())


def check_resume(exe, base, folder, log):
    """Killed in the middle, taken up: the same as at one go, and not all asked again."""
    store = os.path.join(folder, "resume")
    os.makedirs(store)
    whole, at_once = Run(exe, "--json", base).lines()
    before = requests_in(log)
    p = subprocess.Popen([exe, "--store", store, "linkcheck", "--json", "--rate", "200", base],
                         stdout=subprocess.DEVNULL)
    while p.poll() is None and requests_in(log) - before < 150:
        time.sleep(0.01)
    expect("resume: killed in the middle", p.poll(), None)
    p.send_signal(signal.SIGKILL)
    p.wait()
    links, s = Run(exe, "--json", base, store=store).lines()
    expect("resume: taken up", (s["resumed"], s["complete"]), (True, True))
    expect("resume: as at one go", told(links), told(whole))
    expect("resume: not all again", s["requests"] < at_once["requests"] - 50, True)


def check_hostile(exe, folder):
    server = subprocess.Popen([sys.executable, os.path.join(TESTS, "hostile", "hostile.py"), os.path.join(folder, "hostile")],
                              text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    about = json.loads(server.stdout.readline())
    rows = [r for r in about["kinds"] if r.get("job", "link") == "link" and "etag" not in r]
    run = Run(exe, "--json", "--no-soft404", "--timeout", "3s", "--retry-after", "20ms", "--connect-timeout", "1s",
              "--ca-file", about["ca"], "--resolver", "127.0.0.1:%d" % about["ports"]["dns"], "--from", "-",
              stdin="".join(r["url"] + "\n" for r in rows if r["url"].startswith("http")))
    links, _ = run.lines()
    if not links:
        print("hostile: exit %d: %s" % (run.status, run.err[-500:]))
    wrong = []
    for r in rows:
        got = links.get(r["url"])
        if got and not (got["verdict"] == r["verdict"] or r["verdict"] == "private"):
            wrong.append((r["kind"], r["verdict"], got["verdict"], got["reason"]))
    expect("hostile: verdicts", wrong, [])
    expect("hostile: links", len(links) > 60, True)
    nobody = [r["url"] for r in rows if r["verdict"] == "broken.dns"][:1]
    said = Run(exe, "--no-soft404", "--resolver", "127.0.0.1:%d" % about["ports"]["dns"], *nobody, before=("--lang", "zh"))
    expect("a verdict called as its reason says it once", (said.out.count("域名不存在"), said.err), (1, ""))
    server.stdin.close()
    server.wait()


def main():
    exe = os.path.abspath(sys.argv[1])
    only = sys.argv[2:]
    if not os.path.exists(NGINX):
        print("no nginx: not run")
        return 77  # skipped, and said
    with tempfile.TemporaryDirectory() as folder:
        os.chmod(folder, 0o755)  # workers of nginx are somebody else
        truth = bench_site.make(os.path.join(folder, "big"), 300)
        big_port, odd_port = free_port(), free_port()
        odd = make_odd(os.path.join(folder, "odd"), odd_port)
        with open(os.path.join(folder, "nginx.conf"), "w") as f:
            f.write(CONF % {"dir": folder, "big": big_port, "odd": odd_port})
        os.makedirs(os.path.join(folder, "hostile"))
        nginx = subprocess.Popen([NGINX, "-c", os.path.join(folder, "nginx.conf"), "-p", folder], stderr=subprocess.DEVNULL)
        wait_for(big_port)
        wait_for(odd_port)
        try:
            base = "http://127.0.0.1:%d/" % big_port
            dead = check_generated(exe, base, truth)
            if not only:
                check_forms(exe, base, truth["dead"])
                check_status(exe, base)
                check_store(exe, base, dead, folder, None)
                check_limited(exe, "http://127.0.0.2:%d/" % odd_port)
                check_resume(exe, base, folder, os.path.join(folder, "access.log"))
            check_odd(exe, "http://127.0.0.1:%d/" % odd_port, odd)
            check_hidden(exe, "http://127.0.0.1:%d/" % odd_port, "http://127.0.0.2:%d/" % odd_port)
            check_hostile(exe, folder)
        finally:
            nginx.terminate()
            nginx.wait()
    print("%d faults" % len(FAULTS))
    return 1 if FAULTS else 0


sys.exit(main())
