/* JSON inside scripts: "var list = [{...}]", window.__DATA__ = {...}, and
 * <script type="application/json">. What is a list in it, jsonlist.c says. */
#include "list-mine.h"

#include "crawler/jsonlist.h"

#define ISLANDS_MAX 20 /* values tried in one page */
#define ISLAND_MIN 40  /* bytes; shorter values hold no list */
#define ISLAND_MAX ((size_t)4 << 20)

bool json_looks_like(struct str text)
{
	if (str_starts(text, STR("\xef\xbb\xbf")))
		text = str_sub(text, 3, text.n);
	text = str_trim(text);
	return text.n > 1 && (text.p[0] == '{' || text.p[0] == '[') && text.p[1] != '%';
}

void json_read(const struct mine *m, struct str text, struct listing *out)
{
	if (!jsonlist_read(m->order, text, out, m->a))
		out->why = STR("no list: no array of records with titles in the JSON");
}

/* Length of the JSON value that begins at `at`; 0 where its brackets do not close. */
static size_t value_length(struct str s, size_t at)
{
	size_t depth = 0;
	bool string = false;

	for (size_t i = at; i < s.n && i - at < ISLAND_MAX; i++) {
		char c = s.p[i];

		if (string) {
			if (c == '\\')
				i++;
			else if (c == '"')
				string = false;
		} else if (c == '"') {
			string = true;
		} else if (c == '[' || c == '{') {
			depth++;
		} else if ((c == ']' || c == '}') && --depth == 0) {
			return i + 1 - at;
		}
	}
	return 0;
}

/* A value after '=' or '>' that begins as arrays of objects and objects of members do. */
static bool begins_value(struct str s, size_t k)
{
	char open = s.p[k];

	if (open != '[' && open != '{')
		return false;
	for (k++; k < s.n && is_space((unsigned char)s.p[k]); k++)
		;
	return k < s.n && s.p[k] == (open == '[' ? '{' : '"');
}

/* *budget is what may still be read in looking for closing brackets. */
static bool next_island(struct str s, size_t *at, size_t *budget, struct str *out)
{
	for (size_t i = *at; i + 2 < s.n && *budget; i++) {
		size_t k = i + 1, n, used;

		if (s.p[i] != '=' && s.p[i] != '>')
			continue;
		while (k < s.n && is_space((unsigned char)s.p[k]))
			k++;
		if (k >= s.n || !begins_value(s, k))
			continue;
		n = value_length(s, k);
		used = n ? n : s.n - k;
		*budget -= used < *budget ? used : *budget;
		*at = k + (n ? n : 1);
		if (n < ISLAND_MIN) {
			i = *at - 1;
			continue;
		}
		*out = str_sub(s, k, n);
		return true;
	}
	return false;
}

/* Menus are arrays with titles, too: half the records must have a date, or an address and
 * a title of some length. */
static bool says_more(const struct listing *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->nitems; i++)
		n += l->items[i].date_ms != DATE_NONE_MS ||
			(l->items[i].url.n && l->items[i].title.n >= 18);
	return n * 2 >= l->nitems;
}

/* Scripts hold many arrays: a few records, or records without dates, say little. */
static double confidence(const struct listing *l)
{
	size_t dated = 0;

	for (size_t i = 0; i < l->nitems; i++)
		dated += l->items[i].date_ms != DATE_NONE_MS;
	return l->confidence * (dated * 2 >= l->nitems ? 1 : 0.6) *
		(l->nitems < 4 ? 0.6 : l->nitems < 6 ? 0.8 : 1);
}

bool json_in_scripts(const struct mine *m, struct str text, struct listing *out)
{
	struct listing best = {0};
	struct str island;
	size_t at = 0, budget = 2 * ISLAND_MAX;

	for (int i = 0; i < ISLANDS_MAX && next_island(text, &at, &budget, &island); i++) {
		struct listing l = {0};

		if (jsonlist_read(m->order, island, &l, m->a) && l.nitems >= 3 &&
			l.nitems > best.nitems && says_more(&l)) {
			best = l;
			best.confidence = confidence(&l);
		}
	}
	if (best.nitems < 3 || best.confidence <= out->confidence)
		return false;
	*out = best;
	out->source = LIST_ISLAND;
	out->why = arena_strf(m->a, "%zu records of a JSON array in a script", best.nitems);
	return true;
}
