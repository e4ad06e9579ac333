/* Visits of home pages: when a portal is down, when it is looked at again, and who is asked. */
#include "crawl-bench.h"

#define ONE "9.9.9.9:80" /* an address that several share */
#define BAD VERDICT_UNSTABLE_CONNECT

/* Fails at every time the crawler sets, until it is down; returns the last time. */
static int64_t fail_until_down(const char *id, const char *address, int64_t now)
{
	for (int i = 0; i < 10 && !state_of(id).down; i++) {
		visit(id, address, BAD, now);
		if (!state_of(id).down)
			now = state_of(id).due_ms;
	}
	assert_true(state_of(id).down);
	return now;
}

static int64_t wait_of(const char *id, int64_t now)
{
	return state_of(id).due_ms - now;
}

/* Jitter is a tenth at most. */
static void same_wait(const char *name, int64_t got, int64_t want)
{
	if (got < want || got > want + want / 10)
		fail_msg("%s: got %lld ms, want %lld", name, (long long)got, (long long)want);
}

static void an_outage_takes_five_looks_in_twenty_minutes(void **state)
{
	static const int64_t wait[] = {MINUTE_MS, 5 * MINUTE_MS, 7 * MINUTE_MS, 8 * MINUTE_MS};
	int64_t now = T0 + HOUR_MS;

	(void)state;
	watch(2, NULL, 0);
	visit("a", "", VERDICT_OK, T0);
	for (size_t i = 0; i < ROWS(wait); i++) {
		visit("b", "", VERDICT_OK, now);
		visit("a", "", BAD, now);
		same_int("not yet", state_of("a").down, false);
		same_wait("the next look", wait_of("a", now), wait[i]);
		now = state_of("a").due_ms;
	}
	visit("a", "", BAD, now);
	same_int("down", state_of("a").down, true);
	same_int("told", events("portal.down", "a"), 1);
	same_wait("then every half hour", wait_of("a", now), 30 * MINUTE_MS);
}

/* What fails again after a good visit may be chance, or a new failure: looked at closely. */
static void one_that_fails_again_is_looked_at_closely(void **state)
{
	int64_t now;

	(void)state;
	watch(2, NULL, 0);
	visit("a", "", VERDICT_OK, T0);
	visit("b", "", VERDICT_OK, T0 + HOUR_MS);
	now = fail_until_down("a", "", T0 + HOUR_MS) + 30 * MINUTE_MS;
	visit("a", "", VERDICT_OK, now);
	same_int("one good visit", state_of("a").down, true);
	same_wait("half an hour", wait_of("a", now), 30 * MINUTE_MS);
	now += 30 * MINUTE_MS;
	visit("a", "", BAD, now);
	same_wait("a minute", wait_of("a", now), MINUTE_MS);
	visit("a", "", BAD, now + MINUTE_MS);
	same_wait("five", wait_of("a", now + MINUTE_MS), 5 * MINUTE_MS);
	same_int("it is the same outage", events("portal.down", "a"), 1);
}

/* When one of a platform is back the others are visited at once, and looked at closely;
 * those elsewhere, and those that are well, are not. */
static void the_return_of_one_asks_those_that_failed_with_it(void **state)
{
	int64_t now = T0 + HOUR_MS, due_c, due_d;

	(void)state;
	watch(4, NULL, 0);
	visit("a", ONE, VERDICT_OK, T0);
	visit("b", ONE, VERDICT_OK, T0);
	visit("c", "8.8.8.8:80", VERDICT_OK, T0);
	visit("d", "7.7.7.7:80", VERDICT_OK, now);
	fail_until_down("a", ONE, now);
	visit("d", "7.7.7.7:80", VERDICT_OK, now + 2 * HOUR_MS);
	fail_until_down("b", ONE, now + 2 * HOUR_MS);
	visit("c", "8.8.8.8:80", VERDICT_OK, now + 3 * HOUR_MS); /* fails by itself later */
	visit("d", "7.7.7.7:80", VERDICT_OK, now + 4 * HOUR_MS);
	fail_until_down("c", "8.8.8.8:80", now + 4 * HOUR_MS);
	now += 5 * HOUR_MS;
	visit("b", ONE, BAD, now);
	visit("c", "8.8.8.8:80", BAD, now);
	due_c = state_of("c").due_ms;
	due_d = state_of("d").due_ms;
	visit("a", ONE, VERDICT_OK, now);
	assert_true(state_of("b").due_ms != now);
	visit("a", ONE, VERDICT_OK, now + 30 * MINUTE_MS);
	same_int("back", state_of("a").down, false);
	now += 30 * MINUTE_MS;
	same_int("its neighbour is asked", state_of("b").due_ms, now);
	same_int("one elsewhere is not", state_of("c").due_ms, due_c);
	same_int("one that is well is not", state_of("d").due_ms, due_d);
	visit("b", ONE, BAD, now);
	same_wait("and looked at closely", wait_of("b", now), MINUTE_MS);
}

/* a went down by itself; an hour later b, c, d fail together. c and d were visited last before
 * a went down, so they may have begun with it as well as with b; b was seen well since. */
static void one_that_failed_before_does_not_split_those_that_fail_together(void **state)
{
	int64_t now = T0 + 2 * HOUR_MS;

	(void)state;
	watch(5, NULL, 0);
	visit("c", "3.3.3.3:80", VERDICT_OK, now - 70 * MINUTE_MS);
	visit("d", "4.4.4.4:80", VERDICT_OK, now - 69 * MINUTE_MS);
	visit("a", "1.1.1.1:80", VERDICT_OK, now - 100 * MINUTE_MS);
	visit("e", "5.5.5.5:80", VERDICT_OK, now - 60 * MINUTE_MS);
	fail_until_down("a", "1.1.1.1:80", now - 60 * MINUTE_MS);
	visit("b", "2.2.2.2:80", VERDICT_OK, now - 30 * MINUTE_MS);
	for (int i = 0; i < 2; i++) {
		visit("e", "5.5.5.5:80", VERDICT_OK, now + i * MINUTE_MS);
		visit("b", "2.2.2.2:80", BAD, now + i * MINUTE_MS);
		visit("c", "3.3.3.3:80", BAD, now + i * MINUTE_MS);
		visit("d", "4.4.4.4:80", BAD, now + i * MINUTE_MS);
	}
	same_int("c with b", state_of("c").alike_ms, state_of("b").alike_ms);
	same_int("d with b", state_of("d").alike_ms, state_of("b").alike_ms);
	assert_true(state_of("a").alike_ms != state_of("b").alike_ms);
}

/* The first failures came by chance, and then the platform went down: its neighbour, well at
 * the second failure, is asked once more at the fourth. */
static void neighbours_are_asked_again_before_it_is_down(void **state)
{
	int64_t now = T0 + HOUR_MS;

	(void)state;
	watch(3, NULL, 0);
	visit("a", ONE, VERDICT_OK, T0);
	visit("b", ONE, VERDICT_OK, now - 15 * MINUTE_MS);
	visit("c", "8.8.8.8:80", VERDICT_OK, now);
	visit("a", ONE, BAD, now);
	now = state_of("a").due_ms;
	visit("a", ONE, BAD, now);
	same_int("at the second", state_of("b").due_ms, now);
	visit("b", ONE, VERDICT_OK, now);
	now = state_of("a").due_ms;
	visit("a", ONE, BAD, now);
	assert_true(state_of("b").due_ms > now);
	now = state_of("a").due_ms;
	visit("c", "8.8.8.8:80", VERDICT_OK, now);
	visit("a", ONE, BAD, now);
	same_int("at the fourth", state_of("b").due_ms, now);
	assert_true(state_of("c").due_ms > now);
}

/* Refusals say nothing: they neither confirm a failure nor keep its doubt for ever. */
static void a_doubt_that_only_refusals_follow_is_forgotten(void **state)
{
	(void)state;
	watch(2, NULL, 0);
	visit("a", "", VERDICT_OK, T0);
	visit("b", "", VERDICT_OK, T0 + HOUR_MS);
	visit("a", "", BAD, T0 + HOUR_MS);
	visit("a", "", VERDICT_BLOCKED, T0 + 2 * HOUR_MS);
	same_int("kept for a day", state_of("a").nbad, 1);
	visit("a", "", VERDICT_BLOCKED, T0 + 26 * HOUR_MS);
	same_int("and no longer", state_of("a").nbad, 0);
	same_int("nor its time", state_of("a").bad_since_ms, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		TC(an_outage_takes_five_looks_in_twenty_minutes),
		TC(one_that_fails_again_is_looked_at_closely),
		TC(the_return_of_one_asks_those_that_failed_with_it),
		TC(one_that_failed_before_does_not_split_those_that_fail_together),
		TC(neighbours_are_asked_again_before_it_is_down),
		TC(a_doubt_that_only_refusals_follow_is_forgotten),
	};

	return cmocka_run_group_tests_name("probe", tests, NULL, NULL);
}
