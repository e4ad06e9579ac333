/* What the pages of the web share: head and foot, cells, sections. */
#ifndef MONITOR_WEB_PAGE_H
#define MONITOR_WEB_PAGE_H

#include "web.h"

#include "crawler/pages.h"
#include "monitor/alerts.h"
#include "monitor/freshness.h"

/* Begins a page of that title. */
void web_page(struct web_turn *t, struct str title);
/* Writes it, with the way around above it and the policy that lets nothing else run. */
int web_page_end(struct web_turn *t);
/* The same of HTML that is whole already: a report. */
void web_html(struct web_turn *t);
/* Before a page is made: what stands above it. */
void web_frame(struct web_turn *t);

void web_line(struct web_turn *t, struct str line);
struct section *web_section(struct web_turn *t, const char *title, const char *const *heads);
struct cell *web_row(struct web_turn *t, struct section *s);
/* A section of HTML that was made here and is escaped: b is emptied. */
void web_raw(struct web_turn *t, const char *title, struct buf *b);
/* Two columns: a name and what is known; nothing where the value is empty. */
struct section *web_facts(struct web_turn *t, const char *title);
void web_fact(struct web_turn *t, struct section *s, const char *name, struct cell value);
/* "newer 2 / 7 older" below the last section. */
void web_pager(struct web_turn *t, size_t page, size_t pages);

struct str web_portal_name(const struct web_turn *t, struct str portal);
struct str web_column_name(const struct web_turn *t, struct str portal, struct str column);
/* Links below the base. */
struct cell web_portal_cell(const struct web_turn *t, struct str portal);
struct cell web_column_cell(const struct web_turn *t, struct str portal, struct str column);
struct cell web_notice_cell(const struct web_turn *t, struct str portal, struct str column,
	struct str identity, struct str title);
/* Of a notice's place in the store: 32 hex digits. */
struct str web_notice_key(const struct web_turn *t, struct str identity);
/* An address, leading to what is known of it. */
struct cell web_link_cell(const struct web_turn *t, struct str url, struct str text);
/* What a measurement gave: verdict, status (0: not said), reason where it says more. */
struct str web_outcome(const struct web_turn *t, int verdict, int status, struct str reason);
const struct zone *web_zone(const struct web_turn *t, struct str portal);

/* --- web-incident.c --- */
struct web_incidents {
	struct str portal, column, unit, subject, kind, severity; /* none: any */
	const char *state; /* a word; NULL: problems; "all"; "suspected" ... */
};
bool web_incident_fits(const struct web_turn *t, const struct web_incidents *x,
	const struct incident *i);
/* A section of them: the worst first, then the oldest; from..from+n of them. *all: how many fit.
 * Nothing at all where none does. */
int web_incident_list(struct web_turn *t, const struct web_incidents *x, const char *title,
	size_t from, size_t n, size_t *all);

/* Acknowledges one: a short writing transaction through the same function as `incidents ack`.
 *   errors  ERR_INVAL with the reason why it cannot be done, ERR_NOTFOUND, of the store */
int web_acknowledge(struct web_turn *t, uint64_t id, struct str by, struct str reason,
	struct incident *out);

/* --- web-event.c --- the last events of a portal or column (none: any), at most n of them, newest
 * first; looked for among the last `back` of all. In the arena. */
struct web_events {
	struct event *list;
	size_t n;
};
int web_events_last(struct web_turn *t, struct str portal, struct str column, size_t n,
	size_t back, struct web_events *out);
int web_event_list(struct web_turn *t, struct str portal, struct str column, size_t n);

/* --- pages, by the table in web.c --- */
#define X(name) int name(struct web_turn *t);
#include "web-pages.def"
#undef X

#endif
