/* Middle snakes on an explicit stack. */
#include "textdiff-edit.h"

#include <stdlib.h>

#define EDITS_MAX 2000 /* of one search; a longer edit is found in pieces */

static void side_release(struct side *s)
{
	free(s->id);
	free(s->lead);
	free(s->to);
	free(s->edited);
}

void edit_add(struct side *s, uint32_t id, size_t lead, size_t to)
{
	if (s->n == s->cap) {
		s->cap = s->cap ? s->cap * 2 : 1024;
		s->id = mem_realloc(s->id, s->cap * sizeof(*s->id));
		s->lead = mem_realloc(s->lead, s->cap * sizeof(*s->lead));
		s->to = mem_realloc(s->to, s->cap * sizeof(*s->to));
	}
	s->id[s->n] = id;
	s->lead[s->n] = (uint32_t)lead;
	s->to[s->n++] = (uint32_t)to;
}

static void push(struct diff *d, struct box b)
{
	d->stack = mem_grow(d->stack, d->depth, &d->cap, sizeof(*d->stack));
	d->stack[d->depth++] = b;
}

void edit_mark(bool *edited, uint32_t from, uint32_t to)
{
	for (; from < to; from++)
		edited[from] = true;
}

/* One more edit on diagonal k from the furthest points of the edit before; INT32_MIN where
 * the diagonal cannot be reached. */
static int32_t step(const int32_t *v, int64_t k, int32_t n, int32_t m)
{
	int32_t right = v[k - 1] == INT32_MIN ? INT32_MIN : v[k - 1] + 1, down = v[k + 1];

	if (right > n)
		right = INT32_MIN;
	if (down != INT32_MIN && down - k > m)
		down = INT32_MIN;
	return right > down ? right : down;
}

struct snake {
	int32_t x0, x1; /* in the box; y by the diagonal */
	int64_t k;
};

static bool forward_step(
	struct diff *d, struct box b, int64_t e, int64_t delta, struct snake *out)
{
	int32_t n = (int32_t)(b.ah - b.al), m = (int32_t)(b.bh - b.bl);
	int32_t *vf = d->forward + d->middle, *vb = d->backward + d->middle;

	for (int64_t k = -e; k <= e; k += 2) {
		int32_t x, x0;

		d->work--;
		if (k < -m || k > n)
			continue;
		x = e ? step(vf, k, n, m) : 0;
		x0 = x;
		vf[k] = x;
		if (x == INT32_MIN)
			continue;
		while (x < n && x - k < m &&
			d->a.id[b.al + (uint32_t)x] == d->b.id[b.bl + (uint32_t)(x - k)])
			x++;
		d->work -= x - x0;
		vf[k] = x;
		if ((delta & 1) && k - delta >= 1 - e && k - delta <= e - 1 &&
			vb[delta - k] != INT32_MIN && x + vb[delta - k] >= n) {
			*out = (struct snake){x0, x, k};
			return true;
		}
	}
	return false;
}

static bool backward_step(
	struct diff *d, struct box b, int64_t e, int64_t delta, struct snake *out)
{
	int32_t n = (int32_t)(b.ah - b.al), m = (int32_t)(b.bh - b.bl);
	int32_t *vf = d->forward + d->middle, *vb = d->backward + d->middle;

	for (int64_t k = -e; k <= e; k += 2) {
		int32_t x, x0;

		d->work--;
		if (k < -m || k > n)
			continue;
		x = e ? step(vb, k, n, m) : 0;
		x0 = x;
		vb[k] = x;
		if (x == INT32_MIN)
			continue;
		while (x < n && x - k < m &&
			d->a.id[b.ah - 1 - (uint32_t)x] ==
				d->b.id[b.bh - 1 - (uint32_t)(x - k)])
			x++;
		d->work -= x - x0;
		vb[k] = x;
		if (!(delta & 1) && delta - k >= -e && delta - k <= e &&
			vf[delta - k] != INT32_MIN && x + vf[delta - k] >= n) {
			*out = (struct snake){n - x, n - x0, delta - k};
			return true;
		}
	}
	return false;
}

/* The point that lies furthest from the start after e edits: no middle, but a good place to
 * go on from. */
static struct snake furthest(const struct diff *d, struct box b, int64_t e)
{
	int64_t n = b.ah - b.al, m = b.bh - b.bl;
	const int32_t *vf = d->forward + d->middle;
	struct snake best = {0, 0, 0};

	for (int64_t k = -e; k <= e; k += 2) {
		if (k < -m || k > n || vf[k] == INT32_MIN)
			continue;
		if (2 * (int64_t)vf[k] - k > 2 * (int64_t)best.x0 - best.k)
			best = (struct snake){vf[k], vf[k], k};
	}
	return best;
}

/* A stretch of equals in the middle of a shortest edit; of a long one, a point on a short
 * edit of its beginning. False: the budget is used up. */
static bool middle_snake(struct diff *d, struct box b, struct snake *out)
{
	int64_t n = b.ah - b.al, m = b.bh - b.bl, delta = n - m;
	int32_t *vf = d->forward + d->middle, *vb = d->backward + d->middle;
	int64_t most = (n + m + 1) / 2 < EDITS_MAX / 2 ? (n + m + 1) / 2 : EDITS_MAX / 2;

	vf[-1] = vf[0] = vf[1] = vb[-1] = vb[0] = vb[1] = INT32_MIN;
	for (int64_t e = 0; e <= most && d->work > 0; e++) {
		/* diagonals come into reach one by one */
		vf[-e - 1] = vf[e + 1] = vb[-e - 1] = vb[e + 1] = INT32_MIN;
		if (forward_step(d, b, e, delta, out) ||
			backward_step(d, b, e, delta, out))
			return true;
		if (e == EDITS_MAX / 2) {
			*out = furthest(d, b, e);
			return true;
		}
	}
	return false;
}

struct box edit_trim(const struct diff *d, struct box b)
{
	while (b.al < b.ah && b.bl < b.bh && d->a.id[b.al] == d->b.id[b.bl]) {
		b.al++;
		b.bl++;
	}
	while (b.al < b.ah && b.bl < b.bh && d->a.id[b.ah - 1] == d->b.id[b.bh - 1]) {
		b.ah--;
		b.bh--;
	}
	return b;
}

bool edit_compare(struct diff *d, struct box all)
{
	bool fine = true;

	push(d, all);
	while (d->depth) {
		struct box b = edit_trim(d, d->stack[--d->depth]);
		struct snake s;

		if (b.al == b.ah || b.bl == b.bh) {
			edit_mark(d->a.edited, b.al, b.ah);
			edit_mark(d->b.edited, b.bl, b.bh);
			continue;
		}
		if (!middle_snake(d, b, &s)) {
			edit_mark(d->a.edited, b.al, b.ah);
			edit_mark(d->b.edited, b.bl, b.bh);
			fine = false;
			continue;
		}
		push(d, (struct box){b.al, b.al + (uint32_t)s.x0, b.bl,
				b.bl + (uint32_t)(s.x0 - s.k)});
		push(d, (struct box){b.al + (uint32_t)s.x1, b.ah,
				b.bl + (uint32_t)(s.x1 - s.k), b.bh});
	}
	return fine;
}

void edit_ready(struct diff *d)
{
	size_t units = d->a.n + d->b.n;
	size_t room = (units < EDITS_MAX ? units : EDITS_MAX) + 8;

	d->a.edited = mem_alloc(d->a.n + 1);
	d->b.edited = mem_alloc(d->b.n + 1);
	d->forward = mem_alloc(room * sizeof(*d->forward));
	d->backward = mem_alloc(room * sizeof(*d->backward));
	d->middle = (int64_t)room / 2;
}

void edit_release(struct diff *d)
{
	side_release(&d->a);
	side_release(&d->b);
	free(d->forward);
	free(d->backward);
	free(d->stack);
}
