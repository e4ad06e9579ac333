/* "5,000" "4.5" with 万 or 亿 behind. */
#include "rule-number.h"

#define TEXT_MAX 200000 /* bytes searched */
#define GROUPS_MAX 5	/* alternatives of a pattern */

static bool digits_of(struct str digits, struct str behind, double *out, double *step)
{
	char text[32];
	size_t n = 0;
	bool point = false;

	*step = 1;
	for (size_t i = 0; i < digits.n; i++) {
		if (digits.p[i] == ',' || is_space((unsigned char)digits.p[i]))
			continue;
		if (n + 1 >= sizeof(text))
			return false;
		if (point)
			*step /= 10;
		point |= digits.p[i] == '.';
		text[n++] = digits.p[i];
	}
	if (!str_real(str_n(text, n), -NUMBER_MAX, NUMBER_MAX, out))
		return false;
	if (str_starts(behind, STR("万"))) {
		*out *= 1e4;
		*step *= 1e4;
	} else if (str_starts(behind, STR("亿"))) {
		*out *= 1e8;
		*step *= 1e8;
	}
	return true;
}

bool number_find(const char *pattern, struct str text,
	double *out, double *step, struct err *e)
{
	struct title_pattern *p = title_pattern_new(pattern, e);
	struct str group[GROUPS_MAX], digits = STR_NONE;
	size_t n;

	text = str_sub(text, 0, TEXT_MAX);
	n = p ? title_groups(p, text, group, GROUPS_MAX) : 0;
	title_pattern_free(p);
	if (n == 0)
		return false;
	for (size_t i = 1; i < n && digits.n == 0; i++)
		digits = group[i];
	if (digits.n == 0)
		digits = group[0];
	return digits_of(digits, str_sub(text, (size_t)(digits.p - text.p) + digits.n, 3), out,
		step);
}
