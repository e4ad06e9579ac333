/* Families of places (soft404_family). What a system answers to names that do not exist is asked
 * for once in each, so that directories which answer well to whatever is asked are found even
 * where nothing on their pages says so. Kept in memory: few, those met first, which are those near
 * the home page. Of files only where it can tell something (a single file may have an ornament for
 * its name), and so few that they cost next to nothing. */
#include "linkcheck-private.h"

#include <stdlib.h>

#define FILES_LEAST 2	/* addresses of a family of files that is asked for */
#define FILES_ALWAYS 16 /* families of files asked for, and one more for */
#define FILES_SHARE 500 /* so many addresses; a name that is not there is asked for twice */

uint64_t family_of(struct linkcheck *c, struct str url)
{
	return hash64_of(soft404_family(url, &c->turn));
}

static struct family *find(struct linkcheck *c, uint64_t hash)
{
	struct family *last = &c->family[c->family_last];

	if (c->nfamilies && last->hash == hash) /* most pages lie beside the one before */
		return last;
	for (size_t i = 0; i < c->nfamilies; i++)
		if (c->family[i].hash == hash)
			return &c->family[i];
	return NULL;
}

const char *family_sample(struct linkcheck *c, uint64_t family)
{
	const struct family *x = find(c, family);

	return x ? x->sample : NULL;
}

void family_notice(struct linkcheck *c, struct str url, bool inside, bool page)
{
	uint64_t h = family_of(c, url);
	struct family *x = find(c, h);

	if (!x && (c->nfamilies == FAMILIES_MAX ||
			(!inside && c->noutside_families == OUTSIDE_FAMILIES_MAX)))
		return;
	if (!x) {
		c->noutside_families += !inside;
		x = &c->family[c->nfamilies++];
		*x = (struct family){h, str_dup(url), 0, true};
	}
	c->family_last = (size_t)(x - c->family);
	x->n += x->n < UINT32_MAX;
	x->files &= !page;
}

/* Pages first, then files by how many there are. */
static int by_weight(const void *a, const void *b)
{
	const struct family *x = a, *y = b;

	if (x->files != y->files)
		return x->files - y->files;
	return x->files ? (x->n < y->n) - (x->n > y->n) : 0;
}

void family_each_asked(struct linkcheck *c, void (*fn)(void *ctx, struct str sample), void *ctx)
{
	size_t room = FILES_ALWAYS + (size_t)(c->last_id / FILES_SHARE);

	qsort(c->family, c->nfamilies, sizeof(*c->family), by_weight);
	for (size_t i = 0; i < c->nfamilies; i++) {
		const struct family *x = &c->family[i];

		if (x->files && (x->n < FILES_LEAST || !room--))
			break;
		fn(ctx, str_of(x->sample));
	}
}

void family_release(struct linkcheck *c)
{
	for (size_t i = 0; i < c->nfamilies; i++)
		free(c->family[i].sample);
	c->nfamilies = c->noutside_families = 0;
}
