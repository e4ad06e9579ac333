/* Rules that look beyond one column's dates: fires, stays silent, boundary, cannot judge. */
#include "rule-world.h"

#include "pair.h"

#define POLICY "2026-03-02 关于印发《平度市供水管理办法》的通知"
#define WD3 "after=policy;working_days=3"

static void an_interpretation_follows_its_document(void **state)
{
	static const struct scene row[] = {
		{"in time", "2026-03-05 《平度市供水管理办法》政策解读", POLICY, "follow_up", WD3,
			"2026-03-20", "ok", NULL},
		{"before it", "2026-03-01 《平度市供水管理办法》政策解读", POLICY, "follow_up", WD3,
			"2026-03-20", "ok", NULL},
		{"late is told, not held against them",
			"2026-03-10 《平度市供水管理办法》政策解读", POLICY, "follow_up", WD3,
			"2026-03-20", "ok", NULL},
		{"of something else", "2026-03-05 《平度市供热管理办法》政策解读", POLICY,
			"follow_up", WD3, "2026-03-20", "overdue", "not-followed"},
		{"on the last day", "2026-01-05 x", POLICY, "follow_up", WD3,
			"2026-03-05T23:00:00", "warn", "due"},
		{"the day after", "2026-01-05 x", POLICY, "follow_up", WD3, "2026-03-06T01:00:00",
			"overdue", "not-followed"},
		{"calendar days", "2026-01-05 x", POLICY, "follow_up", "after=policy;days=30",
			"2026-04-01T23:00:00", "warn", "due"},
		{"and after them", "2026-01-05 x", POLICY, "follow_up", "after=policy;days=30",
			"2026-04-02T01:00:00", "overdue", NULL},
		{"the same day", "2026-03-02 图解：平度市供水管理办法", POLICY, "follow_up",
			"after=policy;days=0", "2026-03-03", "ok", NULL},
		{"not the same day", "2026-01-05 x", POLICY, "follow_up", "after=policy;days=0",
			"2026-03-03T00:10:00", "overdue", NULL},
		{"by the number in the title", "2026-03-04 一图读懂平政发〔2026〕3号文件",
			"2026-03-02 关于供水的若干意见（平政发〔2026〕3号）", "follow_up", WD3,
			"2026-03-20", "ok", NULL},
		{"numbers alone", "2026-03-04 《供水若干意见》解读",
			"2026-03-02 《供水若干意见》（平政发〔2026〕3号）", "follow_up",
			WD3 ";pair=number", "2026-03-20", "overdue", NULL},
		{"two of one title, one answer",
			"2026-03-20 公开征求城市供水价格意见结果反馈",
			"2026-03-02 公开征求城市供水价格意见; 2026-03-05 公开征求城市供水价格意见",
			"follow_up", "after=c2;days=30", "2026-05-20",
			"one notice could answer either of two of the same title", NULL},
		{"two of one title, two answers", "2026-03-20 公开征求城市供水价格意见结果反馈; "
			"2026-03-21 城市供水价格意见采纳情况",
			"2026-03-02 公开征求城市供水价格意见; 2026-03-05 公开征求城市供水价格意见",
			"follow_up", "after=c2;days=30", "2026-05-20", "ok", NULL},
		{"one answer names both", "2026-03-20 《供水办法》《供热办法》解读",
			"2026-03-02 关于印发《供水办法》的通知; 2026-03-05 关于印发《供热办法》的通知",
			"follow_up", "after=c2;days=30", "2026-05-20", "ok", NULL},
		{"half is enough", "2026-03-05 《平度市供水管理办法》解读",
			POLICY "; 2026-03-02 平度市供热管理办法", "follow_up", WD3 ";percent=50",
			"2026-03-20", "ok", NULL},
		{"half is not", "2026-03-05 《平度市供水管理办法》解读",
			POLICY "; 2026-03-02 平度市供热管理办法", "follow_up", WD3 ";percent=51",
			"2026-03-20", "overdue", NULL},
		{"only what matches is followed up", "2026-01-05 x",
			POLICY "; 2026-03-03 2026年放假安排", "follow_up", WD3 ";anchor_match=放假",
			"2026-03-20", "overdue", NULL},
		{"an anchor that never appears", "2026-01-05 x", "", "follow_up", WD3, "2026-03-20",
			"what is to be followed up has never appeared", NULL},
		{"nor by its title", "2026-01-05 x", POLICY, "follow_up", WD3 ";anchor_match=要点",
			"2026-03-20", "what is to be followed up has never appeared", NULL},
		{"a year later nobody asks", "2026-01-05 x", POLICY, "follow_up", WD3,
			"2027-03-03", "ok", NULL},
		{"any notice will do", "2026-03-20 2026年政务公开工作安排", POLICY, "follow_up",
			"after=shanghai/documents;days=30;pair=any;match=政务公开", "2026-04-10", "ok",
			NULL},
		{"of the same column", "2026-03-02 关于公开征求《平度市养犬条例》意见的公告; "
			"2026-04-02 《平度市养犬条例》意见征集反馈", "", "follow_up",
			"after=c;anchor_match=征求;match=反馈;days=60", "2026-06-02", "ok", NULL},
		{"an answer asks for none", "2026-03-02 《平度市养犬条例》意见征集; "
			"2026-04-02 《平度市养犬条例》意见征集结果反馈", "", "follow_up",
			"after=c;anchor_match=征集;match=反馈;days=60", "2026-08-02", "ok", NULL},
		{"and without an answer", "2026-03-02 关于公开征求《平度市养犬条例》意见的公告", "",
			"follow_up", "after=c;anchor_match=征求;match=反馈;days=60", "2026-06-02",
			"overdue", NULL},
		{"a draft came before", "2026-01-02 《平度市供水管理办法》公开征求意见", POLICY,
			"follow_up", "after=policy;direction=before", "2026-03-20", "ok", NULL},
		{"no draft came before", "2026-03-09 《平度市供水管理办法》公开征求意见", POLICY,
			"follow_up", "after=policy;direction=before", "2026-03-20", "overdue", NULL},
	};
	struct world w;
	struct scene s = row[0];

	(void)state;
	run(row, ROWS(row));
	world_make(&w);
	w.other_unknown = true;
	s.want = "the column of what is followed up was never measured";
	expect(&w, &s);
	w.other_unknown = false;
	/* a link from page to page is a pair, whatever the titles */
	s = (struct scene){"linked", "2026-03-04 一图读懂", POLICY, "follow_up", WD3,
		"2026-03-20", "overdue", NULL};
	expect(&w, &s);
	w.own_edges[w.nown_edges++] = (struct edge){.url = STR("http://p.test/other/0"),
		.navigation = true};
	expect(&w, &s);
	w.own_edges[0].navigation = false;
	s.want = "ok";
	expect(&w, &s);
	s.args = WD3 ";pair=number";
	s.want = "overdue";
	expect(&w, &s);
	s.args = WD3;
	w.nown_edges = 0;
	w.column.first_ms = at("2026-03-10");
	s.own = "2026-03-11 x";
	s.want = "not watched since what is to be followed up";
	expect(&w, &s);
	world_release(&w);
}

static void titles_pair_without_the_words_of_the_trade(void **state)
{
	static const struct {
		const char *a, *b;
		bool same;
	} row[] = {
		{"关于印发《甲市养老服务条例》的通知", "《甲市养老服务条例》解读", true},
		{"甲市人民政府关于印发甲市养老服务条例的通知", "一图读懂：甲市养老服务条例", true},
		{"甲市养老服务条例", "甲市养老服务条例（图解）", true},
		{"甲市养老服务条例", "乙市养老服务条例", false},
		{"关于公开征求意见的公告", "征求意见结果反馈", false},
		{"通知", "通知", false},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct arena a = ARENA_INIT;
		struct pairs p = {0};
		struct notice x = {.title = str_of(row[i].a), .identity = STR("a")};
		struct notice y = {.title = str_of(row[i].b), .identity = STR("b")};

		pairs_add(&p, &y, 5, &a);
		pairs_sort(&p);
		same_int(row[i].b, pairs_find(&p, &x, 5, 5, true, NULL, &a).entry != NULL, row[i].same);
		same_int("not that day", pairs_find(&p, &x, 6, 9, true, NULL, &a).entry != NULL, false);
		arena_release(&a);
	}
}

static void numbers_and_first_lines_pair_too(void **state)
{
	struct arena a = ARENA_INIT;
	struct pairs p = {0};
	struct notice policy = {.title = STR("关于某事的意见"), .identity = STR("a"),
		.doc_number = STR("平政发〔2026〕3号")};
	struct notice other = {.title = STR("答记者问"), .identity = STR("b"),
		.doc_number = STR("平政发〔2026〕3号")};

	(void)state;
	pairs_add(&p, &other, 5, &a);
	pairs_sort(&p);
	assert_non_null(pairs_find(&p, &policy, 0, 9, true, NULL, &a).entry);
	p = (struct pairs){0};
	other.doc_number = STR_NONE;
	other.pair_titles = STR("别的办法\n平度市供水管理办法");
	policy = (struct notice){.title = STR("平度市供水管理办法"), .identity = STR("a")};
	pairs_add(&p, &other, 5, &a);
	pairs_sort(&p);
	assert_non_null(pairs_find(&p, &policy, 0, 9, true, NULL, &a).entry);
	/* What the document itself cites does not make a pair. */
	policy = (struct notice){.title = STR("平度市供热管理办法"), .identity = STR("a"),
		.pair_titles = STR("平度市供水管理办法")};
	assert_null(pairs_find(&p, &policy, 0, 9, true, NULL, &a).entry);
	arena_release(&a);
}

static void a_series_has_no_gap(void **state)
{
	static const struct scene row[] = {
		{"whole", "2026-01-05 公报2026年第1期; 2026-02-05 公报2026年第2期", NULL, "complete",
			"", "2026-03-01", "ok", NULL},
		{"one is missing", "2026-01-05 公报2026年第1期; 2026-03-05 公报2026年第3期", NULL,
			"complete", "", "2026-04-01", "overdue", "gap"},
		{"the oldest year may begin late", "2025-12-05 公报2025年第12期; 2026-01-05 "
			"公报2026年第1期", NULL, "complete", "", "2026-04-01", "ok", NULL},
		{"a later one may not", "2025-12-05 公报2025年第12期; 2026-02-05 公报2026年第2期",
			NULL, "complete", "", "2026-04-01", "overdue", "gap"},
		{"document numbers", "2026-01-05 平政发〔2026〕1号; 2026-01-06 平政发〔2026〕3号", NULL,
			"complete", "match=平政发", "2026-04-01", "overdue", "gap"},
		{"other titles do not count", "2026-01-05 平政发〔2026〕1号; 2026-01-06 "
			"平政办〔2026〕3号", NULL, "complete", "match=平政发", "2026-04-01", "ok", NULL},
		{"no numbers", "2026-01-05 公报", NULL, "complete", "", "2026-04-01",
			"no number found in titles", NULL},
	};

	(void)state;
	run(row, ROWS(row));
}

#define STAGES "stages=受理/拟审批|拟作出/审批决定|批复;subject=《(.+)》"

static void stages_come_in_order(void **state)
{
	static const struct scene row[] = {
		{"in order", "2026-03-02 《东城供热站》受理公示; 2026-03-10 《东城供热站》拟审批公示; "
			"2026-03-20 《东城供热站》批复", NULL, "sequence", STAGES, "2026-04-01", "ok",
			NULL},
		{"on one day", "2026-03-02 《东城供热站》受理; 2026-03-02 《东城供热站》拟审批", NULL,
			"sequence", STAGES, "2026-04-01", "ok", NULL},
		{"out of order", "2026-03-12 《东城供热站》受理; 2026-03-10 《东城供热站》拟审批", NULL,
			"sequence", STAGES, "2026-04-01", "overdue", "out-of-order"},
		{"left out", "2026-03-02 《东城供热站》受理; 2026-03-20 《东城供热站》批复", NULL,
			"sequence", STAGES, "2026-04-01", "overdue", "left-out"},
		{"of two things", "2026-03-02 《东城供热站》受理; 2026-03-01 《西城供热站》受理", NULL,
			"sequence", STAGES, "2026-04-01", "ok", NULL},
		{"nothing of the kind", "2026-03-02 通知", NULL, "sequence", STAGES, "2026-04-01",
			"no title of these stages in a year", NULL},
		{"a year ago", "2025-03-20 《东城供热站》批复", NULL, "sequence", STAGES,
			"2026-04-01", "no title of these stages in a year", NULL},
	};

	(void)state;
	run(row, ROWS(row));
}

static void a_number_reaches_its_threshold(void **state)
{
	static const struct scene row[] = {
		{"enough", "2026-03-02 开放数据集5,000个", NULL, "threshold",
			"pattern=([0-9,]+)个;min=5000", "2026-04-01", "ok", NULL},
		{"one too few", "2026-03-02 开放数据集4999个", NULL, "threshold",
			"pattern=([0-9,]+)个;min=5000", "2026-04-01", "overdue", "below"},
		{"in ten thousands", "2026-03-02 开放数据集0.5万个", NULL, "threshold",
			"pattern=([0-9.]+)万?个;min=5000", "2026-04-01", "ok", NULL},
		{"too many", "2026-03-02 断链1个", NULL, "threshold", "pattern=([0-9]+)个;max=0",
			"2026-04-01", "overdue", "above"},
		{"the newest counts", "2026-01-02 开放9000个; 2026-03-02 开放10个", NULL, "threshold",
			"pattern=([0-9]+)个;min=5000", "2026-04-01", "overdue", NULL},
		{"not owed yet", "2026-03-02 开放10个", NULL, "threshold",
			"pattern=([0-9]+)个;min=5000;by=12-31", "2026-11-30", "ok", NULL},
		{"thirty days before", "2026-03-02 开放10个", NULL, "threshold",
			"pattern=([0-9]+)个;min=5000;by=12-31", "2026-12-01", "warn", "below"},
		{"after the day", "2026-03-02 开放10个", NULL, "threshold",
			"pattern=([0-9]+)个;min=5000;by=2026-12-31", "2027-01-01T01:00:00",
			"overdue", "below"},
		{"no number", "2026-03-02 开放许多", NULL, "threshold", "pattern=([0-9]+)个;min=1",
			"2026-04-01", "no number found", NULL},
		{"no notice", "", NULL, "threshold", "pattern=([0-9]+)个;min=1", "2026-04-01",
			"no such notice", NULL},
		{"no text", "2026-03-02 x", NULL, "threshold",
			"pattern=([0-9]+)个;min=1;where=text", "2026-04-01",
			"the notice's own page was not read yet", NULL},
	};
	struct world w;
	struct scene s = row[10];

	(void)state;
	run(row, ROWS(row));
	world_make(&w);
	w.text = "累计开放数据集5100个。";
	s.want = "ok";
	expect(&w, &s);
	world_release(&w);
}

static void a_year_is_compared_with_the_last(void **state)
{
	static const char two_of_three[] = "2025-02-01 a; 2025-03-01 b; 2025-04-01 c; "
		"2026-02-01 d; 2026-03-01 e";
	static const struct scene row[] = {
		{"as many", "2025-02-01 a; 2026-02-02 b", NULL, "year_on_year", "", "2026-05-01",
			"ok", NULL},
		{"fewer so far", two_of_three, NULL, "year_on_year", "", "2026-05-01", "warn",
			"fewer"},
		{"two thirds are enough", two_of_three, NULL, "year_on_year", "percent=66",
			"2026-05-01", "ok", NULL},
		{"and not", two_of_three, NULL, "year_on_year", "percent=67", "2026-05-01", "warn",
			"fewer"},
		{"the same days only", two_of_three, NULL, "year_on_year", "", "2026-04-01",
			"warn", NULL},
		{"of a whole year", two_of_three, NULL, "year_on_year", "", "2027-01-10",
			"overdue", "fewer"},
		{"kept for ninety days", "2025-02-01 a; 2026-02-02 b; 2027-01-02 c", NULL,
			"year_on_year", "", "2027-04-01", "ok", NULL},
		{"nothing before", "2026-02-01 a", NULL, "year_on_year", "", "2026-05-01",
			"nothing in the year before", NULL},
	};
	struct world w;
	struct scene s = row[0];

	(void)state;
	run(row, ROWS(row));
	world_make(&w);
	w.column.first_ms = at("2025-06-01");
	s.own = "2025-07-01 a; 2026-02-02 b";
	s.want = "not watched since the year before";
	expect(&w, &s);
	world_release(&w);
}

static void pages_change(void **state)
{
	static const struct scene row[] = {
		{"in time", "", NULL, "must_change", "months=6", "2026-06-01", "ok", NULL},
		{"soon", "", NULL, "must_change", "months=6", "2026-08-01", "warn", "due"},
		{"on the last day", "", NULL, "must_change", "months=6", "2026-09-02T20:00:00",
			"warn", NULL},
		{"too long ago", "", NULL, "must_change", "months=6", "2026-09-03T01:00:00",
			"overdue", "overdue"},
		{"told", "", NULL, "page_changed", "", "2026-03-08T23:00:00", "warn", "changed"},
		{"a week ago", "", NULL, "page_changed", "", "2026-03-09T01:00:00", "ok", NULL},
		{"not yet", "", NULL, "page_changed", "", "2026-03-01T12:00:00", "ok", NULL},
		{"nothing kept", "", NULL, "must_change", "days=9", "2026-01-01",
			"no page kept to compare with", NULL},
	};
	static const char *const when[] = {"2026-02-01T08:00:00", "2026-02-20T08:00:00",
		"2026-03-02T08:00:00"};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct world w;

		world_make(&w);
		for (size_t k = 0; k < 3; k++)
			w.measures[w.nmeasures++] = (struct measure){.time_ms = at(when[k]),
				.seq = k + 1, .verdict = VERDICT_OK, .body_digest = sha256_of(k < 2 ? STR("a") : STR("b"))};
		/* Neither a refused reading nor one without a body is a change. */
		w.measures[w.nmeasures++] = (struct measure){.time_ms = at("2026-03-03"),
			.verdict = VERDICT_OK, .gate = STR("shrunken"), .body_digest = sha256_of(STR("c"))};
		w.measures[w.nmeasures++] = (struct measure){.time_ms = at("2026-03-04"),
			.not_modified = true};
		/* Nor is what a server said instead of the page. */
		w.measures[w.nmeasures++] = (struct measure){.time_ms = at("2026-03-04"),
			.verdict = VERDICT_BROKEN_HTTP, .body_digest = sha256_of(STR("d"))};
		expect(&w, &row[i]);
		world_release(&w);
	}
}

static void a_share_of_notices(void **state)
{
	static const struct scene row[] = {
		{"two of five", "2026-03-01 图解一; 2026-03-02 图解二; 2026-03-03 c; 2026-03-04 d; "
			"2026-03-05 e", NULL, "share", "of=图解;percent=40", "2026-04-01", "warn",
			"near"},
		{"well above", "2026-03-01 图解一; 2026-03-02 图解二; 2026-03-03 c; 2026-03-04 d; "
			"2026-03-05 e", NULL, "share", "of=图解;percent=30", "2026-04-01", "ok", NULL},
		{"too small", "2026-03-01 图解一; 2026-03-02 图解二; 2026-03-03 c; 2026-03-04 d; "
			"2026-03-05 e", NULL, "share", "of=图解;percent=41", "2026-04-01", "overdue",
			"too-small"},
		{"too few", "2026-03-01 图解一", NULL, "share", "of=图解;percent=41", "2026-04-01",
			"too few notices", NULL},
		{"too few in the time", "2026-03-01 图解一; 2026-03-02 图解二", NULL, "share",
			"of=图解;percent=41;least=2;days=10", "2026-04-01", "too few notices", NULL},
	};

	(void)state;
	run(row, ROWS(row));
}

#define FOUR "names=政府信息公开指南/政府信息公开制度/法定主动公开内容/政府信息公开年报|" \
	"政府信息公开工作年度报告/教育"

static void sub_columns_are_there_and_not_blank(void **state)
{
	static const struct scene s = {"sub-columns", "", NULL, "sub_columns", FOUR,
		"2026-04-01", "ok", NULL};
	static const char *const text[] = {"政府信息公开指南", "政府信息 公开制度",
		"法定主动公开内容 >>", "市政府信息公开工作年度报告", "教育"};
	struct world w;
	struct scene t = s;

	(void)state;
	world_make(&w);
	t.want = "no links known of this page";
	expect(&w, &t);
	for (size_t i = 0; i < ROWS(text); i++)
		w.edges[w.nedges++] = (struct edge){.text = str_of(text[i]),
			.url = arena_strf(&w.arena, "http://p.test/%zu", i)};
	expect(&w, &s);
	t.want = "overdue";
	t.cause = "unusable";
	w.broken = "http://p.test/1";
	expect(&w, &t);
	w.broken = NULL;
	w.blank = "http://p.test/2";
	expect(&w, &t);
	/* A second link of that name that is sound will do. */
	w.edges[w.nedges++] = (struct edge){.text = STR("法定主动公开内容"),
		.url = STR("http://p.test/9")};
	expect(&w, &s);
	w.edges[4].text = STR("教育局");
	t.cause = "missing";
	expect(&w, &t);
	w.edges[4].text = STR("教育");
	w.edges[4].hidden = true;
	expect(&w, &t);
	world_release(&w);
}

static void labels_stand_where_they_must(void **state)
{
	static const struct scene s = {"label", "2026-03-01 关于某事的通知", NULL, "label",
		"where=notice;texts=此件公开发布|主动公开/成文日期", "2026-04-01", "ok", NULL};
	struct world w;
	struct scene t = s;

	(void)state;
	world_make(&w);
	t.want = "the notice's own page was not read yet";
	expect(&w, &t);
	w.text = "正文。成文日期：2026年2月28日（此件主动公开）";
	expect(&w, &s);
	w.text = "正文。（此件主动公开）";
	t.want = "it may stand in an attachment";
	w.nattachments = 1;
	expect(&w, &t);
	w.nattachments = 0;
	t.want = "overdue";
	t.cause = "missing";
	expect(&w, &t);
	t.args = "where=meta;texts=sitename/PubDate";
	expect(&w, &t);
	w.meta[0] = (struct pair){STR("SiteName"), STR("平度市人民政府")};
	w.meta[1] = (struct pair){STR("PubDate"), STR(" ")};
	w.nmeta = 2;
	expect(&w, &t);
	w.meta[1].value = STR("2026-03-01 09:00");
	t.want = "ok";
	t.cause = NULL;
	expect(&w, &t);
	t.own = "";
	t.want = "no such notice";
	expect(&w, &t);
	t.args = "where=page;texts=公网安备/网站标识码";
	t.want = "no links known of this page";
	expect(&w, &t);
	w.edges[w.nedges++] = (struct edge){.text = STR("鲁公网安备 37028302000001号")};
	t.want = "not among the links, and the page's text is not kept";
	expect(&w, &t);
	w.edges[w.nedges++] = (struct edge){.text = STR("网站标识码：3702830001")};
	t.want = "ok";
	expect(&w, &t);
	world_release(&w);
}

static void wrong_arguments_are_faults(void **state)
{
	static const struct {
		const char *kind, *args;
		size_t faults;
	} row[] = {
		{"follow_up", "after=policy;days=0", 0}, {"follow_up", "days=3", 1},
		{"follow_up", "after=policy", 1}, {"follow_up", "after=p;direction=before", 0},
		{"follow_up", "after=p;days=1;working_days=1", 1},
		{"follow_up", "after=p;days=1;direction=up;pair=x;percent=0", 3},
		{"follow_up", "after=p;working_days=1;direction=before", 1},
		{"follow_up", "after=p;days=1;pair=link", 0},
		{"disclosure", "", 0}, {"disclosure", "working_days=0;match=(", 2},
		{"honesty", "days=1;many=1", 2}, {"off_topic", "of=(", 1},
		{"complete", "", 0}, {"complete", "pattern=(", 1},
		{"sequence", "stages=a", 1}, {"sequence", "stages=a/(", 1},
		{"threshold", "pattern=x", 1}, {"threshold", "pattern=x;min=many", 1},
		{"threshold", "pattern=x;min=1;where=sky;by=02-30", 2},
		{"year_on_year", "percent=0", 1}, {"must_change", "", 1},
		{"must_change", "days=1;months=1", 1}, {"page_changed", "days=1", 1},
		{"share", "of=x", 1}, {"share", "of=x;percent=101", 1},
		{"sub_columns", "", 1}, {"sub_columns", "names=a//b", 1},
		{"label", "where=notice;texts=a", 0}, {"label", "texts=a", 1},
		{"label", "where=notice", 1},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct arena a = ARENA_INIT;
		struct pair_config pairs[8];
		size_t n = parse_args(&a, row[i].args, pairs);
		struct rule_config r = {.kind = row[i].kind, .basis = "", .limit_kind = "",
			.file = "t", .args = pairs, .nargs = n};
		struct config_faults f = {0};

		/* Faults of one line and text are kept once. */
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
		T(an_interpretation_follows_its_document),
		T(titles_pair_without_the_words_of_the_trade),
		T(numbers_and_first_lines_pair_too),
		T(a_series_has_no_gap),
		T(stages_come_in_order),
		T(a_number_reaches_its_threshold),
		T(a_year_is_compared_with_the_last),
		T(pages_change),
		T(a_share_of_notices),
		T(sub_columns_are_there_and_not_blank),
		T(labels_stand_where_they_must),
		T(wrong_arguments_are_faults),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
