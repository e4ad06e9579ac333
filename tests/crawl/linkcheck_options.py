#!/usr/bin/env python3
"""Options of linkcheck as people use them: a saved folder, sitemaps, a list, retries, the table
of hosts, patterns, headers, the shape of SARIF.

    linkcheck_options.py PORTALWATCH
"""
import gzip
import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading

EXE = os.path.abspath(sys.argv[1])
FAULTS = []
ASKED = []


def expect(what, got, want):
    if got != want:
        FAULTS.append(what)
        print("%s: got %r, want %r" % (what, got, want))


def page(title, *links):
    return ("<html><head><title>%s</title></head><body>%s%s</body></html>" % (
        title, "".join("<p>Words %d of %s.</p>" % (i, title) for i in range(80)), "".join("<a href='%s'>x</a>" % x for x in links))).encode()


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        ASKED.append((self.path, dict(self.headers)))
        host = "http://%s" % self.headers["Host"]
        pages = {
            "/": page("Home", "/a.html", "/gone.html", "/skip/x.html", "http://127.0.0.9:1/"),
            "/a.html": page("A"), "/orphan.html": page("Orphan", "/gone-too.html"), "/orphan2.html": page("Orphan two"),
        }
        body, status, type = pages.get(self.path), 200, "text/html"
        if self.path == "/sitemap.xml":
            type, body = "application/xml", ("<?xml version='1.0'?><sitemapindex xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>"
                                             "<sitemap><loc>%s/part.xml.gz</loc></sitemap></sitemapindex>" % host).encode()
        elif self.path == "/part.xml.gz":
            type, body = "application/gzip", gzip.compress((
                "<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/sitemap/0.9'>%s%s</urlset>" % (
                    "<url><loc>%s/orphan.html</loc></url>" % host, "<url><loc>%s/orphan2.html</loc></url>" % host * 3000)).encode())
        elif self.path == "/flaky":
            if sum(p == "/flaky" for p, _ in ASKED) % 2:
                status, body = 503, b""
            else:
                body = page("Flaky")
        elif self.path == "/secret":
            good = self.headers.get("Authorization") == "Basic dTpw" and self.headers.get("Cookie") == "k=v" and self.headers.get("X-A") == "b"
            status, body = (200, page("Secret")) if good else (401, b"")
        elif self.path == "/gate":  # sets a cookie, then wants it beside the user's own
            got = sorted(x.strip() for x in self.headers.get("Cookie", "").split(";"))
            if got == ["k=v", "seen=1"]:
                body = page("Gate")
            else:
                self.send_response(302)
                for x in (("Location", "/gate"), ("Set-Cookie", "seen=1"), ("Content-Length", "0")):
                    self.send_header(*x)
                self.end_headers()
                return
        if body is None:
            status, body = 404, b"no"
        self.send_response(status)
        self.send_header("Content-Type", type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def run(*words, stdin=None, cwd=None):
    return subprocess.run([EXE, "linkcheck", *words], capture_output=True, text=True, input=stdin, cwd=cwd, timeout=120)


def links(p):
    rows = [json.loads(x) for x in p.stdout.splitlines()]
    return {r["url"]: r for r in rows if "url" in r}


def folder(top):
    site = os.path.join(top, "site")
    os.makedirs(os.path.join(site, "sub folder"))
    for name, body in (("index.html", page("Home", "sub%20folder/", "a", "gone.html", "sub%20folder/b.html?x=1#part", "../../etc/passwd")),
                       ("a.html", page("A")), ("orphan.html", page("Orphan", "/gone-too.html")),
                       ("sub folder/index.html", page("Sub")), ("sub folder/b.html?x=1", page("B") + b"<p id=part>")):
        with open(os.path.join(site, name), "wb") as f:
            f.write(body)
    os.symlink("/etc/hostname", os.path.join(site, "leak.html"))
    p = run("--json", "--fragments", site)
    got = {u: (r["verdict"], r["status"]) for u, r in links(p).items()}
    expect("folder", got, {
        "http://localhost/index.html": ("ok", 200), "http://localhost/a.html": ("ok", 200), "http://localhost/orphan.html": ("ok", 200),
        "http://localhost/sub%20folder/index.html": ("ok", 200), "http://localhost/sub%20folder/": ("ok", 200), "http://localhost/a": ("ok", 200),
        "http://localhost/gone.html": ("broken.http", 404), "http://localhost/gone-too.html": ("broken.http", 404),
        "http://localhost/sub%20folder/b.html?x=1#part": ("ok", 200), "http://localhost/etc/passwd": ("broken.http", 404)})
    expect("folder: exit", p.returncode, 1)
    p = run("--json", "--base", "http://www.example.gov.cn/", "site/a.html", cwd=top)
    expect("page: base", sorted(links(p)), ["http://www.example.gov.cn/site/a.html"])
    expect("page: exit", p.returncode, 0)
    expect("base without a folder", run("--base", "http://x/", "http://127.0.0.1:1/").returncode, 2)
    expect("two folders", run(site, top + "/site/sub folder").returncode, 2)


def sitemaps(base):
    p = run("--json", "--sitemap", base + "sitemap.xml", "--no-soft404")
    got = links(p)
    expect("sitemap: index, part, pages", [base + x in got for x in ("part.xml.gz", "orphan.html", "orphan2.html", "gone-too.html")], [True] * 4)
    expect("sitemap: dead link of an orphan", got[base + "gone-too.html"]["verdict"], "broken.http")
    p = run("--json", base, "--sitemap", base + "sitemap.xml", "--no-soft404")
    expect("with the site: all of it", all(base + x in links(p) for x in ("a.html", "orphan.html")), True)


def options(base):
    del ASKED[:]
    expect("no retries", links(run("--json", "--retries", "0", "--retry-after", "10ms", base + "flaky"))[base + "flaky"]["verdict"], "unstable.server")
    del ASKED[:]
    expect("retries", links(run("--json", "--retry-after", "10ms", base + "flaky"))[base + "flaky"]["verdict"], "ok")
    expect("too many retries", run("--retries", "99", base).returncode, 2)
    p = run("--json", "--auth", "u:p", "--cookie", "k=v", "--header", "X-A: b", base + "secret")
    expect("headers", links(p)[base + "secret"]["verdict"], "ok")
    p = run("--json", "--cookie", "k=v", base + "gate")
    expect("a cookie beside the server's", links(p)[base + "gate"]["verdict"], "ok")
    for words in (["--cookie", "k"], ["--auth", "user"], ["--ca-file", "/nowhere/ca"], ["--from", "/nowhere/list"],
                  ["--resolver", "here"], ["--proxy", "x y"], ["--accept", "403-"], ["--include", "("], ["./nowhere"]):
        p = run(*words, base)
        expect("refused: %s" % words, (p.returncode, p.stdout, "portalwatch: " in p.stderr), (2, "", True))
    del ASKED[:]
    p = run("--json", "--exclude", "/skip/", "--internal-only", "--user-agent", "tester/1", base)
    got = links(p)
    expect("excluded", (got[base + "skip/x.html"]["verdict"], got[base + "skip/x.html"]["reason"]), ("skipped", "excluded"))
    expect("outside", got["http://127.0.0.9:1/"]["reason"], "outside")
    expect("agent", {h["User-Agent"] for p, h in ASKED if p == "/a.html"}, {"tester/1"})
    p = run("--json", "--from", "-", "--fail-on", "never", stdin="# a list\n%sa.html\n\n%sgone.html\n" % (base, base))
    expect("list from stdin", ({u: r["verdict"] for u, r in links(p).items()}, p.returncode),
           ({base + "a.html": "ok", base + "gone.html": "broken.http"}, 0))
    p = run("--accept", "404", base)
    expect("accepted", "gone.html" in p.stdout, False)
    p = run("--hosts", base)
    expect("hosts", [x.split()[0] for x in p.stderr.splitlines() if x.startswith(("127.", "host"))][:2], ["host", base[7:-1]])


LEVELS = ("none", "note", "warning", "error")


def sarif(base):
    """What the SARIF 2.1.0 standard requires (3.14.2, 3.18.2, 3.27) and GitHub asks of uploads."""
    doc = json.loads(run("--format", "sarif", base).stdout)
    expect("sarif version", (doc["version"], "sarif" in doc["$schema"], len(doc["runs"])), ("2.1.0", True, 1))
    driver = doc["runs"][0]["tool"]["driver"]
    rules = {r["id"] for r in driver["rules"]}
    expect("sarif driver", (driver["name"], len(rules), all(r["shortDescription"]["text"] for r in driver["rules"])), ("portalwatch", len(driver["rules"]), True))
    results = doc["runs"][0]["results"]
    expect("sarif results", len(results) >= 2, True)
    for r in results:
        places = r["locations"]
        good = (r["ruleId"] in rules and r["level"] in LEVELS and r["message"]["text"] and places
                and all(x["physicalLocation"]["artifactLocation"]["uri"].startswith("http") for x in places)
                and all(x["physicalLocation"]["region"]["startLine"] > 0 for x in places if "region" in x["physicalLocation"]))
        expect("sarif result %s" % r.get("ruleId"), bool(good), True)


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = "http://127.0.0.1:%d/" % server.server_port
    with tempfile.TemporaryDirectory() as top:
        folder(top)
    sitemaps(base)
    options(base)
    sarif(base)
    sys.exit(1 if FAULTS else 0)


if __name__ == "__main__":
    main()
