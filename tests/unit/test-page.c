/* Documents by their order: kind, signals, challenge, spam; and what must stay linear. */
#include "test.h"

#include "crawler/page.h"
#include "crawler/signals.h"

#define PAGE_URL "http://www.example.gov.cn/a/b.html"

static void read_page(struct str body, const char *type, uint32_t want, struct page *p,
	struct arena *a)
{
	struct page_order o = {.url = STR(PAGE_URL), .content_type = str_of(type), .want = want,
		.zone = STR("Asia/Shanghai"), .now_ms = INT64_C(1760000000000)};

	page_read(&o, body, p, a);
}

struct kind_row {
	const char *name;
	struct str body;
	const char *type, *want;
};

static void kind_is_found_from_the_bytes(void **state)
{
	const struct kind_row rows[] = {
		{"empty", STR(" \r\n"), "text/html", "empty"},
		{"html", STR("<!doctype html><p>x"), NULL, "html"},
		{"html after comment", STR("<!-- x --><div>x</div>"), NULL, "html"},
		{"html in text", STR("Warning: x<br />\n<a href=1>"), NULL, "html"},
		{"pdf named html", STR("%PDF-1.4\n\xff\xff"), "text/html", "pdf"},
		{"ole", STR("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0"), NULL, "office"},
		{"docx", STR("PK\3\4\24\0\0\0[Content_Types].xml"), NULL, "office"},
		{"zip", STR("PK\3\4\24\0\0\0a.txt"), NULL, "archive"},
		{"rar", STR("Rar!\x1A\7\0"), NULL, "archive"},
		{"png", STR("\x89PNG\r\n\x1A\n\0"), NULL, "image"},
		{"svg", STR("<?xml version='1.0'?><svg xmlns='x'/>"), NULL, "image"},
		{"rss", STR("<?xml version='1.0'?>\n<!-- x --><rss><channel/></rss>"), NULL, "feed"},
		{"atom", STR("<feed xmlns='http://www.w3.org/2005/Atom'></feed>"), NULL, "feed"},
		{"sitemap", STR("<?xml version='1.0'?><urlset></urlset>"), NULL, "sitemap"},
		{"xml", STR("<?xml version='1.0'?><x/>"), NULL, "xml"},
		{"Hanweb", STR("<datastore><recordset></recordset></datastore>"), "text/html", "xml"},
		{"json", STR("{\"a\":1}"), "text/html", "json"},
		{"json array", STR(" [1,2] "), NULL, "json"},
		{"jsonp", STR("cb({\"a\":1});"), "text/javascript", "json"},
		{"css", STR("p{color:red}"), "text/css; charset=utf-8", "css"},
		{"css unlabelled", STR("/* x */\n.a > b,\n#c:hover { color : red }"), NULL, "css"},
		{"css by rule", STR("@import url(x);"), NULL, "css"},
		{"no css", STR("function f() { x: 1 }"), NULL, "text"},
		{"no css either", STR("var a = {b: 1}"), NULL, "text"},
		{"script", STR("var x=1;"), "application/javascript", "script"},
		{"text", STR("User-agent: *"), "text/plain", "text"},
		{"page with NULs", STR("<p>\0\0\0\0</p>\0\0"), NULL, "html"},
		{"binary", STR("\0\1\2\3\4\5\6\7\1\2\3\4"), NULL, "other"},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct arena a = ARENA_INIT;
		struct page p;

		read_page(rows[i].body, rows[i].type, WANT_LINKS | WANT_LIST, &p, &a);
		same_text(rows[i].name, str_of(page_kind_word(p.kind)), str_of(rows[i].want));
		arena_release(&a);
	}
}

static void signals_are_read_from_the_head(void **state)
{
	struct arena a = ARENA_INIT;
	struct page p;

	(void)state;
	read_page(STR("<html><head><title>\n 甲&amp;乙 \n</title><base href=/c/>"
		"<META Name=SiteIDCode content=3702830001><meta property='og:title' content=x>"
		"<link rel=canonical href=z><meta http-equiv=refresh content='3; url=y'>"
		"<body><p>一</p><p>二 <b>三</b>四</body>"), "text/html", 0, &p, &a);
	same_text("title", p.title, STR("甲&乙"));
	same_text("base", p.base, STR("http://www.example.gov.cn/c/"));
	same_text("canonical", p.canonical, STR("http://www.example.gov.cn/c/z"));
	same_text("refresh", p.refresh, STR("http://www.example.gov.cn/c/y"));
	same_int("delay", p.refresh_s, 3);
	same_int("meta", p.nmeta, 3);
	same_text("name", p.meta[0].key, STR("siteidcode"));
	same_int("text", p.text_bytes, (int)sizeof("一 二 三四") - 1);
	assert_false(p.unclosed);
	arena_release(&a);
}

struct text_row {
	const char *html, *want;
};

static void trivial_script_redirects_are_followed(void **state)
{
	static const struct text_row rows[] = {
		{"<script>location.href='http://h/x'</script>", "http://h/x"},
		{"<script>window.location = \"/x\";</script>", "http://www.example.gov.cn/x"},
		{"<script>top.location.replace('x')</script>", "http://www.example.gov.cn/a/x"},
		{"<script>document.write(\"<meta http-equiv=\\\"refresh\\\" "
		 "content=\\\"0;url=./x/\\\">\")</script>", "http://www.example.gov.cn/a/x/"},
		{"<script>if(location.href=='x')y()</script>", NULL},
		{"<script>location.href='x'+y</script>", NULL},
		{"<script>location.href=location.pathname</script>", NULL},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct arena a = ARENA_INIT;
		struct page p;

		read_page(str_of(rows[i].html), "text/html", 0, &p, &a);
		same_text(rows[i].html, p.refresh, str_of(rows[i].want));
		arena_release(&a);
	}
}

static void protections_are_recognised(void **state)
{
	static const struct text_row rows[] = {
		{"chuangyu-style-block.html", "chuangyu"}, {"mps-jsl-521.html", "jsl"},
		{"mps-jsl-challenge1.js", "jsl"}, {"ruishu-head-excerpt.html", "ruishu"},
		{"safedog-style-block.html", "waf"}, {"yunsuo-landchina-2018.html", "yunsuo"},
		{"yunsuo-xwyd-2020.html", "yunsuo"}, {"cloudflare.html", "cloudflare"},
		{"akamai.html", "akamai"},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		char name[100];
		struct arena a = ARENA_INIT;
		struct page p;
		struct buf b;

		snprintf(name, sizeof(name), "waf/%s", rows[i].html);
		b = test_file(name);
		read_page(buf_str(&b), NULL, WANT_LINKS, &p, &a);
		same_text(rows[i].html, p.challenge, str_of(rows[i].want));
		buf_release(&b);
		arena_release(&a);
	}
}

static void error_pages_are_told_from_notices(void **state)
{
	static const struct text_row rows[] = {
		{"404 Not Found", "404 not found; not found"},
		{"404", "404"}, {"404错误页面", "404; 404错误"},
		{"您访问的页面不存在-某市人民政府", "页面不存在; 您访问的页面; 访问的页面不存在; 不存在"},
		{"某市新闻网 - 页面未找到", "页面未找到"},
		{"系统维护中", "系统维护; 维护中"},
		{"Access Denied", "access denied"},
		{"关于系统维护的公告", NULL}, {"国务院关于404号文件的批复", NULL},
		{"4040号提案的答复", NULL}, {"某市人民政府", NULL},
		{"关于页面不存在问题的通报", NULL}, {"住房建设中的质量管理办法", NULL},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct arena a = ARENA_INIT;

		same_text(rows[i].html, error_words(str_of(rows[i].html), &a), str_of(rows[i].want));
		arena_release(&a);
	}
}

static void spam_fires_and_the_police_does_not(void **state)
{
	static const struct text_row rows[] = {
		{"<title>澳门新葡京娱乐场官网-某县人民政府</title>", "澳门新葡京@title 新葡京@title 葡京娱乐@title 娱乐场官网@title"},
		{"<title>&#28595;&#38376;&#26032;&#33889;&#20140;</title>", "澳门新葡京@title 新葡京@title"},
		{"<title>某局</title><meta name=keywords content='百 家 乐,ＢＥＴ365'>",
			"百家乐@keywords bet365@keywords"},
		{"<title>某局</title><a href=http://x/>时时彩平台</a>", "时时彩@link"},
		{"<title>某局</title><h1>老虎机</h1>", "老虎机@heading"},
		{"<title>公安机关打击跨境赌博专项行动</title><meta name=keywords content='百家乐,六合彩'>",
			NULL},
		{"<title>某局</title><a>警惕百家乐网络诈骗</a><a href=1>警方捣毁六合彩窝点</a>", NULL},
		{"<title>关于整治老虎机的通知</title>", NULL},
		{"<title>金沙县人民政府</title>", NULL}, {"<title>中国体育彩票开奖结果</title>", NULL},
		{"<title>永利村棋牌室管理</title><p>娱乐场所管理条例", NULL},
		{"<title>成人高考成绩查询</title>", NULL}, {"<title>太阳城社区</title>", NULL},
		{"<title>反赌宣传</title><p>赌博违法</p><a href=1>拒绝赌博 远离博彩</a>", NULL},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct arena a = ARENA_INIT;
		struct page p;

		read_page(str_of(rows[i].html), "text/html", 0, &p, &a);
		same_text(rows[i].html, p.spam_words, str_of(rows[i].want));
		arena_release(&a);
	}
}

static void fingerprints_of_like_texts_are_near(void **state)
{
	struct str text = STR("为了贯彻落实国务院关于进一步推进政务公开工作的意见，现将有关事项通知如下：一、"
		"各单位要高度重视信息公开工作，明确责任人；二、及时更新栏目内容，确保信息准确。");
	struct str near = STR("为了贯彻落实国务院关于进一步推进政务公开工作的意见，现将有关事项通知如下：一、"
		"各单位要高度重视信息公开工作，明确责任人；二、及时更新栏目内容，确保信息无误。");
	struct str far = STR("The quick brown fox jumps over the lazy dog and runs away into the wood.");

	(void)state;
	assert_true(__builtin_popcountll(simhash_of(text) ^ simhash_of(near)) <= 10);
	assert_true(__builtin_popcountll(simhash_of(text) ^ simhash_of(far)) >= 16);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(kind_is_found_from_the_bytes),
		T(signals_are_read_from_the_head),
		T(trivial_script_redirects_are_followed),
		T(protections_are_recognised),
		T(error_pages_are_told_from_notices),
		T(spam_fires_and_the_police_does_not),
		T(fingerprints_of_like_texts_are_near),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
