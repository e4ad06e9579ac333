/* share: of the notices of the last `days` (365) whose title matches, at least `percent`
 * match `of` too; with rising: true at least as many of them as in the same time before.
 * Fewer than `least` (5) notices say nothing. Within a tenth above the limit is a
 * warning. */
#include "monitor/rule.h"

struct sharing {
	const struct rule_input *in;
	struct title_pattern *match, *of;
	int32_t from, before; /* before: first day of the time before */
	size_t n, nof, past, past_of;
};

static bool is_rising(const struct rule_config *r)
{
	const char *text = rule_arg(r, "rising");

	return text && streq(text, "true");
}

static void check(const struct rule_config *r, struct config_faults *f)
{
	const char *text = rule_arg(r, "rising");
	bool rising = is_rising(r);

	if (text && !rising && !streq(text, "false"))
		config_fault_add(f, r->file, r->line, false,
			"rising: expected true or false, found '%s'", text);

	if (!rule_arg(r, "of") || (rule_arg(r, "percent") != NULL) == rising)
		config_fault_add(f, r->file, r->line, false,
			"share: expected of, and one of percent, rising: true");
	rule_check_int(r, "percent", 1, 100, f);
	rule_check_int(r, "days", 1, 4000, f);
	rule_check_int(r, "least", 1, 100000, f);
	rule_check_match(r, f);
	rule_check_pattern(r, "of", f);
}

static int take(const struct notice *n, void *ctx)
{
	struct sharing *x = ctx;
	int32_t day = notice_credible_day(n, x->in->column->first_ms, x->in->zone,
		x->in->now_ms);

	if (day == DAY_NONE || day < x->before || !title_matches(x->match, n->title))
		return 0;
	if (day < x->from) {
		x->past++;
		x->past_of += title_matches(x->of, n->title);
		return 0;
	}
	x->n++;
	x->nof += title_matches(x->of, n->title);
	return 0;
}

static void conclude(const struct sharing *x, struct finding *f)
{
	const struct rule_input *in = x->in;
	int64_t percent = rule_int(in->rule, "percent", 1, 100, 1);
	int64_t least = rule_int(in->rule, "least", 1, 100000, 5);
	int64_t got = (int64_t)x->nof * 1000, want = (int64_t)x->n * percent * 10;

	finding_factf(f, in->arena, "notices", "%zu", x->n);
	finding_factf(f, in->arena, "of_these", "%zu", x->nof);
	if (is_rising(in->rule)) {
		finding_factf(f, in->arena, "notices_before", "%zu", x->past);
		finding_factf(f, in->arena, "of_these_before", "%zu", x->past_of);
		got = (int64_t)x->nof * (int64_t)x->past * 10;
		want = (int64_t)x->past_of * (int64_t)x->n * 10;
	}
	if ((int64_t)x->n < least || (is_rising(in->rule) && (int64_t)x->past < least)) {
		f->cannot_judge = STR("too few notices");
		return;
	}
	finding_factf(f, in->arena, "percent", "%zu", x->nof * 100 / x->n);
	f->summary = arena_strf(in->arena, "%zu of %zu notices, limit %.*s", x->nof, x->n,
		STR_ARG(f->limit));
	if (got < want)
		f->level = LEVEL_OVERDUE;
	else if (got * 10 < want * 11)
		f->level = LEVEL_WARN;
	if (f->level != LEVEL_OK) {
		f->cause = f->level == LEVEL_WARN ? STR("near") : STR("too-small");
		f->since_ms = f->measured_ms;
	}
}

static int judge(const struct rule_input *in, struct findings *out, struct err *e)
{
	struct finding *f = finding_add(in, out, "share");
	struct sharing x = {.in = in,
		.from = rule_today(in) - (int32_t)rule_int(in->rule, "days", 1, 4000, 365)};
	int rc = ERR_CONFIG;

	f->state = STATE_NONE;
	x.before = x.from;
	if (is_rising(in->rule))
		x.before -= rule_today(in) - x.from;
	f->limit = is_rising(in->rule) ? STR("the share before")
		: arena_strf(in->arena, "%lld %%",
			(long long)rule_int(in->rule, "percent", 1, 100, 1));
	finding_fact(f, in->arena, "limit", f->limit);
	if (!in->column || !in->column->first_ms || !in->view) {
		f->cannot_judge = STR("never measured");
		return 0;
	}
	x.match = title_pattern_new(rule_arg(in->rule, "match"), e);
	x.of = title_pattern_new(rule_arg(in->rule, "of"), e);
	if (x.match && x.of)
		rc = in->each(in->source, take, &x, e);
	if (rc == 0)
		conclude(&x, f);
	title_pattern_free(x.match);
	title_pattern_free(x.of);
	return rc;
}

const struct rule_kind rule_share = {
	.name = "share",
	.args = "of percent rising days least match",
	.check = check,
	.judge = judge,
	.until = true,
};
