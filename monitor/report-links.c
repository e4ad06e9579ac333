/* Links: broken ones with every page that carries them; suspected ones apart, with the time
 * at which they can be confirmed at the earliest; blocked ones apart. */
#include "monitor/report.h"

#include "base/clock.h"
#include "base/out.h"
#include "crawler/pages.h"

#include <stdlib.h>

#define PARENTS_MAX 1000 /* of one link: more pages than anybody repairs by hand */
#define LINKS_MAX_LISTED 100000

static const char *const heads_broken[] = {LANG_MARK("Portal"), LANG_MARK("Link"),
	LANG_MARK("Problem"), LANG_MARK("Status"), LANG_MARK("Since"), LANG_MARK("On page"),
	LANG_MARK("Link text"), LANG_MARK("Line"), LANG_MARK("Unit"), NULL};
static const char *const heads_suspected[] = {LANG_MARK("Portal"), LANG_MARK("Link"),
	LANG_MARK("Problem"), LANG_MARK("Status"), LANG_MARK("Since"),
	LANG_MARK("Confirmed at the earliest"), LANG_MARK("On page"), LANG_MARK("Link text"),
	NULL};
static const char *const heads_blocked[] = {LANG_MARK("Portal"), LANG_MARK("Link"),
	LANG_MARK("Reason"), LANG_MARK("Status"), LANG_MARK("Last tried"), NULL};

enum group { GROUP_BROKEN, GROUP_SUSPECTED, GROUP_BLOCKED, GROUPS };

struct parent {
	struct str page, text, column;
	int32_t line;
	const struct portal_config *portal;
};

struct bad {
	struct address x;
	enum group group;
	struct parent *parents;
	size_t nparents, cap;
};

struct finding_links {
	struct report_ask *ask;
	struct bad *list;
	size_t n, cap, checked, ok, unchecked;
	size_t *slot, nslots; /* by address, 1-based */
};

static const struct {
	int verdict;
	const char *text;
} verdict_row[] = {
	{VERDICT_BROKEN_DNS, LANG_MARK("name does not exist")},
	{VERDICT_BROKEN_TLS, LANG_MARK("certificate invalid")},
	{VERDICT_BROKEN_HTTP, LANG_MARK("page does not exist")},
	{VERDICT_BROKEN_SOFT404, LANG_MARK("not-found page behind a good answer")},
	{VERDICT_BROKEN_CONTENT, LANG_MARK("not what was promised")},
	{VERDICT_BROKEN_REDIRECT, LANG_MARK("redirect leads nowhere")},
	{VERDICT_BROKEN_URL, LANG_MARK("unusable address")},
	{VERDICT_BROKEN_FRAGMENT, LANG_MARK("anchor does not exist")},
	{VERDICT_UNSTABLE_DNS, LANG_MARK("name not resolved")},
	{VERDICT_UNSTABLE_CONNECT, LANG_MARK("no connection")},
	{VERDICT_UNSTABLE_TIMEOUT, LANG_MARK("no answer in time")},
	{VERDICT_UNSTABLE_SERVER, LANG_MARK("server error")},
	{VERDICT_UNSTABLE_RESET, LANG_MARK("connection cut")},
	{VERDICT_PRIVATE, LANG_MARK("leads to a private address")},
	{VERDICT_WRONG, LANG_MARK("opens, but is something else")},
	{VERDICT_BLOCKED, LANG_MARK("refuses us: says nothing about the page")},
};

static struct str problem(const struct report_ask *ask, int verdict)
{
	for (size_t i = 0; i < sizeof(verdict_row) / sizeof(verdict_row[0]); i++)
		if (verdict_row[i].verdict == verdict)
			return str_of(lang_text(ask->lang, verdict_row[i].text));
	return str_of(verdict_word(verdict));
}

static bool group_of(const struct address *x, enum group *out)
{
	if (x->confirmed)
		*out = GROUP_BROKEN;
	else if (x->nbad > 0)
		*out = GROUP_SUSPECTED;
	else if (x->verdict == VERDICT_BLOCKED)
		*out = GROUP_BLOCKED;
	else
		return false;
	return true;
}

static void copy_address(struct address *x, struct arena *a)
{
	x->url = arena_str(a, x->url);
	x->reason = arena_str(a, x->reason);
	x->final_url = arena_str(a, x->final_url);
	x->portal = arena_str(a, x->portal);
}

static int take_address(const struct address *x, void *ctx)
{
	struct finding_links *f = ctx;
	enum group g;

	if (!x->last_ms) {
		f->unchecked += x->due_ms != 0;
		return 0;
	}
	f->checked++;
	if (!group_of(x, &g)) {
		f->ok += verdict_is_good(x->verdict);
		return 0;
	}
	if (f->n >= LINKS_MAX_LISTED)
		return 0;
	f->list = arena_grow(f->ask->arena, f->list, f->n, &f->cap, sizeof(*f->list));
	f->list[f->n] = (struct bad){.x = *x, .group = g};
	copy_address(&f->list[f->n].x, f->ask->arena);
	f->n++;
	return 0;
}

static size_t *slot_of(const struct finding_links *f, struct str url)
{
	size_t at = (size_t)hash64_of(url) & (f->nslots - 1);

	while (f->slot[at] && !str_eq(f->list[f->slot[at] - 1].x.url, url))
		at = (at + 1) & (f->nslots - 1);
	return &f->slot[at];
}

static void make_index(struct finding_links *f)
{
	f->nslots = 16;
	while (f->nslots < f->n * 2)
		f->nslots *= 2;
	f->slot = arena_array(f->ask->arena, f->nslots, sizeof(*f->slot));
	for (size_t i = 0; i < f->n; i++)
		*slot_of(f, f->list[i].x.url) = i + 1;
}

static int take_page(const struct page_links *p, void *ctx)
{
	struct finding_links *f = ctx;
	struct arena *a = f->ask->arena;
	const struct portal_config *portal = config_portal(f->ask->config, p->portal);
	const struct column_config *col;

	if (!portal)
		return 0;
	col = p->column.n ? portal_column(portal, p->column) : NULL;
	if (!report_covers(f->ask, portal, col))
		return 0;
	for (size_t i = 0; i < p->nedges; i++) {
		size_t at = *slot_of(f, p->edges[i].url);
		struct bad *b = at ? &f->list[at - 1] : NULL;

		if (!b || b->nparents >= PARENTS_MAX)
			continue;
		b->parents = arena_grow(a, b->parents, b->nparents, &b->cap,
			sizeof(*b->parents));
		b->parents[b->nparents++] = (struct parent){.page = arena_str(a, p->url),
			.text = arena_str(a, p->edges[i].text),
			.column = arena_str(a, p->column), .line = p->edges[i].line,
			.portal = portal};
	}
	return 0;
}

static int by_since(const void *a, const void *b)
{
	const struct bad *x = a, *y = b;

	if (x->x.bad_since_ms != y->x.bad_since_ms)
		return x->x.bad_since_ms < y->x.bad_since_ms ? -1 : 1;
	return str_cmp(x->x.url, y->x.url);
}

static int collect(struct finding_links *f, struct err *e)
{
	int rc = pages_each_address(f->ask->pages, take_address, f, e);

	if (rc < 0)
		return rc;
	if (f->n)
		qsort(f->list, f->n, sizeof(*f->list), by_since);
	make_index(f);
	rc = pages_each_links(f->ask->pages, take_page, f, e);
	return rc < 0 ? rc : 0;
}

static struct str unit_of(const struct parent *p)
{
	const struct column_config *c = p->column.n ? portal_column(p->portal, p->column) : NULL;

	return str_of(c && c->unit && c->unit[0] ? c->unit : p->portal->unit);
}

static struct str portal_name(const struct parent *p)
{
	return str_of(p->portal->name[0] ? p->portal->name : p->portal->id);
}

static void fill_common(struct cell *row, const struct report_ask *ask, const struct bad *b,
	const struct parent *p)
{
	row[0] = cell_text(portal_name(p));
	row[1] = cell_link(b->x.url, b->x.url);
	row[2] = cell_text(problem(ask, b->x.verdict));
	if (b->x.status)
		row[3] = cell_number(b->x.status);
	row[4] = cell_time(b->x.bad_since_ms ? b->x.bad_since_ms : b->x.last_ms);
}

static void add_rows(struct section *s, struct finding_links *f, const struct bad *b)
{
	for (size_t i = 0; i < b->nparents; i++) {
		const struct parent *p = &b->parents[i];
		struct cell *row = section_row(s, f->ask->arena);

		fill_common(row, f->ask, b, p);
		if (b->group == GROUP_BLOCKED) {
			row[2] = cell_text(b->x.reason);
			return;
		}
		if (b->group == GROUP_SUSPECTED) {
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

static size_t count_group(const struct finding_links *f, enum group g)
{
	size_t n = 0;

	for (size_t i = 0; i < f->n; i++)
		n += f->list[i].group == g && f->list[i].nparents > 0;
	return n;
}

static void summary(struct report *r, const struct finding_links *f)
{
	struct arena *a = f->ask->arena;
	enum lang l = f->ask->lang;

	report_line(r, a, arena_strf(a, lang_text(l, LANG_MARK(
		"%zu links checked: %zu broken, %zu suspected, %zu blocked; %zu not checked "
		"yet")), f->checked, count_group(f, GROUP_BROKEN),
		count_group(f, GROUP_SUSPECTED), count_group(f, GROUP_BLOCKED), f->unchecked));
	report_note(r, a, str_of(LANG(l,
		"How it is counted: a link is broken only when confirmed: a clear fault twice at "
		"least an hour apart, an unstable one three times over at least 24 hours. It "
		"recovers after two good checks. Blocked links are counted neither way.")));
}

static int build(struct report_ask *ask, struct report *out, struct err *e)
{
	static const struct {
		const char *title, *empty;
		const char *const *heads;
	} row[GROUPS] = {
		[GROUP_BROKEN] = {LANG_MARK("Broken links"),
			LANG_MARK("No broken link is confirmed."), heads_broken},
		[GROUP_SUSPECTED] = {LANG_MARK("Suspected, not confirmed yet"),
			LANG_MARK("Nothing is suspected."), heads_suspected},
		[GROUP_BLOCKED] = {LANG_MARK("Blocked: no verdict"),
			LANG_MARK("Nothing refused us."), heads_blocked},
	};
	struct finding_links f = {.ask = ask};
	int rc = collect(&f, e);

	if (rc < 0)
		return rc;
	summary(out, &f);
	for (int g = 0; g < GROUPS; g++) {
		struct section *s = report_section(out, ask, row[g].title, row[g].heads);

		s->empty = str_of(lang_text(ask->lang, row[g].empty));
		for (size_t i = 0; i < f.n; i++)
			if (f.list[i].group == (enum group)g)
				add_rows(s, &f, &f.list[i]);
	}
	if (count_group(&f, GROUP_SUSPECTED))
		report_met(ask, "suspected", 1);
	if (count_group(&f, GROUP_BROKEN))
		report_met(ask, "broken", 2);
	return 0;
}

static void json_link(struct jw *j, const struct report_ask *ask, const struct bad *b)
{
	static const char *const word[GROUPS] = {"broken", "suspected", "blocked"};
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
	struct finding_links f = {.ask = ask};
	struct jw j = jw_on(out);
	int rc = collect(&f, e);

	if (rc < 0)
		return rc;
	jw_open(&j, '{');
	jw_ktime(&j, "at", ask->now_ms, ask->config->zone);
	jw_kbool(&j, "simulation", ask->simulation);
	jw_kint(&j, "checked", (int64_t)f.checked);
	jw_kint(&j, "broken", (int64_t)count_group(&f, GROUP_BROKEN));
	jw_kint(&j, "suspected", (int64_t)count_group(&f, GROUP_SUSPECTED));
	jw_kint(&j, "blocked", (int64_t)count_group(&f, GROUP_BLOCKED));
	jw_kint(&j, "unchecked", (int64_t)f.unchecked);
	jw_key(&j, "links");
	jw_open(&j, '[');
	for (size_t i = 0; i < f.n; i++)
		if (f.list[i].nparents)
			json_link(&j, ask, &f.list[i]);
	jw_close(&j, ']');
	jw_close(&j, '}');
	buf_addc(out, '\n');
	if (count_group(&f, GROUP_SUSPECTED))
		report_met(ask, "suspected", 1);
	if (count_group(&f, GROUP_BROKEN))
		report_met(ask, "broken", 2);
	return 0;
}

const struct report_kind report_links = {
	.name = "links",
	.title = LANG_MARK("Links"),
	.build = build,
	.json = json,
};
