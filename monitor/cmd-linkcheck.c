/* linkcheck URL...: a site's links in one pass, without configuration. */
#include "monitor/cmds.h"

#include "folder-server.h"
#include "linkcheck-out.h"

#include "crawler/url.h"

#include "base/clock.h"
#include "base/fs.h"
#include "base/log.h"
#include "base/out.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define FLUSH_BYTES ((size_t)1 << 20)
#define HEADERS_MAX 64
#define LIST_BYTES ((size_t)64 << 20) /* of a list of addresses */
#define PACE_RATE 10		      /* requests a second and host (DESIGN 8) */
#define PACE_CONNECTIONS 4
#define NO_PACE 1000000

struct linkcheck_opts {
	const char *depth, *rate, *connections, *sockets, *format, *accept, *agent, *proxy, *dns,
		*ca, *auth, *list, *fail_on, *site_code, *base, *retries;
	int64_t max_ms, max_urls, max_bytes, total_ms, connect_ms, retry_ms,
		parsers, variants;
	bool fragments, hidden, no_hidden, json_ld, inside_only, no_robots, no_soft404, save, fresh, all, progress,
		whole, hosts;
	struct opt_list include, exclude, header, cookie, sitemap;
};

static volatile int stopped;

static void on_signal(int number)
{
	(void)number;
	stopped = 1;
}

/* --- options --- */

static const struct linkcheck_writer *const writers[] = {&linkcheck_text, &linkcheck_json,
	&linkcheck_csv, &linkcheck_junit, &linkcheck_sarif, &linkcheck_html, &linkcheck_dot};

static const struct linkcheck_writer *find_writer(const struct globals *g, const char *name)
{
	if (!name)
		return g->json ? &linkcheck_json : &linkcheck_text;
	for (size_t i = 0; i < sizeof(writers) / sizeof(writers[0]); i++)
		if (streq(writers[i]->name, name))
			return writers[i];
	return NULL;
}

static const char **terminated(const struct opt_list *l, struct arena *a)
{
	const char **out = arena_array(a, l->n + 1, sizeof(*out));

	for (size_t i = 0; i < l->n; i++)
		out[i] = l->item[i];
	return out;
}

static void set_pace(struct worker_options *w, const struct linkcheck_opts *o, int64_t rate)
{
	w->delay_ms = rate > 0 ? 1000 / rate : -1;
	w->address_rate = rate > 0 ? (int)rate : NO_PACE;
	if (!o->rate) { /* loopback is paced only when somebody asks for it */
		w->loopback_unpaced = true;
	}
	if (rate == 0)
		w->loopback_unpaced = true;
}

static bool header_of(const char *line, struct pair *out)
{
	struct str s = str_of(line);
	size_t colon = str_findc(s, ':', 0);

	if (colon == SIZE_MAX || colon == 0)
		return false;
	out->key = str_trim(str_sub(s, 0, colon));
	out->value = str_trim(str_sub(s, colon + 1, s.n));
	return str_findc(s, '\n', 0) == SIZE_MAX && str_findc(s, '\r', 0) == SIZE_MAX;
}

static int set_headers(struct linkcheck_options *lo, const struct linkcheck_opts *o,
	struct arena *a)
{
	struct buf b = BUF_INIT(65536);

	lo->headers = arena_array(a, HEADERS_MAX * 2 + 2, sizeof(*lo->headers));
	for (size_t i = 0; i < o->header.n; i++)
		if (!header_of(o->header.item[i], &lo->headers[lo->nheaders++]))
			return cmd_usage(&cmd_linkcheck, "--header: expected 'Name: value', "
				"found '%s'", o->header.item[i]);
	for (size_t i = 0; i < o->cookie.n; i++)
		buf_addf(&b, "%s%s", i ? "; " : "", o->cookie.item[i]);
	if (b.n)
		lo->headers[lo->nheaders++] = (struct pair){STR("Cookie"),
			arena_str(a, buf_str(&b))};
	if (o->auth) {
		buf_clear(&b);
		buf_adds(&b, "Basic ");
		out_base64(&b, str_of(o->auth));
		lo->headers[lo->nheaders++] = (struct pair){STR("Authorization"),
			arena_str(a, buf_str(&b))};
	}
	buf_release(&b);
	return 0;
}

static int set_numbers(struct linkcheck_options *lo, const struct linkcheck_opts *o)
{
	int64_t rate = PACE_RATE, retries = 2, connections = PACE_CONNECTIONS, sockets = 0;

	lo->depth_links = -1;
	if (o->depth && !str_int(str_of(o->depth), 0, 1000000, &lo->depth_links))
		return cmd_usage(&cmd_linkcheck, "--depth: expected a number of links, found '%s'",
			o->depth);
	if (o->rate && !str_int(str_of(o->rate), 0, 1000, &rate))
		return cmd_usage(&cmd_linkcheck,
			"--rate: expected requests a second, 0 to 1000, found '%s'", o->rate);
	if (o->retries && !str_int(str_of(o->retries), 0, 10, &retries))
		return cmd_usage(&cmd_linkcheck, "--retries: expected 0 to 10, found '%s'",
			o->retries);
	lo->worker.retries = retries ? (int)retries : -1;
	if (o->connections && !str_int(str_of(o->connections), 1, 256, &connections))
		return cmd_usage(&cmd_linkcheck, "--connections: expected 1 to 256, found '%s'",
			o->connections);
	if (o->sockets && !str_int(str_of(o->sockets), 1, 4096, &sockets))
		return cmd_usage(&cmd_linkcheck, "--sockets: expected 1 to 4096, found '%s'",
			o->sockets);
	if (o->hidden && o->no_hidden)
		return cmd_usage(&cmd_linkcheck, "--hidden and --no-hidden contradict each other");
	if (o->max_urls < 0 || o->max_bytes < 0 || o->variants < 0 || o->parsers < 0)
		return cmd_usage(&cmd_linkcheck, "limits are no negative numbers");
	if (o->fail_on && !streq(o->fail_on, "broken") && !streq(o->fail_on, "suspected") &&
		!streq(o->fail_on, "never"))
		return cmd_usage(&cmd_linkcheck,
			"--fail-on: expected broken, suspected or never, found '%s'", o->fail_on);
	set_pace(&lo->worker, o, rate);
	lo->worker.connections = lo->worker.address_connections = (int)connections;
	lo->worker.max_transfers = (int)sockets;
	return 0;
}

static bool is_cookie(const char *text)
{
	struct str s = str_of(text);
	size_t eq = str_findc(s, '=', 0);

	return eq != SIZE_MAX && eq > 0 && !strpbrk(text, ";\r\n");
}

/* "192.0.2.1", "192.0.2.1:53", "[2001:db8::1]:53" and such with commas between. */
static bool is_resolver(const char *text)
{
	struct str rest = str_of(text), part;
	unsigned char bytes[16];

	while (str_cut(&rest, ',', &part)) {
		size_t colon = str_rfindc(part, ':'), close = str_rfindc(part, ']');

		part = str_trim(part);
		if (address_parse(part, bytes))
			continue;
		if (colon == SIZE_MAX || (close != SIZE_MAX && colon < close) ||
			!address_parse(str_sub(part, 0, colon), bytes))
			return false;
	}
	return true;
}

static bool is_proxy(const char *text, struct arena *a)
{
	struct str s = str_of(text);
	struct url u;

	if (str_find(s, STR("://"), 0) == SIZE_MAX)
		s = arena_strf(a, "http://%s", text);
	return str_findc(s, ' ', 0) == SIZE_MAX && (str_starts(s, STR("socks")) ||
		(str_starts(s, STR("http")) && url_parse(s, NULL, &u, a) == 0));
}

/* What would be found out late, or never, is found out here. */
static int check_words(const struct linkcheck_opts *o, struct arena *a)
{
	for (size_t i = 0; i < o->cookie.n; i++)
		if (!is_cookie(o->cookie.item[i]))
			return cmd_usage(&cmd_linkcheck, "--cookie: expected NAME=VALUE, found '%s'",
				o->cookie.item[i]);
	if (o->auth && !strchr(o->auth, ':'))
		return cmd_usage(&cmd_linkcheck, "--auth: expected USER:PASSWORD");
	if (o->ca && access(o->ca, R_OK) != 0)
		return cmd_usage(&cmd_linkcheck, "--ca-file: cannot read '%s'", o->ca);
	if (o->list && !streq(o->list, "-") && access(o->list, R_OK) != 0)
		return cmd_usage(&cmd_linkcheck, "--from: cannot read '%s'", o->list);
	if (o->dns && !is_resolver(o->dns))
		return cmd_usage(&cmd_linkcheck, "--resolver: expected an address such as "
			"192.0.2.1 or 192.0.2.1:53, found '%s'", o->dns);
	if (o->proxy && !is_proxy(o->proxy, a))
		return cmd_usage(&cmd_linkcheck, "--proxy: expected an address such as "
			"http://192.0.2.1:3128, found '%s'", o->proxy);
	return 0;
}

static void show_progress(const struct linkcheck_status *s, void *ctx)
{
	struct globals *g = ctx;
	enum lang lang = lang_of(cmd_lang(g));

	fprintf(stderr, LANG(lang, "\r%llu done, %llu waiting, %llu under way, %llu faulty, %.1f MB, "
		"%.0f a second \033[K"), (unsigned long long)s->done,
		(unsigned long long)s->waiting, (unsigned long long)s->under_way,
		(unsigned long long)s->faulty, (double)s->bytes / 1e6,
		s->elapsed_ms ? (double)s->done * 1000 / (double)s->elapsed_ms : 0);
}

static int set_options(struct globals *g, const struct linkcheck_opts *o,
	struct linkcheck_options *lo, struct arena *a)
{
	int status = set_numbers(lo, o);

	if (status == 0)
		status = check_words(o, a);
	if (status == 0)
		status = set_headers(lo, o, a);
	lo->fresh = o->fresh;
	lo->conditional_off = o->whole;
	lo->max_addresses = o->max_urls;
	lo->max_ms = o->max_ms;
	lo->max_variants = o->variants;
	lo->max_bytes = o->max_bytes;
	lo->inside_only = o->inside_only;
	lo->fragments = o->fragments;
	lo->hidden = o->hidden;
	lo->hidden_off = o->no_hidden;
	lo->json_ld = o->json_ld;
	lo->soft404_off = o->no_soft404;
	lo->include = o->include.n ? terminated(&o->include, a) : NULL;
	lo->exclude = o->exclude.n ? terminated(&o->exclude, a) : NULL;
	lo->accept = o->accept;
	lo->site_code = o->site_code;
	lo->now_ms = clock_now_ms();
	lo->worker.parsers = (int)(o->parsers > 64 ? 64 : o->parsers);
	lo->worker.user_agent = o->agent;
	lo->worker.proxy = o->proxy;
	lo->worker.dns_servers = o->dns;
	lo->worker.ca_file = o->ca;
	lo->worker.ignore_robots = o->no_robots;
	lo->worker.total_ms = o->total_ms * 3; /* a link gets a third */
	lo->worker.connect_ms = o->connect_ms;
	lo->worker.retry_ms = o->retry_ms;
	if (o->progress || (isatty(STDERR_FILENO) && !g->quiet))
		lo->progress = show_progress;
	lo->progress_ctx = g;
	return status;
}

/* How a configuration that was named wants the network used: whose networks may be private, who
 * we say we are. Pace and time-outs are those of a check in one pass. */
static int take_network(struct globals *g, struct worker_options *w, struct arena *a)
{
	const char **cidr;
	int status;

	if (!g->config_file)
		return 0;
	status = cmd_config(g);
	if (status)
		return status;
	cidr = arena_array(a, g->config->nallow_private + 1, sizeof(*cidr));
	for (size_t i = 0; i < g->config->nallow_private; i++)
		cidr[i] = g->config->allow_private[i];
	w->allow_private = cidr;
	if (!w->user_agent && g->config->user_agent[0])
		w->user_agent = g->config->user_agent;
	if (g->config->contact[0])
		w->contact = g->config->contact;
	if (!w->proxy && g->config->proxy[0])
		w->proxy = g->config->proxy;
	if (!w->ca_file && g->config->ca_file[0])
		w->ca_file = g->config->ca_file;
	return 0;
}

/* Where --save keeps results when no --store says where. */
static int state_dir(struct linkcheck_options *lo, struct arena *a)
{
	const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
	struct err e = {0};

	if (state && state[0])
		lo->dir = arena_strf(a, "%s/portalwatch", state).p;
	else if (home && home[0])
		lo->dir = arena_strf(a, "%s/.local/state/portalwatch", home).p;
	else
		return cmd_usage(&cmd_linkcheck, "--save: neither --store nor HOME is set");
	return fs_mkdirs(lo->dir, 0700, &e) < 0 ? cmd_fail(&e) : 0;
}

/* --- addresses --- */

/* Without a scheme people mean the web. */
static struct str address_of(struct str s, struct arena *a)
{
	return str_find(s, STR("://"), 0) == SIZE_MAX ? arena_strf(a, "http://%.*s", STR_ARG(s))
						       : s;
}

/* One address a line; empty lines and those that begin with '#' are passed over. */
static int seed_list(struct linkcheck *c, const char *path, struct arena *a, struct err *e)
{
	struct buf b = BUF_INIT(LIST_BYTES);
	struct str rest, line;
	int rc = fs_read(path, &b, e);

	rest = buf_str(&b);
	while (rc == 0 && str_cut(&rest, '\n', &line)) {
		line = str_trim(line);
		if (line.n && line.p[0] != '#')
			rc = linkcheck_seed(c, address_of(line, a), false, e);
	}
	buf_release(&b);
	return rc;
}

/* --- a saved site --- */

/* A folder or a page in one, named instead of an address. */
struct saved_site {
	struct folder_server *server; /* NULL: none */
	const char *folder, *page;    /* page NULL: all of them */
	struct str base;	      /* "http://localhost/" */
	struct linkcheck *check;
	struct arena *a;
	struct err *e;
};

/* "www.example.gov.cn" is an address though a mirror of it may lie here by that name. */
static bool names_file(const char *arg)
{
	struct str s = str_of(arg);

	if (str_has(s, STR("://")) || !fs_exists(arg))
		return false;
	return str_findc(s, '/', 0) != SIZE_MAX || str_findc(s, '.', 1) == SIZE_MAX ||
		str_ends_nocase(s, STR(".html")) || str_ends_nocase(s, STR(".htm"));
}

static int open_saved_site(const struct linkcheck_opts *o, struct linkcheck_options *lo,
	int argc, char **argv, struct saved_site *out, struct arena *a)
{
	struct err e = {0};

	for (int i = 0; i < argc; i++) {
		if (!names_file(argv[i])) {
			if (argv[i][0] == '/' || str_starts(str_of(argv[i]), STR("./")) ||
				str_starts(str_of(argv[i]), STR("../")))
				return cmd_usage(&cmd_linkcheck, "no such folder or page: '%s'",
					argv[i]);
			continue;
		}
		if (out->folder)
			return cmd_usage(&cmd_linkcheck, "one folder or page at a time, found '%s' "
				"and '%s'", out->folder, argv[i]);
		out->folder = argv[i];
	}
	if (!out->folder)
		return o->base ? cmd_usage(&cmd_linkcheck, "--base goes with a folder") : 0;
	out->base = str_of(o->base ? o->base : "http://localhost/");
	if (!str_starts(out->base, STR("http://")) || !str_ends(out->base, STR("/")))
		return cmd_usage(&cmd_linkcheck, "--base: expected 'http://HOST/', found '%s'",
			o->base);
	if (!fs_is_dir(out->folder) && out->folder[0] != '/' && out->folder[0] != '.') {
		out->page = out->folder; /* "site/a.html": the site lies here */
		out->folder = ".";
	} else if (!fs_is_dir(out->folder)) {
		size_t slash = str_rfindc(str_of(out->folder), '/');

		out->page = slash == SIZE_MAX ? out->folder : out->folder + slash + 1;
		out->folder = slash == SIZE_MAX ? "." :
			arena_cstr(a, str_sub(str_of(out->folder), 0, slash + 1));
	}
	if (folder_serve(out->folder, &out->server, &e) < 0)
		return cmd_fail(&e);
	lo->folder_host = str_sub(out->base, 7, out->base.n);
	lo->folder_host = str_sub(lo->folder_host, 0, str_findc(lo->folder_host, '/', 0));
	lo->folder_proxy = str_of(folder_address(out->server));
	return 0;
}

static int seed_page(struct str path, void *ctx)
{
	const struct saved_site *s = ctx;

	return linkcheck_seed(s->check, arena_strf(s->a, "%.*s%.*s", STR_ARG(s->base),
		STR_ARG(path)), true, s->e);
}

static int saved_site_seed(const struct saved_site *site, struct linkcheck *c,
	struct arena *a, struct err *e)
{
	struct saved_site s = *site;

	s.check = c;
	s.a = a;
	s.e = e;
	if (s.page)
		return seed_page(str_of(s.page), &s);
	return folder_each_page(s.folder, seed_page, &s, e);
}

static int seed(struct linkcheck *c, const struct linkcheck_opts *o,
	const struct saved_site *site, int argc, char **argv, struct arena *a, struct err *e)
{
	int rc = o->list ? seed_list(c, o->list, a, e) : 0;

	if (rc == 0 && site->server)
		rc = saved_site_seed(site, c, a, e);
	for (int i = 0; rc == 0 && i < argc; i++)
		if (!names_file(argv[i]))
			rc = linkcheck_seed(c, address_of(str_trim(str_of(argv[i])), a), true, e);
	for (size_t i = 0; rc == 0 && i < o->sitemap.n; i++)
		rc = linkcheck_seed(c, address_of(str_of(o->sitemap.item[i]), a), true, e);
	return rc;
}

/* --- telling --- */

struct telling {
	const struct linkcheck_writer *w;
	struct linkcheck_out out;
	int status;
};

static int tell(const struct linkcheck_link *l, void *ctx)
{
	struct telling *x = ctx;

	x->w->link(&x->out, l);
	if (x->out.b.n >= FLUSH_BYTES)
		x->status = cmd_out(&x->out.b);
	return x->status ? ERR_IO : 0;
}

static int tell_edge(struct str from, struct str to, int verdict, void *ctx)
{
	struct telling *x = ctx;

	x->w->edge(&x->out, from, to, verdict);
	if (x->out.b.n >= FLUSH_BYTES)
		x->status = cmd_out(&x->out.b);
	return x->status ? ERR_IO : 0;
}

static int tell_all(struct linkcheck *c, struct telling *x, struct err *e)
{
	struct linkcheck_summary s;
	int rc = 0;

	if (x->w->needs_summary || !x->w->link)
		rc = linkcheck_each(c, NULL, NULL, e);
	linkcheck_summary(c, &s);
	if (x->w->begin)
		x->w->begin(&x->out, &s);
	if (rc == 0 && x->w->link)
		rc = linkcheck_each(c, tell, x, e);
	if (rc == 0 && x->w->edge)
		rc = linkcheck_each_edge(c, tell_edge, x, e);
	linkcheck_summary(c, &s);
	if (rc == 0 && x->w->end)
		x->w->end(&x->out, &s);
	return rc;
}

/* Beside the results: how each host answered. */
static int tell_hosts(struct linkcheck *c, struct err *e)
{
	struct linkcheck_host_line *list;
	size_t n;
	int rc = linkcheck_hosts(c, &list, &n, e);

	if (rc < 0)
		return rc;
	fprintf(stderr, "%-40s %9s %9s %7s %7s %8s\n", "host", "addresses", "ok", "faulty",
		"blocked", "ms each");
	for (size_t i = 0; i < n; i++)
		fprintf(stderr, "%-40s %9llu %9llu %7llu %7llu %8lld\n", list[i].name,
			(unsigned long long)list[i].addresses, (unsigned long long)list[i].good,
			(unsigned long long)list[i].faulty, (unsigned long long)list[i].blocked,
			(long long)(list[i].elapsed_ms / (int64_t)list[i].addresses));
	free(list);
	return 0;
}

static int exit_status(const struct linkcheck_opts *o, const struct linkcheck_summary *s)
{
	uint64_t broken = s->broken + s->wrong + s->private_;

	if (o->fail_on && streq(o->fail_on, "never"))
		return EXIT_FINE;
	if (!o->fail_on || streq(o->fail_on, "suspected"))
		broken += s->unstable;
	return broken ? EXIT_FOUND : EXIT_FINE;
}

static int check(struct globals *g, const struct linkcheck_opts *o,
	const struct linkcheck_options *lo, const struct saved_site *site, struct telling *x,
	int argc, char **argv)
{
	struct linkcheck *c = NULL;
	struct linkcheck_summary s;
	struct arena a = ARENA_INIT;
	struct err e = {0};
	int rc = linkcheck_open(lo, &c, &e), status;

	if (rc == 0)
		rc = seed(c, o, site, argc, argv, &a, &e);
	if (rc == 0)
		rc = linkcheck_run(c, &stopped, &e);
	if (lo->progress)
		fputs("\r\033[K", stderr);
	if (rc == 0)
		rc = tell_all(c, x, &e);
	if (rc == 0 && o->hosts)
		rc = tell_hosts(c, &e);
	status = rc < 0 ? (x->status ? x->status : cmd_fail(&e)) : cmd_out(&x->out.b);
	if (rc == 0 && status == 0) {
		linkcheck_summary(c, &s);
		status = exit_status(o, &s);
		if (!s.links)
			status = EXIT_MACHINE;
		/* robots.txt or our own patterns left nothing: green would say that all is well */
		else if (s.skipped == s.links && status == EXIT_FINE && !(o->fail_on && streq(o->fail_on, "never")))
			status = EXIT_FOUND;
	}
	if (stopped && lo->dir && !g->quiet)
		cmd_note("interrupted; the same command takes the check up");
	linkcheck_close(c);
	arena_release(&a);
	return status;
}

static int run(struct globals *g, const void *opts, int argc, char **argv)
{
	const struct linkcheck_opts *o = opts;
	struct linkcheck_options lo = {.dir = g->store_dir};
	struct telling x = {.w = find_writer(g, o->format)};
	struct saved_site site = {0};
	struct arena a = ARENA_INIT;
	int status;

	if (argc == 0 && !o->list && !o->sitemap.n)
		return cmd_usage(&cmd_linkcheck, "expected an address");
	if (!x.w)
		return cmd_usage(&cmd_linkcheck, "--format: unknown form '%s'", o->format);
	if (g->json && x.w != &linkcheck_json)
		return cmd_usage(&cmd_linkcheck, "--json and --format %s contradict each other",
			o->format);
	buf_init(&x.out.b, (size_t)256 << 20);
	x.out.all = o->all;
	x.out.subject = str_of(argc ? argv[0] : o->list ? o->list : o->sitemap.item[0]);
	x.out.zh = streq(cmd_lang(g), "zh");
	status = set_options(g, o, &lo, &a);
	if (status == 0)
		status = take_network(g, &lo.worker, &a);
	if (status == 0 && o->save && !lo.dir)
		status = state_dir(&lo, &a);
	if (status == 0)
		status = open_saved_site(o, &lo, argc, argv, &site, &a);
	if (status == 0) {
		signal(SIGINT, on_signal);
		signal(SIGTERM, on_signal);
		status = check(g, o, &lo, &site, &x, argc, argv);
	}
	folder_close(site.server);
	buf_release(&x.out.b);
	arena_release(&a);
	return status;
}

#define AT(member) offsetof(struct linkcheck_opts, member)

static const struct opt options[] = {
	{"--depth", 0, OPT_TEXT, AT(depth), "N", "links followed from the address (no limit); "
		"1: only those on its page"},
	{"--fragments", 0, OPT_FLAG, AT(fragments), NULL, "check that named anchors exist"},
	{"--rate", 0, OPT_TEXT, AT(rate), "N", "requests a second to one host (10), 0: no limit; "
		"loopback is not paced"},
	{"--connections", 0, OPT_TEXT, AT(connections), "N", "to one host (4)"},
	{"--sockets", 0, OPT_TEXT, AT(sockets), "N", "in all (256)"},
	{"--include", 0, OPT_LIST, AT(include), "REGEX", "ask only for addresses that match"},
	{"--exclude", 0, OPT_LIST, AT(exclude), "REGEX", "do not ask for those that match; '#x': not for that anchor"},
	{"--internal-only", 0, OPT_FLAG, AT(inside_only), NULL, "leave other hosts alone"},
	{"--accept", 0, OPT_TEXT, AT(accept), "CODES", "status codes that are fine: 403,500-599"},
	{"--header", 0, OPT_LIST, AT(header), "LINE", "'Name: value', to the given hosts only"},
	{"--cookie", 0, OPT_LIST, AT(cookie), "NAME=VALUE", "to the given hosts only"},
	{"--auth", 0, OPT_TEXT, AT(auth), "USER:PASSWORD", "basic, to the given hosts only"},
	{"--user-agent", 0, OPT_TEXT, AT(agent), "TEXT", "instead of portalwatch/VERSION"},
	{"--proxy", 0, OPT_TEXT, AT(proxy), "URL", "ask through it"},
	{"--resolver", 0, OPT_TEXT, AT(dns), "ADDRESS", "name server instead of the system's"},
	{"--ca-file", 0, OPT_TEXT, AT(ca), "FILE", "certificate authorities"},
	{"--timeout", 0, OPT_DURATION, AT(total_ms), "TIME", "of one request (20s)"},
	{"--connect-timeout", 0, OPT_DURATION, AT(connect_ms), "TIME", "until connected (10s)"},
	{"--retry-after", 0, OPT_DURATION, AT(retry_ms), "TIME",
		"before an unstable answer is asked again, doubled each time (1s)"},
	{"--retries", 0, OPT_TEXT, AT(retries), "N", "of unstable answers (2)"},
	{"--ignore-robots", 0, OPT_FLAG, AT(no_robots), NULL, "ask although robots.txt forbids"},
	{"--no-soft404", 0, OPT_FLAG, AT(no_soft404), NULL, "ask for no random names"},
	{"--hidden", 0, OPT_FLAG, AT(hidden), NULL, "report also links that are only not displayed; "
		"those certainly planted always are"},
	{"--no-hidden", 0, OPT_FLAG, AT(no_hidden), NULL, "look for no links that nobody can see"},
	{"--json-ld", 0, OPT_FLAG, AT(json_ld), NULL,
		"also the addresses in JSON-LD, which search engines load"},
	{"--site-code", 0, OPT_TEXT, AT(site_code), "CODE",
		"of the portal (网站标识码): pages with another are wrong"},
	{"--sitemap", 0, OPT_LIST, AT(sitemap), "URL", "also start from the pages it lists; "
		"indexes and .xml.gz too"},
	{"--base", 0, OPT_TEXT, AT(base), "URL", "address of the site that a folder holds "
		"(http://localhost/)"},
	{"--from", 0, OPT_TEXT, AT(list), "FILE", "addresses to check, one a line; '-': stdin"},
	{"--max-time", 0, OPT_DURATION, AT(max_ms), "TIME", "of the whole check"},
	{"--max-addresses", 0, OPT_INT, AT(max_urls), "N", "in all (10000000)"},
	{"--max-variants", 0, OPT_INT, AT(variants), "N",
		"addresses that differ in their query only (500)"},
	{"--max-bytes", 0, OPT_INT, AT(max_bytes), "N", "of one document (8388608)"},
	{"--parsers", 0, OPT_INT, AT(parsers), "N", "processes (one a core)"},
	{"--save", 0, OPT_FLAG, AT(save), NULL, "keep results, so that a second check confirms "
		"and an interrupted one goes on (--store says where)"},
	{"--fresh", 0, OPT_FLAG, AT(fresh), NULL, "do not take up an interrupted check"},
	{"--whole", 0, OPT_FLAG, AT(whole), NULL, "no conditional requests"},
	{"--all", 0, OPT_FLAG, AT(all), NULL, "also links that are well, and every page"},
	{"--format", 0, OPT_TEXT, AT(format), "FORM",
		"text, json, csv, junit, sarif, html, dot"},
	{"--fail-on", 0, OPT_TEXT, AT(fail_on), "WHAT",
		"exit 1 for: suspected (also broken), broken, never"},
	{"--hosts", 0, OPT_FLAG, AT(hosts), NULL, "a table of the hosts asked, on stderr"},
	{"--progress", 0, OPT_FLAG, AT(progress), NULL, "show it also when stderr is a file"},
	{0},
};

const struct cmd cmd_linkcheck = {
	.name = "linkcheck",
	.args = "URL|FOLDER...",
	.summary = "a site's links in one pass, without configuration",
	.common = true,
	.opts = options,
	.opts_size = sizeof(struct linkcheck_opts),
	.run = run,
};
