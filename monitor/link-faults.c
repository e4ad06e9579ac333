/* One pass over the addresses, one over the pages. */
#include "link-faults.h"

#include <stdlib.h>

#define PARENTS_MAX 1000 /* of one link: more pages than anybody repairs by hand */
#define LINKS_MAX_LISTED 100000

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

static bool group_of(const struct address *x, enum link_group *out)
{
	if (x->confirmed)
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

	if (!x->last_ms) {
		f->unchecked += x->due_ms != 0;
		return 0;
	}
	f->checked++;
	if (!group_of(x, &g)) {
		f->ok += verdict_is_good(x->verdict);
		return 0;
	}
	if (f->n >= LINKS_MAX_LISTED)
		return 0;
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

static int take_page(const struct page_links *p, void *ctx)
{
	struct link_faults *f = ctx;
	struct arena *a = f->ask->arena;
	const struct portal_config *portal = config_portal(f->ask->config, p->portal);
	const struct column_config *col;

	if (!portal)
		return 0;
	col = p->column.n ? portal_column(portal, p->column) : NULL;
	if (!report_covers(f->ask, portal, col))
		return 0;
	for (size_t i = 0; i < p->nedges; i++) {
		size_t at = *slot_of(f, p->edges[i].url);
		struct link_fault *b = at ? &f->list[at - 1] : NULL;

		if (!b || b->nparents >= PARENTS_MAX)
			continue;
		b->parents = arena_grow(a, b->parents, b->nparents, &b->cap,
			sizeof(*b->parents));
		b->parents[b->nparents++] = (struct link_parent){.page = arena_str(a, p->url),
			.text = arena_str(a, p->edges[i].text),
			.column = arena_str(a, p->column), .line = p->edges[i].line,
			.portal = portal};
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

int link_faults_collect(struct link_faults *f, struct err *e)
{
	int rc = pages_each_address(f->ask->pages, take_address, f, e);

	if (rc < 0)
		return rc;
	if (f->n)
		qsort(f->list, f->n, sizeof(*f->list), by_since);
	make_index(f);
	rc = pages_each_links(f->ask->pages, take_page, f, e);
	return rc < 0 ? rc : 0;
}
