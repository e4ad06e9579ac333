/* Errors of the machine: what a function returns when it could not do its work.
 *
 * A function returns 0, or one of the negative codes below. Where there is something to
 * explain it takes a `struct err *` as its last argument (may be NULL): untouched on
 * success, filled on failure, so that calls chain with ||. Each level adds its subject
 * once, with err_add. What a page does wrong is data, never an error. */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#define ERR_CODES(X)                                                                      \
	X(ERR_INVAL, -1, "invalid argument")                                              \
	X(ERR_SYNTAX, -2, "malformed input")                                              \
	X(ERR_TOOBIG, -3, "over its limit")                                               \
	X(ERR_NOTFOUND, -4, "not found")                                                  \
	X(ERR_EXISTS, -5, "exists already")                                               \
	X(ERR_IO, -6, "input or output failed")                                           \
	X(ERR_FULL, -7, "no room on the disk")                                            \
	X(ERR_LOCKED, -8, "in use by another process")                                    \
	X(ERR_VERSION, -9, "written by a newer version")                                  \
	X(ERR_CORRUPT, -10, "damaged data")                                               \
	X(ERR_NET, -11, "network failed")                                                 \
	X(ERR_TIMEOUT, -12, "time ran out")                                               \
	X(ERR_PROTO, -13, "peer broke the protocol")                                      \
	X(ERR_DENIED, -14, "not allowed")                                                 \
	X(ERR_AGAIN, -15, "try again later")                                              \
	X(ERR_UNSUPPORTED, -16, "not built in")                                           \
	X(ERR_CONFIG, -17, "configuration error")                                         \
	X(ERR_USAGE, -18, "usage error")                                                  \
	X(ERR_GONE, -19, "peer is gone")

enum err_code {
	ERR_OK = 0,
#define X(name, code, text) name = code,
	ERR_CODES(X)
#undef X
};

struct err {
	int code;        /* an ERR_ code, 0 while nothing failed */
	char text[1000]; /* what failed, terminated, cut with "..." when longer */
};

/* The fixed text of a code; never NULL. */
const char *err_text(int code);

/* Fills e (if any) and returns code, so that `return err_set(...)` is one line.
 *   shape    failed action first, lower case, no full stop: cannot open 'x' */
int err_set(struct err *e, int code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/* As err_set, with ": " and the text of errno appended; ENOSPC, EDQUOT and EFBIG give
 * ERR_FULL, ENOENT ERR_NOTFOUND, EACCES and EPERM ERR_DENIED, all others ERR_IO. */
int err_errno(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Puts "subject: " before the text and returns e's code (ERR_IO where e is NULL). */
int err_add(struct err *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Prints to stderr and aborts: for what we did wrong, and for lack of memory. Never
 * allocates. */
/* How texts for readers are said: the program sets it, once it knows the language and a
 * catalogue. Without it they stand as written, in English. The formats of err_set, err_add
 * and err_errno, and of the configuration's faults, go through it by themselves. */
typedef const char *said_fn(const char *english);
void said_set(said_fn *fn);
const char *said(const char *english) __attribute__((format_arg(1)));

_Noreturn void fatal(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#endif
