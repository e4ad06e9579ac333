/* One pass over the addresses, one over the pages. */
#include "link-faults.h"

#include <stdlib.h>

#define PARENTS_MAX 1000 /* of one link: more pages than anybody repairs by hand */
#define LINKS_MAX_LISTED ((size_t)100000)
#define PARENTS_LISTED ((size_t)300000) /* of all links: a report of so many rows is read by nobody */

static const struct {
	int verdict;
	const char *text;
} verdict_row[] = {
	{VERDICT_BROKEN_DNS, LANG_MARK("name does not exist")},
	{VERDICT_BROKEN_TLS, LANG_MARK("certificate invalid")},
	{VERDICT_BROKEN_HTTP, LANG_MARK("page does not exist")},
	{VERDICT_BROKEN_SOFT404, LANG_MARK("not-found page behind a good answer")},
	{VERDICT_BROKEN_CONTENT, LANG_MARK("not what was promised")},
	{VERDICT_BROKEN_REDIRECT, LANG_MARK("redirect leads nowhere")},
	{VERDICT_BROKEN_URL, LANG_MARK("unusable address")},
	{VERDICT_BROKEN_FRAGMENT, LANG_MARK("anchor does not exist")},
	{VERDICT_UNSTABLE_DNS, LANG_MARK("name not resolved")},
	{VERDICT_UNSTABLE_CONNECT, LANG_MARK("no connection")},
	{VERDICT_UNSTABLE_TIMEOUT, LANG_MARK("no answer in time")},
	{VERDICT_UNSTABLE_SERVER, LANG_MARK("server error")},
	{VERDICT_UNSTABLE_RESET, LANG_MARK("connection cut")},
	{VERDICT_PRIVATE, LANG_MARK("leads to a private address")},
	{VERDICT_WRONG, LANG_MARK("opens, but is something else")},
	{VERDICT_BLOCKED, LANG_MARK("refuses us: says nothing about the page")},
};

struct str link_problem(const struct report_ask *ask, int verdict)
{
	for (size_t i = 0; i < sizeof(verdict_row) / sizeof(verdict_row[0]); i++)
		if (verdict_row[i].verdict == verdict)
			return str_of(lang_text(ask->lang, verdict_row[i].text));
	return str_of(verdict_word(verdict));
}

/* As it was known at that time. */
static bool group_of(const struct address *x, int64_t at_ms, enum link_group *out)
{
	if (x->nbad > 0 && x->bad_since_ms > at_ms)
		return false;
	if (x->confirmed && x->confirmed_ms <= at_ms)
		*out = LINKS_BROKEN;
	else if (x->nbad > 0)
		*out = LINKS_SUSPECTED;
	else if (x->verdict == VERDICT_BLOCKED)
		*out = LINKS_BLOCKED;
	else
		return false;
	return true;
}

static void copy_address(struct address *x, struct arena *a)
{
	x->url = arena_str(a, x->url);
	x->reason = arena_str(a, x->reason);
	x->final_url = arena_str(a, x->final_url);
	x->portal = arena_str(a, x->portal);
}

static int take_address(const struct address *x, void *ctx)
{
	struct link_faults *f = ctx;
	enum link_group g;

	if (x->first_ms > f->at_ms)
		return 0; /* not met yet */
	if (!x->last_ms) {
		f->unchecked += x->due_ms != 0;
		return 0;
	}
	f->checked++;
	if (!group_of(x, f->at_ms, &g)) {
		f->ok += verdict_is_good(x->verdict);
		return 0;
	}
	if (f->n >= LINKS_MAX_LISTED) {
		f->nover++;
		return 0;
	}
	f->list = arena_grow(f->ask->arena, f->list, f->n, &f->cap, sizeof(*f->list));
	f->list[f->n] = (struct link_fault){.x = *x, .group = g};
	copy_address(&f->list[f->n].x, f->ask->arena);
	f->n++;
	return 0;
}

static size_t *slot_of(const struct link_faults *f, struct str url)
{
	size_t at = (size_t)hash64_of(url) & (f->nslots - 1);

	while (f->slot[at] && !str_eq(f->list[f->slot[at] - 1].x.url, url))
		at = (at + 1) & (f->nslots - 1);
	return &f->slot[at];
}

static void make_index(struct link_faults *f)
{
	f->nslots = 16;
	while (f->nslots < f->n * 2)
		f->nslots *= 2;
	f->slot = arena_array(f->ask->arena, f->nslots, sizeof(*f->slot));
	for (size_t i = 0; i < f->n; i++)
		*slot_of(f, f->list[i].x.url) = i + 1;
}

/* Room for one more page that carries the link; NULL: enough are listed. */
static struct link_parent *add_parent(struct link_faults *f, struct link_fault *b)
{
	if (b->nparents >= PARENTS_MAX || (b->nparents && f->nparents >= PARENTS_LISTED)) {
		f->nparents_over++;
		return NULL;
	}
	b->parents = arena_grow(f->ask->arena, b->parents, b->nparents, &b->cap,
		sizeof(*b->parents));
	f->nparents++;
	return &b->parents[b->nparents++];
}

static int take_page(const struct page_links *p, void *ctx)
{
	struct link_faults *f = ctx;
	struct arena *a = f->ask->arena;
	const struct portal_config *portal = config_portal(f->ask->config, p->portal);
	const struct column_config *col;
	struct str page = STR_NONE, column = STR_NONE;

	if (!portal)
		return 0;
	col = p->column.n ? portal_column(portal, p->column) : NULL;
	if (!report_covers(f->ask, portal, col))
		return 0;
	for (size_t i = 0; i < p->nedges; i++) {
		size_t at = *slot_of(f, p->edges[i].url);
		struct link_fault *b = at ? &f->list[at - 1] : NULL;
		struct link_parent *x = b ? add_parent(f, b) : NULL;

		if (!x)
			continue;
		if (str_none(page)) { /* once for all its links */
			page = arena_str(a, p->url);
			column = arena_str(a, p->column);
		}
		*x = (struct link_parent){.page = page, .text = arena_str(a, p->edges[i].text),
			.column = column, .line = p->edges[i].line, .portal = portal};
	}
	return 0;
}

static int by_since(const void *a, const void *b)
{
	const struct link_fault *x = a, *y = b;

	if (x->x.bad_since_ms != y->x.bad_since_ms)
		return x->x.bad_since_ms < y->x.bad_since_ms ? -1 : 1;
	return str_cmp(x->x.url, y->x.url);
}

/* By portal as configured, then by address, then as they stand on the page. */
static int by_page(const void *a, const void *b)
{
	const struct link_parent *x = a, *y = b;
	int c = str_cmp(x->page, y->page);

	if (x->portal != y->portal)
		return x->portal < y->portal ? -1 : 1;
	return c ? c : (x->line > y->line) - (x->line < y->line);
}

/* --- the past --- */

static int take_past(const struct link_past *p, void *ctx)
{
	struct link_faults *f = ctx;
	struct link_fault *b;

	if (!p->repaired_ms || p->repaired_ms <= f->at_ms || p->bad_since_ms > f->at_ms)
		return 0; /* what is broken still stands with its address */
	if (f->n >= LINKS_MAX_LISTED) {
		f->nover++;
		return 0;
	}
	f->list = arena_grow(f->ask->arena, f->list, f->n, &f->cap, sizeof(*f->list));
	b = &f->list[f->n++];
	*b = (struct link_fault){.group = p->confirmed_ms <= f->at_ms ? LINKS_BROKEN
								     : LINKS_SUSPECTED,
		.x = {.url = p->url, .bad_since_ms = p->bad_since_ms, .verdict = p->verdict,
			.status = p->status, .reason = p->reason,
			.last_ms = p->bad_since_ms}};
	if (b->group == LINKS_BROKEN)
		b->x.confirmed_ms = p->confirmed_ms;
	copy_address(&b->x, f->ask->arena);
	return 0;
}

/* Pages that carried it then, where none of today's was found. */
static int take_carriers(const struct link_past *p, void *ctx)
{
	struct link_faults *f = ctx;
	struct arena *a = f->ask->arena;
	size_t at = *slot_of(f, p->url);
	struct link_fault *b = at ? &f->list[at - 1] : NULL;

	if (!b || b->nparents || p->bad_since_ms != b->x.bad_since_ms)
		return 0;
	for (size_t i = 0; i < p->npages; i++) {
		const struct link_page *g = &p->pages[i];
		const struct portal_config *portal = config_portal(f->ask->config, g->portal);
		struct link_parent *x;

		if (!portal || !report_covers(f->ask, portal,
				g->column.n ? portal_column(portal, g->column) : NULL))
			continue;
		x = add_parent(f, b);
		if (x)
			*x = (struct link_parent){.page = arena_str(a, g->url),
				.text = arena_str(a, g->text), .column = arena_str(a, g->column),
				.line = g->line, .portal = portal};
	}
	return 0;
}

static int64_t time_of(const struct report_ask *ask)
{
	int64_t end_ms = ask->to_day == DAY_NONE ? INT64_MAX
		: day_start_ms(ask->to_day + 1, ask->config->zone) - 1;

	return end_ms < ask->now_ms ? end_ms : ask->now_ms;
}

int link_faults_collect(struct link_faults *f, struct err *e)
{
	int rc;

	f->at_ms = time_of(f->ask);
	rc = pages_each_address(f->ask->pages, take_address, f, e);
	if (rc >= 0)
		rc = pages_each_link_past(f->ask->pages, take_past, f, e);
	if (rc < 0)
		return rc;
	if (f->n)
		qsort(f->list, f->n, sizeof(*f->list), by_since);
	make_index(f);
	rc = pages_each_links(f->ask->pages, take_page, f, e);
	if (rc >= 0)
		rc = pages_each_link_past(f->ask->pages, take_carriers, f, e);
	for (size_t i = 0; i < f->n; i++)
		if (f->list[i].nparents > 1)
			qsort(f->list[i].parents, f->list[i].nparents,
				sizeof(*f->list[i].parents), by_page);
	return rc < 0 ? rc : 0;
}
