/* Reading what a browser sends: path, query, form, cookies, languages, Host. Pure; nothing here
 * is trusted. Everything read lies in the arena and has no NUL. */
#ifndef MONITOR_WEB_QUERY_H
#define MONITOR_WEB_QUERY_H

#include "base/arena.h"
#include "monitor/lang.h"

#define WEB_FIELDS 32	 /* of one query or form */
#define WEB_SEGMENTS 6	 /* of a path */
#define WEB_VALUE_MAX 4096 /* bytes of one value, decoded */

struct web_fields {
	struct web_field {
		struct str name, value;
	} list[WEB_FIELDS];
	size_t n;
};

/* application/x-www-form-urlencoded: NAME=VALUE joined by &, + is a blank, %XX a byte.
 * False: a % without two digits, a NUL, too many fields, a value too long, or no UTF-8. */
bool web_fields_read(struct str s, struct web_fields *out, struct arena *a);
/* The first of that name; none where there is none. */
struct str web_field(const struct web_fields *f, const char *name);

struct web_path {
	struct str segment[WEB_SEGMENTS];
	size_t n;
};

/* "/a/b" below the base ("/" or "/watch/") -> a, b, decoded; "/" has none.
 * False: not below the base, too deep, "." or "..", an empty segment in the middle, bad %. */
bool web_path_read(struct str path, struct str base, struct web_path *out, struct arena *a);

/* Value of a cookie (RFC 6265 4.2.1: NAME=VALUE joined by "; "); none where there is none. */
struct str web_cookie(struct str header, const char *name);

/* zh or en, the one that an Accept-Language (RFC 9110 12.5.4) likes better; usual where it
 * names neither. */
enum lang web_language(struct str header, enum lang usual);

/* A Host of this machine: localhost, 127.x.y.z or [::1], with any port. */
bool web_host_is_loopback(struct str host);

/* Bytes written as hex digits. False: they are none, or more than place takes. */
bool web_bytes_read(struct str hex, struct buf *place);
void web_bytes_text(struct str bytes, struct buf *b);

/* One of the tags of an If-None-Match (RFC 9110 13.1.2), compared weakly; * is any. */
bool web_tag_matches(struct str header, struct str tag);

#endif
