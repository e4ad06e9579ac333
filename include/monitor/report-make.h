/* Making a document of a report: what `report` and the timetable share. */
#ifndef MONITOR_REPORT_MAKE_H
#define MONITOR_REPORT_MAKE_H

#include "monitor/report.h"

/* Forms of a document, and "xlsx" where libxlsxwriter is built in. */
bool report_format_known(const char *format);
#define REPORT_FORMATS "text, csv, json, html or xlsx"
const char *report_suffix(const char *format); /* "html" ... "txt" of text */
const char *report_mime(const char *format);

/* Begins reading both stores into ask, alerts NULL where nothing was judged yet. */
int report_begin(struct report_ask *ask, struct store *pages, struct store *alerts,
	struct err *e);
void report_end(struct report_ask *ask);

/* Appends the document to b, or hands it to ask->to piece by piece.
 *   columns  of the terminal for text; 0: as wide as it is
 *   mark     a sentence under the title; none
 *   errors   ERR_USAGE unknown form, ERR_UNSUPPORTED xlsx not built in, of the stores */
int report_make(struct report_ask *ask, const struct report_kind *k, const char *format,
	size_t columns, struct str mark, struct buf *b, struct err *e);

struct spool;
/* The same into a spool: a document of any size, of which little is held in memory. */
int report_make_spooled(struct report_ask *ask, const struct report_kind *k, const char *format,
	size_t columns, struct str mark, struct spool *out, struct err *e);

#endif
