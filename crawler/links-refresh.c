/* refresh:  delay [";" | ","] ["url" "="] address, by the shared declarative refresh steps
 * of the HTML standard (4.2.5.3). */
#include "crawler/links.h"

#define DIGITS_MAX 100 /* of a delay; nobody waits that long */

/* Whole seconds of "5" or "5.7"; how many bytes it took, 0 for none. */
static size_t read_delay(struct str s, int32_t *delay_s)
{
	int64_t delay = 0;
	bool fraction = false;
	size_t i = 0;

	for (; i < s.n && i < DIGITS_MAX; i++) {
		if (s.p[i] == '.')
			fraction = true;
		else if (!is_digit((unsigned char)s.p[i]))
			break;
		else if (!fraction && delay < 100000000)
			delay = delay * 10 + (s.p[i] - '0');
	}
	*delay_s = (int32_t)delay;
	return i;
}

static struct str unquote(struct str s)
{
	size_t end;

	if (s.n == 0 || (s.p[0] != '"' && s.p[0] != '\''))
		return s;
	end = str_findc(s, s.p[0], 1);
	return str_sub(s, 1, end == SIZE_MAX ? SIZE_MAX : end - 1);
}

bool refresh_parse(struct str content, int32_t *delay_s, struct str *ref)
{
	struct str s = str_trim(content), after;
	int32_t delay;
	size_t n = read_delay(s, &delay);

	if (n == 0)
		return false;
	s = str_sub(s, n, SIZE_MAX);
	if (s.n && s.p[0] != ';' && s.p[0] != ',' && !is_space((unsigned char)s.p[0]))
		return false;
	s = str_trim(s);
	if (s.n && (s.p[0] == ';' || s.p[0] == ','))
		s = str_trim(str_sub(s, 1, SIZE_MAX));
	if (str_starts_nocase(s, STR("url"))) {
		after = str_trim(str_sub(s, 3, SIZE_MAX));
		if (after.n && after.p[0] == '=')
			s = str_trim(str_sub(after, 1, SIZE_MAX));
	}
	*delay_s = delay;
	*ref = unquote(s);
	return true;
}
