/* A date in the text of a notice is not before the day the notice was published. */
#include "sequence-dates.h"

#define SINCE_DAYS 365
#define TOLD_MAX 10
#define READ_MAX 300 /* pages looked at */
#define TEXT_MAX 200000

struct notices {
	const struct rule_input *in;
	const struct title_pattern *match;
	struct notice *list;
	int32_t *day;
	size_t n, cap, cap_days;
	int32_t from;
};

static int take(const struct notice *n, void *ctx)
{
	struct notices *x = ctx;
	struct arena *a = x->in->arena;
	int32_t day = notice_credible_day(n, x->in->column->first_ms, x->in->zone,
		x->in->now_ms);

	if (day == DAY_NONE || day < x->from || x->n == READ_MAX ||
		!title_matches(x->match, n->title))
		return 0;
	x->list = arena_grow(a, x->list, x->n, &x->cap, sizeof(*x->list));
	x->day = arena_grow(a, x->day, x->n, &x->cap_days, sizeof(*x->day));
	x->list[x->n] = notice_keep(n, a);
	x->day[x->n++] = day;
	return 0;
}

static bool date_in(const struct title_pattern *p, struct str text, int32_t *out)
{
	struct str group[4];
	int64_t y, m, d;

	if (title_groups(p, str_sub(text, 0, TEXT_MAX), group, 4) < 4 ||
		!str_int(group[1], 1900, 2200, &y) || !str_int(group[2], 1, 12, &m) ||
		!str_int(group[3], 1, 31, &d) || !date_valid((int)y, (int)m, (int)d))
		return false;
	*out = day_of((int)y, (int)m, (int)d);
	return true;
}

struct order {
	size_t nstated, nlate, nsame;
	int32_t first; /* day of the first late one */
	struct str told;
};

static void judge_one(const struct rule_input *in, struct finding *f, const struct notice *n,
	int32_t day, int32_t stated, struct order *o)
{
	char text[TIME_TEXT];

	o->nstated++;
	o->nsame += day == stated;
	if (day <= stated)
		return;
	if (o->nlate++ == 0 || day < o->first)
		o->first = day;
	if (o->nlate > TOLD_MAX)
		return;
	o->told = arena_strf(in->arena, "%.*s%s%.*s (%s)", STR_ARG(o->told),
		o->told.n ? "\n" : "", STR_ARG(n->title), day_text(text, stated));
	finding_evidence(f, in->arena, "url", n->url);
}

static void conclude(const struct rule_input *in, struct finding *f, const struct order *o)
{
	if (o->nstated == 0) {
		f->cannot_judge = STR("no notice states such a date");
		return;
	}
	finding_factf(f, in->arena, "notices", "%zu", o->nstated);
	if (o->nlate + o->nsame == 0)
		return;
	finding_factf(f, in->arena, "out_of_order", "%zu", o->nlate);
	finding_fact(f, in->arena, "titles", o->told);
	f->level = o->nlate ? LEVEL_OVERDUE : LEVEL_WARN;
	f->cause = o->nlate ? STR("out-of-order") : STR("same-day");
	f->since_ms = o->nlate ? day_start_ms(o->first, in->zone) : f->measured_ms;
	f->summary = arena_strf(in->arena, "%zu of %zu notices came after the date they state, "
		"%zu on it", o->nlate, o->nstated, o->nsame);
}

static int read_all(const struct rule_input *in, struct finding *f, struct notices *x,
	const struct title_pattern *until, struct err *e)
{
	struct order o = {0};
	int rc = in->version_of ? in->each(in->source, take, x, e) : 0;

	for (size_t i = 0; i < x->n && rc >= 0; i++) {
		struct version v;
		int32_t stated;

		rc = in->version_of(in->source, &x->list[i], &v, in->arena, e);
		if (rc == 0 && date_in(until, v.text, &stated))
			judge_one(in, f, &x->list[i], x->day[i], stated, &o);
		rc = rc == ERR_NOTFOUND ? 0 : rc;
	}
	if (rc >= 0)
		conclude(in, f, &o);
	return rc < 0 ? rc : 0;
}

int sequence_dates(const struct rule_input *in, struct finding *f, struct err *e)
{
	struct title_pattern *match = title_pattern_new(rule_arg(in->rule, "match"), e);
	struct title_pattern *until = title_pattern_new(rule_arg(in->rule, "until"), e);
	struct notices x = {.in = in, .match = match, .from = rule_today(in) - SINCE_DAYS};
	int rc = ERR_CONFIG;

	if (match && until)
		rc = read_all(in, f, &x, until, e);
	title_pattern_free(match);
	title_pattern_free(until);
	return rc;
}
