/* The confirmation rule for addresses (DESIGN 8). */
#include "crawler/pages.h"

#include "base/clock.h"

#define BROKEN_CHECKS 2
#define BROKEN_SPAN_MS HOUR_MS
#define UNSTABLE_CHECKS 3
#define UNSTABLE_SPAN_MS DAY_MS
#define GOOD_CHECKS 2

static void judge_good(struct address *x, int64_t now_ms, int *turned)
{
	x->last_ok_ms = now_ms;
	x->ngood++;
	if (!x->confirmed) {
		x->bad_since_ms = 0;
		x->nbad = 0;
		x->earliest_ms = 0;
	} else if (x->ngood >= GOOD_CHECKS) {
		x->confirmed = false;
		x->bad_since_ms = 0;
		x->nbad = 0;
		x->earliest_ms = 0;
		*turned = -1;
	}
}

static void judge_bad(struct address *x, int verdict, int64_t now_ms, int *turned)
{
	bool broken = verdict_is_broken(verdict);
	int64_t span = broken ? BROKEN_SPAN_MS : UNSTABLE_SPAN_MS;
	int32_t checks = broken ? BROKEN_CHECKS : UNSTABLE_CHECKS;

	x->ngood = 0;
	if (x->nbad == 0)
		x->bad_since_ms = now_ms;
	x->nbad++;
	if (x->confirmed)
		return;
	x->earliest_ms = x->bad_since_ms + span;
	if (x->nbad >= checks && now_ms - x->bad_since_ms >= span) {
		x->confirmed = true;
		x->confirmed_ms = now_ms;
		x->earliest_ms = 0;
		*turned = 1;
	}
}

void address_judge(struct address *x, int verdict, int status, int64_t now_ms, int *turned)
{
	*turned = 0;
	if (!x->first_ms)
		x->first_ms = now_ms;
	x->last_ms = now_ms;
	x->verdict = verdict;
	x->status = status;
	if (verdict_is_good(verdict))
		judge_good(x, now_ms, turned);
	else if (verdict_is_broken(verdict) || verdict_is_unstable(verdict))
		judge_bad(x, verdict, now_ms, turned);
}
