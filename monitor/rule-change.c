/* must_change: the page of the column became another within `days`, `months` or `years`, or
 * by the day `by` ("12-31" or whole), counted from `from`, else from 1 January of its year.
 * page_changed: it became another; told once.
 *
 * Where the page's text is kept its changes count, less what differs between two readings
 * of one time; else the digests of the bodies measured, so that a page that differs at
 * every fetch (a counter) changes always. */
#include "monitor/rule.h"

#include "base/clock.h"
#include "crawler/verdict.h"

#define TELL_DAYS 7
#define WARN_DAYS 30
#define BACK_MS (800 * DAY_MS)

struct changes {
	struct sha256 digest;
	size_t nbodies, nchanges;
	int64_t first_ms, changed_ms; /* 0 */
	uint64_t seq;		      /* measurement that showed the change */
};

static int take(const struct measure *m, void *ctx)
{
	static const struct sha256 none;
	struct changes *x = ctx;

	if (m->not_modified || m->gate.n || !verdict_is_good(m->verdict) ||
		memcmp(&m->body_digest, &none, sizeof(none)) == 0)
		return 0;
	if (x->nbodies++ == 0)
		x->first_ms = m->time_ms;
	else if (memcmp(&m->body_digest, &x->digest, sizeof(none)) != 0) {
		x->changed_ms = m->time_ms;
		x->seq = m->seq;
		x->nchanges++;
	}
	x->digest = m->body_digest;
	return 0;
}

/* 1: *out is filled; 0: nothing can be said, and f says why. */
static int look(const struct rule_input *in, struct finding *f, struct changes *out,
	struct err *e)
{
	int rc;

	struct page_text text;

	*out = (struct changes){0};
	f->state = STATE_NONE;
	if (!in->column || !in->each_measure) {
		f->cannot_judge = STR("never measured");
		return 0;
	}
	rc = in->text_of ? in->text_of(in->source, in->column->url, &text, in->arena, e)
			 : ERR_NOTFOUND;
	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	if (rc == 0 && text.watched) {
		*out = (struct changes){.nbodies = 1, .nchanges = (size_t)text.nchanges,
			.first_ms = text.since_ms,
			.changed_ms = text.changed_ms <= in->now_ms ? text.changed_ms : 0};
		finding_factf(f, in->arena, "changes", "%zu", out->nchanges);
		return 1;
	}
	rc = in->each_measure(in->source, in->column->url, in->now_ms - BACK_MS, in->now_ms + 1,
		take, out, e);
	if (rc < 0)
		return rc;
	if (out->nbodies == 0) {
		f->cannot_judge = STR("no page kept to compare with");
		return 0;
	}
	finding_factf(f, in->arena, "changes", "%zu", out->nchanges);
	if (out->seq)
		finding_evidence(f, in->arena, "measure",
			arena_strf(in->arena, "%llu", (unsigned long long)out->seq));
	return 1;
}

static void check_must(const struct rule_config *r, struct config_faults *f)
{
	int given = 0;

	for (int i = 0; i < 3; i++) {
		static const char *const key[] = {"days", "months", "years"};

		rule_check_int(r, key[i], 1, 730, f);
		given += rule_arg(r, key[i]) != NULL;
	}
	given += rule_arg(r, "by") != NULL;
	if (given != 1)
		config_fault_add(f, r->file, r->line, false,
			"must_change: expected one of days, months, years, by");
	for (int i = 0; i < 2; i++) {
		const char *text = rule_arg(r, i ? "from" : "by");
		int32_t day;
		bool once;

		if (text && !rule_date(text, 2024, &day, &once))
			config_fault_add(f, r->file, r->line, false,
				"%s: expected MM-DD or YYYY-MM-DD, found '%s'", i ? "from" : "by", text);
	}
	if (!rule_arg(r, "by"))
		rule_check_absent(r, "from", "days, months, years", f);
	else
		rule_check_absent(r, "warn", "by", f);
	rule_check_span(r, "from", "by", f);
}

/* By a day: due 30 days before, as by_date. */
static void judge_by(const struct rule_input *in, struct finding *f, const struct changes *x)
{
	int32_t today = rule_today(in), due, from;
	int year, month, dom;
	bool once;

	day_split(today, &year, &month, &dom);
	rule_date(rule_arg(in->rule, "by"), year, &due, &once);
	day_split(due, &year, &month, &dom);
	from = day_of(year, 1, 1);
	if (rule_arg(in->rule, "from"))
		rule_date(rule_arg(in->rule, "from"), year, &from, &once);
	f->due = due;
	if (x->changed_ms && day_of_ms(x->changed_ms, in->zone) >= from)
		return;
	if (day_of_ms(x->first_ms, in->zone) > due) {
		f->cannot_judge = STR("not watched since the period began");
		return;
	}
	if (rule_known_day(in) > due)
		f->level = LEVEL_OVERDUE;
	else if (today + WARN_DAYS >= due)
		f->level = LEVEL_WARN;
	f->cause = f->level == LEVEL_OVERDUE ? STR("overdue") : STR("due");
	f->since_ms = day_start_ms(f->level == LEVEL_OVERDUE ? due + 1 : due - WARN_DAYS, in->zone);
}

static int judge_must(const struct rule_input *in, struct findings *out, struct err *e)
{
	struct finding *f = finding_add(in, out, "must_change");
	int64_t days = rule_int(in->rule, "days", 1, 730, 0);
	int64_t months = rule_int(in->rule, "months", 1, 24, 0);
	int64_t years = rule_int(in->rule, "years", 1, 2, 0);
	struct changes x;
	char text[TIME_TEXT];
	int32_t start, due;
	int rc;

	months = months ? months : 12 * years;
	f->limit = rule_arg(in->rule, "by") ? arena_strf(in->arena, "by %s",
			rule_arg(in->rule, "by")) : days ? arena_strf(in->arena, "%lld days", (long long)days)
			: arena_strf(in->arena, "%lld months", (long long)months);
	finding_fact(f, in->arena, "limit", f->limit);
	rc = look(in, f, &x, e);
	if (rc <= 0)
		return rc;
	start = day_of_ms(x.changed_ms ? x.changed_ms : x.first_ms, in->zone);
	due = days ? start + (int32_t)days : day_add_months(start, (int)months);
	if (rule_arg(in->rule, "by"))
		judge_by(in, f, &x);
	else
		finding_by_due(in, f, start, due);
	f->state = STATE_NONE;
	finding_fact(f, in->arena, x.changed_ms ? "changed" : "unchanged_since",
		str_of(day_text(text, start)));
	f->summary = arena_strf(in->arena, "the page is the same since %s, limit %.*s", text,
		STR_ARG(f->limit));
	return 0;
}

static int judge_changed(const struct rule_input *in, struct findings *out, struct err *e)
{
	struct finding *f = finding_add(in, out, "page_changed");
	struct changes x;
	char text[TIME_TEXT];
	int rc = look(in, f, &x, e);
	int32_t day;

	if (rc <= 0 || !x.changed_ms)
		return rc < 0 ? rc : 0;
	day = day_of_ms(x.changed_ms, in->zone);
	finding_fact(f, in->arena, "changed", str_of(day_text(text, day)));
	if (rule_today(in) - day >= TELL_DAYS)
		return 0;
	f->subject = arena_strf(in->arena, "%.*s@%s", STR_ARG(f->subject), text);
	f->level = LEVEL_WARN;
	f->severity = SEVERITY_LOW;
	f->cause = STR("changed");
	f->since_ms = x.changed_ms;
	f->once = true;
	f->summary = arena_strf(in->arena, "the page changed on %s", text);
	return 0;
}

const struct rule_kind rule_must_change = {
	.name = "must_change",
	.args = "days months years by from warn",
	.check = check_must,
	.judge = judge_must,
};

const struct rule_kind rule_page_changed = {
	.name = "page_changed",
	.args = "",
	.judge = judge_changed,
};
