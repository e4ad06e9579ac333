/* Every kind of rule is driven to met, warned of, overdue and unmeasured under a test clock:
 * one row a kind, and a kind without its cases is a fault. What a kind never says has its
 * reason in the row. The finding says its basis and where its limit comes from. */
#include "rule-world.h"

#include "monitor/rules.h"

/* Facts, and a time. now NULL: the kind never says it, because of `never`. */
struct state_case {
	const char *own, *other, *now;
	void (*adjust)(struct world *w);
	const char *never;
};

struct kind_row {
	const char *kind, *args;
	struct state_case met, warn, overdue;
};

#define ADVICE .never = "advice: nobody owes it by a day"
#define AT_ONCE .never = "a fault from its first accepted reading on"

/* --- facts --- */

static void gone_at(struct world *w, int state, const char *when)
{
	w->own[0].state = state;
	w->own[0].gone_ms = w->own[0].missing_ms = at(when);
}

static void gone_after_ten(struct world *w)
{
	gone_at(w, NOTICE_WITHDRAWN, "2026-03-12");
}

static void missing_after_three(struct world *w)
{
	gone_at(w, NOTICE_MISSING, "2026-03-05");
}

static void gone_after_three(struct world *w)
{
	gone_at(w, NOTICE_WITHDRAWN, "2026-03-05");
}

static void changed_in_march(struct world *w)
{
	w->page = "x";
	w->places = "";
	w->page_since = at("2025-01-01");
	w->page_changed = at("2026-03-02");
}

static void made_in_february(struct world *w)
{
	for (size_t i = 0; i < w->nown; i++)
		w->own[i].written_ms = at("2026-02-12");
}

static void read_daily(struct world *w)
{
	w->daily_from = at("2026-01-01");
	w->daily_to = at("2026-06-01");
}

static void seen_late(struct world *w)
{
	read_daily(w);
	w->own[0].first_ms = at("2026-03-14");
}

static void seen_before_its_date(struct world *w)
{
	read_daily(w);
	w->own[0].first_ms = at("2026-02-10");
}

static void ipv6(struct world *w, int verdict, size_t days)
{
	for (size_t i = 0; i < days; i++)
		w->measures[w->nmeasures++] = (struct measure){.seq = i + 1, .verdict = verdict,
			.time_ms = at("2026-03-30") - (int64_t)(days - i) * DAY_MS + DAY_MS,
			.reason = verdict == VERDICT_OK ? STR("") : STR("no-ipv6-address")};
}

static void ipv6_good(struct world *w)
{
	ipv6(w, VERDICT_OK, 3);
}

static void ipv6_bad_today(struct world *w)
{
	ipv6(w, VERDICT_BROKEN_DNS, 1);
}

static void ipv6_bad_long(struct world *w)
{
	ipv6(w, VERDICT_BROKEN_DNS, 4);
}

static void entries(struct world *w)
{
	changed_in_march(w);
	w->edges[w->nedges++] = (struct edge){.text = STR("公开指南"), .url = STR("http://p.test/1")};
	w->edges[w->nedges++] = (struct edge){.text = STR("公开制度"), .url = STR("http://p.test/2")};
}

static void entry_suspected(struct world *w)
{
	entries(w);
	w->suspected = "http://p.test/2";
}

static void entry_blank(struct world *w)
{
	entries(w);
	w->blank = "http://p.test/2";
}

static void marked(struct world *w)
{
	w->text = "此件公开发布";
}

static void unmarked(struct world *w)
{
	w->text = "正文";
}

static void column_empty(struct world *w)
{
	w->column.empty = true;
}

static void without_dates(struct world *w)
{
	for (size_t i = 0; i < w->nown; i++)
		w->own[i].date_ms = DATE_NONE_MS;
}

static void read_three_days_ago(struct world *w)
{
	w->column.last_good_ms = at("2026-03-29");
}

#define GRAPHIC "2026-03-01 图解一; 2026-03-02 图解二; 2026-03-03 c; 2026-03-04 d; 2026-03-05 e"
#define POLICY "2026-03-02 关于印发《供水办法》的通知"
#define STAGED "2026-03-02 《东城供热站》受理; 2026-03-20 《东城供热站》批复"
#define TWO_YEARS "2025-02-01 a; 2025-03-01 b; 2026-02-01 c"

static const struct kind_row rows[] = {
	{"max_age", "days=14", {"2026-03-02 a", .now = "2026-03-05"},
		{"2026-03-02 a", .now = "2026-03-14"}, {"2026-03-02 a", .now = "2026-03-17T01:00:00"}},
	{"daily", "", {"2026-03-10 a", .now = "2026-03-10T12:00:00"},
		{"2026-03-09 a", .now = "2026-03-10T12:00:00"},
		{"2026-03-09 a", .now = "2026-03-11T12:00:00"}},
	{"weekly", "weekday=wed", {"2026-03-04 a", .now = "2026-03-05"},
		{"2026-03-04 a", .now = "2026-03-11T12:00:00"},
		{"2026-03-04 a", .now = "2026-03-12T12:00:00"}},
	{"monthly", "", {"2026-01-31 a", .now = "2026-01-31T12:00:00"},
		{"2026-01-31 a", .now = "2026-02-20"}, {"2026-01-31 a", .now = "2026-03-01T12:00:00"}},
	{"quarterly", "", {"2026-03-31 a", .now = "2026-03-31T12:00:00"},
		{"2026-03-31 a", .now = "2026-06-30"}, {"2026-03-31 a", .now = "2026-07-01T12:00:00"}},
	{"yearly", "", {"2025-12-31 a", .now = "2025-12-31T12:00:00"},
		{"2025-12-31 a", .now = "2026-12-01"}, {"2025-12-31 a", .now = "2027-01-01T12:00:00"}},
	{"by_date", "date=07-31", {"2026-07-01 a", .now = "2026-07-30"},
		{"2025-08-01 a", .now = "2026-07-01"}, {"2025-08-01 a", .now = "2026-08-01T01:00:00"}},
	{"min_count", "count=2;per=year", {"2026-01-05 a; 2026-02-05 b", .now = "2026-03-01"},
		{"2025-01-05 a; 2025-02-05 b; 2026-02-05 c", .now = "2026-12-01"},
		{"2025-01-05 a; 2026-02-05 b", .now = "2026-03-01"}},
	{"min_display", "days=10", {"2026-03-02 a", .now = "2026-04-01", .adjust = gone_after_ten},
		{"2026-03-02 a", .now = "2026-04-01", .adjust = missing_after_three},
		{"2026-03-02 a", .now = "2026-04-01", .adjust = gone_after_three}},
	{"follow_up", "after=policy;working_days=3", {"2026-03-04 《供水办法》解读", POLICY, .now = "2026-03-20"},
		{"2026-01-05 x", POLICY, .now = "2026-03-05T23:00:00"},
		{"2026-01-05 x", POLICY, .now = "2026-03-06T01:00:00"}},
	{"complete", "", {"2026-01-05 2026年第1期; 2026-02-05 2026年第2期", .now = "2026-04-01"},
		{"2026-01-05 2026年第1期; 2026-03-05 2026年第3期", .now = "2026-03-06"},
		{"2026-01-05 2026年第1期; 2026-03-05 2026年第3期", .now = "2026-04-01"}},
	{"sequence", "stages=受理/拟审批/批复;subject=《(.+)》",
		{STAGED "; 2026-03-10 《东城供热站》拟审批", .now = "2026-04-01"},
		{STAGED, .now = "2026-03-22"}, {STAGED, .now = "2026-04-01"}},
	{"threshold", "pattern=([0-9]+)个;min=5000;by=2026-12-31",
		{"2026-03-02 开放5000个", .now = "2027-01-02"},
		{"2026-03-02 开放4999个", .now = "2026-12-20"},
		{"2026-03-02 开放4999个", .now = "2027-01-02"}},
	{"year_on_year", "", {"2025-02-01 a; 2026-02-01 b", .now = "2026-05-01"},
		{TWO_YEARS, .now = "2026-05-01"}, {TWO_YEARS, .now = "2027-01-10"}},
	{"must_change", "months=6", {"", .now = "2026-04-01", .adjust = changed_in_march},
		{"", .now = "2026-08-01", .adjust = changed_in_march},
		{"", .now = "2026-09-03T01:00:00", .adjust = changed_in_march}},
	{"page_changed", "", {"", .now = "2026-03-20", .adjust = changed_in_march},
		{"", .now = "2026-03-05", .adjust = changed_in_march}, {ADVICE}},
	{"share", "of=图解;percent=38", {GRAPHIC "; 2026-03-06 图解三", .now = "2026-04-01"},
		{GRAPHIC, .now = "2026-04-01"}, {GRAPHIC "; 2026-03-06 f", .now = "2026-04-01"}},
	{"disclosure", "", {"2026-02-13 a", .now = "2026-03-20", .adjust = made_in_february},
		{"2026-03-18 a", .now = "2026-03-20", .adjust = made_in_february},
		{"2026-03-19 a", .now = "2026-03-20", .adjust = made_in_february}},
	{"honesty", "", {"2026-03-02 a", .now = "2026-03-20", .adjust = read_daily},
		{"2026-03-02 a", .now = "2026-03-20", .adjust = seen_late},
		{"2026-03-15 a", .now = "2026-03-20", .adjust = seen_before_its_date}},
	{"off_topic", "", {"2026-03-02 权责清单", .now = "2026-03-20"},
		{"2026-03-02 市领导到某镇调研", .now = "2026-03-20"}, {ADVICE}},
	{"technical", "checks=ipv6", {"", .now = "2026-03-30T12:00:00", .adjust = ipv6_good},
		{"", .now = "2026-03-30T12:00:00", .adjust = ipv6_bad_today},
		{"", .now = "2026-03-30T12:00:00", .adjust = ipv6_bad_long}},
	{"sub_columns", "names=公开指南/公开制度", {"", .now = "2026-04-01", .adjust = entries},
		{"", .now = "2026-04-01", .adjust = entry_suspected},
		{"", .now = "2026-04-01", .adjust = entry_blank}},
	{"label", "where=notice;texts=此件公开发布", {"2026-03-01 a", .now = "2026-04-01", .adjust = marked},
		{"2026-03-31 a", .now = "2026-04-01", .adjust = unmarked},
		{"2026-03-01 a", .now = "2026-04-01", .adjust = unmarked}},
	{"exists", "match=目录;by=2026-12-31", {"2026-03-01 公开目录", .now = "2027-01-02"},
		{"2026-03-01 a", .now = "2026-12-20"}, {"2026-03-01 a", .now = "2027-01-02"}},
	{"empty", "", {"2026-03-01 a", .now = "2026-04-01"}, {AT_ONCE},
		{"", .now = "2026-04-01", .adjust = column_empty}},
	{"undated", "", {"2026-03-01 a", .now = "2026-04-01"}, {AT_ONCE},
		{"2026-03-01 a", .now = "2026-04-01", .adjust = without_dates}},
	{"unmeasured", "", {"", .now = "2026-04-01"},
		{.never = "two days or four intervals are the warning time themselves"},
		{"", .now = "2026-04-01", .adjust = read_three_days_ago}},
};

static const struct kind_row *row_of(const char *kind)
{
	for (size_t i = 0; i < ROWS(rows); i++)
		if (streq(rows[i].kind, kind))
			return &rows[i];
	return NULL;
}

/* The first finding of a case; into w->arena. */
static struct finding drive(struct world *w, const struct kind_row *k, const struct state_case *c,
	const char *limit, bool measured)
{
	struct pair_config pairs[8];
	size_t n = parse_args(&w->arena, k->args, pairs);
	struct rule_config *r = arena_alloc(&w->arena, sizeof(*r));
	struct rule_input in = world_input(w, r, at(c->now));
	struct findings out = {0};
	struct err e = {0};

	*r = (struct rule_config){.kind = k->kind, .basis = "某文件第3条", .limit_kind = limit,
		.file = "t", .args = pairs, .nargs = n};
	w->nown = take_notices(w, c->own, w->own, "own");
	w->nother = take_notices(w, c->other, w->other, "other");
	if (c->adjust)
		c->adjust(w);
	if (column_view_make(&w->view, w->column.first_ms, in.zone, in.now_ms, each_own, w,
		    &w->arena, &e) < 0)
		fail_msg("%s: %s", k->kind, e.text);
	if (!measured) {
		in.column = NULL;
		in.view = NULL;
	}
	if (rule_judge(&in, &out, &e) < 0 || out.n == 0)
		fail_msg("%s: %s", k->kind, e.text);
	return out.list[0];
}

static void expect_case(const struct kind_row *k, const struct state_case *c, int level)
{
	static const char *const word[] = {"met", "warn", "overdue"};
	struct finding f;
	struct world w;
	char name[100];

	snprintf(name, sizeof(name), "%s, %s", k->kind, word[level]);
	if (!c->now && !c->never)
		fail_msg("%s: neither a case nor a reason why there is none", name);
	if (!c->now)
		return;
	world_make(&w);
	f = drive(&w, k, c, "document", true);
	if (f.cannot_judge.n)
		fail_msg("%s: cannot judge: %.*s", name, STR_ARG(f.cannot_judge));
	same_int(name, f.level, level);
	if (level == LEVEL_OVERDUE && (!f.since_ms || !f.cause.n || !f.summary.n))
		fail_msg("%s: since when, cause or summary is not said", name);
	world_release(&w);
}

static void every_kind_is_met_warned_of_and_overdue(void **state)
{
	static const struct rule_kind *const table[] = {
#define X(name) &name,
		RULES(X)
#undef X
	};

	(void)state;
	for (size_t i = 0; i < ROWS(table); i++) {
		const struct kind_row *k = row_of(table[i]->name);

		if (!k)
			fail_msg("nobody drives '%s' through its states", table[i]->name);
		expect_case(k, &k->met, LEVEL_OK);
		expect_case(k, &k->warn, LEVEL_WARN);
		expect_case(k, &k->overdue, LEVEL_OVERDUE);
	}
	same_int("rows", ROWS(rows), ROWS(table));
}

/* What was never measured accuses nobody, and says that it was not. */
static void what_was_never_measured_is_not_judged(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		const struct state_case *c = rows[i].overdue.now ? &rows[i].overdue : &rows[i].warn;
		struct finding f;
		struct world w;

		world_make(&w);
		f = drive(&w, &rows[i], c, "document", false);
		if (streq(rows[i].kind, "unmeasured"))
			same_int(rows[i].kind, f.state, STATE_UNMEASURED);
		else
			same_text(rows[i].kind, f.cannot_judge, STR("never measured"));
		same_int(rows[i].kind, f.level, LEVEL_OK);
		world_release(&w);
	}
}

/* Where the rule does not say it the limit is this installation's own; what the national form
 * itself counts stays statutory whatever is written. */
static void every_finding_says_basis_and_where_its_limit_comes_from(void **state)
{
	static const char *const limit[] = {"statutory", "document", "local", "practice",
		"configured", ""};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++)
		for (size_t l = 0; l < ROWS(limit); l++) {
			const struct kind_row *k = &rows[i];
			bool national = streq(k->kind, "empty") || streq(k->kind, "undated") ||
				(streq(k->kind, "disclosure") && !limit[l][0]);
			struct finding f;
			struct world w;

			world_make(&w);
			f = drive(&w, k, k->overdue.now ? &k->overdue : &k->warn, limit[l], true);
			same_text(k->kind, f.basis, STR("某文件第3条"));
			same_text(k->kind, f.limit_kind, str_of(national ? "statutory"
				: limit[l][0] ? limit[l] : "configured"));
			world_release(&w);
		}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(every_kind_is_met_warned_of_and_overdue),
		T(what_was_never_measured_is_not_judged),
		T(every_finding_says_basis_and_where_its_limit_comes_from),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
