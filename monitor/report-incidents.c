/* Incidents: the ledger of rectification (整改台账), one row for each incident. */
#include "message-part.h"

#include "monitor/freshness.h"
#include "monitor/incident-view.h"
#include "monitor/report.h"

#include "base/clock.h"
#include "base/out.h"

static const char *const heads[] = {LANG_MARK("No."), LANG_MARK("Portal"),
	LANG_MARK("Site code"), LANG_MARK("Column"), LANG_MARK("Kind of problem"),
	LANG_MARK("Address of the problem"), LANG_MARK("On page"), LANG_MARK("Description"),
	LANG_MARK("Basis"), LANG_MARK("First found"), LANG_MARK("Last confirmed"),
	LANG_MARK("Unit"), LANG_MARK("Person"), LANG_MARK("Measure taken"),
	LANG_MARK("Rectify by"), LANG_MARK("Closed"), LANG_MARK("Days taken"),
	LANG_MARK("Checked again"), LANG_MARK("State"), NULL};

enum { STATES = INCIDENT_EXEMPT + 1 };

struct ledger {
	struct report_ask *ask;
	struct section *s;
	struct jw *j;
	int64_t from_ms, to_ms; /* of the period; to exclusive */
	size_t count[STATES];
	struct err *e;
};

static struct str evidence(const struct incident *i, const char *key)
{
	for (size_t k = 0; k < i->nevidence; k++)
		if (str_eqc(i->evidence[k].key, key))
			return i->evidence[k].value;
	return STR_NONE;
}

/* The first line: a parent is "address LF line LF text". */
static struct str first_line(struct str s)
{
	return str_sub(s, 0, str_findc(s, '\n', 0));
}

static bool covered(const struct ledger *x, const struct incident *i)
{
	const struct portal_config *p = config_portal(x->ask->config, i->portal);
	const struct column_config *c = p && i->column.n ? portal_column(p, i->column) : NULL;
	bool narrow = (x->ask->subjects && x->ask->subjects[0]) || x->ask->unit || x->ask->tag;

	if (i->first_ms >= x->to_ms || (i->resolved_ms && i->resolved_ms < x->from_ms))
		return false;
	if (!p)
		return !narrow; /* the installation's own, or of a portal taken out */
	if (x->ask->unit && i->unit.n)
		return str_eqc(i->unit, x->ask->unit);
	return report_covers(x->ask, p, c);
}

static enum tone tone_of(const struct incident *i)
{
	switch ((enum incident_state)i->state) {
	case INCIDENT_OPEN:
	case INCIDENT_UNSTABLE:
		return i->level == LEVEL_WARN ? TONE_WARN : TONE_BAD;
	case INCIDENT_ACKNOWLEDGED:
	case INCIDENT_SUSPECTED:
		return TONE_WARN;
	case INCIDENT_RESOLVED:
		return TONE_GOOD;
	case INCIDENT_IGNORED:
	case INCIDENT_FALSE_ALARM:
	case INCIDENT_EXEMPT:
		break;
	}
	return TONE_GREY;
}

/* What the measurements after the repair say. */
static struct str checked_again(const struct ledger *x, const struct incident *i)
{
	enum lang l = x->ask->lang;

	if (i->state == INCIDENT_RESOLVED)
		return str_of(LANG(l, "passed"));
	if (i->fixed_ms)
		return str_of(LANG(l, "waits for the next measurement"));
	return i->nreopened ? str_of(LANG(l, "came back")) : STR_NONE;
}

static struct str kept(const struct ledger *x, struct str s)
{
	return s.n ? arena_str(x->ask->arena, s) : STR_NONE;
}

/* A fact as people read it. */
static struct str fact_text(const struct ledger *x, const char *key, struct str value)
{
	if (streq(key, "limit"))
		return report_limit(x->ask, value);
	if (streq(key, "reason"))
		return str_of(reason_text(kept(x, value), x->ask->lang));
	return value;
}

/* The numbers of the finding in words: days, status, cause. */
static struct str description(const struct ledger *x, const struct incident *i)
{
	static const char *const keys[] = {"newest", "age_days", "limit", "status", "title",
		"share", "reason"};
	static const char *const words[] = {LANG_MARK("newest"), LANG_MARK("days since"),
		LANG_MARK("limit"), LANG_MARK("status"), LANG_MARK("title"),
		LANG_MARK("share"), LANG_MARK("reason")};
	struct buf b = BUF_INIT(4000);
	struct str out;

	for (size_t k = 0; k < sizeof(keys) / sizeof(keys[0]); k++) {
		struct str v = incident_fact(i, keys[k]);

		if (!v.n)
			continue;
		buf_addf(&b, "%s%s ", b.n ? "; " : "", lang_text(x->ask->lang, words[k]));
		out_line(&b, fact_text(x, keys[k], v), 200);
	}
	if (!b.n && i->cause.n)
		buf_adds(&b, reason_text(kept(x, i->cause), x->ask->lang));
	if (!b.n && x->ask->lang == LANG_EN) /* summaries are English */
		out_line(&b, i->summary, 300);
	if (!b.n)
		buf_adds(&b, incident_kind_text(kept(x, i->kind), x->ask->lang));
	out = arena_str(x->ask->arena, buf_str(&b));
	buf_release(&b);
	return out;
}

static void fill(const struct ledger *x, const struct incident *i, struct cell *row)
{
	const struct portal_config *p = config_portal(x->ask->config, i->portal);
	const struct column_config *c = p && i->column.n ? portal_column(p, i->column) : NULL;
	const struct unit_config *u = i->unit.n ? config_unit(x->ask->config, i->unit) : NULL;
	struct str url = str_has(i->subject, STR("://")) ? i->subject : evidence(i, "url");
	struct str parent = first_line(evidence(i, "parent"));

	if (!url.n)
		url = str_of(c ? c->url : p ? p->home : NULL);
	url = kept(x, url);
	parent = kept(x, parent);
	row[0] = cell_number((double)i->id);
	row[1] = cell_text(p && p->name[0] ? str_of(p->name) : kept(x, i->portal));
	row[2] = cell_text(str_of(p ? p->site_code : NULL));
	row[3] = cell_text(c && c->name[0] ? str_of(c->name) : str_eqc(i->column, HOME_COLUMN)
			? str_of(LANG(x->ask->lang, "home page"))
			: kept(x, i->column));
	row[4] = cell_text(str_of(incident_kind_text(kept(x, i->kind), x->ask->lang)));
	row[5] = cell_link(url, url);
	row[6] = cell_link(parent, parent);
	row[7] = cell_text(description(x, i));
	row[8] = cell_text(kept(x, i->basis));
	row[9] = cell_time(i->first_ms);
	row[10] = cell_time(i->last_ms);
	row[11] = cell_text(kept(x, i->unit));
	row[12] = cell_text(i->person.n ? kept(x, i->person) : str_of(u ? u->person : NULL));
	row[13] = cell_text(kept(x, i->measure_taken));
	row[14] = cell_time(i->deadline_ms);
	row[15] = cell_time(i->resolved_ms);
	if (i->resolved_ms)
		row[16] = cell_number((double)((i->resolved_ms - i->first_ms) / DAY_MS));
	row[17] = cell_text(checked_again(x, i));
	row[18] = cell_tone(str_of(incident_state_text(i, x->ask->lang)), tone_of(i));
}

static int take(const struct incident *i, void *ctx)
{
	struct ledger *x = ctx;
	struct buf one = BUF_INIT(1 << 24);
	int rc = 0;

	if (!covered(x, i))
		return 0;
	if (i->state > 0 && i->state < STATES)
		x->count[i->state]++;
	if (incident_is_problem(i) && i->level != LEVEL_WARN)
		report_met(x->ask, "overdue", 5);
	if (x->s) {
		fill(x, i, section_row(x->s, x->ask->arena));
		return 0;
	}
	rc = incident_json(&one, i, x->ask->config->zone, NULL, x->e);
	jw_raw(x->j, str_trim(buf_str(&one)));
	buf_release(&one);
	return rc;
}

static int collect(struct ledger *x, struct err *e)
{
	const struct zone *z = x->ask->config->zone;
	int rc;

	x->e = e;
	x->from_ms = x->ask->from_day == DAY_NONE ? INT64_MIN : day_start_ms(x->ask->from_day, z);
	x->to_ms = x->ask->to_day == DAY_NONE ? INT64_MAX : day_start_ms(x->ask->to_day + 1, z);
	if (!x->ask->alerts)
		return 0;
	rc = alerts_each_incident(x->ask->alerts, take, x, e);
	return rc < 0 ? rc : 0;
}

static void summary(struct report *r, const struct ledger *x)
{
	struct arena *a = x->ask->arena;
	enum lang l = x->ask->lang;
	struct buf b = BUF_INIT(4000);

	for (int state = 1; state < STATES; state++) {
		struct incident i = {.state = state};

		if (x->count[state])
			buf_addf(&b, "%s%s %zu", b.n ? " \xc2\xb7 " : "", incident_state_text(&i, l),
				x->count[state]);
	}
	if (b.n)
		report_line(r, a, arena_str(a, buf_str(&b)));
	buf_release(&b);
	report_note(r, a, str_of(LANG(l,
		"How it is counted: an incident keeps its number for ever and belongs to every "
		"period that it was open in; it begins with its first failing measurement and "
		"is closed by measurements alone. States are those of the day on which this was "
		"made.")));
}

static int build(struct report_ask *ask, struct report *out, struct err *e)
{
	struct ledger x = {.ask = ask};
	int rc;

	x.s = report_section(out, ask, NULL, heads);
	x.s->empty = str_of(LANG(ask->lang, "No incident."));
	rc = collect(&x, e);
	if (rc == 0)
		summary(out, &x);
	return rc;
}

static int json(struct report_ask *ask, struct buf *out, struct err *e)
{
	struct jw j = jw_on(out);
	struct ledger x = {.ask = ask, .j = &j};
	int rc;

	jw_open(&j, '{');
	jw_ktime(&j, "at", ask->now_ms, ask->config->zone);
	jw_kbool(&j, "simulation", ask->simulation);
	jw_key(&j, "incidents");
	jw_open(&j, '[');
	rc = collect(&x, e);
	jw_close(&j, ']');
	jw_close(&j, '}');
	buf_addc(out, '\n');
	return rc;
}

const struct report_kind report_incidents = {
	.name = "incidents",
	.title = LANG_MARK("Ledger of rectification"),
	.of_period = true,
	.build = build,
	.json = json,
};
