/* discover and init: from an address to columns, and from columns to a first result. */
#include "cmd-discover.h"

#include "base/clock.h"
#include "base/fs.h"
#include "base/out.h"
#include "crawler/due.h"
#include "crawler/portal-file.h"
#include "crawler/url.h"
#include "monitor/daemon.h"
#include "monitor/discovery-file.h"
#include "monitor/lang.h"
#include "say.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct opt discover_opts[] = {
	{.name = "--pages", .kind = OPT_INT, .offset = offsetof(struct discover_opts, pages),
		.value = "N", .help = "look at no more than N pages (200)"},
	{.name = "--columns", .kind = OPT_INT, .offset = offsetof(struct discover_opts, columns),
		.value = "N", .help = "propose no more than N columns (120)"},
	{.name = "--depth", .kind = OPT_INT, .offset = offsetof(struct discover_opts, depth),
		.value = "N", .help = "1: from the home page only; 2: from its columns too (2)"},
	{.name = "--write", .kind = OPT_FLAG, .offset = offsetof(struct discover_opts, write),
		.help = "PORTAL: put the addresses found into its file"},
	{0},
};

static const struct opt init_opts[] = {
	{.name = "--mail", .kind = OPT_TEXT, .offset = offsetof(struct discover_opts, mail),
		.value = "ADDRESS", .help = "where to send mails"},
	{.name = "--pages", .kind = OPT_INT, .offset = offsetof(struct discover_opts, pages),
		.value = "N", .help = "look at no more than N pages (200)"},
	{.name = "--columns", .kind = OPT_INT, .offset = offsetof(struct discover_opts, columns),
		.value = "N", .help = "propose no more than N columns (120)"},
	{.name = "--depth", .kind = OPT_INT, .offset = offsetof(struct discover_opts, depth),
		.value = "N", .help = "1: from the home page only; 2: from its columns too (2)"},
	{0},
};

static void tell(struct str url, void *ctx)
{
	struct buf b = BUF_INIT(8192);

	(void)ctx;
	buf_adds(&b, "  ");
	out_term(&b, str_sub(url, 0, 110));
	buf_addc(&b, '\n');
	fputs(buf_cstr(&b), stderr);
	buf_release(&b);
}

static struct str with_scheme(char *text, struct arena *a)
{
	return strstr(text, "://") ? str_of(text) : arena_strf(a, "http://%s/", text);
}

int discover_columns(struct globals *g, const struct discover_opts *o, struct str url,
	struct discovery *out, struct arena *a)
{
	struct worker_options wo = {.loopback_unpaced = true, .delay_ms = 300};
	struct discover_options d = {.max_pages = (int)o->pages, .max_columns = (int)o->columns,
		.depth = (int)o->depth,
		.allow_private = true, .now_ms = clock_now_ms(),
		.zone = cmd_zone(g),
		.tell = g->quiet ? NULL : tell};
	enum lang l = lang_of(cmd_lang(g));
	struct worker *w = NULL;
	struct err e = {0};
	struct str parsed = url_resolve(STR_NONE, url, a);
	int rc;

	if (o->pages < 0 || o->pages > 10000 || o->columns < 0 || o->columns > 2000 ||
		o->depth < 0 || o->depth > 3)
		return cmd_note("--pages: 1 to 10000, --columns: 1 to 2000, --depth: 1 to 3"),
		       EXIT_USAGE;
	if (str_none(parsed) || !str_starts(parsed, STR("http"))) {
		cmd_note("not an http address: '%.*s'", STR_ARG(url));
		return EXIT_USAGE;
	}
	rc = worker_open(&wo, &w, &e);
	if (rc == 0)
		rc = discover(w, parsed, &d, out, a, &e);
	worker_close(w);
	if (rc < 0)
		return cmd_fail(&e);
	if (!verdict_is_good(out->verdict)) {
		cmd_note("the home page does not answer: %s (%.*s)", say_verdict(out->verdict, l),
			STR_ARG(say_reason(out->reason, l)));
		return EXIT_FOUND;
	}
	return 0;
}

static void print_json(struct buf *b, const struct discovery *d, const struct zone *z)
{
	struct jw j = jw_on(b);

	jw_open(&j, '{');
	jw_kstr(&j, "home", d->home);
	jw_kstr(&j, "name", d->name);
	jw_kstr(&j, "site_code", d->site_code);
	jw_kstr(&j, "unit", d->unit);
	jw_key(&j, "columns");
	jw_open(&j, '[');
	for (size_t i = 0; i < d->ncolumns; i++) {
		const struct discovered *c = &d->columns[i];

		jw_open(&j, '{');
		jw_kstr(&j, "id", c->id);
		jw_kstr(&j, "name", c->name);
		jw_kstr(&j, "url", c->url);
		jw_kcstr(&j, "class", class_word(c->cls));
		jw_kstr(&j, "unit", c->unit);
		jw_kint(&j, "items", (int64_t)c->nitems);
		jw_kreal(&j, "confidence", c->confidence);
		jw_kday(&j, "newest", c->newest_ms ? day_of_ms(c->newest_ms, z) : DAY_NONE);
		jw_kbool(&j, "blank", c->blank);
		jw_close(&j, '}');
	}
	jw_close(&j, ']');
	jw_kint(&j, "fetched", (int64_t)d->fetched);
	jw_kint(&j, "left", (int64_t)d->left);
	jw_close(&j, '}');
	buf_addc(b, '\n');
}

/* PORTAL of the configuration: a word without dot, colon and slash. *out NULL: an address. */
static int portal_meant(struct globals *g, const char *word, const struct portal_config **out)
{
	int status;

	*out = NULL;
	if (strpbrk(word, ".:/"))
		return 0;
	status = cmd_config(g);
	if (status == 0)
		*out = config_portal(g->config, str_of(word));
	if (status == 0 && !*out)
		return cmd_usage(&cmd_discover, "no portal '%s' is configured", word);
	return status;
}

static int run_discover(struct globals *g, const void *given, int argc, char **argv)
{
	const struct discover_opts *o = given;
	const struct portal_config *portal;
	struct arena a = ARENA_INIT;
	struct buf b = BUF_INIT((size_t)8 << 20);
	struct discovery d;
	int status;

	if (argc != 1)
		return cmd_usage(&cmd_discover, "expected one address or portal");
	status = portal_meant(g, argv[0], &portal);
	if (status || portal)
		return status ? status : discover_fill(g, o, portal);
	if (o->write)
		return cmd_usage(&cmd_discover, "--write belongs to a portal of the configuration");
	status = discover_columns(g, given, with_scheme(argv[0], &a), &d, &a);
	if (status == 0 && g->json)
		print_json(&b, &d, cmd_zone(g));
	else if (status == 0)
		discovery_write(&b, &d, str_of(portal_id_of(d.home, &a)), lang_of(cmd_lang(g)),
			cmd_zone(g));
	if (status == 0)
		status = cmd_out(&b);
	buf_release(&b);
	arena_release(&a);
	return status;
}

/* --- init --- */

static void write_receiver(struct buf *b, const char *mail, struct str host, enum lang l)
{
	if (!mail) {
		buf_addf(b, "  # %s\n  - id: office\n    file: {path: mail, format: maildir}\n",
			LANG(l, "mails are kept as files below mail/; replace this by:"));
		buf_adds(b, "    # mail: {server: \"smtps://smtp.example.cn:465\", user: "
			    "web@example.cn,\n    #        password_file: secret/mail, from: "
			    "web@example.cn, to: [office@example.gov.cn]}\n");
		return;
	}
	buf_addf(b, "  # %s\n  - id: office\n    mail:\n      server: \"smtp://localhost:25\"\n",
		LANG(l, "the mail server of this machine; smtps://HOST:465 with user and "
			"password_file for another"));
	buf_adds(b, "      from: \"portalwatch@");
	buf_addstr(b, str_sub(host, 0, str_findc(host, ':', 0)));
	buf_adds(b, "\"\n      to: [");
	out_json(b, str_of(mail));
	buf_adds(b, "]\n");
}

static void write_installation(struct buf *b, const struct discovery *d, const char *mail,
	enum lang l, const struct zone *z)
{
	struct str host = due_host(d->home);

	buf_addf(b, "# %s\n", LANG(l, "portalwatch: this installation. 'portalwatch config "
				      "print' shows every setting with its meaning."));
	buf_addf(b, "store: data\ntimezone: %s\nlanguage: %s\n", zone_name(z), lang_word(l));
	if (url_is_private_host(str_sub(host, 0, str_findc(host, ':', 0))))
		buf_addf(b, "network:\n  # %s\n  allow_private: [\"127.0.0.0/8\", \"10.0.0.0/8\", "
			    "\"172.16.0.0/12\", \"192.168.0.0/16\"]\n",
			LANG(l, "the portal has a private address"));
	buf_adds(b, "portals: [\"portals/*.yaml\"]\nreceivers:\n");
	write_receiver(b, mail, host, l);
	buf_adds(b, "routes:\n  - {to: [office]}\n");
}

static int write_file(const char *dir, const char *name, const struct buf *b)
{
	struct err e = {0};
	char *path = fs_join(dir, name);
	int status = 0;

	if (fs_exists(path)) {
		cmd_note("'%s' exists already; nothing was written over",
			path);
		status = EXIT_USAGE;
	} else if (fs_write(path, buf_str(b), 0644, &e) < 0) {
		status = cmd_fail(&e);
	}
	free(path);
	return status;
}

static int write_all(const char *dir, const struct discovery *d, const char *mail,
	enum lang l, const struct zone *z, struct arena *a)
{
	struct buf b = BUF_INIT((size_t)8 << 20);
	struct str id = str_of(portal_id_of(d->home, a));
	char *portals = fs_join(dir, "portals");
	struct str name = arena_strf(a, "portals/%.*s.yaml", STR_ARG(id));
	struct err e = {0};
	int status = fs_mkdirs(portals, 0755, &e) < 0 ? cmd_fail(&e) : 0;

	if (status == 0) {
		write_installation(&b, d, mail, l, z);
		status = write_file(dir, "portalwatch.yaml", &b);
	}
	buf_clear(&b);
	if (status == 0) {
		discovery_write(&b, d, id, l, z);
		status = write_file(dir, name.p, &b);
	}
	free(portals);
	buf_release(&b);
	return status;
}

static int say_next(const char *dir, enum lang l)
{
	printf("\n%s\n", LANG(l, "Next:"));
	printf("  portalwatch -c %s/portalwatch.yaml run          # %s\n", dir,
		LANG(l, "watch from now on"));
	printf("  portalwatch -c %s/portalwatch.yaml status       # %s\n", dir,
		LANG(l, "one screen: how it stands"));
	printf("  portalwatch -c %s/portalwatch.yaml report links # %s\n", dir,
		LANG(l, "broken links with the pages that carry them"));
	return EXIT_FINE;
}

static int first_result(struct globals *g, const char *dir, enum lang l)
{
	static const char *const crawl[] = {"crawl", "--once", "--all", "--columns-only", NULL};
	static const char *const report[] = {"report", "freshness", NULL};
	struct globals child = *g;
	struct err e = {0};
	char *file = fs_join(dir, "portalwatch.yaml");
	int status;
	pid_t pid;

	child.config_file = file;
	child.store_dir = NULL;
	daemon_signals();
	pid = daemon_spawn(&child, crawl, &e);
	status = pid < 0 ? cmd_fail(&e) : daemon_wait(pid);
	if (status == 0) {
		pid = daemon_spawn(&child, report, &e);
		status = pid < 0 ? cmd_fail(&e) : daemon_wait(pid);
	}
	free(file);
	return status == 0 && !g->json ? say_next(dir, l) : status;
}

static int run_init(struct globals *g, const void *given, int argc, char **argv)
{
	extern const struct cmd cmd_init;
	const struct discover_opts *o = given;
	const char *dir = argc > 1 ? argv[1] : ".";
	enum lang l = lang_of(cmd_lang(g));
	struct arena a = ARENA_INIT;
	struct discovery d;
	char *file;
	int status;

	if (argc < 1 || argc > 2)
		return cmd_usage(&cmd_init, "expected an address and perhaps a directory");
	file = fs_join(dir, "portalwatch.yaml");
	if (fs_exists(file)) {
		cmd_note("'%s' exists already; nothing was written over",
			file);
		free(file);
		return EXIT_USAGE;
	}
	free(file);
	status = discover_columns(g, o, with_scheme(argv[0], &a), &d, &a);
	if (status == 0)
		status = write_all(dir, &d, o->mail, l, cmd_zone(g), &a);
	if (status == 0 && !g->json) {
		printf(LANG(l, "%zu columns found; configuration written to %s/portalwatch.yaml "
			       "and %s/portals/\n\n"), d.ncolumns, dir, dir);
		fflush(stdout);
	}
	if (status == 0)
		status = first_result(g, dir, l);
	arena_release(&a);
	return status;
}

const struct cmd cmd_discover = {
	.name = "discover",
	.args = "URL|PORTAL",
	.summary = "a portal's columns proposed as YAML, or those that wait for their addresses",
	.opts = discover_opts,
	.opts_size = sizeof(struct discover_opts),
	.run = run_discover,
};

const struct cmd cmd_init = {
	.name = "init",
	.args = "URL [DIR] [--mail ADDRESS]",
	.summary = "from an address to a first result",
	.common = true,
	.opts = init_opts,
	.opts_size = sizeof(struct discover_opts),
	.run = run_init,
};
