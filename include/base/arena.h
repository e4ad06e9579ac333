/* Memory of one page turn: many small allocations, one release.
 *
 * Everything derived from a page lives in its arena; nothing is freed singly. Pointers
 * are valid until arena_reset or arena_release. Lack of memory is fatal; so is passing
 * the ceiling, which callers avoid by capping what they read. */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

struct arena_block;

struct arena {
	struct arena_block *head;
	size_t used; /* bytes given out since the last reset */
};

#define ARENA_INIT ((struct arena){NULL, 0})

void *arena_alloc(struct arena *a, size_t n);			 /* zeroed, aligned to 16 */
void *arena_raw(struct arena *a, size_t n);			 /* the same, not zeroed */
void *arena_array(struct arena *a, size_t count, size_t size); /* overflow is fatal */
/* Room for one more element in a growing array (the old copy stays in the arena). */
void *arena_grow(struct arena *a, void *p, size_t n, size_t *cap, size_t size);
char *arena_cstr(struct arena *a, struct str s); /* terminated copy */
struct str arena_str(struct arena *a, struct str s); /* terminated copy; none stays none */
struct str arena_join(struct arena *a, struct str x, struct str y); /* terminated, never none */
struct str arena_strf(struct arena *a, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
void arena_reset(struct arena *a);   /* all gone, first block kept */
void arena_release(struct arena *a); /* all gone, memory returned */

#endif
