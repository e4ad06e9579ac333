/* Finding columns where no link of the navigation leads: robots.txt names sitemaps, and the
 * folders in which the pages they list lie are the columns. */
#include "crawler/robots.h"
#include "crawler/sitemap.h"
#include "crawler/url.h"
#include "discover-part.h"

#include <stdlib.h>

#define FILES_MAX 4	   /* sitemaps read, indexes among them */
#define FOLDERS_MAX 40	   /* asked, those with the most pages first */
#define PAGES_MIN 3	   /* in a folder that may be a column */

struct folder {
	struct str url;
	size_t npages;
};

/* The addresses of all sitemaps read, and where further ones are. */
struct maps {
	struct str file[FILES_MAX];
	size_t nfiles;
	struct str *page;
	size_t npages, cap;
};

static void name_file(struct walk *w, struct maps *m, struct str url)
{
	for (size_t i = 0; i < m->nfiles; i++)
		if (str_eq(m->file[i], url))
			return;
	if (m->nfiles < FILES_MAX && str_starts(url, STR("http")) && url_same_site(w->out->home, url))
		m->file[m->nfiles++] = arena_str(w->a, url);
}

static void take_sitemap(struct walk *w, struct maps *m, const struct listing *l)
{
	struct str newest, before;

	if (l->source != LIST_SITEMAP)
		return;
	if (sitemap_is_index(l) && sitemap_newest(l, &newest, &before)) {
		name_file(w, m, newest);
		return;
	}
	for (size_t i = 0; i < l->nitems; i++) {
		if (sitemap_is_index(l)) {
			name_file(w, m, l->items[i].url);
			continue;
		}
		m->page = arena_grow(w->a, m->page, m->npages, &m->cap, sizeof(*m->page));
		m->page[m->npages++] = arena_str(w->a, l->items[i].url);
	}
}

/* "2026" "202611" "2026-11-28": a folder made by the calendar, or by a number. */
static bool is_number(struct str step)
{
	for (size_t i = 0; i < step.n; i++)
		if (!is_digit((unsigned char)step.p[i]) && step.p[i] != '-')
			return false;
	return step.n > 0;
}

/* Where the pages of one column lie: "http://h/tzgg/" of /tzgg/202611/t20261128_7.html; none at
 * the root of a site, and for addresses with a query. */
static struct str folder_of(struct str url)
{
	size_t root = str_findc(url, '/', str_find(url, STR("://"), 0) + 3), slash;

	if (root == SIZE_MAX || str_findc(url, '?', 0) != SIZE_MAX)
		return STR_NONE;
	if (str_ends(url, STR("/")))
		url.n--;
	url.n = str_rfindc(url, '/') + 1;
	while (url.n > root + 1) {
		slash = str_rfindc(str_sub(url, 0, url.n - 1), '/');
		if (!is_number(str_sub(url, slash + 1, url.n - slash - 2)))
			return url;
		url.n = slash + 1;
	}
	return STR_NONE;
}

static int by_text(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

static int most_pages_first(const void *a, const void *b)
{
	const struct folder *x = a, *y = b;

	if (x->npages != y->npages)
		return x->npages < y->npages ? 1 : -1;
	return str_cmp(x->url, y->url);
}

/* *n folders with pages enough, in order. */
static struct folder *count_folders(struct walk *w, const struct maps *m, size_t *n)
{
	struct str *all = arena_array(w->a, m->npages + 1, sizeof(*all));
	struct folder *out = arena_array(w->a, m->npages + 1, sizeof(*out));
	size_t nall = 0, alike;

	*n = 0;
	for (size_t i = 0; i < m->npages; i++) {
		struct str folder = folder_of(m->page[i]);

		if (!str_none(folder) && url_same_site(w->out->home, folder))
			all[nall++] = folder;
	}
	if (nall)
		qsort(all, nall, sizeof(*all), by_text);
	for (size_t i = 0; i < nall; i += alike) {
		for (alike = 1; i + alike < nall && str_eq(all[i], all[i + alike]); alike++)
			;
		if (alike >= PAGES_MIN)
			out[(*n)++] = (struct folder){all[i], alike};
	}
	if (*n)
		qsort(out, *n, sizeof(*out), most_pages_first);
	return out;
}

int walk_sitemaps(struct walk *w, struct err *e)
{
	struct arena a = ARENA_INIT;
	struct maps m = {0};
	struct page robots = {0};
	struct folder *folder;
	struct result r;
	size_t n;
	int rc = walk_ask(w, arena_strf(w->a, "%.*s/robots.txt", STR_ARG(walk_origin(w->out->home))),
		&r, &a, e);

	if (rc == 0 && verdict_is_good(r.verdict))
		robots_parse(r.body, STR("portalwatch"), &robots, &a);
	for (size_t i = 0; i < robots.nsitemaps; i++)
		name_file(w, &m, robots.sitemaps[i]);
	for (size_t i = 0; rc == 0 && i < m.nfiles; i++) {
		arena_reset(&a);
		rc = walk_ask(w, m.file[i], &r, &a, e);
		if (rc == 0 && verdict_is_good(r.verdict) && r.has_page)
			take_sitemap(w, &m, &r.page.list);
	}
	arena_release(&a);
	folder = count_folders(w, &m, &n);
	for (size_t i = 0; rc == 0 && i < n && i < FOLDERS_MAX; i++)
		walk_add(w, folder[i].url);
	return rc;
}
