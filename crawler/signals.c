/* One pass over a page for everything but its links. */
#include "signals-private.h"

#include "base/digest.h"
#include "base/out.h"
#include "base/utf8.h"
#include "crawler/links.h"
#include "crawler/url.h"

#define META_MAX 200
#define TITLE_CHARS 500
#define HEADING_BYTES 2000
#define LINK_BYTES 300	     /* of a link's text that is looked at for spam */
#define BARE_TEXT 300	     /* visible bytes of a page that only redirects */
#define TERSE_TEXT 400	     /* a page with less says what it says in its text */
#define TITLED_TEXT 1500     /* bytes outside links: a page with more has a text to its title */
#define DRESS_TEXT 800	     /* the same of a page that is its portal's dress around a sentence */
#define CHALLENGE_LINKS 20   /* a page with more is no protection's */
#define CODE_TEXT 300	     /* bytes of data that tell a number and a message */
#define SPAM_WORDS_MAX 20
#define DENSE_WORDS 6	     /* of the list in a text, DENSE_STRONG of them strong: it offers */
#define DENSE_STRONG 4	     /* such things; an article about one of them names fewer */
#define FRAMED_TEXT 60	     /* visible bytes beside a frame that is all there is to see */
#define PRINT_TEXT 8000	     /* a longer text is compared by its blocks alone */
#define PHRASE_TEXT 8000     /* a page with more text says more than that it is not there */
#define LONG_NUMBER 6	     /* digits of a token: more than a year or a count */
#define LABEL_BYTES 48	     /* beside its digits: a label with a number, not a text with one */
#define NAME_LEAST 4	     /* bytes of an address's last name */
#define ALERT_BYTES 300	     /* of what a script tells instead of a page */

struct pass {
	struct page *out;
	struct arena *arena;
	const struct page_order *order;
	struct str source;
	struct html *h;
	enum html_atom raw_of;
	int templates, noscripts, headings;
	bool in_body, has_title, has_end, space, in_link;
	size_t meta_cap;
	struct str base_href, canonical, refresh, keywords, description;
	struct str script_target;
	int32_t script_delay_s;
	struct str frame; /* address of the first; as written */
	int32_t nframes;
	struct buf text, heading, link, spam;
	struct buf lines; /* WANT_VISIBLE */
	bool want_lines, line_space;
	size_t nspam;
	struct str alert; /* what a script tells before it leads back */
	size_t block_at, nblocks;
	struct {
		size_t at, n;
		bool linked; /* for the most part */
	} block[BLOCKS_MAX]; /* in text */
	size_t nlinks, linked, linked_before; /* bytes of text; before the block */
};

static struct str one_line(struct str s, size_t chars, struct arena *a)
{
	struct buf b = BUF_INIT(chars * 4 + 100);
	struct str out;

	s = str_sub(s, 0, chars * 16);
	out_line(&b, str_trim(s), chars); /* from its first letter: what is plain is copied */
	out = arena_str(a, str_trim(buf_str(&b)));
	buf_release(&b);
	return out;
}

/* Bytes of the white space at s.p[at]; 0 where there is none. */
static size_t blank_at(struct str s, size_t at)
{
	unsigned char c = (unsigned char)s.p[at];
	size_t end = at;

	if (c <= ' ')
		return 1;
	if (c != 0xC2 && c != 0xE2 && c != 0xE3 && c != 0xEF)
		return 0;
	return cp_is_space(utf8_next(s, &end)) ? end - at : 0;
}

#define FOLD_SLACK 16 /* room beside the text itself: whole words are written */
#define EACH(byte) (UINT64_C(0x0101010101010101) * (byte))

static uint64_t load_le64(const char *p)
{
	uint64_t v;

	memcpy(&v, p, sizeof(v));
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
	v = __builtin_bswap64(v);
#endif
	return v;
}

/* The high bit of each of eight bytes that is below c, itself under 0x80; the lowest such bit
 * is exact. */
static uint64_t below(uint64_t eight, unsigned char c)
{
	return (eight - EACH(c)) & ~eight & EACH(0x80);
}

#define WIDE 32
typedef unsigned char sixteen __attribute__((vector_size(16)));

/* The bytes at p that are something else than printable ASCII, or a space behind a space.
 * The byte before them is looked at, too. */
static sixteen odd_of(const char *p)
{
	sixteen v, before;

	memcpy(&v, p, sizeof(v));
	memcpy(&before, p - 1, sizeof(before));
	/* all but 0x20..0x7F is above 0x5F then */
	return (sixteen)((v - ' ') > 0x5F) | ((sixteen)(v == ' ') & (sixteen)(before == ' '));
}

/* Is any of p[0..31] such a byte? */
static bool is_odd(const char *p)
{
	sixteen odd = odd_of(p) | odd_of(p + 16);
	uint64_t half[2];

	memcpy(half, &odd, sizeof(half));
	return half[0] | half[1];
}

/* How many of eight bytes stay as they are; *space: the high bit where the byte before them is
 * a space, then the same for the last of them. */
static size_t plain_of(const char *p, uint64_t *owed)
{
	uint64_t eight = load_le64(p), space = below(eight ^ EACH(' '), 1);
	uint64_t stop = below(eight, ' ') | (eight & EACH(0x80)) | (space & (space << 8 | *owed));

	*owed = space >> 56;
	return stop ? (size_t)__builtin_ctzll(stop) / 8 : sizeof(eight);
}

/* Copies 32 or eight bytes at a time as long as they stay as they are: printable ASCII, and
 * single spaces. Returns the bytes copied; some behind them may be overwritten. */
static size_t copy_plain(char *out, struct str s, bool after_space)
{
	uint64_t owed = after_space ? 0x80 : 0;
	char tail[8] = {'.', '.', '.', '.', '.', '.', '.', '.'};
	size_t at = 0, n;

	for (; s.n - at >= sizeof(tail); at += sizeof(tail)) {
		n = plain_of(s.p + at, &owed);
		memcpy(out + at, s.p + at, sizeof(tail));
		if (n < sizeof(tail))
			return at + n;
		while (s.n - at >= sizeof(tail) + WIDE && !is_odd(s.p + at + sizeof(tail))) {
			memcpy(out + at + sizeof(tail), s.p + at + sizeof(tail), WIDE);
			at += WIDE;
			owed = s.p[at + 7] == ' ' ? 0x80 : 0;
		}
	}
	if (at == s.n)
		return at;
	if (at) { /* the last eight once more: faster than to gather what is left of them */
		at = s.n - sizeof(tail);
		owed = s.p[at - 1] == ' ' ? 0x80 : 0;
		n = plain_of(s.p + at, &owed);
		memcpy(out + at, s.p + at, sizeof(tail));
		return at + n;
	}
	memcpy(tail, s.p + at, s.n - at);
	n = plain_of(tail, &owed);
	memcpy(out + at, tail, sizeof(tail));
	return n < s.n - at ? at + n : s.n;
}

/* Adds text with white space folded; *space says that some is owed. What is owed is written
 * at once and taken back at the end. */
static void fold(struct buf *b, struct str s, bool *space)
{
	char *out = buf_room(b, s.n + FOLD_SLACK), *begin = b->p;
	size_t at = 0;

	if (!out)
		return;
	if (*space && out > begin)
		*out++ = ' ';
	while (at < s.n) {
		bool after_space = out == begin || out[-1] == ' ';
		size_t plain = copy_plain(out, str_sub(s, at, s.n), after_space), blank;

		out += plain;
		at += plain;
		if (at == s.n)
			break;
		blank = blank_at(s, at);
		at += blank ? blank : 1;
		if (!blank)
			*out++ = s.p[at - 1];
		else if (out > begin && out[-1] != ' ')
			*out++ = ' ';
	}
	*space = out == begin ? *space || s.n : out[-1] == ' ';
	out -= out > begin && *space;
	b->n = (size_t)(out - begin);
	b->p[b->n] = '\0';
}

/* --- spam --- */

/* Each once: a page full of one word is no longer to read. */
static void add_hit(struct pass *p, struct str word, const char *place)
{
	size_t at = p->spam.n;

	buf_addf(&p->spam, " %.*s@%s", STR_ARG(word), place);
	if (str_find(buf_str(&p->spam), str_sub(buf_str(&p->spam), at, p->spam.n), 0) < at)
		buf_cut(&p->spam, at);
	else
		p->nspam++;
}

static void spam_in(struct pass *p, struct str text, const char *place, bool *guarded)
{
	struct hijack_hits hits;

	hijack_find(text, &hits);
	/* one link text is too little for weak words: a gaming board has casinos to name */
	if (streq(place, "link") && !hits.strong)
		return;
	if (guarded && hits.guarded)
		*guarded = true;
	for (size_t i = 0; i < hits.n && p->nspam < SPAM_WORDS_MAX; i++)
		add_hit(p, hits.word[i], place);
}

/* A portal's title over a page that offers nothing but gambling. */
static void spam_in_text(struct pass *p)
{
	struct hijack_hits hits;

	hijack_find(buf_str(&p->text), &hits);
	if (hits.n >= DENSE_WORDS && hits.nstrong >= DENSE_STRONG)
		spam_in(p, buf_str(&p->text), "text", NULL);
}

static void unveil(struct pass *p, struct str script)
{
	struct page *o = p->out;
	struct unveiled u;

	script_unveil(script, p->order->url, &u, p->arena);
	if (u.word.n && p->nspam < SPAM_WORDS_MAX)
		add_hit(p, u.word, "script");
	if (str_none(o->leads_to))
		o->leads_to = u.leads_to;
}

static void spam(struct pass *p)
{
	bool guarded = false;
	struct page *o = p->out;

	spam_in(p, o->title, "title", &guarded);
	if (!guarded)
		spam_in(p, buf_str(&p->heading), "heading", &guarded);
	if (!guarded) {
		spam_in(p, p->keywords, "keywords", NULL);
		spam_in(p, p->description, "description", NULL);
	}
	if (!guarded && !p->nspam && (p->order->want & WANT_SPAM || !o->title.n))
		spam_in_text(p);
	if (p->nspam)
		o->spam_words = arena_str(p->arena, str_trim(buf_str(&p->spam)));
}

/* --- blocks --- */

/* What stands between two tags that are not inline. */
static void end_block(struct pass *p)
{
	struct str s = str_trim(str_sub(buf_str(&p->text), p->block_at, p->text.n));

	if (s.n && p->nblocks++ < BLOCKS_MAX) {
		p->block[p->nblocks - 1].at = p->block_at;
		p->block[p->nblocks - 1].n = p->text.n - p->block_at;
		p->block[p->nblocks - 1].linked = (p->linked - p->linked_before) * 2 > s.n;
	}
	p->block_at = p->text.n;
	p->linked_before = p->linked;
}

/* Error pages name the address asked for and number themselves: the name, and numbers of
 * `least` digits, are left out of what is compared. */
static struct str without_changing(struct buf *b, struct str s, struct str name, size_t least)
{
	buf_clear(b);
	for (size_t i = 0, run; i < s.n; i += run) {
		/* the name first: it may begin with digits */
		if (name.n && str_starts(str_sub(s, i, s.n), name)) {
			run = name.n;
			continue;
		}
		for (run = 0; i + run < s.n && is_digit(s.p[i + run]); run++)
			;
		if (run >= least)
			continue;
		run = run ? run : 1;
		buf_add(b, s.p + i, run);
	}
	return buf_str(b);
}

/* Of the address; none where it is too short to tell from other text. */
static struct str own_name(struct str url)
{
	struct str path = str_sub(url, 0, str_findc(url, '?', 0));
	size_t slash = str_rfindc(path, '/');
	struct str name = slash == SIZE_MAX ? STR_NONE : str_sub(path, slash + 1, path.n);

	return name.n >= NAME_LEAST ? name : STR_NONE;
}

/* "访问量：10382", "Today is 5 May 2026": counters and clocks have few digits at times. */
static size_t least_digits(struct str block)
{
	size_t n = 0;

	for (size_t i = 0; i < block.n && n <= LABEL_BYTES; i++)
		n += !is_digit(block.p[i]);
	return n <= LABEL_BYTES ? 1 : LONG_NUMBER;
}

static void put_blocks(struct pass *p)
{
	struct buf b = BUF_INIT(BLOCK_BYTES * BLOCKS_MAX + 1), line = BUF_INIT(p->text.n + 1);
	struct str name = own_name(p->order->url);
	/* long texts are left as they are, unless they repeat the address asked for */
	bool as_is = p->text.n > PRINT_TEXT && !(name.n && str_has(buf_str(&p->text), name));

	end_block(p);
	if (p->nblocks <= BLOCKS_MAX)
		for (size_t i = 0; i < p->nblocks; i++) {
			struct str s = str_trim(str_sub(buf_str(&p->text),
				p->block[i].at, p->block[i].n));
			uint64_t hash = hash64_of(as_is
					? s : without_changing(&line, s, name, least_digits(s)));

			for (int k = BLOCK_BYTES - 1; k >= 0; k--)
				buf_addc(&b, (char)(hash >> 8 * k & 0xFF));
		}
	p->out->blocks = arena_str(p->arena, buf_str(&b));
	buf_release(&line);
	buf_release(&b);
}

/* --- scripts that tell and lead back --- */

/* alert('该信息不存在！');history.back(); */
static struct str told_by(struct str script)
{
	static const char *const back[] = {"history.back", "history.go(-1", "history.go( -1",
		"window.close"};
	size_t at = str_find(script, STR("alert("), 0);
	bool leads_back = false;
	struct str s;

	for (size_t i = 0; i < sizeof(back) / sizeof(back[0]); i++)
		leads_back |= str_has(script, str_of(back[i]));
	if (at == SIZE_MAX || !leads_back)
		return STR_NONE;
	s = str_trim(str_sub(script, at + 6, ALERT_BYTES));
	if (s.n < 2 || (s.p[0] != '\'' && s.p[0] != '"'))
		return STR_NONE;
	return str_sub(s, 1, str_findc(s, s.p[0], 1) - 1);
}

/* --- tags --- */

static bool is_inline(enum html_atom tag)
{
	static const unsigned char flows[H_COUNT] = {
		[H_A] = 1, [H_ABBR] = 1, [H_B] = 1, [H_BIG] = 1, [H_CITE] = 1, [H_CODE] = 1,
		[H_DEL] = 1, [H_EM] = 1, [H_FONT] = 1, [H_I] = 1, [H_INS] = 1, [H_KEYGEN] = 1,
		[H_LABEL] = 1, [H_MARK] = 1, [H_NOBR] = 1, [H_Q] = 1, [H_S] = 1, [H_SMALL] = 1,
		[H_SPAN] = 1, [H_STRIKE] = 1, [H_STRONG] = 1, [H_SUB] = 1, [H_SUP] = 1,
		[H_TIME] = 1, [H_TT] = 1, [H_U] = 1, [H_VAR] = 1, [H_WBR] = 1, [H_NONE] = 1,
	};

	return flows[tag];
}

static void meta(struct pass *p)
{
	struct html *h = p->h;
	struct str content = html_attr(h, H_CONTENT), name = html_attr(h, H_NAME), ref;
	struct page *o = p->out;
	struct pair *x;
	int32_t delay;
	char *low;

	/* in noscript it is meant for whoever runs no scripts: not what people see */
	if (str_none(p->refresh) && !p->noscripts &&
	    str_eq_nocase(str_trim(html_attr(h, H_HTTP_EQUIV)), STR("refresh")) &&
	    refresh_parse(content, &delay, &ref) && ref.n) {
		p->refresh = ref;
		o->refresh_s = delay;
	}
	if (str_none(name))
		name = html_attr(h, H_PROPERTY);
	if (str_none(name))
		name = html_attr(h, H_ITEMPROP);
	if (str_none(name))
		name = html_attr(h, H_HTTP_EQUIV);
	name = str_trim(name);
	if (name.n == 0 || str_none(content) || o->nmeta == META_MAX)
		return;
	low = arena_cstr(p->arena, name);
	for (size_t i = 0; i < name.n; i++)
		low[i] = (char)to_lower((unsigned char)low[i]);
	o->meta = arena_grow(p->arena, o->meta, o->nmeta, &p->meta_cap, sizeof(*o->meta));
	x = &o->meta[o->nmeta++];
	x->key = str_n(low, name.n);
	x->value = content;
	if (str_eqc(x->key, "keywords") && str_none(p->keywords))
		p->keywords = content;
	else if (str_eqc(x->key, "description") && str_none(p->description))
		p->description = content;
}

/* A block begins or ends: what follows stands on a line of its own. */
static void line_break(struct pass *p)
{
	p->space = true;
	p->line_space = false;
	if (p->want_lines && p->lines.n && p->lines.p[p->lines.n - 1] != '\n')
		buf_addc(&p->lines, '\n');
}

static bool is_heading(enum html_atom tag)
{
	return tag == H_H1 || tag == H_H2;
}

static void start_tag(struct pass *p)
{
	struct html *h = p->h;

	p->raw_of = h->tag;
	p->templates += h->tag == H_TEMPLATE;
	p->noscripts += h->tag == H_NOSCRIPT;
	if (p->templates)
		return;
	if (!is_inline(h->tag)) {
		end_block(p);
		line_break(p);
	}
	p->out->scripted |= h->tag == H_SCRIPT;
	if (is_heading(h->tag)) {
		p->headings++;
		buf_addc(&p->heading, ' ');
	}
	p->in_body |= h->tag == H_BODY;
	if (h->tag == H_META)
		meta(p);
	else if (h->tag == H_BASE && str_none(p->base_href))
		p->base_href = html_attr(h, H_HREF);
	else if (h->tag == H_LINK && str_none(p->canonical) &&
		 str_eq_nocase(str_trim(html_attr(h, H_REL)), STR("canonical")))
		p->canonical = html_attr(h, H_HREF);
	else if (h->tag == H_FRAME || h->tag == H_IFRAME) {
		p->frame = p->nframes++ ? p->frame : html_attr(h, H_SRC);
	} else if (h->tag == H_A) {
		p->in_link = html_has(h, H_HREF);
		p->nlinks += p->in_link;
		buf_clear(&p->link);
	}
}

static void close_tag(struct pass *p)
{
	enum html_atom tag = p->h->tag;

	p->raw_of = H_NONE;
	p->templates -= tag == H_TEMPLATE && p->templates;
	p->noscripts -= tag == H_NOSCRIPT && p->noscripts;
	p->has_end |= tag == H_HTML || tag == H_BODY;
	if (!is_inline(tag)) {
		end_block(p);
		line_break(p);
	}
	if (is_heading(tag) && p->headings)
		p->headings--;
	if (tag == H_A && p->in_link) {
		p->in_link = false;
		spam_in(p, buf_str(&p->link), "link", NULL);
	}
}

static void text(struct pass *p)
{
	struct html *h = p->h;
	struct str s;
	size_t at;

	if (p->templates)
		return;
	if (p->raw_of == H_TITLE && !h->foreign && h->text_mode == HTML_RCDATA) {
		if (!p->has_title)
			p->out->title = one_line(html_text(h), TITLE_CHARS, p->arena);
		p->has_title = true;
		return;
	}
	if (p->raw_of == H_SCRIPT && str_none(p->alert) && p->text.n < BARE_TEXT)
		p->alert = told_by(h->raw);
	if (p->raw_of == H_SCRIPT && str_none(p->script_target))
		p->script_target = script_redirect(h->raw, &p->script_delay_s, p->arena);
	if (p->raw_of == H_SCRIPT)
		unveil(p, h->raw);
	if (h->text_mode != HTML_DATA || p->raw_of == H_STYLE || p->raw_of == H_SCRIPT ||
	    p->noscripts)
		return;
	s = html_text(h);
	at = p->text.n;
	fold(&p->text, s, &p->space);
	if (p->in_link && p->text.n > at)
		p->linked += p->text.n - at;
	if (p->want_lines)
		fold(&p->lines, s, &p->line_space);
	if (p->headings && p->heading.n < HEADING_BYTES)
		buf_addstr(&p->heading, str_sub(s, 0, HEADING_BYTES));
	if (p->in_link && p->link.n < LINK_BYTES)
		buf_addstr(&p->link, str_sub(s, 0, LINK_BYTES));
}

/* --- what follows from it --- */

/* The page is a frame around one of another site. */
static void frame(struct pass *p)
{
	struct page *o = p->out;
	struct str target;

	if (p->nframes != 1 || str_none(p->frame) || p->text.n > FRAMED_TEXT || o->challenge.n)
		return;
	target = url_resolve(o->base, p->frame, p->arena);
	if (str_none(target) || !str_starts(target, STR("http")) ||
		url_same_site(p->order->url, target))
		return;
	o->refresh = target;
	o->refresh_frame = true;
}

static void resolve(struct pass *p, const struct page_order *order)
{
	struct page *o = p->out;
	struct str target = p->refresh;

	o->base = url_resolve(STR_NONE, order->url, p->arena);
	if (!str_none(p->base_href)) {
		struct str base = url_resolve(order->url, p->base_href, p->arena);

		if (!str_none(base) && !str_starts(base, STR("data:")) &&
		    !str_starts(base, STR("javascript:")))
			o->base = base;
	}
	if (!str_none(p->canonical))
		o->canonical = url_resolve(o->base, p->canonical, p->arena);
	if (str_none(target) && str_none(o->challenge) && p->text.n < BARE_TEXT) {
		target = p->script_target;
		o->refresh_s = str_none(target) ? 0 : p->script_delay_s;
	}
	if (!str_none(target))
		o->refresh = url_resolve(o->base, target, p->arena);
	else
		frame(p);
}

static bool shows(struct str visible, struct str source, struct str expected)
{
	struct buf b = BUF_INIT(expected.n + FOLD_SLACK);
	bool space = false, found;

	if (expected.n == 0)
		return false;
	fold(&b, expected, &space);
	found = str_has(visible, buf_str(&b)) || str_has(source, expected);
	buf_release(&b);
	return found;
}

static void print_of(struct page *out, struct str visible)
{
	out->text_bytes = visible.n > INT32_MAX ? INT32_MAX : (int32_t)visible.n;
	out->text_key = key128_of(visible);
	if (visible.n <= PRINT_TEXT)
		out->fingerprint = simhash_of(visible);
}

/* A cut within a character leaves no half of it. */
static struct str whole_start(struct str s)
{
	size_t i = 0;

	while (i < s.n && ((unsigned char)s.p[i] & 0xC0) == 0x80)
		i++;
	return str_sub(s, i, s.n);
}

static struct str whole_end(struct str s)
{
	size_t n = s.n;

	while (n && ((unsigned char)s.p[n - 1] & 0xC0) == 0x80)
		n--;
	return n == s.n ? s : str_sub(s, 0, n ? n - 1 : 0);
}

static void visible(struct pass *p)
{
	struct str s = str_trim(buf_str(&p->lines));

	if (s.n > VISIBLE_MAX)
		s = arena_strf(p->arena, "%.*s\n%.*s",
			STR_ARG(whole_end(str_sub(s, 0, VISIBLE_MAX / 2))),
			STR_ARG(whole_start(str_sub(s, s.n - VISIBLE_MAX / 2, s.n))));
	p->out->visible = arena_str(p->arena, s);
}

/* Between the portal's navigation and its foot there is one sentence: that nothing is here. */
static bool dress_says_missing(const struct pass *p, size_t own_bytes)
{
	if (own_bytes > DRESS_TEXT || p->nblocks > BLOCKS_MAX)
		return false;
	for (size_t i = 0; i < p->nblocks; i++)
		if (!p->block[i].linked && is_gone_sentence(str_trim(
			str_sub(buf_str(&p->text), p->block[i].at, p->block[i].n))))
			return true;
	return false;
}

static void errors(struct pass *p)
{
	struct page *o = p->out;
	struct str visible = buf_str(&p->text);
	size_t own = visible.n > p->linked ? visible.n - p->linked : 0;

	o->error_words = error_words(o->title, p->arena);
	if (str_none(o->error_words))
		o->error_words = error_words(
			one_line(buf_str(&p->heading), TITLE_CHARS, p->arena), p->arena);
	if (str_none(o->error_words) && visible.n < TERSE_TEXT)
		o->error_words = error_words(visible, p->arena);
	o->says_missing = says_missing(str_trim(visible.n ? visible
			: o->scripted ? STR_NONE : o->title)) ||
		(visible.n < PHRASE_TEXT && own < TITLED_TEXT &&
			titled_missing(o->title, visible)) || dress_says_missing(p, own);
	o->error_phrase = o->error_words.n || (visible.n < PHRASE_TEXT && error_phrase(visible));
}

/* What a script tells before it leads back is all that is seen of such a page. */
static void show_alert(struct pass *p)
{
	if (str_trim(buf_str(&p->text)).n || !p->alert.n)
		return;
	fold(&p->text, p->alert, &p->space);
	p->out->scripted = false;
}

struct pass *signals_begin(const struct page_order *order, struct html *h,
	struct page *out, struct arena *a)
{
	struct pass *p = arena_alloc(a, sizeof(*p));

	*p = (struct pass){.order = order, .source = h->in, .h = h, .out = out, .arena = a,
		.text = BUF_INIT(h->in.n * 3 + 100),
		.heading = BUF_INIT(HEADING_BYTES * 3), .link = BUF_INIT(LINK_BYTES * 3),
		.spam = BUF_INIT(4000), .lines = BUF_INIT(h->in.n * 3 + 100),
		.want_lines = (order->want & WANT_VISIBLE) != 0};
	buf_room(&p->text, h->in.n + FOLD_SLACK);
	return p;
}

void signals_token(struct pass *p)
{
	if (p->h->type == HTML_START)
		start_tag(p);
	else if (p->h->type == HTML_CLOSE)
		close_tag(p);
	else if (p->h->type == HTML_TEXT)
		text(p);
}

void signals_end(struct pass *p)
{
	struct page *out = p->out;

	out->truncated |= p->h->truncated;
	out->unclosed = !p->has_end;
	show_alert(p);
	put_blocks(p);
	print_of(out, buf_str(&p->text));
	if (p->nlinks <= CHALLENGE_LINKS)
		out->challenge = challenge_token(p->source, out->title, buf_str(&p->text));
	out->failure = failure_words(out->title, buf_str(&p->text));
	out->parked = parked_token(p->source, out->title, buf_str(&p->text));
	resolve(p, p->order);
	errors(p);
	spam(p);
	out->has_expected = shows(buf_str(&p->text), p->source, p->order->expect_text);
	if (p->want_lines)
		visible(p);
	buf_release(&p->text);
	buf_release(&p->lines);
	buf_release(&p->heading);
	buf_release(&p->link);
	buf_release(&p->spam);
}

/* A script file is a part of every page that loads it. */
static void read_script(const struct page_order *order, struct str source, struct page *out,
	struct arena *a)
{
	struct unveiled u;

	script_unveil(source, order->url, &u, a);
	if (u.word.n)
		out->spam_words = arena_strf(a, "%.*s@script", STR_ARG(u.word));
	out->leads_to = u.leads_to;
}

/* The class of a status, or the status, that data tells and next to nothing else:
 * {"code":404,"msg":"not found"} */
static bool data_tells(struct str source, struct str status)
{
	static const char *const name[] = {"\"code\"", "\"status\"", "\"errcode\"", "\"errno\""};

	if (source.n > CODE_TEXT)
		return false;
	for (size_t i = 0; i < sizeof(name) / sizeof(name[0]); i++) {
		size_t at = str_find_nocase(source, str_of(name[i]), 0), n = 0;
		struct str rest = at == SIZE_MAX ? STR_NONE
			: str_trim(str_sub(source, at + strlen(name[i]), source.n));

		while (n < rest.n && (is_space((unsigned char)rest.p[n]) || rest.p[n] == ':' ||
			rest.p[n] == '"'))
			n++;
		rest = str_sub(rest, n, rest.n);
		if (n && str_starts(rest, status) && rest.n >= 3 && is_digit(rest.p[1]) &&
			is_digit(rest.p[2]) && (rest.n == 3 || !is_alnum(rest.p[3])))
			return true;
	}
	return false;
}

void signals_read_plain(const struct page_order *order, struct str source, struct page *out,
	struct arena *a)
{
	struct buf b = BUF_INIT(source.n + FOLD_SLACK);
	bool space = false;

	fold(&b, source, &space);
	print_of(out, buf_str(&b));
	out->base = url_resolve(STR_NONE, order->url, a);
	out->says_missing = out->kind == PAGE_JSON && data_tells(source, STR("404"));
	if (out->kind == PAGE_JSON && data_tells(source, STR("50")))
		out->failure = STR("50");
	else if (out->kind == PAGE_TEXT)
		out->failure = failure_words(STR(""), buf_str(&b));
	if (out->kind != PAGE_SCRIPT) /* a library that sets cookies was asked for as that */
		out->challenge = challenge_token(source, STR(""), STR(""));
	else
		read_script(order, source, out, a);
	out->has_expected = shows(buf_str(&b), source, order->expect_text);
	buf_release(&b);
}
