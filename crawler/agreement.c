/* Do the pages of a list's notices bear the titles that it gives them? */
#include "crawler/agreement.h"

#include "base/utf8.h"
#include "crawler/compare.h"

#define NOTICES 10	 /* of a column that are looked at: more say no more */
#define DOUBT_LEAST 3	 /* pages below which nothing is doubted */
#define PART_BYTES 18	 /* six ideographs or eighteen letters: a part that long is no chance */

static bool holds(struct str whole, struct str part)
{
	return part.n >= PART_BYTES && str_has(whole, part);
}

void agreement_add(struct agreement *x, struct str listed, struct str own, struct str page)
{
	listed = str_trim(listed);
	own = str_trim(own);
	if (!listed.n || !own.n)
		return;
	x->read++;
	if (titles_same(listed, own) || holds(own, listed) || holds(listed, own) ||
		holds(page, listed)) {
		x->alike++;
	} else {
		if (!x->listed.n) {
			x->listed = listed;
			x->own = own;
		} else {
			x->varied += !titles_same(own, x->own) && !titles_same(own, x->last);
		}
		x->last = own;
	}
}

bool agreement_doubts(const struct agreement *x)
{
	return x->read >= DOUBT_LEAST && x->alike * 2 < x->read;
}

bool agreement_belies(const struct agreement *x)
{
	return agreement_doubts(x) && x->varied + 1 >= DOUBT_LEAST &&
		x->varied * 2 > x->read - x->alike;
}

struct looking {
	struct store_txn *t;
	struct arena *a;
	struct err *e;
	struct agreement *out;
};

static int look_at(const struct notice *n, void *ctx)
{
	struct looking *k = ctx;
	struct version v;
	int rc;

	if (n->state != NOTICE_LISTED || n->position >= NOTICES || !n->nversions)
		return 0;
	rc = pages_version_last(k->t, n, &v, k->a, k->e);
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	agreement_add(k->out, arena_str(k->a, n->title), v.title, STR_NONE);
	return 0;
}

int agreement_of_column(struct store_txn *t, struct str portal, struct str column,
	struct agreement *out, struct arena *a, struct err *e)
{
	struct agreement x = {0};
	struct looking k = {.t = t, .a = a, .e = e, .out = &x};
	int rc = pages_each_notice(t, portal, column, look_at, &k, e);

	if (rc < 0)
		return rc;
	*out = x;
	return 0;
}
