/* /feed/PORTAL.atom and /feed/PORTAL/COLUMN.atom: what happened, for readers of feeds.
 * /due.ics: what is due when, for calendars. */
#include "event-view.h"
#include "ics.h"
#include "report-part.h"
#include "web-page.h"

#include "base/clock.h"
#include "base/out.h"
#include "monitor/duty-ledger.h"
#include "monitor/duty-view.h"
#include "monitor/unit-name.h"

#include <stdio.h>

#define FEED_ENTRIES 100

/* By the name under which it was asked for; a proxy says whether over TLS. */
static struct str own_address(const struct web_turn *t)
{
	const char *scheme = str_eqc(t->q->scheme, "https") ? "https" : "http";

	if (!t->q->host.n)
		return STR_NONE;
	return arena_strf(t->ask.arena, "%s://%.*s%.*s", scheme, STR_ARG(t->q->host),
		STR_ARG(t->q->path));
}

int web_feed(struct web_turn *t)
{
	struct str last = t->path.segment[t->path.n - 1], portal, column = STR_NONE, subject;
	struct web_events x;
	struct feed_view v;
	const struct portal_config *p;
	int rc;

	if (!str_ends(last, STR(".atom")))
		return web_missing(t, LANG(t->ask.lang, "a feed ends in .atom"));
	last = str_sub(last, 0, last.n - 5);
	portal = t->path.n == 3 ? t->path.segment[1] : last;
	if (t->path.n == 3)
		column = last;
	p = config_portal(t->w->config, portal);
	if (!p || (column.n && !str_eqc(column, HOME_COLUMN) && !portal_column(p, column)))
		return web_missing(t, LANG(t->ask.lang, "there is no such portal or column"));
	rc = web_events_last(t, portal, column, FEED_ENTRIES, WEB_EVENTS_BACK_FEED, &x);
	if (rc < 0)
		return rc;
	subject = column.n ? arena_strf(t->ask.arena, "%.*s/%.*s", STR_ARG(portal), STR_ARG(column))
			   : portal;
	v = (struct feed_view){t->w->config, t->w->config->zone, store_epoch(t->w->pages),
		own_address(t), t->ask.lang};
	event_atom_head(&t->a->body, &v, subject, x.n ? x.list[0].time_ms : t->ask.now_ms);
	for (size_t i = 0; i < x.n; i++)
		event_atom(&t->a->body, &v, &x.list[i]);
	buf_adds(&t->a->body, "</feed>\n");
	web_header(t, "Content-Type", STR("application/atom+xml; charset=utf-8"));
	return 0;
}

/* --- due dates --- */

struct dates {
	struct web_turn *t;
	struct str portal;
	const char *unit;
	char stamp[TIME_TEXT];
	size_t n;
};

#define DATES_MAX 5000

static const char *day_figures(char out[TIME_TEXT], int32_t day)
{
	char text[TIME_TEXT];
	size_t n = 0;

	day_text(text, day);
	for (const char *p = text; *p; p++)
		if (*p != '-')
			out[n++] = *p;
	out[n] = '\0';
	return out;
}

struct due {
	struct str id; /* of the event: the same for ever */
	struct str title, text;
	const char *url;
	int32_t day;
};

static void put(struct dates *x, const struct due *d)
{
	struct buf *b = &x->t->a->body;
	struct arena *a = x->t->ask.arena;
	char text[TIME_TEXT];

	if (d->day == DAY_NONE || x->n++ >= DATES_MAX)
		return;
	ics_line(b, "BEGIN", STR("VEVENT"));
	ics_line(b, "UID", d->id);
	ics_line(b, "DTSTAMP", str_of(x->stamp));
	ics_line(b, "DTSTART;VALUE=DATE", str_of(day_figures(text, d->day)));
	ics_line(b, "DTEND;VALUE=DATE", str_of(day_figures(text, d->day + 1)));
	ics_text(b, "SUMMARY", d->title);
	if (d->text.n)
		ics_text(b, "DESCRIPTION", d->text);
	if (d->url && d->url[0]) {
		struct buf href = BUF_INIT((size_t)1 << 16);

		out_href(&href, str_of(d->url));
		if (href.n > 1)
			ics_line(b, "URL", arena_str(a, str_of(d->url)));
		buf_release(&href);
	}
	ics_line(b, "TRANSP", STR("TRANSPARENT"));
	ics_line(b, "END", STR("VEVENT"));
}

static bool wanted(const struct dates *x, const struct portal_config *p, const char *unit)
{
	return (!x->portal.n || str_eqc(x->portal, p->id)) &&
		(!x->unit || pattern_matches(x->unit, str_of(unit)));
}

/* From the last look at all columns. */
static void columns(struct dates *x)
{
	const struct config *c = x->t->w->config;
	const struct web_look *look = x->t->w->look;
	struct arena *a = x->t->ask.arena;
	enum lang l = x->t->ask.lang;
	size_t at = 0;

	for (size_t i = 0; i < c->nportals && look->time_ms; i++)
		for (size_t k = 0; k <= c->portals[i].ncolumns && at < look->ncolumns; k++, at++) {
			const struct portal_config *p = &c->portals[i];
			const struct column_config *col = k ? &p->columns[k - 1] : NULL;
			const char *id = col ? col->id : HOME_COLUMN;
			const char *unit = col && col->unit[0] ? col->unit : p->unit;
			struct due d = {.day = look->column[at].due, .url = col ? col->url : p->home};

			if (look->column[at].state < 0 || d.day == DAY_NONE || !wanted(x, p, unit))
				continue;
			d.id = arena_strf(a, "column.%s.%s@%s.portalwatch", p->id, id,
				store_epoch(x->t->w->pages));
			d.title = arena_strf(a, "%s: %s %s", LANG(l, "Due"),
				web_portal_name(x->t, str_of(p->id)).p,
				web_column_name(x->t, str_of(p->id), str_of(id)).p);
			d.text = arena_strf(a, "%s: %s\n%s: %s", LANG(l, "unit"), unit, LANG(l, "state"),
				report_state_cell(&x->t->ask, look->column[at].state).text.p);
			put(x, &d);
		}
}

static bool wants_duty(const struct portal_config *p, const struct column_config *c, void *ctx)
{
	const struct dates *x = ctx;

	(void)c;
	return !x->portal.n || str_eqc(x->portal, p->id);
}

static int duty(const struct duty_line *l, void *ctx)
{
	struct dates *x = ctx;
	struct arena *a = x->t->ask.arena;
	struct due d = {.day = l->due};

	if (l->due == DAY_NONE || !duty_line_open(l) || !l->document ||
		(x->unit && !pattern_matches(x->unit, l->unit)))
		return 0;
	d.id = arena_strf(a, "duty.%s.%.*s.%d@%s.portalwatch", l->portal->id, STR_ARG(l->id), l->year,
		store_epoch(x->t->w->pages));
	d.title = arena_strf(a, "%s: %.*s", duty_state_text(l->state, x->t->ask.lang), STR_ARG(l->quote));
	d.text = arena_strf(a, "%s: %.*s\n%s", LANG(x->t->ask.lang, "unit"), STR_ARG(l->unit),
		l->document->title);
	put(x, &d);
	return 0;
}

int web_due(struct web_turn *t)
{
	struct str unit = web_value(t, "unit");
	struct dates x = {.t = t, .portal = web_value(t, "portal"), .unit = str_none(unit) ? NULL
			: unit_present(t->w->config, arena_cstr(t->ask.arena, unit))};
	struct duty_ask ask = {.config = t->ask.config, .calendar = t->ask.calendar,
		.pages = t->ask.pages, .alerts = t->ask.alerts, .now_ms = t->ask.now_ms,
		.from_day = DAY_NONE, .to_day = DAY_NONE, .wants = wants_duty, .ctx = &x,
		.arena = t->ask.arena};
	struct buf *b = &t->a->body;
	struct civil c;
	int rc = 0;

	if (x.portal.n && !config_portal(t->w->config, x.portal))
		return web_missing(t, LANG(t->ask.lang, "there is no such portal"));
	civil_of(t->w->look->time_ms ? t->w->look->time_ms : t->ask.now_ms, zone_utc(), &c);
	snprintf(x.stamp, sizeof(x.stamp), "%04d%02d%02dT%02d%02d%02dZ", c.year % 10000, c.month, c.day,
		c.hour, c.minute, c.second);
	ics_line(b, "BEGIN", STR("VCALENDAR"));
	ics_line(b, "VERSION", STR("2.0"));
	ics_line(b, "PRODID", STR("-//portalwatch//" PW_VERSION "//ZH"));
	ics_line(b, "CALSCALE", STR("GREGORIAN"));
	ics_text(b, "X-WR-CALNAME", str_trim(arena_strf(t->ask.arena, "%s %s",
		LANG(t->ask.lang, "Due dates"), x.unit ? x.unit
			: x.portal.n ? web_portal_name(t, x.portal).p : "")));
	columns(&x);
	if (t->w->config->ndocuments)
		rc = duty_ledger(&ask, duty, &x, &t->err);
	ics_line(b, "END", STR("VCALENDAR"));
	web_header(t, "Content-Type", STR("text/calendar; charset=utf-8"));
	web_header(t, "Content-Disposition", STR("inline; filename=\"due.ics\""));
	return rc < 0 ? rc : 0;
}
