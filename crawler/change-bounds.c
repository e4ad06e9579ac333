/* Text that one version takes in and the other leaves out, though both pages show it. */
#include "crawler/change.h"

#include "crawler/textdiff.h"
#include "noise-lines.h"

#define EDGE_LINES_MAX 500 /* at begin or end; more are no matter of bounds */
#define CORE_BYTES ((size_t)60) /* that both have: about a sentence */
#define TEXT_MAX ((size_t)4 << 20)

/* Folded, and without blanks: lines are parted otherwise in the text of a whole page. */
static struct str squeezed(struct str s, struct arena *a)
{
	struct buf fold = BUF_INIT(TEXT_MAX), b = BUF_INIT(TEXT_MAX);
	struct str out;

	text_fold(str_sub(s, 0, TEXT_MAX / 2), &fold);
	for (size_t i = 0; i < fold.n; i++)
		if (fold.p[i] != ' ' && fold.p[i] != '\n')
			buf_addc(&b, fold.p[i]);
	out = arena_str(a, buf_str(&b));
	buf_release(&fold);
	buf_release(&b);
	return out;
}

/* Edited lines stand before and behind one stretch that is not. */
static bool is_edge_only(const struct lines *l, const bool *edited, size_t *first, size_t *last)
{
	size_t from = 0, to = l->n;

	while (from < to && edited[from])
		from++;
	while (to > from && edited[to - 1])
		to--;
	for (size_t i = from; i < to; i++)
		if (edited[i])
			return false;
	*first = from;
	*last = to;
	return from < to && from + (l->n - to) <= EDGE_LINES_MAX;
}

static bool shows_all(const struct lines *l, const bool *edited, struct str visible,
	struct arena *a)
{
	for (size_t i = 0; i < l->n; i++)
		if (edited[i] && !str_has(visible, squeezed(l->text[i], a)))
			return false;
	return true;
}

bool change_is_of_bounds(struct str old, struct str now, struct str old_page,
	struct str now_page, struct arena *a)
{
	struct lines x, y;
	struct line_diff d;
	size_t from, to, core = 0, y_from, y_to;

	lines_read(old, &x, a);
	lines_read(now, &y, a);
	line_diff_make(&x, &y, &d, a);
	if (!is_edge_only(&x, d.a_edited, &from, &to) ||
		!is_edge_only(&y, d.b_edited, &y_from, &y_to) || to - from != y_to - y_from)
		return false;
	for (size_t i = from; i < to; i++)
		core += x.text[i].n;
	return core >= CORE_BYTES && shows_all(&x, d.a_edited, squeezed(now_page, a), a) &&
		shows_all(&y, d.b_edited, squeezed(old_page, a), a);
}
