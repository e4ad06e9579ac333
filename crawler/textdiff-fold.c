/* What readers do not see as a change. */
#include "crawler/textdiff.h"

#include "base/utf8.h"
#include "textdiff-tokens.h"

/* Variants of one mark, sorted by code point; 0 takes the mark out. */
static const struct variant {
	uint16_t from, to;
	uint16_t plain;
} variants[] = {
	{0x00AD, 0x00AD, 0},
	{0x00B7, 0x00B7, 0xB7},
	{0x02BC, 0x02BC, '\''},
	{0x200B, 0x200F, 0},
	{0x2010, 0x2015, '-'},
	{0x2018, 0x201B, '\''},
	{0x201C, 0x201F, '"'},
	{0x2022, 0x2022, 0xB7},
	{0x2026, 0x2026, 0x2026},
	{0x2027, 0x2027, 0xB7},
	{0x202A, 0x202E, 0},
	{0x2032, 0x2032, '\''},
	{0x2033, 0x2033, '"'},
	{0x2060, 0x2064, 0},
	{0x2066, 0x2069, 0},
	{0x2212, 0x2212, '-'},
	{0x2236, 0x2236, ':'},
	{0x223C, 0x223C, '~'},
	{0x22EF, 0x22EF, 0x2026},
	{0x2500, 0x2501, '-'},
	{0x3001, 0x3001, 0x3001},
	{0x3002, 0x3002, '.'},
	{0x3008, 0x3008, '<'},
	{0x3009, 0x3009, '>'},
	{0x300C, 0x300F, '"'},
	{0x3010, 0x3010, '['},
	{0x3011, 0x3011, ']'},
	{0x3014, 0x3014, '['},
	{0x3015, 0x3015, ']'},
	{0x3016, 0x3016, '['},
	{0x3017, 0x3017, ']'},
	{0x301C, 0x301C, '~'},
	{0x301D, 0x301F, '"'},
	{0x30FB, 0x30FB, 0xB7},
	{0xFE00, 0xFE0F, 0},
	{0xFE50, 0xFE50, ','},
	{0xFE52, 0xFE52, '.'},
	{0xFE54, 0xFE54, ';'},
	{0xFE55, 0xFE55, ':'},
	{0xFE59, 0xFE59, '('},
	{0xFE5A, 0xFE5A, ')'},
	{0xFE5D, 0xFE5D, '['},
	{0xFE5E, 0xFE5E, ']'},
	{0xFEFF, 0xFEFF, 0},
	{0xFF61, 0xFF61, '.'},
	{0xFF64, 0xFF64, 0x3001},
	{0xFF65, 0xFF65, 0xB7},
	{0xFFE3, 0xFFE3, 0xAF},
	{0xFFE5, 0xFFE5, 0xA5},
};

static int32_t fold(int32_t cp)
{
	size_t lo = 0, hi = sizeof(variants) / sizeof(variants[0]);

	if (cp < 0xAD)
		return cp;
	if (cp >= 0xFF01 && cp <= 0xFF5E) /* full-width ASCII */
		return cp - 0xFEE0;
	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (cp < variants[mid].from)
			hi = mid;
		else if (cp > variants[mid].to)
			lo = mid + 1;
		else
			return variants[mid].plain;
	}
	return cp;
}

/* Scripts that are written without blanks count singly, as Han does. */
static enum token_kind kind_of(int32_t cp)
{
	if (cp < 0x80) {
		if (is_digit(cp))
			return TOKEN_DIGITS;
		return is_alpha(cp) ? TOKEN_WORD : TOKEN_MARK;
	}
	if (cp_is_han(cp) || (cp >= 0x3041 && cp <= 0x30FF) ||
		(cp >= 0xE00 && cp <= 0xEFF))
		return TOKEN_HAN;
	if ((cp >= 0x2000 && cp <= 0x2BFF) || (cp >= 0x3000 && cp <= 0x303F) ||
		(cp >= 0xFE00 && cp <= 0xFFFF) || cp < 0xC0 || cp == 0xD7 || cp == 0xF7 ||
		cp >= 0x1F000 || cp == 0xFFFD)
		return TOKEN_MARK;
	return TOKEN_WORD;
}

/* The next folded code point that counts, and whether white space was passed. */
static int32_t next_seen(struct token_reader *r, size_t *from, bool *blank)
{
	*blank = false;
	for (;;) {
		int32_t cp;

		*from = r->at;
		cp = utf8_next(r->s, &r->at);
		if (cp < 0)
			return cp;
		/* U+200B has no width: it neither is seen nor parts words */
		if (cp != 0x200B && cp != 0xFEFF && (cp_is_space(cp) || cp < 0x20)) {
			*blank = true;
			continue;
		}
		cp = fold(cp);
		if (cp)
			return cp;
	}
}

/* Runs of dashes and dots are one mark: — and ——, … and ...... */
static bool joins(const struct token_reader *r, enum token_kind kind, int32_t cp)
{
	switch (kind) {
	case TOKEN_WORD:
	case TOKEN_DIGITS:
		return kind_of(cp) == kind && r->n < TOKEN_MAX;
	case TOKEN_MARK:
		return cp == r->folded[0] && (cp == '-' || cp == 0x2026);
	case TOKEN_END:
	case TOKEN_HAN:
		break;
	}
	return false;
}

/* Three dots or more are an ellipsis. */
static void dots(struct token_reader *r)
{
	size_t at = r->at, from, n = 1;
	bool blank;

	for (;;) {
		int32_t cp = next_seen(r, &from, &blank);

		if (cp != '.' || blank)
			break;
		n++;
		at = r->at;
	}
	r->at = at;
	if (n < 3) {
		r->at = r->to;
		return;
	}
	r->to = at;
	r->folded[0] = 0x2026;
}

enum token_kind token_next(struct token_reader *r)
{
	bool blank;
	int32_t cp = next_seen(r, &r->from, &r->blank);
	enum token_kind kind;

	if (cp < 0) {
		r->from = r->to = r->s.n;
		return TOKEN_END;
	}
	kind = kind_of(cp);
	r->folded[0] = cp;
	r->n = 1;
	r->to = r->at;
	if (cp == '.')
		dots(r);
	for (;;) {
		size_t from;

		cp = next_seen(r, &from, &blank);
		if (cp < 0 || blank || !joins(r, kind, cp)) {
			r->at = r->to;
			return kind;
		}
		if (kind != TOKEN_MARK)
			r->folded[r->n++] = cp;
		r->to = r->at;
	}
}

void text_fold(struct str s, struct buf *b)
{
	struct token_reader r = {.s = s};
	enum token_kind kind, last = TOKEN_END;

	while ((kind = token_next(&r)) != TOKEN_END) {
		if (kind == last && (kind == TOKEN_WORD || kind == TOKEN_DIGITS))
			buf_addc(b, ' ');
		for (size_t i = 0; i < r.n; i++)
			utf8_put(b, r.folded[i]);
		last = kind;
	}
}

bool text_same(struct str a, struct str b)
{
	struct token_reader x = {.s = a}, y = {.s = b};

	if (str_eq(a, b))
		return true;
	for (;;) {
		enum token_kind kx = token_next(&x), ky = token_next(&y);

		if (kx != ky ||
			(kx != TOKEN_END &&
				(x.n != y.n || memcmp(x.folded, y.folded,
						       x.n * sizeof(x.folded[0])))))
			return false;
		if (kx == TOKEN_END)
			return true;
	}
}
