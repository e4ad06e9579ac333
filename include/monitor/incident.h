/* The life of a finding: what becomes of an incident by one more judgement. Pure.
 *
 *	(new) --suspected--> SUSPECTED --confirmed--> OPEN --absent--> RESOLVED --again--> ...
 *	OPEN <--people--> ACKNOWLEDGED, IGNORED, EXEMPT, FALSE_ALARM (until a time)
 *	OPEN, RESOLVED --too many hard changes--> UNSTABLE --quiet--> OPEN or RESOLVED
 *
 * A number is kept for ever: what comes back is reopened. The outage starts at the first
 * failing measurement. Another cause or level is an update, never a second problem. While
 * something else explains it, it lives on but is not told; what is told in the end is
 * decided by routing.h. */
#ifndef MONITOR_INCIDENT_H
#define MONITOR_INCIDENT_H

#include "monitor/rule.h"

enum tell { TELL_NOTHING, TELL_PROBLEM, TELL_UPDATE, TELL_RECOVERY, TELL_UNSTABLE, TELL_STABLE,
	TELL_EXPIRED /* what a person decided has come to its end */ };
const char *tell_word(int tell); /* "problem" ...; "" for nothing */

struct step_context {
	int64_t now_ms;
	uint64_t explained_by; /* active incident that explains this one, 0 none */
	int64_t explained_end_ms; /* when the one that explained it was resolved, 0 */
	bool unproven;		  /* since then it has not failed often enough to be told */
	const char *retired;   /* the subject is judged no more: why; NULL */
};

#define STEP_ENTRIES 6
struct incident_step {
	struct incident_entry entries[STEP_ENTRIES];
	size_t nentries;
	int tell;     /* enum tell */
	bool changed; /* must be written */
};

/* Moves *i by one judgement. f NULL or LEVEL_OK: the finding is absent. A new incident
 * is all zero but for kind and subject, and stays state 0 where there is nothing to begin.
 * Text is made in a. */
void incident_step(struct incident *i, const struct finding *f,
	const struct step_context *ctx, struct incident_step *out, struct arena *a);

bool incident_is_active(const struct incident *i); /* suspected, open, acknowledged, unstable */
bool incident_is_problem(const struct incident *i); /* open, acknowledged, unstable */
/* It concerns the watching itself, or what could not be measured: nothing that a unit is to
 * answer for. */
bool incident_is_operators(const struct incident *i);
/* Value of a fact, none where it is not there. */
struct str incident_fact(const struct incident *i, const char *key);

/* --- flapping (DESIGN 9) --- */
int64_t flap_window_ms(int64_t interval_ms); /* 24 intervals, 4 h to 14 days */
/* Sum of 1.25 (1 - age / T) over changes younger than T; times ascending. */
double flap_weight(const int64_t *times, size_t n, int64_t now_ms, int64_t window_ms);
void flap_limits(int64_t interval_ms, double *start, double *stop);
/* Whether the subject is unstable now, given whether it was. */
bool flap_judge(const int64_t *times, size_t n, int64_t now_ms, int64_t interval_ms,
	bool unstable);

#endif
