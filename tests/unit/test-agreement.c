/* What the pages of notices say of the list that names them. */
#include "test.h"

#include "crawler/agreement.h"
#include "crawler/gate.h"
#include "crawler/compare.h"

static void titles_agree_that_are_cut_or_part_of_one_another(void **state)
{
	static const struct {
		const char *name, *listed, *own, *page;
		size_t read, alike;
	} row[] = {
		{"the same", "关于召开会议的通知", "关于召开会议的通知", "", 1, 1},
		{"cut", "关于召开全市安全生产…", "关于召开全市安全生产工作会议的通知", "", 1, 1},
		{"more on the page", "关于召开会议的通知", "示例市关于召开会议的通知", "", 1, 1},
		{"more on the list", "【转载】关于召开会议的通知", "关于召开会议的通知", "", 1, 1},
		{"in the title of the page", "关于召开会议的通知", "通知公告",
			"关于召开会议的通知-示例市", 1, 1},
		{"another", "关于召开会议的通知", "统一身份认证登录平台", "登录", 1, 0},
		{"a short part", "通知", "关于召开会议的通知", "", 1, 0},
		{"a file", "关于召开会议的通知", "", "", 0, 0},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct agreement x = {0};

		agreement_add(&x, str_of(row[i].listed), str_of(row[i].own),
			str_of(row[i].page));
		same_int(row[i].name, (long)x.read, (long)row[i].read);
		same_int(row[i].name, (long)x.alike, (long)row[i].alike);
	}
}

static void most_of_three_pages_make_a_doubt(void **state)
{
	struct agreement x = {0};

	(void)state;
	agreement_add(&x, STR("关于召开会议的通知"), STR("登录"), STR_NONE);
	agreement_add(&x, STR("关于春节放假的公告"), STR("登录"), STR_NONE);
	same_int("two are few", agreement_doubts(&x), false);
	agreement_add(&x, STR("关于义务植树的通知"), STR("登录"), STR_NONE);
	same_int("three", agreement_doubts(&x), true);
	same_text("the first is kept", x.listed, STR("关于召开会议的通知"));
	same_int("one page for all says nothing against the list", agreement_belies(&x), false);
	agreement_add(&x, STR("关于供水管网的通知"), STR("第一季度财政收支"), STR_NONE);
	agreement_add(&x, STR("关于招聘教师的公告"), STR("第二季度财政收支"), STR_NONE);
	same_int("two of five have their own", agreement_belies(&x), false);
	agreement_add(&x, STR("关于表彰先进的决定"), STR("第三季度财政收支"), STR_NONE);
	agreement_add(&x, STR("关于开展检查的通知"), STR("第四季度财政收支"), STR_NONE);
	same_int("four of seven", agreement_belies(&x), true);
	for (int i = 0; i < 2; i++)
		agreement_add(&x, STR("关于召开大会的通知"), STR("网站首页"), STR_NONE);
	same_int("one of them counts for the two that it names", agreement_belies(&x), true);
	x = (struct agreement){.read = 3};
	for (int i = 0; i < 3; i++)
		agreement_add(&x, STR("关于召开会议的通知"), STR("关于召开会议的通知"), STR_NONE);
	same_int("half agree", agreement_doubts(&x), false);
}

static void a_page_completes_what_its_list_cuts(void **state)
{
	static const struct {
		const char *whole, *cut;
		bool want;
	} row[] = {
		{"关于召开全市安全生产工作会议的通知", "关于召开全市安全生产…", true},
		{"关于召开全市安全生产工作会议的通知", "关于召开全市安全生产...", true},
		{"关于召开全市安全生产工作会议的通知", "关于召开全市安全生产", false},
		{"关于召开全市消防工作会议的通知", "关于召开全市安全生产…", false},
		{"关于召开全市…", "关于召开全市安全生产…", false},
		{"通知全文", "通知…", false},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++)
		same_int(row[i].cut, title_completes(str_of(row[i].whole), str_of(row[i].cut)),
			row[i].want);
}

/* What three pages that were read anyway do to a first reading. */
static void own_pages_act_in_the_gate_at_the_first_readings(void **state)
{
	static const struct {
		const char *name, *refused;
		double confidence;
		size_t read, alike, varied;
		int32_t nreadings, source;
		bool by_config;
		const char *want;
	} row[] = {
		{"titled otherwise", NULL, 0.94, 4, 0, 3, 1, LIST_DOM, false, "own-titles"},
		{"a list beyond doubt", NULL, 0.96, 4, 0, 3, 1, LIST_DOM, false, NULL},
		{"all have one title", NULL, 0.94, 4, 0, 0, 1, LIST_DOM, false, NULL},
		{"two and the site's name", NULL, 0.94, 5, 1, 1, 1, LIST_DOM, false, NULL},
		{"titled alike", NULL, 0.98, 4, 4, 0, 1, LIST_DOM, false, NULL},
		{"half of them", NULL, 0.94, 4, 2, 1, 1, LIST_DOM, false, NULL},
		{"two are few", NULL, 0.94, 2, 0, 1, 1, LIST_DOM, false, NULL},
		{"known since long", NULL, 0.94, 4, 0, 3, GATE_FIRST_READINGS + 1, LIST_DOM, false, NULL},
		{"configured", NULL, 0.94, 4, 0, 3, 1, LIST_DOM, true, NULL},
		{"a feed", NULL, 0.94, 4, 0, 3, 1, LIST_FEED, false, NULL},
		{"uncertain and proven", "confidence", 0.4, 3, 3, 0, 0, LIST_DOM, false, NULL},
		{"one differs", "confidence", 0.4, 3, 2, 0, 0, LIST_DOM, false, "confidence"},
		{"too uncertain", "confidence", 0.2, 3, 3, 0, 0, LIST_DOM, false, "confidence"},
		{"refused for another reason", "empty", 0.4, 3, 3, 0, 0, LIST_DOM, false, "empty"},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct column_state old = {.nreadings = row[i].nreadings};
		struct listing l = {.confidence = row[i].confidence, .source = row[i].source,
			.by_config = row[i].by_config};
		struct agreement x = {.read = row[i].read, .alike = row[i].alike, .varied = row[i].varied,
			.listed = STR("关于召开会议的通知"), .own = STR("登录")};
		struct gate g = {.refused = row[i].refused, .shape = row[i].refused};

		gate_titles(&old, &l, &x, &g);
		same_text(row[i].name, str_of(g.refused ? g.refused : "passes"),
			str_of(row[i].want ? row[i].want : "passes"));
		if (i == 0)
			same_text("in words", str_of(g.why), STR("of 4 notices read 0 bear the title of "
				"the list: '关于召开会议的通知' is titled '登录'"));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(titles_agree_that_are_cut_or_part_of_one_another),
		T(own_pages_act_in_the_gate_at_the_first_readings),
		T(most_of_three_pages_make_a_doubt),
		T(a_page_completes_what_its_list_cuts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
