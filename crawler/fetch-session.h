/* What the files of the transfers share: fetch-transfer.c (multi handles, their sockets and
 * timers), fetch-session.c (one request set up and started), fetch-receive.c (what comes in),
 * fetch-ending.c (how it ended). Nobody else sees it. */
#ifndef CRAWLER_FETCH_SESSION_H
#define CRAWLER_FETCH_SESSION_H

#include "fetch-transfer.h"
#include "inflate.h"

#include <curl/curl.h>

#define SHARDS_MAX 16
#define PORTS 65536
#define BODY_KEPT ((size_t)64 << 10) /* room that a session keeps for its next body */

struct shard {
	struct transfers *ts;
	CURLM *multi;
	int64_t timer_ms; /* monotonic; -1 none */
	size_t in_flight, names;
};

struct transfers {
	struct loop *loop;
	struct shard shard[SHARDS_MAX];
	size_t nshards, in_flight;
	const struct guard *guard;
	struct chains *chains;
	char *ca_file;
	struct session *idle; /* closed ones, to be used again: making one costs 10 us */
	size_t nidle;
	struct {
		uint64_t ends; /* of the connection: our port, their address and port */
		int fd;	       /* 1 + descriptor */
	} fd_of[PORTS]; /* by ends; see is_dirty */
};

struct session {
	struct session *next; /* in the list of idle ones */
	struct transfers *ts;
	struct shard *shard; /* NULL: nothing under way */
	CURL *easy;
	answer_fn *fn;
	void *ctx;
	struct arena *a;
	struct request r;
	struct answer x;
	struct buf body;
	struct curl_slist *pins, *lines;
	CURLU *address;	     /* the one asked for, parsed; NULL none yet */
	struct buf origin;   /* of it: "http://h:81" */
	struct buf setting; /* what the handle was set to, but for address and lines */
	struct buf lines_set; /* the header lines it was set to */
	struct buf wanted;  /* one of the two, of the request to be made */
	size_t header_lines, header_bytes, headers_cap;
	int64_t limit;	     /* decoded bytes, known with the first of them; 0 not yet */
	int64_t wire;	     /* encoded bytes so far */
	struct inflate *inflate; /* NULL: the body is not encoded */
	bool enough, bomb, headers_over, headers_end, private_met, no_resource, bad_encoding;
	bool file;	     /* no text, of which the beginning is enough */
	bool header_left;    /* the last line of the head is not kept */
	bool whole;	     /* of a lenient request: all that was promised is there */
	bool has_cookies;    /* some answer of this job set one */
	bool dirty;	     /* bytes nobody asked for lay in a connection used again */
	int fd;		     /* opened for this transfer; -1: an old connection */
	struct buf raw;	     /* the address of a raw request */
	struct buf asked;    /* head of the request, where it is wanted */
	char error[CURL_ERROR_SIZE];
};

/* fetch-transfer.c */
/* The multi handle of a host; counts nothing yet. */
struct shard *shard_for(struct transfers *ts, struct str host);
void session_detach(struct session *s); /* from its multi handle; in none is fine */

/* fetch-session.c */
void session_free(struct session *s);

/* fetch-raw.c: the address that makes libcurl send this very request and read all that comes. */
void raw_address(const struct request *r, struct buf *out);

/* fetch-receive.c: sets the callbacks of a handle that is made anew. */
void receive_callbacks(struct session *s);
/* Of a lenient request whose answer libcurl took for one without head, and of a raw one: the
 * head is read (late_head_read), and taken off the body. The status; 0: there is none. */
int receive_late_head(struct session *s);

/* fetch-ending.c: tells whoever started the session how its transfer ended. */
void session_finish(struct session *s, CURLcode rc);

#endif
