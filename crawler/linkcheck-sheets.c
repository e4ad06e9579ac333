/* Links that a style sheet hides. Page and sheet are two documents, read by parsers that know
 * nothing of each other: once both were met, the pages that lead elsewhere are read once more,
 * told the names that their sheets hide. Those met first, which are those near the home page; and
 * of names by which things are hidden that wait to be shown only where a link is worded as
 * planted ones are. */
#include "linkcheck-private.h"

#include "crawler/signals.h"
#include "crawler/url.h"
#include "crawler/wrong.h"

#include <stdlib.h>

#define SHEETS_MAX 64	/* that hide anything */
#define PAGES_MAX 30	/* read once more */
#define NAMES_MAX 4000	/* bytes, of one page's sheets */
#define TURN_MS 50

struct sheet {
	uint64_t id;
	struct str hides;
};

struct sheets {
	struct linkcheck *c;
	struct sheet sheet[SHEETS_MAX];
	size_t n;
	struct page_to_read {
		uint64_t id;
		struct str url, hides;
	} page[PAGES_MAX];
	size_t npages;
	unsigned char *known; /* by number: 0 not looked at, 1 of the site where the check
				began or an office's, 2 another's */
	struct err *e;
};

/* What a sheet hides, from the result of its fetch. */
int sheets_notice(struct store_txn *t, uint64_t id, struct str hides, struct err *e)
{
	struct buf key = BUF_INIT(8);
	int rc;

	key_u64(&key, id);
	rc = store_put(t, "hides", buf_str(&key), hides, e);
	buf_release(&key);
	return rc;
}

static void read_sheets(struct sheets *x, struct store_txn *t)
{
	struct store_scan s;
	struct str key, value;

	store_scan_open(&s, t, "hides", STR_NONE, STR_NONE, false);
	while (x->n < SHEETS_MAX && store_scan_next(&s, &key, &value, &x->c->a))
		if (value.n)
			x->sheet[x->n++] = (struct sheet){key_u64_at(key, 0), value};
	store_scan_close(&s);
}

static struct str hides_of(const struct sheets *x, uint64_t id)
{
	for (size_t i = 0; i < x->n; i++)
		if (x->sheet[i].id == id)
			return x->sheet[i].hides;
	return STR_NONE;
}

static bool is_anothers(struct sheets *x, struct store_txn *t, uint64_t id)
{
	struct node n;

	if (id > x->c->last_id)
		return false;
	if (!x->known[id]) {
		bool other = node_get(x->c, t, id, &n, x->e) == 0 &&
			wrong_leads_away(x->c->seed[0].url, n.url);

		x->known[id] = other ? 2 : 1;
	}
	return x->known[id] == 2;
}

/* What the links of a page say. */
struct look {
	bool leads_away, planted; /* to others; in words as hijackers use */
	struct buf all;		  /* names that its sheets hide */
};

static void look_at_link(struct sheets *x, struct store_txn *t, const struct carried *at,
	struct look *out)
{
	struct str hides = hides_of(x, at->to);
	struct hijack_hits hits;
	struct link l = {0};

	if (hides.n && out->all.n + hides.n < NAMES_MAX)
		buf_addstr(&out->all, hides);
	if (out->planted || !is_anothers(x, t, at->to) || !link_place(at->place, &l) ||
		!str_eqc(l.element, "a"))
		return;
	out->leads_away = true;
	hijack_find(l.text, &hits);
	out->planted = hits.n > 0;
}

/* Notes the page where it loads sheets that hide, and leads to others. */
static int look_at_page(struct sheets *x, struct store_txn *t, uint64_t id, struct str edges)
{
	struct look look = {.all = BUF_INIT(NAMES_MAX)};
	struct buf names = BUF_INIT(NAMES_MAX);
	struct edge_cursor c;
	struct node n;
	int rc = edge_open(&c, edges, &x->c->turn, x->e);

	while (rc == 0 && edge_next(&c))
		look_at_link(x, t, &c.at, &look);
	if (look.leads_away)
		wrong_names_that_hide(buf_str(&look.all), look.planted, &names);
	buf_release(&look.all);
	if (rc == 0 && names.n)
		rc = node_get(x->c, t, id, &n, x->e);
	if (rc == 0 && names.n && n.run == x->c->run && n.answer.html && n.inside)
		x->page[x->npages++] = (struct page_to_read){id, arena_str(&x->c->a, n.url),
			arena_str(&x->c->a, buf_str(&names))};
	buf_release(&names);
	return rc;
}

static int find_pages(struct sheets *x)
{
	struct store_scan s;
	struct store_txn *t;
	struct str key, value;
	int rc = store_begin(x->c->store, false, &t, x->e);

	if (rc < 0)
		return rc;
	read_sheets(x, t);
	if (x->n)
		x->known = mem_alloc(x->c->last_id + 1);
	store_scan_open(&s, t, "edge", STR_NONE, STR_NONE, false);
	while (rc == 0 && x->n && x->npages < PAGES_MAX &&
		store_scan_next(&s, &key, &value, &x->c->turn)) {
		rc = look_at_page(x, t, key_u64_at(key, 0), value);
		arena_reset(&x->c->turn);
	}
	store_scan_close(&s);
	store_abort(t);
	return rc;
}

static int submit(struct sheets *x, const struct page_to_read *p)
{
	struct job j;

	check_job(x->c, &j, p->url, true);
	j.order.hides = p->hides;
	j.id = p->id;
	return worker_submit(x->c->worker, &j, x->e);
}

static int take(struct sheets *x, const struct result *r)
{
	struct store_txn *t;
	int rc;

	if (!r->has_page || !verdict_is_good(r->verdict) || !r->page.npacked)
		return 0;
	rc = store_begin(x->c->store, true, &t, x->e);
	if (rc < 0)
		return rc;
	rc = take_hidden(x->c, t, r, x->e);
	if (rc == 0)
		rc = node_flush(x->c, t, x->e);
	if (rc == 0)
		return store_commit(t, x->e);
	store_abort(t);
	return rc;
}

static int read_again(struct sheets *x, const volatile int *stop)
{
	struct worker *w = x->c->worker;
	struct result r;
	size_t i = 0;
	int rc = 0;

	while (rc == 0 && (i < x->npages || worker_pending(w)) && !(stop && *stop)) {
		for (; rc == 0 && i < x->npages && worker_room(w); i++)
			rc = submit(x, &x->page[i]);
		if (rc == 0 && worker_pending(w))
			rc = worker_turn(w, TURN_MS, x->e);
		while (rc == 0 && worker_next(w, &r, &x->c->turn)) {
			rc = take(x, &r);
			arena_reset(&x->c->turn);
		}
	}
	node_forget(x->c);
	return rc;
}

int judge_sheets(struct linkcheck *c, const volatile int *stop, struct err *e)
{
	struct sheets *x;
	int rc;

	if (c->o.hidden_off || !c->nseeds)
		return 0;
	x = arena_alloc(&c->a, sizeof(*x));
	x->c = c;
	x->e = e;
	rc = find_pages(x);
	if (rc == 0 && x->npages)
		rc = read_again(x, stop);
	free(x->known);
	return rc;
}
