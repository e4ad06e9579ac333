/* The round of a link check: jobs out, results in, links learned, one batch at a time. */
#include "linkcheck-private.h"

#include "crawler/pages.h"
#include "crawler/url.h"
#include "crawler/wrong.h"

#include "base/fs.h"
#include "base/log.h"

#include <stdlib.h>
#include <unistd.h>

#define BATCH 256	   /* results of one transaction */
#define TURN_MS 50	   /* the worker is waited for so long at once */
#define COMMIT_EVERY_MS 100 /* where commits are synced: a disk does a hundred a second */
#define PROGRESS_EVERY_MS 500
#define DETAIL_MAX 300
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

	c->o = *o;
	if (!c->o.max_addresses)
		c->o.max_addresses = 10000000;
	if (!c->o.max_variants)
		c->o.max_variants = 500;
	c->cache = mem_alloc(CACHE_SLOTS * sizeof(*c->cache));
	c->begin_mono_ms = clock_mono_ms();
	c->o.worker.budget_ms = PATIENCE_MS;
	rc = scope_patterns(c, e);
	if (rc == 0)
		rc = open_store(c, e);
	if (rc == 0)
		rc = worker_open(&c->o.worker, &c->worker, e);
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
	scope_release(c);
	node_cache_release(c);
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
	}
	c->last_id = store_counter(t, "address");
	for (size_t i = 0; rc == 0 && i < c->nseeds; i++)
		rc = node_learn(c, t, c->seed[i].url, c->seed[i].url, 0, c->seed[i].follow,
			&id, e);
	return rc;
}

/* --- jobs --- */

void check_job(const struct linkcheck *c, struct job *j, struct str url, bool follow)
{
	*j = (struct job){.kind = JOB_LINK, .url = url, .delay_ms = -1,
		.allow_private = scope_named(c, url), .max_bytes = c->o.max_bytes,
		.headers = scope_inside(c, url) ? c->o.headers : NULL, .priority = 9,
		.referer = c->referer};
	j->nheaders = j->headers ? c->o.nheaders : 0;
	if (c->o.folder_host.n && str_eq(host_key_of(url), c->o.folder_host))
		j->proxy = c->o.folder_proxy;
	j->proxy_own_host = j->proxy.n > 0;
	if (follow)
		j->order.want |= WANT_LINKS;
	if (follow && c->o.hidden)
		j->order.want |= WANT_HIDDEN;
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

/* --- links of a page --- */

struct linking {
	struct linkcheck *c;
	struct store_txn *t;
	int32_t depth;	/* of the targets */
	struct str page; /* address */
	uint64_t *seen; /* of this page, open addressing */
	size_t mask;
	struct edges edges;
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

static int mark_hidden(struct linking *x, uint64_t id, struct err *e)
{
	struct node n;
	int rc = node_get(x->c, x->t, id, &n, e);

	if (rc < 0 || n.hidden)
		return rc;
	n.hidden = true;
	return node_put(x->t, id, &n, e);
}

static int take_link(struct linking *x, const struct link *l, struct err *e)
{
	struct str url = str_none(l->url) ? l->href : l->url, fragment = STR_NONE;
	size_t hash = str_none(l->url) ? SIZE_MAX : str_findc(url, '#', 0);
	uint64_t id, key;
	int rc;

	if (hash != SIZE_MAX) {
		fragment = x->c->o.fragments ? str_sub(url, hash + 1, url.n) : STR_NONE;
		url = str_sub(url, 0, hash);
	}
	if (url.n == 0)
		return 0;
	rc = node_learn(x->c, x->t, url, l->href, x->depth, true, &id, e);
	if (rc < 0)
		return rc;
	key = fragment.n ? id * 31 + hash64_of(fragment) : id;
	if (l->hidden && wrong_hides_link(x->page, l))
		rc = mark_hidden(x, id, e);
	if (first_on_page(x, key | 1ULL << 63))
		x->edges.list[x->edges.n++] = (struct carried){.to = id, .text = l->text,
			.element = l->element, .fragment = fragment, .line = l->line};
	return rc;
}

static int put_edges(struct linkcheck *c, struct store_txn *t, uint64_t page,
	const struct edges *edges, struct err *e)
{
	struct buf key = BUF_INIT(8);
	int rc;

	(void)c;
	key_u64(&key, page);
	rc = store_put_record(t, "edge", buf_str(&key), &record_edges, edges, e);
	buf_release(&key);
	return rc;
}

static int take_links(struct linkcheck *c, struct store_txn *t, uint64_t page, int32_t depth,
	const struct page *p, struct err *e)
{
	struct linking x = {.c = c, .t = t, .depth = depth + 1, .page = p->base,
		.mask = 15};
	int rc = 0;

	while (x.mask < 2 * p->nlinks)
		x.mask = x.mask * 2 + 1;
	x.seen = arena_array(&c->turn, x.mask + 1, sizeof(*x.seen));
	x.edges.list = arena_array(&c->turn, p->nlinks, sizeof(*x.edges.list));
	for (size_t i = 0; rc == 0 && i < p->nlinks; i++)
		rc = take_link(&x, &p->links[i], e);
	if (p->nlinks == LINKS_MAX)
		c->sum.limit[LIMIT_LINKS]++;
	return rc < 0 ? rc : put_edges(c, t, page, &x.edges, e);
}

/* An unchanged page: its links are those of the check before. */
static int take_known_links(struct linkcheck *c, struct store_txn *t, uint64_t page,
	int32_t depth, struct err *e)
{
	struct buf key = BUF_INIT(8);
	struct edges x;
	struct node n;
	uint64_t id;
	int rc;

	key_u64(&key, page);
	rc = store_get_record(t, "edge", buf_str(&key), &record_edges, &x, &c->turn, e);
	buf_release(&key);
	for (size_t i = 0; rc == 0 && i < x.n; i++) {
		uint64_t *known = &c->known[x.list[i].to & (CACHE_SLOTS - 1)];

		if (*known == x.list[i].to && c->o.depth_links < 0)
			continue;
		*known = x.list[i].to;
		rc = node_get(c, t, x.list[i].to, &n, e);
		if (rc == 0)
			rc = node_learn(c, t, n.url, n.url, depth + 1, true, &id, e);
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

static void confirm(struct linkcheck *c, struct node *n)
{
	struct address x = {.nbad = n->nbad, .ngood = n->ngood, .first_ms = n->first_ms,
		.bad_since_ms = n->bad_since_ms, .confirmed = n->confirmed};
	int turned;

	address_judge(&x, n->answer.verdict, n->answer.status, c->o.now_ms, &turned);
	n->nbad = x.nbad;
	n->ngood = x.ngood;
	n->bad_since_ms = x.bad_since_ms;
	n->confirmed = x.confirmed;
}

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
	if (!soft404_worth(&n->answer))
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
	confirm(c, &n);
	rc = put_anchors(c, t, *page, &n, &r->page, e);
	n.answer.url = STR_NONE;
	return rc < 0 ? rc : node_put(t, *page, &n, e);
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
	return take_links(c, t, page, n->depth, &r->page, e);
}

static int take_result(struct linkcheck *c, struct store_txn *t, const struct result *r,
	struct err *e)
{
	struct node n;
	int rc = node_get(c, t, r->id, &n, e);

	if (rc < 0)
		return rc;
	frontier_done(c, n.url);
	fill(c, &n, r);
	n.has_edges = n.has_edges && r->not_modified;
	confirm(c, &n);
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
	return rc < 0 ? rc : node_put(t, r->id, &n, e);
}

/* --- the round --- */

static int take_results(struct linkcheck *c, struct store_txn *t, size_t *n, struct err *e)
{
	struct arena own = ARENA_INIT;
	struct result r;
	int rc = 0;

	for (*n = 0; rc == 0 && *n < BATCH && worker_take(c->worker, &r, &own); ++*n) {
		rc = take_result(c, t, &r, e);
		arena_release(&own);
		arena_reset(&c->turn);
	}
	return rc;
}

/* One transaction: results in, the next addresses out. */
static int batch(struct linkcheck *c, struct err *e)
{
	struct store_txn *t;
	size_t n;
	int rc = store_begin(c->store, true, &t, e);

	if (rc < 0)
		return rc;
	rc = take_results(c, t, &n, e);
	if (rc == 0)
		rc = frontier_refill(c, t, e);
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
	c->status.waiting = c->nwaiting + c->nready;
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
	return !c->nwaiting && !c->nready && !worker_pending(c->worker);
}

static int walk(struct linkcheck *c, const volatile int *stop, struct err *e)
{
	int64_t last = 0;
	int rc = batch(c, e);

	while (rc == 0 && !ended(c) && !(stop && *stop) && !out_of_time(c)) {
		rc = submit(c, e);
		if (rc == 0)
			rc = worker_turn(c->worker, TURN_MS, e);
		tell_progress(c);
		if (rc == 0 && (!c->o.dir || clock_mono_ms() - last >= COMMIT_EVERY_MS)) {
			rc = batch(c, e);
			last = clock_mono_ms();
		}
	}
	c->sum.complete = rc == 0 && ended(c);
	return rc;
}

static int start_run(struct linkcheck *c, struct err *e)
{
	struct store_txn *t;
	int rc = store_begin(c->store, true, &t, e);

	if (rc < 0)
		return rc;
	rc = begin_run(c, t, e);
	if (rc < 0) {
		store_abort(t);
		return rc;
	}
	rc = store_commit(t, e);
	c->nwaiting = 0;
	return rc < 0 ? rc : frontier_restore(c, e);
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
	if (rc == 0 && c->sum.complete && !c->o.soft404_off)
		rc = judge_soft404(c, stop, e);
	if (rc == 0)
		rc = judge_hidden(c, e);
	if (rc == 0)
		rc = judge_hosts(c, e);
	if (rc == 0 && c->sum.complete)
		rc = finish_run(c, e);
	count_worker(c);
	return rc;
}
