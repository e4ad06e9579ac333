/* Columns that wait for their addresses, and the pages that bear their names. */
#include "monitor/discovery-fill.h"

#include "crawler/sub-column.h"
#include "crawler/url.h"

struct met {
	struct str packed, key;
	struct fill_page as;
};

struct filling {
	struct met *pages;
	size_t n;
	struct arena *a;
};

const char *fill_state_word(int state)
{
	static const char *const word[] = {"none", "found", "several"};

	return word[state];
}

static bool is_configured(const struct portal_config *p, struct str key, struct arena *a)
{
	for (size_t i = 0; i < p->ncolumns; i++)
		if (p->columns[i].url[0] &&
			str_eq(url_canonical(str_of(p->columns[i].url), a), key))
			return true;
	return false;
}

static void add(struct filling *x, const struct portal_config *p, struct str name,
	struct str url, struct str key, const struct discovered *list)
{
	for (size_t i = 0; i < x->n; i++)
		if (str_eq(x->pages[i].key, key))
			return;
	if (is_configured(p, key, x->a))
		return;
	x->pages[x->n++] = (struct met){sub_column_packed(name, x->a), key, {name, url, list}};
}

/* How well a page bears one name: 0 not at all. What carries no list is no column, unless
 * the column is a page of text. */
static int score(const struct met *page, struct str name, int cls)
{
	bool fits = cls == CLASS_STATIC || page->as.list;

	if (str_eq(page->packed, name))
		return 3 + fits;
	return sub_column_bears(page->packed, name) ? 1 + fits : 0;
}

static int best_score(const struct met *page, const struct column_config *c, struct arena *a)
{
	int best = score(page, sub_column_packed(str_of(c->name), a), c->cls);

	for (size_t i = 0; i < c->naliases; i++) {
		int s = score(page, sub_column_packed(str_of(c->aliases[i]), a), c->cls);

		best = s > best ? s : best;
	}
	return best;
}

static void look(const struct filling *x, struct fill *f)
{
	int best = 1;

	f->pages = arena_array(x->a, x->n + 1, sizeof(*f->pages));
	for (size_t i = 0; i < x->n; i++) {
		int s = best_score(&x->pages[i], f->column, x->a);

		if (s < best)
			continue;
		f->npages = s > best ? 0 : f->npages;
		best = s;
		f->pages[f->npages++] = x->pages[i].as;
	}
	f->state = f->npages == 0 ? FILL_NONE : f->npages == 1 ? FILL_FOUND : FILL_SEVERAL;
}

size_t discovery_fill(const struct discovery *d, const struct portal_config *p, struct arena *a,
	struct fill **out)
{
	struct filling x = {.a = a,
		.pages = arena_array(a, d->ncolumns + d->npages + 1, sizeof(struct met))};
	size_t n = 0;

	for (size_t i = 0; i < d->ncolumns; i++)
		add(&x, p, d->columns[i].name, d->columns[i].url, d->columns[i].key,
			&d->columns[i]);
	for (size_t i = 0; i < d->npages; i++)
		add(&x, p, d->pages[i].name, d->pages[i].url, d->pages[i].key, NULL);
	*out = arena_array(a, p->ncolumns + 1, sizeof(**out));
	for (size_t i = 0; i < p->ncolumns; i++) {
		if (!p->columns[i].discover)
			continue;
		(*out)[n].column = &p->columns[i];
		look(&x, &(*out)[n++]);
	}
	return n;
}
