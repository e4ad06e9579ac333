/* probe with a configuration: the address as the column it is configured for. */
#include "probe-column.h"

#include "crawler/url.h"

static bool same_address(struct str a, const char *b, struct arena *arena)
{
	return b[0] && str_eq(url_canonical(a, arena), url_canonical(str_of(b), arena));
}

static void find_column(const struct config *c, struct str arg, struct probe_column *out,
	struct arena *a)
{
	size_t slash = str_findc(arg, '/', 0);

	for (size_t i = 0; i < c->nportals; i++) {
		const struct portal_config *p = &c->portals[i];

		for (size_t k = 0; k < p->ncolumns && !out->portal; k++) {
			const struct column_config *col = &p->columns[k];

			if (!same_address(arg, col->url, a) &&
				!(slash != SIZE_MAX && str_eqc(str_sub(arg, 0, slash), p->id) &&
					str_eqc(str_sub(arg, slash + 1, arg.n), col->id)))
				continue;
			out->portal = p;
			out->column = col;
		}
	}
}

static int read_state(struct probe_column *x, struct arena *a)
{
	struct err e = {0};
	struct store_txn *t;
	int rc = store_begin(x->store, false, &t, &e);

	if (rc == 0) {
		rc = pages_column(t, str_of(x->portal->id), str_of(x->column->id), &x->state, a,
			&e);
		store_abort(t);
	}
	return rc < 0 && rc != ERR_NOTFOUND ? cmd_fail(&e) : 0;
}

int probe_column_open(struct globals *g, struct str arg, struct probe_column *out,
	struct arena *a)
{
	struct err e = {0};
	const char *dir;
	int rc, status = g->config_file ? cmd_config(g) : 0;

	*out = (struct probe_column){0};
	if (status || !g->config)
		return status;
	find_column(g->config, arg, out, a);
	if (!out->portal)
		return 0;
	status = cmd_store_dir(g, &dir);
	if (status)
		return status;
	rc = store_open(dir, "pages", STORE_READ, &out->store, &e);
	if (rc == ERR_NOTFOUND) /* before the first crawl: a column that was never read */
		return 0;
	return rc < 0 ? cmd_fail(&e) : read_state(out, a);
}

void probe_column_close(struct probe_column *x)
{
	store_close(x->store);
}

struct finder {
	const struct probe_column *x;
	struct store_txn *t;
	struct arena *a;
};

static bool find_notice(struct str identity, struct notice *out, void *ctx)
{
	const struct finder *f = ctx;

	return f->t && pages_notice(f->t, str_of(f->x->portal->id), str_of(f->x->column->id),
			       identity, out, f->a, NULL) == 0;
}

void probe_column_judge(const struct probe_column *x, const struct result *r, struct gate *out,
	struct arena *a)
{
	static const struct column_config any = {.expect_text = ""};
	const struct listing *l = &r->page.list;
	struct finder f = {.x = x, .a = a};
	const struct zone *z = x->portal ? x->portal->zone : zone_shanghai();
	struct familiar met = {0};

	if (x->store && store_begin(x->store, false, &f.t, NULL) < 0)
		f.t = NULL;
	if (r->has_page) {
		compare_lend_addresses(&x->state, l->items, l->nitems, z);
		compare_familiar(&x->state, l->items, l->nitems,
			z, find_notice, &f, &met, a);
	}
	gate_judge(&x->state, x->column ? x->column : &any, r, &met, out);
	if (f.t)
		store_abort(f.t);
}
