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
		T(groups_under_days_are_dated_lists),
		T(a_heading_may_end_with_its_date),
		T(rows_in_two_colours_are_one_list),
		T(days_as_titles_are_doubted),
		T(a_list_that_stands_twice_is_read_once),
		T(ten_megabytes_on_one_line_are_one_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
