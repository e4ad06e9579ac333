/* status: one screen: roles, last round, columns by state, problems, undelivered alerts. */
#include "base/clock.h"
#include "base/fs.h"
#include "base/out.h"
#include "base/utf8.h"
#include "crawler/due.h"
#include "crawler/pages.h"
#include "monitor/alerts.h"
#include "monitor/cmd.h"
#include "monitor/lang.h"

#include <stdio.h>
#include <stdlib.h>

struct facts {
	size_t portals, portals_bad, columns, unread, refused, empty;
	int64_t last_round_ms, next_due_ms;
	size_t open, acknowledged, suspected, unstable;
	size_t waiting, failed;
	size_t gaps;
	int64_t oldest_waiting_ms;
	uint64_t revisits;	     /* due and waiting */
	int64_t oldest_revisit_ms;
	struct store_stat disk;
	int64_t disk_max_bytes;	     /* configured ceiling, 0 none */
	bool crawler_runs, monitor_runs;
};

static int count_portal(const struct portal_state *p, void *ctx)
{
	struct facts *f = ctx;

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
	struct facts *f = ctx;

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
	((struct facts *)ctx)->gaps++;
	return 0;
}

static int count_incident(const struct incident *i, void *ctx)
{
	struct facts *f = ctx;

	f->open += i->state == INCIDENT_OPEN;
	f->acknowledged += i->state == INCIDENT_ACKNOWLEDGED;
	f->suspected += i->state == INCIDENT_SUSPECTED;
	f->unstable += i->state == INCIDENT_UNSTABLE;
	return 0;
}

static int count_alert(const struct alert *x, void *ctx)
{
	struct facts *f = ctx;

	f->failed += x->state == ALERT_FAILED;
	if (x->state != ALERT_WAITING)
		return 0;
	f->waiting++;
	if (!f->oldest_waiting_ms || x->created_ms < f->oldest_waiting_ms)
		f->oldest_waiting_ms = x->created_ms;
	return 0;
}

/* Notices and attachments that are due at their own addresses. */
static void count_revisits(struct store_txn *t, struct facts *f, int64_t now_ms)
{
	int64_t oldest_ms;

	f->revisits = due_count(t, DUE_NOTICE, now_ms, &f->oldest_revisit_ms);
	f->revisits += due_count(t, DUE_FILE, now_ms, &oldest_ms);
	if (oldest_ms && (!f->oldest_revisit_ms || oldest_ms < f->oldest_revisit_ms))
		f->oldest_revisit_ms = oldest_ms;
}

static int read_pages(struct globals *g, struct facts *f, int64_t now_ms)
{
	struct store *s = NULL;
	struct store_txn *t;
	struct err e = {0};
	int status = cmd_open(g, "pages", STORE_READ, &s);
	int rc;

	if (status)
		return status;
	rc = store_begin(s, false, &t, &e);
	if (rc == 0) {
		rc = pages_each_portal(t, count_portal, f, &e);
		if (rc == 0)
			rc = pages_each_column(t, STR_NONE, count_column, f, &e);
		if (rc == 0)
			rc = pages_each_gap(t, now_ms - 7 * DAY_MS, now_ms, count_gap, f, &e);
		if (rc == 0)
			count_revisits(t, f, now_ms);
		store_abort(t);
	}
	if (rc == 0)
		rc = store_statistics(s, &f->disk, &e);
	store_close(s);
	return rc < 0 ? cmd_fail(&e) : 0;
}

static int read_alerts(struct globals *g, struct facts *f)
{
	struct store *s = NULL;
	struct store_txn *t;
	struct err e = {0};
	const char *dir;
	int status = cmd_store_dir(g, &dir);
	int rc;

	if (status)
		return status;
	rc = store_open(dir, "alerts", STORE_READ, &s, &e);
	if (rc == ERR_NOTFOUND)
		return 0; /* nothing was judged yet */
	if (rc == 0)
		rc = store_begin(s, false, &t, &e);
	if (rc == 0) {
		rc = alerts_each_incident(t, count_incident, f, &e);
		if (rc == 0)
			rc = alerts_each_alert(t, 0, count_alert, f, &e);
		store_abort(t);
	}
	store_close(s);
	return rc < 0 ? cmd_fail(&e) : 0;
}

/* Nine tenths of the ceiling: there is time to act. */
static bool near_ceiling(const struct facts *f)
{
	int64_t used = (int64_t)(f->disk.file_bytes + f->disk.stored_body_bytes);

	return f->disk_max_bytes > 0 && used > f->disk_max_bytes / 10 * 9;
}

static void print_json(struct buf *b, const struct facts *f, const struct zone *z)
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

#define LABEL_COLUMNS 18

static void label(struct buf *b, const char *text)
{
	buf_adds(b, text);
	for (size_t w = utf8_width(str_of(text)); w < LABEL_COLUMNS; w++)
		buf_addc(b, ' ');
	buf_addc(b, ' ');
}

static void print_text(struct buf *b, const struct facts *f, const struct zone *z,
	enum lang l, int64_t now_ms)
{
	char t[TIME_TEXT], u[TIME_TEXT];

	label(b, LANG(l, "roles"));
	buf_addf(b, "%s, %s\n",
		f->crawler_runs ? LANG(l, "crawler runs") : LANG(l, "crawler does not run"),
		f->monitor_runs ? LANG(l, "monitor runs") : LANG(l, "monitor does not run"));
	label(b, LANG(l, "last full round"));
	buf_addf(b, "%s\n",
		f->last_round_ms ? time_short(t, f->last_round_ms, z) : LANG(l, "none yet"));
	label(b, LANG(l, "next due"));
	buf_addf(b, "%s\n", !f->next_due_ms ? "-" : f->next_due_ms <= now_ms
			? LANG(l, "now")
			: time_short(u, f->next_due_ms, z));
	label(b, LANG(l, "portals"));
	buf_addf(b, LANG(l, "%zu, %zu failing at present\n"), f->portals, f->portals_bad);
	label(b, LANG(l, "columns"));
	buf_addf(b, LANG(l, "%zu: %zu not read yet, %zu refused at present, %zu empty\n"),
		f->columns, f->unread, f->refused, f->empty);
	label(b, LANG(l, "problems"));
	buf_addf(b, LANG(l, "%zu open, %zu acknowledged, %zu suspected, %zu unstable\n"),
		f->open, f->acknowledged, f->suspected, f->unstable);
	label(b, LANG(l, "alerts"));
	buf_addf(b, LANG(l, "%zu waiting, %zu given up\n"), f->waiting, f->failed);
	label(b, LANG(l, "gaps"));
	buf_addf(b, LANG(l, "%zu in the last 7 days\n"), f->gaps);
	label(b, LANG(l, "revisits"));
	if (f->revisits)
		buf_addf(b, LANG(l, "%llu wait, the oldest since %s\n"),
			(unsigned long long)f->revisits, time_short(t, f->oldest_revisit_ms, z));
	else
		buf_addf(b, "%s\n", LANG(l, "none waits"));
	label(b, LANG(l, "disk"));
	if (near_ceiling(f))
		buf_addf(b, "%s; ", LANG(l, "close to store.max: raise it, or 'portalwatch store prune'"));
	buf_addf(b, LANG(l, "%.1f MB used, %.1f GB free\n"),
		(double)(f->disk.file_bytes + f->disk.stored_body_bytes) / 1e6,
		(double)f->disk.free_disk_bytes / 1e9);
}

static int run(struct globals *g, const void *given, int argc, char **argv)
{
	struct facts f = {0};
	struct buf b = BUF_INIT(1 << 20);
	const char *dir;
	int status = cmd_store_dir(g, &dir);

	(void)given;
	(void)argc;
	(void)argv;
	if (status == 0)
		status = read_pages(g, &f, clock_now_ms());
	if (status == 0)
		status = read_alerts(g, &f);
	if (status)
		return status;
	f.disk_max_bytes = g->config ? g->config->store_max_bytes : 0;
	f.crawler_runs = store_daemon_pid(dir, "pages") != 0;
	f.monitor_runs = store_daemon_pid(dir, "alerts") != 0;
	if (g->json)
		print_json(&b, &f, cmd_zone(g));
	else
		print_text(&b, &f, cmd_zone(g), lang_of(cmd_lang(g)), clock_now_ms());
	status = cmd_out(&b);
	buf_release(&b);
	if (status)
		return status;
	return f.open || f.unstable || f.failed || near_ceiling(&f) ? EXIT_FOUND : EXIT_FINE;
}

const struct cmd cmd_status = {
	.name = "status",
	.summary = "one screen: roles, rounds, columns, problems, undelivered alerts",
	.common = true,
	.run = run,
};
