/* Differences as people read them. */
#include "test.h"

#include "crawler/textdiff.h"

static const struct same_row {
	const char *a, *b;
	bool same;
} same_rows[] = {
	{"", "", true},
	{"", "　 \n", true},
	{"2017年3月", "２０１７ 年\n3月", true},
	{"国办发〔2017〕47号", "国办发[2017]47号", true},
	{"“通知”，见附件：", "\"通知\",见附件:", true},
	{"——", "—", true},
	{"等......", "等…", true},
	{"等……", "等…", true},
	{"到·月", "到・月", true},
	{"a\xe2\x80\x8b" "b", "ab", true},
	{"Hello world", "Hello  world", true},
	{"Hello world", "Helloworld", false},
	{"1 23", "12 3", false},
	{"20日", "20 日", true},
	{"30天", "60天", false},
	{"1.5", "15", false},
	{"《办法》", "办法", false},
	{"A", "a", false},
	{"-5", "5", false},
};

static void noise_is_no_change(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(same_rows); i++) {
		struct str a = str_of(same_rows[i].a), b = str_of(same_rows[i].b);
		struct buf fa = BUF_INIT(1000), fb = BUF_INIT(1000);

		same_int(same_rows[i].b, text_same(a, b), same_rows[i].same);
		text_fold(a, &fa);
		text_fold(b, &fb);
		same_int(same_rows[i].b, str_eq(buf_str(&fa), buf_str(&fb)), same_rows[i].same);
		buf_release(&fa);
		buf_release(&fb);
	}
}

/* "same[-removed-]{+added+}" */
static struct str marked(struct str a, struct str b, struct arena *arena)
{
	struct textdiff d;
	struct buf out = BUF_INIT((size_t)1 << 20);
	struct str s;

	textdiff_make(a, b, &d, arena);
	for (size_t i = 0; i < d.n; i++) {
		static const char *const before[] = {"", "[-", "{+"}, *const behind[] = {"", "-]",
			"+}"};

		buf_addf(&out, "%s%.*s%s", before[d.segments[i].kind],
			STR_ARG(d.segments[i].text), behind[d.segments[i].kind]);
	}
	s = arena_str(arena, buf_str(&out));
	buf_release(&out);
	return s;
}

static const struct diff_row {
	const char *a, *b, *want;
} diff_rows[] = {
	{"报名时间为30天。", "报名时间为60天。", "报名时间为[-30-]{+60+}天。"},
	{"自2017年3月1日起施行", "自2018年4月1日起施行", "自[-2017年3-]{+2018年4+}月1日起施行"},
	{"甲乙丙丁", "甲丁", "甲[-乙丙-]丁"},
	{"甲丁", "甲乙丙丁", "甲{+乙丙+}丁"},
	{"一、申请\n二、审核", "一、申请\n二、受理\n三、审核", "一、申请\n二、{+受理\n三、+}审核"},
	{"1 | 李四 | 市二中\n完", "1 | 李四 | 市三中\n2 | 王五 | 市二中\n完",
		"1 | 李四 | [-市二中-]{+市三中\n2 | 王五 | 市二中+}\n完"},
	{"the old text", "the new text", "the [-old-]{+new+} text"},
	{"（一）甲", "(一) 乙", "(一) [-甲-]{+乙+}"},
	{"a b", "a-b", "a[- -]{+-+}b"},
	{"old x end", "end", "[-old x -]end"},
	{"", "新", "{+新+}"},
	{"旧", "", "[-旧-]"},
	/* whole sentences, lines and clauses, not the end of one and most of the next */
	{"甲行。丙做。", "甲行。乙行。丙做。", "甲行。{+乙行。+}丙做。"},
	{"各部门、各单位：", "各市、各部门、各单位：", "{+各市、+}各部门、各单位："},
	{"申请。\n审核。", "申请。\n受理。\n审核。", "申请。{+\n受理。+}\n审核。"},
	{"依照《办法》办理", "依照《条例》《办法》办理", "依照{+《条例》+}《办法》办理"},
	{"贯彻执行。", "贯彻执行。\n自元旦起施行，有效期三年。", "贯彻执行。{+\n自元旦起施行，有效期三年。+}"},
	{"贯彻执行。\n自元旦起施行，有效期三年。", "贯彻执行。", "贯彻执行。[-\n自元旦起施行，有效期三年。-]"},
	{"见a.txt and b.txt", "见a.txt", "见a.txt[- and b.txt-]"},
	/* a few equal characters inside a sentence that was replaced say nothing */
	{"一、企业应当于三月底前自行报送材料。", "一、单位必须在年底之前自行完成整改，逾期不办。",
		"一、[-企业应当于三月底前自行报送材料-]{+单位必须在年底之前自行完成整改，逾期不办+}。"},
};

static void edits_are_those_a_person_would_name(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(diff_rows); i++) {
		struct arena a = ARENA_INIT;

		same_text(diff_rows[i].a, marked(str_of(diff_rows[i].a),
			str_of(diff_rows[i].b), &a), str_of(diff_rows[i].want));
		arena_release(&a);
	}
}

static uint32_t next_random(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 16;
}

/* Length of the longest common subsequence, by the quadratic table. */
static size_t lcs(const char *a, size_t n, const char *b, size_t m)
{
	static size_t t[64][64];

	for (size_t i = 0; i <= n; i++) {
		for (size_t k = 0; k <= m; k++) {
			if (!i || !k)
				t[i][k] = 0;
			else if (a[i - 1] == b[k - 1])
				t[i][k] = t[i - 1][k - 1] + 1;
			else
				t[i][k] = t[i - 1][k] > t[i][k - 1] ? t[i - 1][k] : t[i][k - 1];
		}
	}
	return t[n][m];
}

/* Marks as letters, so that each is one token and none is merged away by clean-up. */
static void both_texts_come_back_from_random_segments(void **state)
{
	static const char marks[] = "!#$%";
	uint32_t seed = 7;

	(void)state;
	for (int round = 0; round < 3000; round++) {
		char a[60], b[60];
		size_t n = next_random(&seed) % 50, m = next_random(&seed) % 50;
		struct arena arena = ARENA_INIT;
		struct textdiff d;
		struct buf old = BUF_INIT(1000), new = BUF_INIT(1000);

		for (size_t i = 0; i < n; i++)
			a[i] = marks[next_random(&seed) % 4];
		for (size_t i = 0; i < m; i++)
			b[i] = marks[next_random(&seed) % 4];
		textdiff_make(str_n(a, n), str_n(b, m), &d, &arena);
		for (size_t i = 0; i < d.n; i++) {
			if (d.segments[i].kind != SEGMENT_ADDED)
				buf_addstr(&old, d.segments[i].text);
			if (d.segments[i].kind != SEGMENT_REMOVED)
				buf_addstr(&new, d.segments[i].text);
		}
		same_text("old", buf_str(&old), str_n(a, n));
		same_text("new", buf_str(&new), str_n(b, m));
		/* the edit before clean-up is shortest, so clean-up only adds */
		assert_true(d.removed >= n - lcs(a, n, b, m));
		assert_true(d.removed <= n && d.added <= m);
		buf_release(&old);
		buf_release(&new);
		arena_release(&arena);
	}
}

static void large_texts_are_compared_in_bounded_time(void **state)
{
	struct buf a = BUF_INIT((size_t)32 << 20), b = BUF_INIT((size_t)32 << 20);
	struct arena arena = ARENA_INIT;
	struct textdiff d;
	uint32_t seed = 1;

	(void)state;
	for (int i = 0; a.n < (3 << 20); i++) {
		buf_addf(&a, "第%d条 内容%u。\n", i, next_random(&seed));
		if (i % 1000 != 500)
			buf_addf(&b, "第%d条 内容%u。\n", i, next_random(&seed) | 1);
	}
	textdiff_make(buf_str(&a), buf_str(&b), &d, &arena);
	assert_false(d.same);
	assert_true(d.n > 0);
	arena_reset(&arena);
	/* one line changed in much */
	buf_clear(&b);
	buf_addstr(&b, buf_str(&a));
	b.p[str_find(buf_str(&b), STR("第777条"), 0) + 3] = '8';
	textdiff_make(buf_str(&a), buf_str(&b), &d, &arena);
	assert_false(d.coarse);
	same_int("segments", d.n, 4);
	same_text("removed", d.segments[1].text, STR("777"));
	arena_release(&arena);
	buf_release(&a);
	buf_release(&b);
}

static void differences_are_written_for_each_reader(void **state)
{
	struct arena arena = ARENA_INIT;
	struct textdiff d;
	struct buf b = BUF_INIT(65536);
	struct jw j = jw_on(&b);

	(void)state;
	textdiff_make(STR("标题\n办理期限为30天。<a>\n末尾"), STR("标题\n办理期限为60天。<a>\n末尾"), &d, &arena);
	textdiff_unified(&d, 20, false, NULL, &b);
	same_text("unified", buf_str(&b), STR("标题\n办理期限为[-30-]{+60\n+}天。<a>\n末尾\n"));
	buf_clear(&b);
	textdiff_unified(&d, 80, true, NULL, &b);
	same_text("colour", buf_str(&b), STR("标题\n办理期限为\033[31m30\033[0m\033[32m60\033[0m"
		"天。<a>\n末尾\n"));
	buf_clear(&b);
	textdiff_side(&d, 63, false, NULL, &b);
	same_text("side", buf_str(&b), STR(
		"标题                             标题\n"
		"办理期限为[-30-]天。<a>        | 办理期限为{+60+}天。<a>\n"
		"末尾                             末尾\n"));
	buf_clear(&b);
	textdiff_html(&d, NULL, &b);
	same_text("html", buf_str(&b), STR("<p class=\"diff\">标题<br>\n办理期限为<del>30</del>"
		"<ins>60</ins>天。&lt;a&gt;<br>\n末尾</p>\n"));
	buf_clear(&b);
	textdiff_json(&d, &j);
	same_text("json", buf_str(&b), STR("[{\"kind\":\"same\",\"text\":\"标题\\n办理期限为\"},"
		"{\"kind\":\"removed\",\"text\":\"30\"},{\"kind\":\"added\",\"text\":\"60\"},"
		"{\"kind\":\"same\",\"text\":\"天。<a>\\n末尾\"}]"));
	buf_clear(&b);
	textdiff_make(STR("甲 "), STR("甲"), &d, &arena);
	assert_true(d.same);
	textdiff_unified(&d, 80, false, NULL, &b);
	textdiff_side(&d, 80, false, "无可见变化", &b);
	same_text("nothing", buf_str(&b), STR("no visible change\n无可见变化\n"));
	buf_release(&b);
	arena_release(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(noise_is_no_change),
		T(edits_are_those_a_person_would_name),
		T(both_texts_come_back_from_random_segments),
		T(large_texts_are_compared_in_bounded_time),
		T(differences_are_written_for_each_reader),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
