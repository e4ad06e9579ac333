/* Links in a row of bytes. */
#include "crawler/page.h"

enum { HIDDEN = 1, NAVIGATION = 2, NOFOLLOW = 4, HREF = 8 };

/* What differs from its address in a way that somebody asks for: a drive of Windows, or no
 * address at all. */
static bool says_more(const struct link *x)
{
	return str_none(x->url) || (x->href.n > 2 && is_alpha((unsigned char)x->href.p[0]) &&
		x->href.p[1] == ':' && (x->href.p[2] == '\\' || x->href.p[2] == '/'));
}

void link_pack(struct buf *b, const struct link *list, size_t n)
{
	int32_t line = 0;

	for (size_t i = 0; i < n; i++) {
		const struct link *x = &list[i];
		bool more = says_more(x);

		buf_addc(b, (char)((x->hidden ? HIDDEN : 0) | (x->navigation ? NAVIGATION : 0) |
			(x->nofollow ? NOFOLLOW : 0) | (more ? HREF : 0)));
		varint_put(b, zigzag((int64_t)x->line - line));
		line = x->line;
		varint_put_str(b, x->element);
		varint_put_str(b, x->text);
		varint_put_str(b, x->url);
		if (more)
			varint_put_str(b, x->href);
	}
}

bool link_unpack(struct link_cursor *c, struct link *out)
{
	unsigned char flags;
	uint64_t line;
	struct str href;

	if (c->rest.n == 0)
		return false;
	flags = (unsigned char)c->rest.p[0];
	c->rest = str_sub(c->rest, 1, c->rest.n);
	*out = (struct link){.hidden = flags & HIDDEN, .navigation = flags & NAVIGATION,
		.nofollow = flags & NOFOLLOW};
	if (!varint_take(&c->rest, &line) || !varint_take_str(&c->rest, &out->element) ||
		!varint_take_str(&c->rest, &out->text) || !varint_take_str(&c->rest, &out->url))
		return false;
	href = out->url;
	if (flags & HREF && !varint_take_str(&c->rest, &href))
		return false;
	out->href = href;
	c->line = (int32_t)(c->line + unzigzag(line));
	out->line = c->line;
	return true;
}
