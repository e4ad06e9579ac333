/* linkcheck as SARIF 2.1.0: a result for each faulty link, its places the pages with it. */
#include "linkcheck-out.h"

#include "base/out.h"

#define SARIF_SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"
#define PLACES_MAX 100 /* of one result; readers show a handful */

static const int ruled[] = {VERDICT_BROKEN_DNS, VERDICT_BROKEN_TLS, VERDICT_BROKEN_HTTP,
	VERDICT_BROKEN_SOFT404, VERDICT_BROKEN_CONTENT, VERDICT_BROKEN_REDIRECT,
	VERDICT_BROKEN_URL, VERDICT_BROKEN_FRAGMENT, VERDICT_UNSTABLE_DNS,
	VERDICT_UNSTABLE_CONNECT, VERDICT_UNSTABLE_TIMEOUT, VERDICT_UNSTABLE_SERVER,
	VERDICT_UNSTABLE_RESET, VERDICT_PRIVATE, VERDICT_WRONG};

static void rules(struct jw *j)
{
	jw_key(j, "rules");
	jw_open(j, '[');
	for (size_t i = 0; i < sizeof(ruled) / sizeof(ruled[0]); i++) {
		jw_open(j, '{');
		jw_kcstr(j, "id", verdict_word(ruled[i]));
		jw_close(j, '}');
	}
	jw_close(j, ']');
}

/* Results come one by one, so the brackets around them are written by hand. */
static void sarif_begin(struct linkcheck_out *o, const struct linkcheck_summary *s)
{
	struct jw j;

	(void)s;
	buf_adds(&o->b, "{\"$schema\":\"" SARIF_SCHEMA "\",\"version\":\"2.1.0\","
		"\"runs\":[{\"tool\":{\"driver\":");
	j = jw_on(&o->b);
	jw_open(&j, '{');
	jw_kcstr(&j, "name", "portalwatch");
	jw_kcstr(&j, "version", PW_VERSION);
	rules(&j);
	jw_close(&j, '}');
	buf_adds(&o->b, "},\"results\":[\n");
}

static void place(struct jw *j, const struct linkcheck_parent *p)
{
	jw_open(j, '{');
	jw_key(j, "physicalLocation");
	jw_open(j, '{');
	jw_key(j, "artifactLocation");
	jw_open(j, '{');
	jw_kstr(j, "uri", p->url);
	jw_close(j, '}');
	if (p->line > 0) {
		jw_key(j, "region");
		jw_open(j, '{');
		jw_kint(j, "startLine", p->line);
		jw_close(j, '}');
	}
	jw_close(j, '}');
	jw_close(j, '}');
}

static void message(struct jw *j, const struct linkcheck_link *l)
{
	struct buf b = BUF_INIT(70000);

	buf_addf(&b, "%s: %.*s (%.*s)", verdict_word(l->verdict), STR_ARG(l->url),
		STR_ARG(l->reason));
	jw_key(j, "message");
	jw_open(j, '{');
	jw_kstr(j, "text", buf_str(&b));
	jw_close(j, '}');
	buf_release(&b);
}

static void sarif_link(struct linkcheck_out *o, const struct linkcheck_link *l)
{
	struct jw j;

	if (!linkcheck_is_faulty(l->verdict))
		return;
	buf_adds(&o->b, o->n++ ? ",\n" : "");
	j = jw_on(&o->b);
	jw_open(&j, '{');
	jw_kcstr(&j, "ruleId", verdict_word(l->verdict));
	jw_kcstr(&j, "level", verdict_is_unstable(l->verdict) ? "warning" : "error");
	message(&j, l);
	jw_key(&j, "locations");
	jw_open(&j, '[');
	for (size_t i = 0; i < l->nlisted && i < PLACES_MAX; i++)
		place(&j, &l->parents[i]);
	jw_close(&j, ']');
	jw_key(&j, "partialFingerprints");
	jw_open(&j, '{');
	jw_kstr(&j, "address", l->url);
	jw_close(&j, '}');
	jw_close(&j, '}');
}

static void sarif_end(struct linkcheck_out *o, const struct linkcheck_summary *s)
{
	(void)s;
	buf_adds(&o->b, "\n]}]}\n");
}

const struct linkcheck_writer linkcheck_sarif = {
	.name = "sarif", .begin = sarif_begin, .link = sarif_link, .end = sarif_end,
};
