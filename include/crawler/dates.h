/* Dates as portals print them, found inside text and addresses.
 *
 *	2026-09-24  2026/9/24  2026.09.24  2026年9月24日  二〇二六年九月二十四日
 *	[09-24]  9月24日  (without a year)   24 2026-09 (day in a box of its own)
 *	24/09/2026  09/24/2026  24.09.2026  September 24, 2026  24 de septiembre de 2026
 *	24 listopada 2026  24 Kasım 2026  24 नवंबर 2026  24 พ.ย. 2569  24/11/2569
 *	今天 10:30  昨天  3小时前  5 days ago      民國109年1月2日  109.01.02 (in Taiwan)
 *	令和8年9月24日  R8.9.24 (in Japan)
 *
 * Full-width, Thai and Devanagari digits, full-width punctuation, U+2236 for the colon and
 * odd spaces count as their plain forms. A time of day after the date is read with it. A date
 * is credible from 1990 to the end of the year after now; years of Thailand (25xx) are read
 * behind the name of a month in Thai and where the day stands first.
 *
 * What one entry cannot say its list can: date_fix_list gives years to dates without one
 * and settles which of 03/04/2026 is the month, by the order of all entries. */
#ifndef CRAWLER_DATES_H
#define CRAWLER_DATES_H

#include "base/civil.h"
#include "base/str.h"

struct date_context {
	int64_t now_ms;		 /* 0: unknown, relative and year-less dates are not read */
	const struct zone *zone; /* of the portal; NULL: Asia/Shanghai */
	bool day_first;		 /* 03/04/2026 is 3 April (otherwise 4 March) */
	bool minguo;		 /* 109.01.02 counts from 1912 (always after 民國) */
	bool japan;		 /* R8.11.28 is a date */
	bool allow_yearless;	 /* 09-24 alone is a date */
	bool absolute;		 /* 3小时前 and 今天 are none */
};

struct date_found {
	int64_t ms;	 /* instant; for a day its 00:00 in the zone */
	int year, month, day;
	size_t at, n;	 /* where in the text, bytes, with its time of day */
	bool has_time;
	bool weak;	 /* from an address */
	bool yearless;	 /* year was guessed: the latest that is not in the future */
	bool ambiguous;	 /* day and month could change places */
	bool year_last;	 /* written d/m/y or m/d/y */
	bool day_was_first; /* of a year_last date: which order gave this reading */
	bool relative;	 /* 3小时前 */
	bool compact;	 /* 20260924: may be a number */
	bool sticky;	 /* set by the caller: pinned entry, its order means nothing */
	int hint_year;	 /* set by the caller for yearless ones: year in the address, 0 */
	struct date_clock { int h, m, s; } clock;
};

/* The first credible date in text; full ones go before year-less and compact ones.
 *   shape   UTF-8, only the first 64 KiB are read
 *   false   none; *out untouched */
bool date_find(struct str text, const struct date_context *c, struct date_found *out);

/* A day in an address: /2020/01/03/ t20200103_12 /art/2022/1/20/ /20200103/ (weak). */
bool date_from_url(struct str url, const struct date_context *c, struct date_found *out);
/* A year standing in an address as /2020/ /202001/ or in a day; 0 where there is none. */
int date_year_from_url(struct str url, const struct date_context *c);

/* Settles the dates of one list, in the order of the page; entries without a date have
 * ms 0. Years are given so that the list descends as far as possible and nothing lies in
 * the future; full dates and hint_year in the list are fixed points. */
void date_fix_list(struct date_found *list, size_t n, const struct date_context *c);

#endif
