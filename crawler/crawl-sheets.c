/* What the style sheets of a page hide on it, in the monitored crawl. A sheet is asked for as the
 * link that it is; the names that it hides are kept with its address, in so few bytes that they
 * cost nothing. A page is told those of the sheets that it loaded when it was read last, so what a
 * sheet hides is seen from the page's second reading on. */
#include "crawl-private.h"

#include "crawler/signals.h"
#include "crawler/wrong.h"

#define HIDES_MAX 1500 /* bytes kept of one sheet: some fifty names */
#define NAMES_MAX 4000 /* of all sheets of a page */
#define SHEETS_MAX 32  /* looked up of one page */

/* Whole lines. */
static struct str at_most(struct str lines, size_t n)
{
	return lines.n <= n ? lines
			    : str_sub(lines, 0, str_rfindc(str_sub(lines, 0, n), '\n') + 1);
}

int sheet_learned(struct crawl *c, struct store_txn *t, const struct result *r, struct err *e)
{
	struct str hides = at_most(r->page.hides, HIDES_MAX);
	struct address x;
	int rc;

	if (!r->has_page || r->page.kind != PAGE_CSS)
		return 0;
	rc = pages_address(t, r->url, &x, &c->turn, e);
	if (rc < 0 || str_eq(x.hides, hides))
		return rc == ERR_NOTFOUND ? 0 : rc;
	x.hides = hides;
	x.hides_ms = c->now_ms;
	return pages_put_address(t, &x, e);
}

/* What the links of a page say, as it was read last. */
struct look {
	bool leads_away, planted;
	struct buf all;
	int64_t since_ms; /* the newest of these names */
	size_t nsheets;
};

static int look_at_sheet(struct crawl *c, struct store_txn *t, const struct edge *edge,
	struct look *out, struct err *e)
{
	struct address x;
	int rc = pages_address(t, edge->url, &x, &c->turn, e);

	out->nsheets++;
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	if (x.hides_ms > out->since_ms) /* also where it hides nothing any more */
		out->since_ms = x.hides_ms;
	if (x.hides.n && out->all.n + x.hides.n < NAMES_MAX)
		buf_addstr(&out->all, x.hides);
	return 0;
}

static void look_at_link(struct str page, const struct edge *edge, struct look *out)
{
	struct hijack_hits hits;

	if (out->planted || !wrong_leads_away(page, edge->url))
		return;
	out->leads_away = true;
	hijack_find(edge->text, &hits);
	out->planted = hits.n > 0;
}

static int look_at_page(struct crawl *c, struct store_txn *t, const struct page_links *p,
	struct look *out, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < p->nedges; i++) {
		const struct edge *x = &p->edges[i];

		if (str_eqc(x->element, "link") && out->nsheets < SHEETS_MAX)
			rc = look_at_sheet(c, t, x, out, e);
		else if (str_eqc(x->element, "a"))
			look_at_link(p->url, x, out);
	}
	return rc;
}

int sheets_order(struct crawl *c, struct store_txn *t, struct str page, struct job *j,
	struct err *e)
{
	struct look look = {.all = BUF_INIT(NAMES_MAX)};
	struct buf names = BUF_INIT(NAMES_MAX);
	struct page_links p;
	int rc = pages_links(t, page, &p, &c->turn, e);

	if (rc == 0)
		rc = look_at_page(c, t, &p, &look, e);
	if (rc == 0 && look.leads_away && look.all.n) {
		wrong_names_that_hide(buf_str(&look.all), look.planted, &names);
		j->order.hides = arena_str(&c->turn, buf_str(&names));
	}
	/* unchanged bytes, but the sheet says something else of them */
	if (rc == 0 && look.leads_away && look.since_ms > p.time_ms)
		j->if_etag = j->if_modified = STR_NONE;
	buf_release(&look.all);
	buf_release(&names);
	return rc == ERR_NOTFOUND ? 0 : rc;
}
