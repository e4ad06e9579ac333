/* Where the main text is. */
#include "article-parts.h"

#include "base/utf8.h"
#include "reading.h"

/* Containers of the content systems in use, as class or id, most specific first: where two
 * of them are nested the better one wins unless it lacks much of the text. */
#define NAMED(text, r)                                                                   \
	{                                                                                \
		{(text), sizeof(text) - 1}, (r)                                          \
	}
static const struct container {
	struct str name;
	int rank;
} containers[] = {
	NAMED("UCAP-CONTENT", 1),
	NAMED("TRS_Editor", 1),
	NAMED("trs_editor_view", 1),
	NAMED("TRS_UEDITOR", 1),
	NAMED("v_news_content", 1),
	NAMED("vsb_content", 1),
	NAMED("vsb_content_2", 1),
	NAMED("vsb_content_4", 1),
	NAMED("wp_articlecontent", 1),
	NAMED("Article_Content", 1),
	NAMED("pages_content", 1),
	NAMED("zoomcon", 1),
	NAMED("zoom", 1),
	NAMED("conTxt", 1),
	NAMED("j-fontContent", 1),
	NAMED("artibody", 1),
	NAMED("article-content-body", 1),
	NAMED("govspeak", 1),
	NAMED("field--name-body", 1),
	NAMED("field-name-body", 1),
	NAMED("ewb-article-info", 1),
	NAMED("zsy_comain", 1),
	NAMED("zw", 1),
	NAMED("mainText", 1),
	NAMED("pages-content", 1),
	NAMED("arti_content", 1),
	NAMED("xl_content", 1),
	NAMED("article_con", 2),
	NAMED("article-con", 2),
	NAMED("article-content", 2),
	NAMED("article_content", 2),
	NAMED("articleContent", 2),
	NAMED("content_article", 2),
	NAMED("news_content", 2),
	NAMED("news-content", 2),
	NAMED("newsContent", 2),
	NAMED("detail-content", 2),
	NAMED("detail_content", 2),
	NAMED("detailContent", 2),
	NAMED("info-content", 2),
	NAMED("info_content", 2),
	NAMED("infoContent", 2),
	NAMED("text-content", 2),
	NAMED("text_content", 2),
	NAMED("content_body", 2),
	NAMED("content-body", 2),
	NAMED("main-content", 3),
	NAMED("main_content", 3),
	NAMED("maincontent", 3),
	NAMED("conText", 2),
	NAMED("view-content", 3),
	NAMED("page-content", 3),
	NAMED("artcontent", 2),
	NAMED("art_content", 2),
	NAMED("entry-content", 2),
	NAMED("article-body", 2),
	NAMED("article_body", 2),
	NAMED("con_txt", 2),
	NAMED("xxgk_content", 2),
	NAMED("gkml_content", 2),
	NAMED("bt_content", 2),
	NAMED("content_txt", 2),
	NAMED("contentText", 2),
	NAMED("detail_con", 2),
	NAMED("zwxl-article", 2),
	NAMED("contentbox", 3),
};

static int name_rank(struct str word)
{
	for (size_t i = 0; i < sizeof(containers) / sizeof(containers[0]); i++) {
		if (containers[i].name.n == word.n &&
			str_eq_nocase(containers[i].name, word))
			return containers[i].rank;
	}
	return 0;
}

static bool is_heading(const struct dnode *n)
{
	return n->tag >= TAG_H1 && n->tag <= TAG_H4;
}

/* Best rank of an element's id and the words of its class. */
static int container_rank(const struct dnode *n)
{
	int best;
	struct str class;

	if ((!n->block && n->tag != TAG_OTHER) || is_heading(n))
		return 0;
	if (streq((const char *)n->x->name, "ucapcontent"))
		return 1;
	if (!n->x->properties)
		return 0;
	if (str_eq_nocase(str_trim(doc_attribute(n, "itemprop")), STR("articleBody")))
		return 1; /* schema.org */
	best = name_rank(str_trim(doc_attribute(n, "id")));
	class = doc_attribute(n, "class");
	for (size_t i = 0; i < class.n;) {
		size_t from = i;
		int rank;

		while (i < class.n && !is_space((unsigned char)class.p[i]))
			i++;
		rank = name_rank(str_sub(class, from, i - from));
		if (rank && (!best || rank < best))
			best = rank;
		i++;
	}
	return best;
}

/* Something besides text that makes a container the body: a document, a picture. */
static bool holds_document(const struct doc *d, uint32_t i)
{
	for (uint32_t k = i; k < d->nodes[i].end; k++) {
		const struct dnode *n = &d->nodes[k];

		if (n->tag == TAG_IMG || n->tag == TAG_FRAME || n->tag == TAG_EMBED)
			return true;
		if (n->tag == TAG_SCRIPT && str_has(doc_raw(n), STR("showVsbpdfIframe")))
			return true;
	}
	return false;
}

static bool better_container(
	const struct doc *d, uint32_t best, int best_rank, uint32_t i, int rank)
{
	const struct dnode *b = &d->nodes[best], *n = &d->nodes[i];

	/* lists of links beside the text are none of it */
	if (doc_inside(d, i, best))
		return rank <= best_rank &&
		       (n->text - n->link) * 10 >= (b->text - b->link) * 9;
	if (rank != best_rank)
		return rank < best_rank ? n->text * 4 >= b->text : n->text > b->text * 4;
	return n->text > b->text;
}

/* A text in several containers side by side: the box around them. */
static void join_siblings(struct reader *r, int rank)
{
	const struct doc *d = r->d;
	uint32_t up = d->nodes[r->main].parent;

	for (int level = 0; level < 2 && up != UINT32_MAX;
		level++, up = d->nodes[up].parent) {
		if (d->nodes[up].tag == TAG_BODY)
			return;
		for (uint32_t i = up + 1; i < d->nodes[up].end;) {
			const struct dnode *n = &d->nodes[i];

			if (i == r->main) {
				i = n->end;
				continue;
			}
			if (n->tag != TAG_TEXT && n->x->type == XML_ELEMENT_NODE &&
				!n->skip && n->text > 60 && !n->nav && !n->clutter &&
				!doc_inside(d, r->main, i) && container_rank(n) == rank) {
				r->main = up;
				return;
			}
			i++;
		}
	}
}

/* Who is liable for the site, in a box of the editor as well. */
static bool is_imprint(const struct reader *r, uint32_t i)
{
	struct str s;

	if (r->d->nodes[i].text > 600 || r->d->nodes[i].text == 0)
		return false;
	s = doc_text(r->d, i, r->a);
	return str_has(s, STR("版权所有")) ||
	       (str_has(s, STR("ICP备")) && str_has(s, STR("网站标识码")));
}

static bool find_known(struct reader *r)
{
	const struct doc *d = r->d;
	int best_rank = 0;

	for (uint32_t i = 0; i < d->nnodes; i++) {
		const struct dnode *n = &d->nodes[i];
		int rank;

		if (n->tag == TAG_TEXT || n->skip || n->nav || n->clutter ||
			n->x->type != XML_ELEMENT_NODE)
			continue;
		rank = container_rank(n);
		if (!rank || (n->text == 0 && !holds_document(d, i)) || is_imprint(r, i))
			continue;
		if (!best_rank || better_container(d, r->main, best_rank, i, rank)) {
			r->main = i;
			best_rank = rank;
		}
	}
	if (best_rank)
		join_siblings(r, best_rank);
	return best_rank > 0;
}

/* From the body downwards, always into the box that holds most of the running text, until
 * it is spread over several. Paragraphs are not entered. */
static void find_by_mass(struct reader *r)
{
	const struct doc *d = r->d;
	uint32_t at = 0;

	for (uint32_t i = 0; i < d->nnodes; i++) {
		if (d->nodes[i].tag == TAG_BODY) {
			at = i;
			break;
		}
	}
	for (;;) {
		uint32_t best = 0;

		for (uint32_t c = at + 1; c < d->nodes[at].end; c = d->nodes[c].end) {
			const struct dnode *n = &d->nodes[c];

			if (n->block && n->tag != TAG_P && !is_heading(n) &&
				(!best || n->mass > d->nodes[best].mass))
				best = c;
		}
		/* 4 of 5: a footer or a side box may hold the rest */
		if (!best || d->nodes[best].mass * 5 < d->nodes[at].mass * 4 ||
			d->nodes[best].mass == 0)
			break;
		at = best;
	}
	r->main = at;
}

/* Boxes that are part of running text: lists and quotations. */
static bool is_text_box(const struct dnode *n)
{
	static const char *const names[] = {"ul", "ol", "dl", "blockquote", "address"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		if (streq((const char *)n->x->name, names[i]))
			return true;
	}
	return false;
}

/* Running text that stands in box i itself: in its paragraphs, lists, tables and loose text,
 * not in boxes inside it. */
static uint32_t own_mass(const struct doc *d, uint32_t i)
{
	uint32_t sum = 0;

	for (uint32_t c = i + 1; c < d->nodes[i].end; c = d->nodes[c].end) {
		const struct dnode *n = &d->nodes[c];

		if (!n->block || n->tag == TAG_P || n->tag == TAG_TABLE || n->tag == TAG_BOX)
			sum += n->tag == TAG_BOX && !is_text_box(n) ? 0 : n->mass;
	}
	return sum;
}

/* Another box of the same class below `within` holds running text as well: an article cut
 * into parts by pictures. */
static bool has_twin(const struct doc *d, uint32_t within, uint32_t box)
{
	struct str class = str_trim(doc_attribute(&d->nodes[box], "class"));

	for (uint32_t i = within + 1; class.n && i < d->nodes[within].end; i++) {
		const struct dnode *n = &d->nodes[i];

		if (i != box && n->block && n->mass > 300 &&
			str_eq(str_trim(doc_attribute(n, "class")), class))
			return true;
	}
	return false;
}

/* Running text in another row right above or below: a text whose paragraphs are the rows of
 * a table. Rows of names and links, as around the text on old sites, have none. */
static bool goes_on_in_rows(const struct doc *d, uint32_t row)
{
	uint32_t before = NO_PARENT, table = d->nodes[row].parent;

	for (uint32_t i = table + 1; i < d->nodes[table].end; i = d->nodes[i].end) {
		const struct dnode *n = &d->nodes[i];
		bool text = i == row || (n->mass > 0 && n->link * 2 <= n->text);

		if (n->tag != TAG_TR || (n->text == 0 && i != row))
			continue;
		if (i != row && before == row)
			return text;
		if (i == row && before != NO_PARENT)
			return true;
		before = text ? i : NO_PARENT;
	}
	return false;
}

static bool is_one_row_of_text(const struct doc *d, uint32_t box, uint32_t main)
{
	for (; box != main; box = d->nodes[box].parent) {
		if (d->nodes[box].tag == TAG_TR && goes_on_in_rows(d, box))
			return true;
	}
	return false;
}

/* Where the box by mass holds side lists as well: the one box inside it whose own
 * paragraphs are more than half of its running text. */
static void narrow_to_paragraphs(struct reader *r)
{
	const struct doc *d = r->d;
	uint32_t best = r->main, most = own_mass(d, r->main);

	for (uint32_t i = r->main + 1; i < d->nodes[r->main].end; i++) {
		const struct dnode *n = &d->nodes[i];
		uint32_t own;

		if (!n->block || n->tag == TAG_P || is_heading(n) ||
			n->mass * 2 <= d->nodes[r->main].mass)
			continue;
		own = own_mass(d, i);
		if (own >= most && !is_one_row_of_text(d, i, r->main)) {
			best = i;
			most = own;
		}
	}
	if (best != r->main && most * 2 > d->nodes[r->main].mass && !has_twin(d, r->main, best))
		r->main = best;
}

static void settle_lines(struct reader *r)
{
	const struct doc *d = r->d;

	r->from = doc_line_at(d, r->main);
	r->to = doc_line_at(d, d->nodes[r->main].end);
}

/* A document, a picture, a player: content without words. */
static bool is_shown(const struct dnode *n)
{
	return (n->tag == TAG_A && is_file_address(doc_attribute(n, "href"))) ||
	       n->tag == TAG_IMG || n->tag == TAG_EMBED || n->tag == TAG_FRAME;
}

/* Box holds more than the title and its credits. */
static bool holds_more(const struct reader *r, uint32_t box)
{
	const struct doc *d = r->d;

	for (size_t i = r->title_line + 1; i < d->nlines && d->lines[i].first < d->nodes[box].end;
		i++) {
		const struct line *l = &d->lines[i];

		if (!l->nav && !l->clutter && !line_is_credit(l->text) &&
			!line_is_frame(l->text) && !line_is_date(r, l->text) &&
			!doc_inside(d, l->first, r->title_box))
			return true;
	}
	for (uint32_t i = r->title_node; i < d->nodes[box].end; i++) {
		const struct dnode *n = &d->nodes[i];

		if (!n->nav && !n->clutter && !n->skip && is_shown(n))
			return true;
	}
	return false;
}

/* Main says nothing, or nothing but the title and its credits, or who is liable. */
static bool is_hollow(const struct reader *r)
{
	return r->d->nodes[r->main].mass == 0 || is_imprint(r, r->main) ||
	       (doc_inside(r->d, r->title_node, r->main) && !holds_more(r, r->main));
}

void main_beside_title(struct reader *r)
{
	const struct doc *d = r->d;
	uint32_t box;

	if (r->known || r->title_line >= d->nlines || !is_hollow(r))
		return;
	for (box = d->nodes[r->title_node].parent;
		box != NO_PARENT && d->nodes[box].tag != TAG_BODY; box = d->nodes[box].parent) {
		if (!holds_more(r, box))
			continue;
		r->main = box;
		settle_lines(r);
		return;
	}
}

/* Children of one box that are paragraphs of one text: <p>, headings, boxes of one class. */
static bool continues_text(const struct reader *r, uint32_t i)
{
	const struct dnode *n = &r->d->nodes[i], *m = &r->d->nodes[r->main];

	if (n->nav || n->clutter || n->skip || n->link * 2 > n->text || i == r->title_box ||
		doc_inside(r->d, r->title_node, i))
		return false;
	if (n->tag == TAG_P || n->tag == TAG_TABLE || is_heading(n))
		return true;
	return n->block && n->tag == m->tag && streq((const char *)n->x->name, (const char *)m->x->name) &&
	       str_eq(str_trim(doc_attribute(n, "class")), str_trim(doc_attribute(m, "class")));
}

static bool line_belongs(const struct reader *r, size_t i)
{
	const struct line *l = &r->d->lines[i];

	return !line_is_credit(l->text) && !line_is_frame(l->text) &&
	       !line_is_date(r, l->text);
}

/* The first line of the paragraphs that go before main in its box. */
static size_t begin_of_text(const struct reader *r, uint32_t up)
{
	const struct doc *d = r->d;
	size_t from = r->from;

	while (from > 0 && from - 1 > r->title_line && d->lines[from - 1].first > up) {
		uint32_t i = d->lines[from - 1].first;

		while (d->nodes[i].parent != up)
			i = d->nodes[i].parent;
		if (!continues_text(r, i) || !line_belongs(r, from - 1))
			break;
		from--;
	}
	return from;
}

static size_t end_of_text(const struct reader *r, uint32_t up)
{
	const struct doc *d = r->d;
	size_t to = r->to;

	while (to < d->nlines && d->lines[to].first < d->nodes[up].end) {
		uint32_t i = d->lines[to].first;

		while (d->nodes[i].parent != up)
			i = d->nodes[i].parent;
		if (!continues_text(r, i) || !line_belongs(r, to))
			break;
		to++;
	}
	return to;
}

#define LEAD_BYTES 90 /* of a paragraph: no caption, no note */

/* A sentence or more outside the frame. */
static bool is_paragraph(const struct reader *r, size_t i)
{
	static const char *const ends[] = {".", "!", "?", "。", "！", "？"};
	const struct line *l = &r->d->lines[i];

	if (l->text.n < LEAD_BYTES || l->link_bytes * 4 > l->text.n || !line_belongs(r, i))
		return false;
	for (size_t k = 0; k < sizeof(ends) / sizeof(ends[0]); k++) {
		if (str_ends(l->text, str_of(ends[k])))
			return true;
	}
	return false;
}

/* Paragraphs between the title and the box that is known to hold the text: its lead. */
static void take_lead(struct reader *r)
{
	for (size_t i = r->from; i-- > r->title_line + 1;) {
		const struct line *l = &r->d->lines[i];

		if (l->nav || l->clutter)
			continue;
		if (!is_paragraph(r, i))
			return;
		r->from = i;
	}
}

/* A text whose first or last paragraphs stand beside the box of most of it. */
void main_widen(struct reader *r)
{
	uint32_t up = r->d->nodes[r->main].parent;
	size_t from, to;

	if (r->known && r->title_line < r->from)
		take_lead(r);
	if (r->known || up == NO_PARENT || r->d->nodes[up].tag == TAG_BODY ||
		r->title_line >= r->from)
		return;
	from = begin_of_text(r, up);
	to = end_of_text(r, up);
	if (from == r->from && to == r->to)
		return;
	r->main = up;
	r->from = from;
	r->to = to;
}

void main_find(struct reader *r)
{
	struct reader other = *r;

	r->known = find_known(r);
	if (r->known) {
		other.main = 0;
		find_by_mass(&other);
		/* a known name on a side box, while the text stands elsewhere */
		if (!doc_inside(r->d, r->main, other.main) &&
			!doc_inside(r->d, other.main, r->main) &&
			r->d->nodes[other.main].mass >
				400 + 6 * r->d->nodes[r->main].mass)
			r->known = false;
	}
	if (!r->known) {
		find_by_mass(r);
		narrow_to_paragraphs(r);
	}
	settle_lines(r);
}
