/* Wishes of commands: what is to be measured now, or accepted whatever its shape. */
#include "crawl-private.h"

#include "crawler/url.h"

/* A walk over everything that a wish names. With crawl each becomes due now, without it is
 * only looked at. */
struct wish {
	struct crawl *crawl;
	const struct config *config;
	struct arena *arena;
	const struct request *request;
	bool found;
	bool pending; /* something is still due from when it was taken up */
};

static bool is_accept(const struct wish *w)
{
	return str_eqc(w->request->what, "accept");
}

/* Found in the store. True: the walk only looks. */
static bool only_looks(struct wish *w, int64_t due_ms)
{
	w->found = true;
	w->pending |= due_ms && due_ms <= w->request->done_ms;
	return !w->crawl;
}

static int absent_is_fine(int rc)
{
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int wish_column(struct wish *w, struct store_txn *t, struct str portal,
	struct str column, struct err *e)
{
	struct column_state s;
	int64_t old_due;
	int rc = pages_column(t, portal, column, &s, w->arena, e);

	if (rc < 0 || only_looks(w, s.due_ms))
		return absent_is_fine(rc);
	old_due = s.due_ms;
	s.due_ms = w->crawl->now_ms;
	if (is_accept(w)) {
		s.accept = true;
		s.accept_by = w->request->by;
	}
	return put_column(t, &s, old_due, e);
}

static int wish_notice(struct wish *w, struct store_txn *t, const char *portal,
	const char *column, struct str identity, struct err *e)
{
	struct notice n;
	int rc = pages_notice(t, str_of(portal), str_of(column), identity, &n, w->arena, e);

	if (rc < 0 || only_looks(w, n.due_ms))
		return absent_is_fine(rc);
	n.due_ms = w->crawl->now_ms;
	return put_notice(w->crawl, t, &n, e);
}

/* In every column that lists it. */
static int wish_notices(struct wish *w, struct store_txn *t, struct str url, struct err *e)
{
	struct str identity = url_canonical(url, w->arena);
	int rc = 0;

	for (size_t i = 0; i < w->config->nportals && rc == 0; i++) {
		const struct portal_config *p = &w->config->portals[i];

		for (size_t k = 0; k < p->ncolumns && rc == 0; k++)
			rc = wish_notice(w, t, p->id, p->columns[k].id, identity, e);
		if (rc == 0)
			rc = wish_notice(w, t, p->id, HOME_COLUMN, identity, e);
	}
	return rc;
}

static int wish_address(struct wish *w, struct store_txn *t, struct str url, struct err *e)
{
	struct address x;
	int64_t old_due;
	int rc = wish_notices(w, t, url, e);

	if (rc < 0)
		return rc;
	rc = pages_address(t, url, &x, w->arena, e);
	if (rc < 0 || only_looks(w, x.due_ms))
		return absent_is_fine(rc);
	old_due = x.due_ms;
	x.due_ms = w->crawl->now_ms;
	rc = pages_put_address(t, &x, e);
	return rc < 0 ? rc
		      : due_move(t, DUE_LINK, due_host(url), url, old_due, x.due_ms, e);
}

static int wish_probe(struct wish *w, struct store_txn *t, struct str portal, struct err *e)
{
	struct portal_state s;
	int64_t old_due;
	int rc = pages_portal(t, portal, &s, w->arena, e);

	if (rc < 0 || only_looks(w, s.due_ms))
		return absent_is_fine(rc);
	old_due = s.due_ms;
	s.due_ms = w->crawl->now_ms;
	rc = pages_put_portal(t, &s, e);
	return rc < 0 ? rc
		      : due_move(t, DUE_PROBE, due_host(s.home), s.id, old_due, s.due_ms, e);
}

static int wish_portal(struct wish *w, struct store_txn *t, const struct portal_config *p,
	struct err *e)
{
	int rc = wish_probe(w, t, str_of(p->id), e);

	for (size_t i = 0; i < p->ncolumns && rc == 0; i++)
		rc = wish_column(w, t, str_of(p->id), str_of(p->columns[i].id), e);
	return rc < 0 ? rc : wish_column(w, t, str_of(p->id), STR(HOME_COLUMN), e);
}

static int walk(struct wish *w, struct store_txn *t, struct err *e)
{
	struct str subject = w->request->subject;
	const struct portal_config *p = config_portal(w->config, subject);
	size_t slash = str_findc(subject, '/', 0);

	if (p)
		return wish_portal(w, t, p, e);
	if (str_find(subject, STR("://"), 0) != SIZE_MAX)
		return wish_address(w, t, subject, e);
	if (slash == SIZE_MAX)
		return 0;
	return wish_column(w, t, str_n(subject.p, slash), str_sub(subject, slash + 1, subject.n),
		e);
}

struct waiting {
	struct crawl *c;
	struct request list[100]; /* the rest a second later */
	size_t n;
};

static int find_waiting(const struct request *r, void *ctx)
{
	struct waiting *x = ctx;

	if (r->done_ms || x->n == sizeof(x->list) / sizeof(x->list[0]))
		return 0;
	x->list[x->n] = *r;
	x->list[x->n].what = arena_str(&x->c->turn, r->what);
	x->list[x->n].subject = arena_str(&x->c->turn, r->subject);
	x->list[x->n].by = arena_str(&x->c->turn, r->by);
	x->list[x->n].reason = arena_str(&x->c->turn, r->reason);
	x->list[x->n].user = arena_str(&x->c->turn, r->user);
	x->n++;
	return 0;
}

int requests_take(struct crawl *c, struct store_txn *t, struct err *e)
{
	struct waiting *x = arena_alloc(&c->turn, sizeof(*x));
	int rc;

	x->c = c;
	rc = pages_each_request(t, find_waiting, x, e);
	for (size_t i = 0; i < x->n && rc == 0; i++) {
		struct wish w = {.crawl = c, .config = c->config, .arena = &c->turn,
			.request = &x->list[i]};

		rc = walk(&w, t, e);
		x->list[i].done_ms = c->now_ms;
		if (rc == 0)
			rc = pages_put_request(t, &x->list[i], e);
	}
	return rc;
}

int crawl_request(struct store *pages, struct str what, struct str subject, struct str by,
	struct str reason, int64_t now_ms, uint64_t *seq, struct err *e)
{
	struct request r = {.time_ms = now_ms, .what = what, .subject = subject, .by = by,
		.reason = reason};
	struct store_txn *t;
	int rc = store_begin(pages, true, &t, e);

	if (rc < 0)
		return rc;
	rc = pages_put_request(t, &r, e);
	if (rc < 0) {
		store_abort(t);
		return rc;
	}
	*seq = r.seq;
	return store_commit(t, e);
}

int crawl_request_look(struct store_txn *t, const struct config *config,
	const struct request *r, bool *pending, struct err *e)
{
	struct arena a = ARENA_INIT;
	struct wish w = {.config = config, .arena = &a, .request = r};
	int rc = walk(&w, t, e);

	arena_release(&a);
	*pending = !r->done_ms || w.pending;
	return rc < 0 ? rc : w.found ? 0 : ERR_NOTFOUND;
}
