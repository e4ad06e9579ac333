/* A machine that loses its power: what a program writes under one directory is recorded, and
 * the directory is made as a disk may hold it after a cut at any moment.
 *
 * The program that is linked with this has its write, pwrite, writev, ftruncate, fsync, fdatasync,
 * open, mkdir, rename and unlink replaced, for itself and for the libraries it uses.
 *
 * What a disk keeps: bytes of a file from the end of an fsync or fdatasync of it, or of a
 * write through a descriptor with O_DSYNC; a name from the end of an fsync of its directory.
 * Of what is younger any part may be there, page by page, in any order. A call that had not
 * come back at the cut promises nothing. */
#ifndef POWERCUT_H
#define POWERCUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum cut_keep {
	CUT_KEEP_ALL,	 /* everything written so far */
	CUT_KEEP_SYNCED, /* nothing that was not promised */
	CUT_KEEP_LAST,	 /* of what was not promised the last act alone */
	CUT_KEEP_SOME,	 /* a part by chance, page by page */
	CUT_KEEPS
};

/* Records from now on what happens under dir: absolute, there, empty. */
void powercut_record(const char *dir);
void powercut_stop(void);
/* Something was acknowledged to the world at this moment. */
void powercut_promise(void);
size_t powercut_nacts(void);
/* Promises made before act k. */
uint64_t powercut_promised(size_t k);
/* What act k - 1, the last one before the cut, was. */
const char *powercut_act(size_t k, char *text, size_t size);
/* Makes dir, which must not exist, what the disk may hold after a cut before act k. */
void powercut_make(const char *dir, size_t k, enum cut_keep keep, uint64_t seed);
void powercut_free(void);

#endif
