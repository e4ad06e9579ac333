/* The list of a page: configured, learned or mined. */
#include "crawler/list.h"

#include "list-mine.h"

static struct str base_of(const struct mine *m)
{
	for (uint32_t i = 0; i < m->tree.n && i < 400; i++) {
		struct str href;

		if (m->tree.node[i].tag != TAG_BASE)
			continue;
		href = str_trim(tree_attr(&m->tree.node[i], "href"));
		if (href.n) {
			struct str base = url_resolve(m->order->url, href, m->a);

			return str_none(base) ? m->order->url : base;
		}
	}
	return m->order->url;
}

/* Dates inside the records say more than dates between links, which footers have, too. */
static bool dated_list(const struct reading *r)
{
	if (streq(r->where, "inside"))
		return r->dated >= 0.5;
	return r->n >= 3 && r->dated >= 0.7;
}

/* Width of what names a record: its link, or where all links say "Download", the text
 * beside them. */
static double text_width(const struct reading *r)
{
	return r->named < 0.5 && r->rich > r->width ? r->rich : r->width;
}

/* Rows of a table that lead to addresses alike but for a number: a list of short titles
 * without dates, which as items of a list would be a menu. */
static bool numbered_rows(const struct mine *m, const struct reading *r)
{
	if (r->n < 5 || m->tree.node[r->entry[0].node].tag != TAG_TR || r->width < 10 ||
		r->unique < 0.9 || r->named < 0.9 || r->nav + r->side + r->hidden + r->column > 0)
		return false;
	for (size_t i = 1; i < r->n; i++)
		if (!mine_like_addresses(m->lead[r->entry[0].lead].href,
			    m->lead[r->entry[i].lead].href))
			return false;
	return true;
}

/* A title and a paragraph each: no menu has that. */
bool mine_summarised(const struct reading *r)
{
	return r->n >= 3 && r->summary >= 0.6 && r->width >= 16 && r->unique > 0.9 &&
		r->nav + r->side + r->hidden + r->column <= 0;
}

/* A few whole sentences as links, apart from menus: a column that has just begun. */
static bool long_titles(const struct reading *r)
{
	return r->n >= 3 && r->width >= 36 && r->unique > 0.9 && r->named > 0.9 &&
		r->nav + r->side + r->hidden + r->column <= 0;
}

/* Documents called by numbers or months, many of them: "O-5741", "January 2019". */
static bool numbered_files(const struct reading *r)
{
	return r->n >= 10 && r->file >= 0.9 && r->width >= 4 && r->unique >= 0.9 &&
		r->named >= 0.9 && r->nav + r->side + r->hidden + r->column <= 0;
}

/* Menus, footers and bare word lists are no notices, whatever else the page lacks. */
bool mine_is_list(const struct mine *m, const struct reading *r)
{
	if (r->n == 0 || (r->nav > 0.5 && r->dated < 0.6) ||
		(r->column > 0.5 && (r->dated < 0.8 || r->n < 3)))
		return false;
	if (dated_list(r))
		return true;
	if (r->side > 0.5 && r->n < 20)
		return false;
	if (r->dated_url >= 0.6 && r->nav < 0.5)
		return true;
	if (r->nav > 0.2)
		return false;
	if (r->n >= 4 && r->document >= 0.6 && r->rich >= 8)
		return true;
	if (r->n >= 3 && r->file >= 0.9 && r->rich >= 12 && r->nav + r->side + r->hidden <= 0)
		return true;
	if (numbered_rows(m, r) || numbered_files(r) || mine_summarised(r) || long_titles(r))
		return true;
	return r->n >= 5 && text_width(r) >= 18 && r->unique > 0.9 && r->column < 0.2 &&
		r->hidden < 0.5 && r->side < 0.5;
}

static struct str explain(const struct mine *m, const struct reading *r)
{
	const struct reading *other = NULL;
	const struct tree *t = &m->tree;
	struct str text;

	for (size_t i = 0; i < m->nreadings && !other; i++)
		if (m->reading[i].cluster != r->cluster)
			other = &m->reading[i];
	text = arena_strf(m->a,
		"%zu records <%s> of %zu links in %zu places, dates %s for %.0f %%, titles of %.0f"
		" columns, score %.1f",
		r->n, tree_tag_name(t->node[r->entry[0].node].tag), m->nleads, m->nclusters,
		r->where, 100 * r->dated, r->width, r->score);
	if (other)
		text = arena_strf(m->a,
			"%.*s; runner-up %zu <%s> beginning '%.*s', score %.1f", STR_ARG(text),
			other->n, tree_tag_name(t->node[other->entry[0].node].tag),
			STR_ARG(str_sub(m->lead[other->entry[0].lead].shown, 0, 60)),
			other->score);
	return text;
}

/* Words by which a list says that it is empty. */
static bool states_emptiness(const struct mine *m)
{
	static const char *const word[] = {"暂无信息", "暂无内容", "暂无数据", "暂无相关", "没有相关信息",
		"没有找到", "无相关信息", "暂无记录", "没有记录", "No results", "No records",
		"no results found", "There are no items", "No items"};

	for (uint32_t i = 0; i < m->tree.n; i++)
		for (size_t k = 0; m->tree.node[i].text.n && m->tree.node[i].text.n < 200 &&
			k < sizeof(word) / sizeof(word[0]); k++)
			if (str_has(m->tree.node[i].text, str_of(word[k])))
				return true;
	return false;
}

static bool list_class(const struct tree_node *x)
{
	static const char *const word[] = {"list", "List", "news", "News", "notice"};
	struct str class = tree_attr(x, "class");

	for (size_t k = 0; class.n && k < sizeof(word) / sizeof(word[0]); k++)
		if (str_has(class, str_of(word[k])))
			return true;
	return false;
}

/* A list element with nothing in it, outside of menus, on a page of one page, or with the
 * class of a list on it or around it. */
static bool empty_container(const struct mine *m, int32_t pages)
{
	for (uint32_t i = 0; i < m->tree.n; i++) {
		const struct tree_node *x = &m->tree.node[i];

		if ((x->tag != TAG_UL && x->tag != TAG_OL && x->tag != TAG_TBODY) ||
			(x->zone & ZONE_NAV) || tree_text_bytes(&m->tree, i) > 0 || x->end > i + 12)
			continue;
		if (pages == 1 || list_class(x) || list_class(&m->tree.node[x->parent]))
			return true;
	}
	return false;
}

static void take(struct mine *m, struct listing *out)
{
	struct reading *r = m->chosen;
	double c;

	mine_items(m, r, out);
	out->source = m->tree.node[r->entry[0].node].zone & ZONE_ISLAND ? LIST_ISLAND : LIST_DOM;
	out->evidence = mine_evidence(m, r, out);
	c = evidence_confidence(out->evidence);
	out->by_learned = m->learned;
	out->elsewhere = m->elsewhere;
	out->confidence = m->learned && c < 0.9 ? (c + 0.9) / 2 : c;
	out->why = explain(m, r);
	if (r->n > LIST_ITEMS_MAX)
		out->why = arena_strf(m->a, "%.*s; only the first %d are taken", STR_ARG(out->why),
			LIST_ITEMS_MAX);
	if (out->confidence < CONFIDENCE_LOW)
		out->why = arena_strf(m->a, "%.*s" LIST_NOT_CERTAIN "%.*s", STR_ARG(out->why),
			STR_ARG(evidence_doubts(out->evidence, m->a)));
	sign_reading(m, r, out);
}

static bool surely_dated(const struct mine *m, const struct reading *r)
{
	return r->dated >= 0.9 && r->n >= 3 && r->nav < 0.2 && r->hidden < 0.5 && mine_is_list(m, r);
}

/* One or two records, well apart from menus: a column that has just begun. */
static bool few_but_dated(const struct reading *r)
{
	return r->dated >= 1 && streq(r->where, "inside") && r->level > 0 && r->width >= 12 &&
		r->nav + r->side + r->hidden + r->column <= 0;
}

#define LONE_MOST 3

/* The one document of the week, or two: files with a name, apart from menus. */
static bool lone_documents(const struct reading *r)
{
	return r->n <= LONE_MOST && r->file >= 1 && r->width >= 16 && r->named >= 1 &&
		r->nav + r->side + r->hidden + r->column <= 0;
}

/* Nothing tells it from a menu but that its links are long. */
static bool says_little(const struct reading *r)
{
	return r->dated + r->dated_url + r->document + r->file + r->summary < 0.1;
}

static struct reading *lone_list(const struct mine *m, struct reading *best)
{
	for (size_t i = 0; i < m->nreadings && i < 30; i++)
		if (lone_documents(&m->reading[i]) &&
			(!best || m->reading[i].score > 0.5 * best->score))
			return &m->reading[i];
	return best;
}

/* Documents without dates, apart from boxes: more of them than a box of the most read holds. */
static bool outnumbers_box(const struct reading *r, const struct reading *box)
{
	return box->side > 0.5 && r->side + r->nav + r->hidden + r->column <= 0 && r->n >= 4 &&
		r->n > box->n && r->document >= 0.6 && r->width >= 12 && r->named >= 0.7;
}

#define FOLDED_TIMES 3 /* so many times the records of a box: folded, and the list all the same */

/* The best list that stands in no side box, where one is dated and not much poorer: on a
 * page of few notices the box of the newest of the site is the longer list. */
static struct reading *beside_the_box(const struct mine *m, struct reading *best)
{
	for (size_t i = 0; i < m->nreadings && i < 30; i++) {
		struct reading *r = &m->reading[i];

		if (r->side <= 0 && r->nav <= 0 && r->dated >= 0.9 &&
			(r->hidden <= 0 || r->n >= FOLDED_TIMES * best->n) &&
			r->score > 0.4 * best->score && mine_is_list(m, r))
			return r;
	}
	for (size_t i = 0; i < m->nreadings && i < 30; i++)
		if (outnumbers_box(&m->reading[i], best) && mine_is_list(m, &m->reading[i]))
			return &m->reading[i];
	return best;
}

/* The best reading that is a list. One whose records are dated goes before one without,
 * as long as it is not much poorer: tables of contents look like lists, too. */
static struct reading *best_list(const struct mine *m)
{
	struct reading *best = NULL;

	for (size_t i = 0; !best && i < m->nreadings && i < 30; i++)
		if (mine_is_list(m, &m->reading[i]))
			best = &m->reading[i];
	if (best && best->side > 0.5)
		best = beside_the_box(m, best);
	if (best && (best->dated >= 0.5 || best->dated_url >= 0.6))
		return best;
	for (size_t i = 0; i < m->nreadings && i < 30; i++) {
		struct reading *r = &m->reading[i];

		if (surely_dated(m, r) && !(best && outnumbers_box(best, r)) &&
			r->score > (best ? 0.3 * best->score : 0.3))
			return r;
	}
	for (size_t i = 0; !best && i < m->nreadings && i < 30; i++)
		if (few_but_dated(&m->reading[i]))
			return &m->reading[i];
	return !best || says_little(best) ? lone_list(m, best) : best;
}

#define SAMPLE 4 /* first records of a list, that tell it from another */
#define SENTENCES 50 /* columns on average, of at most 60 counted: more than titles have */

static bool same_page(const struct mine *m, struct str a, struct str b)
{
	return str_eq(a, b) || str_eq(item_url(m, a), item_url(m, b));
}

/* Do the first records of both lead to the same addresses, those of r with twice the text
 * behind those of o? */
static bool tells_more(const struct mine *m, const struct reading *r, const struct reading *o)
{
	size_t bytes = 0, other = 0;

	if (o->n * 5 < r->n * 4 || o->n * 4 > r->n * 5)
		return false;
	for (size_t i = 0; i < r->n && i < o->n && i < SAMPLE; i++) {
		const struct lead *a = &m->lead[r->entry[i].lead], *b = &m->lead[o->entry[i].lead];

		if (a->node <= b->node || !same_page(m, a->href, b->href))
			return false;
		bytes += a->shown.n;
		other += b->shown.n;
	}
	return bytes >= 2 * other;
}

/* Where each record links its paragraph as well as its title, the paragraph is the longer
 * text, and no title. */
static struct reading *titles_of(const struct mine *m, struct reading *r)
{
	for (size_t i = 0; r->n >= 2 && r->width > SENTENCES && i < m->nreadings && i < 30; i++) {
		struct reading *o = &m->reading[i];

		if (o != r && o->width >= 10 && o->dated * 10 >= r->dated * 9 && o->named >= 0.7 &&
			tells_more(m, r, o))
			return o;
	}
	return r;
}

/* Do the first records of both lie in the same elements? */
static bool same_records(const struct mine *m, const struct reading *r, const struct reading *o)
{
	if (o->n * 10 < r->n * 9 || o->n * 9 > r->n * 10)
		return false;
	for (size_t i = 0; i < r->n && i < o->n && i < SAMPLE; i++)
		if (!tree_inside(&m->tree, m->lead[o->entry[i].lead].node, r->entry[i].node))
			return false;
	return true;
}

static bool say_the_same(const struct mine *m, const struct reading *r)
{
	for (size_t i = 1; i < r->n; i++)
		if (!str_eq(m->lead[r->entry[i].lead].shown, m->lead[r->entry[0].lead].shown))
			return false;
	return r->n >= 3;
}

/* Where all links of a list say "Download", or all the same, "Google Calendar", the linked headings
 * of the same records are its titles. */
static struct reading *headings_of(const struct mine *m, struct reading *r)
{
	bool same = r->heading <= 0 && say_the_same(m, r);

	for (size_t i = 0; r->n >= 2 && (same || r->named < 0.5) && i < m->nreadings && i < 30;
		i++) {
		struct reading *o = &m->reading[i];

		if (o != r && o->heading >= 0.9 && same_records(m, r, o) &&
			(same ? !say_the_same(m, o) : o->named >= 0.9))
			return o;
	}
	return r;
}

static bool all_actions(const struct mine *m, const struct reading *r)
{
	for (size_t i = 0; i < r->n; i++)
		if (!link_names_action(m->lead[r->entry[i].lead].shown))
			return false;
	return r->n >= 3;
}

/* Have the first records of r their like in o? */
static bool has_records(const struct reading *o, const struct reading *r)
{
	size_t k = 0;

	for (size_t i = 0; i < r->n && i < SAMPLE; i++) {
		while (k < o->n && o->entry[k].node < r->entry[i].node)
			k++;
		if (k >= o->n || o->entry[k].node != r->entry[i].node)
			return false;
	}
	return true;
}

/* Rows that some offer a file, "PDF icon", and all their page, "View details": the page is the
 * notice, whatever the file is called. */
static struct reading *pages_of(const struct mine *m, struct reading *r)
{
	for (size_t i = 0; r->file >= 0.9 && all_actions(m, r) && i < m->nreadings && i < 30; i++) {
		struct reading *o = &m->reading[i];

		if (o != r && o->n > r->n && o->file <= 0 && o->unique > 0.9 &&
			o->dated >= 0.8 * r->dated && all_actions(m, o) && has_records(o, r))
			return o;
	}
	return r;
}

static void choose(struct mine *m)
{
	mine_leads(m);
	mine_score(m);
	m->chosen = sign_find(m, &m->elsewhere);
	m->learned = m->chosen != NULL;
	if (!m->learned)
		m->chosen = best_list(m);
	if (!m->chosen)
		return;
	if (!m->learned)
		m->chosen = pages_of(m, headings_of(m, titles_of(m, m->chosen)));
	m->chosen->mined_n = m->chosen->n;
	m->chosen->mined_dated = m->chosen->dated;
	mine_grow(m, m->chosen);
	mine_settle_dates(m, m->chosen);
}

static void nothing_found(struct mine *m, struct listing *out)
{
	if (m->nreadings)
		out->why = arena_strf(m->a,
			"no list: the best of %zu places holds %zu links '%.*s' (dated %.0f %%, in "
			"menus %.0f %%, documents %.0f %%)",
			m->nclusters, m->reading[0].n,
			STR_ARG(str_sub(m->lead[m->reading[0].entry[0].lead].shown, 0, 60)),
			100 * m->reading[0].dated, 100 * m->reading[0].nav,
			100 * m->reading[0].document);
	else
		out->why = STR("no list: no link with a text");
}

static void set_base(struct mine *m, struct str base)
{
	m->base = base;
	m->has_base = url_parse(base, NULL, &m->base_url, m->a) == 0;
	url_near_begin(&m->near, m->has_base ? &m->base_url : NULL);
}

static void read_page(struct mine *m, struct str text, struct listing *out)
{
	set_base(m, base_of(m));
	if (m->order->configured.json_path.n) { /* its title, link and date name members */
		out->by_config = true;
		if (!json_in_scripts(m, text, out))
			out->why = STR("no list: no array of records with titles in the JSON");
		return;
	}
	choose(m);
	if (!config_read(m, out)) {
		if (m->chosen)
			take(m, out);
		else
			nothing_found(m, out);
		if (out->confidence < 0.5)
			json_in_scripts(m, text, out);
	}
	pager_read(m, text, out);
	if (!out->nitems)
		out->empty_shape = states_emptiness(m) || empty_container(m, out->pages);
}

/* Records of a JSON answer that state no address. */
static bool without_addresses(const struct listing *l)
{
	for (size_t i = 0; i < l->nitems; i++)
		if (l->items[i].url.n)
			return false;
	return !l->by_config;
}

/* Links in HTML are those of the records where they are as many and called alike: a record may
 * carry the text of its notice, too. */
static bool links_of_records(const struct listing *l, const struct listing *records)
{
	if (!records->nitems)
		return l->confidence >= 0.5;
	return l->nitems == records->nitems &&
		str_eq(l->items[0].title, records->items[0].title) &&
		str_eq(l->items[l->nitems - 1].title, records->items[l->nitems - 1].title);
}

static void read_json(struct mine *m, struct str text, struct listing *out)
{
	struct listing l = {0};
	struct str html;

	json_read(m, text, out);
	html = without_addresses(out) ? json_html(text, m->a) : STR_NONE;
	if (!html.n)
		return;
	tree_read(&m->tree, html, m->a);
	if (!m->tree.refused)
		read_page(m, html, &l);
	tree_release(&m->tree);
	if (!l.nitems || !links_of_records(&l, out))
		return;
	l.source = LIST_JSON;
	l.next = l.next.n ? l.next : out->next;
	l.pages = l.pages ? l.pages : out->pages;
	*out = l;
}

static struct date_context dates_of(const struct page_order *o)
{
	struct date_context c = {.now_ms = o->now_ms, .zone = order_zone(o), .allow_yearless = true};

	c.minguo = str_has(o->zone, STR("Taipei")) || str_has(o->url, STR(".gov.tw"));
	c.japan = str_has(o->zone, STR("Tokyo")) || str_has(o->url, STR(".jp/"));
	c.day_first = str_starts(o->zone, STR("Europe/")) || str_has(o->zone, STR("Kolkata")) ||
		str_starts(o->zone, STR("Africa/")) || str_starts(o->zone, STR("Australia/"));
	return c;
}

void list_read(const struct page_order *order, struct str text, struct listing *out,
	struct arena *a)
{
	struct mine m = {.order = order, .a = a};
	struct island island;

	*out = (struct listing){0};
	m.dates = dates_of(order);
	set_base(&m, order->url);
	if (json_looks_like(text)) {
		read_json(&m, text, out);
		return;
	}
	if (island_expand(text, &island, a))
		out->pages = island.pages;
	tree_read(&m.tree, island.text, a);
	if (m.tree.refused)
		out->why = arena_strf(a, "not read: %s", m.tree.refused);
	else
		read_page(&m, island.text, out);
	if (island.next.n && !out->next.n)
		out->next = item_url(&m, island.next);
	if (m.tree.truncated)
		out->why = arena_strf(a, "%.*s; cut at a ceiling", STR_ARG(out->why));
	tree_release(&m.tree);
}

void list_read_json(const struct page_order *order, struct str text, struct listing *out,
	struct arena *a)
{
	struct mine m = {.order = order, .a = a};

	*out = (struct listing){0};
	m.dates = dates_of(order);
	set_base(&m, order->url);
	read_json(&m, text, out);
}
