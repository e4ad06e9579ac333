/* Documents by their order: kind, signals, challenge, spam; and what must stay linear. */
#include "test.h"

#include "base/utf8.h"
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
		{"markdown", STR("# A heading\n<a id=x></a>\n<p>t</p>"), "text/markdown", "text"},
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

/* A library of the portal sets a cookie and goes elsewhere: no protection. A page
 * that does so in its stead is one. */
static void libraries_are_no_challenge(void **state)
{
	static const char library[] = "function setCookie(n, v) {\n  document.cookie = n + '=' + v;\n}"
				      "\nfunction toMobile() { location.href = '/m/'; }\n";
	struct arena a = ARENA_INIT;
	struct page p;

	(void)state;
	read_page(STR(library), "text/javascript", WANT_LINKS, &p, &a);
	same_text("library", p.challenge, STR_NONE);
	read_page(STR("<script>document.cookie = 'n=1'; location.href = '/m/';</script>"),
		"text/javascript", WANT_LINKS, &p, &a);
	same_text("page instead of a library", p.challenge, STR("script"));
	arena_release(&a);
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

static void a_page_that_says_only_that_it_is_gone(void **state)
{
	static const struct {
		const char *text;
		bool want;
	} rows[] = {
		{"对不起，您访问的页面不存在！", true}, {"404 Not Found", true},
		{"该信息已被删除。返回首页", true},
		{"Sorry, we could not find that page.", true},
		{"国庆节放假七天。", false}, {"500 Internal Server Error", false},
		{"关于清理页面不存在链接的通知", false}, {"", false},
		/* says more */
		{"提示“您访问的页面不存在”时怎么办？请先核对地址，再清除浏览器缓存，仍然打不开的，"
		 "请拨打12345向本站反映，工作人员会在两个工作日内答复，并将结果告知本人，谢谢配合。"
		 "祝您生活愉快，工作顺利。", false},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++)
		same_int(rows[i].text, says_missing(str_of(rows[i].text)), rows[i].want);
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

/* Titles of the kind that hijacked government pages bear, and titles of notices that share
 * words with them. */
static void hijacked_titles_fire_and_notices_do_not(void **state)
{
	static const char *const spam[] = {
		"久久精品国产亚洲av麻豆_欧美日韩一区二区三区视频在线-平度市政务网",
		"国产精品亚洲一区二区三区_亚洲综合色婷婷_平度市人民政府",
		"亚洲欧美日韩在线观看一区二区三区 - 通知公告",
		"成人免费视频在线观看网址入口 某县政府网",
		"黄色网站大全_免费看黄app_精品人妻无码一区二区三区",
		"日本高清无码免费专区 某局",
		"男女啪啪网站免费观看",
		"欧美性爱视频在线播放",
		"欧洲杯买球平台_世界杯投注网站(中国)官方网站",
		"开云体育官方网站-登录入口",
		"爱游戏(ayx)中国官方网站",
		"米兰体育app下载官网",
		"澳门一码一肖一特一中今晚",
		"2024澳门天天开好彩大全",
		"新澳门资料大全免费",
		"伟德国际1946官网",
		"威尼斯人官网(中国)有限公司",
		"凤凰彩票平台登录",
		"AG真人官方网站",
		"hth华体会体育最新登录",
		"乐鱼体育下载",
		"必威betway官网",
		"一级毛片免费观看",
		"国产伦精品一区二区三区免费",
		"大香蕉在线视频",
		"51吃瓜网爆料",
		"快三平台官网",
		"皇冠体育足球平台",
	};
	static const char *const notice[] = {
		"市公安局通报打击网络赌博典型案例",
		"关于开展整治网络淫秽色情信息专项行动的通知",
		"市文广局查处黄色网站3家",
		"欧洲杯期间交通管制通告",
		"澳门特别行政区代表团来访",
		"米兰理工大学代表团来访",
		"乐鱼村村民委员会换届公告",
		"凤凰镇人民政府",
		"成人教育学院招生简章",
		"体育彩票公益金使用情况公示",
		"皇冠假日酒店卫生监督检查公示",
		"威尼斯双年展作品征集",
		"关于开云路段施工的公告",
		"爱游戏更爱学习：中小学生防沉迷宣传",
		"一级注册建筑师考试通知",
		"亚洲银行贷款项目公示",
		"国产化替代项目招标公告",
		"麻豆村扶贫项目公示",
		"精品旅游线路发布",
		"亚洲文化交流活动免费观看",
		"全市农产品质量安全一区二区划定公告", "我市国产精品茶叶走进欧美日韩市场",
		"市图书馆新春音乐会在线观看指南",
	};
	struct hijack_hits h;

	(void)state;
	for (size_t i = 0; i < ROWS(spam); i++) {
		hijack_find(str_of(spam[i]), &h);
		same_int(spam[i], h.n > 0, 1);
	}
	for (size_t i = 0; i < ROWS(notice); i++) {
		hijack_find(str_of(notice[i]), &h);
		same_int(notice[i], h.n > 0, 0);
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

/* The definition in plain words: each four code points, spaces passed over, vote. */
static uint64_t slow_simhash(struct str text)
{
	int64_t sum[64] = {0};
	uint64_t four = 0, out = 0, n = 0;

	for (size_t at = 0; at < text.n;) {
		int32_t cp = utf8_next(text, &at);
		uint64_t x;

		if (cp == ' ')
			continue;
		four = four << 16 | (uint64_t)(cp & 0xFFFF);
		if (++n < 4)
			continue;
		x = four;
		x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
		x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
		x ^= x >> 31;
		for (int i = 0; i < 64; i++)
			sum[i] += x >> i & 1 ? 1 : -1;
	}
	for (int i = 0; i < 64; i++)
		out |= (uint64_t)(sum[i] > 0) << i;
	return out;
}

static void simhash_is_what_it_is_defined_to_be(void **state)
{
	struct buf b = BUF_INIT(100000);

	(void)state;
	assert_int_equal(simhash_of(STR("")), 0);
	assert_int_equal(simhash_of(STR(" a b c ")), 0);
	for (int i = 0; i < 1500; i++) { /* past all lots and chunks */
		if (i % 37 == 0 || i < 40)
			assert_int_equal(simhash_of(buf_str(&b)), slow_simhash(buf_str(&b)));
		buf_addf(&b, i % 5 ? "w%d " : "\u516c\u544a%d\u53f7", i * i);
	}
	buf_release(&b);
}

static void packed_links_are_the_links(void **state)
{
	const struct str body = STR("<nav class=nav><a href='/a'>one</a></nav>\n\n<a href='c:\\x'>two"
		"</a><div style='display:none'><a rel=nofollow href='http://x.com/?q#f'>three"
		"</a></div>\n<a href='http://[bad'>four</a><img src=i.png alt='five'>");
	struct arena a = ARENA_INIT;
	struct page list, packed;
	struct link_cursor c = {0};
	struct link x;

	(void)state;
	read_page(body, "text/html", WANT_LINKS | WANT_HIDDEN, &list, &a);
	read_page(body, "text/html", WANT_LINKS | WANT_HIDDEN | WANT_PACKED, &packed, &a);
	assert_int_equal(list.nlinks, 5);
	assert_int_equal(packed.nlinks, 0);
	assert_int_equal(packed.npacked, 5);
	c.rest = packed.packed;
	for (size_t i = 0; i < list.nlinks; i++) {
		const struct link *y = &list.links[i];

		assert_true(link_unpack(&c, &x));
		assert_true(link_place(c.place, &x));
		assert_int_equal(str_none(x.url), str_none(y->url));
		assert_true(str_eq(x.url, y->url) && str_eq(x.text, y->text));
		assert_true(str_eq(x.element, y->element));
		assert_int_equal(x.line, y->line);
		assert_int_equal(x.hidden, y->hidden);
		assert_int_equal(x.navigation, y->navigation);
		assert_int_equal(x.nofollow, y->nofollow);
		if (i == 1 || i == 3)
			assert_true(str_eq(x.href, y->href));
	}
	assert_false(link_unpack(&c, &x));
	for (size_t n = 1; n < packed.packed.n; n++) { /* cut anywhere it ends, no more */
		int got = 0;

		c = (struct link_cursor){.rest = str_sub(packed.packed, 0, n)};
		while (link_unpack(&c, &x))
			got++;
		assert_true(got < 5);
	}
	arena_release(&a);
}

static void feeds_without_their_end_are_unclosed(void **state)
{
	static const struct {
		const char *name, *body, *type;
		bool unclosed;
	} rows[] = {
		{"rss", "<rss><channel><item><title>a</title></item></channel></rss>\n", "", false},
		{"rss with a comment behind", "<rss><channel/></rss><!-- 3 ms -->", "", false},
		{"empty rss", "<?xml version='1.0'?><rss/>", "", false},
		{"rss cut between items", "<rss><channel><item><title>a</title></item>", "", true},
		{"rss cut behind an empty element", "<rss><channel><item/>", "", true},
		{"rss cut in a tag", "<rss><channel><item><title>a</title></it", "", true},
		{"rdf under its prefix", "<rdf:RDF><item/></rdf:RDF>", "", false},
		{"sitemap", "<urlset><url><loc>http://e.cn/1</loc></url></urlset >", "", false},
		{"sitemap cut", "<urlset><url><loc>http://e.cn/1</loc></url>", "", true},
		{"lines", "http://e.cn/1\nhttp://e.cn/2\n", "text/plain", false},
		{"lines cut", "http://e.cn/1\nhttp://e.c", "text/plain", true},
		{"Hanweb", "<datastore><recordset></recordset></datastore>", "", false},
		{"Hanweb cut", "<datastore><recordset><record><![CDATA[<a", "", true},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct arena a = ARENA_INIT;
		struct page p;

		read_page(str_of(rows[i].body), rows[i].type, WANT_LIST, &p, &a);
		same_int(rows[i].name, p.unclosed, rows[i].unclosed);
		arena_release(&a);
	}
}

static void who_runs_a_portal_stands_at_its_foot(void **state)
{
	static const struct {
		const char *body, *want;
	} rows[] = {
		{"<p>主办单位：<a href='/'>某市人民政府</a> 电话：1</p>", "某市人民政府"},
		{"<p>版权所有：某市档案馆 地址：1</p>", "某市档案馆"},
		{"<p>版权所有 &copy; 某县教育局   技术维护：信息中心</p>", "某县教育局"},
		{"<p>版权所有&copy;2002-2021某区规划领导小组办公室　电话</p>", "某区规划领导小组办公室"},
		{"<div>Copyright &copy; 2009-2020 <a>某某天文台</a> 版权所有 青ICP备1号</div>", "某某天文台"},
		{"<a>联系我们</a><span>某省研究院</span> 版权所有", "某省研究院"},
		/* sites, sentences and programs run nothing */
		{"<p>Copyright @ 2013 某省建设信息网 版权所有</p>", NULL},
		{"<p>某某网(www.example.cn)版权所有 (c) All Rights Reserved</p>", NULL},
		{"<p>本站版权所有，未经许可不得转载</p>", NULL},
		{"<p>&copy;版权所有 保留所有权利 网站地图</p>", NULL},
		{"<p>版权所有", NULL},
		{"版权所有", NULL},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct arena a = ARENA_INIT;
		struct buf b = BUF_INIT(4096);
		struct page p;

		buf_addf(&b, "<!doctype html><meta charset=utf-8><body>%s", rows[i].body);
		read_page(buf_str(&b), "text/html", WANT_ORGANISER, &p, &a);
		same_text(rows[i].body, p.organiser, str_of(rows[i].want));
		buf_release(&b);
		arena_release(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(simhash_is_what_it_is_defined_to_be),
		cmocka_unit_test(feeds_without_their_end_are_unclosed),
		cmocka_unit_test(packed_links_are_the_links),
		T(who_runs_a_portal_stands_at_its_foot),
		T(kind_is_found_from_the_bytes),
		T(signals_are_read_from_the_head),
		T(trivial_script_redirects_are_followed),
		T(protections_are_recognised),
		T(libraries_are_no_challenge),
		T(error_pages_are_told_from_notices),
		T(a_page_that_says_only_that_it_is_gone),
		T(spam_fires_and_the_police_does_not),
		T(hijacked_titles_fire_and_notices_do_not),
		T(fingerprints_of_like_texts_are_near),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
