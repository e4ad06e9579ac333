/* Candidates of columns: in-site links of a home or column page whose text is short enough
 * to be the name of a column. Main navigation comes before what is only linked. */
#include "page-private.h"

#include "base/utf8.h"
#include "crawler/url.h"

#define NAV_MAX 500   /* a large portal's site map has about 300 columns */
#define NAME_CHARS 16 /* "政府信息公开工作年度报告" has 12 */

static bool is_column_name(struct str text)
{
	size_t n = utf8_len(text);

	return n >= 2 && n <= NAME_CHARS;
}

/* index.html, a folder, or a generated list; not an article, not a file. */
static int32_t level_of(const struct link *x, const struct url *u)
{
	size_t digits = 0;

	for (size_t i = 0; i < u->path.n; i++)
		digits += is_digit((unsigned char)u->path.p[i]);
	if (x->navigation && digits < 8)
		return 0;
	return str_ends(u->path, STR("/")) || str_has(u->path, STR("/index")) ? 1 : 2;
}

static bool known(const struct page *out, struct str url)
{
	for (size_t i = 0; i < out->nnav; i++)
		if (str_eq(out->nav[i].url, url))
			return true;
	return false;
}

void nav_read(const struct page_order *o, struct page *out, struct arena *a)
{
	size_t cap = 0;

	for (size_t i = 0; i < out->nlinks && out->nnav < NAV_MAX; i++) {
		const struct link *x = &out->links[i];
		struct str address;
		struct url u;

		if (!str_eqc(x->element, "a") || str_none(x->url) || !is_column_name(x->text))
			continue;
		if (url_parse(x->url, NULL, &u, a) < 0 || !url_is_http(&u) ||
		    !url_same_site(x->url, o->url))
			continue;
		address = url_without_fragment(&u);
		if (known(out, address))
			continue;
		out->nav = arena_grow(a, out->nav, out->nnav, &cap, sizeof(*out->nav));
		out->nav[out->nnav++] = (struct nav_link){address, x->text, level_of(x, &u)};
	}
}
