/* The way of a hop: address, name, turn, request. */
#include "fetch-task.h"

#include "base/digest.h"
#include "base/out.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define PAGE_BYTES ((int64_t)8 << 20)	/* decoded, without other order */
#define LINK_BYTES ((int64_t)512 << 10)	/* enough to judge a page by */
#define ROBOTS_BYTES ((int64_t)512 << 10)
#define BYTES_MAX ((int64_t)48 << 20)	/* whatever is ordered: one message of the wire */
#define PROBE_MS (15 * SECOND_MS)	/* the rule of the home page visits (DESIGN 6) */
#define JOB_TIMES 2			/* a job may last so many requests' time limits */

/* --- life --- */

struct task *task_new(struct fetch *f)
{
	struct task *t = mem_alloc(sizeof(*t));

	t->f = f;
	t->key = ++f->last_key;
	t->ticket.owner = t;
	t->all_permanent = true;
	t->how = "http";
	t->next = f->tasks;
	if (f->tasks)
		f->tasks->prev = t;
	f->tasks = t;
	t->key_next = f->by_key[t->key % TASK_SLOTS];
	f->by_key[t->key % TASK_SLOTS] = t;
	return t;
}

static void unlink_task(struct task *t)
{
	struct task **at = &t->f->by_key[t->key % TASK_SLOTS];

	while (*at && *at != t)
		at = &(*at)->key_next;
	if (*at)
		*at = t->key_next;
	if (t->prev)
		t->prev->next = t->next;
	else
		t->f->tasks = t->next;
	if (t->next)
		t->next->prev = t->prev;
	t->next = t->prev = NULL;
}

static void task_free(struct task *t)
{
	session_close(t->session);
	arena_release(&t->a);
	free(t);
}

static struct task *task_of_key(const struct fetch *f, uint64_t key)
{
	struct task *t = f->by_key[key % TASK_SLOTS];

	while (t && t->key != key)
		t = t->key_next;
	return t;
}

void task_detail(struct task *t, const char *fmt, ...)
{
	struct buf raw = BUF_INIT(2000), line = BUF_INIT(2000);
	char text[1000];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (t->r.detail.n)
		buf_addf(&raw, "%.*s; ", STR_ARG(t->r.detail));
	buf_adds(&raw, text);
	out_line(&line, buf_str(&raw), 500);
	t->r.detail = arena_str(&t->a, buf_str(&line));
	buf_release(&raw);
	buf_release(&line);
}

static void take_answer(struct task *t)
{
	const struct answer *x = &t->answer;

	t->r.headers = t->job.no_headers ? NULL : x->headers;
	t->r.nheaders = t->job.no_headers ? 0 : x->nheaders;
	t->r.wire_bytes = x->wire_bytes;
	t->r.ttfb_ms = x->ttfb_ms;
	t->r.body_cut = x->body_cut;
	t->r.request = x->request;
	t->r.retry_after_ms = x->retry_after_ms;
	for (size_t i = 0; i < x->nheaders; i++) {
		if (str_eqc(x->headers[i].key, "etag"))
			t->r.etag = x->headers[i].value;
		else if (str_eqc(x->headers[i].key, "last-modified"))
			t->r.modified = x->headers[i].value;
	}
}

void task_end(struct task *t, struct ruling why)
{
	struct fetch *f = t->f;
	bool moved = why.verdict == VERDICT_OK && t->redirects > 0 && t->all_permanent;

	take_answer(t);
	t->r.verdict = moved ? VERDICT_MOVED : why.verdict;
	t->r.phase = why.phase;
	t->r.reason = str_of(why.reason);
	t->r.permanent = t->redirects > 0 && t->all_permanent;
	t->r.elapsed_ms = t->active_ms;
	t->r.tries = t->tries;
	if (t->left_https)
		task_detail(t, "a redirect leads from https to http");
	if (t->job.keep_body || t->job.keep_failed)
		t->r.body = t->body;
	unlink_task(t);
	if (t->robots_of) {
		robots_settle(f->robots, t);
	} else {
		f->stat.jobs_done++;
		f->calls.done(f->calls.ctx, &t->r);
	}
	/* a callback of its own session may be on the stack */
	t->next = f->ended;
	f->ended = t;
}

bool task_retries(const struct task *t)
{
	return t->job.kind != JOB_PROBE;
}

int64_t task_left_ms(const struct task *t)
{
	return t->job.deadline_ms - t->active_ms;
}

/* --- address --- */

/* Ports that browsers do not contact: those of other services (Fetch Standard 2.9). */
static bool port_is_bad(int port)
{
	static const short bad[] = {1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43,
		53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110, 111, 113, 115, 117, 119,
		123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530,
		531, 532, 540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719,
		1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061, 6000, 6566, 6665, 6666, 6667,
		6668, 6669, 6679, 6697, 10080};

	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++)
		if (bad[i] == port)
			return true;
	return false;
}

static bool by_redirect(const struct task *t)
{
	return t->nvisits > 0;
}

static void end_with(struct task *t, int verdict, const char *reason)
{
	task_end(t, (struct ruling){verdict, reason, PHASE_REFUSED});
}

/* A redirect that leads nowhere is the redirect's fault, else the address's. */
static void end_bad_url(struct task *t, const char *reason)
{
	if (by_redirect(t))
		end_with(t, VERDICT_BROKEN_REDIRECT, "redirect-bad-location");
	else
		end_with(t, VERDICT_BROKEN_URL, reason);
}

static bool visited(struct task *t)
{
	struct visit v = {hash64_of(t->url.href),
		t->session ? session_cookies(t->session) : 0};

	for (size_t i = 0; i < t->nvisits; i++)
		if (t->visit[i].url == v.url && t->visit[i].cookies == v.cookies)
			return true;
	if (t->nvisits < sizeof(t->visit) / sizeof(t->visit[0]))
		t->visit[t->nvisits++] = v;
	return false;
}

static struct str without_brackets(struct str host)
{
	return host.n > 2 && host.p[0] == '[' ? str_sub(host, 1, host.n - 2) : host;
}

static bool same_host(struct str url, struct str host)
{
	struct arena a = ARENA_INIT;
	struct url u;
	bool same = url_parse(url, NULL, &u, &a) == 0 && str_eq(u.host, host);

	arena_release(&a);
	return same;
}

void task_hop(struct task *t, struct str ref, const char *how)
{
	bool first = !by_redirect(t), was_https = str_eqc(t->url.scheme, "https");
	struct url u;
	int rc = url_parse(ref, first ? NULL : &t->url, &u, &t->a);

	if (rc < 0) {
		task_detail(t, "'%.*s': %s", STR_ARG(str_sub(ref, 0, 300)), url_failure_word(rc));
		end_bad_url(t, url_failure_word(rc));
		return;
	}
	/* the fragment is not sent */
	if (!str_none(u.fragment))
		url_parse(url_without_fragment(&u), NULL, &u, &t->a);
	if (!url_is_http(&u)) {
		task_detail(t, "scheme '%.*s'", STR_ARG(u.scheme));
		end_bad_url(t, "scheme");
		return;
	}
	if (port_is_bad(url_port(&u))) {
		end_bad_url(t, "port-forbidden");
		return;
	}
	t->url = u;
	t->host = arena_str(&t->a, without_brackets(u.host));
	t->pace_name = STR_NONE;
	t->left_host = !first && !same_host(t->job.url, u.host);
	t->how = how;
	t->tries = 0;
	t->second_profile = t->fresh = t->retried_after = false;
	t->busy = 0;
	t->r.final_url = u.href;
	if (!first && was_https && str_eqc(u.scheme, "http"))
		t->left_https = true;
	if (visited(t)) {
		end_with(t, VERDICT_BROKEN_REDIRECT, "redirect-loop");
		return;
	}
	robots_ask(t->f->robots, t);
}

/* --- name --- */

static struct str proxy_of(const struct task *t)
{
	if (t->job.proxy.n && !(t->job.proxy_own_host && t->left_host))
		return t->job.proxy;
	return t->f->o->proxy;
}

/* http and https of a host share its pace; what listens on another port is another server. */
struct str task_pace_name(struct task *t)
{
	int port = url_port(&t->url);

	if (str_none(t->pace_name))
		t->pace_name = port == 80 || port == 443 ? t->host
			: arena_strf(&t->a, "%.*s:%d", STR_ARG(t->host), port);
	return t->pace_name;
}

static bool is_loopback(const struct ip *x)
{
	static const unsigned char six[16] = {[15] = 1};

	return x->family == 4 ? x->b[0] == 127 : x->family == 6 && !memcmp(x->b, six, 16);
}

static void queue_turn(struct task *t)
{
	struct pace_wish wish = {.delay_ms = t->job.delay_ms,
		.connections = t->job.connections};
	char text[IP_TEXT];
	struct str addr = proxy_of(t);

	if (t->nip)
		addr = str_of(ip_text(text, &t->ip[0]));
	wish.unpaced = t->f->o->loopback_unpaced &&
		(t->nip ? is_loopback(&t->ip[0])
			: str_starts(proxy_of(t), STR("http://127.0.0.1:")) && t->job.proxy.n);
	t->ticket.priority = t->job.priority;
	t->ticket.first = by_redirect(t) && t->nvisits > 1;
	t->ticket.forced = t->job.kind == JOB_PROBE;
	t->ticket.secure = str_eqc(t->url.scheme, "https");
	pace_queue(t->f->pace, &t->ticket, task_pace_name(t), addr, &wish, clock_mono_ms());
}

static bool same_ip(const struct ip *a, const struct ip *b)
{
	return a->family == b->family && !memcmp(a->b, b->b, a->family == 6 ? 16 : 4);
}

/* What the user named may be private, and where that host itself is at home under another
 * name; not whatever it sends us to. */
static bool may_be_private(const struct task *t, const struct ip *x)
{
	if (!t->job.allow_private || t->nvisits <= 1)
		return t->job.allow_private;
	return same_ip(x, &t->first_ip) || (is_loopback(x) && is_loopback(&t->first_ip)) ||
		url_same_site(t->job.url, t->url.href);
}

/* Keeps the addresses that may be contacted. */
static size_t permitted(struct task *t, const struct dns_answer *x)
{
	t->nip = 0;
	for (size_t i = 0; i < x->n; i++)
		if ((!t->job.family || x->ip[i].family == t->job.family) &&
			guard_allows(&t->f->guard, may_be_private(t, &x->ip[i]), x->ip[i].family,
			    x->ip[i].b))
			t->ip[t->nip++] = x->ip[i];
	if (t->nvisits <= 1 && t->nip)
		t->first_ip = t->ip[0];
	return t->nip;
}

static struct ruling ruling_of_dns(enum dns_status x)
{
	switch (x) {
	case DNS_NXDOMAIN:
		return (struct ruling){VERDICT_BROKEN_DNS, "nxdomain", PHASE_DNS};
	case DNS_NODATA:
		return (struct ruling){VERDICT_BROKEN_DNS, "no-address", PHASE_DNS};
	case DNS_BAD_NAME:
		return (struct ruling){VERDICT_BROKEN_DNS, "bad-name", PHASE_DNS};
	case DNS_SERVFAIL:
		return (struct ruling){VERDICT_UNSTABLE_DNS, "servfail", PHASE_DNS};
	case DNS_TIMEOUT:
		return (struct ruling){VERDICT_UNSTABLE_DNS, "timeout-dns", PHASE_DNS};
	case DNS_OK:
	case DNS_NO_RESOLVER:
		break;
	}
	return (struct ruling){VERDICT_UNKNOWN, "no-resolver", PHASE_DNS};
}

/* An address of the wanted kind is there; for IPv6 a way to it from here, too: a line
 * without IPv6 says nothing about the portal. */
static bool family_fits(struct task *t, const struct dns_answer *x)
{
	bool any = false;
	struct ip ip = {0};

	for (size_t i = 0; i < x->n && !any; i++)
		if (x->ip[i].family == t->job.family) {
			ip = x->ip[i];
			any = true;
		}
	if (!any)
		end_with(t, VERDICT_BROKEN_DNS, t->job.family == 6 ? "no-ipv6-address"
			: "no-ipv4-address");
	else if (t->job.family == 6 && !ipv6_leads_out(&ip))
		end_with(t, VERDICT_UNKNOWN, "no-ipv6-here");
	else
		return true;
	return false;
}

static void on_name(void *ctx, const struct dns_answer *x)
{
	struct task *t = ctx;
	char text[IP_TEXT];

	t->active_ms += clock_mono_ms() - t->dns_ms;
	if (x->status != DNS_OK) {
		task_end(t, ruling_of_dns(x->status));
		return;
	}
	if (t->job.family && !family_fits(t, x))
		return;
	if (permitted(t, x) == 0) {
		task_detail(t, "%.*s is %s", STR_ARG(t->host), ip_text(text, &x->ip[0]));
		end_with(t, VERDICT_PRIVATE, "private-address");
		return;
	}
	queue_turn(t);
}

void task_robots_known(struct task *t)
{
	struct dns_answer literal = {.status = DNS_OK, .n = 1};

	t->nip = 0;
	t->dns_ms = clock_mono_ms();
	literal.ip[0].family = address_parse(t->url.host, literal.ip[0].b);
	if (literal.ip[0].family)
		on_name(t, &literal);
	else if (proxy_of(t).n)
		queue_turn(t);
	else
		dns_ask(t->f->dns, t->host, t->dns_ms, on_name, t);
}

/* --- request --- */

static int64_t bytes_of(const struct task *t)
{
	int64_t n = t->job.max_bytes;

	if (n <= 0 && t->job.kind == JOB_ROBOTS)
		n = ROBOTS_BYTES;
	else if (n <= 0)
		n = t->job.kind == JOB_LINK && !t->job.order.want ? LINK_BYTES : PAGE_BYTES;
	return n < BYTES_MAX ? n : BYTES_MAX;
}

static void add_header(struct str *list, size_t *n, struct str line)
{
	list[(*n)++] = line;
}

#define LINES_MAX 40

/* What we say beside address and name. The second profile differs in all that some
 * protections look at, and impersonates nobody. */
static size_t headers_of(struct task *t, struct str list[LINES_MAX])
{
	bool conditional = !t->unconditional && t->nvisits == 1 && !t->no_cache;
	size_t n = 0;

	if (t->second_profile) {
		add_header(list, &n, STR("Accept: */*"));
		add_header(list, &n, STR("Accept-Language: zh-CN,zh;q=0.8,en-US;q=0.5,en;q=0.3"));
		add_header(list, &n, STR("Connection: close"));
	} else {
		add_header(list, &n, STR("Accept: text/html,application/xhtml+xml,"
					 "application/xml;q=0.9,*/*;q=0.8"));
		add_header(list, &n, STR("Accept-Language: zh-CN,zh;q=0.9,en;q=0.5"));
	}
	if (t->no_cache) {
		add_header(list, &n, STR("Cache-Control: no-cache"));
		add_header(list, &n, STR("Pragma: no-cache"));
	}
	if (conditional && t->job.if_etag.n)
		add_header(list, &n, arena_strf(&t->a, "If-None-Match: %.*s",
			STR_ARG(t->job.if_etag)));
	if (conditional && t->job.if_modified.n)
		add_header(list, &n, arena_strf(&t->a, "If-Modified-Since: %.*s",
			STR_ARG(t->job.if_modified)));
	if (t->job.referer.n)
		add_header(list, &n, arena_strf(&t->a, "Referer: %.*s", STR_ARG(t->job.referer)));
	/* they may be secrets: for the host they were meant for, wherever it sends us */
	if (t->nvisits > 1 && !same_host(t->job.url, t->url.host))
		return n;
	for (size_t i = 0; i < t->job.nheaders && n < LINES_MAX; i++)
		add_header(list, &n, arena_strf(&t->a, "%.*s: %.*s",
			STR_ARG(t->job.headers[i].key), STR_ARG(t->job.headers[i].value)));
	return n;
}

static void on_answer(void *ctx, const struct answer *x);

static int64_t at_most(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

static void set_times(const struct task *t, struct request *r)
{
	const struct fetch_options *o = t->f->o;
	int64_t left = task_left_ms(t);

	r->total_ms = t->job.kind == JOB_PAGE ? o->total_ms : o->total_ms / 3;
	r->connect_ms = o->connect_ms;
	if (t->job.kind == JOB_PROBE) {
		r->total_ms = r->connect_ms = left;
		r->no_floor = true;
	}
	r->total_ms = at_most(r->total_ms, left);
	r->connect_ms = at_most(r->connect_ms, left);
}

static void start(struct task *t)
{
	struct str lines[LINES_MAX];
	struct request r = {.url = t->url.href, .host = t->host, .port = url_port(&t->url),
		.ip = t->ip, .header = lines, .allow_private = t->nip && may_be_private(t, &t->ip[0]),
		.fresh = t->fresh || t->job.family, .max_bytes = bytes_of(t)};
	unsigned char literal[16];
	struct err e;

	if (!address_parse(t->url.host, literal))
		r.nip = t->nip;
	r.nheader = headers_of(t, lines);
	r.user_agent = t->job.user_agent.n ? t->job.user_agent :
		t->second_profile ? t->f->second_agent : t->f->agent;
	r.proxy = proxy_of(t);
	r.no_verify = t->job.no_verify || t->probing_certificate;
	r.want_certificate = t->job.kind == JOB_PROBE || t->job.kind == JOB_PAGE ||
		t->probing_certificate;
	r.glance = t->job.kind == JOB_LINK;
	r.want_request = t->job.want_request;
	set_times(t, &r);
	t->f->stat.requests++;
	if (t->r.nhops == 0 && t->tries == 0)
		t->r.start_ms = clock_now_ms();
	if (!t->session)
		t->session = session_open(t->f->transfers, on_answer, t);
	t->tries++;
	if (r.total_ms > 0 && session_start(t->session, &r, &t->a, &e) == 0)
		return;
	pace_done(t->f->pace, &t->ticket, PACE_ANSWERED, 0, 0, NULL, clock_mono_ms());
	if (r.total_ms <= 0)
		task_end(t, ruling_of_ending(END_TIMEOUT, PHASE_WAIT));
	else
		task_end(t, ruling_of_ending(END_NO_RESOURCE, PHASE_SEND));
}

static bool is_unreached(const struct ruling *r)
{
	return r->verdict != VERDICT_UNKNOWN && r->verdict != VERDICT_PRIVATE &&
		(r->phase == PHASE_CONNECT || r->phase == PHASE_TLS) &&
		r->verdict != VERDICT_BROKEN_TLS;
}

static void give_back(struct task *t, const struct answer *x)
{
	struct ruling r = ruling_of_ending(x->ending, x->phase);
	enum pace_outcome outcome = PACE_ANSWERED;
	int64_t after = x->retry_after_ms;

	if (x->ending == END_DONE && (x->status == 429 || x->status == 503))
		outcome = PACE_REFUSED;
	else if (is_unreached(&r))
		outcome = PACE_UNREACHED;
	if (x->status == 503 && after == 0)
		after = -1;
	t->host_waits = pace_done(t->f->pace, &t->ticket, outcome, x->ttfb_ms, after, &r,
		clock_mono_ms());
}

static void add_hop(struct task *t, const struct answer *x)
{
	struct hop *h;

	t->r.hops = arena_grow(&t->a, t->r.hops, t->r.nhops, &t->hops_cap, sizeof(*h));
	h = &t->r.hops[t->r.nhops++];
	*h = (struct hop){.url = t->url.href, .status = x->status, .location = x->location,
		.address = x->address, .elapsed_ms = x->elapsed_ms, .how = str_of(t->how)};
}

static void on_answer(void *ctx, const struct answer *x)
{
	struct task *t = ctx;

	if (x->dirty) { /* nothing was asked yet */
		t->tries--;
		t->fresh = true;
		pace_done(t->f->pace, &t->ticket, PACE_ANSWERED, 0, 0, NULL, clock_mono_ms());
		task_again(t, 0);
		return;
	}
	t->active_ms += x->elapsed_ms;
	t->f->stat.bytes += (uint64_t)(x->wire_bytes > 0 ? x->wire_bytes : 0);
	if (t->tries > 1 && t->r.nhops)
		t->r.nhops--; /* another try of the same hop: the newest tells */
	add_hop(t, x);
	give_back(t, x);
	t->answer = *x;
	decide_answer(t, x);
}

void task_again(struct task *t, int64_t wait_ms)
{
	if (wait_ms <= 0)
		queue_turn(t);
	else
		t->wake_ms = clock_mono_ms() + wait_ms;
	if (t->wake_ms && t->wake_ms < t->f->wake_ms)
		t->f->wake_ms = t->wake_ms;
}

/* --- the engine --- */

static int64_t default_deadline(const struct fetch *f, int kind)
{
	int64_t ms = f->o->total_ms;

	if (kind == JOB_PROBE)
		return PROBE_MS;
	return (kind == JOB_PAGE ? ms : ms / 3) *
		(f->o->retries > JOB_TIMES ? f->o->retries : JOB_TIMES);
}

void task_begin(struct task *t)
{
	t->r.id = t->job.id;
	t->r.kind = t->job.kind;
	t->r.url = t->r.final_url = t->job.url;
	t->r.start_ms = clock_now_ms();
	if (t->job.deadline_ms <= 0)
		t->job.deadline_ms = default_deadline(t->f, t->job.kind);
	task_hop(t, t->job.url, "http");
}

int fetch_submit(struct fetch *f, struct str job, struct err *e)
{
	struct task *t = task_new(f);
	int rc = record_read(&record_job, job, &t->job, &t->a, e);

	if (rc < 0) {
		unlink_task(t);
		task_free(t);
		return rc;
	}
	task_begin(t);
	return 0;
}

void fetch_parsed(struct fetch *f, uint64_t ticket, struct str page, const char *reason)
{
	struct task *t = task_of_key(f, ticket);

	if (t)
		decide_parsed(t, page, reason);
}

void fetch_rendered(struct fetch *f, uint64_t ticket, struct str body)
{
	struct task *t = task_of_key(f, ticket);

	if (!t)
		return;
	t->r.body_bytes = (int64_t)body.n;
	t->r.body_digest = sha256_of(body);
	t->body = t->job.keep_body ? arena_str(&t->a, body) : STR_NONE;
}

static void set_agents(struct fetch *f)
{
	struct str contact = f->o->contact;
	const char *plus = contact.n ? " (+" : "", *end = contact.n ? ")" : "";

	f->agent = f->o->user_agent;
	if (!f->agent.n)
		f->agent = arena_strf(&f->a, "portalwatch/%s%s%.*s%s", PW_VERSION, plus,
			STR_ARG(contact), end);
	f->second_agent = arena_strf(&f->a, "Mozilla/5.0 (compatible; portalwatch/%s%s%.*s)",
		PW_VERSION, contact.n ? "; +" : "", STR_ARG(contact));
}

int fetch_open(struct loop *l, const struct fetch_options *o, const struct fetch_calls *c,
	struct fetch **out, struct err *e)
{
	struct fetch *f = mem_alloc(sizeof(*f));
	struct pace_options po = {.delay_ms = o->delay_ms, .connections = o->connections,
		.address_rate = o->address_rate,
		.address_connections = o->address_connections,
		.budget_ms = o->budget_ms};
	int rc;

	*f = (struct fetch){.loop = l, .o = o, .calls = *c, .a = ARENA_INIT,
		.wake_ms = INT64_MAX};
	f->guard = (struct guard){o->allow_private_all, o->allow_private, o->nallow_private};
	set_agents(f);
	rc = dns_open(l, o->dns_servers.n ? o->dns_servers.p : NULL, &f->dns, e);
	if (rc == 0)
		rc = transfers_open(l, o->ca_file.n ? o->ca_file.p : NULL, &f->guard,
			&f->transfers, e);
	f->pace = pace_open(&po);
	f->robots = robots_open(f);
	if (rc < 0) {
		fetch_close(f);
		return rc;
	}
	*out = f;
	return 0;
}

static void free_ended(struct fetch *f)
{
	while (f->ended) {
		struct task *t = f->ended;

		f->ended = t->next;
		task_free(t);
	}
}

/* The host is left alone: the job ends with what is known of it. */
static void end_refused(struct task *t)
{
	int64_t held_ms = pace_held_ms(&t->ticket, clock_mono_ms());
	struct ruling r = {VERDICT_UNKNOWN, "host-asks-to-wait", PHASE_REFUSED};

	if (t->ticket.word == PACE_DOWN) {
		r = pace_why(&t->ticket);
		r.phase = PHASE_REFUSED;
		task_detail(t, "not asked: the host could not be reached several times in a row");
	} else {
		t->answer.retry_after_ms = held_ms;
	}
	task_end(t, r);
}

static void start_ready(struct fetch *f)
{
	size_t max = (size_t)f->o->max_transfers;

	while (transfers_in_flight(f->transfers) < max) {
		struct ticket *k = pace_next(f->pace, clock_mono_ms());

		if (!k)
			return;
		if (k->word == PACE_GO)
			start(k->owner);
		else
			end_refused(k->owner);
	}
}

/* Wakes those whose pause is over; returns ms until the next one. */
static int64_t wake(struct fetch *f, int64_t now_ms)
{
	if (f->wake_ms <= now_ms) {
		f->wake_ms = INT64_MAX;
		for (struct task *t = f->tasks; t; t = t->next) {
			if (t->wake_ms && t->wake_ms <= now_ms) {
				t->wake_ms = 0;
				queue_turn(t);
			}
			if (t->wake_ms && t->wake_ms < f->wake_ms)
				f->wake_ms = t->wake_ms;
		}
	}
	return f->wake_ms == INT64_MAX ? -1 : f->wake_ms - now_ms;
}

static void sooner(int64_t *wait, int64_t x)
{
	if (x >= 0 && (*wait < 0 || x < *wait))
		*wait = x;
}

int64_t fetch_turn(struct fetch *f, bool full)
{
	int64_t now = clock_mono_ms(), wait = -1;

	sooner(&wait, dns_turn(f->dns, now));
	sooner(&wait, wake(f, now));
	if (!full)
		start_ready(f);
	sooner(&wait, transfers_turn(f->transfers, clock_mono_ms()));
	if (!full && transfers_in_flight(f->transfers) < (size_t)f->o->max_transfers)
		sooner(&wait, pace_wait_ms(f->pace, clock_mono_ms()));
	free_ended(f);
	return wait;
}

bool fetch_is_idle(const struct fetch *f)
{
	return f->tasks == NULL;
}

void fetch_count(const struct fetch *f, struct fetch_stat *out)
{
	*out = f->stat;
	out->in_flight = transfers_in_flight(f->transfers);
	out->hosts_waiting = pace_hosts_waiting(f->pace);
}

void fetch_close(struct fetch *f)
{
	if (!f)
		return;
	dns_close(f->dns);
	while (f->tasks) {
		struct task *t = f->tasks;

		unlink_task(t);
		task_free(t);
	}
	free_ended(f);
	robots_close(f->robots);
	transfers_close(f->transfers);
	pace_close(f->pace);
	arena_release(&f->a);
	free(f);
}
