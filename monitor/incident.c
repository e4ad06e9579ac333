/* The state machine of incidents. */
#include "monitor/incident.h"

#include "base/clock.h"
#include "monitor/evaluate.h"

#include <stdio.h>

#define CHANGES_MAX 40

static const char *const word[] = {"", "problem", "update", "recovery", "unstable", "stable",
	"expired"};

const char *tell_word(int tell)
{
	return tell >= TELL_NOTHING && tell <= TELL_EXPIRED ? word[tell] : "";
}

bool incident_is_problem(const struct incident *i)
{
	return i->state == INCIDENT_OPEN || i->state == INCIDENT_ACKNOWLEDGED ||
		i->state == INCIDENT_UNSTABLE;
}

bool incident_is_operators(const struct incident *i)
{
	return incident_fact(i, "for_operator").n > 0;
}

bool incident_is_active(const struct incident *i)
{
	return i->state == INCIDENT_SUSPECTED || incident_is_problem(i);
}

struct str incident_fact(const struct incident *i, const char *key)
{
	for (size_t k = 0; k < i->nfacts; k++)
		if (str_eqc(i->facts[k].key, key))
			return i->facts[k].value;
	return STR_NONE;
}

/* One step's working set. */
struct step {
	struct incident *i;
	const struct finding *f;
	const struct step_context *ctx;
	struct incident_step *out;
	struct arena *a;
};

static void note(struct step *s, const char *what, struct str text, int from)
{
	struct incident_step *o = s->out;

	if (o->nentries < STEP_ENTRIES)
		o->entries[o->nentries++] = (struct incident_entry){
			.time_ms = s->ctx->now_ms, .what = str_of(what), .text = text,
			.from_state = from, .to_state = s->i->state};
	o->changed = true;
}

static void become(struct step *s, int state, const char *what, struct str text)
{
	int from = s->i->state;

	s->i->state = state;
	note(s, what, text, from);
}

static int64_t interval_of(const struct step *s)
{
	int64_t ms;

	if (s->f && s->f->interval_ms)
		return s->f->interval_ms;
	return str_int(incident_fact(s->i, "interval_ms"), 1, INT64_MAX, &ms) ? ms : HOUR_MS;
}

/* --- what is known of the subject --- */

static bool has_pair(const struct pair *list, size_t n, struct pair x)
{
	for (size_t k = 0; k < n; k++)
		if (str_eq(list[k].key, x.key) && str_eq(list[k].value, x.value))
			return true;
	return false;
}

/* Proof of this life of the incident: the measurement that began it and its bytes, then
 * what the finding brings, then the parents that were looked up once. */
static void take_evidence(struct step *s)
{
	struct incident *i = s->i;
	const struct finding *f = s->f;
	struct pair *list = arena_array(s->a, f->nevidence + i->nevidence + 1, sizeof(*list));
	bool first[2] = {i->state != INCIDENT_RESOLVED, i->state != INCIDENT_RESOLVED};
	size_t n = 0;

	for (size_t k = 0; k < i->nevidence; k++) {
		bool measure = str_eqc(i->evidence[k].key, "measure");
		bool body = str_eqc(i->evidence[k].key, "body");

		if ((measure && first[0]) || (body && first[1])) {
			list[n++] = i->evidence[k];
			first[measure ? 0 : 1] = false;
		}
	}
	for (size_t k = 0; k < f->nevidence; k++)
		if (!has_pair(list, n, f->evidence[k]))
			list[n++] = f->evidence[k];
	for (size_t k = 0; k < i->nevidence; k++)
		if (str_eqc(i->evidence[k].key, "parent"))
			list[n++] = i->evidence[k];
	i->evidence = list;
	i->nevidence = n;
}

static void take_facts(struct step *s)
{
	struct incident *i = s->i;
	const struct finding *f = s->f;
	struct str nparents = incident_fact(i, "nparents");
	struct str causes = i->state == INCIDENT_RESOLVED ? STR_NONE : incident_fact(i, "causes");
	struct str decision = i->state == INCIDENT_RESOLVED ? STR_NONE
							    : incident_fact(i, "decision");
	struct str other = i->state == INCIDENT_RESOLVED ? STR_NONE
							 : incident_fact(i, "other_cause");
	struct pair *list = arena_array(s->a, f->nfacts + 7, sizeof(*list));
	size_t n = 0;

	for (size_t k = 0; k < f->nfacts; k++)
		list[n++] = f->facts[k];
	if (nparents.n)
		list[n++] = (struct pair){STR("nparents"), nparents};
	if (causes.n)
		list[n++] = (struct pair){STR("causes"), causes};
	if (decision.n)
		list[n++] = (struct pair){STR("decision"), decision};
	if (other.n)
		list[n++] = (struct pair){STR("other_cause"), other};
	if (f->interval_ms)
		list[n++] = (struct pair){STR("interval_ms"),
			arena_strf(s->a, "%lld", (long long)f->interval_ms)};
	if (f->for_operator)
		list[n++] = (struct pair){STR("for_operator"), STR("true")};
	if (f->once)
		list[n++] = (struct pair){STR("once"), STR("true")};
	i->facts = list;
	i->nfacts = n;
}

static void take(struct step *s)
{
	struct incident *i = s->i;
	const struct finding *f = s->f;
	bool fresh = f->measured_ms > i->last_ms || f->level != i->level ||
		!str_eq(f->cause, i->cause) || i->state == INCIDENT_RESOLVED || !i->id;

	if (!fresh)
		return;
	s->out->changed = true;
	i->portal = f->portal;
	if (f->column.n || !i->column.n)
		i->column = f->column;
	if (!i->unit.n)
		i->unit = f->unit;
	i->severity = f->severity;
	i->summary = f->summary;
	i->basis = f->basis;
	i->earliest_ms = f->phase == FINDING_SUSPECTED ? f->earliest_ms : 0;
	if (f->measured_ms > i->last_ms)
		i->last_ms = f->measured_ms;
	take_facts(s);
	take_evidence(s);
}

/* --- flapping --- */

static size_t change_times(const struct incident *i, int64_t times[CHANGES_MAX])
{
	size_t n = 0;

	for (size_t k = 0; k < i->nchanges && n < CHANGES_MAX; k++)
		if (str_int(i->changes[k].key, INT64_MIN, INT64_MAX, &times[n]))
			n++;
	return n;
}

/* A hard change; one made while something else explains the failure does not count. */
static void record_change(struct step *s, const char *to)
{
	struct incident *i = s->i;
	size_t keep = i->nchanges < CHANGES_MAX - 1 ? i->nchanges : CHANGES_MAX - 1;
	struct pair *list;

	if (s->ctx->explained_by || i->inhibited_by)
		return;
	list = arena_array(s->a, CHANGES_MAX, sizeof(*list));
	for (size_t k = 0; k < keep; k++)
		list[k] = i->changes[i->nchanges - keep + k];
	list[keep] = (struct pair){arena_strf(s->a, "%lld", (long long)s->ctx->now_ms),
		str_of(to)};
	i->changes = list;
	i->nchanges = keep + 1;
}

static bool is_unstable(const struct step *s)
{
	int64_t times[CHANGES_MAX];
	size_t n = change_times(s->i, times);

	return flap_judge(times, n, s->ctx->now_ms, interval_of(s),
		s->i->state == INCIDENT_UNSTABLE);
}

/* --- transitions --- */

static void open_it(struct step *s, const char *what, struct str text)
{
	struct incident *i = s->i;

	if (i->state != INCIDENT_SUSPECTED || !i->first_ms)
		i->first_ms = s->f->since_ms;
	i->opened_ms = s->ctx->now_ms;
	i->resolved_ms = 0;
	i->good_since_ms = 0;
	i->ngood = 0;
	i->escalated = 0;
	i->level = s->f->level;
	i->cause = s->f->cause;
	i->until_ms = 0;
	i->fixed_ms = 0;
	i->asked_ms = 0;
	become(s, INCIDENT_OPEN, what, text);
	record_change(s, "bad");
	s->out->tell = TELL_PROBLEM;
}

/* That a decision ended belongs to the life in which it did. */
static void reopen(struct step *s)
{
	struct incident *i = s->i;
	size_t n = 0;

	for (size_t k = 0; k < i->nfacts; k++)
		if (!str_eqc(i->facts[k].key, "decision"))
			i->facts[n++] = i->facts[k];
	i->nfacts = n;
	i->nreopened++;
	open_it(s, "reopened", s->f->cause);
}

static void suspect(struct step *s)
{
	struct incident *i = s->i;

	i->first_ms = s->f->since_ms;
	i->suspected_ms = s->ctx->now_ms;
	i->resolved_ms = 0;
	i->level = s->f->level;
	i->cause = s->f->cause;
	become(s, INCIDENT_SUSPECTED, "suspected", s->f->cause);
}

static void put_fact(struct step *s, const char *key, struct str value)
{
	struct incident *i = s->i;
	struct pair *list = arena_array(s->a, i->nfacts + 1, sizeof(*list));
	size_t n = 0;

	for (size_t k = 0; k < i->nfacts; k++)
		if (!str_eqc(i->facts[k].key, key))
			list[n++] = i->facts[k];
	if (value.n)
		list[n++] = (struct pair){str_of(key), value};
	i->facts = list;
	i->nfacts = n;
}

/* A page that is gone may time out once by chance: of what is measured over the net another
 * cause is believed when a second measurement meets it. */
static bool met_again(struct step *s)
{
	const struct finding *f = s->f;
	struct str seen = arena_strf(s->a, "%.*s %lld", STR_ARG(f->cause), (long long)f->measured_ms);
	struct str known = incident_fact(s->i, "other_cause");
	bool same = str_starts(known, arena_strf(s->a, "%.*s ", STR_ARG(f->cause)));

	if (!f->measured_ms || (!str_eqc(f->kind, KIND_LINK) &&
		!str_eqc(f->kind, KIND_PORTAL) && !str_eqc(f->kind, KIND_PLATFORM)))
		return true;
	if (!same)
		put_fact(s, "other_cause", seen);
	return same && !str_eq(known, seen);
}

/* A cause that was told in this life is no news when it comes back: a portal that answers
 * now with 503 and now not at all is told twice, not every hour. */
static bool new_cause(struct step *s)
{
	struct incident *i = s->i;
	struct str known = incident_fact(i, "causes"), rest = known, one;

	while (known.n && str_cut(&rest, ' ', &one))
		if (str_eq(one, s->f->cause))
			return false;
	put_fact(s, "causes", arena_strf(s->a, "%.*s %.*s",
		STR_ARG(known.n ? known : i->cause), STR_ARG(s->f->cause)));
	return true;
}

static void update(struct step *s)
{
	struct incident *i = s->i;
	const struct finding *f = s->f;
	bool rose = f->level > i->level;

	if (i->fixed_ms && f->measured_ms > i->fixed_ms) {
		i->fixed_ms = 0;
		become(s, INCIDENT_OPEN, "not-fixed", f->cause);
		s->out->tell = TELL_UPDATE;
	}
	if (f->level == i->level && str_eq(f->cause, i->cause)) {
		if (incident_fact(i, "other_cause").n) {
			put_fact(s, "other_cause", STR_NONE);
			s->out->changed = true;
		}
		return;
	}
	s->out->changed = true;
	if (f->level == i->level && !met_again(s))
		return;
	put_fact(s, "other_cause", STR_NONE);
	if (f->level == i->level && !new_cause(s)) {
		i->cause = f->cause;
		return;
	}
	if (rose) {
		i->first_ms = f->since_ms;
		i->opened_ms = s->ctx->now_ms;
	}
	i->level = f->level;
	i->cause = f->cause;
	note(s, "updated", f->cause, i->state);
	s->out->tell = rose ? TELL_PROBLEM : TELL_UPDATE;
}

static bool expired(const struct step *s)
{
	return s->i->until_ms && s->i->until_ms <= s->ctx->now_ms;
}

/* Whose decision came to its end, for those who are told of it. */
static void remember_decision(struct step *s)
{
	struct incident *i = s->i;
	struct pair *facts = arena_array(s->a, i->nfacts + 1, sizeof(*facts));
	size_t n = 0;

	for (size_t k = 0; k < i->nfacts; k++)
		if (!str_eqc(i->facts[k].key, "decision"))
			facts[n++] = i->facts[k];
	facts[n++] = (struct pair){STR("decision"), arena_strf(s->a, "%.*s%s%.*s",
		STR_ARG(i->by), i->by.n && i->reason.n ? ": " : "", STR_ARG(i->reason))};
	i->facts = facts;
	i->nfacts = n;
}

/* A decision is over and what it was about is still so. */
static void expire(struct step *s)
{
	struct incident *i = s->i;
	struct str was = str_of(incident_state_word(i->state));

	remember_decision(s);
	if (i->state == INCIDENT_ACKNOWLEDGED) {
		i->until_ms = 0;
		become(s, INCIDENT_OPEN, "expired", was);
	} else {
		open_it(s, "expired", was);
	}
	s->out->tell = TELL_EXPIRED;
}

static void bad_again_while_unstable(struct step *s)
{
	if (!s->i->good_since_ms)
		return;
	s->i->good_since_ms = 0;
	s->out->changed = true;
	record_change(s, "bad");
}

static void on_finding(struct step *s)
{
	struct incident *i = s->i;
	bool confirmed = s->f->phase == FINDING_CONFIRMED;
	bool doubted = incident_fact(i, "or_own_line").n > 0 && !s->f->for_operator;

	take(s);
	switch (i->state) {
	case 0:
		if (confirmed)
			open_it(s, "opened", s->f->cause);
		else
			suspect(s);
		break;
	case INCIDENT_RESOLVED:
		if (confirmed)
			reopen(s);
		else
			suspect(s);
		break;
	case INCIDENT_SUSPECTED:
		if (confirmed && i->opened_ms)
			reopen(s);
		else if (confirmed)
			open_it(s, "opened", s->f->cause);
		break;
	case INCIDENT_OPEN:
		if (confirmed)
			update(s);
		/* only the operator heard of it while it might have been our own line */
		if (confirmed && doubted) {
			note(s, "updated", STR("not our own line"), i->state);
			s->out->tell = TELL_PROBLEM;
		}
		break;
	case INCIDENT_ACKNOWLEDGED:
		if (confirmed)
			update(s);
		if (expired(s))
			expire(s);
		break;
	case INCIDENT_UNSTABLE:
		if (confirmed)
			bad_again_while_unstable(s);
		break;
	case INCIDENT_IGNORED:
	case INCIDENT_EXEMPT:
		if (confirmed && expired(s))
			expire(s);
		break;
	case INCIDENT_FALSE_ALARM:
		if (confirmed && i->good_since_ms)
			reopen(s);
		else if (confirmed && expired(s))
			expire(s);
		break;
	}
}

static void resolve(struct step *s, struct str text)
{
	struct incident *i = s->i;

	i->resolved_ms = s->ctx->now_ms;
	i->good_since_ms = s->ctx->now_ms;
	i->earliest_ms = 0;
	i->fixed_ms = 0;
	i->asked_ms = 0;
	become(s, INCIDENT_RESOLVED, "resolved", text);
	record_change(s, "good");
	i->inhibited_by = 0;
	s->out->tell = TELL_RECOVERY;
}

static void on_absence(struct step *s)
{
	struct incident *i = s->i;
	struct str why = str_of(s->ctx->retired ? s->ctx->retired : "");

	switch (i->state) {
	case INCIDENT_SUSPECTED:
		i->resolved_ms = s->ctx->now_ms;
		i->earliest_ms = 0;
		become(s, INCIDENT_RESOLVED, "resolved", why.n ? why : STR("not confirmed"));
		break;
	case INCIDENT_OPEN:
	case INCIDENT_ACKNOWLEDGED:
		resolve(s, why);
		break;
	case INCIDENT_UNSTABLE:
		if (!i->good_since_ms) {
			i->good_since_ms = s->ctx->now_ms;
			s->out->changed = true;
			record_change(s, "good");
		}
		break;
	case INCIDENT_IGNORED:
	case INCIDENT_EXEMPT:
		if (expired(s)) {
			remember_decision(s);
			s->out->tell = TELL_EXPIRED;
		}
		if (expired(s) || s->ctx->retired) {
			i->resolved_ms = s->ctx->now_ms;
			become(s, INCIDENT_RESOLVED, "resolved", why);
		}
		break;
	case INCIDENT_FALSE_ALARM:
		if (!i->good_since_ms) {
			i->good_since_ms = s->ctx->now_ms;
			s->out->changed = true;
		}
		break;
	case INCIDENT_RESOLVED:
	case 0:
		break;
	}
}

/* The end of an unstable time needs no measurement, only time. */
static void judge_flapping(struct step *s)
{
	struct incident *i = s->i;
	bool was = i->state == INCIDENT_UNSTABLE, is;

	if (!was && i->state != INCIDENT_OPEN && i->state != INCIDENT_RESOLVED)
		return;
	is = is_unstable(s);
	if (is && !was && s->out->changed) {
		become(s, INCIDENT_UNSTABLE, "unstable", STR_NONE);
		s->out->tell = TELL_UNSTABLE;
	} else if (!is && was) {
		become(s, i->good_since_ms ? INCIDENT_RESOLVED : INCIDENT_OPEN, "stable",
			STR_NONE);
		if (i->good_since_ms)
			i->resolved_ms = i->good_since_ms;
		s->out->tell = TELL_STABLE;
	}
}

/* Only telling is held back, and never a resolution. After the cause is gone, one more
 * measurement must show the finding before anyone hears of it; a portal must be proven down
 * anew, for what its platform failed with says nothing of itself. */
static void judge_explained(struct step *s)
{
	struct incident *i = s->i;
	bool problem = s->out->tell == TELL_PROBLEM || s->out->tell == TELL_UPDATE ||
		s->out->tell == TELL_UNSTABLE ||
		(s->out->tell == TELL_EXPIRED && incident_is_problem(i));
	uint64_t by = s->ctx->explained_by;

	if (problem && (by || i->inhibited_by)) {
		i->inhibited_by = by ? by : i->inhibited_by;
		note(s, "held", arena_strf(s->a, "inhibited by #%llu",
			(unsigned long long)i->inhibited_by), i->state);
		s->out->tell = TELL_NOTHING;
	}
	if (!i->inhibited_by || by || !incident_is_problem(i))
		return;
	if (!s->f || s->f->measured_ms <= s->ctx->explained_end_ms || s->ctx->unproven)
		return;
	note(s, "released", arena_strf(s->a, "#%llu is over and it is still so",
		(unsigned long long)i->inhibited_by), i->state);
	i->inhibited_by = 0;
	/* who heard of an earlier stage has not heard of this one */
	if (i->state != INCIDENT_ACKNOWLEDGED)
		s->out->tell = i->ntold && i->last_told_ms >= i->opened_ms ? TELL_UPDATE
									    : TELL_PROBLEM;
}

void incident_step(struct incident *i, const struct finding *f,
	const struct step_context *ctx, struct incident_step *out, struct arena *a)
{
	struct step s = {.i = i, .f = f, .ctx = ctx, .out = out, .a = a};

	memset(out, 0, sizeof(*out));
	if (f && (f->cannot_judge.n || f->phase == FINDING_RECOVERING)) {
		if (i->state == INCIDENT_UNSTABLE)
			judge_flapping(&s);
		return;
	}
	if (f && f->level != LEVEL_OK)
		on_finding(&s);
	else
		on_absence(&s);
	judge_flapping(&s);
	judge_explained(&s);
}
