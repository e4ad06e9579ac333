/* Families of places (soft404_family). What a system answers to names that do not exist is asked for once in each, so that directories
 * which answer well to whatever is asked are found even where nothing on their pages says
 * so. Kept in memory: few, those met first, which are those near the home page. */
#include "linkcheck-private.h"

#include <stdlib.h>

uint64_t family_of(struct linkcheck *c, struct str url)
{
	return hash64_of(soft404_family(url, &c->turn));
}

const char *family_sample(const struct linkcheck *c, uint64_t family)
{
	for (size_t i = 0; i < c->nfamilies; i++)
		if (c->family[i].hash == family)
			return c->family[i].sample;
	return NULL;
}

void family_notice(struct linkcheck *c, struct str url, bool inside)
{
	uint64_t h;

	if (c->nfamilies == FAMILIES_MAX ||
		(!inside && c->noutside_families == OUTSIDE_FAMILIES_MAX))
		return;
	h = family_of(c, url);
	if (h == c->family_last || family_sample(c, h))
		return;
	c->family_last = h;
	c->noutside_families += !inside;
	c->family[c->nfamilies++] = (struct family){h, str_dup(url)};
}

void family_release(struct linkcheck *c)
{
	for (size_t i = 0; i < c->nfamilies; i++)
		free(c->family[i].sample);
	c->nfamilies = c->noutside_families = 0;
}
