/* url BASE REF...: how a browser would resolve each REF, JSON lines. */
#include "base/out.h"
#include "crawler/url.h"
#include "monitor/cmds.h"

static void tell(struct buf *b, struct str ref, int rc, const struct url *u)
{
	struct jw j = jw_on(b);

	jw_open(&j, '{');
	jw_kstr(&j, "ref", ref);
	if (rc == 0)
		jw_kstr(&j, "url", u->href);
	else
		jw_kcstr(&j, "error", url_failure_word(rc));
	jw_close(&j, '}');
	buf_addc(b, '\n');
}

static int run(struct globals *g, const void *opts, int argc, char **argv)
{
	struct arena a = ARENA_INIT;
	struct buf b = BUF_INIT((size_t)64 << 20);
	struct url base, u;
	bool has_base;
	int base_rc = 0, status;

	(void)g;
	(void)opts;
	if (argc < 2)
		return cmd_usage(&cmd_url, "expected a base and at least one reference");
	has_base = argv[0][0] != '\0';
	if (has_base)
		base_rc = url_parse(str_of(argv[0]), NULL, &base, &a) < 0 ? URL_BASE_INVALID : 0;
	for (int i = 1; i < argc; i++) {
		struct str ref = str_of(argv[i]);
		int rc = base_rc;

		if (rc == 0)
			rc = url_parse(ref, has_base ? &base : NULL, &u, &a);
		tell(&b, ref, rc, &u);
	}
	status = cmd_out(&b);
	buf_release(&b);
	arena_release(&a);
	return status;
}

const struct cmd cmd_url = {
	.name = "url",
	.args = "BASE REF...",
	.summary = "resolve references as a browser does (BASE \"\": none)",
	.run = run,
};
