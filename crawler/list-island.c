/* Hanweb's data islands: records in CDATA, which an HTML parser takes for comments.
 *
 *	<script type="text/xml"><datastore>
 *	  <nextgroup><![CDATA[<a href="/module/web/jpage/dataproxy.jsp?page=2&…"></a>]]></nextgroup>
 *	  <recordset><record><![CDATA[<li><a href=…>…</a><b>2022-01-20</b></li>]]></record>…
 *	</datastore></script>
 *
 * The whole is replaced by <div class="portalwatch-island"> with the records' markup. */
#include "list-mine.h"

#define CDATA_OPEN STR("<![CDATA[")
#define CDATA_CLOSE STR("]]>")

/* The content of the CDATA section that begins first at or after *at; *at goes past it. */
static bool next_cdata(struct str s, size_t *at, size_t end, struct str *out)
{
	size_t open = str_find(s, CDATA_OPEN, *at), close;

	if (open == SIZE_MAX || open >= end)
		return false;
	close = str_find(s, CDATA_CLOSE, open);
	if (close == SIZE_MAX)
		close = s.n;
	*out = str_sub(s, open + CDATA_OPEN.n, close - open - CDATA_OPEN.n);
	*at = close < s.n ? close + CDATA_CLOSE.n : s.n;
	return true;
}

static struct str quoted_after(struct str s, const char *name, struct arena *a)
{
	size_t at = str_find_nocase(s, str_of(name), 0), end;
	struct buf b = BUF_INIT(8192);
	struct str v;
	char quote;

	if (at == SIZE_MAX || at + strlen(name) >= s.n)
		return STR_NONE;
	at += strlen(name);
	quote = s.p[at];
	if (quote != '"' && quote != '\'')
		return STR_NONE;
	end = str_findc(s, quote, at + 1);
	v = str_sub(s, at + 1, end == SIZE_MAX ? s.n : end - at - 1);
	while (v.n) { /* &amp; is the only reference met there */
		size_t amp = str_find(v, STR("&amp;"), 0), n = amp == SIZE_MAX ? v.n : amp + 1;

		buf_add(&b, v.p, n);
		v = str_sub(v, amp == SIZE_MAX ? v.n : amp + 5, v.n);
	}
	v = b.over ? STR_NONE : arena_str(a, buf_str(&b));
	buf_release(&b);
	return v;
}

static void read_next_group(struct str s, struct island *out, struct arena *a)
{
	size_t at = str_find_nocase(s, STR("<nextgroup"), 0), total;
	struct str cdata;

	if (at != SIZE_MAX && next_cdata(s, &at, s.n, &cdata))
		out->next = quoted_after(cdata, "href=", a);
	total = str_find_nocase(s, STR("<totalpage>"), 0);
	if (total != SIZE_MAX) {
		int64_t v;
		struct str n = str_sub(s, total + 11, s.n);

		n = str_trim(str_sub(n, 0, str_findc(n, '<', 0)));
		if (str_int(n, 0, 1000000, &v))
			out->pages = (int32_t)v;
	}
}

/* Where the island's markup begins: at the script tag around it, when there is one. */
static size_t cut_from(struct str s, size_t store)
{
	size_t from = store > 300 ? store - 300 : 0, script = SIZE_MAX, at = from;

	while ((at = str_find_nocase(str_sub(s, 0, store), STR("<script"), at)) != SIZE_MAX)
		script = at++;
	if (script == SIZE_MAX ||
		str_find_nocase(str_sub(s, 0, store), STR("</script"), script) != SIZE_MAX)
		return store;
	return script;
}

static size_t find_store(struct str s, size_t from)
{
	size_t a = str_find(s, STR("<datastore"), from), b;

	if (a != SIZE_MAX)
		return a;
	b = str_find(s, STR("<recordset"), from);
	return b;
}

/* Appends the records between at and end as elements. */
static void put_records(struct str s, size_t at, size_t end, struct buf *b)
{
	size_t set = str_find(s, STR("<recordset"), at);
	struct str record;
	bool first = true, table = false;

	if (set != SIZE_MAX && set < end)
		at = set;
	while (next_cdata(s, &at, end, &record)) {
		if (first) {
			table = str_starts_nocase(str_trim(record), STR("<tr"));
			buf_adds(b, table ? "<table class=\"portalwatch-island\">"
					  : "<div class=\"portalwatch-island\">");
			first = false;
		}
		buf_addstr(b, record);
	}
	if (!first)
		buf_adds(b, table ? "</table>" : "</div>");
}

bool island_expand(struct str text, struct island *out, struct arena *a)
{
	size_t at = 0, store = find_store(text, 0);
	struct buf b = BUF_INIT(TREE_BYTES_MAX * 2);

	*out = (struct island){.text = text};
	if (store == SIZE_MAX || str_find(text, CDATA_OPEN, store) == SIZE_MAX)
		return false;
	read_next_group(str_sub(text, store, text.n), out, a);
	for (; store != SIZE_MAX; store = find_store(text, at)) {
		size_t from = cut_from(text, store), end;

		if (from < at)
			from = at;
		buf_addstr(&b, str_sub(text, at, from - at));
		end = str_find(text, STR("</datastore>"), store);
		if (end == SIZE_MAX)
			end = str_find(text, STR("</recordset>"), store);
		if (end == SIZE_MAX)
			end = text.n;
		put_records(text, store, end, &b);
		at = end < text.n ? end + 12 : text.n;
		if (from < store) {
			size_t close = str_find_nocase(text, STR("</script>"), at);

			at = close == SIZE_MAX ? text.n : close + 9;
		}
	}
	buf_addstr(&b, str_sub(text, at, text.n));
	out->text = arena_str(a, buf_str(&b));
	buf_release(&b);
	return true;
}
