/* Periods and classes in words. */
#include "crawler/config.h"
#include "crawler/import.h"

/* Words without spaces, brackets and what stands in brackets. */
static struct str bare(struct str s, struct buf *b)
{
	static const char *const open[] = {"(", "（", "[", "【"},
				 *const shut[] = {")", "）", "]", "】"},
				 *const skip[] = {" ", "\t", "\n", "\r", "　", "\xC2\xA0",
					 "*", "：", ":"};
	int depth = 0;

	for (size_t at = 0; at < s.n;) {
		struct str rest = str_sub(s, at, s.n);
		size_t step = 1;
		bool drop = depth > 0;

		while (at + step < s.n && ((unsigned char)s.p[at + step] & 0xC0) == 0x80)
			step++;
		for (size_t i = 0; i < sizeof(open) / sizeof(open[0]); i++) {
			if (str_starts(rest, str_of(open[i]))) {
				depth++;
				drop = true;
			} else if (str_starts(rest, str_of(shut[i])) && depth > 0) {
				depth--;
				drop = true;
			}
		}
		for (size_t i = 0; i < sizeof(skip) / sizeof(skip[0]); i++)
			drop = drop || str_starts(rest, str_of(skip[i]));
		for (size_t i = 0; !drop && i < step; i++)
			buf_addc(b, (char)to_lower((unsigned char)s.p[at + i]));
		at += step;
	}
	return buf_str(b);
}

static bool take(struct str *s, const char *word)
{
	if (!str_starts(*s, str_of(word)))
		return false;
	*s = str_sub(*s, strlen(word), s->n);
	return true;
}

static bool take_any(struct str *s, const char *const *words)
{
	for (; *words; words++)
		if (take(s, *words))
			return true;
	return false;
}

/* number = digits | [一-九两] | [一-九]十[一-九] */
static bool take_number(struct str *s, int *out)
{
	static const char *const han[] = {
		"一", "二", "三", "四", "五", "六", "七", "八", "九"};
	size_t n = 0;
	int64_t v;
	int tens = 0, ones = 0;

	while (n < s->n && is_digit((unsigned char)s->p[n]))
		n++;
	if (n > 0 && str_int(str_sub(*s, 0, n), 0, 10000, &v)) {
		*s = str_sub(*s, n, s->n);
		*out = (int)v;
		return true;
	}
	if (take(s, "两")) {
		*out = 2;
		return true;
	}
	for (int i = 0; i < 9 && !ones; i++)
		if (take(s, han[i]))
			ones = i + 1;
	if (take(s, "十")) {
		tens = ones ? ones : 1;
		ones = 0;
		for (int i = 0; i < 9 && !ones; i++)
			if (take(s, han[i]))
				ones = i + 1;
	}
	*out = tens * 10 + ones;
	return *out > 0;
}

/* What may follow a period without changing it. */
static bool at_end(struct str s)
{
	static const char *const tails[] = {"至少更新一次", "至少更新1次", "至少一次",
		"更新一次", "更新1次", "至少发布一次", "发布一次", "公布一次", "公开一次",
		"更新", "发布", "公布", "公开", "一次", "1次", "以内", "之内", "内", "前",
		"底前", "之前", "以前", "度", NULL};

	while (s.n > 0 && take_any(&s, tails))
		;
	return s.n == 0;
}

static const char *weekday_of(struct str *s)
{
	static const char *const han[] = {"一", "二", "三", "四", "五", "六", "日", "天"};
	static const char *const word[] = {
		"mon", "tue", "wed", "thu", "fri", "sat", "sun", "sun"};

	for (int i = 0; i < 8; i++)
		if (take(s, han[i]))
			return word[i];
	return NULL;
}

static bool weekly(struct str s, struct buf *rule)
{
	struct str rest = s;
	const char *day;

	if (at_end(s)) {
		buf_adds(rule, "{kind: weekly}");
		return true;
	}
	day = weekday_of(&rest);
	if (!day || !at_end(rest))
		return false;
	buf_addf(rule, "{kind: weekly, weekday: %s}", day);
	return true;
}

static bool monthly(struct str s, struct buf *rule)
{
	int day;

	if (at_end(s)) {
		buf_adds(rule, "{kind: monthly}");
		return true;
	}
	if (!take_number(&s, &day) || day < 1 || day > 31 ||
		!(take(&s, "日") || take(&s, "号")) || !at_end(s))
		return false;
	buf_addf(rule, "{kind: monthly, day: %d}", day);
	return true;
}

/* "1月31日前", "7月底前" */
static bool by_date(struct str s, struct buf *rule)
{
	int month, day = 0;

	if (!take_number(&s, &month) || month < 1 || month > 12 || !take(&s, "月"))
		return false;
	take(&s, "份");
	if (take(&s, "底") || take(&s, "末") || s.n == 0 || str_starts(s, STR("前")))
		day = days_in_month(2023, month);
	else if (!take_number(&s, &day) || !(take(&s, "日") || take(&s, "号")))
		return false;
	if (!date_valid(2024, month, day) || !at_end(s))
		return false;
	buf_addf(rule, "{kind: by_date, date: \"%02d-%02d\"}", month, day);
	return true;
}

static bool yearly(struct str s, struct buf *rule)
{
	take(&s, "度");
	if (at_end(s)) {
		buf_adds(rule, "{kind: yearly}");
		return true;
	}
	if (take(&s, "底") || take(&s, "末")) {
		buf_adds(rule, "{kind: by_date, date: \"12-31\"}");
		return at_end(s);
	}
	return by_date(s, rule);
}

/* "14天内", "两周内", "3个工作日内", "6个月" */
static bool within(struct str s, struct buf *rule)
{
	static const struct {
		const char *unit, *key;
		int times;
	} row[] = {
		{"个工作日", "working_days", 1},
		{"工作日", "working_days", 1},
		{"天", "days", 1},
		{"日", "days", 1},
		{"个自然日", "days", 1},
		{"周", "days", 7},
		{"个星期", "days", 7},
		{"星期", "days", 7},
		{"个月", "months", 1},
		{"月", "months", 1},
		{"年", "years", 1},
		{"days", "days", 1},
		{"weeks", "days", 7},
		{"months", "months", 1},
		{"workingdays", "working_days", 1},
		{"个季度", "months", 3},
	};
	int n;

	if (!take_number(&s, &n) || n < 1)
		return false;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++) {
		struct str rest = s;

		if (!take(&rest, row[i].unit) || !at_end(rest))
			continue;
		buf_addf(rule, "{kind: max_age, %s: %d}", row[i].key, n * row[i].times);
		return true;
	}
	return false;
}

struct fixed {
	const char *words, *rule; /* words with | between */
};

static const struct fixed fixed[] = {
	{"每工作日|每个工作日|工作日|逐日|日更新|按日|每日|每天|日|天|daily|每日更新",
		"{kind: daily}"},
	{"半月|每半月|半个月|每半个月|15天", "{kind: max_age, days: 15}"},
	{"半年|每半年|半年度|按半年|half-yearly", "{kind: max_age, months: 6}"},
	{"每季度|每季|按季度|按季|季度|季|quarterly", "{kind: quarterly}"},
	{"weekly|周|按周|逐周|周更新", "{kind: weekly}"},
	{"monthly|月|月度|按月|逐月|月更新", "{kind: monthly}"},
	{"yearly|annually|年|年度|按年|逐年|按年度", "{kind: yearly}"},
	{"及时|实时|动态|动态更新|及时更新|实时更新|不定期|长期|长期公开|适时|按需|无|-|/"
	 "|"
	 "信息形成或变更之日起及时公开",
		""},
};

static bool fixed_words(struct str s, struct buf *rule)
{
	for (size_t i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++) {
		struct str rest = str_of(fixed[i].words), word;

		while (str_cut(&rest, '|', &word)) {
			if (!str_starts(s, word) || !at_end(str_sub(s, word.n, s.n)))
				continue;
			buf_adds(rule, fixed[i].rule);
			return true;
		}
	}
	return false;
}

bool import_period(struct str words, struct buf *rule)
{
	static const char *const week[] = {
		"每周", "每星期", "每礼拜", "星期", "周", NULL};
	static const char *const month[] = {"每月", "每个月", "每月份", NULL};
	static const char *const year[] = {"每年", "每年度", "年度", NULL};
	static const char *const every[] = {"每隔", "每", "不超过", "至少每", NULL};
	struct buf b = BUF_INIT(400);
	struct str s = bare(words, &b), rest = s;
	struct buf made = BUF_INIT(400);
	bool ok = s.n == 0 || fixed_words(s, &made);

	if (!ok && take_any(&rest, week))
		ok = weekly(rest, &made);
	if (!ok && take_any(&rest, month))
		ok = monthly(rest, &made);
	if (!ok && take_any(&rest, year))
		ok = yearly(rest, &made);
	rest = s;
	if (!ok) {
		buf_clear(&made);
		ok = by_date(rest, &made);
	}
	if (!ok) {
		buf_clear(&made);
		take_any(&rest, every);
		ok = within(rest, &made);
	}
	if (ok)
		buf_addstr(rule, buf_str(&made));
	buf_release(&made);
	buf_release(&b);
	return ok;
}

const char *import_class(struct str words)
{
	static const struct {
		const char *part, *cls;
	} row[] = {
		{"解读", "interpretation"},
		{"归档", "archived"},
		{"人事", "personnel"},
		{"任免", "personnel"},
		{"招考", "personnel"},
		{"规划", "planning"},
		{"计划", "planning"},
		{"指南", "static"},
		{"职能", "static"},
		{"机构", "static"},
		{"领导", "static"},
		{"制度", "static"},
		{"静态", "static"},
		{"概况", "static"},
		{"动态", "news"},
		{"要闻", "news"},
		{"新闻", "news"},
		{"资讯", "news"},
		{"通知", "notice"},
		{"公告", "notice"},
		{"公示", "notice"},
		{"通告", "notice"},
		{"政策", "policy"},
		{"文件", "policy"},
		{"法规", "policy"},
		{"规章", "policy"},
		{"其他", "other"},
		{"其它", "other"},
		{"应更新", "other"},
	};
	struct buf b = BUF_INIT(400);
	struct str s = bare(words, &b);
	const char *found = s.n == 0 ? "" : NULL;
	int cls = class_of_word(s);

	if (cls != CLASS_UNSET)
		found = class_word(cls);
	for (size_t i = 0; !found && i < sizeof(row) / sizeof(row[0]); i++)
		if (str_has(s, str_of(row[i].part)))
			found = row[i].cls;
	buf_release(&b);
	return found;
}
