/* A store for the reports' benchmark: PORTALS portals of COLUMNS columns, NOTICES notices and
 * DAYS days of hourly visits, LINKS addresses a portal, one in BAD (a hundred) of them broken,
 * each on PAGES pages (the home page alone), and an incident for each tenth column.
 *
 *	bench-reports DIR PORTALS COLUMNS NOTICES DAYS LINKS [BAD PAGES]
 *
 * DIR was made by `store init --simulation`; the configuration is the caller's. */
#include "base/clock.h"
#include "crawler/pages.h"
#include "crawler/verdict.h"
#include "monitor/alerts.h"

#include <stdio.h>
#include <stdlib.h>

#define T0 INT64_C(1798732800000) /* 2027-01-01T00:00:00+08:00: the end of the year */

struct size {
	int portals, columns, notices, days, links, bad, pages;
};

static void must(int rc, const char *what, const struct err *e)
{
	if (rc == 0)
		return;
	fprintf(stderr, "%s: %s\n", what, e->text);
	exit(1);
}

/* In the order of their keys, as LMDB likes it. */
static void fill_visits(struct store_txn *t, struct str home, int p, const struct size *z)
{
	struct err e = {0};

	for (int h = z->days * 24; h > 0; h--) {
		bool bad = (h + p) % 211 == 0;
		struct measure m = {.url = home, .final_url = home, .kind = JOB_PROBE,
			.time_ms = T0 - h * HOUR_MS, .status = bad ? 0 : 200,
			.verdict = bad ? VERDICT_UNSTABLE_TIMEOUT : VERDICT_OK,
			.reason = bad ? STR("timeout") : STR(""), .elapsed_ms = bad ? 15000 : 700};

		must(pages_put_measure(t, &m, &e), "measure", &e);
	}
}

static void fill_column(struct store_txn *t, struct str portal, int p, int c,
	const struct size *z)
{
	char column[20], url[100];
	struct err e = {0};

	snprintf(column, sizeof(column), "c%d", c);
	snprintf(url, sizeof(url), "http://p%d.test/c%d/", p, c);
	struct column_state s = {.portal = portal, .column = str_of(column), .url = str_of(url),
		.first_ms = T0 - z->days * DAY_MS, .last_try_ms = T0 - HOUR_MS,
		.last_good_ms = T0 - HOUR_MS, .verdict = VERDICT_OK, .learned_count = 20,
		.nreadings = 1000, .interval_ms = 6 * HOUR_MS};
	must(pages_put_column(t, &s, &e), "column", &e);
	for (int k = 0; k < z->notices / z->portals / z->columns; k++) {
		char title[100], id[120];
		int64_t ms = T0 - (k * 20 + c + (p % 17 == 0 && c < 7 ? 200 : 0)) * DAY_MS;

		snprintf(title, sizeof(title), "关于做好第%d号有关工作的通知", k);
		snprintf(id, sizeof(id), "http://p%d.test/c%d/t%d.html", p, c, k);
		struct notice x = {.portal = portal, .column = s.column, .title = str_of(title),
			.url = str_of(id), .identity = str_of(id), .date_ms = ms, .first_ms = ms,
			.baseline = ms < s.first_ms, .state = NOTICE_LISTED};
		must(pages_put_notice(t, &x, &e), "notice", &e);
	}
}

static void fill_links(struct store_txn *t, struct str portal, struct str home, int p,
	const struct size *z)
{
	struct page_links page = {.url = home, .portal = portal, .column = STR("home"),
		.time_ms = T0};
	struct edge *edges = mem_alloc((size_t)(z->links + 1) * sizeof(*edges));
	struct err e = {0};

	for (int k = 0; k < z->links; k++) {
		char url[100];
		bool bad = k % z->bad == 0;

		snprintf(url, sizeof(url), "http://p%d.test/x/%d", p, k);
		struct address x = {.url = str_of(url), .portal = portal, .first_ms = T0 - DAY_MS,
			.last_ms = T0, .verdict = bad ? VERDICT_BROKEN_HTTP : VERDICT_OK,
			.status = bad ? 404 : 200, .reason = bad ? STR("http-404") : STR(""),
			.nbad = bad ? 2 : 0, .bad_since_ms = bad ? T0 - DAY_MS : 0, .confirmed = bad,
			.confirmed_ms = bad ? T0 - 20 * HOUR_MS : 0};
		must(pages_put_address(t, &x, &e), "address", &e);
		edges[k] = (struct edge){.url = str_of(cstr_dup(url)), .text = STR("链接"), .line = k};
	}
	page.edges = edges;
	page.nedges = (size_t)z->links;
	for (int k = 0; k < z->pages; k++) {
		char url[100];

		snprintf(url, sizeof(url), "%.*sc0/%d.html", STR_ARG(home), k);
		page.url = k ? str_of(url) : home;
		page.column = k ? STR("c0") : STR("home");
		must(pages_put_links(t, &page, &e), "links", &e);
	}
	for (int k = 0; k < z->links; k++)
		free((void *)(uintptr_t)edges[k].url.p);
	free(edges);
}

static void fill_portal(struct store *s, int p, const struct size *z)
{
	char id[20], home[60];
	struct store_txn *t;
	struct err e = {0};

	must(store_begin(s, true, &t, &e), "begin", &e);
	snprintf(id, sizeof(id), "p%d", p);
	snprintf(home, sizeof(home), "http://p%d.test/", p);
	struct portal_state st = {.id = str_of(id), .home = str_of(home),
		.first_ms = T0 - z->days * DAY_MS, .last_probe_ms = T0 - HOUR_MS,
		.last_good_ms = T0 - HOUR_MS, .verdict = VERDICT_OK, .ngood = 9};
	must(pages_put_portal(t, &st, &e), "portal", &e);
	fill_visits(t, st.home, p, z);
	for (int c = 0; c < z->columns; c++)
		fill_column(t, st.id, p, c, z);
	fill_links(t, st.id, st.home, p, z);
	must(store_commit(t, &e), "commit", &e);
}

static void fill_incidents(struct store *s, const struct size *z)
{
	struct store_txn *t;
	struct err e = {0};

	must(store_begin(s, true, &t, &e), "begin", &e);
	for (int n = 0; n < z->portals * z->columns / 10; n++) {
		char portal[20], column[20], subject[50];

		snprintf(portal, sizeof(portal), "p%d", n % z->portals);
		snprintf(column, sizeof(column), "c%d", n / z->portals % z->columns);
		snprintf(subject, sizeof(subject), "%s/%s", portal, column);
		struct incident i = {.kind = STR("stale"), .subject = str_of(subject),
			.portal = str_of(portal), .column = str_of(column), .severity = SEVERITY_HIGH,
			.state = n % 3 ? INCIDENT_RESOLVED : INCIDENT_OPEN, .level = LEVEL_OVERDUE,
			.first_ms = T0 - n % 300 * DAY_MS, .opened_ms = T0 - n % 300 * DAY_MS,
			.resolved_ms = n % 3 ? T0 - n % 300 * DAY_MS / 2 : 0, .cause = STR("overdue")};
		must(alerts_put_incident(t, &i, &e), "incident", &e);
	}
	must(store_commit(t, &e), "commit", &e);
}

int main(int argc, char **argv)
{
	struct store *pages, *alerts;
	struct err e = {0};

	if (argc != 7 && argc != 9)
		return 2;
	struct size z = {atoi(argv[2]), atoi(argv[3]), atoi(argv[4]), atoi(argv[5]), atoi(argv[6]),
		argc > 7 ? atoi(argv[7]) : 100, argc > 7 ? atoi(argv[8]) : 1};
	must(store_open(argv[1], "pages", STORE_NOSYNC, &pages, &e), "pages", &e);
	must(store_open(argv[1], "alerts", STORE_NOSYNC, &alerts, &e), "alerts", &e);
	for (int p = 0; p < z.portals; p++)
		fill_portal(pages, p, &z);
	fill_incidents(alerts, &z);
	store_close(pages);
	store_close(alerts);
	return 0;
}
