/* What a script hides: gambling written by number, and a way to another site that is spelled in
 * pieces or taken only by readers who come from a search engine.
 *
 * Scripts are not run. What is known to unfold is unfolded once, in text:
 *
 *	\xHH \uHHHH			escapes of strings
 *	%HH %uHHHH			where unescape or decodeURI is called
 *	String.fromCharCode(n, n, ...)	codes
 *	atob('...')			base64
 *	x['name']			x.name
 *	}('0.1="2"',N,N,'a|b|c'.split('|')	words of a packer, numbers in base N
 */
#include "signals-private.h"

#include "base/out.h"
#include "base/utf8.h"
#include "crawler/url.h"

#define VEIL_MAX ((size_t)32 << 10) /* of a script that is looked at; packed ones are short */
#define WORDS_MAX 4096		    /* of a packer's dictionary */
#define CODES_MAX 8192		    /* of one String.fromCharCode */

/* --- pieces --- */

/* Of a packer's numbers: 0-9 a-z A-Z. */
static int digit_of(char c, int base)
{
	int v = is_digit(c) ? c - '0' : c >= 'a' && c <= 'z' ? c - 'a' + 10
			    : c >= 'A' && c <= 'Z' ? c - 'A' + 36 : base;

	return v < base ? v : -1;
}

/* n hexadecimal digits at s; -1 where they are none. */
static int32_t hex_at(struct str s, size_t at, size_t n)
{
	int32_t v = 0;

	if (at > s.n || s.n - at < n)
		return -1;
	for (size_t i = 0; i < n; i++) {
		int d = hex_value(s.p[at + i]);

		if (d < 0)
			return -1;
		v = v << 4 | d;
	}
	return v;
}

/* A code that some escape stands for, and how long that is; 0 where there is none. */
static size_t escape_at(struct str s, size_t at, bool percent, int32_t *cp)
{
	char lead = s.p[at];
	bool wide;

	if (lead != '\\' && !(percent && lead == '%'))
		return 0;
	if (at + 1 >= s.n)
		return 0;
	wide = s.p[at + 1] == 'u';
	if (lead == '\\' && !wide && s.p[at + 1] != 'x')
		return 0;
	if (lead == '%' && !wide) {
		*cp = hex_at(s, at + 1, 2);
		return *cp < 0 ? 0 : 3;
	}
	*cp = hex_at(s, at + 2, wide ? 4 : 2);
	return *cp < 0 ? 0 : wide ? 6 : 4;
}

/* A byte of a percent escape stands for itself: together they are UTF-8. */
static void put_code(struct buf *b, int32_t cp, bool is_byte)
{
	if (is_byte)
		buf_addc(b, (char)cp);
	else
		utf8_put(b, cp);
}

/* "(104, 116)" behind the name: as the string it makes. */
static size_t codes_at(struct str s, size_t at, struct buf *b)
{
	size_t i = at, n = 0;
	int32_t v = -1;

	if (i >= s.n || s.p[i] != '(')
		return 0;
	buf_addc(b, '\'');
	for (i++; i < s.n && n < CODES_MAX; i++) {
		if (is_digit(s.p[i])) {
			v = v < 0 ? 0 : v;
			v = v > 0x10FFFF ? v : v * 10 + (s.p[i] - '0');
			continue;
		}
		if (v >= 0) {
			utf8_put(b, v);
			n++;
		}
		v = -1;
		if (s.p[i] == ')')
			break;
		if (s.p[i] != ',' && !is_space((unsigned char)s.p[i]))
			break; /* computed: not known */
	}
	buf_addc(b, '\'');
	return i < s.n && s.p[i] == ')' ? i + 1 - at : 0;
}

/* "('aHR0cA==')" behind atob: as the string it makes. */
static size_t base64_at(struct str s, size_t at, struct buf *b)
{
	size_t end, close;

	if (s.n - at < 3 || s.p[at] != '(' || (s.p[at + 1] != '\'' && s.p[at + 1] != '"'))
		return 0;
	end = str_findc(s, s.p[at + 1], at + 2);
	close = end == SIZE_MAX ? SIZE_MAX : str_findc(s, ')', end);
	if (close == SIZE_MAX)
		return 0;
	buf_addc(b, '\'');
	if (!base64_read(str_sub(s, at + 2, end - at - 2), b))
		return 0;
	buf_addc(b, '\'');
	return close + 1 - at;
}

/* "['href']": ".href". */
static size_t member_at(struct str s, size_t at, struct buf *b)
{
	size_t end;

	if (s.n - at < 5 || s.p[at] != '[' || (s.p[at + 1] != '\'' && s.p[at + 1] != '"'))
		return 0;
	for (end = at + 2; end < s.n && (is_alnum(s.p[end]) || s.p[end] == '_'); end++)
		;
	if (end == at + 2 || end + 1 >= s.n || s.p[end] != s.p[at + 1] || s.p[end + 1] != ']')
		return 0;
	buf_addc(b, '.');
	buf_addstr(b, str_sub(s, at + 2, end - at - 2));
	return end + 2 - at;
}

/* One pass over the script; *changed where something unfolded. */
static struct str unfold(struct str s, bool members, struct buf *b, bool *changed)
{
	bool percent = str_has(s, STR("unescape(")) || str_has(s, STR("decodeURI"));

	buf_clear(b);
	for (size_t at = 0, n; at < s.n; at += n) {
		struct str rest = str_sub(s, at, s.n);
		size_t mark = b->n, skip = 0;
		int32_t cp;

		n = escape_at(s, at, percent, &cp);
		if (n) {
			put_code(b, cp, s.p[at] == '%' && n == 3);
			*changed = true;
			continue;
		}
		if (s.p[at] == 'S' && str_starts(rest, STR("String.fromCharCode"))) {
			skip = 19;
			n = codes_at(s, at + skip, b);
		} else if (s.p[at] == 'a' && str_starts(rest, STR("atob"))) {
			skip = 4;
			n = base64_at(s, at + skip, b);
		} else if (members && s.p[at] == '[') {
			n = member_at(s, at, b);
		}
		if (n) {
			*changed |= skip > 0;
			n += skip;
			continue;
		}
		buf_cut(b, mark);
		buf_addc(b, s.p[at]);
		n = 1;
	}
	return buf_str(b);
}

/* --- packers --- */

/* The string in quotes that begins at s.p[*at]; *at behind it. */
static struct str quoted(struct str s, size_t *at)
{
	size_t from = *at + 1, end = from;

	if (*at >= s.n || (s.p[*at] != '\'' && s.p[*at] != '"'))
		return STR_NONE;
	while (end < s.n && s.p[end] != s.p[from - 1])
		end += s.p[end] == '\\' ? 2 : 1;
	if (end >= s.n)
		return STR_NONE;
	*at = end + 1;
	return str_sub(s, from, end - from);
}

static int number_after(struct str s, size_t *at)
{
	int v = 0;

	while (*at < s.n && !is_digit(s.p[*at]) && s.p[*at] != '\'')
		++*at;
	for (; *at < s.n && is_digit(s.p[*at]) && v < 10000; ++*at)
		v = v * 10 + (s.p[*at] - '0');
	return v;
}

static struct str packed_word(struct str list, size_t index)
{
	struct str rest = list, word = STR_NONE;

	for (size_t i = 0; i <= index; i++)
		if (!str_cut(&rest, '|', &word))
			return STR_NONE;
	return word;
}

/* eval(function(p,a,c,k,e,d){...}('payload',62,9,'w1|w2'.split('|') ... */
static bool unpack(struct str s, struct buf *b)
{
	size_t at = str_find(s, STR("}('"), 0);
	struct str payload, list;
	int base;

	if (at == SIZE_MAX || !str_has(s, STR(".split('|')")))
		return false;
	at += 2;
	payload = quoted(s, &at);
	base = number_after(s, &at);
	number_after(s, &at);
	while (at < s.n && s.p[at] != '\'')
		at++;
	list = quoted(s, &at);
	if (str_none(payload) || str_none(list) || base < 2 || base > 62 || list.n > VEIL_MAX)
		return false;
	buf_clear(b);
	for (size_t i = 0; i < payload.n;) {
		size_t from = i, index = 0;
		struct str word = STR_NONE;

		for (; i < payload.n && digit_of(payload.p[i], base) >= 0; i++)
			index = index < WORDS_MAX ? index * (size_t)base +
				(size_t)digit_of(payload.p[i], base) : index;
		if (i > from && index < WORDS_MAX)
			word = packed_word(list, index);
		if (i == from)
			buf_addc(b, payload.p[i++]);
		else
			buf_addstr(b, word.n ? word : str_sub(payload, from, i - from));
	}
	return true;
}

/* --- what it comes to --- */

static bool from_engines(struct str s)
{
	static const char *const engine[] = {"baidu", "sogou", "so.com", "so\\.com", "360",
		"google", "bing", "yahoo", "sm.cn", "soso"};

	if (!str_has(s, STR("referrer")))
		return false;
	for (size_t i = 0; i < sizeof(engine) / sizeof(engine[0]); i++)
		if (str_find_nocase(s, str_of(engine[i]), 0) != SIZE_MAX)
			return true;
	return false;
}

/* The target of a redirect in s where it is another site, no government's. */
static struct str leads_away(struct str s, struct str page, struct arena *a)
{
	struct str target = script_location(s);
	struct url u;

	if (str_none(target) || !target.n)
		return STR_NONE;
	target = url_resolve(page, target, a);
	if (str_none(target) || url_parse(target, NULL, &u, a) < 0 || !url_is_http(&u) ||
		url_same_site(page, target) || url_is_government(u.host))
		return STR_NONE;
	return target;
}

/* Calls one of those that unfold: looked at where a parenthesis opens. */
static bool calls_unfolder(struct str s)
{
	static const struct str name[] = {{"eval", 4}, {"unescape", 8}, {"fromCharCode", 12},
		{"atob", 4}, {"decodeURI", 9}, {"decodeURIComponent", 18}};

	for (size_t at = 0; (at = str_findc(s, '(', at)) != SIZE_MAX; at++) {
		struct str before = str_sub(s, 0, at);

		if (at && strchr("lebIt", s.p[at - 1]))
			for (size_t i = 0; i < sizeof(name) / sizeof(name[0]); i++)
				if (str_ends(before, name[i]))
					return true;
	}
	return false;
}

static bool has_escape(struct str s)
{
	for (size_t at = 0; (at = str_findc(s, '\\', at)) != SIZE_MAX; at++)
		if (at + 1 < s.n && (s.p[at + 1] == 'x' || s.p[at + 1] == 'u'))
			return true;
	return false;
}

static bool may_hide(struct str s)
{
	return s.n <= VEIL_MAX &&
		(has_escape(s) || calls_unfolder(s) || str_has(s, STR("referrer")));
}

#define WRITTEN_BYTES 4000 /* of what a script writes into the page, looked at behind the call */

/* A word of spam in what the script writes into the page. */
static struct str written_spam(struct str s)
{
	static const char *const call[] = {"document.write", ".innerHTML", "insertAdjacentHTML"};
	struct hijack_hits hits;

	for (size_t i = 0; i < sizeof(call) / sizeof(call[0]); i++)
		for (size_t at = 0; (at = str_find(s, str_of(call[i]), at)) != SIZE_MAX; at++) {
			hijack_find(str_sub(s, at, WRITTEN_BYTES), &hits);
			if (hits.strong && hits.n)
				return hits.word[0];
		}
	return STR_NONE;
}

void script_unveil(struct str script, struct str page, struct unveiled *out, struct arena *a)
{
	struct buf packed, b, c;
	struct str s = script;
	struct hijack_hits hits;
	bool changed = false;

	*out = (struct unveiled){.word = written_spam(str_sub(script, 0, VEIL_MAX))};
	if (out->word.n || !may_hide(script))
		return;
	packed = BUF_INIT(VEIL_MAX * 8);
	b = BUF_INIT(VEIL_MAX * 8);
	c = BUF_INIT(VEIL_MAX * 8);
	if (str_has(s, STR("eval(function(")) && unpack(s, &packed)) {
		s = buf_str(&packed);
		changed = true;
	}
	s = unfold(s, false, &b, &changed);
	s = unfold(s, true, &c, &changed);
	if (changed) {
		hijack_find(s, &hits);
		if (hits.strong && hits.n)
			out->word = hits.word[0];
	}
	if (changed || from_engines(s))
		out->leads_to = leads_away(s, page, a);
	buf_release(&packed);
	buf_release(&b);
	buf_release(&c);
}
