/* What an older extractor read, read again from the stored bytes: old and new are always
 * compared by the same code, and an upgrade raises no event (DESIGN 5). */
#include "crawl-private.h"

#include "base/log.h"
#include "crawler/change.h"

#define FIRST_EXTRACTOR 1 /* of records that do not say which */
#define LOOK_BACK_MS (3650 * DAY_MS)

/* How the bytes were declared, from the measurement that brought them. */
struct declared {
	const struct sha256 *body;
	struct arena *a;
	struct str content_type, final_url;
	int64_t time_ms;
};

static int look_at(const struct measure *m, void *ctx)
{
	struct declared *d = ctx;

	if (!sha256_same(&m->body_digest, d->body))
		return 0;
	d->time_ms = m->time_ms;
	d->final_url = arena_str(d->a, m->final_url);
	for (size_t i = 0; i < m->nheaders; i++)
		if (str_eqc(m->headers[i].key, "content-type"))
			d->content_type = arena_str(d->a, m->headers[i].value);
	return 0;
}

int reread_body(struct crawl *c, struct store_txn *t, struct str url,
	const struct sha256 *body, struct page_order *o, struct page *out, struct err *e)
{
	struct declared d = {.body = body, .a = &c->turn};
	struct buf bytes = BUF_INIT(BODY_MAX);
	const char *why = NULL;
	int rc;

	if (sha256_zero(body))
		return ERR_NOTFOUND;
	rc = body_get(t, body, &bytes, e);
	if (rc == 0)
		rc = pages_each_measure(t, url, c->now_ms - LOOK_BACK_MS, INT64_MAX, look_at, &d,
			e);
	if (rc == 0) {
		o->url = d.final_url.n ? d.final_url : url;
		o->content_type = d.content_type;
		o->now_ms = d.time_ms ? d.time_ms : c->now_ms;
		if (!reread_page(c->reread, o, buf_str(&bytes), out, &why, &c->turn))
			rc = ERR_NOTFOUND;
	}
	if (why)
		log_warn("stored page cannot be read again reason=%s url=%.*s", why,
			STR_ARG(url));
	buf_release(&bytes);
	return rc;
}

int migrate_version(struct crawl *c, struct store_txn *t, const struct notice *n,
	struct version *old, struct err *e)
{
	const struct portal_config *p = config_portal(c->config, n->portal);
	struct page_order o = {.want = WANT_ARTICLE};
	struct version now;
	struct body_info body;
	struct page page;
	int rc;

	if (p)
		order_set_zone(&o, p->zone);
	rc = reread_body(c, t, n->url, &old->body_digest, &o, &page, e);
	if (rc < 0)
		return rc;
	version_of_page(&page, old->url, &now);
	now.seq = old->seq;
	now.time_ms = old->time_ms;
	now.body_digest = old->body_digest;
	now.attachment_digests = old->attachment_digests;
	now.nattachment_digests = old->nattachment_digests;
	if (version_is_document(&page) && body_info(t, &old->body_digest, &body, NULL) == 0)
		version_of_document(&now, n->url, n->title, &old->body_digest, body.bytes,
			&c->turn);
	*old = now;
	return pages_amend_version(t, n, old, e);
}

/* --- columns --- */

struct collecting {
	struct arena *a;
	struct notice *list;
	size_t n, cap;
};

/* Those whose identity today's code spells otherwise. */
static int find_renamed(const struct notice *n, void *ctx)
{
	struct collecting *x = ctx;
	struct item it = {.url = n->url, .site_id = n->site_id, .title = n->title,
		.date_ms = n->date_ms};
	struct arena a = ARENA_INIT;
	bool same = str_eq(item_identity(&it, &a), n->identity);

	arena_release(&a);
	if (same)
		return 0;
	x->list = arena_grow(x->a, x->list, x->n, &x->cap, sizeof(*x->list));
	x->list[x->n++] = (struct notice){.identity = arena_str(x->a, n->identity)};
	return 0;
}

static int rename_one(struct crawl *c, struct store_txn *t, const struct column_state *s,
	struct str identity, struct err *e)
{
	struct notice old, now, other;
	struct item it;
	int rc = pages_notice(t, s->portal, s->column, identity, &old, &c->turn, e);

	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	it = (struct item){.url = old.url, .site_id = old.site_id, .title = old.title,
		.date_ms = old.date_ms};
	now = old;
	now.identity = item_identity(&it, &c->turn);
	if (pages_notice(t, s->portal, s->column, now.identity, &other, &c->turn, NULL) == 0)
		return 0; /* two of the old are one today: the one that bears the name goes on */
	rc = due_move(t, DUE_NOTICE, due_host(old.url), notice_subject(&old, &c->turn),
		old.due_ms, 0, e);
	if (rc == 0)
		rc = pages_rename_notice(t, &old, &now, e);
	return rc < 0 ? rc
		      : due_move(t, DUE_NOTICE, due_host(now.url),
				notice_subject(&now, &c->turn), 0, now.due_ms, e);
}

static int rename_notices(struct crawl *c, struct store_txn *t, const struct column_state *s,
	struct err *e)
{
	struct collecting x = {.a = &c->turn};
	int rc = pages_each_notice(t, s->portal, s->column, find_renamed, &x, e);

	for (size_t i = 0; i < x.n && rc == 0; i++)
		rc = rename_one(c, t, s, x.list[i].identity, e);
	return rc;
}

/* Title, address and date as today's code reads them from the page of the baseline. */
static int refresh_notice(struct crawl *c, struct store_txn *t, const struct column_state *s,
	const struct item *it, struct err *e)
{
	struct notice n;
	int rc = pages_notice(t, s->portal, s->column, item_identity(it, &c->turn), &n,
		&c->turn, e);

	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	n.title = it->title;
	n.href = it->href;
	if (it->date_ms != DATE_NONE_MS) {
		n.date_ms = it->date_ms;
		n.date_has_time = it->date_has_time;
		n.date_weak = it->date_weak;
	}
	n.sticky = it->sticky;
	return put_notice(c, t, &n, e);
}

/* An entry that today's code finds on yesterday's page and yesterday's did not. */
static int know_quietly(struct crawl *c, struct store_txn *t, const struct column_state *s,
	const struct item *it, size_t position, struct err *e)
{
	struct notice n = {.portal = s->portal, .column = s->column, .title = it->title,
		.url = it->url, .href = it->href, .date_ms = it->date_ms,
		.date_has_time = it->date_has_time, .date_weak = it->date_weak,
		.site_id = it->site_id, .sticky = it->sticky, .baseline = true,
		.position = (int32_t)position, .first_ms = c->now_ms, .due_ms = c->now_ms,
		.last_listed_ms = s->last_good_ms, .state = NOTICE_LISTED};
	struct notice known;
	int rc;

	n.identity = item_identity(it, &c->turn);
	rc = pages_notice(t, s->portal, s->column, n.identity, &known, &c->turn, e);
	return rc == ERR_NOTFOUND ? put_notice(c, t, &n, e) : rc;
}

/* An entry that yesterday's code took for a notice and today's does not find is no
 * absence: it is known as rolled off. */
static int let_go(struct crawl *c, struct store_txn *t, const struct column_state *s,
	const struct item *it, const struct listing *l, struct err *e)
{
	struct str identity = item_identity(it, &c->turn);
	struct notice n;
	int rc;

	for (size_t i = 0; i < l->nitems; i++)
		if (str_eq(item_identity(&l->items[i], &c->turn), identity))
			return 0;
	rc = pages_notice(t, s->portal, s->column, identity, &n, &c->turn, e);
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	if (n.state != NOTICE_LISTED)
		return 0;
	n.state = NOTICE_ROLLED;
	return put_notice(c, t, &n, e);
}

static int take_over(struct crawl *c, struct store_txn *t, struct column_state *s,
	const struct listing *l, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < s->nitems && rc == 0; i++)
		rc = let_go(c, t, s, &s->items[i], l, e);
	for (size_t i = 0; i < l->nitems && rc == 0; i++) {
		rc = know_quietly(c, t, s, &l->items[i], i, e);
		if (rc == 0)
			rc = refresh_notice(c, t, s, &l->items[i], e);
	}
	s->items = l->items;
	s->nitems = l->nitems;
	s->learned_count = (int32_t)l->nitems;
	if (l->nlocators) {
		s->locators = l->locators;
		s->nlocators = l->nlocators;
	}
	return rc;
}

/* Baselines that do not name their page were read from the one its address names. */
static int body_of_baseline(struct crawl *c, struct store_txn *t,
	const struct column_state *s, struct sha256 *out, struct err *e)
{
	struct address x;
	int rc = 0;

	*out = s->body_digest;
	if (!sha256_zero(out))
		return 0;
	rc = pages_address(t, s->url, &x, &c->turn, e);
	if (rc == 0)
		*out = x.body_digest;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int migrate_column(struct crawl *c, struct store_txn *t, const struct flight *f,
	struct column_state *s, bool *lost, struct err *e)
{
	struct page_order o = {.want = WANT_LIST};
	struct sha256 body;
	struct page page;
	int rc;

	order_set_zone(&o, f->portal->zone);
	*lost = false;
	if (!s->first_ms ||
		(s->extractor ? s->extractor : FIRST_EXTRACTOR) == EXTRACTOR_VERSION)
		return 0;
	rc = rename_notices(c, t, s, e);
	if (rc == 0)
		rc = body_of_baseline(c, t, s, &body, e);
	if (rc < 0)
		return rc;
	column_order(c->config, f->column, s, &o);
	o.want = WANT_LIST;
	rc = reread_body(c, t, s->url, &body, &o, &page, e);
	if (rc == ERR_NOTFOUND || (rc == 0 && page.list.nitems == 0 && s->nitems > 0)) {
		log_warn("baseline cannot be read again column=%.*s/%.*s: the next reading is "
			"taken in silence", STR_ARG(s->portal), STR_ARG(s->column));
		*lost = true;
		return 0;
	}
	if (rc == 0 && gate_is_text(s, f->column, &page.list))
		page.list.nitems = 0;
	if (rc == 0)
		rc = take_over(c, t, s, &page.list, e);
	if (rc == 0)
		s->extractor = EXTRACTOR_VERSION;
	return rc;
}
