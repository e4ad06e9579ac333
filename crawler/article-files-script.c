/* Files that scripts name: in the handler of a click, in the call of a viewer, in links that
 * a script writes into the page. */
#include "article-files.h"

#include "reading.h"

#define PIECE_MIN ((size_t)4)
#define PIECE_MAX ((size_t)2000)
#define MARKUP_MAX ((size_t)16384)

/* Next quoted piece of a script: '...' or "..." on one line; \' and \" do not end it. */
static bool next_quoted(struct str s, size_t *at, struct str *out)
{
	for (size_t i = *at; i < s.n; i++) {
		char q = s.p[i];
		size_t end;

		if (q != '"' && q != '\'')
			continue;
		for (end = i + 1; end < s.n && s.p[end] != q && s.p[end] != '\n'; end++)
			end += s.p[end] == '\\' && end + 1 < s.n && s.p[end + 1] != '\n';
		if (end < s.n && s.p[end] == q) {
			*out = str_sub(s, i + 1, end - i - 1);
			*at = end + 1;
			return true;
		}
	}
	return false;
}

/* What the piece is when the script runs: \/ is a slash. None where it holds a line break
 * or the like: words, no address. */
static struct str evaluated(struct str s, struct arena *a)
{
	char *p;
	size_t n = 0;

	if (str_findc(s, '\\', 0) == SIZE_MAX)
		return s;
	p = arena_alloc(a, s.n + 1);
	for (size_t i = 0; i < s.n; i++) {
		if (s.p[i] == '\\' && i + 1 < s.n) {
			i++;
			if (is_alnum((unsigned char)s.p[i]))
				return STR_NONE;
		}
		p[n++] = s.p[i];
	}
	return str_n(p, n);
}

static bool is_film(struct str s)
{
	return str_ends_nocase(s, STR(".mp4")) || str_ends_nocase(s, STR(".mp3"));
}

/* Value of the attribute in a tag, quoted or not; none where it is absent. */
static struct str tag_value(struct str tag, struct str name)
{
	size_t at = 0, end;

	while ((at = str_find_nocase(tag, name, at)) != SIZE_MAX) {
		struct str v = str_sub(tag, at + name.n, SIZE_MAX);

		if (at > 0 && is_space((unsigned char)tag.p[at - 1]) && v.n > 1 && v.p[0] == '=') {
			if (v.p[1] != '"' && v.p[1] != '\'')
				return str_sub(v, 1, str_findc(v, ' ', 1) - 1);
			end = str_findc(v, v.p[1], 2);
			return end == SIZE_MAX ? STR_NONE : str_sub(v, 2, end - 2);
		}
		at += name.n;
	}
	return STR_NONE;
}

/* "<a href=\"./P1.doc\">办法.doc<br>": the links that a script writes. TRS writes the list of
 * annexes so. True: there were some. */
static bool files_of_markup(struct collection *c, struct str s)
{
	size_t at = 0;
	bool any = false;

	if (s.n > MARKUP_MAX)
		return false;
	while ((at = str_findc(s, '<', at)) != SIZE_MAX) {
		size_t end = str_findc(s, '>', at);
		struct str tag, ref, url, text;

		if (end == SIZE_MAX)
			break;
		tag = str_sub(s, at, end - at);
		ref = str_trim(tag_value(tag, STR("href")));
		if (!ref.n)
			ref = str_trim(tag_value(tag, STR("src")));
		at = end;
		if (!ref.n || ref.n > PIECE_MAX || !is_file_address(ref) || is_film(ref))
			continue;
		text = str_sub(s, end + 1, SIZE_MAX);
		text = reading_plain(str_sub(text, 0, str_findc(text, '<', 0)), c->r->a);
		url = files_address(c, ref);
		if (url.n)
			files_add(c, url, text);
		any = true;
	}
	return any;
}

/* A name that nobody but a person reads: an address in a script is ASCII without blanks. */
static bool is_mere_name(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if ((unsigned char)s.p[i] >= 0x80 || s.p[i] == ' ')
			return true;
	return false;
}

void files_of_script(struct collection *c, struct str script)
{
	struct str piece;
	size_t at = 0;
	bool written = false;

	while (next_quoted(script, &at, &piece)) {
		piece = evaluated(piece, c->r->a);
		if (piece.n >= PIECE_MIN && str_findc(piece, '<', 0) != SIZE_MAX)
			written |= files_of_markup(c, piece);
	}
	at = 0;
	while (!written && next_quoted(script, &at, &piece)) {
		struct str url;

		piece = evaluated(piece, c->r->a);
		if (piece.n < PIECE_MIN || piece.n > PIECE_MAX || !is_file_address(piece) ||
			str_findc(piece, '<', 0) != SIZE_MAX || is_film(piece) ||
			(str_findc(piece, '/', 0) == SIZE_MAX && is_mere_name(piece)))
			continue;
		url = files_address(c, piece);
		if (url.n)
			files_add(c, url, STR_NONE);
	}
}

bool hands_out(struct str script)
{
	static const char *const words[] = {"download", "downfile", "down_file", "downatt",
		"filedown", "downdoc", "down(", "dodown", "attach", "xiazai"};
	bool slides = str_find_nocase(script, STR("slidedown("), 0) != SIZE_MAX;

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (str_find_nocase(script, str_of(words[i]), 0) != SIZE_MAX)
			return !slides;
	}
	return false;
}

bool takes_address(struct str script)
{
	return str_find_nocase(script, STR("open("), 0) != SIZE_MAX ||
	       str_find_nocase(script, STR("location"), 0) != SIZE_MAX;
}

/* Every quoted address counts behind "download" or "attach", others with a file's
 * extension. */
struct str files_of_handler(struct collection *c, struct str script, struct str title)
{
	bool gives = hands_out(script), download = gives || is_called_annex(title);
	struct str piece, name = STR_NONE;
	size_t at = 0, before = c->out->nattachments;

	if (str_starts_nocase(str_trim(script), STR("javascript:")))
		script = files_unescaped(script, c->r->a); /* as browsers do */
	while (next_quoted(script, &at, &piece)) {
		bool address = str_findc(piece, '/', 0) != SIZE_MAX;
		struct str url;

		piece = evaluated(piece, c->r->a);
		if (piece.n < PIECE_MIN || piece.n > PIECE_MAX ||
			str_findc(piece, '<', 0) != SIZE_MAX ||
			(!is_file_address(piece) && !(download && address)))
			continue;
		if (!address && (c->out->nattachments > before ||
					(gives && !takes_address(script) && is_mere_name(piece)))) {
			name = piece; /* beside an address or a number: its title */
			continue;
		}
		url = files_address(c, piece);
		if (url.n)
			files_add(c, url, title);
	}
	if (c->out->nattachments > before || !gives)
		return STR_NONE;
	return text_names_file(title) || is_called_annex(title) ? title
								: reading_line(name, c->r->a);
}
