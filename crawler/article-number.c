/* The document number: 国办发〔2017〕47号 and its variants. */
#include "article-parts.h"

#include "base/utf8.h"

static bool is_open_bracket(int32_t cp)
{
	static const int32_t set[] = {0x3014, '[', 0xFF3B, 0xFF08, '(', 0x3010, 0xFE5D,
		0x2018, 0x3016, 0x300A, 0x3008, '<', '{'};

	for (size_t i = 0; i < sizeof(set) / sizeof(set[0]); i++) {
		if (set[i] == cp)
			return true;
	}
	return false;
}

static bool is_close_bracket(int32_t cp)
{
	static const int32_t set[] = {0x3015, ']', 0xFF3D, 0xFF09, ')', 0x3011, 0xFE5E,
		0x2019, 0x3017, 0x300B, 0x3009, '>', '}'};

	for (size_t i = 0; i < sizeof(set) / sizeof(set[0]); i++) {
		if (set[i] == cp)
			return true;
	}
	return false;
}

static int32_t next_solid(struct str s, size_t *at)
{
	int32_t cp;

	do
		cp = utf8_next(s, at);
	while (cp_is_space(cp));
	return cp;
}

/* Digits, full-width ones too; at most `most`. */
static int digits(struct str s, size_t *at, size_t most, char *out)
{
	int n = 0;

	for (;;) {
		size_t k = *at;
		int32_t cp = next_solid(s, &k);

		if (cp >= 0xFF10 && cp <= 0xFF19)
			cp = cp - 0xFF10 + '0';
		if (cp < '0' || cp > '9' || (size_t)n == most)
			return n;
		out[n++] = (char)cp;
		*at = k;
	}
}

/* "〔2017〕47号" at s[*at], normalised to b. */
static bool number_part(struct str s, size_t *at, struct buf *b)
{
	size_t k = *at, peek;
	char year[8] = {0}, number[8] = {0};
	int n;

	if (!is_open_bracket(next_solid(s, &k)))
		return false;
	if (digits(s, &k, 5, year) != 4 || (year[0] != '1' && year[0] != '2'))
		return false;
	peek = k;
	if (next_solid(s, &peek) == 0x5E74) /* 〔2017年〕 */
		k = peek;
	if (!is_close_bracket(next_solid(s, &k)))
		return false;
	peek = k;
	if (next_solid(s, &peek) == 0x7B2C) /* 第 */
		k = peek;
	n = digits(s, &k, 6, number);
	if (n == 0 || n > 5 || next_solid(s, &k) != 0x53F7) /* 号 */
		return false;
	buf_addf(b, "〔%s〕%s号", year, number);
	*at = k;
	return true;
}

/* Words of a sentence that may stand right before a number. */
static struct str without_lead(struct str s)
{
	static const char *const leads[] = {"根据", "按照", "依据", "关于", "印发",
		"依照", "执行", "废止", "落实", "贯彻", "文号", "字号", "原"};

	for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]); i++) {
		struct str l = str_of(leads[i]);
		size_t at = str_find(s, l, 0);

		if (at != SIZE_MAX && at + l.n < s.n)
			s = str_sub(s, at + l.n, SIZE_MAX);
	}
	return s;
}

/* Start of the run of Chinese characters and letters that ends at `end`. */
static size_t word_before(struct str s, size_t end)
{
	size_t from = end, n = 0;

	while (from > 0 && n < 16) {
		size_t k = from - 1, at;
		int32_t cp;

		while (k > 0 && ((unsigned char)s.p[k] & 0xC0) == 0x80)
			k--;
		at = k;
		cp = utf8_next(s, &at);
		if (!cp_is_han(cp) && !(cp < 0x80 && is_alpha(cp)) && !cp_is_space(cp))
			break;
		from = k;
		n++;
	}
	return from;
}

static struct str solid(struct str s, struct arena *a)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0, at = 0;

	while (at < s.n) {
		size_t from = at;

		if (cp_is_space(utf8_next(s, &at)))
			continue;
		memcpy(p + n, s.p + from, at - from);
		n += at - from;
	}
	return str_n(p, n);
}

/* The first document number in s and the bytes of s it takes. */
static struct str doc_number_in(struct str s, size_t *bytes, struct arena *a)
{
	struct buf b = BUF_INIT(256);
	struct str out = STR_NONE;

	for (size_t at = 0; at < s.n && str_none(out);) {
		size_t end = at, from;
		struct str word;

		if (((unsigned char)s.p[at] & 0xC0) == 0x80 ||
			!number_part(s, &end, &b)) {
			at++;
			continue;
		}
		from = word_before(s, at);
		word = without_lead(solid(str_sub(s, from, at - from), a));
		if (word.n >= 3) {
			out = arena_strf(a, "%.*s%s", STR_ARG(word), buf_cstr(&b));
			*bytes = end - from;
		}
		buf_clear(&b);
		at = end;
	}
	buf_release(&b);
	return out;
}

struct str article_doc_number(struct str s, struct arena *a)
{
	size_t bytes;

	return doc_number_in(str_sub(s, 0, 4096), &bytes, a);
}

/* 第四十三号 */
static bool is_numeral(int32_t cp)
{
	static const int32_t set[] = {0x4E00, 0x4E8C, 0x4E09, 0x56DB, 0x4E94, 0x516D, 0x4E03,
		0x516B, 0x4E5D, 0x5341, 0x767E, 0x5343, 0x96F6, 0x3007};

	for (size_t i = 0; i < sizeof(set) / sizeof(set[0]); i++) {
		if (set[i] == cp)
			return true;
	}
	return false;
}

/* Orders and announcements count without a year in brackets: 国务院令第782号, 2026年第3号. What
 * the label names, up to 号. */
static struct str plain_number(struct str v, struct arena *a)
{
	struct str s = str_sub(v, 0, 120);
	size_t order = str_find(s, STR("第"), 0), end = str_find(s, STR("号"), 0), at;

	if (order == SIZE_MAX || end == SIZE_MAX || end < order + 4 || end > 90)
		return STR_NONE;
	for (at = order + 3; at < end;) {
		int32_t cp = utf8_next(s, &at);

		if (!is_digit(cp) && cp != ' ' && !is_numeral(cp))
			return STR_NONE;
	}
	return solid(str_sub(s, 0, end + 3), a);
}

static struct str labelled_number(const struct reader *r)
{
	static const char *const labels[] = {"发文字号", "文件编号", "公文文号", "文号",
		"发文文号", "文件字号"};

	for (size_t i = 0; i < r->d->nlines; i++) {
		const struct line *l = &r->d->lines[i];

		if (l->nav || l->text.n > 600 || line_is_deep(r, i))
			continue;
		for (size_t k = 0; k < sizeof(labels) / sizeof(labels[0]); k++) {
			struct str v = label_value(r, i, labels[k], false), n;

			n = v.n ? article_doc_number(str_sub(v, 0, 120), r->a) : STR_NONE;
			if (v.n && !n.n)
				n = plain_number(v, r->a);
			if (n.n)
				return n;
		}
	}
	return STR_NONE;
}

void number_read(const struct reader *r, struct article *out)
{
	size_t end = r->from + 10 < r->to ? r->from + 10 : r->to, bytes = 0;
	/* between title and text, too, where the two stand together */
	size_t from = r->title_line < r->from && r->title_line + 10 > r->from
			      ? r->title_line + 1
			      : r->from;

	out->doc_number = labelled_number(r);
	/* a line of its own near the head of the text */
	for (size_t i = from; i < end && !out->doc_number.n; i++) {
		struct str s = r->d->lines[i].text, n;

		if (s.n > 120)
			continue;
		n = doc_number_in(s, &bytes, r->a);
		if (n.n && bytes * 10 >= s.n * 6)
			out->doc_number = n;
	}
	if (!out->doc_number.n && out->title.n)
		out->doc_number = article_doc_number(out->title, r->a);
}
