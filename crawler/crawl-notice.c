/* Notices: each one's own page, visited on its schedule, listed or not. */
#include "crawl-private.h"

#include "base/out.h"
#include "crawler/url.h"

bool notice_subject_split(struct str subject, struct str *portal, struct str *column,
	struct str *identity)
{
	size_t slash = str_findc(subject, '/', 0);
	size_t line = str_findc(subject, '\n', 0);

	if (slash == SIZE_MAX || line == SIZE_MAX || slash > line)
		return false;
	*portal = str_n(subject.p, slash);
	*column = str_sub(subject, slash + 1, line - slash - 1);
	*identity = str_sub(subject, line + 1, subject.n);
	return true;
}

int notice_ask(struct crawl *c, struct store_txn *t, const struct notice_question *q,
	struct err *e)
{
	struct flight *f;
	struct job j;
	int rc;

	job_for(c, q->portal, q->url, &j);
	rc = sheets_order(c, t, q->url, &j, e);
	if (rc < 0)
		return rc;
	f = flight_new(c, q->kind, q->subject, q->portal, q->column, q->url);
	j.kind = JOB_PAGE;
	j.keep_body = true;
	j.priority = 5;
	j.order.want = WANT_ARTICLE | WANT_LINKS | WANT_HIDDEN | WANT_TEXT |
		WANT_SPAM;
	f->held.max = q->held.n;
	buf_addstr(&f->held, q->held);
	return flight_submit(c, f, &j, e);
}

static bool nobody_answered(int verdict)
{
	return verdict == VERDICT_UNSTABLE_CONNECT || verdict == VERDICT_UNSTABLE_RESET ||
		verdict == VERDICT_UNSTABLE_TIMEOUT || verdict == VERDICT_BROKEN_TLS;
}

/* The address to ask. Where the list links by https and nobody answers there, or by http and
 * nobody does any more, the notice is asked for as its column is read: it may have left the list
 * since, and then no reading will tell its address anew. */
static struct str address_of(struct crawl *c, const struct column_config *col,
	const struct notice *n)
{
	struct str list = str_of(col->url);
	size_t theirs = str_find(list, STR("://"), 0), ours = str_find(n->url, STR("://"), 0);

	if (!nobody_answered(n->verdict) || theirs == SIZE_MAX || ours == SIZE_MAX ||
		theirs == ours || !str_eq(due_host(list), due_host(n->url)))
		return n->url;
	return arena_strf(&c->turn, "%.*s%.*s", STR_ARG(str_sub(list, 0, theirs)),
		STR_ARG(str_sub(n->url, ours, SIZE_MAX)));
}

int notice_submit(struct crawl *c, struct store_txn *t, struct str subject, struct err *e)
{
	struct str portal, column, identity;
	const struct portal_config *p;
	const struct column_config *col;
	struct notice n;
	int rc;

	if (!notice_subject_split(subject, &portal, &column, &identity))
		return ERR_NOTFOUND;
	rc = pages_notice(t, portal, column, identity, &n, &c->turn, e);
	if (rc < 0)
		return rc;
	p = config_portal(c->config, portal);
	col = p ? crawl_column(c, p, column) : NULL;
	if (!col || streq(p->revisit, "none") || streq(col->id, HOME_COLUMN)) {
		n.due_ms = 0; /* nobody asks for it any more; a new reading starts it again */
		return put_notice(c, t, &n, e);
	}
	n.url = address_of(c, col, &n);
	if (n.nvisits && !revisit_slot(c, p, n.url))
		return 0; /* it stays due: half of the host's pace is for what is new */
	return notice_ask(c, t, &(struct notice_question){p, col, subject, n.url, DUE_NOTICE,
		STR_NONE}, e);
}

/* --- what became of it --- */

static bool is_root(struct str url)
{
	size_t at = str_find(url, STR("://"), 0), slash;

	slash = at == SIZE_MAX ? SIZE_MAX : str_findc(url, '/', at + 3);
	return slash != SIZE_MAX && slash + 1 == url.n;
}

static bool bears_title(const struct notice *n, const struct result *r)
{
	return titles_same(n->title, r->page.article.title) || str_has(r->page.title, n->title);
}

/* To the home page, by whatever name the site has just now. */
static bool leads_home(const struct portal_config *p, const struct notice *n,
	const struct result *r, struct arena *a)
{
	if (r->nhops < 2 || str_eq(r->url, r->final_url))
		return false;
	return str_eq(url_canonical(r->final_url, a), url_canonical(str_of(p->home), a)) ||
		(is_root(r->final_url) && !is_root(r->url) && !bears_title(n, r));
}

static bool is_gone(const struct flight *f, const struct notice *n, const struct result *r,
	struct arena *a)
{
	if (r->verdict == VERDICT_BROKEN_SOFT404)
		return true;
	if (r->verdict == VERDICT_BROKEN_HTTP)
		return r->status == 404 || r->status == 410;
	if (!verdict_is_good(r->verdict) || !r->has_page)
		return false;
	if (leads_home(f->portal, n, r, a))
		return true;
	return !str_none(r->page.error_words) && !bears_title(n, r);
}

/* A page that says what it said when it was read last has not been withdrawn since,
 * whatever else its host answers alike. */
static bool says_the_same(const struct notice *n, const struct result *r)
{
	struct sha256 now;

	if (!r->has_page || !r->page.article.text.n)
		return false;
	now = sha256_of(r->page.article.text);
	return sha256_same(&now, &n->text_digest);
}

static bool is_page(const struct result *r)
{
	return verdict_is_good(r->verdict) && r->has_page && !r->body_cut &&
		!r->page.truncated && str_none(r->page.challenge);
}

static const char *const moved_kinds[] = {"notice.moved", "notice.new"};

/* The event is about the entry at the new address where there is one. */
static int tell_fate(struct crawl *c, struct store_txn *t, const struct notice *n,
	struct str moved_to, const char *kind, struct err *e)
{
	struct notice other = *n;
	struct event x;
	bool part = false;
	int rc = 0;

	if (streq(kind, "notice.withdrawn"))
		rc = mass_judge(c, t, n, &part, e);
	for (size_t i = 0; rc == 0 && i < sizeof(moved_kinds) / sizeof(moved_kinds[0]); i++)
		if (streq(kind, moved_kinds[i]) && !str_none(moved_to))
			rc = pages_notice(t, n->portal, n->column, moved_to, &other, &c->turn,
				e);
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	if (streq(kind, "notice.new") && other.baseline) /* it slid up from the next page */
		return 0;
	x = event_of_notice(c, &other, kind, STR_NONE);
	if (part)
		x.detail = STR("{\"with\":\"column.migrated\"}");
	if (!streq(kind, "notice.moved"))
		return put_event(c, t, &x, e);
	x.detail = moved_detail(n->url, other.url, &c->turn);
	rc = put_event(c, t, &x, e);
	if (rc < 0 || !other.title.n || !n->title.n || titles_same(other.title, n->title))
		return rc;
	x = event_of_notice(c, &other, "notice.changed",
		compare_detail("title", n->title, other.title, &c->turn));
	return put_event(c, t, &x, e);
}

/* Off the list, and its address leads to an entry that came up as it went: that is it. */
static void follow_redirect(struct crawl *c, struct store_txn *t, struct notice *n,
	const struct result *r)
{
	struct str to = url_canonical(r->final_url, &c->turn);
	struct notice other;

	if (n->state == NOTICE_MISSING && str_none(n->moved_to) && !str_eq(to, n->identity) &&
		pages_notice(t, n->portal, n->column, to, &other, &c->turn, NULL) == 0 &&
		other.state == NOTICE_LISTED && other.first_ms >= n->missing_ms)
		n->moved_to = to;
}

/* Back at its own address, and on the list as well: that it leaves it is an event again. */
static int look_on_list(struct crawl *c, struct store_txn *t, struct notice *n, struct err *e)
{
	struct column_state s;
	int rc = pages_column(t, n->portal, n->column, &s, &c->turn, e);

	for (size_t i = 0; rc == 0 && i < s.nitems; i++)
		if (str_eq(item_identity(&s.items[i], &c->turn), n->identity))
			n->state = NOTICE_LISTED;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static void schedule_visit(struct crawl *c, struct notice *n, const char *ages,
	const struct result *r)
{
	bool proving = n->ngone > 0 && n->state != NOTICE_WITHDRAWN;

	n->nvisits++;
	n->verdict = r->verdict;
	n->due_ms = revisit_due(n, ages, c->now_ms);
	if (proving)
		n->due_ms = c->now_ms + PROOF_SPAN_MS + MINUTE_MS;
	else if (!verdict_is_good(r->verdict) && str_none(n->moved_to) &&
		n->due_ms > c->now_ms + DAY_MS)
		n->due_ms = c->now_ms + DAY_MS;
}

/* The answer with what comparing says of it. */
static struct result told_as(const struct result *r, enum soft404_view view)
{
	struct result told = *r;

	if (view == SOFT404_YES)
		told.reason = str_of(soft404_reason(r));
	if (view == SOFT404_WALL) {
		told.verdict = VERDICT_BLOCKED;
		told.reason = STR("same-for-all");
	}
	return told;
}

int notice_result(struct crawl *c, struct store_txn *t, struct flight *f,
	const struct result *r, struct err *e)
{
	struct str portal, column, identity, moved_to;
	struct notice n;
	struct measure m;
	const char *event;
	bool gone, good, missing, cut, was_gone, again = false;
	int64_t gone_ms;
	enum soft404_view view = SOFT404_NO;
	struct result told;
	int64_t wait_ms;
	int rc;

	if (!notice_subject_split(str_n(f->subject, f->subject_n), &portal, &column, &identity))
		return 0;
	rc = pages_notice(t, portal, column, identity, &n, &c->turn, e);
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	if (host_asks_to_wait(r, &wait_ms)) { /* no visit: it stays due, a little later */
		n.due_ms = c->now_ms + wait_ms;
		return put_notice(c, t, &n, e);
	}
	gone = is_gone(f, &n, r, &c->turn);
	if (!gone && !bears_title(&n, r))
		rc = soft404_look(c, t, f->portal, r, &view, e);
	if (rc < 0)
		return rc;
	missing = gone || view == SOFT404_YES;
	gone |= view == SOFT404_YES && !says_the_same(&n, r);
	told = told_as(r, view);
	cut = !gone && is_page(&told) && notice_came_in_part(c, t, &n, r);
	good = is_page(&told) && !gone && !cut;
	rc = put_measure(c, t, &told, missing && verdict_is_good(r->verdict)
			? VERDICT_BROKEN_SOFT404 : told.verdict,
		cut ? "cut" : NULL, good || gone, &m, e);
	if (rc == 0)
		rc = link_learned(c, t, &told, m.verdict, m.seq, e);
	if ((good || gone) && str_find(r->url, STR("://"), 0) != str_find(n.url, STR("://"), 0))
		n.url = arena_str(&c->turn, r->url); /* see address_of */
	if (rc == 0 && good)
		rc = notice_take_article(c, t, f, &n, r, &m.body_digest, e);
	if (rc != 0)
		return rc < 0 ? rc : 0; /* 1: the second fetch of a pair is under way */
	if (good && !str_eq(r->url, r->final_url))
		follow_redirect(c, t, &n, r);
	moved_to = n.moved_to;
	was_gone = n.ngone > 0;
	gone_ms = n.gone_ms;
	event = notice_judge_page(&n, good, gone, good && !str_eq(r->url, r->final_url),
		c->now_ms);
	if (event && streq(event, "notice.reappeared"))
		rc = look_on_list(c, t, &n, e);
	if (rc == 0 && event)
		rc = tell_fate(c, t, &n, moved_to, event, e);
	else if (!was_gone && n.ngone && !moved_to.n)
		rc = mass_note(c, t, &n, e);
	if (rc == 0 && was_gone && !n.ngone)
		rc = mass_back(c, t, &n, gone_ms, e);
	schedule_visit(c, &n, f->portal->revisit, r);
	if (rc == 0)
		rc = hijack_look(c, t, f->portal, f->column, r, &again, e);
	if (cut && n.due_ms > c->now_ms + HOUR_MS)
		n.due_ms = c->now_ms + HOUR_MS;
	if (again)
		n.due_ms = c->now_ms + HIJACK_WAIT_MS;
	if (rc == 0)
		rc = put_notice(c, t, &n, e);
	if (rc == 0 && good && !again)
		rc = put_links(c, t, f->portal, f->column, r, 1, e);
	return rc;
}
