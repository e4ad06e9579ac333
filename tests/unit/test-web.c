/* The web's readers of what browsers send, and its answers without a socket. */
#include "test.h"

#include "ics.h"
#include "web-auth.h"
#include "web-look.h"
#include "web-query.h"

#include "base/clock.h"
#include "crawler/calendar.h"
#include "crawler/pages.h"
#include "monitor/receiver.h"

static struct arena a;
static struct err e;

/* --- readers --- */

static void fields_are_decoded_or_refused(void **state)
{
	static const struct {
		const char *text;
		int n; /* -1 refused */
		const char *name, *value;
	} row[] = {
		{"", 0, NULL, NULL}, {"q=a", 1, "q", "a"}, {"q=a+b%2Bc", 1, "q", "a b+c"},
		{"q=%E5%B9%B4", 1, "q", "年"}, {"q", 1, "q", ""}, {"&&q=1&", 1, "q", "1"},
		{"q=1&q=2", 2, "q", "1"}, {"q=%", -1, NULL, NULL}, {"q=%4", -1, NULL, NULL},
		{"q=%00", -1, NULL, NULL}, {"q=%ff", -1, NULL, NULL}, {"q=a=b", 1, "q", "a=b"},
		{"%71=x", 1, "q", "x"}, {"q=%zz", -1, NULL, NULL},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct web_fields f;
		bool ok = web_fields_read(str_of(row[i].text), &f, &a);

		same_int(row[i].text, ok ? (int)f.n : -1, row[i].n);
		if (ok && row[i].name)
			same_text(row[i].text, web_field(&f, row[i].name), str_of(row[i].value));
	}
}

static void too_much_is_refused(void **state)
{
	struct buf b = BUF_INIT(100000);
	struct web_fields f;

	(void)state;
	for (int i = 0; i <= WEB_FIELDS; i++)
		buf_adds(&b, "a=1&");
	same_int("fields", web_fields_read(buf_str(&b), &f, &a), false);
	buf_clear(&b);
	buf_adds(&b, "a=");
	for (int i = 0; i <= WEB_VALUE_MAX; i++)
		buf_addc(&b, 'x');
	same_int("value", web_fields_read(buf_str(&b), &f, &a), false);
	buf_release(&b);
}

static void a_path_is_below_the_base(void **state)
{
	static const struct {
		const char *path, *base;
		int n; /* -1 refused */
		const char *last;
	} row[] = {
		{"/", "/", 0, NULL}, {"/portal/demo", "/", 2, "demo"}, {"/watch", "/watch/", 0, NULL},
		{"/watch/", "/watch/", 0, NULL}, {"/watch/link", "/watch/", 1, "link"},
		{"/watching", "/watch/", -1, NULL}, {"/a//b", "/", -1, NULL},
		{"/a/../b", "/", -1, NULL}, {"/a/%2e%2e/b", "/", -1, NULL},
		{"/a/b/c/d/e/f/g", "/", -1, NULL}, {"portal", "/", -1, NULL}, {"", "/", -1, NULL},
		{"/portal/%E5%B9%B4", "/", 2, "年"}, {"/portal/a+b", "/", 2, "a+b"},
		{"/a/", "/", 1, "a"}, {"/%", "/", -1, NULL}, {"/a%2fb", "/", 1, "a/b"},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct web_path p;
		bool ok = web_path_read(str_of(row[i].path), str_of(row[i].base), &p, &a);

		same_int(row[i].path, ok ? (int)p.n : -1, row[i].n);
		if (ok && row[i].last)
			same_text(row[i].path, p.segment[p.n - 1], str_of(row[i].last));
	}
}

static void a_browser_is_shown_its_language(void **state)
{
	static const struct {
		const char *header;
		enum lang usual, want;
	} row[] = {
		{"", LANG_ZH, LANG_ZH}, {"zh-CN,zh;q=0.9,en;q=0.8", LANG_EN, LANG_ZH},
		{"en-US,en;q=0.9,zh-CN;q=0.8", LANG_ZH, LANG_EN}, {"fr", LANG_ZH, LANG_ZH},
		{"zh;q=0", LANG_EN, LANG_EN}, {"en;q=x", LANG_ZH, LANG_ZH}, {"en, zh", LANG_ZH, LANG_ZH},
		{";;;,,", LANG_EN, LANG_EN},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++)
		same_int(row[i].header, web_language(str_of(row[i].header), row[i].usual), row[i].want);
}

static void only_names_of_this_machine_are_loopback(void **state)
{
	static const struct {
		const char *host;
		bool yes;
	} row[] = {
		{"127.0.0.1", true}, {"127.0.0.1:8330", true}, {"127.3.2.1", true},
		{"localhost:1", true}, {"LocalHost", true}, {"[::1]:8330", true}, {"[::1]", true},
		{"", false}, {"evil.example", false}, {"127.0.0.1.evil.example", false},
		{"localhost.evil.example", false}, {"127.0.0.1:8330:1", false}, {"[::2]", false},
		{"127.0.0", false}, {"127.0.0.256", false}, {"10.0.0.1", false},
		{"localhost:", false}, {"127.0.0.1:x", false}, {"127.0.0.1@evil.example", false},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++)
		same_int(row[i].host, web_host_is_loopback(str_of(row[i].host)), row[i].yes);
}

static void cookies_and_tags_are_found(void **state)
{
	(void)state;
	same_text("first", web_cookie(STR("a=1; b=2"), "a"), STR("1"));
	same_text("second", web_cookie(STR("a=1; b=2=3"), "b"), STR("2=3"));
	same_int("absent", str_none(web_cookie(STR("xa=1"), "a")), true);
	same_int("tag", web_tag_matches(STR("\"x\", W/\"y\""), STR("\"y\"")), true);
	same_int("other tag", web_tag_matches(STR("\"x\""), STR("\"y\"")), false);
	same_int("any", web_tag_matches(STR("*"), STR("\"y\"")), true);
}

static void lines_of_a_calendar_fold_between_characters(void **state)
{
	struct buf b = BUF_INIT(10000);
	struct str rest, line;
	size_t n = 0;

	(void)state;
	ics_text(&b, "SUMMARY", STR("a;b,c\\d\ne\rf"));
	same_text("escaped", buf_str(&b), STR("SUMMARY:a\\;b\\,c\\\\d\\nef\r\n"));
	buf_clear(&b);
	ics_text(&b, "SUMMARY", STR("市政府办公室关于印发进一步优化营商环境若干措施的通知市政府办公室关于"
		"印发进一步优化营商环境若干措施的通知"));
	rest = buf_str(&b);
	while (rest.n && str_cut(&rest, '\n', &line)) {
		same_int("at most 75 bytes", line.n <= 76, true);
		same_int("CRLF", line.p[line.n - 1], '\r');
		same_int("folded with a blank", n++ == 0 || line.p[0] == ' ', true);
		/* the byte after the blank begins a character */
		same_int("whole characters", ((unsigned char)line.p[n == 1 ? 0 : 1] & 0xC0) == 0x80, false);
	}
	same_int("lines", n > 1, true);
	buf_release(&b);
}

/* --- answers --- */

static char dir[200];
static struct web web;
static struct config *config;
static struct calendar *calendar;
static struct web_look *look;

#define TOKEN "0123456789abcdef0123"
#define NOW_MS INT64_C(1790000000000)

static const char yaml[] = "store: data\nlanguage: en\nportals: [p.yaml]\n";
static const char portal[] = "portal: demo\nname: '<b>Demo & Co</b>'\nhome: http://demo.test/\n"
	"unit: Office\ncolumns:\n  - {id: news, name: News, url: 'http://demo.test/n/', class: news}\n";

static int write_in(const char *name, const char *text)
{
	char *path = fs_join(dir, name);
	int rc = fs_write_fast(path, str_of(text), 0600, &e);

	free(path);
	return rc;
}

static int fill(void)
{
	struct store_txn *t;
	struct notice n = {.portal = STR("demo"), .column = STR("news"), .identity = STR("http://demo.test/n/1"),
		.title = STR("<script>alert(1)</script>\"'&"), .url = STR("javascript:alert(2)"),
		.first_ms = NOW_MS - DAY_MS, .nversions = 1};
	struct version v = {.title = n.title, .text = STR("</div><script>alert(3)</script>"),
		.time_ms = NOW_MS - DAY_MS};
	int rc = store_begin(web.pages, true, &t, &e);

	if (rc == 0)
		rc = pages_put_notice(t, &n, &e) || pages_put_version(t, &n, &v, &e);
	return rc ? rc : store_commit(t, &e);
}

static int open_web(void **state)
{
	struct config_faults faults = {0};
	char *file;
	int rc;

	(void)state;
	receiver_kinds_known();
	snprintf(dir, sizeof(dir), "/tmp/pw-web.XXXXXX");
	if (!mkdtemp(dir) || write_in("portalwatch.yaml", yaml) || write_in("p.yaml", portal) ||
		write_in("token", TOKEN "\n"))
		return -1;
	file = fs_join(dir, "portalwatch.yaml");
	rc = config_load(file, &config, &faults, &e);
	free(file);
	config_faults_release(&faults);
	if (rc < 0 || calendar_load("", &calendar, &e) < 0 || web_look_new(config, &look, &e) < 0)
		return -1;
	web = (struct web){.config = config, .calendar = calendar, .look = look, .user = "tester",
		.loopback = true};
	if (store_open(config->store, "pages", STORE_CREATE, &web.pages, &e) || fill() ||
		auth_open(&web, &e))
		return -1;
	return web_look_all(&web, look, NOW_MS, &e);
}

static int close_web(void **state)
{
	(void)state;
	store_close(web.pages);
	auth_close(&web);
	web_look_free(look);
	config_free(config);
	calendar_free(calendar);
	arena_release(&a);
	return fs_remove_tree(dir, NULL);
}

static struct str header(const struct web_answer *x, const char *name)
{
	for (size_t i = 0; i < x->nheaders; i++)
		if (streq(x->headers[i].name, name))
			return x->headers[i].value;
	return STR_NONE;
}

static void every_page_answers(void **state)
{
	static const struct {
		enum web_method method;
		const char *path, *query;
		int status;
	} row[] = {
		{WEB_GET, "/", "", 200}, {WEB_GET, "/", "lang=zh", 200}, {WEB_GET, "/portal/demo", "", 200},
		{WEB_GET, "/portal/demo/news", "", 200}, {WEB_GET, "/portal/demo/home", "", 200},
		{WEB_GET, "/portal/none", "", 404}, {WEB_GET, "/portal/demo/none", "", 404},
		{WEB_GET, "/portal/demo/news/00", "", 404}, {WEB_GET, "/portal", "", 404},
		{WEB_GET, "/incidents", "", 200}, {WEB_GET, "/incidents", "page=0", 400},
		{WEB_GET, "/incident/1", "", 404}, {WEB_GET, "/incident/x", "", 404},
		{WEB_GET, "/search", "q=alert", 200}, {WEB_GET, "/search", "q=%ff", 400},
		{WEB_GET, "/search", "q=a&from=zz", 400}, {WEB_GET, "/link", "", 400},
		{WEB_GET, "/link", "url=http://x.test/", 404}, {WEB_GET, "/report", "", 200},
		{WEB_GET, "/report/freshness", "", 200}, {WEB_GET, "/report/none", "", 404},
		{WEB_GET, "/report/freshness", "format=csv", 200},
		{WEB_GET, "/report/freshness", "format=pdf", 400},
		{WEB_GET, "/report/freshness", "subject=none", 404},
		{WEB_GET, "/feed/demo.atom", "", 200}, {WEB_GET, "/feed/demo/news.atom", "", 200},
		{WEB_GET, "/feed/demo", "", 404}, {WEB_GET, "/due.ics", "", 200},
		{WEB_GET, "/due.ics", "portal=none", 404}, {WEB_GET, "/metrics", "", 200},
		{WEB_GET, "/health", "", 200}, {WEB_GET, "/body/00", "", 404},
		{WEB_GET, "/api/v1/status", "", 200}, {WEB_GET, "/api/v1/events", "", 200},
		{WEB_GET, "/api/v1/incidents", "", 200}, {WEB_GET, "/api/v1/notices", "", 200},
		{WEB_GET, "/api/v1/freshness", "", 200}, {WEB_GET, "/api/v1/openapi.json", "", 200},
		{WEB_GET, "/api/v1/events", "limit=0", 400}, {WEB_GET, "/api/v2/events", "", 404},
		{WEB_GET, "/none", "", 404}, {WEB_GET, "/../etc/passwd", "", 404},
		{WEB_POST, "/", "", 405}, {WEB_POST, "/metrics", "", 405}, {WEB_HEAD, "/", "", 200},
		{WEB_GET, "/sign-out", "", 405}, {WEB_POST, "/sign-out", "", 403},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct web_request q = {.method = row[i].method, .path = str_of(row[i].path),
			.query = str_of(row[i].query), .host = STR("127.0.0.1:8330")};
		struct web_answer x;
		char name[200];

		snprintf(name, sizeof(name), "%s?%s", row[i].path, row[i].query);
		web_serve(&web, &q, NOW_MS, &x, &a);
		same_int(name, x.status, row[i].status);
		same_int(name, str_none(header(&x, "X-Content-Type-Options")), false);
		if (str_starts(header(&x, "Content-Type"), STR("text/html"))) {
			same_int(name, str_has(buf_str(&x.body), STR("<script")), false);
			same_int(name, str_has(buf_str(&x.body), STR("<b>Demo")), false);
			same_int(name, str_has(buf_str(&x.body), STR("href=\"javascript")), false);
			same_int(name, str_starts(header(&x, "Content-Security-Policy"),
				STR("default-src 'none'; style-src 'sha256-")), true);
		}
		buf_release(&x.body);
	}
}

static int status_of(struct web_request q, struct web_answer *x)
{
	q.host = q.host.n ? q.host : STR("localhost");
	web_serve(&web, &q, NOW_MS, x, &a);
	buf_release(&x->body);
	return x->status;
}

static void a_foreign_name_is_refused_on_loopback(void **state)
{
	struct web_answer x;

	(void)state;
	same_int("rebinding", status_of((struct web_request){.method = WEB_GET, .path = STR("/"),
		.host = STR("evil.example")}, &x), 403);
}

static void what_has_not_changed_is_not_sent_again(void **state)
{
	struct web_request q = {.method = WEB_GET, .path = STR("/portal/demo")};
	struct web_answer x;
	struct str tag;

	(void)state;
	status_of(q, &x);
	tag = header(&x, "ETag");
	same_int("a tag", tag.n > 10, true);
	q.if_none_match = tag;
	same_int("not modified", status_of(q, &x), 304);
	q.query = STR("lang=zh");
	same_int("another language", status_of(q, &x), 200);
}

static void a_token_opens_the_pages(void **state)
{
	struct web_request q = {.method = WEB_GET, .path = STR("/portal/demo")};
	struct web_answer x;
	struct str cookie;

	(void)state;
	web.token = STR(TOKEN);
	web.session_key = sha256_mac(web.token, STR("portalwatch session"));
	same_int("led to the form", status_of(q, &x), 303);
	same_text("which leads back", header(&x, "Location"), STR("/sign-in?to=%2Fportal%2Fdemo"));
	q.path = STR("/metrics");
	same_int("a program is told", status_of(q, &x), 401);
	q.authorization = STR("Bearer " TOKEN);
	same_int("bearer", status_of(q, &x), 200);
	q.authorization = STR("Bearer " TOKEN "x");
	same_int("another token", status_of(q, &x), 401);
	q.authorization = STR("Basic eDowMTIzNDU2Nzg5YWJjZGVmMDEyMw==");
	same_int("basic", status_of(q, &x), 200);
	q = (struct web_request){.method = WEB_POST, .path = STR("/sign-in"),
		.type = STR("application/x-www-form-urlencoded"), .body = STR("token=wrong&to=/")};
	same_int("wrong token", status_of(q, &x), 403);
	q.body = STR("token=" TOKEN "&to=//evil.example/");
	same_int("signed in", status_of(q, &x), 303);
	same_text("never led away", header(&x, "Location"), STR("/"));
	cookie = header(&x, "Set-Cookie");
	same_int("HttpOnly", str_has(cookie, STR("; HttpOnly; SameSite=Strict")), true);
	q = (struct web_request){.method = WEB_GET, .path = STR("/"),
		.cookie = str_sub(cookie, 0, str_findc(cookie, ';', 0))};
	same_int("the session opens", status_of(q, &x), 200);
	q.cookie = STR("pw_session=99999999999999.0000");
	same_int("a forged one does not", status_of(q, &x), 303);
	q = (struct web_request){.method = WEB_GET, .path = STR("/health")};
	same_int("probes need none", status_of(q, &x), 200);
	web.token = STR_NONE;
}

static void a_short_token_is_refused(void **state)
{
	struct config with = *config;
	struct web w = {.config = &with};
	char *path = fs_join(dir, "short");

	(void)state;
	with.web_token_file = path;
	same_int("written", write_in("short", "abc\n"), 0);
	same_int("short", auth_open(&w, &e), ERR_USAGE);
	auth_close(&w);
	free(path);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(fields_are_decoded_or_refused), T(too_much_is_refused), T(a_path_is_below_the_base),
		T(a_browser_is_shown_its_language), T(only_names_of_this_machine_are_loopback),
		T(cookies_and_tags_are_found), T(lines_of_a_calendar_fold_between_characters),
		T(every_page_answers), T(a_foreign_name_is_refused_on_loopback),
		T(what_has_not_changed_is_not_sent_again), T(a_token_opens_the_pages),
		T(a_short_token_is_refused),
	};

	return cmocka_run_group_tests(tests, open_web, close_web);
}
