/* Writing portal files without spoiling what people wrote in them: values that differ are
 * replaced where they stand, what is new is put in, everything else, comments too, stays
 * byte for byte. Doing the same twice changes nothing. */
#ifndef CRAWLER_PORTAL_FILE_H
#define CRAWLER_PORTAL_FILE_H

#include "base/arena.h"
#include "base/err.h"

enum entry_outcome { ENTRY_SAME, ENTRY_NEW, ENTRY_CHANGED, ENTRY_REFUSED };

/* Members are "" where nothing is known; what is unknown is never taken out of a file. */
struct column_entry {
	const char *id; /* proposed; the file's own where the column is in it already */
	const char *name, *url, *cls, *unit;
	const char *rules; /* as YAML in one line: [{kind: monthly}] */
	const char *items; /* the same: {item: "//li"} */
	int outcome;	   /* set by portal_file_merge */
	const char *text;  /* keys that changed, or why it was refused */
};

struct unit_entry {
	const char *name, *person, *phone, *mail;
};

struct portal_entry {
	const char *id, *name, *home, *site_code, *unit, *organiser, *region;
	struct unit_entry *units;
	size_t nunits;
	struct column_entry *columns;
	size_t ncolumns;
	int outcome;
	const char *text;
};

/* Appends to out the text of the portal file with p in it. old is the present text, "" where
 * there is no file; origin is named in a new file's first line.
 *   errors  ERR_CONFIG where old or the result is no sound portal file; out is untouched */
int portal_file_merge(const char *file, struct str old, const char *origin,
	struct portal_entry *p, struct arena *a, struct buf *out, struct err *e);
/* What is in a directory of portal files, so that a portal is found again under another
 * name. Files that cannot be read or are no portal files are left out. */
struct portal_file {
	const char *path, *id, *home, *site_code; /* "" unknown */
};
int portal_files(const char *dir, struct portal_file **out, size_t *n, struct arena *a,
	struct err *e);
/* The one with that site code, else of the same host as home; NULL. */
const struct portal_file *portal_file_of(const struct portal_file *list, size_t n,
	const struct portal_entry *p);

/* s as a YAML scalar: plain where YAML reads the same text back, else in quotes. */
void portal_file_text(struct buf *b, struct str s);
/* The id that a portal of that home page is given: host without www. and .gov.cn, dots as
 * hyphens; of a column: the last telling parts of its path. In a. */
const char *portal_id_of(struct str home, struct arena *a);
const char *column_id_of(struct str url, struct arena *a);

#endif
