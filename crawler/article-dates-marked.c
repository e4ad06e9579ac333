/* Dates that the markup names, and how the page's country writes them. */
#include "article-parts.h"

#include "base/clock.h"

#define NAMED_MAX 120 /* bytes of text in a box named "date" */

static struct str value_of(const struct reader *r, uint32_t i)
{
	static const char *const attributes[] = {"content", "datetime", "title"};

	for (size_t k = 0; k < sizeof(attributes) / sizeof(attributes[0]); k++) {
		struct str v = str_trim(doc_attribute(&r->d->nodes[i], attributes[k]));

		if (v.n && is_digit((unsigned char)v.p[0]))
			return v;
	}
	return doc_text(r->d, i, r->a);
}

struct str date_marked(const struct reader *r)
{
	const struct doc *d = r->d;

	for (uint32_t i = 0; i < d->nnodes; i++) {
		const struct dnode *n = &d->nodes[i];
		struct str v;

		if (n->tag == TAG_TEXT || n->x->type != XML_ELEMENT_NODE || !n->x->properties)
			continue;
		if (!str_eq_nocase(str_trim(doc_attribute(n, "itemprop")), STR("datePublished")) &&
			!(streq((const char *)n->x->name, "abbr") &&
				doc_has_name(n, STR("published"))))
			continue;
		v = value_of(r, i);
		if (v.n)
			return v;
	}
	return STR_NONE;
}

/* The nearest behind the title goes before the last in front of it. */
struct str date_named(const struct reader *r)
{
	static const char *const words[] = {"date", "datum", "fecha", "published", "pubdate",
		"publish", "posted", "timestamp", "pubtime", "dateline", "datetime", "authored",
		"artikeldatum", "fbdatum", "meta_date", NULL};
	const struct doc *d = r->d;
	struct str before = STR_NONE;

	for (uint32_t i = 0; i < d->nnodes; i++) {
		const struct dnode *n = &d->nodes[i];
		bool has_time;
		int64_t ms;
		struct str v;

		if (n->tag == TAG_TEXT || n->x->type != XML_ELEMENT_NODE || n->nav ||
			n->clutter || n->skip || n->text > NAMED_MAX || !n->x->properties ||
			!doc_is_named(n, words))
			continue;
		v = value_of(r, i);
		if (!v.n || !date_in(r, v, &ms, &has_time))
			continue;
		if (r->title_node == NO_PARENT || i > r->title_node)
			return i < d->nodes[r->main].end ? v : before;
		before = v;
	}
	return before;
}

/* What a time element says; none where that is no date. */
static struct str time_value(const struct reader *r, uint32_t i)
{
	struct str v = doc_attribute(&r->d->nodes[i], "datetime");
	bool has_time;
	int64_t ms;

	v = v.n ? v : doc_text(r->d, i, r->a);
	return v.n && date_in(r, v, &ms, &has_time) ? v : STR_NONE;
}

#define TIME_AWAY 60 /* nodes between the title and its time, at most */

static bool near_title(const struct reader *r, uint32_t i)
{
	return r->title_node != NO_PARENT && i + TIME_AWAY > r->title_node &&
	       i < r->title_node + TIME_AWAY;
}

struct str date_timed(const struct reader *r)
{
	struct str near = STR_NONE, sole = STR_NONE;
	bool same = true, has_time;
	int64_t first = 0, ms;

	for (uint32_t i = 0; i < r->d->nnodes; i++) {
		const struct dnode *n = &r->d->nodes[i];
		struct str v;

		if (n->tag != TAG_TIME || n->skip)
			continue;
		v = time_value(r, i);
		if (!v.n || !date_in(r, v, &ms, &has_time))
			continue;
		if (!n->nav && !n->clutter && !doc_inside(r->d, i, r->main))
			return v;
		if (!near.n && near_title(r, i))
			near = v;
		same = same && (!sole.n || (ms - first < DAY_MS && first - ms < DAY_MS));
		first = sole.n ? first : ms;
		sole = sole.n ? sole : v;
	}
	return near.n ? near : same ? sole : STR_NONE;
}

/* --- 03/04/2026 --- */

static struct str page_language(const struct reader *r)
{
	for (uint32_t i = 0; i < r->d->nnodes && i < 8; i++) {
		if (r->d->nodes[i].x->type == XML_ELEMENT_NODE &&
			streq((const char *)r->d->nodes[i].x->name, "html"))
			return str_trim(doc_attribute(&r->d->nodes[i], "lang"));
	}
	return STR_NONE;
}

static bool one_of(struct str s, const char *const *list)
{
	for (; *list; list++) {
		if (str_eq_nocase(s, str_of(*list)))
			return true;
	}
	return false;
}

/* Country of the host: "www.gov.uk" is uk; none for names such as "com". */
static struct str country_of(struct str url)
{
	size_t at = str_find(url, STR("://"), 0), end;
	struct str host;

	if (at == SIZE_MAX)
		return STR_NONE;
	host = str_sub(url, at + 3, SIZE_MAX);
	for (end = 0; end < host.n && !strchr("/:?#", host.p[end]);)
		end++;
	host.n = end;
	at = str_rfindc(host, '.');
	host = at == SIZE_MAX ? STR_NONE : str_sub(host, at + 1, SIZE_MAX);
	return host.n == 2 ? host : STR_NONE;
}

bool day_goes_first(const struct reader *r)
{
	static const char *const east[] = {"zh", "ja", "ko", NULL}; /* year first */
	static const char *const month_first[] = {"us", "ph", "ca", "cn", "hk", "tw", "jp", "kr",
		"io", "co", "tv", "me", "ai", NULL};
	static const char *const day_first[] = {"gb", "au", "nz", "ie", "in", "za", "ke", "ng",
		NULL};
	struct str lang = page_language(r), language = str_sub(lang, 0, 2), country;

	country = lang.n >= 5 ? str_sub(lang, lang.n - 2, 2) : STR_NONE;
	if (one_of(language, east))
		return false;
	if (lang.n && !str_eq_nocase(language, STR("en")))
		return true;
	if (country.n)
		return one_of(country, day_first);
	country = country_of(r->o->url);
	return country.n && !one_of(country, month_first);
}
