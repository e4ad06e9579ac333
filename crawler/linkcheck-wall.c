/* Hosts that begin to refuse us in the middle of a check, and say "404": some protections do,
 * others are set up to. Where several pages are not there, a page that was there is asked for
 * once more; answered alike, the pages said nothing of themselves. */
#include "linkcheck-private.h"

#include <stdlib.h>

#define GONE_LEAST 5	/* pages that are not there, of one host */
#define GONE_MAX 100000 /* remembered; a host with more dead links was asked long enough */
#define TURN_MS 50

void wall_notice(struct linkcheck *c, uint64_t id, const struct node *n)
{
	if (!n->inside || n->answer.verdict != VERDICT_BROKEN_HTTP || c->ngone == GONE_MAX)
		return;
	c->gone = mem_grow(c->gone, c->ngone, &c->gone_cap, sizeof(*c->gone));
	c->gone[c->ngone++] = (struct gone){id, hash64_of(host_key_of(n->url)),
		n->answer.status};
}

static size_t gone_alike(const struct linkcheck *c, uint64_t host, int status)
{
	size_t n = 0;

	for (size_t i = 0; i < c->ngone; i++)
		n += c->gone[i].host == host && (!status || c->gone[i].status == status);
	return n;
}

/* It was there when the check began. */
static int was_good(struct linkcheck *c, struct str url, bool *good, struct err *e)
{
	struct store_txn *t;
	struct node n;
	uint64_t id;
	int rc = store_begin(c->store, false, &t, e);

	*good = false;
	if (rc < 0)
		return rc;
	rc = node_find(c, t, url, &id, e);
	if (rc == 0 && id)
		rc = node_get(c, t, id, &n, e);
	*good = rc == 0 && id && n.asked && verdict_is_good(n.answer.verdict);
	store_abort(t);
	return rc;
}

/* *status: of the page asked for once more, 0 where there was no answer. */
static int ask_again(struct linkcheck *c, struct str url, int *status, const volatile int *stop,
	struct err *e)
{
	struct result r = {0};
	struct job j;
	int rc;

	check_job(c, &j, url, false);
	rc = worker_submit(c->worker, &j, e);
	while (rc == 0 && worker_pending(c->worker) && !(stop && *stop)) {
		rc = worker_turn(c->worker, TURN_MS, e);
		while (rc == 0 && worker_next(c->worker, &r, &c->turn))
			;
	}
	*status = r.verdict == VERDICT_BROKEN_HTTP ? r.status : 0;
	return rc;
}

static int take_back(struct linkcheck *c, uint64_t host, int status, struct err *e)
{
	struct store_txn *t;
	struct node n;
	int rc = store_begin(c->store, true, &t, e);

	if (rc < 0)
		return rc;
	for (size_t i = 0; rc == 0 && i < c->ngone; i++) {
		if (c->gone[i].host != host || c->gone[i].status != status)
			continue;
		rc = node_get(c, t, c->gone[i].id, &n, e);
		if (rc < 0 || n.answer.verdict != VERDICT_BROKEN_HTTP)
			continue;
		n.answer.verdict = VERDICT_BLOCKED;
		n.reason = STR("refuses-home");
		node_confirm(c, &n);
		n.answer.url = STR_NONE;
		tally_node(c, c->gone[i].id, &n);
		rc = node_put(t, c->gone[i].id, &n, e);
		arena_reset(&c->turn);
	}
	if (rc < 0) {
		store_abort(t);
		return rc;
	}
	return store_commit(t, e);
}

int judge_walls(struct linkcheck *c, const volatile int *stop, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; rc == 0 && i < c->nseeds && !(stop && *stop); i++) {
		uint64_t host = hash64_of(host_key_of(c->seed[i].url));
		int status = 0;
		bool good;

		if (!c->seed[i].follow || gone_alike(c, host, 0) < GONE_LEAST)
			continue;
		rc = was_good(c, c->seed[i].url, &good, e);
		if (rc == 0 && good)
			rc = ask_again(c, c->seed[i].url, &status, stop, e);
		if (rc == 0 && status && gone_alike(c, host, status) >= GONE_LEAST)
			rc = take_back(c, host, status, e);
		arena_reset(&c->turn);
	}
	return rc;
}

void wall_release(struct linkcheck *c)
{
	free(c->gone);
	c->gone = NULL;
}
