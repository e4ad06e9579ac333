/* Addresses: the web's own test data, then what is ours: identity, site, privacy. */
#include "test.h"

#include "base/jval.h"
#include "crawler/url.h"

struct tally {
	int http, http_good, other, other_good, failures, failures_good;
};

static void check_part(const char *href, const struct jval *row, const char *key,
	struct str got, char mark, bool after)
{
	struct str want = jval_str(jval_get(row, key));
	struct str all = STR_NONE;
	static char text[URL_MAX + 2];

	if (str_none(want))
		return;
	if (got.n && mark)
		snprintf(text, sizeof(text), "%.*s%.*s%.*s", !after, &mark, STR_ARG(got), after,
			&mark);
	all = got.n && mark ? str_of(text) : got.p ? got : STR("");
	if (!str_eq(all, want))
		fail_msg("%s: %s: got '%.*s', want '%.*s'", href, key, STR_ARG(all),
			STR_ARG(want));
}

static void check_parts(const struct jval *row, const struct url *u, struct arena *a)
{
	const char *href = u->href.p;

	check_part(href, row, "protocol", u->scheme, ':', true);
	check_part(href, row, "username", u->username, 0, false);
	check_part(href, row, "password", u->password, 0, false);
	check_part(href, row, "hostname", u->host, 0, false);
	check_part(href, row, "port", u->port, 0, false);
	check_part(href, row, "pathname", u->path, 0, false);
	check_part(href, row, "search", u->query, '?', false);
	check_part(href, row, "hash", u->fragment, '#', false);
	check_part(href, row, "origin", url_origin(u, a), 0, false);
}

static void check_alike(struct str href, const char *part, struct str a, struct str b)
{
	if (str_none(a) != str_none(b) || (!str_none(a) && !str_eq(a, b)))
		fail_msg("'%.*s': %s '%.*s' parsed whole, '%.*s' after the same host",
			STR_ARG(href), part, STR_ARG(a), STR_ARG(b));
}

/* Behind an address of another host the whole parser works, behind one of the same host it
 * may take the short way. */
static void check_again(struct str href, struct arena *a)
{
	struct url other, x, y;

	assert_int_equal(url_parse(STR("https://between.example:8/"), NULL, &other, a), 0);
	assert_int_equal(url_parse(href, NULL, &x, a), 0);
	assert_int_equal(url_parse(href, NULL, &y, a), 0);
	check_alike(href, "href", x.href, y.href);
	check_alike(href, "scheme", x.scheme, y.scheme);
	check_alike(href, "username", x.username, y.username);
	check_alike(href, "password", x.password, y.password);
	check_alike(href, "host", x.host, y.host);
	check_alike(href, "port", x.port, y.port);
	check_alike(href, "path", x.path, y.path);
	check_alike(href, "query", x.query, y.query);
	check_alike(href, "fragment", x.fragment, y.fragment);
	assert_int_equal(x.special, y.special);
	assert_int_equal(x.opaque, y.opaque);
	assert_int_equal(url_port(&x), url_port(&y));
}

/* What needs no parser gets from it what the short way gives. */
static bool parse_both(struct str input, const struct url *base, struct url *u,
	struct arena *a)
{
	struct url_near near;
	struct str plain;
	bool parsed = url_parse(input, base, u, a) == 0;

	url_near_begin(&near, base);
	if (url_near(&near, input, &plain, a) && (!parsed || !str_eq(plain, u->href)))
		fail_msg("'%.*s': near '%.*s', parsed '%.*s'", STR_ARG(input), STR_ARG(plain),
			STR_ARG(parsed ? u->href : STR("(fails)")));
	if (parsed && url_is_http(u))
		check_again(u->href, a);
	return parsed;
}

static bool parse_row(const struct jval *row, struct url *u, struct arena *a)
{
	struct str base_text = jval_str(jval_get(row, "base"));
	struct str input = jval_str(jval_get(row, "input"));
	struct url base;

	if (!str_none(base_text) && url_parse(base_text, NULL, &base, a) < 0)
		return false;
	return parse_both(input, str_none(base_text) ? NULL : &base, u, a);
}

static void count_row(const struct jval *row, struct tally *t, struct arena *a)
{
	struct str href = jval_str(jval_get(row, "href"));
	struct url u;
	bool parsed = parse_row(row, &u, a), good;

	if (jval_bool(jval_get(row, "failure"), false)) {
		t->failures++;
		t->failures_good += !parsed;
		if (parsed)
			print_message("accepted: %.*s -> %s\n",
				STR_ARG(jval_str(jval_get(row, "input"))), u.href.p);
		return;
	}
	good = parsed && str_eq(u.href, href);
	if (str_starts(href, STR("http"))) {
		t->http++;
		t->http_good += good;
	} else {
		t->other++;
		t->other_good += good;
	}
	if (good)
		check_parts(row, &u, a);
	else
		print_message("differs: %.*s -> %s, want %.*s\n",
			STR_ARG(jval_str(jval_get(row, "input"))), parsed ? u.href.p : "(none)",
			STR_ARG(href));
}

static void the_webs_own_cases_pass(void **state)
{
	struct buf b = test_file("url/urltestdata.json");
	struct arena a = ARENA_INIT;
	struct tally t = {0};
	struct jval *doc;
	struct err e = {0};

	(void)state;
	if (jval_parse(buf_str(&b), &doc, &e) < 0)
		fail_msg("%s", e.text);
	for (size_t i = 0; i < jval_size(doc); i++) {
		if (jval_type(jval_at(doc, i)) == JVAL_OBJECT)
			count_row(jval_at(doc, i), &t, &a);
		arena_reset(&a);
	}
	print_message("http(s) %d of %d, other schemes %d of %d, failures %d of %d\n",
		t.http_good, t.http, t.other_good, t.other, t.failures_good, t.failures);
	/* the rest are names that UTS 46 allows and IDNA 2008, so libidn2, does not: U+2603 */
	assert_true(t.http >= 248 && t.http_good >= t.http - 1);
	assert_true(t.other >= 376 && t.other_good >= t.other - 1);
	assert_true(t.failures >= 267 && t.failures_good == t.failures);
	jval_free(doc);
	buf_release(&b);
	arena_release(&a);
}

static void hosts_become_ascii_as_in_browsers(void **state)
{
	struct buf b = test_file("url/toascii.json");
	struct arena a = ARENA_INIT;
	struct jval *doc;
	struct err e = {0};
	int n = 0, good = 0;

	(void)state;
	if (jval_parse(buf_str(&b), &doc, &e) < 0)
		fail_msg("%s", e.text);
	for (size_t i = 0; i < jval_size(doc); i++) {
		const struct jval *row = jval_at(doc, i);
		struct str input = jval_str(jval_get(row, "input"));
		struct str want = jval_str(jval_get(row, "output"));
		struct url u = {0};
		bool ok;

		if (jval_type(row) != JVAL_OBJECT)
			continue;
		n++;
		ok = url_parse(arena_strf(&a, "https://%.*s/x", STR_ARG(input)), NULL, &u, &a) == 0;
		if (ok ? str_eq(u.host, want) : str_none(want))
			good++;
		else
			print_message("toascii: %.*s -> %.*s, want %.*s\n", STR_ARG(input),
				STR_ARG(u.host), STR_ARG(want));
	}
	print_message("names %d of %d\n", good, n);
	/* libidn2 also checks hyphens, lengths and IDNA 2008's symbols; none resolves */
	assert_true(n >= 87 && good >= 70);
	jval_free(doc);
	buf_release(&b);
	arena_release(&a);
}

static void registrable_domains_follow_the_public_suffix_list(void **state)
{
	struct buf b = test_file("url/psl-tests.txt");
	struct str rest = buf_str(&b), line;
	struct arena a = ARENA_INIT;
	int n = 0;

	(void)state;
	while (str_cut(&rest, '\n', &line)) {
		size_t space = str_findc(line, ' ', 0);
		struct str host = str_sub(line, 0, space), want;
		struct url u;

		if (line.n == 0 || str_starts(line, STR("//")) || space == SIZE_MAX)
			continue;
		want = str_trim(str_sub(line, space, line.n));
		if (url_parse(arena_strf(&a, "http://%.*s/", STR_ARG(host)), NULL, &u, &a) < 0)
			continue;
		if (str_eqc(want, "null"))
			want = u.host;
		else if (url_parse(arena_strf(&a, "http://%.*s/", STR_ARG(want)), NULL, &u, &a) == 0)
			want = u.host;
		assert_int_equal(url_parse(arena_strf(&a, "http://%.*s/", STR_ARG(host)), NULL, &u,
			&a), 0);
		same_text(arena_cstr(&a, host), url_registrable(u.host, &a), want);
		n++;
	}
	assert_true(n > 50);
	buf_release(&b);
	arena_release(&a);
}

static void one_notice_has_one_canonical_address(void **state)
{
	static const struct {
		const char *url, *canonical;
	} row[] = {
		{"https://WWW.Pingdu.gov.cn:443/air/index.html", "http://www.pingdu.gov.cn/air"},
		{"http://h.cn", "http://h.cn/"},
		{"http://h.cn/index.htm#top", "http://h.cn/"},
		{"http://h.cn./a/Default.aspx?id=3", "http://h.cn/a?id=3"},
		{"http://h.cn/a/index_1.html", "http://h.cn/a/index_1.html"},
		{"http://h.cn/x.do;jsessionid=1F?id=2", "http://h.cn/x.do?id=2"},
		{"http://h.cn/x.do?JSESSIONID=1F&id=2&", "http://h.cn/x.do?id=2"},
		{"http://h.cn/x?PHPSESSID=ab12&utm_source=w&utm_medium=m", "http://h.cn/x"},
		{"http://h.cn/x?id=1&spm=a1.b2&from=timeline&isappinstalled=0", "http://h.cn/x?id=1"},
		{"http://h.cn/x?from=20&to=40", "http://h.cn/x?from=20&to=40"},
		{"http://h.cn/x?sid=123", "http://h.cn/x?sid=123"},
		{"http://h.cn/x?sid=0123456789abcdef0123", "http://h.cn/x"},
		{"http://h.cn/x?a=1&a=2", "http://h.cn/x?a=1&a=2"},
		{"http://h.cn/#/news/1", "http://h.cn/#/news/1"},
		{"http://h.cn/#!/news/1", "http://h.cn/#!/news/1"},
		{"http://h.cn/#/", "http://h.cn/"},
		{"http://h.cn/%7ea/%e5%b9%b3", "http://h.cn/~a/%E5%B9%B3"},
		{"http://h.cn/%%33%33", "http://h.cn/%2533"}, {"http://5..../", "http://5..../"},
		{"http://h.cn/inde%78.html/", "http://h.cn/"},
		{"http://h.cn/a%2fb%00", "http://h.cn/a%2Fb%00"},
		{"http://u:p@h.cn:8080/a/", "http://h.cn:8080/a"},
		{"http://h.cn/(S(abc))/x", "http://h.cn/x"},
		{"mailto:web@h.cn", "mailto:web@h.cn"},
		{"not an address", "not an address"},
	};
	struct arena a = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct str once = url_canonical(str_of(row[i].url), &a);

		same_text(row[i].url, once, str_of(row[i].canonical));
		same_text("twice", url_canonical(once, &a), once);
	}
	arena_release(&a);
}

static void the_query_is_encoded_as_the_page(void **state)
{
	struct arena a = ARENA_INIT;
	struct str base = STR("http://h.cn/s?x");

	(void)state;
	same_text("gbk", url_resolve_in(base, STR("?q=\xe5\xb9\xb3'#\xe5"), STR("gbk"), &a),
		STR("http://h.cn/s?q=%C6%BD%27#%EF%BF%BD"));
	same_text("lacking", url_resolve_in(base, STR("?q=\xf0\x9f\x98\x80"), STR("gbk"), &a),
		STR("http://h.cn/s?q=%26%23128512%3B"));
	same_text("path", url_resolve_in(base, STR("\xe5\xb9\xb3"), STR("gbk"), &a),
		STR("http://h.cn/%E5%B9%B3"));
	same_text("utf-8", url_resolve_in(base, STR("?\xe5\xb9\xb3"), STR("utf-8"), &a),
		STR("http://h.cn/s?%E5%B9%B3"));
	same_text("ws", url_resolve_in(base, STR("ws://h/?\xe5\xb9\xb3"), STR("gbk"), &a),
		STR("ws://h/?%E5%B9%B3"));
	assert_true(str_none(url_resolve(STR("http://"), STR("x"), &a)));
	arena_release(&a);
}

static void parts_are_asked_for(void **state)
{
	struct arena a = ARENA_INIT;
	struct url u;

	(void)state;
	assert_int_equal(url_parse(STR("https://h.cn:8443/a?b#c"), NULL, &u, &a), 0);
	same_text("bare", url_without_fragment(&u), STR("https://h.cn:8443/a?b"));
	same_text("request", url_request_path(&u), STR("/a?b"));
	same_text("origin", url_origin(&u, &a), STR("https://h.cn:8443"));
	same_int("port", url_port(&u), 8443);
	assert_int_equal(url_parse(STR("http://h.cn"), NULL, &u, &a), 0);
	same_text("request", url_request_path(&u), STR("/"));
	same_int("port", url_port(&u), 80);
	same_text("word", str_of(url_failure_word(url_parse(STR("http://h:x/"), NULL, &u, &a))),
		STR("port-invalid"));
	arena_release(&a);
}

static void a_site_is_a_registrable_domain(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} row[] = {
		{"http://www.pingdu.gov.cn/", "https://zwgk.pingdu.gov.cn:8443/x", true},
		{"http://www.pingdu.gov.cn/", "http://www.laixi.gov.cn/", false},
		{"http://www.gov.cn/", "http://pingdu.gov.cn/", false},
		{"http://10.0.0.1/", "http://10.0.0.1:81/", true},
		{"http://10.0.0.1/", "http://10.0.0.2/", false},
		{"http://a.example.com/", "http://example.com./", true},
		{"http://gov.cn/", "http://gov.cn/x", true},
		{"mailto:a@h.cn", "http://h.cn/", false},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++)
		same_int(row[i].b, url_same_site(str_of(row[i].a), str_of(row[i].b)), row[i].same);
}

static void private_addresses_are_known_in_every_spelling(void **state)
{
	static const struct {
		const char *host;
		bool private;
	} row[] = {
		{"127.0.0.1", true}, {"0x7f.1", true}, {"2130706433", true}, {"10.1.2.3", true},
		{"172.15.0.1", false}, {"172.16.0.1", true}, {"172.31.255.255", true},
		{"172.32.0.1", false}, {"192.168.0.1", true}, {"100.63.255.255", false},
		{"100.100.100.200", true}, {"100.128.0.1", false}, {"169.254.169.254", true},
		{"192.0.2.1", true}, {"198.19.0.1", true}, {"198.20.0.1", false},
		{"203.0.113.9", true}, {"224.0.0.1", true}, {"255.255.255.255", true},
		{"8.8.8.8", false}, {"0.0.0.0", true}, {"[::1]", true}, {"[::]", true},
		{"[::ffff:10.0.0.1]", true}, {"[::ffff:8.8.8.8]", false},
		{"[64:ff9b::127.0.0.1]", true}, {"[64:ff9b::8.8.8.8]", false},
		{"[2002:7f00:1::]", true}, {"[2002:808:808::]", false}, {"[fd00::1]", true},
		{"[fe80::1]", true}, {"[ff02::1]", true}, {"[2001:db8::1]", true},
		{"[2400:3200::1]", false}, {"localhost", true}, {"a.localhost", true},
		{"oa.local", true}, {"intranet", true}, {"www.gov.cn", false},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++)
		same_int(row[i].host, url_is_private_host(str_of(row[i].host)), row[i].private);
}

static void blocks_contain_what_they_should(void **state)
{
	static const struct {
		const char *cidr, *address;
		bool inside;
	} row[] = {
		{"10.0.0.0/8", "10.255.0.1", true}, {"10.0.0.0/8", "11.0.0.0", false},
		{"10.0.0.0/9", "10.128.0.0", false}, {"0.0.0.0/0", "8.8.8.8", true},
		{"10.1.2.3", "10.1.2.3", true}, {"10.1.2.3/32", "10.1.2.4", false},
		{"fd00::/8", "fd12::1", true}, {"fd00::/8", "10.0.0.1", false},
		{"10.0.0.0/8", "::ffff:10.0.0.1", true}, {"10.0.0.0/33", "10.0.0.1", false},
		{"10.0.0.0/", "10.0.0.1", false}, {"x/8", "10.0.0.1", false},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		unsigned char bytes[16];
		int family = address_parse(str_of(row[i].address), bytes);

		assert_true(family != 0);
		same_int(row[i].cidr, cidr_contains(str_of(row[i].cidr), family, bytes),
			row[i].inside);
	}
	assert_true(cidr_valid(STR("fc00::/7")));
	assert_false(cidr_valid(STR("fc00::/129")));
}

static void plain_references_need_no_parser(void **state)
{
	static const struct {
		const char *ref, *near; /* NULL: for the parser */
	} rows[] = {
		{"/a.html", "http://h:81/a.html"}, {"x/y.htm?a=1&b=/..", "http://h:81/d/x/y.htm?a=1&b=/.."},
		{" b.png\n", "http://h:81/d/b.png"}, {"http://h:81/z", "http://h:81/z"},
		{"/", "http://h:81/"}, {"a.b..c", "http://h:81/d/a.b..c"},
		{"", NULL}, {"?q", NULL}, {"#f", NULL}, {"//k/", NULL}, {"../a", "http://h:81/a"},
		{"./a", "http://h:81/d/a"}, {".././../b/c.html", "http://h:81/b/c.html"},
		{"..", NULL}, {"./", NULL}, {"../?q", NULL}, {"..//a", NULL}, {"x/../a", NULL},
		{"a/.b", NULL}, {"a:b", NULL}, {"%2e%2e/a", NULL}, {"/a b", NULL}, {"/a\\b", NULL},
		{"http://h:8/z", NULL}, {"http://h:81", NULL}, {"/\xe4\xb8\xad", NULL}, {"a\tb", NULL},
		{"/a?'", NULL}, {"/a|b", NULL},
	};
	struct arena a = ARENA_INIT;
	struct url base, u;
	struct url_near near;
	struct str out;

	(void)state;
	assert_int_equal(url_parse(STR("http://h:81/d/e.html?q"), NULL, &base, &a), 0);
	url_near_begin(&near, &base);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		bool found = url_near(&near, str_of(rows[i].ref), &out, &a);

		if (found != (rows[i].near != NULL) || (found && !str_eqc(out, rows[i].near)))
			fail_msg("'%s': %s, '%.*s'", rows[i].ref, found ? "near" : "not near",
				STR_ARG(found ? out : STR("")));
		parse_both(str_of(rows[i].ref), &base, &u, &a);
	}
	arena_release(&a);
}

static void a_misspelt_http_is_told_from_other_schemes(void **state)
{
	static const struct {
		const char *scheme;
		bool misspelt;
	} rows[] = {
		{"http", false}, {"HTTPS", false}, {"htp", true}, {"htttp", true}, {"ttps", true},
		{"hhttp", true}, {"ftp", false}, {"https2", false}, {"tel", false}, {"", false},
		{"stp", true}, {"smtp", false}, {"htpshtpsh", false},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++)
		same_int(rows[i].scheme, url_misspells_http(str_of(rows[i].scheme)),
			rows[i].misspelt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_references_need_no_parser),
		T(the_webs_own_cases_pass),
		T(hosts_become_ascii_as_in_browsers),
		T(registrable_domains_follow_the_public_suffix_list),
		T(one_notice_has_one_canonical_address),
		T(the_query_is_encoded_as_the_page),
		T(parts_are_asked_for),
		T(a_site_is_a_registrable_domain),
		T(private_addresses_are_known_in_every_spelling),
		T(blocks_contain_what_they_should),
		T(a_misspelt_http_is_told_from_other_schemes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
