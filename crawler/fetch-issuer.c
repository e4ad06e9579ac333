/* Certificates that were refused: asked once without verification, and completed where only
 * an issuer is missing, see fetch-chain.h. What authorities publish is asked for by jobs of
 * our own and kept while this process lives. */
#include "fetch-task.h"

#include <stdlib.h>

#define ISSUERS_MAX 500
#define FAILED_MS (10 * MINUTE_MS)
#define ISSUER_MS (10 * SECOND_MS) /* for one of them, all in all */

struct issuer {
	struct issuer *next;
	char *url;
	struct buf bytes; /* as published; empty: could not be had */
	int64_t until_ms; /* monotonic; of an empty one */
	bool asking;
	struct task *waiters;
};

struct issuers {
	struct fetch *f;
	struct issuer *first;
	size_t n;
};

struct issuers *issuers_open(struct fetch *f)
{
	struct issuers *x = mem_alloc(sizeof(*x));

	x->f = f;
	return x;
}

void issuers_close(struct issuers *x)
{
	if (!x)
		return;
	while (x->first) {
		struct issuer *i = x->first;

		x->first = i->next;
		buf_release(&i->bytes);
		free(i->url);
		free(i);
	}
	free(x);
}

/* NULL: there are too many. */
static struct issuer *issuer_of(struct issuers *x, struct str url)
{
	struct issuer *i = x->first;

	while (i && !str_eqc(url, i->url))
		i = i->next;
	if (i || x->n == ISSUERS_MAX)
		return i;
	i = mem_alloc(sizeof(*i));
	i->url = str_dup(url);
	i->bytes = BUF_INIT(ISSUER_BYTES_MAX);
	i->next = x->first;
	x->first = i;
	x->n++;
	return i;
}

static void ask(struct issuers *x, struct issuer *i, const struct task *for_task)
{
	struct task *t = task_new(x->f);

	i->asking = true;
	t->issuer_of = i;
	t->job.kind = JOB_ROBOTS; /* like it: ours, for others, not to be judged */
	t->job.url = arena_str(&t->a, str_of(i->url));
	t->job.owner = true; /* published for whoever meets the certificate */
	t->job.delay_ms = -1;
	t->job.allow_private = for_task->job.allow_private;
	t->job.max_bytes = ISSUER_BYTES_MAX;
	t->job.deadline_ms = ISSUER_MS;
	t->job.keep_body = t->job.no_digest = true;
	t->job.priority = for_task->job.priority;
	task_begin(t);
}

static void end_broken(struct task *t)
{
	if (t->probe_status)
		task_detail(t, "without verification it answers %d", t->probe_status);
	else
		task_detail(t, "without verification it does not answer either");
	t->r.status = 0;
	task_end(t, t->certificate);
}

static void take_up_again(struct task *t)
{
	t->probing_certificate = false;
	t->r.detail = STR_NONE;
	t->chain_incomplete = true;
	task_detail(t, "the server does not send the certificate of its issuer '%.*s'",
		STR_ARG(chain_issuer(t->chain, &t->a)));
}

static void complete(struct task *t, const struct answer *x);

static void wait_for(struct task *t, struct str url, const struct answer *x)
{
	struct issuers *all = t->f->issuers;
	struct issuer *i = issuer_of(all, url);
	bool known = i && (i->bytes.n || i->until_ms > clock_mono_ms());

	if (i && !known) {
		t->robots_next = i->waiters;
		i->waiters = t;
		if (!i->asking)
			ask(all, i, t);
		return;
	}
	if (i && i->bytes.n)
		chain_add(t->chain, buf_str(&i->bytes));
	complete(t, x);
}

/* The next step to a whole chain, or what is to be done without one.
 *   x  of the unverified request, while it is at hand; NULL */
static void complete(struct task *t, const struct answer *x)
{
	struct str url;

	switch (chain_judge(t->chain, &url, &t->a)) {
	case CHAIN_WANTS:
		wait_for(t, url, x);
		return;
	case CHAIN_BAD:
		end_broken(t);
		return;
	case CHAIN_WHOLE:
		take_up_again(t);
		t->unverified = !chains_complete(t->f->chains, t->chain);
		break;
	case CHAIN_OPEN:
		take_up_again(t);
		t->unverified = true;
		if (x) { /* that answer will do */
			decide_answer(t, x);
			return;
		}
		break;
	}
	task_again(t, 0);
}

void issuers_settle(struct task *t)
{
	struct issuer *i = t->issuer_of;
	struct task *w = i->waiters;

	i->asking = false;
	i->waiters = NULL;
	i->until_ms = clock_mono_ms() + FAILED_MS;
	if (t->r.status >= 200 && t->r.status <= 299)
		buf_addstr(&i->bytes, t->body);
	while (w) {
		struct task *next = w->robots_next;

		w->robots_next = NULL;
		if (i->bytes.n)
			chain_add(w->chain, buf_str(&i->bytes));
		complete(w, NULL);
		w = next;
	}
}

void certificate_probe(struct task *t, const struct ruling *r, bool chain)
{
	t->probing_certificate = true;
	t->probing_chain = chain;
	t->certificate = *r;
	task_again(t, 0);
}

/* The second request, made without verification: is anybody home? */
void certificate_probed(struct task *t, const struct answer *x)
{
	const char *fault = NULL;

	t->r.tls_detail = x->tls_detail;
	t->r.tls_expires_ms = x->tls_expires_ms;
	t->probe_status = x->ending == END_DONE ? x->status : 0;
	chain_free(t->chain);
	t->chain = t->probing_chain ? chain_read(t->f->chains, x->chain, t->host, &fault) : NULL;
	if (fault) /* worse than that its issuer is missing */
		t->certificate.reason = fault;
	if (t->chain)
		complete(t, x->ending == END_DONE ? x : NULL);
	else
		end_broken(t);
}
