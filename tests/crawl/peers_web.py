#!/usr/bin/env python3
"""linkcheck on the fixtures of linkinator and lychee with the outcomes their tests expect: whether
the check passes, how many links are broken, how many there are. A proxy on loopback is their web:
it serves a fixture's folder as http://site.test/ and answers for other hosts as the case says.

    peers_web.py PORTALWATCH [-v] [CASE...]

Each case that we mean otherwise, or that is about something we do not have, stands with its reason
in otherwise.tsv; every other one must agree, and a reason that is not needed is a fault.
"""
import collections
import email.utils
import functools
import http.server
import json
import mimetypes
import os
import re
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

DATA = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data", "links")
FLOORS = {"linkinator": 91, "lychee": 42}  # cases that agree
FAULTS = ("broken", "unstable", "private", "wrong")

# what a case asks for beside its columns, in our words
OPTIONS = {
    "should skip links if asked nicely": ["--exclude", "very.bad"],
    "should skip links if passed a linksToSkip function": ["--exclude", "filterme", "--exclude", "good.com"],
    "should skip an exact URL fragment without fragment validation": ["--exclude", "#"],
    "should treat 403 as OK when configured with \"ok\" action": ["--accept", "403"],
    "should treat 403 as warning when configured with \"warn\" action": ["--accept", "403"],
    "should skip 404 when configured with \"skip\" action": ["--accept", "404"],
    "should match status code patterns like \"4xx\"": ["--accept", "400-499"],
    "should match status code patterns like \"5xx\"": ["--accept", "500-599"],
    "should find links in JSON-LD scripts": ["--json-ld"],
    "should pass decoded fragments and full URLs to a skip function": ["--exclude", "target.html#"],
    "should skip matching fragment validation but still check the URL": ["--exclude", "#"],
    "should prioritize exact matches over patterns": ["--accept", "400-499"],
}
# Retry-After of a case's 429
RETRY_AFTER = {
    "should handle 429s with invalid retry-after headers": "totally-not-valid",
    "should retry 429s with second based header": "1",
    "should retry 429s after failed HEAD": "1",
    "should retry 429s with date based header": lambda: email.utils.formatdate(time.time() + 2, usegmt=True),
    "should retry 429s with non-standard seconds format (3s)": "3s",
    "should retry 429s with non-standard minutes and seconds format (1m1s)": "1m1s",
    "should detect requests to wait on the same host": "1",
    "should increase timeout for followup requests to a host": "1",
}


# answers of a case that its column does not hold
MOCK = {
    "should not start more crawls than the configured concurrency": " ".join("GET /%d->200" % i for i in range(1, 6)),
    "should skip an exact URL fragment without fragment validation": "GET /example/project->200",
    "should pass custom headers in requests": "GET /->200",
    "should merge custom headers with User-Agent when provided": "GET /->200",
    "should pass headers in GET fallback requests": "GET /->200",
    "should allow custom User-Agent override": "GET /->200",
    "should accept a custom user agent": "GET /->200",
    "should detect requests to wait on the same host": "GET /1->429; GET /1->200; GET /2->200; GET /3->429; GET /3->200",
    "should increase timeout for followup requests to a host": "GET /1->429; GET /1->200; GET /2->200; GET /3->429; GET /3->200",
}
# pages to begin at, where the column names the folder only
STARTS = {
    "should respect server root with globs": ["doll1/index.html", "doll2/index.html"],
    "should respect absolute server root": ["doll1/index.html", "doll2/index.html"],
}
ONE_BY_ONE = {"should detect relative urls with relative base": "pageBase/index"}  # each page served under this name
IDS = ("valid-section", "section-one", "section-two")  # on http://example.com/page.html
IMAGE = bytes.fromhex("89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c4944415408d763f8cfc0000003010100c9fe92ef"
                      "0000000049454e44ae426082")
LEFT_OUT = {"boo.jpg"}  # of the fixtures, for their size; a small one is served
HOSTS = ("example.com", "example.invalid", "good.com", "github.com", "very.bad")


class Web:
    """What the proxy answers at the moment."""

    def __init__(self, root="", mock="", retry_after=None, renamed=None, folders=(), extra=None):
        self.folders, self.extra = folders, extra  # empty ones, which git does not keep; (path, file) beside the folder
        self.renamed = renamed  # (path, file): served there; below any folder "ok" is a page
        self.root, self.retry_after, self.answers, self.lock = root, retry_after, {}, threading.Lock()
        heads = {}
        for method, path, status in re.findall(r"(GET|HEAD) (\S+)->(\d+)", mock):
            (self.answers if method == "GET" else heads).setdefault(path, []).append(int(status))
        for path, statuses in heads.items():  # HEAD is never asked: GET would say the same
            self.answers.setdefault(path, [s for s in statuses if s != 405])

    def of_host(self, host, path):
        """(status, file) for an address; None: no such host."""
        if self.renamed:
            return (200, self.renamed[1]) if path == self.renamed[0] else (200 if path.endswith("/ok") else 404, None)
        if self.extra and path == self.extra[0]:
            return 200, self.extra[1]
        if path.strip("/") in self.folders:
            return 200, None
        if host == "site.test":
            file = os.path.join(self.root, urllib.parse.unquote(path).lstrip("/"))
            if os.path.isdir(file) and not path.endswith("/"):
                return 301, path + "/"
            file = os.path.join(file, "index.html") if os.path.isdir(file) else file
            if os.path.isfile(file) or os.path.basename(file) in LEFT_OUT:
                return 200, file
        with self.lock:
            known = self.answers.get(path)
            if known:
                return (known.pop(0) if len(known) > 1 else known[0]), None
        return (404, None) if host == "site.test" else None


class Proxy(http.server.BaseHTTPRequestHandler):
    web, tls = Web(), None
    protocol_version = "HTTP/1.1"
    connected = None  # a host, within CONNECT

    def log_message(self, *_):
        pass

    def do_CONNECT(self):
        self.wfile.write(b"HTTP/1.1 200 Connected\r\n\r\n")
        self.connection = self.tls.wrap_socket(self.connection, server_side=True)
        self.rfile, self.wfile = self.connection.makefile("rb"), self.connection.makefile("wb", 0)
        self.connected = self.path.split(":")[0]
        self.close_connection = False

    def do_GET(self):
        u = urllib.parse.urlsplit(self.path)
        found = self.web.of_host(self.connected or u.hostname, u.path or "/")
        if found is None:
            self.close_connection = True
            return
        status, file = found
        body = page_of(file or u.path)
        self.send_response(status)
        if status == 301:
            body = b""
            self.send_header("Location", "http://site.test" + file)
        if status == 429 and self.web.retry_after:
            self.send_header("Retry-After", self.web.retry_after() if callable(self.web.retry_after) else self.web.retry_after)
        self.send_header("Content-Type", mimetypes.guess_type(file or u.path)[0] or "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def page_of(name):
    if os.path.isfile(name):
        return open(name, "rb").read()
    if (mimetypes.guess_type(name)[0] or "").startswith("image/"):
        return IMAGE
    if name.endswith(".css"):
        return b"p { color: red }"
    return ("<!DOCTYPE html><title>page</title>%s" % "".join('<p id="%s">An ordinary page of some length.</p>' % i for i in IDS)).encode()


def openssl(*args):
    subprocess.run(["openssl", *args], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def own_authority(folder):
    """A certificate for HOSTS that is its own authority."""
    key, pem = os.path.join(folder, "key"), os.path.join(folder, "pem")
    openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-keyout", key, "-out", pem, "-days", "100",
            "-subj", "/CN=" + HOSTS[0], "-addext", "subjectAltName=" + ",".join("DNS:" + h for h in HOSTS))
    Proxy.tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    Proxy.tls.load_cert_chain(pem, key)
    return pem


def run(exe, web, starts, options):
    p = subprocess.run([exe, "linkcheck", *starts, "--json", "--all", "--no-soft404", "--ignore-robots", "--rate", "0",
                        *web, "--retry-after", "50ms", *options], capture_output=True, text=True, timeout=90)
    if p.returncode not in (0, 1):
        raise SystemExit("linkcheck: exit %d: %s" % (p.returncode, p.stderr[-1000:]))
    return [r for r in map(json.loads, p.stdout.splitlines()) if "url" in r]


def rows_of(name):
    for line in open(os.path.join(DATA, name), encoding="utf-8"):
        if not line.startswith("#"):
            yield line.rstrip("\n").split("\t")


def differs(rows, want):
    """What the outcome differs in; want: passed, broken, links, where a case says so."""
    bad = [r for r in rows if r["verdict"].split(".")[0] in FAULTS]
    out = []
    if "passed" in want and want["passed"] == bool(bad):
        out.append("passes" if not bad else "does not pass")
    if "broken" in want and want["broken"] != len(bad):
        out.append("%d broken, not %d" % (len(bad), want["broken"]))
    if "links" in want and want["links"] != len(rows):
        out.append("%d links, not %d" % (len(rows), want["links"]))
    return out and "; ".join(out) + ": " + ", ".join("%s %s" % (r["url"].replace("http://site.test", ""), r["verdict"]) for r in rows[:9])


def linkinator(exe, web):
    for _, case, fixtures, options, mock, passed, links, states in rows_of("linkinator.tsv"):
        paths = [os.path.join(DATA, "linkinator", re.sub(r"^test/fixtures/", "", f)) for f in fixtures.split(";")]
        folder = paths[0] if os.path.isdir(paths[0]) else os.path.dirname(paths[0])
        names = ["" if os.path.isdir(p) else os.path.basename(p) for p in paths]
        ours = list(OPTIONS.get(case, [])) + ([] if "recurse: true" in options else ["--depth", "1"])
        ours += ["--fragments"] if "checkFragments: true" in options else []
        want = {}
        if passed:
            want["passed"] = passed == "true"
        if links:
            want["links"] = int(links)
        if re.search(r"BROKEN=(\d+)", states):
            want["broken"] = int(re.search(r"BROKEN=(\d+)", states)[1])

        def once(names, renamed=None, folder=folder, ours=ours, want=want, case=case, mock=mock):
            Proxy.web = Web(folder, MOCK.get(case, mock), RETRY_AFTER.get(case), renamed)
            return differs(run(exe, web, ["http://site.test/" + n for n in names], ours), want)
        if case in ONE_BY_ONE:
            for path in paths:
                yield case, functools.partial(once, [ONE_BY_ONE[case]], ("/" + ONE_BY_ONE[case], path))
        else:
            yield case, functools.partial(once, STARTS.get(case, names))


# cases of lychee that ask for pages: (folder served, page to begin at, options of ours, what they expect)
LYCHEE = {
    "test_resolve_paths": ("resolve_paths", "", [], {"broken": 0}),
    "test_resolve_paths_from_root_dir": ("resolve_paths_from_root_dir", "nested/", ["--fragments"], {"broken": 2}),
    "test_email_html_with_subject": ("", "TEST_EMAIL_QUERY_PARAMS.html", [], {"broken": 0}),
    "test_require_https": ("", "TEST_HTTP.html", [], {"passed": True}),
    "test_verbatim_skipped_by_default_via_file": ("", "TEST_VERBATIM.html", [], {"links": 1}),
    "test_verbatim_skipped_by_default_via_remote_url": ("", "TEST_VERBATIM.html", [], {"links": 1}),
    "test_include_verbatim_via_remote_url": ("", "TEST_VERBATIM.html", [], {"links": 4}),
    "test_extract_url_ending_with_period_file": ("", "LINK_PERIOD.html", [], {"links": 2}),
    "test_fallback_extensions": ("fallback-extensions", "", [], {"broken": 0}),
    "test_fragments_fallback_extensions": ("fragments-fallback-extensions", "", ["--fragments"], {"broken": 2}),
    "test_sitemap_xml": ("sitemap", "sitemap.xml", [], {"broken": 0, "links": 3}),
    "test_sitemap_xml_warn": ("sitemap", "not-a-sitemap.xml", [], {"broken": 0, "links": 1}),
    "test_text_fragments_in_files": ("text_fragments", "should-match.html", ["--fragments"], {"passed": True}),
}


def lychee(exe, web):
    for row in rows_of("lychee.tsv"):
        def once(case=row[0]):
            if case not in LYCHEE:
                return "no row in LYCHEE, and no reason"
            folder, page, options, want = LYCHEE[case]
            Proxy.web = Web(os.path.join(DATA, "lychee", folder), "GET /smth.->200; GET /->200")
            return differs(run(exe, web, ["http://site.test/" + page], ["--depth", "1", *options]), want)
        yield row[0], once
    known = {}
    for want, suffix in rows_of("lychee-fragments.tsv"):
        yield suffix, functools.partial(fragment_fault, exe, web, want, suffix, known)


def fragment_fault(exe, web, want, suffix, known):
    """All addresses of the table are links of one page."""
    if not known:
        addresses = [s.replace("fixtures/", "http://site.test/", 1) for _, s in rows_of("lychee-fragments.tsv") if s.startswith("fixtures/")]
        with tempfile.NamedTemporaryFile("w", suffix=".html") as f:
            f.write("".join('<a href="%s">x</a>' % a for a in addresses))
            f.flush()
            Proxy.web = Web(os.path.join(DATA, "lychee"), folders=("fragments/empty_dir",), extra=("/all.html", f.name))
            known.update({r["url"]: r["verdict"] for r in run(exe, web, ["http://site.test/all.html"], ["--depth", "1", "--fragments"])})
    address = suffix.replace("fixtures/", "http://site.test/", 1)
    verdict = known.get(address, known.get(address.split("#")[0], "not found"))
    return None if (verdict in ("ok", "moved")) == (want == "ok") else verdict


SUITES = {"linkinator": linkinator, "lychee": lychee}


def check(suite, exe, web, only):
    otherwise = {case: reason for s, case, reason in rows_of("otherwise.tsv") if s == suite}
    count, needed, seen = collections.Counter(), set(), collections.Counter()
    for case, once in SUITES[suite](exe, web):
        seen[case] += 1
        name = case if seen[case] == 1 else "%s (%d)" % (case, seen[case])
        if only and name not in only:
            continue
        needed.add(name)
        if otherwise.get(name, "").startswith("not run: "):
            count["not run"] += 1
            continue
        fault = once()
        if not fault:
            count["agree"] += 1
            needed.discard(name)
        elif name in otherwise:
            count["meant otherwise"] += 1
            if "-v" in sys.argv:
                print("%s: %s: %s" % (suite, name, otherwise[name]))
        else:
            count["fail"] += 1
            print("%s: %s: %s" % (suite, name, fault))
    for name in sorted(set(otherwise) - needed) if not only else ():
        count["fail"] += 1
        print("%s: %s: agrees, or is no case: it needs no reason" % (suite, name))
    print("%s: %s" % (suite, ", ".join("%d %s" % (count[k], k) for k in ("agree", "meant otherwise", "not run", "fail"))))
    return count["fail"] or not only and count["agree"] < FLOORS[suite]


def main():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Proxy)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    only = [a for a in sys.argv[2:] if a != "-v"]
    with tempfile.TemporaryDirectory() as folder:
        web = ["--proxy", "http://127.0.0.1:%d" % server.server_address[1], "--ca-file", own_authority(folder)]
        faults = sum([bool(check(s, sys.argv[1], web, only)) for s in SUITES])
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
