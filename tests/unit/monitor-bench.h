/* Real stores in a temporary directory, what a crawler would have put there, and turns of the
 * monitor over it with a clock of our own. */
#ifndef MONITOR_BENCH_H
#define MONITOR_BENCH_H

#include "test.h"

#include "base/clock.h"
#include "base/jval.h"
#include "crawler/verdict.h"
#include "monitor/alerts.h"
#include "monitor/evaluate.h"
#include "monitor/monitor.h"
#include "monitor/outbox.h"
#include "monitor/receiver.h"

static char dir[200];
static struct store *pages, *alerts;
static struct monitor mon;
static struct arena arena;

/* 2026-09-24 is a Thursday. */
#define T0 INT64_C(1790213400000) /* 2026-09-24T09:30:00+08:00 */

static struct column_config columns[] = {
	{.id = "news", .name = "要闻", .url = "http://a.test/news/", .unit = "", .cls = CLASS_NEWS},
	{.id = "notice", .name = "公告", .url = "http://a.test/notice/", .unit = "办公室",
		.cls = CLASS_NOTICE},
};
static struct portal_config portals[] = {
	{.id = "a", .name = "甲市", .home = "http://a.test/", .site_code = "", .unit = "甲市办",
		.columns = columns, .ncolumns = 2, .home_every_ms = HOUR_MS},
	{.id = "b", .name = "乙县", .home = "http://b.test/", .site_code = "", .unit = "乙县办",
		.home_every_ms = HOUR_MS},
	{.id = "c", .name = "丙县", .home = "http://c.test/", .site_code = "", .unit = "丙县办",
		.home_every_ms = HOUR_MS},
	{.id = "d", .name = "丁县", .home = "http://d.test/", .site_code = "", .unit = "丁县办",
		.home_every_ms = HOUR_MS},
};
static const char *bench_sender(const struct receiver_config *r)
{
	(void)r;
	return "web@a.test";
}

static const struct receiver_type bench_mail = {.sender = bench_sender};
static struct receiver_config receivers[] = {
	{.id = "office", .kind = &bench_mail.kind, .language = ""},
	{.id = "boss", .kind = &receiver_file.kind, .language = "en"},
};
static const char *to_office[] = {"office"};
static struct route_config routes[2];
static struct config config;

static inline void reset_config(void)
{
	memset(routes, 0, sizeof(routes));
	routes[0] = (struct route_config){.portal = "", .to = to_office, .nto = 1,
		.problems = true};
	config = (struct config){.file = "", .store = dir, .zone = zone_shanghai(),
		.language = "zh", .digest = "08:30", .quiet = "18:00-08:30",
		.group_wait_ms = 30 * SECOND_MS, .group_interval_ms = 5 * MINUTE_MS,
		.repeat_ms = DAY_MS, .portals = portals, .nportals = 1,
		.receivers = receivers, .nreceivers = 2, .routes = routes, .nroutes = 1,
		.operator_id = "boss", .contact = "", .calendar = ""};
}

#define must(call)                                                                        \
	do {                                                                              \
		struct err e_ = {0}, *e = &e_;                                            \
		if ((call) < 0)                                                           \
			fail_msg("%s: %s", #call, e_.text);                               \
		(void)e;                                                                  \
	} while (0)

static inline int begin(void **state)
{
	struct err e = {0};

	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/pw-monitor.XXXXXX");
	if (!mkdtemp(dir) || store_open(dir, "pages", STORE_CREATE, &pages, &e) < 0 ||
		store_open(dir, "alerts", STORE_CREATE, &alerts, &e) < 0)
		return -1;
	reset_config();
	arena = ARENA_INIT;
	mon = (struct monitor){.pages = pages, .alerts = alerts, .config = &config,
		.calendar = calendar_plain(), .once = true};
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

/* --- what the crawler would have stored --- */

static inline struct store_txn *w(void)
{
	struct store_txn *t = NULL;

	must(store_begin(pages, true, &t, e));
	return t;
}

static inline void put_portal(const char *id, int verdict, const char *reason, int64_t now,
	int64_t bad_since, int nbad, int ngood, const char *address)
{
	struct store_txn *t = w();
	char home[100];
	struct portal_state p = {.id = str_of(id), .first_ms = now - HOUR_MS,
		.last_probe_ms = now, .verdict = verdict, .reason = str_of(reason),
		.bad_since_ms = bad_since, .nbad = nbad, .ngood = ngood,
		.last_good_ms = nbad ? bad_since - HOUR_MS : now, .address = str_of(address)};

	snprintf(home, sizeof(home), "http://%s.test/", id);
	p.home = str_of(home);
	must(pages_put_portal(t, &p, e));
	must(store_commit(t, e));
}

/* One visit of a home page, as a measurement. */
static inline void put_visit(const char *id, int verdict, int64_t now)
{
	struct store_txn *t = w();
	char home[100];
	struct measure m = {.time_ms = now, .kind = 1, .verdict = verdict};

	snprintf(home, sizeof(home), "http://%s.test/", id);
	m.url = m.final_url = str_of(home);
	must(pages_put_measure(t, &m, e));
	must(store_commit(t, e));
}

static inline void portal_up(const char *id, int64_t now)
{
	put_portal(id, VERDICT_OK, "", now, 0, 0, 5, "");
}

static inline void put_column_of(const char *portal, const char *id, int64_t last_good, int nitems)
{
	struct store_txn *t = w();
	struct column_state c = {.portal = str_of(portal), .column = str_of(id),
		.url = STR("http://a.test/x/"), .first_ms = T0 - 30 * DAY_MS,
		.last_try_ms = last_good, .last_good_ms = last_good, .verdict = VERDICT_OK,
		.learned_count = 20, .empty = nitems == 0, .nreadings = 3,
		.interval_ms = 6 * HOUR_MS};

	must(pages_put_column(t, &c, e));
	must(store_commit(t, e));
}

static inline void put_column(const char *id, int64_t last_good, int nitems)
{
	put_column_of("a", id, last_good, nitems);
}

static inline void put_notice_of(const char *portal, const char *column, const char *title,
	int64_t date, int64_t first)
{
	struct store_txn *t = w();
	char url[200];
	struct notice n = {.portal = str_of(portal), .column = str_of(column), .title = str_of(title),
		.date_ms = date, .first_ms = first ? first : T0 - 30 * DAY_MS,
		.baseline = first == 0, .state = NOTICE_LISTED};

	snprintf(url, sizeof(url), "http://a.test/%s", title);
	n.url = n.identity = str_of(url);
	must(pages_put_notice(t, &n, e));
	must(store_commit(t, e));
}

static inline void put_notice(const char *column, const char *title, int64_t date, int64_t first)
{
	put_notice_of("a", column, title, date, first);
}

static inline void put_link(const char *url, int verdict, int status, int64_t now, bool confirmed,
	int64_t bad_since, int nbad, int ngood)
{
	struct store_txn *t = w();
	struct address x = {.url = str_of(url), .first_ms = T0 - 9 * DAY_MS, .last_ms = now,
		.verdict = verdict, .status = status, .reason = STR("http-404"),
		.bad_since_ms = bad_since, .nbad = nbad, .ngood = ngood,
		.confirmed = confirmed, .portal = STR("a"),
		.earliest_ms = confirmed ? 0 : bad_since + HOUR_MS};

	must(pages_put_address(t, &x, e));
	must(store_commit(t, e));
}

static inline void put_event(const char *kind, const char *title, int64_t now)
{
	struct store_txn *t = w();
	struct event x = {.time_ms = now, .kind = str_of(kind), .portal = STR("a"),
		.column = STR("news"), .title = str_of(title), .url = STR("http://a.test/w1"),
		.identity = STR("http://a.test/w1"), .date_ms = T0 - DAY_MS,
		.detail = STR("{\"status\":404}")};

	must(pages_put_event(t, &x, e));
	must(store_commit(t, e));
}

/* Everything fresh: no finding at T0. */
static inline void all_is_well(int64_t now)
{
	portal_up("a", now);
	put_column("home", now, 5);
	put_column("news", now, 5);
	put_column("notice", now, 5);
	put_notice("home", "h1", now - DAY_MS, now - DAY_MS);
	put_notice("news", "n1", now - DAY_MS, now - DAY_MS);
	put_notice("notice", "t1", now - DAY_MS, now - DAY_MS);
}

/* A portal without columns of its own. */
static inline void portal_is_well(const char *id, int64_t now)
{
	portal_up(id, now);
	put_column_of(id, "home", now, 5);
	put_notice_of(id, "home", "h1", now - DAY_MS, now - DAY_MS);
}

/* --- what the monitor made of it --- */

/* As the configuration's reader does it, for routes that say nothing of their own. */
static inline void routes_say_nothing(void)
{
	for (size_t i = 0; i < 2; i++) {
		routes[i].group_wait_ms = config.group_wait_ms;
		routes[i].group_interval_ms = config.group_interval_ms;
		routes[i].repeat_ms = config.repeat_ms;
	}
}

static bool routes_say; /* routes have times of their own */

static inline void turn(int64_t now)
{
	int64_t sleep_ms;

	if (!routes_say)
		routes_say_nothing();
	must(monitor_turn(&mon, now, &sleep_ms, e));
}

static inline struct incident incident(const char *kind, const char *subject)
{
	struct store_txn *t = NULL;
	struct incident i = {0};

	must(store_begin(alerts, false, &t, e));
	alerts_by_subject(t, str_of(kind), str_of(subject), &i, &arena, NULL);
	store_abort(t);
	return i;
}

struct mails {
	struct alert list[100];
	size_t n;
};

static inline int copy_alert(const struct alert *x, void *ctx)
{
	struct mails *m = ctx;
	struct alert *y = &m->list[m->n++];

	*y = *x;
	y->kind = arena_str(&arena, x->kind);
	y->receiver = arena_str(&arena, x->receiver);
	y->payload = arena_str(&arena, x->payload);
	y->message_id = arena_str(&arena, x->message_id);
	y->references = arena_str(&arena, x->references);
	return m->n == 100;
}

static inline struct mails mails(void)
{
	struct store_txn *t = NULL;
	struct mails m = {.n = 0};

	must(store_begin(alerts, false, &t, e));
	must(alerts_each_alert(t, 0, copy_alert, &m, e));
	store_abort(t);
	return m;
}

static struct str held_reason;
static inline int note_held(const struct incident_entry *x, void *ctx)
{
	if (str_eqc(x->what, ctx))
		held_reason = arena_str(&arena, x->text);
	return 0;
}

/* Text of the last entry of that kind. */
static inline struct str entry(uint64_t id, const char *what)
{
	struct store_txn *t = NULL;
	char word[40];

	snprintf(word, sizeof(word), "%s", what);
	held_reason = STR_NONE;
	must(store_begin(alerts, false, &t, e));
	must(alerts_each_entry(t, id, note_held, word, e));
	store_abort(t);
	return held_reason;
}

static inline void same_state(const char *name, struct incident i, int want)
{
	same_text(name, str_of(incident_state_word(i.state)), str_of(incident_state_word(want)));
}

#endif
