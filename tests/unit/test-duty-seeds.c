/* Every duty of the seeds that a program can decide is driven to met, due, overdue and
 * unmeasured under a test clock, rule by rule: a driver per kind makes the facts, a row per
 * rule gives the titles that its patterns look for. Advice (page_changed, off_topic) is
 * never overdue. */
#include "rule-world.h"

#include "crawler/config.h"
#include "monitor/duty-ledger.h"
#include "monitor/receiver.h"

#define NDUTIES 139
#define NMANUAL 9

/* What a notice of the rule is called, what it follows up, and what its page says: `good`
 * meets the rule, `bad` does not. nth: of several rules of one duty. */
static const struct sample {
	const char *id;
	size_t nth;
	const char *title, *anchor, *good, *bad;
} samples[] = {
	{"S0.1", 0, "2019年本区政务公开工作安排", "2019年上海市政务公开工作要点", NULL, NULL},
	{"S0.2", 0, "2019年重大行政决策事项目录", NULL, NULL, NULL},
	{"S0.3", 0, "《养老服务条例》公开征求意见", "关于印发《养老服务条例》的通知", NULL, NULL},
	{"S0.4", 0, "《养老服务条例》意见征集结果反馈", "《养老服务条例》公开征求意见", NULL, NULL},
	{"S0.7", 0, "确需保留的证明事项清单", NULL, NULL, NULL},
	{"S0.8", 0, "行政审批中介服务事项清单", NULL, NULL, NULL},
	{"S0.9", 0, "实事项目进展", NULL, NULL, NULL},
	{"S0.12", 0, "2019年建议提案办理总体情况", NULL, NULL, NULL},
	{"S0.13", 0, "关于第1号建议的答复", NULL, NULL, NULL},
	{"S0.14", 0, "项目预算", NULL, NULL, NULL}, {"S0.15", 0, "政府债务情况", NULL, NULL, NULL},
	{"S0.15", 1, "政府债务情况", NULL, NULL, NULL},
	{"S0.22", 0, "《养老服务条例》政策解读", "关于印发《养老服务条例》的通知", NULL, NULL},
	{"S0.26", 0, NULL, NULL, "本办法自2027年1月1日起施行", "本办法自2026年1月1日起施行"},
	{"S0.28", 0, "政务公开标准目录", NULL, NULL, NULL},
	{"S0.30", 0, NULL, NULL, "累计开放数据集4,000个", "累计开放数据集3999个"},
	{"S0.33", 0, "2018年度报告", NULL, NULL, NULL}, {"S0.33", 1, "2018年度报告", NULL, NULL, NULL},
	{"S0.34", 0, "政府信息公开制度", NULL, NULL, NULL},
	{"S0.36", 0, "公众开放日活动", NULL, NULL, NULL},
	{"S0.35", 0, "政务公开考核结果", NULL, NULL, NULL},
	{"S1.1", 0, "市政府常务会议邀请市民代表列席", NULL, NULL, NULL},
	{"S1.2", 0, "市政府常务会议审议通过两项办法", "市政府召开第3次常务会议", NULL, NULL},
	{"S1.4", 0, "督查发现问题整改情况", NULL, NULL, NULL},
	{"S1.10", 0, "8月财政收支情况", NULL, NULL, NULL},
	{"S1.11", 0, "政府债务信息", NULL, NULL, NULL}, {"S1.11", 1, "政府债务信息", NULL, NULL, NULL},
	{"S1.17", 0, "义务教育学校招生范围", NULL, NULL, NULL},
	{"S1.18", 0, "义务教育招生录取结果", NULL, NULL, NULL},
	{"S1.19", 0, "8月环境空气质量状况", NULL, NULL, NULL},
	{"S1.20", 0, "8月水源水质监测信息", NULL, NULL, NULL},
	{"S1.21", 0, "第三季度饮用水水源监测信息", NULL, NULL, NULL},
	{"S1.22", 0, "《东城供热站》环评受理公示", "《东城供热站》环评批复", NULL, NULL},
	{"S1.22", 1, "《东城供热站》环评受理公示", NULL, NULL, NULL},
	{"S1.23", 0, "重点排污单位名录", NULL, NULL, NULL},
	{"S1.24", 0, "重污染天气限产企业清单", "重污染天气橙色预警", NULL, NULL},
	{"S1.27", 0, "《养老服务条例》政策解读", "关于印发《养老服务条例》的通知", NULL, NULL},
	{"S1.31", 0, "公共企事业单位公开事项目录", NULL, NULL, NULL},
	{"S1.32", 0, "“一次办好”事项清单（第一批）", NULL, NULL, NULL},
	{"S2.7", 0, "十三五规划", NULL, NULL, NULL}, {"S2.7", 1, "十二五规划", NULL, NULL, NULL},
	{"S2.7", 2, "十一五规划", NULL, NULL, NULL}, {"S2.8", 0, "市场准入负面清单", NULL, NULL, NULL},
	{"S2.9", 0, "2021年部门预算", NULL, NULL, NULL}, {"S2.9", 1, "2020年部门决算", NULL, NULL, NULL},
	{"S2.10", 0, "惠民补贴发放公示", NULL, NULL, NULL},
	{"S2.15", 0, "政务公开工作进展", NULL, NULL, NULL},
	{"S2.16", 0, "上一年度要点“回头看”", NULL, NULL, NULL},
	{"S2.17", 0, "2020年年度报告", NULL, NULL, NULL}, {"S2.17", 1, "2020年年度报告", NULL, NULL, NULL},
	{"S3.2", 0, "2019年度报告", NULL, NULL, NULL},
	{"S3.3", 0, "2019年度报告", NULL, NULL, NULL}, {"S3.5", 0, "主动公开目录", NULL, NULL, NULL},
	{"S3.6", 0, "历史公文转为主动公开目录", NULL, NULL, NULL},
	{"S3.7", 0, "《产业目录管理办法》解读", "关于印发《产业目录管理办法》的通知", NULL, NULL},
	{"S3.9", 0, "重大行政决策目录", NULL, NULL, NULL},
	{"S3.10", 0, "《产业目录管理办法》意见采纳情况", "《产业目录管理办法》征求意见", NULL, NULL},
	{"S3.11", 0, "政务公开标准目录", NULL, NULL, NULL},
	{"S3.15", 0, "2019年度报告", NULL, NULL, NULL}, {"S3.15", 1, "2019年度报告", NULL, NULL, NULL},
	{"S3.16", 0, NULL, NULL, "已开放5,000个公共数据集", "已开放4,999个公共数据集"},
	{"S3.17", 0, "8月产业经济运行", NULL, NULL, NULL}, {"S3.18", 0, "8月能源供应保障", NULL, NULL, NULL},
	{"S3.20", 0, "部门预算", NULL, NULL, NULL}, {"S3.20", 1, "部门决算", NULL, NULL, NULL},
	{"S3.20", 2, "专项资金分配结果", NULL, NULL, NULL},
	{"S3.20", 3, "绩效评价结果", NULL, NULL, NULL},
	{"S3.21", 0, "产业转型升级专项资金分配情况", "产业转型升级专项资金申报通知", NULL, NULL},
	{"S3.22", 0, "2020年市级企业技术中心名单", NULL, NULL, NULL},
	{"S3.23", 0, "2020年创新产品推荐目录", NULL, NULL, NULL},
	{"S3.24", 0, "上海市首批次新材料专项支持办法", NULL, NULL, NULL},
	{"S4.1", 0, "政府信息公开工作年度报告", NULL, "新增主动公开政府信息44.5万条",
		"新增主动公开政府信息36.5万条"},
	{"S4.2", 0, "政府信息公开工作年度报告", NULL,
		"新增主动公开政府信息44.5万条,其中,市级机关18.4万条,区政府26.1万条",
		"新增主动公开政府信息54.5万条,其中,市级机关18.4万条,区政府26.1万条"},
	{"S4.7", 0, "一季度本市社会保险基本情况", NULL, NULL, NULL},
	{"S4.8", 0, "2015年度本市社会保险基本情况", NULL, NULL, NULL},
	{"S4.9", 0, "一季度系统企业总体经营情况", NULL, NULL, NULL},
	{"S4.11", 0, "8月房地产市场监测分析", NULL, NULL, NULL},
	{"S4.12", 0, "8月法定报告传染病疫情", NULL, NULL, NULL},
	{"S4.10", 0, "主要财务指标（决算）", NULL, NULL, NULL},
	{"S4.12", 1, "2015年度法定报告传染病疫情", NULL, NULL, NULL},
	{"S4.16", 0, "《养老服务条例》政策解读", "关于印发《养老服务条例》的通知", NULL, NULL},
	{"S4.20", 0, "2016年审计项目计划", NULL, NULL, NULL}, {"S4.20", 1, "审计工作报告", NULL, NULL, NULL},
	{"S4.20", 2, "审计整改报告", NULL, NULL, NULL}, {"S4.21", 0, "重大建设项目清单", NULL, NULL, NULL},
	{"S4.22", 0, "《2016年致全市农民支农政策公开信》", NULL, NULL, NULL},
	{"S4.23", 0, "取消和调整行政审批等事项", NULL, "全年累计取消和调整行政审批等事项384项,其中取消267项、调整117项。",
		"全年累计取消和调整行政审批等事项400项,其中取消267项、调整117项。"},
	{"S4.24", 0, "部门预算公开", NULL, NULL, NULL}, {"S4.27", 0, "第1季度政务公开情况通报", NULL, NULL, NULL},
	{"S4.28", 0, "关于调整最低工资标准的通知", NULL, NULL, NULL},
	{"S4.28", 1, "关于调整失业保险金标准的通知", NULL, NULL, NULL},
	{"S4.28", 2, "就业补助资金标准", NULL, NULL, NULL},
	{"S4.28", 3, "关于调整工伤待遇的通知", NULL, NULL, NULL},
	{"S4.28", 4, "2016年工资指导线", NULL, NULL, NULL},
};

enum aim { AIM_MET, AIM_WARN, AIM_OVERDUE };

/* One rule of one duty, and the facts made for it. */
struct drive {
	const struct duty_config *duty;
	const struct rule_config *rule;
	size_t nth;
	const struct sample *sample; /* NULL: no pattern to be met */
	enum aim aim;
	struct world *w;
	int64_t now_ms;
};

static const struct sample *sample_of(const char *id, size_t nth)
{
	for (size_t i = 0; i < ROWS(samples); i++)
		if (streq(samples[i].id, id) && samples[i].nth == nth)
			return &samples[i];
	return NULL;
}

static int64_t day_ms(int32_t day, int hour)
{
	return day_start_ms(day, zone_shanghai()) + hour * HOUR_MS;
}

static struct notice *add(struct notice *list, size_t *n, struct arena *a, int32_t day,
	struct str title, const char *where)
{
	struct notice *x = &list[*n];

	*x = (struct notice){.title = title, .date_ms = day_ms(day, 9), .first_ms = day_ms(day, 9),
		.identity = arena_strf(a, "http://p.test/%s/%zu", where, *n)};
	x->url = x->identity;
	++*n;
	return x;
}

static struct notice *own(struct drive *d, int32_t day)
{
	const char *title = d->sample && d->sample->title ? d->sample->title : "信息";

	return add(d->w->own, &d->w->nown, &d->w->arena, day, str_of(title), "own");
}

static const char *arg(const struct drive *d, const char *key)
{
	return rule_arg(d->rule, key);
}

static bool is(const struct drive *d, const char *kind)
{
	return streq(d->rule->kind, kind);
}

/* The day of `key` in 2026, or itself where it is whole. */
static int32_t day_arg(const struct drive *d, const char *key)
{
	int32_t day = DAY_NONE;
	bool once;

	if (!rule_date(arg(d, key), 2026, &day, &once))
		fail_msg("%s: no day in %s", d->duty->id, key);
	return day;
}

/* Aims of rules that owe something by a day: done before, open on it, open after it. */
static void by_day(struct drive *d, int32_t due, int32_t done)
{
	if (d->aim == AIM_MET)
		own(d, done);
	d->now_ms = d->aim == AIM_OVERDUE ? day_ms(due + 1, 2) : day_ms(due, 20);
}

/* --- drivers --- */

static void drive_age(struct drive *d)
{
	int32_t day = day_of(2026, 3, 2), due = day;

	own(d, day);
	due = arg(d, "days") ? day + (int32_t)rule_int(d->rule, "days", 1, 999, 0)
		: day_add_months(day, (int)rule_int(d->rule, "months", 1, 99, 0));
	d->now_ms = d->aim == AIM_MET ? day_ms(day, 10)
		: d->aim == AIM_WARN ? day_ms(due, 20) : day_ms(due + 1, 2);
}

static void drive_period(struct drive *d)
{
	static const struct {
		const char *kind;
		int month, day, due_month, due_day; /* of the last notice; of what is owed next */
	} row[] = {
		{"weekly", 3, 4, 3, 11}, {"monthly", 1, 31, 2, 28}, {"quarterly", 3, 31, 6, 30},
		{"yearly", 0, 31, 12, 31},
	};

	for (size_t i = 0; i < ROWS(row); i++) {
		int32_t day = day_of(2026, row[i].month, row[i].day);
		int32_t due = day_of(2026, row[i].due_month, row[i].due_day);

		if (!is(d, row[i].kind))
			continue;
		own(d, day);
		d->now_ms = d->aim == AIM_MET ? day_ms(day, 12)
			: d->aim == AIM_WARN ? day_ms(due, 12) : day_ms(due + 1, 12);
	}
}

static void drive_by_date(struct drive *d)
{
	int32_t due = day_arg(d, "date");

	by_day(d, due, due - 1);
}

static void drive_count(struct drive *d)
{
	size_t want = (size_t)rule_int(d->rule, "count", 1, 1000, 1);
	size_t this_year = d->aim == AIM_MET ? want : 0, last = d->aim == AIM_OVERDUE ? want - 1
		: want;

	for (size_t i = 0; i < last; i++)
		own(d, day_of(2025, 2, 1) + (int32_t)i);
	for (size_t i = 0; i < this_year; i++)
		own(d, day_of(2026, 2, 1) + (int32_t)i);
	d->now_ms = d->aim == AIM_OVERDUE ? day_ms(day_of(2026, 1, 5), 9)
		: day_ms(day_of(2026, 12, 31), 9);
}

static void drive_display(struct drive *d)
{
	int32_t day = day_of(2026, 3, 2);
	int32_t days = (int32_t)rule_int(d->rule, "days", 1, 9999, 0);
	struct notice *n = own(d, day);

	d->now_ms = day_ms(day + 40, 9);
	if (d->aim == AIM_MET && days) {
		n->state = NOTICE_WITHDRAWN;
		n->gone_ms = day_ms(day + days, 10);
	} else if (d->aim == AIM_WARN) {
		n->state = NOTICE_MISSING; /* once, unproven */
		n->missing_ms = day_ms(day + 3, 10);
	} else if (d->aim == AIM_OVERDUE) {
		n->state = NOTICE_WITHDRAWN;
		n->gone_ms = day_ms(day + 3, 10);
	}
}

static void drive_follow_up(struct drive *d)
{
	int32_t day = day_of(2026, 3, 6), due = day; /* a Friday */
	bool own_anchor = d->duty->ncolumns && streq(arg(d, "after"), d->duty->columns[0]);
	struct str anchor = str_of(d->sample ? d->sample->anchor : "");

	if (own_anchor)
		add(d->w->own, &d->w->nown, &d->w->arena, day, anchor, "own");
	else
		add(d->w->other, &d->w->nother, &d->w->arena, day, anchor, "other");
	due = arg(d, "working_days") ? calendar_add(d->w->calendar, day,
		(int)rule_int(d->rule, "working_days", 0, 99, 0), NULL)
		: arg(d, "days") ? day + (int32_t)rule_int(d->rule, "days", 0, 999, 0)
				 : day + 7; /* direction before: a week to show it */
	if (d->aim == AIM_MET)
		own(d, arg(d, "direction") ? day - 20 : day);
	d->now_ms = d->aim == AIM_OVERDUE ? day_ms(due + 1, 2) : day_ms(due, 23);
}

static void drive_complete(struct drive *d)
{
	static const int number[] = {1, 2, 4};
	size_t n = d->aim == AIM_MET ? 2 : 3;

	for (size_t i = 0; i < n; i++)
		own(d, day_of(2026, 3, (int)i + 1))->title = arena_strf(&d->w->arena,
			"公报2026年第%d期", number[i]);
	d->now_ms = day_ms(day_of(2026, 3, d->aim == AIM_OVERDUE ? 20 : 5), 9);
}

static void drive_sequence(struct drive *d)
{
	int32_t day = day_of(2026, 3, 2), last = day + 20;

	d->now_ms = day_ms(last + (d->aim == AIM_WARN ? 2 : 30), 9);
	if (arg(d, "until")) {
		own(d, d->aim == AIM_WARN ? day_of(2026, 3, 2) : day);
		d->w->text = d->aim == AIM_MET ? d->sample->good
			: d->aim == AIM_OVERDUE ? d->sample->bad : "本办法自2026年3月2日起施行";
		return;
	}
	own(d, day);
	if (d->aim == AIM_MET)
		own(d, day + 10)->title = STR("《东城供热站》环评拟审批公示");
	own(d, last)->title = str_of(d->sample->anchor);
}

static void drive_threshold(struct drive *d)
{
	const char *where = arg(d, "where");
	bool met = d->aim == AIM_MET;

	d->now_ms = day_ms(day_of(2026, 3, 2), 9);
	if (streq(where, "links")) {
		d->w->edges[d->w->nedges++] = (struct edge){.url = STR("http://p.test/1")};
		d->w->suspected = d->aim == AIM_WARN ? "http://p.test/1" : NULL;
		d->w->broken = d->aim == AIM_OVERDUE ? "http://p.test/1" : NULL;
		return;
	}
	if (arg(d, "by"))
		d->now_ms = d->aim == AIM_OVERDUE ? day_ms(day_arg(d, "by") + 1, 2)
			: day_ms(day_arg(d, "by") - 9, 9);
	if (streq(where, "page")) {
		d->w->page = met ? d->sample->good : d->sample->bad;
		d->w->places = "";
		d->w->page_since = d->now_ms - 99 * DAY_MS;
		return;
	}
	own(d, day_of(2026, 2, 2));
	d->w->text = met ? d->sample->good : d->sample->bad;
	/* a sum that only rounding explains is a doubt */
	if (d->aim == AIM_WARN)
		d->w->text = streq(d->duty->id, "S4.2")
			? "新增主动公开政府信息44.6万条,其中,市级机关18.4万条,区政府26.1万条"
			: "全年累计取消和调整行政审批等事项385项,其中取消267项、调整117项。";
}

static void drive_years(struct drive *d)
{
	if (arg(d, "pattern")) {
		own(d, day_of(2025, 3, 1));
		own(d, day_of(2026, 3, 1));
		d->w->own_text[0] = d->sample->good;
		d->w->own_text[1] = d->aim == AIM_MET ? d->sample->good
			: d->aim == AIM_OVERDUE ? d->sample->bad : "新增主动公开政府信息42.5万条";
		d->now_ms = day_ms(day_of(2026, 5, 1), 9);
		return;
	}
	for (int i = 0; i < 10; i++)
		own(d, day_of(2025, 2, 1 + i));
	for (int i = 0; i < (d->aim == AIM_MET ? 10 : 5); i++)
		own(d, day_of(2026, 2, 1 + i));
	d->now_ms = d->aim == AIM_OVERDUE ? day_ms(day_of(2027, 1, 10), 9)
		: day_ms(day_of(2026, 5, 1), 9);
}

static void drive_page(struct drive *d)
{
	int32_t day = day_of(2026, 3, 2), due = day;

	d->w->page = "x";
	d->w->places = "";
	d->w->page_since = day_ms(day_of(2016, 1, 1), 9);
	if (arg(d, "by")) {
		due = day_arg(d, "by");
		day = due - 60;
	} else if (arg(d, "months")) {
		due = day_add_months(day, (int)rule_int(d->rule, "months", 1, 99, 0));
	}
	if (!arg(d, "by") || d->aim == AIM_MET)
		d->w->page_changed = day_ms(day, 9);
	d->now_ms = d->aim == AIM_MET ? day_ms(day, 12)
		: d->aim == AIM_WARN ? day_ms(due, 12) : day_ms(due + 1, 2);
	/* page_changed: told for a week, silent afterwards */
	if (is(d, "page_changed"))
		d->now_ms = day_ms(day + (d->aim == AIM_MET ? 9 : 1), 12);
}

static void drive_share(struct drive *d)
{
	size_t graphic = d->aim == AIM_MET ? 3 : d->aim == AIM_WARN ? 2 : 0;

	for (size_t i = 0; i < 10; i++) {
		own(d, day_of(2024, 9, 1) + (int32_t)i)->title = i < 4 ? STR("图解：办法")
			: STR("文字解读");
		own(d, day_of(2026, 2, 1) + (int32_t)i)->title = i < 2 * graphic ? STR("图解：办法")
			: STR("文字解读");
	}
	d->now_ms = day_ms(day_of(2026, 3, 2), 9);
}

/* The first name of each element, in order. */
static size_t first_names(const struct drive *d, const char *key, struct str *out, size_t max)
{
	struct str rest = str_of(arg(d, key)), one;
	size_t n = 0;

	while (rest.n && n < max && str_cut(&rest, '\n', &one))
		out[n++] = str_sub(one, 0, str_findc(one, '|', 0));
	return n;
}

static void drive_sub_columns(struct drive *d)
{
	struct str name[20];
	size_t n = first_names(d, "names", name, 20);
	int32_t due = arg(d, "by") ? day_arg(d, "by") : day_of(2026, 3, 2);

	d->w->edges[d->w->nedges++] = (struct edge){.text = STR("首页"), .url = STR("http://p.test/")};
	for (size_t i = 0; i < n; i++)
		if (i || d->aim != AIM_OVERDUE)
			d->w->edges[d->w->nedges++] = (struct edge){.text = name[i],
				.url = arena_strf(&d->w->arena, "http://p.test/%zu", i)};
	d->w->suspected = d->aim == AIM_WARN ? "http://p.test/0" : NULL;
	d->now_ms = d->aim == AIM_OVERDUE ? day_ms(due + 1, 2) : day_ms(due - 9, 9);
}

static void drive_label(struct drive *d)
{
	static const char *const tag[] = {"sitename", "sitedomain", "siteidcode"};
	const char *where = arg(d, "where");
	struct buf b = BUF_INIT(4000);
	struct str name[20];
	size_t n = first_names(d, "texts", name, 20);

	d->now_ms = day_ms(day_of(2026, 3, 20), 9);
	for (size_t i = 0; i < n; i++)
		if (i || d->aim == AIM_MET)
			buf_addf(&b, "%.*s：甲\n", STR_ARG(name[i]));
	if (streq(where, "footer"))
		buf_addf(&b, "主办：甲 电话：1 网站标识码：1 ICP备1号 公网安备1号 %s",
			d->aim == AIM_MET ? "党政机关标识 网站找错" : "");
	d->w->text = d->w->page = arena_cstr(&d->w->arena, buf_str(&b));
	d->w->places = "";
	buf_release(&b);
	for (size_t i = 0; i < (d->aim == AIM_MET ? 3u : 2u); i++)
		d->w->page_meta[d->w->npage_meta++] = (struct pair){str_of(tag[i]), STR("甲")};
	/* a fault of yesterday is a warning */
	d->w->page_since = d->now_ms - (d->aim == AIM_WARN ? 1 : 30) * DAY_MS;
	own(d, day_of(2026, 3, d->aim == AIM_WARN ? 19 : 1));
}

static void drive_exists(struct drive *d)
{
	int32_t due = arg(d, "by") ? day_arg(d, "by") : day_of(2026, 3, 2);

	d->now_ms = d->aim == AIM_OVERDUE ? day_ms(due + 1, 2) : day_ms(due - 1, 9);
	if (arg(d, "match")) {
		if (d->aim == AIM_MET)
			own(d, due - 30);
		/* without a day it is a warning in the first week of a column */
		if (d->aim == AIM_WARN && !arg(d, "by"))
			d->w->column.first_ms = d->now_ms - 3 * DAY_MS;
		return;
	}
	if (d->aim == AIM_MET)
		return;
	d->w->column.verdict = VERDICT_BROKEN_HTTP;
	d->w->column.reason = STR("http-404");
	d->w->column.nbad = d->aim == AIM_WARN ? 1 : 2;
	d->w->column.bad_since_ms = d->now_ms - (d->aim == AIM_WARN ? 0 : 2) * HOUR_MS;
}

static bool is_domain(const struct drive *d)
{
	return is(d, "technical") && streq(arg(d, "checks"), "domain");
}

static void drive_technical(struct drive *d)
{
	int32_t day = arg(d, "by") ? day_arg(d, "by") : day_of(2026, 3, 2);
	int ndays = d->aim == AIM_WARN ? 1 : 4;

	day += d->aim == AIM_OVERDUE ? 9 : 0;
	for (int i = 0; i < ndays; i++)
		d->w->measures[d->w->nmeasures++] = (struct measure){.seq = (uint64_t)i + 1,
			.time_ms = day_ms(day - ndays + i, 9), .verdict = d->aim == AIM_MET ? VERDICT_OK
				: VERDICT_BROKEN_DNS, .reason = d->aim == AIM_MET ? STR("")
				: STR("no-ipv6-address")};
	d->now_ms = day_ms(day, 9);
	if (is_domain(d) && d->aim == AIM_MET)
		d->w->column.url = STR("http://www.p.gov.cn/");
}

static void drive_off_topic(struct drive *d)
{
	own(d, day_of(2026, 3, 1))->title = d->aim == AIM_MET ? STR("权责清单")
		: STR("市领导到某镇调研");
	d->now_ms = day_ms(day_of(2026, 3, 2), 9);
}

static const struct {
	const char *kind;
	void (*drive)(struct drive *d);
} drivers[] = {
	{"max_age", drive_age}, {"weekly", drive_period}, {"monthly", drive_period},
	{"quarterly", drive_period}, {"yearly", drive_period}, {"by_date", drive_by_date},
	{"min_count", drive_count}, {"min_display", drive_display},
	{"follow_up", drive_follow_up}, {"complete", drive_complete},
	{"sequence", drive_sequence}, {"threshold", drive_threshold},
	{"year_on_year", drive_years}, {"must_change", drive_page},
	{"page_changed", drive_page}, {"share", drive_share},
	{"sub_columns", drive_sub_columns}, {"label", drive_label}, {"exists", drive_exists},
	{"technical", drive_technical}, {"off_topic", drive_off_topic},
};

/* --- driving --- */

static struct rule_input input_of(struct drive *d)
{
	struct rule_input in = world_input(d->w, d->rule, d->now_ms);

	in.duty = str_of(d->duty->id);
	in.owed = d->duty;
	return in;
}

static void expect_level(struct drive *d, const struct finding *f)
{
	static const char *const word[] = {"met", "due", "overdue"};
	char name[200];
	int got = f->level;

	/* what is seen for the first time is suspected */
	if (f->phase == FINDING_SUSPECTED)
		got = LEVEL_WARN;
	snprintf(name, sizeof(name), "%s rule %zu (%s), %s", d->duty->id, d->nth + 1, d->rule->kind,
		word[d->aim]);
	if (f->cannot_judge.n)
		fail_msg("%s: cannot judge: %.*s", name, STR_ARG(f->cannot_judge));
	same_int(name, got, (int)d->aim);
	if (!f->limit_kind.n)
		fail_msg("%s: where the limit comes from is not said", name);
}

static void drive_one(struct drive *d, void (*driver)(struct drive *d))
{
	struct world w;
	struct findings out = {0};
	struct rule_input in;
	struct err e = {0};

	world_make(&w);
	w.column.first_ms = at("2015-01-01");
	w.own_column = d->duty->columns[0];
	d->w = &w;
	driver(d);
	in = input_of(d);
	if (column_view_make(&w.view, w.column.first_ms, in.zone, in.now_ms, each_own, &w,
		    &w.arena, &e) < 0 || rule_judge(&in, &out, &e) < 0 || out.n == 0)
		fail_msg("%s: %s", d->duty->id, e.text);
	expect_level(d, &out.list[0]);
	/* nothing is said of what was never measured, and nobody accused */
	out = (struct findings){0};
	in.column = NULL;
	in.view = NULL;
	if (rule_judge(&in, &out, &e) < 0 || out.n == 0)
		fail_msg("%s unmeasured: %s", d->duty->id, e.text);
	if (!out.list[0].cannot_judge.n && out.list[0].level != LEVEL_OK)
		fail_msg("%s: judged without a measurement", d->duty->id);
	world_release(&w);
}

static bool is_advice(const char *kind)
{
	return streq(kind, "page_changed") || streq(kind, "off_topic");
}

static void drive_rule(const struct duty_config *duty, size_t nth)
{
	struct drive d = {.duty = duty, .rule = &duty->rule[nth], .nth = nth,
		.sample = sample_of(duty->id, nth)};
	void (*driver)(struct drive *) = NULL;

	for (size_t i = 0; i < ROWS(drivers); i++)
		if (streq(drivers[i].kind, d.rule->kind))
			driver = drivers[i].drive;
	if (!driver)
		fail_msg("%s: nobody drives '%s'", duty->id, d.rule->kind);
	for (int aim = AIM_MET; aim <= (is_advice(d.rule->kind) ? AIM_WARN : AIM_OVERDUE); aim++) {
		d.aim = (enum aim)aim;
		if (aim == AIM_WARN && is_domain(&d))
			continue; /* a name is right or wrong, on every day */
		drive_one(&d, driver);
	}
}

static struct config *seeds(void)
{
	struct config_faults faults = {0};
	struct config *c = NULL;
	struct err e = {0};

	config_set_rule_check(rule_check);
	receiver_kinds_known();
	if (config_load(TEST_SOURCE "/seeds/portalwatch.yaml", &c, &faults, &e) < 0)
		fail_msg("%s", e.text);
	config_faults_release(&faults);
	return c;
}

static void every_duty_is_driven_through_its_states(void **state)
{
	struct config *c = seeds();
	size_t nduties = 0, nmanual = 0, nrules = 0;

	(void)state;
	for (size_t i = 0; i < c->ndocuments; i++)
		for (size_t k = 0; k < c->documents[i].nduties; k++) {
			const struct duty_config *d = &c->documents[i].duties[k];

			nduties++;
			nmanual += d->manual;
			for (size_t r = 0; !d->manual && r < (d->nrules ? d->nrules : 1); r++) {
				drive_rule(d, r);
				nrules++;
			}
		}
	same_int("duties", nduties, NDUTIES);
	same_int("for people", nmanual, NMANUAL);
	assert_true(nrules >= NDUTIES - NMANUAL);
	config_free(c);
}

/* A sample that no rule looks for is a row nobody reads. */
static void every_sample_has_its_rule(void **state)
{
	struct config *c = seeds();

	(void)state;
	for (size_t s = 0; s < ROWS(samples); s++) {
		bool found = false;

		for (size_t i = 0; i < c->ndocuments; i++)
			for (size_t k = 0; k < c->documents[i].nduties; k++) {
				const struct duty_config *d = &c->documents[i].duties[k];

				found |= streq(d->id, samples[s].id) && !d->manual &&
					samples[s].nth < (d->nrules ? d->nrules : 1);
			}
		if (!found)
			fail_msg("%s: no rule %zu", samples[s].id, samples[s].nth);
	}
	config_free(c);
}

/* Those that only a person can decide know their day. */
static void manual_duties_have_a_day(void **state)
{
	struct config *c = seeds();

	(void)state;
	for (size_t i = 0; i < c->ndocuments; i++)
		for (size_t k = 0; k < c->documents[i].nduties; k++) {
			const struct duty_config *d = &c->documents[i].duties[k];

			if (d->manual && !d->due[0])
				fail_msg("%s: no day", d->id);
		}
	config_free(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(every_duty_is_driven_through_its_states), T(every_sample_has_its_rule),
		T(manual_duties_have_a_day),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
