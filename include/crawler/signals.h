/* What a page says of itself, and what it looks like: title, meta, canonical address,
 * redirects that are no HTTP redirects, protections that answered instead of the portal,
 * words of error pages and of spam, and the fingerprint of its visible text.
 *
 * Visible text is what stands in the body outside script, style, noscript, template and
 * form texts, white space folded to one space, block elements apart. */
#ifndef CRAWLER_SIGNALS_H
#define CRAWLER_SIGNALS_H

#include "crawler/html.h"
#include "crawler/page.h"

/* What is gathered while somebody walks through the tokens of a page: signals_token after
 * each html_next. In the end it fills title, base, canonical, meta, refresh, challenge, error_words, spam_words,
 * fingerprint, text_bytes, text_digest, unclosed, has_expected of *out. */
struct pass;
struct pass *signals_begin(const struct page_order *o, struct html *h, struct page *out,
	struct arena *a);
void signals_token(struct pass *s);
void signals_end(struct pass *s);
/* The same of text that is no HTML (JSON, plain, scripts): challenge, fingerprint, digest,
 * has_expected. */
void signals_read_plain(const struct page_order *o, struct str text, struct page *out,
	struct arena *a);

/* Token of the protection that answered ("jsl", "yunsuo", "waf" ...); none.
 *   source  decoded page;  visible: the text it shows, folded */
struct str challenge_token(struct str source, struct str title, struct str visible);

/* Words by which a program or server says that it failed, where a page shows no more than
 * that ("502 Bad Gateway", "SQLSTATE["); static, or none. */
struct str failure_words(struct str title, struct str visible);
/* The title of a notice, which may speak of anything. */
bool title_is_notice(struct str title);

/* The mark of a parked domain, or a lapsed site, in a page that shows little; none. */
struct str parked_token(struct str source, struct str title, struct str visible);

/* An address where one logs in, and the title of what it shows; without a title, the address
 * alone. */
bool asks_to_log_in(struct str url, struct str title);

/* The title of a page where one logs in. */
bool title_asks_to_log_in(struct str title);
/* A title that says that the system is being looked after, and no more. */
bool title_pauses(struct str title);

/* Words of an error page in a title or heading, "; " between them; none where it is an
 * ordinary title, also of a notice that speaks of such things. */
struct str error_words(struct str heading, struct arena *a);
/* A sentence that only error pages say, anywhere in a text. Evidence beside a comparison,
 * never alone: notices may speak of it too. */
bool error_phrase(struct str text);
/* All that a page shows is a sentence saying that it is not there. Nothing else is on it, so
 * this needs no comparison: a system that says so for what was deleted may well answer 404 to
 * names it never knew.
 *   text  everything the page shows, folded */
bool says_missing(struct str text);
/* A block of text that is one such sentence: nothing else stands in it. */
bool is_gone_sentence(struct str block);
/* Its title says so, and is no notice's ("404 - 某市政府", "页面不存在"), or is that of a box
 * ("系统提示") in which the text says so: navigation around it is of the frame. */
bool titled_missing(struct str title, struct str text);

/* Spam vocabulary of etc/words/hijack.txt in one text. */
struct hijack_hits {
	struct str word[8]; /* static */
	size_t n, nstrong; /* nstrong: of these */
	bool strong;  /* one of them is a word that fires alone */
	bool guarded; /* the text is about the matter: no hits then */
};
void hijack_find(struct str text, struct hijack_hits *out);

/* 64-bit simhash of text by fours of code points; texts that differ little differ in few
 * bits. 0 for text of fewer than four. */
uint64_t simhash_of(struct str text);

#endif
