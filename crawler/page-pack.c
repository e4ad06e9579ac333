/* Links in a row of bytes. */
#include "crawler/page.h"

#include "crawler/url.h"

enum { HIDDEN = 1, NAVIGATION = 2, NOFOLLOW = 4, HREF = 8, UNFOLDS = 16 };

/* What differs from its address in a way that somebody asks for: a drive of Windows, or no
 * address at all. */
static bool says_more(const struct link *x)
{
	return str_none(x->url) || url_is_drive(x->href);
}

/* Hidden as what unfolds is: not displayed, or not visible. */
static bool unfolds(const struct link *x)
{
	return x->hidden && (str_eqc(x->hidden_how, "display:none") ||
		str_eqc(x->hidden_how, "visibility:hidden"));
}

static char *place_at(char *p, const struct link *x)
{
	p = varint_at(p, (uint32_t)x->line);
	p = varint_str_at(p, x->element);
	return varint_str_at(p, x->text);
}

static size_t place_room(const struct link *x)
{
	return 3 * VARINT_MAX + x->element.n + x->text.n;
}

void link_put_place(struct buf *b, const struct link *x)
{
	char *p = buf_room(b, place_room(x));

	if (p)
		buf_took(b, place_at(p, x));
}

static void pack(struct buf *b, const struct link *x)
{
	bool more = says_more(x);
	size_t place = varint_size((uint32_t)x->line) + varint_str_size(x->element) +
		varint_str_size(x->text);
	char *p = buf_room(b, 1 + 3 * VARINT_MAX + x->url.n + x->href.n + place_room(x));

	if (!p)
		return;
	*p++ = (char)((x->hidden ? HIDDEN : 0) | (x->navigation ? NAVIGATION : 0) |
		(x->nofollow ? NOFOLLOW : 0) | (more ? HREF : 0) |
		(unfolds(x) ? UNFOLDS : 0));
	p = varint_str_at(p, x->url);
	if (more)
		p = varint_str_at(p, x->href);
	p = varint_at(p, place + 1);
	buf_took(b, place_at(p, x));
}

void link_pack(struct buf *b, const struct link *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		pack(b, &list[i]);
}

bool link_unpack(struct link_cursor *c, struct link *out)
{
	unsigned char flags;
	struct str href;

	if (c->rest.n == 0)
		return false;
	flags = (unsigned char)c->rest.p[0];
	c->rest = str_n(c->rest.p + 1, c->rest.n - 1);
	*out = (struct link){.hidden = flags & HIDDEN, .navigation = flags & NAVIGATION,
		.nofollow = flags & NOFOLLOW,
		.hidden_how = flags & UNFOLDS ? STR("display:none") : STR_NONE};
	if (!varint_take_str(&c->rest, &out->url))
		return false;
	href = out->url;
	if (flags & HREF && !varint_take_str(&c->rest, &href))
		return false;
	out->href = href;
	return varint_take_str(&c->rest, &c->place);
}

bool link_place(struct str place, struct link *out)
{
	struct str element, text;
	uint64_t line;

	if (!varint_take(&place, &line) || !varint_take_str(&place, &element) ||
		!varint_take_str(&place, &text))
		return false;
	out->line = line > INT32_MAX ? INT32_MAX : (int32_t)line;
	out->element = element;
	out->text = text;
	return true;
}
