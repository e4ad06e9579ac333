/* Demands of rules in words: one function a kind. */
#include "monitor/demand-text.h"

#include "monitor/limit-text.h"

#define NAMES_SHOWN 12

struct demand {
	const struct rule_config *r;
	const struct config *config;
	const struct portal_config *portal;
	enum lang l;
	struct arena *a;
};

static const char *arg(const struct demand *d, const char *key)
{
	return rule_arg(d->r, key);
}

static bool where_is(const struct demand *d, const char *word)
{
	return arg(d, "where") && streq(arg(d, "where"), word);
}

/* One name with its aliases: "甲/乙/丙". */
static struct str with_aliases(const struct demand *d, struct str name)
{
	char *s = arena_cstr(d->a, name);

	for (char *p = s; *p; p++)
		if (*p == '|')
			*p = '/';
	return str_of(s);
}

/* The first names of a list: "甲, 乙, 丙 ..."; aliases only where it is but one. */
static struct str names(const struct demand *d, const char *key)
{
	struct str rest = str_of(arg(d, key)), one, out = STR_NONE;

	if (str_findc(rest, '\n', 0) == SIZE_MAX)
		return with_aliases(d, rest);

	for (int n = 0; rest.n && str_cut(&rest, '\n', &one); n++) {
		if (n == NAMES_SHOWN)
			return arena_strf(d->a, "%.*s …", STR_ARG(out));
		one = str_trim(str_sub(one, 0, str_findc(one, '|', 0)));
		out = arena_strf(d->a, "%.*s%s%.*s", STR_ARG(out), n ? LANG(d->l, ", ") : "",
			STR_ARG(one));
	}
	return out;
}

/* Name of COLUMN or PORTAL/COLUMN. */
static struct str column_name(const struct demand *d, struct str id)
{
	const struct portal_config *p = d->portal;
	const struct column_config *c;
	size_t slash = str_findc(id, '/', 0);
	struct str column = id;

	if (slash != SIZE_MAX) {
		p = d->config ? config_portal(d->config, str_sub(id, 0, slash)) : NULL;
		column = str_sub(id, slash + 1, id.n);
	}
	c = p ? portal_column(p, column) : NULL;
	if (!c)
		return id;
	if (slash == SIZE_MAX)
		return str_of(c->name);
	return arena_strf(d->a, "%s %s", p->name[0] ? p->name : p->id, c->name);
}

static struct str of_count(const struct demand *d, const char *key, const char *text)
{
	struct str t = str_of(lang_text(d->l, text));
	size_t at = str_find(t, STR("%s"), 0);

	return at == SIZE_MAX ? t : arena_strf(d->a, "%.*s%s%.*s", STR_ARG(str_sub(t, 0, at)),
		arg(d, key), STR_ARG(str_sub(t, at + 2, t.n)));
}

struct unit_row {
	const char *key, *text;
};

/* The row of the one unit that is given. */
static struct str by_unit(const struct demand *d, const struct unit_row *row, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (arg(d, row[i].key))
			return of_count(d, row[i].key, row[i].text);
	return STR_NONE;
}

static struct str max_age(const struct demand *d)
{
	static const struct unit_row row[] = {
		{"days", LANG_MARK("updated within %s days")},
		{"working_days", LANG_MARK("updated within %s working days")},
		{"months", LANG_MARK("updated within %s months")},
		{"years", LANG_MARK("updated within %s years")},
	};

	if (arg(d, "years") && streq(arg(d, "years"), "1"))
		return str_of(LANG(d->l, "updated within a year"));
	return by_unit(d, row, sizeof(row) / sizeof(row[0]));
}

static const char *weekday(const struct demand *d)
{
	static const struct unit_row row[] = {
		{"mon", LANG_MARK("Monday")}, {"tue", LANG_MARK("Tuesday")},
		{"wed", LANG_MARK("Wednesday")}, {"thu", LANG_MARK("Thursday")},
		{"fri", LANG_MARK("Friday")}, {"sat", LANG_MARK("Saturday")},
		{"sun", LANG_MARK("Sunday")},
	};
	const char *text = arg(d, "weekday");
	int64_t n;

	if (str_int(str_of(text), 1, 7, &n))
		return lang_text(d->l, row[n - 1].text);
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		if (str_starts_nocase(str_of(text), str_of(row[i].key)))
			return lang_text(d->l, row[i].text);
	return text;
}

static struct str period(const struct demand *d)
{
	static const struct unit_row word[] = {
		{"daily", LANG_MARK("daily")}, {"weekly", LANG_MARK("weekly")},
		{"monthly", LANG_MARK("monthly")}, {"quarterly", LANG_MARK("quarterly")},
		{"yearly", LANG_MARK("yearly")},
	};

	if (arg(d, "weekday"))
		return arena_strf(d->a, LANG(d->l, "every %s"), weekday(d));
	if (arg(d, "day"))
		return of_count(d, "day", LANG_MARK("every month by day %s"));
	for (size_t i = 0; i < sizeof(word) / sizeof(word[0]); i++)
		if (streq(d->r->kind, word[i].key))
			return str_of(lang_text(d->l, word[i].text));
	return STR_NONE;
}

static struct str by_date(const struct demand *d)
{
	return arg(d, "date") ? limit_date(str_of(arg(d, "date")), d->l, d->a) : STR_NONE;
}

static struct str min_count(const struct demand *d)
{
	static const struct unit_row row[] = {
		{"week", LANG_MARK("at least %s a week")}, {"month", LANG_MARK("at least %s a month")},
		{"quarter", LANG_MARK("at least %s a quarter")},
		{"year", LANG_MARK("at least %s a year")},
	};

	for (size_t i = 0; arg(d, "per") && i < sizeof(row) / sizeof(row[0]); i++)
		if (streq(arg(d, "per"), row[i].key))
			return of_count(d, "count", row[i].text);
	return STR_NONE;
}

static struct str min_display(const struct demand *d)
{
	return arg(d, "days") ? of_count(d, "days", LANG_MARK("on show for at least %s days"))
		: str_of(LANG(d->l, "on show for ever"));
}

static struct str follow_up(const struct demand *d)
{
	struct str after = column_name(d, str_of(arg(d, "after")));
	const char *days = arg(d, "days"), *working = arg(d, "working_days");

	if (arg(d, "direction") && streq(arg(d, "direction"), "before"))
		return arena_strf(d->a, LANG(d->l, "before each notice of %.*s"), STR_ARG(after));
	if (streq(days ? days : working ? working : "", "0"))
		return arena_strf(d->a, LANG(d->l, "on the same day as each notice of %.*s"),
			STR_ARG(after));
	if (working)
		return arena_strf(d->a, LANG(d->l, "within %s working days of each notice of %.*s"),
			working, STR_ARG(after));
	return arena_strf(d->a, LANG(d->l, "within %s days of each notice of %.*s"), days ? days : "",
		STR_ARG(after));
}

static struct str complete(const struct demand *d)
{
	return arg(d, "count") ? of_count(d, "count", LANG_MARK("no number missing, %s a year"))
		: str_of(LANG(d->l, "no number missing"));
}

static struct str sequence(const struct demand *d)
{
	if (arg(d, "until"))
		return str_of(LANG(d->l, "published before the day it states"));
	return arena_strf(d->a, LANG(d->l, "in order, none left out: %.*s"),
		STR_ARG(names(d, "stages")));
}

static struct str threshold(const struct demand *d)
{
	const char *min = arg(d, "min"), *max = arg(d, "max");

	if (arg(d, "parts"))
		return str_of(LANG(d->l, "the parts add up to the whole"));
	if (where_is(d, "links"))
		return of_count(d, "max", LANG_MARK("at most %s broken links"));
	if (min && max)
		return arena_strf(d->a, LANG(d->l, "a number from %s to %s"), min, max);
	return min ? of_count(d, "min", LANG_MARK("a number of at least %s"))
		   : of_count(d, "max", LANG_MARK("a number of at most %s"));
}

static struct str year_on_year(const struct demand *d)
{
	return arena_strf(d->a, LANG(d->l, "at least %s percent of the year before"),
		arg(d, "percent") ? arg(d, "percent") : "100");
}

static struct str must_change(const struct demand *d)
{
	static const struct unit_row row[] = {
		{"days", LANG_MARK("the page changes within %s days")},
		{"months", LANG_MARK("the page changes within %s months")},
		{"years", LANG_MARK("the page changes within %s years")},
	};

	if (arg(d, "by"))
		return str_of(LANG(d->l, "the page changes"));
	return by_unit(d, row, sizeof(row) / sizeof(row[0]));
}

static struct str page_changed(const struct demand *d)
{
	return str_of(LANG(d->l, "changes of the page are told"));
}

static struct str share(const struct demand *d)
{
	return arg(d, "percent") ? of_count(d, "percent", LANG_MARK("a share of at least %s percent"))
		: str_of(LANG(d->l, "a share no smaller than before"));
}

static struct str sub_columns(const struct demand *d)
{
	return arena_strf(d->a, LANG(d->l, "there and not blank: %.*s"), STR_ARG(names(d, "names")));
}

static struct str label(const struct demand *d)
{
	if (where_is(d, "footer"))
		return str_of(LANG(d->l, "the seven marks at the foot of the page"));
	if (where_is(d, "tags"))
		return str_of(LANG(d->l, "the tags of the page"));
	return arena_strf(d->a, LANG(d->l, "it says: %.*s"), STR_ARG(names(d, "texts")));
}

static struct str exists(const struct demand *d)
{
	return arg(d, "match") ? of_count(d, "match", LANG_MARK("a notice with the title %s"))
		: str_of(LANG(d->l, "the column opens"));
}

static struct str technical(const struct demand *d)
{
	static const struct unit_row word[] = {
		{"domain", LANG_MARK("a name under gov.cn")}, {"https", LANG_MARK("HTTPS")},
		{"certificate", LANG_MARK("a certificate that holds")}, {"ipv6", LANG_MARK("IPv6")},
	};
	struct str rest = str_of(arg(d, "checks") ? arg(d, "checks")
		: "domain\nhttps\ncertificate\nipv6"), one, out = STR_NONE;

	while (rest.n && str_cut(&rest, '\n', &one))
		for (size_t i = 0; i < sizeof(word) / sizeof(word[0]); i++)
			if (str_eqc(str_trim(one), word[i].key))
				out = arena_strf(d->a, "%.*s%s%s", STR_ARG(out),
					out.n ? LANG(d->l, ", ") : "", lang_text(d->l, word[i].text));
	return out;
}

static struct str disclosure(const struct demand *d)
{
	return arena_strf(d->a, LANG(d->l, "published within %s working days of being made"),
		arg(d, "working_days") ? arg(d, "working_days") : "20");
}

static struct str honesty(const struct demand *d)
{
	return str_of(LANG(d->l, "dates agree with first sight"));
}

static struct str off_topic(const struct demand *d)
{
	return str_of(LANG(d->l, "no news in a statutory column"));
}

/* "3", "3d" days, "3wd" working days beyond the due day. */
static struct str with_grace(const struct demand *d, struct str s)
{
	const char *text = arg(d, "grace");
	struct str n = str_of(text);
	int64_t days;
	bool working = text && str_ends(n, STR("wd"));

	n.n -= working ? 2 : text && str_ends(n, STR("d")) ? 1 : 0;
	if (!text || !str_int(n, 1, 366, &days))
		return s;
	return arena_strf(d->a, working ? LANG(d->l, "%.*s (%d working days of grace)")
					: LANG(d->l, "%.*s (%d days of grace)"),
		STR_ARG(s), (int)days);
}

static struct str with_share(const struct demand *d, struct str s)
{
	const char *percent = arg(d, "percent");

	return percent && streq(d->r->kind, "follow_up") && !streq(percent, "100")
		? arena_strf(d->a, LANG(d->l, "%.*s (at least %s percent of them)"), STR_ARG(s), percent)
		: s;
}

static const struct {
	const char *kind;
	struct str (*say)(const struct demand *d);
} row[] = {
	{"max_age", max_age}, {"daily", period}, {"weekly", period}, {"monthly", period},
	{"quarterly", period}, {"yearly", period}, {"by_date", by_date}, {"min_count", min_count},
	{"min_display", min_display}, {"follow_up", follow_up}, {"complete", complete},
	{"sequence", sequence}, {"threshold", threshold}, {"year_on_year", year_on_year},
	{"must_change", must_change}, {"page_changed", page_changed}, {"share", share},
	{"sub_columns", sub_columns}, {"label", label}, {"exists", exists},
	{"technical", technical}, {"disclosure", disclosure}, {"honesty", honesty},
	{"off_topic", off_topic},
};

struct str demand_text(const struct rule_config *r, const struct config *c,
	const struct portal_config *p, enum lang l, struct arena *a)
{
	struct demand d = {r, c, p, l, a};
	struct str s = STR_NONE;

	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		if (streq(row[i].kind, r->kind))
			s = row[i].say(&d);
	if (str_none(s))
		return str_of(r->kind);
	s = limit_one(with_share(&d, with_grace(&d, s)), l, a);
	/* an expression that only leaves things out says nothing to a reader */
	if (rule_arg(r, "match") && !streq(r->kind, "exists") && !strstr(rule_arg(r, "match"), "(?"))
		s = arena_strf(a, LANG(l, "%.*s (title: %s)"), STR_ARG(s), rule_arg(r, "match"));
	return rule_arg(r, "by") ? arena_strf(a, LANG(l, "%.*s, %.*s"), STR_ARG(s),
		STR_ARG(limit_date(str_of(rule_arg(r, "by")), l, a))) : s;
}

struct str column_names_text(const struct portal_config *p, struct str ids, bool waiting,
	enum lang l, struct arena *a)
{
	struct str out = STR_NONE, id;

	while (ids.n && str_cut(&ids, ' ', &id)) {
		const struct column_config *c = portal_column(p, id);

		if (!c || (waiting && !c->discover))
			continue;
		out = streq(c->name, c->id) ? arena_strf(a, "%.*s%s%s", STR_ARG(out),
				out.n ? LANG(l, ", ") : "", c->id)
			: arena_strf(a, "%.*s%s%s (%s)", STR_ARG(out), out.n ? LANG(l, ", ") : "",
				c->name, c->id);
	}
	return out;
}
