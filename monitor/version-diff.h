/* What of a notice's two versions stands in lists of its own beside the compared text, for
 * every place that shows a comparison: diff, the static site, evidence. */
#ifndef VERSION_DIFF_H
#define VERSION_DIFF_H

#include "crawler/pages.h"
#include "monitor/lang.h"

/* CSS of textdiff_side_html and version_changes_html. */
#define STYLE_DIFF                                                                        \
	"table.side{table-layout:fixed}table.side td{width:50%;border-width:0 1px}"       \
	"table.side td.same{color:#555}table.side td.gap{text-align:center;color:#777;"   \
	"background:#f6f7f8}del{background:#fdd;color:#8f1010}ins{background:#dcf5e3;"    \
	"color:#0f5c26;text-decoration:none;font-weight:600}"
/* the same on a dark ground */
#define STYLE_DIFF_DARK                                                                   \
	"table.side td.same{color:#a6abb2}table.side td.gap{color:#a6abb2;"               \
	"background:#22262b}del{background:#4d1f1f;color:#ffb3ad}ins{background:#173d24;" \
	"color:#a8e6bd}"

#define CHANGES_LISTED 500 /* of one kind */

/* One thing that stands in one version only, or was replaced under its address. */
struct version_change {
	const char *how; /* "removed" "added" "replaced" */
	struct str url, text;
};
struct version_changes {
	struct version_change *list;
	size_t n, cap;
};

/* A version that outlives the scan that gave it, with all that is compared or shown of it; its text
 * at most text_max bytes. In a. */
struct version version_copy(const struct version *v, size_t text_max, struct arena *a);

/* Title, stated date and text, as they are compared: each begins a line. In a. */
struct str version_reading(const struct version *v, struct arena *a);

/* Appends one; beyond CHANGES_LISTED nothing happens. */
void version_change_add(struct version_changes *c, const char *how, struct str url,
	struct str text, struct arena *a);
/* Attachments by address, and by digest where both versions know it. */
void version_files(const struct version *old, const struct version *now,
	struct version_changes *out, struct arena *a);
/* Links of the running text by address. */
void version_links(const struct version *old, const struct version *now,
	struct version_changes *out, struct arena *a);

const char *version_how(enum lang l, const char *how);
/* "no visible change", and where lists follow, that it is the text that shows none. */
const char *version_same(enum lang l, bool lists_follow);
/* <h2> and <ul>; nothing where nothing changed. */
void version_changes_html(const struct version_changes *c, enum lang l, const char *title,
	struct buf *b);

#endif
