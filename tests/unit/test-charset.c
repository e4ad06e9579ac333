/* Character sets: the standard's data, the sniffing cases, and labels that lie. */
#include "test.h"

#include "base/utf8.h"
#include "crawler/charset.h"

/* --- decoding --- */

static void every_index_decodes_as_the_standard_says(void **state)
{
	static const struct {
		const char *file, *encoding;
	} row[] = {
		{"gb18030", "gbk"}, {"gb18030", "gb18030"}, {"big5", "big5"},
		{"euc_kr", "euc-kr"}, {"shift_jis", "shift_jis"}, {"jis0208", "euc-jp"},
		{"jis0212", "euc-jp"}, {"iso_2022_jp", "iso-2022-jp"},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct buf in, ref, out = BUF_INIT((size_t)1 << 20);
		struct str a, b, x, y;
		char name[100];
		int lines = 0;

		snprintf(name, sizeof(name), "encoding/%s_in.txt", row[i].file);
		in = test_file(name);
		snprintf(name, sizeof(name), "encoding/%s_in_ref.txt", row[i].file);
		ref = test_file(name);
		charset_decode_as(str_of(row[i].encoding), buf_str(&in), &out);
		a = buf_str(&out);
		b = buf_str(&ref);
		for (; str_cut(&a, '\n', &x) && str_cut(&b, '\n', &y); lines++)
			same_text(row[i].file, x, y);
		assert_true(lines > 8000);
		same_int(row[i].file, out.n, ref.n);
		buf_release(&in);
		buf_release(&ref);
		buf_release(&out);
	}
}

static void four_bytes_agree_with_gb18030(void **state)
{
	static const struct {
		const char *bytes, *text;
	} row[] = {
		{"\x81\x30\x81\x30", "\xc2\x80"}, {"\x84\x31\xa4\x39", "\xef\xbf\xbf"},
		{"\x81\x35\xf4\x37", "\xee\x9f\x87"}, {"\x90\x30\x81\x30", "\xf0\x90\x80\x80"},
		{"\xe3\x32\x9a\x35", "\xf4\x8f\xbf\xbf"}, {"\xe3\x32\x9a\x36", "\xef\xbf\xbd"},
		{"\x81\x39\xee\x39", "\xe3\x90\x80"}, {"\x82\x36\x94\x30", "\xea\x93\x81"},
		{"\x84\x31\x82\x36", "\xef\xb8\x90"}, {"\x95\x32\x90\x31", "\xf0\xa0\x82\x87"},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct buf out = BUF_INIT(100);

		charset_decode_as(STR("gb18030"), str_n(row[i].bytes, 4), &out);
		same_text(row[i].text, buf_str(&out), str_of(row[i].text));
		buf_release(&out);
	}
}

static void a_bad_byte_costs_one_character(void **state)
{
#define BAD "\xef\xbf\xbd"
	static const struct {
		const char *encoding, *bytes, *text;
	} row[] = {
		{"gbk", "\x81<b>", BAD "<b>"}, {"gbk", "\xff<", BAD "<"}, {"gbk", "a\x81", "a" BAD},
		{"gbk", "\x80", "\xe2\x82\xac"}, {"gbk", "\x81\x30\x81", BAD},
		{"gbk", "\x81\x30<", BAD "0<"}, {"gbk", "\x81\x30\x81<", BAD "0" BAD "<"},
		{"big5", "\xa1<", BAD "<"}, {"big5", "\x88\x62", "\xc3\x8a\xcc\x84"},
		{"euc-kr", "\xa1<", BAD "<"}, {"shift_jis", "\x81<", BAD "<"},
		{"euc-jp", "\x8f\xa1<", BAD "<"}, {"euc-jp", "\x8e<", BAD "<"},
		{"utf-8", "\xe4\xb8<", BAD "<"}, {"utf-16le", "a", BAD},
		{"replacement", "abc", BAD}, {"windows-1252", "\x80\x81", "\xe2\x82\xac\xc2\x81"},
		{"iso-8859-7", "\xff", BAD}, {"koi8-u", "\xae", "\xd1\x9e"},
		{"windows-1258", "\xd2", "\xcc\x89"}, {"x-user-defined", "\x80", "\xef\x9e\x80"},
		{"macintosh", "\xdb", "\xe2\x82\xac"}, {"windows-874", "\xdb", BAD},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct buf out = BUF_INIT(100);

		charset_decode_as(str_of(row[i].encoding), str_of(row[i].bytes), &out);
		same_text(row[i].encoding, buf_str(&out), str_of(row[i].text));
		buf_release(&out);
	}
}

static void every_converter_is_there(void **state)
{
	(void)state;
	same_int("missing", charset_preload(), 0);
}

static void labels_give_the_standards_names(void **state)
{
	static const char *const row[][2] = {
		{"GB2312", "gbk"}, {" gb_2312-80\n", "gbk"}, {"hz-gb-2312", "replacement"},
		{"latin1", "windows-1252"}, {"UTF8", "utf-8"}, {"big5-hkscs", "big5"},
		{"unicode", "utf-16le"}, {"x-x-big5", "big5"}, {"866", "ibm866"},
		{"ks_c_5601-1987", "euc-kr"}, {"ms_kanji", "shift_jis"},
		{"x-mac-ukrainian", "x-mac-cyrillic"},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++)
		same_text(row[i][0], charset_of_label(str_of(row[i][0])), str_of(row[i][1]));
	assert_true(str_none(charset_of_label(STR("utf-7"))));
	assert_true(str_none(charset_of_label(STR(""))));
	same_text("type", charset_of_content_type(STR("text/html;Charset = \"GBK\"")), STR("gbk"));
	assert_true(charset_same(STR("gbk"), STR("gb18030")));
}

static void encoders_write_what_the_standard_says(void **state)
{
	static const struct {
		const char *file, *encoding;
	} row[] = {
		{"gb18030", "gb18030"}, {"big5", "big5"}, {"euc_kr", "euc-kr"},
		{"shift_jis", "shift_jis"}, {"jis0208", "euc-jp"},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct buf in, ref, out = BUF_INIT((size_t)1 << 20);
		struct str a, b, x, y;
		char name[100];
		int n = 0, good = 0;

		snprintf(name, sizeof(name), "encoding/%s_out.txt", row[i].file);
		in = test_file(name);
		snprintf(name, sizeof(name), "encoding/%s_out_ref.txt", row[i].file);
		ref = test_file(name);
		for (a = buf_str(&in), b = buf_str(&ref);
			str_cut(&a, '\n', &x) && str_cut(&b, '\n', &y); n++) {
			buf_clear(&out);
			charset_encode(str_of(row[i].encoding), x, &out);
			/* the suite writes references as &#N;, a query percent-encoded */
			good += str_eq(buf_str(&out), y) ||
				(str_starts(y, STR("&#")) && str_starts(buf_str(&out), STR("%26%23")));
		}
		same_int(row[i].file, good, n);
		assert_true(n > 7000);
		buf_release(&in);
		buf_release(&ref);
		buf_release(&out);
	}
}

static void queries_are_encoded_as_forms_are_sent(void **state)
{
	static const struct {
		const char *encoding, *text, *bytes;
	} row[] = {
		{"gbk", "\xe5\xb9\xb3 \xf0\x9f\x98\x80", "\xc6\xbd %26%23128512%3B"},
		{"gbk", "\xe2\x82\xac", "\x80"}, {"gb18030", "\xe2\x82\xac", "\xa2\xe3"},
		{"gb18030", "\xf0\x9f\x98\x80", "\x94\x39\xfc\x36"},
		{"gb18030", "\xee\x9f\x87", "\x81\x35\xf4\x37"},
		{"windows-1252", "\xc3\xa9\xd0\xb0", "\xe9%26%231072%3B"},
		{"utf-16le", "\xc3\xa9", "\xc3\xa9"}, {"nonsense", "\xc3\xa9", "\xc3\xa9"},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct buf out = BUF_INIT(100);

		charset_encode(str_of(row[i].encoding), str_of(row[i].text), &out);
		same_text(row[i].encoding, buf_str(&out), str_of(row[i].bytes));
		buf_release(&out);
	}
}

/* --- sniffing --- */

static void run_sniffing(const char *file, int *n, int *good)
{
	struct buf b = test_file(file);
	struct str all = buf_str(&b);
	struct arena a = ARENA_INIT;
	size_t at = str_find(all, STR("#data\n"), 0);

	while (at != SIZE_MAX) {
		size_t start = at + 6, end = str_find(all, STR("\n#encoding\n"), start), line;
		struct charset_result r;
		struct str want, got;

		if (end == SIZE_MAX)
			break;
		line = end + 11;
		want = str_trim(str_sub(all, line, str_findc(all, '\n', line) - line));
		charset_decode(str_sub(all, start, end - start), STR_NONE, STR_NONE, &r, &a);
		got = str_none(r.declared) ? STR("windows-1252") : r.declared;
		++*n;
		if (str_eq(got, charset_of_label(want)))
			++*good;
		else
			print_message("%s: case %d: %.*s, want %.*s\n", file, *n, STR_ARG(got),
				STR_ARG(want));
		at = str_find(all, STR("\n#data\n"), line);
		at = at == SIZE_MAX ? at : at + 1;
	}
	arena_release(&a);
	buf_release(&b);
}

static void declared_is_what_a_browser_takes(void **state)
{
	int n = 0, good = 0;

	(void)state;
	run_sniffing("encoding/tests1.dat", &n, &good);
	run_sniffing("encoding/tests2.dat", &n, &good);
	run_sniffing("encoding/yahoo-jp.dat", &n, &good);
	print_message("sniffing %d of %d\n", good, n);
	assert_true(n >= 80 && good * 100 >= n * 95);
}

#define HAN "\xb1\xb8\xb0\xb8\xb9\xab\xb8\xe6\xcd\xa8\xd6\xaa\xbb\xb7\xbe\xb3\xbf\xd5\xc6\xf8\xd6\xca\xc1\xbf"
#define HAN8 "\xe5\xa4\x87\xe6\xa1\x88\xe5\x85\xac\xe5\x91\x8a\xe9\x80\x9a\xe7\x9f\xa5"

#define HANGUL \
	"\xb4\xeb\xc7\xd1\xb9\xce\xb1\xb9\xc1\xa4\xba\xce\xb4\xc2\xb0\xf8\xbd\xc4\xb4" \
	"\xa9\xb8\xae\xc1\xfd\xc0\xbb\xc5\xeb\xc7\xd8\xb1\xb9\xb9\xce\xbf\xa1\xb0\xd4" \
	"\xc1\xa4\xc3\xa5\xc1\xa4\xba\xb8\xb8\xa6\xc1\xa6\xb0\xf8\xc7\xcf\xb0\xed\xc0" \
	"\xd6\xbd\xc0\xb4\xcf\xb4\xd9"
#define TAIWAN \
	"\xa4\xa4\xb5\xd8\xa5\xc1\xb0\xea\xac\x46\xa9\xb2\xb3\x7a\xb9\x4c\xa9\x78\xa4" \
	"\xe8\xba\xf4\xaf\xb8\xa6\x56\xb0\xea\xa5\xc1\xb4\xa3\xa8\xd1\xac\x46\xb5\xa6" \
	"\xb8\xea\xb0\x54\xbd\xd0\xac\x64\xbe\x5c\xa4\xbd\xa7\x69\xbb\x50\xb7\x73\xbb" \
	"\x44\xbd\x5a"

static void the_bytes_decide(void **state)
{
	static const struct {
		const char *type, *url, *body, *declared, *encoding, *how;
		bool damaged;
	} row[] = {
		{NULL, NULL, "\xef\xbb\xbf" HAN8, "utf-8", "utf-8", "bom", false},
		{"text/html; charset=gbk", NULL, HAN8, "gbk", "utf-8", "detected", false},
		{"text/html; charset=utf-8", NULL, HAN, "utf-8", "gb18030", "detected", false},
		{"text/html; charset=utf-8", NULL, "<meta charset=gb2312>" HAN, "utf-8", "gbk",
			"meta", false},
		{"text/html; charset=gb2312", NULL, "<meta charset=utf-8>" HAN8, "gbk", "utf-8",
			"meta", false},
		{"text/html; charset=iso-8859-1", NULL, HAN, "windows-1252", "gb18030",
			"detected", false},
		{"text/html; charset=gb2312", NULL, HAN "\xff<", "gbk", "gbk", "header", true},
		/* a pair of GBK that is a sequence of UTF-8 as well: the label decides */
		{"text/css; charset=gb2312", NULL, "i{background:url(\xcd\xbc.png)}", "gbk", "gbk",
			"header", false},
		{"text/css", NULL, "@charset \"gbk\";i{background:url(\xcd\xbc.png)}", "gbk", "gbk",
			"meta", false},
		{"text/css", NULL, "@charset 'gbk';i{background:url(\xcd\xbc.png)}", NULL, "utf-8",
			"detected", false},
		{"text/html; charset=gb2312", NULL, "\xe5\x9b\xbe", "gbk", "utf-8", "detected", false},
		{NULL, "http://a.gov.cn/", "plain", NULL, "gb18030", "default", false},
		{NULL, "http://a.com/", "plain", NULL, "windows-1252", "default", false},
		{NULL, "http://a.gov.cn/", "<p>" HAN, NULL, "gb18030", "detected", false},
		{NULL, "http://a.gov.cn/", "<p>\xb9\xab", NULL, "gb18030", "default", false},
		{"text/html", NULL, "<?xml version='1.0' encoding='gb2312'?>" HAN, "gbk", "gbk",
			"meta", false},
		{"text/html; charset=utf-8", NULL, "plain", "utf-8", "utf-8", "header", false},
		{"text/html; charset=nonsense", NULL, "plain", NULL, "windows-1252", "default", false},
		{NULL, NULL, HAN8 HAN8 HAN8 HAN8 "\xff" HAN8, NULL, "utf-8", "detected", true},
		{NULL, NULL, HAN8 "\xe5\xa4", NULL, "utf-8", "detected", true},
		{NULL, NULL, HANGUL, NULL, "euc-kr", "detected", false},
		{NULL, NULL, TAIWAN, NULL, "big5", "detected", false},
		{"text/html; charset=gb2312", NULL, TAIWAN, "gbk", "big5", "detected", false},
		{"text/html; charset=iso-8859-1", NULL, "Stra\xdf" "e, Gr\xfc\xdf" "e", "windows-1252",
			"windows-1252", "header", false},
		{"text/html; charset=utf-16le", NULL, "<html>" HAN8, "utf-16le", "utf-8",
			"detected", false},
	};
	struct arena a = ARENA_INIT;

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct charset_result r;
		char name[20];

		snprintf(name, sizeof(name), "row %zu", i);
		charset_decode(str_of(row[i].body), str_of(row[i].type), str_of(row[i].url), &r, &a);
		same_text(name, r.declared, str_of(row[i].declared));
		same_text(name, r.encoding, str_of(row[i].encoding));
		same_text(name, r.how, str_of(row[i].how));
		same_int(name, r.damaged, row[i].damaged);
		assert_true(utf8_valid(r.text));
	}
	arena_release(&a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(every_converter_is_there),
		T(every_index_decodes_as_the_standard_says),
		T(four_bytes_agree_with_gb18030),
		T(a_bad_byte_costs_one_character),
		T(labels_give_the_standards_names),
		T(encoders_write_what_the_standard_says),
		T(queries_are_encoded_as_forms_are_sent),
		T(declared_is_what_a_browser_takes),
		T(the_bytes_decide),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
