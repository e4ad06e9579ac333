/* Notices: each one's own page, visited on its schedule, listed or not. */
#include "crawl-private.h"

#include "base/out.h"
#include "crawler/noise.h"
#include "crawler/textdiff.h"
#include "crawler/url.h"

static bool split_subject(struct str subject, struct str *portal, struct str *column,
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

static int submit_visit(struct crawl *c, const struct portal_config *p,
	const struct column_config *col, struct str subject, struct str url, int kind,
	char *held_text, struct err *e)
{
	struct flight *f = flight_new(c, kind, subject, p, col, url);
	struct job j;

	job_for(c, p, url, &j);
	j.kind = JOB_PAGE;
	j.keep_body = true;
	j.priority = 5;
	j.order.want = WANT_ARTICLE | WANT_LINKS | WANT_TEXT;
	f->held_text = held_text;
	return flight_submit(c, f, &j, e);
}

int notice_submit(struct crawl *c, struct store_txn *t, struct str subject, struct err *e)
{
	struct str portal, column, identity;
	const struct portal_config *p;
	const struct column_config *col;
	struct notice n;
	int rc;

	if (!split_subject(subject, &portal, &column, &identity))
		return 0;
	rc = pages_notice(t, portal, column, identity, &n, &c->turn, e);
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	p = config_portal(c->config, portal);
	col = p ? crawl_column(c, p, column) : NULL;
	if (!col || streq(p->revisit, "none") || streq(col->id, HOME_COLUMN)) {
		n.due_ms = 0; /* nobody asks for it any more; a new reading starts it again */
		return put_notice(c, t, &n, e);
	}
	return submit_visit(c, p, col, subject, n.url, DUE_NOTICE, NULL, e);
}

/* --- what changed --- */

struct parts {
	bool title, text, attachments;
	const char *any;
};

static bool attachments_same(const struct version *old, const struct article *now,
	struct arena *a)
{
	if (old->nattachments != now->nattachments)
		return false;
	for (size_t i = 0; i < now->nattachments; i++) {
		struct str url = url_canonical(now->attachments[i].url, a);
		bool found = false;

		for (size_t k = 0; k < old->nattachments && !found; k++)
			found = str_eq(url, url_canonical(old->attachments[k].url, a));
		if (!found)
			return false;
	}
	return true;
}

static bool differs(const struct version *old, const struct notice *n,
	const struct article *now, struct parts *p, struct arena *a)
{
	*p = (struct parts){0};
	/* a new title that the list shows too was told from the list */
	p->title = now->title.n && old->title.n && !titles_same(old->title, now->title) &&
		!titles_same(n->title, now->title);
	p->text = !text_same(old->text, now->text);
	p->attachments = !attachments_same(old, now, a);
	return p->title || p->text || p->attachments;
}

static struct str parts_detail(struct crawl *c, const struct parts *p, int32_t version,
	const struct version *old, const struct article *now)
{
	struct buf b = BUF_INIT(1 << 16);
	struct jw j = jw_on(&b);
	struct str s;

	jw_open(&j, '{');
	jw_key(&j, "parts");
	jw_open(&j, '[');
	if (p->title)
		jw_cstr(&j, "title");
	if (p->text)
		jw_cstr(&j, "text");
	if (p->attachments)
		jw_cstr(&j, "attachments");
	jw_close(&j, ']');
	jw_kint(&j, "version", version);
	if (p->title) {
		jw_kstr(&j, "from", str_sub(old->title, 0, 2000));
		jw_kstr(&j, "to", str_sub(now->title, 0, 2000));
	}
	jw_close(&j, '}');
	s = arena_str(&c->turn, buf_str(&b));
	buf_release(&b);
	return s;
}

static struct event notice_event(struct crawl *c, const struct notice *n, const char *kind,
	struct str detail)
{
	return (struct event){.time_ms = c->now_ms, .kind = str_of(kind),
		.portal = n->portal, .column = n->column, .title = n->title, .url = n->url,
		.identity = n->identity, .date_ms = n->date_ms, .detail = detail};
}

static int write_version(struct crawl *c, struct store_txn *t, struct notice *n,
	const struct result *r, const struct sha256 *body, struct err *e)
{
	const struct article *x = &r->page.article;
	struct version v = {.time_ms = c->now_ms, .title = x->title, .url = r->final_url,
		.text = x->text, .source = x->source, .date_ms = x->date_ms,
		.body_digest = *body, .attachments = x->attachments,
		.nattachments = x->nattachments, .extractor = r->page.extractor,
		.meta = r->page.meta, .nmeta = r->page.nmeta};

	v.text_digest = sha256_of(x->text);
	n->nversions++;
	n->text_digest = v.text_digest;
	n->body_digest = *body;
	n->doc_number = x->doc_number;
	n->written_ms = x->written_ms;
	n->pair_titles = x->pair_titles;
	n->source = x->source;
	if (n->date_ms == DATE_NONE_MS && x->date_ms != DATE_NONE_MS) {
		n->date_ms = x->date_ms;
		n->date_weak = x->date_weak;
	}
	return pages_put_version(t, n, &v, e);
}

/* Different from the last version: is it an edit, or only what changes at every fetch? A
 * second fetch, a moment later, tells. 1: the second one is under way. */
static int prove_edit(struct crawl *c, struct flight *f, const struct result *r,
	const struct version *old, bool *edit, struct err *e)
{
	const struct article *x = &r->page.article;
	int rc;

	if (f->kind == FLIGHT_NOTICE_PAIR) {
		*edit = !noise_only(old->text, str_of(f->held_text), x->text, &c->turn);
		return 0;
	}
	*edit = true;
	rc = submit_visit(c, f->portal, f->column, str_n(f->subject, f->subject_n),
		str_of(f->url), FLIGHT_NOTICE_PAIR, str_dup(x->text), e);
	if (rc == ERR_AGAIN)
		return 0; /* no room for a second fetch now: the next visit tells */
	return rc < 0 ? rc : 1;
}

static int take_article(struct crawl *c, struct store_txn *t, struct flight *f,
	struct notice *n, const struct result *r, const struct sha256 *body, struct err *e)
{
	const struct article *x = &r->page.article;
	struct version old;
	struct parts p;
	struct event ev;
	bool edit = true;
	int rc = pages_version_last(t, n, &old, &c->turn, e);

	if (rc == ERR_NOTFOUND)
		return write_version(c, t, n, r, body, e);
	if (rc < 0)
		return rc;
	if (!differs(&old, n, x, &p, &c->turn))
		return 0;
	if (old.extractor != r->page.extractor) /* read by other code: no edit of theirs */
		return write_version(c, t, n, r, body, e);
	if (p.text) {
		rc = prove_edit(c, f, r, &old, &edit, e);
		if (rc)
			return rc;
		p.text = edit;
	}
	if (!p.title && !p.text && !p.attachments)
		return 0;
	rc = write_version(c, t, n, r, body, e);
	ev = notice_event(c, n, "notice.changed", parts_detail(c, &p, n->nversions, &old, x));
	return rc < 0 ? rc : put_event(c, t, &ev, e);
}

/* --- what became of it --- */

static bool leads_home(const struct portal_config *p, const struct result *r,
	struct arena *a)
{
	return r->nhops > 1 && !str_eq(r->url, r->final_url) &&
		str_eq(url_canonical(r->final_url, a), url_canonical(str_of(p->home), a));
}

static bool bears_title(const struct notice *n, const struct result *r)
{
	return titles_same(n->title, r->page.article.title) || str_has(r->page.title, n->title);
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
	if (leads_home(f->portal, r, a))
		return true;
	return !str_none(r->page.error_words) && !bears_title(n, r);
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
	int rc = 0;

	for (size_t i = 0; i < sizeof(moved_kinds) / sizeof(moved_kinds[0]); i++)
		if (streq(kind, moved_kinds[i]) && !str_none(moved_to))
			rc = pages_notice(t, n->portal, n->column, moved_to, &other, &c->turn,
				e);
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	x = notice_event(c, &other, kind, STR_NONE);
	if (streq(kind, "notice.moved")) {
		struct buf b = BUF_INIT(1 << 16);
		struct jw j = jw_on(&b);

		jw_open(&j, '{');
		jw_kstr(&j, "from", n->url);
		jw_kstr(&j, "to", other.url);
		jw_close(&j, '}');
		x.detail = arena_str(&c->turn, buf_str(&b));
		buf_release(&b);
	}
	return put_event(c, t, &x, e);
}

static void schedule_visit(struct crawl *c, struct notice *n, const struct result *r)
{
	bool proving = n->ngone > 0 && n->state != NOTICE_WITHDRAWN;

	n->nvisits++;
	n->verdict = r->verdict;
	n->due_ms = revisit_due(n, c->now_ms);
	if (proving)
		n->due_ms = c->now_ms + PROOF_SPAN_MS + MINUTE_MS;
	else if (!verdict_is_good(r->verdict) && str_none(n->moved_to) &&
		n->due_ms > c->now_ms + DAY_MS)
		n->due_ms = c->now_ms + DAY_MS;
}

int notice_result(struct crawl *c, struct store_txn *t, struct flight *f,
	const struct result *r, struct err *e)
{
	struct str portal, column, identity, moved_to;
	struct notice n;
	struct measure m;
	const char *event;
	bool gone, good, again = false;
	enum soft404_view view = SOFT404_NO;
	int rc;

	if (!split_subject(str_n(f->subject, f->subject_n), &portal, &column, &identity))
		return 0;
	rc = pages_notice(t, portal, column, identity, &n, &c->turn, e);
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	gone = is_gone(f, &n, r, &c->turn);
	if (!gone && !bears_title(&n, r))
		rc = soft404_look(c, t, f->portal, r, &view, e);
	if (rc < 0)
		return rc;
	gone |= view == SOFT404_YES;
	good = is_page(r) && !gone;
	rc = put_measure(c, t, r, gone && verdict_is_good(r->verdict) ? VERDICT_BROKEN_SOFT404
								     : r->verdict,
		NULL, good || gone, &m, e);
	if (rc == 0)
		rc = link_learned(c, t, r, m.verdict, m.seq, e);
	if (rc == 0 && good)
		rc = take_article(c, t, f, &n, r, &m.body_digest, e);
	if (rc != 0)
		return rc < 0 ? rc : 0; /* 1: the second fetch of a pair is under way */
	moved_to = n.moved_to;
	event = notice_judge_page(&n, good, gone, good && !str_eq(r->url, r->final_url),
		c->now_ms);
	if (event)
		rc = tell_fate(c, t, &n, moved_to, event, e);
	schedule_visit(c, &n, r);
	if (rc == 0)
		rc = hijack_look(c, t, f->portal, f->column, r, &again, e);
	if (again)
		n.due_ms = c->now_ms + HIJACK_WAIT_MS;
	if (rc == 0)
		rc = put_notice(c, t, &n, e);
	if (rc == 0 && good && !again)
		rc = put_links(c, t, f->portal, f->column, r, 1, e);
	return rc;
}
