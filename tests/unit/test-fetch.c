/* The pure parts of the fetcher: verdicts and pace. */
#include "test.h"

#include "fetch-host.h"

#include "base/clock.h"
#include "fetch-transfer.h"
#include "fetch-verdict.h"

static void a_status_means_this(void **state)
{
	static const struct {
		int status, verdict;
		const char *reason;
	} row[] = {
		{200, VERDICT_OK, "ok"}, {204, VERDICT_OK, "ok"}, {206, VERDICT_OK, "ok"},
		{300, VERDICT_OK, "http-300"}, {304, VERDICT_OK, "not-modified"},
		{305, VERDICT_UNKNOWN, "http-305"},
		{400, VERDICT_BROKEN_HTTP, "http-400"}, {404, VERDICT_BROKEN_HTTP, "http-404"},
		{410, VERDICT_BROKEN_HTTP, "http-410"}, {431, VERDICT_BROKEN_HTTP, "http-431"},
		{401, VERDICT_BLOCKED, "http-401"}, {403, VERDICT_BLOCKED, "http-403"},
		{405, VERDICT_BLOCKED, "http-405"}, {407, VERDICT_BLOCKED, "http-407"},
		{412, VERDICT_BLOCKED, "http-412"}, {418, VERDICT_BLOCKED, "http-418"},
		{421, VERDICT_BLOCKED, "http-421"}, {425, VERDICT_BLOCKED, "http-425"},
		{429, VERDICT_BLOCKED, "http-429"}, {451, VERDICT_BLOCKED, "http-451"},
		{521, VERDICT_BLOCKED, "http-521"}, {999, VERDICT_BLOCKED, "http-999"},
		{402, VERDICT_BLOCKED, "http-402"}, {406, VERDICT_BLOCKED, "http-406"},
		{419, VERDICT_UNKNOWN, "http-419"}, {499, VERDICT_UNKNOWN, "http-499"},
		{500, VERDICT_UNSTABLE_SERVER, "http-500"},
		{503, VERDICT_UNSTABLE_SERVER, "http-503"},
		{522, VERDICT_UNSTABLE_SERVER, "http-522"},
		{600, VERDICT_UNKNOWN, "http-600"}, {99, VERDICT_UNKNOWN, "http-000"},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct ruling r = ruling_of_status(row[i].status);

		same_text(row[i].reason, str_of(verdict_word(r.verdict)),
			str_of(verdict_word(row[i].verdict)));
		same_text(row[i].reason, str_of(r.reason), str_of(row[i].reason));
	}
}

static void every_ending_has_a_ruling(void **state)
{
	(void)state;
	for (int x = END_DONE; x < END_OTHER; x++) {
		struct ruling r = ruling_of_ending((enum ending)x, PHASE_CONNECT);

		assert_non_null(r.reason);
		assert_false(streq(r.reason, "other"));
	}
	same_text("in the phase", str_of(ruling_of_ending(END_TIMEOUT, PHASE_TLS).reason),
		STR("timeout-tls"));
	assert_false(verdict_is_broken(ruling_of_ending(END_NO_RESOURCE, 0).verdict));
}

static void a_promised_document_must_be_one(void **state)
{
	static const struct {
		const char *url;
		int kind;
		int64_t bytes;
		const char *reason, *type, *title;
	} row[] = {
		{"http://h/a.pdf", PAGE_HTML, 100, "html-for-document", NULL, NULL},
		{"http://h/a.PDF?v=1", PAGE_HTML, 100, "html-for-document", NULL, NULL},
		{"http://h/a.pdf", PAGE_PDF, 100, NULL, NULL, NULL},
		{"http://h/a.docx", PAGE_EMPTY, 0, "empty-document", NULL, NULL},
		{"http://h/a.png", PAGE_HTML, 9, "html-for-image", NULL, NULL},
		{"http://h/a.html", PAGE_HTML, 9, NULL, NULL, NULL},
		{"http://h/download?f=a.pdf", PAGE_HTML, 9, NULL, NULL, NULL},
		{"http://h/a.pdf", PAGE_TEXT, 9, "text-for-document", "application/pdf", NULL},
		{"http://h/a.xls", PAGE_JSON, 9, "text-for-document", "application/json", NULL},
		{"http://h/a.xls", PAGE_HTML, 9, NULL, "application/vnd.ms-excel", NULL}, /* an export */
		{"http://h/a.xlsx", PAGE_HTML, 9, "html-for-document", "application/vnd.ms-excel", NULL},
		{"http://h/a.pdf", PAGE_XML, 9, "text-for-document", "text/xml", NULL},
		{"http://h/a.doc", PAGE_XML, 9, NULL, "text/xml", NULL}, /* flat Word */
		{"http://h/a.pdf", PAGE_OTHER, 9, "unknown-for-document", NULL, NULL},
		{"http://h/a.zip", PAGE_OTHER, 9, NULL, NULL, NULL},
		{"http://h/a.jpg", PAGE_OTHER, 9, "unknown-for-image", "image/jpeg", NULL},
		{"http://h/a.jpg", PAGE_IMAGE, 9, NULL, "text/plain", NULL},
		{"http://h/a.mp4", PAGE_HTML, 9, "html-for-document", NULL, NULL},
		{"http://h/a.mp4", PAGE_EMPTY, 0, "empty-document", NULL, NULL},
		{"http://h/a.mp4", PAGE_OTHER, 9, NULL, NULL, NULL},
		{"http://h/a.css", PAGE_EMPTY, 0, NULL, "text/css", NULL},
		{"http://h/a.css", PAGE_HTML, 9, "html-for-style", "text/html", "404"},
		{"http://h/a.js?v=2", PAGE_HTML, 9, "html-for-script", "text/html", "404"},
		{"http://h/a.js", PAGE_HTML, 9, NULL, "text/html", NULL}, /* a script all the same */
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct ruling r = {0};
		struct page p = {.kind = row[i].kind, .title = str_of(row[i].title)};
		bool said = ruling_of_content(str_of(row[i].url), str_of(row[i].type), &p,
			row[i].bytes, &r);

		same_int(row[i].url, said, row[i].reason != NULL);
		if (said)
			same_text(row[i].url, str_of(r.reason), str_of(row[i].reason));
	}
}

static const struct pace_wish wish = {.delay_ms = -1};

static struct pace *pace_of(int64_t delay_ms, int rate, int connections)
{
	return pace_open(&(struct pace_options){.delay_ms = delay_ms, .connections = 1,
		.address_rate = rate, .address_connections = connections});
}

static void a_host_is_asked_at_its_pace(void **state)
{
	struct pace *p = pace_of(1000, 10, 4);
	struct ticket t[3] = {{.priority = 5}, {.priority = 9}, {.priority = 0}};

	(void)state;
	for (int i = 0; i < 3; i++)
		pace_queue(p, &t[i], STR("h"), STR("192.0.2.1"), &wish, 0);
	assert_ptr_equal(pace_next(p, 0), &t[2]); /* the column before notice and link */
	assert_null(pace_next(p, 5000));	  /* one connection */
	pace_done(p, &t[2], PACE_ANSWERED, 100, 0, NULL, 200);
	assert_null(pace_next(p, 999));
	assert_in_range(pace_wait_ms(p, 200), 800, 900);
	assert_ptr_equal(pace_next(p, 1101), &t[0]);
	pace_done(p, &t[0], PACE_ANSWERED, 100, 0, NULL, 1200);
	assert_ptr_equal(pace_next(p, 2300), &t[1]);
	pace_done(p, &t[1], PACE_ANSWERED, 100, 0, NULL, 2400);
	same_int("nobody left", pace_wait_ms(p, 2400), -1);
	pace_close(p);
}

/* Requests 0..n-1 begin together; those from `served` on are cut, the others answered. */
static bool burst(struct pace *p, struct ticket *t, int n, int served, int64_t now_ms)
{
	static const struct ruling cut = {VERDICT_UNSTABLE_RESET, "reset", PHASE_CONNECT};
	bool again = false;

	for (int i = 0; i < n; i++) {
		t[i].owner = &t[i];
		pace_queue(p, &t[i], STR("h"), STR("192.0.2.1"), &(struct pace_wish){.delay_ms = 0,
			.connections = n}, now_ms);
		assert_ptr_equal(pace_next(p, now_ms), &t[i]);
	}
	for (int i = n - 1; i >= 0; i--)
		again |= pace_done(p, &t[i], i < served ? PACE_ANSWERED : PACE_CUT, 10, 0, &cut,
			now_ms + 10);
	return again;
}

static int at_once(struct pace *p, struct ticket *t, int n, int64_t now_ms)
{
	int going = 0;

	for (int i = 0; i < n; i++)
		pace_queue(p, &t[i], STR("h"), STR("192.0.2.1"), &(struct pace_wish){.delay_ms = 0,
			.connections = n}, now_ms);
	for (; pace_next(p, now_ms + going * HOUR_MS); going++)
		;
	return going;
}

static void a_host_that_cuts_some_is_asked_over_fewer(void **state)
{
	struct pace *p = pace_of(0, 0, 100);
	struct ticket t[8] = {0}, u[8] = {0};

	(void)state;
	burst(p, t, 1, 1, 0); /* it is up */
	assert_true(burst(p, t, 8, 2, 1000));
	same_int("as many as it served", at_once(p, u, 8, HOUR_MS), 2);
	pace_close(p);

	p = pace_of(0, 0, 100);
	memset(t, 0, sizeof(t));
	memset(u, 0, sizeof(u));
	burst(p, t, 1, 1, 0);
	assert_false(burst(p, t, 8, 7, 1000)); /* one of eight: its page's matter */
	same_int("all", at_once(p, u, 8, HOUR_MS), 8);
	pace_close(p);
}

static void hosts_of_one_address_share_its_pace(void **state)
{
	struct pace *p = pace_of(0, 10, 2);
	struct ticket t[4] = {0}, *first;
	static const char *const host[] = {"a", "b", "c", "d"};

	(void)state;
	for (int i = 0; i < 4; i++)
		pace_queue(p, &t[i], str_of(host[i]), STR("192.0.2.1"), &wish, 0);
	first = pace_next(p, 0); /* whose turn is first among equals is open */
	assert_non_null(first);
	assert_null(pace_next(p, 0)); /* ten a second */
	same_int("next", pace_wait_ms(p, 0), 100);
	assert_non_null(pace_next(p, 100));
	assert_null(pace_next(p, 1000)); /* two connections */
	same_int("a slot is waited for", pace_wait_ms(p, 1000), -1);
	pace_done(p, first, PACE_ANSWERED, 100, 0, NULL, 1000);
	assert_non_null(pace_next(p, 1000));
	pace_close(p);
}

static void five_failures_to_reach_bring_a_host_down(void **state)
{
	struct ruling why = {VERDICT_UNSTABLE_CONNECT, "refused", PHASE_CONNECT};
	struct pace *p = pace_of(0, 0, 9);
	struct ticket t[8] = {{0}, {0}, {0}, {0}, {0}, {0}, {0}, {.forced = true}};

	(void)state;
	for (int i = 0; i < 7; i++)
		pace_queue(p, &t[i], STR("h"), STR("192.0.2.1"), &wish, 0);
	for (int i = 0; i < 5; i++) {
		assert_ptr_equal(pace_next(p, i), &t[i]);
		pace_done(p, &t[i], PACE_UNREACHED, 1, 0, &why, i);
	}
	for (int i = 5; i < 7; i++) {
		assert_ptr_equal(pace_next(p, 10), &t[i]);
		same_int("refused", t[i].word, PACE_DOWN);
		same_text("why", str_of(pace_why(&t[i]).reason), STR("refused"));
	}
	pace_queue(p, &t[7], STR("h"), STR("192.0.2.1"), &wish, 20); /* availability */
	assert_ptr_equal(pace_next(p, 20), &t[7]);
	same_int("goes", t[7].word, PACE_GO);
	pace_done(p, &t[7], PACE_ANSWERED, 1, 0, NULL, 21);
	pace_queue(p, &t[0], STR("h"), STR("192.0.2.1"), &wish, 30); /* it is back */
	assert_ptr_equal(pace_next(p, 30), &t[0]);
	same_int("goes", t[0].word, PACE_GO);
	pace_close(p);
}

static void a_host_that_asks_to_wait_is_left_alone(void **state)
{
	struct pace *p = pace_of(0, 0, 9);
	struct ticket t[3] = {0};

	(void)state;
	for (int i = 0; i < 3; i++)
		pace_queue(p, &t[i], STR("h"), STR("192.0.2.1"), &wish, 0);
	assert_ptr_equal(pace_next(p, 0), &t[0]);
	pace_done(p, &t[0], PACE_REFUSED, 1, 30000, NULL, 0);
	assert_null(pace_next(p, 29999));
	assert_ptr_equal(pace_next(p, 30000), &t[1]);
	pace_done(p, &t[1], PACE_REFUSED, 1, 3600000, NULL, 30000);
	assert_ptr_equal(pace_next(p, 30001), &t[2]); /* too long to wait: told at once */
	same_int("held", t[2].word, PACE_HELD);
	same_int("for so long", pace_held_ms(&t[2], 30001), 3599999);
	pace_close(p);
}

static void a_short_wait_does_not_shorten_a_long_one(void **state)
{
	struct pace *p = pace_open(&(struct pace_options){.connections = 2,
		.address_connections = 9});
	struct ticket t[3] = {0};

	(void)state;
	for (int i = 0; i < 2; i++) {
		pace_queue(p, &t[i], STR("h"), STR("192.0.2.1"), &wish, 0);
		assert_ptr_equal(pace_next(p, 0), &t[i]);
	}
	pace_done(p, &t[0], PACE_REFUSED, 1, 3600000, NULL, 0);
	pace_done(p, &t[1], PACE_REFUSED, 1, 1000, NULL, 0);
	pace_queue(p, &t[2], STR("h"), STR("192.0.2.1"), &wish, 1);
	assert_ptr_equal(pace_next(p, 1), &t[2]);
	same_int("held", t[2].word, PACE_HELD);
	t[2].forced = true; /* an availability visit goes all the same */
	pace_queue(p, &t[2], STR("h"), STR("192.0.2.1"), &wish, 2);
	assert_ptr_equal(pace_next(p, 2), &t[2]);
	same_int("goes", t[2].word, PACE_GO);
	pace_done(p, &t[2], PACE_ANSWERED, 1, 0, NULL, 3);
	pace_queue(p, &t[0], STR("h"), STR("192.0.2.1"), &wish, 4); /* others still wait */
	assert_ptr_equal(pace_next(p, 4), &t[0]);
	same_int("held", t[0].word, PACE_HELD);
	pace_close(p);
}

/* The time until everybody who waits for a host that refuses all was told so. */
static int64_t refuse_all(struct pace *p, struct ticket *t, int n, int64_t retry_after_ms,
	int *asked)
{
	int64_t now = 0;

	*asked = 0;
	for (int i = 0; i < n; i++)
		pace_queue(p, &t[i], STR("h"), STR("192.0.2.1"), &wish, 0);
	for (int done = 0; done < n;) {
		struct ticket *x = pace_next(p, now);

		if (!x) {
			assert_true(pace_wait_ms(p, now) > 0);
			now += pace_wait_ms(p, now);
			continue;
		}
		done++;
		if (x->word != PACE_GO)
			continue;
		++*asked;
		pace_done(p, x, PACE_REFUSED, 1, retry_after_ms, NULL, now);
	}
	return now;
}

static void a_round_does_not_sit_out_a_host_that_refuses_all(void **state)
{
	static const struct {
		const char *name;
		int64_t delay_ms, retry_after_ms;
		int asked;
		int64_t within_ms;
	} row[] = {
		{"503 that says nothing", 100, -1, 6, 20 * SECOND_MS},
		{"at a second's pace", 1000, -1, 5, 40 * SECOND_MS},
		{"429 that says nothing", 100, 0, 6, 20 * SECOND_MS},
		{"a short wait each", 100, 5000, 5, 30 * SECOND_MS},
		{"fifty seconds each", 100, 50000, 3, 120 * SECOND_MS},
		{"an hour", 100, 3600000, 1, SECOND_MS},
	};
	static struct ticket t[1000];

	(void)state;
	for (size_t k = 0; k < ROWS(row); k++) {
		struct pace *p = pace_of(row[k].delay_ms, 0, 9);
		int asked;
		int64_t took;

		memset(t, 0, sizeof(t));
		took = refuse_all(p, t, 1000, row[k].retry_after_ms, &asked);
		same_int(row[k].name, asked, row[k].asked);
		if (took > row[k].within_ms)
			fail_msg("%s: %lld ms", row[k].name, (long long)took);
		assert_true(pace_held_ms(&t[999], took) >= 15 * MINUTE_MS - SECOND_MS);
		pace_close(p);
	}
}

/* Where every third page refuses, the others are read on, and slower. */
static void a_host_that_answers_between_is_asked_on(void **state)
{
	struct pace *p = pace_of(100, 0, 9);
	static struct ticket t[60];
	int64_t now = 0;

	(void)state;
	memset(t, 0, sizeof(t));
	for (int i = 0; i < 60; i++)
		pace_queue(p, &t[i], STR("h"), STR("192.0.2.1"), &wish, 0);
	for (int i = 0; i < 12; i++) {
		struct ticket *x;

		now += pace_wait_ms(p, now);
		x = pace_next(p, now);
		same_int("goes", x->word, PACE_GO);
		pace_done(p, x, i % 3 == 2 ? PACE_REFUSED : PACE_ANSWERED, 1, -1, NULL, now);
	}
	pace_close(p);
}

static void a_forgotten_ticket_has_no_turn(void **state)
{
	struct pace *p = pace_of(0, 0, 9);
	struct ticket t[3] = {0};

	(void)state;
	for (int i = 0; i < 3; i++)
		pace_queue(p, &t[i], STR("h"), STR("192.0.2.1"), &wish, 0);
	pace_forget(p, &t[2]);
	pace_forget(p, &t[0]);
	assert_ptr_equal(pace_next(p, 0), &t[1]);
	pace_done(p, &t[1], PACE_ANSWERED, 1, 0, NULL, 1);
	assert_null(pace_next(p, 1));
	pace_close(p);
}

static void certificate_times_are_read(void **state)
{
	(void)state;
	same_int("two digits", certificate_time(STR("Nov 22 08:48:01 2026 GMT")),
		INT64_C(1795337281000));
	same_int("one digit", certificate_time(STR("Jan  1 00:00:00 1970 GMT")), 0);
	same_int("no month", certificate_time(STR("ovD 22 08:48:01 2026 GMT")), 0);
	same_int("none", certificate_time(STR_NONE), 0);
}

static void https_that_fails_leaves_http_alone(void **state)
{
	struct pace *p = pace_of(0, 0, 9);
	struct ruling why = ruling_of_ending(END_REFUSED, PHASE_CONNECT);
	struct ticket t[7] = {{.secure = true}, {.secure = true}, {.secure = true},
		{.secure = true}, {.secure = true}, {.secure = true}, {.secure = false}};

	(void)state;
	for (int i = 0; i < 7; i++)
		pace_queue(p, &t[i], STR("h"), STR("192.0.2.1"), &wish, 0);
	for (int i = 0; i < 5; i++) {
		assert_ptr_equal(pace_next(p, i), &t[i]);
		pace_done(p, &t[i], PACE_UNREACHED, 1, 0, &why, i);
	}
	assert_ptr_equal(pace_next(p, 5), &t[5]);
	same_int("https", t[5].word, PACE_DOWN);
	assert_ptr_equal(pace_next(p, 5), &t[6]);
	same_int("http", t[6].word, PACE_GO);
	pace_close(p);
}

#define BUDGET_MS 60000

static void waits_are_sat_out_up_to_a_budget(void **state)
{
	struct patience x;

	(void)state;
	patience_init(&x, BUDGET_MS);
	assert_true(patience_refused(&x, 20000, 0));
	same_int("asleep until", x.next_ms, 20000);
	assert_true(patience_refused(&x, 20000, 10)); /* of one burst: ten ms more */
	same_int("spent", x.slept_ms, 20010);
	assert_true(patience_refused(&x, 39000, 30000));
	assert_false(patience_refused(&x, 20000, 100000)); /* a second is left of it */
	assert_true(patience_doubts(&x));
	assert_true(patience_refused(&x, 900, 100000));
}

static void a_page_that_refuses_is_not_its_host(void **state)
{
	struct patience x;

	(void)state;
	patience_init(&x, BUDGET_MS);
	for (int i = 0; i < 4; i++)
		assert_false(patience_refused(&x, 7200000, i));
	assert_true(patience_doubts(&x));
	assert_false(x.given_up);
	patience_answered(&x, false);
	assert_false(patience_doubts(&x));
	for (int i = 0; i < 5; i++)
		assert_false(patience_refused(&x, 7200000, 10 + i));
	assert_true(x.given_up);
	assert_false(patience_refused(&x, 1, 20));
}

static void without_a_budget_a_wait_is_obeyed(void **state)
{
	struct patience x;

	(void)state;
	patience_init(&x, 0);
	assert_false(patience_refused(&x, 7200000, 0));
	same_int("an hour at most", x.next_ms, 3600000);
	assert_false(patience_doubts(&x));
	same_int("no time said: slower", x.backoff, 1);
	patience_refused(&x, 0, 4000000);
	same_int("no time said: slower", x.backoff, 2);
	patience_answered(&x, false);
	same_int("and back", x.backoff, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_status_means_this),
		T(every_ending_has_a_ruling),
		T(a_promised_document_must_be_one),
		T(https_that_fails_leaves_http_alone),
		T(waits_are_sat_out_up_to_a_budget),
		T(a_page_that_refuses_is_not_its_host),
		T(without_a_budget_a_wait_is_obeyed),
		T(a_host_is_asked_at_its_pace),
		T(a_host_that_cuts_some_is_asked_over_fewer),
		T(hosts_of_one_address_share_its_pace),
		T(five_failures_to_reach_bring_a_host_down),
		T(a_host_that_asks_to_wait_is_left_alone),
		T(a_short_wait_does_not_shorten_a_long_one),
		T(a_round_does_not_sit_out_a_host_that_refuses_all),
		T(a_host_that_answers_between_is_asked_on),
		T(a_forgotten_ticket_has_no_turn),
		T(certificate_times_are_read),
	};

	return cmocka_run_group_tests_name("fetch", tests, NULL, NULL);
}
