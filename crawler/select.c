/* CSS to XPath.
 *
 *	list     = complex *( "," complex )
 *	complex  = compound *( [ ">" | "+" | "~" | space ] compound )
 *	compound = [ type | "*" ] *( "#" name | "." name | attribute | pseudo )
 *	attribute = "[" name [ op value ] "]"
 *	pseudo   = ":" name [ "(" argument ")" ]
 */
#include "crawler/select.h"

#include "base/utf8.h"

struct css {
	struct str s;
	size_t at;
	struct buf *out;
	struct err *e;
	unsigned nested; /* :not( ... ) */
};

bool select_is_xpath(struct str s)
{
	s = str_trim(s);
	if (s.n == 0)
		return false;
	if (s.p[0] == '/' || s.p[0] == '(')
		return true;
	return s.p[0] == '.' && (s.n == 1 || s.p[1] == '/' || s.p[1] == '.');
}

static int fail(struct css *c, const char *what)
{
	return err_set(c->e, ERR_SYNTAX, "%s at byte %zu of selector '%.*s'", what, c->at + 1,
		STR_ARG(c->s));
}

static int peek(const struct css *c)
{
	return c->at < c->s.n ? (unsigned char)c->s.p[c->at] : -1;
}

static bool eat(struct css *c, int ch)
{
	if (peek(c) != ch)
		return false;
	c->at++;
	return true;
}

static bool eat_spaces(struct css *c)
{
	size_t from = c->at;

	while (peek(c) >= 0 && is_space(peek(c)))
		c->at++;
	return c->at > from;
}

static bool name_byte(int c)
{
	return c >= 0x80 || is_alnum(c) || c == '-' || c == '_' || c == '\\';
}

/* A name, backslashes taken away. */
static int read_name(struct css *c, struct buf *name)
{
	buf_clear(name);
	while (peek(c) >= 0 && name_byte(peek(c))) {
		eat(c, '\\');
		if (peek(c) < 0)
			break;
		buf_addc(name, c->s.p[c->at++]);
	}
	return name->n ? 0 : fail(c, "name expected");
}

/* A string as an XPath literal; XPath has no escapes. */
static int put_literal(struct css *c, struct str v)
{
	char quote = str_findc(v, '\'', 0) == SIZE_MAX ? '\'' : '"';

	if (quote == '"' && str_findc(v, '"', 0) != SIZE_MAX)
		return fail(c, "value with both kinds of quotes");
	buf_addc(c->out, quote);
	buf_addstr(c->out, v);
	buf_addc(c->out, quote);
	return 0;
}

static int put_token_test(struct css *c, const char *attribute, struct str token)
{
	struct buf padded = BUF_INIT(SELECTOR_MAX + 2);
	int r;

	buf_addf(&padded, " %.*s ", STR_ARG(token));
	buf_addf(c->out, "contains(concat(' ',normalize-space(@%s),' '),", attribute);
	r = put_literal(c, buf_str(&padded));
	buf_adds(c->out, ")");
	buf_release(&padded);
	return r;
}

static int read_value(struct css *c, struct buf *value)
{
	int quote = peek(c);

	if (quote != '"' && quote != '\'')
		return read_name(c, value);
	c->at++;
	buf_clear(value);
	while (peek(c) >= 0 && peek(c) != quote) {
		eat(c, '\\');
		if (peek(c) >= 0)
			buf_addc(value, c->s.p[c->at++]);
	}
	return eat(c, quote) ? 0 : fail(c, "closing quote expected");
}

/* The test of [name op value]; op is the byte before '=', or '='. */
static int put_attribute_test(struct css *c, const char *name, int op, struct str value)
{
	int r;

	switch (op) {
	case '=': buf_addf(c->out, "@%s=", name); return put_literal(c, value);
	case '~': return put_token_test(c, name, value);
	case '^': buf_addf(c->out, "starts-with(@%s,", name); break;
	case '*': buf_addf(c->out, "contains(@%s,", name); break;
	case '$':
		buf_addf(c->out, "substring(@%s,string-length(@%s)-%zu)=", name, name,
			utf8_len(value) - (value.n > 0));
		return put_literal(c, value);
	case '|':
		buf_addf(c->out, "(@%s=", name);
		r = put_literal(c, value);
		buf_addf(c->out, " or starts-with(@%s,concat(", name);
		r = r ? r : put_literal(c, value);
		buf_adds(c->out, ",'-')))");
		return r;
	}
	r = put_literal(c, value);
	buf_adds(c->out, ")");
	return r;
}

static int read_attribute(struct css *c, struct buf *name, struct buf *value)
{
	int op, r;

	eat_spaces(c);
	if ((r = read_name(c, name)) < 0)
		return r;
	eat_spaces(c);
	if (eat(c, ']')) {
		buf_addf(c->out, "@%s", buf_cstr(name));
		return 0;
	}
	op = peek(c);
	if (op < 0 || !strchr("=~^*$|", op))
		return fail(c, "operator or ] expected");
	c->at++;
	if (op != '=' && !eat(c, '='))
		return fail(c, "= expected");
	eat_spaces(c);
	if ((r = read_value(c, value)) < 0)
		return r;
	eat_spaces(c);
	if (!eat(c, ']'))
		return fail(c, "] expected");
	return put_attribute_test(c, buf_cstr(name), op, buf_str(value));
}

/* an+b, odd, even, b: the place of the element among its siblings. */
static int put_nth(struct css *c, struct str arg)
{
	struct buf plain = BUF_INIT(64);
	int64_t a = 0, b = 0;
	struct str s;
	size_t n;

	for (size_t i = 0; i < arg.n; i++)
		if (!is_space((unsigned char)arg.p[i]) && arg.p[i] != '+')
			buf_addc(&plain, (char)to_lower((unsigned char)arg.p[i]));
	s = buf_str(&plain);
	n = str_findc(s, 'n', 0);
	if (str_eqc(s, "odd") || str_eqc(s, "even")) {
		a = 2;
		b = str_eqc(s, "odd");
	} else if (n != SIZE_MAX) {
		struct str head = str_sub(s, 0, n), tail = str_sub(s, n + 1, s.n);

		a = str_eqc(head, "-") ? -1 : 1;
		if ((head.n && !str_eqc(head, "-") && !str_int(head, -1000, 1000, &a)) ||
			(tail.n && !str_int(tail, -100000, 100000, &b)))
			n = SIZE_MAX - 1;
	} else if (!str_int(s, 0, 100000, &b)) {
		n = SIZE_MAX - 1;
	}
	buf_release(&plain);
	if (n == SIZE_MAX - 1)
		return fail(c, "an+b expected");
	if (a == 0)
		buf_addf(c->out, "count(preceding-sibling::*)=%lld", (long long)b - 1);
	else
		buf_addf(c->out,
			"(count(preceding-sibling::*)+1-(%lld)) mod %lld=0 and "
			"(count(preceding-sibling::*)+1-(%lld)) %s 0",
			(long long)b, (long long)(a < 0 ? -a : a), (long long)b, a < 0 ? "<=" : ">=");
	return 0;
}

static int read_tests(struct css *c, bool *any);

static int read_not(struct css *c)
{
	bool any = false;
	int r;

	if (c->nested)
		return fail(c, ":not inside :not");
	c->nested++;
	eat_spaces(c);
	buf_adds(c->out, "not(");
	if ((r = read_tests(c, &any)) < 0)
		return r;
	eat_spaces(c);
	if (!any || !eat(c, ')'))
		return fail(c, "one simple selector and ) expected");
	buf_adds(c->out, ")");
	c->nested--;
	return 0;
}

static int read_pseudo(struct css *c, struct buf *name)
{
	size_t from, end;
	int r;

	if ((r = read_name(c, name)) < 0)
		return r;
	if (streq(buf_cstr(name), "first-child"))
		buf_adds(c->out, "not(preceding-sibling::*)");
	else if (streq(buf_cstr(name), "last-child"))
		buf_adds(c->out, "not(following-sibling::*)");
	else if (streq(buf_cstr(name), "only-child"))
		buf_adds(c->out, "not(preceding-sibling::*) and not(following-sibling::*)");
	else if (streq(buf_cstr(name), "not") && eat(c, '('))
		return read_not(c);
	else if (streq(buf_cstr(name), "nth-child") && eat(c, '(')) {
		from = c->at;
		end = str_findc(c->s, ')', from);
		if (end == SIZE_MAX)
			return fail(c, ") expected");
		c->at = end + 1;
		return put_nth(c, str_sub(c->s, from, end - from));
	} else {
		return fail(c, "unknown pseudo-class");
	}
	return 0;
}

/* One test after the type, or none: *ok says whether there was one. */
static int read_test(struct css *c, struct buf *name, struct buf *value, bool *ok)
{
	int r;

	*ok = true;
	if (eat(c, '#')) {
		if ((r = read_name(c, name)) < 0)
			return r;
		buf_adds(c->out, "@id=");
		return put_literal(c, buf_str(name));
	}
	if (eat(c, '.'))
		return (r = read_name(c, name)) < 0 ? r
						    : put_token_test(c, "class", buf_str(name));
	if (eat(c, '['))
		return read_attribute(c, name, value);
	if (eat(c, ':'))
		return read_pseudo(c, name);
	*ok = false;
	return 0;
}

/* A compound as tests joined by "and"; its type is a test, too. */
static int read_tests(struct css *c, bool *any)
{
	struct buf name = BUF_INIT(SELECTOR_MAX), value = BUF_INIT(SELECTOR_MAX);
	bool ok = true;
	size_t mark;
	int r = 0;

	*any = false;
	if (eat(c, '*')) {
		buf_adds(c->out, "true()");
		*any = true;
	} else if (peek(c) >= 0 && name_byte(peek(c))) {
		r = read_name(c, &name);
		buf_adds(c->out, "self::");
		for (size_t i = 0; i < name.n; i++)
			buf_addc(c->out, (char)to_lower((unsigned char)name.p[i]));
		*any = true;
	}
	while (r == 0 && ok) {
		mark = c->out->n;
		if (*any)
			buf_adds(c->out, " and ");
		r = read_test(c, &name, &value, &ok);
		if (r == 0 && !ok)
			buf_cut(c->out, mark);
		*any |= ok;
	}
	buf_release(&name);
	buf_release(&value);
	return r;
}

static int read_compound(struct css *c, const char *axis)
{
	bool any;
	int r;

	buf_addf(c->out, "%s[", axis);
	if ((r = read_tests(c, &any)) < 0)
		return r;
	if (!any)
		return fail(c, "selector expected");
	buf_adds(c->out, "]");
	return 0;
}

static int read_complex(struct css *c)
{
	const char *axis = "descendant-or-self::*";
	int r;

	eat_spaces(c);
	while ((r = read_compound(c, axis)) == 0) {
		bool space = eat_spaces(c);

		if (peek(c) < 0 || peek(c) == ',')
			return 0;
		if (eat(c, '>'))
			axis = "/*";
		else if (eat(c, '+'))
			axis = "/following-sibling::*[1]";
		else if (eat(c, '~'))
			axis = "/following-sibling::*";
		else if (space)
			axis = "/descendant::*";
		else
			return fail(c, "unexpected character");
		eat_spaces(c);
	}
	return r;
}

int select_xpath(struct str selector, struct buf *out, struct err *e)
{
	struct css c = {.s = str_trim(selector), .out = out, .e = e};
	int r;

	if (c.s.n == 0 || c.s.n > SELECTOR_MAX)
		return err_set(e, ERR_SYNTAX, "selector of %zu bytes, 1 to %d expected", c.s.n,
			SELECTOR_MAX);
	if (select_is_xpath(c.s)) {
		buf_addstr(out, c.s);
		return 0;
	}
	while ((r = read_complex(&c)) == 0 && eat(&c, ','))
		buf_adds(out, "|");
	return r;
}
