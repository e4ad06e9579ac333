/* What unit tests share: cmocka with its includes, and equality that prints both sides. */
#ifndef TEST_H
#define TEST_H

#include "base/arena.h"
#include "base/fs.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#define T(name) cmocka_unit_test(name)
#define ROWS(a) (sizeof(a) / sizeof((a)[0]))

/* Fails with both texts and the case's name. */
#define same_text(name, got, want)                                                        \
	do {                                                                              \
		struct str got_ = (got), want_ = (want);                                  \
		if (!str_eq(got_, want_))                                                 \
			fail_msg("%s: got '%.*s', want '%.*s'", (name), STR_ARG(got_),     \
				STR_ARG(want_));                                          \
	} while (0)
#define same_int(name, got, want)                                                         \
	do {                                                                              \
		long long got_ = (long long)(got), want_ = (long long)(want);             \
		if (got_ != want_)                                                        \
			fail_msg("%s: got %lld, want %lld", (name), got_, want_);          \
	} while (0)

/* A file under tests/data, whole; fails the test when it is missing. Caller frees. */
static inline struct buf test_file(const char *name)
{
	struct buf b = BUF_INIT((size_t)256 << 20);
	char *path = fs_join(TEST_DATA, name);
	struct err e = {0};

	if (fs_read(path, &b, &e) < 0)
		fail_msg("%s", e.text);
	free(path);
	return b;
}

#endif
