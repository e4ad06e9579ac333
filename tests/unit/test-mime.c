/* Mail bytes: golden mails, encoded words, addresses, and what is refused. */
#include "test.h"

#include "base/utf8.h"
#include "monitor/mime.h"
#include "monitor/rhythm.h"

#define T0 INT64_C(1790213400000) /* 2026-09-24T09:30:00+08:00 */

static const char *to[] = {"office@a.test", "\"张 主任\" <boss@a.test>"};

static struct mime_mail mail(void)
{
	return (struct mime_mail){.from = "门户巡查 <web@a.test>", .reply_to = "help@a.test",
		.to = to, .nto = 2,
		.subject = STR("【门户巡查】断链：平度市人民政府 / 环境空气质量，另有很长很长很长很长的"
			       "标题，要折成几个编码字"),
		.message_id = STR("<pw.1.2.problem.1@a.test>"),
		.references = STR("<pw.1.1.problem.1@a.test> <pw.1.1.update.2@a.test>"),
		.list_id = STR("portalwatch.a.test"), .date_ms = T0, .zone = zone_shanghai(),
		.text = STR("一行\n另一行\n"), .html = STR("<p>一行</p>\n")};
}

static void check(const char *name, const struct mime_mail *m)
{
	struct buf got = BUF_INIT((size_t)1 << 20), want;
	struct err e = {0};
	char file[100];

	if (mime_write(&got, m, &e) < 0)
		fail_msg("%s: %s", name, e.text);
	snprintf(file, sizeof(file), "messages/%s.eml", name);
	if (getenv("PW_UPDATE")) {
		char path[400];

		snprintf(path, sizeof(path), "%s/%s", TEST_DATA, file);
		assert_int_equal(fs_write_fast(path, buf_str(&got), 0644, NULL), 0);
	}
	want = test_file(file);
	same_text(name, buf_str(&got), buf_str(&want));
	buf_release(&got);
	buf_release(&want);
}

static void mails_are_these_bytes(void **state)
{
	struct mime_mail m = mail();
	const struct mime_file file = {STR("问题清单-2026-09-24-平度市人民政府各栏目.csv"),
		STR("text/csv; charset=utf-8"), STR("\xef\xbb\xbf" "a,b\r\n1,2\r\n")};

	(void)state;
	check("alternative", &m);
	m.files = &file;
	m.nfiles = 1;
	check("attachment", &m);
	m = mail();
	m.html = m.references = STR_NONE;
	m.subject = STR("plain =?utf-8?B?eA==?= text");
	check("text-only", &m);
}

static void encoded_words_are_short_and_whole(void **state)
{
	static const char *const rows[] = {"断", "断链断链断链断链断链断链断链断链断链断链断链断链断链断链断链",
		"a断b链c断d链e断f链g断h链i断j链k断l链m断n链o断p链q断r链s断t链", ("\xf0\x9f\x98\x80\xf0\x9f\x98\x80"
		"\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80\xf0\x9f\x98\x80"),
		"ill-formed \xff\xfe\xe4\xb8 bytes"};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++)
		for (size_t used = 0; used < 76; used++) {
			struct buf b = BUF_INIT(10000);
			struct str rest, line;

			mime_words(&b, str_of(rows[i]), used);
			rest = buf_str(&b);
			for (size_t n = used; str_cut(&rest, '\n', &line); n = 0) {
				line = str_trim(line);
				if (line.n > 75 || (n + line.n > 76) ||
					(line.n && !str_ends(line, STR("?="))))
					fail_msg("row %zu used %zu: %.*s", i, used, STR_ARG(line));
			}
			buf_release(&b);
		}
}

static void header_values_cannot_break_out(void **state)
{
	struct {
		const char *name;
		struct mime_mail m;
	} row[7];
	static const char *bad_to[] = {"a@b\r\nBcc: c@d"};
	const struct pair bad_header = {STR("X-A\r\nBcc"), STR("x")};
	const struct mime_file bad_file = {STR("n"), STR("text/csv\r\nX: y"), STR("d")};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++)
		row[i].m = mail();
	row[0].name = "subject";
	row[0].m.subject = STR("a\r\nBcc: x@a.test");
	row[1].name = "NUL";
	row[1].m.subject = STR("a\0b");
	row[2].name = "to";
	row[2].m.to = bad_to;
	row[2].m.nto = 1;
	row[3].name = "from";
	row[3].m.from = "x\n <a@b>";
	row[4].name = "message id";
	row[4].m.message_id = STR("<a@b>\r\nBcc:");
	row[5].name = "header name";
	row[5].m.headers = &bad_header;
	row[5].m.nheaders = 1;
	row[6].name = "file type";
	row[6].m.files = &bad_file;
	row[6].m.nfiles = 1;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct buf b = BUF_INIT(100000);
		struct err e = {0};

		same_int(row[i].name, mime_write(&b, &row[i].m, &e), ERR_INVAL);
		buf_release(&b);
	}
}

static void addresses_are_taken_from_texts(void **state)
{
	static const struct {
		const char *text, *address; /* NULL: none */
	} rows[] = {{"a@b.test", "a@b.test"}, {"A B <a@b.test>", "a@b.test"}, {" <a@b> ", "a@b"},
		{"a@b.test>", NULL}, {"<a@b", NULL}, {"a b@c", NULL}, {"@b", NULL}, {"a@", NULL},
		{"", NULL}, {"a@b\n", "a@b"}, {"a\n@b", NULL}, {"中@b.test", NULL},
		{"a@中国.cn", "a@中国.cn"}};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++)
		same_text(rows[i].text, mime_address(rows[i].text), str_of(rows[i].address));
}

static void weeks_begin_at_their_hour(void **state)
{
	static const struct {
		const char *text, *now, *slot;
	} rows[] = {
		{"mon 08:30", "2026-09-24T09:30:00+08:00", "2026-09-21T08:30:00+08:00"},
		{"thu 09:30", "2026-09-24T09:30:00+08:00", "2026-09-24T09:30:00+08:00"},
		{"thu 09:31", "2026-09-24T09:30:00+08:00", "2026-09-17T09:31:00+08:00"},
		{"sun 00:00", "2026-09-24T09:30:00+08:00", "2026-09-20T00:00:00+08:00"},
	};
	static const char *const none[] = {"off", "", "mon", "xyz 08:30", "mon 25:00", "mon 8"};

	(void)state;
	for (size_t i = 0; i < ROWS(rows); i++) {
		int64_t now = 0, slot = 0;

		assert_true(time_parse(str_of(rows[i].now), zone_shanghai(), &now));
		assert_true(time_parse(str_of(rows[i].slot), zone_shanghai(), &slot));
		same_int(rows[i].text, weekly_slot(rows[i].text, zone_shanghai(), now), slot);
	}
	for (size_t i = 0; i < ROWS(none); i++)
		same_int(none[i], weekly_slot(none[i], zone_shanghai(), T0), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(mails_are_these_bytes),
		T(encoded_words_are_short_and_whole),
		T(header_values_cannot_break_out),
		T(addresses_are_taken_from_texts),
		T(weeks_begin_at_their_hour),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
