/* Settings as commented YAML: what is in force, with default, unit and meaning. */
#include "config-rows.h"

#include "base/out.h"
#include "config-yaml.h"

#include <stdlib.h>

static void put_indent(struct buf *b, int depth)
{
	for (int i = 0; i < depth; i++)
		buf_adds(b, "  ");
}

static void put_text(struct buf *b, const char *s)
{
	yaml_put_text(b, str_of(s));
}

static void put_texts(struct buf *b, const char *const *list, size_t n)
{
	buf_addc(b, '[');
	for (size_t i = 0; i < n; i++) {
		buf_adds(b, i ? ", " : "");
		put_text(b, list[i]);
	}
	buf_addc(b, ']');
}

static bool put_bytes(struct buf *b, int64_t v)
{
	static const char units[] = "kMGT";
	int i = -1;

	while (i < 3 && v > 0 && v % 1024 == 0) {
		v /= 1024;
		i++;
	}
	buf_addf(b, "%lld", (long long)v);
	if (i >= 0)
		buf_addc(b, units[i]);
	return v > 0;
}

static bool put_number(const struct row *row, const void *base, struct buf *b)
{
	const char *at = (const char *)base + row->offset;
	char t[TIME_TEXT];
	int64_t v = 0;
	int32_t small = 0;

	if (row->type == ROW_INT || row->type == ROW_CLASS || row->type == ROW_DAY) {
		memcpy(&small, at, sizeof(small));
		v = small;
	} else
		memcpy(&v, at, sizeof(v));
	if (row->type == ROW_DURATION)
		buf_adds(b, duration_text(t, v));
	else if (row->type == ROW_BYTES)
		put_bytes(b, v);
	else if (row->type == ROW_CLASS)
		buf_adds(b, class_word(small));
	else if (row->type == ROW_DAY)
		buf_adds(b, day_text(t, small));
	else
		buf_addf(b, "%lld", (long long)v);
	return row->type == ROW_DAY ? small != DAY_NONE : v != 0 || row->dflt;
}

static bool put_list(const struct row *row, const void *base, struct buf *b)
{
	const char *const *list;
	size_t n;

	memcpy(&list, (const char *)base + row->offset, sizeof(list));
	memcpy(&n, (const char *)base + row->count_offset, sizeof(n));
	put_texts(b, list, n);
	return n > 0;
}

static bool put_rules(const struct column_config *c, struct buf *b)
{
	buf_addc(b, '[');
	for (size_t i = 0; i < c->nrules; i++) {
		const struct rule_config *r = &c->rules[i];

		buf_addf(b, "%s{kind: ", i ? ", " : "");
		put_text(b, r->kind);
		for (size_t j = 0; j < r->nargs; j++) {
			buf_addf(b, ", %s: ", r->args[j].key);
			put_text(b, r->args[j].value);
		}
		if (r->basis[0]) {
			buf_adds(b, ", basis: ");
			put_text(b, r->basis);
		}
		buf_addc(b, '}');
	}
	buf_addc(b, ']');
	return c->nrules > 0;
}

static bool put_custom(const struct row *row, const void *base, struct buf *b)
{
	const char *s;

	if (row->fn == read_rules)
		return put_rules(base, b);
	if (row->fn == read_escalate_after) {
		buf_addf(b, "%dwd",
			((const struct route_config *)base)->escalate_after_wd);
		return true;
	}
	if (row->fn == read_quiet && ((const struct route_config *)base)->quiet_always) {
		buf_adds(b, "always");
		return true;
	}
	if (!(row->flags & ROW_ISTEXT))
		return false;
	memcpy(&s, (const char *)base + row->offset, sizeof(s));
	if (row->fn == read_link &&
		((const struct column_config *)base)->link_template[0])
		s = ((const struct column_config *)base)->link_template;
	put_text(b, s);
	return s[0] != '\0';
}

bool row_value(const struct row *row, const void *base, struct buf *b)
{
	const struct zone *z;
	const char *s;
	bool yes;

	if (row->type == ROW_MAP || row->type == ROW_ITEMS)
		return false;
	if (row->type == ROW_CUSTOM)
		return put_custom(row, base, b);
	if (row->offset == SIZE_MAX)
		return false;
	if (row->type <= ROW_WEEKLY) {
		memcpy(&s, (const char *)base + row->offset, sizeof(s));
		put_text(b, s[0] || row->type != ROW_SPAN ? s : "none");
		return s[0] != '\0';
	}
	if (row->type >= ROW_TEXTS && row->type <= ROW_PATHS)
		return put_list(row, base, b);
	if (row->type == ROW_BOOL) {
		memcpy(&yes, (const char *)base + row->offset, sizeof(yes));
		buf_adds(b, yes ? "true" : "false");
		return true;
	}
	if (row->type == ROW_ZONE) {
		memcpy(&z, (const char *)base + row->offset, sizeof(z));
		put_text(b, z ? zone_name(z) : "");
		return z != NULL;
	}
	return put_number(row, base, b);
}

static void print_range(const struct row *row, const char *to, struct buf *b)
{
	char lo[TIME_TEXT], hi[TIME_TEXT];

	if (row->max == 0 || row->type == ROW_BYTES)
		return;
	if (row->type == ROW_DURATION)
		buf_addf(b, "%s%s%s", duration_text(lo, row->min), to, duration_text(hi, row->max));
	else
		buf_addf(b, "%lld%s%lld", (long long)row->min, to, (long long)row->max);
}

/* " # meaning; default; range" */
static void put_help(const struct row *row, struct buf *b)
{
	buf_addf(b, "# %s", said(row->help));
	if (row->flags & ROW_REQUIRED)
		buf_adds(b, said("; required"));
	if (row->choices)
		buf_addf(b, said("; one of: %s"), row->choices);
	if (row->dflt)
		buf_addf(b, said("; default %s"), row->dflt);
	if (row->unit)
		buf_addf(b, "%s%s", said("; "), said(row->unit));
	if (row->max > 0 && row->type != ROW_BYTES) {
		buf_adds(b, said("; "));
		print_range(row, said(" to "), b);
	}
	buf_addc(b, '\n');
}

static void print_table(const struct table *t, const void *base, int depth, bool off,
	struct buf *b);

static void print_items(const struct row *row, const void *base, int depth, bool off,
	struct buf *b)
{
	const char *array;
	size_t n;

	memcpy(&array, (const char *)base + row->offset, sizeof(array));
	memcpy(&n, (const char *)base + row->count_offset, sizeof(n));
	put_indent(b, depth);
	buf_addf(b, "%s%s: ", n && !off ? "" : "# ", row->key);
	put_help(row, b);
	for (size_t i = 0; i < n && !off; i++) {
		put_indent(b, depth + 1);
		buf_adds(b, "-\n");
		print_table(row->sub, array + i * row->sub->size, depth + 2, false, b);
	}
	if (n == 0)
		print_table(row->sub, NULL, depth + 2, true, b);
}

static void print_row(const struct row *row, const void *base, int depth, bool off,
	struct buf *b)
{
	struct buf v = BUF_INIT((size_t)1 << 20);
	bool given = !off && row_value(row, base, &v);

	put_indent(b, depth);
	buf_addf(b, "%s%s: %s", given ? "" : "# ", row->key,
		given		  ? buf_cstr(&v)
		: off && row->dflt ? row->dflt
				  : "");
	buf_addc(b, ' ');
	put_help(row, b);
	buf_release(&v);
}

/* off: nothing there, the keys are shown as comments. */
static void print_table(const struct table *t, const void *base, int depth, bool off,
	struct buf *b)
{
	static const char zeros[4096];

	for (const struct row *row = t->rows; row->key; row++) {
		if (row->type == ROW_ITEMS) {
			print_items(row, base ? base : zeros, depth, off, b);
		} else if (row->kind) {
			const struct receiver_config *x = off ? NULL : base;
			bool is = x && x->kind == row->kind;

			print_table(&(struct table){.rows = (struct row[]){row->kind->row, {0}}},
				is ? x->own : NULL, depth, !is, b);
		} else if (row->type == ROW_MAP) {
			bool none = off;

			put_indent(b, depth);
			buf_addf(b, "%s%s: ", none ? "# " : "", row->key);
			put_help(row, b);
			print_table(row->sub, base, depth + 1, none, b);
		} else
			print_row(row, base, depth, off, b);
	}
}

static void print_portal(const struct portal_config *p, struct buf *b)
{
	buf_addf(b, said("---\n# portal file %s\n"), p->file);
	print_table(&table_portal, p, 0, false, b);
	buf_adds(b, p->ncolumns ? "columns:\n" : "");
	for (size_t i = 0; i < p->ncolumns; i++) {
		buf_adds(b, "  -\n");
		print_table(&table_column, &p->columns[i], 2, false, b);
	}
}

void config_print(const struct config *c, struct buf *b)
{
	struct arena a = ARENA_INIT;
	struct config_faults faults = {0};
	struct reader r = {.a = &a, .f = &faults, .file = ""};
	struct config none = {0};

	if (!c) {
		rows_default(&r, &table_installation, &none);
		buf_adds(b, said("# every setting with its default\n"));
	} else
		buf_addf(b, said("# settings in force, from %s\n"), c->file);
	print_table(&table_installation, c ? c : &none, 0, false, b);
	for (size_t i = 0; c && i < c->nportals; i++)
		print_portal(&c->portals[i], b);
	if (!c) {
		buf_adds(b, said("---\n# a portal file\n"));
		print_table(&table_portal, NULL, 0, true, b);
		buf_adds(b, "# columns:\n");
		print_table(&table_column, NULL, 2, true, b);
		buf_adds(b, said("---\n# a duty file\n"));
		print_table(&table_duty_file, NULL, 0, true, b);
		buf_adds(b, said("---\n# a profile\n"));
		print_table(&table_profile, NULL, 0, true, b);
	}
	config_faults_release(&faults);
	arena_release(&a);
}

/* --- the same as JSON --- */

static void put_json(const struct ynode *n, struct jw *j)
{
	size_t digits = 0;

	if (n->kind != YNODE_SCALAR) {
		jw_open(j, n->kind == YNODE_MAP ? '{' : '[');
		for (size_t i = 0; i < n->n; i++) {
			if (n->kind == YNODE_MAP)
				jw_key(j, n->keys[i]->text.p);
			put_json(n->items[i], j);
		}
		jw_close(j, n->kind == YNODE_MAP ? '}' : ']');
		return;
	}
	while (digits < n->text.n && is_digit((unsigned char)n->text.p[digits]))
		digits++;
	if (n->null)
		jw_null(j);
	else if (n->plain && (str_eqc(n->text, "true") || str_eqc(n->text, "false")))
		jw_bool(j, str_eqc(n->text, "true"));
	else if (n->plain && digits == n->text.n && digits < 16)
		jw_int(j, strtoll(n->text.p, NULL, 10));
	else
		jw_str(j, n->text);
}

/* One document as it would be printed, on one line. */
static void document_json(struct buf *yaml, struct buf *b)
{
	struct arena a = ARENA_INIT;
	struct config_faults faults = {0};
	struct ynode *tree = yaml_tree("", buf_str(yaml), &a, &faults);
	struct jw j = jw_on(b);

	if (tree) {
		put_json(tree, &j);
		buf_addc(b, '\n');
	}
	config_faults_release(&faults);
	arena_release(&a);
	buf_clear(yaml);
}

void config_print_json(const struct config *c, struct buf *b)
{
	struct buf yaml = BUF_INIT(YAML_FILE_MAX);

	print_table(&table_installation, c, 0, false, &yaml);
	document_json(&yaml, b);
	for (size_t i = 0; i < c->nportals; i++) {
		print_portal(&c->portals[i], &yaml);
		document_json(&yaml, b);
	}
	buf_release(&yaml);
}

static void print_keys(const struct table *t, struct buf *b)
{
	for (const struct row *row = t->rows; row->key; row++) {
		buf_addf(b, "%s\t%s\t%s\t%s\t%s\t", t->name, row->key, row_type_word(row),
			row->flags & ROW_REQUIRED ? "required" : "",
			row->dflt ? row->dflt : "");
		buf_addf(b, "%s\t", row->choices ? row->choices : "");
		print_range(row, " to ", b);
		buf_addf(b, "\t%s\t%s\n", row->unit ? row->unit : "", row->help);
	}
	for (const struct row *row = t->rows; row->key; row++)
		if (row->sub && row->sub != &table_unit)
			print_keys(row->sub, b);
}

void config_print_keys(struct buf *b)
{
	print_keys(&table_installation, b);
	print_keys(&table_unit, b);
	print_keys(&table_portal, b);
	print_keys(&table_duty_file, b);
	print_keys(&table_profile, b);
}
