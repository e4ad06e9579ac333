/* Lists that hang on no class and no closing tag: what parts them from menus and boxes, and
 * which record a date between two of them belongs to. */
#include "list-page.h"

#define NEWS_BOX(heading) "<div><h3>" heading "</h3><ul>" \
	"<li><a href=/art/2026/9/1/art_8_701.html>全市经济运行工作调度会议召开部署下半年工作</a></li>" \
	"<li><a href=/art/2026/9/2/art_8_702.html>全市优化营商环境大会在市会议中心举行</a></li>" \
	"<li><a href=/art/2026/9/3/art_8_703.html>市政府常务会议研究今年防汛抗旱重点工作</a></li>" \
	"<li><a href=/art/2026/9/4/art_8_704.html>我市三项成果获省科学技术奖励大会表彰</a></li></ul></div>"
#define SHORT_LIST "<div><p>常见问题</p><ul><li><a href=xq.html>学员换班和退班申请说明</a></li>" \
	"<li><a href=zs.html>报名住宿班须知的问题</a></li><li><a href=kc.html>各期课程安排的相关问题</a></li>" \
	"<li><a href=cx.html>成绩查询和补考的问题</a></li><li><a href=sf.html>收费标准和减免的说明</a></li></ul></div>"
#define FOOT "<p>主办：市人民政府办公室　承办：市大数据管理局　地址：人民路1号　网站标识码：0000000000</p>" \
	"<p>建议使用1024×768以上分辨率浏览本站　版权所有，未经许可不得转载本站信息</p>"
#define SHORT_ITEMS "学员换班和退班申请说明|http://www.example.gov.cn/tzgg/xq.html|-\n" \
	"报名住宿班须知的问题|http://www.example.gov.cn/tzgg/zs.html|-\n" \
	"各期课程安排的相关问题|http://www.example.gov.cn/tzgg/kc.html|-\n" \
	"成绩查询和补考的问题|http://www.example.gov.cn/tzgg/cx.html|-\n" \
	"收费标准和减免的说明|http://www.example.gov.cn/tzgg/sf.html|-\n"

static void a_box_is_told_by_its_heading(void **state)
{
	(void)state;
	check_page("hot", "<body>" SHORT_LIST NEWS_BOX("热点新闻") FOOT, SHORT_ITEMS);
	check_page("related", "<body>" NEWS_BOX("相关政策：") SHORT_LIST FOOT, SHORT_ITEMS);
	check_page("viewed", "<body>" SHORT_LIST NEWS_BOX("Most Viewed") FOOT, SHORT_ITEMS);
}

/* The same box under a heading of its own is the better list. */
static void another_heading_makes_no_box(void **state)
{
	struct arena a = ARENA_INIT;
	struct listing l = read_text(STR("<body><p>" SHORT_LIST "</p><div>" NEWS_BOX("工作动态")), &a);

	(void)state;
	same_int("items", l.nitems, 4);
	same_text("the news", l.items[0].href, STR("/art/2026/9/1/art_8_701.html"));
	arena_release(&a);
}

#define MENU "<div><ul><li><a href=/>首页</a></li><li><a href=/jggk/>机构概况</a></li>" \
	"<li><a href=/zwgk/>政务公开</a></li><li><a href=/hdjl/>互动交流</a></li></ul></div>"
#define DATED "<div><ul><li><a href=t20260301_11.html>关于印发2026年工作要点的通知</a><span>2026-03-01</span></li>" \
	"<li><a href=t20260214_10.html>关于春节期间值班安排的通知</a><span>2026-02-14</span></li>" \
	"<li><a href=t20260114_9.html>关于公布随机抽查事项清单的公告</a><span>2026-01-14</span></li></ul></div>"
#define DATED_ITEMS "关于印发2026年工作要点的通知|http://www.example.gov.cn/tzgg/t20260301_11.html|2026-03-01\n" \
	"关于春节期间值班安排的通知|http://www.example.gov.cn/tzgg/t20260214_10.html|2026-02-14\n" \
	"关于公布随机抽查事项清单的公告|http://www.example.gov.cn/tzgg/t20260114_9.html|2026-01-14\n"

/* Without classes both stand at div>ul>li>a. */
static void menus_in_alike_places_are_left(void **state)
{
	(void)state;
	check_page("before", "<body>" MENU DATED, DATED_ITEMS);
	check_page("after", "<body>" DATED MENU, DATED_ITEMS);
	check_page("around", "<body>" MENU DATED MENU, DATED_ITEMS);
}

static void definitions_end_as_in_browsers(void **state)
{
	(void)state;
	check_page("dd",
		"<dl><dd id=line_a><a href=/info/3.htm>关于印发2026年工作要点的通知</a> <span>2026-03-01</span>"
		"<dd id=line_b><a href=/info/2.htm>关于春节期间值班安排的通知</a> <span>2026-02-14</span>"
		"<dd id=line_c><a href=/info/1.htm>关于公布随机抽查事项清单的公告</a> <span>2026-01-14</span></dl>",
		"关于印发2026年工作要点的通知|http://www.example.gov.cn/info/3.htm|2026-03-01\n"
		"关于春节期间值班安排的通知|http://www.example.gov.cn/info/2.htm|2026-02-14\n"
		"关于公布随机抽查事项清单的公告|http://www.example.gov.cn/info/1.htm|2026-01-14\n");
}

/* Cut for the width of the page, and the day in the same link. */
static void a_cut_title_goes_on_in_its_hint_before_the_day(void **state)
{
	(void)state;
	check_page("cut",
		"<ul><li><a href=t3.html title=关于印发2026年全市政务公开工作要点的通知>关于印发2026年全市政务…<span>[2026-03-01]</span></a></li>"
		"<li><a href=t2.html title=关于春节期间市本级值班安排的通知>关于春节期间市本级…<span>[2026-02-14]</span></a></li>"
		"<li><a href=t1.html title=关于公布随机抽查事项清单的公告>关于公布随机抽查…<span>[2026-01-14]</span></a></li></ul>",
		"关于印发2026年全市政务公开工作要点的通知|http://www.example.gov.cn/tzgg/t3.html|2026-03-01\n"
		"关于春节期间市本级值班安排的通知|http://www.example.gov.cn/tzgg/t2.html|2026-02-14\n"
		"关于公布随机抽查事项清单的公告|http://www.example.gov.cn/tzgg/t1.html|2026-01-14\n");
	check_page("alike",
		"<ul><li><a href=t3.html>党组会议纪要第3期<span>2026-03-01</span></a></li>"
		"<li><a href=t2.html>党组会议纪要第2期<span>2026-02-14</span></a></li>"
		"<li><a href=t1.html>党组会议纪要第1期<span>2026-01-14</span></a></li></ul>",
		"党组会议纪要第3期|http://www.example.gov.cn/tzgg/t3.html|2026-03-01\n"
		"党组会议纪要第2期|http://www.example.gov.cn/tzgg/t2.html|2026-02-14\n"
		"党组会议纪要第1期|http://www.example.gov.cn/tzgg/t1.html|2026-01-14\n");
}

#define BIG_ROW(n, title) "<div class=row><div class=pic><img src=1.jpg></div><div><p><img src=2.jpg></p>" \
	"<h4><a href=" n ".html>" title "</a></h4></div></div>"

#define PAIR(n, title) "<dt><a href=t" n ".html>" title "</a></dt><dd>2026-0" n "-01</dd>"

/* Each as far from the day before it as from the one after: the last has one, the first none. */
static void a_day_belongs_to_the_record_above_it(void **state)
{
	(void)state;
	check_page("pairs", "<dl>" PAIR("3", "关于印发工作要点的通知") PAIR("2", "关于值班安排的通知")
		PAIR("1", "关于抽查事项的公告") "</dl>",
		"关于印发工作要点的通知|http://www.example.gov.cn/tzgg/t3.html|2026-03-01\n"
		"关于值班安排的通知|http://www.example.gov.cn/tzgg/t2.html|2026-02-01\n"
		"关于抽查事项的公告|http://www.example.gov.cn/tzgg/t1.html|2026-01-01\n");
}

/* What stands in a record before its link parts it no further from the day above it. */
static void a_day_belongs_to_the_record_below_it(void **state)
{
	(void)state;
	check_page("rows", "<div><div>2026-03-01</div>" BIG_ROW("t3", "关于印发工作要点的通知") "<div>2026-02-14</div>"
		BIG_ROW("t2", "关于值班安排的通知") "<div>2026-01-14</div>" BIG_ROW("t1", "关于抽查事项的公告") "</div>",
		"关于印发工作要点的通知|http://www.example.gov.cn/tzgg/t3.html|2026-03-01\n"
		"关于值班安排的通知|http://www.example.gov.cn/tzgg/t2.html|2026-02-14\n"
		"关于抽查事项的公告|http://www.example.gov.cn/tzgg/t1.html|2026-01-14\n");
	check_page("groups", "<ul><li>2026-03-01<li><a href=t6.html>关于印发工作要点的通知</a>"
		"<li><a href=t5.html>关于值班安排的通知文件</a><li>2026-02-14<li><a href=t4.html>关于抽查事项的公告</a>"
		"<li>2026-01-14<li><a href=t3.html>关于任免职务的通知</a><li><a href=t2.html>关于道路施工的公告</a></ul>",
		"关于印发工作要点的通知|http://www.example.gov.cn/tzgg/t6.html|2026-03-01\n"
		"关于值班安排的通知文件|http://www.example.gov.cn/tzgg/t5.html|2026-03-01\n"
		"关于抽查事项的公告|http://www.example.gov.cn/tzgg/t4.html|2026-02-14\n"
		"关于任免职务的通知|http://www.example.gov.cn/tzgg/t3.html|2026-01-14\n"
		"关于道路施工的公告|http://www.example.gov.cn/tzgg/t2.html|2026-01-14\n");
}

#define LEAD_TEXT "为深入贯彻落实国务院关于优化营商环境的决策部署，进一步提高政务服务水平，方便企业和群众办事，现就有关事项公告如下。"

/* The paragraph is linked, too, and to the same address. */
static void the_linked_paragraph_is_no_title(void **state)
{
	(void)state;
	check_page("twice",
		"<ul><li><div><a href=t3.html><h4>关于印发工作要点的通知</h4></a><span>2026-03-01</span></div><p><a href=t3.html>" LEAD_TEXT "</a></p>"
		"<li><div><a href=t2.html><h4>关于值班安排的通知</h4></a><span>2026-02-14</span></div><p><a href=http://www.example.gov.cn/tzgg/t2.html>" LEAD_TEXT "</a></p>"
		"<li><div><a href=t1.html><h4>关于抽查事项的公告</h4></a><span>2026-01-14</span></div><p><a href=t1.html>" LEAD_TEXT "</a></p></ul>",
		"关于印发工作要点的通知|http://www.example.gov.cn/tzgg/t3.html|2026-03-01\n"
		"关于值班安排的通知|http://www.example.gov.cn/tzgg/t2.html|2026-02-14\n"
		"关于抽查事项的公告|http://www.example.gov.cn/tzgg/t1.html|2026-01-14\n");
}

#define RIVAL(n, title) "<li><h3><a href=n" n ".html>Notice of hearing " n "</a></h3><a href=c" n ".html>" title "</a> 2026-03-0" n "</li>"

static void sizes_and_windows_are_no_titles(void **state)
{
	(void)state;
	check_page("sizes",
		"<ul><li>关于印发2026年工作要点的通知 <a href=t3.pdf title=在新窗口打开>(72.2KB)</a> 2026-03-01</li>"
		"<li>关于春节期间值班安排的通知 <a href=t2.pdf title=在新窗口打开>（PDF, 1.4 MB）</a> 2026-02-14</li>"
		"<li>关于公布随机抽查事项清单的公告 <a href=t1.pdf title=在新窗口打开>609 KB</a> 2026-01-14</li></ul>",
		"关于印发2026年工作要点的通知|http://www.example.gov.cn/tzgg/t3.pdf|2026-03-01\n"
		"关于春节期间值班安排的通知|http://www.example.gov.cn/tzgg/t2.pdf|2026-02-14\n"
		"关于公布随机抽查事项清单的公告|http://www.example.gov.cn/tzgg/t1.pdf|2026-01-14\n");
	check_page("windows",
		"<ul><li><a href=t3.pdf title='Annual report of the board (opens in a new window)'>Annual report of the board</a> 2026-03-01</li>"
		"<li><a href=t2.pdf title='External site that opens in a new tab'>Budget of the city</a> 2026-02-14</li>"
		"<li><a href=t1.pdf title='Notice of public hearing on zoning'>Notice of public hear...</a> 2026-01-14</li></ul>",
		"Annual report of the board|http://www.example.gov.cn/tzgg/t3.pdf|2026-03-01\n"
		"Budget of the city|http://www.example.gov.cn/tzgg/t2.pdf|2026-02-14\n"
		"Notice of public hearing on zoning|http://www.example.gov.cn/tzgg/t1.pdf|2026-01-14\n");
}

#define CARD(n, title) "<li><a href=t" n ".html><div class=xwlbtp><img src=" n ".jpg></div><div class=xwlbwzbt><h2>" \
	title "</h2><p>" LEAD_TEXT "</p><i>2026-0" n "-01</i></div></a></li>"

/* Its box bears a class that ends in the letters of 标题, too. */
static void the_heading_in_a_linked_box_is_the_title(void **state)
{
	(void)state;
	check_page("cards", "<ul>" CARD("3", "关于印发工作要点的通知") CARD("2", "关于值班安排的通知")
		CARD("1", "关于抽查事项的公告") "</ul>",
		"关于印发工作要点的通知|http://www.example.gov.cn/tzgg/t3.html|2026-03-01\n"
		"关于值班安排的通知|http://www.example.gov.cn/tzgg/t2.html|2026-02-01\n"
		"关于抽查事项的公告|http://www.example.gov.cn/tzgg/t1.html|2026-01-01\n");
}

#define OPINION(n, title) "<tr><td>No. " n "<td><a href=/op/" n ".pdf>" title "</a><td>0" n "/01/2026</tr>"

/* The months before are folded away in a box of their own. */
static void a_table_goes_on_in_another(void **state)
{
	(void)state;
	check_page("tables",
		"<div class=a><table>" OPINION("3", "Smith v. City of Elmhurst") "</table></div>"
		"<div class=b><div class=panel><table>" OPINION("2", "Jones v. County of Marion")
		OPINION("1", "Brown v. State of Montana") "</table></div></div>",
		"Smith v. City of Elmhurst|http://www.example.gov.cn/op/3.pdf|2026-03-01\n"
		"Jones v. County of Marion|http://www.example.gov.cn/op/2.pdf|2026-02-01\n"
		"Brown v. State of Montana|http://www.example.gov.cn/op/1.pdf|2026-01-01\n");
}

/* Under the last day of a page without classes stand links to other pages. */
static void links_below_the_last_day_are_no_notices(void **state)
{
	(void)state;
	check_page("below",
		"<body><p><b>03/01/2026</b><br><a href=/op/1.pdf>Smith v. City of Elmhurst</a><br><a href=/op/2.pdf>Jones v. County of Marion</a><br>"
		"<b>02/27/2026</b><br><a href=/op/3.pdf>Brown v. State of Montana</a><br><a href=/op/4.pdf>Green v. Town of Salem</a><br>"
		"<a href=/op/5.pdf>White v. United States</a><br><a href=/op/6.pdf>Black v. United States</a><br>"
		"<a href=/search>Search for earlier opinions</a><br><a href=/help>Problems opening these files</a><br>"
		"<a href=/dockets>Search for dockets of cases</a>",
		"Smith v. City of Elmhurst|http://www.example.gov.cn/op/1.pdf|2026-03-01\n"
		"Jones v. County of Marion|http://www.example.gov.cn/op/2.pdf|2026-03-01\n"
		"Brown v. State of Montana|http://www.example.gov.cn/op/3.pdf|2026-02-27\n"
		"Green v. Town of Salem|http://www.example.gov.cn/op/4.pdf|2026-02-27\n"
		"White v. United States|http://www.example.gov.cn/op/5.pdf|2026-02-27\n"
		"Black v. United States|http://www.example.gov.cn/op/6.pdf|2026-02-27\n");
}

#define MEETING(year, n, title)                                                           \
	"<div class='row event'><b>" year "-03-0" n "</b><div class=title><a href=/events/" year  \
	"/" n "/meeting" n ".html>" title "</a></div></div>"
#define MET(year, n, title) title "|http://www.example.gov.cn/events/" year "/" n              \
	"/meeting" n ".html|" year "-03-0" n "\n"

/* What stands before us and what is past, in boxes of their own names. */
static void sections_of_a_list_are_one(void **state)
{
	(void)state;
	check_page("tabs",
		"<div class='upcoming tab'><div class=rows>" MEETING("2026", "3", "Committee of Ports")
		MEETING("2026", "2", "Board of Public Works") MEETING("2026", "1", "Audit of Accounts")
		"</div></div><h3>Meetings of the past</h3><div class='past tab'><div class=rows>" MEETING("2025", "3", "Budget Hearing Two")
		MEETING("2025", "2", "Budget Hearing One") MEETING("2025", "1", "Annual Meeting")
		"</div></div>",
		MET("2026", "3", "Committee of Ports") MET("2026", "2", "Board of Public Works")
		MET("2026", "1", "Audit of Accounts") MET("2025", "3", "Budget Hearing Two")
		MET("2025", "2", "Budget Hearing One") MET("2025", "1", "Annual Meeting"));
}

#define NEWS(column, n, title)                                                            \
	"<li><a href=/" column "/t2026030" n "_1.html>" title "</a><i>2026-03-0" n "</i></li>"

/* Boxes of two columns are built alike, too. */
static void another_column_is_no_section(void **state)
{
	struct arena a = ARENA_INIT;
	struct listing l = read_text(STR("<div class='left box'><div><ul>"
		NEWS("tzgg", "5", "关于召开全市安全生产工作会议的通知")
		NEWS("tzgg", "4", "关于春节放假安排的公告") NEWS("tzgg", "3", "关于印发年度工作要点的通知")
		NEWS("tzgg", "2", "关于公开征求意见的公告") "</ul></div></div><h3>政务要闻</h3><div class='hall box'><div><ul>"
		NEWS("zwyw", "5", "市长主持召开政府常务会议") NEWS("zwyw", "4", "全市经济工作会议召开")
		NEWS("zwyw", "3", "重点项目集中开工") "</ul></div></div>"), &a);

	(void)state;
	same_int("of one column", (long)l.nitems, 4);
	arena_release(&a);
}

#define MEMBER(n, day) "<tr><td><a href=/board/member" n ">Member " n " of the Board</a></td>"  \
	"<td>" day "</td></tr>"

/* Whose term ends when is no notice. */
static void members_of_a_board_are_no_notices(void **state)
{
	(void)state;
	check_page("terms",
		"<table><tr><th>Name</th><th>Term Ends</th></tr>" MEMBER("1", "2027-12-31")
		MEMBER("2", "2026-12-31") MEMBER("3", "2026-06-30") MEMBER("4", "2025-12-31")
		MEMBER("5", "2025-06-30") MEMBER("6", "2025-01-31") "</table><h3>Meetings</h3><ul>"
		"<li><a href=/m/3.html>Meeting of the Board</a> 2026-03-02</li>"
		"<li><a href=/m/2.html>Hearing of the Board</a> 2026-02-02</li></ul>",
		"Meeting of the Board|http://www.example.gov.cn/m/3.html|2026-03-02\n"
		"Hearing of the Board|http://www.example.gov.cn/m/2.html|2026-02-02\n");
}

static double confidence_of(struct str html, struct arena *a)
{
	return read_text(html, a).confidence;
}

static void what_else_could_be_meant_takes_confidence(void **state)
{
	struct arena a = ARENA_INIT;
	double alone = confidence_of(STR("<body>" DATED), &a);
	double among = confidence_of(STR("<body>" DATED "<section><p>法规规章</p><ol>"
		"<li><a href=g20251201_3.html>某市网络安全管理办法实施细则</a><i>2025-12-01</i></li>"
		"<li><a href=g20251101_2.html>某市城市绿化管理条例实施细则</a><i>2025-11-01</i></li>"
		"<li><a href=g20251001_1.html>某市停车场管理办法</a><i>2025-10-01</i></li></ol></section>"), &a);
	double two = confidence_of(STR("<ul>" RIVAL("3", "Smith v. City of Elmhurst")
		RIVAL("2", "Jones v. County of Marion") RIVAL("1", "Brown v. State of Montana")), &a);

	(void)state;
	same_int("another list with dates", among < alone - 0.1, 1);
	same_int("two links to a record", two < alone - 0.1, 1);
	same_int("still believed", two >= 0.5 && among >= 0.5, 1);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(a_box_is_told_by_its_heading),
		T(another_heading_makes_no_box),
		T(menus_in_alike_places_are_left),
		T(definitions_end_as_in_browsers),
		T(a_cut_title_goes_on_in_its_hint_before_the_day),
		T(a_day_belongs_to_the_record_above_it),
		T(a_day_belongs_to_the_record_below_it),
		T(the_linked_paragraph_is_no_title),
		T(sizes_and_windows_are_no_titles),
		T(the_heading_in_a_linked_box_is_the_title),
		T(a_table_goes_on_in_another),
		T(links_below_the_last_day_are_no_notices),
		T(what_else_could_be_meant_takes_confidence),
		T(sections_of_a_list_are_one),
		T(another_column_is_no_section),
		T(members_of_a_board_are_no_notices),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
