/* Encoding into legacy character sets, for query strings: the encoders of the Encoding
 * Standard on the decoders' tables turned round, so that no converter is opened late. */
#include "charset-part.h"

#include "base/utf8.h"

#include <stdlib.h>

struct reverse {
	uint32_t point, pointer;
};

static struct {
	struct reverse *row; /* sorted by point, then pointer */
	size_t n;
} turned[NTABLES];

static int compare(const void *a, const void *b)
{
	const struct reverse *x = a, *y = b;

	if (x->point != y->point)
		return x->point < y->point ? -1 : 1;
	return x->pointer < y->pointer ? -1 : x->pointer > y->pointer;
}

/* Pointers that are read but never written. */
static bool is_read_only(enum charset_table which, uint32_t pointer)
{
	if (which == TABLE_BIG5) /* Hong Kong's additions */
		return pointer < (0xa1 - 0x81) * 157;
	if (which == TABLE_JIS0208) /* NEC's doubles of IBM's characters, private use */
		return (pointer >= 8272 && pointer <= 8835);
	return false;
}

static void turn(enum charset_table which)
{
	const uint32_t *index = charset_index(which);
	size_t size = charset_index_size(which), n = 0;
	struct reverse *row = mem_alloc(size * sizeof(*row));

	for (size_t i = 0; i < size; i++)
		if (index[i] && !is_read_only(which, (uint32_t)i))
			row[n++] = (struct reverse){index[i], (uint32_t)i};
	qsort(row, n, sizeof(*row), compare);
	turned[which].row = row;
	turned[which].n = n;
}

/* The first pointer of a code point, or the last; -1 where there is none. */
static int32_t pointer_of(enum charset_table which, uint32_t point, bool last)
{
	const struct reverse *row;
	size_t lo = 0, hi;

	if (!turned[which].row)
		turn(which);
	row = turned[which].row;
	hi = turned[which].n;
	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (row[mid].point < point)
			lo = mid + 1;
		else
			hi = mid;
	}
	if (lo == turned[which].n || row[lo].point != point)
		return -1;
	while (last && lo + 1 < turned[which].n && row[lo + 1].point == point)
		lo++;
	return (int32_t)row[lo].pointer;
}

static bool put2(struct buf *b, int a, int c)
{
	char bytes[2] = {(char)a, (char)c};

	buf_add(b, bytes, 2);
	return true;
}

/* GBK is GB18030 without four bytes, and has the euro sign in one. */
static bool put_gb(struct buf *b, uint32_t cp, bool gbk)
{
	int32_t p = pointer_of(TABLE_GB18030, cp, false);
	char four[4];

	if (cp == 0xe5e5)
		return false;
	if (gbk && cp == 0x20ac) {
		buf_addc(b, (char)0x80);
		return true;
	}
	if (p >= 0)
		return put2(b, p / 190 + 0x81, p % 190 + (p % 190 < 0x3f ? 0x40 : 0x41));
	p = gbk ? -1 : charset_gb18030_pointer(cp);
	if (p < 0)
		return false;
	four[0] = (char)(p / 12600 + 0x81);
	four[1] = (char)(p / 1260 % 10 + 0x30);
	four[2] = (char)(p / 10 % 126 + 0x81);
	four[3] = (char)(p % 10 + 0x30);
	buf_add(b, four, 4);
	return true;
}

static bool put_big5(struct buf *b, uint32_t cp)
{
	static const uint32_t last[] = {0x2550, 0x255e, 0x2561, 0x256a, 0x5341, 0x5345};
	bool take_last = false;
	int32_t p;

	for (size_t i = 0; i < sizeof(last) / sizeof(last[0]); i++)
		take_last = take_last || last[i] == cp;
	p = pointer_of(TABLE_BIG5, cp, take_last);
	return p >= 0 && put2(b, p / 157 + 0x81, p % 157 + (p % 157 < 0x3f ? 0x40 : 0x62));
}

static bool put_euc_kr(struct buf *b, uint32_t cp)
{
	int32_t p = pointer_of(TABLE_EUC_KR, cp, false);

	return p >= 0 && put2(b, p / 190 + 0x81, p % 190 + 0x41);
}

/* What Shift_JIS and EUC-JP write alike; *cp may become another code point. */
static bool put_yen(struct buf *b, uint32_t *cp)
{
	if (*cp == 0x2212)
		*cp = 0xff0d;
	if (*cp != 0xa5 && *cp != 0x203e)
		return false;
	buf_addc(b, *cp == 0xa5 ? 0x5c : 0x7e);
	return true;
}

static bool put_shift_jis(struct buf *b, uint32_t cp)
{
	int32_t p, lead, trail;

	if (put_yen(b, &cp))
		return true;
	if (cp == 0x80 || (cp >= 0xff61 && cp <= 0xff9f)) {
		buf_addc(b, (char)(cp == 0x80 ? 0x80 : cp - 0xff61 + 0xa1));
		return true;
	}
	p = pointer_of(TABLE_JIS0208, cp, false);
	if (p < 0)
		return false;
	lead = p / 188;
	trail = p % 188;
	return put2(b, lead + (lead < 0x1f ? 0x81 : 0xc1), trail + (trail < 0x3f ? 0x40 : 0x41));
}

static bool put_euc_jp(struct buf *b, uint32_t cp)
{
	const uint32_t *index = charset_index(TABLE_JIS0208);
	int32_t p;

	if (put_yen(b, &cp))
		return true;
	if (cp >= 0xff61 && cp <= 0xff9f)
		return put2(b, 0x8e, (int)(cp - 0xff61 + 0xa1));
	p = pointer_of(TABLE_JIS0208, cp, false);
	/* EUC has only 94 rows: IBM's characters are written in NEC's place */
	for (int32_t i = 8272; p >= 8836 && i < 8836; i++)
		if (index[i] == cp)
			p = i;
	return p >= 0 && p < 8836 && put2(b, p / 94 + 0xa1, p % 94 + 0xa1);
}

static bool put_single(struct buf *b, const uint32_t *high, uint32_t cp)
{
	for (int i = 0; i < 128; i++) {
		if (high[i] == cp) {
			buf_addc(b, (char)(0x80 + i));
			return true;
		}
	}
	return false;
}

static bool put_one(struct buf *b, struct charset *c, uint32_t cp)
{
	switch (c->kind) {
	case KIND_SINGLE:
		return put_single(b, charset_high(c), cp);
	case KIND_GB18030:
		return put_gb(b, cp, streq(c->name, "gbk"));
	case KIND_BIG5:
		return put_big5(b, cp);
	case KIND_EUC_KR:
		return put_euc_kr(b, cp);
	case KIND_SHIFT_JIS:
		return put_shift_jis(b, cp);
	case KIND_EUC_JP:
		return put_euc_jp(b, cp);
	case KIND_USER_DEFINED:
		if (cp < 0xf780 || cp > 0xf7ff)
			return false;
		buf_addc(b, (char)(cp - 0xf780 + 0x80));
		return true;
	case KIND_UTF8:
	case KIND_UTF16LE:
	case KIND_UTF16BE:
	case KIND_ISO_2022_JP:
	case KIND_REPLACEMENT:
		utf8_put(b, (int32_t)cp);
		return true;
	}
	return false;
}

void charset_encode(struct str encoding, struct str text, struct buf *out)
{
	struct charset *c = charset_find(encoding);
	size_t at = 0;
	int32_t cp;

	if (!c) {
		buf_addstr(out, text);
		return;
	}
	while ((cp = utf8_next(text, &at)) >= 0) {
		if (cp < 0x80)
			buf_addc(out, (char)cp);
		else if (!put_one(out, c, (uint32_t)cp))
			buf_addf(out, "%%26%%23%d%%3B", (int)cp);
	}
}
