/* Who was asked: a line for each host, the busiest first. */
#include "linkcheck-private.h"

#include "crawler/linkcheck.h"

#include <stdio.h>
#include <stdlib.h>

#define HOSTS_MAX 4096 /* counted; later ones are left out of the table */

struct counting {
	struct linkcheck *c;
	struct linkcheck_host_line *list;
	uint64_t *hash;
	size_t n;
};

static struct linkcheck_host_line *line_of(struct counting *x, struct str host)
{
	uint64_t hash = hash64_of(host);

	for (size_t i = 0; i < x->n; i++)
		if (x->hash[i] == hash)
			return &x->list[i];
	if (x->n == HOSTS_MAX)
		return NULL;
	x->hash[x->n] = hash;
	snprintf(x->list[x->n].name, sizeof(x->list[0].name), "%.*s", STR_ARG(host));
	return &x->list[x->n++];
}

static int count(const void *rec, struct str key, void *ctx)
{
	const struct node *n = rec;
	struct counting *x = ctx;
	struct linkcheck_host_line *l;

	(void)key;
	if (n->run != x->c->run || n->state != NODE_DONE || !n->asked)
		return 0;
	l = line_of(x, host_key_of(n->url));
	if (!l)
		return 0;
	l->addresses++;
	l->elapsed_ms += n->elapsed_ms;
	l->good += verdict_is_good(n->answer.verdict);
	l->faulty += linkcheck_is_faulty(n->answer.verdict);
	l->blocked += n->answer.verdict == VERDICT_BLOCKED;
	return 0;
}

static int busiest(const void *a, const void *b)
{
	const struct linkcheck_host_line *x = a, *y = b;

	if (x->addresses != y->addresses)
		return x->addresses > y->addresses ? -1 : 1;
	return strcmp(x->name, y->name);
}

int linkcheck_hosts(struct linkcheck *c, struct linkcheck_host_line **out, size_t *n,
	struct err *e)
{
	struct store_range all = {.table = "node", .type = &record_node};
	struct counting x = {.c = c};
	struct store_txn *t;
	int rc = store_begin(c->store, false, &t, e);

	if (rc < 0)
		return rc;
	x.list = mem_alloc(HOSTS_MAX * sizeof(*x.list));
	x.hash = mem_alloc(HOSTS_MAX * sizeof(*x.hash));
	rc = store_each_record(t, &all, count, &x, e);
	store_abort(t);
	free(x.hash);
	if (rc < 0) {
		free(x.list);
		return rc;
	}
	if (x.n > 1)
		qsort(x.list, x.n, sizeof(*x.list), busiest);
	*out = x.list;
	*n = x.n;
	return 0;
}
