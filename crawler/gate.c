/* The gate before the baseline. */
#include "crawler/gate.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "crawler/list.h"
#include "crawler/sitemap.h"

#include <stdarg.h>
#include <stdio.h>

#define TITLE_COLUMNS 30 /* of each title in words: both fit */

static void refuse(struct gate *g, bool shape, const char *token, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

static void refuse(struct gate *g, bool shape, const char *token, const char *fmt, ...)
{
	va_list ap;

	g->refused = token;
	g->shape = shape;
	va_start(ap, fmt);
	vsnprintf(g->why, sizeof(g->why), fmt, ap);
	va_end(ap);
}

static bool refuse_transport(const struct result *r, struct gate *g)
{
	if (r->verdict == VERDICT_BLOCKED)
		refuse(g, false, "blocked", "the site refused us: %.*s", STR_ARG(r->reason));
	else if (!verdict_is_good(r->verdict))
		refuse(g, false, "failed", "%s: %.*s", verdict_word(r->verdict),
			STR_ARG(r->reason));
	else if (!r->has_page)
		refuse(g, false, "unread", "the page could not be read: %.*s",
			STR_ARG(r->reason));
	else
		return false;
	return true;
}

/* Of an index the one changed last, else its last one: where news are. */
static struct str newest_sitemap(const struct listing *l)
{
	const struct item *best = &l->items[l->nitems - 1];

	for (size_t i = 0; i < l->nitems; i++)
		if (l->items[i].date_ms > best->date_ms)
			best = &l->items[i];
	return best->url;
}

static bool refuse_page(const struct column_config *cfg, const struct result *r,
	struct gate *g)
{
	const struct page *p = &r->page;
	struct str newest, before;

	if (!str_none(p->challenge))
		refuse(g, false, "challenge", "a challenge page of '%.*s'",
			STR_ARG(p->challenge));
	else if (p->kind != PAGE_HTML && p->kind != PAGE_XML && p->kind != PAGE_JSON &&
		p->kind != PAGE_FEED && p->kind != PAGE_SITEMAP)
		refuse(g, false, "type", "not a page but %s", page_kind_word(p->kind));
	else if (!str_none(p->error_words) && p->list.nitems == 0)
		refuse(g, false, "error-page", "an error page: '%.*s'",
			STR_ARG(p->error_words));
	else if (sitemap_is_index(&p->list) && !sitemap_newest(&p->list, &newest, &before))
		refuse(g, false, "sitemap-index", "an index of %zu sitemaps: give the address of "
			"one of them, as '%.*s'", p->list.nitems,
			STR_ARG(newest_sitemap(&p->list)));
	else if (r->body_cut || p->truncated)
		refuse(g, false, "cut", "the page arrived in part");
	else if (cfg->expect_text[0] && !p->has_expected)
		refuse(g, false, "expectation", "the expected text '%s' is not on it",
			cfg->expect_text);
	else
		return false;
	return true;
}

bool gate_is_text(const struct column_state *old, const struct column_config *cfg,
	const struct listing *l)
{
	return cfg->cls == CLASS_STATIC && old->learned_count == 0 && cfg->min_items <= 0 &&
		!cfg->should_have_results && !l->by_config && l->confidence < GATE_MIN_CONFIDENCE;
}

/* What speaks against the list, as its reader said it; none. */
static struct str doubts_of(const struct listing *l)
{
	size_t at = str_find(l->why, STR(LIST_NOT_CERTAIN), 0);

	return at == SIZE_MAX ? STR("")
		: str_sub(l->why, at + strlen(LIST_NOT_CERTAIN), l->why.n);
}

/* Of a home page it is no question which of its lists is meant: any that has dates says whether
 * the page is kept up to date. */
static bool is_home_with_dates(const struct column_state *old, const struct listing *l)
{
	size_t dated = 0;

	for (size_t i = 0; i < l->nitems; i++)
		dated += l->items[i].date_ms != DATE_NONE_MS;
	return str_eqc(old->column, HOME_COLUMN) && dated * 2 > l->nitems;
}

static void judge_first(const struct column_state *old, const struct column_config *cfg,
	const struct listing *l, struct gate *g)
{
	if (l->nitems == 0 && l->empty_shape && !cfg->should_have_results)
		return;
	if (gate_is_text(old, cfg, l)) /* a page of text carries no list */
		return;
	if (l->nitems == 0)
		refuse(g, true, "empty", "no notices found on an otherwise intact page");
	else if (!l->by_config && l->confidence < GATE_MIN_CONFIDENCE && !is_home_with_dates(old, l))
		refuse(g, true, "confidence", "%zu items found, but with confidence %.2f only%s%.*s",
			l->nitems, l->confidence, doubts_of(l).n ? "; " : "",
			STR_ARG(doubts_of(l)));
}

/* Fewer entries on a page that lost its end, or its pager: it arrived in part. */
static bool looks_cut(const struct column_state *old, const struct result *r)
{
	const struct listing *l = &r->page.list;

	if (l->nitems >= old->nitems || l->nitems == 0)
		return false;
	return (r->page.unclosed && !old->unclosed) || (old->next_url.n && !l->next.n);
}

/* The page ends, without its end, in its last entry. */
static bool ends_in_entry(const struct column_state *old, const struct result *r,
	const struct familiar *met)
{
	return r->page.unclosed && !old->unclosed && met->last_spoilt;
}

/* Dates of the second day before the last reading and older: such entries would have been
 * seen then. A day is left to those who date a notice before they put it up. */
static bool predates(const struct column_state *old, const struct listing *l)
{
	size_t ndated = 0, nold = 0;

	for (size_t i = 0; i < l->nitems; i++) {
		if (l->items[i].date_ms == DATE_NONE_MS || l->items[i].date_weak)
			continue;
		ndated++;
		nold += l->items[i].date_ms < old->last_good_ms - 2 * DAY_MS;
	}
	return ndated * 2 >= l->nitems && nold * 2 > ndated;
}

/* Something of what was learned is there to the letter: path, its end or addresses. */
static bool has_same_locator(const struct column_state *old, const struct listing *l)
{
	for (size_t i = 0; i < l->nlocators; i++)
		for (size_t k = 0; k < old->nlocators; k++)
			if (str_eq(l->locators[i].signature, old->locators[k].signature))
				return true;
	return false;
}

/* Feeds and sitemaps have no structure that could become another one. */
static bool at_its_place(const struct column_state *old, const struct listing *l)
{
	return l->by_config || l->source == LIST_FEED || l->source == LIST_SITEMAP ||
		(l->by_learned && !l->elsewhere && has_same_locator(old, l));
}

/* Nothing on it was met before. */
static bool judge_strangers(const struct column_state *old, const struct listing *l,
	struct gate *g)
{
	if (!at_its_place(old, l))
		refuse(g, true, "structure", "another structure: none of the %zu entries is "
			"known", l->nitems);
	else if (predates(old, l))
		refuse(g, true, "another-list", "another list: none of the %zu entries is known, "
			"and most are older than the last reading", l->nitems);
	return g->refused;
}

static bool most(size_t part, size_t of)
{
	return of >= GATE_RENAMED_MIN && part * 100 >= of * GATE_RENAMED_SHARE;
}

static void judge_renamed(const struct familiar *met, struct gate *g)
{
	if (most(met->retitled, met->known))
		refuse(g, true, "titles", "%zu of %zu known entries have another title",
			met->retitled, met->known);
	else if (most(met->redated, met->known))
		refuse(g, true, "redated", "%zu of %zu known entries have another date",
			met->redated, met->known);
	g->renamed = g->refused;
}

/* Share of the entries with a date of their own; one from the address stands in for it only
 * where the column never stated any. */
static double stated_share(const struct listing *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->nitems; i++)
		n += l->items[i].date_ms != DATE_NONE_MS && !l->items[i].date_weak;
	return l->nitems ? (double)n / (double)l->nitems : 0;
}

static double stated_before(const struct column_state *old)
{
	size_t n = 0;

	for (size_t i = 0; i < old->nitems; i++)
		n += old->items[i].date_ms != DATE_NONE_MS && !old->items[i].date_weak;
	return old->nitems ? (double)n / (double)old->nitems : 0;
}

/* The sitemap of another month than the one read last, which it names as the one before. */
static bool begins_anew(const struct column_state *old, const struct listing *l)
{
	return l->source == LIST_SITEMAP && l->next.n && !str_eq(l->next, old->next_url);
}

static void judge_shape(const struct column_state *old, const struct listing *l,
	const struct familiar *met, struct gate *g)
{
	size_t learned = (size_t)(old->learned_count > 0 ? old->learned_count : 0);
	double was = stated_before(old), is = stated_share(l);

	g->anew = begins_anew(old, l);
	if (l->nitems == 0 && old->nitems > 0)
		refuse(g, true, "empty", "no notices, %zu were listed before", old->nitems);
	else if (l->nitems * GATE_SHRINK_SHARE < learned && !g->anew)
		refuse(g, true, "shrunken", "%zu notices instead of about %zu", l->nitems,
			learned);
	else if (met->known == 0 && old->nitems >= 2 && judge_strangers(old, l, g))
		return;
	else if (was >= 0.8 && is < 0.3)
		refuse(g, true, "dates", "dates cannot be read any more (%.0f%% of the entries, "
			"%.0f%% before)", is * 100, was * 100);
	else
		judge_renamed(met, g);
}

void gate_judge(const struct column_state *old, const struct column_config *cfg,
	const struct result *r, const struct familiar *met, struct gate *out)
{
	const struct listing *l = &r->page.list;

	*out = (struct gate){0};
	if (refuse_transport(r, out) || refuse_page(cfg, r, out))
		return;
	if (cfg->min_items > 0 && l->nitems < (size_t)cfg->min_items)
		refuse(out, true, "min-items", "%zu notices, at least %d are expected",
			l->nitems, cfg->min_items);
	else if (old->first_ms == 0)
		judge_first(old, cfg, l, out);
	else if (looks_cut(old, r))
		refuse(out, true, "cut", "%zu notices instead of %zu, and the end of the page is "
			"missing", l->nitems, old->nitems);
	else if (ends_in_entry(old, r, met))
		refuse(out, true, "cut", "the page ends in the last of its %zu notices", l->nitems);
	else
		judge_shape(old, l, met, out);
	/* so few are no longer found as the learned ones: a path to the letter will do */
	out->same_list = out->shape && old->first_ms &&
		(l->by_config || has_same_locator(old, l)) &&
		(met->known || !predates(old, l));
	out->relearned = !out->refused && old->first_ms && old->nlocators && l->nlocators &&
		!l->by_config && (!l->by_learned || l->elsewhere);
}

void gate_titles(const struct column_state *old, const struct listing *l,
	const struct agreement *x, struct gate *g)
{
	if (l->by_config || l->source != LIST_DOM || old->nreadings > GATE_FIRST_READINGS)
		return;
	if (!g->refused && l->confidence < GATE_SURE_CONFIDENCE && agreement_belies(x)) {
		refuse(g, true, "own-titles", "of %zu notices read %zu bear the title of the list: "
			"'%.*s' is titled '%.*s'", x->read, x->alike,
			STR_ARG(utf8_clip(x->listed, TITLE_COLUMNS)),
			STR_ARG(utf8_clip(x->own, TITLE_COLUMNS)));
		g->relearned = false;
	} else if (g->refused && streq(g->refused, "confidence") && x->read >= GATE_PROVEN &&
		x->alike == x->read && l->confidence >= GATE_PROVEN_CONFIDENCE) {
		*g = (struct gate){0};
	}
}

static struct sha256 shape_of(const struct gate *g, const struct listing *l)
{
	struct buf b = BUF_INIT(1 << 16);
	struct sha256 d;

	buf_adds(&b, g->refused);
	if (l->nitems && l->nlocators)
		buf_addstr(&b, str_sub(l->locators[0].signature, 0, 60000));
	d = sha256_of(buf_str(&b));
	buf_release(&b);
	return d;
}

int gate_exit(struct column_state *c, const struct gate *g, const struct result *r,
	bool home_passes, int64_t now_ms)
{
	struct sha256 shape = shape_of(g, &r->page.list);

	/* before the baseline there is no other shape: the column stays unmeasured */
	if (!home_passes || !c->first_ms)
		return 0;
	if (c->shape_count == 0 || !sha256_same(&shape, &c->shape_digest)) {
		c->shape_digest = shape;
		c->shape_first_ms = now_ms;
		c->shape_count = 0;
		c->shape_open = false;
	}
	c->shape_count++;
	c->shape_last_ms = now_ms;
	if (c->shape_count < GATE_ALIKE_COUNT)
		return 0;
	if (now_ms - c->shape_first_ms >= GATE_ACCEPT_MS)
		return 2;
	if (!c->shape_open && now_ms - c->shape_first_ms >= GATE_ALIKE_SPAN_MS) {
		c->shape_open = true;
		return 1;
	}
	return 0;
}
