/* `was:` : a column or portal that got another id keeps its history. */
#include "crawl-private.h"

#include "base/out.h"

struct naming {
	struct str portal, column, to_portal, to_column;
};

/* Subjects that were due under the old id. */
struct moving {
	struct arena *a;
	struct due_of {
		int kind;
		struct str host, rest; /* what stands behind portal/column in the subject */
		int64_t due_ms;
	} * list;
	size_t n, cap;
	struct store_txn *t;
	struct err *e;
	const struct notice *notice;
};

static void add(struct moving *m, int kind, struct str url, struct str rest, int64_t due_ms)
{
	m->list = arena_grow(m->a, m->list, m->n, &m->cap, sizeof(*m->list));
	m->list[m->n++] = (struct due_of){kind, arena_str(m->a, due_host(url)), rest, due_ms};
}

static int take_file(const struct file_state *f, void *ctx)
{
	struct moving *m = ctx;

	if (f->due_ms)
		add(m, DUE_FILE, f->url, arena_strf(m->a, "\n%.*s\n%.*s", STR_ARG(f->identity),
			STR_ARG(f->url)), f->due_ms);
	return 0;
}

static int take_notice(const struct notice *n, void *ctx)
{
	struct moving *m = ctx;

	if (n->due_ms)
		add(m, DUE_NOTICE, n->url, arena_strf(m->a, "\n%.*s", STR_ARG(n->identity)),
			n->due_ms);
	return pages_each_file(m->t, n, take_file, m, m->e);
}

static int move_due(struct crawl *c, struct store_txn *t, const struct naming *x,
	const struct due_of *d, struct err *e)
{
	struct str old = arena_strf(&c->turn, "%.*s/%.*s%.*s", STR_ARG(x->portal),
		STR_ARG(x->column), STR_ARG(d->rest));
	struct str now = arena_strf(&c->turn, "%.*s/%.*s%.*s", STR_ARG(x->to_portal),
		STR_ARG(x->to_column), STR_ARG(d->rest));
	int rc = due_move(t, d->kind, d->host, old, d->due_ms, 0, e);

	return rc < 0 ? rc : due_move(t, d->kind, d->host, now, 0, d->due_ms, e);
}

static int tell(struct crawl *c, struct store_txn *t, const struct naming *x,
	const char *kind, struct str url, struct err *e)
{
	struct buf b = BUF_INIT(1 << 16);
	struct jw j = jw_on(&b);
	struct event ev = {.time_ms = c->now_ms, .kind = str_of(kind),
		.portal = x->to_portal, .column = x->to_column, .url = url};

	jw_open(&j, '{');
	jw_kstr(&j, "portal", x->portal);
	jw_kstr(&j, "column", x->column);
	jw_close(&j, '}');
	ev.detail = arena_str(&c->turn, buf_str(&b));
	buf_release(&b);
	return put_event(c, t, &ev, e);
}

/* The old one is there and the new one is not: history moves. Both there: `was` did its
 * work before, or names something that still lives on its own. */
static int rename_column(struct crawl *c, struct store_txn *t, const struct naming *x,
	struct err *e)
{
	struct moving m = {.a = &c->turn, .t = t, .e = e};
	struct column_state old, now;
	int rc = pages_column(t, x->to_portal, x->to_column, &now, &c->turn, e);

	if (rc != ERR_NOTFOUND)
		return rc;
	rc = pages_column(t, x->portal, x->column, &old, &c->turn, e);
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	if (old.due_ms)
		add(&m, DUE_COLUMN, old.url, STR(""), old.due_ms);
	rc = pages_each_notice(t, x->portal, x->column, take_notice, &m, e);
	for (size_t i = 0; i < m.n && rc == 0; i++)
		rc = move_due(c, t, x, &m.list[i], e);
	if (rc == 0)
		rc = pages_rename_column(t, x->portal, x->column, x->to_portal, x->to_column, e);
	return rc < 0 ? rc : tell(c, t, x, "column.renamed", old.url, e);
}

/* --- portals --- */

struct finding {
	struct arena *a;
	struct str portal, *columns;
	size_t n, cap;
};

static int take_column(const struct column_state *s, void *ctx)
{
	struct finding *x = ctx;

	if (!str_eq(s->portal, x->portal))
		return 0;
	x->columns = arena_grow(x->a, x->columns, x->n, &x->cap, sizeof(*x->columns));
	x->columns[x->n++] = arena_str(x->a, s->column);
	return 0;
}

struct addresses {
	struct store_txn *t;
	struct str portal, to;
	struct err *e;
};

static int take_address(const struct address *x, void *ctx)
{
	const struct addresses *w = ctx;
	struct address now = *x;

	if (!str_eq(x->portal, w->portal))
		return 0;
	now.portal = w->to;
	return pages_put_address(w->t, &now, w->e);
}

static int rename_portal(struct crawl *c, struct store_txn *t, struct str from, struct str to,
	struct err *e)
{
	struct finding x = {.a = &c->turn, .portal = from};
	struct addresses w = {t, from, to, e};
	struct portal_state old, now;
	int rc = pages_portal(t, to, &now, &c->turn, e);

	if (rc != ERR_NOTFOUND)
		return rc;
	rc = pages_portal(t, from, &old, &c->turn, e);
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	rc = pages_each_column(t, from, take_column, &x, e);
	for (size_t i = 0; i < x.n && rc == 0; i++) {
		struct naming n = {from, x.columns[i], to, x.columns[i]};

		rc = rename_column(c, t, &n, e);
	}
	if (rc == 0)
		rc = due_move(t, DUE_PROBE, due_host(old.home), from, old.due_ms, 0, e);
	if (rc == 0)
		rc = due_move(t, DUE_PROBE, due_host(old.home), to, 0, old.due_ms, e);
	now = old;
	now.id = to;
	if (rc == 0)
		rc = pages_rename_portal(t, from, &now, e);
	if (rc == 0)
		rc = pages_each_address(t, take_address, &w, e);
	return rc < 0 ? rc : tell(c, t, &(struct naming){from, STR_NONE, to, STR_NONE},
				     "portal.renamed", old.home, e);
}

int renames_take(struct crawl *c, struct store_txn *t, const struct portal_config *p,
	struct err *e)
{
	int rc = p->was && p->was[0] ? rename_portal(c, t, str_of(p->was), str_of(p->id), e) : 0;

	for (size_t i = 0; i < p->ncolumns && rc == 0; i++) {
		const struct column_config *col = &p->columns[i];
		struct naming n = {str_of(p->id), str_of(col->was), str_of(p->id),
			str_of(col->id)};

		if (col->was && col->was[0])
			rc = rename_column(c, t, &n, e);
	}
	return rc;
}
