/* Rows of lists: which of their links is the notice, which the document beside it, and
 * where their dates stand. */
#include "list-page.h"

#include "base/clock.h"

#define U "http://www.example.gov.cn/tzgg/"

static void the_likeliest_document_of_a_row_is_told(void **state)
{
	struct arena a = ARENA_INIT;
	struct listing l = read_text(STR(
		"<table><tr><td><a href=hits?id=1>0</a><td>2026-03-01<td><a href=media?id=1001>Opinion</a>"
		"<td><a href=case?n=1>15-24-00048-CV in re Smith</a></tr>"
		"<tr><td><a href=hits?id=2>0</a><td>2026-02-14<td><a href=media?id=1002>Opinion</a>"
		"<td><a href=case?n=2>15-25-00097-CV in re Jones</a></tr>"
		"<tr><td><a href=hits?id=3>0</a><td>2026-01-14<td><a href=media?id=1003>Opinion</a>"
		"<td><a href=case?n=3>15-25-00099-CV in re Brown</a></tr></table>"), &a);

	(void)state;
	same_int("items", l.nitems, 3);
	same_text("no count of hits", l.items[1].file, STR(U "media?id=1002"));
	l = read_text(STR(
		"<table><tr><td><a href=case?n=1>State v. Marquez-Agapito</a><td><a href=doc?id=1001>Mar 1, 2026</a>"
		"</tr><tr><td><a href=case?n=2>State v. Residential Credit</a><td><a href=doc?id=1002>Feb 14, 2026</a>"
		"</tr><tr><td><a href=case?n=3>State v. Pahrump Township</a><td><a href=doc?id=1003>Jan 14, 2026</a>"
		"</tr></table>"), &a);
	same_int("items", l.nitems, 3);
	same_text("the day opens the decision", l.items[0].file, STR(U "doc?id=1001"));
	arena_release(&a);
}

/* Links that name an action and a format: the name of the record stands beside them. */
static void actions_and_formats_are_no_titles(void **state)
{
	(void)state;
	check_page("download now",
		"<table><tr><td>18-1195<td>Mid Atlantic Capital v. Bien<td>Jan-24-2026<td><a href=/a/1.MP3>Download Now</a></tr>"
		"<tr><td>18-5029<td>United States v. Wofford<td>Jan-23-2026<td><a href=/a/2.MP3>Download Now</a></tr>"
		"<tr><td>18-2026<td>United States v. Torres<td>Jan-22-2026<td><a href=/a/3.MP3>Download Now</a></tr></table>",
		"Mid Atlantic Capital v. Bien|http://www.example.gov.cn/a/1.MP3|2026-01-24\n"
		"United States v. Wofford|http://www.example.gov.cn/a/2.MP3|2026-01-23\n"
		"United States v. Torres|http://www.example.gov.cn/a/3.MP3|2026-01-22\n");
}

static void an_address_in_a_data_attribute_is_one(void **state)
{
	(void)state;
	check_page("player",
		"<table><tr><td>2026-03-01<td>People v. Jefferson Davis<td><a href='#m' data-audio='https://a.example/1.mp3'>Play audio</a></tr>"
		"<tr><td>2026-02-14<td>People v. Johnson and others<td><a href='#m' data-audio='https://a.example/2.mp3'>Play audio</a></tr>"
		"<tr><td>2026-01-14<td>People v. Turner and others<td><a href='#m' data-audio='https://a.example/3.mp3'>Play audio</a></tr></table>",
		"People v. Jefferson Davis|https://a.example/1.mp3|2026-03-01\n"
		"People v. Johnson and others|https://a.example/2.mp3|2026-02-14\n"
		"People v. Turner and others|https://a.example/3.mp3|2026-01-14\n");
}

/* Every other row carries a class that says nothing of its place, the others an empty one. */
static void zebra_rows_stand_in_one_place(void **state)
{
	(void)state;
	check_page("zebra",
		"<ul><li class=bg><span>2026-03-01</span><a href=index-8_Page_691.html>《申请表》</a></li>"
		"<li class=''><span>2026-02-14</span><a href=index-8_Page_692.html>《特殊情况申请表》</a></li>"
		"<li class=bg><span>2026-01-14</span><a href=index-8_Page_693.html>《退款申请表》</a></li></ul>",
		"《申请表》|" U "index-8_Page_691.html|2026-03-01\n《特殊情况申请表》|" U "index-8_Page_692.html|2026-02-14\n"
		"《退款申请表》|" U "index-8_Page_693.html|2026-01-14\n");
}

/* "Recent posts" beside an archive of two: the longer list is the box. */
static void few_notices_go_before_the_box_of_the_newest(void **state)
{
	(void)state;
	check_page("archive",
		"<p>本栏目公布本局的公告、预算决算、行政执法和人事信息，按月归档，点击标题查看全文；对公开的内容有异议的，"
		"可在工作日向局办公室提出，也可通过政府信息公开申请渠道提出，本局依法在规定期限内答复。咨询电话见页面底部。</p>"
		"<div class=sort><p><time>2026-02-12</time> <a href=/2026/02/12/aid/>关于发放管护补助的公告</a></p>"
		"<p><time>2026-02-11</time> <a href=/2026/02/11/bud/>二〇二五年度部门决算公开</a></p></div>"
		"<ul class=aside-list>"
		"<li><time>2026-02-13</time> <a href=/2026/02/13/fire/>进入森林防火期，火险等级偏高</a></li>"
		"<li><time>2026-02-13</time> <a href=/2026/02/13/land/>让绿色成为高质量发展的亮丽底色</a></li>"
		"<li><time>2026-02-12</time> <a href=/2026/02/12/aid/>关于发放管护补助的公告</a></li>"
		"<li><time>2026-02-11</time> <a href=/2026/02/11/bud/>二〇二五年度部门决算公开</a></li>"
		"<li><time>2026-02-10</time> <a href=/2026/02/10/law/>两高发布司法解释，古树更严保护</a></li></ul>",
		"关于发放管护补助的公告|http://www.example.gov.cn/2026/02/12/aid/|2026-02-12\n"
		"二〇二五年度部门决算公开|http://www.example.gov.cn/2026/02/11/bud/|2026-02-11\n");
}

#define MEMBER(name, n, day)                                                               \
	"<tr><td><a href=/member/" n ">" name "</a><td>" day "<td>County Executive</tr>"
#define MEETING(n, day)                                                                    \
	"<tr><td>" day "<td><a href=/event/" n "-hearing>Hearing of the Board No. " n "</a></tr>"

/* Terms of office have days in no order; there are more members than meetings. */
static void days_in_no_order_are_no_news(void **state)
{
	struct arena a = ARENA_INIT;
	struct listing l = read_text(STR("<table>" MEMBER("Michael Seidman", "ms", "2025-03-01")
		MEMBER("Joyce Robinson", "jr", "2026-01-31") MEMBER("Mike Sering", "se", "2024-07-14")
		MEMBER("Sheila Wright", "sw", "2025-11-30") MEMBER("Glen Shumate", "gs", "2023-02-28")
		MEMBER("Raymond Mills", "rm", "2026-02-01") MEMBER("Yanela Sims", "ys", "2024-12-31")
		MEMBER("Eddie Taylor", "et", "2025-01-01") "</table><div><div><table>" MEETING("1604", "2026-02-16")
		MEETING("1603", "2026-01-21") MEETING("1602", "2025-11-20") MEETING("1601", "2025-10-18")
		"</table></div></div>"), &a);

	(void)state;
	same_int("meetings", l.nitems, 4);
	same_text("the first", l.items[0].title, STR("Hearing of the Board No. 1604"));
	arena_release(&a);
}

/* "3 Attachments" counts what belongs to a meeting; meetings may all be called the same. */
static void notices_of_one_name_are_notices(void **state)
{
	(void)state;
	check_page("meetings",
		"<div><p>Feb 3, 2026 <b><a href=/e/1071>Board Meeting</a></b> <i><a href=/at/7443>3 Attachments</a></i></p>"
		"<p>Jan 13, 2026 <b><a href=/e/1070>Board Meeting</a></b> <i><a href=/at/7442>12 Attachments</a></i></p>"
		"<p>Dec 9, 2025 <b><a href=/e/1069>Board Meeting</a></b> <i><a href=/at/7441>1 Attachments</a></i></p>"
		"<p>Nov 4, 2025 <b><a href=/e/1068>Board Meeting</a></b> <i><a href=/at/7440>8 Attachments</a></i></p></div>",
		"Board Meeting|http://www.example.gov.cn/e/1071|2026-02-03\n"
		"Board Meeting|http://www.example.gov.cn/e/1070|2026-01-13\n"
		"Board Meeting|http://www.example.gov.cn/e/1069|2025-12-09\n"
		"Board Meeting|http://www.example.gov.cn/e/1068|2025-11-04\n");
	check_page("play before save",
		"<table><tr><td>2026-03-01<td>Mid Atlantic Capital v. Bien<td><a href=s/1.zip>Save</a><td><a href=a/1.mp3>Play</a></tr>"
		"<tr><td>2026-02-14<td>United States v. Wofford<td><a href=s/2.zip>Save</a><td><a href=a/2.mp3>Play</a></tr>"
		"<tr><td>2026-01-14<td>United States v. Torres<td><a href=s/3.zip>Save</a><td><a href=a/3.mp3>Play</a></tr></table>",
		"Mid Atlantic Capital v. Bien|" U "a/1.mp3|2026-03-01\n"
		"United States v. Wofford|" U "a/2.mp3|2026-02-14\n"
		"United States v. Torres|" U "a/3.mp3|2026-01-14\n");
}

/* A link that holds the title and, in an element beside it, how the law came about. */
static void the_title_goes_without_its_subtitle(void **state)
{
	struct arena a = ARENA_INIT;
	struct listing l = read_text(STR(
		"<ul><li><a href=c1.html><span class=til>派出机构监管职责规定</span> <span class=sub-til>（部令公布）</span></a><i>2026-03-01</i></li>"
		"<li><a href=c2.html><span class=til>管理人员监督管理办法</span> <span class=sub-til>（自四月起施行）</span></a><i>2026-02-01</i></li>"
		"<li><a href=c3.html><span class=til>上市公司持续监管办法</span> <span class=sub-til>（部令公布）</span></a><i>2026-01-01</i></li></ul>"), &a);

	(void)state;
	same_int("items", l.nitems, 3);
	same_text("title", l.items[1].title, STR("管理人员监督管理办法"));
	arena_release(&a);
}

/* The box of the day calls itself a headline; all entries have one name. */
static void a_day_is_no_headline(void **state)
{
	(void)state;
	check_page("days in boxes",
		"<div><a href=n/1004 class=row><div class='date headline-h5'>2026-03-09</div><div class='title headline-h4'>周边海域、空域动态通报</div><div>点阅次数：97</div></a>"
		"<a href=n/1003 class=row><div class='date headline-h5'>2026-03-08</div><div class='title headline-h4'>周边海域、空域动态通报</div><div>点阅次数：485</div></a>"
		"<a href=n/1002 class=row><div class='date headline-h5'>2026-03-07</div><div class='title headline-h4'>周边海域、空域动态通报</div><div>点阅次数：12</div></a></div>",
		"周边海域、空域动态通报|" U "n/1004|2026-03-09\n周边海域、空域动态通报|" U "n/1003|2026-03-08\n"
		"周边海域、空域动态通报|" U "n/1002|2026-03-07\n");
	check_page("the day tells one from another",
		"<ul><li><a href=a/1.pdf>Board Minutes 2-18-2026</a></li><li><a href=a/2.pdf>Board Minutes 1-16-2026</a></li>"
		"<li><a href=a/3.pdf>Board Minutes 12-11-2025</a></li></ul>",
		"Board Minutes 2-18-2026|" U "a/1.pdf|2026-02-18\nBoard Minutes 1-16-2026|" U "a/2.pdf|2026-01-16\n"
		"Board Minutes 12-11-2025|" U "a/3.pdf|2025-12-11\n");
}

#define OPINION(n) "<tr><td><a href=/ap/" n ".pdf>AC" n "</a> - Sullo v. Moreau</tr>"

/* Numbers of cases in two tables that are built otherwise: one list. */
static void numbers_alike_are_one_list(void **state)
{
	struct arena a = ARENA_INIT;
	struct listing l = read_text(STR("<h3>2026-03-03</h3><table class=a>" OPINION("41001")
		OPINION("41007") OPINION("41011") OPINION("41020") "</table><h3>2026-02-24</h3><div>"
		"<table class=b>" OPINION("40903") OPINION("40907") OPINION("40911") "</table></div>"),
		&a);

	(void)state;
	same_int("both tables", l.nitems, 7);
	arena_release(&a);
}

/* Ten sentences apart from menus are believed without dates, a single record beside
 * several is not. */
static void confidence_knows_sentences_and_single_records(void **state)
{
	struct arena a = ARENA_INIT;
	struct buf b = BUF_INIT(1 << 16);

	(void)state;
	for (int i = 0; i < 10; i++)
		buf_addf(&b, "<div><h4><a href=n?k=%c>对外美术交流成果在京展示第%d回公告</a></h4></div>",
			'a' + i, i);
	assert_true(read_text(buf_str(&b), &a).confidence >= 0.5);
	assert_true(read_text(STR("<div><p><a href=/zip/20260206.zip>02/06/2026 - Hand down list "
		"and all opinions of the court</a></p></div><b><a href=o/CO143725.pdf>2016-CT-01638</a>"
		"</b><br>Mark v. City of Hattiesburg; reversed on appeal, order entered 02/04/2026<hr>"
		"<b><a href=o/CO143338.pdf>2018-CA-00978</a></b><br>Pearl River County v. State Board of "
		"Education; affirmed in part, order entered 02/04/2026<hr>"), &a).confidence < 0.5);
	buf_release(&b);
	arena_release(&a);
}

#define DAY(text, a, b)                                                                   \
	"<p><b>" text "</b></p><ul><li><a href=/m/" a ".pdf>" a ", Acosta, Appellant v. Jani-King</a></li>" \
	"<li><a href=/m/" b ".pdf>" b ", Bishop v. Szuba, Appellant</a></li></ul>"

/* Few dated news beside a long list in groups, each under its day. */
static void groups_under_days_are_dated_lists(void **state)
{
	struct arena a = ARENA_INIT;
	char t[TIME_TEXT];
	struct listing l = read_text(STR(
		"<div class=box><p><a href=n1.html>Special session on Monday</a> <i>2026-03-02</i></p>"
		"<p><a href=n2.html>The library is closed again</a> <i>2026-03-01</i></p>"
		"<p><a href=n3.html>New rules from next month on</a> <i>2026-02-27</i></p></div><div>"
		DAY("March 5, 2026", "17-6179", "17-6136") DAY("March 4, 2026", "17-6101", "17-6102")
		DAY("March 3, 2026", "17-6103", "17-6104") DAY("March 2, 2026", "17-6105", "17-6106")
		"</div>"), &a);

	(void)state;
	same_int("items", l.nitems, 8);
	same_text("day", str_of(day(t, &l.items[2])), STR("2026-03-04"));
	arena_release(&a);
}

static void a_heading_may_end_with_its_date(void **state)
{
	(void)state;
	check_page("published in the journal of",
		"<b>To Be Published in the Law Journal of the Whole State of 02/24/2026:</b>"
		"<ul><li><a href=44114.pdf>DiTullio v. LM General Insurance</a></li>"
		"<li><a href=42735.pdf>Manzo v. City of New Britain</a></li>"
		"<li><a href=42736.pdf>Stephenson v. Commissioner of Works</a></li></ul>",
		"DiTullio v. LM General Insurance|" U "44114.pdf|2026-02-24\n"
		"Manzo v. City of New Britain|" U "42735.pdf|2026-02-24\n"
		"Stephenson v. Commissioner of Works|" U "42736.pdf|2026-02-24\n");
	check_page("the second date of a heading",
		"<table><tr><td><strong>4 February 2026</strong> Zip file<br>Mandate: 28 February 2026</td></tr>"
		"<tr><td><a href=c1001.html>Peace v. Employment Commission</a></td></tr>"
		"<tr><td><a href=c1002.html>Beroth Oil v. Department of Roads</a></td></tr>"
		"<tr><td><strong>3 February 2026</strong> Zip file<br>Mandate: 27 February 2026</td></tr>"
		"<tr><td><a href=c1003.html>State v. Anderson and others</a></td></tr>"
		"<tr><td><a href=c1004.html>State v. Williams and others</a></td></tr></table>",
		"Peace v. Employment Commission|" U "c1001.html|2026-02-04\n"
		"Beroth Oil v. Department of Roads|" U "c1002.html|2026-02-04\n"
		"State v. Anderson and others|" U "c1003.html|2026-02-03\n"
		"State v. Williams and others|" U "c1004.html|2026-02-03\n");
}

#define GRID(class, n, day)                                                               \
	"<tr class=" class "><td><a href=h?d=100" n "&hits=>0</a><td>" day                \
	"<td><a href=d?d=100" n ">Opinion</a><td><a href=c?n=" n ">12-06" n "</a></tr>"

/* Every second row has another class, and the widest link of a row is not its title. */
static void rows_in_two_colours_are_one_list(void **state)
{
	struct arena a = ARENA_INIT;
	struct listing l = read_text(STR("<table>" GRID("rgRow", "17", "03/01/2026")
		GRID("rgAltRow", "18", "02/27/2026") GRID("rgRow", "19", "02/26/2026")
		GRID("rgAltRow", "20", "02/25/2026") "</table>"), &a);

	(void)state;
	same_text("rows", as_text(&l, &a), STR("12-0617|" U "c?n=17|2026-03-01\n"
		"12-0618|" U "c?n=18|2026-02-27\n12-0619|" U "c?n=19|2026-02-26\n"
		"12-0620|" U "c?n=20|2026-02-25\n"));
	same_text("document", l.items[3].file, STR(U "d?d=10020"));
	arena_release(&a);
}

static void days_as_titles_are_doubted(void **state)
{
	struct arena a = ARENA_INIT;
	struct listing l = read_text(STR(
		"<ul><li><a href=/a/1001.pdf>March 9, 2026</a></li><li><a href=/a/1002.pdf>March 2, 2026</a></li>"
		"<li><a href=/a/1003.pdf>February 23, 2026</a></li><li><a href=/a/1004.pdf>February 16, 2026</a></li>"
		"<li><a href=/a/1005.pdf>February 9, 2026</a></li></ul>"), &a);

	(void)state;
	same_int("items", l.nitems, 5);
	assert_true(l.confidence < 0.5);
	l = read_text(STR("<article><form>03/01/2026<a href='javascript:go()'>Clear Search</a></form></article>"
		"<table style=display:none><tr><td>2026-03-01<td>People v. Jefferson<td><a href=/1.mp3>Play</a></tr>"
		"<tr><td>2026-02-14<td>People v. Johnson and others<td><a href=/2.mp3>Play</a></tr>"
		"<tr><td>2026-01-14<td>People v. Turner and others<td><a href=/3.mp3>Play</a></tr></table>"), &a);
	same_int("a button is no notice", l.nitems, 3);
	arena_release(&a);
}

/* The same list for small and for large screens counts once. */
static void a_list_that_stands_twice_is_read_once(void **state)
{
	struct arena a = ARENA_INIT;
	struct buf b = BUF_INIT(1 << 16);
	struct listing l;

	(void)state;
	for (int k = 0; k < 2; k++) {
		buf_addf(&b, "<div class=%s>", k ? "wide" : "small");
		for (int i = 0; i < 12; i++)
			buf_addf(&b, "<p><a href=/m/%d.pdf>Marathon Oil v. Mercuria number %d</a></p>",
				2000 + i, i);
		buf_adds(&b, "</div>");
	}
	l = read_text(buf_str(&b), &a);
	same_int("items", l.nitems, 12);
	arena_release(&a);
	buf_release(&b);
}

/* Each row carries two kilobytes that nobody sees; no line break in ten megabytes. */
static void ten_megabytes_on_one_line_are_one_list(void **state)
{
	struct buf b = BUF_INIT((size_t)16 << 20);
	struct arena a = ARENA_INIT;
	int64_t start = clock_cpu_us();
	struct listing l;
	int n = 0;

	(void)state;
	buf_adds(&b, "<html><body><ul>");
	for (; b.n < 10u << 20; n++)
		buf_addf(&b, "<li data-x='%02000d'><a href=c%d.html>关于第%d号事项的通知</a>"
			"<i>2026-02-%02d</i></li>", n, 1000 + n, n, 1 + n % 28);
	l = read_text(buf_str(&b), &a);
	assert_true(str_findc(buf_str(&b), '\n', 0) == SIZE_MAX);
	same_int("items", l.nitems, (size_t)n);
	assert_true(l.confidence > 0.9);
	assert_true(clock_cpu_us() - start < 10000000); /* with sanitizers, under load */
	arena_release(&a);
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_likeliest_document_of_a_row_is_told),
		T(actions_and_formats_are_no_titles),
		T(an_address_in_a_data_attribute_is_one),
		T(zebra_rows_stand_in_one_place),
		T(few_notices_go_before_the_box_of_the_newest),
		T(days_in_no_order_are_no_news),
		T(notices_of_one_name_are_notices),
		T(the_title_goes_without_its_subtitle),
		T(numbers_alike_are_one_list),
		T(a_day_is_no_headline),
		T(confidence_knows_sentences_and_single_records),
		T(groups_under_days_are_dated_lists),
		T(a_heading_may_end_with_its_date),
		T(rows_in_two_colours_are_one_list),
		T(days_as_titles_are_doubted),
		T(a_list_that_stands_twice_is_read_once),
		T(ten_megabytes_on_one_line_are_one_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
