/* Any bytes as any encoding: refused or undone, in bounded steps, the same in any cut. */
#include "inflate.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define OUTPUT_MAX ((size_t)1 << 20)

struct sum {
	size_t n;
	uint32_t adler;
};

static bool add(void *ctx, const char *p, size_t n)
{
	struct sum *s = ctx;

	for (size_t i = 0; i < n; i++)
		s->adler = s->adler * 31 + (unsigned char)p[i];
	s->n += n;
	return s->n <= OUTPUT_MAX;
}

static struct sum run(struct str encoding, struct str bytes, size_t step, bool *good)
{
	struct inflate *x = NULL;
	struct sum s = {0};

	*good = inflate_open(encoding, add, &s, &x);
	for (size_t at = 0; *good && x && at < bytes.n; at += step)
		*good = inflate_put(x, str_sub(bytes, at, step));
	*good = *good && x && inflate_whole(x);
	inflate_close(x);
	return s;
}

/* First byte: which encoding; the rest: the body. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *const encoding[] = {"gzip", "deflate", "br", "gzip, br", "br, gzip",
		"x-gzip, identity", "gzip, gzip, gzip, gzip", "gzip, gzip, gzip, gzip, gzip"};
	struct str bytes, e;
	bool whole, steps;
	struct sum a, b;

	if (size == 0)
		return 0;
	e = str_of(encoding[data[0] % 8]);
	bytes = str_n((const char *)data + 1, size - 1);
	a = run(e, bytes, bytes.n + 1, &whole);
	b = run(e, bytes, 7, &steps);
	if (whole && (!steps || a.n != b.n || a.adler != b.adler))
		__builtin_trap();
	return 0;
}
