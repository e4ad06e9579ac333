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
/* Label and value of a fact worth a line; NULL for the others. */
const char *fact_label(struct str key, enum lang l);
struct str fact_value(struct pair fact, enum lang l, struct arena *a);
/* "new" "changed" ... of an event, in words. */
const char *event_text(struct str kind, enum lang l);

/* What of a notice changed, by the detail of the event: "title, attachments". */
void part_changed(struct buf *b, const struct jval *detail, enum lang l);
/* A notice whose date lies far from the day on which it was seen first; NULL: another one. */
const char *far_text(const struct jval *detail, enum lang l);

#define TALLY_KINDS 4

/* What the parts of a message have in common, counted once. */
struct tally {
	size_t problems, warnings, expired, still, recovered, escalated, unstable, news, baselines;
	size_t nincidents, nevents;
	struct common {
		struct str kind, portal, where; /* none: several */
	} incidents, events;
	struct str portal; /* of both */
	size_t nsections; /* in which incidents stand */
	struct kind_count {
		struct str kind;
		size_t n;
	} kinds[TALLY_KINDS]; /* of incidents, in order of appearance */
	size_t nkinds;
};

/* Sections of a message in the order of their weight. */
enum part_section { SECTION_ESCALATED, SECTION_PROBLEM, SECTION_WARNING, SECTION_EXPIRED,
	SECTION_STILL, SECTION_RECOVERED, SECTION_NEWS, SECTION_BASELINE };
#define NSECTIONS (SECTION_BASELINE + 1)

enum part_section part_section_of(const struct jval *part, bool event);
struct tally tally_of(const struct message *m, struct arena *a);
/* Fills m's subject and headline. */
void message_subject(struct message *m, const struct tally *t);

void part_incident(struct doc *d, const struct jval *incident, size_t number, struct arena *a);
void part_event(struct doc *d, const struct jval *event, size_t number, struct arena *a);

#endif
