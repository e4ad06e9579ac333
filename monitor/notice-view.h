/* A notice for programs: one JSON line (DESIGN 12), of the verb "notices" and of the web's API. */
#ifndef MONITOR_NOTICE_VIEW_H
#define MONITOR_NOTICE_VIEW_H

#include "base/civil.h"
#include "crawler/pages.h"

/* {"portal","column","title",...} and a line end. */
void notice_json(struct buf *b, const struct notice *n, const struct zone *z);

#endif
