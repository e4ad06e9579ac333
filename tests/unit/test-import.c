/* From an office's list to portal files: words, rows, and files that people edited. */
#include "test.h"

#include "crawler/config.h"
#include "crawler/import.h"

static void periods_in_words_become_rules(void **state)
{
	static const struct {
		const char *words, *rule; /* NULL: not understood */
	} row[] = {
		{"每工作日", "{kind: daily}"}, {"每个工作日更新", "{kind: daily}"},
		{"每天", "{kind: daily}"}, {"每周三", "{kind: weekly, weekday: wed}"},
		{"每星期日", "{kind: weekly, weekday: sun}"}, {"每周", "{kind: weekly}"},
		{"每周更新一次", "{kind: weekly}"}, {"周更新", "{kind: weekly}"},
		{"两周内", "{kind: max_age, days: 14}"}, {"2周内", "{kind: max_age, days: 14}"},
		{"每两周", "{kind: max_age, days: 14}"}, {"15天内", "{kind: max_age, days: 15}"},
		{"半月", "{kind: max_age, days: 15}"}, {"每月", "{kind: monthly}"},
		{"按月更新", "{kind: monthly}"}, {"每月10日前", "{kind: monthly, day: 10}"},
		{"每季度", "{kind: quarterly}"}, {"按季度公开", "{kind: quarterly}"},
		{"半年", "{kind: max_age, months: 6}"}, {"每半年一次", "{kind: max_age, months: 6}"},
		{"六个月内", "{kind: max_age, months: 6}"}, {"每年", "{kind: yearly}"},
		{"年度", "{kind: yearly}"}, {"一年内", "{kind: max_age, years: 1}"},
		{"每年1月31日前", "{kind: by_date, date: \"01-31\"}"},
		{"每年 7 月底前", "{kind: by_date, date: \"07-31\"}"},
		{"12月31日前", "{kind: by_date, date: \"12-31\"}"},
		{"每年二月底前", "{kind: by_date, date: \"02-28\"}"},
		{"3个工作日内", "{kind: max_age, working_days: 3}"},
		{"二十个工作日内", "{kind: max_age, working_days: 20}"},
		{"每月（遇节假日顺延）", "{kind: monthly}"}, {"daily", "{kind: daily}"},
		{"及时更新", ""}, {"不定期", ""}, {"", ""},
		{"想起来就更新", NULL}, {"每年13月1日前", NULL}, {"每周八", NULL}, {"每月32日", NULL},
		{"0天内", NULL}, {"每年2月30日前", NULL},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct buf b = BUF_INIT(400);
		bool ok = import_period(str_of(row[i].words), &b);

		same_int(row[i].words, ok, row[i].rule != NULL);
		if (ok)
			same_text(row[i].words, buf_str(&b), str_of(row[i].rule));
		same_int(row[i].words, ok || b.n == 0, true);
		buf_release(&b);
	}
}

static void classes_in_words(void **state)
{
	static const struct {
		const char *words, *cls;
	} row[] = {
		{"动态要闻", "news"}, {"通知公告", "notice"}, {"政策文件", "policy"},
		{"政策解读", "interpretation"}, {"人事信息", "personnel"}, {"规划计划", "planning"},
		{"机构职能", "static"}, {"news", "news"}, {"", ""}, {"奇怪", NULL},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		const char *cls = import_class(str_of(row[i].words));

		same_int(row[i].words, cls == NULL, row[i].cls == NULL);
		if (cls)
			same_text(row[i].words, str_of(cls), str_of(row[i].cls));
	}
}

static void ids_come_from_addresses(void **state)
{
	static const struct {
		const char *url, *portal, *column;
	} row[] = {
		{"http://www.pingdu.gov.cn/air/index.html", "pingdu", "air"},
		{"https://sheitc.sh.gov.cn/tzgg/list_2.shtml", "sheitc-sh", "list-2"},
		{"http://jjyx.sheitc.sh.gov.cn/", "jjyx-sheitc-sh", "c"},
		{"http://a.gov.cn:8080/col/col1234/index.html", "a-gov-cn-8080", "col1234"},
		{"http://a.gov.cn/list.jsp?id=12", "a", "id-12"},
	};
	struct arena a = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		same_text(row[i].url, str_of(portal_id_of(str_of(row[i].url), &a)),
			str_of(row[i].portal));
		if (streq(row[i].column, "c"))
			same_int(row[i].url, column_id_of(str_of(row[i].url), &a)[0], 'c');
		else
			same_text(row[i].url, str_of(column_id_of(str_of(row[i].url), &a)),
				str_of(row[i].column));
	}
	arena_release(&a);
}

static const char list[] =
	"全市政务公开栏目清单\n"
	"网站名称,网站标识码（10位）,栏 目 名 称,网址,栏目类别,更新周期,责任单位,责任人,邮箱,公开依据,备注\n"
	"平度,3702830001,空气,http://www.pingdu.gov.cn/air/,通知公告,每月,环保局,张三,z@x.cn,8-7,n\n"
	"平度,3702830001,公告,http://www.pingdu.gov.cn/tzgg/,通知公告,两周内,办公室,,,,\n"
	"平度,3702830001,公告,http://www.pingdu.gov.cn/tzgg/,通知公告,两周内,办公室,,,,\n"
	"常州,,要闻,http：//www.changzhou.gov.cn/yw/,动态,每工作日,,,,,\n"
	"常州,,坏,ftp://x/,动态,每工作日,,,,,\n"
	"常州,,坏,http://x.cn/,动态,偶尔,,,,,\n"
	"注：完\n";

static void rows_become_portals_with_their_numbers(void **state)
{
	struct arena a = ARENA_INIT;
	struct sheet s;
	struct import im;
	struct err e = {0};

	(void)state;
	assert_int_equal(sheet_parse(STR(list), &s, &a, &e), 0);
	assert_int_equal(import_sheet(&s, &im, &a, &e), 0);
	same_int("heading", im.heading, 2);
	same_text("ignored", str_of(im.ignored), STR("备注"));
	same_int("rows", im.nrows, 7);
	same_int("portals", im.nportals, 2);
	same_text("id", str_of(im.portals[0].id), STR("pingdu"));
	same_int("columns", im.portals[0].ncolumns, 2);
	same_text("rules", str_of(im.portals[0].columns[0].rules),
		STR("[{kind: monthly, basis: \"8-7\"}]"));
	same_text("person", str_of(im.portals[0].units[0].person), STR("张三"));
	same_int("twice", im.rows[2].same_as, 4);
	same_text("narrow", str_of(im.portals[1].columns[0].url),
		STR("http://www.changzhou.gov.cn/yw/"));
	assert_true(im.rows[4].refused && im.rows[5].refused && im.rows[6].refused);
	assert_non_null(strstr(im.rows[5].text, "偶尔"));
	same_int("number", im.rows[6].number, 9);
	assert_int_equal(sheet_parse(STR("a,b\n1,2\n"), &s, &a, &e), 0);
	same_int("no headings", import_sheet(&s, &im, &a, &e), ERR_SYNTAX);
	arena_release(&a);
}

static void merge(const char *old, struct arena *a, struct buf *out, struct import *im)
{
	struct sheet s;
	struct err e = {0};

	assert_int_equal(sheet_parse(STR(list), &s, a, &e), 0);
	assert_int_equal(import_sheet(&s, im, a, &e), 0);
	if (portal_file_merge("pingdu.yaml", str_of(old), "list.csv", &im->portals[0], a, out,
		&e) < 0)
		fail_msg("%s", e.text);
}

static const char edited[] =
	"# by hand\n"
	"portal: pd          # short\n"
	"home: http://www.pingdu.gov.cn/\n"
	"site_code: \"3702830001\"\n"
	"columns: # all\n"
	"- id: luft\n"
	"  # in between\n"
	"  name: 旧名     # old name\n"
	"  url: http://www.pingdu.gov.cn/air/\n"
	"  rules:\n"
	"  - {kind: monthly}   # yes\n"
	"- {id: t2, name: 公告, discover: true} # flow\n"
	"\n"
	"# the end\n";

static const char merged[] =
	"# by hand\n"
	"portal: pd          # short\n"
	"name: 平度\n"
	"home: http://www.pingdu.gov.cn/\n"
	"site_code: \"3702830001\"\n"
	"columns: # all\n"
	"- id: luft\n"
	"  class: notice\n"
	"  unit: 环保局\n"
	"  # in between\n"
	"  name: 空气     # old name\n"
	"  url: http://www.pingdu.gov.cn/air/\n"
	"  rules:\n"
	"  - {kind: monthly}   # yes\n"
	"- {id: t2, name: 公告, discover: false, url: http://www.pingdu.gov.cn/tzgg/, "
	"class: notice, unit: 办公室, rules: [{kind: max_age, days: 14}]} # flow\n"
	"\n"
	"# the end\n"
	"units:\n"
	"  - name: 环保局\n"
	"    person: 张三\n"
	"    mail: z@x.cn\n";

static void edited_files_keep_what_people_wrote(void **state)
{
	struct arena a = ARENA_INIT;
	struct buf once = BUF_INIT((size_t)1 << 20), twice = BUF_INIT((size_t)1 << 20);
	struct import im;

	(void)state;
	merge(edited, &a, &once, &im);
	same_text("merged", buf_str(&once), STR(merged));
	same_text("changed", str_of(im.portals[0].columns[0].text), STR("name, class, unit"));
	merge(buf_cstr(&once), &a, &twice, &im);
	same_text("again", buf_str(&twice), buf_str(&once));
	same_int("same", im.portals[0].columns[0].outcome, ENTRY_SAME);
	same_int("same", im.portals[0].outcome, ENTRY_SAME);
	arena_release(&a);
	buf_release(&once);
	buf_release(&twice);
}

static void new_files_are_sound_and_stable(void **state)
{
	static const char *const old[] = {"", "portal: pd\nhome: http://www.pingdu.gov.cn/\n"
		"columns: []\n", "portal: pd\nhome: http://www.pingdu.gov.cn/\ncolumns:\n",
		"\xEF\xBB\xBFportal: pd\r\nhome: http://www.pingdu.gov.cn/\r\n",
		"portal: pd\nhome: http://www.pingdu.gov.cn/\nunits:\n- name: x\ncolumns:\n- id: y\n"
		"  url: http://y.cn/\n  name: |\n    y\n", "portal: pd\nhome: http://a.cn/"};

	(void)state;
	for (size_t i = 0; i < ROWS(old); i++) {
		struct arena a = ARENA_INIT;
		struct buf once = BUF_INIT((size_t)1 << 20), twice = BUF_INIT((size_t)1 << 20);
		struct config_faults f = {0};
		struct import im;

		merge(old[i], &a, &once, &im);
		same_int(old[i], config_check_portal("x", buf_str(&once), &f), 0);
		same_int(old[i], im.portals[0].columns[0].outcome, ENTRY_NEW);
		merge(buf_cstr(&once), &a, &twice, &im);
		same_text(old[i], buf_str(&twice), buf_str(&once));
		same_int(old[i], im.portals[0].columns[1].outcome, ENTRY_SAME);
		config_faults_release(&f);
		arena_release(&a);
		buf_release(&once);
		buf_release(&twice);
	}
}

static void hand_written_rules_are_kept(void **state)
{
	struct arena a = ARENA_INIT;
	struct buf b = BUF_INIT((size_t)1 << 20);
	struct import im;
	const char *old = "portal: pd\nhome: http://www.pingdu.gov.cn/\nname: 平度\ncolumns:\n"
		"- id: luft\n  name: 旧\n  url: http://www.pingdu.gov.cn/air/\n  rules:\n"
		"  - {kind: yearly}\n  - {kind: daily}\n";

	(void)state;
	merge(old, &a, &b, &im);
	same_int("refused", im.portals[0].columns[0].outcome, ENTRY_REFUSED);
	assert_true(str_has(buf_str(&b), STR("name: 旧\n"))); /* all of a row or nothing */
	buf_release(&b);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(periods_in_words_become_rules), T(classes_in_words), T(ids_come_from_addresses),
		T(rows_become_portals_with_their_numbers), T(edited_files_keep_what_people_wrote),
		T(new_files_are_sound_and_stable), T(hand_written_rules_are_kept),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
