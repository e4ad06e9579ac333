#!/usr/bin/env python3
"""HTTPS, certificates and IPv6 of real servers on loopback, judged by the rule `technical`: how
many days a certificate has left, one that ended, a chain without its middle, another host's
name, and ::1 where this machine has it.

usage: tls.py PORTALWATCH, from the top of the source tree; needs openssl(1)
"""
import datetime
import http.server
import json
import os
import pathlib
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import threading

from checks import check, outcome

PW = os.path.abspath(sys.argv[1])

# name, days from now to the end of the certificate, its host, all of its chain is sent
SITES = (
    ('left29', 29, 'localhost', True),
    ('left13', 13, 'localhost', True),
    ('left6', 6, 'localhost', True),
    ('left0', .25, 'localhost', True),
    ('ended', -1, 'localhost', True),
    ('long', 200, 'localhost', True),
    ('unchained', 200, 'localhost', False),
    ('other', 200, 'other.test', True),
)


def openssl(*args, cwd):
    subprocess.run(['openssl', *args], cwd=cwd, check=True, stdout=subprocess.DEVNULL,
                   stderr=subprocess.DEVNULL)


CA = """[ca]
default_ca = this
[this]
dir = .
database = index
serial = serial
new_certs_dir = .
default_md = sha256
policy = any
unique_subject = no
[any]
commonName = supplied
[req]
distinguished_name = dn
[dn]
[root]
basicConstraints = critical,CA:TRUE
keyUsage = keyCertSign
subjectKeyIdentifier = hash
[leaf]
basicConstraints = CA:FALSE
subjectAltName = DNS:%s
"""


def stamp(days):
    t = datetime.datetime.now(datetime.timezone.utc) + datetime.timedelta(days=days)
    return t.strftime('%Y%m%d%H%M%SZ')


def authority(top):
    """A root that the configuration trusts, and one in the middle that signs."""
    (top / 'ca.conf').write_text(CA % 'unused', 'utf-8')
    (top / 'index').write_text('', 'utf-8')
    (top / 'serial').write_text('01\n', 'utf-8')
    key = ('-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-config', 'ca.conf')
    openssl('req', '-x509', *key, '-keyout', 'root.key', '-out', 'root.pem', '-subj', '/CN=root',
            '-days', '900', '-extensions', 'root', cwd=top)
    openssl('req', '-new', *key, '-keyout', 'middle.key', '-out', 'middle.csr', '-subj', '/CN=middle', cwd=top)
    openssl('ca', '-batch', '-notext', '-config', 'ca.conf', '-extensions', 'root', '-keyfile', 'root.key',
            '-cert', 'root.pem', '-in', 'middle.csr', '-out', 'middle.pem', '-startdate', stamp(-800),
            '-enddate', stamp(800), cwd=top)
    openssl('req', '-new', *key, '-keyout', 'leaf.key', '-out', 'leaf.csr', '-subj', '/CN=leaf', cwd=top)


def certificate(top, name, days, host, whole):
    (top / f'{name}.conf').write_text(CA % host, 'utf-8')
    openssl('ca', '-batch', '-notext', '-config', f'{name}.conf', '-extensions', 'leaf', '-keyfile', 'middle.key',
            '-cert', 'middle.pem', '-in', 'leaf.csr', '-out', f'{name}.pem', '-startdate', stamp(days - 300),
            '-enddate', stamp(days), cwd=top)
    chain = (top / f'{name}.pem').read_text() + ((top / 'middle.pem').read_text() if whole else '')
    (top / f'{name}.chain').write_text(chain)


class Site(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        body = ('<!DOCTYPE html><html><head><title>某市人民政府</title></head><body>'
                + ''.join(f'<li><a href="/n/{i}.html">关于第{i}号事项的通知</a><span>2026-11-{i + 10}</span></li>'
                          for i in range(9)) + '</body></html>').encode()
        self.send_response(404 if self.path == '/robots.txt' else 200)
        self.send_header('Content-Type', 'text/html; charset=utf-8')
        self.send_header('Content-Length', str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


class Site6(http.server.ThreadingHTTPServer):
    address_family = socket.AF_INET6


class Quiet(http.server.ThreadingHTTPServer):
    def handle_error(self, request, client_address):
        pass # handshakes that the client refuses


def serve(top, name):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(top / f'{name}.chain', top / 'leaf.key')
    server = Quiet(('127.0.0.1', 0), Site)
    server.socket = context.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


def pw(top, *args):
    p = subprocess.run([PW, '-c', str(top / 'portalwatch.yaml'), '--lang', 'en', *args], check=False,
                       stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                       env={**os.environ, 'LC_ALL': 'C.UTF-8'})
    if p.returncode not in (0, 1):
        print(' '.join(args), 'ended', p.returncode, p.stderr[-2000:])
        sys.exit(1)
    return p.stdout


def portal(top, name, home, checks):
    (top / f'p-{name}.yaml').write_text(
        f'portal: {name}\nname: {name}\nhome: {home}\nlinks: {{check: none}}\nduties: [duties-{checks}.yaml]\n',
        'utf-8')


def configure(top, servers, six):
    for checks in ('certificate', 'https', 'ipv6'):
        (top / f'duties-{checks}.yaml').write_text(
            'document: {title: 某市方案, year: 2026}\nduties:\n  - {id: X.1, columns: [home], rule: {kind: technical, '
            f'checks: [{checks}]}}, limit: document, valid: recurring}}\n', 'utf-8')
    (top / 'portalwatch.yaml').write_text(
        'store: data\nlanguage: zh\nportals: ["p-*.yaml"]\n'
        'network: {delay: 1ms, address_rate: 1000, ca_file: root.pem, allow_private: ["127.0.0.0/8", "::1/128"]}\n', 'utf-8')
    for name, server in servers.items():
        portal(top, name, f'https://localhost:{server.server_port}/', 'certificate')
        portal(top, name + '-s', f'https://localhost:{server.server_port}/', 'https')
    if six:
        portal(top, 'six', f'http://localhost:{six.server_port}/', 'ipv6')
    portal(top, 'no-six', f'http://localhost:{servers["four"].server_port}/', 'ipv6')


def judged(top, name):
    out = pw(top, 'why', f'{name}/home', '--json')
    rules = [json.loads(x) for x in out.splitlines()]
    rules = [r for doc in rules for r in doc.get('rules', [])]
    return [r for r in rules if r['rule'] == 'technical' and r['basis'] == '某市方案'][0]


def incidents(top, name):
    """Of the duty, by the part that was checked."""
    lines = [json.loads(x) for x in pw(top, 'incidents', 'list', '--json').splitlines()]
    return {x['subject'].rsplit(':', 1)[1]: x for x in lines
            if x['kind'] == 'technical' and x['subject'].startswith(f'{name}/home#')}


def certificates(top):
    for name, cause, severity in (('left29', 'certificate-30', 'medium'), ('left13', 'certificate-14', 'medium'),
                                  ('left6', 'certificate-7', 'high'), ('left0', 'certificate-1', 'high'),
                                  ('ended', 'certificate-expired', 'high')):
        one = incidents(top, name).get('certificate', {})
        check(name, (one.get('cause'), one.get('severity'), judged(top, name)['level']),
              (cause, severity, 'overdue' if name == 'ended' else 'warn'))
    for name in ('long', 'unchained', 'other'):  # these are about trust, not about days
        check(name, (judged(top, name)['level'], incidents(top, name)), ('ok', {}))


def handshakes(top):
    """A fault of one day is a warning."""
    for name, _, _, _ in SITES:
        why = {'ended': 'tls-expired', 'unchained': 'tls-chain-incomplete', 'other': 'tls-wrong-host'}.get(name)
        one = judged(top, name + '-s')
        what = 'opens over HTTPS, but not for everybody' if name == 'unchained' else 'does not open over HTTPS'
        check(name + ' over HTTPS', (one['level'], one['summary']),
              ('warn', f'the site {what}: {why}') if why else ('ok', None))


def ipv6(top, six):
    if six:
        check('over IPv6', judged(top, 'six')['level'], 'ok')
    one = judged(top, 'no-six')
    check('IPv4 alone', (one['level'], one['cannot_judge']), ('warn', None) if six else one)


def in_chinese(top):
    p = subprocess.run([PW, '-c', str(top / 'portalwatch.yaml'), '--lang', 'zh', 'report', 'incidents',
                        '--format', 'csv'], check=True, stdout=subprocess.PIPE, text=True)
    check('the ledger says until when', '证书将在 7 天内到期；证书到期日：20' in p.stdout, True)
    check('and why', '证书链不完整' in p.stdout, True)


def main():
    if not shutil.which('openssl'):
        sys.exit('needs openssl(1)')
    with tempfile.TemporaryDirectory() as made:
        top = pathlib.Path(made)
        authority(top)
        servers = {}
        for site in SITES:
            certificate(top, *site)
            servers[site[0]] = serve(top, site[0])
        plain = http.server.ThreadingHTTPServer(('127.0.0.1', 0), Site)
        threading.Thread(target=plain.serve_forever, daemon=True).start()
        servers['four'] = plain
        try:
            six = Site6(('::1', 0), Site)
            threading.Thread(target=six.serve_forever, daemon=True).start()
        except OSError:
            six = None
        configure(top, servers, six)
        del servers['four']
        pw(top, 'store', 'init')
        pw(top, 'crawl', '--once', '--all')
        pw(top, 'monitor', '--once')
        certificates(top)
        handshakes(top)
        ipv6(top, six)
        in_chinese(top)


main()
sys.exit(outcome())
