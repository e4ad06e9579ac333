/* Order of dates for rule `sequence`: published before it takes effect. */
#ifndef SEQUENCE_DATES_H
#define SEQUENCE_DATES_H

#include "monitor/rule.h"

/* The notices of a year whose pages state a date by the expression `until` (groups year,
 * month, day): each was published before it. On the day itself is a warning. */
int sequence_dates(const struct rule_input *in, struct finding *f, struct err *e);

#endif
