"""All answers with their truths, and the page that links to them.

    catalogue.py        serves, and prints the addresses as JSON
"""
import json
from html import escape

from base import *
import live, blocked, dead, soft, wrong, content, tls  # noqa: F401 each adds its own
import extract
import hidden


def index():
    out = []
    for group, name, url, _, href in CASES:
        if href == "none":
            continue
        if isinstance(href, tuple):
            out.append("<p>%s" % href[1])
        else:
            out.append('<p><a href="%s">%s %s</a>' % (href or escape(url), group, escape(name)))
    out += ['<a href="%s">x</a>' % p for p in extract.PAGES + hidden.PAGES]
    return page("示例市人民政府", "\n".join(out))


def serve_all():
    h = host("portal.test")
    h.routes["/"] = R(200, index())
    h.routes["/robots.txt"] = R(404)
    h.routes["/live/a%5Eb%60.html"] = h.routes["/live/a^b%60.html"]   # the standard has it so since 2023
    tls.prepare()
    start()


def homes():
    """every host's own page: what is named on the command line may be on loopback"""
    return [fill(h.base) + "/" for h in sorted(HOSTS.values(), key=lambda h: h.name != "portal.test")]


def truths():
    """[group, name, address, verdicts], then the addresses that are no links"""
    return ([(g, n, fill(u), sorted(t)) for g, n, u, t, _ in CASES], [p for _, p in extract.NOT])


if __name__ == "__main__":
    serve_all()
    print(json.dumps({"homes": homes(), "dns": "127.0.0.1:%d" % PORTS["D"], "ca": tls.DIR + "/ca.crt"}), flush=True)
    time.sleep(1e6)
