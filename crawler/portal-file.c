/* Merging by patches: pieces of the old text are replaced by position, the rest is copied. */
#include "crawler/portal-file.h"

#include "config-yaml.h"

#include "base/utf8.h"

#include <stdlib.h>

#define FILE_TEXT_MAX YAML_FILE_MAX

/* One key and what it shall say. */
struct want {
	const char *key, *value;
	bool raw; /* value is YAML already */
};

struct patch {
	size_t from, to; /* bytes of the old text */
	size_t order;	 /* patches of one place stay in the order they were made */
	struct str text;
};

struct merge {
	struct str old;
	struct arena *a;
	struct ynode *tree;
	struct patch *patches;
	size_t npatches, cap;
};

/* ---- patches ---- */

static size_t byte_of(struct str s, size_t characters)
{
	size_t at = 0;

	while (at < s.n && characters-- > 0)
		for (at++; at < s.n && ((unsigned char)s.p[at] & 0xC0) == 0x80; at++)
			;
	return at;
}

static void patch_add(struct merge *m, size_t from, size_t to, struct str text)
{
	m->patches =
		arena_grow(m->a, m->patches, m->npatches, &m->cap, sizeof(*m->patches));
	m->patches[m->npatches] = (struct patch){from, to, m->npatches, text};
	m->npatches++;
}

static int by_place(const void *x, const void *y)
{
	const struct patch *a = x, *b = y;

	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	return (a->order > b->order) - (a->order < b->order);
}

static void apply(struct merge *m, struct buf *out)
{
	size_t at = 0;

	if (m->npatches)
		qsort(m->patches, m->npatches, sizeof(*m->patches), by_place);
	for (size_t i = 0; i < m->npatches; i++) {
		struct patch *p = &m->patches[i];

		if (p->from < at)
			continue; /* overlaps one made before: cannot be, and is not guessed */
		buf_addstr(out, str_sub(m->old, at, p->from - at));
		buf_addstr(out, p->text);
		at = p->to;
	}
	buf_addstr(out, str_sub(m->old, at, m->old.n));
}

static struct str value_text(struct merge *m, const struct want *w)
{
	struct buf b = BUF_INIT(FILE_TEXT_MAX);
	struct str s;

	if (w->raw)
		buf_adds(&b, w->value);
	else if (streq(w->key, "site_code"))
		buf_addf(&b, "\"%s\"", w->value);
	else
		yaml_put_text(&b, str_of(w->value));
	s = arena_str(m->a, buf_str(&b));
	buf_release(&b);
	return s;
}

/* Column of a byte: how far its line is indented up to it. */
static size_t column_at(struct str s, size_t at)
{
	size_t from = at;

	while (from > 0 && s.p[from - 1] != '\n')
		from--;
	return utf8_len(str_sub(s, from, at - from));
}

static size_t line_end(struct str s, size_t at)
{
	size_t end = str_findc(s, '\n', at);

	return end == SIZE_MAX ? s.n : end;
}

/* Where a line can be put in after the content that ends at the byte. */
static void insert_line(struct merge *m, size_t after, struct str line)
{
	size_t end = line_end(m->old, after);

	if (after > 0 && m->old.p[after - 1] == '\n')
		end = after - 1; /* a block scalar ends behind its line */
	patch_add(m, end, end, arena_strf(m->a, "\n%.*s", STR_ARG(line)));
}

/* ---- values ---- */

/* A rule in one form of writing, for comparing: basis apart. */
static void rule_canonical(const struct ynode *v, struct buf *b)
{
	for (size_t i = 0; v->kind == YNODE_MAP && i < v->n; i++) {
		const struct ynode *x = v->items[i];

		if (str_eqc(v->keys[i]->text, "basis") ||
			str_eqc(v->keys[i]->text, "limit"))
			continue;
		buf_addf(b, "%.*s=%.*s;", STR_ARG(v->keys[i]->text),
			STR_ARG(x->kind == YNODE_SCALAR ? x->text : STR("...")));
	}
}

static bool rules_hold(struct merge *m, const struct ynode *list, const char *rules)
{
	struct config_faults f = {0};
	struct ynode *want = yaml_tree("", str_of(rules), m->a, &f);
	struct buf x = BUF_INIT(65536), y = BUF_INIT(65536);
	bool found = false;

	config_faults_release(&f);
	if (want && want->kind == YNODE_LIST && want->n > 0)
		rule_canonical(want->items[0], &x);
	for (size_t i = 0; list->kind == YNODE_LIST && i < list->n && !found; i++) {
		buf_clear(&y);
		rule_canonical(list->items[i], &y);
		found = str_eq(buf_str(&x), buf_str(&y));
	}
	buf_release(&x);
	buf_release(&y);
	return found;
}

/* Does the mapping say all that the wanted one says? */
static bool mapping_holds(struct merge *m, struct ynode *map, const char *wanted)
{
	struct config_faults f = {0};
	struct ynode *want = yaml_tree("", str_of(wanted), m->a, &f);
	bool same = want && want->kind == YNODE_MAP && map->kind == YNODE_MAP;

	config_faults_release(&f);
	for (size_t i = 0; same && i < want->n; i++) {
		struct ynode *v = ynode_get(map, arena_cstr(m->a, want->keys[i]->text));

		same = v && v->kind == YNODE_SCALAR && str_eq(v->text, want->items[i]->text);
	}
	return same;
}

/* NULL where the value can be replaced or is right; else why not. */
static const char *value_kept(
	struct merge *m, const struct want *w, const struct ynode *v)
{
	if (!w->raw || v->kind == YNODE_SCALAR)
		return v->kind == YNODE_SCALAR
			       ? NULL
			       : arena_strf(m->a, "%s: in line %d is more than one text",
					 w->key, v->line)
					 .p;
	if ((v->kind == YNODE_LIST && v->flow && v->n == 1) || (v->kind == YNODE_MAP && v->flow))
		return NULL;
	return arena_strf(m->a, "%s: in line %d were written by hand and differ", w->key,
		v->line).p;
}

static bool value_same(struct merge *m, const struct want *w, struct ynode *v)
{
	if (w->raw && v->kind == YNODE_MAP)
		return mapping_holds(m, v, w->value);
	if (w->raw && v->kind != YNODE_SCALAR)
		return rules_hold(m, v, w->value);
	return v->kind == YNODE_SCALAR && str_eqc(v->text, w->value);
}

/* One wanted key of a mapping. Returns why it is refused, NULL otherwise; *changed is set. */
static const char *want_key(struct merge *m, struct ynode *map, const struct want *w,
	bool *changed)
{
	struct ynode *v = ynode_get(map, w->key);
	struct str text;
	size_t at;

	if (w->value[0] == '\0' || (v && value_same(m, w, v)))
		return NULL;
	text = value_text(m, w);
	if (v && !v->null) {
		const char *why = value_kept(m, w, v);

		if (why)
			return why;
		patch_add(m, byte_of(m->old, v->start), byte_of(m->old, v->end), text);
	} else if (v) {
		at = byte_of(m->old, v->start);
		patch_add(m, at, at, arena_strf(m->a, " %.*s", STR_ARG(text)));
	} else if (map->flow) {
		at = byte_of(m->old, map->end) - 1;
		patch_add(
			m, at, at, arena_strf(m->a, ", %s: %.*s", w->key, STR_ARG(text)));
	} else {
		size_t indent = column_at(m->old, byte_of(m->old, map->keys[0]->start));

		insert_line(m, byte_of(m->old, map->items[0]->end), arena_strf(m->a,
			"%*s%s: %.*s", (int)indent, "", w->key, STR_ARG(text)));
	}
	*changed = true;
	return NULL;
}

/* Keys of one entry; names of those that changed are collected in text. */
static int want_keys(struct merge *m, struct ynode *map, const struct want *list,
	size_t n, const char **text)
{
	struct buf b = BUF_INIT(4096);
	size_t before = m->npatches;
	int outcome = ENTRY_SAME;

	for (size_t i = 0; i < n; i++) {
		bool changed = false;
		const char *why = want_key(m, map, &list[i], &changed);

		if (why) {
			*text = why;
			m->npatches = before; /* all of an entry or nothing */
			buf_release(&b);
			return ENTRY_REFUSED;
		}
		if (changed) {
			buf_addf(&b, "%s%s", b.n ? ", " : "", list[i].key);
			outcome = ENTRY_CHANGED;
		}
	}
	*text = arena_cstr(m->a, buf_str(&b));
	buf_release(&b);
	return outcome;
}

/* ---- lists ---- */

/* "  - key: value" and its other keys below it. */
static struct str item_text(
	struct merge *m, const struct want *list, size_t n, size_t dash)
{
	struct buf b = BUF_INIT(65536);
	struct str s;
	bool first = true;

	for (size_t i = 0; i < n; i++) {
		if (list[i].value[0] == '\0')
			continue;
		buf_addf(&b, "%s%*s%s%s: ", first ? "" : "\n", (int)dash, "",
			first ? "- " : "  ", list[i].key);
		buf_addstr(&b, value_text(m, &list[i]));
		first = false;
	}
	s = arena_str(m->a, buf_str(&b));
	buf_release(&b);
	return s;
}

/* Puts an item behind the last one of map's list under key; false where the list is written
 * in a way that has no place for a line. *opened: the key itself was put in already. */
static bool append_item(
	struct merge *m, const char *key, const struct want *list, size_t n, bool *opened)
{
	struct ynode *v = ynode_get(m->tree, key);
	size_t end = m->old.n;

	if (v && v->kind == YNODE_LIST && !v->flow && v->n > 0) {
		size_t dash = column_at(m->old, byte_of(m->old, v->start));

		insert_line(m, byte_of(m->old, v->end), item_text(m, list, n, dash));
		return true;
	}
	if (v && !v->null && v->n > 0)
		return false;
	if (v && v->kind == YNODE_LIST && !*opened) /* "columns: []" */
		patch_add(m, byte_of(m->old, v->start), byte_of(m->old, v->end), STR(""));
	if (v) {
		size_t at = byte_of(m->old, v->end);

		insert_line(m, at, item_text(m, list, n, 2));
	} else {
		patch_add(m, end, end, arena_strf(m->a, "%s%s%s%.*s\n",
			!*opened && end > 0 && m->old.p[end - 1] != '\n' ? "\n" : "",
			*opened ? "" : key, *opened ? "" : ":\n",
			STR_ARG(item_text(m, list, n, 2))));
	}
	*opened = true;
	return true;
}

static struct ynode *item_with(struct ynode *list, const char *key, const char *value)
{
	for (size_t i = 0; list && list->kind == YNODE_LIST && value[0] && i < list->n;
		i++) {
		struct ynode *v = ynode_get(list->items[i], key);

		if (v && v->kind == YNODE_SCALAR && str_eqc(v->text, value))
			return list->items[i];
	}
	return NULL;
}

static bool is_wanted_url(const struct portal_entry *p, struct ynode *item)
{
	struct ynode *url = ynode_get(item, "url");

	for (size_t i = 0; url && i < p->ncolumns; i++)
		if (str_eqc(url->text, p->columns[i].url))
			return true;
	return false;
}

/* The column of the file that an entry means: by address; else by name, where no other
 * entry has its address. */
static struct ynode *column_meant(struct ynode *list, const struct portal_entry *p,
	const struct column_entry *c)
{
	struct ynode *item = item_with(list, "url", c->url);

	if (item)
		return item;
	item = item_with(list, "name", c->name);
	return item && !is_wanted_url(p, item) ? item : NULL;
}

/* An id that neither the file nor an earlier entry uses. */
static const char *free_id(
	struct merge *m, struct ynode *list, const struct portal_entry *p, size_t index)
{
	const char *base = p->columns[index].id, *id = base;

	for (int n = 2;; n++) {
		bool taken = item_with(list, "id", id) != NULL;

		for (size_t i = 0; i < index && !taken; i++)
			taken = streq(p->columns[i].id, id);
		if (!taken)
			return id;
		id = arena_strf(m->a, "%s-%d", base, n).p;
	}
}

static void merge_column(
	struct merge *m, struct portal_entry *p, size_t index, bool *opened)
{
	struct column_entry *c = &p->columns[index];
	struct ynode *list = ynode_get(m->tree, "columns");
	struct ynode *item = column_meant(list, p, c), *id;
	struct want want[] = {{"id", "", false}, {"name", c->name, false},
		{"url", c->url, false}, {"class", c->cls, false},
		{"unit", c->unit, false}, {"rules", c->rules, true},
		{"items", c->items ? c->items : "", true}, {"discover", "", true}};

	if (item) {
		struct ynode *waits = ynode_get(item, "discover");

		if (waits && c->url[0] && waits->kind == YNODE_SCALAR)
			want[7].value = "false";
		id = ynode_get(item, "id");
		if (id && id->kind == YNODE_SCALAR)
			c->id = arena_cstr(m->a, id->text);
		c->outcome = want_keys(m, item, want, 8, &c->text);
		return;
	}
	want[0].value = c->id = free_id(m, list, p, index);
	c->text = "";
	c->outcome =
		append_item(m, "columns", want, 7, opened) ? ENTRY_NEW : ENTRY_REFUSED;
	if (c->outcome == ENTRY_REFUSED)
		c->text = arena_strf(
			m->a, "columns: in line %d is written in one line", list->line)
				  .p;
}

static void merge_units(struct merge *m, struct portal_entry *p)
{
	struct ynode *list = ynode_get(m->tree, "units");
	bool opened = false;

	for (size_t i = 0; i < p->nunits; i++) {
		const struct unit_entry *u = &p->units[i];
		struct want want[] = {{"name", u->name, false},
			{"person", u->person, false}, {"phone", u->phone, false},
			{"mail", u->mail, false}};
		struct ynode *item = item_with(list, "name", u->name);
		const char *text;
		int outcome = ENTRY_NEW;

		if (item)
			outcome = want_keys(m, item, want, 4, &text);
		else
			append_item(m, "units", want, 4, &opened);
		if (outcome != ENTRY_SAME && p->outcome == ENTRY_SAME) {
			p->outcome = ENTRY_CHANGED;
			p->text = "units";
		}
	}
}

static const char *line_of_text(struct merge *m, const char *s)
{
	struct buf b = BUF_INIT(400);

	for (; *s && b.n < 300; s++)
		buf_addc(&b, (unsigned char)*s < ' ' ? ' ' : *s);
	s = arena_cstr(m->a, buf_str(&b));
	buf_release(&b);
	return s;
}

/* A new file is an empty one with a heading, merged into. */
static struct str heading(
	struct merge *m, const struct portal_entry *p, const char *origin)
{
	struct buf b = BUF_INIT(65536);
	struct str s;

	buf_addf(&b, "# Made by portalwatch import from %s.\n"
		"# Edit freely: what import does not know, it leaves alone.\nportal: ",
		line_of_text(m, origin));
	yaml_put_text(&b, str_of(p->id));
	buf_adds(&b, "\nhome: ");
	yaml_put_text(&b, str_of(p->home));
	buf_addc(&b, '\n');
	s = arena_str(m->a, buf_str(&b));
	buf_release(&b);
	return s;
}

static int check_result(const char *file, struct str text, struct err *e)
{
	struct config_faults f = {0};
	int rc = config_check_portal(file, text, &f);

	for (size_t i = 0; rc < 0 && i < f.n; i++)
		if (!f.list[i].warning && !f.list[i].note) {
			err_set(e, ERR_CONFIG, "%s:%d: %s", file, f.list[i].line,
				f.list[i].text);
			break;
		}
	config_faults_release(&f);
	return rc;
}

int portal_file_merge(const char *file, struct str old, const char *origin,
	struct portal_entry *p, struct arena *a, struct buf *out, struct err *e)
{
	struct want want[] = {{"name", p->name, false},
		{"site_code", p->site_code, false}, {"unit", p->unit, false},
		{"organiser", p->organiser, false}, {"region", p->region, false},
		{"home", p->home, false}};
	struct merge m = {.old = old, .a = a};
	struct config_faults f = {0};
	struct buf text = BUF_INIT(FILE_TEXT_MAX);
	bool is_new = old.n == 0, opened = false;
	int rc;

	if (str_starts(m.old, STR("\xEF\xBB\xBF")))
		m.old = str_sub(m.old, 3, m.old.n);
	if (is_new)
		m.old = heading(&m, p, origin);
	m.tree = yaml_tree(file, m.old, a, &f);
	if (!m.tree || m.tree->kind != YNODE_MAP || m.tree->n == 0 || m.tree->flow) {
		rc = err_set(e, ERR_CONFIG, "%s:%d: %s", file, f.n ? f.list[0].line : 1,
			f.n ? f.list[0].text : "not a portal file");
		config_faults_release(&f);
		return rc;
	}
	p->outcome = want_keys(&m, m.tree, want, is_new ? 5 : 6, &p->text);
	if (is_new && p->outcome != ENTRY_REFUSED)
		p->outcome = ENTRY_NEW;
	merge_units(&m, p);
	for (size_t i = 0; i < p->ncolumns; i++)
		merge_column(&m, p, i, &opened);
	apply(&m, &text);
	rc = buf_ok(&text) ? check_result(file, buf_str(&text), e)
			   : err_set(e, ERR_TOOBIG, "'%s' would pass 4 MiB", file);
	if (rc == 0)
		buf_addstr(out, buf_str(&text));
	buf_release(&text);
	return rc;
}

void portal_file_text(struct buf *b, struct str s)
{
	yaml_put_text(b, s);
}
