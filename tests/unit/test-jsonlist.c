/* Lists as JSON. The shapes are those of gkmlpt, nfra, searchList and getInfoCommon, with
 * invented contents. */
#include "test.h"

#include "base/civil.h"
#include "crawler/jsonlist.h"

static const char gkmlpt[] =
	"{\"classify\":{\"id\":1,\"name\":\"文件\",\"post_count\":250},\"articles\":[{\"id\":9103540,"
	"\"title\":\"关于印发《条例》的通知\",\"document_number\":\"粤府〔2026〕1号\","
	"\"date\":1784390400,\"created_at\":\"2026-07-19 09:00:00\","
	"\"display_publish_time\":1784424600,"
	"\"url\":\"http://www.gd.gov.cn/gkmlpt/content/9/9103/post_9103540.html\","
	"\"attachment\":[{\"name\":\"附件.pdf\",\"url\":\"/a.pdf\"},{\"name\":\"附件2.pdf\","
	"\"url\":\"/b.pdf\"},{\"name\":\"附件3.pdf\",\"url\":\"/c.pdf\"}]}]}";
static const char nfra[] =
	"{\"rptCode\":200,\"data\":{\"total\":120,\"rows\":[{\"docId\":1100001,"
	"\"docTitle\":\"关于发布规定的公告\",\"docSubtitle\":\"规定\","
	"\"publishDate\":\"2026-07-18 17:30:00\",\"builddate\":\"2026-07-17\"}]}}";

static const struct row {
	const char *name, *text, *template, *path, *want, *id, *next;
	size_t n;
} rows[] = {
	{"gkmlpt", gkmlpt, NULL, NULL, "关于印发《条例》的通知|"
		"http://www.gd.gov.cn/gkmlpt/content/9/9103/post_9103540.html|2026-07-19T01:30:00Z",
		"9103540", NULL, 1},
	{"nfra states no address", nfra, NULL, NULL,
		"关于发布规定的公告||2026-07-18T09:30:00Z", "1100001", NULL, 1},
	{"nfra with template", nfra, "https://www.nfra.gov.cn/view?docId={docId}&t={docSubtitle}",
		NULL, "关于发布规定的公告|https://www.nfra.gov.cn/view?docId=1100001"
		"&t=%E8%A7%84%E5%AE%9A|2026-07-18T09:30:00Z", "1100001", NULL, 1},
	{"template with a member that is missing", nfra, "https://e.cn/{nothing}", NULL,
		"关于发布规定的公告||2026-07-18T09:30:00Z", "1100001", NULL, 1},
	{"searchList, JSONP, markup in the title, pages stated",
		"cb({\"data\":{\"pages\":4,\"results\":[{\"title\":\"关于&ldquo;x&rdquo;的"
		"<em>通知</em>\",\"url\":\"//www.csrc.gov.cn/c.shtml\","
		"\"publishedTime\":1784390400000,\"manuscriptId\":\"abc\"}]}});", NULL, NULL,
		"关于“x”的通知|https://www.csrc.gov.cn/c.shtml|2026-07-19", "abc",
		"https://www.example.gov.cn/api?page=2&size=20", 1},
	{"getInfoCommon", "{\"code\":\"0\",\"list\":[{\"infoTitle\":\"公告一\",\"infoId\":\"77\","
		"\"docUrl\":\"/a/77.html\",\"publish_time\":\"2026-07-19\"}]}", NULL, NULL,
		"公告一|https://www.example.gov.cn/a/77.html|2026-07-19", "77", NULL, 1},
	{"wrapped records", "{\"hits\":{\"hits\":[{\"_id\":\"1\",\"_source\":{\"title\":\"标题\","
		"\"url\":\"/1.html\",\"pubDate\":\"2026-07-19\"}}]}}", NULL, NULL,
		"标题|https://www.example.gov.cn/1.html|2026-07-19", "1", NULL, 1},
	{"configured path", "{\"a\":[{\"title\":\"甲甲甲\"},{\"title\":\"乙乙乙\"}],"
		"\"b\":{\"c\":[{\"title\":\"丙丙\"}]}}", NULL, "b.c", "丙丙||-", "", NULL, 1},
	{"next is stated", "{\"next\":\"/api?page=9\",\"items\":[{\"title\":\"甲\"}]}", NULL, NULL,
		"甲||-", "", "https://www.example.gov.cn/api?page=9", 1},
	{"empty list", "{\"code\":0,\"data\":{\"total\":0,\"rows\":[]}}", NULL, NULL, NULL, NULL,
		NULL, 0},
};

static struct str item_text(const struct item *x, struct arena *a)
{
	char t[TIME_TEXT] = "-";

	if (x->date_ms && x->date_has_time)
		time_text(t, x->date_ms, zone_utc());
	else if (x->date_ms)
		day_text(t, day_of_ms(x->date_ms, zone_shanghai()));
	return arena_strf(a, "%.*s|%.*s|%s", STR_ARG(x->title), STR_ARG(x->url), t);
}

static void json_lists_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		const struct row *r = &rows[i];
		struct arena a = ARENA_INIT;
		struct listing l = {0};
		struct page_order o = {.url = STR("https://www.example.gov.cn/api?page=1&size=20"),
			.zone = STR("Asia/Shanghai"), .now_ms = INT64_C(1790000000000)};

		o.configured.link_template = str_of(r->template);
		o.configured.json_path = str_of(r->path);
		if (!jsonlist_read(&o, str_of(r->text), &l, &a))
			fail_msg("%s: no list", r->name);
		same_int(r->name, l.source, LIST_JSON);
		same_int(r->name, l.nitems, r->n);
		same_int(r->name, l.empty_shape, r->n == 0);
		if (r->want) {
			same_text(r->name, item_text(&l.items[0], &a), str_of(r->want));
			same_text(r->name, l.items[0].site_id, str_of(r->id));
		}
		same_text(r->name, l.next, r->next ? str_of(r->next) : STR(""));
		arena_release(&a);
	}
}

static void other_documents_are_no_lists(void **state)
{
	static const char *const texts[] = {"", "hello", "{}", "{\"a\":1}", "[1,2,3]", "{\"rows\":",
		"<html>", "function f(x) { return [1] }", "[[[[[[[[[["};

	(void)state;
	for (size_t i = 0; i < ROWS(texts); i++) {
		struct arena a = ARENA_INIT;
		struct page_order o = {0};
		struct listing l;

		if (jsonlist_read(&o, str_of(texts[i]), &l, &a))
			fail_msg("'%s' is a list", texts[i]);
		arena_release(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(json_lists_are_found),
		T(other_documents_are_no_lists),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
