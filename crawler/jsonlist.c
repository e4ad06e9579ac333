/* The array of notices in a JSON answer, found by what its records hold. */
#include "crawler/jsonlist.h"

#include "base/civil.h"
#include "base/jval.h"
#include "base/out.h"
#include "reading.h"

#include <stdlib.h>

#define NAMES(...) ((const char *const[]){__VA_ARGS__, NULL})

/* Names without case, '_', '-' and blanks, best first; '*' begins an ending. Seen on: gkmlpt (title url post_url
 * display_publish_time date created_at), nfra (docTitle docId publishDate), searchList
 * (title url publishedTimeStr), getInfoCommon (infoTitle infoId), jpaas, TRS, webplus. */
static const char *const *const title_names = NAMES("title", "doctitle", "infotitle",
	"articletitle", "newstitle", "noticetitle", "contenttitle", "maintitle",
	"showtitle", "listtitle", "linktitle", "titlename", "biaoti", "bt", "subject",
	"headline", "caption", "infoname", "docname", "articlename", "noticename",
	"projectname", "eventname", "topic", "name", "*title", "text", "filename");
static const char *const *const url_names = NAMES("url", "link", "href", "posturl",
	"docurl", "docpuburl", "docpublishurl", "articleurl", "detailurl", "infourl",
	"linkurl", "contenturl", "pageurl", "arturl", "newsurl", "weburl", "htmlurl",
	"permalink", "publishurl", "staticurl", "visiturl", "viewurl", "puburl",
	"accessurl", "uri", "eventinsiteurl", "sourceurl", "*url", "path", "filepath", "address");
static const char *const *const date_names = NAMES("displaypublishtime", "publishdate",
	"publishtime", "pubdate", "pubtime", "publishedtimestr", "publishedtime",
	"publisheddate", "publishedat", "datepublished", "docpubtime", "docpubdate",
	"releasetime", "releasedate", "issuetime", "issuedate", "infodate", "infotime",
	"fbsj", "fbrq", "showtime", "showdate", "displaytime", "displaydate",
	"noticedate", "noticetime", "senddate", "deploytime", "docreltime", "filedate",
	"date", "time", "eventdate", "startdate", "starttime", "datetime", "rq",
	"createdat", "createtime", "createdate", "created", "addtime", "inputtime",
	"crtime", "modifydate", "updatetime", "updatedat", "updated", "*date");
/* Of those, what says when the record was touched last. */
static const char *const *const touched_names = NAMES("modifydate", "updatetime", "updatedat",
	"updated", "datemodified", "lastmodified", "modifiedat", "modifytime", "modified");
static const char *const *const id_names =
	NAMES("docid", "manuscriptid", "infoid", "articleid", "newsid", "noticeid",
		"contentid", "postid", "id", "guid", "uuid", "rowguid", "eventid");
static const char *const *const top_names =
	NAMES("istop", "top", "settop", "isontop", "stick", "sticky", "toptag");
/* Where some answers wrap the members of a record. */
static const char *const *const wrap_names =
	NAMES("source", "doc", "fields", "data", "attributes", "article", "node");
static const char *const *const list_names = NAMES("rows", "list", "data", "records",
	"articles", "results", "items", "docs", "result", "datalist", "content", "hits");

#define DEPTH_MAX 24       /* of arrays looked at */
#define SAMPLE 40          /* records of an array that are judged */
#define MEMBERS_MAX 120    /* of an object looked at: finding the i-th costs i steps */
#define VISITED_MAX 200000 /* values looked at in the search */

static bool is_filler(char c)
{
	return c == '_' || c == '-' || c == ' ';
}

static bool name_ends(const char *key, const char *want)
{
	size_t k = strlen(key), w = strlen(want);

	while (k && w) {
		k--;
		if (is_filler(key[k]))
			continue;
		if (to_lower((unsigned char)key[k]) != want[--w])
			return false;
	}
	return w == 0;
}

static bool name_is(const char *key, const char *want)
{
	if (*want == '*')
		return name_ends(key, want + 1);
	for (; *key; key++) {
		if (is_filler(*key))
			continue;
		if (to_lower((unsigned char)*key) != *want)
			return false;
		want++;
	}
	return *want == 0;
}

static size_t rank_of(const char *key, const char *const *names)
{
	for (size_t i = 0; names[i]; i++) {
		if (name_is(key, names[i]))
			return i;
	}
	return SIZE_MAX;
}

/* Best-named member for which fits says yes, in the record or in what wraps it. */
static const struct jval *member_in(
	const struct jval *v, const char *const *names, bool (*fits)(const struct jval *))
{
	const struct jval *best = NULL;
	size_t best_rank = SIZE_MAX;

	for (size_t i = 0; i < jval_size(v) && i < MEMBERS_MAX; i++) {
		const char *key = NULL;
		const struct jval *m = jval_member(v, i, &key);
		size_t rank = key ? rank_of(key, names) : SIZE_MAX;

		if (rank < best_rank && fits(m)) {
			best_rank = rank;
			best = m;
		}
	}
	return best;
}

static const struct jval *member(
	const struct jval *v, const char *const *names, bool (*fits)(const struct jval *))
{
	const struct jval *m = member_in(v, names, fits);

	for (size_t i = 0; !m && i < jval_size(v) && i < MEMBERS_MAX; i++) {
		const char *key = NULL;
		const struct jval *inner = jval_member(v, i, &key);

		if (key && jval_type(inner) == JVAL_OBJECT &&
			rank_of(key, wrap_names) != SIZE_MAX)
			m = member_in(inner, names, fits);
	}
	return m;
}

static bool is_words(const struct jval *v)
{
	return str_trim(jval_str(v)).n >= 2;
}

static bool is_any(const struct jval *v)
{
	return jval_type(v) == JVAL_NUMBER || jval_str(v).n > 0;
}

static bool is_address(const struct jval *v)
{
	struct str s = str_trim(jval_str(v));

	if (s.n < 2 || s.n > 4096 || str_findc(s, '<', 0) != SIZE_MAX)
		return false;
	if (str_starts_nocase(s, STR("http://")) ||
		str_starts_nocase(s, STR("https://")) || s.p[0] == '/' ||
		str_starts(s, STR("./")) || str_starts(s, STR("../")))
		return true;
	return str_findc(s, ' ', 0) == SIZE_MAX &&
	       (str_has(s, STR(".htm")) || str_has(s, STR(".shtml")) ||
		       str_has(s, STR(".jsp")) || str_has(s, STR(".pdf")));
}

/* Seconds or milliseconds between 1990 and 2100, as number or digits. */
static bool epoch(int64_t v, int64_t *ms)
{
	const int64_t from = INT64_C(631152000), to = INT64_C(4102444800);

	if (v >= from && v < to)
		*ms = v * 1000;
	else if (v >= from * 1000 && v < to * 1000)
		*ms = v;
	else
		return false;
	return true;
}

static const struct page_order plain_order;

static bool date_value(
	const struct page_order *o, const struct jval *v, int64_t *ms, bool *has_time)
{
	struct str s = str_trim(jval_str(v));
	int64_t n;

	*has_time = true;
	if (o->configured.date_format.n && reading_date(o, s, ms, has_time))
		return true;
	if (jval_type(v) == JVAL_NUMBER)
		return epoch(jval_int(v, 0), ms);
	if (str_int(s, 0, INT64_MAX, &n) && epoch(n, ms))
		return true;
	return s.n >= 6 && s.n < 64 && reading_date(o, s, ms, has_time);
}

static bool is_date(const struct jval *v)
{
	int64_t ms;
	bool has_time;

	return date_value(&plain_order, v, &ms, &has_time);
}

/* How much an array looks like a list of notices; 0: not at all. */
static double score_array(const struct jval *v)
{
	size_t n = jval_size(v), step = n > SAMPLE ? n / SAMPLE : 1;
	double seen = 0, titles = 0, urls = 0, dates = 0, width = 0;

	for (size_t i = 0; i < n; i += step) {
		const struct jval *r = jval_at(v, i);
		const struct jval *t;

		seen++;
		if (jval_type(r) != JVAL_OBJECT)
			continue;
		t = member(r, title_names, is_words);
		titles += t != NULL;
		width += t ? (double)(jval_str(t).n < 120 ? jval_str(t).n : 120) : 0;
		urls += member(r, url_names, is_address) != NULL;
		dates += member(r, date_names, is_date) != NULL;
	}
	if (seen == 0 || titles / seen < 0.5)
		return 0;
	return (double)(n < 200 ? n : 200) * (width / seen / 60) *
	       (0.1 + urls / seen + 1.5 * dates / seen);
}

struct search {
	const struct jval *best;
	double score;
	bool nested;     /* inside a record of another array: its parts, perhaps */
	bool empty_list; /* an empty array under a name of lists was seen */
};

/* Every array of the document, breadth kept on an explicit stack. */
static void search(struct search *s, const struct jval *doc)
{
	struct frame {
		const struct jval *v;
		size_t i;
		bool nested;
	} stack[DEPTH_MAX] = {{doc, 0, jval_type(doc) == JVAL_ARRAY}};
	size_t depth = 1, visited = 0;

	if (jval_type(doc) == JVAL_ARRAY) {
		s->best = doc;
		s->score = score_array(doc);
		s->empty_list = jval_size(doc) == 0;
	}
	while (depth && visited++ < VISITED_MAX) {
		struct frame *f = &stack[depth - 1];
		const char *key = NULL;
		const struct jval *c;

		if (f->i >= jval_size(f->v) ||
			(jval_type(f->v) == JVAL_OBJECT && f->i >= MEMBERS_MAX)) {
			depth--;
			continue;
		}
		c = jval_type(f->v) == JVAL_ARRAY ? jval_at(f->v, f->i)
						  : jval_member(f->v, f->i, &key);
		f->i++;
		if (jval_type(c) == JVAL_ARRAY) {
			double score = score_array(c) * (f->nested ? 0.2 : 1);

			if (score > s->score) {
				s->score = score;
				s->best = c;
				s->nested = f->nested;
			}
			if (jval_size(c) == 0 && key &&
				rank_of(key, list_names) != SIZE_MAX)
				s->empty_list = true;
		}
		if (depth < DEPTH_MAX && jval_size(c) &&
			(jval_type(c) == JVAL_ARRAY || jval_type(c) == JVAL_OBJECT))
			stack[depth++] = (struct frame){
				c, 0, f->nested || jval_type(c) == JVAL_ARRAY};
	}
}

/* A member by the name in braces: exactly, then as names are compared. */
static const struct jval *named(const struct jval *r, struct str name)
{
	char path[200];

	if (name.n == 0 || name.n >= sizeof(path))
		return NULL;
	memcpy(path, name.p, name.n);
	path[name.n] = 0;
	return jval_path(r, path);
}

static struct str value_text(const struct jval *v, struct arena *a)
{
	if (jval_type(v) == JVAL_NUMBER)
		return arena_strf(a, "%lld", (long long)jval_int(v, 0));
	return arena_str(a, str_trim(jval_str(v)));
}

/* "https://...?docId={docId}"; none where a member is missing. */
static struct str fill_template(struct str t, const struct jval *r, struct arena *a)
{
	struct buf b = BUF_INIT(65536);
	struct str out = STR_NONE;

	for (;;) {
		size_t open = str_findc(t, '{', 0), close = str_findc(t, '}', 0);
		const struct jval *v;

		if (open == SIZE_MAX || close == SIZE_MAX || close < open)
			break;
		v = named(r, str_sub(t, open + 1, close - open - 1));
		if (!v || !is_any(v))
			goto out;
		buf_addstr(&b, str_sub(t, 0, open));
		out_url_component(&b, value_text(v, a));
		t = str_sub(t, close + 1, SIZE_MAX);
	}
	buf_addstr(&b, t);
	if (buf_ok(&b))
		out = arena_str(a, buf_str(&b));
out:
	buf_release(&b);
	return out;
}

static struct item read_record(
	const struct page_order *o, const struct jval *r, struct arena *a)
{
	const struct locator *c = &o->configured;
	const struct jval *title = named(r, c->title), *link = named(r, c->link);
	const struct jval *date = named(r, c->date), *id, *top;
	struct item item = {0};

	if (!title)
		title = member(r, title_names, is_words);
	if (!link)
		link = member(r, url_names, is_address);
	if (!date) {
		date = member(r, date_names, is_date);
		item.date_weak = date && date == member(r, touched_names, is_date);
	}
	id = member(r, id_names, is_any);
	top = member(r, top_names, is_any);
	item.title = reading_plain(jval_str(title), a);
	item.site_id = id ? value_text(id, a) : STR_NONE;
	if (c->link_template.n)
		item.href = fill_template(c->link_template, r, a);
	else if (link)
		item.href = value_text(link, a);
	if (!str_none(item.href))
		item.url = reading_address(o->url, item.href, a);
	if (date)
		date_value(o, date, &item.date_ms, &item.date_has_time);
	item.sticky = top && (jval_int(top, 0) == 1 || str_eqc(jval_str(top), "1") ||
				     str_eq_nocase(jval_str(top), STR("true")));
	return item;
}

/* Midnight everywhere means that only days are stated. */
static void settle_times(const struct page_order *o, struct listing *l)
{
	const struct zone *z = order_zone(o);
	bool all_midnight = true;

	for (size_t i = 0; i < l->nitems; i++) {
		int64_t ms = l->items[i].date_ms;

		if (ms && day_start_ms(day_of_ms(ms, z), z) != ms)
			all_midnight = false;
	}
	for (size_t i = 0; all_midnight && i < l->nitems; i++)
		l->items[i].date_has_time = false;
}

/* First value under one of these names near the top of the document. */
static const struct jval *near_top(const struct jval *doc, const char *const *names,
	bool (*fits)(const struct jval *))
{
	const struct jval *m = member_in(doc, names, fits);

	for (size_t i = 0; !m && i < jval_size(doc) && i < MEMBERS_MAX; i++) {
		const char *key;
		const struct jval *c = jval_member(doc, i, &key);

		if (jval_type(c) == JVAL_OBJECT)
			m = member_in(c, names, fits);
	}
	return m;
}

static bool is_count(const struct jval *v)
{
	int64_t n = 0;

	return jval_int(v, 0) > 0 || (str_int(jval_str(v), 1, 10000000, &n));
}

static int64_t count_of(const struct jval *v)
{
	int64_t n = jval_int(v, 0);

	if (v && jval_type(v) == JVAL_STRING)
		str_int(jval_str(v), 1, 10000000, &n);
	return n < 0 || n > 10000000 ? 0 : n;
}

/* order.url with its page parameter one higher; none where it carries none. */
static struct str next_by_number(
	const struct page_order *o, int64_t pages, struct arena *a)
{
	static const char *const names[] = {"page", "pageno", "pageindex", "pagenum",
		"pagenumber", "currentpage", "curpage", "pn", "p"};
	size_t q = str_findc(o->url, '?', 0);
	struct str rest = q == SIZE_MAX ? STR_NONE : str_sub(o->url, q + 1, SIZE_MAX),
		   pair;

	while (!str_none(rest) && str_cut(&rest, '&', &pair)) {
		size_t eq = str_findc(pair, '=', 0);
		struct str name = str_sub(pair, 0, eq == SIZE_MAX ? pair.n : eq), value;
		size_t before;
		int64_t n;

		value = eq == SIZE_MAX ? STR_NONE : str_sub(pair, eq + 1, SIZE_MAX);
		for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
			if (!str_eq_nocase(name, str_of(names[i])) ||
				!str_int(value, 0, 1000000, &n) || n < 1 || n >= pages)
				continue;
			before = (size_t)(value.p - o->url.p);
			return arena_strf(a, "%.*s%lld%.*s", (int)before, o->url.p,
				(long long)n + 1, (int)(o->url.n - before - value.n),
				value.p + value.n);
		}
	}
	return STR_NONE;
}

static void find_next(const struct page_order *o, const struct jval *doc,
	struct listing *l, struct arena *a)
{
	const struct jval *v = near_top(
		doc, NAMES("next", "nexturl", "nextpageurl", "nextpage"), is_address);

	if (v)
		l->next = reading_address(o->url, jval_str(v), a);
	v = near_top(doc,
		NAMES("totalpages", "totalpage", "pagecount", "pagetotal", "pages",
			"maxpage", "lastpage"),
		is_count);
	l->pages = (int32_t)count_of(v);
	if (str_none(l->next) && l->pages > 1)
		l->next = next_by_number(o, l->pages, a);
}

/* callback({...}); and the byte order mark come off. */
static struct str unwrap(struct str s)
{
	size_t open, end;

	if (str_starts(s, STR("\xef\xbb\xbf")))
		s = str_sub(s, 3, SIZE_MAX);
	s = str_trim(s);
	if (!s.n || s.p[0] == '{' || s.p[0] == '[')
		return s;
	open = str_findc(str_sub(s, 0, 200), '(', 0);
	end = str_rfindc(s, ')');
	if (open == SIZE_MAX || end == SIZE_MAX || end < open)
		return STR_NONE;
	for (size_t i = 0; i < open; i++) {
		if (!is_alnum((unsigned char)s.p[i]) && !strchr("_$. /*", s.p[i]))
			return STR_NONE;
	}
	return str_trim(str_sub(s, open + 1, end - open - 1));
}

/* Records without an address are no notices that anybody could open. */
static double confidence(size_t n, size_t dated, size_t addressed)
{
	double days = (double)dated / (double)n, links = (double)addressed / (double)n;

	return (0.7 + 0.3 * days) * (0.4 + 0.6 * links);
}

static void take_records(const struct page_order *o, const struct jval *list,
	struct listing *l, struct arena *a)
{
	size_t n = jval_size(list), dated = 0, addressed = 0;

	if (n > JSONLIST_ITEMS_MAX)
		n = JSONLIST_ITEMS_MAX;
	l->items = arena_array(a, n ? n : 1, sizeof(*l->items));
	for (size_t i = 0; i < n; i++) {
		struct item item = read_record(o, jval_at(list, i), a);

		if (!item.title.n && !item.url.n)
			continue;
		dated += item.date_ms != DATE_NONE_MS;
		addressed += item.url.n > 0;
		l->items[l->nitems++] = item;
	}
	settle_times(o, l);
	if (l->nitems)
		l->confidence = confidence(l->nitems, dated, addressed);
	l->why = arena_strf(a,
		"JSON array of %zu records, %zu dated, %zu with an address%s", l->nitems,
		dated, addressed, o->configured.link_template.n ? " (by template)" : "");
}

bool jsonlist_read(
	const struct page_order *o, struct str text, struct listing *out, struct arena *a)
{
	struct listing l = {.source = LIST_JSON};
	struct str json = unwrap(text);
	struct search s = {0};
	struct jval *doc = NULL;
	bool is = true;

	if (!json.n || (json.p[0] != '{' && json.p[0] != '['))
		return false;
	if (jval_parse(json, &doc, NULL) < 0)
		return false;
	if (o->configured.json_path.n) {
		s.best = named(doc, o->configured.json_path);
		s.score = s.best ? 1 : 0;
		s.empty_list = s.best && jval_size(s.best) == 0;
		l.by_config = true;
	} else {
		search(&s, doc);
	}
	if (s.best && s.score > 0) {
		take_records(o, s.best, &l, a);
		if (s.nested)
			l.confidence *= 0.6;
		find_next(o, doc, &l, a);
	} else {
		l.why = STR("JSON with an empty list of records");
		l.confidence = 0.5;
		is = s.empty_list;
	}
	l.empty_shape = s.empty_list && l.nitems == 0;
	jval_free(doc);
	if (is)
		*out = l;
	return is;
}
