/* fetch: jobs from standard input, results as JSON lines; for tests and measurements.
 *
 * A line is an address, or `key=value ...` before it: kind=page|link|probe|robots etag=...
 * allow_private=1 priority=N. Results come in the order they are finished. */
#include "monitor/cmds.h"

#include "crawler/worker.h"

#include "result-json.h"

#include "base/clock.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct fetch_opts {
	const char *kind, *dns, *ca, *agent;
	struct opt_list private;
	int64_t total_ms, connect_ms, retry_ms, parser_ms, delay_ms, transfers, parsers, repeat;
	bool no_robots, allow_private, paced, quiet, sandbox;
};

struct feed {
	struct worker *w;
	const struct fetch_opts *o;
	struct buf out;
	struct arena a, job_arena;
	uint64_t id, seen, bytes;
	int kind;
	char *line;
	size_t cap;
	bool ended;
	int64_t left; /* repetitions of the line */
	struct job job;
};

static int kind_of(struct str word)
{
	static const char *const name[] = {"page", "probe", "link", "robots"};

	for (int i = 0; i < 4; i++)
		if (str_eqc(word, name[i]))
			return i;
	return -1;
}

static bool take_key(struct feed *f, struct str word, struct job *j)
{
	size_t eq = str_findc(word, '=', 0);
	struct str key = str_sub(word, 0, eq), value;
	int64_t n;

	if (eq == SIZE_MAX || str_findc(word, ':', 0) < eq || str_findc(word, '/', 0) < eq)
		return false;
	value = arena_str(&f->job_arena, str_sub(word, eq + 1, word.n));
	if (str_eqc(key, "kind"))
		j->kind = kind_of(value);
	else if (str_eqc(key, "etag"))
		j->if_etag = value;
	else if (str_eqc(key, "allow_private"))
		j->allow_private = true;
	else if (str_eqc(key, "keep_body"))
		j->keep_body = true;
	else if (str_eqc(key, "want") && str_int(value, 0, 65535, &n))
		j->order.want = (uint32_t)n;
	else if (str_eqc(key, "priority") && str_int(value, 0, 9, &n))
		j->priority = (int32_t)n;
	else
		return false;
	return true;
}

/* The next job of the input; false at its end. */
static bool next_job(struct feed *f)
{
	struct str rest, word;
	ssize_t n;

	if (f->left-- > 0)
		return true;
	do {
		n = getline(&f->line, &f->cap, stdin);
		if (n < 0)
			return false;
		rest = str_trim(str_n(f->line, (size_t)n));
	} while (rest.n == 0);
	arena_reset(&f->job_arena);
	f->job = (struct job){.kind = f->kind, .delay_ms = -1, .no_digest = f->o->quiet};
	while (str_cut(&rest, ' ', &word))
		if (!take_key(f, word, &f->job))
			f->job.url = arena_str(&f->job_arena, word);
	f->left = f->o->repeat - 1;
	return true;
}

static int submit(struct feed *f, struct err *e)
{
	while (!f->ended && worker_room(f->w)) {
		int rc;

		if (!next_job(f)) {
			f->ended = true;
			break;
		}
		f->job.id = ++f->id;
		rc = worker_submit(f->w, &f->job, e);
		if (rc < 0)
			return rc;
	}
	return 0;
}

static int print(struct feed *f)
{
	struct result r;
	int status = 0;

	while (status == 0 && worker_next(f->w, &r, &f->a)) {
		struct jw j = jw_on(&f->out);

		f->seen++;
		f->bytes += (uint64_t)r.body_bytes;
		if (!f->o->quiet) {
			result_json(&j, &r, zone_utc());
			jw_kint(&j, "id", (int64_t)r.id);
			jw_kint(&j, "kept_bytes", str_none(r.body) ? -1 : (int64_t)r.body.n);
			jw_key(&j, "page");
			if (r.has_page)
				page_json(&j, &r.page, zone_utc());
			else
				jw_null(&j);
			jw_close(&j, '}');
			buf_addc(&f->out, '\n');
			status = cmd_out(&f->out);
		}
		arena_reset(&f->a);
	}
	return status;
}

static int print_stat(struct feed *f, int64_t elapsed_ms)
{
	struct jw j = jw_on(&f->out);
	struct worker_stat s;

	worker_stat(f->w, &s);
	jw_open(&j, '{');
	jw_key(&j, "stat");
	jw_open(&j, '{');
	jw_kint(&j, "jobs", (int64_t)f->seen);
	jw_kint(&j, "requests", (int64_t)s.requests);
	jw_kint(&j, "bytes", (int64_t)f->bytes);
	jw_kint(&j, "parser_deaths", (int64_t)s.parser_deaths);
	jw_kint(&j, "fetcher_deaths", (int64_t)s.fetcher_deaths);
	jw_kcstr(&j, "sandbox", s.sandbox);
	jw_kint(&j, "elapsed_ms", elapsed_ms);
	jw_close(&j, '}');
	jw_close(&j, '}');
	buf_addc(&f->out, '\n');
	return cmd_out(&f->out);
}

static void set_options(const struct fetch_opts *o, struct worker_options *w,
	const char **private)
{
	for (size_t i = 0; i < o->private.n; i++)
		private[i] = o->private.item[i];
	*w = (struct worker_options){
		.parsers = (int)o->parsers, .max_transfers = (int)o->transfers,
		.delay_ms = o->delay_ms ? o->delay_ms : -1, .loopback_unpaced = !o->paced,
		.allow_private_all = o->allow_private, .allow_private = private,
		.ignore_robots = o->no_robots, .dns_servers = o->dns, .ca_file = o->ca,
		.total_ms = o->total_ms, .connect_ms = o->connect_ms, .retry_ms = o->retry_ms,
		.parser_ms = o->parser_ms, .sandbox_require = o->sandbox,
		.user_agent = o->agent, .nothing_open = true,
	};
}

static int run(struct globals *g, const void *opts, int argc, char **argv)
{
	struct feed f = {.o = opts, .out = BUF_INIT((size_t)256 << 20)};
	const char *private[65] = {NULL};
	struct worker_options wo;
	struct fetch_opts o = *f.o;
	int64_t start = clock_mono_ms();
	struct err e = {0};
	int status = 0, rc;

	(void)g;
	(void)argc;
	(void)argv;
	if (o.repeat < 1)
		o.repeat = 1;
	f.o = &o;
	f.kind = o.kind ? kind_of(str_of(o.kind)) : JOB_LINK;
	if (f.kind < 0)
		return cmd_usage(&cmd_fetch, "unknown kind '%s'", o.kind);
	set_options(&o, &wo, private);
	rc = worker_open(&wo, &f.w, &e);
	while (rc == 0 && status == 0) {
		rc = submit(&f, &e);
		if (rc == 0 && f.ended && worker_pending(f.w) == 0)
			break;
		if (rc == 0)
			rc = worker_turn(f.w, 1000, &e);
		if (rc == 0)
			status = print(&f);
	}
	if (rc == 0 && status == 0)
		status = print_stat(&f, clock_mono_ms() - start);
	if (rc < 0)
		status = cmd_fail(&e);
	worker_close(f.w);
	buf_release(&f.out);
	arena_release(&f.a);
	arena_release(&f.job_arena);
	free(f.line);
	return status;
}

static const struct opt options[] = {
	{"--kind", 0, OPT_TEXT, offsetof(struct fetch_opts, kind), "KIND", "page, probe, link"},
	{"--dns", 0, OPT_TEXT, offsetof(struct fetch_opts, dns), "SERVERS", "name servers"},
	{"--ca", 0, OPT_TEXT, offsetof(struct fetch_opts, ca), "FILE", "authorities"},
	{"--agent", 0, OPT_TEXT, offsetof(struct fetch_opts, agent), "TEXT", "user agent"},
	{"--private", 0, OPT_LIST, offsetof(struct fetch_opts, private), "CIDR", "allowed"},
	{"--total", 0, OPT_DURATION, offsetof(struct fetch_opts, total_ms), "TIME",
		"of one request"},
	{"--connect", 0, OPT_DURATION, offsetof(struct fetch_opts, connect_ms), "TIME",
		"until connected"},
	{"--retry", 0, OPT_DURATION, offsetof(struct fetch_opts, retry_ms), "TIME",
		"before a repetition"},
	{"--parser", 0, OPT_DURATION, offsetof(struct fetch_opts, parser_ms), "TIME",
		"of one document"},
	{"--delay", 0, OPT_DURATION, offsetof(struct fetch_opts, delay_ms), "TIME",
		"between requests to a host"},
	{"--transfers", 0, OPT_INT, offsetof(struct fetch_opts, transfers), "N", "at once"},
	{"--parsers", 0, OPT_INT, offsetof(struct fetch_opts, parsers), "N", "processes"},
	{"--repeat", 0, OPT_INT, offsetof(struct fetch_opts, repeat), "N", "each line N times"},
	{"--no-robots", 0, OPT_FLAG, offsetof(struct fetch_opts, no_robots), NULL,
		"pass over robots.txt"},
	{"--allow-private", 0, OPT_FLAG, offsetof(struct fetch_opts, allow_private), NULL,
		"contact any address"},
	{"--paced", 0, OPT_FLAG, offsetof(struct fetch_opts, paced), NULL,
		"loopback at its pace too"},
	{"--quiet", 0, OPT_FLAG, offsetof(struct fetch_opts, quiet), NULL, "the sum only"},
	{"--sandbox", 0, OPT_FLAG, offsetof(struct fetch_opts, sandbox), NULL,
		"refuse to run without it"},
	{0},
};

const struct cmd cmd_fetch = {
	.name = "fetch",
	.args = "< JOBS",
	.summary = "fetch addresses from standard input, JSON lines",
	.hidden = true,
	.opts = options,
	.opts_size = sizeof(struct fetch_opts),
	.run = run,
};
