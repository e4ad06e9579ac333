/* Edits moved to where a reader would say they are.
 *
 * The shortest edit leaves open where an inserted stretch begins when what stands before it
 * is the same as its end: "甲。{+乙。+}" and "甲{+。乙+}。" are one. Such edits are slid to
 * the border of a line, a sentence, a clause or a word. Short equal stretches between larger
 * edits say nothing and go with them.
 *
 * source  diff-match-patch, semantic clean-up and its lossless shift; git's indent heuristic */
#include "base/utf8.h"
#include "textdiff-edit.h"

#include <stdlib.h>

#define MERGE_BELOW 3 /* equal tokens between two edits that do not part them */
#define MERGE_MOST 8  /* nor so many, where both edits are no smaller */
#define SLIDE_MOST 2000 /* tokens: repeated text must not cost squares */

struct hunk {
	uint32_t a0, a1, b0, b1;
};

/* The edits in order; *n of them. */
static struct hunk *hunks_of(const struct diff *d, size_t *n)
{
	struct hunk *list = NULL;
	size_t cap = 0;
	uint32_t i = 0, k = 0;

	*n = 0;
	while (i < d->a.n || k < d->b.n) {
		struct hunk h = {.a0 = i, .b0 = k};

		while (i < d->a.n && d->a.edited[i])
			i++;
		while (k < d->b.n && d->b.edited[k])
			k++;
		h.a1 = i;
		h.b1 = k;
		if (i > h.a0 || k > h.b0) {
			list = mem_grow(list, *n, &cap, sizeof(*list));
			list[(*n)++] = h;
		}
		while (i < d->a.n && k < d->b.n && !d->a.edited[i] && !d->b.edited[k]) {
			i++;
			k++;
		}
	}
	return list;
}

static uint32_t size_of(const struct hunk *h)
{
	uint32_t a = h->a1 - h->a0, b = h->b1 - h->b0;

	return a > b ? a : b;
}

static bool breaks_line(const struct side *s, uint32_t i)
{
	return memchr(s->s.p + s->lead[i], '\n', s->to[i] - s->lead[i]) != NULL;
}

static bool joins(const struct diff *d, const struct hunk *x, const struct hunk *y)
{
	uint32_t equal = y->b0 - x->b1;

	if (equal < MERGE_BELOW)
		return true;
	if (equal > MERGE_MOST || equal > size_of(x) || equal > size_of(y))
		return false;
	for (uint32_t i = x->b1; i < y->b0; i++) {
		if (breaks_line(&d->b, i))
			return false;
	}
	return true;
}

static bool alike(const struct side *s, uint32_t i, uint32_t k, uint32_t n)
{
	return memcmp(s->id + i, s->id + k, n * sizeof(*s->id)) == 0;
}

/* Two stretches that came, or went, around a few equal units are one where the units also
 * stand at an end of the whole: "执{+行。自元旦起施+}行{+，三年+}。" is "执行{+。自元旦起施行，三年+}。" */
static bool closes_gap(const struct diff *d, struct hunk *x, const struct hunk *y)
{
	uint32_t gap = y->b0 - x->b1;
	bool added = x->a0 == x->a1 && y->a0 == y->a1, gone = x->b0 == x->b1 && y->b0 == y->b1;
	const struct side *s = added ? &d->b : &d->a;
	uint32_t from = added ? x->b0 : x->a0, end = added ? x->b1 : x->a1;
	uint32_t next = added ? y->b0 : y->a0, to = added ? y->b1 : y->a1;

	if (gap == 0 || gap >= MERGE_BELOW || !(added || gone))
		return false;
	if (end - from >= gap && alike(s, from, end, gap)) {
		x->a0 += gap;
		x->b0 += gap;
		x->a1 = y->a1;
		x->b1 = y->b1;
	} else if (to - next >= gap && alike(s, next - gap, to - gap, gap)) {
		x->a1 = y->a1 - gap;
		x->b1 = y->b1 - gap;
	} else {
		return false;
	}
	return true;
}

/* A joined edit may reach the one before it, too. */
static size_t join_hunks(const struct diff *d, struct hunk *list, size_t n)
{
	size_t kept = 0;

	for (size_t i = 0; i < n; i++) {
		struct hunk h = list[i];

		if (kept && closes_gap(d, &list[kept - 1], &h))
			continue;
		while (kept && joins(d, &list[kept - 1], &h)) {
			h.a0 = list[kept - 1].a0;
			h.b0 = list[kept - 1].b0;
			kept--;
		}
		list[kept++] = h;
	}
	return kept;
}

static int32_t first_of(const struct side *s, uint32_t i)
{
	struct str unit = str_sub(s->s, s->lead[i], s->to[i] - s->lead[i]);
	size_t at = 0;
	int32_t cp;

	do
		cp = utf8_next(unit, &at);
	while (cp_is_space(cp));
	return cp;
}

static bool is_one_of(int32_t cp, const int32_t *set)
{
	for (; *set; set++) {
		if (*set == cp)
			return true;
	}
	return false;
}

/* How good a border is in front of unit i. */
static int border(const struct side *s, uint32_t i)
{
	static const int32_t sentence[] = {0x3002, 0xFF01, 0xFF1F, 0xFF1B, '!', '?', ';', 0};
	static const int32_t clause[] = {0xFF0C, 0x3001, 0xFF1A, ',', ':', 0};
	static const int32_t opens[] = {0x300A, 0x201C, 0xFF08, 0x3010, 0x3014, '(', '[', 0};
	int32_t before, behind;
	bool blank;

	if (i == 0 || i == s->n)
		return 10;
	if (memchr(s->s.p + s->lead[i], '\n', s->to[i] - s->lead[i]))
		return 9;
	before = first_of(s, i - 1); /* marks are one code point each */
	behind = first_of(s, i);
	blank = cp_is_space((unsigned char)s->s.p[s->lead[i]]);
	if (is_one_of(before, sentence) || (before == '.' && blank))
		return 7;
	if (is_one_of(before, clause))
		return 4;
	if (is_one_of(behind, opens))
		return 3;
	if (is_one_of(behind, sentence) || is_one_of(behind, clause))
		return 0;
	return blank ? 2 : 1;
}

/* Moves the edited stretch *from..*to of one side by at most `left` and `right` units to the
 * best border; how far, negative to the left. */
static int64_t slide(const struct side *s, uint32_t from, uint32_t to, uint32_t left,
	uint32_t right)
{
	int64_t best = 0, at = 0, most = left < SLIDE_MOST ? left : SLIDE_MOST;
	int points, best_points;

	while (-at < most && s->id[from + at - 1] == s->id[to + at - 1])
		at--;
	best = at;
	best_points = border(s, (uint32_t)(from + at)) + border(s, (uint32_t)(to + at));
	most = right < SLIDE_MOST ? right : SLIDE_MOST;
	while (at < most && s->id[from + at] == s->id[to + at]) {
		at++;
		points = border(s, (uint32_t)(from + at)) + border(s, (uint32_t)(to + at));
		if (points > best_points || (points == best_points && at <= 0)) {
			best = at;
			best_points = points;
		}
	}
	return best;
}

/* One unit stays between two edits, so that they remain two. */
static uint32_t room(uint32_t equal, bool edit_beyond)
{
	return equal && edit_beyond ? equal - 1 : equal;
}

static void slide_hunks(const struct diff *d, struct hunk *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct hunk *h = &list[i];
		uint32_t before = h->b0 - (i ? list[i - 1].b1 : 0);
		uint32_t behind = (i + 1 < n ? list[i + 1].b0 : (uint32_t)d->b.n) - h->b1;
		int64_t by;

		if (h->a0 != h->a1 && h->b0 != h->b1)
			continue;
		before = room(before, i > 0);
		behind = room(behind, i + 1 < n);
		by = h->b0 != h->b1 ? slide(&d->b, h->b0, h->b1, before, behind)
				    : slide(&d->a, h->a0, h->a1, before, behind);
		h->a0 = (uint32_t)(h->a0 + by);
		h->a1 = (uint32_t)(h->a1 + by);
		h->b0 = (uint32_t)(h->b0 + by);
		h->b1 = (uint32_t)(h->b1 + by);
	}
}

#define CELL_MOST 12 /* tokens behind a border between cells */

/* Rows came, or went, behind "2 | 李四 | ": does the stretch hold a border between cells and the
 * end of a row? */
static bool holds_rows(const struct side *s, uint32_t from, uint32_t to)
{
	bool cell = false, row = false;

	for (uint32_t i = from; i < to && !(cell && row); i++) {
		cell = cell || first_of(s, i) == '|';
		row = row || (i > from && breaks_line(s, i));
	}
	return cell && row;
}

/* "2 | 李四 | {+市三中↵3 | 王五 |+} 市二中" is "[-市二中-]{+市三中↵3 | 王五 | 市二中+}": the cell
 * behind belongs to another row than before. */
static void keep_rows(const struct diff *d, struct hunk *list, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct hunk *h = &list[i];
		bool added = h->a0 == h->a1;
		const struct side *s = added ? &d->b : &d->a;
		uint32_t from = added ? h->b0 : h->a0, to = added ? h->b1 : h->a1, cell = 0;
		uint32_t limit = i + 1 < n ? list[i + 1].b0 - h->b1 : (uint32_t)d->b.n - h->b1;

		if ((!added && h->b0 != h->b1) || from == 0 || breaks_line(s, from) ||
			!holds_rows(s, from, to))
			continue;
		while (cell < limit && cell <= CELL_MOST && !breaks_line(s, to + cell))
			cell++;
		if (cell > CELL_MOST || cell == 0)
			continue;
		h->a1 += cell;
		h->b1 += cell;
	}
}

void edit_tidy(struct diff *d)
{
	size_t n;
	struct hunk *list = hunks_of(d, &n);

	n = join_hunks(d, list, n);
	slide_hunks(d, list, n);
	keep_rows(d, list, n);
	memset(d->a.edited, 0, d->a.n * sizeof(*d->a.edited));
	memset(d->b.edited, 0, d->b.n * sizeof(*d->b.edited));
	for (size_t i = 0; i < n; i++) {
		edit_mark(d->a.edited, list[i].a0, list[i].a1);
		edit_mark(d->b.edited, list[i].b0, list[i].b1);
	}
	free(list);
}
