/* The walk through a page: one pass over its tokens, then all addresses are resolved. */
#include "links-private.h"

#include "base/out.h"

#define TEXT_CHARS 200 /* of a link's text that is kept */
#define TEXT_BYTES 2000 /* of it gathered: white space is folded later */
#define PART_DEPTH 4	/* an island in a page, srcdoc in an island or in srcdoc: no deeper */
#define HIDING_BYTES ((size_t)1 << 20) /* of a style sheet in which hiding rules are looked for */
#define TEMPLATES_MAX 64 /* open ones that are told apart */

enum { AS_URL, AS_SRCSET, AS_LIST, AS_OBJECT };

/* Which attribute of which element is a link. H_NONE: of every element. */
struct carrier {
	uint16_t tag, attribute;
	unsigned char as;
};

static const struct carrier carriers[] = {
	{H_A, H_HREF, AS_URL}, {H_AREA, H_HREF, AS_URL}, {H_LINK, H_HREF, AS_URL},
	{H_LINK, H_IMAGESRCSET, AS_SRCSET}, {H_IMG, H_SRC, AS_URL},
	{H_IMG, H_SRCSET, AS_SRCSET}, {H_IMG, H_LONGDESC, AS_URL},
	{H_IMAGE, H_SRC, AS_URL},
	{H_IMAGE, H_HREF, AS_URL}, {H_SCRIPT, H_SRC, AS_URL}, {H_SCRIPT, H_HREF, AS_URL},
	{H_IFRAME, H_SRC, AS_URL}, {H_IFRAME, H_LONGDESC, AS_URL}, {H_FRAME, H_SRC, AS_URL},
	{H_FRAME, H_LONGDESC, AS_URL}, {H_PORTAL, H_SRC, AS_URL},
	{H_SOURCE, H_SRC, AS_URL}, {H_SOURCE, H_SRCSET, AS_SRCSET},
	{H_VIDEO, H_SRC, AS_URL}, {H_VIDEO, H_POSTER, AS_URL}, {H_AUDIO, H_SRC, AS_URL},
	{H_TRACK, H_SRC, AS_URL}, {H_EMBED, H_SRC, AS_URL},
	{H_OBJECT, H_DATA, AS_OBJECT}, {H_OBJECT, H_ARCHIVE, AS_LIST},
	{H_OBJECT, H_CODEBASE, AS_URL}, {H_APPLET, H_CODE, AS_URL},
	{H_APPLET, H_ARCHIVE, AS_LIST}, {H_APPLET, H_CODEBASE, AS_URL},
	{H_APPLET, H_OBJECT, AS_URL}, {H_APPLET, H_SRC, AS_URL}, {H_INPUT, H_SRC, AS_URL},
	{H_INPUT, H_FORMACTION, AS_URL}, {H_BUTTON, H_FORMACTION, AS_URL},
	{H_FORM, H_ACTION, AS_URL}, {H_BLOCKQUOTE, H_CITE, AS_URL}, {H_Q, H_CITE, AS_URL},
	{H_INS, H_CITE, AS_URL}, {H_DEL, H_CITE, AS_URL}, {H_HEAD, H_PROFILE, AS_URL},
	{H_HTML, H_MANIFEST, AS_URL}, {H_MENUITEM, H_ICON, AS_URL}, {H_USE, H_HREF, AS_URL},
	{H_FEIMAGE, H_HREF, AS_URL},
};

#define NCARRIERS (sizeof(carriers) / sizeof(carriers[0]))

/* First row of each element, filled once: rows of one element lie together. */
static unsigned char first_row[H_COUNT];

static void index_rows(void)
{
	if (first_row[H_A])
		return;
	for (size_t i = NCARRIERS; i > 0; i--)
		first_row[carriers[i - 1].tag] = (unsigned char)i;
}

struct part {
	struct html *h;
	enum html_atom raw_of; /* element whose raw text comes next */
	bool island, json_ld, ahead, css;
};

struct walk {
	struct str text, page_url, encoding;
	bool cr; /* in text */
	bool xml;
	uint32_t want;
	struct links *out;
	struct arena *arena;
	size_t cap, anchors_cap;
	size_t line_at;
	int32_t line;
	struct str base_href; /* of the first base */
	bool robots_nofollow;
	struct form form;
	struct part parts[PART_DEPTH];
	int depth;	    /* of parts: islands, srcdoc */
	int templates;	    /* open template elements whose contents are not shown */
	int open_templates; /* all of them */
	uint64_t shown;	    /* bit i: the i-th of them is a shadow tree, and shown */
	int apart;	    /* open shadow trees and srcdocs: their ids are not the page's */
	size_t anchor;	    /* index + 1 of the link whose text is gathered */
	bool anchor_image;  /* its text so far is an image's */
	struct buf words, folded;
	const char *block; /* of JSON, for the lines of its addresses */
	struct str block_name; /* what it is called as an element */
	struct regions regions;
};

/* Lines are asked for in order; where not, the line stays what it was. */
static int32_t line_of(struct walk *w, const char *p)
{
	size_t at = (size_t)((uintptr_t)p - (uintptr_t)w->text.p);

	if (at > w->text.n)
		return w->line;
	if (at > w->line_at) {
		w->line += html_count_lines(w->text, w->cr, w->line_at, at);
		w->line_at = at;
	}
	return w->line;
}

static struct link *add(struct walk *w, struct str href, struct str element,
	struct str attribute, const char *where)
{
	struct links *o = w->out;
	struct link *x;
	struct str trimmed = str_trim(href);

	if (!(w->want & WANT_LINKS) || str_starts_nocase(trimmed, STR("data:")))
		return NULL;
	if (o->n == LINKS_MAX) {
		o->truncated = true;
		return NULL;
	}
	o->list = arena_grow(w->arena, o->list, o->n, &w->cap, sizeof(*o->list));
	x = &o->list[o->n++];
	*x = (struct link){.href = href, .element = element, .attribute = attribute,
		.line = line_of(w, where), .navigation = regions_navigation(&w->regions)};
	if (regions_hidden(&w->regions)) {
		x->hidden = true;
		x->hidden_how = hidden_word(regions_hidden(&w->regions));
	}
	return x;
}

/* --- text of links --- */

static struct str one_line(struct walk *w, struct str s)
{
	buf_clear(&w->folded);
	out_line(&w->folded, s, TEXT_CHARS);
	return arena_str(w->arena, str_trim(buf_str(&w->folded)));
}

static void anchor_end(struct walk *w)
{
	if (!w->anchor)
		return;
	w->out->list[w->anchor - 1].text = one_line(w, buf_str(&w->words));
	w->anchor = 0;
	buf_clear(&w->words);
}

static void anchor_begin(struct walk *w, struct link *x)
{
	anchor_end(w);
	if (!x)
		return;
	w->anchor = (size_t)(x - w->out->list) + 1;
	w->anchor_image = true;
}

static void anchor_text(struct walk *w, struct str s, bool image)
{
	struct str t = str_trim(s);

	if (!w->anchor || w->words.n > TEXT_BYTES)
		return;
	if (image && w->words.n && !w->anchor_image)
		return;
	if (!image && t.n && w->anchor_image) {
		buf_clear(&w->words); /* text beats alt */
		w->anchor_image = false;
	}
	buf_addstr(&w->words, str_sub(s, 0, TEXT_BYTES));
}

/* --- attributes --- */

static bool has_word(struct str list, const char *word)
{
	struct str rest = list;

	while (rest.n) {
		size_t n = 0;

		rest = str_trim(rest);
		while (n < rest.n && !is_space((unsigned char)rest.p[n]))
			n++;
		if (str_eq_nocase(str_sub(rest, 0, n), str_of(word)))
			return true;
		rest = str_sub(rest, n, SIZE_MAX);
	}
	return false;
}

static void add_list(struct walk *w, struct html *h, const struct carrier *c, struct str v)
{
	size_t i = 0;

	while (i < v.n) {
		size_t from = i;

		while (i < v.n && v.p[i] != ',' && !is_space((unsigned char)v.p[i]))
			i++;
		if (i > from)
			add(w, str_sub(v, from, i - from), html_name(h),
				html_atom_name((enum html_atom)c->attribute),
				h->in.p + h->start);
		i++;
	}
}

static void add_srcset(struct walk *w, struct html *h, const struct carrier *c, struct str v)
{
	size_t at = 0;
	struct str ref;

	while (srcset_next(v, &at, &ref)) {
		struct link *x = add(w, ref, html_name(h),
			html_atom_name((enum html_atom)c->attribute), h->in.p + h->start);

		if (x && html_has(h, H_ALT))
			x->text = one_line(w, html_attr(h, H_ALT));
	}
}

static bool empty_is_link(const struct html *h)
{
	return h->tag == H_A || h->tag == H_AREA;
}

static void own_hidden(struct walk *w, struct html *h, struct link *x)
{
	struct paint before = w->regions.paint;
	enum hidden how;

	if (!w->regions.judge || x->hidden)
		return;
	how = regions_own(&w->regions, h);
	w->regions.paint = before;
	x->hidden = how != HIDDEN_NOT;
	if (how)
		x->hidden_how = hidden_word(how);
}

static void add_url(struct walk *w, struct html *h, const struct carrier *c, struct str v)
{
	struct link *x;

	if (str_trim(v).n == 0 && !empty_is_link(h))
		return;
	if (c->as == AS_OBJECT && str_starts_nocase(v, STR("clsid:")))
		return;
	x = add(w, v, html_name(h), html_atom_name((enum html_atom)c->attribute),
		h->in.p + h->start);
	if (!x) {
		if (h->tag == H_A)
			anchor_end(w);
		return;
	}
	own_hidden(w, h, x);
	x->nofollow = empty_is_link(h) &&
		(w->robots_nofollow || has_word(html_attr(h, H_REL), "nofollow"));
	if (h->tag == H_A)
		anchor_begin(w, x);
	else if (html_has(h, H_ALT))
		x->text = one_line(w, html_attr(h, H_ALT));
}

static void add_style(struct walk *w, struct str css, struct str element, struct str attribute,
	const char *where)
{
	struct str ref;
	struct css_cursor at = {.attribute = !str_none(attribute)};
	size_t hit;
	bool imported;

	while (css_next(css, &at, &ref, &hit, &imported, w->arena)) {
		if (ref.p[0] == '#')
			continue;
		add(w, ref, element,
			!str_none(attribute) ? attribute
				: imported ? STR("import") : STR("url"),
			where ? where : css.p + hit);
	}
}

static void carry(struct walk *w, struct html *h)
{
	for (size_t i = first_row[h->tag]; i > 0 && i <= NCARRIERS; i++) {
		const struct carrier *c = &carriers[i - 1];
		struct str v = html_attr(h, (enum html_atom)c->attribute);

		if (c->tag != h->tag)
			return;
		if (str_none(v) || !links_used(&w->regions, &w->form, h,
					   (enum html_atom)c->attribute))
			continue;
		if (c->as == AS_SRCSET)
			add_srcset(w, h, c, v);
		else if (c->as == AS_LIST)
			add_list(w, h, c, v);
		else
			add_url(w, h, c, v);
	}
}

/* Attributes that any element may have. */
static void carry_common(struct walk *w, struct html *h)
{
	static const struct carrier background = {0, H_BACKGROUND, AS_URL};
	static const struct carrier xlink = {0, H_XLINK_HREF, AS_URL};
	struct str v;

	if (html_has(h, H_BACKGROUND) && links_used(&w->regions, &w->form, h, H_BACKGROUND))
		add_url(w, h, &background, html_attr(h, H_BACKGROUND));
	if (html_has(h, H_XLINK_HREF) && !html_has(h, H_HREF) &&
		links_used(&w->regions, &w->form, h, H_XLINK_HREF)) {
		v = html_attr(h, H_XLINK_HREF);
		if (h->tag == H_A || (v.n && v.p[0] != '#'))
			add_url(w, h, &xlink, v);
	}
	if (html_has(h, H_STYLE)) {
		v = html_attr(h, H_STYLE);
		if (str_find_nocase(v, STR("url("), 0) != SIZE_MAX)
			add_style(w, v, html_name(h), STR("style"), h->in.p + h->start);
	}
}

/* --- elements with a meaning of their own --- */

static void meta(struct walk *w, struct html *h)
{
	static const char *const images[] = {"og:image", "og:image:url", "og:image:secure_url",
		"twitter:image", "twitter:image:src", "msapplication-tileimage"};
	struct str content = html_attr(h, H_CONTENT), name = html_attr(h, H_PROPERTY), ref;
	int32_t delay;

	if (str_eq_nocase(html_attr(h, H_HTTP_EQUIV), STR("refresh")) &&
	    refresh_parse(content, &delay, &ref) && ref.n)
		add(w, ref, STR("meta"), STR("content"), h->in.p + h->start);
	if (str_none(name))
		name = html_attr(h, H_NAME);
	if (str_eq_nocase(name, STR("robots")) &&
	    str_find_nocase(content, STR("nofollow"), 0) != SIZE_MAX)
		w->robots_nofollow = true;
	for (size_t i = 0; i < sizeof(images) / sizeof(images[0]); i++)
		if (str_eq_nocase(name, str_of(images[i])) && str_trim(content).n)
			add(w, content, STR("meta"), STR("content"), h->in.p + h->start);
}

static void anchor_name(struct walk *w, struct str name)
{
	struct links *o = w->out;

	if (str_none(name) || name.n == 0 || w->apart || !(w->want & WANT_ANCHORS))
		return;
	if (o->nanchors == LINKS_MAX) {
		o->truncated = true;
		return;
	}
	o->anchors = arena_grow(w->arena, o->anchors, o->nanchors, &w->anchors_cap,
		sizeof(*o->anchors));
	o->anchors[o->nanchors++] = name;
}

static void walk_part(struct walk *w, struct str part);

/* Hanweb's islands: each CDATA section holds a piece of HTML. */
static void island(struct walk *w, struct str s)
{
	size_t at = 0;

	while ((at = str_find(s, STR("<![CDATA["), at)) != SIZE_MAX) {
		size_t end = str_find(s, STR("]]>"), at + 9);

		if (end == SIZE_MAX)
			end = s.n;
		walk_part(w, str_sub(s, at + 9, end - at - 9));
		at = end;
	}
}

static bool is_island(struct html *h)
{
	struct str type = str_trim(html_attr(h, H_TYPE));

	return str_eq_nocase(type, STR("text/xml")) ||
		str_eq_nocase(type, STR("application/xml"));
}

/* --- tokens --- */

/* A datastore outside a script, as dataproxy.jsp answers: its CDATA are no comments. */
static bool datastore(struct walk *w, struct html *h)
{
	size_t end;

	if (h->tag != H_DATASTORE || h->foreign)
		return false;
	end = str_find_nocase(h->in, STR("</datastore"), h->at);
	if (end == SIZE_MAX)
		end = h->in.n;
	island(w, str_sub(h->in, h->at, end - h->at));
	h->at = end;
	return true;
}

/* A template that a browser makes a shadow tree of, and shows (HTML standard 13.2.6.4.4). */
static bool is_shown(struct html *h)
{
	struct str mode = html_attr(h, H_SHADOWROOTMODE);

	return str_eq_nocase(mode, STR("open")) || str_eq_nocase(mode, STR("closed"));
}

static void template_begin(struct walk *w, struct html *h)
{
	bool shown = !w->templates && w->open_templates < TEMPLATES_MAX && is_shown(h);

	if (w->open_templates < TEMPLATES_MAX) {
		uint64_t bit = UINT64_C(1) << w->open_templates;

		w->shown = shown ? w->shown | bit : w->shown & ~bit;
	}
	w->open_templates++;
	w->templates += !shown;
	w->apart += shown;
}

static void template_end(struct walk *w)
{
	bool shown;

	if (!w->open_templates)
		return;
	w->open_templates--;
	shown = w->open_templates < TEMPLATES_MAX && w->shown >> w->open_templates & 1;
	w->templates -= !shown;
	w->apart -= shown;
}

static void srcdoc(struct walk *w, struct str text)
{
	w->apart++;
	walk_part(w, text);
	w->apart--;
}

static void start_tag(struct walk *w, struct part *p)
{
	struct html *h = p->h;

	p->raw_of = h->tag;
	if (h->tag == H_TEMPLATE && !h->foreign)
		template_begin(w, h);
	if (w->templates)
		return;
	if (h->tag == H_BASE && !h->foreign && str_none(w->base_href) && html_has(h, H_HREF))
		w->base_href = html_attr(h, H_HREF);
	anchor_name(w, html_attr(h, H_ID));
	if (h->tag == H_A)
		anchor_name(w, html_attr(h, H_NAME));
	regions_start(&w->regions, h);
	if (h->tag == H_A && !html_has(h, H_HREF))
		anchor_end(w);
	if (h->tag == H_META)
		meta(w, h);
	if (h->tag == H_IMG && html_has(h, H_ALT))
		anchor_text(w, html_attr(h, H_ALT), true);
	p->island = h->tag == H_SCRIPT && is_island(h);
	p->json_ld = h->tag == H_SCRIPT && w->want & WANT_JSON_LD &&
		str_eq_nocase(str_trim(html_attr(h, H_TYPE)), STR("application/ld+json"));
	p->ahead = h->tag == H_SCRIPT && str_eq_nocase(str_trim(html_attr(h, H_TYPE)),
						 STR("speculationrules"));
	p->css = h->tag == H_STYLE && links_style_is_css(h);
	if (h->tag == H_FORM && w->form.open)
		return;
	if (h->tag == H_FORM)
		links_form_begin(&w->form, h);
	if (h->tag != H_FORM || w->form.gets)
		carry(w, h);
	carry_common(w, h);
	if (h->tag == H_IFRAME && html_has(h, H_SRCDOC))
		srcdoc(w, html_attr(h, H_SRCDOC));
}

static void close_tag(struct walk *w, struct part *p)
{
	enum html_atom tag = p->h->tag;

	p->raw_of = H_NONE;
	if (tag == H_TEMPLATE)
		template_end(w);
	if (w->templates)
		return;
	if (tag == H_FORM)
		w->form.open = false;
	if (tag == H_A)
		anchor_end(w);
	regions_close(&w->regions, tag);
}

static void add_json(void *ctx, const char *key, struct str url)
{
	struct walk *w = ctx;

	add(w, arena_str(w->arena, url), w->block_name, arena_str(w->arena, str_of(key)),
		w->block);
}

static void text(struct walk *w, struct part *p)
{
	struct html *h = p->h;

	if (w->templates)
		return;
	if (p->raw_of == H_STYLE && p->css) {
		add_style(w, h->raw, STR("style"), STR_NONE, NULL);
		regions_learn(&w->regions, h->raw, w->arena);
	} else if (p->raw_of == H_SCRIPT && p->island) {
		island(w, h->raw);
	} else if (p->raw_of == H_SCRIPT && p->json_ld) {
		w->block = h->raw.p;
		w->block_name = STR("json-ld");
		json_ld_each(h->raw, add_json, w);
	} else if (p->raw_of == H_SCRIPT && p->ahead) {
		w->block = h->raw.p;
		w->block_name = STR("script");
		speculation_each(h->raw, add_json, w);
	} else if (p->raw_of == H_SCRIPT) {
		regions_script(&w->regions, h->raw, w->arena);
	} else if (h->text_mode == HTML_DATA && w->anchor) {
		anchor_text(w, html_text(h), false);
	}
}

/* One token of a part. */
static void take(struct walk *w, struct part *p)
{
	if (p->h->type == HTML_START)
		start_tag(w, p);
	else if (p->h->type == HTML_CLOSE)
		close_tag(w, p);
	else if (p->h->type == HTML_TEXT)
		text(w, p);
}

static void walk_part(struct walk *w, struct str s)
{
	struct part *p;

	if (w->depth == PART_DEPTH)
		return;
	p = &w->parts[w->depth++];
	p->raw_of = H_NONE;
	if (!p->h) {
		p->h = arena_alloc(w->arena, sizeof(*p->h));
		html_init(p->h, s, w->arena);
	}
	p->h->xml = w->xml && w->depth == 1;
	p->h->modes = !p->h->xml;
	html_again(p->h, s);
	while (html_next(p->h)) {
		take(w, p);
		if (p->h->type == HTML_START && !w->templates)
			datastore(w, p->h);
	}
	w->out->truncated |= p->h->truncated;
	w->depth--;
}

/* --- resolving --- */

/* 4.2.3: a base that cannot be parsed, or is data: or javascript:, is the page's own. */
static const struct url *find_base(const struct walk *w, struct url *room)
{
	struct url page;
	bool has_page = url_parse(w->page_url, NULL, &page, w->arena) == 0;

	if (!str_none(w->base_href) &&
	    url_parse(w->base_href, has_page ? &page : NULL, room, w->arena) == 0 &&
	    !str_eqc(room->scheme, "data") && !str_eqc(room->scheme, "javascript"))
		return room;
	if (!has_page)
		return NULL;
	*room = page;
	return room;
}

static void resolve(struct walk *w)
{
	struct url room, u;
	const struct url *base = find_base(w, &room);
	struct links *o = w->out;
	struct url_near near;

	o->base = base ? base->href : STR_NONE;
	url_near_begin(&near, base);
	for (size_t i = 0; i < o->n; i++) {
		struct link *x = &o->list[i];

		if (url_near(&near, x->href, &x->url, w->arena))
			continue;
		if (url_parse_in(x->href, base, w->encoding, &u, w->arena) == 0)
			x->url = u.href;
	}
}

static void set_text(struct walk *w, struct str text)
{
	w->text = text;
	w->cr = str_findc(text, '\r', 0) != SIZE_MAX;
}

struct walk *links_begin(struct html *h, struct str url, struct str encoding, uint32_t want,
	struct links *out, struct arena *a)
{
	struct walk *w = arena_alloc(a, sizeof(*w));

	index_rows();
	*out = (struct links){0};
	w->page_url = url;
	w->encoding = encoding;
	w->want = want;
	w->out = out;
	w->arena = a;
	w->line = 1;
	w->words = w->folded = BUF_INIT(TEXT_BYTES * 4);
	w->regions.paint = (struct paint){-1, -1};
	w->regions.judge = want & WANT_HIDDEN;
	if (h) {
		set_text(w, h->in);
		w->parts[w->depth++].h = h;
	}
	return w;
}

void links_hide(struct walk *w, struct str names)
{
	regions_know(&w->regions, names);
}

struct str links_hiding(struct str css, struct arena *a)
{
	struct regions *r = arena_alloc(a, sizeof(*r));

	css = str_sub(css, 0, HIDING_BYTES);
	r->judge = true;
	regions_learn(r, css, a);
	return regions_names(r, css, a);
}

bool links_token(struct walk *w)
{
	struct part *p = &w->parts[0];

	if (p->h->type == HTML_START && p->h->tag == H_DATASTORE && !p->h->foreign)
		return false;
	take(w, p);
	return true;
}

void links_end(struct walk *w)
{
	if (w->depth)
		w->out->truncated |= w->parts[0].h->truncated;
	anchor_end(w);
	buf_release(&w->words);
	buf_release(&w->folded);
	resolve(w);
}

void links_read_xhtml(struct str source, struct str url, struct str encoding, uint32_t want,
	struct links *out, struct arena *a)
{
	struct walk *w = links_begin(NULL, url, encoding, want, out, a);

	w->xml = true;
	set_text(w, source);
	walk_part(w, source);
	links_end(w);
}

void links_read_manifest(struct str source, struct str url, struct links *out,
	struct arena *a)
{
	struct walk *w = links_begin(NULL, url, STR_NONE, WANT_LINKS, out, a);

	set_text(w, source);
	w->block = source.p;
	w->block_name = STR("manifest");
	manifest_each(source, add_json, w);
	resolve(w);
}

void links_read(struct str source, struct str url, struct str encoding, uint32_t want,
	struct links *out, struct arena *a)
{
	struct walk *w = links_begin(NULL, url, encoding, want, out, a);

	set_text(w, source);
	walk_part(w, source);
	links_end(w);
}

void links_read_css(struct str source, struct str url, struct links *out, struct arena *a)
{
	struct walk *w = links_begin(NULL, url, STR_NONE, WANT_LINKS, out, a);

	set_text(w, source);
	add_style(w, source, STR("css"), STR_NONE, NULL);
	resolve(w);
}
