/* What columns and portals are called, whose they are, of which class. Pure. */
#include "crawler/discover.h"

#include "base/utf8.h"
#include "discover-part.h"

struct guess {
	int cls;
	const char *word;
};

/* First hit wins: the more special words stand first. */
static const struct guess guesses[] = {
	{CLASS_INTERPRETATION, "解读"}, {CLASS_INTERPRETATION, "图解"},
	{CLASS_INTERPRETATION, "interpretation"},
	{CLASS_PERSONNEL, "人事"}, {CLASS_PERSONNEL, "任免"}, {CLASS_PERSONNEL, "招考"},
	{CLASS_PERSONNEL, "招聘"}, {CLASS_PERSONNEL, "招录"}, {CLASS_PERSONNEL, "录用"},
	{CLASS_PERSONNEL, "公务员"}, {CLASS_PERSONNEL, "career"}, {CLASS_PERSONNEL, "job"},
	{CLASS_NOTICE, "公示"}, {CLASS_NOTICE, "征集"}, {CLASS_NOTICE, "征求意见"},
	{CLASS_PLANNING, "规划"}, {CLASS_PLANNING, "计划"}, {CLASS_PLANNING, "planning"},
	{CLASS_NEWS, "活动"}, {CLASS_NEWS, "讲话"},
	{CLASS_STATIC, "机构"}, {CLASS_STATIC, "职能"}, {CLASS_STATIC, "领导"},
	{CLASS_STATIC, "概况"}, {CLASS_STATIC, "指南"}, {CLASS_STATIC, "制度"},
	{CLASS_STATIC, "联系我们"}, {CLASS_STATIC, "关于我们"}, {CLASS_STATIC, "about"},
	{CLASS_STATIC, "contact"},
	{CLASS_NOTICE, "通知"}, {CLASS_NOTICE, "公告"}, {CLASS_NOTICE, "通告"},
	{CLASS_NOTICE, "notice"}, {CLASS_NOTICE, "announcement"}, {CLASS_NOTICE, "bulletin"},
	{CLASS_POLICY, "政策"}, {CLASS_POLICY, "文件"}, {CLASS_POLICY, "法规"},
	{CLASS_POLICY, "规章"}, {CLASS_POLICY, "法律"}, {CLASS_POLICY, "regulation"},
	{CLASS_POLICY, "polic"}, {CLASS_POLICY, "legislation"},
	{CLASS_NEWS, "动态"}, {CLASS_NEWS, "要闻"}, {CLASS_NEWS, "新闻"}, {CLASS_NEWS, "头条"},
	{CLASS_NEWS, "资讯"}, {CLASS_NEWS, "快讯"}, {CLASS_NEWS, "报道"}, {CLASS_NEWS, "news"},
	{CLASS_NEWS, "press"}, {CLASS_NEWS, "媒体聚焦"}, {CLASS_NEWS, "媒体关注"},
	{CLASS_NOTICE, "招标"}, {CLASS_NOTICE, "中标"}, {CLASS_NOTICE, "采购"},
	{CLASS_POLICY, "司法解释"}, {CLASS_POLICY, "条例"},
};

int class_guess(struct str name)
{
	for (size_t i = 0; i < sizeof(guesses) / sizeof(guesses[0]); i++)
		if (str_find_nocase(name, str_of(guesses[i].word), 0) != SIZE_MAX)
			return guesses[i].cls;
	return CLASS_OTHER;
}

/* Letters alone: brackets, arrows and blanks around and inside taken away. */
static struct str letters_of(struct str s, char *room, size_t size)
{
	size_t n = 0, at = 0;

	while (at < s.n) {
		size_t from = at;
		int32_t cp = utf8_next(s, &at);
		bool letter = cp >= 0x80 ? cp_is_han(cp) : is_alnum(cp);

		if (!letter || n + 4 > size)
			continue;
		memcpy(room + n, s.p + from, at - from);
		n += at - from;
	}
	return str_n(room, n);
}

static bool one_of(struct str s, const char *const *words)
{
	for (size_t i = 0; words[i]; i++)
		if (str_eq_nocase(s, str_of(words[i])))
			return true;
	return false;
}

/* "...", "»", "→": no letter of any script. */
static bool mere_marks(struct str text)
{
	size_t at = 0;

	while (at < text.n) {
		int32_t cp = utf8_next(text, &at);

		if (cp >= 0x80 ? cp != 0x2026 && cp != 0xbb && cp != 0xab && cp != 0x203a &&
				!(cp >= 0x2190 && cp <= 0x21ff) && !cp_is_space(cp)
			       : is_alnum(cp))
			return false;
	}
	return true;
}

/* "下5页", "前10页": by several pages at once. */
static bool by_pages(struct str s)
{
	static const char *const ways[] = {"下", "上", "前", "后", "第"};
	size_t at = 3, digits;

	for (size_t i = 0; i < sizeof(ways) / sizeof(ways[0]); i++) {
		if (!str_starts(s, str_of(ways[i])))
			continue;
		for (digits = at; at < s.n && is_digit((unsigned char)s.p[at]); at++)
			continue;
		return at > digits && str_eqc(str_sub(s, at, s.n), "页");
	}
	return false;
}

/* "Page 2", "page12". */
static bool is_page_number(struct str s)
{
	size_t at = 4;

	if (!str_eq_nocase(str_sub(s, 0, at), STR("page")) || s.n == at)
		return false;
	while (at < s.n && is_digit((unsigned char)s.p[at]))
		at++;
	return at == s.n;
}

bool name_is_language(struct str text)
{
	static const char *const words[] = {"english", "en", "eng", "englishversion", "英文", "英文版",
		"英语", "繁體", "繁体", "繁體中文", "繁体中文", "繁體版", "繁体版", "简体", "简体中文",
		"日文", "日本語", "日文版", "韩文", "俄文", "法文", "德文", "français", "deutsch",
		"español", "русский", "한국어", "中文", "中文版", "chinese", NULL};
	char room[64];

	return one_of(letters_of(text, room, sizeof(room)), words) || one_of(str_trim(text), words);
}

bool name_is_pager(struct str text)
{
	static const char *const words[] = {"首页", "上页", "下页", "尾页", "末页", "上一页",
		"下一页", "前一页", "后一页", "前页", "后页", "最后一页", "第一页", "prev",
		"previous", "next", "first", "last", "nextpage", "previouspage", "返回",
		"返回首页", "网站首页", "home", NULL};
	char room[64];
	struct str s = letters_of(text, room, sizeof(room));
	bool digits = s.n > 0;

	for (size_t i = 0; i < s.n; i++)
		digits = digits && is_digit((unsigned char)s.p[i]);
	return digits || by_pages(s) || is_page_number(s) || one_of(s, words) || mere_marks(text);
}

bool name_says_nothing(struct str text)
{
	static const char *const words[] = {"", "更多", "更多内容", "更多信息", "查看更多", "more",
		"readmore", "viewmore", "viewall", "seeall", "查看", "查看全文", "查看详情",
		"详细", "详情", "点击进入", "点击查看", "进入", "全部", "列表", NULL};
	char room[64];

	return one_of(letters_of(text, room, sizeof(room)), words);
}

struct str name_bare(struct str s)
{
	static const char *const edges[] = {"[", "]", "【", "】", "［", "］", "<", ">", "»", "·",
		"\xC2\xA0", "\xE3\x80\x80", "•", "|", ">>", "▪", "■", "◆", "●", "★", "►", "▶"};
	bool again = true;

	while (again && s.n) {
		again = false;
		s = str_trim(s);
		for (size_t i = 0; i < sizeof(edges) / sizeof(edges[0]); i++) {
			struct str x = str_of(edges[i]);

			if (str_starts(s, x)) {
				s = str_sub(s, x.n, SIZE_MAX);
				again = true;
			} else if (str_ends(s, x)) {
				s = str_sub(s, 0, s.n - x.n);
				again = true;
			}
		}
	}
	return s;
}

struct str name_closed(struct str text, struct arena *a)
{
	struct buf b = BUF_INIT(text.n + 1);
	struct str out;
	bool was_letter = false;
	size_t nblanks = 0;

	for (size_t at = 0; at < text.n;) {
		size_t from = at;
		int32_t cp = utf8_next(text, &at);

		if (cp_is_han(cp) && !was_letter) {
			buf_addstr(&b, str_sub(text, from, at - from));
			was_letter = true;
		} else if (cp_is_space(cp)) {
			nblanks += was_letter;
			was_letter = false;
		} else {
			nblanks = 0; /* words of more than one letter stay as they are */
			break;
		}
	}
	out = arena_str(a, nblanks ? buf_str(&b) : text);
	buf_release(&b);
	return out;
}

struct str name_without_welcome(struct str title)
{
	static const char *const words[] = {"欢迎", "您", "光临", "来到", "进入", "访问", "浏览",
		"登录", "登陆", "使用", "！", "!", "，", ","};
	struct str rest = str_trim(title);
	bool again = str_starts(rest, STR("欢迎"));

	while (again) {
		again = false;
		for (size_t i = 0; i < sizeof(words) / sizeof(words[0]) && !again; i++) {
			if (!str_starts(rest, str_of(words[i])))
				continue;
			rest = str_trim(str_sub(rest, strlen(words[i]), SIZE_MAX));
			again = true;
		}
	}
	return utf8_len(rest) >= 3 ? rest : title;
}

/* Where a title is joined of parts: the length of the separator at s.p[i], 0 for none. A
 * single hyphen counts only between blanks or Chinese letters. */
static size_t joint_at(struct str s, size_t i)
{
	static const char *const seps[] = {"_", "|", "–", "—", "－", "｜", "»", ">>", " - "};
	size_t hyphens = 0;

	while (i + hyphens < s.n && s.p[i + hyphens] == '-')
		hyphens++;
	if (hyphens > 1)
		return hyphens;

	for (size_t k = 0; k < sizeof(seps) / sizeof(seps[0]); k++)
		if (str_starts(str_sub(s, i, SIZE_MAX), str_of(seps[k])))
			return strlen(seps[k]);
	if (s.p[i] == '-' && i > 0 && i + 1 < s.n && (unsigned char)s.p[i - 1] >= 0x80 &&
		(unsigned char)s.p[i + 1] >= 0x80)
		return 1;
	return 0;
}

struct str title_part(struct str title, struct str not_this)
{
	size_t from = 0;

	for (size_t i = 0; i <= title.n; i++) {
		size_t joint = i < title.n ? joint_at(title, i) : 1;
		struct str part;

		if (!joint)
			continue;
		part = str_trim(str_sub(title, from, i - from));
		if (part.n && !(not_this.n && str_has(not_this, part)) &&
			!name_says_nothing(part) && !name_is_pager(part))
			return part;
		i += joint - 1;
		from = i + 1;
	}
	return STR_NONE;
}

/* The last step of a path such as "首页 > 张家港分中心 > 新闻动态"; none where nothing parts it. */
static struct str last_step(struct str path)
{
	static const char *const marks[] = {">", "»", "›", "＞", "→"};
	struct str step = STR_NONE;

	for (size_t i = 0; i < sizeof(marks) / sizeof(marks[0]) && str_none(step); i++) {
		struct str mark = str_of(marks[i]);

		for (size_t at = str_find(path, mark, 0); at != SIZE_MAX;
			at = str_find(path, mark, at + mark.n)) {
			struct str rest = str_trim(str_sub(path, at + mark.n, SIZE_MAX));

			if (rest.n)
				step = rest;
		}
	}
	return step;
}

struct str name_in_path(struct str visible)
{
	static const char *const starts[] = {"当前位置", "您当前的位置", "您的位置", "您现在的位置",
		"现在位置", "所在位置", "您所在的位置", "您当前所在位置", "当前所在位置", "当前页面"};
	struct str rest = visible, line;

	while (str_cut(&rest, '\n', &line)) {
		line = str_trim(line);
		for (size_t i = 0; line.n < 400 && i < sizeof(starts) / sizeof(starts[0]); i++) {
			struct str name;

			if (!str_starts(line, str_of(starts[i])))
				continue;
			name = name_bare(last_step(line));
			if (utf8_width(name) >= 4 && utf8_width(name) <= 24 &&
				!name_is_pager(name) && !name_says_nothing(name))
				return name;
		}
	}
	return STR_NONE;
}

struct str unit_of_name(struct str name)
{
	static const char *const ends[] = {"局", "委员会", "办公室", "厅", "法院", "检察院",
		"大队", "支队", "总队", "管理处", "街道办事处", "人民政府", "管委会", "科技委",
		"发改委", "卫健委", "国资委", "住建委", "建委", "政府办"};

	name = str_trim(name);
	if (utf8_len(name) < 3 || utf8_len(name) > 24 || str_has(name, STR("政务公开")))
		return STR_NONE;
	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (str_ends_nocase(name, str_of(ends[i])))
			return name;
	return STR_NONE;
}
