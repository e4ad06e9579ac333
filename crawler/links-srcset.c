/* srcset:  candidate ("," candidate)* ;  candidate = url [descriptor]
 * A url may hold commas, but not end in one; descriptors may hold commas in brackets. */
#include "crawler/links.h"

static bool is_html_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

static size_t skip_descriptor(struct str s, size_t at)
{
	unsigned open = 0;

	for (; at < s.n; at++) {
		if (s.p[at] == '(')
			open++;
		else if (s.p[at] == ')' && open)
			open--;
		else if (s.p[at] == ',' && !open)
			break;
	}
	return at;
}

bool srcset_next(struct str s, size_t *at, struct str *ref)
{
	size_t i = *at, from;

	while (i < s.n && (is_html_space(s.p[i]) || s.p[i] == ','))
		i++;
	from = i;
	while (i < s.n && !is_html_space(s.p[i]))
		i++;
	*ref = str_n(s.p + from, i - from);
	if (ref->n == 0) {
		*at = s.n;
		return false;
	}
	if (ref->p[ref->n - 1] == ',') {
		while (ref->n && ref->p[ref->n - 1] == ',')
			ref->n--;
	} else {
		i = skip_descriptor(s, i);
	}
	*at = i;
	return true;
}
