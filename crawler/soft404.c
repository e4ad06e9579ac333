/* Soft 404 by comparing with what names get that do not exist. */
#include "crawler/soft404.h"

#include "crawler/signals.h"
#include "crawler/url.h"

#include <stdlib.h>

/* Simhashes of one error page with another address in it differ in a few bits; those of
 * two notices of one portal, with the same frame around, in 12 and more. */
#define BITS_ALIKE 3
#define BITS_WITH_WORDS 8
#define TEXT_LEAST 20	 /* bytes; less is a shell that scripts fill */
#define TEXT_LITTLE 1500 /* a page with less may be an error page without its words */

static const struct field answer_rows[] = {
	F_STR(1, struct soft404_answer, url),
	F_STR(2, struct soft404_answer, final_url),
	F_I32(3, struct soft404_answer, verdict),
	F_I32(4, struct soft404_answer, status),
	F_STR(5, struct soft404_answer, title),
	F_U64(6, struct soft404_answer, fingerprint),
	F_I32(8, struct soft404_answer, text_bytes),
	F_BOOL(9, struct soft404_answer, html),
	F_BOOL(10, struct soft404_answer, error_words),
	F_STR(17, struct soft404_answer, blocks),
	F_BOOL(12, struct soft404_answer, error_phrase),
	F_BOOL(13, struct soft404_answer, scripted),
	F_I32(14, struct soft404_answer, kind),
	F_BOOL(16, struct soft404_answer, says_missing),
	/* 7 was a SHA-256 of the text, 11 blocks of two bytes, which met by chance */
	F_BYTES(15, struct soft404_answer, text_key),
};
RECORD_TYPE(record_soft404_answer, struct soft404_answer, 1, answer_rows);

static const struct field profile_rows[] = {
	F_STR(1, struct soft404_profile, place),
	F_I64(2, struct soft404_profile, taken_ms),
	F_RECORD(3, struct soft404_profile, answer[0], record_soft404_answer),
	F_RECORD(4, struct soft404_profile, answer[1], record_soft404_answer),
	F_I32(5, struct soft404_profile, nunsure),
	F_BOOL(6, struct soft404_profile, varies),
	F_RECORD(7, struct soft404_profile, home, record_soft404_answer),
};
RECORD_TYPE(record_soft404_profile, struct soft404_profile, 1, profile_rows);

void soft404_answer_of(const struct result *r, struct soft404_answer *out)
{
	*out = (struct soft404_answer){.url = r->url, .final_url = r->final_url,
		.verdict = r->verdict, .status = r->status};
	if (!r->has_page)
		return;
	out->title = r->page.title;
	out->fingerprint = r->page.fingerprint;
	out->text_key = r->page.text_key;
	out->text_bytes = r->page.text_bytes;
	out->html = r->page.kind == PAGE_HTML;
	out->error_words = r->page.error_words.n > 0;
	out->error_phrase = r->page.error_phrase;
	out->says_missing = r->page.says_missing;
	out->scripted = r->page.scripted;
	out->kind = r->page.kind;
	out->blocks = r->page.blocks;
}

/* --- places and names --- */

static struct str without_query(struct str url)
{
	return str_sub(url, 0, str_findc(url, '?', 0));
}

/* The directory a path lies in, and its name there; a directory's name ends in "/". */
static struct str directory_of(struct str path, struct str *name)
{
	size_t scheme = str_find(path, STR("://"), 0), slash;
	size_t root = scheme == SIZE_MAX ? SIZE_MAX : str_findc(path, '/', scheme + 3);

	*name = STR_NONE;
	if (root == SIZE_MAX || root >= path.n)
		return STR_NONE;
	slash = str_rfindc(path, '/');
	if (slash == path.n - 1 && slash > root)
		slash = str_rfindc(str_sub(path, 0, slash), '/');
	*name = str_sub(path, slash + 1, path.n);
	return str_sub(path, 0, slash + 1);
}

static bool is_directory(struct str name)
{
	return name.n > 0 && name.p[name.n - 1] == '/';
}

#define NUMBERED 5 /* digits of a name that new ones make another */

/* "t20260105_123", "content_78123", not a number alone. */
static bool is_numbered(struct str name)
{
	size_t digits = 0, letters = 0;

	name = str_sub(name, 0, str_rfindc(name, '.'));
	for (size_t i = 0; i < name.n; i++) {
		digits += is_digit(name.p[i]);
		letters += is_alpha(name.p[i]);
	}
	return digits >= NUMBERED && letters;
}

/* "t20260105_123.html": "t#_#.html". */
static struct str numbers_apart(struct str name, struct arena *a)
{
	char *out = arena_raw(a, name.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < name.n; i++)
		if (!is_digit(name.p[i]))
			out[n++] = name.p[i];
		else if (i == 0 || !is_digit(name.p[i - 1]))
			out[n++] = '#';
	out[n] = '\0';
	return str_n(out, n);
}

/* Files lie with pages in one directory, and are handed out by something else: ".pdf"; none of a
 * page. */
static struct str file_ending(struct str name)
{
	static const char *const ends[] = {".pdf", ".doc", ".docx", ".xls", ".xlsx", ".ppt", ".pptx",
		".wps", ".et", ".ofd", ".zip", ".rar", ".7z", ".jpg", ".jpeg", ".png", ".gif", ".bmp",
		".webp", ".mp3", ".mp4"};
	size_t dot = str_rfindc(name, '.');

	for (size_t i = 0; dot != SIZE_MAX && i < sizeof(ends) / sizeof(ends[0]); i++)
		if (str_eq_nocase(str_sub(name, dot, name.n), str_of(ends[i])))
			return str_of(ends[i]);
	return STR_NONE;
}

struct str soft404_place(struct str url, struct arena *a)
{
	struct str path = without_query(str_sub(url, 0, str_findc(url, '#', 0))), name, dir;

	if (path.n < url.n && url.p[path.n] == '?')
		return arena_join(a, path, STR("?"));
	dir = directory_of(path, &name);
	if (str_none(dir))
		return arena_join(a, path, STR("/"));
	if (!is_directory(name) && is_numbered(name))
		return arena_join(a, dir, numbers_apart(name, a));
	if (file_ending(name).n)
		return arena_strf(a, "%.*s*%.*s", STR_ARG(dir), STR_ARG(file_ending(name)));
	return is_directory(name) ? arena_join(a, dir, STR("*/")) : arena_str(a, dir);
}

struct str soft404_family(struct str url, struct arena *a)
{
	struct str place = soft404_place(url, a);
	size_t at = str_find(place, STR("://"), 0), slash;

	/* the digits of a host are its name */
	slash = str_findc(place, '/', at == SIZE_MAX ? 0 : at + 3);
	if (slash == SIZE_MAX)
		return place;
	return arena_join(a, str_sub(place, 0, slash),
		numbers_apart(str_sub(place, slash, place.n), a));
}

/* Digits stay digits and letters letters, so that the name takes the same way through the
 * server's rules; in "t20260105_123" and "content_78123" the letters themselves stay, which
 * rules look at. Its length grows by six of the same kind so that nobody has used it. */
static void like(struct buf *b, struct str name, uint64_t random, size_t more)
{
	bool letters_stay = is_numbered(name);
	uint64_t x = random | 1;
	bool digits = name.n > 0 && is_digit(name.p[name.n - 1]);

	for (size_t i = 0; i < name.n + more; i++) {
		char c = i < name.n ? name.p[i] : digits ? '0' : 'a';

		x = x * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
		if (is_digit(c))
			buf_addc(b, (char)('1' + (int)((x >> 33) % 9)));
		else if (is_alpha(c) && !(letters_stay && i < name.n))
			buf_addc(b, (char)('a' + (int)((x >> 33) % 26)));
		else
			buf_addc(b, c);
	}
}

/* Only the values of a query are changed: "/art?id=12" asks for "/art?id=48213309". A query
 * without any is one itself: "/art?12" asks for "/art?48213309". */
static void random_query(struct buf *b, struct str query, uint64_t random)
{
	bool values = str_findc(query, '=', 0) != SIZE_MAX;
	struct str rest = query, part;
	size_t more = 6;

	for (bool first = true; str_cut(&rest, '&', &part); first = false) {
		size_t eq = str_findc(part, '=', 0);
		size_t kept = eq != SIZE_MAX ? eq + 1 : values ? part.n : 0;

		if (!first)
			buf_addc(b, '&');
		buf_addstr(b, str_sub(part, 0, kept));
		if (eq == SIZE_MAX && values)
			continue;
		like(b, str_sub(part, kept, part.n), random, more);
		more = 0;
	}
	if (more == 6)
		like(b, STR(""), random, more);
}

static void random_name(struct buf *b, struct str name, uint64_t random)
{
	size_t dot;

	if (is_directory(name)) {
		like(b, str_sub(name, 0, name.n - 1), random, 6);
		buf_addc(b, '/');
		return;
	}
	if (name.n == 0)
		name = STR("index");
	dot = str_rfindc(name, '.');
	like(b, str_sub(name, 0, dot), random, 6);
	if (dot != SIZE_MAX)
		buf_addstr(b, str_sub(name, dot, name.n));
}

struct str soft404_random_name(struct str url, uint64_t random, struct arena *a)
{
	struct buf b = BUF_INIT(URL_MAX);
	struct str whole = str_sub(url, 0, str_findc(url, '#', 0)), path = without_query(whole);
	struct str name, dir = directory_of(path, &name), out;

	if (path.n < whole.n) {
		buf_addf(&b, "%.*s?", STR_ARG(path));
		random_query(&b, str_sub(whole, path.n + 1, whole.n), random);
	} else {
		buf_addstr(&b, str_none(dir) ? path : dir);
		if (str_none(dir))
			buf_addc(&b, '/');
		random_name(&b, name, random);
	}
	out = arena_str(a, buf_str(&b));
	buf_release(&b);
	return out;
}

struct str soft404_root(struct str url, struct arena *a)
{
	size_t at = str_find(url, STR("://"), 0);

	if (at == SIZE_MAX)
		return url;
	return arena_strf(a, "%.*s/",
		STR_ARG(str_sub(url, 0, str_findc(url, '/', at + 3))));
}

/* --- comparing --- */

static bool redirected(const struct soft404_answer *x)
{
	return !str_eq(x->url, x->final_url);
}

static struct str path_of(struct str url)
{
	size_t at = str_find(url, STR("://"), 0);

	return at == SIZE_MAX ? url : str_sub(url, str_findc(url, '/', at + 3), url.n);
}

/* What a person would read: pages, and the short texts and empty bodies that some systems
 * give for names they do not know. */
static bool shows_text(const struct soft404_answer *x)
{
	return x->html || x->kind == PAGE_TEXT || x->kind == PAGE_JSON || x->kind == PAGE_EMPTY;
}

bool soft404_is_file(const struct soft404_answer *x)
{
	return x->kind == PAGE_PDF || x->kind == PAGE_OFFICE || x->kind == PAGE_ARCHIVE ||
		x->kind == PAGE_IMAGE;
}

bool soft404_worth(const struct soft404_answer *x)
{
	if (!verdict_is_good(x->verdict))
		return false;
	if (redirected(x) && !str_eq(path_of(x->url), path_of(x->final_url)))
		return true; /* not from http to https, or to another name, only */
	return shows_text(x) &&
		(x->error_words || x->error_phrase || x->text_bytes < TEXT_LITTLE);
}

/* --- words that name the address asked for --- */

static struct str last_name(struct str url)
{
	struct str path = without_query(url);
	size_t slash = str_rfindc(path, '/');

	return slash == SIZE_MAX ? path : str_sub(path, slash + 1, path.n);
}

static bool same_title(const struct soft404_answer *a, const struct soft404_answer *b)
{
	struct str x = last_name(a->url), y = last_name(b->url);

	if (str_eq(a->title, b->title))
		return true;
	return x.n > 2 && y.n > 2 && str_has(a->title, x) && str_has(b->title, y);
}

static int bits_apart(uint64_t a, uint64_t b)
{
	int n = 0;

	for (uint64_t x = a ^ b; x; x &= x - 1)
		n++;
	return n;
}

static bool same_size(int32_t a, int32_t b, int32_t slack)
{
	int32_t larger = a > b ? a : b;

	return abs(a - b) <= 64 + larger / 10 + slack;
}

static bool same_bytes(const struct soft404_answer *a, const struct soft404_answer *b)
{
	if (a->kind != b->kind || !(shows_text(a) || soft404_is_file(a)) ||
		!key128_same(&a->text_key, &b->text_key))
		return false;
	if (soft404_is_file(a))
		return true;
	/* next to nothing to see, and a script: what it draws is not known */
	return a->text_bytes >= TEXT_LEAST || a->error_words || !(a->scripted || b->scripted);
}

static bool alike(const struct soft404_answer *a, const struct soft404_answer *b)
{
	int bits = a->error_words && b->error_words ? BITS_WITH_WORDS : BITS_ALIKE;

	if (a->status != b->status || !same_title(a, b))
		return false;
	if (same_bytes(a, b))
		return true;
	return a->html && b->html && a->text_bytes >= TEXT_LEAST &&
		b->text_bytes >= TEXT_LEAST && same_size(a->text_bytes, b->text_bytes, 0) &&
		a->fingerprint && b->fingerprint &&
		bits_apart(a->fingerprint, b->fingerprint) <= bits;
}

/* --- pages that change: the blocks that stay --- */

static size_t count(struct str blocks)
{
	return blocks.n / BLOCK_BYTES;
}

static uint32_t block_at(struct str blocks, size_t i)
{
	uint32_t x = 0;

	for (size_t k = 0; k < BLOCK_BYTES; k++)
		x = x << 8 | (unsigned char)blocks.p[BLOCK_BYTES * i + k];
	return x;
}

static bool has_block(struct str blocks, uint32_t x)
{
	for (size_t i = 0; i < count(blocks); i++)
		if (block_at(blocks, i) == x)
			return true;
	return false;
}

/* How many blocks of a are in b. */
static size_t shared(struct str a, struct str b)
{
	size_t n = 0;

	for (size_t i = 0; i < count(a); i++)
		n += has_block(b, block_at(a, i));
	return n;
}

static size_t most(size_t a, size_t b)
{
	return a > b ? a : b;
}

/* Two answers that differ in some blocks and share others, under one title. */
static bool has_core(const struct soft404_answer *a, const struct soft404_answer *b)
{
	return a->status == b->status && a->html && b->html && same_title(a, b) &&
		shared(a->blocks, b->blocks) > 0;
}

/* Everything that both answers show stands in x too, and x shows no more of its own than
 * they do of theirs. */
static bool fits_core(const struct soft404_profile *p, const struct soft404_answer *x)
{
	const struct soft404_answer *a = &p->answer[0], *b = &p->answer[1];
	size_t core = shared(a->blocks, b->blocks), met = 0;
	size_t own = most(count(a->blocks) - core,
		count(b->blocks) - shared(b->blocks, a->blocks));
	bool words = a->error_phrase && b->error_phrase && x->error_phrase;

	if (!has_core(a, b) || !has_core(a, x))
		return false;
	for (size_t i = 0; i < count(a->blocks); i++) {
		uint32_t block = block_at(a->blocks, i);

		met += has_block(b->blocks, block) && has_block(x->blocks, block);
	}
	if (met < core || count(x->blocks) - shared(x->blocks, a->blocks) > 2 * own)
		return false;
	/* block for block the same: it may name the address so often that lengths differ */
	if (own == 0 && x->blocks.n == a->blocks.n)
		return true;
	/* much text, and a title that names what was asked for: that may be what it is about */
	if (!soft404_worth(x) && !str_eq(a->title, x->title))
		return false;
	return words || same_size(a->text_bytes, x->text_bytes, abs(a->text_bytes - b->text_bytes));
}

/* Both were sent to one place. Where a redirect carries the name along, its query is left
 * aside. */
static bool same_target(const struct soft404_answer *a, const struct soft404_answer *b)
{
	return redirected(a) && redirected(b) &&
		str_eq(without_query(a->final_url), without_query(b->final_url));
}

bool soft404_redirects(const struct soft404_profile *p)
{
	return redirected(&p->answer[0]);
}

bool soft404_profile_tells(const struct soft404_profile *p)
{
	const struct soft404_answer *a = &p->answer[0], *b = &p->answer[1];

	if (!verdict_is_good(a->verdict) || !verdict_is_good(b->verdict))
		return false;
	if (same_target(a, b))
		return !asks_to_log_in(a->final_url, STR_NONE); /* nothing is said of the page */
	return !redirected(a) && !redirected(b) && (alike(a, b) || has_core(a, b));
}

/* Home is the root, or an index file in it. */
static bool is_home(const struct url *u)
{
	struct str path = u->path;

	if (u->query.n)
		return false;
	return str_eqc(path, "/") || (str_rfindc(path, '/') == 0 &&
		(str_starts(path, STR("/index.")) || str_starts(path, STR("/default."))));
}

/* "/index.html" that leads to "/" is where it promised to be. */
static bool is_home_name(const struct soft404_answer *x)
{
	struct arena a = ARENA_INIT;
	struct url from, to;
	bool yes = url_parse(x->url, NULL, &from, &a) == 0 &&
		url_parse(x->final_url, NULL, &to, &a) == 0 && is_home(&from) && is_home(&to);

	arena_release(&a);
	return yes;
}

/* Its home page answers like names that do not exist. */
static bool home_is_alike(const struct soft404_profile *p)
{
	const struct soft404_answer *a = &p->answer[0], *home = &p->home;

	if (!home->url.n || !verdict_is_good(home->verdict))
		return false;
	if (redirected(a))
		return same_target(a, home);
	return alike(a, home) || alike(&p->answer[1], home) || fits_core(p, home);
}

static bool leads_to_some_home(const struct soft404_answer *x)
{
	struct arena a = ARENA_INIT;
	struct url to;
	bool yes = url_parse(x->final_url, NULL, &to, &a) == 0 && is_home(&to);

	arena_release(&a);
	return yes;
}

/* What everybody gets at every name says nothing of one: a page that scripts fill, a server for
 * one page, a place where one proves to be a person. Not so an error page. */
static bool is_for_all(const struct soft404_profile *p)
{
	if (!home_is_alike(p))
		return false;
	if (redirected(&p->answer[0]))
		return !leads_to_some_home(&p->answer[0]);
	return !p->home.error_words;
}

bool soft404_is_wall(const struct soft404_profile *p, const struct soft404_answer *x)
{
	return verdict_is_good(x->verdict) && soft404_profile_tells(p) &&
		redirected(&p->answer[0]) && same_target(&p->answer[0], x) && is_for_all(p) &&
		!str_eq(x->url, p->home.url);
}

/* By its looks alone. */
static bool looks_missing(const struct soft404_profile *p, const struct soft404_answer *x)
{
	if (!verdict_is_good(x->verdict) || !soft404_profile_tells(p))
		return false;
	if (redirected(&p->answer[0]))
		return same_target(&p->answer[0], x) && !is_home_name(x);
	if (redirected(x))
		return false;
	if (alike(&p->answer[0], &p->answer[1]) &&
		(alike(&p->answer[0], x) || alike(&p->answer[1], x)))
		return true;
	return fits_core(p, x);
}

const char *soft404_says_nothing(const struct soft404_profile *p, const struct soft404_answer *x)
{
	if (!looks_missing(p, x) || asks_to_log_in(x->url, STR_NONE))
		return NULL;
	if (title_asks_to_log_in(x->title))
		return "login";
	return title_pauses(x->title) ? "maintenance" : NULL;
}

/* Many a page ignores its query: only one that says so, or one of those whose query decides
 * what they show, is not there. */
static bool query_may_not_matter(const struct soft404_profile *p, const struct soft404_answer *x)
{
	return str_ends(p->place, STR("?")) && !p->varies && !redirected(x) &&
		!(x->error_words || x->error_phrase || x->says_missing);
}

/* A home page is there; whatever its host answers to other names is the others' trouble. */
static bool is_own_home(const struct soft404_answer *x)
{
	struct arena a = ARENA_INIT;
	struct url u;
	bool yes = !redirected(x) && url_parse(x->url, NULL, &u, &a) == 0 && is_home(&u) &&
		str_eqc(u.path, "/");

	arena_release(&a);
	return yes;
}

bool soft404_looks_alike(const struct soft404_profile *p, const struct soft404_answer *x)
{
	return looks_missing(p, x) && !query_may_not_matter(p, x);
}

bool soft404_matches(const struct soft404_profile *p, const struct soft404_answer *x)
{
	return soft404_looks_alike(p, x) && !is_for_all(p) && !is_own_home(x);
}

bool soft404_varies(const struct soft404_profile *p, const struct soft404_answer *x)
{
	return str_ends(p->place, STR("?")) && verdict_is_good(x->verdict) && x->html &&
		!redirected(x) && soft404_profile_tells(p) && !looks_missing(p, x);
}

bool soft404_leads_home(const struct soft404_answer *x)
{
	struct arena a = ARENA_INIT;
	struct url from, to;
	bool yes = false;

	if (verdict_is_good(x->verdict) && redirected(x) &&
		url_parse(x->url, NULL, &from, &a) == 0 &&
		url_parse(x->final_url, NULL, &to, &a) == 0)
		yes = str_eq(from.host, to.host) && is_home(&to) && !is_home(&from) &&
			str_rfindc(from.path, '/') > 0 && !str_ends(from.path, STR("/"));
	arena_release(&a);
	return yes;
}

const char *soft404_plain(const struct soft404_answer *x)
{
	if (soft404_leads_home(x))
		return "redirect-to-home";
	return verdict_is_good(x->verdict) && (x->html || x->kind == PAGE_JSON) &&
			x->says_missing ? "says-missing" : NULL;
}
