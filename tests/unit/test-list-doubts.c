/* Rows whose links name no notice, lists in panels, titles that are cut, and what is said of a page
 * where it is not certain which list is meant. */
#include "list-page.h"

#define U "http://www.example.gov.cn/tzgg/"
#define A "http://www.example.gov.cn/"

#define TOWN(date, day, name, packet) \
	"<tr><td>" date "<td>" name "<td>" packet "<td><a href=/m/" day " title='" date "'>View Details</a></tr>"
#define PACKET(day, hint) "<a href=/f/" day ".pdf title='" hint " Agenda Packet'><img alt='PDF icon'></a>"

static void the_page_of_a_row_goes_before_its_files(void **state)
{
	(void)state;
	check_page("some rows have a packet, all a page",
		"<table><tr><th>Date<th>Meeting<th>Agenda Packets<th>View</tr>"
		TOWN("09/27/2025", "27", "City Council Regular Meeting", PACKET("27", "City Council Regular Meeting"))
		TOWN("09/13/2025", "13", "City Council Special Meeting", PACKET("13", "City Council Special Meeting"))
		TOWN("09/12/2025", "12", "Wellness Centre Committee", "")
		TOWN("08/23/2025", "23", "City Council Regular Meeting", PACKET("23", "City Council Regular Meeting"))
		"</table>",
		"City Council Regular Meeting|" A "m/27|2025-09-27\nCity Council Special Meeting|" A "m/13|2025-09-13\n"
		"Wellness Centre Committee|" A "m/12|2025-09-12\nCity Council Regular Meeting|" A "m/23|2025-08-23\n");
}

#define HOUSING(day, name, n) "<li><span>" name " – " day "</span> <a href=/d/" n ".pdf>View</a></li>"
#define MONTH(name, rows) "<article><h5>" name "</h5></article><article><ul>" rows "</ul></article>"

/* Most months have one meeting: a month looks like a record. */
static void rows_in_months_are_records_though_their_links_say_view(void **state)
{
	(void)state;
	check_page("months",
		MONTH("JANUARY 2026", HOUSING("January 27, 2026", "Board Meeting", "1001"))
		MONTH("FEBRUARY 2026", HOUSING("February 10, 2026", "Special Board Meeting", "1002")
			HOUSING("February 24, 2026", "Regular Board Meeting", "1003"))
		MONTH("MARCH 2026", HOUSING("March 3, 2026", "Regular Board Meeting", "1004"))
		MONTH("APRIL 2026", HOUSING("April 7, 2026", "Board Workshop", "1005")),
		"Board Meeting – January 27, 2026|" A "d/1001.pdf|2026-01-27\n"
		"Special Board Meeting – February 10, 2026|" A "d/1002.pdf|2026-02-10\n"
		"Regular Board Meeting – February 24, 2026|" A "d/1003.pdf|2026-02-24\n"
		"Regular Board Meeting – March 3, 2026|" A "d/1004.pdf|2026-03-03\n"
		"Board Workshop – April 7, 2026|" A "d/1005.pdf|2026-04-07\n");
}

#define PAPER(n, day) "<a href=/wp-content/uploads/" n ">" day " COUNCIL AGENDA PACKET</a>"

static void panels_of_an_accordion_are_one_list(void **state)
{
	(void)state;
	check_page("one year in paragraphs, one in items",
		"<div class=acc><div class=panel><h4>2026</h4><div class=body>"
		"<p>" PAPER("2026/03/a.pdf", "MARCH 4, 2026") "</p><p>" PAPER("2026/02/b.pdf", "FEBRUARY 4, 2026") "</p>"
		"<p>" PAPER("2026/01/c.pdf", "JANUARY 7, 2026") "</p></div></div>"
		"<div class=panel><h4>2025</h4><div class=body><ul><li>" PAPER("2025/12/d.pdf", "DECEMBER 3, 2025") "</li>"
		"<li>" PAPER("2025/11/e.pdf", "NOVEMBER 5, 2025") "</li><li>" PAPER("2025/10/f.pdf", "OCTOBER 1, 2025")
		"</li></ul></div></div></div>",
		"MARCH 4, 2026 COUNCIL AGENDA PACKET|" A "wp-content/uploads/2026/03/a.pdf|2026-03-04\n"
		"FEBRUARY 4, 2026 COUNCIL AGENDA PACKET|" A "wp-content/uploads/2026/02/b.pdf|2026-02-04\n"
		"JANUARY 7, 2026 COUNCIL AGENDA PACKET|" A "wp-content/uploads/2026/01/c.pdf|2026-01-07\n"
		"DECEMBER 3, 2025 COUNCIL AGENDA PACKET|" A "wp-content/uploads/2025/12/d.pdf|2025-12-03\n"
		"NOVEMBER 5, 2025 COUNCIL AGENDA PACKET|" A "wp-content/uploads/2025/11/e.pdf|2025-11-05\n"
		"OCTOBER 1, 2025 COUNCIL AGENDA PACKET|" A "wp-content/uploads/2025/10/f.pdf|2025-10-01\n");
}

static void dots_in_the_middle_of_the_line_say_that_a_title_is_cut(void **state)
{
	(void)state;
	check_page("made whole by the hint, or kept",
		"<ul><li><a href=t1001.html title=关于开展年度考核工作有关事项的通知>关于开展年度考核······</a>2026-03-09</li>"
		"<li><a href=t1002.html>关于做好防汛准备工作······</a>2026-03-06</li>"
		"<li><a href=t1003.html>·关于公布抽查结果的公告</a>2026-03-02</li></ul>",
		"关于开展年度考核工作有关事项的通知|" U "t1001.html|2026-03-09\n"
		"关于做好防汛准备工作······|" U "t1002.html|2026-03-06\n关于公布抽查结果的公告|" U "t1003.html|2026-03-02\n");
}

static void what_leads_over_to_the_link_is_no_part_of_the_name(void **state)
{
	(void)state;
	check_page("a dash before the link",
		"<div><p>Regular Meeting of the City Council — <a href=/a/1001.pdf>read more</a> 03/09/2026</p>"
		"<p>Hearing about the plan of the centre – <a href=/a/1002.pdf>read more</a> 03/06/2026</p>"
		"<p>Workshop on the budget of next year: <a href=/a/1003.pdf>read more</a> 03/02/2026</p></div>",
		"Regular Meeting of the City Council|" A "a/1001.pdf|2026-03-09\n"
		"Hearing about the plan of the centre|" A "a/1002.pdf|2026-03-06\n"
		"Workshop on the budget of next year|" A "a/1003.pdf|2026-03-02\n");
}

static void a_link_that_names_a_version_is_no_title(void **state)
{
	(void)state;
	check_page("download the PDF version",
		"<ul><li><a href=/o/1001/index.do>State v. Anderson</a> 03/09/2026 <a href=/o/1001/document.do>Download the PDF version</a></li>"
		"<li><a href=/o/1002/index.do>State v. Young</a> 03/06/2026 <a href=/o/1002/document.do>Download the PDF version</a></li>"
		"<li><a href=/o/1003/index.do>State v. Reyes</a> 03/02/2026 <a href=/o/1003/document.do>Download the PDF version</a></li></ul>",
		"State v. Anderson|" A "o/1001/index.do|2026-03-09\nState v. Young|" A "o/1002/index.do|2026-03-06\n"
		"State v. Reyes|" A "o/1003/index.do|2026-03-02\n");
}

#define BOX(name, n) "<div class=" name "><h2>" name "</h2><ul>"                                          \
	"<li><a href=/" name "/t" n "1.html>关于" name "有关工作安排的第一个通知</a><span>2026-03-09</span></li>" \
	"<li><a href=/" name "/t" n "2.html>关于" name "有关工作安排的第二个通知</a><span>2026-03-06</span></li>" \
	"<li><a href=/" name "/t" n "3.html>关于" name "有关工作安排的第三个通知</a><span>2026-03-02</span></li></ul></div>"

static struct listing read_at(const char *url, struct str text, struct arena *a)
{
	struct page_order order = {.url = str_of(url), .now_ms = INT64_C(1773100800000),
		.zone = STR("Asia/Shanghai")};
	struct listing l;

	list_read(&order, text, &l, a);
	return l;
}

static void a_front_page_is_no_column_and_says_so(void **state)
{
	struct str page = STR("<body>" BOX("tzgg", "100") BOX("zcwj", "200") BOX("gsgg", "300") BOX("zwdt", "400"));
	struct arena a = ARENA_INIT;
	struct listing l = read_at("http://www.example.gov.cn/", page, &a);

	(void)state;
	same_int("flagged", l.confidence < 0.5, 1);
	same_int("in words", str_has(l.why, STR("not certain; ")) &&
		str_has(l.why, STR("a front page is no column: which of its lists is meant? "
			"Name a selector or run discover")), 1);
	l = read_at("http://www.example.gov.cn/", STR("<body>" BOX("tzgg", "100")), &a);
	same_int("with one list only", l.confidence >= 0.5, 1);
	l = read_at("http://www.example.gov.cn/en/", page, &a);
	same_int("of a language", l.confidence < 0.5, 1);
	l = read_at("http://www.example.gov.cn/gg/", STR("<body>" BOX("tzgg", "100")), &a);
	same_int("two letters that are none", l.confidence >= 0.9, 1);
	l = read_at("http://www.example.gov.cn/tzgg/", STR("<body>" BOX("tzgg", "100")), &a);
	same_int("a column", l.confidence >= 0.8, 1);
	same_int("says nothing", str_has(l.why, STR("not certain")), 0);
	arena_release(&a);
}

static void every_figure_has_a_name(void **state)
{
	struct arena a = ARENA_INIT;
	struct listing l = read_at("http://www.example.gov.cn/tzgg/", STR("<body>" BOX("tzgg", "100")), &a);
	size_t n = 0;

	(void)state;
	assert_non_null(l.evidence);
	for (; list_evidence_name(n); n++)
		same_int(list_evidence_name(n), l.evidence[n] >= 0 && l.evidence[n] <= 1, 1);
	same_int("figures", n > 30, 1);
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(the_page_of_a_row_goes_before_its_files),
		T(rows_in_months_are_records_though_their_links_say_view),
		T(panels_of_an_accordion_are_one_list),
		T(dots_in_the_middle_of_the_line_say_that_a_title_is_cut),
		T(what_leads_over_to_the_link_is_no_part_of_the_name),
		T(a_link_that_names_a_version_is_no_title),
		T(a_front_page_is_no_column_and_says_so),
		T(every_figure_has_a_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
