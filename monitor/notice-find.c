/* The notices that an address is the page of. */
#include "notice-find.h"

#include "crawler/url.h"

#include <stdlib.h>

struct finding_notices {
	struct str url, identity;
	struct notice *keys; /* only what names them */
	size_t n;
	struct arena *arena;
};

static int take(const struct notice *n, void *ctx)
{
	struct finding_notices *f = ctx;

	if (!str_eq(n->url, f->url) && !str_eq(n->identity, f->identity))
		return 0;
	f->keys[f->n++] = (struct notice){.portal = arena_str(f->arena, n->portal),
		.column = arena_str(f->arena, n->column),
		.identity = arena_str(f->arena, n->identity)};
	return f->n == NOTICES_OF_ADDRESS;
}

static int by_versions(const void *a, const void *b)
{
	const struct notice *x = a, *y = b;

	if (x->nversions != y->nversions)
		return x->nversions > y->nversions ? -1 : 1;
	return str_cmp(x->column, y->column);
}

int notice_find(struct store_txn *t, struct str url, struct notice_found *out,
	struct arena *a, struct err *e)
{
	struct finding_notices f = {.url = url, .identity = url_canonical(url, a), .arena = a};
	int rc;

	out->n = 0;
	f.keys = arena_array(a, NOTICES_OF_ADDRESS, sizeof(*f.keys));
	rc = pages_each_notice(t, STR_NONE, STR_NONE, take, &f, e);
	for (size_t i = 0; i < f.n && rc >= 0; i++) {
		const struct notice *k = &f.keys[i];

		rc = pages_notice(t, k->portal, k->column, k->identity, &out->list[out->n], a, e);
		out->n += rc == 0;
	}
	if (out->n > 1)
		qsort(out->list, out->n, sizeof(*out->list), by_versions);
	return rc == ERR_NOTFOUND || rc > 0 ? 0 : rc;
}
