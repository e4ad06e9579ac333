/* Availability: visits of home pages by week and day, as 国办秘函〔2019〕19号 counts them: at
 * least 20 a day for a week, 15 seconds, 5 percent. Blocked visits apart; gaps listed. */
#include "visits.h"

#include "report-part.h"

#include "base/clock.h"
#include "base/out.h"

#define DAYS_USUAL 28
#define DAYS_LISTED 35	 /* longer periods are shown by week only */

static const char *const heads_week[] = {LANG_MARK("Portal"), LANG_MARK("Week"),
	LANG_MARK("From"), LANG_MARK("To"), LANG_MARK("Visits"), LANG_MARK("Failed"),
	LANG_MARK("Share %"), LANG_MARK("Judgement"), LANG_MARK("Days with 20 visits"),
	LANG_MARK("Blocked or not counted"), NULL};
static const char *const heads_day[] = {LANG_MARK("Portal"), LANG_MARK("Day"),
	LANG_MARK("Visits"), LANG_MARK("Failed"), LANG_MARK("Share %"),
	LANG_MARK("Blocked or not counted"), LANG_MARK("Mean time ms"), LANG_MARK("Remark"),
	NULL};
static const char *const heads_gap[] = {LANG_MARK("From"), LANG_MARK("To"),
	LANG_MARK("Hours"), LANG_MARK("Why"), NULL};

static void take_period(const struct report_ask *ask, int32_t *from, int32_t *to)
{
	int32_t today = day_of_ms(ask->now_ms, ask->config->zone);

	*to = ask->to_day == DAY_NONE || ask->to_day > today ? today : ask->to_day;
	*from = ask->from_day == DAY_NONE ? *to - DAYS_USUAL + 1 : ask->from_day;
	if (*from > *to)
		*from = *to;
	if (*from < *to - VISITS_DAYS_MAX + 1)
		*from = *to - VISITS_DAYS_MAX + 1;
}

typedef int visits_fn(const struct visits *v, void *ctx, struct err *e);

static int each_portal(struct report_ask *ask, visits_fn *fn, void *ctx, struct err *e)
{
	int rc = 0;

	for (size_t i = 0; i < ask->config->nportals && rc == 0; i++) {
		const struct portal_config *p = &ask->config->portals[i];
		struct visits v = {.portal = p, .until_ms = ask->now_ms};

		if (!report_covers(ask, p, NULL))
			continue;
		take_period(ask, &v.from, &v.to);
		report_item(ask);
		rc = visits_read(&v, ask->config, ask->pages, ask->arena, e);
		if (rc == 0)
			rc = fn(&v, ctx, e);
		rc = report_item_end(ask, rc, e);
	}
	return rc;
}

/* --- judged --- */

static const char *const level_word[] = {"ok", "warn", "overdue"};

static struct cell judgement(const struct report_ask *ask, const struct visit_spell *s)
{
	enum lang l = ask->lang;
	int32_t n = s->a.good + s->a.bad;

	if (n == 0)
		return cell_tone(str_of(LANG(l, "not measured")), TONE_GREY);
	switch (availability_level(&s->a)) {
	case LEVEL_OVERDUE:
		return cell_tone(str_of(LANG(l, "cannot be opened (5 percent or more)")), TONE_BAD);
	case LEVEL_WARN:
		return cell_tone(str_of(LANG(l, "close to the limit")), TONE_WARN);
	}
	if (s->full_days < 7)
		return cell_tone(str_of(LANG(l, "too few visits to judge a week")), TONE_GREY);
	return cell_tone(str_of(LANG(l, "available")), TONE_GOOD);
}

static struct cell share_cell(const struct availability *a)
{
	struct cell c = cell_number(a->share * 100);

	c.absent = a->good + a->bad == 0;
	return c;
}

static struct str portal_name(const struct visits *v)
{
	return str_of(v->portal->name[0] ? v->portal->name : v->portal->id);
}

static struct str week_name(struct arena *a, int32_t day)
{
	int year, week = day_iso_week(day, &year);

	return arena_strf(a, "%d-W%02d", year, week);
}

struct making {
	struct report_ask *ask;
	struct section *weeks, *days;
	int32_t good, bad, uncounted;
};

static void add_weeks(struct making *m, const struct visits *v)
{
	struct visit_spell s;

	for (int32_t day = v->from; visits_next_week(v, &day, m->ask->now_ms, &s);) {
		struct cell *row = section_row(m->weeks, m->ask->arena);

		row[0] = cell_link(portal_name(v), str_of(v->portal->home));
		row[1] = cell_text(week_name(m->ask->arena, s.from));
		row[2] = cell_day(s.from);
		row[3] = cell_day(s.to);
		row[4] = cell_number(s.a.good + s.a.bad);
		row[5] = cell_number(s.a.bad);
		row[6] = share_cell(&s.a);
		row[7] = judgement(m->ask, &s);
		row[8] = cell_number(s.full_days);
		row[9] = cell_number(s.a.uncounted);
		if (availability_level(&s.a) == LEVEL_OVERDUE)
			report_met(m->ask, "overdue", 5);
		m->good += s.a.good;
		m->bad += s.a.bad;
		m->uncounted += s.a.uncounted;
	}
}

static void add_days(struct making *m, const struct visits *v)
{
	for (int32_t day = v->from; day <= v->to; day++) {
		const struct visit_day *d = &v->days[day - v->from];
		struct cell *row = section_row(m->days, m->ask->arena);
		struct visit_spell s = visits_sum(v, day, day, m->ask->now_ms);
		int32_t n = s.a.good + s.a.bad;

		row[0] = cell_text(portal_name(v));
		row[1] = cell_day(day);
		row[2] = cell_number(n);
		row[3] = s.a.bad ? cell_tone(arena_strf(m->ask->arena, "%d", s.a.bad), TONE_BAD)
				 : cell_number(0);
		row[4] = share_cell(&s.a);
		row[5] = cell_number(s.a.uncounted);
		row[6] = cell_number(d->n ? (double)(d->elapsed_ms / d->n) : 0);
		row[6].absent = d->n == 0;
		if (d->n == 0)
			row[7] = cell_tone(str_of(LANG(m->ask->lang, "not measured")),
				TONE_GREY);
		else if (n < VISITS_DAY)
			row[7] = cell_tone(str_of(LANG(m->ask->lang, "fewer than 20 visits")),
				TONE_GREY);
	}
}

static int add_portal(const struct visits *v, void *ctx, struct err *e)
{
	struct making *m = ctx;

	(void)e;
	add_weeks(m, v);
	if (m->days)
		add_days(m, v);
	return 0;
}

/* --- gaps --- */

struct gap_rows {
	struct report_ask *ask;
	struct section *s;
};

static int add_gap(const struct gap *g, void *ctx)
{
	struct gap_rows *x = ctx;
	struct cell *row = section_row(x->s, x->ask->arena);

	row[0] = cell_time(g->from_ms);
	row[1] = cell_time(g->to_ms);
	row[2] = cell_number((double)(g->to_ms - g->from_ms) / (double)HOUR_MS);
	row[3] = cell_text(report_gap_text(x->ask, g->why));
	return 0;
}

static void summary(struct report *r, const struct making *m)
{
	report_line(r, m->ask->arena, arena_strf(m->ask->arena,
		LANG_COUNT(m->ask->lang, m->good + m->bad,
			"%d visit counted, %d failed, %d blocked or not counted",
			"%d visits counted, %d failed, %d blocked or not counted"),
		m->good + m->bad, m->bad, m->uncounted));
}

static void method(struct report *r, const struct report_ask *ask, const void *ctx)
{
	struct arena *a = ask->arena;
	enum lang l = ask->lang;

	(void)ctx;
	report_note(r, a, str_of(LANG(l,
		"How it is counted: a visit fails when the home page is not there whole within 15 "
		"seconds; a week in which 5 percent or more of the visits fail is a site that "
		"cannot be opened (State Council General Office, letter No. 19 of 2019, "
		"“国办秘函〔2019〕19号”: one week, 20 visits or more a day). Under 100 counted visits "
		"a week is warned of and never judged so.")));
	report_note(r, a, str_of(LANG(l,
		"Blocked visits say nothing about the site and are counted neither way; nor is "
		"the time of the gaps listed.")));
}

static int build(struct report_ask *ask, struct report *out, struct err *e)
{
	struct making m = {.ask = ask};
	struct section *gaps;
	struct gap_rows x = {.ask = ask};
	int32_t from, to;
	int rc;

	take_period(ask, &from, &to);
	report_section(out, ask, LANG_MARK("By week"), heads_week);
	if (to - from < DAYS_LISTED)
		report_section(out, ask, LANG_MARK("By day"), heads_day);
	gaps = report_section(out, ask, LANG_MARK("Gaps in measuring"), heads_gap);
	m.weeks = &out->sections[0];
	m.days = out->nsections == 3 ? &out->sections[1] : NULL;
	m.weeks->empty = str_of(LANG(ask->lang, "No portal is configured."));
	gaps->empty = str_of(LANG(ask->lang, "None."));
	x.s = gaps;
	rc = each_portal(ask, add_portal, &m, e);
	if (rc == 0)
		rc = report_each_gap(ask, from, to, add_gap, &x, e);
	if (rc == 0) {
		summary(out, &m);
		method(out, ask, NULL);
	}
	return rc == 0 && ask->figures ? report_bars(out, ask, to, e) : rc;
}

/* --- JSON --- */

static void json_spell(struct jw *j, const struct visit_spell *s)
{
	jw_kday(j, "from", s->from);
	jw_kday(j, "to", s->to);
	jw_kint(j, "good", s->a.good);
	jw_kint(j, "failed", s->a.bad);
	jw_kint(j, "not_counted", s->a.uncounted);
	jw_key(j, "share");
	if (s->a.good + s->a.bad)
		jw_real(j, s->a.share);
	else
		jw_null(j);
}

struct json_making {
	struct report_ask *ask;
	struct jw *j;
};

static int json_portal(const struct visits *v, void *ctx, struct err *e)
{
	struct json_making *m = ctx;
	struct report_ask *ask = m->ask;
	struct jw *j = m->j;
	struct visit_spell s;

	(void)e;
	jw_open(j, '{');
	jw_kcstr(j, "portal", v->portal->id);
	jw_key(j, "weeks");
	jw_open(j, '[');
	for (int32_t day = v->from; visits_next_week(v, &day, ask->now_ms, &s);) {
		jw_open(j, '{');
		jw_kstr(j, "week", week_name(ask->arena, s.from));
		json_spell(j, &s);
		jw_kint(j, "days_with_20_visits", s.full_days);
		jw_kcstr(j, "level", level_word[availability_level(&s.a)]);
		if (availability_level(&s.a) == LEVEL_OVERDUE)
			report_met(ask, "overdue", 5);
		jw_close(j, '}');
	}
	jw_close(j, ']');
	jw_key(j, "days");
	jw_open(j, '[');
	for (int32_t day = v->from; day <= v->to; day++) {
		s = visits_sum(v, day, day, ask->now_ms);
		jw_open(j, '{');
		json_spell(j, &s);
		jw_close(j, '}');
	}
	jw_close(j, ']');
	jw_close(j, '}');
	return 0;
}

static int json(struct report_ask *ask, struct buf *out, struct err *e)
{
	struct jw j = jw_on(out);
	struct json_making m = {.ask = ask, .j = &j};
	int32_t from, to;
	int rc;

	jw_open(&j, '{');
	jw_ktime(&j, "at", ask->now_ms, ask->config->zone);
	jw_kbool(&j, "simulation", ask->simulation);
	jw_key(&j, "portals");
	jw_open(&j, '[');
	rc = each_portal(ask, json_portal, &m, e);
	jw_close(&j, ']');
	take_period(ask, &from, &to);
	return report_json_end(&j, ask, from, to, method, NULL, rc, e);
}

const struct report_kind report_availability = {
	.name = "availability",
	.title = LANG_MARK("Availability of home pages"),
	.of_period = true,
	.tells_gaps = true,
	.build = build,
	.json = json,
};
