/* One turn of the monitor. */
#include "monitor-turn.h"

#include "base/clock.h"
#include "base/log.h"
#include "monitor/duty-ledger.h"
#include "monitor/rectification.h"
#include "monitor/tell.h"

#include <stdlib.h>

#define JUDGE_EVERY_MS MINUTE_MS /* time passes even where nothing is measured */
#define REST_FACTOR 20		 /* a judgement may cost a twentieth of the time */
#define CONSUMED "consumed-events"

/* --- one incident --- */

static int write_entries(struct turn *t, const struct incident *i, struct incident_step *s,
	struct err *e)
{
	int rc = 0;

	for (size_t k = 0; k < s->nentries && rc == 0; k++)
		rc = alerts_add_entry(t->alerts, i->id, &s->entries[k], e);
	return rc;
}

/* It is so now, or was so when f was measured last: one confirmation after its end. */
static bool explains(const struct incident *parent, const struct finding *f)
{
	if (parent->state == INCIDENT_FALSE_ALARM)
		return false;
	return parent->state != INCIDENT_RESOLVED || (parent->opened_ms &&
		f->measured_ms >= parent->first_ms && f->measured_ms < parent->resolved_ms);
}

/* The active incident that explains f, and when the one that explained *i ended. */
static int look_for_cause(struct turn *t, const struct incident *i, const struct finding *f,
	struct step_context *ctx, struct err *e)
{
	struct incident parent;
	int rc;

	if (i->inhibited_by) {
		rc = alerts_incident(t->alerts, i->inhibited_by, &parent, &t->arena, e);
		if (rc && rc != ERR_NOTFOUND)
			return rc;
		if (rc == 0 && parent.state == INCIDENT_RESOLVED)
			ctx->explained_end_ms = parent.resolved_ms;
		else if (rc == 0 && parent.state != INCIDENT_FALSE_ALARM)
			ctx->explained_by = parent.id; /* it holds what it held */
	}
	if (!f || !f->parent_kind.n)
		return 0;
	rc = alerts_by_subject(t->alerts, f->parent_kind, f->parent_subject, &parent,
		&t->arena, e);
	if (rc)
		return rc == ERR_NOTFOUND ? 0 : rc;
	if (parent.id != i->id && explains(&parent, f))
		ctx->explained_by = parent.id;
	return 0;
}

static int count_again(const struct measure *m, void *ctx)
{
	down_again_add(ctx, m);
	return 0;
}

/* A portal that was held: proven down by what was measured since that was over? */
static int look_again(struct turn *t, const struct incident *i, const struct finding *f,
	struct step_context *ctx, struct err *e)
{
	struct down_again again = {0};
	const struct portal_config *p;
	int rc;

	if (!f || !i->inhibited_by || ctx->explained_by || !str_eqc(f->kind, KIND_PORTAL))
		return 0;
	p = config_portal(t->m->config, f->portal);
	if (!p)
		return 0;
	rc = pages_each_measure(t->pages, str_of(p->home), ctx->explained_end_ms + 1,
		t->now_ms + 1, count_again, &again, e);
	ctx->unproven = !down_again_proven(&again);
	return rc < 0 ? rc : 0;
}

static void remember_orphan(struct turn *t, const struct incident *i)
{
	if (!str_eqc(i->kind, KIND_LINK) || !incident_is_active(i) ||
		!str_none(incident_fact(i, "nparents")))
		return;
	t->orphans = arena_grow(&t->arena, t->orphans, t->norphans, &t->orphans_cap,
		sizeof(*t->orphans));
	t->orphans[t->norphans++] = i->id;
}

/* The measurement behind a finding and its stored bytes, by the address it names. Looked
 * up only where the incident will take it over. */
static int add_proof(struct turn *t, const struct incident *i, struct finding *f,
	struct err *e)
{
	struct arena *a = &t->arena;
	char hex[SHA256_HEX];
	struct str url = STR_NONE, seq;
	struct measure m;
	int rc;

	for (size_t k = 0; k < f->nevidence; k++)
		if (str_eqc(f->evidence[k].key, "url") && str_has(f->evidence[k].value, STR("://")))
			url = f->evidence[k].value;
	if (f->level == LEVEL_OK || f->cannot_judge.n || !url.n || !f->measured_ms ||
		(i->id && i->state != INCIDENT_RESOLVED && f->measured_ms <= i->last_ms))
		return 0;
	rc = pages_measure_last(t->pages, url, &m, a, e);
	if (rc)
		return rc == ERR_NOTFOUND ? 0 : rc;
	seq = arena_strf(a, "%llu", (unsigned long long)m.seq);
	finding_evidence(f, a, "measure", seq);
	if (!sha256_zero(&m.body_digest))
		finding_evidence(f, a, "body", str_of(sha256_hex(hex, &m.body_digest)));
	return 0;
}

int turn_step(struct turn *t, struct incident *i, const struct finding *f,
	const char *retired, struct err *e)
{
	struct step_context ctx = {.now_ms = t->now_ms, .retired = retired};
	struct incident_step s;
	struct finding proven;
	int rc = look_for_cause(t, i, f, &ctx, e);

	if (rc == 0)
		rc = look_again(t, i, f, &ctx, e);
	if (rc == 0 && f) {
		proven = *f;
		rc = add_proof(t, i, &proven, e);
	}
	if (rc)
		return rc;
	incident_step(i, f ? &proven : NULL, &ctx, &s, &t->arena);
	if (!s.changed || i->state == 0)
		return 0;
	t->nchanged++;
	if (s.tell != TELL_NOTHING)
		i->last_told_ms = t->now_ms; /* not repeated in the same breath */
	rc = alerts_put_incident(t->alerts, i, e);
	if (rc == 0)
		rc = write_entries(t, i, &s, e);
	if (rc == 0)
		rc = outbox_tell(&t->box, i, s.tell, e);
	remember_orphan(t, i);
	return rc;
}

/* --- all of them --- */

static int by_rank(const void *a, const void *b)
{
	const struct finding *x = a, *y = b;
	int rc = kind_rank(x->kind) - kind_rank(y->kind);

	rc = rc ? rc : str_cmp(x->kind, y->kind);
	return rc ? rc : str_cmp(x->subject, y->subject);
}

static bool is_found(const struct turn *t, const struct incident *i)
{
	struct finding key = {.kind = i->kind, .subject = i->subject};

	return t->findings.n && bsearch(&key, t->findings.list, t->findings.n,
		sizeof(*t->findings.list), by_rank);
}

/* Why nothing is judged about the incident's subject any more; NULL: it is. */
static const char *retired(const struct turn *t, const struct incident *i)
{
	const struct portal_config *p;

	if (!i->portal.n)
		return NULL;
	p = config_portal(t->m->config, i->portal);
	if (!p)
		return "portal no longer configured";
	if (i->column.n && !str_eqc(i->column, HOME_COLUMN) && !portal_column(p, i->column))
		return "column no longer configured";
	return NULL;
}

/* A person ordered a measurement, and it has not been made. */
static int awaits_measurement(struct turn *t, const struct incident *i, bool *out,
	struct err *e)
{
	struct column_state c;
	struct str url = STR_NONE;
	struct measure m;
	int rc;

	if (i->portal.n && i->column.n && !str_has(i->subject, STR("://"))) {
		rc = pages_column(t->pages, i->portal, i->column, &c, &t->arena, e);
		*out = rc == 0 && c.last_try_ms < i->asked_ms;
		return rc == ERR_NOTFOUND ? 0 : rc;
	}
	for (size_t k = 0; k < i->nevidence; k++)
		if (str_eqc(i->evidence[k].key, "url"))
			url = i->evidence[k].value;
	if (!url.n)
		return 0;
	rc = pages_measure_last(t->pages, url, &m, &t->arena, e);
	*out = rc == 0 && m.time_ms < i->asked_ms;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int step_absent(struct turn *t, struct incident *i, struct err *e)
{
	const char *why = retired(t, i);
	bool stands = false;
	int rc = 0;

	if (is_found(t, i))
		return 0;
	if (!why)
		rc = turn_still_stands(t, i, &stands, e);
	if (rc == 0 && !why && !stands && i->asked_ms)
		rc = awaits_measurement(t, i, &stands, e);
	if (rc || stands)
		return rc;
	return turn_step(t, i, NULL, why, e);
}

/* The incident that keeps this one from being told again: what explains it, or the portal,
 * while nothing on it can be measured. 0: none. */
static int look_for_holder(struct turn *t, const struct incident *i, uint64_t *holder,
	struct err *e)
{
	struct incident portal;
	int rc;

	*holder = i->inhibited_by;
	if (*holder || !i->portal.n || kind_rank(i->kind) <= kind_rank(STR(KIND_PORTAL)))
		return 0;
	rc = alerts_by_subject(t->alerts, STR(KIND_PORTAL), i->portal, &portal, &t->arena, e);
	if (rc == 0 && incident_is_problem(&portal))
		*holder = portal.id;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* Everyone who would be reminded now is not, and the history says why. */
static int note_silence(struct turn *t, struct incident *i, uint64_t holder, struct err *e)
{
	struct str why = i->state == INCIDENT_ACKNOWLEDGED
		? acknowledged_text(i, t->m->config->zone, &t->arena)
		: arena_strf(&t->arena, "inhibited by #%llu", (unsigned long long)holder);
	int rc = outbox_held(&t->box, i->id, STR_NONE, arena_cstr(&t->arena, why), e);

	i->last_told_ms = t->now_ms;
	return rc ? rc : alerts_put_incident(t->alerts, i, e);
}

static bool is_pressing(const struct incident *i)
{
	return (i->state == INCIDENT_OPEN || i->state == INCIDENT_ACKNOWLEDGED) &&
		i->level == LEVEL_OVERDUE && i->ntold;
}

/* The next of the route's chain, n working days after the one before. */
static int escalate(struct turn *t, struct incident *i, const struct route_config *r,
	bool *told, struct err *e)
{
	bool guessed = false;
	struct route_target higher;
	int days;

	if (!r || r->escalate_after_wd <= 0 || (size_t)i->escalated >= r->nescalate)
		return 0;
	days = calendar_count(t->m->calendar, day_of_ms(i->opened_ms, t->m->config->zone),
		day_of_ms(t->now_ms, t->m->config->zone), &guessed);
	if (days < r->escalate_after_wd * (i->escalated + 1))
		return 0;
	higher = (struct route_target){r->escalate[i->escalated], r};
	i->escalated++;
	*told = true;
	return outbox_add(&t->box, i, &higher, "escalation", e);
}

/* Is it time to tell it again, or to tell someone higher? One chain per incident: that of
 * its first route that has one. What happened once (a withdrawal) is not told again, but
 * somebody higher hears of it while nobody takes it up. */
static int step_rhythm(struct turn *t, struct incident *i, struct err *e)
{
	const struct route_config *chain = NULL;
	struct route_target to[TARGETS_MAX];
	bool told = false, once = incident_fact(i, "once").n > 0;
	uint64_t holder;
	size_t n;
	int rc;

	if (!is_pressing(i))
		return 0;
	rc = look_for_holder(t, i, &holder, e);
	n = routing_targets(t->m->config, i, to);
	for (size_t k = 0; k < n && rc == 0; k++) {
		struct rhythm y = routing_rhythm(t->m->config, to[k].route);
		int64_t repeat = routing_repeat_ms(&y, routing_immediate(i->kind));

		if (!chain && to[k].route && to[k].route->nescalate)
			chain = to[k].route;
		if (once || !repeat || t->now_ms - i->last_told_ms < repeat)
			continue;
		if (i->state == INCIDENT_ACKNOWLEDGED || holder)
			return note_silence(t, i, holder, e);
		rc = outbox_add(&t->box, i, &to[k], "repeat", e);
		told = true;
	}
	if (rc == 0 && i->state == INCIDENT_OPEN && !holder)
		rc = escalate(t, i, chain, &told, e);
	if (!told || rc)
		return rc;
	i->last_told_ms = t->now_ms;
	return alerts_put_incident(t->alerts, i, e);
}

struct ids {
	struct turn *t;
	uint64_t *list;
	size_t n, cap;
};

static int note_id(const struct incident *i, void *ctx)
{
	struct ids *ids = ctx;

	if (i->state == INCIDENT_RESOLVED)
		return 0;
	ids->list = arena_grow(&ids->t->arena, ids->list, ids->n, &ids->cap, sizeof(*ids->list));
	ids->list[ids->n++] = i->id;
	return 0;
}

static int each_living(struct turn *t, const struct ids *ids,
	int (*fn)(struct turn *t, struct incident *i, struct err *e), struct err *e)
{
	int rc = 0;

	for (size_t k = 0; k < ids->n && rc == 0; k++) {
		struct incident i;

		rc = alerts_incident(t->alerts, ids->list[k], &i, &t->arena, e);
		if (rc == 0)
			rc = fn(t, &i, e);
	}
	return rc;
}

static int step_found(struct turn *t, const struct finding *f, struct err *e)
{
	struct incident i;
	int rc = alerts_by_subject(t->alerts, f->kind, f->subject, &i, &t->arena, e);

	if (rc && rc != ERR_NOTFOUND)
		return rc;
	if (rc == ERR_NOTFOUND) {
		if (f->cannot_judge.n || f->level == LEVEL_OK ||
			f->phase == FINDING_RECOVERING)
			return 0;
		i = (struct incident){.kind = f->kind, .subject = f->subject};
	}
	return turn_step(t, &i, f, NULL, e);
}

/* What is over goes first, so that what it explained is seen as unexplained. */
static int step_all(struct turn *t, struct err *e)
{
	struct ids ids = {.t = t};
	int rc = alerts_each_incident(t->alerts, note_id, &ids, e);

	if (rc >= 0)
		rc = each_living(t, &ids, step_absent, e);
	for (size_t i = 0; i < t->findings.n && rc == 0; i++)
		rc = step_found(t, &t->findings.list[i], e);
	if (rc == 0)
		rc = turn_adopt(t, e);
	return rc ? rc : each_living(t, &ids, step_rhythm, e);
}

/* --- the turn --- */

static int judge_notices(struct turn *t, struct err *e)
{
	struct store_txn *x;
	int rc = store_begin(t->m->alerts, false, &x, e);

	if (rc)
		return rc;
	rc = rectification_findings(x, t->m->calendar, t->m->config->zone, t->now_ms,
		&t->findings, &t->arena, e);
	store_abort(x);
	return rc;
}

static int judge(struct turn *t, struct err *e)
{
	struct evaluation ev = {.config = t->m->config, .pages = t->pages,
		.calendar = t->m->calendar, .now_ms = t->now_ms, .cold_ms = t->m->cold_ms,
		.arena = &t->arena};
	int rc = store_begin(t->m->alerts, false, &ev.alerts, e);
	size_t kept = 0;

	if (rc)
		return rc;
	rc = evaluate(&ev, e);
	/* a daemon that begins on a machine that was off: measure first, then judge */
	if (rc == 0 && ev.silent && !t->m->begun && !t->m->once) {
		t->m->cold_ms = ev.cold_ms = t->now_ms;
		ev.out = (struct findings){0};
		rc = evaluate(&ev, e);
	}
	store_abort(ev.alerts);
	if (rc)
		return rc;
	if (t->m->silent && !ev.silent) /* the crawler is back: what it measures counts */
		t->m->cold_ms = t->now_ms;
	t->m->silent = ev.silent;
	t->findings = ev.out;
	rc = tell_findings(t->m->alerts, t->m->config, t->now_ms, &t->findings, &t->arena, e);
	if (rc == 0)
		rc = judge_notices(t, e);
	if (rc == 0)
		rc = turn_load_events(t, e);
	if (rc || t->findings.n < 2)
		return rc;
	qsort(t->findings.list, t->findings.n, sizeof(*t->findings.list), by_rank);
	/* one thing may have happened twice since the last turn */
	for (size_t i = 0; i < t->findings.n; i++) {
		struct finding *f = &t->findings.list[i];

		if (kept && by_rank(&t->findings.list[kept - 1], f) == 0)
			t->findings.list[kept - 1] = *f;
		else
			t->findings.list[kept++] = *f;
	}
	t->findings.n = kept;
	return 0;
}

/* Everything that is written, in one transaction. */
static int write_all(struct turn *t, struct err *e)
{
	struct monitor *m = t->m;
	int64_t next;
	int rc = store_begin(m->alerts, true, &t->alerts, e);

	if (rc)
		return rc;
	t->box = (struct outbox){.alerts_store = m->alerts, .alerts = t->alerts,
		.pages = t->pages, .config = m->config, .calendar = m->calendar,
		.host = outbox_host(m->config), .now_ms = t->now_ms, .hurry = m->once,
		.arena = &t->arena};
	rc = duty_register(t->alerts, m->config, t->now_ms, e);
	if (rc == 0)
		rc = turn_rename(t, e);
	if (rc == 0)
		rc = step_all(t, e);
	if (rc == 0)
		rc = turn_news(t, e);
	if (rc == 0)
		rc = outbox_flush(&t->box, &next, e);
	if (rc == 0 && t->nevents)
		rc = store_set_counter(t->alerts, CONSUMED, t->consumed, e);
	if (rc) {
		store_abort(t->alerts);
		return rc;
	}
	m->wake_ms = next;
	return store_commit(t->alerts, e);
}

static int read_consumed(struct turn *t, struct err *e)
{
	struct store_txn *x;
	int rc = store_begin(t->m->alerts, false, &x, e);

	if (rc)
		return rc;
	t->consumed = store_counter(x, CONSUMED);
	store_abort(x);
	return 0;
}

static int run_turn(struct monitor *m, int64_t now_ms, struct err *e)
{
	struct turn t = {.m = m, .now_ms = now_ms, .arena = ARENA_INIT};
	uint64_t txn = store_last_txn(m->pages);
	int rc = store_begin(m->pages, false, &t.pages, e);

	if (rc)
		return rc;
	rc = read_consumed(&t, e);
	if (rc == 0)
		rc = judge(&t, e);
	if (rc == 0)
		rc = write_all(&t, e);
	store_abort(t.pages);
	if (rc == 0) {
		m->seen_txn = txn;
		m->judged_ms = now_ms;
		m->begun = true;
		log_debug("judged findings=%zu events=%zu changed=%zu", t.findings.n, t.nevents,
			t.nchanged);
	}
	arena_release(&t.arena);
	return rc;
}

int monitor_turn(struct monitor *m, int64_t now_ms, int64_t *sleep_ms, struct err *e)
{
	int64_t start = clock_mono_ms();
	bool due = m->once || !m->judged_ms || now_ms - m->judged_ms >= JUDGE_EVERY_MS ||
		now_ms < m->judged_ms || (m->wake_ms && now_ms >= m->wake_ms) ||
		store_last_txn(m->pages) != m->seen_txn;
	int rc;

	*sleep_ms = SECOND_MS;
	if (!due || (!m->once && start < m->rest_until_ms))
		return 0;
	rc = run_turn(m, now_ms, e);
	m->rest_until_ms = clock_mono_ms() + REST_FACTOR * (clock_mono_ms() - start);
	return rc;
}
