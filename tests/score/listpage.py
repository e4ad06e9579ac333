"""A saved list page as a tree with its expected notices found in it: what lists-changed.py
changes. A record is the largest element around a notice's link that holds no other's."""
import copy
import json
import os
import re
import urllib.parse

from lxml import html

MONTHS = ('January February March April May June July August September October November '
          'December').split()
DAY = re.compile(
    r'((?:19|20)\d\d)\s?[-/.年]\s?(\d{1,2})\s?[-/.月]\s?(\d{1,2})(?:\s?日)?|'
    r'\b(\d{1,2})[-/](\d{1,2})[-/]((?:19|20)?\d\d)\b|'
    r'\b([A-Z][a-z]{2,8})\.? (\d{1,2}),? ((?:19|20)\d\d)\b')


def day_of(m):
    """YYYY-MM-DD of a match of DAY, the month first where the year is last; none."""
    if m[1]:
        return '%s-%02d-%02d' % (m[1], int(m[2]), int(m[3]))
    if m[4]:
        return '%d-%02d-%02d' % (int(m[6]) % 100 + 2000, int(m[4]), int(m[5]))
    month = [i for i, name in enumerate(MONTHS) if m[7][:3] == name[:3]]
    return '%s-%02d-%02d' % (m[9], month[0] + 1, int(m[8])) if month else ''


def decode(raw):
    """UTF-8 where the bytes are, else what the page declares."""
    try:
        return raw.decode('utf-8-sig')
    except UnicodeDecodeError:
        pass
    said = re.search(rb'charset\s*=\s*["\']?([\w-]+)', raw[:4096])
    name = said[1].decode().lower() if said else 'cp1252'
    name = {'gb2312': 'gb18030', 'gbk': 'gb18030', 'big5': 'big5hkscs',
            'iso-8859-1': 'cp1252'}.get(name, name)
    try:
        return raw.decode(name, 'replace')
    except LookupError:
        return raw.decode('cp1252', 'replace')


def spaced(text):
    return re.sub(r'\s+', ' ', text or '').strip()


def address(base, href):
    try:
        return urllib.parse.urljoin(base, href.strip().replace('\\', '/'))
    except ValueError:
        return ''


class Page:
    """items: dicts of title, href, url, date in the order of the page; record[i] and link[i]
    belong to items[i]."""

    def __init__(self, name, text, base, items, court):
        self.name, self.base, self.items, self.court = name, base, items, court
        self.now = None
        parser = html.HTMLParser(encoding='utf-8', huge_tree=True)
        self.tree = html.document_fromstring(text.encode(), parser=parser)
        self.find()

    def copy(self):
        other = copy.copy(self)
        other.items = [dict(x) for x in self.items]
        other.tree = copy.deepcopy(self.tree)
        other.find()
        return other

    def places(self, links):
        """What a notice's address may be called -> indices of the links that lead there."""
        at = {}
        for k, link in enumerate(links):
            href = link.get('href').strip()
            if not href or href.startswith('#'):
                continue
            tail = re.sub(r'^(\.\.?/)+', '', href.replace('\\', '/')).lstrip('/')
            names = {('href', href), ('url', address(self.base, href))}
            names |= {('tail', tail)} if len(tail) > 4 else set()
            for name in names:
                at.setdefault(name, []).append(k)
        return at

    def links_of(self, item, at):
        if item.get('href') and not self.court:
            return at.get(('href', item['href'].strip()), [])
        url = item.get('url') or ''
        found = at.get(('url', url), [])
        for m in [] if found else re.finditer('/', url):
            found = found or at.get(('tail', url[m.end():]), [])
        return found

    def find(self):
        """Fills link and record; `whole` tells whether every notice was found, `alike` that
        the records are neighbours of one kind."""
        links = [x for x in self.tree.iter('a') if x.get('href')]
        at, next_one, self.link = self.places(links), 0, []
        for item in self.items:
            here = self.links_of(item, at)
            here = [k for k in here if k >= next_one] + [k for k in here if k < next_one]
            named = [k for k in here if spaced(links[k].text_content())]
            found = (named or here or [None])[0]
            self.link.append(None if found is None else links[found])
            next_one = next_one if found is None else found + 1
        inside = {}
        for x in self.link:
            while x is not None:
                inside[x] = inside.get(x, 0) + 1
                x = x.getparent()
        self.record = []
        for x in self.link:
            while x is not None and x.getparent() is not None and inside[x.getparent()] == 1:
                x = x.getparent()
            self.record.append(x)
        ups = {x.getparent() for x in self.record if x is not None}
        self.whole = bool(self.items) and None not in self.link and len(set(self.link)) == len(self.link)
        self.alike = (self.whole and len(self.items) > 1 and len(ups) == 1 and
                      len({x.tag for x in self.record}) == 1 and self.record[0].tag != 'a')
        self.holder = self.record[0].getparent() if self.alike else None
        if self.alike and self.others() > len(self.items) // 5 + 2:
            self.alike, self.holder = False, None

    def others(self):
        """Neighbours of the records that hold links, too: parts of the same notices."""
        own = set(self.record)
        return sum(1 for x in self.holder if isinstance(x.tag, str) and x not in own and
                   (x.tag == 'a' or x.find('.//a') is not None))

    def date_text(self, i):
        """Where the record's date stands: (element, 'text' or 'tail', match); None."""
        want = self.items[i].get('date')
        if not want or self.record[i] is None:
            return None
        for x in self.record[i].iter():
            if not isinstance(x.tag, str):
                continue
            for part in ('text', 'tail'):
                if part == 'tail' and x is self.record[i]:
                    continue
                m = DAY.search(getattr(x, part) or '')
                if m and day_of(m) == want[:10]:
                    return x, part, m
        return None

    def dates(self):
        """Of all records; None where one of them has no date of its own or has it in its
        title."""
        all = [self.date_text(i) for i in range(len(self.items))] if self.whole else [None]
        if None in all:
            return None
        for (x, part, _), link in zip(all, self.link):
            at = x if part == 'text' else x.getparent()
            if at is link or link in at.iterancestors():
                return None
        return all

    def text(self):
        return '<!DOCTYPE html>\n' + html.tostring(self.tree, encoding='unicode')

    def save(self, folder, text):
        kind = 'courts' if self.court else 'list'
        for sub in (kind, 'truth'):
            os.makedirs(os.path.join(folder, sub), exist_ok=True)
        with open('%s/%s/%s.html' % (folder, kind, self.name), 'w') as f:
            f.write(text)
        if self.court:
            truth = [{'case_names': x['title'], 'case_dates': x.get('date') or '',
                      'download_urls': x['url'], 'date_filed_is_approximate': not x.get('date')}
                     for x in self.items]
            out = '%s/courts/%s.compare.json' % (folder, self.name)
        else:
            truth = {'file': 'list/%s.html' % self.name, 'base_url': self.base, 'site': 'changed',
                     'items': self.items}
            out = '%s/truth/%s.json' % (folder, self.name)
            if self.now:
                truth['now'] = self.now
        with open(out, 'w') as f:
            json.dump(truth, f, ensure_ascii=False)


def addresses(folder):
    try:
        with open(os.path.join(folder, 'INDEX.tsv'), encoding='utf-8') as f:
            rows = [line.rstrip('\n').split('\t') for line in f]
    except OSError:
        return {}
    return {r[0]: r[2] for r in rows if len(r) > 2}


def read(path):
    with open(path, 'rb') as f:
        return decode(f.read())


def load_truth(folder):
    index = addresses(folder)
    for name in sorted(os.listdir(os.path.join(folder, 'truth'))):
        if not name.endswith('.json'):
            continue
        with open(os.path.join(folder, 'truth', name)) as f:
            v = json.load(f)
        if not v.get('items') or not v['file'].endswith(('html', 'htm')):
            continue
        base = v.get('base_url') or v.get('url') or index.get(v['file'], '')
        items = [{k: x.get(k) for k in ('title', 'href', 'url', 'date')} for x in v['items']]
        yield name[:-5], os.path.join(folder, v['file']), base, items, False


def load_courts(folder):
    index = addresses(folder)
    for name in sorted(os.listdir(os.path.join(folder, 'courts'))):
        if not name.endswith('.compare.json'):
            continue
        with open(os.path.join(folder, 'courts', name)) as f:
            v = json.load(f)
        items, seen = [], set()
        for x in v:
            if x['download_urls'] in seen:
                continue
            seen.add(x['download_urls'])
            rough = x.get('date_filed_is_approximate')
            items.append({'title': x['case_names'], 'url': x['download_urls'],
                          'date': None if rough else x.get('case_dates')})
        file = 'courts/%s.html' % name[:-len('.compare.json')]
        base = index.get(file, '')
        if items and not base.startswith('http'):
            base = '/'.join(items[0]['url'].split('/')[:3]) + '/'
        if items:
            yield name[:-len('.compare.json')], os.path.join(folder, file), base, items, True


def load_plain(folder):
    """NAME.html with NAME.txt: base, then title, address and day."""
    for name in sorted(os.listdir(folder)):
        page = os.path.join(folder, name[:-4] + '.html')
        if not name.endswith('.txt') or not os.path.exists(page):
            continue
        with open(os.path.join(folder, name)) as f:
            base, *rows = f.read().rstrip('\n').split('\n')
        rows = [(r.split('\t') + ['', ''])[:3] for r in rows]
        yield name[:-4], page, base, [{'title': t, 'href': None, 'url': u or None,
                                       'date': d or None} for t, u, d in rows], False


def load(folder):
    """All pages under a folder, in whichever of the three forms."""
    for root, folders, _ in sorted(os.walk(folder)):
        forms = [load_plain(root)]
        forms += [load_truth(root)] if 'truth' in folders else []
        forms += [load_courts(root)] if 'courts' in folders else []
        for form in forms:
            for name, path, base, items, court in form:
                text = read(path)
                if not any(word in text[:1000] for word in ('<rss', '<?xml', '<datastore', '{"')):
                    yield Page(name, text, base, items, court)
