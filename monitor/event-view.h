/* Events for programs: one JSON line (DESIGN 12), an entry of a feed. The verb "events" and
 * the web pages share them. */
#ifndef MONITOR_EVENT_VIEW_H
#define MONITOR_EVENT_VIEW_H

#include "crawler/pages.h"
#include "monitor/lang.h"

/* {"seq","time","kind",...} and a line end. */
void event_json(struct buf *b, const struct event *x, const struct zone *z);
/* The feed up to its first entry; "</feed>" ends it. subject: PORTAL, PORTAL/COLUMN or none. */
void event_atom_head(struct buf *b, struct str subject, int64_t updated_ms, enum lang l,
	const char *epoch, const struct zone *z);
/* Every entry has a content, as one without an address must (RFC 4287, 4.1.2). */
void event_atom(struct buf *b, const struct event *x, enum lang l, const char *epoch,
	const struct zone *z);

#endif
