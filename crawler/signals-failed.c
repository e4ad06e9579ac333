/* Pages by which a program or a server says that it failed, under a status of success. They
 * say so and nothing else: a notice that speaks of such things says more, and a page on which one
 * of its parts failed shows its others. */
#include "crawler/signals.h"

#define FAILED_TEXT 1200 /* visible bytes, as many as a trace of calls that browsers show takes */

#define TERSE_TEXT 150	 /* of a page that says that and nothing else */

enum place { TITLE, TEXT, BOTH, TERSE };

/* `also` stands there too, where the words alone might be an article's. "Server Error in '/'
 * Application" is not here: many a site of ASP.NET shows it for whatever is missing, which is for
 * comparing. */
static const struct {
	const char *words, *also;
	enum place place;
} failures[] = {
	{"500 Internal Server Error", "", TITLE}, {"502 Bad Gateway", "", TITLE},
	{"503 Service", "", TITLE}, {"504 Gateway", "", TITLE}, {"HTTP Status 500", "", TITLE},
	{"HTTP Status 503", "", TITLE}, {"运行时错误", "", TITLE}, {"Runtime Error", "", TITLE},
	{"系统发生错误", "", TITLE}, {"数据库连接", "失败", TERSE}, {"数据库连接", "错误", TERSE},
	{"无法连接", "数据库", TERSE}, {"Could not connect", "database", TERSE},
	{"Error establishing a database connection", "", BOTH}, {"SQLSTATE[", "]", TEXT},
	{"Fatal error", " on line ", TEXT}, {"Warning: mysql", " on line ", TEXT},
	{"Microsoft OLE DB Provider for", "80004005", TEXT},
	{"Microsoft OLE DB Provider for", "80040e", TEXT},
	{"Microsoft VBScript", "800a0", TEXT}, {"ADODB.", "800a0", TEXT},
	{"ORA-0", ":", TEXT}, {"ORA-1", ":", TEXT}, {"Whitelabel Error Page", "status=5", TEXT},
	{"Traceback (most recent call", "", TEXT}, {"Warning: ", " on line ", TEXT},
	{"Parse error: ", " on line ", TEXT}, {"Notice: ", " on line ", TEXT},
	{"Stack trace:", "#0 ", TEXT}, {"[Microsoft][ODBC", "]", TEXT},
	{"系统繁忙", "", TERSE}, {"服务器繁忙", "", TERSE}, {"内部错误", "", TERSE},
	{"执行出错", "", TERSE}, {"oo many connections", "", TERSE}, {"timed out", "", TERSE},
	{"Undefined index", "", TERSE}, {"Undefined variable", "", TERSE},
	{"ervice unavailable", "", TERSE}, {"ervice Unavailable", "", TERSE},
	{"emporarily Unavailable", "", TERSE}, {"连接数据库", "失败", TERSE},
};

static bool shows(struct str s, size_t i)
{
	return str_has(s, str_of(failures[i].words)) && str_has(s, str_of(failures[i].also));
}

/* "java.lang.NullPointerException", "System.NullReferenceException": the name of a class. */
static bool names_exception(struct str s)
{
	size_t at = str_find(s, STR("Exception"), 0), from;
	bool dotted;

	for (; at != SIZE_MAX; at = str_find(s, STR("Exception"), at + 9)) {
		dotted = false;
		for (from = at; from && (is_alnum(s.p[from - 1]) || s.p[from - 1] == '.'); from--)
			dotted |= s.p[from - 1] == '.';
		if (dotted)
			return true;
	}
	return false;
}

struct str failure_words(struct str title, struct str visible)
{
	if (visible.n > FAILED_TEXT || title_is_notice(title))
		return STR_NONE;
	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++)
		if ((failures[i].place <= BOTH && failures[i].place != TEXT && str_starts(title, str_of(failures[i].words))) ||
			(failures[i].place != TITLE && shows(visible, i) &&
				(failures[i].place != TERSE || visible.n <= TERSE_TEXT)))
			return str_of(failures[i].words);
	return names_exception(visible) ? STR("Exception") : STR_NONE;
}
