/* Reports over a store with measurements of our own making, and the forms they take. */
#include "test.h"

#include "base/clock.h"
#include "base/jval.h"
#include "crawler/pages.h"
#include "monitor/alerts.h"
#include "monitor/report-make.h"
#include "monitor/report-turn.h"

/* What was freed is not counted as held. */
const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
	return "quarantine_size_mb=1";
}

static char dir[200];
static struct store *pages;
static struct arena arena;

#define HOME "http://a.test/"
#define NOON INT64_C(1790222400000) /* 2026-09-24T12:00:00+08:00, a Thursday */

static struct column_config columns[] = {
	{.id = "news", .name = "要闻", .url = HOME "news/", .unit = "", .cls = CLASS_NEWS},
	{.id = "old", .name = "公告", .url = HOME "old/", .unit = "档案局", .cls = CLASS_NOTICE},
};
static struct portal_config portals[] = {
	{.id = "a", .name = "甲市", .home = HOME, .site_code = "", .unit = "甲市办",
		.columns = columns, .ncolumns = 2, .home_every_ms = HOUR_MS},
};
static struct config config;

#define must(call)                                                                        \
	do {                                                                              \
		struct err e_ = {0}, *e = &e_;                                            \
		if ((call) < 0)                                                           \
			fail_msg("%s: %s", #call, e_.text);                               \
		(void)e;                                                                  \
	} while (0)

static int begin(void **state)
{
	struct err e = {0};

	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/pw-report.XXXXXX");
	if (!mkdtemp(dir) || store_open(dir, "pages", STORE_CREATE, &pages, &e) < 0)
		return -1;
	portals[0].zone = zone_shanghai();
	config = (struct config){.file = "", .store = dir, .zone = zone_shanghai(),
		.language = "en", .portals = portals, .nportals = 1, .contact = "",
		.calendar = ""};
	arena = ARENA_INIT;
	return 0;
}

static int end(void **state)
{
	(void)state;
	store_close(pages);
	arena_release(&arena);
	return fs_remove_tree(dir, NULL);
}

static void visit(struct store_txn *t, int64_t ms, int verdict, int64_t elapsed_ms)
{
	struct measure m = {.time_ms = ms, .url = STR(HOME), .kind = JOB_PROBE,
		.verdict = verdict, .elapsed_ms = elapsed_ms};

	must(pages_put_measure(t, &m, e));
}

static void notice(struct store_txn *t, const char *column, int n, int32_t day)
{
	struct notice x = {.portal = STR("a"), .column = str_of(column), .title = STR("t"),
		.date_ms = day_start_ms(day, zone_shanghai()), .state = NOTICE_LISTED};
	char url[100];

	snprintf(url, sizeof(url), HOME "%s/%d.html", column, n);
	x.identity = x.url = str_of(url);
	must(pages_put_notice(t, &x, e));
}

static struct buf made(const char *kind, const char *format, const char *period)
{
	struct report_ask ask = {.config = &config, .calendar = calendar_plain(),
		.now_ms = NOON, .from_day = DAY_NONE, .to_day = DAY_NONE, .arena = &arena};
	struct buf b = BUF_INIT(1 << 24);

	if (period)
		assert_true(period_parse(str_of(period), &ask.from_day, &ask.to_day));
	must(report_begin(&ask, pages, NULL, e));
	must(report_make(&ask, report_find(kind), format, 0, STR_NONE, &b, e));
	report_end(&ask);
	return b;
}

static struct jval *read_json(const char *kind, const char *period)
{
	struct buf b = made(kind, "json", period);
	struct jval *doc;

	must(jval_parse(buf_str(&b), &doc, e));
	buf_release(&b);
	return doc;
}

/* 2026-09-14 is a Monday: a whole week of 24 visits a day, of which some fail. */
static void a_week_fails_at_five_percent(void **state)
{
	static const struct {
		const char *name;
		int failed, slow, blocked;
		const char *level;
	} rows[] = {
		{"none", 0, 0, 0, "ok"},
		{"4 of 168: 2.4 percent", 4, 0, 0, "ok"},
		{"6 of 168: 3.6 percent", 6, 0, 0, "warn"},
		{"8 of 168: 4.8 percent", 8, 0, 0, "warn"},
		{"9 of 168: 5.4 percent", 9, 0, 0, "overdue"},
		{"15 seconds are a failure", 4, 5, 0, "overdue"},
		{"7 of 140: 5 percent, the official sample", 7, 0, 28, "overdue"},
		{"blocked ones are not counted", 0, 0, 60, "ok"},
		{"96 counted: warned of, not judged", 9, 0, 72, "warn"},
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		int64_t from = day_start_ms(day_of(2026, 9, 14), zone_shanghai());
		struct store_txn *t;
		struct jval *doc;
		const struct jval *week;

		must(store_begin(pages, true, &t, e));
		for (int k = 0; k < 168; k++) {
			bool slow = k >= rows[i].failed && k < rows[i].failed + rows[i].slow;
			int verdict = k < rows[i].failed ? VERDICT_UNSTABLE_TIMEOUT
				: k >= 168 - rows[i].blocked ? VERDICT_BLOCKED : VERDICT_OK;

			visit(t, from + k * HOUR_MS, verdict, slow ? 15000 : 14999);
		}
		must(store_commit(t, e));
		doc = read_json("availability", "2026-09-14..2026-09-20");
		week = jval_path(doc, "portals.0.weeks.0");
		same_text(rows[i].name, jval_str(jval_get(week, "level")), str_of(rows[i].level));
		same_int(rows[i].name, jval_int(jval_get(week, "failed"), -1),
			rows[i].failed + rows[i].slow);
		same_int(rows[i].name, jval_int(jval_get(week, "not_counted"), -1),
			rows[i].blocked);
		same_int(rows[i].name, (int)jval_size(jval_path(doc, "portals.0.weeks")), 1);
		same_int(rows[i].name, (int)jval_size(jval_path(doc, "portals.0.days")), 7);
		jval_free(doc);
		end(state);
		begin(state);
	}
}

static void days_are_those_of_the_portals_zone(void **state)
{
	struct store_txn *t;
	struct jval *doc;
	int64_t midnight = day_start_ms(day_of(2026, 9, 16), zone_shanghai());

	(void)state;
	must(store_begin(pages, true, &t, e));
	visit(t, midnight - HOUR_MS, VERDICT_OK, 1);
	visit(t, midnight - 1, VERDICT_OK, 1);
	visit(t, midnight + HOUR_MS, VERDICT_OK, 1);
	visit(t, midnight + DAY_MS, VERDICT_OK, 1); /* the day after the period */
	must(store_commit(t, e));
	doc = read_json("availability", "2026-09-15..2026-09-16");
	same_int("15th", jval_int(jval_path(doc, "portals.0.days.0.good"), -1), 2);
	same_int("16th", jval_int(jval_path(doc, "portals.0.days.1.good"), -1), 1);
	jval_free(doc);
}

/* The checks after 1, 5 and 15 minutes lie in the next day, and in the next period. */
static void a_failure_about_midnight_is_one_visit(void **state)
{
	struct store_txn *t;
	struct jval *doc;
	int64_t midnight = day_start_ms(day_of(2026, 9, 16), zone_shanghai());

	(void)state;
	must(store_begin(pages, true, &t, e));
	visit(t, midnight - 10 * MINUTE_MS, VERDICT_UNSTABLE_TIMEOUT, 15000);
	visit(t, midnight - 9 * MINUTE_MS, VERDICT_UNSTABLE_TIMEOUT, 15000);
	visit(t, midnight + 5 * MINUTE_MS, VERDICT_UNSTABLE_TIMEOUT, 15000);
	visit(t, midnight + 50 * MINUTE_MS, VERDICT_OK, 1);
	must(store_commit(t, e));
	doc = read_json("availability", "2026-09-15..2026-09-16");
	same_int("15th", jval_int(jval_path(doc, "portals.0.days.0.failed"), -1), 1);
	same_int("16th", jval_int(jval_path(doc, "portals.0.days.1.failed"), -1), 0);
	same_int("16th", jval_int(jval_path(doc, "portals.0.days.1.good"), -1), 1);
	jval_free(doc);
	doc = read_json("availability", "2026-09-16");
	same_int("alone", jval_int(jval_path(doc, "portals.0.days.0.failed"), -1), 0);
	jval_free(doc);
}

static void what_came_later_is_not_counted(void **state)
{
	struct store_txn *t;
	struct jval *doc;

	(void)state;
	must(store_begin(pages, true, &t, e));
	visit(t, NOON - HOUR_MS, VERDICT_OK, 1);
	visit(t, NOON + HOUR_MS, VERDICT_UNSTABLE_TIMEOUT, 15000); /* the report speaks of noon */
	must(store_commit(t, e));
	doc = read_json("availability", NULL);
	same_int("good", jval_int(jval_path(doc, "portals.0.days.27.good"), -1), 1);
	same_int("failed", jval_int(jval_path(doc, "portals.0.days.27.failed"), -1), 0);
	jval_free(doc);
}

static void a_year_known_in_part_compares_with_nothing(void **state)
{
	struct store_txn *t;
	struct jval *doc;

	(void)state;
	must(store_begin(pages, true, &t, e));
	notice(t, "news", 1, day_of(2026, 9, 1));
	notice(t, "news", 2, day_of(2025, 9, 30)); /* not back to 1 July 2025 */
	notice(t, "old", 1, day_of(2026, 7, 1));
	notice(t, "old", 2, day_of(2026, 9, 20));
	notice(t, "old", 3, day_of(2026, 10, 1));
	notice(t, "old", 4, day_of(2025, 7, 1));
	notice(t, "old", 5, day_of(2025, 10, 1));
	notice(t, "old", 6, day_of(2024, 1, 1));
	must(store_commit(t, e));
	doc = read_json("notices", "2026Q3");
	same_int("news", jval_int(jval_path(doc, "columns.0.notices"), -1), 1);
	assert_int_equal(jval_type(jval_path(doc, "columns.0.year_before")), JVAL_NULL);
	same_int("old", jval_int(jval_path(doc, "columns.1.notices"), -1), 2);
	same_int("year before", jval_int(jval_path(doc, "columns.1.year_before"), -1), 1);
	jval_free(doc);
}

/* Up to now, beside the same days of the year before; NOON is the 24th of September. */
static void a_running_period_is_compared_day_by_day(void **state)
{
	static const struct {
		int32_t year, month, day;
	} on[] = {{2025, 1, 2}, {2025, 9, 21}, {2025, 9, 28}, {2025, 10, 2}, {2026, 7, 1},
		{2026, 9, 21}, {2026, 9, 28}};
	struct store_txn *t;
	struct jval *doc;
	struct buf text;

	(void)state;
	must(store_begin(pages, true, &t, e));
	for (int i = 0; i < (int)ROWS(on); i++)
		notice(t, "news", i, day_of(on[i].year, on[i].month, on[i].day));
	must(store_commit(t, e));
	doc = read_json("notices", "2026Q3");
	same_int("now", (int)jval_int(jval_path(doc, "columns.0.notices"), -1), 2);
	same_int("before", (int)jval_int(jval_path(doc, "columns.0.year_before"), -1), 1);
	same_text("to", jval_str(jval_get(doc, "to")), STR("2026-09-30"));
	same_text("counted to", jval_str(jval_get(doc, "counted_to")), STR("2026-09-24"));
	jval_free(doc);
	doc = read_json("notices", "2026Q4");
	same_int("not begun", (int)jval_int(jval_path(doc, "columns.0.notices"), -1), 0);
	same_int("nor before", (int)jval_int(jval_path(doc, "columns.0.year_before"), -1), 0);
	jval_free(doc);
	text = made("notices", "text", "2026Q3");
	assert_true(str_has(buf_str(&text), STR("The period is not over")));
	buf_release(&text);
	text = made("notices", "text", "2026Q4");
	assert_true(str_has(buf_str(&text), STR("has not begun")));
	buf_release(&text);
	text = made("notices", "text", "2026-08");
	assert_false(str_has(buf_str(&text), STR("The period")));
	buf_release(&text);
}

static void the_calendar_is_drawn_once_for_a_portal(void **state)
{
	struct store_txn *t;
	struct buf html, text;
	size_t at = 0, days = 0;

	(void)state;
	must(store_begin(pages, true, &t, e));
	for (int i = 0; i < 9; i++)
		notice(t, "news", i, day_of(2026, 9, 21));
	must(pages_put_gap(t, &(struct gap){.from_ms = NOON - 60 * HOUR_MS,
		.to_ms = NOON - 30 * HOUR_MS, .why = STR("stopped")}, e));
	must(store_commit(t, e));
	html = made("freshness", "html", NULL);
	text = made("freshness", "text", NULL);
	while ((at = str_find(buf_str(&html), STR("<title>20"), at)) != SIZE_MAX) {
		at++;
		days++;
	}
	same_int("52 weeks and four days", (int)days, 52 * 7 + 4);
	assert_true(str_has(buf_str(&html), STR("2026-09-21 9 notices")));
	assert_true(str_has(buf_str(&html), STR("gap in measuring</title>")));
	assert_true(str_has(buf_str(&html), STR("2026-09-20 not known")));
	assert_false(str_has(buf_str(&text), STR("<svg")));
	buf_release(&html);
	buf_release(&text);
}

static void put_links(struct store_txn *t, int page, const char *const *urls, size_t n)
{
	struct edge edges[4];
	char url[100];

	for (size_t i = 0; i < n; i++)
		edges[i] = (struct edge){.url = str_of(urls[i]), .text = STR("footer"),
			.line = 9};
	snprintf(url, sizeof(url), HOME "p/%02d.html", page);
	must(pages_put_links(t, &(struct page_links){.url = str_of(url), .portal = STR("a"),
		.edges = edges, .nedges = n}, e));
}

static size_t times(const struct buf *b, const char *what)
{
	size_t n = 0;

	for (size_t at = 0; (at = str_find(buf_str(b), str_of(what), at)) != SIZE_MAX; at++)
		n++;
	return n;
}

/* A footer's link on twelve pages, one older on two, one on six. */
static void text_shows_a_link_once(void **state)
{
	static const char *const urls[] = {HOME "footer", HOME "six", HOME "two"};
	static const int on[] = {12, 6, 2};
	struct store_txn *t;
	struct buf text, csv;

	(void)state;
	must(store_begin(pages, true, &t, e));
	for (int i = 0; i < 3; i++)
		must(pages_put_address(t, &(struct address){.url = str_of(urls[i]),
			.verdict = VERDICT_BROKEN_HTTP, .status = 404, .confirmed = true,
			.nbad = 2, .first_ms = NOON - 50 * HOUR_MS, .last_ms = NOON - HOUR_MS,
			.bad_since_ms = NOON - (20 + i) * HOUR_MS,
			.confirmed_ms = NOON - 10 * HOUR_MS}, e));
	for (int page = 12; page > 0; page--)
		put_links(t, page, urls, page <= on[2] ? 3 : page <= on[1] ? 2 : 1);
	must(store_commit(t, e));
	text = made("links", "text", NULL);
	csv = made("links", "csv", NULL);
	for (int i = 0; i < 3; i++) {
		same_int(urls[i], (int)times(&text, urls[i]), 1);
		same_int(urls[i], (int)times(&csv, urls[i]), on[i]);
	}
	same_int("pages beneath", (int)times(&text, "\n    on " HOME "p/"), 5 + 5 + 2);
	same_int("12 - 5", (int)times(&text, "\n    and 7 more pages\n"), 1);
	same_int("6 - 5", (int)times(&text, "\n    and 1 more page\n"), 1);
	assert_true(str_has(buf_str(&text), STR("on " HOME "p/01.html, line 9: \"footer\"")));
	assert_true(str_find(buf_str(&text), STR("footer "), 0) <
		str_find(buf_str(&text), str_of(urls[1]), 0));
	assert_true(str_find(buf_str(&text), str_of(urls[1]), 0) <
		str_find(buf_str(&text), str_of(urls[2]), 0));
	assert_true(str_find(buf_str(&csv), STR("p/01.html"), 0) <
		str_find(buf_str(&csv), STR("p/02.html"), 0));
	buf_release(&text);
	buf_release(&csv);
}

struct pieces {
	size_t lines, bytes;
	size_t over;
};

static int take_piece(void *ctx, struct str piece, struct err *e)
{
	struct pieces *x = ctx;

	(void)e;
	for (size_t i = 0; i < piece.n; i++)
		x->lines += piece.p[i] == '\n';
	x->bytes += piece.n;
	x->over += piece.n > REPORT_DRAIN + ((size_t)64 << 10);
	return 0;
}

/* Own memory, kB: mapped files are not. */
static long own_memory(void)
{
	FILE *f = fopen("/proc/self/status", "r");
	char line[200];
	long kb = 0;

	while (f && fgets(line, sizeof(line), f))
		if (sscanf(line, "RssAnon: %ld", &kb) == 1)
			break;
	if (f)
		fclose(f);
	return kb;
}

/* So many broken links, each on `on` pages. */
static void put_broken(int links, int on)
{
	enum { PER_PAGE = 400 };
	struct edge *edges = mem_alloc(PER_PAGE * sizeof(*edges));
	char (*urls)[60] = mem_alloc(PER_PAGE * sizeof(*urls)), page[60];
	struct store_txn *t;

	must(store_begin(pages, true, &t, e));
	for (int i = 0; i < links; i += PER_PAGE) {
		for (int k = 0; k < PER_PAGE; k++) {
			snprintf(urls[k], sizeof(urls[k]), HOME "gone/%d.html", i + k);
			edges[k] = (struct edge){.url = str_of(urls[k]), .text = STR("t"),
				.line = k};
			must(pages_put_address(t, &(struct address){.url = edges[k].url,
				.verdict = VERDICT_BROKEN_HTTP, .status = 404, .confirmed = true,
				.nbad = 2, .first_ms = NOON - 50 * HOUR_MS,
				.last_ms = NOON - HOUR_MS, .bad_since_ms = NOON - 20 * HOUR_MS,
				.confirmed_ms = NOON - 10 * HOUR_MS}, e));
		}
		for (int k = 0; k < on; k++) {
			snprintf(page, sizeof(page), HOME "p/%d-%d.html", i, k);
			must(pages_put_links(t, &(struct page_links){.url = str_of(page),
				.portal = STR("a"), .edges = edges, .nedges = PER_PAGE}, e));
		}
	}
	must(store_commit(t, e));
	free(edges);
	free(urls);
}

/* More than memory should hold: a row for each page, none left out. */
static void any_number_of_broken_links_is_listed(void **state)
{
	enum { LINKS = 104000, ON = 3 };
	struct report_ask ask = {.config = &config, .calendar = calendar_plain(),
		.now_ms = NOON, .from_day = DAY_NONE, .to_day = DAY_NONE, .arena = &arena};
	struct pieces got = {0};
	struct report_taker to = {take_piece, &got};
	struct buf b = BUF_INIT(1 << 24);
	long before;

	(void)state;
	put_broken(LINKS, ON);
	must(report_begin(&ask, pages, NULL, e));
	ask.to = &to;
	before = own_memory();
	must(report_make(&ask, report_find("links"), "csv", 0, STR_NONE, &b, e));
	report_end(&ask);
	assert_true(got.lines > LINKS * ON && got.lines < LINKS * ON + 40);
	same_int("pieces larger than what leaves at once", (int)got.over, 0);
	before = own_memory() - before;
	if (before > 48 << 10)
		fail_msg("%ld kB of memory are kept", before);
	buf_release(&b);
}

static const char *const other_subject[] = {"a/old", NULL};

/* Asked of a column on whose pages nothing is broken. */
static void links_of_others_are_not_counted(void **state)
{
	struct report_ask ask = {.config = &config, .calendar = calendar_plain(),
		.now_ms = NOON, .from_day = DAY_NONE, .to_day = DAY_NONE, .arena = &arena,
		.subjects = other_subject};
	static const char *const urls[] = {HOME "gone/3.html", HOME "fine"};
	struct buf b = BUF_INIT(1 << 24);
	struct store_txn *t;
	struct edge edges[2];
	struct jval *doc;

	(void)state;
	put_broken(400, 1);
	for (int i = 0; i < 2; i++)
		edges[i] = (struct edge){.url = str_of(urls[i]), .text = STR("t"), .line = 1};
	must(store_begin(pages, true, &t, e));
	must(pages_put_address(t, &(struct address){.url = str_of(urls[1]), .verdict = VERDICT_OK,
		.first_ms = NOON - 50 * HOUR_MS, .last_ms = NOON - HOUR_MS}, e));
	must(pages_put_links(t, &(struct page_links){.url = STR(HOME "old/"), .portal = STR("a"),
		.column = STR("old"), .edges = edges, .nedges = 2}, e));
	must(store_commit(t, e));
	must(report_begin(&ask, pages, NULL, e));
	must(report_make(&ask, report_find("links"), "json", 0, STR_NONE, &b, e));
	report_end(&ask);
	must(jval_parse(buf_str(&b), &doc, e));
	same_int("checked", (int)jval_int(jval_get(doc, "checked"), -1), 2);
	same_int("broken", (int)jval_int(jval_get(doc, "broken"), -1), 1);
	same_int("on its page", (int)jval_int(jval_path(doc, "links.0.nparents"), -1), 1);
	same_text("which", jval_str(jval_path(doc, "links.0.url")), str_of(urls[0]));
	jval_free(doc);
	buf_release(&b);
}

static int take_mail(const struct alert *x, void *ctx)
{
	*(struct str *)ctx = arena_str(&arena, x->payload);
	return 0;
}

/* 45,000 rows of HTML are more than 20 MB. */
static void a_report_too_large_for_a_mail_is_named_in_it(void **state)
{
	static const char *const to[] = {"office"};
	struct report_config links = {.kind = "links", .when = "daily 08:30", .format = "html",
		.language = "en", .portal = "", .unit = "", .tag = "", .period = "",
		.profile = "", .seed = "", .output = "", .file = "", .freeze = true, .to = to,
		.nto = 1};
	struct str mail = STR_NONE;
	struct store *alerts;
	struct store_txn *t;
	int64_t next;

	(void)state;
	config.reports = &links;
	config.nreports = 1;
	put_broken(18000, 3);
	must(store_open(dir, "alerts", STORE_CREATE, &alerts, e));
	must(reports_turn(alerts, pages, &config, calendar_plain(), NOON, &next, e));
	must(reports_turn(alerts, pages, &config, calendar_plain(), NOON + DAY_MS, &next, e));
	must(store_begin(alerts, false, &t, e));
	must(alerts_each_alert(t, 0, take_mail, &mail, e));
	store_abort(t);
	store_close(alerts);
	assert_true(str_has(mail, STR("too large for a mail")));
	assert_true(str_has(mail, STR("portalwatch report frozen links-2026-09-25 -o FILE")));
	assert_true(str_has(mail, STR("\"attachments\":[]")));
	assert_true(mail.n < 4000);
}

/* 45 rows of one portal: seven cells of 6 and one of 3 rows, every row of full width. */
static void equal_portals_share_a_cell(void **state)
{
	struct report_ask ask = {.config = &config, .lang = LANG_EN, .arena = &arena};
	static const char *const heads[] = {"Portal", "Number", NULL};
	struct report r = {.title = STR("t")};
	struct section *s = report_section(&r, &ask, NULL, heads);
	struct buf b = BUF_INIT(1 << 20);
	size_t at = 0, cells = 0;

	(void)state;
	for (int i = 0; i < 46; i++) {
		struct cell *row = section_row(s, &arena);

		row[0] = cell_text(i < 45 ? STR("<a>") : STR("b"));
		row[1] = cell_number(i);
	}
	write_html(&r, &ask, &b);
	while ((at = str_find(buf_str(&b), STR("<td"), at)) != SIZE_MAX) {
		at++;
		cells++;
	}
	same_int("cells", (int)cells, 46 + 9);
	assert_true(str_has(buf_str(&b), STR("<td rowspan=\"6\">&lt;a&gt;</td>")));
	assert_true(str_has(buf_str(&b), STR("<td rowspan=\"3\">")));
	assert_true(str_has(buf_str(&b), STR("<td>b</td>")));
	buf_release(&b);
}

static void a_period_is_read_whole_or_not_at_all(void **state)
{
	static const struct {
		const char *text, *from, *to;
	} rows[] = {
		{"2026", "2026-01-01", "2026-12-31"},
		{"2026-02", "2026-02-01", "2026-02-28"},
		{"2026Q1", "2026-01-01", "2026-03-31"},
		{"2026Q4", "2026-10-01", "2026-12-31"},
		{"2026-09-24", "2026-09-24", "2026-09-24"},
		{"2026-W01", "2025-12-29", "2026-01-04"}, {"2026-W41", "2026-10-05", "2026-10-11"},
		{"2026-W53", "2026-12-28", "2027-01-03"}, {"2025-W53", NULL, NULL},
		{"2026-W00", NULL, NULL}, {"2026-W54", NULL, NULL}, {"2026-W4", NULL, NULL},
		{"2026-09-24..2026-10-02", "2026-09-24", "2026-10-02"},
		{"2026-10-02..2026-09-24", NULL, NULL}, {"2026Q5", NULL, NULL},
		{"2026-13", NULL, NULL}, {"2026-1", NULL, NULL}, {"", NULL, NULL},
		{"2026-02-30", NULL, NULL}, {"..", NULL, NULL},
	};
	char text[TIME_TEXT];
	int32_t from, to;

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		bool good = period_parse(str_of(rows[i].text), &from, &to);

		same_int(rows[i].text, good, rows[i].from != NULL);
		if (!good)
			continue;
		same_text(rows[i].text, str_of(day_text(text, from)), str_of(rows[i].from));
		same_text(rows[i].text, str_of(day_text(text, to)), str_of(rows[i].to));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(text_shows_a_link_once, begin, end),
		cmocka_unit_test_setup_teardown(a_running_period_is_compared_day_by_day, begin, end),
		cmocka_unit_test_setup_teardown(any_number_of_broken_links_is_listed, begin, end),
		cmocka_unit_test_setup_teardown(links_of_others_are_not_counted, begin, end),
		cmocka_unit_test_setup_teardown(a_report_too_large_for_a_mail_is_named_in_it, begin,
			end),
		cmocka_unit_test_setup_teardown(a_week_fails_at_five_percent, begin, end),
		cmocka_unit_test_setup_teardown(days_are_those_of_the_portals_zone, begin, end),
		cmocka_unit_test_setup_teardown(a_failure_about_midnight_is_one_visit, begin, end),
		cmocka_unit_test_setup_teardown(what_came_later_is_not_counted, begin, end),
		cmocka_unit_test_setup_teardown(a_year_known_in_part_compares_with_nothing, begin,
			end),
		cmocka_unit_test_setup_teardown(the_calendar_is_drawn_once_for_a_portal, begin,
			end),
		cmocka_unit_test_setup_teardown(equal_portals_share_a_cell, begin, end),
		T(a_period_is_read_whole_or_not_at_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
