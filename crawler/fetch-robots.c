/* Whether an address may be asked for: robots.txt of its origin, fetched by a job of our
 * own, read by a parser, kept (RFC 9309).
 *
 * 2.3.1.3: 4xx allows all. 2.3.1.4: 5xx and unreachable forbid all; where the host itself
 * cannot be reached, that failure is the answer to the job, so that an outage is seen as
 * one. 2.4: kept at most 24 hours. */
#include "fetch-task.h"

#include "crawler/robots.h"

#include "base/digest.h"

#include <stdio.h>
#include <stdlib.h>

#define SLOTS 1024
#define ORIGINS_MAX 20000
#define KEPT_MS (24 * HOUR_MS)
#define FAILED_MS (5 * MINUTE_MS) /* a server that failed is asked again soon */
#define UNREACHED_MS MINUTE_MS

struct origin {
	struct origin *next;
	char *key;
	struct arena a;
	struct page page;	/* its rules */
	bool forbids_all;
	struct ruling ruling;	/* of forbids_all */
	char detail[300];
	int64_t until_ms;	/* monotonic; 0 never known */
	struct task *asking;	/* fetches it now */
	struct task *waiters;
};

struct robots {
	struct fetch *f;
	struct origin *slot[SLOTS];
	size_t n;
};

struct robots *robots_open(struct fetch *f)
{
	struct robots *r = mem_alloc(sizeof(*r));

	r->f = f;
	return r;
}

static void origin_free(struct origin *o)
{
	arena_release(&o->a);
	free(o->key);
	free(o);
}

void robots_close(struct robots *r)
{
	if (!r)
		return;
	for (size_t i = 0; i < SLOTS; i++) {
		while (r->slot[i]) {
			struct origin *o = r->slot[i];

			r->slot[i] = o->next;
			origin_free(o);
		}
	}
	free(r);
}

static void sweep(struct robots *r, int64_t now_ms)
{
	for (size_t i = 0; i < SLOTS; i++) {
		struct origin **at = &r->slot[i];

		while (*at) {
			struct origin *o = *at;

			if (o->asking || o->until_ms > now_ms) {
				at = &o->next;
				continue;
			}
			*at = o->next;
			origin_free(o);
			r->n--;
		}
	}
}

/* What a job may do decides what its robots.txt says: jobs of different rights do not
 * share it. */
static struct origin *origin_of(struct robots *r, struct task *t)
{
	const char rights[] = {' ', t->job.allow_private ? 'p' : '-', t->job.no_verify ? 'n' : '-',
		' '};
	struct str asker = arena_join(&t->a, str_n(rights, sizeof(rights)), t->job.proxy);
	struct str key = arena_join(&t->a, url_origin(&t->url, &t->a), asker);
	struct origin **at = &r->slot[hash64_of(key) % SLOTS], *o;

	for (o = *at; o; o = o->next)
		if (str_eqc(key, o->key))
			return o;
	if (r->n >= ORIGINS_MAX && r->n % 256 == 0)
		sweep(r, clock_mono_ms());
	o = mem_alloc(sizeof(*o));
	o->key = str_dup(key);
	at = &r->slot[hash64_of(key) % SLOTS];
	o->next = *at;
	*at = o;
	r->n++;
	return o;
}

static void answer(struct origin *o, struct task *t)
{
	const struct robots_rule *which = NULL;

	/* whether the home page answers is measured at the home page, not at robots.txt */
	if (o->forbids_all && t->job.kind != JOB_PROBE) {
		if (o->detail[0])
			task_detail(t, "%s", o->detail);
		task_end(t, o->ruling);
	} else if (!robots_allows(o->page.robots, o->page.nrobots, url_request_path(&t->url),
			   &which)) {
		if (which)
			task_detail(t, "robots.txt line %d: Disallow: %.*s", (int)which->line,
				STR_ARG(which->path));
		task_end(t, (struct ruling){VERDICT_SKIPPED, "robots", PHASE_REFUSED});
	} else {
		task_robots_known(t);
	}
}

static void ask(struct robots *r, struct origin *o, struct task *for_task)
{
	struct task *t = task_new(r->f);
	const struct job *j = &for_task->job;

	o->asking = t;
	t->robots_of = o;
	t->job.kind = JOB_ROBOTS;
	t->job.no_digest = true;
	t->job.url = arena_strf(&t->a, "%.*s/robots.txt",
		STR_ARG(url_origin(&for_task->url, &t->a)));
	t->job.delay_ms = j->delay_ms;
	t->job.connections = j->connections;
	t->job.allow_private = j->allow_private;
	t->job.no_verify = j->no_verify;
	t->job.proxy = for_task->left_host && j->proxy_own_host ? STR_NONE
		: arena_str(&t->a, j->proxy);
	t->job.user_agent = arena_str(&t->a, j->user_agent);
	t->job.priority = j->priority;
	t->job.order.robots_agent = STR("portalwatch");
	task_begin(t);
}

void robots_ask(struct robots *r, struct task *t)
{
	struct origin *o;

	if (t->job.owner || r->f->o->ignore_robots || t->job.kind == JOB_ROBOTS) {
		task_robots_known(t);
		return;
	}
	o = origin_of(r, t);
	if (!o->asking && o->until_ms > clock_mono_ms()) {
		answer(o, t);
		return;
	}
	t->robots_next = o->waiters;
	o->waiters = t;
	if (!o->asking)
		ask(r, o, t);
}

/* Somebody took the question and did not answer in time: most often the host does so whatever is
 * asked, but nobody may ask. */
static bool hangs(const struct task *t)
{
	return t->r.verdict == VERDICT_UNSTABLE_TIMEOUT &&
		(t->r.phase == PHASE_WAIT || t->r.phase == PHASE_BODY);
}

/* The host itself was not reached, or is not one to be reached. */
static bool unreached(const struct task *t)
{
	return t->r.status == 0 && t->r.verdict != VERDICT_SKIPPED;
}

static void learn(struct origin *o, const struct task *t, int64_t now_ms)
{
	int class = t->r.status / 100;

	o->forbids_all = false;
	o->until_ms = now_ms + KEPT_MS;
	if (t->r.has_page && class == 2) {
		struct buf b = BUF_INIT((size_t)16 << 20);

		arena_reset(&o->a);
		record_write(&record_page, &t->r.page, &b);
		if (record_read(&record_page, buf_str(&b), &o->page, &o->a, NULL) < 0)
			o->page = (struct page){0};
		buf_release(&b);
		return;
	}
	o->page = (struct page){0};
	if (class == 4 || class == 3) /* 2.3.1.2: endless redirects count as 4xx */
		return;
	o->forbids_all = true;
	snprintf(o->detail, sizeof(o->detail), "%.*s", STR_ARG(t->r.detail));
	if (unreached(t)) {
		o->ruling = (struct ruling){t->r.verdict, t->r.reason.p, t->r.phase};
		o->until_ms = now_ms + UNREACHED_MS;
		if (hangs(t)) {
			o->ruling.reason = "robots-unreachable";
			snprintf(o->detail, sizeof(o->detail), "robots.txt: no answer in time, so "
				"nothing may be asked for");
		}
		return;
	}
	snprintf(o->detail, sizeof(o->detail), "robots.txt: %d%s%.*s", (int)t->r.status,
		t->r.detail.n ? ", " : "", STR_ARG(t->r.detail));
	o->ruling = (struct ruling){VERDICT_SKIPPED, "robots-unreachable", PHASE_REFUSED};
	if (t->r.verdict == VERDICT_BLOCKED) /* a protection: it would refuse the page, too */
		o->ruling = (struct ruling){VERDICT_BLOCKED, t->r.reason.p, PHASE_DONE};
	o->until_ms = now_ms + FAILED_MS;
}

void robots_settle(struct robots *r, struct task *t)
{
	struct origin *o = t->robots_of;
	struct task *w = o->waiters;

	learn(o, t, clock_mono_ms());
	if (o->page.crawl_delay_ms > 0)
		pace_crawl_delay(r->f->pace, task_pace_name(t), o->page.crawl_delay_ms,
			clock_mono_ms());
	o->asking = NULL;
	o->waiters = NULL;
	while (w) {
		struct task *next = w->robots_next;

		w->robots_next = NULL;
		answer(o, w);
		w = next;
	}
}
