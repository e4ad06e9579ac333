/* Soft 404: answers 200, or redirects, though there is no such page.
 *
 * Judged by comparing: what does the host answer to two names nobody ever used in the same
 * place? A page that looks like those answers is not there. Words of error pages are
 * evidence beside that, alone only where a page says nothing else. Pure: asking is the
 * caller's.
 *
 * A place is a directory, its files of one ending ("/art/" and "/art/" "*.pdf"), what is numbered
 * alike in one ("/art/t#_#.html"), the directories in one, or a path with a query ("/art?"). The
 * names keep the shape of the address they stand for, ending and kind of characters, since
 * systems answer by shape: "/a/b/" is compared with other directories of "/a/". One is asked for
 * with each profile of headers: sites that send programs elsewhere, such as to their pages for
 * phones, do so whether the page is there or not. Where the home page looks like the answers,
 * they tell nothing.
 *
 * Error pages that change from one request to the next (news of the day, the address asked
 * for, a number) are known by the blocks that stay. */
#ifndef CRAWLER_SOFT404_H
#define CRAWLER_SOFT404_H

#include "base/clock.h"
#include "crawler/job.h"

#define SOFT404_KEEP_MS (30 * DAY_MS) /* a profile older than that is taken again */

/* What is compared of an answer. */
struct soft404_answer {
	struct str url, final_url; /* asked; of the last hop */
	int32_t verdict, status;
	struct str title;
	uint64_t fingerprint;
	struct key128 text_key;
	int32_t text_bytes;
	bool html;
	bool error_words; /* in title or heading */
	struct str blocks; /* see struct page; kept of pages worth asking about */
	bool error_phrase, says_missing, scripted;
	int32_t kind; /* enum page_kind */
};
extern const struct record_type record_soft404_answer;

struct soft404_profile {
	struct str place;
	int64_t taken_ms;
	struct soft404_answer answer[2];
	int32_t nunsure; /* names that got no answer to judge by */
	bool varies;	 /* of a path with a query: that decides what is shown */
	struct soft404_answer home; /* of the host, where its root was asked for too. Of a host
				       whose home page is known to be one, left out where names
				       are not redirected: it is no place for others to show */
};
extern const struct record_type record_soft404_profile;

/* A document, archive or image. Where names that do not exist get one, those that get the same
 * bytes are not there. */
bool soft404_is_file(const struct soft404_answer *x);

/* Borrows from r. */
void soft404_answer_of(const struct result *r, struct soft404_answer *out);

/* The place of an address, and a name in it that nobody has used.
 *   shape  url absolute; random: any number, another for each name */
struct str soft404_place(struct str url, struct arena *a);
/* The place, numbers apart: "/art/2026/1/5/" and "/art/2025/12/31/" are one family. */
struct str soft404_family(struct str url, struct arena *a);
struct str soft404_random_name(struct str url, uint64_t random, struct arena *a);
/* "http://host/" of an address. */
struct str soft404_root(struct str url, struct arena *a);

/* Is it worth two requests to find out? Good answers only: redirected within the host, with
 * words or sentences of an error page, or nearly without text. */
bool soft404_worth(const struct soft404_answer *x);

/* The names that do not exist were sent elsewhere. */
bool soft404_redirects(const struct soft404_profile *p);
/* The answers say something: both good, and alike. */
bool soft404_profile_tells(const struct soft404_profile *p);

/* x, whatever it is, looks like the answers to names that do not exist. */
bool soft404_looks_alike(const struct soft404_profile *p, const struct soft404_answer *x);
/* The same, and so it is one of them. False for a home page, and where that cannot be known:
 * answers without text (pages drawn by scripts), or a profile that tells nothing. */
bool soft404_matches(const struct soft404_profile *p, const struct soft404_answer *x);

/* x was led where every name of its host is led, its home page too, and that is no home page:
 * a protection, a licence to accept. Nothing is known of what x would show. */
bool soft404_is_wall(const struct soft404_profile *p, const struct soft404_answer *x);

/* x shows what every name in its place shows, and that is where one logs in, or that the system
 * is being looked after: "login", "maintenance"; NULL where it is not. Nothing is known of what
 * x would show. */
const char *soft404_says_nothing(const struct soft404_profile *p, const struct soft404_answer *x);

/* x shows, in a place with a query, something else than names that do not exist get: the query
 * decides what is shown, to be noted in p->varies. */
bool soft404_varies(const struct soft404_profile *p, const struct soft404_answer *x);

/* A deeper address redirected to the home page of its host: its content is gone whatever
 * other names get. */
bool soft404_leads_home(const struct soft404_answer *x);

/* Why this answer says, without comparing, that there is no such page: "redirect-to-home",
 * "says-missing"; NULL where it does not. */
const char *soft404_plain(const struct soft404_answer *x);

#endif
