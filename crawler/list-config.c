/* Items by the selectors a person configured, part by part; what is not configured is
 * found as in mined records. */
#include "list-mine.h"

#include "base/out.h"
#include "reading.h"
#include "select-part.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define RECORD_TEXT 4000
#define MATCH_STEPS 100000 /* of one pattern on one text */

struct parts {
	struct selector *item, *title, *link, *date;
	pcre2_code *title_re, *date_re;
};

/* The first group of the first match, or all of it; s where nothing matches. */
static struct str cleaned(pcre2_code *re, struct str s, struct arena *a)
{
	pcre2_match_data *md;
	pcre2_match_context *mc;
	struct str out = s;
	int n;

	if (!re || !s.n)
		return s;
	md = pcre2_match_data_create_from_pattern(re, NULL);
	mc = pcre2_match_context_create(NULL);
	if (!md || !mc)
		fatal("cannot prepare a match");
	pcre2_set_match_limit(mc, MATCH_STEPS);
	n = pcre2_match(re, (PCRE2_SPTR)s.p, s.n, 0, 0, md, mc);
	if (n > 0) {
		const PCRE2_SIZE *at = pcre2_get_ovector_pointer(md);
		int k = n > 1 && at[2] != PCRE2_UNSET ? 1 : 0;

		if (at[2 * k + 1] >= at[2 * k])
			out = arena_str(a, str_sub(s, at[2 * k], at[2 * k + 1] - at[2 * k]));
	}
	pcre2_match_context_free(mc);
	pcre2_match_data_free(md);
	return str_trim(out);
}

static pcre2_code *pattern(struct str s)
{
	int code;
	size_t at;

	if (!s.n)
		return NULL;
	return pcre2_compile((PCRE2_SPTR)s.p, s.n, PCRE2_UTF | PCRE2_MATCH_INVALID_UTF, &code,
		&at, NULL);
}

static struct selector *part(const struct mine *m, struct str s)
{
	return s.n ? selector_open(s, m->tree.dom.doc, NULL) : NULL;
}

static void open_parts(const struct mine *m, struct parts *p)
{
	const struct locator *l = &m->order->configured;

	p->item = part(m, l->item);
	p->title = part(m, l->title);
	p->link = part(m, l->link);
	p->date = part(m, l->date);
	p->title_re = pattern(l->title_re);
	p->date_re = pattern(l->date_re);
}

static void close_parts(struct parts *p)
{
	selector_close(p->item);
	selector_close(p->title);
	selector_close(p->link);
	selector_close(p->date);
	pcre2_code_free(p->title_re);
	pcre2_code_free(p->date_re);
}

/* Text of what a selector finds first: an element's visible text, an attribute's value. */
static struct str text_of(const struct mine *m, const struct selected *got)
{
	const xmlNode *n;
	uint32_t i;

	if (got->text.n || !got->n)
		return str_trim(got->text);
	n = got->node[0];
	if (n->type == XML_ATTRIBUTE_NODE)
		return n->children && n->children->content
			? str_trim(str_of((const char *)n->children->content)) : STR_NONE;
	if (n->type != XML_ELEMENT_NODE)
		return n->content ? str_trim(str_of((const char *)n->content)) : STR_NONE;
	i = tree_index(&m->tree, n);
	return i == UINT32_MAX ? STR_NONE : tree_text(&m->tree, i, RECORD_TEXT, m->a);
}

/* The address of what `link` finds: a link's href, an attribute's value, a link inside. */
static struct str href_of(const struct mine *m, const struct selected *got)
{
	uint32_t i;

	if (got->n && got->node[0]->type == XML_ELEMENT_NODE) {
		i = tree_index(&m->tree, got->node[0]);
		for (uint32_t k = i; i != UINT32_MAX && k < m->tree.node[i].end; k++)
			if (m->tree.node[k].tag == TAG_A)
				return str_trim(tree_attr(&m->tree.node[k], "href"));
		return STR_NONE;
	}
	return text_of(m, got);
}

static struct str one_line(struct str s, struct arena *a)
{
	struct buf b = BUF_INIT(RECORD_TEXT * 4);
	struct str out;

	out_line(&b, str_sub(s, 0, RECORD_TEXT), RECORD_TEXT);
	out = arena_str(a, str_trim(buf_str(&b)));
	buf_release(&b);
	return out;
}

static void part_date(const struct mine *m, const struct parts *p, struct str s,
	struct date_found *out)
{
	struct str format = m->order->configured.date_format;

	s = cleaned(p->date_re, s, m->a);
	if (format.n && reading_date_by_format(s, format, m->dates.zone, out))
		return;
	if (!date_find(s, &m->dates, out))
		*out = (struct date_found){0};
}

/* The record as an entry; one without a link gets a lead of its own, made of its text. */
static struct entry record_entry(struct mine *m, uint32_t i, size_t *cap)
{
	struct entry e = {.node = i, .begin = i, .end = m->tree.node[i].end};

	e.lead = mine_longest_lead(m, i, e.end);
	e.when = mine_date_in(m, i, e.end, e.lead == LEAD_NONE ? LEAD_NONE
							    : m->lead[e.lead].node);
	if (e.lead != LEAD_NONE)
		return e;
	m->lead = arena_grow(m->a, m->lead, m->nleads + m->nextra, cap, sizeof(*m->lead));
	e.lead = (uint32_t)(m->nleads + m->nextra++);
	m->lead[e.lead] = (struct lead){.node = i, .next = LEAD_NONE,
		.shown = tree_text(&m->tree, i, 1000, m->a)};
	return e;
}

static void configured_entries(struct mine *m, const struct parts *p, struct reading *r)
{
	struct selected got;
	size_t cap = m->nleads;
	uint32_t last = UINT32_MAX;

	*r = (struct reading){.where = "inside"};
	if (!selector_run(p->item, (xmlNode *)m->tree.dom.doc, &got, m->a))
		return;
	m->lead = m->nleads ? memcpy(arena_array(m->a, m->nleads, sizeof(*m->lead)), m->lead,
				      m->nleads * sizeof(*m->lead)) : NULL;
	r->entry = arena_array(m->a, got.n + 1, sizeof(*r->entry));
	for (size_t i = 0; i < got.n && r->n < LIST_ITEMS_MAX; i++) {
		uint32_t node = tree_index(&m->tree, got.node[i]);

		if (node == UINT32_MAX || node == last)
			continue;
		r->entry[r->n++] = record_entry(m, node, &cap);
		last = node;
	}
}

/* Puts what the selectors say over what was found automatically. */
static void override(struct mine *m, const struct parts *p, const struct reading *r,
	struct listing *out)
{
	struct date_found *dates = arena_array(m->a, r->n + 1, sizeof(*dates));
	struct selected got;

	for (size_t i = 0; i < out->nitems; i++) {
		struct item *it = &out->items[i];
		xmlNode *record = m->tree.node[r->entry[i].node].xml;

		if (p->title && selector_run(p->title, record, &got, m->a))
			it->title = one_line(text_of(m, &got), m->a);
		it->title = cleaned(p->title_re, it->title, m->a);
		if (p->link && selector_run(p->link, record, &got, m->a)) {
			it->href = arena_str(m->a, href_of(m, &got));
			it->url = item_url(m, it->href);
		}
		if (p->date && selector_run(p->date, record, &got, m->a))
			part_date(m, p, text_of(m, &got), &dates[i]);
		else if (p->date_re)
			part_date(m, p, tree_text(&m->tree, r->entry[i].node, RECORD_TEXT, m->a),
				&dates[i]);
		dates[i].sticky = it->sticky;
	}
	if (!p->date && !p->date_re)
		return;
	date_fix_list(dates, out->nitems, &m->dates);
	for (size_t i = 0; i < out->nitems; i++) {
		out->items[i].date_ms = dates[i].ms;
		out->items[i].date_has_time = dates[i].has_time;
		out->items[i].date_weak = false;
	}
}

static bool any_part(const struct locator *l)
{
	return l->item.n || l->title.n || l->link.n || l->date.n || l->title_re.n || l->date_re.n;
}

bool config_read(struct mine *m, struct listing *out)
{
	const struct locator *l = &m->order->configured;
	struct parts p;
	struct reading r;

	if (!any_part(l))
		return false;
	open_parts(m, &p);
	if (p.item)
		configured_entries(m, &p, &r);
	else if (m->chosen)
		r = *m->chosen;
	else
		r = (struct reading){0};
	mine_items(m, &r, out);
	override(m, &p, &r, out);
	close_parts(&p);
	out->by_config = true;
	out->source = out->nitems ? LIST_DOM : LIST_NONE;
	out->confidence = out->nitems ? 0.95 : 0;
	out->why = l->item.n && !out->nitems
		? arena_strf(m->a, "the configured selector '%.*s' finds nothing", STR_ARG(l->item))
		: arena_strf(m->a, "%zu records by configured selectors", out->nitems);
	return true;
}

struct str config_next(const struct mine *m)
{
	struct selector *s = part(m, m->order->configured.next);
	struct str href = STR_NONE;
	struct selected got;

	if (s && selector_run(s, (xmlNode *)m->tree.dom.doc, &got, m->a))
		href = href_of(m, &got);
	selector_close(s);
	return item_url(m, href);
}
