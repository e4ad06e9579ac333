/* Addresses in the JSON that belongs to a page: the manifest by which it is installed, and the
 * pages that it wants loaded ahead. */
#include "base/jval.h"
#include "crawler/links.h"

typedef void each_fn(void *ctx, const char *key, struct str url);

/* What is at `key` in each object of a list. */
static void each_of(const struct jval *list, const char *key, each_fn *fn, void *ctx)
{
	for (size_t i = 0; i < jval_size(list); i++) {
		struct str s = jval_str(jval_get(jval_at(list, i), key));

		if (s.n)
			fn(ctx, key, s);
	}
}

/* Web Application Manifest 1: start_url, icons, screenshots, shortcuts and their icons. */
void manifest_each(struct str text, each_fn *fn, void *ctx)
{
	const struct jval *shortcuts;
	struct jval *doc;
	struct err e;
	struct str start;

	if (jval_parse(text, &doc, &e) < 0)
		return;
	start = jval_str(jval_get(doc, "start_url"));
	if (start.n)
		fn(ctx, "start_url", start);
	each_of(jval_get(doc, "icons"), "src", fn, ctx);
	each_of(jval_get(doc, "screenshots"), "src", fn, ctx);
	shortcuts = jval_get(doc, "shortcuts");
	each_of(shortcuts, "url", fn, ctx);
	for (size_t i = 0; i < jval_size(shortcuts); i++)
		each_of(jval_get(jval_at(shortcuts, i), "icons"), "src", fn, ctx);
	jval_free(doc);
}

/* HTML standard 7.6.1: the lists of addresses; rules about links add none. */
void speculation_each(struct str text, each_fn *fn, void *ctx)
{
	static const char *const kinds[] = {"prefetch", "prerender"};
	struct jval *doc;
	struct err e;

	if (jval_parse(text, &doc, &e) < 0)
		return;
	for (size_t k = 0; k < sizeof(kinds) / sizeof(kinds[0]); k++) {
		const struct jval *rules = jval_get(doc, kinds[k]);

		for (size_t i = 0; i < jval_size(rules); i++) {
			const struct jval *urls = jval_get(jval_at(rules, i), "urls");

			for (size_t n = 0; n < jval_size(urls); n++)
				if (jval_str(jval_at(urls, n)).n)
					fn(ctx, kinds[k], jval_str(jval_at(urls, n)));
		}
	}
	jval_free(doc);
}
