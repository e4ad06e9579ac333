/* Which link of a record is its title, what names a record whose links say nothing, and lists
 * that have nothing but their links. */
#include "list-page.h"

#define U "http://www.example.gov.cn/tzgg/"

static void links_that_a_script_opens_need_no_address(void **state)
{
	(void)state;
	check_page("a without href",
		"<a name=top></a><a name=list>通知公告</a><table>"
		"<tr><td><a>关于召开年度工作会议的通知</a></td><td>办公室</td><td>2026/3/9</td></tr>"
		"<tr><td><a>关于做好防汛准备工作的通知</a></td><td>应急局</td><td>2026/3/6</td></tr>"
		"<tr><td><a>关于公布抽查结果的公告</a></td><td>市监局</td><td>2026/3/2</td></tr></table>",
		"关于召开年度工作会议的通知||2026-03-09\n关于做好防汛准备工作的通知||2026-03-06\n"
		"关于公布抽查结果的公告||2026-03-02\n");
}

static void a_hint_gives_the_year_of_a_day(void **state)
{
	(void)state;
	check_page("hits and day in the title attribute",
		"<ul><li><i>12-20</i><a href=c/7 title='标题：第十七周工作安排表 点击数：550 发表时间：2023-12-20'>第十七周工作安排表</a></li>"
		"<li><i>12-13</i><a href=c/6 title='标题：第十六周工作安排表 点击数：519 发表时间：2023-12-13'>第十六周工作安排表</a></li>"
		"<li><i>12-06</i><a href=c/5 title='标题：第十五周工作安排表 点击数：508 发表时间：2023-12-06'>第十五周工作安排表</a></li></ul>",
		"第十七周工作安排表|" U "c/7|2023-12-20\n第十六周工作安排表|" U "c/6|2023-12-13\n"
		"第十五周工作安排表|" U "c/5|2023-12-06\n");
}

/* Most ministries have one release, one has three: each release is a record. */
static void groups_of_one_and_of_three_are_read_one_by_one(void **state)
{
	(void)state;
	check_page("grouped by ministry",
		"<div><ul><li><h3>Defence</h3><ul><li><a href='javascript:show(11)'>Ship sails to a joint exercise in the east</a></li></ul></li></ul>"
		"<ul><li><h3>Health</h3><ul><li><a href='javascript:show(12)'>New hospital opens in the northern district</a></li></ul></li></ul>"
		"<ul><li><h3>Labour</h3><ul><li><a href='javascript:show(13)'>Minister visits the training centre of the port</a></li></ul></li></ul>"
		"<ul><li><h3>Trade</h3><ul><li><a href='javascript:show(14)'>Index of wholesale prices for February is out</a></li>"
		"<li><a href='javascript:show(15)'>Exports of tea reach a record in the last year</a></li>"
		"<li><a href='javascript:show(16)'>Meeting of buyers and sellers held in the capital</a></li></ul></li></ul></div>",
		"Ship sails to a joint exercise in the east||-\nNew hospital opens in the northern district||-\n"
		"Minister visits the training centre of the port||-\nIndex of wholesale prices for February is out||-\n"
		"Exports of tea reach a record in the last year||-\nMeeting of buyers and sellers held in the capital||-\n");
}

#define MEETING(day, n) "<tr><td><div>Regular Meeting, March " day ", 2026</div></td>" \
	"<td>Teacher Administrative Center, 3215 Cuming Street, Room 12, first floor</td>" \
	"<td><ul><li><a href=/Agenda?m=" n ">Agenda</a></li><li><a href=/Minutes?m=" n ">Minutes</a></li></ul></td></tr>"

static void the_column_headed_meeting_names_the_row(void **state)
{
	(void)state;
	check_page("agenda before minutes",
		"<table><tr><th>Meeting</th><th>Location</th><th>Details</th></tr>"
		MEETING("9", "3009") MEETING("4", "3004") MEETING("2", "3002") "</table>",
		"Regular Meeting, March 9, 2026|http://www.example.gov.cn/Agenda?m=3009|2026-03-09\n"
		"Regular Meeting, March 4, 2026|http://www.example.gov.cn/Agenda?m=3004|2026-03-04\n"
		"Regular Meeting, March 2, 2026|http://www.example.gov.cn/Agenda?m=3002|2026-03-02\n");
}

#define POST(day, n) "<article><header class=entry-header><h1><a href=/post-" n "/>Session of the council, March " day ", 2026</a></h1></header>" \
	"<div><a href=/f/" n ".pdf><img alt='Download PDF'></a></div></article>"

static void a_linked_heading_goes_before_the_button_below_it(void **state)
{
	(void)state;
	check_page("entry-header is no header of the page",
		"<main>" POST("9", "a9") POST("4", "a4") POST("2", "a2") POST("1", "a1") "</main>",
		"Session of the council, March 9, 2026|http://www.example.gov.cn/post-a9/|2026-03-09\n"
		"Session of the council, March 4, 2026|http://www.example.gov.cn/post-a4/|2026-03-04\n"
		"Session of the council, March 2, 2026|http://www.example.gov.cn/post-a2/|2026-03-02\n"
		"Session of the council, March 1, 2026|http://www.example.gov.cn/post-a1/|2026-03-01\n");
}

static void many_numbers_that_open_files_are_a_list(void **state)
{
	struct buf b = BUF_INIT(1 << 16);
	struct arena a = ARENA_INIT;
	struct listing l;

	(void)state;
	buf_adds(&b, "<ul class=menu><li><a href=/a/>Opinions</a><li><a href=/b/>Requests</a></ul><p>");
	for (int i = 0; i < 12; i++)
		buf_addf(&b, "<a href=/op/s%d.pdf>O-%d</a> ", i, 5700 + i);
	l = read_text(buf_str(&b), &a);
	same_int("items", l.nitems, 12);
	assert_true(l.confidence < 0.5);
	arena_release(&a);
	buf_release(&b);
}

static void one_document_beside_a_menu_is_the_list(void **state)
{
	struct arena a = ARENA_INIT;
	struct listing l = read_text(STR("<table><tr><td><a href=/adm.asp>Judicial administrator of the court</a></td></tr>"
		"<tr><td><a href=/lib.asp>Library of the court and its catalogue</a></td></tr>"
		"<tr><td><a href=/map.asp>Maps of the judicial districts</a></td></tr>"
		"<tr><td><a href=/res.asp>Resources for the public online</a></td></tr>"
		"<tr><td><a href=/job.asp>Openings for lawyers and for clerks</a></td></tr></table>"
		"<div><p>By the court: <a href=/op/O52.pdf>2014-O-0526 In re: Justice of the Peace M. F., second court, parish of Lafourche</a></p></div>"), &a);

	(void)state;
	same_text("title", as_text(&l, &a), STR("2014-O-0526 In re: Justice of the Peace M. F., second court, "
		"parish of Lafourche|http://www.example.gov.cn/op/O52.pdf|-\n"));
	assert_true(l.confidence < 0.5);
	arena_release(&a);
}

static void what_a_box_shows_is_no_place(void **state)
{
	struct arena a = ARENA_INIT;
	struct listing l = read_text(STR("<div class='card show-social-block has-menu'><ul>"
		"<li><a href=n/1>关于召开年度工作会议的通知</a><i>2026-03-09</i></li>"
		"<li><a href=n/2>关于做好防汛准备工作的通知</a><i>2026-03-06</i></li>"
		"<li><a href=n/3>关于公布抽查结果的公告</a><i>2026-03-02</i></li></ul></div>"
		"<p>市人民政府办公室主办，网站维护由信息中心负责，请勿转载，违者必究，联系电话见首页。本栏目每周更新。"
		"欢迎提出意见和建议，我们将及时答复。政务服务事项请到办事大厅办理，办理时间为工作日上午九时至下午五时。</p>"), &a);

	(void)state;
	same_int("items", l.nitems, 3);
	assert_true(l.confidence > 0.85);
	arena_release(&a);
}

static void what_stands_beside_the_title_in_its_link_is_none_of_it(void **state)
{
	(void)state;
	check_page("number, office and day",
		"<ul><li><a href=c/7><b class=num>1</b>颱風逼近軍民齊心加強防颱戒備<i>(服務照顧處)</i><time>2026-03-09</time></a></li>"
		"<li><a href=c/6><b class=num>2</b>東坑微電網示範將到期由台電承接<i>(就養養護處)</i><time>2026-03-06</time></a></li>"
		"<li><a href=c/5><b class=num>3</b>春節不無聊上網學習環境教育<i>(秘書室)</i><time>2026-03-02</time></a></li></ul>",
		"颱風逼近軍民齊心加強防颱戒備|" U "c/7|2026-03-09\n東坑微電網示範將到期由台電承接|" U "c/6|2026-03-06\n"
		"春節不無聊上網學習環境教育|" U "c/5|2026-03-02\n");
	check_page("the day begins it",
		"<p><a href=o/7.pdf><strong>March 9, 2026</strong> &mdash; Op. Atty. Gen. 852</a><br>"
		"<a href=o/6.pdf><strong>March 6, 2026</strong> &mdash; Op. Atty. Gen. 484e-1</a><br>"
		"<a href=o/5.pdf><strong>March 2, 2026</strong> &mdash; Op. Atty. Gen. 159a-3</a></p>",
		"March 9, 2026 — Op. Atty. Gen. 852|" U "o/7.pdf|2026-03-09\n"
		"March 6, 2026 — Op. Atty. Gen. 484e-1|" U "o/6.pdf|2026-03-06\n"
		"March 2, 2026 — Op. Atty. Gen. 159a-3|" U "o/5.pdf|2026-03-02\n");
	check_page("a strong line over the text",
		"<ul><li><a href=v/3><img src=3.jpg><div><strong>[양거리 농장] 복숭아에 봉지를 씌웠어요</strong><span>2026.03.09</span><p>뜨거운 여름을 버틸 수 있도록 일일이 수작업으로 해야 하는 일입니다</p></div></a></li>"
		"<li><a href=v/2><img src=2.jpg><div><strong>[블루베리 농장] 수확을 위한 방조망 설치</strong><span>2026.03.05</span><p>새들이 쪼아 먹기 때문에 농장에 방조망 작업을 했습니다 많은 관심 바랍니다</p></div></a></li>"
		"<li><a href=v/1><img src=1.jpg><div><strong>[직판장] 휴무일 변경 안내</strong><span>2026.03.01</span><p>매월 둘째 주 월요일에서 셋째 주 월요일로 바뀝니다 착오 없으시기 바랍니다</p></div></a></li></ul>",
		"[양거리 농장] 복숭아에 봉지를 씌웠어요|" U "v/3|2026-03-09\n[블루베리 농장] 수확을 위한 방조망 설치|" U "v/2|2026-03-05\n"
		"[직판장] 휴무일 변경 안내|" U "v/1|2026-03-01\n");
}

/* The first title tells of another day than its heading. */
static void a_heading_dates_titles_that_tell_of_days(void **state)
{
	(void)state;
	check_page("days in titles",
		"<dl><dt>3月9日付</dt><dd><ul><li><a href=r/9.html>令和8年2月26日からの大雨に係る被害状況について</a></li>"
		"<li><a href=r/8.html>第3回戦略対話の開催</a></li></ul></dd>"
		"<dt>3月6日付</dt><dd><ul><li><a href=r/7.html>駐日大使信任状捧呈</a></li>"
		"<li><a href=r/6.html>外務大臣政務官の出席</a></li></ul></dd>"
		"<dt>3月2日付</dt><dd><ul><li><a href=r/5.html>国際会議の開催（結果）</a></li></ul></dd></dl>",
		"令和8年2月26日からの大雨に係る被害状況について|" U "r/9.html|2026-03-09\n第3回戦略対話の開催|" U "r/8.html|2026-03-09\n"
		"駐日大使信任状捧呈|" U "r/7.html|2026-03-06\n外務大臣政務官の出席|" U "r/6.html|2026-03-06\n"
		"国際会議の開催（結果）|" U "r/5.html|2026-03-02\n");
}

#define PIECE(day, n, title) "{\"title\":\"" title "\",\"id\":\"" n "\",\"list_content\":\"<h3><a href='/f/" n ".pdf'>" title \
	"</a></h3><div><strong>Date: </strong>03/0" day "/2026</div>\"}"
#define FRAGMENT(day, n, title) "<li><a href=\\\"art_" n ".html\\\">" title "</a><span>2026-03-0" day "</span></li>"

static void json_answers_may_carry_html(void **state)
{
	(void)state;
	check_page("a piece for each record",
		"{\"total\":3,\"data\":[" PIECE("9", "2022", "Cheers Corporation v. Lottery Commission") ","
		PIECE("6", "2021", "State of New Hampshire v. Matthew Fritz") "," PIECE("2", "2020", "Albert Brandano v. School Unit 16") "]}",
		"Cheers Corporation v. Lottery Commission|http://www.example.gov.cn/f/2022.pdf|2026-03-09\n"
		"State of New Hampshire v. Matthew Fritz|http://www.example.gov.cn/f/2021.pdf|2026-03-06\n"
		"Albert Brandano v. School Unit 16|http://www.example.gov.cn/f/2020.pdf|2026-03-02\n");
	check_page("the whole list as one text",
		"{\"success\":true,\"data\":{\"html\":\"<ul>" FRAGMENT("9", "1009", "关于召开年度工作会议的通知")
		FRAGMENT("6", "1006", "关于做好防汛准备工作的通知") FRAGMENT("2", "1002", "关于公布抽查结果的公告") "</ul>\"}}",
		"关于召开年度工作会议的通知|" U "art_1009.html|2026-03-09\n关于做好防汛准备工作的通知|" U "art_1006.html|2026-03-06\n"
		"关于公布抽查结果的公告|" U "art_1002.html|2026-03-02\n");
}

/* The list has no dates, the box of the most read has. */
static void a_dated_box_is_not_the_list(void **state)
{
	(void)state;
	check_page("most read",
		"<div class=main><ul><li><a href=c1/content_1001.html>关于召开年度工作会议的通知</a></li><li><a href=c1/content_1002.html>关于做好防汛准备工作的通知</a></li>"
		"<li><a href=c1/content_1003.html>关于公布抽查结果的公告</a></li><li><a href=c1/content_1004.html>市政府办公室关于印发工作要点的通知</a></li>"
		"<li><a href=c1/content_1005.html>关于开展安全生产大检查的通知</a></li></ul></div>"
		"<div class=rightpart><h3>热门文章</h3><ul><li><a href=c9/content_901.html>我市举行春季植树活动启动仪式</a><span>2026-02-01</span></li>"
		"<li><a href=c9/content_902.html>全市经济工作会议在市会议中心召开</a><span>2026-01-20</span></li>"
		"<li><a href=c9/content_903.html>春运期间客运班次增加安排公布</a><span>2026-01-11</span></li></ul></div>",
		"关于召开年度工作会议的通知|" U "c1/content_1001.html|-\n关于做好防汛准备工作的通知|" U "c1/content_1002.html|-\n"
		"关于公布抽查结果的公告|" U "c1/content_1003.html|-\n市政府办公室关于印发工作要点的通知|" U "c1/content_1004.html|-\n"
		"关于开展安全生产大检查的通知|" U "c1/content_1005.html|-\n");
}

/* "</a></span></strong> 03/09/2026 Evans v. Smith": the text goes on behind the emphasis. */
#define CASE(n, name)                                                                     \
	"<tr><td>26-171" n "</td><td><a title=View href=/dca/0" n ".pdf><img alt=PDF src=p.png></a>" \
	"</td><td>" name "</td><td>2026-02-0" n "</td></tr>"

/* title="View" names no more than the picture it stands at. */
static void a_hint_that_names_an_action_is_no_title(void **state)
{
	(void)state;
	check_page("view",
		"<table>" CASE("3", "James R. Mitchell v. State of Florida")
		CASE("2", "In re Estate of Palmer") CASE("1", "City of Tampa v. Ybor Holdings")
		"</table>",
		"James R. Mitchell v. State of Florida|http://www.example.gov.cn/dca/03.pdf|2026-02-03\n"
		"In re Estate of Palmer|http://www.example.gov.cn/dca/02.pdf|2026-02-02\n"
		"City of Tampa v. Ybor Holdings|http://www.example.gov.cn/dca/01.pdf|2026-02-01\n");
}

/* Where no more than "PDF" is known of each notice, the list is not understood. */
static void titles_that_say_nothing_take_confidence(void **state)
{
	struct arena a = ARENA_INIT;
	struct listing l = read_text(STR("<ul><li><a href=/f/1.pdf>PDF</a> 2026-02-04</li>"
		"<li><a href=/f/2.pdf>PDF</a> 2026-02-03</li><li><a href=/f/3.pdf>PDF</a> 2026-02-02</li>"
		"<li><a href=/f/4.pdf>PDF</a> 2026-02-01</li></ul>"), &a);

	(void)state;
	same_int("flagged", l.confidence < 0.5, 1);
	arena_release(&a);
}

static void emphasis_does_not_part_a_link_from_its_day(void **state)
{
	(void)state;
	check_page("span in strong",
		"<pre><strong><span><a href=/o/241882P.pdf>241882P.pdf</a></span></strong>  03/09/2026  Marcus Evans v. Lorenetta Smith\n   No: 24-1882\n"
		"<strong><span><a href=/o/242330P.pdf>242330P.pdf</a></span></strong>  03/06/2026  Lee Pederson v. Securities Exchange\n   No: 24-2330\n"
		"<strong><span><a href=/o/243027P.pdf>243027P.pdf</a></span></strong>  03/02/2026  Heather Swanson v. Michael Hilgers\n   No: 24-3027\n</pre>",
		"03/09/2026 Marcus Evans v. Lorenetta Smith No: 24-1882|http://www.example.gov.cn/o/241882P.pdf|2026-03-09\n"
		"03/06/2026 Lee Pederson v. Securities Exchange No: 24-2330|http://www.example.gov.cn/o/242330P.pdf|2026-03-06\n"
		"03/02/2026 Heather Swanson v. Michael Hilgers No: 24-3027|http://www.example.gov.cn/o/243027P.pdf|2026-03-02\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(links_that_a_script_opens_need_no_address),
		T(a_hint_gives_the_year_of_a_day),
		T(groups_of_one_and_of_three_are_read_one_by_one),
		T(the_column_headed_meeting_names_the_row),
		T(a_linked_heading_goes_before_the_button_below_it),
		T(many_numbers_that_open_files_are_a_list),
		T(one_document_beside_a_menu_is_the_list),
		T(what_a_box_shows_is_no_place),
		T(what_stands_beside_the_title_in_its_link_is_none_of_it),
		T(a_heading_dates_titles_that_tell_of_days),
		T(json_answers_may_carry_html),
		T(a_dated_box_is_not_the_list),
		T(emphasis_does_not_part_a_link_from_its_day),
		T(a_hint_that_names_an_action_is_no_title),
		T(titles_that_say_nothing_take_confidence),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
