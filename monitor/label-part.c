/* Looking for texts, marks and tags. */
#include "label-part.h"

static const struct {
	const char *shown, *names;
} footer_row[] = {
	{"党政机关标识", "conac.cn|党政机关标识|bszs."},
	{"我为政府网站找错", "找错|zfwzgl"},
	{"网站标识码", "标识码"},
	{"主办单位", "主办"},
	{"联系方式", "联系方式|联系电话|联系我们|电话"},
	{"ICP备案编号", "ICP备|ICP证"},
	{"公安机关备案标识", "公网安备|公安备案|公安机关备案"},
};

/* In the order of the specification: 网站标签, 栏目标签, 内容页标签. */
static const char *const tag_row[] = {"SiteName", "SiteDomain", "SiteIDCode", "ColumnName",
	"ColumnDescription", "ColumnKeywords", "ColumnType", "ArticleTitle", "PubDate",
	"ContentSource"};

static bool tag_stands(const struct pair *meta, size_t n, struct str name)
{
	for (size_t i = 0; i < n; i++) {
		struct str value = str_trim(meta[i].value);

		if (str_eq_nocase(meta[i].key, name) && value.n &&
			!str_eq_nocase(value, STR("null")))
			return true;
	}
	return false;
}

static bool in_links(const struct page_links *l, struct str text)
{
	for (size_t i = 0; l && i < l->nedges; i++)
		if (str_has(l->edges[i].text, text) || str_has(l->edges[i].url, text))
			return true;
	return false;
}

bool label_stands(const struct label_place *p, struct str text)
{
	if (p->version && p->meta)
		return tag_stands(p->version->meta, p->version->nmeta, text);
	if (p->version)
		return str_has(p->version->text, text) || str_has(p->version->title, text);
	if (p->text && p->meta)
		return tag_stands(p->text->meta, p->text->nmeta, text);
	if (p->text && (str_has(p->text->text, text) || str_has(p->text->places, text)))
		return true;
	return in_links(p->links, text);
}

void label_look(const struct label_place *p, struct str names, struct str shown,
	struct label_count *c, struct arena *a)
{
	struct str name;

	c->n++;
	while (names.n && str_cut(&names, '|', &name))
		if (str_trim(name).n && label_stands(p, str_trim(name)))
			return;
	c->nmissing++;
	c->missing = arena_strf(a, "%.*s%s%.*s", STR_ARG(c->missing), c->missing.n ? "\n" : "",
		STR_ARG(shown));
}

void label_footer(const struct label_place *p, struct label_count *c, struct arena *a)
{
	for (size_t i = 0; i < sizeof(footer_row) / sizeof(footer_row[0]); i++)
		label_look(p, str_of(footer_row[i].names), str_of(footer_row[i].shown), c, a);
}

void label_tags(const struct label_place *p, enum label_page kind, struct label_count *c,
	struct arena *a)
{
	struct label_place tags = *p;

	tags.meta = true;
	for (size_t i = 0; i < (size_t)kind; i++)
		label_look(&tags, str_of(tag_row[i]), str_of(tag_row[i]), c, a);
}
