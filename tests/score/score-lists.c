/* Scores list_read over a folder of saved pages with expected answers.
 *
 *	score-lists [--held-out|--all] [--why] [--pager] [--only TEXT] [--gutted]
 *		[--partial FILE] [--again N] [--floor F1 DATES] [--figures FILE] CORPUS
 *
 * CORPUS holds
 *	truth/NAME.json	{"file": "list/x.html", "base_url": URL, "site": TEXT, "now": TIME,
 *			 "items": [{"title", "href", "url", "date"}]}, in the order of the
 *			page; url and date may be null; file is relative to CORPUS;
 *			 now: when it was read, or none
 *	courts/NAME.compare.json	[{"case_dates", "download_urls",
 *			"date_filed_is_approximate"}] for courts/NAME.html, or none; download_urls
 *			is an address or a list of them: others of the same record
 *	INDEX.tsv	file TAB kind TAB address, for files whose truth has no address; or none
 *
 * Prints one line per page, worst first, then totals per site and of all. Pages whose
 * name's CRC-32 is divisible by five are the part held out while developing: their totals
 * are always printed apart, their lines with --held-out or --all only.
 *
 * F1 is over pairs of title and address, each without white space. Where the truth knows no
 * address, titles are compared. Titles in courts/ are tidied: there the address alone must
 * be that of the notice or of the document beside it. Each is matched once. Dates are counted for matched items that state one.
 *
 * Under each total the calibration: pages and their F1 by tenths of confidence.
 *
 * --partial FILE	pages whose truth holds some of the notices only: scored by what was
 *			found of it, in a total of their own
 * --floor F1 DATES	exit status 1 where F1 of all items or the share of right dates lies
 *			below, over both parts
 * --again N		each page is read once more by the places that were learned from it: those
 *			whose list is another then, or found by less than its path, are named; exit
 *			status 1 where they are more than N
 * --figures FILE	a line per page with items, for fit-lists.py: name, site, F1, confidence, then
 *			what the confidence rests on, "name=figure" each; with --gutted the F1 is 0
 * --gutted		the links of the expected notices are taken out of each page first:
 *			whatever is still returned with confidence is a menu, a footer, or
 *			another list; such pages are printed */
#include "base/arena.h"
#include "base/civil.h"
#include "base/digest.h"
#include "base/err.h"
#include "base/fs.h"
#include "base/jval.h"
#include "base/utf8.h"
#include "crawler/charset.h"
#include "crawler/feed.h"
#include "crawler/list.h"

#include <stdio.h>
#include <stdlib.h>


struct options {
	bool held_out, all, why, pager, gutted;
	const char *only, *corpus, *partial, *figures;
	double floor_f1, floor_dates;
	long again; /* pages that may read otherwise the second time; -1: not tried */
};

#define URLS_MAX 8

struct expected {
	struct str title, url, date, href;
	struct str other[URLS_MAX]; /* links of the same record */
	size_t nother;
	bool used;
};

struct score {
	char name[160], site[80];
	size_t nwant, ngot, nhit, ndated, ndate_right;
	double f1, confidence;
	int64_t now_ms;
	bool chinese, court, held, partial, unlike;
	char why[600];
	char *figures; /* what the confidence rests on, of mined lists; NULL */
};

static struct str index_text, partial_text;

static bool is_held_out(struct str file)
{
	size_t slash = str_rfindc(file, '/');

	return crc32_of(slash == SIZE_MAX ? file : str_sub(file, slash + 1, file.n)) % 5 == 0;
}

/* Is the page to be shown line by line? */
static bool shown(const struct options *o, const struct score *s)
{
	return !o->gutted && (o->all || s->held == o->held_out);
}

static bool is_listed(struct str list, struct str file)
{
	struct str line;

	while (str_cut(&list, '\n', &line))
		if (str_starts(line, file) && line.n > file.n && line.p[file.n] == '\t')
			return true;
	return false;
}

static void name_score(struct score *s, struct str file, struct str site)
{
	snprintf(s->name, sizeof(s->name), "%.*s", STR_ARG(file));
	snprintf(s->site, sizeof(s->site), "%.*s", STR_ARG(site));
	s->held = is_held_out(file);
	s->partial = is_listed(partial_text, file);
	s->now_ms = INT64_C(1795305600000);
}

static struct str without_space(struct str s, struct arena *a)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t at = 0; at < s.n;) {
		size_t from = at;
		int32_t c = utf8_next(s, &at);

		if (!cp_is_space(c)) {
			memcpy(p + n, s.p + from, at - from);
			n += at - from;
		}
	}
	return str_n(p, n);
}

/* Original address of a file by INDEX.tsv. */
static struct str address_of(struct str file)
{
	struct str rest = index_text, line, field;

	while (str_cut(&rest, '\n', &line)) {
		if (!str_starts(line, file) || line.n <= file.n || line.p[file.n] != '\t')
			continue;
		for (int i = 0; i < 3 && str_cut(&line, '\t', &field); i++)
			;
		return field;
	}
	return STR_NONE;
}

static const char *zone_of(struct str url)
{
	struct str host = str_sub(url, 0, 60);

	if (str_has(host, STR(".tw/")))
		return "Asia/Taipei";
	if (str_has(host, STR(".cn")) || str_has(host, STR("hncic")) || str_has(host, STR("zjgztb")))
		return "Asia/Shanghai";
	return "America/New_York";
}

static struct str decode(struct str body, struct str url, struct arena *a)
{
	struct charset_result r;

	charset_decode(body, STR_NONE, url, &r, a);
	return r.text;
}

/* As page_read does it, without the rest of the page. */
static void read_any(const struct page_order *o, struct str text, struct listing *out,
	struct arena *a)
{
	if (!str_has(str_sub(text, 0, 1000), STR("<rss")) || !feed_read(o, text, out, a))
		list_read(o, text, out, a);
}

/* The same page, by what was learned from it. */
static bool reads_alike(struct page_order o, struct str text, const struct listing *l,
	struct arena *a)
{
	struct listing x;
	bool same;

	o.learned = l->locators;
	o.nlearned = l->nlocators;
	read_any(&o, text, &x, a);
	same = x.nitems == l->nitems && (l->nlocators == 0 || (x.by_learned && !x.elsewhere));
	for (size_t i = 0; same && i < l->nitems; i++)
		same = str_eq(x.items[i].url, l->items[i].url) &&
			str_eq(x.items[i].title, l->items[i].title) &&
			x.items[i].date_ms == l->items[i].date_ms;
	return same;
}

/* http and https are one address, as they are for identities. */
static struct str without_scheme(struct str s)
{
	size_t n = str_starts(s, STR("https://")) ? 8 : str_starts(s, STR("http://")) ? 7 : 0;

	return str_sub(s, n, s.n);
}

static int hex_of(char c)
{
	return c >= '0' && c <= '9' ? c - '0' : (c | 32) >= 'a' && (c | 32) <= 'f' ? (c | 32) - 'a' + 10 : -1;
}

/* %20 and a blank are one address, as are \\ and / */
static struct str plain_address(struct str s, struct arena *a)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		bool hex = s.p[i] == '%' && i + 2 < s.n && hex_of(s.p[i + 1]) >= 0 &&
			hex_of(s.p[i + 2]) >= 0;

		p[n++] = hex ? (char)(hex_of(s.p[i + 1]) * 16 + hex_of(s.p[i + 2]))
			: s.p[i] == '\\' ? '/' : s.p[i];
		i += hex ? 2 : 0;
	}
	return str_n(p, n);
}

/* The base of pages in courts/ is not known: a relative address must end the expected one. */
static bool same_address(struct str want, const struct item *it, struct arena *a)
{
	struct item beside = {.url = it->file, .href = it->file};

	struct str href = plain_address(it->href, a);

	want = plain_address(want, a);
	if (str_eq(without_scheme(want), without_scheme(plain_address(it->url, a))) ||
		str_eq(without_scheme(want), without_scheme(href)))
		return true;
	if (it->file.n && same_address(want, &beside, a))
		return true;
	while (str_starts(href, STR("./")) || str_starts(href, STR("../")))
		href = str_sub(href, href.p[1] == '/' ? 2 : 3, href.n);
	if (str_starts(href, STR("/")))
		href = str_sub(href, 1, href.n);
	return href.n > 4 && str_ends(want, href) && want.n > href.n &&
		want.p[want.n - href.n - 1] == '/';
}

static bool matches(const struct expected *want, const struct item *it, bool court,
	struct arena *a)
{
	if (court) {
		for (size_t i = 0; i < want->nother; i++)
			if (same_address(want->other[i], it, a))
				return true;
		return same_address(want->url, it, a);
	}
	if (!str_eq(want->title, without_space(it->title, a)))
		return false;
	return str_none(want->url) || str_eq(want->url, it->url);
}

static void compare(struct score *s, struct expected *want, size_t n,
	const struct listing *l, bool *hit, const struct zone *z, struct arena *a)
{
	char day[TIME_TEXT];
	size_t from = 0;

	for (size_t i = 0; i < l->nitems; i++) {
		for (size_t j = 0; j < n; j++) {
			size_t k = (from + j) % n; /* usually the next one */
			struct expected *x = &want[k];

			if (x->used || !matches(x, &l->items[i], s->court, a))
				continue;
			x->used = hit[i] = true;
			from = k + 1;
			s->nhit++;
			if (!x->date.n)
				break;
			s->ndated++;
			if (l->items[i].date_ms &&
				str_starts(x->date, str_of(day_text(day,
					day_of_ms(l->items[i].date_ms, z)))))
				s->ndate_right++;
			else if (getenv("SCORE_DATES"))
				printf("  date %s want %.*s got %s %.*s\n", s->name,
					STR_ARG(x->date), l->items[i].date_ms ? day_text(day,
					day_of_ms(l->items[i].date_ms, z)) : "-",
					STR_ARG(l->items[i].title));
			break;
		}
	}
}

static void show_misses(const struct expected *want, size_t n, const struct listing *l,
	const bool *hit)
{
	size_t shown = 0;

	for (size_t k = 0; k < n && shown < 4; k++)
		if (!want[k].used && ++shown)
			printf("    missed  %.*s | %.*s\n", STR_ARG(want[k].title),
				STR_ARG(want[k].url));
	shown = 0;
	for (size_t i = 0; i < l->nitems && shown < 6; i++)
		if (!hit[i] && ++shown)
			printf("    extra   %.*s | %.*s | %.*s\n", STR_ARG(l->items[i].title),
				STR_ARG(l->items[i].url), STR_ARG(l->items[i].href));
}

/* Takes the links to the expected notices out of a page: what is left of it is no list of
 * them. */
static struct str without_links(struct str text, const struct expected *want, size_t n,
	struct arena *a)
{
	char *p = arena_alloc(a, text.n + 1);

	memcpy(p, text.p, text.n);
	text = str_n(p, text.n);
	for (size_t k = 0; k < n; k++)
		for (size_t at = 0; want[k].href.n > 3 &&
			(at = str_find(text, want[k].href, at)) != SIZE_MAX;) {
			size_t end = str_find_nocase(text, STR("</a>"), at), from = at;

			while (from && text.p[from] != '<')
				from--;
			if (end == SIZE_MAX || !str_starts_nocase(str_sub(text, from, 3), STR("<a "))) {
				at++;
				continue;
			}
			memset(p + from, ' ', end + 4 - from);
			at = end;
		}
	return text;
}

static void show_rest(const struct score *s, const struct listing *l)
{
	if (s->court || l->nitems == 0 || l->confidence < 0.5)
		return;
	printf("%.2f %4zu left on %s: %.*s\n", l->confidence, l->nitems, s->name,
		STR_ARG(l->why));
	for (size_t i = 0; i < l->nitems && i < 3; i++)
		printf("    %.*s\n", STR_ARG(l->items[i].title));
}

/* "name=figure name=figure …", to be freed. Of courts the address of the page is not known. */
static char *figures_of(const struct listing *l, bool court)
{
	struct buf b = BUF_INIT(1 << 16);

	for (size_t i = 0; list_evidence_name(i); i++)
		buf_addf(&b, "%s%s=%.4f", i ? " " : "", list_evidence_name(i),
			court && streq(list_evidence_name(i), "front") ? 0 : l->evidence[i]);
	return buf_detach(&b);
}

/* Expected answers of courts may hold a part of the list only, and say so nowhere. */
static double found_of(const struct score *s)
{
	double found = s->nwant ? (double)s->nhit / (double)s->nwant : 0;

	return found > s->f1 && s->nwant < s->ngot ? found : s->f1;
}

static void write_figures(const struct options *o, const struct score *s, size_t n)
{
	FILE *f = fopen(o->figures, "w");

	if (!f)
		fatal("cannot write '%s'", o->figures);
	for (size_t i = 0; i < n; i++)
		if (s[i].figures && s[i].ngot)
			fprintf(f, "%s\t%s\t%.4f\t%.4f\t%s\n", s[i].name, s[i].site,
				o->gutted ? 0 : s[i].court ? found_of(&s[i]) : s[i].f1,
				s[i].confidence, s[i].figures);
	if (fclose(f) != 0)
		fatal("cannot write '%s'", o->figures);
}

static void score_page(const struct options *o, struct score *s, struct expected *want,
	size_t n, struct str file, struct str url, struct arena *a)
{
	struct page_order order = {.url = url, .now_ms = s->now_ms,
		.zone = str_of(zone_of(url))};
	struct buf body = BUF_INIT((size_t)64 << 20);
	char *path = fs_join(o->corpus, arena_cstr(a, file));
	const struct zone *z;
	struct listing l;
	struct err e = {0};
	struct str text;
	bool *hit;

	if (fs_read(path, &body, &e) < 0)
		fatal("%s", e.text);
	if (zone_load(zone_of(url), &z, &e) < 0)
		fatal("%s", e.text);
	text = decode(buf_str(&body), url, a);
	read_any(&order, o->gutted ? without_links(text, want, n, a) : text, &l, a);
	if (o->gutted)
		show_rest(s, &l);
	s->figures = l.evidence ? figures_of(&l, s->court) : NULL;
	if (o->again >= 0 && !reads_alike(order, text, &l, a)) {
		printf("%s: another list the second time\n", s->name);
		s->unlike = true;
	}
	s->chinese = streq(zone_of(url), "Asia/Shanghai");
	s->nwant = n;
	s->ngot = l.nitems;
	s->confidence = l.confidence;
	hit = arena_array(a, l.nitems + 1, sizeof(*hit));
	compare(s, want, n, &l, hit, z, a);
	s->f1 = n + l.nitems ? 2.0 * (double)s->nhit / (double)(n + l.nitems) : 1;
	snprintf(s->why, sizeof(s->why), "%.*s", STR_ARG(l.why));
	if (s->partial)
		s->f1 = n ? (double)s->nhit / (double)n : 1;
	if (o->why && shown(o, s) && (o->only || s->f1 < 0.99)) {
		printf("%s  f1 %.3f\n  %s\n  next %.*s pages %d source %s empty %d\n", s->name, s->f1,
			s->why, STR_ARG(l.next), l.pages, list_source_word(l.source), l.empty_shape);
		show_misses(want, n, &l, hit);
	}
	if (o->pager && shown(o, s))
		printf("%s\n  next %.*s  pages %d\n", s->name, STR_ARG(l.next), l.pages);
	buf_release(&body);
	free(path);
}

static bool score_truth(const struct options *o, const struct jval *v, struct score *s,
	struct arena *a)
{
	const struct jval *items = jval_get(v, "items");
	struct str file = jval_str(jval_get(v, "file")), url = jval_str(jval_get(v, "base_url"));
	size_t n = jval_size(items);
	struct expected *want = arena_array(a, n + 1, sizeof(*want));

	if (!items || (o->only && !str_has(file, str_of(o->only))))
		return false;
	if (str_none(url))
		url = jval_str(jval_get(v, "url"));
	if (str_none(url))
		url = address_of(file);
	name_score(s, file, jval_str(jval_get(v, "site")));
	if (jval_get(v, "now") && !time_parse(jval_str(jval_get(v, "now")), zone_shanghai(), &s->now_ms))
		fatal("%.*s: now is no time", STR_ARG(file));
	for (size_t i = 0; i < n; i++) {
		const struct jval *x = jval_at(items, i);

		want[i] = (struct expected){
			.title = without_space(jval_str(jval_get(x, "title")), a),
			.url = jval_str(jval_get(x, "url")), .date = jval_str(jval_get(x, "date")),
			.href = jval_str(jval_get(x, "href"))};
	}
	score_page(o, s, want, n, file, url, a);
	return true;
}

/* Where the address of a page is not known, its links are read from the host they name. */
static struct str origin_of(struct str url)
{
	size_t host = str_find(url, STR("//"), 0);

	return host == SIZE_MAX ? STR_NONE
				: str_sub(url, 0, str_findc(url, '/', host + 2) + 1);
}

static bool score_court(const struct options *o, const struct jval *v, const char *path,
	struct score *s, struct arena *a)
{
	struct str name = str_of(path);
	size_t n = 0;
	struct expected *want = arena_array(a, jval_size(v) + 1, sizeof(*want));
	struct str file, url;

	name = str_sub(name, 0, name.n - strlen(".compare.json"));
	file = arena_strf(a, "courts%.*s.html",
		STR_ARG(str_sub(name, str_rfindc(name, '/'), name.n)));
	if (o->only && !str_has(file, str_of(o->only)))
		return false;
	name_score(s, file, STR("courts"));
	s->court = true;
	for (size_t i = 0; i < jval_size(v); i++) {
		const struct jval *x = jval_at(v, i);
		bool rough = jval_bool(jval_get(x, "date_filed_is_approximate"), false);
		bool repeated = false;

		const struct jval *urls = jval_get(x, "download_urls");

		url = jval_size(urls) ? jval_str(jval_at(urls, 0)) : jval_str(urls);
		for (size_t k = 0; k < n; k++)
			repeated |= str_eq(want[k].url, url);
		if (repeated)
			continue;
		want[n] = (struct expected){.title = jval_str(jval_get(x, "case_names")),
			.url = url,
			.date = rough ? STR_NONE : jval_str(jval_get(x, "case_dates"))};
		for (size_t k = 1; k < jval_size(urls) && want[n].nother < URLS_MAX; k++)
			want[n].other[want[n].nother++] = jval_str(jval_at(urls, k));
		n++;
	}
	url = address_of(file);
	if (!str_starts(url, STR("http")) && n)
		url = origin_of(want[0].url);
	score_page(o, s, want, n, file, url, a);
	return true;
}

static int worst_first(const void *a, const void *b)
{
	const struct score *x = a, *y = b;

	if (x->f1 != y->f1)
		return x->f1 < y->f1 ? -1 : 1;
	return strcmp(x->name, y->name);
}

static void total(const char *what, const struct score *s, size_t n,
	bool (*in)(const struct score *, const char *), const char *arg)
{
	size_t want = 0, got = 0, hit = 0, dated = 0, right = 0, pages = 0, bad = 0, flagged = 0, wrong = 0;
	double mean = 0;

	for (size_t i = 0; i < n; i++) {
		if (!in(&s[i], arg))
			continue;
		pages++;
		mean += s[i].f1;
		want += s[i].nwant;
		got += s[i].ngot;
		hit += s[i].nhit;
		dated += s[i].ndated;
		right += s[i].ndate_right;
		bad += s[i].f1 < 0.8;
		flagged += s[i].f1 < 0.8 && s[i].confidence < 0.5;
		wrong += s[i].f1 >= 0.8 && s[i].nwant && s[i].confidence < 0.5;
	}
	if (pages)
		printf("%-34s pages %3zu  f1 items %.4f  mean of pages %.4f  dates %zu/%zu %.4f"
		       "  f1<0.8: %zu, flagged %zu, good ones flagged %zu\n",
			what, pages, want + got ? 2.0 * (double)hit / (double)(want + got) : 1,
			mean / (double)pages, right, dated,
			dated ? (double)right / (double)dated : 1, bad, flagged, wrong);
}

static bool is_site(const struct score *s, const char *site)
{
	return streq(s->site, site) && !s->partial;
}

static bool is_chinese(const struct score *s, const char *held)
{
	return s->chinese && !s->court && s->held == (held != NULL);
}

static bool is_truth(const struct score *s, const char *held)
{
	return !s->court && s->held == (held != NULL);
}

static bool is_court(const struct score *s, const char *held)
{
	return s->court && !s->partial && s->held == (held != NULL);
}

static bool is_any(const struct score *s, const char *held)
{
	return !s->partial && s->held == (held != NULL);
}

static bool is_partial(const struct score *s, const char *arg)
{
	(void)arg;
	return s->partial;
}

#define BINS 10

/* Of each tenth of confidence: pages, their mean F1 (of partial pages what was found of the
 * expected), how many are under 0.8. A confidence that predicts falls with the F1. */
static void print_calibration(const struct score *s, size_t n,
	bool (*in)(const struct score *, const char *), const char *arg)
{
	size_t pages[BINS] = {0}, bad[BINS] = {0};
	double f1[BINS] = {0};

	for (size_t i = 0; i < n; i++) {
		int k = (int)(s[i].confidence * BINS);

		if (!in(&s[i], arg))
			continue;
		k = k < 0 ? 0 : k >= BINS ? BINS - 1 : k;
		pages[k]++;
		f1[k] += s[i].f1;
		bad[k] += s[i].f1 < 0.8;
	}
	for (int k = BINS - 1; k >= 0; k--)
		if (pages[k])
			printf("  confidence %.1f to %.1f  pages %3zu  mean f1 %.4f  f1<0.8: %zu\n",
				(double)k / BINS, (double)(k + 1) / BINS, pages[k],
				f1[k] / (double)pages[k], bad[k]);
}

static void print_totals(const struct score *s, size_t n)
{
	static const struct {
		const char *name;
		bool (*in)(const struct score *, const char *);
	} part[] = {{"truth, Chinese", is_chinese}, {"truth, all", is_truth},
		{"courts", is_court}, {"all pages", is_any}};

	total("partial (recall counts)", s, n, is_partial, NULL);
	print_calibration(s, n, is_partial, NULL);
	for (int held = 0; held < 2; held++) {
		const char *arg = held ? "held" : NULL;

		printf("%s\n", held ? "-- held out" : "-- tuned");
		for (size_t i = 0; i < sizeof(part) / sizeof(part[0]); i++) {
			total(part[i].name, s, n, part[i].in, arg);
			print_calibration(s, n, part[i].in, arg);
		}
	}
}

static void print_all(const struct options *o, struct score *s, size_t n)
{
	qsort(s, n, sizeof(*s), worst_first);
	for (size_t i = 0; i < n; i++)
		if (shown(o, &s[i]))
			printf("%.3f conf %.2f  %3zu of %3zu, got %3zu, dates %zu/%zu  %s\n",
				s[i].f1, s[i].confidence, s[i].nhit, s[i].nwant, s[i].ngot,
				s[i].ndate_right, s[i].ndated, s[i].name);
	if (o->gutted)
		return;
	for (size_t i = 0; i < n; i++) {
		bool seen = false;

		for (size_t k = 0; k < i; k++)
			seen |= streq(s[k].site, s[i].site);
		if (!seen && shown(o, &s[i]))
			total(s[i].site, s, n, is_site, s[i].site);
	}
	print_totals(s, n);
}

/* Is what was read as good as the floors ask? */
static bool above_floor(const struct options *o, const struct score *s, size_t n)
{
	size_t both = 0, hit = 0, dated = 0, right = 0;
	double f1, dates;

	for (size_t i = 0; i < n; i++) {
		if (s[i].partial)
			continue;
		both += s[i].nwant + s[i].ngot;
		hit += s[i].nhit;
		dated += s[i].ndated;
		right += s[i].ndate_right;
	}
	f1 = both ? 2.0 * (double)hit / (double)both : 1;
	dates = dated ? (double)right / (double)dated : 1;
	if (f1 >= o->floor_f1 && dates >= o->floor_dates)
		return true;
	fprintf(stderr, "below the floor: f1 of items %.4f, %.4f wanted; dates %.4f, %.4f wanted\n",
		f1, o->floor_f1, dates, o->floor_dates);
	return false;
}

static size_t score_folder(const struct options *o, const char *pattern, bool court,
	struct score *s, size_t n, size_t max)
{
	char *glob = fs_join(o->corpus, pattern), **file;
	size_t nfiles;

	if (fs_glob(glob, &file, &nfiles, NULL) < 0)
		fatal("cannot list '%s'", glob);
	for (size_t i = 0; i < nfiles && n < max; i++) {
		struct buf b = BUF_INIT((size_t)16 << 20);
		struct arena a = ARENA_INIT;
		struct jval *v = NULL;
		struct err e = {0};

		if (fs_read(file[i], &b, &e) < 0 || jval_parse(buf_str(&b), &v, &e) < 0)
			fatal("%s: %s", file[i], e.text);
		n += court ? score_court(o, v, file[i], &s[n], &a) : score_truth(o, v, &s[n], &a);
		jval_free(v);
		arena_release(&a);
		buf_release(&b);
	}
	fs_list_free(file, nfiles);
	free(glob);
	return n;
}

int main(int argc, char **argv)
{
	static struct score s[2000];
	struct buf index = BUF_INIT((size_t)16 << 20), partial = BUF_INIT(1 << 20);
	struct options o = {.again = -1};
	struct err e = {0};
	long unlike = 0;
	char *path;
	size_t n;

	for (int i = 1; i < argc; i++) {
		if (streq(argv[i], "--held-out"))
			o.held_out = true;
		else if (streq(argv[i], "--all"))
			o.all = true;
		else if (streq(argv[i], "--why"))
			o.why = true;
		else if (streq(argv[i], "--pager"))
			o.pager = true;
		else if (streq(argv[i], "--gutted"))
			o.gutted = true;
		else if (streq(argv[i], "--again") && i + 1 < argc)
			o.again = atol(argv[++i]);
		else if (streq(argv[i], "--partial") && i + 1 < argc)
			o.partial = argv[++i];
		else if (streq(argv[i], "--only") && i + 1 < argc)
			o.only = argv[++i];
		else if (streq(argv[i], "--figures") && i + 1 < argc)
			o.figures = argv[++i];
		else if (streq(argv[i], "--floor") && i + 2 < argc) {
			o.floor_f1 = atof(argv[++i]);
			o.floor_dates = atof(argv[++i]);
		} else
			o.corpus = argv[i];
	}
	if (!o.corpus) {
		fprintf(stderr, "usage: score-lists [--held-out|--all] [--why] [--pager] [--gutted] "
				"[--again N] [--only TEXT] [--partial FILE] [--floor F1 DATES] "
				"[--figures FILE] CORPUS\n");
		return 2;
	}
	path = fs_join(o.corpus, "INDEX.tsv");
	if (fs_read(path, &index, &e) == 0)
		index_text = buf_str(&index);
	if (o.partial && fs_read(o.partial, &partial, &e) < 0)
		fatal("%s", e.text);
	partial_text = buf_str(&partial);
	n = score_folder(&o, "truth/*.json", false, s, 0, 2000);
	n = score_folder(&o, "courts/*.compare.json", true, s, n, 2000);
	if (o.figures)
		write_figures(&o, s, n);
	print_all(&o, s, n);
	free(path);
	buf_release(&index);
	buf_release(&partial);
	for (size_t i = 0; i < n; i++)
		unlike += s[i].unlike;
	for (size_t i = 0; i < n; i++)
		free(s[i].figures);
	return above_floor(&o, s, n) && (o.again < 0 || unlike <= o.again) ? 0 : 1;
}
