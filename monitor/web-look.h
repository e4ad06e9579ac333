/* What one process of the web role finds out for all others, in memory that they share: the state
 * of every column. Judging tens of thousands of columns takes a second; a page reads the outcome. */
#ifndef MONITOR_WEB_LOOK_H
#define MONITOR_WEB_LOOK_H

#include "web.h"

/* Shared memory for the columns of c.  errors  ERR_IO no memory */
int web_look_new(const struct config *c, struct web_look **out, struct err *e);
void web_look_free(struct web_look *look); /* NULL is fine */
/* Judges every column as of now_ms.  errors  of the stores */
int web_look_all(const struct web *w, struct web_look *look, int64_t now_ms, struct err *e);

#endif
