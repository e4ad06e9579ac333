/* Soft 404, wrong links, traps and what is no address: pure judgements of the link check. */
#include "test.h"

#include "crawler/wrong.h"
#include "linkcheck-private.h"

/* 2026-11-01 */
#define NOW_MS INT64_C(1793491200000)

static void traps_are_told_from_long_sites(void **state)
{
	static const struct {
		const char *url;
		int limit;
	} rows[] = {
		{"http://x.gov.cn/zwgk/2026/t20260101_1.html", -1},
		{"http://x.gov.cn/a/b/a/b/a/b/c.html", -1},
		{"http://x.gov.cn/a/b/a/b/a/b/a/b/a/b/c.html", LIMIT_SEGMENTS},
		{"http://x.gov.cn/1/2/3/4/5/6/7/8/9/10/11/12/13/14/15/16/17/18/19/20/21/22/23/24/25/26",
			LIMIT_SEGMENTS},
		{"http://x.gov.cn/cal/2031/05", LIMIT_CALENDAR},
		{"http://x.gov.cn/cal?year=2031", LIMIT_CALENDAR},
		{"http://x.gov.cn/cal?month=2031-05", LIMIT_CALENDAR},
		{"http://x.gov.cn/cal?month=2027-05", -1},
		{"http://x.gov.cn/2035/vision.html", -1},
		{"http://x.gov.cn/vision-2035-plan.html", -1},
		{"http://x.gov.cn/art/2035000112.html", -1},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++)
		same_int(rows[i].url, trap_of(str_of(rows[i].url), NOW_MS), rows[i].limit);
}

static void overlong_addresses_are_traps(void **state)
{
	struct buf b = BUF_INIT(10000);

	(void)state;
	buf_adds(&b, "http://x.gov.cn/");
	for (int i = 0; i < 3000; i++)
		buf_addc(&b, 'a');
	same_int("3 kB", trap_of(buf_str(&b), NOW_MS), LIMIT_LENGTH);
	buf_release(&b);
}

static void sessions_do_not_make_addresses_differ(void **state)
{
	static const struct {
		const char *url, *same;
	} rows[] = {
		{"http://h/a;jsessionid=12?x=1", "http://h/a?x=1"},
		{"http://h/a?PHPSESSID=1&x=1", "http://h/a?x=1"},
		{"http://h/a?x=1&sid=9", "http://h/a?x=1"},
		{"http://h/a?inside=9", "http://h/a?inside=9"},
		{"http://h/session/a", "http://h/session/a"},
	};
	struct arena a = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++)
		same_text(rows[i].url, scope_identity(str_of(rows[i].url), &a),
			str_of(rows[i].same));
	arena_release(&a);
}

/* --- soft 404 --- */

static void places_and_names_keep_the_shape(void **state)
{
	static const struct {
		const char *url, *place, *end;
	} rows[] = {
		{"http://h/a/b.html", "http://h/a/", ".html"},
		{"http://h/a/", "http://h/*/", "/"},
		{"http://h/a/b/", "http://h/a/*/", "/"},
		{"http://h/", "http://h/", ""},
		{"http://h/art?id=12", "http://h/art?", ""},
		{"http://h/art?12", "http://h/art?", ""},
		{"http://h/?4", "http://h/?", ""},
		{"http://h/art?", "http://h/art?", ""},
		{"http://h/art?a&id=12", "http://h/art?", ""},
		{"http://h/art?id=", "http://h/art?", ""},
		{"http://h", "http://h/", ""},
		{"http://h/a/b.html#x", "http://h/a/", ".html"},
		{"http://h/a/t20260105_123.html", "http://h/a/t#_#.html", ".html"},
		{"http://h/a/12.html", "http://h/a/", ".html"},
		{"http://h/a/report.PDF", "http://h/a/" "*.pdf", ".PDF"},
		{"http://h/a/P020260105123.doc", "http://h/a/P#.doc", ".doc"},
		{"http://h/a/x.pdf?n=1", "http://h/a/x.pdf?", ""},
	};
	struct arena a = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct str url = str_of(rows[i].url), x = soft404_random_name(url, 7, &a),
			   y = soft404_random_name(url, 8, &a);

		same_text(rows[i].url, soft404_place(url, &a), str_of(rows[i].place));
		same_text(rows[i].url, soft404_place(x, &a), str_of(rows[i].place));
		assert_true(str_ends(x, str_of(rows[i].end)));
		assert_true(x.n > url.n || str_has(url, STR("#")));
		assert_false(str_eq(x, y));
	}
	arena_release(&a);
}

static void families_keep_the_digits_of_hosts(void **state)
{
	static const struct {
		const char *url, *family;
	} rows[] = {
		{"http://10.0.0.7:8080/news/1.html", "http://10.0.0.7:8080/news/"},
		{"http://a12.cn/art/2026/1/5/x.html", "http://a12.cn/art/#/#/#/"},
		{"http://a12.cn/", "http://a12.cn/"},
	};
	struct arena a = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++)
		same_text(rows[i].url, soft404_family(str_of(rows[i].url), &a),
			str_of(rows[i].family));
	arena_release(&a);
}

static struct soft404_answer page(const char *url, const char *title, uint64_t fingerprint,
	int32_t text_bytes)
{
	struct soft404_answer x = {.url = str_of(url), .final_url = str_of(url),
		.verdict = VERDICT_OK, .status = 200, .title = str_of(title), .html = true,
		.fingerprint = fingerprint, .text_bytes = text_bytes};

	x.text_key = key128_of(str_of(url)); /* all differ */
	return x;
}

static struct soft404_answer sent(const char *url, const char *to)
{
	struct soft404_answer x = page(url, "Home", 5, 9000);

	x.final_url = str_of(to);
	return x;
}

static struct soft404_profile profile(struct soft404_answer a, struct soft404_answer b)
{
	return (struct soft404_profile){.answer = {a, b}};
}

static void missing_pages_look_like_random_names(void **state)
{
	struct soft404_profile p = profile(page("http://h/a/q1.html", "Sorry", 0xff00, 300),
		page("http://h/a/q2.html", "Sorry", 0xff01, 304));
	struct soft404_answer x = page("http://h/a/t1.html", "Sorry", 0xff03, 300);

	(void)state;
	assert_true(soft404_profile_tells(&p));
	assert_true(soft404_matches(&p, &x));
	x.title = STR("Notice");
	assert_false(soft404_matches(&p, &x));
	x = page("http://h/a/t1.html", "Sorry", 0xffffff, 300);
	assert_false(soft404_matches(&p, &x));
	x = page("http://h/a/t1.html", "Sorry", 0xff00, 3000);
	assert_false(soft404_matches(&p, &x));
	x = page("http://h/a/t1.html", "Sorry", 0xff00, 300);
	x.verdict = VERDICT_BROKEN_HTTP;
	assert_false(soft404_matches(&p, &x));
}

static void a_file_that_every_name_gets_is_known_by_its_bytes(void **state)
{
	struct soft404_answer file = {.verdict = VERDICT_OK, .status = 200, .kind = PAGE_PDF,
		.url = STR("http://h/f/q1.pdf"), .final_url = STR("http://h/f/q1.pdf"),
		.text_key = key128_of(STR("%PDF-1.4 nothing here"))}, x = file, y = file;
	struct soft404_profile p;

	(void)state;
	y.url = y.final_url = STR("http://h/f/q2.pdf");
	p = profile(file, y);
	x.url = x.final_url = STR("http://h/f/t1.pdf");
	assert_true(soft404_profile_tells(&p));
	assert_true(soft404_matches(&p, &x));
	x.text_key = key128_of(STR("%PDF-1.4 a document"));
	assert_false(soft404_matches(&p, &x));
	x = file;
	x.url = x.final_url = STR("http://h/f/t1.pdf");
	x.kind = PAGE_IMAGE;
	assert_false(soft404_matches(&p, &x));
	p = profile(file, x);
	assert_false(soft404_profile_tells(&p));
}

static void an_honest_host_tells_nothing(void **state)
{
	struct soft404_profile p = profile(page("http://h/a/q1", "Sorry", 1, 300),
		page("http://h/a/q2", "Sorry", 1, 300));
	struct soft404_answer x = page("http://h/a/t1", "Sorry", 1, 300);

	(void)state;
	p.answer[0].verdict = VERDICT_BROKEN_HTTP;
	assert_false(soft404_matches(&p, &x));
}

static void shells_of_scripts_are_not_judged(void **state)
{
	struct soft404_profile p = profile(page("http://h/q1", "App", 0, 0),
		page("http://h/q2", "App", 0, 0));
	struct soft404_answer x = page("http://h/t1", "App", 0, 0);

	(void)state;
	assert_false(soft404_matches(&p, &x));
}

static void what_everybody_gets_says_nothing(void **state)
{
	struct soft404_profile p = profile(page("http://h/a/q1", "App", 0xff00, 900),
		page("http://h/a/q2", "App", 0xff00, 900));
	struct soft404_answer x = page("http://h/a/t1", "App", 0xff00, 900),
			      home = page("http://h/", "App", 0xff00, 900);

	(void)state;
	assert_true(soft404_matches(&p, &x));
	assert_true(soft404_looks_alike(&p, &home));
	assert_false(soft404_matches(&p, &home)); /* a home page is there */
	p.home = home;
	assert_false(soft404_matches(&p, &x));
	assert_false(soft404_is_wall(&p, &x)); /* nobody was sent anywhere */
	p.home.error_words = true;
	assert_true(soft404_matches(&p, &x));
}

static void a_wall_is_where_everybody_is_sent(void **state)
{
	struct soft404_profile p = profile(sent("http://h/a/q1", "http://h/verify?u=q1"),
		sent("http://h/a/q2", "http://h/verify?u=q2"));
	struct soft404_answer x = sent("http://h/a/t1", "http://h/verify?u=t1");

	(void)state;
	assert_true(soft404_matches(&p, &x));
	assert_false(soft404_is_wall(&p, &x)); /* not known to be one */
	p.home = sent("http://h/", "http://h/verify?u=");
	assert_true(soft404_is_wall(&p, &x));
	assert_false(soft404_matches(&p, &x));
	p.home = sent("http://h/", "http://h/index.html");
	assert_false(soft404_is_wall(&p, &x));
	/* all are sent to another home page: what was deeper is gone */
	p = profile(sent("http://h/a/q1", "http://new/"), sent("http://h/a/q2", "http://new/"));
	p.home = sent("http://h/", "http://new/");
	x = sent("http://h/a/t1", "http://new/");
	assert_false(soft404_is_wall(&p, &x));
	assert_true(soft404_matches(&p, &x));
}

static void redirects_are_compared_by_target(void **state)
{
	struct soft404_profile p = profile(sent("http://h/a/q1", "http://h/error?u=q1"),
		sent("http://h/a/q2", "http://h/error?u=q2"));
	struct soft404_answer x = sent("http://h/a/t1", "http://h/error?u=t1");

	(void)state;
	assert_true(soft404_matches(&p, &x));
	x = sent("http://h/a/t1", "http://h/b/t1");
	assert_false(soft404_matches(&p, &x));
}

static void deep_addresses_that_lead_home_are_gone(void **state)
{
	static const struct {
		const char *url, *to;
		bool home;
	} rows[] = {
		{"http://h/zwgk/2023/t1.html", "http://h/", true},
		{"http://h/zwgk/t1.html", "https://h/index.html", true},
		{"http://h/index.jsp", "http://h/", false},
		{"http://h/en", "http://h/", false},
		{"http://h/zwgk/", "http://h/", false},
		{"http://h/zwgk/t1.html", "http://www.h/", false},
		{"http://h/zwgk/t1.html", "http://h/zwgk/", false},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct soft404_answer x = sent(rows[i].url, rows[i].to);

		same_int(rows[i].url, soft404_leads_home(&x), rows[i].home);
	}
}

/* --- wrong --- */

static void wrong_links_are_recognised(void **state)
{
	static const struct {
		const char *name, *title, *spam, *final_url;
		int32_t text_bytes;
		const char *code, *expected, *reason;
	} rows[] = {
		{"plain", "Notice", NULL, NULL, 500, NULL, NULL, NULL},
		{"spam", "Notice", "word@title", NULL, 500, NULL, NULL, "spam"},
		{"for sale", "x.cn - This Domain Is For Sale", NULL, NULL, 500, NULL, NULL, "parked"},
		{"article about it", "How a domain is for sale", NULL, NULL, 9000, NULL, NULL, NULL},
		{"zh", "域名出售", NULL, NULL, 100, NULL, NULL, "parked"},
		{"sent to a market", "x", NULL, "http://www.dan.com/x", 100, NULL, NULL, "parked"},
		{"a name that ends alike", "x", NULL, "http://jordan.com/x", 100, NULL, NULL, NULL},
		{"same code", "x", NULL, NULL, 100, "3700000001", "3700000001", NULL},
		{"other county", "x", NULL, NULL, 100, "3702850001", "3702830001", "site-code"},
		{"other city", "x", NULL, NULL, 100, "3703000001", "3702000001", "site-code"},
		{"other ministry", "x", NULL, NULL, 100, "bm64130001", "bm55000001", "site-code"},
		{"an office of the county", "x", NULL, NULL, 100, "3702830015", "3702830001", NULL},
		{"a county on the city's platform", "x", NULL, NULL, 100, "3702830001", "3702000001",
			NULL},
		{"the city's page in the county", "x", NULL, NULL, 100, "3702000001", "3702830001",
			NULL},
		{"code not known", "x", NULL, NULL, 100, "3700000002", NULL, NULL},
	};
	struct arena a = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct pair meta = {STR("siteidcode"), str_of(rows[i].code)};
		struct result r = {.url = STR("http://h.cn/x"), .final_url = STR("http://h.cn/x"),
			.verdict = VERDICT_OK, .nhops = 1, .has_page = true};
		struct wrong w;

		r.page.kind = PAGE_HTML;
		r.page.title = str_of(rows[i].title);
		r.page.spam_words = str_of(rows[i].spam);
		r.page.text_bytes = rows[i].text_bytes;
		r.page.meta = &meta;
		r.page.nmeta = rows[i].code ? 1 : 0;
		if (rows[i].final_url) {
			r.final_url = str_of(rows[i].final_url);
			r.nhops = 2;
		}
		wrong_judge(&r, str_of(rows[i].expected), &w, &a);
		if (!streq(w.reason, rows[i].reason))
			fail_msg("%s: got %s", rows[i].name, w.reason ? w.reason : "nothing");
	}
	arena_release(&a);
}

static void hidden_links_to_strangers_count(void **state)
{
	static const struct {
		const char *url;
		bool hidden, navigation, counts;
	} rows[] = {
		{"http://stranger.com/", true, false, true},
		{"http://stranger.com/", false, false, false},
		{"http://stranger.com/", true, true, false},
		{"http://other.gov.cn/", true, false, false},
		{"http://sub.h.com/", true, false, false},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct link l = {.url = str_of(rows[i].url), .hidden = rows[i].hidden,
			.navigation = rows[i].navigation, .element = STR("a")};

		same_int(rows[i].url, wrong_hides_link(STR("http://www.h.com/"), &l),
			rows[i].counts);
	}
}

static struct soft404_answer changing(const char *url, const char *blocks, int32_t text_bytes)
{
	struct soft404_answer x = page(url, "Portal", 0, text_bytes);

	x.blocks = str_of(blocks); /* four letters a block */
	x.fingerprint = hash64_of(str_of(url));
	return x;
}

static void error_pages_that_change_are_known_by_what_stays(void **state)
{
	static const struct {
		const char *name, *blocks;
		int32_t text_bytes;
		bool gone;
	} rows[] = {
		{"news of the day below the sentence", "menuOH! new5new6end!", 310, true},
		{"a notice in the same frame", "menutitltext7890end!", 310, false},
		{"the sentence, and much more",
			"menuOH! aaaabbbbccccddddeeeeffffgggghhhhiiiiend!", 310, false},
		{"the sentence in a long text", "menuOH! new5new6end!", 3100, false},
		{"nothing known of it", "", 310, false},
	};
	struct soft404_profile p = profile(changing("http://h/q1", "menuOH! new1new2end!", 300),
		changing("http://h/q2", "menuOH! new3new4end!", 320));

	(void)state;
	assert_true(soft404_profile_tells(&p));
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct soft404_answer x = changing("http://h/t", rows[i].blocks, rows[i].text_bytes);

		same_int(rows[i].name, soft404_matches(&p, &x), rows[i].gone);
	}
}

/* Of sixteen lines here and sixteen there, two had the same hash of two bytes in one pair of
 * pages of two hundred. */
static void blocks_do_not_meet_by_chance(void **state)
{
	struct soft404_profile p = profile(changing("http://h/q1", "menuabcdend!", 300),
		changing("http://h/q2", "menuxycdend!", 300));
	struct soft404_answer x = changing("http://h/t", "menuefghend!", 300);

	(void)state;
	assert_true(soft404_matches(&p, &x));
}

static void a_title_of_its_own_is_no_error_page(void **state)
{
	struct soft404_profile p = profile(changing("http://h/q1", "menuOH! new1new2end!", 300),
		changing("http://h/q2", "menuOH! new3new4end!", 320));
	struct soft404_answer x = changing("http://h/t", "menuOH! new5new6end!", 310);

	(void)state;
	x.title = STR("Office hours - Portal");
	assert_false(soft404_matches(&p, &x));
}

static void without_text_a_script_decides(void **state)
{
	struct soft404_answer q = page("http://h/q", "", 0, 5), x = q;
	struct soft404_profile p;

	(void)state;
	x.text_key = q.text_key = key128_of(STR("error"));
	p = profile(q, q);
	assert_true(soft404_matches(&p, &x));
	x.scripted = true; /* it may draw anything */
	assert_false(soft404_matches(&p, &x));
	x.error_words = true; /* alert('no such page'); history.back() */
	p.answer[0] = p.answer[1] = x;
	assert_true(soft404_matches(&p, &x));
}

static void home_by_another_name_is_no_error_page(void **state)
{
	struct soft404_profile p = profile(sent("http://h/q1", "http://h/"),
		sent("http://h/q2", "http://h/"));
	struct soft404_answer index = sent("http://h/index.html", "http://h/");
	struct soft404_answer other = sent("http://h/old.html", "http://h/");

	(void)state;
	assert_false(soft404_matches(&p, &index));
	assert_true(soft404_matches(&p, &other));
}

/* "/tq?from=app" shows what "/tq?from=anything" shows. */
static void a_query_that_does_not_matter_says_nothing(void **state)
{
	struct soft404_answer q = page("http://h/tq?id=q", "Weather", 0, 300), x = q, other;
	struct soft404_profile p = profile(q, q);

	(void)state;
	p.place = STR("http://h/tq?");
	assert_false(soft404_matches(&p, &x));
	assert_false(soft404_varies(&p, &x));
	x.error_phrase = true;
	assert_true(soft404_matches(&p, &x));
	other = page("http://h/tq?id=2", "Case 2", UINT64_C(0xFFFF0000FFFF), 900);
	assert_true(soft404_varies(&p, &other));
	p.varies = true;
	x.error_phrase = false;
	assert_true(soft404_matches(&p, &x));
}

static void a_login_page_says_nothing(void **state)
{
	struct soft404_profile p = profile(sent("http://h/a/q1", "http://h/login.jsp?u=q1"),
		sent("http://h/a/q2", "http://h/login.jsp?u=q2"));
	struct soft404_answer x = sent("http://h/a/t1", "http://h/login.jsp?u=t1");

	(void)state;
	assert_false(soft404_matches(&p, &x));
}

/* The same two links as every version wrote them. */
static void edges_of_every_version_are_read(void **state)
{
	const struct {
		const char *what;
		struct str bytes;
	} rows[] = {
		{"version 1", STR("\x01\x0A\x0A\x08\x05\x12\x01t\x1A\x01" "a\x28\x06"
			"\x0A\x0C\x08\x04\x1A\x03img\x22\x01" "f\x28\x0A")},
		{"version 2", STR("\x02\x0A\x06\x02" "a\x02t\x00"
			"\x01\x04\x04img\x00\x02" "f")},
		{"version 3", STR("\x03\x0A\x00\x06\x03\x02" "a\x02t"
			"\x01\x02" "f\x07\x05\x04img\x00")},
	};
	struct arena a = ARENA_INIT;
	struct buf again = BUF_INIT(1000);

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct edge_cursor c;
		struct link x = {0};
		uint64_t before = 0;

		edge_begin(&again);
		same_int(rows[i].what, edge_open(&c, rows[i].bytes, &a, NULL), 0);
		assert_true(edge_next(&c) && link_place(c.at.place, &x));
		edge_put(&again, &before, &c.at);
		same_int(rows[i].what, c.at.to, 5);
		same_int(rows[i].what, x.line, 3);
		assert_true(str_eqc(x.element, "a") && str_eqc(x.text, "t"));
		assert_true(str_none(c.at.fragment));
		assert_true(edge_next(&c) && link_place(c.at.place, &x));
		edge_put(&again, &before, &c.at);
		same_int(rows[i].what, c.at.to, 4);
		same_int(rows[i].what, x.line, 5);
		assert_true(str_eqc(x.element, "img") && str_none(x.text));
		assert_true(str_eqc(c.at.fragment, "f"));
		assert_false(edge_next(&c));
		assert_true(str_eq(buf_str(&again), rows[ROWS(rows) - 1].bytes));
	}
	buf_release(&again);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(traps_are_told_from_long_sites),
		T(overlong_addresses_are_traps),
		T(sessions_do_not_make_addresses_differ),
		T(places_and_names_keep_the_shape),
		T(families_keep_the_digits_of_hosts),
		T(what_everybody_gets_says_nothing),
		T(a_wall_is_where_everybody_is_sent),
		T(error_pages_that_change_are_known_by_what_stays),
		T(blocks_do_not_meet_by_chance),
		T(a_title_of_its_own_is_no_error_page),
		T(without_text_a_script_decides),
		T(home_by_another_name_is_no_error_page),
		T(a_query_that_does_not_matter_says_nothing),
		T(a_login_page_says_nothing),
		T(missing_pages_look_like_random_names),
		T(a_file_that_every_name_gets_is_known_by_its_bytes),
		T(an_honest_host_tells_nothing),
		T(shells_of_scripts_are_not_judged),
		T(redirects_are_compared_by_target),
		T(deep_addresses_that_lead_home_are_gone),
		T(wrong_links_are_recognised),
		T(hidden_links_to_strangers_count),
		T(edges_of_every_version_are_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
