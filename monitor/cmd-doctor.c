/* doctor: what this machine lacks for doing the work, each with advice. */
#include "reach.h"

#include "base/clock.h"
#include "base/fs.h"
#include "base/out.h"
#include "base/utf8.h"
#include "crawler/pages.h"
#include "crawler/url.h"
#include "crawler/worker.h"
#include "monitor/cmds.h"
#include "monitor/lang.h"
#include "monitor/receiver.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/timex.h>
#include <unistd.h>

#define CONNECT_MS (3 * SECOND_MS)
#define REACH_MAX 64		  /* of receivers and witnesses */
#define SANDBOX_WAIT_MS (5 * SECOND_MS)
#define DISK_WARN (INT64_C(1) << 30)
#define CLOCK_EARLIEST_DAY 20454  /* 2026-01-01: before any release of this program */
#define CLOCK_SLACK_MS MINUTE_MS   /* a record may be written while we look */
#define COLUMNS_NAME 12

enum grade { GRADE_OK, GRADE_WARN, GRADE_FAIL };

struct check {
	const char *what;    /* stable, in JSON */
	struct str subject;  /* which receiver, which witness; none */
	enum grade grade;
	struct str found, advice;
};

struct doctor {
	struct globals *g;
	const char *dir; /* of the store */
	enum lang lang;
	struct arena arena;
	struct check *list;
	size_t n, cap;
	struct reach reach[REACH_MAX];
	struct check wait[REACH_MAX]; /* what reach[i] becomes */
	size_t nreach;
};

static const char *const grade_word[] = {"ok", "warn", "fail"};

static const struct {
	const char *what, *text;
} what_row[] = {
	{"clock", LANG_MARK("clock")},
	{"resolver", LANG_MARK("resolver")},
	{"ca_file", LANG_MARK("CA file")},
	{"sandbox", LANG_MARK("sandbox")},
	{"store", LANG_MARK("store")},
	{"disk", LANG_MARK("disk")},
	{"receiver", LANG_MARK("receiver")},
	{"witness", LANG_MARK("witness")},
	{"proxy", LANG_MARK("proxy")},
};

static void add(struct doctor *d, const char *what, enum grade grade, struct str found,
	const char *advice)
{
	d->list = arena_grow(&d->arena, d->list, d->n, &d->cap, sizeof(*d->list));
	d->list[d->n++] = (struct check){.what = what, .grade = grade, .found = found,
		.advice = grade == GRADE_OK ? STR_NONE : str_of(advice)};
}

/* --- the clock --- */

static int take_newest(const struct measure *m, void *ctx)
{
	*(int64_t *)ctx = m->time_ms;
	return 0;
}

static int64_t newest_record(const char *dir)
{
	struct store *s = NULL;
	struct store_txn *t;
	int64_t ms = 0;
	uint64_t last;

	if (store_open(dir, "pages", STORE_READ, &s, NULL) < 0)
		return 0;
	if (store_begin(s, false, &t, NULL) == 0) {
		last = store_counter(t, "measure");
		if (last)
			pages_each_measure_seq(t, last - 1, take_newest, &ms, NULL);
		store_abort(t);
	}
	store_close(s);
	return ms;
}

static void check_clock(struct doctor *d)
{
	int64_t now_ms = clock_now_ms(), newest_ms = newest_record(d->dir);
	struct timex x = {0};
	char text[TIME_TEXT];
	struct str now = arena_str(&d->arena,
		str_of(time_short(text, now_ms, cmd_zone(d->g))));

	if (now_ms / DAY_MS < CLOCK_EARLIEST_DAY)
		add(d, "clock", GRADE_FAIL, now, LANG(d->lang,
			"the clock stands before this program was made: set it"));
	else if (now_ms < newest_ms - CLOCK_SLACK_MS)
		add(d, "clock", GRADE_FAIL,
			arena_strf(&d->arena, LANG(d->lang, "%.*s, newest record of %s"),
				STR_ARG(now), time_short(text, newest_ms, cmd_zone(d->g))),
			LANG(d->lang, "the clock is behind what is stored: set it, else days "
				"are judged wrongly"));
	else if (!clock_is_shifted() && adjtimex(&x) == TIME_ERROR)
		add(d, "clock", GRADE_WARN, now, LANG(d->lang,
			"not known to be synchronised: run systemd-timesyncd, chrony or ntpd"));
	else
		add(d, "clock", GRADE_OK, now, NULL);
}

/* --- trust, cage --- */

static const char *const bundles[] = {"/etc/ssl/certs/ca-certificates.crt",
	"/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/cert.pem", NULL};

static void check_ca_file(struct doctor *d)
{
	const char *path = d->g->config->ca_file;
	struct buf b = BUF_INIT((size_t)16 << 20);
	struct err e = {0};

	for (size_t i = 0; !path[0] && bundles[i]; i++)
		if (fs_exists(bundles[i]))
			path = bundles[i];
	if (!path[0])
		add(d, "ca_file", GRADE_FAIL, STR_NONE, LANG(d->lang,
			"no certificate authorities found: install ca-certificates"));
	else if (fs_read(path, &b, &e) < 0)
		add(d, "ca_file", GRADE_FAIL, arena_str(&d->arena, str_of(e.text)), LANG(d->lang,
			"make it readable, or mend network.ca_file"));
	else if (!str_has(buf_str(&b), STR("-----BEGIN")))
		add(d, "ca_file", GRADE_FAIL, str_of(path), LANG(d->lang,
			"holds no certificate in PEM form"));
	else
		add(d, "ca_file", GRADE_OK, str_of(path), NULL);
	buf_release(&b);
}

static void check_sandbox(struct doctor *d)
{
	struct worker_options o = {.parsers = 1, .max_transfers = 1};
	bool required = streq(d->g->config->sandbox, "require");
	int64_t until_ms = clock_mono_ms() + SANDBOX_WAIT_MS;
	struct worker_stat s = {.sandbox = ""};
	struct worker *w;
	struct err e = {0};
	int rc = worker_open(&o, &w, &e);

	if (rc < 0) {
		add(d, "sandbox", GRADE_FAIL, arena_str(&d->arena, str_of(e.text)),
			LANG(d->lang, "the processes that fetch and parse do not start"));
		return;
	}
	do {
		rc = worker_turn(w, 100, &e);
		worker_stat(w, &s);
	} while (rc == 0 && !s.sandbox[0] && clock_mono_ms() < until_ms);
	worker_close(w);
	if (!s.sandbox[0])
		add(d, "sandbox", GRADE_FAIL, arena_str(&d->arena, str_of(e.text)),
			LANG(d->lang, "the processes that fetch and parse do not start"));
	else if (streq(s.sandbox, "seccomp+landlock"))
		add(d, "sandbox", GRADE_OK, str_of(s.sandbox), NULL);
	else
		add(d, "sandbox", required ? GRADE_FAIL : GRADE_WARN, str_of(s.sandbox),
			LANG(d->lang, "this kernel or build offers less than seccomp and "
				"Landlock; parsers are kept apart all the same"));
}

/* --- the store and its disk --- */

static void check_store(struct doctor *d)
{
	struct str dir = str_of(d->dir);
	char *probe = fs_join(d->dir, "doctor.tmp");
	struct store *s = NULL;
	struct err e = {0};
	int rc;

	if (!fs_is_dir(d->dir)) {
		add(d, "store", GRADE_WARN, dir, LANG(d->lang,
			"not made yet: 'portalwatch run --once' makes it"));
		free(probe);
		return;
	}
	rc = fs_write_fast(probe, STR("x"), 0600, &e);
	if (rc == 0 && unlink(probe) < 0)
		rc = err_errno(&e, "cannot remove '%s'", probe);
	if (rc == 0) {
		rc = store_open(d->dir, "pages", STORE_READ, &s, &e);
		store_close(s);
	}
	if (rc == ERR_NOTFOUND)
		add(d, "store", GRADE_WARN, dir, LANG(d->lang,
			"not made yet: 'portalwatch run --once' makes it"));
	else if (rc < 0)
		add(d, "store", GRADE_FAIL, arena_str(&d->arena, str_of(e.text)), LANG(d->lang,
			"the directory must be ours to write, as whoever runs portalwatch"));
	else
		add(d, "store", GRADE_OK, dir, NULL);
	free(probe);
}

static void check_disk(struct doctor *d)
{
	int64_t free_bytes = fs_free_bytes(fs_is_dir(d->dir) ? d->dir : ".");
	int64_t max = d->g->config->store_max_bytes, used = 0;
	struct store_stat st;
	struct store *s = NULL;
	struct str found;

	if (store_open(d->dir, "pages", STORE_READ, &s, NULL) == 0) {
		if (store_statistics(s, &st, NULL) == 0)
			used = (int64_t)(st.file_bytes + st.stored_body_bytes);
		store_close(s);
	}
	found = arena_strf(&d->arena, LANG(d->lang, "%.1f MB used, %.1f GB free"),
		(double)used / 1e6, (double)free_bytes / 1e9);
	if (free_bytes < DISK_FAIL)
		add(d, "disk", GRADE_FAIL, found, LANG(d->lang,
			"nothing can be stored soon: make room"));
	else if (max > 0 && used > max / 10 * 9)
		add(d, "disk", GRADE_WARN, found, LANG(d->lang,
			"close to store.max: raise it, or 'portalwatch store prune'"));
	else if (free_bytes < DISK_WARN)
		add(d, "disk", GRADE_WARN, found, LANG(d->lang, "little room is left"));
	else
		add(d, "disk", GRADE_OK, found, NULL);
}

/* --- others --- */

/* Contacted later, all at once. */
static void plan(struct doctor *d, const char *what, struct str subject, const char *host,
	int port, const char *advice)
{
	size_t i = d->nreach;

	if (i >= REACH_MAX)
		return;
	d->nreach++;
	d->reach[i] = (struct reach){.host = host, .port = port};
	d->wait[i] = (struct check){.what = what, .subject = subject,
		.advice = str_of(advice)};
}

static const struct {
	const char *scheme;
	int port;
} port_row[] = {
	{"http", 80}, {"https", 443}, {"smtp", 25}, {"smtps", 465}, {"socks5", 1080},
	{"socks5h", 1080}, {"socks4", 1080},
};

static void plan_url(struct doctor *d, const char *what, struct str subject, const char *url,
	const char *advice)
{
	struct url u;
	struct str host;
	int64_t port = 0;

	if (url_parse(str_of(url), NULL, &u, &d->arena) < 0 || !u.host.n) {
		add(d, what, GRADE_FAIL, str_of(url), LANG(d->lang, "not an address"));
		d->list[d->n - 1].subject = subject;
		return;
	}
	host = u.host;
	if (host.p[0] == '[')
		host = str_sub(host, 1, host.n - 2);
	for (size_t i = 0; i < sizeof(port_row) / sizeof(port_row[0]); i++)
		if (str_eqc(u.scheme, port_row[i].scheme))
			port = port_row[i].port;
	str_int(u.port, 1, 65535, &port);
	plan(d, what, subject, arena_cstr(&d->arena, host), (int)port, advice);
}

static void plan_resolver(struct doctor *d)
{
	const struct config *c = d->g->config;
	unsigned char bytes[16];
	struct url u;

	for (size_t i = 0; i < c->nportals; i++) {
		if (url_parse(str_of(c->portals[i].home), NULL, &u, &d->arena) < 0 ||
			address_parse(u.host, bytes))
			continue;
		plan(d, "resolver", u.host, arena_cstr(&d->arena, u.host), 0,
			LANG(d->lang, "names are not resolved: look at /etc/resolv.conf and the "
				"name server it names"));
		return;
	}
	add(d, "resolver", GRADE_OK, str_of(LANG(d->lang, "no name to resolve")), NULL);
}

static void local_receiver(struct doctor *d, const struct receiver_config *r,
	const struct receiver_try *x)
{
	struct str id = str_of(r->id);
	bool ok = x->program ? access(x->path, X_OK) == 0
			     : !fs_exists(x->path) || access(x->path, W_OK) == 0;

	add(d, "receiver", ok ? GRADE_OK : GRADE_FAIL, str_of(x->path),
		x->program ? LANG(d->lang, "no program that we may start")
			   : LANG(d->lang, "not ours to write"));
	d->list[d->n - 1].subject = id;
}

static void plan_receivers(struct doctor *d)
{
	const struct config *c = d->g->config;

	for (size_t i = 0; i < c->nreceivers; i++) {
		const struct receiver_config *r = &c->receivers[i];

		struct receiver_try x = receiver_type_of(r)->trial(r);

		if (x.url)
			plan_url(d, "receiver", str_of(r->id), x.url, x.mail ? LANG(d->lang,
				"the mail server does not answer: look at its address, port and "
				"the firewall") : LANG(d->lang,
				"does not answer: look at its address, port and the firewall"));
		else
			local_receiver(d, r, &x);
	}
	for (size_t i = 0; i < c->nwitnesses; i++)
		plan_url(d, "witness", str_of(c->witnesses[i]), c->witnesses[i], LANG(d->lang,
			"cannot vouch for our own line: choose one that answers"));
	if (c->proxy[0])
		plan_url(d, "proxy", str_of(c->proxy), c->proxy, LANG(d->lang,
			"without it nothing can be fetched"));
}

static void ask_others(struct doctor *d)
{
	reach_all(d->reach, d->nreach, CONNECT_MS);
	for (size_t i = 0; i < d->nreach; i++) {
		const struct reach *r = &d->reach[i];
		struct check *k;

		add(d, d->wait[i].what, r->ok ? GRADE_OK : GRADE_FAIL,
			r->port ? arena_strf(&d->arena, "%s:%d, %s, %lld ms", r->host, r->port,
					  r->text, (long long)r->elapsed_ms)
				: arena_strf(&d->arena, "%s, %lld ms", r->text,
					  (long long)r->elapsed_ms),
			r->ok ? NULL : d->wait[i].advice.p);
		k = &d->list[d->n - 1];
		k->subject = d->wait[i].subject;
		/* one silent witness of several proves nothing */
		if (!r->ok && streq(k->what, "witness") && d->g->config->nwitnesses > 1)
			k->grade = GRADE_WARN;
	}
}

/* --- told --- */

static void print_json(struct doctor *d, struct buf *b)
{
	for (size_t i = 0; i < d->n; i++) {
		const struct check *k = &d->list[i];
		struct jw j = jw_on(b);

		jw_open(&j, '{');
		jw_kcstr(&j, "check", k->what);
		jw_kstr(&j, "subject", k->subject);
		jw_kcstr(&j, "result", grade_word[k->grade]);
		jw_kstr(&j, "found", k->found);
		jw_kstr(&j, "advice", k->advice);
		jw_close(&j, '}');
		buf_addc(b, '\n');
	}
}

static void padded(struct buf *b, const char *text, size_t columns)
{
	buf_adds(b, text);
	for (size_t w = utf8_width(str_of(text)); w < columns; w++)
		buf_addc(b, ' ');
	buf_addc(b, ' ');
}

static void print_text(struct doctor *d, struct buf *b)
{
	static const char *const words[] = {LANG_MARK("ok"), LANG_MARK("warning"),
		LANG_MARK("failed")};
	static const char *const signs[] = {"\xe2\x9c\x93", "\xe2\x96\xb3", "\xe2\x9c\x97"};

	for (size_t i = 0; i < d->n; i++) {
		const struct check *k = &d->list[i];
		const char *name = k->what;

		for (size_t r = 0; r < sizeof(what_row) / sizeof(what_row[0]); r++)
			if (streq(what_row[r].what, k->what))
				name = lang_text(d->lang, what_row[r].text);
		buf_addf(b, "%s ", signs[k->grade]);
		padded(b, lang_text(d->lang, words[k->grade]), 8);
		padded(b, name, COLUMNS_NAME);
		if (k->subject.n) {
			out_term(b, k->subject);
			buf_adds(b, ": ");
		}
		out_term(b, k->found);
		buf_addc(b, '\n');
		if (k->advice.n) {
			padded(b, "", 10);
			padded(b, "", COLUMNS_NAME);
			buf_addf(b, "%.*s\n", STR_ARG(k->advice));
		}
	}
}

static int run(struct globals *g, const void *opts, int argc, char **argv)
{
	struct doctor d = {.g = g, .arena = ARENA_INIT};
	struct buf b = BUF_INIT(1 << 20);
	enum grade worst = GRADE_OK;
	int status;

	(void)opts;
	if (argc)
		return cmd_usage(&cmd_doctor, "unexpected '%s'", argv[0]);
	status = cmd_config(g);
	if (status == 0)
		status = cmd_store_dir(g, &d.dir);
	if (status)
		return status;
	d.lang = lang_of(cmd_lang(g));
	check_clock(&d);
	plan_resolver(&d);
	check_ca_file(&d);
	check_sandbox(&d);
	check_store(&d);
	check_disk(&d);
	plan_receivers(&d);
	ask_others(&d);
	for (size_t i = 0; i < d.n; i++)
		worst = d.list[i].grade > worst ? d.list[i].grade : worst;
	if (g->json)
		print_json(&d, &b);
	else
		print_text(&d, &b);
	status = cmd_out(&b);
	buf_release(&b);
	arena_release(&d.arena);
	return status ? status : worst == GRADE_FAIL ? EXIT_FOUND : EXIT_FINE;
}

const struct cmd cmd_doctor = {
	.name = "doctor",
	.summary = "what this machine lacks: clock, names, certificates, sandbox, store, disk",
	.run = run,
};
