/* linkcheck for other programs: CSV for sheets, JUnit for build servers, DOT for graphs. */
#include "linkcheck-out.h"

#include "base/out.h"

/* --- CSV: a line for each faulty link and page that carries it --- */

static void csv_begin(struct linkcheck_out *o, const struct linkcheck_summary *s)
{
	(void)s;
	buf_adds(&o->b, "url,verdict,status,reason,detail,final_url,parent,line,element,text\r\n");
}

static void csv_head(struct buf *b, const struct linkcheck_link *l)
{
	out_csv(b, l->url);
	buf_addf(b, ",%s,", verdict_word(l->verdict));
	if (l->status)
		buf_addf(b, "%d", l->status);
	buf_addc(b, ',');
	out_csv(b, l->reason);
	buf_addc(b, ',');
	out_csv(b, l->detail);
	buf_addc(b, ',');
	out_csv(b, l->final_url);
}

static void csv_link(struct linkcheck_out *o, const struct linkcheck_link *l)
{
	struct buf *b = &o->b;

	if (!o->all && !linkcheck_is_faulty(l->verdict))
		return;
	for (size_t i = 0; i < l->nlisted; i++) {
		const struct linkcheck_parent *p = &l->parents[i];

		csv_head(b, l);
		buf_addc(b, ',');
		out_csv(b, p->url);
		buf_addf(b, ",%d,", (int)p->line);
		out_csv(b, p->element);
		buf_addc(b, ',');
		out_csv(b, p->text);
		buf_adds(b, "\r\n");
	}
	if (l->nlisted == 0) {
		csv_head(b, l);
		buf_adds(b, ",,,,\r\n");
	}
}

const struct linkcheck_writer linkcheck_csv = {
	.name = "csv", .begin = csv_begin, .link = csv_link,
};

/* --- JUnit: an address is a test case --- */

/* XML 1.0 has no control characters, whatever the escape. */
static void xml(struct buf *b, struct str s)
{
	out_html(b, s);
}

static void junit_begin(struct linkcheck_out *o, const struct linkcheck_summary *s)
{
	uint64_t failures = s->broken + s->unstable + s->wrong + s->private_;

	buf_adds(&o->b, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
	buf_addf(&o->b, "<testsuites><testsuite name=\"portalwatch linkcheck\" tests=\"%llu\" "
		"failures=\"%llu\" skipped=\"%llu\" errors=\"0\" time=\"%.3f\">\n",
		(unsigned long long)s->links, (unsigned long long)failures,
		(unsigned long long)(s->skipped + s->blocked + s->unknown),
		(double)s->elapsed_ms / 1000);
}

static void junit_failure(struct buf *b, const struct linkcheck_link *l)
{
	buf_addf(b, "<failure type=\"%s\" message=\"", verdict_word(l->verdict));
	xml(b, l->reason);
	buf_adds(b, "\">");
	xml(b, l->detail);
	for (size_t i = 0; i < l->nlisted; i++) {
		buf_adds(b, "\non ");
		xml(b, l->parents[i].url);
		buf_addf(b, " line %d: ", (int)l->parents[i].line);
		xml(b, l->parents[i].text);
	}
	buf_adds(b, "</failure>");
}

static void junit_link(struct linkcheck_out *o, const struct linkcheck_link *l)
{
	struct buf *b = &o->b;

	buf_adds(b, "<testcase classname=\"links\" name=\"");
	xml(b, l->url);
	buf_addf(b, "\" time=\"%.3f\">", (double)l->elapsed_ms / 1000);
	if (linkcheck_is_faulty(l->verdict)) {
		junit_failure(b, l);
	} else if (!verdict_is_good(l->verdict)) {
		buf_addf(b, "<skipped message=\"%s ", verdict_word(l->verdict));
		xml(b, l->reason);
		buf_adds(b, "\"/>");
	}
	buf_adds(b, "</testcase>\n");
}

static void junit_end(struct linkcheck_out *o, const struct linkcheck_summary *s)
{
	(void)s;
	buf_adds(&o->b, "</testsuite></testsuites>\n");
}

const struct linkcheck_writer linkcheck_junit = {
	.name = "junit", .needs_summary = true, .begin = junit_begin, .link = junit_link,
	.end = junit_end,
};

/* --- DOT --- */

static void dot_begin(struct linkcheck_out *o, const struct linkcheck_summary *s)
{
	(void)s;
	buf_adds(&o->b, "digraph links {\n");
}

static void dot_edge(struct linkcheck_out *o, struct str from, struct str to, int verdict)
{
	buf_adds(&o->b, "\t");
	out_json(&o->b, from);
	buf_adds(&o->b, " -> ");
	out_json(&o->b, to);
	if (linkcheck_is_faulty(verdict))
		buf_addf(&o->b, " [color=red, label=\"%s\"]", verdict_word(verdict));
	buf_adds(&o->b, ";\n");
}

static void dot_end(struct linkcheck_out *o, const struct linkcheck_summary *s)
{
	(void)s;
	buf_adds(&o->b, "}\n");
}

const struct linkcheck_writer linkcheck_dot = {
	.name = "dot", .begin = dot_begin, .edge = dot_edge, .end = dot_end,
};
