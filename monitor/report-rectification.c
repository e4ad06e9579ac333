/* A rectification notice as a document. */
#include "monitor/rectification-report.h"

#include "ledger-row.h"

#include "base/out.h"
#include "monitor/incident-view.h"
#include "monitor/report-make.h"

static const char *const heads[] = {LANG_MARK("Row"), LANG_MARK("Problem no."), LANG_MARK("Portal"),
	LANG_MARK("Column"), LANG_MARK("Kind of problem"), LANG_MARK("Address of the problem"),
	LANG_MARK("On page"), LANG_MARK("Link text"), LANG_MARK("Description"),
	LANG_MARK("Basis"), LANG_MARK("First found"), LANG_MARK("Person"),
	LANG_MARK("State now"), LANG_MARK("Closed"), NULL};

static const char *const slip_heads[] = {LANG_MARK("Row"), LANG_MARK("Problem no."),
	LANG_MARK("Measure taken"), LANG_MARK("Done on"), LANG_MARK("Signature"), NULL};

struct str rectification_number(const struct rectification *r, enum lang l, struct arena *a)
{
	struct str rest = r->number, year;
	int64_t y, n;

	if (!str_cut(&rest, '-', &year) || !str_int(year, 1, 9999, &y) ||
		!str_int(rest, 1, INT64_MAX, &n))
		return arena_str(a, r->number);
	return arena_strf(a, LANG(l, "%lld-%lld"), (long long)y, (long long)n);
}

const char *rectification_state_text(int state, enum lang l)
{
	switch ((enum rectification_state)state) {
	case RECTIFICATION_RUNNING:
		return LANG(l, "being rectified");
	case RECTIFICATION_DUE:
		return LANG(l, "due soon");
	case RECTIFICATION_OVERDUE:
		return LANG(l, "overdue");
	case RECTIFICATION_DONE:
		return LANG(l, "settled");
	}
	return "";
}

struct document {
	struct report_ask *ask;
	const struct rectification *r;
	bool marks_itself; /* the writer says that it is a simulation */
	struct report out;
	struct section *rows;
	struct rectification_count count;
	char issued[TIME_TEXT], due[TIME_TEXT];
};

/* The incident as it stood, and what it is today. *now is of state 0 where it is gone. */
static int both_of(struct document *d, size_t k, struct incident *then, struct incident *now,
	struct err *e)
{
	struct arena *a = d->ask->arena;
	int64_t id;
	int rc = record_read(&record_incident, d->r->incidents[k].value, then, a, e);

	*now = (struct incident){0};
	if (rc || !str_int(d->r->incidents[k].key, 1, INT64_MAX, &id))
		return rc;
	rc = alerts_incident(d->ask->alerts, (uint64_t)id, now, a, e);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static struct str pages_text(const struct report_ask *ask, const struct ledger_row *r)
{
	return r->nparents > 1 ? arena_strf(ask->arena, LANG(ask->lang, "%.*s and %zu more"),
					 STR_ARG(r->parent), r->nparents - 1)
			       : r->parent;
}

static int add_row(struct document *d, size_t k, struct err *e)
{
	struct report_ask *ask = d->ask;
	struct incident then, now;
	struct ledger_row r;
	struct cell *row;
	int rc = both_of(d, k, &then, &now, e);

	if (rc)
		return rc;
	then.unit = d->r->unit;
	r = ledger_row_of(ask, &then);
	row = section_row(d->rows, ask->arena);
	row[0] = cell_number((double)(k + 1));
	row[1] = cell_text(arena_strf(ask->arena, "#%llu", (unsigned long long)then.id));
	row[2] = cell_text(r.portal);
	row[3] = cell_text(r.column);
	row[4] = cell_text(r.kind);
	row[5] = cell_link(r.url, r.url);
	row[6] = cell_link(pages_text(ask, &r), r.parent);
	row[7] = cell_text(r.parent_text);
	row[8] = cell_text(r.description);
	row[9] = cell_text(r.basis);
	row[10] = cell_time(then.first_ms);
	row[11] = cell_text(r.person);
	if (now.state && d->count.open < d->r->nincidents) {
		struct ledger_row today = ledger_row_of(ask, &now);

		row[12] = cell_tone(today.state, today.tone);
	}
	row[13] = cell_time(now.state == INCIDENT_RESOLVED ? now.resolved_ms : 0);
	return 0;
}

/* A column without anything in it is not shown. */
static void drop_empty(struct section *s)
{
	size_t kept = 0, n = s->nheads;

	for (size_t c = 0; c < n; c++) {
		bool used = false;

		for (size_t i = 0; i < s->nrows; i++)
			used |= !s->cells[i * n + c].absent;
		if (!used)
			continue;
		for (size_t i = 0; i < s->nrows; i++)
			s->cells[i * n + kept] = s->cells[i * n + c];
		s->heads[kept++] = s->heads[c];
	}
	/* rows of n cells become rows of as many as were kept */
	for (size_t i = 0; i < s->nrows; i++)
		for (size_t c = 0; c < kept; c++)
			s->cells[i * kept + c] = s->cells[i * n + c];
	s->nheads = kept;
}

static void add_line(struct document *d, const char *label, struct str value)
{
	struct buf b = BUF_INIT(8000);

	out_line(&b, value, 1000);
	if (b.n)
		report_line(&d->out, d->ask->arena, arena_strf(d->ask->arena, "%s%s%s",
			lang_text(d->ask->lang, label), LANG(d->ask->lang, ": "), buf_cstr(&b)));
	buf_release(&b);
}

static void add_head(struct document *d)
{
	struct report_ask *ask = d->ask;
	const struct rectification *r = d->r;
	struct arena *a = ask->arena;
	struct rectification_count *c = &d->count;

	if (ask->simulation && !d->marks_itself)
		report_line(&d->out, a, str_of(LANG(ask->lang,
			"Simulation: made from a store with a simulated clock.")));
	add_line(d, LANG_MARK("Number"), rectification_number(r, ask->lang, a));
	add_line(d, LANG_MARK("Addressed to"), r->unit);
	add_line(d, LANG_MARK("Issued"), str_of(d->issued));
	add_line(d, LANG_MARK("Issued by"), r->by);
	add_line(d, LANG_MARK("Rectify by (inclusive)"), str_of(d->due));
	add_line(d, LANG_MARK("Remark"), r->remark);
	add_line(d, LANG_MARK("State now"), arena_strf(a, LANG(ask->lang,
		"%s: %zu closed, %zu struck off or exempted, %zu to be checked again, %zu open"),
		rectification_state_text(c->state, ask->lang), c->closed, c->waived, c->claimed,
		c->open));
	if (ask->config->contact && ask->config->contact[0])
		add_line(d, LANG_MARK("Contact"), str_of(ask->config->contact));
}

static void add_notes(struct document *d)
{
	struct report_ask *ask = d->ask;
	struct arena *a = ask->arena;

	report_note(&d->out, a, str_of(LANG(ask->lang,
		"Send the slip back with the measure taken for each problem. Each is then measured "
		"again: what passes is closed, what does not is to be rectified again. What is "
		"wrongly listed may be struck off on a reasoned request.")));
	report_note(&d->out, a, str_of(LANG(ask->lang,
		"The problems are shown as they stood when this was issued. The proof of each "
		"(measurements, stored pages and their SHA-256) can be had by its number.")));
	if (d->r->guessed)
		report_note(&d->out, a, str_of(LANG(ask->lang,
			"There is no holiday calendar for a year in this span: its working days "
			"were counted as Monday to Friday.")));
}

static void add_slip(struct document *d)
{
	struct section *s = report_section(&d->out, d->ask, LANG_MARK("Return slip"), slip_heads);

	s->by_hand = true;
	for (size_t k = 0; k < d->r->nincidents; k++) {
		struct cell *row = section_row(s, d->ask->arena);

		row[0] = cell_number((double)(k + 1));
		row[1] = cell_text(arena_strf(d->ask->arena, "#%.*s",
			STR_ARG(d->r->incidents[k].key)));
	}
}

static int build(struct document *d, struct err *e)
{
	struct report_ask *ask = d->ask;
	int rc = rectification_count(ask->alerts, d->r, ask->calendar, ask->config->zone,
		ask->now_ms, &d->count, e);

	if (rc)
		return rc;
	day_text(d->issued, day_of_ms(d->r->issued_ms, ask->config->zone));
	day_text(d->due, day_of_ms(d->r->due_ms - 1, ask->config->zone));
	d->out.title = str_of(LANG(ask->lang, "Notice of rectification"));
	add_head(d);
	d->rows = report_section(&d->out, ask, LANG_MARK("Problems to be rectified"), heads);
	d->rows->intro = arena_strf(ask->arena, LANG_COUNT(ask->lang, d->r->nincidents,
		"Monitoring found the %zu problem below, for which you are responsible. Please "
		"rectify it by %s.",
		"Monitoring found the %zu problems below, for which you are responsible. Please "
		"rectify them by %s."), d->r->nincidents, d->due);
	for (size_t k = 0; k < d->r->nincidents && rc == 0; k++)
		rc = add_row(d, k, e);
	drop_empty(d->rows);
	add_slip(d);
	add_notes(d);
	return rc;
}

int rectification_write(struct report_ask *ask, const struct rectification *r,
	const char *format, struct buf *b, struct err *e)
{
	struct document d = {.ask = ask, .r = r, .marks_itself = streq(format, "html")};
	int rc;

	if (streq(format, "json"))
		return rectification_json(ask, r, b, e);
	rc = build(&d, e);
	if (rc)
		return rc;
	if (streq(format, "xlsx"))
		return write_xlsx(&d.out, ask, SHEET_ROWS, b, e);
	if (streq(format, "text"))
		write_text(&d.out, ask, 0, b);
	else if (streq(format, "csv"))
		write_csv(&d.out, ask, b);
	else
		write_html(&d.out, ask, b);
	return 0;
}

/* --- JSON --- */

static int json_incident(struct document *d, size_t k, struct jw *j, struct err *e)
{
	const struct zone *z = d->ask->config->zone;
	struct incident then, now;
	struct buf one = BUF_INIT((size_t)1 << 24);
	int rc = both_of(d, k, &then, &now, e);

	if (rc == 0)
		rc = incident_json(&one, &then, z, NULL, e);
	if (rc == 0) {
		jw_open(j, '{');
		jw_kint(j, "id", (int64_t)then.id);
		jw_kcstr(j, "state", now.state ? incident_state_word(now.state) : NULL);
		jw_ktime(j, "fixed", now.fixed_ms, z);
		jw_ktime(j, "resolved", now.resolved_ms, z);
		jw_key(j, "then");
		jw_raw(j, str_trim(buf_str(&one)));
		jw_close(j, '}');
	}
	buf_release(&one);
	return rc;
}

int rectification_json(struct report_ask *ask, const struct rectification *r, struct buf *b,
	struct err *e)
{
	struct document d = {.ask = ask, .r = r};
	const struct zone *z = ask->config->zone;
	struct jw j = jw_on(b);
	int rc = rectification_count(ask->alerts, r, ask->calendar, z, ask->now_ms, &d.count, e);

	if (rc)
		return rc;
	jw_open(&j, '{');
	jw_kstr(&j, "notice", r->number);
	jw_kstr(&j, "unit", r->unit);
	jw_ktime(&j, "issued", r->issued_ms, z);
	jw_kday(&j, "due", day_of_ms(r->due_ms - 1, z));
	jw_kcstr(&j, "state", rectification_state_word(d.count.state));
	jw_ktime(&j, "done", d.count.done_ms, z);
	jw_kint(&j, "closed", (int64_t)d.count.closed);
	jw_kint(&j, "waived", (int64_t)d.count.waived);
	jw_kint(&j, "claimed", (int64_t)d.count.claimed);
	jw_kint(&j, "open", (int64_t)d.count.open);
	jw_kstr(&j, "by", r->by);
	jw_kstr(&j, "user", r->user);
	jw_kstr(&j, "remark", r->remark);
	jw_kbool(&j, "guessed", r->guessed);
	jw_kbool(&j, "simulation", ask->simulation);
	jw_key(&j, "incidents");
	jw_open(&j, '[');
	for (size_t k = 0; k < r->nincidents && rc == 0; k++)
		rc = json_incident(&d, k, &j, e);
	jw_close(&j, ']');
	jw_close(&j, '}');
	buf_addc(b, '\n');
	return rc;
}
