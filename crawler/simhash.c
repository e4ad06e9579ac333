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

uint64_t simhash_of(struct str text)
{
	int32_t votes[64] = {0};
	uint64_t four = 0, out = 0;
	size_t n = 0;

	for (size_t at = 0; at < text.n;) {
		int32_t cp = utf8_next(text, &at);
		uint64_t h;

		if (cp == ' ')
			continue;
		/* 16 bits of each are enough to tell them apart */
		four = four << 16 | (uint64_t)(cp & 0xFFFF);
		if (++n < 4 || n > INT32_MAX)
			continue;
		h = mix(four);
		for (int i = 0; i < 64; i++)
			votes[i] += (int32_t)(h >> i & 1) * 2 - 1;
	}
	if (n < 4)
		return 0;
	for (int i = 0; i < 64; i++)
		out |= (uint64_t)(votes[i] > 0) << i;
	return out;
}
