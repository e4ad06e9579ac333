/* Sitemaps: the sitemaps.org protocol (urlset and sitemapindex, in any or no namespace),
 * plain lists of addresses, and RSS or Atom given as a sitemap.
 *
 * Read as a stream, so that 50 MB cost no tree. Extension elements (image:loc, video:...)
 * never become entries; news:title and news:publication_date describe theirs. */
#ifndef CRAWLER_SITEMAP_H
#define CRAWLER_SITEMAP_H

#include "base/arena.h"
#include "crawler/page.h"

#define SITEMAP_URLS_MAX 50000 /* sitemaps.org: of one file */
#define SITEMAP_BYTES_MAX 52428800 /* sitemaps.org: 50 MB uncompressed */

/* What an entry of a sitemap index carries as `category`: its address is a sitemap. */
#define SITEMAP_INDEX_ENTRY "sitemap"

/* True: text is a sitemap and *out is filled, source LIST_SITEMAP (a feed: LIST_FEED).
 * False: it is none, *out is untouched.
 *   shape    decoded UTF-8 (a .gz is inflated by the caller)
 *   date     news:publication_date, else lastmod (date_weak)
 *   title    news:title, else none */
bool sitemap_read(const struct page_order *o, struct str text, struct listing *out,
	struct arena *a);

/* An index of sitemaps, as sitemap_read gives it. */
bool sitemap_is_index(const struct listing *l);

/* Of an index whose sitemaps carry the year in their addresses, and maybe month and day, all in
 * one manner ("sitemap-2026-11.xml"): the address of the newest and of the one before it (none).
 * False: they are made by something else, and which of them holds the news cannot be told for
 * long. Sitemaps without a year beside them (pages, categories) do not count. */
bool sitemap_newest(const struct listing *index, struct str *newest, struct str *before);

#endif
