/* Attachments: fetched at their own addresses on the schedule of their notice, compared by
 * digest. */
#include "crawl-private.h"

#include "base/digest.h"
#include "crawler/change.h"

#define FILES_MAX 100		      /* of one notice asked for; the rest is only named */
#define FILE_BYTES ((int64_t)48 << 20) /* a larger one is not compared (fetch.c) */
#define RETRY_MS DAY_MS		      /* after an answer that was none, at the latest */

static struct str file_subject(const struct file_state *f, struct arena *a)
{
	return arena_strf(a, "%.*s/%.*s\n%.*s\n%.*s", STR_ARG(f->portal), STR_ARG(f->column),
		STR_ARG(f->identity), STR_ARG(f->url));
}

static int put_file(struct crawl *c, struct store_txn *t, const struct file_state *f,
	int64_t old_due_ms, struct err *e)
{
	int rc = pages_put_file(t, f, e);

	return rc < 0 ? rc
		      : due_move(t, DUE_FILE, due_host(f->url), file_subject(f, &c->turn),
				old_due_ms, f->due_ms, e);
}

static bool is_fetchable(struct str url)
{
	return str_starts(url, STR("http://")) || str_starts(url, STR("https://"));
}

/* --- knowing them --- */

static int know(struct crawl *c, struct store_txn *t, const struct notice *n,
	const struct attachment *x, struct err *e)
{
	struct file_state f;
	int64_t old_due = 0;
	int rc = pages_file(t, n, x->url, &f, &c->turn, e);

	if (rc == ERR_NOTFOUND)
		f = (struct file_state){.portal = n->portal, .column = n->column,
			.identity = n->identity, .url = x->url, .first_ms = c->now_ms};
	else if (rc < 0)
		return rc;
	else
		old_due = f.due_ms;
	f.title = x->title;
	if (!f.due_ms)
		f.due_ms = c->now_ms;
	return put_file(c, t, &f, old_due, e);
}

struct leaving {
	struct crawl *c;
	const struct version *v;
	struct file_state *list;
	size_t n, cap;
};

static int find_left(const struct file_state *f, void *ctx)
{
	struct leaving *x = ctx;
	struct arena *a = &x->c->turn;

	if (!f->due_ms)
		return 0;
	for (size_t i = 0; i < x->v->nattachments && i < FILES_MAX; i++)
		if (str_eq(x->v->attachments[i].url, f->url))
			return 0;
	x->list = arena_grow(a, x->list, x->n, &x->cap, sizeof(*x->list));
	x->list[x->n++] = (struct file_state){.url = arena_str(a, f->url)};
	return 0;
}

int files_know(struct crawl *c, struct store_txn *t, const struct notice *n,
	const struct version *v, struct err *e)
{
	struct leaving x = {.c = c, .v = v};
	int rc = 0;

	for (size_t i = 0; i < v->nattachments && i < FILES_MAX && rc == 0; i++)
		if (is_fetchable(v->attachments[i].url) &&
			!str_eq(v->attachments[i].url, n->url)) /* visited as the notice */
			rc = know(c, t, n, &v->attachments[i], e);
	if (rc == 0)
		rc = pages_each_file(t, n, find_left, &x, e);
	for (size_t i = 0; i < x.n && rc == 0; i++) {
		struct file_state f;
		int64_t old_due;

		rc = pages_file(t, n, x.list[i].url, &f, &c->turn, e);
		if (rc < 0)
			return rc;
		old_due = f.due_ms;
		f.due_ms = 0;
		rc = put_file(c, t, &f, old_due, e);
	}
	return rc;
}

/* "HEX BYTES", as versions carry it. */
static struct str digest_value(const struct file_state *f, struct arena *a)
{
	char hex[SHA256_HEX];

	return arena_strf(a, "%s %lld", sha256_hex(hex, &f->digest), (long long)f->bytes);
}

int files_digests(struct crawl *c, struct store_txn *t, const struct notice *n,
	struct version *v, struct err *e)
{
	v->attachment_digests = arena_array(&c->turn, v->nattachments + 1,
		sizeof(*v->attachment_digests));
	v->nattachment_digests = 0;
	for (size_t i = 0; i < v->nattachments && i < FILES_MAX; i++) {
		struct file_state f;
		int rc = v->attachments[i].url.n
			? pages_file(t, n, v->attachments[i].url, &f, &c->turn, e)
			: ERR_NOTFOUND;

		if (rc == ERR_NOTFOUND)
			continue;
		if (rc < 0)
			return rc;
		if (sha256_zero(&f.digest) || f.is_volatile)
			continue;
		v->attachment_digests[v->nattachment_digests++] =
			(struct pair){f.url, digest_value(&f, &c->turn)};
	}
	return 0;
}

/* --- asking for them --- */

static bool split(struct str subject, struct notice *n, struct str *url)
{
	size_t line = str_rfindc(subject, '\n');

	*n = (struct notice){0};
	if (line == SIZE_MAX)
		return false;
	*url = str_sub(subject, line + 1, subject.n);
	return notice_subject_split(str_n(subject.p, line), &n->portal, &n->column,
		&n->identity);
}

static int ask(struct crawl *c, const struct portal_config *p,
	const struct column_config *col, const struct file_state *f, int kind,
	struct buf *held, struct err *e)
{
	struct flight *x = flight_new(c, kind, file_subject(f, &c->turn), p, col, f->url);
	struct job j;

	job_for(c, p, f->url, &j);
	j.kind = JOB_PAGE;
	j.max_bytes = FILE_BYTES;
	j.priority = 6;
	j.keep_body = streq(col->attachments, "store");
	if (held)
		x->held = *held;
	else if (!sha256_zero(&f->digest) && (!j.keep_body || !sha256_zero(&f->stored))) {
		j.if_etag = f->etag;
		j.if_modified = f->modified;
	}
	return flight_submit(c, x, &j, e);
}

/* Its files are visited as those of the entry that it became. */
static bool has_moved(struct crawl *c, struct store_txn *t, const struct notice *key)
{
	struct notice n;

	return pages_notice(t, key->portal, key->column, key->identity, &n, &c->turn, NULL) == 0 &&
		n.state == NOTICE_ROLLED && n.moved_to.n;
}

int file_submit(struct crawl *c, struct store_txn *t, struct str subject, struct err *e)
{
	const struct portal_config *p;
	const struct column_config *col;
	struct file_state f;
	struct notice n;
	struct str url;
	int64_t old_due;
	int rc;

	if (!split(subject, &n, &url))
		return ERR_NOTFOUND;
	rc = pages_file(t, &n, url, &f, &c->turn, e);
	if (rc < 0)
		return rc;
	p = config_portal(c->config, n.portal);
	col = p ? crawl_column(c, p, n.column) : NULL;
	if (!col || streq(p->revisit, "none") || has_moved(c, t, &n)) {
		old_due = f.due_ms;
		f.due_ms = 0; /* a new version of the notice starts it again */
		return put_file(c, t, &f, old_due, e);
	}
	if (f.nvisits && !revisit_slot(c, p, url))
		return 0;
	return ask(c, p, col, &f, DUE_FILE, NULL, e);
}

/* --- answers --- */

static bool names_document(struct str url)
{
	static const char *const ends[] = {".pdf", ".doc", ".docx", ".xls", ".xlsx", ".wps",
		".et", ".ppt", ".pptx", ".zip", ".rar", ".7z", ".ofd", ".csv", ".txt", ".rtf"};
	struct str path = str_sub(url, 0, str_findc(url, '?', 0));

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (str_ends_nocase(path, str_of(ends[i])))
			return true;
	return false;
}

/* Bytes that may stand for the file: whole, not empty, and no page where a document was. */
static bool is_file(const struct file_state *f, const struct result *r)
{
	bool page = r->has_page && r->page.kind == PAGE_HTML;

	if (!verdict_is_good(r->verdict) || r->body_cut || sha256_zero(&r->body_digest) ||
		r->body_bytes == 0)
		return false;
	if (r->has_page && !str_none(r->page.challenge))
		return false;
	return !page || (!names_document(f->url) && (!f->type.n || str_eqc(f->type, "html")));
}

/* The digest of the first fetch came back: the file was replaced. Another one: it is made
 * anew at each fetch, and its digest says nothing. */
static int take_replaced(struct crawl *c, struct store_txn *t, struct notice *n,
	struct file_state *f, const struct result *r, struct err *e)
{
	struct version old, now;
	struct change x;
	struct event ev;
	int rc = pages_version_last(t, n, &old, &c->turn, e);

	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	f->digest = r->body_digest;
	f->bytes = r->body_bytes;
	rc = pages_put_file(t, f, e);
	now = old;
	if (rc == 0)
		rc = files_digests(c, t, n, &now, e);
	if (rc < 0 || !change_find(&old, &now, n->title, &x, &c->turn))
		return rc;
	now.time_ms = c->now_ms;
	n->nversions++;
	rc = put_version(c, t, n, &now, e);
	if (rc == 0)
		rc = put_notice(c, t, n, e);
	ev = event_of_notice(c, n, "notice.changed",
		change_detail(&x, &old, &now, n->nversions, &c->turn));
	return rc < 0 ? rc : put_event(c, t, &ev, e);
}

/* The first digest of a file joins the version that names it. */
static int take_first(struct crawl *c, struct store_txn *t, const struct notice *n,
	struct file_state *f, const struct result *r, struct err *e)
{
	struct version v;
	int rc;

	f->digest = r->body_digest;
	f->bytes = r->body_bytes;
	rc = pages_put_file(t, f, e);
	if (rc == 0)
		rc = pages_version_last(t, n, &v, &c->turn, e);
	if (rc == ERR_NOTFOUND)
		return 0;
	if (rc == 0)
		rc = files_digests(c, t, n, &v, e);
	return rc < 0 ? rc : pages_amend_version(t, n, &v, e);
}

/* 1: a second fetch is under way. */
static int take_other(struct crawl *c, struct store_txn *t, const struct flight *x,
	struct notice *n, struct file_state *f, const struct result *r, struct err *e)
{
	struct buf held = BUF_INIT(sizeof(struct sha256));
	int rc;

	if (x->kind == FLIGHT_FILE_PAIR) {
		if (x->held.n == sizeof(r->body_digest) &&
			memcmp(buf_str(&x->held).p, &r->body_digest, x->held.n) == 0)
			return take_replaced(c, t, n, f, r, e);
		f->is_volatile = true;
		f->digest = r->body_digest;
		return 0;
	}
	buf_add(&held, &r->body_digest, sizeof(r->body_digest));
	rc = ask(c, x->portal, x->column, f, FLIGHT_FILE_PAIR, &held, e);
	return rc == 0 || rc == ERR_AGAIN ? 1 : rc;
}

/* 1: a second fetch is under way. */
static int take_file(struct crawl *c, struct store_txn *t, const struct flight *x,
	struct notice *n, struct file_state *f, const struct result *r,
	const struct measure *m, struct err *e)
{
	int rc = 0;

	if (r->not_modified) {
		f->last_good_ms = c->now_ms;
		return 0;
	}
	if (!is_file(f, r))
		return 0;
	if (!sha256_zero(&m->body_digest))
		f->stored = m->body_digest;
	if (sha256_zero(&f->digest))
		rc = take_first(c, t, n, f, r, e);
	else if (!f->is_volatile && !sha256_same(&f->digest, &r->body_digest))
		rc = take_other(c, t, x, n, f, r, e);
	if (rc)
		return rc;
	f->last_good_ms = c->now_ms;
	f->type = r->has_page ? str_of(page_kind_word(r->page.kind)) : f->type;
	f->etag = r->etag;
	f->modified = r->modified;
	return 0;
}

int file_result(struct crawl *c, struct store_txn *t, struct flight *x,
	const struct result *r, struct err *e)
{
	struct notice key, n, age;
	struct file_state f;
	struct measure m;
	struct str url;
	int64_t old_due, wait_ms;
	int rc;

	if (!split(str_n(x->subject, x->subject_n), &key, &url))
		return 0;
	rc = pages_file(t, &key, url, &f, &c->turn, e);
	if (rc == 0)
		rc = pages_notice(t, key.portal, key.column, key.identity, &n, &c->turn, e);
	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	if (host_asks_to_wait(r, &wait_ms)) {
		old_due = f.due_ms;
		f.due_ms = c->now_ms + wait_ms;
		return put_file(c, t, &f, old_due, e);
	}
	rc = put_measure(c, t, r, r->verdict, NULL, true, &m, e);
	if (rc == 0)
		rc = link_learned(c, t, r, r->verdict, m.seq, e);
	if (rc == 0)
		rc = take_file(c, t, x, &n, &f, r, &m, e);
	if (rc != 0)
		return rc < 0 ? rc : 0;
	old_due = f.due_ms;
	f.last_ms = c->now_ms;
	f.verdict = r->verdict;
	f.status = r->status;
	f.nvisits++;
	age = (struct notice){.identity = f.url, .first_ms = n.first_ms, .nvisits = f.nvisits};
	if (f.due_ms)
		f.due_ms = revisit_due(&age, x->portal->revisit, c->now_ms);
	if (f.due_ms && !verdict_is_good(r->verdict) && f.due_ms > c->now_ms + RETRY_MS)
		f.due_ms = c->now_ms + RETRY_MS;
	return put_file(c, t, &f, old_due, e);
}
