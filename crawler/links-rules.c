/* Rules of style sheets by which boxes are hidden, and which elements they are for. Of selectors
 * those of one part, or of two of which the first is around the second:
 *
 *	selector = part [ ( SP / ">" ) part ]
 *	part = [ tag ] *3( ( "." / "#" ) name )
 *
 * with a name in one of them, and no states. "x > y" is taken for "x y": nobody who plants links
 * relies on the difference. */
#include "links-private.h"

#define SELECTOR_MAX 100 /* bytes */

static bool is_name_byte(char c)
{
	return is_alnum((unsigned char)c) || c == '-' || c == '_';
}

static bool read_part(struct str s, struct rule_part *out)
{
	size_t at = 0, from;

	*out = (struct rule_part){.tag = H_NONE};
	while (at < s.n && is_alnum((unsigned char)s.p[at]))
		at++;
	if (at && (out->tag = html_atom_of(str_sub(s, 0, at))) == H_NONE)
		return false;
	for (; at < s.n && out->n < RULE_NAMES; out->n++) {
		from = at++;
		if (s.p[from] != '.' && s.p[from] != '#')
			return false;
		while (at < s.n && is_name_byte(s.p[at]))
			at++;
		if (at == from + 1)
			return false;
		out->name[out->n] = str_sub(s, from, at - from);
	}
	return s.n && at == s.n;
}

/* A selector; false: another kind. */
static bool read_selector(struct str s, struct rule *out)
{
	size_t cut = 0;
	struct str rest;

	s = str_trim(s);
	while (cut < s.n && !is_space((unsigned char)s.p[cut]) && s.p[cut] != '>')
		cut++;
	rest = str_sub(s, cut, s.n);
	while (rest.n && (is_space((unsigned char)rest.p[0]) || rest.p[0] == '>'))
		rest = str_sub(rest, 1, rest.n);
	*out = (struct rule){.how = HIDDEN_NOT};
	if (s.n < 2 || s.n >= SELECTOR_MAX)
		return false;
	if (cut < s.n && !read_part(str_sub(s, 0, cut), &out->around))
		return false;
	return read_part(cut < s.n ? rest : s, &out->part) && (out->part.n || out->around.n);
}

static bool bears(struct html *h, struct str name)
{
	struct str words, word;

	if (name.p[0] == '#')
		return str_eq(str_trim(html_attr(h, H_ID)), str_sub(name, 1, name.n));
	words = html_attr(h, H_CLASS);
	for (int i = 0; i < RULE_WORDS && regions_next_word(&words, &word); i++)
		if (str_eq(word, str_sub(name, 1, name.n)))
			return true;
	return false;
}

static bool is_for(const struct rule_part *p, struct html *h)
{
	if (p->tag != H_NONE && p->tag != h->tag)
		return false;
	for (size_t i = 0; i < p->n; i++)
		if (!bears(h, p->name[i]))
			return false;
	return p->tag != H_NONE || p->n;
}

static bool has_around(const struct rule *x)
{
	return x->around.n || x->around.tag != H_NONE;
}

uint64_t rules_within(const struct regions *r)
{
	return r->n ? r->open[r->n - 1].within : 0;
}

uint64_t rules_begin(const struct regions *r, struct html *h)
{
	uint64_t out = 0;

	for (size_t i = 0; i < r->nrules; i++)
		if (has_around(&r->rule[i]) && is_for(&r->rule[i].around, h))
			out |= UINT64_C(1) << i;
	return out;
}

/* Named as boxes are that scripts show when they are wanted. */
bool rules_is_box_name(struct str name)
{
	static const char *const part[] = {"collaps", "accordion", "fold", "panel", "tab", "drop",
		"slide", "swiper", "carousel", "banner", "scroll", "roll", "popup", "modal", "layer",
		"dialog", "drawer", "toggle", "submenu", "subnav", "menu", "fade", "hide", "skip",
		"sr-only", "visually", "mobile", "offcanvas", "sidebar", "lazy", "anim", "wow"};

	for (size_t i = 0; i < sizeof(part) / sizeof(part[0]); i++)
		if (str_find_nocase(name, str_of(part[i]), 0) != SIZE_MAX)
			return true;
	return false;
}

/* By display or visibility things are hidden that wait to be shown; the other ways are tricks. */
static bool is_trick(enum hidden how)
{
	return how != HIDDEN_DISPLAY && how != HIDDEN_VISIBILITY;
}

enum hidden rules_hide(const struct regions *r, struct html *h)
{
	uint64_t within = rules_within(r);

	for (size_t i = 0; i < r->nrules; i++) {
		const struct rule *x = &r->rule[i];

		if ((!has_around(x) || within >> i & 1) && is_for(&x->part, h))
			return is_trick(x->how) && rules_is_box_name(x->text) ? HIDDEN_DISPLAY : x->how;
	}
	return HIDDEN_NOT;
}

/* --- learning --- */

/* Text in the colour of its ground is only certain where one rule paints both, of a link, which has
 * a colour of its own where nobody gives it one. */
static bool is_certain(enum hidden how, const struct paint *paint, const struct rule *x)
{
	return how != HIDDEN_COLOUR ||
		(x->part.tag == H_A && paint->colour >= 0 && paint->background >= 0);
}

/* The sheet names it in a state too: "x:hover", or where it is the last of its part ".x.open". */
static bool has_state(struct str css, struct str name, bool last)
{
	for (size_t at = 0; (at = str_find(css, name, at)) != SIZE_MAX; at += name.n) {
		char next = at + name.n < css.n ? css.p[at + name.n] : ' ';

		if (next == ':' || next == '[' || (last && (next == '.' || next == '#')))
			return true;
	}
	return false;
}

static bool has_states(struct str css, const struct rule_part *p)
{
	for (size_t i = 0; i < p->n; i++)
		if (has_state(css, p->name[i], i + 1 == p->n))
			return true;
	return false;
}

/* Of one name only somebody who is told what the sheet hides asks for states. */
static bool is_shown_at_times(struct str css, const struct rule *x)
{
	return has_around(x) && (has_states(css, &x->part) || has_states(css, &x->around));
}

static void learn_rule(struct regions *r, struct str css, struct str selectors, struct str body,
	struct arena *a)
{
	struct paint paint = {-1, -1};
	enum hidden how = hidden_style(body, &paint);
	struct str one;
	struct rule x;

	while (how && r->nrules < SELECTORS_MAX && str_cut(&selectors, ',', &one)) {
		one = arena_str(a, str_trim(one));
		if (!read_selector(one, &x) || !is_certain(how, &paint, &x) ||
			is_shown_at_times(css, &x))
			continue;
		x.how = how;
		x.text = one;
		r->rule[r->nrules++] = x;
	}
}

/* Behind the rules without a block that stand before it ("@import 'x';"), and the end of the one
 * around those before it. */
static struct str statement(struct str s)
{
	s = str_sub(s, str_rfindc(s, ';') + 1, s.n);
	return str_trim(str_sub(s, str_rfindc(s, '}') + 1, s.n));
}

/* "@media screen{": its rules are rules for all who look at it. */
static bool for_screens(struct str at_rule)
{
	struct str media;

	if (str_starts_nocase(at_rule, STR("@layer")) || str_starts_nocase(at_rule, STR("@supports")))
		return true;
	if (!str_starts_nocase(at_rule, STR("@media")))
		return false;
	media = str_trim(str_sub(at_rule, 6, at_rule.n));
	return str_eq_nocase(media, STR("screen")) || str_eq_nocase(media, STR("all"));
}

/* Behind the block that opens at `open`. */
static size_t block_end(struct str css, size_t open)
{
	size_t depth = 0;

	for (size_t i = open; i < css.n; i++) {
		depth += css.p[i] == '{';
		if (css.p[i] == '}' && --depth == 0)
			return i + 1;
	}
	return css.n;
}

void regions_learn(struct regions *r, struct str css, struct arena *a)
{
	size_t at = 0;

	if (!r->judge)
		return;
	while (r->nrules < SELECTORS_MAX) {
		size_t open = str_findc(css, '{', at), close, comment;
		struct str before;

		if (open == SIZE_MAX)
			return;
		close = str_findc(css, '}', open);
		if (close == SIZE_MAX)
			close = css.n;
		comment = str_find(str_sub(css, at, open - at), STR("*/"), 0);
		if (comment != SIZE_MAX)
			at += comment + 2;
		before = statement(str_sub(css, at, open - at));
		if (str_starts(before, STR("@"))) {
			at = for_screens(before) ? open + 1 : block_end(css, open);
			continue;
		}
		learn_rule(r, css, before, str_sub(css, open + 1, close - open - 1), a);
		at = close + (close < css.n);
	}
}

struct str regions_names(const struct regions *r, struct str css, struct arena *a)
{
	struct buf b = BUF_INIT(SELECTORS_MAX * (SELECTOR_MAX + 10));
	struct str out;

	for (size_t i = 0; i < r->nrules; i++) {
		const struct rule *x = &r->rule[i];

		if (!has_states(css, &x->part) && !has_states(css, &x->around))
			buf_addf(&b, "%c%c%.*s\n", is_trick(x->how) && !rules_is_box_name(x->text) ? '!' : '?',
				'a' + (int)x->how, STR_ARG(x->text));
	}
	out = b.n ? arena_str(a, buf_str(&b)) : STR_NONE;
	buf_release(&b);
	return out;
}

void regions_know(struct regions *r, struct str names)
{
	struct str line;
	struct rule x;

	while (r->judge && r->nrules < SELECTORS_MAX && str_cut(&names, '\n', &line)) {
		int how = line.n > 3 ? line.p[1] - 'a' : HIDDEN_NOT;

		if (how <= HIDDEN_NOT || how > HIDDEN_MARQUEE ||
			!read_selector(str_sub(line, 2, line.n), &x))
			continue;
		x.how = (enum hidden)how;
		x.text = str_sub(line, 2, line.n);
		r->rule[r->nrules++] = x;
	}
}
