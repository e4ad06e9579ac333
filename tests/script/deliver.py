#!/usr/bin/python3
"""Delivery against real servers and at every moment of a crash: deliver.py PORTALWATCH KILL_AT

KILL_AT is the library made of kill-at.c. prometheus-alertmanager is looked for in
$PORTALWATCH_ALERTMANAGER and on the system.
"""
import datetime
import http.server
import json
import os
import pathlib
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.request

# what is synced is not waited for: processes are killed here, not machines
if os.path.isdir('/dev/shm') and shutil.disk_usage('/dev/shm').free > 1 << 28:
    tempfile.tempdir = '/dev/shm'

import tell
from ports import free_port
from tell import Broken, LINES, Mail, Place, TOP, at, case, same, T0

cases = tell.cases
cases.clear()
PW = os.environ.get('PORTALWATCH_RELEASE') or sys.argv[1]
KILL = sys.argv[2]
tell.PW = PW
os.environ['ASAN_OPTIONS'] = 'verify_asan_link_order=0'   # kill-at.c comes first


# --- mail servers ---

@case
def accepted_but_never_heard_of_is_sent_again():
    """Two accepts: the server took it twice, since its first answer was lost."""
    b = Broken('cut after data')
    p = Place('twice', b.receiver())
    p.run('alerts', 'test', now=T0, want=1)
    p.run('monitor', '--once', now=at(1))
    b.how = 'fine'
    p.run('monitor', '--once', now=at(3))
    p.run('monitor', '--once', now=at(5))
    same((p.state()['state'], b.ids.count(p.state()['message_id'])), ('delivered', 3))
    same(set(b.ids) <= {a['message_id'] for a in p.alerts()}, True)


@case
def greylisting_costs_minutes_and_nothing_else():
    with Mail() as m:
        p = Place('grey', m.receiver(to='a@a.test, b@a.test') + LINES)
        first = {}

        async def rcpt(server, session, envelope, address, options):
            first.setdefault(address, len(first))
            if m.handler.round == 0:
                return '450 4.2.0 greylisted, come back in 5 minutes'
            envelope.rcpt_tos.append(address)
            return '250 fine'
        m.handler.handle_RCPT, m.handler.round = rcpt, 0
        p.run('alerts', 'test', 'one', now=T0, want=1)
        same(p.state()['state'], 'waiting')
        m.handler.round = 1
        p.run('monitor', '--once', now=at(0.1))
        same((p.state()['state'], p.state()['attempts']), ('delivered', 2))
        same(sorted(r for to, _ in m.handler.mails for r in to), ['a@a.test', 'b@a.test'])
        # nobody else was bothered
        same((p.dir / 'lines.jsonl').exists(), False)


@case
def a_server_that_refuses_the_sender_is_worth_a_later_try():
    with Mail() as m:
        p = Place('sender', m.receiver())

        async def mail(server, session, envelope, address, options):
            if m.handler.wrong:
                return '550 5.7.1 not from here'
            envelope.mail_from = address
            return '250 fine'
        m.handler.handle_MAIL, m.handler.wrong = mail, True
        p.run('alerts', 'test', now=T0, want=1)
        same(p.state()['state'], 'waiting')
        m.handler.wrong = False
        p.run('monitor', '--once', now=at(1))
        same(p.state()['state'], 'delivered')


@case
def names_beyond_ascii_need_no_smtputf8():
    with Mail() as m:
        p = Place('idn', m.receiver(to='"王五 <office@例子.政务>"').replace('web@a.test', 'web@例子.政务'))
        p.run('alerts', 'test', now=T0)
        to, mail = m.handler.mails[0]
        same(to, ['office@xn--fsqu00a.xn--zfr164b'])
        raw = mail.as_bytes()
        same([b for b in raw if b > 126], [])
        same((mail['To'].addresses[0].display_name, mail['To'].addresses[0].addr_spec),
             ('王五', 'office@xn--fsqu00a.xn--zfr164b'))
        same(mail['From'].addresses[0].addr_spec, 'web@xn--fsqu00a.xn--zfr164b')
        same(mail['Message-ID'], p.state()['message_id'])
        same(mail['Message-ID'].endswith('@xn--fsqu00a.xn--zfr164b>'), True)
    config = p.dir / 'portalwatch.yaml'
    config.write_text(config.read_text().replace('office@', '办公室@'))
    r = p.start('--lang', 'en', 'config', 'check')
    same((r.communicate()[1].decode().count('mail address in ASCII up to its @'), r.returncode), (1, 2))


# --- Alertmanager itself ---

class Hook(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers['Content-Length'])))
        with self.server.changed:
            self.server.got += [(a['status'], a['labels']['alertname']) for a in body['alerts']]
            self.server.changed.notify_all()
        self.send_response(200)
        self.end_headers()

    def log_message(self, *_):
        pass


class Alertmanager:
    def __init__(self, program, top):
        self.top, self.port, self.program = top, free_port(), program
        top.mkdir()
        self.hook = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Hook)
        self.hook.got, self.hook.changed = [], threading.Condition()
        threading.Thread(target=self.hook.serve_forever, daemon=True).start()
        (top / 'am.yml').write_text(
            'route: {receiver: hook, group_by: [alertname], group_wait: 0s, group_interval: 1s, '
            'repeat_interval: 4h}\nreceivers:\n  - name: hook\n    webhook_configs:\n'
            f'      - url: http://127.0.0.1:{self.hook.server_address[1]}/\n')
        self.start()

    def start(self):
        self.process = subprocess.Popen(
            [self.program, f'--config.file={self.top}/am.yml', f'--storage.path={self.top}/data',
             f'--web.listen-address=127.0.0.1:{self.port}', '--cluster.listen-address='],
            stderr=open(self.top / 'log', 'ab'), cwd=pathlib.Path(self.program).parents[2])
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                urllib.request.urlopen(f'http://127.0.0.1:{self.port}/-/ready', timeout=2).close()
                return
            except OSError:
                if self.process.poll() is not None:
                    break
                time.sleep(0.05)
        raise AssertionError('Alertmanager does not start: ' + (self.top / 'log').read_text()[-500:])

    def stop(self, how=signal.SIGTERM):
        self.process.send_signal(how)
        self.process.wait(30)

    def active(self):
        url = f'http://127.0.0.1:{self.port}/api/v2/alerts?active=true'
        with urllib.request.urlopen(url, timeout=10) as f:
            return [a['labels'] for a in json.load(f)]

    def wait_for(self, want, nth=1):
        with self.hook.changed:
            if not self.hook.changed.wait_for(lambda: self.hook.got.count(want) >= nth, 60):
                raise AssertionError(f'notified {self.hook.got}, want {want}')

    def looked(self):
        """How often it has asked its own log whether to notify."""
        with urllib.request.urlopen(f'http://127.0.0.1:{self.port}/metrics', timeout=10) as f:
            return int(float(re.search(r'^alertmanager_nflog_queries_total (\S+)', f.read().decode(),
                                       re.M)[1]))

    def wait_until_noted(self):
        """It writes down that it notified after the hook's answer, and before its next look: a stop
        between the two leaves a notification that it knows nothing of and never takes back."""
        before, end = self.looked(), time.monotonic() + 60
        while self.looked() == before:
            if time.monotonic() > end:
                raise AssertionError('Alertmanager does not look again')
            time.sleep(0.05)


@case
def alertmanager_restarted_in_the_middle_knows_again_what_fires():
    program = os.environ.get('PORTALWATCH_ALERTMANAGER') or shutil.which('prometheus-alertmanager')
    if not program or not os.access(program, os.X_OK):
        raise AssertionError('no prometheus-alertmanager: set PORTALWATCH_ALERTMANAGER')

    def ago(hours):
        t = datetime.datetime.now().astimezone() - datetime.timedelta(hours=hours)
        return t.isoformat(timespec='seconds')
    am, mail = Alertmanager(program, TOP / 'alertmanager'), Mail(free_port())
    p = Place('am-real', mail.receiver() + '  - id: am\n    timeout: 20s\n'
              f'    alertmanager: {{url: "http://127.0.0.1:{am.port}"}}\n')
    try:
        p.run('alerts', 'test', 'am', now=ago(6))
        p.run('alerts', 'test', 'one', now=ago(6), want=1)
        p.run('monitor', '--once', now=ago(4))
        am.wait_for(('firing', 'receiver-failed'))
        mine = [x for x in am.active() if x['alertname'] == 'receiver-failed']
        same([(x['subject'], x['source']) for x in mine], [('one', 'portalwatch')])
        am.stop(signal.SIGKILL)
        am.start()
        same(am.active(), [])                        # it keeps nothing
        p.run('monitor', '--once', now=ago(3))
        same(am.active(), mine)                      # the very same alert
        am.wait_for(('firing', 'receiver-failed'), 2)
        am.wait_until_noted()
        am.stop()
        p.run('monitor', '--once', now=ago(2.9))     # away: nothing is lost, nobody is hurt
        with mail:
            p.run('monitor', '--once', now=ago(1))   # what it was about works again
            p.run('monitor', '--once', now=ago(0.5))
        waiting = [a for a in p.alerts() if a['receiver'] == 'am' and a['state'] == 'waiting']
        same([a['kind'] for a in waiting], ['recovery'])
        am.start()
        p.run('alerts', 'retry', '--all', now=ago(0.01))
        same({a['state'] for a in p.alerts() if a['receiver'] == 'am'}, {'delivered'})
        am.wait_for(('resolved', 'receiver-failed'))
        same(am.active(), [])
        ids = [a['message_id'] for a in p.alerts()]
        same(len(ids), len(set(ids)))
    finally:
        am.stop(signal.SIGKILL)


# --- hostile titles in every receiver ---

BIDI = '\u202e\u2066\u200f'
TITLES = ['甲&#13;&#10;Bcc: all@a.test&#10;&#10;body', '=?utf-8?B?5Lit5Zu9?= =?gbk?Q?=D6?=',
          f'关于{BIDI}gnp.exe的通知', "=cmd|' /C calc'!A0", '+86-10-1234&#9;＝1+1',
          '&lt;script&gt;alert(1)&lt;/script&gt;&lt;img src=x onerror=alert(2)&gt;', '长' * 350000]


class Site(http.server.BaseHTTPRequestHandler):
    """A column of six plain notices and, once asked for, the hostile ones."""

    def do_GET(self):
        s, name = self.server, self.path.rsplit('/', 1)[-1]
        plain = [(f'关于开展第{i}批项目申报工作的通知', f'p{i}.html') for i in range(1, 7)]
        bad = [(t, f'h{i}.html') for i, t in enumerate(TITLES)] if s.stage else []
        if self.path == '/news/':
            items = ''.join(f'<li><a href="{h}">{t}</a><span>2026-09-2{2 if h[0] == "h" else 0}'
                            '</span></li>' for t, h in bad + plain)
            body = f'<html><title>政务要闻</title><ul class="list">{items}</ul></html>'
        elif self.path == '/':
            body = '<html><title>甲市</title><a href="/news/">政务要闻</a></html>'
        elif name in dict((h, t) for t, h in plain + bad) and not (s.stage == 2 and name[0] == 'h'):
            t = dict((h, t) for t, h in plain + bad)[name]
            body = f'<html><title>{t[:2000]}</title><h1>{t}</h1><p>正文内容一二三四五。</p></html>'
        else:
            body = None
        data = (body or '<title>404</title>没有找到').encode()
        self.send_response(200 if body else 404)
        self.send_header('Content-Type', 'text/html; charset=utf-8')
        self.send_header('Content-Length', str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass


def text_is_harmless(where, text, lines=True):
    for mark in BIDI + '\0':
        same((where, hex(ord(mark)), mark in text), (where, hex(ord(mark)), False))
    same((where, [c for c in text if ord(c) < 32 and c not in '\r\n\t']), (where, []))
    if lines:
        same((where, [x for x in text.splitlines() if x.lower().startswith('bcc:')]), (where, []))


def mail_is_harmless(mail):
    same(mail.defects, [])
    allowed = {'from', 'to', 'subject', 'date', 'message-id', 'in-reply-to', 'references', 'list-id',
               'auto-submitted', 'mime-version', 'content-type', 'content-transfer-encoding'}
    extra = {k.lower() for k in mail.keys()} - allowed
    same({k for k in extra if not k.startswith('x-')}, set())
    text_is_harmless('subject', mail['Subject'])
    same(len(mail['Subject']) < 160, True)
    for part in ('plain', 'html'):
        text = mail.get_body((part,)).get_content()
        text_is_harmless(part, text)
        same((part, len(text) < 200000), (part, True))
    html = mail.get_body(('html',)).get_content()
    same(('<script' in html, '<img' in html), (False, False))
    for part in mail.iter_attachments():
        for cell in part.get_content().splitlines():
            same([c for c in cell.split(',') if c[:1] in tuple('=+@\t')], [])


@case
def hostile_titles_are_harmless_everywhere():
    site = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Site)
    site.stage = 0
    threading.Thread(target=site.serve_forever, daemon=True).start()
    url, web = f'http://127.0.0.1:{site.server_address[1]}', tell.Web()
    web.answer = b'{"errcode":0,"code":0}'
    hook = TOP / 'hostile-hook'
    hook.write_text('#!/bin/sh\ncat >>hooked.jsonl\n')
    hook.chmod(0o755)
    forms = ('json', 'wecom', 'dingtalk', 'feishu')
    with Mail() as m:
        p = Place('hostile', m.receiver(', attach: csv') + LINES +
                  '  - id: dir\n    file: {path: Mail, format: maildir}\n'
                  f'  - id: cmd\n    command: ["{hook}"]\n'
                  f'  - id: am\n    timeout: 20s\n    alertmanager: {{url: "{web.url}"}}\n' +
                  ''.join(f'  - id: {f}\n    webhook: {{url: "{web.url}/{f}", form: {f}}}\n'
                          for f in forms))
        config, portal = p.dir / 'portalwatch.yaml', p.dir / 'portals/a.yaml'
        everybody = ', '.join(('one', 'lines', 'dir', 'cmd', 'am') + forms)
        config.write_text(config.read_text().replace(
            '  - {to: [one]}', f'  - {{to: [{everybody}], tell: [new, withdrawn]}}') +
            'network: {delay: 0s, address_rate: 1000, allow_private: ["127.0.0.0/8"]}\n')
        portal.write_text(portal.read_text().replace('http://127.0.0.1:9/', url + '/').replace(
            'columns: []', f'columns:\n  - {{id: news, name: 政务要闻, url: "{url}/news/", every: 1h}}'))
        for stage, hours in ((0, (0,)), (1, (3,)), (2, (30, 31))):
            site.stage = stage
            for h in hours:
                p.run('crawl', '--once', '--all', now=at(h))
                p.run('monitor', '--once', now=at(h + 0.1))
        p.run('monitor', '--once', now=at(100))
        told = [json.loads(x) for x in (p.dir / 'lines.jsonl').read_text().splitlines()]
        titles = [x['title'] for t in told for x in t['events']]
        same(len(titles) >= len(TITLES), True)      # they did come through
        facts = [x['facts'] for t in told for x in t['incidents'] if x['kind'] == 'withdrawn']
        same(len(facts) >= len(TITLES), True)
        same(len(m.handler.mails) >= 2, True)
        for _, mail in m.handler.mails:
            mail_is_harmless(mail)
        for f in (p.dir / 'Mail/new').iterdir():
            raw = f.read_bytes()
            same([len(x) for x in raw.split(b'\r\n') if len(x) > 998 or b'\n' in x], [])
            mail_is_harmless(tell.email.message_from_bytes(raw, policy=tell.email.policy.default))
        limits = {'wecom': 2048, 'dingtalk': 20000, 'feishu': 20000}
        seen = set()
        for r in web.got:
            body = json.loads(r.body)
            form = r.path.strip('/')
            seen.add(form)
            text = (body.get('text') or body.get('content') or {}) if isinstance(body, dict) else {}
            if isinstance(text, dict):
                said = text.get('content') or text.get('text') or ''
                text_is_harmless(form, said)
                same((form, len(said.encode()) <= limits.get(form, 1 << 24)), (form, True))
            if form.startswith('api'):
                for alert in body:
                    for value in [*alert['labels'].values(), *alert['annotations'].values()]:
                        text_is_harmless(form, value)
                        same('\n' in value, False)
        same(seen >= set(forms) | {'api/v2/alerts'}, True)
        tell.check_schema('command-receiver', (p.dir / 'hooked.jsonl').read_text())
        for line in (p.dir / 'hooked.jsonl').read_text().splitlines():
            text_is_harmless('command', json.loads(line)['subject'] + json.loads(line)['text'])
        # a table of incidents for a spreadsheet
        csv = p.run('report', 'incidents', '--format', 'csv', now=at(101))
        same([x for x in csv.replace('"', ',').split(',') if x[:1] in tuple('=+@')], [])


# --- kill -9 between every two steps ---

HOOK = '''#!/usr/bin/python3
import json, sys
told = json.load(sys.stdin)
with open('hooked', 'a') as f:
    f.write(told['message_id'] + chr(10))
'''


def prepared(web, mail):
    """A store with one message waiting for each kind of receiver."""
    hook = TOP / 'crash-hook'
    hook.write_text(HOOK)
    hook.chmod(0o755)
    p = Place('crash', mail.receiver() + LINES +
              '  - id: dir\n    file: {path: Mail, format: maildir}\n'
              f'  - id: web\n    timeout: 20s\n    webhook: {{url: "{web.url}/w"}}\n'
              f'  - id: am\n    timeout: 20s\n    alertmanager: {{url: "{web.url}"}}\n'
              f'  - id: cmd\n    command: ["{hook}"]\n', ', digest: none')
    # the mail server is away: a message waits and an incident opens; then all others are
    # sent tests that wait, since their command line was ended before it could send them
    p.run('alerts', 'test', 'one', now=T0, want=1)
    for rid in ('lines', 'dir', 'web', 'am', 'cmd'):
        env = {**os.environ, 'LD_PRELOAD': KILL, 'KILL_AT': str(steps_to_commit(p, rid))}
        subprocess.run([PW, '-c', str(p.dir / 'portalwatch.yaml'), '--now', T0, 'alerts', 'test',
                        rid], env=env, cwd=p.dir, capture_output=True)
    return p


def count_steps(p, *words, now):
    out = p.dir / 'count'
    env = {**os.environ, 'LD_PRELOAD': KILL, 'KILL_COUNT': str(out)}
    subprocess.run([PW, '-c', str(p.dir / 'portalwatch.yaml'), '--now', now, *words], env=env,
                   cwd=p.dir, capture_output=True)
    return int(out.read_text())


def steps_to_commit(p, rid):
    """The first step after which the message stands in the store, found by trying."""
    keep = p.dir / 'data'
    for n in range(1, 60):
        copy = p.dir / 'try'
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(keep, copy)
        env = {**os.environ, 'LD_PRELOAD': KILL, 'KILL_AT': str(n)}
        base = [PW, '-c', str(p.dir / 'portalwatch.yaml'), '--store', str(copy), '--now', T0]
        subprocess.run([*base, 'alerts', 'test', rid], env=env, cwd=p.dir, capture_output=True)
        listed = subprocess.run([*base, 'alerts', 'list', '--json', '--receiver', rid],
                                capture_output=True, text=True, cwd=p.dir).stdout.splitlines()
        if listed and json.loads(listed[-1])['attempts'] == 0:
            return n
    raise AssertionError(f'no message of {rid} stands in the store')


def arrived(p, web, mail):
    """Message-IDs by receiver, in order."""
    lines = p.dir / 'lines.jsonl'
    hooked = p.dir / 'hooked'
    out = {'one': [str(x['Message-ID']) for _, x in mail.handler.mails],
           'web': [json.loads(r.body)['message_id'] for r in web.got if r.path == '/w'],
           'lines': [json.loads(x)['message_id'] for x in lines.read_text().splitlines()
                     if x.endswith('}')] if lines.exists() else [],
           'cmd': hooked.read_text().split() if hooked.exists() else [],
           'dir': []}
    for f in (p.dir / 'Mail/new').glob('*') if (p.dir / 'Mail/new').exists() else ():
        text = f.read_text()
        same(text.endswith('--\n'), True)           # whole
        out['dir'].append(next(x[12:].strip() for x in text.splitlines()
                               if x.lower().startswith('message-id: ')))
    out['am'] = [r for r in web.got if r.path.startswith('/api')]
    return out


def clear(p, web, mail):
    mail.handler.mails.clear()
    web.got.clear()
    for name in ('lines.jsonl', 'hooked'):
        (p.dir / name).unlink(missing_ok=True)
    shutil.rmtree(p.dir / 'Mail', ignore_errors=True)


@case
def killed_between_every_two_steps_each_message_arrives():
    web, mail = tell.Web(), Mail(free_port())
    p = prepared(web, mail)
    kept = p.dir / 'kept'
    shutil.move(p.dir / 'data', kept)
    want = {}
    kills = twice = 0
    with mail:
        shutil.copytree(kept, p.dir / 'data')
        steps = count_steps(p, 'monitor', '--once', now=at(2))
        for a in p.alerts():
            want.setdefault(a['receiver'], set()).add(a['message_id'])
        same(set(want) >= {'one', 'lines', 'dir', 'web', 'am', 'cmd'}, True)
        for n in range(1, steps + 1):
            for word in ('KILL_AT', 'KILL_AFTER'):
                if word == 'KILL_AFTER' and n % 8:
                    continue    # "after n" is "before n + 1" but for what the call itself did
                clear(p, web, mail)
                shutil.rmtree(p.dir / 'data')
                shutil.copytree(kept, p.dir / 'data')
                base = [PW, '-q', '-c', str(p.dir / 'portalwatch.yaml'), '--now']
                r = subprocess.run([*base, at(2), 'monitor', '--once'], cwd=p.dir,
                                   env={**os.environ, 'LD_PRELOAD': KILL, word: str(n)},
                                   capture_output=True)
                kills += r.returncode == -signal.SIGKILL
                r = subprocess.run([*base, at(4), 'monitor', '--once'], cwd=p.dir,
                                   capture_output=True)
                same((n, word, r.returncode, r.stderr), (n, word, 0, b''))
                got = arrived(p, web, mail)
                alerts = p.alerts()
                left = {a['state'] for a in alerts}
                same((n, word, left), (n, word, {'delivered'}))
                for a in alerts:
                    if a['receiver'] == 'am':
                        same(len(got['am']) > 0, True)
                    elif a['message_id'] not in got[a['receiver']]:
                        raise AssertionError(f'{word}={n}: {a["message_id"]} never arrived')
                known = {a['message_id'] for a in alerts}
                for rid, ids in got.items():
                    if rid != 'am':
                        same((n, word, rid, set(ids) - known), (n, word, rid, set()))
                        twice += len(ids) - len(set(ids))
    same(kills > steps / 2, True)
    print(f'  {steps} steps, {kills} kills, {twice} repetitions with the same Message-ID')


if __name__ == '__main__':
    sys.argv[2:3] = []
    tell.main()
