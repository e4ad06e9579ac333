/* The ledger of duties over a real store: closed and recurring ones, periods, ticks, numbers,
 * several rules and columns, and home pages that are only an entrance. */
#include "test.h"

#include "base/clock.h"
#include "crawler/verdict.h"
#include "monitor/duty.h"
#include "monitor/duty-ledger.h"
#include "monitor/duty-next.h"
#include "monitor/evaluate.h"
#include "monitor/monitor.h"

static char dir[200];
static struct store *pages, *alerts;
static struct arena arena;

static int64_t at(const char *text)
{
	int64_t ms = 0;

	if (!time_parse(str_of(text), zone_shanghai(), &ms))
		fail_msg("not a time: %s", text);
	return ms;
}

#define must(call)                                                                        \
	do {                                                                              \
		struct err e_ = {0}, *e = &e_;                                            \
		if ((call) < 0)                                                           \
			fail_msg("%s: %s", #call, e_.text);                               \
		(void)e;                                                                  \
	} while (0)

/* --- a configuration of one portal and one document --- */

static struct column_config columns[] = {
	{.id = "air", .name = "空气", .url = "http://a.test/air/", .unit = "环保局",
		.cls = CLASS_NOTICE},
	{.id = "water", .name = "水", .url = "http://a.test/water/", .unit = "", .cls = CLASS_NOTICE},
	{.id = "media", .name = "新媒体", .url = "", .unit = "", .cls = CLASS_NEWS, .discover = true},
};
static const char *on_air[] = {"air"}, *on_both[] = {"air", "water"}, *on_media[] = {"media"};
static const char *districts[] = {"district"};
static struct pair_config by_july[] = {{"date", "2018-07-31", 1}};
static struct pair_config ten[] = {{"count", "10", 1}, {"per", "year", 1}};
#define RULE(k, a, n)                                                                     \
	{.kind = (k), .basis = "", .limit_kind = "document", .file = "", .args = (a), .nargs = (n)}
static struct rule_config monthly[] = {RULE("monthly", NULL, 0)};
static struct rule_config once[] = {RULE("by_date", by_july, 1)};
static struct rule_config two[] = {RULE("monthly", NULL, 0), RULE("min_count", ten, 2)};
static struct duty_config duties[] = {
	{.id = "D1", .quote = "按月", .unit = "", .columns = on_air, .ncolumns = 1, .rule = monthly,
		.nrules = 1, .due = "", .limit = "document", .valid = "recurring", .file = ""},
	{.id = "D2", .quote = "七月底前", .unit = "教体局", .columns = on_air, .ncolumns = 1,
		.rule = once, .nrules = 1, .due = "", .limit = "document", .valid = "2018",
		.valid_year = 2018, .file = ""},
	{.id = "D3", .quote = "每月且十条", .unit = "", .columns = on_both, .ncolumns = 2,
		.rule = two, .nrules = 2, .due = "", .limit = "document", .valid = "recurring",
		.file = ""},
	{.id = "D4", .quote = "内部", .unit = "办公室", .manual = true, .due = "12-31",
		.limit = "document", .valid = "recurring", .file = ""},
	{.id = "D5", .quote = "新媒体", .unit = "", .columns = on_media, .ncolumns = 1,
		.rule = monthly, .nrules = 1, .due = "06-30", .limit = "configured",
		.valid = "recurring", .file = ""},
	{.id = "D6", .quote = "各区", .unit = "", .columns = on_air, .ncolumns = 1, .rule = monthly,
		.nrules = 1, .due = "", .limit = "document", .valid = "recurring",
		.for_tags = districts, .nfor_tags = 1, .file = ""},
};
static struct duty_document document = {.path = "/d.yaml", .title = "某市2018年工作方案",
	.number = "", .year = 2018, .issued = DAY_NONE, .duties = duties, .nduties = 6};
static const char *named[] = {"/d.yaml"};
static struct portal_config portal = {.id = "a", .name = "甲市", .home = "http://a.test/",
	.site_code = "", .unit = "甲市办", .columns = columns, .ncolumns = 3, .duties = named,
	.nduties = 1, .home_every_ms = HOUR_MS};
static struct config config;

static int begin(void **state)
{
	struct err e = {0};

	(void)state;
	snprintf(dir, sizeof(dir), "/tmp/pw-ledger.XXXXXX");
	if (!mkdtemp(dir) || store_open(dir, "pages", STORE_CREATE, &pages, &e) < 0 ||
		store_open(dir, "alerts", STORE_CREATE, &alerts, &e) < 0)
		return -1;
	arena = ARENA_INIT;
	columns[0].discover = columns[1].discover = false;
	portal.tags = NULL;
	portal.ntags = 0;
	config = (struct config){.file = "", .store = dir, .zone = zone_shanghai(),
		.language = "zh", .digest = "08:30", .quiet = "none", .portals = &portal,
		.nportals = 1, .documents = &document, .ndocuments = 1, .contact = "",
		.calendar = "", .operator_id = ""};
	return 0;
}

static int end(void **state)
{
	(void)state;
	store_close(pages);
	store_close(alerts);
	arena_release(&arena);
	return fs_remove_tree(dir, NULL);
}

/* --- facts --- */

static void put_column(const char *id, const char *url, const char *first, const char *good)
{
	struct store_txn *t;
	struct column_state c = {.portal = STR("a"), .column = str_of(id), .url = str_of(url),
		.first_ms = at(first), .last_good_ms = at(good), .last_try_ms = at(good),
		.verdict = VERDICT_OK, .learned_count = 20, .next_url = STR("next"),
		.interval_ms = 6 * HOUR_MS};

	must(store_begin(pages, true, &t, e));
	must(pages_put_column(t, &c, e));
	must(store_commit(t, e));
}

static void put_notice(const char *column, const char *date)
{
	struct store_txn *t;
	struct notice n = {.portal = STR("a"), .column = str_of(column), .title = STR("信息"),
		.identity = str_of(date), .url = STR("http://a.test/x"), .date_ms = at(date),
		.first_ms = at(date), .state = NOTICE_LISTED};

	must(store_begin(pages, true, &t, e));
	must(pages_put_notice(t, &n, e));
	must(store_commit(t, e));
}

/* Good visits of the home page at noon of the days from..to. */
static void put_visits(const char *from, const char *to)
{
	struct store_txn *t;

	must(store_begin(pages, true, &t, e));
	for (int64_t ms = at(from); ms <= at(to); ms += DAY_MS) {
		struct measure m = {.time_ms = ms + 12 * HOUR_MS, .url = STR("http://a.test/"),
			.kind = JOB_PROBE, .verdict = VERDICT_OK};

		must(pages_put_measure(t, &m, e));
	}
	must(store_commit(t, e));
}

/* --- asking --- */

struct wanted {
	const char *id;
	struct duty_line line;
	bool found;
};

static int take(const struct duty_line *l, void *ctx)
{
	struct wanted *x = ctx;

	if (!str_eqc(l->id, x->id))
		return 0;
	x->line = *l;
	x->found = true;
	return 1;
}

/* The line of one duty; period "": as of now. */
static struct duty_line line_of(const char *id, const char *now, const char *from,
	const char *to)
{
	struct wanted x = {.id = id};
	struct duty_ask ask = {.config = &config, .calendar = calendar_plain(),
		.now_ms = at(now), .from_day = DAY_NONE, .to_day = DAY_NONE, .own_rules = true,
		.arena = &arena};

	if (from) {
		assert_true(day_parse(str_of(from), &ask.from_day));
		assert_true(day_parse(str_of(to), &ask.to_day));
	}
	must(store_begin(pages, false, &ask.pages, e));
	must(store_begin(alerts, false, &ask.alerts, e));
	must(duty_ledger(&ask, take, &x, e));
	store_abort(ask.pages);
	store_abort(ask.alerts);
	if (!x.found)
		fail_msg("no line %s", id);
	return x.line;
}

static void expect(const char *name, const char *id, const char *now, const char *want)
{
	struct duty_line l = line_of(id, now, NULL, NULL);

	same_text(name, str_of(duty_state_word(l.state)), str_of(want));
}

/* --- tests --- */

static void a_recurring_duty_goes_on(void **state)
{
	struct duty_line l;

	(void)state;
	expect("never measured", "D1", "2026-03-02", "unmeasured");
	put_column("air", "http://a.test/air/", "2025-01-01", "2026-03-02T08:00:00");
	put_notice("air", "2026-01-31");
	expect("February is missing", "D1", "2026-03-02T09:00:00", "overdue");
	put_notice("air", "2026-03-02");
	l = line_of("D1", "2026-03-02T09:00:00", NULL, NULL);
	same_text("March is there", str_of(duty_state_word(l.state)), STR("met"));
	assert_true(l.missed_some && duty_line_open(&l));
	same_text("and February missed", l.missed, STR("2026-02-01"));
	same_text("basis", l.basis, STR("某市2018年工作方案"));
	same_text("unit of the portal", l.unit, STR("甲市办"));
	same_text("limit", l.limit_kind, STR("document"));
	expect("nothing read for days", "D1", "2026-03-12", "unmeasured");
}

static void a_duty_due_once_in_a_past_year_is_closed(void **state)
{
	struct duty_line l;

	(void)state;
	put_column("air", "http://a.test/air/", "2026-01-01", "2026-03-02T08:00:00");
	l = line_of("D2", "2026-03-02T09:00:00", NULL, NULL);
	assert_true(l.closed && l.once);
	/* the review of a year asks what that year owed */
	assert_true(duty_line_past(&l, DAY_NONE) && duty_line_past(&l, day_of(2025, 1, 1)));
	assert_false(duty_line_past(&l, day_of(2018, 1, 1)));
	same_text("nobody watched", str_of(duty_state_word(l.state)), STR("not_observed"));
	assert_true(duty_line_open(&l));
	put_column("air", "http://a.test/air/", "2017-01-01", "2026-03-02T08:00:00");
	l = line_of("D2", "2026-03-02T09:00:00", NULL, NULL);
	assert_true(l.closed);
	same_text("watched, and nothing came", str_of(duty_state_word(l.state)), STR("overdue"));
	put_notice("air", "2018-07-30");
	expect("it came", "D2", "2026-03-02T09:00:00", "met");
	/* in its year it was an ordinary duty */
	l = line_of("D2", "2018-07-31T09:00:00", NULL, NULL);
	assert_false(l.closed);
}

static void the_strictest_of_rules_and_columns_decides(void **state)
{
	struct duty_line l;

	(void)state;
	put_column("air", "http://a.test/air/", "2025-01-01", "2026-12-30T08:00:00");
	put_column("water", "http://a.test/water/", "2025-01-01", "2026-12-30T08:00:00");
	for (int i = 1; i <= 12; i++) {
		char day[20];

		snprintf(day, sizeof(day), "2026-%02d-10", i);
		put_notice("air", day);
		put_notice("water", day);
		snprintf(day, sizeof(day), "2025-%02d-10", i);
		put_notice("air", day);
		put_notice("water", day);
	}
	expect("both columns, both rules", "D3", "2026-12-30T09:00:00", "met");
	columns[1].discover = true;
	expect("one waits for its address", "D3", "2026-12-30T09:00:00", "no_column");
	columns[1].discover = false;
	put_column("water", "http://a.test/water/", "2025-01-01", "2027-02-10T08:00:00");
	put_column("air", "http://a.test/air/", "2025-01-01", "2027-02-10T08:00:00");
	put_notice("air", "2027-01-10");
	l = line_of("D3", "2027-02-10T09:00:00", NULL, NULL);
	same_text("January is missing of one", str_of(duty_state_word(l.state)), STR("overdue"));
	same_text("which", l.column, STR("water"));
	same_text("columns", l.columns, STR("air water"));
}

static void put_tick(const char *id, int year, bool undone)
{
	struct store_txn *t;
	struct duty_tick k = {.portal = STR("a"), .document = STR("2018 某市2018年工作方案"),
		.id = str_of(id), .year = year, .undone = undone, .time_ms = at("2026-05-01"),
		.by = STR("张三"), .user = STR("u"), .evidence = STR("文号1")};

	must(store_begin(alerts, true, &t, e));
	must(duty_put_tick(t, &k, e));
	must(store_commit(t, e));
}

static void register_at(const char *day)
{
	struct store_txn *t;

	must(store_begin(alerts, true, &t, e));
	must(duty_register(t, &config, at(day), e));
	must(store_commit(t, e));
}

static void a_manual_duty_is_ticked_off_year_by_year(void **state)
{
	struct duty_line l;

	(void)state;
	expect("far", "D4", "2026-11-30", "planned");
	expect("thirty days before", "D4", "2026-12-01", "due");
	put_tick("D4", 2026, false);
	l = line_of("D4", "2026-12-01", NULL, NULL);
	same_text("ticked", str_of(duty_state_word(l.state)), STR("done"));
	same_text("by", l.tick.by, STR("张三"));
	assert_false(duty_line_open(&l));
	expect("next year again", "D4", "2027-12-31", "due");
	put_tick("D4", 2026, true);
	expect("taken back", "D4", "2026-12-01", "due");
	/* a year that is over: what nobody knew then is held against nobody */
	l = line_of("D4", "2027-03-01", "2026-01-01", "2026-12-31");
	same_text("unknown then", str_of(duty_state_word(l.state)), STR("not_observed"));
	register_at("2026-12-31");
	l = line_of("D4", "2027-03-01", "2026-01-01", "2026-12-31");
	same_text("not ticked in its year", str_of(duty_state_word(l.state)), STR("overdue"));
}

static void without_a_feed_a_person_decides(void **state)
{
	struct duty_line l;

	(void)state;
	l = line_of("D5", "2026-05-01", NULL, NULL);
	assert_true(l.manual);
	same_text("planned", str_of(duty_state_word(l.state)), STR("planned"));
	expect("and late", "D5", "2026-07-01", "overdue");
	columns[2].discover = false;
	l = line_of("D5", "2026-07-01", NULL, NULL);
	columns[2].discover = true;
	assert_false(l.manual);
	same_text("with a feed it is measured", str_of(duty_state_word(l.state)), STR("unmeasured"));
}

static void for_says_on_whom_a_duty_is_laid(void **state)
{
	static const char *tag[] = {"district"};

	(void)state;
	assert_false(duty_applies(&config, &portal, &document, &duties[5]));
	portal.tags = tag;
	portal.ntags = 1;
	assert_true(duty_applies(&config, &portal, &document, &duties[5]));
	/* by the installation alone */
	portal.nduties = 0;
	assert_false(duty_applies(&config, &portal, &document, &duties[5]));
	config.duties = named;
	config.nduties = 1;
	assert_true(duty_applies(&config, &portal, &document, &duties[5]));
	assert_false(duty_applies(&config, &portal, &document, &duties[0]));
	portal.nduties = 1;
}

static void a_year_is_looked_back_on(void **state)
{
	struct duty_line l;

	(void)state;
	put_column("air", "http://a.test/air/", "2024-12-01", "2026-03-02T08:00:00");
	put_visits("2025-01-01", "2025-12-31");
	for (int i = 1; i <= 12; i++) {
		char day[20];

		snprintf(day, sizeof(day), "2025-%02d-10", i);
		if (i != 8)
			put_notice("air", day);
	}
	put_notice("air", "2026-02-10");
	l = line_of("D1", "2026-03-02", "2025-01-01", "2025-12-31");
	same_text("at its end", str_of(duty_state_word(l.state)), STR("met"));
	same_text("August was left out", l.missed, STR("2025-08-01"));
	assert_true(duty_line_open(&l));
	/* a tenth of the days unmeasured: nobody is accused */
	l = line_of("D1", "2027-03-02", "2026-01-01", "2026-12-31");
	same_text("not measured", str_of(duty_state_word(l.state)), STR("cannot_judge"));
	if (!str_starts(l.why, STR("365 of 365 days")))
		fail_msg("%.*s", STR_ARG(l.why));
}

static void a_tenth_of_the_days_is_too_little(void **state)
{
	struct store_txn *t;
	int ndays, nmeasured;

	(void)state;
	put_visits("2025-01-01", "2025-11-25");
	must(store_begin(pages, false, &t, e));
	must(portal_measured_days(t, STR("http://a.test/"), zone_shanghai(), day_of(2025, 1, 1),
		day_of(2025, 12, 31), &ndays, &nmeasured, e));
	store_abort(t);
	same_int("days", ndays, 365);
	same_int("measured", nmeasured, 329);
	assert_false(measured_too_little(365, 329)); /* 36 missing */
	assert_true(measured_too_little(365, 328));  /* 37: a tenth */
}

static void numbers_stay(void **state)
{
	struct store_txn *t;
	uint64_t first;

	(void)state;
	must(store_begin(alerts, true, &t, e));
	must(duty_register(t, &config, at("2026-03-02"), e));
	must(store_commit(t, e));
	first = line_of("D4", "2026-03-02", NULL, NULL).number;
	assert_true(first > 0);
	/* one more portal, the order turned round: the old numbers stay */
	document.nduties = 4;
	must(store_begin(alerts, true, &t, e));
	must(duty_register(t, &config, at("2026-03-03"), e));
	must(store_commit(t, e));
	document.nduties = 6;
	same_int("the same", line_of("D4", "2026-03-02", NULL, NULL).number, first);
	assert_true(line_of("D1", "2026-03-02", NULL, NULL).number != first);
}

/* NULL: nothing to be told. */
static const struct finding *manual_finding(struct evaluation *ev)
{
	for (size_t i = 0; i < ev->out.n; i++)
		if (str_eqc(ev->out.list[i].subject, "a#D4"))
			return &ev->out.list[i];
	return NULL;
}

static void reminders_come_before_the_day(void **state)
{
	static const struct {
		const char *now, *cause;
		int level;
	} row[] = {
		{"2026-11-30", "", LEVEL_OK}, {"2026-12-01", "due-30", LEVEL_WARN},
		{"2026-12-21", "due-10", LEVEL_WARN}, {"2027-01-01", "not-ticked", LEVEL_OVERDUE},
		{"2027-03-31", "not-ticked", LEVEL_OVERDUE}, {"2027-04-01", "", LEVEL_OK},
		{"2026-01-02", "", LEVEL_OK}, /* known since March 2026 only */
	};
	struct store_txn *t;

	(void)state;
	must(store_begin(alerts, true, &t, e));
	must(duty_register(t, &config, at("2026-03-02"), e));
	must(store_commit(t, e));
	for (size_t i = 0; i < ROWS(row); i++) {
		struct evaluation ev = {.config = &config, .calendar = calendar_plain(),
			.now_ms = at(row[i].now), .arena = &arena};
		const struct finding *f;

		must(store_begin(pages, false, &ev.pages, e));
		must(store_begin(alerts, false, &ev.alerts, e));
		must(evaluate(&ev, e));
		f = manual_finding(&ev);
		same_int(row[i].now, f ? f->level : LEVEL_OK, row[i].level);
		same_text(row[i].now, f ? f->cause : STR(""), str_of(row[i].cause));
		store_abort(ev.pages);
		store_abort(ev.alerts);
	}
}

static void what_recurs_goes_into_the_next_year(void **state)
{
	struct buf b = BUF_INIT(1 << 20);

	(void)state;
	same_int("recurring ones", duty_next_year(&document, 2019, &b), 5);
	assert_true(str_has(buf_str(&b), STR("title: '某市2019年工作方案'")));
	assert_true(str_has(buf_str(&b), STR("year: 2019")));
	assert_false(str_has(buf_str(&b), STR("D2")));
	assert_true(str_has(buf_str(&b), STR("for: {tags: ['district']}")));
	buf_release(&b);
}

/* --- a home page that is only an entrance --- */

static void put_home(const char *now)
{
	struct store_txn *t;
	struct column_state c = {.portal = STR("a"), .column = STR(HOME_COLUMN),
		.url = STR("http://a.test/"), .last_try_ms = at(now), .verdict = VERDICT_OK,
		.gate = STR("empty"), .nbad = 40, .bad_since_ms = at("2026-01-01"),
		.interval_ms = HOUR_MS};

	must(store_begin(pages, true, &t, e));
	must(pages_put_column(t, &c, e));
	must(store_commit(t, e));
}

static struct freshness home_of(const char *now)
{
	struct judge_ask ask = {.config = &config, .portal = &portal,
		.calendar = calendar_plain(), .now_ms = at(now), .arena = &arena};
	struct freshness f;

	must(store_begin(pages, false, &ask.pages, e));
	must(freshness_of(&ask, &f, e));
	store_abort(ask.pages);
	return f;
}

static void a_home_page_without_a_list_is_as_new_as_its_columns(void **state)
{
	struct freshness f;

	(void)state;
	put_home("2026-03-02T08:00:00");
	f = home_of("2026-03-02T09:00:00");
	same_text("nothing behind it was read", str_of(fresh_state_word(f.state)),
		STR("unmeasured"));
	put_column("air", "http://a.test/air/", "2025-01-01", "2026-03-02T08:00:00");
	put_column("water", "http://a.test/water/", "2025-06-01", "2026-03-02T07:00:00");
	put_notice("air", "2026-01-10");
	put_notice("water", "2026-02-25");
	f = home_of("2026-03-02T09:00:00");
	same_text("five days", str_of(fresh_state_word(f.state)), STR("fresh"));
	same_int("the newest of all", f.newest, day_of(2026, 2, 25));
	put_column("air", "http://a.test/air/", "2025-01-01", "2026-03-12T08:00:00");
	f = home_of("2026-03-12T09:00:00");
	same_text("two weeks without any", str_of(fresh_state_word(f.state)), STR("overdue"));
	/* a challenge says nothing */
	put_home("2026-03-12T08:00:00");
}

#define TL(name) cmocka_unit_test_setup_teardown(name, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TL(a_recurring_duty_goes_on), TL(a_duty_due_once_in_a_past_year_is_closed),
		TL(the_strictest_of_rules_and_columns_decides),
		TL(a_manual_duty_is_ticked_off_year_by_year),
		TL(without_a_feed_a_person_decides), TL(for_says_on_whom_a_duty_is_laid),
		TL(a_year_is_looked_back_on), TL(a_tenth_of_the_days_is_too_little),
		TL(numbers_stay), TL(reminders_come_before_the_day),
		TL(what_recurs_goes_into_the_next_year),
		TL(a_home_page_without_a_list_is_as_new_as_its_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
