/* Errors of the machine. */
#include "base/err.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *err_text(int code)
{
	switch ((enum err_code)code) {
	case ERR_OK:
		return "fine";
#define X(name, number, text)                                                             \
	case name:                                                                        \
		return text;
		ERR_CODES(X)
#undef X
	}
	return "unknown error";
}

static void keep(struct err *e, int code, const char *fmt, va_list ap)
	__attribute__((format(printf, 3, 0)));

static void keep(struct err *e, int code, const char *fmt, va_list ap)
{
	int n = vsnprintf(e->text, sizeof(e->text), said(fmt), ap);

	if (n < 0)
		e->text[0] = '\0';
	else if ((size_t)n >= sizeof(e->text))
		memcpy(e->text + sizeof(e->text) - 4, "...", 4);
	e->code = code;
}

static said_fn *in_words;

void said_set(said_fn *fn)
{
	in_words = fn;
}

const char *said(const char *english)
{
	return in_words && english[0] ? in_words(english) : english;
}

int err_set(struct err *e, int code, const char *fmt, ...)
{
	va_list ap;

	if (!e)
		return code;
	va_start(ap, fmt);
	keep(e, code, fmt, ap);
	va_end(ap);
	return code;
}

static int code_of_errno(int number)
{
	switch (number) {
	case ENOSPC:
	case EDQUOT:
	case EFBIG:
		return ERR_FULL;
	case ENOENT:
		return ERR_NOTFOUND;
	case EACCES:
	case EPERM:
	case EROFS:
		return ERR_DENIED;
	default:
		return ERR_IO;
	}
}

int err_errno(struct err *e, const char *fmt, ...)
{
	int number = errno;
	int code = code_of_errno(number);
	va_list ap;
	size_t n;

	if (!e)
		return code;
	va_start(ap, fmt);
	keep(e, code, fmt, ap);
	va_end(ap);
	n = strlen(e->text);
	snprintf(e->text + n, sizeof(e->text) - n, ": %s", said(strerror(number)));
	return code;
}

int err_add(struct err *e, const char *fmt, ...)
{
	char subject[400];
	char old[sizeof(e->text)];
	va_list ap;
	int n;

	if (!e)
		return ERR_IO;
	va_start(ap, fmt);
	vsnprintf(subject, sizeof(subject), said(fmt), ap);
	va_end(ap);
	memcpy(old, e->text, sizeof(old));
	n = snprintf(e->text, sizeof(e->text), "%s: %s", subject, old);
	if (n >= 0 && (size_t)n >= sizeof(e->text))
		memcpy(e->text + sizeof(e->text) - 4, "...", 4);
	return e->code;
}

void fatal(const char *fmt, ...)
{
	va_list ap;

	fputs("portalwatch: fatal: ", stderr);
	va_start(ap, fmt);
	vfprintf(stderr, fmt, ap);
	va_end(ap);
	fputc('\n', stderr);
	abort();
}
