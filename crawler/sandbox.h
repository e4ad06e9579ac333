/* The parser's cage: after sandbox_enter the process can compute, use memory, and speak on
 * descriptors it has; it cannot open files, make sockets or start programs.
 *
 * Each part is taken where the kernel offers it; the level says what is in force. Under
 * the sanitizers, which need room and system calls of their own, seccomp and the limit on
 * memory are left out. */
#ifndef CRAWLER_SANDBOX_H
#define CRAWLER_SANDBOX_H

enum sandbox_level {
	SANDBOX_LIMITS,		  /* rlimits and no new privileges only */
	SANDBOX_LANDLOCK,	  /* and no files */
	SANDBOX_SECCOMP,	  /* and no system calls but a dozen */
	SANDBOX_SECCOMP_LANDLOCK, /* both */
};

/* "rlimit" "landlock" "seccomp" "seccomp+landlock" */
const char *sandbox_word(int level);
enum sandbox_level sandbox_enter(void);

#endif
