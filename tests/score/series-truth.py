#!/usr/bin/env python3
"""What the lists of the series hold, found apart from the program: by lxml and a selector that
a person wrote for each layout after looking at the pages.

    series-truth.py CORPUS/series > truth.tsv

Rows:  S name   V file time address   I address title
A part is held out: series whose name's CRC-32 is odd were not looked at while the compare was
worked on (score-series says which).
"""
import csv
import pathlib
import re
import sys
import urllib.parse
import zlib

import lxml.html

# series: (folder, address, [xpath that finds the links; the first that finds any is used])
SERIES = {
    'mohfw-updates': ('datameet-mohfw', 'https://www.mohfw.gov.in/',
                      ["//*[contains(@class,'update-box')]//a[@href]"]),
    'mohfw-papers': ('datameet-mohfw', 'https://www.mohfw.gov.in/',
                     ["//*[contains(@class,'tab-content')]//li//a[contains(@href,'.pdf')]"]),
    'minnag': ('juriscraper-minnag_example', 'https://www.ag.state.mn.us/Office/Opinions/',
               ["//div[@id='op']/p/a[@href]"]),
    'miss': ('juriscraper-miss_example', 'https://courts.ms.gov/Images/HDList/SCT.html',
             ["//td/b/a[@href]", "//b//a[contains(@href,'sendPDF') or contains(@href,'pdf')]"]),
    'mo': ('juriscraper-mo_example', 'https://www.courts.mo.gov/page.jsp?id=12086',
           ["//a[contains(@href,'file.jsp?id=')][not(contains(., 'Overview'))]"]),  # one an item
    'olc': ('juriscraper-olc_example', 'https://www.justice.gov/olc/opinions',
            ["//span[contains(@class,'tablesaw-cell-content')]//a[contains(@href,'download')]",
             "//h2[contains(@class,'opinion-title')]//a"]),
    'la': ('juriscraper-la_example', 'https://www.lasc.org/news_releases/2014/index.asp',
           ["//a[contains(@href,'.opn.') or contains(@href,'.OPN.')]"]),
}


def versions(folder):
    with open(folder / 'MANIFEST.tsv', encoding='utf-8') as f:
        rows = [r for r in csv.DictReader(f, delimiter='\t') if (folder / r['file']).exists()]
    return sorted(rows, key=lambda r: r['date'])


def links(path, base, xpaths):
    tree = lxml.html.fromstring(path.read_bytes())
    for x in xpaths:
        found = tree.xpath(x)
        if found:
            break
    out = []
    for a in found:
        href = re.sub(r'[\t\r\n]', '', a.get('href').strip()).replace('\\', '/')
        title = ' '.join(a.text_content().split())
        if href and not href.startswith(('#', 'javascript:', 'mailto:')):
            out.append((urllib.parse.urljoin(base, href), title))
    return out


def main():
    top = pathlib.Path(sys.argv[1])
    for name, (folder, base, xpaths) in SERIES.items():
        print('S\t%s\t%s' % (name, 'held-out' if zlib.crc32(name.encode()) % 2 else 'tuned'))
        for r in versions(top / folder):
            print('V\t%s/%s\t%s\t%s' % (folder, r['file'], r['date'], base))
            for url, title in links(top / folder / r['file'], base, xpaths):
                print('I\t%s\t%s' % (url, title.replace('\t', ' ')))


if __name__ == '__main__':
    main()
