/* WARC and its index: sort keys, and headers from outside that must stay values. */
#include "test.h"

#include "crawler/warc.h"

#include <zlib.h>

/* Checked against the surt package 0.3.1 of the Internet Archive. */
static void sort_keys_are_those_of_replay_programs(void **state)
{
	static const struct {
		const char *url, *surt;
	} row[] = {
		{"http://www.pingdu.gov.cn/air/index.html", "cn,gov,pingdu)/air/index.html"},
		{"http://www2.x.cn:8080/A/B/?Z=1&a=2", "cn,x:8080)/a/b?a=2&z=1"},
		{"https://x.cn:443", "cn,x)/"},
		{"http://x.cn/?", "cn,x)/"},
		{"http://192.168.0.1/a", "1,0,168,192)/a"},
		{"http://x.cn/a?b=/c/d&a=http://y.cn/", "cn,x)/a?a=http://y.cn/&b=/c/d"},
		{"http://wwwx.cn/a", "cn,wwwx)/a"},
		{"http://x.cn?x=1", "cn,x)/?x=1"},
		{"http://x.cn/a?a=1&&b", "cn,x)/a?&a=1&b"},
		{"http://x.cn/a#b", "cn,x)/a"},
		{"", ""},
		{"mailto:x", "mailto:x"},
	};

	(void)state;
	for (size_t i = 0; i < ROWS(row); i++) {
		struct buf b = BUF_INIT(1000);

		warc_surt(&b, str_of(row[i].url));
		same_text(row[i].url, buf_str(&b), str_of(row[i].surt));
		buf_release(&b);
	}
}

static void unpack(const char *path, struct buf *out)
{
	gzFile f = gzopen(path, "rb");
	char part[4096];
	int n;

	assert_non_null(f);
	while ((n = gzread(f, part, sizeof(part))) > 0)
		buf_add(out, part, (size_t)n);
	gzclose(f);
}

static void foreign_headers_stay_values(void **state)
{
	struct pair header[] = {{STR("x"), STR("a\r\nWARC-Type: evil\r\n\r\n")},
		{STR("Content-Encoding"), STR("gzip")}};
	struct warc_page p = {.url = STR("http://x.cn/"), .time_ms = 1790213400123, .status = 200,
		.headers = header, .nheaders = 2, .body = STR("<p>body")};
	char dir[] = "/tmp/pw-warc.XXXXXX";
	struct warc *w = NULL;
	struct warc_counts c;
	struct buf text = BUF_INIT(1 << 20);
	struct err e = {0};
	char *path;

	(void)state;
	assert_non_null(mkdtemp(dir));
	path = fs_join(dir, "x.warc.gz");
	p.digest = sha256_of(p.body);
	assert_int_equal(warc_create(path, 0, &w, &e), 0);
	assert_int_equal(warc_response(w, &p, &e), 0);
	p.time_ms += 1000;
	assert_int_equal(warc_response(w, &p, &e), 0);
	assert_int_equal(warc_resource(w, &p, &e), 0);
	assert_false(fs_exists(path));
	assert_int_equal(warc_close(w, &c, &e), 0);
	same_int("responses", c.responses, 1);
	same_int("revisits", c.revisits, 1);
	same_int("resources", c.resources, 0);
	unpack(path, &text);
	assert_true(str_has(buf_str(&text), STR("WARC-Date: 2026-09-24T01:30:00.123Z\r\n")));
	assert_true(str_has(buf_str(&text), STR("WARC-Refers-To-Date: 2026-09-24T01:30:00.123Z\r\n")));
	assert_false(str_has(buf_str(&text), STR("\nWARC-Type: evil")));
	assert_false(str_has(buf_str(&text), STR("gzip")));
	assert_true(str_has(buf_str(&text), STR("content-length: 7\r\n\r\n<p>body\r\n\r\n")));
	assert_int_equal(fs_remove_tree(dir, NULL), 0);
	free(path);
	buf_release(&text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		T(sort_keys_are_those_of_replay_programs),
		T(foreign_headers_stay_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
