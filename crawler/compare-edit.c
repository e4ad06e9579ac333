/* What a list says otherwise of an entry, and whether that is an edit. */
#include "compare-private.h"

#include "base/clock.h"

/* Two servers behind one name, or a cache, may give the list of yesterday and that of today in
 * turn, for a day or two. Taken back in earnest, an edit stays so in readings one after the
 * other. */
#define COPY_MS (3 * DAY_MS)
#define BACK_ALIKE 3
#define BACK_SPAN_MS HOUR_MS

/* The list says what it said before the last edit. */
static bool says_again(const struct work *w, const struct item *it, const struct notice *n)
{
	return n->before_title.n && w->in->now_ms - n->edited_ms < COPY_MS &&
		titles_same(n->before_title, it->title) &&
		dates_same_day(n->before_date_ms, it->date_ms, w->in->zone);
}

static bool is_proven(struct notice *n, int64_t now_ms)
{
	if (!n->back_ms)
		n->back_ms = now_ms;
	n->nback++;
	return n->nback >= BACK_ALIKE && now_ms - n->back_ms >= BACK_SPAN_MS;
}

struct compare_edit compare_edited(struct work *w, const struct entry *x, struct notice *n)
{
	const struct item *it = x->item;
	struct compare_edit e = {
		.retitled = it->title.n && n->title.n && !titles_same(n->title, it->title) &&
			(n->back_ms || !x->says_as_before), /* what is held was said before */
		.redated = it->date_ms != n->date_ms && it->date_ms != DATE_NONE_MS &&
			n->date_ms != DATE_NONE_MS && !it->date_weak && !n->date_weak,
	};
	bool edited = e.retitled ||
		(e.redated && !dates_same_day(it->date_ms, n->date_ms, w->in->zone));

	if (edited && !w->in->silent && says_again(w, it, n) && !is_proven(n, w->in->now_ms)) {
		w->out->nheld++;
		return (struct compare_edit){.held = true};
	}
	n->back_ms = 0;
	n->nback = 0;
	if (edited) {
		n->before_title = n->title;
		n->before_date_ms = n->date_ms;
		n->edited_ms = w->in->now_ms;
	}
	return e;
}
