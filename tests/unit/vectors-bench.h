/* A monitor over two portals whose broken links are the alerts of other people's vectors, and
 * what it told. */
#ifndef VECTORS_BENCH_H
#define VECTORS_BENCH_H

#include "test.h"

#include "base/clock.h"
#include "base/jval.h"
#include "crawler/verdict.h"
#include "monitor/alerts.h"
#include "monitor/evaluate.h"
#include "monitor/monitor.h"
#include "monitor/outbox.h"
#include "monitor/receiver.h"
#include "monitor/tell.h"

#define T0 INT64_C(1790213400000) /* 2026-09-24T09:30:00+08:00, a Thursday */

static char dir[200];
static struct store *pages, *alerts;
static struct monitor mon;
static struct arena arena;
static struct portal_config portals[] = {
	{.id = "a", .name = "", .home = "http://a.test/", .site_code = "", .unit = "",
		.home_every_ms = HOUR_MS},
	{.id = "b", .name = "", .home = "http://b.test/", .site_code = "", .unit = "",
		.home_every_ms = HOUR_MS},
};
static struct receiver_config receivers[] = {
	{.id = "office", .kind = &receiver_file.kind, .language = ""},
};
static const char *to_office[] = {"office"};
static struct route_config route;
static struct config config;

#define must(call)                                                                        \
	do {                                                                              \
		struct err e_ = {0}, *e = &e_;                                            \
		if ((call) < 0)                                                           \
			fail_msg("%s: %s", #call, e_.text);                               \
		(void)e;                                                                  \
	} while (0)

static inline void put_portal(const char *id, int64_t now, int nbad)
{
	struct store_txn *t = NULL;
	char home[40];
	struct portal_state p = {.id = str_of(id), .first_ms = now - HOUR_MS,
		.last_probe_ms = now, .verdict = nbad ? VERDICT_UNSTABLE_TIMEOUT : VERDICT_OK,
		.reason = nbad ? STR("timeout") : STR(""), .nbad = nbad, .ngood = nbad ? 0 : 5,
		.bad_since_ms = nbad ? now - HOUR_MS : 0,
		.last_good_ms = nbad ? now - 2 * HOUR_MS : now, .last_round_ms = now};
	struct column_state c = {.portal = str_of(id), .column = STR("home"), .first_ms = T0 - DAY_MS,
		.last_try_ms = now, .last_good_ms = now, .verdict = VERDICT_OK, .nreadings = 3,
		.learned_count = 5, .interval_ms = 2 * HOUR_MS};
	struct notice n = {.portal = str_of(id), .column = STR("home"), .title = STR("t"),
		.identity = STR("http://t.test/"), .url = STR("http://t.test/"),
		.date_ms = now - DAY_MS, .first_ms = now - DAY_MS};

	snprintf(home, sizeof(home), "http://%s.test/", id);
	p.home = str_of(home);
	must(store_begin(pages, true, &t, e));
	must(pages_put_portal(t, &p, e));
	must(pages_put_column(t, &c, e));
	must(pages_put_notice(t, &n, e));
	must(store_commit(t, e));
}

/* An alert of the vectors is a broken link of ours: same portal and kind, so one group. */
static inline void put_link(int number, bool firing, int64_t now)
{
	struct store_txn *t = NULL;
	char url[40];
	struct address x = {.first_ms = T0 - DAY_MS, .last_ms = now, .portal = STR("a"),
		.verdict = firing ? VERDICT_BROKEN_HTTP : VERDICT_OK, .status = firing ? 404 : 200,
		.reason = STR("http-404"), .confirmed = firing, .nbad = firing ? 2 : 0,
		.ngood = firing ? 0 : 2, .bad_since_ms = firing ? now - HOUR_MS : 0};

	snprintf(url, sizeof(url), "http://a.test/%d", number);
	x.url = str_of(url);
	must(store_begin(pages, true, &t, e));
	must(pages_put_address(t, &x, e));
	must(store_commit(t, e));
}

static inline int begin(void **state)
{
	struct err e = {0};

	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/pw-vectors.XXXXXX");
	if (!mkdtemp(dir) || store_open(dir, "pages", STORE_CREATE, &pages, &e) < 0 ||
		store_open(dir, "alerts", STORE_CREATE, &alerts, &e) < 0)
		return -1;
	route = (struct route_config){.to = to_office, .nto = 1, .problems = true,
		.digest = "none"};
	config = (struct config){.file = "", .store = dir, .zone = zone_shanghai(),
		.language = "zh", .digest = "08:30", .quiet = "", .group_wait_ms = SECOND_MS,
		.group_interval_ms = SECOND_MS, .portals = portals, .nportals = 2,
		.receivers = receivers, .nreceivers = 1, .routes = &route, .nroutes = 1,
		.contact = "", .calendar = ""};
	arena = ARENA_INIT;
	mon = (struct monitor){.pages = pages, .alerts = alerts, .config = &config,
		.calendar = calendar_plain()};
	put_portal("a", T0, 0);
	put_portal("b", T0, 0);
	return 0;
}

static inline int end(void **state)
{
	(void)state;
	store_close(pages);
	store_close(alerts);
	arena_release(&arena);
	return fs_remove_tree(dir, NULL);
}

static inline void turn(int64_t now)
{
	int64_t sleep_ms;

	mon.rest_until_ms = 0;
	mon.judged_ms = 0;
	route.group_wait_ms = config.group_wait_ms;
	route.group_interval_ms = config.group_interval_ms;
	route.repeat_ms = config.repeat_ms;
	must(monitor_turn(&mon, now, &sleep_ms, e));
}

/* "problem 1 2 5": kind and links of the alerts after one number. */
struct sent {
	int64_t created_ms;
	struct str kind, text;
};
static struct sent sent[100];
static size_t nsent;

static inline int read_alert(const struct alert *x, void *ctx)
{
	struct sent *s = &sent[nsent++];
	struct jval *doc = NULL;
	bool seen[10] = {false};
	char text[40] = "";

	(void)ctx;
	*s = (struct sent){x->created_ms, arena_str(&arena, x->kind), STR_NONE};
	if (jval_parse(x->payload, &doc, NULL) < 0)
		return ERR_CORRUPT;
	for (size_t i = 0; i < jval_size(jval_get(doc, "incidents")); i++) {
		struct str url = jval_str(jval_get(jval_at(jval_get(doc, "incidents"), i),
			"subject"));

		if (url.n)
			seen[(url.p[url.n - 1] - '0') % 10] = true;
	}
	for (int k = 0; k < 10; k++)
		if (seen[k])
			snprintf(text + strlen(text), 4, "%d", k);
	s->text = arena_str(&arena, str_of(text));
	jval_free(doc);
	return nsent == ROWS(sent);
}

static inline void read_alerts(void)
{
	struct store_txn *t = NULL;

	nsent = 0;
	must(store_begin(alerts, false, &t, e));
	must(alerts_each_alert(t, 0, read_alert, NULL, e));
	store_abort(t);
}

static inline struct jval *load(const char *name)
{
	struct buf b = test_file(name);
	struct jval *doc = NULL;
	struct err e = {0};

	if (jval_parse(buf_str(&b), &doc, &e) < 0)
		fail_msg("%s: %s", name, e.text);
	buf_release(&b);
	return doc;
}

static inline int64_t ms_of(const struct jval *seconds)
{
	return (int64_t)(jval_real(seconds, 0) * 1000 + 0.5);
}

/* --- how many of the published vectors ran: a suite that shrinks is a failure --- */

struct suite {
	const char *name;
	size_t published, ran;
};

static inline void all_ran(const struct suite *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		print_message("%s: %zu of %zu\n", list[i].name, list[i].ran, list[i].published);
		same_int(list[i].name, list[i].ran, list[i].published);
	}
}

#endif
