/* Incidents as JSON, table and screen. */
#include "monitor/incident-view.h"

#include "message-part.h"
#include "say.h"

#include "base/out.h"
#include "base/utf8.h"

#include <stdio.h>

static const struct {
	const char *kind, *text;
} kind_row[] = {
	{"stale", LANG_MARK("column not updated")},
	{"daily", LANG_MARK("column not updated")},
	{"weekly", LANG_MARK("column not updated")},
	{"monthly", LANG_MARK("column not updated")},
	{"quarterly", LANG_MARK("column not updated")},
	{"yearly", LANG_MARK("column not updated")},
	{"by_date", LANG_MARK("not published by its date")},
	{"min_count", LANG_MARK("too few notices")},
	{"min_display", LANG_MARK("taken down too early")},
	{"exists", LANG_MARK("missing")},
	{"follow_up", LANG_MARK("not followed up in time")},
	{"technical", LANG_MARK("technical requirement not met")},
	{"disclosure", LANG_MARK("published too late after it was made")},
	{"honesty", LANG_MARK("dates in doubt")},
	{"off_topic", LANG_MARK("reads like news in a statutory column")},
	{"complete", LANG_MARK("gap in a numbered series")},
	{"sequence", LANG_MARK("stages out of order")},
	{"threshold", LANG_MARK("number beyond its limit")},
	{"year_on_year", LANG_MARK("fewer than the year before")},
	{"must_change", LANG_MARK("page not updated")},
	{"page_changed", LANG_MARK("page changed")},
	{"share", LANG_MARK("share too small")},
	{"sub_columns", LANG_MARK("entries missing or blank")},
	{"manual-duty", LANG_MARK("duty not ticked off")},
	{"label", LANG_MARK("required text missing")},
	{"column-gone", LANG_MARK("column cannot be opened")},
	{"empty", LANG_MARK("empty column")},
	{"undated", LANG_MARK("notices without date")},
	{"unmeasured", LANG_MARK("not measured")},
	{"broken-link", LANG_MARK("broken link")},
	{"host-down", LANG_MARK("host of links cannot be reached")},
	{"portal-down", LANG_MARK("portal cannot be opened")},
	{"platform-down", LANG_MARK("platform cannot be reached")},
	{"availability", LANG_MARK("portal often cannot be opened")},
	{"withdrawn", LANG_MARK("notice withdrawn")},
	{"hijacked", LANG_MARK("page hijacked")},
	{"other-shape", LANG_MARK("column has another shape")},
	{"crawler-stopped", LANG_MARK("crawler stopped")},
	{"own-line", LANG_MARK("own line down")},
	{"gap", LANG_MARK("gap in measuring")},
	{"receiver-failed", LANG_MARK("receiver cannot be reached")},
	{"rectification-overdue", LANG_MARK("rectification notice not settled")},
};

static const char *const state_text[] = {"", LANG_MARK("to be confirmed"),
	LANG_MARK("to be rectified"), LANG_MARK("being rectified"), LANG_MARK("closed"),
	LANG_MARK("unstable"), LANG_MARK("ignored"), LANG_MARK("false alarm"),
	LANG_MARK("exempted")};

const char *incident_kind_text(struct str kind, enum lang l)
{
	for (size_t i = 0; i < sizeof(kind_row) / sizeof(kind_row[0]); i++)
		if (str_eqc(kind, kind_row[i].kind))
			return lang_text(l, kind_row[i].text);
	return kind.p ? kind.p : "";
}

bool incident_is_warning(const struct incident *i)
{
	return i->state == INCIDENT_OPEN && i->level == LEVEL_WARN && !i->fixed_ms;
}

const char *incident_state_text(const struct incident *i, enum lang l)
{
	if (i->fixed_ms)
		return LANG(l, "to be checked again");
	if (incident_is_warning(i))
		return str_eqc(i->cause, "due") ? LANG(l, "due") : LANG(l, "early warning");
	if (i->state < INCIDENT_SUSPECTED || i->state > INCIDENT_EXEMPT)
		return "";
	return lang_text(l, state_text[i->state]);
}

/* --- JSON --- */

static void json_evidence(struct jw *j, const struct incident *i)
{
	jw_key(j, "evidence");
	jw_open(j, '[');
	for (size_t k = 0; k < i->nevidence; k++) {
		jw_open(j, '{');
		jw_kstr(j, "kind", i->evidence[k].key);
		jw_kstr(j, "ref", i->evidence[k].value);
		jw_close(j, '}');
	}
	jw_close(j, ']');
}

static void json_facts(struct jw *j, const struct incident *i)
{
	jw_key(j, "facts");
	jw_open(j, '{');
	for (size_t k = 0; k < i->nfacts; k++)
		if (i->facts[k].key.p)
			jw_kstr(j, i->facts[k].key.p, i->facts[k].value);
	jw_close(j, '}');
}

static void json_people(struct jw *j, const struct incident *i, const struct zone *z)
{
	jw_kstr(j, "unit", i->unit);
	jw_kstr(j, "person", i->person);
	jw_kstr(j, "by", i->by);
	jw_kstr(j, "reason", i->reason);
	jw_kstr(j, "measure_taken", i->measure_taken);
	jw_ktime(j, "until", i->until_ms, z);
	jw_ktime(j, "deadline", i->deadline_ms, z);
	jw_kstr(j, "notice", i->notice);
	jw_ktime(j, "fixed", i->fixed_ms, z);
	jw_kint(j, "reopened", i->nreopened);
	jw_key(j, "told");
	jw_open(j, '[');
	for (size_t k = 0; k < i->ntold; k++)
		jw_str(j, i->told[k].key);
	jw_close(j, ']');
}

struct history {
	struct jw *j;
	struct buf *b;
	const struct zone *z;
	enum lang lang;
};

static int json_entry(const struct incident_entry *x, void *ctx)
{
	struct history *h = ctx;

	jw_open(h->j, '{');
	jw_kint(h->j, "seq", (int64_t)x->seq);
	jw_ktime(h->j, "time", x->time_ms, h->z);
	jw_kstr(h->j, "what", x->what);
	jw_kstr(h->j, "text", x->text);
	jw_kstr(h->j, "by", x->by);
	jw_kstr(h->j, "user", x->user);
	jw_kstr(h->j, "receiver", x->receiver);
	jw_kcstr(h->j, "from", x->from_state ? incident_state_word(x->from_state) : NULL);
	jw_kcstr(h->j, "to", x->to_state ? incident_state_word(x->to_state) : NULL);
	jw_kstr(h->j, "unit", x->unit);
	jw_kstr(h->j, "person", x->person);
	jw_ktime(h->j, "until", x->until_ms, h->z);
	jw_close(h->j, '}');
	return 0;
}

int incident_json(struct buf *b, const struct incident *i, const struct zone *z,
	struct store_txn *t, struct err *e)
{
	struct jw j = jw_on(b);
	struct history h = {.j = &j, .z = z};
	int rc = 0;

	jw_open(&j, '{');
	jw_kint(&j, "id", (int64_t)i->id);
	jw_kstr(&j, "kind", i->kind);
	jw_kcstr(&j, "severity", severity_word(i->severity));
	jw_kcstr(&j, "state", incident_state_word(i->state));
	jw_kcstr(&j, "level", i->level == LEVEL_WARN ? "warn" : "overdue");
	jw_kstr(&j, "portal", i->portal);
	jw_kstr(&j, "column", i->column);
	jw_kstr(&j, "subject", i->subject);
	jw_ktime(&j, "opened", i->opened_ms, z);
	jw_ktime(&j, "since", i->first_ms, z);
	jw_ktime(&j, "resolved", i->resolved_ms, z);
	jw_ktime(&j, "earliest", i->earliest_ms, z);
	jw_ktime(&j, "measured", i->last_ms, z);
	jw_kstr(&j, "cause", i->cause);
	jw_kstr(&j, "summary", i->summary);
	jw_kstr(&j, "basis", i->basis);
	json_people(&j, i, z);
	jw_key(&j, "explained_by");
	if (i->inhibited_by)
		jw_int(&j, (int64_t)i->inhibited_by);
	else
		jw_null(&j);
	json_facts(&j, i);
	json_evidence(&j, i);
	if (t) {
		jw_key(&j, "history");
		jw_open(&j, '[');
		rc = alerts_each_entry(t, i->id, json_entry, &h, e);
		jw_close(&j, ']');
	}
	jw_close(&j, '}');
	buf_addc(b, '\n');
	return rc < 0 ? rc : 0;
}

/* --- table --- */

/* The text of a cell, padded or cut to a number of columns. */
static void cell(struct buf *b, struct str text, size_t columns)
{
	struct buf clean = BUF_INIT(4000);
	struct str s;
	size_t width;

	out_line(&clean, text, 200);
	s = utf8_clip(buf_str(&clean), columns);
	width = utf8_width(s);
	buf_addstr(b, s);
	while (width++ < columns + 1)
		buf_addc(b, ' ');
	buf_release(&clean);
}

void incident_heading(struct buf *b, enum lang l)
{
	cell(b, STR("#"), 6);
	cell(b, str_of(LANG(l, "state")), 15);
	cell(b, str_of(LANG(l, "severity")), 8);
	cell(b, str_of(LANG(l, "since")), 16);
	cell(b, str_of(LANG(l, "problem")), 22);
	cell(b, str_of(LANG(l, "unit")), 14);
	buf_addf(b, "%s\n", LANG(l, "subject"));
}

void incident_line(struct buf *b, const struct incident *i, const struct zone *z, enum lang l)
{
	char text[TIME_TEXT], id[24];

	snprintf(id, sizeof(id), "%llu", (unsigned long long)i->id);
	cell(b, str_of(id), 6);
	cell(b, str_of(incident_state_text(i, l)), 15);
	cell(b, str_of(lang_text(l, severity_word(i->severity))), 8);
	cell(b, str_of(time_short(text, i->first_ms, z)), 16);
	cell(b, str_of(incident_kind_text(i->kind, l)), 22);
	cell(b, i->unit, 14);
	out_line(b, i->subject, 400);
	if (i->cause.n && !str_eqc(i->cause, "overdue") && !str_eqc(i->cause, "due")) {
		buf_adds(b, "  ");
		out_line(b, say_reason(i->cause, l), 80);
	}
	buf_addc(b, '\n');
}

/* --- screen --- */

static void field(struct buf *b, const char *name, struct str value)
{
	if (!value.n)
		return;
	buf_adds(b, "  ");
	cell(b, str_of(name), 16);
	out_line(b, value, 1000);
	buf_addc(b, '\n');
}

static void time_field(struct buf *b, const char *name, int64_t ms, const struct zone *z)
{
	char text[TIME_TEXT];

	if (ms)
		field(b, name, str_of(time_short(text, ms, z)));
}

static int screen_entry(const struct incident_entry *x, void *ctx)
{
	struct history *h = ctx;
	struct arena a = ARENA_INIT;
	char text[TIME_TEXT];

	buf_addf(h->b, "  %s  ", time_short(text, x->time_ms, h->z));
	out_line(h->b, say_entry_what(x->what, h->lang), 100);
	if (x->text.n)
		buf_adds(h->b, LANG(h->lang, ": "));
	out_line(h->b, say_entry_text(x, h->lang, &a), 400);
	out_line(h->b, say_entry_more(x, h->z, h->lang, &a), 400);
	if (x->receiver.n)
		buf_addf(h->b, " -> %.*s", STR_ARG(x->receiver));
	if (x->by.n)
		buf_addf(h->b, " (%.*s)", STR_ARG(x->by));
	buf_addc(h->b, '\n');
	arena_release(&a);
	return 0;
}

static void screen_facts(struct buf *b, const struct incident *i, enum lang l)
{
	for (size_t k = 0; k < i->nfacts; k++) {
		const char *label = fact_label(i->facts[k].key, l);
		struct arena a = ARENA_INIT;

		if (label)
			field(b, label, fact_value(i->facts[k], l, &a));
		arena_release(&a);
	}
	for (size_t k = 0; k < i->nevidence; k++)
		if (i->evidence[k].key.p)
			field(b, say_evidence(i->evidence[k].key, l), i->evidence[k].value);
}

int incident_screen(struct buf *b, const struct incident *i, const struct zone *z,
	enum lang l, struct store_txn *t, struct err *e)
{
	struct history h = {.b = b, .z = z, .lang = l};
	int rc;

	buf_addf(b, "#%llu %s: %s\n", (unsigned long long)i->id,
		incident_kind_text(i->kind, l), incident_state_text(i, l));
	field(b, LANG(l, "subject"), i->subject);
	if (l == LANG_EN)
		field(b, LANG(l, "summary"), i->summary);
	field(b, LANG(l, "cause"), say_reason(i->cause, l));
	field(b, LANG(l, "severity"), str_of(lang_text(l, severity_word(i->severity))));
	field(b, LANG(l, "unit"), i->unit);
	field(b, LANG(l, "person"), i->person);
	time_field(b, LANG(l, "since"), i->first_ms, z);
	time_field(b, LANG(l, "opened"), i->opened_ms, z);
	time_field(b, LANG(l, "resolved"), i->resolved_ms, z);
	time_field(b, LANG(l, "not before"), i->earliest_ms, z);
	time_field(b, LANG(l, "deadline"), i->deadline_ms, z);
	field(b, LANG(l, "rectification notice"), i->notice);
	time_field(b, LANG(l, "until"), i->until_ms, z);
	field(b, LANG(l, "basis"), lang_basis(l, i->basis));
	field(b, LANG(l, "reason"), i->reason);
	field(b, LANG(l, "measure taken"), i->measure_taken);
	screen_facts(b, i, l);
	buf_addf(b, "%s\n", LANG(l, "history"));
	rc = alerts_each_entry(t, i->id, screen_entry, &h, e);
	return rc < 0 ? rc : 0;
}
