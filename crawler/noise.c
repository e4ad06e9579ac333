/* Noise in texts, learned from pairs of fetches. */
#include "crawler/noise.h"

#include "noise-lines.h"

#include "crawler/textdiff.h"

bool noise_same(struct str a, struct str b, struct arena *arena)
{
	return text_same(a, b) || text_same(noise_fold(a, arena), noise_fold(b, arena));
}

/* --- shapes --- */

struct shapes {
	uint64_t *list;
	size_t n, cap;
};

static bool shapes_have(const struct shapes *s, uint64_t shape)
{
	for (size_t i = 0; i < s->n; i++)
		if (s->list[i] == shape)
			return true;
	return false;
}

static void shapes_add(struct shapes *s, uint64_t shape, struct arena *a)
{
	if (s->n >= NOISE_LINES_MAX || shapes_have(s, shape))
		return;
	s->list = arena_grow(a, s->list, s->n, &s->cap, sizeof(*s->list));
	s->list[s->n++] = shape;
}

/* --- hunks: stretches in which two texts differ --- */

struct hunk {
	size_t a0, a1, b0, b1; /* lines a0.. below a1 of the one, b0.. below b1 of the other */
};

static bool next_hunk(const struct line_diff *d, struct hunk *h)
{
	size_t i = h->a1, k = h->b1;

	while (i < d->a->n && k < d->b->n && !d->a_edited[i] && !d->b_edited[k]) {
		i++;
		k++;
	}
	if (i == d->a->n && k == d->b->n)
		return false;
	*h = (struct hunk){i, i, k, k};
	while (h->a1 < d->a->n && d->a_edited[h->a1])
		h->a1++;
	while (h->b1 < d->b->n && d->b_edited[h->b1])
		h->b1++;
	return true;
}

/* Where lines give place to others. */
struct place {
	size_t from, to; /* lines of the first fetch */
	size_t room;	 /* lines that may stand there */
};

/* What a pair of fetches shows. */
struct pair_noise {
	struct shapes shapes; /* of counters, clocks, tokens */
	struct place *places;
	size_t nplaces, cap;
	bool order;	      /* the same lines in two orders */
};

/* Lines from..to of l without a counterpart of their shape among at..end of the other. */
static size_t alone(const struct lines *l, size_t from, size_t to,
	const struct lines *other, size_t at, size_t end, struct shapes *twins, struct arena *a)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++) {
		bool twin = false;

		for (size_t k = at; k < end && !twin && l->letters[i] >= NOISE_LETTERS; k++)
			twin = l->shape[i] == other->shape[k];
		n += !twin;
		if (twin)
			shapes_add(twins, l->shape[i], a);
	}
	return n;
}

/* Lines of the hunk that have a twin on the other side are counters; what is left of both
 * sides is a place where lines rotate. */
static void take_hunk(struct pair_noise *p, const struct line_diff *d, const struct hunk *h,
	struct arena *a)
{
	size_t here = alone(d->a, h->a0, h->a1, d->b, h->b0, h->b1, &p->shapes, a);
	size_t there = alone(d->b, h->b0, h->b1, d->a, h->a0, h->a1, &p->shapes, a);

	if (!here && !there)
		return;
	p->places = arena_grow(a, p->places, p->nplaces, &p->cap, sizeof(*p->places));
	p->places[p->nplaces++] =
		(struct place){h->a0, h->a1, here > there ? here : there};
}

static void pair_look(struct pair_noise *p, const struct lines *now,
	const struct lines *again, struct arena *a)
{
	struct line_diff d;
	struct hunk h = {0};

	line_diff_make(now, again, &d, a);
	while (next_hunk(&d, &h))
		take_hunk(p, &d, &h, a);
	p->order = p->nplaces && lines_same_set(now, again, NULL, NULL, a);
}

/* --- what a difference is made of --- */

struct judging {
	const struct lines *old, *now;
	struct pair_noise pair;
	struct shapes known; /* both: of the column, of the pair */
};

static bool is_counter(const struct lines *l, size_t i, const void *ctx)
{
	const struct judging *j = ctx;

	return shapes_have(&j->known, l->shape[i]);
}

static size_t count_rest(const struct judging *j, const struct lines *l, size_t from,
	size_t to)
{
	size_t n = 0;

	for (size_t i = from; i < to; i++)
		n += !is_counter(l, i, j);
	return n;
}

/* Is the hunk of (old, now) made of counters, and of lines at places of rotation? */
static bool covered(const struct judging *j, const struct hunk *h)
{
	size_t old_left = count_rest(j, j->old, h->a0, h->a1);
	size_t now_left = count_rest(j, j->now, h->b0, h->b1), room = 0;

	for (size_t n = 0; n < j->pair.nplaces; n++) {
		const struct place *p = &j->pair.places[n];

		if (p->from > h->b1 || p->to < h->b0)
			continue;
		now_left -= count_rest(j, j->now, p->from > h->b0 ? p->from : h->b0,
			p->to < h->b1 ? p->to : h->b1);
		room += p->room;
	}
	return now_left == 0 && old_left <= room;
}

bool noise_only(const struct column_noise *known, struct str old, struct str now,
	struct str again, struct arena *a)
{
	struct lines o, w, g;
	struct judging j = {.old = &o, .now = &w};
	struct line_diff d;
	struct hunk h = {0};
	bool all = true;

	lines_read(noise_fold(old, a), &o, a);
	lines_read(noise_fold(now, a), &w, a);
	if (!str_none(again)) {
		lines_read(noise_fold(again, a), &g, a);
		pair_look(&j.pair, &w, &g, a);
		j.known = j.pair.shapes;
	}
	for (size_t i = 0; known && i < known->nlines; i++)
		if (known->lines[i].npairs >= NOISE_TRUST)
			shapes_add(&j.known, known->lines[i].shape, a);
	line_diff_make(&o, &w, &d, a);
	while (all && next_hunk(&d, &h))
		all = covered(&j, &h);
	return all || (j.pair.order && lines_same_set(&o, &w, is_counter, &j, a));
}

/* --- learning --- */

static void learn(struct column_noise *n, uint64_t shape, struct str sample, int64_t now_ms,
	struct arena *a)
{
	struct noise_line *lines, *at = NULL;

	for (size_t i = 0; i < n->nlines && !at; i++)
		if (n->lines[i].shape == shape)
			at = &n->lines[i];
	if (at) {
		at->npairs += at->npairs < INT32_MAX;
		at->last_ms = now_ms;
		return;
	}
	lines = arena_array(a, n->nlines + 1, sizeof(*lines));
	if (n->nlines)
		memcpy(lines, n->lines, n->nlines * sizeof(*lines));
	n->lines = lines;
	at = &lines[0];
	for (size_t i = 1; i < n->nlines; i++)
		if (lines[i].last_ms < at->last_ms)
			at = &lines[i];
	if (n->nlines < NOISE_LINES_MAX)
		at = &lines[n->nlines++];
	*at = (struct noise_line){.shape = shape, .npairs = 1, .last_ms = now_ms,
		.sample = str_sub(sample, 0, 200)};
}

bool noise_learn(struct column_noise *known, struct str now, struct str again,
	int64_t now_ms, struct arena *a)
{
	struct pair_noise p = {0};
	struct lines w, g;

	lines_read(noise_fold(now, a), &w, a);
	lines_read(noise_fold(again, a), &g, a);
	pair_look(&p, &w, &g, a);
	for (size_t s = 0; s < p.shapes.n; s++)
		for (size_t i = 0; i < w.n; i++)
			if (w.shape[i] == p.shapes.list[s]) {
				learn(known, w.shape[i], w.text[i], now_ms, a);
				break;
			}
	return p.shapes.n > 0;
}
