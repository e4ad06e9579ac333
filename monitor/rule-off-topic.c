/* off_topic: titles in a statutory column that read like news (专栏姓专). Advice only: a
 * warning of low severity, never overdue, told once. `of` is what news reads like,
 * `except` what does not count though it does. */
#include "monitor/rule.h"

#define NEWS "调研|视察|考察|慰问|座谈会|学习会|动员会|推进会|表彰|会见|出席|赴.{1,12}(开展|指导)|" \
	"主题(教育|党日)|党课|志愿(者|服务)|举行|召开.{0,20}会(议)?$|开展.{1,20}活动|圆满|侧记|掠影"
#define NO_NEWS "《|公告|公示|通告|办法|规定|方案|条例|目录|清单|名单|指南|年度报告|年报|预算|决算|批复|" \
	"决定|会议纪要|意见征集|征求意见|解读"
#define SINCE_DAYS 180
#define TOLD_MAX 10

struct topics {
	const struct rule_input *in;
	struct finding *f;
	struct title_pattern *of, *except;
	int32_t from, newest;
	size_t n, noff;
	struct str told;
};

static void check(const struct rule_config *r, struct config_faults *f)
{
	rule_check_pattern(r, "of", f);
	rule_check_pattern(r, "except", f);
	rule_check_int(r, "since", 1, 4000, f);
	rule_check_int(r, "least", 1, 10000, f);
}

static int take(const struct notice *n, void *ctx)
{
	struct topics *x = ctx;
	int32_t day = notice_credible_day(n, x->in->column->first_ms, x->in->zone,
		x->in->now_ms);

	if (day == DAY_NONE || day < x->from)
		return 0;
	x->n++;
	if (!title_matches(x->of, n->title) || title_matches(x->except, n->title))
		return 0;
	x->noff++;
	x->newest = day > x->newest ? day : x->newest;
	if (x->noff > TOLD_MAX)
		return 0;
	x->told = arena_strf(x->in->arena, "%.*s%s%.*s", STR_ARG(x->told),
		x->told.n ? "\n" : "", STR_ARG(n->title));
	finding_evidence(x->f, x->in->arena, "url", n->url);
	return 0;
}

static void conclude(const struct topics *x)
{
	struct finding *f = x->f;
	struct arena *a = x->in->arena;

	finding_factf(f, a, "notices", "%zu", x->n);
	finding_factf(f, a, "of_these", "%zu", x->noff);
	if ((int64_t)x->noff < rule_int(x->in->rule, "least", 1, 10000, 1))
		return;
	finding_fact(f, a, "titles", x->told);
	f->level = LEVEL_WARN;
	f->cause = STR("off-topic");
	f->since_ms = day_start_ms(x->newest, x->in->zone);
	f->summary = arena_strf(a, "%zu of %zu titles read like news", x->noff, x->n);
}

static int judge(const struct rule_input *in, struct findings *out, struct err *e)
{
	const char *of = rule_arg(in->rule, "of"), *except = rule_arg(in->rule, "except");
	struct topics x = {.in = in, .f = finding_add(in, out, "off_topic"),
		.newest = DAY_NONE, .from = rule_today(in) -
			(int32_t)rule_int(in->rule, "since", 1, 4000, SINCE_DAYS)};
	int rc = ERR_CONFIG;

	x.f->state = STATE_NONE;
	x.f->severity = SEVERITY_LOW;
	x.f->once = true;
	x.f->limit = STR("advice only");
	if (!in->column || !in->column->first_ms || !in->view) {
		x.f->cannot_judge = STR("never measured");
		return 0;
	}
	x.of = title_pattern_new(of ? of : NEWS, e);
	x.except = title_pattern_new(except ? except : NO_NEWS, e);
	if (x.of && x.except)
		rc = in->each(in->source, take, &x, e);
	if (rc >= 0)
		conclude(&x);
	title_pattern_free(x.of);
	title_pattern_free(x.except);
	return rc < 0 ? rc : 0;
}

const struct rule_kind rule_off_topic = {
	.name = "off_topic",
	.args = "of except since least",
	.check = check,
	.judge = judge,
};
