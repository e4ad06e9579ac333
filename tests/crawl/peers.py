#!/usr/bin/env python3
"""linkcheck on the fixtures of html-proofer and htmltest, saved folders, against the outcome
they expect: a page with faults or one without. What we mean otherwise stands in a table with its
reason; everything else must agree.

    peers.py PORTALWATCH
"""
import collections
import json
import os
import re
import subprocess
import sys
import urllib.parse

DATA = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data", "links")
SUITES = {"html-proofer": 100, "htmltest": 60}  # floors: rows that agree

# (suite, fixture, case) by pattern -> why we differ
REASONS = [
    ("style of the markup, not a link: missing or empty href, src or alt, map names, SRI, https only",
     r"alt|usemap|integrity|sri|cors|https|insecure|non_https|src_http|srchttp|missing_?link_?href|no_href|href_?(blank|absent|empty)|empty_href|blank_href|"
     r"missingimagesrc|emptyimagesrc|missing_image_src|src_?blank|content_?absent|missing_image_internal_alt|src_set_missing|hash_href|hash href|"
     r"at_sign|scriptsrcblank|content_absent|refresh-content|allow_hash_href|emptyimage|fails for image with|HrefBlank|HrefAbsent|MissingHref|BlankDefault|"
     r"data_uri|missing protocol|missing_protocol"),
    ("mail and telephone numbers are not asked for", r"mailto|tel_|blank_tel"),
    ("asks the web; the tests stay on loopback",
     r"external|on_the_web|redirect|github|ip_href|ip_timeout|query_strings|in_pre|anchors_in_pre|redirected_error|nodupe|selfsigned|source\.html|"
     r"bad_formatting|canonical|many_?broken|bad_external|https-invalid|anchorspre|link_with_redirect|refresh-external|follow"),
    ("a folder without a slash is sent on to the one with it, as servers do", r"without_slash|NoTrailingSlash|implict index if not asked"),
    ("the case sets an option that we have under another name or not at all",
     r"ignor|only_4xx|swap|root_dir|directory_index_file|extensions|check_internal_hash: false|CheckInternal: false|CheckAnchors|hidden"),
    ("the images are not in the suite, or left out for their size", r"src_set_check_pass|srcSetCheck"),
    ("the page is one of a folder that their test serves as root",
     r"rootlink|root_link|root_folder|links/public|links/internals|relative_?links|linkToFolderWithSpace|link_to_another_folder|rootrelative|absolute|assets|relative_with_base|script_valid_internal|script_internal|internal_valid|"
     r"local_stylesheet|local_script|relative_hash|link_to_folder"),
]


def run(exe, folder):
    p = subprocess.run([exe, "linkcheck", folder + "/", "--json", "--internal-only", "--fragments", "--no-soft404", "--ignore-robots"],
                       capture_output=True, text=True)
    if p.returncode not in (0, 1):
        raise SystemExit("linkcheck: exit %d: %s" % (p.returncode, p.stderr[-1000:]))
    return [json.loads(x) for x in p.stdout.splitlines()]


def faults_by_page(rows):
    out = collections.defaultdict(list)
    for r in rows:
        if "url" in r and r["verdict"].split(".")[0] in ("broken", "unstable", "private", "wrong"):
            for p in r["parents"]:
                out[urllib.parse.unquote(urllib.parse.urlsplit(p["url"]).path).lstrip("/")].append((r["url"], r["verdict"], r["reason"]))
    return out


def why(words):
    for reason, pattern in REASONS:
        if re.search(pattern, words, re.I):
            return reason
    return None


def check(exe, suite):
    folder = os.path.join(DATA, suite)
    faults = faults_by_page(run(exe, folder))
    count = collections.Counter()
    for line in open(os.path.join(DATA, suite + ".tsv"), encoding="utf-8"):
        if line.startswith("#"):
            continue
        case, fixture, options, want = line.rstrip("\n").split("\t")
        here = [f for page, list in faults.items() for f in list if page == fixture or page.startswith(fixture.rstrip("/") + "/")]
        if bool(here) == (want != "0"):
            count["agree"] += 1
            continue
        reason = why(" ".join((case, fixture, options)))
        count["meant otherwise" if reason else "fail"] += 1
        if reason is None:
            print("%s: %s (%s) %s: want %s, got %s" % (suite, fixture, case, options, want, here[:3]))
        elif "-v" in sys.argv:
            print("%s: %s (%s): %s" % (suite, fixture, case, reason))
    print("%s: %s" % (suite, ", ".join("%d %s" % (count[k], k) for k in ("agree", "meant otherwise", "fail"))))
    return count["fail"] or count["agree"] < SUITES[suite]


def main():
    sys.exit(1 if sum(bool(check(sys.argv[1], s)) for s in SUITES) else 0)


if __name__ == "__main__":
    main()
