/* How long a host is left alone. */
#include "fetch-patience.h"

#include "base/clock.h"

#define DOWN_FAILURES 5
#define DOWN_MS (15 * MINUTE_MS)
#define HOLD_MAX_MS HOUR_MS
#define BACKOFF_MAX 64
#define CROWDED_BACKOFF_MAX 8
#define OVER_MAX 5		     /* in a row: it is the host */
#define UNSAID_MS SECOND_MS	     /* waited where a refusal names no time, times backoff */
#define UNSAID_MAX_MS (8 * SECOND_MS)
#define CALM_ANSWERS 16
#define STEEP 8 /* above: so slow a host comes back by quarters, or a check never ends */
#define REFUSED_MAX 5		     /* in a row, without a budget: it is left alone */
#define WAITED_MAX_MS (2 * MINUTE_MS) /* and so it is when this went into its refusals */
#define BURST_MS 500		     /* refused together: one refusal */
#define REST_MS (15 * MINUTE_MS)

void patience_init(struct patience *x, int64_t budget_ms)
{
	*x = (struct patience){.backoff = 1, .budget_ms = budget_ms};
}

void patience_answered(struct patience *x, bool secure)
{
	x->reach[secure].failures = 0;
	x->reach[secure].down_ms = 0;
	x->refused_over = 0;
	x->refused = 0;
	if (x->backoff == 1)
		x->waited_ms = 0;
	/* who asks as fast as he is let comes back to his limit slowly */
	if (x->backoff > 1 && ++x->calm >= (x->budget_ms ? CALM_ANSWERS : 1)) {
		x->backoff -= x->backoff > STEEP ? x->backoff / 4 : 1;
		x->calm = 0;
	}
}

static int64_t at_most(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void hold(struct patience *x, int64_t until_ms)
{
	if (x->next_ms < until_ms)
		x->next_ms = until_ms;
}

void patience_spaced(struct patience *x, int64_t more_ms)
{
	x->waited_ms += more_ms;
}

/* Not what one round waits for. */
static void leave_alone(struct patience *x, int64_t now_ms)
{
	if (x->refused && now_ms - x->refused_ms < BURST_MS)
		return;
	x->refused_ms = now_ms;
	if (++x->refused < REFUSED_MAX && x->waited_ms < WAITED_MAX_MS)
		return;
	x->refused = 0;
	x->waited_ms = 0;
	hold(x, now_ms + REST_MS);
}

static void slow_down(struct patience *x, int64_t now_ms)
{
	/* a burst that was under way is one refusal */
	if (x->backoff < BACKOFF_MAX && x->next_ms <= now_ms)
		x->backoff *= 2;
	x->calm = 0;
}

static bool within_budget(struct patience *x, int64_t wait_ms, int64_t now_ms)
{
	int64_t begin = x->next_ms > now_ms ? x->next_ms : now_ms;
	int64_t more = now_ms + wait_ms - begin;

	if (x->given_up || (more > 0 && more > x->budget_ms - x->slept_ms)) {
		x->given_up |= ++x->refused_over >= OVER_MAX;
		return false;
	}
	x->slept_ms += more > 0 ? more : 0;
	hold(x, now_ms + wait_ms);
	return true;
}

bool patience_refused(struct patience *x, int64_t retry_after_ms, int64_t now_ms)
{
	int64_t wait = retry_after_ms;

	x->reach[0].failures = x->reach[1].failures = 0;
	if (x->budget_ms && wait >= 0) {
		slow_down(x, now_ms);
		if (wait == 0)
			wait = at_most(UNSAID_MS * x->backoff / 2, UNSAID_MAX_MS);
		return within_budget(x, wait, now_ms);
	}
	if (wait > 0) {
		wait = at_most(wait, HOLD_MAX_MS);
		if (now_ms + wait > x->next_ms)
			x->waited_ms += now_ms + wait - (x->next_ms > now_ms ? x->next_ms : now_ms);
		hold(x, now_ms + wait);
	} else {
		slow_down(x, now_ms);
	}
	leave_alone(x, now_ms);
	return false;
}

bool patience_crowded(struct patience *x, int64_t rest_ms, int64_t now_ms)
{
	bool again = !x->given_up && (!x->budget_ms || x->slept_ms < x->budget_ms);
	int64_t begin = x->next_ms > now_ms ? x->next_ms : now_ms;

	if (x->backoff < CROWDED_BACKOFF_MAX)
		slow_down(x, now_ms);
	x->calm = 0;
	if (now_ms + rest_ms > begin)
		x->slept_ms += x->budget_ms ? now_ms + rest_ms - begin : 0;
	hold(x, now_ms + rest_ms);
	return again;
}

void patience_unreached(struct patience *x, bool secure, const struct ruling *why,
	int64_t now_ms)
{
	struct reach *r = &x->reach[secure];

	r->why = *why;
	if (++r->failures >= DOWN_FAILURES)
		r->down_ms = now_ms + DOWN_MS;
}

bool patience_is_down(const struct patience *x, bool secure, int64_t now_ms)
{
	return x->reach[secure].down_ms > now_ms;
}

bool patience_doubts(const struct patience *x)
{
	return x->refused_over > 0;
}

bool patience_is_fresh(const struct patience *x, int64_t now_ms)
{
	for (int i = 0; i < 2; i++)
		if (x->reach[i].failures || x->reach[i].down_ms > now_ms)
			return false;
	return x->next_ms <= now_ms && !x->slept_ms && !x->given_up;
}
