#!/usr/bin/env python3
"""Checks JSON lines against one of our schemas (draft 2020-12, the part of it that they use).

usage: schema_check.py SCHEMA < LINES	exit 0 all valid, 1 not, 2 the schema uses more than we check
       schema_check.py --self SCHEMA...	checks that the schemas themselves stay in that part

SCHEMA is a path, or a name as in etc/schema/NAME.json. Needs nothing but the standard library.
"""
import datetime
import json
import os
import re
import sys
from urllib.parse import urlsplit

NOTES = {'$schema', '$id', 'title', 'description', '$comment', 'examples', 'default', '$defs'}
RULES = {}


class Unsupported(Exception):
    pass


def rule(name):
    def keep(f):
        RULES[name] = f
        return f
    return keep


def type_of(v):
    if v is None:
        return 'null'
    if isinstance(v, bool):
        return 'boolean'
    if isinstance(v, int) or (isinstance(v, float) and v.is_integer()):
        return 'integer'
    return {float: 'number', str: 'string', list: 'array', dict: 'object'}[type(v)]


def same(a, b):
    """1 is not true, as in JSON; 1 is 1.0."""
    return isinstance(a, bool) == isinstance(b, bool) and a == b


@rule('type')
def _(x, v, at, root):
    got = type_of(v)
    wanted = x if isinstance(x, list) else [x]
    if got not in wanted and not (got == 'integer' and 'number' in wanted):
        yield at, f'is {got}, expected {" or ".join(wanted)}'


@rule('enum')
def _(x, v, at, root):
    if not any(same(v, e) for e in x):
        yield at, f'{v!r} is none of {x}'


@rule('const')
def _(x, v, at, root):
    if not same(v, x):
        yield at, f'{v!r} is not {x!r}'


@rule('required')
def _(x, v, at, root):
    for key in x if isinstance(v, dict) else ():
        if key not in v:
            yield at, f'lacks "{key}"'


@rule('properties')
def _(x, v, at, root):
    for key in x if isinstance(v, dict) else ():
        if key in v:
            yield from check(x[key], v[key], f'{at}/{key}', root)


@rule('items')
def _(x, v, at, root):
    for i, item in enumerate(v if isinstance(v, list) else ()):
        yield from check(x, item, f'{at}/{i}', root)


@rule('minItems')
def _(x, v, at, root):
    if isinstance(v, list) and len(v) < x:
        yield at, f'has {len(v)} items, expected at least {x}'


@rule('maxItems')
def _(x, v, at, root):
    if isinstance(v, list) and len(v) > x:
        yield at, f'has {len(v)} items, expected at most {x}'


@rule('minimum')
def _(x, v, at, root):
    if type_of(v) in ('integer', 'number') and v < x:
        yield at, f'{v} is below {x}'


@rule('maximum')
def _(x, v, at, root):
    if type_of(v) in ('integer', 'number') and v > x:
        yield at, f'{v} is above {x}'


@rule('minLength')
def _(x, v, at, root):
    if isinstance(v, str) and len(v) < x:
        yield at, f'is shorter than {x}'


@rule('pattern')
def _(x, v, at, root):
    if isinstance(v, str) and not re.search(x.replace('$', r'\Z') if x.endswith('$') else x, v):
        yield at, f'{v!r} does not match {x}'


def is_date(s):
    try:
        datetime.date.fromisoformat(s)
        return len(s) == 10
    except ValueError:
        return False


def is_time(s):
    m = re.fullmatch(r'(\d{4}-\d\d-\d\d)T(\d\d):(\d\d):(\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)', s)
    return bool(m and is_date(m[1]) and int(m[2]) < 24 and int(m[3]) < 60 and int(m[4]) < 61)


def is_uri(s):
    try:
        return bool(re.match(r'[A-Za-z][A-Za-z0-9+.-]*:', s)) and urlsplit(s) is not None \
            and not re.search(r'[\x00-\x20<>"]', s)
    except ValueError:
        return False


FORMATS = {'date': is_date, 'date-time': is_time, 'uri': is_uri}


@rule('format')
def _(x, v, at, root):
    if x not in FORMATS:
        raise Unsupported(f'format {x}')
    if isinstance(v, str) and not FORMATS[x](v):
        yield at, f'{v!r} is no {x}'


@rule('oneOf')
def _(x, v, at, root):
    errors = [list(check(s, v, at, root)) for s in x]
    nvalid = sum(not e for e in errors)
    if nvalid == 0:
        yield at, 'fits none of the forms: ' + '; or '.join(f'{e[0][0]} {e[0][1]}' for e in errors)
    elif nvalid > 1:
        yield at, f'fits {nvalid} forms, expected one'


@rule('anyOf')
def _(x, v, at, root):
    if not any(not list(check(s, v, at, root)) for s in x):
        yield at, 'fits none of the forms'


@rule('$ref')
def _(x, v, at, root):
    if not x.startswith('#/$defs/') or x[8:] not in root.get('$defs', {}):
        raise Unsupported(f'$ref {x}')
    yield from check(root['$defs'][x[8:]], v, at, root)


def check(schema, v, at, root):
    """Yields (place, what is wrong)."""
    for key, x in schema.items():
        if key in RULES:
            yield from RULES[key](x, v, at, root)
        elif key == 'additionalProperties':
            for k in v if isinstance(v, dict) else ():
                if k in schema.get('properties', {}):
                    continue
                if x is False:
                    yield at, f'has the unknown key "{k}"'
                elif isinstance(x, dict):
                    yield from check(x, v[k], f'{at}/{k}', root)
        elif key not in NOTES:
            raise Unsupported(key)


def walk(schema):
    """Raises Unsupported for anything outside of what check knows."""
    for key, x in schema.items():
        if key in ('properties', '$defs'):
            for s in x.values():
                walk(s)
        elif key in ('oneOf', 'anyOf'):
            for s in x:
                walk(s)
        elif key == 'items' or (key == 'additionalProperties' and isinstance(x, dict)):
            walk(x)
        elif key == 'format' and x not in FORMATS:
            raise Unsupported(f'format {x}')
        elif key not in RULES and key not in NOTES and key != 'additionalProperties':
            raise Unsupported(key)


def no_doubles(pairs):
    keys = [k for k, _ in pairs]
    if len(set(keys)) != len(keys):
        raise ValueError('a key twice')
    return dict(pairs)


def load(name):
    if not os.path.exists(name):
        top = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
        name = os.path.join(top, 'etc', 'schema', name + '.json')
    with open(name, encoding='utf-8') as f:
        return json.load(f)


def check_lines(schema, lines):
    nbad = n = 0
    for number, raw in enumerate(lines, 1):
        n += 1
        try:
            line = raw.decode('utf-8')
            value = json.loads(line, object_pairs_hook=no_doubles)
            faults = list(check(schema, value, '', schema))
        except (UnicodeDecodeError, ValueError) as e:
            faults = [('', f'not one JSON value in UTF-8: {e}')]
        for at, what in faults[:5]:
            print(f'line {number}: {at or "/"} {what}')
        nbad += bool(faults)
    return n, nbad


def main(argv):
    if len(argv) >= 3 and argv[1] == '--self':
        for name in argv[2:]:
            walk(load(name))
        return 0
    if len(argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    schema = load(argv[1])
    walk(schema)
    n, nbad = check_lines(schema, sys.stdin.buffer)
    if n == 0:
        print('no lines')
    return 1 if nbad or n == 0 else 0


if __name__ == '__main__':
    try:
        sys.exit(main(sys.argv))
    except Unsupported as e:
        print(f'schema uses {e}, which is not checked here', file=sys.stderr)
        sys.exit(2)
