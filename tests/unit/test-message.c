/* Messages: golden texts of payloads, and what hostile pages cannot do with them.
 *
 * tests/data/messages/NAME.json is a payload, NAME.txt its subject, text and HTML. With
 * PW_UPDATE in the environment the .txt files are written anew: read the difference. */
#include "test.h"

#include "base/out.h"
#include "base/utf8.h"
#include "monitor/limit-text.h"
#include "monitor/message.h"

static struct config config = {.file = "", .language = "zh", .contact = "mailto:web@a.test"};

static const char *const names[] = {"problem", "problem-en", "several", "recovery", "repeat",
	"escalation", "warning", "lowered", "digest", "notice", "withdrawn-en", "weekly", "weekly-en", "test",
	"heartbeat", "hostile"};

static void make(struct message *m, struct alert *x, struct str payload)
{
	struct jval *doc = NULL;
	struct err e = {0};
	static char kind[40];

	assert_int_equal(jval_parse(payload, &doc, &e), 0);
	snprintf(kind, sizeof(kind), "%.*s", STR_ARG(jval_str(jval_get(doc, "kind"))));
	jval_free(doc);
	*x = (struct alert){.seq = 1, .receiver = STR("office"), .kind = str_of(kind),
		.message_id = STR("<pw.0123456789abcdef.12.problem.1@a.test>"),
		.severity = SEVERITY_MEDIUM, .payload = payload};
	config.zone = zone_shanghai();
	if (message_make(m, x, &config, INT64_C(1790213400000), &e) < 0)
		fail_msg("%s", e.text);
}

static struct buf file_of(const char *name, const char *ending)
{
	char path[200];

	snprintf(path, sizeof(path), "messages/%s.%s", name, ending);
	return test_file(path);
}

static void golden(const char *name)
{
	struct buf payload = file_of(name, "json"), got = BUF_INIT((size_t)1 << 20), want;
	struct message m;
	struct alert x;

	make(&m, &x, buf_str(&payload));
	buf_addf(&got, "%.*s\n\n", STR_ARG(m.subject));
	buf_addstr(&got, m.text);
	buf_adds(&got, "\n");
	buf_addstr(&got, m.html);
	if (getenv("PW_UPDATE")) {
		char path[400];

		snprintf(path, sizeof(path), "%s/messages/%s.txt", TEST_DATA, name);
		assert_int_equal(fs_write_fast(path, buf_str(&got), 0644, NULL), 0);
	}
	want = file_of(name, "txt");
	same_text(name, buf_str(&got), buf_str(&want));
	buf_release(&payload);
	buf_release(&got);
	buf_release(&want);
	message_release(&m);
}

static void payloads_become_texts_in_their_language(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(names); i++)
		golden(names[i]);
}

static void texts_fit_into_78_columns(void **state)
{
	(void)state;
	for (size_t i = 0; i < ROWS(names); i++) {
		struct buf payload = file_of(names[i], "json");
		struct message m;
		struct alert x;
		struct str rest, line;

		make(&m, &x, buf_str(&payload));
		rest = m.text;
		while (str_cut(&rest, '\n', &line))
			if (utf8_width(line) > 78 && !str_has(line, STR("://")) &&
				!str_has(line, STR("xxx")))
				fail_msg("%s: %zu columns: %.*s", names[i], utf8_width(line),
					STR_ARG(line));
		buf_release(&payload);
		message_release(&m);
	}
}

/* A title of each hostile kind, in an incident and in an event. */
static void hostile_titles_stay_one_line(void **state)
{
	static const char *const titles[] = {"a\\r\\nBcc: x@a.test", "\\u202egnp.exe", "=?utf-8?B?eA==?=",
		"<b>\\u0000</b>", "=cmd|' /C calc'!A0", "<at user_id=\\\"all\\\">"};

	(void)state;
	for (size_t i = 0; i < ROWS(titles) + 1; i++) {
		struct buf payload = BUF_INIT((size_t)4 << 20);
		struct message m;
		struct alert x;

		buf_adds(&payload, "{\"kind\":\"notice\",\"language\":\"zh\",\"incidents\":[],"
				   "\"events\":[{\"kind\":\"notice.new\",\"title\":\"");
		if (i < ROWS(titles))
			buf_adds(&payload, titles[i]);
		for (int k = 0; i == ROWS(titles) && k < 1000000; k++)
			buf_addc(&payload, 'x');
		buf_adds(&payload, "\"}]}");
		make(&m, &x, buf_str(&payload));
		if (str_findc(m.subject, '\n', 0) != SIZE_MAX ||
			str_findc(m.subject, '\r', 0) != SIZE_MAX || m.subject.n > 800)
			fail_msg("row %zu: %.*s", i, STR_ARG(m.subject));
		if (str_has(m.text, STR("\nBcc:")) || str_has(m.text, STR("\xe2\x80\xae")) ||
			str_has(m.html, STR("<b>")) || str_has(m.html, STR("<at")) ||
			m.text.n > 10000 || m.html.n > 10000)
			fail_msg("row %zu: %.*s", i, STR_ARG(m.text));
		buf_release(&payload);
		message_release(&m);
	}
}

static void tables_are_safe_in_spreadsheets(void **state)
{
	struct buf payload = file_of("hostile", "json");
	struct message m;
	struct alert x;
	struct err e = {0};

	(void)state;
	make(&m, &x, buf_str(&payload));
	assert_int_equal(message_attach(&m, "csv", &e), 0);
	assert_int_equal(m.nfiles, 1);
	same_text("name", m.files[0].name, STR("问题清单-2026-09-24.csv"));
	assert_true(str_has(m.files[0].data, STR("'=cmd|")));
	assert_false(str_has(m.files[0].data, STR(",=cmd|")));
	message_release(&m);
	make(&m, &x, buf_str(&payload));
	assert_int_equal(message_attach(&m, "xlsx", &e), 0);
	assert_int_equal(m.nfiles, 1);
#ifdef PW_HAVE_XLSX
	same_text("name", m.files[0].name, STR("问题清单-2026-09-24.xlsx"));
	assert_true(str_starts(m.files[0].data, STR("PK")));
#endif
	buf_release(&payload);
	message_release(&m);
}

static void unreadable_payloads_are_an_error(void **state)
{
	static const char *const rows[] = {"", "[]", "{", "null", "7"};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		struct alert x = {.kind = STR("problem"), .payload = str_of(rows[i])};
		struct message m;
		struct err e = {0};

		config.zone = zone_shanghai();
		same_int(rows[i], message_make(&m, &x, &config, 0, &e), ERR_SYNTAX);
		message_release(&m);
	}
}

static void limits_in_words(void **state)
{
	static const struct {
		const char *limit, *zh;
	} row[] = {
		{"14 days", "14 天"}, {"6 months", "6 个月"}, {"1 year", "1 年"},
		{"3 working days", "3 个工作日"}, {"the same day", "当日"}, {"weekly wed", "每周三"},
		{"by 01-31", "每年1月31日前"},
		{"by 2026-06-30", "2026-06-30 前"}, {"by 13-01", "13-01 前"}, {"2 per month", "每月不少于 2 条"}, {"daily", "每工作日"},
		{"80 % of the year before", "上年同期的 80％"}, {"all there", "全部具备"},
		{"before", "先于所对应的信息"}, {"for ever", "长期"},
		/* none of the forms: as it stands */
		{"60 %", "60 %"}, {"..30", "..30"}, {"weekly odd", "weekly odd"}, {"7 moons", "7 moons"},
	};
	struct arena a = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < sizeof(row) / sizeof(row[0]); i++)
		same_text(row[i].limit, limit_text(str_of(row[i].limit), LANG_ZH, &a),
			str_of(row[i].zh));
	same_text("English", limit_text(STR("3 working days"), LANG_EN, &a), STR("3 working days"));
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(limits_in_words),
		T(payloads_become_texts_in_their_language),
		T(texts_fit_into_78_columns),
		T(hostile_titles_stay_one_line),
		T(tables_are_safe_in_spreadsheets),
		T(unreadable_payloads_are_an_error),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
