/* The fetcher process: the wire to the crawler, the engine, and the parsers. */
#include "crawler/worker.h"

#include "fetch.h"
#include "parsers.h"
#include "render.h"
#include "role.h"
#include "wire.h"

#include "base/clock.h"
#include "base/log.h"

#include <sys/resource.h>

#define DESCRIPTORS_OWN 16   /* of the loop, the resolver, the way to the crawler */
#define DESCRIPTORS_PARSER 4 /* sockets and shared memory */
#define STAT_EVERY_MS 1000
#define QUEUE_FULL ((size_t)32 << 20) /* unsent results from which nothing new starts */
#define DOCUMENTS_PER_PARSER 8	      /* waiting, from which nothing new starts */
#define HELD_BYTES ((size_t)64 << 10) /* results that wait for others to go with them */
#define HELD_MS 3		      /* no longer; each time the crawler is woken costs 8 us */
#define BUSY_LEAST 16		      /* transfers under way: with fewer nothing waits */

struct fetcher {
	struct loop *loop;
	struct wire wire;
	struct arena a;
	struct fetch_options o;
	struct fetch *fetch;	  /* NULL before the set-up came */
	struct parsers *parsers;
	struct renders *renders;
	int64_t stat_ms;
	unsigned watched;	  /* events of the wire */
	int64_t held_ms;	  /* the oldest unsent result waits since; 0 none waits */
	struct buf record;	  /* of the result to be sent */
	int rc;			  /* what ends it; 0 goes on */
	struct err e;
};

static void on_wire(void *ctx, int fd, unsigned events);

/* What waits to be sent with others needs no room in the socket. */
static void watch(struct fetcher *x)
{
	bool stuck = wire_queued(&x->wire) && !x->held_ms;
	unsigned events = LOOP_READ | (stuck ? (unsigned)LOOP_WRITE : 0u);

	if (events != x->watched)
		loop_watch(x->loop, ROLE_FD, events, on_wire, x);
	x->watched = events;
}

static void send_record(struct fetcher *x, int type, uint64_t job,
	const struct record_type *t, const void *rec)
{
	struct buf b = BUF_INIT(WIRE_MESSAGE_MAX);

	record_write(t, rec, &b);
	if (x->rc == 0)
		x->rc = wire_send(&x->wire, type, job, buf_str(&b), &x->e);
	buf_release(&b);
}

/* A page that does not fit a message goes without its longest part. */
static void shorten(struct result *r)
{
	r->page.nlinks = r->page.nanchors = 0;
	r->page.packed = STR_NONE;
	r->page.truncated = true;
}

static void send_stat(struct fetcher *x, int64_t now_ms)
{
	struct fetch_stat s;

	if (now_ms < x->stat_ms)
		return;
	x->stat_ms = now_ms + STAT_EVERY_MS;
	fetch_count(x->fetch, &s);
	s.parser_deaths = parsers_deaths(x->parsers);
	s.sandbox = parsers_sandbox(x->parsers);
	send_record(x, WIRE_STAT, 0, &record_fetch_stat, &s);
}

static void on_done(void *ctx, const struct result *r)
{
	struct fetcher *x = ctx;
	struct buf *b = &x->record;

	buf_clear(b);
	record_write(&record_result, r, b);
	if (!buf_ok(b)) {
		struct result cut = *r;

		shorten(&cut);
		buf_clear(b);
		record_write(&record_result, &cut, b);
	}
	if (fetch_is_idle(x->fetch)) { /* who reads the last result knows the sums */
		x->stat_ms = 0;
		send_stat(x, clock_mono_ms());
	}
	if (x->rc == 0 && !str_none(r->body))
		x->rc = wire_send(&x->wire, WIRE_BODY, r->id, r->body, &x->e);
	if (x->rc == 0)
		x->rc = wire_send(&x->wire, WIRE_RESULT, r->id, buf_str(b), &x->e);
	if (b->cap > WIRE_FRAME_MAX)
		buf_release(b);
}

static void on_read(void *ctx, uint64_t ticket, const struct page_order *order,
	struct str body)
{
	struct fetcher *x = ctx;
	struct buf b = BUF_INIT(WIRE_MESSAGE_MAX);
	struct page_order rendered = *order;

	if (order->render.n) { /* it prints UTF-8, whatever the server said of the page */
		rendered.content_type = rendered.render = STR_NONE;
		record_write(&record_page_order, &rendered, &b);
		renders_add(x->renders, ticket, order->render, order->url, buf_str(&b));
	} else {
		record_write(&record_page_order, order, &b);
		parsers_read(x->parsers, ticket, buf_str(&b), body);
	}
	buf_release(&b);
}

static void on_rendered(void *ctx, uint64_t ticket, struct str order, struct str body,
	const char *reason)
{
	struct fetcher *x = ctx;

	if (str_none(body)) {
		fetch_parsed(x->fetch, ticket, STR_NONE, reason);
		return;
	}
	fetch_rendered(x->fetch, ticket, body);
	parsers_read(x->parsers, ticket, order, body);
}

static void on_parsed(void *ctx, uint64_t ticket, struct str page, const char *reason)
{
	struct fetcher *x = ctx;

	fetch_parsed(x->fetch, ticket, page, reason);
}

/* Running out of descriptors is no fault of the hosts, but leaves addresses unasked: fewer at
 * a time is better. A transfer has up to two sockets, and as many rest between requests. */
static void fit_descriptors(struct fetch_options *o)
{
	struct rlimit r;
	int64_t room;

	if (getrlimit(RLIMIT_NOFILE, &r) < 0 || r.rlim_cur == RLIM_INFINITY)
		return;
	room = ((int64_t)r.rlim_cur - DESCRIPTORS_OWN - o->parsers * DESCRIPTORS_PARSER) / 3;
	if (room >= o->max_transfers)
		return;
	o->max_transfers = room > 1 ? (int32_t)room : 1;
	log_warn("descriptors allow fewer transfers limit=%lld transfers=%d",
		(long long)r.rlim_cur, (int)o->max_transfers);
}

static int set_up(struct fetcher *x, struct str options, struct err *e)
{
	struct fetch_calls calls = {.done = on_done, .read = on_read, .ctx = x};
	int rc;

	if (x->fetch)
		return err_set(e, ERR_PROTO, "set up twice");
	rc = record_read(&record_fetch_options, options, &x->o, &x->a, e);
	if (rc == 0)
		fit_descriptors(&x->o);
	if (rc == 0)
		rc = parsers_open(x->loop, x->o.parsers, x->o.exe.n ? x->o.exe.p : NULL,
			x->o.parser_ms, on_parsed, x, &x->parsers, e);
	if (rc == 0)
		rc = fetch_open(x->loop, &x->o, &calls, &x->fetch, e);
	if (rc == 0)
		x->renders = renders_open(x->loop, on_rendered, x);
	return rc;
}

static int take(struct fetcher *x, const struct message *m, struct err *e)
{
	switch (m->type) {
	case WIRE_SETUP:
		return set_up(x, m->payload, e);
	case WIRE_JOB:
		if (!x->fetch)
			return err_set(e, ERR_PROTO, "job before set-up");
		return fetch_submit(x->fetch, m->payload, e);
	default:
		return err_set(e, ERR_PROTO, "message of type %d to a fetcher", m->type);
	}
}

static void on_wire(void *ctx, int fd, unsigned events)
{
	struct fetcher *x = ctx;
	struct message m;
	int rc = wire_flush(&x->wire, &x->e);

	(void)fd;
	if (rc == 0 && (events & LOOP_READ))
		rc = wire_read(&x->wire, &x->e);
	while (rc == 0 && (rc = wire_next(&x->wire, &m, &x->e)) == 1)
		rc = take(x, &m, &x->e);
	if (rc < 0)
		x->rc = rc;
	else
		watch(x);
}

static bool is_full(const struct fetcher *x)
{
	return wire_queued(&x->wire) > QUEUE_FULL ||
		parsers_waiting(x->parsers) > (size_t)x->o.parsers * DOCUMENTS_PER_PARSER;
}

static int64_t sooner(int64_t a, int64_t b)
{
	return a < 0 ? b : b < 0 || a < b ? a : b;
}

static bool is_busy(const struct fetcher *x)
{
	struct fetch_stat s;

	fetch_count(x->fetch, &s);
	return s.in_flight >= BUSY_LEAST;
}

/* Whether the unsent results may wait for others: the crawler has enough to do, and so has
 * the fetcher. */
static bool holds(struct fetcher *x, int64_t now_ms)
{
	if (!wire_queued(&x->wire) || wire_queued(&x->wire) >= HELD_BYTES || !is_busy(x))
		return false;
	if (!x->held_ms)
		x->held_ms = now_ms;
	return now_ms - x->held_ms < HELD_MS;
}

static int turn(struct fetcher *x)
{
	int64_t wait = -1, parsers_wait = -1;
	int rc = 0;

	if (x->fetch) {
		rc = parsers_turn(x->parsers, clock_mono_ms(), &parsers_wait, &x->e);
		wait = sooner(fetch_turn(x->fetch, is_full(x)), parsers_wait);
		wait = sooner(wait, renders_turn(x->renders, clock_mono_ms()));
		parsers_tell(x->parsers);
		send_stat(x, clock_mono_ms());
		wait = sooner(wait, STAT_EVERY_MS);
		if (holds(x, clock_mono_ms())) {
			wait = sooner(wait, HELD_MS);
		} else if (x->rc == 0) {
			x->held_ms = 0;
			x->rc = wire_flush(&x->wire, &x->e);
		}
	}
	if (rc == 0 && x->rc == 0) {
		watch(x);
		rc = loop_turn(x->loop, wait, &x->e);
	}
	return rc < 0 ? rc : x->rc;
}

/* As many descriptors as this user may have: a transfer needs one. */
static void raise_descriptors(void)
{
	struct rlimit r;

	if (getrlimit(RLIMIT_NOFILE, &r) == 0 && r.rlim_cur < r.rlim_max) {
		r.rlim_cur = r.rlim_max;
		setrlimit(RLIMIT_NOFILE, &r);
	}
}

int fetcher_main(int argc, char **argv)
{
	struct fetcher x = {.a = ARENA_INIT, .record = BUF_INIT(WIRE_MESSAGE_MAX)};
	int rc;

	role_begin(argc, argv, "fetcher");
	raise_descriptors();
	mem_keep();
	wire_init(&x.wire, ROLE_FD);
	rc = loop_open(&x.loop, &x.e);
	if (rc == 0)
		watch(&x);
	while (rc == 0)
		rc = turn(&x);
	renders_close(x.renders);
	fetch_close(x.fetch);
	parsers_close(x.parsers);
	loop_close(x.loop);
	wire_release(&x.wire);
	buf_release(&x.record);
	arena_release(&x.a);
	if (rc != ERR_GONE)
		log_error("fetcher ends error=%s", x.e.text);
	return rc == ERR_GONE ? 0 : 3;
}
