/* Receivers that work and receivers that do not. */
#include "tell-state.h"

#include "base/clock.h"
#include "monitor/evaluate.h"
#include "monitor/tell.h"

/* What a server takes and then cannot deliver comes back within minutes mostly: a recipient
 * is believed again when a later message has not come back for so long. */
#define RETURN_WAIT_MS DAY_MS
#define FORGOTTEN_MS (7 * DAY_MS) /* a receiver that is configured no more */

static const struct field rows[] = {
	F_STR(1, struct receiver_state, id),
	F_I64(2, struct receiver_state, failing_ms),
	F_I64(3, struct receiver_state, next_ms),
	F_I32(4, struct receiver_state, nfailed),
	F_STR(5, struct receiver_state, last_error),
	F_I64(6, struct receiver_state, lost_ms),
	F_I32(7, struct receiver_state, nlost),
	F_I64(8, struct receiver_state, refused_ms),
	F_STR(9, struct receiver_state, refused),
	F_I64(10, struct receiver_state, ok_ms),
	F_I64(11, struct receiver_state, resent_ms),
	F_I64(12, struct receiver_state, returned_ms),
	F_I64(13, struct receiver_state, accepted_ms),
};
RECORD_TYPE(record_receiver_state, struct receiver_state, 1, rows);

int receiver_state_get(struct store_txn *t, struct str id, struct receiver_state *out,
	struct arena *a, struct err *e)
{
	struct buf k = BUF_INIT(511);
	int rc;

	key_text(&k, str_sub(id, 0, 200));
	rc = store_get_record(t, "receiver", buf_str(&k), &record_receiver_state, out, a, e);
	buf_release(&k);
	if (rc == ERR_NOTFOUND)
		*out = (struct receiver_state){.id = id};
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int receiver_state_put(struct store_txn *t, const struct receiver_state *s, struct err *e)
{
	struct buf k = BUF_INIT(511);
	int rc;

	key_text(&k, str_sub(s->id, 0, 200));
	rc = store_put_record(t, "receiver", buf_str(&k), &record_receiver_state, s, e);
	buf_release(&k);
	return rc;
}

int64_t tell_backoff_ms(int32_t n)
{
	int64_t ms = n > 6 ? HOUR_MS : MINUTE_MS << (n > 1 ? n - 1 : 0);
	uint32_t dice;

	random_bytes(&dice, sizeof(dice));
	ms = ms > HOUR_MS ? HOUR_MS : ms;
	return ms - ms / 10 * (dice % 1000) / 1000;
}

static struct str refused_text(const struct delivery_result *r, struct arena *a)
{
	struct buf b = BUF_INIT(2000);
	struct str s;

	for (size_t i = 0; i < r->nsettled; i++)
		if (str_starts(r->settled[i].value, STR("refused")) && b.n < 1000)
			buf_addf(&b, "%s%.*s (%.*s)", b.n ? ", " : "",
				STR_ARG(r->settled[i].key),
				STR_ARG(str_trim(str_sub(r->settled[i].value, 7, 200))));
	s = b.n ? arena_str(a, buf_str(&b)) : STR_NONE;
	buf_release(&b);
	return s;
}

static bool is_mended(const struct receiver_state *s, int64_t now_ms)
{
	return s->returned_ms && s->accepted_ms && now_ms - s->accepted_ms >= RETURN_WAIT_MS;
}

void receiver_state_step(struct receiver_state *s, const struct delivery_result *r,
	bool gave_up, int64_t now_ms, struct arena *a)
{
	struct str refused = refused_text(r, a);

	if (refused.n) {
		s->refused = refused;
		s->refused_ms = now_ms;
	}
	if (refused.n || gave_up || r->outcome == DELIVERY_FAILED)
		s->returned_ms = s->accepted_ms = 0; /* the plainer fault counts */
	if (gave_up || r->outcome == DELIVERY_FAILED) {
		s->lost_ms = now_ms;
		s->nlost++;
	}
	if (r->outcome == DELIVERY_AGAIN) {
		s->failing_ms = s->failing_ms ? s->failing_ms : now_ms;
		s->nfailed++;
		s->next_ms = r->down ? now_ms + tell_backoff_ms(s->nfailed) : 0;
		s->last_error = arena_str(a, str_of(r->text));
		return;
	}
	s->failing_ms = s->next_ms = 0;
	s->nfailed = 0;
	if (r->outcome != DELIVERY_DONE || refused.n) {
		s->last_error = arena_str(a, str_of(r->text));
		return;
	}
	if (s->returned_ms && !s->accepted_ms)
		s->accepted_ms = now_ms;
	if (s->returned_ms && !is_mended(s, now_ms))
		s->ok_ms = now_ms;
	else
		*s = (struct receiver_state){.id = s->id, .ok_ms = now_ms};
}

void receiver_state_returned(struct receiver_state *s, struct str whom, struct str error,
	bool lost, int64_t now_ms)
{
	s->refused = whom;
	s->refused_ms = s->returned_ms = now_ms;
	s->accepted_ms = 0;
	s->last_error = error;
	if (lost) {
		s->lost_ms = now_ms;
		s->nlost++;
	}
}

bool receiver_state_worries(const struct receiver_state *s, int64_t now_ms)
{
	return ((s->lost_ms || s->refused_ms) && !is_mended(s, now_ms)) ||
		(s->failing_ms && now_ms - s->failing_ms >= TELL_WORRY_MS);
}

/* --- findings --- */

struct gathering {
	const struct config *config;
	int64_t now_ms;
	struct findings *out;
	struct arena *arena;
};

static int64_t earliest(const struct receiver_state *s)
{
	int64_t ms = s->failing_ms;

	if (s->lost_ms && (!ms || s->lost_ms < ms))
		ms = s->lost_ms;
	return s->refused_ms && (!ms || s->refused_ms < ms) ? s->refused_ms : ms;
}

static int gather(const void *rec, struct str key, void *ctx)
{
	const struct receiver_state *s = rec;
	struct gathering *g = ctx;
	struct arena *a = g->arena;
	struct finding *f;
	bool known = config_receiver(g->config, s->id);

	(void)key;
	if (!receiver_state_worries(s, g->now_ms) ||
		(!known && g->now_ms - s->lost_ms > FORGOTTEN_MS))
		return 0;
	f = finding_new(g->out, a, KIND_RECEIVER);
	f->subject = arena_str(a, s->id);
	f->level = LEVEL_OVERDUE;
	f->severity = SEVERITY_HIGH;
	f->phase = FINDING_CONFIRMED;
	f->since_ms = earliest(s);
	f->measured_ms = g->now_ms;
	f->interval_ms = HOUR_MS;
	f->for_operator = true;
	f->cause = s->lost_ms ? STR("given-up") : s->refused_ms ? STR("recipient-refused")
								: STR("not-delivered");
	f->summary = arena_strf(a, "receiver %.*s: %.*s", STR_ARG(s->id),
		STR_ARG(s->last_error));
	finding_fact(f, a, "receiver", s->id);
	finding_fact(f, a, "error", s->last_error);
	finding_fact(f, a, "recipients", s->refused);
	if (s->nlost)
		finding_factf(f, a, "lost", "%d", s->nlost);
	return 0;
}

int tell_findings(struct store *alerts, const struct config *c, int64_t now_ms,
	struct findings *out, struct arena *a, struct err *e)
{
	struct gathering g = {c, now_ms, out, a};
	struct store_range r = {.table = "receiver", .type = &record_receiver_state};
	struct store_txn *t;
	int rc = store_begin(alerts, false, &t, e);

	if (rc)
		return rc;
	rc = store_each_record(t, &r, gather, &g, e);
	store_abort(t);
	return rc < 0 ? rc : 0;
}
