/* Delivery: how many alerts wait is logged; receivers take them from here. */
#include "monitor/tell.h"

#include "base/log.h"
#include "monitor/alerts.h"

struct waiting {
	int64_t now_ms;
	size_t n;
};

static int count_waiting(const struct alert *x, void *ctx)
{
	struct waiting *w = ctx;

	w->n += x->state == ALERT_WAITING && x->next_ms <= w->now_ms;
	return 0;
}

int tell_deliver(struct store *alerts, const struct config *c, int64_t now_ms, struct err *e)
{
	struct waiting w = {.now_ms = now_ms};
	struct store_txn *t;
	int rc = store_begin(alerts, false, &t, e);

	(void)c;
	if (rc)
		return rc;
	rc = alerts_each_alert(t, 0, count_waiting, &w, e);
	store_abort(t);
	if (rc == 0 && w.n > 0)
		log_info("alerts_waiting n=%zu", w.n);
	return rc;
}
