/* An address: what its measurements say, and every page that carries it. */
#include "report-part.h"
#include "say.h"
#include "web-page.h"

#include "base/clock.h"

#define PARENTS_SHOWN 200
#define MEASURES_SHOWN 30
#define MEASURES_BACK_MS (120 * DAY_MS)

struct parents {
	struct web_turn *t;
	struct section *s;
	struct str url;
	size_t n;
	int64_t end_ms;
	bool cut;
};

#define SCAN_MS 2000 /* of pages looked through for the parents of one address */

static int take_parent(const struct page_links *p, void *ctx)
{
	struct parents *x = ctx;
	struct arena *a = x->t->ask.arena;
	struct cell *row;
	size_t at = 0;

	if (clock_mono_ms() > x->end_ms) {
		x->cut = true;
		return 1;
	}
	while (at < p->nedges && !str_eq(p->edges[at].url, x->url))
		at++;
	if (at == p->nedges)
		return 0;
	if (x->n++ >= PARENTS_SHOWN)
		return 1;
	row = web_row(x->t, x->s);
	row[0] = cell_link(arena_str(a, p->title.n ? p->title : p->url), arena_str(a, p->url));
	row[1] = web_column_cell(x->t, arena_str(a, p->portal), arena_str(a, p->column));
	row[2] = cell_text(arena_str(a, p->edges[at].text));
	row[3] = cell_number(p->edges[at].line);
	return 0;
}

static int parents(struct web_turn *t, struct str url)
{
	static const char *const heads[] = {LANG_MARK("Page"), LANG_MARK("Column"),
		LANG_MARK("Link text"), LANG_MARK("Line"), NULL};
	struct parents x = {.t = t, .url = url, .end_ms = clock_mono_ms() + SCAN_MS,
		.s = web_section(t, LANG_MARK("Pages that carry it"), heads)};
	int rc;

	x.s->empty = str_of(LANG(t->ask.lang, "No page that is watched carries it now."));
	x.s->drop_empty = true;
	rc = pages_each_links(t->ask.pages, take_parent, &x, &t->err);
	if (x.cut || x.n > PARENTS_SHOWN)
		report_note(&t->page, t->ask.arena, str_of(LANG(t->ask.lang,
			"There may be more pages; 'portalwatch show ADDRESS' lists all of them.")));
	return rc < 0 ? rc : 0;
}

struct measures {
	struct web_turn *t;
	struct measure list[MEASURES_SHOWN];
	size_t n;
};

static int take_measure(const struct measure *m, void *ctx)
{
	struct measures *x = ctx;

	x->list[x->n++ % MEASURES_SHOWN] = (struct measure){.time_ms = m->time_ms,
		.verdict = m->verdict, .status = m->status, .elapsed_ms = m->elapsed_ms,
		.reason = arena_str(x->t->ask.arena, m->reason),
		.final_url = arena_str(x->t->ask.arena, m->final_url)};
	return 0;
}

static enum tone tone_of(int verdict)
{
	return verdict_is_good(verdict) ? TONE_GOOD : verdict_is_broken(verdict) || verdict_is_unstable(verdict) ? TONE_BAD : TONE_GREY;
}

static int measured(struct web_turn *t, struct str url)
{
	static const char *const heads[] = {LANG_MARK("Time"), LANG_MARK("Verdict"),
		LANG_MARK("Status"), LANG_MARK("Reason"), LANG_MARK("ms"), LANG_MARK("Led to"), NULL};
	struct measures *x = arena_alloc(t->ask.arena, sizeof(*x));
	struct section *s;
	size_t shown;
	int rc;

	x->t = t;
	rc = pages_each_measure(t->ask.pages, url, t->ask.now_ms - MEASURES_BACK_MS, INT64_MAX,
		take_measure, x, &t->err);
	if (rc < 0 || x->n == 0)
		return rc;
	s = web_section(t, LANG_MARK("Measurements"), heads);
	s->drop_empty = true;
	shown = x->n < MEASURES_SHOWN ? x->n : MEASURES_SHOWN;
	for (size_t i = 0; i < shown; i++) {
		const struct measure *m = &x->list[(x->n - 1 - i) % MEASURES_SHOWN];
		struct cell *row = web_row(t, s);

		row[0] = cell_time(m->time_ms);
		row[1] = cell_tone(str_of(say_verdict(m->verdict, t->ask.lang)), tone_of(m->verdict));
		if (m->status > 0)
			row[2] = cell_number(m->status);
		else
			row[2].absent = true;
		row[3] = cell_text(say_reason(m->reason, t->ask.lang));
		row[4] = cell_number((double)m->elapsed_ms);
		row[5] = str_eq(m->final_url, url) ? cell_text(STR_NONE) : cell_link(m->final_url, m->final_url);
	}
	return 0;
}

int web_link(struct web_turn *t)
{
	enum lang l = t->ask.lang;
	struct str url = web_value(t, "url");
	struct web_incidents about = {.subject = url, .state = "all"};
	struct address x = {0};
	struct section *s;
	size_t all;
	int rc;

	if (str_none(url))
		return web_bad(t, LANG(l, "an address is needed: ?url=..."));
	rc = pages_address(t->ask.pages, url, &x, t->ask.arena, &t->err);
	if (rc == ERR_NOTFOUND)
		return web_missing(t, LANG(l, "nothing is known of this address"));
	if (rc < 0)
		return rc;
	web_page(t, str_of(LANG(l, "Link")));
	s = web_facts(t, NULL);
	web_fact(t, s, LANG(l, "address"), cell_link(url, url));
	web_fact(t, s, LANG(l, "portal"), web_portal_cell(t, x.portal));
	web_fact(t, s, LANG(l, "verdict"), cell_tone(str_of(say_verdict(x.verdict, l)), tone_of(x.verdict)));
	web_fact(t, s, LANG(l, "cause"), cell_text(say_reason(x.reason, l)));
	web_fact(t, s, LANG(l, "confirmed"), cell_time(x.confirmed ? x.confirmed_ms : 0));
	web_fact(t, s, LANG(l, "not good since"), cell_time(x.bad_since_ms));
	web_fact(t, s, LANG(l, "not before"), cell_time(x.confirmed ? 0 : x.earliest_ms));
	web_fact(t, s, LANG(l, "last good"), cell_time(x.last_ok_ms));
	web_fact(t, s, LANG(l, "measured"), cell_time(x.last_ms));
	web_fact(t, s, LANG(l, "next check"), cell_time(x.due_ms));
	rc = web_incident_list(t, &about, LANG_MARK("Problems"), 0, PARENTS_SHOWN, &all);
	if (rc == 0)
		rc = parents(t, url);
	if (rc == 0)
		rc = measured(t, url);
	return rc < 0 ? rc : web_page_end(t);
}
