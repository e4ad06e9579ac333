/* Families of places: "/art/2026/1/5/" and "/art/2025/12/31/" are one, numbers apart. What a
 * system answers to names that do not exist is asked for once in each, so that directories
 * which answer well to whatever is asked are found even where nothing on their pages says
 * so. Kept in memory: few, those met first, which are those near the home page. */
#include "linkcheck-private.h"

#include <stdlib.h>

uint64_t family_of(struct linkcheck *c, struct str url)
{
	struct str place = soft404_place(url, &c->turn);
	uint64_t h = UINT64_C(14695981039346656037);
	bool digit = false;

	for (size_t i = 0; i < place.n; i++) {
		unsigned char x = (unsigned char)place.p[i];

		if (is_digit(x) && digit)
			continue;
		digit = is_digit(x);
		h = (h ^ (digit ? '0' : x)) * UINT64_C(1099511628211);
	}
	return h;
}

const char *family_sample(const struct linkcheck *c, uint64_t family)
{
	for (size_t i = 0; i < c->nfamilies; i++)
		if (c->family[i].hash == family)
			return c->family[i].sample;
	return NULL;
}

void family_notice(struct linkcheck *c, struct str url)
{
	uint64_t h;

	if (c->nfamilies == FAMILIES_MAX)
		return;
	h = family_of(c, url);
	if (h == c->family_last || family_sample(c, h))
		return;
	c->family_last = h;
	c->family[c->nfamilies++] = (struct family){h, str_dup(url)};
}

void family_release(struct linkcheck *c)
{
	for (size_t i = 0; i < c->nfamilies; i++)
		free(c->family[i].sample);
	c->nfamilies = 0;
}
