/* From what happened to what it means: the verdict of one measurement by protocol alone
 * (DESIGN 8). Pure. Soft 404 and wrong content are decided by who knows the site. */
#ifndef CRAWLER_FETCH_VERDICT_H
#define CRAWLER_FETCH_VERDICT_H

#include "crawler/job.h"

struct ruling {
	int verdict;	    /* enum verdict */
	const char *reason; /* stable token, a literal or from a table: never freed */
	int phase;	    /* enum phase */
};

/* What ended a transfer, in terms of no library. */
enum ending {
	END_DONE,	   /* an answer arrived whole, or as far as we wanted it */
	END_REFUSED,	   /* connection refused */
	END_UNREACHABLE,   /* host or net unreachable as told from outside */
	END_NO_ROUTE,	   /* this machine has no way there */
	END_NO_RESOURCE,   /* descriptors, ports or memory of this machine ran out */
	END_CONNECT,	   /* not connected for another reason */
	END_TIMEOUT,	   /* in which phase is said beside */
	END_SLOW,	   /* below the floor on speed */
	END_RESET,	   /* cut, before or inside the answer */
	END_EMPTY,	   /* closed without a byte */
	END_SHORT,	   /* fewer bytes than announced */
	END_ENCODING,	   /* gzip, deflate or br that cannot be undone */
	END_NOT_HTTP,	   /* the answer is no HTTP */
	END_ODD,	   /* a good status, then headers libcurl cannot read: browsers may */
	END_HEADERS,	   /* over the ceiling of lines or bytes */
	END_BOMB,	   /* inflates beyond reason */
	END_TLS,	   /* handshake failed */
	END_NO_PROTOCOL,   /* because the server speaks no HTTP/1.1 (ALPN) */
	END_CERT_EXPIRED,
	END_CERT_NOT_YET,
	END_CERT_SELF,
	END_CERT_CHAIN,	   /* issuer not sent or not known */
	END_CERT_HOST,
	END_CERT_REVOKED,
	END_CERT_OTHER,
	END_PRIVATE,	   /* refused by us */
	END_PROXY,
	END_CA_FILE,	   /* our own bundle cannot be read */
	END_OTHER,
};

bool ending_is_certificate(enum ending x);
struct ruling ruling_of_ending(enum ending x, int phase);
/* Of a status without redirect: 200..299, 304 to a conditional request, 4xx, 5xx, others.
 * The reason of a fault is "http-NNN" from a table; never NULL. */
struct ruling ruling_of_status(int status);
/* The status asks for another address: 301 302 303 307 308. */
bool status_redirects(int status);
bool status_is_permanent(int status); /* 301, 308 */
/* A client error that another header profile may turn into an answer. */
bool status_deserves_profile(int status);
/* Worth asking again in a moment, inside the job. */
bool ruling_may_pass(const struct ruling *r);
/* What the name of the address promises and the bytes do not keep: HTML, text or nothing
 * where a document or an image was named.
 *   type  Content-Type, none;  p: kind and title count.  False: nothing to say. */
bool ruling_of_content(struct str url, struct str type, const struct page *p,
	int64_t body_bytes, struct ruling *out);

#endif
