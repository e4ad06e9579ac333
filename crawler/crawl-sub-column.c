/* Sub-columns that nobody configured: a page whose rule sub_columns asks for entries by name
 * links to them, and the check of such a link is once a week a look at its list. Two blank
 * looks an hour apart make it a blank one; a page that is no list is never blank. */
#include "crawl-private.h"

#include "crawler/sub-column.h"

#define LOOK_EVERY_MS (7 * DAY_MS)
#define AGAIN_MS HOUR_MS
#define MARKED_MS (30 * DAY_MS) /* without being named again; renewed in the second half */
#define TEXT_MIN 300		/* bytes of main text: 100 characters are a page of text */
#define MARKS_MAX 200		/* of one page */

static int ask_at(struct store_txn *t, struct address *x, int64_t due_ms, struct err *e)
{
	int64_t old_ms = x->due_ms;
	int rc;

	x->due_ms = due_ms;
	rc = pages_put_address(t, x, e);
	return rc < 0 ? rc : due_move(t, DUE_LINK, due_host(x->url), x->url, old_ms, due_ms, e);
}

static int mark(struct crawl *c, struct store_txn *t, struct str url, struct err *e)
{
	struct address x;
	int rc = pages_address(t, url, &x, &c->turn, e);

	if (rc < 0 || !x.due_ms || x.sub_until_ms - c->now_ms > MARKED_MS / 2)
		return rc == ERR_NOTFOUND ? 0 : rc;
	x.sub_until_ms = c->now_ms + MARKED_MS;
	return ask_at(t, &x, x.look_ms ? x.due_ms : c->now_ms, e);
}

int sub_columns_mark(struct crawl *c, struct store_txn *t, const struct column_config *col,
	const struct page_links *links, struct err *e)
{
	size_t nmarked = 0;
	int rc = 0;

	if (!config_sub_columns_asked(c->config, col))
		return 0;
	for (size_t i = 0; i < links->nedges && rc == 0 && nmarked < MARKS_MAX; i++) {
		const struct edge *x = &links->edges[i];

		if (x->hidden || !x->text.n ||
			!config_is_sub_column(c->config, col, x->text, &c->turn))
			continue;
		nmarked++;
		rc = mark(c, t, x->url, e);
	}
	return rc;
}

bool sub_column_wants(const struct crawl *c, const struct address *x)
{
	return x->sub_until_ms > c->now_ms;
}

/* Blank or not; false: this reading does not say. */
static bool look(const struct result *r, bool *blank)
{
	const struct page *p = &r->page;

	if (!r->has_page || r->body_cut || p->truncated || !str_none(p->challenge) ||
		(!str_none(p->error_words) && p->list.nitems == 0))
		return false;
	*blank = p->list.nitems == 0 && p->list.empty_shape && p->article.text.n < TEXT_MIN;
	return true;
}

int sub_column_take(struct crawl *c, struct store_txn *t, const struct flight *f,
	const struct result *r, struct err *e)
{
	struct address x;
	int64_t next_ms;
	bool blank;
	int rc = pages_address(t, r->url, &x, &c->turn, e);

	if (rc < 0 || !sub_column_wants(c, &x))
		return rc == ERR_NOTFOUND ? 0 : rc;
	if (f->step != SUB_COLUMN_LOOK) /* it was marked while it was asked for as a link */
		return x.look_ms ? 0 : ask_at(t, &x, c->now_ms, e);
	if (!look(r, &blank))
		return 0;
	x.look_ms = c->now_ms;
	x.nlisted = (int32_t)(r->page.list.nitems > INT32_MAX ? INT32_MAX : r->page.list.nitems);
	x.nblank = blank ? x.nblank + 1 : 0;
	next_ms = x.nblank == 1 ? c->now_ms + AGAIN_MS
		: jittered(x.url, c->now_ms, LOOK_EVERY_MS - LOOK_EVERY_MS / 10);
	return ask_at(t, &x, next_ms < x.due_ms ? next_ms : x.due_ms, e);
}
