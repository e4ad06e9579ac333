/* What comes back from the worker: verdicts, links learned, pages that carry them. */
#include "linkcheck-private.h"

#include "crawler/wrong.h"

#define DETAIL_MAX 300
#define EDGES_BYTES_MAX ((size_t)256 << 20)
#define NEWS_TEXT 4000 /* bytes of an error page that shows news or adverts as well */
#define COMING 16      /* links looked at together */
#define PLAIN_MAX 1900 /* bytes that LMDB still keeps beside others */

/* --- links of a page --- */

struct linking {
	struct linkcheck *c;
	struct store_txn *t;
	int32_t depth;	/* of the targets */
	uint64_t id;	 /* of the page */
	struct str page; /* address */
	uint64_t *seen; /* of this page, open addressing */
	size_t mask;
	uint64_t before;
};

/* One entry for each target of a page: its first place tells where to look. */
static bool first_on_page(struct linking *x, uint64_t key)
{
	size_t i = (size_t)(key * UINT64_C(0x9E3779B97F4A7C15) >> 32) & x->mask;

	for (; x->seen[i]; i = (i + 1) & x->mask)
		if (x->seen[i] == key)
			return false;
	x->seen[i] = key;
	return true;
}

/* It should not be there: a link that nobody sees, certainly planted unless all such links are
 * asked for. */
static bool is_hidden(const struct linking *x, const struct link *l)
{
	return x->c->o.hidden ? wrong_hides_link(x->page, l) : wrong_plants_link(x->page, l);
}

static int mark_hidden(struct linking *x, uint64_t id, struct err *e)
{
	struct node n;
	int rc = node_get(x->c, x->t, id, &n, e);

	x->c->page_hides = x->c->met_hidden = true;
	if (rc < 0 || n.hidden)
		return rc;
	n.hidden = true;
	return node_keep(x->c, x->t, id, &n, e);
}

/* A link about to be taken. */
struct coming {
	struct link link;
	struct str place, url, fragment;
	struct key128 hash;
};

/* false: it leads nowhere. */
static bool expect_link(const struct linking *x, struct str place, struct coming *out)
{
	const struct link *l = &out->link;
	size_t hash = str_none(l->url) ? SIZE_MAX : str_findc(l->url, '#', 0);

	out->place = place;
	out->url = str_none(l->url) ? l->href : l->url;
	out->fragment = STR_NONE;
	if (hash != SIZE_MAX) {
		if (x->c->o.fragments && !scope_excludes(x->c, out->url))
			out->fragment = fragment_name(str_sub(out->url, hash + 1, out->url.n));
		out->url = str_sub(out->url, 0, hash);
	}
	if (out->url.n)
		out->hash = node_expect(x->c, out->url);
	return out->url.n > 0;
}

static int take_link(struct linking *x, struct coming *in, struct err *e)
{
	struct link *l = &in->link;
	uint64_t id, key;
	int rc = node_learn_expected(x->c, x->t, &in->hash, in->url, l->href, x->depth, true,
		&id, e);

	if (rc < 0)
		return rc;
	key = in->fragment.n ? id * 31 + hash64_of(in->fragment) : id;
	if (l->hidden && !x->c->o.hidden_off && link_place(in->place, l) && is_hidden(x, l))
		rc = mark_hidden(x, id, e);
	if (first_on_page(x, key | 1ULL << 63)) {
		struct carried edge = {.to = id, .fragment = in->fragment, .place = in->place};

		edge_put(&x->c->packed, &x->before, &edge);
		tally_edge(x->c, x->id, &edge);
	}
	return rc;
}

/* All of a page, some at a time. */
static int take_packed(struct linking *x, struct str packed, size_t n, struct err *e)
{
	struct link_cursor at = {.rest = packed};
	struct coming coming[COMING];
	bool more = true;
	int rc = 0;

	for (size_t i = 0; rc == 0 && more;) {
		size_t got = 0;

		while (got < COMING && (more = i < n && link_unpack(&at, &coming[got].link))) {
			got += expect_link(x, at.place, &coming[got]);
			i++;
		}
		for (size_t k = 0; rc == 0 && k < got; k++)
			rc = take_link(x, &coming[k], e);
	}
	return rc;
}

static int put_edges(struct linkcheck *c, struct store_txn *t, uint64_t page, struct err *e)
{
	struct buf key = BUF_INIT(8);
	int rc;

	key_u64(&key, page);
	if (!buf_ok(&c->packed))
		rc = err_set(e, ERR_TOOBIG, "links of one page too large");
	else if (c->packed.n <= PLAIN_MAX)
		rc = store_put_plain(t, "edge", buf_str(&key), buf_str(&c->packed), e);
	else
		rc = store_put(t, "edge", buf_str(&key), buf_str(&c->packed), e);
	buf_release(&key);
	return rc;
}

static int take_links(struct linkcheck *c, struct store_txn *t, uint64_t page, int32_t depth,
	const struct page *p, struct err *e)
{
	struct linking x = {.c = c, .t = t, .depth = depth + 1, .id = page, .page = p->base,
		.mask = 15};
	size_t n = (size_t)p->npacked;
	int rc;

	while (x.mask < 2 * n)
		x.mask = x.mask * 2 + 1;
	x.seen = arena_array(&c->turn, x.mask + 1, sizeof(*x.seen));
	if (!c->packed.max)
		buf_init(&c->packed, EDGES_BYTES_MAX);
	edge_begin(&c->packed);
	tally_page(c, page);
	rc = take_packed(&x, p->packed, n, e);
	if (n == LINKS_MAX)
		c->sum.limit[LIMIT_LINKS]++;
	return rc < 0 ? rc : put_edges(c, t, page, e);
}

/* An unchanged page: its links are those of the check before. */
static int take_known_links(struct linkcheck *c, struct store_txn *t, uint64_t page,
	int32_t depth, struct err *e)
{
	struct edge_cursor x;
	int rc = edges_get(c, t, page, &x, e);

	tally_page(c, page);
	while (rc == 0 && edge_next(&x)) {
		uint64_t *known = &c->known[x.at.to & (CACHE_SLOTS - 1)];

		tally_edge(c, page, &x.at);
		if (*known == x.at.to && c->o.depth_links < 0)
			continue;
		*known = x.at.to;
		rc = node_meet(c, t, x.at.to, depth + 1, e);
	}
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int put_anchors(struct linkcheck *c, struct store_txn *t, uint64_t page,
	struct node *n, const struct page *p, struct err *e)
{
	struct names names = {p->anchors, p->nanchors};
	struct buf key = BUF_INIT(8);
	int rc;

	if (!c->o.fragments || p->kind != PAGE_HTML)
		return 0;
	n->has_anchors = true;
	key_u64(&key, page);
	rc = store_put_record(t, "anchor", buf_str(&key), &record_names, &names, e);
	buf_release(&key);
	return rc;
}

/* --- results --- */

static void judge_wrong(struct linkcheck *c, struct node *n, const struct result *r)
{
	struct wrong w;

	wrong_judge(r, n->inside ? str_of(c->o.site_code) : STR_NONE, &w, &c->turn);
	if (!w.reason)
		return;
	n->answer.verdict = VERDICT_WRONG;
	n->reason = str_of(w.reason);
	n->detail = w.detail;
}

/* What the result says; of an unchanged page the fingerprint stays. */
static void fill(struct linkcheck *c, struct node *n, const struct result *r)
{
	struct soft404_answer old = n->answer;

	soft404_answer_of(r, &n->answer);
	n->answer.title = str_sub(n->answer.title, 0, DETAIL_MAX);
	/* a text too long for a fingerprint has nothing else to be compared by, and one that is
	 * short enough for an error page among news may differ in most of its words */
	if (!soft404_worth(&n->answer) && n->answer.fingerprint &&
		n->answer.text_bytes > NEWS_TEXT)
		n->answer.blocks = STR_NONE;
	n->reason = r->reason;
	if (r->not_modified) {
		old.verdict = VERDICT_OK;
		n->answer = old;
	} else if (!verdict_is_good(r->verdict) && scope_accepts(c, r->status)) {
		n->answer.verdict = VERDICT_OK;
		n->reason = STR("accepted");
	}
	/* asked to wait longer than anybody waits for a link check */
	if (str_eqc(r->reason, "host-asks-to-wait"))
		n->answer.verdict = VERDICT_BLOCKED;
	n->asked = true;
	n->state = NODE_DONE;
	n->phase = r->phase;
	n->detail = str_sub(r->detail, 0, DETAIL_MAX);
	n->tls_detail = str_sub(r->tls_detail, 0, DETAIL_MAX);
	n->elapsed_ms = r->elapsed_ms;
	judge_wrong(c, n, r);
	n->etag = n->modified = STR_NONE;
	if (verdict_is_good(n->answer.verdict) && r->nhops == 1) {
		n->etag = r->etag;
		n->modified = r->modified;
	}
}

/* The address at the end of a redirect was answered by the same request. *page: whose the
 * links are, 0 when another fetch has told them. */
static int take_target(struct linkcheck *c, struct store_txn *t, const struct node *from,
	const struct result *r, uint64_t *page, struct err *e)
{
	struct node n;
	int rc = node_learn(c, t, r->final_url, r->final_url, from->depth, from->follow, page,
		e);

	if (rc == 0)
		rc = node_get(c, t, *page, &n, e);
	if (rc < 0)
		return rc;
	if (n.state == NODE_DONE) {
		*page = 0;
		return 0;
	}
	fill(c, &n, r);
	n.answer.verdict = verdict_is_good(r->verdict) ? VERDICT_OK : r->verdict;
	n.unfollowed = from->unfollowed;
	n.has_edges = !n.unfollowed && r->has_page;
	node_confirm(c, &n);
	judge_notice(c, &n);
	rc = put_anchors(c, t, *page, &n, &r->page, e);
	n.answer.url = STR_NONE;
	return rc < 0 ? rc : node_keep(c, t, *page, &n, e);
}

static bool too_deep(const struct linkcheck *c, const struct node *n)
{
	return c->o.depth_links >= 0 && n->depth >= c->o.depth_links;
}

static int take_page(struct linkcheck *c, struct store_txn *t, uint64_t id, struct node *n,
	const struct result *r, struct err *e)
{
	uint64_t page = id;
	bool elsewhere = !str_eq(r->url, r->final_url);
	int rc = 0;

	if (n->depth == 0 && n->follow && elsewhere)
		scope_add(c, r->final_url); /* http://x.cn is at home at https://www.x.cn */
	if (!n->follow || !scope_inside(c, r->final_url))
		return 0;
	n->unfollowed = too_deep(c, n);
	if (elsewhere)
		rc = take_target(c, t, n, r, &page, e);
	if (rc < 0 || !page)
		return rc;
	c->sum.pages += r->page.kind == PAGE_HTML;
	if (n->unfollowed) {
		c->sum.limit[LIMIT_DEPTH] += r->page.kind == PAGE_HTML;
		return 0;
	}
	n->has_edges = page == id;
	c->page_hides = false;
	rc = take_links(c, t, page, n->depth, &r->page, e);
	if (c->page_hides) /* read anew each time: the links kept do not say it */
		n->etag = n->modified = STR_NONE;
	return rc;
}

int take_hidden(struct linkcheck *c, struct store_txn *t, const struct result *r,
	struct err *e)
{
	struct linking x = {.c = c, .t = t, .page = r->page.base};
	struct link_cursor at = {.rest = r->page.packed};
	struct coming in = {0};
	int rc = 0;

	for (int32_t i = 0; rc == 0 && i < r->page.npacked && link_unpack(&at, &in.link); i++) {
		uint64_t id = 0;

		if (!in.link.hidden || !link_place(at.place, &in.link) || !is_hidden(&x, &in.link) ||
			!expect_link(&x, at.place, &in))
			continue;
		rc = node_find(c, t, in.url, &id, e);
		if (rc == 0 && id)
			rc = mark_hidden(&x, id, e);
	}
	return rc;
}

int take_result(struct linkcheck *c, struct store_txn *t, const struct result *r,
	struct err *e)
{
	struct node n;
	int rc = node_get(c, t, r->id, &n, e);

	if (rc < 0)
		return rc;
	frontier_done(c, n.url);
	fill(c, &n, r);
	n.has_edges = n.has_edges && r->not_modified;
	if (n.inside && r->has_page && r->page.hides.n)
		rc = sheets_notice(t, r->id, r->page.hides, e);
	if (rc < 0)
		return rc;
	node_confirm(c, &n);
	judge_notice(c, &n);
	wall_notice(c, r->id, &n);
	c->status.done++;
	c->status.faulty += linkcheck_is_faulty(n.answer.verdict);
	if (r->not_modified && n.has_edges && !too_deep(c, &n)) {
		c->sum.pages++;
		c->sum.not_modified++;
		rc = take_known_links(c, t, r->id, n.depth, e);
	} else if (r->has_page && verdict_is_good(r->verdict)) {
		rc = put_anchors(c, t, r->id, &n, &r->page, e);
		if (rc == 0)
			rc = take_page(c, t, r->id, &n, r, e);
	}
	n.answer.url = STR_NONE;
	return rc < 0 ? rc : node_keep(c, t, r->id, &n, e);
}
