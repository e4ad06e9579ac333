/* What the pages of notices say of the list that names them. */
#include "test.h"

#include "crawler/agreement.h"
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(titles_agree_that_are_cut_or_part_of_one_another),
		T(most_of_three_pages_make_a_doubt),
		T(a_page_completes_what_its_list_cuts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
