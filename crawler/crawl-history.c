/* crawl --history: the older pages of a column, one after the other, to its end. */
#include "crawl-private.h"

#include "base/log.h"

#define HISTORY_PAGES_MAX 500 /* of one column: a pager that never ends, ends */

/* What of a page tells it from every other: its entries. */
static uint64_t mark_of(const struct listing *l, struct arena *a)
{
	uint64_t mark = 0;

	for (size_t i = 0; i < l->nitems; i++)
		mark = mark * 31 + hash64_of(item_identity(&l->items[i], a));
	return mark;
}

static bool was_met(const struct buf *met, uint64_t mark)
{
	uint64_t x;

	for (size_t at = 0; at + sizeof(x) <= met->n; at += sizeof(x)) {
		memcpy(&x, met->p + at, sizeof(x));
		if (x == mark)
			return true;
	}
	return false;
}

static void tell_end(const struct flight *f, const char *why)
{
	log_warn("history_ends column=%.*s page=%d reason=%s", (int)f->subject_n, f->subject,
		f->step + 1, why);
}

/* The page behind this one, with the marks of all that were met: pagers lead in circles, and
 * some answer every number with the same page. */
int history_follow(struct crawl *c, const struct flight *f, const struct column_state *s,
	const struct result *r, struct err *e)
{
	const struct listing *l = &r->page.list;
	uint64_t mark = mark_of(l, &c->turn);
	struct buf met = BUF_INIT(HISTORY_PAGES_MAX * sizeof(mark) + sizeof(mark));
	int rc = 0;

	if (str_none(l->next) || l->next.n == 0 || l->nitems == 0)
		return 0;
	buf_addstr(&met, buf_str(&f->held));
	if (was_met(&met, mark)) {
		tell_end(f, "in-a-circle");
	} else if (f->step + 1 >= HISTORY_PAGES_MAX) {
		tell_end(f, "too-many-pages");
	} else {
		buf_addstr(&met, str_n((const char *)&mark, sizeof(mark)));
		rc = column_page(c, FLIGHT_HISTORY, f->portal, f->column, s, l->next, f->step + 1,
			buf_str(&met), e);
	}
	buf_release(&met);
	return rc;
}

/* An older page is believed as a first one would be; a page with the words of an error page
 * is none, whatever it lists. */
static bool believed(const struct flight *f, const struct result *r, struct gate *g)
{
	static const struct column_state none;
	struct familiar met = {0};

	gate_judge(&none, f->column, r, &met, g);
	if (!g->refused && !str_none(r->page.error_words))
		g->refused = "error-page";
	return !g->refused || (g->shape && r->page.list.nitems && r->page.list.by_learned);
}

/* An older page of a column: its entries are known from now on, as rolled off. */
int history_result(struct crawl *c, struct store_txn *t, const struct flight *f,
	const struct result *r, struct err *e)
{
	const struct listing *l = &r->page.list;
	struct column_finder find = {t, str_of(f->portal->id), str_of(f->column->id), &c->turn};
	struct compare_input in = {.items = l->items, .nitems = l->nitems,
		.find = column_find_notice, .ctx = &find, .now_ms = c->now_ms,
		.zone = f->portal->zone, .history = true};
	struct comparison cmp;
	struct column_state s;
	struct gate g;
	bool ok = believed(f, r, &g);
	int rc = pages_column(t, find.portal, find.column, &s, &c->turn, e);

	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	rc = put_measure(c, t, r, r->verdict, ok ? NULL : g.refused, true, NULL, e);
	if (!ok)
		tell_end(f, g.refused);
	if (rc < 0 || !ok)
		return rc;
	in.old = &s;
	compare_alias(&s, l->items, l->nitems, false, column_find_notice, &find, &c->turn);
	compare_lists(&in, &cmp, &c->turn);
	rc = column_write(c, t, f, cmp.notices, cmp.nnotices, cmp.events, cmp.nevents, e);
	if (rc == 0)
		rc = history_follow(c, f, &s, r, e);
	return rc == ERR_AGAIN ? 0 : rc;
}
