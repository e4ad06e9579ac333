#!/usr/bin/env python3
"""What people judge: marks by hand and from a sheet, in the report with their author, kept when
they are taken back or replaced, only where the machine has no verdict.

usage: inspection.py PORTALWATCH, from the top of the source tree
"""
import csv
import io
import json
import os
import pathlib
import subprocess
import sys
import tempfile

from checks import check, outcome

sys.path.insert(0, 'tests')
import schema_check

PW = os.path.abspath(sys.argv[1])
SOURCE = pathlib.Path(__file__).resolve().parents[2]
NOW = '2026-11-27T10:00:00+08:00'
LATER = '2026-11-27T10:30:00+08:00' # the clock runs on while a command works


def pw(top, *args, want=0, now=NOW, lang='zh'):
    p = subprocess.run([PW, '-c', str(top / 'portalwatch.yaml'), '--lang', lang, '--now', now, *args],
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, check=False)
    if p.returncode != want:
        print(' '.join(args), 'ended', p.returncode, p.stdout[-1000:], p.stderr[-1000:])
        sys.exit(1)
    return p.stdout + (p.stderr if want else '')


def make(top):
    (top / 'portalwatch.yaml').write_text('store: data\nlanguage: zh\nportals: ["p-*.yaml"]\n', 'utf-8')
    for p, name in (('a', '甲市政府'), ('b', '乙县政府')):
        (top / f'p-{p}.yaml').write_text(
            f'portal: {p}\nname: {name}\nhome: http://{p}.test/\nsite_code: "37000000{p}"\ncolumns:\n'
            f'  - {{id: x, name: 通知公告, url: "http://{p}.test/x/", class: notice}}\n', 'utf-8')
    pw(top, 'store', 'init', '--simulation')


def portal(top, p, *more, now=LATER):
    doc = json.loads(pw(top, 'report', 'inspection', p, '--profile', 'puchai-2015', '--format', 'json',
                        *more, now=now))
    n, bad = schema_check.check_lines(schema_check.load('report-inspection'), [json.dumps(doc).encode()])
    check('schema', (n, bad), (1, 0))
    one = doc['portals'][0]
    one['of'] = {r['indicator']: r for r in one['results']}
    return one


def by_hand(top):
    mark = ('inspection', 'mark', '--profile', 'puchai-2015', '--by', '张三')
    before = portal(top, 'a')
    check('left to a person', before['of']['C1']['outcome'], 'manual')
    check('nobody yet', before['by_person'], 0)
    pw(top, *mark, 'a', 'C1', '3.5', '--reason', '近一年仅 2 条有效留言', '--evidence', 'http://a.test/hd/')
    pw(top, *mark, 'a', 'V5', '通过', '--reason', '抽查 5 件均已回应')
    one = portal(top, 'a')
    check('deducted', (one['of']['C1']['outcome'], one['of']['C1']['points']), ('found', 3.5))
    check('whose', (one['of']['C1']['marked']['by'], one['of']['C1']['marked']['reason']),
          ('张三', '近一年仅 2 条有效留言'))
    check('evidence', [h['url'] for h in one['of']['C1']['evidence']], ['http://a.test/hd/'])
    check('passed', one['of']['V5']['outcome'], 'met')
    check('how many', (one['by_person'], one['manual'] + 2), (2, before['manual']))
    check('sums', one['by_machine'] + one['by_person'] + one['manual'] + one['cannot_judge'],
          len(one['results']))
    check('lost', one['lost'] - before['lost'] if one['lost'] is not None else 3.5, 3.5)
    check('another portal', portal(top, 'b')['by_person'], 0)
    check('before it was entered', portal(top, 'a', now='2026-11-20T10:00:00+08:00')['by_person'], 0)
    check('the quarter alone', portal(top, 'a', '--period', '2026-09')['by_person'], 0)
    check('the quarter whole', portal(top, 'a', '--period', '2026Q4')['by_person'], 2)
    text = pw(top, 'report', 'inspection', 'a', '--profile', 'puchai-2015', now=LATER)
    check('said', ('张三' in text, '3.50' in text, '近一年仅' in text), (True, True, True))
    pw(top, *mark, 'a', 'V5', '否决', '--reason', '一封信 8 个月未回', now='2026-11-27T11:00:00+08:00')
    one = portal(top, 'a', now='2026-11-27T12:00:00+08:00')
    check('the later one', one['of']['V5']['outcome'], 'found')
    check('a veto', (one['vetoes'], one['score']), (before['vetoes'] + 1, None))
    pw(top, *mark, 'a', 'V5', '--undo', '--reason', '笔误', now='2026-11-27T13:00:00+08:00')
    check('taken back', portal(top, 'a', now='2026-11-27T14:00:00+08:00')['of']['V5']['outcome'], 'manual')
    check('as then', portal(top, 'a', now='2026-11-27T12:00:00+08:00')['of']['V5']['outcome'], 'found')
    out = pw(top, 'inspection', 'list', 'a', '--json')
    kept = [json.loads(x) for x in out.splitlines()]
    n, bad = schema_check.check_lines(schema_check.load('inspection'), [x.encode() for x in out.splitlines()])
    check('list schema', (n, bad), (4, 0))
    check('all kept', sorted((k['indicator'], k['result']) for k in kept),
          [('C1', 'found'), ('V5', 'found'), ('V5', 'passed'), ('V5', 'taken-back')])
    # where the machine judges, its verdict stands
    said = pw(top, *mark, 'a', 'V1', '通过', '--reason', '看过')
    check('told', '爬虫' in said, True)


def from_a_sheet(top):
    form = top / 'form.csv'
    pw(top, 'inspection', 'form', '--profile', 'puchai-2015', '-o', str(form))
    rows = list(csv.reader(io.StringIO(form.read_text('utf-8-sig'))))
    check('a line for each portal', {r[0] for r in rows[1:]}, {'a', 'b'})
    pw(top, 'inspection', 'import', str(form), '--profile', 'puchai-2015')
    for r in rows[1:]:
        if r[0] == 'b' and r[1] == 'C1':
            r[2:6] = ['2', '未开设栏目', 'http://b.test/', '李四']
        if r[0] == 'b' and r[1] == 'V5':
            r[2] = '通过'

    def write(path, encoding='utf-8-sig'):
        text = io.StringIO()
        csv.writer(text).writerows(rows)
        path.write_bytes(text.getvalue().encode(encoding))
    write(form, 'gb18030')
    said = pw(top, 'inspection', 'import', str(form), '--profile', 'puchai-2015', '--by', '王五', '--dry-run')
    check('dry', (portal(top, 'b')['by_person'], '2' in said), (0, True))
    pw(top, 'inspection', 'import', str(form), '--profile', 'puchai-2015', '--by', '王五')
    one = portal(top, 'b')
    check('taken', (one['of']['C1']['points'], one['of']['C1']['marked']['by'],
                    one['of']['V5']['marked']['by']), (2, '李四', '王五'))
    rows[1][0] = '37000000a'   # by site code
    rows[1][2:4] = ['否决', ''] # found, and nothing said of it
    rows.append(['nobody', 'C1', '1', 'x', '', '', '', '', '', ''])
    rows.append(['乙县政府', 'C1', '99', 'x', '', '', '', '', '', ''])
    rows.append(['a', 'Z9', '1', 'x', '', '', '', '', '', ''])
    write(form)
    said = pw(top, 'inspection', 'import', str(form), '--profile', 'puchai-2015', want=2)
    check('each row is named', [w in said for w in ('nobody', '99', 'Z9', '存在的问题', '4')], [True] * 5)
    check('none of them', portal(top, 'b')['of']['C1']['points'], 2)


def whole_form(top):
    """Every row of the form, in every form of the report, also what is switched off."""
    want = ['一级指标', '二级指标', '考察点', '扣分细则', '存在的问题', '扣分']
    rows = list(csv.reader(io.StringIO(pw(top, 'report', 'inspection', 'a', '--format', 'csv', now=LATER))))
    at = next(i for i, r in enumerate(rows) if r and '检查评分表' in r[0])
    check('columns of the form', rows[at + 1][1:7], want)
    form = rows[at + 2:rows.index([], at)] if [] in rows[at:] else rows[at + 2:]
    profile = (SOURCE / 'seeds/profiles/guoban-2019.yaml').read_text('utf-8')
    check('a row for each indicator', len(form), profile.count('  - {id: '))
    check('the parts', [k for k in dict.fromkeys(r[1] for r in form)],
          ['单项否决', '单项否决（政务新媒体）', '发布解读', '办事服务', '互动交流', '功能设计', '加分指标'])
    check('off and said', [(r[5], '未核实' in r[7]) for r in form if r[1] == '加分指标'], [('已停用，不计分', True)] * 5)
    for kind in ('text', 'html'):
        out = pw(top, 'report', 'inspection', 'a', '--format', kind, now=LATER)
        check(f'in {kind}', [w in out for w in want + ['创新发展', '办事服务']], [True] * 8)
    english = pw(top, 'report', 'inspection', 'a', '--format', 'text', now=LATER, lang='en')
    check('in English', [w in english for w in ('The whole form', 'switched off', 'Problem found')], [True] * 3)
    portal_file = top / 'p-a.yaml'
    kept = portal_file.read_text('utf-8')
    portal_file.write_text(kept + 'tags: [无对外服务]\n', 'utf-8')
    rows = list(csv.reader(io.StringIO(pw(top, 'report', 'inspection', 'a', '--format', 'csv', now=LATER))))
    check('services are not asked', {r[5] for r in rows if len(r) > 6 and r[1] == '办事服务' and r[7:] and
                                     r[0] == '甲市政府'} & {'本网站不检查此项'}, {'本网站不检查此项'})
    portal_file.write_text(kept, 'utf-8')


def refused(top):
    mark = ('inspection', 'mark', '--profile', 'puchai-2015')
    for args in ((*mark, 'a', 'C1', '3'), (*mark, 'a', 'C1', '6', '--reason', 'x'),
                 (*mark, 'a', 'C1', '-1', '--reason', 'x'), (*mark, 'a', 'C1', 'found', '--reason', 'x'),
                 (*mark, 'a', 'V5', '3', '--reason', 'x'), (*mark, 'c', 'C1', '3', '--reason', 'x'),
                 (*mark, 'a', 'E1', '3', '--reason', 'x'),  # not verified: switched off
                 (*mark, 'a', 'C1', '--reason', 'x'), ('inspection', 'dance'),
                 (*mark, 'a', 'C1', '3', '--reason', 'x', '--period', 'soon'),
                 ('inspection', 'mark', '--profile', 'none', 'a', 'C1', '3', '--reason', 'x'),
                 ('inspection', 'list', 'nobody')):
        pw(top, *args, want=2)


with tempfile.TemporaryDirectory() as made:
    top = pathlib.Path(made)
    make(top)
    pw(top, 'monitor', '--once')
    by_hand(top)
    from_a_sheet(top)
    whole_form(top)
    refused(top)
    pw(top, 'store', 'verify')
sys.exit(outcome())
