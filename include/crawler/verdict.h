/* The verdict of one measurement (DESIGN 8). The words are a contract: they stand in JSON,
 * reports and the store. */
#ifndef CRAWLER_VERDICT_H
#define CRAWLER_VERDICT_H

#include <stdbool.h>

/* number, identifier, word: numbers are stored and never change */
#define VERDICTS(X)                                                                       \
	X(0, VERDICT_NONE, "none")                                                        \
	X(1, VERDICT_OK, "ok")                                                            \
	X(2, VERDICT_MOVED, "moved")                                                      \
	X(10, VERDICT_BROKEN_DNS, "broken.dns")                                           \
	X(11, VERDICT_BROKEN_TLS, "broken.tls")                                           \
	X(12, VERDICT_BROKEN_HTTP, "broken.http")                                         \
	X(13, VERDICT_BROKEN_SOFT404, "broken.soft404")                                   \
	X(14, VERDICT_BROKEN_CONTENT, "broken.content")                                   \
	X(15, VERDICT_BROKEN_REDIRECT, "broken.redirect")                                 \
	X(16, VERDICT_BROKEN_URL, "broken.url")                                           \
	X(17, VERDICT_BROKEN_FRAGMENT, "broken.fragment")                                 \
	X(30, VERDICT_UNSTABLE_DNS, "unstable.dns")                                       \
	X(31, VERDICT_UNSTABLE_CONNECT, "unstable.connect")                               \
	X(32, VERDICT_UNSTABLE_TIMEOUT, "unstable.timeout")                               \
	X(33, VERDICT_UNSTABLE_SERVER, "unstable.server")                                 \
	X(34, VERDICT_UNSTABLE_RESET, "unstable.reset")                                   \
	X(50, VERDICT_BLOCKED, "blocked")                                                 \
	X(60, VERDICT_UNKNOWN, "unknown")                                                 \
	X(70, VERDICT_PRIVATE, "private")                                                 \
	X(80, VERDICT_WRONG, "wrong")                                                     \
	X(90, VERDICT_SKIPPED, "skipped")

enum verdict {
#define X(number, name, word) name = number,
	VERDICTS(X)
#undef X
};

const char *verdict_word(int v);
int verdict_of_word(const char *word); /* VERDICT_NONE where unknown */
bool verdict_is_good(int v);	 /* ok, moved */
bool verdict_is_broken(int v);	 /* broken.*, wrong, private */
bool verdict_is_unstable(int v); /* unstable.* */

#endif
