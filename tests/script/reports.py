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

PW = os.path.abspath(sys.argv[1])
XLSX = ' xlsx' in subprocess.run([PW, '--version'], stdout=subprocess.PIPE, check=True).stdout.decode()
failures = 0


def check(name, got, want):
    global failures
    if got != want:
        print(f'{name}: got {got!r}, want {want!r}')
        failures += 1


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


def text(mail):
    return mail.get_body(('plain',)).get_content()


def attachment(mail):
    return next(iter(mail.iter_attachments()))


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
            strings = z.read('xl/sharedStrings.xml').decode()
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
print('reports:', 'failed' if failures else 'ok')
sys.exit(1 if failures else 0)
