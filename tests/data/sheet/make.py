#!/usr/bin/env python3
"""Workbooks for test-sheet.c, as Excel, WPS and hostile people write them. Run from the top:
python3 tests/data/sheet/make.py"""
import zipfile, os, struct, io
D = 'tests/data/sheet/'
NS = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
BOOK = f'{HEAD}<workbook {NS} {R}><workbookPr%s/><sheets>%s</sheets></workbook>'
RELS = (HEAD + '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="rId1" Type="t" Target="worksheets/sheet1.xml"/>'
    '<Relationship Id="rId2" Type="t" Target="/xl/worksheets/other.xml"/></Relationships>')
ONE = '<sheet name="A" sheetId="1" r:id="rId1"/>'

def write(name, parts, level=zipfile.ZIP_DEFLATED):
    with zipfile.ZipFile(D + name, 'w', level) as z:
        for path, text in parts.items():
            z.writestr(zipfile.ZipInfo(path, (2026, 1, 1, 0, 0, 0)), text, level)

def sheet(rows, merges=''):
    m = f'<mergeCells>{merges}</mergeCells>' if merges else ''
    return f'{HEAD}<worksheet {NS}><sheetData>{rows}</sheetData>{m}</worksheet>'

strings = ['网站名称', '网站标识码', '栏目名称', '网址', '更新周期', '平度市人民政府', '通知公告',
           'http://www.pingdu.gov.cn/tzgg/index.html', '每月']
sst = (f'{HEAD}<sst {NS}>' + ''.join(f'<si><t>{s}</t></si>' for s in strings) +
       '<si><r><t>环境</t></r><r><t xml:space="preserve">空气 </t></r><rPh sb="0" eb="1"><t>かん</t></rPh></si></sst>')
styles = (f'{HEAD}<styleSheet {NS}><numFmts count="1"><numFmt numFmtId="176" formatCode="yyyy&quot;年&quot;m&quot;月&quot;d&quot;日&quot;"/>'
          '</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs>'
          '<cellXfs><xf numFmtId="0"/><xf numFmtId="14"/><xf numFmtId="176"/></cellXfs></styleSheet>')
rows = ('<row r="1"><c r="A1" t="inlineStr"><is><t>清单</t></is></c></row>'
        '<row r="2">' + ''.join(f'<c r="{c}2" t="s"><v>{i}</v></c>' for i, c in enumerate('ABCDE')) + '</row>'
        '<row r="3"><c r="A3" t="s"><v>5</v></c><c r="B3"><v>3702830001</v></c><c r="C3" t="s"><v>6</v></c>'
        '<c r="D3" t="s"><v>7</v></c><c r="E3" t="s"><v>8</v></c><c r="F3" s="1"><v>43336</v></c>'
        '<c r="G3" s="2"><v>46289.5</v></c><c r="H3"><f>1+1</f><v>2.5</v></c><c r="I3" t="b"><v>1</v></c></row>'
        '<row r="4"><c r="C4" t="s"><v>9</v></c><c r="D4" t="str"><v>http://www.pingdu.gov.cn/air/</v></c>'
        '<c r="E4" t="s"><v>8</v></c></row>')
good = {'[Content_Types].xml': HEAD + '<Types/>', 'xl/workbook.xml': BOOK % ('', ONE),
        'xl/_rels/workbook.xml.rels': RELS, 'xl/sharedStrings.xml': sst, 'xl/styles.xml': styles,
        'xl/worksheets/sheet1.xml': sheet(rows, '<mergeCell ref="A1:I1"/><mergeCell ref="A3:A4"/><mergeCell ref="B3:B4"/>')}
write('good.xlsx', good)
hidden = dict(good)
hidden['xl/workbook.xml'] = BOOK % ('', '<sheet name="H" sheetId="1" state="hidden" r:id="rId1"/><sheet name="B" sheetId="2" r:id="rId2"/>')
hidden['xl/worksheets/other.xml'] = sheet('<row r="1"><c r="A1" t="inlineStr"><is><t>seen</t></is></c></row>')
write('hidden.xlsx', hidden)
mac = dict(good)
mac['xl/workbook.xml'] = BOOK % (' date1904="1"', ONE)
mac['xl/worksheets/sheet1.xml'] = sheet('<row r="1"><c r="A1" s="1"><v>41874</v></c></row>')
write('date1904.xlsx', mac)
bomb = dict(good)
bomb['xl/sharedStrings.xml'] = f'<sst {NS}><si><t>' + 'A' * (80 << 20) + '</t></si></sst>'
write('bomb.xlsx', bomb)
dtd = dict(good)
dtd['xl/sharedStrings.xml'] = ('<!DOCTYPE s [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">'
    '<!ENTITY x SYSTEM "file:///etc/passwd">]>' + f'<sst {NS}><si><t>&b;&x;</t></si></sst>')
write('doctype.xlsx', dtd)
bad = dict(good); bad['xl/worksheets/sheet1.xml'] = sheet(rows)[:-40]
write('cut.xlsx', bad)
write('nobook.xlsx', {'word/document.xml': '<x/>'})
order = dict(good); order['xl/worksheets/sheet1.xml'] = sheet('<row r="5"><c r="A5"><v>1</v></c></row><row r="2"><c r="A2"><v>1</v></c></row>')
write('order.xlsx', order)
open(D + 'damaged.xlsx', 'wb').write(open(D + 'good.xlsx', 'rb').read()[:900])
