/* Portals: what the configuration adds and takes away, the end of a round. */
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
