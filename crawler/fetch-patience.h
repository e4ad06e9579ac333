/* What a host's answers say about asking it again: failures to reach it, and refusals that
 * ask us to wait. Pure; times are monotonic.
 *
 * Reaching is told apart by scheme: a host without port 443 still has its port 80.
 *
 * Without a budget a stated wait is obeyed, however long: the crawler has time. But one round
 * does not sit there: after five refusals in a row, or two minutes spent on them, the host is
 * left alone for a quarter of an hour, and what waits for it is put off. With a budget
 * (a check in one pass) waits are sat out up to it in all. A longer one may be the page's own
 * matter, so the host is asked on, one request at a time; when five in a row are refused so,
 * it is the host, and it is given up. */
#ifndef CRAWLER_FETCH_PATIENCE_H
#define CRAWLER_FETCH_PATIENCE_H

#include "fetch-verdict.h"

#include <stdbool.h>
#include <stdint.h>

struct reach {
	int failures;	 /* in a row */
	int64_t down_ms; /* left alone until */
	struct ruling why;
};

struct patience {
	struct reach reach[2]; /* http, https */
	int64_t next_ms;       /* not to be asked before, on its own word */
	int64_t slept_ms;      /* of the budget */
	int refused_over;      /* refusals in a row that the budget did not cover */
	int refused;	       /* in a row */
	int64_t refused_ms;    /* the last of them */
	int64_t waited_ms;     /* because of refusals, since the host was calm or left alone */
	int backoff;	       /* 1.. times the delay */
	int calm;	       /* answers since it last changed */
	int64_t budget_ms;     /* 0: none, stated waits are obeyed, nothing is repeated */
	bool given_up;
};

void patience_init(struct patience *x, int64_t budget_ms);
void patience_answered(struct patience *x, bool secure);
/* 429 or 503: whether the request may be repeated after next_ms.
 *   retry_after_ms  0: a 429 that did not say, -1: a 503 that did not */
bool patience_refused(struct patience *x, int64_t retry_after_ms, int64_t now_ms);
/* Cut while others were served: slower after a rest. False: it was given up, or the budget
 * of waits is spent. */
bool patience_crowded(struct patience *x, int64_t rest_ms, int64_t now_ms);
/* So much longer than usual its queue waits before it is asked again. */
void patience_spaced(struct patience *x, int64_t more_ms);
void patience_unreached(struct patience *x, bool secure, const struct ruling *why,
	int64_t now_ms);
bool patience_is_down(const struct patience *x, bool secure, int64_t now_ms);
/* One request at a time: it is not yet known whether the host or a page refuses. */
bool patience_doubts(const struct patience *x);
bool patience_is_fresh(const struct patience *x, int64_t now_ms); /* nothing to remember */

#endif
