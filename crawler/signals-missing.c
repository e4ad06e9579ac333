/* Error pages: what titles, headings and texts say of a page that is not there. */
#include "base/utf8.h"
#include "signals-private.h"

#define TITLE_MISSING 16 /* code points of a title that says so and nothing else */

/* A notice about maintenance is a notice. */
static const char *const notice_words[] = {"关于", "通知", "公告", "公示", "印发", "通告", "办法",
	"规定", "意见", "方案", "条例", "解读", "印发", "报告", "答复", "新闻", "会议"};

#define CLEAR_NOTICE 5 /* of them no site has in its name */

static bool is_notice(struct str s, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (str_has(s, str_of(notice_words[i])))
			return true;
	return false;
}

bool title_is_notice(struct str title)
{
	return is_notice(title, CLEAR_NOTICE);
}

/* What a phrase says, and where it counts. */
enum error_kind {
	WEAK,	 /* in a short title that is no notice */
	SURE,	 /* in any title: an error of some kind */
	MISSING, /* and that there is no such page */
	GONE	 /* the same, but notices say it too: only where a page says nothing else */
};

struct error_word {
	const char *text;
	enum error_kind kind;
};

static const struct error_word error_table[] = {
	{"404 not found", MISSING}, {"404错误", MISSING}, {"404页面", MISSING},
	{"error 404", MISSING}, {"http 404", MISSING}, {"http status 404", MISSING},
	{"http错误 404", MISSING}, {"404 - 找不到", MISSING}, {"page not found", MISSING},
	{"file not found", MISSING}, {"object not found", MISSING}, {"页面不存在", MISSING},
	{"页面未找到", MISSING}, {"页面没有找到", MISSING}, {"页面找不到", MISSING},
	{"找不到页面", MISSING}, {"未找到页面", MISSING}, {"找不到网页", MISSING},
	{"网页不存在", MISSING}, {"无法找到该页", MISSING}, {"无法找到网页", MISSING},
	{"找不到文件或目录", MISSING}, {"您访问的页面", SURE}, {"您要访问的页面", SURE},
	{"您查找的页面", SURE}, {"您请求的页面", SURE}, {"您所访问的页面", SURE},
	{"你访问的页面", SURE}, {"您浏览的页面", SURE}, {"访问的页面不存在", MISSING},
	{"该页面已被删除", MISSING}, {"该信息已删除", MISSING}, {"文章不存在", MISSING},
	{"信息不存在", MISSING}, {"文件不存在", MISSING}, {"网站已关闭", SURE},
	{"站点已关闭", SURE}, {"网站已暂停", SURE}, {"域名已过期", SURE},
	{"500 internal server error", SURE}, {"internal server error", SURE},
	{"502 bad gateway", SURE}, {"bad gateway", SURE}, {"503 service", SURE},
	{"service unavailable", SURE}, {"504 gateway", SURE}, {"gateway time-out", SURE},
	{"403 forbidden", SURE}, {"403 - 禁止访问", SURE}, {"access denied", SURE},
	{"access forbidden", SURE}, {"服务器错误", SURE}, {"内部服务器错误", SURE},
	{"运行时错误", SURE}, {"runtime error", SURE}, {"server error in", SURE},
	{"welcome to nginx", SURE}, {"iis windows server", SURE}, {"apache tomcat/", SURE},
	{"http status 5", SURE}, {"database error", SURE}, {"数据库连接失败", SURE},
	{"数据库错误", SURE}, {"没有权限访问", SURE}, {"访问出错", SURE}, {"页面出错", SURE},
	{"出错啦", SURE}, {"出错了", SURE}, {"找不到", WEAK}, {"未找到", WEAK},
	{"已删除", WEAK}, {"已被删除", WEAK}, {"不存在", WEAK}, {"系统维护", WEAK},
	{"网站维护", WEAK}, {"正在维护", WEAK}, {"维护中", WEAK}, {"升级维护", WEAK},
	{"建设中", WEAK}, {"暂停服务", WEAK}, {"暂停访问", WEAK}, {"无法访问", WEAK},
	{"拒绝访问", WEAK}, {"禁止访问", WEAK}, {"无权访问", WEAK}, {"错误提示", WEAK},
	{"系统提示", WEAK}, {"系统错误", WEAK}, {"not found", WEAK}, {"forbidden", WEAK},
	{"under maintenance", WEAK}, {"under construction", WEAK}, {"unauthorized", WEAK},
	{"信息已被删除", GONE}, {"信息已删除", GONE}, {"文章已被删除", GONE},
	{"文章已删除", GONE}, {"内容已被删除", GONE}, {"内容已删除", GONE},
	{"内容不存在", GONE}, {"栏目不存在", GONE}, {"稿件不存在", GONE}, {"稿件已删除", GONE},
	{"页面已被删除", GONE}, {"页面已删除", GONE}, {"页面已删除或", GONE},
	{"记录不存在", GONE}, {"链接不存在", GONE}, {"内容已下线", GONE},
	{"文章已下线", GONE}, {"信息已下线", GONE}, {"页面走丢", GONE}, {"页面丢失", GONE},
	{"page does not exist", GONE}, {"page doesn't exist", GONE},
	{"page no longer exists", GONE}, {"page you requested could not be found", GONE},
	{"could not find that page", GONE}, {"could not find the page", GONE},
	{"was not found on this server", GONE}, {"document not found", GONE},
	{"content not found", GONE}, {"article not found", GONE},
	{"page has been removed", GONE}, {"page was removed", GONE},
	{"page is no longer available", GONE}, {"page has been deleted", GONE},
	{"内容已经被删除", GONE}, {"信息已经被删除", GONE}, {"文章已经被删除", GONE},
	{"頁面不存在", MISSING}, {"網頁不存在", MISSING}, {"找不到網頁", MISSING},
	{"找不到頁面", MISSING}, {"找不到此頁", MISSING}, {"頁面已刪除", GONE},
	{"頁面已移除", GONE}, {"資料不存在", GONE}, {"內容已刪除", GONE}, {"文章不存在或", GONE},
};

#define SHORT_HEADING 30 /* code points up to the first separator */

#define ONLY_MISSING 80 /* code points of a page that says nothing else */

/* "404", or 404 before a separator: a number in a notice's title is none. */
static bool is_bare_404(struct str s)
{
	struct str rest;

	if (!str_starts(s, STR("404")))
		return false;
	rest = str_trim(str_sub(s, 3, SIZE_MAX));
	return rest.n == 0 || rest.p[0] == '-' || rest.p[0] == '_' || rest.p[0] == '|' ||
		rest.p[0] == '!' || rest.p[0] == '.' || str_starts(rest, STR("页")) ||
		str_starts(rest, STR("错")) || str_starts(rest, STR("！")) ||
		str_starts(rest, STR("，"));
}

static bool is_sure(const struct error_word *w)
{
	return w->kind == SURE || w->kind == MISSING;
}

static bool says_kind(struct str text, enum error_kind least, enum error_kind most)
{
	for (size_t i = 0; i < sizeof(error_table) / sizeof(error_table[0]); i++)
		if (error_table[i].kind >= least && error_table[i].kind <= most &&
		    str_find_nocase(text, str_of(error_table[i].text), 0) != SIZE_MAX)
			return true;
	return false;
}

static bool says_gone(struct str text)
{
	return says_kind(text, MISSING, GONE);
}

bool says_missing(struct str text)
{
	/* of four bytes at most each */
	if (text.n > 4 * ONLY_MISSING || utf8_len(text) > ONLY_MISSING ||
		is_notice(text, CLEAR_NOTICE))
		return false;
	return says_gone(text) || is_gone_sentence(text);
}

/* What may be gone, and what is said of it, in whatever words between. */
static const char *const thing[] = {"信息", "文章", "文档", "内容", "页面", "网页", "稿件", "栏目", "资源",
	"记录", "帖子", "网址", "頁面", "網頁", "內容", "page", "article", "content", "document", "item",
	"resource", "post"};
static const char *const absence[] = {"不存在", "已删除", "被删除", "已经删除", "已下线", "已下架", "已过期",
	"已失效", "已撤", "未找到", "没有找到", "没找到", "找不到", "无法找到", "不见了", "移除", "未发布", "未审核",
	"有误", "刪除", "找不到", "not found", "not be found", "can't be found", "can’t be found",
	"can't find", "can’t find", "cannot find", "couldn't find", "no longer", "does not exist",
	"doesn't exist", "been removed", "been deleted", "unavailable", "not available"};
/* A list or a search that found nothing is a page. */
static const char *const searched[] = {"相关", "符合", "条件", "结果", "搜索", "检索", "关键", "查询", "暂无",
	"match", "result", "search"};

/* Words around the one that says so, in a sentence that says nothing else; longer ones first. */
static const char *const filler[] = {"对不起", "很抱歉", "非常抱歉", "抱歉", "不好意思", "管理员",
	"您", "你", "要", "所", "访问", "查看", "浏览", "查找", "查询", "请求", "打开", "的", "该", "此",
	"本", "页面", "网页", "信息", "文章", "内容", "稿件", "栏目", "链接", "或者", "或", "已经", "已",
	"被", "移除", "移动", "删除", "不存在", "下线", "下架", "过期", "失效", "暂时", "可能", "了",
	"网址", "错误", "對不起", "很抱歉", "訪問", "查詢", "頁面", "網頁", "內容", "該", "刪除",
	"sorry", "the", "this", "that", "page", "article", "you", "requested", "are", "looking", "for",
	"could", "not", "be", "found", "does", "exist", "has", "been", "was", "is", "no", "longer",
	"available", "removed", "deleted", "moved", "or", "content", "we", "find", "it", "item",
	"document", "resource", "post", "oops", "can't", "can’t", "cannot", "couldn't", "doesn't",
	"re", "here", "unavailable", "exists", "trying", "to", "reach", "view", "may", "might", "have",
	"sorry", "相应", "参数", "编号", "地址", "有误", "转移", "尚未", "未", "发布者", "发布", "审核", "撤回",
	"撤销", "撤下", "资源", "文档", "记录", "帖子", "公告", "找到", "没有", "没", "无法", "不见", "作者", "用户",
	"由于", "原因", "很遗憾", "啊哦", "哎呀", "目前", "是", "！", "。", "，",
	"、", "…", "：", "“", "”", "《", "》"};

#define SENTENCE 120 /* bytes: forty Chinese letters, twenty English words */
#define SENTENCE_OTHER 2 /* of them in words that the list does not know */

static size_t longest(struct str s, const char *const *word, size_t n)
{
	size_t best = 0;

	for (size_t i = 0; i < n; i++) {
		size_t len = strlen(word[i]);

		if (len > best && str_starts_nocase(s, str_of(word[i])))
			best = len;
	}
	return best;
}

static size_t filler_at(struct str s)
{
	size_t a = longest(s, filler, sizeof(filler) / sizeof(filler[0])),
	       b = longest(s, absence, sizeof(absence) / sizeof(absence[0]));

	return a > b ? a : b;
}

bool is_gone_sentence(struct str block)
{
	size_t others = 0;

	if (block.n > SENTENCE)
		return false;
	if (!says_gone(block) && !(HAS_ANY(block, thing) && HAS_ANY(block, absence) &&
			!HAS_ANY(block, searched)))
		return false;
	for (size_t at = 0, n; at < block.n && others <= SENTENCE_OTHER; at += n) {
		n = is_alnum(block.p[at]) || (unsigned char)block.p[at] >= 0x80
			? filler_at(str_sub(block, at, block.n)) : 1;
		if (n)
			continue;
		others++;
		for (n = 1; at + n < block.n && ((unsigned char)block.p[at + n] & 0xC0) == 0x80; n++)
			;
	}
	return others <= SENTENCE_OTHER;
}

/* The name of a page, without that of the site behind it. */
static struct str first_part(struct str title)
{
	static const char *const separator[] = {"-", "_", "|", "—", "–", "·", ">"};
	size_t end = title.n;

	for (size_t i = 0; i < sizeof(separator) / sizeof(separator[0]); i++) {
		size_t at = str_find(str_sub(title, 0, end), str_of(separator[i]), 1);

		end = at < end ? at : end;
	}
	return str_trim(str_sub(title, 0, end));
}

bool titled_missing(struct str title, struct str text)
{
	/* of boxes in which systems tell something instead of the page */
	static const char *const box[] = {"提示", "提示信息", "信息提示", "系统提示", "错误提示",
		"出错提示", "操作提示", "温馨提示", "系统信息", "错误", "错误信息", "出错了",
		"错误页面", "error"};
	struct str name = first_part(title);

	if (!name.n || utf8_len(name) > TITLE_MISSING || is_notice(name, CLEAR_NOTICE))
		return false;
	/* "信息已删除的处理流程" goes on */
	if (str_eqc(name, "404") || says_kind(name, MISSING, MISSING) || is_gone_sentence(name))
		return true;
	for (size_t i = 0; i < sizeof(box) / sizeof(box[0]); i++)
		if (str_eq_nocase(name, str_of(box[i])))
			return says_gone(text);
	return false;
}

bool error_phrase(struct str text)
{
	for (size_t i = 0; i < sizeof(error_table) / sizeof(error_table[0]); i++)
		if (is_sure(&error_table[i]) &&
		    str_find_nocase(text, str_of(error_table[i].text), 0) != SIZE_MAX)
			return true;
	return false;
}

struct str error_words(struct str heading, struct arena *a)
{
	struct buf b = BUF_INIT(2000);
	struct str s = str_trim(str_sub(heading, 0, 1000)), out = STR_NONE;
	bool clear = is_notice(s, CLEAR_NOTICE);
	bool notice = is_notice(s, sizeof(notice_words) / sizeof(notice_words[0]));
	bool brief = utf8_len(s) <= SHORT_HEADING, has[256] = {false};

	for (size_t i = 0; i < s.n; i++)
		has[to_lower((unsigned char)s.p[i])] = true;
	if (is_bare_404(s))
		buf_adds(&b, "404");
	for (size_t i = 0; i < sizeof(error_table) / sizeof(error_table[0]); i++) {
		const struct error_word *w = &error_table[i];

		if ((is_sure(w) ? clear : notice || !brief) || w->kind == GONE ||
		    !has[(unsigned char)w->text[0]])
			continue;
		if (str_find_nocase(s, str_of(w->text), 0) == SIZE_MAX)
			continue;
		buf_adds(&b, b.n ? "; " : "");
		buf_adds(&b, w->text);
	}
	if (b.n)
		out = arena_str(a, buf_str(&b));
	buf_release(&b);
	return out;
}
