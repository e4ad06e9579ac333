/* Heartbeat, weekly summary, test message. */
#include "monitor/rhythm.h"

#include "base/clock.h"
#include "base/log.h"
#include "base/out.h"
#include "crawler/pages.h"
#include "monitor/evaluate.h"
#include "monitor/outbox.h"
#include "monitor/receiver.h"
#include "submit.h"

#include <stdio.h>

#define WEEK_MS (7 * DAY_MS)
#define PAYLOAD_BYTES ((size_t)1 << 20)
#define BEAT_MS 10000
#define GAPS_TOLD 20
#define BEAT_DONE "heartbeat-round"
#define WEEK_DONE "weekly-slot"

/* --- making an alert of members of a payload --- */

/* more: members of a JSON object, without its braces. */
static int put_alert(struct store *alerts, struct store_txn *t, const struct config *c,
	struct alert *x, struct str more, struct err *e)
{
	struct outbox o = {.alerts_store = alerts, .alerts = t, .config = c,
		.host = outbox_host(c), .now_ms = x->created_ms};
	struct buf id = BUF_INIT(1000), payload = BUF_INIT(PAYLOAD_BYTES);
	uint64_t seq;
	int rc = store_next(t, "message", &seq, e);

	if (rc)
		return rc;
	buf_addf(&id, "<pw.%s.0.%.*s.%llu@%s>", store_epoch(alerts), STR_ARG(x->kind),
		(unsigned long long)seq, o.host);
	x->message_id = buf_str(&id);
	if (!x->next_ms)
		x->next_ms = x->created_ms;
	x->state = ALERT_WAITING;
	x->severity = SEVERITY_LOW;
	payload_write(&payload, &o, x, NULL, 0);
	if (more.n) {
		buf_cut(&payload, payload.n - 1);
		buf_addf(&payload, ",%.*s}", STR_ARG(more));
	}
	x->payload = buf_str(&payload);
	rc = buf_ok(&payload) ? alerts_put_alert(t, x, e)
			      : err_set(e, ERR_TOOBIG, "an alert is over its limit");
	buf_release(&id);
	buf_release(&payload);
	return rc;
}

int tell_test(struct store *alerts, const struct config *c, const char *receiver,
	int64_t now_ms, uint64_t *seq, struct err *e)
{
	/* whoever asked sends it; a running monitor takes it up only if that one died */
	struct alert x = {.receiver = str_of(receiver), .kind = STR("test"),
		.created_ms = now_ms, .next_ms = now_ms + MINUTE_MS};
	struct store_txn *t;
	int rc = store_begin(alerts, true, &t, e);

	if (rc)
		return rc;
	rc = put_alert(alerts, t, c, &x, STR_NONE, e);
	if (rc) {
		store_abort(t);
		return rc;
	}
	*seq = x.seq;
	return store_commit(t, e);
}

/* --- heartbeat --- */

/* A round is full when it was one of every portal. */
static int oldest_round(const struct portal_state *p, void *ctx)
{
	int64_t *ms = ctx;

	if (!p->retired && p->last_round_ms < *ms)
		*ms = p->last_round_ms;
	return 0;
}

static int last_round(struct store *pages, int64_t *ms, struct err *e)
{
	struct store_txn *t;
	int rc = store_begin(pages, false, &t, e);

	if (rc)
		return rc;
	*ms = INT64_MAX;
	rc = pages_each_portal(t, oldest_round, ms, e);
	store_abort(t);
	if (*ms == INT64_MAX)
		*ms = 0;
	return rc < 0 ? rc : 0;
}

static int note_heartbeat(struct store *alerts, struct store_txn *t, const struct config *c,
	int64_t round_ms, int64_t now_ms, struct err *e)
{
	struct alert x = {.receiver = str_of(c->heartbeat_receiver), .kind = STR("heartbeat"),
		.created_ms = now_ms};
	struct buf more = BUF_INIT(200);
	char text[TIME_TEXT];
	int rc = 0;

	if (c->heartbeat_receiver && c->heartbeat_receiver[0]) {
		buf_addf(&more, "\"round\":\"%s\"", time_text(text, round_ms, c->zone));
		rc = put_alert(alerts, t, c, &x, buf_str(&more), e);
	}
	buf_release(&more);
	return rc ? rc : store_set_counter(t, BEAT_DONE, (uint64_t)round_ms, e);
}

static void fetch_heartbeat(const struct config *c)
{
	struct submit_http h = {.url = c->heartbeat_url, .timeout_ms = BEAT_MS,
		.tls = {c->ca_file, true}};
	struct submit_answer a = {0};
	struct err e = {0};

	if (submit_http(&h, &a, &e) < 0 || a.end != SUBMIT_OK)
		log_warn("heartbeat_failed host=%.*s answer=%s", STR_ARG(address_host(str_of(c->heartbeat_url))),
			e.text[0] ? e.text : a.text); /* its path is a secret */
}

static bool wants_heartbeat(const struct config *c)
{
	return (c->heartbeat_url && c->heartbeat_url[0]) ||
		(c->heartbeat_receiver && c->heartbeat_receiver[0]);
}

/* The round is written down first: one that kills us is not fetched for ever. */
int tell_heartbeat(struct store *alerts, struct store *pages, const struct config *c,
	int64_t now_ms, struct err *e)
{
	struct store_txn *t;
	int64_t round_ms;
	int rc;

	if (!wants_heartbeat(c))
		return 0;
	rc = last_round(pages, &round_ms, e);
	if (rc == 0)
		rc = store_begin(alerts, true, &t, e);
	if (rc)
		return rc;
	if (round_ms == 0 || (uint64_t)round_ms == store_counter(t, BEAT_DONE)) {
		store_abort(t);
		return 0;
	}
	rc = note_heartbeat(alerts, t, c, round_ms, now_ms, e);
	if (rc) {
		store_abort(t);
		return rc;
	}
	rc = store_commit(t, e);
	if (rc == 0 && c->heartbeat_url && c->heartbeat_url[0])
		fetch_heartbeat(c);
	return rc;
}

/* --- weekly summary --- */

int64_t weekly_slot(const char *text, const struct zone *z, int64_t now_ms)
{
	static const char *const days[] = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
	struct str s = str_of(text), word, rest;
	int weekday = 0;
	int64_t hour, minute;
	struct civil c;
	int32_t day = day_of_ms(now_ms, z);

	if (!str_cut(&s, ' ', &word) || !s.p)
		return 0;
	for (int i = 0; i < 7; i++)
		if (str_eqc(word, days[i]))
			weekday = i + 1;
	rest = str_trim(s);
	if (!weekday || !str_cut(&rest, ':', &word) || !str_int(word, 0, 23, &hour) ||
		!str_int(rest, 0, 59, &minute))
		return 0;
	for (int back = 0; back <= 7; back++) {
		int64_t ms;

		if (day_weekday(day - back) != weekday)
			continue;
		c = (struct civil){.hour = (int)hour, .minute = (int)minute};
		day_split(day - back, &c.year, &c.month, &c.day);
		ms = civil_ms(&c, z);
		if (ms <= now_ms)
			return ms;
	}
	return 0;
}

struct summary {
	const struct config *config;
	int64_t from_ms, to_ms;
	size_t columns, unmeasured, open, suspected, opened, resolved;
	size_t nnew, nchanged, nwithdrawn, ngaps;
	struct jw j;
	struct buf gaps;
};

static int count_column(struct summary *s, struct store_txn *pages,
	const struct portal_config *p, const struct column_config *column, struct arena *a,
	struct err *e)
{
	int64_t patience = 4 * column_interval_ms(column);
	struct column_state state;
	int rc;

	if (column->discover)
		return 0;
	rc = pages_column(pages, str_of(p->id), str_of(column->id), &state, a, e);
	patience = patience < 2 * DAY_MS ? 2 * DAY_MS : patience;
	s->columns++;
	s->unmeasured += rc == ERR_NOTFOUND ||
		(rc == 0 && s->to_ms - state.last_good_ms > patience);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int count_columns(struct summary *s, struct store_txn *pages, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < s->config->nportals && rc == 0; i++) {
		const struct portal_config *p = &s->config->portals[i];
		struct arena a = ARENA_INIT;

		for (size_t k = 0; k < p->ncolumns && rc == 0; k++)
			rc = count_column(s, pages, p, &p->columns[k], &a, e);
		arena_release(&a);
	}
	return rc;
}

static int count_incident(const struct incident *i, void *ctx)
{
	struct summary *s = ctx;

	s->open += incident_is_problem(i);
	s->suspected += i->state == INCIDENT_SUSPECTED;
	s->opened += i->opened_ms > s->from_ms && i->opened_ms <= s->to_ms;
	s->resolved += i->state == INCIDENT_RESOLVED && i->resolved_ms > s->from_ms;
	return 0;
}

static int count_event(const struct event *x, void *ctx)
{
	struct summary *s = ctx;

	if (x->time_ms <= s->from_ms || x->time_ms > s->to_ms)
		return 0;
	s->nnew += str_eqc(x->kind, "notice.new");
	s->nchanged += str_eqc(x->kind, "notice.changed");
	s->nwithdrawn += str_eqc(x->kind, "notice.withdrawn");
	return 0;
}

static int list_gap(const struct gap *g, void *ctx)
{
	struct summary *s = ctx;

	if (s->ngaps++ >= GAPS_TOLD)
		return 0;
	jw_open(&s->j, '{');
	jw_ktime(&s->j, "from", g->from_ms, s->config->zone);
	jw_ktime(&s->j, "to", g->to_ms, s->config->zone);
	jw_kstr(&s->j, "why", g->why);
	jw_close(&s->j, '}');
	return 0;
}

static int summarise(struct summary *s, struct store *alerts, struct store *pages,
	struct err *e)
{
	struct store_txn *p, *a;
	int rc = store_begin(pages, false, &p, e);

	if (rc)
		return rc;
	rc = store_begin(alerts, false, &a, e);
	if (rc) {
		store_abort(p);
		return rc;
	}
	s->j = jw_on(&s->gaps);
	jw_open(&s->j, '[');
	rc = count_columns(s, p, e);
	if (rc == 0)
		rc = alerts_each_incident(a, count_incident, s, e);
	if (rc >= 0)
		rc = pages_each_event(p, 0, count_event, s, e);
	if (rc >= 0)
		rc = pages_each_gap(p, s->from_ms, s->to_ms, list_gap, s, e);
	jw_close(&s->j, ']');
	store_abort(a);
	store_abort(p);
	return rc < 0 ? rc : 0;
}

static void write_summary(struct buf *b, const struct summary *s)
{
	struct jw j = jw_on(b);

	jw_open(&j, '{');
	jw_ktime(&j, "from", s->from_ms, s->config->zone);
	jw_ktime(&j, "to", s->to_ms, s->config->zone);
	jw_kint(&j, "portals", (int64_t)s->config->nportals);
	jw_kint(&j, "columns", (int64_t)s->columns);
	jw_kint(&j, "unmeasured", (int64_t)s->unmeasured);
	jw_kint(&j, "open", (int64_t)s->open);
	jw_kint(&j, "suspected", (int64_t)s->suspected);
	jw_kint(&j, "opened", (int64_t)s->opened);
	jw_kint(&j, "resolved", (int64_t)s->resolved);
	jw_kint(&j, "new", (int64_t)s->nnew);
	jw_kint(&j, "changed", (int64_t)s->nchanged);
	jw_kint(&j, "withdrawn", (int64_t)s->nwithdrawn);
	jw_key(&j, "gaps");
	jw_raw(&j, buf_str(&s->gaps));
	jw_close(&j, '}');
}

/* To every receiver, since it is the proof that each of them can be reached. */
static int put_weekly(struct store *alerts, const struct config *c, struct str summary,
	int64_t slot_ms, int64_t now_ms, struct err *e)
{
	struct store_txn *t;
	int rc = store_begin(alerts, true, &t, e);

	if (rc)
		return rc;
	for (size_t i = 0; i < c->nreceivers && rc == 0; i++) {
		struct alert x = {.receiver = str_of(c->receivers[i].id), .kind = STR("weekly"),
			.created_ms = now_ms};

		if (summary.n && !receiver_type_of(&c->receivers[i])->forgets)
			rc = put_alert(alerts, t, c, &x, summary, e);
	}
	if (rc == 0)
		rc = store_set_counter(t, WEEK_DONE, (uint64_t)slot_ms, e);
	if (rc) {
		store_abort(t);
		return rc;
	}
	return store_commit(t, e);
}

static int weekly_done(struct store *alerts, int64_t *slot_ms, struct err *e)
{
	struct store_txn *t;
	int rc = store_begin(alerts, false, &t, e);

	if (rc)
		return rc;
	*slot_ms = (int64_t)store_counter(t, WEEK_DONE);
	store_abort(t);
	return 0;
}

static int tell_weekly(struct store *alerts, struct store *pages, const struct config *c,
	int64_t now_ms, struct err *e)
{
	int64_t slot_ms = c->weekly ? weekly_slot(c->weekly, c->zone, now_ms) : 0, done_ms;
	struct summary s = {.config = c, .from_ms = now_ms - WEEK_MS, .to_ms = now_ms,
		.gaps = BUF_INIT(PAYLOAD_BYTES / 2)};
	struct buf more = BUF_INIT(PAYLOAD_BYTES);
	int rc = weekly_done(alerts, &done_ms, e);

	if (rc || slot_ms == 0 || slot_ms <= done_ms)
		return rc;
	if (done_ms) {
		rc = summarise(&s, alerts, pages, e);
		buf_adds(&more, "\"summary\":");
		write_summary(&more, &s);
	}
	if (rc == 0)
		rc = put_weekly(alerts, c, buf_str(&more), slot_ms, now_ms, e);
	buf_release(&s.gaps);
	buf_release(&more);
	return rc;
}

int tell_rhythm(struct store *alerts, struct store *pages, const struct config *c,
	int64_t now_ms, struct err *e)
{
	int rc = tell_weekly(alerts, pages, c, now_ms, e);

	return rc ? rc : tell_heartbeat(alerts, pages, c, now_ms, e);
}
