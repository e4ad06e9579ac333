/* The page as an array of nodes in document order. */
#include "list-tree.h"

#include "base/err.h"
#include "base/utf8.h"
#include "reading.h"

#define NAME(i) ((const char *)(i)->name)

static const char *const tag_names[] = {
	[TAG_TEXT] = "", [TAG_OTHER] = "*", [TAG_A] = "a", [TAG_ARTICLE] = "article",
	[TAG_ASIDE] = "aside", [TAG_B] = "b", [TAG_BASE] = "base", [TAG_BODY] = "body",
	[TAG_BR] = "br", [TAG_DD] = "dd", [TAG_DIV] = "div", [TAG_DL] = "dl", [TAG_DT] = "dt",
	[TAG_EM] = "em", [TAG_FOOTER] = "footer", [TAG_FORM] = "form", [TAG_H1] = "h1",
	[TAG_H2] = "h2", [TAG_H3] = "h3", [TAG_H4] = "h4", [TAG_H5] = "h5", [TAG_H6] = "h6",
	[TAG_HEAD] = "head", [TAG_HEADER] = "header", [TAG_HR] = "hr", [TAG_HTML] = "html",
	[TAG_I] = "i", [TAG_IMG] = "img", [TAG_LABEL] = "label", [TAG_LI] = "li",
	[TAG_LINK] = "link", [TAG_MAIN] = "main", [TAG_META] = "meta", [TAG_NAV] = "nav",
	[TAG_OL] = "ol", [TAG_OPTION] = "option", [TAG_P] = "p", [TAG_SECTION] = "section",
	[TAG_SELECT] = "select", [TAG_SPAN] = "span", [TAG_STRONG] = "strong",
	[TAG_TABLE] = "table", [TAG_TBODY] = "tbody", [TAG_TD] = "td", [TAG_TH] = "th",
	[TAG_THEAD] = "thead", [TAG_TIME] = "time", [TAG_TITLE] = "title", [TAG_TR] = "tr",
	[TAG_UL] = "ul",
};

const char *tree_tag_name(int tag)
{
	return tag_names[tag];
}

/* Sorted, so a binary search finds it. */
static int tag_of(const char *name)
{
	int lo = TAG_A, hi = TAG_UL;

	while (lo <= hi) {
		int mid = (lo + hi) / 2, c = strcmp(name, tag_names[mid]);

		if (c == 0)
			return mid;
		if (c < 0)
			hi = mid - 1;
		else
			lo = mid + 1;
	}
	return TAG_OTHER;
}

struct str tree_attr(const struct tree_node *x, const char *name)
{
	const xmlAttr *at;

	if (x->tag == TAG_TEXT)
		return STR_NONE;
	for (at = x->xml->properties; at; at = at->next)
		if (at->name[0] == (unsigned char)name[0] && streq((const char *)at->name, name))
			return at->children && at->children->content
				? str_of((const char *)at->children->content)
				: STR("");
	return STR_NONE;
}

#define W(text) {text, sizeof(text) - 1}
#define WORD_IN(w, list) word_in((w), (list), sizeof(list) / sizeof((list)[0]))

static bool word_in(struct str w, const struct str *list, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (w.n == list[i].n && str_eq_nocase(w, list[i]))
			return true;
	return false;
}

/* Classes that tell rows of one list apart say nothing about the place. */
static bool row_class(struct str token)
{
	static const struct str row[] = {W("odd"), W("even"), W("first"), W("last"),
		W("active"), W("current"), W("on"), W("off"), W("hover"), W("cur"),
		W("alt"), W("clearfix"), W("clear"), W("cf"), W("fl"), W("fr"),
		W("selected"), W("top"), W("sticky"), W("new"), W("hot"), W("red"),
		W("bold"), W("item"), W("bg"), W("line"), W("nobg"), W("noborder")};
	size_t cut = token.n;

	while (cut && token.p[cut - 1] != '-' && token.p[cut - 1] != '_')
		cut--;
	return WORD_IN(str_sub(token, cut, token.n), row) || str_ends_nocase(token, STR("odd")) ||
		str_ends_nocase(token, STR("even"));
}

static uint64_t mix(uint64_t h, uint64_t v)
{
	h ^= v + UINT64_C(0x9e3779b97f4a7c15) + (h << 6) + (h >> 2);
	return h * UINT64_C(0xff51afd7ed558ccd);
}

static uint64_t token_hash(struct str token)
{
	uint64_t h = 14695981039346656037u;

	for (size_t i = 0; i < token.n; i++) {
		if (is_digit((unsigned char)token.p[i]))
			continue;
		h ^= (uint64_t)to_lower((unsigned char)token.p[i]);
		h *= 1099511628211u;
	}
	return h;
}

static bool next_token(struct str *rest, struct str *token)
{
	while (rest->n && is_space((unsigned char)rest->p[0]))
		*rest = str_sub(*rest, 1, rest->n);
	if (!rest->n)
		return false;
	*token = *rest;
	token->n = 0;
	while (token->n < rest->n && !is_space((unsigned char)rest->p[token->n]))
		token->n++;
	*rest = str_sub(*rest, token->n, rest->n);
	return true;
}

/* Hash of a class attribute without its order and without what tells rows apart: of rows of
 * tables also rgRow and rgAltRow. */
static uint64_t class_hash(struct str class, bool row)
{
	uint64_t h = 0;
	struct str token;

	for (int i = 0; i < 16 && next_token(&class, &token); i++)
		if (!row_class(token) && !(row && (str_ends_nocase(token, STR("row")) ||
						       str_has(token, STR("lternat")))))
			h += token_hash(token);
	return h;
}

/* margin-bottom-15, no-sidebar, show-social-block: how a box looks and what it has, not where
 * it stands. */
static bool layout_class(struct str token)
{
	static const char *const word[] = {"margin", "padding", "border", "align", "vertical",
		"no-", "has-", "with-", "show-", "hide-", NULL};

	if (str_has(token, STR("-show-")) || str_has(token, STR("-hide-")))
		return true;

	for (const char *const *w = word; *w; w++)
		if (str_starts_nocase(token, str_of(*w)))
			return true;
	return false;
}

/* entry-header, card-header, list_head: that of an entry, not of the page. */
static bool header_of_part(struct str s)
{
	static const char *const part[] = {"entry", "post", "article", "card", "item", "panel",
		"event", "meeting", "accordion", "block", "section", "content", "list", "news",
		"table", "group", NULL};

	for (const char *const *w = part; *w; w++)
		if (str_starts_nocase(s, str_of(*w)))
			return str_ends_nocase(s, STR("header"));
	return false;
}

/* Words of one class or id that name the place: parted by - _ and inner capitals. */
static unsigned zone_of_token(struct str s)
{
	static const struct str nav[] = {W("nav"), W("navi"), W("navbar"),
		W("navigation"), W("menu"), W("submenu"), W("mainmenu"), W("foot"),
		W("footer"), W("crumb"), W("crumbs"), W("breadcrumb"), W("breadcrumbs"),
		W("weizhi"), W("position"), W("location"), W("dqwz"), W("friend"),
		W("friendlink"), W("yqlj"), W("links"), W("pager"), W("pagination"),
		W("paging"), W("fenye"), W("pagenav"), W("copyright"), W("topbar"),
		W("header"), W("login"), W("share"), W("lang"), W("language"),
		W("toolbar"), W("sitemap"), W("skip"), W("banner"), W("tags"),
		W("social"), W("headmenu"), W("leftmenu"), W("leftnav"), W("topnav"),
		W("mainnav"), W("bottom"), W("subnav"), W("daohang")};
	static const struct str side[] = {W("side"), W("sidebar"), W("aside"),
		W("related"), W("hot"), W("rank"), W("recommend"), W("xgxx"),
		W("tuijian"), W("paihang"), W("widget"), W("ads"), W("tree"),
		W("treeview"), W("facet"), W("facets")};
	static const struct str hidden[] = {W("popbox"), W("popup"), W("modal"),
		W("dropdown"), W("tooltip")};
	unsigned zone = 0;

	for (size_t at = 0; at < s.n && at < 256;) {
		size_t n = 0;

		while (at + n < s.n && is_alpha((unsigned char)s.p[at + n]) &&
			(n == 0 || s.p[at + n] >= 'a' || s.p[at + n - 1] < 'a'))
			n++;
		if (n >= 3) {
			struct str w = str_sub(s, at, n);

			zone |= WORD_IN(w, nav) ? ZONE_NAV : 0;
			zone |= WORD_IN(w, side) ? ZONE_SIDE : 0;
			zone |= WORD_IN(w, hidden) ? ZONE_HIDDEN : 0;
		}
		at += n ? n : 1;
	}
	return zone;
}

static unsigned zone_of_words(struct str s)
{
	struct str token;
	unsigned zone = 0;

	for (int i = 0; i < 16 && next_token(&s, &token); i++)
		if (!layout_class(token) && !header_of_part(token))
			zone |= zone_of_token(token);
	return zone;
}

static unsigned own_zone(const struct tree_node *x, struct str class, struct str id)
{
	unsigned zone = zone_of_words(class) | zone_of_words(id);
	struct str style = tree_attr(x, "style");

	if (x->tag == TAG_NAV || x->tag == TAG_FOOTER)
		zone |= ZONE_NAV;
	if (x->tag == TAG_ASIDE)
		zone |= ZONE_SIDE;
	if (style.n && (str_find_nocase(style, STR("display:none"), 0) != SIZE_MAX ||
			       str_find_nocase(style, STR("display: none"), 0) != SIZE_MAX))
		zone |= ZONE_HIDDEN;
	if (str_eqc(class, "portalwatch-island"))
		zone |= ZONE_ISLAND;
	return zone;
}

static bool is_emphasis(const struct tree_node *x)
{
	static const char *const other[] = {"font", "u", "big", "small", NULL};

	if (x->tag == TAG_B || x->tag == TAG_STRONG || x->tag == TAG_EM || x->tag == TAG_I)
		return true;
	for (const char *const *name = other; x->tag == TAG_OTHER && *name; name++)
		if (streq(NAME(x->xml), *name))
			return true;
	return false;
}

static bool cell_tag(int tag)
{
	return tag == TAG_TD || tag == TAG_TH;
}

/* Rows of some programs carry an id each, of letters alone at times. */
static bool id_names_place(int tag)
{
	return tag != TAG_LI && tag != TAG_TR && tag != TAG_A && tag != TAG_TBODY &&
		tag != TAG_ARTICLE && tag != TAG_TD && tag != TAG_SPAN && tag != TAG_P &&
		tag != TAG_DD && tag != TAG_DT;
}

/* The place of a cell in its row matters: title and number columns are both td > a. */
static void describe(struct tree_node *x, struct tree_node *parent)
{
	struct str class = tree_attr(x, "class"), id = tree_attr(x, "id");
	uint64_t own = x->tag == TAG_OTHER ? token_hash(str_of(NAME(x->xml))) : x->tag;
	uint64_t above = parent ? parent->path : 1;
	bool digits = false, in_row = parent && parent->tag == TAG_TR;
	uint64_t classes = class.n ? class_hash(class, x->tag == TAG_TR) : 0;

	if (cell_tag(x->tag) && !in_row) /* browsers put a row between */
		above = mix(above, TAG_TR);
	x->tags = mix(parent ? parent->tags : 1, own);
	x->shape = own;
	if (class.n)
		x->shape = mix(x->shape, classes);
	if (classes) /* else it tells rows apart only: <li class="bg"> stands where <li> does */
		own = mix(own, classes);
	for (size_t i = 0; i < id.n; i++)
		digits |= is_digit((unsigned char)id.p[i]);
	if (id.n && !digits && id_names_place(x->tag)) {
		own = mix(own, token_hash(id) * 3);
		x->shape = mix(x->shape, token_hash(id) * 3);
	}
	if (cell_tag(x->tag))
		own = mix(own, (in_row ? parent->nchildren < 40 ? parent->nchildren : 40u : 0) + 7);
	if (parent && parent->nchildren < UINT16_MAX)
		parent->nchildren++;
	x->emphasis = parent && parent->tag != TAG_BODY &&
		(parent->tag != TAG_P || parent->nchildren == 1) && is_emphasis(x);
	x->path = x->emphasis ? parent->path : mix(above, own);
	if (x->emphasis)
		x->tags = parent->tags;
	x->zone = (uint8_t)own_zone(x, class, id);
}

static bool left_out(const xmlNode *n)
{
	const char *name = NAME(n);

	if (n->type == XML_TEXT_NODE || n->type == XML_CDATA_SECTION_NODE)
		return !n->content;
	if (n->type != XML_ELEMENT_NODE)
		return true;
	if (name[0] != 's' && name[0] != 't')
		return false;
	return streq(name, "script") || streq(name, "style") || streq(name, "template") ||
		streq(name, "svg");
}

static struct str trimmed(const xmlNode *n)
{
	return str_trim(str_of((const char *)n->content));
}

static void close_node(struct tree *t, uint32_t i, uint32_t *open)
{
	for (;;) {
		uint32_t k = *open;

		t->node[k].end = (uint32_t)t->n;
		*open = t->node[k].parent;
		if (k == i || k == 0)
			return;
	}
}

/* The node after n in document order, not going into it when `over`; closes what ends. */
static xmlNode *step(struct tree *t, xmlNode *n, bool over, uint32_t *open)
{
	if (!over && n->children)
		return n->children;
	while (n) {
		if (!over) {
			uint32_t i = (uint32_t)(uintptr_t)n->_private - 1;

			if (!t->node[i].end) /* not closed by a later cell or row */
				close_node(t, i, open);
		}
		over = false;
		if (n->next)
			return n->next;
		n = n->parent;
		if (!n || n->type != XML_ELEMENT_NODE)
			return NULL;
	}
	return NULL;
}

static bool definition_tag(int tag)
{
	return tag == TAG_DT || tag == TAG_DD;
}

/* A cell, row or item ends the one before it, as in browsers, also where a <font> that
 * nobody closed has kept that one open for libxml2: otherwise each row of such a table
 * lies inside the one before and stands in a place of its own. */
static void end_earlier(struct tree *t, int tag, uint32_t *open)
{
	uint32_t i = *open, end = UINT32_MAX;

	if (!cell_tag(tag) && tag != TAG_TR && tag != TAG_LI && !definition_tag(tag))
		return;
	for (; i; i = t->node[i].parent) {
		int up = t->node[i].tag;

		if (up == TAG_TABLE || up == TAG_TBODY || up == TAG_THEAD || up == TAG_DL ||
			(tag == TAG_LI && (up == TAG_UL || up == TAG_OL || cell_tag(up))))
			break;
		if (definition_tag(tag) ? definition_tag(up) : tag == TAG_LI ? up == TAG_LI
				: cell_tag(up) || (up == TAG_TR && tag == TAG_TR))
			end = i;
		if (up == TAG_TR)
			break;
	}
	if (end != UINT32_MAX)
		close_node(t, end, open);
}

static void add_element(struct tree *t, xmlNode *n, uint32_t *open)
{
	struct tree_node *x = &t->node[t->n];

	x->tag = (uint8_t)tag_of(NAME(n));
	if (t->n) {
		end_earlier(t, x->tag, open);
		x->parent = *open;
		x->depth = (uint16_t)(t->node[*open].depth + 1);
	}
	describe(x, t->n ? &t->node[*open] : NULL);
	*open = (uint32_t)t->n++;
	n->_private = (void *)(uintptr_t)(*open + 1);
}

static void add_text(struct tree *t, xmlNode *n, uint32_t open, uint32_t *text)
{
	struct tree_node *x = &t->node[t->n];

	x->parent = open;
	x->depth = (uint16_t)(t->node[open].depth + 1);
	x->text = trimmed(n);
	x->path = t->node[open].path;
	x->zone = t->node[open].zone;
	*text += (uint32_t)x->text.n;
	x->end = (uint32_t)++t->n;
	n->_private = NULL;
}

#define NODE_BYTES 20 /* of text for each node, in the densest lists */

static void flatten(struct tree *t, xmlNode *root, size_t text_bytes, struct arena *a)
{
	size_t cap = text_bytes / NODE_BYTES + 64;
	uint32_t open = 0, text = 0;
	xmlNode *n = root;

	t->node = arena_raw(a, cap * sizeof(*t->node));
	while (n) {
		bool element = n->type == XML_ELEMENT_NODE, out = left_out(n);

		if (!out && t->n && (t->node[open].depth >= TREE_DEPTH_MAX ||
					    t->n >= TREE_NODES_MAX)) {
			t->truncated = true;
			out = true;
		}
		if (out) {
			n = step(t, n, true, &open);
			continue;
		}
		t->node = arena_grow(a, t->node, t->n, &cap, sizeof(*t->node));
		t->node[t->n] = (struct tree_node){.xml = n, .text_before = text};
		if (element)
			add_element(t, n, &open);
		else
			add_text(t, n, open, &text);
		n = step(t, n, !element, &open);
	}
	if (t->n && !t->node[0].end)
		close_node(t, 0, &open);
}

size_t tree_text_bytes(const struct tree *t, uint32_t i)
{
	uint32_t end = t->node[i].end;
	size_t total = t->n ? t->node[t->n - 1].text_before + t->node[t->n - 1].text.n : 0;

	return (end < t->n ? t->node[end].text_before : total) - t->node[i].text_before;
}

/* Zones are inherited; a wrapper that holds most of the page is no zone, however it is
 * called. */
static void inherit_zones(struct tree *t)
{
	size_t total = t->n ? tree_text_bytes(t, 0) : 0;

	for (uint32_t i = 0; i < t->n; i++) {
		struct tree_node *x = &t->node[i];

		if (x->tag == TAG_TEXT)
			x->zone = 0;
		else if ((x->zone & (ZONE_NAV | ZONE_SIDE | ZONE_HIDDEN)) &&
			tree_text_bytes(t, i) * 2 > total)
			x->zone &= (uint8_t)~(ZONE_NAV | ZONE_SIDE | ZONE_HIDDEN);
		if (i)
			x->zone |= t->node[x->parent].zone;
	}
}

void tree_read(struct tree *t, struct str text, struct arena *a)
{
	xmlNode *root;

	*t = (struct tree){0};
	if (text.n > TREE_BYTES_MAX) {
		text = str_sub(text, 0, TREE_BYTES_MAX);
		t->truncated = true;
	}
	html_dom_read(&t->dom, text, 0, a);
	if (t->dom.read < text.n) {
		t->refused = "a tag has more than 512 attributes";
		return;
	}
	root = t->dom.doc ? xmlDocGetRootElement(t->dom.doc) : NULL;
	if (!root) {
		t->refused = "there is no element in it";
		return;
	}
	flatten(t, root, text.n, a);
	tree_mark_boxes(t);
	inherit_zones(t);
}

void tree_release(struct tree *t)
{
	html_dom_release(&t->dom);
	*t = (struct tree){0};
}

uint32_t tree_index(const struct tree *t, const xmlNode *n)
{
	uintptr_t i;

	while (n && n->type != XML_ELEMENT_NODE)
		n = n->parent;
	i = n ? (uintptr_t)n->_private : 0;
	return i && i <= t->n ? (uint32_t)(i - 1) : UINT32_MAX;
}

static bool inline_tag(int tag)
{
	return tag == TAG_A || tag == TAG_B || tag == TAG_I || tag == TAG_EM ||
		tag == TAG_STRONG || tag == TAG_OTHER;
}

/* Is there space between this text node and the one before: in either text, or because
 * an element that is no mere emphasis begins or ends between them? */
static bool parted(const struct tree *t, uint32_t before, uint32_t i)
{
	const char *p = (const char *)t->node[before].xml->content;
	const char *q = (const char *)t->node[i].xml->content;
	size_t n = strlen(p);

	if ((n && is_space((unsigned char)p[n - 1])) || is_space((unsigned char)q[0]))
		return true;
	for (uint32_t k = before + 1; k < i; k++)
		if (!inline_tag(t->node[k].tag))
			return true;
	return t->node[before].parent != t->node[i].parent &&
		!inline_tag(t->node[t->node[before].parent].tag) &&
		t->node[before].parent >= i - 1;
}

static void add_folded(struct buf *b, struct str s)
{
	for (size_t at = 0; at < s.n;) {
		size_t from = at;
		int32_t c = utf8_next(s, &at);

		if (cp_is_space(c)) {
			if (b->n && b->p[b->n - 1] != ' ')
				buf_addc(b, ' ');
		} else {
			buf_add(b, s.p + from, at - from);
		}
	}
}

/* Has it nothing to fold: no white space but single blanks between words? */
static bool is_folded(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c < ' ' || (c == ' ' && (i == 0 || s.p[i - 1] == ' ')) || c == 0xc2 ||
			c == 0xe1 || c == 0xe2 || c == 0xef ||
			(c == 0xe3 && str_starts(str_sub(s, i, 3), STR("\xe3\x80\x80"))))
			return false;
	}
	return true;
}

/* The one text in [i, end) where there is one only; none else. */
static struct str only_text(const struct tree *t, uint32_t i)
{
	struct str s = STR_NONE;

	for (uint32_t k = i; k < t->node[i].end; k++) {
		if (t->node[k].tag != TAG_TEXT || !t->node[k].text.n)
			continue;
		if (s.n)
			return STR_NONE;
		s = t->node[k].text;
	}
	return s;
}

struct str tree_text(const struct tree *t, uint32_t i, size_t max, struct arena *a)
{
	struct str one = t->node[i].end - i <= 16 ? only_text(t, i) : STR_NONE;
	struct buf b = BUF_INIT(max + 8);
	uint32_t before = UINT32_MAX;
	struct str out;

	if (one.n && one.n <= max && is_folded(one))
		return one;
	for (uint32_t k = i; k < t->node[i].end && b.n < max && !b.over; k++) {
		if (t->node[k].tag != TAG_TEXT || !t->node[k].text.n)
			continue;
		if (before != UINT32_MAX && b.n && b.p[b.n - 1] != ' ' && parted(t, before, k))
			buf_addc(&b, ' ');
		add_folded(&b, t->node[k].text);
		before = k;
	}
	out = arena_str(a, str_trim(buf_str(&b)));
	buf_release(&b);
	return out;
}
