/* What status says, counted and as JSON. */
#include "status-view.h"

#include "base/clock.h"
#include "base/out.h"
#include "crawler/config.h"
#include "crawler/due.h"
#include "crawler/pages.h"

static int count_portal(const struct portal_state *p, void *ctx)
{
	struct status_facts *f = ctx;

	if (p->retired)
		return 0;
	f->portals++;
	f->portals_bad += p->nbad > 0;
	if (p->last_round_ms > f->last_round_ms)
		f->last_round_ms = p->last_round_ms;
	if (p->due_ms && (!f->next_due_ms || p->due_ms < f->next_due_ms))
		f->next_due_ms = p->due_ms;
	return 0;
}

static int count_column(const struct column_state *c, void *ctx)
{
	struct status_facts *f = ctx;

	if (c->retired)
		return 0;
	if (c->due_ms && (!f->next_due_ms || c->due_ms < f->next_due_ms))
		f->next_due_ms = c->due_ms;
	/* a home page without a list is no column */
	if (!c->first_ms && str_eqc(c->column, HOME_COLUMN))
		return 0;
	f->columns++;
	f->unread += !c->first_ms;
	f->refused += c->first_ms && c->gate.n > 0;
	f->empty += c->empty;
	return 0;
}

static int count_gap(const struct gap *g, void *ctx)
{
	(void)g;
	((struct status_facts *)ctx)->gaps++;
	return 0;
}

static int count_incident(const struct incident *i, void *ctx)
{
	struct status_facts *f = ctx;

	f->open += i->state == INCIDENT_OPEN;
	f->acknowledged += i->state == INCIDENT_ACKNOWLEDGED;
	f->suspected += i->state == INCIDENT_SUSPECTED;
	f->unstable += i->state == INCIDENT_UNSTABLE;
	if (i->state >= INCIDENT_SUSPECTED && i->state <= INCIDENT_EXEMPT &&
		i->severity >= SEVERITY_LOW && i->severity <= SEVERITY_CRITICAL)
		f->incidents[i->state][i->severity]++;
	return 0;
}

static int count_alert(const struct alert *x, void *ctx)
{
	struct status_facts *f = ctx;

	f->failed += x->state == ALERT_FAILED;
	if (x->state != ALERT_WAITING)
		return 0;
	f->waiting++;
	if (!f->oldest_waiting_ms || x->created_ms < f->oldest_waiting_ms)
		f->oldest_waiting_ms = x->created_ms;
	return 0;
}

/* Notices and attachments that are due at their own addresses. */
static void count_revisits(struct store_txn *t, struct status_facts *f, int64_t now_ms)
{
	int64_t oldest_ms;

	f->revisits = due_count(t, DUE_NOTICE, now_ms, &f->oldest_revisit_ms);
	f->revisits += due_count(t, DUE_FILE, now_ms, &oldest_ms);
	if (oldest_ms && (!f->oldest_revisit_ms || oldest_ms < f->oldest_revisit_ms))
		f->oldest_revisit_ms = oldest_ms;
}

int status_read_pages(struct store_txn *pages, int64_t now_ms, struct status_facts *f,
	struct err *e)
{
	int rc = pages_each_portal(pages, count_portal, f, e);

	if (rc == 0)
		rc = pages_each_column(pages, STR_NONE, count_column, f, e);
	if (rc == 0)
		rc = pages_each_gap(pages, now_ms - 7 * DAY_MS, now_ms, count_gap, f, e);
	if (rc == 0)
		count_revisits(pages, f, now_ms);
	return rc;
}

int status_read_alerts(struct store_txn *alerts, struct status_facts *f, struct err *e)
{
	int rc = alerts ? alerts_each_incident(alerts, count_incident, f, e) : 0;

	if (rc == 0 && alerts)
		rc = alerts_each_alert(alerts, 0, count_alert, f, e);
	return rc;
}

bool status_near_ceiling(const struct status_facts *f)
{
	int64_t used = (int64_t)(f->disk.file_bytes + f->disk.stored_body_bytes);

	return f->disk_max_bytes > 0 && used > f->disk_max_bytes / 10 * 9;
}

void status_json(struct buf *b, const struct status_facts *f, const struct zone *z)
{
	struct jw j = jw_on(b);

	jw_open(&j, '{');
	jw_kbool(&j, "crawler_running", f->crawler_runs);
	jw_kbool(&j, "monitor_running", f->monitor_runs);
	jw_ktime(&j, "last_round", f->last_round_ms, z);
	jw_ktime(&j, "next_due", f->next_due_ms, z);
	jw_kint(&j, "portals", (int64_t)f->portals);
	jw_kint(&j, "portals_failing", (int64_t)f->portals_bad);
	jw_kint(&j, "columns", (int64_t)f->columns);
	jw_kint(&j, "columns_unread", (int64_t)f->unread);
	jw_kint(&j, "columns_refused", (int64_t)f->refused);
	jw_kint(&j, "columns_empty", (int64_t)f->empty);
	jw_kint(&j, "open", (int64_t)f->open);
	jw_kint(&j, "acknowledged", (int64_t)f->acknowledged);
	jw_kint(&j, "suspected", (int64_t)f->suspected);
	jw_kint(&j, "unstable", (int64_t)f->unstable);
	jw_kint(&j, "alerts_waiting", (int64_t)f->waiting);
	jw_kint(&j, "alerts_failed", (int64_t)f->failed);
	jw_kint(&j, "gaps_7d", (int64_t)f->gaps);
	jw_kint(&j, "revisits_due", (int64_t)f->revisits);
	jw_ktime(&j, "revisits_oldest", f->oldest_revisit_ms, z);
	jw_kint(&j, "store_bytes",
		(int64_t)(f->disk.file_bytes + f->disk.stored_body_bytes));
	jw_kint(&j, "store_max_bytes", f->disk_max_bytes);
	jw_kint(&j, "disk_free_bytes", (int64_t)f->disk.free_disk_bytes);
	jw_close(&j, '}');
	buf_addc(b, '\n');
}
