/* age-store DIR: makes a store look as if another extractor had filled it: other texts and
 * titles of every version, other identities, titles and entries of every column. */
#include "base/err.h"
#include "crawler/due.h"
#include "crawler/pages.h"

#include <stdio.h>

#define OLD_EXTRACTOR 777

struct aging {
	struct store_txn *t;
	struct arena a;
	struct notice *list;
	size_t n, cap;
	struct err *e;
};

static int age_version(const struct version *v, void *ctx)
{
	struct aging *x = ctx;
	struct version old = *v;

	old.text = arena_strf(&x->a, "menu | %.*s\nread by another extractor",
		STR_ARG(v->text));
	old.title = arena_strf(&x->a, "site - %.*s", STR_ARG(v->title));
	old.nattachments = 0;
	old.extractor = OLD_EXTRACTOR;
	return pages_amend_version(x->t, &x->list[x->n], &old, x->e);
}

static int keep(const struct notice *n, void *ctx)
{
	struct aging *x = ctx;

	x->list = arena_grow(&x->a, x->list, x->n, &x->cap, sizeof(*x->list));
	x->list[x->n++] = (struct notice){.portal = arena_str(&x->a, n->portal),
		.column = arena_str(&x->a, n->column),
		.identity = arena_str(&x->a, n->identity)};
	return 0;
}

static struct str subject_of(struct aging *x, const struct notice *n)
{
	return arena_strf(&x->a, "%.*s/%.*s\n%.*s", STR_ARG(n->portal), STR_ARG(n->column),
		STR_ARG(n->identity));
}

static int age_notice(struct aging *x, size_t i)
{
	struct notice old, now;
	int rc;

	x->n = i;
	rc = pages_each_version(x->t, &x->list[i], age_version, x, x->e);
	if (rc == 0)
		rc = pages_notice(x->t, x->list[i].portal, x->list[i].column,
			x->list[i].identity, &old, &x->a, x->e);
	if (rc < 0)
		return rc;
	now = old;
	now.identity = arena_strf(&x->a, "old:%.*s", STR_ARG(old.identity));
	now.title = arena_strf(&x->a, "%.*s [more]", STR_ARG(old.title));
	rc = due_move(x->t, DUE_NOTICE, due_host(old.url), subject_of(x, &old), old.due_ms, 0,
		x->e);
	if (rc == 0)
		rc = due_move(x->t, DUE_NOTICE, due_host(old.url), subject_of(x, &now), 0,
			old.due_ms, x->e);
	return rc < 0 ? rc : pages_rename_notice(x->t, &old, &now, x->e);
}

static int age_column(const struct column_state *s, void *ctx)
{
	struct aging *x = ctx;
	struct column_state old = *s;

	old.items = arena_array(&x->a, s->nitems + 2, sizeof(*old.items));
	old.nitems = s->nitems;
	for (size_t i = 0; i < s->nitems; i++) {
		old.items[i] = s->items[i];
		old.items[i].title = arena_strf(&x->a, "%.*s [more]", STR_ARG(s->items[i].title));
	}
	if (old.nitems > 2) { /* one less, and one that is a link of the navigation */
		old.items[1] = (struct item){.title = STR("contact"),
			.url = STR("http://127.0.0.1/contact.html")};
	}
	old.extractor = OLD_EXTRACTOR;
	old.nlocators = 0;
	return pages_put_column(x->t, &old, x->e);
}

static int age(const char *dir, struct err *e)
{
	struct store *pages = NULL;
	struct aging x = {.a = ARENA_INIT, .e = e};
	size_t n;
	int rc = store_open(dir, "pages", 0, &pages, e);

	if (rc == 0)
		rc = store_begin(pages, true, &x.t, e);
	if (rc == 0)
		rc = pages_each_notice(x.t, STR_NONE, STR_NONE, keep, &x, e);
	n = x.n;
	for (size_t i = 0; i < n && rc == 0; i++)
		rc = age_notice(&x, i);
	if (rc == 0)
		rc = pages_each_column(x.t, STR_NONE, age_column, &x, e);
	if (rc == 0)
		rc = store_commit(x.t, e);
	else
		store_abort(x.t);
	arena_release(&x.a);
	store_close(pages);
	return rc;
}

int main(int argc, char **argv)
{
	struct err e = {0};

	if (argc != 2)
		return 2;
	if (age(argv[1], &e)) {
		fprintf(stderr, "age-store: %s\n", e.text);
		return 3;
	}
	return 0;
}
