/* Values: what a row's type expects, and the text of a scalar as that type. */
#include "config-rows.h"

#include "base/fs.h"
#include "base/utf8.h"
#include "crawler/url.h"

#include <limits.h>
#include <stdlib.h>

const char *row_type_word(const struct row *row)
{
	static const char *const word[] = {"text", "id", "word", "address", "path",
		"secret file", "time of day", "hours", "weekday and time", "integer",
		"integer", "true or false", "duration", "size", "date", "time zone",
		"class", "list of texts", "list of words", "list of paths", "mapping",
		"list of mappings", "value"};

	return word[row->type];
}

const char *row_expects(const struct row *row)
{
	switch (row->type) {
	case ROW_TEXT:
		return said("text");
	case ROW_ID:
		return said("an id of ASCII letters, digits, '-', '_' and '.' (at most 64)");
	case ROW_WORD:
	case ROW_CLASS:
		return said("one of the words");
	case ROW_URL:
		return said("an address that begins with http:// or https://");
	case ROW_PATH:
	case ROW_SECRET:
		return said("a path");
	case ROW_CLOCK:
		return said("a time of day such as 08:30, or none");
	case ROW_SPAN:
		return said("hours such as 18:00-08:30, or none");
	case ROW_WEEKLY:
		return said("a weekday and a time such as mon 08:30, or off");
	case ROW_INT:
	case ROW_INT64:
		return said("an integer");
	case ROW_BOOL:
		return said("true or false");
	case ROW_DURATION:
		return said("a duration such as 30s or 6h (an integer with ms, s, m, h or d)");
	case ROW_BYTES:
		return said("a size such as 500M or 200G");
	case ROW_DAY:
		return said("a date such as 2018-08-24");
	case ROW_ZONE:
		return said("an IANA time zone such as Asia/Shanghai");
	case ROW_TEXTS:
	case ROW_WORDS:
	case ROW_PATHS:
		return said("a list of texts");
	case ROW_MAP:
		return said("a mapping (key: value)");
	case ROW_ITEMS:
		return said("a list of mappings (- key: value)");
	case ROW_CUSTOM:
		return said("something else");
	}
	return "";
}

const char *ynode_says(struct reader *r, const struct ynode *v)
{
	const char *which;
	struct str clip;

	if (v->kind == YNODE_LIST)
		return said("a list");
	if (v->kind == YNODE_MAP)
		return said("a mapping");
	if (v->null)
		return said("nothing");
	clip = utf8_clip(v->text, 60);
	return arena_strf(r->a, "'%.*s%s'%s%s%s", STR_ARG(clip),
		clip.n < v->text.n ? "..." : "",
		fullwidth_in(v->text, &which) ? said(" with the full-width character ") : "",
		fullwidth_in(v->text, &which) ? which : "",
		v->plain && (str_has(v->text, STR("：")) || str_has(v->text, STR("“")))
			? said(" (type : and \" in ASCII)")
			: "")
		.p;
}

void row_fault(struct reader *r, const struct row *row, const struct ynode *v)
{
	config_fault_add(r->f, r->file, v->line, false, "%s: expected %s%s%s%s, found %s",
		row->key, row_expects(row), row->choices ? " (" : "",
		row->choices ? row->choices : "", row->choices ? ")" : "",
		ynode_says(r, v));
}

bool read_text(struct reader *r, const struct row *row, const struct ynode *v,
	struct str *out)
{
	if (v->kind != YNODE_SCALAR) {
		config_fault_add(r->f, r->file, v->line, false,
			"%s: expected text, found %s", row->key, ynode_says(r, v));
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

const char **reader_texts(struct reader *r, const char *const *list, size_t n)
{
	const char **copy = arena_array(r->a, n + 1, sizeof(*copy));

	memcpy(copy, list, n * sizeof(*copy));
	return copy;
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
		struct str last =
			str_sub(buf_str(&b), slash == SIZE_MAX ? 0 : slash + 1, b.n);

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
		row_fault(r, row, v);
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

void row_put(void *base, const struct row *row, const void *value, size_t n)
{
	if (row->offset != SIZE_MAX)
		memcpy((char *)base + row->offset, value, n);
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

bool row_has_word(const char *choices, struct str s)
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

static void put_text(struct reader *r, const struct row *row, struct str s, void *base)
{
	const char *p = arena_cstr(r->a, s);

	row_put(base, row, &p, sizeof(p));
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
		row_put(base, row, &small, sizeof(small));
	else
		row_put(base, row, &n, sizeof(n));
	return true;
}

/* Full-width quotes around a text do not quote it. */
static void doubt_quotes(struct reader *r, const struct row *row, const struct ynode *v,
	struct str s)
{
	if (v->plain && ((str_starts(s, STR("“")) && str_ends(s, STR("”"))) ||
		(str_starts(s, STR("‘")) && str_ends(s, STR("’")))))
		config_fault_add(r->f, r->file, v->line, true,
			"%s: the full-width quotes become "
			"part of the text, YAML wants \"",
			row->key);
}

/* Scalars; false where the text is not of the row's type. */
bool read_scalar(struct reader *r, const struct row *row, const struct ynode *v,
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
		return row_has_word(row->choices, s);
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
		row_put(base, row, &yes, sizeof(yes));
		return true;
	case ROW_INT:
	case ROW_INT64:
	case ROW_DURATION:
	case ROW_BYTES:
		return read_number(r, row, v, s, base);
	case ROW_DAY:
		if (!day_parse(s, &day))
			return false;
		row_put(base, row, &day, sizeof(day));
		return true;
	case ROW_ZONE:
		if (zone_load(arena_cstr(r->a, s), &z, NULL) < 0)
			return false;
		row_put(base, row, &z, sizeof(z));
		return true;
	case ROW_CLASS:
		cls = class_of_word(s);
		row_put(base, row, &cls, sizeof(cls));
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
