/* follow_up: for each notice of the column `after` (the anchor; "column" or
 * "portal/column") this column has one of the same thing within `days` or `working_days`
 * (0: the same day). With direction: before it must have come earlier, at most `days` (else
 * a year) before; that it did not is a warning for a week. Met when `percent` of the anchors of the last year (`since` days) have
 * theirs; one that came late is told, not held against anybody for ever.
 *
 * pair: title (a 《title》, a document number, a link between the two pages, or titles that
 * are the same without the words of the trade), number, link, or any: every notice in that
 * time will do. Where two anchors have the same plain title and one notice could answer
 * either, nothing is said of them. */
#include "monitor/rule.h"

#include "pair.h"

#include <stdlib.h>

#define AHEAD_DAYS 30 /* an interpretation may come out before what it explains */
#define SHOW_DAYS 7   /* for a draft that may be found elsewhere */
#define TOLD_MAX 5
#define LATE_DAYS 90 /* after a due day it is still held to be missing */
#define ANCHORS_MAX 20000
#define LINKED_MAX 500 /* pages whose links are looked at */

/* How an anchor stands. */
enum answer { ANSWER_NONE, ANSWER_FOUND, ANSWER_UNCLEAR };

struct anchor {
	struct notice notice;
	int32_t day, due;
	enum answer answer;
	int32_t answered; /* day */
	size_t by;	  /* notice of ours, where by whole titles */
	bool by_title;
};

struct follow {
	const struct rule_input *in;
	struct finding *f;
	struct pairs pairs;
	struct title_pattern *own, *anchor;
	struct column_state other;
	int32_t from;
	int64_t days, working; /* -1: not given */
	bool before, by_names, by_links;
	bool appeared;	 /* at least one anchor is known, whenever it was */
	bool one_column; /* anchors and answers stand in it, told apart by `match` */
	struct anchor *list;
	size_t n, cap;
	bool *taken;
	size_t nmet, nlate, nmissing, npending, nunknown, nunclear;
	int32_t first_missing, next_due, next_start; /* DAY_NONE */
	struct str told, unclear; /* titles */
};

static bool is_one_of(const char *s, const char *a, const char *b, const char *c,
	const char *d)
{
	return !s || streq(s, a) || streq(s, b) || (c && streq(s, c)) || (d && streq(s, d));
}

static void check(const struct rule_config *r, struct config_faults *f)
{
	const char *after = rule_arg(r, "after"), *pair = rule_arg(r, "pair");
	int given = (rule_arg(r, "days") != NULL) + (rule_arg(r, "working_days") != NULL);
	const char *way = rule_arg(r, "direction");
	bool before = way && streq(way, "before");

	if (!after || !after[0])
		config_fault_add(f, r->file, r->line, false,
			"after: expected the column of what is followed up");
	if (!is_one_of(way, "after", "before", NULL, NULL))
		config_fault_add(f, r->file, r->line, false,
			"direction: expected after or before, found '%s'", way);
	if (given > 1 || (given == 0 && !before))
		config_fault_add(f, r->file, r->line, false,
			"follow_up: expected one of days, working_days");
	if (before && rule_arg(r, "working_days"))
		config_fault_add(f, r->file, r->line, false,
			"follow_up: direction before takes days, not working_days");
	if (!is_one_of(pair, "title", "number", "link", "any"))
		config_fault_add(f, r->file, r->line, false,
			"pair: expected title, number, link or any, found '%s'", pair);
	rule_check_int(r, "days", 0, 4000, f);
	rule_check_int(r, "working_days", 0, 4000, f);
	rule_check_int(r, "percent", 1, 100, f);
	rule_check_int(r, "since", 1, 4000, f);
	rule_check_match(r, f);
	rule_check_pattern(r, "anchor_match", f);
}

/* --- gathering --- */

static int take_own(const struct notice *n, void *ctx)
{
	struct follow *x = ctx;
	int32_t day = notice_credible_day(n, x->in->column->first_ms, x->in->zone,
		x->in->now_ms);

	if (day != DAY_NONE && title_matches(x->own, n->title))
		pairs_add(&x->pairs, n, day, x->in->arena);
	return 0;
}

static int32_t due_of(struct follow *x, int32_t anchor)
{
	if (x->before)
		return anchor + SHOW_DAYS;
	if (x->working >= 0)
		return calendar_add(x->in->calendar, anchor, (int)x->working, &x->f->guessed);
	return anchor + (int32_t)x->days;
}

static int take_anchor(const struct notice *n, void *ctx)
{
	struct follow *x = ctx;
	const struct rule_input *in = x->in;
	int32_t day = notice_credible_day(n, x->other.first_ms, in->zone, in->now_ms);
	struct anchor *a;

	if (!title_matches(x->anchor, n->title))
		return 0;
	/* in one column an answer (意见征集结果反馈) asks for no answer */
	if (x->one_column && title_matches(x->own, n->title))
		return 0;
	x->appeared = true;
	if (day == DAY_NONE || day < x->from || x->n >= ANCHORS_MAX)
		return 0;
	x->list = arena_grow(in->arena, x->list, x->n, &x->cap, sizeof(*x->list));
	a = &x->list[x->n++];
	*a = (struct anchor){.notice = notice_keep(n, in->arena), .day = day,
		.due = due_of(x, day)};
	a->notice.doc_number = arena_str(in->arena, n->doc_number);
	return 0;
}

/* The first day a pair may have. */
static int32_t first_day(const struct follow *x, int32_t anchor)
{
	if (x->before)
		return anchor - (int32_t)(x->days >= 0 ? x->days : 365);
	return x->pairs.any ? anchor : anchor - AHEAD_DAYS;
}

/* --- answers by name --- */

/* Another anchor has been given the notice that would answer this one, too. */
static void mark_unclear(struct follow *x, struct anchor *a, size_t notice)
{
	a->answer = ANSWER_UNCLEAR;
	for (size_t i = 0; i < x->n; i++)
		if (x->list[i].answer == ANSWER_FOUND && x->list[i].by_title &&
			x->list[i].by == notice)
			x->list[i].answer = ANSWER_UNCLEAR;
}

static void answer_by_name(struct follow *x, struct anchor *a)
{
	int32_t to = x->before ? a->day : INT32_MAX, from = first_day(x, a->day);
	struct arena *mem = x->in->arena;
	struct pair_hit hit = pairs_find(&x->pairs, &a->notice, from, to, !x->before, x->taken,
		mem);

	if (!hit.entry) {
		hit = pairs_find(&x->pairs, &a->notice, from, to, !x->before, NULL, mem);
		if (hit.entry)
			mark_unclear(x, a, hit.entry->notice);
		return;
	}
	a->answer = ANSWER_FOUND;
	a->answered = hit.entry->day;
	a->by = hit.entry->notice;
	a->by_title = !hit.named;
	if (a->by_title)
		x->taken[a->by] = true;
}

static int by_day(const void *a, const void *b)
{
	const struct anchor *x = a, *y = b;

	return (x->day > y->day) - (x->day < y->day);
}

/* --- answers by link --- */

static void answer_by(struct anchor *a, int32_t day)
{
	if (a->answer == ANSWER_FOUND && a->answered <= day)
		return;
	a->answer = ANSWER_FOUND;
	a->answered = day;
	a->by_title = false;
}

/* The anchor's page links to one of ours. */
static void take_links_of_anchor(struct follow *x, struct anchor *a,
	const struct page_links *l)
{
	for (size_t i = 0; i < l->nedges; i++)
		for (size_t k = 0; !l->edges[i].navigation && k < x->pairs.n; k++)
			if (x->pairs.list[k].day >= first_day(x, a->day) &&
				str_eq(x->pairs.list[k].url, l->edges[i].url))
				answer_by(a, x->pairs.list[k].day);
}

/* One of ours links to an anchor that nobody answers. */
static void take_links_of_own(struct follow *x, const struct pair_entry *own,
	const struct page_links *l)
{
	for (size_t i = 0; i < l->nedges; i++)
		for (size_t k = 0; !l->edges[i].navigation && k < x->n; k++)
			if (x->list[k].answer != ANSWER_FOUND &&
				own->day >= first_day(x, x->list[k].day) &&
				str_eq(x->list[k].notice.url, l->edges[i].url))
				answer_by(&x->list[k], own->day);
}

static int answer_by_links(struct follow *x, struct err *e)
{
	const struct rule_input *in = x->in;
	size_t looked = 0, last = SIZE_MAX;
	int32_t oldest = INT32_MAX;
	struct page_links l;
	int rc = 0;

	for (size_t i = 0; i < x->n && looked < LINKED_MAX && rc == 0; i++) {
		if (x->list[i].answer == ANSWER_FOUND)
			continue;
		oldest = first_day(x, x->list[i].day) < oldest ? first_day(x, x->list[i].day)
							       : oldest;
		looked++;
		rc = in->links_of(in->source, x->list[i].notice.url, &l, in->arena, e);
		if (rc == 0)
			take_links_of_anchor(x, &x->list[i], &l);
		rc = rc == ERR_NOTFOUND ? 0 : rc;
	}
	looked = 0;
	for (size_t k = 0; k < x->pairs.n && looked < LINKED_MAX && rc == 0; k++) {
		const struct pair_entry *own = &x->pairs.list[k];

		if (own->day < oldest || own->notice == last)
			continue;
		last = own->notice;
		looked++;
		rc = in->links_of(in->source, own->url, &l, in->arena, e);
		if (rc == 0)
			take_links_of_own(x, own, &l);
		rc = rc == ERR_NOTFOUND ? 0 : rc;
	}
	return rc;
}

/* --- what it comes to --- */

static struct str add_title(const struct follow *x, struct str list, struct str title)
{
	return arena_strf(x->in->arena, "%.*s%s%.*s", STR_ARG(list), list.n ? "\n" : "",
		STR_ARG(title));
}

static void missing(struct follow *x, const struct anchor *a)
{
	x->nmissing++;
	if (x->first_missing == DAY_NONE || a->due < x->first_missing)
		x->first_missing = a->due;
	if (x->nmissing > TOLD_MAX)
		return;
	x->told = add_title(x, x->told, a->notice.title);
	finding_evidence(x->f, x->in->arena, "url", a->notice.url);
}

static void pending(struct follow *x, const struct anchor *a)
{
	x->npending++;
	if (x->next_due != DAY_NONE && a->due >= x->next_due)
		return;
	x->next_due = a->due;
	x->next_start = a->day;
}

static void count(struct follow *x, const struct anchor *a)
{
	const struct rule_input *in = x->in;

	if (a->answer == ANSWER_FOUND && a->answered <= a->due) {
		x->nmet++;
	} else if (a->answer == ANSWER_FOUND) {
		x->nlate++;
	} else if (a->answer == ANSWER_UNCLEAR) {
		if (x->nunclear++ < TOLD_MAX)
			x->unclear = add_title(x, x->unclear, a->notice.title);
	} else if (!rule_sees_back(in, x->before ? first_day(x, a->day) : a->day)) {
		x->nunknown++;
	} else if (rule_known_day(in) > a->due) {
		missing(x, a);
	} else {
		pending(x, a);
	}
}

static void tell(struct follow *x, size_t done, size_t judged)
{
	struct arena *a = x->in->arena;
	struct finding *f = x->f;

	finding_factf(f, a, "anchors", "%zu", x->n);
	finding_factf(f, a, "followed", "%zu", done);
	if (x->nlate)
		finding_factf(f, a, "late", "%zu", x->nlate);
	if (judged)
		finding_factf(f, a, "coverage_percent", "%zu", done * 100 / judged);
	finding_fact(f, a, "missing", x->told);
	finding_fact(f, a, "unclear", x->unclear);
	f->summary = arena_strf(a, "%zu of %zu notices are followed up, limit %.*s", done,
		judged + x->npending, STR_ARG(f->limit));
}

static void conclude(struct follow *x)
{
	size_t done = x->nmet + x->nlate, judged = done + x->nmissing;
	int64_t want = rule_int(x->in->rule, "percent", 1, 100, 100);
	struct finding *f = x->f;

	tell(x, done, judged);
	if (x->nmissing && (int64_t)(done * 100) < want * (int64_t)judged) {
		f->level = LEVEL_OVERDUE;
		f->cause = STR("not-followed");
		f->due = x->first_missing;
		f->since_ms = day_start_ms(x->first_missing + 1, x->in->zone);
	} else if (x->nunclear) {
		f->cannot_judge = STR("one notice could answer either of two of the same title");
	} else if (!x->appeared) {
		/* a wrong column or expression looks the same as nothing owed */
		f->cannot_judge = STR("what is to be followed up has never appeared");
	} else if (judged == 0 && x->npending == 0 && x->nunknown > 0) {
		f->cannot_judge = STR("not watched since what is to be followed up");
	} else if (x->npending) {
		finding_by_due(x->in, f, x->next_start, x->next_due);
	}
	f->state = STATE_NONE;
}

static struct str limit_text(const struct follow *x)
{
	if (x->before)
		return STR("before");
	if (x->days == 0 || x->working == 0)
		return STR("the same day");
	return x->working > 0 ? arena_strf(x->in->arena, "%lld working days",
		(long long)x->working) : arena_strf(x->in->arena, "%lld days",
		(long long)x->days);
}

static int answer_all(struct follow *x, struct err *e)
{
	pairs_sort(&x->pairs);
	if (x->n > 1)
		qsort(x->list, x->n, sizeof(*x->list), by_day);
	x->taken = arena_array(x->in->arena, x->pairs.nnotices + 1, sizeof(*x->taken));
	for (size_t i = 0; x->by_names && i < x->n; i++)
		answer_by_name(x, &x->list[i]);
	return x->by_links && x->in->links_of ? answer_by_links(x, e) : 0;
}

static int judge_all(struct follow *x, struct err *e)
{
	const struct rule_input *in = x->in;
	struct str column = str_of(rule_arg(in->rule, "after")), portal = in->portal_id;
	size_t slash = str_findc(column, '/', 0);
	int rc;

	if (slash != SIZE_MAX) {
		portal = str_sub(column, 0, slash);
		column = str_sub(column, slash + 1, column.n);
	}
	x->one_column = rule_arg(in->rule, "match") && str_eq(portal, in->portal_id) &&
		str_eq(column, in->column_id);
	rc = in->column_of(in->source, portal, column, &x->other, in->arena, e);
	if (rc == ERR_NOTFOUND || (rc == 0 && !x->other.first_ms)) {
		x->f->cannot_judge = STR("the column of what is followed up was never measured");
		return 0;
	}
	if (rc == 0)
		rc = in->each(in->source, take_own, x, e);
	if (rc >= 0)
		rc = in->each_of(in->source, portal, column, take_anchor, x, e);
	if (rc >= 0)
		rc = answer_all(x, e);
	for (size_t i = 0; i < x->n; i++)
		count(x, &x->list[i]);
	if (rc >= 0)
		conclude(x);
	return rc < 0 ? rc : 0;
}

/* The first day whose anchors are asked about: those of a year, and for some months after
 * their day those with a longer limit. */
static int32_t first_anchor(const struct follow *x)
{
	int64_t since = rule_int(x->in->rule, "since", 1, 4000, 365);

	return rule_today(x->in) - (int32_t)(x->days + LATE_DAYS > since ? x->days + LATE_DAYS
									 : since);
}

static int judge(const struct rule_input *in, struct findings *out, struct err *e)
{
	const char *way = rule_arg(in->rule, "direction"), *pair = rule_arg(in->rule, "pair");
	struct follow x = {.in = in, .f = finding_add(in, out, "follow_up"),
		.days = rule_int(in->rule, "days", 0, 4000, -1),
		.working = rule_int(in->rule, "working_days", 0, 4000, -1),
		.before = way && streq(way, "before"), .pairs.any = pair && streq(pair, "any"),
		.pairs.numbers = pair && streq(pair, "number"),
		.by_names = !pair || !streq(pair, "link"),
		.by_links = !pair || streq(pair, "title") || streq(pair, "link"),
		.first_missing = DAY_NONE, .next_due = DAY_NONE};
	int rc = ERR_CONFIG;

	x.from = first_anchor(&x);
	x.f->state = STATE_NONE;
	x.f->limit = limit_text(&x);
	finding_fact(x.f, in->arena, "limit", x.f->limit);
	if (!in->column || !in->column->first_ms || !in->view || !in->each_of ||
		!in->column_of) {
		x.f->cannot_judge = STR("never measured");
		return 0;
	}
	x.own = title_pattern_new(rule_arg(in->rule, "match"), e);
	x.anchor = title_pattern_new(rule_arg(in->rule, "anchor_match"), e);
	if (x.own && x.anchor)
		rc = judge_all(&x, e);
	title_pattern_free(x.own);
	title_pattern_free(x.anchor);
	return rc;
}

const struct rule_kind rule_follow_up = {
	.name = "follow_up",
	.args = "after days working_days direction pair match anchor_match percent since warn",
	.check = check,
	.judge = judge,
};
