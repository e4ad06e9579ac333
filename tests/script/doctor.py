#!/usr/bin/env python3
"""doctor: one receiver that answers, one that does not; a fresh directory, then a store.

usage: doctor.py PORTALWATCH
"""
import json
import os
import pathlib
import socket
import subprocess
import sys
import tempfile

from checks import check, outcome

PW = os.path.abspath(sys.argv[1])


def doctor(top, *options):
    p = subprocess.run([PW, '-c', str(top / 'portalwatch.yaml'), *options, 'doctor', '--json'],
                       stdout=subprocess.PIPE, check=False)
    found = {}
    for line in p.stdout.decode().splitlines():
        row = json.loads(line)
        found[(row['check'], row['subject'])] = row
    return p.returncode, found


with tempfile.TemporaryDirectory() as name, socket.socket() as server, socket.socket() as dead:
    top = pathlib.Path(name)
    server.bind(('127.0.0.1', 0))
    server.listen(5)
    dead.bind(('127.0.0.1', 0))  # bound, never listening: the connection is refused
    (top / 'portals').mkdir()
    (top / 'portals/a.yaml').write_text('portal: a\nhome: http://127.0.0.1/\ncolumns: []\n')
    text = ('store: data\nlanguage: en\nportals: ["portals/*.yaml"]\nreceivers:\n'
            f'  - {{id: up, webhook: {{url: "http://127.0.0.1:{server.getsockname()[1]}/"}}}}\n'
            '  - {id: here, file: {path: out.jsonl, format: jsonl}}\n')
    (top / 'portalwatch.yaml').write_text(text)
    status, found = doctor(top)
    check('up', found[('receiver', 'up')]['result'], 'ok')
    check('file', found[('receiver', 'here')]['result'], 'ok')
    check('store not made', found[('store', None)]['result'], 'warn')
    check('sandbox told', found[('sandbox', None)]['found'] in (
        'seccomp+landlock', 'seccomp', 'landlock', 'rlimit'), True)
    check('every trouble has advice', [k for k, r in found.items()
                                       if (r['result'] != 'ok') != bool(r['advice'])], [])
    failed = [k for k, r in found.items() if r['result'] == 'fail' and k[0] != 'ca_file']
    check('nothing failed', failed, [])
    (top / 'portalwatch.yaml').write_text(
        text + f'  - {{id: down, webhook: {{url: "http://127.0.0.1:{dead.getsockname()[1]}/"}}}}\n')
    status, found = doctor(top)
    check('down', found[('receiver', 'down')]['result'], 'fail')
    check('exit', status, 1)
    status, found = doctor(top, '--now', '2020-01-01')
    check('clock of 2020', found[('clock', None)]['result'], 'fail')
sys.exit(outcome())
