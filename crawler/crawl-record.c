/* Records with their due entries: each function writes everything that goes together. */
#include "crawl-private.h"

#include "base/digest.h"
#include "base/out.h"
#include "crawler/asked.h"
#include "crawler/url.h"
#include "crawler/wrong.h"

/* Of the answer of a failed link or probe; error pages are smaller. Whoever serves one that
 * differs each time costs a delta a day. */
#define FAILED_BYTES ((size_t)256 << 10)

int64_t retry_wait_ms(int32_t n, int64_t otherwise)
{
	static const int64_t wait[] = {MINUTE_MS, 5 * MINUTE_MS, 15 * MINUTE_MS};

	return n >= 1 && n <= 3 && wait[n - 1] < otherwise ? wait[n - 1] : otherwise;
}

int64_t jittered(struct str subject, int64_t now_ms, int64_t span_ms)
{
	uint64_t seed = hash64_of(subject) ^ (uint64_t)(now_ms / DAY_MS) * 0x9E3779B97F4A7C15u;

	return now_ms + span_ms + (int64_t)(seed % (uint64_t)(span_ms / 10 + 1));
}

bool host_asks_to_wait(const struct result *r, int64_t *wait_ms)
{
	int64_t ms = r->retry_after_ms;

	*wait_ms = ms < MINUTE_MS ? MINUTE_MS : ms > DAY_MS ? DAY_MS : ms;
	return r->verdict == VERDICT_UNKNOWN && str_eqc(r->reason, "host-asks-to-wait");
}

struct str column_subject(struct str portal, struct str column, struct arena *a)
{
	return arena_strf(a, "%.*s/%.*s", STR_ARG(portal), STR_ARG(column));
}

struct str notice_subject(const struct notice *n, struct arena *a)
{
	return arena_strf(a, "%.*s/%.*s\n%.*s", STR_ARG(n->portal), STR_ARG(n->column),
		STR_ARG(n->identity));
}

/* Days are kept beside the instants they begin at: who reads them later need not know in which
 * zone the portal was. */
static int32_t day_stated(const struct crawl *c, struct str portal, int64_t date_ms)
{
	return date_ms == DATE_NONE_MS ? 0 : day_of_ms(date_ms, config_zone(c->config, portal));
}

int put_version(struct crawl *c, struct store_txn *t, const struct notice *n, struct version *v,
	struct err *e)
{
	v->date_day = day_stated(c, n->portal, v->date_ms);
	return pages_put_version(t, n, v, e);
}

int put_event(struct crawl *c, struct store_txn *t, struct event *x, struct err *e)
{
	static const struct {
		const char *kind;
		size_t counter;
	} row[] = {
		{"notice.new", offsetof(struct crawl_progress, notices_new)},
		{"notice.changed", offsetof(struct crawl_progress, notices_changed)},
		{"notice.withdrawn", offsetof(struct crawl_progress, notices_gone)},
	};

	c->progress.events++;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		if (str_eqc(x->kind, row[i].kind))
			++*(uint64_t *)(void *)((char *)&c->progress + row[i].counter);
	x->date_day = day_stated(c, x->portal, x->date_ms);
	return pages_put_event(t, x, e);
}

/* The entry's own page is asked for where it has an http address; the due index follows. */
int put_notice(struct crawl *c, struct store_txn *t, const struct notice *n, struct err *e)
{
	struct notice old = {0}, now = *n;
	struct str subject = notice_subject(n, &c->turn);
	int rc = pages_notice(t, n->portal, n->column, n->identity, &old, &c->turn, e);

	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	if (!str_starts(n->url, STR("http")))
		now.due_ms = 0;
	now.date_day = day_stated(c, n->portal, n->date_ms);
	rc = pages_put_notice(t, &now, e);
	if (rc == 0)
		rc = due_move(t, DUE_NOTICE, due_host(now.url), subject,
			str_eq(due_host(old.url), due_host(now.url)) ? old.due_ms : 0,
			now.due_ms, e);
	if (rc == 0 && old.due_ms && !str_eq(due_host(old.url), due_host(now.url)))
		rc = due_move(t, DUE_NOTICE, due_host(old.url), subject, old.due_ms, 0, e);
	return rc;
}

int put_column(struct store_txn *t, const struct column_state *s, int64_t old_due_ms,
	struct err *e)
{
	struct arena a = ARENA_INIT;
	int rc = pages_put_column(t, s, e);

	if (rc == 0)
		rc = due_move(t, DUE_COLUMN, due_host(s->url),
			column_subject(s->portal, s->column, &a), old_due_ms, s->due_ms, e);
	arena_release(&a);
	return rc;
}

/* What proves something against somebody. */
static bool is_fault(int verdict)
{
	return verdict_is_broken(verdict) || verdict_is_unstable(verdict);
}

int put_measure(struct crawl *c, struct store_txn *t, const struct result *r, int verdict,
	const char *gate, bool keep_body, struct measure *out, struct err *e)
{
	struct measure m = {.time_ms = r->start_ms ? r->start_ms : c->now_ms, .url = r->url,
		.final_url = r->final_url, .kind = r->kind, .verdict = verdict,
		.status = r->status, .phase = r->phase, .reason = r->reason,
		.detail = r->detail, .elapsed_ms = r->elapsed_ms, .ttfb_ms = r->ttfb_ms,
		.body_bytes = r->body_bytes, .hops = r->hops, .nhops = r->nhops,
		.headers = r->headers, .nheaders = r->nheaders, .tls_detail = r->tls_detail,
		.tls_expires_ms = r->tls_expires_ms, .tries = r->tries,
		.gate = gate ? str_of(gate) : STR_NONE, .not_modified = r->not_modified};
	struct address x;
	int rc = 0;

	if (r->has_page) {
		m.encoding = r->page.encoding;
		m.declared = r->page.declared;
	}
	if (keep_body && r->body.n)
		rc = body_put(t, r->url, r->body, &m.body_digest, e);
	else if (r->body.n && is_fault(verdict))
		rc = body_put(t, r->url, str_sub(r->body, 0, FAILED_BYTES), &m.body_digest, e);
	else if (r->not_modified && pages_address(t, r->url, &x, &c->turn, NULL) == 0 &&
		body_has(t, &x.body_digest))
		m.body_digest = x.body_digest; /* the body that still stands proves it */
	if (rc == 0)
		rc = asked_put(t, r->request, &m, &c->turn, e);
	if (rc == 0)
		rc = pages_put_measure(t, &m, e);
	if (rc == 0 && out)
		*out = m;
	return rc;
}

/* What one more measurement makes of the address, without writing it. */
static void address_take(struct address *x, const struct result *r, int verdict,
	uint64_t measure, int64_t now_ms, int *turned)
{
	address_judge(x, verdict, r->status, now_ms, turned);
	x->reason = r->reason;
	x->final_url = r->final_url;
	x->last_measure = measure;
	if (r->not_modified) {
		if (!x->not_modified_since_ms)
			x->not_modified_since_ms = now_ms;
		return;
	}
	x->not_modified_since_ms = 0;
	if (!verdict_is_good(verdict))
		return;
	x->etag = r->etag;
	x->modified = r->modified;
	x->body_digest = r->body_digest;
}

int put_address_result(struct crawl *c, struct store_txn *t, const struct result *r,
	int verdict, uint64_t measure, struct address *out, struct err *e)
{
	struct address x = {0};
	int turned = 0;
	int rc = pages_address(t, r->url, &x, &c->turn, e);

	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	x.url = r->url;
	address_take(&x, r, verdict, measure, c->now_ms, &turned);
	rc = pages_put_address(t, &x, e);
	if (out)
		*out = x;
	return rc;
}

/* Links worth a check of their own: http and https, not what is monitored as page. */
static bool checkable(struct str url)
{
	return str_starts(url, STR("http://")) || str_starts(url, STR("https://"));
}

static struct str no_fragment(struct str url)
{
	size_t at = str_findc(url, '#', 0);

	return at == SIZE_MAX ? url : str_n(url.p, at);
}

static bool wants_check(const struct portal_config *p, const struct column_config *col,
	struct str url)
{
	const char *check = col && col->links_check[0] ? col->links_check : p->links_check;

	if (streq(check, "none"))
		return false;
	return !streq(check, "site") || url_same_site(str_of(p->home), url);
}

/* Where a link stands: its page, and how far that is from a home page, column or notice. */
struct carrier {
	const struct portal_config *portal;
	const struct column_config *column; /* NULL: a page of the walk through the site */
	int32_t depth;			    /* of the target */
	int64_t every_ms;
};

static int due_at(struct store_txn *t, struct address *x, int64_t due_ms, struct err *e)
{
	int64_t old = x->due_ms;
	int rc;

	x->due_ms = due_ms;
	rc = pages_put_address(t, x, e);
	return rc < 0 ? rc : due_move(t, DUE_LINK, due_host(x->url), x->url, old, due_ms, e);
}

static int know_again(struct crawl *c, struct store_txn *t, const struct carrier *by,
	struct address *x, struct err *e)
{
	bool well = x->last_ms && verdict_is_good(x->verdict);
	bool nearer = by->depth < x->depth;
	int64_t due;

	if (nearer)
		x->depth = by->depth;
	if (!x->due_ms) {
		/* known, but asked by nobody: fetched as a notice, or unlinked for a while */
		if (str_none(x->portal))
			x->portal = str_of(by->portal->id);
		x->every_ms = by->every_ms;
		return due_at(t, x, well ? jittered(x->url, c->now_ms, by->every_ms)
					 : c->now_ms, e);
	}
	if (x->every_ms && by->every_ms >= x->every_ms)
		return nearer ? pages_put_address(t, x, e) : 0;
	/* carried by a page whose links are checked more often */
	x->every_ms = by->every_ms;
	due = jittered(x->url, x->last_ms, by->every_ms);
	return due_at(t, x, well && due < x->due_ms ? due : x->due_ms, e);
}

/* An address that cannot be used needs no asking: each reading of its page an hour apart is a
 * check. */
static int judge_unusable(struct crawl *c, struct store_txn *t, struct address *x,
	struct err *e)
{
	int turned, rc;

	if (x->last_ms && (x->confirmed || c->now_ms - x->last_ms < HOUR_MS))
		return 0;
	address_judge(x, VERDICT_BROKEN_URL, 0, c->now_ms, &turned);
	rc = pages_put_address(t, x, e);
	return rc == 0 && turned > 0 ? link_event(c, t, x, "link.confirmed", e) : rc;
}

/* A target met for the first time is due at once, or when the walk has come to it. An address
 * that cannot be used is judged here: nothing needs to be asked. *known false: a limit of the
 * walk bites. */
static int know_target(struct crawl *c, struct store_txn *t, const struct carrier *by,
	const struct link *l, struct str url, bool *known, struct err *e)
{
	struct address x;
	int rc = pages_address(t, url, &x, &c->turn, e);
	bool usable = checkable(url) && !str_none(l->url);

	*known = true;
	if (rc == 0)
		return usable ? know_again(c, t, by, &x, e) : judge_unusable(c, t, &x, e);
	if (rc != ERR_NOTFOUND)
		return rc;
	x = (struct address){.url = url, .portal = str_of(by->portal->id), .depth = by->depth,
		.every_ms = by->every_ms, .due_ms = c->now_ms,
		.outside = checkable(url) && !url_same_site(str_of(by->portal->home), url)};
	if (!usable) {
		x.due_ms = 0;
		x.reason = STR("bad-address");
		return judge_unusable(c, t, &x, e);
	}
	if (!by->column) {
		rc = walk_place(c, t, by->portal, &x, known, e);
		if (rc < 0 || !*known)
			return rc;
	}
	rc = pages_put_address(t, &x, e);
	return rc < 0 ? rc : due_move(t, DUE_LINK, due_host(url), url, 0, x.due_ms, e);
}

static bool is_fault_of_address(const struct link *l)
{
	/* an address of another kind is none of ours; one that cannot be resolved, or a
	 * file: on somebody's disk, is a fault */
	return str_none(l->url) || str_starts_nocase(l->url, STR("file:")) || url_is_drive(l->href) ||
		url_misspells_http(str_sub(l->url, 0, str_findc(l->url, ':', 0)));
}

int put_links(struct crawl *c, struct store_txn *t, const struct portal_config *p,
	const struct column_config *col, const struct result *r, int32_t depth, struct err *e)
{
	const struct page *page = &r->page;
	struct carrier by = {p, col, depth,
		col && col->links_every_ms ? col->links_every_ms : p->links_every_ms};
	struct page_links links = {.url = r->url, .portal = str_of(p->id),
		.column = col ? str_of(col->id) : STR_NONE, .time_ms = c->now_ms,
		.title = page->title};
	struct page_links before;
	bool known;
	int rc = 0;

	links.edges = arena_array(&c->turn, page->nlinks + 1, sizeof(*links.edges));
	for (size_t i = 0; i < page->nlinks && rc == 0; i++) {
		const struct link *l = &page->links[i];
		struct str url = no_fragment(str_none(l->url) ? l->href : l->url);

		if (!(checkable(url) && !str_none(l->url)) && !is_fault_of_address(l))
			continue;
		if (url.n == 0 || !wants_check(p, col, url))
			continue;
		rc = know_target(c, t, &by, l, url, &known, e);
		if (!known)
			continue;
		links.edges[links.nedges++] = (struct edge){.url = url,
			.element = l->element, .attribute = l->attribute, .text = l->text,
			.line = l->line, .hidden = wrong_plants_link(r->url, l),
			.navigation = l->navigation};
		if (links.edges[links.nedges - 1].hidden)
			rc = hidden_mark(c, t, r->url, url, e);
	}
	if (rc < 0)
		return rc;
	rc = pages_links(t, r->url, &before, &c->turn, e);
	known = rc == 0;
	if (rc == 0 || rc == ERR_NOTFOUND)
		rc = pages_put_links(t, &links, e);
	if (rc == 0 && known)
		rc = carried_compare(c, t, &before, &links, e);
	return rc == 0 && col ? sub_columns_mark(c, t, col, &links, e) : rc;
}
