/* Rows of settings: one row knows everything about one key. Loading, errors, `config print`
 * and the check of the manual page come from the rows (DESIGN 13). Most tables stand in
 * config-rows.c; a kind of receiver brings its own. */
#ifndef CRAWLER_ROWS_H
#define CRAWLER_ROWS_H

#include "crawler/config.h"

#include <stddef.h>

enum row_type {
	ROW_TEXT,     /* const char * */
	ROW_ID,	      /* const char *: letters, digits, - _ . */
	ROW_WORD,     /* const char *, one of choices */
	ROW_URL,      /* const char *, http or https */
	ROW_PATH,     /* const char *, resolved beside the file */
	ROW_SECRET,   /* the same, of a file only the monitor should read */
	ROW_CLOCK,    /* const char *, "08:30" */
	ROW_SPAN,     /* const char *, "18:00-08:30" */
	ROW_WEEKLY,   /* const char *, "mon 08:30", "" off */
	ROW_INT,      /* int */
	ROW_INT64,    /* int64_t */
	ROW_BOOL,     /* bool */
	ROW_DURATION, /* int64_t ms */
	ROW_BYTES,    /* int64_t */
	ROW_DAY,      /* int32_t day */
	ROW_ZONE,     /* const struct zone * */
	ROW_CLASS,    /* int, enum column_class */
	ROW_TEXTS,    /* const char *const * and size_t, NULL-terminated */
	ROW_WORDS,    /* the same, each one of choices */
	ROW_PATHS,    /* the same, resolved; globs stay */
	ROW_MAP,      /* nested mapping into the same struct */
	ROW_ITEMS,    /* list of mappings: pointer and size_t */
	ROW_CUSTOM,   /* fn */
};

enum {
	ROW_REQUIRED = 1,
	ROW_INHERIT = 2,  /* may stand under defaults: */
	ROW_EXISTS = 8,	  /* the file must be there */
	ROW_ISTEXT = 4,	  /* the member of a ROW_CUSTOM is a const char * */
};

struct reader;
struct row;
struct ynode;
typedef void row_fn(struct reader *r, const struct row *row, struct ynode *v, void *base);

struct row {
	const char *key;
	enum row_type type;
	unsigned flags;
	size_t offset, count_offset;
	int64_t min, max;	   /* numbers and durations (ms); both 0: any */
	const char *dflt;	   /* as written in YAML; NULL: the zero value */
	const char *choices;	   /* words with one space between */
	const char *unit;	   /* of a number; NULL */
	const char *help;
	const struct table *sub;   /* ROW_MAP, ROW_ITEMS */
	row_fn *fn;
	const struct receiver_kind *kind; /* of a receiver: read into a struct of its own */
};

struct table {
	const char *name; /* "portal", "network": as the manual calls it */
	const struct row *rows; /* key NULL ends */
	size_t size;	  /* of the struct, for ROW_ITEMS */
	size_t file_offset, line_offset; /* of const char *file, int line; 0 none */
};

/* The members of a row that stands in a table of struct T. */
#define AT(T, m) .offset = offsetof(struct T, m)
#define LIST_AT(T, m, n)                                                                 \
	.offset = offsetof(struct T, m), .count_offset = offsetof(struct T, n)
#define RANGE(lo, hi) .min = (lo), .max = (hi)
#define NEED ROW_REQUIRED
#define INHERIT ROW_INHERIT

/* A kind of receiver, as the configuration knows it: one key of a receiver, whose value is
 * read into a struct of its own (receiver_config.own). */
struct receiver_kind {
	struct row row; /* key and help; a mapping with its table in sub, or one value */
	size_t size;	/* of its struct */
	/* Called once its value was read: completes it, adds faults where the rows cannot
	 * see them. NULL: the rows see everything. */
	void (*finish)(void *own, struct reader *r, int line);
};

/* Beside the file that names it, with . and .. taken out; of the configuration's life. */
const char *read_path(struct reader *r, struct str rel);
/* A copy of a list of texts that may be changed; NULL-terminated, of the same life. */
const char **reader_texts(struct reader *r, const char *const *list, size_t n);
/* A fault, or a doubt, of the file being read. */
void reader_fault(struct reader *r, int line, bool warning, const char *fmt, ...)
	__attribute__((format(printf, 4, 5)));

#endif
