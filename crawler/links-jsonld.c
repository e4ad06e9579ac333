/* Addresses in JSON-LD blocks: what search engines load of a page. */
#include "base/jval.h"
#include "crawler/links.h"

#define DEPTH_MAX 32

/* Properties of schema.org whose values are addresses of things to load or open. "@id" is a
 * name, "@context" a vocabulary. */
static const char *const property[] = {"url", "image", "logo", "photo", "contentUrl",
	"thumbnailUrl", "thumbnail", "embedUrl", "downloadUrl", "sameAs", "mainEntityOfPage",
	"item", "license", "discussionUrl", "relatedLink", "significantLink"};

struct each {
	void (*fn)(void *ctx, const char *key, struct str url);
	void *ctx;
};

static bool is_address(const char *key)
{
	for (size_t i = 0; key && i < sizeof(property) / sizeof(property[0]); i++)
		if (streq(key, property[i]))
			return true;
	return false;
}

/* key: the property that v, or the list v stands in, is the value of. */
static void walk(const struct each *x, const struct jval *v, const char *key, int depth)
{
	struct str s = jval_str(v);

	if (depth == DEPTH_MAX)
		return;
	if (s.n && is_address(key) && str_findc(s, ' ', 0) == SIZE_MAX)
		x->fn(x->ctx, key, s);
	for (size_t i = 0; i < jval_size(v); i++) {
		const char *name = key;
		const struct jval *member = jval_type(v) == JVAL_OBJECT
			? jval_member(v, i, &name) : jval_at(v, i);

		walk(x, member, name, depth + 1);
	}
}

void json_ld_each(struct str text, void (*fn)(void *ctx, const char *key, struct str url),
	void *ctx)
{
	struct each x = {fn, ctx};
	struct jval *doc;
	struct err e;

	if (jval_parse(text, &doc, &e) < 0)
		return;
	walk(&x, doc, NULL, 0);
	jval_free(doc);
}
