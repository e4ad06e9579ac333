/* Reading a mapping by its table of rows: types, ranges, words, inheritance. */
#include "config-rows.h"

#include "base/fs.h"
#include "base/utf8.h"
#include "crawler/url.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <sys/stat.h>

#define STRUCTS_MAX 200000 /* columns, units ... of the whole installation */

static const char *const no_texts[1];

const char *row_type_word(const struct row *row)
{
	static const char *const word[] = {"text", "id", "word", "address", "path",
		"secret file", "time of day", "hours", "weekday and time", "integer", "integer",
		"true or false", "duration", "size", "date", "time zone", "class",
		"list of texts", "list of words", "list of paths", "mapping",
		"list of mappings", "value"};

	return word[row->type];
}

const char *row_expects(const struct row *row)
{
	switch (row->type) {
	case ROW_TEXT:
		return "text";
	case ROW_ID:
		return "an id of ASCII letters, digits, '-', '_' and '.' (at most 64)";
	case ROW_WORD:
	case ROW_CLASS:
		return "one of the words";
	case ROW_URL:
		return "an address that begins with http:// or https://";
	case ROW_PATH:
	case ROW_SECRET:
		return "a path";
	case ROW_CLOCK:
		return "a time of day such as 08:30, or none";
	case ROW_SPAN:
		return "hours such as 18:00-08:30, or none";
	case ROW_WEEKLY:
		return "a weekday and a time such as mon 08:30, or off";
	case ROW_INT:
	case ROW_INT64:
		return "an integer";
	case ROW_BOOL:
		return "true or false";
	case ROW_DURATION:
		return "a duration such as 30s or 6h (an integer with ms, s, m, h or d)";
	case ROW_BYTES:
		return "a size such as 500M or 200G";
	case ROW_DAY:
		return "a date such as 2018-08-24";
	case ROW_ZONE:
		return "an IANA time zone such as Asia/Shanghai";
	case ROW_TEXTS:
	case ROW_WORDS:
	case ROW_PATHS:
		return "a list of texts";
	case ROW_MAP:
		return "a mapping (key: value)";
	case ROW_ITEMS:
		return "a list of mappings (- key: value)";
	case ROW_CUSTOM:
		return "something else";
	}
	return "";
}

const char *ynode_says(struct reader *r, const struct ynode *v)
{
	const char *which;
	struct str clip;

	if (v->kind == YNODE_LIST)
		return "a list";
	if (v->kind == YNODE_MAP)
		return "a mapping";
	if (v->null)
		return "nothing";
	clip = utf8_clip(v->text, 60);
	return arena_strf(r->a, "'%.*s%s'%s%s%s", STR_ARG(clip), clip.n < v->text.n ? "..." : "",
		fullwidth_in(v->text, &which) ? " with the full-width character " : "",
		fullwidth_in(v->text, &which) ? which : "",
		v->plain && (str_has(v->text, STR("：")) || str_has(v->text, STR("“")))
			? " (type : and \" in ASCII)" : "").p;
}

static void expected(struct reader *r, const struct row *row, const struct ynode *v)
{
	config_fault_add(r->f, r->file, v->line, false, "%s: expected %s%s%s%s, found %s",
		row->key, row_expects(row), row->choices ? " (" : "",
		row->choices ? row->choices : "", row->choices ? ")" : "", ynode_says(r, v));
}

bool read_text(struct reader *r, const struct row *row, const struct ynode *v,
	struct str *out)
{
	if (v->kind != YNODE_SCALAR) {
		config_fault_add(r->f, r->file, v->line, false, "%s: expected text, found %s",
			row->key, ynode_says(r, v));
		return false;
	}
	if (v->text.n > 65536) {
		config_fault_add(r->f, r->file, v->line, false,
			"%s: longer than 65536 bytes", row->key);
		return false;
	}
	*out = v->text;
	return true;
}

const char *read_path(struct reader *r, struct str rel)
{
	char *text = str_dup(rel), *joined = fs_beside(r->file, text);
	struct str rest = str_of(joined), piece;
	struct buf b = BUF_INIT(PATH_MAX);
	const char *out;

	if (joined[0] == '/')
		buf_addc(&b, '/');
	while (str_cut(&rest, '/', &piece)) {
		size_t slash = str_rfindc(buf_str(&b), '/');
		struct str last = str_sub(buf_str(&b), slash == SIZE_MAX ? 0 : slash + 1, b.n);

		if (piece.n == 0 || str_eqc(piece, "."))
			continue;
		if (str_eqc(piece, "..") && last.n > 0 && !str_eqc(last, "..")) {
			buf_cut(&b, slash == SIZE_MAX ? 0 : slash > 0 ? slash : 1);
			continue;
		}
		if (b.n > 0 && b.p[b.n - 1] != '/')
			buf_addc(&b, '/');
		buf_addstr(&b, piece);
	}
	if (b.n == 0)
		buf_addc(&b, '.');
	out = arena_cstr(r->a, buf_ok(&b) ? buf_str(&b) : str_of(joined));
	buf_release(&b);
	free(joined);
	free(text);
	return out;
}

bool read_texts(struct reader *r, const struct row *row, const struct ynode *v,
	const char *const **out, size_t *n)
{
	size_t count = v->kind == YNODE_LIST ? v->n : 1;
	const char **list;

	if (v->kind == YNODE_MAP) {
		expected(r, row, v);
		return false;
	}
	list = arena_array(r->a, count + 1, sizeof(*list));
	for (size_t i = 0; i < count; i++) {
		struct str s;

		if (!read_text(r, row, v->kind == YNODE_LIST ? v->items[i] : v, &s))
			return false;
		list[i] = arena_cstr(r->a, s);
	}
	*out = list;
	*n = count;
	return true;
}

static bool clock_at(struct str s)
{
	int64_t h, m;

	return s.n == 5 && s.p[2] == ':' && str_int(str_sub(s, 0, 2), 0, 23, &h) &&
		str_int(str_sub(s, 3, 2), 0, 59, &m);
}

static bool span_ok(struct str s)
{
	return s.n == 11 && s.p[5] == '-' && clock_at(str_sub(s, 0, 5)) &&
		clock_at(str_sub(s, 6, 5));
}

static bool weekday_ok(struct str s)
{
	static const char days[] = "mon tue wed thu fri sat sun";

	return s.n == 3 && str_find(STR(days), s, 0) % 4 == 0;
}

static bool word_in(const char *choices, struct str s)
{
	struct str rest = str_of(choices), word;

	while (str_cut(&rest, ' ', &word))
		if (str_eq(word, s))
			return true;
	return false;
}

static bool id_ok(struct str s)
{
	if (s.n == 0 || s.n > 64 || !is_alnum((unsigned char)s.p[0]))
		return false;
	for (size_t i = 0; i < s.n; i++)
		if (!is_alnum((unsigned char)s.p[i]) && !strchr("-_.", s.p[i]))
			return false;
	return true;
}

/* The web's own reading of an address, but nothing that it would mend. */
static bool url_ok(struct reader *r, struct str s)
{
	const char *which;
	struct url u;

	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] <= ' ' || s.p[i] == 127 || s.p[i] == '\\')
			return false;
	return !fullwidth_in(s, &which) && str_has(s, STR("://")) &&
		url_parse(s, NULL, &u, r->a) == 0 && url_is_http(&u);
}

static bool bool_of(struct str s, bool *out)
{
	*out = str_eqc(s, "true") || str_eqc(s, "yes") || str_eqc(s, "on");
	return *out || str_eqc(s, "false") || str_eqc(s, "no") || str_eqc(s, "off");
}

static bool bytes_of(struct str s, int64_t *out)
{
	static const char units[] = "kMGT";
	const char *u = s.n ? strchr(units, s.p[s.n - 1]) : NULL;
	int shift = u ? 10 * (int)(u - units + 1) : 0;
	int64_t v;

	if (!str_int(str_sub(s, 0, u ? s.n - 1 : s.n), 0, INT64_MAX >> shift, &v))
		return false;
	*out = v * (INT64_C(1) << shift);
	return true;
}

/* Numbers: what the row's range says. */
static bool in_range(struct reader *r, const struct row *row, const struct ynode *v,
	int64_t value)
{
	char lo[TIME_TEXT], hi[TIME_TEXT];

	if ((row->min == 0 && row->max == 0) || (value >= row->min && value <= row->max))
		return true;
	if (row->type == ROW_DURATION)
		config_fault_add(r->f, r->file, v->line, false,
			"%s: expected a duration from %s to %s, found %s", row->key,
			duration_text(lo, row->min), duration_text(hi, row->max),
			ynode_says(r, v));
	else
		config_fault_add(r->f, r->file, v->line, false,
			"%s: expected a number from %lld to %lld%s%s, found %s", row->key,
			(long long)row->min, (long long)row->max, row->unit ? " " : "",
			row->unit ? row->unit : "", ynode_says(r, v));
	return false;
}

static void put(void *base, const struct row *row, const void *value, size_t n)
{
	if (row->offset != SIZE_MAX)
		memcpy((char *)base + row->offset, value, n);
}

static void put_text(struct reader *r, const struct row *row, struct str s, void *base)
{
	const char *p = arena_cstr(r->a, s);

	put(base, row, &p, sizeof(p));
}

static bool read_number(struct reader *r, const struct row *row, const struct ynode *v,
	struct str s, void *base)
{
	int64_t n = 0;
	int small;
	bool ok = row->type == ROW_DURATION ? duration_parse(s, &n)
		: row->type == ROW_BYTES    ? bytes_of(s, &n)
					    : str_int(s, INT_MIN, INT_MAX, &n);

	if (!ok)
		return false;
	if (!in_range(r, row, v, n))
		return true;
	small = (int)n;
	if (row->type == ROW_INT)
		put(base, row, &small, sizeof(small));
	else
		put(base, row, &n, sizeof(n));
	return true;
}

/* Full-width quotes around a text do not quote it. */
static void doubt_quotes(struct reader *r, const struct row *row, const struct ynode *v,
	struct str s)
{
	if (v->plain && ((str_starts(s, STR("“")) && str_ends(s, STR("”"))) ||
		(str_starts(s, STR("‘")) && str_ends(s, STR("’")))))
		config_fault_add(r->f, r->file, v->line, true, "%s: the full-width quotes become "
			"part of the text, YAML wants \"", row->key);
}

/* Scalars; false where the text is not of the row's type. */
static bool read_scalar(struct reader *r, const struct row *row, const struct ynode *v,
	struct str s, void *base)
{
	const struct zone *z;
	bool yes = true;
	int32_t day;
	int cls;

	switch (row->type) {
	case ROW_TEXT:
		doubt_quotes(r, row, v, s);
		put_text(r, row, s, base);
		return true;
	case ROW_ID:
		put_text(r, row, s, base);
		return id_ok(s);
	case ROW_WORD:
		put_text(r, row, s, base);
		return word_in(row->choices, s);
	case ROW_URL:
		put_text(r, row, s, base);
		return url_ok(r, s);
	case ROW_CLOCK:
		put_text(r, row, s, base);
		return str_eqc(s, "none") || clock_at(s);
	case ROW_SPAN:
		put_text(r, row, str_eqc(s, "none") ? STR("") : s, base);
		return str_eqc(s, "none") || span_ok(s);
	case ROW_WEEKLY:
		put_text(r, row, str_eqc(s, "off") ? STR("") : s, base);
		return str_eqc(s, "off") || (s.n == 9 && s.p[3] == ' ' &&
			weekday_ok(str_sub(s, 0, 3)) && clock_at(str_sub(s, 4, 5)));
	case ROW_BOOL:
		if (!bool_of(s, &yes))
			return false;
		put(base, row, &yes, sizeof(yes));
		return true;
	case ROW_INT:
	case ROW_INT64:
	case ROW_DURATION:
	case ROW_BYTES:
		return read_number(r, row, v, s, base);
	case ROW_DAY:
		if (!day_parse(s, &day))
			return false;
		put(base, row, &day, sizeof(day));
		return true;
	case ROW_ZONE:
		if (zone_load(arena_cstr(r->a, s), &z, NULL) < 0)
			return false;
		put(base, row, &z, sizeof(z));
		return true;
	case ROW_CLASS:
		cls = class_of_word(s);
		put(base, row, &cls, sizeof(cls));
		return cls != CLASS_UNSET;
	case ROW_PATH:
	case ROW_SECRET:
	case ROW_TEXTS:
	case ROW_WORDS:
	case ROW_PATHS:
	case ROW_MAP:
	case ROW_ITEMS:
	case ROW_CUSTOM:
		break;
	}
	return false;
}

static void must_exist(struct reader *r, const struct row *row, const char *path, int line)
{
	if (!strpbrk(path, "*?[") && !fs_exists(path))
		config_fault_add(r->f, r->file, line, false, "%s: there is no file '%s'",
			row->key, path);
}

/* Read by another role perhaps: what is missing or open to all is a doubt, no fault. */
static void check_secret(struct reader *r, const struct row *row, const char *path, int line)
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
	put(base, row, &path, sizeof(path));
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
		if (!word_in(row->choices, str_of(list[i])))
			expected(r, row, v->kind == YNODE_LIST ? v->items[i] : v);
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

static void read_items(struct reader *r, const struct row *row, const struct ynode *v,
	void *base)
{
	const struct table *t = row->sub;
	char *array;

	if (v->kind != YNODE_LIST) {
		expected(r, row, v);
		return;
	}
	r->narrays += v->n;
	if (r->narrays > STRUCTS_MAX) {
		config_fault_add(r->f, r->file, v->line, false,
			"%s: more than %d elements in one installation", row->key, STRUCTS_MAX);
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

static void read_value(struct reader *r, const struct row *row, struct ynode *v, void *base)
{
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
		expected(r, row, v);
}

void rows_default(struct reader *r, const struct table *t, void *base)
{
	for (const struct row *row = t->rows; row->key; row++) {
		struct ynode v = {.kind = YNODE_SCALAR, .plain = true};
		const char *empty = "";
		const char *const *none = no_texts;
		int32_t no_day = DAY_NONE;

		if (row->type == ROW_MAP) {
			rows_default(r, row->sub, base);
			continue;
		}
		if (row->offset == SIZE_MAX || row->type == ROW_ITEMS)
			continue;
		if (row->type <= ROW_WEEKLY || (row->flags & ROW_ISTEXT))
			put(base, row, &empty, sizeof(empty));
		if (row->type >= ROW_TEXTS && row->type <= ROW_PATHS)
			put(base, row, &none, sizeof(none));
		if (row->type == ROW_DAY)
			put(base, row, &no_day, sizeof(no_day));
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
		ynode_says(r, key), t->name, near ? ", did you mean '" : "", near ? near : "",
		near ? "'?" : "",
		!near && str_eqc(key->text, "<<") ? " (merge keys are not read; see defaults:)"
		: !near && fullwidth_in(key->text, &which) ? "" : "");
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

static void check_missing(struct reader *r, const struct table *t, const struct ynode *map)
{
	for (const struct row *row = t->rows; row->key; row++) {
		struct ynode *v;

		if (!(row->flags & ROW_REQUIRED))
			continue;
		v = ynode_get(map, row->key);
		if (!v || v->null || (v->kind == YNODE_SCALAR && v->text.n == 0))
			config_fault_add(r->f, r->file, v ? v->line : map->line, false,
				"%s: missing '%s' (%s)", t->name, row->key, row->help);
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
			map->kind == YNODE_MAP ? "one with over 1000 keys" : ynode_says(r, map));
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
