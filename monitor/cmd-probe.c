/* probe URL: one fetch explained, from the name to the list found on the page, and whether the
 * first notices of that list bear its titles. */
#include "monitor/cmds.h"

#include "crawler/column-order.h"
#include "crawler/gate.h"
#include "crawler/sitemap.h"
#include "crawler/worker.h"
#include "monitor/lang.h"

#include "probe-column.h"
#include "probe-titles.h"
#include "say.h"
#include "result-json.h"

#include "base/clock.h"
#include "base/utf8.h"

#define PROBE_TURN_MS 1000
#define TITLE_COLUMNS 60

struct probe_opts {
	bool no_robots, no_verify, all;
	int64_t total_ms;
	const char *agent, *proxy, *dns, *ca, *render;
};

/* --- the fetch --- */

/* The index of sitemaps that was asked for, and which of its sitemaps is read instead. */
struct followed {
	struct str url; /* none: it was no index, or nobody knows which holds the news */
	size_t nsitemaps;
};

static int ask(struct worker *w, const struct job *j, struct result *r, struct arena *a,
	struct err *e)
{
	int rc = worker_submit(w, j, e);

	while (rc == 0 && !worker_next(w, r, a))
		rc = worker_turn(w, PROBE_TURN_MS, e);
	return rc;
}

/* As a column of that address is read: the list becomes that of the newest sitemap. */
static int follow_index(struct worker *w, const struct job *j, struct result *r,
	struct followed *f, struct arena *a, struct err *e)
{
	struct job next = *j;
	struct result news;
	struct str before;
	int rc;

	if (!verdict_is_good(r->verdict) || !sitemap_is_index(&r->page.list) ||
		!sitemap_newest(&r->page.list, &next.url, &before))
		return 0;
	next.order.url = next.url;
	rc = ask(w, &next, &news, a, e);
	if (rc < 0 || !verdict_is_good(news.verdict) || !news.has_page)
		return rc;
	f->url = next.url;
	f->nsitemaps = r->page.list.nitems;
	r->page.list = news.page.list;
	r->page.list.next = before;
	return 0;
}

/* The page, and the first notices of the list on it. */
static int fetch(const struct globals *g, const struct probe_opts *o, const struct job *j,
	struct result *r, struct followed *f, struct agreement *titles, struct arena *a,
	struct err *e)
{
	const char *proxy = g->config && g->config->proxy[0] ? g->config->proxy : NULL;
	struct worker_options wo = {.parsers = 1, .max_transfers = 4, .delay_ms = -1,
		.loopback_unpaced = true, .allow_private_all = true,
		.ignore_robots = o->no_robots, .user_agent = o->agent, .proxy = o->proxy ? o->proxy : proxy,
		.dns_servers = o->dns, .ca_file = o->ca, .total_ms = o->total_ms};
	struct worker *w;
	int rc = worker_open(&wo, &w, e);

	if (rc < 0)
		return rc;
	rc = ask(w, j, r, a, e);
	if (rc == 0 && r->has_page)
		rc = follow_index(w, j, r, f, a, e);
	if (rc == 0 && r->has_page)
		rc = probe_titles(w, j, &r->page.list, titles, a, e);
	worker_close(w);
	return rc;
}

/* --- in words --- */

struct telling {
	struct buf b;
	enum lang lang;
	const struct zone *zone;
	bool all;
};

#define LABEL_COLUMNS 14

static void label(struct telling *x, const char *name)
{
	size_t width = utf8_width(str_of(name));

	buf_adds(&x->b, name);
	for (; width < LABEL_COLUMNS; width++)
		buf_addc(&x->b, ' ');
}

static void term(struct telling *x, struct str s)
{
	if (str_none(s) || s.n == 0)
		buf_addc(&x->b, '-');
	else
		out_term(&x->b, s);
}

static void tell_verdict(struct telling *x, const struct result *r)
{
	label(x, LANG(x->lang, "verdict"));
	buf_adds(&x->b, x->lang == LANG_EN ? verdict_word(r->verdict)
					    : say_verdict(r->verdict, x->lang));
	if (!str_eqc(r->reason, verdict_word(r->verdict))) {
		buf_adds(&x->b, " (");
		term(x, x->lang == LANG_EN ? r->reason : say_reason(r->reason, x->lang));
		buf_addc(&x->b, ')');
	}
	if (r->status)
		buf_addf(&x->b, LANG(x->lang, ", status %d"), (int)r->status);
	if (r->phase != PHASE_DONE && r->phase != PHASE_REFUSED) /* by ourselves: the reason says it */
		buf_addf(&x->b, LANG(x->lang, ", ended in phase '%s'"), lang_text(x->lang, phase_word(r->phase)));
	buf_addc(&x->b, '\n');
	if (r->detail.n) {
		label(x, "");
		term(x, r->detail);
		buf_addc(&x->b, '\n');
	}
	label(x, LANG(x->lang, "time"));
	buf_addf(&x->b, LANG(x->lang, "%lld ms in all, first byte after %lld ms, tries %d\n"),
		(long long)r->elapsed_ms, (long long)r->ttfb_ms, (int)r->tries);
}

static void tell_hops(struct telling *x, const struct result *r)
{
	for (size_t i = 0; i < r->nhops; i++) {
		const struct hop *h = &r->hops[i];

		label(x, i ? "" : LANG(x->lang, "asked"));
		if (h->status)
			buf_addf(&x->b, "%d ", (int)h->status);
		else
			buf_adds(&x->b, "--- ");
		term(x, h->url);
		buf_addc(&x->b, ' ');
		term(x, h->address);
		buf_addf(&x->b, ", %lld ms", (long long)h->elapsed_ms);
		if (!str_eqc(h->how, "http")) {
			buf_adds(&x->b, LANG(x->lang, ", reached by "));
			term(x, h->how);
		}
		buf_addc(&x->b, '\n');
	}
}

static void tell_headers(struct telling *x, const struct result *r)
{
	static const char *const name[] = {"server", "content-type", "content-encoding",
		"last-modified", "etag", "cache-control", "retry-after", "x-cache", "via",
		"strict-transport-security"};
	bool first = true;

	for (size_t i = 0; i < sizeof(name) / sizeof(name[0]); i++) {
		for (size_t k = 0; k < r->nheaders; k++) {
			if (!str_eqc(r->headers[k].key, name[i]))
				continue;
			label(x, first ? LANG(x->lang, "headers") : "");
			first = false;
			buf_addf(&x->b, "%s: ", name[i]);
			term(x, r->headers[k].value);
			buf_addc(&x->b, '\n');
		}
	}
}

static void tell_tls(struct telling *x, const struct result *r)
{
	char text[TIME_TEXT];
	int64_t days;

	if (!r->tls_detail.n)
		return;
	label(x, "TLS");
	term(x, r->tls_detail);
	if (r->tls_expires_ms) {
		days = (r->tls_expires_ms - clock_now_ms()) / DAY_MS;
		buf_addf(&x->b, LANG(x->lang, " (%s, %lld days)"),
			time_short(text, r->tls_expires_ms, x->zone), (long long)days);
	}
	buf_addc(&x->b, '\n');
}

static void tell_body(struct telling *x, const struct result *r)
{
	const struct page *p = &r->page;

	label(x, LANG(x->lang, "body"));
	buf_addf(&x->b, LANG(x->lang, "%lld bytes, %lld on the wire"), (long long)r->body_bytes,
		(long long)r->wire_bytes);
	buf_adds(&x->b, r->body_cut ? LANG(x->lang, ", cut at the limit") : "");
	buf_addc(&x->b, '\n');
	if (!r->has_page)
		return;
	label(x, LANG(x->lang, "page"));
	buf_addf(&x->b, "%s ", page_kind_word(p->kind));
	term(x, p->title);
	buf_addf(&x->b, LANG(x->lang, ", %d bytes of text, %zu links\n"), (int)p->text_bytes,
		p->nlinks);
	label(x, LANG(x->lang, "encoding"));
	term(x, p->encoding);
	buf_addf(&x->b, " (%.*s)", STR_ARG(p->encoding_how));
	buf_adds(&x->b, LANG(x->lang, ", declared "));
	term(x, p->declared);
	buf_addc(&x->b, '\n');
}

static void tell_item(struct telling *x, const struct item *it)
{
	char text[TIME_TEXT];
	const char *date = "-";

	if (it->date_ms != DATE_NONE_MS && it->date_has_time)
		date = time_short(text, it->date_ms, x->zone);
	else if (it->date_ms != DATE_NONE_MS)
		date = day_text(text, day_of_ms(it->date_ms, x->zone));
	buf_addf(&x->b, "  %-17s", date);
	term(x, utf8_clip(it->title, TITLE_COLUMNS));
	buf_adds(&x->b, "\n                   ");
	term(x, it->url);
	buf_addc(&x->b, '\n');
	if (it->file.n) {
		buf_adds(&x->b, "                   + ");
		term(x, it->file);
		buf_addc(&x->b, '\n');
	}
}

#define ITEMS_SHOWN 5

/* What the entries hold, and how they were found. */
static void tell_counts(struct telling *x, const struct listing *l)
{
	size_t dated = 0, weak = 0, pinned = 0, nowhere = 0;

	for (size_t i = 0; i < l->nitems; i++) {
		dated += l->items[i].date_ms != DATE_NONE_MS;
		weak += l->items[i].date_weak;
		pinned += l->items[i].sticky;
		nowhere += !l->items[i].url.n;
	}
	label(x, "");
	buf_addf(&x->b, LANG(x->lang, "%zu with a date (%zu from the address or of the last change only), %zu pinned, "
		"%zu without an address; %d pages in all\n"), dated, weak, pinned, nowhere,
		(int)l->pages);
	if (l->why.n) {
		label(x, "");
		say_list(&x->b, l->why, x->lang);
		buf_addc(&x->b, '\n');
	}
}

/* What the notices' own pages say of the list. */
static void tell_titles(struct telling *x, const struct agreement *t)
{
	if (!t->read)
		return;
	label(x, LANG(x->lang, "titles"));
	buf_addf(&x->b, LANG(x->lang, "of the first %zu notices %zu bear them on their own pages\n"),
		t->read, t->alike);
	if (!t->listed.n)
		return;
	label(x, "");
	if (agreement_doubts(t))
		buf_adds(&x->b, LANG(x->lang, "this may not be the list: "));
	term(x, utf8_clip(t->listed, TITLE_COLUMNS));
	buf_adds(&x->b, LANG(x->lang, " is titled "));
	term(x, utf8_clip(t->own, TITLE_COLUMNS));
	buf_addc(&x->b, '\n');
}

static void tell_followed(struct telling *x, const struct followed *f)
{
	if (!f->url.n)
		return;
	label(x, LANG(x->lang, "index"));
	buf_addf(&x->b, LANG(x->lang, "of %zu sitemaps; the newest of them is read: "), f->nsitemaps);
	term(x, f->url);
	buf_addc(&x->b, '\n');
}

static void tell_list(struct telling *x, const struct listing *l)
{
	label(x, LANG(x->lang, "list"));
	if (l->nitems == 0) {
		buf_adds(&x->b, l->empty_shape ? LANG(x->lang, "a list that says it is empty")
					       : LANG(x->lang, "none found"));
		buf_addc(&x->b, '\n');
		if (l->why.n) {
			label(x, "");
			say_list(&x->b, l->why, x->lang);
			buf_addc(&x->b, '\n');
		}
		return;
	}
	buf_addf(&x->b, LANG(x->lang, "%zu notices (%s), confidence %.2f"), l->nitems,
		list_source_word(l->source), l->confidence);
	if (l->next.n) {
		buf_adds(&x->b, LANG(x->lang, ", older ones at "));
		term(x, l->next);
	}
	buf_addc(&x->b, '\n');
	tell_counts(x, l);
	for (size_t i = 0; i < l->nitems && (x->all || i < ITEMS_SHOWN); i++)
		tell_item(x, &l->items[i]);
	if (!x->all && l->nitems > ITEMS_SHOWN) {
		buf_adds(&x->b, "  ");
		buf_addf(&x->b, LANG(x->lang, "... %zu more (--all)\n"), l->nitems - ITEMS_SHOWN);
	}
}

static void tell_article(struct telling *x, const struct article *r)
{
	char text[TIME_TEXT];

	label(x, LANG(x->lang, "article"));
	if (!r->title.n && !r->text.n) {
		buf_adds(&x->b, LANG(x->lang, "none found"));
		buf_addc(&x->b, '\n');
		return;
	}
	term(x, utf8_clip(r->title, TITLE_COLUMNS));
	buf_addf(&x->b,
		LANG(x->lang, ", dated %s, %zu characters, %zu attachments, confidence %.2f\n"),
		r->date_ms == DATE_NONE_MS ? LANG(x->lang, "nowhere")
					   : day_text(text, day_of_ms(r->date_ms, x->zone)),
		utf8_len(r->text), r->nattachments, r->confidence);
}

static void signal_word(struct telling *x, const char *name, struct str words, bool *any)
{
	if (str_none(words))
		return;
	buf_adds(&x->b, *any ? "; " : "");
	buf_adds(&x->b, name);
	if (words.n) {
		buf_addc(&x->b, ' ');
		term(x, words);
	}
	*any = true;
}

static struct str if_true(bool b)
{
	return b ? STR("") : STR_NONE;
}

static void tell_signals(struct telling *x, const struct page *p)
{
	bool any = false;

	label(x, LANG(x->lang, "signals"));
	signal_word(x, LANG(x->lang, "protection"), p->challenge, &any);
	signal_word(x, LANG(x->lang, "error page:"), p->error_words, &any);
	signal_word(x, LANG(x->lang, "spam:"), p->spam_words, &any);
	signal_word(x, LANG(x->lang, "leads on to"), p->refresh, &any);
	signal_word(x, LANG(x->lang, "bytes damaged"), if_true(p->damaged), &any);
	signal_word(x, LANG(x->lang, "page cut at a ceiling"), if_true(p->truncated), &any);
	signal_word(x, LANG(x->lang, "page without its end"), if_true(p->unclosed), &any);
	buf_adds(&x->b, any ? "" : LANG(x->lang, "nothing against it"));
	buf_addc(&x->b, '\n');
}

static void tell_column(struct telling *x, const struct probe_column *c)
{
	if (!c->portal)
		return;
	label(x, LANG(x->lang, "column"));
	buf_addf(&x->b, "%s/%s, ", c->portal->id, c->column->id);
	if (c->state.first_ms)
		buf_addf(&x->b, LANG(x->lang, "%zu notices when last accepted, usually about %d"),
			c->state.nitems, (int)c->state.learned_count);
	else
		buf_adds(&x->b, LANG(x->lang, "never read so far"));
	buf_addc(&x->b, '\n');
}

static void tell_gate(struct telling *x, const struct gate *g)
{
	label(x, LANG(x->lang, "as a column"));
	if (g->refused) {
		buf_addf(&x->b, "%s: %.*s", LANG(x->lang, "would not be believed"),
			STR_ARG(say_gate(str_of(g->refused), x->lang)));
		if (g->shape) {
			buf_addc(&x->b, '\n');
			label(x, "");
			say_list(&x->b, str_of(g->why), x->lang);
		}
	} else if (g->relearned) {
		buf_adds(&x->b,
			LANG(x->lang, "would be believed, and its place on the page learned anew"));
	} else {
		buf_adds(&x->b, LANG(x->lang, "would be believed"));
	}
	buf_addc(&x->b, '\n');
}

/* What was read, and what was found out of it. */
struct probed {
	struct followed followed;
	struct agreement titles;
};

static void explain(struct telling *x, const struct result *r, const struct probed *f,
	const struct probe_column *c, const struct gate *g)
{
	tell_verdict(x, r);
	tell_hops(x, r);
	tell_tls(x, r);
	tell_headers(x, r);
	tell_body(x, r);
	if (!r->has_page)
		return;
	tell_followed(x, &f->followed);
	tell_list(x, &r->page.list);
	tell_titles(x, &f->titles);
	tell_article(x, &r->page.article);
	tell_signals(x, &r->page);
	tell_column(x, c);
	tell_gate(x, g);
}

static void titles_json(struct jw *j, const struct agreement *t)
{
	jw_key(j, "titles");
	jw_open(j, '{');
	jw_kint(j, "read", (int64_t)t->read);
	jw_kint(j, "alike", (int64_t)t->alike);
	jw_kbool(j, "doubtful", agreement_doubts(t));
	jw_kstr(j, "listed", t->listed);
	jw_kstr(j, "own", t->own);
	jw_close(j, '}');
}

static void explain_json(struct buf *b, const struct result *r, const struct probed *f,
	const struct probe_column *c, const struct gate *g, const struct zone *z)
{
	struct jw j = jw_on(b);

	result_json(&j, r, z);
	jw_key(&j, "page");
	if (r->has_page)
		page_json(&j, &r->page, z);
	else
		jw_null(&j);
	jw_kcstr(&j, "portal", c->portal ? c->portal->id : NULL);
	jw_kcstr(&j, "column", c->portal ? c->column->id : NULL);
	jw_kcstr(&j, "gate", g->refused);
	jw_kcstr(&j, "gate_why", g->refused ? g->why : NULL);
	jw_kbool(&j, "relearned", g->relearned);
	titles_json(&j, &f->titles);
	jw_kstr(&j, "sitemap", f->followed.url.n ? f->followed.url : STR_NONE);
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

/* What is asked for: the address, and where a column is configured for it, its page as the
 * crawler would ask for it. */
static void order_of(struct globals *g, const struct probe_opts *o,
	const struct probe_column *c, const char *arg, struct job *j, struct arena *a)
{
	const struct zone *z = c->portal ? c->portal->zone : cmd_zone(g);

	*j = (struct job){.id = 1, .kind = JOB_PAGE, .delay_ms = -1, .allow_private = true,
		.no_verify = o->no_verify};
	j->url = c->portal ? str_of(c->column->url) : address_of(arg, a);
	if (c->portal && c->portal->proxy[0])
		j->proxy = str_of(c->portal->proxy);
	if (c->portal && c->portal->user_agent[0])
		j->user_agent = str_of(c->portal->user_agent);
	if (c->portal)
		column_order(g->config, c->column, &c->state, &j->order);
	j->order.want |= WANT_LINKS | WANT_LIST | WANT_ARTICLE;
	order_set_zone(&j->order, z);
	if (o->render)
		j->order.render = str_of(o->render);
}

static int run(struct globals *g, const void *opts, int argc, char **argv)
{
	const struct probe_opts *o = opts;
	struct telling x = {.b = BUF_INIT((size_t)256 << 20), .all = o->all};
	struct arena a = ARENA_INIT;
	struct probe_column c = {0};
	struct probed f = {0};
	struct result r = {0};
	struct err e = {0};
	struct gate gate;
	struct job j;
	int status;

	if (argc != 1)
		return cmd_usage(&cmd_probe, "expected one address");
	status = probe_column_open(g, str_of(argv[0]), &c, &a);
	x.lang = lang_of(cmd_lang(g));
	x.zone = cmd_zone(g);
	order_of(g, o, &c, argv[0], &j, &a);
	if (status == 0 && fetch(g, o, &j, &r, &f.followed, &f.titles, &a, &e) < 0)
		status = cmd_fail(&e);
	if (status == 0) {
		probe_column_judge(&c, &r, &gate, &a);
		gate_titles(&c.state, &r.page.list, &f.titles, &gate);
		if (g->json)
			explain_json(&x.b, &r, &f, &c, &gate, x.zone);
		else
			explain(&x, &r, &f, &c, &gate);
		status = cmd_out(&x.b);
		if (status == 0 && !verdict_is_good(r.verdict))
			status = EXIT_FOUND;
	}
	probe_column_close(&c);
	buf_release(&x.b);
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
	{"--render", 0, OPT_TEXT, offsetof(struct probe_opts, render), "COMMAND",
		"reads what this program prints for the address"},
	{"--proxy", 0, OPT_TEXT, offsetof(struct probe_opts, proxy), "URL", "ask through it"},
	{"--resolver", 0, OPT_TEXT, offsetof(struct probe_opts, dns), "ADDRESS",
		"name server instead of the system's"},
	{"--ca-file", 0, OPT_TEXT, offsetof(struct probe_opts, ca), "FILE",
		"certificate authorities instead of the system's"},
	{0},
};

const struct cmd cmd_probe = {
	.name = "probe",
	.args = "URL | PORTAL/COLUMN",
	.summary = "one fetch explained: hops, certificate, encoding, list, article, verdict",
	.opts = options,
	.opts_size = sizeof(struct probe_opts),
	.run = run,
};
