/* The parser processes of a fetcher. */
#include "parsers.h"

#include "fetch-options.h"
#include "role.h"
#include "wire.h"

#include "base/clock.h"
#include "base/log.h"

#include <stdlib.h>

#define RECYCLE_DOCUMENTS 20000
#define TRIES 2
#define AHEAD 4 /* documents given to a process: the first is being read, the others wait */
#define GLANCE_MS 100 /* a document takes so long before its processor time is asked for */
#define START_LIMIT_MS (20 * SECOND_MS) /* from spawn to hello, on a busy machine */
#define PATIENCE 5 /* times the limit of a document, on the clock */
#define BARREN_MAX 10 /* starts in a row that never said hello: the machine's fault */

struct document {
	struct document *next;
	uint64_t ticket;
	int tries;
	struct buf order, body;
};

struct parser {
	struct parsers *all;
	struct role role;
	struct wire wire;
	struct document *document, **tail; /* given, in order; the first is being read */
	size_t ngiven;
	int64_t deadline_ms;
	int64_t begun_ms, begun_cpu_us; /* of the first document; -1 not yet asked for */
	int ndocuments;
	unsigned watched;
	bool ready; /* said hello */
};

struct parsers {
	struct loop *loop;
	char *exe;
	int64_t limit_ms;
	parsed_fn *fn;
	void *ctx;
	struct parser *parser;
	size_t n;
	struct document *head, **tail;
	size_t waiting;
	uint64_t deaths;
	int barren, sandbox;
};

static void on_ready(void *ctx, int fd, unsigned events);

static void document_free(struct document *d)
{
	buf_release(&d->order);
	buf_release(&d->body);
	free(d);
}

static void watch(struct parser *x)
{
	unsigned events = LOOP_READ | (wire_queued(&x->wire) ? (unsigned)LOOP_WRITE : 0u);

	if (events != x->watched)
		loop_watch(x->all->loop, x->role.fd, events, on_ready, x);
	x->watched = events;
}

static int start(struct parser *x, struct err *e)
{
	int rc = role_spawn(x->all->exe, "role-parser", &x->role, e);

	if (rc < 0)
		return rc;
	wire_init(&x->wire, x->role.fd);
	x->ready = false;
	x->ndocuments = 0;
	x->deadline_ms = clock_mono_ms() + START_LIMIT_MS;
	x->watched = 0;
	x->tail = &x->document;
	watch(x);
	return 0;
}

static void stop(struct parser *x)
{
	if (x->role.fd >= 0)
		loop_watch(x->all->loop, x->role.fd, 0, NULL, NULL);
	role_kill(&x->role);
	wire_release(&x->wire);
	x->ready = false;
}

static void push_back(struct parsers *p, struct document *d)
{
	d->next = p->head;
	if (!p->head)
		p->tail = &d->next;
	p->head = d;
	p->waiting++;
}

/* Documents that were given but not begun: they go first, in their order. */
static void take_back(struct parser *x, struct document *first)
{
	struct parsers *p = x->all;

	for (struct document *d = first; d; d = d->next)
		p->waiting++;
	if (first) {
		*x->tail = p->head;
		if (!p->head)
			p->tail = x->tail;
		p->head = first;
	}
	x->document = NULL;
	x->ngiven = 0;
}

/* The process is gone or going: the document it was reading is tried again, or given up. */
static void lose(struct parser *x, const char *reason)
{
	struct parsers *p = x->all;
	struct document *d = x->document;

	log_warn("parser lost reason=%s documents=%d ready=%d", reason, x->ndocuments, x->ready);
	if (!x->ready)
		p->barren++;
	stop(x);
	p->deaths++;
	if (!d)
		return;
	take_back(x, d->next);
	if (++d->tries < TRIES) {
		push_back(p, d);
		return;
	}
	p->fn(p->ctx, d->ticket, STR_NONE, reason);
	document_free(d);
}

/* The next document given is the one being read from now on. */
static void begin_next(struct parser *x)
{
	x->begun_ms = clock_mono_ms();
	x->begun_cpu_us = -1;
	x->deadline_ms = x->begun_ms + x->all->limit_ms;
}

static int give(struct parser *x, struct document *d)
{
	int rc = wire_send(&x->wire, WIRE_ORDER, d->ticket, buf_str(&d->order), NULL);

	if (rc == 0)
		rc = wire_send_now(&x->wire, WIRE_DOCUMENT, d->ticket, buf_str(&d->body), NULL);
	d->next = NULL;
	if (x->ngiven++ == 0)
		x->tail = &x->document;
	*x->tail = d;
	x->tail = &d->next;
	if (x->ngiven == 1)
		begin_next(x);
	return rc;
}

/* A large document is read alone: what waits behind it waits for nothing. */
static bool has_room(const struct parser *x)
{
	return x->ready && x->ndocuments < RECYCLE_DOCUMENTS &&
		(x->ngiven == 0 || (x->ngiven < AHEAD && wire_queued(&x->wire) == 0));
}

/* Documents to those who have least to do. */
static void hand_out(struct parsers *p)
{
	while (p->head) {
		struct document *d = p->head;
		struct parser *best = NULL;

		for (size_t i = 0; i < p->n; i++) {
			struct parser *x = &p->parser[i];

			if (has_room(x) && (!best || x->ngiven < best->ngiven))
				best = x;
		}
		if (!best)
			return;
		p->head = d->next;
		if (!p->head)
			p->tail = &p->head;
		p->waiting--;
		if (give(best, d) < 0)
			lose(best, "parser-died");
		else
			watch(best);
	}
}

static int take_hello(struct parser *x, struct str payload)
{
	struct fetch_hello hello;
	struct arena a = ARENA_INIT;
	int rc = record_read(&record_fetch_hello, payload, &hello, &a, NULL);

	if (rc == 0 && !x->ready) {
		x->ready = true;
		x->all->barren = 0;
		if (x->all->sandbox < 0 || hello.sandbox < x->all->sandbox)
			x->all->sandbox = hello.sandbox;
	}
	arena_release(&a);
	return rc;
}

static int take_page(struct parser *x, const struct message *m)
{
	struct document *d = x->document;

	if (!d || m->job != d->ticket)
		return ERR_PROTO;
	x->document = d->next;
	x->ngiven--;
	x->ndocuments++;
	if (x->document)
		begin_next(x);
	x->all->fn(x->all->ctx, d->ticket, m->payload, NULL);
	document_free(d);
	return 0;
}

static int take(struct parser *x, const struct message *m)
{
	if (m->type == WIRE_HELLO)
		return take_hello(x, m->payload);
	return m->type == WIRE_PAGE ? take_page(x, m) : ERR_PROTO;
}

static void on_ready(void *ctx, int fd, unsigned events)
{
	struct parser *x = ctx;
	struct message m;
	int rc = wire_flush(&x->wire, NULL);

	(void)fd;
	if (rc == 0 && (events & LOOP_READ))
		rc = wire_read(&x->wire, NULL);
	while (rc == 0 && (rc = wire_next(&x->wire, &m, NULL)) == 1)
		rc = take(x, &m);
	if (rc < 0) {
		lose(x, "parser-died");
		return;
	}
	if (x->role.fd >= 0)
		watch(x);
	hand_out(x->all);
}

int parsers_open(struct loop *l, int n, const char *exe, int64_t limit_ms, parsed_fn *fn,
	void *ctx, struct parsers **out, struct err *e)
{
	struct parsers *p = mem_alloc(sizeof(*p));

	*p = (struct parsers){.loop = l, .exe = exe ? cstr_dup(exe) : NULL,
		.limit_ms = limit_ms, .fn = fn, .ctx = ctx, .n = (size_t)n, .sandbox = -1};
	p->tail = &p->head;
	p->parser = mem_alloc(p->n * sizeof(*p->parser));
	for (size_t i = 0; i < p->n; i++) {
		p->parser[i].all = p;
		p->parser[i].role = ROLE_NONE;
	}
	for (size_t i = 0; i < p->n; i++) {
		int rc = start(&p->parser[i], e);

		if (rc < 0) {
			parsers_close(p);
			return rc;
		}
	}
	*out = p;
	return 0;
}

void parsers_read(struct parsers *p, uint64_t ticket, struct str order, struct str body)
{
	struct document *d = mem_alloc(sizeof(*d));

	d->ticket = ticket;
	buf_init(&d->order, WIRE_MESSAGE_MAX);
	buf_init(&d->body, WIRE_MESSAGE_MAX);
	buf_addstr(&d->order, order);
	buf_addstr(&d->body, body);
	*p->tail = d;
	p->tail = &d->next;
	p->waiting++;
	hand_out(p);
}

/* A machine too busy to run the parser is not the document's fault: what counts is the
 * processor time, and the clock only at PATIENCE times the limit. */
static bool overdue(struct parser *x, int64_t now_ms)
{
	int64_t limit_ms = x->all->limit_ms, spent_us;

	if (x->document && x->begun_cpu_us < 0 && now_ms - x->begun_ms >= GLANCE_MS)
		x->begun_cpu_us = clock_cpu_of_us(x->role.pid);
	if (now_ms < x->deadline_ms)
		return false;
	if (!x->document || now_ms - x->begun_ms >= PATIENCE * limit_ms)
		return true;
	spent_us = clock_cpu_of_us(x->role.pid) - x->begun_cpu_us;
	if (spent_us >= limit_ms * 1000)
		return true;
	x->deadline_ms = now_ms + limit_ms - spent_us / 1000;
	return false;
}

int parsers_turn(struct parsers *p, int64_t now_ms, int64_t *wait_ms, struct err *e)
{
	*wait_ms = -1;
	for (size_t i = 0; i < p->n; i++) {
		struct parser *x = &p->parser[i];
		bool busy = x->document || (x->role.pid && !x->ready);
		int rc = 0;

		if (busy && overdue(x, now_ms))
			lose(x, "parser-timeout");
		if (x->role.pid && !x->document && x->ndocuments >= RECYCLE_DOCUMENTS)
			stop(x);
		if (p->barren >= BARREN_MAX)
			return err_set(e, ERR_GONE, "parsers die faster than they start");
		if (!x->role.pid)
			rc = start(x, e);
		if (rc < 0)
			return rc;
		busy = x->document || !x->ready;
		if (busy && (*wait_ms < 0 || x->deadline_ms - now_ms < *wait_ms))
			*wait_ms = x->deadline_ms > now_ms ? x->deadline_ms - now_ms : 0;
		if (x->document && x->begun_cpu_us < 0 && (*wait_ms < 0 || *wait_ms > GLANCE_MS))
			*wait_ms = GLANCE_MS;
	}
	hand_out(p);
	return 0;
}

size_t parsers_waiting(const struct parsers *p)
{
	return p->waiting;
}

uint64_t parsers_deaths(const struct parsers *p)
{
	return p->deaths;
}

int parsers_sandbox(const struct parsers *p)
{
	return p->sandbox;
}

void parsers_close(struct parsers *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < p->n; i++) {
		stop(&p->parser[i]);
		while (p->parser[i].document) {
			struct document *d = p->parser[i].document;

			p->parser[i].document = d->next;
			document_free(d);
		}
	}
	while (p->head) {
		struct document *d = p->head;

		p->head = d->next;
		document_free(d);
	}
	free(p->parser);
	free(p->exe);
	free(p);
}
