/* The next year's duty file: what recurs goes on, what was due once stays behind. */
#ifndef MONITOR_DUTY_NEXT_H
#define MONITOR_DUTY_NEXT_H

#include "crawler/config.h"

/* YAML of the document's recurring duties for `year`: the year in title and in whole dates
 * moves on, quotes stay those of the document they were taken from. Returns how many. */
size_t duty_next_year(const struct duty_document *doc, int year, struct buf *b);

#endif
