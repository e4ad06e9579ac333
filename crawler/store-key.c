/* Keys: bytes whose order is the order of what they mean. */
#include "crawler/store.h"

void key_u64(struct buf *b, uint64_t v)
{
	char p[8];

	for (int i = 7; i >= 0; i--, v >>= 8)
		p[i] = (char)(v & 0xFF);
	buf_add(b, p, sizeof(p));
}

void key_u32(struct buf *b, uint32_t v)
{
	char p[4];

	for (int i = 3; i >= 0; i--, v >>= 8)
		p[i] = (char)(v & 0xFF);
	buf_add(b, p, sizeof(p));
}

#define SIGN ((uint64_t)1 << 63)

void key_time(struct buf *b, int64_t ms)
{
	key_u64(b, (uint64_t)ms ^ SIGN);
}

void key_day(struct buf *b, int32_t day)
{
	key_u32(b, (uint32_t)day ^ (uint32_t)1 << 31);
}

void key_hash(struct buf *b, struct str s)
{
	struct key128 k = key128_of(s);

	buf_add(b, k.b, sizeof(k.b));
}

/* A longer text or one with a NUL is our own mistake: ids are checked where they enter.
 * Both are still kept apart from all others by their hash. */
void key_text(struct buf *b, struct str s)
{
	if (s.n > 200 || str_findc(s, '\0', 0) != SIZE_MAX) {
		buf_addc(b, '\x01');
		key_hash(b, s);
		buf_addc(b, '\x02');
		return;
	}
	buf_addstr(b, s);
	buf_addc(b, '\0');
}

uint64_t key_u64_at(struct str key, size_t offset)
{
	uint64_t v = 0;

	if (offset > key.n || key.n - offset < 8)
		return 0;
	for (size_t i = 0; i < 8; i++)
		v = v << 8 | (unsigned char)key.p[offset + i];
	return v;
}

int64_t key_time_at(struct str key, size_t offset)
{
	return (int64_t)(key_u64_at(key, offset) ^ SIGN);
}

int32_t key_day_at(struct str key, size_t offset)
{
	uint32_t v = 0;

	if (offset > key.n || key.n - offset < 4)
		return 0;
	for (size_t i = 0; i < 4; i++)
		v = v << 8 | (unsigned char)key.p[offset + i];
	return (int32_t)(v ^ (uint32_t)1 << 31);
}
