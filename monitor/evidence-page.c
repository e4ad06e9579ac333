/* index.html of a package of evidence: opens from a file, loads nothing. */
#include "evidence.h"

#include "base/out.h"
#include "message-part.h"
#include "monitor/incident-view.h"

#define PAGE_BYTES ((size_t)64 << 20)

static const char style[] =
	"body{font:15px/1.6 \"Noto Sans CJK SC\",\"Microsoft YaHei\",\"PingFang SC\",system-ui,"
	"sans-serif;color:#1c1f23;max-width:64rem;margin:0 auto;padding:1.2rem}"
	"h1{font-size:1.4rem;margin:.2rem 0}h2{font-size:1.1rem;margin:1.6rem 0 .4rem;"
	"border-bottom:2px solid #8a1c1c}table{border-collapse:collapse;width:100%;"
	"font-size:.92rem}th,td{border:1px solid #d4d7dc;padding:.3rem .5rem;text-align:left;"
	"vertical-align:top;overflow-wrap:anywhere}th{background:#f1f3f5;white-space:nowrap}"
	"td.t{white-space:nowrap;font-variant-numeric:tabular-nums}code{font-size:.86rem;"
	"overflow-wrap:anywhere}a{color:#0b4f9e}.mark{background:#fff3cd;border:1px solid "
	"#e0c36a;padding:.3rem .6rem;display:inline-block}p.small{color:#555;font-size:.9rem}"
	"@page{size:A4;margin:14mm}";

static void cell(struct buf *b, struct str s)
{
	buf_adds(b, "<td>");
	out_html(b, str_sub(s, 0, 4000));
	buf_adds(b, "</td>");
}

static void field(struct buf *b, const char *name, struct str value)
{
	if (!value.n)
		return;
	buf_adds(b, "<tr><th>");
	out_html(b, str_of(name));
	buf_adds(b, "</th>");
	cell(b, value);
	buf_adds(b, "</tr>\n");
}

static void link_cell(struct buf *b, struct str file, struct str text)
{
	buf_adds(b, "<td>");
	if (file.n) {
		buf_addf(b, "<a href=\"%.*s\">", STR_ARG(file));
		out_html(b, text);
		buf_adds(b, "</a>");
	} else {
		out_html(b, text);
	}
	buf_adds(b, "</td>");
}

static void heading(struct buf *b, const char *text)
{
	buf_adds(b, "<h2>");
	out_html(b, str_of(text));
	buf_adds(b, "</h2>\n");
}

static void para(struct buf *b, const char *cls, const char *text)
{
	buf_addf(b, "<p%s%s%s>", cls ? " class=\"" : "", cls ? cls : "", cls ? "\"" : "");
	out_html(b, str_of(text));
	buf_adds(b, "</p>\n");
}

/* --- what it is about --- */

static void put_facts(struct evidence *v, struct buf *b)
{
	const struct incident *i = &v->i;
	const struct portal_config *p = config_portal(v->config, i->portal);
	const struct column_config *c = p && i->column.n ? portal_column(p, i->column) : NULL;
	struct str cause = i->cause.n ? arena_str(v->arena, i->cause) : STR_NONE;
	const char *why = cause.n ? reason_text(cause, v->lang) : NULL;

	buf_adds(b, "<table>\n");
	field(b, LANG(v->lang, "problem"),
		str_of(incident_kind_text(arena_str(v->arena, i->kind), v->lang)));
	field(b, LANG(v->lang, "portal"), str_of(p && p->name[0] ? p->name : NULL));
	field(b, LANG(v->lang, "site code"), str_of(p ? p->site_code : NULL));
	field(b, LANG(v->lang, "column"), c && c->name[0] ? str_of(c->name) : i->column);
	field(b, LANG(v->lang, "subject"), i->subject);
	field(b, LANG(v->lang, "cause"), why ? str_of(why) : i->cause);
	field(b, LANG(v->lang, "state"), str_of(incident_state_text(i, v->lang)));
	field(b, LANG(v->lang, "since"), evidence_time(v, i->first_ms));
	field(b, LANG(v->lang, "opened"), evidence_time(v, i->opened_ms));
	field(b, LANG(v->lang, "resolved"), evidence_time(v, i->resolved_ms));
	field(b, LANG(v->lang, "unit"), i->unit);
	field(b, LANG(v->lang, "person"), i->person);
	field(b, LANG(v->lang, "rectification notice"), i->notice);
	field(b, LANG(v->lang, "deadline"), evidence_time(v, i->deadline_ms));
	field(b, LANG(v->lang, "measure taken"), i->measure_taken);
	field(b, LANG(v->lang, "basis"), lang_basis(v->lang, i->basis));
	buf_adds(b, "</table>\n");
}

static void put_check(struct evidence *v, struct buf *b)
{
	heading(b, LANG(v->lang, "How to check this package"));
	para(b, NULL, LANG(v->lang, "Unpack it and run in its folder:"));
	buf_adds(b, "<p><code>sha256sum -c SHA256SUMS</code></p>\n");
	para(b, "small", LANG(v->lang, "Every .bin file under bodies/ is named by the SHA-256 of its "
		"bytes: those that the server sent, after transfer and content encoding were removed "
		"and before any character was decoded, or the head of a request that was sent. "
		"Nothing here is loaded from a network."));
}

/* --- time line --- */

static void put_moments(struct evidence *v, struct buf *b)
{
	heading(b, LANG(v->lang, "Time line"));
	if (v->nmeasures < v->nmeasured)
		para(b, "small", arena_strf(v->arena, LANG(v->lang,
			"Of %zu measurements the first and the last, %zu in all, are shown."),
			v->nmeasured, v->nmeasures).p);
	buf_adds(b, "<table><tbody>\n");
	for (size_t i = 0; i < v->nmoments; i++) {
		const struct evidence_moment *m = &v->moments[i];

		buf_addf(b, "<tr><td class=\"t\">%.*s</td>", STR_ARG(evidence_time(v, m->ms)));
		link_cell(b, m->file, m->text);
		buf_adds(b, "</tr>\n");
	}
	buf_adds(b, "</tbody></table>\n");
}

/* --- parents --- */

static void put_parents(struct evidence *v, struct buf *b)
{
	if (v->nparents == 0)
		return;
	heading(b, LANG(v->lang, "Pages that carry the link"));
	if (v->nparents < v->nparents_all)
		para(b, "small", arena_strf(v->arena, LANG(v->lang, "%zu of %zu are shown."),
			v->nparents, v->nparents_all).p);
	buf_addf(b, "<table><thead><tr><th>%s</th><th>%s</th><th>%s</th><th>%s</th></tr></thead>"
		"<tbody>\n", LANG(v->lang, "page"), LANG(v->lang, "link text"),
		LANG(v->lang, "line"), LANG(v->lang, "source of the page"));
	for (size_t i = 0; i < v->nparents; i++) {
		const struct evidence_parent *p = &v->parents[i];
		struct str anchor = p->marked ? arena_strf(v->arena, "%.*s#link", STR_ARG(p->file))
					      : p->file;

		buf_adds(b, "<tr>");
		cell(b, p->title.n ? arena_strf(v->arena, "%.*s %.*s", STR_ARG(p->title),
					     STR_ARG(p->url))
				   : p->url);
		cell(b, p->text);
		buf_addf(b, "<td class=\"t\">%d</td>", p->line);
		link_cell(b, anchor, str_of(p->marked ? LANG(v->lang, "link marked")
			: p->file.n ? LANG(v->lang, "the link is not in this reading")
				    : LANG(v->lang, "bytes not kept")));
		buf_adds(b, "</tr>\n");
	}
	buf_adds(b, "</tbody></table>\n");
}

/* --- rule and digests --- */

static void put_rule(struct evidence *v, struct buf *b)
{
	heading(b, LANG(v->lang, "Rule"));
	para(b, NULL, evidence_rule_text(arena_str(v->arena, v->i.kind), v->lang));
	buf_addf(b, "<p><a href=\"rule.txt\">%s</a> &middot; <a href=\"calendar.txt\">%s</a>",
		LANG(v->lang, "the rule, its basis, the figures"),
		LANG(v->lang, "working days and holidays of the span"));
	if (v->diff_file.n)
		buf_addf(b, " &middot; <a href=\"%.*s\">%s</a>", STR_ARG(v->diff_file),
			LANG(v->lang, "what changed between its last two versions"));
	buf_adds(b, "</p>\n");
}

static void put_chain(struct evidence *v, struct buf *b)
{
	heading(b, LANG(v->lang, "Chain of digests"));
	para(b, "small", LANG(v->lang, "Each day closes with a digest over that of the day before "
		"and the leaves of its measurements, so that nothing can be altered later without "
		"all later days changing. The SHA-256 of a file under chain/ is the digest of its "
		"day; its first 32 bytes are the digest of the day before, then follow the leaves: "
		"the SHA-256 of each file measurements/….record is one of them."));
	if (v->nchain == 0) {
		para(b, NULL, LANG(v->lang, "The days of these measurements are not closed yet."));
		return;
	}
	buf_addf(b, "<table><thead><tr><th>%s</th><th>%s</th><th>%s</th></tr></thead><tbody>\n",
		LANG(v->lang, "date"), LANG(v->lang, "measurements"), "SHA-256");
	for (size_t i = 0; i < v->nchain; i++) {
		const struct evidence_chain *c = &v->chain[i];

		buf_adds(b, "<tr>");
		link_cell(b, c->file, c->day);
		buf_addf(b, "<td>%llu</td><td><code>%.*s</code></td></tr>\n",
			(unsigned long long)c->nmeasures, STR_ARG(c->digest));
	}
	buf_adds(b, "</tbody></table>\n");
}

static void put_files(struct evidence *v, struct buf *b)
{
	heading(b, LANG(v->lang, "Files"));
	buf_adds(b, "<table><tbody>\n");
	for (size_t i = 0; i < v->nfiles; i++) {
		buf_adds(b, "<tr>");
		link_cell(b, v->files[i].name, v->files[i].name);
		cell(b, v->files[i].what);
		buf_addf(b, "<td class=\"t\">%zu</td></tr>\n", v->files[i].data.n);
	}
	buf_adds(b, "</tbody></table>\n");
	if (v->nleft_out)
		para(b, "small", LANG(v->lang, "Not packed, because no longer kept or too large:"));
	for (size_t i = 0; i < v->nleft_out; i++)
		buf_addf(b, "<p><code>%.*s</code></p>\n", STR_ARG(v->left_out[i]));
}

void evidence_page(struct evidence *v)
{
	struct buf b = BUF_INIT(PAGE_BYTES);
	struct str title = arena_strf(v->arena, LANG(v->lang, "Evidence of incident #%llu"),
		(unsigned long long)v->i.id);

	buf_addf(&b, "<!DOCTYPE html>\n<html lang=\"%s\">\n<head>\n<meta charset=\"utf-8\">\n"
		"<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; "
		"style-src 'unsafe-inline'\">\n<meta name=\"viewport\" "
		"content=\"width=device-width, initial-scale=1\">\n<title>%.*s</title>\n"
		"<style>%s</style>\n</head>\n<body>\n<h1>%.*s</h1>\n",
		v->lang == LANG_ZH ? "zh-CN" : "en", STR_ARG(title), style, STR_ARG(title));
	if (v->simulation)
		para(&b, "mark", LANG(v->lang,
			"Simulation: made from a store with a simulated clock."));
	put_facts(v, &b);
	put_check(v, &b);
	put_moments(v, &b);
	put_parents(v, &b);
	put_rule(v, &b);
	put_chain(v, &b);
	put_files(v, &b);
	buf_adds(&b, "</body>\n</html>\n");
	evidence_add(v, STR("index.html"), LANG(v->lang, "to be read first"), &b);
}
