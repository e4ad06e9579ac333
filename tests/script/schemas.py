#!/usr/bin/env python3
"""What the verbs print fits its schema, and the checker finds what does not fit.
usage: schemas.py PORTALWATCH, from the top of the source tree"""
import glob
import os
import subprocess
import sys
import tempfile

sys.path.insert(0, 'tests')
import schema_check

pw = sys.argv[1]
failed = 0


def lines_of(*args):
    env = {k: v for k, v in os.environ.items() if k != 'PORTALWATCH_CONFIG'}
    return subprocess.run([pw, *args], stdout=subprocess.PIPE, env=env).stdout.splitlines()


def expect(name, lines, good=True):
    global failed
    n, nbad = schema_check.check_lines(schema_check.load(name), lines)
    if n == 0 or (nbad == 0) != good:
        print(f'{name}: {nbad} of {n} lines do not fit, expected {"none" if good else "all"}')
        failed += 1


FROZEN = ('"name":"x","kind":"links","format":"text","made":"2026-09-24T09:30:00+08:00",'
          '"at":"2026-09-24T09:30:00+08:00","from":null,"to":null,"profile":null,"document":"x.txt","bytes":3,'
          f'"sha256":"{"ab" * 32}","facts_sha256":"{"ab" * 32}","user":"u"')
GOOD = {
    'events': ['{"seq":1,"time":"2026-09-24T09:30:00+08:00","kind":"column.baseline","portal":"a",'
               '"column":"x","notice":null,"detail":{"count":20}}',
               '{"seq":2,"time":"2026-09-24T01:30:00Z","kind":"notice.new","portal":"a","column":"x",'
               '"notice":{"title":"公告","url":"http://a.cn/1.html","date":"2026-09-24"},"detail":{}}'],
    'incidents': ['{"id":1,"kind":"stale","severity":"high","state":"open","portal":"a","column":"x",'
                  '"subject":"a/x","opened":"2026-09-24T09:30:00+08:00","since":"2026-09-24T09:30:00+08:00",'
                  '"resolved":null,"summary":"s","basis":null,"evidence":[]}'],
    'linkcheck': ['{"url":"http://a/x","verdict":"broken.http","status":404,"reason":"http-404",'
                  '"final_url":"http://a/x","nparents":1,"parents":[{"url":"http://a/","text":"x","line":3}],'
                  '"elapsed_ms":12}', '{"summary":{"links":1}}'],
    'report-freshness': ['{"at":"2026-09-24T09:30:00+08:00","columns":[{"portal":"a","column":"x",'
                         '"class":"notice","newest":"2026-09-01","newest_title":"t","age_days":23,'
                         '"limit":"6 months","basis":"b","due":"2027-03-01","state":"fresh",'
                         '"last_good":"2026-09-24T09:00:00+08:00"}],'
                         '"gaps":[{"from":"2026-09-20T09:00:00+08:00","to":"2026-09-20T12:00:00+08:00","why":"stopped"}],'
                         '"method":["How it is counted"]}'],
    'report-frozen': [f'{{{FROZEN}}}', f'{{{FROZEN},"intact":true,"nerrata":1,"errata":[{{"what":"gaps[x]",'
                      '"was":null,"is":"listed","by":null,"reason":null,"time":null}]}'],
}
BAD = {
    'events': ['{"seq":0,"time":"2026-09-24T09:30:00+08:00","kind":"a.b","portal":"a","column":null,'
               '"notice":null,"detail":{}}', '[]', '{"seq":1,"seq":1}', '{"seq":1} {}',
               '{"seq":1,"time":"2026-09-24 09:30","kind":"notice.new","portal":"a","column":"x",'
               '"notice":null,"detail":{}}'],
    'incidents': ['{"id":1}'],
    'linkcheck': ['{"summary":1}', '{"url":"u","verdict":"dead"}'],
    'report-freshness': ['{"at":"2026-09-24","columns":[],"gaps":[],"method":[]}', '{"at":"2026-09-24T09:30:00Z","gaps":[],"method":[]}',
                         '{"at":"2026-09-24T09:30:00Z","columns":[],"method":[]}',
                         '{"at":"2026-09-24T09:30:00Z","columns":[],"gaps":[]}',
                         '{"at":"2026-09-24T09:30:00Z","columns":[],"gaps":[{"from":"2026-09-24T09:30:00Z"}],'
                         '"method":[]}'],
    'report-frozen': ['{}', f'{{{FROZEN},"errata":[{{}}]}}', f'{{{FROZEN.replace("ab", "AB")}}}'],
    'charset': ['{"declared":null,"encoding":"utf-8","how":"guess","damaged":false}',
                '{"declared":null,"encoding":"utf-8","how":"meta","damaged":0}'],
    'url': ['{"ref":"x"}', '{"ref":"x","url":"http://a/","error":"y"}', '{"ref":"x","url":"no scheme"}'],
    'extract-list': ['{"url":"http://a/","charset":"utf-8","items":[{"title":"t"}],"next":null,'
                     '"source":"dom","confidence":2}'],
}


def main():
    page = 'tests/data/schema/list.html'
    # the description of the web's API is checked by script/web.py
    for name in sorted(set(glob.glob('etc/schema/*.json')) - {'etc/schema/openapi.json'}):
        schema_check.walk(schema_check.load(name))
    for what in ('list', 'article', 'links'):
        expect('extract-' + what, lines_of('extract', what, page, '--url', 'http://a.gov.cn/x/'))
    expect('charset', lines_of('charset', page))
    expect('url', lines_of('url', 'http://a.cn/b/', '../c?d', 'http://', 'mailto:x@y'))
    expect('robots', lines_of('robots', 'tests/data/schema/robots.txt', '--agent', 'x',
                              'http://a.cn/x', 'http://a.cn/y'))
    expect('config-check', lines_of('config', 'check', '--json', 'seeds/portalwatch.yaml'))
    expect('calendar', lines_of('calendar', '--json', '2027-02'))
    expect('calendar', lines_of('calendar', '--json', 'add', '2026-12-30', '9'))
    with tempfile.TemporaryDirectory() as tmp:
        expect('import', lines_of('import', '--json', 'tests/data/sheet/good.xlsx', '--dir', tmp))
    for name, lines in GOOD.items():
        expect(name, [s.encode() for s in lines])
    for name, lines in BAD.items():
        for s in lines:
            out = sys.stdout
            sys.stdout = open(os.devnull, 'w')
            n, nbad = schema_check.check_lines(schema_check.load(name), [s.encode()])
            sys.stdout = out
            if not nbad:
                print(f'{name}: not found wrong: {s}')
                sys.exit(1)
    sys.exit(1 if failed else 0)


main()
