/* The web pages: what the stores hold, shown, and incidents acknowledged. Pure but for the
 * stores: a request in, an answer out; web-server.c is the only file that knows sockets.
 *
 *	/			overview: what is wrong, portals, columns by state, roles
 *	/portal/P[/C[/KEY]]	portal, column, notice (?version=SEQ: beside the one before)
 *	/link?url=U		an address and the pages that carry it
 *	/incidents /incident/N	problems; POST /incident/N acknowledges
 *	/search?q=T		titles
 *	/report[/KIND]		reports, in every form
 *	/feed/P[/C].atom /due.ics /metrics /health /body/SHA256
 *	/api/v1/...		the JSON of the verbs
 *
 * A page is a struct report: its cells are escaped by its writer. Nothing of a portal reaches a
 * browser as HTML. */
#ifndef MONITOR_WEB_H
#define MONITOR_WEB_H

#include "status-view.h"
#include "web-query.h"

#include "base/digest.h"
#include "crawler/calendar.h"
#include "crawler/config.h"
#include "crawler/store.h"
#include "monitor/report.h"

#define WEB_ANSWER_MAX ((size_t)64 << 20)
#define WEB_FORM_MAX ((size_t)16 << 10)
#define WEB_PER_PAGE 100
#define WEB_EVENTS_BACK 5000 /* looked at for the last ones of something; for a feed: */
#define WEB_EVENTS_BACK_FEED 20000

enum web_method { WEB_GET = 1, WEB_HEAD = 2, WEB_POST = 4 };

/* As it came; what was not sent is none. */
struct web_request {
	enum web_method method;
	struct str path, query, body;
	struct str host, cookie, authorization, languages, if_none_match, fetch_site, type, scheme;
};

#define WEB_HEADERS 12
struct web_answer {
	int status;
	struct buf body;
	struct web_header {
		const char *name;
		struct str value; /* in the arena */
	} headers[WEB_HEADERS];
	size_t nheaders;
};

/* One column of the configuration as it stood at the last look (web-look.h). */
struct web_column {
	int32_t newest, due; /* days, DAY_NONE */
	int32_t age_days;    /* -1: unknown */
	int8_t state;	     /* enum fresh_state */
};

/* What one process finds out for all. While it is written a reader may meet the old and the new. */
struct web_look {
	int64_t time_ms; /* of the last whole look, 0: none yet */
	int32_t crawler_runs, monitor_runs;
	struct status_facts facts; /* of pages; what concerns incidents and alerts is 0 */
	size_t ncolumns; /* portals' home pages included, in the order of the configuration */
	struct web_column column[];
};

/* What lasts from request to request. */
struct web {
	const struct config *config;
	const struct calendar *calendar;
	struct store *pages, *alerts; /* alerts NULL: nothing was judged yet */
	const struct web_look *look;
	struct str token;	   /* none: nobody has to sign in */
	struct buf token_file;	   /* what token is part of */
	struct sha256 session_key; /* made of the token: sessions outlive a restart */
	struct sha256 form_key;
	enum lang lang;		   /* where a browser asks for none of ours */
	const char *user;	   /* the system's, for the history of incidents */
	bool loopback;		   /* then Host is checked */
};

/* One request being answered. */
struct web_turn {
	struct web *w;
	const struct web_request *q;
	struct web_answer *a;
	struct web_path path;
	struct web_fields query, form;
	struct report_ask ask; /* both stores being read, language, time */
	struct report page;
	struct arena arena;
	struct str session;    /* none: not signed in, or nobody has to */
	struct err err;
};

/* Fills the answer, whose body is the caller's to release; headers lie in a. */
void web_serve(struct web *w, const struct web_request *q, int64_t now_ms, struct web_answer *out,
	struct arena *a);

/* --- for the pages: they return 0, or the error that becomes a page --- */
void web_header(struct web_turn *t, const char *name, struct str value);
/* ERR_NOTFOUND and the words; more exact than an empty page. */
int web_missing(struct web_turn *t, const char *what);
int web_bad(struct web_turn *t, const char *what); /* what the browser sent: 400 */
struct str web_value(const struct web_turn *t, const char *name); /* of the query, "" is none */
/* A number of the query from lo to hi; usual where it is not given. False: it is none. */
bool web_number(const struct web_turn *t, const char *name, int64_t lo, int64_t hi,
	int64_t usual, int64_t *out);
/* Below the base, escaped: "portal/demo". Parts are joined with /; NULL ends. */
struct str web_way(const struct web_turn *t, struct str first, struct str second, struct str third,
	struct str fourth);
struct str web_at(const struct web_turn *t, const char *rest); /* base and rest as it is */

#endif
