/* The way to the next older page, and how many pages there are.
 *
 *	rel=next, or a link that says so: 下一页, Next, ›
 *	the number after the current one in a row of numbered links
 *	createPageHTML(pages, current, "index", "html") of TRS in its argument orders
 *	<nextgroup> of Hanweb (list-island.c)
 *	fragments that count down (index_2603340_16.html): the highest number
 *
 * Pagers that count down (VSB: page 2 is 59.html) need nothing special: the link says it. */
#include "list-mine.h"

#include <stdio.h>

#define PAGES_MAX 1000000

static bool live(struct str href)
{
	return href.n && href.p[0] != '#' && !str_starts_nocase(href, STR("javascript:"));
}

static bool one_of(struct str s, const char *const *word)
{
	for (; *word; word++)
		if (str_eq_nocase(s, str_of(*word)))
			return true;
	return false;
}

#define NEXT_BYTES 15 /* the longest of the words */

static bool says_next(struct str s)
{
	static const char *const word[] = {"下一页", "下页", "下一頁", "下頁", "后一页", "後一頁",
		"下一页>", "下一页>>", "下一页»", "下一页 >", "next", "next page", "next >", "next »",
		"next ›", "next >>", "next›", "›", "»", ">", ">>", "older", "older posts",
		"older entries", "siguiente", "siguiente »", "suivant", "[下一页]", "［下一页］",
		"下一页›", "next page ›", "››", "›› next page", NULL};

	s = str_trim(s);
	return s.n && s.n <= NEXT_BYTES && one_of(s, word);
}

static bool rel_next(const struct tree_node *x)
{
	struct str rel = tree_attr(x, "rel");

	return str_eq_nocase(rel, STR("next")) || str_has(rel, STR("next "));
}

/* A link that says it leads on. Words go before bare arrows, which slides use, too. */
static struct str next_link(const struct mine *m, uint32_t *where)
{
	struct str arrow = STR_NONE;

	for (uint32_t i = 0; i < m->tree.n; i++) {
		const struct tree_node *x = &m->tree.node[i];
		struct str href, text;

		if (x->tag != TAG_A && x->tag != TAG_LINK)
			continue;
		href = str_trim(tree_attr(x, "href"));
		if (!live(href))
			continue;
		if (rel_next(x)) {
			*where = i;
			return href;
		}
		if (x->tag == TAG_LINK || tree_text_bytes(&m->tree, i) > 40)
			continue;
		text = tree_text_bytes(&m->tree, i) > NEXT_BYTES ? STR("...")
			: tree_text(&m->tree, i, NEXT_BYTES + 1, m->a);
		if (!says_next(text) && !says_next(tree_attr(x, "title")))
			continue;
		if (text.n > 4) {
			*where = i;
			return href;
		}
		if (!arrow.n && (x->zone & ZONE_NAV)) {
			*where = i;
			arrow = href;
		}
	}
	return arrow;
}

static bool page_number(const struct mine *m, uint32_t i, int64_t *out)
{
	struct str s;

	if (tree_text_bytes(&m->tree, i) > 12)
		return false;
	s = tree_text(&m->tree, i, 14, m->a);
	if (s.n > 2 && s.p[0] == '[' && s.p[s.n - 1] == ']')
		s = str_sub(s, 1, s.n - 2);
	return str_int(str_trim(s), 1, PAGES_MAX, out);
}

/* In a row of numbers: the first number that is no live link, or is marked as current, is
 * where we are; the link with the next number leads on. Rows of at least two links. */
static struct str next_number(const struct mine *m)
{
	const struct tree *t = &m->tree;
	uint32_t row = UINT32_MAX;
	int64_t here = 0, v;

	for (uint32_t i = 0; i < t->n; i++) {
		const struct tree_node *x = &t->node[i];
		uint32_t up = x->parent;

		if (x->tag == TAG_TEXT || t->node[i].end - i > 4 || t->node[i].end - i < 2 ||
			!page_number(m, i, &v))
			continue;
		if (t->node[up].tag == TAG_LI || t->node[up].tag == TAG_SPAN)
			up = t->node[up].parent;
		if (x->tag != TAG_A || !live(str_trim(tree_attr(x, "href"))) ||
			str_has(tree_attr(x, "class"), STR("current")) ||
			str_has(tree_attr(x, "class"), STR("active")) ||
			str_has(tree_attr(x, "class"), STR("select"))) {
			here = v;
			row = up;
		} else if (v == here + 1 && (row == up || tree_inside(t, i, row)) && here > 0) {
			return str_trim(tree_attr(x, "href"));
		}
	}
	return STR_NONE;
}

struct call {
	int64_t number[4];
	struct str text[4];
	size_t nnumbers, ntexts;
};

/* Arguments of a call, numbers and texts apart; false for anything else in them. */
static bool read_call(struct str s, size_t at, struct call *out)
{
	*out = (struct call){0};
	for (int i = 0; i < 10; i++) {
		size_t end;

		while (at < s.n && (is_space((unsigned char)s.p[at]) || s.p[at] == ','))
			at++;
		if (at >= s.n)
			return false;
		if (s.p[at] == ')')
			return out->nnumbers > 0;
		if (s.p[at] == '"' || s.p[at] == '\'') {
			end = str_findc(s, s.p[at], at + 1);
			if (end == SIZE_MAX || end - at > 100)
				return false;
			if (out->ntexts < 4)
				out->text[out->ntexts++] = str_sub(s, at + 1, end - at - 1);
			at = end + 1;
			continue;
		}
		for (end = at; end < s.n && is_digit((unsigned char)s.p[end]); end++)
			;
		if (end == at || out->nnumbers == 4 ||
			!str_int(str_sub(s, at, end - at), 0, PAGES_MAX * INT64_C(100),
				&out->number[out->nnumbers]))
			return false;
		out->nnumbers++;
		at = end;
	}
	return false;
}

static bool file_ending(struct str s)
{
	static const char *const ending[] = {"html", "shtml", "htm", "jhtml", "xhtml", "jsp",
		"php", "aspx", NULL};

	return one_of(s, ending);
}

/* N of NAME_N.EXT at the end of our own address; 0 where it has none. */
static int64_t number_in_url(struct str url, struct str name)
{
	size_t slash = str_rfindc(url, '/');
	struct str file = slash == SIZE_MAX ? url : str_sub(url, slash + 1, url.n);
	int64_t n;

	if (!str_starts(file, name) || file.n <= name.n || file.p[name.n] != '_')
		return 0;
	file = str_sub(file, name.n + 1, file.n);
	file = str_sub(file, 0, str_findc(file, '.', 0));
	return str_int(file, 1, PAGES_MAX, &n) ? n : 0;
}

/* createPageHTML(7, 0, "index", "html"), createPageHTML("page", 7, 0, "index", "shtml", 99). */
static bool trs_pager(const struct mine *m, struct str text, struct listing *out)
{
	struct call c;

	for (size_t at = 0; (at = str_find(text, STR("createPageHT"), at)) != SIZE_MAX;) {
		struct str name = STR_NONE, ending = STR_NONE;
		int64_t here;

		at += strlen("createPageHT");
		while (at < text.n && is_alnum((unsigned char)text.p[at]))
			at++;
		if (at >= text.n || text.p[at] != '(' || !read_call(text, at + 1, &c))
			continue;
		for (size_t i = 0; i + 1 < c.ntexts; i++)
			if (file_ending(c.text[i + 1])) {
				name = c.text[i];
				ending = c.text[i + 1];
			}
		if (!name.n || c.number[0] > PAGES_MAX)
			continue;
		out->pages = (int32_t)c.number[0];
		here = c.nnumbers > 1 ? c.number[1] : 0;
		if (number_in_url(m->order->url, name) > here)
			here = number_in_url(m->order->url, name);
		if (here + 1 < c.number[0])
			out->next = url_resolve(m->order->url,
				arena_strf(m->a, "%.*s_%lld.%.*s", STR_ARG(name),
					(long long)here + 1, STR_ARG(ending)), m->a);
		return true;
	}
	return false;
}

/* Hidden links to fragments NAME_1 .. NAME_n that are loaded on demand, newest last. */
static struct str highest_fragment(const struct mine *m)
{
	struct str best = STR_NONE, stem = STR_NONE;
	int64_t top = 0;
	size_t n = 0;

	for (uint32_t i = 0; i < m->tree.n; i++) {
		const struct tree_node *x = &m->tree.node[i];
		struct str href, head;
		size_t under, dot;
		int64_t v;

		if (x->tag != TAG_A || !(m->tree.node[i].zone & ZONE_HIDDEN))
			continue;
		href = str_trim(tree_attr(x, "href"));
		under = str_rfindc(href, '_');
		dot = str_rfindc(href, '.');
		if (under == SIZE_MAX || dot == SIZE_MAX || dot < under ||
			!str_int(str_sub(href, under + 1, dot - under - 1), 1, PAGES_MAX, &v))
			continue;
		head = str_sub(href, 0, under);
		if (stem.n && !str_eq(stem, head))
			continue;
		stem = head;
		n++;
		if (v > top) {
			top = v;
			best = href;
		}
	}
	return n >= 2 && (size_t)top == n ? best : STR_NONE;
}

/* The number at `at`, after spaces, and where it ends; 0: none. */
static int32_t number_at(struct str text, size_t at, size_t *end)
{
	size_t n = 0;
	int64_t v;

	while (at < text.n && text.p[at] == ' ')
		at++;
	while (at + n < text.n && is_digit((unsigned char)text.p[at + n]))
		n++;
	*end = at + n;
	return str_int(str_sub(text, at, n), 1, PAGES_MAX, &v) ? (int32_t)v : 0;
}

/* 共59页, 共 4 页 */
static int32_t pages_in_words(struct str text)
{
	for (size_t at = 0; (at = str_find(text, STR("共"), at)) != SIZE_MAX;) {
		size_t end;
		int32_t v = number_at(text, at + strlen("共"), &end);
		struct str after = str_trim(str_sub(text, end, 12));

		if (v && (str_starts(after, STR("页")) || str_starts(after, STR("頁"))))
			return v;
		at = end;
	}
	return 0;
}

/* countPage = 12, totalPages: 12, maxPageNum = "12" in scripts. All names hold "age", so
 * that one search goes over the page. */
static int32_t pages_in_scripts(struct str text)
{
	static const char *const name[] = {"countPage = ", "pageCount:", "totalPage:",
		"totalPages:", "maxPageNum = \"", "maxPageNum=", "pageCount = ", "totalPage = "};

	for (size_t at = 0; (at = str_find(text, STR("age"), at)) != SIZE_MAX; at += 3)
		for (size_t k = 0; k < sizeof(name) / sizeof(name[0]); k++) {
			size_t lead = (size_t)(strstr(name[k], "age") - name[k]), end;
			int32_t v;

			if (at < lead || !str_starts(str_sub(text, at - lead, text.n), str_of(name[k])))
				continue;
			v = number_at(text, at - lead + strlen(name[k]), &end);
			if (v)
				return v;
		}
	return 0;
}

/* "1/60" as a text of its own or at the end of one. */
static int32_t slashed_pages(const struct mine *m)
{
	for (uint32_t i = 0; i < m->tree.n; i++) {
		struct str s = m->tree.node[i].text;
		size_t slash, from;
		int64_t here, all;

		if (m->tree.node[i].tag != TAG_TEXT || s.n < 3 || s.n > 60)
			continue;
		slash = str_rfindc(s, '/');
		if (slash == SIZE_MAX || slash == 0)
			continue;
		for (from = slash; from && is_digit((unsigned char)s.p[from - 1]); from--)
			;
		s = str_sub(s, from, s.n);
		slash -= from;
		while (s.n && !is_digit((unsigned char)s.p[s.n - 1]))
			s.n--;
		if (str_int(str_sub(s, 0, slash), 1, PAGES_MAX, &here) && slash + 1 < s.n &&
			str_int(str_sub(s, slash + 1, s.n), 2, PAGES_MAX, &all) && here <= all &&
			!(here <= 12 && all >= 1990 && all <= 2100) && /* a month */
			(m->tree.node[i].zone & ZONE_NAV || str_has(m->tree.node[i].text, STR("共"))))
			return (int32_t)all;
	}
	return 0;
}

void pager_read(const struct mine *m, struct str text, struct listing *out)
{
	uint32_t where = 0;
	struct str href;

	if (m->order->configured.next.n) {
		out->next = config_next(m);
		return;
	}
	if (!trs_pager(m, text, out)) {
		href = next_link(m, &where);
		if (!href.n)
			href = next_number(m);
		if (!href.n)
			href = highest_fragment(m);
		if (href.n)
			out->next = item_url(m, href);
		if (str_eq(out->next, m->order->url))
			out->next = STR_NONE;
	}
	if (out->pages == 0)
		out->pages = pages_in_words(text);
	if (out->pages == 0)
		out->pages = pages_in_scripts(text);
	if (out->pages == 0)
		out->pages = slashed_pages(m);
}
