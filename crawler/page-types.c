/* Tables that describe the page record: one row per member, tags never reused. */
#include "crawler/page.h"

static const struct field locator_rows[] = {
	F_STR(1, struct locator, item),
	F_STR(2, struct locator, title),
	F_STR(3, struct locator, link),
	F_STR(4, struct locator, date),
	F_STR(5, struct locator, next),
	F_STR(6, struct locator, title_re),
	F_STR(7, struct locator, date_re),
	F_STR(8, struct locator, link_template),
	F_STR(9, struct locator, json_path),
	F_STR(10, struct locator, date_format),
	F_STR(11, struct locator, signature),
	F_I32(12, struct locator, learned_count),
	F_I32(13, struct locator, uses),
	F_DOUBLE(14, struct locator, dated_share),
};
RECORD_TYPE(record_locator, struct locator, 1, locator_rows);

static const struct field order_rows[] = {
	F_STR(1, struct page_order, url),
	F_STR(2, struct page_order, content_type),
	F_U32(3, struct page_order, want),
	F_I64(4, struct page_order, now_ms),
	F_STR(5, struct page_order, zone),
	F_STR(6, struct page_order, robots_agent),
	F_RECORD(7, struct page_order, configured, record_locator),
	F_LIST(8, struct page_order, learned, nlearned, record_locator),
	F_STR(9, struct page_order, expect_text),
	F_STR(10, struct page_order, file_name),
	F_STR(11, struct page_order, render),
	F_STR(12, struct page_order, link),
	F_STR(13, struct page_order, refresh),
	F_STR(14, struct page_order, hides),
	F_STR(15, struct page_order, zone_file),
};
RECORD_TYPE(record_page_order, struct page_order, 1, order_rows);

static const struct field link_rows[] = {
	F_STR(1, struct link, href),
	F_STR(2, struct link, url),
	F_STR(3, struct link, element),
	F_STR(4, struct link, attribute),
	F_STR(5, struct link, text),
	F_I32(6, struct link, line),
	F_BOOL(7, struct link, nofollow),
	F_BOOL(8, struct link, hidden),
	F_STR(9, struct link, hidden_how),
	F_BOOL(10, struct link, navigation),
};
RECORD_TYPE(record_link, struct link, 1, link_rows);

static const struct field item_rows[] = {
	F_STR(1, struct item, title),
	F_STR(2, struct item, href),
	F_STR(3, struct item, url),
	F_I64(4, struct item, date_ms),
	F_BOOL(5, struct item, date_has_time),
	F_BOOL(6, struct item, date_weak),
	F_BOOL(7, struct item, sticky),
	F_STR(8, struct item, site_id),
	F_STR(9, struct item, category),
	F_STR(10, struct item, file),
	F_STR(11, struct item, known_as),
};
RECORD_TYPE(record_item, struct item, 1, item_rows);

static const struct field listing_rows[] = {
	F_LIST(1, struct listing, items, nitems, record_item),
	F_STR(2, struct listing, next),
	F_I32(3, struct listing, pages),
	F_I32(4, struct listing, source),
	F_DOUBLE(5, struct listing, confidence),
	F_LIST(6, struct listing, locators, nlocators, record_locator),
	F_BOOL(7, struct listing, by_learned),
	F_BOOL(8, struct listing, by_config),
	F_STR(9, struct listing, why),
	F_BOOL(10, struct listing, empty_shape),
	F_BOOL(11, struct listing, elsewhere),
};
static RECORD_TYPE(record_listing, struct listing, 1, listing_rows);

static const struct field attachment_rows[] = {
	F_STR(1, struct attachment, url),
	F_STR(2, struct attachment, title),
};
RECORD_TYPE(record_attachment, struct attachment, 1, attachment_rows);

static const struct field article_rows[] = {
	F_STR(1, struct article, title),
	F_STR(2, struct article, source),
	F_STR(3, struct article, text),
	F_I64(4, struct article, date_ms),
	F_BOOL(5, struct article, date_has_time),
	F_BOOL(6, struct article, date_weak),
	F_STR(7, struct article, doc_number),
	F_I64(8, struct article, written_ms),
	F_STR(9, struct article, validity),
	F_STR(10, struct article, pair_titles),
	F_LIST(11, struct article, attachments, nattachments, record_attachment),
	F_LIST(12, struct article, images, nimages, record_str),
	F_DOUBLE(13, struct article, confidence),
	F_LIST(14, struct article, links, nlinks, record_attachment),
	F_STR(15, struct article, index_number),
	F_STR(16, struct article, issuer),
	F_STR(17, struct article, topic),
};
static RECORD_TYPE(record_article, struct article, 1, article_rows);

static const struct field robots_rows[] = {
	F_BOOL(1, struct robots_rule, allow),
	F_STR(2, struct robots_rule, path),
	F_I32(3, struct robots_rule, line),
};
RECORD_TYPE(record_robots_rule, struct robots_rule, 1, robots_rows);

static const struct field page_rows[] = {
	F_I32(1, struct page, kind),
	F_STR(2, struct page, declared),
	F_STR(3, struct page, encoding),
	F_STR(4, struct page, encoding_how),
	F_BOOL(5, struct page, damaged),
	F_BOOL(6, struct page, truncated),
	F_BOOL(7, struct page, unclosed),
	F_STR(8, struct page, title),
	F_STR(9, struct page, base),
	F_STR(10, struct page, canonical),
	F_LIST(11, struct page, meta, nmeta, record_pair),
	F_STR(12, struct page, refresh),
	F_I32(13, struct page, refresh_s),
	F_STR(14, struct page, challenge),
	F_STR(15, struct page, error_words),
	F_STR(16, struct page, spam_words),
	F_U64(17, struct page, fingerprint),
	F_I32(18, struct page, text_bytes),
	/* 19 was a SHA-256 of the text */
	F_BOOL(20, struct page, has_expected),
	F_LIST(21, struct page, links, nlinks, record_link),
	F_LIST(22, struct page, anchors, nanchors, record_str),
	F_RECORD(23, struct page, list, record_listing),
	F_RECORD(24, struct page, article, record_article),
	/* 25 was a list of navigation links */
	F_LIST(26, struct page, robots, nrobots, record_robots_rule),
	F_I64(27, struct page, crawl_delay_ms),
	F_LIST(28, struct page, sitemaps, nsitemaps, record_str),
	F_I32(29, struct page, extractor),
	F_I32(30, struct page, cpu_us),
	F_STR(31, struct page, organiser),
	F_STR(41, struct page, blocks),
	F_BOOL(42, struct page, error_phrase),
	F_BOOL(43, struct page, scripted),
	F_STR(51, struct page, visible),
	F_STR(61, struct page, packed),
	F_I32(62, struct page, npacked),
	F_BYTES(63, struct page, text_key),
	F_BOOL(64, struct page, says_missing),
	F_STR(65, struct page, parked),
	F_STR(66, struct page, leads_to),
	F_BOOL(67, struct page, refresh_frame),
	F_STR(68, struct page, failure),
	F_STR(69, struct page, hides),
};
RECORD_TYPE(record_page, struct page, 1, page_rows);

static const char *const source_word[] = {"none", "dom", "island", "json", "feed", "sitemap"};

const char *list_source_word(int source)
{
	return source >= LIST_NONE && source <= LIST_SITEMAP ? source_word[source] : "none";
}

static const char *const kind_word[] = {"other", "html", "xml", "feed", "sitemap", "json",
	"css", "text", "pdf", "office", "archive", "image", "script", "empty"};

const char *page_kind_word(int kind)
{
	return kind >= PAGE_OTHER && kind <= PAGE_EMPTY ? kind_word[kind] : "other";
}
