#!/usr/bin/env python3
"""Reports by hand and by timetable: every form, the hour, the hours missed, the attachment.

usage: reports.py PORTALWATCH
"""
import email
import email.policy
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import zipfile

from checks import check, outcome

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent))
import schema_check  # noqa: E402

PW = os.path.abspath(sys.argv[1])
XLSX = ' xlsx' in subprocess.run([PW, '--version'], stdout=subprocess.PIPE, check=True).stdout.decode()


def run(*args, status=0):
    p = subprocess.run([PW, '-c', str(top / 'portalwatch.yaml'), *args], stdout=subprocess.PIPE,
                       stderr=subprocess.PIPE, check=False)
    if p.returncode != status:
        print(args, p.returncode, p.stderr.decode()[-2000:])
        sys.exit(1)
    return p.stdout.decode('utf-8-sig')


def mails():
    folder = top / 'mail' / 'new'
    files = sorted(folder.iterdir(), key=lambda p: p.stat().st_mtime_ns) if folder.is_dir() else []
    all_of_them = [email.message_from_bytes(p.read_bytes(), policy=email.policy.default) for p in files]
    return [m for m in all_of_them if 'report' in m['Message-ID']]


def at(time):
    run('--now', time + '+08:00', 'monitor', '--once')
    return mails()


NOW = '2026-12-02T10:00:00+08:00'
KINDS = ('freshness', 'links', 'availability', 'notices', 'duties', 'incidents', 'inspection', 'bulletin',
         'monthly')


def fits(schema, line):
    """What the line lacks of its schema, which is nothing."""
    check('schema of ' + schema, schema_check.check_lines(schema_check.load(schema), [line.encode()]), (1, 0))
    return json.loads(line)


def minutes(facts):
    return [(g['from'][:16], g['to'][:16], g['why']) for g in facts['gaps']]


def gaps_in_json():
    """The days on which no crawler ran are in every kind, with the same words; before them is none."""
    for day in ('2026-11-28', '2026-12-02'):
        run('--now', day + 'T09:00:00+08:00', 'crawl', '--once', '--columns-only')
    want = [('2026-11-28T09:00', '2026-12-02T09:00', 'stopped')]
    for kind in KINDS:
        for period, expected in (('2026-11-30..2026-12-02', want), ('2026-10', [])):
            out = run('--now', NOW, 'report', kind, '--period', period, '--format', 'json')
            check(f'gaps of {kind} {period}', minutes(fits('report-' + kind, out)), expected)
    for time, expected in (('2026-11-28T08:00:00+08:00', []), (NOW, want)):
        out = run('--now', NOW, 'report', 'freshness', '--at', time, '--format', 'json')
        check('without a period 30 days up to ' + time, minutes(json.loads(out)), expected)


def frozen_in_json():
    """A freeze by hand beside those of the timetable: the list, one of them, one with errata."""
    run('--now', NOW, 'report', 'freshness', '--freeze', 'by-hand', '-o', str(top / 'hand.txt'))
    listed = [fits('report-frozen', s) for s in run('report', 'frozen', '--json').splitlines()]
    check('the oldest first', (listed[0]['name'], listed[-1]['name']), ('inspection-2026-11-20', 'by-hand'))
    check('no errata in the list', [s for s in listed if 'errata' in s], [])
    one = fits('report-frozen', run('report', 'frozen', 'by-hand', '--json'))
    check('by hand', {k: one[k] for k in listed[-1]}, listed[-1])
    check('no errata', (one['intact'], one['errata'], one['nerrata']), (True, [], 0))
    portal = top / 'portals/a.yaml'
    portal.write_text(portal.read_text('utf-8').replace('  - {id: plan', '  - {id: other'), 'utf-8')
    one = fits('report-frozen', run('report', 'frozen', 'by-hand', '--json'))
    check('errata', sorted((x['what'].split('/')[1].strip(']'), x['was'], x['is']) for x in one['errata']),
          [('other', None, 'listed'), ('plan', 'listed', None)])
    check('their number', one['nerrata'], 2)
    check('no path ends like a folder', [x['what'] for x in one['errata'] if '/]' in x['what']], [])


def text(mail):
    return mail.get_body(('plain',)).get_content()


def attachment(mail):
    return next(iter(mail.iter_attachments()))


TIMETABLE = """store: data
timezone: Asia/Shanghai
language: zh
portals: ["portals/*.yaml"]
receivers:
  - {id: office, file: {path: mail, format: maildir}}
routes:
  - {portal: nobody, to: [office]}
reports:
"""


def every_kind_on_its_timetable():
    """Each kind in each form, at hours of its own; missed ones once; two of a kind frozen for one day."""
    global top
    old, top = top, top / 'all'
    (top / 'portals').mkdir(parents=True)
    (top / 'portals/a.yaml').write_text((old / 'portals/a.yaml').read_text('utf-8'), 'utf-8')
    forms = ['text', 'csv', 'json', 'html'] + (['xlsx'] if XLSX else [])
    whens = ['daily 08:00', 'weekly mon 08:10', 'monthly 1 08:20', 'quarterly 1 08:30', 'yearly 12-01 08:40',
             'workdays 08:50']
    lines, wanted = [], []
    for n, kind in enumerate(KINDS):
        for k, form in enumerate(forms):
            lines.append(f'  - {{kind: {kind}, when: {whens[(n + k) % len(whens)]}, format: {form}, to: [office]}}\n')
            wanted.append((kind, form))
    for profile in ('guoban-2019', 'puchai-2015'):
        lines.append('  - {kind: inspection, when: daily 08:00, format: csv, freeze: true, to: [], '
                     f'profile: {profile}}}\n')
    (top / 'portalwatch.yaml').write_text(TIMETABLE + ''.join(lines), 'utf-8')
    run('store', 'init', '--simulation')
    at('2026-09-25T07:00:00')
    check('first sight makes nothing', len(mails()), 0)
    got = at('2026-12-02T12:00:00')
    types = {'text': 'text/plain', 'csv': 'text/csv', 'json': 'application/json', 'html': 'text/html',
             'xlsx': 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'}
    check('one document of each, though many hours were missed', sorted(attachment(m).get_content_type() for m in got),
          sorted(types[form] for _, form in wanted))
    check('none is empty', [m['Subject'] for m in got if len(attachment(m).get_payload(decode=True)) < 20], [])
    check('not again', len(at('2026-12-02T12:30:00')), len(wanted))
    frozen = [json.loads(s) for s in run('report', 'frozen', '--json').splitlines()]
    check('both are frozen', [(f['name'], f['profile']) for f in frozen],
          [('inspection-2026-12-02', 'guoban-2019'), ('inspection-2026-12-02-2', 'puchai-2015')])
    for wrong, word in (('kind: freshness, when: weekly foo 08:30', 'when'), ('kind: fresh, when: daily 08:30', 'kind'),
                        ('kind: links, when: daily 25:00', 'when'),
                        ('kind: links, when: daily 08:00, period: 2026-W54', 'period'),
                        ('kind: links, when: daily 08:00, format: pdf', 'format'),
                        ('kind: links, when: daily 08:00, profile: none-1', 'profile')):
        (top / 'portalwatch.yaml').write_text(TIMETABLE + '  - {' + wrong + ', to: [office]}\n', 'utf-8')
        p = subprocess.run([PW, '-c', str(top / 'portalwatch.yaml'), 'config', 'check'], stdout=subprocess.PIPE,
                           stderr=subprocess.PIPE, check=False)
        check('refused: ' + wrong, (p.returncode, 'portalwatch.yaml:10:' in p.stderr.decode(),
                                    word in p.stderr.decode()), (2, True, True))
    top = old


with tempfile.TemporaryDirectory() as name:
    top = pathlib.Path(name)
    (top / 'portals').mkdir()
    (top / 'portals/a.yaml').write_text("""portal: a
name: "=HYPERLINK(1)"
home: http://127.0.0.1:1/
columns:
  - {id: news, name: "+1+1", url: "http://127.0.0.1:1/news/", class: news}
  - {id: plan, name: "规划计划", url: "http://127.0.0.1:1/plan/?a=1&b=<2>", class: planning}
""", encoding='utf-8')
    (top / 'portalwatch.yaml').write_text("""store: data
timezone: Asia/Shanghai
language: zh
portals: ["portals/*.yaml"]
receivers:
  - {id: office, file: {path: mail, format: maildir}}
routes:
  - {portal: nobody, to: [office]}
reports:
  - {kind: freshness, when: workdays 08:30, format: html, to: [office], output: kept.html}
  - {kind: inspection, when: workdays 08:30, format: csv, profile: panjin-2024, sample: 1, freeze: true, to: []}
""", encoding='utf-8')
    run('store', 'init', '--simulation')
    run('--now', '2026-11-20T07:00:00+08:00', 'monitor', '--once')
    for form in ('text', 'csv', 'json', 'html') + (('xlsx',) if XLSX else ()):
        run('--now', '2026-11-20T07:00:00+08:00', 'report', 'freshness', '--format', form, '-o',
            str(top / ('f.' + form)))
        check(form + ' is not empty', (top / ('f.' + form)).stat().st_size > 100, True)
    check('csv is no formula', re.findall(r'(?:^|,)"?[=+]', (top / 'f.csv').read_text('utf-8-sig'), re.M), [])
    if XLSX:
        with zipfile.ZipFile(top / 'f.xlsx') as z:
            check('zip is whole', z.testzip(), None)
            sheet = z.read('xl/worksheets/sheet1.xml').decode()
            check('no formula', '<f>' in sheet, False)
            check('frozen', 'state="frozen"' in sheet, True)
            check('filter', '<autoFilter' in sheet, True)
            check('links', sheet.count('<hyperlink ') >= 3, True)
            check('titles repeated', '_xlnm.Print_Titles' in z.read('xl/workbook.xml').decode(), True)
            strings = sheet
            check('formula as text', '>=HYPERLINK(1)<' in strings, True)
            check('address escaped', 'a=1&amp;b=' in z.read(
                'xl/worksheets/_rels/sheet1.xml.rels').decode(), True)
    check('first sight makes nothing', len(mails()), 0)
    check('before the hour', len(at('2026-11-20T08:29:00')), 0)
    one = at('2026-11-20T08:31:00')
    check('at its hour', len(one), 1)
    frozen = json.loads(run('report', 'frozen', 'inspection-2026-11-20', '--json'))
    check('frozen on its timetable', (frozen['kind'], frozen['profile'], frozen['intact'], frozen['errata']),
          ('inspection', 'panjin-2024', True, []))
    check('not twice', len(at('2026-11-20T09:31:00')), 1)
    check('name', attachment(one[0]).get_filename(), '栏目更新情况-2026-11-20.html')
    check('type', attachment(one[0]).get_content_type(), 'text/html')
    check('the document itself', '规划计划' in attachment(one[0]).get_content(), True)
    check('kept', '规划计划' in (top / 'kept.html').read_text('utf-8'), True)
    check('on time', '未运行' in text(one[0]), False)
    check('no working day', len(at('2026-11-21T12:00:00')), 1)
    late = at('2026-11-26T12:00:00')
    check('three hours missed, one document', len(late), 2)
    check('it says so', '未运行' in text(late[1]), True)
    check('inside too', '未运行' in attachment(late[1]).get_content(), True)
    check('made on that hour', attachment(late[1]).get_filename(), '栏目更新情况-2026-11-26.html')
    check('different messages', len({m['Message-ID'] for m in late}), 2)
    (top / 'kept.html').unlink()
    (top / 'kept.html').mkdir()
    check('an output that fails holds it back', len(at('2026-11-27T08:30:00')), 2)
    (top / 'kept.html').rmdir()
    check('not at once', len(at('2026-11-27T08:35:00')), 2)
    check('tried again', len(at('2026-11-27T08:41:00')), 3)
    gaps_in_json()
    frozen_in_json()
    every_kind_on_its_timetable()
sys.exit(outcome())
