/* Text in two kinds: `struct str`, borrowed, pointer and length; `struct buf`, owned,
 * capped, always terminated.
 *
 * A str need not be terminated and may hold NUL bytes. {NULL, 0} is the empty str and at
 * the same time "absent": str_none tells them apart from "" by the NULL pointer.
 *
 * A buf has a ceiling. What would pass it is not added, `over` is set and stays set, and
 * every later addition is refused too; so a writer may add a hundred pieces and ask once
 * at the end. Lack of memory is fatal. */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

struct str {
	const char *p;
	size_t n; /* bytes */
};

#define STR(lit) ((struct str){(lit), sizeof(lit) - 1})
#define STR_NONE ((struct str){NULL, 0})
/* For printf: "%.*s", STR_ARG(s). */
#define STR_ARG(s) ((int)((s).n > 1000000 ? 1000000 : (s).n)), ((s).p ? (s).p : "")

static inline struct str str_n(const char *p, size_t n)
{
	return (struct str){p, n};
}

/* Of a terminated string; NULL gives STR_NONE. */
static inline struct str str_of(const char *s)
{
	return (struct str){s, s ? strlen(s) : 0};
}

static inline bool str_none(struct str s)
{
	return s.p == NULL;
}

/* Two terminated strings are equal; NULL equals only NULL. */
bool streq(const char *a, const char *b);
static inline bool str_eq(struct str a, struct str b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

bool str_eqc(struct str a, const char *b);
bool str_eq_nocase(struct str a, struct str b); /* ASCII case only */
int str_cmp(struct str a, struct str b);	/* bytewise, for sorting */
static inline bool str_starts(struct str s, struct str prefix)
{
	return s.n >= prefix.n && (prefix.n == 0 || memcmp(s.p, prefix.p, prefix.n) == 0);
}

bool str_starts_nocase(struct str s, struct str prefix);
bool str_ends(struct str s, struct str suffix);
bool str_ends_nocase(struct str s, struct str suffix);

/* Offset of the first occurrence at or after `from`; SIZE_MAX where there is none. */
size_t str_find(struct str s, struct str needle, size_t from);
size_t str_find_nocase(struct str s, struct str needle, size_t from);
static inline size_t str_findc(struct str s, char c, size_t from)
{
	const void *hit = from < s.n ? memchr(s.p + from, c, s.n - from) : NULL;

	return hit ? (size_t)((const char *)hit - s.p) : SIZE_MAX;
}

size_t str_rfindc(struct str s, char c);
bool str_has(struct str s, struct str needle);

/* The part from `from` (clamped), at most n bytes. */
static inline struct str str_sub(struct str s, size_t from, size_t n)
{
	if (from > s.n)
		from = s.n;
	if (n > s.n - from)
		n = s.n - from;
	return s.p ? str_n(s.p + from, n) : STR_NONE;
}

/* Cuts the next piece up to `sep` from *rest; false when *rest was absent. The last piece
 * leaves *rest absent: "a,b" gives a, b; "" gives one empty piece. */
bool str_cut(struct str *rest, char sep, struct str *piece);

/* Decimal number that fills all of s, between lo and hi. False: *out untouched. */
bool str_int(struct str s, int64_t lo, int64_t hi, int64_t *out);
/* The same for floating point, C notation whatever the locale. */
bool str_real(struct str s, double lo, double hi, double *out);

/* ASCII only, whatever the locale. */
static inline bool is_space(int c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

static inline bool is_digit(int c)
{
	return c >= '0' && c <= '9';
}

static inline bool is_alpha(int c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static inline bool is_alnum(int c)
{
	return is_digit(c) || is_alpha(c);
}

static inline int hex_value(int c) /* 0..15, or -1 */
{
	if (is_digit(c))
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

static inline int to_lower(int c)
{
	return c >= 'A' && c <= 'Z' ? c + ('a' - 'A') : c;
}

/* Without ASCII white space at both ends. */
static inline struct str str_trim(struct str s)
{
	while (s.n && is_space((unsigned char)s.p[0])) {
		s.p++;
		s.n--;
	}
	while (s.n && is_space((unsigned char)s.p[s.n - 1]))
		s.n--;
	return s;
}

/* A terminated copy on the heap; fatal without memory. */
char *str_dup(struct str s);
char *cstr_dup(const char *s);
void *mem_alloc(size_t n);		/* zeroed, fatal without memory */
/* From here on freed memory is kept for the next use, up to some MiB, instead of going back
 * to the system piece by piece: for processes that do the same over and over. */
void mem_keep(void);
void *mem_realloc(void *p, size_t n);	/* fatal without memory */
/* Room for one more in a growing array: doubles *cap when n reaches it. */
void *mem_grow(void *p, size_t n, size_t *cap, size_t size);

struct buf {
	char *p;    /* terminated, NULL while nothing was added */
	size_t n;   /* bytes without the terminator */
	size_t cap; /* allocated */
	size_t max; /* ceiling in bytes, without the terminator */
	bool over;  /* an addition was refused */
};

#define BUF_INIT(ceiling) ((struct buf){.max = (ceiling)})

void buf_init(struct buf *b, size_t max);
void buf_release(struct buf *b); /* contents freed, ceiling kept, usable again */
void buf_clear(struct buf *b);	 /* empty, memory kept, `over` taken back */
void buf_adds(struct buf *b, const char *s);
void buf_addf(struct buf *b, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void buf_cut(struct buf *b, size_t n); /* shortens to n bytes; longer: nothing happens */
/* n bytes of room at the end, not yet counted in b->n; NULL when over the ceiling. */
char *buf_room(struct buf *b, size_t n);

static inline void buf_add(struct buf *b, const void *p, size_t n)
{
	/* n is compared alone: what is left of cap counts the terminator */
	char *room = !b->over && b->cap > b->n && n < b->cap - b->n && n <= b->max - b->n
			     ? b->p + b->n
			     : buf_room(b, n);

	if (!room)
		return;
	if (n)
		memcpy(room, p, n);
	b->n += n;
	b->p[b->n] = '\0';
}

static inline void buf_addstr(struct buf *b, struct str s)
{
	buf_add(b, s.p, s.n);
}

static inline void buf_addc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

/* What was written into room ends before `end`. */
static inline void buf_took(struct buf *b, const char *end)
{
	b->n = (size_t)(end - b->p);
	b->p[b->n] = '\0';
}

struct str buf_str(const struct buf *b); /* valid until the next addition; never none */
const char *buf_cstr(const struct buf *b);
/* Gives the terminated contents away (caller frees) and leaves b empty. */
char *buf_detach(struct buf *b);
bool buf_ok(const struct buf *b);

#endif
