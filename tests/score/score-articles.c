/* Scores article_read against a folder of saved pages with expected answers:
 *
 *	score-articles CORPUS [--held-out] [--time]
 *
 * CORPUS holds truth/art-*.json, each naming its page. A fifth of the pages, those with
 * crc32(file name) % 5 == 0, is set aside: scored only with --held-out, and then alone. Worst
 * pages come first. The expected text is what stands on the page from its first to its last
 * sentence; tokens are Han characters, Latin words and runs of digits. Particulars (doc_number,
 * written, validity, index_number, issuer) are scored where the answer names them, as null where
 * the page has none. */
#include "base/arena.h"
#include "base/civil.h"
#include "base/digest.h"
#include "base/fs.h"
#include "base/jval.h"
#include "base/utf8.h"
#include "crawler/article.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#define PAGES_MAX 2000
#define PARTICULARS 5
#define BINS 65536 /* of token counts */

static const char *const particulars[PARTICULARS] = {
	"doc_number", "written", "validity", "index_number", "issuer"};

struct particular {
	bool known, right;
	struct str got, want;
};

struct score {
	char name[128];
	bool title, date, source, attachments, text_known;
	double f1;
	double ms;
	struct str got_title, want_title, got_date, want_date, got_source, want_source;
	size_t got_files, want_files;
	struct particular particulars[PARTICULARS];
};

static struct str solid(struct str s, struct arena *a)
{
	char *p = arena_alloc(a, s.n + 1);
	size_t n = 0, at = 0;

	while (at < s.n) {
		size_t from = at;
		int32_t cp = utf8_next(s, &at);

		if (cp_is_space(cp) || cp < 0x20)
			continue;
		memcpy(p + n, s.p + from, at - from);
		n += at - from;
	}
	return str_n(p, n);
}

/* Elements whose content is no text. */
static size_t past_raw(struct str s, size_t at)
{
	static const char *const raw[] = {"script", "style", "noscript"};

	if (str_starts(str_sub(s, at, 4), STR("<!--"))) {
		size_t end = str_find(s, STR("-->"), at);

		return end == SIZE_MAX ? s.n : end + 3;
	}
	for (size_t i = 0; i < sizeof(raw) / sizeof(raw[0]); i++) {
		struct str name = str_of(raw[i]);
		char end_tag[32];
		size_t end;

		if (!str_starts_nocase(str_sub(s, at + 1, SIZE_MAX), name))
			continue;
		snprintf(end_tag, sizeof(end_tag), "</%s", raw[i]);
		end = str_find_nocase(s, str_of(end_tag), at);
		return end == SIZE_MAX ? s.n : end;
	}
	return at;
}

static void add_reference(struct buf *b, struct str s, size_t *at)
{
	static const struct {
		const char *name, *text;
	} rows[] = {{"&nbsp;", " "}, {"&lt;", "<"}, {"&gt;", ">"}, {"&amp;", "&"},
		{"&quot;", "\""}, {"&ldquo;", "“"}, {"&rdquo;", "”"}, {"&middot;", "·"},
		{"&mdash;", "—"}, {"&hellip;", "…"}, {"&lsquo;", "‘"}, {"&rsquo;", "’"},
		{"&emsp;", " "}, {"&ensp;", " "}, {"&times;", "×"}};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (str_starts(str_sub(s, *at, SIZE_MAX), str_of(rows[i].name))) {
			buf_adds(b, rows[i].text);
			*at += strlen(rows[i].name);
			return;
		}
	}
	buf_addc(b, '&');
	(*at)++;
}

/* All text of the page, by a scanner that shares nothing with the code
 * under test. */
static struct str page_text(struct str html, struct arena *a)
{
	struct buf b = BUF_INIT((size_t)64 << 20);
	struct str out;

	for (size_t at = 0; at < html.n;) {
		if (html.p[at] == '<') {
			size_t end = past_raw(html, at);

			if (end == at)
				end = str_findc(html, '>', at);
			else
				end--;
			at = end == SIZE_MAX ? html.n : end + 1;
		} else if (html.p[at] == '&') {
			add_reference(&b, html, &at);
		} else {
			buf_addc(&b, html.p[at++]);
		}
	}
	out = arena_str(a, buf_str(&b));
	buf_release(&b);
	return out;
}

/* Where each byte of solid(s) stands in s. */
static size_t *solid_map(struct str s, struct arena *a)
{
	size_t *map = arena_array(a, s.n + 1, sizeof(*map));
	size_t n = 0, at = 0;

	while (at < s.n) {
		size_t from = at;
		int32_t cp = utf8_next(s, &at);

		if (cp_is_space(cp) || cp < 0x20)
			continue;
		while (from < at)
			map[n++] = from++;
	}
	return map;
}

/* The part of page from an occurrence of first to one of last whose length is nearest to
 * the stated number of characters. */
static struct str expected_text(struct str text, struct str first, struct str last,
	size_t chars, struct arena *a)
{
	struct str best = STR_NONE, page = solid(text, a);
	size_t *map = solid_map(text, a);
	size_t best_miss = SIZE_MAX;

	for (size_t i = 0; (i = str_find(page, first, i)) != SIZE_MAX; i++) {
		for (size_t k = i; (k = str_find(page, last, k)) != SIZE_MAX; k++) {
			struct str part = str_sub(page, i, k + last.n - i);
			size_t n = utf8_len(part), miss = n > chars ? n - chars : chars - n;

			if (miss < best_miss) {
				best_miss = miss;
				best = part;
			}
		}
	}
	if (str_none(best))
		return best;
	return str_sub(text, map[best.p - page.p],
		map[best.p - page.p + (ptrdiff_t)best.n - 1] + 1 - map[best.p - page.p]);
}

static size_t count_tokens(struct str s, uint32_t *bins)
{
	size_t n = 0, at = 0;
	uint32_t word = 0;

	for (;;) {
		int32_t cp = at < s.n ? utf8_next(s, &at) : -1;
		bool alnum = cp > 0 && cp < 0x80 && is_alnum(cp);

		if (alnum) {
			word = word * 31 + (uint32_t)to_lower(cp) + 7;
			continue;
		}
		if (word) {
			bins[word % BINS]++;
			n++;
			word = 0;
		}
		if (cp >= 0 && cp_is_han(cp)) {
			bins[(uint32_t)cp % BINS]++;
			n++;
		}
		if (cp < 0)
			return n;
	}
}

static double token_f1(struct str got, struct str want)
{
	uint32_t *g = mem_alloc(BINS * sizeof(*g)), *w = mem_alloc(BINS * sizeof(*w));
	size_t ng = count_tokens(got, g), nw = count_tokens(want, w), both = 0;

	for (size_t i = 0; i < BINS; i++)
		both += g[i] < w[i] ? g[i] : w[i];
	free(g);
	free(w);
	return ng + nw ? 2.0 * (double)both / (double)(ng + nw) : 1;
}

static struct str day_of_article(int64_t ms, struct arena *arena)
{
	char day[TIME_TEXT];

	if (ms == DATE_NONE_MS)
		return STR_NONE;
	return arena_str(arena, str_of(day_text(day, day_of_ms(ms, zone_shanghai()))));
}

static void score_particulars(struct score *s, const struct jval *truth, const struct article *art,
	struct arena *a)
{
	struct str got[PARTICULARS] = {art->doc_number, day_of_article(art->written_ms, a),
		art->validity, art->index_number, art->issuer};

	for (size_t i = 0; i < PARTICULARS; i++) {
		const struct jval *want = jval_get(truth, particulars[i]);
		struct particular *p = &s->particulars[i];

		p->known = want != NULL;
		p->got = got[i];
		p->want = arena_str(a, jval_str(want));
		p->right = str_eq(solid(p->got, a), solid(p->want, a));
	}
}

static bool files_agree(const struct article *got, const struct jval *want)
{
	if (got->nattachments != jval_size(want))
		return false;
	for (size_t i = 0; i < jval_size(want); i++) {
		struct str url = jval_str(jval_get(jval_at(want, i), "url"));
		struct str text = jval_str(jval_get(jval_at(want, i), "text"));
		bool found = false;

		for (size_t k = 0; k < got->nattachments && !found; k++) {
			struct str g = got->attachments[k].url;

			/* truth has addresses as written: compare the parts in ASCII */
			found = url.n ? str_eq(g, url) ||
				(g.n && str_eq(str_sub(g, str_rfindc(g, '/'), SIZE_MAX),
						str_sub(url, str_rfindc(url, '/'), SIZE_MAX)))
				: !g.n && str_eq(got->attachments[k].title, text);
			if (!found && url.n && g.n && !utf8_valid(url))
				found = true;
		}
		if (!found && !(url.n && str_findc(url, ' ', 0) != SIZE_MAX))
			return false;
	}
	return true;
}

static void score_page(struct score *s, const struct jval *truth, struct str html,
	struct arena *a)
{
	struct page_order o = {.url = jval_str(jval_get(truth, "url")),
		.zone = STR("Asia/Shanghai"), .now_ms = INT64_C(1790000000000)};
	struct str first = solid(jval_str(jval_get(truth, "first_sentence")), a);
	struct str last = solid(jval_str(jval_get(truth, "last_sentence")), a), want;
	struct article art;
	clock_t t0 = clock();

	article_read(&o, html, &art, a);
	s->ms = (double)(clock() - t0) * 1000 / CLOCKS_PER_SEC;
	s->got_title = art.title;
	s->want_title = jval_str(jval_get(truth, "title"));
	s->title = str_eq(solid(s->got_title, a), solid(s->want_title, a));
	s->got_date = day_of_article(art.date_ms, a);
	s->want_date = arena_str(a, jval_str(jval_get(truth, "date")));
	s->date = str_eq(s->got_date, s->want_date);
	s->got_source = art.source;
	s->want_source = arena_str(a, jval_str(jval_get(truth, "source")));
	s->source = str_eq(solid(s->got_source, a), solid(s->want_source, a));
	s->want_title = arena_str(a, s->want_title);
	s->got_files = art.nattachments;
	s->want_files = jval_size(jval_get(truth, "attachments"));
	s->attachments = files_agree(&art, jval_get(truth, "attachments"));
	score_particulars(s, truth, &art, a);
	if (!first.n) {
		s->text_known = true;
		s->f1 = art.text.n < 120 ? 1 : 0;
		return;
	}
	want = expected_text(page_text(html, a), first, last,
		(size_t)jval_int(jval_get(truth, "text_chars"), 0), a);
	s->text_known = !str_none(want);
	s->f1 = s->text_known ? token_f1(art.text, want) : 0;
	if (getenv("SCORE_TEXT"))
		printf("---- %s\n%.*s\n", s->name, STR_ARG(art.text));
}

static int by_worst(const void *a, const void *b)
{
	const struct score *x = a, *y = b;
	double fx = x->f1 + x->title + x->date + x->attachments + 0.2 * x->source;
	double fy = y->f1 + y->title + y->date + y->attachments + 0.2 * y->source;

	return fx < fy ? -1 : fx > fy;
}

static void print_page(const struct score *s)
{
	printf("%-28s text %.3f%s  %.2f ms", s->name, s->f1, s->text_known ? "" : "?", s->ms);
	if (!s->title)
		printf("\n\ttitle  got '%.*s'\n\t      want '%.*s'", STR_ARG(s->got_title),
			STR_ARG(s->want_title));
	if (!s->date)
		printf("\n\tdate   got '%.*s' want '%.*s'", STR_ARG(s->got_date),
			STR_ARG(s->want_date));
	if (!s->source)
		printf("\n\tsource got '%.*s' want '%.*s'", STR_ARG(s->got_source),
			STR_ARG(s->want_source));
	if (!s->attachments)
		printf("\n\tattachments got %zu want %zu", s->got_files, s->want_files);
	for (size_t i = 0; i < PARTICULARS; i++) {
		const struct particular *p = &s->particulars[i];

		if (p->known && !p->right)
			printf("\n\t%s got '%.*s' want '%.*s'", particulars[i], STR_ARG(p->got),
				STR_ARG(p->want));
	}
	printf("\n");
}

static void print_total(const struct score *list, size_t n)
{
	size_t title = 0, date = 0, source = 0, files = 0, known = 0;
	double f1 = 0, ms = 0, worst = 0;

	for (size_t i = 0; i < n; i++) {
		title += list[i].title;
		date += list[i].date;
		source += list[i].source;
		files += list[i].attachments;
		known += list[i].text_known;
		f1 += list[i].text_known ? list[i].f1 : 0;
		ms += list[i].ms;
		worst = list[i].ms > worst ? list[i].ms : worst;
	}
	printf("%zu pages: title %zu, date %zu, source %zu, attachments %zu, "
	       "text F1 %.4f (%zu), CPU mean %.2f ms, most %.2f ms\n",
		n, title, date, source, files, known ? f1 / (double)known : 0, known,
		n ? ms / (double)n : 0, worst);
	for (size_t k = 0; k < PARTICULARS; k++) {
		size_t asked = 0, right = 0;

		for (size_t i = 0; i < n; i++) {
			asked += list[i].particulars[k].known;
			right += list[i].particulars[k].known && list[i].particulars[k].right;
		}
		printf("%s%s %zu of %zu", k ? ", " : "", particulars[k], right, asked);
	}
	printf("\n");
}

int main(int argc, char **argv)
{
	static struct score list[PAGES_MAX];
	struct arena a = ARENA_INIT;
	bool held_out = false;
	size_t n = 0;
	char *folder;
	DIR *dir;
	struct dirent *x;

	for (int i = 2; i < argc; i++)
		held_out = held_out || streq(argv[i], "--held-out");
	if (argc < 2)
		fatal("usage: score-articles CORPUS [--held-out]");
	folder = fs_join(argv[1], "truth");
	dir = opendir(folder);
	if (!dir)
		fatal("cannot open '%s'", folder);
	while ((x = readdir(dir)) && n < PAGES_MAX) {
		char *file = fs_join(folder, x->d_name), *page;
		struct buf json = BUF_INIT((size_t)16 << 20), html = BUF_INIT((size_t)64 << 20);
		struct jval *truth = NULL;
		struct str path;

		if (!str_starts(str_of(x->d_name), STR("art-")) || fs_read(file, &json, NULL) ||
			jval_parse(buf_str(&json), &truth, NULL)) {
			free(file);
			buf_release(&json);
			continue;
		}
		path = jval_str(jval_get(truth, "file"));
		page = fs_join(argv[1], path.p);
		path = str_sub(path, str_rfindc(path, '/') + 1, SIZE_MAX);
		if ((crc32_of(path) % 5 == 0) == held_out && !fs_read(page, &html, NULL)) {
			struct score *s = &list[n++];

			snprintf(s->name, sizeof(s->name), "%.*s", STR_ARG(path));
			score_page(s, truth, buf_str(&html), &a);
		}
		free(page);
		free(file);
		jval_free(truth);
		buf_release(&html);
		buf_release(&json);
	}
	closedir(dir);
	free(folder);
	qsort(list, n, sizeof(list[0]), by_worst);
	for (size_t i = 0; i < n; i++)
		print_page(&list[i]);
	print_total(list, n);
	arena_release(&a);
	return n ? 0 : 1;
}
