/* Preloaded into the program under test: ends it by SIGKILL at the n-th call that writes,
 * sends, syncs, renames or connects, before the call is made (KILL_AT=n) or right after it
 * (KILL_AFTER=n). KILL_COUNT=FILE: the number of calls is written there at the end instead. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

static long before, after, count;
static const char *count_file;

static long number(const char *name)
{
	const char *text = getenv(name);

	return text ? strtol(text, NULL, 10) : 0;
}

static void put_count(void)
{
	FILE *f = count_file ? fopen(count_file, "w") : NULL;

	if (!f)
		return;
	fprintf(f, "%ld\n", count);
	fclose(f);
}

/* Not in the programs that it starts. */
__attribute__((constructor)) static void begin(void)
{
	before = number("KILL_AT");
	after = number("KILL_AFTER");
	count_file = getenv("KILL_COUNT");
	unsetenv("LD_PRELOAD");
	unsetenv("KILL_AT");
	unsetenv("KILL_AFTER");
	unsetenv("KILL_COUNT");
	atexit(put_count);
}

#define CALL(type, name, args, values)                                                    \
	type name args;                                                                   \
	type name args                                                                    \
	{                                                                                 \
		static type(*real) args;                                                  \
		type result;                                                              \
                                                                                          \
		if (!real)                                                                \
			*(void **)&real = dlsym(RTLD_NEXT, #name);                        \
		if (++count == before)                                                    \
			kill(getpid(), SIGKILL);                                          \
		result = real values;                                                     \
		if (count == after)                                                       \
			kill(getpid(), SIGKILL);                                          \
		return result;                                                            \
	}

CALL(ssize_t, write, (int fd, const void *p, size_t n), (fd, p, n))
CALL(ssize_t, pwrite, (int fd, const void *p, size_t n, off_t at), (fd, p, n, at))
CALL(ssize_t, pwrite64, (int fd, const void *p, size_t n, off64_t at), (fd, p, n, at))
CALL(ssize_t, writev, (int fd, const struct iovec *v, int n), (fd, v, n))
CALL(ssize_t, pwritev, (int fd, const struct iovec *v, int n, off_t at), (fd, v, n, at))
CALL(ssize_t, pwritev64, (int fd, const struct iovec *v, int n, off64_t at), (fd, v, n, at))
CALL(ssize_t, send, (int fd, const void *p, size_t n, int flags), (fd, p, n, flags))
CALL(ssize_t, sendto, (int fd, const void *p, size_t n, int flags, const struct sockaddr *to,
	socklen_t len), (fd, p, n, flags, to, len))
CALL(int, connect, (int fd, const struct sockaddr *to, socklen_t len), (fd, to, len))
CALL(int, fsync, (int fd), (fd))
CALL(int, fdatasync, (int fd), (fd))
CALL(int, rename, (const char *from, const char *to), (from, to))
CALL(pid_t, waitpid, (pid_t pid, int *status, int options), (pid, status, options))
