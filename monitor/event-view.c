/* Events as JSON and as entries of an Atom feed. */
#include "event-view.h"

#include "say.h"

#include "base/out.h"

#define DETAIL_BYTES ((size_t)1 << 16) /* of what is said of one event */

static void date_value(struct jw *j, const char *key, int64_t date_ms, const struct zone *z)
{
	if (date_ms == DATE_NONE_MS)
		jw_knull(j, key);
	else
		jw_kday(j, key, day_of_ms(date_ms, z));
}

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
		date_value(&j, "date", x->date_ms, z);
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

static void subject_text(struct buf *b, const struct event *x)
{
	buf_addstr(b, x->portal);
	if (!str_none(x->column))
		buf_addf(b, "/%.*s", STR_ARG(x->column));
}

static void atom_text(struct buf *b, const char *element, struct str text)
{
	buf_addf(b, "<%s>", element);
	out_html(b, text);
	buf_addf(b, "</%s>", element);
}

/* Every entry has a content, as one without an address must (RFC 4287, 4.1.2). */
void event_atom(struct buf *b, const struct event *x, enum lang l, const char *epoch,
	const struct zone *z)
{
	struct buf title = BUF_INIT(DETAIL_BYTES), told = BUF_INIT(DETAIL_BYTES);
	char t[TIME_TEXT];

	buf_addstr(&title, say_event_kind(x, l));
	buf_adds(&title, LANG(l, ": "));
	subject_text(&told, x);
	buf_addstr(&title, !str_none(x->title) ? x->title
			: !str_none(x->url) ? x->url : buf_str(&told));
	if (x->date_ms != DATE_NONE_MS)
		buf_addf(&told, "\n%s%s%s", LANG(l, "stated date"), LANG(l, ": "),
			day_text(t, day_of_ms(x->date_ms, z)));
	buf_addc(&told, '\n');
	say_event(&told, x, l);
	buf_addf(b, "<entry><id>urn:portalwatch:%s:event:%llu</id>", epoch,
		(unsigned long long)x->seq);
	atom_text(b, "title", buf_str(&title));
	atom_text(b, "updated", str_of(time_text(t, x->time_ms, z)));
	if (str_starts(x->url, STR("http://")) || str_starts(x->url, STR("https://"))) {
		buf_adds(b, "<link href=\"");
		out_href(b, x->url);
		buf_adds(b, "\"/>");
	}
	buf_adds(b, "<category term=\"");
	out_html(b, x->kind);
	buf_adds(b, "\"/>");
	atom_text(b, "content", str_trim(buf_str(&told)));
	buf_adds(b, "</entry>\n");
	buf_release(&title);
	buf_release(&told);
}

void event_atom_head(struct buf *b, struct str subject, int64_t updated_ms, enum lang l,
	const char *epoch, const struct zone *z)
{
	char text[TIME_TEXT];

	buf_addf(b, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
		    "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"%s\"><title>"
		    "portalwatch", l == LANG_ZH ? "zh-CN" : "en");
	if (subject.n) {
		buf_addc(b, ' ');
		out_html(b, subject);
	}
	buf_addf(b, "</title><id>urn:portalwatch:%s", epoch);
	if (subject.n) {
		buf_addc(b, ':');
		out_url_component(b, subject);
	}
	buf_addf(b, "</id><author><name>portalwatch</name></author><updated>%s</updated>\n",
		time_text(text, updated_ms, z));
}
