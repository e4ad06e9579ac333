/* Head, foot and cells of the web's pages. */
#include "web-page.h"
#include "say.h"
#include "version-diff.h"
#include "web-auth.h"

#include "base/clock.h"
#include "base/out.h"

#include <stdio.h>

static const char style[] =
	"body{padding-top:0}nav{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;align-items:center;"
	"margin:0 0 1.1rem;padding:.55rem 0;border-bottom:1px solid #d4d7dc}"
	"nav a{text-decoration:none;padding:.25rem 0}nav a.name{font-weight:700;color:#8a1c1c}"
	"nav form{margin:0 0 0 auto;display:flex;gap:.4rem}nav form.out{margin:0}"
	"input,textarea,button{font:inherit;padding:.3rem .5rem;border:1px solid #aab1ba;"
	"border-radius:3px;background:#fff;color:inherit}button{background:#f1f3f5;cursor:pointer}"
	"input:focus,textarea:focus,button:focus,a:focus{outline:2px solid #0b4f9e;"
	"outline-offset:1px}nav input{width:11em}"
	".act{border:1px solid #d4d7dc;background:#f8f9fa;padding:.2rem 1rem;max-width:34rem}"
	".act label{display:block;color:#555;font-size:.9rem}.act input,.act textarea{width:100%;"
	"box-sizing:border-box}.tiles{display:flex;flex-wrap:wrap;gap:.6rem;margin:.8rem 0;padding:0;"
	"list-style:none}.tiles li{border:1px solid #d4d7dc;padding:.35rem .8rem;min-width:5.5em}"
	".tiles b{display:block;font-size:1.45rem;line-height:1.3;font-variant-numeric:tabular-nums}"
	".tiles a{color:inherit;text-decoration:none;display:block}"
	".text{white-space:pre-wrap;border-left:3px solid #d4d7dc;padding-left:.8rem;"
	"overflow-wrap:anywhere}.pager{margin:.8rem 0}.pager a{margin-right:1rem}"
	"table:has(thead tr:empty) td:first-child{color:#555;width:9em}" STYLE_DIFF
	".cards{border:0}"
	"@media screen and (max-width:40rem){nav form{margin-left:0;flex:1 1 100%}"
	"nav input{flex:1;width:auto}nav form.out{flex:0}td a{overflow-wrap:anywhere}"
	"table.side td{min-width:0;padding:.2rem .25rem;font-size:.86rem;overflow-wrap:anywhere}}"
	"@media print{nav,.act,.pager{display:none}}";

static void nav_link(const struct web_turn *t, struct buf *b, const char *way, const char *cls,
	const char *text)
{
	buf_addf(b, "<a%s%s%s href=\"", cls ? " class=\"" : "", cls ? cls : "", cls ? "\"" : "");
	out_html(b, web_at(t, way));
	buf_addf(b, "\">%s</a>", text);
}

/* The same page in the other language. */
static void nav_language(const struct web_turn *t, struct buf *b)
{
	bool zh = t->ask.lang == LANG_ZH;

	buf_addf(b, "<a hreflang=\"%s\" lang=\"%s\" href=\"?", zh ? "en" : "zh-CN", zh ? "en" : "zh-CN");
	for (size_t i = 0; i < t->query.n && t->q->method != WEB_POST; i++) {
		const struct web_field *f = &t->query.list[i];

		if (str_eqc(f->name, "lang"))
			continue;
		out_url_component(b, f->name);
		buf_addc(b, '=');
		out_url_component(b, f->value);
		buf_adds(b, "&amp;");
	}
	buf_addf(b, "lang=%s\">%s</a>", zh ? "en" : "zh", zh ? "English" : "中文");
}

void web_frame(struct web_turn *t)
{
	enum lang l = t->ask.lang;
	struct buf b = BUF_INIT(WEB_VALUE_MAX * WEB_FIELDS);

	buf_adds(&b, "<nav>");
	nav_link(t, &b, "", "name", LANG(l, "portalwatch"));
	nav_link(t, &b, "incidents", NULL, LANG(l, "Problems"));
	nav_link(t, &b, "report", NULL, LANG(l, "Reports"));
	nav_language(t, &b);
	buf_adds(&b, "<form role=\"search\" action=\"");
	out_html(&b, web_at(t, "search"));
	buf_addf(&b, "\"><input type=\"search\" name=\"q\" aria-label=\"%s\" placeholder=\"%s\">"
		"<button>%s</button></form>", LANG(l, "words of a title"), LANG(l, "words of a title"),
		LANG(l, "Search"));
	if (!str_none(t->session)) {
		buf_adds(&b, "<form class=\"out\" method=\"post\" action=\"");
		out_html(&b, web_at(t, "sign-out"));
		buf_addf(&b, "\"><input type=\"hidden\" name=\"form\" value=\"%.*s\"><button>%s</button>"
			"</form>", STR_ARG(auth_form_value(t)), LANG(l, "Sign out"));
	}
	buf_adds(&b, "</nav>\n");
	t->ask.top = arena_str(t->ask.arena, buf_str(&b));
	t->ask.style = str_of(style);
	buf_release(&b);
}

void web_page(struct web_turn *t, struct str title)
{
	web_frame(t);
	t->page = (struct report){.title = title};
}

/* The page's one style may be used, named by its digest; nothing else of any kind. */
void web_html(struct web_turn *t)
{
	struct str all = buf_str(&t->a->body);
	size_t from = str_find(all, STR("<style>"), 0), to = str_find(all, STR("</style>"), 0);
	struct sha256 d = sha256_of(from == SIZE_MAX || to == SIZE_MAX ? STR("")
			: str_sub(all, from + 7, to - from - 7));
	struct buf b = BUF_INIT(1000);

	buf_adds(&b, "default-src 'none'; style-src 'sha256-");
	out_base64(&b, str_n((const char *)d.b, sizeof(d.b)));
	buf_adds(&b, "'; img-src data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'");
	web_header(t, "Content-Type", STR("text/html; charset=utf-8"));
	web_header(t, "Content-Security-Policy", arena_str(t->ask.arena, buf_str(&b)));
	web_header(t, "X-Frame-Options", STR("DENY"));
	buf_release(&b);
}

int web_page_end(struct web_turn *t)
{
	char text[TIME_TEXT];

	report_note(&t->page, t->ask.arena, arena_strf(t->ask.arena, "%s %s · portalwatch %s",
		LANG(t->ask.lang, "as it stood at"),
		time_short(text, t->ask.now_ms, t->w->config->zone), PW_VERSION));
	write_html(&t->page, &t->ask, &t->a->body);
	for (size_t i = 0; i < t->page.nsections; i++)
		section_free(&t->page.sections[i]);
	web_html(t);
	return 0;
}

void web_line(struct web_turn *t, struct str line)
{
	if (line.n)
		report_line(&t->page, t->ask.arena, line);
}

struct section *web_section(struct web_turn *t, const char *title, const char *const *heads)
{
	return report_section(&t->page, &t->ask, title, heads);
}

struct cell *web_row(struct web_turn *t, struct section *s)
{
	return section_row(s, t->ask.arena);
}

void web_raw(struct web_turn *t, const char *title, struct buf *b)
{
	struct section *s = web_section(t, title, NULL);

	s->svg = arena_str(t->ask.arena, buf_str(b));
	buf_clear(b);
}

struct section *web_facts(struct web_turn *t, const char *title)
{
	static const char *const heads[] = {LANG_MARK("What"), LANG_MARK("Known"), NULL};
	struct section *s = web_section(t, title, heads);

	s->heads[0] = s->heads[1] = STR(""); /* the names speak for themselves */
	return s;
}

void web_fact(struct web_turn *t, struct section *s, const char *name, struct cell value)
{
	struct cell *row;

	if (value.absent || ((value.type == CELL_TEXT || value.type == CELL_LINK) && !value.text.n))
		return;
	row = web_row(t, s);
	row[0] = cell_text(str_of(name));
	row[1] = value;
}

static void pager_link(const struct web_turn *t, struct buf *b, size_t page, const char *word)
{
	buf_adds(b, "<a href=\"?");
	for (size_t i = 0; i < t->query.n; i++) {
		const struct web_field *f = &t->query.list[i];

		if (str_eqc(f->name, "page") || str_eqc(f->name, "lang"))
			continue;
		out_url_component(b, f->name);
		buf_addc(b, '=');
		out_url_component(b, f->value);
		buf_adds(b, "&amp;");
	}
	buf_addf(b, "page=%zu\">%s</a>", page + 1, word);
}

void web_pager(struct web_turn *t, size_t page, size_t pages)
{
	struct buf b = BUF_INIT(WEB_VALUE_MAX * WEB_FIELDS);

	if (pages > 1) {
		buf_adds(&b, "<p class=\"pager\">");
		if (page > 0)
			pager_link(t, &b, page - 1, LANG(t->ask.lang, "newer"));
		buf_addf(&b, "%zu / %zu ", page + 1, pages);
		if (page + 1 < pages)
			pager_link(t, &b, page + 1, LANG(t->ask.lang, "older"));
		buf_adds(&b, "</p>\n");
		web_raw(t, NULL, &b);
	}
	buf_release(&b);
}

/* --- cells --- */

struct str web_portal_name(const struct web_turn *t, struct str portal)
{
	const struct portal_config *p = config_portal(t->w->config, portal);

	return p && p->name[0] ? str_of(p->name) : portal;
}

struct str web_column_name(const struct web_turn *t, struct str portal, struct str column)
{
	const struct portal_config *p = config_portal(t->w->config, portal);
	const struct column_config *c = p ? portal_column(p, column) : NULL;

	if (str_eqc(column, HOME_COLUMN))
		return str_of(LANG(t->ask.lang, "home page"));
	return c && c->name[0] ? str_of(c->name) : column;
}

struct cell web_portal_cell(const struct web_turn *t, struct str portal)
{
	if (!portal.n)
		return cell_text(STR_NONE);
	return cell_local(web_portal_name(t, portal), web_way(t, STR("portal"), portal, STR_NONE, STR_NONE));
}

struct cell web_column_cell(const struct web_turn *t, struct str portal, struct str column)
{
	if (!column.n)
		return cell_text(STR_NONE);
	return cell_local(web_column_name(t, portal, column),
		web_way(t, STR("portal"), portal, column, STR_NONE));
}

struct str web_notice_key(const struct web_turn *t, struct str identity)
{
	struct key128 k = key128_of(identity);
	struct buf b = BUF_INIT(64);
	struct str s;

	for (size_t i = 0; i < sizeof(k.b); i++)
		buf_addf(&b, "%02x", k.b[i]);
	s = arena_str(t->ask.arena, buf_str(&b));
	buf_release(&b);
	return s;
}

struct cell web_notice_cell(const struct web_turn *t, struct str portal, struct str column,
	struct str identity, struct str title)
{
	return cell_local(title.n ? title : STR("-"),
		web_way(t, STR("portal"), portal, column, web_notice_key(t, identity)));
}

struct str web_outcome(const struct web_turn *t, int verdict, int status, struct str reason)
{
	struct str said_of = str_of(say_verdict(verdict, t->ask.lang));
	struct str why = say_reason(reason, t->ask.lang);
	char number[16];
	struct buf b = BUF_INIT(4096);
	struct str out;

	snprintf(number, sizeof(number), "%d", status);
	if (!str_has(why, said_of))
		buf_addf(&b, "%.*s ", STR_ARG(said_of));
	if (status > 0 && !str_has(why, str_of(number)))
		buf_addf(&b, "%s ", number);
	buf_addstr(&b, why);
	out = arena_str(t->ask.arena, str_trim(buf_str(&b)));
	buf_release(&b);
	return out;
}

struct cell web_link_cell(const struct web_turn *t, struct str url, struct str text)
{
	struct buf b = BUF_INIT((size_t)1 << 20);
	struct cell c;

	buf_addstr(&b, web_at(t, "link?url="));
	out_url_component(&b, url);
	c = cell_local(arena_str(t->ask.arena, text), arena_str(t->ask.arena, buf_str(&b)));
	buf_release(&b);
	return c;
}

const struct zone *web_zone(const struct web_turn *t, struct str portal)
{
	const struct portal_config *p = config_portal(t->w->config, portal);

	return p ? portal_zone(t->w->config, p) : t->w->config->zone;
}
