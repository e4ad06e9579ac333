/* A static site of what is known of notices: any web server can show it, and a browser can
 * open it from the disk. No scripts, nothing from elsewhere, links relative.
 *
 *	DIR/index.html			  columns, what happened last
 *	DIR/PORTAL/COLUMN/index.html	  its notices, newest first; 2.html, 3.html ...
 *	DIR/PORTAL/COLUMN/HASH.html	  a notice: its last text, versions, events
 *	DIR/PORTAL/COLUMN/HASH-SEQ.html	  a version beside the one before
 *
 * A file appears whole. Files of notices that are not shown any more stay. */
#ifndef MONITOR_SITE_H
#define MONITOR_SITE_H

#include "crawler/pages.h"
#include "monitor/report.h"

#define SITE_PER_PAGE 100	/* notices on one page of a column */
#define SITE_VERSIONS_MAX 50	/* of one notice, the newest */
#define SITE_EVENTS_MAX 200	/* on the first page */
#define SITE_TEXT_MAX ((size_t)256 << 10) /* bytes of a text shown or compared */

/* One page under way. */
struct site_page {
	const struct report_ask *ask;
	struct buf b;
};

/* Begins a page; up is the way to the first page ("" there, "../../" elsewhere). */
void site_begin(struct site_page *p, const struct report_ask *ask, struct str title,
	const char *up);
/* Ends it and writes DIR/name. */
int site_end(struct site_page *p, const char *dir, const char *name, struct err *e);
/* A time or day in the reader's zone; "-" for none. */
void site_time(struct site_page *p, int64_t ms);
void site_day(struct site_page *p, int64_t date_ms);
void site_cell(struct site_page *p, struct str text);
/* State and kind of event in the reader's language. */
const char *site_state(enum lang l, int state);
const char *site_event(enum lang l, struct str kind);

/* Name of a notice's files without ending. */
#define SITE_HASH 33
const char *site_hash(char out[SITE_HASH], struct str identity);
/* The notice's own pages, in DIR/PORTAL/COLUMN. */
int site_notice(const struct report_ask *ask, const char *dir, const struct notice *n,
	struct err *e);

/* Writes all of it.  errors  of the stores, ERR_IO */
int site_write(struct report_ask *ask, const char *dir, struct err *e);

#endif
