/* Inspection over a store of our own making: vetoes, warnings, points, and what cannot be
 * judged; the sample. */
#include "test.h"

#include "base/clock.h"
#include "base/jval.h"
#include "crawler/pages.h"
#include "monitor/alerts.h"
#include "monitor/person-mark.h"
#include "monitor/report-make.h"
#include "monitor/rule.h"

#include <unistd.h>

static char dir[200];
static struct store *pages, *alerts;
static struct arena arena;
static struct calendar *calendar;

#define HOME "http://a.test/"
#define TODAY day_of(2026, 10, 14) /* a Wednesday behind the National Day week */
#define COLUMNS 16

static struct column_config columns[COLUMNS];
static char ids[COLUMNS][20], urls[COLUMNS][60], portal_ids[40][20];
static struct portal_config portals[40];
static struct config config;

#define must(call)                                                                        \
	do {                                                                              \
		struct err e_ = {0}, *e = &e_;                                            \
		if ((call) < 0)                                                           \
			fail_msg("%s: %s", #call, e_.text);                               \
		(void)e;                                                                  \
	} while (0)

static int64_t at(int32_t day, int hour)
{
	return day_start_ms(day, zone_shanghai()) + hour * HOUR_MS;
}

static void make_config(void)
{
	for (int i = 0; i < COLUMNS; i++) {
		snprintf(ids[i], sizeof(ids[i]), "c%d", i);
		snprintf(urls[i], sizeof(urls[i]), HOME "c%d/", i);
		columns[i] = (struct column_config){.id = ids[i], .name = ids[i], .url = urls[i],
			.unit = "", .cls = CLASS_NOTICE};
	}
	for (int i = 0; i < 40; i++) {
		snprintf(portal_ids[i], sizeof(portal_ids[i]), i ? "p%d" : "a", i);
		portals[i] = (struct portal_config){.id = portal_ids[i], .name = "", .home = HOME,
			.site_code = "", .unit = "", .level = "city", .zone = zone_shanghai(),
			.home_every_ms = HOUR_MS};
	}
	portals[0].columns = columns;
	portals[0].ncolumns = 0;
	config = (struct config){.file = "", .store = dir, .zone = zone_shanghai(),
		.language = "zh", .portals = portals, .nportals = 1, .contact = "",
		.calendar = ""};
}

static int begin(void **state)
{
	struct err e = {0};

	(void)state;
	config_set_rule_check(rule_check);
	snprintf(dir, sizeof(dir), "/tmp/pw-inspect.XXXXXX");
	if (!mkdtemp(dir) || store_open(dir, "pages", STORE_CREATE, &pages, &e) < 0 ||
		store_open(dir, "alerts", STORE_CREATE, &alerts, &e) < 0 ||
		calendar_load("", &calendar, &e) < 0)
		return -1;
	make_config();
	arena = ARENA_INIT;
	return 0;
}

static int end(void **state)
{
	(void)state;
	store_close(pages);
	store_close(alerts);
	calendar_free(calendar);
	arena_release(&arena);
	return fs_remove_tree(dir, NULL);
}

/* A fortnight of hourly visits up to now; the last `failed` of the last 140 fail by being
 * slow, hours from..to of the fortnight are not measured. */
static void visits(struct store_txn *t, int counted, int failed, int from, int to)
{
	struct portal_state st = {.id = STR("a"), .home = STR(HOME), .first_ms = at(TODAY - 60, 0),
		.last_probe_ms = at(TODAY, 12), .last_good_ms = at(TODAY, 12), .verdict = VERDICT_OK};

	must(pages_put_portal(t, &st, e));
	for (int h = 0; h < 14 * 24; h++) {
		int64_t ms = at(TODAY - 13, 0) + h * HOUR_MS;
		int left = 7 * 24 - (h - 7 * 24); /* hours up to the end of the last day */
		struct measure m = {.time_ms = ms, .url = STR(HOME), .kind = JOB_PROBE,
			.verdict = left <= failed ? VERDICT_OK : left <= counted ? VERDICT_OK
				: h >= 7 * 24 ? VERDICT_BLOCKED : VERDICT_OK,
			.elapsed_ms = left <= failed ? 15000 : 14999};

		if (h < from || h > to)
			must(pages_put_measure(t, &m, e));
	}
}

/* A column that was read today; newest < 0: blank. */
static void column(struct store_txn *t, const char *id, int newest_days_ago)
{
	char url[100];
	struct column_state c = {.portal = STR("a"), .column = str_of(id), .first_ms = at(TODAY - 400, 8),
		.last_try_ms = at(TODAY, 12), .last_good_ms = at(TODAY, 12), .verdict = VERDICT_OK,
		.empty = newest_days_ago < 0, .nreadings = 9, .interval_ms = 6 * HOUR_MS};

	snprintf(url, sizeof(url), HOME "%s/", id);
	c.url = str_of(url);
	must(pages_put_column(t, &c, e));
	if (newest_days_ago < 0)
		return;
	struct notice n = {.portal = STR("a"), .column = str_of(id), .title = STR("通知"),
		.date_ms = at(TODAY - newest_days_ago, 0), .first_ms = at(TODAY - newest_days_ago, 9)};
	n.identity = n.url = arena_strf(&arena, "%s%d.html", url, newest_days_ago);
	must(pages_put_notice(t, &n, e));
}

static struct jval *inspected(const char *profile, const char *period)
{
	struct report_ask ask = {.config = &config, .calendar = calendar, .now_ms = at(TODAY + 1, 0) - 1,
		.from_day = DAY_NONE, .to_day = DAY_NONE, .arena = &arena, .profile = profile};
	struct buf b = BUF_INIT(1 << 24);
	struct jval *doc;

	if (period)
		assert_true(period_parse(str_of(period), &ask.from_day, &ask.to_day));
	must(report_begin(&ask, pages, alerts, e));
	must(report_make(&ask, report_find("inspection"), "json", 0, STR_NONE, &b, e));
	report_end(&ask);
	must(jval_parse(buf_str(&b), &doc, e));
	buf_release(&b);
	return doc;
}

static void made(const char *kind, const char *format, struct buf *b)
{
	struct report_ask ask = {.config = &config, .calendar = calendar, .now_ms = at(TODAY + 1, 0) - 1,
		.from_day = DAY_NONE, .to_day = DAY_NONE, .arena = &arena, .lang = LANG_EN};

	must(report_begin(&ask, pages, alerts, e));
	must(report_make(&ask, report_find(kind), format, 0, STR_NONE, b, e));
	report_end(&ask);
}

static const struct jval *result(const struct jval *doc, const char *id)
{
	const struct jval *all = jval_path(doc, "portals.0.results");

	for (size_t i = 0; i < jval_size(all); i++)
		if (str_eqc(jval_str(jval_get(jval_at(all, i), "indicator")), id))
			return jval_at(all, i);
	return NULL;
}

static struct str outcome(const struct jval *doc, const char *id)
{
	return jval_str(jval_get(result(doc, id), "outcome"));
}

static struct str verdict(const struct jval *doc)
{
	return jval_str(jval_path(doc, "portals.0.verdict"));
}

static void seven_of_140_visits_are_a_veto_and_six_a_warning(void **state)
{
	static const struct {
		const char *name;
		int counted, failed;
		const char *outcome, *verdict;
		double points; /* of the form of 2015: 5 for each percent */
	} rows[] = {
		{"none", 140, 0, "met", "pass", 0},
		{"4 of 140, 2.9 percent", 140, 4, "met", "pass", 10},
		{"5 of 140, 3.6 percent", 140, 5, "warning", "pass", 15},
		{"6 of 140, 4.3 percent", 140, 6, "warning", "pass", 20},
		{"7 of 140, 5 percent", 140, 7, "found", "fail", 20},
		{"9 of 168", 168, 9, "found", "fail", 20},
		{"8 of 168, 4.8 percent", 168, 8, "warning", "pass", 20},
		{"9 of 90: warned of, not judged", 90, 9, "warning", "cannot-judge", 20},
		{"1 of 19", 19, 1, "cannot-judge", "cannot-judge", 0},
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct store_txn *t;
		struct jval *doc;

		must(store_begin(pages, true, &t, e));
		visits(t, rows[i].counted, rows[i].failed, 999, 999);
		column(t, "home", 1);
		must(store_commit(t, e));
		doc = inspected("guoban-2019", NULL);
		same_text(rows[i].name, outcome(doc, "V2"), str_of(rows[i].outcome));
		same_text(rows[i].name, verdict(doc), str_of(rows[i].verdict));
		same_int(rows[i].name, jval_int(jval_get(result(doc, "V2"), "failed"), -1),
			rows[i].failed);
		jval_free(doc);
		doc = inspected("puchai-2015", NULL);
		same_int(rows[i].name, (int)jval_real(jval_get(result(doc, "A1"), "points"), -1),
			(int)rows[i].points);
		jval_free(doc);
		end(state);
		begin(state);
	}
}

static void a_tenth_unmeasured_cannot_be_judged(void **state)
{
	static const struct {
		const char *name;
		int hours;
		const char *verdict;
	} rows[] = {
		{"two hours are chance", 2, "pass"},
		{"32 of 336", 32, "pass"},
		{"34 of 336", 34, "cannot-judge"},
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct store_txn *t;
		struct jval *doc;

		must(store_begin(pages, true, &t, e));
		visits(t, 168, 0, 30, 30 + rows[i].hours - 1);
		column(t, "home", 1);
		must(store_commit(t, e));
		doc = inspected("guoban-2019", NULL);
		same_text(rows[i].name, verdict(doc), str_of(rows[i].verdict));
		same_int(rows[i].name, jval_int(jval_path(doc, "portals.0.hours_unmeasured"), -1),
			rows[i].hours > 3 ? rows[i].hours : 0);
		assert_int_equal(jval_type(jval_path(doc, "portals.0.score")),
			streq(rows[i].verdict, "pass") ? JVAL_NUMBER : JVAL_NULL);
		jval_free(doc);
		end(state);
		begin(state);
	}
}

/* `blank` blank columns, `stale` over six months, the others fresh. */
static void columns_warn_before_they_veto(void **state)
{
	static const struct {
		const char *name;
		int blank, stale;
		const char *v4c, *v4a, *v4b, *verdict;
	} rows[] = {
		{"1 blank", 1, 0, "met", "met", "met", "pass"},
		{"2 blank", 2, 0, "warning", "met", "met", "pass"},
		{"4 blank", 4, 0, "warning", "met", "met", "pass"},
		{"5 blank", 5, 0, "found", "met", "met", "fail"},
		{"2 stale", 0, 2, "met", "met", "met", "pass"},
		{"4 stale", 0, 4, "met", "warning", "met", "pass"},
		{"5 stale", 0, 5, "met", "found", "met", "fail"},
		{"6 stale", 0, 6, "met", "found", "warning", "fail"},
		{"10 stale", 0, 10, "met", "found", "found", "fail"},
		{"a blank one is not stale too", 4, 2, "warning", "met", "met", "pass"},
	};

	for (size_t i = 0; i < ROWS(rows); i++) {
		struct store_txn *t;
		struct jval *doc;

		portals[0].ncolumns = COLUMNS;
		must(store_begin(pages, true, &t, e));
		visits(t, 168, 0, 999, 999);
		column(t, "home", 1);
		for (int k = 0; k < COLUMNS; k++)
			column(t, ids[k], k < rows[i].blank ? -1
				: k < rows[i].blank + rows[i].stale ? 200 : 30);
		must(store_commit(t, e));
		doc = inspected("guoban-2019", NULL);
		same_text(rows[i].name, outcome(doc, "V4c"), str_of(rows[i].v4c));
		same_text(rows[i].name, outcome(doc, "V4a"), str_of(rows[i].v4a));
		same_text(rows[i].name, outcome(doc, "V4b"), str_of(rows[i].v4b));
		same_text(rows[i].name, verdict(doc), str_of(rows[i].verdict));
		same_int(rows[i].name, (int)jval_size(jval_get(result(doc, "V4b"), "evidence")),
			rows[i].stale);
		jval_free(doc);
		end(state);
		begin(state);
	}
}

static void points_add_up_to_the_pass_mark(void **state)
{
	struct store_txn *t;
	struct jval *doc;

	(void)state;
	portals[0].ncolumns = COLUMNS;
	must(store_begin(pages, true, &t, e));
	visits(t, 168, 0, 999, 999);
	column(t, "home", 1); /* one notice in a fortnight: 5 points */
	for (int k = 0; k < COLUMNS; k++) {
		columns[k].cls = k < 3 ? CLASS_NEWS : k < 6 ? CLASS_NOTICE : CLASS_PLANNING;
		column(t, ids[k], k < 9 ? 400 : 20);
	}
	must(store_commit(t, e));
	doc = inspected("puchai-2015", NULL);
	/* 3 news at 3, 3 notices at 4, 3 plans at 5, and the home page */
	same_int("lost", (int)jval_real(jval_path(doc, "portals.0.lost"), 0), 9 + 12 + 15 + 5);
	same_int("score", (int)jval_real(jval_path(doc, "portals.0.score"), 0), 59);
	same_text("41 lost", verdict(doc), STR("fail"));
	same_text("9 stale", outcome(doc, "V3b"), STR("warning"));
	jval_free(doc);
}

static void won(struct store_txn *t, const char *id, int points)
{
	struct person_mark m = {.portal = STR("a"), .profile = STR("form"), .indicator = str_of(id),
		.from = STR("2026-10-01"), .to = STR("2026-12-31"), .time_ms = at(TODAY, 1),
		.result = MARK_FOUND, .points = points * 100, .by = STR("x"), .user = STR("x"),
		.reason = STR("good"), .evidence = STR("")};

	must(person_mark_put(t, &m, e));
}

/* A bonus is for a score over 80, at most 30; what is left of 75 points counts by 4/3. */
static void a_bonus_and_the_shorter_form(void **state)
{
	static const char *const text =
		"profile: form\nname: form\npoints: 100\nbonus: 30\nbonus_above: 80\n"
		"reduced: {points: 75, tags: [noserv*]}\nindicators:\n"
		"  - {id: D, level1: a, level2: b, point: c, text: d, check: blank, effect: deduct, each: 5}\n"
		"  - {id: S, level1: a, level2: b, point: c, text: d, check: blank, except: [noservices], "
		"effect: veto, limit: 1}\n"
		"  - {id: B1, level1: a, level2: b, point: c, text: d, check: manual, effect: bonus}\n"
		"  - {id: B2, level1: a, level2: b, point: c, text: d, check: manual, effect: bonus, max: 10}\n";
	static const char *const tag[] = {"noservices"};
	static const struct {
		const char *name;
		bool reduced;
		int blank, b1, b2;
		double score, bonus;
		const char *verdict;
	} rows[] = {
		{"whole form, nothing lost", false, 0, 0, 0, 100, 0, "pass"},
		{"a bonus", false, 0, 5, 3, 108, 8, "pass"},
		{"the ceiling of the bonus", false, 0, 25, 10, 130, 30, "pass"},
		{"75 points", true, 0, 0, 0, 100, 0, "pass"},
		{"60 of 75 is 80: no bonus", true, 3, 20, 0, 80, 0, "pass"},
		{"65 of 75 is 86.67", true, 2, 20, 0, 106.67, 20, "pass"},
		{"45 of 75 is 60", true, 6, 0, 0, 60, 0, "pass"},
		{"40 of 75 is 53.33", true, 7, 0, 0, 53.33, 0, "fail"},
		{"the rest is asked of others", false, 1, 0, 0, -1, -1, "fail"},
	};
	char file[] = "/tmp/pw-form-XXXXXX.yaml";
	int fd = mkstemps(file, 5);

	assert_true(fd >= 0);
	close(fd);
	fs_write_fast(file, str_of(text), 0600, NULL);
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct store_txn *t;
		struct jval *doc;

		portals[0].ncolumns = COLUMNS;
		portals[0].tags = tag;
		portals[0].ntags = rows[i].reduced;
		must(store_begin(alerts, true, &t, e));
		if (rows[i].b1)
			won(t, "B1", rows[i].b1);
		if (rows[i].b2)
			won(t, "B2", rows[i].b2);
		must(store_commit(t, e));
		must(store_begin(pages, true, &t, e));
		visits(t, 168, 0, 999, 999);
		column(t, "home", 1);
		for (int k = 0; k < COLUMNS; k++)
			column(t, ids[k], k < rows[i].blank ? -1 : 5);
		must(store_commit(t, e));
		doc = inspected(file, NULL);
		same_text(rows[i].name, verdict(doc), str_of(rows[i].verdict));
		same_int(rows[i].name, (int)(jval_real(jval_path(doc, "portals.0.score"), -1) * 100),
			(int)(rows[i].score * 100));
		same_int(rows[i].name, (int)jval_real(jval_path(doc, "portals.0.bonus"), -1),
			(int)rows[i].bonus);
		same_int(rows[i].name, jval_int(jval_path(doc, "portals.0.form_points"), 0),
			rows[i].reduced ? 75 : 100);
		same_int(rows[i].name, result(doc, "S") != NULL, !rows[i].reduced);
		jval_free(doc);
		end(state);
		begin(state);
	}
	unlink(file);
}

static void broken(struct store_txn *t, int i, bool confirmed)
{
	char url[60];
	struct address x = {.portal = STR("a"), .first_ms = at(TODAY - 9, 0), .last_ms = at(TODAY, 1),
		.verdict = VERDICT_BROKEN_HTTP, .status = 404, .nbad = 2,
		.bad_since_ms = at(TODAY - 3, 0), .confirmed = confirmed,
		.confirmed_ms = confirmed ? at(TODAY - 3, 2) : 0};

	snprintf(url, sizeof(url), HOME "gone/%d", i);
	x.url = str_of(url);
	must(pages_put_address(t, &x, e));
}

/* 0..2 on the home page, 2..11 on a column's page, 12 suspected only. */
static void links_cost_a_point_on_the_home_page_and_a_tenth_elsewhere(void **state)
{
	struct page_links p = {.portal = STR("a"), .time_ms = at(TODAY, 1)};
	struct edge edges[12];
	char urls_of[13][60];
	struct store_txn *t;
	struct jval *doc;

	(void)state;
	portals[0].ncolumns = 1;
	must(store_begin(pages, true, &t, e));
	visits(t, 168, 0, 999, 999);
	for (int i = 0; i < 13; i++) {
		broken(t, i, i < 12);
		snprintf(urls_of[i], sizeof(urls_of[i]), HOME "gone/%d", i);
	}
	for (int i = 0; i < 3; i++)
		edges[i] = (struct edge){.url = str_of(urls_of[i]), .text = STR("x"), .line = i};
	p.url = STR(HOME);
	p.column = STR("home");
	p.edges = edges;
	p.nedges = 3;
	must(pages_put_links(t, &p, e));
	for (int i = 2; i < 13; i++)
		edges[i - 2] = (struct edge){.url = str_of(urls_of[i]), .text = STR("x"), .line = i};
	p.url = STR(HOME "c0/");
	p.column = STR("c0");
	p.nedges = 11;
	must(pages_put_links(t, &p, e));
	must(store_commit(t, e));
	doc = inspected("puchai-2015", NULL);
	same_int("home", (int)jval_int(jval_get(result(doc, "A2"), "hits"), -1), 3);
	same_int("home, points", (int)jval_real(jval_get(result(doc, "A2"), "points"), -1), 3);
	same_int("others", (int)jval_int(jval_get(result(doc, "A3"), "hits"), -1), 9);
	same_int("others, tenths",
		(int)(jval_real(jval_get(result(doc, "A3"), "points"), -1) * 10 + 0.5), 9);
	same_text("page", jval_str(jval_path(result(doc, "A3"), "evidence.0.page")),
		STR(HOME "c0/"));
	jval_free(doc);
	/* of 2019 they could not be verified: shown nowhere, cost nothing */
	doc = inspected("guoban-2019", NULL);
	assert_null(result(doc, "D15"));
	jval_free(doc);
}

static void every_page_of_a_link_is_named(void **state)
{
	struct edge edge = {.url = STR(HOME "gone/0"), .text = STR("x"), .line = 1};
	struct page_links p = {.portal = STR("a"), .column = STR("c0"), .time_ms = at(TODAY, 1),
		.edges = &edge, .nedges = 1};
	struct buf text = BUF_INIT(1 << 24);
	struct store_txn *t;
	struct jval *doc;
	char url[60];

	(void)state;
	portals[0].ncolumns = 1;
	must(store_begin(pages, true, &t, e));
	broken(t, 0, true);
	for (int i = 0; i < 1203; i++) {
		snprintf(url, sizeof(url), HOME "c0/%d", i);
		p.url = str_of(url);
		must(pages_put_links(t, &p, e));
	}
	must(store_commit(t, e));
	made("links", "json", &text);
	must(jval_parse(buf_str(&text), &doc, e));
	same_int("listed", (int)jval_int(jval_path(doc, "links.0.nparents"), -1), 1203);
	same_int("named", (int)jval_size(jval_path(doc, "links.0.parents")), 1203);
	buf_clear(&text);
	made("links", "text", &text);
	assert_true(str_has(buf_str(&text), STR("1198 more pages")));
	jval_free(doc);
	buf_release(&text);
}

/* October 2026: 1 to 7 are holidays, Saturday 10 is a working day in exchange. */
static void a_missed_working_day_knows_the_holidays(void **state)
{
	struct store_txn *t;
	struct jval *doc;
	const struct jval *list;

	(void)state;
	portals[0].ncolumns = 1;
	columns[0].cls = CLASS_NEWS;
	must(store_begin(pages, true, &t, e));
	visits(t, 168, 0, 999, 999);
	for (int32_t day = TODAY - 20; day < TODAY; day++)
		if (calendar_is_workday(calendar, day) && day != day_of(2026, 10, 10) &&
			day != day_of(2026, 9, 30))
			column(t, "c0", TODAY - day);
	must(store_commit(t, e));
	doc = inspected("panjin-2024", "2026-09-25..2026-10-14");
	list = jval_get(result(doc, "P1"), "evidence");
	same_int("two days missed", (int)jval_int(jval_get(result(doc, "P1"), "hits"), -1), 2);
	same_text("the last first", jval_str(jval_get(jval_at(list, 0), "problem")),
		STR("nothing on 2026-10-10"));
	same_text("before the holidays", jval_str(jval_get(jval_at(list, 1), "problem")),
		STR("nothing on 2026-09-30"));
	same_text("six of twenty days were not measured", verdict(doc), STR("cannot-judge"));
	jval_free(doc);
}

/* Nobody asked for the IPv6 address: that is no IPv6 met. */
static void what_a_rule_cannot_say_is_not_met(void **state)
{
	struct store_txn *t;
	struct jval *doc;

	(void)state;
	must(store_begin(pages, true, &t, e));
	visits(t, 168, 0, 999, 999);
	column(t, "home", 1);
	must(store_commit(t, e));
	doc = inspected("guoban-2019", NULL);
	same_text("never measured", outcome(doc, "D18"), STR("cannot-judge"));
	same_text("no government domain", outcome(doc, "D13"), STR("found"));
	same_text("a note fails nobody", verdict(doc), STR("pass"));
	jval_free(doc);
}

static void what_people_waived_costs_nothing(void **state)
{
	struct store_txn *t;
	struct jval *doc;

	for (int round = 0; round < 2; round++) {
		struct incident i = {.kind = STR("hijacked"), .subject = STR(HOME "x"),
			.portal = STR("a"), .state = round ? INCIDENT_FALSE_ALARM : INCIDENT_OPEN,
			.first_ms = at(TODAY - 2, 0)};

		must(store_begin(pages, true, &t, e));
		visits(t, 168, 0, 999, 999);
		column(t, "home", 1);
		must(store_commit(t, e));
		must(store_begin(alerts, true, &t, e));
		must(alerts_put_incident(t, &i, e));
		must(store_commit(t, e));
		doc = inspected("guoban-2019", NULL);
		same_text(round ? "waived" : "open", verdict(doc), round ? STR("pass") : STR("fail"));
		jval_free(doc);
		end(state);
		begin(state);
	}
}

static struct str drawn(const char *seed, int n, size_t nportals)
{
	struct report_ask ask = {.config = &config, .arena = &arena, .sample = n, .seed = seed};
	struct buf b = BUF_INIT(10000);
	struct str out;

	config.nportals = nportals;
	report_draw(&ask);
	for (size_t i = 0; i < nportals; i++)
		if (ask.drawn[i])
			buf_addf(&b, "%s ", portals[i].id);
	out = arena_str(&arena, buf_str(&b));
	buf_release(&b);
	return out;
}

static void the_same_seed_draws_the_same_portals(void **state)
{
	struct str rest, one, all = drawn("2026Q3", 8, 39);
	int kept = 0;

	(void)state;
	assert_true(str_eq(all, drawn("2026Q3", 8, 39)));
	assert_false(str_eq(all, drawn("2026Q4", 8, 39)));
	same_text("more than there are", drawn("x", 99, 2), STR("a p1 "));
	rest = drawn("2026Q3", 8, 40); /* one portal more moves at most one other */
	while (str_cut(&rest, ' ', &one))
		kept += one.n && str_has(all, arena_strf(&arena, "%.*s ", STR_ARG(one)));
	assert_true(kept >= 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(seven_of_140_visits_are_a_veto_and_six_a_warning, begin, end),
		cmocka_unit_test_setup_teardown(a_tenth_unmeasured_cannot_be_judged, begin, end),
		cmocka_unit_test_setup_teardown(columns_warn_before_they_veto, begin, end),
		cmocka_unit_test_setup_teardown(points_add_up_to_the_pass_mark, begin, end),
		cmocka_unit_test_setup_teardown(a_bonus_and_the_shorter_form, begin, end),
		cmocka_unit_test_setup_teardown(links_cost_a_point_on_the_home_page_and_a_tenth_elsewhere, begin, end),
		cmocka_unit_test_setup_teardown(every_page_of_a_link_is_named, begin, end),
		cmocka_unit_test_setup_teardown(a_missed_working_day_knows_the_holidays, begin, end),
		cmocka_unit_test_setup_teardown(what_a_rule_cannot_say_is_not_met, begin, end),
		cmocka_unit_test_setup_teardown(what_people_waived_costs_nothing, begin, end),
		cmocka_unit_test_setup_teardown(the_same_seed_draws_the_same_portals, begin, end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
