/* What the files of the store share: the only place besides them that knows LMDB.
 *
 * One `struct env` per environment and process (LMDB forbids a second one: closing it
 * would drop the first one's locks), shared by all `struct store` handles on it. Tables
 * are named databases; their handles are opened in short transactions of their own when
 * the root shows more tables than are known, because LMDB forbids opening handles in two
 * overlapping transactions. A writer that makes a table holds the write lock, so no other
 * process can have added one meanwhile.
 *
 * A stored value is a form byte, four bytes of check (XXH3 of the rest, mixed with that
 * of the key) and the payload, compressed where it would need pages of its own. LMDB
 * itself would hand out damaged pages without a word. */
#ifndef STORE_LMDB_H
#define STORE_LMDB_H

#include "base/record.h"
#include "crawler/store.h"

#include <lmdb.h>
#include <sys/types.h>

#define TABLES_MAX 64	/* as many as store_stat shows */
#define KEY_MAX 511	/* LMDB's own limit */
#define VALUE_MAX ((size_t)256 << 20) /* decompressed; above any page's record */
#define LAYOUT_VERSION 1
#define NAME_MAX_TABLE 63
#define READERS_MAX 512 /* LMDB's 126 are few for a web role and many commands */

enum { BYTE_ROLE = 0, BYTE_USE = 1 }; /* of NAME/daemon.lock */

struct table {
	char name[NAME_MAX_TABLE + 1];
	MDB_dbi dbi;
};

struct env {
	struct env *next;
	MDB_env *mdb;
	char *path;	 /* DIR/NAME */
	char *bodies;	 /* directory of large bodies */
	dev_t dev;	 /* of data.mdb, to know it again */
	ino_t ino;
	pid_t pid;	 /* that opened it: it may not be used after fork */
	int nrefs;	 /* struct store handles */
	int ntxns;	 /* open transactions of this process */
	bool writing;	 /* one of them writes */
	bool read_only;	 /* opened without the right to write */
	bool simulation;
	bool wants_room; /* the map was full in the last transaction */
	unsigned mdb_flags;
	char epoch[17];
	int lock_fd;	 /* NAME/daemon.lock; -1 on a read-only mount */
	bool daemon;	 /* this process holds the role */
	size_t map_bytes;
	int64_t readers_checked_ms; /* monotonic */
	struct table table[TABLES_MAX];
	size_t ntables;
};

struct store {
	struct env *env;
	char *dir;
	bool may_write;
};

struct scan_state {
	struct scan_state *next;
	struct store_txn *t; /* NULL when the transaction ended first */
	MDB_cursor *cursor;
	uint64_t changes; /* of the transaction, when the cursor was placed */
	struct buf prefix;
};

struct store_txn {
	struct store *s;
	MDB_txn *mdb;
	bool write;
	int failed;	  /* first error that only an abort can follow; 0 */
	uint64_t changes; /* puts and deletes so far */
	struct scan_state *scans;
	struct table made[TABLES_MAX]; /* tables made here, known to others after commit */
	size_t nmade;
	struct buf value; /* of the put under way */
};

/* rc of LMDB as error of ours; `what` names the failed action. */
int store_fail(const struct env *env, struct err *e, int rc, const char *what);
/* Opens env->mdb at env->path with a map of env->map_bytes, less where the system gives
 * no more. */
int store_open_mdb(struct env *env, struct err *e);
void store_know_file(struct env *env);
/* type is F_RDLCK, F_WRLCK or F_UNLCK.  errors  ERR_LOCKED naming the holder */
int store_lock_byte(struct env *env, int byte, int type, struct err *e);
/* false: there is no such table (and `make` is false). */
int store_table(struct store_txn *t, const char *name, bool make, MDB_dbi *out,
	struct err *e);
/* Decodes one stored value into the arena.  errors  ERR_CORRUPT */
int store_decode(struct str key, struct str stored, struct str *out, struct arena *a,
	struct err *e);
/* store_scan_next; a value that was not compressed is left where it lies, until the next step
 * of LMDB. */
bool store_scan_payload(struct store_scan *s, struct str *key, struct str *payload,
	struct arena *a);
/* Bytes of the data file and the part of the map in use. */
void store_sizes(const struct env *env, uint64_t *file_bytes, uint64_t *used_bytes);
/* 16 random hex digits. */
void store_new_epoch(char out[17]);
#endif
