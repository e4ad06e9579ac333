/* The engine: jobs in, turns, results out. */
#include "fetch-task.h"

#include "base/digest.h"
#include "base/out.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define PROBE_MS (15 * SECOND_MS)	/* the rule of the home page visits (DESIGN 6) */
#define JOB_TIMES 2			/* a job may last so many requests' time limits */

/* --- life --- */

struct task *task_new(struct fetch *f)
{
	struct task *t = mem_alloc(sizeof(*t));

	t->f = f;
	t->key = ++f->last_key;
	t->ticket.owner = t;
	t->all_permanent = true;
	t->how = "http";
	t->next = f->tasks;
	if (f->tasks)
		f->tasks->prev = t;
	f->tasks = t;
	t->key_next = f->by_key[t->key % TASK_SLOTS];
	f->by_key[t->key % TASK_SLOTS] = t;
	return t;
}

static void unlink_task(struct task *t)
{
	struct task **at = &t->f->by_key[t->key % TASK_SLOTS];

	while (*at && *at != t)
		at = &(*at)->key_next;
	if (*at)
		*at = t->key_next;
	if (t->prev)
		t->prev->next = t->next;
	else
		t->f->tasks = t->next;
	if (t->next)
		t->next->prev = t->prev;
	t->next = t->prev = NULL;
}

static void task_free(struct task *t)
{
	session_close(t->session);
	chain_free(t->chain);
	arena_release(&t->a);
	free(t);
}

static struct task *task_of_key(const struct fetch *f, uint64_t key)
{
	struct task *t = f->by_key[key % TASK_SLOTS];

	while (t && t->key != key)
		t = t->key_next;
	return t;
}

void task_detail(struct task *t, const char *fmt, ...)
{
	struct buf raw = BUF_INIT(2000), line = BUF_INIT(2000);
	char text[1000];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (t->r.detail.n)
		buf_addf(&raw, "%.*s; ", STR_ARG(t->r.detail));
	buf_adds(&raw, text);
	out_line(&line, buf_str(&raw), 500);
	t->r.detail = arena_str(&t->a, buf_str(&line));
	buf_release(&raw);
	buf_release(&line);
}

static void take_answer(struct task *t)
{
	const struct answer *x = &t->answer;

	t->r.headers = t->job.no_headers ? NULL : x->headers;
	t->r.nheaders = t->job.no_headers ? 0 : x->nheaders;
	t->r.wire_bytes = x->wire_bytes;
	t->r.ttfb_ms = x->ttfb_ms;
	t->r.body_cut = x->body_cut;
	t->r.request = x->request;
	t->r.retry_after_ms = x->retry_after_ms;
	for (size_t i = 0; i < x->nheaders; i++) {
		if (str_eqc(x->headers[i].key, "etag"))
			t->r.etag = x->headers[i].value;
		else if (str_eqc(x->headers[i].key, "last-modified"))
			t->r.modified = x->headers[i].value;
	}
}

void task_end(struct task *t, struct ruling why)
{
	struct fetch *f = t->f;
	bool moved = why.verdict == VERDICT_OK && t->redirects > 0 && t->all_permanent;

	take_answer(t);
	if (t->chain_incomplete && why.verdict == VERDICT_OK && streq(why.reason, "ok"))
		why.reason = "tls-chain-incomplete";
	t->r.verdict = moved ? VERDICT_MOVED : why.verdict;
	t->r.phase = why.phase;
	t->r.reason = str_of(why.reason);
	t->r.permanent = t->redirects > 0 && t->all_permanent;
	t->r.elapsed_ms = t->active_ms;
	t->r.tries = t->tries;
	if (t->left_https)
		task_detail(t, "a redirect leads from https to http");
	if (t->job.keep_body || t->job.keep_failed)
		t->r.body = t->body;
	unlink_task(t);
	if (t->robots_of) {
		robots_settle(f->robots, t);
	} else if (t->issuer_of) {
		issuers_settle(t);
	} else {
		f->stat.jobs_done++;
		f->calls.done(f->calls.ctx, &t->r);
	}
	/* a callback of its own session may be on the stack */
	t->next = f->ended;
	f->ended = t;
}

bool task_retries(const struct task *t)
{
	return t->job.kind != JOB_PROBE;
}

int64_t task_left_ms(const struct task *t)
{
	return t->job.deadline_ms - t->active_ms;
}

/* --- the engine --- */

static int64_t default_deadline(const struct fetch *f, int kind)
{
	int64_t ms = f->o->total_ms;

	if (kind == JOB_PROBE)
		return PROBE_MS;
	return (kind == JOB_PAGE ? ms : ms / 3) *
		(f->o->retries > JOB_TIMES ? f->o->retries : JOB_TIMES);
}

void task_begin(struct task *t)
{
	t->r.id = t->job.id;
	t->r.kind = t->job.kind;
	t->r.url = t->r.final_url = t->job.url;
	t->r.start_ms = clock_now_ms();
	if (t->job.deadline_ms <= 0)
		t->job.deadline_ms = default_deadline(t->f, t->job.kind);
	task_hop(t, t->job.url, "http");
}

int fetch_submit(struct fetch *f, struct str job, struct err *e)
{
	struct task *t = task_new(f);
	int rc = record_read(&record_job, job, &t->job, &t->a, e);

	if (rc < 0) {
		unlink_task(t);
		task_free(t);
		return rc;
	}
	task_begin(t);
	return 0;
}

void fetch_parsed(struct fetch *f, uint64_t ticket, struct str page, const char *reason)
{
	struct task *t = task_of_key(f, ticket);

	if (t)
		decide_parsed(t, page, reason);
}

void fetch_rendered(struct fetch *f, uint64_t ticket, struct str body)
{
	struct task *t = task_of_key(f, ticket);

	if (!t)
		return;
	t->r.body_bytes = (int64_t)body.n;
	t->r.body_digest = sha256_of(body);
	t->body = t->job.keep_body ? arena_str(&t->a, body) : STR_NONE;
}

static void set_agents(struct fetch *f)
{
	struct str contact = f->o->contact;
	const char *plus = contact.n ? " (+" : "", *end = contact.n ? ")" : "";

	f->agent = f->o->user_agent;
	if (!f->agent.n)
		f->agent = arena_strf(&f->a, "portalwatch/%s%s%.*s%s", PW_VERSION, plus,
			STR_ARG(contact), end);
	f->second_agent = arena_strf(&f->a, "Mozilla/5.0 (compatible; portalwatch/%s%s%.*s)",
		PW_VERSION, contact.n ? "; +" : "", STR_ARG(contact));
}

int fetch_open(struct loop *l, const struct fetch_options *o, const struct fetch_calls *c,
	struct fetch **out, struct err *e)
{
	struct fetch *f = mem_alloc(sizeof(*f));
	struct pace_options po = {.delay_ms = o->delay_ms, .connections = o->connections,
		.address_rate = o->address_rate,
		.address_connections = o->address_connections,
		.budget_ms = o->budget_ms};
	int rc;

	*f = (struct fetch){.loop = l, .o = o, .calls = *c, .a = ARENA_INIT,
		.wake_ms = INT64_MAX};
	f->guard = (struct guard){o->allow_private_all, o->allow_private, o->nallow_private};
	set_agents(f);
	f->chains = chains_open(o->ca_file.n ? o->ca_file.p : NULL);
	f->issuers = issuers_open(f);
	rc = dns_open(l, o->dns_servers.n ? o->dns_servers.p : NULL, &f->dns, e);
	if (rc == 0)
		rc = transfers_open(l, o->ca_file.n ? o->ca_file.p : NULL, &f->guard,
			f->chains, &f->transfers, e);
	f->pace = pace_open(&po);
	f->robots = robots_open(f);
	if (rc < 0) {
		fetch_close(f);
		return rc;
	}
	*out = f;
	return 0;
}

static void free_ended(struct fetch *f)
{
	while (f->ended) {
		struct task *t = f->ended;

		f->ended = t->next;
		task_free(t);
	}
}

/* The host is left alone: the job ends with what is known of it. */
static void end_refused(struct task *t)
{
	int64_t held_ms = pace_held_ms(&t->ticket, clock_mono_ms());
	struct ruling r = {VERDICT_UNKNOWN, "host-asks-to-wait", PHASE_REFUSED};

	if (t->ticket.word == PACE_DOWN) {
		r = pace_why(&t->ticket);
		r.phase = PHASE_REFUSED;
		task_detail(t, "not asked: the host could not be reached several times in a row");
	} else {
		t->answer.retry_after_ms = held_ms;
	}
	task_end(t, r);
}

static void start_ready(struct fetch *f)
{
	size_t max = (size_t)f->o->max_transfers;

	while (transfers_in_flight(f->transfers) < max) {
		struct ticket *k = pace_next(f->pace, clock_mono_ms());

		if (!k)
			return;
		if (k->word == PACE_GO)
			task_start(k->owner);
		else
			end_refused(k->owner);
	}
}

static void wake_one(struct task *t)
{
	bool to_name = t->wakes_to_name;

	t->wakes_to_name = false;
	if (to_name)
		task_robots_known(t);
	else
		task_queue_turn(t);
}

/* Wakes those whose pause is over; returns ms until the next one. */
static int64_t wake(struct fetch *f, int64_t now_ms)
{
	if (f->wake_ms <= now_ms) {
		f->wake_ms = INT64_MAX;
		for (struct task *t = f->tasks; t; t = t->next) {
			if (t->wake_ms && t->wake_ms <= now_ms) {
				t->wake_ms = 0;
				wake_one(t);
			}
			if (t->wake_ms && t->wake_ms < f->wake_ms)
				f->wake_ms = t->wake_ms;
		}
	}
	return f->wake_ms == INT64_MAX ? -1 : f->wake_ms - now_ms;
}

static void sooner(int64_t *wait, int64_t x)
{
	if (x >= 0 && (*wait < 0 || x < *wait))
		*wait = x;
}

int64_t fetch_turn(struct fetch *f, bool full)
{
	int64_t now = clock_mono_ms(), wait = -1;

	sooner(&wait, dns_turn(f->dns, now));
	sooner(&wait, wake(f, now));
	if (!full)
		start_ready(f);
	sooner(&wait, transfers_turn(f->transfers, clock_mono_ms()));
	if (!full && transfers_in_flight(f->transfers) < (size_t)f->o->max_transfers)
		sooner(&wait, pace_wait_ms(f->pace, clock_mono_ms()));
	free_ended(f);
	return wait;
}

bool fetch_is_idle(const struct fetch *f)
{
	return f->tasks == NULL;
}

void fetch_count(const struct fetch *f, struct fetch_stat *out)
{
	*out = f->stat;
	out->in_flight = transfers_in_flight(f->transfers);
	out->hosts_waiting = pace_hosts_waiting(f->pace);
}

void fetch_close(struct fetch *f)
{
	if (!f)
		return;
	dns_close(f->dns);
	while (f->tasks) {
		struct task *t = f->tasks;

		unlink_task(t);
		task_free(t);
	}
	free_ended(f);
	robots_close(f->robots);
	issuers_close(f->issuers);
	transfers_close(f->transfers);
	chains_close(f->chains);
	pace_close(f->pace);
	arena_release(&f->a);
	free(f);
}
