#!/usr/bin/env python3
"""Half a year of a portal with twenty columns, under a test clock.

    half_year.py PORTALWATCH [keep DIR]

A script of happenings, most of them one night's trouble of the kind that makes a monitor cry
wolf. The events, the incidents and the mails must be those of the script, each in its time,
and none more.
"""
import datetime
import html
import json
import pathlib
import random
import sys
import time

from bench import Answer, Bench, Faults, SOURCE, Site, temporary

FIRST = datetime.date(2026, 1, 5)
DAYS = 181
SHOWN = 6  # entries of a list page
NEWS = {"n1": 3, "n2": 4, "n3": 5, "n4": 6}
OTHER = {"o%d" % i: 19 + i for i in range(1, 17)}
RHYTHM = {**NEWS, **OTHER}
# nothing new in these: (from, to), by day
QUIET = {"n4": (61, 95), "o16": (-150, 60)}
TOPIC = ["防汛抗旱", "公开招聘", "道路改造", "预算公开", "义务教育招生", "食品安全抽检", "征地补偿",
         "节能减排", "医保缴费", "安全生产检查", "老旧小区改造", "行政许可事项"]


def day(n):
    return FIRST + datetime.timedelta(days=n)


def at(n, clock="09:00"):
    if isinstance(n, str):  # "3.5": half a day later
        n, clock = int(n.split(".")[0]), "21:00"
    return "%sT%s:00+08:00" % (day(n), clock)


def name_of(column):
    return "栏目%s" % column


class Notice:
    def __init__(self, column, born, number):
        self.column, self.born, self.date = column, born, day(born)
        self.title = "关于做好%s有关工作的通知（%s第%d号）" % (TOPIC[number % len(TOPIC)], column, number)
        self.path = "/%s/%s/t%s_%d.html" % (column, self.date.strftime("%Y%m"),
                                            self.date.strftime("%Y%m%d"), 4000 + number)
        self.text = ["各有关单位：现将%s工作安排通知如下，请遵照执行。" % TOPIC[number % len(TOPIC)],
                     "一、提高认识，加强领导，明确责任分工，第%d项任务按时完成。" % number,
                     "二、各单位于每月底前报送进展情况，联系电话0532-8888%04d。" % number]
        self.listed, self.page, self.file, self.old_path = True, True, None, None


class Portal:
    def __init__(self, rhythm, quiet):
        self.rhythm, self.columns = rhythm, {c: [] for c in rhythm}
        self.number = 0
        self.weather, self.empty, self.half, self.cut, self.redesigned = None, set(), set(), set(), set()
        self.files, self.visits = {"/files/form.pdf"}, random.Random(7)
        self.pdf = (SOURCE / "seeds/demo/templates/form.pdf").read_bytes()
        self.challenge = CHALLENGE
        for c, step in rhythm.items():
            last = min(quiet.get(c, (0, 0))[0], 0)
            for i in reversed(range(SHOWN)):
                self.publish(c, last - i * step)

    def publish(self, column, born):
        self.number += 1
        n = Notice(column, born, self.number)
        self.columns[column].insert(0, n)
        return n

    def shell(self, title, main):
        nav = " ".join("<a href='/%s/index.html'>%s</a>" % (c, name_of(c)) for c in self.rhythm)
        return ("<!DOCTYPE html><html><head><meta charset='utf-8'><title>%s</title></head><body>\n"
                "<div class='nav'><a href='/'>首页</a> %s</div>\n%s\n<div class='foot'>主办：示例市"
                "人民政府</div></body></html>" % (title, nav, main))

    def shown(self, column):
        return [n for n in self.columns[column] if n.listed][:SHOWN]

    def list_page(self, column):
        items = [] if column in self.empty else self.shown(column)
        if column in self.redesigned:
            rows = "".join("<tr class='r'><td class='t'><a class='k' href='%s'>%s</a></td><td>%s</td>"
                           "</tr>\n" % (n.path, n.title, n.date.strftime("%Y年%m月%d日"))
                           for n in items)
            main = "<div class='box'><table class='grid'><tbody>%s</tbody></table></div>" % rows
        else:
            rows = "".join("<li><a href='%s' title='%s'>%s</a><span>%s</span></li>\n" % (
                n.path, n.title, n.title, n.date) for n in items)
            main = "<div class='main'><ul class='list'>\n%s</ul></div>" % rows
        page = self.shell(name_of(column), main)
        return page[:page.index("</li>", len(page) // 2) + 5] if column in self.half else page

    def home(self):
        newest = sorted((n for c in self.rhythm if c[0] == "n" for n in self.shown(c)),
                        key=lambda n: (n.date, n.title), reverse=True)[:8]
        return self.shell("示例市人民政府", "<ul class='list'>%s</ul>" % "".join(
            "<li><a href='%s'>%s</a><span>%s</span></li>\n" % (n.path, n.title, n.date)
            for n in newest))

    def article(self, n):
        body = "".join("<p>　　%s</p>\n" % html.escape(x) for x in n.text)
        if n.file:
            body += "<p>附件：<a href='%s'>申请表.pdf</a></p>" % n.file
        return self.shell(n.title, "<div class='article'><h1>%s</h1><div class='info'>发布日期：%s 来源："
                     "市政府办公室 浏览次数：<span id='hits'>%d</span></div><div class='content' "
                     "id='zoom'>%s</div></div>" % (n.title, n.date, self.visits.randrange(10 ** 6),
                                                   body))

    def answer(self, path):
        if path == "/robots.txt":
            return Answer("not here", 404, "text/plain")
        if self.weather == "429":
            return Answer("slow down", 429, headers=[("Retry-After", "600")])
        if self.weather == "503":
            return Answer("<html><body>Service Unavailable</body></html>", 503,
                          headers=[("Retry-After", "300")])
        if self.weather == "challenge":
            return Answer(self.challenge, tagged=False)
        if path == "/":
            return Answer(self.home())
        if path in self.files:
            return Answer(self.pdf, type="application/pdf")
        column = path.split("/")[1]
        if column in self.columns and path == "/%s/index.html" % column:
            page = self.list_page(column).encode()
            return Answer(page, cut=len(page) // 2 if column in self.cut else None)
        for n in self.columns.get(column, []):
            if n.page and n.path == path:
                return Answer(self.article(n), tagged=False)
        return Answer(self.shell("404", "<h1>404 Not Found</h1>"), 404)


CHALLENGE = ("<!DOCTYPE html><html><head><meta charset='utf-8'><script>self.location='/?security_"
             "verify_data='+btoa(screen.width+','+screen.height);</script></head><body></body></html>")


class Story:
    """The script: happen(day) changes the portal and writes down what has to come of it."""

    def __init__(self, portal):
        self.p, self.want, self.incidents = portal, [], []
        self.known = {}

    def expect(self, kind, column, title, lo, hi):
        self.want.append((kind, column, title, lo, hi))

    def incident(self, kind, subject, opened, resolved=None):
        """opened, resolved: (first day, last day)"""
        self.incidents.append((kind, subject, opened, resolved))

    def rhythm(self, n):
        for c, step in RHYTHM.items():
            lo, hi = QUIET.get(c, (0, 0))
            if n % step == 0 and n and not lo < n < hi:
                x = self.p.publish(c, n)
                self.expect("notice.new", c, x.title, n, n)

    def happen(self, n):
        act = getattr(self, "day_%d" % n, None)
        self.rhythm(n)
        if act:
            act(n)

    def day_12(self, n):  # a young notice, visited daily
        x = self.p.shown("n1")[1]
        x.text[1] = "一、提高认识，加强领导，责任分工另行通知，取消原第三项安排。"
        self.expect("notice.changed", "n1", x.title, n, n + 1)

    def day_20(self, n):  # an older one, visited weekly by now
        x = self.p.shown("o1")[2]
        x.text.append("三、本通知自印发之日起施行，有效期五年。")
        self.expect("notice.changed", "o1", x.title, n, n + 8)

    def day_15(self, n):
        x = self.known["gone"] = self.p.shown("n2")[1]
        x.listed = x.page = False
        self.expect("notice.withdrawn", "n2", x.title, n + 1, n + 1)
        self.incident("withdrawn", x.path, (n + 1, n + 1), (45, 54))

    def day_45(self, n):  # rolled off meanwhile, so only its page is back
        x = self.known["gone"]
        x.listed = x.page = True
        self.expect("notice.reappeared", "n2", x.title, n, n + 8)

    def day_25(self, n):
        x = self.known["off"] = self.p.shown("o2")[1]
        x.listed = False
        self.expect("notice.delisted", "o2", x.title, n + 1, n + 2)

    def day_41(self, n):
        x = self.known["off"]
        x.listed = True
        self.expect("notice.reappeared", "o2", x.title, n, n)

    def day_30(self, n):
        x = self.p.shown("o3")[1]
        x.date -= datetime.timedelta(days=3)
        self.expect("notice.redated", "o3", x.title, n, n)

    def day_35(self, n):
        x = self.p.shown("o4")[1]
        x.title = x.title.replace("通知", "紧急通知")
        self.expect("notice.changed", "o4", x.title, n, n)

    def day_50(self, n):
        x = self.p.shown("o5")[1]
        x.path = x.path.replace("/t", "/content_")
        self.expect("notice.moved", "o5", x.title, n, n + 1)

    def day_55(self, n):
        self.p.files.discard("/files/form.pdf")
        self.expect("link.confirmed", None, "/files/form.pdf", n, n + 33)
        self.incident("broken-link", "/files/form.pdf", (n, n + 34), (110, 113))

    def day_110(self, n):
        self.p.files.add("/files/form.pdf")
        self.expect("link.recovered", None, "/files/form.pdf", n, n + 3)

    def day_105(self, n):
        """Other markup for the same notices at the same addresses: found again, and announced,
        for it is not at the learned place; no notice is new or gone."""
        self.p.redesigned.add("o9")
        self.expect("column.drift", "o9", None, n, n)


def nights():
    """day: [(clock, change of the portal)]; each ends with everything as it was."""
    def weather(w):
        return lambda p: setattr(p, "weather", w)

    def within(name, column):
        return lambda p: getattr(p, name).add(column)

    def without(name, column):
        return lambda p: getattr(p, name).discard(column)

    # two visits a day in the week before the outage: enough for a share of failed ones
    week = {n: [("15:00", weather(None))] for n in range(113, 120)}
    return {
        **week,
        65: [("22:00", weather("429")), ("22:12", weather("429")), ("23:30", weather(None))],
        72: [("22:00", weather("challenge")), ("22:06", weather("challenge")),
             ("23:00", weather("challenge")), ("23:50", weather(None))],
        80: [("22:00", within("empty", "o7")), ("22:10", within("empty", "o7")),
             ("22:16", without("empty", "o7"))],
        86: [("22:00", within("cut", "o8")), ("22:40", within("cut", "o8")),
             ("23:30", without("cut", "o8"))],
        92: [("22:00", within("half", "o8")), ("22:15", without("half", "o8"))],
        120: [("22:00", weather("503")), ("22:03", weather("503")), ("22:10", weather("503")),
              ("22:30", weather("503")), ("23:30", weather(None)), ("23:50", weather(None))],
    }


def portal_text(web, rhythm):
    column = "  - {id: %s, name: %s, url: \"http://%s/%s/index.html\", class: %s, every: 10m}\n"
    return ("portal: city\nname: 示例市人民政府\nhome: http://%s/\nowner: true\n"
            "home_every: 6h\ncolumns:\n%s" % (web, "".join(
                column % (c, name_of(c), web, c, "news" if c[0] == "n" else "notice")
                for c in rhythm)))


def configure(exe, top, web):
    b = Bench(exe, top / "run",
              "  - {id: office, file: {path: out.jsonl, format: jsonl}}",
              "  - {to: [office], digest: none, group_wait: 0s}",
              telling="{quiet: none, weekly: \"off\", repeat: 0s}")
    b.portal("city", portal_text(web, RHYTHM))
    return b


def round_at(f, b, now):
    for verb in ("crawl", "monitor"):
        p = b.run(verb, "--once", now=now)
        if p.returncode or "ERROR" in p.stderr:
            f.say("%s at %s: exit %d %s" % (verb, now, p.returncode, p.stderr[-1500:]))


def live(f, b, portal, story):
    extra = nights()
    for n in range(DAYS):
        story.happen(n)
        round_at(f, b, at(n))
        for clock, change in extra.get(n, []):
            change(portal)
            round_at(f, b, at(n, clock))


def check_events(f, b, story):
    got = []
    for e in b.lines("events", now=at(DAYS)):
        if e["kind"] == "column.baseline":
            continue
        title = (e["notice"] or {}).get("title")
        if e["kind"].startswith("link."):
            title = e["url"][e["url"].index("/", 8):]
        n = (datetime.date.fromisoformat(e["time"][:10]) - FIRST).days
        got.append((e["kind"], e["column"], title, n))
    left = list(got)
    for kind, column, title, lo, hi in story.want:
        hit = [g for g in left if g[:3] == (kind, column, title)]
        if not hit:
            f.say("event missing: %s %s %s of day %d..%d" % (kind, column, title, lo, hi))
            continue
        left.remove(hit[0])
        if not lo <= hit[0][3] <= hi:
            f.say("event %s %s %s on day %d, not %d..%d" % (kind, column, title, hit[0][3], lo, hi))
    for g in left:
        f.say("event not scripted: %s %s %s on day %d" % g)
    return len(got)


def check_incidents(f, b, story, web):
    got = b.lines("incidents", "list", "--all", now=at(DAYS))
    number = lambda t: (datetime.date.fromisoformat(t[:10]) - FIRST).days if t else None
    # one that was only ever suspected was told to nobody
    left = [(x["kind"], x["subject"].replace("http://" + web, ""), number(x["opened"]),
             number(x["resolved"]), x["state"]) for x in got if x["opened"]]
    for kind, subject, opened, resolved in story.incidents:
        hit = [g for g in left if g[:2] == (kind, subject)]
        if not hit:
            f.say("incident missing: %s %s" % (kind, subject))
            continue
        left.remove(hit[0])
        _, _, o, r, state = hit[0]
        if o is None or not opened[0] <= o <= opened[1]:
            f.say("incident %s %s opened on day %s, not %s" % (kind, subject, o, opened))
        if bool(resolved) != (state == "resolved") or (
                resolved and not resolved[0] <= (r or -1) <= resolved[1]):
            f.say("incident %s %s is %s on day %s, not %s" % (kind, subject, state, r, resolved))
    for g in left:
        f.say("incident not scripted: %s %s opened %s resolved %s (%s)" % g)
    return len(got)


# Every mail of the half year: kind, state, what the subject says before the portal's name.
MAILS = [
    ("notice", None, "column read for the first time"),
    ("problem", "open", "due soon: column not updated"),            # o16, on the first day
    ("problem", "open", "notice withdrawn: 示例市人民政府 / 栏目n2"),
    ("problem", "open", "column not updated"),                      # o16
    ("recovery", "resolved", "recovered: notice withdrawn: 示例市人民政府 / 栏目n2"),
    ("problem", "open", "broken link"),                             # the form of o6
    ("problem", "open", "column not updated"),                      # n4 is due, o16 recovered
    ("problem", "open", "column not updated"),                      # n4
    ("recovery", "resolved", "recovered: column not updated"),
    ("recovery", "resolved", "recovered: broken link"),
    ("problem", "open", "portal cannot be opened"),
    ("recovery", "resolved", "recovered: portal cannot be opened"),
]


def check_mails(f, b):
    lines = (b.top / "out.jsonl").read_text(encoding="utf-8").splitlines()
    got = [json.loads(x) for x in lines]
    told = [(x["kind"], x["state"], x["subject"].split("[portalwatch] ")[1].rsplit(": ", 1)[0])
            for x in got]
    f.check_set("mails", told, MAILS)
    ids = [x["message_id"] for x in got]
    f.check("each under its own Message-ID", len(set(ids)), len(ids))
    f.check("marked as simulated", all(x["simulation"] for x in got), True)
    return len(got)


def run(f, top):
    portal = Portal(RHYTHM, QUIET)
    site = Site(portal.answer)
    portal.columns["o6"][0].file = "/files/form.pdf"
    story = Story(portal)
    story.incident("stale", "city/n4", (74, 76), (95, 98))
    story.incident("stale", "city/o16", (28, 36), (70, 71))
    story.incident("portal-down", "city", (120, 120), (120, 122))
    # no "availability" beside it: visits of an outage that was told are not counted twice
    story.expect("portal.down", None, None, 120, 120)
    story.expect("portal.up", None, None, 120, 122)
    b = configure(sys.argv[1], top, site.web)
    f.check("init", b.run("store", "init", "--simulation").returncode, 0)
    started = time.monotonic()
    live(f, b, portal, story)
    spent = time.monotonic() - started
    nevents = check_events(f, b, story)
    nincidents = check_incidents(f, b, story, site.web)
    nmails = check_mails(f, b)
    f.check("verify", b.run("store", "verify").returncode, 0)
    print("%d days, %d requests, %d events, %d incidents, %d mails, %.0f s" % (
        DAYS, site.asked, nevents, nincidents, nmails, spent))


def main():
    f = Faults()
    if "keep" in sys.argv:
        run(f, pathlib.Path(sys.argv[3]))
    else:
        with temporary() as name:
            run(f, pathlib.Path(name))
    sys.exit(1 if f.n else 0)


if __name__ == "__main__":
    main()
