/* Of an index of sitemaps that are made by the year, month or day: the newest ones. */
#include "crawler/sitemap.h"

#define NUMBERS_MAX 8

/* The numbers in an address behind its host, a year among them. */
struct dated_name {
	uint64_t number[NUMBERS_MAX];
	size_t n;
	bool has_year;
};

static bool is_year(uint64_t x, size_t digits)
{
	if (digits == 6 || digits == 8) /* 202611, 20261128 */
		x /= digits == 6 ? 100 : 10000;
	else if (digits != 4)
		return false;
	return x >= 1980 && x < 2200;
}

static size_t behind_host(struct str url)
{
	size_t at = str_find(url, STR("://"), 0);
	size_t slash = at == SIZE_MAX ? SIZE_MAX : str_findc(url, '/', at + 3);

	return slash == SIZE_MAX ? url.n : slash;
}

static struct dated_name dated_name_of(struct str url)
{
	struct dated_name d = {0};

	for (size_t i = behind_host(url); i < url.n;) {
		uint64_t x = 0;
		size_t digits = 0;

		for (; i < url.n && is_digit((unsigned char)url.p[i]); i++, digits++)
			x = digits < 18 ? x * 10 + (uint64_t)(url.p[i] - '0') : x;
		if (digits && d.n < NUMBERS_MAX) {
			d.has_year |= is_year(x, digits);
			d.number[d.n++] = x;
		}
		i += digits == 0;
	}
	return d;
}

/* Both addresses say the same but for their numbers. */
static bool same_family(struct str a, struct str b)
{
	size_t i = 0, j = 0;

	while (i < a.n && j < b.n) {
		bool x = is_digit((unsigned char)a.p[i]), y = is_digit((unsigned char)b.p[j]);

		if (x != y || (!x && a.p[i] != b.p[j]))
			return false;
		if (!x) {
			i++;
			j++;
			continue;
		}
		while (i < a.n && is_digit((unsigned char)a.p[i]))
			i++;
		while (j < b.n && is_digit((unsigned char)b.p[j]))
			j++;
	}
	return i == a.n && j == b.n;
}

static bool is_newer(const struct dated_name *a, const struct dated_name *b)
{
	for (size_t i = 0; i < a->n && i < b->n; i++)
		if (a->number[i] != b->number[i])
			return a->number[i] > b->number[i];
	return a->n > b->n;
}

bool sitemap_newest(const struct listing *index, struct str *newest, struct str *before)
{
	const struct item *best = NULL, *second = NULL;

	for (size_t i = 0; i < index->nitems; i++) {
		const struct item *it = &index->items[i];
		struct dated_name d = dated_name_of(it->url), b, s;

		if (!d.has_year)
			continue;
		if (best && !same_family(it->url, best->url))
			return false; /* of two kinds: nobody can tell which holds the news */
		b = dated_name_of(best ? best->url : STR_NONE);
		s = dated_name_of(second ? second->url : STR_NONE);
		if (!best || is_newer(&d, &b)) {
			second = best;
			best = it;
		} else if (is_newer(&b, &d) && (!second || is_newer(&d, &s))) {
			second = it;
		}
	}
	if (!best)
		return false;
	*newest = best->url;
	*before = second ? second->url : STR_NONE;
	return true;
}

bool sitemap_is_index(const struct listing *l)
{
	return l->source == LIST_SITEMAP && l->nitems &&
		str_eq(l->items[0].category, STR(SITEMAP_INDEX_ENTRY));
}
