#!/usr/bin/env python3
"""Rules that cannot be meant, one of each sort for every kind: a key missing, of the wrong type,
of another kind, contradictory. `config check` names file and line and says what was expected, in
English and in Chinese; the column beside it, which is right, is not named.

usage: refused.py PORTALWATCH, from the top of the source tree
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile

from checks import check, outcome

PW = os.path.abspath(sys.argv[1])
SOURCE = pathlib.Path(__file__).resolve().parents[2]

# the kind's keys as they are written; what is said of it in English, in Chinese; "" it is right
ROWS = [
    ('max_age, days: 14', '', ''),
    ('max_age', 'max_age: expected one of days, working_days, months, years', '应'),
    ('max_age, days: soon', "days: expected a number from 1 to 4000, found 'soon'", '应'),
    ('max_age, days: [3, 4]', 'days: expected one value, found a list', '应为一个值'),
    ('max_age, days: 0', 'days: expected a number', '应'),
    ('max_age, weekday: wed, days: 3', "rule 'max_age' takes: days working_days months years match warn; found 'weekday'", '可用'),
    ('max_age, days: 3, months: 1', 'max_age: expected one of days', '应'),
    ('max_age, days: 3, match: "("', 'match: ', 'match'),
    ('max_age, days: 3, warn: 101', 'warn: expected a number from 1 to 100', '应'),
    ('max_age, days: 3, severity: awful', 'severity: expected low, medium, high or critical', '应'),
    ('daily, grace: 1wd', '', ''),
    ('daily, grace: never', 'grace: expected days such as 3 or 3wd', '应'),
    ('daily, weekday: mon', "rule 'daily' takes: grace match warn; found 'weekday'", '可用'),
    ('daily, grace: 9', "grace: '9' is no shorter than the period of 'daily'", '短于'),
    ('weekly, weekday: wed', '', ''),
    ('weekly, weekday: someday', "weekday: expected mon to sun, found 'someday'", '应'),
    ('weekly, weekday: [mon, wed]', 'weekday: expected one value, found a list', '应为一个值'),
    ('weekly, days: 7', "found 'days'", '可用'),
    ('weekly, grace: 7', 'is no shorter than the period', '短于'),
    ('monthly, day: 31', '', ''),
    ('monthly, day: 32', 'day: expected a number from 1 to 31', '应'),
    ('monthly, date: "01-31"', "found 'date'", '可用'),
    ('monthly, grace: 28', 'is no shorter than the period', '短于'),
    ('quarterly, grace: 10wd', '', ''),
    ('quarterly, grace: x', 'grace: expected days', '应'),
    ('quarterly, day: 3', "found 'day'", '可用'),
    ('quarterly, grace: 90', 'is no shorter than the period', '短于'),
    ('yearly, match: 预算', '', ''),
    ('yearly, match: [a, b]', 'match: expected one value', '应为一个值'),
    ('yearly, per: year', "found 'per'", '可用'),
    ('yearly, grace: 300wd', 'is no shorter than the period', '短于'),
    ('by_date, date: "01-31"', '', ''),
    ('by_date', "date: expected MM-DD or YYYY-MM-DD, found 'nothing'", '应'),
    ('by_date, date: "02-30"', "found '02-30'", '应'),
    ('by_date, date: "01-31", days: 3', "found 'days'", '可用'),
    ('by_date, date: "2026-01-31", from: "2026-02-01"', 'lies after', '晚于'),
    ('by_date, date: "2026-01-31", from: "01-01"', 'expected a day of the same form', '应'),
    ('min_count, count: 2, per: year', '', ''),
    ('min_count, per: year', 'min_count: expected count', '应'),
    ('min_count, count: 2', "per: expected week, month, quarter or year, found 'nothing'", '应'),
    ('min_count, count: two, per: year', "count: expected a number", '应'),
    ('min_count, count: 2, per: decade', "found 'decade'", '应'),
    ('min_count, count: 2, per: year, days: 3', "found 'days'", '可用'),
    ('min_display, days: 10', '', ''),
    ('min_display, days: ten', 'days: expected a number', '应'),
    ('min_display, count: 3', "found 'count'", '可用'),
    ('follow_up, after: ok, days: 3', '', ''),
    ('follow_up, days: 3', 'after: expected the column of what is followed up', '应'),
    ('follow_up, after: ok', 'follow_up: expected one of days, working_days', '应'),
    ('follow_up, after: ok, days: x', 'days: expected a number', '应'),
    ('follow_up, after: ok, days: 1, working_days: 1', 'follow_up: expected one of days', '应'),
    ('follow_up, after: ok, days: 1, pair: mood', 'pair: expected title, number, link or any', '应'),
    ('follow_up, after: ok, direction: beside, days: 1', 'direction: expected after or before', '应'),
    ('follow_up, after: ok, direction: before, working_days: 1', 'direction before takes days', '不用'),
    ('follow_up, after: nowhere, days: 3', "after: no column 'nowhere'", '没有栏目'),
    ('follow_up, after: ok, days: 3, percent: 101', 'percent: expected a number from 1 to 100', '应'),
    ('follow_up, after: ok, days: 3, grace: 3', "found 'grace'", '可用'),
    ('complete, count: 24', '', ''),
    ('complete, pattern: "(期)"', 'pattern: expected 2 groups in (), found 1', '应有'),
    ('complete, count: many', 'count: expected a number', '应'),
    ('complete, per: year', "found 'per'", '可用'),
    ('sequence, stages: [受理, 拟批, 批复]', '', ''),
    ('sequence', 'stages: expected a list of 2 to', '应'),
    ('sequence, stages: [受理]', 'stages: expected a list of 2 to', '应'),
    ('sequence, stages: ["(", 批复]', 'stages: ', 'stages'),
    ('sequence, stages: [受理, 批复], until: "(年)(月)(日)"', 'sequence: expected one of stages, until', '应'),
    ('sequence, until: "(年)"', 'until: expected 3 groups', '应有'),
    ('sequence, stages: [受理, 批复], days: 3', "found 'days'", '可用'),
    ('threshold, pattern: "(\\\\d+)个", min: 4000', '', ''),
    ('threshold, min: 4000', 'threshold: expected pattern', '应'),
    ('threshold, pattern: "(\\\\d+)"', 'and min, max or parts', '应'),
    ('threshold, pattern: "(\\\\d+)", min: lots', "min: expected a number", '应'),
    ('threshold, pattern: "(\\\\d+)", min: 9, max: 3', 'no number is at least 9 and at most 3', '不小于'),
    ('threshold, pattern: "(\\\\d+)", min: 9, where: here', 'where: expected title, text, page or links', '应'),
    ('threshold, where: links, max: 0, match: x', 'match: has no meaning with where: links', '没有意义'),
    ('threshold, pattern: "(\\\\d+)", min: 9, days: 3', "found 'days'", '可用'),
    ('year_on_year, percent: 10', '', ''),
    ('year_on_year, percent: 0', 'percent: expected a number', '应'),
    ('year_on_year, where: title', 'where: expected title or text, beside pattern', '应'),
    ('year_on_year, count: 3', "found 'count'", '可用'),
    ('must_change, months: 6', '', ''),
    ('must_change', 'must_change: expected one of days, months, years, by', '应'),
    ('must_change, months: x', 'months: expected a number', '应'),
    ('must_change, months: 6, by: "12-31"', 'must_change: expected one of', '应'),
    ('must_change, months: 6, from: "01-01"', 'from: has no meaning with days, months, years', '没有意义'),
    ('must_change, months: 6, match: x', "found 'match'", '可用'),
    ('page_changed', '', ''),
    ('page_changed, days: 3', "rule 'page_changed' takes no keys of its own; found 'days'", '没有自己的键'),
    ('share, of: 图解, percent: 30', '', ''),
    ('share, percent: 30', 'share: expected of, and one of percent, rising: true', '应'),
    ('share, of: 图解', 'share: expected of, and one of percent', '应'),
    ('share, of: 图解, percent: 30, rising: true', 'share: expected of, and one of', '应'),
    ('share, of: 图解, rising: perhaps', 'rising: expected true or false', '应'),
    ('share, of: "(", percent: 3', 'of: ', 'of'),
    ('share, of: 图解, percent: 30, weekday: mon', "found 'weekday'", '可用'),
    ('disclosure, working_days: 20', '', ''),
    ('disclosure, working_days: 0', 'working_days: expected a number', '应'),
    ('disclosure, days: 20', "found 'days'", '可用'),
    ('honesty, days: 30', '', ''),
    ('honesty, days: 1', 'days: expected a number from 2 to 365', '应'),
    ('honesty, months: 1', "found 'months'", '可用'),
    ('off_topic, of: 会议', '', ''),
    ('off_topic, of: "["', 'of: ', 'of'),
    ('off_topic, least: none', 'least: expected a number', '应'),
    ('off_topic, percent: 3', "found 'percent'", '可用'),
    ('technical, checks: [https, certificate]', '', ''),
    ('technical, checks: [speed]', 'checks: expected domain, https, certificate, ipv6', '应'),
    ('technical, days: 31', 'days: expected a number from 1 to 30', '应'),
    ('technical, match: x', "found 'match'", '可用'),
    ('sub_columns, names: [指南, [年报, 年度报告]]', '', ''),
    ('sub_columns', 'names: expected a list of 1 to', '应'),
    ('sub_columns, names: [指南, " "]', 'names: expected a list', '应'),
    ('sub_columns, names: [指南], grace: x', 'grace: expected a number', '应'),
    ('sub_columns, names: [指南], days: 3', "found 'days'", '可用'),
    ('label, where: footer', '', ''),
    ('label, texts: [a]', "where: expected notice, meta, page, footer or tags, found 'nothing'", '应'),
    ('label, where: notice', 'texts: expected a list of 1 to', '应'),
    ('label, where: footer, texts: [a]', 'texts: where: footer looks for its own', '自行'),
    ('label, where: page, texts: [a], sample: 3', 'sample: has no meaning with where: page', '没有意义'),
    ('label, where: notice, texts: [a], sample: x', 'sample: expected a number', '应'),
    ('label, where: footer, count: 3', "found 'count'", '可用'),
    ('exists, match: 管理办法', '', ''),
    ('exists, match: "*"', 'match: ', 'match'),
    ('exists, count: 3', "found 'count'", '可用'),
    ('empty, days: 3', "rule 'empty' takes no keys of its own; found 'days'", '没有自己的键'),
    ('undated, days: 3', "rule 'undated' takes no keys", '没有自己的键'),
    ('unmeasured, days: 3', "rule 'unmeasured' takes no keys", '没有自己的键'),
    ('unheard', "unknown rule 'unheard'", '未知'),
    ('monthly, limit: rumour', 'limit: expected one of the words (statutory document local practice configured)', '应'),
    ('monthly, grace: 1, grace: 2', "key 'grace' twice", '重复'),
]


def faults(conf, lang):
    """Texts by line of p.yaml."""
    p = subprocess.run([PW, '-c', str(conf), '--lang', lang, 'config', 'check'], capture_output=True, text=True,
                       env={**os.environ, 'LC_ALL': 'C.UTF-8'}, check=False)
    check('exit', p.returncode, 2)
    said = {}
    for line in p.stderr.splitlines():
        m = re.match(r'\S*p\.yaml:(\d+): (.*)', line)
        if m:
            said.setdefault(int(m[1]), []).append(m[2])
    return said


with tempfile.TemporaryDirectory() as name:
    top = pathlib.Path(name)
    head = 'portal: p\nname: p\nhome: http://p.gov.cn/\ncolumns:\n  - {id: ok, url: "http://p.gov.cn/ok/"}\n'
    lines = [f'  - {{id: c{i}, url: "http://p.gov.cn/{i}/", rules: [{{kind: {keys}}}]}}\n'
             for i, (keys, _, _) in enumerate(ROWS)]
    (top / 'p.yaml').write_text(head + ''.join(lines), encoding='utf-8')
    (top / 'c.yaml').write_text('store: none\nlanguage: zh\nportals: [p.yaml]\n', encoding='utf-8')
    first = head.count('\n') + 1
    english, chinese = faults(top / 'c.yaml', 'en'), faults(top / 'c.yaml', 'zh')
    for i, (keys, en, zh) in enumerate(ROWS):
        told, gesagt = english.get(first + i, []), chinese.get(first + i, [])
        if not en:
            check(f'{keys} is right', told, [])
            continue
        check(f'{keys}: {told}', any(en in t for t in told), True)
        check(f'{keys} in Chinese: {gesagt}', any(zh in t for t in gesagt), True)
        # a message that differs has been translated; those of PCRE2 are its own
        check(f'{keys} translated: {gesagt}', 'match: "' in keys or len([t for t in gesagt if t in told]) == 0, True)
    # every kind stands in the table
    kinds = re.findall(r'X\(rule_(\w+)\)', (SOURCE / 'include/monitor/rules.h').read_text(encoding='utf-8'))
    check('kinds', sorted(set(kinds) - {keys.split(',')[0] for keys, _, _ in ROWS}), [])
    # what a duty says of a rule is read by the same code: file, line, kind
    (top / 'd.yaml').write_text('document: {title: t, year: 2026}\nduties:\n' + ''.join(
        f'  - {{id: D.{i}, columns: [ok], rule: {{kind: {keys}}}, limit: document}}\n'
        for i, (keys, _, _) in enumerate(ROWS) if 'limit:' not in keys), encoding='utf-8')
    (top / 'p.yaml').write_text(head.replace('columns:', 'duties: [d.yaml]\ncolumns:'), encoding='utf-8')
    p = subprocess.run([PW, '-c', str(top / 'c.yaml'), '--lang', 'en', 'config', 'check'], capture_output=True,
                       text=True, check=False)
    line = 2
    for keys, en, _ in ROWS:
        if 'limit:' in keys:
            continue
        line += 1
        told = [t for t in p.stderr.splitlines() if re.search(rf'd\.yaml:{line}: ', t)]
        check(f'duty: {keys}: {told}', any(en in t for t in told) if en else not told, True)
    # what is right is said in words, with where its limit comes from, whatever the kind
    right = [k for k, en, _ in ROWS if not en]
    source = ('statutory', 'document', 'local', 'practice', 'configured')
    (top / 'd.yaml').write_text('document: {title: 某要点, year: 2026}\nduties:\n' + ''.join(
        f'  - {{id: D.{i}, columns: [ok], rule: {{kind: {k}}}, limit: {source[i % 5]}}}\n' for i, k in enumerate(right)),
        encoding='utf-8')
    words = {'zh': ('法定', '文件规定', '地方规定', '惯例', '自行设定'),
             'en': ('statutory', 'by the document', 'local', 'practice', 'configured')}
    for lang, of in words.items():
        p = subprocess.run([PW, '-c', str(top / 'c.yaml'), '--lang', lang, 'duties', 'list'], capture_output=True,
                           text=True, env={**os.environ, 'LC_ALL': 'C.UTF-8'}, check=False)
        said = [t.strip() for t in p.stdout.splitlines() if t.startswith('      ')]
        check(f'a demand each, {lang}', len(said), len(right))
        for i, (k, t) in enumerate(zip(right, said)):
            check(f'{k}: {t}', (of[i % 5] in t, '_' in k.split(',')[0] and k.split(',')[0] in t), (True, False))
            check(f'{k} in Chinese: {t}', lang == 'en' or re.search('[一-鿿]', t.split('[')[0]) is not None, True)
    # two rules of one kind on one column need names of their own
    (top / 'p.yaml').write_text(head + '  - {id: t, url: "http://p.gov.cn/t/", rules: [{kind: monthly},\n'
                                '     {kind: monthly, day: 3}, {kind: monthly, id: x}, {kind: yearly, match: a},\n'
                                '     {kind: yearly, match: b}]}\n', encoding='utf-8')
    p = subprocess.run([PW, '-c', str(top / 'c.yaml'), 'config', 'check'], capture_output=True, text=True,
                       env={**os.environ, 'LC_ALL': 'C.UTF-8'}, check=False)
    check('two alike', (p.returncode, [t.split('p.yaml')[1] for t in p.stderr.splitlines()]),
          (1, [':7: 提醒: 规则“monthly”在栏目“t”上有两条，在台账中是同一行：请给其中一条加 id:']))
sys.exit(outcome())
