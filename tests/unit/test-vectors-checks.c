/* Vectors about checks: thresholds of Gatus, and the flap sequences that Nagios and Icinga are
 * tried with (tests/data/monitors), run against ours. Where we mean something else by design
 * the test says why, and what is checked is ours. */
#include "vectors-bench.h"

#include "monitor/tell.h"

static struct suite suites[] = {
	{"gatus thresholds", 3, 0},
	{"flapping, nagios and icinga sequences, hourly and daily", 38, 0},
	{"flapping, others", 27, 0},
};
enum { GATUS, FLAPS, MORE_FLAPS };

static void every_published_vector_ran(void **state)
{
	(void)state;
	all_ran(suites, ROWS(suites));
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
	suites[GATUS].ran++;
	jval_free(doc);
}

static int provider_fails;
static int ndelivered;

static int provider_tell(const struct receiver_config *r, const struct message *m,
	struct delivery_result *out, struct err *e)
{
	(void)r;
	(void)e;
	out->outcome = provider_fails ? DELIVERY_AGAIN : DELIVERY_DONE;
	out->down = provider_fails;
	/* not that the provider fails, which is told too */
	ndelivered += !provider_fails &&
		str_eqc(jval_str(jval_get(message_lead(m), "kind")), KIND_LINK);
	result_text(out, provider_fails ? "error" : "fine");
	return 0;
}

static const struct receiver_type provider = {.kind = {.row = {.key = "provider"}},
	.tell = provider_tell};

/* One check an hour, and what waits is tried after each. */
static void checks_with_provider(struct str checks, size_t fails_from, size_t fails_before,
	int *delivered)
{
	struct address x = {.url = STR("http://a.test/1"), .portal = STR("a"), .first_ms = T0};
	struct store_txn *t = NULL;
	int turned;

	mon.once = true;
	receivers[0].kind = &provider.kind;
	ndelivered = 0;
	for (size_t i = 0; i < checks.n; i++) {
		int64_t now = T0 + (int64_t)i * HOUR_MS;

		put_portal("a", now, 0);
		put_portal("b", now, 0);
		address_judge(&x, checks.p[i] == 'F' ? VERDICT_BROKEN_HTTP : VERDICT_OK, 404, now,
			&turned);
		x.reason = STR("http-404");
		must(store_begin(pages, true, &t, e));
		must(pages_put_address(t, &x, e));
		must(store_commit(t, e));
		turn(now);
		provider_fails = i + 1 >= fails_from && i + 1 < fails_before;
		must(tell_deliver(alerts, &config, now, e));
		delivered[i] = ndelivered;
	}
	receivers[0].kind = &receiver_file.kind;
}

/* "send fails (provider error) while triggering": every send fails until check 5. Theirs has
 * triggered then, and resolves at the second S; so do ours, and both were told. */
static void a_failing_provider_is_told_when_it_works(void **state)
{
	struct jval *doc = load("monitors/gatus_thresholds.json");
	const struct jval *c = jval_at(jval_get(doc, "cases"), 1);
	const struct jval *want = jval_get(c, "after_triggered");
	struct str checks = jval_str(jval_get(c, "checks"));
	int delivered[16];

	(void)state;
	same_int("failures", jval_int(jval_get(c, "failure_threshold"), 0), 2);
	same_text("checks", checks, STR("FFFFFSS"));
	checks_with_provider(checks, 1, 5, delivered);
	for (size_t i = 0; i < jval_size(want); i++) /* the last is a sentence: true */
		same_int("triggered", delivered[i] > 0, jval_bool(jval_at(want, i), true));
	same_int("nothing between", delivered[5], 1);
	same_int("resolved", delivered[6], 2);
	suites[GATUS].ran++;
	jval_free(doc);
}

/* "send fails on resolve": theirs is lost. Ours comes once the provider works. A broken link
 * of ours needs two checks each way, so each of their letters is two of ours. */
static void a_recovery_outlives_a_failing_provider(void **state)
{
	struct jval *doc = load("monitors/gatus_thresholds.json");
	const struct jval *c = jval_at(jval_get(doc, "cases"), 2);
	int delivered[16];

	(void)state;
	same_text("checks", jval_str(jval_get(c, "checks")), STR("FS"));
	checks_with_provider(STR("FFSSS"), 4, 5, delivered);
	same_int("told", delivered[1], 1);
	same_int("the end could not be sent", delivered[3], 1);
	same_int("and was not lost", delivered[4], 2);
	suites[GATUS].ran++;
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

	(void)state;
	str_cut(&rest, '\n', &line); /* the heading */
	while (str_cut(&rest, '\n', &line) && line.n) {
		flap_row(line);
		suites[str_starts(line, STR("published ")) ? FLAPS : MORE_FLAPS].ran++;
	}
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#define TM(f) cmocka_unit_test_setup_teardown(f, begin, end)
		TM(thresholds_count_both_ways),
		TM(a_failing_provider_is_told_when_it_works),
		TM(a_recovery_outlives_a_failing_provider),
		TM(a_recovery_waits_like_any_other_message),
		TM(flapping_follows_the_formula),
		cmocka_unit_test(every_published_vector_ran),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
