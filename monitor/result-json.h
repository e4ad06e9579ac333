/* Results of fetching as JSON, for `probe` and the hidden verb `fetch`. */
#ifndef MONITOR_RESULT_JSON_H
#define MONITOR_RESULT_JSON_H

#include "base/out.h"
#include "crawler/job.h"

/* One object without its end: the caller may add members and closes it. z: of times. */
void result_json(struct jw *j, const struct result *r, const struct zone *z);
/* What the parser said, as the value of a key. */
void page_json(struct jw *j, const struct page *p, const struct zone *z);

#endif
