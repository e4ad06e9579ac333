/* What is not on a reading any more: pushed off by others, cut off, or taken off? */
#include "compare-private.h"

#include "base/clock.h"
#include "base/out.h"

#define ROLLED_MAX 200 /* of one reading; more than a page holds leave with a new shape only */
#define CUT_MIN 5	/* entries at the end that leave at once, or ... */
#define CUT_HALF_MIN 3	/* ... half of the list; fewer are told one by one */
#define CUT_ALIKE 3	/* readings without them, over a day: as the gate asks of a new shape */

/* The one that its page is asked whether it has moved; NULL: it is none of them. */
static struct notice *may_have_moved(const struct work *w, struct str identity)
{
	for (size_t i = 0; i < w->out->nnotices; i++)
		if (w->out->notices[i].moved_to.n &&
			str_eq(w->out->notices[i].identity, identity))
			return &w->out->notices[i];
	return NULL;
}

/* On a full page in no order of days, new entries push the oldest ones off, wherever these stood;
 * one in ten that stays although it is older is one set by hand. */
static bool pushed_off_unordered(const struct work *w, const struct notice *n)
{
	const struct column_state *old = w->in->old;
	size_t npushed = w->out->nnew + w->nback;

	return npushed && n->date_ms != DATE_NONE_MS && !n->sticky &&
		w->in->nitems >= old->nitems && old->nitems <= MISSING_MAX &&
		items_lack_order(old->items, old->nitems) &&
		items_older(old->items, old->nitems, n->date_ms) < npushed + old->nitems / 10;
}

/* A sticky entry that lost its place went to where its date belongs. Where the list states
 * no days that place may be any, and its absence from a full page proves nothing. */
static bool unpinned(const struct work *w, const struct notice *n)
{
	if (!n->sticky)
		return false;
	if (n->date_ms != DATE_NONE_MS && w->oldest_ms)
		return n->date_ms < w->oldest_ms;
	return w->in->more || w->in->nitems >= w->in->old->nitems;
}

/* Would it still be on the page if nobody had taken it off? */
static bool rolled_off(const struct work *w, const struct notice *n)
{
	size_t capacity = w->in->old->nitems > w->in->nitems ? w->in->old->nitems
							       : w->in->nitems;

	if ((size_t)n->position + 1 + w->out->nnew + w->nback > capacity)
		return true;
	/* the page holds fewer entries now, and the rest is on the next one */
	if (w->in->more && w->in->nitems < w->in->old->nitems &&
		(size_t)n->position >= w->last_kept)
		return true;
	return pushed_off_unordered(w, n) || unpinned(w, n);
}

static void keep_rolled(struct work *w, struct str identity)
{
	struct comparison *o = w->out;

	if (!w->in->more || o->nrolled >= ROLLED_MAX)
		return;
	o->rolled = arena_grow(w->a, o->rolled, o->nrolled, &w->cap_rolled, sizeof(*o->rolled));
	o->rolled[o->nrolled++] = identity;
}

/* The position in the old reading from which the page was cut off: all behind it is gone, and no
 * older page is there to hold it. SIZE_MAX: it was not. */
static size_t cut_from(const struct work *w)
{
	size_t nold = w->in->old->nitems, nleft = nold - w->last_kept;
	bool many = nleft >= CUT_MIN || (nleft >= CUT_HALF_MIN && nleft * 2 >= nold);

	return !w->in->more && w->in->nitems < nold && many ? w->last_kept : SIZE_MAX;
}

static void take_left(struct work *w, struct notice *n, bool cut)
{
	struct notice *moved = w->out->nmissing ? may_have_moved(w, n->identity) : NULL;

	if (moved)
		moved->pushed = rolled_off(w, n);
	if (n->state != NOTICE_LISTED || moved)
		return;
	if (rolled_off(w, n)) {
		n->state = NOTICE_ROLLED;
		compare_keep(w, n);
		keep_rolled(w, n->identity);
		return;
	}
	w->out->nleft++;
	n->state = NOTICE_MISSING;
	n->missing_ms = w->in->now_ms;
	n->nmissing = 1;
	n->cut = cut;
	n->due_ms = w->in->now_ms; /* its own page says what became of it */
	compare_keep(w, n);
	compare_look_for(w, n->identity);
}

/* The end of the page is back, or some of it: what stood before the last that came back was taken
 * off, and is missing from now on; what stood behind has rolled off meanwhile. */
static void cut_is_over(struct work *w, struct notice *n)
{
	n->cut = false;
	n->state = n->position < w->cut_back ? NOTICE_MISSING : NOTICE_ROLLED;
	n->missing_ms = w->in->now_ms;
	n->nmissing = 1;
	if (n->state == NOTICE_MISSING)
		compare_look_for(w, n->identity);
	compare_keep(w, n);
}

/* A page that shows fewer entries for a day is shorter by intention: nobody took these off. */
static void take_cut(struct work *w, struct notice *n)
{
	struct comparison *o = w->out;

	if (w->cut_back >= 0) {
		cut_is_over(w, n);
		return;
	}
	notice_count_absence(n, w->in->now_ms);
	if (n->nmissing < CUT_ALIKE || w->in->now_ms - n->missing_ms < DAY_MS || n->ngone) {
		compare_look_for(w, n->identity);
	} else {
		n->state = NOTICE_ROLLED;
		o->cut = arena_grow(w->a, o->cut, o->ncut, &w->cap_cut, sizeof(*o->cut));
		o->cut[o->ncut++] = n->title;
	}
	compare_keep(w, n);
}

static void take_still_missing(struct work *w, struct notice *n)
{
	const char *kind = NULL;

	if (n->state != NOTICE_MISSING)
		return;
	if (!w->in->more && n->cut) {
		take_cut(w, n);
		return;
	}
	if (!w->in->more) { /* else the older pages have the last word (compare_older) */
		notice_count_absence(n, w->in->now_ms);
		kind = notice_judge_absence(n);
	}
	compare_keep(w, n);
	if (kind)
		compare_tell(w, kind, n, STR_NONE);
	else
		compare_look_for(w, n->identity);
}

static struct str cut_detail(struct work *w)
{
	struct buf titles = BUF_INIT((size_t)1 << 20), b = BUF_INIT((size_t)1 << 21);
	struct jw j = jw_on(&b);
	struct str s;

	for (size_t i = 0; i < w->out->ncut; i++) {
		if (i)
			buf_addc(&titles, '\n');
		out_line(&titles, w->out->cut[i], 200);
	}
	jw_open(&j, '{');
	jw_kcstr(&j, "reason", "shortened");
	jw_kstr(&j, "left", buf_str(&titles));
	jw_close(&j, '}');
	s = arena_str(w->a, buf_str(&b));
	buf_release(&titles);
	buf_release(&b);
	return s;
}

void compare_left(struct work *w)
{
	const struct column_state *old = w->in->old;
	struct notice n;
	size_t from;

	for (size_t i = 0; i < old->nitems; i++)
		if (compare_lists_it(w, w->was[i]))
			w->last_kept = i + 1;
	from = cut_from(w);
	for (size_t i = 0; i < old->nitems; i++) {
		struct str identity = w->was[i];

		if (!compare_lists_it(w, identity) && w->in->find(identity, &n, w->in->ctx))
			take_left(w, &n, i >= from);
	}
	for (size_t i = 0; i < old->nmissing; i++)
		if (!compare_lists_it(w, old->missing[i]) &&
			w->in->find(old->missing[i], &n, w->in->ctx))
			take_still_missing(w, &n);
	if (w->out->ncut)
		compare_tell(w, "column.replaced", NULL, cut_detail(w));
}
