#!/usr/bin/python3
"""Delivery, as receivers see it: tell.py PORTALWATCH

Real servers on loopback (aiosmtpd for mail, http.server for webhooks), a simulated store
and clock, and every way in which a delivery can go wrong.
"""
import base64
import collections
import email
import email.policy
import hashlib
import hmac
import http.server
import json
import os
import pathlib
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

try:
    from aiosmtpd.controller import Controller
    from aiosmtpd.smtp import AuthResult
except ImportError:
    print('SKIP: python3-aiosmtpd is not installed')
    sys.exit(77)

PW = sys.argv[1]
SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(SOURCE / 'tests'))
from ports import free_port  # noqa: E402

TOP = pathlib.Path(tempfile.mkdtemp(prefix='pw-tell.'))
T0 = '2026-09-24T09:30:00+08:00'
cases = []


def case(fn):
    cases.append(fn)
    return fn


def same(got, want):
    if got != want:
        raise AssertionError(f'got {got!r}, want {want!r}')


def at(hours):
    """T0 and so many hours."""
    import datetime
    t = datetime.datetime.fromisoformat(T0) + datetime.timedelta(hours=hours)
    return t.isoformat()


class Place:
    """An installation in a directory of its own."""

    def __init__(self, name, receivers, more=''):
        self.dir = TOP / name
        (self.dir / 'portals').mkdir(parents=True)
        (self.dir / 'portals/a.yaml').write_text(
            'portal: a\nname: 甲市人民政府\nhome: http://127.0.0.1:9/\ncolumns: []\n')
        (self.dir / 'portalwatch.yaml').write_text(
            'store: data\ntimezone: Asia/Shanghai\nlanguage: zh\n'
            'portals: ["portals/*.yaml"]\n'
            f'telling: {{weekly: off, quiet: none{more}}}\nreceivers:\n{receivers}\n'
            'routes:\n  - {to: [one]}\n')
        self.run('store', 'init', '--simulation')

    def start(self, *words, now=None):
        args = [PW, '-c', str(self.dir / 'portalwatch.yaml')]
        if now:
            args += ['--now', now]
        return subprocess.Popen([*args, *words], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                cwd=self.dir)

    def run(self, *words, now=None, want=0):
        p = self.start(*words, now=now)
        out, err = p.communicate(timeout=120)
        if p.returncode != want:
            raise AssertionError(f'{words}: exit {p.returncode}, want {want}\n{out.decode()}'
                                 f'{err.decode()}')
        return out.decode()

    def alerts(self):
        lines = self.run('alerts', 'list', '--all', '--json').splitlines()
        return [json.loads(line) for line in lines]

    def state(self, seq=1):
        return next(a for a in self.alerts() if a['seq'] == seq)


# --- mail ---

class Handler:
    def __init__(self):
        self.mails = []         # (recipients, message)
        self.reply = {}         # recipient -> answer to RCPT
        self.data = '250 taken'

    async def handle_RCPT(self, server, session, envelope, address, options):
        answer = self.reply.get(address)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return '250 fine'

    async def handle_DATA(self, server, session, envelope):
        if self.data.startswith('250'):
            self.mails.append((list(envelope.rcpt_tos), email.message_from_bytes(
                envelope.content, policy=email.policy.default)))
        return self.data


class Mail:
    def __init__(self, port=None, **options):
        self.handler = Handler()
        self.port = port or free_port()
        self.controller = Controller(self.handler, hostname='127.0.0.1', port=self.port, ready_timeout=60,
                                     **options)

    def __enter__(self):
        self.controller.start()
        return self

    def __exit__(self, *_):
        self.controller.stop()

    def receiver(self, more='', scheme='smtp', to='office@a.test', rid='one'):
        return (f'  - id: {rid}\n    timeout: 20s\n'
                f'    mail: {{server: "{scheme}://127.0.0.1:{self.port}", '
                f'from: "门户巡查 <web@a.test>", to: [{to}]{more}}}\n')


LINES = '  - id: lines\n    file: {path: lines.jsonl}\n'


def certificate():
    cert, key = TOP / 'cert.pem', TOP / 'key.pem'
    if not cert.exists():
        subprocess.run(['openssl', 'req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2',
                        '-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1',
                        '-keyout', key, '-out', cert], check=True, capture_output=True)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    return cert, context


def authenticator(server, session, envelope, mechanism, data):
    good = data.login == b'web' and data.password == 'geheim 密码'.encode()
    return AuthResult(success=good)


@case
def plain_mail_arrives_and_parses():
    with Mail() as m:
        p = Place('plain', m.receiver(to='office@a.test, "主任 <boss@a.test>"'))
        p.run('alerts', 'test', now=T0)
        same(len(m.handler.mails), 1)
        to, mail = m.handler.mails[0]
        same(to, ['office@a.test', 'boss@a.test'])
        same(mail['Subject'], '【模拟】【门户巡查】测试消息')
        same(mail['From'].addresses[0].display_name, '门户巡查')
        same(mail['To'].addresses[1].display_name, '主任')
        same(mail['Auto-Submitted'], 'auto-generated')
        same(mail['Date'].datetime.isoformat()[:16], T0[:16])
        same(mail['Message-ID'], p.state()['message_id'])
        same(mail.defects, [])
        same('测试消息' in mail.get_body(('plain',)).get_content(), True)
        same('测试消息' in mail.get_body(('html',)).get_content(), True)
        same(p.state()['state'], 'delivered')


@case
def starttls_and_smtps_with_login():
    cert, context = certificate()
    secret = TOP / 'secret'
    secret.write_text('geheim 密码\n')
    secret.chmod(0o600)
    more = f', ca_file: {cert}, user: web, password_file: {secret}'
    options = dict(authenticator=authenticator, auth_required=True)
    with Mail(tls_context=context, require_starttls=True, **options) as m:
        p = Place('starttls', m.receiver(more + ', starttls: require'))
        p.run('alerts', 'test', now=T0)
        same(len(m.handler.mails), 1)
    with Mail(ssl_context=context, auth_require_tls=False, **options) as m:
        p = Place('smtps', m.receiver(more, scheme='smtps'))
        p.run('alerts', 'test', now=T0)
        same(len(m.handler.mails), 1)
        p = Place('untrusted', m.receiver('', scheme='smtps'))
        p.run('alerts', 'test', now=T0, want=1)
        same(p.state()['state'], 'waiting')
        secret.write_text('wrong\n')
        p = Place('wrong', m.receiver(more, scheme='smtps'))
        p.run('alerts', 'test', now=T0, want=1)
        same(p.state()['state'], 'waiting')
        same(len(m.handler.mails), 1)


@case
def no_mail_in_the_clear_where_encryption_is_required():
    with Mail() as m:
        p = Place('clear', m.receiver(', starttls: require'))
        p.run('alerts', 'test', now=T0, want=1)
        same((p.state()['state'], m.handler.mails), ('waiting', []))


@case
def refused_recipients_cost_nobody_else_the_mail():
    with Mail() as m:
        m.handler.reply = {'gone@a.test': '550 5.1.1 no such user',
                           'full@a.test': '452 4.2.2 mailbox full'}
        p = Place('partly', m.receiver(to='a@a.test, gone@a.test, full@a.test, b@a.test')
                  + LINES)
        p.run('alerts', 'test', 'one', now=T0, want=1)
        same(sorted(r for to, _ in m.handler.mails for r in to), ['a@a.test', 'b@a.test'])
        same(p.state()['state'], 'waiting')
        m.handler.reply.pop('full@a.test')
        m.handler.mails.clear()
        p.run('monitor', '--once', now=at(0.2))
        same([to for to, _ in m.handler.mails], [['full@a.test']])
        same(p.state()['state'], 'delivered')
        same(p.state()['last_error'], 'gone@a.test refused 550 5.1.1 no such user')
        same('已发送' in p.run('alerts', 'list'), True)     # in the installation's language
        # somebody else is told, and told again when it is over
        told = [json.loads(x) for x in (p.dir / 'lines.jsonl').read_text().splitlines()]
        same([(t['kind'], t['incidents'][0]['kind']) for t in told],
             [('problem', 'receiver-failed')])
        m.handler.reply.clear()
        p.run('alerts', 'test', 'one', now=at(1))
        p.run('monitor', '--once', now=at(1.1))
        told = [json.loads(x) for x in (p.dir / 'lines.jsonl').read_text().splitlines()]
        same([t['kind'] for t in told], ['problem', 'recovery'])


def bounce(p, name, address='gone@a.test', seq=1):
    """A notification of the collection, about a message and a recipient of ours."""
    mail = (SOURCE / f'tests/data/bounces/{name}.eml').read_bytes()
    ours = p.state(seq)['message_id'].encode()
    mail = mail.replace(b'<pw.0123456789abcdef.7.problem.1@city.test>', ours)
    path = p.dir / f'{name}.eml'
    path.write_bytes(mail.replace(b'gone@bureau.test', address.encode()))
    return str(path)


def told_lines(p):
    return [json.loads(x) for x in (p.dir / 'lines.jsonl').read_text().splitlines()]


@case
def what_comes_back_counts_as_refused():
    with Mail() as m:
        for name in ('postfix', 'exim', 'exim-old', 'exchange', 'coremail'):
            p = Place(f'back-{name}', m.receiver(to='a@a.test, gone@a.test') + LINES)
            p.run('alerts', 'test', 'one', now=T0)
            same(p.state()['state'], 'delivered')
            file = bounce(p, name)
            same('已登记为拒收' in p.run('alerts', 'bounced', file, now=at(0.1)), True)
            x = p.state()
            same((x['state'], x['last_error'].split(' ')[:2]), ('delivered',
                                                                ['gone@a.test', 'refused']))
            same([d['how'].split()[0] for d in x['done']][:2], ['accepted', 'refused'])
            same((x['deliveries'][-1]['ok'], x['deliveries'][-1]['text'][:9]),
                 (False, 'returned:'))
            p.run('monitor', '--once', now=at(0.2))
            told = told_lines(p)
            same([(t['kind'], t['incidents'][0]['cause']) for t in told],
                 [('problem', 'recipient-refused')])
            same('gone@a.test' in told[0]['incidents'][0]['facts']['recipients'], True)
            # handed over twice it changes nothing
            same('未作任何改动' in p.run('alerts', 'bounced', file, now=at(0.3)), True)
            same(len(p.state()['deliveries']), 2)
        # accepted is no proof any more: a day without another one is
        p.run('alerts', 'test', 'one', now=at(1))
        p.run('monitor', '--once', now=at(2))
        same(len(told_lines(p)), 1)
        p.run('monitor', '--once', now=at(26))
        same([t['kind'] for t in told_lines(p)], ['problem', 'recovery'])


@case
def what_comes_back_from_everybody_is_lost():
    with Mail() as m:
        p = Place('back-all', m.receiver(to='gone@a.test') + LINES)
        p.run('alerts', 'test', 'one', now=T0)
        with open(bounce(p, 'coremail', 'moved@b.test'), 'rb') as f:    # forwarded from there
            taken = subprocess.run([PW, '-c', str(p.dir / 'portalwatch.yaml'), '--now', at(0.1),
                                    'alerts', 'bounced', '-', '--json'], stdin=f,
                                   capture_output=True, check=True).stdout.decode()
        check_schema('alerts-bounced', taken)
        same(p.state()['state'], 'failed')
        same(p.state()['last_error'], 'gone@a.test refused moved@b.test: 550 收件人不存在')
        p.run('monitor', '--once', now=at(0.2))
        same(told_lines(p)[0]['incidents'][0]['cause'], 'given-up')
        p.run('alerts', 'retry', '1', now=at(1))
        same((p.state()['state'], len(m.handler.mails)), ('delivered', 2))


@case
def other_mail_changes_nothing():
    with Mail() as m:
        p = Place('back-none', m.receiver(to='gone@a.test') + LINES)
        p.run('alerts', 'test', 'one', now=T0)
        before = p.alerts()
        for name, words in (('postfix-delayed', '并非退信'), ('reply', '不是退信通知'),
                            ('qq', '没有按 RFC 3464 写明收件人'), ('encoded', '不是本系统发出的')):
            said = p.run('alerts', 'bounced', bounce(p, name), now=at(0.1))
            same((words in said, '未作任何改动' in said), (True, True))
        (p.dir / 'empty').write_bytes(b'')
        p.run('alerts', 'bounced', str(p.dir / 'empty'), now=at(0.1))
        p.run('alerts', 'bounced', str(p.dir / 'missing'), now=at(0.1), want=3)
        p.run('alerts', 'bounced', now=at(0.1), want=2)
        same(p.alerts(), before)


@case
def four_hundreds_are_tried_again_five_hundreds_not():
    with Mail() as m:
        p = Place('again', m.receiver())
        m.handler.data = '451 4.3.0 later'
        p.run('alerts', 'test', now=T0, want=1)
        same(p.state()['state'], 'waiting')
        p.run('monitor', '--once', now=at(0.003))   # its time has not come
        same(p.state()['attempts'], 1)
        m.handler.data = '250 taken'
        p.run('monitor', '--once', now=at(0.1))
        same((p.state()['state'], p.state()['attempts']), ('delivered', 2))
        m.handler.data = '554 5.7.1 spam'
        p.run('alerts', 'test', now=at(1), want=1)
        same(p.state(2)['state'], 'failed')
        m.handler.data = '250 taken'
        p.run('alerts', 'retry', '2', now=at(2))
        same(p.state(2)['state'], 'delivered')


# --- servers that break ---

class Broken(threading.Thread):
    """Speaks SMTP up to a point, then does `how`."""

    def __init__(self, how):
        super().__init__(daemon=True)
        self.how, self.ids, self.stop = how, [], False
        self.reached = threading.Event()
        self.socket = socket.create_server(('127.0.0.1', 0))
        self.port = self.socket.getsockname()[1]
        self.start()

    def run(self):
        while True:
            s, _ = self.socket.accept()
            threading.Thread(target=self.talk, args=(s,), daemon=True).start()

    def talk(self, s):
        f = s.makefile('rwb')

        def say(text):
            f.write(text.encode() + b'\r\n')
            f.flush()
        try:
            if self.how == 'mute':
                self.reached.set()
                time.sleep(60)
            say('220 here')
            for line in f:
                word = line.strip().upper()[:4]
                if word == b'DATA':
                    say('354 go on')
                    self.take(f, s, say)
                elif word == b'QUIT':
                    say('221 bye')
                    return
                else:
                    if self.how == 'cut at rcpt' and word == b'RCPT':
                        s.shutdown(socket.SHUT_RDWR)
                        return
                    say('250 fine')
        except (OSError, ValueError):
            pass

    def take(self, f, s, say):
        if self.how == 'cut in data':
            s.shutdown(socket.SHUT_RDWR)
            return
        for line in f:
            if line.lower().startswith(b'message-id:'):
                self.ids.append(line.split(b':', 1)[1].strip().decode())
            if line == b'.\r\n':
                break
        self.reached.set()
        if self.how == 'cut after data':
            s.shutdown(socket.SHUT_RDWR)
        elif self.how == 'hang after data':
            time.sleep(60)
        else:
            say('250 taken')

    def receiver(self):
        return (f'  - id: one\n    timeout: 3s\n    mail: {{server: "smtp://127.0.0.1:{self.port}",'
                f' from: web@a.test, to: [office@a.test]}}\n')


@case
def broken_servers_lose_nothing():
    for how in ('mute', 'cut at rcpt', 'cut in data', 'cut after data', 'hang after data'):
        b = Broken(how)
        p = Place('broken ' + how, b.receiver())
        start = time.monotonic()
        p.run('alerts', 'test', now=T0, want=1)
        if time.monotonic() - start > 40:
            raise AssertionError(f'{how}: {time.monotonic() - start:.0f} s')
        same(p.state()['state'], 'waiting')
        b.how = 'fine'
        p.run('monitor', '--once', now=at(0.5))   # before anybody worries
        same(p.state()['state'], 'delivered')
        same(set(b.ids), {p.state()['message_id']})


@case
def killed_between_acceptance_and_record_sends_the_same_again():
    b = Broken('hang after data')
    p = Place('killed', b.receiver().replace('1s', '30s'))
    sender = p.start('alerts', 'test', now=T0)
    same(b.reached.wait(20), True)
    sender.send_signal(signal.SIGKILL)
    sender.communicate()
    same((p.state()['state'], p.state()['attempts']), ('waiting', 1))
    b.how = 'fine'
    p.run('monitor', '--once', now=at(0.1))
    same(p.state()['state'], 'delivered')
    same(len(b.ids), 2)
    same(len(set(b.ids)), 1)


@case
def killed_at_any_moment_every_alert_arrives():
    m = Mail(free_port())
    p = Place('kills', m.receiver())
    for i in range(12):
        p.run('alerts', 'test', now=T0, want=1)
    want = {a['message_id'] for a in p.alerts()}
    same(len(want), 12)
    with m:
        runs, kills = 0, 0
        for h in range(2, 60):
            runs += 1
            sender = p.start('monitor', '--once', now=at(h))
            try:
                sender.communicate(timeout=0.03 + 0.013 * (h % 13))
            except subprocess.TimeoutExpired:
                sender.send_signal(signal.SIGKILL)
                sender.communicate()
                kills += 1
            if all(a['state'] == 'delivered' for a in p.alerts()):
                break
        p.run('monitor', '--once', now=at(61))
        same({a['state'] for a in p.alerts()}, {'delivered'})
        got = {x['Message-ID'] for _, x in m.handler.mails}
        same({x for x in got if '.test.' in x}, want)
    print(f'  {runs} runs, {kills} killed, {len(m.handler.mails)} mails of {len(want)}')


@case
def two_senders_do_not_send_twice():
    with Mail() as m:
        p = Place('two', m.receiver())
        m.handler.data = '451 later'
        for i in range(8):
            p.run('alerts', 'test', now=T0, want=1)
        m.handler.data = '250 taken'
        senders = [p.start('alerts', 'retry', '--all', now=at(1)) for _ in range(3)]
        for sender in senders:
            sender.communicate(timeout=60)
        p.run('monitor', '--once', now=at(3))
        same({a['state'] for a in p.alerts()}, {'delivered'})
        ids = [x['Message-ID'] for _, x in m.handler.mails]
        same((len(set(ids)), len(ids)), (8, 8))


@case
def down_for_71_hours_loses_nothing():
    port = free_port()
    m = Mail(port)
    p = Place('down', m.receiver() + LINES)
    p.run('alerts', 'test', 'one', now=T0, want=1)
    for h in (0.5, 1.6, 5, 30, 60, 70.5):
        p.run('monitor', '--once', now=at(h))
    same(p.state()['state'], 'waiting')
    told = [json.loads(x) for x in (p.dir / 'lines.jsonl').read_text().splitlines()]
    same(told[0]['incidents'][0]['kind'], 'receiver-failed')
    same(told[0]['incidents'][0]['facts']['receiver'], 'one')
    with m:
        p.run('monitor', '--once', now=at(71.6))
        same([x['Message-ID'] for _, x in m.handler.mails], [p.state()['message_id']])
    same(p.state()['state'], 'delivered')
    told = [json.loads(x) for x in (p.dir / 'lines.jsonl').read_text().splitlines()]
    p.run('monitor', '--once', now=at(71.7))
    told = [json.loads(x) for x in (p.dir / 'lines.jsonl').read_text().splitlines()]
    same(told[-1]['kind'], 'recovery')


@case
def after_72_hours_somebody_else_is_told():
    m = Mail(free_port())
    p = Place('given-up', m.receiver() + LINES)
    p.run('alerts', 'test', 'one', now=T0, want=1)
    p.run('monitor', '--once', now=at(72.1))
    same(p.state()['state'], 'failed')
    told = [json.loads(x) for x in (p.dir / 'lines.jsonl').read_text().splitlines()]
    same([t['incidents'][0]['cause'] for t in told], ['not-delivered', 'given-up'])
    same(told[1]['incidents'][0]['facts']['lost'], '1')


# --- commands ---

HOOK = '''#!/usr/bin/python3
import json, os, sys, time
told = json.load(sys.stdin)
open('hook.json', 'a').write(json.dumps({'told': told, 'argv': sys.argv[1:],
    'path': os.environ['PATH'], 'group': os.getpgrp() == os.getpid()}) + '\\n')
how = open('how').read().strip()
if how == 'hang':
    time.sleep(60)
if how == 'talk':
    print('x' * 3000000)
sys.exit(int(how) if how.isdigit() else 0)
'''


def check_schema(name, lines):
    checked = subprocess.run([sys.executable, SOURCE / 'tests/schema_check.py', name],
                             input=lines, text=True, capture_output=True)
    same((checked.returncode, checked.stdout + checked.stderr), (0, ''))


@case
def commands_get_json_without_a_shell():
    hook = TOP / 'a hook'
    hook.write_text(HOOK)
    hook.chmod(0o755)
    p = Place('command', f'  - id: one\n    timeout: 5s\n    command: ["{hook}", "$HOME; *", b]\n')
    how = p.dir / 'how'
    results = {}
    for i, word in enumerate(('0', 'talk', '75', '1', 'hang')):
        how.write_text(word)
        p.run('alerts', 'test', now=at(i), want=0 if word in ('0', 'talk') else 1)
        results[word] = p.state(i + 1)['state']
    same(results, {'0': 'delivered', 'talk': 'delivered', '75': 'waiting', '1': 'failed',
                   'hang': 'waiting'})
    got = json.loads((p.dir / 'hook.json').read_text().splitlines()[0])
    same((got['argv'], got['group']), (['$HOME; *', 'b'], True))
    same(got['path'], '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin')
    want = {'version', 'message_id', 'kind', 'state', 'severity', 'incident', 'portal', 'unit',
            'column', 'subject', 'text', 'html', 'url', 'since', 'evidence', 'events', 'test'}
    same(want - set(got['told']), set())
    same((got['told']['version'], got['told']['test']), (1, True))
    check_schema('command-receiver', json.dumps(got['told']) + '\n')
    check_schema('alerts', p.run('alerts', 'list', '--json'))


@case
def the_shipped_mail_hook_sends_mail():
    with Mail() as m:
        p = Place('hook', f'  - id: one\n    command: ["{SOURCE}/etc/hooks/mail", o@a.test]\n')
        os.environ['MAIL_SERVER'] = f'127.0.0.1:{m.port}'
        os.environ['MAIL_FROM'] = 'web@a.test'
        p.run('alerts', 'test', now=T0)
        same(m.handler.mails[0][1]['Subject'], '【模拟】【门户巡查】测试消息')
        same(m.handler.mails[0][1]['Message-ID'], p.state()['message_id'])
        m.handler.data = '451 later'
        p.run('alerts', 'test', now=at(1), want=1)
        same(p.state(2)['state'], 'waiting')
        m.handler.data = '554 never'
        p.run('alerts', 'test', now=at(2), want=1)
        same(p.state(3)['state'], 'failed')
        # as under systemd's NoNewPrivileges
        m.handler.data = '250 taken'
        setpriv = [shutil.which('setpriv'), '--no-new-privs', PW, '-c',
                   str(p.dir / 'portalwatch.yaml'), '--now', at(2.5), 'alerts', 'test']
        same(subprocess.run(setpriv, cwd=p.dir, capture_output=True).returncode, 0)
        same(p.state(4)['state'], 'delivered')
    p.run('alerts', 'test', now=at(3), want=1)
    same(p.state(5)['state'], 'waiting')


# --- webhooks ---

Request = collections.namedtuple('Request', 'path headers body')


class Web(http.server.ThreadingHTTPServer):
    def __init__(self):
        super().__init__(('127.0.0.1', 0), WebHandler)
        self.got, self.status, self.answer = [], 200, b'{}'
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self):
        return f'http://127.0.0.1:{self.server_address[1]}'


class WebHandler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        body = self.rfile.read(int(self.headers.get('Content-Length', 0)))
        self.server.got.append(Request(self.path, self.headers, body))
        self.send_response(self.server.status)
        self.send_header('Content-Length', str(len(self.server.answer)))
        self.end_headers()
        self.wfile.write(self.server.answer)

    do_GET = do_POST

    def log_message(self, *_):
        pass


@case
def webhooks_are_signed():
    secret = TOP / 'hook-secret'
    secret.write_text('s3cret\n')
    secret.chmod(0o600)
    web = Web()

    def place(name, form, path):
        return Place('web-' + name, f'  - id: one\n    webhook: {{url: "{web.url}{path}", '
                     f'form: {form}, secret_file: {secret}}}\n    timeout: 20s\n'
                     f'    heartbeat_url: "{web.url}/beat"\n')
    place('json', 'json', '/j').run('alerts', 'test', now=T0)
    r = web.got[0]
    want = 'sha256=' + hmac.new(b's3cret', r.body, hashlib.sha256).hexdigest()
    same(r.headers['X-Portalwatch-Signature'], want)
    same(json.loads(r.body)['subject'], '【模拟】【门户巡查】测试消息')
    same(r.headers['X-Portalwatch-Message-Id'], json.loads(r.body)['message_id'])
    same(web.got[1].path, '/beat')

    web.answer = b'{"errcode":0,"errmsg":"ok"}'
    place('dingtalk', 'dingtalk', '/robot/send?access_token=x').run('alerts', 'test', now=T0)
    r = web.got[2]
    query = dict(urllib.parse.parse_qsl(urllib.parse.urlsplit(r.path).query))
    mac = hmac.new(b's3cret', f'{query["timestamp"]}\ns3cret'.encode(), hashlib.sha256).digest()
    same(query['sign'], base64.b64encode(mac).decode())
    same(abs(int(query['timestamp']) / 1000 - time.time()) < 60, True)
    same(json.loads(r.body)['msgtype'], 'text')

    web.answer = b'{"code":0,"msg":"success"}'
    place('feishu', 'feishu', '/f').run('alerts', 'test', now=T0)
    body = json.loads(web.got[4].body)
    mac = hmac.new(f'{body["timestamp"]}\ns3cret'.encode(), b'', hashlib.sha256).digest()
    same(body['sign'], base64.b64encode(mac).decode())
    same('测试消息' in body['content']['text'], True)

    web.answer = b'{"errcode":45009,"errmsg":"api freq out of limit"}'
    p = place('wecom', 'wecom', '/w?key=1')
    p.run('alerts', 'test', now=T0, want=1)
    same(p.state()['state'], 'waiting')
    same(len(json.loads(web.got[6].body)['text']['content'].encode()) <= 2048, True)
    web.answer = b'{"errcode":0}'
    p.run('monitor', '--once', now=at(1))
    same(p.state()['state'], 'delivered')
    for status, state in ((503, 'waiting'), (400, 'failed')):
        web.status = status
        p = place(str(status), 'json', '/x')
        p.run('alerts', 'test', now=T0, want=1)
        same(p.state()['state'], state)


@case
def alertmanager_gets_api_v2():
    web = Web()
    p = Place('am', f'  - id: one\n    alertmanager: {{url: "{web.url}/am/"}}\n    timeout: 20s\n')
    p.run('alerts', 'test', now=T0)
    same(web.got[0].path, '/am/api/v2/alerts')
    body = json.loads(web.got[0].body)
    same(body[0]['labels'], {'alertname': 'test', 'source': 'portalwatch'})
    same(body[0]['endsAt'] > body[0]['startsAt'], True)


@case
def alertmanager_is_told_what_ended_by_the_same_labels():
    web, port = Web(), free_port()
    m = Mail(port)
    p = Place('am-ends', m.receiver() +
              f'  - id: am\n    alertmanager: {{url: "{web.url}"}}\n    timeout: 20s\n')
    p.run('alerts', 'test', 'one', now=T0, want=1)
    p.run('monitor', '--once', now=at(2))
    with m:
        p.run('monitor', '--once', now=at(4))
        p.run('monitor', '--once', now=at(4.1))
    firing, again, ended = (json.loads(r.body)[0] for r in web.got)
    same(firing['labels'], ended['labels'])
    # what fires is repeated, since Alertmanager forgets
    same((again['labels'], again['startsAt']), (firing['labels'], firing['startsAt']))
    same(firing['labels']['alertname'], 'receiver-failed')
    same(firing['startsAt'], ended['startsAt'])
    same(at(25) < firing['endsAt'] < at(27), True)
    same(at(11.9) < again['endsAt'] < at(12.2), True)   # four times the two hours
    same(at(4) <= ended['endsAt'] <= at(4.2), True)


# --- rhythm ---

@case
def heartbeat_comes_once_after_each_round():
    web = Web()
    web.answer = b'<html><title>a</title><p>hello</p></html>'
    with Mail() as m:
        p = Place('beat', m.receiver(), f', heartbeat: {{url: "{web.url}/beat", receiver: one}}')
        config, portal = p.dir / 'portalwatch.yaml', p.dir / 'portals/a.yaml'
        config.write_text(config.read_text() +
                          'network: {delay: 0s, address_rate: 1000, allow_private: ["127.0.0.0/8"]}\n')
        portal.write_text(portal.read_text().replace('http://127.0.0.1:9/', web.url + '/'))

        def beats():
            return len([r for r in web.got if r.path == '/beat'])
        for h, rounds in ((0, 1), (3, 2)):
            p.run('crawl', '--once', now=at(h))
            p.run('monitor', '--once', now=at(h + 0.1))
            p.run('monitor', '--once', now=at(h + 0.2))
            same(beats(), rounds)
        same([x['Subject'] for _, x in m.handler.mails if '一轮' in x['Subject']],
             ['【模拟】【门户巡查】一轮监测完成'] * 2)


@case
def weekly_summary_comes_once_a_week():
    with Mail() as m:
        p = Place('weekly', m.receiver())
        config = p.dir / 'portalwatch.yaml'
        config.write_text(config.read_text().replace('weekly: off', 'weekly: "mon 08:30"'))
        for h in (0, 1, 24 * 5, 24 * 5 + 1, 24 * 19):   # a Thursday; Tuesdays
            p.run('monitor', '--once', now=at(h))
        subjects = [x['Subject'] for _, x in m.handler.mails if '每周小结' in x['Subject']]
        same(len(subjects), 2)
        same(subjects[0], '【模拟】【门户巡查】每周小结：0 个栏目，全部测得，无待整改问题')


def main():
    failed = 0
    only = sys.argv[2:]
    for fn in cases:
        if only and fn.__name__ not in only:
            continue
        start = time.monotonic()
        try:
            fn()
            word = 'ok'
        except Exception as e:
            word = f'FAILED: {type(e).__name__}: {e} (line {e.__traceback__.tb_next.tb_lineno})'
            failed += 1
        print(f'{fn.__name__}: {word} ({time.monotonic() - start:.1f} s)', flush=True)
    shutil.rmtree(TOP)
    sys.stdout.flush()
    os._exit(1 if failed else 0)   # threads of servers that hang


if __name__ == "__main__":
    main()
