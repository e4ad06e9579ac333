/* Pieces that several reports share. */
#include "report-part.h"

#include "message-part.h"
#include "span.h"

#include "monitor/alerts.h"
#include "monitor/incident-view.h"

static const struct {
	int state;
	enum tone tone;
	const char *text;
} state_row[] = {
	{STATE_FRESH, TONE_GOOD, LANG_MARK("fresh")},
	{STATE_DUE, TONE_WARN, LANG_MARK("due")},
	{STATE_OVERDUE, TONE_BAD, LANG_MARK("overdue")},
	{STATE_EMPTY, TONE_BAD, LANG_MARK("empty")},
	{STATE_UNDATED, TONE_BAD, LANG_MARK("undated")},
	{STATE_UNMEASURED, TONE_GREY, LANG_MARK("unmeasured")},
	{STATE_EXEMPT, TONE_GREY, LANG_MARK("exempt")},
	{STATE_NONE, TONE_GREY, LANG_MARK("no limit")},
};

static const struct {
	int cls;
	const char *text;
} class_row[] = {
	{CLASS_NEWS, LANG_MARK("news")}, {CLASS_NOTICE, LANG_MARK("notices, announcements")},
	{CLASS_POLICY, LANG_MARK("policy")}, {CLASS_INTERPRETATION, LANG_MARK("interpretation")},
	{CLASS_PERSONNEL, LANG_MARK("personnel")}, {CLASS_PLANNING, LANG_MARK("planning")},
	{CLASS_STATIC, LANG_MARK("static")}, {CLASS_ARCHIVED, LANG_MARK("archived")},
	{CLASS_OTHER, LANG_MARK("other")},
};

struct cell report_state_cell(const struct report_ask *ask, int fresh_state)
{
	for (size_t i = 0; i < sizeof(state_row) / sizeof(state_row[0]); i++)
		if (state_row[i].state == fresh_state)
			return cell_tone(str_of(lang_text(ask->lang, state_row[i].text)),
				state_row[i].tone);
	return cell_text(STR_NONE);
}

struct str report_state_counts(const struct report_ask *ask, const size_t *count)
{
	struct buf b = BUF_INIT(4096);
	struct str out;

	for (size_t i = 0; i < sizeof(state_row) / sizeof(state_row[0]); i++)
		if (count[state_row[i].state])
			buf_addf(&b, "%s%s %zu", b.n ? " \xc2\xb7 " : "",
				lang_text(ask->lang, state_row[i].text), count[state_row[i].state]);
	out = arena_str(ask->arena, buf_str(&b));
	buf_release(&b);
	return out;
}

struct str report_class_text(const struct report_ask *ask, int cls)
{
	for (size_t i = 0; i < sizeof(class_row) / sizeof(class_row[0]); i++)
		if (class_row[i].cls == cls)
			return str_of(lang_text(ask->lang, class_row[i].text));
	return STR("");
}

struct str report_cause_text(const struct report_ask *ask, const struct incident *i)
{
	struct arena *a = ask->arena;

	if (i->cause.n)
		return str_of(reason_text(arena_str(a, i->cause), ask->lang));
	return str_of(incident_kind_text(arena_str(a, i->kind), ask->lang));
}

void span_json(struct jw *j, const char *key, const struct span_figures *f)
{
	jw_key(j, key);
	jw_open(j, '{');
	jw_kint(j, "notices", f->notices);
	jw_kint(j, "visits", f->visits.good + f->visits.bad);
	jw_kint(j, "visits_failed", f->visits.bad);
	jw_kint(j, "visits_not_counted", f->visits.uncounted);
	jw_kint(j, "hours_unmeasured", f->unmeasured_hours);
	jw_kint(j, "incidents_found", (int64_t)f->opened);
	jw_kint(j, "incidents_closed", (int64_t)f->closed);
	jw_kint(j, "incidents_open", (int64_t)f->open);
	jw_kint(j, "waived", (int64_t)f->waived);
	jw_kint(j, "links_found", (int64_t)f->links_found);
	jw_kint(j, "links_repaired", (int64_t)f->links_repaired);
	jw_close(j, '}');
}
