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

# Local days of other zones: their changes of the clock, a midnight that does not exist, a day
# that was left out. Columns: zone, instant in ms, the day there, the first instant of that day.
import zoneinfo
ZONES = ['Asia/Shanghai', 'America/New_York', 'Europe/London', 'Australia/Lord_Howe',
         'Asia/Kathmandu', 'America/Sao_Paulo', 'Africa/Casablanca', 'Pacific/Apia', 'Asia/Tehran']
utc = datetime.timezone.utc
rows = []
for name in ZONES:
    zone = zoneinfo.ZoneInfo(name)
    moments = [rnd.randrange(946684800, 2145916800) for _ in range(40)]
    # an hour around each change of the clock since 2005
    t, seen = 1104537600, 0
    while t < 1893456000 and seen < 20:
        a, b = (datetime.datetime.fromtimestamp(x, utc).astimezone(zone).utcoffset() for x in (t, t + 3600))
        if a != b:
            moments += [t - 3600, t, t + 1800, t + 3600, t + 7200]
            seen += 1
        t += 3600
    for t in moments:
        local = datetime.datetime.fromtimestamp(t, utc).astimezone(zone).date()
        start = datetime.datetime(local.year, local.month, local.day, tzinfo=zone)
        rows.append(f'{name},{t * 1000},{local},{int(start.timestamp()) * 1000}')
open('tests/data/calendar/zones.csv', 'w').write('\n'.join(rows) + '\n')
