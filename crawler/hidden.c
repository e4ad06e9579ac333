/* The ways hidden links are hidden, read from inline declarations. Layout is not computed:
 * only what a declaration alone makes invisible counts. */
#include "hidden.h"

#define OFFSCREEN_PX 500 /* menus are shifted by less, link farms by thousands */

struct str hidden_word(enum hidden h)
{
	static const char *const words[] = {"", "display:none", "visibility:hidden",
		"off-screen", "zero size", "same colour", "font-size:0", "opacity:0",
		"marquee"};

	return str_of(words[h]);
}

struct named_colour {
	const char *name;
	int32_t rgb;
};

static const struct named_colour named[] = {
	{"white", 0xFFFFFF}, {"black", 0}, {"red", 0xFF0000}, {"blue", 0x0000FF},
	{"green", 0x008000}, {"yellow", 0xFFFF00}, {"gray", 0x808080}, {"grey", 0x808080},
	{"silver", 0xC0C0C0}, {"lime", 0x00FF00}, {"navy", 0x000080}, {"orange", 0xFFA500},
};

static int32_t hex_colour(struct str s)
{
	int32_t v = 0;

	if (s.n != 3 && s.n != 6)
		return -1;
	for (size_t i = 0; i < s.n; i++) {
		int d = hex_value((unsigned char)s.p[i]);

		if (d < 0)
			return -1;
		v = v * 16 + d;
		if (s.n == 3)
			v = v * 16 + d;
	}
	return v;
}

int32_t colour_parse(struct str s)
{
	int32_t v = 0;

	s = str_trim(s);
	if (s.n && s.p[0] == '#')
		return hex_colour(str_sub(s, 1, SIZE_MAX));
	for (size_t i = 0; i < sizeof(named) / sizeof(named[0]); i++)
		if (str_eq_nocase(s, str_of(named[i].name)))
			return named[i].rgb;
	if (str_eq_nocase(s, STR("transparent")))
		return COLOUR_NONE;
	if (!str_starts_nocase(s, STR("rgb(")))
		return -1;
	s = str_sub(s, 4, SIZE_MAX);
	for (int i = 0; i < 3; i++) {
		size_t end = 0;
		int64_t part;

		while (end < s.n && s.p[end] != ',' && s.p[end] != ')')
			end++;
		if (!str_int(str_trim(str_sub(s, 0, end)), 0, 255, &part))
			return -1;
		v = v << 8 | (int32_t)part;
		s = str_sub(s, end + 1, SIZE_MAX);
	}
	return v;
}

/* Leading number of a length, in its own unit; false where there is none. */
static bool length(struct str s, double *out)
{
	size_t n = 0;

	while (n < s.n && (is_digit((unsigned char)s.p[n]) || s.p[n] == '.' || s.p[n] == '-'))
		n++;
	return n && str_real(str_sub(s, 0, n), -1e9, 1e9, out);
}

struct style {
	bool placed, clipped, thin_w, thin_h, shifted, indented;
	bool image; /* in the place of a text that is moved away */
	bool cut;   /* to nothing, by clip, which placed boxes obey */
	enum hidden found;
};

static bool is_px(struct str v)
{
	return !str_ends(v, STR("%")) && !str_ends_nocase(v, STR("em"));
}

static void declare_length(struct style *s, struct str name, struct str value)
{
	double v;

	if (!length(value, &v))
		return;
	if (str_eqc(name, "left") || str_eqc(name, "top") || str_eqc(name, "right") ||
	    str_eqc(name, "bottom"))
		s->shifted |= v <= -OFFSCREEN_PX || v >= 20.0 * OFFSCREEN_PX;
	else if (str_eqc(name, "text-indent"))
		s->indented = v <= -OFFSCREEN_PX;
	else if (str_starts(name, STR("margin")))
		s->found = v <= -OFFSCREEN_PX ? HIDDEN_OFFSCREEN : s->found;
	else if (str_eqc(name, "font-size"))
		s->found = v <= 0 || (v <= 1 && str_ends(value, STR("px"))) ? HIDDEN_FONT
									    : s->found;
	else if (str_eqc(name, "opacity"))
		s->found = v <= 0.01 ? HIDDEN_OPACITY : s->found;
	else if (str_eqc(name, "width"))
		s->thin_w = v <= 0 || (v <= 1 && is_px(value));
	else if (str_eqc(name, "height") || str_eqc(name, "max-height") ||
		 str_eqc(name, "line-height"))
		s->thin_h |= v <= 0 || (v <= 1 && str_ends(value, STR("px")));
}

/* All that a shape leaves to see is nothing: "rect(0,0,0,0)", "rect(1px 1px 1px 1px)",
 * "inset(100%)", "circle(0)". */
static bool is_empty_shape(struct str v)
{
	size_t at = str_findc(v, '(', 0) + 1;
	struct str args = str_sub(v, at, v.n), one;
	double first, x;

	if (!at || !length(str_trim(args), &first))
		return false;
	if (str_starts(v, STR("inset(")))
		return first >= 50 && str_has(args, STR("%"));
	if (str_starts(v, STR("circle(")) || str_starts(v, STR("ellipse(")))
		return first <= 0;
	if (!str_starts(v, STR("rect(")) || first > 1)
		return false;
	for (size_t i = 0; i < args.n; i++) {
		if (args.p[i] != ',' && args.p[i] != ' ')
			continue;
		one = str_trim(str_sub(args, i + 1, args.n));
		if (length(one, &x) && x > 1)
			return false;
	}
	return true;
}

/* "scale(0)", "translateX(-9999px)": of one function. */
static enum hidden transformed(struct str v)
{
	size_t at = str_findc(v, '(', 0) + 1;
	double first;

	if (!at || !length(str_trim(str_sub(v, at, v.n)), &first))
		return HIDDEN_NOT;
	if (str_starts(v, STR("scale")))
		return first <= 0 && first > -0.01 ? HIDDEN_SIZE : HIDDEN_NOT;
	return str_starts(v, STR("translate")) && !str_starts(v, STR("translatez")) &&
			first <= -OFFSCREEN_PX ? HIDDEN_OFFSCREEN : HIDDEN_NOT;
}

static void declare(struct style *s, struct paint *paint, struct str name, struct str value)
{
	if (str_eqc(name, "display") && str_eqc(value, "none"))
		s->found = HIDDEN_DISPLAY;
	else if (str_eqc(name, "visibility") &&
		 (str_eqc(value, "hidden") || str_eqc(value, "collapse")))
		s->found = HIDDEN_VISIBILITY;
	else if (str_eqc(name, "position"))
		s->placed = str_eqc(value, "absolute") || str_eqc(value, "fixed") ||
			str_eqc(value, "relative");
	else if (str_eqc(name, "overflow") || str_starts(name, STR("overflow-")))
		s->clipped = str_eqc(value, "hidden") || str_eqc(value, "clip");
	else if (str_eqc(name, "color"))
		paint->colour = colour_parse(value);
	else if (str_eqc(name, "clip"))
		s->cut = is_empty_shape(value);
	else if (str_eqc(name, "clip-path"))
		s->found = is_empty_shape(value) ? HIDDEN_SIZE : s->found;
	else if (str_eqc(name, "transform"))
		s->found = transformed(value) ? transformed(value) : s->found;
	else if (str_starts(name, STR("background")) && str_has(value, STR("url(")))
		s->image = true;
	else if (str_ends(name, STR("background-clip")) && str_eqc(value, "text"))
		s->image = true; /* seen through the letters */
	else if (str_eqc(name, "background") || str_eqc(name, "background-color"))
		paint->background = colour_parse(value);
	else
		declare_length(s, name, value);
}

static struct str lowered(struct str s, char room[64])
{
	s = str_trim(s);
	if (s.n >= 64)
		s.n = 63;
	for (size_t i = 0; i < s.n; i++)
		room[i] = (char)to_lower((unsigned char)s.p[i]);
	return str_n(room, s.n);
}

/* Comments left out and escapes undone: "d\69 splay:none" is display:none. */
static struct str plain_css(struct str css, char *room, size_t size)
{
	size_t n = 0;

	for (size_t i = 0; i < css.n && n + 1 < size; i++) {
		int32_t cp = 0;
		size_t k = i + 1;

		if (css.p[i] == '/' && k < css.n && css.p[k] == '*') {
			size_t end = str_find(css, STR("*/"), k + 1);

			if (end == SIZE_MAX)
				break;
			i = end + 1;
			continue;
		}
		while (css.p[i] == '\\' && k < css.n && k <= i + 6 &&
			hex_value((unsigned char)css.p[k]) >= 0)
			cp = cp * 16 + hex_value((unsigned char)css.p[k++]);
		if (k == i + 1 || cp >= 0x80) {
			room[n++] = css.p[i];
			continue;
		}
		room[n++] = (char)cp;
		i = k < css.n && is_space((unsigned char)css.p[k]) ? k : k - 1;
	}
	return str_n(room, n);
}

#define STYLE_MAX 2000 /* of declarations with comments or escapes that are looked at */

enum hidden hidden_style(struct str css, struct paint *paint)
{
	struct style s = {.found = HIDDEN_NOT};
	struct str rest = css, piece;
	char room[STYLE_MAX];

	if (str_findc(css, '\\', 0) != SIZE_MAX || str_has(css, STR("/*")))
		rest = plain_css(css, room, sizeof(room));
	while (str_cut(&rest, ';', &piece)) {
		size_t colon = str_findc(piece, ':', 0);
		char a[64], b[64];
		struct str value;

		if (colon == SIZE_MAX)
			continue;
		value = str_sub(piece, colon + 1, SIZE_MAX);
		if (str_findc(value, '!', 0) != SIZE_MAX)
			value = str_sub(value, 0, str_findc(value, '!', 0));
		declare(&s, paint, lowered(str_sub(piece, 0, colon), a), lowered(value, b));
	}
	if (paint->colour == COLOUR_NONE && s.image)
		paint->colour = -1;
	if (s.found != HIDDEN_NOT)
		return s.found;
	if ((s.placed && s.shifted) || (s.indented && !s.image))
		return HIDDEN_OFFSCREEN;
	if (s.placed && s.cut)
		return HIDDEN_SIZE;
	/* a box of no size shows its contents all the same, unless it clips them */
	if (s.clipped && (s.thin_w || s.thin_h))
		return HIDDEN_SIZE;
	if (paint->colour == COLOUR_NONE ||
		(paint->colour >= 0 && paint->colour == paint->background))
		return HIDDEN_COLOUR;
	return HIDDEN_NOT;
}
