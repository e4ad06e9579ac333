/* Regions of a page: navigation, and what hides its contents. Open elements are counted by
 * name only, so that depth costs nothing and a stray end tag does no harm. */
#include "links-private.h"

#define CLASS_WORDS_MAX 32

/* Words in class or id that name navigation: as a whole word; from LOOSE_WORDS on also as
 * the start or end of one ("navBar", "main-menu"). "position-relative" and "bottom-0" are
 * layout. */
#define LOOSE_WORDS 5
static const char *const nav_words[] = {"dh", "position", "location", "bottom", "foot", "nav",
	"menu", "footer", "breadcrumb", "crumb", "crumbs", "topbar", "toolbar", "dqwz", "sitemap",
	"friendlink", "yqlj", "copyright"};

static bool is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static bool is_nav_word(struct str w)
{
	for (size_t i = 0; i < sizeof(nav_words) / sizeof(nav_words[0]); i++) {
		struct str x = str_of(nav_words[i]);

		if (str_eq_nocase(w, x))
			return true;
		if (i < LOOSE_WORDS)
			continue;
		if (str_starts_nocase(w, x) &&
		    (!is_alpha((unsigned char)w.p[x.n]) || is_upper(w.p[x.n])))
			return true;
		if (str_ends_nocase(w, x) && w.n > x.n &&
		    (!is_alpha((unsigned char)w.p[w.n - x.n - 1]) ||
			    is_upper(w.p[w.n - x.n])))
			return true;
	}
	return false;
}

bool regions_next_word(struct str *s, struct str *word)
{
	size_t n = 0;

	*s = str_trim(*s);
	while (n < s->n && !is_space((unsigned char)s->p[n]))
		n++;
	*word = str_sub(*s, 0, n);
	*s = str_sub(*s, n, SIZE_MAX);
	return n > 0;
}

static bool names_navigation(struct html *h)
{
	struct str words = html_attr(h, H_CLASS), word;

	for (int i = 0; i < CLASS_WORDS_MAX && regions_next_word(&words, &word); i++)
		if (is_nav_word(word))
			return true;
	words = html_attr(h, H_ID);
	return words.n && is_nav_word(words);
}

static bool is_navigation(struct html *h)
{
	if (h->tag == H_NAV || h->tag == H_FOOTER)
		return true;
	if (str_eqc(html_attr(h, H_ROLE), "navigation"))
		return true;
	if (h->tag == H_BODY || h->tag == H_HTML || h->tag == H_A)
		return false;
	return (html_has(h, H_CLASS) || html_has(h, H_ID)) && names_navigation(h);
}

/* A marquee of a pixel, or one that runs faster than anybody reads. */
static bool is_trick_marquee(struct html *h)
{
	int64_t n;

	if (str_int(str_trim(html_attr(h, H_SCROLLAMOUNT)), 500, INT32_MAX, &n))
		return true;
	return str_int(str_trim(html_attr(h, H_HEIGHT)), 0, 5, &n) ||
		str_int(str_trim(html_attr(h, H_WIDTH)), 0, 5, &n);
}

static bool names_box(struct html *h)
{
	return rules_is_box_name(html_attr(h, H_CLASS)) || rules_is_box_name(html_attr(h, H_ID));
}

enum hidden regions_own(struct regions *r, struct html *h)
{
	enum hidden how = HIDDEN_NOT;
	int32_t colour;

	if (html_has(h, H_BGCOLOR)) {
		colour = colour_parse(html_attr(h, H_BGCOLOR));
		r->paint.background = colour;
	}
	if (h->tag == H_FONT && html_has(h, H_COLOR)) {
		r->paint.colour = colour_parse(html_attr(h, H_COLOR));
		if (r->paint.colour >= 0 && r->paint.colour == r->paint.background)
			how = HIDDEN_COLOUR;
	}
	if (html_has(h, H_STYLE) && !how)
		how = hidden_style(html_attr(h, H_STYLE), &r->paint);
	if (!how && html_has(h, H_HIDDEN))
		how = HIDDEN_DISPLAY;
	if (!how && h->tag == H_MARQUEE && is_trick_marquee(h))
		how = HIDDEN_MARQUEE;
	if (!how && r->nrules)
		how = rules_hide(r, h);
	if ((how == HIDDEN_SIZE || how == HIDDEN_OPACITY || how == HIDDEN_OFFSCREEN) &&
		names_box(h))
		how = HIDDEN_DISPLAY; /* until it unfolds, fades or slides in */
	return how;
}

bool regions_navigation(const struct regions *r)
{
	return r->n && r->open[r->n - 1].navigation;
}

enum hidden regions_hidden(const struct regions *r)
{
	return r->n ? r->open[r->n - 1].hidden : HIDDEN_NOT;
}

static void pop(struct regions *r)
{
	struct region *x = &r->open[--r->n];

	r->marked[x->tag]--;
	r->paint = x->paint;
}

/* Elements that HTML closes by themselves when the next of their kind begins. */
static bool closes_its_kind(enum html_atom tag)
{
	static const unsigned char own[H_COUNT] = {
		[H_P] = 1, [H_LI] = 1, [H_TD] = 1, [H_TH] = 1, [H_TR] = 1, [H_DD] = 1,
		[H_DT] = 1, [H_OPTION] = 1, [H_A] = 1,
	};

	return own[tag];
}

void regions_start(struct regions *r, struct html *h)
{
	struct paint before = r->paint;
	enum html_atom tag = h->tag;
	enum hidden how;
	uint64_t within;
	bool nav;

	if (tag == H_NONE || html_is_void(tag))
		return;
	if (closes_its_kind(tag) && r->n && r->open[r->n - 1].tag == tag)
		regions_close(r, tag);
	if (r->count[tag] < INT32_MAX)
		r->count[tag]++;
	nav = is_navigation(h) && !regions_navigation(r);
	how = r->judge && (h->nattrs || r->nrules) ? regions_own(r, h) : HIDDEN_NOT;
	within = r->nrules ? rules_begin(r, h) : 0;
	if (!nav && !how && !(within & ~rules_within(r)) &&
		memcmp(&before, &r->paint, sizeof(before)) == 0)
		return;
	if (r->n == REGIONS_MAX) {
		r->paint = before;
		return;
	}
	r->open[r->n] = (struct region){.tag = tag, .depth = r->count[tag],
		.navigation = nav || regions_navigation(r),
		.hidden = how ? how : regions_hidden(r), .paint = before,
		.within = within | rules_within(r)};
	r->marked[tag]++;
	r->n++;
}

void regions_close(struct regions *r, enum html_atom tag)
{
	if (tag == H_NONE || r->count[tag] == 0)
		return;
	r->count[tag]--;
	if (!r->marked[tag])
		return;
	for (size_t i = r->n; i > 0; i--) {
		if (r->open[i - 1].tag != tag)
			continue;
		/* what was opened inside and not closed ends with it */
		if (r->open[i - 1].depth > r->count[tag])
			while (r->n >= i)
				pop(r);
		return;
	}
}

/* --- scripts --- */

/* The tags in what a script writes, fed to the same count: '<div style=...>' by one script,
 * '</div>' by a later one. Escapes of the script are taken out of the way. */
static void written(struct regions *r, struct str text, struct arena *a)
{
	struct html *h = r->script;
	struct buf b = BUF_INIT(text.n + 1);

	for (size_t i = 0; i < text.n; i++)
		if (text.p[i] != '\\')
			buf_addc(&b, text.p[i]);
	if (!h) {
		h = r->script = arena_alloc(a, sizeof(*h));
		html_init(h, STR(""), a);
	}
	html_again(h, arena_str(a, buf_str(&b)));
	buf_release(&b);
	while (html_next(h)) {
		if (h->type == HTML_TEXT && h->text_mode == HTML_RAWTEXT)
			regions_learn(r, h->raw, a);
		else if (h->type == HTML_START && h->tag != H_STYLE && h->tag != H_SCRIPT)
			regions_start(r, h);
		else if (h->type == HTML_CLOSE)
			regions_close(r, h->tag);
	}
}

#define WRITTEN_MAX 4000 /* of one string literal; more is no wrapper around links */
#define WRITES_MAX 64	 /* of one script */

void regions_script(struct regions *r, struct str script, struct arena *a)
{
	size_t at = 0;

	for (int i = 0; i < WRITES_MAX && r->judge; i++) {
		size_t from, end;

		at = str_find(script, STR("document.write"), at);
		if (at == SIZE_MAX)
			return;
		from = at + 14;
		while (from < script.n && from < at + 40 && script.p[from] != '"' &&
			script.p[from] != '\'')
			from++;
		if (from >= script.n || (script.p[from] != '"' && script.p[from] != '\'')) {
			at += 14;
			continue;
		}
		for (end = from + 1; end < script.n && script.p[end] != script.p[from]; end++)
			end += script.p[end] == '\\' && end + 1 < script.n;
		if (end > script.n)
			end = script.n;
		if (end - from <= WRITTEN_MAX)
			written(r, str_sub(script, from + 1, end - from - 1), a);
		at = end;
	}
}
