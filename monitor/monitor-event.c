/* Events: what happened once and is told as an incident, and news. */
#include "message-part.h"
#include "monitor-turn.h"

#include "base/clock.h"
#include "base/jval.h"
#include "crawler/verdict.h"

/* Of one turn; what is left over comes with the next, which follows at once. */
#define EVENTS_MAX 20000

static const struct {
	const char *event, *kind;
	int32_t severity;
	bool for_operator;
} row[] = {
	{"notice.withdrawn", KIND_WITHDRAWN, SEVERITY_HIGH, false},
	{EVENT_MIGRATED, KIND_WITHDRAWN, SEVERITY_HIGH, false},
	{"page.hijacked", KIND_HIJACKED, SEVERITY_CRITICAL, false},
	{"column.drift", KIND_SHAPE, SEVERITY_LOW, true},
};

static const struct portal_config *portal_of(struct turn *t, struct str id)
{
	return id.n ? config_portal(t->m->config, id) : NULL;
}

static struct str unit_of(struct turn *t, const struct event *x)
{
	const struct portal_config *p = portal_of(t, x->portal);
	const struct column_config *c = p && x->column.n ? portal_column(p, x->column) : NULL;

	if (c && c->unit && c->unit[0])
		return str_of(c->unit);
	return p ? str_of(p->unit) : STR_NONE;
}

static struct str subject_of(struct turn *t, const struct event *x, const char *kind)
{
	if (streq(kind, KIND_SHAPE))
		return arena_strf(&t->arena, "%.*s/%.*s", STR_ARG(x->portal), STR_ARG(x->column));
	if (x->url.n)
		return x->url;
	if (x->identity.n)
		return x->identity;
	return x->column.n ? arena_strf(&t->arena, "%.*s/%.*s", STR_ARG(x->portal),
				     STR_ARG(x->column))
			   : x->portal;
}

/* Body and measurement behind the event, where its detail names them. */
static void add_proof(struct turn *t, struct finding *f, const struct event *x)
{
	static const char *const key[] = {"measure", "body", "status", "reason", "word", "place"};
	struct jval *doc = NULL;

	finding_evidence(f, &t->arena, "event",
		arena_strf(&t->arena, "%llu", (unsigned long long)x->seq));
	if (!x->detail.n || jval_parse(x->detail, &doc, NULL) < 0)
		return;
	for (size_t i = 0; i < sizeof(key) / sizeof(key[0]); i++) {
		const struct jval *v = jval_get(doc, key[i]);
		struct str s = jval_str(v);

		if (jval_type(v) == JVAL_NUMBER)
			s = arena_strf(&t->arena, "%lld", (long long)jval_int(v, 0));
		if (!s.n)
			continue;
		if (i < 2)
			finding_evidence(f, &t->arena, key[i], s);
		else
			finding_fact(f, &t->arena, key[i], s);
	}
	jval_free(doc);
}

/* Most of a column's notices went at once: one finding, with as many as are known by now. */
static void add_mass(struct turn *t, const struct event *x)
{
	struct str subject = arena_strf(&t->arena, "%.*s/%.*s", STR_ARG(x->portal), STR_ARG(x->column));
	struct column_state s;
	struct finding *f;

	if (pages_column(t->pages, x->portal, x->column, &s, &t->arena, NULL) < 0)
		return;
	for (size_t i = t->findings.n; i-- > 0;) {
		f = &t->findings.list[i];
		if (str_eq(f->subject, subject) && str_eqc(f->kind, KIND_WITHDRAWN)) {
			f->measured_ms = x->time_ms;
			return;
		}
	}
	f = finding_new(&t->findings, &t->arena, KIND_WITHDRAWN);
	f->subject = subject;
	f->portal = x->portal;
	f->column = x->column;
	f->unit = unit_of(t, x);
	f->level = LEVEL_OVERDUE;
	f->severity = SEVERITY_HIGH;
	f->once = true;
	f->since_ms = s.wave_ms;
	f->measured_ms = x->time_ms;
	f->cause = STR(EVENT_MIGRATED);
	f->summary = arena_strf(&t->arena, "%d notices of the column are gone at once: was it moved?",
		(int)s.nwave);
	finding_fact(f, &t->arena, "gone_notices", arena_strf(&t->arena, "%d", (int)s.nwave));
	finding_evidence(f, &t->arena, "url", s.url);
	finding_evidence(f, &t->arena, "event",
		arena_strf(&t->arena, "%llu", (unsigned long long)x->seq));
}

static bool is_of_mass(const struct event *x)
{
	return str_eqc(x->kind, EVENT_MIGRATED) ||
		(str_eqc(x->kind, "notice.withdrawn") && event_is_part(x));
}

static void add_finding(struct turn *t, const struct event *x, size_t i)
{
	struct finding *f = finding_new(&t->findings, &t->arena, row[i].kind);
	char text[TIME_TEXT];
	struct str what;

	f->subject = subject_of(t, x, row[i].kind);
	f->portal = x->portal;
	f->column = x->column;
	f->unit = unit_of(t, x);
	f->level = LEVEL_OVERDUE;
	f->severity = row[i].severity;
	f->for_operator = row[i].for_operator;
	f->once = true;
	f->since_ms = f->measured_ms = x->time_ms;
	f->cause = streq(row[i].kind, KIND_SHAPE) ? STR(KIND_SHAPE) : x->kind;
	what = event_text(x->kind, LANG_EN) ? str_of(event_text(x->kind, LANG_EN)) : x->kind;
	f->summary = x->title.n
		? arena_strf(&t->arena, "%.*s: %.*s", STR_ARG(what), STR_ARG(x->title)) : what;
	finding_fact(f, &t->arena, "title", x->title);
	finding_fact(f, &t->arena, "identity", x->identity);
	if (x->date_ms != DATE_NONE_MS)
		finding_fact(f, &t->arena, "date", str_of(day_text(text, event_day(x))));
	finding_evidence(f, &t->arena, "url", x->url);
	add_proof(t, f, x);
}

static int load_event(const struct event *x, void *ctx)
{
	struct turn *t = ctx;
	struct event *copy;
	struct arena *a = &t->arena;

	if (t->nevents == EVENTS_MAX)
		return 1;
	t->events = arena_grow(a, t->events, t->nevents, &t->events_cap, sizeof(*t->events));
	copy = &t->events[t->nevents++];
	*copy = *x;
	copy->kind = arena_str(a, x->kind);
	copy->portal = arena_str(a, x->portal);
	copy->column = arena_str(a, x->column);
	copy->title = arena_str(a, x->title);
	copy->url = arena_str(a, x->url);
	copy->identity = arena_str(a, x->identity);
	copy->detail = arena_str(a, x->detail);
	t->consumed = x->seq;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		if (str_eqc(x->kind, row[i].event) && portal_of(t, copy->portal) &&
			!str_has(copy->detail, STR("\"relearned\"")) &&
			!str_has(copy->detail, STR("\"reason\":\"host\""))) {
			if (is_of_mass(copy))
				add_mass(t, copy);
			else
				add_finding(t, copy, i);
		}
	return 0;
}

int turn_load_events(struct turn *t, struct err *e)
{
	int rc = pages_each_event(t->pages, t->consumed, load_event, t, e);

	return rc < 0 ? rc : 0;
}

/* A withdrawal is an incident for everyone already; it is no news beside that. */
int turn_news(struct turn *t, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < t->nevents && rc == 0; i++)
		rc = outbox_news(&t->box, &t->events[i], e);
	return rc;
}

static int mass_still(struct turn *t, const struct incident *i, bool *stands, struct err *e)
{
	struct column_state s;
	int rc = pages_column(t->pages, i->portal, i->column, &s, &t->arena, e);
	int64_t told;

	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	if (!str_int(incident_fact(i, "gone_notices"), 1, INT32_MAX, &told))
		told = 1;
	*stands = (int64_t)s.nwave * 2 > told;
	return 0;
}

static int withdrawn_still(struct turn *t, const struct incident *i, bool *stands,
	struct err *e)
{
	struct str identity = incident_fact(i, "identity");
	struct notice n;
	int rc;

	*stands = true;
	if (str_eqc(i->cause, EVENT_MIGRATED))
		return mass_still(t, i, stands, e);
	if (!identity.n)
		return 0;
	rc = pages_notice(t->pages, i->portal, i->column, identity, &n, &t->arena, e);
	if (rc == 0)
		*stands = n.state == NOTICE_WITHDRAWN;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int count_good(const struct measure *m, void *ctx)
{
	int *ngood = ctx;

	if (verdict_is_good(m->verdict) && !m->gate.n)
		++*ngood;
	else if (m->verdict == VERDICT_WRONG)
		*ngood = 0;
	return 0;
}

/* Gone when the last reading was clean and its address was good twice since. */
static int hijacked_still(struct turn *t, const struct incident *i, bool *stands,
	struct err *e)
{
	struct address x;
	int ngood = 0;
	int rc = pages_each_measure(t->pages, i->subject, i->last_ms + 1, INT64_MAX, count_good,
		&ngood, e);

	if (rc == 0)
		rc = pages_address(t->pages, i->subject, &x, &t->arena, e);
	*stands = ngood < 2 || (rc == 0 && x.hijack_since_ms != 0);
	return rc == ERR_NOTFOUND || rc > 0 ? 0 : rc;
}

static int shape_still(struct turn *t, const struct incident *i, bool *stands, struct err *e)
{
	struct column_state c;
	int rc = pages_column(t->pages, i->portal, i->column, &c, &t->arena, e);

	*stands = true;
	if (rc == 0)
		*stands = c.gate.n > 0 || c.last_good_ms <= i->last_ms;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

int turn_still_stands(struct turn *t, const struct incident *i, bool *stands, struct err *e)
{
	struct address x;
	int rc;

	*stands = false;
	if (str_eqc(i->kind, KIND_WITHDRAWN))
		return withdrawn_still(t, i, stands, e);
	if (str_eqc(i->kind, KIND_HIJACKED))
		return hijacked_still(t, i, stands, e);
	if (str_eqc(i->kind, KIND_SHAPE))
		return shape_still(t, i, stands, e);
	if (!str_eqc(i->kind, KIND_LINK))
		return 0;
	/* an address that is known no more was not seen to be good */
	rc = pages_address(t->pages, i->subject, &x, &t->arena, e);
	*stands = rc == ERR_NOTFOUND;
	return rc == ERR_NOTFOUND ? 0 : rc;
}
