/* The worked examples of the documents: each with its own days. */
#include "rule-world.h"

#include "crawler/config.h"
#include "monitor/evaluate.h"
#include "monitor/receiver.h"

/* The rule of a duty of the seeds on the facts of w at a time. */
static struct finding duty(struct world *w, const char *id, size_t nth, const char *now)
{
	struct config_faults faults = {0};
	struct config *c = NULL;
	struct findings out = {0};
	struct err e = {0};
	const struct duty_config *d = NULL;

	config_set_rule_check(rule_check);
	receiver_kinds_known();
	if (config_load(TEST_SOURCE "/seeds/portalwatch.yaml", &c, &faults, &e) < 0)
		fail_msg("%s", e.text);
	config_faults_release(&faults);
	for (size_t i = 0; i < c->ndocuments; i++)
		for (size_t k = 0; k < c->documents[i].nduties; k++)
			if (streq(c->documents[i].duties[k].id, id))
				d = &c->documents[i].duties[k];
	assert_non_null(d);
	w->own_column = d->columns[0];
	struct rule_input in = world_input(w, &d->rule[nth], at(now));

	in.duty = str_of(id);

	if (column_view_make(&w->view, w->column.first_ms, in.zone, in.now_ms, each_own, w,
		    &w->arena, &e) < 0 || rule_judge(&in, &out, &e) < 0 || out.n == 0)
		fail_msg("%s: %s", id, e.text);
	for (size_t i = 0; i < out.list[0].nfacts; i++)
		out.list[0].facts[i].value = arena_str(&w->arena, out.list[0].facts[i].value);
	config_free(c);
	return out.list[0];
}

static struct str fact(const struct finding *f, const char *key)
{
	for (size_t i = 0; i < f->nfacts; i++)
		if (str_eqc(f->facts[i].key, key))
			return f->facts[i].value;
	return STR_NONE;
}

static void due_on(const char *name, const struct finding *f, const char *want)
{
	char text[TIME_TEXT];

	same_text(name, str_of(day_text(text, f->due)), str_of(want));
}

/* 沪府办发〔2019〕7号 of 2019-03-05: within 30 days on each district's own portal. */
static void the_plan_of_5_march_2019_is_due_on_4_april(void **state)
{
	struct world w;
	struct finding f;

	(void)state;
	world_make(&w);
	w.column.first_ms = at("2018-01-01");
	w.nother = take_notices(&w, "2019-03-05 2019年上海市政务公开工作要点", w.other, "other");
	f = duty(&w, "S0.1", 0, "2019-04-04T23:00:00");
	same_int("on the last day", f.level, LEVEL_WARN);
	due_on("anchor and 30 days", &f, "2019-04-04");
	f = duty(&w, "S0.1", 0, "2019-04-05T01:00:00");
	same_int("the day after", f.level, LEVEL_OVERDUE);
	due_on("still that day", &f, "2019-04-04");
	w.nown = take_notices(&w, "2019-04-04 某区2019年政务公开工作安排", w.own, "own");
	same_int("published on it", duty(&w, "S0.1", 0, "2019-04-05T01:00:00").level, LEVEL_OK);
	w.nown = take_notices(&w, "2019-04-05 某区2019年政务公开工作安排", w.own, "own");
	f = duty(&w, "S0.1", 0, "2019-04-06");
	same_text("a day late is told as late", fact(&f, "late"), STR("1"));
	world_release(&w);
}

/* Friday 27 February 2026; Saturday 28 is worked for the spring festival: Saturday, Monday,
 * Tuesday. Without the make-up day it would be Wednesday. */
static void three_working_days_cross_a_make_up_saturday(void **state)
{
	struct world w;
	struct finding f;

	(void)state;
	world_make(&w);
	assert_true(calendar_is_workday(w.calendar, day_of(2026, 2, 28)));
	w.nother = take_notices(&w, "2026-02-27 关于印发《养老服务条例》的通知", w.other, "other");
	f = duty(&w, "S1.27", 0, "2026-03-03T20:00:00");
	same_int("on the third", f.level, LEVEL_WARN);
	due_on("by the calendar", &f, "2026-03-03");
	assert_false(f.guessed);
	f = duty(&w, "S1.27", 0, "2026-03-04T01:00:00");
	same_int("on the fourth", f.level, LEVEL_OVERDUE);
	/* of a year without data the same is Monday to Friday, and is said to be a guess */
	w.nother = take_notices(&w, "2027-02-26 关于印发《养老服务条例》的通知", w.other, "other");
	f = duty(&w, "S1.27", 0, "2027-03-03T20:00:00");
	due_on("weekdays", &f, "2027-03-03");
	assert_true(f.guessed);
	same_text("said", fact(&f, "calendar_guessed"), STR("true"));
	world_release(&w);
}

/* 条例 art. 49: departments by 31 January, local governments by 31 March. */
static void annual_reports_have_their_two_days(void **state)
{
	static const struct {
		const char *date, *now, *own;
		int level;
	} row[] = {
		{"01-31", "2026-01-31T20:00:00", "2025-01-30 2024年度报告", LEVEL_WARN},
		{"01-31", "2026-02-01T08:00:00", "2025-01-30 2024年度报告", LEVEL_OVERDUE},
		{"01-31", "2026-02-01T08:00:00", "2026-01-31 2025年度报告", LEVEL_OK},
		{"03-31", "2026-02-01T08:00:00", "2025-03-30 2024年度报告", LEVEL_OK},
		{"03-31", "2026-03-01T08:00:00", "2025-03-30 2024年度报告", LEVEL_WARN},
		{"03-31", "2026-04-01T08:00:00", "2025-03-30 2024年度报告", LEVEL_OVERDUE},
		{"03-31", "2026-04-01T08:00:00", "2026-03-31 2025年度报告", LEVEL_OK},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct world w;
		struct scene s = {row[i].now, row[i].own, NULL, "by_date", "", row[i].now, "", NULL};

		world_make(&w);
		s.args = arena_cstr(&w.arena, arena_strf(&w.arena, "date=%s", row[i].date));
		same_int(row[i].now, judge(&w, &s).level, row[i].level);
		world_release(&w);
	}
}

/* 24 issues a year, and number 17 is missing: the count is one short, the series has a gap. */
static void the_gazette_lacks_number_17(void **state)
{
	struct world w;
	struct finding f;

	(void)state;
	world_make(&w);
	for (int i = 1; i <= 24; i++) {
		struct notice *n = &w.own[w.nown];
		int32_t day = day_of(2025, 1, 15 * i);

		if (i == 17)
			continue;
		n->title = arena_strf(&w.arena, "政府公报2025年第%d期", i);
		n->date_ms = n->first_ms = day_start_ms(day, zone_shanghai());
		n->identity = n->url = arena_strf(&w.arena, "http://p.test/own/%zu", w.nown++);
	}
	f = duty(&w, "S4.3", 0, "2026-01-10");
	same_int("23 of 24", f.level, LEVEL_OVERDUE);
	same_text("counted", fact(&f, "count"), STR("23"));
	f = duty(&w, "S4.3", 1, "2026-01-10");
	same_int("a gap", f.level, LEVEL_OVERDUE);
	same_text("which", fact(&f, "missing"), STR("2025/17"));
	world_release(&w);
}

static void a_publication_that_vanishes_on_day_8(void **state)
{
	struct world w;
	struct finding f;

	(void)state;
	world_make(&w);
	w.nown = take_notices(&w, "2026-03-02 扶贫资金分配公示", w.own, "own");
	w.own[0].state = NOTICE_WITHDRAWN;
	w.own[0].gone_ms = at("2026-03-10T09:00:00");
	f = duty(&w, "S1.15", 0, "2026-03-10T10:00:00");
	same_int("after eight days", f.level, LEVEL_OVERDUE);
	same_text("shown since", fact(&f, "shown"), STR("2026-03-02"));
	same_text("gone on", fact(&f, "gone"), STR("2026-03-10"));
	if (!str_starts(f.summary, STR("gone after 8 days")))
		fail_msg("%.*s", STR_ARG(f.summary));
	/* a day earlier it was there, whatever is known since */
	same_int("before it went", duty(&w, "S1.15", 0, "2026-03-09T10:00:00").level, LEVEL_OK);
	w.own[0].gone_ms = at("2026-03-12T09:00:00");
	same_int("ten days are enough", duty(&w, "S1.15", 0, "2026-03-13").level, LEVEL_OK);
	world_release(&w);
}

/* 61号: one is blank, and the fourth is named as S3 names it. */
static void of_four_sub_columns_one_is_blank(void **state)
{
	static const char *const name[] = {"政府信息公开指南", "政府信息公开制度",
		"法定主动公开内容", "政府信息公开工作年度报告"};
	struct world w;
	struct finding f;

	(void)state;
	world_make(&w);
	for (size_t i = 0; i < 4; i++)
		w.edges[w.nedges++] = (struct edge){.text = str_of(name[i]),
			.url = arena_strf(&w.arena, "http://p.test/%zu", i)};
	same_int("all there", duty(&w, "S2.14", 0, "2021-12-01").level, LEVEL_OK);
	w.blank = "http://p.test/1";
	f = duty(&w, "S2.14", 0, "2021-12-01");
	same_int("one is blank", f.level, LEVEL_OVERDUE);
	same_text("which", fact(&f, "unusable"), STR("政府信息公开制度 (blank)"));
	same_text("the alias is known", fact(&f, "missing"), STR_NONE);
	w.edges[3].text = STR("工作年度报告");
	f = duty(&w, "S2.14", 0, "2021-12-01");
	same_text("another name is missing", fact(&f, "missing"), STR("政府信息公开年报"));
	world_release(&w);
}

/* Wednesday 7 October 2026 is a holiday: due on Thursday 8. */
static void sampling_results_of_a_free_wednesday(void **state)
{
	struct world w;
	struct finding f;

	(void)state;
	world_make(&w);
	assert_false(calendar_is_workday(w.calendar, day_of(2026, 10, 7)));
	w.nown = take_notices(&w, "2026-09-30 食品监督抽检信息", w.own, "own");
	f = duty(&w, "S4.4", 0, "2026-10-07T20:00:00");
	same_int("on the holiday", f.level, LEVEL_OK);
	f = duty(&w, "S4.4", 0, "2026-10-08T20:00:00");
	same_int("on the day after", f.level, LEVEL_WARN);
	due_on("moved", &f, "2026-10-08");
	f = duty(&w, "S4.4", 0, "2026-10-09T08:00:00");
	same_int("late", f.level, LEVEL_OVERDUE);
	w.nown = take_notices(&w, "2026-09-30 食品监督抽检信息; 2026-10-08 食品监督抽检信息", w.own,
		"own");
	same_int("in time", duty(&w, "S4.4", 0, "2026-10-09T08:00:00").level, LEVEL_OK);
	world_release(&w);
}

/* A week of 20 visits a day. */
static void seven_of_140_visits_are_a_veto_six_a_warning(void **state)
{
	static const struct {
		int bad, want;
	} row[] = {{4, LEVEL_OK}, {5, LEVEL_WARN}, {6, LEVEL_WARN}, {7, LEVEL_OVERDUE}};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct availability a = {0};

		for (int k = 0; k < 140; k++)
			availability_add(&a, VERDICT_OK, k < row[i].bad ? 15001 : 14000,
				(int64_t)k * 72 * MINUTE_MS);
		availability_end(&a);
		same_int("visits over 15 s", availability_level(&a), row[i].want);
	}
}

/* The evening of 31 March in New York is 1 April in China: the portal's zone decides. */
static void a_month_ends_in_the_portals_zone(void **state)
{
	const struct zone *zone;
	struct err e = {0};
	struct rule_config r = {.kind = "monthly", .basis = "", .limit_kind = "", .file = ""};

	(void)state;
	if (zone_load("America/New_York", &zone, &e) < 0)
		fail_msg("%s", e.text);
	for (int there = 0; there < 2; there++) {
		struct findings out = {0};
		struct world w;

		world_make(&w);
		w.nown = take_notices(&w, "2026-02-10 a; 2026-04-01 b", w.own, "own");
		w.own[1].date_ms = w.own[1].first_ms = at("2026-04-01T11:30:00"); /* 23:30 there */
		struct rule_input in = world_input(&w, &r, at("2026-04-02T12:00:00"));

		in.zone = there ? zone : zone_shanghai();
		if (column_view_make(&w.view, w.column.first_ms, in.zone, in.now_ms, each_own, &w,
			    &w.arena, &e) < 0 || rule_judge(&in, &out, &e) < 0)
			fail_msg("%s", e.text);
		/* in China March is missing; there April has none yet, and March is done */
		same_int(there ? "New York" : "China", str_has(fact(&out.list[0], "missed"),
			STR("2026-03-01")), !there);
		world_release(&w);
	}
}

/* The clock stands before the first measurement: nobody is judged, nothing invented. */
static void a_clock_before_the_first_measurement(void **state)
{
	static const char *const kind[] = {"monthly", "max_age", "by_date", "min_count",
		"yearly"};
	static const char *const args[] = {"", "days=14", "date=12-31", "count=1;per=year", ""};

	(void)state;
	for (size_t i = 0; i < ROWS(kind); i++) {
		struct world w;
		struct scene s = {kind[i], "2026-03-02 a", NULL, kind[i], args[i], "2025-06-01", "",
			NULL};
		struct finding f;

		world_make(&w);
		w.column.first_ms = at("2026-03-01");
		f = judge(&w, &s);
		if (!f.cannot_judge.n && f.level == LEVEL_OVERDUE)
			fail_msg("%s: overdue before anything was measured", kind[i]);
		world_release(&w);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_plan_of_5_march_2019_is_due_on_4_april),
		T(three_working_days_cross_a_make_up_saturday),
		T(annual_reports_have_their_two_days), T(the_gazette_lacks_number_17),
		T(a_publication_that_vanishes_on_day_8), T(of_four_sub_columns_one_is_blank),
		T(sampling_results_of_a_free_wednesday),
		T(seven_of_140_visits_are_a_veto_six_a_warning),
		T(a_month_ends_in_the_portals_zone), T(a_clock_before_the_first_measurement),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
