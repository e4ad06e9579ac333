/* Finding the columns of a portal. */
#include "crawler/discover.h"

#include "base/out.h"
#include "base/utf8.h"
#include "crawler/url.h"
#include "discover-part.h"

#include <stdlib.h>

#define PAGES_DEFAULT 200   /* a county's portal links 60 to 150 columns from its navigation */
#define COLUMNS_DEFAULT 120
#define WAVE 16		       /* asked at a time */
#define LIST_ITEMS_MIN 2       /* one entry proves a list only with all a notice has */
#define FACETS_MIN 5	       /* addresses that differ in an encoded word only */
#define NAME_COLUMNS_MAX 24    /* a longer text is a headline, not the name of a column */
#define CONFIDENCE_MIN 0.5
#define ARTICLE_BYTES_MIN 300  /* of main text: a hundred ideographs */
#define TEASER_BYTES 30	       /* of a line, to find it again: ten ideographs */
#define BLANK_TEXT_MAX 60      /* bytes: the name of the column, and no sentence */
#define WAIT_MS 500

static const char *const document_ends[] = {".pdf", ".doc", ".docx", ".xls", ".xlsx", ".zip",
	".rar", ".jpg", ".png", ".gif", ".mp4", ".ofd", ".wps", ".txt", ".css", ".js", ".xml"};

/* A run of eight digits, or /20YY/M/: the addresses of articles, not of columns. */
static bool looks_like_article(struct str path)
{
	size_t run = 0;

	for (size_t i = 0; i < path.n; i++) {
		run = is_digit((unsigned char)path.p[i]) ? run + 1 : 0;
		if (run >= 8)
			return true;
		if (run == 4 && i >= 4 && path.p[i - 4] == '/' && i + 1 < path.n &&
			path.p[i + 1] == '/' && path.p[i - 3] == '2')
			return true;
	}
	return str_has(path, STR("/content/post_"));
}

/* A picture without a word may lead to a column: to a folder, never to a file. */
static bool may_be_nameless(struct str path)
{
	struct str file = str_sub(path, str_rfindc(path, '/') + 1, SIZE_MAX);

	return file.n == 0 || str_starts(file, STR("index."));
}

static bool looks_like_column(struct walk *w, const struct link *l)
{
	struct str path = walk_path(l->url), name = str_trim(l->text);

	if (!str_eqc(l->element, "a") || str_none(l->url) ||
		!str_starts(l->url, STR("http")) || !url_same_site(w->out->home, l->url))
		return false;
	if (name.n == 0 && may_be_nameless(path))
		return path.n > 1 && !looks_like_article(path);
	if (utf8_width(name) < 3 || utf8_width(name) > NAME_COLUMNS_MAX || name_is_pager(name))
		return false;
	for (size_t i = 0; i < sizeof(document_ends) / sizeof(document_ends[0]); i++)
		if (str_ends_nocase(path, str_of(document_ends[i])))
			return false;
	return !looks_like_article(path);
}

/* The address up to its first word in Chinese: %E5%B1%B1, or E5B1B1E4B89C as mirrors write it. */
static struct str before_word(struct str url)
{
	size_t run = 0;

	for (size_t i = 0; i + 2 < url.n; i++) {
		char c = (char)to_lower((unsigned char)url.p[i]);
		bool hex = is_digit((unsigned char)c) || (c >= 'a' && c <= 'f');

		run = hex ? run + 1 : 0;
		if (c == '%' && to_lower((unsigned char)url.p[i + 1]) == 'e')
			return str_sub(url, 0, i);
		if (run == CIPHER_MIN && to_lower((unsigned char)url.p[i + 1 - CIPHER_MIN]) == 'e')
			return str_sub(url, 0, i + 1 - CIPHER_MIN);
	}
	return STR_NONE;
}

static void mark_filters(struct walk *w)
{
	for (size_t i = 0; i < w->n; i++) {
		size_t alike = 0;

		for (size_t k = 0; w->list[i].facet.n && k < w->n; k++)
			alike += str_eq(w->list[k].facet, w->list[i].facet);
		w->list[i].filter = alike >= FACETS_MIN;
	}
}

static void add_candidates(struct walk *w, const struct page *p, int depth)
{
	for (size_t i = 0; i < p->nlinks; i++) {
		const struct link *l = &p->links[i];
		struct candidate c = {.depth = depth};
		bool known = false;

		if (!looks_like_column(w, l))
			continue;
		c.key = url_canonical(l->url, w->a);
		for (size_t k = 0; k < w->n && !known; k++) {
			known = str_eq(w->list[k].key, c.key);
			if (!known)
				continue;
			w->list[k].navigation |= l->navigation;
			if (name_says_nothing(w->list[k].name) && !w->list[k].asked)
				w->list[k].name = arena_str(w->a, name_bare(l->text));
		}
		if (known || str_eq(c.key, url_canonical(w->out->home, w->a)))
			continue;
		c.url = arena_str(w->a, str_sub(l->url, 0, str_findc(l->url, '#', 0)));
		c.name = name_closed(name_bare(l->text), w->a);
		c.navigation = l->navigation;
		c.facet = before_word(c.url);
		w->list = arena_grow(w->a, w->list, w->n, &w->cap, sizeof(*w->list));
		w->list[w->n++] = c;
	}
	mark_filters(w);
}

static int submit(struct walk *w, struct str url, uint64_t id, struct err *e)
{
	struct job j = {.id = id, .kind = JOB_PAGE, .url = url,
		.allow_private = w->o->allow_private, .delay_ms = -1,
		.order = {.url = url,
			.want = WANT_LINKS | WANT_LIST | (id ? WANT_ARTICLE | WANT_VISIBLE : 0) |
				(str_none(w->out->unit) && w->out->fetched <= WAVE ? WANT_ORGANISER : 0),
			.now_ms = w->o->now_ms}};

	order_set_zone(&j.order, w->o->zone);
	if (w->o->tell)
		w->o->tell(url, w->o->ctx);
	w->out->fetched++;
	return worker_submit(w->w, &j, e);
}

static struct str meta_of(const struct page *p, const char *name)
{
	for (size_t i = 0; i < p->nmeta; i++)
		if (str_eqc(p->meta[i].key, name) && p->meta[i].value.n &&
			!str_eqc(p->meta[i].value, "null"))
			return p->meta[i].value;
	return STR_NONE;
}

/* The portal's own tag goes first, unless the link that led here and the title of the page
 * agree on another name: parts put into the page bring tags of their own. Where the link
 * says nothing, or was led on to a page that is not called so, the path to the page does, or
 * its heading when the title has it as well. */
static struct str name_of(const struct walk *w, const struct candidate *c, const struct page *p,
	bool led_on)
{
	struct str named = meta_of(p, "columnname"), heading = name_bare(p->article.title);
	bool silent = name_says_nothing(c->name) || (led_on && !str_has(p->title, c->name));

	if (!str_none(named) && !str_eq(named, w->out->name) &&
		(silent || str_starts(p->title, named) || !str_starts(p->title, c->name)))
		return named;
	if (!silent)
		return c->name;
	named = name_in_path(p->visible);
	if (!str_none(named))
		return named;
	named = title_part(p->title, w->out->name);
	if (utf8_len(heading) >= 2 && utf8_width(heading) <= NAME_COLUMNS_MAX &&
		str_has(p->title, heading) && !str_has(w->out->name, heading))
		named = heading;
	return str_none(named) ? c->name : name_bare(named);
}

/* More than the days that are left of a list when its titles are taken away. */
static bool says_something(struct str text)
{
	size_t at = 0, letters = 0;

	while (at < text.n) {
		int32_t cp = utf8_next(text, &at);

		letters += cp >= 0x80 ? 3 : is_alnum(cp) && !is_digit((unsigned char)cp);
	}
	return letters >= ARTICLE_BYTES_MIN;
}

/* The text is what a list says of each of its entries: it stands between their titles. */
static bool text_is_teasers(const struct page *p)
{
	size_t first = SIZE_MAX, last = 0, lines = 0, between = 0;
	struct str rest = p->article.text, line;

	for (size_t i = 0; i < p->list.nitems; i++) {
		size_t at = str_find(p->visible, p->list.items[i].title, 0);

		if (at == SIZE_MAX)
			continue;
		first = at < first ? at : first;
		last = at > last ? at : last;
	}
	while (first < last && str_cut(&rest, '\n', &line)) {
		size_t at = str_find(p->visible, str_sub(line, 0, TEASER_BYTES), 0);

		if (line.n < TEASER_BYTES)
			continue;
		lines++;
		between += at != SIZE_MAX && at > first && at < last;
	}
	return lines >= 2 && between * 2 > lines;
}

/* A day of its own and a text that is not the list: a notice, whatever "related" list it
 * carries beside. */
static bool is_notice(const struct page *p)
{
	const struct article *t = &p->article;
	size_t inside = 0;

	if (t->date_ms == DATE_NONE_MS || t->date_weak || !says_something(t->text))
		return false;
	for (size_t i = 0; i < p->list.nitems; i++)
		inside += str_has(t->text, p->list.items[i].title);
	return inside * 4 <= p->list.nitems && !text_is_teasers(p);
}

/* The page of a search says what was asked for, not what a column holds. */
static bool is_search(struct str url)
{
	struct str path = walk_path(url);

	return str_find_nocase(str_sub(path, str_rfindc(path, '/') + 1, SIZE_MAX),
		STR("search"), 0) != SIZE_MAX;
}

static uint64_t entry_digest(const struct item *x)
{
	return hash64_of(str_none(x->url) ? x->title : x->url);
}

/* Which notices a list holds, whatever their order. */
static uint64_t list_digest(const struct listing *l)
{
	uint64_t sum = 0;

	for (size_t i = 0; i < l->nitems; i++)
		sum += entry_digest(&l->items[i]);
	return l->nitems ? sum | 1 : 0;
}

static void keep_column(struct walk *w, const struct candidate *c, const struct result *r)
{
	const struct listing *l = &r->page.list;
	struct discovered d = {.order = r->id, .nitems = l->nitems, .confidence = l->confidence,
		.blank = l->nitems == 0};
	int max = w->o->max_columns ? w->o->max_columns : COLUMNS_DEFAULT;

	if (w->out->ncolumns >= (size_t)max)
		return;
	d.url = arena_str(w->a, r->final_url);
	d.key = url_canonical(d.url, w->a);
	d.led_on = !str_eq(d.key, c->key);
	d.name = arena_str(w->a, name_of(w, c, &r->page, d.led_on));
	d.list = list_digest(l);
	d.entry = arena_array(w->a, l->nitems + 1, sizeof(*d.entry));
	for (size_t i = 0; i < l->nitems; i++) {
		d.entry[i] = entry_digest(&l->items[i]);
		if (l->items[i].date_ms > d.newest_ms && l->items[i].date_ms <= w->o->now_ms)
			d.newest_ms = l->items[i].date_ms;
	}
	w->out->columns = arena_grow(w->a, w->out->columns, w->out->ncolumns,
		&w->cap_columns, sizeof(*w->out->columns));
	w->out->columns[w->out->ncolumns++] = d;
}

/* A page of one page without a text, whose links all stand on pages read before: what is left
 * of a column when its table of notices has no row. */
static bool nothing_but_frame(const struct walk *w, const struct candidate *c,
	const struct page *p)
{
	if (p->list.nitems || p->list.pages != 1 || p->article.text.n > BLANK_TEXT_MAX ||
		name_says_nothing(c->name) || !str_has(p->title, c->name))
		return false;
	for (size_t i = 0; i < p->nlinks; i++) {
		const struct link *l = &p->links[i];
		struct str key;
		bool known;

		if (!str_eqc(l->element, "a") || str_none(l->url) ||
			!str_starts(l->url, STR("http")) || !url_same_site(w->out->home, l->url))
			continue;
		key = url_canonical(l->url, w->a);
		known = str_eq(key, url_canonical(w->out->home, w->a)) || str_eq(key, c->key);
		for (size_t k = 0; k < w->n && !known; k++)
			known = str_eq(w->list[k].key, key);
		if (!known)
			return false;
	}
	return true;
}

/* The only notice of a column that the navigation or the page's own title names. */
static bool proves_list(const struct candidate *c, const struct page *p)
{
	const struct listing *l = &p->list;

	return l->nitems == 1 && !name_says_nothing(c->name) &&
		(c->navigation || str_starts(p->title, c->name) ||
			str_ends(p->title, c->name)) && l->items[0].url.n &&
		!l->items[0].date_weak && looks_like_article(walk_path(l->items[0].url));
}

static void judge_list(struct walk *w, const struct candidate *c, const struct result *r)
{
	const struct listing *l = &r->page.list;
	bool dated = false;

	for (size_t i = 0; i < l->nitems && !dated; i++)
		dated = l->items[i].date_ms != DATE_NONE_MS;
	if ((l->nitems >= LIST_ITEMS_MIN || proves_list(c, &r->page)) &&
		l->confidence >= CONFIDENCE_MIN && dated)
		keep_column(w, c, r);
	else if (l->nitems == 0 && !is_search(r->final_url) &&
		(l->empty_shape || nothing_but_frame(w, c, &r->page)))
		keep_column(w, c, r);
}

/* Who runs it, by the foot of the home page, else of the first of the others. */
static void take_organiser(struct walk *w, const struct page *p)
{
	struct str who = p->organiser;

	if (str_none(w->out->unit) && !str_none(who) && !str_eq(who, w->out->name) &&
		!str_ends(who, STR("网")))
		w->out->unit = arena_str(w->a, who);
}

static void take_column(struct walk *w, const struct candidate *c, const struct result *r)
{
	if (!verdict_is_good(r->verdict) || !r->has_page || !str_none(r->page.challenge) ||
		!url_same_site(w->out->home, r->final_url) || is_notice(&r->page))
		return;
	take_organiser(w, &r->page);
	if (!name_is_language(c->name)) /* else a home page, whose columns follow */
		judge_list(w, c, r);
	if (c->depth < (w->o->depth ? w->o->depth : 2))
		add_candidates(w, &r->page, c->depth + 1);
}

/* Those of the home page first, of these what is navigation; else as they were met. */
static bool goes_before(const struct candidate *a, const struct candidate *b)
{
	if (a->depth != b->depth)
		return a->depth < b->depth;
	return a->navigation && !b->navigation;
}

static struct candidate *next_candidate(struct walk *w)
{
	struct candidate *best = NULL;

	for (size_t i = 0; i < w->n; i++)
		if (!w->list[i].asked && !w->list[i].filter && (!best || goes_before(&w->list[i], best)))
			best = &w->list[i];
	return best;
}

/* The next few candidates; *n of them, by their places in the list. */
static int ask_some(struct walk *w, size_t id[WAVE], size_t *n, struct err *e)
{
	size_t max = (size_t)(w->o->max_pages ? w->o->max_pages : PAGES_DEFAULT);
	struct candidate *c;
	int rc = 0;

	for (*n = 0; *n < WAVE && rc == 0 && w->out->fetched <= max; ++*n) {
		c = worker_room(w->w) > 0 ? next_candidate(w) : NULL;
		if (!c)
			break;
		c->asked = true;
		id[*n] = (size_t)(c - w->list) + 1;
		rc = submit(w, c->url, id[*n], e);
	}
	return rc;
}

/* The answers of a wave, in the order of the questions, whichever comes first. */
static int take_answers(struct walk *w, const size_t id[WAVE], size_t n, struct arena *a,
	struct err *e)
{
	struct result got[WAVE], r;
	size_t answered = 0;
	int rc = 0;

	while (rc == 0 && answered < n) {
		rc = worker_turn(w->w, WAIT_MS, e);
		while (rc == 0 && answered < n && worker_next(w->w, &r, a))
			got[answered++] = r;
	}
	for (size_t i = 0; rc == 0 && i < n; i++)
		for (size_t k = 0; k < n; k++)
			if (got[k].id == id[i]) {
				struct candidate c = w->list[id[i] - 1];

				take_column(w, &c, &got[k]);
			}
	arena_reset(a);
	return rc;
}

/* All candidates known so far, a few at a time. What is known when a wave begins does not
 * depend on how fast a site answers, so the same site gives the same columns. */
static int ask_candidates(struct walk *w, struct err *e)
{
	struct arena a = ARENA_INIT;
	size_t id[WAVE], n;
	int rc;

	do {
		rc = ask_some(w, id, &n, e);
		if (rc == 0)
			rc = take_answers(w, id, n, &a, e);
	} while (rc == 0 && n);
	arena_release(&a);
	return rc;
}

static size_t not_asked(const struct walk *w)
{
	size_t n = 0;

	for (size_t i = 0; i < w->n; i++)
		n += !w->list[i].asked && !w->list[i].filter;
	return n;
}

/* The rest is found by what robots.txt names, once the links are through. */
static int ask_sitemaps(struct walk *w, struct err *e)
{
	int rc;

	if (not_asked(w)) /* a limit was reached */
		return 0;
	rc = walk_sitemaps(w, e);
	return rc == 0 ? ask_candidates(w, e) : rc;
}

void walk_add(struct walk *w, struct str url)
{
	struct candidate c = {.url = arena_str(w->a, url), .key = url_canonical(url, w->a),
		.name = STR(""), .depth = w->o->depth ? w->o->depth : 2};

	if (looks_like_article(walk_path(url)) || str_eq(c.key, url_canonical(w->out->home, w->a)))
		return;
	for (size_t i = 0; i < w->n; i++)
		if (str_eq(w->list[i].key, c.key))
			return;
	w->list = arena_grow(w->a, w->list, w->n, &w->cap, sizeof(*w->list));
	w->list[w->n++] = c;
}

int walk_ask(struct walk *w, struct str url, struct result *r, struct arena *a, struct err *e)
{
	struct job j = {.kind = JOB_PAGE, .url = url, .allow_private = w->o->allow_private,
		.delay_ms = -1, .keep_body = true,
		.order = {.url = url, .want = WANT_LIST | WANT_SITEMAP, .now_ms = w->o->now_ms}};
	int rc;

	order_set_zone(&j.order, w->o->zone);
	if (w->o->tell)
		w->o->tell(url, w->o->ctx);
	w->out->fetched++;
	rc = worker_submit(w->w, &j, e);
	while (rc == 0 && !worker_next(w->w, r, a))
		rc = worker_turn(w->w, WAIT_MS, e);
	return rc;
}

static int ask_home(struct walk *w, struct str home, struct err *e)
{
	struct arena a = ARENA_INIT;
	struct result r;
	int rc = submit(w, home, 0, e);

	while (rc == 0 && !worker_next(w->w, &r, &a))
		rc = worker_turn(w->w, WAIT_MS, e);
	if (rc == 0) {
		w->out->verdict = r.verdict;
		w->out->reason = arena_str(w->a, r.reason);
		if (verdict_is_good(r.verdict))
			w->out->home = arena_str(w->a, r.final_url);
		if (r.has_page) {
			struct str name = meta_of(&r.page, "sitename");

			if (str_none(name))
				name = title_part(r.page.title, STR_NONE);
			name = name_without_welcome(str_none(name) ? r.page.title : name);
			w->out->name = arena_str(w->a, name);
			take_organiser(w, &r.page);
			w->out->site_code = arena_str(w->a, meta_of(&r.page, "siteidcode"));
			add_candidates(w, &r.page, 1);
		}
	}
	arena_release(&a);
	return rc;
}

int discover(struct worker *w, struct str home, const struct discover_options *o,
	struct discovery *out, struct arena *a, struct err *e)
{
	struct walk x = {.w = w, .o = o, .out = out, .a = a};
	int rc;

	*out = (struct discovery){.home = home};
	rc = ask_home(&x, home, e);
	if (rc == 0 && verdict_is_good(out->verdict))
		rc = ask_candidates(&x, e);
	if (rc == 0 && verdict_is_good(out->verdict))
		rc = ask_sitemaps(&x, e);
	out->left = not_asked(&x);
	if (rc == 0)
		walk_settle(&x);
	return rc;
}
