/* Who is told, and when: pure functions of the configuration, the calendar and a time.
 *
 * Portal down, platform down, withdrawal, hijacking, our own line and a stopped crawler are
 * told at once (after group_wait), also in quiet hours unless the route says
 * `quiet: always`. Everything else waits for the digest of its receiver at the set hour of
 * the next working day (`digest: none`: for the end of the quiet hours only). What concerns the
 * installation goes to the operator alone. Without routes everything goes to the operator;
 * with routes, what matches none goes to nobody, and that is recorded. */
#ifndef MONITOR_ROUTING_H
#define MONITOR_ROUTING_H

#include "crawler/calendar.h"
#include "crawler/config.h"
#include "crawler/pages.h"
#include "monitor/alerts.h"

struct route_target {
	const char *receiver;
	const struct route_config *route; /* NULL: by default, not by a route */
};
#define TARGETS_MAX 64

/* What a route is compared with. */
struct route_subject {
	struct str portal, column, unit, kind, severity;
	const struct portal_config *portal_config; /* for tags; NULL */
	const struct column_config *column_config; /* NULL */
};

struct route_subject route_subject_of(const struct config *c, const struct incident *i);
bool route_matches(const struct route_config *r, const struct route_subject *s);
/* Receivers of an incident, each once, at most TARGETS_MAX; 0: nobody. */
size_t routing_targets(const struct config *c, const struct incident *i,
	struct route_target out[TARGETS_MAX]);
/* Receivers that subscribed to an event (`tell:` with `match:`). */
size_t routing_event_targets(const struct config *c, const struct event *x,
	struct route_target out[TARGETS_MAX]);
/* Receivers whose digest mentions that a column was read for the first time. */
size_t routing_baseline_targets(const struct config *c, const struct event *x,
	struct route_target out[TARGETS_MAX]);
/* Receiver for what concerns the installation; NULL: there is none. */
const char *routing_operator(const struct config *c);
bool routing_immediate(struct str kind); /* of incident, or event */

struct rhythm {
	const char *digest, *quiet;
	bool quiet_always;
	int64_t group_wait_ms, group_interval_ms, repeat_ms;
};
/* Of a route, with what it leaves open taken from the configuration. r may be NULL. */
struct rhythm routing_rhythm(const struct config *c, const struct route_config *r);

/* The last digest hour at or before now_ms, of a working day. "HH:MM", "" is 08:30. */
int64_t digest_slot(const char *digest, const struct calendar *cal, const struct zone *z,
	int64_t now_ms);
int64_t digest_next(const char *digest, const struct calendar *cal, const struct zone *z,
	int64_t now_ms);
/* Whether now lies in the quiet hours "18:00-08:30", or on a free day; *until_ms is their
 * end. "" is never quiet. */
bool is_quiet(const char *quiet, const struct calendar *cal, const struct zone *z,
	int64_t now_ms, int64_t *until_ms);
/* When something of that kind is to go out; 0: with the digest. */
int64_t routing_due(const struct rhythm *r, bool immediate, const struct calendar *cal,
	const struct zone *z, int64_t now_ms, int64_t last_of_group_ms);
/* After how long an open problem is told again; 0 never. What goes by digest is repeated
 * seven times more rarely: a list that is the same every day is not read. */
int64_t routing_repeat_ms(const struct rhythm *r, bool immediate);

#endif
