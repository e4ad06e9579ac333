/* Rules about pages: marks and tags, numbers, changes, dates in texts, technical matters. */
#include "rule-world.h"

#include "crawler/technical.h"

#define FOOTER "主办：平度市人民政府办公室 联系电话：0532-1 网站标识码：3702830001 鲁ICP备05003616号 " \
	"鲁公网安备37028302000001号"
#define PLACES "https://bszs.conac.cn/sitename?method=show \n" \
	"http://zfwzgl.www.gov.cn/exposure/jiucuo.html?site_code=3702830001 "

static const char page_long_ago[] = "2026-01-01";

static void page_of(struct world *w, const char *text, const char *places)
{
	w->page = text;
	w->places = places;
	w->page_since = at(page_long_ago);
}

static void seven_marks_stand_in_the_footer(void **state)
{
	static const struct scene s = {"footer", "", NULL, "label", "where=footer", "2026-04-01",
		"ok", NULL};
	struct world w;
	struct scene t = s;
	struct finding f;

	(void)state;
	world_make(&w);
	page_of(&w, FOOTER, PLACES);
	expect(&w, &s);
	w.places = "https://bszs.conac.cn/x ";
	t.want = "overdue";
	t.cause = "missing";
	expect(&w, &t);
	f = judge(&w, &t);
	for (size_t i = 0; i < f.nfacts; i++)
		if (str_eqc(f.facts[i].key, "missing"))
			same_text("which", f.facts[i].value, STR("我为政府网站找错"));
	/* a page changed yesterday may yet be mended */
	w.page_changed = at("2026-03-31");
	t.want = "warn";
	expect(&w, &t);
	t.args = "where=footer;grace=0";
	t.want = "overdue";
	expect(&w, &t);
	t.args = "where=page;texts=平度市人民政府|平度/conac.cn";
	t.want = "ok";
	t.cause = NULL;
	expect(&w, &t);
	/* what stands there now says nothing of a time before it changed */
	w.page_changed = at("2026-04-20");
	t.want = PAGE_CHANGED_SINCE;
	expect(&w, &t);
	t.args = "where=footer";
	expect(&w, &t);
	t.args = "where=tags";
	expect(&w, &t);
	t.kind = "threshold";
	t.args = "where=page;pattern=标识码：([0-9]+)个?;min=1";
	expect(&w, &t);
	w.page_changed = at("2026-03-31");
	t.want = "ok";
	expect(&w, &t);
	world_release(&w);
}

static void tags_are_three_seven_ten(void **state)
{
	static const char *const name[] = {"sitename", "sitedomain", "siteidcode", "columnname",
		"columndescription", "columnkeywords", "columntype"};
	static const struct scene s = {"tags", "2026-03-01 a", NULL, "label", "where=tags",
		"2026-04-01", "ok", NULL};
	struct world w;
	struct scene t = s;

	(void)state;
	world_make(&w);
	t.want = "the page's tags are not kept";
	expect(&w, &t);
	page_of(&w, "x", "");
	for (size_t i = 0; i < 7; i++)
		w.page_meta[w.npage_meta++] = (struct pair){str_of(name[i]), STR("x")};
	expect(&w, &s);
	w.page_meta[6].value = STR("null");
	t.want = "overdue";
	t.cause = "missing";
	expect(&w, &t);
	w.page_meta[6].value = STR("信息公开,政策文件");
	/* the newest notice owes ten */
	w.text = "正文";
	expect(&w, &t);
	for (size_t i = 0; i < 7; i++)
		w.meta[w.nmeta++] = w.page_meta[i];
	w.meta[w.nmeta++] = (struct pair){STR("ArticleTitle"), STR("a")};
	w.meta[w.nmeta++] = (struct pair){STR("PubDate"), STR("2026-03-01 09:00")};
	expect(&w, &t);
	w.meta[w.nmeta++] = (struct pair){STR("ContentSource"), STR("办公室")};
	expect(&w, &s);
	world_release(&w);
}

static void several_notices_are_sampled(void **state)
{
	static const struct scene s = {"sample", "2026-03-01 a; 2026-03-05 b; 2026-03-31 c", NULL,
		"label", "where=notice;texts=有效|失效|废止;sample=3", "2026-04-01", "overdue",
		"missing"};
	struct world w;
	struct scene t = s;

	(void)state;
	world_make(&w);
	w.text = "关于某事的办法";
	expect(&w, &s);
	/* the newest alone is of yesterday */
	t.args = "where=notice;texts=有效|失效|废止";
	t.want = "warn";
	expect(&w, &t);
	w.text = "有效性：现行有效";
	t.want = "ok";
	t.cause = NULL;
	expect(&w, &t);
	world_release(&w);
}

static void numbers_are_read_from_pages_and_links(void **state)
{
	static const struct scene row[] = {
		{"of the page", "", NULL, "threshold", "where=page;pattern=开放数据集([0-9,]+)个;min=5000",
			"2026-04-01", "ok", NULL},
		{"too few", "", NULL, "threshold", "where=page;pattern=开放数据集([0-9,]+)个;min=5101",
			"2026-04-01", "overdue", "below"},
		{"near the limit", "", NULL, "threshold",
			"where=page;pattern=开放数据集([0-9,]+)个;max=5500", "2026-04-01", "warn", "near"},
		{"parts add up", "", NULL, "threshold",
			"where=page;pattern=信息([0-9.]+)万条;parts=机关([0-9.]+)万条/政府([0-9.]+)万条",
			"2026-04-01", "ok", NULL},
		{"parts do not", "", NULL, "threshold",
			"where=page;pattern=信息([0-9.]+)万条;parts=机关([0-9.]+)万条/集([0-9,]+)个",
			"2026-04-01", "overdue", "sum"},
		{"a part is not there", "", NULL, "threshold",
			"where=page;pattern=信息([0-9.]+)万条;parts=机关([0-9.]+)万条/乡镇([0-9.]+)万条",
			"2026-04-01", "no number found", NULL},
		{"no broken link", "", NULL, "threshold", "where=links;max=0", "2026-04-01", "ok",
			NULL},
	};
	struct world w;
	struct scene t = row[6];

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		world_make(&w);
		page_of(&w, "开放数据集5,100个，公开信息44.5万条，其中市级机关18.4万条，区政府26.1万条", "");
		w.edges[w.nedges++] = (struct edge){.url = STR("http://p.test/1")};
		expect(&w, &row[i]);
		world_release(&w);
	}
	world_make(&w);
	t.want = "no links known of this page";
	expect(&w, &t);
	w.edges[w.nedges++] = (struct edge){.url = STR("http://p.test/1")};
	w.suspected = "http://p.test/1";
	t.want = "warn";
	t.cause = "suspected";
	expect(&w, &t);
	w.broken = "http://p.test/1";
	t.want = "overdue";
	t.cause = "above";
	expect(&w, &t);
	t = row[0];
	t.want = "the page's text is not kept";
	expect(&w, &t);
	world_release(&w);
}

/* 18.45 rounded to 18.4 and 26.14 to 26.1 may make 44.6: rounding is no fault. */
static void rounding_is_no_fault(void **state)
{
	struct scene s = {"rounding", "", NULL, "threshold",
		"where=page;pattern=共([0-9.]+)万;parts=甲([0-9.]+)万/乙([0-9.]+)万", "2026-04-01", "warn",
		"sum"};
	struct world w;

	(void)state;
	world_make(&w);
	page_of(&w, "共44.6万，甲18.4万，乙26.1万", "");
	expect(&w, &s);
	w.page = "共44.7万，甲18.4万，乙26.1万";
	s.want = "overdue";
	expect(&w, &s);
	world_release(&w);
}

static void a_kept_text_tells_changes_from_noise(void **state)
{
	static const struct {
		struct scene scene;
		const char *changed;
	} row[] = {
		{{"changed in the year", "", NULL, "must_change", "by=12-31", "2026-12-20", "ok", NULL},
			"2026-02-01"},
		{{"not changed, far", "", NULL, "must_change", "by=12-31", "2026-11-30", "ok", NULL},
			NULL},
		{{"thirty days before", "", NULL, "must_change", "by=12-31", "2026-12-01", "warn",
			"due"}, NULL},
		{{"and after", "", NULL, "must_change", "by=2026-12-31", "2027-01-01T02:00:00",
			"overdue", "overdue"}, NULL},
		{{"changed before the year", "", NULL, "must_change", "by=12-31;from=02-02",
			"2026-12-20", "warn", "due"}, "2026-02-01"},
		{{"months by the text", "", NULL, "must_change", "months=6", "2026-08-02", "overdue",
			NULL}, "2026-02-01"},
		{{"told", "", NULL, "page_changed", "", "2026-02-05", "warn", "changed"},
			"2026-02-01"},
		{{"watched too late", "", NULL, "must_change", "by=2025-06-30", "2026-02-05",
			"not watched since the period began", NULL}, NULL},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct world w;

		world_make(&w);
		page_of(&w, "x", "");
		w.page_changed = row[i].changed ? at(row[i].changed) : 0;
		/* every body differs: a counter */
		for (size_t k = 0; k < 3; k++)
			w.measures[w.nmeasures++] = (struct measure){.seq = k + 1,
				.time_ms = at("2026-02-03") + (int64_t)k,
				.body_digest = sha256_of(arena_strf(&w.arena, "%zu", k))};
		expect(&w, &row[i].scene);
		world_release(&w);
	}
}

#define UNTIL "until=自(\\d{4})年(\\d{1,2})月(\\d{1,2})日起施行"

static void it_is_published_before_it_takes_effect(void **state)
{
	static const struct scene row[] = {
		{"before", "2026-02-28 办法", NULL, "sequence", UNTIL, "2026-04-01", "ok", NULL},
		{"on the day", "2026-03-01 办法", NULL, "sequence", UNTIL, "2026-04-01", "warn",
			"same-day"},
		{"after", "2026-03-02 办法", NULL, "sequence", UNTIL, "2026-04-01", "overdue",
			"out-of-order"},
		{"of another kind", "2026-03-02 办法", NULL, "sequence", UNTIL ";match=通知",
			"2026-04-01", "no notice states such a date", NULL},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct world w;

		world_make(&w);
		w.text = "第九条 本办法自2026年3月1日起施行。";
		expect(&w, &row[i]);
		world_release(&w);
	}
}

static void later_gaps_and_skips_are_told_first(void **state)
{
	static const struct scene row[] = {
		{"a young gap", "2026-01-05 2026年第1期; 2026-03-05 2026年第3期", NULL, "complete", "",
			"2026-03-11T23:00:00", "warn", "gap"},
		{"a week old", "2026-01-05 2026年第1期; 2026-03-05 2026年第3期", NULL, "complete", "",
			"2026-03-12", "overdue", "gap"},
		{"the end of a year is missing", "2025-01-05 2025年第1期; 2026-03-05 2026年第1期", NULL,
			"complete", "count=2", "2026-03-12", "overdue", "gap"},
		{"this year's end is not owed yet", "2026-03-05 2026年第1期", NULL, "complete",
			"count=24", "2026-03-12", "ok", NULL},
		{"a stage may yet come", "2026-03-02 《东城供热站》受理; 2026-03-20 《东城供热站》批复", NULL,
			"sequence", "stages=受理/拟审批/批复;subject=《(.+)》", "2026-03-26", "warn",
			"left-out"},
	};

	(void)state;
	run(row, ROWS(row));
}

static void what_is_owed_later_is_a_warning_at_most(void **state)
{
	static const struct scene row[] = {
		{"far", "2026-01-05 x", NULL, "exists", "match=目录;by=2026-12-31", "2026-11-30", "ok",
			NULL},
		{"thirty days before", "2026-01-05 x", NULL, "exists", "match=目录;by=2026-12-31",
			"2026-12-01", "warn", "missing"},
		{"after it", "2026-01-05 x", NULL, "exists", "match=目录;by=2026-12-31",
			"2027-01-01T01:00:00", "overdue", "missing"},
		{"there", "2026-01-05 目录", NULL, "exists", "match=目录;by=2026-12-31",
			"2027-01-01T01:00:00", "ok", NULL},
	};

	(void)state;
	run(row, ROWS(row));
}

static void reports_are_compared_by_their_numbers(void **state)
{
	static const struct scene row[] = {
		{"more", "2025-01-20 2024年年度报告（100件）; 2026-01-20 2025年年度报告（120件）", NULL,
			"year_on_year", "match=报告;pattern=([0-9]+)件;where=title", "2026-03-01", "ok",
			NULL},
		{"a little less", "2025-01-20 年度报告（100件）; 2026-01-20 年度报告（95件）", NULL,
			"year_on_year", "match=报告;pattern=([0-9]+)件;where=title", "2026-03-01", "warn",
			"fewer"},
		{"much less", "2025-01-20 年度报告（100件）; 2026-01-20 年度报告（90件）", NULL,
			"year_on_year", "match=报告;pattern=([0-9]+)件;where=title", "2026-03-01",
			"overdue", "fewer"},
		{"the first one", "2026-01-20 年度报告（90件）", NULL, "year_on_year",
			"match=报告;pattern=([0-9]+)件;where=title", "2026-03-01",
			"nothing in the year before", NULL},
		{"no number", "2025-01-20 年度报告; 2026-01-20 年度报告", NULL, "year_on_year",
			"match=报告;pattern=([0-9]+)件;where=title", "2026-03-01", "no number found",
			NULL},
		{"a rising share", "2024-06-01 图解a; 2024-06-02 b; 2026-02-01 图解c; 2026-02-02 图解d",
			NULL, "share", "of=图解;rising=true;least=2", "2026-04-01", "ok", NULL},
		{"a falling one", "2024-06-01 图解a; 2024-06-02 图解b; 2026-02-01 图解c; 2026-02-02 d",
			NULL, "share", "of=图解;rising=true;least=2", "2026-04-01", "overdue",
			"too-small"},
		{"nothing to compare with", "2026-02-01 图解c; 2026-02-02 d", NULL, "share",
			"of=图解;rising=true;least=2", "2026-04-01", "too few notices", NULL},
	};

	(void)state;
	run(row, ROWS(row));
}

/* --- technical --- */

static const char *const days_bad[] = {"2026-03-28", "2026-03-29", "2026-03-30"};

struct probe {
	const char *name, *check;
	int verdict;
	const char *reason, *expires;
	size_t ndays;
	const char *want, *cause;
};

static void a_site_owes_its_technical_things(void **state)
{
	static const struct probe row[] = {
		{"opens over https", "https", VERDICT_OK, "", "2026-12-01", 3, "ok", NULL},
		{"refused for a day", "https", VERDICT_UNSTABLE_CONNECT, "refused", NULL, 1, "warn",
			"no-https"},
		{"for three", "https", VERDICT_BROKEN_TLS, "tls-expired", NULL, 3, "overdue",
			"no-https"},
		{"blocked", "https", VERDICT_BLOCKED, "http-403", NULL, 3, "blocked, or our own line",
			NULL},
		{"never", "https", VERDICT_OK, "", NULL, 0, "never measured", NULL},
		{"31 days left", "certificate", VERDICT_OK, "", "2026-05-02", 3, "ok", NULL},
		{"30", "certificate", VERDICT_OK, "", "2026-05-01", 3, "warn", "certificate-30"},
		{"14", "certificate", VERDICT_OK, "", "2026-04-15", 3, "warn", "certificate-14"},
		{"7", "certificate", VERDICT_OK, "", "2026-04-08", 3, "warn", "certificate-7"},
		{"1", "certificate", VERDICT_OK, "", "2026-04-02", 3, "warn", "certificate-1"},
		{"expired", "certificate", VERDICT_BROKEN_TLS, "tls-expired", "2026-04-01", 3,
			"overdue", "certificate-expired"},
		{"none seen", "certificate", VERDICT_UNSTABLE_CONNECT, "refused", NULL, 3,
			"no certificate was seen", NULL},
		{"over IPv6", "ipv6", VERDICT_OK, "", NULL, 3, "ok", NULL},
		{"no address", "ipv6", VERDICT_BROKEN_DNS, "no-ipv6-address", NULL, 3, "overdue",
			"no-ipv6-address"},
		{"an address nobody serves", "ipv6", VERDICT_UNSTABLE_TIMEOUT, "timeout-connect",
			NULL, 3, "overdue", "ipv6-unreachable"},
		{"since yesterday", "ipv6", VERDICT_UNSTABLE_TIMEOUT, "timeout-connect", NULL, 1,
			"warn", "ipv6-unreachable"},
		{"we have none", "ipv6", VERDICT_UNKNOWN, "no-ipv6-here", NULL, 3,
			"it has an address, and our own line has no IPv6", NULL},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct world w;
		struct scene s = {row[i].name, "", NULL, "technical",
			"", "2026-04-01", row[i].want, row[i].cause};

		world_make(&w);
		s.args = arena_cstr(&w.arena, arena_strf(&w.arena, "checks=%s", row[i].check));
		for (size_t k = 0; k < row[i].ndays; k++)
			w.measures[w.nmeasures++] = (struct measure){.seq = k + 1,
				.time_ms = at(days_bad[k]), .verdict = row[i].verdict,
				.reason = str_of(row[i].reason),
				.tls_expires_ms = row[i].expires ? at(row[i].expires) : 0};
		expect(&w, &s);
		world_release(&w);
	}
}

static void the_name_ends_in_gov_cn(void **state)
{
	static const struct {
		const char *url, *want;
	} row[] = {
		{"http://www.pingdu.gov.cn/", "ok"}, {"https://www.PINGDU.GOV.CN:8443/x", "ok"},
		{"http://www.pingdu.cn/", "overdue"}, {"http://gov.cn.example.com/", "overdue"},
		{"http://1.2.3.4/", "overdue"},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct world w;
		struct scene s = {row[i].url, "", NULL, "technical", "checks=domain", "2026-04-01",
			row[i].want, NULL};

		world_make(&w);
		w.column.url = str_of(row[i].url);
		expect(&w, &s);
		world_release(&w);
	}
}

static void technical_checks_have_addresses_of_their_own(void **state)
{
	struct arena a = ARENA_INIT;

	(void)state;
	same_text("http", technical_https(STR("http://www.x.gov.cn/a"), &a),
		STR("https://www.x.gov.cn/"));
	same_text("another port", technical_https(STR("http://www.x.gov.cn:8080/"), &a),
		STR("https://www.x.gov.cn/"));
	same_text("https", technical_https(STR("https://www.x.gov.cn/a"), &a),
		STR("https://www.x.gov.cn/a"));
	assert_true(str_none(technical_https(STR("ftp://x/"), &a)));
	same_text("ipv6", technical_ipv6(STR("http://x/"), &a), STR("http://x/#ipv6"));
	arena_release(&a);
}

static void wrong_arguments_are_faults(void **state)
{
	static const struct {
		const char *kind, *args;
		size_t faults;
	} row[] = {
		{"label", "where=footer", 0}, {"label", "where=footer;texts=a", 1},
		{"label", "where=tags;sample=0;grace=-1", 2},
		{"threshold", "where=links;max=0", 0}, {"threshold", "where=links;max=0;pattern=x", 1},
		{"threshold", "pattern=x;parts=a", 1}, {"threshold", "pattern=x;parts=a/(", 1},
		{"must_change", "by=12-31", 0}, {"must_change", "by=12-31;days=3", 1},
		{"must_change", "by=13-31;from=x", 2}, {"sequence", "until=(", 1},
		{"sequence", "until=(a)(b)(c);stages=a/b", 1}, {"complete", "count=0;grace=999", 2},
		{"share", "of=x;rising=true", 0}, {"share", "of=x;rising=true;percent=3", 1},
		{"year_on_year", "where=title", 1}, {"technical", "", 0},
		{"technical", "checks=ipv6/ipv7;days=0", 2}, {"exists", "match=x;by=02-30", 1},
		{"monthly", "by=12-31", 1},
		{"threshold", "pattern=x;min=3;max=2", 1}, {"threshold", "pattern=x;min=2;max=2", 0},
		{"threshold", "where=links;max=0;match=x;parts=a/b", 3},
		{"threshold", "where=page;pattern=x;min=1;match=y", 1},
		{"threshold", "pattern=x;parts=a/b;by=12-31;min=1", 2},
		{"label", "where=page;texts=a;sample=2;match=b", 2},
		{"label", "where=footer;match=b", 1}, {"label", "where=tags;match=b", 0},
		{"complete", "pattern=第(\\d+)期", 1}, {"complete", "pattern=(\\d+)年(\\d+)期", 0},
		{"sequence", "until=(\\d+)年(\\d+)月", 1}, {"sequence", "stages=a/b;subject=c", 1},
		{"sequence", "until=(a)(b)(c);grace=3", 1},
		{"share", "of=x;rising=yes", 2}, {"share", "of=x;percent=3;rising=false", 0},
		{"must_change", "days=3;from=01-01", 1}, {"must_change", "by=2026-01-31;from=2026-02-01", 1},
		{"must_change", "by=12-31;warn=50", 1}, {"must_change", "days=30;warn=50", 0},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct arena a = ARENA_INIT;
		struct pair_config pairs[8];
		size_t n = parse_args(&a, row[i].args, pairs);
		struct rule_config r = {.kind = row[i].kind, .basis = "", .limit_kind = "",
			.file = "t", .args = pairs, .nargs = n};
		struct config_faults f = {0};

		rule_check(&r, &f);
		if (f.nerrors != row[i].faults)
			fail_msg("%s %s: %zu faults, want %zu", row[i].kind, row[i].args, f.nerrors,
				row[i].faults);
		config_faults_release(&f);
		arena_release(&a);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(seven_marks_stand_in_the_footer), T(tags_are_three_seven_ten),
		T(several_notices_are_sampled), T(numbers_are_read_from_pages_and_links),
		T(rounding_is_no_fault), T(a_kept_text_tells_changes_from_noise),
		T(it_is_published_before_it_takes_effect), T(later_gaps_and_skips_are_told_first),
		T(what_is_owed_later_is_a_warning_at_most), T(reports_are_compared_by_their_numbers),
		T(a_site_owes_its_technical_things), T(the_name_ends_in_gov_cn),
		T(technical_checks_have_addresses_of_their_own), T(wrong_arguments_are_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
