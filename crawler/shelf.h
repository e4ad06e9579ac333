/* Memory that a fetcher shares with one parser: documents go in and pages come out of it
 * without passing through a socket, which would copy them four times.
 *
 * A shelf has places; each takes one document with its order, later its page. The fetcher
 * puts a document, tells the place by a short message (WIRE_PLACE) and leaves it alone until
 * the page is there; the parser fills in the page and says so in the place itself, so that
 * what was finished is known even of a parser that died behind it. What does not fit a place
 * goes through the socket.
 *
 * The parser is not believed: it may write what it likes at any time. shelf_take checks the
 * length and copies before anybody looks at the bytes; the size of the memory is sealed. */
#ifndef CRAWLER_SHELF_H
#define CRAWLER_SHELF_H

#include "base/err.h"
#include "base/str.h"

#define SHELF_PLACES 16
#define SHELF_ORDER ((size_t)8 << 10)	  /* bytes of an order */
#define SHELF_DOCUMENT ((size_t)128 << 10) /* bytes of a document: nine of ten pages */
#define SHELF_PAGE ((size_t)88 << 10)	  /* bytes of a page record */

struct shelf {
	int fd; /* to be inherited by the parser; -1: none, everything goes by socket */
	void *at;
};

#define SHELF_NONE ((struct shelf){-1, NULL})

/* Makes one. Where the system offers none, *s is SHELF_NONE and all others do nothing. */
void shelf_open(struct shelf *s);
/* The parser's side of it; closes fd. */
void shelf_map(struct shelf *s, int fd);
void shelf_close(struct shelf *s);

/* Puts a document into a place that is free; false where it does not fit. */
bool shelf_put(struct shelf *s, int place, struct str order, struct str document);
/* What lies in a place, for the parser: borrowed.
 * errors  ERR_PROTO no such place, or lengths that do not fit */
int shelf_get(const struct shelf *s, int place, struct str *order, struct str *document,
	struct err *e);
/* The page of the document in a place; false where it does not fit. */
bool shelf_answer(struct shelf *s, int place, struct str page);
/* Copies the page of a place into out; false while there is none. */
bool shelf_take(const struct shelf *s, int place, struct buf *out);
/* Copies the document back, for another parser. */
void shelf_document(const struct shelf *s, int place, size_t n, struct buf *out);

#endif
