/* Columns as OPML, the file that feed readers exchange: plain feeds, and pages read by
 * XPath or by paths in JSON with the attributes of FreshRSS (namespace
 * https://freshrss.org/opml, types "rss", "HTML+XPath", "XML+XPath", "JSON+DotNotation").
 * What FreshRSS has no word for (next page, clean-up expressions, class, id) stands in
 * attributes of our own, which others ignore, so that export and import lose nothing. */
#ifndef CRAWLER_OPML_H
#define CRAWLER_OPML_H

#include "crawler/config.h"
#include "crawler/import.h"

#define OPML_COLUMNS_MAX 20000

/* Is it OPML by its root element? */
bool opml_looks_like(struct str text);

/* Every outline with an address is a row: accepted as a column of the portal of its host,
 * or refused with the reason. No DTD is read.
 *   errors  ERR_SYNTAX where it is no OPML */
int opml_read(struct str text, struct import *out, struct arena *a, struct err *e);

/* All columns of the configuration with an address; one outline per portal around them.
 * CSS selectors are written as XPath. */
void opml_write(const struct config *c, struct buf *out);

#endif
