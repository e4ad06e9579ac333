/* charset FILE: which encoding a document declares and which it has, one JSON line. */
#include "base/fs.h"
#include "base/out.h"
#include "crawler/charset.h"
#include "monitor/cmds.h"

struct charset_opts {
	const char *content_type, *url;
};

static int run(struct globals *g, const void *opts, int argc, char **argv)
{
	const struct charset_opts *o = opts;
	struct buf body = BUF_INIT((size_t)64 << 20), b = BUF_INIT((size_t)1 << 20);
	struct arena a = ARENA_INIT;
	struct charset_result r;
	struct jw j = jw_on(&b);
	struct err e = {0};
	int status;

	(void)g;
	if (argc != 1)
		return cmd_usage(&cmd_charset, "expected one file");
	if (fs_read(argv[0], &body, &e) < 0) {
		status = cmd_fail(&e);
	} else {
		charset_decode(buf_str(&body), str_of(o->content_type), str_of(o->url), &r, &a);
		jw_open(&j, '{');
		jw_kstr(&j, "declared", r.declared);
		jw_kstr(&j, "encoding", r.encoding);
		jw_kstr(&j, "how", r.how);
		jw_kbool(&j, "damaged", r.damaged);
		jw_close(&j, '}');
		buf_addc(&b, '\n');
		status = cmd_out(&b);
	}
	buf_release(&body);
	buf_release(&b);
	arena_release(&a);
	return status;
}

static const struct opt opts[] = {
	{.name = "--content-type", .kind = OPT_TEXT,
		.offset = offsetof(struct charset_opts, content_type), .value = "V",
		.help = "value of the Content-Type header"},
	{.name = "--url", .kind = OPT_TEXT, .offset = offsetof(struct charset_opts, url),
		.value = "URL", .help = "address, for the default by host"},
	{0},
};

const struct cmd cmd_charset = {
	.name = "charset",
	.args = "FILE [--content-type V] [--url URL]",
	.summary = "the encoding a document (- is standard input) declares and has",
	.opts = opts,
	.opts_size = sizeof(struct charset_opts),
	.run = run,
};
