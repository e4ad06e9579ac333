/* Incidents: the ledger of rectification (整改台账), one row for each incident. */
#include "ledger-row.h"
#include "report-part.h"

#include "monitor/freshness.h"
#include "monitor/incident-view.h"
#include "monitor/report.h"

#include "base/clock.h"
#include "base/out.h"

/* The eighteen that offices keep, in their order, and two of ours behind them. */
static const char *const heads[] = {LANG_MARK("No."), LANG_MARK("Site"),
	LANG_MARK("Site code"), LANG_MARK("Column"), LANG_MARK("Kind of problem"),
	LANG_MARK("URL of the problem page"), LANG_MARK("URL of the parent page"),
	LANG_MARK("Description"), LANG_MARK("Clause"), LANG_MARK("First found"),
	LANG_MARK("Last confirmed"), LANG_MARK("Unit"), LANG_MARK("Person"),
	LANG_MARK("Measure taken"), LANG_MARK("Rectify by"), LANG_MARK("Closed"),
	LANG_MARK("Checked again"), LANG_MARK("State"), LANG_MARK("Rectification notice"),
	LANG_MARK("Days taken"), NULL};

enum { STATES = INCIDENT_EXEMPT + 1 };

struct ledger {
	struct report_ask *ask;
	struct section *s, *own; /* own: what no unit answers for */
	struct jw *j;
	int64_t from_ms, to_ms; /* of the period; to exclusive */
	size_t count[STATES], nwarned; /* open, but only a warning: no state of its own */
	size_t nown;
	struct err *e;
};

static bool covered(const struct ledger *x, const struct incident *i)
{
	if (i->first_ms >= x->to_ms || (i->resolved_ms && i->resolved_ms < x->from_ms))
		return false;
	return report_covers_incident(x->ask, i);
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

static void fill(const struct ledger *x, const struct incident *i, struct cell *row)
{
	struct arena *a = x->ask->arena;
	struct ledger_row r = ledger_row_of(x->ask, i);

	row[0] = cell_number((double)i->id);
	row[1] = cell_text(r.portal);
	row[2] = cell_text(r.site_code);
	row[3] = cell_text(r.column);
	row[4] = cell_text(r.kind);
	row[5] = cell_link(r.url, r.url);
	row[6] = cell_link(r.parent, r.parent);
	row[7] = cell_text(r.description);
	row[8] = cell_text(r.basis);
	row[9] = cell_time(i->first_ms);
	row[10] = cell_time(i->last_ms);
	row[11] = cell_text(r.unit);
	row[12] = cell_text(r.person);
	row[13] = cell_text(arena_str(a, i->measure_taken));
	row[14] = cell_day(i->deadline_ms ? day_of_ms(i->deadline_ms - 1, x->ask->config->zone)
					  : DAY_NONE); /* the last one, included */
	row[15] = cell_time(i->resolved_ms);
	row[16] = cell_text(checked_again(x, i));
	row[17] = cell_tone(r.state, r.tone);
	row[18] = cell_text(arena_str(a, i->notice));
	if (i->resolved_ms)
		row[19] = cell_number((double)((i->resolved_ms - i->first_ms) / DAY_MS));
}

/* Nobody has to rectify it: it lasts or is over. */
static void fill_own(const struct ledger *x, const struct incident *i, struct cell *row)
{
	enum lang l = x->ask->lang;

	fill(x, i, row);
	row[11] = row[12] = row[16] = (struct cell){.absent = true};
	row[17] = cell_tone(str_of(i->state == INCIDENT_RESOLVED ? LANG(l, "over")
		: LANG(l, "lasting")), TONE_GREY);
}

static int take(const struct incident *i, void *ctx)
{
	struct ledger *x = ctx;
	struct buf one = BUF_INIT(1 << 24);
	int rc = 0;

	if (!covered(x, i))
		return 0;
	if (incident_is_operators(i))
		x->nown++;
	else if (incident_is_warning(i))
		x->nwarned++;
	else if (i->state > 0 && i->state < STATES)
		x->count[i->state]++;
	if (incident_is_problem(i) && i->level != LEVEL_WARN && !incident_is_operators(i))
		report_met(x->ask, "overdue", 5);
	report_item(x->ask);
	if (x->s) {
		if (incident_is_operators(i))
			fill_own(x, i, section_row(x->own, x->ask->arena));
		else
			fill(x, i, section_row(x->s, x->ask->arena));
		return report_item_end(x->ask, 0, x->e);
	}
	rc = incident_json(&one, i, x->ask->config->zone, NULL, x->e);
	jw_raw(x->j, str_trim(buf_str(&one)));
	buf_release(&one);
	return report_item_end(x->ask, rc, x->e);
}

static int collect(struct ledger *x, struct err *e)
{
	const struct zone *z = x->ask->config->zone;
	int rc;

	x->e = e;
	x->from_ms = x->ask->from_day == DAY_NONE ? INT64_MIN : day_start_ms(x->ask->from_day, z);
	x->to_ms = x->ask->to_day == DAY_NONE ? INT64_MAX : day_start_ms(x->ask->to_day + 1, z);
	if (x->to_ms > x->ask->now_ms)
		x->to_ms = x->ask->now_ms + 1;
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

	if (x->nwarned)
		buf_addf(&b, "%s %zu", LANG(l, "early warning"), x->nwarned);
	for (int state = 1; state < STATES; state++) {
		struct incident i = {.state = state, .level = LEVEL_OVERDUE};

		if (x->count[state])
			buf_addf(&b, "%s%s %zu", b.n ? " \xc2\xb7 " : "", incident_state_text(&i, l),
				x->count[state]);
	}
	if (x->nown)
		buf_addf(&b, "%s%s %zu", b.n ? " \xc2\xb7 " : "",
			LANG(l, "not measured, or of the monitor itself"), x->nown);
	if (b.n)
		report_line(r, a, arena_str(a, buf_str(&b)));
	buf_release(&b);
}

static void method(struct report *r, const struct report_ask *ask, const void *ctx)
{
	(void)ctx;
	report_note(r, ask->arena, str_of(LANG(ask->lang,
		"How it is counted: an incident keeps its number for ever and belongs to every "
		"period that it was open in; it begins with its first failing measurement and "
		"is closed by measurements alone. States are those of the day on which this was "
		"made.")));
}

static int build(struct report_ask *ask, struct report *out, struct err *e)
{
	struct ledger x = {.ask = ask};
	int rc;

	report_section(out, ask, LANG_MARK("Problems of portals"), heads);
	report_section(out, ask, LANG_MARK("Not measured, or of the monitor itself"), heads);
	x.s = &out->sections[0];
	x.own = &out->sections[1];
	x.s->empty = str_of(LANG(ask->lang, "No incident."));
	x.own->intro = str_of(LANG(ask->lang, "No finding against a unit."));
	x.own->drop_empty = true;
	rc = collect(&x, e);
	if (rc == 0) {
		summary(out, &x);
		method(out, ask, NULL);
	}
	if (rc == 0 && !x.nown)
		out->nsections = 1;
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
	return report_json_end(&j, ask, ask->from_day, ask->to_day, method, NULL, rc, e);
}

const struct report_kind report_incidents = {
	.name = "incidents",
	.title = LANG_MARK("Ledger of rectification"),
	.of_period = true,
	.build = build,
	.json = json,
};
