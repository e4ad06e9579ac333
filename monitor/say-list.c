/* How a list was found on a page, in a reader's language. The reader of lists says it in
 * English, in the process that reads pages, which knows no languages; its sentences are few
 * and of a fixed form, so they are taken apart again here by these rows. */
#include "say.h"

#include "base/out.h"

#define PARTS_MAX 10
#define SEPARATOR "; "

/* Formats of list*.c, jsonlist.c, feed.c and sitemap.c with %s for whatever stands there. In
 * another language the parts may stand in another order: %2$s. */
static const char *const sentence[] = {
	LANG_MARK("%s records <%s> of %s links in %s places, dates %s for %s %%, titles of %s "
		  "columns, score %s"),
	LANG_MARK("runner-up %s <%s> beginning '%s', score %s"),
	LANG_MARK("only the first %s are taken"),
	LANG_MARK("no list: the best of %s places holds %s links '%s' (dated %s %%, in menus %s "
		  "%%, documents %s %%)"),
	LANG_MARK("no list: no link with a text"),
	LANG_MARK("no list: no array of records with titles in the JSON"),
	LANG_MARK("%s records of a JSON array in a script"),
	LANG_MARK("not read: %s"),
	LANG_MARK("cut at a ceiling"),
	LANG_MARK("the configured selector '%s' finds nothing"),
	LANG_MARK("%s records by configured selectors"),
	LANG_MARK("JSON array of %s records, %s dated, %s with an address (by template)"),
	LANG_MARK("JSON array of %s records, %s dated, %s with an address"),
	LANG_MARK("JSON with an empty list of records"),
	LANG_MARK("feed <%s>, not readable, %s items"),
	LANG_MARK("feed <%s>, not well-formed, repaired, %s items"),
	LANG_MARK("feed <%s>, %s items"),
	LANG_MARK("sitemap <%s>, not well-formed, repaired, %s entries"),
	LANG_MARK("sitemap <%s>, %s entries"),
	LANG_MARK("sitemap of lines, %s entries"),
	/* list-evidence.c: what speaks against a list */
	LANG_MARK("not certain"),
	LANG_MARK("little of it looks like notices"),
	LANG_MARK("another list is nearly as good"),
	LANG_MARK("several lists of equal rank: which one is meant? Name a "
		  "selector or run discover"),
	LANG_MARK("another place of the page is nearly as good"),
	LANG_MARK("another list has dates, this one has none"),
	LANG_MARK("dated records stand in other lists"),
	LANG_MARK("most dates stand outside of it"),
	LANG_MARK("a front page is no column: which of its lists is meant? "
		  "Name a selector or run discover"),
	LANG_MARK("it is a small part of the page's links"),
	LANG_MARK("the page is mostly text"),
	LANG_MARK("its records hold longer links to elsewhere"),
	LANG_MARK("its titles are short as those of menus"),
	LANG_MARK("its titles name no notice"),
	LANG_MARK("its titles are numbers"),
	LANG_MARK("its titles are all alike"),
	LANG_MARK("its items have no address"),
	LANG_MARK("it has few items"),
	LANG_MARK("it has one item only"),
	LANG_MARK("its only link is a button"),
	LANG_MARK("it stands in a menu"),
	LANG_MARK("it stands in a side box"),
	LANG_MARK("it is hidden"),
	LANG_MARK("its items lead to the same page"),
	LANG_MARK("its items lead to columns"),
	LANG_MARK("its items lead to many hosts"),
	LANG_MARK("its dates are in no order"),
	LANG_MARK("its dates are ends of terms of office"),
	LANG_MARK("its titles are mere dates"),
	LANG_MARK("nothing says that it is a list of notices"),
	/* gate.c: why a reading was refused */
	LANG_MARK("the site refused us: %s"),
	LANG_MARK("the page could not be read: %s"),
	LANG_MARK("a challenge page of '%s'"),
	LANG_MARK("not a page but %s"),
	LANG_MARK("an error page: '%s'"),
	LANG_MARK("the page arrived in part"),
	LANG_MARK("an index of %s sitemaps: give the address of one of them, as '%s'"),
	LANG_MARK("the expected text '%s' is not on it"),
	LANG_MARK("no notices found on an otherwise intact page"),
	LANG_MARK("%s items found, but with confidence %s only"),
	LANG_MARK("of %s notices read %s bear the title of the list: '%s' is titled '%s'"),
	LANG_MARK("no notices, %s were listed before"),
	LANG_MARK("%s notices instead of about %s"),
	LANG_MARK("%s notices, at least %s are expected"),
	LANG_MARK("%s notices instead of %s, and the end of the page is missing"),
	LANG_MARK("another structure: none of the %s entries is known"),
	LANG_MARK("another list: none of the %s entries is known, and most are older than the "
		  "last reading"),
	LANG_MARK("%s of %s known entries have another title"),
	LANG_MARK("%s of %s known entries have another date"),
	LANG_MARK("dates cannot be read any more (%s%% of the entries, %s%% before)"),
};

/* Where the dates of records stand. */
static const char *const place[] = {LANG_MARK("inside"), LANG_MARK("above"),
	LANG_MARK("in the text"), LANG_MARK("none")};

/* Text of the format up to its next %s or end, "%%" as one; *f moves behind it. */
static struct str literal(const char **f, char *room, size_t max)
{
	size_t n = 0;

	while (**f && n < max && !((*f)[0] == '%' && (*f)[1] != '%')) {
		*f += (*f)[0] == '%';
		room[n++] = *(*f)++;
	}
	return str_n(room, n);
}

/* The parts of s where the format stands for it. */
static bool take_apart(const char *f, struct str s, struct str part[PARTS_MAX])
{
	char room[200];
	struct str text = literal(&f, room, sizeof(room));
	size_t n = 0;

	if (!str_starts(s, text))
		return false;
	s = str_sub(s, text.n, s.n);
	while (*f) {
		size_t at;

		f += 2; /* %s */
		text = literal(&f, room, sizeof(room));
		at = text.n ? str_find(s, text, 0) : s.n;
		if (at == SIZE_MAX || n == PARTS_MAX)
			return false;
		part[n++] = str_sub(s, 0, at);
		s = str_sub(s, at + text.n, s.n);
	}
	return s.n == 0;
}

/* The format of the other language with the parts in their places. */
static void put_together(struct buf *b, const char *f, const struct str part[PARTS_MAX])
{
	size_t next = 0;

	for (; *f; f++) {
		if (f[0] != '%') {
			buf_addc(b, *f);
		} else if (f[1] == '%') {
			buf_addc(b, *f++);
		} else {
			if (is_digit((unsigned char)f[1]) && f[2] == '$') {
				next = (size_t)(f[1] - '1');
				f += 2;
			}
			f++;
			if (next < PARTS_MAX)
				out_term(b, part[next++]);
		}
	}
}

static void say_sentence(struct buf *b, struct str s, enum lang l)
{
	for (size_t i = 0; i < sizeof(sentence) / sizeof(sentence[0]); i++) {
		struct str part[PARTS_MAX] = {{0}};

		if (!take_apart(sentence[i], s, part))
			continue;
		for (size_t k = 0; k < PARTS_MAX; k++)
			for (size_t w = 0; w < sizeof(place) / sizeof(place[0]); w++)
				if (str_eqc(part[k], place[w]))
					part[k] = str_of(lang_text(l, place[w]));
		put_together(b, lang_text(l, sentence[i]), part);
		return;
	}
	out_term(b, s);
}

void say_list(struct buf *b, struct str why, enum lang l)
{
	bool first = true;

	while (why.n) {
		size_t at = str_find(why, STR(SEPARATOR), 0);
		struct str one = str_sub(why, 0, at);

		buf_adds(b, first ? "" : LANG(l, "; "));
		first = false;
		say_sentence(b, one, l);
		why = at == SIZE_MAX ? STR("") : str_sub(why, at + sizeof(SEPARATOR) - 1, why.n);
	}
}
