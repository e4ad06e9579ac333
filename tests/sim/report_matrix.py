#!/usr/bin/env python3
"""Every kind of report by every option in every form, from a small store with hostile names:
what is asked for is what is told, what is told fits its form, and every kind can be frozen and
put on the timetable.

    report_matrix.py PORTALWATCH FILL_YEAR"""
import concurrent.futures
import csv
import io
import json
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import schema_check  # noqa: E402
import workbook  # noqa: E402
import year  # noqa: E402

NOW = '2026-03-02T10:00:00+08:00'
KINDS = ('freshness', 'links', 'availability', 'notices', 'duties', 'incidents', 'inspection', 'bulletin',
         'monthly')
FORMS = ('text', 'csv', 'json', 'html', 'xlsx')
# id, name, unit, tag; the names of b and its columns are Latin: its English has no excuse
PORTALS = (('a', '=HYPERLINK("http://evil/")', '@SUM(1)局', '县'), ('b', 'Bridge County', 'Web Office', 'county'),
           ('c', '-2+3 市', '－财政局', '县'))
COLUMNS = (('x', '+1+1', 'news', 3), ('y', '@cmd', 'notice', 9), ('z', 'Plans', 'planning', 0))
LATIN = ('News', 'Notices', 'Plans')
OPTIONS = (  # words, portals told of, units told of (of columns), what the scope says
    ((), 'abc', None, None),
    (('b',), 'b', {'Web Office'}, '范围：Bridge County'),
    (('b/y',), 'b', {'Web Office'}, '范围：Bridge County/Notices'),
    (('b', 'c'), 'bc', None, '范围：Bridge County，-2+3 市'),
    (('--unit', 'Web Office'), 'b', {'Web Office'}, '责任单位 Web Office'),
    (('--unit', '*局'), 'ac', {'@SUM(1)局', '－财政局'}, '责任单位 *局'),
    (('--tag', 'county'), 'b', None, '标签 county'),
    (('--tag', '县', '--unit', '－财政局'), 'c', {'－财政局'}, '责任单位 －财政局；标签 县'),
    (('--period', '2026-02'), 'abc', None, '时段：2026-02-01 至 2026-02-28'),
    (('--period', '2026-W08', '--tag', '县'), 'ac', None, '时段：2026-02-16 至 2026-02-22'),
    (('--at', '2026-02-20T12:00:00+08:00'), 'abc', None, '截至 2026-02-20 12:00'),
    (('--sample', '1', '--seed', '7'), None, None, '抽查 1 个网站（随机种子 7）：'),
)


class Matrix:
    def __init__(self, pw, fill, top):
        self.pw, self.top, self.failures = pw, top, 0
        self.forms = [f for f in FORMS if f != 'xlsx' or b' xlsx' in subprocess.run(
            [pw, '--version'], stdout=subprocess.PIPE, check=True).stdout]
        plan = year.Plan()
        (top / 'portals').mkdir()
        for n, (pid, name, unit, tag) in enumerate(PORTALS):
            home = 'http://%s.example/' % pid
            plan.add('portal', pid, home)
            plan.column(pid, 'home', home, 'news', 1, -40, 10 ** 5, 'Page' if pid == 'b' else '\'=1+1')
            text = ('portal: %s\nname: %s\nhome: %s\nsite_code: "000000000%d"\nunit: "%s"\nlevel: county\ntags: [%s]\n'
                    'duties: [../duties-%s.yaml]\ncolumns:\n' % (pid, json.dumps(name), home, n, unit, tag, pid))
            for k, (cid, title, cls, rhythm) in enumerate(COLUMNS):
                text += '  - {id: %s, name: "%s", url: "%s%s/", class: %s}\n' % (
                    cid, LATIN[k] if pid == 'b' else title, home, cid, cls)
                plan.column(pid, cid, home + cid + '/', cls, rhythm, -40, 20 if cid == 'x' else 10 ** 5,
                            'Notice' if pid == 'b' else '@=cmd|\' /C calc\'!A0')
            (top / ('portals/%s.yaml' % pid)).write_text(text, encoding='utf-8')
            (top / ('duties-%s.yaml' % pid)).write_text(
                'document: {title: "%s", year: 2026, issued: 2026-01-05}\nduties:\n'
                '  - {id: M1, quote: "%s", unit: "%s", columns: [y], rule: {kind: monthly}, limit: document, '
                'valid: recurring}\n  - {id: M2, quote: "%s", unit: "%s", manual: true, due: "02-10", limit: '
                'document, valid: 2026}\n' % (('Plan of work', 'each month', unit, 'open day', unit) if pid == 'b' else
                                              ('=工作要点', '+每月公布', unit, '-开放日', unit)), encoding='utf-8')
            plan.add('link', pid, 'x', 'http://gone.example/%s?a=1&b=<2>' % pid, 'Old' if pid == 'b' else '=旧',
                     24 * 20, year.BROKEN_FOREVER)
            plan.add('link', pid, 'y', 'http://late.example/' + pid, '@', 24 * 59 + 8, year.BROKEN_FOREVER)
            plan.add('down', pid, 24 * 55, 24 * 55 + 12, 'timeout')
        plan.add('gap', 24 * 50, 24 * 50 + 20, 'stopped')
        (top / 'plan').write_text(plan.text(), encoding='utf-8')
        self.configure('')
        self.run('store', 'init', '--simulation', now=None)
        for first, last in ((0, 20), (20, 30), (30, 59), (59, 60)):
            subprocess.run([fill, str(top / 'data'), str(top / 'plan'), str(first), str(last)], check=True)
            self.run('monitor', '--once', now='2026-%02d-%02dT23:40:00+08:00' % (
                (1, last) if last < 32 else (2, last - 31) if last < 60 else (3, 1)))

    def configure(self, more):
        (self.top / 'portalwatch.yaml').write_text(
            'store: data\ntimezone: Asia/Shanghai\nlanguage: zh\nportals: ["portals/*.yaml"]\nreceivers:\n  - {id: office, '
            'file: {path: mail, format: maildir}}\nroutes:\n  - {portal: nobody, to: [office]}\n' + more, encoding='utf-8')

    def check(self, name, got, want):
        if got != want:
            print('%s: got %r, want %r' % (name, got, want))
            self.failures += 1

    def run(self, *args, now=NOW, status=0, lang='zh'):
        command = [self.pw, '-c', str(self.top / 'portalwatch.yaml'), '--lang', lang]
        p = subprocess.run(command + (['--now', now] if now else []) + list(args), stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, check=False)
        if p.returncode != status:
            print(args, p.returncode, p.stderr.decode()[-2000:])
            self.failures += 1
        return p.stdout


def values(x, key):
    """Of a member, wherever it stands."""
    if isinstance(x, dict):
        for k, v in x.items():
            if k == key and isinstance(v, str):
                yield v
            yield from values(v, key)
    elif isinstance(x, list):
        for v in x:
            yield from values(v, key)


def csv_faults(text):
    """Cells that a spreadsheet would run; lines of a table that are not as wide as its head."""
    rows = list(csv.reader(io.StringIO(text)))
    cells = [c for row in rows for c in row]
    out = [c for c in cells if c and (c[0] in '=+@-＝＋－＠\t\r' and not re.fullmatch(r'-?\d+(\.\d+)?', c))]
    wide = 0
    for row in rows:
        if not row or len(row) == 1:
            wide = 0
        elif wide and len(row) != wide:
            out.append('%d cells under %d heads: %s' % (len(row), wide, row[0]))
        else:
            wide = len(row)
    return out + (['a bare end of line'] if re.search('(?<!\r)\n', text) else [])


def as_json(m, label, kind, data, portals, units):
    facts = json.loads(data)
    m.check(label + ': schema', schema_check.check_lines(schema_check.load('report-' + kind), data.splitlines()), (1, 0))
    told = set(values({k: v for k, v in facts.items() if k != 'sample'}, 'portal'))
    if portals is None:
        m.check(label + ': a lot of one', len(told) <= 1, True)
    else:
        m.check(label + ': portals', told - set(portals), set())
    m.check(label + ': units', units and set(values(facts, 'unit')) - units - {''} or set(), set())


def one(m, kind, words, portals, units, says, form):
    label = ' '.join((kind, *words, form))
    data = m.run('report', kind, *words, '--format', form)
    m.check(label + ': is not empty', len(data) > 150, True)
    if form == 'json':
        as_json(m, label, kind, data, portals, units)
        return
    if form == 'xlsx':
        text = ' '.join(workbook.texts(data))
        found, ntables = workbook.faults(data)
        m.check(label + ': workbook', found, [])
        m.check(label + ': tables', ntables > 0 or kind in ('links', 'incidents', 'duties'), True)
    else:
        text = data.decode('utf-8-sig')
    if form == 'csv':
        m.check(label + ': mark of UTF-8', data[:3], b'\xef\xbb\xbf')
        m.check(label + ': cells', csv_faults(text), [])
    if form == 'html':
        m.check(label + ': nothing that runs or loads', re.findall('<script|<img|<link|<2>|javascript:', text), [])
        text = re.sub('<[^>]*>', '', text)
    m.check(label + ': its words', [w for w in (says or '截至', '模拟', '方法：') if w not in text], [])


def english(m, kind):
    """Of a portal without a Chinese word the English documents have none of ours."""
    for form in [f for f in m.forms if f != 'json']:
        data = m.run('report', kind, 'b', '--format', form, lang='en')
        text = ' '.join(workbook.texts(data)) if form == 'xlsx' else re.sub(
            '<[^>]*>', ' ', data.decode('utf-8-sig'))
        if kind in ('inspection', 'bulletin'):
            continue  # they quote their rule book
        # a citation stands in quotation marks; as text the end of a wide cell is cut
        text = re.sub(r'第\d+号|国办秘函〔2019〕19号[^\n,<:]*|国办公开办函〔2019〕61号|“国办[^”\n]{0,12}…', '', text)
        m.check('%s as %s in English' % (kind, form), re.findall(r'[\u4e00-\u9fff]+', text), [])
        m.check('%s as %s: plurals' % (kind, form), re.findall(
            r'\b1 (?:portals|days|notices|links|visits|hours|indicators|pages|months|columns)\b', text), [])


def frozen(m):
    for kind in KINDS:
        for form in m.forms:
            name = '%s-%s' % (kind, form)
            shown = m.run('report', kind, '--period', '2026-02', '--format', form, '--freeze', name)
            facts = json.loads(m.run('report', 'frozen', name, '--json'))
            m.check(name + ' is frozen', (facts['intact'], facts['errata'], facts['kind']), (True, [], kind))
            m.run('report', 'frozen', name, '-o', str(m.top / ('again.' + form)))
            m.check(name + ' as it was', (m.top / ('again.' + form)).read_bytes(), shown)
    m.run('report', 'links', '--freeze', 'links-csv', status=3)


def timetable(m):
    lines = ['  - {kind: %s, when: daily 08:00, format: %s, to: [office], output: "made/%s.%s", period: 2026-02, '
             'unit: "*局", tag: 县}\n' % (kind, form, kind, form) for kind in KINDS for form in m.forms]
    (m.top / 'made').mkdir()
    m.configure('reports:\n' + ''.join(lines))
    m.run('monitor', '--once', now='2026-03-03T07:50:00+08:00')
    m.run('monitor', '--once', now='2026-03-03T08:10:00+08:00')
    for kind in KINDS:
        for form in m.forms:
            path = m.top / 'made' / ('%s.%s' % (kind, form))
            m.check(kind + ' as ' + form + ' is made', path.exists() and path.stat().st_size > 150, True)
            if path.exists() and form == 'text':
                m.check(kind + ' on its timetable', '责任单位 *局；标签 县' in path.read_text('utf-8'), True)


def main():
    with tempfile.TemporaryDirectory() as name:
        m = Matrix(str(pathlib.Path(sys.argv[1]).resolve()), str(pathlib.Path(sys.argv[2]).resolve()),
                   pathlib.Path(name))
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            jobs = [pool.submit(one, m, kind, *option, form) for kind in KINDS for option in OPTIONS
                    for form in m.forms]
            jobs += [pool.submit(english, m, kind) for kind in KINDS]
            for j in jobs:
                j.result()
        frozen(m)
        timetable(m)
    print('report matrix:', 'failed' if m.failures else 'ok')
    return 1 if m.failures else 0


if __name__ == '__main__':
    sys.exit(main())
