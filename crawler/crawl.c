/* The crawler's turn: requests and results in, due things out. */
#include "crawl-private.h"

#include "base/log.h"

#include <poll.h>
#include <stdio.h>
#include <stdlib.h>

#define RESULTS_PER_TXN 64  /* one commit (a sync) for so many answers */
#define PER_HOST 16	    /* under way for one host: its queue is the fetcher's */
#define DISK_FULL_WAIT_MS (30 * SECOND_MS)
#define REQUEST_LOOK_MS SECOND_MS

static size_t slot_of_id(uint64_t id)
{
	return (size_t)(id % FLIGHT_SLOTS);
}

struct flight *flight_new(struct crawl *c, int kind, struct str subject,
	const struct portal_config *p, const struct column_config *col, struct str url)
{
	struct flight *f = mem_alloc(sizeof(*f));

	f->id = ++c->next_id;
	f->kind = kind;
	f->subject = str_dup(subject);
	f->subject_n = subject.n;
	f->portal = p;
	f->column = col;
	f->url = str_dup(url);
	f->host = str_dup(due_host(url));
	return f;
}

static void flight_free(struct flight *f)
{
	free(f->subject);
	free(f->url);
	free(f->host);
	buf_release(&f->held);
	free(f);
}

int flight_submit(struct crawl *c, struct flight *f, struct job *j, struct err *e)
{
	size_t at = slot_of_id(f->id);
	int rc;

	j->id = f->id;
	rc = worker_submit(c->worker, j, e);
	if (rc < 0) {
		flight_free(f);
		return rc;
	}
	f->next = c->slot[at];
	c->slot[at] = f;
	c->busy[slot_of_id(hash64_of(str_n(f->subject, f->subject_n)))]++;
	c->nflights++;
	return 0;
}

static struct flight *flight_take(struct crawl *c, uint64_t id)
{
	struct flight **at = &c->slot[slot_of_id(id)], *f;

	while (*at && (*at)->id != id)
		at = &(*at)->next;
	f = *at;
	if (f) {
		*at = f->next;
		c->busy[slot_of_id(hash64_of(str_n(f->subject, f->subject_n)))]--;
		c->nflights--;
	}
	return f;
}

bool flight_is_under_way(const struct crawl *c, struct str subject)
{
	/* a bucket nobody is in answers at once; a shared one is searched */
	if (c->busy[slot_of_id(hash64_of(subject))] == 0)
		return false;
	for (size_t i = 0; i < FLIGHT_SLOTS; i++)
		for (const struct flight *f = c->slot[i]; f; f = f->next)
			if (str_eq(str_n(f->subject, f->subject_n), subject))
				return true;
	return false;
}

/* --- the pace of revisits --- */

#define REVISIT_HOSTS 4096 /* buckets: two hosts in one share a pace, which only slows */

struct host_slot {
	int64_t next_ms; /* on the monotonic clock */
};

bool revisit_slot(struct crawl *c, const struct portal_config *p, struct str url)
{
	int64_t delay_ms = p->delay_ms >= 0 ? p->delay_ms : c->config->delay_ms;
	int64_t mono_ms = clock_mono_ms();
	struct host_slot *s;

	if (delay_ms <= 0)
		return true;
	if (!c->revisits)
		c->revisits = mem_alloc(REVISIT_HOSTS * sizeof(*c->revisits));
	s = &c->revisits[hash64_of(due_host(url)) % REVISIT_HOSTS];
	if (mono_ms < s->next_ms)
		return false;
	s->next_ms = mono_ms + 2 * delay_ms;
	return true;
}

bool flight_asks(const struct crawl *c, struct str url)
{
	for (size_t i = 0; i < FLIGHT_SLOTS && c->nflights; i++)
		for (const struct flight *f = c->slot[i]; f; f = f->next)
			if (str_eqc(url, f->url))
				return true;
	return false;
}

const struct column_config *crawl_column(const struct crawl *c,
	const struct portal_config *p, struct str id)
{
	if (str_eqc(id, HOME_COLUMN))
		return &c->homes[p - c->config->portals];
	return portal_column(p, id);
}

void job_for(const struct crawl *c, const struct portal_config *p, struct str url,
	struct job *out)
{
	*out = (struct job){.url = url, .delay_ms = p->delay_ms, .want_request = true,
		.connections = p->connections, .owner = p->owner, .no_verify = !p->verify,
		.proxy = p->proxy[0] ? str_of(p->proxy) : STR_NONE,
		.user_agent = p->user_agent[0] ? str_of(p->user_agent) : STR_NONE,
		.order = {.url = url, .now_ms = c->now_ms}};
	order_set_zone(&out->order, p->zone);
}

/* --- results --- */

static int take_result(struct crawl *c, struct store_txn *t, struct flight *f,
	const struct result *r, struct err *e)
{
	switch (f->kind) {
	case DUE_PROBE:
		return probe_result(c, t, f, r, e);
	case DUE_COLUMN:
		return column_result(c, t, f, r, e);
	case FLIGHT_HISTORY:
		return history_result(c, t, f, r, e);
	case FLIGHT_OLDER:
		return older_result(c, t, f, r, e);
	case DUE_NOTICE:
	case FLIGHT_NOTICE_PAIR:
		return notice_result(c, t, f, r, e);
	case DUE_FILE:
	case FLIGHT_FILE_PAIR:
		return file_result(c, t, f, r, e);
	case DUE_LINK:
		return link_result(c, t, f, r, e);
	case FLIGHT_SOFT404:
		return soft404_result(c, t, f, r, e);
	default:
		return 0;
	}
}

static void note_progress(struct crawl *c, const struct result *r)
{
	c->progress.done++;
	c->progress.bytes += (uint64_t)(r->wire_bytes > 0 ? r->wire_bytes : 0);
	snprintf(c->progress.now, sizeof(c->progress.now), "%.*s", STR_ARG(r->url));
}

/* Up to RESULTS_PER_TXN answers in one transaction. What fails to be written stays due. */
static int take_results(struct crawl *c, struct err *e)
{
	struct arena a = ARENA_INIT;
	struct store_txn *t = NULL;
	struct result r;
	int rc = 0;

	for (int n = 0; n < RESULTS_PER_TXN && worker_next(c->worker, &r, &a); n++) {
		struct flight *f = flight_take(c, r.id);

		if (!f)
			continue;
		if (!t && rc == 0)
			rc = store_begin(c->store, true, &t, e);
		if (rc == 0)
			rc = take_result(c, t, f, &r, e);
		note_progress(c, &r);
		flight_free(f);
		if (rc < 0)
			break;
		arena_reset(&c->turn);
		arena_reset(&a);
	}
	if (t && rc == 0)
		rc = store_commit(t, e);
	else
		store_abort(t);
	arena_reset(&c->turn);
	arena_release(&a);
	return rc;
}

/* --- what is due --- */

struct filling {
	struct crawl *c;
	struct store_txn *t;
	struct err *e;
	int rc;
};

static int submit_one(int kind, struct str subject, struct str key, void *ctx)
{
	struct filling *x = ctx;
	struct crawl *c = x->c;

	if (worker_room(c->worker) == 0)
		return -1;
	switch ((enum due_kind)kind) {
	case DUE_PROBE:
		x->rc = probe_submit(c, x->t, subject, x->e);
		break;
	case DUE_COLUMN:
		x->rc = column_submit(c, x->t, subject, x->e);
		break;
	case DUE_NOTICE:
		x->rc = notice_submit(c, x->t, subject, x->e);
		break;
	case DUE_FILE:
		x->rc = file_submit(c, x->t, subject, x->e);
		break;
	case DUE_LINK:
		x->rc = link_submit(c, x->t, subject, x->e);
		break;
	case DUE_KINDS:
		break;
	}
	arena_reset(&c->turn);
	if (x->rc == ERR_NOTFOUND)
		x->rc = due_forget(x->t, key, x->e);
	if (x->rc == ERR_AGAIN) {
		x->rc = 0;
		return -1;
	}
	return x->rc < 0 ? -1 : 0;
}

static bool skip_one(struct str subject, void *ctx)
{
	return flight_is_under_way(((struct filling *)ctx)->c, subject);
}

static bool wants_kind(const struct crawl *c, int kind)
{
	if (c->options.columns_only)
		return kind < DUE_NOTICE;
	return kind != DUE_LINK || !c->options.no_links;
}

/* Probes and columns first, links last: a kind is begun only when the ones before it have
 * left room. */
static int fill(struct crawl *c, struct err *e)
{
	struct filling x = {.c = c, .e = e};
	struct due_walk w = {.skip = skip_one, .take = submit_one, .ctx = &x};

	if (worker_room(c->worker) == 0)
		return 0;
	x.rc = store_begin(c->store, true, &x.t, e);
	if (x.rc < 0)
		return x.rc;
	for (size_t i = 0; i < DUE_KINDS - 1 && x.rc == 0; i++) {
		int kind = due_order[i];

		if (!wants_kind(c, kind))
			break;
		if (worker_room(c->worker) == 0)
			break;
		due_each(x.t, kind, c->now_ms, PER_HOST, &w);
	}
	if (x.rc == 0)
		return store_commit(x.t, e);
	store_abort(x.t);
	return x.rc;
}

static int look_for_requests(struct crawl *c, struct err *e)
{
	struct store_txn *t;
	int rc;

	if (c->now_ms - c->last_request_look_ms < REQUEST_LOOK_MS &&
		c->now_ms >= c->last_request_look_ms)
		return 0;
	c->last_request_look_ms = c->now_ms;
	rc = store_begin(c->store, true, &t, e);
	if (rc < 0)
		return rc;
	rc = requests_take(c, t, e);
	if (rc == 0)
		rc = life_go_on(c, t, e);
	arena_reset(&c->turn);
	if (rc == 0)
		return store_commit(t, e);
	store_abort(t);
	return rc;
}

int crawl_turn(struct crawl *c, int64_t now_ms, int64_t wait_ms, struct err *e)
{
	int rc;

	c->now_ms = now_ms;
	if (now_ms < c->full_until_ms) {
		rc = worker_turn(c->worker, 0, e);
		poll(NULL, 0, (int)wait_ms); /* answers that wait to be taken would not let it rest */
		return rc;
	}
	rc = look_for_requests(c, e);
	if (rc == 0)
		rc = take_results(c, e);
	if (rc == 0)
		rc = fill(c, e);
	if (rc == ERR_FULL) {
		c->full_until_ms = now_ms + DISK_FULL_WAIT_MS;
		return rc;
	}
	if (c->options.once && !c->nflights && !worker_pending(c->worker))
		wait_ms = 1; /* for what is due in a moment */
	return rc < 0 ? rc : worker_turn(c->worker, wait_ms, e);
}

bool crawl_idle(struct crawl *c, int64_t now_ms)
{
	struct store_txn *t;
	bool due = false;
	int64_t next;

	if (c->nflights || worker_pending(c->worker))
		return false;
	if (store_begin(c->store, false, &t, NULL) < 0)
		return false;
	for (int kind = DUE_PROBE; kind < DUE_KINDS && !due; kind++)
		if (wants_kind(c, kind))
			due = due_any(t, kind, now_ms, &next);
	store_abort(t);
	return !due;
}

void crawl_progress(const struct crawl *c, struct crawl_progress *out)
{
	*out = c->progress;
	out->in_flight = c->nflights;
	out->portals = c->config->nportals;
}

/* --- opening and closing --- */

static void make_homes(struct crawl *c)
{
	free(c->homes);
	c->homes = mem_alloc((c->config->nportals + 1) * sizeof(*c->homes));
	for (size_t i = 0; i < c->config->nportals; i++) {
		const struct portal_config *p = &c->config->portals[i];
		struct column_config *h = &c->homes[i];

		*h = (struct column_config){.id = HOME_COLUMN, .name = p->name,
			.url = p->home, .unit = p->unit, .cls = CLASS_NEWS, .item = "",
			.title = "", .link = "", .date = "", .next = "", .title_re = "",
			.date_re = "", .link_template = "", .json_path = "",
			.date_format = "", .expect_text = "", .render = "", .was = "",
			.links_check = "", .attachments = "", .warn_percent = 70,
			.file = p->file, .line = p->line};
	}
}

static int synchronise(struct crawl *c, struct err *e)
{
	struct store_txn *t;
	int rc = store_begin(c->store, true, &t, e);

	if (rc < 0)
		return rc;
	make_homes(c);
	rc = due_prepare(t, e);
	if (rc == 0)
		rc = line_load(c, t, e);
	if (rc == 0)
		rc = portals_sync(c, t, e);
	if (rc == 0)
		rc = life_begin(c, t, e);
	arena_reset(&c->turn);
	if (rc == 0)
		return store_commit(t, e);
	store_abort(t);
	return rc;
}

int crawl_open(const struct config *config, struct store *pages, struct worker *w,
	const struct crawl_options *o, int64_t now_ms, struct crawl **out, struct err *e)
{
	struct crawl *c = mem_alloc(sizeof(*c));
	int rc;

	c->config = config;
	c->store = pages;
	c->worker = w;
	c->options = *o;
	c->now_ms = now_ms;
	c->reread = reread_new(NULL, 0);
	rc = synchronise(c, e);
	if (rc < 0) {
		crawl_close(c);
		return rc;
	}
	*out = c;
	return 0;
}

static void drop_flights(struct crawl *c)
{
	for (size_t i = 0; i < FLIGHT_SLOTS; i++) {
		while (c->slot[i]) {
			struct flight *f = c->slot[i];

			c->slot[i] = f->next;
			flight_free(f);
		}
	}
	memset(c->busy, 0, sizeof(c->busy));
	c->nflights = 0;
}

int crawl_reload(struct crawl *c, const struct config *config, int64_t now_ms,
	struct err *e)
{
	/* answers under way belong to the old configuration: they are forgotten, and what
	 * they were for is still due */
	drop_flights(c);
	c->config = config;
	c->now_ms = now_ms;
	c->options.all = false;
	return synchronise(c, e);
}

void crawl_close(struct crawl *c)
{
	if (!c)
		return;
	drop_flights(c);
	reread_free(c->reread);
	free(c->revisits);
	free(c->homes);
	arena_release(&c->turn);
	free(c);
}
