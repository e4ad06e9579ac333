/* Shared by the files that make a message. */
#ifndef MONITOR_MESSAGE_PART_H
#define MONITOR_MESSAGE_PART_H

#include "message-doc.h"
#include "monitor/message.h"

/* Member of a JSON object as text. */
static inline struct str text_of(const struct jval *v, const char *key)
{
	return jval_str(jval_get(v, key));
}

/* 2026-09-24 09:30 of an RFC 3339 time; none stays none. */
struct str when_of(const struct jval *v, const char *key, struct arena *a);
/* "portal / column" by name, else by id. */
struct str where_of(const struct jval *part, enum lang l, struct arena *a);
/* What a stable token means for people: "http-404" -> "404, page not found". */
const char *reason_text(struct str token, enum lang l);
/* "new" "changed" ... of an event, in words. */
const char *event_text(struct str kind, enum lang l);

/* Appends the bytes of base64 text to out; false: it is none. */
bool base64_read(struct str s, struct buf *out);

void part_incident(struct doc *d, const struct jval *incident, size_t number, struct arena *a);
void part_event(struct doc *d, const struct jval *event, size_t number, struct arena *a);

#endif
