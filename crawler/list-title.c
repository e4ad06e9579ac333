/* Which part of a link is the title, where it goes around a whole record. */
#include "list-mine.h"

static bool mere_date(const struct mine *m, uint32_t i)
{
	struct str s = tree_text(&m->tree, i, 60, m->a);
	struct date_found f;

	return date_find(s, &m->dates, &f) && date_other_bytes(s, &f) <= 12;
}

static bool called_title(const struct tree_node *x)
{
	static const char *const word[] = {"tit", "Tit", "bt", "name", "subject", "headline", NULL};
	struct str class = tree_attr(x, "class");

	if (str_starts_nocase(class, STR("sub")))
		return false;
	if (str_eqc(class, "til")) /* beside sub-til */
		return true;
	for (const char *const *w = word; class.n && *w; w++)
		if (str_has(class, str_of(*w)))
			return true;
	return false;
}

static bool heading_tag(int tag)
{
	return tag >= TAG_H1 && tag <= TAG_H6;
}

/* The first heading in an element that says something and no date; else the element. */
static uint32_t heading_in(const struct mine *m, uint32_t i)
{
	for (uint32_t k = i + 1; k < m->tree.node[i].end && k < i + 60; k++)
		if (heading_tag(m->tree.node[k].tag) && tree_text_bytes(&m->tree, k) >= 6 &&
			!mere_date(m, k))
			return k;
	return i;
}

/* "12", "(3)", "[通知]", "（服务处）": beside a title, and no part of it. */
static bool beside_title(struct str s)
{
	static const char *const open[] = {"(", "[", "（", "【", NULL};
	size_t digits = 0;

	while (digits < s.n && digits < 5 && is_digit((unsigned char)s.p[digits]))
		digits++;
	if (digits && (digits == s.n || (digits + 1 == s.n && s.p[digits] == '.')))
		return true;
	for (const char *const *o = open; *o; o++)
		if (str_starts(s, str_of(*o)))
			return str_ends(s, STR(")")) || str_ends(s, STR("]")) ||
				str_ends(s, STR("）")) || str_ends(s, STR("】"));
	return false;
}

/* "— Op. Atty. Gen. 852": what stands before it belongs to it. */
static bool goes_on(struct str s)
{
	return strchr("-,;:", s.p[0]) || str_starts(s, STR("—")) || str_starts(s, STR("–")) ||
		str_starts(s, STR("，")) || str_starts(s, STR("："));
}

#define BARE_BYTES 9 /* three ideographs */

/* The one text right in the link, where all else in it is a number, its day, or stands in
 * brackets, each in an element of its own; LEAD_NONE: there is no such. */
static uint32_t bare_title(const struct mine *m, uint32_t link)
{
	const struct tree *t = &m->tree;
	uint32_t own = LEAD_NONE;
	bool day = false;

	for (uint32_t k = link + 1; k < t->node[link].end; k = t->node[k].end) {
		const struct tree_node *x = &t->node[k];
		struct str s;

		if (x->tag == TAG_TEXT) {
			if (x->text.n && own != LEAD_NONE)
				return LEAD_NONE;
			own = x->text.n >= BARE_BYTES ? k : own;
			continue;
		}
		s = tree_text(t, k, 60, m->a);
		day |= s.n && mere_date(m, k);
		if (s.n && !mere_date(m, k) && !beside_title(s))
			return LEAD_NONE;
	}
	return day && own != LEAD_NONE && !goes_on(t->node[own].text) ? own : LEAD_NONE;
}

/* <strong>title</strong> <span>day</span> <p>text</p>: does it begin its block? */
static bool leads_block(const struct tree *t, uint32_t i, uint32_t link)
{
	uint32_t up = t->node[i].parent;

	return (t->node[i].tag == TAG_STRONG || t->node[i].tag == TAG_B) && up != link &&
		t->node[i].text_before == t->node[up].text_before &&
		tree_text_bytes(t, i) >= 12 &&
		tree_text_bytes(t, i) * 10 < tree_text_bytes(t, up) * 8;
}

/* With blocks inside: the one that is its title, by its tag, its class, or as the first long
 * text that is no date. */
uint32_t link_title_part(const struct mine *m, uint32_t link)
{
	const struct tree *t = &m->tree;
	uint32_t first = LEAD_NONE, bare;
	unsigned blocks = 0;

	if (t->node[link].end - link < 5)
		return link;
	if ((bare = bare_title(m, link)) != LEAD_NONE)
		return bare;
	for (uint32_t k = link + 1; k < t->node[link].end && k < link + 60; k++) {
		const struct tree_node *x = &t->node[k];
		size_t bytes;

		if (x->tag == TAG_TEXT)
			continue;
		bytes = tree_text_bytes(t, k);
		if (bytes < 6)
			continue;
		if ((heading_tag(x->tag) || called_title(x)) && !mere_date(m, k))
			return heading_in(m, k);
		if (leads_block(t, k, link))
			return k;
		if (x->tag != TAG_DIV && x->tag != TAG_P && x->tag != TAG_DT && x->tag != TAG_DD)
			continue;
		blocks++;
		if (first == LEAD_NONE && bytes >= 15 && bytes < 600 &&
			bytes * 10 < tree_text_bytes(t, link) * 9 &&
			!mere_date(m, k))
			first = k;
	}
	return blocks >= 2 && first != LEAD_NONE ? first : link;
}
