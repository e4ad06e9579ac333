/* Lines, their shapes, and words behind which a number says nothing. */
#include "noise-lines.h"

#include "textdiff-edit.h"

#include "base/digest.h"
#include "base/utf8.h"
#include "crawler/noise.h"
#include "crawler/textdiff.h"

#include <stdlib.h>

#define TOKEN_LONG 12 /* letters and digits mixed: session ids, tokens, digests */

/* --- counters --- */

static const char *const counter_words[] = {"浏览次数", "浏览量", "浏览数", "阅读次数", "阅读量",
	"阅读数", "点击次数", "点击量", "点击数", "点击率", "访问次数", "访问量", "访问人数", "人气",
	"已下载", "下载次数", "浏览", "阅读", "点击", "page views", "views", "hits", "visitors",
	"visits"};
static const char *const today_words[] = {"今天是", "当前时间", "现在时间", "现在是", "北京时间"};

static bool starts_word(struct str s, size_t at, const char *const *words, size_t n,
	size_t *length)
{
	for (size_t i = 0; i < n; i++) {
		struct str word = str_of(words[i]);

		if (!str_starts_nocase(str_sub(s, at, s.n), word))
			continue;
		*length = word.n;
		return true;
	}
	return false;
}

/* Behind the word: colon or bracket, then the number. "浏览100多家" has no mark between, but
 * "已下载12次" has none either: without a mark the number must be followed by 次 or 人次. */
static size_t counter_end(struct str s, size_t at)
{
	bool mark = false, digits = false;
	size_t end = at;

	while (at < s.n) {
		size_t from = at;
		int32_t c = utf8_next(s, &at);

		if (cp_is_space(c) || c == ':' || c == 0xFF1A || c == '(' || c == 0xFF08 ||
			c == '[' || c == 0x3010) {
			mark = mark || !cp_is_space(c);
			continue;
		}
		at = from;
		break;
	}
	while (at < s.n && (is_digit((unsigned char)s.p[at]) || (digits && s.p[at] == ','))) {
		digits = true;
		end = ++at;
	}
	if (!digits)
		return 0;
	return mark || str_starts(str_sub(s, end, s.n), STR("次")) ? end : 0;
}

/* Digits, marks of dates and clocks, and the words between them. */
static size_t today_end(struct str s, size_t at)
{
	static const char marks[] = "年月日号时分秒星期一二三四五六天：:-/. 上下午";
	size_t end = at;
	bool digits = false;

	while (at < s.n && s.p[at] != '\n') {
		size_t from = at;
		int32_t c = utf8_next(s, &at);

		if (c < 128 && is_digit((unsigned char)c)) {
			digits = true;
			end = at;
		} else if (str_find(STR(marks), str_sub(s, from, at - from), 0) == SIZE_MAX) {
			break;
		} else if (!cp_is_space(c)) {
			end = at;
		}
	}
	return digits ? end : 0;
}

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

struct str noise_fold(struct str text, struct arena *a)
{
	struct buf b = BUF_INIT(text.n + 1);
	size_t kept = 0, length, end;
	struct str out;

	for (size_t at = 0; at < text.n; at++) {
		unsigned char c = (unsigned char)text.p[at];

		/* no word begins inside a character, nor inside an English word */
		if ((c & 0xC0) == 0x80 || (c < 128 && !is_alpha(c)) ||
			(c < 128 && at && is_alpha((unsigned char)text.p[at - 1])))
			continue;
		if (starts_word(text, at, counter_words, COUNT(counter_words), &length))
			end = counter_end(text, at + length);
		else if (starts_word(text, at, today_words, COUNT(today_words), &length))
			end = today_end(text, at + length);
		else
			continue;
		if (!end)
			continue;
		buf_addstr(&b, str_sub(text, kept, at + length - kept));
		kept = end;
		at = end - 1;
	}
	if (!kept)
		return text;
	buf_addstr(&b, str_sub(text, kept, text.n));
	out = arena_str(a, buf_str(&b));
	buf_release(&b);
	return out;
}

/* --- lines --- */

static bool is_token_char(char c)
{
	return is_alnum((unsigned char)c) || c == '_' || c == '-';
}

/* Length of a token of letters and digits at at; 0 none. */
static size_t token_at(struct str s, size_t at)
{
	size_t n = 0;
	bool letter = false, digit = false;

	if (at && is_token_char(s.p[at - 1]))
		return 0;
	while (at + n < s.n && is_token_char(s.p[at + n])) {
		digit = digit || is_digit((unsigned char)s.p[at + n]);
		letter = letter || is_alpha((unsigned char)s.p[at + n]);
		n++;
	}
	return letter && digit && n >= TOKEN_LONG ? n : 0;
}

static uint64_t shape_of(struct str s, uint32_t *letters, struct buf *b)
{
	buf_clear(b);
	*letters = 0;
	for (size_t at = 0; at < s.n;) {
		size_t from = at, n = token_at(s, at);
		int32_t c;

		if (n) {
			buf_addc(b, '@');
			at += n;
			continue;
		}
		c = utf8_next(s, &at);
		if (c < 128 && is_digit((unsigned char)c)) {
			while (at < s.n && (is_digit((unsigned char)s.p[at]) ||
				(s.p[at] == ',' && at + 1 < s.n &&
					is_digit((unsigned char)s.p[at + 1]))))
				at++;
			buf_addc(b, '#');
			continue;
		}
		*letters += c > 127 ? !cp_is_space(c) : is_alpha((unsigned char)c);
		buf_addstr(b, str_sub(s, from, at - from));
	}
	return hash64_of(buf_str(b));
}

static size_t count_lines(struct str s)
{
	size_t n = 1;

	for (size_t i = 0; i < s.n; i++)
		n += s.p[i] == '\n';
	return n;
}

void lines_read(struct str text, struct lines *out, struct arena *a)
{
	size_t most = count_lines(text);
	struct buf fold = BUF_INIT(text.n + 1), shape = BUF_INIT(text.n + 1);
	struct str line;

	*out = (struct lines){.text = arena_array(a, most, sizeof(*out->text)),
		.exact = arena_array(a, most, sizeof(*out->exact)),
		.shape = arena_array(a, most, sizeof(*out->shape)),
		.letters = arena_array(a, most, sizeof(*out->letters))};
	while (str_cut(&text, '\n', &line)) {
		buf_clear(&fold);
		text_fold(line, &fold);
		if (!fold.n)
			continue;
		out->text[out->n] = line;
		out->exact[out->n] = hash64_of(buf_str(&fold));
		out->shape[out->n] = shape_of(buf_str(&fold), &out->letters[out->n], &shape);
		out->n++;
	}
	buf_release(&fold);
	buf_release(&shape);
}

/* --- differences --- */

/* Numbers for equal hashes, so that the edit compares 32 bits without meeting by chance. */
struct numbers {
	uint64_t *slot;
	uint32_t *number;
	size_t size;
	uint32_t n;
};

static uint32_t number_of(struct numbers *m, uint64_t hash)
{
	size_t at = (size_t)hash & (m->size - 1);

	while (m->number[at] && m->slot[at] != hash)
		at = (at + 1) & (m->size - 1);
	if (!m->number[at]) {
		m->slot[at] = hash;
		m->number[at] = ++m->n;
	}
	return m->number[at];
}

static void add_side(struct side *s, const struct lines *l, struct numbers *m)
{
	for (size_t i = 0; i < l->n; i++)
		edit_add(s, number_of(m, l->exact[i]), i, i + 1);
}

static bool *marks_of(const struct side *s, struct arena *arena)
{
	bool *marks = arena_array(arena, s->n + 1, sizeof(*marks));

	if (s->n)
		memcpy(marks, s->edited, s->n * sizeof(*marks));
	return marks;
}

void line_diff_make(const struct lines *a, const struct lines *b, struct line_diff *out,
	struct arena *arena)
{
	struct diff d = {.work = WORK_MAX};
	struct numbers m = {.size = 16};

	while (m.size < (a->n + b->n) * 2)
		m.size *= 2;
	m.slot = arena_array(arena, m.size, sizeof(*m.slot));
	m.number = arena_array(arena, m.size, sizeof(*m.number));
	add_side(&d.a, a, &m);
	add_side(&d.b, b, &m);
	edit_ready(&d);
	edit_compare(&d, (struct box){0, (uint32_t)d.a.n, 0, (uint32_t)d.b.n});
	*out = (struct line_diff){a, b, marks_of(&d.a, arena), marks_of(&d.b, arena)};
	edit_release(&d);
}

static int by_value(const void *x, const void *y)
{
	uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;

	return a < b ? -1 : a > b;
}

static uint64_t *sorted(const struct lines *l, line_skip_fn *skip, const void *ctx, size_t *n,
	struct arena *arena)
{
	uint64_t *list = arena_array(arena, l->n + 1, sizeof(*list));

	*n = 0;
	for (size_t i = 0; i < l->n; i++)
		if (!skip || !skip(l, i, ctx))
			list[(*n)++] = l->exact[i];
	if (*n)
		qsort(list, *n, sizeof(*list), by_value);
	return list;
}

bool lines_same_set(const struct lines *a, const struct lines *b, line_skip_fn *skip,
	const void *ctx, struct arena *arena)
{
	size_t na, nb;
	uint64_t *x = sorted(a, skip, ctx, &na, arena), *y = sorted(b, skip, ctx, &nb, arena);

	return na == nb && (na == 0 || memcmp(x, y, na * sizeof(*x)) == 0);
}
