/* The decoders of the Encoding Standard, sections 8 to 14. Each looks ahead instead of
 * keeping state: an ill-formed sequence gives one U+FFFD, and an ASCII byte in it is read
 * again, so that a '<' survives. */
#include "charset-part.h"

#include "base/utf8.h"

#define BAD 0xfffd

struct decoder {
	struct str in;
	size_t at;
	struct buf *out;
	bool bad;
};

static int byte_at(const struct decoder *d, size_t i)
{
	return d->at + i < d->in.n ? (unsigned char)d->in.p[d->at + i] : -1;
}

/* Writes cp (0: none) for n bytes; on error the last of them stays where it is ASCII. */
static void put(struct decoder *d, uint32_t cp, size_t n)
{
	if (cp == 0) {
		int last = byte_at(d, n - 1);

		if (n > 1 && last >= 0 && last < 0x80)
			n--;
		d->bad = true;
		cp = BAD;
	}
	utf8_put(d->out, (int32_t)cp);
	d->at += n;
}

/* Copies ASCII; false at the end of the input. */
static bool skip_ascii(struct decoder *d)
{
	size_t n = utf8_ascii_end(d->in, d->at) - d->at;

	buf_add(d->out, d->in.p + d->at, n);
	d->at += n;
	return d->at < d->in.n;
}

static bool between(int c, int lo, int hi)
{
	return c >= lo && c <= hi;
}

static void utf8(struct decoder *d)
{
	while (skip_ascii(d)) {
		size_t from = d->at;
		bool bad = false;
		int32_t cp = utf8_next_strict(d->in, &d->at, &bad);

		if (cp < 0)
			return;
		d->bad = d->bad || bad;
		if (bad)
			utf8_put(d->out, BAD);
		else
			buf_add(d->out, d->in.p + from, d->at - from);
	}
}

static void utf16(struct decoder *d, bool little)
{
	while (d->at < d->in.n) {
		uint32_t unit[2] = {0, 0};

		for (size_t i = 0; i < 2; i++) {
			int x = byte_at(d, 2 * i), y = byte_at(d, 2 * i + 1);

			if (x >= 0 && y >= 0)
				unit[i] = (uint32_t)(little ? x | y << 8 : x << 8 | y);
		}
		if (byte_at(d, 1) < 0) {
			d->bad = true;
			utf8_put(d->out, BAD);
			d->at++;
		} else if (unit[0] >= 0xd800 && unit[0] < 0xdc00 && unit[1] >= 0xdc00 &&
			unit[1] < 0xe000) {
			utf8_put(d->out, (int32_t)(0x10000 + ((unit[0] - 0xd800) << 10) +
				(unit[1] - 0xdc00)));
			d->at += 4;
		} else {
			d->bad = d->bad || (unit[0] >= 0xd800 && unit[0] < 0xe000);
			utf8_put(d->out, (int32_t)unit[0]); /* a surrogate alone: U+FFFD */
			d->at += 2;
		}
	}
}

static void single(struct decoder *d, const uint32_t *high)
{
	while (skip_ascii(d))
		put(d, high[byte_at(d, 0) - 0x80], 1);
}

static void user_defined(struct decoder *d)
{
	while (skip_ascii(d))
		put(d, (uint32_t)(0xf780 + byte_at(d, 0) - 0x80), 1);
}

/* One sequence that starts "lead, digit". */
static void gb18030_four(struct decoder *d)
{
	int a = byte_at(d, 0), b = byte_at(d, 1), c = byte_at(d, 2), e = byte_at(d, 3);
	int32_t cp;

	if (c < 0 || (between(c, 0x81, 0xfe) && e < 0)) {
		put(d, 0, 1);
		d->at = d->in.n; /* cut at the end: one U+FFFD for all of it */
		return;
	}
	if (!between(c, 0x81, 0xfe) || !between(e, 0x30, 0x39)) {
		put(d, 0, 1);
		return;
	}
	cp = charset_gb18030_range((uint32_t)(((a - 0x81) * 10 + b - 0x30) * 1260 +
		(c - 0x81) * 10 + e - 0x30));
	if (cp < 0) {
		d->bad = true;
		cp = BAD;
	}
	put(d, (uint32_t)cp, 4);
}

static void gb18030(struct decoder *d)
{
	const uint32_t *index = charset_index(TABLE_GB18030);

	while (skip_ascii(d)) {
		int a = byte_at(d, 0), b = byte_at(d, 1);

		if (a == 0x80)
			put(d, 0x20ac, 1);
		else if (a == 0xff || b < 0)
			put(d, 0, 1);
		else if (between(b, 0x30, 0x39))
			gb18030_four(d);
		else if (between(b, 0x40, 0x7e) || between(b, 0x80, 0xfe))
			put(d, index[(a - 0x81) * 190 + b - (b < 0x7f ? 0x40 : 0x41)], 2);
		else
			put(d, 0, 2);
	}
}

static void big5(struct decoder *d)
{
	static const struct {
		int pointer;
		int32_t base, mark;
	} pairs[] = {
		{1133, 0xca, 0x304}, {1135, 0xca, 0x30c}, {1164, 0xea, 0x304}, {1166, 0xea, 0x30c},
	};
	const uint32_t *index = charset_index(TABLE_BIG5);

	while (skip_ascii(d)) {
		int a = byte_at(d, 0), b = byte_at(d, 1), pointer;
		size_t i = 0;

		if (!between(a, 0x81, 0xfe) || b < 0) {
			put(d, 0, 1);
			continue;
		}
		if (!between(b, 0x40, 0x7e) && !between(b, 0xa1, 0xfe)) {
			put(d, 0, 2);
			continue;
		}
		pointer = (a - 0x81) * 157 + b - (b < 0x7f ? 0x40 : 0x62);
		while (i < 4 && pairs[i].pointer != pointer)
			i++;
		if (i < 4) {
			utf8_put(d->out, pairs[i].base);
			put(d, (uint32_t)pairs[i].mark, 2);
		} else {
			put(d, index[pointer], 2);
		}
	}
}

static void euc_kr(struct decoder *d)
{
	const uint32_t *index = charset_index(TABLE_EUC_KR);

	while (skip_ascii(d)) {
		int a = byte_at(d, 0), b = byte_at(d, 1);

		if (!between(a, 0x81, 0xfe) || b < 0)
			put(d, 0, 1);
		else
			put(d, between(b, 0x41, 0xfe) ? index[(a - 0x81) * 190 + b - 0x41] : 0, 2);
	}
}

static void shift_jis(struct decoder *d)
{
	const uint32_t *index = charset_index(TABLE_JIS0208);

	while (skip_ascii(d)) {
		int a = byte_at(d, 0), b = byte_at(d, 1), pointer;

		if (a == 0x80) {
			put(d, 0x80, 1);
		} else if (between(a, 0xa1, 0xdf)) {
			put(d, (uint32_t)(0xff61 - 0xa1 + a), 1);
		} else if (a == 0xa0 || a > 0xfc || b < 0) {
			put(d, 0, 1);
		} else if (!between(b, 0x40, 0x7e) && !between(b, 0x80, 0xfc)) {
			put(d, 0, 2);
		} else {
			pointer = (a - (a < 0xa0 ? 0x81 : 0xc1)) * 188 + b - (b < 0x7f ? 0x40 : 0x41);
			put(d, between(pointer, 8836, 10715) ? (uint32_t)(0xe000 - 8836 + pointer)
							     : index[pointer], 2);
		}
	}
}

static void euc_jp(struct decoder *d)
{
	const uint32_t *index = charset_index(TABLE_JIS0208), *more = charset_index(TABLE_JIS0212);

	while (skip_ascii(d)) {
		int a = byte_at(d, 0), b = byte_at(d, 1), c = byte_at(d, 2);

		if (b < 0 || (a != 0x8e && a != 0x8f && !between(a, 0xa1, 0xfe)))
			put(d, 0, 1);
		else if (a == 0x8e && between(b, 0xa1, 0xdf))
			put(d, (uint32_t)(0xff61 - 0xa1 + b), 2);
		else if (a == 0x8f && between(b, 0xa1, 0xfe))
			put(d, between(c, 0xa1, 0xfe) ? more[(b - 0xa1) * 94 + c - 0xa1] : 0,
				c < 0 ? 2 : 3);
		else if (between(a, 0xa1, 0xfe) && between(b, 0xa1, 0xfe))
			put(d, index[(a - 0xa1) * 94 + b - 0xa1], 2);
		else
			put(d, 0, 2);
	}
}

/* --- ISO-2022-JP: the one with states --- */

enum jis_state { JIS_ASCII, JIS_ROMAN, JIS_KATAKANA, JIS_TWO };

/* The state an escape sequence asks for; false where it is none. */
static bool jis_escape(const struct decoder *d, enum jis_state *state)
{
	int b = byte_at(d, 1), c = byte_at(d, 2);

	if (b == '(' && c == 'B')
		*state = JIS_ASCII;
	else if (b == '(' && c == 'J')
		*state = JIS_ROMAN;
	else if (b == '(' && c == 'I')
		*state = JIS_KATAKANA;
	else if (b == '$' && (c == '@' || c == 'B'))
		*state = JIS_TWO;
	else
		return false;
	return true;
}

static void jis_char(struct decoder *d, enum jis_state state)
{
	const uint32_t *index = charset_index(TABLE_JIS0208);
	int a = byte_at(d, 0), b = byte_at(d, 1);

	if (state == JIS_TWO) {
		if (!between(a, 0x21, 0x7e))
			put(d, 0, 1);
		else if (b == 0x1b || b < 0)
			put(d, 0, 1);
		else if (between(b, 0x21, 0x7e) && index[(a - 0x21) * 94 + b - 0x21])
			put(d, index[(a - 0x21) * 94 + b - 0x21], 2);
		else {
			put(d, BAD, 2); /* both bytes are gone, ASCII or not */
			d->bad = true;
		}
	} else if (state == JIS_KATAKANA) {
		put(d, between(a, 0x21, 0x5f) ? (uint32_t)(0xff61 - 0x21 + a) : 0, 1);
	} else if (a == 0) {
		utf8_put(d->out, 0);
		d->at++;
	} else if (a > 0x7f || a == 0x0e || a == 0x0f || a == 0x1b) {
		put(d, 0, 1);
	} else if (state == JIS_ROMAN && (a == 0x5c || a == 0x7e)) {
		put(d, a == 0x5c ? 0xa5 : 0x203e, 1);
	} else {
		put(d, (uint32_t)a, 1);
	}
}

static void iso_2022_jp(struct decoder *d)
{
	enum jis_state state = JIS_ASCII;
	bool fresh = false; /* an escape sequence was read last: another one is an error */

	while (d->at < d->in.n) {
		if (byte_at(d, 0) == 0x1b && jis_escape(d, &state)) {
			d->at += 2;
			if (fresh)
				put(d, 0, 1);
			else
				d->at++;
			fresh = true;
			continue;
		}
		fresh = false;
		jis_char(d, state);
	}
}

static void replacement(struct decoder *d)
{
	put(d, 0, 1);
	d->at = d->in.n;
}

bool charset_decode_as(struct str encoding, struct str body, struct buf *out)
{
	struct decoder d = {.in = body, .out = out};
	struct charset *c = charset_find(encoding);

	if (body.n == 0)
		return true;
	switch (c ? c->kind : KIND_UTF8) {
	case KIND_UTF8: utf8(&d); break;
	case KIND_UTF16LE: utf16(&d, true); break;
	case KIND_UTF16BE: utf16(&d, false); break;
	case KIND_SINGLE: single(&d, charset_high(c)); break;
	case KIND_GB18030: gb18030(&d); break;
	case KIND_BIG5: big5(&d); break;
	case KIND_EUC_KR: euc_kr(&d); break;
	case KIND_SHIFT_JIS: shift_jis(&d); break;
	case KIND_EUC_JP: euc_jp(&d); break;
	case KIND_ISO_2022_JP: iso_2022_jp(&d); break;
	case KIND_USER_DEFINED: user_defined(&d); break;
	case KIND_REPLACEMENT: replacement(&d); break;
	}
	return !d.bad;
}
