/* Soft 404 in the monitored crawl: what a host answers to two random names of a place, and at
 * its root, is asked for when a good answer there looks poor, and kept for 30 days in table
 * "soft404". Until it is known the answer says nothing: the link is asked again behind those. */
#include "crawl-private.h"

#include "base/digest.h"
#include "crawler/due.h"
#include "crawler/soft404.h"
#include "crawler/url.h"

#define TABLE "soft404"
#define QUESTIONS 3	       /* two names and the home page of the host */
#define HOME 2
#define PRIORITY 8	       /* before the link that waits for it */
#define UNSURE_MS DAY_MS       /* answers that were no answers are asked for again after */
#define UNSURE_MAX 6	       /* names that got none, before a place is left alone so long */
#define SHELL_TEXT_MAX 600     /* visible bytes of a page that scripts fill */
#define SUBJECT "soft404 %.*s" /* of a flight */

static int put_profile(struct store_txn *t, const struct soft404_profile *p, struct err *e)
{
	struct buf key = BUF_INIT(64);
	int rc;

	key_hash(&key, p->place);
	rc = store_put_record(t, TABLE, buf_str(&key), &record_soft404_profile, p, e);
	buf_release(&key);
	return rc;
}

/* ERR_NOTFOUND: never asked. */
static int get_profile(struct store_txn *t, struct str place, struct soft404_profile *out,
	struct arena *a, struct err *e)
{
	struct buf key = BUF_INIT(64);
	int rc;

	key_hash(&key, place);
	rc = store_get_record(t, TABLE, buf_str(&key), &record_soft404_profile, out, a, e);
	buf_release(&key);
	return rc == 0 && !str_eq(out->place, place) ? ERR_NOTFOUND : rc;
}

static bool is_complete(const struct soft404_profile *p)
{
	return p->answer[0].url.n && p->answer[1].url.n && p->home.url.n;
}

static bool is_stale(const struct soft404_profile *p, int64_t now_ms)
{
	return !is_complete(p) || now_ms - p->taken_ms >= SOFT404_KEEP_MS;
}

static bool says_something(const struct soft404_answer *x)
{
	return verdict_is_good(x->verdict) || verdict_is_broken(x->verdict);
}

/* A name was not answered: asked again, a few times. */
static bool is_unsure(const struct soft404_profile *p)
{
	return p->nunsure > 0 && p->nunsure < UNSURE_MAX &&
		!(says_something(&p->answer[0]) && says_something(&p->answer[1]));
}

/* A page that scripts fill looks alike whatever it will show; where one is sent says more. */
static bool is_shell(const struct soft404_answer *x)
{
	return str_eq(x->url, x->final_url) && x->scripted && x->text_bytes <= SHELL_TEXT_MAX && !x->error_phrase;
}

static int ask(struct crawl *c, const struct portal_config *p, struct str url,
	struct str place, struct err *e)
{
	struct str subject = arena_strf(&c->turn, SUBJECT, STR_ARG(place));
	int rc = 0;

	if (flight_is_under_way(c, subject) || worker_room(c->worker) < QUESTIONS)
		return 0;
	for (int i = 0; rc == 0 && i < QUESTIONS; i++) {
		struct flight *f;
		struct str name;
		uint64_t random;
		struct job j;

		random_bytes(&random, sizeof(random));
		name = i == HOME ? soft404_root(url, &c->turn)
				 : soft404_random_name(url, random, &c->turn);
		link_job(c, p, name, !url_same_site(str_of(p->home), url), &j);
		j.priority = PRIORITY;
		j.second_profile = i == 1;
		f = flight_new(c, FLIGHT_SOFT404, subject, p, NULL, name);
		f->step = i;
		buf_init(&f->held, place.n + 1);
		buf_addstr(&f->held, place);
		rc = flight_submit(c, f, &j, e);
	}
	return rc;
}

/* Perhaps the home page under another name: some systems show it for every name they do not
 * know. */
static bool is_titled_home(struct crawl *c, struct store_txn *t, const struct portal_config *p,
	const struct result *r)
{
	struct page_links home;

	return r->has_page && r->page.kind == PAGE_HTML && !str_eqc(r->url, p->home) &&
		pages_links(t, str_of(p->home), &home, &c->turn, NULL) == 0 &&
		home.title.n && str_eq(home.title, r->page.title);
}

/* Nothing on this page says that it is none. Some directories answer so whatever is asked, with
 * long texts at that, here and on other hosts: each family of them is tried once. */
static bool is_page(struct crawl *c, const struct portal_config *p, const struct result *r)
{
	return r->has_page && r->page.kind == PAGE_HTML && verdict_is_good(r->verdict) &&
		!str_eqc(r->url, p->home) && !str_eq(r->url, soft404_root(r->url, &c->turn));
}

static bool is_of_portal(const struct portal_config *p, struct str url)
{
	return str_eq(due_host(url), due_host(str_of(p->home)));
}

int soft404_look(struct crawl *c, struct store_txn *t, const struct portal_config *p,
	const struct result *r, enum soft404_view *out, struct err *e)
{
	struct soft404_profile known;
	struct soft404_answer x;
	struct str place;
	int rc;

	*out = SOFT404_NO;
	soft404_answer_of(r, &x);
	if (soft404_worth(&x) || is_titled_home(c, t, p, r))
		place = soft404_place(r->url, &c->turn);
	else if (is_page(c, p, r))
		place = soft404_family(r->url, &c->turn);
	else
		return 0;
	rc = get_profile(t, place, &known, &c->turn, e);
	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	if (rc == 0 && !known.varies && soft404_varies(&known, &x)) {
		known.varies = true;
		rc = put_profile(t, &known, e);
		if (rc < 0)
			return rc;
	}
	/* that the portal's home page is one needs no proof */
	if (rc == 0 && is_of_portal(p, r->url) && !soft404_redirects(&known))
		known.home = (struct soft404_answer){.url = known.home.url};
	if (rc == ERR_NOTFOUND || !is_complete(&known) || is_unsure(&known))
		*out = SOFT404_OPEN;
	else if (soft404_is_wall(&known, &x))
		*out = SOFT404_WALL;
	else if (soft404_matches(&known, &x) && !is_shell(&x))
		*out = SOFT404_YES;
	if (rc == 0 && !is_stale(&known, c->now_ms) && !is_unsure(&known))
		return 0;
	return ask(c, p, r->url, place, e);
}

const char *soft404_reason(const struct result *r)
{
	return str_eq(r->url, r->final_url) ? "like-missing" : "redirect-like-missing";
}

/* One of the names, or the home page, was answered. */
int soft404_result(struct crawl *c, struct store_txn *t, const struct flight *f,
	const struct result *r, struct err *e)
{
	struct soft404_profile x;
	struct str place = buf_str(&f->held);
	int rc = get_profile(t, place, &x, &c->turn, e);

	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	if (rc == ERR_NOTFOUND)
		x = (struct soft404_profile){.place = place};
	soft404_answer_of(r, f->step == HOME ? &x.home : &x.answer[f->step & 1]);
	x.taken_ms = c->now_ms;
	if (f->step != HOME && !says_something(&x.answer[f->step & 1])) {
		x.taken_ms = c->now_ms - SOFT404_KEEP_MS + UNSURE_MS;
		x.nunsure++;
	}
	return put_profile(t, &x, e);
}
