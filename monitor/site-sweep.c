/* The site made again: what of an earlier one is none of it any more goes. */
#include "site.h"

#include "base/fs.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define LIST ".portalwatch-site"
#define LIST_BYTES ((size_t)256 << 20)

static int by_bytes(const void *a, const void *b)
{
	return str_cmp(*(const struct str *)a, *(const struct str *)b);
}

/* The lines of text, sorted. */
static struct str *lines_of(struct str text, size_t *n, struct arena *a)
{
	struct str rest = text, line, *list;
	size_t max = 0;

	for (size_t i = 0; i < text.n; i++)
		max += text.p[i] == '\n';
	list = arena_array(a, max + 1, sizeof(*list));
	for (*n = 0; *n < max && str_cut(&rest, '\n', &line);)
		list[(*n)++] = line;
	if (*n)
		qsort(list, *n, sizeof(*list), by_bytes);
	return list;
}

/* A name that site_end could have given: below the folder, two folders deep, of a page. */
static bool is_name_of_page(struct str name)
{
	size_t folders = 0;

	for (size_t i = 0; i < name.n; i++)
		folders += name.p[i] == '/';
	return name.n > 5 && name.p[0] != '/' && folders <= 2 && !str_has(name, STR("..")) &&
		!memchr(name.p, '\0', name.n) && str_ends(name, STR(".html"));
}

static bool says_who_made_it(const char *path)
{
	char head[SITE_MADE_WITHIN];
	FILE *f = fopen(path, "rb");
	size_t n = f ? fread(head, 1, sizeof(head), f) : 0;

	if (f)
		fclose(f);
	return str_has(str_n(head, n), STR(SITE_MADE));
}

/* The folders of a page that is gone, where nothing else lies in them. */
static void remove_folders(const char *dir, struct str name, struct arena *a)
{
	size_t slash;

	while ((slash = str_rfindc(name, '/')) != SIZE_MAX) {
		name = str_sub(name, 0, slash);
		if (rmdir(arena_strf(a, "%s/%.*s", dir, STR_ARG(name)).p) < 0)
			return;
	}
}

int site_sweep(struct site_out *o, struct err *e)
{
	struct arena a = ARENA_INIT;
	struct buf before = BUF_INIT(LIST_BYTES);
	char *list = fs_join(o->dir, LIST);
	size_t nold = 0, nmade;
	struct str *made = lines_of(buf_str(&o->made), &nmade, &a), *old = NULL;
	int rc = fs_exists(list) ? fs_read(list, &before, e) : 0;

	if (rc == 0)
		old = lines_of(buf_str(&before), &nold, &a);
	for (size_t i = 0; i < nold; i++) {
		const char *path;

		if (!is_name_of_page(old[i]) ||
			bsearch(&old[i], made, nmade, sizeof(*made), by_bytes))
			continue;
		path = arena_strf(&a, "%s/%.*s", o->dir, STR_ARG(old[i])).p;
		if (!says_who_made_it(path))
			continue;
		if (unlink(path) == 0)
			remove_folders(o->dir, old[i], &a);
		else
			buf_addf(&o->made, "%.*s\n", STR_ARG(old[i]));
	}
	if (rc == 0)
		rc = buf_ok(&o->made) ? fs_write(list, buf_str(&o->made), 0644, e)
				      : err_set(e, ERR_TOOBIG, "the page '%s' is too large", list);
	free(list);
	buf_release(&before);
	arena_release(&a);
	return rc;
}
