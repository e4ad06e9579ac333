/* Boards of offices in Korea and elsewhere: a heading that names the board, particulars in a
 * table, files behind functions of the page. Each row is a made-up page of a class that was met. */
#include "test.h"

#include "base/civil.h"
#include "crawler/article.h"

static const struct page_order order = {
	.url = {"https://www.example.go.kr/board/view.do?idx=3", 45}, .zone = {"Asia/Shanghai", 13},
	.now_ms = INT64_C(1790000000000)};

#define BODY "<p>참여기업을 다음과 같이 모집하오니 많은 신청 바랍니다.</p><p>신청기간은 이달 말일까지입니다.</p>"

static const struct page_row {
	const char *name, *html, *title, *day;
} page_rows[] = {
	{"a row of the table", "<title>공지사항 상세 | 공사소식</title><h3>공지사항</h3><table><caption>안내"
		"</caption><tr><th>제목</th><td>「2026 Startup」 개최 안내</td></tr><tr><th>공고일</th>"
		"<td>2026-05-12</td></tr><tr><td colspan='2'>" BODY "</td></tr></table>",
		"「2026 Startup」 개최 안내", "2026-05-12"},
	{"no heading at all", "<title>BizOK</title><table><tr><th>사업명</th><td>시제품 개발지원사업 모집 공고</td>"
		"</tr><tr><th>등록일자</th><td>2026-05-12</td></tr><tr><th>내용</th><td>" BODY "</td></tr>"
		"</table>", "시제품 개발지원사업 모집 공고", "2026-05-12"},
	{"a heading that says it in full", "<title>通知 - 某市</title><h1>关于印发某办法的通知（全文）</h1><table><tr>"
		"<td>标题：</td><td>关于印发某办法的通知</td></tr></table><div id='zoom'><p>现印发给你们，请遵照执行。"
		"</p></div>", "关于印发某办法的通知（全文）", NULL},
	{"a box to search in", "<title>关于印发某办法的通知 - 某市</title><h1>关于印发某办法的通知</h1><form><table><tr>"
		"<td>标题</td><td><input></td></tr></table></form><div id='zoom'><p>现印发给你们，请遵照执行。</p>"
		"</div>", "关于印发某办法的通知", NULL},
	{"<title> names the board", "<title>공지사항 | 기관</title><h3>공지사항</h3><div><h4 class='bbs_tit'>"
		"창업지원사업 참여기업 모집 공고</h4><ul><li><strong>등록일</strong> 2026-07-08</li></ul><div>" BODY
		"</div></div>", "창업지원사업 참여기업 모집 공고", "2026-07-08"},
	{"<title> is the way home", "<title>온비드</title><div id='gnb'><a href='/'>온비드</a></div><div><h3>2026년 공매 공고"
		"</h3><ul><li>공고일자 2026-08-03</li></ul><div>" BODY "</div></div>", "2026년 공매 공고",
		"2026-08-03"},
	{"a first line without a heading", "<div><div class='content_t'>关于印发推荐免试工作办法的通知</div><div>"
		"2026年09月11日 19:41</div><div><p>校内各招生单位：</p><p>现予印发，请认真贯彻执行。</p></div></div>",
		"关于印发推荐免试工作办法的通知", "2026-09-11"},
};

static void boards_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(page_rows); i++) {
		const struct page_row *r = &page_rows[i];
		struct arena a = ARENA_INIT;
		struct article art;
		char day[TIME_TEXT];

		article_read(&order, str_of(r->html), &art, &a);
		same_text(r->name, art.title, str_of(r->title));
		if (r->day)
			same_text(r->name, str_of(day_text(day, day_of_ms(art.date_ms,
				zone_shanghai()))), str_of(r->day));
		arena_release(&a);
	}
}

/* The script that sets the print looks for its box by the name of its button. */
static void text_that_buttons_size_is_text(void **state)
{
	struct arena a = ARENA_INIT;
	struct article art;

	(void)state;
	article_read(&order, STR("<div class='content'><h1>关于印发工作办法的通知</h1><div class='fontsize'>字体：大 中 小</div>"
		"<div class='content_font fontsize'><p>各单位：</p><p>现予印发，请认真贯彻执行。</p></div></div>"), &art, &a);
	same_text("text", art.text, STR("各单位：\n现予印发，请认真贯彻执行。"));
	arena_release(&a);
}

#define CALL "<a href='#' onclick=\"fnDown('8812','1'); return false;\">첨부.hwp</a>"
#define LOST " 첨부.hwp"
#define AT "https://www.example.go.kr"

/* What the function of the page makes of its arguments. */
static const struct {
	const char *name, *script, *want;
} call_rows[] = {
	{"an address", "function fnDown(id, sn) { location.href = '/down.do?id=' + id + '&sn=' + sn; }",
		AT "/down.do?id=8812&sn=1 첨부.hwp"},
	{"a window", "var fnDown = function(id) {\n window.open(\"/cmm/FileDown.do?id=\"+id+\"\"); }",
		AT "/cmm/FileDown.do?id=8812 첨부.hwp"},
	{"a variable", "function fnDown(id){ var u = '/f/' + encodeURIComponent(id) + '.hwp';\n"
		" document.location.href = u; }", AT "/f/8812.hwp 첨부.hwp"},
	{"beside the page", "function fnDown(id){ location.replace('down.do?id=' + id) }",
		AT "/board/down.do?id=8812 첨부.hwp"},
	{"no argument in it", "function fnDown(id){ f.id.value = id; f.action = '/down.do'; f.submit(); }",
		LOST},
	{"what cannot be told", "function fnDown(id){ location.href = '/down.do?id=' + key(id); }", LOST},
	{"a variable of itself", "function fnDown(id){ var u = u + id; location.href = u; }", LOST},
	{"another function", "function fnDownAll(id){ location.href = '/down.do?id=' + id; }", LOST},
	{"none", "", LOST},
};

static void functions_of_the_page_lead_to_files(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(call_rows); i++) {
		struct arena a = ARENA_INIT;
		struct article art;

		article_read(&order, arena_strf(&a, "<script>%s</script><h1>창업지원사업 참여기업 모집 공고</h1>"
			"<div id='zoom'>" BODY "<p>" CALL "</p></div>", call_rows[i].script), &art, &a);
		same_int(call_rows[i].name, art.nattachments, 1);
		same_text(call_rows[i].name, arena_strf(&a, "%.*s %.*s", STR_ARG(art.attachments[0].url),
			STR_ARG(art.attachments[0].title)), str_of(call_rows[i].want));
		arena_release(&a);
	}
}

/* A chain of variables would double at each step. */
static void a_function_may_not_grow(void **state)
{
	struct arena a = ARENA_INIT;
	struct buf b = BUF_INIT(100000);
	struct article art;

	(void)state;
	buf_adds(&b, "<script>function fnDown(id){ var p = id");
	for (int i = 0; i < 300; i++)
		buf_adds(&b, "+id");
	for (char v = 'a'; v < 'f'; v++)
		buf_addf(&b, "; var x%c = x%c + x%c + x%c", v, v + 1, v + 1, v + 1);
	buf_adds(&b, "; location.href = xa + p; }</script><h1>창업지원사업 참여기업 모집 공고</h1><div id='zoom'>" BODY);
	for (int i = 0; i < 400; i++)
		buf_adds(&b, CALL);
	buf_adds(&b, "</div>");
	article_read(&order, buf_str(&b), &art, &a);
	same_int("files", art.nattachments, 1);
	same_int("address", art.attachments[0].url.n, 0);
	buf_release(&b);
	arena_release(&a);
}

/* Beside the table that holds title and text, in a box named for files. */
static void files_beside_the_table_are_found(void **state)
{
	struct arena a = ARENA_INIT;
	struct article art;

	(void)state;
	article_read(&order, STR("<div><div class='view-table'><table><tr><th>제목</th><td>「2026 Startup」 개최 안내"
		"</td></tr><tr><td colspan='2'>" BODY "</td></tr></table></div><div class='board-view-file'><ul>"
		"<li><a href='/f/1.hwp'>공고문.hwp</a></li></ul></div><div class='side'><a href='/f/manual.pdf'>"
		"매뉴얼</a></div></div>"), &art, &a);
	same_int("files", art.nattachments, 1);
	same_text("file", art.attachments[0].title, STR("공고문.hwp"));
	arena_release(&a);
}

/* GOV.UK states the department in a list that some of its pages hold inside the text's box. */
static void from_is_the_source(void **state)
{
	struct arena a = ARENA_INIT;
	struct article art;

	(void)state;
	article_read(&order, STR("<title>Kenya: notes - GOV.UK</title><main><h1>Kenya: notes</h1><dl><dt>From:</dt><dd>"
		"Home Office</dd><dt>Published:</dt><dd>1 April 2014</dd></dl><p>These notes are used by "
		"officials, who make decisions by them. They say what is known, and from where.</p></main>"),
		&art, &a);
	same_text("source", art.source, STR("Home Office"));
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(boards_are_read),
		T(text_that_buttons_size_is_text),
		T(functions_of_the_page_lead_to_files),
		T(a_function_may_not_grow),
		T(files_beside_the_table_are_found),
		T(from_is_the_source),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
