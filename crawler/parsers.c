/* The parser processes of a fetcher. */
#include "parsers.h"

#include "fetch-options.h"
#include "role.h"
#include "wire.h"

#include "base/clock.h"
#include "base/log.h"

#include <stdlib.h>

#define RECYCLE_DOCUMENTS 2000
#define TRIES 2
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
	struct document *document; /* being read */
	int64_t deadline_ms;
	int64_t begun_ms, begun_cpu_us; /* of the document */
	int ndocuments;
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
	loop_watch(x->all->loop, x->role.fd,
		LOOP_READ | (wire_queued(&x->wire) ? (unsigned)LOOP_WRITE : 0u), on_ready, x);
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

/* The process is gone or going: its document is tried again, or given up. */
static void lose(struct parser *x, const char *reason)
{
	struct parsers *p = x->all;
	struct document *d = x->document;

	log_warn("parser lost reason=%s documents=%d ready=%d", reason, x->ndocuments, x->ready);
	if (!x->ready)
		p->barren++;
	stop(x);
	p->deaths++;
	x->document = NULL;
	if (!d)
		return;
	if (++d->tries < TRIES) {
		push_back(p, d);
		return;
	}
	p->fn(p->ctx, d->ticket, STR_NONE, reason);
	document_free(d);
}

static int give(struct parser *x, struct document *d)
{
	int rc = wire_send(&x->wire, WIRE_ORDER, d->ticket, buf_str(&d->order), NULL);

	if (rc == 0)
		rc = wire_send(&x->wire, WIRE_DOCUMENT, d->ticket, buf_str(&d->body), NULL);
	if (rc == 0)
		rc = wire_flush(&x->wire, NULL);
	x->document = d;
	x->begun_ms = clock_mono_ms();
	x->begun_cpu_us = clock_cpu_of_us(x->role.pid);
	x->deadline_ms = x->begun_ms + x->all->limit_ms;
	return rc;
}

/* Documents to those who have nothing to do. */
static void hand_out(struct parsers *p)
{
	for (size_t i = 0; i < p->n && p->head; i++) {
		struct parser *x = &p->parser[i];
		struct document *d = p->head;

		if (!x->ready || x->document)
			continue;
		p->head = d->next;
		if (!p->head)
			p->tail = &p->head;
		p->waiting--;
		if (give(x, d) < 0)
			lose(x, "parser-died");
		else
			watch(x);
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
	x->document = NULL;
	x->ndocuments++;
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
		if (p->parser[i].document)
			document_free(p->parser[i].document);
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
