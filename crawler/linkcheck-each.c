/* What a link check found: every address with the pages that carry it. How many there are and
 * which is the first is known from the tally; all parents of the faulty ones that have several,
 * and those of fragments, are found by one pass over the links. */
#include "linkcheck-private.h"

#include <stdlib.h>

#define PUTS_MAX 20000 /* of one transaction */

struct telling {
	struct linkcheck *c;
	struct store_txn *t;
	const struct tally *tally;
	uint64_t max, puts;
	uint64_t nsought; /* parents of faulty addresses that are not found yet */
	uint16_t *nput; /* parents listed of each faulty one */
	uint64_t page;	/* read last: the next address is often carried by it too */
	struct arena page_arena;
	struct str page_url;
	struct str page_edges; /* encoded */
	linkcheck_fn *fn;
	linkcheck_edge_fn *edge_fn;
	void *ctx;
	struct err *e;
};

bool linkcheck_is_faulty(int verdict)
{
	return verdict_is_broken(verdict) || verdict_is_unstable(verdict);
}

/* Its parents are looked for in all pages: the first alone does not do. */
static bool is_sought(const struct telling *x, uint64_t id)
{
	return x->tally->flag[id] & FAULTY && x->tally->count[id] > 1;
}

struct parent {
	uint64_t page;
	struct str text, element;
	int32_t line;
};
static const struct field parent_rows[] = {
	F_U64(1, struct parent, page),
	F_STR(2, struct parent, text),
	F_STR(3, struct parent, element),
	F_I32(4, struct parent, line),
};
static RECORD_TYPE(record_parent, struct parent, 1, parent_rows);

static struct parent parent_of(uint64_t page, const struct carried *edge)
{
	struct link l = {0};

	link_place(edge->place, &l);
	return (struct parent){page, l.text, l.element, l.line};
}

static int put_pointer(struct telling *x, uint64_t page, const struct carried *edge)
{
	struct parent p = parent_of(page, edge);
	struct buf key = BUF_INIT(32);
	uint64_t nth;
	int rc = fragment_count(x->c, x->t, edge->to, edge->fragment, &key, &nth, x->e);

	if (rc == 0 && nth < LINKCHECK_PARENTS_MAX)
		rc = store_put_record(x->t, "pointer", buf_str(&key), &record_parent, &p, x->e);
	buf_release(&key);
	x->puts += 2;
	return rc;
}

static int put_parent(struct telling *x, uint64_t page, const struct carried *edge)
{
	struct parent p = parent_of(page, edge);
	struct buf key = BUF_INIT(16);
	int rc;

	key_u64(&key, edge->to);
	key_u32(&key, x->nput[edge->to]++);
	rc = store_put_record(x->t, "parent", buf_str(&key), &record_parent, &p, x->e);
	buf_release(&key);
	x->puts++;
	x->nsought--;
	return rc;
}

static int parents_of_page(struct telling *x, uint64_t page, struct edge_cursor *edges)
{
	int rc = 0;

	while (rc == 0 && edge_next(edges)) {
		const struct carried *edge = &edges->at;

		if (edge->to > x->max || !(x->tally->flag[edge->to] & IN_RUN))
			continue;
		if (x->c->o.fragments && fragment_names_anchor(edge->fragment))
			rc = put_pointer(x, page, edge);
		else if (is_sought(x, edge->to) && x->nput[edge->to] < LINKCHECK_PARENTS_MAX)
			rc = put_parent(x, page, edge);
	}
	return rc;
}

/* Steps of pages, a transaction each. *from: where to go on; *more: there is something. */
static int parents_step(struct telling *x, uint64_t *from, bool *more)
{
	struct buf at = BUF_INIT(8);
	struct store_scan s;
	struct str key, value;
	struct edge_cursor edges;
	int rc = 0;

	key_u64(&at, *from);
	*more = false;
	store_scan_open(&s, x->t, "edge", STR_NONE, buf_str(&at), false);
	while (rc == 0 && store_scan_next(&s, &key, &value, &x->c->turn)) {
		uint64_t page = key_u64_at(key, 0);

		*from = page + 1;
		if (page <= x->max && (x->tally->flag[page] & CARRIES)) {
			rc = edge_open(&edges, value, &x->c->turn, x->e);
			if (rc == 0)
				rc = parents_of_page(x, page, &edges);
		}
		arena_reset(&x->c->turn);
		*more = x->puts >= PUTS_MAX;
		if (*more || (!x->nsought && !x->c->o.fragments))
			break;
	}
	store_scan_close(&s);
	buf_release(&at);
	return rc;
}

static int clear_table(struct telling *x, const char *table)
{
	struct store_scan s;
	struct str key, value;
	int rc = 0;

	store_scan_open(&s, x->t, table, STR_NONE, STR_NONE, false);
	while (rc == 0 && store_scan_next(&s, &key, &value, &x->c->turn)) {
		rc = store_del(x->t, table, key, x->e);
		arena_reset(&x->c->turn);
	}
	store_scan_close(&s);
	return rc;
}

static int clear_parents(struct telling *x)
{
	int rc = clear_table(x, "parent");

	if (rc == 0)
		rc = clear_table(x, "fragment");
	return rc < 0 ? rc : clear_table(x, "pointer");
}

static int in_write(struct telling *x, uint64_t *from, bool *more)
{
	int rc = store_begin(x->c->store, true, &x->t, x->e);

	if (rc < 0)
		return rc;
	x->puts = 0;
	if (*from == 0)
		rc = clear_parents(x);
	if (rc == 0 && *more)
		rc = parents_step(x, from, more);
	if (rc < 0) {
		store_abort(x->t);
		return rc;
	}
	return store_commit(x->t, x->e);
}

static int find_parents(struct telling *x)
{
	uint64_t from = 0;
	bool more = x->nsought || x->c->o.fragments;
	int rc;

	do
		rc = in_write(x, &from, &more);
	while (rc == 0 && more);
	return rc;
}

/* --- telling --- */

static int page_url(struct telling *x, uint64_t page, struct str *out)
{
	struct node n;
	int rc = node_get(x->c, x->t, page, &n, x->e);

	if (rc == 0)
		*out = n.url;
	return rc;
}

static int load_parents(struct telling *x, const char *table, struct str prefix,
	struct linkcheck_link *l)
{
	size_t max = l->nparents < LINKCHECK_PARENTS_MAX ? (size_t)l->nparents
							 : LINKCHECK_PARENTS_MAX;
	struct store_scan s;
	struct str k, v;
	struct parent p;
	int rc = 0;

	l->nlisted = 0;
	l->parents = arena_array(&x->c->turn, max, sizeof(*l->parents));
	store_scan_open(&s, x->t, table, prefix, STR_NONE, false);
	while (rc == 0 && l->nlisted < max && store_scan_next(&s, &k, &v, &x->c->turn)) {
		struct linkcheck_parent *out = &l->parents[l->nlisted];

		rc = record_read(&record_parent, v, &p, &x->c->turn, x->e);
		if (rc == 0)
			rc = page_url(x, p.page, &out->url);
		if (rc < 0)
			break;
		out->text = p.text;
		out->element = p.element;
		out->line = p.line;
		l->nlisted++;
	}
	store_scan_close(&s);
	return rc;
}

static int read_page(struct telling *x, uint64_t page)
{
	struct buf key = BUF_INIT(8);
	struct str url;
	int rc;

	if (x->page == page)
		return 0;
	arena_reset(&x->page_arena);
	x->page = 0;
	key_u64(&key, page);
	rc = store_get(x->t, "edge", buf_str(&key), &x->page_edges, &x->page_arena, x->e);
	buf_release(&key);
	if (rc == 0)
		rc = page_url(x, page, &url);
	if (rc == 0) {
		x->page_url = arena_str(&x->page_arena, url);
		x->page = page;
	}
	return rc;
}

/* The one parent that is told of an address that is well, or that it has. */
static int first_parent(struct telling *x, uint64_t id, struct linkcheck_link *l)
{
	struct edge_cursor edges;
	struct link where = {0};
	int rc = read_page(x, x->tally->first[id]);

	if (rc == 0)
		rc = edge_open(&edges, x->page_edges, &x->c->turn, x->e);
	while (rc == 0 && edge_next(&edges)) {
		if (edges.at.to != id ||
			(x->c->o.fragments && fragment_names_anchor(edges.at.fragment)))
			continue;
		link_place(edges.at.place, &where);
		l->parents = arena_array(&x->c->turn, 1, sizeof(*l->parents));
		l->parents[0] = (struct linkcheck_parent){x->page_url, where.text,
			where.element, where.line};
		l->nlisted = 1;
		break;
	}
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static void count(struct linkcheck_summary *s, const struct linkcheck_link *l)
{
	s->links++;
	s->asked += l->asked;
	s->confirmed += l->confirmed;
	if (l->verdict == VERDICT_OK)
		s->ok++;
	else if (l->verdict == VERDICT_MOVED)
		s->moved++;
	else if (l->verdict == VERDICT_PRIVATE)
		s->private_++;
	else if (l->verdict == VERDICT_WRONG)
		s->wrong++;
	else if (l->verdict == VERDICT_BLOCKED)
		s->blocked++;
	else if (l->verdict == VERDICT_SKIPPED)
		s->skipped++;
	else if (verdict_is_unstable(l->verdict))
		s->unstable++;
	else if (verdict_is_broken(l->verdict))
		s->broken++;
	else
		s->unknown++;
}

static int tell_link(struct telling *x, struct linkcheck_link *l)
{
	count(&x->c->sum, l);
	return x->fn ? x->fn(l, x->ctx) : 0;
}

struct pointing { /* at fragments of one address */
	struct telling *x;
	struct linkcheck_link link;
	uint64_t n;
};

static int tell_fragment(struct str name, struct str key, uint64_t n, bool there, void *ctx)
{
	struct pointing *p = ctx;
	struct linkcheck_link l = p->link;
	int rc;

	p->n++;
	l.url = arena_strf(&p->x->c->turn, "%.*s#%.*s", STR_ARG(l.url), STR_ARG(name));
	l.nparents = n;
	if (!there) {
		l.verdict = VERDICT_BROKEN_FRAGMENT;
		l.reason = STR("anchor-missing");
	}
	rc = load_parents(p->x, "pointer", key, &l);
	if (rc == 0 && !linkcheck_is_faulty(l.verdict) && l.nlisted > 1)
		l.nlisted = 1;
	return rc < 0 ? rc : tell_link(p->x, &l);
}

/* The end of a redirect that no page links to: what is wrong with it is told of the link that
 * leads there. */
static bool is_only_an_end(const struct node *n, const struct linkcheck_link *l)
{
	return !l->nparents && n->depth > 0 && linkcheck_is_faulty(l->verdict);
}

static int tell_node(struct telling *x, uint64_t id, const struct node *n,
	struct linkcheck_link *l)
{
	struct pointing p = {.x = x, .link = *l};
	struct buf key = BUF_INIT(8);
	int rc = 0;

	if (x->c->o.fragments)
		rc = fragment_each(x->c, x->t, id, n, tell_fragment, &p, x->e);
	if (rc == 0 && (l->nparents || !p.n) && !is_only_an_end(n, l)) {
		key_u64(&key, id);
		if (id <= x->max && is_sought(x, id))
			rc = load_parents(x, "parent", buf_str(&key), l);
		else if (id <= x->max && x->tally->first[id])
			rc = first_parent(x, id, l);
		if (rc == 0)
			rc = tell_link(x, l);
		buf_release(&key);
	}
	return rc;
}

static int tell_one(const void *rec, struct str key, void *ctx)
{
	const struct node *n = rec;
	struct telling *x = ctx;
	uint64_t id = key_u64_at(key, 0);
	struct linkcheck_link l = {.url = n->url, .verdict = n->answer.verdict,
		.status = n->answer.status, .phase = n->phase, .reason = n->reason,
		.detail = n->detail, .tls_detail = n->tls_detail, .elapsed_ms = n->elapsed_ms,
		.asked = n->asked, .inside = n->inside, .confirmed = n->now.confirmed,
		.bad_since_ms = n->now.bad_since_ms};
	int rc;

	if (n->run != x->c->run || n->state != NODE_DONE)
		return 0;
	if (n->asked)
		l.final_url = n->answer.final_url;
	l.host_fault = judge_is_host_fault(x->c, n);
	l.nparents = id <= x->max ? x->tally->count[id] : 0;
	rc = tell_node(x, id, n, &l);
	arena_reset(&x->c->turn);
	return rc;
}

static int prepare(struct telling *x)
{
	int rc = store_begin(x->c->store, false, &x->t, x->e);

	if (rc < 0)
		return rc;
	if (!x->c->tally.whole)
		rc = tally_scan(x->c, x->t, x->e);
	store_abort(x->t);
	if (rc < 0)
		return rc;
	x->tally = &x->c->tally;
	x->max = x->c->last_id < x->tally->cap ? x->c->last_id : x->tally->cap - 1;
	x->nput = mem_alloc(((size_t)x->max + 1) * sizeof(*x->nput));
	for (uint64_t i = 0; i <= x->max; i++)
		if (is_sought(x, i))
			x->nsought += x->tally->count[i] < LINKCHECK_PARENTS_MAX
				? x->tally->count[i] : LINKCHECK_PARENTS_MAX;
	return 0;
}

static void release(struct telling *x)
{
	free(x->nput);
	arena_release(&x->page_arena);
}

static void clear_counts(struct linkcheck_summary *s)
{
	s->links = s->asked = s->ok = s->moved = s->broken = s->unstable = 0;
	s->blocked = s->unknown = s->private_ = s->wrong = s->skipped = s->confirmed = 0;
}

int linkcheck_each(struct linkcheck *c, linkcheck_fn *fn, void *ctx, struct err *e)
{
	struct store_range all = {.table = "node", .type = &record_node};
	struct telling x = {.c = c, .fn = fn, .ctx = ctx, .e = e};
	int rc = prepare(&x);

	clear_counts(&c->sum);
	if (rc == 0)
		rc = find_parents(&x);
	if (rc == 0)
		rc = store_begin(c->store, false, &x.t, e);
	if (rc == 0) {
		rc = store_each_record(x.t, &all, tell_one, &x, e);
		store_abort(x.t);
	}
	release(&x);
	return rc;
}

static int tell_edges(struct telling *x, uint64_t page, struct edge_cursor *edges)
{
	struct str from;
	struct node n;
	int rc = page_url(x, page, &from);

	while (rc == 0 && edge_next(edges)) {
		rc = node_get(x->c, x->t, edges->at.to, &n, x->e);
		if (rc == 0)
			rc = x->edge_fn(from, n.url, n.answer.verdict, x->ctx);
	}
	return rc;
}

static int tell_all_edges(struct telling *x)
{
	struct arena a = ARENA_INIT;
	struct edge_cursor edges;
	struct store_scan s;
	struct str key, value;
	int rc = 0;

	store_scan_open(&s, x->t, "edge", STR_NONE, STR_NONE, false);
	while (rc == 0 && store_scan_next(&s, &key, &value, &a)) {
		uint64_t page = key_u64_at(key, 0);

		if (page <= x->max && (x->tally->flag[page] & CARRIES)) {
			rc = edge_open(&edges, value, &a, x->e);
			if (rc == 0)
				rc = tell_edges(x, page, &edges);
		}
		arena_reset(&a);
		arena_reset(&x->c->turn);
	}
	store_scan_close(&s);
	arena_release(&a);
	return rc;
}

int linkcheck_each_edge(struct linkcheck *c, linkcheck_edge_fn *fn, void *ctx, struct err *e)
{
	struct telling x = {.c = c, .edge_fn = fn, .ctx = ctx, .e = e};
	int rc = prepare(&x);

	if (rc == 0)
		rc = store_begin(c->store, false, &x.t, e);
	if (rc == 0) {
		rc = tell_all_edges(&x);
		store_abort(x.t);
	}
	release(&x);
	return rc;
}

void linkcheck_summary(const struct linkcheck *c, struct linkcheck_summary *out)
{
	*out = c->sum;
}
