/* What a page says that its bytes do not show at once: scripts, frames, titles of errors. */
#include "test.h"

#include "crawler/page.h"
#include "crawler/signals.h"

#define PAGE_URL "http://www.example.com/a/b.html"
#define WORDS "window|location|href|http|casino|test"

static void read_page(const char *html, uint32_t want, struct page *p, struct arena *a)
{
	struct page_order o = {.url = STR(PAGE_URL), .content_type = STR("text/html"),
		.want = want, .zone = STR("Asia/Shanghai"), .now_ms = INT64_C(1760000000000)};

	page_read(&o, str_of(html), p, a);
}

static void scripts_do_not_hide_where_they_lead(void **state)
{
	static const struct {
		const char *script, *want;
	} rows[] = {
		{"eval(String.fromCharCode(108,111,99,97,116,105,111,110,61,39,104,116,116,112,58,"
		 "47,47,120,46,116,101,115,116,47,39))", "http://x.test/"},
		{"var u=atob('aHR0cDovL3gudGVzdC8=');location.href=u;", "http://x.test/"},
		{"window['\\x6c\\x6f\\x63ation']['\\x68ref']='http:\\x2f\\x2fx.test/'",
		 "http://x.test/"},
		{"eval(function(p,a,c,k,e,d){return p}('0.1.2=\"3://4.5/\"',6,6,'" WORDS
		 "'.split('|'),0,{}))", "http://casino.test/"},
		{"location=unescape('%68%74%74%70%3a//x.test/')+1;top.location="
		 "'http://x.test/b'", "http://x.test/b"},
		{"if(/baidu|sogou/.test(document.referrer)){location.href='http://x.test/'}",
		 "http://x.test/"},
		/* to its own site, to an office, openly, or nowhere */
		{"location.href=atob('aHR0cDovL20uZXhhbXBsZS5jb20v')", NULL},
		{"var u='\\x2f';location.href='http://www.other.gov.cn/'", NULL},
		{"location.href='http://m.other.test/'", NULL},
		{"if(document.referrer.indexOf('baidu')>0)count('baidu')", NULL},
		{"var s='\\u901a\\u77e5';document.title=s", NULL},
		{"eval(function(p,a,c,k,e,d){return p}('0(1)',62", NULL},
		{"atob('", NULL}, {"String.fromCharCode(", NULL}, {"unescape('%u12", NULL},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct arena a = ARENA_INIT;
		struct page p;
		struct str html = arena_strf(&a, "<title>t</title><script>%s</script>",
			rows[i].script);

		read_page(html.p, 0, &p, &a);
		same_text(rows[i].script, p.leads_to, str_of(rows[i].want));
		arena_release(&a);
	}
}

static void spam_is_read_where_it_hides(void **state)
{
	static const struct {
		const char *html, *want;
	} rows[] = {
		{"<title>某局</title><script>document.write(unescape('%u767e%u5bb6%u4e50'))"
		 "</script>", "百家乐@script"},
		{"<title>某局</title><script>alert('百家乐')</script>", NULL}, /* in the open: text */
		{"<title>某局</title><p>百家乐 时时彩 澳门金沙 六合彩 老虎机 棋牌 投注",
		 "百家乐@text 时时彩@text 澳门金沙@text 六合彩@text 老虎机@text 棋牌@text 投注@text"},
		{"<title>某局</title><p>百家乐 时时彩 澳门金沙 六合彩 老虎机 棋牌 投注 警方提醒", NULL},
		{"<title>某局</title><p>老虎机 棋牌 投注", NULL},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct arena a = ARENA_INIT;
		struct page p;

		read_page(rows[i].html, WANT_SPAM, &p, &a);
		same_text(rows[i].html, p.spam_words, str_of(rows[i].want));
		arena_release(&a);
	}
}

static void a_page_that_is_a_frame_leads_on(void **state)
{
	static const struct {
		const char *html, *want;
	} rows[] = {
		{"<frameset rows='100%'><frame src=http://x.test/></frameset>", "http://x.test/"},
		{"<body><iframe src='//x.test/a'></iframe>", "http://x.test/a"},
		{"<frameset cols='1,2'><frame src=http://x.test/><frame src=b></frameset>", NULL},
		{"<iframe src=/map.html></iframe>", NULL},
		{"<p>This page says something of its own, beside the video that it shows.</p>"
		 "<iframe src='http://x.test/v'></iframe>", NULL},
		{"<iframe src='javascript:1'></iframe>", NULL},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct arena a = ARENA_INIT;
		struct page p;

		read_page(rows[i].html, 0, &p, &a);
		same_text(rows[i].html, p.refresh, str_of(rows[i].want));
		same_int(rows[i].html, p.refresh_frame, rows[i].want != NULL);
		arena_release(&a);
	}
}

static void a_refusal_is_known_by_what_it_says(void **state)
{
	static const struct {
		const char *html, *want;
	} rows[] = {
		{"<title>提示</title><p>您的访问行为触发了安全策略，请联系管理员", "waf"},
		{"<title>提示</title><p>当前请求已被防火墙阻断，事件编号1", "waf"},
		{"<title>x</title><p>Your access to this site has been limited", "waf"},
		{"<title>x</title><p>The access is restricted by the policy of the site", "waf"},
		{"<title>提示</title><p>请先完成身份核验后访问。", "waf"},
		{"<title>Check</title><p>Are you a robot?<div class=h-captcha></div>", "captcha"},
		{"<script>document['cookie']='a=1';window['location']['reload']();</script>", "script"},
		/* advice, news, forms, other things that are refused or limited */
		{"<title>常见问题</title><p>如果您的访问被拦截，请致电。", NULL},
		{"<title>关于网站访问受限的说明</title><p>境外用户访问受限。", NULL},
		{"<title>贷款</title><p>您的申请被拒绝的，可以申诉。", NULL},
		{"<title>Contact</title><form><div class=h-captcha></div></form><p>Write to us.", NULL},
		{"<title>采购</title><p>Web应用防火墙采购项目，预算20万元。", NULL},
		{"<script>document['cookie']='a=1'</script>", NULL},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct arena a = ARENA_INIT;
		struct page p;

		read_page(rows[i].html, 0, &p, &a);
		same_text(rows[i].html, p.challenge, str_of(rows[i].want));
		arena_release(&a);
	}
}

static void titles_of_errors_say_missing(void **state)
{
	static const struct {
		const char *title, *text;
		bool want;
	} rows[] = {
		{"404 Not Found", "menu news contact", true}, {"404", "menu", true},
		{"404 - 某市政府", "首页 政务公开", true}, {"页面不存在_某市", "首页", true},
		{"系统提示", "首页 您要查看的信息已被删除或尚未审核 返回", true},
		{"提示信息", "首页 该栏目不存在", true},
		{"系统提示", "首页 您的留言已提交", false},
		{"404路公交车调整公告", "首页", false},
		{"关于清理“页面不存在”链接的通知", "首页", false},
		{"某市政府", "首页 该信息已被删除", false},
		{"信息已删除的处理流程", "首页", false}, {"文章找不到了", "首页", true},
		{"示府发〔2024〕404号", "正文", false}, {"", "信息不存在", false},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++)
		same_int(rows[i].title, titled_missing(str_of(rows[i].title), str_of(rows[i].text)),
			rows[i].want);
}

#define DRESS(text) "<title>某市人民政府</title><ul><li><a href=/1>政务公开</a><li><a href=/2>政务服务" \
	"</a><li><a href=/3>互动交流</a><li><a href=/4>走进某市</a></ul><div><h2>" text "</h2></div>" \
	"<p>主办单位：某市人民政府办公室 承办单位：某市大数据局 网站标识码：3702830001</p>" \
	"<p>地址：某市人民路一号 电话：0532-88888888 备案号：鲁ICP备05000001号</p>"

static void a_sentence_in_the_dress_of_the_portal_says_missing(void **state)
{
	static const struct {
		const char *html;
		bool want;
	} rows[] = {
		{DRESS("该信息已被删除"), true}, {DRESS("对不起，您访问的页面不存在！"), true},
		{DRESS("内容已下线。"), true}, {DRESS("您要查看的文章不存在或已删除"), true},
		{DRESS("您訪問的頁面不存在"), true}, {DRESS("This page has been removed"), true},
		/* in other words: a thing, that it is gone, and nothing else */
		{DRESS("参数错误，文章ID不存在"), true}, {DRESS("没有找到您要的文章"), true},
		{DRESS("We can't find the page you're looking for"), true},
		{DRESS("Sorry, this item is unavailable"), true},
		{DRESS("没有找到相关内容"), false}, {DRESS("没有符合条件的记录"), false},
		{DRESS("本栏目信息审核发布流程"), false},
		{DRESS("暂无数据"), false}, {DRESS("<a href=/3>该信息已被删除</a>"), false},
		{DRESS("关于清理页面不存在链接的通知"), false},
		{DRESS("他的留言“内容已下线”引起热议"), false},
		{DRESS("本文件已失效，已被删除的条款见附件"), false},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct arena a = ARENA_INIT;
		struct page p;

		read_page(rows[i].html, 0, &p, &a);
		same_int(rows[i].html, p.says_missing, rows[i].want);
		arena_release(&a);
	}
}

static void a_failure_is_all_that_its_page_shows(void **state)
{
	static const struct {
		const char *html, *want;
	} rows[] = {
		{"<h1>Error establishing a database connection</h1>",
			"Error establishing a database connection"},
		{"<title>502 Bad Gateway</title><center><h1>502 Bad Gateway</h1></center>nginx",
			"502 Bad Gateway"},
		{"<b>Fatal error</b>: Uncaught PDOException in <b>/w/i.php</b> on line <b>12</b>",
			"Fatal error"},
		{"SQLSTATE[HY000] [2002] Connection refused", "SQLSTATE["},
		{"<font>Microsoft OLE DB Provider for SQL Server</font> 错误 '80004005'",
			"Microsoft OLE DB Provider for"},
		{"<h1>Whitelabel Error Page</h1>There was an unexpected error (type=Internal Server "
			"Error, status=500).", "Whitelabel Error Page"},
		{"<pre>com.mysql.jdbc.CommunicationsException: Communications link failure", "Exception"},
		{"<p>Warning: include(conn.php): failed in /w/a.php on line 3", "Warning: "},
		{"<p>系统繁忙，请稍后再试！", "系统繁忙"}, {"<p>Undefined index: id", "Undefined index"},
		{"<title>培训</title><p>办公系统繁忙时段为每日上午九时至十一时，请各单位错开时间报送材料，避免拥堵。联系"
			"电话0912-3456789，联系人张同志。", NULL},
		{"<title>Rules</title><p>Exception: holidays.", NULL},
		{"<title>关于数据库错误的通知</title>Error establishing a database connection", NULL},
		{"<title>Why 502 Bad Gateway is shown</title><p>The gateway did not answer.", NULL},
		{"<p>Fatal error handling: a guide for editors", NULL},
		{"<h1>Whitelabel Error Page</h1>(type=Not Found, status=404).", NULL},
		{"<title>某市政府</title><p>正文", NULL},
	};
	struct arena a = ARENA_INIT;
	struct buf b = BUF_INIT(4000);
	struct page p;

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		read_page(rows[i].html, 0, &p, &a);
		same_text(rows[i].html, p.failure, str_of(rows[i].want));
	}
	buf_adds(&b, "SQLSTATE[HY000]");
	for (int i = 0; i < 200; i++)
		buf_adds(&b, "<p>text of the page");
	read_page(buf_cstr(&b), 0, &p, &a);
	same_text("one part of a page failed", p.failure, STR_NONE);
	buf_release(&b);
	arena_release(&a);
}

static void who_asks_for_something_first_says_hardly_more(void **state)
{
	static const struct {
		const char *html, *want;
	} rows[] = {
		{"<h1>会话已超时，请重新登录</h1>", "login"}, {"<p>仅限内网访问", "network"},
		{"<h2>请使用校园网或VPN访问</h2>", "network"}, {"<p>当前排队人数：1024", "busy"},
		{"<title>关于VPN的通知</title>请使用校园网或VPN访问", NULL},
		{"<h2>请使用校园网或VPN访问</h2><p>图书馆的数据库只对校内开放，毕业生可以在阅览室使用。使用中遇到问题的，"
			"可以在工作时间打电话到信息中心，或者到图书馆一楼服务台咨询，工作人员会帮助您设置。"
			"假期开放时间另行公布。", NULL},
	};
	struct arena a = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct page p;

		read_page(rows[i].html, 0, &p, &a);
		same_text(rows[i].html, p.challenge, str_of(rows[i].want));
	}
	arena_release(&a);
}

static void data_that_says_missing(void **state)
{
	static const struct {
		const char *json;
		bool want;
	} rows[] = {
		{"{\"code\":404,\"message\":\"资源不存在\",\"data\":null}", true},
		{"{\"status\" : \"404\"}", true}, {"{\"code\":4041}", false},
		{"{\"code\":200,\"rows\":404}", false}, {"[404]", false},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct arena a = ARENA_INIT;
		struct page_order o = {.url = STR(PAGE_URL), .content_type = STR("application/json"),
			.zone = STR("Asia/Shanghai")};
		struct page p;

		page_read(&o, str_of(rows[i].json), &p, &a);
		same_int(rows[i].json, p.says_missing, rows[i].want);
		arena_release(&a);
	}
}

static void names_of_domains_are_for_sale(void **state)
{
	static const struct {
		const char *html, *want;
	} rows[] = {
		{"<h1>example-town.com is for sale</h1>Make an offer", "is for sale"},
		{"<p>The old house is for sale.</p>", NULL},
		{"<p>This premium domain may be for sale by its owner!</p>", "domain may be for sale"},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct arena a = ARENA_INIT;
		struct page p;

		read_page(rows[i].html, 0, &p, &a);
		same_text(rows[i].html, p.parked, str_of(rows[i].want));
		arena_release(&a);
	}
}

#define LINKS "<a href=/safedog>1</a><a href=b>2</a><a href=c>3</a><a href=d>4</a>" \
	"<a href=e>5</a><a href=f>6</a><a href=g>7</a><a href=h>8</a>"

static void notices_of_protections_are_no_challenge(void **state)
{
	static const struct {
		const char *html, *want;
	} rows[] = {
		{"<title>访问被拦截</title>请求已被拦截", "waf"},
		{"<title>关于部署Web应用防火墙的通知</title>请求已被拦截的，请联系", NULL},
		{"<title>404</title>本站由创宇盾提供防护。页面不存在", NULL},
		{"<title>403</title>当前访问疑似黑客攻击，已被创宇盾拦截", "chuangyu"},
		{"<title>关于演练的通知</title><script>acw_sc__v2</script>", "aliyun"},
		{"<title>目录</title>" LINKS LINKS LINKS, NULL},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct arena a = ARENA_INIT;
		struct page p;

		read_page(rows[i].html, 0, &p, &a);
		same_text(rows[i].html, p.challenge, str_of(rows[i].want));
		arena_release(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(scripts_do_not_hide_where_they_lead),
		T(spam_is_read_where_it_hides),
		T(a_page_that_is_a_frame_leads_on),
		T(titles_of_errors_say_missing),
		T(a_refusal_is_known_by_what_it_says),
		T(a_sentence_in_the_dress_of_the_portal_says_missing),
		T(a_failure_is_all_that_its_page_shows),
		T(who_asks_for_something_first_says_hardly_more),
		T(data_that_says_missing),
		T(names_of_domains_are_for_sale),
		T(notices_of_protections_are_no_challenge),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
