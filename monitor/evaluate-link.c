/* Links: one finding per address, but one per host where the host itself fails. */
#include "evaluate-pass.h"

#include "base/clock.h"
#include "crawler/verdict.h"

#include <stdlib.h>

struct bad_link {
	struct str host;
	size_t finding; /* index in the findings */
	bool by_host;	/* dns, connect, tls: says nothing about the page */
};

struct link_pass {
	struct pass *p;
	struct str *own; /* addresses judged as portal or column, sorted */
	size_t nown, own_cap;
	struct bad_link *bad;
	size_t nbad, bad_cap;
};

static int outside_answer(const struct address *x, void *ctx)
{
	struct pass *p = ctx;

	if (!x->outside || x->last_ok_ms <= p->line.outside_ok_ms)
		return 0;
	p->line.outside_ok_ms = x->last_ok_ms;
	p->line.outside_host = arena_str(p->ev->arena, address_host(x->url));
	return 0;
}

int evaluate_outside(struct pass *p, struct err *e)
{
	bool asked = false;
	int rc;

	for (size_t i = 0; i < p->nportals; i++)
		asked |= p->portals[i].phase != 0;
	if (!asked)
		return 0;
	rc = pages_each_address(p->ev->pages, outside_answer, p, e);
	return rc < 0 ? rc : 0;
}

static int by_str(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static void add_own(struct link_pass *l, struct str url)
{
	struct arena *a = l->p->ev->arena;

	l->own = arena_grow(a, l->own, l->nown, &l->own_cap, sizeof(*l->own));
	l->own[l->nown++] = arena_str(a, url);
}

static int own_portal(const struct portal_state *s, void *ctx)
{
	add_own(ctx, s->home);
	return 0;
}

static int own_column(const struct column_state *s, void *ctx)
{
	add_own(ctx, s->url);
	return 0;
}

static int load_own(struct link_pass *l, struct err *e)
{
	const struct config *c = l->p->ev->config;
	int rc = pages_each_portal(l->p->ev->pages, own_portal, l, e);

	if (rc >= 0)
		rc = pages_each_column(l->p->ev->pages, STR_NONE, own_column, l, e);
	for (size_t i = 0; i < c->nwitnesses; i++)
		add_own(l, str_of(c->witnesses[i]));
	if (l->nown > 1)
		qsort(l->own, l->nown, sizeof(*l->own), by_str);
	return rc < 0 ? rc : 0;
}

static bool host_level(int verdict)
{
	return verdict == VERDICT_BROKEN_DNS || verdict == VERDICT_BROKEN_TLS ||
		verdict == VERDICT_UNSTABLE_DNS || verdict == VERDICT_UNSTABLE_CONNECT;
}

static int link_phase(const struct address *x)
{
	if (x->confirmed)
		return verdict_is_good(x->verdict) ? FINDING_RECOVERING : FINDING_CONFIRMED;
	return FINDING_SUSPECTED;
}

static void fill_link(struct finding *f, const struct address *x, const struct portal_view *v,
	struct arena *a)
{
	f->subject = arena_str(a, x->url);
	f->portal = str_of(v->config->id);
	f->unit = str_of(v->config->unit);
	f->level = LEVEL_OVERDUE;
	f->severity = x->outside ? SEVERITY_LOW : SEVERITY_MEDIUM;
	f->phase = link_phase(x);
	f->since_ms = x->bad_since_ms;
	f->measured_ms = x->last_ms;
	f->earliest_ms = x->earliest_ms;
	f->interval_ms = DAY_MS; /* of one that fails, or failed lately */
	f->cause = x->reason.n ? arena_str(a, x->reason) : str_of(verdict_word(x->verdict));
	/* refused today: that says nothing about the link, neither a new cause nor an end */
	if (x->verdict == VERDICT_BLOCKED || x->verdict == VERDICT_UNKNOWN)
		f->cannot_judge = str_of(verdict_word(x->verdict));
	f->basis = STR("国办秘函〔2019〕19号 可用性");
	f->limit_kind = STR("statutory");
	f->summary = arena_strf(a, "link %s: %.*s", verdict_word(x->verdict),
		STR_ARG(f->cause));
	finding_fact(f, a, "verdict", str_of(verdict_word(x->verdict)));
	finding_fact(f, a, "reason", f->cause);
	if (x->status)
		finding_factf(f, a, "status", "%d", x->status);
	finding_factf(f, a, "checks", "%d", x->nbad);
	finding_fact(f, a, "outside", x->outside ? STR("true") : STR("false"));
	finding_evidence(f, a, "url", x->url);
	if (x->final_url.n && !str_eq(x->final_url, x->url))
		finding_evidence(f, a, "final_url", x->final_url);
}

static int judge_link(const struct address *x, void *ctx)
{
	struct link_pass *l = ctx;
	struct evaluation *ev = l->p->ev;
	const struct portal_view *v;
	struct finding *f;

	if (!x->confirmed && x->nbad == 0)
		return 0;
	v = pass_portal(l->p, x->portal);
	if (!v || (l->nown && bsearch(&x->url, l->own, l->nown, sizeof(*l->own), by_str)))
		return 0;
	f = finding_new(&ev->out, ev->arena, KIND_LINK);
	fill_link(f, x, v, ev->arena);
	if (!x->outside) {
		f->parent_kind = STR(KIND_PORTAL);
		f->parent_subject = f->portal;
	}
	if (l->p->line.down)
		f->cannot_judge = STR("own line");
	else if (!x->outside && v->phase && !verdict_is_good(x->verdict))
		f->cannot_judge = STR("portal down");
	l->bad = arena_grow(ev->arena, l->bad, l->nbad, &l->bad_cap, sizeof(*l->bad));
	l->bad[l->nbad++] = (struct bad_link){.host = address_host(f->subject),
		.finding = ev->out.n - 1, .by_host = host_level(x->verdict)};
	return 0;
}

static int by_host(const void *a, const void *b)
{
	const struct bad_link *x = a, *y = b;
	int rc = str_cmp(x->host, y->host);

	if (rc)
		return rc;
	if (x->by_host != y->by_host)
		return x->by_host ? -1 : 1;
	return (x->finding > y->finding) - (x->finding < y->finding);
}

/* n links of one host that fail as a host: one finding in their place. */
static void unite_host(struct link_pass *l, const struct bad_link *b, size_t n)
{
	struct evaluation *ev = l->p->ev;
	struct finding *f = finding_new(&ev->out, ev->arena, KIND_HOST), *worst = NULL;

	for (size_t i = 0; i < n; i++) {
		struct finding *one = &ev->out.list[b[i].finding];

		if (!worst || (one->phase == FINDING_CONFIRMED && worst->phase != FINDING_CONFIRMED))
			worst = one;
		if (i < 20)
			finding_evidence(f, ev->arena, "url", one->subject);
	}
	f->subject = b[0].host;
	f->portal = worst->portal;
	f->unit = worst->unit;
	f->level = LEVEL_OVERDUE;
	f->severity = worst->severity;
	f->phase = worst->phase;
	f->since_ms = worst->since_ms;
	f->measured_ms = worst->measured_ms;
	f->earliest_ms = worst->earliest_ms;
	f->interval_ms = worst->interval_ms;
	f->cause = worst->cause;
	f->basis = worst->basis;
	f->limit_kind = worst->limit_kind;
	f->cannot_judge = worst->cannot_judge;
	f->parent_kind = worst->parent_kind;
	f->parent_subject = worst->parent_subject;
	f->summary = arena_strf(ev->arena, "%zu links lead to a host that fails: %.*s", n,
		STR_ARG(f->cause));
	finding_factf(f, ev->arena, "links", "%zu", n);
	finding_fact(f, ev->arena, "reason", f->cause);
	for (size_t i = 0; i < n; i++)
		ev->out.list[b[i].finding].cannot_judge = STR("host down");
}

int evaluate_links(struct pass *p, struct err *e)
{
	struct link_pass l = {.p = p};
	int rc = load_own(&l, e);

	if (rc == 0)
		rc = pages_each_address(p->ev->pages, judge_link, &l, e);
	if (rc < 0)
		return rc;
	if (l.nbad > 1)
		qsort(l.bad, l.nbad, sizeof(*l.bad), by_host);
	for (size_t i = 0, n; i < l.nbad; i += n) {
		for (n = 1; i + n < l.nbad && l.bad[i].by_host && l.bad[i + n].by_host &&
			str_eq(l.bad[i].host, l.bad[i + n].host); n++)
			;
		if (n > 1)
			unite_host(&l, &l.bad[i], n);
	}
	return 0;
}
