/* Profiles: the shipped ones are whole, a faulty one names file and line. */
#include "test.h"

#include "crawler/profile.h"
#include "monitor/rule.h"

#include <stdlib.h>

static const struct profile_indicator *indicator(const struct profile *p, const char *id)
{
	for (size_t i = 0; i < p->nindicators; i++)
		if (streq(p->indicators[i].id, id))
			return &p->indicators[i];
	return NULL;
}

static void every_shipped_profile_is_read(void **state)
{
	struct config_faults f = {0};
	struct arena a = ARENA_INIT;
	struct err e = {0};
	size_t n = 0;

	(void)state;
	config_set_rule_check(rule_check);
	for (; profile_shipped(n); n++) {
		struct profile *p = NULL;

		if (profile_load(NULL, profile_shipped(n), &a, &p, &f, &e) < 0)
			fail_msg("%s", e.text);
		same_text("id", str_of(p->id), str_of(profile_shipped(n)));
		for (size_t i = 0; i < p->nindicators; i++)
			if (!p->indicators[i].verified && p->indicators[i].enabled &&
				p->indicators[i].each)
				fail_msg("%s %s: costs points, not verified", p->id,
					p->indicators[i].id);
		arena_release(&a);
	}
	same_int("how many", (int)n, 4);
	same_int("warnings", (int)f.n, 0);
	config_faults_release(&f);
}

/* Part by part, as the document has them; what is not verified costs nothing. */
static void the_form_of_2019_is_whole(void **state)
{
	static const struct {
		const char *level1, *level2;
	} rows[] = {
		{"单项否决", "安全、泄密事故等严重问题"}, {"单项否决", "站点无法访问"}, {"单项否决", "首页不更新"},
		{"单项否决", "栏目不更新"}, {"单项否决", "互动回应差"}, {"单项否决", "服务不实用"},
		{"发布解读", "概况信息"}, {"发布解读", "机构职能"}, {"发布解读", "领导信息"},
		{"发布解读", "动态要闻"}, {"发布解读", "政策文件"}, {"发布解读", "政策解读"},
		{"发布解读", "其他栏目"}, {"办事服务", "事项公开"}, {"办事服务", "办事统计数据"},
		{"办事服务", "办事指南"}, {"办事服务", "表格样表"}, {"办事服务", "服务质量"},
		{"互动交流", "信息提交"}, {"互动交流", "留言公开"}, {"互动交流", "统计数据"},
		{"互动交流", "办理答复"}, {"互动交流", "征集调查"}, {"互动交流", "在线访谈"},
		{"功能设计", "域名名称"}, {"功能设计", "网站标识"}, {"功能设计", "我为政府网站找错"},
		{"功能设计", "可用性"}, {"功能设计", "站内搜索"}, {"功能设计", "一号登录"},
		{"功能设计", "页面标签"}, {"功能设计", "兼容性"}, {"功能设计", "IPv6改造"},
		{"加分指标", "信息发布"}, {"加分指标", "互动交流"}, {"加分指标", "办事服务"},
		{"加分指标", "创新发展"},
	};
	struct config_faults f = {0};
	struct arena a = ARENA_INIT;
	struct profile *p = NULL;

	(void)state;
	assert_int_equal(profile_load(NULL, "guoban-2019", &a, &p, &f, NULL), 0);
	for (size_t i = 0; i < ROWS(rows); i++) {
		bool found = false;

		for (size_t k = 0; k < p->nindicators && !found; k++)
			found = streq(p->indicators[k].level1, rows[i].level1) &&
				streq(p->indicators[k].level2, rows[i].level2);
		if (!found)
			fail_msg("no row %s, %s", rows[i].level1, rows[i].level2);
	}
	for (size_t k = 0; k < p->nindicators; k++) {
		const struct profile_indicator *x = &p->indicators[k];

		if (x->effect == EFFECT_BONUS && (x->verified || x->enabled))
			fail_msg("%s: the points of the bonus rest on no source", x->id);
		if (streq(x->level1, "办事服务") && !x->nexcept)
			fail_msg("%s is asked of portals without services", x->id);
	}
	same_int("bonus", p->bonus, 30);
	same_int("above", p->bonus_above, 80);
	same_int("shorter form", p->reduced_points, 75);
	arena_release(&a);
	config_faults_release(&f);
}

static void the_numbers_are_those_of_the_documents(void **state)
{
	static const struct {
		const char *profile, *id;
		int check;
		int64_t warn, limit, each;
	} rows[] = {
		{"guoban-2019", "V2", CHECK_VISITS, 3, 5, 0},
		{"guoban-2019", "V4c", CHECK_BLANK, 2, 5, 0},
		{"guoban-2019", "V4a", CHECK_STALE, 3, 5, 0},
		{"guoban-2019", "V4b", CHECK_STALE, 6, 10, 0},
		{"guoban-2019", "D1", CHECK_STALE, 0, 0, 500},
		{"puchai-2015", "A1", CHECK_VISITS, 0, 0, 500},
		{"puchai-2015", "A2", CHECK_LINKS_HOME, 0, 0, 100},
		{"puchai-2015", "A3", CHECK_LINKS_OTHER, 0, 0, 10},
		{"puchai-2015", "B1", CHECK_FEW, 0, 10, 500},
		{"puchai-2015", "B2", CHECK_STALE, 0, 0, 300},
		{"puchai-2015", "B3", CHECK_STALE, 0, 0, 400},
		{"puchai-2015", "B4", CHECK_STALE, 0, 0, 500},
		{"panjin-2024", "P1", CHECK_MISSED, 1, 2, 0},
	};
	struct config_faults f = {0};
	struct arena a = ARENA_INIT;

	(void)state;
	config_set_rule_check(rule_check);
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct profile *p = NULL;
		const struct profile_indicator *x;

		assert_int_equal(profile_load(NULL, rows[i].profile, &a, &p, &f, NULL), 0);
		x = indicator(p, rows[i].id);
		assert_non_null(x);
		same_int(rows[i].id, x->check, rows[i].check);
		same_int(rows[i].id, (int)x->warn, (int)rows[i].warn);
		same_int(rows[i].id, (int)x->limit, (int)rows[i].limit);
		same_int(rows[i].id, (int)x->each, (int)rows[i].each);
		assert_true(x->enabled && x->verified);
		arena_release(&a);
	}
	config_faults_release(&f);
}

#define HEAD "profile: x\nname: x\nindicators:\n"
#define ONE "  - {id: A, level1: a, level2: b, point: c, text: d, "

static void a_faulty_profile_is_refused_by_line(void **state)
{
	static const struct {
		const char *text, *fault;
		int line;
	} rows[] = {
		{HEAD ONE "check: nonsense, effect: note}\n", "check: expected one of the words", 4},
		{HEAD ONE "check: manual, effect: fine}\n", "effect: expected one of the words", 4},
		{HEAD ONE "check: stale, effect: veto}\n", "a veto needs limit:", 4},
		{HEAD ONE "check: stale, effect: deduct}\n", "needs each:", 4},
		{HEAD ONE "check: stale, effect: note, each: 1}\n", "belong to effect: deduct", 4},
		{HEAD ONE "check: rule, effect: note}\n", "belong together", 4},
		{HEAD ONE "check: rule, effect: note, rule: {kind: nonsense}}\n", "unknown rule", 4},
		{HEAD ONE "check: missed, effect: note, per: year}\n", "per: expected one", 4},
		{HEAD ONE "check: visits, effect: veto, limit: 5}\n", "needs window:", 4},
		{HEAD ONE "check: visits, effect: veto, limit: 105, window: 7d}\n", "are percent", 4},
		{HEAD ONE "check: blank, effect: veto, limit: 5, warn: 5}\n", "must lie below", 4},
		{HEAD ONE "check: blank, effect: deduct, each: 0.125}\n", "two digits", 4},
		{HEAD ONE "check: blank, effect: deduct, each: -1}\n", "expected points", 4},
		{HEAD ONE "check: blank, effect: deduct, each: 5, max: 4}\n", "must not be below", 4},
		{HEAD ONE "check: blank, effect: note, classes: [gossip]}\n", "unknown class", 4},
		{HEAD ONE "check: blank, effect: note, names: '('}\n", "no regular expression", 4},
		{HEAD ONE "check: few, effect: note, limit: 3}\n", "needs limit: and window:", 4},
		{HEAD ONE "check: blank, effect: note, colour: red}\n", "unknown key 'colour'", 4},
		{HEAD ONE "check: manual, effect: note}\n" ONE "check: manual, effect: note}\n",
			"'A' twice, first in line 4", 5},
		{"name: x\nindicators: []\n", "missing 'profile'", 1},
		{"profile: x\nname: x\npoints: 50\nindicators: []\n", "pass: 60 is over points: 50", 0},
		{HEAD ONE "check: manual, effect: bonus}\n", "effect: bonus needs bonus:", 4},
		{HEAD ONE "check: blank, effect: bonus}\n", "needs check: manual", 4},
		{"profile: x\nname: x\npoints: 100\nreduced: {points: 75}\nindicators: []\n",
			"belong together", 0},
		{"profile: x\nname: x\npoints: 60\nreduced: {points: 75, tags: [a]}\nindicators: []\n",
			"is over points: 60", 0},
		{"\tprofile: x\n", "tab", 1},
	};

	(void)state;
	config_set_rule_check(rule_check);
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct config_faults f = {0};
		struct arena a = ARENA_INIT;
		struct profile *p = NULL;
		bool found = false;

		same_int(rows[i].text, profile_read("p.yaml", str_of(rows[i].text), &a, &p, &f, NULL),
			ERR_CONFIG);
		assert_null(p);
		for (size_t k = 0; k < f.n; k++)
			found |= str_has(str_of(f.list[k].text), str_of(rows[i].fault)) &&
				f.list[k].line == rows[i].line && streq(f.list[k].file, "p.yaml");
		if (!found)
			fail_msg("%s\nwant line %d: %s\nfound line %d: %s", rows[i].text,
				rows[i].line, rows[i].fault, f.n ? f.list[0].line : -1,
				f.n ? f.list[0].text : "nothing");
		arena_release(&a);
		config_faults_release(&f);
	}
}

static void what_is_not_verified_is_off_unless_asked_for(void **state)
{
	struct config_faults f = {0};
	struct arena a = ARENA_INIT;
	struct profile *p = NULL;

	(void)state;
	assert_int_equal(profile_read("p", STR(HEAD
		ONE "check: manual, effect: note, verified: false}\n"
		"  - {id: B, level1: a, level2: b, point: c, text: d, check: manual, effect: note, "
		"verified: false, enabled: true}\n"), &a, &p, &f, NULL), 0);
	same_int("off", p->indicators[0].enabled, false);
	same_int("on", p->indicators[1].enabled, true);
	arena_release(&a);
	assert_int_equal(profile_load(NULL, "nowhere", &a, &p, &f, NULL), ERR_NOTFOUND);
	config_faults_release(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(every_shipped_profile_is_read), T(the_form_of_2019_is_whole),
		T(the_numbers_are_those_of_the_documents),
		T(a_faulty_profile_is_refused_by_line),
		T(what_is_not_verified_is_off_unless_asked_for),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
