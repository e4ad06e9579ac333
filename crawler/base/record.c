/* Records: struct to bytes and back, by table. */
#include "base/record.h"

#define DEPTH_MAX 8
#define LIST_MAX ((size_t)1 << 22) /* elements of one list: more than any page holds */

enum wire { WIRE_VARINT = 0, WIRE_BYTES = 2 };

static const struct field str_rows[] = {
	{.tag = 1, .kind = FIELD_STR, .offset = 0},
};
RECORD_TYPE(record_str, struct str, 1, str_rows);

static const struct field pair_rows[] = {
	F_STR(1, struct pair, key),
	F_STR(2, struct pair, value),
};
RECORD_TYPE(record_pair, struct pair, 1, pair_rows);

void varint_put(struct buf *b, uint64_t v)
{
	char bytes[VARINT_MAX];

	if (v < 0x80)
		buf_addc(b, (char)v);
	else
		buf_add(b, bytes, (size_t)(varint_at(bytes, v) - bytes));
}

void varint_put_str(struct buf *b, struct str s)
{
	varint_put(b, str_none(s) ? 0 : s.n + 1);
	buf_addstr(b, s);
}

static const unsigned char *member(const void *rec, size_t offset)
{
	return (const unsigned char *)rec + offset;
}

static uint64_t get_number(const struct field *f, const void *rec)
{
	const unsigned char *p = member(rec, f->offset);
	int32_t i32;
	uint32_t u32;
	int64_t i64;
	uint64_t u64;

	switch (f->kind) {
	case FIELD_BOOL:
		return *p;
	case FIELD_I32:
		memcpy(&i32, p, sizeof(i32));
		return zigzag(i32);
	case FIELD_U32:
		memcpy(&u32, p, sizeof(u32));
		return u32;
	case FIELD_I64:
		memcpy(&i64, p, sizeof(i64));
		return zigzag(i64);
	case FIELD_U64:
		memcpy(&u64, p, sizeof(u64));
		return u64;
	case FIELD_DOUBLE:
	case FIELD_STR:
	case FIELD_BYTES:
	case FIELD_RECORD:
	case FIELD_LIST:
		break;
	}
	return 0;
}

static void put_bytes(struct buf *b, uint32_t tag, const void *p, size_t n)
{
	uint64_t head = (uint64_t)tag << 3 | WIRE_BYTES;
	char *at = buf_room(b, varint_size(head) + varint_size(n) + n);

	if (!at)
		return;
	at = varint_at(at, head);
	at = varint_at(at, n);
	if (n)
		memcpy(at, p, n);
	buf_took(b, at + n);
}

static void put_number(struct buf *b, uint32_t tag, uint64_t v)
{
	uint64_t head = (uint64_t)tag << 3 | WIRE_VARINT;
	char *at = buf_room(b, varint_size(head) + varint_size(v));

	if (at)
		buf_took(b, varint_at(varint_at(at, head), v));
}

static bool all_zero(const unsigned char *p, size_t n)
{
	return n == 0 || (p[0] == 0 && memcmp(p, p + 1, n - 1) == 0);
}

static void write_fields(const struct record_type *t, const void *rec, struct buf *b,
	int depth);

/* The nested record is written at the end of b first, then its length is put before it. */
static void put_nested(struct buf *b, uint32_t tag, const struct record_type *t,
	const void *rec, int depth)
{
	size_t start, n, head;

	if (all_zero(rec, t->size)) { /* none of its fields would be written */
		put_bytes(b, tag, NULL, 0);
		return;
	}
	varint_put(b, (uint64_t)tag << 3 | WIRE_BYTES);
	buf_addc(b, '\0'); /* most are so short that this is the room for their length */
	start = b->n;
	write_fields(t, rec, b, depth + 1);
	if (b->over)
		return;
	n = b->n - start;
	head = varint_size(n);
	if (head > 1) {
		if (!buf_room(b, head))
			return;
		memmove(b->p + start + head - 1, b->p + start, n);
		b->n += head - 1;
		b->p[b->n] = '\0';
	}
	varint_at(b->p + start - 1, n);
}

static void write_field(const struct field *f, const void *rec, struct buf *b, int depth)
{
	const unsigned char *p = member(rec, f->offset);
	uint64_t number;
	struct str s;
	size_t count;
	const unsigned char *items;

	switch (f->kind) {
	case FIELD_BOOL:
	case FIELD_I32:
	case FIELD_U32:
	case FIELD_I64:
	case FIELD_U64:
		number = get_number(f, rec);
		if (number)
			put_number(b, f->tag, number);
		return;
	case FIELD_DOUBLE:
		if (!all_zero(p, 8))
			put_bytes(b, f->tag, p, 8);
		return;
	case FIELD_STR:
		memcpy(&s, p, sizeof(s));
		if (!str_none(s))
			put_bytes(b, f->tag, s.p, s.n);
		return;
	case FIELD_BYTES:
		if (!all_zero(p, f->size))
			put_bytes(b, f->tag, p, f->size);
		return;
	case FIELD_RECORD:
		put_nested(b, f->tag, f->of, p, depth);
		return;
	case FIELD_LIST:
		memcpy(&count, member(rec, f->count_offset), sizeof(count));
		memcpy(&items, p, sizeof(items));
		for (size_t i = 0; i < count; i++)
			put_nested(b, f->tag, f->of, items + i * f->of->size, depth);
		return;
	}
}

static void write_fields(const struct record_type *t, const void *rec, struct buf *b,
	int depth)
{
	if (depth > DEPTH_MAX)
		fatal("record '%s' nests too deep", t->name);
	for (size_t i = 0; i < t->nfields; i++)
		write_field(&t->fields[i], rec, b, depth);
}

void record_write(const struct record_type *t, const void *rec, struct buf *b)
{
	buf_addc(b, (char)t->version);
	write_fields(t, rec, b, 0);
}

struct reader {
	struct arena *a;
	int depth;
};

bool varint_take_long(struct str *s, uint64_t *out)
{
	uint64_t v = 0;

	for (size_t i = 0; i < s->n && i < VARINT_MAX; i++) {
		unsigned char c = (unsigned char)s->p[i];

		v |= (uint64_t)(c & 0x7F) << (7 * i);
		if (!(c & 0x80)) {
			*out = v;
			*s = str_sub(*s, i + 1, s->n);
			return true;
		}
	}
	return false;
}

/* Fields come in table order, some of them more than once: the row is the last one met or one
 * of those behind it, else any. *at: where the search begins, then the row that was found. */
static const struct field *row_of(const struct record_type *t, uint64_t tag, size_t *at)
{
	for (size_t i = *at; i < t->nfields; i++)
		if (t->fields[i].tag == tag) {
			*at = i;
			return &t->fields[i];
		}
	for (size_t i = 0; i < *at; i++)
		if (t->fields[i].tag == tag) {
			*at = i;
			return &t->fields[i];
		}
	return NULL;
}

static bool set_number(const struct field *f, unsigned char *rec, uint64_t v)
{
	unsigned char *p = rec + f->offset;
	int64_t i64 = unzigzag(v);
	int32_t i32 = (int32_t)i64;
	uint32_t u32 = (uint32_t)v;

	switch (f->kind) {
	case FIELD_BOOL:
		*p = v != 0;
		return v <= 1;
	case FIELD_I32:
		memcpy(p, &i32, sizeof(i32));
		return i32 == i64;
	case FIELD_U32:
		memcpy(p, &u32, sizeof(u32));
		return u32 == v;
	case FIELD_I64:
		memcpy(p, &i64, sizeof(i64));
		return true;
	case FIELD_U64:
		memcpy(p, &v, sizeof(v));
		return true;
	case FIELD_DOUBLE:
	case FIELD_STR:
	case FIELD_BYTES:
	case FIELD_RECORD:
	case FIELD_LIST:
		break;
	}
	return false;
}

static bool read_fields(const struct record_type *t, struct str s, unsigned char *rec,
	struct reader *r);

/* Lists grow by doubling; the capacity is the next power of two above the count. */
static bool add_element(const struct field *f, struct str payload, unsigned char *rec,
	struct reader *r)
{
	unsigned char *items;
	size_t count, cap;

	memcpy(&count, rec + f->count_offset, sizeof(count));
	memcpy(&items, rec + f->offset, sizeof(items));
	if (count >= LIST_MAX)
		return false;
	cap = count < 8 ? (count ? 8 : 0) : count;
	if ((count & (count - 1)) == 0 && (count == 0 || count >= 8))
		items = arena_grow(r->a, items, count, &cap, f->of->size);
	if (!read_fields(f->of, payload, items + count * f->of->size, r))
		return false;
	count++;
	memcpy(rec + f->count_offset, &count, sizeof(count));
	memcpy(rec + f->offset, &items, sizeof(items));
	return true;
}

static bool set_payload(const struct field *f, struct str payload, unsigned char *rec,
	struct reader *r)
{
	struct str s;

	switch (f->kind) {
	case FIELD_DOUBLE:
		if (payload.n != 8)
			return false;
		memcpy(rec + f->offset, payload.p, 8);
		return true;
	case FIELD_STR:
		s = arena_str(r->a, payload);
		memcpy(rec + f->offset, &s, sizeof(s));
		return true;
	case FIELD_BYTES:
		if (payload.n != f->size)
			return false;
		memcpy(rec + f->offset, payload.p, payload.n);
		return true;
	case FIELD_RECORD:
		return read_fields(f->of, payload, rec + f->offset, r);
	case FIELD_LIST:
		return add_element(f, payload, rec, r);
	case FIELD_BOOL:
	case FIELD_I32:
	case FIELD_U32:
	case FIELD_I64:
	case FIELD_U64:
		break;
	}
	return false;
}

static bool read_one(const struct record_type *t, struct str *s, unsigned char *rec,
	size_t *at, struct reader *r)
{
	uint64_t head, v;
	const struct field *f;
	struct str payload;

	if (!varint_take(s, &head) || !varint_take(s, &v))
		return false;
	f = row_of(t, head >> 3, at);
	switch (head & 7) {
	case WIRE_VARINT:
		return !f || set_number(f, rec, v);
	case WIRE_BYTES:
		if (v > s->n)
			return false;
		payload = str_n(s->p, (size_t)v);
		*s = str_sub(*s, (size_t)v, s->n);
		return !f || set_payload(f, payload, rec, r);
	default:
		return false;
	}
}

static bool read_fields(const struct record_type *t, struct str s, unsigned char *rec,
	struct reader *r)
{
	bool fine = true;
	size_t at = 0;

	if (++r->depth > DEPTH_MAX + 1)
		return false;
	while (fine && s.n)
		fine = read_one(t, &s, rec, &at, r);
	r->depth--;
	return fine;
}

int record_read(const struct record_type *t, struct str bytes, void *rec, struct arena *a,
	struct err *e)
{
	struct reader r = {.a = a};

	if (bytes.n == 0)
		return err_set(e, ERR_CORRUPT, "empty record '%s'", t->name);
	if ((unsigned char)bytes.p[0] > t->version)
		return err_set(e, ERR_VERSION, "record '%s' has version %u, this program reads "
			"up to %u", t->name, (unsigned char)bytes.p[0], t->version);
	memset(rec, 0, t->size);
	if (!read_fields(t, str_sub(bytes, 1, bytes.n), rec, &r))
		return err_set(e, ERR_CORRUPT, "damaged record '%s'", t->name);
	return 0;
}
