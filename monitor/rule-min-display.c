/* min_display: a notice (whose title matches) stays on show for at least `days`; without
 * `days` for ever. Having rolled off the list is being on show: its page is there. One
 * finding per notice that went too early; one that is missing from the list and not proven
 * gone is a warning. */
#include "monitor/rule.h"

struct display {
	const struct rule_input *in;
	struct findings *out;
	const struct title_pattern *pattern;
	int64_t days; /* 0: for ever */
};

static void check(const struct rule_config *r, struct config_faults *f)
{
	rule_check_int(r, "days", 1, 36500, f);
	rule_check_match(r, f);
}

static int judge_notice(const struct notice *n, void *ctx)
{
	struct display *d = ctx;
	const struct rule_input *in = d->in;
	int64_t gone_ms = n->gone_ms ? n->gone_ms : n->missing_ms, shown_ms;
	char text[TIME_TEXT];
	struct finding *f;

	if ((n->state != NOTICE_DELISTED && n->state != NOTICE_WITHDRAWN &&
		n->state != NOTICE_MISSING) || !gone_ms || gone_ms > in->now_ms ||
		!title_matches(d->pattern, n->title))
		return 0;
	/* The earliest it can have been shown, in favour of the publisher. */
	shown_ms = n->date_ms && (n->baseline || n->date_ms < n->first_ms) ? n->date_ms : n->first_ms;
	if (d->days && day_of_ms(gone_ms, in->zone) - day_of_ms(shown_ms, in->zone) >= d->days)
		return 0;
	f = finding_add(in, d->out, "min_display");
	f->subject = arena_str(in->arena, n->url.n ? n->url : n->identity);
	f->level = n->state == NOTICE_MISSING ? LEVEL_WARN : LEVEL_OVERDUE;
	f->state = STATE_NONE;
	f->cause = n->state == NOTICE_WITHDRAWN ? STR("withdrawn")
		: n->state == NOTICE_MISSING ? STR("missing") : STR("delisted");
	f->since_ms = gone_ms;
	f->once = true;
	f->limit = d->days ? arena_strf(in->arena, "%lld days", (long long)d->days)
			   : STR("for ever");
	f->summary = arena_strf(in->arena, "gone after %d days, owed %.*s",
		day_of_ms(gone_ms, in->zone) - day_of_ms(shown_ms, in->zone), STR_ARG(f->limit));
	finding_fact(f, in->arena, "title", n->title);
	finding_fact(f, in->arena, "limit", f->limit);
	finding_fact(f, in->arena, "shown",
		str_of(day_text(text, day_of_ms(shown_ms, in->zone))));
	finding_fact(f, in->arena, "gone", str_of(day_text(text, day_of_ms(gone_ms, in->zone))));
	finding_evidence(f, in->arena, "url", n->url);
	return 0;
}

static int judge(const struct rule_input *in, struct findings *out, struct err *e)
{
	struct display d = {.in = in, .out = out, .days = rule_int(in->rule, "days", 1, 36500, 0)};
	struct title_pattern *p = title_pattern_new(rule_arg(in->rule, "match"), e);
	size_t before = out->n;
	int rc;

	if (!p)
		return ERR_CONFIG;
	if (!in->column || !in->column->first_ms) {
		finding_add(in, out, "min_display")->cannot_judge = STR("never measured");
		title_pattern_free(p);
		return 0;
	}
	d.pattern = p;
	rc = in->each(in->source, judge_notice, &d, e);
	title_pattern_free(p);
	if (rc == 0 && out->n == before)
		finding_add(in, out, "min_display")->state = STATE_NONE;
	return rc;
}

const struct rule_kind rule_min_display = {
	.name = "min_display",
	.args = "days match",
	.check = check,
	.judge = judge,
};
