/* Memory of one page turn. */
#include "base/arena.h"

#include "base/err.h"

#include <stdarg.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>

#define BLOCK_BYTES ((size_t)64 * 1024) /* most pages' records fit one or two */
#define FIRST_BYTES ((size_t)4 * 1024 - 64) /* thousands of arenas hold little */
#define SECOND_BYTES ((size_t)16 * 1024 - 64) /* with the links of a usual page */
#define STRF_BYTES 256 /* formatted once; what is longer is formatted again where it stays */

struct arena_block {
	struct arena_block *next;
	size_t used, size;
	alignas(16) unsigned char data[];
};

/* Blocks of the usual sizes that nobody needs now: arenas come and go with every job,
 * and the allocator would join and split their memory each time. The address sanitizer is to
 * see who uses memory that was given back. */
#if defined(__SANITIZE_ADDRESS__)
static const size_t spare_most = 0;
#else
static const size_t spare_most = 32; /* of each size */
#endif

static struct spare {
	size_t size, n;
	struct arena_block *head;
} spare[] = {{FIRST_BYTES, 0, NULL}, {SECOND_BYTES, 0, NULL}, {BLOCK_BYTES, 0, NULL}};

static struct spare *spare_of(size_t size)
{
	for (size_t i = 0; i < sizeof(spare) / sizeof(spare[0]); i++)
		if (spare[i].size == size)
			return &spare[i];
	return NULL;
}

static struct arena_block *block_new(size_t size, struct arena_block *next)
{
	struct spare *s = spare_of(size);
	struct arena_block *b;

	if (s && s->head) {
		b = s->head;
		s->head = b->next;
		s->n--;
	} else {
		b = malloc(sizeof(*b) + size);
	}
	if (!b)
		fatal("out of memory (%zu bytes)", size);
	b->next = next;
	b->used = 0;
	b->size = size;
	return b;
}

void *arena_raw(struct arena *a, size_t n)
{
	size_t want = (n + 15) & ~(size_t)15;
	struct arena_block *b = a->head;
	void *p;

	if (want < n)
		fatal("out of memory (%zu bytes)", n);
	if (!b || want > b->size - b->used) {
		size_t usual = !b ? FIRST_BYTES : b->size == FIRST_BYTES ? SECOND_BYTES
			: BLOCK_BYTES;

		if (want > BLOCK_BYTES / 4 && b) {
			/* a large one gets a block of its own behind the current one */
			b->next = block_new(want, b->next);
			b = b->next;
		} else {
			b = block_new(want > usual ? want : usual, b);
			a->head = b;
		}
	}
	p = b->data + b->used;
	b->used += want;
	a->used += want;
	return p;
}

void *arena_alloc(struct arena *a, size_t n)
{
	return memset(arena_raw(a, n), 0, n);
}

void *arena_array(struct arena *a, size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		fatal("out of memory (%zu elements)", count);
	return arena_alloc(a, count * size);
}

void *arena_grow(struct arena *a, void *p, size_t n, size_t *cap, size_t size)
{
	size_t want;
	void *q;

	if (n < *cap)
		return p;
	want = *cap ? *cap * 2 : 8;
	if (size && want > SIZE_MAX / size)
		fatal("out of memory (%zu elements)", want);
	q = arena_raw(a, want * size);
	if (n)
		memcpy(q, p, n * size);
	memset((char *)q + n * size, 0, (want - n) * size);
	*cap = want;
	return q;
}

char *arena_cstr(struct arena *a, struct str s)
{
	char *p = arena_raw(a, s.n + 1);

	if (s.n)
		memcpy(p, s.p, s.n);
	p[s.n] = '\0';
	return p;
}

struct str arena_str(struct arena *a, struct str s)
{
	return str_none(s) ? s : str_n(arena_cstr(a, s), s.n);
}

struct str arena_join(struct arena *a, struct str x, struct str y)
{
	char *p = arena_raw(a, x.n + y.n + 1);

	if (x.n)
		memcpy(p, x.p, x.n);
	if (y.n)
		memcpy(p + x.n, y.p, y.n);
	p[x.n + y.n] = '\0';
	return str_n(p, x.n + y.n);
}

struct str arena_strf(struct arena *a, const char *fmt, ...)
{
	char most[STRF_BYTES], *p;
	va_list ap;
	int n;

	va_start(ap, fmt);
	n = vsnprintf(most, sizeof(most), fmt, ap);
	va_end(ap);
	if (n < 0)
		fatal("cannot format '%s'", fmt);
	if ((size_t)n < sizeof(most))
		return arena_str(a, str_n(most, (size_t)n));
	p = arena_raw(a, (size_t)n + 1);
	va_start(ap, fmt);
	vsnprintf(p, (size_t)n + 1, fmt, ap);
	va_end(ap);
	return str_n(p, (size_t)n);
}

static void drop(struct arena_block *b)
{
	while (b) {
		struct arena_block *next = b->next;
		struct spare *s = spare_of(b->size);

		if (s && s->n < spare_most) {
			b->next = s->head;
			s->head = b;
			s->n++;
		} else {
			free(b);
		}
		b = next;
	}
}

void arena_reset(struct arena *a)
{
	struct arena_block *keep = a->head;

	a->used = 0;
	if (!keep)
		return;
	drop(keep->next);
	keep->next = NULL;
	keep->used = 0;
}

void arena_release(struct arena *a)
{
	drop(a->head);
	*a = ARENA_INIT;
}
