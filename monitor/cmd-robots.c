/* robots FILE --agent NAME URL...: what a robots.txt says of addresses, JSON lines. */
#include "base/fs.h"
#include "base/out.h"
#include "crawler/robots.h"
#include "monitor/cmds.h"

struct robots_opts {
	const char *agent;
};

/* Path and query as given, so that an address can be asked in any spelling. */
static struct str path_of(struct str url)
{
	size_t from = str_find(url, STR("://"), 0);
	size_t start;

	url = str_sub(url, 0, str_findc(url, '#', 0));
	if (from != SIZE_MAX && str_findc(url, '/', 0) < from)
		from = SIZE_MAX;
	start = from == SIZE_MAX ? 0 : from + 3;
	if (url.n && url.p[0] == '/' && !str_starts(url, STR("//")))
		return url;
	if (str_starts(url, STR("//")))
		start = 2;
	while (start < url.n && url.p[start] != '/' && url.p[start] != '?')
		start++;
	return str_sub(url, start, url.n);
}

static void tell(struct buf *b, const struct page *p, struct str url, struct arena *a)
{
	const struct robots_rule *rule;
	struct str path = path_of(url);
	struct jw j = jw_on(b);
	bool allowed;

	if (path.n && path.p[0] == '?')
		path = arena_strf(a, "/%.*s", STR_ARG(path));
	allowed = robots_allows(p->robots, p->nrobots, path, &rule);
	jw_open(&j, '{');
	jw_kstr(&j, "url", url);
	jw_kbool(&j, "allowed", allowed);
	if (rule) {
		jw_kstr(&j, "rule", arena_strf(a, "%s: %.*s", rule->allow ? "Allow" : "Disallow",
			STR_ARG(rule->path)));
		jw_kint(&j, "line", rule->line);
	} else {
		jw_knull(&j, "rule");
		jw_knull(&j, "line");
	}
	jw_close(&j, '}');
	buf_addc(b, '\n');
}

static int run(struct globals *g, const void *opts, int argc, char **argv)
{
	const struct robots_opts *o = opts;
	struct buf body = BUF_INIT((size_t)64 << 20), b = BUF_INIT((size_t)64 << 20);
	struct arena a = ARENA_INIT;
	struct page p = {0};
	struct err e = {0};
	int status;

	(void)g;
	if (argc < 2)
		return cmd_usage(&cmd_robots, "expected a file and at least one address");
	if (fs_read(argv[0], &body, &e) < 0) {
		status = cmd_fail(&e);
	} else {
		robots_parse(buf_str(&body), str_of(o->agent ? o->agent : "portalwatch"), &p, &a);
		for (int i = 1; i < argc; i++)
			tell(&b, &p, str_of(argv[i]), &a);
		status = cmd_out(&b);
	}
	buf_release(&body);
	buf_release(&b);
	arena_release(&a);
	return status;
}

static const struct opt opts[] = {
	{.name = "--agent", .kind = OPT_TEXT, .offset = offsetof(struct robots_opts, agent),
		.value = "NAME", .help = "product token asked for (portalwatch)"},
	{0},
};

const struct cmd cmd_robots = {
	.name = "robots",
	.args = "FILE --agent NAME URL...",
	.summary = "what a robots.txt (- is standard input) says of addresses",
	.opts = opts,
	.opts_size = sizeof(struct robots_opts),
	.run = run,
};
