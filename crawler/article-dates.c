/* Values behind labels, and the date of publication by its precedence. */
#include "article-parts.h"

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

struct stated {
	int64_t ms;
	bool has_time;
	int rank; /* 0 none; lower is better */
};

bool date_at_start(const struct reader *r, struct str value, int64_t *ms, bool *has_time)
{
	struct str head = str_sub(value, 0, 64);
	size_t i = 0;

	/* a digit, or the name of an English month, right away */
	while (i < head.n && i < 6 && !is_alnum((unsigned char)head.p[i]))
		i++;
	if (i == head.n || i == 6)
		return false;
	if (!is_digit((unsigned char)head.p[i]) && !is_alpha((unsigned char)head.p[i]))
		return false;
	return reading_date(r->o, head, ms, has_time);
}

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
	{"公布日期", 2, true},
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
};

/* English labels take no colon: "Published 24 January 2020". */
static struct str english_value(const struct reader *r, size_t i, const char *label)
{
	struct str s = r->d->lines[i].text;

	if (!is_alpha((unsigned char)label[0]) || !str_starts_nocase(s, str_of(label)))
		return STR_NONE;
	return str_trim(str_sub(s, strlen(label), SIZE_MAX));
}

static void dates_of_line(const struct reader *r, size_t i, struct stated *best)
{
	for (size_t k = 0; k < sizeof(date_labels) / sizeof(date_labels[0]); k++) {
		const struct date_label *l = &date_labels[k];
		struct stated s = {.rank = l->rank};
		struct str value;

		if (best->rank && best->rank <= l->rank)
			continue;
		value = label_value(r, i, l->name, l->alone);
		if (!value.n)
			value = english_value(r, i, l->name);
		if (value.n && date_at_start(r, value, &s.ms, &s.has_time))
			*best = s;
	}
}

/* A line beside the title that is a date and little more. */
static void bare_date(const struct reader *r, struct stated *best)
{
	size_t from = r->title_line, end;

	if (from >= r->d->nlines)
		return;
	end = r->from > from && r->from < from + 8 ? r->from + 1 : from + 8;
	for (size_t i = from + 1; i < end && i < r->d->nlines; i++) {
		const struct line *l = &r->d->lines[i];
		struct stated s = {.rank = 5};

		if (l->nav || l->text.n > 80 || l->link_bytes > 20)
			continue;
		if (date_at_start(r, l->text, &s.ms, &s.has_time)) {
			*best = s;
			return;
		}
	}
}

static void visible_date(const struct reader *r, struct stated *best)
{
	size_t inside = r->from + 12; /* tables of particulars open some texts */

	for (size_t i = 0; i < r->d->nlines; i++) {
		const struct line *l = &r->d->lines[i];

		if (l->nav || l->text.n > 600 || l->link_bytes * 2 > l->text.n)
			continue;
		if (i >= inside && i < r->to)
			continue;
		if (i >= r->to && best->rank)
			break;
		dates_of_line(r, i, best);
	}
	if (!best->rank)
		bare_date(r, best);
}

struct str script_value(const struct reader *r, const char *name)
{
	struct str want = str_of(name);

	for (size_t i = 0; i < r->d->nnodes; i++) {
		struct str s, quoted;
		size_t at = 0;

		if (r->d->nodes[i].tag != TAG_SCRIPT)
			continue;
		s = doc_raw(&r->d->nodes[i]);
		while ((at = str_find_nocase(s, want, at)) != SIZE_MAX) {
			size_t k = at + want.n;
			bool word = at == 0 || !is_alnum((unsigned char)s.p[at - 1]);

			at = k;
			if (k < s.n && (s.p[k] == '"' || s.p[k] == '\''))
				k++;
			while (k < s.n && is_space((unsigned char)s.p[k]))
				k++;
			if (!word || k >= s.n || (s.p[k] != '=' && s.p[k] != ':'))
				continue;
			k++;
			while (k < s.n && is_space((unsigned char)s.p[k]))
				k++;
			if (k >= s.n || (s.p[k] != '"' && s.p[k] != '\''))
				continue;
			quoted = str_sub(s, k + 1, 500);
			quoted = str_sub(quoted, 0, str_findc(quoted, s.p[k], 0));
			if (str_trim(quoted).n)
				return reading_plain(quoted, r->a);
		}
	}
	return STR_NONE;
}

static struct str time_element(const struct reader *r)
{
	for (uint32_t i = 0; i < r->d->nnodes; i++) {
		const struct dnode *n = &r->d->nodes[i];
		struct str v;

		if (n->tag != TAG_TIME || n->nav || n->clutter ||
			doc_inside(r->d, i, r->main))
			continue;
		v = doc_attribute(n, "datetime");
		return v.n ? v : doc_text(r->d, i, r->a);
	}
	return STR_NONE;
}

void dates_read(const struct reader *r, struct article *out)
{
	static const char *const metas[] = {"pubdate", "publishdate", "publish_date",
		"article:published_time", "firstpublishedtime", "dcterms.issued",
		"dc.date.issued", "dcterms.date", "dc.date", "date", "publication_date",
		"og:release_date", NULL};
	struct stated s = {0};
	struct str tried[5];

	visible_date(r, &s);
	tried[0] = meta_content(r, metas);
	tried[1] = script_value(r, "datePublished");
	tried[2] = time_element(r);
	tried[3] = script_value(r, "pubdata");
	tried[4] = script_value(r, "pubdate");
	for (size_t i = 0; !s.rank && i < 5; i++) {
		if (tried[i].n && reading_date(r->o, tried[i], &s.ms, &s.has_time))
			s.rank = 10;
	}
	if (!s.rank && reading_address_date(r->o, r->o->url, &s.ms)) {
		out->date_weak = true;
		s.rank = 20;
	}
	out->date_ms = s.rank ? s.ms : DATE_NONE_MS;
	out->date_has_time = s.rank && s.has_time;
}
