/* Duties: what a document demands of portals and columns. A duty is a rule with a quote, a
 * unit and a document behind it; on the columns it names it is judged like their own. A
 * manual duty has no rule: a person decides, the program knows the day it is due. */
#ifndef MONITOR_DUTY_H
#define MONITOR_DUTY_H

#include "crawler/config.h"

/* Whether the duty is laid on the portal: the portal's own `duties:` or the installation's
 * name its document, and its `for:` (without one: the portal's own naming) covers it. */
bool duty_applies(const struct config *c, const struct portal_config *p,
	const struct duty_document *doc, const struct duty_config *d);
/* The year of one that is due once, the last year of one that its document ends; 0: it goes on. */
int duty_last_year(const struct duty_config *d);
/* Its last year is over: closed, never overdue. */
bool duty_is_closed(const struct duty_config *d, int year);
/* Owed in that year: due once in it, or recurring since its document's year. */
bool duty_is_live(const struct duty_config *d, int year);
/* Day a manual duty is due in a year: of the year for "MM-DD", else the day itself;
 * DAY_NONE where it has none. */
int32_t duty_due(const struct duty_config *d, int year);
/* A manual duty is told so many days before it is due, and again 10 days before. */
#define DUTY_REMIND_DAYS 30
#define DUTY_URGENT_DAYS 10
/* A person decides: it is manual, or it has a day (`due`) and none of its columns has an
 * address on this portal, such as accounts of new media without a feed. */
bool duty_by_hand(const struct duty_config *d, const struct portal_config *p);
bool duty_names_column(const struct duty_config *d, struct str column);

#endif
