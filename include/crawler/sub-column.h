/* Entries of a page by name, as the rule sub_columns asks for them: used by the crawler, which
 * looks at them, and by the rule. */
#ifndef CRAWLER_SUB_COLUMN_H
#define CRAWLER_SUB_COLUMN_H

#include "base/arena.h"
#include "crawler/config.h"

/* Text without blanks of any kind, its first 400 bytes; in a. */
struct str sub_column_packed(struct str text, struct arena *a);

/* A packed text bears a packed name: a name of four characters or more may stand within it, a
 * shorter one must be all of it. */
bool sub_column_bears(struct str text, struct str name);

/* Does a rule of the column, or of a duty that names it, ask for sub-columns? Duties count by
 * the column's id alone. So do the shipped profiles, of the columns
 * whose names they select (政府信息公开, 政务公开). */
bool config_sub_columns_asked(const struct config *c, const struct column_config *col);

/* Is the entry one of them? text as on the page. */
bool config_is_sub_column(const struct config *c, const struct column_config *col,
	struct str text, struct arena *a);

#endif
