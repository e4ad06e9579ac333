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

/* One vote on each bit, in counters that lie across words: bit i of planes[k] is bit k of
 * the count of bit i. A carry seldom goes far, so this is two steps in the mean. */
static void vote(uint64_t planes[32], uint64_t h)
{
	for (int k = 0; h && k < 32; k++) {
		uint64_t carry = planes[k] & h;

		planes[k] ^= h;
		h = carry;
	}
}

uint64_t simhash_of(struct str text)
{
	uint64_t planes[32] = {0}, four = 0, out = 0, n = 0;

	for (size_t at = 0; at < text.n;) {
		int32_t cp = utf8_next(text, &at);

		if (cp == ' ')
			continue;
		/* 16 bits of each are enough to tell them apart */
		four = four << 16 | (uint64_t)(cp & 0xFFFF);
		if (++n >= 4)
			vote(planes, mix(four));
	}
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
