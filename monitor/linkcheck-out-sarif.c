/* linkcheck as SARIF 2.1.0: a result for each faulty link, its places the pages with it. */
#include "linkcheck-out.h"

#include "base/out.h"

#define SARIF_SCHEMA "https://json.schemastore.org/sarif-2.1.0.json"
#define PLACES_MAX 100 /* of one result; readers show a handful */

static const struct {
	int verdict;
	const char *text;
} ruled[] = {
	{VERDICT_BROKEN_DNS, "The name of the host does not exist."},
	{VERDICT_BROKEN_TLS, "The certificate is not valid."},
	{VERDICT_BROKEN_HTTP, "The page does not exist."},
	{VERDICT_BROKEN_SOFT404, "A page that is not there, behind a good answer."},
	{VERDICT_BROKEN_CONTENT, "Not the document or image that the address promises."},
	{VERDICT_BROKEN_REDIRECT, "A redirect that leads nowhere."},
	{VERDICT_BROKEN_URL, "No usable address."},
	{VERDICT_BROKEN_FRAGMENT, "The named anchor does not exist."},
	{VERDICT_UNSTABLE_DNS, "The name of the host could not be resolved now."},
	{VERDICT_UNSTABLE_CONNECT, "The host could not be connected now."},
	{VERDICT_UNSTABLE_TIMEOUT, "No answer in time."},
	{VERDICT_UNSTABLE_SERVER, "The server answers with an error."},
	{VERDICT_UNSTABLE_RESET, "The connection was cut."},
	{VERDICT_PRIVATE, "Leads to a private address from a public page."},
	{VERDICT_WRONG, "Opens, but is something else: parked, spam, another site, or hidden."},
};

static void rules(struct jw *j)
{
	jw_key(j, "rules");
	jw_open(j, '[');
	for (size_t i = 0; i < sizeof(ruled) / sizeof(ruled[0]); i++) {
		jw_open(j, '{');
		jw_kcstr(j, "id", verdict_word(ruled[i].verdict));
		jw_key(j, "shortDescription");
		jw_open(j, '{');
		jw_kcstr(j, "text", ruled[i].text);
		jw_close(j, '}');
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
	if (l->nlisted == 0) /* named on the command line: readers want a place */
		place(&j, &(struct linkcheck_parent){.url = l->url});
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
