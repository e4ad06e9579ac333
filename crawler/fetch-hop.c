/* The way to a hop: its address, robots.txt, name, and the turn at its host. */
#include "fetch-task.h"

#include "base/digest.h"

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

	for (size_t i = 0; i < t->nvisits; i++) {
		if (t->visit[i].url != v.url || t->visit[i].cookies != v.cookies)
			continue;
		/* one that sends to itself may let in who comes back from there */
		if (t->sent_to_itself || i + 1 != t->nvisits)
			return true;
		t->sent_to_itself = true;
	}
	if (t->nvisits < sizeof(t->visit) / sizeof(t->visit[0]))
		t->visit[t->nvisits++] = v;
	return false;
}

static struct str without_brackets(struct str host)
{
	return host.n > 2 && host.p[0] == '[' ? str_sub(host, 1, host.n - 2) : host;
}

bool url_has_host(struct str url, struct str host)
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
	t->left_host = !first && !url_has_host(t->job.url, u.host);
	t->how = how;
	t->tries = 0;
	t->second_profile = t->job.second_profile;
	t->fresh = t->retried_after = t->unverified = false;
	t->http2 = t->lenient = t->raw = false;
	t->dns_tries = 0;
	chain_free(t->chain);
	t->chain = NULL;
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

struct str task_proxy(const struct task *t)
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
			: str_n(t->url.host.p, t->url.host.n + 1 + t->url.port.n);
	return t->pace_name;
}

static bool is_loopback(const struct ip *x)
{
	static const unsigned char six[16] = {[15] = 1};

	return x->family == 4 ? x->b[0] == 127 : x->family == 6 && !memcmp(x->b, six, 16);
}

void task_queue_turn(struct task *t)
{
	struct pace_wish wish = {.delay_ms = t->job.delay_ms,
		.connections = t->job.connections};
	struct str addr = task_proxy(t);

	if (t->nip)
		addr = str_n((const char *)t->ip[0].b, t->ip[0].family == 6 ? 16 : 4);
	wish.unpaced = t->f->o->loopback_unpaced &&
		(t->nip ? is_loopback(&t->ip[0])
			: str_starts(task_proxy(t), STR("http://127.0.0.1:")) && t->job.proxy.n);
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
bool task_may_be_private(const struct task *t, const struct ip *x)
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
			guard_allows(&t->f->guard, task_may_be_private(t, &x->ip[i]), x->ip[i].family,
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

#define DNS_AGAIN_MS (1100) /* behind what the cache remembers, then twice that */

/* The servers of a name that failed may do better in a moment. */
static bool may_ask_again(struct task *t)
{
	return task_retries(t) && t->dns_tries++ < t->f->o->retries && task_left_ms(t) > 0;
}

static void on_name(void *ctx, const struct dns_answer *x)
{
	struct task *t = ctx;
	char text[IP_TEXT];

	t->active_ms += clock_mono_ms() - t->dns_ms;
	if (x->status == DNS_SERVFAIL && may_ask_again(t)) {
		t->wake_ms = clock_mono_ms() + DNS_AGAIN_MS * t->dns_tries;
		t->wakes_to_name = true;
		task_sleeps(t);
		return;
	}
	if (x->status != DNS_OK) {
		task_end(t, ruling_of_dns(x->status));
		return;
	}
	if (t->job.family && !family_fits(t, x))
		return;
	if (permitted(t, x) == 0) {
		if (!str_eqc(t->host, ip_text(text, &x->ip[0])))
			task_detail(t, "%.*s is %s", STR_ARG(t->host), text);
		end_with(t, VERDICT_PRIVATE, "private-address");
		return;
	}
	task_queue_turn(t);
}

void task_robots_known(struct task *t)
{
	struct dns_answer literal = {.status = DNS_OK, .n = 1};

	t->nip = 0;
	t->dns_ms = clock_mono_ms();
	literal.ip[0].family = address_parse(t->url.host, literal.ip[0].b);
	if (literal.ip[0].family)
		on_name(t, &literal);
	else if (task_proxy(t).n)
		task_queue_turn(t);
	else
		dns_ask(t->f->dns, t->host, t->dns_ms, on_name, t);
}
