/* Links: broken ones with every page that carries them; suspected ones apart, with the time
 * at which they can be confirmed at the earliest; blocked ones apart. */
#include "link-faults.h"
#include "report-part.h"

#include "base/clock.h"
#include "base/out.h"
#include "crawler/pages.h"

#include <stdlib.h>

#define PAGES_BENEATH 5 /* of a link, in text */

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

/* A link and its pages of one portal. */
struct entry {
	const struct link_fault *link;
	size_t from, to; /* among link->parents */
};

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
static void add_rows(struct section *s, struct link_faults *f, const struct entry *x)
{
	const struct link_fault *b = x->link;

	for (size_t i = x->from; i < x->to; i++) {
		const struct link_parent *p = &b->parents[i];
		struct cell *row = section_row(s, f->ask->arena);

		fill_common(row, f->ask, b, p);
		if (b->group == LINKS_BLOCKED) {
			row[2] = cell_text(b->x.reason);
			return;
		}
		if (b->group == LINKS_SUSPECTED) {
			row[5] = cell_time(b->x.earliest_ms);
			row[6] = cell_link(p->page, p->page);
			row[7] = cell_text(p->text);
			continue;
		}
		row[2].tone = TONE_BAD;
		row[5] = cell_link(p->page, p->page);
		row[6] = cell_text(p->text);
		row[7] = cell_number(p->line);
		row[8] = cell_text(unit_of(p));
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

static void add_once(struct section *s, struct link_faults *f, const struct entry *x)
{
	const struct report_ask *ask = f->ask;
	const struct link_fault *b = x->link;
	struct cell *row = section_row(s, ask->arena);
	size_t n = x->to - x->from, shown = n < PAGES_BENEATH ? n : PAGES_BENEATH;

	fill_common(row, ask, b, &b->parents[x->from]);
	if (b->group == LINKS_BROKEN)
		row[2].tone = TONE_BAD;
	row[5] = cell_number((double)n);
	if (b->group == LINKS_SUSPECTED)
		row[6] = cell_time(b->x.earliest_ms);
	for (size_t i = 0; i < shown; i++)
		add_page(s, ask, &b->parents[x->from + i]);
	if (n > shown)
		*section_row(s, ask->arena) = cell_beneath(arena_strf(ask->arena,
			LANG_COUNT(ask->lang, n - shown, "and %zu more page", "and %zu more pages"),
			n - shown));
}

/* --- */

/* By portal, as configured; what stands on most pages first. */
static int by_pages(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	const struct portal_config *p = x->link->parents[x->from].portal,
		*q = y->link->parents[y->from].portal;
	size_t n = x->to - x->from, m = y->to - y->from;

	if (p != q)
		return p < q ? -1 : 1;
	if (n != m)
		return n > m ? -1 : 1;
	return (x->link > y->link) - (x->link < y->link); /* since */
}

static size_t make_entries(const struct link_faults *f, struct entry **out)
{
	struct entry *list = NULL;
	size_t n = 0, cap = 0;

	for (size_t i = 0; i < f->n; i++) {
		const struct link_fault *b = &f->list[i];

		for (size_t k = 0; k < b->nparents; k++) {
			if (k && b->parents[k].portal == b->parents[k - 1].portal) {
				list[n - 1].to++;
				continue;
			}
			list = arena_grow(f->ask->arena, list, n, &cap, sizeof(*list));
			list[n++] = (struct entry){b, k, k + 1};
		}
	}
	if (n)
		qsort(list, n, sizeof(*list), by_pages);
	*out = list;
	return n;
}

static size_t count_group(const struct link_faults *f, enum link_group g)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++)
		n += f->list[i].group == g && f->list[i].nparents > 0;
	return n;
}

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
		f->checked, count_group(f, LINKS_BROKEN),
		count_group(f, LINKS_SUSPECTED), count_group(f, LINKS_BLOCKED), f->unchecked));
	if (f->nover || f->nparents_over)
		report_note(r, a, arena_strf(a, LANG(l, "Too many to list: %zu more links and %zu "
			"more pages that carry one are not shown. Ask for fewer portals."), f->nover,
			f->nparents_over));
}

static void method(struct report *r, const struct report_ask *ask, const void *ctx)
{
	(void)ctx;
	report_note(r, ask->arena, str_of(LANG(ask->lang,
		"How it is counted: a link is broken only when confirmed: a clear fault twice at "
		"least an hour apart, an unstable one three times over at least 24 hours. It "
		"recovers after two good checks. Blocked links are counted neither way.")));
}

static int build(struct report_ask *ask, struct report *out, struct err *e)
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
	struct link_faults f = {.ask = ask};
	struct entry *list;
	size_t n;
	int rc = link_faults_collect(&f, e);

	if (rc < 0)
		return rc;
	n = make_entries(&f, &list);
	summary(out, &f);
	method(out, ask, NULL);
	rc = walks(out, ask, e);
	if (rc < 0)
		return rc;
	for (int g = 0; g < LINK_GROUPS; g++) {
		const char *const *once = ask->lines ? row[g].once : NULL;
		struct section *s = report_section(out, ask, row[g].title,
			once ? once : row[g].heads);

		s->empty = str_of(lang_text(ask->lang, row[g].empty));
		for (size_t i = 0; i < n && rc == 0; i++) {
			if (list[i].link->group != (enum link_group)g)
				continue;
			report_item(ask);
			if (once)
				add_once(s, &f, &list[i]);
			else
				add_rows(s, &f, &list[i]);
			rc = report_item_end(ask, 0, e);
		}
	}
	if (count_group(&f, LINKS_SUSPECTED))
		report_met(ask, "suspected", 1);
	if (count_group(&f, LINKS_BROKEN))
		report_met(ask, "broken", 2);
	return rc;
}

static void json_link(struct jw *j, const struct report_ask *ask, const struct link_fault *b)
{
	static const char *const word[LINK_GROUPS] = {"broken", "suspected", "blocked"};
	const struct zone *z = ask->config->zone;

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
	for (size_t i = 0; i < b->nparents; i++) {
		jw_open(j, '{');
		jw_kstr(j, "url", b->parents[i].page);
		jw_kstr(j, "text", b->parents[i].text);
		jw_kint(j, "line", b->parents[i].line);
		jw_kcstr(j, "portal", b->parents[i].portal->id);
		jw_kstr(j, "column", b->parents[i].column);
		jw_close(j, '}');
	}
	jw_close(j, ']');
	jw_close(j, '}');
}

static int json(struct report_ask *ask, struct buf *out, struct err *e)
{
	struct link_faults f = {.ask = ask};
	struct jw j = jw_on(out);
	int rc = link_faults_collect(&f, e);

	if (rc < 0)
		return rc;
	jw_open(&j, '{');
	jw_ktime(&j, "at", ask->now_ms, ask->config->zone);
	jw_kbool(&j, "simulation", ask->simulation);
	jw_kint(&j, "checked", (int64_t)f.checked);
	jw_kint(&j, "broken", (int64_t)count_group(&f, LINKS_BROKEN));
	jw_kint(&j, "suspected", (int64_t)count_group(&f, LINKS_SUSPECTED));
	jw_kint(&j, "blocked", (int64_t)count_group(&f, LINKS_BLOCKED));
	jw_kint(&j, "unchecked", (int64_t)f.unchecked);
	jw_kint(&j, "links_not_listed", (int64_t)f.nover);
	jw_kint(&j, "pages_not_listed", (int64_t)f.nparents_over);
	jw_key(&j, "links");
	jw_open(&j, '[');
	for (size_t i = 0; i < f.n && rc == 0; i++) {
		if (!f.list[i].nparents)
			continue;
		report_item(ask);
		json_link(&j, ask, &f.list[i]);
		rc = report_item_end(ask, 0, e);
	}
	jw_close(&j, ']');
	if (count_group(&f, LINKS_SUSPECTED))
		report_met(ask, "suspected", 1);
	if (count_group(&f, LINKS_BROKEN))
		report_met(ask, "broken", 2);
	return report_json_end(&j, ask, ask->from_day, ask->to_day, method, NULL, rc, e);
}

const struct report_kind report_links = {
	.name = "links",
	.title = LANG_MARK("Links"),
	.build = build,
	.json = json,
};
