/* Parked, resold, spam, another portal's, hidden. The marks of parking come from
 * etc/words/parked.txt by way of CMake. */
#include "crawler/wrong.h"

#include "crawler/signals.h"
#include "crawler/url.h"

/* Parking pages say little; an article about the trade with domain names says more, and a
 * notice about it says so. */
#define PARKED_TEXT_MAX 3000
#define DETAIL_MAX 200
#define CODE_LEAST 8 /* digits of a site code: 10, older ones fewer */

enum mark { MARK_host, MARK_title, MARK_empty, MARK_text, MARK_guard };

static const struct {
	enum mark mark;
	const char *text;
} marks[] = {
#define PARKED(mark, text) {MARK_##mark, text},
#include "parked-words.inc"
#undef PARKED
};

static bool bears(const struct result *r, struct str host, enum mark mark, const char *text)
{
	const struct page *p = &r->page;

	switch (mark) {
	case MARK_host:
		/* a link to the market itself is no fault, being sent there is */
		return r->nhops > 1 && url_host_below(host, str_of(text)) &&
			str_find_nocase(r->url, str_of(text), 0) == SIZE_MAX;
	case MARK_title:
	case MARK_empty:
		return p->text_bytes <= PARKED_TEXT_MAX &&
			str_find_nocase(p->title, str_of(text), 0) != SIZE_MAX;
	case MARK_text: /* parked_token: the text does not come this far */
	case MARK_guard:
		break;
	}
	return false;
}

static bool is_about_it(struct str title)
{
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (marks[i].mark == MARK_guard && str_has(title, str_of(marks[i].text)))
			return true;
	return false;
}

/* The row of the mark that it bears; -1 none. */
static int parked_by(const struct result *r, struct arena *a)
{
	struct url u;

	if (r->nhops <= 1 && (!r->page.title.n || r->page.text_bytes > PARKED_TEXT_MAX))
		return -1; /* no mark could fit: most pages */
	if (url_parse(r->final_url, NULL, &u, a) < 0)
		return -1;
	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]); i++)
		if (bears(r, u.host, marks[i].mark, marks[i].text) &&
			(marks[i].mark == MARK_host || !is_about_it(r->page.title)))
			return (int)i;
	return -1;
}

struct str wrong_site_code(const struct page *p)
{
	for (size_t i = 0; i < p->nmeta; i++)
		if (str_eqc(p->meta[i].key, "siteidcode"))
			return str_trim(p->meta[i].value);
	return STR_NONE;
}

static bool is_code(struct str s)
{
	for (size_t i = 0; i < s.n; i++)
		if (!is_alnum(s.p[i]))
			return false;
	return s.n >= CODE_LEAST;
}

/* Digits of a region that say something: 37 of a province, 3702 of a city, 370283. */
static size_t region_digits(struct str code)
{
	struct str region = str_sub(code, 0, 6);

	return str_ends(region, STR("0000")) ? 2 : str_ends(region, STR("00")) ? 4 : 6;
}

/* Offices have codes of their own on pages below their portal's host, and so have counties
 * on the platform of their city: regions that are the same or contain each other. Codes of
 * ministries, "bm55000001", begin with their number. */
static bool are_related(struct str a, struct str b)
{
	size_t n = region_digits(a), m = region_digits(b);

	if (str_starts_nocase(a, STR("bm")) || str_starts_nocase(b, STR("bm")))
		n = m = 4;
	if (m < n)
		n = m;
	return str_eq_nocase(str_sub(a, 0, n), str_sub(b, 0, n));
}

/* As many as fit. */
static struct str whole_words(struct str s)
{
	return s.n <= DETAIL_MAX ? s : str_sub(s, 0, str_rfindc(str_sub(s, 0, DETAIL_MAX), ' '));
}

void wrong_judge(const struct result *r, struct str site_code, struct wrong *out,
	struct arena *a)
{
	struct str code;
	int mark;

	*out = (struct wrong){0};
	if (!verdict_is_good(r->verdict) || !r->has_page ||
		(r->page.kind != PAGE_HTML && r->page.kind != PAGE_SCRIPT))
		return;
	if (r->page.spam_words.n) {
		out->reason = "spam";
		out->detail = arena_str(a, whole_words(r->page.spam_words));
		return;
	}
	if (r->page.leads_to.n) {
		out->reason = "leads-away";
		out->detail = arena_str(a, str_sub(r->page.leads_to, 0, DETAIL_MAX));
		return;
	}
	if (r->page.parked.n) {
		out->reason = "parked";
		out->detail = arena_str(a, r->page.parked);
		return;
	}
	mark = parked_by(r, a);
	if (mark >= 0) {
		out->reason = marks[mark].mark == MARK_empty ? "default-page" : "parked";
		out->detail = arena_str(a, str_of(marks[mark].text));
		return;
	}
	code = wrong_site_code(&r->page);
	if (is_code(site_code) && is_code(code) && !are_related(code, site_code)) {
		out->reason = "site-code";
		out->detail = arena_strf(a, "site code %.*s, expected %.*s", STR_ARG(code),
			STR_ARG(site_code));
	}
}

bool wrong_plants_link(struct str page, const struct link *l)
{
	struct hijack_hits hits;

	if (!wrong_hides_link(page, l))
		return false;
	if (!str_eqc(l->hidden_how, "display:none") && !str_eqc(l->hidden_how, "visibility:hidden"))
		return true;
	hijack_find(l->text, &hits);
	return hits.n > 0;
}

bool wrong_leads_away(struct str page, struct str url)
{
	struct arena a = ARENA_INIT;
	struct url u;
	bool yes = url_parse(url, NULL, &u, &a) == 0 && url_is_http(&u) &&
		!url_is_government(u.host) && !url_same_site(page, url);

	arena_release(&a);
	return yes;
}

bool wrong_hides_link(struct str page, const struct link *l)
{
	return l->hidden && !l->navigation && !str_none(l->url) && str_eqc(l->element, "a") &&
		wrong_leads_away(page, l->url);
}

void wrong_names_that_hide(struct str all, bool planted, struct buf *out)
{
	struct str line;

	while (str_cut(&all, '\n', &line))
		if (line.n && (planted || line.p[0] == '!'))
			buf_addf(out, "%.*s\n", STR_ARG(line));
}
