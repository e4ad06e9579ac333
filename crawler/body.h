/* How bodies are stored, shared by the files that put, read and drop them.
 *
 * Tables: "body" digest -> how it is stored; "line" hash -> the key frame of an address or
 * of a neighbourhood; "bodyref" digest -> number of references (absent: none). A delta is
 * a reference to its key frame, so a key frame lives as long as any delta on it. Deltas
 * are made against key frames only, so that one lost frame costs few versions. */
#ifndef BODY_H
#define BODY_H

#include "store-lmdb.h"

#define INLINE_MAX ((size_t)16 << 10) /* stored bytes; above: a file (engineering 4.3) */
#define DELTA_MAX ((size_t)64 << 20)  /* larger bodies are not held twice in memory */

struct body {
	int64_t bytes;
	int64_t stored_bytes;
	bool is_file;	   /* the frame lies in a file beside the environment */
	struct sha256 key; /* delta against this body; zero: a frame of its own */
	struct str frame;  /* where it is no file */
};
extern const struct record_type record_body;

struct line {
	struct sha256 key;  /* present key frame; zero: none of its own yet */
	int64_t key_stored; /* bytes it costs */
	int32_t nversions;  /* stored since, the key frame included */
	int64_t smallest;   /* bytes of the smallest delta on it */
	int64_t excess;	    /* bytes that later deltas cost above the smallest */
	int64_t borrowed;   /* bytes spent on deltas against a neighbour's key frame */
};
extern const struct record_type record_line;

static inline struct str body_name(const struct sha256 *d)
{
	return str_n((const char *)d->b, sizeof(d->b));
}

/* One frame; with a prefix it can only be read together with it. */
int body_compress(struct str bytes, struct str prefix, struct buf *out, struct err *e);
/* Written, synced, renamed, its directories synced. */
int body_write_file(struct store_txn *t, const struct sha256 *digest, struct str frame,
	struct err *e);
/* As body_get, without the digest in the error's text. */
int body_read(struct store_txn *t, const struct sha256 *digest, struct buf *out,
	struct err *e);
/* Path of the file of a large body; heap. */
char *body_path(const struct env *env, const struct sha256 *digest);

#endif
