/* Pieces that several reports share. */
#ifndef REPORT_PART_H
#define REPORT_PART_H

#include "monitor/freshness.h"
#include "monitor/report.h"

#include "base/out.h"

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

#endif
