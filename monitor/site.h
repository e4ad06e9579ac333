/* A static site of what is known of notices: any web server can show it, and a browser can
 * open it from the disk. No scripts, nothing from elsewhere, links relative.
 *
 *	DIR/index.html			  columns, what happened last
 *	DIR/PORTAL/COLUMN/index.html	  its notices, newest first; 2.html, 3.html ...
 *	DIR/PORTAL/COLUMN/HASH.html	  a notice: its last text, versions, events
 *	DIR/PORTAL/COLUMN/HASH-SEQ.html	  a version beside the one before
 *
 *	DIR/.portalwatch-site		  the names of all these
 *
 * A file appears whole. What an earlier call made and this one did not is deleted where it
 * still says that portalwatch made it, and so are the folders that this leaves empty; nothing
 * else in DIR is touched. */
#ifndef MONITOR_SITE_H
#define MONITOR_SITE_H

#include "crawler/pages.h"
#include "monitor/report.h"

#define SITE_PER_PAGE 100	/* notices on one page of a column */
#define SITE_VERSIONS_MAX 50	/* of one notice, the newest */
#define SITE_EVENTS_MAX 200	/* on the first page */
#define SITE_TEXT_MAX ((size_t)256 << 10) /* bytes of a text shown or compared */

/* Where the pages go, and which have been written. */
struct site_out {
	const struct report_ask *ask;
	const char *dir;
	struct buf made; /* their names below dir, a line each */
};

/* One page under way. */
struct site_page {
	const struct report_ask *ask;
	struct buf b;
};

#define SITE_MADE "<meta name=\"generator\" content=\"portalwatch\">" /* in the first bytes */
#define SITE_MADE_WITHIN 256

/* Begins a page; up is the way to the first page ("" there, "../../" elsewhere). */
void site_begin(struct site_page *p, const struct report_ask *ask, struct str title,
	const char *up);
/* Ends it and writes DIR/way/name; way "" or "PORTAL/COLUMN/". */
int site_end(struct site_page *p, struct site_out *o, const char *way, const char *name,
	struct err *e);
/* When all is written: deletes what was made before and is none of it.
 *   errors  ERR_IO; what cannot be deleted stays on the list for the next time */
int site_sweep(struct site_out *o, struct err *e);
/* A time or day in the reader's zone; "-" for none. */
void site_time(struct site_page *p, int64_t ms);
void site_day(struct site_page *p, int32_t day);
void site_cell(struct site_page *p, struct str text);
/* State and kind of event in the reader's language. */
const char *site_state(enum lang l, int state);
const char *site_event(enum lang l, struct str kind);

/* Name of a notice's files without ending. */
#define SITE_HASH 33
const char *site_hash(char out[SITE_HASH], struct str identity);
/* The notice's own pages, in DIR/way. */
int site_notice(struct site_out *o, const char *way, const struct notice *n, struct err *e);
/* A title as text of a page or link, kept apart from the direction of what is around it;
 * words that say so where there is none. */
void site_title(struct site_page *p, struct str title);

/* Writes all of it.  errors  of the stores, ERR_IO */
int site_write(struct report_ask *ask, const char *dir, struct err *e);

#endif
