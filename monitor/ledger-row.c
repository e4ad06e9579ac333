/* One incident as a row that an office files. */
#include "ledger-row.h"

#include "message-part.h"

#include "base/out.h"
#include <stdlib.h>
#include "monitor/freshness.h"
#include "monitor/incident-view.h"

static struct str kept(const struct report_ask *ask, struct str s)
{
	return s.n ? arena_str(ask->arena, s) : STR_NONE;
}

static struct str evidence(const struct incident *i, const char *key)
{
	for (size_t k = 0; k < i->nevidence; k++)
		if (str_eqc(i->evidence[k].key, key))
			return i->evidence[k].value;
	return STR_NONE;
}

/* A parent is "address LF line LF text". */
static void take_parents(const struct report_ask *ask, const struct incident *i,
	struct ledger_row *r)
{
	struct str rest = evidence(i, "parent"), url, line = STR_NONE;

	for (size_t k = 0; k < i->nevidence; k++)
		r->nparents += str_eqc(i->evidence[k].key, "parent");
	if (!r->nparents)
		return;
	str_cut(&rest, '\n', &url);
	if (!str_none(rest))
		str_cut(&rest, '\n', &line);
	r->parent = kept(ask, url);
	r->parent_text = kept(ask, rest);
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

/* A part of one, in percent. */
static struct str percent_text(const struct report_ask *ask, struct str value)
{
	double part = strtod(kept(ask, value).p, NULL);

	return arena_strf(ask->arena, "%.2f %%", part * 100);
}

/* Minutes in the unit that says them best. */
static struct str lasting_text(const struct report_ask *ask, struct str minutes)
{
	struct str rest = minutes;
	enum lang l = ask->lang;
	int64_t n;

	if (!str_int(rest, 0, INT32_MAX, &n))
		return minutes;
	if (n >= 2880)
		return arena_strf(ask->arena, LANG_COUNT(l, n / 1440, "%d day", "%d days"),
			(int)(n / 1440));
	if (n >= 120)
		return arena_strf(ask->arena, LANG_COUNT(l, n / 60, "%d hour", "%d hours"),
			(int)(n / 60));
	return arena_strf(ask->arena, LANG_COUNT(l, n, "%d minute", "%d minutes"), (int)n);
}

/* The reason holds the status, the clause the duty: once is enough. */
static bool said_elsewhere(const struct incident *i, const char *key, struct str value)
{
	if (streq(key, "status"))
		return str_starts(incident_fact(i, "reason"), STR("http-"));
	return streq(key, "quote") && str_eq(value, i->basis);
}

/* A fact as people read it. */
static struct str fact_text(const struct report_ask *ask, const char *key, struct str value)
{
	if (streq(key, "share") && str_has(value, STR(".")))
		return percent_text(ask, value);
	if (streq(key, "limit"))
		return report_limit(ask, value);
	if (streq(key, "minutes"))
		return lasting_text(ask, value);
	if (streq(key, "reason")) {
		const char *text = reason_text(kept(ask, value), ask->lang);

		return text ? str_of(text) : value;
	}
	return value;
}

/* The numbers of the finding in words: days, status, cause. */
static struct str description(const struct report_ask *ask, const struct incident *i)
{
	static const struct {
		const char *key, *word;
	} row[] = {
		{"quote", LANG_MARK("duty")},
		{"notice", LANG_MARK("Rectification notice")},
		{"not_closed", LANG_MARK("problems not closed")},
		{"minutes", LANG_MARK("how long")},
		{"newest", LANG_MARK("newest")},
		{"age_days", LANG_MARK("days since")},
		{"limit", LANG_MARK("limit")},
		{"status", LANG_MARK("status")},
		{"title", LANG_MARK("title")},
		{"share", LANG_MARK("share")},
		{"due", LANG_MARK("due on")},
		{"missed", LANG_MARK("missed")},
		{"missing", LANG_MARK("missing")},
		{"blank", LANG_MARK("blank entries")},
		{"broken", LANG_MARK("broken entries")},
		{"doubtful", LANG_MARK("entries in doubt")},
		{"count", LANG_MARK("notices counted")},
		{"shown", LANG_MARK("days shown")},
		{"gone", LANG_MARK("gone on")},
		{"titles", LANG_MARK("notices concerned")},
		{"ends", LANG_MARK("certificate ends on")},
		{"days_left", LANG_MARK("days left")},
		{"reason", LANG_MARK("reason")},
	};
	struct buf b = BUF_INIT(4000);
	const char *cause = i->cause.n ? reason_text(kept(ask, i->cause), ask->lang) : NULL;
	const char *kind = incident_kind_text(kept(ask, i->kind), ask->lang);
	struct str out;

	/* the kind stands beside it; overdue and due are what the other facts say */
	if (cause && !incident_fact(i, "reason").n && !str_eqc(i->cause, "overdue") &&
		!str_eqc(i->cause, "due") && !streq(cause, kind))
		buf_adds(&b, cause);
	for (size_t k = 0; k < sizeof(row) / sizeof(row[0]); k++) {
		struct str v = incident_fact(i, row[k].key);

		if (!v.n || said_elsewhere(i, row[k].key, v))
			continue;
		buf_addf(&b, LANG(ask->lang, "%s%s: "), b.n ? LANG(ask->lang, "; ") : "",
			lang_text(ask->lang, row[k].word));
		out_line(&b, fact_text(ask, row[k].key, v), 200);
	}
	if (!b.n && cause)
		buf_adds(&b, cause);
	if (!b.n && ask->lang == LANG_EN) /* summaries are English */
		out_line(&b, i->summary, 300);
	if (!b.n)
		buf_adds(&b, kind);
	out = arena_str(ask->arena, buf_str(&b));
	buf_release(&b);
	return out;
}

struct str ledger_kind_text(const struct report_ask *ask, const struct incident *i)
{
	const char *kind = incident_kind_text(kept(ask, i->kind), ask->lang);

	return i->level == LEVEL_WARN
		? arena_strf(ask->arena, LANG(ask->lang, "%s (early warning)"), kind)
		: str_of(kind);
}

struct ledger_row ledger_row_of(const struct report_ask *ask, const struct incident *i)
{
	const struct portal_config *p = config_portal(ask->config, i->portal);
	const struct column_config *c = p && i->column.n ? portal_column(p, i->column) : NULL;
	const struct unit_config *u = i->unit.n ? config_unit(ask->config, i->unit) : NULL;
	struct str url = str_has(i->subject, STR("://")) ? i->subject : evidence(i, "url");
	struct ledger_row r = {.kind = ledger_kind_text(ask, i),
		.basis = lang_basis(ask->lang, kept(ask, i->basis)), .unit = kept(ask, i->unit),
		.state = str_of(incident_state_text(i, ask->lang)), .tone = tone_of(i)};

	if (!url.n)
		url = str_of(c ? c->url : p ? p->home : NULL);
	r.url = kept(ask, url);
	take_parents(ask, i, &r);
	r.portal = p && p->name[0] ? str_of(p->name) : kept(ask, i->portal);
	r.site_code = str_of(p ? p->site_code : NULL);
	r.column = c && c->name[0] ? str_of(c->name)
		: str_eqc(i->column, HOME_COLUMN) ? str_of(LANG(ask->lang, "home page"))
						  : kept(ask, i->column);
	r.person = i->person.n ? kept(ask, i->person) : str_of(u ? u->person : NULL);
	r.description = description(ask, i);
	return r;
}
