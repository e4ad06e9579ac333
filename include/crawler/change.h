/* What differs between two versions of a notice: pure.
 *
 * Both must have been read by the same extractor. White space, width forms, variants of
 * marks and visit counters are no difference; what changes at every fetch is found by a
 * pair of fetches (noise.h), which the caller asks for when `text` is set. */
#ifndef CRAWLER_CHANGE_H
#define CRAWLER_CHANGE_H

#include "crawler/pages.h"

/* One attachment that was added, removed, or replaced under its address. */
struct file_change {
	const char *how; /* "added" "removed" "replaced" */
	struct str url, title;
};

struct change {
	bool title, text, links, images;
	struct file_change *files; /* at most ARTICLE_FILES_MAX of each kind */
	size_t nfiles;
	struct attachment *targets; /* links of the same text that lead elsewhere now */
	size_t ntargets;
};

/* Fills *out and says whether anything differs.
 *   listed  title as the list shows it now: a new title that the list shows too is told
 *           from the list */
bool change_find(const struct version *old, const struct version *now, struct str listed,
	struct change *out, struct arena *a);
bool change_any(const struct change *c);

/* Takes off *c what the pair of fetches (first, now) differs in itself, and what is known
 * of the column (NULL: nothing). */
void change_less_noise(struct change *c, const struct version *old,
	const struct version *now, const struct version *first,
	const struct column_noise *known, struct arena *a);

/* The texts differ only in where the main text was taken to begin and end, as after another
 * template: what one of them has more, before or behind the rest, is to be read on the other
 * page too. old_page, now_page: all visible text. */
bool change_is_of_bounds(struct str old, struct str now, struct str old_page,
	struct str now_page, struct arena *a);

/* The detail of notice.changed: {"parts":[...],"version":N,...}. */
struct str change_detail(const struct change *c, const struct version *old,
	const struct version *now, int32_t number, struct arena *a);

/* The version that a page is: strings are borrowed from it. */
void version_of_page(const struct page *p, struct str url, struct version *out);

/* The notice is no page but a document, a picture, an archive. */
bool version_is_document(const struct page *p);
/* Makes such a notice the one attachment of its version, so that other bytes under its
 * address are an attachment replaced.
 *   url     of the notice: where a redirect leads to may differ each time
 *   digest  of the body as it came, of so many bytes */
void version_of_document(struct version *v, struct str url, struct str title,
	const struct sha256 *digest, int64_t bytes, struct arena *a);

#endif
