/* Lists as JSON: an answer of a list service, or an array inside a script of the page.
 *
 * The list is the array of objects that has most members with a title; which member is
 * title, address, date and id is told by its name. No address is invented: without one
 * url stays none, unless the column configures a template. */
#include "list-mine.h"

#include "base/clock.h"
#include "base/jval.h"
#include "base/out.h"

#define ARRAYS_MAX 5000	 /* values looked at in one document */
#define ISLANDS_MAX 20	 /* arrays tried in the scripts of a page */
#define ISLAND_MAX ((size_t)4 << 20)
#define TITLE_MAX 1200

static const char *const title_keys[] = {"title", "doctitle", "showtitle", "infotitle",
	"articletitle", "bt", "name", "subject", "headline", "titlename", "documenttitle",
	"noticetitle", "xxbt", "case_name", "casename", "casetitle", NULL};
static const char *const url_keys[] = {"url", "link", "href", "linkurl", "docpuburl",
	"infourl", "htmlurl", "pageurl", "articleurl", "weburl", "fullurl", "path",
	"publishurl", "loc", NULL};
static const char *const date_keys[] = {"publishdate", "publishedtime", "pubdate",
	"publishtime", "pubtime", "docpubtime", "docreltime", "displaytime", "display_publish_time",
	"releasetime", "infodate", "fbsj", "fwrq", "date", "time", "showdate", "crtime",
	"createtime", "createdate", "datefiled", "date_filed", "lastmod", "updatetime", NULL};
static const char *const id_keys[] = {"docid", "manuscriptid", "infoid", "articleid", "id",
	"guid", "uuid", "metadataid", NULL};

/* Letters alone, so that pub_date, PubDate and pubDate are one. */
static bool same_key(const char *key, const char *want)
{
	for (; *key; key++) {
		if (*key == '_' || *key == '-')
			continue;
		while (*want == '_')
			want++;
		if (to_lower((unsigned char)*key) != *want++)
			return false;
	}
	return *want == '\0';
}

/* The member of the first name in the list that the object has. */
static const struct jval *member(const struct jval *v, const char *const *keys)
{
	size_t n = jval_size(v);

	for (; *keys; keys++)
		for (size_t i = 0; i < n && i < 200; i++) {
			const char *key;
			const struct jval *x = jval_member(v, i, &key);

			if (x && same_key(key, *keys) &&
				(jval_type(x) == JVAL_STRING || jval_type(x) == JVAL_NUMBER))
				return x;
		}
	return NULL;
}

static bool has_title(const struct jval *v)
{
	return jval_type(v) == JVAL_OBJECT && jval_str(member(v, title_keys)).n >= 4;
}

/* How many records a list would have, and whether they say more than a title. */
static size_t list_value(const struct jval *v)
{
	size_t n = jval_size(v), titled = 0, more = 0;

	if (jval_type(v) != JVAL_ARRAY || n == 0)
		return 0;
	for (size_t i = 0; i < n && i < 50; i++) {
		const struct jval *x = jval_at(v, i);

		titled += has_title(x);
		more += has_title(x) && (member(x, url_keys) || member(x, date_keys) ||
						member(x, id_keys));
	}
	if (titled * 10 < (n < 50 ? n : 50) * 8 || more == 0)
		return 0;
	return n + (more == titled ? n : 0);
}

/* Breadth first over arrays and objects, so that the outermost of equals wins. */
static const struct jval *find_list(const struct jval *root, struct arena *a)
{
	const struct jval **queue = arena_array(a, ARRAYS_MAX, sizeof(*queue)), *best = NULL;
	size_t head = 0, tail = 0, best_value = 0;

	queue[tail++] = root;
	while (head < tail) {
		const struct jval *v = queue[head++];
		bool object = jval_type(v) == JVAL_OBJECT;
		size_t value = list_value(v), n = jval_size(v);

		if (value > best_value) {
			best_value = value;
			best = v;
		}
		for (size_t i = 0; i < n && i < 500 && tail < ARRAYS_MAX; i++) {
			const char *key;
			const struct jval *x = object ? jval_member(v, i, &key) : jval_at(v, i);

			if (x && (jval_type(x) == JVAL_ARRAY || jval_type(x) == JVAL_OBJECT))
				queue[tail++] = x;
		}
	}
	return best;
}

/* Titles come with markup: <em> of search hits, &nbsp;. */
static struct str plain_title(struct str s, struct arena *a)
{
	struct buf b = BUF_INIT(TITLE_MAX * 4), line = BUF_INIT(TITLE_MAX * 4);
	struct str out;

	s = str_sub(s, 0, TITLE_MAX * 2);
	for (size_t i = 0; i < s.n; i++) {
		size_t close = s.p[i] == '<' ? str_findc(s, '>', i) : SIZE_MAX;

		if (close != SIZE_MAX && close - i < 60)
			i = close;
		else if (str_starts(str_sub(s, i, 6), STR("&nbsp;"))) {
			buf_addc(&b, ' ');
			i += 5;
		} else {
			buf_addc(&b, s.p[i]);
		}
	}
	out_line(&line, buf_str(&b), TITLE_MAX);
	out = arena_str(a, str_trim(buf_str(&line)));
	buf_release(&b);
	buf_release(&line);
	return out;
}

/* Text, or a number of seconds or milliseconds since 1970. */
static void json_date(const struct mine *m, const struct jval *v, struct date_found *out)
{
	int64_t t = jval_int(v, 0);

	*out = (struct date_found){0};
	if (jval_type(v) == JVAL_STRING) {
		struct str s = jval_str(v);

		if (date_find(s, &m->dates, out))
			return;
		if (!str_int(s, 0, INT64_MAX, &t)) {
			*out = (struct date_found){0};
			return;
		}
	}
	if (t > 0 && t < INT64_C(10000000000))
		t *= SECOND_MS;
	if (t < INT64_C(631152000000) || t > INT64_C(4102444800000)) /* 1990 to 2100 */
		return;
	out->ms = t;
	out->has_time = t != day_start_ms(day_of_ms(t, m->dates.zone), m->dates.zone);
	day_split(day_of_ms(t, m->dates.zone), &out->year, &out->month, &out->day);
}

static struct str scalar_text(const struct jval *v, struct arena *a)
{
	if (jval_type(v) == JVAL_STRING)
		return arena_str(a, jval_str(v));
	if (jval_type(v) == JVAL_NUMBER)
		return arena_strf(a, "%lld", (long long)jval_int(v, 0));
	return STR_NONE;
}

/* "https://…?docId={docId}" with the members of the record put in. */
static struct str fill_template(struct str t, const struct jval *v, struct arena *a)
{
	struct buf b = BUF_INIT(8192);
	struct str out;

	for (size_t i = 0; i < t.n; i++) {
		size_t close = t.p[i] == '{' ? str_findc(t, '}', i) : SIZE_MAX;

		if (close == SIZE_MAX) {
			buf_addc(&b, t.p[i]);
			continue;
		}
		out_url_component(&b,
			scalar_text(jval_path(v, arena_cstr(a, str_sub(t, i + 1, close - i - 1))), a));
		i = close;
	}
	out = b.over ? STR_NONE : arena_str(a, buf_str(&b));
	buf_release(&b);
	return out;
}

/* A member by its configured path, else by the usual names. */
static const struct jval *part_of(const struct jval *v, struct str path,
	const char *const *keys, struct arena *a)
{
	return path.n ? jval_path(v, arena_cstr(a, path)) : member(v, keys);
}

static void read_record(const struct mine *m, const struct jval *v, struct item *it,
	struct date_found *date)
{
	const struct locator *l = &m->order->configured;
	struct str href;

	it->title = plain_title(jval_str(part_of(v, l->title, title_keys, m->a)), m->a);
	it->site_id = scalar_text(member(v, id_keys), m->a);
	href = l->link_template.n ? fill_template(l->link_template, v, m->a)
				  : scalar_text(part_of(v, l->link, url_keys, m->a), m->a);
	it->href = href;
	it->url = item_url(m, str_trim(href));
	json_date(m, part_of(v, l->date, date_keys, m->a), date);
}

static void read_records(const struct mine *m, const struct jval *list, struct listing *out)
{
	size_t n = jval_size(list), dated = 0, linked = 0;
	struct date_found *dates;

	n = n > LIST_ITEMS_MAX ? LIST_ITEMS_MAX : n;
	dates = arena_array(m->a, n + 1, sizeof(*dates));
	out->items = arena_array(m->a, n + 1, sizeof(*out->items));
	for (size_t i = 0; i < n; i++) {
		struct item *it = &out->items[out->nitems];

		read_record(m, jval_at(list, i), it, &dates[out->nitems]);
		if (!it->title.n) {
			*it = (struct item){0};
			continue;
		}
		dated += dates[out->nitems].ms != 0;
		linked += it->url.n != 0;
		out->nitems++;
	}
	date_fix_list(dates, out->nitems, &m->dates);
	for (size_t i = 0; i < out->nitems; i++) {
		out->items[i].date_ms = dates[i].ms;
		out->items[i].date_has_time = dates[i].has_time;
	}
	if (out->nitems)
		out->confidence = 0.4 + 0.35 * (double)dated / (double)out->nitems +
			0.2 * (double)linked / (double)out->nitems;
}

/* {"next": …} and page counts where they have their usual names. */
static void read_paging(const struct mine *m, const struct jval *doc, struct listing *out)
{
	static const char *const next_keys[] = {"next", "nextpage", "nexturl", NULL};
	static const char *const pages_keys[] = {"totalpages", "pagecount", "totalpage", "pages",
		NULL};
	int64_t pages = jval_int(member(doc, pages_keys), 0);

	out->next = item_url(m, jval_str(member(doc, next_keys)));
	if (pages > 0 && pages < 1000000)
		out->pages = (int32_t)pages;
}

bool json_looks_like(struct str text)
{
	text = str_trim(text);
	if (str_starts(text, STR("\xef\xbb\xbf")))
		text = str_trim(str_sub(text, 3, text.n));
	return text.n > 1 && (text.p[0] == '{' || text.p[0] == '[') && text.p[1] != '%';
}

void json_read(const struct mine *m, struct str text, struct listing *out)
{
	struct str path = m->order->configured.json_path;
	const struct jval *list;
	struct jval *doc;
	struct err e = {0};

	if (str_starts(text, STR("\xef\xbb\xbf")))
		text = str_sub(text, 3, text.n);
	if (jval_parse(text, &doc, &e) < 0) {
		out->why = arena_strf(m->a, "no list: JSON that does not parse: %s", e.text);
		return;
	}
	list = path.n ? jval_path(doc, arena_cstr(m->a, path)) : find_list(doc, m->a);
	if (list)
		read_records(m, list, out);
	read_paging(m, doc, out);
	out->source = out->nitems ? LIST_JSON : LIST_NONE;
	out->by_config = path.n != 0;
	out->empty_shape = !out->nitems && jval_type(list) == JVAL_ARRAY;
	out->why = out->nitems ? arena_strf(m->a, "%zu records of a JSON array", out->nitems)
			       : STR("no list: no array of records with titles in the JSON");
	jval_free(doc);
}

/* Length of the JSON value that begins at `at`; 0 where its brackets do not close. */
static size_t value_length(struct str s, size_t at)
{
	size_t depth = 0;
	bool string = false;

	for (size_t i = at; i < s.n && i - at < ISLAND_MAX; i++) {
		char c = s.p[i];

		if (string) {
			if (c == '\\')
				i++;
			else if (c == '"')
				string = false;
		} else if (c == '"') {
			string = true;
		} else if (c == '[' || c == '{') {
			depth++;
		} else if ((c == ']' || c == '}') && --depth == 0) {
			return i + 1 - at;
		}
	}
	return 0;
}

/* A value assigned in a script: "= [{" or "= {", and JSON in <script type=application/json>. */
static bool next_island(struct str s, size_t *at, size_t *from, size_t *n)
{
	for (size_t i = *at; i + 2 < s.n; i++) {
		size_t k = i + 1;

		if (s.p[i] != '=' && s.p[i] != '>')
			continue;
		while (k < s.n && is_space((unsigned char)s.p[k]))
			k++;
		if (k + 1 >= s.n || (s.p[k] != '[' && s.p[k] != '{'))
			continue;
		*n = value_length(s, k);
		if (*n < 40)
			continue;
		*from = k;
		*at = k + *n;
		return true;
	}
	return false;
}

bool json_in_scripts(const struct mine *m, struct str text, struct listing *out)
{
	size_t at = 0, from, n, best = 0;
	struct listing found = {0};

	for (int i = 0; i < ISLANDS_MAX && next_island(text, &at, &from, &n); i++) {
		struct jval *doc;
		const struct jval *list;

		if (jval_parse(str_sub(text, from, n), &doc, NULL) < 0)
			continue;
		list = find_list(doc, m->a);
		if (list && jval_size(list) >= 3 && list_value(list) > best) {
			best = list_value(list);
			found = (struct listing){0};
			read_records(m, list, &found);
		}
		jval_free(doc);
	}
	if (found.nitems < 3 || found.confidence <= out->confidence)
		return false;
	found.source = LIST_ISLAND;
	found.why = arena_strf(m->a, "%zu records of a JSON array in a script", found.nitems);
	*out = found;
	return true;
}
