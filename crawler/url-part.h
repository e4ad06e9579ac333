/* What url.c and url-host.c share: percent-encode sets and the host parser. */
#ifndef CRAWLER_URL_PART_H
#define CRAWLER_URL_PART_H

#include "crawler/url.h"

/* What the parser knows while it works. */
struct url_work {
	struct str in; /* cleaned input; eaten from the left */
	const struct url *base;
	struct str encoding; /* of the query; none: UTF-8 */
	struct str scheme;
	bool special, file, opaque, has_host, has_query, has_fragment;
	int64_t port; /* -1: none */
	struct buf username, password, host, path, query, fragment;
};

/* Puts the parts together into *out, in a. 0 or URL_TOO_LONG. */
int url_write(const struct url_work *w, struct url *out, struct arena *a);

/* url-near.c: u was parsed; addresses like it may follow. */
void url_met(const struct url *u);
/* in is a plain address of the host that url_met was told of last: taken apart without the
 * states of the URL Standard, *out as by url_parse. False where it is not. */
bool url_of_met(struct str in, struct url *out, struct arena *a);

/* The sets of URL Standard 1.3; each holds the one before it unless its comment differs. */
enum url_set {
	URL_SET_C0,	       /* controls and non-ASCII: opaque paths and hosts */
	URL_SET_FRAGMENT,
	URL_SET_QUERY,	       /* not based on FRAGMENT: '`' stays, '#' goes */
	URL_SET_SPECIAL_QUERY,
	URL_SET_PATH,	       /* based on QUERY */
	URL_SET_USERINFO,
};

bool url_in_set(enum url_set set, unsigned char c);
void url_encode(struct buf *b, struct str s, enum url_set set);
/* %XX decoded; a % without two hexadecimal digits stays. */
void url_decode(struct buf *b, struct str s);

/* Port of a special scheme (0: has none), -1 where the scheme is not special. */
int url_special_port(struct str scheme);

/* Appends the serialised host. 0 or a url_failure reason.
 *   shape  text after credentials, up to the port; never empty where special */
int url_host(struct buf *b, struct str text, bool special);

#endif
