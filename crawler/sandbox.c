/* The parser's cage. */
#include "sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#ifdef PW_HAVE_SECCOMP
#include <seccomp.h>
#endif

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                \
	__has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif

#define MEMORY_MAX ((rlim_t)1 << 30)  /* address space of one parser */
#define PROCESSOR_MAX_S ((rlim_t)3600) /* of its whole life: 20,000 documents */
#define DESCRIPTORS_MAX ((rlim_t)16)

/* Landlock's numbers, Linux 5.13 and up; headers older than the kernel lack some. */
#ifndef __NR_landlock_create_ruleset
#define __NR_landlock_create_ruleset 444
#define __NR_landlock_restrict_self 446
#endif
#define LANDLOCK_VERSION_FLAG 1U
#define LANDLOCK_FS_ALL_1 ((UINT64_C(1) << 13) - 1) /* ABI 1: 13 rights */
#define LANDLOCK_FS_REFER (UINT64_C(1) << 13)	    /* ABI 2 */
#define LANDLOCK_FS_TRUNCATE (UINT64_C(1) << 14)    /* ABI 3 */
#define LANDLOCK_NET_ALL ((UINT64_C(1) << 2) - 1)   /* ABI 4: bind, connect */
#define LANDLOCK_FS_IOCTL (UINT64_C(1) << 15)	    /* ABI 5 */

struct ruleset {
	uint64_t fs, net;
};

static void limit(int what, rlim_t max)
{
	struct rlimit r = {max, max};

	setrlimit((__rlimit_resource_t)what, &r);
}

static void enter_limits(void)
{
#ifndef SANITIZED
	limit(RLIMIT_AS, MEMORY_MAX);
#endif
	limit(RLIMIT_CORE, 0);
	limit(RLIMIT_FSIZE, 0);
	limit(RLIMIT_NOFILE, DESCRIPTORS_MAX);
	limit(RLIMIT_CPU, PROCESSOR_MAX_S);
	prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
}

/* An empty rule set that handles everything: nothing may be opened any more. */
static bool enter_landlock(void)
{
	long abi = syscall(__NR_landlock_create_ruleset, NULL, 0, LANDLOCK_VERSION_FLAG);
	struct ruleset r = {LANDLOCK_FS_ALL_1, 0};
	long fd;
	bool done;

	if (abi < 1)
		return false;
	if (abi >= 2)
		r.fs |= LANDLOCK_FS_REFER;
	if (abi >= 3)
		r.fs |= LANDLOCK_FS_TRUNCATE;
	if (abi >= 4)
		r.net = LANDLOCK_NET_ALL;
	if (abi >= 5)
		r.fs |= LANDLOCK_FS_IOCTL;
	fd = syscall(__NR_landlock_create_ruleset, &r, abi >= 4 ? sizeof(r) : sizeof(r.fs), 0);
	if (fd < 0)
		return false;
	done = syscall(__NR_landlock_restrict_self, fd, 0) == 0;
	close((int)fd);
	return done;
}

#if defined(PW_HAVE_SECCOMP) && !defined(SANITIZED)
/* What computing and speaking on a descriptor needs; the rest kills. */
static const int allowed[] = {
	SCMP_SYS(read), SCMP_SYS(write), SCMP_SYS(readv), SCMP_SYS(writev),
	SCMP_SYS(recvmsg), SCMP_SYS(sendmsg), SCMP_SYS(recvfrom), SCMP_SYS(sendto),
	SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(close), SCMP_SYS(fstat), SCMP_SYS(newfstatat),
	SCMP_SYS(mmap), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(brk), SCMP_SYS(madvise),
	SCMP_SYS(futex), SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(getrandom),
	SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(rt_sigreturn), SCMP_SYS(rt_sigprocmask),
	SCMP_SYS(restart_syscall), SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(tgkill),
	SCMP_SYS(rt_sigaction), SCMP_SYS(lseek),
};

/* Opening is answered "not permitted" rather than by death: a library that looks for a
 * file it does not need goes on without it. */
static const int denied[] = {
	SCMP_SYS(open), SCMP_SYS(openat), SCMP_SYS(access), SCMP_SYS(faccessat),
	SCMP_SYS(readlink), SCMP_SYS(stat), SCMP_SYS(statx), SCMP_SYS(prlimit64),
	SCMP_SYS(mprotect), SCMP_SYS(sysinfo), SCMP_SYS(ioctl), SCMP_SYS(fcntl),
};

static bool enter_seccomp(void)
{
	scmp_filter_ctx c = seccomp_init(SCMP_ACT_KILL_PROCESS);
	bool done = c != NULL;

	for (size_t i = 0; done && i < sizeof(allowed) / sizeof(allowed[0]); i++)
		done = seccomp_rule_add(c, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
	for (size_t i = 0; done && i < sizeof(denied) / sizeof(denied[0]); i++)
		done = seccomp_rule_add(c, SCMP_ACT_ERRNO(EPERM), denied[i], 0) == 0;
	done = done && seccomp_load(c) == 0;
	if (c)
		seccomp_release(c);
	return done;
}
#else
static bool enter_seccomp(void)
{
	return false;
}
#endif

enum sandbox_level sandbox_enter(void)
{
	bool landlock, seccomp;

	enter_limits();
	landlock = enter_landlock();
	seccomp = enter_seccomp();
	if (seccomp)
		return landlock ? SANDBOX_SECCOMP_LANDLOCK : SANDBOX_SECCOMP;
	return landlock ? SANDBOX_LANDLOCK : SANDBOX_LIMITS;
}

const char *sandbox_word(int level)
{
	switch (level) {
	case SANDBOX_LANDLOCK:
		return "landlock";
	case SANDBOX_SECCOMP:
		return "seccomp";
	case SANDBOX_SECCOMP_LANDLOCK:
		return "seccomp+landlock";
	default:
		return "rlimit";
	}
}
