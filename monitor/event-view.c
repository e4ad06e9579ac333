/* Events as JSON and as entries of an Atom feed. */
#include "event-view.h"

#include "say.h"

#include "base/out.h"

#define DETAIL_BYTES ((size_t)1 << 16) /* of what is said of one event */

void event_json(struct buf *b, const struct event *x, const struct zone *z)
{
	struct jw j = jw_on(b);

	jw_open(&j, '{');
	jw_kint(&j, "seq", (int64_t)x->seq);
	jw_ktime(&j, "time", x->time_ms, z);
	jw_kstr(&j, "kind", x->kind);
	jw_kstr(&j, "portal", x->portal);
	jw_kstr(&j, "column", x->column);
	jw_key(&j, "notice");
	if (str_none(x->identity)) {
		jw_null(&j);
	} else {
		jw_open(&j, '{');
		jw_kstr(&j, "title", x->title);
		jw_kstr(&j, "url", x->url);
		jw_kday(&j, "date", event_day(x));
		jw_close(&j, '}');
	}
	jw_key(&j, "detail");
	if (str_none(x->detail)) {
		jw_open(&j, '{');
		jw_close(&j, '}');
	} else {
		jw_raw(&j, x->detail);
	}
	if (str_none(x->identity) && !str_none(x->url))
		jw_kstr(&j, "url", x->url);
	jw_close(&j, '}');
	buf_addc(b, '\n');
}

/* "示例市 › 通知公告", as the configuration names them. */
static void subject_text(struct buf *b, const struct feed_view *v, struct str portal,
	struct str column)
{
	const struct portal_config *p = v->config ? config_portal(v->config, portal) : NULL;
	const struct column_config *c = p ? portal_column(p, column) : NULL;

	buf_addstr(b, p && p->name[0] ? str_of(p->name) : portal);
	if (!column.n)
		return;
	buf_adds(b, " \xe2\x80\xba ");
	if (str_eqc(column, HOME_COLUMN))
		buf_adds(b, LANG(v->lang, "home page"));
	else
		buf_addstr(b, c && c->name[0] ? str_of(c->name) : column);
}

static void atom_text(struct buf *b, const char *element, struct str text)
{
	buf_addf(b, "<%s>", element);
	out_html(b, text);
	buf_addf(b, "</%s>", element);
}

static void atom_link(struct buf *b, const char *rel, struct str url)
{
	if (!str_starts(url, STR("http://")) && !str_starts(url, STR("https://")))
		return;
	buf_addf(b, "<link rel=\"%s\" href=\"", rel);
	out_href(b, url);
	buf_adds(b, "\"/>");
}

void event_atom(struct buf *b, const struct feed_view *v, const struct event *x)
{
	struct buf title = BUF_INIT(DETAIL_BYTES), told = BUF_INIT(DETAIL_BYTES);
	char t[TIME_TEXT];

	buf_addstr(&title, say_event_kind(x, v->lang));
	buf_adds(&title, LANG(v->lang, ": "));
	subject_text(&told, v, x->portal, x->column);
	buf_addstr(&title, !str_none(x->title) ? x->title : buf_str(&told));
	if (x->date_ms != DATE_NONE_MS)
		buf_addf(&told, "\n%s%s%s", LANG(v->lang, "stated date"), LANG(v->lang, ": "),
			day_text(t, event_day(x)));
	buf_addc(&told, '\n');
	say_event(&told, x, v->lang);
	buf_addf(b, "<entry><id>urn:portalwatch:%s:event:%llu</id>", v->epoch,
		(unsigned long long)x->seq);
	atom_text(b, "title", buf_str(&title));
	atom_text(b, "updated", str_of(time_text(t, x->time_ms, v->zone)));
	atom_link(b, "alternate", x->url);
	buf_adds(b, "<category term=\"");
	out_html(b, x->kind);
	buf_adds(b, "\"/>");
	atom_text(b, "content", str_trim(buf_str(&told)));
	buf_adds(b, "</entry>\n");
	buf_release(&title);
	buf_release(&told);
}

void event_atom_head(struct buf *b, const struct feed_view *v, struct str subject,
	int64_t updated_ms)
{
	size_t slash = str_findc(subject, '/', 0);
	struct buf title = BUF_INIT(DETAIL_BYTES);
	char text[TIME_TEXT];

	buf_adds(&title, "portalwatch");
	if (subject.n) {
		buf_addc(&title, ' ');
		subject_text(&title, v, str_sub(subject, 0, slash),
			slash == SIZE_MAX ? STR_NONE : str_sub(subject, slash + 1, subject.n));
	}
	buf_addf(b, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
		    "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"%s\">",
		v->lang == LANG_ZH ? "zh-CN" : "en");
	atom_text(b, "title", buf_str(&title));
	buf_addf(b, "<id>urn:portalwatch:%s", v->epoch);
	if (subject.n) {
		buf_addc(b, ':');
		out_url_component(b, subject);
	}
	buf_addf(b, "</id><author><name>portalwatch</name></author><updated>%s</updated>",
		time_text(text, updated_ms, v->zone));
	atom_link(b, "self", v->self);
	buf_addc(b, '\n');
	buf_release(&title);
}
