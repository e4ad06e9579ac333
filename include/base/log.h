/* The log: one line per event on stderr, `event key=value ...`.
 *
 * Control characters, bidi marks and line ends in what callers pass are escaped here, so
 * text from pages may be logged as it is. Lines start with the time when stderr is not a
 * terminal and not the journal. */
#ifndef BASE_LOG_H
#define BASE_LOG_H

enum log_level { LOG_ERROR, LOG_WARN, LOG_INFO, LOG_DEBUG };

void log_set_level(enum log_level max);
enum log_level log_get_level(void);
void log_set_role(const char *role); /* printed as role=..., borrowed for ever */
void log_line(enum log_level level, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#define log_error(...) log_line(LOG_ERROR, __VA_ARGS__)
#define log_warn(...) log_line(LOG_WARN, __VA_ARGS__)
#define log_info(...) log_line(LOG_INFO, __VA_ARGS__)
#define log_debug(...) log_line(LOG_DEBUG, __VA_ARGS__)

#endif
