/* srcset:  candidate ("," candidate)* ;  candidate = url [descriptor]...
 * A url may hold commas, but not end in one; descriptors may hold commas in brackets. A candidate
 * whose descriptors are none ("1x 2x", "0w", "(a)") is dropped, as browsers do. */
#include "crawler/links.h"

static bool is_html_space(char c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\f' || c == '\r';
}

static size_t digits(struct str s, size_t at)
{
	size_t from = at;

	while (at < s.n && is_digit((unsigned char)s.p[at]))
		at++;
	return at - from;
}

/* A valid floating-point number that is not negative. */
static bool is_density(struct str s)
{
	size_t at = 0, whole = digits(s, 0), n;

	at = whole;
	if (at < s.n && s.p[at] == '.') {
		n = digits(s, at + 1);
		if (!n)
			return false;
		at += 1 + n;
	} else if (!whole) {
		return false;
	}
	if (at < s.n && (s.p[at] == 'e' || s.p[at] == 'E')) {
		at++;
		at += at < s.n && (s.p[at] == '-' || s.p[at] == '+');
		n = digits(s, at);
		if (!n)
			return false;
		at += n;
	}
	return at == s.n;
}

static bool is_pixels(struct str s)
{
	size_t zeros = 0;

	while (zeros < s.n && s.p[zeros] == '0')
		zeros++;
	return zeros < s.n && digits(s, 0) == s.n;
}

struct descriptors {
	bool width, density, height, bad;
};

static void describe(struct descriptors *d, struct str word)
{
	struct str value = str_sub(word, 0, word.n - 1);

	switch (word.p[word.n - 1]) {
	case 'w':
		d->bad |= !is_pixels(value) || d->width || d->density;
		d->width = true;
		return;
	case 'x':
		d->bad |= !is_density(value) || d->width || d->density || d->height;
		d->density = true;
		return;
	case 'h':
		d->bad |= !is_pixels(value) || d->height || d->density;
		d->height = true;
		return;
	default:
		d->bad = true;
	}
}

/* Behind the descriptors of one candidate. */
static size_t read_descriptors(struct str s, size_t at, bool *good)
{
	struct descriptors d = {0};
	unsigned open = 0;
	size_t from = at;

	for (;; at++) {
		bool end = at >= s.n || (s.p[at] == ',' && !open);

		if (end || (is_html_space(s.p[at]) && !open)) {
			if (at > from)
				describe(&d, str_sub(s, from, at - from));
			from = at + 1;
			if (end)
				break;
		} else if (s.p[at] == '(') {
			open++;
		} else if (s.p[at] == ')' && open) {
			open--;
		}
	}
	*good = !d.bad && (!d.height || d.width);
	return at;
}

static bool next_candidate(struct str s, size_t *at, struct str *ref, bool *good)
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
	*good = true;
	if (ref->p[ref->n - 1] == ',') {
		while (ref->n && ref->p[ref->n - 1] == ',')
			ref->n--;
	} else {
		i = read_descriptors(s, i, good);
	}
	*at = i;
	return true;
}

bool srcset_next(struct str s, size_t *at, struct str *ref)
{
	bool good = false;

	while (next_candidate(s, at, ref, &good))
		if (good)
			return true;
	return false;
}
