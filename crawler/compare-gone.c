/* What stands on the list at another address: withdrawn, and put up again, or moved along with
 * others. */
#include "compare-private.h"

#include "base/out.h"

static bool is_it(const struct compare_gone *g, const struct item *x, const struct zone *z)
{
	const struct item was = {.title = g->title, .date_ms = g->date_ms};

	return x->date_ms != DATE_NONE_MS && items_same(&was, x, z);
}

/* Another entry of this reading has put it up already. */
static bool is_taken(const struct work *w, struct str identity)
{
	for (size_t i = 0; i < w->out->nnotices; i++)
		if (str_eq(w->out->notices[i].identity, identity))
			return true;
	return false;
}

struct str moved_detail(struct str from, struct str to, struct arena *a)
{
	struct buf b = BUF_INIT(1 << 16);
	struct jw j = jw_on(&b);
	struct str s;

	jw_open(&j, '{');
	jw_kstr(&j, "from", from);
	jw_kstr(&j, "to", to);
	jw_close(&j, '}');
	s = arena_str(a, buf_str(&b));
	buf_release(&b);
	return s;
}

#define ALONG_MIN 3 /* notices; fewer at other addresses may be others of the same name */

/* A new content system moves a list as a whole, and may leave the old pages where they were. */
void compare_moved_along(struct work *w)
{
	struct comparison *o = w->out;
	size_t n = 0;

	for (size_t i = 0; i < o->nnotices; i++)
		n += o->notices[i].state == NOTICE_MISSING && !str_none(o->notices[i].moved_to);
	if (n < ALONG_MIN || n * 2 < w->in->old->nitems)
		return;
	for (size_t i = 0; i < o->nnotices; i++)
		o->notices[i].along |= o->notices[i].state == NOTICE_MISSING &&
			!str_none(o->notices[i].moved_to);
}

bool compare_put_up_again(struct work *w, const struct item *x, const struct notice *now)
{
	struct notice n;

	for (size_t i = 0; i < w->in->ngone; i++) {
		const struct compare_gone *g = &w->in->gone[i];

		if (!is_it(g, x, w->in->zone) || is_taken(w, g->identity) ||
			!w->in->find(g->identity, &n, w->in->ctx) || n.state != NOTICE_WITHDRAWN)
			continue;
		n.state = NOTICE_ROLLED;
		n.moved_to = now->identity;
		compare_keep(w, &n);
		compare_tell(w, "notice.moved", now, moved_detail(n.url, now->url, w->a));
		return true;
	}
	return false;
}
