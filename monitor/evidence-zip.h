/* Writing a ZIP archive in memory, always the same bytes for the same files.
 *
 * Names are the caller's own: letters, digits, "-", "_", "." and "/" between parts, no part
 * "." or ".."; so nothing that a page says can lead out of the archive. */
#ifndef MONITOR_EVIDENCE_ZIP_H
#define MONITOR_EVIDENCE_ZIP_H

#include "base/civil.h"
#include "base/err.h"
#include "base/str.h"

struct zip_part {
	struct str name;
	struct str data; /* must live until the end of zip_write */
};

/* Appends the archive to b.
 *   time_ms  said of every file; in the zone z, since ZIP knows none
 *   errors   ERR_INVAL unfit or repeated name; ERR_TOOBIG over b's ceiling; ERR_IO */
int zip_write(const struct zip_part *parts, size_t n, int64_t time_ms, const struct zone *z,
	struct buf *b, struct err *e);

#endif
