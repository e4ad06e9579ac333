/* Finding the columns of a portal from its home page: walks the navigation within limits,
 * reads every candidate as a column, keeps those on which notices are found. What the home
 * page links goes first, of that its navigation. The same site gives the same columns,
 * in whatever order it answers. */
#ifndef CRAWLER_DISCOVER_H
#define CRAWLER_DISCOVER_H

#include "crawler/config.h"
#include "crawler/worker.h"

struct discover_options {
	int max_pages;	  /* candidates fetched; 0: 200 */
	int max_columns;  /* kept; 0: 120 */
	int depth;	  /* 1: from the home page; 2 (default): from its columns as well */
	bool allow_private;
	const struct zone *zone;
	int64_t now_ms;
	void (*tell)(struct str url, void *ctx); /* before each fetch; NULL */
	void *ctx;
};

struct discovered {
	struct str id;	/* fit for configuration, unique here */
	struct str url, name;
	struct str unit; /* by its name or that of a page in a folder above; none */
	int cls;	/* enum column_class, guessed from the name */
	size_t nitems;
	double confidence;
	int64_t newest_ms; /* DATE_NONE_MS */
	bool blank;	/* a column page that lists nothing */
	struct str key; /* canonical address */
	uint64_t list;	/* tells lists apart; 0: blank */
	uint64_t *entry; /* tells each of its nitems notices apart */
	bool led_on;	/* another address was asked and answered by this one */
	bool doubled;	/* used while it is looked for doubles */
	size_t order;	/* in which its address was met */
};

/* A page of the portal that may be a column, by the text of its link; read or not. */
struct discovered_page {
	struct str name, url, key; /* key: canonical address */
};

struct discovery {
	struct str home;   /* after redirects */
	struct str name;   /* of the portal */
	struct str unit;   /* that runs it, by the foot of its home page; none */
	struct str site_code;
	struct discovered *columns; /* in the order of the navigation, blank ones last */
	size_t ncolumns;
	struct discovered_page *pages; /* all met, in the order of the navigation */
	size_t npages;
	size_t fetched, left; /* candidates not fetched: a limit was reached */
	int verdict;
	struct str reason;
};

/* errors  as worker_turn; a home page that does not answer is in out->verdict */
int discover(struct worker *w, struct str home, const struct discover_options *o,
	struct discovery *out, struct arena *a, struct err *e);

/* Class by the words of a column's name. CLASS_OTHER where none fits. */
int class_guess(struct str name);

#endif
