/* Values behind labels, and the date of publication by its precedence. */
#include "article-parts.h"

#include "base/clock.h"
#include "base/utf8.h"
#include "reading.h"

/* --- labels: "发布时间：2026-04-09", "来源：<b>国家能源局</b>", also across cells --- */

static struct str after_label(struct str s)
{
	static const char *const between[] = {"：", ":", "】", "]", "|", "〗", "﹕", "∶"};
	bool again = true, colon = false;

	while (again) {
		again = false;
		s = str_trim(s);
		for (size_t i = 0; i < sizeof(between) / sizeof(between[0]); i++) {
			struct str b = str_of(between[i]);

			if (str_starts(s, b)) {
				s = str_sub(s, b.n, SIZE_MAX);
				again = colon = true;
			}
		}
	}
	return colon || s.n == 0 ? s : STR_NONE;
}

/* End of name at s[at], blanks between its characters allowed: "有 效 性". 0 no. */
static size_t spaced_end(struct str s, size_t at, struct str name)
{
	size_t k = 0;

	for (; k < name.n; at++) {
		if (at >= s.n)
			return 0;
		if (s.p[at] == ' ' && k > 0)
			continue;
		if (s.p[at] != name.p[k])
			return 0;
		k++;
	}
	return at;
}

/* Where a label stands in s, and where it ends; SIZE_MAX nowhere. Tables of particulars
 * stretch short labels with blanks. */
static size_t find_label(struct str s, struct str name, size_t *end)
{
	size_t at;

	if ((unsigned char)name.p[0] < 0x80) {
		at = str_find_nocase(s, name, 0);
		*end = at + name.n;
		return at;
	}
	at = str_find(s, name, 0);
	*end = at + name.n;
	if (at != SIZE_MAX || name.n < 3 || str_findc(s, ' ', 0) == SIZE_MAX)
		return at;
	for (at = 0; (at = str_find(s, str_sub(name, 0, 3), at)) != SIZE_MAX; at += 3) {
		*end = spaced_end(s, at, name);
		if (*end)
			return at;
	}
	return SIZE_MAX;
}

struct str label_value(const struct reader *r, size_t i, const char *label, bool alone)
{
	struct str s = r->d->lines[i].text, name = str_of(label), value;
	size_t end, at = find_label(s, name, &end);

	if (at == SIZE_MAX)
		return STR_NONE;
	if (at && is_alpha((unsigned char)name.p[0]) && is_alnum((unsigned char)s.p[at - 1]))
		return STR_NONE; /* "Update:" is no "Date:" */
	if (alone && at >= 3 && (unsigned char)s.p[at - 1] >= 0x80) {
		size_t k = 0;

		if (cp_is_han(utf8_next(str_sub(s, at - 3, 3), &k)))
			return STR_NONE;
	}
	value = after_label(str_sub(s, end, SIZE_MAX));
	if (str_none(value) || value.n || i + 1 >= r->d->nlines)
		return value;
	return end + 4 >= s.n ? r->d->lines[i + 1].text : value;
}

static bool is_wide_digit(struct str s, size_t i)
{
	return i + 2 < s.n && (unsigned char)s.p[i] == 0xEF && (unsigned char)s.p[i + 1] == 0xBC &&
	       (unsigned char)s.p[i + 2] >= 0x90 && (unsigned char)s.p[i + 2] <= 0x99;
}

/* 民國109年, 二〇二六年, 昨天: dates that begin with a word. */
static bool begins_in_words(struct str s)
{
	static const char *const words[] = {"民國", "民国", "中華民國", "中华民国", "二〇", "二○",
		"二零", "一九", "今天", "昨天", "前天", "今日", "刚刚"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (str_starts(s, str_of(words[i])))
			return true;
	}
	return false;
}

#define RANK_PUBLISHED 2 /* labels that say so, up to here */
#define RANK_UPDATED 4
#define RANK_ANY 9

static const struct date_label {
	const char *name;
	int rank;
	bool alone;
} date_labels[] = {
	{"发布时间", 1, false},
	{"发布日期", 1, false},
	{"发表时间", 1, false},
	{"发稿时间", 1, false},
	{"发布于", 1, true},
	{"發布日期", 1, false},
	{"發佈日期", 1, false},
	{"發布時間", 1, false},
	{"發佈時間", 1, false},
	{"發表日期", 1, true},
	{"公告日期", 2, true},
	{"張貼日期", 1, true},
	{"發稿日期", 1, true},
	{"上版日期", 1, true},
	{"刊登日期", 1, true},
	{"Created", 2, true},
	{"公布日期", 2, true},
	{"公布时间", 2, true},
	{"公告时间", 2, true},
	{"发稿日期", 1, true},
	{"上传时间", 3, true},
	{"上传日期", 3, true},
	{"添加时间", 3, true},
	{"添加日期", 3, true},
	{"录入日期", 3, true},
	{"公开日期", 2, true},
	{"公开时间", 2, true},
	{"刊发日期", 1, true},
	{"发表日期", 1, true},
	{"录入时间", 3, true},
	{"更新时间", 4, true},
	{"更新日期", 4, true},
	{"日期", 3, true},
	{"时间", 3, true},
	{"Published", 1, true},
	{"Release date", 1, true},
	{"Posted on", 1, true},
	{"Posted", 2, true},
	{"Publish date", 1, true},
	{"Date published", 1, true},
	{"Fecha", 3, true},
	{"Veröffentlicht am", 1, true},
	{"Veröffentlicht", 2, true},
	{"Erstellt am", 2, true},
	{"Publié le", 1, true},
	{"Publicado el", 1, true},
	{"Publicado em", 1, true},
	{"Publicado", 2, true},
	{"Pubblicato il", 1, true},
	{"Datum", 3, true},
	{"Stand", 4, true},
	{"Erschienen am", 1, true},
	{"Letzte Aktualisierung", 4, true},
	{"Letzte Änderung", 4, true},
	{"Zuletzt geändert", 4, true},
	{"Aktualisiert", 4, true},
	{"Mise en ligne", 1, true},
	{"Mis en ligne le", 1, true},
	{"Date de publication", 1, true},
	{"Mis à jour le", 4, true},
	{"Fecha de publicación", 1, true},
	{"Última actualización", 4, true},
	{"Data di pubblicazione", 1, true},
	{"Pubblicato", 2, true},
	{"Опубликовано", 1, true},
	{"Дата публикации", 1, true},
	{"公開日", 1, true},
	{"掲載日", 1, true},
	{"公表日", 2, true},
	{"発表日", 2, true},
	{"更新日", 4, true},
	{"最終更新日", 4, true},
	{"등록일", 1, true},
	{"작성일", 1, true},
	{"게시일", 1, true},
	{"등록일자", 1, true},
	{"작성일자", 1, true},
	{"게시일자", 1, true},
	{"공고일", 1, true},
	{"공고일자", 1, true},
	{"Issued", 2, true},
	{"Date issued", 1, true},
	{"Date of issue", 1, true},
	{"Last updated", 4, true},
	{"Last modified", 4, true},
	{"Last edited", 4, true},
	{"Last reviewed", 4, true},
	{"Updated", 4, true},
	{"Date", 3, true},
};

/* "Deadline: 8 August": before the first figure a label, and none of a date. */
static bool names_something(struct str s)
{
	size_t end = 0, colon;

	while (end < s.n && !is_digit((unsigned char)s.p[end]))
		end++;
	s.n = end;
	colon = str_findc(s, ':', 0);
	for (size_t k = 0; colon != SIZE_MAX && k < sizeof(date_labels) / sizeof(date_labels[0]);
		k++) {
		if (str_find_nocase(s, str_of(date_labels[k].name), 0) < colon)
			return false;
	}
	return colon != SIZE_MAX;
}

bool date_at_start(const struct reader *r, struct str value, int64_t *ms, bool *has_time)
{
	struct str head = str_sub(value, 0, 64);
	size_t i = 0;

	if (begins_in_words(str_trim(head)))
		return date_in(r, head, ms, has_time);
	/* a digit, or the name of a month, right away */
	while (i < head.n && i < 6 && !is_alnum((unsigned char)head.p[i]) &&
		!is_wide_digit(head, i))
		i++;
	if (i == head.n || i == 6)
		return false;
	if (!is_wide_digit(head, i) && !is_digit((unsigned char)head.p[i]) && !is_alpha((unsigned char)head.p[i]))
		return false;
	if (is_alpha((unsigned char)head.p[i]) && names_something(str_sub(head, i, SIZE_MAX)))
		return false;
	return date_in(r, head, ms, has_time);
}

bool date_in(const struct reader *r, struct str s, int64_t *ms, bool *has_time)
{
	return reading_date_in(r->o, r->day_first, r->relative, s, ms, has_time);
}

/* English labels take no colon: "Published 24 January 2020", "Download (last edited 2019-11-10". */
static struct str english_value(const struct reader *r, size_t i, const char *label)
{
	struct str s = r->d->lines[i].text, name = str_of(label);
	size_t at;

	if (!is_alpha((unsigned char)label[0]))
		return STR_NONE;
	at = str_starts_nocase(s, name) ? 0
	     : str_starts(name, STR("Last ")) ? str_find_nocase(s, name, 0)
					      : SIZE_MAX;
	if (at == SIZE_MAX)
		return STR_NONE;
	s = str_trim(str_sub(s, at + name.n, SIZE_MAX));
	return str_starts(s, STR("on ")) ? str_sub(s, 3, SIZE_MAX) : s;
}

/* "[发布时间2019年9月10日]": the figures right behind the label. */
static struct str figures_value(const struct reader *r, size_t i, const char *label)
{
	struct str s = r->d->lines[i].text, name = str_of(label);
	size_t at = str_find(s, name, 0);

	if (at == SIZE_MAX || (unsigned char)label[0] < 0x80)
		return STR_NONE;
	s = str_trim(str_sub(s, at + name.n, SIZE_MAX));
	return s.n && is_digit((unsigned char)s.p[0]) ? s : STR_NONE;
}

/* Which bytes stand in a text, letters without their case: most labels are told to be
 * nowhere in a line by one look. */
struct byte_set {
	uint32_t has[8];
};

static struct byte_set bytes_of(struct str s)
{
	struct byte_set set = {{0}};

	for (size_t i = 0; i < s.n; i++) {
		unsigned c = (unsigned)to_lower((unsigned char)s.p[i]);

		set.has[c >> 5] |= 1u << (c & 31);
	}
	return set;
}

static bool may_hold(const struct byte_set *set, const char *word)
{
	for (; *word; word++) {
		unsigned c = (unsigned)to_lower((unsigned char)*word);

		if (!(set->has[c >> 5] & 1u << (c & 31)))
			return false;
	}
	return true;
}

/* Labels up to rank `most`. */
static void dates_of_line(const struct reader *r, size_t i, int most, struct stated *best)
{
	struct byte_set bytes = bytes_of(r->d->lines[i].text);

	for (size_t k = 0; k < sizeof(date_labels) / sizeof(date_labels[0]); k++) {
		const struct date_label *l = &date_labels[k];
		struct stated s = {.rank = l->rank};
		struct str value;

		if ((best->rank && best->rank <= l->rank) || l->rank > most ||
			!may_hold(&bytes, l->name))
			continue;
		value = label_value(r, i, l->name, l->alone);
		if (!value.n)
			value = english_value(r, i, l->name);
		if (!value.n && l->rank <= RANK_PUBLISHED && !l->alone)
			value = figures_value(r, i, l->name);
		if (value.n && date_at_start(r, value, &s.ms, &s.has_time))
			*best = s;
	}
}

static void visible_date(const struct reader *r, struct stated *best)
{
	size_t inside = r->from + 12; /* tables of particulars open some texts */

	for (size_t i = 0; i < r->d->nlines; i++) {
		const struct line *l = &r->d->lines[i];

		if (l->nav || l->text.n > 600)
			continue;
		if (i >= inside && i < r->to)
			continue;
		if (i >= r->to && best->rank)
			break;
		/* among buttons and links only what says "published" */
		dates_of_line(r, i, l->link_bytes * 2 > l->text.n ? RANK_PUBLISHED : RANK_ANY,
			best);
	}
	if (!best->rank)
		bare_date(r, best);
}

/* Quoted value that follows the name at s[at..k): "= '...'", "\": \"...\"". None: no such. */
static struct str value_behind(struct str s, size_t k)
{
	struct str quoted;

	if (k < s.n && (s.p[k] == '"' || s.p[k] == '\''))
		k++;
	while (k < s.n && is_space((unsigned char)s.p[k]))
		k++;
	if (k >= s.n || (s.p[k] != '=' && s.p[k] != ':'))
		return STR_NONE;
	k++;
	while (k < s.n && is_space((unsigned char)s.p[k]))
		k++;
	if (k >= s.n || (s.p[k] != '"' && s.p[k] != '\''))
		return STR_NONE;
	quoted = str_sub(s, k + 1, 500);
	quoted = str_trim(str_sub(quoted, 0, str_findc(quoted, s.p[k], 0)));
	return quoted.n ? quoted : STR_NONE;
}

/* The first value of that name in the scripts at or after place *at of script *i, which are
 * moved behind it. */
static struct str next_value(const struct reader *r, struct str name, size_t *i, size_t *at)
{
	for (; *i < r->d->nscripts; (*i)++, *at = 0) {
		struct str s = doc_raw(&r->d->nodes[r->d->scripts[*i]]), value;

		while ((*at = str_find_nocase(s, name, *at)) != SIZE_MAX) {
			bool word = *at == 0 || !is_alnum((unsigned char)s.p[*at - 1]);

			*at += name.n;
			value = word ? value_behind(s, *at) : STR_NONE;
			if (value.n)
				return value;
		}
	}
	return STR_NONE;
}

struct str script_value(const struct reader *r, const char *name)
{
	size_t i = 0, at = 0;
	struct str value = next_value(r, str_of(name), &i, &at);

	return value.n ? reading_plain(value, r->a) : STR_NONE;
}

/* The day that all values of that name state; none where they differ: those of a list. */
static struct str sole_date(const struct reader *r, struct str name)
{
	struct str first = STR_NONE, value;
	size_t i = 0, at = 0;
	int64_t ms = 0, other;
	bool has_time;

	while ((value = next_value(r, name, &i, &at)).n) {
		if (!date_in(r, value, &other, &has_time))
			continue;
		if (first.n && (other - ms >= DAY_MS || ms - other >= DAY_MS))
			return STR_NONE;
		if (!first.n) {
			first = value;
			ms = other;
		}
	}
	return first;
}

struct str script_sole_date(const struct reader *r, const char *const *names)
{
	struct str v = STR_NONE;

	for (; *names && !v.n; names++)
		v = sole_date(r, str_of(*names));
	return v;
}

/* The first of the values that holds a date. */
static void first_stated(
	const struct reader *r, const struct str *tried, size_t n, struct stated *best)
{
	for (size_t i = 0; !best->rank && i < n; i++) {
		if (tried[i].n && date_in(r, tried[i], &best->ms, &best->has_time))
			best->rank = 10;
	}
}

static void machine_date(const struct reader *r, struct stated *best)
{
	static const char *const metas[] = {"pubdate", "publishdate", "publish_date",
		"publish-date", "article:published_time", "firstpublishedtime", "dcterms.issued",
		"dc.date.issued", "dcterms.date", "dc.date", "date", "publication_date",
		"og:release_date", "og:published_time", "og:article:published_time",
		"parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime",
		"dcterms.created", "dc.date.created", "dcterms.available", "citation_date",
		"citation_publication_date", "article.published", "datepublished", NULL};
	static const char *const updates[] = {"article:modified_time", "og:updated_time",
		"dcterms.modified", "last-modified", "revised", NULL};
	static const char *const keys[] = {"pubdate", "published_at", "publishedAt",
		"publishDate", "publish_date", "publicationDate", "publication_date",
		"first-publication", "publishedFirst", "publishedDate", NULL};
	struct str tried[5] = {date_marked(r), meta_content(r, metas),
		script_value(r, "datePublished"), date_timed(r), script_value(r, "pubdata")};
	struct str late[4] = {date_named(r), script_sole_date(r, keys),
		script_value(r, "dateCreated"), script_value(r, "uploadDate")};
	struct str last[2] = {meta_content(r, updates), script_value(r, "dateModified")};

	first_stated(r, tried, 5, best);
	first_stated(r, late, 4, best);
	if (!best->rank && r->title_line < r->d->nlines)
		date_above(r, best);
	first_stated(r, last, 2, best);
}

/* A page that says when it was updated, and to machines when it was published: the latter.
 * PubDate is none of these: templates write the time of making into it. */
static void published_first(const struct reader *r, struct stated *best)
{
	static const char *const metas[] = {"article:published_time", NULL};
	struct str tried[3] = {date_marked(r), meta_content(r, metas),
		script_value(r, "datePublished")};
	struct stated s = {0};

	if (best->rank != RANK_UPDATED)
		return;
	first_stated(r, tried, 3, &s);
	if (s.rank && best->ms - s.ms >= DAY_MS)
		*best = s;
}

/* Labels in the frame of the page, "[Stand: 09.10.2017]" in a footer: the last of them. */
static void frame_date(const struct reader *r, struct stated *best)
{
	for (size_t i = r->d->nlines; i-- > 0 && !best->rank;) {
		if (r->d->lines[i].nav && r->d->lines[i].text.n < 200)
			dates_of_line(r, i, RANK_UPDATED, best);
	}
}

static void stated_date(const struct reader *r, struct stated *best)
{
	visible_date(r, best);
	if (!best->rank)
		machine_date(r, best);
	else
		published_first(r, best);
	if (!best->rank)
		frame_date(r, best);
	if (!best->rank)
		leading_date(r, best);
	if (!best->rank)
		date_below(r, best);
	if (!best->rank)
		date_of_title(r, best);
}

void dates_read(struct reader *r, struct article *out)
{
	struct stated s = {0};

	r->day_first = day_goes_first(r);
	stated_date(r, &s);
	r->relative = true;
	if (!s.rank) /* a saved page does not say from when 3小时前 counts */
		stated_date(r, &s);
	if (!s.rank && reading_address_date(r->o, r->o->url, &s.ms)) {
		out->date_weak = true;
		s.rank = 20;
	}
	out->date_ms = s.rank ? s.ms : DATE_NONE_MS;
	out->date_has_time = s.rank && s.has_time;
}
