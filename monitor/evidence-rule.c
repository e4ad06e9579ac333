/* The rule behind an incident, its basis, and the days by which it was counted. */
#include "evidence.h"

#include "base/clock.h"
#include "base/out.h"
#include "message-part.h"
#include "monitor/freshness.h"
#include "monitor/incident-view.h"

#include <stdlib.h>

#define FILE_BYTES ((size_t)4 << 20)
#define DAYS_MAX 800
#define DAYS_BEFORE 14

static void field(struct buf *b, const char *name, struct str value)
{
	if (!value.n)
		return;
	buf_addf(b, "%s: ", name);
	out_line(b, value, 2000);
	buf_addc(b, '\n');
}

static void put_rule(struct evidence *v, const struct rule_config *r, struct buf *b)
{
	buf_addf(b, "\n%s\n", LANG(v->lang, "As configured:"));
	field(b, "  kind", str_of(r->kind));
	field(b, "  basis", str_of(r->basis));
	field(b, "  limit", str_of(r->limit_kind));
	for (size_t i = 0; i < r->nargs; i++) {
		buf_addf(b, "  %s: ", r->args[i].key);
		out_line(b, str_of(r->args[i].value), 1000);
		buf_addc(b, '\n');
	}
}

/* The rules of the column that make incidents of this kind; a column without any is judged
 * by the defaults of its class. */
static void put_rules(struct evidence *v, const struct column_config *c, struct buf *b)
{
	const struct rule_config *defaults;
	size_t n, found = 0;

	for (size_t i = 0; c && i < c->nrules; i++)
		if (str_eqc(v->i.kind, c->rules[i].kind) || str_eqc(v->i.kind, "stale") ||
			str_eqc(c->rules[i].basis ? str_of(c->rules[i].basis) : STR_NONE,
				arena_cstr(v->arena, v->i.basis))) {
			put_rule(v, &c->rules[i], b);
			found++;
		}
	if (found || !v->i.column.n)
		return;
	defaults = class_rules(c && c->cls ? c->cls : str_eqc(v->i.column, HOME_COLUMN)
			? CLASS_NEWS : CLASS_OTHER, &n);
	for (size_t i = 0; i < n; i++)
		if (str_eqc(v->i.basis, defaults[i].basis))
			put_rule(v, &defaults[i], b);
}

int evidence_rule(struct evidence *v, struct err *e)
{
	const struct portal_config *p = config_portal(v->config, v->i.portal);
	const struct column_config *c = p && v->i.column.n ? portal_column(p, v->i.column) : NULL;
	struct buf b = BUF_INIT(FILE_BYTES);
	struct str kind = arena_str(v->arena, v->i.kind);

	(void)e;
	buf_addf(&b, "%s (%.*s)\n\n", incident_kind_text(kind, v->lang), STR_ARG(kind));
	buf_addf(&b, "%s\n\n", evidence_rule_text(kind, v->lang));
	field(&b, LANG(v->lang, "basis"), lang_basis(v->lang, v->i.basis));
	for (size_t i = 0; i < v->i.nfacts; i++)
		if (!str_eqc(v->i.facts[i].key, "interval_ms"))
			field(&b, arena_cstr(v->arena, v->i.facts[i].key), v->i.facts[i].value);
	put_rules(v, c, &b);
	evidence_add(v, STR("rule.txt"), LANG(v->lang, "the rule, its basis, the figures"), &b);
	return 0;
}

/* From the oldest day the figures speak of to the newest. */
static void span_of(const struct evidence *v, int32_t *from, int32_t *to)
{
	static const char *const keys[] = {"newest", "due", "gone", "shown", "missed"};

	*from = day_of_ms(v->i.first_ms, v->zone) - DAYS_BEFORE;
	*to = day_of_ms(v->to_ms, v->zone);
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		int32_t day;

		if (!day_parse(incident_fact(&v->i, keys[i]), &day))
			continue;
		*from = day < *from ? day : *from;
		*to = day > *to ? day : *to;
	}
	if (v->i.deadline_ms && day_of_ms(v->i.deadline_ms - 1, v->zone) > *to)
		*to = day_of_ms(v->i.deadline_ms - 1, v->zone);
	if (*to - *from > DAYS_MAX)
		*from = *to - DAYS_MAX;
}

void evidence_days(struct evidence *v)
{
	static const char *const week[] = {LANG_MARK("Mon"), LANG_MARK("Tue"), LANG_MARK("Wed"),
		LANG_MARK("Thu"), LANG_MARK("Fri"), LANG_MARK("Sat"), LANG_MARK("Sun")};
	struct buf b = BUF_INIT(FILE_BYTES);
	char text[TIME_TEXT];
	int32_t from, to;
	int said = 0;

	span_of(v, &from, &to);
	for (int32_t day = from; day <= to; day++) {
		int year, month, dom;
		const char *name = calendar_name(v->calendar, day);

		day_split(day, &year, &month, &dom);
		if (year != said && !calendar_has_year(v->calendar, year))
			buf_addf(&b, LANG(v->lang, "# %d: no holiday data, Monday to Friday\n"), year);
		said = year;
		buf_addf(&b, "%s %s %s%s%s\n", day_text(text, day),
			lang_text(v->lang, week[day_weekday(day) - 1]),
			calendar_is_workday(v->calendar, day) ? LANG(v->lang, "working day")
							      : LANG(v->lang, "free"),
			name[0] ? " " : "", name);
	}
	evidence_add(v, STR("calendar.txt"), LANG(v->lang, "working days and holidays of the span"),
		&b);
}
