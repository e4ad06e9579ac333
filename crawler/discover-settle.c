/* Finding the columns of a portal: what is made of all that was read. */
#include "base/out.h"
#include "crawler/url.h"
#include "discover-part.h"

#include <stdlib.h>

#define OVERVIEW_SHARE 80 /* of a hundred entries that other columns list, too */

struct str walk_path(struct str url)
{
	size_t at = str_find(url, STR("://"), 0);
	size_t slash = at == SIZE_MAX ? SIZE_MAX : str_findc(url, '/', at + 3);
	struct str path = slash == SIZE_MAX ? STR("/") : str_sub(url, slash, url.n);
	size_t end = str_findc(path, '#', 0);

	return str_sub(path, 0, end);
}

struct str walk_origin(struct str url)
{
	size_t at = str_find(url, STR("://"), 0);

	return str_sub(url, 0, at == SIZE_MAX ? SIZE_MAX : str_findc(url, '/', at + 3));
}

static int by_order(const void *a, const void *b)
{
	const struct discovered *x = a, *y = b;

	return x->order < y->order ? -1 : x->order > y->order;
}

/* One column under two addresses is kept once, the first; a list that three pages and more
 * carry is a box beside their own contents and no column of any of them. */
static void drop_doubles(struct discovery *d)
{
	size_t n = 0;

	if (d->ncolumns)
		qsort(d->columns, d->ncolumns, sizeof(*d->columns), by_order);
	for (size_t i = 0; i < d->ncolumns; i++) {
		const struct discovered *c = &d->columns[i];
		size_t alike = 0, before = 0;

		for (size_t k = 0; k < d->ncolumns; k++) {
			const struct discovered *o = &d->columns[k];
			bool same = str_eq(o->key, c->key) || (c->list && o->list == c->list);

			alike += c->list && o->list == c->list && !str_eq(o->key, c->key);
			before += same && k < i;
		}
		d->columns[i].doubled = before > 0 || alike >= 2;
	}
	for (size_t i = 0; i < d->ncolumns; i++)
		if (!d->columns[i].doubled)
			d->columns[n++] = d->columns[i];
	d->ncolumns = n;
}

/* Name of the page at an address, by the links to it; none. */
static struct str page_name(const struct walk *w, struct str url)
{
	struct str key = url_canonical(url, w->a);

	for (size_t i = 0; i < w->n; i++)
		if (str_eq(w->list[i].key, key) && !name_says_nothing(w->list[i].name))
			return w->list[i].name;
	return STR_NONE;
}

/* The folder above the one that url lies in, or url a folder: the one above; none above the
 * root of the site. */
static struct str folder_above(struct str url)
{
	size_t root = str_find(url, STR("://"), 0), end = str_rfindc(url, '/');

	root = root == SIZE_MAX ? SIZE_MAX : str_findc(url, '/', root + 3);
	if (root == SIZE_MAX || end == SIZE_MAX || end <= root)
		return STR_NONE;
	return str_sub(url, 0, str_rfindc(str_sub(url, 0, end), '/') + 1);
}

/* Name of the page of the folder above the one that url lies in; none. */
static struct str folder_name(const struct walk *w, struct str url)
{
	struct str folder = folder_above(url);

	return str_none(folder) ? STR_NONE : page_name(w, folder);
}

/* "政策法规" of five offices: each with the name of the page of its folder. */
static void tell_apart(const struct walk *w, struct discovery *d)
{
	struct str *full = arena_array(w->a, d->ncolumns + 1, sizeof(*full));

	for (size_t i = 0; i < d->ncolumns; i++) {
		const struct discovered *c = &d->columns[i];
		struct str above = folder_name(w, c->url);
		bool shared = false;

		for (size_t k = 0; k < d->ncolumns; k++)
			shared = shared || (k != i && str_eq(d->columns[k].name, c->name));
		full[i] = shared && above.n && !str_eq(above, c->name)
				  ? arena_strf(w->a, "%.*s·%.*s", STR_ARG(above),
					    STR_ARG(c->name))
				  : c->name;
	}
	for (size_t i = 0; i < d->ncolumns; i++)
		d->columns[i].name = full[i];
}

/* A box on the page of a part shows the first few of a column that is proposed anyway. */
static bool is_box_of(const struct discovered *box, const struct discovered *c)
{
	if (box->nitems < 2 || box->nitems * 2 > c->nitems)
		return false;
	for (size_t i = 0; i < box->nitems; i++)
		if (box->entry[i] != c->entry[i])
			return false;
	return true;
}

static bool lists_entry(const struct discovered *c, uint64_t entry)
{
	for (size_t i = 0; i < c->nitems; i++)
		if (c->entry[i] == entry)
			return true;
	return false;
}

/* The page of a part, or an old home page, shows some of each of its columns: what is on it is
 * on columns that are proposed anyway, and on none of them alone. */
static bool is_overview(const struct discovery *d, const struct discovered *page)
{
	size_t covered = 0, most = 0;

	for (size_t i = 0; i < page->nitems; i++)
		for (size_t k = 0; k < d->ncolumns; k++)
			if (&d->columns[k] != page && lists_entry(&d->columns[k], page->entry[i])) {
				covered++;
				break;
			}
	if (!page->nitems || covered * 100 < page->nitems * OVERVIEW_SHARE)
		return false;
	for (size_t k = 0; k < d->ncolumns; k++) {
		size_t alike = 0;

		for (size_t i = 0; &d->columns[k] != page && i < page->nitems; i++)
			alike += lists_entry(&d->columns[k], page->entry[i]);
		most = alike > most ? alike : most;
	}
	return most * 100 < page->nitems * OVERVIEW_SHARE;
}

static void drop_boxes(struct discovery *d)
{
	size_t n = 0;

	for (size_t i = 0; i < d->ncolumns; i++) {
		d->columns[i].doubled = is_overview(d, &d->columns[i]);
		for (size_t k = 0; k < d->ncolumns; k++)
			d->columns[i].doubled |= is_box_of(&d->columns[i], &d->columns[k]);
	}
	for (size_t i = 0; i < d->ncolumns; i++)
		if (!d->columns[i].doubled)
			d->columns[n++] = d->columns[i];
	d->ncolumns = n;
}

/* What another address led to is called as the links to itself call it. */
static void name_by_links(const struct walk *w, struct discovered *c)
{
	for (size_t i = 0; c->led_on && i < w->n; i++)
		if (str_eq(w->list[i].key, c->key) && !name_says_nothing(w->list[i].name)) {
			c->name = w->list[i].name;
			return;
		}
}

/* The office in whose part of the portal it lies: "市教育局" of /jyj/gz/. */
static struct str unit_above(const struct walk *w, struct str url)
{
	struct str folder = str_sub(url, 0, str_rfindc(url, '/') + 1);

	for (; !str_none(folder); folder = folder_above(folder)) {
		struct str unit = unit_of_name(page_name(w, folder));

		if (!str_none(unit))
			return unit;
	}
	return STR_NONE;
}

static void name_all(const struct walk *w, struct discovery *d)
{
	for (size_t i = 0; i < d->ncolumns; i++) {
		struct discovered *c = &d->columns[i];

		name_by_links(w, c);
		c->cls = class_guess(c->name);
		c->unit = unit_of_name(c->name);
		if (str_none(c->unit))
			c->unit = unit_above(w, c->url);
	}
}

static void blank_last(struct discovery *d, struct arena *a)
{
	struct discovered *sorted = arena_array(a, d->ncolumns + 1, sizeof(*sorted));
	size_t n = 0;

	for (int blank = 0; blank <= 1; blank++)
		for (size_t i = 0; i < d->ncolumns; i++)
			if (d->columns[i].blank == (blank == 1))
				sorted[n++] = d->columns[i];
	d->columns = sorted;
}

/* A number of the content system, or words encoded: no name that anybody would type. */
static bool is_cipher(struct str piece)
{
	size_t run = 0;

	for (size_t i = 0; i < piece.n; i++) {
		char c = (char)to_lower((unsigned char)piece.p[i]);

		run = is_digit((unsigned char)c) || (c >= 'a' && c <= 'f') ? run + 1 : 0;
		if (run >= CIPHER_MIN)
			return true;
	}
	return false;
}

/* The last folder of the path that says something: /xxgk/tzgg/index.html -> tzgg. */
static struct str place_of(struct str url)
{
	static const char *const dull[] = {"index", "list", "default", "main", "col", "node"};
	struct str rest = str_sub(walk_path(url), 1, SIZE_MAX), piece, best = STR("column");

	while (str_cut(&rest, '/', &piece)) {
		bool is_dull = piece.n == 0;

		piece = str_sub(piece, 0, str_findc(piece, '.', 0));
		for (size_t i = 0; i < sizeof(dull) / sizeof(dull[0]); i++)
			is_dull = is_dull || str_eqc(piece, dull[i]);
		if (!is_dull && piece.n && !is_cipher(piece))
			best = piece;
	}
	return best;
}

/* Of the columns kept, in their order: no number tells of one that was dropped. */
static void give_ids(struct walk *w)
{
	struct discovery *d = w->out;

	for (size_t n = 0; n < d->ncolumns; n++) {
		struct str best = place_of(d->columns[n].url), id;
		struct buf b = BUF_INIT(200);
		int same = 1;

		for (size_t i = 0; i < best.n && b.n < 40; i++)
			buf_addc(&b, is_alnum((unsigned char)best.p[i])
					? (char)to_lower((unsigned char)best.p[i])
					: '-');
		best = id = arena_str(w->a, buf_str(&b));
		buf_release(&b);
		for (size_t i = 0; i < n; i++) {
			if (!str_eq(d->columns[i].id, id))
				continue;
			id = arena_strf(w->a, "%.*s-%d", STR_ARG(best), ++same);
			i = SIZE_MAX; /* look from the beginning again */
		}
		d->columns[n].id = id;
	}
}

static void tell_pages(struct walk *w)
{
	struct discovery *d = w->out;

	d->pages = arena_array(w->a, w->n + 1, sizeof(*d->pages));
	for (size_t i = 0; i < w->n; i++)
		if (!name_says_nothing(w->list[i].name))
			d->pages[d->npages++] = (struct discovered_page){w->list[i].name,
				w->list[i].url, w->list[i].key};
}

void walk_settle(struct walk *w)
{
	drop_doubles(w->out);
	drop_boxes(w->out);
	name_all(w, w->out);
	tell_apart(w, w->out);
	blank_last(w->out, w->a);
	give_ids(w);
	tell_pages(w);
}
