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

bool late_head_read(struct str bytes, struct late_head *out)
{
	struct late_head x = {.length = -1};
	struct str rest = bytes, line;
	int64_t status;

	while (rest.n && (unsigned char)rest.p[0] <= ' ')
		rest = str_sub(rest, 1, rest.n);
	if (!str_starts(rest, STR("HTTP/1.")) || !str_cut(&rest, '\n', &line) ||
		str_none(rest) ||
		!str_int(str_sub(line, str_findc(line, ' ', 0) + 1, 3), 100, 999, &status))
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

bool late_head_is_whole(const struct late_head *x)
{
	return x->length >= 0 && !x->coded && x->body.n >= (size_t)x->length;
}
