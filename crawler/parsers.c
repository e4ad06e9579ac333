/* The parser processes of a fetcher. */
#include "parsers.h"

#include "fetch-options.h"
#include "role.h"
#include "shelf.h"
#include "wire.h"

#include "base/clock.h"
#include "base/log.h"

#include <stdlib.h>

#define RECYCLE_DOCUMENTS 20000
#define TRIES 2
#define AHEAD SHELF_PLACES /* documents given to a process: the first is being read */
#define QUEUED ((size_t)AHEAD * 64) /* unsent bytes of a parser that are no document */
#define DOCUMENT_BYTES 4096 /* what a document costs beside its own bytes: some 10 us */
#define DOCUMENT_BYTES_MAX 60000 /* a long one alone is no crowd */
#define CROWD_BYTES ((size_t)12 * 19000) /* for each process, from which another is started: 12
					  * pages of usual size, 50 of the shortest */
#define BY_SOCKET (-1)
#define GLANCE_MS 100 /* a document takes so long before its processor time is asked for */
#define START_LIMIT_MS (20 * SECOND_MS) /* from spawn to hello, on a busy machine */
#define PATIENCE 5 /* times the limit of a document, on the clock */
#define BARREN_MAX 10 /* starts in a row that never said hello: the machine's fault */

struct document {
	struct document *next;
	uint64_t ticket;
	int tries;
	int place; /* of the shelf of its parser, where its body lies; BY_SOCKET: in body */
	size_t n;  /* bytes of the body */
	size_t weight; /* in bytes */
	struct buf order, body;
};

struct parser {
	struct parsers *all;
	struct role role;
	struct wire wire;
	struct shelf shelf;
	bool taken[SHELF_PLACES];
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
	size_t weight; /* of all documents here, given or not */
	uint64_t deaths;
	int barren, sandbox;
	struct buf page; /* taken from a shelf */
};

static void on_ready(void *ctx, int fd, unsigned events);

static void document_free(struct parsers *p, struct document *d)
{
	p->weight -= d->weight;
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
	int rc;

	shelf_open(&x->shelf);
	rc = role_spawn(x->all->exe, "role-parser", x->shelf.fd, &x->role, e);
	if (rc < 0) {
		shelf_close(&x->shelf);
		return rc;
	}
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
	shelf_close(&x->shelf);
	memset(x->taken, 0, sizeof(x->taken));
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

static void leave_place(struct parser *x, struct document *d)
{
	if (d->place != BY_SOCKET)
		x->taken[d->place] = false;
	d->place = BY_SOCKET;
}

/* What was given is taken off the shelf, which goes with its parser. */
static void clear_shelf(struct parser *x)
{
	for (struct document *d = x->document; d; d = d->next) {
		if (d->place != BY_SOCKET)
			shelf_document(&x->shelf, d->place, d->n, &d->body);
		leave_place(x, d);
	}
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

/* The next document given is the one being read from now on. */
static void begin_next(struct parser *x)
{
	x->begun_ms = clock_mono_ms();
	x->begun_cpu_us = -1;
	x->deadline_ms = x->begun_ms + x->all->limit_ms;
}

static void finish(struct parser *x, struct str page)
{
	struct document *d = x->document;

	leave_place(x, d);
	x->document = d->next;
	x->ngiven--;
	x->ndocuments++;
	if (x->document)
		begin_next(x);
	x->all->fn(x->all->ctx, d->ticket, page, NULL);
	document_free(x->all, d);
}

/* Pages that lie in their places, told or not. */
static void collect(struct parser *x)
{
	struct buf *page = &x->all->page;

	while (x->document && x->document->place != BY_SOCKET &&
		shelf_take(&x->shelf, x->document->place, page))
		finish(x, buf_str(page));
}

/* The process is gone or going: the document it was reading is tried again, or given up. */
static void lose(struct parser *x, const char *reason)
{
	struct parsers *p = x->all;
	struct document *d;

	collect(x);
	d = x->document;
	log_warn("parser lost reason=%s documents=%d ready=%d", reason, x->ndocuments, x->ready);
	if (!x->ready)
		p->barren++;
	clear_shelf(x);
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
	document_free(p, d);
}

static void given(struct parser *x, struct document *d)
{
	d->next = NULL;
	if (x->ngiven++ == 0)
		x->tail = &x->document;
	*x->tail = d;
	x->tail = &d->next;
	if (x->ngiven == 1)
		begin_next(x);
}

/* Lays the document into a free place; its parser is told at the next turn, of several at
 * once. false where it has to go through the socket. */
static bool lay(struct parser *x, struct document *d, struct str body)
{
	int place = 0;
	char number;

	while (place < SHELF_PLACES && x->taken[place])
		place++;
	if (place == SHELF_PLACES || !shelf_put(&x->shelf, place, buf_str(&d->order), body))
		return false;
	number = (char)place;
	if (wire_send(&x->wire, WIRE_PLACE, d->ticket, str_n(&number, 1), NULL) < 0)
		return false;
	x->taken[place] = true;
	d->place = place;
	d->n = body.n;
	given(x, d);
	return true;
}

static int give(struct parser *x, struct document *d)
{
	int rc;

	if (lay(x, d, buf_str(&d->body))) {
		buf_release(&d->body);
		return 0;
	}
	rc = wire_send(&x->wire, WIRE_ORDER, d->ticket, buf_str(&d->order), NULL);
	if (rc == 0)
		rc = wire_send_now(&x->wire, WIRE_DOCUMENT, d->ticket, buf_str(&d->body), NULL);
	given(x, d);
	return rc;
}

/* A large document is read alone: what waits behind it waits for nothing. */
static bool has_room(const struct parser *x)
{
	return x->ready && x->ndocuments < RECYCLE_DOCUMENTS &&
		(x->ngiven == 0 || (x->ngiven < AHEAD && wire_queued(&x->wire) < QUEUED));
}

/* Who has least to do; NULL all have enough. */
static struct parser *least_busy(struct parsers *p)
{
	struct parser *best = NULL;

	for (size_t i = 0; i < p->n; i++) {
		struct parser *x = &p->parser[i];

		if (has_room(x) && (!best || x->ngiven < best->ngiven))
			best = x;
	}
	return best;
}

/* Documents to those who have least to do. */
static void hand_out(struct parsers *p)
{
	while (p->head) {
		struct document *d = p->head;
		struct parser *best = least_busy(p);

		if (!best)
			return;
		p->head = d->next;
		if (!p->head)
			p->tail = &p->head;
		p->waiting--;
		if (give(best, d) < 0)
			lose(best, "parser-died");
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
	collect(x);
	if (m->payload.n == 0)
		return 0;
	if (!x->document || m->job != x->document->ticket)
		return ERR_PROTO;
	finish(x, m->payload);
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
	int rc;

	*p = (struct parsers){.loop = l, .exe = exe ? cstr_dup(exe) : NULL,
		.limit_ms = limit_ms, .fn = fn, .ctx = ctx, .n = (size_t)n, .sandbox = -1};
	p->tail = &p->head;
	buf_init(&p->page, SHELF_PAGE + 1);
	p->parser = mem_alloc(p->n * sizeof(*p->parser));
	for (size_t i = 0; i < p->n; i++) {
		p->parser[i].all = p;
		p->parser[i].role = ROLE_NONE;
		p->parser[i].shelf = SHELF_NONE;
	}
	rc = p->n ? start(&p->parser[0], e) : 0;
	if (rc < 0) {
		parsers_close(p);
		return rc;
	}
	*out = p;
	return 0;
}

void parsers_read(struct parsers *p, uint64_t ticket, struct str order, struct str body)
{
	struct document *d = mem_alloc(sizeof(*d));
	struct parser *x = p->head ? NULL : least_busy(p);

	d->ticket = ticket;
	d->place = BY_SOCKET;
	d->weight = DOCUMENT_BYTES + (body.n < DOCUMENT_BYTES_MAX ? body.n : DOCUMENT_BYTES_MAX);
	p->weight += d->weight;
	buf_init(&d->order, WIRE_MESSAGE_MAX);
	buf_init(&d->body, WIRE_MESSAGE_MAX);
	buf_addstr(&d->order, order);
	if (x && lay(x, d, body))
		return;
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

void parsers_tell(struct parsers *p)
{
	for (size_t i = 0; i < p->n; i++) {
		struct parser *x = &p->parser[i];

		if (!x->role.pid || !wire_queued(&x->wire))
			continue;
		if (wire_flush(&x->wire, NULL) < 0)
			lose(x, "parser-died");
		else
			watch(x);
	}
}

/* More to read than those that run should have before them. What gathers while the last of
 * them starts may be little to them all. */
static bool is_crowded(const struct parsers *p)
{
	size_t running = 0;

	for (size_t i = 0; i < p->n; i++) {
		const struct parser *x = &p->parser[i];

		if (x->role.pid && !x->ready)
			return false;
		running += x->role.pid != 0;
	}
	return p->weight >= running * CROWD_BYTES;
}

int parsers_turn(struct parsers *p, int64_t now_ms, int64_t *wait_ms, struct err *e)
{
	*wait_ms = -1;
	hand_out(p);
	parsers_tell(p);
	for (size_t i = 0; i < p->n; i++) {
		struct parser *x = &p->parser[i];
		bool busy;
		int rc = 0;

		collect(x);
		busy = x->document || (x->role.pid && !x->ready);
		if (busy && overdue(x, now_ms))
			lose(x, "parser-timeout");
		if (x->role.pid && !x->document && x->ndocuments >= RECYCLE_DOCUMENTS)
			stop(x);
		if (p->barren >= BARREN_MAX)
			return err_set(e, ERR_GONE, "parsers die faster than they start");
		if (!x->role.pid && (i == 0 || is_crowded(p)))
			rc = start(x, e);
		if (rc < 0)
			return rc;
		busy = x->document || (x->role.pid && !x->ready);
		if (busy && (*wait_ms < 0 || x->deadline_ms - now_ms < *wait_ms))
			*wait_ms = x->deadline_ms > now_ms ? x->deadline_ms - now_ms : 0;
		if (x->document && x->begun_cpu_us < 0 && (*wait_ms < 0 || *wait_ms > GLANCE_MS))
			*wait_ms = GLANCE_MS;
	}
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
			document_free(p, d);
		}
	}
	while (p->head) {
		struct document *d = p->head;

		p->head = d->next;
		document_free(p, d);
	}
	buf_release(&p->page);
	free(p->parser);
	free(p->exe);
	free(p);
}
