/* Reports: tables made from the store at one time, written in several forms.
 *
 * A kind of report is one file report-NAME.c with one const struct and one line in the table
 * of report.c. It fills a `struct report`: sections of typed cells, in the reader's language;
 * the writers (text, CSV, HTML, XLSX) know nothing of the kinds. JSON has fixed member names
 * and is written by the kind itself. */
#ifndef MONITOR_REPORT_H
#define MONITOR_REPORT_H

#include "base/arena.h"
#include "crawler/calendar.h"
#include "crawler/config.h"
#include "crawler/store.h"
#include "monitor/lang.h"

/* Colour is never alone: a tone comes with a sign and a word. */
enum tone { TONE_NONE, TONE_GOOD, TONE_WARN, TONE_BAD, TONE_GREY };

enum cell_type {
	CELL_TEXT, CELL_NUMBER, CELL_DAY, CELL_TIME, CELL_LINK, CELL_TREND,
	CELL_BENEATH, /* first of its row: a line of its own under the row before, only where
			 report_ask.lines is set */
};

struct cell {
	enum cell_type type;
	enum tone tone;
	struct str text; /* CELL_TEXT, CELL_LINK, CELL_BENEATH: what is shown */
	struct str url;	 /* CELL_LINK */
	bool local;	 /* url is a path of the server that shows the page; never put away */
	double number;
	bool absent;	 /* shown as nothing */
	int32_t day;	 /* CELL_DAY */
	int64_t ms;	 /* CELL_TIME */
	const int32_t *trend; /* CELL_TREND: TREND_WEEKS counts, the last one up to now */
};

#define TREND_WEEKS 12

struct spool;

/* What is known of a column of cells: any value, and the type of the first. */
struct section_column {
	bool any;
	enum cell_type first;
};

struct section {
	struct str title, intro; /* none: no heading, no sentence */
	struct str *heads;
	size_t nheads;
	struct cell *cells; /* of the last rows, row by row, nheads each */
	size_t nrows, cap;
	struct spool *spool; /* the rows before them; NULL: none was put away */
	size_t nput;
	struct section_column *columns; /* of the rows put away */
	struct str empty;   /* said instead of a table without rows */
	struct str svg;	    /* drawn above the table in HTML; none */
	bool by_hand;	    /* columns without any value are filled in with a pen */
	bool drop_empty;    /* HTML leaves columns without any value out */
};

struct report {
	struct str title;
	struct str *lines; /* under the title: period, scope, marks */
	size_t nlines, cap_lines;
	struct section *sections;
	size_t nsections, cap_sections;
	struct str *notes; /* at the end: the accounting method, gaps, guesses */
	size_t nnotes, cap_notes;
};

/* Takes a document piece by piece. */
struct report_taker {
	int (*take)(void *ctx, struct str piece, struct err *e);
	void *ctx;
};

/* A document on its way: while it is made, what is ready of it is put away. */
struct report_making {
	struct report *report; /* its sections; NULL: JSON is written */
	struct buf *json;
	struct arena row; /* of one item */
	struct arena *kept;
	bool ending; /* small pieces go as well */
	int rc;	     /* of the taker */
	struct err err;
};
#define REPORT_DRAIN ((size_t)64 << 10)

/* What is asked. */
struct report_ask {
	const struct config *config;
	const struct calendar *calendar;
	struct store_txn *pages, *alerts; /* alerts may be NULL: nothing was judged yet */
	int64_t now_ms;			  /* the report speaks of this time */
	int32_t from_day, to_day;	  /* period, both included; DAY_NONE: the kind's
					     usual one, which it may set here */
	enum lang lang;
	bool simulation;
	bool figures;			  /* the form shows drawings */
	bool lines;			  /* the form is text: it shows CELL_BENEATH */
	struct str top, style;		  /* HTML above the title, made by us, and its CSS; none */
	const char *const *subjects;	  /* PORTAL or PORTAL/COLUMN, NULL-terminated; NULL: all */
	const char *unit, *tag;		  /* patterns; NULL: any */
	const char *profile;		  /* of an inspection; NULL: the usual one */
	int sample;			  /* so many portals drawn by lot; 0: all */
	const char *seed;		  /* of the lot; NULL: "1" */
	bool *drawn;			  /* by place in the configuration; NULL: all */
	bool open_only;			  /* duties: what is still owed */
	struct arena *arena;		  /* holds what comes back */
	const struct report_taker *to;	  /* NULL: the document stays in the buffer */
	struct report_making *making;	  /* set by report_make */
	const char *worst;		  /* out: the worst state word met, for --fail-on */
	int worst_rank;
};

struct report_kind {
	const char *name;
	const char *title; /* English, a message id */
	bool of_period;	   /* speaks of a period, not only of one instant */
	bool at_end;	   /* of a period that is over: as it stood at its last moment */
	bool living;	   /* its facts are of its day, and no later ones correct them */
	bool tells_gaps;   /* lists the gaps in measuring itself */
	int (*build)(struct report_ask *ask, struct report *out, struct err *e);
	int (*json)(struct report_ask *ask, struct buf *out, struct err *e);
};

const struct report_kind *report_find(const char *name);
/* Names of all kinds, for messages. */
void report_names(struct buf *b);

/* Portal and column are asked for: subject, unit and tag. column NULL: any of the portal. */
bool report_covers(const struct report_ask *ask, const struct portal_config *p,
	const struct column_config *c);
/* Not everything is asked for. */
bool report_is_narrow(const struct report_ask *ask);
struct incident;
/* The portal or one of its columns is. */
bool report_covers_any(const struct report_ask *ask, const struct portal_config *p);
/* What the incident is about is: of nothing configured only where nothing is asked for. A
 * suspicion that was never confirmed is not. */
bool report_covers_incident(const struct report_ask *ask, const struct incident *i);
#define REPORT_SEED "1"
/* Draws the sample among the portals asked for: the same seed and portals give the same
 * lot, and a portal more or less moves no other. Called by report_make. */
void report_draw(struct report_ask *ask);
/* How many portals are asked for, before any lot is drawn. */
size_t report_portals(const struct report_ask *ask);
struct jw;
/* "sample": null, or {"asked","seed","drawn"}. */
void report_json_sample(struct jw *j, const struct report_ask *ask);
/* Notes that a state was met; --fail-on STATE holds when it or a worse one was. */
void report_met(struct report_ask *ask, const char *state, int rank);

/* "14 days" "6 months" "weekly wed": the number kept, the word in the reader's language. */
struct str report_limit(const struct report_ask *ask, struct str limit);

/* --- building --- */
void report_line(struct report *r, struct arena *a, struct str line);
void report_note(struct report *r, struct arena *a, struct str note);
/* heads: English message ids, NULL-terminated; translated here. */
struct section *report_section(struct report *r, struct report_ask *ask, const char *title,
	const char *const *heads);
/* A row of empty cells to be filled, nheads of them; what they point to lies in a or longer. */
struct cell *section_row(struct section *s, struct arena *a);
struct cell cell_text(struct str s);
struct cell cell_tone(struct str s, enum tone t);
struct cell cell_number(double v);
struct cell cell_day(int32_t day);  /* DAY_NONE: absent */
struct cell cell_time(int64_t ms);  /* 0: absent */
/* Shown as the four weeks before and the last four, 9 → 12, which no spreadsheet takes for a
 * date; in HTML drawn. */
struct cell cell_trend(const int32_t *weeks);
struct cell cell_link(struct str text, struct str url);
struct cell cell_local(struct str text, struct str path); /* HTML only */
struct cell cell_beneath(struct str line);

/* --- many rows ---
 * A kind that has a row for each of many things goes from one to the next:
 *
 *	report_item(ask); rows are made from ask->arena; rc = report_item_end(ask, rc, e);
 *
 * In between ask->arena is one that is emptied by report_item_end, which puts the rows of all
 * sections away, or hands on the JSON that is written. So what a report needs does not grow
 * with its rows.  errors  ERR_IO, ERR_FULL no room for a temporary file */
void report_item(struct report_ask *ask);
int report_item_end(struct report_ask *ask, int rc, struct err *e); /* rc where that is not 0 */
/* For the writers: hands on what is in b where that is enough. */
void report_drain(const struct report_ask *ask, struct buf *b);
/* kept: for what the section knows of itself. */
void section_put_away(struct section *s, struct arena *kept);
int section_error(const struct section *s, struct err *e); /* of what was put away */
void section_free(struct section *s); /* what was put away */

/* All rows of a section, in order. */
struct rows {
	const struct section *s;
	struct str rest;
	const char *left; /* what lies before was given back */
	size_t pending;
	struct cell *cells;
	int32_t (*trends)[TREND_WEEKS];
};
void rows_open(struct rows *r, const struct section *s, struct arena *a);
/* nheads cells that last until the next call, their text as long as the section; NULL: the
 * end. */
const struct cell *rows_next(struct rows *r);
/* First cell of the row that comes n after the next one; false: there is none. */
bool rows_peek(const struct rows *r, size_t n, struct cell *first);
size_t section_rows(const struct section *s);
struct section_column section_column(const struct section *s, size_t column);

/* --- writing ---  the zone is that in which times are shown */
void write_text(const struct report *r, const struct report_ask *ask, size_t columns,
	struct buf *b);
void write_csv(const struct report *r, const struct report_ask *ask, struct buf *b);
void write_html(const struct report *r, const struct report_ask *ask, struct buf *b);
#define SHEET_ROWS ((size_t)1048000) /* Excel: 1,048,576, heads and lines above them among it */
/* sheet_rows: what goes beyond them is on further sheets, each with its heads.
 *   errors  ERR_UNSUPPORTED not built in, ERR_IO no room for a temporary file */
int write_xlsx(const struct report *r, const struct report_ask *ask, size_t sheet_rows,
	struct buf *b, struct err *e);
const char *tone_sign(enum tone t);
/* The text of a cell as shown in text and CSV. */
void cell_show(const struct cell *c, const struct report_ask *ask, struct buf *b);

#endif
