/* Simhash: each four code points vote on 64 bits. */
#include "base/utf8.h"
#include "crawler/signals.h"

/* What is the same work on eight words at once is written as loops over LANES; where gcc can
 * choose at run time, the widest registers of the machine take them. */
#if defined(__x86_64__) && defined(__GNUC__) && !defined(__clang__) &&                         \
	!defined(__SANITIZE_ADDRESS__)
#define WIDE __attribute__((target_clones("arch=x86-64-v4", "avx2", "default")))
#else
#define WIDE
#endif
#define LANES 8
#define LOT (8 * LANES) /* fours that vote together */
#define PLANES 32

struct lanes {
	uint64_t x[LANES];
};

/* Adds three words bit by bit: the sums in *a, and the carries in *carry. */
static inline void add3(struct lanes *a, const struct lanes *b, const struct lanes *c,
	struct lanes *carry)
{
	for (int i = 0; i < LANES; i++) {
		uint64_t ab = a->x[i] ^ b->x[i];

		carry->x[i] = (a->x[i] & b->x[i]) | (ab & c->x[i]);
		a->x[i] = ab ^ c->x[i];
	}
}

/* One vote on each bit, in counters that lie across words: bit i of planes[k] is bit k of
 * the count of bit i. A carry seldom goes far. */
static inline void vote(struct lanes *planes, int from, struct lanes h)
{
	uint64_t any = 1;

	for (int k = from; any && k < PLANES; k++) {
		any = 0;
		for (int i = 0; i < LANES; i++) {
			uint64_t carry = planes[k].x[i] & h.x[i];

			planes[k].x[i] ^= h.x[i];
			h.x[i] = carry;
			any |= carry;
		}
	}
}

/* The finaliser of splitmix64: every bit of the four depends on all. */
static inline struct lanes mix(const uint64_t *fours)
{
	struct lanes h;

	for (int i = 0; i < LANES; i++) {
		uint64_t x = fours[i];

		x ^= x >> 30;
		x *= UINT64_C(0xbf58476d1ce4e5b9);
		x ^= x >> 27;
		x *= UINT64_C(0x94d049bb133111eb);
		h.x[i] = x ^ (x >> 31);
	}
	return h;
}

/* Eight votes of each lane at once by carry-save adders (Harley and Seal). */
WIDE static void vote_lots(struct lanes planes[PLANES], const uint64_t *fours, size_t n)
{
	for (size_t at = 0; at < n; at += LOT) {
		struct lanes c1, c2, c3, c4, d1, d2, e, h[8];

		for (int k = 0; k < 8; k++)
			h[k] = mix(fours + at + k * LANES);
		add3(&planes[0], &h[0], &h[1], &c1);
		add3(&planes[0], &h[2], &h[3], &c2);
		add3(&planes[1], &c1, &c2, &d1);
		add3(&planes[0], &h[4], &h[5], &c3);
		add3(&planes[0], &h[6], &h[7], &c4);
		add3(&planes[1], &c3, &c4, &d2);
		add3(&planes[2], &d1, &d2, &e);
		vote(planes, 3, e);
	}
}

/* The rest: fewer than a lot, one lane. */
static void vote_rest(struct lanes planes[PLANES], const uint64_t *fours, size_t n)
{
	uint64_t padded[LANES] = {0};
	struct lanes h;

	for (size_t i = 0; i < n; i++) {
		padded[0] = fours[i];
		h = mix(padded);
		for (int k = 1; k < LANES; k++)
			h.x[k] = 0;
		vote(planes, 0, h);
	}
}

#define UNITS_MAX (16 * LOT)

/* Code points but spaces, 16 bits of each, the newest first: the four that begin at any of
 * them are one load. */
struct units {
	uint16_t unit[UNITS_MAX + 3];
	size_t n; /* from the end */
};

/* Units of the text from `from` on; where it stopped. No branch asks for spaces: where they
 * stand cannot be foreseen. */
static size_t gather(struct units *x, struct str text, size_t from)
{
	size_t at = from, n = x->n;

	while (at < text.n && n < UNITS_MAX + 3) {
		unsigned char c = (unsigned char)text.p[at];
		size_t next = at;

		if (c < 0x80) {
			x->unit[UNITS_MAX + 2 - n] = c;
			n += c != ' ';
			at++;
			continue;
		}
		x->unit[UNITS_MAX + 2 - n++] = (uint16_t)utf8_next(text, &next);
		at = next;
	}
	x->n = n;
	return at;
}

/* All fours in x vote; its newest three units begin the next lot. Returns how many. */
static size_t vote_all(struct lanes planes[PLANES], struct units *x)
{
	size_t n = x->n > 3 ? x->n - 3 : 0, whole = n - n % LOT;
	const uint16_t *u = x->unit + UNITS_MAX + 3 - x->n;
	uint64_t four[UNITS_MAX];

	for (size_t i = 0; i < n; i++)
		four[i] = (uint64_t)u[i] | (uint64_t)u[i + 1] << 16 |
			(uint64_t)u[i + 2] << 32 | (uint64_t)u[i + 3] << 48;
	vote_lots(planes, four, whole);
	vote_rest(planes, four + whole, n - whole);
	if (n) {
		memmove(x->unit + UNITS_MAX, u, 3 * sizeof(*u));
		x->n = 3;
	}
	return n;
}

/* The counters of all lanes added up. */
static void add_lanes(const struct lanes planes[PLANES], uint64_t sum[PLANES])
{
	for (int k = 0; k < PLANES; k++)
		sum[k] = planes[k].x[0];
	for (int i = 1; i < LANES; i++) {
		uint64_t carry = 0;

		for (int k = 0; k < PLANES; k++) {
			uint64_t a = sum[k], b = planes[k].x[i], ab = a ^ b;

			sum[k] = ab ^ carry;
			carry = (a & b) | (ab & carry);
		}
	}
}

/* The bits that more than half of the votes are for. */
static uint64_t majority(const struct lanes planes[PLANES], uint64_t votes)
{
	uint64_t sum[PLANES], more = 0, same = UINT64_MAX;

	add_lanes(planes, sum);
	for (int k = PLANES - 1; k >= 0; k--) {
		if (votes / 2 >> k & 1) {
			same &= sum[k];
		} else {
			more |= same & sum[k];
			same &= ~sum[k];
		}
	}
	return more;
}

uint64_t simhash_of(struct str text)
{
	struct lanes planes[PLANES] = {0};
	uint64_t votes = 0;
	struct units x;

	x.n = 0;
	for (size_t at = 0; at < text.n;) {
		at = gather(&x, text, at);
		votes += vote_all(planes, &x);
	}
	return votes ? majority(planes, votes) : 0;
}
