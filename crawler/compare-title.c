/* When two titles say the same. */
#include "compare-private.h"

#include "base/utf8.h"
#include "crawler/textdiff.h"

#define CUT_BYTES_MIN 12 /* four ideographs: less of a title is no title cut */
#define CUT_ALIKE_MIN 3	 /* entries cut to one length: the list does it */
#define CUT_MAX 200	 /* letters or columns; no list cuts longer ones */
#define PAIRS_MAX ((size_t)1 << 20) /* entries times entries of the baseline */

struct str title_without_ellipsis(struct str s)
{
	static const char *const mark[] = {"\xe2\x80\xa6", "\xe2\x80\xa6", "...", ".."};

	s = str_trim(s);
	for (size_t i = 0; i < sizeof(mark) / sizeof(mark[0]); i++)
		if (str_ends(s, str_of(mark[i])))
			s.n -= strlen(mark[i]);
	return str_trim(s);
}

bool title_completes(struct str whole, struct str cut)
{
	struct str part = title_without_ellipsis(cut);

	return part.n >= CUT_BYTES_MIN && part.n < str_trim(cut).n &&
		part.n < title_without_ellipsis(whole).n && str_starts(str_trim(whole), part);
}

bool titles_same(struct str a, struct str b)
{
	struct str x = title_without_ellipsis(a), y = title_without_ellipsis(b);

	if (text_same(a, b))
		return true;
	if (x.n < str_trim(a).n && x.n >= CUT_BYTES_MIN && str_starts(y, x))
		return true;
	return y.n < str_trim(b).n && y.n >= CUT_BYTES_MIN && str_starts(x, y);
}

/* An entry as the old reading and this one say it; of two that say otherwise, the one that is a
 * beginning of the other is cut. */
struct said {
	struct str was, is;
	struct str cut; /* none: neither is */
	bool longer;	/* it was the old one */
};

/* How many were cut to one length, by the way they went. */
struct tally {
	uint32_t letters[2][CUT_MAX + 1], columns[2][CUT_MAX + 2];
};

/* *at: where the one before was found; entries keep their order, so that this one comes next. */
static struct str said_before(const struct column_state *old, const struct str *was,
	struct str identity, size_t *at)
{
	for (size_t i = 0; i < old->nitems; i++) {
		size_t k = (*at + i) % old->nitems;

		if (str_eq(was[k], identity)) {
			*at = k + 1;
			return old->items[k].title;
		}
	}
	return STR_NONE;
}

static struct said said_of(struct str was, struct str is)
{
	struct said s = {.was = title_without_ellipsis(was), .is = title_without_ellipsis(is)};

	if (s.was.n == s.is.n)
		return s;
	s.longer = s.was.n < s.is.n;
	s.cut = s.longer ? s.was : s.is;
	if (s.cut.n < CUT_BYTES_MIN || utf8_len(s.cut) > CUT_MAX ||
		!str_starts(s.longer ? s.is : s.was, s.cut))
		s.cut = STR_NONE;
	return s;
}

static void count(struct tally *t, const struct said *s)
{
	size_t width = utf8_width(s->cut);

	t->letters[s->longer][utf8_len(s->cut)]++;
	if (width <= CUT_MAX)
		t->columns[s->longer][width]++;
}

/* Of two columns one is left empty where an ideograph does not fit. */
static bool is_alike(const struct tally *t, const struct said *s)
{
	const uint32_t *columns = t->columns[s->longer];
	size_t width = utf8_width(s->cut);
	uint32_t n;

	if (t->letters[s->longer][utf8_len(s->cut)] >= CUT_ALIKE_MIN)
		return true;
	if (width > CUT_MAX || width == 0)
		return false;
	n = columns[width - 1] > columns[width + 1] ? columns[width - 1] : columns[width + 1];
	return columns[width] + n >= CUT_ALIKE_MIN;
}

const bool *titles_by_list(const struct column_state *old, const struct item *items, size_t n,
	struct arena *a)
{
	bool *out = arena_array(a, n + 1, sizeof(*out));
	struct said *all = arena_array(a, n + 1, sizeof(*all));
	struct str *was = arena_array(a, old->nitems + 1, sizeof(*was));
	struct tally *t = arena_array(a, 1, sizeof(*t));
	size_t at = 0;

	if (!old->nitems || n > PAIRS_MAX / old->nitems)
		return out;
	for (size_t i = 0; i < old->nitems; i++)
		was[i] = item_identity(&old->items[i], a);
	for (size_t i = 0; i < n; i++) {
		struct str before = said_before(old, was, item_identity(&items[i], a), &at);

		if (!before.n || !items[i].title.n)
			continue;
		all[i] = said_of(before, items[i].title);
		out[i] = str_eq(all[i].was, all[i].is);
		if (all[i].cut.n)
			count(t, &all[i]);
	}
	for (size_t i = 0; i < n; i++)
		out[i] = out[i] || (all[i].cut.n && is_alike(t, &all[i]));
	return out;
}
