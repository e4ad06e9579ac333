/* Notices: a sound answer against the last version. */
#include "crawl-private.h"

#include "base/out.h"
#include "crawler/change.h"
#include "crawler/noise.h"
#include "crawler/textdiff.h"

#define CUT_BYTES ((size_t)12) /* that a cut may have spoilt */
#define HELD_BYTES ((size_t)64 << 20) /* a version kept until the second fetch answers */

struct event event_of_notice(struct crawl *c, const struct notice *n, const char *kind,
	struct str detail)
{
	return (struct event){.time_ms = c->now_ms, .kind = str_of(kind),
		.portal = n->portal, .column = n->column, .title = n->title, .url = n->url,
		.identity = n->identity, .date_ms = n->date_ms, .detail = detail};
}

/* What a page states says more than its address, or the day on which its file was touched. */
static void take_page_date(struct notice *n, const struct article *x)
{
	bool has = n->date_ms != DATE_NONE_MS;

	if (x->date_ms == DATE_NONE_MS || (has && (!n->date_weak || x->date_weak)))
		return;
	n->date_ms = x->date_ms;
	n->date_has_time = x->date_has_time;
	n->date_weak = x->date_weak;
}

/* The notices of a list without titles, as a sitemap's, have those of their pages; a title that
 * the list cuts short is completed by them. */
static int take_page_title(struct crawl *c, struct store_txn *t, struct notice *n,
	const struct version *v, struct err *e)
{
	struct column_state s;
	int rc;

	if (!v->title.n || str_eq(n->title, v->title))
		return 0;
	if (n->title.n && !title_completes(v->title, n->title)) {
		rc = pages_column(t, n->portal, n->column, &s, &c->turn, e);
		if (rc < 0)
			return rc == ERR_NOTFOUND ? 0 : rc;
		for (size_t i = 0; i < s.nitems; i++)
			if (s.items[i].title.n)
				return 0;
	}
	n->title = v->title;
	return 0;
}

static int write_version(struct crawl *c, struct store_txn *t, struct notice *n,
	struct version *v, const struct result *r, const struct sha256 *body, struct err *e)
{
	const struct article *x = &r->page.article;
	int rc = files_know(c, t, n, v, e);

	if (rc == 0 && !version_is_document(&r->page))
		rc = files_digests(c, t, n, v, e);
	if (rc < 0)
		return rc;
	v->time_ms = c->now_ms;
	v->body_digest = *body;
	n->nversions++;
	n->text_digest = v->text_digest;
	n->body_digest = *body;
	n->doc_number = x->doc_number;
	n->index_number = x->index_number;
	n->written_ms = x->written_ms;
	n->pair_titles = x->pair_titles;
	n->source = x->source;
	take_page_date(n, x);
	if (rc == 0)
		rc = take_page_title(c, t, n, v, e);
	return rc < 0 ? rc : put_version(c, t, n, v, e);
}

/* --- is it an edit? --- */

static int ask_again(struct crawl *c, struct store_txn *t, const struct flight *f,
	const struct version *now, struct err *e)
{
	struct notice_question q = {f->portal, f->column, str_n(f->subject, f->subject_n),
		str_of(f->url), FLIGHT_NOTICE_PAIR, STR_NONE};
	struct buf held = BUF_INIT(HELD_BYTES);
	int rc;

	record_write(&record_version, now, &held);
	q.held = buf_str(&held);
	rc = notice_ask(c, t, &q, e);
	buf_release(&held);
	return rc == 0 || rc == ERR_AGAIN ? 1 : rc; /* no room now: it is still due */
}

static int learn_noise(struct crawl *c, struct store_txn *t, const struct notice *n,
	struct column_noise *known, const struct version *first, const struct version *second,
	struct err *e)
{
	known->portal = n->portal;
	known->column = n->column;
	if (!noise_learn(known, first->text, second->text, c->now_ms, &c->turn))
		return 0;
	return pages_put_noise(t, known, e);
}

/* What the two fetches of a moment differ in themselves is no edit. */
static int take_noise_off(struct crawl *c, struct store_txn *t, const struct flight *f,
	const struct notice *n, const struct version *old, const struct version *now,
	struct change *x, struct err *e)
{
	struct column_noise known = {0};
	struct version first;
	struct change pair;
	int rc = record_read(&record_version, buf_str(&f->held), &first, &c->turn, e);

	if (rc == 0)
		rc = pages_noise(t, n->portal, n->column, &known, &c->turn, e);
	if (rc == ERR_NOTFOUND)
		rc = 0;
	if (rc < 0)
		return rc;
	if (change_find(&first, now, n->title, &pair, &c->turn))
		rc = learn_noise(c, t, n, &known, &first, now, e);
	change_less_noise(x, old, now, &first, &known, &c->turn);
	return rc;
}

/* Known noise needs no second fetch. */
static int is_known_noise(struct crawl *c, struct store_txn *t, const struct notice *n,
	const struct version *old, const struct version *now, const struct change *x,
	bool *out, struct err *e)
{
	struct column_noise known;
	int rc;

	*out = false;
	if (!x->text || x->title || x->links || x->images || x->nfiles)
		return 0;
	rc = pages_noise(t, n->portal, n->column, &known, &c->turn, e);
	if (rc == 0)
		*out = noise_only(&known, old->text, now->text, STR_NONE, &c->turn);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* A page that ends without its end, and whose text is a beginning of what was there. */
bool notice_came_in_part(struct crawl *c, struct store_txn *t, const struct notice *n,
	const struct result *r)
{
	struct str now = r->page.article.text;
	struct buf x, y;
	struct version old;
	bool part;

	if (!r->page.unclosed || pages_version_last(t, n, &old, &c->turn, NULL) < 0 ||
		now.n >= old.text.n)
		return false;
	buf_init(&x, old.text.n + 1);
	buf_init(&y, now.n + 1);
	text_fold(old.text, &x);
	text_fold(now, &y);
	/* the last letters may be cut inside a word or a mark */
	part = y.n < CUT_BYTES || str_starts(buf_str(&x), str_sub(buf_str(&y), 0, y.n - CUT_BYTES));
	buf_release(&x);
	buf_release(&y);
	return part;
}

/* --- dates --- */

static struct str redated_detail(struct crawl *c, int64_t from_ms, int64_t to_ms,
	const struct zone *z)
{
	struct buf b = BUF_INIT(4096);
	struct jw j = jw_on(&b);
	struct str s;

	jw_open(&j, '{');
	jw_key(&j, "parts");
	jw_open(&j, '[');
	jw_cstr(&j, "date");
	jw_close(&j, ']');
	jw_kday(&j, "from", day_of_ms(from_ms, z));
	jw_kday(&j, "to", day_of_ms(to_ms, z));
	jw_kcstr(&j, "where", "page");
	jw_close(&j, '}');
	s = arena_str(&c->turn, buf_str(&b));
	buf_release(&b);
	return s;
}

/* The date its own page states, where it is told apart from others on the page: the list
 * states the same one, or states none. Where the list changed it first, that was told. */
static int take_date(struct crawl *c, struct store_txn *t, struct notice *n,
	const struct version *old, const struct result *r, struct err *e)
{
	const struct article *x = &r->page.article;
	const struct zone *z = config_zone(c->config, n->portal);
	int64_t was_ms = n->page_date_ms ? n->page_date_ms : old->date_ms;
	bool told = x->date_ms != DATE_NONE_MS && dates_same_day(x->date_ms, n->date_ms, z);
	struct column_state s;
	struct event ev;
	int rc;

	if (x->date_ms == DATE_NONE_MS || x->date_weak || was_ms == DATE_NONE_MS ||
		dates_same_day(x->date_ms, was_ms, z))
		return 0;
	if (!told && !dates_same_day(was_ms, n->date_ms, z) && !n->page_date_ms)
		return 0;
	rc = pages_column(t, n->portal, n->column, &s, &c->turn, e);
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	n->page_date_ms = x->date_ms;
	if (told && !n->page_date_apart)
		return 0;
	n->page_date_apart = !told && s.ndated > 0;
	if (s.ndated == 0) {
		n->date_ms = x->date_ms;
		n->date_has_time = x->date_has_time;
	}
	ev = event_of_notice(c, n, "notice.redated", redated_detail(c, was_ms, x->date_ms, z));
	return put_event(c, t, &ev, e);
}

/* Where the list states none, the page is the first to say when it was published. */
static int take_first_date(struct crawl *c, struct store_txn *t, struct notice *n,
	struct err *e)
{
	const struct zone *z = config_zone(c->config, n->portal);
	struct column_state s;
	struct event ev;
	const char *far;
	int days, rc;

	if (n->nversions != 1 || n->baseline)
		return 0;
	rc = pages_column(t, n->portal, n->column, &s, &c->turn, e);
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	far = date_is_far(n, &s, z, &days);
	if (!far || s.ndated > 0)
		return 0;
	ev = event_of_notice(c, n, "notice.redated", date_far_detail(n, far, days, z,
			&c->turn));
	return put_event(c, t, &ev, e);
}

/* --- the answer --- */

/* The title with which the page goes on is the one that the list told of. Kept without a word, so
 * that turned back it is an edit again, when no list shows the notice any more. */
static bool follows_list(const struct version *old, const struct version *now,
	const struct notice *n)
{
	return old->title.n && now->title.n && !titles_same(old->title, now->title) &&
		titles_same(n->title, now->title);
}

/* Back to what the list said all along: an edit of the page, as that before was. */
static bool turned_back(const struct version *old, const struct version *now,
	const struct notice *n)
{
	return n->page_title.n && titles_same(n->page_title, old->title) &&
		titles_same(n->title, now->title);
}

static int take_no_change(struct crawl *c, struct store_txn *t, struct notice *n,
	const struct version *old, struct version *now, const struct result *r,
	const struct sha256 *body, struct err *e)
{
	int rc = take_date(c, t, n, old, r, e);

	if (titles_same(n->title, now->title))
		n->page_title = STR_NONE;
	return rc == 0 && follows_list(old, now, n) ? write_version(c, t, n, now, r, body, e) : rc;
}

static int visible_of(struct crawl *c, struct store_txn *t, const struct notice *n,
	const struct sha256 *body, struct str *out, struct err *e)
{
	struct page_order o = {.want = WANT_VISIBLE};
	struct page page;
	int rc = reread_body(c, t, n->url, body, &o, &page, e);

	*out = rc == 0 ? page.visible : STR("");
	return rc == ERR_NOTFOUND ? 0 : rc;
}

/* Another template around the same words moves the bounds of the main text. */
static int take_bounds_off(struct crawl *c, struct store_txn *t, const struct notice *n,
	const struct version *old, const struct version *now, const struct sha256 *body,
	struct change *x, struct err *e)
{
	struct str old_page, now_page;
	int rc;

	if (!x->text || !old->text.n || !now->text.n)
		return 0;
	rc = visible_of(c, t, n, &old->body_digest, &old_page, e);
	if (rc == 0 && old_page.n)
		rc = visible_of(c, t, n, body, &now_page, e);
	if (rc == 0 && old_page.n &&
		change_is_of_bounds(old->text, now->text, old_page, now_page, &c->turn))
		x->text = false;
	return rc;
}

static int take_change(struct crawl *c, struct store_txn *t, struct notice *n,
	const struct version *old, struct version *now, const struct change *x,
	const struct result *r, const struct sha256 *body, struct err *e)
{
	struct event ev;
	int rc = write_version(c, t, n, now, r, body, e);

	if (titles_same(n->title, now->title))
		n->page_title = STR_NONE;
	else if (x->title)
		n->page_title = now->title;
	ev = event_of_notice(c, n, "notice.changed",
		change_detail(x, old, now, n->nversions, &c->turn));
	return rc < 0 ? rc : put_event(c, t, &ev, e);
}

int notice_take_article(struct crawl *c, struct store_txn *t, struct flight *f,
	struct notice *n, const struct result *r, const struct sha256 *body, struct err *e)
{
	struct version old, now;
	struct change x;
	bool noise;
	int rc = pages_version_last(t, n, &old, &c->turn, e);

	version_of_page(&r->page, r->final_url, &now);
	if (version_is_document(&r->page))
		version_of_document(&now, n->url, n->title, &r->body_digest, r->body_bytes,
			&c->turn);
	if (rc == ERR_NOTFOUND) {
		rc = write_version(c, t, n, &now, r, body, e);
		return rc < 0 ? rc : take_first_date(c, t, n, e);
	}
	if (rc == 0 && old.extractor != now.extractor)
		rc = migrate_version(c, t, n, &old, e);
	if (rc == ERR_NOTFOUND) /* nothing left to compare with: no edit of theirs */
		return write_version(c, t, n, &now, r, body, e);
	if (rc < 0)
		return rc;
	if (!change_find(&old, &now, turned_back(&old, &now, n) ? STR("") : n->title, &x, &c->turn))
		return take_no_change(c, t, n, &old, &now, r, body, e);
	if (f->kind != FLIGHT_NOTICE_PAIR) {
		rc = is_known_noise(c, t, n, &old, &now, &x, &noise, e);
		return rc < 0 || noise ? rc : ask_again(c, t, f, &now, e);
	}
	rc = take_noise_off(c, t, f, n, &old, &now, &x, e);
	if (rc == 0)
		rc = take_date(c, t, n, &old, r, e);
	if (rc < 0 || !change_any(&x))
		return rc;
	rc = take_bounds_off(c, t, n, &old, &now, body, &x, e);
	if (rc < 0)
		return rc;
	if (!change_any(&x)) /* kept without a word, so that the next one is compared with it */
		return write_version(c, t, n, &now, r, body, e);
	return take_change(c, t, n, &old, &now, &x, r, body, e);
}
