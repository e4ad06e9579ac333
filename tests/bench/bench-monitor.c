/* How long a turn of the monitor takes over many columns, notices and links.
 *
 *	bench-monitor DIR PORTALS COLUMNS NOTICES LINKS
 *
 * fills DIR with PORTALS portals of COLUMNS columns of NOTICES notices and LINKS addresses
 * in all, one in a hundred of them broken, then takes three turns. */
#include "base/clock.h"
#include "base/fs.h"
#include "crawler/pages.h"
#include "crawler/verdict.h"
#include "monitor/monitor.h"

#include <stdio.h>
#include <stdlib.h>

#define T0 INT64_C(1790213400000)

static void die(const char *what, const struct err *e)
{
	fprintf(stderr, "%s: %s\n", what, e->text);
	exit(1);
}

struct size {
	int portals, columns, notices, links;
};

static void fill_column(struct store_txn *t, int p, int c, int n, struct err *e)
{
	char portal[20], column[20], url[100];

	snprintf(portal, sizeof(portal), "p%d", p);
	snprintf(column, sizeof(column), "c%d", c);
	snprintf(url, sizeof(url), "http://p%d.test/c%d/", p, c);
	struct column_state s = {.portal = str_of(portal), .column = str_of(column),
		.url = str_of(url), .first_ms = T0 - 400 * DAY_MS, .last_try_ms = T0,
		.last_good_ms = T0, .verdict = VERDICT_OK, .learned_count = 20};

	pages_put_column(t, &s, e);
	for (int k = 0; k < n; k++) {
		char title[100], id[120];

		snprintf(title, sizeof(title), "关于做好第%d号有关工作的通知", k);
		snprintf(id, sizeof(id), "http://p%d.test/c%d/t%d.html", p, c, k);
		struct notice x = {.portal = s.portal, .column = s.column, .title = str_of(title),
			.url = str_of(id), .identity = str_of(id),
			.date_ms = T0 - (k + c % 30) * DAY_MS, .first_ms = T0 - (k + c % 30) * DAY_MS,
			.state = NOTICE_LISTED};
		pages_put_notice(t, &x, e);
	}
}

static void fill(struct store *s, const struct size *z)
{
	struct err e = {0};
	struct store_txn *t;

	for (int p = 0; p < z->portals; p++) {
		char portal[20], home[60];

		if (store_begin(s, true, &t, &e))
			die("begin", &e);
		snprintf(portal, sizeof(portal), "p%d", p);
		snprintf(home, sizeof(home), "http://p%d.test/", p);
		struct portal_state st = {.id = str_of(portal), .home = str_of(home),
			.first_ms = T0 - 400 * DAY_MS, .last_probe_ms = T0, .last_good_ms = T0,
			.verdict = VERDICT_OK, .ngood = 9};
		pages_put_portal(t, &st, &e);
		for (int c = 0; c < z->columns; c++)
			fill_column(t, p, c, z->notices, &e);
		for (int k = 0; k < z->links / z->portals; k++) {
			char url[100];
			bool bad = k % 100 == 0;

			snprintf(url, sizeof(url), "http://p%d.test/x/%d", p, k);
			struct address x = {.url = str_of(url), .portal = str_of(portal),
				.first_ms = T0, .last_ms = T0, .verdict = bad ? VERDICT_BROKEN_HTTP
									      : VERDICT_OK,
				.status = bad ? 404 : 200, .reason = STR("http-404"), .nbad = bad ? 2 : 0,
				.bad_since_ms = bad ? T0 - DAY_MS : 0, .confirmed = bad};
			pages_put_address(t, &x, &e);
		}
		if (store_commit(t, &e))
			die("commit", &e);
	}
}

static struct config make_config(const struct size *z)
{
	struct config c = {.file = "", .store = "", .zone = zone_shanghai(), .language = "zh",
		.digest = "08:30", .quiet = "", .contact = "", .calendar = ""};

	c.portals = mem_alloc((size_t)z->portals * sizeof(*c.portals));
	c.nportals = (size_t)z->portals;
	for (int p = 0; p < z->portals; p++) {
		struct portal_config *x = &c.portals[p];
		char text[60];

		snprintf(text, sizeof(text), "p%d", p);
		x->id = cstr_dup(text);
		snprintf(text, sizeof(text), "http://p%d.test/", p);
		x->home = cstr_dup(text);
		x->name = x->unit = x->site_code = "";
		x->home_every_ms = HOUR_MS;
		x->columns = mem_alloc((size_t)z->columns * sizeof(*x->columns));
		x->ncolumns = (size_t)z->columns;
		for (int k = 0; k < z->columns; k++) {
			snprintf(text, sizeof(text), "c%d", k);
			x->columns[k] = (struct column_config){.id = cstr_dup(text), .name = "",
				.url = "", .unit = "", .cls = k % 2 ? CLASS_NEWS : CLASS_NOTICE};
		}
	}
	return c;
}

int main(int argc, char **argv)
{
	struct store *pages, *alerts;
	struct err e = {0};

	if (argc != 6)
		return 2;
	struct size z = {atoi(argv[2]), atoi(argv[3]), atoi(argv[4]), atoi(argv[5])};
	struct config c = make_config(&z);
	if (store_open(argv[1], "pages", STORE_CREATE | STORE_NOSYNC, &pages, &e) ||
		store_open(argv[1], "alerts", STORE_CREATE, &alerts, &e))
		die("open", &e);
	fill(pages, &z);
	for (int k = 0; k < 3; k++) {
		struct monitor m = {.pages = pages, .alerts = alerts, .config = &c,
			.calendar = calendar_plain(), .once = true};
		int64_t start = clock_mono_ms(), cpu = clock_cpu_us(), sleep_ms;

		if (monitor_turn(&m, T0 + k * MINUTE_MS, &sleep_ms, &e))
			die("turn", &e);
		printf("turn %d: %lld ms, %lld ms cpu\n", k, (long long)(clock_mono_ms() - start),
			(long long)(clock_cpu_us() - cpu) / 1000);
	}
	store_close(pages);
	store_close(alerts);
	return 0;
}
