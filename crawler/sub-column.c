/* Names of sub-columns. */
#include "crawler/sub-column.h"

#include "base/utf8.h"
#include "crawler/profile.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#define KIND "sub_columns"
#define WITHIN_MIN 4 /* code points */
#define OFFICIAL_MAX 8

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

/* --- what the shipped profiles ask of columns by their names --- */

/* Profiles judge the sub-columns of open government (国办公开办函〔2019〕61号) whether a rule
 * asks for them or not, and only the crawler can look. They are compiled in and never change,
 * so they are read once. */
struct official {
	pcre2_code *names; /* of the column */
	pcre2_match_data *data;
	const struct rule_config *rule;
};

static struct official official[OFFICIAL_MAX];
static size_t nofficial;

static void official_add(const struct profile_indicator *i)
{
	PCRE2_SIZE at;
	int code;
	struct official *o = &official[nofficial];

	if (nofficial == OFFICIAL_MAX || !i->rule || !streq(i->rule->kind, KIND) || !i->names[0])
		return;
	o->names = pcre2_compile((PCRE2_SPTR)i->names, PCRE2_ZERO_TERMINATED,
		PCRE2_UTF | PCRE2_MATCH_INVALID_UTF, &code, &at, NULL);
	o->data = o->names ? pcre2_match_data_create_from_pattern(o->names, NULL) : NULL;
	o->rule = i->rule;
	nofficial += o->data != NULL;
}

static void official_load(void)
{
	static struct arena a; /* empty */
	static bool loaded;
	struct config_faults f = {0};

	for (size_t i = 0; !loaded && profile_shipped(i); i++) {
		struct profile *p;

		if (profile_load(NULL, profile_shipped(i), &a, &p, &f, NULL) < 0)
			continue; /* a test reads them all */
		for (size_t k = 0; k < p->nindicators; k++)
			official_add(&p->indicators[k]);
	}
	loaded = true;
	config_faults_release(&f);
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

static bool profile_asks(const struct column_config *col, struct str text, struct arena *a)
{
	struct str name = str_of(col->name ? col->name : "");

	official_load();
	for (size_t i = 0; i < nofficial; i++)
		if (pcre2_match(official[i].names, (PCRE2_SPTR)name.p, name.n, 0, 0,
			    official[i].data, NULL) >= 0 && asks(official[i].rule, text, a))
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
	if (any_asks(col->rules, col->nrules, text, a) || profile_asks(col, text, a))
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
