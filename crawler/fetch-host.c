/* Whose turn it is. */
#include "fetch-host.h"

#include "base/clock.h"
#include "base/digest.h"

#include <stdlib.h>

#define SLOTS 4096 /* of each table, a power of two */
#define HOSTS_MAX 20000 /* remembered; idle ones are forgotten beyond */
#define SPACING_MAX_MS HOUR_MS
#define CRAWL_DELAY_MAX_MS (30 * SECOND_MS)
#define SLOW_MS 2000 /* an average answer slower than this spaces requests by itself */
#define UNPACED_DELAY_MS 25 /* from there a host without a pace slows down */
#define UNPACED_CONNECTIONS 32
#define CUT_WINDOW_MS 1000   /* in which cut and served requests are compared */
#define CUT_REST_MS 500      /* before the next one */
#define SERVES_MS 30000	     /* a host that answered so lately is up */
#define CALM_TO_WIDEN 32     /* answers until one connection more is tried */
#define DOUBT_MS 500 /* between two requests to a host that may have refused us for good */

struct fifo {
	struct ticket *head, **tail;
};

struct pace_host {
	struct pace_host *next;	     /* in its slot */
	struct pace_host *next_ready; /* in its address's line */
	char *name;
	struct fifo line[PACE_CLASSES];
	size_t nwaiting;
	struct pace_addr *addr;
	size_t heap_at; /* 1..; 0: not in the heap */
	bool ready;	/* stands in the line of its address */
	int64_t next_ms; /* not before */
	int64_t delay_ms, crawl_delay_ms, took_ms;
	int connections, active;
	int most;	 /* connections that it bears; 0: not met yet */
	int calm;	 /* answers since that changed */
	int64_t answered_ms, failed_ms; /* the last of each; 0 never */
	int64_t window_ms; /* begin of what these count: */
	int ncut, nserved;
	const void *cut; /* whose request was cut last */
	struct patience patience;
	bool unpaced;
};

struct pace_addr {
	struct pace_addr *next;
	struct str name; /* heap */
	struct pace_host *head, **tail; /* hosts that are ready */
	size_t heap_at;
	int64_t next_ms;
	int active;
	int nhosts; /* that point here */
	bool unpaced;
};

/* Binary heaps of hosts and of addresses by time; `at` sits in the element. */
struct heap {
	void **item;
	size_t n, cap;
};

struct pace {
	struct pace_options o;
	struct pace_host *host[SLOTS];
	struct pace_addr *addr[SLOTS];
	struct heap hosts, addrs;
	struct fifo refused; /* PACE_DOWN, PACE_HELD and forced: handed out next */
	size_t nhosts, waiting;
	uint64_t seed;
};

static void fifo_init(struct fifo *f)
{
	f->head = NULL;
	f->tail = &f->head;
}

static void fifo_add(struct fifo *f, struct ticket *t)
{
	t->next = NULL;
	*f->tail = t;
	f->tail = &t->next;
}

static void fifo_push(struct fifo *f, struct ticket *t)
{
	t->next = f->head;
	if (!f->head)
		f->tail = &t->next;
	f->head = t;
}

static struct ticket *fifo_take(struct fifo *f)
{
	struct ticket *t = f->head;

	if (t) {
		f->head = t->next;
		if (!f->head)
			f->tail = &f->head;
		t->next = NULL;
	}
	return t;
}

static bool fifo_drop(struct fifo *f, struct ticket *t)
{
	for (struct ticket **at = &f->head; *at; at = &(*at)->next) {
		if (*at != t)
			continue;
		*at = t->next;
		if (f->tail == &t->next)
			f->tail = at;
		return true;
	}
	return false;
}

/* --- heaps: the same code for both kinds of element --- */

static int64_t key_of(const struct heap *h, const struct pace *p, const void *x)
{
	return h == &p->hosts ? ((const struct pace_host *)x)->next_ms
			      : ((const struct pace_addr *)x)->next_ms;
}

static void put_at(struct heap *h, const struct pace *p, size_t i, void *x)
{
	h->item[i - 1] = x;
	if (h == &p->hosts)
		((struct pace_host *)x)->heap_at = i;
	else
		((struct pace_addr *)x)->heap_at = i;
}

static void sift(struct heap *h, const struct pace *p, size_t i, void *x)
{
	int64_t key = key_of(h, p, x);

	while (i > 1 && key_of(h, p, h->item[i / 2 - 1]) > key) {
		put_at(h, p, i, h->item[i / 2 - 1]);
		i /= 2;
	}
	for (;;) {
		size_t c = 2 * i;

		if (c > h->n)
			break;
		if (c < h->n && key_of(h, p, h->item[c]) < key_of(h, p, h->item[c - 1]))
			c++;
		if (key_of(h, p, h->item[c - 1]) >= key)
			break;
		put_at(h, p, i, h->item[c - 1]);
		i = c;
	}
	put_at(h, p, i, x);
}

static void heap_add(struct heap *h, const struct pace *p, void *x)
{
	h->item = mem_grow(h->item, h->n, &h->cap, sizeof(*h->item));
	h->n++;
	h->item[h->n - 1] = x;
	sift(h, p, h->n, x);
}

static void heap_drop(struct heap *h, const struct pace *p, size_t i)
{
	void *last = h->item[--h->n];

	if (i <= h->n)
		sift(h, p, i, last);
}

/* --- tables --- */

static void host_free(struct pace_host *h)
{
	free(h->name);
	free(h);
}

static void addr_free(struct pace_addr *x)
{
	free((void *)(uintptr_t)x->name.p);
	free(x);
}

static bool host_is_idle(const struct pace_host *h, int64_t now_ms)
{
	return h->nwaiting == 0 && h->active == 0 && h->next_ms <= now_ms &&
		patience_is_fresh(&h->patience, now_ms);
}

/* Forgets hosts that are idle, and addresses nobody points to. */
static void sweep(struct pace *p, int64_t now_ms)
{
	for (size_t i = 0; i < SLOTS; i++) {
		struct pace_host **at = &p->host[i];

		while (*at) {
			struct pace_host *h = *at;

			if (!host_is_idle(h, now_ms)) {
				at = &h->next;
				continue;
			}
			*at = h->next;
			if (h->addr)
				h->addr->nhosts--;
			host_free(h);
			p->nhosts--;
		}
	}
	for (size_t i = 0; i < SLOTS; i++) {
		struct pace_addr **at = &p->addr[i];

		while (*at) {
			struct pace_addr *x = *at;

			if (x->nhosts || x->active || x->next_ms > now_ms) {
				at = &x->next;
				continue;
			}
			*at = x->next;
			addr_free(x);
		}
	}
}

static struct pace_host *host_of(struct pace *p, struct str name, int64_t now_ms)
{
	struct pace_host **at = &p->host[hash64_of(name) & (SLOTS - 1)];
	struct pace_host *h;

	for (h = *at; h; h = h->next)
		if (str_eqc(name, h->name))
			return h;
	if (p->nhosts >= HOSTS_MAX && p->nhosts % 1024 == 0)
		sweep(p, now_ms);
	h = mem_alloc(sizeof(*h));
	h->name = str_dup(name);
	for (int i = 0; i < PACE_CLASSES; i++)
		fifo_init(&h->line[i]);
	h->delay_ms = p->o.delay_ms;
	h->connections = p->o.connections;
	patience_init(&h->patience, p->o.budget_ms);
	at = &p->host[hash64_of(name) & (SLOTS - 1)];
	h->next = *at;
	*at = h;
	p->nhosts++;
	return h;
}

static struct pace_addr *addr_of(struct pace *p, struct str name)
{
	struct pace_addr **at = &p->addr[hash64_of(name) & (SLOTS - 1)];
	struct pace_addr *x;

	for (x = *at; x; x = x->next)
		if (str_eq(name, x->name))
			return x;
	x = mem_alloc(sizeof(*x));
	x->name = str_n(str_dup(name), name.n);
	x->tail = &x->head;
	x->next = *at;
	*at = x;
	return x;
}

struct pace *pace_open(const struct pace_options *o)
{
	struct pace *p = mem_alloc(sizeof(*p));

	p->o = *o;
	fifo_init(&p->refused);
	random_bytes(&p->seed, sizeof(p->seed));
	return p;
}

void pace_close(struct pace *p)
{
	if (!p)
		return;
	for (size_t i = 0; i < SLOTS; i++) {
		while (p->host[i]) {
			struct pace_host *h = p->host[i];

			p->host[i] = h->next;
			host_free(h);
		}
		while (p->addr[i]) {
			struct pace_addr *x = p->addr[i];

			p->addr[i] = x->next;
			addr_free(x);
		}
	}
	free(p->hosts.item);
	free(p->addrs.item);
	free(p);
}

/* --- turns --- */

static bool addr_is_full(const struct pace *p, const struct pace_addr *x)
{
	return !x->unpaced && x->active >= p->o.address_connections;
}

/* Stands in the heap of addresses exactly when a host is ready and a slot free. */
static void settle_addr(struct pace *p, struct pace_addr *x)
{
	bool want = x->head && !addr_is_full(p, x);

	if (want && !x->heap_at) {
		heap_add(&p->addrs, p, x);
	} else if (!want && x->heap_at) {
		heap_drop(&p->addrs, p, x->heap_at);
		x->heap_at = 0;
	} else if (want) {
		sift(&p->addrs, p, x->heap_at, x);
	}
}

static int most_of(const struct pace_host *h)
{
	if (patience_doubts(&h->patience))
		return 1;
	return h->most && h->most < h->connections ? h->most : h->connections;
}

/* Stands in the heap of hosts exactly when somebody waits, a slot is free and it is not
 * already in the line of its address. */
static void settle_host(struct pace *p, struct pace_host *h)
{
	bool want = h->nwaiting && h->active < most_of(h) && !h->ready;

	if (want && !h->heap_at) {
		heap_add(&p->hosts, p, h);
	} else if (!want && h->heap_at) {
		heap_drop(&p->hosts, p, h->heap_at);
		h->heap_at = 0;
	} else if (want) {
		sift(&p->hosts, p, h->heap_at, h);
	}
}

static void refuse(struct pace *p, struct ticket *t, enum pace_word word)
{
	t->word = word;
	fifo_add(&p->refused, t);
}

static bool refused_now(const struct pace_host *h, bool secure, int64_t now_ms,
	enum pace_word *word)
{
	if (patience_is_down(&h->patience, secure, now_ms)) {
		*word = PACE_DOWN;
		return true;
	}
	if (h->patience.given_up) {
		*word = PACE_HELD;
		return true;
	}
	if (h->next_ms - now_ms > PACE_PATIENCE_MS + h->delay_ms + h->delay_ms / 10) {
		*word = PACE_HELD;
		return true;
	}
	return false;
}

/* Goes at once, whatever the host's state: an availability visit, one in an hour. */
static void force(struct pace *p, struct ticket *t)
{
	struct pace_host *h = t->host;

	t->word = PACE_GO;
	t->addr = h->addr;
	h->active++;
	h->addr->active++;
	fifo_add(&p->refused, t);
}

/* The host went down or must be left alone: whoever waits is told. */
static void drain(struct pace *p, struct pace_host *h, int64_t now_ms)
{
	enum pace_word word;

	if (!refused_now(h, false, now_ms, &word) && !refused_now(h, true, now_ms, &word))
		return;
	for (int i = 0; i < PACE_CLASSES; i++) {
		struct fifo line = h->line[i];
		struct ticket *t;

		if (!line.head)
			continue;
		fifo_init(&h->line[i]);
		while ((t = fifo_take(&line))) {
			if (!refused_now(h, t->secure, now_ms, &word)) {
				fifo_add(&h->line[i], t);
				continue;
			}
			h->nwaiting--;
			p->waiting--;
			if (t->forced)
				force(p, t);
			else
				refuse(p, t, word);
		}
	}
}

static void apply_wish(struct pace *p, struct pace_host *h, const struct pace_wish *wish)
{
	h->unpaced = wish->unpaced;
	h->delay_ms = wish->delay_ms >= 0 ? wish->delay_ms : p->o.delay_ms;
	h->connections = wish->connections > 0 ? wish->connections : p->o.connections;
	if (wish->unpaced) {
		h->delay_ms = 0;
		h->connections = UNPACED_CONNECTIONS;
	}
}

void pace_queue(struct pace *p, struct ticket *t, struct str host, struct str addr,
	const struct pace_wish *wish, int64_t now_ms)
{
	struct pace_host *h = host_of(p, host, now_ms);
	struct pace_addr *x = addr_of(p, addr);
	enum pace_word word;
	int class = t->priority < 0 ? 0 : t->priority >= PACE_CLASSES ? PACE_CLASSES - 1
								      : t->priority;

	apply_wish(p, h, wish);
	if (!h->ready && h->addr != x) { /* while it stands in a line it stays there */
		if (h->addr)
			h->addr->nhosts--;
		h->addr = x;
		x->nhosts++;
	}
	x->unpaced = wish->unpaced;
	t->host = h;
	t->addr = NULL;
	t->word = PACE_GO;
	if (refused_now(h, t->secure, now_ms, &word)) {
		if (t->forced)
			force(p, t);
		else
			refuse(p, t, word);
		return;
	}
	t->priority = class;
	if (t->first)
		fifo_push(&h->line[class], t);
	else
		fifo_add(&h->line[class], t);
	h->nwaiting++;
	p->waiting++;
	settle_host(p, h);
}

static void to_address(struct pace *p, struct pace_host *h)
{
	struct pace_addr *x = h->addr;

	heap_drop(&p->hosts, p, h->heap_at);
	h->heap_at = 0;
	h->ready = true;
	h->next_ready = NULL;
	*x->tail = h;
	x->tail = &h->next_ready;
	settle_addr(p, x);
}

static int64_t spacing(struct pace *p, struct pace_host *h)
{
	int backoff = h->patience.backoff;
	int64_t ms = h->delay_ms;

	if (h->unpaced)
		return backoff > 1 ? (int64_t)UNPACED_DELAY_MS * backoff : 0;
	if (h->crawl_delay_ms > ms)
		ms = h->crawl_delay_ms;
	if (h->took_ms > SLOW_MS && h->took_ms > ms)
		ms = h->took_ms;
	if (backoff > 1) {
		int64_t slow_ms = (ms > 500 ? ms : 500) * backoff;

		patience_spaced(&h->patience, slow_ms - ms);
		ms = slow_ms;
	}
	if (ms > SPACING_MAX_MS)
		ms = SPACING_MAX_MS;
	/* some jitter, so that hosts of one configuration drift apart; a tenth would cost 5 % */
	p->seed = p->seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
	return ms + (int64_t)((p->seed >> 33) % (uint64_t)(ms / 40 + 1));
}

static struct ticket *take_ticket(struct pace *p, struct pace_host *h)
{
	for (int i = 0; i < PACE_CLASSES; i++) {
		struct ticket *t = fifo_take(&h->line[i]);

		if (t) {
			h->nwaiting--;
			p->waiting--;
			return t;
		}
	}
	return NULL;
}

/* The first host in the line of x has its turn. */
static struct ticket *serve(struct pace *p, struct pace_addr *x, int64_t now_ms)
{
	struct pace_host *h = x->head;
	struct ticket *t;

	x->head = h->next_ready;
	if (!x->head)
		x->tail = &x->head;
	h->ready = false;
	t = take_ticket(p, h);
	if (t) {
		h->active++;
		x->active++;
		t->addr = x;
		t->begin_ms = now_ms;
		h->next_ms = now_ms + spacing(p, h);
		if (!x->unpaced && p->o.address_rate > 0)
			x->next_ms = now_ms + 1000 / p->o.address_rate;
	}
	settle_host(p, h);
	settle_addr(p, x);
	return t;
}

struct ticket *pace_next(struct pace *p, int64_t now_ms)
{
	struct ticket *t = fifo_take(&p->refused);

	if (t)
		return t;
	while (p->hosts.n && ((struct pace_host *)p->hosts.item[0])->next_ms <= now_ms)
		to_address(p, p->hosts.item[0]);
	while (p->addrs.n && ((struct pace_addr *)p->addrs.item[0])->next_ms <= now_ms) {
		t = serve(p, p->addrs.item[0], now_ms);
		if (t)
			return t;
	}
	return NULL;
}

/* A host that says so is not asked before; one that is doubted, a little later. */
static void keep_away(struct pace_host *h, int64_t now_ms)
{
	int64_t until = h->patience.next_ms;

	if (patience_doubts(&h->patience) && until < now_ms + DOUBT_MS)
		until = now_ms + DOUBT_MS;
	if (h->next_ms < until)
		h->next_ms = until;
}

static void open_window(struct pace_host *h, int64_t now_ms)
{
	if (now_ms - h->window_ms <= CUT_WINDOW_MS)
		return;
	h->window_ms = now_ms;
	h->ncut = h->nserved = 0;
}

static void answered(struct pace_host *h, bool secure, int64_t now_ms)
{
	open_window(h, now_ms);
	h->nserved++;
	h->answered_ms = now_ms;
	patience_answered(&h->patience, secure);
	if (h->most && ++h->calm >= CALM_TO_WIDEN) {
		h->calm = 0;
		h->most = h->most < h->connections ? h->most + 1 : 0;
	}
}

/* Requests that are cut now and then may be their pages' matter. A third of them at once, of a
 * host that serves the others, is ours: it bears no more connections than those it serves, or
 * no more requests. True: it may be asked the same again. */
static bool crowded(struct pace_host *h, const struct ticket *t, int64_t now_ms)
{
	bool several;

	open_window(h, now_ms);
	several = ++h->ncut > 1 && h->cut != t->owner && 2 * h->ncut >= h->nserved;
	h->cut = t->owner;
	if (!several || (!h->active && now_ms - h->answered_ms > SERVES_MS) || !h->answered_ms)
		return false;
	if (!h->most || h->active < h->most)
		h->most = h->active ? h->active : 1;
	h->calm = 0;
	return patience_crowded(&h->patience, CUT_REST_MS, now_ms);
}

/* What failed while others were served says nothing of the host; of requests that were under
 * way together, to a host that has answered before, one failure counts. */
static bool counts(const struct pace_host *h, const struct ticket *t)
{
	return !h->answered_ms ||
		(h->answered_ms <= t->begin_ms && h->failed_ms <= t->begin_ms);
}

/* It refuses some requests while it serves others: what is asked again is asked in the company
 * of fewer. */
static void narrow_where_served(struct pace_host *h, int64_t now_ms)
{
	open_window(h, now_ms);
	if (!h->nserved)
		return;
	if (!h->most || h->active < h->most)
		h->most = h->active ? h->active : 1;
	h->calm = 0;
}

static void unreached(struct pace_host *h, const struct ticket *t, const struct ruling *why,
	int64_t now_ms)
{
	if (!counts(h, t))
		return;
	h->failed_ms = now_ms;
	patience_unreached(&h->patience, t->secure, why, now_ms);
}

bool pace_done(struct pace *p, struct ticket *t, enum pace_outcome outcome, int64_t took_ms,
	int64_t retry_after_ms, const struct ruling *why, int64_t now_ms)
{
	struct pace_host *h = t->host;
	struct pace_addr *x = t->addr;
	bool again = false;

	h->active--;
	x->active--;
	t->addr = NULL;
	switch (outcome) {
	case PACE_ANSWERED:
		h->took_ms = h->took_ms ? (3 * h->took_ms + took_ms) / 4 : took_ms;
		answered(h, t->secure, now_ms);
		break;
	case PACE_REFUSED:
		h->answered_ms = now_ms;
		/* without a pace a 503 says something of its page, or of how much is asked at once */
		if (h->unpaced && retry_after_ms < 0) {
			narrow_where_served(h, now_ms);
			break;
		}
		again = patience_refused(&h->patience, retry_after_ms, now_ms);
		keep_away(h, now_ms);
		break;
	case PACE_CUT:
		again = crowded(h, t, now_ms);
		keep_away(h, now_ms);
		if (!again && why)
			unreached(h, t, why, now_ms);
		break;
	case PACE_UNREACHED:
		unreached(h, t, why, now_ms);
		break;
	}
	drain(p, h, now_ms);
	settle_host(p, h);
	settle_addr(p, x);
	return again;
}

bool pace_is_narrow(const struct ticket *t)
{
	return t->host && t->host->most > 0;
}

void pace_forget(struct pace *p, struct ticket *t)
{
	struct pace_host *h = t->host;

	if (!h || t->addr)
		return;
	if (fifo_drop(&h->line[t->priority], t)) {
		h->nwaiting--;
		p->waiting--;
		settle_host(p, h);
		return;
	}
	fifo_drop(&p->refused, t);
}

int64_t pace_wait_ms(const struct pace *p, int64_t now_ms)
{
	int64_t at = INT64_MAX;

	if (p->refused.head)
		return 0;
	if (p->hosts.n)
		at = ((const struct pace_host *)p->hosts.item[0])->next_ms;
	if (p->addrs.n && ((const struct pace_addr *)p->addrs.item[0])->next_ms < at)
		at = ((const struct pace_addr *)p->addrs.item[0])->next_ms;
	if (at == INT64_MAX)
		return -1;
	return at > now_ms ? at - now_ms : 0;
}

size_t pace_hosts_waiting(const struct pace *p)
{
	return p->hosts.n;
}

void pace_crawl_delay(struct pace *p, struct str host, int64_t delay_ms, int64_t now_ms)
{
	struct pace_host *h = host_of(p, host, now_ms);

	h->crawl_delay_ms = delay_ms < CRAWL_DELAY_MAX_MS ? delay_ms : CRAWL_DELAY_MAX_MS;
}

struct ruling pace_why(const struct ticket *t)
{
	return t->host->patience.reach[t->secure].why;
}

int64_t pace_held_ms(const struct ticket *t, int64_t now_ms)
{
	const struct pace_host *h = t->host;
	int64_t down_ms = h->patience.reach[t->secure].down_ms;
	int64_t until = h->next_ms > down_ms ? h->next_ms : down_ms;

	return until > now_ms ? until - now_ms : 0;
}
