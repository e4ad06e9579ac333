/* The round of a link check: jobs out, results in, links learned, one batch at a time. */
#include "linkcheck-private.h"

#include "crawler/url.h"

#include "base/fs.h"
#include "base/log.h"

#include <stdlib.h>
#include <unistd.h>

#define BATCH 1024	   /* results of one transaction */
#define LEARN_MAX 2048	   /* addresses: each may change a page of the store of its own */
#define LEARN_HUNGRY 256   /* the same while the worker has little to do */
#define GATHER 384	   /* results worth one */
#define GATHER_BYTES ((size_t)4 << 20) /* the same of pages with many links */
#define GATHER_MS 100	   /* they wait no longer */
#define HUNGRY 96	   /* jobs under way; with fewer the worker runs dry */
#define PLENTY 640	   /* the same while results are taken */
#define TURN_MS 50	   /* the worker is waited for so long at once */
#define COMMIT_EVERY_MS 100 /* where commits are synced: a disk does a hundred a second */
#define PROGRESS_EVERY_MS 500
#define PATIENCE_MS (60 * SECOND_MS) /* of waits one host asks for, in all */

/* --- open and close --- */

static int open_store(struct linkcheck *c, struct err *e)
{
	const char *tmp = getenv("TMPDIR");
	struct str path;

	if (c->o.dir)
		return store_open(c->o.dir, "linkcheck", STORE_CREATE | STORE_DAEMON, &c->store,
			e);
	path = arena_strf(&c->a, "%s/portalwatch-linkcheck-XXXXXX", tmp && tmp[0] ? tmp : "/tmp");
	c->dir = cstr_dup(path.p);
	if (!mkdtemp(c->dir)) {
		free(c->dir);
		c->dir = NULL;
		return err_errno(e, "cannot make a directory like '%s'", path.p);
	}
	return store_open(c->dir, "linkcheck", STORE_CREATE | STORE_NOSYNC, &c->store, e);
}

int linkcheck_open(const struct linkcheck_options *o, struct linkcheck **out, struct err *e)
{
	struct linkcheck *c = mem_alloc(sizeof(*c));
	int rc;

	mem_keep();
	c->o = *o;
	if (!c->o.max_addresses)
		c->o.max_addresses = 10000000;
	if (!c->o.max_variants)
		c->o.max_variants = VARIANTS_MAX;
	node_cache_open(c);
	c->begin_mono_ms = clock_mono_ms();
	c->o.worker.budget_ms = PATIENCE_MS;
	c->o.worker.nothing_open = true;
	rc = scope_patterns(c, e);
	if (rc == 0) /* its processes start while the store is opened */
		rc = worker_open(&c->o.worker, &c->worker, e);
	if (rc == 0)
		rc = open_store(c, e);
	if (rc < 0) {
		linkcheck_close(c);
		return rc;
	}
	*out = c;
	return 0;
}

void linkcheck_close(struct linkcheck *c)
{
	if (!c)
		return;
	worker_close(c->worker);
	store_close(c->store);
	if (c->dir)
		fs_remove_tree(c->dir, NULL);
	free(c->dir);
	frontier_release(c);
	family_release(c);
	wall_release(c);
	scope_release(c);
	node_cache_release(c);
	tally_release(c);
	buf_release(&c->packed);
	arena_release(&c->turn);
	arena_release(&c->a);
	free(c);
}

/* --- seeds --- */

int linkcheck_seed(struct linkcheck *c, struct str url, bool follow, struct err *e)
{
	struct url u;
	struct seed *s;
	bool http = url_parse(url, NULL, &u, &c->a) == 0 && url_is_http(&u);

	if (!http && follow)
		return err_set(e, ERR_INVAL, "expected an http or https address, found '%.*s'",
			STR_ARG(url));
	c->seed = arena_grow(&c->a, c->seed, c->nseeds, &c->seed_cap, sizeof(*s));
	if (http && follow && str_none(c->referer))
		c->referer = arena_strf(&c->a, "%.*s/", STR_ARG(url_origin(&u, &c->a)));
	s = &c->seed[c->nseeds++];
	*s = (struct seed){arena_str(&c->a, http ? url_without_fragment(&u) : url), follow};
	if (http)
		scope_add(c, s->url);
	return 0;
}

static uint64_t seeds_hash(const struct linkcheck *c)
{
	uint64_t h = c->nseeds;

	for (size_t i = 0; i < c->nseeds; i++)
		h = h * 31 + hash64_of(c->seed[i].url) + c->seed[i].follow;
	return h;
}

/* A check of the same seeds that did not finish is taken up; else another one begins. */
static int begin_run(struct linkcheck *c, struct store_txn *t, struct err *e)
{
	uint64_t seeds = seeds_hash(c), id;
	int rc = 0;

	c->run = store_counter(t, "run");
	c->resumed = c->sum.resumed = c->run > store_counter(t, "finished") && !c->o.fresh &&
		store_counter(t, "seeds") == seeds;
	if (!c->resumed) {
		rc = store_next(t, "run", &c->run, e);
		if (rc == 0)
			rc = store_set_counter(t, "seeds", seeds, e);
		if (rc == 0) /* of a check that was never taken up */
			rc = frontier_clear(c, t, e);
	}
	c->last_id = c->stored_id = store_counter(t, "address");
	c->tally.whole = !c->resumed;
	for (size_t i = 0; rc == 0 && i < c->nseeds; i++)
		rc = node_learn(c, t, c->seed[i].url, c->seed[i].url, 0, c->seed[i].follow,
			&id, e);
	return rc;
}

/* --- jobs --- */

/* "http://host/" */
static bool is_root(struct str url)
{
	size_t at = str_find(url, STR("://"), 0);

	return at != SIZE_MAX && str_findc(url, '/', at + 3) == url.n - 1;
}

/* A list of addresses in lines is one where it is called so. */
static bool is_sitemap_of_lines(struct str url)
{
	struct str path = str_sub(url, 0, str_findc(url, '?', 0));

	return str_ends_nocase(path, STR(".txt")) &&
		str_find_nocase(path, STR("sitemap"), 0) != SIZE_MAX;
}

void check_job(const struct linkcheck *c, struct job *j, struct str url, bool follow)
{
	*j = (struct job){.kind = JOB_LINK, .url = url, .delay_ms = -1, .no_headers = true,
		.no_digest = true, .allow_private = scope_named(c, url),
		.max_bytes = c->o.max_bytes,
		.headers = scope_inside(c, url) ? c->o.headers : NULL, .priority = 9,
		.referer = c->referer};
	j->nheaders = j->headers ? c->o.nheaders : 0;
	if (c->o.folder_host.n && str_eq(host_key_of(url), c->o.folder_host))
		j->proxy = c->o.folder_proxy;
	j->proxy_own_host = j->proxy.n > 0;
	if (follow)
		j->order.want |= WANT_LINKS | WANT_PACKED;
	if (follow && is_sitemap_of_lines(url))
		j->order.want |= WANT_SITEMAP;
	if (!follow || is_root(url))
		j->order.want |= WANT_SPAM;
	if (follow && !c->o.hidden_off)
		j->order.want |= WANT_HIDDEN;
	if (follow && c->o.json_ld)
		j->order.want |= WANT_JSON_LD;
	if (c->o.fragments)
		j->order.want |= WANT_ANCHORS;
}

int check_submit(struct linkcheck *c, const struct ready *r, struct err *e)
{
	struct job j;

	check_job(c, &j, str_of(r->url), r->follow);
	j.id = r->id;
	j.if_etag = r->etag;
	j.if_modified = r->modified;
	/* what was refused to both ways of asking is asked the one that browsers resemble */
	j.second_profile = r->known_dead;
	return worker_submit(c->worker, &j, e);
}

static int submit(struct linkcheck *c, struct err *e)
{
	int rc = 0;

	while (rc == 0 && c->nready && worker_room(c->worker)) {
		struct ready r;

		frontier_take(c, &r);
		rc = check_submit(c, &r, e);
		frontier_free(&r);
	}
	return rc;
}

/* --- the round --- */

/* Jobs that the worker has not answered yet. */
static size_t under_way(const struct linkcheck *c)
{
	return worker_pending(c->worker) - worker_ready(c->worker);
}

static int take_results(struct linkcheck *c, struct store_txn *t, struct err *e)
{
	uint64_t most = c->entered + (under_way(c) < HUNGRY ? LEARN_HUNGRY : LEARN_MAX);
	struct arena own = ARENA_INIT;
	struct result r;
	int rc = 0;

	for (size_t n = 0; rc == 0 && n < BATCH && c->entered < most &&
		worker_take(c->worker, &r, &own); n++) {
		rc = take_result(c, t, &r, e);
		arena_release(&own);
		arena_reset(&c->turn);
	}
	return rc;
}

/* One transaction: results in, the next addresses out. The worker has these before they are
 * stored: whatever is lost with a crash waits in the store, as they do. */
static int batch(struct linkcheck *c, struct err *e)
{
	struct store_txn *t;
	int rc = store_begin(c->store, true, &t, e);

	if (rc < 0)
		return rc;
	rc = take_results(c, t, e);
	if (rc == 0)
		rc = frontier_refill(c, t, e);
	if (rc == 0)
		rc = submit(c, e);
	worker_flush(c->worker);
	if (rc == 0)
		rc = node_flush(c, t, e);
	arena_reset(&c->turn);
	if (rc < 0) {
		store_abort(t);
		return rc;
	}
	return store_commit(t, e);
}

static void tell_progress(struct linkcheck *c)
{
	struct worker_stat s;
	int64_t now = clock_mono_ms();

	if (!c->o.progress || now - c->told_mono_ms < PROGRESS_EVERY_MS)
		return;
	c->told_mono_ms = now;
	worker_stat(c->worker, &s);
	c->status.waiting = frontier_waiting(c) + c->nready;
	c->status.under_way = worker_pending(c->worker);
	c->status.bytes = s.bytes;
	c->status.hosts = s.hosts_waiting;
	c->status.elapsed_ms = now - c->begin_mono_ms;
	c->o.progress(&c->status, c->o.progress_ctx);
}

static bool out_of_time(struct linkcheck *c)
{
	if (!c->o.max_ms || clock_mono_ms() - c->begin_mono_ms < c->o.max_ms)
		return false;
	c->sum.limit[LIMIT_TIME]++;
	return true;
}

static bool ended(const struct linkcheck *c)
{
	return !frontier_waiting(c) && !c->nready && !worker_pending(c->worker);
}

/* A commit costs the same for one result and for a hundred: they are let gather, but not
 * until the worker has nothing to do. */
static bool is_due(const struct linkcheck *c, int64_t last_ms)
{
	size_t got = worker_ready(c->worker), going = under_way(c) + c->nready;
	int64_t least = c->o.dir ? COMMIT_EVERY_MS : 0;

	if (going < HUNGRY && (got || frontier_waiting(c)))
		return true;
	if (worker_ready_bytes(c->worker) >= GATHER_BYTES)
		return true;
	if (got >= GATHER && going < PLENTY && frontier_waiting(c))
		return true;
	return got >= GATHER && clock_mono_ms() - last_ms >= least;
}

static int walk(struct linkcheck *c, const volatile int *stop, struct err *e)
{
	int64_t last = clock_mono_ms();
	int rc = batch(c, e);

	while (rc == 0 && !ended(c) && !(stop && *stop) && !out_of_time(c)) {
		rc = submit(c, e);
		if (rc == 0)
			rc = worker_gather(c->worker, is_due(c, last) ? 0 : TURN_MS, e);
		tell_progress(c);
		if (rc == 0 && (is_due(c, last) || clock_mono_ms() - last >= GATHER_MS)) {
			rc = batch(c, e);
			last = clock_mono_ms();
		}
	}
	c->sum.complete = rc == 0 && ended(c);
	node_forget(c);
	return rc;
}

static int start_run(struct linkcheck *c, struct err *e)
{
	struct store_txn *t;
	int rc = store_begin(c->store, true, &t, e);

	if (rc < 0)
		return rc;
	rc = begin_run(c, t, e);
	if (rc == 0)
		rc = node_flush(c, t, e);
	if (rc < 0) {
		store_abort(t);
		return rc;
	}
	rc = store_commit(t, e);
	return rc < 0 || !c->resumed ? rc : frontier_restore(c, e);
}

static int finish_run(struct linkcheck *c, struct err *e)
{
	struct store_txn *t;
	int rc = store_begin(c->store, true, &t, e);

	if (rc < 0)
		return rc;
	rc = store_set_counter(t, "finished", c->run, e);
	if (rc < 0) {
		store_abort(t);
		return rc;
	}
	return store_commit(t, e);
}

static void count_worker(struct linkcheck *c)
{
	struct worker_stat s;

	worker_stat(c->worker, &s);
	c->sum.requests = s.requests;
	c->sum.bytes = s.bytes;
	c->sum.parser_deaths = s.parser_deaths;
	c->sum.elapsed_ms = clock_mono_ms() - c->begin_mono_ms;
}

int linkcheck_run(struct linkcheck *c, const volatile int *stop, struct err *e)
{
	int rc = start_run(c, e);

	if (rc == 0)
		rc = walk(c, stop, e);
	if (rc == 0 && c->sum.complete)
		rc = judge_walls(c, stop, e);
	if (rc == 0 && c->sum.complete && !c->o.soft404_off)
		rc = judge_soft404(c, stop, e);
	if (rc == 0 && c->sum.complete)
		rc = judge_sheets(c, stop, e);
	if (rc == 0)
		rc = judge_hidden(c, e);
	if (rc == 0)
		rc = judge_hosts(c, e);
	if (rc == 0 && c->sum.complete)
		rc = finish_run(c, e);
	count_worker(c);
	worker_dismiss(c->worker); /* it ends while what was found is told */
	return rc;
}
