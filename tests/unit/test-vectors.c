/* Vectors that Alertmanager publishes for grouping, deduplication and inhibition
 * (tests/data/monitors), run against ours. Where we mean something else by design the test
 * says why, and what is checked is ours. */
#include "vectors-bench.h"

static struct suite suites[] = {
	{"alertmanager acceptance", 4, 0}, {"alertmanager needs update", 11, 0},
	{"alertmanager inhibition, labels", 8, 0}, {"alertmanager inhibition, time line", 3, 0},
};
enum { ACCEPTANCE, NEEDS_UPDATE, LABELS, TIME_LINE };

static void every_published_vector_ran(void **state)
{
	(void)state;
	all_ran(suites, ROWS(suites));
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
	suites[ACCEPTANCE].ran++;
	jval_free(doc);
}

/* TestRepeat, with their times and windows: told, told again after the interval although
 * nothing changed, and its end once. What is theirs as a time given by the client (it ended
 * at 3, said at 3.5) is with us the measurement that shows it. */
static void what_stays_is_repeated_and_ends_once(void **state)
{
	struct jval *doc = load("monitors/alertmanager_acceptance_timelines.json");
	const struct jval *test = jval_at(jval_get(doc, "tests"), 1);
	const struct jval *push = jval_get(test, "push"), *want = jval_get(test, "want");
	static const char *const kinds[] = {"problem", "update", "recovery"}; /* of the letter */

	(void)state;
	same_text("test", jval_str(jval_get(test, "name")), STR("TestRepeat"));
	config.repeat_ms = ms_of(jval_path(test, "config.repeat_interval"));
	for (int64_t at = 0; at <= 6000; at += 100) {
		for (size_t i = 0; i < jval_size(push); i++)
			if (ms_of(jval_at(jval_at(push, i), 0)) == at)
				put_link(1, i == 0, T0 + at);
		turn(T0 + at);
	}
	read_alerts();
	same_int("messages", nsent, jval_size(want));
	for (size_t i = 0; i < nsent; i++) {
		same_text("kind", sent[i].kind, str_of(kinds[i]));
		assert_true(sent[i].created_ms - T0 >= ms_of(jval_at(jval_at(want, i), 0)));
		assert_true(sent[i].created_ms - T0 <= ms_of(jval_at(jval_at(want, i), 1)));
	}
	suites[ACCEPTANCE].ran++;
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
	suites[ACCEPTANCE].ran++;
}

static struct incident of_subject(const char *kind, const char *subject)
{
	struct store_txn *t = NULL;
	struct incident i = {0};

	must(store_begin(alerts, false, &t, e));
	alerts_by_subject(t, str_of(kind), str_of(subject), &i, &arena, NULL);
	store_abort(t);
	return i;
}

static void put_link_since(bool firing, int status, int64_t since, int64_t now)
{
	struct store_txn *t = NULL;
	struct address x = {.url = STR("http://a.test/1"), .first_ms = T0 - DAY_MS, .last_ms = now,
		.portal = STR("a"), .verdict = firing ? VERDICT_BROKEN_HTTP : VERDICT_OK,
		.status = status, .confirmed = firing, .nbad = firing ? 2 : 0,
		.reason = status == 410 ? STR("http-410") : STR("http-404"),
		.ngood = firing ? 0 : 2, .bad_since_ms = firing ? since : 0};

	must(store_begin(pages, true, &t, e));
	must(pages_put_address(t, &x, e));
	must(store_commit(t, e));
	turn(now);
}

/* TestMergeAlerts is published as four rules. The second, that the latest is what is said,
 * waits with us for a second measurement: one may be chance. The third is other by design: with them a
 * client may move the end of what has ended; with us it ended when that was first measured.
 * Of the fourth, "a new alert with new startsAt", only the start is new: the number of an
 * incident is for ever. */
static void the_same_labels_are_the_same_incident(void **state)
{
	struct jval *doc = load("monitors/alertmanager_acceptance_timelines.json");
	const struct jval *test = jval_at(jval_get(doc, "tests"), 3);
	int64_t since = T0 - HOUR_MS;
	struct incident i, again;

	(void)state;
	same_text("test", jval_str(jval_get(test, "name")), STR("TestMergeAlerts"));
	same_int("rules", jval_size(jval_get(test, "rules")), 4);
	mon.once = true;
	put_link_since(true, 404, since, T0);
	i = of_subject(KIND_LINK, "http://a.test/1");
	put_link_since(true, 410, since + 10 * MINUTE_MS, T0 + MINUTE_MS);
	again = of_subject(KIND_LINK, "http://a.test/1");
	same_int("1: the same", (int64_t)again.id, (int64_t)i.id);
	same_int("1: from the earliest on", again.first_ms, since);
	same_text("2: once may be chance", again.cause, STR("http-404"));
	put_link_since(true, 410, since + 10 * MINUTE_MS, T0 + MINUTE_MS + 30 * SECOND_MS);
	again = of_subject(KIND_LINK, "http://a.test/1");
	same_text("2: what is said is the latest", again.cause, STR("http-410"));
	put_link_since(false, 200, 0, T0 + 2 * MINUTE_MS);
	i = of_subject(KIND_LINK, "http://a.test/1");
	same_int("ended", i.resolved_ms, T0 + 2 * MINUTE_MS);
	put_link_since(false, 200, 0, T0 + 5 * MINUTE_MS);
	again = of_subject(KIND_LINK, "http://a.test/1");
	same_int("3: and stays so", again.resolved_ms, i.resolved_ms);
	put_link_since(true, 404, T0 + 6 * MINUTE_MS, T0 + 6 * MINUTE_MS);
	again = of_subject(KIND_LINK, "http://a.test/1");
	same_int("4: the same number", (int64_t)again.id, (int64_t)i.id);
	same_int("4: open", again.state, INCIDENT_OPEN);
	same_int("4: a new start", again.first_ms, T0 + 6 * MINUTE_MS);
	suites[ACCEPTANCE].ran++;
	jval_free(doc);
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
		suites[NEEDS_UPDATE].ran++;
	}
	jval_free(doc);
}

/* --- Alertmanager: inhibition --- */

static bool is_told(const char *kind, const char *subject)
{
	return of_subject(kind, subject).ntold > 0;
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
	suites[TIME_LINE].ran = jval_size(steps);
	jval_free(doc);
}

static void put_column(const char *portal, const char *column, bool empty, int64_t now)
{
	struct store_txn *t = NULL;
	struct column_state c = {.portal = str_of(portal), .column = str_of(column), .empty = empty,
		.first_ms = T0 - 400 * DAY_MS, .last_try_ms = now, .last_good_ms = now,
		.verdict = VERDICT_OK, .nreadings = 3, .learned_count = 5, .interval_ms = 2 * HOUR_MS};

	must(store_begin(pages, true, &t, e));
	must(pages_put_column(t, &c, e));
	must(store_commit(t, e));
}

/* The eight label sets of inhibit.json. Theirs are two rules over labels, both with equal: e.
 * Ours is a rule by cause, so a label becomes a place in the order of causes:
 *	e	the portal: 1 is a, 0 is b
 *	s1	portal a down explains	t1	its columns
 *	s2, t2	the portal itself: explains others, is explained by its platform only
 *	t3	anything else said of the target
 * A set {t2} alone, target of the second rule, is a broken link of that portal: it is not even
 * judged while the portal is down. */
static void labels_become_causes(void **state)
{
	struct jval *doc = load("monitors/alertmanager_inhibit.json");
	const struct jval *cases = jval_get(doc, "cases");
	static struct column_config news = {.id = "news", .name = "", .url = "http://a.test/n/",
		.unit = "", .cls = CLASS_NEWS};
	bool muted[8];

	same_int("cases", jval_size(cases), 8);
	mon.once = true;
	portals[0].columns = &news;
	portals[0].ncolumns = 1;
	put_link(1, true, T0 - MINUTE_MS);
	put_portal("a", T0, 4);
	put_column("a", "home", true, T0);
	put_column("a", "news", false, T0); /* nothing ever published: stale */
	put_column("b", "home", true, T0);
	turn(T0);
	muted[0] = !is_told("empty", "a/home");		      /* t1 */
	muted[1] = !is_told(KIND_LINK, "http://a.test/1");    /* t2 */
	muted[2] = of_subject("empty", "a/news").id		 /* t1 t3: another kind */
		? !is_told("empty", "a/news") : !is_told("stale", "a/news");
	muted[3] = muted[0] && muted[1];		      /* t1 t2: held by one is held */
	muted[4] = !is_told(KIND_PORTAL, "a");		      /* no target of any rule */
	muted[6] = !is_told(KIND_PORTAL, "a");		      /* s2 t2: never by itself */
	muted[7] = !is_told("empty", "b/home");		      /* e differs */
	assert_true(of_subject("empty", "a/home").inhibited_by == of_subject(KIND_PORTAL, "a").id);
	assert_true(of_subject("empty", "b/home").id != 0);
	portals[0].ncolumns = 0;
	end(state);

	begin(state); /* s1 t1: a source that is a target of another source, its platform */
	mon.once = true;
	for (int i = 0; i < 2; i++) {
		struct store_txn *t = NULL;
		struct portal_state p;

		put_portal(portals[i].id, T0, 4);
		must(store_begin(pages, true, &t, e));
		must(pages_portal(t, str_of(portals[i].id), &p, &arena, e));
		p.address = STR("9.9.9.9:80");
		must(pages_put_portal(t, &p, e));
		must(store_commit(t, e));
	}
	turn(T0);
	assert_true(is_told(KIND_PLATFORM, "9.9.9.9:80"));
	muted[5] = of_subject(KIND_PORTAL, "a").id && !is_told(KIND_PORTAL, "a");
	for (size_t i = 0; i < ROWS(muted); i++) {
		const struct jval *c = jval_at(cases, i);

		if (muted[i] != jval_bool(jval_get(c, "muted"), false))
			fail_msg("case %zu: %s. %.*s", i + 1, muted[i] ? "held" : "told",
				STR_ARG(jval_str(jval_get(c, "note"))));
		suites[LABELS].ran++;
	}
	jval_free(doc);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TM(f) cmocka_unit_test_setup_teardown(f, begin, end)
		TM(a_batch_is_one_message),
		TM(what_stays_is_repeated_and_ends_once),
		TM(what_recovers_together_is_told_together),
		TM(the_same_labels_are_the_same_incident),
		TM(only_what_is_news_is_told),
		TM(a_source_mutes_its_target_and_never_itself),
		TM(labels_become_causes),
		cmocka_unit_test(every_published_vector_ran),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
