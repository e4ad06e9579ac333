/* Keys whose value has a form of its own. */
#include "config-rows.h"

#include "base/record.h"

static void fault(struct reader *r, const struct row *row, const struct ynode *v,
	const char *expected)
{
	config_fault_add(r->f, r->file, v->line, false, "%s: expected %s, found %s",
		row->key, said(expected), ynode_says(r, v));
}

static void put_text(struct reader *r, const struct row *row, struct str s, void *base)
{
	const char *p = arena_cstr(r->a, s);

	memcpy((char *)base + row->offset, &p, sizeof(p));
}

void read_nothing(struct reader *r, const struct row *row, struct ynode *v, void *base)
{
	(void)r;
	(void)row;
	(void)v;
	(void)base;
}

void read_store(struct reader *r, const struct row *row, struct ynode *v, void *base)
{
	struct config *c = base;

	(void)row;
	if (v->kind == YNODE_MAP)
		rows_read(r, &table_store, v, base);
	else if (v->kind == YNODE_SCALAR && v->text.n > 0)
		c->store = read_path(r, v->text);
	else
		fault(r, row, v, "a directory, or {dir: DIR, max: 200G}");
}

static bool is_number(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_digit((unsigned char)s.p[i]) && !strchr("_+-.eE", s.p[i]))
			return false;
	return s.n > 0;
}

void read_site_code(struct reader *r, const struct row *row, struct ynode *v, void *base)
{
	bool ok;

	if (v->kind != YNODE_SCALAR) {
		fault(r, row, v, "a site code in quotes");
		return;
	}
	put_text(r, row, v->text, base);
	if (v->plain && is_number(v->text)) {
		config_fault_add(r->f, r->file, v->line, false,
			"site_code: expected text in quotes, found the number %.*s: "
			"write \"%.*s\" "
			"(without quotes YAML reads a number and drops leading zeros)",
			STR_ARG(v->text), STR_ARG(v->text));
		return;
	}
	ok = v->text.n == 10;
	for (size_t i = 0; i < v->text.n; i++)
		ok = ok && is_alnum((unsigned char)v->text.p[i]);
	if (!ok)
		config_fault_add(r->f, r->file, v->line, true,
			"site_code: a site code has ten letters and digits, found %s",
			ynode_says(r, v));
}

/* ---- rules ---- */

static bool join_list(struct ynode *list, char sep, struct buf *b, bool deeper)
{
	for (size_t i = 0; i < list->n; i++) {
		struct ynode *x = list->items[i];

		if (i > 0)
			buf_addc(b, sep);
		if (x->kind == YNODE_SCALAR)
			buf_addstr(b, x->text);
		else if (x->kind != YNODE_LIST || !deeper || !join_list(x, '|', b, false))
			return false;
	}
	return true;
}

struct arg_list {
	struct rule_config *rule;
	size_t cap;
};

#define RULE_TEXT_MAX ((size_t)64 * 1024)

static void add_arg(
	struct reader *r, struct arg_list *l, const char *key, struct ynode *v)
{
	struct buf b = BUF_INIT(RULE_TEXT_MAX);
	struct rule_config *rule = l->rule;
	bool ok = v->kind == YNODE_LIST && join_list(v, '\n', &b, true);

	if (v->kind == YNODE_SCALAR) {
		buf_addstr(&b, v->text);
		ok = true;
	}
	if (!ok || !buf_ok(&b)) {
		config_fault_add(r->f, r->file, v->line, false,
			"rule %s: %s: expected text or a list of texts, found %s",
			rule->kind, key,
			ok                      ? said("over 64 KiB")
			: v->kind == YNODE_LIST ? said("a list of something else")
						: ynode_says(r, v));
	} else {
		rule->args = arena_grow(r->a, rule->args, rule->nargs, &l->cap,
			sizeof(*rule->args));
		rule->args[rule->nargs++] = (struct pair_config){.key = key,
			.value = arena_cstr(r->a, buf_str(&b)), .line = v->line};
	}
	buf_release(&b);
}

static void add_args(
	struct reader *r, struct arg_list *l, struct str key, struct ynode *v)
{
	if (v->kind != YNODE_MAP) {
		add_arg(r, l, arena_cstr(r->a, key), v);
		return;
	}
	for (size_t i = 0; i < v->n; i++)
		add_arg(r, l, arena_strf(r->a, "%.*s.%.*s", STR_ARG(key),
			STR_ARG(v->keys[i]->text)).p, v->items[i]);
}

static bool limit_ok(struct str s)
{
	static const char *const words[] = {"statutory", "document", "local", "practice",
		"configured"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (str_eqc(s, words[i]))
			return true;
	return false;
}

static void take_limit(struct reader *r, struct rule_config *rule, struct ynode *v)
{
	if (v->kind != YNODE_SCALAR || !limit_ok(v->text))
		config_fault_add(r->f, r->file, v->line, false,
			"limit: expected one of the words "
			"(statutory document local practice configured), found %s",
			ynode_says(r, v));
	else
		rule->limit_kind = arena_cstr(r->a, v->text);
}

static void take_rule(struct reader *r, struct ynode *v, struct rule_config *rule)
{
	struct arg_list l = {.rule = rule};
	struct ynode *kind = ynode_get(v, "kind"), *basis = ynode_get(v, "basis");

	*rule = (struct rule_config){.kind = "", .basis = "", .limit_kind = "",
		.file = r->file, .line = v->line};
	if (v->kind != YNODE_MAP || v->n > 100 || !kind || kind->kind != YNODE_SCALAR ||
		kind->null) {
		config_fault_add(r->f, r->file, v->line, false,
			"rule: expected a mapping with kind: (such as {kind: monthly}), "
			"found %s%s",
			ynode_says(r, v), v->kind == YNODE_MAP ? said(" without it") : "");
		return;
	}
	rule->kind = arena_cstr(r->a, kind->text);
	if (basis && basis->kind == YNODE_SCALAR)
		rule->basis = arena_cstr(r->a, basis->text);
	for (size_t i = 0; i < v->n; i++) {
		struct str key = v->keys[i]->text;

		for (size_t j = 0; j < i; j++)
			if (str_eq(key, v->keys[j]->text))
				config_fault_add(r->f, r->file, v->keys[i]->line, false,
					"key '%.*s' twice in one rule", STR_ARG(key));
		if (str_eqc(key, "limit"))
			take_limit(r, rule, v->items[i]);
		else if (!str_eqc(key, "kind") && !str_eqc(key, "basis"))
			add_args(r, &l, key, v->items[i]);
	}
	if (r->check)
		r->check(rule, r->f);
}

void read_rules(struct reader *r, const struct row *row, struct ynode *v, void *base)
{
	struct rule_config *rules;

	if (v->kind != YNODE_LIST || v->n > 1000) {
		fault(r, row, v, "a list of rules (- {kind: monthly, ...})");
		return;
	}
	rules = arena_array(r->a, v->n, sizeof(*rules));
	for (size_t i = 0; i < v->n; i++)
		take_rule(r, v->items[i], &rules[i]);
	memcpy((char *)base + row->offset, &rules, sizeof(rules));
	memcpy((char *)base + row->count_offset, &v->n, sizeof(v->n));
}

void read_rule(struct reader *r, const struct row *row, struct ynode *v, void *base)
{
	struct duty_config *d = base;

	if (v->kind == YNODE_LIST && (v->n == 0 || v->n > 20)) {
		fault(r, row, v, "a rule, or a list of 1 to 20 rules");
		return;
	}
	d->nrules = v->kind == YNODE_LIST ? v->n : 1;
	d->rule = arena_array(r->a, d->nrules, sizeof(*d->rule));
	for (size_t i = 0; i < d->nrules; i++)
		take_rule(r, v->kind == YNODE_LIST ? v->items[i] : v, &d->rule[i]);
}

void read_one_rule(struct reader *r, const struct row *row, struct ynode *v, void *base)
{
	struct rule_config *rule = arena_alloc(r->a, sizeof(*rule));

	take_rule(r, v, rule);
	memcpy((char *)base + row->offset, &rule, sizeof(rule));
}

void read_limit(struct reader *r, const struct row *row, struct ynode *v, void *base)
{
	struct rule_config rule = {.limit_kind = ""};
	struct duty_config *d = base;

	(void)row;
	take_limit(r, &rule, v);
	d->limit = rule.limit_kind;
}

/* ---- the rest ---- */

#define WORDS_MAX 2000

void read_english(struct reader *r, const struct row *row, struct ynode *v, void *base)
{
	struct words w = {0};

	if (v->kind != YNODE_MAP || v->n > WORDS_MAX) {
		fault(r, row, v, "{TEXT: ENGLISH, ...}, at most 2,000 of them");
		return;
	}
	w.list = arena_array(r->a, v->n + 1, sizeof(*w.list));
	for (size_t i = 0; i < v->n; i++) {
		if (v->items[i]->kind != YNODE_SCALAR || !v->items[i]->text.n) {
			fault(r, row, v->items[i], "the English of a text");
			continue;
		}
		w.list[w.n++] = (struct pair){arena_str(r->a, v->keys[i]->text),
			arena_str(r->a, v->items[i]->text)};
	}
	memcpy((char *)base + row->offset, &w, sizeof(w));
}

static bool clock_ok(struct str s)
{
	int64_t x;

	return s.n == 5 && s.p[2] == ':' && str_int(str_sub(s, 0, 2), 0, 23, &x) &&
		str_int(str_sub(s, 3, 2), 0, 59, &x);
}

void read_quiet(struct reader *r, const struct row *row, struct ynode *v, void *base)
{
	struct route_config *x = base;

	if (v->kind == YNODE_SCALAR && str_eqc(v->text, "always"))
		x->quiet_always = true;
	else if (v->kind == YNODE_SCALAR &&
		 (str_eqc(v->text, "none") || (v->text.n == 11 && v->text.p[5] == '-' &&
						      clock_ok(str_sub(v->text, 0, 5)) &&
						      clock_ok(str_sub(v->text, 6, 5)))))
		put_text(r, row, v->text, base);
	else
		fault(r, row, v, "hours such as 18:00-08:30, none, or always");
}

void read_link(struct reader *r, const struct row *row, struct ynode *v, void *base)
{
	struct column_config *c = base;
	struct str s;

	if (!read_text(r, row, v, &s))
		return;
	c->link = c->link_template = "";
	if (str_has(s, STR("{")) &&
		(str_starts(s, STR("http")) || str_starts(s, STR("/"))) &&
		!str_starts(s, STR("//*")))
		c->link_template = arena_cstr(r->a, s);
	else
		c->link = arena_cstr(r->a, s);
}

void read_valid(struct reader *r, const struct row *row, struct ynode *v, void *base)
{
	struct duty_config *d = base;
	int64_t year = 0;

	if (v->kind != YNODE_SCALAR || (!str_eqc(v->text, "recurring") &&
		!str_int(v->text, 1990, 2200, &year))) {
		fault(r, row, v, "recurring, or a year such as 2018");
		return;
	}
	d->valid = arena_cstr(r->a, v->text);
	d->valid_year = (int)year;
}

void read_escalate_after(struct reader *r, const struct row *row, struct ynode *v,
	void *base)
{
	struct route_config *x = base;
	struct str s = v->text;
	int64_t n;

	if (v->kind == YNODE_SCALAR && str_ends(s, STR("wd")))
		s.n -= 2;
	if (v->kind != YNODE_SCALAR || !str_int(s, 0, 365, &n))
		fault(r, row, v, "working days such as 3wd");
	else
		x->escalate_after_wd = (int)n;
}

static bool is_weekday(struct str s)
{
	return s.n == 3 && str_find(STR("mon tue wed thu fri sat sun"), s, 0) % 4 == 0;
}

static bool month_day_ok(struct str s)
{
	int64_t m, d;

	return s.n == 5 && s.p[2] == '-' && str_int(str_sub(s, 0, 2), 1, 12, &m) &&
		str_int(str_sub(s, 3, 2), 1, 31, &d) && date_valid(2024, (int)m, (int)d);
}

/* when = ("daily" | "workdays" | "weekly" DAY | "monthly" N | "quarterly" N |
 *	   "yearly" MM-DD) HH:MM */
static bool when_ok(struct str s)
{
	struct str rest = s, word, day = STR_NONE, at;
	int64_t n;

	if (!str_cut(&rest, ' ', &word) || !str_cut(&rest, ' ', &at))
		return false;
	if (!str_eqc(word, "daily") && !str_eqc(word, "workdays")) {
		day = at;
		if (!str_cut(&rest, ' ', &at))
			return false;
	}
	if (!str_none(rest) || !clock_ok(at))
		return false;
	if (str_none(day))
		return true;
	if (str_eqc(word, "weekly"))
		return is_weekday(day);
	if (str_eqc(word, "monthly") || str_eqc(word, "quarterly"))
		return str_int(day, 1, 31, &n);
	return str_eqc(word, "yearly") && month_day_ok(day);
}

void read_when(struct reader *r, const struct row *row, struct ynode *v, void *base)
{
	if (v->kind == YNODE_SCALAR)
		put_text(r, row, v->text, base);
	if (v->kind != YNODE_SCALAR || !when_ok(v->text))
		fault(r, row, v,
			"a timetable: daily 08:30, workdays 08:30, weekly mon 08:30, "
			"monthly 1 08:30, quarterly 5 08:30 or yearly 01-05 08:30");
}

void read_period(struct reader *r, const struct row *row, struct ynode *v, void *base)
{
	int32_t from, to;

	if (v->kind == YNODE_SCALAR)
		put_text(r, row, v->text, base);
	if (v->kind != YNODE_SCALAR || !period_parse(v->text, &from, &to))
		fault(r, row, v, "a period: 2026-10, 2026-W41, 2026Q3, 2026 or FROM..TO");
}

void read_revisit(struct reader *r, const struct row *row, struct ynode *v, void *base)
{
	struct buf b = BUF_INIT(4096);
	const char *const *list;
	size_t n;
	int64_t ms;

	if (v->kind == YNODE_SCALAR && (str_eqc(v->text, "none") || v->text.n == 0)) {
		put_text(r, row, v->text, base);
		return;
	}
	if (!read_texts(r, row, v, &list, &n))
		return;
	for (size_t i = 0; i < n; i++) {
		struct str rest = str_of(list[i]), piece;

		while (str_cut(&rest, ',', &piece)) {
			piece = str_trim(piece);
			if (!duration_parse(piece, &ms) || ms < 60000)
				fault(r, row, v,
					"none, or ages such as [1h, 6h, 1d, 7d]");
			if (b.n > 0)
				buf_addc(&b, ',');
			buf_addstr(&b, piece);
		}
	}
	put_text(r, row, buf_str(&b), base);
	buf_release(&b);
}
