/* Limits of rules in words: number and unit, a period with its weekday, or a fixed phrase. */
#include "monitor/limit-text.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

/* Said as they stand, but one. */
static const struct {
	const char *word, *text;
} phrase[] = {
	{"daily", LANG_MARK("daily")},
	{"weekly", LANG_MARK("weekly")},
	{"monthly", LANG_MARK("monthly")},
	{"quarterly", LANG_MARK("quarterly")},
	{"yearly", LANG_MARK("yearly")},
	{"all there", LANG_MARK("all there")},
	{"no gap", LANG_MARK("no gap")},
	{"dates agree with first sight", LANG_MARK("dates agree with first sight")},
	{"advice only", LANG_MARK("advice only")},
	{"in order", LANG_MARK("in order")},
	{"the same day", LANG_MARK("the same day")},
	{"for ever", LANG_MARK("for ever")},
	{"the share before", LANG_MARK("the share before")},
	{"the sum of its parts", LANG_MARK("the sum of its parts")},
	{"before", LANG_MARK("before the notice it belongs to")},
};

/* Behind a number. */
static const struct {
	const char *word, *text;
} amount[] = {
	{"days", LANG_MARK("%lld days")},
	{"day", LANG_MARK("%lld days")},
	{"working days", LANG_MARK("%lld working days")},
	{"months", LANG_MARK("%lld months")},
	{"month", LANG_MARK("%lld months")},
	{"year", LANG_MARK("%lld year")},
	{"years", LANG_MARK("%lld years")},
	{"per workday", LANG_MARK("%lld per working day")},
	{"per week", LANG_MARK("%lld per week")},
	{"per month", LANG_MARK("%lld per month")},
	{"per quarter", LANG_MARK("%lld per quarter")},
	{"per year", LANG_MARK("%lld per year")},
	{"% of the year before", LANG_MARK("%lld percent of the year before")},
};

static const struct {
	const char *word, *text;
} weekday[] = {
	{"mon", LANG_MARK("Monday")}, {"tue", LANG_MARK("Tuesday")}, {"wed", LANG_MARK("Wednesday")},
	{"thu", LANG_MARK("Thursday")}, {"fri", LANG_MARK("Friday")},
	{"sat", LANG_MARK("Saturday")}, {"sun", LANG_MARK("Sunday")},
};

/* A text with its one %lld filled in. */
static struct str filled(struct str text, int64_t n, struct arena *a)
{
	size_t at = str_find(text, STR("%lld"), 0);

	return at == SIZE_MAX ? text : arena_strf(a, "%.*s%lld%.*s", STR_ARG(str_n(text.p, at)),
		(long long)n, STR_ARG(str_sub(text, at + 4, text.n)));
}

struct str limit_one(struct str s, enum lang l, struct arena *a)
{
	static const char *const many[] = {"1 days", "1 working days", "1 months", "1 years"};

	for (size_t i = 0; l == LANG_EN && i < COUNT(many); i++) {
		struct str m = str_of(many[i]);
		size_t at = str_find(s, m, 0), end = at + m.n;

		if (at == SIZE_MAX || (at && is_digit((unsigned char)s.p[at - 1])))
			continue;
		return arena_strf(a, "%.*s%.*s", STR_ARG(str_sub(s, 0, end - 1)),
			STR_ARG(str_sub(s, end, s.n)));
	}
	return s;
}

static struct str number_text(struct str limit, struct str unit, int64_t n, enum lang l,
	struct arena *a)
{
	for (size_t i = 0; i < COUNT(amount); i++)
		if (str_eqc(unit, amount[i].word))
			return limit_one(filled(str_of(lang_text(l, amount[i].text)), n, a), l, a);
	return limit;
}

struct str limit_date(struct str date, enum lang l, struct arena *a)
{
	static const char *const month[] = {LANG_MARK("Jan"), LANG_MARK("Feb"),
		LANG_MARK("Mar"), LANG_MARK("Apr"), LANG_MARK("May"), LANG_MARK("Jun"),
		LANG_MARK("Jul"), LANG_MARK("Aug"), LANG_MARK("Sep"), LANG_MARK("Oct"),
		LANG_MARK("Nov"), LANG_MARK("Dec")};
	int64_t m, d;

	if (date.n != 5 || date.p[2] != '-' || !str_int(str_sub(date, 0, 2), 1, 12, &m) ||
		!str_int(str_sub(date, 3, 2), 1, 31, &d))
		return arena_strf(a, LANG(l, "by %.*s"), STR_ARG(date));
	return arena_strf(a, LANG(l, "by %s %d"), lang_text(l, month[m - 1]), (int)d);
}

struct str limit_text(struct str limit, enum lang l, struct arena *a)
{
	struct str rest = limit, first;
	int64_t n;

	for (size_t i = 0; i < COUNT(phrase); i++)
		if (str_eqc(limit, phrase[i].word))
			return str_of(lang_text(l, phrase[i].text));
	if (!str_cut(&rest, ' ', &first) || str_none(rest))
		return limit;
	if (str_int(first, 0, 100000, &n))
		return number_text(limit, rest, n, l, a);
	if (str_eqc(first, "by"))
		return limit_date(rest, l, a);
	for (size_t i = 0; str_eqc(first, "weekly") && i < COUNT(weekday); i++)
		if (str_eqc(rest, weekday[i].word))
			return arena_strf(a, LANG(l, "every %s"), lang_text(l, weekday[i].text));
	return limit;
}
