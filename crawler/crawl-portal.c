/* Portals: what the configuration adds and takes away, wishes of commands, the end of a
 * round. */
#include "crawl-private.h"

#include "crawler/url.h"

/* --- configuration to store --- */

static int sync_portal(struct crawl *c, struct store_txn *t, const struct portal_config *p,
	struct err *e)
{
	struct portal_state s = {0};
	int64_t old_due;
	int rc = pages_portal(t, str_of(p->id), &s, &c->turn, e);

	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	old_due = s.due_ms;
	if (rc == 0 && !str_eqc(s.home, p->home)) {
		rc = due_move(t, DUE_PROBE, due_host(s.home), s.id, s.due_ms, 0, e);
		if (rc == 0)
			rc = technical_forget(c, t, &s, e);
		if (rc < 0)
			return rc;
		old_due = 0;
	}
	if (rc == ERR_NOTFOUND)
		s.first_ms = c->now_ms;
	s.id = str_of(p->id);
	s.home = str_of(p->home);
	if (!s.due_ms || s.retired || c->options.all)
		s.due_ms = c->now_ms;
	s.retired = false;
	rc = technical_sync(c, t, p, &s, e);
	if (rc == 0)
		rc = pages_put_portal(t, &s, e);
	return rc < 0 ? rc
		      : due_move(t, DUE_PROBE, due_host(s.home), s.id, old_due, s.due_ms, e);
}

static int column_event(struct crawl *c, struct store_txn *t, const struct column_state *s,
	const char *kind, struct err *e)
{
	struct event x = {.time_ms = c->now_ms, .kind = str_of(kind), .portal = s->portal,
		.column = s->column, .url = s->url};

	return put_event(c, t, &x, e);
}

static bool is_selected(const struct crawl *c, const struct portal_config *p,
	const struct column_config *col)
{
	const char *const *only = c->options.only;
	size_t n = strlen(p->id);

	if (!only)
		return true;
	for (; *only; only++) {
		if (streq(*only, p->id))
			return true;
		if (strncmp(*only, p->id, n) == 0 && (*only)[n] == '/' &&
			streq(*only + n + 1, col->id))
			return true;
	}
	return false;
}

static int sync_column(struct crawl *c, struct store_txn *t, const struct portal_config *p,
	const struct column_config *col, struct err *e)
{
	struct column_state s = {0};
	bool rebased;
	int64_t old_due;
	int rc = pages_column(t, str_of(p->id), str_of(col->id), &s, &c->turn, e);

	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	old_due = s.due_ms;
	rebased = rc == 0 && !str_eqc(s.url, col->url);
	if (rebased) {
		struct str subject = column_subject(s.portal, s.column, &c->turn);

		rc = due_move(t, DUE_COLUMN, due_host(s.url), subject, s.due_ms, 0, e);
		if (rc < 0)
			return rc;
		old_due = 0;
		s = (struct column_state){.first_ms = s.first_ms, .items = NULL};
	}
	s.portal = str_of(p->id);
	s.column = str_of(col->id);
	s.url = str_of(col->url);
	s.cls = str_of(class_word(col->cls));
	s.interval_ms = column_interval_ms(col);
	if (rebased && s.first_ms) {
		s.first_ms = 0;
		rc = column_event(c, t, &s, "column.rebased", e);
		if (rc < 0)
			return rc;
	}
	if (!s.due_ms || s.retired || (c->options.all && is_selected(c, p, col)))
		s.due_ms = c->now_ms;
	s.retired = false;
	return put_column(t, &s, old_due, e);
}

struct retiring {
	struct crawl *c;
	struct store_txn *t;
	struct err *e;
	struct column_state *list; /* to be retired; collected first, written after the scan */
	size_t n, cap;
};

static int find_retired(const struct column_state *s, void *ctx)
{
	struct retiring *x = ctx;
	const struct portal_config *p = config_portal(x->c->config, s->portal);

	if (s->retired || (p && crawl_column(x->c, p, s->column)))
		return 0;
	x->list = arena_grow(&x->c->turn, x->list, x->n, &x->cap, sizeof(*x->list));
	x->list[x->n] = (struct column_state){
		.portal = arena_str(&x->c->turn, s->portal),
		.column = arena_str(&x->c->turn, s->column)};
	x->n++;
	return 0;
}

static int retire(struct crawl *c, struct store_txn *t, struct err *e)
{
	struct retiring x = {.c = c, .t = t, .e = e};
	int rc = pages_each_column(t, STR_NONE, find_retired, &x, e);

	for (size_t i = 0; i < x.n && rc == 0; i++) {
		struct column_state s;
		int64_t old_due;

		rc = pages_column(t, x.list[i].portal, x.list[i].column, &s, &c->turn, e);
		if (rc < 0)
			return rc;
		old_due = s.due_ms;
		s.retired = true;
		s.due_ms = 0;
		rc = put_column(t, &s, old_due, e);
		if (rc == 0)
			rc = column_event(c, t, &s, "column.retired", e);
	}
	return rc;
}

static int find_gone(const struct portal_state *s, void *ctx)
{
	struct retiring *x = ctx;

	if (s->retired || config_portal(x->c->config, s->id))
		return 0;
	x->list = arena_grow(&x->c->turn, x->list, x->n, &x->cap, sizeof(*x->list));
	x->list[x->n++] = (struct column_state){.portal = arena_str(&x->c->turn, s->id)};
	return 0;
}

/* Portals that were taken out: nobody visits them. What is due of their notices and links is
 * forgotten as it comes up. */
static int retire_portals(struct crawl *c, struct store_txn *t, struct err *e)
{
	struct retiring x = {.c = c, .t = t, .e = e};
	int rc = pages_each_portal(t, find_gone, &x, e);

	rc = rc < 0 ? rc : 0;
	for (size_t i = 0; i < x.n && rc == 0; i++) {
		struct portal_state s;
		int64_t old_due;

		rc = pages_portal(t, x.list[i].portal, &s, &c->turn, e);
		if (rc == 0)
			rc = technical_forget(c, t, &s, e);
		if (rc < 0)
			return rc;
		old_due = s.due_ms;
		s.retired = true;
		s.due_ms = 0;
		rc = pages_put_portal(t, &s, e);
		if (rc == 0)
			rc = due_move(t, DUE_PROBE, due_host(s.home), s.id, old_due, 0, e);
	}
	return rc;
}

static int sync_witness(struct crawl *c, struct store_txn *t, const char *url, struct err *e)
{
	struct str subject = witness_subject(c, url);
	struct address x;
	int rc = pages_address(t, str_of(url), &x, &c->turn, e);

	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	if (rc == 0 && x.due_ms)
		return 0;
	if (rc == ERR_NOTFOUND)
		x = (struct address){.url = str_of(url), .outside = true};
	x.due_ms = c->now_ms;
	rc = pages_put_address(t, &x, e);
	return rc < 0 ? rc
		      : due_move(t, DUE_PROBE, due_host(x.url), subject, 0, x.due_ms, e);
}

int portals_sync(struct crawl *c, struct store_txn *t, struct err *e)
{
	int rc = 0;

	c->progress.columns = 0;
	for (size_t i = 0; i < c->config->nportals && rc == 0; i++) {
		const struct portal_config *p = &c->config->portals[i];

		rc = renames_take(c, t, p, e);
		if (rc == 0)
			rc = sync_portal(c, t, p, e);
		if (rc == 0)
			rc = sync_column(c, t, p, &c->homes[i], e);
		for (size_t k = 0; k < p->ncolumns && rc == 0; k++) {
			if (!p->columns[k].url[0])
				continue;
			c->progress.columns++;
			rc = sync_column(c, t, p, &p->columns[k], e);
		}
	}
	for (size_t i = 0; i < c->config->nwitnesses && rc == 0; i++)
		rc = sync_witness(c, t, c->config->witnesses[i], e);
	if (rc == 0)
		rc = retire_portals(c, t, e);
	return rc < 0 ? rc : retire(c, t, e);
}

/* --- wishes of commands --- */

static int recheck_column(struct crawl *c, struct store_txn *t, struct str portal,
	struct str column, const struct request *accept, struct err *e)
{
	struct column_state s;
	int64_t old_due;
	int rc = pages_column(t, portal, column, &s, &c->turn, e);

	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	old_due = s.due_ms;
	s.due_ms = c->now_ms;
	if (accept) {
		s.accept = true;
		s.accept_by = accept->by;
	}
	return put_column(t, &s, old_due, e);
}

static int recheck_notice(struct crawl *c, struct store_txn *t, const char *portal,
	const char *column, struct str identity, struct err *e)
{
	struct notice n;
	int rc = pages_notice(t, str_of(portal), str_of(column), identity, &n, &c->turn, e);

	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	n.due_ms = c->now_ms;
	return put_notice(c, t, &n, e);
}

/* In every column that lists it. */
static int recheck_notices(struct crawl *c, struct store_txn *t, struct str url, struct err *e)
{
	struct str identity = url_canonical(url, &c->turn);
	int rc = 0;

	for (size_t i = 0; i < c->config->nportals && rc == 0; i++) {
		const struct portal_config *p = &c->config->portals[i];

		for (size_t k = 0; k < p->ncolumns && rc == 0; k++)
			rc = recheck_notice(c, t, p->id, p->columns[k].id, identity, e);
		if (rc == 0)
			rc = recheck_notice(c, t, p->id, HOME_COLUMN, identity, e);
	}
	return rc;
}

static int recheck_address(struct crawl *c, struct store_txn *t, struct str url,
	struct err *e)
{
	struct address x;
	int64_t old_due;
	int rc = recheck_notices(c, t, url, e);

	if (rc == 0)
		rc = pages_address(t, url, &x, &c->turn, e);

	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	old_due = x.due_ms;
	x.due_ms = c->now_ms;
	rc = pages_put_address(t, &x, e);
	return rc < 0 ? rc
		      : due_move(t, DUE_LINK, due_host(url), url, old_due, x.due_ms, e);
}

static int recheck_portal(struct crawl *c, struct store_txn *t,
	const struct portal_config *p, struct err *e)
{
	struct portal_state s;
	int64_t old_due;
	int rc = pages_portal(t, str_of(p->id), &s, &c->turn, e);

	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	old_due = s.due_ms;
	s.due_ms = c->now_ms;
	rc = pages_put_portal(t, &s, e);
	if (rc == 0)
		rc = due_move(t, DUE_PROBE, due_host(s.home), s.id, old_due, s.due_ms, e);
	for (size_t i = 0; i < p->ncolumns && rc == 0; i++)
		rc = recheck_column(c, t, s.id, str_of(p->columns[i].id), NULL, e);
	return rc < 0 ? rc : recheck_column(c, t, s.id, STR(HOME_COLUMN), NULL, e);
}

static int take_request(struct crawl *c, struct store_txn *t, const struct request *r,
	struct err *e)
{
	const struct request *accept = str_eqc(r->what, "accept") ? r : NULL;
	const struct portal_config *p = config_portal(c->config, r->subject);
	size_t slash = str_findc(r->subject, '/', 0);

	if (p)
		return recheck_portal(c, t, p, e);
	if (str_find(r->subject, STR("://"), 0) != SIZE_MAX)
		return recheck_address(c, t, r->subject, e);
	if (slash == SIZE_MAX)
		return 0;
	return recheck_column(c, t, str_n(r->subject.p, slash),
		str_sub(r->subject, slash + 1, r->subject.n), accept, e);
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
		rc = take_request(c, t, &x->list[i], e);
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

#define ROUND_LATE_MS (30 * MINUTE_MS) /* what is due for longer was left undone */

static bool left_undone(const struct crawl *c, int64_t due_ms, int64_t every_ms)
{
	int64_t late_ms = every_ms / 2 > ROUND_LATE_MS ? every_ms / 2 : ROUND_LATE_MS;

	return due_ms && due_ms < c->now_ms - late_ms;
}

struct round_look {
	const struct crawl *c;
	bool undone;
};

static int look_at_column(const struct column_state *s, void *ctx)
{
	struct round_look *x = ctx;

	x->undone |= !s->retired && left_undone(x->c, s->due_ms, s->interval_ms);
	return x->undone;
}

int crawl_finish_round(struct crawl *c, int64_t now_ms, struct err *e)
{
	struct store_txn *t;
	int rc = store_begin(c->store, true, &t, e);

	if (rc < 0)
		return rc;
	c->now_ms = now_ms;
	for (size_t i = 0; i < c->config->nportals && rc == 0; i++) {
		const struct portal_config *p = &c->config->portals[i];
		struct round_look x = {.c = c};
		struct portal_state s;

		rc = pages_portal(t, str_of(p->id), &s, &c->turn, e);
		if (rc == 0)
			rc = pages_each_column(t, s.id, look_at_column, &x, e);
		rc = rc > 0 ? 0 : rc;
		if (rc < 0 || x.undone || left_undone(c, s.due_ms, p->home_every_ms))
			continue;
		s.last_round_ms = now_ms;
		rc = pages_put_portal(t, &s, e);
	}
	arena_reset(&c->turn);
	if (rc == 0)
		return store_commit(t, e);
	store_abort(t);
	return rc;
}
