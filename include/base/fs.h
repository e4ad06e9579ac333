/* Files: read whole with a ceiling, written whole or not at all. */
#ifndef BASE_FS_H
#define BASE_FS_H

#include "base/err.h"
#include "base/str.h"

/* Appends the file to b.  errors  ERR_NOTFOUND, ERR_DENIED, ERR_TOOBIG over b's ceiling.
 * "-" is standard input. */
int fs_read(const char *path, struct buf *b, struct err *e);
/* Written beside, synced, closed, renamed, directory synced: after a crash the old file
 * or the new one, never a part. */
int fs_write(const char *path, struct str data, unsigned mode, struct err *e);
/* The same without syncing, for what can be made again (reports). "-" is stdout. */
int fs_write_fast(const char *path, struct str data, unsigned mode, struct err *e);
/* The same in pieces: open, add, then end or drop. A path of NULL inside is stdout. */
struct fs_out {
	char *path, *tmp;
	int fd;
};
int fs_out_open(struct fs_out *o, const char *path, unsigned mode, struct err *e);
int fs_out_add(struct fs_out *o, struct str data, struct err *e); /* ERR_GONE: a closed pipe */
int fs_out_end(struct fs_out *o, bool sync, struct err *e); /* the file is there, or was never */
void fs_out_drop(struct fs_out *o); /* nothing was written */
/* What is named in a directory is there after a crash once the directory was synced. */
int fs_sync(const char *path, struct err *e);
int fs_mkdirs(const char *path, unsigned mode, struct err *e); /* existing is fine */
int fs_remove_tree(const char *path, struct err *e);	       /* missing is fine */
bool fs_exists(const char *path);
bool fs_is_dir(const char *path);
/* dir of base_file joined with rel (absolute rel stays); "" base is ".". Heap, caller frees. */
char *fs_beside(const char *base_file, const char *rel);
char *fs_join(const char *dir, const char *name);
/* Bytes free for us on the file system of path; -1 unknown. */
int64_t fs_free_bytes(const char *path);
/* Sorted matches of a glob pattern; *out is a heap array of heap strings (fs_list_free). */
int fs_glob(const char *pattern, char ***out, size_t *n, struct err *e);
void fs_list_free(char **list, size_t n);

#endif
