#!/usr/bin/env python3
"""The web pages over the demonstration portal: every page in both languages, hostile titles, the
token, the form that acknowledges, ETag, feed, calendar, metrics, the API against its description.

usage: web.py PORTALWATCH
"""
import datetime
import functools
import html.parser
import http.client
import http.server
import json
import os
import pathlib
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse
import xml.etree.ElementTree

from checks import check, outcome

SOURCE = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(SOURCE / 'tests'))
import schema_check  # noqa: E402
from ports import free_port  # noqa: E402

PW = os.path.abspath(sys.argv[1])
TOKEN = 'correct-horse-battery-staple'
VOID = {'meta', 'input', 'br', 'img', 'link', 'hr'}
ZONE = datetime.timezone(datetime.timedelta(hours=8))


class Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


class Page(html.parser.HTMLParser):
    """Whether elements nest, what runs or comes from elsewhere, and where the links lead."""

    def __init__(self, text):
        super().__init__()
        self.open, self.faults, self.links, self.text, self.fields = [], [], [], [], {}
        self.feed(text)
        if self.open:
            self.faults.append(('open', self.open))

    def handle_starttag(self, tag, attrs):
        a = dict(attrs)
        if tag not in VOID:
            self.open.append(tag)
        if tag in ('script', 'iframe', 'object', 'embed', 'link', 'img'):
            self.faults.append(tag)
        self.faults += [k for k in a if k.startswith('on') or k == 'style' or k == 'src']
        if tag == 'a':
            self.links.append(a.get('href', ''))
        if tag == 'input':
            self.fields[a.get('name')] = a.get('value', '')

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if not self.open or self.open.pop() != tag:
            self.faults.append('/' + tag)

    def handle_data(self, data):
        self.text.append(data)


class Bench:
    def __init__(self, top):
        self.top, self.port = top, free_port()
        self.site = top / 'site'
        self.site.mkdir()
        (top / 'portals').mkdir()
        self.server = http.server.ThreadingHTTPServer(
            ('127.0.0.1', 0), functools.partial(Quiet, directory=str(self.site)))
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.web = f'127.0.0.1:{self.server.server_port}'
        text = (SOURCE / 'seeds/demo/demo.yaml').read_text(encoding='utf-8')
        (top / 'portals/demo.yaml').write_text(text.replace('@WEB@', self.web), encoding='utf-8')
        (top / 'token').write_text(TOKEN + '\n')
        os.chmod(top / 'token', 0o600)
        self.configure()

    def configure(self, more=''):
        (self.top / 'portalwatch.yaml').write_text(f"""store: data
timezone: Asia/Shanghai
language: zh
network: {{delay: 1ms, connections: 8, address_rate: 1000, allow_private: [127.0.0.0/8]}}
web: {{listen: "127.0.0.1:{self.port}"{more}}}
portals: ["portals/*.yaml"]
receivers:
  - {{id: office, file: {{path: out.jsonl, format: jsonl}}}}
routes:
  - {{to: [office], digest: none, group_wait: 0s, quiet: none}}
""", encoding='utf-8')

    def run(self, *words, status=0):
        p = subprocess.run([PW, '-q', '-c', str(self.top / 'portalwatch.yaml'), *words],
                           stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)
        if status is not None and p.returncode != status:
            print(words, p.returncode, p.stderr.decode()[-2000:])
            sys.exit(1)
        return p.stdout.decode()

    def stage(self, n, today):
        subprocess.run([sys.executable, str(SOURCE / 'seeds/demo/make.py'), str(self.site), str(n), today],
                       check=True)

    def rounds(self):
        """Two days of a portal that ends now: the pages live in real time."""
        last = datetime.datetime.now(ZONE) - datetime.timedelta(minutes=175)
        first = last - datetime.timedelta(days=2)
        self.run('store', 'init', '--simulation')
        self.stage(1, first.date().isoformat())
        at = [first, last - datetime.timedelta(days=1)]
        at += [last + datetime.timedelta(minutes=m) for m in (0, 40, 90, 170)]
        for i, t in enumerate(at):
            if i == 2:
                self.stage(2, first.date().isoformat())
                self.hostile()
            self.run('--now', t.isoformat(timespec='seconds'), 'run', '--once')

    def hostile(self):
        """A list whose newest title is an attack."""
        path = self.site / 'news/index.html'
        text = path.read_text(encoding='utf-8')
        item = text[text.index('<li>'):]
        title = re.search('title="([^"]+)"', item).group(1)
        bad = '关于&lt;script&gt;alert(1)&lt;/script&gt;&quot;&gt;&lt;img src=x onerror=alert(2)&gt;的通知'
        path.write_text(text.replace(title, bad), encoding='utf-8')

    def start(self):
        p = subprocess.Popen([PW, '-c', str(self.top / 'portalwatch.yaml'), 'web'], stderr=subprocess.PIPE)
        check('it says where', str(self.port) in p.stderr.readline().decode(), True)
        end = time.monotonic() + 60
        while self.get('/health')[0] != 200 and time.monotonic() < end:
            time.sleep(.02)
        return p

    def ask(self, method, path, headers=None, body=None):
        c = http.client.HTTPConnection('127.0.0.1', self.port, timeout=30)
        try:
            c.request(method, path, body, headers or {})
            r = c.getresponse()
            return r.status, r, r.read()
        except ConnectionRefusedError:
            return 0, None, b''
        finally:
            c.close()

    def get(self, path, headers=None):
        return self.ask('GET', path, headers)


def stop(p):
    p.send_signal(signal.SIGTERM)
    check('stops', p.wait(20), 0)


def page(b, path, lang):
    status, r, body = b.get(path, {'Accept-Language': lang})
    check(f'{path} {lang}', status, 200)
    text = body.decode('utf-8')
    p = Page(text)
    check(f'{path} {lang} is well-formed and runs nothing', p.faults, [])
    csp = r.getheader('Content-Security-Policy') or ''
    check(f'{path} {lang} policy', csp.startswith("default-src 'none'; style-src 'sha256-"), True)
    check(f'{path} {lang} frames', "frame-ancestors 'none'" in csp, True)
    check(f'{path} {lang} language', f'<html lang="{"zh-CN" if lang == "zh" else "en"}">' in text, True)
    return p


def ours(p):
    return sorted({h for h in p.links if h.startswith('/') and not h.startswith('//')})


def every_page(b):
    """From the first page to all that it leads to, in both languages."""
    seen, todo = set(), ['/']
    kinds = {}
    while todo:
        path = todo.pop()
        kind = re.sub(r'[0-9a-f]{32}|[0-9]+', 'N', path.split('?')[0])
        if path in seen or path.startswith(('/feed', '/due.ics', '/body')) or 'format=' in path or \
                kinds.get(kind, 0) >= 6:
            continue
        seen.add(path)
        kinds[kind] = kinds.get(kind, 0) + 1
        for lang in ('zh', 'en'):
            todo += ours(page(b, path, lang))
    for want in ('/portal/demo', '/portal/demo/news', '/incident/N', '/link', '/report/freshness', '/incidents'):
        check('reached ' + want, any(k.startswith(want) for k in kinds), True)
    check('a difference was reached', any('version=' in s for s in seen), True)
    zh = ''.join(page(b, '/', 'zh').text)
    en = ''.join(page(b, '/', 'en').text)
    check('Chinese', '今日问题' in zh and 'What is wrong' not in zh, True)
    check('English', 'What is wrong today' in en, True)


def hostile_titles(b):
    p = page(b, '/search?' + urllib.parse.urlencode({'q': 'alert(1)'}), 'zh')
    check('the attack is text', any('<script>alert(1)</script>' in s for s in p.text), True)
    for path in ('/search?q=%22%3E%3Cscript%3E', '/link?url=javascript%3Aalert(1)', '/portal/%3Cscript%3E'):
        text = b.get(path)[2].decode()
        check('echoed escaped ' + path, '<script' in text or 'href="javascript' in text, False)


def acknowledging(b):
    incident = json.loads(b.get('/api/v1/incidents')[2])['incidents'][0]
    path = f'/incident/{incident["id"]}'
    form = page(b, path, 'zh').fields
    typed = {'Content-Type': 'application/x-www-form-urlencoded'}

    def post(fields, headers=None):
        return b.ask('POST', path, {**typed, **(headers or {})}, urllib.parse.urlencode(fields))[0]

    good = {'form': form['form'], 'by': '王科长', 'reason': '已通知信息中心'}
    check('no token of the form', post({'by': 'x', 'reason': 'y'}), 403)
    check('another token', post({**good, 'form': '1' + form['form']}), 403)
    check('from another site', post(good, {'Sec-Fetch-Site': 'cross-site'}), 403)
    check('no reason', post({**good, 'reason': ' '}), 400)
    check('too long', post({**good, 'reason': 'x' * 20000}), 413)
    state = json.loads(b.run('incidents', 'show', str(incident['id']), '--json'))['state']
    check('nothing happened', state, incident['state'])
    check('acknowledged', post(good), 303)
    x = json.loads(b.run('incidents', 'show', str(incident['id']), '--json'))
    check('the incident says so', (x['state'], x['by'], x['reason']),
          ('acknowledged', '王科长', '已通知信息中心'))
    text = ''.join(page(b, path, 'zh').text)
    check('the page says so', '王科长' in text and '已通知信息中心' in text, True)
    other = json.loads(b.get('/api/v1/incidents?state=open')[2])['incidents'][0]['id']
    status, _, body = b.ask('POST', f'/api/v1/incidents/{other}/ack', {'Content-Type': 'application/json'},
                            json.dumps({'by': 'Li', 'reason': 'seen'}))
    check('by the API', (status, json.loads(body)['state']), (200, 'acknowledged'))
    check('a form is no JSON', b.ask('POST', f'/api/v1/incidents/{other}/ack', typed, 'by=a')[0], 400)


def not_modified(b):
    status, r, _ = b.get('/portal/demo')
    tag = r.getheader('ETag')
    status, _, body = b.get('/portal/demo', {'If-None-Match': tag})
    if status == 200:  # the minute went by
        tag = b.get('/portal/demo')[1].getheader('ETag')
        status, _, body = b.get('/portal/demo', {'If-None-Match': tag})
    check('ETag', (status, body), (304, b''))
    status, r, body = b.ask('HEAD', '/portal/demo')
    check('HEAD', (status, body, int(r.getheader('Content-Length')) > 1000), (200, b'', True))
    check('DELETE', b.ask('DELETE', '/')[0], 405)
    check('another name', b.get('/', {'Host': 'evil.example'})[0], 403)
    check('a long question', b.get('/search?q=' + 'x' * 60000)[0] in (400, 414, 431), True)


def stored_bytes(b):
    incident = next(i for i in json.loads(b.get('/api/v1/incidents?state=all')[2])['incidents']
                    if any(e['kind'] == 'body' for e in i['evidence']))
    sha = next(e['ref'] for e in incident['evidence'] if e['kind'] == 'body')
    status, r, _ = b.get('/body/' + sha)
    check('bytes', (status, r.getheader('Content-Type')), (200, 'application/octet-stream'))
    check('never shown', r.getheader('Content-Disposition').startswith('attachment'), True)
    check('never guessed', r.getheader('X-Content-Type-Options'), 'nosniff')


def feeds(b):
    atom = '{http://www.w3.org/2005/Atom}'
    for path in ('/feed/demo.atom', '/feed/demo/policy.atom'):
        top = xml.etree.ElementTree.fromstring(b.get(path)[2])
        check(path, (top.tag, len(top.findall(atom + 'entry')) > 0), (atom + 'feed', True))
        ids = [e.find(atom + 'id').text for e in top.findall(atom + 'entry')]
        check(path + ' ids', len(set(ids)), len(ids))


def calendar(b):
    raw = b.get('/due.ics?portal=demo', {'Accept-Language': 'zh'})[2]
    lines = raw.split(b'\r\n')
    check('no lone line end', b'\n' in raw.replace(b'\r\n', b''), False)
    check('at most 75 bytes', max(map(len, lines)) <= 75, True)
    text = raw.decode('utf-8').replace('\r\n ', '')
    rows = [s.split(':', 1) for s in text.split('\r\n') if s]
    check('each a name and a value', all(len(r) == 2 and re.fullmatch(r'[A-Z;=-]+', r[0]) for r in rows), True)
    check('begins and ends', (rows[0], rows[-1]), (['BEGIN', 'VCALENDAR'], ['END', 'VCALENDAR']))
    uid = [v for k, v in rows if k == 'UID']
    check('events', len(uid) > 0 and len(uid) == len(set(uid)), True)
    check('begun and ended', rows.count(['BEGIN', 'VEVENT']), rows.count(['END', 'VEVENT']))
    check('each has a day', sum(k == 'DTSTART;VALUE=DATE' and len(v) == 8 for k, v in rows), len(uid))
    again = b.get('/due.ics?portal=demo')[2].decode('utf-8').replace('\r\n ', '')
    check('the same UIDs', re.findall(r'UID:(.*)\r', again), uid)


def metrics(b):
    text = b.get('/metrics')[2].decode()
    names, seen = {}, set()
    for s in text.splitlines():
        if s.startswith('# TYPE '):
            names[s.split()[2]] = s.split()[3]
        elif not s.startswith('#'):
            m = re.fullmatch(r'([a-z_]+[a-z0-9_]*)(\{(?:[a-z]+="[^"\\]*",?)+\})? (-?[0-9.e+]+)', s)
            check('a sample ' + s, bool(m) and m.group(1) in names, True)
            check('once ' + s, (m.group(1), m.group(2)) in seen, False)
            seen.add((m.group(1), m.group(2)))
    value = dict(re.findall(r'^(portalwatch_\S+) (\S+)$', text, re.M))
    fresh = json.loads(b.get('/api/v1/freshness')[2])['columns']
    for state in ('fresh', 'overdue', 'empty'):
        check('columns ' + state, int(value[f'portalwatch_columns{{state="{state}"}}']),
              sum(c['state'] == state for c in fresh))
    status = json.loads(b.run('status', '--json', status=None))
    check('open', sum(int(v) for k, v in value.items() if k.startswith('portalwatch_incidents{state="open"')),
          status['open'])
    check('a round', float(value['portalwatch_last_round_age_seconds']) > 0, True)


def resolve(doc, schema):
    """The schema with what its $refs name in their place."""
    if isinstance(schema, dict):
        if '$ref' in schema:
            at = doc
            for part in schema['$ref'][2:].split('/'):
                at = at[part]
            return resolve(doc, at)
        return {k: resolve(doc, v) for k, v in schema.items()}
    return [resolve(doc, v) for v in schema] if isinstance(schema, list) else schema


def api(b):
    doc = json.loads(b.get('/api/v1/openapi.json')[2])
    check('the file', doc, json.loads((SOURCE / 'etc/schema/openapi.json').read_text(encoding='utf-8')))
    for name, schema in (('event', 'events'), ('incident', 'incidents'), ('notice', 'notices'),
                         ('freshness', 'report-freshness'), ('status', 'status')):
        verb = json.loads((SOURCE / f'etc/schema/{schema}.json').read_text(encoding='utf-8'))
        verb.pop('$schema'), verb.pop('$id')
        check(f'{name} as the verb says it', doc['components']['schemas'][name], verb)
    number = json.loads(b.get('/api/v1/incidents')[2])['incidents'][0]['id']
    for path, methods in doc['paths'].items():
        for method, what in methods.items():
            if method != 'get':
                continue
            status, r, body = b.get(path.replace('{id}', str(number)))
            check(path, (status, r.getheader('Content-Type')), (200, 'application/json'))
            schema = resolve(doc, what['responses']['200']['content']['application/json']['schema'])
            check(f'schema of {path}', schema_check.check_lines(schema, [body]), (1, 0))
    events = [json.loads(s) for s in b.run('events', '--json').splitlines()]
    got, after = [], '0'
    while after:
        x = json.loads(b.get(f'/api/v1/events?limit=7&after={after}')[2])
        got, after = got + x['events'], x['next']
    check('all events, as the verb says them', got, events)
    notices = [json.loads(s) for s in b.run('notices', '--json').splitlines()]
    got, after = [], ''
    while after is not None:
        x = json.loads(b.get(f'/api/v1/notices?limit=5&after={after}')[2])
        got, after = got + x['notices'], x['next']
    check('all notices, as the verb says them', got, notices)
    status, _, body = b.get('/api/v1/incidents/999999')
    check('none', (status, 'error' in json.loads(body)), (404, True))


def children(pid):
    out = []
    for p in pathlib.Path('/proc').glob('[0-9]*/stat'):
        try:
            if int(p.read_text().rsplit(')', 1)[1].split()[1]) == pid:
                out.append(int(p.parent.name))
        except OSError:
            pass
    return sorted(out)


def answers(b, path, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            status = b.get(path)[0]
        except OSError:
            status = 0
        if status == 200:
            return True
        time.sleep(.02)
    return False


def taken_up_again(b, p):
    """A process that dies is started again; a new configuration is taken, a faulty one is not."""
    before = children(p.pid)
    check('two that serve, one that judges', len(before), 3)
    for pid in before:
        os.kill(pid, signal.SIGKILL)
    check('pages again', answers(b, '/portal/demo'), True)
    file = b.top / 'portalwatch.yaml'
    good = file.read_text(encoding='utf-8')
    for text in ('nonsense: true\n', 'language: en\n'):
        before = children(p.pid)
        file.write_text(good.replace('language: zh\n', '') + text, encoding='utf-8')
        p.send_signal(signal.SIGHUP)
        end = time.monotonic() + 60
        while set(before) & set(children(p.pid)) and time.monotonic() < end:
            time.sleep(.02)
        check('pages after ' + text, answers(b, '/portal/demo'), True)
        check('in the language of ' + text, b'<html lang="en">' in b.get('/')[2], 'en' in text.split()[1])
    file.write_text(good, encoding='utf-8')


def guarded(b):
    """With a token: forms, programs, a path before all pages; another reading of the configuration."""
    base = '/watch/'
    b.configure(f', token_file: token, base: {base}')
    p = subprocess.Popen([PW, '-c', str(b.top / 'portalwatch.yaml'), 'web'], stderr=subprocess.DEVNULL)
    end = time.monotonic() + 60
    while b.get('/watch/health')[0] != 200 and time.monotonic() < end:
        time.sleep(.02)
    status, r, _ = b.get('/watch/portal/demo')
    check('to the form', (status, r.getheader('Location')), (303, '/watch/sign-in?to=%2Fwatch%2Fportal%2Fdemo'))
    check('the API', b.get('/watch/api/v1/status')[0], 401)
    check('by a program', b.get('/watch/api/v1/status', {'Authorization': 'Bearer ' + TOKEN})[0], 200)
    check('a wrong one', b.get('/watch/api/v1/status', {'Authorization': 'Bearer x' + TOKEN})[0], 401)
    status, r, _ = b.ask('POST', '/watch/sign-in', {'Content-Type': 'application/x-www-form-urlencoded'},
                         urllib.parse.urlencode({'token': TOKEN, 'to': '/watch/portal/demo'}))
    cookie = r.getheader('Set-Cookie')
    check('signed in', (status, r.getheader('Location')), (303, '/watch/portal/demo'))
    check('the cookie', 'HttpOnly' in cookie and 'SameSite=Strict' in cookie and 'Path=/watch/' in cookie, True)
    session = {'Cookie': cookie.split(';')[0]}
    status, _, body = b.get('/watch/', session)
    text = Page(body.decode())
    check('the pages open', (status, text.faults), (200, []))
    check('all links below the base', [h for h in ours(text) if not h.startswith(base)], [])
    check('outside of the base', b.get('/', session)[0], 404)
    status = b.ask('POST', '/watch/sign-out', {**session, 'Content-Type': 'application/x-www-form-urlencoded'},
                   urllib.parse.urlencode({'form': text.fields['form']}))[0]
    check('signed out', status, 303)
    stop(p)


def refusals(b):
    b.configure()
    check('--now', subprocess.run([PW, '-c', str(b.top / 'portalwatch.yaml'), '--now', '2026-01-01', 'web'],
                                  stderr=subprocess.DEVNULL, check=False).returncode, 2)
    for more in ('', ', token_file: token'):
        text = (b.top / 'portalwatch.yaml').read_text(encoding='utf-8')
        (b.top / 'open.yaml').write_text(re.sub(r'web: .*', 'web: {listen: "0.0.0.0:8330"' + more + '}', text),
                                         encoding='utf-8')
        p = subprocess.run([PW, '--lang', 'en', '-c', str(b.top / 'open.yaml'), 'config', 'check'],
                           stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        check('open to others' + more, (p.returncode == 2, b'token_file is needed' in p.stdout),
              (not more, not more))


def main():
    with tempfile.TemporaryDirectory(prefix='pw-web-') as top:
        b = Bench(pathlib.Path(top))
        b.rounds()
        p = b.start()
        second = subprocess.run([PW, '--lang', 'en', '-c', str(b.top / 'portalwatch.yaml'), 'web'],
                                stderr=subprocess.PIPE, check=False)
        check('a second one', (second.returncode, str(p.pid) in second.stderr.decode()), (3, True))
        for part in (every_page, hostile_titles, not_modified, stored_bytes, feeds, calendar, metrics, api,
                     acknowledging):
            part(b)
        taken_up_again(b, p)
        stop(p)
        guarded(b)
        refusals(b)
        b.server.shutdown()
    sys.exit(outcome())


main()
