/* The ledger: every duty on every portal, judged at one time. */
#include "duty-record.h"

#include "monitor/duty.h"

#include "base/clock.h"

#include <stdio.h>

static const char *const state_word[] = {"met", "planned", "done", "exempt", "no_column",
	"cannot_judge", "not_observed", "unmeasured", "due", "overdue"};

const char *duty_state_word(int state)
{
	return state >= DUTY_MET && state <= DUTY_OVERDUE ? state_word[state] : "";
}

int duty_state_of_word(const char *word)
{
	for (int i = DUTY_MET; i <= DUTY_OVERDUE; i++)
		if (streq(word, state_word[i]))
			return i;
	return -1;
}

bool duty_line_open(const struct duty_line *l)
{
	return l->state > DUTY_EXEMPT || l->missed_some;
}

bool duty_line_past(const struct duty_line *l, int32_t from_day)
{
	int year, month, dom;

	if (!l->closed || from_day == DAY_NONE)
		return l->closed;
	day_split(from_day, &year, &month, &dom);
	return duty_last_year(l->duty) < year;
}

/* One column judged at one time: live duties and own rules, or closed ones of a year. */
struct judged {
	const struct column_config *column; /* NULL: the home page */
	struct findings findings;
	struct freshness fresh;
	int64_t first_ms; /* column first read, 0 */
	int64_t at_ms;
	int year;
};

struct ledger {
	const struct duty_ask *ask;
	const struct portal_config *portal;
	const struct zone *zone;
	int64_t at_ms;	 /* the time of judgement */
	int year, now_year; /* that of at_ms, that of now */
	bool over;	 /* the period asked for is over */
	int ndays, nmeasured; /* of the period */
	struct judged *judged;
	size_t n, cap;
	duty_line_fn *fn;
	void *ctx;
	struct arena arena; /* of one portal's judgements */
};

static int year_of(int32_t day)
{
	int y, m, d;

	day_split(day, &y, &m, &d);
	return y;
}

static int64_t end_of_year_ms(const struct ledger *x, int year)
{
	return day_start_ms(day_of(year + 1, 1, 1), x->zone) - 1;
}

/* --- judging columns, each once per time --- */

static int judge_at(struct ledger *x, const struct column_config *column, int year,
	const struct judged **out, struct err *e)
{
	bool live = year == x->year; /* else at the end of that year */
	struct judge_ask ask = {.config = x->ask->config, .portal = x->portal,
		.column = column, .pages = x->ask->pages, .alerts = x->ask->alerts,
		.calendar = x->ask->calendar, .arena = &x->arena,
		.now_ms = live ? x->at_ms : end_of_year_ms(x, year)};
	struct column_state c = {0};
	struct judged *j;
	int rc;

	for (size_t i = 0; i < x->n; i++)
		if (x->judged[i].column == column && x->judged[i].year == year) {
			*out = &x->judged[i];
			return 0;
		}
	x->judged = arena_grow(&x->arena, x->judged, x->n, &x->cap, sizeof(*x->judged));
	j = &x->judged[x->n];
	*j = (struct judged){.column = column, .year = year, .at_ms = ask.now_ms};
	rc = pages_column(x->ask->pages, str_of(x->portal->id),
		str_of(column ? column->id : HOME_COLUMN), &c, &x->arena, e);
	if (rc == 0 || rc == ERR_NOTFOUND)
		rc = column_judge(&ask, &j->findings, e);
	if (rc == 0)
		rc = freshness_of(&ask, &j->fresh, e);
	if (rc < 0)
		return rc;
	j->first_ms = c.first_ms;
	x->n++;
	*out = j;
	return 0;
}

/* --- one finding into the line --- */

static bool says(struct str why, const char *text)
{
	return str_eqc(why, text);
}

/* State that the finding gives to its duty. */
static int state_of(const struct ledger *x, const struct judged *j, const struct finding *f)
{
	bool blank = says(f->cannot_judge, "empty");

	if (says(f->cannot_judge, "unmeasured") || says(f->cannot_judge, "never measured"))
		return DUTY_UNMEASURED;
	if (f->cannot_judge.n && !blank)
		return DUTY_CANNOT;
	if (j->fresh.state == STATE_EXEMPT && f->level != LEVEL_OK)
		return DUTY_EXEMPT;
	if (f->level == LEVEL_OVERDUE || blank)
		return DUTY_OVERDUE;
	if (f->level == LEVEL_OK)
		return DUTY_MET;
	/* The last day of what was asked for is over, and was looked at since. */
	if ((x->over || j->year != x->year) && f->due != DAY_NONE &&
		year_of(f->due) <= j->year && j->fresh.last_good_ms >
		day_start_ms(f->due + 1, x->zone))
		return DUTY_OVERDUE;
	return DUTY_DUE;
}

static struct str fact(const struct finding *f, const char *key)
{
	for (size_t i = 0; i < f->nfacts; i++)
		if (str_eqc(f->facts[i].key, key))
			return f->facts[i].value;
	return STR_NONE;
}

/* Of the missed periods those of the year that is looked at; "" none. */
static struct str missed_in(struct ledger *x, struct str all, int year)
{
	char prefix[8];
	struct str one, out = STR_NONE;

	snprintf(prefix, sizeof(prefix), "%04d-", year);
	while (all.n && str_cut(&all, ' ', &one))
		if (str_starts(one, str_of(prefix)))
			out = out.n ? arena_strf(x->ask->arena, "%.*s %.*s", STR_ARG(out),
				STR_ARG(one)) : arena_str(x->ask->arena, one);
	return out;
}

static void line_take(struct ledger *x, struct duty_line *l, const struct judged *j,
	const struct finding *f)
{
	int state = state_of(x, j, f);
	struct str missed = missed_in(x, fact(f, "missed"), j->year);

	l->guessed |= f->guessed;
	if (missed.n) {
		l->missed_some = true;
		l->missed = missed;
	}
	if (l->rule && (state < l->state || (state == l->state && (f->due == DAY_NONE ||
		(l->due != DAY_NONE && f->due >= l->due)))))
		return;
	l->state = state;
	l->rule = f->rule;
	l->column = j->fresh.column;
	l->due = f->due;
	l->since_ms = state == DUTY_OVERDUE ? f->since_ms : 0;
	l->last_seen_ms = j->fresh.last_good_ms;
	l->newest = j->fresh.newest;
	l->newest_title = j->fresh.newest_title;
	l->newest_url = j->fresh.newest_url;
	l->limit = f->limit;
	l->limit_kind = f->limit_kind;
	if (f->basis.n)
		l->basis = f->basis;
	l->cause = f->cause;
	l->summary = f->level == LEVEL_OK ? STR_NONE : f->summary;
	l->why = state == DUTY_CANNOT || state == DUTY_UNMEASURED ? f->cannot_judge
		: says(f->cannot_judge, "empty") ? STR("empty") : STR_NONE;
	l->facts = f->facts;
	l->nfacts = f->nfacts;
	l->evidence = f->evidence;
	l->nevidence = f->nevidence;
	l->kind = f->kind;
	l->subject = f->subject;
}

/* --- one line --- */

static int take_column(struct ledger *x, struct duty_line *l, const struct column_config *c,
	int year, struct err *e)
{
	const struct judged *j;
	bool any = false;
	int rc;

	if (!x->ask->pages) {
		l->state = DUTY_NOT_OBSERVED;
		return 0;
	}
	rc = judge_at(x, c, year, &j, e);
	if (rc < 0)
		return rc;
	if ((l->closed || x->over) && (!j->first_ms || j->first_ms > j->at_ms)) {
		if (!l->rule)
			l->state = l->state > DUTY_NOT_OBSERVED ? l->state : DUTY_NOT_OBSERVED;
		return 0;
	}
	for (size_t i = 0; i < j->findings.n; i++) {
		const struct finding *f = &j->findings.list[i];

		if (l->duty ? f->owed == l->duty : f->rule == l->rule && !f->owed)
			line_take(x, l, j, f), any = true;
	}
	if (!any && !l->rule && l->state < DUTY_UNMEASURED)
		l->state = DUTY_UNMEASURED;
	return 0;
}

static int judge_by_columns(struct ledger *x, struct duty_line *l, int year, struct err *e)
{
	size_t waiting = 0;
	int rc = 0;

	for (size_t i = 0; i < l->duty->ncolumns && rc == 0; i++) {
		const char *id = l->duty->columns[i];
		const struct column_config *c = portal_column(x->portal, str_of(id));

		l->columns = arena_strf(x->ask->arena, "%.*s%s%s", STR_ARG(l->columns),
			l->columns.n ? " " : "", id);
		if (c ? c->discover : !streq(id, HOME_COLUMN))
			waiting++;
		else
			rc = take_column(x, l, c, year, e);
	}
	if (waiting && l->closed && l->state < DUTY_NOT_OBSERVED)
		l->state = DUTY_NOT_OBSERVED;
	else if (waiting && l->state < DUTY_NO_COLUMN)
		l->state = DUTY_NO_COLUMN;
	return rc;
}

/* A tenth of the period without a measurement: what is missing may have been there. */
static void doubt(const struct ledger *x, struct duty_line *l)
{
	if (l->manual || !x->over || !measured_too_little(x->ndays, x->nmeasured))
		return;
	if (l->state != DUTY_OVERDUE && !l->missed_some)
		return;
	l->state = DUTY_CANNOT;
	l->missed_some = false;
	l->why = arena_strf(x->ask->arena, "%d of %d days of the period were not measured",
		x->ndays - x->nmeasured, x->ndays);
}

static void judge_manual(const struct ledger *x, struct duty_line *l, int year)
{
	int32_t today = day_of_ms(x->at_ms, x->zone);

	l->due = duty_due(l->duty, year);
	if (l->due == DAY_NONE)
		l->due = day_of(year, 12, 31);
	if (l->closed && !x->over) {
		l->state = DUTY_NOT_OBSERVED; /* closed: nobody asks any more */
		return;
	}
	if (l->due < today || (x->over && l->due <= today))
		l->state = DUTY_OVERDUE;
	else
		l->state = l->due - today <= DUTY_REMIND_DAYS ? DUTY_DUE : DUTY_PLANNED;
	l->since_ms = l->state == DUTY_OVERDUE ? day_start_ms(l->due + 1, x->zone) : 0;
	l->cause = l->state == DUTY_OVERDUE ? STR("not-ticked") : STR_NONE;
}

static int finish_line(struct ledger *x, struct duty_line *l, int year, struct err *e)
{
	struct store_txn *t = x->ask->alerts;
	struct str portal = str_of(x->portal->id);
	struct str key = duty_document_key(l->document, x->ask->arena);
	struct incident i;
	struct duty_number n = {0};
	int rc;

	if (!t)
		return 0;
	rc = duty_number_of(t, portal, key, l->id, &n, e);
	l->number = n.number;
	/* nobody was reminded of what was due before the ledger knew it */
	if (l->manual && x->over && l->state == DUTY_OVERDUE &&
		(!n.number || day_of_ms(n.first_ms, x->zone) > l->due)) {
		l->state = DUTY_NOT_OBSERVED;
		l->since_ms = 0;
		l->cause = STR_NONE;
	}
	if (rc == 0)
		rc = duty_tick_of(t, portal, key, l->id, year, &l->tick, x->ask->arena, e);
	l->ticked = rc == 0;
	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	/* Where the program can judge, its judgement stands beside the tick. */
	if (l->ticked && (l->manual || (l->state > DUTY_EXEMPT && l->state < DUTY_DUE)))
		l->state = DUTY_DONE;
	rc = l->kind.n ? alerts_by_subject(t, l->kind, l->subject, &i, x->ask->arena, e)
		       : ERR_NOTFOUND;
	if (rc == 0) {
		l->incident = i.id;
		l->incident_state = i.state;
	}
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int duty_line_make(struct ledger *x, const struct duty_document *doc,
	const struct duty_config *d, struct err *e)
{
	int last = duty_last_year(d), year = last && last < x->year ? last : x->year;
	struct duty_line l = {.portal = x->portal, .document = doc, .duty = d,
		.id = str_of(d->id), .what = str_of(d->what && d->what[0] ? d->what : NULL),
		.where = str_of(d->where && d->where[0] ? d->where : NULL), .quote = str_of(d->quote), .limit_kind = str_of(d->limit),
		.unit = str_of(d->unit && d->unit[0] ? d->unit : x->portal->unit),
		.basis = str_of(doc->title), .manual = duty_by_hand(d, x->portal), .once = d->valid_year != 0,
		.closed = duty_is_closed(d, x->now_year), .due = DAY_NONE, .newest = DAY_NONE};
	int rc = 0;

	if (x->over && d->from > x->year)
		return 0; /* nobody had asked for it yet */
	if (d->valid_year > x->year || d->from > x->year) {
		l.state = DUTY_PLANNED;
		year = d->valid_year ? d->valid_year : d->from;
	} else if (l.manual) {
		if (!l.closed && !x->over)
			rc = duty_year_asked(x->ask->alerts, x->portal, doc, d,
				day_of_ms(x->at_ms, x->zone), x->zone, &year, e);
		judge_manual(x, &l, year);
		l.kind = STR(KIND_MANUAL);
		l.subject = arena_strf(x->ask->arena, "%s#%s", x->portal->id, d->id);
	} else {
		rc = judge_by_columns(x, &l, year, e);
	}
	doubt(x, &l);
	l.year = year;
	if (rc == 0)
		rc = finish_line(x, &l, year, e);
	return rc < 0 ? rc : x->fn(&l, x->ctx);
}

static int own_line_make(struct ledger *x, const struct column_config *c,
	const struct rule_config *r, struct err *e)
{
	struct duty_line l = {.portal = x->portal, .rule = r,
		.id = duty_own_id(c, r, x->ask->arena), .columns = str_of(c->id),
		.unit = str_of(c->unit && c->unit[0] ? c->unit : x->portal->unit),
		.basis = str_of(r->basis), .limit_kind = str_of(r->limit_kind),
		.year = x->year, .due = DAY_NONE, .newest = DAY_NONE};
	int rc = 0;

	if (c->discover)
		l.state = DUTY_NO_COLUMN;
	else
		rc = take_column(x, &l, c, x->year, e);
	doubt(x, &l);
	if (rc == 0)
		rc = finish_line(x, &l, x->year, e);
	return rc < 0 ? rc : x->fn(&l, x->ctx);
}

/* --- one portal --- */

static bool wanted(const struct ledger *x, const struct duty_config *d)
{
	if (!x->ask->wants)
		return true;
	if (x->ask->wants(x->portal, NULL, x->ask->ctx))
		return true;
	for (size_t i = 0; i < d->ncolumns; i++) {
		const struct column_config *c = portal_column(x->portal, str_of(d->columns[i]));

		if (c && x->ask->wants(x->portal, c, x->ask->ctx))
			return true;
	}
	return false;
}

static int portal_lines(struct ledger *x, struct err *e)
{
	const struct config *c = x->ask->config;
	int rc = 0;

	for (size_t i = 0; i < c->ndocuments && rc == 0; i++)
		for (size_t k = 0; k < c->documents[i].nduties && rc == 0; k++) {
			const struct duty_config *d = &c->documents[i].duties[k];

			if (duty_applies(c, x->portal, &c->documents[i], d) && wanted(x, d))
				rc = duty_line_make(x, &c->documents[i], d, e);
		}
	for (size_t i = 0; x->ask->own_rules && i < x->portal->ncolumns && rc == 0; i++) {
		const struct column_config *col = &x->portal->columns[i];

		if (x->ask->wants && !x->ask->wants(x->portal, col, x->ask->ctx))
			continue;
		for (size_t k = 0; k < col->nrules && rc == 0; k++)
			rc = own_line_make(x, col, &col->rules[k], e);
	}
	return rc;
}

static int portal_open(struct ledger *x, const struct portal_config *p, struct err *e)
{
	const struct duty_ask *ask = x->ask;
	int32_t today;

	x->portal = p;
	x->zone = portal_zone(ask->config, p);
	today = day_of_ms(ask->now_ms, x->zone);
	x->at_ms = ask->now_ms;
	x->now_year = year_of(today);
	x->over = ask->to_day != DAY_NONE && ask->to_day < today;
	if (x->over)
		x->at_ms = day_start_ms(ask->to_day + 1, x->zone) - 1;
	x->year = year_of(day_of_ms(x->at_ms, x->zone));
	x->judged = NULL;
	x->n = x->cap = 0;
	x->ndays = x->nmeasured = 0;
	if (!x->over || ask->from_day == DAY_NONE || !ask->pages)
		return 0;
	return portal_measured_days(ask->pages, str_of(p->home), x->zone, ask->from_day,
		ask->to_day, &x->ndays, &x->nmeasured, e);
}

int duty_ledger(const struct duty_ask *ask, duty_line_fn *fn, void *ctx, struct err *e)
{
	struct ledger x = {.ask = ask, .fn = fn, .ctx = ctx, .arena = ARENA_INIT};
	int rc = 0;

	for (size_t i = 0; i < ask->config->nportals && rc == 0; i++) {
		rc = portal_open(&x, &ask->config->portals[i], e);
		if (rc == 0)
			rc = portal_lines(&x, e);
		arena_reset(&x.arena);
	}
	arena_release(&x.arena);
	return rc < 0 ? rc : 0;
}
