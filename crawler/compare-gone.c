/* What was withdrawn, and stands on the list again at another address. */
#include "compare-private.h"

#include "base/out.h"

static bool is_it(const struct compare_gone *g, const struct item *x, const struct zone *z)
{
	const struct item was = {.title = g->title, .date_ms = g->date_ms};

	return x->date_ms != DATE_NONE_MS && !x->date_weak && items_same(&was, x, z);
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
