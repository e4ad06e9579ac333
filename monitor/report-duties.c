/* Duties: the ledger (公开任务台账): what must be published, by when, by whom, on what basis,
 * and how it stands. With a period that is over it is the yearly review (回头看). */
#include "report-part.h"

#include "monitor/duty-ledger.h"
#include "monitor/duty-view.h"
#include "monitor/report.h"

#include "base/out.h"

#define MISSED_NAMED 12 /* a year of months */

static const char *const heads[] = {LANG_MARK("No."), LANG_MARK("Portal"), LANG_MARK("Mark"),
	LANG_MARK("What must be published"), LANG_MARK("Words of the document"),
	LANG_MARK("Where"), LANG_MARK("Unit"),
	LANG_MARK("Demand"), LANG_MARK("Where the limit comes from"), LANG_MARK("Document"),
	LANG_MARK("Publish by"), LANG_MARK("State"), LANG_MARK("Newest notice"), LANG_MARK("Evidence"),
	LANG_MARK("Last seen"), LANG_MARK("Incident"), LANG_MARK("Remark"), NULL};

struct ledger {
	struct report_ask *ask;
	struct section *s;
	struct jw *j;
	size_t count[DUTY_OVERDUE + 1], closed, nopen;
	bool guessed;
	struct err *e;
};

static bool wants(const struct portal_config *p, const struct column_config *c, void *ctx)
{
	struct report_ask ask = *((const struct ledger *)ctx)->ask;

	ask.unit = NULL; /* a duty has a unit of its own */
	return report_covers(&ask, p, c);
}

static enum tone tone_of(int state)
{
	switch ((enum duty_state)state) {
	case DUTY_MET:
	case DUTY_DONE:
		return TONE_GOOD;
	case DUTY_DUE:
		return TONE_WARN;
	case DUTY_OVERDUE:
		return TONE_BAD;
	case DUTY_PLANNED:
	case DUTY_EXEMPT:
	case DUTY_NO_COLUMN:
	case DUTY_CANNOT:
	case DUTY_NOT_OBSERVED:
	case DUTY_UNMEASURED:
		break;
	}
	return TONE_GREY;
}

static struct str column_names(const struct ledger *x, const struct duty_line *l)
{
	struct buf b = BUF_INIT(1 << 16);
	struct str rest = l->columns, id, out;

	while (rest.n && str_cut(&rest, ' ', &id)) {
		const struct column_config *c = portal_column(l->portal, id);

		buf_addf(&b, "%s", b.n ? LANG(x->ask->lang, ", ") : "");
		if (str_eqc(id, HOME_COLUMN) && !c)
			buf_adds(&b, LANG(x->ask->lang, "home page"));
		else
			buf_addstr(&b, c && c->name[0] ? str_of(c->name) : id);
	}
	out = b.n ? arena_str(x->ask->arena, buf_str(&b)) : STR_NONE;
	buf_release(&b);
	return out;
}

/* Periods are named by their first days. */
static void add_missed(struct buf *b, struct str missed, enum lang lang)
{
	struct str rest = missed, day;
	size_t n = 0;

	for (; rest.n && str_cut(&rest, ' ', &day); n++)
		if (n < MISSED_NAMED)
			buf_addf(b, "%s%.*s", n ? LANG(lang, ", ") : b->n
					? LANG(lang, "; missed: ") : LANG(lang, "missed: "),
				STR_ARG(day));
	if (n > MISSED_NAMED)
		buf_addf(b, LANG(lang, " and %d more"), (int)(n - MISSED_NAMED));
}

/* Why nothing is said, what was missed, who ticked it off. */
static struct str remark(const struct ledger *x, const struct duty_line *l)
{
	enum lang lang = x->ask->lang;
	struct str why = duty_why_text(l, lang, x->ask->arena), out;
	struct buf b = BUF_INIT(1 << 16);
	char t[TIME_TEXT];

	if (l->closed)
		buf_adds(&b, LANG(lang, "(closed)"));
	if (why.n)
		buf_addf(&b, "%s%.*s", b.n ? LANG(lang, "; ") : "", STR_ARG(why));
	if (l->missed.n)
		add_missed(&b, l->missed, lang);
	if (l->ticked)
		buf_addf(&b, LANG(lang, "%sticked off by %.*s on %s %.*s %.*s"), b.n ? LANG(lang, "; ") : "",
			STR_ARG(l->tick.by), time_short(t, l->tick.time_ms, x->ask->config->zone),
			STR_ARG(l->tick.reason), STR_ARG(l->tick.evidence));
	out = b.n ? arena_str(x->ask->arena, str_trim(buf_str(&b))) : STR_NONE;
	buf_release(&b);
	return out;
}

/* Where the file says it must be, and the columns that are watched for it. */
static struct str place(const struct ledger *x, const struct duty_line *l)
{
	enum lang lang = x->ask->lang;
	struct str names = column_names(x, l), where = duty_words(l, l->where, lang);

	if (!where.n || !names.n || str_eq(where, names))
		return where.n ? where : names;
	return arena_strf(x->ask->arena, LANG(lang, "%.*s (columns: %.*s)"), STR_ARG(where),
		STR_ARG(names));
}

static void fill(const struct ledger *x, const struct duty_line *l, struct cell *row)
{
	struct arena *a = x->ask->arena;
	enum lang lang = x->ask->lang;

	if (l->number)
		row[0] = cell_number((double)l->number);
	row[1] = cell_text(str_of(l->portal->name[0] ? l->portal->name : l->portal->id));
	row[2] = cell_text(arena_str(a, l->id));
	row[3] = cell_text(l->what.n ? duty_words(l, l->what, lang)
			: l->quote.n ? arena_str(a, l->quote) : STR_NONE);
	row[4] = cell_text(l->quote.n ? arena_str(a, l->quote) : STR_NONE);
	row[5] = cell_text(place(x, l));
	row[6] = cell_text(l->unit.n ? arena_str(a, l->unit) : STR_NONE);
	row[7] = cell_text(arena_str(a, duty_rule_text(l, x->ask->config, lang, a)));
	row[8] = cell_text(str_of(limit_kind_text(l->limit_kind.n ? l->limit_kind
								  : STR("configured"), lang)));
	row[9] = cell_text(l->document ? duty_words(l, str_of(l->document->title), lang)
			: l->basis.n ? lang_basis(lang, arena_str(a, l->basis)) : STR_NONE);
	row[10] = cell_day(l->due);
	row[11] = cell_tone(str_of(duty_state_text(l->state, lang)), tone_of(l->state));
	row[12] = cell_day(l->newest);
	row[13] = cell_link(l->newest_title.n ? arena_str(a, l->newest_title) : STR_NONE,
		arena_str(a, l->newest_url));
	row[14] = cell_time(l->last_seen_ms);
	if (l->incident)
		row[15] = cell_number((double)l->incident);
	row[16] = cell_text(remark(x, l));
}

static bool shown(const struct ledger *x, const struct duty_line *l)
{
	if (x->ask->unit && !pattern_matches(x->ask->unit, l->unit))
		return false;
	return !x->ask->open_only || duty_line_open(l);
}

static int take(const struct duty_line *l, void *ctx)
{
	struct ledger *x = ctx;
	struct buf one = BUF_INIT(1 << 24);

	if (x->ask->unit && !pattern_matches(x->ask->unit, l->unit))
		return 0;
	if (duty_line_past(l, x->ask->from_day)) {
		x->closed++;
		return 0;
	}
	x->count[l->state]++;
	x->nopen += duty_line_open(l);
	x->guessed |= l->guessed;
	if (l->state == DUTY_OVERDUE)
		report_met(x->ask, "overdue", 5);
	else if (l->state == DUTY_UNMEASURED)
		report_met(x->ask, "unmeasured", 2);
	else if (l->state == DUTY_DUE)
		report_met(x->ask, "due", 1);
	if (!shown(x, l))
		return 0;
	report_item(x->ask);
	if (x->s) {
		fill(x, l, section_row(x->s, x->ask->arena));
		return report_item_end(x->ask, 0, x->e);
	}
	duty_json(&one, l, portal_zone(x->ask->config, l->portal));
	jw_raw(x->j, str_trim(buf_str(&one)));
	buf_release(&one);
	return report_item_end(x->ask, 0, x->e);
}

static int collect(struct ledger *x, struct err *e)
{
	struct report_ask *r = x->ask;
	struct duty_ask ask = {.config = r->config, .calendar = r->calendar, .pages = r->pages,
		.alerts = r->alerts, .now_ms = r->now_ms, .from_day = r->from_day,
		.to_day = r->to_day, .own_rules = true, .wants = wants, .ctx = x,
		.arena = r->arena};

	x->e = e;
	return duty_ledger(&ask, take, x, e);
}

static void summary(struct report *r, const struct ledger *x)
{
	struct arena *a = x->ask->arena;
	enum lang l = x->ask->lang;
	struct buf b = BUF_INIT(4000);

	for (int state = DUTY_OVERDUE; state >= DUTY_MET; state--)
		if (x->count[state])
			buf_addf(&b, "%s%s %zu", b.n ? " \xc2\xb7 " : "",
				duty_state_text(state, l), x->count[state]);
	if (b.n)
		report_line(r, a, arena_str(a, buf_str(&b)));
	buf_release(&b);
	if (x->ask->open_only)
		report_line(r, a, arena_strf(a, LANG(l, "only what is still owed: %d of the "
			"ledger's lines"), (int)x->nopen));
	if (x->closed)
		report_line(r, a, arena_strf(a, LANG_COUNT(l, x->closed,
			"%d duty due once in a past year is closed and not listed; the period of "
			"its year shows it", "%d duties due once in past years are closed and not "
			"listed; the period of their year shows them"), (int)x->closed));
}

static void method(struct report *r, const struct report_ask *ask, const void *ctx)
{
	const struct ledger *x = ctx;
	struct arena *a = ask->arena;
	enum lang l = ask->lang;

	report_note(r, a, str_of(LANG(l,
		"How it is counted: a duty keeps its number for ever; of several rules the strictest "
		"gives the state; of a period that is over the state is that of its last day. A "
		"duty due once in a past year is judged only where its column was watched then, "
		"else it is not observed. What could not be measured is never overdue. A notice "
		"without a date counts for nothing.")));
	report_note(r, a, str_of(LANG(l,
		"'Configured' says that the text of the document holds no number: the limit is "
		"this installation's own.")));
	if (x->guessed)
		report_note(r, a, str_of(LANG(l,
			"A year without holiday data was used: Monday to Friday were counted as "
			"working days.")));
}

static int build(struct report_ask *ask, struct report *out, struct err *e)
{
	struct ledger x = {.ask = ask};
	int rc;

	x.s = report_section(out, ask, NULL, heads);
	x.s->drop_empty = true;
	x.s->empty = str_of(LANG(ask->lang, "no duty to show"));
	rc = collect(&x, e);
	if (rc == 0) {
		summary(out, &x);
		method(out, ask, &x);
	}
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
	jw_kday(&j, "from", ask->from_day);
	jw_kday(&j, "to", ask->to_day);
	jw_key(&j, "duties");
	jw_open(&j, '[');
	rc = collect(&x, e);
	jw_close(&j, ']');
	jw_kint(&j, "open", (int64_t)x.nopen);
	jw_kint(&j, "closed_not_listed", (int64_t)x.closed);
	return report_json_end(&j, ask, ask->from_day, ask->to_day, method, &x, rc, e);
}

const struct report_kind report_duties = {
	.name = "duties",
	.title = LANG_MARK("Ledger of duties"),
	.build = build,
	.json = json,
};
