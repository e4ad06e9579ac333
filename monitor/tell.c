/* Delivery: what waits, per receiver, oldest first; claim, try, record. */
#include "monitor/tell.h"

#include "base/clock.h"
#include "base/log.h"
#include "monitor/evaluate.h"
#include "submit.h"
#include "tell-state.h"

#include <stdlib.h>

/* Alerts up to this number are settled; the scan begins behind it. */
#define SETTLED "settled-alerts"
#define BEAT_MS 10000
#define CLAIM_HOLDS_MS (10 * MINUTE_MS) /* no attempt takes longer, but with many recipients */

struct waiting {
	uint64_t seq;
	struct str receiver;
	int32_t attempts;
	int64_t next_ms, end_ms; /* given up then */
};

struct delivery_run {
	struct store *store;
	const struct config *config;
	struct tell_ask *ask;
	int64_t start_mono_ms;
	struct waiting *list; /* due, or of no receiver any more */
	size_t n, cap;
	int64_t wake_ms;	/* something will be due */
	struct arena arena;	/* of the run */
};

static int64_t now_of(const struct delivery_run *d)
{
	return d->ask->now_ms + clock_mono_ms() - d->start_mono_ms;
}

static bool out_of_time(const struct delivery_run *d)
{
	return d->ask->budget_ms && clock_mono_ms() - d->start_mono_ms > d->ask->budget_ms;
}

static int64_t end_of(const struct alert *x)
{
	return x->give_up_ms ? x->give_up_ms : x->created_ms + TELL_GIVE_UP_MS;
}

/* --- what waits --- */

static int note_waiting(const struct alert *x, void *ctx)
{
	struct delivery_run *d = ctx;
	const struct tell_ask *ask = d->ask;

	if (x->state != ALERT_WAITING)
		return 0;
	if (x->next_ms > ask->now_ms && x->next_ms < d->wake_ms)
		d->wake_ms = x->next_ms;
	if (ask->seq ? x->seq != ask->seq : x->next_ms > ask->now_ms && end_of(x) > ask->now_ms)
		return 0;
	if (ask->receiver && !str_eqc(x->receiver, ask->receiver))
		return 0;
	d->list = arena_grow(&d->arena, d->list, d->n, &d->cap, sizeof(*d->list));
	d->list[d->n++] = (struct waiting){x->seq, arena_str(&d->arena, x->receiver),
		x->attempts, x->next_ms, end_of(x)};
	return 0;
}

static int by_receiver(const void *a, const void *b)
{
	const struct waiting *x = a, *y = b;
	int rc = str_cmp(x->receiver, y->receiver);

	return rc ? rc : (x->seq > y->seq) - (x->seq < y->seq);
}

/* While a receiver fails, what was tried least goes first: one alert that it never takes
 * must not stand in the way of the others. */
static int by_attempts(const void *a, const void *b)
{
	const struct waiting *x = a, *y = b;

	if (x->attempts != y->attempts)
		return x->attempts < y->attempts ? -1 : 1;
	return (x->seq > y->seq) - (x->seq < y->seq);
}

static int load(struct delivery_run *d, struct err *e)
{
	struct store_txn *t;
	int rc = store_begin(d->store, false, &t, e);

	if (rc)
		return rc;
	rc = alerts_each_alert(t, store_counter(t, SETTLED), note_waiting, d, e);
	store_abort(t);
	if (d->n > 1)
		qsort(d->list, d->n, sizeof(*d->list), by_receiver);
	return rc < 0 ? rc : 0;
}

/* --- one alert --- */

/* Takes the alert for one attempt. *x is what it is now; *mine false: somebody else has it,
 * or it is settled. Its text lies in a. */
static int claim(struct delivery_run *d, const struct waiting *w, struct alert *x, bool *mine,
	struct arena *a, struct err *e)
{
	struct store_txn *t;
	int64_t now_ms = now_of(d);
	int rc = store_begin(d->store, true, &t, e);

	*mine = false;
	if (rc)
		return rc;
	rc = alerts_alert(t, w->seq, x, a, e);
	if (rc || x->state != ALERT_WAITING || x->attempts != w->attempts ||
		x->next_ms != w->next_ms) {
		store_abort(t);
		return rc == ERR_NOTFOUND ? 0 : rc;
	}
	x->attempts++;
	x->claimed_ms = now_ms;
	x->next_ms = now_ms + tell_backoff_ms(x->attempts);
	if (x->next_ms > w->end_ms && w->end_ms > now_ms)
		x->next_ms = w->end_ms;
	rc = alerts_put_alert(t, x, e);
	if (rc) {
		store_abort(t);
		return rc;
	}
	*mine = true;
	return store_commit(t, e);
}

static void merge_done(struct alert *x, const struct delivery_result *r, int64_t now_ms,
	struct arena *a)
{
	struct pair *list = arena_array(a, x->ndone + r->nsettled + 1, sizeof(*list));
	size_t n = 0;

	for (; n < x->ndone; n++)
		list[n] = x->done[n];
	for (size_t i = 0; i < r->nsettled; i++)
		if (!recipient_settled(x, r->settled[i].key))
			list[n++] = (struct pair){r->settled[i].key,
				arena_strf(a, "%.*s %lld", STR_ARG(r->settled[i].value),
					(long long)now_ms)};
	x->done = list;
	x->ndone = n;
}

/* The incidents of an alert that nobody got say so in their history. */
static int note_lost(struct store_txn *t, const struct alert *x, int64_t now_ms, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < x->nincidents && rc == 0; i++) {
		struct incident_entry entry = {.time_ms = now_ms, .what = STR("undelivered"),
			.text = x->last_error, .receiver = x->receiver};
		int64_t id;

		if (str_int(x->incidents[i].key, 1, INT64_MAX, &id))
			rc = alerts_add_entry(t, (uint64_t)id, &entry, e);
	}
	return rc;
}

/* "550 no such user" of "refused 550 no such user TIME": merge_done put the time there. */
static struct str without_time(struct str how)
{
	size_t at = str_rfindc(how, ' ');

	return at == SIZE_MAX ? how : str_sub(how, 0, at);
}

/* Moves the alert by an outcome. */
static void settle(struct delivery_run *d, struct alert *x, const struct delivery_result *r,
	bool gave_up, int64_t now_ms, struct arena *a)
{
	x->last_error = r->outcome == DELIVERY_DONE ? STR_NONE : arena_str(a, str_of(r->text));
	for (size_t i = 0; i < x->ndone && !x->last_error.n; i++)
		if (str_starts(x->done[i].value, STR("refused")))
			x->last_error = arena_strf(a, "%.*s %.*s", STR_ARG(x->done[i].key),
				STR_ARG(without_time(x->done[i].value)));
	if (r->outcome == DELIVERY_DONE) {
		x->state = ALERT_DELIVERED;
		x->delivered_ms = now_ms;
		d->ask->ndelivered++;
	} else if (gave_up || r->outcome == DELIVERY_FAILED) {
		x->state = ALERT_FAILED;
		d->ask->nfailed++;
	} else {
		d->ask->nagain++;
	}
}

static int write_outcome(struct delivery_run *d, struct store_txn *t, uint64_t seq,
	const struct delivery_result *r, struct arena *a, struct err *e)
{
	int64_t now_ms = now_of(d);
	struct receiver_state s;
	struct alert x;
	bool gave_up, worried;
	int rc = alerts_alert(t, seq, &x, a, e);

	if (rc == 0)
		rc = receiver_state_get(t, x.receiver, &s, a, e);
	if (rc || x.state != ALERT_WAITING)
		return rc;
	worried = receiver_state_worries(&s, now_ms) && !r->nsettled;
	gave_up = r->outcome == DELIVERY_AGAIN && now_ms >= end_of(&x);
	x.claimed_ms = 0;
	merge_done(&x, r, now_ms, a);
	settle(d, &x, r, gave_up, now_ms, a);
	receiver_state_step(&s, r, gave_up, now_ms, a);
	d->ask->worse |= x.state == ALERT_FAILED ||
		(!worried && receiver_state_worries(&s, now_ms));
	rc = alerts_put_alert(t, &x, e);
	if (rc == 0)
		rc = alerts_put_delivery(t, &(struct delivery){.alert = seq,
			.attempt = x.attempts, .time_ms = now_ms,
			.ok = r->outcome == DELIVERY_DONE, .text = str_of(r->text)}, e);
	if (rc == 0 && x.state == ALERT_FAILED)
		rc = note_lost(t, &x, now_ms, e);
	return rc ? rc : receiver_state_put(t, &s, e);
}

static int record(struct delivery_run *d, uint64_t seq, const struct delivery_result *r,
	struct arena *a, struct err *e)
{
	struct store_txn *t;
	int rc = store_begin(d->store, true, &t, e);

	if (rc)
		return rc;
	rc = write_outcome(d, t, seq, r, a, e);
	if (rc) {
		store_abort(t);
		return rc;
	}
	return store_commit(t, e);
}

/* One attempt. A payload that cannot be read is refused by ourselves, for good. */
static void attempt(struct delivery_run *d, const struct receiver_config *r,
	const struct alert *x, struct delivery_result *out)
{
	const struct receiver_type *type = receiver_type_of(r);
	const char *attach = type->attach ? type->attach(r) : "";
	struct message m;
	struct err e = {0};
	int rc = message_make(&m, x, d->config, now_of(d), &e);

	if (rc) {
		out->outcome = DELIVERY_FAILED;
		result_text(out, "%s", e.text);
		message_release(&m);
		return;
	}
	if (attach[0] && str_eqc(x->kind, "digest"))
		rc = message_attach(&m, attach, &e);
	if (rc == 0)
		rc = type->tell(r, &m, out, &e);
	if (rc) {
		out->outcome = DELIVERY_AGAIN;
		out->down = true;
		result_text(out, "%s", e.text[0] ? e.text : err_text(rc));
	}
	message_release(&m);
}

static void log_outcome(const struct alert *x, const struct delivery_result *r)
{
	static const char *const word[] = {"again", "delivered", "refused"};

	log_line(r->outcome == DELIVERY_DONE ? LOG_INFO : LOG_WARN,
		"alert seq=%llu receiver=%.*s kind=%.*s attempt=%d outcome=%s answer=%s",
		(unsigned long long)x->seq, STR_ARG(x->receiver), STR_ARG(x->kind), x->attempts,
		word[r->outcome], r->text);
}

/* *down: the receiver's other alerts need not be tried now. */
static int deliver_one(struct delivery_run *d, const struct receiver_config *r,
	const struct waiting *w, bool *down, bool *worked, struct err *e)
{
	struct arena a = ARENA_INIT;
	struct delivery_result out = {.arena = &a};
	struct alert x;
	bool mine;
	int rc = claim(d, w, &x, &mine, &a, e);

	if (rc == 0 && mine) {
		if (r) {
			attempt(d, r, &x, &out);
		} else {
			out.outcome = DELIVERY_FAILED;
			result_text(&out, "receiver '%.*s' is configured no more",
				STR_ARG(x.receiver));
		}
		log_outcome(&x, &out);
		rc = record(d, x.seq, &out, &a, e);
		*down = out.outcome == DELIVERY_AGAIN && out.down;
		*worked |= out.outcome == DELIVERY_DONE;
	}
	arena_release(&a);
	return rc;
}

/* Its time is over and the receiver does not work: no attempt is made. */
static int give_up(struct delivery_run *d, const struct waiting *w, struct str why,
	struct err *e)
{
	struct arena a = ARENA_INIT;
	struct delivery_result out = {.arena = &a, .outcome = DELIVERY_AGAIN, .down = true};
	struct alert x;
	bool mine;
	int rc = claim(d, w, &x, &mine, &a, e);

	result_text(&out, "%.*s", STR_ARG(why));
	if (rc == 0 && mine)
		rc = record(d, x.seq, &out, &a, e);
	arena_release(&a);
	return rc;
}

/* --- one receiver --- */

static void beat(const char *url, const struct config *c)
{
	struct submit_http h = {.url = url, .timeout_ms = BEAT_MS, .tls = {c->ca_file, true}};
	struct submit_answer a = {0};
	struct err e = {0};

	if (submit_http(&h, &a, &e) < 0 || a.end != SUBMIT_OK)
		log_warn("heartbeat_failed host=%.*s answer=%s", STR_ARG(address_host(str_of(url))),
			e.text[0] ? e.text : a.text); /* its path is a secret */
}

static int state_of(struct delivery_run *d, struct str id, struct receiver_state *s,
	struct err *e)
{
	struct store_txn *t;
	int rc = store_begin(d->store, false, &t, e);

	if (rc)
		return rc;
	rc = receiver_state_get(t, id, s, &d->arena, e);
	store_abort(t);
	return rc;
}

static int deliver_group(struct delivery_run *d, struct waiting *list, size_t n, struct err *e)
{
	const struct receiver_config *r = config_receiver(d->config, list[0].receiver);
	struct receiver_state s;
	bool down, worked = false;
	int rc = state_of(d, list[0].receiver, &s, e);

	if (rc)
		return rc;
	if (s.failing_ms)
		qsort(list, n, sizeof(*list), by_attempts);
	down = s.next_ms > d->ask->now_ms && !d->ask->seq && r;
	for (size_t i = 0; i < n && rc == 0; i++) {
		if (!down && !out_of_time(d))
			rc = deliver_one(d, r, &list[i], &down, &worked, e);
		else if (list[i].end_ms <= d->ask->now_ms)
			rc = give_up(d, &list[i], s.last_error, e);
	}
	if (worked && r && r->heartbeat_url && r->heartbeat_url[0])
		beat(r->heartbeat_url, d->config);
	return rc;
}

/* --- */

static int first_waiting(const struct alert *x, void *ctx)
{
	uint64_t *settled = ctx;

	if (x->state == ALERT_WAITING)
		return 1;
	*settled = x->seq;
	return 0;
}

/* Inside one transaction, so that no alert comes in between. */
static int forward_settled(struct delivery_run *d, struct err *e)
{
	struct store_txn *t;
	uint64_t before, settled;
	int rc = store_begin(d->store, true, &t, e);

	if (rc)
		return rc;
	before = settled = store_counter(t, SETTLED);
	rc = alerts_each_alert(t, before, first_waiting, &settled, e);
	if (rc >= 0 && settled > before)
		rc = store_set_counter(t, SETTLED, settled, e);
	if (rc < 0 || settled == before) {
		store_abort(t);
		return rc < 0 ? rc : 0;
	}
	return store_commit(t, e);
}

int tell_deliver_some(struct store *alerts, const struct config *c, struct tell_ask *ask,
	struct err *e)
{
	struct delivery_run d = {.store = alerts, .config = c, .ask = ask,
		.start_mono_ms = clock_mono_ms(), .wake_ms = INT64_MAX, .arena = ARENA_INIT};
	uint64_t txn = store_last_txn(alerts);
	int rc;

	if (txn == ask->seen_txn && ask->now_ms < ask->wake_ms)
		return 0;
	rc = load(&d, e);

	for (size_t i = 0, n; i < d.n && rc == 0; i += n) {
		for (n = 1; i + n < d.n && str_eq(d.list[i].receiver, d.list[i + n].receiver); n++)
			;
		rc = deliver_group(&d, &d.list[i], n, e);
	}
	if (rc == 0 && d.n > 0)
		rc = forward_settled(&d, e);
	/* what a failing receiver holds back is due all the time: looked at again soon */
	ask->wake_ms = d.n ? ask->now_ms + SECOND_MS : d.wake_ms;
	ask->seen_txn = rc == 0 ? txn : 0;
	arena_release(&d.arena);
	return rc;
}

int tell_deliver(struct store *alerts, const struct config *c, int64_t now_ms, struct err *e)
{
	struct tell_ask ask = {.now_ms = now_ms};

	return tell_deliver_some(alerts, c, &ask, e);
}

/* --- again --- */

struct retry {
	struct store_txn *t;
	int64_t now_ms;
	uint64_t seq;	/* 0: all */
	uint64_t lowest;
	size_t n;
	struct err *e;
};

/* Who was refused is asked again; who accepted is not. True where there was one. */
static bool forget_refusals(struct alert *x, struct arena *a)
{
	struct pair *list;
	size_t n = 0, refused = 0;

	for (size_t i = 0; i < x->ndone; i++)
		refused += str_starts(x->done[i].value, STR("refused"));
	if (!refused)
		return false;
	list = arena_array(a, x->ndone, sizeof(*list));
	for (size_t i = 0; i < x->ndone; i++)
		if (!str_starts(x->done[i].value, STR("refused")))
			list[n++] = x->done[i];
	x->done = list;
	x->ndone = n;
	return true;
}

/* Somebody is sending it at this moment, or died over it a short while ago. */
static bool is_being_sent(const struct alert *x, int64_t now_ms)
{
	return x->state == ALERT_WAITING && x->claimed_ms &&
		now_ms - x->claimed_ms < CLAIM_HOLDS_MS;
}

static int retry_one(const struct alert *given, void *ctx)
{
	struct retry *r = ctx;
	struct alert x = *given;
	struct arena a = ARENA_INIT;
	int rc;

	if (r->seq ? x.seq != r->seq
		   : x.state == ALERT_DELIVERED || is_being_sent(&x, r->now_ms))
		return 0;
	r->lowest = r->n++ ? r->lowest : x.seq;
	if (!forget_refusals(&x, &a) && x.state == ALERT_DELIVERED)
		return 0; /* everybody has it; nothing was taken from the arena */
	x.state = ALERT_WAITING;
	x.next_ms = r->now_ms + (r->seq ? MINUTE_MS : 0); /* one is sent by who asked */
	x.give_up_ms = r->now_ms + TELL_GIVE_UP_MS;
	rc = alerts_put_alert(r->t, &x, r->e);
	arena_release(&a);
	return rc;
}

static int ask_again(const void *rec, struct str key, void *ctx)
{
	struct receiver_state s = *(const struct receiver_state *)rec;
	struct retry *r = ctx;

	(void)key;
	s.next_ms = 0;
	return receiver_state_put(r->t, &s, r->e);
}

static int retry_all(struct retry *r)
{
	struct store_range range = {.table = "receiver", .type = &record_receiver_state};
	int rc = alerts_each_alert(r->t, r->seq ? r->seq - 1 : 0, retry_one, r, r->e);

	if (rc >= 0 && r->n == 0 && r->seq)
		return err_set(r->e, ERR_NOTFOUND, "no alert %llu", (unsigned long long)r->seq);
	if (rc >= 0)
		rc = store_each_record(r->t, &range, ask_again, r, r->e);
	if (rc >= 0 && r->n && store_counter(r->t, SETTLED) >= r->lowest)
		rc = store_set_counter(r->t, SETTLED, r->lowest - 1, r->e);
	return rc < 0 ? rc : 0;
}

int tell_retry(struct store *alerts, uint64_t seq, int64_t now_ms, size_t *n, struct err *e)
{
	struct retry r = {.now_ms = now_ms, .seq = seq, .e = e};
	int rc = store_begin(alerts, true, &r.t, e);

	if (rc)
		return rc;
	rc = retry_all(&r);
	if (rc) {
		store_abort(r.t);
		return rc;
	}
	*n = r.n;
	return store_commit(r.t, e);
}
