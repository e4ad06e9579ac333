/* technical: what a government site owes as a site. `checks` names what is judged, all of
 * it without:
 *
 *	domain		the home page's name ends in .gov.cn (or .政务)
 *	https		https://HOST/ answers with a certificate that holds
 *	certificate	it ends in more than 30 days; told again 14, 7 and 1 days before
 *	ipv6		the name has an IPv6 address, and the home page opens over it
 *
 * One finding each. HTTPS and IPv6 are measured daily where this rule is laid on any
 * column; a failure of one day is a warning, of `days` (3) overdue. Where our own line has
 * no IPv6 only the address is judged. */
#include "monitor/rule.h"

#include "base/clock.h"
#include "crawler/technical.h"
#include "crawler/verdict.h"

#define CERTIFICATE_SEEN_DAYS 2 /* probes are hourly, the daily check daily */
#define CONFIRM_DAYS 3
#define CERTIFICATE_DAYS 30

static const char *const check_word[] = {"domain", "https", "certificate", "ipv6"};
enum { CHECK_DOMAIN, CHECK_HTTPS, CHECK_CERTIFICATE, CHECK_IPV6, NCHECKS };

static bool wants(const struct rule_config *r, int i)
{
	struct str rest = str_of(rule_arg(r, "checks")), one;

	if (str_none(rest) || rest.n == 0)
		return true;
	while (rest.n && str_cut(&rest, '\n', &one))
		if (str_eqc(str_trim(one), check_word[i]))
			return true;
	return false;
}

static void check(const struct rule_config *r, struct config_faults *f)
{
	struct str rest = str_of(rule_arg(r, "checks")), one;

	while (rest.n && str_cut(&rest, '\n', &one)) {
		bool known = false;

		for (int i = 0; i < NCHECKS; i++)
			known |= str_eqc(str_trim(one), check_word[i]);
		if (!known)
			config_fault_add(f, r->file, r->line, false,
				"checks: expected domain, https, certificate, ipv6, found '%.*s'",
				STR_ARG(one));
	}
	rule_check_int(r, "days", 1, 30, f);
}

/* --- measurements --- */

#define CHAIN_INCOMPLETE "tls-chain-incomplete"

struct track {
	int64_t last_ms, good_ms, bad_since_ms; /* bad_since_ms: of the present run, 0 good */
	int64_t chain_since_ms; /* good, but for an issuer's certificate that is not sent */
	int64_t expires_ms, expires_seen_ms;
	struct str reason;
	int32_t verdict;
	uint64_t seq;
	size_t n;
	struct arena *arena;
};

static int take(const struct measure *m, void *ctx)
{
	struct track *x = ctx;

	x->n++;
	if (m->tls_expires_ms) {
		x->expires_ms = m->tls_expires_ms;
		x->expires_seen_ms = m->time_ms;
	}
	if (m->verdict == VERDICT_BLOCKED)
		return 0; /* says nothing, neither way */
	x->last_ms = m->time_ms;
	x->verdict = m->verdict;
	x->reason = arena_str(x->arena, m->reason);
	x->seq = m->seq;
	if (!str_eqc(m->reason, CHAIN_INCOMPLETE))
		x->chain_since_ms = 0;
	else if (!x->chain_since_ms)
		x->chain_since_ms = m->time_ms;
	if (verdict_is_good(m->verdict)) {
		x->good_ms = m->time_ms;
		x->bad_since_ms = 0;
	} else if (m->verdict != VERDICT_UNKNOWN && !x->bad_since_ms) {
		x->bad_since_ms = m->time_ms;
	}
	return 0;
}

static int follow(const struct rule_input *in, struct str url, int64_t days, struct track *x,
	struct err *e)
{
	int rc;

	*x = (struct track){.arena = in->arena};
	if (!in->each_measure || str_none(url))
		return 0;
	rc = in->each_measure(in->source, url, in->now_ms - days * DAY_MS, in->now_ms + 1,
		take, x, e);
	return rc < 0 ? rc : 0;
}

/* Long enough for a run of `days`; of the certificate alone the last look is enough. */
static int64_t back_days(const struct rule_input *in)
{
	const char *only = rule_arg(in->rule, "checks");

	if (only && streq(only, check_word[CHECK_CERTIFICATE]))
		return CERTIFICATE_SEEN_DAYS;
	return rule_int(in->rule, "days", 1, 30, CONFIRM_DAYS) + 4;
}

/* --- findings --- */

static struct finding *add(const struct rule_input *in, struct findings *out, int i)
{
	struct finding *f = finding_add(in, out, "technical");

	f->subject = arena_strf(in->arena, "%.*s:%s", STR_ARG(f->subject), check_word[i]);
	f->state = STATE_NONE;
	finding_fact(f, in->arena, "check", str_of(check_word[i]));
	return f;
}

static struct str host_of(struct str url)
{
	size_t at = str_find(url, STR("://"), 0), end;

	url = at == SIZE_MAX ? url : str_sub(url, at + 3, url.n);
	for (end = 0; end < url.n && !strchr(":/?#", url.p[end]); end++)
		;
	return str_sub(url, 0, end);
}

static void judge_domain(const struct rule_input *in, struct findings *out)
{
	struct finding *f = add(in, out, CHECK_DOMAIN);
	struct str host = host_of(in->column->url);

	finding_fact(f, in->arena, "host", host);
	if (str_ends_nocase(host, STR(".gov.cn")) || str_ends(host, STR(".政务")) ||
		str_ends_nocase(host, STR(".xn--zfr164b")))
		return;
	f->level = LEVEL_OVERDUE;
	f->cause = STR("foreign-domain");
	f->since_ms = in->column->first_ms;
	f->summary = arena_strf(in->arena, "the name %.*s does not end in .gov.cn",
		STR_ARG(host));
}

/* What has been so since since_ms; 0: nothing is. */
static void judge_run(const struct rule_input *in, struct finding *f, const struct track *x,
	int64_t since_ms, const char *cause, const char *what)
{
	int64_t days = rule_int(in->rule, "days", 1, 30, CONFIRM_DAYS);

	f->measured_ms = x->last_ms;
	if (x->seq)
		finding_evidence(f, in->arena, "measure",
			arena_strf(in->arena, "%llu", (unsigned long long)x->seq));
	finding_fact(f, in->arena, "reason", x->reason);
	if (!since_ms)
		return;
	f->level = x->last_ms - since_ms >= (days - 1) * DAY_MS - HOUR_MS
		? LEVEL_OVERDUE : LEVEL_WARN;
	f->cause = str_of(cause);
	f->since_ms = since_ms;
	f->summary = arena_strf(in->arena, "%s: %.*s", what, STR_ARG(x->reason));
}

static int judge_https(const struct rule_input *in, struct findings *out, struct err *e)
{
	struct finding *f = add(in, out, CHECK_HTTPS);
	struct track x;
	int rc = follow(in, technical_https(in->column->url, in->arena), back_days(in), &x, e);

	if (rc < 0)
		return rc;
	if (x.n == 0)
		f->cannot_judge = STR("never measured");
	else if (!x.last_ms || (x.verdict == VERDICT_UNKNOWN && !x.bad_since_ms && !x.good_ms))
		f->cannot_judge = STR("blocked, or our own line");
	else if (!x.bad_since_ms && x.chain_since_ms) /* browsers look for it, other programs do not */
		judge_run(in, f, &x, x.chain_since_ms, CHAIN_INCOMPLETE,
			"the site opens over HTTPS, but not for everybody");
	else
		judge_run(in, f, &x, x.bad_since_ms, "no-https", "the site does not open over HTTPS");
	return 0;
}

static void judge_end(const struct rule_input *in, struct finding *f, const struct track *x)
{
	static const int step[] = {1, 7, 14, CERTIFICATE_DAYS};
	int64_t left = x->expires_ms - in->now_ms;
	int32_t day = day_of_ms(x->expires_ms, in->zone);
	char text[TIME_TEXT];

	f->due = day;
	f->measured_ms = x->expires_seen_ms;
	finding_fact(f, in->arena, "ends", str_of(day_text(text, day)));
	finding_factf(f, in->arena, "days_left", "%d", day - rule_today(in));
	f->summary = arena_strf(in->arena, left > 0 ? "the certificate ends on %s"
						    : "the certificate ended on %s", text);
	if (left <= 0) {
		f->level = LEVEL_OVERDUE;
		f->severity = SEVERITY_HIGH;
		f->cause = STR("certificate-expired");
		f->since_ms = x->expires_ms;
		return;
	}
	for (size_t i = 0; i < sizeof(step) / sizeof(step[0]); i++) {
		if (left > step[i] * DAY_MS)
			continue;
		f->level = LEVEL_WARN;
		f->severity = step[i] <= 7 ? SEVERITY_HIGH : SEVERITY_MEDIUM;
		f->cause = arena_strf(in->arena, "certificate-%d", step[i]);
		f->since_ms = x->expires_ms - step[i] * DAY_MS;
		return;
	}
}

static int judge_certificate(const struct rule_input *in, struct findings *out, struct err *e)
{
	struct finding *f = add(in, out, CHECK_CERTIFICATE);
	struct track x;
	int rc = follow(in, technical_https(in->column->url, in->arena), back_days(in), &x, e);

	f->limit = arena_strf(in->arena, "%d days", CERTIFICATE_DAYS);
	if (rc < 0)
		return rc;
	if (!x.expires_ms)
		f->cannot_judge = x.n ? STR("no certificate was seen") : STR("never measured");
	else
		judge_end(in, f, &x);
	return 0;
}

static int judge_ipv6(const struct rule_input *in, struct findings *out, struct err *e)
{
	struct finding *f = add(in, out, CHECK_IPV6);
	struct track x;
	int rc = follow(in, technical_ipv6(in->column->url, in->arena), back_days(in), &x, e);

	if (rc < 0)
		return rc;
	if (x.n == 0)
		f->cannot_judge = STR("never measured");
	else if (str_eqc(x.reason, "no-ipv6-here"))
		f->cannot_judge = STR("it has an address, and our own line has no IPv6");
	else if (!x.last_ms || (x.verdict == VERDICT_UNKNOWN && !x.bad_since_ms && !x.good_ms))
		f->cannot_judge = STR("blocked, or our own line");
	else
		judge_run(in, f, &x, x.bad_since_ms, str_eqc(x.reason, "no-ipv6-address") ||
			str_eqc(x.reason, "no-address") ? "no-ipv6-address" : "ipv6-unreachable",
			"the site does not open over IPv6");
	return 0;
}

static int judge(const struct rule_input *in, struct findings *out, struct err *e)
{
	int rc = 0;

	if (!in->column || str_none(in->column->url)) {
		finding_add(in, out, "technical")->cannot_judge = STR("never measured");
		return 0;
	}
	if (wants(in->rule, CHECK_DOMAIN))
		judge_domain(in, out);
	if (wants(in->rule, CHECK_HTTPS))
		rc = judge_https(in, out, e);
	if (rc == 0 && wants(in->rule, CHECK_CERTIFICATE))
		rc = judge_certificate(in, out, e);
	if (rc == 0 && wants(in->rule, CHECK_IPV6))
		rc = judge_ipv6(in, out, e);
	return rc;
}

const struct rule_kind rule_technical = {
	.name = "technical",
	.args = "checks days",
	.check = check,
	.judge = judge,
	.until = true,
};
