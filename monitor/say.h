/* The stable tokens of the store in a reader's words: verdicts, refusals of the gate,
 * what the history of an incident says. What no row knows comes
 * back as it is. */
#ifndef MONITOR_SAY_H
#define MONITOR_SAY_H

#include "crawler/pages.h"
#include "monitor/incident.h"
#include "monitor/lang.h"

const char *say_verdict(int verdict, enum lang l);
/* A reason or cause: "http-404". */
struct str say_reason(struct str token, enum lang l);
struct str say_gate(struct str token, enum lang l);
const char *say_notice_state(int state, enum lang l);
/* Kind of a message: "digest". */
struct str say_message(struct str kind, enum lang l);
/* listing.why: how a list was found, or why none was. */
void say_list(struct buf *b, struct str why, enum lang l);
/* What happened, in words: "new notice"; the kind as it is where no row knows it. */
struct str say_event_kind(const struct event *x, enum lang l);
/* What an event tells beside its kind and subject: what changed, from what to what, why a
 * column was not understood. Adds nothing where there is nothing to tell. */
void say_event(struct buf *b, const struct event *x, enum lang l);
/* What happened, and its text: "not told, because" and "inhibited by #12". */
struct str say_entry_what(struct str what, enum lang l);
struct str say_entry_text(const struct incident_entry *x, enum lang l, struct arena *a);
/* What a person said besides: ", unit, person, until 2026-11-19 00:00"; "". */
struct str say_entry_more(const struct incident_entry *x, const struct zone *z, enum lang l,
	struct arena *a);
/* "16 days since, limit 14 days": the facts of a finding or incident worth a line. */
void say_facts(struct buf *b, const struct pair *facts, size_t n, enum lang l);
/* Label of one kind of evidence: "measurement". */
const char *say_evidence(struct str kind, enum lang l);

#endif
