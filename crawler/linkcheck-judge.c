/* After the walk: pages that are not there although they answer, hosts that failed as a
 * whole, and faults of our own line. */
#include "linkcheck-private.h"

#include "crawler/url.h"

#include <stdio.h>
#include <stdlib.h>

#define PLACES_MAX 1000 /* two requests each */
#define HOSTS_MAX 1000	/* with failures, looked at */
#define HOST_LEAST 5	/* addresses that failed alike */
#define LINE_LEAST 3	/* hosts beyond ours that could not be reached, and none that could */
#define PROBE_ID (UINT64_C(1) << 62)
#define QUESTIONS 3 /* of a place: two names and the home page of its host */
#define HOME 2
#define TURN_MS 50

/* Calls fn for each address of this check that was asked for; fn may write. */
struct judging {
	struct linkcheck *c;
	struct store_txn *t;
	int (*fn)(struct judging *x, uint64_t id, struct node *n);
	struct err *e;
	struct place *place;
	size_t nplaces;
	struct host_count *host;
	size_t nhosts;
	uint64_t reached_outside, unreached_outside;
	struct key128 home[HOMES_MAX];
	size_t nhomes;
};

static int judge_one(const void *rec, struct str key, void *ctx)
{
	struct judging *x = ctx;
	struct node n = *(const struct node *)rec;
	int rc;

	if (n.run != x->c->run || n.state != NODE_DONE || !n.asked)
		return 0;
	n.answer.url = n.url;
	rc = x->fn(x, key_u64_at(key, 0), &n);
	arena_reset(&x->c->turn);
	return rc;
}

static int each_asked(struct judging *x, bool write,
	int (*fn)(struct judging *x, uint64_t id, struct node *n))
{
	struct store_range all = {.table = "node", .type = &record_node};
	int rc = store_begin(x->c->store, write, &x->t, x->e);

	if (rc < 0)
		return rc;
	x->fn = fn;
	rc = store_each_record(x->t, &all, judge_one, x, x->e);
	if (write && rc == 0)
		return store_commit(x->t, x->e);
	store_abort(x->t);
	return rc;
}

static int put_verdict(struct judging *x, uint64_t id, struct node *n, int verdict,
	const char *reason)
{
	n->answer.verdict = verdict;
	n->reason = str_of(reason);
	node_confirm(x->c, n);
	n->answer.url = STR_NONE;
	tally_node(x->c, id, n);
	return node_put(x->t, id, n, x->e);
}

/* Where a check was told to begin; an address of a list is one to be judged. */
static bool is_start(const struct node *n)
{
	return n->depth == 0 && n->follow;
}

/* --- soft 404 --- */

static bool fails_to_be_reached(int verdict)
{
	return verdict_is_unstable(verdict) || verdict == VERDICT_BROKEN_DNS ||
		verdict == VERDICT_BROKEN_TLS;
}

struct place {
	uint64_t hash;
	struct str sample; /* an address of it */
	struct soft404_profile profile;
	bool shell;	   /* known pages look like it too: it tells nothing */
	size_t nfiles;	   /* links to it that get the file of names nobody used */
};

static struct place *find_place(struct judging *x, struct str place)
{
	uint64_t hash = hash64_of(place);

	for (size_t i = 0; i < x->nplaces; i++)
		if (x->place[i].hash == hash && str_eq(x->place[i].profile.place, place))
			return &x->place[i];
	return NULL;
}

static void add_place(struct judging *x, struct str url)
{
	struct arena *a = &x->c->a;
	struct str place = soft404_place(url, &x->c->turn);

	if (x->nplaces == PLACES_MAX || find_place(x, place))
		return;
	place = arena_str(a, place);
	x->place[x->nplaces++] = (struct place){.hash = hash64_of(place),
		.sample = arena_str(a, url), .profile.place = place};
}

static void add_sample(void *ctx, struct str sample)
{
	add_place(ctx, sample);
}

static bool place_lies(struct judging *x, struct str place)
{
	struct place *p = find_place(x, place);

	return p && soft404_profile_tells(&p->profile);
}

/* Does the host of url answer well to names at its root that do not exist, or its like in
 * some other place of one kind with its own? */
static bool others_lie(struct judging *x, struct str url)
{
	const char *sample = family_sample(x->c, family_of(x->c, url));

	return place_lies(x, soft404_root(url, &x->c->turn)) ||
		(sample && place_lies(x, soft404_place(str_of(sample), &x->c->turn)));
}

/* Seeds are kept while places are collected: what shows a home page is none. */
static bool is_like_a_seed(const struct judging *x, const struct soft404_answer *y)
{
	for (size_t i = 0; i < x->nhomes; i++)
		if (y->html && key128_same(&x->home[i], &y->text_key))
			return true;
	return false;
}

/* Pages, and of our own hosts files, of which some systems give one for every name. */
static bool is_of_family(const struct node *n)
{
	return n->answer.html || (n->inside && soft404_is_file(&n->answer));
}

/* The host gives a file, or that one in its place of one kind gives, to names nobody used. */
static bool files_lie(struct judging *x, const struct node *n)
{
	const char *sample = family_sample(x->c, family_of(x->c, n->url));

	return soft404_is_file(&n->answer) && sample &&
		place_lies(x, soft404_place(str_of(sample), &x->c->turn));
}

/* What was met before an interruption. */
static int collect_family(struct judging *x, uint64_t id, struct node *n)
{
	(void)id;
	if (!is_start(n) && is_of_family(n) && verdict_is_good(n->answer.verdict))
		family_notice(x->c, n->url, n->inside, n->answer.html);
	return 0;
}

static int collect_home(struct judging *x, uint64_t id, struct node *n)
{
	(void)id;
	if (is_start(n) && n->answer.html && x->nhomes < HOMES_MAX)
		x->home[x->nhomes++] = n->answer.text_key;
	return 0;
}

static int collect_place(struct judging *x, uint64_t id, struct node *n)
{
	(void)id;
	if (!verdict_is_good(n->answer.verdict) || is_start(n))
		return 0;
	if (soft404_worth(&n->answer) || (n->answer.html && others_lie(x, n->url)) ||
		files_lie(x, n) ||
		is_like_a_seed(x, &n->answer))
		add_place(x, n->url);
	return 0;
}

static int submit_name(struct judging *x, size_t i, uint64_t k, struct err *e)
{
	uint64_t random;
	struct job j;

	random_bytes(&random, sizeof(random));
	check_job(x->c, &j, k == HOME ? soft404_root(x->place[i].sample, &x->c->turn)
		: soft404_random_name(x->place[i].sample, random, &x->c->turn), false);
	j.second_profile = k == 1;
	j.id = PROBE_ID + i * QUESTIONS + k;
	return worker_submit(x->c->worker, &j, e);
}

static void keep_answer(struct judging *x, const struct result *r)
{
	uint64_t question = r->id & ~PROBE_ID, k = question % QUESTIONS;
	size_t i = (size_t)(question / QUESTIONS);
	struct soft404_answer *out;
	struct arena *a = &x->c->a;

	if (!(r->id & PROBE_ID) || i >= x->nplaces)
		return;
	out = k == HOME ? &x->place[i].profile.home : &x->place[i].profile.answer[k];
	soft404_answer_of(r, out);
	out->url = arena_str(a, out->url);
	out->final_url = arena_str(a, out->final_url);
	out->title = arena_str(a, out->title);
	out->blocks = arena_str(a, out->blocks);
}

/* The place before i whose answers tell the same kind of thing, of the same host; else i. */
static size_t first_of_host(const struct judging *x, size_t i)
{
	struct str host = host_key_of(x->place[i].sample);
	bool redirects = soft404_redirects(&x->place[i].profile);

	for (size_t k = 0; k < i; k++)
		if (soft404_profile_tells(&x->place[k].profile) &&
			soft404_redirects(&x->place[k].profile) == redirects &&
			str_eq(host_key_of(x->place[k].sample), host))
			return k;
	return i;
}

/* The second name is of use only where the first got a good answer, the home page where both
 * got the same; it is asked for once. */
static bool asks(const struct judging *x, size_t i, uint64_t k)
{
	const struct soft404_profile *p = &x->place[i].profile;

	if (k == 0)
		return true;
	if (k == 1)
		return verdict_is_good(p->answer[0].verdict);
	return soft404_profile_tells(p) && first_of_host(x, i) == i && !p->home.url.n &&
		(soft404_redirects(p) || !scope_inside(x->c, x->place[i].sample));
}

/* Asks the same of all places from `from` on. */
static int ask_round(struct judging *x, size_t from, uint64_t k, const volatile int *stop)
{
	struct worker *w = x->c->worker;
	struct result r;
	int rc = 0;

	while (rc == 0 && (from < x->nplaces || worker_pending(w)) && !(stop && *stop)) {
		for (; rc == 0 && from < x->nplaces && worker_room(w); from++)
			if (asks(x, from, k))
				rc = submit_name(x, from, k, x->e);
		if (rc == 0 && worker_pending(w))
			rc = worker_turn(w, TURN_MS, x->e);
		while (rc == 0 && worker_next(w, &r, &x->c->turn))
			keep_answer(x, &r);
		arena_reset(&x->c->turn);
	}
	return rc;
}

static int ask_names(struct judging *x, size_t from, const volatile int *stop)
{
	int rc = 0;

	for (uint64_t k = 0; rc == 0 && k < QUESTIONS; k++)
		rc = ask_round(x, from, k, stop);
	for (size_t i = from; i < x->nplaces; i++)
		if (soft404_profile_tells(&x->place[i].profile))
			x->place[i].profile.home = x->place[first_of_host(x, i)].profile.home;
	return rc;
}

#define SHELL_TEXT_MAX 600 /* visible bytes of a page that scripts fill */

/* A seed that looks like a page that is not there: every page of the host does. A home page
 * full of text is none: where other names get it too, they are not there. */
static int find_shells(struct judging *x, uint64_t id, struct node *n)
{
	(void)id;
	if (!is_start(n) || n->answer.error_words || n->answer.text_bytes > SHELL_TEXT_MAX)
		return 0;
	for (size_t i = 0; i < x->nplaces; i++)
		if (str_eq(host_key_of(x->place[i].sample), host_key_of(n->url)) &&
			soft404_looks_alike(&x->place[i].profile, &n->answer) &&
			str_eq(n->url, n->answer.final_url))
			x->place[i].shell = true;
	return 0;
}

static int find_varying(struct judging *x, uint64_t id, struct node *n)
{
	struct place *p = find_place(x, soft404_place(n->url, &x->c->turn));

	(void)id;
	if (p && soft404_varies(&p->profile, &n->answer))
		p->profile.varies = true;
	if (p && soft404_is_file(&n->answer) && soft404_matches(&p->profile, &n->answer))
		p->nfiles++;
	return 0;
}

/* A name may be an ornament, as in "/download/123/report.pdf": then one file has one link. What
 * several get in one place is no file of theirs. */
static bool may_be_ornament(const struct place *p, const struct node *n)
{
	return soft404_is_file(&n->answer) && p->nfiles < 2;
}

/* Good only because the user said so (--accept): what its page says changes nothing. */
static bool is_accepted(const struct node *n)
{
	return n->answer.status >= 400;
}

static int judge_page(struct judging *x, uint64_t id, struct node *n)
{
	const char *reason = soft404_plain(&n->answer);
	struct place *p;

	if (!verdict_is_good(n->answer.verdict) || is_start(n) || is_accepted(n))
		return 0;
	p = find_place(x, soft404_place(n->url, &x->c->turn));
	if (p && soft404_says_nothing(&p->profile, &n->answer))
		return put_verdict(x, id, n, VERDICT_BLOCKED,
			soft404_says_nothing(&p->profile, &n->answer));
	if (p && soft404_is_wall(&p->profile, &n->answer))
		return put_verdict(x, id, n, VERDICT_BLOCKED, "same-for-all");
	if (p && !p->shell && !may_be_ornament(p, n) && !soft404_leads_home(&n->answer) &&
		soft404_matches(&p->profile, &n->answer))
		reason = str_eq(n->url, n->answer.final_url) ? "like-missing"
							      : "redirect-like-missing";
	return reason ? put_verdict(x, id, n, VERDICT_BROKEN_SOFT404, reason) : 0;
}

/* Most checks meet nothing that could be a page that is not there: then all addresses need
 * not be looked at again, four times. */
void judge_notice(struct linkcheck *c, const struct node *n)
{
	struct soft404_answer x = n->answer;

	c->suspect_host |= fails_to_be_reached(x.verdict);
	if (!verdict_is_good(x.verdict))
		return;
	x.url = n->url;
	if (is_start(n) && x.html) {
		/* what came before it was not compared with it */
		c->suspect_soft404 |= c->met_pages || c->nhomes == HOMES_MAX;
		if (c->nhomes < HOMES_MAX)
			c->home[c->nhomes++] = x.text_key;
	} else if (!is_start(n)) {
		c->met_pages |= x.html;
		if (is_of_family(n))
			family_notice(c, n->url, n->inside, x.html);
		c->suspect_soft404 |= soft404_worth(&x) || !str_eq(x.url, x.final_url);
		for (size_t i = 0; i < c->nhomes; i++)
			c->suspect_soft404 |= key128_same(&c->home[i], &x.text_key);
	}
}

static bool all_is_well(const struct judging *x)
{
	if (x->c->resumed || x->c->suspect_soft404)
		return false;
	for (size_t i = 0; i < x->nplaces; i++)
		if (soft404_profile_tells(&x->place[i].profile))
			return false;
	return true;
}

int judge_soft404(struct linkcheck *c, const volatile int *stop, struct err *e)
{
	struct judging x = {.c = c, .e = e};
	size_t asked;
	int rc;

	x.place = mem_alloc(PLACES_MAX * sizeof(*x.place));
	for (size_t i = 0; i < c->nseeds; i++)
		if (c->seed[i].follow)
			add_place(&x, soft404_root(c->seed[i].url, &c->turn));
	rc = c->resumed ? each_asked(&x, false, collect_family) : 0;
	family_each_asked(c, add_sample, &x);
	asked = x.nplaces;
	if (rc == 0)
		rc = ask_names(&x, 0, stop);
	if (rc == 0 && all_is_well(&x)) {
		free(x.place);
		return 0;
	}
	if (rc == 0)
		rc = each_asked(&x, false, collect_home);
	if (rc == 0)
		rc = each_asked(&x, false, collect_place);
	if (rc == 0)
		rc = ask_names(&x, asked, stop);
	if (rc == 0)
		rc = each_asked(&x, false, find_shells);
	if (rc == 0)
		rc = each_asked(&x, false, find_varying);
	if (rc == 0 && !(stop && *stop))
		rc = each_asked(&x, true, judge_page);
	free(x.place);
	arena_reset(&c->turn);
	return rc;
}

/* --- hosts --- */

struct host_count {
	uint64_t hash, asked, failed;
	int verdict;
	struct str name, reason;
	bool outside;
};

static struct host_count *find_host(struct judging *x, struct str url)
{
	uint64_t hash = hash64_of(host_key_of(url));

	for (size_t i = 0; i < x->nhosts; i++)
		if (x->host[i].hash == hash)
			return &x->host[i];
	return NULL;
}

static int collect_host(struct judging *x, uint64_t id, struct node *n)
{
	(void)id;
	if (!fails_to_be_reached(n->answer.verdict) || x->nhosts == HOSTS_MAX ||
		find_host(x, n->url))
		return 0;
	x->host[x->nhosts++] = (struct host_count){.hash = hash64_of(host_key_of(n->url)),
		.verdict = n->answer.verdict, .outside = !n->inside,
		.name = arena_str(&x->c->a, host_key_of(n->url)),
		.reason = arena_str(&x->c->a, n->reason)};
	return 0;
}

static int count_host(struct judging *x, uint64_t id, struct node *n)
{
	struct host_count *h = find_host(x, n->url);

	(void)id;
	if (!n->inside && n->answer.status)
		x->reached_outside++;
	if (!h)
		return 0;
	h->asked++;
	h->failed += n->answer.verdict == h->verdict;
	return 0;
}

static void keep_hosts(struct judging *x)
{
	struct linkcheck_summary *s = &x->c->sum;

	for (size_t i = 0; i < x->nhosts && s->nhosts < LINKCHECK_HOSTS_MAX; i++) {
		const struct host_count *h = &x->host[i];
		struct linkcheck_host *out = &s->host[s->nhosts];

		if (h->failed < HOST_LEAST || h->failed * 2 <= h->asked)
			continue;
		s->nhosts++;
		snprintf(out->name, sizeof(out->name), "%.*s", STR_ARG(h->name));
		snprintf(out->reason, sizeof(out->reason), "%s", verdict_word(h->verdict));
		out->addresses = h->asked;
		out->failed = h->failed;
	}
}

bool judge_is_host_fault(const struct linkcheck *c, const struct node *n)
{
	struct str host = host_key_of(n->url);

	for (size_t i = 0; i < c->sum.nhosts; i++)
		if (str_eqc(host, c->sum.host[i].name))
			return streq(verdict_word(n->answer.verdict), c->sum.host[i].reason);
	return false;
}

/* Not a refusal, which is an answer, nor a name that does not exist. */
static bool line_may_be_dead(const struct host_count *h)
{
	return h->outside && verdict_is_unstable(h->verdict) &&
		h->verdict != VERDICT_UNSTABLE_SERVER && !str_eqc(h->reason, "refused") &&
		!url_is_private_host(h->name);
}

static int no_verdict(struct judging *x, uint64_t id, struct node *n)
{
	const struct host_count *h = find_host(x, n->url);

	if (!h || !line_may_be_dead(h) || !verdict_is_unstable(n->answer.verdict))
		return 0;
	return put_verdict(x, id, n, VERDICT_UNKNOWN, "uplink");
}

static int judge_one_hidden(struct judging *x, uint64_t id, struct node *n)
{
	/* whether it opens or not: it should not be there; but our own faults say nothing */
	if (!n->hidden || n->answer.verdict == VERDICT_WRONG ||
		n->answer.verdict == VERDICT_UNKNOWN)
		return 0;
	return put_verdict(x, id, n, VERDICT_WRONG, "hidden-link");
}

int judge_hidden(struct linkcheck *c, struct err *e)
{
	struct judging x = {.c = c, .e = e};

	return c->met_hidden || c->resumed ? each_asked(&x, true, judge_one_hidden) : 0;
}

int judge_hosts(struct linkcheck *c, struct err *e)
{
	struct judging x = {.c = c, .e = e};
	size_t lost = 0;
	int rc;

	if (!c->resumed && !c->suspect_host)
		return 0;
	x.host = mem_alloc(HOSTS_MAX * sizeof(*x.host));
	rc = each_asked(&x, false, collect_host);
	if (rc == 0)
		rc = each_asked(&x, false, count_host);
	for (size_t i = 0; i < x.nhosts; i++)
		lost += line_may_be_dead(&x.host[i]);
	if (rc == 0 && lost >= LINE_LEAST && !x.reached_outside)
		rc = each_asked(&x, true, no_verdict);
	else if (rc == 0)
		keep_hosts(&x);
	free(x.host);
	return rc;
}
