/* Numbers in texts, as Chinese reports write them. */
#ifndef RULE_NUMBER_H
#define RULE_NUMBER_H

#include "monitor/rule.h"

#define NUMBER_MAX 1e15

/* The number that `pattern` finds in the text (the first group set, else the whole match), 万 and 亿
 * behind it counted: "44.5万" is 445,000. *step is what its last digit is worth: 1,000.
 * False: none, or a broken pattern. */
bool number_find(const char *pattern, struct str text,
	double *out, double *step, struct err *e);

#endif
