#!/usr/bin/env python3
"""Portals made of real pages: everything the lists hold is found, nothing happens afterwards.

    corpus.py PORTALWATCH

nginx stands as the proxy of all portals, so that each page keeps its own address and nothing
leaves this machine (what the lists name answers with one real article, all else with 404).
"""
import json
import os
import pathlib
import subprocess
import sys

from bench import Bench, Faults, SOURCE, nginx, temporary
from ports import free_port, wait_for

DATA = SOURCE / "tests/data/portal"
ARTICLE = SOURCE / "tests/data/articles/guizhou-trs.html"
CONF = """daemon off; worker_processes 1; pid %(top)s/pid; error_log %(top)s/error.log;
events {}
http {
  access_log %(top)s/access.log;
  map_hash_bucket_size 512;
  client_body_temp_path %(top)s/t1; proxy_temp_path %(top)s/t2; fastcgi_temp_path %(top)s/t3;
  uwsgi_temp_path %(top)s/t4; scgi_temp_path %(top)s/t5;
  map $host$request_uri $page { default ""; %(pages)s }
  map $host$request_uri $kind { default "text/html; charset=utf-8"; %(kinds)s }
  server {
    listen 127.0.0.1:%(port)d;
    root %(top)s/pages;
    location = /robots.txt { return 404; }
    location / { if ($page = "") { return 404; } types {} default_type $kind; rewrite ^ /$page break; }
  }
}
"""


def rows(name):
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line.split("\t")


def listed(exe, lists):
    """Addresses of the notices, as the lists name them, and of the home pages."""
    for file, url, *_ in lists:
        p = subprocess.run([exe, "extract", "list", DATA / file, "--url", url], capture_output=True,
                           text=True, check=True)
        yield url.split("/")[2] + "/"
        for item in json.loads(p.stdout)["items"]:
            if item["url"]:
                yield item["url"].split("://")[1]


def serve(exe, top, lists):
    pages = top / "pages"
    pages.mkdir()
    for file, *_ in lists:
        (pages / file).write_bytes((DATA / file).read_bytes())
    (pages / "article.html").write_bytes(ARTICLE.read_bytes())
    key = lambda url: url.split("://")[1]
    port = free_port()
    (top / "nginx.conf").write_text(CONF % {
        "top": top, "port": port,
        "pages": " ".join('"%s" "%s";' % x for x in sorted({
            **{u: "article.html" for u in listed(exe, lists)},
            **{key(u): f for f, u, _, _ in lists}}.items())),
        "kinds": " ".join('"%s" "%s";' % (key(u), t) for _, u, t, _ in lists)})
    server = subprocess.Popen([nginx(), "-p", str(top), "-c", str(top / "nginx.conf"),
                               "-e", str(top / "error.log")])
    wait_for(port)
    return server, port


def configure(exe, top, port, lists):
    b = Bench(exe, top / "run", "  - {id: office, file: {path: out.jsonl, format: jsonl}}",
              "  - {to: [office]}", network='  proxy: "http://127.0.0.1:%d"\n' % port)
    hosts = {}
    for file, url, _, _ in lists:
        hosts.setdefault(url.split("/")[2], []).append((file, url))
    for n, (host, columns) in enumerate(hosts.items()):
        b.portal("p%d" % n, "portal: p%d\nhome: http://%s/\nowner: true\nlinks: {check: none}\n"
                 "columns:\n%s" % (
            n, host, "".join("  - {id: c%d, name: %s, url: \"%s\", class: other, every: 1h}\n"
                             % (i, f.split(".")[0], u) for i, (f, u) in enumerate(columns))))
    return b, {("p%d" % n, "c%d" % i): f for n, c in enumerate(hosts.values())
               for i, (f, _) in enumerate(c)}


def compare(f, b, names, now):
    want, found = {}, {}
    for file, date, title in rows("truth.tsv"):
        want.setdefault(file, []).append((date, title))
    for n in b.lines("notices", "--limit", "100000", now=now):
        found.setdefault(names.get((n["portal"], n["column"])), []).append(
            ((n["date"] or "")[:10], " ".join(n["title"].split())))
    total = 0
    for file, items in want.items():
        got = found.get(file, [])
        total += len(got)
        f.check("%s: notices" % file, len(got), len(items))
        f.check_set("%s: date and title" % file, got, items)
    return total


def main():
    f = Faults()
    # http only: a CONNECT through nginx is refused, and addresses keep host and path
    lists = [(a, u.replace("https://", "http://"), t, o) for a, u, t, o in rows("MANIFEST.tsv")]
    with temporary() as name:
        top = pathlib.Path(name)
        server, port = serve(sys.argv[1], top, lists)
        try:
            b, names = configure(sys.argv[1], top, port, lists)
            f.check("init", b.run("store", "init", "--simulation").returncode, 0)
            first = b.run("crawl", "--once", now="2026-11-02T09:00:00+08:00")
            f.check("first crawl", first.returncode, 0)
            total = compare(f, b, names, "2026-11-02T09:10:00+08:00")
            events = b.lines("events", now="2026-11-02T09:10:00+08:00")
            f.check("only baselines", {e["kind"] for e in events}, {"column.baseline"})
            f.check("columns read", len([e for e in events if e["column"] != "home"]), len(lists))
            for day in ("03", "05"):
                now = "2026-11-%sT09:00:00+08:00" % day
                f.check("crawl again", b.run("crawl", "--once", now=now).returncode, 0)
                f.check("no event on day " + day, b.lines("events", now=now)[len(events):], [])
            f.check("verify", b.run("store", "verify").returncode, 0)
        finally:
            server.terminate()
            server.wait()
    print("%d lists, %d notices" % (len(lists), total))
    sys.exit(1 if f.n else 0)


if __name__ == "__main__":
    main()
