/* What speaks for a reading and against it, measured: each a figure from 0 to 1. What each of
 * them weighs stands in list-evidence.c. */
#include "list-rivals.h"

#include "base/utf8.h"

/* Share of titles that name an action or a format only ("PDF"), or that all records without an
 * address have in common: after all that was tried, what the records are about is not known. */
static double nameless(const struct listing *l)
{
	size_t n = 0;

	for (size_t i = 0; i < l->nitems; i++)
		n += link_names_action(l->items[i].title) ||
			(l->nitems >= 3 && !l->items[i].url.n &&
				str_eq(l->items[i].title, l->items[i ? 0 : 1].title));
	return l->nitems ? (double)n / (double)l->nitems : 0;
}

/* "Roggensack", "Statutes": words for titles, and no more text beside them. */
static double short_titles(const struct reading *r)
{
	double width = r->named < 0.5 || r->rich - r->width > 5 ? r->rich : r->width;

	return clamp((18 - width) / 14);
}

/* Links that could be titles, menus apart: share of them that are none of this list. */
static double other_links(const struct mine *m, const struct reading *r)
{
	size_t n = 0;

	for (size_t i = 0; i < m->nleads; i++)
		n += m->lead[i].live && m->lead[i].width >= 12 && !m->lead[i].generic &&
			!(m->tree.node[m->lead[i].node].zone & (ZONE_NAV | ZONE_SIDE));
	return n > r->n ? clamp((double)(n - r->n) / (double)n) : 0;
}

/* Two letters of a folder may be a column, too: /gg/ is 公告. */
static bool is_language(struct str s)
{
	static const char *const word[] = {"en", "zh", "cn", "tw", "hk", "sc", "tc", "ja", "jp", "ko",
		"kr", "fr", "de", "es", "pt", "it", "ru", "ar"};

	for (size_t i = 0; i < sizeof(word) / sizeof(word[0]); i++)
		if (str_eqc(s, word[i]))
			return true;
	return false;
}

/* Is it the page of a whole site, "/", "/index.html", "/en/"? */
static double front_page(const struct mine *m)
{
	struct str path = m->has_base ? m->base_url.path : STR_NONE, name;

	if (!path.n || m->base_url.query.n > 1)
		return 0;
	if (path.n == 4 && path.p[3] == '/' && is_language(str_sub(path, 1, 3)))
		path.n = 1;
	name = str_sub(path, str_rfindc(path, '/') + 1, path.n);
	if (path.n > name.n + 1)
		return 0;
	return !name.n || str_starts_nocase(name, STR("index.")) ||
		str_starts_nocase(name, STR("default.")) || str_starts_nocase(name, STR("home."));
}

#define PARAGRAPH_BYTES 240 /* more than a summary of two lines */
#define PROSE_BYTES 3000.0

/* Text in long paragraphs outside of the records: the page of one notice, with a box of others. */
static double prose(const struct mine *m, const struct reading *r)
{
	size_t bytes = 0, k = 0;

	for (uint32_t i = 0; i < m->tree.n; i++) {
		const struct tree_node *x = &m->tree.node[i];

		if (x->tag != TAG_TEXT || x->text.n < PARAGRAPH_BYTES ||
			(x->zone & (ZONE_NAV | ZONE_HIDDEN)))
			continue;
		while (k < r->n && r->entry[k].end <= i)
			k++;
		if (k >= r->n || i < r->entry[k].begin)
			bytes += x->text.n;
	}
	return clamp((double)bytes / PROSE_BYTES);
}

/* Has the title a word of three letters, or two ideographs? */
static bool has_word(struct str s)
{
	size_t run = 0;

	for (size_t at = 0; at < s.n;) {
		int32_t c = utf8_next(s, &at);

		if (c >= 0x2e80)
			return true;
		run = (c < 0x80 && is_alpha((unsigned char)c)) || c >= 0xc0 ? run + 1 : 0;
		if (run >= 4)
			return true;
	}
	return false;
}

/* Shares of the items: titles without a word, as docket numbers; where there are no dates, titles
 * equal to the one before, and no address. */
static void measure_items(const struct listing *l, double *x)
{
	size_t codes = 0, equal = 0, lost = 0;
	double n = l->nitems ? (double)l->nitems : 1;

	for (size_t i = 0; i < l->nitems; i++) {
		codes += !has_word(l->items[i].title);
		equal += i && str_eq(l->items[i].title, l->items[i - 1].title);
		lost += !l->items[i].url.n;
	}
	x[EVIDENCE_CODES] = (double)codes / n;
	x[EVIDENCE_EQUAL] = (double)equal / n * (1 - x[EVIDENCE_DATED]); /* meetings */
	x[EVIDENCE_LOST] = (double)lost / n * (1 - x[EVIDENCE_DATED]);
}

/* Share of addresses on other hosts than most of them: partners, services. */
static double many_hosts(const struct listing *l)
{
	size_t changes = 0, n = 0;
	struct str last = STR_NONE;

	for (size_t i = 0; i < l->nitems && i < RECORDS; i++) {
		size_t at = str_find(l->items[i].url, STR("//"), 0);
		struct str host;

		if (at == SIZE_MAX)
			continue;
		host = str_sub(l->items[i].url, at + 2, l->items[i].url.n);
		host = str_sub(host, 0, str_findc(host, '/', 0));
		changes += n && !str_eq(host, last);
		last = host;
		n++;
	}
	return n > 1 ? (double)changes / (double)(n - 1) : 0;
}

static void measure_dates(const struct reading *r, double *x)
{
	bool one = one_date_for_all(r), inside = streq(r->where, "inside");

	x[EVIDENCE_DATED] = inside ? r->dated : 0;
	x[EVIDENCE_NEAR] = !inside && !streq(r->where, "above") ? r->dated : 0;
	x[EVIDENCE_ABOVE] = streq(r->where, "above") && !one ? r->dated : 0;
	x[EVIDENCE_ONE_DATE] = one;
	x[EVIDENCE_DATED_ADDRESS] = r->dated > 0.5 ? 0 : r->dated_url;
	x[EVIDENCE_DOCUMENT] = r->dated > 0.5 ? 0 : r->document;
	x[EVIDENCE_SUMMARY] = mine_summarised(r) ? r->summary : 0;
	x[EVIDENCE_SENTENCES] = r->n >= 8 && r->width >= 28 && r->unique > 0.9 && r->named > 0.9;
	x[EVIDENCE_DISORDER] = clamp((0.9 - r->order) / 0.5);
	x[EVIDENCE_TERMS] = r->terms;
	x[EVIDENCE_BARE] = r->bare;
}

static void measure_rivals(const struct mine *m, const struct reading *r, double *x)
{
	struct rivals v = rivals_of(m, r);

	x[EVIDENCE_RIVAL] = r->score > 0 ? clamp((v.score / r->score - 0.3) / 0.7) : 0;
	x[EVIDENCE_CROWD] = v.n > 6 ? 1 : (double)v.n / 6;
	x[EVIDENCE_NEXT] = clamp((next_place(m, r) - 0.4) / 0.6);
	x[EVIDENCE_DATED_RIVAL] = dated_rival(m, r);
	x[EVIDENCE_DATED_ELSEWHERE] = dated_elsewhere(m, r);
	x[EVIDENCE_DATES_OUTSIDE] = streq(r->where, "above") ? 0 : dates_outside(m, r);
	x[EVIDENCE_LONGER] = with_rivals(m, r);
	x[EVIDENCE_BOXES] = boxes_beside(m, r);
	/* where it has one list, it is clearer which one is meant */
	x[EVIDENCE_FRONT] = front_page(m) * (v.n || x[EVIDENCE_BOXES] > 0 ? 1 : 0.5);
	x[EVIDENCE_OTHER_LINKS] = other_links(m, r);
	x[EVIDENCE_PROSE] = prose(m, r);
}

double *mine_evidence(const struct mine *m, const struct reading *r, const struct listing *l)
{
	double *x = arena_array(m->a, EVIDENCE_KINDS, sizeof(*x));

	x[EVIDENCE_ALWAYS] = 1;
	x[EVIDENCE_RULES] = mine_estimate(m, r) * (1 - 0.5 * nameless(l));
	x[EVIDENCE_UNSURE] = clamp((0.55 - x[EVIDENCE_RULES]) / 0.2);
	measure_dates(r, x);
	measure_rivals(m, r, x);
	measure_items(l, x);
	x[EVIDENCE_SHORT] = short_titles(r);
	x[EVIDENCE_NAMELESS] = nameless(l);
	x[EVIDENCE_FEW] = clamp((5 - (double)r->n) / 4);
	x[EVIDENCE_SINGLE] = r->n == 1 ? (lone_record(m, r) ? 1 : 0.6) : 0;
	x[EVIDENCE_BUTTON] = r->n <= 2 && !m->lead[r->entry[0].lead].live;
	x[EVIDENCE_MENU] = r->nav;
	x[EVIDENCE_SIDE] = r->side;
	x[EVIDENCE_HIDDEN] = r->hidden;
	x[EVIDENCE_REPEATED] = 1 - r->unique;
	x[EVIDENCE_COLUMN] = r->column;
	x[EVIDENCE_HOSTS] = many_hosts(l);
	return x;
}
