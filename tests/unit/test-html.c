/* The tokenizer against the suite of html5lib, and what the suite does not ask. */
#include "test.h"

#include "base/jval.h"
#include "base/utf8.h"
#include "crawler/html.h"

struct score {
	int passed, failed;
};

/* \uHHHH once more, for cases that say doubleEscaped; false: a lone surrogate, which UTF-8
 * cannot hold. */
static bool unescape(struct str s, struct buf *out)
{
	int32_t high = 0;

	for (size_t i = 0; i < s.n; i++) {
		int32_t cp = 0;

		if (s.p[i] != '\\' || i + 5 >= s.n || s.p[i + 1] != 'u') {
			if (high)
				return false;
			buf_addc(out, s.p[i]);
			continue;
		}
		for (size_t k = 2; k < 6; k++)
			cp = cp * 16 + hex_value((unsigned char)s.p[i + k]);
		i += 5;
		if (cp >= 0xD800 && cp < 0xDC00) {
			high = cp;
			continue;
		}
		if (cp >= 0xDC00 && cp < 0xE000) {
			if (!high)
				return false;
			cp = 0x10000 + ((high - 0xD800) << 10) + (cp - 0xDC00);
			high = 0;
		}
		utf8_put(out, cp);
	}
	return !high;
}

struct suite_case {
	struct str input, last;
	const struct jval *output;
	bool twice;
	struct arena *a;
};

static struct str text_of(const struct suite_case *c, const struct jval *v)
{
	struct buf b = BUF_INIT((size_t)1 << 20);
	struct str s = jval_str(v);

	if (!c->twice || str_none(s))
		return s;
	unescape(s, &b);
	s = arena_str(c->a, buf_str(&b));
	buf_release(&b);
	return s;
}

/* One token as text: kind, then its strings, each in brackets. */
static void put(struct buf *b, const char *kind, struct str s)
{
	buf_addf(b, "%s[", kind);
	if (str_none(s))
		buf_adds(b, "null");
	buf_addstr(b, s);
	buf_addc(b, ']');
}

static int by_name(const void *a, const void *b)
{
	const struct str *x = a, *y = b;

	return str_cmp(x[0], y[0]);
}

static void put_attrs(struct buf *b, struct str (*pairs)[2], size_t n)
{
	if (n)
		qsort(pairs, n, sizeof(pairs[0]), by_name);
	for (size_t i = 0; i < n; i++) {
		put(b, " ", pairs[i][0]);
		put(b, "=", pairs[i][1]);
	}
}

static void wanted(const struct suite_case *c, struct buf *b)
{
	for (size_t i = 0; i < jval_size(c->output); i++) {
		const struct jval *x = jval_at(c->output, i), *attrs = jval_at(x, 2);
		struct str kind = jval_str(jval_at(x, 0));
		struct str pairs[HTML_ATTRS_MAX][2];
		size_t n = 0;

		put(b, str_eqc(kind, "Character") ? "T" : kind.p, text_of(c, jval_at(x, 1)));
		if (str_eqc(kind, "DOCTYPE")) {
			put(b, "", text_of(c, jval_at(x, 2)));
			put(b, "", text_of(c, jval_at(x, 3)));
			buf_addc(b, jval_bool(jval_at(x, 4), false) ? '+' : '-');
		}
		for (; n < jval_size(attrs) && str_eqc(kind, "StartTag"); n++) {
			const char *name;
			const struct jval *v = jval_member(attrs, n, &name);

			pairs[n][0] = str_of(name);
			if (c->twice) {
				struct buf u = BUF_INIT(10000);

				unescape(str_of(name), &u);
				pairs[n][0] = arena_str(c->a, buf_str(&u));
				buf_release(&u);
			}
			pairs[n][1] = text_of(c, v);
		}
		put_attrs(b, pairs, n);
		if (jval_bool(jval_at(x, 3), false))
			buf_addc(b, '/');
		buf_addc(b, '\n');
	}
}

static void got(const struct suite_case *c, enum html_mode mode, struct buf *b)
{
	struct html h;
	bool in_text = false;

	html_init(&h, c->input, c->a);
	h.modes = false;
	html_start_in(&h, mode, c->last);
	while (html_next(&h)) {
		struct str pairs[HTML_ATTRS_MAX][2];
		size_t n = 0;

		if (in_text && h.type != HTML_TEXT)
			buf_adds(b, "]\n");
		if (h.type == HTML_TEXT) {
			if (!in_text)
				buf_adds(b, "T[");
			buf_addstr(b, html_text(&h));
			in_text = true;
			continue;
		}
		in_text = false;
		if (h.type == HTML_DOCTYPE) {
			put(b, "DOCTYPE", str_none(h.raw) ? h.raw : html_name(&h));
			put(b, "", h.public_id);
			put(b, "", h.system_id);
			buf_addc(b, h.quirks ? '-' : '+');
		} else if (h.type == HTML_COMMENT) {
			put(b, "Comment", html_text(&h));
		} else {
			put(b, h.type == HTML_START ? "StartTag" : "EndTag", html_name(&h));
			for (; n < h.nattrs && h.type == HTML_START; n++) {
				pairs[n][0] = html_attr_name(&h, n);
				pairs[n][1] = html_attr_value(&h, n);
			}
			put_attrs(b, pairs, n);
			if (h.self_closing && h.type == HTML_START)
				buf_addc(b, '/');
		}
		buf_addc(b, '\n');
	}
	if (in_text)
		buf_adds(b, "]\n");
}

static enum html_mode mode_named(struct str s)
{
	static const char *const names[] = {"Data state", "RCDATA state", "RAWTEXT state",
		"Script data state", "PLAINTEXT state", "CDATA section state"};

	for (size_t i = 0; i < ROWS(names); i++)
		if (str_eqc(s, names[i]))
			return (enum html_mode)i;
	fail_msg("unknown state '%.*s'", STR_ARG(s));
	return HTML_DATA;
}

static void run_case(const char *file, const struct jval *t, struct score *score)
{
	const struct jval *states = jval_get(t, "initialStates");
	size_t n = jval_size(states);
	struct arena a = ARENA_INIT;

	for (size_t i = 0; i < (n ? n : 1); i++) {
		struct buf want = BUF_INIT((size_t)1 << 20), have = BUF_INIT((size_t)1 << 20);
		struct suite_case c = {.last = jval_str(jval_get(t, "lastStartTag")),
			.output = jval_get(t, "output"), .a = &a};
		struct str state = jval_str(jval_at(states, i));

		c.twice = jval_bool(jval_get(t, "doubleEscaped"), false);
		c.input = text_of(&c, jval_get(t, "input"));
		wanted(&c, &want);
		got(&c, n ? mode_named(state) : HTML_DATA, &have);
		if (str_eq(buf_str(&want), buf_str(&have))) {
			score->passed++;
		} else {
			score->failed++;
			print_message("%s: %.*s (%.*s)\n  want %.*s  got  %.*s", file,
				STR_ARG(jval_str(jval_get(t, "description"))), STR_ARG(state),
				STR_ARG(buf_str(&want)), STR_ARG(buf_str(&have)));
		}
		buf_release(&want);
		buf_release(&have);
	}
	arena_release(&a);
}

static void html5lib_tokenizer_suite_passes(void **state)
{
	static const char *const files[] = {"contentModelFlags", "domjs", "entities",
		"escapeFlag", "namedEntities", "numericEntities", "pendingSpecChanges", "test1",
		"test2", "test3", "test4", "unicodeChars", "unicodeCharsProblematic"};
	struct score score = {0, 0};

	(void)state;
	for (size_t i = 0; i < ROWS(files); i++) {
		char name[100];
		struct buf b;
		struct jval *doc;
		struct err e = {0};

		snprintf(name, sizeof(name), "html-tokenizer/%s.test", files[i]);
		b = test_file(name);
		if (jval_parse(buf_str(&b), &doc, &e) < 0)
			fail_msg("%s: %s", name, e.text);
		for (size_t k = 0; k < jval_size(jval_get(doc, "tests")); k++)
			run_case(files[i], jval_at(jval_get(doc, "tests"), k), &score);
		jval_free(doc);
		buf_release(&b);
	}
	print_message("html5lib tokenizer: %d passed, %d failed\n", score.passed, score.failed);
	assert_true(score.passed >= 7000);
	assert_true(score.failed <= 4);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(html5lib_tokenizer_suite_passes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
