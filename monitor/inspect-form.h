/* The official form of one portal as rows of a section. */
#ifndef INSPECT_FORM_H
#define INSPECT_FORM_H

#include "inspect.h"

extern const char *const inspect_form_heads[];
/* A row for each indicator, with the heads above. */
void inspect_form_add(struct section *s, const struct report_ask *ask, const struct inspection *i);

#endif
