/* Text in two kinds. */
#include "base/str.h"

#include "base/err.h"

#include <locale.h>
#include <malloc.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

bool streq(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

bool str_eqc(struct str a, const char *b)
{
	return str_eq(a, str_of(b));
}

static bool same_nocase(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (to_lower((unsigned char)a[i]) != to_lower((unsigned char)b[i]))
			return false;
	return true;
}

bool str_eq_nocase(struct str a, struct str b)
{
	return a.n == b.n && same_nocase(a.p, b.p, a.n);
}

int str_cmp(struct str a, struct str b)
{
	size_t n = a.n < b.n ? a.n : b.n;
	int c = n ? memcmp(a.p, b.p, n) : 0;

	return c ? c : (a.n > b.n) - (a.n < b.n);
}

bool str_starts_nocase(struct str s, struct str prefix)
{
	return s.n >= prefix.n && same_nocase(s.p, prefix.p, prefix.n);
}

bool str_ends(struct str s, struct str suffix)
{
	return s.n >= suffix.n && str_eq(str_sub(s, s.n - suffix.n, suffix.n), suffix);
}

bool str_ends_nocase(struct str s, struct str suffix)
{
	return s.n >= suffix.n &&
		str_eq_nocase(str_sub(s, s.n - suffix.n, suffix.n), suffix);
}

/* How often pages hold a byte of ASCII, roughly: 1 hardly ever, 2 now and then, 3 everywhere.
 * Of an ideograph each byte is frequent, the last less than the first. */
static unsigned frequency(unsigned char c)
{
	static const char everywhere[] = "etaoinsrlhcd012 <>/=\"\n\t.", often[] = "mpugfyw-_:;()";

	if (c >= 0x80 || c == '\0' || strchr(everywhere, c))
		return 3;
	return strchr(often, c) ? 2 : 1;
}

/* The byte of a needle that pages hold least often; of several the last. */
static size_t rarest(struct str needle)
{
	size_t best = needle.n - 1;
	unsigned least = 3, f;

	for (size_t i = 0; i < needle.n && i < 16 && least > 1; i++) {
		f = frequency((unsigned char)needle.p[i]);
		if (f < 3 && f <= least)
			best = i;
		least = f < least ? f : least;
	}
	return best;
}

#define SHORT_TEXT 256 /* not worth to look at the needle first */
#define FALSE_HITS 5000 /* of the rarest byte, then memmem, which nothing slows down */

size_t str_find(struct str s, struct str needle, size_t from)
{
	const char *hit, *end;
	size_t k;

	if (from > s.n || needle.n > s.n - from)
		return SIZE_MAX;
	if (needle.n == 0)
		return from;
	end = s.p + s.n;
	k = s.n - from < SHORT_TEXT ? needle.n - 1 : rarest(needle);
	hit = s.p + from + k;
	for (int i = 0; i < FALSE_HITS; i++, hit++) {
		hit = memchr(hit, needle.p[k], (size_t)(end - (needle.n - 1 - k) - hit));
		if (!hit)
			return SIZE_MAX;
		if (memcmp(hit - k, needle.p, needle.n) == 0)
			return (size_t)(hit - k - s.p);
	}
	hit = memmem(hit - k, (size_t)(end - (hit - k)), needle.p, needle.n);
	return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

/* Offset of the next byte c at or after `at`; s.n where there is none. */
static size_t next_byte(struct str s, int c, size_t at)
{
	const char *hit = at < s.n ? memchr(s.p + at, c, s.n - at) : NULL;

	return hit ? (size_t)(hit - s.p) : s.n;
}

size_t str_find_nocase(struct str s, struct str needle, size_t from)
{
	size_t k, low, high, end = s.n;
	int c;

	if (from > s.n || needle.n > s.n - from)
		return SIZE_MAX;
	if (needle.n == 0)
		return from;
	k = s.n - from < SHORT_TEXT ? needle.n - 1 : rarest(needle);
	c = to_lower((unsigned char)needle.p[k]);
	low = next_byte(s, c, from + k);
	high = c >= 'a' && c <= 'z' ? next_byte(s, c - ('a' - 'A'), from + k) : end;
	while (low < end || high < end) {
		size_t at = low < high ? low : high;

		if (at - k + needle.n > s.n)
			return SIZE_MAX;
		if (same_nocase(s.p + at - k, needle.p, needle.n))
			return at - k;
		if (at == low)
			low = next_byte(s, c, low + 1);
		else
			high = next_byte(s, c - ('a' - 'A'), high + 1);
	}
	return SIZE_MAX;
}

size_t str_rfindc(struct str s, char c)
{
	const char *hit = s.n ? memrchr(s.p, c, s.n) : NULL;

	return hit ? (size_t)(hit - s.p) : SIZE_MAX;
}

bool str_has(struct str s, struct str needle)
{
	return str_find(s, needle, 0) != SIZE_MAX;
}

bool str_cut(struct str *rest, char sep, struct str *piece)
{
	size_t at;

	if (str_none(*rest))
		return false;
	at = str_findc(*rest, sep, 0);
	if (at == SIZE_MAX) {
		*piece = *rest;
		*rest = STR_NONE;
		return true;
	}
	*piece = str_n(rest->p, at);
	*rest = str_sub(*rest, at + 1, rest->n);
	return true;
}

bool str_int(struct str s, int64_t lo, int64_t hi, int64_t *out)
{
	bool minus = s.n && s.p[0] == '-';
	uint64_t v = 0, max;
	size_t i = minus || (s.n && s.p[0] == '+');

	if (i == s.n)
		return false;
	max = minus ? (uint64_t)INT64_MAX + 1 : (uint64_t)INT64_MAX;
	for (; i < s.n; i++) {
		unsigned d = (unsigned)((unsigned char)s.p[i] - '0');

		if (d > 9 || v > (max - d) / 10)
			return false;
		v = v * 10 + d;
	}
	int64_t r = minus ? (int64_t)(0 - v) : (int64_t)v;
	if (r < lo || r > hi)
		return false;
	*out = r;
	return true;
}

bool str_real(struct str s, double lo, double hi, double *out)
{
	static locale_t plain;
	char text[64], *end;
	double v;

	if (!plain)
		plain = newlocale(LC_ALL_MASK, "C", (locale_t)0);
	if (s.n == 0 || s.n >= sizeof(text))
		return false;
	memcpy(text, s.p, s.n);
	text[s.n] = '\0';
	if (!is_digit((unsigned char)text[0]) && !strchr("+-.", text[0]))
		return false;
	v = strtod_l(text, &end, plain);
	if (*end || !(v >= lo && v <= hi))
		return false;
	*out = v;
	return true;
}

void *mem_alloc(size_t n)
{
	void *p = calloc(1, n ? n : 1);

	if (!p)
		fatal("out of memory (%zu bytes)", n);
	return p;
}

#define KEPT_BYTES (8 << 20)
#define MAPPED_BYTES (4 << 20) /* larger pieces are mapped, and given back at once */

void mem_keep(void)
{
	mallopt(M_TRIM_THRESHOLD, KEPT_BYTES);
	mallopt(M_TOP_PAD, KEPT_BYTES / 4);
	mallopt(M_MMAP_THRESHOLD, MAPPED_BYTES);
}

void *mem_realloc(void *p, size_t n)
{
	void *q = realloc(p, n ? n : 1);

	if (!q)
		fatal("out of memory (%zu bytes)", n);
	return q;
}

void *mem_grow(void *p, size_t n, size_t *cap, size_t size)
{
	size_t want;

	if (n < *cap)
		return p;
	want = *cap ? *cap * 2 : 8;
	if (want <= *cap || want > SIZE_MAX / size)
		fatal("out of memory (%zu elements)", want);
	*cap = want;
	return mem_realloc(p, want * size);
}

char *str_dup(struct str s)
{
	char *p = mem_alloc(s.n + 1);

	if (s.n)
		memcpy(p, s.p, s.n);
	return p;
}

char *cstr_dup(const char *s)
{
	return str_dup(str_of(s));
}

void buf_init(struct buf *b, size_t max)
{
	*b = BUF_INIT(max);
}

void buf_release(struct buf *b)
{
	free(b->p);
	*b = BUF_INIT(b->max);
}

void buf_clear(struct buf *b)
{
	b->n = 0;
	b->over = false;
	if (b->p)
		b->p[0] = '\0';
}

char *buf_room(struct buf *b, size_t n)
{
	size_t want;

	if (b->over || n > b->max - b->n) {
		b->over = true;
		return NULL;
	}
	want = b->n + n + 1;
	if (want > b->cap) {
		size_t cap = b->cap ? b->cap : 64;

		while (cap < want)
			cap = cap > SIZE_MAX / 2 ? want : cap * 2;
		b->p = mem_realloc(b->p, cap);
		b->cap = cap;
	}
	return b->p + b->n;
}

void buf_adds(struct buf *b, const char *s)
{
	if (s)
		buf_add(b, s, strlen(s));
}

void buf_addf(struct buf *b, const char *fmt, ...)
{
	char small[256];
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(small, sizeof(small), fmt, ap);
	va_end(ap);
	if (n < 0) {
		b->over = true;
	} else if ((size_t)n < sizeof(small)) {
		buf_add(b, small, (size_t)n);
	} else if (buf_room(b, (size_t)n)) {
		va_start(ap, fmt);
		vsnprintf(b->p + b->n, (size_t)n + 1, fmt, ap);
		va_end(ap);
		b->n += (size_t)n;
	}
}

void buf_cut(struct buf *b, size_t n)
{
	if (n < b->n) {
		b->n = n;
		b->p[n] = '\0';
	}
}

struct str buf_str(const struct buf *b)
{
	return str_n(b->p ? b->p : "", b->n);
}

const char *buf_cstr(const struct buf *b)
{
	return b->p ? b->p : "";
}

char *buf_detach(struct buf *b)
{
	char *p = b->p ? b->p : mem_alloc(1);

	*b = BUF_INIT(b->max);
	return p;
}

bool buf_ok(const struct buf *b)
{
	return !b->over;
}
