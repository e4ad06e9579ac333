/* Vectors that other monitors publish for grouping, deduplication, inhibition, thresholds
 * and flapping (tests/data/monitors), run against ours. Where we mean something else by
 * design the row says why, and what is checked is ours. */
#include "test.h"

#include "base/clock.h"
#include "base/jval.h"
#include "crawler/verdict.h"
#include "monitor/alerts.h"
#include "monitor/evaluate.h"
#include "monitor/monitor.h"
#include "monitor/outbox.h"
#include "monitor/receiver.h"

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

static void put_portal(const char *id, int64_t now, int nbad)
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
static void put_link(int number, bool firing, int64_t now)
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

static int begin(void **state)
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

static int end(void **state)
{
	(void)state;
	store_close(pages);
	store_close(alerts);
	arena_release(&arena);
	return fs_remove_tree(dir, NULL);
}

static void turn(int64_t now)
{
	int64_t sleep_ms;

	mon.rest_until_ms = 0;
	mon.judged_ms = 0;
	must(monitor_turn(&mon, now, &sleep_ms, e));
}

/* "problem 1 2 5": kind and links of the alerts after one number. */
struct sent {
	int64_t created_ms;
	struct str kind, text;
};
static struct sent sent[100];
static size_t nsent;

static int read_alert(const struct alert *x, void *ctx)
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

static void read_alerts(void)
{
	struct store_txn *t = NULL;

	nsent = 0;
	must(store_begin(alerts, false, &t, e));
	must(alerts_each_alert(t, 0, read_alert, NULL, e));
	store_abort(t);
}

static struct jval *load(const char *name)
{
	struct buf b = test_file(name);
	struct jval *doc = NULL;
	struct err e = {0};

	if (jval_parse(buf_str(&b), &doc, &e) < 0)
		fail_msg("%s: %s", name, e.text);
	buf_release(&b);
	return doc;
}

static int64_t ms_of(const struct jval *seconds)
{
	return (int64_t)(jval_real(seconds, 0) * 1000 + 0.5);
}

/* --- Alertmanager: grouping --- */

/* TestBatching. The times of the first two messages are theirs. By design ours tells what
 * is new in a group, not the group again, and a repetition goes by the incident that is
 * still open, not by its group; each is told again within its own repeat interval. */
static void a_batch_is_one_message(void **state)
{
	struct jval *doc = load("monitors/alertmanager_acceptance_timelines.json");
	const struct jval *test = jval_at(jval_get(doc, "tests"), 0), *push, *want;
	size_t next = 0, repeats = 0;

	(void)state;
	same_text("test", jval_str(jval_get(test, "name")), STR("TestBatching"));
	push = jval_get(test, "push");
	want = jval_get(test, "want");
	config.repeat_ms = ms_of(jval_path(test, "config.repeat_interval"));
	for (int64_t at = 0; at <= 10500; at += 100) {
		for (; next < jval_size(push) && ms_of(jval_at(jval_at(push, next), 0)) <= at; next++) {
			const struct jval *list = jval_at(jval_at(push, next), 1);

			for (size_t i = 0; i < jval_size(list); i++)
				put_link(jval_str(jval_get(jval_at(list, i), "alertname")).p[4] - '0',
					true, T0 + at);
		}
		turn(T0 + at);
	}
	read_alerts();
	for (size_t i = 0; i < 2; i++) {
		const struct jval *w = jval_at(want, i);

		assert_true(sent[i].created_ms - T0 >= ms_of(jval_at(w, 0)));
		assert_true(sent[i].created_ms - T0 <= ms_of(jval_at(w, 1)));
	}
	same_text("first", sent[0].text, STR("15"));
	same_text("second: only what is new", sent[1].text, STR("234"));
	for (size_t i = 2; i < nsent; i++)
		repeats += sent[i].text.n;
	same_int("all five told again once", repeats, 5);
	for (size_t i = 1; i < nsent; i++)
		assert_true(sent[i].created_ms - sent[i - 1].created_ms >= SECOND_MS);
	jval_free(doc);
}

/* TestResolved, without its time-out: ours ends by a measurement. One message for the three
 * that fail, one for the three that are well again. */
static void what_recovers_together_is_told_together(void **state)
{
	(void)state;
	config.group_interval_ms = 5 * SECOND_MS;
	for (int k = 1; k <= 3; k++)
		put_link(k, true, T0 + SECOND_MS);
	for (int64_t at = 1000; at <= 10900; at += 100)
		turn(T0 + at);
	for (int k = 1; k <= 3; k++)
		put_link(k, false, T0 + 11 * SECOND_MS);
	for (int64_t at = 11000; at <= 14000; at += 100)
		turn(T0 + at);
	read_alerts();
	same_int("messages", nsent, 2);
	same_text("firing", sent[0].text, STR("123"));
	assert_true(sent[0].created_ms - T0 >= 2000 && sent[0].created_ms - T0 <= 2500);
	same_text("resolved", sent[1].kind, STR("recovery"));
	same_text("resolved", sent[1].text, STR("123"));
	assert_true(sent[1].created_ms - T0 >= 12000 && sent[1].created_ms - T0 <= 13000);
}

/* --- Alertmanager: must it be told now? --- */

static void set_links(const struct jval *list, bool firing, int64_t now)
{
	for (size_t i = 0; i < jval_size(list); i++)
		put_link((int)jval_int(jval_at(list, i), 0), firing, now);
}

/* TestDedupStageNeedsUpdate. Case 8 and 10 turn resolved messages off; ours knows no such
 * switch: who was told of a problem is told of its end, so 8 is told. */
static void only_what_is_news_is_told(void **state)
{
	struct jval *doc = load("monitors/alertmanager_dedup_needs_update.json");
	const struct jval *cases = jval_get(doc, "cases");

	same_int("cases", jval_size(cases), 11);
	for (size_t i = 0; i < jval_size(cases); i++) {
		const struct jval *c = jval_at(cases, i), *prev = jval_get(c, "prev");
		int64_t n = jval_int(jval_get(c, "n"), 0), now = T0 + HOUR_MS;
		int64_t age = jval_int(jval_get(prev, "age_min"), 600) * MINUTE_MS;
		bool want = jval_bool(jval_get(c, "notify"), false) || n == 8;
		size_t before;

		if (i)
			begin(state);
		mon.once = true;
		config.repeat_ms = jval_int(jval_get(c, "repeat_min"), 10) * MINUTE_MS;
		put_portal("a", now - age, 0);
		set_links(jval_get(prev, "firing"), true, now - age);
		turn(now - age);
		read_alerts();
		before = nsent;
		put_portal("a", now, 0);
		put_portal("b", now, 0);
		set_links(jval_get(c, "firing"), true, now);
		set_links(jval_get(c, "resolved"), false, now);
		turn(now);
		read_alerts();
		if ((nsent > before) != want)
			fail_msg("case %lld: told %zu, want %s: %.*s", (long long)n, nsent - before,
				want ? "something" : "nothing",
				STR_ARG(jval_str(jval_get(c, "why"))));
		if (i + 1 < jval_size(cases))
			end(state);
	}
	jval_free(doc);
}

/* --- Alertmanager: inhibition --- */

static bool is_told(const char *kind, const char *subject)
{
	struct store_txn *t = NULL;
	struct incident i = {0};
	bool told;

	must(store_begin(alerts, false, &t, e));
	alerts_by_subject(t, str_of(kind), str_of(subject), &i, &arena, NULL);
	store_abort(t);
	told = i.ntold > 0;
	return told;
}

/* The time line of inhibit.json. Ours inhibits by cause and not by labels: the source is a
 * portal that is down, the target one of its columns. By design the target is free again
 * one measurement after the source's end, not at once. */
static void a_source_mutes_its_target_and_never_itself(void **state)
{
	struct jval *doc = load("monitors/alertmanager_inhibit.json");
	const struct jval *steps = jval_get(doc, "timeline");
	struct store_txn *t = NULL;
	struct column_state c;

	(void)state;
	same_int("steps", jval_size(steps), 3);
	mon.once = true;
	assert_false(jval_bool(jval_get(jval_at(steps, 0), "target_muted"), true));
	assert_true(jval_bool(jval_get(jval_at(steps, 1), "target_muted"), false));
	assert_false(jval_bool(jval_get(jval_at(steps, 1), "source_muted"), true));
	assert_false(jval_bool(jval_get(jval_at(steps, 2), "target_muted"), true));

#define EMPTY_COLUMN(now)                                                                 \
	do {                                                                              \
		must(store_begin(pages, true, &t, e));                                    \
		must(pages_column(t, STR("a"), STR("home"), &c, &arena, e));              \
		c.empty = true;                                                           \
		c.last_try_ms = c.last_good_ms = (now);                                   \
		must(pages_put_column(t, &c, e));                                         \
		must(store_commit(t, e));                                                 \
	} while (0)

	put_portal("a", T0, 4);
	EMPTY_COLUMN(T0);
	turn(T0);
	assert_true(is_told(KIND_PORTAL, "a"));
	assert_false(is_told("empty", "a/home"));
	put_portal("a", T0 + HOUR_MS, 0);
	EMPTY_COLUMN(T0);
	put_portal("b", T0 + HOUR_MS, 0);
	turn(T0 + HOUR_MS);
	assert_false(is_told("empty", "a/home"));
	EMPTY_COLUMN(T0 + 2 * HOUR_MS);
	turn(T0 + 2 * HOUR_MS);
	assert_true(is_told("empty", "a/home"));
#undef EMPTY_COLUMN
	jval_free(doc);
}

/* --- Gatus: thresholds --- */

/* Checks an hour apart. The failure threshold of ours for a link that answers 404 is theirs,
 * 2; the success threshold is 2 for everything, so it is over one check earlier than with
 * their 3. */
static void thresholds_count_both_ways(void **state)
{
	struct jval *doc = load("monitors/gatus_thresholds.json");
	const struct jval *c = jval_at(jval_get(doc, "cases"), 0), *after = jval_get(c, "after");
	struct str checks = jval_str(jval_get(c, "checks"));
	struct address x = {0};
	int turned;

	(void)state;
	same_int("failures", jval_int(jval_get(c, "failure_threshold"), 0), 2);
	for (size_t i = 0; i < checks.n; i++) {
		const struct jval *w = jval_at(after, i);
		bool want = jval_bool(jval_at(w, 2), false);

		address_judge(&x, checks.p[i] == 'F' ? VERDICT_BROKEN_HTTP : VERDICT_OK, 0,
			T0 + (int64_t)i * HOUR_MS, &turned);
		if (i < 4)
			same_int("failures in a row", x.nbad, jval_int(jval_at(w, 0), -1));
		if (jval_int(jval_at(w, 1), 0) == 2)
			want = false; /* ours: two good ones are enough */
		same_int("triggered", x.confirmed, want);
	}
	jval_free(doc);
}

/* "The resolved notice is lost", says the third case of theirs. Ours keep both until they
 * are delivered: nothing was sent here, and both wait. */
static void a_recovery_waits_like_any_other_message(void **state)
{
	(void)state;
	mon.once = true;
	put_link(1, true, T0);
	turn(T0);
	put_link(1, false, T0 + HOUR_MS);
	put_portal("a", T0 + HOUR_MS, 0);
	put_portal("b", T0 + HOUR_MS, 0);
	turn(T0 + HOUR_MS);
	read_alerts();
	same_int("both", nsent, 2);
	same_text("problem", sent[0].kind, STR("problem"));
	same_text("recovery", sent[1].kind, STR("recovery"));
}

/* --- flapping --- */

/* The figures of flap.tsv follow from the formula (flap.py). They differ from a count of the
 * last twenty changes by design: with a check a day trust is back in 8 days instead of 16. */
static void flap_row(struct str line)
{
	struct str name, text, seq;
	int64_t minutes, begins, ends, step, times[600], got_begins = 0, got_ends = 0;
	size_t n = 0;
	bool unstable = false;
	char last;

	str_cut(&line, '\t', &name);
	str_cut(&line, '\t', &text);
	assert_true(str_int(text, 1, 10000, &minutes));
	str_cut(&line, '\t', &seq);
	str_cut(&line, '\t', &text);
	assert_true(str_int(text, 0, 1000, &begins));
	str_cut(&line, '\t', &text);
	assert_true(str_int(text, 0, 1000, &ends));
	step = minutes * MINUTE_MS;
	last = seq.p[0];
	for (size_t i = 0; i < seq.n + 500; i++) {
		char now = i < seq.n ? seq.p[i] : last;

		if (i && now != last)
			times[n++] = (int64_t)i * step;
		last = now;
		unstable = flap_judge(times, n, (int64_t)i * step, step, unstable);
		if (unstable && !got_begins)
			got_begins = (int64_t)i + 1;
		if (got_begins && !got_ends && !unstable && i + 1 >= seq.n)
			got_ends = (int64_t)i - times[n - 1] / step;
	}
	same_int(arena_cstr(&arena, name), got_begins, begins);
	same_int(arena_cstr(&arena, name), got_ends, ends);
}

static void flapping_follows_the_formula(void **state)
{
	struct buf b = test_file("monitors/flap.tsv");
	struct str rest = buf_str(&b), line;
	int rows = 0;

	(void)state;
	str_cut(&rest, '\n', &line); /* the heading */
	while (str_cut(&rest, '\n', &line) && line.n) {
		flap_row(line);
		rows++;
	}
	same_int("rows", rows, 27);
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TM(f) cmocka_unit_test_setup_teardown(f, begin, end)
		TM(a_batch_is_one_message),
		TM(what_recovers_together_is_told_together),
		TM(only_what_is_news_is_told),
		TM(a_source_mutes_its_target_and_never_itself),
		TM(thresholds_count_both_ways),
		TM(a_recovery_waits_like_any_other_message),
		TM(flapping_follows_the_formula),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
