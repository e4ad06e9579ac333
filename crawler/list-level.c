/* How far up from its links the records of a cluster lie: the largest subtrees that hold one
 * link of it each, and where that cuts too fine the row above. */
#include "list-mine.h"

static bool container_end(int tag)
{
	return tag == TAG_BODY || tag == TAG_HTML;
}

static bool row_tag(int tag)
{
	return tag == TAG_LI || tag == TAG_TR || tag == TAG_ARTICLE || tag == TAG_DL;
}

/* Steps up from link i while nothing else of its cluster comes inside. */
static unsigned own_level(const struct mine *m, uint32_t i, uint32_t before, uint32_t after)
{
	const struct tree *t = &m->tree;
	uint32_t node = m->lead[i].node, up = tree_around(t, node);
	unsigned level = 0;

	while (level < LEVEL_MAX && up && !container_end(t->node[up].tag) &&
		!(before != LEAD_NONE && up <= m->lead[before].node) &&
		!(after != LEAD_NONE && m->lead[after].node < t->node[up].end)) {
		level++;
		up = tree_around(t, up);
	}
	return level;
}

/* Of a single link: its row. */
unsigned level_usual(const struct mine *m, const struct cluster *c)
{
	unsigned count[LEVEL_MAX + 1] = {0}, best = 0, level = 0;
	uint32_t before = LEAD_NONE;

	if (c->n == 1) {
		uint32_t up = m->lead[c->first].node;

		for (; level < 5 && up && !row_tag(m->tree.node[up].tag); level++)
			up = tree_around(&m->tree, up);
		return up && row_tag(m->tree.node[up].tag) ? level : 1;
	}
	for (uint32_t i = c->first; i != LEAD_NONE; before = i, i = m->lead[i].next)
		count[own_level(m, i, before, m->lead[i].next)]++;
	for (unsigned k = 1; k <= LEVEL_MAX; k++)
		if (count[k] > count[best])
			best = k;
	return best;
}

static uint32_t ancestor(const struct tree *t, uint32_t i, unsigned level)
{
	while (level-- && tree_around(t, i) && !container_end(t->node[tree_around(t, i)].tag))
		i = tree_around(t, i);
	return i;
}

static bool line_break_between(const struct tree *t, uint32_t from, uint32_t to)
{
	for (uint32_t k = t->node[from].end; k < to; k++)
		if (t->node[k].tag == TAG_BR)
			return true;
	return false;
}

/* Do three or more links of the cluster stand in this element, a line each? Then each is a
 * record: of other years the same list is in items of its own. */
static bool holds_lines(const struct mine *m, uint32_t node, uint32_t lead)
{
	uint32_t next = m->lead[lead].next, end = m->tree.node[node].end;
	size_t n = 1;

	for (; next != LEAD_NONE && m->lead[next].node < end;
		lead = next, next = m->lead[next].next, n++)
		if (m->lead[next].generic || m->lead[next].width < 6 ||
			!line_break_between(&m->tree, m->lead[lead].node, m->lead[next].node))
			return false;
	return n >= 3;
}

#define WORD_COLUMNS 10 /* "Agenda", "Minutes": of such the first, as readers do */

/* Is one of two links of a record more of a title than the one before it? */
static bool better_title(const struct lead *l, const struct lead *before)
{
	/* "PDF icon", "View details": the page is the notice, the files are its documents */
	if (before->file != l->file && link_names_action(l->shown) &&
		link_names_action(before->shown))
		return before->file && l->live;
	if (l->width <= WORD_COLUMNS && before->width >= 4)
		return false;
	return l->width > before->width;
}

void level_entries(const struct mine *m, const struct cluster *c, unsigned level,
	struct reading *r)
{
	uint32_t lines_end = 0; /* of an element that holds a line for each link */

	r->entry = arena_array(m->a, c->n, sizeof(*r->entry));
	r->n = 0;
	r->level = level;
	for (uint32_t i = c->first; i != LEAD_NONE; i = m->lead[i].next) {
		uint32_t node = ancestor(&m->tree, m->lead[i].node, level);
		struct entry *last = r->n ? &r->entry[r->n - 1] : NULL;

		if (node >= lines_end && (!last || node >= m->tree.node[last->node].end) &&
			level && holds_lines(m, node, i))
			lines_end = m->tree.node[node].end;
		if (node < lines_end)
			node = m->lead[i].node;
		else if (last && node < m->tree.node[last->node].end) {
			if (better_title(&m->lead[i], &m->lead[last->lead]))
				last->lead = i;
			continue;
		}
		r->entry[r->n++] = (struct entry){.lead = i, .node = node, .begin = node,
			.end = m->tree.node[node].end, .when = LEAD_NONE};
	}
}

unsigned level_of_row(const struct mine *m, const struct cluster *c, unsigned level)
{
	uint32_t i = ancestor(&m->tree, m->lead[c->first].node, level);

	for (; level < LEVEL_MAX; level++) {
		if (row_tag(m->tree.node[i].tag))
			return level;
		if (!m->tree.node[i].parent)
			break;
		i = tree_around(&m->tree, i);
	}
	return LEVEL_MAX;
}
