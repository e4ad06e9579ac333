/* A sample of portals: the N with the smallest digests of seed and id. A portal that comes
 * or goes changes only its own place in the lot. */
#include "monitor/report.h"

#include "base/digest.h"
#include "base/out.h"

#include <stdlib.h>

struct lot {
	struct sha256 digest;
	size_t at;
};

static int by_digest(const void *a, const void *b)
{
	const struct lot *x = a, *y = b;
	int c = memcmp(&x->digest, &y->digest, sizeof(x->digest));

	return c ? c : x->at < y->at ? -1 : x->at > y->at;
}

size_t report_portals(const struct report_ask *ask)
{
	struct report_ask all = *ask;
	size_t n = 0;

	all.drawn = NULL;
	for (size_t i = 0; i < ask->config->nportals; i++)
		n += report_covers(&all, &ask->config->portals[i], NULL);
	return n;
}

void report_draw(struct report_ask *ask)
{
	const struct config *c = ask->config;
	const char *seed = ask->seed ? ask->seed : REPORT_SEED;
	struct lot *lots;
	bool *drawn;
	size_t n = 0;

	if (ask->sample <= 0 || ask->drawn)
		return;
	lots = arena_array(ask->arena, c->nportals + 1, sizeof(*lots));
	drawn = arena_array(ask->arena, c->nportals + 1, sizeof(*drawn));
	for (size_t i = 0; i < c->nportals; i++) {
		if (!report_covers_any(ask, &c->portals[i]))
			continue;
		lots[n].at = i;
		lots[n++].digest = sha256_of(arena_strf(ask->arena, "%s\n%s", seed,
			c->portals[i].id));
	}
	if (n)
		qsort(lots, n, sizeof(*lots), by_digest);
	for (size_t i = 0; i < n && i < (size_t)ask->sample; i++)
		drawn[lots[i].at] = true;
	ask->drawn = drawn;
}

void report_json_sample(struct jw *j, const struct report_ask *ask)
{
	if (!ask->drawn) {
		jw_knull(j, "sample");
		return;
	}
	jw_key(j, "sample");
	jw_open(j, '{');
	jw_kint(j, "asked", ask->sample);
	jw_kcstr(j, "seed", ask->seed ? ask->seed : REPORT_SEED);
	jw_key(j, "drawn");
	jw_open(j, '[');
	for (size_t i = 0; i < ask->config->nportals; i++)
		if (ask->drawn[i])
			jw_cstr(j, ask->config->portals[i].id);
	jw_close(j, ']');
	jw_close(j, '}');
}
