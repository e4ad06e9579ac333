/* Writing duty files. */
#include "monitor/duty-next.h"

#include "base/civil.h"
#include "base/record.h"

#include <stdio.h>

/* A scalar that YAML reads back as the same text, whatever it looks like. */
static void put_scalar(struct buf *b, struct str s)
{
	buf_addc(b, '\'');
	for (size_t i = 0; i < s.n; i++)
		buf_adds(b, s.p[i] == '\'' ? "''" : (char[]){s.p[i], '\0'});
	buf_addc(b, '\'');
}

/* The text with the old year's number replaced by the new one's, wherever it stands alone. */
static void put_moved(struct buf *b, const char *text, int old, int year)
{
	struct buf moved = BUF_INIT(1 << 16);
	char from[8], to[8];
	struct str s = str_of(text);
	size_t at = 0, hit;

	snprintf(from, sizeof(from), "%04d", old);
	snprintf(to, sizeof(to), "%04d", year);
	while ((hit = str_find(s, str_of(from), at)) != SIZE_MAX) {
		bool alone = (hit == 0 || !is_digit((unsigned char)s.p[hit - 1])) &&
			(hit + 4 >= s.n || !is_digit((unsigned char)s.p[hit + 4]));

		buf_addstr(&moved, str_sub(s, at, hit - at));
		buf_adds(&moved, alone ? to : from);
		at = hit + 4;
	}
	buf_addstr(&moved, str_sub(s, at, s.n));
	put_scalar(b, buf_str(&moved));
	buf_release(&moved);
}

static void put_texts(struct buf *b, const char *key, const char *const *list, size_t n)
{
	buf_addf(b, "%s: [", key);
	for (size_t i = 0; i < n; i++) {
		buf_adds(b, i ? ", " : "");
		put_scalar(b, str_of(list[i]));
	}
	buf_addc(b, ']');
}

/* A list's elements stand with line ends between, aliases with |. Patterns have | of their
 * own, so aliases are written as a list only where the key takes names. */
static void put_value(struct buf *b, const struct pair_config *a, int old, int year)
{
	struct str rest = str_of(a->value), one, name;
	bool aliases = streq(a->key, "names") || streq(a->key, "texts");
	bool list = aliases || streq(a->key, "stages") || str_has(rest, STR("\n"));
	int32_t day;
	size_t n = 0;

	if (!list && day_parse(rest, &day)) {
		put_moved(b, a->value, old, year);
		return;
	}
	if (!list) {
		put_scalar(b, rest);
		return;
	}
	buf_addc(b, '[');
	while (str_cut(&rest, '\n', &one)) {
		size_t k = 0;

		buf_adds(b, n++ ? ", " : "");
		if (!aliases || !str_has(one, STR("|"))) {
			put_scalar(b, one);
			continue;
		}
		buf_addc(b, '[');
		while (str_cut(&one, '|', &name)) {
			buf_adds(b, k++ ? ", " : "");
			put_scalar(b, name);
		}
		buf_addc(b, ']');
	}
	buf_addc(b, ']');
}

static void put_rule(struct buf *b, const struct duty_config *d, const struct rule_config *r,
	int old, int year)
{
	buf_adds(b, "{kind: ");
	put_scalar(b, str_of(r->kind));
	for (size_t i = 0; i < r->nargs; i++) {
		buf_addf(b, ", %s: ", r->args[i].key);
		put_value(b, &r->args[i], old, year);
	}
	if (r->basis[0] && !streq(r->basis, d->quote)) {
		buf_adds(b, ", basis: ");
		put_scalar(b, str_of(r->basis));
	}
	buf_addc(b, '}');
}

static void put_text(struct buf *b, const char *key, const char *text)
{
	if (!text || !text[0])
		return;
	buf_addf(b, "    %s: ", key);
	put_scalar(b, str_of(text));
	buf_addc(b, '\n');
}

static void put_duty(struct buf *b, const struct duty_config *d, int old, int year)
{
	buf_adds(b, "  - id: ");
	put_scalar(b, str_of(d->id));
	buf_addc(b, '\n');
	put_text(b, "what", d->what);
	put_text(b, "where", d->where);
	put_text(b, "quote", d->quote);
	put_text(b, "unit", d->unit);
	if (d->ncolumns) {
		buf_adds(b, "    ");
		put_texts(b, "columns", d->columns, d->ncolumns);
		buf_addc(b, '\n');
	}
	if (d->manual)
		buf_adds(b, "    manual: true\n");
	if (d->due && d->due[0]) {
		buf_adds(b, "    due: ");
		put_moved(b, d->due, old, year);
		buf_addc(b, '\n');
	}
	if (d->rule) {
		size_t n = d->nrules ? d->nrules : 1;

		buf_adds(b, n > 1 ? "    rule: [" : "    rule: ");
		for (size_t i = 0; i < n; i++) {
			buf_adds(b, i ? ", " : "");
			put_rule(b, d, &d->rule[i], old, year);
		}
		buf_adds(b, n > 1 ? "]\n" : "\n");
	}
	put_text(b, "limit", d->limit);
	buf_adds(b, "    valid: recurring\n");
	if (d->nfor_tags + d->nfor_portals == 0)
		return;
	buf_adds(b, "    for: {");
	if (d->nfor_tags)
		put_texts(b, "tags", d->for_tags, d->nfor_tags);
	if (d->nfor_tags && d->nfor_portals)
		buf_adds(b, ", ");
	if (d->nfor_portals)
		put_texts(b, "portals", d->for_portals, d->nfor_portals);
	buf_adds(b, "}\n");
}

static void put_english(struct buf *b, const struct words *w)
{
	if (w->n)
		buf_adds(b, "english:\n");
	for (size_t i = 0; i < w->n; i++) {
		buf_adds(b, "  ");
		put_scalar(b, w->list[i].key);
		buf_adds(b, ": ");
		put_scalar(b, w->list[i].value);
		buf_addc(b, '\n');
	}
}

size_t duty_next_year(const struct duty_document *doc, int year, struct buf *b)
{
	size_t n = 0;

	buf_addf(b, "# Recurring duties of %d carried over to %d. Quotes are those of the document "
		"of %d:\n# put the new document's title, number and words in their place as soon as "
		"it is issued.\n", doc->year, year, doc->year);
	buf_adds(b, "document:\n  title: ");
	put_moved(b, doc->title, doc->year, year);
	buf_addf(b, "\n  year: %d\nduties:\n", year);
	for (size_t i = 0; i < doc->nduties; i++)
		if (!doc->duties[i].valid_year) {
			put_duty(b, &doc->duties[i], doc->year, year);
			n++;
		}
	put_english(b, &doc->english);
	return n;
}
