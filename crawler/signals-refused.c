/* Pages on which a protection says in a sentence whose request it refused, whoever made it:
 * "您的请求已被防火墙拦截", "Your access to this site has been limited". Products come and go, and
 * offices write such pages themselves; what they tell the reader stays the same. */
#include "signals-private.h"

#define SENTENCE_BYTES 120 /* between who is spoken of and what befell him */
#define TERSE_BYTES 240	   /* visible, of a page of two or three sentences */

/* Whose; those of a page that says hardly more need not speak to the reader. */
static const char *const whose[] = {"您的请求", "您的访问", "你的请求", "你的访问", "您的IP", "您的ip",
	"你的IP", "您的操作", "您提交的", "您发送的", "您所在的", "此次请求", "本次请求", "本次访问", "当前访问",
	"当前请求", "your request", "your access", "your ip", "your connection", "you have been",
	"access to this"};
static const char *const terse_whose[] = {"请求", "访问", "IP", "the access is", "access has been",
	"request was"};

/* What befell him; "被" goes before words that portals use of other things too. */
static const char *const befell[] = {"拦截", "阻断", "被阻止", "被屏蔽", "被封", "被拒绝", "被禁止",
	"阻止", "不允许", "异常", "风险", "频繁", "安全规则", "安全策略", "受限", "限制",
	"blocked", "rejected", "restricted", "been limited", "been denied", "been banned",
	"is denied", "is not in the list", "being verified", "not allowed"};

/* Advice for the case that it happens. */
static const char *const perhaps[] = {"如", "若", "怎么", "为什么", "if ", "when ", "why "};

/* From `at` to where its sentence ends. */
static struct str sentence_from(struct str s, size_t at)
{
	static const char *const ends[] = {"。", "！", "？", "；", ". ", "! ", "? "};
	size_t end = at + SENTENCE_BYTES;

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
		size_t to = str_find(s, str_of(ends[i]), at);

		end = to < end ? to : end;
	}
	return str_sub(s, at, end - at);
}

static bool refuses(struct str s, const char *const *subject, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		struct str word = str_of(subject[i]);
		size_t at = str_find_nocase(s, word, 0);

		for (; at != SIZE_MAX; at = str_find_nocase(s, word, at + word.n)) {
			size_t before = at < 12 ? 0 : at - 12;

			if (HAS_ANY(sentence_from(s, at), befell) &&
				!HAS_ANY(str_sub(s, before, at - before), perhaps))
				return true;
		}
	}
	return false;
}

#define REFUSES(s, list) refuses(s, list, sizeof(list) / sizeof((list)[0]))

/* "请先完成身份核验后访问": something has to be proven before there is anything to see. */
static bool asks_first(struct str visible)
{
	static const char *const please[] = {"请先", "请完成", "请进行", "您尚未"};
	static const char *const proof[] = {"验证", "核验", "认证", "校验"};
	static const char *const then[] = {"访问", "继续", "浏览", "上网"};

	for (size_t i = 0; i < sizeof(please) / sizeof(please[0]); i++) {
		size_t at = str_find(visible, str_of(please[i]), 0);
		struct str s = at == SIZE_MAX ? STR_NONE : sentence_from(visible, at);

		if (HAS_ANY(s, proof) && HAS_ANY(s, then))
			return true;
	}
	return false;
}

bool says_refused(struct str visible)
{
	if (visible.n <= TERSE_BYTES && asks_first(visible))
		return true;
	return REFUSES(visible, whose) ||
		(visible.n <= TERSE_BYTES && REFUSES(visible, terse_whose));
}
