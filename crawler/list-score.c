/* Which cluster of links holds the notices: every cluster is read as records, at the level
 * of the largest subtrees that hold one of its links, and where that cuts too fine one
 * row above; then scored. */
#include "list-mine.h"

#include "base/utf8.h"

#include <math.h>
#include <stdlib.h>

static void date_entries(const struct mine *m, struct reading *r)
{
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++) {
		struct entry *e = &r->entry[i];

		e->when = mine_date_in(m, e->begin, e->end, m->lead[e->lead].node);
		n += e->when != LEAD_NONE;
	}
	r->dated = r->n ? (double)n / (double)r->n : 0;
	r->where = n ? "inside" : "none";
}

#define BOXES_MAX 400 /* bytes of text beside the title among which a date is looked for */

/* Share of records whose date is split over several elements: judged by the first few. */
static void try_joined(const struct mine *m, struct reading *r)
{
	size_t n = 0, tried = 0;
	struct date_found f;

	for (; tried < r->n && tried < 8; tried++) {
		const struct entry *e = &r->entry[tried];
		size_t title = m->lead[e->lead].shown.n;

		if (tree_text_bytes(&m->tree, e->node) <= title + BOXES_MAX)
			n += mine_joined_date(m, e, &f);
	}
	if (tried && n * 2 > tried && (double)n / (double)tried > r->dated) {
		r->dated = (double)n / (double)tried;
		r->where = "inside";
	}
}

/* Regions for flat lists: from each record up to the next one, or back to the last. */
static void set_regions(const struct mine *m, struct reading *r, bool after)
{
	for (size_t i = 0; i < r->n; i++) {
		struct entry *e = &r->entry[i];
		uint32_t up = tree_around(&m->tree, e->node);

		e->begin = e->node;
		e->end = m->tree.node[e->node].end;
		if (after) {
			e->end = m->tree.node[up].end;
			if (i + 1 < r->n && r->entry[i + 1].node < e->end)
				e->end = r->entry[i + 1].node;
		} else {
			e->begin = up + 1;
			if (i && m->tree.node[r->entry[i - 1].node].end > e->begin)
				e->begin = m->tree.node[r->entry[i - 1].node].end;
		}
	}
}

/* Nodes between a record and the element beside it that holds its date. */
static uint32_t gap(const struct tree *t, uint32_t record, uint32_t date)
{
	if (tree_inside(t, date, record))
		return 0;
	while (t->node[date].parent && !tree_inside(t, record, t->node[date].parent))
		date = t->node[date].parent;
	return date < record ? record - t->node[date].end : date - t->node[record].end;
}

/* On average: a date belongs to the nearer record. */
static double date_distance(const struct mine *m, const struct reading *r)
{
	double sum = 0;
	size_t n = 0;

	for (size_t i = 0; i < r->n; i++) {
		const struct entry *e = &r->entry[i];

		if (e->when == LEAD_NONE)
			continue;
		sum += gap(&m->tree, e->node, m->when[e->when].node);
		n++;
	}
	return n ? sum / (double)n : 1e9;
}

/* "a.pdf</a> 08/22/2025 Evans v. Smith": the text right behind a record begins with its date,
 * whatever heading comes before the next one. */
static void take_adjoining(const struct mine *m, struct reading *r)
{
	for (size_t i = 0; i < r->n; i++) {
		struct entry *e = &r->entry[i];
		uint32_t next = m->tree.node[e->node].end;
		size_t k = mine_when_from(m, next);

		if (k < m->nwhen && m->when[k].node == next && m->when[k].rank >= RANK_BESIDE &&
			m->tree.node[next].tag == TAG_TEXT && m->when[k].found.at <= 1)
			e->when = (uint32_t)k;
	}
}

static void use_regions(const struct mine *m, struct reading *r, bool after)
{
	set_regions(m, r, after);
	date_entries(m, r);
	if (after)
		take_adjoining(m, r);
	r->where = after ? "after" : "before";
}

/* A flat list has its dates between the links: after each, or before each. */
static void try_regions(const struct mine *m, struct reading *r)
{
	double after, before, near_after, near_before;

	if (r->dated >= 0.5 || r->n < 2)
		return;
	use_regions(m, r, true);
	after = r->dated;
	near_after = date_distance(m, r);
	use_regions(m, r, false);
	before = r->dated;
	near_before = date_distance(m, r);
	if (before >= 0.5 && (before > after + 0.05 ||
				     (before > after && near_before <= near_after) ||
				     (before > after - 0.05 && near_before < near_after)))
		return;
	use_regions(m, r, true);
	if (after >= 0.5)
		return;
	for (size_t i = 0; i < r->n; i++) {
		r->entry[i].begin = r->entry[i].node;
		r->entry[i].end = m->tree.node[r->entry[i].node].end;
	}
	date_entries(m, r);
}

static uint64_t text_hash(struct str s)
{
	uint64_t h = 14695981039346656037u;

	for (size_t i = 0; i < s.n; i++)
		h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
	return h;
}

/* How many different hashes there are; open addressing. */
static size_t count_distinct(const struct mine *m, const uint64_t *key, size_t n)
{
	size_t size = 16, distinct = 0;
	uint64_t *seen;

	while (size < n * 2)
		size *= 2;
	seen = arena_array(m->a, size, sizeof(*seen));
	for (size_t i = 0; i < n; i++) {
		uint64_t k = key[i] ? key[i] : 1;
		size_t at = (size_t)(k ^ k >> 32) & (size - 1);

		while (seen[at] && seen[at] != k)
			at = (at + 1) & (size - 1);
		distinct += !seen[at];
		seen[at] = k;
	}
	return distinct;
}

#define PHRASE_COLUMNS 13 /* "Board Meeting": more than a word that names a kind */

/* Shares of entries with an address of their own (dead links count by their title), and
 * with a title of their own. */
static void measure_unique(const struct mine *m, struct reading *r)
{
	uint64_t *address = arena_array(m->a, r->n, sizeof(*address));
	uint64_t *title = arena_array(m->a, r->n, sizeof(*title));
	uint64_t *hint = arena_array(m->a, r->n, sizeof(*hint));
	size_t named = 0, phrases = 0, titles, hints;

	for (size_t i = 0; i < r->n; i++) {
		const struct lead *l = &m->lead[r->entry[i].lead];

		address[i] = text_hash(l->live ? l->href : l->shown);
		title[i] = text_hash(l->shown);
		hint[i] = text_hash(l->hint);
		named += !l->generic;
		phrases += !l->generic && l->width >= PHRASE_COLUMNS;
	}
	r->unique = (double)count_distinct(m, address, r->n) / (double)r->n;
	titles = count_distinct(m, title, r->n);
	hints = count_distinct(m, hint, r->n);
	r->named = (double)(titles > hints ? titles : hints) / (double)r->n;
	if (r->named < 0.5 && phrases * 10 >= r->n * 9) /* notices of one name, days apart */
		r->named = 0.5;
	if (r->named > (double)named / (double)r->n)
		r->named = (double)named / (double)r->n;
}

/* Of a text without its digits. */
static uint64_t words_hash(struct str s)
{
	uint64_t h = 14695981039346656037u;

	for (size_t i = 0; i < s.n; i++)
		if (!is_digit((unsigned char)s.p[i]))
			h = (h ^ (unsigned char)s.p[i]) * 1099511628211u;
	return h;
}

#define NUMBER_COLUMNS 20 /* no longer than "2026 TSPR 10 (2d)" */
#define ALIKE_COLUMNS 50  /* longer titles say more than a kind and a day */

/* Few kinds of titles, once their numbers are left out. */
static bool all_alike(const struct mine *m, const struct reading *r)
{
	uint64_t *words = arena_array(m->a, r->n, sizeof(*words));
	size_t kinds;

	if (r->n < 3 || r->width > ALIKE_COLUMNS)
		return false;
	for (size_t i = 0; i < r->n; i++)
		words[i] = words_hash(m->lead[r->entry[i].lead].shown);
	kinds = count_distinct(m, words, r->n);
	return kinds == 1 || kinds * 4 <= r->n;
}

#define NAME_BYTES 8 /* as long a text names what a link opens that says "View" */
#define SUMMARY_BYTES 60 /* twenty ideographs: more than a source, a date and a count */

/* Text of the record besides its title, in columns, as far as it counts. */
static double text_beside(const struct mine *m, const struct entry *e)
{
	const struct tree_node *node = m->tree.node;
	size_t all = (e->end < m->tree.n ? node[e->end].text_before
					 : node[m->tree.n - 1].text_before) -
		node[e->begin].text_before;
	size_t title = m->lead[e->lead].shown.n;

	if (all <= title)
		return 0;
	return all - title > 80 ? 80 : (double)(all - title);
}

/* Share of steps from day to another day that go the way most of them go; 1 for few. */
static double order_of(const struct mine *m, const struct reading *r)
{
	size_t falls = 0, rises = 0;
	int64_t last = 0;

	for (size_t i = 0; i < r->n; i++) {
		int64_t ms = r->entry[i].when == LEAD_NONE ? 0
			: m->when[r->entry[i].when].found.ms;

		if (!ms)
			continue;
		falls += last && ms < last;
		rises += last && ms > last;
		last = ms;
	}
	return falls + rises < 5 ? 1
		: (double)(falls > rises ? falls : rises) / (double)(falls + rises);
}

static void measure(const struct mine *m, struct reading *r)
{
	double n = (double)r->n, width = 0, beside = 0, own;
	size_t summary = 0, nav = 0, side = 0, hidden = 0, document = 0, url = 0, file = 0, heading = 0,
	       column = 0, bare = 0, archive = 0;

	for (size_t i = 0; i < r->n; i++) {
		const struct lead *l = &m->lead[r->entry[i].lead];
		unsigned zone = m->tree.node[l->node].zone;

		width += l->width > 60 ? 60 : l->width;
		own = text_beside(m, &r->entry[i]);
		beside += own;
		summary += own >= SUMMARY_BYTES;
		nav += (zone & ZONE_NAV) != 0;
		side += (zone & ZONE_SIDE) != 0;
		hidden += (zone & ZONE_HIDDEN) != 0;
		document += l->document;
		url += l->dated_url;
		file += l->file;
		heading += l->heading;
		column += l->column;
		bare += l->bare;
		archive += l->archive;
	}
	r->width = width / n;
	r->summary = (double)summary / n;
	r->file = (double)file / n;
	r->heading = (double)heading / n;
	r->column = (double)column / n;
	r->bare = (double)bare / n;
	r->archive = (double)archive / n;
	r->nav = (double)nav / n;
	r->side = (double)side / n;
	r->hidden = (double)hidden / n;
	r->document = (double)document / n;
	r->dated_url = (double)url / n;
	measure_unique(m, r);
	r->alike = all_alike(m, r);
	r->numbered = r->alike && r->width <= NUMBER_COLUMNS;
	r->order = order_of(m, r);
	r->terms = r->dated > 0.5 && mine_tells_terms(m, r);
	r->rich = (r->named < 0.5 ? 6 : r->width) + 0.25 * beside / n;
}

#define DISORDER 0.65 /* less is no order: pinned entries break it once or twice */

/* What a box is called says less than four records with dates inside: menus have none, and
 * some sites call the column of contents navigation. */
static double in_menus(const struct reading *r)
{
	return r->n >= 4 && r->dated >= 0.8 && streq(r->where, "inside") ? 0.4 * r->nav : r->nav;
}

static void give_score(const struct mine *m, struct reading *r)
{
	double own = (double)r->n * r->unique, n = own > 100 ? 100 : own;
	double rich = r->rich > 60 ? 60 : r->rich;
	const struct lead *first = &m->lead[r->entry[0].lead];

	r->score = pow(n, 0.8) * (rich / 30) *
		(0.1 + r->dated + 0.35 * r->dated_url + 0.25 * r->document +
			0.25 * r->summary) *
		(1 + 0.3 * r->heading) * (r->named < 0.5 ? 0.5 + 0.4 * r->file : 1) *
		(1 - 0.92 * in_menus(r)) * (1 - 0.6 * r->side) * (1 - 0.7 * r->hidden) * r->unique;
	r->score *= 1 - 0.8 * r->bare; /* meetings, archives: other pages say what is new */
	r->score *= 1 - 0.1 * r->archive; /* of "Play" and "Save" the first */
	if (r->order < DISORDER)
		r->score *= 0.5; /* terms of office and kin, not days of publication */
	if (r->terms)
		r->score *= 0.3; /* people */
	if (r->width < 8 || r->named < 0.5)
		r->score *= r->dated > 0.8 ? 0.6 : 0.3;
	if (r->width < 3 || (r->n <= 2 && !first->live && (r->n == 1 || r->dated < 1)))
		r->score *= 0.2; /* counts of hits; a button */
}

static void read_level(const struct mine *m, uint32_t cluster, unsigned level,
	struct reading *r)
{
	*r = (struct reading){.cluster = cluster};
	level_entries(m, &m->cluster[cluster], level, r);
	date_entries(m, r);
	try_joined(m, r);
	try_regions(m, r);
	mine_leave_menus(m, r);
	measure(m, r);
	give_score(m, r);
}

/* Has each record a title of its own, and a long one? */
static bool own_titles(const struct reading *r)
{
	return r->width >= 16 && r->unique > 0.9 && r->named > 0.9;
}

/* Rows of their own, with a link that says "View" and what it is beside it in nearly all. */
static bool rows_with_names(const struct mine *m, const struct reading *r)
{
	size_t named = 0;

	for (size_t i = 0; i < r->n; i++) {
		const struct entry *e = &r->entry[i];
		int tag = m->tree.node[e->node].tag;

		if ((tag != TAG_LI && tag != TAG_TR) || !m->lead[e->lead].generic)
			return false;
		named += text_beside(m, e) >= NAME_BYTES;
	}
	return r->n >= 3 && named * 10 >= r->n * 9;
}

/* Groups of one notice here and five there: where most groups hold one, the group looks like the
 * record. Read one by one, all are rows with a name beside the link, or without dates have titles
 * of their own. */
static void read_finer(const struct mine *m, uint32_t cluster, struct reading *r)
{
	const struct cluster *c = &m->cluster[cluster];
	struct reading other;

	if (r->level < 2 || r->n * 10 > c->n * 8u)
		return;
	for (unsigned level = 1; level < r->level; level++) {
		read_level(m, cluster, level, &other);
		if (other.n == c->n && other.dated * 2 >= r->dated && rows_with_names(m, &other)) {
			*r = other;
			return;
		}
		if (r->dated >= 0.5)
			continue;
		if (other.n * 10 >= c->n * 9u && own_titles(&other) &&
			other.width >= 0.8 * r->width) {
			*r = other;
			return;
		}
	}
}

static void read_cluster(const struct mine *m, uint32_t cluster, struct reading *r)
{
	const struct cluster *c = &m->cluster[cluster];
	unsigned level = level_usual(m, c), row;
	struct reading other;

	read_level(m, cluster, level, r);
	read_finer(m, cluster, r);
	if (c->n <= 3 || r->dated >= 0.9 || (r->dated >= 0.5 && rows_with_names(m, r)))
		return;
	row = level_of_row(m, c, level + 1);
	if (row >= LEVEL_MAX)
		return;
	read_level(m, cluster, row, &other);
	if (other.n * 4 >= r->n && other.n >= 2 && other.score > r->score &&
		(other.n * 10 >= r->n * 9 || other.dated > r->dated || !own_titles(r)))
		*r = other;
}

static int best_first(const void *a, const void *b)
{
	const struct reading *x = a, *y = b;

	if (x->score != y->score)
		return x->score < y->score ? 1 : -1;
	return x->cluster > y->cluster ? 1 : -1;
}

#define GROUPED_TRIED 8 /* of the best readings */

/* Lists in groups, each under the heading of its day, are dated as others are. */
static void score_groups(const struct mine *m)
{
	for (size_t i = 0; i < m->nreadings && i < GROUPED_TRIED; i++) {
		struct reading *r = &m->reading[i];

		if (r->nav + r->side < 0.5 && mine_date_groups(m, r))
			give_score(m, r);
	}
}

void mine_score(struct mine *m)
{
	size_t n = m->nclusters > CLUSTERS_SCORED ? CLUSTERS_SCORED : m->nclusters;

	m->reading = arena_array(m->a, n ? n : 1, sizeof(*m->reading));
	for (uint32_t i = 0; i < n; i++)
		read_cluster(m, i, &m->reading[m->nreadings++]);
	qsort(m->reading, m->nreadings, sizeof(*m->reading), best_first);
	score_groups(m);
	qsort(m->reading, m->nreadings, sizeof(*m->reading), best_first);
}
