/* The store: an LMDB environment with named tables. The only file that knows LMDB.
 *
 * Keys are byte strings of at most 511 bytes, ordered bytewise; numbers in keys are
 * big-endian. Values are records. What is read is copied into the caller's arena; no
 * database memory leaves store.c.
 *
 *	store_open -> { store_begin -> get/put/del/scan* -> store_commit | store_abort }* -> close
 *
 * One process writes at a time (store_begin with write waits for the other); readers never
 * wait and see the state of the last commit. A transaction spans one batch, never a wait
 * on the network. The map grows by itself. When the disk is full, put or commit returns
 * ERR_FULL, the transaction is aborted by the caller, and nothing acknowledged is lost.
 *
 * A handle is not used after fork: a child opens its own (store_begin refuses with
 * ERR_INVAL; store_close is harmless). Within a process an environment opened twice is
 * shared; a process has at most one writing transaction per environment. */
#ifndef CRAWLER_STORE_H
#define CRAWLER_STORE_H

#include "base/arena.h"
#include "base/digest.h"
#include "base/err.h"
#include "base/record.h"

struct store;	  /* opaque: one environment */
struct store_txn; /* opaque */

enum store_flags {
	STORE_CREATE = 1,     /* make it where it does not exist */
	STORE_READ = 2,	      /* will not write; still needs write access to the lock file */
	STORE_SIMULATION = 4, /* with CREATE: marked as a simulation for ever */
	STORE_DAEMON = 8,     /* hold the role's lock file; a second one gets ERR_LOCKED */
	STORE_BACKUP = 16,    /* reading a backup on a read-only mount is fine */
	STORE_NOSYNC = 32,    /* throw-away data only (linkcheck in a temporary directory) */
};

/* Opens DIR/NAME ("pages", "alerts", "linkcheck").
 *   errors  ERR_NOTFOUND no store there; ERR_VERSION newer layout; ERR_LOCKED with the
 *           pid of the holder in the text; ERR_DENIED lock file not writable */
int store_open(const char *dir, const char *name, unsigned flags, struct store **out,
	struct err *e);
/* The same with another first size of the map; 0 is the usual one (64 GiB of address
 * space, nothing on disk). A transaction that fills the map gets ERR_AGAIN; aborted and
 * made again, it fits. With the usual size no batch can come near. */
int store_open_sized(const char *dir, const char *name, unsigned flags, uint64_t map_bytes,
	struct store **out, struct err *e);
void store_close(struct store *s);
bool store_is_simulation(const struct store *s);
/* Random at creation and after restore: 16 hex digits. */
const char *store_epoch(const struct store *s);
const char *store_dir(const struct store *s); /* the DIR given to store_open */
const char *store_path(const struct store *s); /* DIR/NAME */
/* Number of the last committed transaction: changes whenever anything was written, and what is
 * read after it is no older. 0 where it cannot be told. */
uint64_t store_last_txn(struct store *s);

int store_begin(struct store *s, bool write, struct store_txn **out, struct err *e);
int store_commit(struct store_txn *t, struct err *e); /* t is gone, whatever comes back */
void store_abort(struct store_txn *t);		      /* NULL is fine */

struct store *store_of(struct store_txn *t);

/* Tables are made on first write; a table that does not exist reads as empty. Names are
 * string literals. */
int store_get(struct store_txn *t, const char *table, struct str key, struct str *out,
	struct arena *a, struct err *e); /* ERR_NOTFOUND without text */
int store_put(struct store_txn *t, const char *table, struct str key, struct str value,
	struct err *e);
/* The same, and never compressed: for short values that are written and read often. */
int store_put_plain(struct store_txn *t, const char *table, struct str key, struct str value,
	struct err *e);
int store_del(struct store_txn *t, const char *table, struct str key, struct err *e);
uint64_t store_count(struct store_txn *t, const char *table);

/* Records in key order. Keys that start with `prefix` (empty: all), from `from` (none: the
 * first; with backwards: from the last key <= from, none: the last). A cursor survives
 * puts and deletes made through the same transaction between two steps. */
struct store_scan {
	struct store_txn *t;
	const char *table;
	struct str prefix;
	bool backwards;
	bool started;
	void *cursor;
	struct buf at; /* last key given */
	struct err err; /* code is not 0 when the end came by a fault (ERR_CORRUPT, ERR_IO) */
};
void store_scan_open(struct store_scan *s, struct store_txn *t, const char *table,
	struct str prefix, struct str from, bool backwards);
/* Next pair, copied into a; false at the end. */
bool store_scan_next(struct store_scan *s, struct str *key, struct str *value,
	struct arena *a);
void store_scan_close(struct store_scan *s);

/* The same with records of a type. An `out` of a record is untouched on failure. */
int store_get_record(struct store_txn *t, const char *table, struct str key,
	const struct record_type *type, void *out, struct arena *a, struct err *e);
int store_put_record(struct store_txn *t, const char *table, struct str key,
	const struct record_type *type, const void *rec, struct err *e);
/* Calls fn for the records of a range as store_scan_open describes it. fn returns 0 to go
 * on, 1 to stop (the result is then 0), negative to fail; it may write through t. What it
 * is given lives until it returns. */
typedef int store_record_fn(const void *rec, struct str key, void *ctx);
struct store_range {
	const char *table;
	struct str prefix, from;
	bool backwards;
	const struct record_type *type;
};
int store_each_record(struct store_txn *t, const struct store_range *r,
	store_record_fn *fn, void *ctx, struct err *e);

/* Counters that never run backwards: next number of a name, from 1. */
int store_next(struct store_txn *t, const char *counter, uint64_t *out, struct err *e);
uint64_t store_counter(struct store_txn *t, const char *counter); /* last given, 0 */
/* A number of one's own under a name: "what was consumed last" and the like. */
int store_set_counter(struct store_txn *t, const char *counter, uint64_t v, struct err *e);

/* Key builders: append to b. */
void key_u64(struct buf *b, uint64_t v);   /* big-endian */
void key_u32(struct buf *b, uint32_t v);   /* big-endian */
void key_day(struct buf *b, int32_t day);  /* 4 bytes, order kept for negatives */
void key_time(struct buf *b, int64_t ms);  /* big-endian, order kept for negatives */
void key_hash(struct buf *b, struct str s); /* 16 bytes, key128_of */
void key_text(struct buf *b, struct str s); /* the text and a NUL; text has no NUL, <= 200 */
uint64_t key_u64_at(struct str key, size_t offset);
int64_t key_time_at(struct str key, size_t offset);
int32_t key_day_at(struct str key, size_t offset);

/* Bodies: content-addressed by SHA-256 of the bytes, compressed with zstd, later versions
 * as deltas against a key frame; large ones as files beside the environment, written
 * before the record that names them. `line` names the series of versions: the address as
 * it is asked for, so that deltas find their key frame and first versions that of their
 * neighbours in the same directory of the site; none: a frame of its own. */
int body_put(struct store_txn *t, struct str line, struct str bytes, struct sha256 *digest,
	struct err *e);
int body_get(struct store_txn *t, const struct sha256 *digest, struct buf *out,
	struct err *e); /* ERR_NOTFOUND, ERR_CORRUPT (digest differs) */
bool body_has(struct store_txn *t, const struct sha256 *digest);
#define BODY_MAX ((size_t)256 << 20) /* bytes of one body; larger ones get ERR_TOOBIG */

/* References to a body: records that name it count up when they are written and down when
 * they are deleted (pages.c does). At 0 the body, or a delta's claim on its key frame, may
 * be dropped by body_drop. */
int body_ref(struct store_txn *t, const struct sha256 *digest, int change, struct err *e);
/* Deletes the body when nothing refers to it any more; *dropped tells. Its file is
 * removed by body_sweep after the commit. */
int body_drop(struct store_txn *t, const struct sha256 *digest, bool *dropped,
	struct err *e);
/* Removes files that no record names (left by a crash, or dropped). Inside a writing
 * transaction that wrote no body itself, so that nobody is about to name one. */
int body_sweep(struct store_txn *t, uint64_t *removed, struct err *e);
struct body_info {
	struct sha256 digest;
	int64_t bytes, stored_bytes;
	bool delta, file;
	struct sha256 key; /* of a delta */
	uint64_t nrefs;
};
int body_info(struct store_txn *t, const struct sha256 *digest, struct body_info *out,
	struct err *e); /* ERR_NOTFOUND without text */
typedef int body_fn(const struct body_info *b, void *ctx);
int body_each(struct store_txn *t, body_fn *fn, void *ctx, struct err *e);

struct store_stat {
	uint64_t map_bytes, used_bytes, file_bytes, free_disk_bytes;
	uint64_t bodies, body_bytes, stored_body_bytes, body_files;
	struct {
		char name[64];
		uint64_t records, bytes;
	} table[64];
	size_t ntables;
};
int store_statistics(struct store *s, struct store_stat *out, struct err *e);
/* Hot copy of the environment into DIR/NAME (compacted, synced, renamed). */
int store_copy(struct store *s, const char *dir, struct err *e);
/* Copies the files of large bodies that the records of s name, from FROM/bodies to
 * TO/bodies, each synced; *n counts them. */
int store_copy_bodies(struct store *s, const char *from, const char *to, uint64_t *n,
	struct err *e);
/* The environment without its free pages, swapped in its place.
 *   errors  ERR_LOCKED while any other process has it open; ERR_INVAL while this one has a
 *           second handle or a transaction */
int store_compact(struct store *s, struct err *e);
/* The process that holds dir/env as its daemon (STORE_DAEMON); 0: none. Not to be asked of an
 * environment that this process has open: closing the lock file would give up its lock. */
long store_daemon_pid(const char *dir, const char *env);
/* Backups (together) and pruning or sweeping (alone) keep each other off, so that no body
 * goes between the copy of the records and its own. Given back by store_unhold or the end
 * of the process.  errors  ERR_LOCKED naming the holder */
int store_hold(const char *dir, bool alone, int *fd, struct err *e);
void store_unhold(int fd);
/* Reads everything: pages of the tree, each body against its digest. `told` is called for
 * each fault; *faults counts them. */
int store_check(struct store *s, void (*told)(const char *what, void *ctx), void *ctx,
	uint64_t *faults, struct err *e);
/* New epoch, counters moved forward by 1,000,000: after a restore. */
int store_renew(struct store *s, struct err *e);

#endif
