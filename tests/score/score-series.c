/* Replays series of versions of list pages and scores what is reported as come and gone.
 *
 *	score-series [--mistakes] [--strict] [--item SERIES=SELECTOR]... TRUTH.tsv TOP
 *
 * TRUTH.tsv (series-truth.py) says what each version holds. Each version is read as the crawler
 * reads it, through the gate, compared with what is known; a version refused for its shape is
 * accepted as another shape would be after three days, and counted. "Come": in the truth of a
 * version and of none before it; reported where it becomes known (as new, or as slid up).
 * "Gone": in the truth of the version before and not of this one; reported where the notice is
 * no longer listed. Items are compared by canonical address. --strict: exit 1 where anything
 * was not reported or an event is false. */
#include "base/clock.h"
#include "base/err.h"
#include "base/fs.h"
#include "crawler/compare.h"
#include "crawler/gate.h"
#include "crawler/page.h"
#include "crawler/url.h"

#include <stdio.h>
#include <stdlib.h>

#define FILE_BYTES_MAX ((size_t)64 << 20)
#define SELECTORS_MAX 20

struct set {
	struct str *list;
	size_t n, cap;
};

struct series {
	struct arena a; /* of the whole series */
	char name[64], part[16];
	struct column_state state;
	struct notice *kept;
	size_t nkept, cap_kept;
	struct set ever, before; /* truth: addresses */
	struct set said;	  /* of the version before: address and title */
	size_t versions, accepted, reshaped, refused;
	size_t came, came_told, gone, gone_told, invented, unchanged, false_events;
	int64_t now_ms;
};

struct scoring {
	const char *top, *selector[SELECTORS_MAX];
	size_t nselectors;
	bool mistakes, strict;
	size_t faults;
};

static bool has(const struct set *s, struct str x)
{
	for (size_t i = 0; i < s->n; i++)
		if (str_eq(s->list[i], x))
			return true;
	return false;
}

static void add(struct set *s, struct str x, struct arena *a)
{
	if (has(s, x))
		return;
	s->list = arena_grow(a, s->list, s->n, &s->cap, sizeof(*s->list));
	s->list[s->n++] = x;
}

static struct notice *kept(struct series *s, struct str identity)
{
	for (size_t i = 0; i < s->nkept; i++)
		if (str_eq(s->kept[i].identity, identity))
			return &s->kept[i];
	return NULL;
}

static bool find(struct str identity, struct notice *out, void *ctx)
{
	struct notice *n = kept(ctx, identity);

	if (n)
		*out = *n;
	return n != NULL;
}

static void keep(struct series *s, const struct notice *n)
{
	struct notice *at = kept(s, n->identity);

	if (!at) {
		s->kept = arena_grow(&s->a, s->kept, s->nkept, &s->cap_kept, sizeof(*s->kept));
		at = &s->kept[s->nkept++];
	}
	*at = *n;
}

static const char *selector_of(const struct scoring *g, const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < g->nselectors; i++)
		if (strncmp(g->selector[i], name, n) == 0 && g->selector[i][n] == '=')
			return g->selector[i] + n + 1;
	return NULL;
}

/* The page of one version as the crawler would have it. */
static bool read_version(const struct scoring *g, struct series *s, struct str file,
	struct str url, struct result *r)
{
	struct page_order o = {.url = url, .want = WANT_LIST, .now_ms = s->now_ms,
		.zone = STR("Asia/Shanghai"), .learned = s->state.locators,
		.nlearned = s->state.nlocators};
	const char *item = selector_of(g, s->name);
	struct buf b = BUF_INIT(FILE_BYTES_MAX);
	struct err e = {0};
	char path[4096];
	int rc;

	if (item)
		o.configured = (struct locator){.item = str_of(item)};
	snprintf(path, sizeof(path), "%s/%.*s", g->top, STR_ARG(file));
	rc = fs_read(path, &b, &e);
	*r = (struct result){.url = url, .final_url = url, .verdict = VERDICT_OK, .status = 200,
		.has_page = true};
	if (rc == 0)
		page_read(&o, arena_str(&s->a, buf_str(&b)), &r->page, &s->a);
	buf_release(&b);
	return rc == 0;
}

static void take_baseline(struct series *s, const struct result *r,
	const struct comparison *cmp)
{
	const struct listing *l = &r->page.list;

	s->state.items = l->items;
	s->state.nitems = l->nitems;
	s->state.missing = cmp->missing;
	s->state.nmissing = cmp->nmissing;
	s->state.next_url = l->next;
	s->state.unclosed = r->page.unclosed;
	s->state.learned_count = (int32_t)l->nitems;
	s->state.locators = l->locators;
	s->state.nlocators = l->nlocators;
	if (!s->state.first_ms)
		s->state.first_ms = s->now_ms;
	s->state.last_good_ms = s->now_ms;
}

/* Number of notice.* events; -1: not accepted. */
static int compare(struct series *s, const struct result *r)
{
	static const struct column_config config = {.expect_text = ""};
	const struct listing *l = &r->page.list;
	struct compare_input in = {.old = &s->state, .items = l->items, .nitems = l->nitems,
		.find = find, .ctx = s, .now_ms = s->now_ms, .zone = zone_shanghai(), .more = l->next.n > 0};
	struct comparison cmp;
	struct familiar met;
	struct gate gate;
	int events = 0;

	compare_familiar(&s->state, l->items, l->nitems, zone_shanghai(), find, s, &met, &s->a);
	gate_judge(&s->state, &config, r, &met, &gate);
	if (gate.refused && (!gate.shape || !s->state.first_ms)) {
		s->refused++;
		return -1;
	}
	s->accepted++;
	s->reshaped += gate.refused != NULL;
	in.silent = gate.refused && !gate.renamed;
	compare_lists(&in, &cmp, &s->a);
	for (size_t i = 0; i < cmp.nnotices; i++)
		keep(s, &cmp.notices[i]);
	for (size_t i = 0; i < cmp.nevents; i++)
		events += str_starts(cmp.events[i].kind, STR("notice."));
	for (size_t i = 0; gate.refused && i < s->nkept; i++)
		if (s->kept[i].last_listed_ms != s->now_ms) /* listed in column.replaced */
			s->kept[i].state = NOTICE_ROLLED;
	take_baseline(s, r, &cmp);
	return events;
}

static void score_version(const struct scoring *g, struct series *s, struct str file,
	const struct set *truth, const struct set *said, int events)
{
	bool first = s->versions == 0, changed = said->n != s->said.n;

	s->versions++;
	for (size_t i = 0; i < truth->n; i++) {
		const struct notice *n = kept(s, truth->list[i]);

		if (has(&s->ever, truth->list[i]))
			continue;
		add(&s->ever, truth->list[i], &s->a);
		if (first)
			continue;
		s->came++;
		s->came_told += n != NULL;
		if (!n && g->mistakes)
			printf("%s: not seen to come: %.*s\n", s->name, STR_ARG(truth->list[i]));
	}
	for (size_t i = 0; i < said->n; i++)
		changed = changed || !has(&s->said, said->list[i]);
	for (size_t i = 0; i < s->before.n; i++) {
		const struct notice *n = kept(s, s->before.list[i]);

		if (has(truth, s->before.list[i]))
			continue;
		s->gone++;
		s->gone_told += n && n->state != NOTICE_LISTED;
		if ((!n || n->state == NOTICE_LISTED) && g->mistakes)
			printf("%s: not seen to go: %.*s\n", s->name, STR_ARG(s->before.list[i]));
	}
	for (size_t i = 0; i < s->nkept; i++)
		s->invented += s->kept[i].first_ms == s->now_ms &&
			!has(truth, s->kept[i].identity);
	if (!first && !changed) {
		s->unchanged++;
		s->false_events += events > 0 ? (size_t)events : 0;
		if (events > 0 && g->mistakes)
			printf("%s: %d events on an unchanged list: %.*s\n", s->name, events,
				STR_ARG(file));
	}
	s->before = *truth;
	s->said = *said;
}

static void print(struct scoring *g, struct series *s)
{
	g->faults += s->came - s->came_told + s->gone - s->gone_told + s->false_events;
	if (s->versions)
		printf("%-14s %-8s versions %zu (accepted %zu, of these another shape %zu; refused "
		       "%zu); came %zu/%zu reported, gone %zu/%zu reported, not in the truth %zu; "
		       "unchanged %zu with %zu false events\n", s->name, s->part, s->versions,
			s->accepted, s->reshaped, s->refused, s->came_told, s->came, s->gone_told,
			s->gone, s->invented, s->unchanged, s->false_events);
	arena_release(&s->a);
	*s = (struct series){.a = ARENA_INIT};
}

/* One version: its V row and the I rows behind it. */
struct turn {
	struct str file, url;
	struct set truth, said;
};

static void end_version(const struct scoring *g, struct series *s, struct turn *v)
{
	struct result *r = arena_alloc(&s->a, sizeof(*r));

	if (v->file.n && read_version(g, s, v->file, v->url, r))
		score_version(g, s, v->file, &v->truth, &v->said, compare(s, r));
	*v = (struct turn){0};
}

static void take_row(struct scoring *g, struct series *s, struct turn *v, struct str row)
{
	struct str kind, a, b, c;

	if (!str_cut(&row, '\t', &kind) || !str_cut(&row, '\t', &a))
		return;
	if (!str_cut(&row, '\t', &b))
		b = STR("");
	if (!str_cut(&row, '\t', &c))
		c = STR("");
	if (str_eqc(kind, "I")) {
		a = url_canonical(a, &s->a);
		add(&v->truth, a, &s->a);
		add(&v->said, arena_strf(&s->a, "%.*s\n%.*s", STR_ARG(a), STR_ARG(b)), &s->a);
		return;
	}
	end_version(g, s, v);
	if (str_eqc(kind, "S")) {
		print(g, s);
		snprintf(s->name, sizeof(s->name), "%.*s", STR_ARG(a));
		snprintf(s->part, sizeof(s->part), "%.*s", STR_ARG(b));
		s->state = (struct column_state){.portal = STR("p"), .column = STR("c")};
		s->now_ms = INT64_C(1600000000000);
	} else {
		s->now_ms += DAY_MS;
		v->file = arena_str(&s->a, a);
		v->url = arena_str(&s->a, c);
	}
}

int main(int argc, char **argv)
{
	struct scoring g = {0};
	struct series s = {.a = ARENA_INIT};
	struct buf b = BUF_INIT(FILE_BYTES_MAX);
	struct turn v = {0};
	struct err e = {0};
	struct str rest, row;
	int i = 1;

	for (; i < argc && argv[i][0] == '-'; i++) {
		if (streq(argv[i], "--mistakes"))
			g.mistakes = true;
		else if (streq(argv[i], "--strict"))
			g.strict = true;
		else if (streq(argv[i], "--item") && i + 1 < argc && g.nselectors < SELECTORS_MAX)
			g.selector[g.nselectors++] = argv[++i];
	}
	if (argc - i != 2)
		return fprintf(stderr, "usage: score-series [--mistakes] [--strict] "
				       "[--item SERIES=SELECTOR]... "
				       "TRUTH.tsv TOP\n"), 2;
	g.top = argv[i + 1];
	page_preload();
	if (fs_read(argv[i], &b, &e) < 0)
		return fprintf(stderr, "score-series: %s\n", e.text), 3;
	rest = buf_str(&b);
	while (str_cut(&rest, '\n', &row))
		take_row(&g, &s, &v, row);
	end_version(&g, &s, &v);
	print(&g, &s);
	buf_release(&b);
	return g.strict && g.faults > 0;
}
