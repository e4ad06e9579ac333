/* Columns: what left the first page is looked for on the older ones. */
#include "crawl-private.h"

#define OLDER_PAGES_MAX 3	/* behind the first one: what has rolled off is on the first of them */
#define LOOK_EVERY_MS DAY_MS	/* for what rolled off by its position and is no suspect */
#define ROLLED_MAX 200		/* kept to be looked for */

void older_note(struct crawl *c, struct column_state *s, const struct comparison *cmp)
{
	size_t room = s->next_url.n ? ROLLED_MAX : 0, n = 0;
	struct str *all = arena_array(&c->turn, ROLLED_MAX, sizeof(*all));

	for (size_t i = 0; i < cmp->nrolled && n < room; i++)
		all[n++] = cmp->rolled[i];
	for (size_t i = 0; i < s->nrolled && n < room; i++)
		all[n++] = s->rolled[i];
	if (n && !s->nrolled && s->look_ms < c->now_ms - LOOK_EVERY_MS)
		s->look_ms = c->now_ms;
	s->rolled = all;
	s->nrolled = n;
}

static bool is_wanted(const struct crawl *c, const struct column_state *s)
{
	return s->next_url.n && !str_eq(s->next_url, s->url) &&
		(s->nmissing || (s->nrolled && s->look_ms <= c->now_ms));
}

int older_begin(struct crawl *c, const struct flight *f, struct column_state *s,
	struct err *e)
{
	if (!is_wanted(c, s))
		return 0;
	s->look_ms = c->now_ms + LOOK_EVERY_MS;
	return column_page(c, FLIGHT_OLDER, f->portal, f->column, s, s->next_url, 1, STR_NONE, e);
}

/* A page of entries that is another one than the first. */
static bool is_older_page(const struct column_state *s, const struct result *r,
	struct arena *a)
{
	const struct listing *l = &r->page.list;

	if (!verdict_is_good(r->verdict) || !r->has_page || r->body_cut || r->page.truncated ||
		!str_none(r->page.challenge))
		return false;
	for (size_t i = 0; i < l->nitems && i < s->nitems; i++)
		if (!str_eq(item_identity(&l->items[i], a), item_identity(&s->items[i], a)))
			return true;
	return l->nitems > 0 && s->nitems == 0;
}

static int look_further(struct crawl *c, const struct flight *f, const struct column_state *s,
	struct str next, struct err *e)
{
	int rc = column_page(c, FLIGHT_OLDER, f->portal, f->column, s, next, f->step + 1, STR_NONE, e);

	return rc == ERR_AGAIN ? 0 : rc;
}

int older_result(struct crawl *c, struct store_txn *t, const struct flight *f,
	const struct result *r, struct err *e)
{
	struct column_finder find = {t, str_of(f->portal->id), str_of(f->column->id), &c->turn};
	const struct listing *l = &r->page.list;
	struct older_comparison cmp;
	struct older_input in = {.find = column_find_notice, .ctx = &find, .now_ms = c->now_ms};
	struct column_state s;
	int64_t old_due;
	int rc = pages_column(t, find.portal, find.column, &s, &c->turn, e);

	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	if (line_excuses(c, r->verdict))
		return 0;
	rc = put_measure(c, t, r, r->verdict, NULL, true, NULL, e);
	if (rc < 0)
		return rc;
	in.old = &s;
	compare_alias(&s, l->items, l->nitems, false, column_find_notice, &find, &c->turn);
	in.last = !is_older_page(&s, r, &c->turn);
	if (!in.last) {
		in.items = l->items;
		in.nitems = l->nitems;
		in.last = f->step >= OLDER_PAGES_MAX || !l->next.n || str_eq(l->next, r->url);
	}
	compare_older(&in, &cmp, &c->turn);
	rc = column_write(c, t, f, cmp.notices, cmp.nnotices, cmp.events, cmp.nevents, e);
	if (rc < 0)
		return rc;
	old_due = s.due_ms;
	s.missing = cmp.missing;
	s.nmissing = cmp.nmissing;
	s.rolled = cmp.rolled;
	s.nrolled = cmp.nrolled;
	if (cmp.nabsent && cmp.nrolled) { /* the proof wants a second look soon */
		s.look_ms = c->now_ms + PROOF_SPAN_MS;
		if (s.due_ms > s.look_ms + MINUTE_MS)
			s.due_ms = s.look_ms + MINUTE_MS;
	}
	rc = put_column(t, &s, old_due, e);
	return rc == 0 && cmp.nopen && !in.last ? look_further(c, f, &s, l->next, e) : rc;
}
