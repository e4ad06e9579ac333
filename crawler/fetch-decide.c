/* What an answer means for its job: next hop, another try, or the result. */
#include "fetch-task.h"

#include "crawler/links.h"
#include "crawler/signals.h"

#define BUSY_MAX 3			    /* of refusals, each after the host's sleep */
#define PATIENT_MS (10 * SECOND_MS)	    /* a stated wait that a job sits out itself */
#define REFRESH_DELAY_MAX_S 10		    /* a slower refresh is a clock, not a redirect */
#define CIRCLE_TEXT_MAX 60		    /* visible bytes */
#define PARSE_WHOLE_MAX ((size_t)8 << 20)   /* a longer body is looked at, not read */
#define PARSE_GLANCE ((size_t)64 << 10)

static bool may_retry(const struct task *t)
{
	return task_retries(t) && t->tries - t->busy <= t->f->o->retries && task_left_ms(t) > 0;
}

/* The host's queue sleeps within its budget; this address waits with it. */
static bool waits_with_host(const struct task *t)
{
	return t->host_waits && t->busy < BUSY_MAX && task_retries(t);
}

static void retry(struct task *t)
{
	int64_t after = t->answer.retry_after_ms;
	int64_t wait = t->f->o->retry_ms << (t->tries - t->busy - 1);

	t->fresh = true;
	/* some filters cut or break what does not look like a browser's request */
	t->second_profile |= t->tries - t->busy == t->f->o->retries && t->job.kind != JOB_ROBOTS;
	t->r.detail = STR_NONE;
	task_again(t, after > wait ? after : wait);
}

/* --- redirects --- */

/* Location is bytes, not text: what is not ASCII goes as it came. */
static struct str location_url(struct task *t, struct str location)
{
	static const char hex[] = "0123456789ABCDEF";
	struct buf b = BUF_INIT(URL_MAX);
	struct str s;

	for (size_t i = 0; i < location.n; i++) {
		unsigned char c = (unsigned char)location.p[i];

		if (c < 0x80) {
			buf_addc(&b, (char)c);
			continue;
		}
		buf_addc(&b, '%');
		buf_addc(&b, hex[c >> 4]);
		buf_addc(&b, hex[c & 15]);
	}
	s = arena_str(&t->a, buf_str(&b));
	buf_release(&b);
	return s;
}

static void end_redirect(struct task *t, const char *reason)
{
	task_end(t, (struct ruling){VERDICT_BROKEN_REDIRECT, reason, PHASE_DONE});
}

static void redirect(struct task *t, const struct answer *x)
{
	if (str_none(x->location) || x->location.n == 0) {
		end_redirect(t, "redirect-no-location");
		return;
	}
	if (t->redirects + t->refreshes >= HOPS_MAX) {
		end_redirect(t, "redirect-too-many");
		return;
	}
	t->redirects++;
	if (!status_is_permanent(x->status))
		t->all_permanent = false;
	task_hop(t, location_url(t, x->location), "http");
}

static struct str answer_header(const struct task *t, const char *name)
{
	for (size_t i = 0; i < t->answer.nheaders; i++)
		if (str_eqc(t->answer.headers[i].key, name))
			return t->answer.headers[i].value;
	return STR_NONE;
}

/* "Refresh: 0; url=/x" says the same as the element. */
static void take_refresh_header(struct task *t, struct page *p)
{
	struct str value = answer_header(t, "refresh"), ref;
	int32_t delay;

	if (p->refresh.n || str_none(value) || !refresh_parse(value, &delay, &ref) || !ref.n)
		return;
	p->refresh = location_url(t, ref);
	p->refresh_s = delay;
}

static bool refreshes(const struct task *t, const struct page *p)
{
	return p->refresh.n && p->refresh_s <= REFRESH_DELAY_MAX_S &&
		(!p->refresh_frame || t->job.kind == JOB_LINK) &&
		t->refreshes < REFRESHES_MAX && t->redirects + t->refreshes < HOPS_MAX &&
		t->job.kind != JOB_ROBOTS;
}

/* A page that only sends to itself is a page; so is one that sends where we were. */
static bool refresh_leads_on(struct task *t, struct str target)
{
	struct url u;

	if (url_parse(target, &t->url, &u, &t->a) < 0 || !url_is_http(&u))
		return false;
	for (size_t i = 0; i < t->r.nhops; i++)
		if (str_eq(url_without_fragment(&u), t->r.hops[i].url))
			return false;
	return true;
}

/* Two pages or more send the reader round at once, and nothing else is on them. */
static bool refreshes_in_circles(struct task *t, const struct page *p)
{
	struct url u;
	struct str target;

	if (!refreshes(t, p) || p->refresh_frame || p->refresh_s > 0 || t->refreshes == 0 ||
		p->text_bytes > CIRCLE_TEXT_MAX ||
		url_parse(p->refresh, &t->url, &u, &t->a) < 0)
		return false;
	target = url_without_fragment(&u);
	if (str_eq(target, t->url.href))
		return false;
	for (size_t i = 0; i < t->r.nhops; i++)
		if (str_eq(target, t->r.hops[i].url))
			return true;
	return false;
}

/* --- the body --- */

static void read_body(struct task *t, struct str body)
{
	struct page_order order = t->job.order;

	order.url = t->url.href;
	order.content_type = answer_header(t, "content-type");
	order.link = answer_header(t, "link");
	order.refresh = answer_header(t, "refresh");
	if (!order.now_ms)
		order.now_ms = clock_now_ms();
	if (t->job.kind == JOB_ROBOTS)
		order.want |= WANT_ROBOTS;
	if (t->job.kind != JOB_PAGE || t->r.status < 200 || t->r.status > 299)
		order.render = STR_NONE;
	if (body.n > PARSE_WHOLE_MAX)
		body = str_sub(body, 0, PARSE_GLANCE);
	t->f->calls.read(t->f->calls.ctx, t->key, &order, body);
}

static void take_body(struct task *t, const struct answer *x)
{
	bool keep;

	t->r.body_bytes = (int64_t)x->body.n;
	if (!x->body_cut && !t->job.no_digest)
		t->r.body_digest = sha256_of(x->body);
	keep = t->job.keep_body || (t->job.keep_failed && x->status >= 400);
	t->body = keep ? arena_str(&t->a, x->body) : STR_NONE;
}

/* --- the answer --- */

static bool conditional(const struct task *t)
{
	return (t->job.if_etag.n || t->job.if_modified.n) && !t->unconditional &&
		!t->no_cache && t->nvisits == 1;
}

/* 304 to a question that was not conditional is a lie: once more, past all caches. */
static void not_modified(struct task *t)
{
	if (conditional(t)) {
		t->r.not_modified = true;
		task_end(t, ruling_of_status(304));
	} else if (!t->no_cache) {
		t->no_cache = true;
		task_again(t, 0);
	} else {
		task_end(t, (struct ruling){VERDICT_UNKNOWN, "http-304", PHASE_DONE});
	}
}

/* Browsers skip blank lines before an answer, a length that is none, and lines that say nothing.
 * A proxy hears HTTP only. */
static bool may_bear(const struct task *t, const struct answer *x)
{
	/* with a status it was read as far as browsers read it, to what they do not take */
	bool odd = x->ending == END_ODD ||
		(x->ending == END_NOT_HTTP && !(t->lenient && x->status));

	return odd && !t->http2 && !t->raw && (!t->lenient || !task_proxy(t).n) &&
		task_retries(t) && task_left_ms(t) > 0;
}

/* Servers that speak HTTP/2 only refuse the handshake, or answer with its frames, or go. */
static bool may_want_http2(const struct task *t, const struct answer *x)
{
	return str_eqc(t->url.scheme, "https") && !t->http2 && task_retries(t) &&
		task_left_ms(t) > 0 && (x->ending == END_NO_PROTOCOL || x->ending == END_NOT_HTTP ||
			((x->ending == END_RESET || x->ending == END_EMPTY) &&
				x->phase != PHASE_CONNECT));
}

static void speak_http2(struct task *t, const struct ruling *r)
{
	t->http2 = true;
	t->lenient = t->raw = false;
	t->busy = t->tries; /* another protocol, other tries */
	t->r.detail = STR_NONE;
	t->before_http2 = *r;
	task_again(t, 0);
}

/* The transfer did not come to its end. */
static void failed(struct task *t, const struct answer *x)
{
	struct ruling r = ruling_of_ending(x->ending, x->phase);

	if (x->detail.n)
		task_detail(t, "%.*s", STR_ARG(x->detail));
	if (t->http2 && ruling_may_pass(&r) && may_retry(t)) {
		retry(t);
		return;
	}
	if (t->http2) { /* that was it: what HTTP/1.1 met stands */
		task_end(t, t->before_http2);
		return;
	}
	/* with a chain at hand it was looked at already */
	if (ending_is_certificate(x->ending) && !t->job.no_verify && !t->issuer_of && !t->chain) {
		certificate_probe(t, &r, x->ending == END_CERT_CHAIN);
		return;
	}
	if (waits_with_host(t)) { /* over a connection that it bears, not over another one */
		t->busy++;
		t->fresh = false;
		t->r.detail = STR_NONE;
		task_again(t, 0);
		return;
	}
	if (ruling_may_pass(&r) && may_retry(t)) {
		retry(t);
		return;
	}
	if (may_bear(t, x)) {
		t->raw = t->lenient;
		t->lenient = true;
		t->r.detail = STR_NONE;
		task_again(t, 0);
		return;
	}
	if (may_want_http2(t, x)) {
		speak_http2(t, &r);
		return;
	}
	if (x->body.n)
		take_body(t, x);
	task_end(t, r);
}

/* Where to go, and that nothing is there, stands in the head: what is wrong with the body that
 * nobody will read changes nothing. */
static bool head_says_it(const struct answer *x)
{
	bool says = (status_redirects(x->status) && x->location.n) || x->status >= 400;

	return says && x->phase == PHASE_BODY &&
		(x->ending == END_TIMEOUT || x->ending == END_SLOW || x->ending == END_RESET ||
			x->ending == END_SHORT || x->ending == END_ENCODING);
}

/* Rules of their own for robots are not there, whatever the body says (RFC 9309 2.3.1.3): no
 * reason to wait for the first parser to start. */
static bool is_without_rules(const struct task *t)
{
	return t->job.kind == JOB_ROBOTS && (t->r.status == 404 || t->r.status == 410);
}

void decide_answer(struct task *t, const struct answer *x)
{
	t->r.status = x->status;
	if (t->probing_certificate) {
		certificate_probed(t, x);
		return;
	}
	if (x->tls_detail.n) {
		t->r.tls_detail = x->tls_detail;
		t->r.tls_expires_ms = x->tls_expires_ms;
	}
	if (x->chain_completed && !t->chain_incomplete) {
		t->chain_incomplete = true;
		task_detail(t, "the server does not send the certificate of its issuer");
	}
	if (x->ending != END_DONE && !head_says_it(x))
		failed(t, x);
	else if (status_redirects(x->status))
		redirect(t, x);
	else if (x->status == 304)
		not_modified(t);
	else if (t->issuer_of || is_without_rules(t)) { /* no document for the parsers */
		take_body(t, x);
		task_end(t, ruling_of_status(x->status));
	} else {
		take_body(t, x);
		read_body(t, x->body);
	}
}

/* --- the answer, with what the parser says of its body --- */

static bool sits_out(struct task *t)
{
	int64_t after = t->answer.retry_after_ms;

	return !t->f->o->budget_ms && (t->r.status == 429 || t->r.status == 503) && after > 0 && after <= PATIENT_MS &&
		!t->retried_after && task_retries(t);
}

static void bad_status(struct task *t, const struct ruling *r)
{
	bool link_or_page = t->job.kind == JOB_LINK || t->job.kind == JOB_PAGE;

	if (waits_with_host(t)) {
		t->busy++;
		task_again(t, 0); /* behind the host's sleep */
	} else if (sits_out(t)) {
		t->retried_after = true;
		task_again(t, t->answer.retry_after_ms);
	} else if (ruling_may_pass(r) && may_retry(t) && t->answer.retry_after_ms <= PATIENT_MS) {
		retry(t);
	} else if ((t->r.status == 426 || t->r.status == 505) && !t->http2 &&
		str_eqc(t->url.scheme, "https") && task_retries(t)) {
		speak_http2(t, r);
	} else if (status_deserves_profile(t->r.status) && link_or_page && !t->second_profile) {
		t->second_profile = t->fresh = true;
		task_again(t, 0);
	} else {
		task_end(t, *r);
	}
}

/* Protections that say so in a header. */
static const char *challenge_header(const struct task *t)
{
	static const struct {
		const char *name, *value, *token;
	} mark[] = {
		{"x-amzn-waf-action", "challenge", "aws"},
		{"x-amzn-waf-action", "captcha", "aws"},
		{"cf-mitigated", "challenge", "cloudflare"},
	};

	for (size_t i = 0; i < sizeof(mark) / sizeof(mark[0]); i++)
		if (str_eq_nocase(answer_header(t, mark[i].name), str_of(mark[i].value)))
			return mark[i].token;
	return NULL;
}

#define CHALLENGE_TEXT_MAX 60 /* visible bytes */

/* 202 is what some protections answer with a script that only browsers run; a page that is
 * being made says so. */
static bool is_script_only(const struct task *t)
{
	return t->r.status == 202 && t->r.has_page && t->r.page.scripted &&
		t->r.page.text_bytes <= CHALLENGE_TEXT_MAX;
}

static bool is_challenge(struct task *t)
{
	const char *token = challenge_header(t);

	if (!token && is_script_only(t))
		token = "script";
	if (token)
		t->r.page.challenge = str_of(token);
	/* a file of rules has no look of its own; refused, it was refused by somebody */
	return (t->job.kind != JOB_ROBOTS || t->r.status >= 400) &&
		(token || (t->r.has_page && t->r.page.challenge.n));
}

static void end_login(struct task *t)
{
	task_end(t, (struct ruling){VERDICT_BLOCKED, "login", PHASE_DONE});
}

/* Sent from what was asked for to where one logs in: nothing is known of the page. */
static bool is_login_wall(const struct task *t)
{
	return t->r.nhops > 1 && t->r.has_page &&
		asks_to_log_in(t->url.href, t->r.page.title) &&
		!asks_to_log_in(t->job.url, STR_NONE);
}

static void end_challenge(struct task *t)
{
	if (str_eqc(t->r.page.challenge, "login")) {
		end_login(t);
		return;
	}
	task_detail(t, "protection '%.*s' answers instead of the page",
		STR_ARG(t->r.page.challenge));
	task_end(t, (struct ruling){VERDICT_BLOCKED, "challenge", PHASE_DONE});
}

/* What the bytes are promised to be: by the name under which they are to be kept, else by the
 * address. */
static struct str promised_name(const struct task *t)
{
	struct str value = answer_header(t, "content-disposition"), name;
	size_t at = str_find_nocase(value, STR("filename"), 0);

	at = at == SIZE_MAX ? at : str_findc(value, '=', at);
	if (at == SIZE_MAX)
		return t->job.url;
	name = str_trim(str_sub(value, at + 1, value.n));
	if (name.n && name.p[0] == '"')
		return str_trim(str_sub(name, 1, str_findc(name, '"', 1) - 1));
	return str_trim(str_sub(name, 0, str_findc(name, ';', 0)));
}

/* A failure is one whatever the status says, and may be over when asked again. Where one was
 * sent to it, it may stand for all that is not there: that is for comparing. */
static void end_failed(struct task *t)
{
	struct ruling r = {VERDICT_UNSTABLE_SERVER, "says-failed", PHASE_DONE};

	task_detail(t, "the page shows '%.*s' and no more", STR_ARG(t->r.page.failure));
	bad_status(t, &r);
}

static void good_status(struct task *t, struct ruling r)
{
	struct page *p = &t->r.page;
	struct ruling content;

	if (t->r.has_page)
		take_refresh_header(t, p);
	if (t->r.has_page && refreshes_in_circles(t, p)) {
		end_redirect(t, "redirect-loop");
		return;
	}
	if (t->r.has_page && refreshes(t, p) && refresh_leads_on(t, p->refresh)) {
		t->refreshes++;
		t->all_permanent = false;
		t->r.has_page = false;
		task_hop(t, p->refresh, p->refresh_frame ? "frame" : "meta");
		return;
	}
	if (is_login_wall(t)) {
		end_login(t);
		return;
	}
	if (t->r.has_page && !t->r.body_cut &&
		ruling_of_content(promised_name(t), answer_header(t, "content-type"), p, t->r.body_bytes,
			&content)) {
		r = content;
	} else if (t->r.has_page && p->failure.n && t->r.nhops <= 1) {
		end_failed(t);
		return;
	}
	if (t->unread)
		r.reason = t->unread;
	task_end(t, r);
}

/* A renderer that failed is no parser that did; how a parser ended is told in the detail. */
static const char *unread_token(const char *reason)
{
	static const char *const of_renderers[] = {"render-failed", "render-timeout",
		"render-too-large", "render-empty"};

	for (size_t i = 0; i < sizeof(of_renderers) / sizeof(of_renderers[0]); i++)
		if (streq(reason, of_renderers[i]))
			return of_renderers[i];
	return "parser-died";
}

void decide_parsed(struct task *t, struct str page, const char *reason)
{
	struct ruling r = ruling_of_status(t->r.status);
	struct err e;

	t->r.has_page = false;
	t->unread = NULL;
	if (str_none(page)) {
		t->unread = unread_token(reason);
		task_detail(t, "the document could not be read: %s", reason);
	} else if (record_read(&record_page, page, &t->r.page, &t->a, &e) < 0) {
		t->unread = "parser-died";
		task_detail(t, "%s", e.text);
	} else {
		t->r.has_page = true;
	}
	if (is_challenge(t))
		end_challenge(t);
	else if (r.verdict == VERDICT_OK)
		good_status(t, r);
	else
		bad_status(t, &r);
}
