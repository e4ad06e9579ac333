#!/usr/bin/env python3
"""Expectations for test-calendar.c, computed by the datetime module: an independent second
reading of seeds/calendar-cn.csv. Run from the top: python3 tests/data/calendar/make.py"""
import datetime, random

day = datetime.timedelta(1)
work, off, years = set(), set(), set()
for line in open('seeds/calendar-cn.csv', encoding='utf-8'):
    if line[0] == '#' or line.startswith('date'):
        continue
    date, kind, _ = line.strip().split(',')
    d = datetime.date.fromisoformat(date)
    (work if kind == 'work' else off).add(d)
    years.add(d.year)

def is_work(d):
    return d in work or (d not in off and d.isoweekday() <= 5)

def all_days(a, b):  # (a, b]
    return [a + day * i for i in range(1, (b - a).days + 1)]

rnd = random.Random(20260924)
first, last = datetime.date(2013, 1, 1), datetime.date(2028, 12, 31)
span = (last - first).days
out = []
for _ in range(400):
    d, n = first + day * rnd.randrange(span), rnd.choice([0, 1, 2, 3, 5, 10, 20, 30, 250])
    later = [x for x in all_days(d, d + day * 500) if is_work(x)]
    end = d if n == 0 else later[n - 1]
    guessed = any(x.year not in years for x in all_days(d, end))
    out.append(f'add,{d},{n},{end},{int(guessed)}')
for _ in range(300):
    a = first + day * rnd.randrange(span)
    b = a + day * rnd.randrange(0, 400)
    span_days = all_days(a, b)
    guessed = any(x.year not in years for x in span_days)
    out.append(f'count,{a},{sum(map(is_work, span_days))},{b},{int(guessed)}')
for _ in range(200):
    a = first + day * rnd.randrange(span)
    b = a
    while not is_work(b):
        b += day
    guessed = a.year not in years or b.year not in years
    out.append(f'next,{a},0,{b},{int(guessed)}')
open('tests/data/calendar/expected.csv', 'w').write('\n'.join(out) + '\n')
