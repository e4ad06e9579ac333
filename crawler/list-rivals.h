/* What of a page speaks against a list because it could be the list itself. Shares of 0 to 1;
 * nothing is owned, nothing fails. Private to list-confidence.c and list-estimate.c. */
#ifndef LIST_RIVALS_H
#define LIST_RIVALS_H

#include "list-mine.h"

static inline double clamp(double x)
{
	return x < 0 ? 0 : x > 1 ? 1 : x;
}

#define RECORDS 50 /* looked at of a list */
#define PLACES 30  /* other readings looked at, best score first */

struct rivals {
	double score; /* of the best */
	size_t n;     /* three records or more each */
};

/* Other places that a person could take for the list: lists themselves, with dates where
 * this one has dates, and no pieces of this one. */
struct rivals rivals_of(const struct mine *m, const struct reading *r);
/* Score of the best other place, be it a list or not, as a share of this one's. */
double next_place(const struct mine *m, const struct reading *r);
/* One heading with a date over all records says little of each of them. */
bool one_date_for_all(const struct reading *r);
/* Share of the dated records of the page that stand in other lists than this one. */
double dated_elsewhere(const struct mine *m, const struct reading *r);
/* Share of the page's dates, those of menus and boxes apart, that stand outside of the
 * records. */
double dates_outside(const struct mine *m, const struct reading *r);
/* Share of records with another link that could be the title: a longer one, to elsewhere. */
double with_rivals(const struct mine *m, const struct reading *r);
/* A single record beside a place of nearly the same score that holds several. */
bool lone_record(const struct mine *m, const struct reading *r);
/* Boxes of dated notices beside this list, each as good a list as any: news, notices, tenders of
 * a front page. One for four of them. */
double boxes_beside(const struct mine *m, const struct reading *r);
/* One where the records of another list are dated, and those of this one are not. */
double dated_rival(const struct mine *m, const struct reading *r);

#endif
