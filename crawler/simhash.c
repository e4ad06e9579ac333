/* Simhash: each four code points vote on 64 bits. */
#include "base/utf8.h"
#include "crawler/signals.h"

/* The finaliser of splitmix64: every bit of the four depends on all. */
static uint64_t mix(uint64_t x)
{
	x ^= x >> 30;
	x *= UINT64_C(0xbf58476d1ce4e5b9);
	x ^= x >> 27;
	x *= UINT64_C(0x94d049bb133111eb);
	return x ^ (x >> 31);
}

/* Adds three words bit by bit: the sums, and the carries in *carry. */
static uint64_t add3(uint64_t a, uint64_t b, uint64_t c, uint64_t *carry)
{
	uint64_t ab = a ^ b;

	*carry = (a & b) | (ab & c);
	return ab ^ c;
}

/* One vote on each bit, in counters that lie across words: bit i of planes[k] is bit k of
 * the count of bit i. A carry seldom goes far, so this is two steps in the mean. */
static void vote(uint64_t planes[32], int from, uint64_t h)
{
	for (int k = from; h && k < 32; k++) {
		uint64_t carry = planes[k] & h;

		planes[k] ^= h;
		h = carry;
	}
}

/* Eight votes at once by carry-save adders (Harley and Seal): a fifth of the work. */
static void vote8(uint64_t planes[32], const uint64_t h[8])
{
	uint64_t c1, c2, c3, c4, d1, d2, e;

	planes[0] = add3(planes[0], h[0], h[1], &c1);
	planes[0] = add3(planes[0], h[2], h[3], &c2);
	planes[1] = add3(planes[1], c1, c2, &d1);
	planes[0] = add3(planes[0], h[4], h[5], &c3);
	planes[0] = add3(planes[0], h[6], h[7], &c4);
	planes[1] = add3(planes[1], c3, c4, &d2);
	planes[2] = add3(planes[2], d1, d2, &e);
	vote(planes, 3, e);
}

uint64_t simhash_of(struct str text)
{
	uint64_t planes[32] = {0}, four = 0, out = 0, n = 0, eight[8];
	unsigned waiting = 0;

	for (size_t at = 0; at < text.n;) {
		int32_t cp = (unsigned char)text.p[at] < 0x80 ? text.p[at++]
							      : utf8_next(text, &at);

		if (cp == ' ')
			continue;
		/* 16 bits of each are enough to tell them apart */
		four = four << 16 | (uint64_t)(cp & 0xFFFF);
		if (++n < 4)
			continue;
		eight[waiting++] = mix(four);
		if (waiting == 8) {
			vote8(planes, eight);
			waiting = 0;
		}
	}
	while (waiting)
		vote(planes, 0, eight[--waiting]);
	if (n < 4)
		return 0;
	for (int i = 0; i < 64; i++) {
		uint64_t ones = 0;

		for (int k = 0; k < 32; k++)
			ones |= (planes[k] >> i & 1) << k;
		out |= (uint64_t)(2 * ones > n - 3) << i;
	}
	return out;
}
