/* From two texts to segments: by tokens at once, or by lines and then tokens.
 *
 * source  B. Cohen's patience diff for the lines of large texts */
#include "crawler/textdiff.h"

#include "base/digest.h"
#include "base/utf8.h"
#include "textdiff-edit.h"
#include "textdiff-tokens.h"

#include <stdlib.h>

#define WHOLE_MAX ((size_t)2 << 20) /* bytes of both texts compared by tokens at once */
#define STRETCH_MAX ((size_t)24 << 20) /* of changed lines: memory, 13 bytes a token */

/* --- names for equal units --- */

/* Words and lines by their folded bytes; equal bytes have equal numbers. */
struct names {
	struct buf bytes;
	struct name {
		uint64_t hash;
		size_t at, n;
	} * list;
	size_t nlist, cap;
	uint32_t *slots; /* number + 1, open addressing, 0 free */
	size_t nslots;
};

static void names_release(struct names *m)
{
	buf_release(&m->bytes);
	free(m->list);
	free(m->slots);
}

static void names_widen(struct names *m)
{
	free(m->slots);
	m->nslots = m->nslots ? m->nslots * 2 : 1024;
	m->slots = mem_alloc(m->nslots * sizeof(*m->slots));
	for (size_t i = 0; i < m->nlist; i++) {
		size_t k = m->list[i].hash & (m->nslots - 1);

		while (m->slots[k])
			k = (k + 1) & (m->nslots - 1);
		m->slots[k] = (uint32_t)i + 1;
	}
}

static uint32_t name_of(struct names *m, struct str key)
{
	uint64_t hash = hash64_of(key);
	size_t k;

	if (m->nlist * 2 >= m->nslots)
		names_widen(m);
	for (k = hash & (m->nslots - 1); m->slots[k]; k = (k + 1) & (m->nslots - 1)) {
		const struct name *x = &m->list[m->slots[k] - 1];

		if (x->hash == hash &&
			str_eq(str_sub(buf_str(&m->bytes), x->at, x->n), key))
			return m->slots[k] - 1;
	}
	m->list = mem_grow(m->list, m->nlist, &m->cap, sizeof(*m->list));
	m->list[m->nlist] = (struct name){hash, m->bytes.n, key.n};
	buf_addstr(&m->bytes, key);
	m->slots[k] = (uint32_t)m->nlist + 1;
	return (uint32_t)m->nlist++;
}

/* Single code points are their own number, words come behind them. */
static void take_tokens(struct side *s, struct names *m)
{
	struct token_reader r = {.s = s->s};
	size_t last = 0;

	while (token_next(&r) != TOKEN_END) {
		uint32_t id = (uint32_t)r.folded[0];

		if (r.n > 1)
			id = 0x110000 + name_of(m, str_n((const char *)r.folded,
							   r.n * sizeof(r.folded[0])));
		edit_add(s, id, last, r.to);
		last = r.to;
	}
}

/* Lines that show something; blank ones go with the line behind them. */
static void take_lines(struct side *s, struct names *m)
{
	struct buf fold = BUF_INIT((size_t)256 << 20);
	size_t lead = 0;

	for (size_t at = 0; at < s->s.n;) {
		size_t end = str_findc(s->s, '\n', at);

		end = end == SIZE_MAX ? s->s.n : end;
		buf_clear(&fold);
		text_fold(str_sub(s->s, at, end - at), &fold);
		if (fold.n) {
			edit_add(s, name_of(m, buf_str(&fold)), lead, end);
			lead = end;
		}
		at = end + 1;
	}
	buf_release(&fold);
}

/* --- patience: units that occur once on both sides, in rising order --- */

struct anchor {
	uint32_t a, b;
	int64_t before; /* index of the anchor below it, -1 */
};

/* For each number: how often and where; counted up to 2. */
struct place {
	uint32_t na, nb, a, b;
};

static size_t unique_pairs(
	const struct diff *d, struct box all, size_t nnames, struct anchor *out)
{
	struct place *places = mem_alloc(nnames * sizeof(*places));
	size_t n = 0;

	for (uint32_t i = all.al; i < all.ah; i++) {
		struct place *p = &places[d->a.id[i]];

		p->na += p->na < 2;
		p->a = i;
	}
	for (uint32_t i = all.bl; i < all.bh; i++) {
		struct place *p = &places[d->b.id[i]];

		p->nb += p->nb < 2;
		p->b = i;
	}
	for (uint32_t i = all.al; i < all.ah; i++) {
		const struct place *p = &places[d->a.id[i]];

		if (p->na == 1 && p->nb == 1)
			out[n++] = (struct anchor){i, p->b, -1};
	}
	free(places);
	return n;
}

/* The longest rising run of b among anchors sorted by a; returns its last, chained. */
static int64_t longest_rise(struct anchor *list, size_t n)
{
	size_t *tops = mem_alloc((n + 1) * sizeof(*tops));
	size_t ntops = 0;
	int64_t last;

	for (size_t i = 0; i < n; i++) {
		size_t lo = 0, hi = ntops;

		while (lo < hi) {
			size_t mid = (lo + hi) / 2;

			if (list[tops[mid]].b < list[i].b)
				lo = mid + 1;
			else
				hi = mid;
		}
		list[i].before = lo ? (int64_t)tops[lo - 1] : -1;
		tops[lo] = i;
		ntops += lo == ntops;
	}
	last = ntops ? (int64_t)tops[ntops - 1] : -1;
	free(tops);
	return last;
}

/* Lines between anchors are compared for themselves. */
static void compare_between_anchors(struct diff *d, struct box all, size_t nnames)
{
	size_t most = all.ah - all.al;
	struct anchor *list = mem_alloc((most + 1) * sizeof(*list));
	size_t n = unique_pairs(d, all, nnames, list);
	struct box rest = all;

	for (int64_t i = longest_rise(list, n); i >= 0; i = list[i].before) {
		edit_compare(
			d, (struct box){list[i].a + 1, rest.ah, list[i].b + 1, rest.bh});
		rest.ah = list[i].a;
		rest.bh = list[i].b;
	}
	edit_compare(d, rest);
	free(list);
}

/* --- segments --- */

struct writer {
	struct textdiff *out;
	struct arena *arena;
	size_t cap;
};

static void emit(struct writer *w, int kind, struct str text)
{
	struct textdiff *t = w->out;
	struct segment *last = t->n ? &t->segments[t->n - 1] : NULL;

	if (!text.n)
		return;
	/* neighbours in the same text grow together */
	if (last && last->kind == kind && last->text.p + last->text.n == text.p) {
		last->text.n += text.n;
		return;
	}
	t->segments =
		arena_grow(w->arena, t->segments, t->n, &w->cap, sizeof(*t->segments));
	t->segments[t->n++] = (struct segment){kind, text};
}

static size_t blanks(struct str s)
{
	size_t at = 0, end = 0;

	while (at < s.n && cp_is_space(utf8_next(s, &at)))
		end = at;
	return end;
}

static struct str slice(const struct side *s, size_t from, size_t to)
{
	if (from == to)
		return STR_NONE;
	return str_sub(s->s, s->lead[from], s->to[to - 1] - s->lead[from]);
}

/* Both sides of one edit; white space before both stays outside, and so does a blank that
 * only the new side has. A line break that came with new text belongs to it. */
static void emit_edit(struct writer *w, struct str removed, struct str added)
{
	size_t ra = blanks(removed), rb = blanks(added);
	struct str space = str_sub(added, 0, rb);
	bool both = ra && removed.n > ra;

	if (rb && added.n > rb && (both || str_findc(space, '\n', 0) == SIZE_MAX)) {
		emit(w, SEGMENT_SAME, space);
		added = str_sub(added, rb, SIZE_MAX);
		if (both)
			removed = str_sub(removed, ra, SIZE_MAX);
	}
	emit(w, SEGMENT_REMOVED, removed);
	emit(w, SEGMENT_ADDED, added);
}

static struct str space_before(const struct side *s, size_t i)
{
	struct str unit = str_sub(s->s, s->lead[i], s->to[i] - s->lead[i]);

	return str_sub(unit, 0, blanks(unit));
}

/* Old units i0 to i. What comes behind is shown as the new text has it: where that has no
 * white space and the old one had, it goes with what was removed, else words would meet. */
static struct str removed_text(const struct diff *d, size_t i0, size_t i, size_t k)
{
	struct str text = slice(&d->a, i0, i), space;
	size_t at;

	if (i == d->a.n || k == d->b.n)
		return text;
	space = space_before(&d->a, i);
	if (!space.n || space_before(&d->b, k).n)
		return text;
	at = d->a.lead[i];
	if (text.n)
		return str_sub(d->a.s, d->a.lead[i0], at + space.n - d->a.lead[i0]);
	if (at && is_alnum((unsigned char)d->a.s.p[at - 1]) &&
		is_alnum((unsigned char)d->a.s.p[at + space.n]))
		return space;
	return text;
}

static void write_tokens(struct diff *d, struct writer *w)
{
	size_t i = 0, k = 0;

	edit_tidy(d);
	while (i < d->a.n || k < d->b.n) {
		size_t i0 = i, k0 = k;

		while (i < d->a.n && d->a.edited[i])
			i++;
		while (k < d->b.n && d->b.edited[k])
			k++;
		emit_edit(w, removed_text(d, i0, i, k), slice(&d->b, k0, k));
		w->out->removed += i - i0;
		w->out->added += k - k0;
		k0 = k;
		while (i < d->a.n && k < d->b.n && !d->a.edited[i] && !d->b.edited[k]) {
			i++;
			k++;
		}
		emit(w, SEGMENT_SAME, slice(&d->b, k0, k));
	}
}

/* --- both levels --- */

static struct box whole(const struct diff *d)
{
	return (struct box){0, (uint32_t)d->a.n, 0, (uint32_t)d->b.n};
}

/* By tokens at once. With `must` the result stands even where limits were met. */
static bool by_tokens(
	struct str before, struct str after, struct writer *w, int64_t *work, bool must)
{
	struct diff d = {.a.s = before, .b.s = after, .work = *work};
	struct names m = {.bytes = BUF_INIT((size_t)256 << 20)};
	bool fine;

	take_tokens(&d.a, &m);
	take_tokens(&d.b, &m);
	edit_ready(&d);
	fine = edit_compare(&d, whole(&d));
	*work = d.work > 0 ? d.work : 0;
	if (fine || must)
		write_tokens(&d, w);
	if (!fine && must)
		w->out->coarse = true;
	names_release(&m);
	edit_release(&d);
	return fine;
}

/* One stretch of changed lines: by tokens where that is affordable. */
static void write_stretch(
	struct writer *w, struct str before, struct str after, int64_t *work)
{
	if (before.n && after.n && before.n + after.n <= STRETCH_MAX && *work > 0) {
		by_tokens(before, after, w, work, true);
		return;
	}
	w->out->coarse = w->out->coarse || (before.n && after.n);
	w->out->removed += before.n > 0;
	w->out->added += after.n > 0;
	emit_edit(w, before, after);
}

static void by_lines(struct str before, struct str after, struct writer *w, int64_t *work)
{
	struct diff d = {.a.s = before, .b.s = after, .work = *work};
	struct names m = {.bytes = BUF_INIT((size_t)256 << 20)};
	size_t i = 0, k = 0;

	take_lines(&d.a, &m);
	take_lines(&d.b, &m);
	edit_ready(&d);
	compare_between_anchors(&d, edit_trim(&d, whole(&d)), m.nlist);
	*work = d.work > WORK_MAX / 4 ? d.work : WORK_MAX / 4;
	while (i < d.a.n || k < d.b.n) {
		size_t i0 = i, k0 = k;

		while (i < d.a.n && d.a.edited[i])
			i++;
		while (k < d.b.n && d.b.edited[k])
			k++;
		if (i > i0 || k > k0)
			write_stretch(w, slice(&d.a, i0, i), slice(&d.b, k0, k), work);
		k0 = k;
		while (i < d.a.n && k < d.b.n && !d.a.edited[i] && !d.b.edited[k]) {
			i++;
			k++;
		}
		emit(w, SEGMENT_SAME, slice(&d.b, k0, k));
	}
	names_release(&m);
	edit_release(&d);
}

void textdiff_make(
	struct str before, struct str after, struct textdiff *out, struct arena *a)
{
	struct textdiff t = {.same = text_same(before, after)};
	struct writer w = {.out = &t, .arena = a};
	int64_t work = WORK_MAX;

	/* offsets are kept in 32 bits */
	before = str_sub(before, 0, UINT32_MAX - 1);
	after = str_sub(after, 0, UINT32_MAX - 1);
	if (t.same) {
		emit(&w, SEGMENT_SAME, after);
	} else if (before.n + after.n > WHOLE_MAX ||
		   !by_tokens(before, after, &w, &work, false)) {
		work = WORK_MAX;
		by_lines(before, after, &w, &work);
	}
	*out = t;
}

static const char *const segment_words[] = {"same", "removed", "added"};

const char *segment_word(int kind)
{
	return kind >= SEGMENT_SAME && kind <= SEGMENT_ADDED ? segment_words[kind]
							     : "same";
}
