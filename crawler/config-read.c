/* Reading a mapping by its table of rows: defaults, inheritance, unknown and doubled keys. */
#include "config-rows.h"

#include "base/fs.h"

#include <errno.h>
#include <sys/stat.h>

#define STRUCTS_MAX 200000 /* columns, units ... of the whole installation */

static const char *const no_texts[1];

static void must_exist(
	struct reader *r, const struct row *row, const char *path, int line)
{
	if (!strpbrk(path, "*?[") && !fs_exists(path))
		config_fault_add(r->f, r->file, line, false, "%s: there is no file '%s'",
			row->key, path);
}

/* Read by another role perhaps: what is missing or open to all is a doubt, no fault. */
static void check_secret(
	struct reader *r, const struct row *row, const char *path, int line)
{
	struct stat st;

	if (stat(path, &st) < 0) {
		if (errno != EACCES)
			config_fault_add(r->f, r->file, line, true,
				"%s: there is no file '%s'", row->key, path);
	} else if (st.st_mode & S_IROTH)
		config_fault_add(r->f, r->file, line, true,
			"%s: everybody may read '%s': chmod 640 it", row->key, path);
}

static void read_path_row(struct reader *r, const struct row *row, const struct ynode *v,
	void *base)
{
	const char *path;
	struct str s;

	if (!read_text(r, row, v, &s))
		return;
	path = read_path(r, s);
	row_put(base, row, &path, sizeof(path));
	if (v->line > 0 && (row->flags & ROW_EXISTS))
		must_exist(r, row, path, v->line);
	if (row->type == ROW_SECRET)
		check_secret(r, row, path, v->line);
}

static void read_list(struct reader *r, const struct row *row, const struct ynode *v,
	void *base)
{
	const char *const *list;
	const char **paths;
	size_t n;

	if (!read_texts(r, row, v, &list, &n))
		return;
	for (size_t i = 0; row->type == ROW_WORDS && i < n; i++)
		if (!row_has_word(row->choices, str_of(list[i])))
			row_fault(r, row, v->kind == YNODE_LIST ? v->items[i] : v);
	if (row->type == ROW_PATHS) {
		paths = arena_array(r->a, n + 1, sizeof(*paths));
		for (size_t i = 0; i < n; i++)
			paths[i] = read_path(r, str_of(list[i]));
		for (size_t i = 0; i < n; i++)
			must_exist(r, row, paths[i],
				v->kind == YNODE_LIST ? v->items[i]->line : v->line);
		list = paths;
	}
	if (row->offset == SIZE_MAX)
		return;
	memcpy((char *)base + row->offset, &list, sizeof(list));
	memcpy((char *)base + row->count_offset, &n, sizeof(n));
}

static void read_value(
	struct reader *r, const struct row *row, struct ynode *v, void *base);

static void read_items(struct reader *r, const struct row *row, const struct ynode *v,
	void *base)
{
	const struct table *t = row->sub;
	char *array;

	if (v->kind != YNODE_LIST) {
		row_fault(r, row, v);
		return;
	}
	r->narrays += v->n;
	if (r->narrays > STRUCTS_MAX) {
		config_fault_add(r->f, r->file, v->line, false,
			"%s: more than %d elements in one installation", row->key,
			STRUCTS_MAX);
		return;
	}
	array = arena_array(r->a, v->n, t->size);
	for (size_t i = 0; i < v->n; i++) {
		char *one = array + i * t->size;

		rows_default(r, t, one);
		if (t->line_offset) {
			memcpy(one + t->file_offset, &r->file, sizeof(r->file));
			memcpy(one + t->line_offset, &v->items[i]->line, sizeof(int));
		}
		rows_read(r, t, v->items[i], one);
	}
	memcpy((char *)base + row->offset, &array, sizeof(array));
	memcpy((char *)base + row->count_offset, &v->n, sizeof(v->n));
}

/* Into a struct of the kind's own. Two kinds in one receiver are a fault of receivers_kind. */
static void read_kind(struct reader *r, const struct row *row, struct ynode *v, void *base)
{
	const struct receiver_kind *kind = row->kind;
	struct receiver_config *x = base;
	struct table one = {.rows = (struct row[]){kind->row, {0}}};
	void *own = arena_alloc(r->a, kind->size);

	rows_default(r, &one, own);
	read_value(r, &kind->row, v, own);
	x->kind = kind;
	x->own = own;
	if (kind->finish)
		kind->finish(own, r, v->line);
}

static void read_value(
	struct reader *r, const struct row *row, struct ynode *v, void *base)
{
	if (row->kind) {
		read_kind(r, row, v, base);
		return;
	}
	switch (row->type) {
	case ROW_MAP:
		rows_read(r, row->sub, v, base);
		return;
	case ROW_ITEMS:
		read_items(r, row, v, base);
		return;
	case ROW_CUSTOM:
		row->fn(r, row, v, base);
		return;
	case ROW_TEXTS:
	case ROW_WORDS:
	case ROW_PATHS:
		read_list(r, row, v, base);
		return;
	case ROW_PATH:
	case ROW_SECRET:
		read_path_row(r, row, v, base);
		return;
	case ROW_TEXT:
	case ROW_ID:
	case ROW_WORD:
	case ROW_URL:
	case ROW_CLOCK:
	case ROW_SPAN:
	case ROW_WEEKLY:
	case ROW_INT:
	case ROW_INT64:
	case ROW_BOOL:
	case ROW_DURATION:
	case ROW_BYTES:
	case ROW_DAY:
	case ROW_ZONE:
	case ROW_CLASS:
		break;
	}
	if (v->kind != YNODE_SCALAR || !read_scalar(r, row, v, v->text, base))
		row_fault(r, row, v);
}

void rows_default(struct reader *r, const struct table *t, void *base)
{
	for (const struct row *row = t->rows; row->key; row++) {
		struct ynode v = {.kind = YNODE_SCALAR, .plain = true};
		const char *empty = "";
		const char *const *none = no_texts;
		int32_t no_day = DAY_NONE;

		if (row->kind)
			continue; /* read_kind */
		if (row->type == ROW_MAP) {
			rows_default(r, row->sub, base);
			continue;
		}
		if (row->offset == SIZE_MAX || row->type == ROW_ITEMS)
			continue;
		if (row->type <= ROW_WEEKLY || (row->flags & ROW_ISTEXT))
			row_put(base, row, &empty, sizeof(empty));
		if (row->type >= ROW_TEXTS && row->type <= ROW_PATHS)
			row_put(base, row, &none, sizeof(none));
		if (row->type == ROW_DAY)
			row_put(base, row, &no_day, sizeof(no_day));
		v.text = str_of(row->dflt);
		if (row->dflt)
			read_value(r, row, &v, base);
	}
}

static const struct row *row_find(const struct table *t, struct str key)
{
	for (const struct row *row = t->rows; row->key; row++)
		if (str_eqc(key, row->key))
			return row;
	return NULL;
}

static size_t edit_distance(struct str a, struct str b)
{
	size_t line[66];

	if (a.n > 64 || b.n > 64)
		return SIZE_MAX;
	for (size_t j = 0; j <= b.n; j++)
		line[j] = j;
	for (size_t i = 1; i <= a.n; i++) {
		size_t diagonal = line[0];

		line[0] = i;
		for (size_t j = 1; j <= b.n; j++) {
			bool same = to_lower((unsigned char)a.p[i - 1]) ==
				to_lower((unsigned char)b.p[j - 1]);
			size_t best = diagonal + (same ? 0 : 1);

			diagonal = line[j];
			if (line[j] + 1 < best)
				best = line[j] + 1;
			if (line[j - 1] + 1 < best)
				best = line[j - 1] + 1;
			line[j] = best;
		}
	}
	return line[b.n];
}

const char *nearest_word(struct str s, const char *const *words, size_t n)
{
	size_t best = s.n <= 3 ? 2 : s.n / 3 + 2;
	const char *found = NULL;

	for (size_t i = 0; i < n; i++) {
		size_t d = edit_distance(s, str_of(words[i]));

		if (d < best && d < strlen(words[i])) {
			best = d;
			found = words[i];
		}
	}
	return found;
}

static void unknown_key(struct reader *r, const struct table *t, const struct ynode *key)
{
	const char *words[64], *near, *which;
	size_t n = 0;

	for (const struct row *row = t->rows; row->key && n < 64; row++)
		words[n++] = row->key;
	near = nearest_word(key->text, words, n);
	config_fault_add(r->f, r->file, key->line, false, "unknown key %s in %s%s%s%s%s",
		ynode_says(r, key), t->name, near ? said(", did you mean '") : "",
		near ? near : "", near ? said("'?") : "",
		!near && str_eqc(key->text, "<<")
			? said(" (merge keys are not read; see defaults:)")
		: !near && fullwidth_in(key->text, &which) ? ""
							   : "");
}

static void check_doubled(struct reader *r, const struct ynode *map)
{
	for (size_t i = 1; i < map->n; i++)
		for (size_t j = 0; j < i; j++)
			if (str_eq(map->keys[i]->text, map->keys[j]->text)) {
				config_fault_add(r->f, r->file, map->keys[i]->line, false,
					"key '%.*s' twice, first in line %d",
					STR_ARG(map->keys[i]->text), map->keys[j]->line);
				break;
			}
}

static void check_missing(
	struct reader *r, const struct table *t, const struct ynode *map)
{
	for (const struct row *row = t->rows; row->key; row++) {
		struct ynode *v;

		if (!(row->flags & ROW_REQUIRED))
			continue;
		v = ynode_get(map, row->key);
		if (!v || v->null || (v->kind == YNODE_SCALAR && v->text.n == 0))
			config_fault_add(r->f, r->file, v ? v->line : map->line, false,
				"%s: missing '%s' (%s)", t->name, row->key, said(row->help));
	}
}

#define KEYS_MAX 1000 /* in one mapping: more is no configuration of ours */

void rows_read(struct reader *r, const struct table *t, struct ynode *map, void *base)
{
	if (map->null)
		return;
	if (map->kind != YNODE_MAP || map->n > KEYS_MAX) {
		config_fault_add(r->f, r->file, map->line, false,
			"%s: expected a mapping (key: value), found %s", t->name,
			map->kind == YNODE_MAP ? said("one with over 1000 keys")
					       : ynode_says(r, map));
		return;
	}
	check_doubled(r, map);
	for (size_t i = 0; i < map->n; i++) {
		const struct row *row = row_find(t, map->keys[i]->text);

		if (!row && !r->only_inherited)
			unknown_key(r, t, map->keys[i]);
		if (!row || (r->only_inherited && !(row->flags & ROW_INHERIT)))
			continue;
		if (!map->items[i]->null)
			read_value(r, row, map->items[i], base);
	}
	if (!r->only_inherited)
		check_missing(r, t, map);
}

static bool inherits(const struct table *t, struct str key)
{
	const struct row *row = t ? row_find(t, key) : NULL;

	return row && (row->flags & ROW_INHERIT);
}

void rows_check_inherited(struct reader *r, struct ynode *map, const struct table *portal,
	const struct table *column)
{
	if (map->null)
		return;
	if (map->kind != YNODE_MAP || map->n > KEYS_MAX) {
		config_fault_add(r->f, r->file, map->line, false,
			"defaults: expected a mapping (key: value), found %s",
			ynode_says(r, map));
		return;
	}
	for (size_t i = 0; i < map->n; i++) {
		struct str key = map->keys[i]->text;
		const struct row *p = portal ? row_find(portal, key) : NULL;
		const struct row *c = column ? row_find(column, key) : NULL;

		if (inherits(portal, key) || inherits(column, key)) {
			if ((p && p->sub) || (c && c->sub))
				rows_check_inherited(r, map->items[i], p ? p->sub : NULL,
					c ? c->sub : NULL);
		} else if (p || c)
			config_fault_add(r->f, r->file, map->keys[i]->line, false,
				"'%.*s' cannot be inherited", STR_ARG(key));
		else
			unknown_key(r, column ? column : portal, map->keys[i]);
	}
}
