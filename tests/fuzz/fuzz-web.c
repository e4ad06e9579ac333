/* What a browser sends: path, query, form, cookies, languages, Host, tags; lines of iCalendar. */
#include "ics.h"
#include "web-query.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool clean(struct str s)
{
	return str_findc(s, '\0', 0) == SIZE_MAX && s.n <= WEB_VALUE_MAX;
}

static void lines_are_short(const struct buf *b)
{
	struct str rest = buf_str(b), line;

	while (rest.n && str_cut(&rest, '\n', &line))
		if (line.n > 76 || (line.n && line.p[line.n - 1] != '\r'))
			__builtin_trap();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct arena a = ARENA_INIT;
	struct str s = str_n((const char *)data, size);
	struct buf b = BUF_INIT((size_t)1 << 22), place = BUF_INIT(511);
	struct web_fields f;
	struct web_path p;

	if (web_fields_read(s, &f, &a))
		for (size_t i = 0; i < f.n; i++)
			if (!clean(f.list[i].name) || !clean(f.list[i].value))
				__builtin_trap();
	if (web_path_read(s, STR("/"), &p, &a))
		for (size_t i = 0; i < p.n; i++)
			if (!clean(p.segment[i]) || p.segment[i].n == 0)
				__builtin_trap();
	web_cookie(s, "pw_session");
	web_language(s, LANG_EN);
	web_host_is_loopback(s);
	web_tag_matches(s, STR("\"x\""));
	if (web_bytes_read(s, &place))
		web_bytes_text(buf_str(&place), &b);
	buf_clear(&b);
	ics_text(&b, "SUMMARY", str_sub(s, 0, 60000));
	lines_are_short(&b);
	buf_release(&b);
	buf_release(&place);
	arena_release(&a);
	return 0;
}
