/* Our own line: is a failure the portal's, or do we reach nobody? */
#include "crawl-bench.h"

#define BAD VERDICT_UNSTABLE_TIMEOUT
#define OUT_1 "http://one.example/x"
#define OUT_2 "http://two.example/y"
#define WITNESS "http://w.test/"

/* An address outside, as a page of portal a led to it. */
static void put_outside(const char *url, int64_t last_ok_ms, int64_t due_ms)
{
	struct address x = {.url = str_of(url), .portal = STR("a"), .outside = true,
		.verdict = VERDICT_OK, .status = 200, .first_ms = T0 - DAY_MS,
		.last_ms = last_ok_ms, .last_ok_ms = last_ok_ms, .due_ms = due_ms};
	struct store_txn *t = NULL;

	must(store_begin(pages, true, &t, e));
	must(pages_put_address(t, &x, e));
	must(due_move(t, DUE_LINK, due_host(x.url), x.url, 0, due_ms, e));
	must(store_commit(t, e));
}

/* It answers so. */
static void outside(const char *url, int verdict, int64_t now)
{
	struct flight f = {.kind = DUE_LINK, .subject = arena_cstr(&arena, str_of(url)),
		.subject_n = strlen(url), .portal = config_portal(&config, STR("a"))};
	struct result r = answer_of(JOB_LINK, url, verdict, now);
	struct store_txn *t = NULL;

	crawl->now_ms = now;
	must(store_begin(pages, true, &t, e));
	must(link_result(crawl, t, &f, &r, e));
	must(store_commit(t, e));
	arena_reset(&crawl->turn);
}

static bool own_line_is_down(void)
{
	struct store_txn *t = NULL;
	struct own_line x = {0};

	must(store_begin(pages, false, &t, e));
	must(pages_own_line(t, &x, e));
	store_abort(t);
	return x.down_ms > 0;
}

static int count_gap(const struct gap *g, void *ctx)
{
	*(int64_t *)ctx += g->to_ms - g->from_ms;
	return 0;
}

static int64_t gaps_ms(void)
{
	struct store_txn *t = NULL;
	int64_t ms = 0;

	must(store_begin(pages, false, &t, e));
	must(pages_each_gap(t, 0, INT64_MAX, count_gap, &ms, e));
	store_abort(t);
	return ms;
}

/* --- a portal alone --- */

static void lone_portal(int64_t now)
{
	watch(1, NULL, 0);
	visit("a", "", VERDICT_OK, T0);
	put_outside(OUT_1, now - HOUR_MS, now + 20 * DAY_MS);
	put_outside(OUT_2, now - 20 * HOUR_MS, now + 20 * DAY_MS);
}

static void a_lone_portal_asks_hosts_outside(void **state)
{
	int64_t now = T0 + HOUR_MS;

	(void)state;
	lone_portal(now);
	put_outside("http://old.example/", now - 25 * HOUR_MS, now + 20 * DAY_MS);
	put_outside("http://one.example/z", now - HOUR_MS, now + 20 * DAY_MS);
	visit("a", "", BAD, now);
	same_int("not yet ours", own_line_is_down(), false);
	same_int("in doubt, it is counted", state_of("a").nbad, 1);
	same_int("two hosts are asked", (address_of(OUT_1).due_ms == now) +
		(address_of("http://one.example/z").due_ms == now), 1);
	same_int("at once", address_of(OUT_2).due_ms, now);
	assert_true(address_of("http://old.example/").due_ms > now);
}

static void a_lone_portal_is_down_when_one_outside_answers(void **state)
{
	int64_t now = T0 + HOUR_MS;

	(void)state;
	lone_portal(now);
	for (int i = 0; i < 5; i++) {
		visit("a", "", BAD, now);
		if (i == 0) {
			outside(OUT_1, VERDICT_OK, now + SECOND_MS);
			outside(OUT_2, BAD, now + SECOND_MS);
		}
		same_int("the line is sound", own_line_is_down(), false);
		now = state_of("a").due_ms;
	}
	same_int("down", events("portal.down", "a"), 1);
}

/* Whoever is asked fails: it is we. The portal is not accused, the links are not suspected
 * further, and the first who answers ends it. */
static void a_lone_portal_is_excused_when_all_outside_fail(void **state)
{
	int64_t now = T0 + HOUR_MS, down;

	(void)state;
	lone_portal(now);
	visit("a", "", BAD, now);
	outside(OUT_1, BAD, now + SECOND_MS);
	outside(OUT_2, BAD, now + SECOND_MS);
	visit("a", "", BAD, now + MINUTE_MS);
	same_int("it is our line", own_line_is_down(), true);
	for (int i = 0; i < 10; i++) {
		down = state_of("a").due_ms;
		visit("a", "", BAD, down);
		assert_true(address_of(OUT_1).due_ms <= down); /* asked again, or due anyway */
		outside(OUT_1, BAD, down + SECOND_MS);
		outside(OUT_2, BAD, down + SECOND_MS);
	}
	same_int("not down", events("portal.down", "a"), 0);
	same_int("nothing counted", state_of("a").nbad, 0);
	same_int("nor of the links", address_of(OUT_1).nbad, 0);
	now = down + 10 * MINUTE_MS;
	outside(OUT_2, VERDICT_OK, now);
	same_int("back", own_line_is_down(), false);
	same_int("the portal is asked at once", state_of("a").due_ms, now);
	assert_true(gaps_ms() > HOUR_MS);
	/* and it is down indeed: told after its own twenty minutes */
	for (int i = 0; i < 6 && !state_of("a").down; i++) {
		visit("a", "", BAD, now);
		outside(OUT_2, VERDICT_OK, now + SECOND_MS);
		now = state_of("a").due_ms;
	}
	same_int("down", events("portal.down", "a"), 1);
}

/* Nobody to ask: doubt is told as doubt (the incident says "or our own line"). */
static void a_lone_portal_without_links_is_doubted(void **state)
{
	int64_t now = T0 + HOUR_MS;

	(void)state;
	watch(1, NULL, 0);
	visit("a", "", VERDICT_OK, T0);
	for (int i = 0; i < 5; i++) {
		visit("a", "", BAD, now);
		now = state_of("a").due_ms;
	}
	same_int("not our line", own_line_is_down(), false);
	same_int("down", events("portal.down", "a"), 1);
}

/* --- independent targets from the configuration --- */

static const char *witnesses[] = {WITNESS, "http://v.test/"};

static void witnesses_are_asked_before_a_portal_is_accused(void **state)
{
	int64_t now = T0 + HOUR_MS;

	(void)state;
	watch(1, witnesses, 2);
	witness(WITNESS, VERDICT_OK, T0);
	witness("http://v.test/", VERDICT_OK, T0);
	visit("a", "", VERDICT_OK, T0);
	visit("a", "", BAD, now);
	same_int("asked", address_of(WITNESS).due_ms, now);
	same_int("both", address_of("http://v.test/").due_ms, now);
	witness(WITNESS, BAD, now);
	witness("http://v.test/", VERDICT_BLOCKED, now); /* a refusal is an answer */
	for (int i = 0; i < 6 && !state_of("a").down; i++) {
		now = state_of("a").due_ms;
		visit("a", "", BAD, now);
		same_int("sound", own_line_is_down(), false);
	}
	same_int("down", events("portal.down", "a"), 1);
}

static void silent_witnesses_excuse_the_portal(void **state)
{
	int64_t now = T0 + HOUR_MS;

	(void)state;
	watch(1, witnesses, 2);
	witness(WITNESS, VERDICT_OK, T0);
	witness("http://v.test/", VERDICT_OK, T0);
	visit("a", "", VERDICT_OK, T0);
	visit("a", "", BAD, now);
	witness(WITNESS, BAD, now);
	witness("http://v.test/", BAD, now);
	visit("a", "", BAD, now + MINUTE_MS);
	same_int("our line", own_line_is_down(), true);
	same_int("excused", state_of("a").nbad, 0);
	same_text("and said", state_of("a").reason, STR(REASON_OWN_LINE));
	/* they are asked on, and one of them ends it */
	same_int("asked on", address_of(WITNESS).due_ms, now + MINUTE_MS);
	witness(WITNESS, VERDICT_OK, now + 10 * MINUTE_MS);
	same_int("back", own_line_is_down(), false);
	same_int("the portal is asked at once", state_of("a").due_ms, now + 10 * MINUTE_MS);
	same_int("a gap", gaps_ms(), 10 * MINUTE_MS);
}

/* One failure by chance before our line failed, one after it was back: no outage. */
static void a_doubt_does_not_outlive_our_line(void **state)
{
	int64_t now = T0 + HOUR_MS;

	(void)state;
	watch(1, witnesses, 2);
	witness(WITNESS, VERDICT_OK, T0);
	witness("http://v.test/", VERDICT_OK, T0);
	visit("a", "", VERDICT_OK, T0);
	visit("a", "", VERDICT_UNSTABLE_SERVER, now - 2 * MINUTE_MS);
	witness(WITNESS, BAD, now);
	witness("http://v.test/", BAD, now);
	visit("a", "", BAD, now + SECOND_MS);
	visit("a", "", BAD, now + MINUTE_MS);
	same_int("our line", own_line_is_down(), true);
	witness(WITNESS, VERDICT_OK, now + 20 * MINUTE_MS);
	visit("a", "", BAD, now + 20 * MINUTE_MS);
	same_int("not down", state_of("a").down, false);
	same_int("counted anew", state_of("a").nbad, 1);
}

/* A link that failed before anybody noticed that it is our line: not held against it. */
static void a_link_is_not_suspected_for_our_line(void **state)
{
	int64_t now = T0 + HOUR_MS;

	(void)state;
	watch(1, witnesses, 2);
	put_outside(OUT_1, T0, now);
	visit("a", "", VERDICT_OK, T0);
	outside(OUT_1, BAD, now - 2 * MINUTE_MS);
	outside(OUT_1, BAD, now - MINUTE_MS);
	same_int("suspected", address_of(OUT_1).nbad, 2);
	visit("a", "", BAD, now);
	witness(WITNESS, BAD, now);
	witness("http://v.test/", BAD, now);
	visit("a", "", BAD, now + MINUTE_MS);
	same_int("our line", own_line_is_down(), true);
	outside(OUT_1, BAD, now + 5 * MINUTE_MS);
	same_int("taken back", address_of(OUT_1).nbad, 0);
	witness(WITNESS, VERDICT_OK, now + 30 * HOUR_MS);
	outside(OUT_1, BAD, now + 31 * HOUR_MS); /* by chance */
	same_int("not confirmed by one", address_of(OUT_1).confirmed, false);
	same_int("counted anew", address_of(OUT_1).nbad, 1);
}

/* Witnesses that were taken down say nothing where three portals answer. */
static void gone_witnesses_are_not_believed(void **state)
{
	int64_t now = T0 + HOUR_MS;

	(void)state;
	watch(5, witnesses, 2);
	witness(WITNESS, BAD, now - 40 * MINUTE_MS);
	witness("http://v.test/", BAD, now - 40 * MINUTE_MS);
	for (int i = 1; i < 5; i++)
		visit(ids[i], "", VERDICT_OK, now - 10 * MINUTE_MS * i);
	visit("a", "", VERDICT_OK, now - HOUR_MS);
	visit("a", "", BAD, now);
	visit("b", "", VERDICT_OK, now + SECOND_MS);
	same_int("sound", own_line_is_down(), false);
	same_int("counted", state_of("a").nbad, 1);
}

/* Who failed before there were enough to see that it is we is asked again, like those who were
 * excused: what was measured of it says nothing about the time after. */
static void the_first_to_fail_are_asked_again(void **state)
{
	int64_t now = T0 + HOUR_MS;

	(void)state;
	watch(4, NULL, 0);
	for (int i = 0; i < 4; i++)
		visit(ids[i], "", VERDICT_OK, T0);
	visit("b", "", VERDICT_BROKEN_TLS, now);
	visit("c", "", BAD, now + SECOND_MS);
	visit("a", "", BAD, now + 2 * SECOND_MS);
	same_int("our line", own_line_is_down(), true);
	visit("d", "", VERDICT_OK, now + 3 * SECOND_MS);
	same_int("back", own_line_is_down(), false);
	same_int("excused", state_of("a").due_ms, now + 3 * SECOND_MS);
	same_int("not excused", state_of("b").due_ms, now + 3 * SECOND_MS);
	same_int("nor this", state_of("c").due_ms, now + 3 * SECOND_MS);
	assert_true(state_of("d").due_ms > now + 3 * SECOND_MS);
	/* b was under way when d answered */
	visit_begun("b", "", BAD, now + 2 * SECOND_MS, now + 4 * SECOND_MS);
	same_int("not counted", state_of("b").nbad, 0);
	same_int("asked once more", state_of("b").due_ms, now + 4 * SECOND_MS);
	visit("b", "", BAD, now + 5 * SECOND_MS);
	same_int("counted", state_of("b").nbad, 1);
	/* the clock is set back: the line came back in what is future now */
	visit("b", "", BAD, now + SECOND_MS);
	same_int("counted, too", state_of("b").nbad, 2);
	assert_true(state_of("b").due_ms > now + SECOND_MS);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TC(a_lone_portal_asks_hosts_outside),
		TC(a_lone_portal_is_down_when_one_outside_answers),
		TC(a_lone_portal_is_excused_when_all_outside_fail),
		TC(a_lone_portal_without_links_is_doubted),
		TC(witnesses_are_asked_before_a_portal_is_accused),
		TC(silent_witnesses_excuse_the_portal),
		TC(a_doubt_does_not_outlive_our_line),
		TC(a_link_is_not_suspected_for_our_line),
		TC(gone_witnesses_are_not_believed),
		TC(the_first_to_fail_are_asked_again),
	};

	return cmocka_run_group_tests_name("line", tests, NULL, NULL);
}
