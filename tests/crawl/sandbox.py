#!/usr/bin/env python3
"""The parser's cage: what is in force as the kernel sees it, and that documents of every
encoding and kind are still read inside. Run with the release build as well: sanitizers
leave no room for seccomp and the limit on memory.

    sandbox.py PORTALWATCH [full]     full: less than seccomp and Landlock is a failure
"""
import http.server
import json
import os
import subprocess
import sys
import threading

TITLE = "通知公告"
HTML = "<!DOCTYPE html><html><head><meta charset='%s'><title>%s</title></head><body>%s</body></html>"
LIST = "<ul>" + "".join("<li><a href='t2026%02d01_%d.html'>关于印发第%d号实施方案的通知</a>"
                        "<span>2026-%02d-01</span></li>" % (i, i, i, i) for i in range(1, 10)) + "</ul>"


def html(codec, label=None, title=TITLE):
    return (HTML % (label or codec, title, LIST)).encode(codec, "xmlcharrefreplace")


PAGES = {
    "/utf-8": ("text/html", html("utf-8"), "html", TITLE),
    "/gbk": ("text/html", html("gbk"), "html", TITLE),
    "/gb18030": ("text/html", html("gb18030", "gb2312"), "html", TITLE),
    "/big5": ("text/html", html("big5", title="公告"), "html", "公告"),
    "/sjis": ("text/html", html("shift_jis", title="公告"), "html", "公告"),
    "/utf-16": ("text/html", html("utf-16"), "html", TITLE),
    "/latin": ("text/html", html("latin-1", title="avis"), "html", "avis"),
    "/undeclared": ("text/html", ("<title>%s</title>%s" % (TITLE, LIST)).encode("gbk"),
                    "html", TITLE),
    "/feed": ("application/rss+xml", ("<?xml version='1.0' encoding='GB2312'?><rss version='2.0'>"
              "<channel><title>x</title><item><title>%s</title><link>http://h/1</link></item>"
              "</channel></rss>" % TITLE).encode("gbk"), "feed", None),
    "/sitemap": ("text/xml", b"<?xml version='1.0'?><urlset xmlns='http://www.sitemaps.org/schemas/"
                 b"sitemap/0.9'><url><loc>http://h/1</loc></url></urlset>", "sitemap", None),
    "/json": ("application/json", json.dumps({"list": [
        {"title": "关于第%d号" % i, "url": "/a/%d.html" % i, "date": "2026-01-0%d" % i}
        for i in range(1, 9)]}).encode(), "json", None),
    "/pdf": ("application/pdf", b"%PDF-1.4\n1 0 obj", "pdf", None),
    "/empty": ("text/html", b"", "empty", None),
    "/deep": ("text/html", b"<div>" * 50000 + b"x", "html", None),
    "/large": ("text/html", html("utf-8") + b"<p>" + b"word " * 1000000, "html", TITLE),
}


class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        type, body = PAGES.get(self.path, ("text/plain", b"", "", None))[:2]
        self.send_response(200 if self.path in PAGES else 404)
        self.send_header("Content-Type", type)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def child_of(pid):
    with open("/proc/%d/task/%d/children" % (pid, pid)) as f:
        return int(f.read().split()[0])


def kernel_view(pid):
    view = {}
    with open("/proc/%d/status" % pid) as f:
        for line in f:
            key, _, value = line.partition(":")
            if key in ("NoNewPrivs", "Seccomp"):
                view[key] = int(value)
    with open("/proc/%d/limits" % pid) as f:
        for line in f:
            if line.startswith(("Max core", "Max file size", "Max open", "Max address")):
                view[line[:25].strip()] = line[26:].split()[0]
    with open("/proc/%d/cmdline" % pid) as f:  # no copy of a process that knows more
        view["executed"] = "\0role-parser\0" in f.read()
    view["descriptors"] = sorted(int(x) for x in os.listdir("/proc/%d/fd" % pid))
    return view


def killed_twice(exe, base):
    """A document that outlasts its parser's time is tried twice and then given up."""
    p = subprocess.run([exe, "fetch", "--kind", "page", "--no-robots", "--allow-private",
                        "--parsers", "1", "--parser", "1ms"], text=True,
                       input="want=7 %s/large\n" % base, stdout=subprocess.PIPE)
    r, stat = [json.loads(x) for x in p.stdout.splitlines()]
    if (r["verdict"], r["reason"], r["page"]) != ("ok", "parser-died", None):
        return ["killed twice: %s %s, page %s" % (r["verdict"], r["reason"], r["page"])]
    return []


def main():
    exe, full = sys.argv[1], "full" in sys.argv[2:]
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = "http://127.0.0.1:%d" % server.server_port
    options = ["--sandbox"] if full else []
    p = subprocess.Popen([exe, "fetch", "--kind", "page", "--no-robots", "--allow-private",
                          "--parsers", "1", *options], stdin=subprocess.PIPE,
                         stdout=subprocess.PIPE, text=True)
    p.stdin.write("want=7 %s/utf-8\n" % base)
    p.stdin.flush()
    p.stdin.write("".join("want=7 %s%s\n" % (base, x) for x in PAGES))
    p.stdin.write("want=7 %s/utf-8?last\n" % base)
    p.stdin.close()
    first = json.loads(p.stdout.readline())  # whichever is done first
    try:
        view = kernel_view(child_of(child_of(p.pid)))
    except (OSError, IndexError):
        view = {}
    rows = [first] + [json.loads(x) for x in p.stdout]
    p.wait()
    stat = rows[-1].get("stat", {})
    faults = []
    for path, (_, _, kind, title) in PAGES.items():
        found = [r for r in rows if r.get("url") == base + path]
        page = found[0]["page"] if found else None
        if not page:
            faults.append("%s: no page" % path)
        elif page["kind"] != kind or (title and page["title"] != title):
            faults.append("%s: %s %s" % (path, page["kind"], page["title"]))
    if stat.get("parser_deaths"):
        faults.append("parsers died: %d" % stat["parser_deaths"])
    if full and stat.get("sandbox") != "seccomp+landlock":
        faults.append("level: %s" % stat.get("sandbox"))
    if view:
        want = {"NoNewPrivs": 1, "executed": True, "Max core file size": "0", "Max file size": "0",
                "Max open files": "16"}
        if "seccomp" in stat.get("sandbox", ""):
            want["Seccomp"] = 2
            want["Max address space"] = str(1 << 30)
        faults += ["%s: %s" % (k, view.get(k)) for k in want if view.get(k) != want[k]]
        if not set(view["descriptors"]) <= {0, 1, 2, 3}:
            faults.append("descriptors: %s" % view["descriptors"])
    faults += killed_twice(exe, base)
    print(stat, view)
    print("\n".join(faults) or "%d documents read, as it should" % len(PAGES))
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
