/* libyaml's events to a tree, without recursion. */
#include "config-yaml.h"

#include "base/out.h"
#include "base/utf8.h"

#include <yaml.h>

struct anchor {
	const char *name;
	struct ynode *node; /* NULL while it is still open */
};

struct frame {
	struct ynode *node;
	struct str key_text; /* mapping: a key waits for its value */
	struct ynode *key;
	const char *anchor;
};

struct builder {
	const char *file;
	struct str text;
	struct arena *a;
	struct config_faults *f;
	struct frame stack[YAML_DEPTH_MAX];
	size_t depth;
	struct anchor anchors[YAML_ANCHORS_MAX];
	size_t nanchors;
	struct ynode *root;
	size_t nnodes;
	bool failed;
};

bool fullwidth_in(struct str s, const char **which)
{
	static const char *const marks[] = {
		"：", "，", "“", "”", "‘", "’", "［", "］", "｛", "｝", "－", "＃", "　"};

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (str_has(s, str_of(marks[i]))) {
			*which = streq(marks[i], "　") ? "U+3000" : marks[i];
			return true;
		}
	return false;
}

static struct str line_of(struct str text, int line)
{
	struct str rest = text, piece = STR_NONE;

	for (int i = 0; i < line; i++)
		if (!str_cut(&rest, '\n', &piece))
			return STR_NONE;
	return piece;
}

/* The usual cause of a syntax error between two lines, or ""; *at_line is where it stands. */
static struct str cause_between(const struct builder *b, int from, int to, int *at_line)
{
	const char *which;

	if (to > from + 20)
		from = to - 20;
	for (int i = from < 1 ? 1 : from; i <= to; i++) {
		struct str line = line_of(b->text, i);
		size_t at = 0;

		while (at < line.n && line.p[at] == ' ')
			at++;
		if (at < line.n && line.p[at] == '\t') {
			*at_line = i;
			return STR(
				": this line is indented with a tab, YAML wants spaces");
		}
	}
	for (int i = from < 1 ? 1 : from; i <= to; i++)
		if (fullwidth_in(line_of(b->text, i), &which)) {
			*at_line = i;
			return arena_strf(b->a,
				": this line holds the full-width character %s, "
				"YAML wants the ASCII one (: with a space after it, \" "
				"and ,)",
				which);
		}
	return STR("");
}

static int line_at(struct str text, size_t offset)
{
	int line = 1;

	for (size_t i = 0; i < text.n && i < offset; i++)
		line += text.p[i] == '\n';
	return line;
}

static void syntax_fault(struct builder *b, const yaml_parser_t *p)
{
	int line = p->error == YAML_READER_ERROR ? line_at(b->text, p->problem_offset)
						 : (int)p->problem_mark.line + 1;
	int from = p->context ? (int)p->context_mark.line + 1 : line;
	struct str cause = p->context && strstr(p->context, "alias")
		? STR(": text that begins with * must be in quotes")
		: cause_between(b, from - 1, line, &line);

	b->failed = true;
	config_fault_add(b->f, b->file, line, false, "not valid YAML: %s%s%s%.*s",
		said(p->problem ? p->problem : "unreadable"), p->context ? ", " : "",
		p->context ? said(p->context) : "", STR_ARG(cause));
}

static void refuse(struct builder *b, int line, const char *what)
{
	if (!b->failed)
		config_fault_add(b->f, b->file, line, false, "%s", said(what));
	b->failed = true;
}

static struct ynode *node_new(struct builder *b, enum ynode_kind kind, int line)
{
	struct ynode *n = arena_alloc(b->a, sizeof(*n));

	n->kind = kind;
	n->line = line;
	n->weight = 1;
	if (++b->nnodes > YAML_NODES_MAX)
		refuse(b, line, "too many elements in one file (400,000)");
	return n;
}

static void map_add(struct builder *b, struct ynode *map, struct ynode *key,
	struct ynode *value)
{
	size_t cap = map->cap;

	map->keys = arena_grow(b->a, map->keys, map->n, &cap, sizeof(*map->keys));
	cap = map->cap;
	map->items = arena_grow(b->a, map->items, map->n, &cap, sizeof(*map->items));
	map->cap = cap;
	map->keys[map->n] = key;
	map->items[map->n++] = value;
}

/* Hangs a finished node into the collection that is open, or makes it the root. */
static void place(struct builder *b, struct ynode *n)
{
	struct frame *top = b->depth ? &b->stack[b->depth - 1] : NULL;

	if (!top) {
		b->root = n;
		return;
	}
	top->node->weight += n->weight;
	if (n->end > top->node->end)
		top->node->end = n->end;
	if (top->node->weight > YAML_NODES_MAX)
		refuse(b, n->line, "aliases make this file larger than 400,000 elements");
	if (top->node->kind == YNODE_LIST) {
		top->node->items = arena_grow(b->a, top->node->items, top->node->n,
			&top->node->cap, sizeof(*top->node->items));
		top->node->items[top->node->n++] = n;
	} else if (!top->key) {
		if (n->kind != YNODE_SCALAR)
			refuse(b, n->line, "a key must be text");
		top->key = n;
	} else {
		map_add(b, top->node, top->key, n);
		top->key = NULL;
	}
}

static const char *anchor_open(struct builder *b, const yaml_char_t *name, int line)
{
	struct anchor *x;

	if (!name)
		return NULL;
	if (b->nanchors == YAML_ANCHORS_MAX) {
		refuse(b, line, "more than 256 anchors in one file");
		return NULL;
	}
	x = &b->anchors[b->nanchors++];
	x->name = arena_cstr(b->a, str_of((const char *)name));
	return x->name;
}

static void anchor_close(struct builder *b, const char *name, struct ynode *n)
{
	for (size_t i = b->nanchors; name && i > 0; i--)
		if (b->anchors[i - 1].name == name)
			b->anchors[i - 1].node = n;
}

static void scalar(struct builder *b, const yaml_event_t *e, int line)
{
	struct ynode *n = node_new(b, YNODE_SCALAR, line);

	n->text = arena_str(b->a, str_n((const char *)e->data.scalar.value,
		e->data.scalar.length));
	n->start = e->start_mark.index;
	n->end = e->end_mark.index;
	n->plain = e->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
	n->null = n->plain && (n->text.n == 0 || str_eqc(n->text, "~") ||
		str_eqc(n->text, "null"));
	if (memchr(n->text.p, '\0', n->text.n))
		refuse(b, line, "text with a NUL character");
	anchor_close(b, anchor_open(b, e->data.scalar.anchor, line), n);
	place(b, n);
}

static void alias(struct builder *b, const yaml_event_t *e, int line)
{
	for (size_t i = b->nanchors; i > 0; i--)
		if (streq(b->anchors[i - 1].name, (const char *)e->data.alias.anchor)) {
			if (!b->anchors[i - 1].node)
				refuse(b, line, "an alias inside of what it names");
			else
				place(b, b->anchors[i - 1].node);
			return;
		}
	refuse(b, line,
		"an alias (*name) that names no anchor: text that begins with * must be "
		"quoted");
}

static void open_collection(struct builder *b, enum ynode_kind kind,
	const yaml_char_t *anchor, const yaml_event_t *e, bool flow)
{
	int line = (int)e->start_mark.line + 1;
	struct frame *x;

	if (b->depth == YAML_DEPTH_MAX) {
		refuse(b, line, "nested more than 32 levels deep");
		return;
	}
	x = &b->stack[b->depth++];
	*x = (struct frame){.node = node_new(b, kind, line)};
	x->node->flow = flow;
	x->node->start = x->node->end = e->start_mark.index;
	x->anchor = anchor_open(b, anchor, line);
}

static void close_collection(struct builder *b, const yaml_event_t *e)
{
	struct frame x = b->stack[--b->depth];

	if (x.node->flow)
		x.node->end = e->end_mark.index;
	anchor_close(b, x.anchor, x.node);
	place(b, x.node);
}

static void take(struct builder *b, const yaml_event_t *e)
{
	int line = (int)e->start_mark.line + 1;

	switch (e->type) {
	case YAML_SCALAR_EVENT:
		scalar(b, e, line);
		break;
	case YAML_ALIAS_EVENT:
		alias(b, e, line);
		break;
	case YAML_SEQUENCE_START_EVENT:
		open_collection(b, YNODE_LIST, e->data.sequence_start.anchor, e,
			e->data.sequence_start.style == YAML_FLOW_SEQUENCE_STYLE);
		break;
	case YAML_MAPPING_START_EVENT:
		open_collection(b, YNODE_MAP, e->data.mapping_start.anchor, e,
			e->data.mapping_start.style == YAML_FLOW_MAPPING_STYLE);
		break;
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		close_collection(b, e);
		break;
	case YAML_DOCUMENT_START_EVENT:
		if (b->root)
			refuse(b, line, "a second document (---) in one file");
		break;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT:
	case YAML_DOCUMENT_END_EVENT:
		break;
	}
}

/* What is wrong with the bytes before YAML is asked: encodings. */
static bool bytes_are_fine(struct builder *b)
{
	struct str rest = b->text, piece;

	if (str_starts(b->text, STR("\xFF\xFE")) ||
		str_starts(b->text, STR("\xFE\xFF"))) {
		refuse(b, 1,
			"the file is UTF-16 (\"Unicode\" of Notepad): save it as UTF-8");
		return false;
	}
	if (utf8_valid(b->text))
		return true;
	for (int line = 1; str_cut(&rest, '\n', &piece); line++)
		if (!utf8_valid(piece)) {
			refuse(b, line,
				"not UTF-8, most likely GBK or GB18030 (\"ANSI\" of "
				"Notepad): save the file as UTF-8");
			break;
		}
	refuse(b, 0, "not UTF-8");
	return false;
}

static void build(struct builder *b, yaml_parser_t *p)
{
	bool ended = false;

	while (!ended && !b->failed) {
		yaml_event_t e;

		if (!yaml_parser_parse(p, &e)) {
			syntax_fault(b, p);
			return;
		}
		ended = e.type == YAML_STREAM_END_EVENT;
		take(b, &e);
		yaml_event_delete(&e);
	}
}

struct ynode *yaml_tree(const char *file, struct str text, struct arena *a,
	struct config_faults *f)
{
	struct builder *b = arena_alloc(a, sizeof(*b));
	yaml_parser_t p;

	b->file = file;
	b->text = text;
	b->a = a;
	b->f = f;
	if (text.n > YAML_FILE_MAX)
		refuse(b, 0, "larger than 4 MiB");
	else
		bytes_are_fine(b);
	if (b->failed)
		return NULL;
	if (!yaml_parser_initialize(&p))
		fatal("out of memory (libyaml)");
	yaml_parser_set_input_string(
		&p, (const unsigned char *)(text.p ? text.p : ""), text.n);
	build(b, &p);
	yaml_parser_delete(&p);
	if (b->failed)
		return NULL;
	if (!b->root || b->root->null) {
		b->root = node_new(b, YNODE_MAP, 1);
	}
	return b->root;
}

struct ynode *ynode_get(const struct ynode *map, const char *key)
{
	for (size_t i = 0; map && map->kind == YNODE_MAP && i < map->n; i++)
		if (str_eqc(map->keys[i]->text, key))
			return map->items[i];
	return NULL;
}

/* Text that YAML reads as the same text without quotes. */
static bool is_plain(struct str s)
{
	static const char *const words[] = {
		"true", "false", "yes", "no", "on", "off", "null", "~", "y", "n"};
	bool digits = true;

	if (s.n == 0 || !(is_alpha((unsigned char)s.p[0]) || s.p[0] == '/' ||
		(unsigned char)s.p[0] >= 0x80 || is_digit((unsigned char)s.p[0])))
		return false;
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (!is_alnum(c) && c < 0x80 && !strchr("-_./@%", c) &&
			!(c == ':' && i + 1 < s.n && s.p[i + 1] == '/'))
			return false;
		digits = digits && (is_digit(c) || strchr("._eE-xob", c));
	}
	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_eq_nocase(s, str_of(words[i])))
			return false;
	return !digits;
}

void yaml_put_text(struct buf *b, struct str s)
{
	if (is_plain(s))
		buf_addstr(b, s);
	else
		out_json(b, s);
}
