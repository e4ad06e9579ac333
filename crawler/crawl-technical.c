/* Daily checks of HTTPS and IPv6, where a rule asks for them. */
#include "crawl-private.h"

#include "crawler/technical.h"

#define HTTPS "https:"
#define IPV6 "ipv6:"
#define DEADLINE_MS (15 * SECOND_MS)

struct str technical_https(struct str home, struct arena *a)
{
	size_t at = str_find(home, STR("://"), 0), end, colon;

	if (str_starts(home, STR("https://")))
		return arena_str(a, home);
	if (!str_starts(home, STR("http://")) || at == SIZE_MAX)
		return STR_NONE;
	home = str_sub(home, at + 3, home.n);
	end = str_findc(home, '/', 0);
	home = str_sub(home, 0, end);
	colon = str_rfindc(home, ':');
	if (colon != SIZE_MAX && home.p[home.n - 1] != ']')
		home = str_sub(home, 0, colon); /* of another port nothing follows for 443 */
	return arena_strf(a, "https://%.*s/", STR_ARG(home));
}

struct str technical_ipv6(struct str home, struct arena *a)
{
	return arena_strf(a, "%.*s#ipv6", STR_ARG(home));
}

static bool is_ipv6(struct str subject)
{
	return str_starts(subject, STR(IPV6));
}

bool technical_is(struct str subject)
{
	return is_ipv6(subject) || str_starts(subject, STR(HTTPS));
}

static const struct portal_config *portal_of(const struct crawl *c, struct str subject)
{
	return config_portal(c->config, str_sub(subject, str_findc(subject, ':', 0) + 1,
		subject.n));
}

int technical_submit(struct crawl *c, struct str subject, struct err *e)
{
	const struct portal_config *p = portal_of(c, subject);
	struct str url;
	struct job j;

	if (!p)
		return ERR_NOTFOUND;
	url = is_ipv6(subject) ? str_of(p->home) : technical_https(str_of(p->home), &c->turn);
	if (str_none(url))
		return 0;
	job_for(c, p, url, &j);
	j.kind = JOB_PROBE;
	j.deadline_ms = DEADLINE_MS;
	j.family = is_ipv6(subject) ? 6 : 0;
	return flight_submit(c, flight_new(c, DUE_PROBE, subject, p, NULL, url), &j, e);
}

int technical_result(struct crawl *c, struct store_txn *t, const struct flight *f,
	const struct result *given, struct err *e)
{
	struct str subject = str_n(f->subject, f->subject_n);
	struct result r = *given;
	struct portal_state s;
	int64_t *due, old;
	int rc = pages_portal(t, str_of(f->portal->id), &s, &c->turn, e);

	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	if (is_ipv6(subject))
		r.url = technical_ipv6(str_of(f->portal->home), &c->turn);
	rc = put_measure(c, t, &r, r.verdict, NULL, false, NULL, e);
	due = is_ipv6(subject) ? &s.ipv6_due_ms : &s.https_due_ms;
	old = *due;
	*due = jittered(subject, c->now_ms, DAY_MS - DAY_MS / 10);
	if (rc == 0)
		rc = pages_put_portal(t, &s, e);
	return rc < 0 ? rc : due_move(t, DUE_PROBE, due_host(s.home), subject, old, *due, e);
}

/* The entries in the due index are those that the configuration asks for. An https home
 * page is probed anyway. */
int technical_sync(struct crawl *c, struct store_txn *t, const struct portal_config *p,
	struct portal_state *s, struct err *e)
{
	bool wanted = portal_technical_wanted(c->config, p), secure = strncmp(p->home, "https:",
		6) == 0;
	int64_t old_https = s->https_due_ms, old_ipv6 = s->ipv6_due_ms;
	int rc;

	s->https_due_ms = !wanted || secure ? 0 : old_https ? old_https : c->now_ms;
	s->ipv6_due_ms = !wanted ? 0 : old_ipv6 ? old_ipv6 : c->now_ms;
	if (c->options.all && s->https_due_ms)
		s->https_due_ms = c->now_ms;
	if (c->options.all && s->ipv6_due_ms)
		s->ipv6_due_ms = c->now_ms;
	rc = due_move(t, DUE_PROBE, due_host(s->home),
		arena_strf(&c->turn, HTTPS "%s", p->id), old_https, s->https_due_ms, e);
	return rc < 0 ? rc : due_move(t, DUE_PROBE, due_host(s->home),
		arena_strf(&c->turn, IPV6 "%s", p->id), old_ipv6, s->ipv6_due_ms, e);
}

int technical_forget(struct crawl *c, struct store_txn *t, struct portal_state *s,
	struct err *e)
{
	int rc = due_move(t, DUE_PROBE, due_host(s->home),
		arena_strf(&c->turn, HTTPS "%.*s", STR_ARG(s->id)), s->https_due_ms, 0, e);

	if (rc == 0)
		rc = due_move(t, DUE_PROBE, due_host(s->home),
			arena_strf(&c->turn, IPV6 "%.*s", STR_ARG(s->id)), s->ipv6_due_ms, 0, e);
	s->https_due_ms = s->ipv6_due_ms = 0;
	return rc;
}
