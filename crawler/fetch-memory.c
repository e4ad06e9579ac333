/* Memory of libcurl. Each request allocates and frees some eighty pieces of a few sizes: those
 * given back are kept by size, where the allocator would split and join them each time.
 *
 * Libcurl resolves the name of a proxy in a thread of its own. Only the thread that called
 * memory_begin keeps pieces; all others take them from the allocator and give them back to it,
 * whoever allocated them. */
#include "fetch-memory.h"

#include "base/str.h"

#include <curl/curl.h>
#include <stdalign.h>
#include <stdlib.h>

#define LEAST_BITS 5 /* the smallest pieces have 32 bytes, each class twice those before */
#define CLASSES 10   /* up to 16 kB: what a handle receives into */
#define KEPT_BYTES ((size_t)128 << 10) /* of each class */

/* The address sanitizer is to see who uses memory that was given back. */
#if defined(__SANITIZE_ADDRESS__)
static const bool keeps = false;
#else
static const bool keeps = true;
#endif

struct piece {
	struct piece *next; /* in its list */
	size_t class;	    /* CLASSES: of a size of its own */
	alignas(16) unsigned char data[];
};

static struct kept {
	struct piece *head;
	size_t n;
} kept[CLASSES];
static _Thread_local bool is_keeper;

static size_t bytes_of(size_t class)
{
	return (size_t)1 << (LEAST_BITS + class);
}

static size_t class_of(size_t n)
{
	unsigned bits;

	if (!keeps)
		return CLASSES;
	if (n <= bytes_of(0))
		return 0;
	bits = (unsigned)(8 * sizeof(unsigned long long)) - (unsigned)__builtin_clzll(n - 1);
	return bits - LEAST_BITS < CLASSES ? bits - LEAST_BITS : CLASSES;
}

static struct piece *piece_of(void *p)
{
	return (struct piece *)(void *)((unsigned char *)p - offsetof(struct piece, data));
}

static void *take(size_t n)
{
	size_t class = class_of(n), room = class < CLASSES ? bytes_of(class) : n;
	struct piece *x = class < CLASSES && is_keeper ? kept[class].head : NULL;

	if (x) {
		kept[class].head = x->next;
		kept[class].n--;
		return x->data;
	}
	if (room > SIZE_MAX - sizeof(*x))
		return NULL;
	x = malloc(sizeof(*x) + room);
	if (!x)
		return NULL;
	x->class = class;
	return x->data;
}

static void give(void *p)
{
	struct piece *x;

	if (!p)
		return;
	x = piece_of(p);
	if (!is_keeper || x->class == CLASSES ||
		kept[x->class].n >= KEPT_BYTES / bytes_of(x->class)) {
		free(x);
		return;
	}
	x->next = kept[x->class].head;
	kept[x->class].head = x;
	kept[x->class].n++;
}

static void *grow(void *p, size_t n)
{
	struct piece *x;
	void *q;

	if (!p)
		return take(n);
	x = piece_of(p);
	if (x->class == CLASSES && class_of(n) == CLASSES) {
		if (n > SIZE_MAX - sizeof(*x))
			return NULL;
		x = realloc(x, sizeof(*x) + n);
		return x ? x->data : NULL;
	}
	if (x->class < CLASSES && n <= bytes_of(x->class))
		return p;
	q = take(n);
	if (!q)
		return NULL;
	memcpy(q, p, x->class < CLASSES ? bytes_of(x->class) : n);
	give(p);
	return q;
}

static char *duplicate(const char *s)
{
	size_t n = strlen(s) + 1;
	char *p = take(n);

	return p ? memcpy(p, s, n) : NULL;
}

static void *take_zeroed(size_t count, size_t size)
{
	void *p;

	if (size && count > SIZE_MAX / size)
		return NULL;
	p = take(count * size);
	return p ? memset(p, 0, count * size) : NULL;
}

int memory_begin(void)
{
	is_keeper = true;
	return curl_global_init_mem(CURL_GLOBAL_DEFAULT, take, give, grow, duplicate,
		take_zeroed) ? ERR_IO : 0;
}

void memory_end(void)
{
	curl_global_cleanup();
	for (size_t i = 0; i < CLASSES; i++) {
		while (kept[i].head) {
			struct piece *x = kept[i].head;

			kept[i].head = x->next;
			free(x);
		}
		kept[i].n = 0;
	}
	is_keeper = false;
}
