/* portalwatch calendar: a month with holidays and make-up days, and counting in working
 * days, as the rules count them. */
#include "monitor/cmd.h"

#include "base/clock.h"
#include "base/out.h"
#include "crawler/calendar.h"
#include "monitor/calendar-text.h"
#include "monitor/holiday-text.h"

#include <stdio.h>
#include <stdlib.h>

#define DAYS_ASKED_MAX 10000 /* 40 years of working days */
#define OUT_MAX ((size_t)1 << 20)

struct calendar_opts {
	const char *file;
};

static const struct opt calendar_opts[] = {
	{"--calendar", 0, OPT_TEXT, offsetof(struct calendar_opts, file), "FILE",
		"instead of the configured calendar"},
	{0},
};

static int run(struct globals *g, const void *opts, int argc, char **argv);

const struct cmd cmd_calendar = {
	.name = "calendar",
	.args = "[YEAR-MONTH | add DAY N | count FROM TO | next DAY | \"N working days "
		"after "
		"DAY\"]",
	.summary = "holidays and make-up days of a month; count in working days",
	.opts = calendar_opts,
	.opts_size = sizeof(struct calendar_opts),
	.run = run,
};

/* What was asked for, and the answer. */
struct question {
	enum { ASK_ADD, ASK_COUNT, ASK_NEXT } kind;
	int32_t from, to; /* to: ASK_COUNT */
	int n;		  /* ASK_ADD; negative: before */
};

/* ---- a month ---- */

static void month_json(const struct calendar *c, int32_t first, int ndays, struct buf *b)
{
	for (int32_t day = first; day < first + ndays; day++) {
		struct jw j = jw_on(b);
		int y, m, d;

		day_split(day, &y, &m, &d);
		jw_open(&j, '{');
		jw_kday(&j, "date", day);
		jw_kint(&j, "weekday", day_weekday(day));
		jw_kbool(&j, "workday", calendar_is_workday(c, day));
		jw_kcstr(&j, "name",
			calendar_name(c, day)[0] ? calendar_name(c, day) : NULL);
		jw_kbool(&j, "known", calendar_has_year(c, y));
		jw_close(&j, '}');
		buf_addc(b, '\n');
	}
}

/* Weeks from Monday; "*" a day off though Monday to Friday, "+" a make-up working day. */
static void month_grid(const struct calendar *c, int32_t first, int ndays, struct buf *b)
{
	int column = day_weekday(first) - 1;

	for (int i = 0; i < column; i++)
		buf_adds(b, "     ");
	for (int i = 0; i < ndays; i++) {
		bool work = calendar_is_workday(c, first + i);
		bool weekday = day_weekday(first + i) <= 5;

		buf_addf(b, " %2d%s", i + 1, work == weekday ? " " : work ? "+" : "*");
		column = (column + 1) % 7;
		buf_adds(b, column == 0 ? "\n" : " ");
	}
	if (column)
		buf_addc(b, '\n');
}

/* What stands in the way of calling the year known. */
static void year_text(const struct calendar *c, int year, enum lang l, struct buf *b)
{
	struct buf lacks = BUF_INIT(1000);
	size_t n = calendar_lacks_text(c, year, &lacks);

	if (n == CALENDAR_HOLIDAYS)
		buf_addf(b, LANG(l, "no calendar data for %d: Monday to Friday are taken as "
			"working days\n"), year);
	else if (n)
		buf_addf(b, LANG(l, "the calendar of %d is incomplete, no day off for: %s; but for the "
			"days that are listed Monday to Friday are taken as working days\n"), year,
			buf_cstr(&lacks));
	buf_release(&lacks);
}

static void month_text(const struct calendar *c, int32_t first, int ndays, enum lang l,
	struct buf *b)
{
	int y, m, d, nwork = 0;
	struct arena a = ARENA_INIT;
	char t[TIME_TEXT];

	day_split(first, &y, &m, &d);
	for (int i = 0; i < ndays; i++)
		nwork += calendar_is_workday(c, first + i);
	buf_addf(b, "%04d-%02d  %d %s\n", y, m, nwork, LANG(l, "working days"));
	buf_adds(b, l == LANG_ZH ? " 一   二   三   四   五   六   日\n"
				 : " Mo   Tu   We   Th   Fr   Sa   Su\n");
	month_grid(c, first, ndays, b);
	for (int i = 0; i < ndays; i++) {
		const char *name = calendar_name(c, first + i);

		if (name[0])
			buf_addf(b, "%s  %s  %.*s\n", day_text(t, first + i),
				calendar_is_workday(c, first + i) ? LANG(l, "working day")
								  : LANG(l, "day off"),
				STR_ARG(holiday_text(str_of(name), l, &a)));
	}
	arena_release(&a);
	year_text(c, y, l, b);
}

static bool month_parse(struct str s, int32_t *first, int *ndays)
{
	int64_t y, m;

	if (s.n != 7 || s.p[4] != '-' || !str_int(str_sub(s, 0, 4), 1900, 2300, &y) ||
		!str_int(str_sub(s, 5, 2), 1, 12, &m))
		return false;
	*first = day_of((int)y, (int)m, 1);
	*ndays = days_in_month((int)y, (int)m);
	return true;
}

/* ---- questions ---- */

/* A day within s at *at: 2026-09-29, 2026/9/29 or 2026年9月29日. Moves *at behind it. */
static bool day_in(struct str s, size_t *at, int32_t *out)
{
	int64_t part[3] = {0};
	size_t i = *at;

	for (int k = 0; k < 3; k++) {
		size_t from = i;

		while (i < s.n && is_digit((unsigned char)s.p[i]))
			i++;
		if (i == from ||
			!str_int(str_sub(s, from, i - from), 1, k ? 31 : 2300, &part[k]))
			return false;
		if (k == 0 && i - from != 4)
			return false;
		if (str_starts(str_sub(s, i, 3), str_of(k == 0    ? "年"
							 : k == 1 ? "月"
								  : "日")))
			i += 3;
		else if (k < 2 && i < s.n && (s.p[i] == '-' || s.p[i] == '/'))
			i++;
		else if (k < 2)
			return false;
	}
	if (!date_valid((int)part[0], (int)part[1], (int)part[2]))
		return false;
	*out = day_of((int)part[0], (int)part[1], (int)part[2]);
	*at = i;
	return true;
}

/* A number of days at *at: digits, or one of 一 to 十. */
static bool number_in(struct str s, size_t *at, int *out)
{
	static const char *const han[] = {
		"一", "二", "三", "四", "五", "六", "七", "八", "九", "十"};
	size_t i = *at;
	int64_t v;

	while (i < s.n && is_digit((unsigned char)s.p[i]))
		i++;
	if (i > *at && str_int(str_sub(s, *at, i - *at), 0, DAYS_ASKED_MAX, &v)) {
		*out = (int)v;
		*at = i;
		return true;
	}
	for (int k = 0; k < 10; k++)
		if (str_starts(str_sub(s, *at, 3), str_of(han[k]))) {
			*out = k + 1;
			*at += 3;
			return true;
		}
	return false;
}

/* "3 working days after DAY", "DAY后3个工作日", "DAY前三个工作日": one day, one number, the
 * words for working days; before or 前 turns it round. */
static bool sentence_parse(struct str s, struct question *q)
{
	bool has_day = false, has_n = false, before;

	if (!str_has(s, STR("工作日")) &&
		str_find_nocase(s, STR("working day"), 0) == SIZE_MAX &&
		str_find_nocase(s, STR("workday"), 0) == SIZE_MAX)
		return false;
	for (size_t at = 0; at < s.n;) {
		if (!has_day && day_in(s, &at, &q->from))
			has_day = true;
		else if (!has_n && number_in(s, &at, &q->n))
			has_n = true;
		else if (is_digit((unsigned char)s.p[at]))
			return false;
		else
			at++;
	}
	before =
		str_find_nocase(s, STR("before"), 0) != SIZE_MAX || str_has(s, STR("前"));
	q->kind = ASK_ADD;
	if (before)
		q->n = -q->n;
	return has_day && has_n;
}

static bool question_parse(int argc, char **argv, struct question *q)
{
	struct buf b = BUF_INIT(1000);
	int64_t n;
	bool ok;

	if (argc == 3 && streq(argv[0], "add") && day_parse(str_of(argv[1]), &q->from) &&
		str_int(str_of(argv[2]), -DAYS_ASKED_MAX, DAYS_ASKED_MAX, &n)) {
		q->kind = ASK_ADD;
		q->n = (int)n;
		return true;
	}
	if (argc == 3 && streq(argv[0], "count") &&
		day_parse(str_of(argv[1]), &q->from) &&
		day_parse(str_of(argv[2]), &q->to) && q->to - q->from < 40000) {
		q->kind = ASK_COUNT;
		return true;
	}
	if (argc == 2 && streq(argv[0], "next") && day_parse(str_of(argv[1]), &q->from)) {
		q->kind = ASK_NEXT;
		return true;
	}
	for (int i = 0; i < argc; i++)
		buf_addf(&b, "%s%s", i ? " " : "", argv[i]);
	ok = buf_ok(&b) && sentence_parse(buf_str(&b), q);
	buf_release(&b);
	return ok;
}

static int32_t step_back(const struct calendar *c, int32_t day, int n, bool *guessed)
{
	while (n > 0) {
		int y, m, d;

		n -= calendar_is_workday(c, --day);
		day_split(day, &y, &m, &d);
		*guessed = *guessed || !calendar_has_year(c, y);
	}
	return day;
}

static void guessed_json(const struct calendar *c, int32_t from, int32_t to, struct jw *j)
{
	int first, last, m, d;

	day_split(from < to ? from : to, &first, &m, &d);
	day_split(from < to ? to : from, &last, &m, &d);
	jw_key(j, "years_without_data");
	jw_open(j, '[');
	for (int y = first; y <= last; y++)
		if (!calendar_has_year(c, y))
			jw_int(j, y);
	jw_close(j, ']');
}

static const char *weekday_text(int32_t day, enum lang l)
{
	static const char *const en[] = {"Monday", "Tuesday", "Wednesday", "Thursday",
		"Friday", "Saturday", "Sunday"};
	static const char *const zh[] = {"星期一", "星期二", "星期三", "星期四", "星期五",
		"星期六", "星期日"};

	return l == LANG_ZH ? zh[day_weekday(day) - 1] : en[day_weekday(day) - 1];
}

static void answer(const struct calendar *c, const struct question *q, bool json,
	enum lang l, struct buf *b)
{
	struct jw j = jw_on(b);
	bool guessed = false;
	int32_t day = q->to;
	int n = q->n;
	char t[TIME_TEXT];

	if (q->kind == ASK_COUNT)
		n = calendar_count(c, q->from, q->to, &guessed);
	else if (q->kind == ASK_NEXT)
		day = calendar_next(c, q->from, &guessed);
	else
		day = n < 0 ? step_back(c, q->from, -n, &guessed)
			    : calendar_add(c, q->from, n, &guessed);
	if (json) {
		jw_open(&j, '{');
		jw_kday(&j, "from", q->from);
		jw_kint(&j, "working_days", q->kind == ASK_NEXT ? 0 : n);
		jw_kday(&j, "date", day);
		jw_kint(&j, "weekday", day_weekday(day));
		jw_kbool(&j, "guessed", guessed);
		guessed_json(c, q->from, day, &j);
		jw_close(&j, '}');
		buf_addc(b, '\n');
		return;
	}
	if (q->kind == ASK_COUNT)
		buf_addf(b, "%d %s\n", n, LANG(l, "working days"));
	else
		buf_addf(b, "%s %s\n", day_text(t, day), weekday_text(day, l));
	if (guessed)
		buf_addf(b, "%s\n",
			LANG(l, "a year without calendar data was crossed: Monday to "
				"Friday are taken as working days"));
}

/* The calendar that the installation uses; the shipped one where there is none. */
static int open_calendar(struct globals *g, const char *file, struct calendar **out)
{
	char *config = config_find(g->config_file);
	struct err e = {0};
	int status = config && !file ? cmd_config(g) : 0;

	free(config);
	if (status)
		return status;
	if (!file && g->config)
		file = g->config->calendar;
	return calendar_load(file, out, &e) < 0 ? cmd_fail(&e) : 0;
}

static int run(struct globals *g, const void *opts, int argc, char **argv)
{
	const struct calendar_opts *o = opts;
	struct buf b = BUF_INIT(OUT_MAX);
	struct question q = {0};
	struct calendar *c;
	int32_t first = 0;
	int ndays = 0, y, m, d, status = open_calendar(g, o->file, &c);
	bool is_month = argc == 1 && month_parse(str_of(argv[0]), &first, &ndays);
	enum lang l;

	if (status)
		return status;
	l = lang_of(cmd_lang(g));
	if (argc == 0) {
		int64_t now = g->has_now ? g->now_ms : clock_now_ms();

		day_split(day_of_ms(now, cmd_zone(g)), &y, &m, &d);
		first = day_of(y, m, 1);
		ndays = days_in_month(y, m);
		is_month = true;
	}
	if (is_month && g->json)
		month_json(c, first, ndays, &b);
	else if (is_month)
		month_text(c, first, ndays, l, &b);
	else if (question_parse(argc, argv, &q))
		answer(c, &q, g->json, l, &b);
	else
		status = cmd_usage(&cmd_calendar,
			"expected a month such as 2026-10 or a question "
			"such as \"3 working days after 2026-09-29\" "
			"(2026-09-29后3个工作日)");
	if (status == 0)
		status = cmd_out(&b);
	calendar_free(c);
	buf_release(&b);
	return status;
}
