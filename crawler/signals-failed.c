/* Pages by which a program or a server says that it failed, under a status of success. They
 * say so and nothing else: a notice that speaks of such things says more, and a page on which one
 * of its parts failed shows its others. */
#include "crawler/signals.h"

#define FAILED_TEXT 1200 /* visible bytes, as many as a trace of calls that browsers show takes */

enum place { TITLE, TEXT, BOTH };

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
	{"系统发生错误", "", TITLE},
	{"Error establishing a database connection", "", BOTH}, {"SQLSTATE[", "]", TEXT},
	{"Fatal error", " on line ", TEXT}, {"Warning: mysql", " on line ", TEXT},
	{"Microsoft OLE DB Provider for", "80004005", TEXT},
	{"Microsoft OLE DB Provider for", "80040e", TEXT},
	{"Microsoft VBScript", "800a0", TEXT}, {"ADODB.", "800a0", TEXT},
	{"ORA-0", ":", TEXT}, {"ORA-1", ":", TEXT}, {"Whitelabel Error Page", "status=5", TEXT},
	{"java.lang.", "Exception", TEXT}, {"java.sql.SQLException", "", TEXT},
};

static bool shows(struct str s, size_t i)
{
	return str_has(s, str_of(failures[i].words)) && str_has(s, str_of(failures[i].also));
}

struct str failure_words(struct str title, struct str visible)
{
	if (visible.n > FAILED_TEXT || title_is_notice(title))
		return STR_NONE;
	for (size_t i = 0; i < sizeof(failures) / sizeof(failures[0]); i++)
		if ((failures[i].place != TEXT && str_starts(title, str_of(failures[i].words))) ||
			(failures[i].place != TITLE && shows(visible, i)))
			return str_of(failures[i].words);
	return STR_NONE;
}
