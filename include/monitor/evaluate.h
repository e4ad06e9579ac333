/* Everything that is wrong with what is stored, at one time: the findings of all portals,
 * columns and links, in the order in which one explains the other (DESIGN 9: own line,
 * platform, portal, column, link). Reads only. */
#ifndef MONITOR_EVALUATE_H
#define MONITOR_EVALUATE_H

#include "monitor/freshness.h"

/* Incident kinds that are no rules of columns. */
#define KIND_OWN_LINE "own-line"
#define KIND_PLATFORM "platform-down"
#define KIND_PORTAL "portal-down"
#define KIND_AVAILABILITY "availability"
#define KIND_HOST "host-down"
#define KIND_LINK "broken-link"
#define KIND_WITHDRAWN "withdrawn"
#define KIND_HIJACKED "hijacked"
#define KIND_SHAPE "other-shape"
#define KIND_STOPPED "crawler-stopped"
#define KIND_GAP "gap"
#define KIND_UNMEASURED "unmeasured" /* of a column, or of a whole portal */
#define KIND_RECEIVER "receiver-failed"

/* Most of a column's notices are gone at once. */
#define EVENT_MIGRATED "column.migrated"
/* A notice.withdrawn that belongs to one, and is told with it. */
bool event_is_part(const struct event *x);

/* Subject of what concerns the installation itself. */
#define SUBJECT_SELF "installation"

/* Place in the chain of causes: smaller explains greater. */
enum cause_rank { RANK_SELF, RANK_PLATFORM, RANK_PORTAL, RANK_COLUMN, RANK_LINK };
int kind_rank(struct str kind);

struct evaluation {
	const struct config *config;
	struct store_txn *pages;
	struct store_txn *alerts; /* NULL: no ticks known, no reminders of manual duties */
	const struct calendar *calendar;
	int64_t now_ms;
	struct arena *arena;
	/* A daemon that began at this time after nothing had been measured for a while: what
	 * was not measured since is not judged for two of its intervals; 0. */
	int64_t cold_ms;
	struct findings out;
	bool silent; /* out: nothing was measured for a while */
};

/* errors  of the store */
int evaluate(struct evaluation *ev, struct err *e);

/* --- its parts, pure --- */

/* Availability of a week: shares of visits (DESIGN 9, 国办秘函〔2019〕19号 单项否决). */
struct availability {
	int64_t every_ms; /* between two visits; 0: an hour */
	struct visit_run run;
	union {
		struct visit_sum sum;
		struct {
			int32_t good, bad, uncounted, down; /* the same */
		};
	};
	double share; /* bad / (good + bad), 0 without any */
};
/* One measurement after the other. */
void availability_add(struct availability *a, int verdict, int64_t elapsed_ms,
	int64_t time_ms);
void availability_end(struct availability *a);
/* LEVEL_OK, LEVEL_WARN from 3 %, LEVEL_OVERDUE from 5 %; LEVEL_OK under 20 counted probes or five bad ones
 * and at most LEVEL_WARN under 100 (the official sample is 140 a week). */
int availability_level(const struct availability *a);
/* The same without the visits of outages that were told as such: one cause, one alert. */
int availability_level_untold(const struct availability *a);
/* enum finding_phase of a portal's present failure; 0: it is up. */
int portal_down_phase(const struct portal_state *p);

/* A portal that fails while its platform does, and afterwards too: what was measured since
 * the platform's end, in the order of time, is counted like a fresh failure. All zero first. */
struct down_again {
	int32_t nbad; /* since the last good one */
	int64_t from_ms, to_ms;
};
void down_again_add(struct down_again *x, const struct measure *m);
/* Three bad ones over 20 minutes, none good between. */
bool down_again_proven(const struct down_again *x);
/* Host of an absolute address, lower case as serialised; none where there is none. */
struct str address_host(struct str url);

#endif
