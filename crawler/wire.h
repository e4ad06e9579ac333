/* Frames: how the crawler, the fetcher and the parsers speak to each other.
 *
 *	frame   = length version type job payload
 *	length  = u32, bytes of the payload, at most WIRE_FRAME_MAX
 *	version = u8, WIRE_VERSION
 *	type    = u8, enum wire_type
 *	job     = u64
 *	message = *part closing		; part: type WIRE_PART, closing: any other type,
 *					; all of one job
 *
 * Numbers are little-endian. A message longer than a frame is a run of frames whose
 * payloads are joined. Ends never block: wire_send queues, wire_flush writes what the
 * socket takes, wire_read reads what has come. A frame that breaks the grammar is
 * ERR_PROTO, and the peer is to be given up. */
#ifndef CRAWLER_WIRE_H
#define CRAWLER_WIRE_H

#include "base/err.h"
#include "base/str.h"

#define WIRE_VERSION 1
#define WIRE_HEADER 14			       /* bytes before the payload */
#define WIRE_FRAME_MAX ((size_t)1 << 20)       /* payload of one frame */
#define WIRE_MESSAGE_MAX ((size_t)64 << 20)    /* joined payload: a page of 100,000 links */
#define WIRE_QUEUE_MAX ((size_t)1024 << 20)    /* unsent bytes: a sender stops far below */

enum wire_type {
	WIRE_PART,     /* a piece of the message that a frame of another type closes */
	WIRE_HELLO,    /* child to parent, once: record of the sandbox level */
	WIRE_SETUP,    /* parent to child, first message: record of options */
	WIRE_JOB,      /* record of a job */
	WIRE_RESULT,   /* record of a result; its body, if any, came before */
	WIRE_BODY,     /* decoded bytes */
	WIRE_STAT,     /* record of counters */
	WIRE_ORDER,    /* record of a page order; its document follows */
	WIRE_DOCUMENT, /* decoded bytes to be read */
	WIRE_PAGE,     /* record of a page; empty: it lies in its place (shelf.h) */
	WIRE_PLACE,    /* a byte: order and document lie in this place of the shelf */
	WIRE_TYPES
};

struct message {
	int type;
	uint64_t job;
	struct str payload; /* valid until the next call on the same end */
};

struct wire {
	int fd;		   /* borrowed, non-blocking; -1: bytes come by wire_feed only */
	struct buf in;	   /* received, from in_at on not yet understood */
	size_t in_at;
	struct buf parts;  /* payload of the run under way */
	uint64_t parts_job;
	bool in_run;
	bool run_over;	   /* the run's message was handed out, parts may be emptied */
	struct buf out;	   /* queued, from out_at on not yet written */
	size_t out_at;
};

void wire_init(struct wire *w, int fd);
void wire_release(struct wire *w); /* the descriptor stays open */

/* Appends the frames of one message to b. */
void wire_put(struct buf *b, int type, uint64_t job, struct str payload);
/* errors  ERR_TOOBIG payload over WIRE_MESSAGE_MAX; ERR_AGAIN queue full */
int wire_send(struct wire *w, int type, uint64_t job, struct str payload, struct err *e);
/* The same, written at once from where it lies as far as the socket takes it: a long payload
 * is not copied.  errors  ERR_GONE, ERR_IO too */
int wire_send_now(struct wire *w, int type, uint64_t job, struct str payload, struct err *e);
size_t wire_queued(const struct wire *w); /* bytes not yet written */
/* errors  ERR_GONE, ERR_IO */
int wire_flush(struct wire *w, struct err *e);
/* Reads at most about 1 MiB. errors  ERR_GONE the peer closed, ERR_IO */
int wire_read(struct wire *w, struct err *e);
void wire_feed(struct wire *w, struct str bytes);
/* 1: the next message is in *out; 0: not yet whole; ERR_PROTO */
int wire_next(struct wire *w, struct message *out, struct err *e);

#endif
