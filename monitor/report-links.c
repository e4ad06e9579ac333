/* Links: broken ones with every page that carries them; suspected ones apart, with the time
 * at which they can be confirmed at the earliest; blocked ones apart. */
#include "link-faults.h"
#include "report-part.h"

#include "base/clock.h"
#include "base/out.h"
#include "crawler/pages.h"

#include <stdlib.h>

#define PAGES_BENEATH 5 /* of a link, in text */
#define PAGES_AT_ONCE 64 /* whose rows are put away together */

static const char *const heads_broken[] = {LANG_MARK("Portal"), LANG_MARK("Link"),
	LANG_MARK("Problem"), LANG_MARK("Status"), LANG_MARK("Since"), LANG_MARK("On page"),
	LANG_MARK("Link text"), LANG_MARK("Line"), LANG_MARK("Unit"), NULL};
static const char *const heads_suspected[] = {LANG_MARK("Portal"), LANG_MARK("Link"),
	LANG_MARK("Problem"), LANG_MARK("Status"), LANG_MARK("Since"),
	LANG_MARK("Confirmed at the earliest"), LANG_MARK("On page"), LANG_MARK("Link text"),
	NULL};
static const char *const heads_blocked[] = {LANG_MARK("Portal"), LANG_MARK("Link"),
	LANG_MARK("Reason"), LANG_MARK("Status"), LANG_MARK("Last tried"), NULL};

static const char *const heads_once[] = {LANG_MARK("Portal"), LANG_MARK("Link"),
	LANG_MARK("Problem"), LANG_MARK("Status"), LANG_MARK("Since"), LANG_MARK("Pages"), NULL};
static const char *const heads_suspected_once[] = {LANG_MARK("Portal"), LANG_MARK("Link"),
	LANG_MARK("Problem"), LANG_MARK("Status"), LANG_MARK("Since"), LANG_MARK("Pages"),
	LANG_MARK("Confirmed at the earliest"), NULL};

static struct str unit_of(const struct link_parent *p)
{
	const struct column_config *c = p->column.n ? portal_column(p->portal, p->column) : NULL;

	return str_of(c && c->unit && c->unit[0] ? c->unit : p->portal->unit);
}

static struct str portal_name(const struct link_parent *p)
{
	return str_of(p->portal->name[0] ? p->portal->name : p->portal->id);
}

static void fill_common(struct cell *row, const struct report_ask *ask, const struct link_fault *b,
	const struct link_parent *p)
{
	row[0] = cell_text(portal_name(p));
	row[1] = cell_link(b->x.url, b->x.url);
	row[2] = cell_text(link_problem(ask, b->x.verdict));
	if (b->x.status)
		row[3] = cell_number(b->x.status);
	row[4] = cell_time(b->x.bad_since_ms ? b->x.bad_since_ms : b->x.last_ms);
}

/* A row for each page that carries it. */
static void add_row(struct section *s, const struct report_ask *ask, const struct link_fault *b,
	const struct link_parent *p)
{
	struct cell *row = section_row(s, ask->arena);

	fill_common(row, ask, b, p);
	switch (b->group) {
	case LINKS_BLOCKED:
		row[2] = cell_text(b->x.reason);
		return;
	case LINKS_SUSPECTED:
		row[5] = cell_time(b->x.earliest_ms);
		row[6] = cell_link(p->page, p->page);
		row[7] = cell_text(p->text);
		return;
	case LINKS_BROKEN:
		row[2].tone = TONE_BAD;
		row[5] = cell_link(p->page, p->page);
		row[6] = cell_text(p->text);
		row[7] = cell_number(p->line);
		row[8] = cell_text(unit_of(p));
		return;
	case LINK_GROUPS:
		return;
	}
}

/* --- as text: the link once, its first pages beneath --- */

static void add_page(struct section *s, const struct report_ask *ask,
	const struct link_parent *p)
{
	struct str unit = unit_of(p), line;

	line = p->line ? arena_strf(ask->arena, LANG(ask->lang, "on %.*s, line %d"),
				 STR_ARG(p->page), (int)p->line)
		       : arena_strf(ask->arena, LANG(ask->lang, "on %.*s"), STR_ARG(p->page));
	if (p->text.n)
		line = arena_strf(ask->arena, LANG(ask->lang, "%.*s: \"%.*s\""), STR_ARG(line),
			STR_ARG(p->text));
	if (unit.n)
		line = arena_strf(ask->arena, LANG(ask->lang, "%.*s (%.*s)"), STR_ARG(line),
			STR_ARG(unit));
	*section_row(s, ask->arena) = cell_beneath(line);
}

static void add_once(struct section *s, struct link_faults *f, const struct link_fault *b)
{
	const struct report_ask *ask = f->ask;
	struct cell *row = section_row(s, ask->arena);
	size_t n = b->nparents, shown = n < PAGES_BENEATH ? n : PAGES_BENEATH;
	struct link_parent p;

	for (size_t i = 0; i < shown && link_faults_page(f, &p); i++) {
		if (i == 0) {
			fill_common(row, ask, b, &p);
			if (b->group == LINKS_BROKEN)
				row[2].tone = TONE_BAD;
			row[5] = cell_number((double)n);
			if (b->group == LINKS_SUSPECTED)
				row[6] = cell_time(b->x.earliest_ms);
		}
		add_page(s, ask, &p);
	}
	if (n > shown)
		*section_row(s, ask->arena) = cell_beneath(arena_strf(ask->arena,
			LANG_COUNT(ask->lang, n - shown, "and %zu more page", "and %zu more pages"),
			n - shown));
}

/* --- */

/* What the walk through a whole portal has read, and which of its limits bit. */
static int walks(struct report *r, const struct report_ask *ask, struct err *e)
{
	struct arena *a = ask->arena;

	for (size_t i = 0; i < ask->config->nportals; i++) {
		const struct portal_config *p = &ask->config->portals[i];
		struct site_walk w;
		int rc;

		if (!streq(p->links_scope, "site") || !report_covers(ask, p, NULL))
			continue;
		rc = pages_walk(ask->pages, str_of(p->id), &w, a, e);
		if (rc == ERR_NOTFOUND)
			continue;
		if (rc < 0)
			return rc;
		report_line(r, a, arena_strf(a, lang_text(ask->lang, LANG_MARK(
			"%s as a whole: %llu pages read, %llu addresses met; left out: %llu beyond "
			"the limit of %lld addresses, %llu deeper than %lld links, %llu in traps")),
			p->name[0] ? p->name : p->id, (unsigned long long)w.pages,
			(unsigned long long)w.known, (unsigned long long)w.over,
			(long long)p->links_max, (unsigned long long)w.deep,
			(long long)p->links_depth, (unsigned long long)w.traps));
	}
	return 0;
}

static void summary(struct report *r, const struct link_faults *f)
{
	struct arena *a = f->ask->arena;
	enum lang l = f->ask->lang;

	report_line(r, a, arena_strf(a, LANG_COUNT(l, f->checked,
		"%zu link checked: %zu broken, %zu suspected, %zu blocked; %zu not checked yet",
		"%zu links checked: %zu broken, %zu suspected, %zu blocked; %zu not checked yet"),
		f->checked, f->count[LINKS_BROKEN], f->count[LINKS_SUSPECTED],
		f->count[LINKS_BLOCKED], f->unchecked));
}

static void method(struct report *r, const struct report_ask *ask, const void *ctx)
{
	(void)ctx;
	report_note(r, ask->arena, str_of(LANG(ask->lang,
		"How it is counted: a link is broken only when confirmed: a clear fault twice at "
		"least an hour apart, an unstable one three times over at least 24 hours. It "
		"recovers after two good checks. Blocked links are counted neither way.")));
}

static void met(struct report_ask *ask, const struct link_faults *f)
{
	if (f->count[LINKS_SUSPECTED])
		report_met(ask, "suspected", 1);
	if (f->count[LINKS_BROKEN])
		report_met(ask, "broken", 2);
}

/* A row for each page, a few at a time: a link in a footer stands on all of them. */
static int add_rows(struct section *s, struct link_faults *f, const struct link_fault *b,
	struct err *e)
{
	size_t n = b->group == LINKS_BLOCKED ? 1 : b->nparents;
	int rc = 0;

	for (size_t i = 0; i < n && rc == 0; i += PAGES_AT_ONCE) {
		struct link_parent p;

		report_item(f->ask);
		for (size_t k = i; k < n && k < i + PAGES_AT_ONCE && link_faults_page(f, &p); k++)
			add_row(s, f->ask, b, &p);
		rc = report_item_end(f->ask, rc, e);
	}
	return rc;
}

static int add_link(struct section *s, struct link_faults *f, const struct link_fault *b,
	struct err *e)
{
	if (!f->ask->lines || b->group == LINKS_BLOCKED)
		return add_rows(s, f, b, e);
	report_item(f->ask);
	add_once(s, f, b);
	return report_item_end(f->ask, 0, e);
}

static int add_sections(struct report_ask *ask, struct report *out, struct link_faults *f,
	struct err *e)
{
	static const struct {
		const char *title, *empty;
		const char *const *heads, *const *once; /* in text */
	} row[LINK_GROUPS] = {
		[LINKS_BROKEN] = {LANG_MARK("Broken links"),
			LANG_MARK("No broken link is confirmed."), heads_broken, heads_once},
		[LINKS_SUSPECTED] = {LANG_MARK("Suspected, not confirmed yet"),
			LANG_MARK("Nothing is suspected."), heads_suspected,
			heads_suspected_once},
		[LINKS_BLOCKED] = {LANG_MARK("Blocked: no verdict"),
			LANG_MARK("Nothing refused us."), heads_blocked, NULL},
	};
	struct arena a = ARENA_INIT;
	struct link_fault b;
	int rc = link_faults_next(f, &b, &a, e);

	for (int g = 0; g < LINK_GROUPS; g++) {
		struct section *s = report_section(out, ask, row[g].title,
			ask->lines && row[g].once ? row[g].once : row[g].heads);

		s->empty = str_of(lang_text(ask->lang, row[g].empty));
		while (rc > 0 && b.group == (enum link_group)g) {
			rc = add_link(s, f, &b, e);
			arena_reset(&a);
			rc = rc < 0 ? rc : link_faults_next(f, &b, &a, e);
		}
	}
	arena_release(&a);
	return rc;
}

static int build(struct report_ask *ask, struct report *out, struct err *e)
{
	struct link_faults f = {.ask = ask};
	int rc = link_faults_open(&f, LINKS_BY_PAGES, e);

	if (rc == 0) {
		summary(out, &f);
		method(out, ask, NULL);
		met(ask, &f);
		rc = walks(out, ask, e);
	}
	if (rc == 0)
		rc = add_sections(ask, out, &f, e);
	link_faults_close(&f);
	return rc;
}

static void json_page(struct jw *j, const struct link_parent *p)
{
	jw_open(j, '{');
	jw_kstr(j, "url", p->page);
	jw_kstr(j, "text", p->text);
	jw_kint(j, "line", p->line);
	jw_kcstr(j, "portal", p->portal->id);
	jw_kstr(j, "column", p->column);
	jw_close(j, '}');
}

static void json_link(struct jw *j, struct link_faults *f, const struct link_fault *b)
{
	static const char *const word[LINK_GROUPS] = {"broken", "suspected", "blocked"};
	const struct zone *z = f->ask->config->zone;
	struct link_parent p;

	jw_open(j, '{');
	jw_kcstr(j, "state", word[b->group]);
	jw_kstr(j, "url", b->x.url);
	jw_kcstr(j, "verdict", verdict_word(b->x.verdict));
	jw_key(j, "status");
	if (b->x.status)
		jw_int(j, b->x.status);
	else
		jw_null(j);
	jw_kstr(j, "reason", b->x.reason);
	jw_ktime(j, "since", b->x.bad_since_ms, z);
	jw_ktime(j, "confirmed", b->x.confirmed_ms, z);
	jw_ktime(j, "earliest", b->x.earliest_ms, z);
	jw_ktime(j, "last", b->x.last_ms, z);
	jw_kint(j, "nparents", (int64_t)b->nparents);
	jw_key(j, "parents");
	jw_open(j, '[');
	while (link_faults_page(f, &p)) {
		json_page(j, &p);
		report_drain(f->ask, j->b);
	}
	jw_close(j, ']');
	jw_close(j, '}');
}

static int json_links(struct jw *j, struct link_faults *f, struct err *e)
{
	struct arena a = ARENA_INIT;
	struct link_fault b;
	int rc;

	jw_key(j, "links");
	jw_open(j, '[');
	while ((rc = link_faults_next(f, &b, &a, e)) > 0) {
		json_link(j, f, &b);
		arena_reset(&a);
	}
	jw_close(j, ']');
	arena_release(&a);
	return rc;
}

static int json(struct report_ask *ask, struct buf *out, struct err *e)
{
	struct link_faults f = {.ask = ask};
	struct jw j = jw_on(out);
	int rc = link_faults_open(&f, LINKS_BY_SINCE, e);

	jw_open(&j, '{');
	jw_ktime(&j, "at", ask->now_ms, ask->config->zone);
	jw_kbool(&j, "simulation", ask->simulation);
	jw_kint(&j, "checked", (int64_t)f.checked);
	jw_kint(&j, "broken", (int64_t)f.count[LINKS_BROKEN]);
	jw_kint(&j, "suspected", (int64_t)f.count[LINKS_SUSPECTED]);
	jw_kint(&j, "blocked", (int64_t)f.count[LINKS_BLOCKED]);
	jw_kint(&j, "unchecked", (int64_t)f.unchecked);
	if (rc == 0)
		rc = json_links(&j, &f, e);
	met(ask, &f);
	link_faults_close(&f);
	return report_json_end(&j, ask, ask->from_day, ask->to_day, method, NULL, rc, e);
}

const struct report_kind report_links = {
	.name = "links",
	.title = LANG_MARK("Links"),
	.living = true, /* links are known as they are, not as they were */
	.build = build,
	.json = json,
};
