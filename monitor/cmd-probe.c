/* probe URL: one fetch explained, from the name to the list found on the page. */
#include "monitor/cmds.h"

#include "crawler/worker.h"

#include "result-json.h"

#include "base/clock.h"
#include "base/utf8.h"

#define PROBE_TURN_MS 1000
#define TITLE_COLUMNS 60

struct probe_opts {
	bool no_robots, no_verify, all;
	int64_t total_ms;
	const char *agent, *proxy, *dns, *ca;
};

/* --- the fetch --- */

static int fetch(const struct probe_opts *o, const struct job *j, struct result *r,
	struct arena *a, struct err *e)
{
	struct worker_options wo = {.parsers = 1, .max_transfers = 4, .delay_ms = -1,
		.loopback_unpaced = true, .allow_private_all = true,
		.ignore_robots = o->no_robots, .user_agent = o->agent, .proxy = o->proxy,
		.dns_servers = o->dns, .ca_file = o->ca, .total_ms = o->total_ms};
	struct worker *w;
	int rc = worker_open(&wo, &w, e);

	if (rc < 0)
		return rc;
	rc = worker_submit(w, j, e);
	while (rc == 0 && !worker_next(w, r, a))
		rc = worker_turn(w, PROBE_TURN_MS, e);
	worker_close(w);
	return rc;
}

/* --- in words --- */

static void label(struct buf *b, const char *name)
{
	buf_addf(b, "%-10s", name);
}

static void term(struct buf *b, struct str s)
{
	if (str_none(s) || s.n == 0)
		buf_addc(b, '-');
	else
		out_term(b, s);
}

static void tell_verdict(struct buf *b, const struct result *r)
{
	label(b, "verdict");
	buf_adds(b, verdict_word(r->verdict));
	if (!str_eqc(r->reason, verdict_word(r->verdict))) {
		buf_adds(b, " (");
		term(b, r->reason);
		buf_addc(b, ')');
	}
	if (r->status)
		buf_addf(b, ", status %d", (int)r->status);
	if (r->phase != PHASE_DONE)
		buf_addf(b, ", ended in phase '%s'", phase_word(r->phase));
	buf_addc(b, '\n');
	if (r->detail.n) {
		label(b, "");
		term(b, r->detail);
		buf_addc(b, '\n');
	}
	label(b, "time");
	buf_addf(b, "%lld ms in all, first byte after %lld ms, tries %d\n",
		(long long)r->elapsed_ms, (long long)r->ttfb_ms, (int)r->tries);
}

static void tell_hops(struct buf *b, const struct result *r)
{
	for (size_t i = 0; i < r->nhops; i++) {
		const struct hop *h = &r->hops[i];

		label(b, i ? "" : "asked");
		if (h->status)
			buf_addf(b, "%d ", (int)h->status);
		else
			buf_adds(b, "--- ");
		term(b, h->url);
		buf_adds(b, " at ");
		term(b, h->address);
		buf_addf(b, ", %lld ms", (long long)h->elapsed_ms);
		if (!str_eqc(h->how, "http")) {
			buf_adds(b, ", reached by ");
			term(b, h->how);
		}
		buf_addc(b, '\n');
	}
}

static void tell_headers(struct buf *b, const struct result *r)
{
	static const char *const name[] = {"server", "content-type", "content-encoding",
		"last-modified", "etag", "cache-control", "retry-after", "x-cache", "via",
		"strict-transport-security"};
	bool first = true;

	for (size_t i = 0; i < sizeof(name) / sizeof(name[0]); i++) {
		for (size_t k = 0; k < r->nheaders; k++) {
			if (!str_eqc(r->headers[k].key, name[i]))
				continue;
			label(b, first ? "headers" : "");
			first = false;
			buf_addf(b, "%s: ", name[i]);
			term(b, r->headers[k].value);
			buf_addc(b, '\n');
		}
	}
}

static void tell_tls(struct buf *b, const struct result *r, const struct zone *z)
{
	char text[TIME_TEXT];
	int64_t days;

	if (!r->tls_detail.n)
		return;
	label(b, "TLS");
	term(b, r->tls_detail);
	if (r->tls_expires_ms) {
		days = (r->tls_expires_ms - clock_now_ms()) / DAY_MS;
		buf_addf(b, " (%s, %lld days)", time_short(text, r->tls_expires_ms, z),
			(long long)days);
	}
	buf_addc(b, '\n');
}

static void tell_body(struct buf *b, const struct result *r)
{
	const struct page *p = &r->page;

	label(b, "body");
	buf_addf(b, "%lld bytes, %lld on the wire%s\n", (long long)r->body_bytes,
		(long long)r->wire_bytes, r->body_cut ? ", cut at the limit" : "");
	if (!r->has_page)
		return;
	label(b, "page");
	buf_addf(b, "%s, title ", page_kind_word(p->kind));
	term(b, p->title);
	buf_addf(b, ", %d bytes of text, %zu links\n", (int)p->text_bytes, p->nlinks);
	label(b, "encoding");
	term(b, p->encoding);
	buf_adds(b, " (");
	term(b, p->encoding_how);
	buf_adds(b, "), declared ");
	term(b, p->declared);
	buf_adds(b, "\n");
}

static void tell_item(struct buf *b, const struct item *x, const struct zone *z)
{
	char text[TIME_TEXT];
	const char *date = "-";

	if (x->date_ms != DATE_NONE_MS && x->date_has_time)
		date = time_short(text, x->date_ms, z);
	else if (x->date_ms != DATE_NONE_MS)
		date = day_text(text, day_of_ms(x->date_ms, z));
	buf_addf(b, "  %-17s", date);
	term(b, utf8_clip(x->title, TITLE_COLUMNS));
	buf_adds(b, "\n                   ");
	term(b, x->url);
	buf_addc(b, '\n');
}

#define ITEMS_SHOWN 5

static void tell_list(struct buf *b, const struct listing *l, bool all, const struct zone *z)
{
	label(b, "list");
	if (l->nitems == 0) {
		buf_adds(b, l->empty_shape ? "a list that says it is empty\n" : "none found\n");
		return;
	}
	buf_addf(b, "%zu items from %s, confidence %.2f", l->nitems,
		list_source_word(l->source), l->confidence);
	if (l->next.n) {
		buf_adds(b, ", older ones at ");
		term(b, l->next);
	}
	buf_addc(b, '\n');
	if (l->why.n) {
		label(b, "");
		term(b, l->why);
		buf_addc(b, '\n');
	}
	for (size_t i = 0; i < l->nitems && (all || i < ITEMS_SHOWN); i++)
		tell_item(b, &l->items[i], z);
	if (!all && l->nitems > ITEMS_SHOWN)
		buf_addf(b, "  ... %zu more (--all)\n", l->nitems - ITEMS_SHOWN);
}

static void tell_article(struct buf *b, const struct article *x, const struct zone *z)
{
	char text[TIME_TEXT];

	label(b, "article");
	if (!x->title.n && !x->text.n) {
		buf_adds(b, "none found\n");
		return;
	}
	term(b, utf8_clip(x->title, TITLE_COLUMNS));
	buf_addf(b, ", dated %s, %zu characters, %zu attachments, confidence %.2f\n",
		x->date_ms == DATE_NONE_MS ? "nowhere" : day_text(text, day_of_ms(x->date_ms, z)),
		utf8_len(x->text), x->nattachments, x->confidence);
}

static void signal_word(struct buf *b, const char *name, struct str words, bool *any)
{
	if (!words.n)
		return;
	buf_addf(b, "%s%s ", *any ? "; " : "", name);
	term(b, words);
	*any = true;
}

/* What the gate before the baseline looks at. */
static void tell_signals(struct buf *b, const struct page *p)
{
	bool any = false;

	label(b, "signals");
	signal_word(b, "protection", p->challenge, &any);
	signal_word(b, "error page:", p->error_words, &any);
	signal_word(b, "spam:", p->spam_words, &any);
	signal_word(b, "leads on to", p->refresh, &any);
	signal_word(b, "bytes", p->damaged ? STR("damaged") : STR_NONE, &any);
	signal_word(b, "page", p->truncated ? STR("truncated") : STR_NONE, &any);
	signal_word(b, "page", p->unclosed ? STR("without its end") : STR_NONE, &any);
	buf_adds(b, any ? "\n" : "nothing against it\n");
}

static void explain(struct buf *b, const struct result *r, bool all, const struct zone *z)
{
	tell_verdict(b, r);
	tell_hops(b, r);
	tell_tls(b, r, z);
	tell_headers(b, r);
	tell_body(b, r);
	if (!r->has_page)
		return;
	tell_list(b, &r->page.list, all, z);
	tell_article(b, &r->page.article, z);
	tell_signals(b, &r->page);
}

static void explain_json(struct buf *b, const struct result *r, const struct zone *z)
{
	struct jw j = jw_on(b);

	result_json(&j, r, z);
	jw_key(&j, "page");
	if (r->has_page)
		page_json(&j, &r->page, z);
	else
		jw_null(&j);
	jw_close(&j, '}');
	buf_addc(b, '\n');
}

/* Without a scheme people mean the web. */
static struct str address_of(const char *arg, struct arena *a)
{
	struct str s = str_trim(str_of(arg));

	return str_find(s, STR("://"), 0) == SIZE_MAX ? arena_strf(a, "http://%.*s", STR_ARG(s))
						       : s;
}

static int run(struct globals *g, const void *opts, int argc, char **argv)
{
	const struct probe_opts *o = opts;
	struct buf b = BUF_INIT((size_t)256 << 20);
	struct arena a = ARENA_INIT;
	struct result r = {0};
	struct job j = {.id = 1, .kind = JOB_PAGE, .delay_ms = -1, .allow_private = true};
	struct err e = {0};
	int status;

	if (argc != 1)
		return cmd_usage(&cmd_probe, "expected one address");
	j.url = address_of(argv[0], &a);
	j.no_verify = o->no_verify;
	j.order.want = WANT_LINKS | WANT_LIST | WANT_ARTICLE;
	j.order.zone = str_of(zone_name(cmd_zone(g)));
	if (fetch(o, &j, &r, &a, &e) < 0) {
		status = cmd_fail(&e);
	} else {
		if (g->json)
			explain_json(&b, &r, cmd_zone(g));
		else
			explain(&b, &r, o->all, cmd_zone(g));
		status = cmd_out(&b);
		if (status == 0 && !verdict_is_good(r.verdict))
			status = EXIT_FOUND;
	}
	buf_release(&b);
	arena_release(&a);
	return status;
}

static const struct opt options[] = {
	{"--all", 0, OPT_FLAG, offsetof(struct probe_opts, all), NULL, "every item of the list"},
	{"--ignore-robots", 0, OPT_FLAG, offsetof(struct probe_opts, no_robots), NULL,
		"ask although robots.txt forbids it"},
	{"--no-verify", 0, OPT_FLAG, offsetof(struct probe_opts, no_verify), NULL,
		"read the page in spite of a bad certificate"},
	{"--timeout", 0, OPT_DURATION, offsetof(struct probe_opts, total_ms), "TIME",
		"of one request (60s)"},
	{"--user-agent", 0, OPT_TEXT, offsetof(struct probe_opts, agent), "TEXT",
		"instead of portalwatch/VERSION"},
	{"--proxy", 0, OPT_TEXT, offsetof(struct probe_opts, proxy), "URL", "ask through it"},
	{"--resolver", 0, OPT_TEXT, offsetof(struct probe_opts, dns), "ADDRESS",
		"name server instead of the system's"},
	{"--ca-file", 0, OPT_TEXT, offsetof(struct probe_opts, ca), "FILE",
		"certificate authorities instead of the system's"},
	{0},
};

const struct cmd cmd_probe = {
	.name = "probe",
	.args = "URL",
	.summary = "one fetch explained: hops, certificate, encoding, list, article, verdict",
	.opts = options,
	.opts_size = sizeof(struct probe_opts),
	.run = run,
};
