/* Links that open and are not what they were (错链), and links nobody is meant to see (暗链).
 *
 * Parked and resold domains by etc/words/parked.txt, gambling and adult spam by what the
 * parser found (etc/words/hijack.txt, which knows texts about the matter), the site code of
 * another portal by the meta SiteIDCode that government sites must carry. Pure. */
#ifndef CRAWLER_WRONG_H
#define CRAWLER_WRONG_H

#include "crawler/job.h"

struct wrong {
	const char *reason; /* "spam" "leads-away" "parked" "default-page" "site-code";
				NULL: nothing */
	struct str detail;  /* the word, host or code that says so; in the arena */
};

/* What is wrong with a page that answered well.
 *   shape  site_code: of the portal that the address belongs to; none: not looked at. Codes
 *	    of the same region, or of one that contains it, are sub-sites'. */
void wrong_judge(const struct result *r, struct str site_code, struct wrong *out,
	struct arena *a);

/* The site code a page states (网站标识码); none. */
struct str wrong_site_code(const struct page *p);

/* A hidden link to another site, not a government one, outside navigation: menus that unfold
 * are hidden too, and lead to one's own site or to other offices.
 *   shape  page: address of the page; l->hidden was judged (WANT_HIDDEN) */
bool wrong_hides_link(struct str page, const struct link *l);

/* It leads to others: neither to the site of the page nor to an office. */
bool wrong_leads_away(struct str page, struct str url);
/* Of the names that the sheets of a page hide (links_hiding), those that count on one that leads
 * to others: tricks, and where a link of it is worded as planted ones are, all. Appended. */
void wrong_names_that_hide(struct str all, bool planted, struct buf *out);

/* The same, and certainly not by design: tabs and boxes that unfold are not displayed either,
 * so of a link that is only not displayed its text has to speak of spam; nobody puts a link off
 * the screen, makes it sizeless or paints it in the colour of its ground to unfold it. */
bool wrong_plants_link(struct str page, const struct link *l);

#endif
