/* Dates that no label names, by where they stand: above the title, beside it, among the
 * credits, at the head of the text, in the title. */
#include "article-parts.h"

#include "base/utf8.h"

/* "（2015年3月1日第九届…会议通过）": the life of a law, under its title. */
static bool is_of_law(struct str s)
{
	static const char *const words[] = {"通过", "公布", "修订", "修正", "施行", "批准", "会议",
		"起执行", "生效"};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
		if (str_has(s, str_of(words[i])))
			return true;
	}
	return false;
}

void date_above(const struct reader *r, struct stated *best)
{
	for (size_t i = r->title_line; i-- > 0 && i + 3 > r->title_line;) {
		const struct line *l = &r->d->lines[i];
		struct stated s = {.rank = 7};

		if (l->nav || l->clutter || l->link_bytes * 2 > l->text.n || str_has(l->text, STR("星期")))
			continue;
		/* "區域動態 115.03.19 發布單位：政治作戰局" */
		if ((l->text.n < 60 && date_at_start(r, l->text, &s.ms, &s.has_time)) ||
			(l->text.n < 160 && line_is_credit(l->text) && !is_of_law(l->text) &&
				date_in(r, l->text, &s.ms, &s.has_time))) {
			*best = s;
			return;
		}
	}
}

/* A line of names and figures rather than a sentence, or the day of something else:
 * "Deadline: 5 May". */
static bool is_note(struct str s)
{
	static const char *const ends[] = {".", "!", "?", "。", "！", "？", "；", "："};

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		if (str_ends(s, str_of(ends[i])))
			return false;
	}
	return !str_has(s, STR("，")) && !str_has(s, STR("。")) && !str_has(s, STR("：")) &&
	       !str_has(s, STR(": "));
}

#define BARE_MAX 80   /* bytes of a line that is a date and little more */
#define CREDIT_MAX 240 /* of one that names source and author as well */

/* A line beside the title that begins with a date, or holds one among the credits. */
static bool date_of_credits(const struct reader *r, size_t i, struct stated *s)
{
	const struct line *l = &r->d->lines[i];
	bool framed = r->d->lines[r->title_line].nav; /* title and all: "<header>" */

	if ((l->nav && !framed) || l->text.n > CREDIT_MAX || is_of_law(l->text))
		return false;
	if (l->text.n <= BARE_MAX && (l->link_bytes <= 20 || l->link_bytes * 2 <= l->text.n) &&
		date_at_start(r, l->text, &s->ms, &s->has_time))
		return true;
	if (!line_is_credit(l->text) &&
		(i >= r->from || l->text.n > 160 || !is_note(l->text)))
		return false;
	return l->link_bytes * 2 <= l->text.n && date_in(r, l->text, &s->ms, &s->has_time);
}

void bare_date(const struct reader *r, struct stated *best)
{
	size_t from = r->title_line, text = r->from, shown = 0;

	if (from >= r->d->nlines)
		return;
	if (text < r->d->nlines && str_eqc(r->d->lines[text].text, ":::"))
		text++;
	if (r->heading_day.n && date_at_start(r, r->heading_day, &best->ms, &best->has_time)) {
		best->rank = 5;
		return;
	}
	for (size_t i = from + 1; i < r->d->nlines && shown < 7; i++) {
		const struct line *l = &r->d->lines[i];
		struct stated s = {.rank = 5};

		if (text > from && i > text)
			return;
		/* buttons and menus may stand between the title and what follows it */
		shown += (!l->nav && !l->clutter) || r->d->lines[from].nav;
		if (date_of_credits(r, i, &s)) {
			*best = s;
			return;
		}
	}
}

/* 2026年9月24日 there is the day of what happened. */
static bool in_chinese(struct str s)
{
	return str_has(s, STR("年")) || str_has(s, STR("月"));
}

/* "(18.01.2018) Deutschlands Landwirte …", "2026-09-24 | Mitteilung": news that begin with
 * their day. */
void leading_date(const struct reader *r, struct stated *best)
{
	for (size_t i = r->from; i < r->to && i < r->from + 2; i++) {
		const struct line *l = &r->d->lines[i];
		struct str head = str_sub(l->text, 0, 24);
		struct stated s = {.rank = 15};

		if (l->nav || l->clutter || in_chinese(head))
			continue;
		if (date_at_start(r, head, &s.ms, &s.has_time)) {
			*best = s;
			return;
		}
	}
}

/* "2019年11月29日 10:10 视觉中国": no signature has the time of day. */
static bool minute_below(const struct reader *r, struct str line, struct stated *s)
{
	return line.n <= BARE_MAX && date_at_start(r, line, &s->ms, &s->has_time) &&
	       s->has_time;
}

/* "Dieser Artikel wurde am 14. Dezember 2015 um 14:48 von …": the imprint of a blog. */
void date_below(const struct reader *r, struct stated *best)
{
	for (size_t i = r->to; i < r->d->nlines && i < r->to + 3; i++) {
		const struct line *l = &r->d->lines[i];
		struct stated s = {.rank = 16};

		if (l->clutter || l->text.n > 200 || l->link_bytes * 2 > l->text.n ||
			line_is_frame(l->text))
			continue;
		if (in_chinese(l->text) ? minute_below(r, l->text, &s)
					: date_in(r, l->text, &s.ms, &s.has_time)) {
			*best = s;
			return;
		}
	}
}

void date_of_title(const struct reader *r, struct stated *best)
{
	struct str head = str_sub(r->head_title, 0, 24);
	struct stated s = {.rank = 17};

	if (!in_chinese(head) && date_at_start(r, head, &s.ms, &s.has_time))
		*best = s;
}
