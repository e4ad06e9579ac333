/* The log. */
#include "base/log.h"

#include "base/civil.h"
#include "base/clock.h"
#include "base/out.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define LINE_BYTES 4000 /* a longer line helps nobody */

static enum log_level level_max = LOG_WARN;
static const char *role_name;

static const char *const level_word[] = {"error", "warning", "info", "debug"};
/* Priorities of sd-daemon(3), read by the journal. */
static const char *const level_prio[] = {"<3>", "<4>", "<6>", "<7>"};

void log_set_level(enum log_level max)
{
	level_max = max;
}

enum log_level log_get_level(void)
{
	return level_max;
}

void log_set_role(const char *role)
{
	role_name = role;
}

void log_line(enum log_level level, const char *fmt, ...)
{
	struct buf b = BUF_INIT(4 * LINE_BYTES);
	char text[LINE_BYTES], when[TIME_TEXT];
	va_list ap;

	if (level > level_max)
		return;
	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	if (getenv("JOURNAL_STREAM")) {
		buf_adds(&b, level_prio[level]);
	} else if (isatty(STDERR_FILENO)) {
		buf_addf(&b, "portalwatch: ");
		if (level <= LOG_WARN)
			buf_addf(&b, "%s: ", level_word[level]);
	} else {
		buf_addf(&b, "%s %s ", time_text(when, clock_now_ms(), zone_utc()),
			level_word[level]);
	}
	if (role_name && level != LOG_ERROR)
		buf_addf(&b, "role=%s ", role_name);
	out_term(&b, str_of(text));
	buf_addc(&b, '\n');
	/* one write, so that lines of several processes do not mix */
	if (write(STDERR_FILENO, buf_cstr(&b), b.n) < 0)
		(void)0;
	buf_release(&b);
}
