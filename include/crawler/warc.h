/* Writes an archive other programs read: WARC/1.1 (ISO 28500:2017), each record a gzip
 * member of its own, and a sorted CDXJ index beside it, FILE with ".cdxj" appended.
 *
 *	warc_create -> { warc_response | warc_resource }* -> warc_close | warc_discard
 *
 * Bodies are stored decoded, so the stored header loses Content-Encoding and
 * Transfer-Encoding and its Content-Length is that of the body. The second time a body is
 * given, a `revisit` record refers to the first. The file appears whole, at warc_close. */
#ifndef CRAWLER_WARC_H
#define CRAWLER_WARC_H

#include "base/digest.h"
#include "base/err.h"
#include "base/record.h"

struct warc; /* opaque */

struct warc_page {
	struct str url;
	int64_t time_ms;
	int32_t status;
	const struct pair *headers;
	size_t nheaders;
	struct str body;
	struct sha256 digest; /* of the body: tells whether it was there before */
};

struct warc_counts {
	uint64_t responses, revisits, resources, bytes;
};

/* The index is collected in a throw-away store beside the file, not in memory. */
int warc_create(const char *path, int64_t now_ms, struct warc **out, struct err *e);
int warc_response(struct warc *w, const struct warc_page *p, struct err *e);
/* A body whose headers were not kept: a `resource` record; nothing when it was there. */
int warc_resource(struct warc *w, const struct warc_page *p, struct err *e);
int warc_close(struct warc *w, struct warc_counts *counts, struct err *e);
void warc_discard(struct warc *w); /* NULL is fine */

/* The sort key of a CDXJ line: "cn,gov,pingdu)/air/index.html". */
void warc_surt(struct buf *b, struct str url);

#endif
