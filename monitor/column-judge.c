/* One column: its view and all its rules. */
#include "column-judge.h"

#include "monitor/duty.h"

#include "base/clock.h"

#define WARN_PERCENT 70 /* of a limit (DESIGN 9) */

/* What is judged besides the class's and the column's own rules. */
static const struct rule_config always[] = {
	{.kind = "exists", .basis = "", .limit_kind = "", .file = ""},
	{.kind = "empty", .basis = "", .limit_kind = "", .file = ""},
	{.kind = "undated", .basis = "", .limit_kind = "", .file = ""},
	{.kind = "unmeasured", .basis = "", .limit_kind = "", .file = ""},
};

/* And of an https home page: its certificate, which every probe sees. */
static struct pair_config certificate_arg[] = {{.key = "checks", .value = "certificate"}};
static const struct rule_config certificate = {.kind = "technical", .basis = "",
	.limit_kind = "practice", .args = certificate_arg, .nargs = 1, .file = ""};

/* Changes of a page of class static are told, whether a rule asks for them or not. */
static const struct rule_config page_changed = {.kind = "page_changed", .basis = "",
	.limit_kind = "configured", .file = ""};

const struct zone *portal_zone(const struct config *c, const struct portal_config *p)
{
	if (p && p->zone)
		return p->zone;
	return c->zone ? c->zone : zone_shanghai();
}

static struct str column_id(const struct judge_ask *ask)
{
	return ask->column ? str_of(ask->column->id) : STR(HOME_COLUMN);
}

int column_class_of(const struct judge_ask *ask, const struct column_state *c)
{
	int cls = ask->column ? ask->column->cls : CLASS_NEWS;

	if (cls == CLASS_UNSET && c && c->cls.n)
		cls = class_of_word(c->cls);
	return cls == CLASS_UNSET ? CLASS_OTHER : cls;
}

/* The notices of all second-level pages. */
static int each_of_portal(const struct column_ctx *x, pages_notice_fn *fn, void *ctx,
	struct err *e)
{
	const struct portal_config *p = x->ask->portal;
	int rc = 0;

	for (size_t i = 0; i < p->ncolumns && rc >= 0; i++)
		if (!p->columns[i].discover)
			rc = pages_each_notice(x->ask->pages, str_of(p->id),
				str_of(p->columns[i].id), fn, ctx, e);
	return rc;
}

static int each_own(void *source, pages_notice_fn *fn, void *ctx, struct err *e)
{
	const struct column_ctx *x = source;

	if (x->by_columns)
		return each_of_portal(x, fn, ctx, e);
	return pages_each_notice(x->ask->pages, str_of(x->ask->portal->id), column_id(x->ask),
		fn, ctx, e);
}

static int each_other(void *source, struct str portal, struct str column,
	pages_notice_fn *fn, void *ctx, struct err *e)
{
	const struct column_ctx *x = source;

	return pages_each_notice(x->ask->pages, portal, column, fn, ctx, e);
}

/* A column as it is known at the time of judgement: not yet where it was first read later. */
static int column_by_then(const struct judge_ask *ask, struct str portal, struct str column,
	struct column_state *out, struct arena *a, struct err *e)
{
	int rc = pages_column(ask->pages, portal, column, out, a, e);

	if (rc == 0 && out->first_ms && rule_is_later(out->first_ms,
		portal_zone(ask->config, ask->portal), ask->now_ms))
		return ERR_NOTFOUND;
	return rc == 0 ? column_rewind(ask, out, a, e) : rc;
}

static int column_other(void *source, struct str portal, struct str column,
	struct column_state *out, struct arena *a, struct err *e)
{
	const struct column_ctx *x = source;

	return column_by_then(x->ask, portal, column, out, a, e);
}

static int version_of(void *source, const struct notice *n, struct version *out,
	struct arena *a, struct err *e)
{
	const struct column_ctx *x = source;

	return pages_version_last(x->ask->pages, n, out, a, e);
}

static int links_of(void *source, struct str url, struct page_links *out, struct arena *a,
	struct err *e)
{
	const struct column_ctx *x = source;

	return pages_links(x->ask->pages, url, out, a, e);
}

static int text_of(void *source, struct str url, struct page_text *out, struct arena *a,
	struct err *e)
{
	const struct column_ctx *x = source;

	return pages_page_text(x->ask->pages, url, out, a, e);
}

static int each_measure(void *source, struct str url, int64_t from_ms, int64_t to_ms,
	pages_measure_fn *fn, void *ctx, struct err *e)
{
	const struct column_ctx *x = source;

	return pages_each_measure(x->ask->pages, url, from_ms, to_ms, fn, ctx, e);
}

/* A link's target: broken by its own record, blank where it is an empty column of ours or two
 * looks at its list said so. */
static int target_of(void *source, struct str url, int *out, struct err *e)
{
	struct column_ctx *x = source;
	const struct portal_config *p = x->ask->portal;
	struct address address;
	int rc = pages_address(x->ask->pages, url, &address, &x->scratch, e);

	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	*out = rc < 0 ? TARGET_FINE : address.confirmed ? TARGET_BROKEN
		: address.nblank > 1 ? TARGET_BLANK
		: address.nbad || address.nblank ? TARGET_SUSPECTED : TARGET_FINE;
	for (size_t i = 0; i < p->ncolumns && *out <= TARGET_SUSPECTED; i++) {
		struct column_state c;

		if (!str_eqc(url, p->columns[i].url))
			continue;
		rc = pages_column(x->ask->pages, str_of(p->id), str_of(p->columns[i].id), &c,
			&x->scratch, e);
		if (rc < 0 && rc != ERR_NOTFOUND)
			return rc;
		if (rc == 0 && c.first_ms && c.empty)
			*out = TARGET_BLANK;
	}
	return 0;
}

static struct str column_unit(const struct judge_ask *ask)
{
	const char *own = ask->column ? ask->column->unit : "";

	return str_of(own && own[0] ? own : ask->portal->unit);
}

static int64_t interval_of(const struct column_ctx *x)
{
	const struct judge_ask *ask = x->ask;

	if (!ask->column)
		return ask->portal->home_every_ms ? ask->portal->home_every_ms : HOUR_MS;
	return x->state.interval_ms ? x->state.interval_ms : column_interval_ms(ask->column);
}

/* A home page that opens and carries no list is an entrance: it is as new as the pages
 * behind it, all of them together (国办秘函〔2019〕19号: 首页仅为网站栏目导航入口的，所有二级页面).
 * Those that were read make it a page that was read. */
static int open_entrance(struct column_ctx *x, struct err *e)
{
	const struct portal_config *p = x->ask->portal;
	struct column_state *home = &x->state;
	int64_t first_ms = 0, good_ms = 0;

	if (x->ask->column || home->first_ms || !str_eqc(home->gate, "empty") ||
		!verdict_is_good(home->verdict))
		return 0;
	for (size_t i = 0; i < p->ncolumns; i++) {
		struct column_state c = {0};
		int rc = column_by_then(x->ask, str_of(p->id), str_of(p->columns[i].id), &c,
			&x->scratch, e);

		if (rc < 0 && rc != ERR_NOTFOUND)
			return rc;
		if (rc < 0 || !c.first_ms)
			continue;
		first_ms = first_ms && first_ms < c.first_ms ? first_ms : c.first_ms;
		good_ms = good_ms > c.last_good_ms ? good_ms : c.last_good_ms;
	}
	x->by_columns = first_ms != 0;
	if (!x->by_columns)
		return 0;
	home->first_ms = first_ms;
	home->last_good_ms = good_ms;
	home->gate = STR_NONE;
	home->nbad = 0;
	home->bad_since_ms = 0;
	home->shape_open = false;
	return 0;
}

/* Reads state, portal and view, and fills the input but its rule. */
int column_open(struct column_ctx *x, const struct judge_ask *ask, struct err *e)
{
	struct str portal = str_of(ask->portal->id);
	int rc, found;

	*x = (struct column_ctx){.ask = ask, .scratch = ARENA_INIT};
	found = column_by_then(ask, portal, column_id(ask), &x->state, &x->scratch, e);
	if (found < 0 && found != ERR_NOTFOUND)
		return found;
	rc = found == 0 ? open_entrance(x, e) : 0;
	if (rc < 0)
		return rc;
	rc = pages_portal(ask->pages, portal, &x->portal, &x->scratch, e);
	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	x->in = (struct rule_input){.column = found == 0 ? &x->state : NULL,
		.portal = rc == 0 ? &x->portal : NULL, .each = each_own, .source = x,
		.each_of = each_other, .column_of = column_other, .version_of = version_of,
		.links_of = links_of, .text_of = text_of, .each_measure = each_measure, .target_of = target_of,
		.calendar = ask->calendar,
		.zone = portal_zone(ask->config, ask->portal), .now_ms = ask->now_ms,
		.interval_ms = interval_of(x), .cls = column_class_of(ask, &x->state),
		.warn_percent = WARN_PERCENT, .portal_id = portal, .column_id = column_id(ask),
		.unit = column_unit(ask), .arena = ask->arena};
	if (ask->column && ask->column->warn_percent > 0)
		x->in.warn_percent = (int)ask->column->warn_percent;
	if (found < 0)
		return 0;
	x->in.view = &x->view;
	return column_view_make(&x->view, x->state.first_ms, x->in.zone, ask->now_ms, each_own,
		x, &x->scratch, e);
}

static int judge_list(struct column_ctx *x, const struct rule_config *list, size_t n,
	struct findings *out, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0; i++) {
		x->in.rule = &list[i];
		rc = rule_judge(&x->in, out, e);
	}
	return rc;
}

/* One duty of a document on this column: its unit answers for it. */
static int judge_duty(struct column_ctx *x, const struct duty_document *doc,
	const struct duty_config *d, struct findings *out, struct err *e)
{
	size_t first = out->n, nrules = d->nrules ? d->nrules : 1;
	struct str unit = x->in.unit;
	int rc = 0;

	if (d->unit && d->unit[0])
		x->in.unit = str_of(d->unit);
	x->in.owed = d;
	for (size_t i = 0; i < nrules && rc == 0; i++) {
		x->in.rule = &d->rule[i];
		/* Two rules of one duty are two subjects. */
		x->in.duty = i ? arena_strf(x->ask->arena, "%s.%zu", d->id, i + 1) : str_of(d->id);
		rc = rule_judge(&x->in, out, e);
	}
	x->in.duty = STR_NONE;
	x->in.owed = NULL;
	x->in.unit = unit;
	for (size_t i = first; i < out->n; i++) {
		struct finding *f = &out->list[i];

		finding_fact(f, x->ask->arena, "duty", str_of(d->id));
		finding_fact(f, x->ask->arena, "document", str_of(doc->title));
		finding_fact(f, x->ask->arena, "quote", str_of(d->quote));
		if (!f->basis.n)
			f->basis = str_of(doc->title);
	}
	return rc;
}

static int judge_duties(struct column_ctx *x, struct findings *out, struct err *e)
{
	const struct config *c = x->ask->config;
	int year, month, dom, rc = 0;

	day_split(rule_today(&x->in), &year, &month, &dom);
	for (size_t i = 0; i < c->ndocuments; i++) {
		const struct duty_document *doc = &c->documents[i];

		for (size_t k = 0; k < doc->nduties && rc == 0; k++) {
			const struct duty_config *d = &doc->duties[k];

			if (d->rule && duty_names_column(d, x->in.column_id) &&
				duty_is_live(d, year) && duty_applies(c, x->ask->portal, doc, d))
				rc = judge_duty(x, doc, d, out, e);
		}
	}
	return rc;
}

/* Where the column's own rule or a duty tells them already, once is enough. */
static int judge_changes(struct column_ctx *x, struct findings *out, size_t first,
	struct err *e)
{
	if (x->in.cls != CLASS_STATIC)
		return 0;
	for (size_t i = first; i < out->n; i++)
		if (str_eqc(out->list[i].kind, page_changed.kind))
			return 0;
	return judge_list(x, &page_changed, 1, out, e);
}

static bool is_bad(const struct finding *f, const char *kind)
{
	return str_eqc(f->kind, kind) && f->level == LEVEL_OVERDUE;
}

/* Without a measurement nothing else can be said; a page that is gone is no gap in the
 * measuring, and a blank column is blank, not stale. Text is copied out of the scratch. */
static void settle(struct column_ctx *x, struct findings *out, size_t first)
{
	struct arena *a = x->ask->arena;
	bool unmeasured = false, gone = false, empty = false;

	for (size_t i = first; i < out->n; i++) {
		unmeasured |= is_bad(&out->list[i], "unmeasured");
		gone |= is_bad(&out->list[i], "column-gone") &&
			out->list[i].phase == FINDING_CONFIRMED;
		empty |= is_bad(&out->list[i], "empty");
	}
	for (size_t i = first; i < out->n; i++) {
		struct finding *f = &out->list[i];
		bool measuring = str_eqc(f->kind, "unmeasured");

		if (x->by_columns && str_eqc(f->kind, "stale"))
			finding_fact(f, a, "judged_by", STR("second-level pages"));
		f->cause = arena_str(a, f->cause);
		f->summary = arena_str(a, f->summary);
		if (measuring && gone)
			f->level = LEVEL_OK;
		else if (!measuring && (unmeasured || gone) && !str_eqc(f->kind, "column-gone"))
			f->cannot_judge = STR("unmeasured");
		else if (empty && !str_eqc(f->kind, "empty") && !measuring && !f->cannot_judge.n)
			f->cannot_judge = STR("empty");
	}
}

int column_judge_all(struct column_ctx *x, struct findings *out, struct err *e)
{
	const struct column_config *c = x->ask->column;
	size_t first = out->n, n;
	const struct rule_config *of_class = class_rules(x->in.cls, &n);
	int rc = judge_list(x, of_class, n, out, e);

	if (rc == 0 && c)
		rc = judge_list(x, c->rules, c->nrules, out, e);
	if (rc == 0 && !c && x->in.column && str_starts(x->in.column->url, STR("https://")))
		rc = judge_list(x, &certificate, 1, out, e);
	if (rc == 0)
		rc = judge_duties(x, out, e);
	if (rc == 0)
		rc = judge_changes(x, out, first, e);
	if (rc == 0)
		rc = judge_list(x, always, sizeof(always) / sizeof(always[0]), out, e);
	if (rc == 0)
		settle(x, out, first);
	return rc;
}

int column_judge(const struct judge_ask *ask, struct findings *out, struct err *e)
{
	struct column_ctx x;
	int rc = column_open(&x, ask, e);

	if (rc == 0)
		rc = column_judge_all(&x, out, e);
	arena_release(&x.scratch);
	return rc;
}
