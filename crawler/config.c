/* Loading: the installation file, the portal files it names, the duty files they name. */
#include "config-rows.h"

#include "base/fs.h"
#include "crawler/profile.h"

#include <stdlib.h>

#define FILES_MAX 20000 /* portal files of one installation */

struct loader {
	struct reader r;
	struct config *c;
	struct arena trees;	/* YAML of the installation file */
	struct arena one;	/* YAML of the file being read */
	struct ynode *defaults; /* of the installation file; NULL */
	size_t cap_portals, cap_documents;
};

static config_rule_check *rule_check;

void config_set_rule_check(config_rule_check *check)
{
	rule_check = check;
}

config_rule_check *config_rule_checker(void)
{
	return rule_check;
}

static void (*language_known)(const char *word);

void config_set_language_fn(void (*fn)(const char *word))
{
	language_known = fn;
}

/* By its line, so that it is known even of a file that is no YAML otherwise. */
static const char *language_of(struct str text)
{
	struct str line;

	while (str_cut(&text, '\n', &line)) {
		if (!str_starts(line, STR("language:")))
			continue;
		line = str_trim(str_sub(line, sizeof("language:") - 1, line.n));
		if (line.n && (line.p[0] == '"' || line.p[0] == '\''))
			line = str_sub(line, 1, line.n);
		return str_starts(line, STR("zh")) ? "zh" : str_starts(line, STR("en")) ? "en" : "";
	}
	return "";
}

const char *config_language(const char *file)
{
	struct buf b = BUF_INIT(YAML_FILE_MAX);
	const char *word = fs_read(file, &b, NULL) == 0 ? language_of(buf_str(&b)) : "";

	buf_release(&b);
	return word;
}

/* ---- files ---- */

/* The tree of a file; NULL with a fault, or with e where the file cannot be read. */
static struct ynode *file_tree(struct loader *l, const char *path, struct arena *a,
	struct err *e)
{
	struct buf b = BUF_INIT(YAML_FILE_MAX);
	struct ynode *tree = NULL;

	if (fs_read(path, &b, e) == 0)
		tree = yaml_tree(path, arena_str(a, buf_str(&b)), a, l->r.f);
	buf_release(&b);
	return tree;
}

static void column_finish(struct loader *l, const struct portal_config *p,
	struct column_config *c)
{
	if (c->name[0] == '\0')
		c->name = c->id;
	if (c->unit[0] == '\0')
		c->unit = p->unit;
	if (c->url[0] == '\0' && !c->discover)
		config_fault_add(l->r.f, c->file, c->line, false,
			"column '%s': missing 'url' (or discover: true, while it is not "
			"known)",
			c->id);
	else if (c->url[0] != '\0')
		c->discover = false;
}

/* One note a portal: which columns wait for their addresses. */
static void note_waiting(struct loader *l, const struct portal_config *p)
{
	struct buf names = BUF_INIT(YAML_FILE_MAX);
	size_t n = 0;
	int line = 0; /* of the first one */

	for (size_t i = 0; i < p->ncolumns; i++) {
		const struct column_config *c = &p->columns[i];

		if (!c->discover)
			continue;
		line = n ? line : c->line;
		buf_addf(&names, n++ ? ", %s" : "%s", c->id);
		if (!streq(c->name, c->id))
			buf_addf(&names, " (%s)", c->name);
	}
	if (n)
		config_note_add(l->r.f, l->r.file, line,
			"%zu of %zu columns have no address yet and are not watched: %s; "
			"'portalwatch discover %s' looks for them by their names, with --write it "
			"fills them in",
			n, p->ncolumns, buf_cstr(&names), p->id);
	buf_release(&names);
}

static void column_start(
	struct loader *l, struct ynode *defaults, struct column_config *c)
{
	const char *file = l->r.file;

	rows_default(&l->r, &table_column, c);
	c->link_template = "";
	l->r.only_inherited = true;
	l->r.file = l->c->file; /* rules say where they stand */
	if (l->defaults)
		rows_read(&l->r, &table_column, l->defaults, c);
	l->r.file = file;
	if (defaults)
		rows_read(&l->r, &table_column, defaults, c);
	l->r.only_inherited = false;
}

static void read_columns(struct loader *l, struct ynode *list, struct ynode *defaults,
	struct portal_config *p)
{
	if (!list || list->null)
		return;
	if (list->kind != YNODE_LIST) {
		config_fault_add(l->r.f, l->r.file, list->line, false,
			"columns: expected a list of mappings (- id: ...), found %s",
			ynode_says(&l->r, list));
		return;
	}
	l->r.narrays += list->n;
	if (l->r.narrays > 200000) {
		config_fault_add(l->r.f, l->r.file, list->line, false,
			"columns: more than 200,000 in one installation");
		return;
	}
	p->columns = arena_array(l->r.a, list->n, sizeof(*p->columns));
	p->ncolumns = list->n;
	for (size_t i = 0; i < list->n; i++) {
		struct column_config *c = &p->columns[i];

		column_start(l, defaults, c);
		c->file = l->r.file;
		c->line = list->items[i]->line;
		rows_read(&l->r, &table_column, list->items[i], c);
		column_finish(l, p, c);
	}
	note_waiting(l, p);
}

static void portal_start(struct loader *l, struct portal_config *p)
{
	const struct config *c = l->c;

	rows_default(&l->r, &table_portal, p);
	p->zone = c->zone;
	p->delay_ms = c->delay_ms;
	p->connections = c->connections;
	p->timeout_ms = c->timeout_ms;
	p->proxy = c->proxy;
	p->user_agent = c->user_agent;
	p->verify = c->verify;
	if (!l->defaults)
		return;
	l->r.only_inherited = true;
	rows_read(&l->r, &table_portal, l->defaults, p);
	l->r.only_inherited = false;
}

/* tree is of the file named; it may be reset after. */
static void take_portal(struct loader *l, const char *path, struct ynode *tree)
{
	struct reader *r = &l->r;
	struct portal_config *p;
	struct ynode *defaults;
	const char *file = r->file;

	l->c->portals = arena_grow(r->a, l->c->portals, l->c->nportals, &l->cap_portals,
		sizeof(*p));
	p = &l->c->portals[l->c->nportals++];
	*p = (struct portal_config){0};
	portal_start(l, p); /* defaults: of the installation name paths beside it */
	p->file = r->file = arena_cstr(r->a, str_of(path));
	p->line = tree->line;
	rows_read(r, &table_portal, tree, p);
	if (p->name[0] == '\0')
		p->name = p->id;
	defaults = ynode_get(tree, "defaults");
	if (defaults)
		rows_check_inherited(r, defaults, NULL, &table_column);
	read_columns(l, ynode_get(tree, "columns"), defaults, p);
	r->file = file;
}

static void read_portal(struct loader *l, const char *path)
{
	struct ynode *tree;
	struct err e = {0};

	for (size_t i = 0; i < l->c->nportals; i++)
		if (streq(l->c->portals[i].file, path))
			return; /* named by two globs */
	arena_reset(&l->one);
	tree = file_tree(l, path, &l->one, &e);
	if (e.code)
		config_fault_add(l->r.f, path, 0, false, "%s", e.text);
	if (tree)
		take_portal(l, path, tree);
}

static void read_glob(struct loader *l, const char *pattern, int line)
{
	bool is_glob = strpbrk(pattern, "*?[") != NULL;
	struct err e = {0};
	char **list = NULL;
	size_t n = 0;

	if (!is_glob) {
		if (fs_exists(pattern))
			read_portal(l, pattern);
		return;
	}
	if (fs_glob(pattern, &list, &n, &e) < 0)
		config_fault_add(l->r.f, l->r.file, line, false, "%s", e.text);
	else if (n == 0)
		config_fault_add(l->r.f, l->r.file, line, true,
			"portals: no file matches '%s'", pattern);
	if (n > FILES_MAX) {
		config_fault_add(l->r.f, l->r.file, line, false,
			"portals: more than %d files match '%s'", FILES_MAX, pattern);
		n = FILES_MAX;
	}
	for (size_t i = 0; i < n; i++)
		read_portal(l, list[i]);
	fs_list_free(list, n);
}

static void read_portals(struct loader *l, const struct ynode *v)
{
	const struct config *c = l->c;

	for (size_t i = 0; v && i < c->nportal_files; i++)
		read_glob(l, c->portal_files[i],
			v->kind == YNODE_LIST && i < v->n ? v->items[i]->line : v->line);
}

/* ---- duties ---- */

static void read_document(struct loader *l, const char *path)
{
	struct duty_document *d;
	struct ynode *tree;
	struct err e = {0};

	if (config_document(l->c, str_of(path)))
		return;
	arena_reset(&l->one);
	if (!fs_exists(path))
		return; /* said where it is named */
	tree = file_tree(l, path, &l->one, &e);
	if (e.code)
		config_fault_add(l->r.f, path, 0, false, "%s", e.text);
	l->c->documents = arena_grow(l->r.a, l->c->documents, l->c->ndocuments,
		&l->cap_documents, sizeof(*d));
	d = &l->c->documents[l->c->ndocuments++];
	*d = (struct duty_document){.path = arena_cstr(l->r.a, str_of(path))};
	rows_default(&l->r, &table_duty_file, d);
	l->r.file = d->path;
	if (tree)
		rows_read(&l->r, &table_duty_file, tree, d);
	for (size_t i = 0; i < d->nduties; i++) {
		struct duty_config *x = &d->duties[i];

		x->from = x->valid_year ? 0 : d->year;
		x->until = x->valid_year ? 0 : d->until;
		for (size_t k = 0; k < x->nrules; k++) {
			struct rule_config *rule = &x->rule[k];

			if (rule->limit_kind[0] == '\0')
				rule->limit_kind = x->limit;
			if (rule->basis[0] == '\0')
				rule->basis = x->quote;
		}
	}
}

static void read_documents(struct loader *l)
{
	const char *file = l->r.file;

	for (size_t i = 0; i < l->c->nduties; i++)
		read_document(l, l->c->duties[i]);
	for (size_t i = 0; i < l->c->nportals; i++)
		for (size_t j = 0; j < l->c->portals[i].nduties; j++)
			read_document(l, l->c->portals[i].duties[j]);
	l->r.file = file;
}

/* ---- profiles ---- */

/* Read once for their faults: a report reads the one it needs. */
static void check_profiles(struct loader *l)
{
	for (size_t i = 0; i < l->c->nprofiles; i++) {
		struct buf b = BUF_INIT(YAML_FILE_MAX);
		struct profile *p;

		arena_reset(&l->one);
		if (fs_read(l->c->profiles[i], &b, NULL) == 0)
			profile_read(l->c->profiles[i], buf_str(&b), &l->one, &p, l->r.f, NULL);
		buf_release(&b);
	}
}

/* ---- the installation ---- */

/* Routes that say nothing take what telling: says; 0s is something said. */
static void routes_inherit(struct config *c, const struct ynode *list)
{
	for (size_t i = 0; list && i < c->nroutes && i < list->n; i++) {
		struct route_config *r = &c->routes[i];

		if (!ynode_get(list->items[i], "group_wait"))
			r->group_wait_ms = c->group_wait_ms;
		if (!ynode_get(list->items[i], "group_interval"))
			r->group_interval_ms = c->group_interval_ms;
		if (!ynode_get(list->items[i], "repeat"))
			r->repeat_ms = c->repeat_ms;
	}
}

static void receivers_kind(struct loader *l, const struct ynode *list)
{
	struct buf words = BUF_INIT(4000);

	for (const struct row *row = table_receiver.rows; row->key; row++)
		if (row->kind)
			buf_addf(&words, "%s%s", words.n ? said(", ") : "", row->key);
	for (size_t i = 0; list && i < l->c->nreceivers && i < list->n; i++) {
		struct receiver_config *x = &l->c->receivers[i];
		int nkinds = 0;

		for (const struct row *row = table_receiver.rows; row->key; row++)
			nkinds += row->kind && ynode_get(list->items[i], row->key);
		if (nkinds != 1 && list->items[i]->kind == YNODE_MAP)
			config_fault_add(l->r.f, x->file, x->line, false,
				"receiver '%s': expected exactly one of %s, found %d", x->id,
				buf_cstr(&words), nkinds);
	}
	buf_release(&words);
}

/* Values under defaults: are read once for nobody, so that a fault is told even where no
 * portal inherits it. */
static void check_defaults(struct loader *l)
{
	struct portal_config p = {0};
	struct column_config c = {0};

	if (!l->defaults)
		return;
	rows_check_inherited(&l->r, l->defaults, &table_portal, &table_column);
	portal_start(l, &p);
	column_start(l, NULL, &c);
}

static void read_installation(struct loader *l, struct ynode *tree)
{
	struct config *c = l->c;

	rows_read(&l->r, &table_installation, tree, c);
	c->web = ynode_get(tree, "web") != NULL;
	routes_inherit(c, ynode_get(tree, "routes"));
	receivers_kind(l, ynode_get(tree, "receivers"));
	l->defaults = ynode_get(tree, "defaults");
	if (l->defaults && l->defaults->null)
		l->defaults = NULL;
	check_defaults(l);
	read_portals(l, ynode_get(tree, "portals"));
	read_documents(l);
	check_profiles(l);
	config_cross_check(c, l->r.f, l->r.a);
}

static struct config *config_new(struct loader *l, const char *file,
	struct config_faults *faults)
{
	struct arena *owned = mem_alloc(sizeof(*owned));

	*owned = ARENA_INIT;
	l->r = (struct reader){.a = owned, .f = faults, .check = rule_check};
	l->c = arena_alloc(owned, sizeof(*l->c));
	l->c->owned = owned;
	l->c->file = l->r.file = arena_cstr(owned, str_of(file));
	rows_default(&l->r, &table_installation, l->c);
	return l->c;
}

static int first_error(const struct config_faults *f, struct err *e)
{
	for (size_t i = 0; i < f->n; i++) {
		const struct config_fault *x = &f->list[i];

		if (!x->warning && !x->note)
			return err_set(
				e, ERR_CONFIG, "%s:%d: %s", x->file, x->line, x->text);
	}
	return err_set(e, ERR_CONFIG, "configuration faults");
}

int config_load(const char *file, struct config **out, struct config_faults *faults,
	struct err *e)
{
	struct loader l = {0};
	struct config *c = config_new(&l, file, faults);
	struct err why = {0};
	const char *language = language_known ? config_language(file) : "";
	struct ynode *tree;
	int rc = 0;

	if (language[0])
		language_known(language);
	tree = file_tree(&l, l.r.file, &l.trees, &why);
	if (tree)
		read_installation(&l, tree);
	if (why.code)
		rc = err_set(e, why.code, "%s", why.text);
	else if (faults->nerrors > 0)
		rc = first_error(faults, e);
	arena_release(&l.one);
	arena_release(&l.trees);
	if (rc == 0)
		*out = c;
	else
		config_free(c);
	return rc;
}

int config_check_portal(const char *file, struct str text, struct config_faults *faults)
{
	struct loader l = {0};
	struct config *c = config_new(&l, file, faults);
	size_t before = faults->nerrors;
	struct ynode *tree = yaml_tree(file, text, &l.one, faults);

	if (tree) {
		take_portal(&l, file, tree);
		config_cross_check(c, faults, l.r.a);
	}
	arena_release(&l.one);
	config_free(c);
	return faults->nerrors > before ? ERR_CONFIG : 0;
}

void config_free(struct config *c)
{
	struct arena *owned;

	if (!c)
		return;
	owned = c->owned;
	arena_release(owned);
	free(owned);
}
