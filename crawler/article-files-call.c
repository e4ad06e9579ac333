/* Files behind functions of the page. Of the scripts nothing is run: a function is found by its
 * name, its parameters take what the handler writes between the brackets, and what it hands to
 * location, window.open or an action is joined of quoted pieces, parameters and variables that
 * were joined so.
 *
 *	call   = name "(" [arg *("," arg)] ")"		arg  = quoted / digits
 *	sum    = term *("+" term)			term = quoted / digits / word / "encodeURI..." "(" term ")"
 */
#include "article-files.h"

#include "reading.h"

#define CALLS_MAX 200 /* of a page; tables of files have fewer */
#define ARGS_MAX 6
#define BODY_MAX ((size_t)4000) /* bytes of a function that are read */
#define SUM_MAX ((size_t)2000)	/* bytes of an address */
#define DEPTH_MAX 3		/* a variable that is made of another */
#define TERMS_MAX 64		/* of an address, those of its variables counted */

struct call {
	struct str name;
	struct str args[ARGS_MAX], params[ARGS_MAX];
	size_t nargs, nparams;
	struct str body;
	int terms;  /* that may still be read */
	bool joins; /* a parameter is part of the address */
};

static bool in_word(char c)
{
	return is_alnum((unsigned char)c) || c == '_' || c == '$';
}

static void skip_blanks(struct str s, size_t *at)
{
	while (*at < s.n && is_space((unsigned char)s.p[*at]))
		(*at)++;
}

static struct str take_word(struct str s, size_t *at)
{
	size_t from = *at;

	while (*at < s.n && in_word(s.p[*at]))
		(*at)++;
	return str_sub(s, from, *at - from);
}

/* '...' or "..." at s[*at], without a \ in it; none: something else stands there. */
static struct str take_quoted(struct str s, size_t *at)
{
	size_t end;
	struct str piece;

	if (*at >= s.n || (s.p[*at] != '"' && s.p[*at] != '\''))
		return STR_NONE;
	end = str_findc(s, s.p[*at], *at + 1);
	if (end == SIZE_MAX)
		return STR_NONE;
	piece = str_sub(s, *at + 1, end - *at - 1);
	if (str_findc(piece, '\\', 0) != SIZE_MAX || str_findc(piece, '\n', 0) != SIZE_MAX)
		return STR_NONE;
	*at = end + 1;
	return piece;
}

/* The arguments of a call, from behind "(" on. False: others than quoted ones and numbers. */
static bool read_args(struct str s, size_t at, struct call *call)
{
	for (call->nargs = 0; call->nargs < ARGS_MAX;) {
		struct str arg;

		skip_blanks(s, &at);
		if (at < s.n && s.p[at] == ')')
			return call->nargs > 0;
		arg = take_quoted(s, &at);
		if (str_none(arg)) {
			arg = take_word(s, &at);
			if (!arg.n || !is_digit((unsigned char)arg.p[0]))
				return false;
		}
		call->args[call->nargs++] = arg;
		skip_blanks(s, &at);
		if (at < s.n && s.p[at] == ',')
			at++;
	}
	return false;
}

/* "return fnDown('1');": the first call in s that hands over values. */
static bool read_call(struct str s, struct call *call)
{
	for (size_t at = 0; (at = str_findc(s, '(', at)) != SIZE_MAX; at++) {
		size_t from = at;

		while (from > 0 && in_word(s.p[from - 1]))
			from--;
		call->name = str_sub(s, from, at - from);
		if (call->name.n >= 3 && read_args(s, at + 1, call))
			return true;
	}
	return false;
}

/* "(seq, name) {": the parameters and what follows; false where s does not go on so. */
static bool read_params(struct str s, size_t at, struct call *call)
{
	size_t end;

	skip_blanks(s, &at);
	if (at >= s.n || s.p[at] != '(')
		return false;
	for (at++, call->nparams = 0; call->nparams < ARGS_MAX;) {
		struct str word;

		skip_blanks(s, &at);
		word = take_word(s, &at);
		if (!word.n)
			break;
		call->params[call->nparams++] = word;
		skip_blanks(s, &at);
		if (at < s.n && s.p[at] == ',')
			at++;
	}
	if (at >= s.n || s.p[at] != ')')
		return false;
	at++;
	skip_blanks(s, &at);
	if (at >= s.n || s.p[at] != '{')
		return false;
	call->body = str_sub(s, at + 1, BODY_MAX);
	end = str_find(call->body, STR("function "), 0); /* the next one */
	call->body = str_sub(call->body, 0, end);
	return true;
}

/* "function fnDown(...) {", "fnDown = function(...) {" in the scripts of the page. */
static bool find_function(const struct reader *r, struct call *call)
{
	for (size_t i = 0; i < r->d->nscripts; i++) {
		struct str s = doc_raw(&r->d->nodes[r->d->scripts[i]]);

		for (size_t at = 0; (at = str_find(s, call->name, at)) != SIZE_MAX; at++) {
			size_t end = at + call->name.n;
			struct str before = str_trim(str_sub(s, 0, at));

			if ((at > 0 && in_word(s.p[at - 1])) || (end < s.n && in_word(s.p[end])))
				continue;
			if (str_ends(before, STR("function")) && read_params(s, end, call))
				return true;
			skip_blanks(s, &end);
			if (end >= s.n || (s.p[end] != '=' && s.p[end] != ':'))
				continue;
			end++;
			skip_blanks(s, &end);
			if (str_starts(str_sub(s, end, SIZE_MAX), STR("function")) &&
				read_params(s, end + 8, call))
				return true;
		}
	}
	return false;
}

static bool add_sum(struct call *c, size_t at, int depth, struct buf *b);

/* A parameter, or a variable of the function that was joined of such. */
static bool add_word(struct call *c, struct str word, int depth, struct buf *b)
{
	for (size_t i = 0; i < c->nparams; i++) {
		if (str_eq(c->params[i], word)) {
			if (i >= c->nargs)
				return false;
			buf_addstr(b, c->args[i]);
			c->joins = true;
			return true;
		}
	}
	for (size_t at = 0; depth < DEPTH_MAX && (at = str_find(c->body, word, at)) != SIZE_MAX;
		at++) {
		size_t end = at + word.n;

		if (at > 0 && (in_word(c->body.p[at - 1]) || c->body.p[at - 1] == '.'))
			continue;
		skip_blanks(c->body, &end);
		if (end + 1 < c->body.n && c->body.p[end] == '=' && c->body.p[end + 1] != '=')
			return add_sum(c, end + 1, depth + 1, b);
	}
	return false;
}

/* One term at body[*at], moved behind it. */
static bool add_term(struct call *c, size_t *at, int depth, struct buf *b)
{
	struct str piece, word;

	if (c->terms-- <= 0)
		return false;
	skip_blanks(c->body, at);
	piece = take_quoted(c->body, at);
	if (!str_none(piece)) {
		buf_addstr(b, piece);
		return true;
	}
	word = take_word(c->body, at);
	if (!word.n)
		return false;
	if (is_digit((unsigned char)word.p[0])) {
		buf_addstr(b, word);
		return true;
	}
	if (str_starts(word, STR("encodeURI")) || str_eqc(word, "escape") ||
		str_eqc(word, "String")) {
		if (*at >= c->body.n || c->body.p[(*at)++] != '(' || depth >= DEPTH_MAX ||
			!add_term(c, at, depth + 1, b))
			return false;
		skip_blanks(c->body, at);
		return *at < c->body.n && c->body.p[(*at)++] == ')';
	}
	return add_word(c, word, depth, b);
}

/* The sum at body[at]; what follows it ends an expression. */
static bool add_sum(struct call *c, size_t at, int depth, struct buf *b)
{
	for (;;) {
		if (!add_term(c, &at, depth, b))
			return false;
		skip_blanks(c->body, &at);
		if (at >= c->body.n || c->body.p[at] != '+')
			break;
		at++;
	}
	return at >= c->body.n || strchr(";,)}\n", c->body.p[at]) || in_word(c->body.p[at]);
}

/* Where the function goes with what it was handed; none where that cannot be told. */
static struct str target(struct call *call, struct arena *a)
{
	static const char *const leads[] = {"location.href", "location.replace(",
		"location.assign(", "window.open(", "location", "open(", ".src", ".action", ".href"};
	struct str out = STR_NONE;

	for (size_t i = 0; i < sizeof(leads) / sizeof(leads[0]) && !out.n; i++) {
		struct str lead = str_of(leads[i]);
		size_t at = 0;

		while (!out.n && (at = str_find(call->body, lead, at)) != SIZE_MAX) {
			struct buf b = BUF_INIT(SUM_MAX);
			bool brackets = str_ends(lead, STR("("));

			at += lead.n;
			skip_blanks(call->body, &at);
			if (!brackets && (at >= call->body.n || call->body.p[at] != '='))
				continue;
			call->terms = TERMS_MAX;
			call->joins = false;
			if (add_sum(call, at + !brackets, 0, &b) && call->joins && !b.over)
				out = arena_str(a, buf_str(&b));
			buf_release(&b);
		}
	}
	return out;
}

void file_of_call(struct collection *c, struct str handler, struct str title)
{
	struct call call = {.nargs = 0};
	struct str ref, url;

	if (str_starts_nocase(str_trim(handler), STR("javascript:")))
		handler = files_unescaped(handler, c->r->a);
	if (c->ncalls == CALLS_MAX || !read_call(handler, &call))
		return;
	if (!hands_out(call.name) && !text_names_file(title) && !is_called_annex(title))
		return;
	c->ncalls++;
	if (!find_function(c->r, &call))
		return;
	ref = target(&call, c->r->a);
	if (!ref.n || (str_findc(ref, '/', 0) == SIZE_MAX && str_findc(ref, '?', 0) == SIZE_MAX))
		return;
	url = files_address(c, ref);
	if (url.n)
		files_add(c, url, title);
}
