/* The list of a column page: mining, and what it must not do. */
#include "test.h"

#include "base/civil.h"
#include "base/clock.h"
#include "crawler/list.h"

#define NOW INT64_C(1773115200000) /* 2026-03-10T12:00:00+08:00 */

static struct listing read_text(struct str html, struct arena *a)
{
	struct page_order o = {.url = STR("http://www.example.gov.cn/tzgg/index.html"),
		.now_ms = NOW, .zone = STR("Asia/Shanghai")};
	struct listing l;

	list_read(&o, html, &l, a);
	return l;
}

static const char *day(char out[TIME_TEXT], const struct item *it)
{
	return it->date_ms ? day_text(out, day_of_ms(it->date_ms, zone_shanghai())) : "-";
}

/* "title|url|date" per line, so that a test is a page and a text. */
static struct str as_text(const struct listing *l, struct arena *a)
{
	struct buf b = BUF_INIT(1 << 20);
	char t[TIME_TEXT];
	struct str out;

	for (size_t i = 0; i < l->nitems; i++)
		buf_addf(&b, "%.*s|%.*s|%s%s\n", STR_ARG(l->items[i].title),
			STR_ARG(l->items[i].url), day(t, &l->items[i]),
			l->items[i].sticky ? "|pinned" : "");
	out = arena_str(a, buf_str(&b));
	buf_release(&b);
	return out;
}

static void check_page(const char *name, const char *html, const char *want)
{
	struct arena a = ARENA_INIT;
	struct listing l = read_text(str_of(html), &a);

	same_text(name, as_text(&l, &a), str_of(want));
	arena_release(&a);
}

#define MENU                                                                              \
	"<div class=nav><ul><li><a href=/>首页</a></li><li><a href=/zwgk/>政务公开</a></li>"  \
	"<li><a href=/hdjl/>互动交流</a></li><li><a href=/ztzl/>专题专栏</a></li></ul></div>"
#define FOOT                                                                              \
	"<div class=footer><ul><li><a href=http://www.gov.cn/>中国政府网</a></li>"            \
	"<li><a href=http://www.example.cn/>某某省人民政府网站</a></li></ul></div>"

static void notices_win_over_menu_and_footer(void **state)
{
	(void)state;
	check_page("li",
		MENU "<div class=list><ul>"
		     "<li><a href=t20260301_1.html title='关于召开全市安全生产工作会议的通知'>关于召开全市"
		     "安全生产...</a><span>2026-03-01</span></li>"
		     "<li><a href=t20260214_2.html>关于春节放假安排的公告</a><span>2026-02-14</span></li>"
		     "<li><a href=t20260114_3.html>关于印发年度工作要点的通知</a><span>2026-01-14</span></li>"
		     "</ul></div>" FOOT,
		"关于召开全市安全生产工作会议的通知|http://www.example.gov.cn/tzgg/t20260301_1.html|2026-03-01\n"
		"关于春节放假安排的公告|http://www.example.gov.cn/tzgg/t20260214_2.html|2026-02-14\n"
		"关于印发年度工作要点的通知|http://www.example.gov.cn/tzgg/t20260114_3.html|2026-01-14\n");
}

static void menus_alone_are_no_list(void **state)
{
	(void)state;
	check_page("menu", MENU FOOT, "");
	check_page("nothing", "", "");
	check_page("text", "just words", "");
}

static void a_tag_with_thousands_of_attributes_is_refused_at_once(void **state)
{
	struct buf b = BUF_INIT(1 << 22);
	struct arena a = ARENA_INIT;
	int64_t start = clock_cpu_us();
	struct listing l;

	(void)state;
	buf_adds(&b, "<p");
	for (int i = 0; i < 100000; i++)
		buf_addf(&b, " a%d=1", i);
	buf_adds(&b, ">x");
	l = read_text(buf_str(&b), &a);
	same_int("items", l.nitems, 0);
	assert_true(str_has(l.why, STR("attributes")));
	assert_true(clock_cpu_us() - start < 1000000);
	arena_release(&a);
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(notices_win_over_menu_and_footer),
		T(menus_alone_are_no_list),
		T(a_tag_with_thousands_of_attributes_is_refused_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
