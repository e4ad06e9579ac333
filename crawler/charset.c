/* Which encoding the bytes are in. Labels lie often enough that the bytes decide where they
 * can: valid UTF-8 with a multi-byte sequence is UTF-8 (chance makes none of 20 Chinese
 * characters in GB18030), and pairs of high bytes show whether text is Chinese. */
#include "crawler/charset.h"
#include "charset-part.h"

#include "base/utf8.h"
#include "crawler/url.h"

#include <uchardet/uchardet.h>

#define DECODED_MAX ((size_t)256 << 20)
#define LATIN_PAIRS 100
#define DETECT_BYTES ((size_t)64 << 10) /* of visible text: uchardet needs far less */

struct evidence {
	size_t good8, bad8;	/* UTF-8 sequences of two bytes and more; ill-formed parts */
	size_t two8;		/* of good8: of two bytes, as a pair of another set may look */
	size_t pairs;		/* of two bytes, the first above 0x80, outside ASCII */
	size_t gb, big5;	/* pairs of everyday characters in GB 2312, in Big5 */
	size_t late;		/* of gb: past the place where Hangul ends in EUC-KR */
	size_t doubled;		/* pairs of two high bytes, spaces left out */
	bool cut8;		/* the last bytes are the start of a sequence */
};

/* --- evidence --- */

static void look_utf8(struct str s, struct evidence *e)
{
	size_t at = 0;

	while ((at = utf8_ascii_end(s, at)) < s.n) {
		size_t from = at;
		bool bad = false;

		for (; at < s.n && utf8_is_ideograph(s, at); at += 3)
			e->good8++;
		if (at > from)
			continue;
		utf8_next_strict(s, &at, &bad);
		if (!bad) {
			e->good8++;
			e->two8 += at - from == 2;
		} else if (at == s.n && (unsigned char)s.p[from] >= 0xc2) {
			e->cut8 = true;
		} else {
			e->bad8++;
		}
	}
}

#define CHANCE_MAX 3 /* one pair of GB 2312 in five looks like a sequence of two bytes */

/* Next to nothing speaks for UTF-8: a name or two in a text otherwise ASCII. */
static bool by_chance(const struct evidence *e)
{
	return e->good8 == e->two8 && e->good8 <= CHANCE_MAX;
}

static void look_pairs(struct str s, struct evidence *e)
{
	for (size_t i = utf8_ascii_end(s, 0); i + 1 < s.n; i++) {
		unsigned char a = (unsigned char)s.p[i], b = (unsigned char)s.p[i + 1];

		if (a < 0x81)
			continue;
		e->pairs++;
		/* first level of GB 2312, its symbols, full-width forms */
		if (b >= 0xa1 && ((a >= 0xb0 && a <= 0xd7) || (a >= 0xa1 && a <= 0xa3)))
			e->gb++;
		if (b >= 0xa1 && a >= 0xc9 && a <= 0xd7)
			e->late++;
		if (b >= 0x80 && a != 0xa0 && b != 0xa0)
			e->doubled++;
		/* first level of Big5 and its symbols */
		if (a >= 0xa1 && a <= 0xc6 && ((b >= 0x40 && b <= 0x7e) || b >= 0xa1))
			e->big5++;
		i++;
	}
}

/* First-level characters stand by their sound, so 4 of 10 are "late"; Hangul never is. */
static bool is_chinese_gb(const struct evidence *e)
{
	bool hangul = e->pairs >= 20 && e->late * 100 < e->pairs * 5;

	return e->pairs >= 4 && e->gb * 100 >= e->pairs * 90 && !hangul;
}

/* Text in Big5 has every third trail byte below 0x7F, which GB 2312 never has. */
static bool is_chinese_big5(const struct evidence *e)
{
	return e->pairs >= 8 && e->big5 * 100 >= e->pairs * 88 && e->gb * 100 < e->pairs * 70;
}

/* --- detection --- */

static bool is_latin(struct str name)
{
	static const char *const names[] = {
		"windows-1252", "windows-1250", "windows-1254", "windows-1257", "windows-1258",
		"iso-8859-2", "iso-8859-3", "iso-8859-4", "iso-8859-10", "iso-8859-13",
		"iso-8859-14", "iso-8859-15", "iso-8859-16", "macintosh",
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (str_eqc(name, names[i]))
			return true;
	return false;
}

/* Text outside tags, scripts and styles; at most DETECT_BYTES. */
static void visible(struct str s, struct buf *out)
{
	static const struct {
		struct str open, close;
	} silent[] = {
		{{"<script", 7}, {"</script", 8}}, {{"<style", 6}, {"</style", 7}},
		{{"<!--", 4}, {"-->", 3}},
	};
	size_t at = 0;

	while (at < s.n && out->n < DETECT_BYTES) {
		size_t open = str_findc(s, '<', at), end = SIZE_MAX, n;

		n = (open == SIZE_MAX ? s.n : open) - at;
		buf_addstr(out, str_sub(s, at, n < DETECT_BYTES ? n : DETECT_BYTES));
		if (open == SIZE_MAX)
			return;
		for (size_t i = 0; i < 3 && end == SIZE_MAX; i++)
			if (str_starts_nocase(str_sub(s, open, 8), silent[i].open))
				end = str_find_nocase(s, silent[i].close, open);
		if (end == SIZE_MAX)
			end = open;
		end = str_findc(s, '>', end);
		at = end == SIZE_MAX ? s.n : end + 1;
	}
}

/* uchardet's answer as a name; none where it has none or the bytes refute it. */
static struct str ask_uchardet(struct str text)
{
	uchardet_t u = uchardet_new();
	struct str name = STR_NONE;

	if (!u)
		return name;
	if (uchardet_handle_data(u, text.p, text.n) == 0) {
		uchardet_data_end(u);
		name = charset_of_label(str_of(uchardet_get_charset(u)));
		if (streq(uchardet_get_charset(u), "UHC"))
			name = STR("euc-kr");
		if (str_eqc(name, "replacement"))
			name = STR_NONE;
	}
	uchardet_delete(u);
	return name;
}

/* Errors are rare: at most one in a hundred sequences, or two in a short text. */
static bool decodes(struct str name, struct str text, const struct evidence *e)
{
	struct buf b = BUF_INIT(DETECT_BYTES * 8);
	struct str out;
	size_t bad = 0;

	charset_decode_as(name, text, &b);
	out = buf_str(&b);
	for (size_t at = 0; (at = str_find(out, STR("\xef\xbf\xbd"), at)) != SIZE_MAX; at += 3)
		bad++;
	buf_release(&b);
	return bad * 100 <= e->pairs || (bad <= 2 && bad * 10 <= e->pairs);
}

static struct str detect(struct str body, const struct evidence *e)
{
	struct buf text = BUF_INIT(DETECT_BYTES * 2);
	struct evidence seen = {0};
	struct str name = STR_NONE;

	if (e->pairs < 4)
		return STR_NONE;
	visible(body, &text);
	look_pairs(buf_str(&text), &seen);
	if (seen.pairs == 0) {
		seen = *e;
		buf_clear(&text);
		buf_addstr(&text, str_sub(body, 0, DETECT_BYTES));
	}
	if (is_chinese_gb(&seen)) {
		name = STR("gb18030");
	} else if (is_chinese_big5(&seen)) {
		name = STR("big5");
	} else {
		name = ask_uchardet(buf_str(&text));
		if (!str_none(name) && !decodes(name, buf_str(&text), &seen))
			name = STR_NONE;
		/* high bytes that stand alone are letters of a Latin text */
		if (charset_same(name, STR("gb18030")) && seen.gb * 2 < seen.pairs)
			name = STR_NONE;
		/* Latin sets differ in a few letters: a guess needs many of them */
		if (is_latin(name) && seen.pairs < LATIN_PAIRS)
			name = STR("windows-1252");
		if (charset_same(name, STR("gb18030")))
			name = STR("gb18030");
	}
	buf_release(&text);
	return name;
}

/* --- labels against bytes --- */

/* UTF-16 without a mark: every other byte of the markup is NUL. */
static struct str look_utf16(struct str body)
{
	size_t n = body.n < 1024 ? body.n : 1024, zero[2] = {0, 0};

	for (size_t i = 0; i < n; i++)
		if (body.p[i] == '\0')
			zero[i % 2]++;
	if (zero[1] * 10 > n * 3 && zero[0] * 20 < n)
		return STR("utf-16le");
	if (zero[0] * 10 > n * 3 && zero[1] * 20 < n)
		return STR("utf-16be");
	return STR_NONE;
}

/* Few faults in much UTF-8: it is UTF-8, damaged. */
static bool mostly_utf8(const struct evidence *e)
{
	return e->good8 > 0 && e->bad8 * 20 <= e->good8;
}

/* The bytes contradict the label. */
static bool refuted(struct str label, struct str body, const struct evidence *e)
{
	const struct charset *c = charset_find(label);
	struct str sample = str_sub(body, 0, DETECT_BYTES);

	if (!c)
		return true;
	if (e->pairs == 0 && e->good8 == 0)
		return (c->kind == KIND_UTF16LE || c->kind == KIND_UTF16BE) &&
			str_none(look_utf16(body));
	switch (c->kind) {
	case KIND_UTF8:
		if (mostly_utf8(e))
			return false;
		return decodes(STR("gb18030"), sample, e) || e->bad8 > e->good8;
	case KIND_UTF16LE:
	case KIND_UTF16BE:
		return !memchr(sample.p, '\0', sample.n) && memchr(sample.p, '<', sample.n);
	case KIND_SINGLE:
		/* Latin letters above ASCII stand alone */
		return is_latin(label) && e->pairs >= 10 &&
			(is_chinese_gb(e) || e->doubled * 2 >= e->pairs);
	case KIND_GB18030:
		return is_chinese_big5(e) || !decodes(label, sample, e);
	case KIND_BIG5:
		return (is_chinese_gb(e) && e->big5 * 100 < e->pairs * 80) ||
			!decodes(label, sample, e);
	case KIND_EUC_KR:
	case KIND_SHIFT_JIS:
	case KIND_EUC_JP:
		return !decodes(label, sample, e);
	case KIND_ISO_2022_JP:
		return e->pairs > 0;
	case KIND_USER_DEFINED:
	case KIND_REPLACEMENT:
		return false;
	}
	return false;
}

static struct str default_for(struct str url, struct str body, const struct evidence *e)
{
	struct arena a = ARENA_INIT;
	struct url u;
	bool cn = url_parse(url, NULL, &u, &a) == 0 && str_ends_nocase(u.host, STR(".cn"));

	arena_release(&a);
	cn = cn && e->gb * 2 >= e->pairs &&
		decodes(STR("gb18030"), str_sub(body, 0, DETECT_BYTES), e);
	return cn ? STR("gb18030") : STR("windows-1252");
}

struct labels {
	struct str header, meta;
};

static void choose(struct str body, const struct labels *l, struct str url,
	const struct evidence *e, struct charset_result *out)
{
	bool utf8 = e->good8 > 0 && (e->bad8 == 0 || mostly_utf8(e));
	struct str named = str_none(l->header) ? l->meta : l->header;
	const struct {
		struct str label, how;
	} told[] = {{l->header, STR("header")}, {l->meta, STR("meta")}};
	struct str found;

	if (utf8 && by_chance(e) && !str_none(named) && !refuted(named, body, e))
		utf8 = str_eqc(named, "utf-8");
	for (size_t i = 0; i < 2; i++) {
		if (str_none(told[i].label))
			continue;
		if (utf8 ? !str_eqc(told[i].label, "utf-8") : refuted(told[i].label, body, e))
			continue;
		out->encoding = told[i].label;
		out->how = told[i].how;
		return;
	}
	found = utf8 ? STR("utf-8") : look_utf16(body);
	if (str_none(found))
		found = detect(body, e);
	out->how = str_none(found) ? STR("default") : STR("detected");
	out->encoding = str_none(found) ? default_for(url, body, e) : found;
	/* no other label is believable, none is found: the one declared first is kept */
	if (str_none(found) && e->pairs > 0 && !str_none(out->declared)) {
		out->encoding = out->declared;
		out->how = str_none(l->header) ? STR("meta") : STR("header");
	}
}

/* --- the whole --- */

static size_t mark_of(struct str body, struct str *name)
{
	if (str_starts(body, STR("\xef\xbb\xbf")))
		return *name = STR("utf-8"), (size_t)3;
	if (str_starts(body, STR("\xff\xfe")))
		return *name = STR("utf-16le"), (size_t)2;
	if (str_starts(body, STR("\xfe\xff")))
		return *name = STR("utf-16be"), (size_t)2;
	return 0;
}

static void decode(struct str body, bool valid8, struct charset_result *out, struct arena *a)
{
	struct buf b = BUF_INIT(DECODED_MAX);

	if (str_eqc(out->encoding, "utf-8") && valid8) {
		out->text = body.n ? body : STR("");
		return;
	}
	out->damaged = !charset_decode_as(out->encoding, body, &b) || !buf_ok(&b);
	out->text = arena_str(a, buf_str(&b));
	buf_release(&b);
}

void charset_decode(struct str body, struct str content_type, struct str url,
	struct charset_result *out, struct arena *a)
{
	struct labels l = {charset_of_content_type(content_type), STR_NONE};
	struct evidence e = {0};
	size_t mark;

	*out = (struct charset_result){0};
	mark = mark_of(body, &out->encoding);
	if (mark) {
		out->declared = out->encoding;
		out->how = STR("bom");
		body = str_sub(body, mark, body.n);
		decode(body, utf8_valid(body), out, a);
		return;
	}
	l.meta = charset_prescan(body);
	out->declared = str_none(l.header) ? l.meta : l.header;
	look_utf8(body, &e);
	if (e.bad8 || e.cut8 || by_chance(&e))
		look_pairs(body, &e);
	choose(body, &l, url, &e, out);
	decode(body, !e.bad8 && !e.cut8, out, a);
}
