/* One pass over the addresses, one over the pages, then two sorts: by address, which brings a
 * link and its pages together, and into the order of the reader. */
#include "link-faults.h"

#include "base/record.h"

#include <stdlib.h>
#include <string.h>

#define KEY_MAX ((size_t)16 << 20)
#define HELD ((size_t)8 << 20) /* of a sort, in memory */
/* Pages carry a hundred sound links for one that is not: these bits, two for each faulty link,
 * say without a look which are worth keeping. With a million of them one sound link in 250 is
 * kept as well, and passed over when they are in order. */
#define SIEVE_BITS ((uint64_t)1 << 25)

static const struct {
	int verdict;
	const char *text;
} verdict_row[] = {
	{VERDICT_BROKEN_DNS, LANG_MARK("name does not exist")},
	{VERDICT_BROKEN_TLS, LANG_MARK("certificate invalid")},
	{VERDICT_BROKEN_HTTP, LANG_MARK("page does not exist")},
	{VERDICT_BROKEN_SOFT404, LANG_MARK("not-found page behind a good answer")},
	{VERDICT_BROKEN_CONTENT, LANG_MARK("not what was promised")},
	{VERDICT_BROKEN_REDIRECT, LANG_MARK("redirect leads nowhere")},
	{VERDICT_BROKEN_URL, LANG_MARK("unusable address")},
	{VERDICT_BROKEN_FRAGMENT, LANG_MARK("anchor does not exist")},
	{VERDICT_UNSTABLE_DNS, LANG_MARK("name not resolved")},
	{VERDICT_UNSTABLE_CONNECT, LANG_MARK("no connection")},
	{VERDICT_UNSTABLE_TIMEOUT, LANG_MARK("no answer in time")},
	{VERDICT_UNSTABLE_SERVER, LANG_MARK("server error")},
	{VERDICT_UNSTABLE_RESET, LANG_MARK("connection cut")},
	{VERDICT_PRIVATE, LANG_MARK("leads to a private address")},
	{VERDICT_WRONG, LANG_MARK("opens, but is something else")},
	{VERDICT_BLOCKED, LANG_MARK("refuses us: says nothing about the page")},
};

struct str link_problem(const struct report_ask *ask, int verdict)
{
	for (size_t i = 0; i < sizeof(verdict_row) / sizeof(verdict_row[0]); i++)
		if (verdict_row[i].verdict == verdict)
			return str_of(lang_text(ask->lang, verdict_row[i].text));
	return str_of(verdict_word(verdict));
}

/* As it was known at that time. */
static bool group_of(const struct address *x, int64_t at_ms, enum link_group *out)
{
	if (x->nbad > 0 && x->bad_since_ms > at_ms)
		return false;
	if (x->confirmed && x->confirmed_ms <= at_ms)
		*out = LINKS_BROKEN;
	else if (x->nbad > 0)
		*out = LINKS_SUSPECTED;
	else if (x->verdict == VERDICT_BLOCKED)
		*out = LINKS_BLOCKED;
	else
		return false;
	return true;
}

enum { MET_FAULT, MET_PAGE, MET_PAST_PAGE }; /* in this order behind an address */

struct collecting {
	struct link_faults *f;
	struct sorter *met;  /* by address: faults, pages that carry them */
	struct sorter *seen; /* addresses on the pages asked for; NULL: all are */
	uint64_t *sieve;
	struct buf key, value;
};

/* --- what is met --- */

static void sieve_put(struct collecting *c, struct str url)
{
	uint64_t h = hash64_of(url), a = h % SIEVE_BITS, b = (h >> 32) % SIEVE_BITS;

	c->sieve[a / 64] |= (uint64_t)1 << a % 64;
	c->sieve[b / 64] |= (uint64_t)1 << b % 64;
}

static bool sieve_has(const struct collecting *c, uint64_t h)
{
	uint64_t a = h % SIEVE_BITS, b = (h >> 32) % SIEVE_BITS;

	return c->sieve[a / 64] >> a % 64 & c->sieve[b / 64] >> b % 64 & 1;
}

static void key_url(struct buf *k, struct str url)
{
	buf_addstr(k, url);
	buf_addc(k, 0);
}

/* The hash stands first: it decides nearly every comparison. */
static void begin_key(struct collecting *c, struct str url)
{
	buf_clear(&c->key);
	buf_clear(&c->value);
	key_u64(&c->key, hash64_of(url));
	key_url(&c->key, url);
}

static void add_fault(struct collecting *c, const struct address *x, enum link_group g)
{
	begin_key(c, x->url);
	buf_addc(&c->key, MET_FAULT);
	buf_addc(&c->key, (char)g);
	record_write(&record_address, x, &c->value);
	sorter_add(c->met, buf_str(&c->key), buf_str(&c->value));
	sieve_put(c, x->url);
}

static void add_page(struct collecting *c, struct str url, int what, int64_t since_ms,
	const struct link_parent *p)
{
	begin_key(c, url);
	buf_addc(&c->key, (char)what);
	key_time(&c->key, since_ms);
	key_u32(&c->key, (uint32_t)(p->portal - c->f->ask->config->portals));
	key_url(&c->key, p->page);
	key_u32(&c->key, (uint32_t)p->line);
	varint_put_str(&c->value, p->page);
	varint_put_str(&c->value, p->text);
	varint_put_str(&c->value, p->column);
	varint_put(&c->value, zigzag(p->line));
	sorter_add(c->met, buf_str(&c->key), buf_str(&c->value));
}

static void count_address(struct link_faults *f, const struct address *x)
{
	if (x->first_ms > f->at_ms)
		return; /* not met yet */
	if (x->last_ms)
		f->checked++;
	else
		f->unchecked += x->due_ms != 0;
}

static void take_link(struct collecting *c, const struct address *x)
{
	enum link_group g;

	count_address(c->f, x);
	if (x->first_ms <= c->f->at_ms && x->last_ms && group_of(x, c->f->at_ms, &g))
		add_fault(c, x, g);
}

static int take_address(const struct address *x, void *ctx)
{
	take_link(ctx, x);
	return 0;
}

/* Of a page that is none of a column (the home page, one met on a walk): its portal is named
 * whole, or "PORTAL/home" is. */
static bool names_page(const struct report_ask *ask, const struct portal_config *p,
	struct str column)
{
	size_t n = strlen(p->id);

	for (const char *const *s = ask->subjects; s && *s; s++)
		if (streq(*s, p->id) || (strncmp(*s, p->id, n) == 0 && (*s)[n] == '/' &&
				str_eqc(column, *s + n + 1)))
			return true;
	return !ask->subjects || !ask->subjects[0];
}

/* The portal of a page that was asked for, else NULL. */
static const struct portal_config *asked(const struct collecting *c, struct str id,
	struct str column)
{
	const struct report_ask *ask = c->f->ask;
	const struct portal_config *p = config_portal(ask->config, id);
	const struct column_config *of = p && column.n ? portal_column(p, column) : NULL;

	return p && report_covers(ask, p, of) && (of || names_page(ask, p, column)) ? p : NULL;
}

static int take_seen(const struct page_links *p, void *ctx)
{
	struct collecting *c = ctx;
	bool theirs = asked(c, p->portal, p->column) != NULL;

	for (size_t i = 0; theirs && i < p->nedges; i++) {
		begin_key(c, p->edges[i].url);
		sorter_add(c->seen, buf_str(&c->key), STR(""));
	}
	return 0;
}

static int take_page(const struct page_links *p, void *ctx)
{
	struct collecting *c = ctx;
	const struct portal_config *portal = asked(c, p->portal, p->column);

	for (size_t i = 0; portal && i < p->nedges; i++) {
		const struct edge *x = &p->edges[i];

		if (sieve_has(c, hash64_of(x->url)))
			add_page(c, x->url, MET_PAGE, 0, &(struct link_parent){p->url, x->text,
				p->column, x->line, portal});
	}
	return 0;
}

/* --- the past --- */

static int take_past(const struct link_past *p, void *ctx)
{
	struct collecting *c = ctx;
	int64_t at_ms = c->f->at_ms;
	enum link_group g = p->confirmed_ms <= at_ms ? LINKS_BROKEN : LINKS_SUSPECTED;

	if (!p->repaired_ms || p->repaired_ms <= at_ms || p->bad_since_ms > at_ms)
		return 0; /* what is broken still stands with its address */
	add_fault(c, &(struct address){.url = p->url, .bad_since_ms = p->bad_since_ms,
		.verdict = p->verdict, .status = p->status, .reason = p->reason,
		.last_ms = p->bad_since_ms,
		.confirmed_ms = g == LINKS_BROKEN ? p->confirmed_ms : 0}, g);
	return 0;
}

/* Pages that carried it then. */
static int take_carriers(const struct link_past *p, void *ctx)
{
	struct collecting *c = ctx;

	if (!sieve_has(c, hash64_of(p->url)))
		return 0;
	for (size_t i = 0; i < p->npages; i++) {
		const struct link_page *g = &p->pages[i];
		const struct portal_config *portal = asked(c, g->portal, g->column);

		if (portal)
			add_page(c, p->url, MET_PAST_PAGE, p->bad_since_ms,
				&(struct link_parent){g->url, g->text, g->column, g->line,
					portal});
	}
	return 0;
}

/* Of some portals: only what stands on their pages. */
static int take_their_links(struct collecting *c, struct err *e)
{
	struct store_txn *t = c->f->ask->pages;
	struct arena a = ARENA_INIT;
	struct str key, value, before = STR("");
	struct sorted in;
	struct spool *s;
	int rc = pages_each_links(t, take_seen, c, e);

	s = sorter_sorted(c->seen);
	if (rc >= 0)
		rc = sorter_error(c->seen, e);
	sorted_open(&in, s);
	while (rc >= 0 && sorted_next(&in, &key, &value)) {
		struct address x;

		if (str_eq(key, before))
			continue;
		before = key;
		rc = pages_address(t, str_sub(key, 8, key.n - 9), &x, &a, e);
		if (rc == 0)
			take_link(c, &x);
		rc = rc == ERR_NOTFOUND ? 0 : rc;
		arena_reset(&a);
	}
	arena_release(&a);
	spool_free(s);
	return rc;
}

static int collect(struct collecting *c, struct err *e)
{
	struct store_txn *t = c->f->ask->pages;
	int rc = c->seen ? take_their_links(c, e) : pages_each_address(t, take_address, c, e);

	if (rc >= 0)
		rc = pages_each_link_past(t, take_past, c, e);
	if (rc >= 0)
		rc = pages_each_links(t, take_page, c, e);
	if (rc >= 0)
		rc = pages_each_link_past(t, take_carriers, c, e);
	return rc < 0 ? rc : 0;
}

/* --- a link and its pages, brought together --- */

/* What was met, in order, and its key taken apart. */
struct met {
	struct sorted in;
	struct str url, value;
	int what;
	enum link_group group;
	int64_t since_ms;
	uint32_t portal;
};

static bool met_next(struct met *m)
{
	struct str key, rest;
	size_t n;

	if (!sorted_next(&m->in, &key, &m->value) || key.n < 10)
		return false;
	rest = str_sub(key, 8, key.n);
	n = strlen(rest.p);
	m->url = str_sub(rest, 0, n);
	m->what = rest.p[n + 1];
	if (m->what == MET_FAULT) {
		m->group = (enum link_group)rest.p[n + 2];
		return true;
	}
	m->since_ms = key_time_at(rest, n + 2);
	m->portal = (uint32_t)(key_u64_at(rest, n + 6) & UINT32_MAX);
	return true;
}

struct joining {
	struct link_faults *f;
	struct sorter *out;
	struct address x; /* the link */
	enum link_group group;
	int what; /* pages of which kind are its */
	struct arena arena;
	struct buf key, value;
};

static bool is_its(const struct joining *j, const struct met *m)
{
	return m->what == j->what && str_eq(m->url, j->x.url) &&
		(j->what == MET_PAGE || m->since_ms == j->x.bad_since_ms);
}

static void order_key(struct joining *j, uint32_t portal, size_t n, uint32_t page)
{
	struct buf *k = &j->key;

	buf_clear(k);
	if (j->f->order == LINKS_BY_PAGES)
		buf_addc(k, (char)j->group);
	if (j->f->order != LINKS_BY_SINCE)
		key_u32(k, portal);
	if (j->f->order == LINKS_BY_PAGES)
		key_u64(k, UINT64_MAX - n);
	key_time(k, j->x.bad_since_ms);
	key_url(k, j->x.url);
	key_u32(k, page);
}

/* n pages from m on, as one entry. */
static void put_entry(struct joining *j, struct met m, size_t n)
{
	uint32_t portal = m.portal;

	order_key(j, portal, n, 0);
	buf_clear(&j->value);
	buf_addc(&j->value, (char)j->group);
	varint_put(&j->value, n);
	record_write(&record_address, &j->x, &j->value);
	sorter_add(j->out, buf_str(&j->key), buf_str(&j->value));
	for (uint32_t i = 1; i <= n; i++) {
		order_key(j, portal, n, i);
		buf_clear(&j->value);
		varint_put(&j->value, m.portal);
		buf_addstr(&j->value, m.value);
		sorter_add(j->out, buf_str(&j->key), buf_str(&j->value));
		if (i < n)
			met_next(&m);
	}
}

/* The pages of the link from m on, of one portal or of all. False: the end of all. */
static bool join_pages(struct joining *j, struct met *m)
{
	bool more = true;

	while (more && is_its(j, m)) {
		struct met from = *m;
		size_t n = 0;

		while (more && is_its(j, m) &&
			(j->f->order == LINKS_BY_SINCE || m->portal == from.portal)) {
			n++;
			more = met_next(m);
		}
		if (j->f->order != LINKS_BY_PORTAL || j->group == LINKS_BROKEN)
			put_entry(j, from, n);
	}
	return more;
}

/* All that follows of the link: its pages of today, where there are none those that carried
 * it then. */
static bool join_link(struct joining *j, struct met *m)
{
	bool more = met_next(m), counted = false;

	while (more && m->what == MET_FAULT && str_eq(m->url, j->x.url))
		more = met_next(m); /* the same in a milder state */
	j->what = m->what;
	while (more && m->what == j->what && str_eq(m->url, j->x.url)) {
		if (!is_its(j, m)) {
			more = met_next(m);
			continue;
		}
		j->f->count[j->group] += !counted;
		counted = true;
		more = join_pages(j, m);
	}
	return more;
}

static int join(struct joining *j, struct spool *met, struct err *e)
{
	struct met m = {0};
	bool more;
	int rc = 0;

	sorted_open(&m.in, met);
	more = met_next(&m);
	while (more && rc == 0) {
		if (m.what != MET_FAULT) { /* of a sound link, or of another time */
			more = met_next(&m);
			continue;
		}
		arena_reset(&j->arena);
		rc = record_read(&record_address, m.value, &j->x, &j->arena, e);
		j->group = m.group;
		more = rc == 0 && join_link(j, &m);
	}
	return rc ? rc : sorter_error(j->out, e);
}

static int64_t time_of(const struct report_ask *ask)
{
	int64_t end_ms = ask->to_day == DAY_NONE ? INT64_MAX
		: day_start_ms(ask->to_day + 1, ask->config->zone) - 1;

	return end_ms < ask->now_ms ? end_ms : ask->now_ms;
}

/* Which part of the list is each portal's. */
static void find_portals(struct link_faults *f)
{
	size_t n = f->ask->config->nportals;
	struct sorted in;
	struct str key, value, at, *of = NULL;

	f->portals = arena_array(f->ask->arena, n + 1, sizeof(*f->portals));
	sorted_open(&in, f->list);
	for (at = in.rest; sorted_next(&in, &key, &value); at = in.rest) {
		size_t p = (size_t)(key_u64_at(key, 0) >> 32);

		if (p >= n || of == &f->portals[p])
			continue;
		if (of)
			of->n = (size_t)(at.p - of->p);
		of = &f->portals[p];
		*of = at;
	}
}

int link_faults_open(struct link_faults *f, enum link_order order, struct err *e)
{
	struct collecting c = {.f = f, .met = sorter_new(HELD),
		.seen = report_is_narrow(f->ask) ? sorter_new(HELD) : NULL,
		.sieve = mem_alloc(SIEVE_BITS / 8), .key = BUF_INIT(KEY_MAX),
		.value = BUF_INIT(KEY_MAX)};
	struct joining j = {.f = f, .out = sorter_new(HELD), .arena = ARENA_INIT,
		.key = BUF_INIT(KEY_MAX), .value = BUF_INIT(KEY_MAX)};
	struct spool *met;
	int rc;

	f->order = order;
	f->at_ms = time_of(f->ask);
	rc = collect(&c, e);
	met = sorter_sorted(c.met);
	if (rc == 0)
		rc = sorter_error(c.met, e);
	sorter_free(c.met);
	sorter_free(c.seen);
	if (rc == 0)
		rc = join(&j, met, e);
	spool_free(met);
	f->list = sorter_sorted(j.out);
	if (rc == 0)
		rc = sorter_error(j.out, e);
	sorter_free(j.out);
	free(c.sieve);
	buf_release(&c.key);
	buf_release(&c.value);
	buf_release(&j.key);
	buf_release(&j.value);
	arena_release(&j.arena);
	sorted_open(&f->in, f->list);
	if (rc == 0 && order == LINKS_BY_PORTAL)
		find_portals(f);
	return rc;
}

void link_faults_close(struct link_faults *f)
{
	spool_free(f->list);
	f->list = NULL;
}

/* --- reading --- */

void link_faults_seek(struct link_faults *f, const struct portal_config *p)
{
	f->in.rest = f->portals[p - f->ask->config->portals];
	f->in.left = f->in.rest.p;
	f->pages_left = 0;
}

int link_faults_next(struct link_faults *f, struct link_fault *out, struct arena *a,
	struct err *e)
{
	struct str key, value;
	uint64_t n;
	int rc;

	while (f->pages_left && sorted_next(&f->in, &key, &value))
		f->pages_left--;
	if (!sorted_next(&f->in, &key, &value))
		return 0;
	out->group = (enum link_group)value.p[0];
	value = str_sub(value, 1, value.n);
	if (!varint_take(&value, &n))
		return err_set(e, ERR_CORRUPT, "damaged temporary file");
	f->pages_left = out->nparents = (size_t)n;
	rc = record_read(&record_address, value, &out->x, a, e);
	return rc < 0 ? rc : 1;
}

bool link_faults_page(struct link_faults *f, struct link_parent *out)
{
	struct str key, value;
	uint64_t portal, line;

	if (!f->pages_left || !sorted_next(&f->in, &key, &value))
		return false;
	f->pages_left--;
	if (!varint_take(&value, &portal) || portal >= f->ask->config->nportals ||
		!varint_take_str(&value, &out->page) || !varint_take_str(&value, &out->text) ||
		!varint_take_str(&value, &out->column) || !varint_take(&value, &line))
		return false;
	out->portal = &f->ask->config->portals[portal];
	out->line = (int32_t)unzigzag(line);
	return true;
}
