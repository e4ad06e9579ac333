/* robots.txt: published cases, the examples of RFC 9309, and marks, endings, ceilings. */
#include "test.h"

#include "base/jval.h"
#include "crawler/robots.h"

/* The path of an address as the published cases mean it: as written. */
static struct str path_of(struct str url)
{
	size_t from = str_find(url, STR("://"), 0);

	from = from == SIZE_MAX ? 0 : str_findc(url, '/', from + 3);
	return str_sub(str_sub(url, 0, str_findc(url, '#', 0)), from, url.n);
}

static bool allowed(struct str robots, const char *agent, struct str url, struct arena *a)
{
	struct page p = {0};

	robots_parse(robots, str_of(agent), &p, a);
	return robots_allows(p.robots, p.nrobots, path_of(url), NULL);
}

static void published_cases_pass(void **state)
{
	struct buf b = test_file("robots/google-cases.jsonl");
	struct str rest = buf_str(&b), line;
	struct arena a = ARENA_INIT;
	int n = 0, good = 0, beyond = 0, beyond_good = 0;

	(void)state;
	while (str_cut(&rest, '\n', &line)) {
		struct jval *row;
		bool want, got;

		if (line.n == 0)
			continue;
		assert_int_equal(jval_parse(line, &row, NULL), 0);
		want = jval_bool(jval_get(row, "allowed"), false);
		got = allowed(jval_str(jval_get(row, "robots")),
			arena_cstr(&a, jval_str(jval_get(row, "agent"))),
			jval_str(jval_get(row, "url")), &a);
		if (jval_bool(jval_get(row, "google_specific"), false)) {
			beyond++;
			beyond_good += got == want;
		} else {
			n++;
			good += got == want;
			if (got != want)
				print_message("differs: %.*s\n", STR_ARG(line));
		}
		jval_free(row);
		arena_reset(&a);
	}
	print_message("RFC cases %d of %d, Google's own %d of %d\n", good, n, beyond_good, beyond);
	assert_true(n >= 72);
	assert_int_equal(good, n);
	arena_release(&a);
	buf_release(&b);
}

static void files_are_read_as_their_standard_says(void **state)
{
	static const struct {
		const char *file, *agent, *path;
		bool allowed;
	} row[] = {
		{"rfc9309-example-simple-robots", "anybot", "/a.gif", false},
		{"rfc9309-example-simple-robots", "anybot", "/a.gif?x", true},
		{"rfc9309-example-simple-robots", "anybot", "/example/x", false},
		{"rfc9309-example-simple-robots", "anybot", "/publications/", true},
		{"rfc9309-example-simple-robots", "FOOBOT/2.0", "/x", false},
		{"rfc9309-example-simple-robots", "foobot", "/example/page.html", true},
		{"rfc9309-example-simple-robots", "barbot", "/example/page.html", false},
		{"rfc9309-example-simple-robots", "bazbot", "/example/page.html", false},
		{"rfc9309-example-simple-robots", "quxbot", "/example/page.html", true},
		{"rfc9309-example-longest-match-robots", "foobot", "/example/page/x", true},
		{"rfc9309-example-longest-match-robots", "foobot", "/example/page/disallowed.gif",
			false},
		{"rfc9309-example-rule-group-merging", "examplebot", "/foo", false},
		{"rfc9309-example-rule-group-merging", "examplebot", "/baz", false},
		{"rfc9309-example-rule-group-merging", "bazbot", "/foo", true},
		{"rfc9309-example-rule-group-merging", "bazbot", "/baz", false},
		{"robots-with-utf8-bom", "x", "/profile", false},
		{"robots-with-utf16le-bom", "x", "/profile", false},
		{"robots-with-utf16be-bom", "x", "/a/output/print", false},
		{"crawl-delay-group-merging", "mybot", "/private/x", false},
		{"crawl-delay-group-merging", "mybot", "/login/", true},
		{"crawl-delay-group-merging", "yourbot", "/login/", false},
		{"precedence-of-rules", "testy", "/foo", false},
		{"precedence-of-rules", "testy", "/foo/bar", true},
		{"precedence-of-rules", "testy", "/foo/baz", false},
		{"precedence-of-rules", "wget", "/index.html", true},
		{"precedence-of-rules", "wget", "/a", false},
	};
	struct arena a = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		char name[200];
		struct buf b;

		snprintf(name, sizeof(name), "robots/%s.txt", row[i].file);
		b = test_file(name);
		if (allowed(buf_str(&b), row[i].agent, str_of(row[i].path), &a) != row[i].allowed)
			fail_msg("%s: %s %s", row[i].file, row[i].agent, row[i].path);
		buf_release(&b);
	}
	arena_release(&a);
}

static void the_deciding_rule_is_told_with_its_line(void **state)
{
	struct arena a = ARENA_INIT;
	const struct robots_rule *which;
	struct page p = {0};

	(void)state;
	robots_parse(STR("\xef\xbb\xbfUser-agent: a\r\n\r\nDisallow: /x # why\rAllow: /x/\xe5\xb9\xb3\n"
			 "crawl-delay: 2.5\nSitemap: http://h/s.xml\nsitemap: http://h/s.xml\n"),
		STR("A/1.0"), &p, &a);
	assert_int_equal(p.nrobots, 2);
	same_int("delay", p.crawl_delay_ms, 2500);
	same_int("sitemaps", p.nsitemaps, 1);
	assert_false(robots_allows(p.robots, p.nrobots, STR("/x/y"), &which));
	same_text("rule", which->path, STR("/x"));
	same_int("line", which->line, 3);
	assert_true(robots_allows(p.robots, p.nrobots, STR("/x/%E5%B9%B3"), &which));
	same_int("line", which->line, 4);
	assert_true(robots_allows(p.robots, p.nrobots, STR("/y"), &which));
	assert_null(which);
	assert_true(robots_allows(p.robots, p.nrobots, STR("/robots.txt"), &which));
	arena_release(&a);
}

static void the_reading_that_fetches_less_wins(void **state)
{
	struct arena a = ARENA_INIT;

	(void)state;
	assert_false(allowed(STR("user-agent: *\ndisallow: /%62%61r"), "a", STR("/bar"), &a));
	assert_false(allowed(STR("user-agent: *\ndisallow: /bar"), "a", STR("/%62ar"), &a));
	assert_false(allowed(STR("user-agent: *\ndisallow: /\nallow: /%62"), "a", STR("/b"), &a));
	assert_true(allowed(STR("user-agent: *\ndisallow: /a%2Fb"), "a", STR("/a/b"), &a));
	assert_false(allowed(STR("user-agent: *\ndisallow: /a%2fb"), "a", STR("/a%2Fb"), &a));
	arena_release(&a);
}

static void a_huge_file_is_read_to_its_ceiling(void **state)
{
	struct buf b = BUF_INIT((size_t)4 << 20);
	struct arena a = ARENA_INIT;

	(void)state;
	buf_adds(&b, "user-agent: *\ndisallow: /first\n");
	while (b.n < ROBOTS_MAX - 10)
		buf_adds(&b, "# filling filling filling filling\n");
	buf_adds(&b, "disallow: /late/cut\ndisallow: /never\n");
	assert_false(allowed(buf_str(&b), "a", STR("/first"), &a));
	assert_true(allowed(buf_str(&b), "a", STR("/late"), &a));
	assert_true(allowed(buf_str(&b), "a", STR("/never"), &a));
	buf_release(&b);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(published_cases_pass),
		T(files_are_read_as_their_standard_says),
		T(the_deciding_rule_is_told_with_its_line),
		T(the_reading_that_fetches_less_wins),
		T(a_huge_file_is_read_to_its_ceiling),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
