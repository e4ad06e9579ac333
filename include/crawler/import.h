/* From the list that an office keeps to portals and columns: headings by their many names,
 * update periods in words, one outcome for every row. Pure; portal-file.h writes it down. */
#ifndef CRAWLER_IMPORT_H
#define CRAWLER_IMPORT_H

#include "crawler/portal-file.h"
#include "crawler/sheet.h"

struct import_row {
	int number;	 /* in the sheet */
	bool refused;
	const char *text; /* why refused, or remarks; "" */
	size_t portal;	 /* index; SIZE_MAX where refused */
	size_t column; /* index in the portal; SIZE_MAX of a row about the portal alone */
	int same_as;	 /* row that said the same before; 0 */
};

struct import {
	int heading; /* number of the heading row */
	struct import_row *rows;
	size_t nrows;
	struct portal_entry *portals;
	bool *home_stated; /* by portal: the sheet says the home page, it was not derived */
	size_t nportals;
	const char *ignored; /* headings that mean nothing to us, ", " between */
};

/* errors  ERR_SYNTAX where no row looks like headings, saying which are known */
int import_sheet(
	const struct sheet *s, struct import *out, struct arena *a, struct err *e);

/* A period in words as a rule of one line: "每周三" -> {kind: weekly, weekday: wed}. Appends
 * nothing for words that promise no number (及时, 动态, 不定期). False: not understood. */
bool import_period(struct str words, struct buf *rule);
/* 动态要闻 -> "news"; "" for an empty text; NULL: not understood. */
const char *import_class(struct str words);

/* Headings of an empty sheet, in order, NULL at the end, and one example row. */
extern const char *const import_headings[];
extern const char *const import_example[];

#endif
