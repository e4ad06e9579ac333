/* Who is in the check, how many pages carry it, which is the first: nine bytes an address,
 * kept up while pages are taken, so that telling needs no pass over all links. */
#include "linkcheck-private.h"

#include <stdlib.h>

static void make_room(struct tally *y, uint64_t id)
{
	uint64_t cap = y->cap ? y->cap : 1024, old = y->cap;

	if (id < y->cap)
		return;
	while (cap <= id)
		cap *= 2;
	y->flag = mem_realloc(y->flag, cap);
	y->count = mem_realloc(y->count, cap * sizeof(*y->count));
	y->first = mem_realloc(y->first, cap * sizeof(*y->first));
	memset(y->flag + old, 0, cap - old);
	memset(y->count + old, 0, (cap - old) * sizeof(*y->count));
	memset(y->first + old, 0, (cap - old) * sizeof(*y->first));
	y->cap = cap;
}

void tally_node(struct linkcheck *c, uint64_t id, const struct node *n)
{
	struct tally *y = &c->tally;
	bool faulty = n->state == NODE_DONE && linkcheck_is_faulty(n->answer.verdict);

	make_room(y, id);
	y->flag[id] &= CARRIES;
	if (n->run == c->run)
		y->flag[id] |= (unsigned char)(IN_RUN | (faulty ? FAULTY : 0));
}

void tally_page(struct linkcheck *c, uint64_t page)
{
	make_room(&c->tally, page);
	if (c->tally.flag[page] & CARRIES)
		c->tally.whole = false; /* taken twice: counted anew in the end */
	c->tally.flag[page] |= CARRIES;
}

void tally_edge(struct linkcheck *c, uint64_t page, const struct carried *edge)
{
	struct tally *y = &c->tally;

	/* they are told with the fragment */
	if (c->o.fragments && fragment_names_anchor(edge->fragment))
		return;
	make_room(y, edge->to);
	y->count[edge->to] += y->count[edge->to] < UINT32_MAX;
	if (!y->first[edge->to] || page < y->first[edge->to])
		y->first[edge->to] = (uint32_t)page;
}

static int scan_node(const void *rec, struct str key, void *ctx)
{
	tally_node(ctx, key_u64_at(key, 0), rec);
	return 0;
}

static int scan_edges(struct linkcheck *c, struct store_txn *t, struct err *e)
{
	struct store_scan s;
	struct edge_cursor edges;
	struct str key, value;
	int rc = 0;

	store_scan_open(&s, t, "edge", STR_NONE, STR_NONE, false);
	while (rc == 0 && store_scan_next(&s, &key, &value, &c->turn)) {
		uint64_t page = key_u64_at(key, 0);

		rc = edge_open(&edges, value, &c->turn, e);
		if (rc == 0 && page < c->tally.cap && c->tally.flag[page] & IN_RUN) {
			tally_page(c, page);
			while (edge_next(&edges))
				tally_edge(c, page, &edges.at);
		}
		arena_reset(&c->turn);
	}
	store_scan_close(&s);
	return rc;
}

int tally_scan(struct linkcheck *c, struct store_txn *t, struct err *e)
{
	struct store_range all = {.table = "node", .type = &record_node};
	int rc;

	tally_release(c);
	make_room(&c->tally, c->last_id);
	rc = store_each_record(t, &all, scan_node, c, e);
	if (rc == 0)
		rc = scan_edges(c, t, e);
	c->tally.whole = rc == 0;
	return rc;
}

void tally_release(struct linkcheck *c)
{
	free(c->tally.flag);
	free(c->tally.count);
	free(c->tally.first);
	c->tally = (struct tally){0};
}
