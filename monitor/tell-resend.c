/* What still fires, told again and again to receivers that forget: Alertmanager keeps alerts
 * in memory alone and expects its clients to repeat them (Alertmanager, "Sending alerts").
 * The list is made from the store each time, so that a restart of either side loses
 * nothing. What ended is repeated for a while too. */
#include "monitor/tell.h"

#include "base/clock.h"
#include "base/log.h"
#include "monitor/outbox.h"
#include "tell-state.h"

#include <stdio.h>

#define BATCH 200
#define PAYLOAD_BYTES ((size_t)32 << 20)
#define ENDED_MS (15 * MINUTE_MS) /* as Prometheus repeats what is resolved */
#define ALERTS_SEEN 2000	  /* newest messages that may tell an end */
#define HOLD_TIMES 4
#define HOLD_LEAST_MS (5 * MINUTE_MS)
#define HOLD_MOST_MS DAY_MS

struct resending {
	const struct config *config;
	const struct receiver_config *r;
	int64_t every_ms; /* of repeating */
	struct store *store;
	struct store_txn *t;
	int64_t now_ms, hold_ms;
	struct receiver_state state;
	struct payload_part *parts;
	size_t nparts, cap;
	struct arena arena;
	struct err *e;
};

static bool is_told(const struct incident *i, const char *receiver)
{
	for (size_t k = 0; k < i->ntold; k++)
		if (str_eqc(i->told[k].key, receiver))
			return true;
	return false;
}

/* What a scan lends is copied. */
static int add(struct resending *s, const struct incident *i, const char *tell)
{
	struct incident *copy = arena_alloc(&s->arena, sizeof(*copy));
	struct buf b = BUF_INIT(PAYLOAD_BYTES);
	int rc;

	record_write(&record_incident, i, &b);
	rc = record_read(&record_incident, buf_str(&b), copy, &s->arena, s->e);
	buf_release(&b);
	if (rc)
		return rc;
	s->parts = arena_grow(&s->arena, s->parts, s->nparts, &s->cap, sizeof(*s->parts));
	s->parts[s->nparts++] = (struct payload_part){.incident = copy, .tell = str_of(tell)};
	return 0;
}

static int add_firing(const struct incident *i, void *ctx)
{
	struct resending *s = ctx;

	if (!incident_is_problem(i) || !is_told(i, s->r->id))
		return 0;
	return add(s, i, "problem");
}

static bool has_part(const struct resending *s, uint64_t id)
{
	for (size_t k = 0; k < s->nparts; k++)
		if (s->parts[k].incident->id == id)
			return true;
	return false;
}

/* The incidents whose end that message told. */
static int add_ended(const struct alert *x, void *ctx)
{
	struct resending *s = ctx;
	struct incident i;
	int64_t id;
	int rc = 0;

	if (x->state != ALERT_DELIVERED || x->delivered_ms <= s->now_ms - ENDED_MS ||
		!str_eqc(x->receiver, s->r->id))
		return 0;
	for (size_t k = 0; k < x->nincidents && rc == 0; k++) {
		if (!str_eqc(x->incidents[k].value, "recovery") ||
			!str_int(x->incidents[k].key, 1, INT64_MAX, &id) ||
			has_part(s, (uint64_t)id))
			continue;
		rc = alerts_incident(s->t, (uint64_t)id, &i, &s->arena, s->e);
		if (rc == 0 && i.state == INCIDENT_RESOLVED)
			rc = add(s, &i, "recovery");
		rc = rc == ERR_NOTFOUND ? 0 : rc;
	}
	return rc;
}

static int gather(struct resending *s)
{
	uint64_t last = store_counter(s->t, "alert");
	int rc = alerts_each_incident(s->t, add_firing, s, s->e);

	if (rc >= 0)
		rc = alerts_each_alert(s->t, last > ALERTS_SEEN ? last - ALERTS_SEEN : 0, add_ended,
			s, s->e);
	return rc < 0 ? rc : 0;
}

/* The last time that it heard from us. */
static int64_t last_ms(const struct receiver_state *s)
{
	return s->resent_ms > s->ok_ms ? s->resent_ms : s->ok_ms;
}

static bool is_due(const struct resending *s)
{
	int64_t since = s->now_ms - last_ms(&s->state);

	/* a clock that was set back must not silence it; a turn began before its deliveries */
	return s->state.next_ms <= s->now_ms && (since >= s->every_ms || since < -MINUTE_MS);
}

/* Long enough to outlive some rounds that do not come, also where rounds are made by cron. */
static int64_t hold_of(const struct resending *s)
{
	int64_t last = last_ms(&s->state), gap = last ? s->now_ms - last : 0;
	int64_t hold = HOLD_TIMES * (gap > s->every_ms ? gap : s->every_ms);

	hold = hold < HOLD_LEAST_MS ? HOLD_LEAST_MS : hold;
	return hold > HOLD_MOST_MS ? HOLD_MOST_MS : hold;
}

static int tell_some(struct resending *s, const struct payload_part *parts, size_t n,
	struct delivery_result *out)
{
	struct outbox o = {.alerts_store = s->store, .config = s->config, .now_ms = s->now_ms,
		.host = outbox_host(s->config), .arena = &s->arena};
	struct alert x = {.receiver = str_of(s->r->id), .kind = STR("update"),
		.message_id = arena_strf(&s->arena, "<pw.%s.0.resend.%lld@%s>",
			store_epoch(s->store), (long long)s->now_ms, o.host),
		.created_ms = s->now_ms, .severity = SEVERITY_LOW};
	struct buf payload = BUF_INIT(PAYLOAD_BYTES);
	struct message m;
	int rc;

	payload_write(&payload, &o, &x, parts, n);
	x.payload = buf_str(&payload);
	rc = buf_ok(&payload) ? message_make(&m, &x, s->config, s->now_ms, s->e)
			      : err_set(s->e, ERR_TOOBIG, "what fires is over %zu bytes",
					PAYLOAD_BYTES);
	if (rc == 0) {
		m.hold_ms = s->hold_ms;
		rc = receiver_type_of(s->r)->tell(s->r, &m, out, s->e);
		message_release(&m);
	}
	buf_release(&payload);
	if (rc) {
		out->outcome = DELIVERY_AGAIN;
		out->down = true;
		result_text(out, "%s", s->e->text);
		*s->e = (struct err){0};
	}
	return 0;
}

/* A refusal for good is tried again later, too: nothing is lost by it. */
static int record(struct resending *s, struct delivery_result *out)
{
	struct receiver_state now;
	struct store_txn *t;
	int rc = store_begin(s->store, true, &t, s->e);

	if (rc)
		return rc;
	rc = receiver_state_get(t, str_of(s->r->id), &now, &s->arena, s->e);
	if (rc == 0 && out->outcome != DELIVERY_DONE) {
		out->outcome = DELIVERY_AGAIN;
		out->down = true;
		receiver_state_step(&now, out, false, s->now_ms, &s->arena);
		log_warn("resend receiver=%s answer=%s", s->r->id, out->text);
	} else if (rc == 0) {
		if (now.failing_ms)
			receiver_state_step(&now, out, false, s->now_ms, &s->arena);
		now.resent_ms = s->now_ms;
	}
	if (rc == 0)
		rc = receiver_state_put(t, &now, s->e);
	if (rc) {
		store_abort(t);
		return rc;
	}
	return store_commit(t, s->e);
}

static int resend(struct resending *s)
{
	struct delivery_result out = {.outcome = DELIVERY_DONE, .arena = &s->arena};
	int rc = store_begin(s->store, false, &s->t, s->e);

	if (rc)
		return rc;
	rc = receiver_state_get(s->t, str_of(s->r->id), &s->state, &s->arena, s->e);
	if (rc == 0 && is_due(s))
		rc = gather(s);
	store_abort(s->t);
	if (rc || s->nparts == 0)
		return rc;
	s->hold_ms = hold_of(s);
	for (size_t at = 0; at < s->nparts && out.outcome == DELIVERY_DONE; at += BATCH)
		tell_some(s, s->parts + at, s->nparts - at < BATCH ? s->nparts - at : BATCH, &out);
	return record(s, &out);
}

int tell_resend(struct store *alerts, const struct config *c, int64_t now_ms, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < c->nreceivers && rc == 0; i++) {
		struct resending s = {.config = c, .r = &c->receivers[i], .store = alerts,
			.now_ms = now_ms, .arena = ARENA_INIT, .e = e};

		if (receiver_type_of(s.r)->forgets)
			s.every_ms = receiver_type_of(s.r)->resend_ms(s.r);
		if (s.every_ms == 0)
			continue;
		rc = resend(&s);
		arena_release(&s.arena);
	}
	return rc;
}
