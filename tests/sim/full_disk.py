#!/usr/bin/env python3
"""Full file systems and missing rights: said, with the exit status of the contract, nothing lost.

    full_disk.py PORTALWATCH

Small file systems are mounted in a name space of our own; where that is not allowed: skipped (77).
"""
import ctypes
import json
import os
import pathlib
import subprocess
import sys

import changes
from bench import temporary
from changes import LEAD, NOTHING, Town, notices, page

if os.environ.get('PORTALWATCH_APART') != '1':
    if subprocess.run(['unshare', '-Urm', 'true'], stderr=subprocess.DEVNULL).returncode:
        sys.exit(77)
    os.environ['PORTALWATCH_APART'] = '1'
    os.execvp('unshare', ['unshare', '-Urm', sys.executable] + sys.argv)

changes.RECEIVERS = '''  - {id: f, file: {path: mail/out, format: maildir}}
  - {id: g, file: {path: mail/out.jsonl, format: jsonl}}'''
changes.ROUTES = '  - {to: [f, g], digest: none, tell: [new, changed, withdrawn]}'
LIBC = ctypes.CDLL(None)
PR_CAPBSET_DROP, CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH = 24, 1, 2


def bound_by_rights():
    """Also as root, in the child."""
    for cap in (CAP_DAC_OVERRIDE, CAP_DAC_READ_SEARCH):
        LIBC.prctl(PR_CAPBSET_DROP, cap, 0, 0, 0)


def small(path, size):
    path.mkdir()
    subprocess.run(['mount', '-t', 'tmpfs', '-o', 'size=' + size, 'none', str(path)], check=True)
    return path


def fill(path):
    with open(path / 'ballast', 'wb', buffering=0) as f:
        try:
            while f.write(b'x' * 4096):
                pass
        except OSError:
            pass


def empty(path):
    (path / 'ballast').unlink()


def long_text(n):
    """What zstd makes little of."""
    return ''.join(chr(0x4e00 + (i * i * 7919 + n * 104729 + i) % 8000) for i in range(30000))


def check(t, name, status, *parts, clock='13:00', day=10, rights=False, words=()):
    p = subprocess.run(t.b.words(*words, now='2026-01-%02dT%s:00+08:00' % (day, clock), quiet=False), text=True,
                       capture_output=True, preexec_fn=bound_by_rights if rights else None, timeout=60)
    t.f.check('%s: exit (%s)' % (name, p.stderr[-300:]), p.returncode, status)
    for part in parts:
        t.f.check('%s says %s: %s' % (name, part, p.stderr[-300:]), part in p.stderr, True)
    return p


def store_and_mail(t, data, mail):
    fill(data)
    t.publish('a', [('/a/n%d.html' % i, '新发布第%d号通知' % i, '2026-01-10') for i in range(8)] + notices('a', 6),
              text=long_text(1))
    t.pages['/a/t20260108_2.html'] = page('关于a第2号事项的通知', LEAD + long_text(2), day='2026-01-08')
    check(t, 'crawl', 3, 'No space left', 'Free some room', clock='12:00', words=('crawl', '--once'))
    check(t, 'monitor', 3, 'No space left', 'Free some room', clock='12:05', words=('monitor', '--once'))
    p = check(t, 'status', 1, clock='12:05', words=('status',))
    t.f.check('status says so: ' + p.stdout, 'nothing can be stored soon: make room' in p.stdout, True)
    check(t, 'reading goes on', 0, clock='12:06', words=('events',))
    empty(data)
    for clock in ('13:00', '15:00'):
        check(t, 'crawl with room', 0, clock=clock, words=('crawl', '--once'))
    t.f.check_set('nothing is missing, nothing twice', t.kinds(), ['notice.new'] * 8 + ['notice.changed'])
    fill(mail)
    check(t, 'mail is full', 0, 'No space left', clock='15:10', words=('monitor', '--once'))
    empty(mail)
    check(t, 'mail has room', 0, clock='19:10', words=('monitor', '--once'))
    waiting = [x for x in t.b.lines('alerts', 'list', now='2026-01-10T19:11:00+08:00') if x['state'] != 'delivered']
    t.f.check('all is told', waiting, [])
    t.f.check('whole mails only', list((mail / 'out' / 'tmp').iterdir()), [])
    told = ''.join(x.read_text(errors='replace') for x in [mail / 'out.jsonl'])
    t.f.check('each notice', [told.count('/a/n%d.html' % i) > 0 for i in range(8)], [True] * 8)
    t.pages['/a/t20260107_3.html'] = NOTHING
    for clock in ('09:00', '10:00'):
        check(t, 'crawl', 0, clock=clock, day=11, words=('crawl', '--once'))
    fill(data)
    check(t, 'judging without room', 3, 'No space left', 'Free some room', clock='10:10', day=11, words=('monitor', '--once'))
    empty(data)
    check(t, 'judging with room', 0, clock='10:20', day=11, words=('monitor', '--once'))
    t.f.check('the withdrawal is told', '/a/t20260107_3.html' in (mail / 'out.jsonl').read_text(), True)
    check(t, 'verify', 0, clock='10:30', day=11, words=('store', 'verify'))


def reports(t, top):
    full = small(top / 'full', '8m')
    fill(full)
    for form in ('html', 'xlsx', 'csv'):
        check(t, form, 3, 'No space left', words=('report', 'freshness', '--format', form, '-o', full / ('x.' + form)))
    t.f.check('no part of a file', sorted(x.name for x in full.iterdir()), ['ballast'])
    site = ('report', 'notices', '--format', 'html', '-o', full / 'site')
    check(t, 'site', 3, 'No space left', 'Free some room', words=site)
    empty(full)
    check(t, 'site with room', 0, words=site)
    p = subprocess.run([t.b.exe, '--json', 'linkcheck', str(full / 'site')], capture_output=True, text=True)
    links = [json.loads(x) for x in p.stdout.splitlines()][:-1]
    t.f.check('and whole: its own links', [x for x in links if x['verdict'] != 'ok' and t.site.web not in x['url']], [])
    t.f.check('each page of it', len(links) > 14, True)
    p = subprocess.run(t.b.words('events'), stdout=open('/dev/full', 'w'), stderr=subprocess.PIPE, text=True)
    t.f.check('standard output', (p.returncode, 'No space left' in p.stderr), (3, True))


def rights(t, top):
    shut = top / 'shut'
    shut.mkdir(mode=0o555)
    check(t, 'report', 3, 'Permission denied', rights=True, words=('report', 'freshness', '-o', shut / 'x'))
    check(t, 'site', 3, 'Permission denied', rights=True,
          words=('report', 'notices', '--format', 'html', '-o', shut / 'site'))
    portal = top / 'portals' / 'p.yaml'
    portal.chmod(0)
    for words in (('crawl', '--once'), ('config', 'check')):
        check(t, 'portal file', 2, str(portal), 'Permission denied', rights=True, words=words)
    portal.chmod(0o644)
    data = [top / 'data' / x for x in ('pages', 'alerts')]
    for x in data:
        for y in x.iterdir():
            y.chmod(0o444)
    for words in (('crawl', '--once'), ('monitor', '--once'), ('status',), ('report', 'freshness')):
        check(t, 'store %s' % words[0], 3, 'lock.mdb', rights=True, words=words)
    for x in data:
        x.chmod(0)
    check(t, 'closed store', 3, 'Permission denied', rights=True, words=('status',))
    for x in data:
        x.chmod(0o755)


def main():
    with temporary() as name:
        top = pathlib.Path(name)
        data, mail = small(top / 'data', '3m'), small(top / 'mail', '128k')
        t = Town(sys.argv[1], top, ['a'])
        t.publish('a', notices('a', 6))
        t.round('09:00')
        t.f.check('monitor', t.b.run('monitor', '--once', now='2026-01-10T09:05:00+08:00').returncode, 0)
        store_and_mail(t, data, mail)
        reports(t, top)
        rights(t, top)
        for path in (data, mail, top / 'full'):
            subprocess.run(['umount', '-l', str(path)], check=False)
    sys.exit(1 if t.f.n else 0)


main()
