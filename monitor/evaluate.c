/* One pass over everything stored. */
#include "monitor/evaluate.h"

#include "evaluate-pass.h"

#include "base/clock.h"
#include "crawler/verdict.h"

#include <stdlib.h>

static const struct {
	const char *kind;
	enum cause_rank rank;
} rank_row[] = {
	{KIND_OWN_LINE, RANK_SELF}, {KIND_STOPPED, RANK_SELF},
	{KIND_RECEIVER, RANK_SELF}, {KIND_GAP, RANK_SELF},
	{KIND_PLATFORM, RANK_PLATFORM}, {KIND_PORTAL, RANK_PORTAL},
	{KIND_AVAILABILITY, RANK_PORTAL}, {KIND_LINK, RANK_LINK}, {KIND_HOST, RANK_LINK},
};

int kind_rank(struct str kind)
{
	for (size_t i = 0; i < sizeof(rank_row) / sizeof(rank_row[0]); i++)
		if (str_eqc(kind, rank_row[i].kind))
			return (int)rank_row[i].rank;
	return RANK_COLUMN;
}

struct str address_host(struct str url)
{
	size_t at = str_find(url, STR("://"), 0), end;

	if (at == SIZE_MAX)
		return STR_NONE;
	url = str_sub(url, at + 3, url.n);
	for (end = 0; end < url.n && !strchr("/?#", url.p[end]); end++)
		;
	url.n = end;
	at = str_rfindc(url, '@');
	if (at != SIZE_MAX)
		url = str_sub(url, at + 1, url.n);
	at = str_rfindc(url, ':');
	if (at != SIZE_MAX && (url.n == 0 || url.p[url.n - 1] != ']'))
		url.n = at;
	return url;
}

const struct portal_view *pass_portal(const struct pass *p, struct str id)
{
	for (size_t i = 0; i < p->nportals; i++)
		if (str_eqc(id, p->portals[i].config->id))
			return &p->portals[i];
	return NULL;
}

/* Of rounds the slowest portal counts. */
static void note_life(struct pass *p, const struct portal_view *v, size_t i)
{
	const struct portal_state *s = &v->state;

	if (s->last_probe_ms > p->newest_try_ms)
		p->newest_try_ms = s->last_probe_ms;
	if (i == 0 || s->last_round_ms < p->oldest_round_ms)
		p->oldest_round_ms = s->last_round_ms;
	if (!s->last_round_ms && (!p->oldest_first_ms || s->first_ms < p->oldest_first_ms))
		p->oldest_first_ms = s->first_ms;
}

static int load_portals(struct pass *p, struct err *e)
{
	struct evaluation *ev = p->ev;

	p->nportals = ev->config->nportals;
	p->portals = arena_array(ev->arena, p->nportals + 1, sizeof(*p->portals));
	for (size_t i = 0; i < p->nportals; i++) {
		struct portal_view *v = &p->portals[i];
		int rc;

		v->config = &ev->config->portals[i];
		v->host = address_host(str_of(v->config->home));
		rc = pages_portal(ev->pages, str_of(v->config->id), &v->state, ev->arena, e);
		if (rc < 0 && rc != ERR_NOTFOUND)
			return rc;
		v->known = rc == 0;
		if (!v->known)
			continue;
		v->phase = portal_down_phase(&v->state);
		note_life(p, v, i);
	}
	return 0;
}

/* What was not measured since we began, or since our line is back, is not known to be so
 * still; for two of its intervals nothing is said. */
static void wait_for_measurements(struct evaluation *ev, int64_t since_ms)
{
	for (size_t i = 0; i < ev->out.n; i++) {
		struct finding *f = &ev->out.list[i];
		int64_t patience = 2 * f->interval_ms;

		patience = patience < HOUR_MS ? HOUR_MS : patience;
		patience = patience > DAY_MS ? DAY_MS : patience;
		if (!f->once && !f->cannot_judge.n && f->measured_ms < since_ms &&
			ev->now_ms - since_ms < patience)
			f->cannot_judge = STR("not measured since");
	}
}

/* A column that is refused for its shape is told as that. One whose portal refuses us too
 * waits for what is said of the portal; after its return it is tried once. */
static void name_parent_of_unmeasured(const struct pass *p, struct finding *f,
	const struct portal_view *v, const struct column_state *c)
{
	if (c->shape_count) {
		f->parent_kind = STR(KIND_SHAPE);
		f->parent_subject = f->subject;
		return;
	}
	if (v->phase != FINDING_CONFIRMED)
		f->parent_kind = STR(KIND_UNMEASURED);
	if (!v->known || v->phase)
		return;
	if (!verdict_is_good(v->state.verdict) && !portal_unmeasured_ms(p, v))
		f->cannot_judge = STR("portal not measured");
	else if (v->state.up_ms > c->last_try_ms)
		f->cannot_judge = STR("not measured since");
}

/* What explains the column findings of a portal: our line, a crawler that stopped, the
 * portal's being down; that a column is not measured also nothing of the portal being. */
static void name_parents(const struct pass *p, size_t first, const struct portal_view *v,
	const struct column_state *c)
{
	struct findings *out = &p->ev->out;

	for (size_t i = first; i < out->n; i++) {
		struct finding *f = &out->list[i];

		if (p->line.down || p->stopped) {
			f->parent_kind = p->line.down ? STR(KIND_OWN_LINE) : STR(KIND_STOPPED);
			f->parent_subject = STR(SUBJECT_SELF);
			continue;
		}
		f->parent_kind = STR(KIND_PORTAL);
		f->parent_subject = str_of(v->config->id);
		if (str_eqc(f->kind, KIND_UNMEASURED))
			name_parent_of_unmeasured(p, f, v, c);
	}
}

static void judge_shape(struct pass *p, const struct judge_ask *ask,
	const struct column_state *c)
{
	struct arena *a = p->ev->arena;
	struct finding *f;

	if (!c->shape_open)
		return;
	f = finding_new(&p->ev->out, a, KIND_SHAPE);
	f->portal = str_of(ask->portal->id);
	f->column = str_of(ask->column ? ask->column->id : HOME_COLUMN);
	f->subject = arena_strf(a, "%s/%.*s", ask->portal->id, STR_ARG(f->column));
	f->level = LEVEL_OVERDUE;
	f->severity = SEVERITY_LOW;
	f->for_operator = true;
	f->since_ms = c->shape_first_ms;
	f->measured_ms = c->shape_last_ms;
	f->cause = STR(KIND_SHAPE);
	finding_fact(f, a, "gate", c->gate);
	f->summary = STR("the column has another shape");
	finding_factf(f, a, "readings", "%d", c->shape_count);
	finding_evidence(f, a, "url", c->url);
}

static bool is_notable(const struct finding *f)
{
	return f->level != LEVEL_OK || f->cannot_judge.n;
}

static int judge_column(struct pass *p, const struct portal_view *v,
	const struct column_config *column, struct err *e)
{
	const struct portal_config *portal = v->config;
	struct evaluation *ev = p->ev;
	struct judge_ask ask = {.config = ev->config, .portal = portal, .column = column,
		.pages = ev->pages, .calendar = ev->calendar, .now_ms = ev->now_ms,
		.arena = &p->scratch};
	struct findings judged = {0};
	struct column_state c = {0};
	size_t first = ev->out.n;
	int rc = column_judge(&ask, &judged, e);

	/* what is met is not told: only the rest outlives the column */
	for (size_t i = 0; i < judged.n; i++)
		if (is_notable(&judged.list[i]))
			finding_copy(&ev->out, &judged.list[i], ev->arena);
	if (rc == 0)
		rc = pages_column(ev->pages, str_of(portal->id),
			str_of(column ? column->id : HOME_COLUMN), &c, &p->scratch, e);
	if (rc == 0)
		judge_shape(p, &ask, &c);
	name_parents(p, first, v, &c);
	arena_reset(&p->scratch);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static bool has_home_column(const struct portal_config *p)
{
	return portal_column(p, STR(HOME_COLUMN)) != NULL;
}

static int evaluate_columns(struct pass *p, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < p->nportals && rc == 0; i++) {
		const struct portal_config *portal = p->portals[i].config;

		if (!has_home_column(portal))
			rc = judge_column(p, &p->portals[i], NULL, e);
		for (size_t j = 0; j < portal->ncolumns && rc == 0; j++)
			if (!portal->columns[j].discover)
				rc = judge_column(p, &p->portals[i], &portal->columns[j], e);
	}
	return rc;
}

static int by_rank(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;
	int rank = kind_rank(x->kind) - kind_rank(y->kind);

	if (rank)
		return rank;
	rank = str_cmp(x->kind, y->kind);
	return rank ? rank : str_cmp(x->subject, y->subject);
}

/* A rule that is met is no finding any more; of several of one kind and subject the worst
 * stays: an incident is one. */
static void unite(struct findings *out)
{
	size_t kept = 0;

	for (size_t i = 0; i < out->n; i++)
		if (is_notable(&out->list[i]))
			out->list[kept++] = out->list[i];
	out->n = kept;
	kept = 0;

	if (out->n > 1)
		qsort(out->list, out->n, sizeof(*out->list), by_rank);
	for (size_t i = 0; i < out->n; i++) {
		struct finding *f = &out->list[i], *last = kept ? &out->list[kept - 1] : NULL;

		if (last && by_rank(last, f) == 0) {
			if (f->level > last->level && f->cannot_judge.n == 0)
				*last = *f;
			continue;
		}
		out->list[kept++] = *f;
	}
	out->n = kept;
}

int evaluate(struct evaluation *ev, struct err *e)
{
	struct pass p = {.ev = ev, .scratch = ARENA_INIT};
	int rc = load_portals(&p, e);

	if (rc == 0)
		rc = evaluate_outside(&p, e);
	if (rc == 0)
		rc = evaluate_self(&p, e);
	if (rc == 0)
		rc = evaluate_columns(&p, e);
	if (rc == 0)
		rc = evaluate_portals(&p, e);
	if (rc == 0)
		rc = evaluate_links(&p, e);
	if (rc == 0)
		wait_for_measurements(ev,
			ev->cold_ms > p.line.up_ms ? ev->cold_ms : p.line.up_ms);
	if (rc == 0)
		rc = evaluate_duties(&p, e);
	if (rc == 0)
		unite(&ev->out);
	arena_release(&p.scratch);
	return rc;
}
