/* Records: the one binary form for what is stored and for what crosses a process border.
 *
 * A record is a struct described by a table of rows, one per member. Written, it is a
 * version byte followed by fields; a field is a varint of (tag << 3 | kind) and its
 * payload, as in Protocol Buffers' wire format:
 *
 *	kind 0  varint            unsigned; signed numbers are zigzag
 *	kind 2  length, bytes     text, blobs, nested records, one field per list element
 *
 * Members that hold their zero value (0, false, absent text, empty list) are not written.
 * Fields come in table order. A reader passes over tags it does not know, so that a newer
 * writer may add fields; tags are never used twice for different things. A record whose
 * version byte is above the table's is refused with ERR_VERSION.
 *
 * A str read back is terminated, a copy in the arena. A list is two members: a pointer to
 * an array of structs and a size_t count. Nesting ends at 8 levels. */
#ifndef BASE_RECORD_H
#define BASE_RECORD_H

#include "base/arena.h"
#include "base/err.h"

enum field_kind {
	FIELD_BOOL,   /* bool */
	FIELD_I32,    /* int32_t or int or an enum of int size */
	FIELD_U32,    /* uint32_t */
	FIELD_I64,    /* int64_t */
	FIELD_U64,    /* uint64_t */
	FIELD_DOUBLE, /* double, as its 8 bytes little-endian in kind 2 */
	FIELD_STR,    /* struct str; the empty str is written, the absent one is not */
	FIELD_BYTES,  /* fixed array inside the struct, `size` bytes; all zero: not written */
	FIELD_RECORD, /* nested struct inside the struct */
	FIELD_LIST,   /* T *items, with a size_t count at count_offset */
};

struct field {
	uint32_t tag; /* 1 and up, unique in its table */
	enum field_kind kind;
	size_t offset;
	size_t count_offset;	     /* FIELD_LIST */
	size_t size;		     /* FIELD_BYTES: bytes */
	const struct record_type *of; /* FIELD_RECORD, FIELD_LIST */
};

struct record_type {
	const char *name;
	unsigned char version;
	size_t size; /* of the struct */
	const struct field *fields;
	size_t nfields;
};

/* Rows:  F_STR(1, struct notice, title), ... */
#define F_BOOL(tag_, T, m) {.tag = (tag_), .kind = FIELD_BOOL, .offset = offsetof(T, m)}
#define F_I32(tag_, T, m) {.tag = (tag_), .kind = FIELD_I32, .offset = offsetof(T, m)}
#define F_U32(tag_, T, m) {.tag = (tag_), .kind = FIELD_U32, .offset = offsetof(T, m)}
#define F_I64(tag_, T, m) {.tag = (tag_), .kind = FIELD_I64, .offset = offsetof(T, m)}
#define F_U64(tag_, T, m) {.tag = (tag_), .kind = FIELD_U64, .offset = offsetof(T, m)}
#define F_DOUBLE(tag_, T, m) {.tag = (tag_), .kind = FIELD_DOUBLE, .offset = offsetof(T, m)}
#define F_STR(tag_, T, m) {.tag = (tag_), .kind = FIELD_STR, .offset = offsetof(T, m)}
#define F_BYTES(tag_, T, m)                                                               \
	{.tag = (tag_), .kind = FIELD_BYTES, .offset = offsetof(T, m),                    \
		.size = sizeof(((T *)0)->m)}
#define F_RECORD(tag_, T, m, type_)                                                       \
	{.tag = (tag_), .kind = FIELD_RECORD, .offset = offsetof(T, m), .of = &(type_)}
/* pointer member m, count member n<m> is named explicitly */
#define F_LIST(tag_, T, m, count, type_)                                                  \
	{.tag = (tag_), .kind = FIELD_LIST, .offset = offsetof(T, m),                     \
		.count_offset = offsetof(T, count), .of = &(type_)}

#define RECORD_TYPE(var, T, version_, rows)                                               \
	const struct record_type var = {.name = #T, .version = (version_),                \
		.size = sizeof(T), .fields = (rows),                                      \
		.nfields = sizeof(rows) / sizeof((rows)[0])}

/* Appends the record to b, version byte first. */
void record_write(const struct record_type *t, const void *rec, struct buf *b);

/* Fills *rec (all zero first; DAY_NONE is not zero: keep days as int64 ms or offset).
 *   owns     text and lists lie in a
 *   errors   ERR_VERSION newer version byte, ERR_CORRUPT anything else */
int record_read(const struct record_type *t, struct str bytes, void *rec, struct arena *a,
	struct err *e);

/* The numbers of a record alone, for forms of one's own: seven bits a byte, lowest first. */
static inline uint64_t zigzag(int64_t v)
{
	return ((uint64_t)v << 1) ^ (v < 0 ? UINT64_MAX : 0);
}

static inline int64_t unzigzag(uint64_t v)
{
	return (int64_t)((v >> 1) ^ (0 - (v & 1)));
}

void varint_put(struct buf *b, uint64_t v);
void varint_put_str(struct buf *b, struct str s); /* length + 1 and bytes; 0: none */

#define VARINT_MAX 10 /* bytes of one */

/* The same into room of its own size at p; what is behind it comes back. */
static inline char *varint_at(char *p, uint64_t v)
{
	while (v >= 0x80) {
		*p++ = (char)(v | 0x80);
		v >>= 7;
	}
	*p++ = (char)v;
	return p;
}

static inline size_t varint_size(uint64_t v)
{
	size_t n = 1;

	while (v >>= 7)
		n++;
	return n;
}

static inline char *varint_str_at(char *p, struct str s)
{
	p = varint_at(p, str_none(s) ? 0 : s.n + 1);
	if (s.n)
		memcpy(p, s.p, s.n);
	return p + s.n;
}

static inline size_t varint_str_size(struct str s)
{
	return varint_size(str_none(s) ? 0 : s.n + 1) + s.n;
}

/* Cut from the front of *s; false where it is damaged. The text borrows. */
bool varint_take_long(struct str *s, uint64_t *v);

static inline bool varint_take(struct str *s, uint64_t *v)
{
	if (s->n == 0 || s->p[0] & 0x80)
		return varint_take_long(s, v);
	*v = (unsigned char)s->p[0];
	*s = str_n(s->p + 1, s->n - 1);
	return true;
}

static inline bool varint_take_str(struct str *s, struct str *out)
{
	uint64_t n;

	*out = STR_NONE;
	if (!varint_take(s, &n) || n > s->n + 1)
		return false;
	if (n) {
		*out = str_n(s->p, (size_t)n - 1);
		*s = str_n(s->p + (n - 1), s->n - (size_t)(n - 1));
	}
	return true;
}

/* A list of str as a member: T = struct str, type record_str. */
extern const struct record_type record_str;
/* A list of (key, value) pairs. */
struct pair {
	struct str key, value;
};
extern const struct record_type record_pair;

#endif
