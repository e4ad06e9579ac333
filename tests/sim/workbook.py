"""What an office expects of a workbook, looked for in every sheet of it."""
import io
import re
import xml.etree.ElementTree as ET
import zipfile

NS = '{http://schemas.openxmlformats.org/spreadsheetml/2006/main}'
REL = '{http://schemas.openxmlformats.org/officeDocument/2006/relationships}'
DATE = re.compile(r'\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?')
NOTES = ('说明', 'Notes')


def column_of(ref):
    n = 0
    for c in re.match('[A-Z]+', ref)[0]:
        n = n * 26 + ord(c) - 64
    return n


class Sheet:
    def __init__(self, z, at, name, path, date_styles, names):
        self.name, self.at = name, at
        self.xml = ET.fromstring(z.read(path))
        self.cells = {}
        self.kinds = {}
        for row in self.xml.iter(NS + 'row'):
            for c in row.iter(NS + 'c'):
                key = int(row.get('r')), column_of(c.get('r'))
                text = ''.join(t.text or '' for t in c.iter(NS + 't'))
                value, formula = c.find(NS + 'v'), c.find(NS + 'f')
                self.cells[key] = text if c.get('t') == 'inlineStr' else value.text if value is not None else ''
                self.kinds[key] = 'formula' if formula is not None else 'text' if c.get('t') in (
                    'inlineStr', 'str') else 'date' if c.get('s') in date_styles else 'number'
        pane = self.xml.find('.//%spane' % NS)
        self.frozen = int(pane.get('ySplit')) if pane is not None and pane.get('state') == 'frozen' else 0
        found = self.xml.find(NS + 'autoFilter')
        self.filter = found.get('ref') if found is not None else None
        self.titles = next((t for k, t in names if k == ('_xlnm.Print_Titles', str(at))), None)
        self.links = {h.get('ref') for h in self.xml.iter(NS + 'hyperlink')}
        setup = self.xml.find(NS + 'pageSetup')
        self.paper = (setup.get('paperSize'), setup.get('orientation')) if setup is not None else None


def sheets(data):
    with zipfile.ZipFile(io.BytesIO(data)) as z:
        if z.testzip() is not None:
            raise ValueError('the archive is damaged')
        book = ET.fromstring(z.read('xl/workbook.xml'))
        styles = ET.fromstring(z.read('xl/styles.xml'))
        days = {f.get('numFmtId') for f in styles.iter(NS + 'numFmt') if 'yy' in f.get('formatCode')}
        dates = {str(i) for i, x in enumerate(styles.find(NS + 'cellXfs')) if x.get('numFmtId') in days}
        names = [((d.get('name'), d.get('localSheetId')), d.text) for d in book.iter(NS + 'definedName')]
        targets = {r.get('Id'): r.get('Target') for r in ET.fromstring(z.read('xl/_rels/workbook.xml.rels'))}
        return [Sheet(z, i, s.get('name'), 'xl/' + targets[s.get(REL + 'id')], dates, names)
                for i, s in enumerate(book.iter(NS + 'sheet'))]


def table_faults(s):
    """Of a sheet with a table: the row that is filtered is its head."""
    m = re.fullmatch(r'A(\d+):([A-Z]+)(\d+)', s.filter)
    head, last, width = int(m[1]), int(m[3]), column_of(m[2])
    if s.frozen != head:
        yield 'frozen at row %d, its head is row %d' % (s.frozen, head)
    if not s.titles or not s.titles.endswith('!$%d:$%d' % (head, head)):
        yield 'printed titles: %s' % s.titles
    if any(not s.cells.get((head, c)) for c in range(1, width + 1)) or (head, width + 1) in s.cells:
        yield 'a head without a word'
    if last != max(r for r, _ in s.cells) or last == head:
        yield 'the filter ends at row %d' % last
    for (row, col), value in s.cells.items():
        if row <= head:
            continue
        ref = '%s%d' % (chr(64 + col) if col < 27 else '?', row)
        if s.kinds[row, col] == 'text' and DATE.fullmatch(value):
            yield '%s: a date as text, %s' % (ref, value)
        if s.kinds[row, col] == 'formula':
            yield '%s: a formula' % ref
        if s.kinds[row, col] == 'text' and re.match('https?://', value) and ref not in s.links and \
                s.cells.get((row - 1, col)) != value:
            yield '%s: an address that does not open' % ref


def faults(data):
    """Lines of what is wrong; none: all is well. No workbook is without a table or a word on it."""
    out, tables = [], 0
    for s in sheets(data):
        if s.paper != ('9', 'landscape'):
            out.append('%s: paper %s' % (s.name, s.paper))
        if s.filter:
            tables += 1
            out += ['%s: %s' % (s.name, f) for f in table_faults(s)]
        elif s.name not in NOTES and max(r for r, _ in s.cells) > 12:
            out.append('%s: many rows and no filter' % s.name)
    return out, tables


def texts(data):
    all_of_them = sheets(data)
    return [s.name for s in all_of_them] + [v for s in all_of_them for k, v in s.cells.items() if s.kinds[k] == 'text']
