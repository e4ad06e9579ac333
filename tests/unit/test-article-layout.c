/* Notice pages laid out otherwise: offices of Taiwan, a text in the rows of a table, a lead
 * beside the body, boxes of links above the title. Each row is a made-up page of a class that
 * was met. */
#include "test.h"

#include "base/civil.h"
#include "crawler/article.h"

static const struct page_order order = {
	.url = {"https://www.example.gov.tw/news/1", 33}, .zone = {"Asia/Taipei", 11},
	.now_ms = INT64_C(1790000000000)};

#define SENTENCES "現將有關事項公告如下，請各機關依規定辦理。" \
	"本公告自即日起實施，如有疑問，請洽承辦人員。各單位應於期限內完成，逾期不予受理。"
#define OFFICE(titles, info, tail) titles "<a accesskey='C'>:::</a><div class='breadcrumb'>" \
	"<h2 class='title'>臺海周邊海空域動態公告</h2></div><ul><li>" info "</li></ul><div><p>" SENTENCES \
	"</p></div>" tail

#define FOOT "<p>版权所有：某大学研究生招生办公室，地址：学府大道六十六号明德楼五二六室</p>"

static const struct page_row {
	const char *name, *html, *title, *day, *text;
} page_rows[] = {
	{"an office of Taiwan", OFFICE("<title>國防部 - 全球資訊網 - 新聞 - 臺海周邊海空域動態公告</title>",
		"發布日期：115-03-19", "<div>更新日期：115-03-20</div><div>發布單位：政治作戰局</div>"
		"<h3>檔案下載</h3><div>關鍵字：動態</div><div><a href='/news'>返回列表</a></div>"),
		"臺海周邊海空域動態公告", "2026-03-19", SENTENCES},
	{"a day among the credits", OFFICE("<title>國防部 - 臺海周邊海空域動態公告</title>",
		"區域動態 115.03.19 發布單位：政治作戰局", ""), "臺海周邊海空域動態公告", "2026-03-19", NULL},
	{"created on", "<title>Ministry of Health</title><h2>News</h2><section><h2>Eye bank signs a "
		"memorandum</h2><ul><li>Data Source：Department of Affairs</li><li>Created："
		"2016/12/16</li></ul><p>The memorandum was signed today, and it takes effect at once. "
		"Both sides welcome it, as they said. It is the first of its kind, and others follow."
		"</p></section>", "Eye bank signs a memorandum", "2016-12-16", NULL},
	{"a box of links above the title", "<title>某市門戶</title><div><div><h3>熱點新聞</h3><ul><li>"
		"<a href='/1'>全市召開經濟運行工作調度會議</a></li><li><a href='/2'>進一步做好防汛抗旱工作</a></li>"
		"</ul></div><p style='font-size:24px'>關於舉辦說明會的公告</p><div>發布日期：2026-07-01</div><p>"
		SENTENCES "</p></div>", "關於舉辦說明會的公告", "2026-07-01", NULL},
	{"paragraphs as the rows of a table", "<title>公告 - 某市</title><h1>關於舉辦說明會的公告</h1><div>"
		"<table><tr><td><p>各機關：為加強管理，訂定本要點，請查照。</p></td></tr><tr><td><p>" SENTENCES
		"</p></td></tr><tr><td></td></tr><tr><td><p>承辦人：王小明，電話：二三四五。</p></td></tr></table>"
		"</div>", "關於舉辦說明會的公告", NULL, "各機關：為加強管理，訂定本要點，請查照。\n" SENTENCES
		"\n承辦人：王小明，電話：二三四五。"},
	{"the row of an old site", "<title>公告 - 某市</title><table><tr><td><a href='/'>首頁</a></td></tr>"
		"<tr><td><h1>關於舉辦說明會的公告</h1><p>" SENTENCES "</p></td></tr><tr><td><a href='/a'>聯絡我們"
		"</a></td></tr></table>", "關於舉辦說明會的公告", NULL, SENTENCES},
	{"a lead beside the body", "<title>Road closed | City</title><h1>Road closed</h1><div>"
		"Posted on 2026-07-01</div><div class='hero'><p>The road along the river is closed from "
		"Monday on, because the bridge across it has to be rebuilt.</p></div><div class='entry-content'><p>"
		"Drivers are asked to go by the main road.</p></div>", "Road closed", "2026-07-01",
		"The road along the river is closed from Monday on, because the bridge across it "
		"has to be rebuilt.\nDrivers are asked to go by the main road."},
	{"a list of links that a line introduces", "<title>公告 - 某市</title><h1>關於舉辦說明會的公告</h1><div>"
		"<p>" SENTENCES SENTENCES "</p><p>各機關請參照下列各項規定辦理：</p><ul><li><a href='/1'>會議要點</a>"
		"</li><li><a href='/2'>報名要點</a></li><li><a href='/3'>場地要點</a></li></ul></div>",
		"關於舉辦說明會的公告", NULL, SENTENCES SENTENCES "\n各機關請參照下列各項規定辦理：\n會議要點\n"
		"報名要點\n場地要點"},
	{"a list of links beside the text", "<title>公告 - 某市</title><h1>關於舉辦說明會的公告</h1><div>"
		"<p>" SENTENCES SENTENCES "</p><ul><li><a href='/1'>會議要點</a></li><li><a href='/2'>報名要點"
		"</a></li><li><a href='/3'>場地要點</a></li></ul></div>",
		"關於舉辦說明會的公告", NULL, SENTENCES SENTENCES},
	{"links in a box called right", "<title>二〇二六年专业目录及参考书目-某大学</title><div class='left'><h1>"
		"硕士</h1></div><div class='right'><div class='title'>二〇二六年专业目录及参考书目</div><div>"
		"2026-07-01</div><div><a href='/f/1.doc'>全日制专业目录及考试科目一览</a><a href='/f/2.doc'>"
		"非全日制专业目录及考试科目一览</a></div></div>" FOOT, "二〇二六年专业目录及参考书目", "2026-07-01", NULL},
	{"a menu in a box called right", "<title>关于放假安排的通知公告-某大学</title><div class='right'><div class='title'>"
		"热点新闻</div><a href='/1'>关于开展工作的通知一</a><a href='/2'>关于开展工作的通知二</a></div>"
		"<div class='title'>关于放假安排的通知公告</div><p>" SENTENCES "</p>",
		"关于放假安排的通知公告", NULL, SENTENCES},
	{"credits above the title", "<title>臺海周邊海空域動態公告</title><div>即時新聞 115.03.19 發布單位：新聞局</div>"
		"<h2>臺海周邊海空域動態公告</h2><p>" SENTENCES "</p>",
		"臺海周邊海空域動態公告", "2026-03-19", NULL},
	{"updated last", "<title>注意喚起</title><h1>長期休暇における情報の注意喚起</h1><div>最終更新日："
		"2026年7月1日</div><p>" SENTENCES "</p>", "長期休暇における情報の注意喚起", "2026-07-01", NULL},
	{"a caption is no lead", "<title>Road closed | City</title><h1>Road closed</h1><div>"
		"Posted on 2026-07-01</div><p>The bridge. Picture: city.</p><div class='entry-content'><p>"
		"Drivers are asked to go by the main road.</p></div>", "Road closed", "2026-07-01",
		"Drivers are asked to go by the main road."},
};

static void pages_laid_out_otherwise_are_read(void **state)
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
		if (r->text)
			same_text(r->name, art.text, str_of(r->text));
		arena_release(&a);
	}
}

/* A scanned notice is its pictures; those of a slide show come and go. */
static void slides_are_no_pictures_of_the_text(void **state)
{
	struct arena a = ARENA_INIT;
	struct article art;

	(void)state;
	article_read(&order, STR("<title>關於舉辦說明會的公告</title><h1>關於舉辦說明會的公告</h1><div>發布日期：2026-07-01</div>"
		"<div id='zoom'><div class='swiper-container'><div><a href='/1'><img src='/s1.jpg'></a></div></div>"
		"<p><img src='/p1.jpg'></p></div>"), &art, &a);
	same_int("pictures", art.nimages, 1);
	same_text("picture", art.images[0], STR("https://www.example.gov.tw/p1.jpg"));
	arena_release(&a);
}

static void a_link_may_bear_the_name_of_its_file(void **state)
{
	static const char *const rows[][2] = {
		{"<a href='/tw/dl-47823-ae47.html' title='新聞稿.doc'>doc</a>", "新聞稿.doc"},
		{"<a href='/tw/dl-1' title='新聞稿.odt(另開新視窗)'>下載</a>", "新聞稿.odt(另開新視窗)"},
		{"<a href='/tw/cp-1.html' title='另一新聞'>另一新聞</a>", NULL},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct arena a = ARENA_INIT;
		struct article art;

		article_read(&order, arena_strf(&a, "<h1>關於舉辦說明會的公告</h1><div id='zoom'><p>"
			SENTENCES "</p>%s</div>", rows[i][0]), &art, &a);
		same_int(rows[i][0], art.nattachments, rows[i][1] ? 1 : 0);
		if (rows[i][1])
			same_text(rows[i][0], art.attachments[0].title, str_of(rows[i][1]));
		arena_release(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(pages_laid_out_otherwise_are_read),
		T(a_link_may_bear_the_name_of_its_file),
		T(slides_are_no_pictures_of_the_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
