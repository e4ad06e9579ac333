/* disclosure: what shows both the day it was made (成文日期) and the day it was published
 * was published within `working_days` (20: 政府信息公开条例 art. 26). Judged of what was
 * published in the last `since` days (90): what is past cannot be mended. One that took
 * longer than the warning share of the limit is a warning. */
#include "monitor/rule.h"

#define LIMIT_WD 20 /* 令711号 art. 26 */
#define SINCE_DAYS 90
#define TOLD_MAX 10
#define YEARS_MAX 3660 /* days: a file made longer ago is history put on line */

struct times {
	const struct rule_input *in;
	struct finding *f;
	const struct title_pattern *match;
	int32_t from;
	int limit, warn;
	size_t n, nlate, nnear;
	int longest;
	int32_t first; /* published day of the first late one, DAY_NONE */
	struct str told;
};

static void check(const struct rule_config *r, struct config_faults *f)
{
	rule_check_int(r, "working_days", 1, 400, f);
	rule_check_int(r, "since", 1, 4000, f);
	rule_check_match(r, f);
}

static void take_late(struct times *x, const struct notice *n, int32_t day, int took)
{
	x->nlate++;
	if (x->first == DAY_NONE || day < x->first)
		x->first = day;
	if (x->nlate > TOLD_MAX)
		return;
	x->told = arena_strf(x->in->arena, "%.*s%s%.*s (%d)", STR_ARG(x->told),
		x->told.n ? "\n" : "", STR_ARG(n->title), took);
	finding_evidence(x->f, x->in->arena, "url", n->url);
}

static int take(const struct notice *n, void *ctx)
{
	struct times *x = ctx;
	const struct rule_input *in = x->in;
	int32_t day, made;
	int took;

	if (!n->written_ms || n->date_ms == DATE_NONE_MS || notice_gone(n, in->now_ms) ||
		!title_matches(x->match, n->title))
		return 0;
	day = day_of_ms(n->date_ms, in->zone);
	made = day_of_ms(n->written_ms, in->zone);
	if (day < x->from || day > rule_today(in) || made > day || day - made > YEARS_MAX)
		return 0;
	took = calendar_count(in->calendar, made, day, &x->f->guessed);
	x->n++;
	x->longest = took > x->longest ? took : x->longest;
	if (took > x->limit)
		take_late(x, n, day, took);
	else if (took > x->warn)
		x->nnear++;
	return 0;
}

static void conclude(struct times *x)
{
	struct arena *a = x->in->arena;
	struct finding *f = x->f;

	if (x->n == 0) {
		f->cannot_judge = STR("no notice shows both dates");
		return;
	}
	finding_factf(f, a, "notices", "%zu", x->n);
	finding_factf(f, a, "longest", "%d", x->longest);
	if (x->nlate) {
		finding_factf(f, a, "late", "%zu", x->nlate);
		finding_fact(f, a, "titles", x->told);
		f->level = LEVEL_OVERDUE;
		f->cause = STR("late");
		f->since_ms = day_start_ms(x->first, x->in->zone);
	} else if (x->nnear) {
		f->level = LEVEL_WARN;
		f->severity = SEVERITY_LOW;
		f->cause = STR("near");
		f->since_ms = f->measured_ms;
	}
	f->summary = arena_strf(a, "%zu of %zu notices published after more than %d working "
		"days, the longest %d", x->nlate, x->n, x->limit, x->longest);
}

static int judge(const struct rule_input *in, struct findings *out, struct err *e)
{
	struct finding *f = finding_add(in, out, "disclosure");
	struct times x = {.in = in, .f = f, .first = DAY_NONE,
		.limit = (int)rule_int(in->rule, "working_days", 1, 400, LIMIT_WD),
		.from = rule_today(in) - (int32_t)rule_int(in->rule, "since", 1, 4000,
			SINCE_DAYS)};
	struct title_pattern *p;
	int rc;

	f->state = STATE_NONE;
	f->limit = arena_strf(in->arena, "%d working days", x.limit);
	finding_fact(f, in->arena, "limit", f->limit);
	if (!rule_arg(in->rule, "working_days")) {
		if (!in->rule->limit_kind[0])
			f->limit_kind = STR("statutory");
		f->basis = f->basis.n ? f->basis : STR("政府信息公开条例（国务院令第711号）第26条");
	}
	if (!in->column || !in->column->first_ms || !in->view) {
		f->cannot_judge = STR("never measured");
		return 0;
	}
	x.warn = x.limit * (int)rule_int(in->rule, "warn", 1, 100, in->warn_percent) / 100;
	p = title_pattern_new(rule_arg(in->rule, "match"), e);
	if (!p)
		return ERR_CONFIG;
	x.match = p;
	rc = in->each(in->source, take, &x, e);
	title_pattern_free(p);
	if (rc >= 0)
		conclude(&x);
	return rc < 0 ? rc : 0;
}

const struct rule_kind rule_disclosure = {
	.name = "disclosure",
	.args = "working_days since match warn",
	.check = check,
	.judge = judge,
};
