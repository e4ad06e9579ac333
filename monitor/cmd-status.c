/* status: one screen: roles, last round, columns by state, problems, undelivered alerts. */
#include "base/clock.h"
#include "base/utf8.h"
#include "monitor/cmd.h"
#include "monitor/lang.h"
#include "status-view.h"

#include <stdio.h>

static int count(struct store *pages, struct store *alerts, struct status_facts *f, struct err *e)
{
	struct store_txn *p = NULL, *a = NULL;
	int rc = store_begin(pages, false, &p, e);

	if (rc == 0 && alerts)
		rc = store_begin(alerts, false, &a, e);
	if (rc == 0)
		rc = status_read_pages(p, clock_now_ms(), f, e);
	if (rc == 0)
		rc = status_read_alerts(a, f, e);
	store_abort(a);
	store_abort(p);
	return rc == 0 ? store_statistics(pages, &f->disk, e) : rc;
}

static int read_stores(struct globals *g, const char *dir, struct status_facts *f)
{
	struct store *pages = NULL, *alerts = NULL;
	struct err e = {0};
	int status = cmd_open(g, "pages", STORE_READ, &pages);
	int rc;

	if (status)
		return status;
	rc = store_open(dir, "alerts", STORE_READ, &alerts, &e);
	if (rc == ERR_NOTFOUND)
		rc = 0; /* nothing was judged yet */
	if (rc == 0)
		rc = count(pages, alerts, f, &e);
	store_close(alerts);
	store_close(pages);
	return rc < 0 ? cmd_fail(&e) : 0;
}

static bool is_full(const struct status_facts *f)
{
	return (int64_t)f->disk.free_disk_bytes < DISK_FAIL;
}

#define LABEL_COLUMNS 18

static void label(struct buf *b, const char *text)
{
	buf_adds(b, text);
	for (size_t w = utf8_width(str_of(text)); w < LABEL_COLUMNS; w++)
		buf_addc(b, ' ');
	buf_addc(b, ' ');
}

static void print_text(struct buf *b, const struct status_facts *f, const struct zone *z,
	enum lang l, int64_t now_ms)
{
	char t[TIME_TEXT], u[TIME_TEXT];

	label(b, LANG(l, "roles"));
	buf_addf(b, "%s, %s\n",
		f->crawler_runs ? LANG(l, "crawler runs") : LANG(l, "crawler does not run"),
		f->monitor_runs ? LANG(l, "monitor runs") : LANG(l, "monitor does not run"));
	label(b, LANG(l, "last full round"));
	buf_addf(b, "%s\n",
		f->last_round_ms ? time_short(t, f->last_round_ms, z)
		: f->crawler_runs ? LANG(l, "none yet, the first is under way")
				  : LANG(l, "none yet"));
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
	if (is_full(f))
		buf_addf(b, "%s; ", LANG(l, "nothing can be stored soon: make room"));
	if (status_near_ceiling(f))
		buf_addf(b, "%s; ", LANG(l, "close to store.max: raise it, or 'portalwatch store prune'"));
	buf_addf(b, LANG(l, "%.1f MB used, %.1f GB free\n"),
		(double)(f->disk.file_bytes + f->disk.stored_body_bytes) / 1e6,
		(double)f->disk.free_disk_bytes / 1e9);
}

static int run(struct globals *g, const void *given, int argc, char **argv)
{
	struct status_facts f = {0};
	struct buf b = BUF_INIT(1 << 20);
	const char *dir;
	int status = cmd_store_dir(g, &dir);

	(void)given;
	(void)argc;
	(void)argv;
	if (status == 0)
		status = read_stores(g, dir, &f);
	if (status)
		return status;
	f.disk_max_bytes = g->config ? g->config->store_max_bytes : 0;
	f.crawler_runs = store_daemon_pid(dir, "pages") != 0;
	f.monitor_runs = store_daemon_pid(dir, "alerts") != 0;
	if (g->json)
		status_json(&b, &f, cmd_zone(g));
	else
		print_text(&b, &f, cmd_zone(g), lang_of(cmd_lang(g)), clock_now_ms());
	status = cmd_out(&b);
	buf_release(&b);
	if (status)
		return status;
	return f.open || f.unstable || f.failed || status_near_ceiling(&f) || is_full(&f)
		? EXIT_FOUND : EXIT_FINE;
}

const struct cmd cmd_status = {
	.name = "status",
	.summary = "one screen: roles, rounds, columns, problems, undelivered alerts",
	.common = true,
	.run = run,
};
