/* Forms of dates: PHP's letters, which FreshRSS uses, and ours (%Y-%m-%d). Private to
 * opml*.c. */
#ifndef OPML_DATE_H
#define OPML_DATE_H

#include "base/str.h"

/* False where a letter has no counterpart; what was appended is then of no use. */
bool opml_date_from_php(struct str php, struct buf *ours);
void opml_date_to_php(struct str ours, struct buf *php);

#endif
