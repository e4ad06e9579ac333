/* What came back after it was accepted. */
#include "monitor/tell.h"

#include "base/clock.h"
#include "monitor/bounce.h"
#include "tell-state.h"

#include <stdlib.h>

struct returning {
	struct store_txn *t;
	const struct bounce *b;
	struct bounced *out;
	struct alert x;
	struct arena arena;
	int64_t now_ms;
	bool found;
	struct str whom; /* "a@b (550 no such user), ..." */
};

static int find_alert(const struct alert *x, void *ctx)
{
	struct returning *r = ctx;

	for (size_t i = 0; i < r->b->nids; i++)
		if (str_eq(r->b->ids[i], x->message_id)) {
			r->out->seq = x->seq;
			r->found = true;
			return 1;
		}
	return 0;
}

static struct pair *settled_pair(struct alert *x, const struct bounce_recipient *b)
{
	for (size_t i = 0; i < x->ndone; i++)
		if (str_eq_nocase(x->done[i].key, b->address) ||
			(b->original.n && str_eq_nocase(x->done[i].key, b->original)))
			return &x->done[i];
	return NULL;
}

/* Who was not told by us (a mail hook was, or it was forwarded) is written down beside those
 * who were. */
static struct pair *add_pair(struct returning *r, const struct bounce_recipient *b)
{
	struct pair *list;

	if (r->x.ndone >= RECIPIENTS_MAX)
		return NULL;
	list = arena_array(&r->arena, r->x.ndone + 1, sizeof(*list));
	for (size_t i = 0; i < r->x.ndone; i++)
		list[i] = r->x.done[i];
	r->x.done = list;
	list[r->x.ndone] = (struct pair){.key = b->address};
	return &list[r->x.ndone++];
}

static void take_recipient(struct returning *r, const struct bounce_recipient *b)
{
	struct arena *a = &r->arena;
	struct pair *done = settled_pair(&r->x, b);
	struct str text = b->text.n ? b->text : STR("returned to its sender");

	if (done && str_starts(done->value, STR("refused"))) {
		r->out->nknown++;
		return;
	}
	if (!done && r->x.ndone == 1 && str_starts(r->x.done[0].value, STR("accepted"))) {
		done = &r->x.done[0]; /* forwarded from there */
		text = arena_strf(a, "%.*s: %.*s", STR_ARG(b->address), STR_ARG(text));
	}
	done = done ? done : add_pair(r, b);
	if (!done)
		return;
	done->value = arena_strf(a, "refused %.*s %lld", STR_ARG(text), (long long)r->now_ms);
	r->whom = arena_strf(a, "%.*s%s%.*s (%.*s)", STR_ARG(r->whom), r->whom.n ? ", " : "",
		STR_ARG(done->key), STR_ARG(text));
	if (r->out->nrecorded++ == 0)
		r->x.last_error = arena_strf(a, "%.*s refused %.*s", STR_ARG(done->key),
			STR_ARG(text));
}

static bool nobody_has_it(const struct alert *x)
{
	for (size_t i = 0; i < x->ndone; i++)
		if (!str_starts(x->done[i].value, STR("refused")))
			return false;
	return x->ndone > 0;
}

static int write_lost(struct returning *r, struct err *e)
{
	int rc = 0;

	r->x.state = ALERT_FAILED;
	for (size_t i = 0; i < r->x.nincidents && rc == 0; i++) {
		struct incident_entry entry = {.time_ms = r->now_ms, .what = STR("undelivered"),
			.text = r->x.last_error, .receiver = r->x.receiver};
		int64_t id;

		if (str_int(r->x.incidents[i].key, 1, INT64_MAX, &id))
			rc = alerts_add_entry(r->t, (uint64_t)id, &entry, e);
	}
	return rc;
}

static int write_returned(struct returning *r, bool lost, struct err *e)
{
	struct receiver_state s;
	int rc = receiver_state_get(r->t, r->x.receiver, &s, &r->arena, e);

	if (rc == 0 && lost)
		rc = write_lost(r, e);
	if (rc)
		return rc;
	receiver_state_returned(&s, r->whom, r->x.last_error, lost, r->now_ms);
	r->x.attempts++;
	rc = alerts_put_alert(r->t, &r->x, e);
	if (rc == 0)
		rc = alerts_put_delivery(r->t, &(struct delivery){.alert = r->x.seq,
			.attempt = r->x.attempts, .time_ms = r->now_ms,
			.text = arena_strf(&r->arena, "returned: %.*s", STR_ARG(r->whom))}, e);
	return rc ? rc : receiver_state_put(r->t, &s, e);
}

static int take(struct returning *r, struct err *e)
{
	bool told; /* to recipients that we know */
	int rc = alerts_each_alert(r->t, 0, find_alert, r, e);

	if (rc < 0 || !r->found)
		return rc < 0 ? rc : 0;
	rc = alerts_alert(r->t, r->out->seq, &r->x, &r->arena, e);
	if (rc)
		return rc;
	told = r->x.ndone > 0;
	for (size_t i = 0; i < r->b->nrecipients; i++)
		if (r->b->recipients[i].refused)
			take_recipient(r, &r->b->recipients[i]);
	if (r->out->nrecorded == 0)
		return 0;
	return write_returned(r, told && r->x.state == ALERT_DELIVERED && nobody_has_it(&r->x), e);
}

int tell_bounced(struct store *alerts, const struct bounce *b, int64_t now_ms,
	struct bounced *out, struct err *e)
{
	struct returning r = {.b = b, .out = out, .now_ms = now_ms, .arena = ARENA_INIT,
		.whom = STR("")};
	int rc = store_begin(alerts, true, &r.t, e);

	*out = (struct bounced){0};
	if (rc)
		return rc;
	rc = take(&r, e);
	if (rc == 0 && out->nrecorded) {
		rc = store_commit(r.t, e);
	} else {
		store_abort(r.t);
	}
	arena_release(&r.arena);
	return rc;
}
