/* Notice pages: small ones by row, saved ones by golden answers. */
#include "test.h"

#include "base/civil.h"
#include "base/utf8.h"
#include "crawler/article.h"
#include "reading.h"

static const struct page_order order = {
	.url = {"https://www.example.gov.cn/xxgk/202607/t20260701_1.html", 55},
	.zone = {"Asia/Shanghai", 13}, .now_ms = INT64_C(1790000000000)};

static const struct number_row {
	const char *text, *want;
} number_rows[] = {
	{"国办发〔2017〕47号", "国办发〔2017〕47号"},
	{"国办发[2017]47号", "国办发〔2017〕47号"},
	{"国办发［2017］47号", "国办发〔2017〕47号"},
	{"国办发（2017）47号", "国办发〔2017〕47号"},
	{"国办发(2017)47号", "国办发〔2017〕47号"},
	{"国办发【2017】47号", "国办发〔2017〕47号"},
	{"昆住建﹝2018﹞151号", "昆住建〔2018〕151号"},
	{"国办发〔2017〕第47号", "国办发〔2017〕47号"},
	{"国办发 〔 2017 〕 47 号", "国办发〔2017〕47号"},
	{"国办发〔２０１７〕４７号", "国办发〔2017〕47号"},
	{"根据国办发〔2017〕47号文件", "国办发〔2017〕47号"},
	{"意见（国发〔2017〕28号）", "国发〔2017〕28号"},
	{"国家 2017年47号", ""},
	{"〔2017〕47号", ""},
	{"会议（2017）讨论", ""},
};

static void document_numbers_are_normalised(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(number_rows); i++) {
		struct arena a = ARENA_INIT;

		same_text(number_rows[i].text, article_doc_number(str_of(number_rows[i].text), &a),
			str_of(number_rows[i].want));
		arena_release(&a);
	}
}

#define PAGE(head, body) "<html><head><title>关于印发办法的通知-某市政府</title>" head \
	"</head><body><div class='nav'><a href='/'>首页</a> 今天是2026年8月1日</div>" \
	"<h1>关于印发办法的通知</h1>" body "<div class='footer'>主办：某市</div></body></html>"
#define BODY "<div id='zoom'><p>各县区：</p><p>现将办法印发给你们，请遵照执行。</p></div>"

#define FAR5 "<i></i><i></i><i></i><i></i><i></i>"
#define FAR FAR5 FAR5 FAR5 FAR5 FAR5 FAR5 FAR5 FAR5 FAR5 FAR5 FAR5 FAR5 /* from the title */

static const struct date_row {
	const char *name, *html, *want;
	bool weak;
} date_rows[] = {
	{"visible before meta", PAGE("<meta name='PubDate' content='2022-04-24 10:00'>",
		"<div>发布日期：2017-05-15</div>" BODY), "2017-05-15", false},
	{"label and value in two cells", PAGE("", "<table><tr><td>发布日期</td><td>2026-07-02</td>"
		"</tr></table>" BODY), "2026-07-02", false},
	{"label and value in dt and dd", PAGE("", "<dl><dt>发布日期：</dt><dd>2026-07-02</dd></dl>"
		BODY), "2026-07-02", false},
	{"bare date beside the title", PAGE("<meta name='PubDate' content='2026-07-09'>",
		"<div class='times'>2026年07月03日 10:20</div>" BODY), "2026-07-03", false},
	{"meta, any case", PAGE("<meta name='pubdate' content='2026-07-04'>", BODY), "2026-07-04",
		false},
	{"JSON-LD", PAGE("<script type='application/ld+json'>{\"datePublished\" : "
		"\"2026-07-05T01:00:00+08:00\"}</script>", BODY), "2026-07-05", false},
	{"time element", PAGE("", "<time datetime='2026-07-06'>Mon</time>" BODY), "2026-07-06",
		false},
	{"script variable", PAGE("", "发布时间：<script>var  pubdata='2026年07月07日';</script>" BODY),
		"2026-07-07", false},
	{"address", PAGE("", BODY), "2026-07-01", true},
	{"label without a colon", PAGE("", "<div>[发布时间2019年9月10日]</div>" BODY), "2019-09-10",
		false},
	{"label among links", PAGE("", "<div><a href='/'>[某某市教育局门户网站公共服务平台]</a> <span>"
		"发布时间：2020-09-24 09:07</span></div>" BODY), "2020-09-24", false},
	{"the life of a law under its title", PAGE("", "<div>（2015年3月1日市政府第3次会议通过）</div>"
		BODY), "2026-07-01", true},
	{"the same, with a date of publication", PAGE("", "<div>（2015年3月1日公布）</div>"
		"<div>2026-07-08</div>" BODY), "2026-07-08", false},
	{"schema.org", PAGE("<meta name='PubDate' content='2026-07-04'>",
		"<i itemprop='datePublished' content='2026-07-09'></i>" BODY), "2026-07-09", false},
	{"a box named for it", PAGE("", "<div class='post-date'>posted by x, 10 July 2026</div>" BODY),
		"2026-07-10", false},
	{"last changed", PAGE("<meta property='article:modified_time' content='2026-07-11'>", BODY),
		"2026-07-11", false},
	{"full-width figures and U+2236", PAGE("", "<div>发布时间∶２０２６-０７-１２ １０∶２０</div>" BODY),
		"2026-07-12", false},
	{"Minguo", PAGE("", "<div>發布日期：中華民國115年7月13日</div>" BODY), "2026-07-13", false},
	{"Thai years are refused", PAGE("", "<div>发布日期：2569-07-13</div>" BODY), "2026-07-01", true},
	{"hours ago", PAGE("", "<div>发布时间：3小时前</div>" BODY), "2026-09-21", false},
	{"among the credits", PAGE("", "<div>来源：某某网 &nbsp; 2026-07-02 11:11 &nbsp; 作者：某某</div>" BODY),
		"2026-07-02", false},
	{"a long line of credits that begins with it", PAGE("", "<div>2026-07-03 "
		"中国某某建设与养护管理信息网-某某部门主办的信息网 作者：特约记者某某某</div>" BODY),
		"2026-07-03", false},
	{"a sentence under the title", PAGE("", "<p>我市自2026年7月3日起，执行新标准。</p>" BODY),
		"2026-07-01", true},
	{"hours ago yield to a day", PAGE("<meta property='article:published_time' "
		"content='2026-07-04T08:00:00+08:00'>", "<div>3 hours ago</div>" BODY),
		"2026-07-04", false},
	{"hours ago where nothing else is said", PAGE("", "<div>2小时前</div>" BODY),
		"2026-09-21", false},
	{"updated is not published", PAGE("<meta property='article:published_time' "
		"content='2026-07-04T08:00:00+08:00'>", "<div>Last updated 9 August 2026</div>" BODY),
		"2026-07-04", false},
	{"updated, and the template's own time", PAGE("<meta name='PubDate' content='2026-07-04'>",
		"<div>更新时间：2026-08-09</div>" BODY), "2026-08-09", false},
	{"time element in the frame, all the same", PAGE("", BODY "<div class='foot'>"
		"<time datetime='2026-07-06'>6.</time> <time datetime='2026-07-06T10:00:00+08:00'>10</time></div>"),
		"2026-07-06", false},
	{"time elements that differ", PAGE("", BODY "<div style='x'><i></i><i></i></div>" FAR
		"<div class='foot'><time datetime='2026-07-06'>6.</time> "
		"<time datetime='2026-07-09'>9.</time></div>"), "2026-07-01", true},
	{"script of a list", PAGE("<script>[{\"published_at\":\"2026-07-06\"},"
		"{\"published_at\":\"2026-07-08\"}]</script>", BODY), "2026-07-01", true},
	{"script of the page", PAGE("<script>{\"published_at\":\"2026-07-06\",\"x\":{"
		"\"published_at\":\"2026-07-06T10:00:00+08:00\"}}</script>", BODY), "2026-07-06", false},
	{"label in the footer", PAGE("", BODY "<div class='footer'>Stand: 05.07.2026</div>"),
		"2026-07-05", false},
	{"copyright", PAGE("", BODY "<div class='footer'>Copyright 2019-2026 © 某市</div>"),
		"2026-07-01", true},
	{"Russian", PAGE("", "<p class='date'>15 августа 2026, 13:43</p>" BODY), "2026-08-15", false},
	{"Korean", PAGE("", "<p>등록일: 2026년 8월 5일</p>" BODY), "2026-08-05", false},
	{"Italian", PAGE("", "<p>Pubblicato il 5 maggio 2026</p>" BODY), "2026-05-05", false},
	{"a deadline is none", PAGE("", "<p>Deadline: 8 August 2026</p>" BODY), "2026-07-01", true},
	{"a period of application is no date of publication", PAGE("", "<p>报名时间：2026-08-08</p>"
		BODY), "2026-07-01", true},
};

static void dates_go_by_precedence(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(date_rows); i++) {
		const struct date_row *r = &date_rows[i];
		struct arena a = ARENA_INIT;
		struct article art;
		char day[TIME_TEXT];

		article_read(&order, str_of(r->html), &art, &a);
		same_text(r->name, str_of(day_text(day, day_of_ms(art.date_ms, zone_shanghai()))),
			str_of(r->want));
		same_int(r->name, art.date_weak, r->weak);
		same_text(r->name, art.title, STR("关于印发办法的通知"));
		same_text(r->name, art.text, STR("各县区：\n现将办法印发给你们，请遵照执行。"));
		arena_release(&a);
	}
}

/* <noscript><div></noscript> never closes: the page is read all the same. A heading that is
 * called like a box of text holds none. */
static void text_survives_broken_fallbacks(void **state)
{
	struct arena a = ARENA_INIT;
	struct article art;

	(void)state;
	article_read(&order, arena_strf(&a, "<body><noscript><div id='n'></noscript>"
		"<h1 id='main-content'>路面施工公告</h1>%s%s%s"
		"<div class='text'><p>城东路自即日起，封闭施工，为期十天。</p></div>",
		FAR FAR FAR FAR FAR, FAR FAR FAR FAR FAR, FAR FAR FAR FAR FAR), &art, &a);
	same_text("text", art.text, STR("城东路自即日起，封闭施工，为期十天。"));
	article_read(&order, STR("<body><noscript><p>请开启脚本，否则无法阅读。</p></noscript><h1>公告</h1>"
		"<div class='text'><p>城东路自即日起，封闭施工，为期十天。</p></div>"), &art, &a);
	same_text("text", art.text, STR("城东路自即日起，封闭施工，为期十天。"));
	arena_release(&a);
}

static void a_day_ends_the_name_of_the_source(void **state)
{
	struct arena a = ARENA_INIT;
	struct article art;

	(void)state;
	article_read(&order, STR(PAGE("", "<div>来源：某某 福彩网 2019-10-31 11:11</div>" BODY)), &art,
		&a);
	same_text("source", art.source, STR("某某 福彩网"));
	arena_release(&a);
}

static const struct begin_row {
	const char *text, *want;
} begin_rows[] = {
	{"(18.06.2026) Landwirte warten auf Regen, der ausbleibt.", "2026-06-18"},
	{"2026-06-18 | Landwirte warten auf Regen, der ausbleibt.", "2026-06-18"},
	{"2026年6月18日，市政府召开会议，部署防汛工作。", "2026-07-01"}, /* by the address */
};

static void news_may_begin_with_their_day(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(begin_rows); i++) {
		struct arena a = ARENA_INIT;
		struct article art;
		char day[TIME_TEXT];

		article_read(&order, arena_strf(&a, "<h1>Regen und Sturm</h1><div id='zoom'>"
			"<p>%s</p></div>", begin_rows[i].text), &art, &a);
		same_text(begin_rows[i].text, str_of(day_text(day, day_of_ms(art.date_ms,
			zone_shanghai()))), str_of(begin_rows[i].want));
		arena_release(&a);
	}
}

/* 03/04/2026 by the language of the page, else by the country of its host. */
static const struct order_row {
	const char *lang, *url, *want;
} order_rows[] = {
	{"fr", "https://www.example.com/a", "2026-04-03"},
	{"en-GB", "https://www.example.com/a", "2026-04-03"},
	{"en-US", "https://www.example.co.uk/a", "2026-03-04"},
	{"en", "https://www.example.gov.uk/a", "2026-04-03"},
	{"", "https://www.example.gov/a", "2026-03-04"},
	{"zh-CN", "https://www.example.gov.cn/a", "2026-03-04"},
};

static void day_and_month_go_by_language(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(order_rows); i++) {
		struct arena a = ARENA_INIT;
		struct article art;
		struct page_order o = order;
		char day[TIME_TEXT];

		o.url = str_of(order_rows[i].url);
		article_read(&o, arena_strf(&a, "<html lang='%s'><h1>Road closed</h1><p>Posted on "
			"03/04/2026</p><div id='zoom'><p>It is closed.</p></div>",
			order_rows[i].lang), &art, &a);
		same_text(order_rows[i].lang, str_of(day_text(day, day_of_ms(art.date_ms,
			zone_shanghai()))), str_of(order_rows[i].want));
		arena_release(&a);
	}
}

static const struct file_row {
	const char *name, *html, *want; /* "url title" */
} file_rows[] = {
	{"plain", "<a href='./P1.pdf'>办法.pdf</a>",
		"https://www.example.gov.cn/xxgk/202607/P1.pdf 办法.pdf"},
	{"behind a function", "<a href=\"javascript:downloadAttach('/f/1.docx')\">表</a>",
		"https://www.example.gov.cn/f/1.docx 表"},
	{"behind a handler", "<a href='#' onclick=\"download('/f/9','x')\">表</a>",
		"https://www.example.gov.cn/f/9 表"},
	{"VSB pdf", "<script>showVsbpdfIframe(\"/__local/a.pdf\",\"100%\",[\"/b.jpg\"]);</script>",
		"https://www.example.gov.cn/__local/a.pdf a.pdf"},
	{"by a script of the server", "<a href='/system/_content/download.jsp?id=3'>附件1</a>",
		"https://www.example.gov.cn/system/_content/download.jsp?id=3 附件1"},
	{"name in the query", "<a href='/get?file=a.xls'>表</a>",
		"https://www.example.gov.cn/get?file=a.xls 表"},
	{"behind a data attribute", "<a data-href='/f/d.zip'>打包下载</a>",
		"https://www.example.gov.cn/f/d.zip 打包下载"},
	{"in a viewer", "<iframe src='/pdfjs/viewer.html?file=/f/full.pdf#page=1'></iframe>",
		"https://www.example.gov.cn/f/full.pdf full.pdf"},
	{"in a viewer elsewhere", "<a href='https://view.example.com/op/view.aspx?src=https%3A%2F%2F"
		"www.example.gov.cn%2Ff%2Fz.xlsx'>预览</a>", "https://www.example.gov.cn/f/z.xlsx 预览"},
	{"an annex without extension", "<a href='/gk/file/8a1f22'>附件1：名单</a>",
		"https://www.example.gov.cn/gk/file/8a1f22 附件1：名单"},
	{"an annex behind a script of the server", "<a href='/get.jsp?id=7'>附件：名单</a>",
		"https://www.example.gov.cn/get.jsp?id=7 附件：名单"},
	{"an annex that is a picture", "<a href='/f/b.jpg'>附件2：样表</a>",
		"https://www.example.gov.cn/f/b.jpg 附件2：样表"},
	{"an annex that is a page", "<a href='/a/t1.html'>附件3：办法</a>", NULL},
	{"an annex by location", "<a onclick=\"location.href='/api/file/12'\">附件1</a>",
		"https://www.example.gov.cn/api/file/12 附件1"},
	{"a span that hands it out", "<span onclick=\"downloadAttach('/f/8a1f')\">表.et</span>",
		"https://www.example.gov.cn/f/8a1f 表.et"},
	{"a span by a number alone", "<span onclick=\"downFile(812)\">表.ofd</span>", " 表.ofd"},
	{"a span for something else", "<span onclick=\"zoom('/f/big')\">大</span>", NULL},
	{"a span that unfolds", "<span onclick=\"$('/x').slideDown('/f/more')\">更多</span>", NULL},
	{"in the foot of an article", "<footer><a href='#'>附件1：表.doc</a></footer>",
		" 附件1：表.doc"},
	{"in a box called share", "<div class='video_share'><a href='/f/k.ppt'>课件.ppt</a> "
		"<a href='/f/other.pdf'>另一通知</a></div>",
		"https://www.example.gov.cn/f/k.ppt 课件.ppt"},
	{"to be kept", "<a href='/api/9' download='表.docx'>登记表</a>",
		"https://www.example.gov.cn/api/9 登记表"},
	{"to be kept, without a name", "<a href='/f/undefined.undefined' download></a>", NULL},
	{"a player", "<script>play({file: '/m/film.mp4'});</script>", NULL},
	{"ceb", "<a href='/f/a.CEB'>公报</a>", "https://www.example.gov.cn/f/a.CEB 公报"},
	{"bound by a script", "<a href='#'>报名表.docx</a>", " 报名表.docx"},
	{"a viewer of no document", "<a href='/view.html?name=x.pdf&file=1'>表</a>", NULL},
	{"behind window.open", "<a href=\"javascript:window.open('/f/2.wps')\">表</a>",
		"https://www.example.gov.cn/f/2.wps 表"},
	{"by a number alone", "<a href=\"javascript:downloadAttach('8a1f')\">附件1：表.xls</a>",
		" 附件1：表.xls"},
	{"an annex by a number alone", "<a href=\"javascript:downloadAttach('8a1f22')\">附件1：名单</a>",
		" 附件1：名单"},
	{"a number and a name", "<a onclick=\"downFile('2c91','名单.docx')\">下载</a>", " 名单.docx"},
	{"an address and a name", "<a onclick=\"downFile('/f/2c91','名单.docx')\">下载</a>",
		"https://www.example.gov.cn/f/2c91 下载"},
	{"escaped quotes of a script", "<a href=\"javascript:open(%27/f/3.doc%27)\">表</a>",
		"https://www.example.gov.cn/f/3.doc 表"},
	{"a warning before an address", "<a href=\"javascript:if(confirm('http://a.cn/b.doc \\n\\nno'))"
		"location='/b.doc'\">表</a>", "https://www.example.gov.cn/b.doc 表"},
	{"written by a script", "<script>t='名单（终稿）.docx';document.write('<p>可下载附件：<a href=\"./P1.docx\">"
		"名单（终稿）.docx<br></a></p>');</script>",
		"https://www.example.gov.cn/xxgk/202607/P1.docx 名单（终稿）.docx"},
	{"written with escapes", "<script>document.write(\"<a href=\\\"\\/f\\/4.pdf\\\">甲&amp;乙<\\/a>\");"
		"</script>", "https://www.example.gov.cn/f/4.pdf 甲&乙"},
	{"written without a file", "<script>n='';document.write('<a href=\"./t1.html\">相关<\\/a>');"
		"</script>", NULL},
	{"a name in a script", "<script>var name='办法 附表.docx';</script>", NULL},
	{"an address in a script", "<script>var pdf='P0202.pdf';</script>",
		"https://www.example.gov.cn/xxgk/202607/P0202.pdf P0202.pdf"},
	{"in a viewer, in Base64", "<iframe src='/onlinePreview?url=aHR0cHM6Ly93d3cuZXhhbXBsZS5nb3Yu"
		"Y24vZi9hLmRvY3g%3D'></iframe>", "https://www.example.gov.cn/f/a.docx a.docx"},
	{"in a viewer of a server", "<a href='https://docs.example.com/gview?url=https%3A%2F%2F"
		"www.example.gov.cn%2Ff%2Fz.pdf&embedded=true'>附件：表</a>",
		"https://www.example.gov.cn/f/z.pdf 附件：表"},
	{"in a viewer beside it", "<iframe src='/pdfjs/web/viewer.html?file=../../f/v.pdf'></iframe>",
		"https://www.example.gov.cn/f/v.pdf v.pdf"},
	{"a button", "<input type='button' value='下载附件' onclick=\"window.location.href='/f/9.zip'\">",
		"https://www.example.gov.cn/f/9.zip 下载附件"},
	{"a button to a page", "<button onclick=\"location.href='/a/9.html'\">返回</button>", NULL},
	{"behind a server's download", "<a href='/download?fileId=12'>下载</a>",
		"https://www.example.gov.cn/download?fileId=12 下载"},
	{"an object", "<object data='/f/o.pdf'></object>", "https://www.example.gov.cn/f/o.pdf o.pdf"},
	{"the file itself", "<a href='data:application/pdf;base64,JVBERi0' download='a.pdf'>表.pdf</a>",
		" 表.pdf"},
	{"named by its picture", "<a href='/File/56'><img src='/d.svg' alt='下載檔案：海域活動'></a>",
		"https://www.example.gov.cn/File/56 下載檔案：海域活動"},
	{"annex ten", "<a href='/gk/file/8a1f23'>附件十：名单</a>",
		"https://www.example.gov.cn/gk/file/8a1f23 附件十：名单"},
	{"hwp", "<a href='/board/fileDown.do?no=3'>공고문.hwp</a>",
		"https://www.example.gov.cn/board/fileDown.do?no=3 공고문.hwp"},
	{"an escaped name", "<iframe src='/f/%E8%A1%A8.pdf'></iframe>",
		"https://www.example.gov.cn/f/%E8%A1%A8.pdf 表.pdf"},
	{"link lost", "<a href='javascript:;'>报名表.docx</a>", " 报名表.docx"},
	{"its size in brackets", "<a href='#' onclick=\"fn_egov_downFile('FILE_13068','0')\">공고문.hwp "
		"[78.0 KByte]</a>", " 공고문.hwp [78.0 KByte]"},
	{"a picture before the words", "<a href='/f/a.pdf'><img src='/t.png'></a> <a href='/f/a.pdf'>公报"
		"</a>", "https://www.example.gov.cn/f/a.pdf 公报"},
	{"a player in a span", "<span pdfsrc='/f/9a7a.docx' sudyfile-attr=\"{'title':'名单.docx'}\">"
		"</span>", "https://www.example.gov.cn/f/9a7a.docx 名单.docx"},
	{"a page is none", "<a href='/a.html'>相关通知</a>", NULL},
};

static void attachments_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(file_rows); i++) {
		const struct file_row *r = &file_rows[i];
		struct arena a = ARENA_INIT;
		struct article art;
		struct str html = arena_strf(&a, PAGE("", "<div id='zoom'><p>见附件。</p>%s</div>"),
			r->html);

		article_read(&order, html, &art, &a);
		same_int(r->name, art.nattachments, r->want ? 1 : 0);
		if (r->want)
			same_text(r->name, arena_strf(&a, "%.*s %.*s",
				STR_ARG(art.attachments[0].url), STR_ARG(art.attachments[0].title)),
				str_of(r->want));
		arena_release(&a);
	}
}

/* Below the box of title and text, in the page's own footer. */
static void a_footer_may_hold_the_annexes(void **state)
{
	struct arena a = ARENA_INIT;
	struct article art;

	(void)state;
	article_read(&order, STR("<body><div><article><h1>关于开展活动的通知</h1><p>现将活动通知如下，请遵照执行。</p>"
		"</article></div><footer><a href='javascript:;'>附件1： 附件.docx</a> "
		"<a href='/d/app.zip'>下载客户端</a></footer></body>"), &art, &a);
	same_int("files", art.nattachments, 1);
	same_text("file", art.attachments[0].title, STR("附件1： 附件.docx"));
	arena_release(&a);
}

static void particulars_are_read(void **state)
{
	static const char html[] = PAGE("<meta name='contentsource' content='错误'>",
		"<table><tr><td>索引号：</td><td>1</td><td>文号：</td><td>某政发[2026]3号</td></tr>"
		"<tr><td>成文日期：</td><td>2026年06月30日</td><td>有效性：</td><td>有效</td></tr></table>"
		"<div>来源：某市政府 办公室　　发布时间：2026-07-01 09:30:11　浏览次数：12</div>"
		"<div id='zoom'><p>现将《某办法（含〈细则〉）》印发，原《旧办法》废止。</p><table>"
		"<tr><th>序号</th><th>名称</th></tr><tr><td>1</td><td><p>甲</p></td></tr></table>"
		"<p><img src='/i.png'></p><p>某市政府</p><p>2026年6月30日</p>"
		"<div class='share'>分享到微信</div></div><p>【打印】【关闭】</p>");
	struct arena a = ARENA_INIT;
	struct article art;
	char t[TIME_TEXT];

	(void)state;
	article_read(&order, str_of(html), &art, &a);
	same_text("source", art.source, STR("某市政府 办公室"));
	same_text("number", art.doc_number, STR("某政发〔2026〕3号"));
	same_text("validity", art.validity, STR("有效"));
	same_text("written", str_of(day_text(t, day_of_ms(art.written_ms, zone_shanghai()))),
		STR("2026-06-30"));
	same_text("date", str_of(time_text(t, art.date_ms, zone_utc())),
		STR("2026-07-01T01:30:11Z"));
	assert_true(art.date_has_time);
	same_text("pairs", art.pair_titles, STR("某办法（含〈细则〉）\n旧办法"));
	same_text("text", art.text, STR("现将《某办法（含〈细则〉）》印发，原《旧办法》废止。\n"
		"序号 | 名称\n1 | 甲\n某市政府\n2026年6月30日"));
	same_int("images", art.nimages, 1);
	arena_release(&a);
}

static void say(struct buf *b, const char *name, struct str value)
{
	if (value.n)
		buf_addf(b, "%s: %.*s\n", name, STR_ARG(value));
}

static void say_day(struct buf *b, const char *name, int64_t ms, bool has_time)
{
	char t[TIME_TEXT];

	if (ms == DATE_NONE_MS)
		return;
	say(b, name, str_of(has_time ? time_text(t, ms, zone_shanghai())
				     : day_text(t, day_of_ms(ms, zone_shanghai()))));
}

/* Tables, boxes and spans of the catalogue of disclosure. */
static const struct {
	const char *html, *index, *issuer, *topic;
} catalogue_rows[] = {
	{"<table><tr><td>索 引 号：</td><td>000014349/2022-00012</td><td>主题分类：</td>"
	 "<td>财政、金融、审计\\其他</td></tr><tr><td>发文机关：</td><td>国务院办公厅</td>"
	 "<td>成文日期：</td><td>2022年01月05日</td></tr></table>",
		"000014349/2022-00012", "国务院办公厅", "财政、金融、审计\\其他"},
	{"<table><tr><td>文号</td><td></td><td>索引号</td><td>005452487/2020-00001</td>"
	 "<td>关键词</td><td></td></tr><tr><td>主题分类</td><td>教育管理</td></tr></table>",
		"005452487/2020-00001", NULL, "教育管理"},
	{"<p>索引号：11370283004286001L/2020-01234发布机构：某市财政局 公开日期：2020-06-01</p>",
		"11370283004286001L/2020-01234", "某市财政局", NULL},
	{"<p><span>索引号:</span><span>平财办/2020-0012</span></p><p>发布机构：</p>"
	 "<p>信息分类： 公告 公文</p>", "平财办/2020-0012", NULL, "公告 公文"},
	{"<p>索引号：</p><p>主题分类： 发文机关： 效力状态：有效</p>", NULL, NULL, NULL},
	{"<h1>关于印发办法的通知</h1><p>索引号：国办发〔2019〕14号</p><p>主题分类：</p>"
	 "<h1>关于印发办法的通知</h1>", "国办发〔2019〕14号", NULL, NULL},
	{"<p>按照索引号查询的办法已经公布。</p>", NULL, NULL, NULL},
};

static void the_catalogue_is_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(catalogue_rows); i++) {
		struct arena a = ARENA_INIT;
		struct article art;
		struct str html = arena_strf(&a, "%s%s%s", "<body><h1>关于印发办法的通知</h1>",
			catalogue_rows[i].html,
			"<div id='zoom'><p>各县区人民政府：现将办法印发给你们，请遵照执行。</p></div>");

		article_read(&order, html, &art, &a);
		same_text("index", art.index_number, str_of(catalogue_rows[i].index));
		same_text("issuer", art.issuer, str_of(catalogue_rows[i].issuer));
		same_text("topic", art.topic, str_of(catalogue_rows[i].topic));
		arena_release(&a);
	}
}

/* Around one text: what other templates and old sites put there. */
static const struct {
	const char *before, *after;
} around_rows[] = {
	{"<table><tr><td><ul><li><a href='/1/'>首页</a></li><li><a href='/2/'>概况</a></li><li>"
	 "<a href='/3/'>公告</a></li></ul></td><td>", "</td></tr></table>"},
	{"<div class='article_con'><div><h3>热点新闻</h3><ul><li><a href='/1.html'>一件很大的事情发生了</a>"
	 "</li><li><a href='/2.html'>又一件很大的事情发生了</a></li></ul></div>", "</div>"},
	{"<div class='main'>", "</div>"},
};

static void the_frame_does_not_matter(void **state)
{
	static const char *const heads[] = {"<h2>关于印发办法的通知<br><span>2026/7/1</span></h2>",
		"<h2>关于印发办法的通知 [2026-07-01]</h2>",
		"<h2>关于印发办法的通知 2026年7月1日 10:20</h2>"};

	static const char text[] = "各县区人民政府、市直各部门：现将《办法》印发给你们，请结合实际，认真贯彻执行。"
		"执行中有什么问题，请及时向市政府办公室反映，由市政府办公室会同有关部门研究答复。"
		"本办法自印发之日起施行，有效期五年，此前有关规定与本办法不一致的，以本办法为准。";

	(void)state;
	for (size_t i = 0; i < ROWS(around_rows) * ROWS(heads); i++) {
		const char *before = around_rows[i / ROWS(heads)].before;
		const char *head = heads[i % ROWS(heads)];
		struct arena a = ARENA_INIT;
		struct article art;
		char t[TIME_TEXT];
		struct str html = arena_strf(&a,
			"<body>%s%s<div class='TRS_Editor'><p>%s</p><p>%s</p></div>%s</body>", before,
			head, text, text, around_rows[i / ROWS(heads)].after);

		article_read(&order, html, &art, &a);
		same_text(head, art.title, STR("关于印发办法的通知"));
		same_text(before, art.text, arena_strf(&a, "%s\n%s", text, text));
		same_text(head, str_of(day_text(t, day_of_ms(art.date_ms, zone_shanghai()))),
			STR("2026-07-01"));
		arena_release(&a);
	}
}

/* An article as the .txt files beside the saved pages state it. */
static void say_article(const struct article *art, struct buf *b)
{
	say(b, "title", art->title);
	say_day(b, art->date_weak ? "weak date" : "date", art->date_ms, art->date_has_time);
	say(b, "source", art->source);
	say(b, "number", art->doc_number);
	say_day(b, "written", art->written_ms, false);
	say(b, "validity", art->validity);
	say(b, "pairs", art->pair_titles);
	for (size_t i = 0; i < art->nattachments; i++)
		buf_addf(b, "attachment: %.*s %.*s\n", STR_ARG(art->attachments[i].url),
			STR_ARG(art->attachments[i].title));
	for (size_t i = 0; i < art->nimages; i++)
		say(b, "image", art->images[i]);
	buf_addf(b, "\n%.*s\n", STR_ARG(art->text));
}

/* Excerpts of saved pages, see tests/data/README.md; the address as first saved. */
static const struct golden {
	const char *name, *url;
} goldens[] = {
	{"guizhou-trs", "http://rsj.gzdaozhen.gov.cn/gzdt/xydt/201711/t20171107_21308529.html"},
	{"ndrc-trs", "https://www.ndrc.gov.cn/xxgk/zcfb/fzggwl/202604/t20260409_1404577.html"},
	{"zhecheng-empirecms", "http://www.zhecheng.gov.cn/xxgk/zfwj/259.html"},
	{"suzhou-epoint", "http://www.example.com/034/034001/20210111/3131a2d9.html"},
	{"hcdd-vsb", "https://www.hcdd.cq.cn/info/1004/12871.html"},
	{"guangdong", "http://www.qb.gd.gov.cn/gggs/content/post_227631.html"},
	{"sasac", "http://www.sasac.gov.cn/n2588035/c32377016/content.html"},
	{"yichun-ucap", "https://www.yichun.gov.cn/ycsrmzf/tjgb/202305/36796cdc.shtml"},
	{"govuk", "https://www.gov.uk/guidance/coronavirus-covid-19-information-for-the-public"},
};

#define TEN "a b c d e f g h i j "
#define HUNDRED TEN TEN TEN TEN TEN TEN TEN TEN TEN TEN
#define MANY HUNDRED HUNDRED HUNDRED
#define FRAMED(open, close) "<html><head><title>Road closed - City</title></head><body>"    \
	"<div class='menu'><a href='/'>Home</a> <a href='/b'>News</a></div>" open          \
	"<h1>Road closed</h1><p>" SENTENCES "</p><p>" SENTENCES "</p>" close                \
	"<footer>City council, all rights reserved, 1 Main Street.</footer></body></html>"
#define MANY_SENTENCES "会议强调，要加强领导，落实责任，确保各项工作取得实效。与会人员认真听取了报告，并进行了讨论。"
#define SENTENCES "The road is closed from Monday, because the bridge is repaired. Drivers " \
	"are asked to use the northern route. Buses, taxis and bicycles may pass at any time, " \
	"day and night, under the eyes of the police."

/* Names on the boxes around a text must not hide it, boxes beside it must not join it. */
static const struct frame_row {
	const char *name, *html;
} frame_rows[] = {
	{"box called has-sidebar", FRAMED("<div class='layout has-sidebar'>", "</div>")},
	{"box called search-comment", FRAMED("<div id='comment-search-page'>", "</div>")},
	{"box called left, with links", FRAMED("<div class='left'><a href='/1'>one long link</a>"
		"<a href='/2'>another long link to somewhere</a>", "</div>")},
	{"a script that looks like a tag", FRAMED("<script>for(i=0;i<a.length; b ) { " MANY MANY
		"}</script><div>", "</div>")},
	{"a comment that looks like a tag", FRAMED("<!-- <a " MANY MANY " --><div>", "</div>")},
	{"schema.org", "<title>Road closed</title><div><h1>Road closed</h1><div>Most read: a man, a "
		"dog, and a cat. They met, and talked, and parted.</div><div itemprop='articleBody'>"
		"<p>" SENTENCES "</p><p>" SENTENCES "</p></div></div>"},
	{"aside", FRAMED("<main><aside><p>Sign up, it is free. We write often, and long.</p></aside>",
		"</main>")},
	{"side lists of texts", FRAMED("<main><div class='txt'>", "</div><div class='more'><div>Other, "
		"older things. With words, and commas.</div><div>Still others. With more, and more."
		"</div></div></main>")},
};

static void frames_neither_hide_nor_join_the_text(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(frame_rows); i++) {
		struct arena a = ARENA_INIT;
		struct article art;

		article_read(&order, str_of(frame_rows[i].html), &art, &a);
		same_text(frame_rows[i].name, art.text, STR(SENTENCES "\n" SENTENCES));
		same_text(frame_rows[i].name, art.title, STR("Road closed"));
		arena_release(&a);
	}
}

static void particulars_without_gaps_are_read(void **state)
{
	static const char html[] = "<title>某局通知</title><h2>关于印发管理办法的通知</h2><p>某发〔2026〕15号</p>"
		"<div><span>来源：区自然资源局</span><span>发布时间：2026-07-01</span><span>浏览次数：12</span>"
		"</div><div id='zoom'><p>" MANY_SENTENCES "</p></div>";
	struct arena a = ARENA_INIT;
	struct article art;

	(void)state;
	article_read(&order, str_of(html), &art, &a);
	same_text("source", art.source, STR("区自然资源局"));
	same_text("number", art.doc_number, STR("某发〔2026〕15号"));
	arena_release(&a);
}

static void labelled_numbers_may_lack_the_year(void **state)
{
	static const char *const rows[][2] = {
		{"发文字号：国务院令第782号 有效性：有效", "国务院令第782号"},
		{"发文字号：中华人民共和国主席令第四十三号 有效性：有效", "中华人民共和国主席令第四十三号"},
		{"文号：科学技术部令 第 23 号", "科学技术部令第23号"},
		{"发文字号：2026年第3号", "2026年第3号"},
		{"发文字号：某发〔2026〕3号", "某发〔2026〕3号"},
		{"发文字号：有效性：有效", ""},
		{"发文字号：见第三条第二号", ""},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct arena a = ARENA_INIT;
		struct article art;

		article_read(&order, arena_strf(&a, PAGE("", "<p>%s</p>" BODY), rows[i][0]), &art, &a);
		same_text(rows[i][0], art.doc_number, str_of(rows[i][1]));
		arena_release(&a);
	}
}

/* What pages put between the paragraphs, and what looks like it and stays. */
static const struct between_row {
	const char *name, *box, *html, *want;
} between_rows[] = {
	{"buttons", "zoom", "<p>Facebook</p><p>Print</p><p>Advertisement</p>", ""},
	{"a list of other pages", "txt", "<p>You may also like</p><ul><li><a href='/1'>One thing</a></li><li>"
		"<a href='/2'>Another thing</a></li><li><a href='/3'>A third</a></li></ul>", ""},
	{"a list in the box of an editor", "zoom", "<p>Further information</p><ul><li><a href='/1'>One"
		"</a></li><li><a href='/2'>Two</a></li><li><a href='/3'>Three</a></li></ul>",
		"\nFurther information\nOne\nTwo\nThree"},
	{"two links", "txt", "<ul><li><a href='/1'>One thing</a></li><li><a href='/2'>Another</a></li></ul>",
		"\nOne thing\nAnother"},
	{"a list of files", "txt", "<p>附件</p><ul><li><a href='/1.pdf'>一</a></li><li><a href='/2.pdf'>二</a>"
		"</li><li><a href='/3.doc'>三</a></li></ul>", "\n附件\n一\n二\n三"},
	{"a pointer", "zoom", "<p>Related: <a href='/1'>One more story</a></p>", ""},
	{"words that begin like one", "zoom", "<p>Related: nothing that is a link.</p>",
		"\nRelated: nothing that is a link."},
	{"a form to fill in", "zoom", "<form><label>姓名</label><input type='text'><label>联系电话</label>"
		"<input><textarea></textarea></form>", ""},
	{"other stories in the box of an editor", "zoom", "<h3>相关阅读</h3><ul><li><a href='/1.html'>"
		"一件很大的事情</a><span>2026-01-02</span></li><li><a href='/2.html'>另一件事</a></li></ul>", ""},
	{"files under such a heading", "zoom", "<p>相关链接</p><p><a href='/1.pdf'>一</a></p><p>"
		"<a href='/2.pdf'>二</a></p>", "\n一\n二"},
	{"neighbours in brackets", "zoom", "<div><span>【上一篇】</span><a href='/1.html'>一件事</a></div>"
		"<div><span>[下一篇]</span><a href='/2.html'>又一件</a></div>", ""},
	{"a table of two cells", "zoom", "<table><tr><td><p>甲</p></td><td><ul><li>一</li><li>二</li></ul>"
		"</td></tr></table>", "\n甲 | 一 二"},
	{"a form of buttons", "zoom", "<form><p>请下载。</p><input type='submit'></form>", "\n请下载。"},
};

static void what_stands_between_paragraphs_is_left_out(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(between_rows); i++) {
		struct arena a = ARENA_INIT;
		struct article art;
		struct str html = arena_strf(&a, "<title>Road closed</title><h1>Road closed</h1>"
			"<div id='%s'><p>" SENTENCES "</p>%s</div>", between_rows[i].box,
			between_rows[i].html);

		article_read(&order, html, &art, &a);
		same_text(between_rows[i].name, art.text,
			arena_strf(&a, "%s%s", SENTENCES, between_rows[i].want));
		arena_release(&a);
	}
}

/* Pages of a file, a picture, one link, and texts that the box of most of them cuts. */
static const struct few_row {
	const char *name, *html, *want;
	size_t nfiles, nimages;
} few_rows[] = {
	{"files alone", "<div><div class='tit'>关于公布工作安排表的通知</div><div>[发布时间2026年7月2日]</div>"
		"<div><p><a href='javascript:;'>第十周工作安排表.docx</a></p></div></div>",
		"第十周工作安排表.docx", 1, 0},
	{"a picture alone", "<div><h1>关于公布工作安排表的通知</h1><p>2026-07-02</p><div><img src='/p/1.jpg'>"
		"</div></div>", "", 0, 1},
	{"one link", "<div><h1>关于公布工作安排表的通知</h1><p>2026-07-02 10:20</p></div>"
		"<div><p><a href='/b'>关于公布工作安排表的通知</a></p></div>", "关于公布工作安排表的通知", 0, 0},
	{"a table alone", "<div><h1>空气质量月报</h1><p>2026-07-02</p><div><table><tr><td>月份</td><td>"
		"PM2.5</td></tr><tr><td>六</td><td>31</td></tr></table></div></div>",
		"月份 | PM2.5\n六 | 31", 0, 0},
	{"paragraphs beside the box of most of them", "<div><p style='font-size:24px'>招募志愿者</p>"
		"<div>时间：2026-07-02 来源：某报</div><p>活动时间：七月三日</p><p>活动地点：某县</p>"
		"<div id='desc'>" MANY_SENTENCES "</div></div>",
		"活动时间：七月三日\n活动地点：某县\n" MANY_SENTENCES, 0, 0},
};

static void pages_of_few_words_are_read(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(few_rows); i++) {
		const struct few_row *r = &few_rows[i];
		struct arena a = ARENA_INIT;
		struct article art;
		struct str html = arena_strf(&a, "<title>某县政府</title><div class='nav'><a href='/'>"
			"首页</a></div><div class='page'><p>欢迎您！</p>%s</div><div class='end'>"
			"版权所有：某县政府，地址：某路1号，电话：010-1，邮编：100000</div>", r->html);

		article_read(&order, html, &art, &a);
		same_text(r->name, art.text, str_of(r->want));
		same_int(r->name, art.nattachments, r->nfiles);
		same_int(r->name, art.nimages, r->nimages);
		assert_true(art.date_ms != DATE_NONE_MS);
		arena_release(&a);
	}
}

/* Title and credits at the head of the box; a document that repeats its title keeps it. */
static const struct head_row {
	const char *name, *html, *want;
} head_rows[] = {
	{"heading and byline", "<div id='zoom'><h1>Road closed</h1><p>By A. Writer</p><p>Road desk</p>"
		"<p>Updated 10:01 pm, November 19, 2025</p><p>" SENTENCES "</p></div>", SENTENCES},
	{"heading alone", "<div id='zoom'><h1>Road closed</h1><p>" SENTENCES "</p></div>", SENTENCES},
	{"repeated title", "<h1>Road closed</h1><div id='zoom'><p>Road closed</p><p>" SENTENCES
		"</p></div>", "Road closed\n" SENTENCES},
};

static void the_text_begins_behind_its_head(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(head_rows); i++) {
		struct arena a = ARENA_INIT;
		struct article art;
		struct str html = arena_strf(&a, "<title>Road closed</title>%s", head_rows[i].html);

		article_read(&order, html, &art, &a);
		same_text(head_rows[i].name, art.text, str_of(head_rows[i].want));
		arena_release(&a);
	}
}

/* A page without a heading of its own kind, and the title that is to be found. */
static const struct title_row {
	const char *name, *html, *want;
} title_rows[] = {
	{"large print above the credits", "<title>某县信息网-某县社会组织信息网</title><div><p>某县信息网"
		"</p><p>您当前的位置：<a href='/'>首页</a> > 新闻</p><p style='text-align:center;"
		"font-size:24px'>县里召开年度评估工作会议</p><div>时间：2026-07-01 来源：</div><p>" MANY_SENTENCES
		"</p></div>", "县里召开年度评估工作会议"},
	{"heading with the date", "<title>县里召开年度评估工作会议 - 某县</title><h2>县里召开年度评估工作会议"
		"<span> 2026-07-01 10:20</span></h2><p>" MANY_SENTENCES "</p>",
		"县里召开年度评估工作会议"},
	{"a title that ends in a date", "<title>用水量 2026-07-01 - 某县</title><h2>用水量 2026-07-01</h2>"
		"<p>" MANY_SENTENCES "</p>", "用水量 2026-07-01"},
	{"heading of low rank above the credits", "<title>某团委网</title><form><p>首页 >> 讲话</p><div><h3>"
		"关于举办培训班的通知</h3><div><h4>来源： 发布时间：2026-07-01</h4><div><p>" MANY_SENTENCES
		"</p></div></div></div></form>", "关于举办培训班的通知"},
	{"an imprint in the editor's box", "<title>某局</title><div class='xxy'><h1>关于征求意见的公告</h1>"
		"<div class='z3'>详情见附件，请于七月三十一日前反馈意见。</div></div><div><div class='TRS_Editor'>"
		"版权所有：某局 电话：010-1</div></div>", "关于征求意见的公告"},
	{"title box in two lines", "<title>某区</title><div class='detail-title'>关于征收土地的公告<br>"
		"（第3号）</div><div>发布时间：2026-07-01</div><p>" MANY_SENTENCES "</p>",
		"关于征收土地的公告 （第3号）"},
	{"the channel as first heading", "<title>某市地铁三号线一期大街站开通-某市公交某市地铁</title><div class='city'>"
		"<h1>某市地铁</h1><a href='#'>切换</a></div><div class='info'><h1>某市地铁三号线一期大街站开通</h1>"
		"<p class='from'>2026-06-26 某市公交地铁新闻</p><p>" MANY_SENTENCES "</p></div>",
		"某市地铁三号线一期大街站开通"},
	{"a welcome above", "<title>某市胜利小学</title><div class='x ny_ritle'><p>某市胜利小学欢迎您！</p></div>"
		"<div class='tit'>来宾参观学校</div><div>发布时间：2026-07-01</div><p>" MANY_SENTENCES "</p>",
		"来宾参观学校"},
	{"a path in a heading box", "<title>某公司</title><div class='sidebar inner'><h3 class='title'>"
		"<div class='position'>当前位置：<a href='/'>首页</a> > 环保</div><span>环保</span></h3>"
		"<h1 class='title'>厂界噪音监测数据</h1><table><tr><td>季度</td><td>昼间</td></tr>"
		"<tr><td>一</td><td>62.5</td></tr></table></div>", "厂界噪音监测数据"},
};

static void titles_are_found_without_headings(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(title_rows); i++) {
		struct arena a = ARENA_INIT;
		struct article art;

		article_read(&order, str_of(title_rows[i].html), &art, &a);
		same_text(title_rows[i].name, art.title, str_of(title_rows[i].want));
		assert_true(art.text.n > 10);
		assert_false(str_has(art.text, STR("版权所有")));
		arena_release(&a);
	}
}

static void stretched_labels_are_read(void **state)
{
	static const char html[] = PAGE("", "<table><tr><td>索 引 号：</td><td>1</td><td>来　　源：</td>"
		"<td>某市财政局</td></tr><tr><td>文　　号：</td><td>某财〔2026〕9号</td><td>有 效 性：</td>"
		"<td>失效</td></tr><tr><td>成 文 日 期：</td><td>2026年6月30日</td><td>发布日期：</td>"
		"<td>2026年7月2日</td></tr></table>" BODY);
	struct arena a = ARENA_INIT;
	struct article art;
	char t[TIME_TEXT];

	(void)state;
	article_read(&order, str_of(html), &art, &a);
	same_text("source", art.source, STR("某市财政局"));
	same_text("number", art.doc_number, STR("某财〔2026〕9号"));
	same_text("validity", art.validity, STR("失效"));
	same_text("written", str_of(day_text(t, day_of_ms(art.written_ms, zone_shanghai()))),
		STR("2026-06-30"));
	same_text("date", str_of(day_text(t, day_of_ms(art.date_ms, zone_shanghai()))),
		STR("2026-07-02"));
	arena_release(&a);
}

static void saved_pages_read_as_before(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(goldens); i++) {
		struct arena a = ARENA_INIT;
		struct page_order o = order;
		struct buf html, want, got = BUF_INIT((size_t)1 << 20);
		struct article art;

		html = test_file(arena_strf(&a, "articles/%s.html", goldens[i].name).p);
		want = test_file(arena_strf(&a, "articles/%s.txt", goldens[i].name).p);
		o.url = str_of(goldens[i].url);
		article_read(&o, buf_str(&html), &art, &a);
		say_article(&art, &got);
		same_text(goldens[i].name, buf_str(&got), buf_str(&want));
		buf_release(&html);
		buf_release(&want);
		buf_release(&got);
		arena_release(&a);
	}
}

static const struct monster_row {
	const char *name, *html;
	size_t at; /* SIZE_MAX: none */
} monster_rows[] = {
	{"plain", "<p " MANY MANY ">", 0},
	{"a script's own attributes", "x<script " MANY MANY ">", 1},
	{"behind a script", "<script>1</script><p " MANY MANY ">", 18},
	{"an element that begins like one", "<scripts>1<p " MANY MANY ">", 10},
	{"in a script", "<script>a<b " MANY MANY "</script>", SIZE_MAX},
	{"in a style", "<STYLE>a<b " MANY MANY "</STYLE>", SIZE_MAX},
	{"in a comment", "<!-- <b " MANY MANY "-->", SIZE_MAX},
	{"in a value", "<p a='" MANY MANY "'>", SIZE_MAX},
	{"behind an open comment", "<!-- <b " MANY MANY ">", 5},
};

static void tags_with_too_many_attributes_are_found(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(monster_rows); i++) {
		struct str s = str_of(monster_rows[i].html);
		size_t want = monster_rows[i].at == SIZE_MAX ? s.n : monster_rows[i].at;

		if (reading_monster_tag(s) != want)
			print_error("%s: got %zu, want %zu\n", monster_rows[i].name,
				reading_monster_tag(s), want);
		assert_int_equal(reading_monster_tag(s), want);
	}
}

/* One paragraph larger than any ceiling: what fits is read, and ends in a whole character. */
static void ten_megabytes_on_one_line_are_read(void **state)
{
	struct buf b = BUF_INIT((size_t)16 << 20);
	struct arena a = ARENA_INIT;
	struct article art;

	(void)state;
	buf_adds(&b, "<title>大页面的通知</title><h1>大页面的通知</h1><div id='zoom'><p>x");
	while (b.n < 10000000)
		buf_adds(&b, MANY_SENTENCES);
	buf_adds(&b, "</p></div>");
	article_read(&order, buf_str(&b), &art, &a);
	same_text("title", art.title, STR("大页面的通知"));
	assert_true(art.text.n <= ARTICLE_TEXT_MAX && art.text.n + 3 > ARTICLE_TEXT_MAX);
	assert_true(str_starts(art.text, STR("x" MANY_SENTENCES)));
	assert_true(utf8_valid(art.text));
	arena_release(&a);
	buf_release(&b);
}

static void broken_pages_do_no_harm(void **state)
{
	static const char *const rows[] = {"", "<", "text alone", "<html>", "<a", "</body>",
		"<div><div><div>", "\xff\xfe<p>x"};
	struct buf b = BUF_INIT((size_t)16 << 20);

	(void)state;
	for (int i = 0; i < 200000; i++)
		buf_adds(&b, "<div>");
	buf_adds(&b, "<p ");
	for (int i = 0; i < 100000; i++)
		buf_addf(&b, "a%d=1 ", i);
	buf_adds(&b, ">x");
	for (size_t i = 0; i <= ROWS(rows); i++) {
		struct arena a = ARENA_INIT;
		struct article art;

		article_read(&order, i < ROWS(rows) ? str_of(rows[i]) : buf_str(&b), &art, &a);
		arena_release(&a);
	}
	buf_release(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(document_numbers_are_normalised),
		T(dates_go_by_precedence),
		T(news_may_begin_with_their_day),
		T(text_survives_broken_fallbacks),
		T(a_day_ends_the_name_of_the_source),
		T(day_and_month_go_by_language),
		T(pages_of_few_words_are_read),
		T(attachments_are_found),
		T(a_footer_may_hold_the_annexes),
		T(particulars_are_read),
		T(the_catalogue_is_read),
		T(the_frame_does_not_matter),
		T(particulars_without_gaps_are_read),
		T(labelled_numbers_may_lack_the_year),
		T(frames_neither_hide_nor_join_the_text),
		T(what_stands_between_paragraphs_is_left_out),
		T(the_text_begins_behind_its_head),
		T(titles_are_found_without_headings),
		T(stretched_labels_are_read),
		T(saved_pages_read_as_before),
		T(tags_with_too_many_attributes_are_found),
		T(ten_megabytes_on_one_line_are_read),
		T(broken_pages_do_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
