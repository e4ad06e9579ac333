/* Names of sub-columns. */
#include "crawler/sub-column.h"

#include "base/utf8.h"

#define KIND "sub_columns"
#define WITHIN_MIN 4 /* code points */

struct str sub_column_packed(struct str s, struct arena *a)
{
	struct buf b = BUF_INIT(2000);
	struct str out;
	size_t at = 0;
	int32_t cp;

	s = str_sub(s, 0, 400);
	while ((cp = utf8_next(s, &at)) >= 0)
		if (!cp_is_space(cp))
			utf8_put(&b, cp);
	out = arena_str(a, buf_str(&b));
	buf_release(&b);
	return out;
}

bool sub_column_bears(struct str text, struct str name)
{
	return utf8_len(name) >= WITHIN_MIN ? str_has(text, name) : str_eq(text, name);
}

/* The four that every page of open government information has to have, whether a rule asks for
 * them or not (国办公开办函〔2019〕61号): profiles judge them, and only the crawler can look. */
static struct pair_config official_arg[] = {{.key = "names",
	.value = "公开指南\n公开制度\n主动公开\n年度报告|公开年报"}};
static const struct rule_config official = {.kind = KIND, .basis = "", .limit_kind = "",
	.args = official_arg, .nargs = 1, .file = ""};

static bool is_open_government(const struct column_config *col)
{
	struct str name = str_of(col->name ? col->name : "");

	return str_ends(name, STR("信息公开")) || str_ends(name, STR("政务公开"));
}

/* One rule: text bears one of its names or aliases. text none: any rule of the kind will do. */
static bool asks(const struct rule_config *r, struct str text, struct arena *a)
{
	struct str names = str_of(rule_arg(r, "names")), line, name;

	if (!streq(r->kind, KIND))
		return false;
	if (str_none(text))
		return true;
	while (names.n && str_cut(&names, '\n', &line))
		while (line.n && str_cut(&line, '|', &name)) {
			name = sub_column_packed(name, a);
			if (name.n && sub_column_bears(text, name))
				return true;
		}
	return false;
}

static bool any_asks(const struct rule_config *list, size_t n, struct str text, struct arena *a)
{
	for (size_t i = 0; i < n; i++)
		if (asks(&list[i], text, a))
			return true;
	return false;
}

static bool duty_asks(const struct duty_config *d, const char *column, struct str text,
	struct arena *a)
{
	for (size_t i = 0; d->rule && i < d->ncolumns; i++)
		if (streq(d->columns[i], column) &&
			any_asks(d->rule, d->nrules ? d->nrules : 1, text, a))
			return true;
	return false;
}

static bool column_asks(const struct config *c, const struct column_config *col,
	struct str text, struct arena *a)
{
	if (any_asks(col->rules, col->nrules, text, a) ||
		(is_open_government(col) && asks(&official, text, a)))
		return true;
	for (size_t i = 0; i < c->ndocuments; i++)
		for (size_t k = 0; k < c->documents[i].nduties; k++)
			if (duty_asks(&c->documents[i].duties[k], col->id, text, a))
				return true;
	return false;
}

bool config_sub_columns_asked(const struct config *c, const struct column_config *col)
{
	return column_asks(c, col, STR_NONE, NULL);
}

bool config_is_sub_column(const struct config *c, const struct column_config *col,
	struct str text, struct arena *a)
{
	text = sub_column_packed(text, a);
	return text.n && column_asks(c, col, text, a);
}
