/* The list of a column page: mining, and what it must not do. */
#include "list-page.h"

#include "base/clock.h"

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

#define U "http://www.example.gov.cn/tzgg/"
#define T1 "关于召开全市安全生产工作会议的通知"
#define T2 "关于春节放假安排的公告"
#define T3 "关于印发年度工作要点的通知"
#define WANT                                                                              \
	T1 "|" U "c1001.html|2026-03-01\n" T2 "|" U "c1002.html|2026-02-14\n" T3 "|" U          \
	   "c1003.html|2025-12-14\n"

static void every_shape_of_list_is_read(void **state)
{
	static const struct {
		const char *name, *html;
	} row[] = {
		{"dl with dt and dd",
			MENU "<dl><dt><a href=c1001.html>" T1 "</a></dt><dd>2026-03-01</dd>"
			     "<dt><a href=c1002.html>" T2 "</a></dt><dd>2026-02-14</dd>"
			     "<dt><a href=c1003.html>" T3 "</a></dt><dd>2025-12-14</dd></dl>" FOOT},
		{"date before the title",
			MENU "<ul><li><em>2026-03-01</em><a href=c1001.html>" T1 "</a></li>"
			     "<li><em>2026-02-14</em><a href=c1002.html>" T2 "</a></li>"
			     "<li><em>2025-12-14</em><a href=c1003.html>" T3 "</a></li></ul>" FOOT},
		{"years of Thailand, in its digits",
			MENU "<ul><li><a href=c1001.html>" T1 "</a> ๑ มี.ค. ๒๕๖๙</li>"
			     "<li><a href=c1002.html>" T2 "</a> ๑๔ ก.พ. ๒๕๖๙</li>"
			     "<li><a href=c1003.html>" T3 "</a> ๑๔ ธ.ค. ๒๕๖๘</li></ul>" FOOT},
		{"months in Polish",
			MENU "<ul><li><a href=c1001.html>" T1 "</a><p>1 marca 2026 r.</p></li>"
			     "<li><a href=c1002.html>" T2 "</a><p>14 lutego 2026 r.</p></li>"
			     "<li><a href=c1003.html>" T3 "</a><p>14 grudnia 2025 r.</p></li></ul>" FOOT},
		{"table with header row and another cell",
			MENU "<table><tr><th>序号</th><th>标题</th><th>发布日期</th></tr>"
			     "<tr><td>1</td><td><a href=c1001.html>" T1 "</a></td><td>2026年3月1日</td></tr>"
			     "<tr><td>2</td><td><a href=c1002.html>" T2 "</a></td><td>2026年2月14日</td></tr>"
			     "<tr><td>3</td><td><a href=c1003.html>" T3 "</a></td><td>2025年12月14日</td></tr>"
			     "</table>" FOOT},
		{"divs with headings",
			MENU "<div class=item><h3><a href=c1001.html>" T1 "</a></h3><p>摘要文字一</p>"
			     "<span class=time>2026/03/01</span></div>"
			     "<div class=item><h3><a href=c1002.html>" T2 "</a></h3><p>摘要文字二</p>"
			     "<span class=time>2026/02/14</span></div>"
			     "<div class=item><h3><a href=c1003.html>" T3 "</a></h3><p>摘要文字三</p>"
			     "<span class=time>2025/12/14</span></div>" FOOT},
		{"without a year",
			MENU "<ul><li><a href=c1001.html>" T1 "</a>[03-01]</li>"
			     "<li><a href=c1002.html>" T2 "</a>[02-14]</li>"
			     "<li><a href=c1003.html>" T3 "</a>[12-14]</li></ul>" FOOT},
		{"day and month in boxes",
			MENU "<ul><li><div class=d><b>01</b><i>2026-03</i></div><a href=c1001.html>" T1
			     "</a></li><li><div class=d><b>14</b><i>2026-02</i></div><a href=c1002.html>" T2
			     "</a></li><li><div class=d><b>14</b><i>2025-12</i></div><a href=c1003.html>" T3
			     "</a></li></ul>" FOOT},
		{"flat, parted by breaks",
			MENU "<div class=c><a href=c1001.html>" T1 "</a> (2026-03-01)<br>"
			     "<a href=c1002.html>" T2 "</a> (2026-02-14)<br>"
			     "<a href=c1003.html>" T3 "</a> (2025-12-14)<br></div>" FOOT},
		{"date in the link",
			MENU "<ul><li><a href=c1001.html>" T1 "<span>2026-03-01</span></a></li>"
			     "<li><a href=c1002.html>" T2 "<span>2026-02-14</span></a></li>"
			     "<li><a href=c1003.html>" T3 "<span>2025-12-14</span></a></li></ul>" FOOT},
		{"link around everything",
			MENU "<ul><li><a href=c1001.html><span class=t>" T1 "</span><span class=d>2026.03.01"
			     "</span></a></li><li><a href=c1002.html><span class=t>" T2
			     "</span><span class=d>2026.02.14</span></a></li><li><a href=c1003.html>"
			     "<span class=t>" T3 "</span><span class=d>2025.12.14</span></a></li></ul>" FOOT},
		{"link around blocks, date in boxes, with a summary",
			MENU "<ul><li><a href=c1001.html><div><b>01</b><p>2026-03</p></div><div>" T1
			     "</div><div>摘要：请各单位认真组织学习，抓好贯彻落实。</div></a></li><li>"
			     "<a href=c1002.html><div><b>14</b><p>2026-02</p></div><div>" T2
			     "</div><div>摘要：请各单位认真组织学习，抓好贯彻落实。</div></a></li><li>"
			     "<a href=c1003.html><div><b>14</b><p>2025-12</p></div><div>" T3
			     "</div><div>摘要：请各单位认真组织学习，抓好贯彻落实。</div></a></li></ul>" FOOT},
		{"divs that end at the footer's div",
			MENU "<div class=card><h4><a href=c1001.html>" T1 "</a></h4><i>2026-03-01</i></div>"
			     "<div class=card><h4><a href=c1002.html>" T2 "</a></h4><i>2026-02-14</i></div>"
			     "<div class=card><h4><a href=c1003.html>" T3 "</a></h4><i>2025-12-14</i></div>"
			     "<div class=x><a href=http://www.gov.cn/>中国政府网</a> 2020-01-01</div>"},
		{"dates as headings of groups",
			MENU "<div class=m><h4>2026年3月1日</h4><ul><li><a href=c1001.html>" T1
			     "</a></li></ul><h4>2026年2月14日</h4><ul><li><a href=c1002.html>" T2
			     "</a></li></ul><h4>2025年12月14日</h4><ul><li><a href=c1003.html>" T3
			     "</a></li></ul></div>" FOOT},
		{"a list per item",
			MENU "<ul class=l><li><a href=c1001.html>" T1 "</a></li><li>2026-03-01</li></ul>"
			     "<ul class=l><li><a href=c1002.html>" T2 "</a></li><li>2026-02-14</li></ul>"
			     "<ul class=l><li><a href=c1003.html>" T3 "</a></li><li>2025-12-14</li></ul>"
			     FOOT},
		{"bold and red rows, zebra classes",
			MENU "<ul><li class=odd><b><a href=c1001.html>" T1 "</a></b><i>2026-03-01</i></li>"
			     "<li class=even><a href=c1002.html>" T2 "</a><i>2026-02-14</i></li>"
			     "<li class=odd><font color=red><a href=c1003.html>" T3
			     "</a></font><i>2025-12-14</i></li></ul>" FOOT},
		{"separators and hidden popups between",
			MENU "<ul class=u-list><li><a href=c1001.html>" T1 "</a><span>2026/03/01</span>"
			     "<div class=popbox><ul><li><a href=x1.html>一个很长的相关解读的标题文字</a></li>"
			     "</ul></div></li><li class=empty></li><li><a href=c1002.html>" T2
			     "</a><span>2026/02/14</span></li><li class=empty></li><li><a href=c1003.html>" T3
			     "</a><span>2025/12/14</span></li></ul>" FOOT},
		{"old date in a comment",
			MENU "<ul><li><a href=c1001.html>" T1 "</a><!-- 2019-01-01 --><i>2026-03-01</i></li>"
			     "<li><a href=c1002.html>" T2 "</a><!-- 2019-01-01 --><i>2026-02-14</i></li>"
			     "<li><a href=c1003.html>" T3 "</a><!-- 2019-01-01 --><i>2025-12-14</i></li>"
			     "</ul>" FOOT},
		{"date in an attribute",
			MENU "<ul><li><a href=c1001.html>" T1 "</a><i title='2026-03-01 10:00'>03-01</i></li>"
			     "<li><a href=c1002.html>" T2 "</a><i title='2026-02-14 10:00'>02-14</i></li>"
			     "<li><a href=c1003.html>" T3 "</a><i title='2025-12-14 10:00'>12-14</i></li>"
			     "</ul>" FOOT},
		{"time element in machine form",
			MENU "<ul><li><a href=c1001.html>" T1 "</a><time datetime='2026-03-01T00:00:00Z'></time>"
			     "</li><li><a href=c1002.html>" T2
			     "</a><time datetime='2026-02-14T00:00:00Z'></time></li><li><a href=c1003.html>" T3
			     "</a><time datetime='2025-12-14T00:00:00Z'></time></li></ul>" FOOT},
		{"title beside a button",
			MENU "<table><tr><td>" T1 "</td><td>2026-03-01</td><td><a href=c1001.html>查看</a></td>"
			     "</tr><tr><td>" T2 "</td><td>2026-02-14</td><td><a href=c1002.html>查看</a></td>"
			     "</tr><tr><td>" T3 "</td><td>2025-12-14</td><td><a href=c1003.html>查看</a></td>"
			     "</tr></table>" FOOT},
		{"category link before the title",
			MENU "<ul><li>[<a href=/tzgg/>通知</a>]<a href=c1001.html>" T1 "</a><i>2026-03-01</i>"
			     "</li><li>[<a href=/tzgg/>公告</a>]<a href=c1002.html>" T2 "</a><i>2026-02-14</i>"
			     "</li><li>[<a href=/tzgg/>通知</a>]<a href=c1003.html>" T3 "</a><i>2025-12-14</i>"
			     "</li></ul>" FOOT},
		{"full width digits and colon",
			MENU "<ul><li><a href=c1001.html>" T1 "</a>２０２６－０３－０１</li>"
			     "<li><a href=c1002.html>" T2 "</a>２０２６－０２－１４</li>"
			     "<li><a href=c1003.html>" T3 "</a>２０２５－１２－１４ 10∶30</li></ul>" FOOT},
		{"inside a table for layout, with spans around rows",
			MENU "<table><tr><td><table><span><tr><td><a href=c1001.html>" T1
			     "</a></td><td>2026-03-01</td></tr></span><span><hr></span><span><tr><td>"
			     "<a href=c1002.html>" T2 "</a></td><td>2026-02-14</td></tr></span><span><tr><td>"
			     "<a href=c1003.html>" T3 "</a></td><td>2025-12-14</td></tr></span></table>"
			     "</td></tr></table>" FOOT},
		{"Hanweb's island in a script",
			MENU "<div id=1><script type='text/xml'><datastore><nextgroup><![CDATA[<a href="
			     "'/module/web/jpage/dataproxy.jsp?page=2'></a>]]></nextgroup><recordset><record>"
			     "<![CDATA[<li><a href='c1001.html' title='" T1 "'>关于召开...</a><b>2026-03-01</b>"
			     "</li>]]></record><record><![CDATA[<li><a href='c1002.html'>" T2
			     "</a><b>2026-02-14</b></li>]]></record><record><![CDATA[<li><a href='c1003.html'>"
			     T3 "</a><b>2025-12-14</b></li>]]></record></recordset></datastore></script></div>"
			     FOOT},
		{"JSON in a script",
			MENU "<div id=app></div><script>var list = [{\"title\":\"" T1 "\",\"url\":"
			     "\"c1001.html\",\"date\":\"2026-03-01\"},{\"title\":\"" T2 "\",\"url\":"
			     "\"c1002.html\",\"date\":\"2026-02-14\"},{\"title\":\"" T3 "\",\"url\":"
			     "\"c1003.html\",\"date\":\"2025-12-14\"}];</script>" FOOT},
		{"two dates in cells, told by the header row",
			MENU "<table><tr><th>标题</th><th>成文日期</th><th>发布日期</th></tr>"
			     "<tr><td><a href=c1001.html>" T1 "</a></td><td>2026-02-27</td>"
			     "<td>2026-03-01</td></tr><tr><td><a href=c1002.html>" T2
			     "</a></td><td>2026-02-10</td><td>2026-02-14</td></tr><tr><td>"
			     "<a href=c1003.html>" T3 "</a></td><td>2025-12-01</td><td>2025-12-14</td>"
			     "</tr></table>" FOOT},
		{"two dates with labels",
			MENU "<ul><li><a href=c1001.html>" T1 "</a><p><span>成文日期：2026-02-27</span>"
			     "<span>发布日期：2026-03-01</span></p></li><li><a href=c1002.html>" T2
			     "</a><p><span>成文日期：2026-02-10</span><span>发布日期：2026-02-14</span></p>"
			     "</li><li><a href=c1003.html>" T3 "</a><p><span>成文日期：2025-12-01</span>"
			     "<span>发布日期：2025-12-14</span></p></li></ul>" FOOT},
		{"rows that open by a click",
			MENU "<table><tr onclick=\"location.href='c1001.html'\"><td>" T1
			     "</td><td>2026-03-01</td></tr><tr onclick=\"location.href='c1002.html'\"><td>"
			     T2 "</td><td>2026-02-14</td></tr><tr onclick=\"location.href='c1003.html'\"><td>"
			     T3 "</td><td>2025-12-14</td></tr></table>" FOOT},
		{"links that call a function with the address",
			MENU "<ul><li><a href=\"javascript:openUrl('c1001.html')\">" T1 "</a>2026-03-01</li>"
			     "<li><a href='#' onclick=\"window.open('c1002.html')\">" T2
			     "</a>2026-02-14</li><li><a href='javascript:;' onclick='go(\"c1003.html\")'>" T3
			     "</a>2025-12-14</li></ul>" FOOT},
		{"cells and fonts that nobody closed",
			MENU "<table><tr><td><font size=2><a href=c1001.html>" T1 "</a><td><font>2026-03-01"
			     "<tr><td><font size=2><a href=c1002.html>" T2 "</a><td><font>2026-02-14"
			     "<tr><td><font size=2><a href=c1003.html>" T3 "</a><td><font>2025-12-14"
			     "</table>" FOOT},
		{"other links at both ends",
			"<ul><li><a href=/search.jsp>在本栏目中搜索</a></li><li><a href=c1001.html>" T1
			"</a><i>2026-03-01</i></li><li><a href=c1002.html>" T2
			"</a><i>2026-02-14</i></li><li><a href=c1003.html>" T3
			"</a><i>2025-12-14</i></li><li><a href=/list/>更早的信息请看这里</a></li></ul>"},
		{"files beside the titles",
			MENU "<ul><li><a href=c1001.html>" T1 "</a><a href=f1.pdf>下载文字版</a><i>2026-03-01</i>"
			     "</li><li><a href=c1002.html>" T2 "</a><a href=f2.pdf>下载文字版</a><i>2026-02-14</i>"
			     "</li><li><a href=c1003.html>" T3 "</a><a href=f3.pdf>下载文字版</a><i>2025-12-14</i>"
			     "</li></ul>" FOOT},
		{"one table in two parts with other rows inside",
			"<table><tr class=h><td><span><a href=c1001.html>" T1 "</a></span></td><td>2026-03-01</td>"
			"</tr><tr><td colspan=2>未公开发布</td></tr><tr><td><a href=c1002.html>" T2
			"</a></td><td>2026-02-14</td></tr><tr><td><a href=c1003.html>" T3
			"</a></td><td>2025-12-14</td></tr></table>"},
		{"two dates in one text",
			MENU "<ul><li><a href=c1001.html>" T1 "</a><p>成文日期：2026-02-27 发布日期："
			     "2026-03-01</p></li><li><a href=c1002.html>" T2
			     "</a><p>成文日期：2026-02-10 发布日期：2026-02-14</p></li><li><a href=c1003.html>"
			     T3 "</a><p>成文日期：2025-12-01 发布日期：2025-12-14</p></li></ul>" FOOT},
		{"two lists: hot news at the side",
			"<div class=left><h2>热点新闻</h2><ul><li><a href=/h/1.html>市领导调研重点项目建设情况</a>"
			"</li><li><a href=/h/2.html>全市经济运行情况新闻发布会召开</a></li><li><a href=/h/3.html>"
			"我市举办春季招聘会活动</a></li><li><a href=/h/4.html>城市公园改造工程正式启动</a></li></ul>"
			"</div><div class=right><ul><li><a href=c1001.html>" T1 "</a><i>2026-03-01</i></li>"
			"<li><a href=c1002.html>" T2 "</a><i>2026-02-14</i></li><li><a href=c1003.html>" T3
			"</a><i>2025-12-14</i></li></ul></div>" FOOT},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++)
		check_page(row[i].name, row[i].html, WANT);
}

/* "title TAB address TAB date" per line, as in tests/data/lists/NAME.txt. */
static struct str as_lines(const struct listing *l, struct arena *a)
{
	struct buf b = BUF_INIT(1 << 20);
	char t[TIME_TEXT];
	struct str out;

	for (size_t i = 0; i < l->nitems; i++)
		buf_addf(&b, "%.*s\t%.*s\t%s\n", STR_ARG(l->items[i].title),
			STR_ARG(l->items[i].url.n ? l->items[i].url : STR("-")),
			day(t, &l->items[i]));
	out = arena_str(a, buf_str(&b));
	buf_release(&b);
	return out;
}

static void pages_of_every_platform_are_read(void **state)
{
	static const struct {
		const char *name, *file;
		double least;
	} row[] = {
		{"lists/trs-guizhou", "html", 0.9},
		{"lists/trs-ndrc", "html", 0.9},
		{"lists/trs-ncac", "html", 0.9},
		{"lists/guangdong", "html", 0.9},
		{"lists/hanweb", "xml", 0.9},
		{"lists/vsb", "html", 0.9},
		{"lists/epoint", "html", 0.9},
		{"lists/empire", "html", 0.9},
		{"lists/sasac", "html", 0.9},
		{"lists/cac", "html", 0.9},
		{"lists/hebei", "html", 0.9},
		{"lists/dede", "html", 0.5},
		{"lists/drupal7", "html", 0.5},
		{"lists/asp-anchor", "html", 0.5},
		{"lists/drupal9", "html", 0.5},
		{"lists/webforms", "html", 0.5},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct arena a = ARENA_INIT;
		struct str name = arena_strf(&a, "%s.%s", row[i].name, row[i].file), rest, base;
		struct buf page = test_file(name.p);
		struct buf want = test_file(arena_strf(&a, "%s.txt", row[i].name).p);
		struct page_order o = {.now_ms = NOW, .zone = STR("Asia/Shanghai")};
		struct listing l;

		rest = buf_str(&want);
		str_cut(&rest, '\n', &base);
		o.url = base;
		list_read(&o, buf_str(&page), &l, &a);
		same_text(row[i].name, as_lines(&l, &a), rest);
		assert_true(l.confidence >= row[i].least);
		buf_release(&page);
		buf_release(&want);
		arena_release(&a);
	}
}

/* What looks otherwise without being another list. */
static void rows_that_look_otherwise_are_of_the_list(void **state)
{
	(void)state;
	check_page("one link is bold, one red",
		MENU "<table><tr><td><a href=c1001.html><b>" T1 "</b></a></td></tr><tr><td>2026-03-01"
		     "</td></tr><tr><td><strong><a href=c1002.html>" T2 "</a></strong></td></tr><tr><td>"
		     "2026-02-14</td></tr><tr><td><font color=red><a href=c1003.html>" T3
		     "</a></font></td></tr><tr><td>2025-12-14</td></tr></table>" FOOT,
		WANT);
	check_page("bodies of letters",
		MENU "<table><tbody id=ida><tr><td>2026-03-01</td><td><a href=c1001.html>" T1
		     "</a></td></tr></tbody><tbody id=id2b><tr><td>2026-02-14</td><td><a href=c1002.html>"
		     T2 "</a></td></tr></tbody><tbody id=idfe><tr><td>2025-12-14</td><td>"
		     "<a href=c1003.html>" T3 "</a></td></tr></tbody></table>" FOOT,
		WANT);
	check_page("a stray end tag after the first row",
		MENU "<table><tr><td><table width=98%><tr><td><table></table></td></tr><tr><td>"
		     "<a class=t href=c1001.html>" T1 "</a></td><td>2026-03-01</td></tr></table></td>"
		     "</tr><tr><td><a class=t href=c1002.html>" T2 "</a></td><td>2026-02-14</td></tr>"
		     "<tr><td><a class=t href=c1003.html>" T3 "</a></td><td>2025-12-14</td></tr></table>"
		     FOOT,
		WANT);
	check_page("a margin below is no footer",
		MENU "<div class='margin-bottom-15'><ul><li><a href=c1001.html>" T1
		     "</a><i>2026-03-01</i></li><li><a href=c1002.html>" T2 "</a><i>2026-02-14</i></li>"
		     "<li><a href=c1003.html>" T3 "</a><i>2025-12-14</i></li></ul></div>" FOOT,
		WANT);
}

/* A second link of each record, that says the same in all of them. */
static void a_word_in_every_record_is_no_notice(void **state)
{
	(void)state;
	check_page("overview beside the title",
		"<h3>2026-03-01</h3><div class=g><b>1:</b><a href=/f?id=2001>Overview</a><br>"
		"<a href=/f?id=1001>State of Missouri v. Teraz Bateman</a></div>"
		"<div class=g><b>2:</b><a href=/f?id=2002>Overview</a><br>"
		"<a href=/f?id=1002>Troy Callahan v. State of Missouri</a></div>"
		"<h3>2026-02-14</h3><div class=g><b>3:</b><a href=/f?id=2003>Overview</a><br>"
		"<a href=/f?id=1003>Daniel Crowder v. Ingram Barge Company</a></div>"
		"<div class=g><b>4:</b><a href=/f?id=2004>Overview</a><br>"
		"<a href=/f?id=1004>State of Missouri v. David Schneider</a></div>",
		"State of Missouri v. Teraz Bateman|http://www.example.gov.cn/f?id=1001|2026-03-01\n"
		"Troy Callahan v. State of Missouri|http://www.example.gov.cn/f?id=1002|2026-03-01\n"
		"Daniel Crowder v. Ingram Barge Company|http://www.example.gov.cn/f?id=1003|2026-02-14\n"
		"State of Missouri v. David Schneider|http://www.example.gov.cn/f?id=1004|2026-02-14\n");
}

static void a_number_is_named_by_what_stands_beside_it(void **state)
{
	(void)state;
	check_page("labels and values",
		"<table><tr><td colspan=2><a href=tspr10.pdf>2026 TSPR 10</a></td></tr><tr><td>Partes</td>"
		"<td>In re: Cay Espinosa</td></tr><tr><td>Fecha</td><td>2026-03-01</td></tr>"
		"<tr><td colspan=2><a href=tspr9.pdf>2026 TSPR 9</a></td></tr><tr><td>Partes</td>"
		"<td>Hope Tucker v. Money Group</td></tr><tr><td>Fecha</td><td>2026-02-14</td></tr>"
		"<tr><td colspan=2><a href=tspr8.pdf>2026 TSPR 8</a></td></tr><tr><td>Partes</td>"
		"<td>Vicioso v. Noya</td></tr><tr><td>Fecha</td><td>2026-01-14</td></tr></table>",
		"2026 TSPR 10 In re: Cay Espinosa|" U "tspr10.pdf|2026-03-01\n"
		"2026 TSPR 9 Hope Tucker v. Money Group|" U "tspr9.pdf|2026-02-14\n"
		"2026 TSPR 8 Vicioso v. Noya|" U "tspr8.pdf|2026-01-14\n");
	check_page("behind the link",
		"<h3>2026-03-01</h3><ul><li><a href=46330.pdf>AC46330</a> - In re Aurora H.</li>"
		"<li><a href=45482.pdf>AC45482</a> - Stephenson v. Commissioner</li>"
		"<li><a href=45825.pdf>AC45825</a> - Stanley v. Quiros</li>"
		"<li><a href=45812.pdf>AC45812</a> - State v. Martin G.</li></ul>",
		"AC46330 In re Aurora H.|" U "46330.pdf|2026-03-01\n"
		"AC45482 Stephenson v. Commissioner|" U "45482.pdf|2026-03-01\n"
		"AC45825 Stanley v. Quiros|" U "45825.pdf|2026-03-01\n"
		"AC45812 State v. Martin G.|" U "45812.pdf|2026-03-01\n");
}

static void short_links_and_stray_arrays_are_doubted(void **state)
{
	static const struct {
		const char *name, *html;
		size_t items;
		bool flagged;
	} row[] = {
		{"a column's own menu",
			"<div class=left><ul><li><a href=c1001.html>教育要闻</a></li><li><a href=c1002.html>"
			"通知公告</a></li><li><a href=c1003.html>重要转载</a></li><li><a href=c1004.html>政策解读"
			"</a></li><li><a href=c1005.html>规划信息</a></li></ul></div>",
			5, true},
		{"three undated records in a script",
			"<script>var slides=[{\"title\":\"一张图看懂本市全年主要工作\",\"url\":\"/a1.html\"},"
			"{\"title\":\"欢迎关注本市政务新媒体账号\",\"url\":\"/a2.html\"},{\"title\":"
			"\"热烈庆祝中国人民警察节到来\",\"url\":\"/a3.html\"}]</script>",
			3, true},
		{"six dated records in a script",
			"<script>var list=[{\"title\":\"一号通知\",\"url\":\"/a1.html\",\"date\":\"2026-03-01\"},"
			"{\"title\":\"二号通知\",\"url\":\"/a2.html\",\"date\":\"2026-02-01\"},{\"title\":"
			"\"三号通知\",\"url\":\"/a3.html\",\"date\":\"2026-01-09\"},{\"title\":\"四号通知\","
			"\"url\":\"/a4.html\",\"date\":\"2026-01-08\"},{\"title\":\"五号通知\",\"url\":"
			"\"/a5.html\",\"date\":\"2026-01-07\"},{\"title\":\"六号通知\",\"url\":\"/a6.html\","
			"\"date\":\"2026-01-06\"}]</script>",
			6, false},
		{"short titles in rows of a table, without dates",
			MENU "<table><tr class=odd><td>1</td><td><a href=s.aspx?id=12>行政程序法实施办法</a></td>"
			     "</tr><tr class=even><td>2</td><td><a href=s.aspx?id=13>中央法规标准法</a></td></tr>"
			     "<tr class=odd><td>3</td><td><a href=s.aspx?id=14>公务人员任用条例</a></td></tr>"
			     "<tr class=even><td>4</td><td><a href=s.aspx?id=15>财政收支划分办法</a></td></tr>"
			     "<tr class=odd><td>5</td><td><a href=s.aspx?id=16>信息公开条例</a></td></tr>"
			     "<tr class=even><td>6</td><td><a href=s.aspx?id=17>国家赔偿费用管理条例</a></td></tr>"
			     "</table>" FOOT,
			6, true},
		{"records that nobody can open",
			"{\"list\":[{\"title\":\"一号文件\",\"date\":\"2026-03-01\"},"
			"{\"title\":\"二号文件\",\"date\":\"2026-02-01\"}]}",
			2, true},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct arena a = ARENA_INIT;
		struct listing l = read_text(str_of(row[i].html), &a);

		if (l.nitems != row[i].items || (l.confidence < 0.5) != row[i].flagged)
			fail_msg("%s: %zu items, confidence %.2f", row[i].name, l.nitems,
				l.confidence);
		arena_release(&a);
	}
}

static void lines_of_one_paragraph_are_records_each(void **state)
{
	(void)state;
	check_page("this year in paragraphs, last year in lines",
		"<p><strong><a href=b1.pdf>March 4, 2026 Board Minutes</a></strong></p>"
		"<p><a href=b2.pdf><strong>February 4, 2026 Board Minutes</strong></a></p>"
		"<p><a href=b3.pdf>January 7, 2026 Board Minutes</a></p>"
		"<p><a href=b4.pdf>December 3, 2025 Board Minutes</a></p>"
		"<p><a href=b5.pdf>November 5, 2025 Minutes</a><br><a href=b6.pdf>October 1, 2025 Minutes"
		"</a><br><a href=b7.pdf>Special Meeting Monday, September 8, 2025</a></p>",
		"March 4, 2026 Board Minutes|" U "b1.pdf|2026-03-04\n"
		"February 4, 2026 Board Minutes|" U "b2.pdf|2026-02-04\n"
		"January 7, 2026 Board Minutes|" U "b3.pdf|2026-01-07\n"
		"December 3, 2025 Board Minutes|" U "b4.pdf|2025-12-03\n"
		"November 5, 2025 Minutes|" U "b5.pdf|2025-11-05\n"
		"October 1, 2025 Minutes|" U "b6.pdf|2025-10-01\n"
		"Special Meeting Monday, September 8, 2025|" U "b7.pdf|2025-09-08\n");
}

static void lists_without_dates_are_read_with_doubt(void **state)
{
	struct arena a = ARENA_INIT;
	struct listing l = read_text(
		STR(MENU "<ul class=l><li><a href=/a/x.html>" T1 "</a></li><li><a href=/a/y.html>" T2
			 "续</a></li><li><a href=/a/z.html>" T3 "</a></li><li><a href=/a/v.html>" T1
			 "（二）</a></li><li><a href=/a/w.html>" T3 "（三）</a></li></ul>" FOOT), &a);

	(void)state;
	same_int("items", l.nitems, 5);
	assert_true(l.confidence < 0.5);
	arena_release(&a);
}

#define SUM "市政府召开常务会议，研究部署下一阶段重点工作，听取有关部门情况汇报，并对安全生产提出要求"
#define CARD(n, title, text)                                                              \
	"<dl><dd><h3><a href=" n ">" title "</a></h3><p>" text "</p><div>4年前</div></dd></dl>"

static void what_a_summary_tells_of_is_no_date_of_the_notice(void **state)
{
	(void)state;
	check_page("a day in the summary, the stated day under a label",
		"<ul><li><a href=c1.html><h2>" T1 "</h2><div>——2026年5月22日在全市大会上市长发言：" SUM
		"</div><p><i>日间：2026-05-30 </i></p></a></li>"
		"<li><a href=c2.html><h2>" T2 "</h2><div>一、申请时间2026年5月2日—2026年5月4日" SUM
		"</div><p><i>日间：2026-05-20 </i></p></a></li>"
		"<li><a href=c3.html><h2>" T3 "</h2><div>" SUM "</div><p><i>日间：2026-05-10 </i></p></a>"
		"</li></ul>",
		T1 "|" U "c1.html|2026-05-30\n" T2 "|" U "c2.html|2026-05-20\n" T3 "|" U
		   "c3.html|2026-05-10\n");
	check_page("a day in the summary alone",
		"<div class=l>" CARD("c1.html", T1, "2026年5月22日，" SUM)
			CARD("c2.html", T2, "东北网6月29日讯（记者 某某）" SUM)
				CARD("c3.html", T3, "北京时间2026年5月1日凌晨，" SUM) "</div>",
		T1 "|" U "c1.html|-\n" T2 "|" U "c2.html|-\n" T3 "|" U "c3.html|-\n");
}

static void a_year_in_a_box_of_its_own_belongs_to_the_day(void **state)
{
	(void)state;
	check_page("month and day over the year",
		"<ul><li><div><p>10/23</p><p>2020</p></div><a href=c1.html><h4>" T1 "</h4></a></li>"
		"<li><div><p>09/10</p><p>2020</p></div><a href=c2.html><h4>" T2 "</h4></a></li>"
		"<li><div><p>12/31</p><p>2019</p></div><a href=c3.html><h4>" T3 "</h4></a></li></ul>",
		T1 "|" U "c1.html|2020-10-23\n" T2 "|" U "c2.html|2020-09-10\n" T3 "|" U
		   "c3.html|2019-12-31\n");
}

static void summaries_win_over_a_box_beside_them(void **state)
{
	(void)state;
	check_page("addresses opened by script, a numbered box with addresses",
		"<div class=list>" CARD("javascript:;", T1, SUM) CARD("javascript:;", T2 "（二）", SUM)
			CARD("javascript:;", T3 "（三）", SUM) CARD("javascript:;", T1 "（四）", SUM)
		"</div><div class=public><ul><li><span>1</span><a href=news/142831.html>" T1 "补充说明</a>"
		"</li><li><span>2</span><a href=news/142830.html>" T2 "补充说明</a></li><li><span>3</span>"
		"<a href=news/141446.html>" T3 "补充说明</a></li><li><span>4</span>"
		"<a href=news/141444.html>" T2 "有关问题解答</a></li><li><span>5</span>"
		"<a href=news/141443.html>" T3 "有关问题解答</a></li></ul></div>",
		T1 "||-\n" T2 "（二）||-\n" T3 "（三）||-\n" T1 "（四）||-\n");
}

static void a_column_with_three_long_titles_is_read(void **state)
{
	(void)state;
	check_page("three reports without dates",
		MENU "<div id=data><p><a href='javascript:;'>关于某某个人税收优惠型健康保险二〇二五年经营情况的"
		     "信息披露公告</a></p><p><a href='javascript:;'>关于某某个人税收优惠型健康保险二〇二四年经营情况"
		     "的信息披露公告</a></p><p><a href='javascript:;'>某某保险有限公司关于分红保险盈余计算方法的信息"
		     "披露报告</a></p></div>" FOOT,
		"关于某某个人税收优惠型健康保险二〇二五年经营情况的信息披露公告||-\n"
		"关于某某个人税收优惠型健康保险二〇二四年经营情况的信息披露公告||-\n"
		"某某保险有限公司关于分红保险盈余计算方法的信息披露报告||-\n");
}

static void two_dated_entries_win_over_a_menu(void **state)
{
	(void)state;
	check_page("addresses opened by script",
		"<div class=l><a href=156940738974697383.html>培训中心介绍</a><a href=156940738974697384.html>"
		"培训项目</a><a href=156940738974697385.html>名师介绍</a><a href=156940738974697386.html>学员风采"
		"</a><a href=156940738974697387.html>资料下载</a></div><div class=div_list>"
		"<div class=i><div class=t><div class=date> 2019-12-24 </div><a href='javascript:;'>"
		"某某师范大学职业资格考试中心岗位职责</a></div></div><div class=i><div class=t><div class=date>"
		" 2019-12-24 </div><a href='javascript:;'>考试中心职能</a></div></div></div>",
		"某某师范大学职业资格考试中心岗位职责||2019-12-24\n考试中心职能||2019-12-24\n");
}

static void footers_with_a_date_are_no_list(void **state)
{
	(void)state;
	check_page("two friends and a date",
		MENU "<div class=b><a href=http://www.gov.cn/>中国政府网站</a><a href=http://x.gov.cn>"
		     "某某省人民政府网站</a><p>版权所有 2020-01-01</p></div>", "");
	check_page("tree of columns",
		"<div class=tree><ul><li><a href=/bm/1/>市发展改革委员会信息公开专栏</a></li>"
		"<li><a href=/bm/2/>市教育体育局信息公开专栏</a></li><li><a href=/bm/3/>"
		"市工业和信息化局信息公开专栏</a></li><li><a href=/bm/4/>市公安局信息公开专栏</a></li>"
		"<li><a href=/bm/5/>市民政局信息公开专栏目录</a></li></ul></div>", "");
}

static void titles_are_made_whole_and_plain(void **state)
{
	(void)state;
	check_page("decorations",
		"<ul><li><a href=c1001.html title='" T1 "'>·关于召开全市…</a><i>2026-03-01</i></li>"
		"<li><span>[置顶]</span><a href=c1002.html>" T2 "</a><i>2026-02-14</i></li>"
		"<li><a href=c1003.html><em>[通知]</em>" T3 "</a><img src=new.gif><i>2025-12-14</i></li>"
		"<li><a href=c1004.html title='点击查看'>【公告】城区道路交通管制的公告</a><i>2025-12-01</i>"
		"</li></ul>",
		T1 "|" U "c1001.html|2026-03-01\n" T2 "|" U "c1002.html|2026-02-14|pinned\n" T3 "|" U
		   "c1003.html|2025-12-14\n【公告】城区道路交通管制的公告|" U "c1004.html|2025-12-01\n");
	check_page("date in brackets at the end",
		"<ul><li><a href=c1001.html>" T1 "（2026.3.1）</a></li><li><a href=c1002.html>" T2
		"(2026.2.14)</a></li><li><a href=c1003.html>" T3 "【2025.12.14】</a></li></ul>",
		WANT);
}

static void dates_come_from_the_address_last_and_are_weak(void **state)
{
	struct arena a = ARENA_INIT;
	struct listing l = read_text(STR("<ul><li><a href=202603/t20260301_1.html>" T1 "</a></li>"
		"<li><a href=202602/t20260214_2.html>" T2 "</a></li>"
		"<li><a href=202512/t20251214_3.html>" T3 "</a></li></ul>"), &a);
	char t[TIME_TEXT];

	(void)state;
	same_int("items", l.nitems, 3);
	assert_true(l.items[0].date_weak);
	same_text("date", str_of(day(t, &l.items[2])), STR("2025-12-14"));
	l = read_text(STR("<ul><li><a href=202603/t20260301_1.html>" T1 "</a>2026-03-02</li>"
		"<li><a href=202602/t20260214_2.html>" T2 "</a>2026-02-15</li></ul>"), &a);
	assert_false(l.items[0].date_weak);
	same_text("stated", str_of(day(t, &l.items[0])), STR("2026-03-02"));
	arena_release(&a);
}

static void the_base_element_and_dead_links_are_honoured(void **state)
{
	(void)state;
	check_page("base",
		"<base href='http://b.gov.cn/x/'><ul><li><a href='c1.html'>" T1 "</a>2026-03-01</li>"
		"<li><a href='javascript:;'>" T2 "</a>2026-02-14</li>"
		"<li><a href='//c.gov.cn/3.html'>" T3 "</a>2025-12-14</li></ul>",
		T1 "|http://b.gov.cn/x/c1.html|2026-03-01\n" T2 "||2026-02-14\n" T3
		   "|http://c.gov.cn/3.html|2025-12-14\n");
}

static void an_empty_list_is_told_from_none(void **state)
{
	struct arena a = ARENA_INIT;

	(void)state;
	assert_true(read_text(STR(MENU "<div class=NewsList><ul> </ul></div>" FOOT), &a)
			    .empty_shape);
	assert_true(read_text(STR(MENU "<div>暂无信息</div>" FOOT), &a).empty_shape);
	assert_false(read_text(STR(MENU "<p>系统维护中</p>" FOOT), &a).empty_shape);
	arena_release(&a);
}

#define ITEMS                                                                             \
	"<ul class=list><li><a href=c1001.html>" T1 "</a>2026-03-01</li><li><a href=c1002.html>" \
	T2 "</a>2026-02-14</li><li><a href=c1003.html>" T3 "</a>2025-12-14</li></ul>"

static void the_next_page_is_found(void **state)
{
	static const struct {
		const char *name, *html, *next;
		int pages;
	} row[] = {
		{"TRS", ITEMS "<script>createPageHTML(7, 0, \"index\", \"html\")</script>",
			U "index_1.html", 7},
		{"TRS with division", ITEMS "<script>createPageHTML('page_div',12,0,'index','shtml',240);"
			"</script>", U "index_1.shtml", 12},
		{"TRS with records", ITEMS "<script>createPageHTML(55,0,\"index\",\"shtml\",\"1089\")"
			"</script>", U "index_1.shtml", 55},
		{"TRS, one page", ITEMS "<script>createPageHTML(1, 0, \"index\", \"html\")</script>", "",
			1},
		{"words", ITEMS "<div class=pages>共4页 <a href=index.html>首页</a>"
			"<a href=index_2.html>下一页</a><a href=index_4.html>尾页</a></div>",
			U "index_2.html", 4},
		{"rel", ITEMS "<a rel=next href='?page=1'>Older</a>", U "index.html?page=1", 0},
		{"counting down", ITEMS "共1183条&nbsp;1/60&nbsp;<a href=tzgg/59.html>下页</a>"
			"<a href=tzgg/1.html>尾页</a>", U "tzgg/59.html", 60},
		{"numbers", ITEMS "<div class=fenye><span>1</span><a href=list-2.html>2</a>"
			"<a href=list-3.html>3</a></div>", U "list-2.html", 0},
		{"numbers on page two", ITEMS "<div class=fenye><a href=list.html>1</a><b>2</b>"
			"<a href=list-3.html>3</a></div>", U "list-3.html", 0},
		{"dead", ITEMS "<a class=next href='javascript:;'>下一页</a>", "", 0},
	};
	struct arena a = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct listing l = read_text(str_of(row[i].html), &a);

		same_text(row[i].name, l.next, str_of(row[i].next));
		same_int(row[i].name, l.pages, row[i].pages);
		same_int(row[i].name, l.nitems, 3);
	}
	arena_release(&a);
}

static void selectors_override_what_is_found(void **state)
{
	struct arena a = ARENA_INIT;
	struct page_order o = {.url = STR(U "index.html"), .now_ms = NOW,
		.zone = STR("Asia/Shanghai"),
		.configured = {.item = STR("div.x > p"), .title = STR(".//b"), .link = STR("./i/@data"),
			.date = STR("u"), .date_re = STR("刊于(.*)"), .title_re = STR("^No: (.*)$"),
			.next = STR("a.more")}};
	struct listing l;
	char t[TIME_TEXT];

	(void)state;
	list_read(&o,
		STR(ITEMS "<div class='w x'><p><b>No: 甲</b><i data=a1.html></i><u>1999-01-01 刊于"
			  "2020-02-03</u></p><p><b>No: 乙</b><i data=a2.html></i><u>刊于2020-02-01</u></p>"
			  "</div><a class=more href=n.html>x</a>"),
		&l, &a);
	assert_true(l.by_config);
	same_int("items", l.nitems, 2);
	same_text("title", l.items[0].title, STR("甲"));
	same_text("url", l.items[1].url, STR(U "a2.html"));
	same_text("date", str_of(day(t, &l.items[0])), STR("2020-02-03"));
	same_text("next", l.next, STR(U "n.html"));
	o.configured.item = STR("p.nothing");
	list_read(&o, STR(ITEMS), &l, &a);
	same_int("finds nothing", l.nitems, 0);
	assert_true(l.by_config);
	arena_release(&a);
}

static struct listing read_learned(struct str html, const struct listing *from, struct arena *a)
{
	struct page_order o = {.url = STR(U "index.html"), .now_ms = NOW,
		.zone = STR("Asia/Shanghai"), .learned = from->locators, .nlearned = from->nlocators};
	struct listing l;

	list_read(&o, html, &l, a);
	return l;
}

static void learned_places_survive_small_redesigns(void **state)
{
	struct arena a = ARENA_INIT;
	struct listing first = read_text(STR(MENU "<div class=main>" ITEMS "</div>" FOOT), &a), l;

	(void)state;
	assert_in_range(first.nlocators, 1, 3);
	assert_false(first.by_learned);
	l = read_learned(STR(MENU "<div class=main>" ITEMS "</div>" FOOT), &first, &a);
	assert_true(l.by_learned);
	same_int("same page", l.nitems, 3);
	l = read_learned(STR("<div class=page>" MENU "<div class='main wide'><section>" ITEMS
			     "</section></div></div>" FOOT), &first, &a);
	assert_true(l.by_learned && !l.elsewhere);
	same_int("new wrappers", l.nitems, 3);
	l = read_learned(STR(MENU "<table class=t><tr><td><b>" ITEMS "</b></table>" FOOT), &first, &a);
	assert_true(l.by_learned);
	same_int("elsewhere", l.elsewhere, true);
	/* a longer list elsewhere does not win over the learned one */
	l = read_learned(STR(MENU "<div class=main>" ITEMS "</div><table>"
		"<tr><td><a href=z1.html>另一个栏目里面很长很长很长很长的标题一</a><td>2026-03-01</tr>"
		"<tr><td><a href=z2.html>另一个栏目里面很长很长很长很长的标题二</a><td>2026-03-01</tr>"
		"<tr><td><a href=z3.html>另一个栏目里面很长很长很长很长的标题三</a><td>2026-03-01</tr>"
		"<tr><td><a href=z4.html>另一个栏目里面很长很长很长很长的标题四</a><td>2026-03-01</tr>"
		"<tr><td><a href=z5.html>另一个栏目里面很长很长很长很长的标题五</a><td>2026-03-01</tr>"
		"</table>" FOOT), &first, &a);
	assert_true(l.by_learned);
	same_int("its own place", l.nitems, 3);
	l = read_learned(STR(MENU "<div class=main><ul class=list></ul></div>" FOOT), &first, &a);
	same_int("emptied", l.nitems, 0);
	assert_true(l.empty_shape);
	arena_release(&a);
}

/* n items of a list, each with its own address. */
static void put_items(struct buf *b, int n, const char *extra)
{
	for (int i = 0; i < n; i++)
		buf_addf(b, "<li><a href=c%d.html>关于第%d号事项的通知</a>2026-02-0%d%s</li>", 100000 + i,
			i, i % 9 + 1, extra);
}

static void hostile_and_huge_pages_are_read_in_time(void **state)
{
	struct buf b = BUF_INIT((size_t)64 << 20);
	struct arena a = ARENA_INIT;
	struct listing l;

	(void)state;
	for (int i = 0; i < 3000; i++)
		buf_adds(&b, "<div><b>");
	put_items(&b, 5, "");
	read_text(buf_str(&b), &a); /* deeper than any ceiling: no crash */
	buf_clear(&b);
	for (int i = 0; i < 300; i++)
		buf_adds(&b, "<div>");
	put_items(&b, 5, "");
	l = read_text(buf_str(&b), &a);
	same_int("deeper than libxml2 goes by itself", l.nitems, 5);
	buf_clear(&b);
	buf_adds(&b, "<ul>");
	put_items(&b, 20000, "");
	l = read_text(buf_str(&b), &a);
	same_int("20,000 items on one line", l.nitems, 20000);
	buf_clear(&b);
	for (int i = 0; i < 10; i++)
		buf_adds(&b, "<ul><li><a href=same.html>同一个地址的通知公告</a>2026-03-01</li></ul>");
	l = read_text(buf_str(&b), &a);
	assert_true(l.confidence < 0.7);
	buf_clear(&b);
	for (int i = 0; i < 4; i++)
		buf_addf(&b, "<li><a href=c100%d.html>同名的公示</a>2026-03-0%d</li>", i, i + 1);
	l = read_text(buf_str(&b), &a);
	same_int("equal titles", l.nitems, 4);
	buf_release(&b);
	arena_release(&a);
}

static void more_items_than_the_ceiling_are_said(void **state)
{
	struct buf b = BUF_INIT((size_t)64 << 20);
	struct arena a = ARENA_INIT;
	int64_t start = clock_cpu_us();
	struct listing l;

	(void)state;
	buf_adds(&b, "<ul>");
	for (int i = 0; i < 200000; i++)
		buf_addf(&b, "<li><a href=c%d.html>第%d号事项的通知</a>2026-02-01</li>", i, i);
	l = read_text(buf_str(&b), &a);
	same_int("items", l.nitems, LIST_ITEMS_MAX);
	assert_true(str_has(l.why, STR("only the first 100000")));
	assert_true(clock_cpu_us() - start < 20000000); /* not square: with sanitizers and load */
	buf_release(&b);
	arena_release(&a);
}

static void the_document_beside_a_notice_is_told(void **state)
{
	struct arena a = ARENA_INIT;
	struct listing l = read_text(STR(
		"<ul><li><a href=c1001.html>" T1 "</a> <a href=/f/1.pdf>PDF</a>2026-03-01</li>"
		"<li><a href=c1002.html>" T2 "</a> <a href=/f/2.pdf>PDF</a>2026-02-14</li>"
		"<li><a href=c1003.html>" T3 "</a>2025-12-14</li></ul>"), &a);

	(void)state;
	same_int("items", l.nitems, 3);
	same_text("beside", l.items[1].file, STR("http://www.example.gov.cn/f/2.pdf"));
	assert_true(str_none(l.items[2].file));
	arena_release(&a);
}

static void broken_bytes_lose_no_notice(void **state)
{
	static const char nul[] = "<ul><li><a href=c1001.html>" T1 "\0</a>2026-03-01</li>"
		"<li><a href=c1002.html>" T2 "</a>\0 2026-02-14</li></ul>";
	struct arena a = ARENA_INIT;
	struct listing l = read_text(str_n(nul, sizeof(nul) - 1), &a);

	(void)state;
	same_int("NULs", l.nitems, 2);
	check_page("broken entities",
		"<ul><li><a href='c1001.html?a=1&b=2&amp;c'>" T1 "&nbsp;&bogus;</a>2026-03-01</li>"
		"<li><a href=c1002.html>" T2 "</a>2026-02-14</li><li><a href=c1003.html>" T3
		"</a>2025-12-14</li></ul>",
		T1 " &bogus;|" U "c1001.html?a=1&b=2&c|2026-03-01\n" T2 "|" U
		   "c1002.html|2026-02-14\n" T3 "|" U "c1003.html|2025-12-14\n");
	arena_release(&a);
}

static void what_has_no_address_gets_none(void **state)
{
	struct arena a = ARENA_INIT;
	struct listing l = read_text(STR(
		"<ul><li><a href='javascript:show(12)'>" T1 "</a>2026-03-01</li>"
		"<li><a href='javascript:show(13)'>" T2 "</a>2026-02-14</li>"
		"<li><a href=\"javascript:open('/n/' + 14)\">" T3 "</a>2025-12-14</li></ul>"), &a);

	(void)state;
	same_int("items", l.nitems, 3);
	for (size_t i = 0; i < l.nitems; i++)
		assert_true(str_none(l.items[i].url));
	arena_release(&a);
}

static void one_item_and_future_dates_are_data(void **state)
{
	struct arena a = ARENA_INIT;
	struct listing l;
	char t[TIME_TEXT];

	(void)state;
	check_page("one item",
		MENU "<ul class=list><li><a href=c1001.html>" T1 "</a><i>2026-03-01</i></li></ul>" FOOT,
		T1 "|" U "c1001.html|2026-03-01\n");
	l = read_text(STR("<ul><li><a href=c1001.html>" T1 "</a>2026-12-31</li>"
			  "<li><a href=c1002.html>" T2 "</a>2026-02-14</li></ul>"), &a);
	same_text("future", str_of(day(t, &l.items[0])), STR("2026-12-31"));
	arena_release(&a);
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
		T(every_shape_of_list_is_read),
		T(pages_of_every_platform_are_read),
		T(rows_that_look_otherwise_are_of_the_list),
		T(a_word_in_every_record_is_no_notice),
		T(a_number_is_named_by_what_stands_beside_it),
		T(short_links_and_stray_arrays_are_doubted),
		T(lines_of_one_paragraph_are_records_each),
		T(lists_without_dates_are_read_with_doubt),
		T(what_a_summary_tells_of_is_no_date_of_the_notice),
		T(a_year_in_a_box_of_its_own_belongs_to_the_day),
		T(summaries_win_over_a_box_beside_them),
		T(a_column_with_three_long_titles_is_read),
		T(two_dated_entries_win_over_a_menu),
		T(footers_with_a_date_are_no_list),
		T(titles_are_made_whole_and_plain),
		T(dates_come_from_the_address_last_and_are_weak),
		T(the_base_element_and_dead_links_are_honoured),
		T(an_empty_list_is_told_from_none),
		T(the_next_page_is_found),
		T(selectors_override_what_is_found),
		T(learned_places_survive_small_redesigns),
		T(hostile_and_huge_pages_are_read_in_time),
		T(more_items_than_the_ceiling_are_said),
		T(the_document_beside_a_notice_is_told),
		T(broken_bytes_lose_no_notice),
		T(what_has_no_address_gets_none),
		T(one_item_and_future_dates_are_data),
		T(a_tag_with_thousands_of_attributes_is_refused_at_once),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
