/* discover PORTAL: the columns that wait for their addresses are looked for by name, told, and
 * with --write filled in where one page alone bears the name. */
#include "cmd-discover.h"

#include "base/fs.h"
#include "base/out.h"
#include "crawler/portal-file.h"
#include "monitor/discovery-fill.h"
#include "monitor/duty.h"
#include "monitor/lang.h"

#include <stdio.h>

#define OUT_MAX ((size_t)8 << 20)
#define FILE_MAX ((size_t)4 << 20)

struct filling {
	struct globals *g;
	const struct portal_config *portal;
	enum lang lang;
	struct fill *list;
	size_t n, count[3]; /* by state */
	struct arena a;
	struct buf out;
};

/* Ids of the duties that wait for a column, blank-separated. */
static struct str duties_of(struct filling *x, const char *column)
{
	const struct config *c = x->g->config;
	struct buf b = BUF_INIT(1 << 16);
	struct str s;

	for (size_t i = 0; i < c->ndocuments; i++)
		for (size_t k = 0; k < c->documents[i].nduties; k++) {
			const struct duty_config *d = &c->documents[i].duties[k];

			if (duty_names_column(d, str_of(column)) &&
				duty_applies(c, x->portal, &c->documents[i], d))
				buf_addf(&b, b.n ? " %s" : "%s", d->id);
		}
	s = arena_str(&x->a, buf_str(&b));
	buf_release(&b);
	return s;
}

/* --- told --- */

static void put_page(struct filling *x, const struct fill_page *p, const char *before)
{
	char day[TIME_TEXT];

	buf_addf(&x->out, "      %surl: ", before);
	out_json(&x->out, p->url);
	buf_adds(&x->out, "  # ");
	out_line(&x->out, p->name, 80);
	if (p->list && p->list->nitems) {
		buf_adds(&x->out, LANG(x->lang, ": "));
		buf_addf(&x->out, LANG(x->lang, "%zu notices, newest %s"), p->list->nitems,
			p->list->newest_ms ? day_text(day, day_of_ms(p->list->newest_ms,
				cmd_zone(x->g))) : "-");
	} else if (p->list) {
		buf_adds(&x->out, LANG(x->lang, ": blank"));
	}
	buf_addc(&x->out, '\n');
}

static void put_one(struct filling *x, const struct fill *f)
{
	const struct column_config *c = f->column;
	struct str duties = duties_of(x, c->id);
	static const char *const word[] = {LANG_MARK("not found"), LANG_MARK("found"),
		LANG_MARK("several bear the name")};

	buf_addf(&x->out, "  - id: %s  # ", c->id);
	out_line(&x->out, str_of(c->name), 80);
	buf_addf(&x->out, "%s%s", LANG(x->lang, ": "), lang_text(x->lang, word[f->state]));
	if (duties.n)
		buf_addf(&x->out, LANG(x->lang, "; duties that wait for it: %.*s"), STR_ARG(duties));
	buf_addc(&x->out, '\n');
	for (size_t i = 0; i < f->npages; i++)
		put_page(x, &f->pages[i], f->state == FILL_FOUND ? "" : "# ");
}

static void put_text(struct filling *x)
{
	buf_addf(&x->out, "# %s: ", x->portal->id);
	buf_addf(&x->out, LANG(x->lang, "%zu columns without address: %zu found, %zu borne by several "
		"pages, %zu not found\n"), x->n, x->count[FILL_FOUND], x->count[FILL_SEVERAL],
		x->count[FILL_NONE]);
	buf_adds(&x->out, "columns:\n");
	for (size_t i = 0; i < x->n; i++)
		put_one(x, &x->list[i]);
	if (x->count[FILL_NONE])
		buf_addf(&x->out, "# %s\n", LANG(x->lang, "not found: write the address after url: in "
			"the portal file, or other names of the column under aliases: and ask again"));
}

static void put_json(struct filling *x)
{
	for (size_t i = 0; i < x->n; i++) {
		const struct fill *f = &x->list[i];
		struct jw j = jw_on(&x->out);
		struct str duties = duties_of(x, f->column->id), one;

		jw_open(&j, '{');
		jw_kcstr(&j, "portal", x->portal->id);
		jw_kcstr(&j, "column", f->column->id);
		jw_kcstr(&j, "name", f->column->name);
		jw_kcstr(&j, "state", fill_state_word(f->state));
		jw_key(&j, "pages");
		jw_open(&j, '[');
		for (size_t k = 0; k < f->npages; k++) {
			jw_open(&j, '{');
			jw_kstr(&j, "name", f->pages[k].name);
			jw_kstr(&j, "url", f->pages[k].url);
			jw_kint(&j, "items", f->pages[k].list ? (int64_t)f->pages[k].list->nitems : 0);
			jw_close(&j, '}');
		}
		jw_close(&j, ']');
		jw_key(&j, "duties");
		jw_open(&j, '[');
		while (duties.n && str_cut(&duties, ' ', &one))
			jw_str(&j, one);
		jw_close(&j, ']');
		jw_close(&j, '}');
		buf_addc(&x->out, '\n');
	}
}

/* --- written --- */

static struct column_entry *entries_of(struct filling *x, size_t *n)
{
	struct column_entry *list = arena_array(&x->a, x->n + 1, sizeof(*list));

	*n = 0;
	for (size_t i = 0; i < x->n; i++)
		if (x->list[i].state == FILL_FOUND)
			list[(*n)++] = (struct column_entry){.id = x->list[i].column->id,
				.name = x->list[i].column->name, .cls = "", .unit = "", .rules = "",
				.items = "", .url = arena_cstr(&x->a, x->list[i].pages[0].url)};
	return list;
}

static int write_found(struct filling *x, struct err *e)
{
	struct portal_entry p = {.id = x->portal->id, .name = "", .home = "", .site_code = "",
		.unit = "", .organiser = "", .region = ""};
	struct buf old = BUF_INIT(FILE_MAX), text = BUF_INIT(2 * FILE_MAX);
	size_t written = 0;
	int rc = fs_read(x->portal->file, &old, e);

	p.columns = entries_of(x, &p.ncolumns);
	if (rc == 0)
		rc = portal_file_merge(x->portal->file, buf_str(&old), "discover", &p, &x->a, &text, e);
	if (rc == 0 && !str_eq(buf_str(&old), buf_str(&text)))
		rc = fs_write(x->portal->file, buf_str(&text), 0644, e);
	for (size_t i = 0; i < p.ncolumns; i++)
		written += p.columns[i].outcome == ENTRY_CHANGED;
	if (rc == 0)
		fprintf(stderr, LANG(x->lang, "%zu addresses written to '%s'\n"), written,
			x->portal->file);
	buf_release(&old);
	buf_release(&text);
	return rc;
}

int discover_fill(struct globals *g, const struct discover_opts *o,
	const struct portal_config *p)
{
	struct filling x = {.g = g, .portal = p, .lang = lang_of(cmd_lang(g)),
		.out = BUF_INIT(OUT_MAX), .a = ARENA_INIT};
	struct discovery d;
	struct err e = {0};
	int status = discover_columns(g, o, str_of(p->home), &d, &x.a);

	if (status == 0) {
		x.n = discovery_fill(&d, p, &x.a, &x.list);
		for (size_t i = 0; i < x.n; i++)
			x.count[x.list[i].state]++;
		if (g->json)
			put_json(&x);
		else
			put_text(&x);
		status = cmd_out(&x.out);
	}
	if (status == 0 && o->write && x.count[FILL_FOUND] && write_found(&x, &e) < 0)
		status = cmd_fail(&e);
	buf_release(&x.out);
	arena_release(&x.a);
	return status;
}
