/* An answer whose head comes late. */
#include "crawler/late-head.h"

#define LENGTH_MAX (INT64_C(1) << 50)

static struct str value_of(struct str line, struct str name)
{
	size_t colon = str_findc(line, ':', 0);

	if (colon == SIZE_MAX || !str_eq_nocase(str_trim(str_sub(line, 0, colon)), name))
		return STR_NONE;
	return str_trim(str_sub(line, colon + 1, line.n));
}

static void take_line(struct late_head *x, struct str line)
{
	struct str length = value_of(line, STR("content-length"));

	if (!str_none(length) && !str_int(length, 0, LENGTH_MAX, &x->length))
		x->length = -1;
	x->coded |= value_of(line, STR("transfer-encoding")).n ||
		value_of(line, STR("content-encoding")).n;
}

static struct str without_blanks(struct str s)
{
	while (s.n && (unsigned char)s.p[0] <= ' ')
		s = str_sub(s, 1, s.n);
	return s;
}

/* "HTTP/1.1 404 ..."; how streams of music begin, too. */
static bool names_protocol(struct str line)
{
	return str_starts_nocase(line, STR("HTTP/")) || str_starts(line, STR("ICY "));
}

/* What stands where the status should. */
static struct str second_word(struct str line)
{
	struct str s = without_blanks(str_sub(line, str_findc(line, ' ', 0), line.n));
	size_t n = 0;

	while (n < s.n && (unsigned char)s.p[n] > ' ')
		n++;
	return str_sub(s, 0, n);
}

static bool read_one(struct str bytes, struct late_head *out)
{
	struct late_head x = {.length = -1};
	struct str rest = without_blanks(bytes), line, word;
	int64_t status;

	if (!names_protocol(rest) || !str_cut(&rest, '\n', &line) || str_none(rest))
		return false;
	word = second_word(line);
	if (word.n != 3 || !str_int(word, 100, 999, &status))
		return false;
	x.status = (int)status;
	x.lines = rest;
	while (str_cut(&rest, '\n', &line) && !str_none(rest)) {
		if (str_trim(line).n) {
			take_line(&x, line);
			continue;
		}
		x.lines = str_sub(x.lines, 0, (size_t)(line.p - x.lines.p));
		x.body = rest;
		*out = x;
		return true;
	}
	return false;
}

/* What comes before an answer is none. */
static bool is_interim(int status)
{
	return status >= 100 && status < 200 && status != 101;
}

bool late_head_read(struct str bytes, struct late_head *out)
{
	struct late_head x = {0};

	do
		if (!read_one(x.status ? x.body : bytes, &x))
			return false;
	while (is_interim(x.status));
	*out = x;
	return true;
}

bool late_head_is_odd(struct str bytes)
{
	struct str rest = without_blanks(bytes), line, word;
	int64_t status;

	if (!names_protocol(rest))
		return str_starts_nocase(rest, STR("<!doctype html")) ||
			str_starts_nocase(rest, STR("<html"));
	str_cut(&rest, '\n', &line);
	word = second_word(line);
	return str_int(word, INT64_MIN, INT64_MAX, &status);
}

bool late_head_is_odd_whole(struct str bytes)
{
	struct late_head x;

	return names_protocol(without_blanks(bytes)) && !late_head_read(bytes, &x) &&
		(str_has(bytes, STR("\n\n")) || str_has(bytes, STR("\n\r\n")));
}

bool late_head_is_whole(const struct late_head *x)
{
	return x->coded || (x->length >= 0 && x->body.n >= (size_t)x->length);
}
