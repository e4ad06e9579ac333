/* The crawler's end of a worker: jobs out, results in, and a new fetcher when one dies. */
#include "crawler/worker.h"

#include "fetch-options.h"
#include "role.h"
#include "sandbox.h"
#include "wire.h"

#include "base/clock.h"
#include "base/digest.h"
#include "base/log.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/epoll.h>
#include <unistd.h>

#define PARSERS_MAX 16
#define CREDIT_PER_TRANSFER 4 /* jobs under way: enough that every host has one waiting */
#define DEATHS_MAX 10	      /* of the fetcher within DEATHS_MS: the machine's fault */
#define DEATHS_MS MINUTE_MS
#define SILENCE_MS MINUTE_MS  /* of a fetcher that hangs */
#define ISSUES_MAX 4	      /* a job that saw so many fetchers die is given up */
#define SLOTS 4096	      /* of the table of jobs, a power of two */

struct pending {
	struct pending *next; /* in its slot */
	uint64_t id;
	int issues;
	struct str record;    /* of the job, heap */
	struct str url;	      /* heap */
};

struct done {
	struct done *next;
	struct result r;
	struct arena a;
	char *body; /* heap, the result's body */
	size_t bytes; /* as it came */
};

struct worker {
	struct arena a;
	struct fetch_options o;
	char *exe;
	struct role role;
	struct wire wire;
	int epoll;
	unsigned events;
	struct pending *slot[SLOTS];
	size_t njobs, nready, credit;
	size_t ready_bytes; /* of results that nobody has taken */
	struct done *head, **tail;
	struct done *body; /* WIRE_BODY that waits for its WIRE_RESULT */
	uint64_t body_job;
	struct fetch_stat stat, lost; /* of this fetcher; of those before */
	bool copies_self; /* to start the fetcher */
	uint64_t deaths;
	int64_t death_ms[DEATHS_MAX];
	int64_t heard_ms; /* it speaks every second, whatever happens */
};

/* --- start and watch --- */

static void watch(struct worker *w)
{
	struct epoll_event ev = {.events = EPOLLIN, .data.fd = w->role.fd};

	if (wire_queued(&w->wire))
		ev.events |= EPOLLOUT;
	if (ev.events == w->events)
		return;
	epoll_ctl(w->epoll, w->events ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, w->role.fd, &ev);
	w->events = ev.events;
}

static int start(struct worker *w, struct err *e)
{
	struct buf b = BUF_INIT(WIRE_FRAME_MAX);
	int rc = w->copies_self ? role_fork(fetcher_main, &w->role, e)
				: role_spawn(w->exe, "role-fetcher", -1, &w->role, e);

	if (rc < 0)
		return rc;
	wire_init(&w->wire, w->role.fd);
	w->heard_ms = clock_mono_ms();
	w->events = 0;
	record_write(&record_fetch_options, &w->o, &b);
	rc = wire_send(&w->wire, WIRE_SETUP, 0, buf_str(&b), e);
	buf_release(&b);
	if (rc == 0) /* it starts its parsers while we go on; its death shows at the next turn */
		wire_flush(&w->wire, NULL);
	watch(w);
	return rc;
}

static struct str keep(struct worker *w, const char *s)
{
	return s ? arena_str(&w->a, str_of(s)) : STR_NONE;
}

static void take_cidrs(struct worker *w, const char *const *list)
{
	size_t n = 0;

	while (list && list[n])
		n++;
	w->o.allow_private = arena_array(&w->a, n, sizeof(struct str));
	w->o.nallow_private = n;
	for (size_t i = 0; i < n; i++)
		w->o.allow_private[i] = keep(w, list[i]);
}

static int or_default(int v, int otherwise)
{
	return v > 0 ? v : otherwise;
}

static int64_t or_default_ms(int64_t v, int64_t otherwise)
{
	return v > 0 ? v : otherwise;
}

/* The sanitizers make a parser several times slower. */
#if defined(__SANITIZE_ADDRESS__)
#define PARSER_MS (20 * SECOND_MS)
#else
#define PARSER_MS (2 * SECOND_MS)
#endif

static void take_options(struct worker *w, const struct worker_options *o)
{
	long cores = sysconf(_SC_NPROCESSORS_ONLN);
	int parsers = or_default(o->parsers, cores > 0 ? (int)cores : 1);

	w->exe = o->exe ? cstr_dup(o->exe) : NULL;
	w->copies_self = o->nothing_open && !o->exe;
	w->o.exe = keep(w, o->exe);
	w->o.parsers = parsers > PARSERS_MAX ? PARSERS_MAX : parsers;
	w->o.max_transfers = or_default(o->max_transfers, 256);
	w->o.delay_ms = o->delay_ms > 0 ? o->delay_ms : o->delay_ms < 0 ? 0 : 1000;
	w->o.connections = or_default(o->connections, 1);
	w->o.address_rate = or_default(o->address_rate, 10);
	w->o.address_connections = or_default(o->address_connections, 4);
	w->o.loopback_unpaced = o->loopback_unpaced;
	w->o.allow_private_all = o->allow_private_all;
	w->o.ignore_robots = o->ignore_robots;
	w->o.sandbox_require = o->sandbox_require;
	w->o.user_agent = keep(w, o->user_agent);
	w->o.contact = keep(w, o->contact);
	w->o.proxy = keep(w, o->proxy);
	w->o.ca_file = keep(w, o->ca_file);
	w->o.dns_servers = keep(w, o->dns_servers);
	w->o.connect_ms = or_default_ms(o->connect_ms, 10 * SECOND_MS);
	w->o.total_ms = or_default_ms(o->total_ms, 60 * SECOND_MS);
	w->o.retry_ms = or_default_ms(o->retry_ms, 1000);
	w->o.budget_ms = o->budget_ms;
	w->o.retries = o->retries < 0 ? 0 : or_default(o->retries, 2);
	w->o.parser_ms = or_default_ms(o->parser_ms, PARSER_MS);
	take_cidrs(w, o->allow_private);
	w->credit = (size_t)w->o.max_transfers * CREDIT_PER_TRANSFER;
}

/* Waits for the parsers to say how well they are locked in. */
static int require_sandbox(struct worker *w, struct err *e)
{
	int64_t end = clock_mono_ms() + 10 * SECOND_MS;

	w->stat.sandbox = -1;
	while (w->stat.sandbox < 0) {
		int rc = worker_turn(w, 100, e);

		if (rc < 0)
			return rc;
		if (clock_mono_ms() > end)
			return err_set(e, ERR_TIMEOUT, "parsers do not start");
	}
	if (w->stat.sandbox != SANDBOX_SECCOMP_LANDLOCK)
		return err_set(e, ERR_UNSUPPORTED,
			"cannot lock parsers in: '%s' is all this system offers",
			sandbox_word(w->stat.sandbox));
	return 0;
}

int worker_open(const struct worker_options *o, struct worker **out, struct err *e)
{
	struct worker *w = mem_alloc(sizeof(*w));
	int rc;

	w->role = ROLE_NONE;
	w->tail = &w->head;
	w->stat.sandbox = -1;
	wire_init(&w->wire, -1);
	take_options(w, o);
	w->epoll = epoll_create1(EPOLL_CLOEXEC);
	rc = w->epoll < 0 ? err_errno(e, "cannot make an epoll descriptor") : start(w, e);
	if (rc == 0 && o->sandbox_require)
		rc = require_sandbox(w, e);
	if (rc < 0) {
		worker_close(w);
		return rc;
	}
	*out = w;
	return 0;
}

/* --- jobs --- */

static struct pending **find(struct worker *w, uint64_t id)
{
	struct pending **at = &w->slot[id & (SLOTS - 1)];

	while (*at && (*at)->id != id)
		at = &(*at)->next;
	return at;
}

static void pending_free(struct pending *p)
{
	free((void *)(uintptr_t)p->record.p);
	free((void *)(uintptr_t)p->url.p);
	free(p);
}

static void drop(struct worker *w, struct pending **at)
{
	struct pending *p = *at;

	*at = p->next;
	pending_free(p);
	w->njobs--;
}

int worker_submit(struct worker *w, const struct job *j, struct err *e)
{
	struct buf b = BUF_INIT(WIRE_MESSAGE_MAX);
	struct pending *p, **at = find(w, j->id);
	int rc;

	if (worker_room(w) == 0)
		return err_set(e, ERR_AGAIN, "worker has no room for another job");
	if (*at)
		return err_set(e, ERR_EXISTS, "job %llu is under way",
			(unsigned long long)j->id);
	record_write(&record_job, j, &b);
	rc = wire_send(&w->wire, WIRE_JOB, j->id, buf_str(&b), e);
	if (rc < 0) {
		buf_release(&b);
		return rc;
	}
	p = mem_alloc(sizeof(*p));
	p->id = j->id;
	p->url = str_n(str_dup(j->url), j->url.n);
	p->record.n = b.n;
	p->record.p = buf_detach(&b);
	p->next = *at;
	*at = p;
	w->njobs++;
	watch(w);
	return 0;
}

void worker_flush(struct worker *w)
{
	wire_flush(&w->wire, NULL); /* that it is gone shows at the next turn */
}

size_t worker_room(const struct worker *w)
{
	size_t used = w->njobs + w->nready;

	return used < w->credit ? w->credit - used : 0;
}

size_t worker_pending(const struct worker *w)
{
	return w->njobs + w->nready;
}

size_t worker_ready(const struct worker *w)
{
	return w->nready;
}

size_t worker_ready_bytes(const struct worker *w)
{
	return w->ready_bytes;
}

/* --- results --- */

static void done_free(struct done *d)
{
	if (!d)
		return;
	arena_release(&d->a);
	free(d->body);
	free(d);
}

static void add_done(struct worker *w, struct done *d)
{
	d->next = NULL;
	*w->tail = d;
	w->tail = &d->next;
	w->nready++;
	w->ready_bytes += d->bytes;
}

static struct done *take_done(struct worker *w)
{
	struct done *d = w->head;

	if (!d)
		return NULL;
	w->head = d->next;
	if (!w->head)
		w->tail = &w->head;
	w->nready--;
	w->ready_bytes -= d->bytes;
	return d;
}

static int take_body(struct worker *w, const struct message *m)
{
	done_free(w->body);
	w->body = mem_alloc(sizeof(*w->body));
	w->body->body = str_dup(m->payload);
	w->body->r.body = str_n(w->body->body, m->payload.n);
	w->body_job = m->job;
	return 0;
}

static int take_result(struct worker *w, const struct message *m, struct err *e)
{
	struct pending **at = find(w, m->job);
	struct done *d;
	struct str body = STR_NONE;
	int rc;

	if (!*at)
		return err_set(e, ERR_PROTO, "result of a job nobody asked for");
	d = w->body && w->body_job == m->job ? w->body : mem_alloc(sizeof(*d));
	if (d == w->body) {
		w->body = NULL;
		body = d->r.body;
	}
	rc = record_read(&record_result, m->payload, &d->r, &d->a, e);
	if (rc < 0) {
		done_free(d);
		return rc;
	}
	d->r.body = body;
	d->bytes = m->payload.n + body.n;
	drop(w, at);
	add_done(w, d);
	return 0;
}

static int take_stat(struct worker *w, struct str payload, struct err *e)
{
	int rc, level = w->stat.sandbox;
	struct arena a = ARENA_INIT;

	rc = record_read(&record_fetch_stat, payload, &w->stat, &a, e);
	if (w->stat.sandbox < 0) /* its parsers have not spoken yet */
		w->stat.sandbox = level;
	arena_release(&a);
	return rc;
}

static int take(struct worker *w, const struct message *m, struct err *e)
{
	switch (m->type) {
	case WIRE_BODY:
		return take_body(w, m);
	case WIRE_RESULT:
		return take_result(w, m, e);
	case WIRE_STAT:
		return take_stat(w, m->payload, e);
	default:
		return err_set(e, ERR_PROTO, "message of type %d from a fetcher", m->type);
	}
}

static int exchange(struct worker *w, struct err *e)
{
	struct message m;
	int rc = wire_flush(&w->wire, e);

	if (rc == 0 || rc == ERR_GONE) /* results may lie in the socket of a dead one */
		rc = wire_read(&w->wire, e);
	for (;;) {
		int got = wire_next(&w->wire, &m, e);

		if (got < 0)
			return got;
		if (got == 0)
			return rc;
		got = take(w, &m, e);
		if (got < 0)
			return got;
	}
}

/* --- death of the fetcher --- */

/* The job of a document or address that kills fetchers. */
static void give_up(struct worker *w, const struct pending *p)
{
	struct done *d = mem_alloc(sizeof(*d));

	d->r = (struct result){.id = p->id, .verdict = VERDICT_UNKNOWN,
		.phase = PHASE_REFUSED, .start_ms = clock_now_ms()};
	d->r.reason = STR("fetcher-died");
	d->r.url = d->r.final_url = arena_str(&d->a, p->url);
	add_done(w, d);
}

static int issue_again(struct worker *w, struct err *e)
{
	for (size_t i = 0; i < SLOTS; i++) {
		struct pending **at = &w->slot[i];

		while (*at) {
			struct pending *p = *at;
			int rc;

			if (++p->issues >= ISSUES_MAX) {
				give_up(w, p);
				drop(w, at);
				continue;
			}
			rc = wire_send(&w->wire, WIRE_JOB, p->id, p->record, e);
			if (rc < 0)
				return rc;
			at = &p->next;
		}
	}
	watch(w);
	return 0;
}

static void add_counters(struct worker *w)
{
	w->lost.jobs_done += w->stat.jobs_done;
	w->lost.bytes += w->stat.bytes;
	w->lost.requests += w->stat.requests;
	w->lost.parser_deaths += w->stat.parser_deaths;
	w->stat = (struct fetch_stat){.sandbox = w->stat.sandbox};
}

static void stop(struct worker *w)
{
	if (w->events && w->role.fd >= 0)
		epoll_ctl(w->epoll, EPOLL_CTL_DEL, w->role.fd, NULL);
	w->events = 0;
	role_kill(&w->role);
	wire_release(&w->wire);
	done_free(w->body);
	w->body = NULL;
}

static int replace(struct worker *w, const struct err *why, struct err *e)
{
	int64_t *oldest = &w->death_ms[w->deaths % DEATHS_MAX], now = clock_mono_ms();
	int rc;

	log_warn("fetcher lost error=%s jobs=%zu", why->text, w->njobs);
	stop(w);
	add_counters(w);
	w->deaths++;
	if (w->deaths > DEATHS_MAX && now - *oldest < DEATHS_MS)
		return err_set(e, ERR_GONE, "fetchers die faster than they start: %s",
			why->text);
	*oldest = now;
	w->copies_self = false; /* by now much is open */
	rc = start(w, e);
	return rc < 0 ? rc : issue_again(w, e);
}

int worker_turn(struct worker *w, int64_t timeout_ms, struct err *e)
{
	return worker_gather(w, w->nready ? 0 : timeout_ms, e);
}

int worker_gather(struct worker *w, int64_t timeout_ms, struct err *e)
{
	struct pollfd x = {.fd = w->role.fd, .events = POLLIN};
	struct err why = {0};
	int rc;

	if (wire_queued(&w->wire))
		x.events |= POLLOUT;
	if (poll(&x, 1, timeout_ms > INT32_MAX ? INT32_MAX : (int)timeout_ms) <= 0) {
		if (clock_mono_ms() - w->heard_ms < SILENCE_MS)
			return 0;
		rc = err_set(&why, ERR_TIMEOUT, "fetcher has said nothing for a minute");
	} else {
		w->heard_ms = clock_mono_ms();
		rc = exchange(w, &why);
	}
	if (rc < 0)
		return replace(w, &why, e);
	watch(w);
	return 0;
}

bool worker_take(struct worker *w, struct result *out, struct arena *own)
{
	struct done *d = take_done(w);

	if (!d)
		return false;
	*out = d->r;
	*own = d->a;
	d->a = ARENA_INIT;
	if (!str_none(d->r.body))
		out->body = arena_str(own, d->r.body);
	done_free(d);
	return true;
}

bool worker_next(struct worker *w, struct result *out, struct arena *a)
{
	struct done *d = take_done(w);
	struct buf b = BUF_INIT(WIRE_MESSAGE_MAX + 1);
	int rc;

	if (!d)
		return false;
	record_write(&record_result, &d->r, &b);
	rc = record_read(&record_result, buf_str(&b), out, a, NULL);
	if (rc < 0)
		fatal("a result that was read cannot be copied");
	if (!str_none(d->r.body))
		out->body = arena_str(a, d->r.body);
	buf_release(&b);
	done_free(d);
	return true;
}

int worker_fd(const struct worker *w)
{
	return w->epoll;
}

void worker_stat(const struct worker *w, struct worker_stat *out)
{
	*out = (struct worker_stat){
		.jobs_done = w->lost.jobs_done + w->stat.jobs_done,
		.bytes = w->lost.bytes + w->stat.bytes,
		.requests = w->lost.requests + w->stat.requests,
		.parser_deaths = w->lost.parser_deaths + w->stat.parser_deaths,
		.fetcher_deaths = w->deaths,
		.in_flight = (size_t)w->stat.in_flight,
		.hosts_waiting = (size_t)w->stat.hosts_waiting,
		.sandbox = w->stat.sandbox < 0 ? "" : sandbox_word(w->stat.sandbox),
	};
}

void worker_dismiss(struct worker *w)
{
	role_dismiss(&w->role);
}

void worker_close(struct worker *w)
{
	if (!w)
		return;
	stop(w);
	if (w->epoll >= 0)
		close(w->epoll);
	for (size_t i = 0; i < SLOTS; i++)
		while (w->slot[i])
			drop(w, &w->slot[i]);
	while (w->head)
		done_free(take_done(w));
	free(w->exe);
	arena_release(&w->a);
	free(w);
}
