/* The request of a hop, and what its answer gives back to the host's queue. */
#include "fetch-task.h"

#include <stdio.h>

#define PAGE_BYTES ((int64_t)8 << 20)	/* decoded, without other order */
#define LINK_BYTES ((int64_t)512 << 10)	/* enough to judge a page by */
#define ROBOTS_BYTES ((int64_t)512 << 10)
#define BYTES_MAX ((int64_t)48 << 20)	/* whatever is ordered: one message of the wire */

static int64_t bytes_of(const struct task *t)
{
	int64_t n = t->job.max_bytes;

	if (n <= 0 && t->job.kind == JOB_ROBOTS)
		n = ROBOTS_BYTES;
	else if (n <= 0)
		n = t->job.kind == JOB_LINK && !t->job.order.want ? LINK_BYTES : PAGE_BYTES;
	return n < BYTES_MAX ? n : BYTES_MAX;
}

static void add_header(struct str *list, size_t *n, struct str line)
{
	list[(*n)++] = line;
}

#define LINES_MAX 40

/* What we say beside address and name. The second profile differs in all that some
 * protections look at, and impersonates nobody. *own: lines before those that tell libcurl
 * something. */
static size_t headers_of(struct task *t, struct str list[LINES_MAX], size_t *own)
{
	bool conditional = !t->unconditional && t->nvisits == 1 && !t->no_cache;
	size_t n = 0;

	if (t->second_profile) {
		add_header(list, &n, STR("Accept: */*"));
		add_header(list, &n, STR("Accept-Language: zh-CN,zh;q=0.8,en-US;q=0.5,en;q=0.3"));
	} else {
		add_header(list, &n, STR("Accept: text/html,application/xhtml+xml,"
					 "application/xml;q=0.9,*/*;q=0.8"));
		add_header(list, &n, STR("Accept-Language: zh-CN,zh;q=0.9,en;q=0.5"));
	}
	if (t->no_cache) {
		add_header(list, &n, STR("Cache-Control: no-cache"));
		add_header(list, &n, STR("Pragma: no-cache"));
	}
	if (conditional && t->job.if_etag.n)
		add_header(list, &n, arena_join(&t->a, STR("If-None-Match: "),
			t->job.if_etag));
	if (conditional && t->job.if_modified.n)
		add_header(list, &n, arena_join(&t->a, STR("If-Modified-Since: "),
			t->job.if_modified));
	if (t->job.referer.n)
		add_header(list, &n, arena_join(&t->a, STR("Referer: "), t->job.referer));
	if (t->second_profile)
		add_header(list, &n, STR("Connection: keep-alive"));
	*own = n;
	/* they may be secrets: for the host they were meant for, wherever it sends us, and only
	 * where it is known to be that host */
	if ((t->nvisits > 1 && !url_has_host(t->job.url, t->url.host)) ||
		t->probing_certificate || t->unverified)
		return n;
	for (size_t i = 0; i < t->job.nheaders && n < LINES_MAX; i++)
		add_header(list, &n, arena_strf(&t->a, "%.*s: %.*s",
			STR_ARG(t->job.headers[i].key), STR_ARG(t->job.headers[i].value)));
	return n;
}

static void on_answer(void *ctx, const struct answer *x);

static int64_t at_most(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void set_times(const struct task *t, struct request *r)
{
	const struct fetch_options *o = t->f->o;
	int64_t left = task_left_ms(t);

	r->total_ms = t->job.kind == JOB_PAGE ? o->total_ms : o->total_ms / 3;
	r->connect_ms = o->connect_ms;
	if (t->job.kind == JOB_PROBE) {
		r->total_ms = r->connect_ms = left;
		r->no_floor = true;
	}
	r->total_ms = at_most(r->total_ms, left);
	r->connect_ms = at_most(r->connect_ms, left);
}

void task_start(struct task *t)
{
	struct str lines[LINES_MAX];
	struct request r = {.url = t->url.href, .host = t->host, .port = url_port(&t->url),
		.ip = t->ip, .header = lines, .allow_private = t->nip && task_may_be_private(t, &t->ip[0]),
		.fresh = (t->fresh && !pace_is_narrow(&t->ticket)) || t->job.family ||
			t->probing_certificate, /* which it shows once */
		.http2 = t->http2, .lenient = t->lenient, .raw = t->raw, .max_bytes = bytes_of(t)};
	unsigned char literal[16];
	struct err e;

	if (!address_parse(t->url.host, literal))
		r.nip = t->nip;
	r.nheader = headers_of(t, lines, &r.nown);
	r.user_agent = t->job.user_agent.n ? t->job.user_agent :
		t->second_profile ? t->f->second_agent : t->f->agent;
	r.proxy = task_proxy(t);
	r.no_verify = t->job.no_verify || t->probing_certificate || t->unverified;
	r.want_certificate = t->job.kind == JOB_PROBE || t->job.kind == JOB_PAGE ||
		t->probing_certificate;
	r.glance = t->job.kind == JOB_LINK;
	r.few_headers = t->job.no_headers;
	r.want_request = t->job.want_request;
	set_times(t, &r);
	t->f->stat.requests++;
	if (t->r.nhops == 0 && t->tries == 0)
		t->r.start_ms = clock_now_ms();
	if (!t->session)
		t->session = session_open(t->f->transfers, on_answer, t);
	t->tries++;
	if (r.total_ms > 0 && session_start(t->session, &r, &t->a, &e) == 0)
		return;
	pace_done(t->f->pace, &t->ticket, PACE_ANSWERED, 0, 0, NULL, clock_mono_ms());
	if (r.total_ms <= 0)
		task_end(t, ruling_of_ending(END_TIMEOUT, PHASE_WAIT));
	else
		task_end(t, ruling_of_ending(END_NO_RESOURCE, PHASE_SEND));
}

static bool is_unreached(const struct ruling *r)
{
	return r->verdict != VERDICT_UNKNOWN && r->verdict != VERDICT_PRIVATE &&
		(r->phase == PHASE_CONNECT || r->phase == PHASE_TLS) &&
		r->verdict != VERDICT_BROKEN_TLS;
}

static void give_back(struct task *t, const struct answer *x)
{
	struct ruling r = ruling_of_ending(x->ending, x->phase);
	enum pace_outcome outcome = PACE_ANSWERED;
	int64_t after = x->retry_after_ms;

	if (x->ending == END_DONE && (x->status == 429 || x->status == 503))
		outcome = PACE_REFUSED;
	else if (x->ending == END_RESET || x->ending == END_EMPTY)
		outcome = PACE_CUT;
	else if (is_unreached(&r))
		outcome = PACE_UNREACHED;
	if (x->status == 503 && after == 0)
		after = -1;
	t->host_waits = pace_done(t->f->pace, &t->ticket, outcome, x->ttfb_ms, after,
		is_unreached(&r) ? &r : NULL, clock_mono_ms());
}

static void add_hop(struct task *t, const struct answer *x)
{
	struct hop *h;

	t->r.hops = arena_grow(&t->a, t->r.hops, t->r.nhops, &t->hops_cap, sizeof(*h));
	h = &t->r.hops[t->r.nhops++];
	*h = (struct hop){.url = t->url.href, .status = x->status, .location = x->location,
		.address = x->address, .elapsed_ms = x->elapsed_ms, .how = str_of(t->how)};
}

static void on_answer(void *ctx, const struct answer *x)
{
	struct task *t = ctx;

	if (x->dirty) { /* nothing was asked yet */
		t->tries--;
		t->fresh = true;
		pace_done(t->f->pace, &t->ticket, PACE_ANSWERED, 0, 0, NULL, clock_mono_ms());
		task_again(t, 0);
		return;
	}
	t->active_ms += x->elapsed_ms;
	t->f->stat.bytes += (uint64_t)(x->wire_bytes > 0 ? x->wire_bytes : 0);
	if (t->tries > 1 && t->r.nhops)
		t->r.nhops--; /* another try of the same hop: the newest tells */
	add_hop(t, x);
	give_back(t, x);
	t->answer = *x;
	decide_answer(t, x);
}

void task_sleeps(struct task *t)
{
	if (t->wake_ms && t->wake_ms < t->f->wake_ms)
		t->f->wake_ms = t->wake_ms;
}

void task_again(struct task *t, int64_t wait_ms)
{
	if (wait_ms <= 0)
		task_queue_turn(t);
	else
		t->wake_ms = clock_mono_ms() + wait_ms;
	task_sleeps(t);
}
