/* Pieces that several reports share. */
#ifndef REPORT_PART_H
#define REPORT_PART_H

#include "monitor/freshness.h"
#include "monitor/report.h"

#include "base/out.h"
#include "crawler/pages.h"

struct incident;
struct span_figures;

/* 正常 临期 逾期 ... with sign and colour. */
struct cell report_state_cell(const struct report_ask *ask, int fresh_state);
struct str report_class_text(const struct report_ask *ask, int cls);
/* "fresh 3 · overdue 1" of counts by state. */
struct str report_state_counts(const struct report_ask *ask, const size_t *count);
/* Why it is a problem: status and reason, else the kind, in the reader's words. */
struct str report_cause_text(const struct report_ask *ask, const struct incident *i);
/* "KEY": {...} */
void span_json(struct jw *j, const char *key, const struct span_figures *f);

/* Why nothing was measured. */
struct str report_gap_text(const struct report_ask *ask, struct str why);
/* The gaps in measuring within the period (none: the last 30 days) as a note.
 *   errors  of the store */
int report_gaps(struct report *r, struct report_ask *ask, struct err *e);
/* The gaps of these days that began before the time of the report, at most 500. Days that
 * are DAY_NONE: the last 30 days.
 *   errors  of the store */
int report_each_gap(struct report_ask *ask, int32_t from_day, int32_t to_day, pages_gap_fn *fn,
	void *ctx, struct err *e);
/* How a kind counts, as notes in the language asked for. */
typedef void report_method_fn(struct report *r, const struct report_ask *ask, const void *ctx);
/* The end of every kind's JSON: "gaps": [{"from","to","why"}], of the same; "method": the
 * notes of `method`, in English. rc where that is not 0. */
int report_json_end(struct jw *j, struct report_ask *ask, int32_t from_day, int32_t to_day,
	report_method_fn *method, const void *ctx, int rc, struct err *e);
/* A bar for each of the 90 days up to `to`, for the first portals asked for: a section with
 * a drawing, for HTML. */
int report_bars(struct report *r, struct report_ask *ask, int32_t to, struct err *e);

/* The line that says what was asked for, where it is not all. */
void report_scope(struct report *r, struct report_ask *ask);

#endif
