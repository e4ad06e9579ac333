/* Frames: see wire.h. */
#include "wire.h"

#include <errno.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#define READ_PIECE ((size_t)256 << 10)
#define COMPACT_AT ((size_t)1 << 20) /* consumed bytes worth moving the rest down for */

void wire_init(struct wire *w, int fd)
{
	*w = (struct wire){.fd = fd,
		.in = BUF_INIT(WIRE_FRAME_MAX + WIRE_HEADER + 8 * READ_PIECE),
		.parts = BUF_INIT(WIRE_MESSAGE_MAX), .out = BUF_INIT(WIRE_QUEUE_MAX)};
}

void wire_release(struct wire *w)
{
	buf_release(&w->in);
	buf_release(&w->parts);
	buf_release(&w->out);
	w->fd = -1;
	w->in_at = w->out_at = 0;
	w->in_run = w->run_over = false;
}

static void put_le(unsigned char *p, uint64_t v, int bytes)
{
	for (int i = 0; i < bytes; i++)
		p[i] = (unsigned char)(v >> (8 * i));
}

static uint64_t get_le(const unsigned char *p, int bytes)
{
	uint64_t v = 0;

	for (int i = 0; i < bytes; i++)
		v |= (uint64_t)p[i] << (8 * i);
	return v;
}

static void put_head(unsigned char head[WIRE_HEADER], int type, uint64_t job, size_t n)
{
	put_le(head, n, 4);
	head[4] = WIRE_VERSION;
	head[5] = (unsigned char)type;
	put_le(head + 6, job, 8);
}

static void put_frame(struct buf *b, int type, uint64_t job, struct str payload)
{
	unsigned char head[WIRE_HEADER];

	put_head(head, type, job, payload.n);
	buf_add(b, head, sizeof(head));
	buf_addstr(b, payload);
}

void wire_put(struct buf *b, int type, uint64_t job, struct str payload)
{
	while (payload.n > WIRE_FRAME_MAX) {
		put_frame(b, WIRE_PART, job, str_sub(payload, 0, WIRE_FRAME_MAX));
		payload = str_sub(payload, WIRE_FRAME_MAX, payload.n);
	}
	put_frame(b, type, job, payload);
}

/* Takes the first *at bytes, which are done with, out of b. */
static void compact(struct buf *b, size_t *at)
{
	size_t rest = b->n - *at;

	if (*at == 0 || (rest && *at < COMPACT_AT))
		return;
	if (rest)
		memmove(b->p, b->p + *at, rest);
	buf_cut(b, rest);
	*at = 0;
}

int wire_send(struct wire *w, int type, uint64_t job, struct str payload, struct err *e)
{
	if (payload.n > WIRE_MESSAGE_MAX)
		return err_set(e, ERR_TOOBIG, "message of %zu bytes", payload.n);
	compact(&w->out, &w->out_at);
	if (payload.n > WIRE_QUEUE_MAX - WIRE_MESSAGE_MAX ||
		w->out.n > WIRE_QUEUE_MAX - WIRE_MESSAGE_MAX - payload.n)
		return err_set(e, ERR_AGAIN, "queue of frames is full");
	wire_put(&w->out, type, job, payload);
	return 0;
}

int wire_send_now(struct wire *w, int type, uint64_t job, struct str payload, struct err *e)
{
	unsigned char head[WIRE_HEADER];
	size_t queued = wire_queued(w), done;
	struct iovec v[3] = {{w->out.p + w->out_at, queued}, {head, sizeof(head)},
		{(void *)(uintptr_t)payload.p, payload.n}};
	ssize_t n;

	if (payload.n > WIRE_FRAME_MAX || queued > WIRE_FRAME_MAX) {
		int rc = wire_send(w, type, job, payload, e);

		return rc < 0 ? rc : wire_flush(w, e);
	}
	put_head(head, type, job, payload.n);
	n = writev(w->fd, v, 3);
	if (n < 0 && (errno == EPIPE || errno == ECONNRESET))
		return err_set(e, ERR_GONE, "peer closed the connection");
	if (n < 0 && errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK)
		return err_errno(e, "cannot write frames");
	done = n < 0 ? 0 : (size_t)n;
	w->out_at += done < queued ? done : queued;
	done -= done < queued ? done : queued;
	compact(&w->out, &w->out_at);
	if (done < sizeof(head))
		buf_add(&w->out, head + done, sizeof(head) - done);
	done -= done < sizeof(head) ? done : sizeof(head);
	buf_addstr(&w->out, str_sub(payload, done, payload.n));
	return 0;
}

size_t wire_queued(const struct wire *w)
{
	return w->out.n - w->out_at;
}

int wire_flush(struct wire *w, struct err *e)
{
	while (w->out_at < w->out.n) {
		ssize_t n = write(w->fd, w->out.p + w->out_at, w->out.n - w->out_at);

		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			break;
		if (n < 0 && (errno == EPIPE || errno == ECONNRESET))
			return err_set(e, ERR_GONE, "peer closed the connection");
		if (n < 0)
			return err_errno(e, "cannot write frames");
		w->out_at += (size_t)n;
	}
	compact(&w->out, &w->out_at);
	return 0;
}

int wire_read(struct wire *w, struct err *e)
{
	for (int i = 0; i < 4; i++) {
		char *room;
		ssize_t n;

		compact(&w->in, &w->in_at);
		room = buf_room(&w->in, READ_PIECE);
		if (!room) {
			w->in.over = false;
			return 0; /* full of whole frames: wire_next first */
		}
		/* a socket that blocks does so for the first bytes only */
		n = i ? recv(w->fd, room, READ_PIECE, MSG_DONTWAIT)
		      : read(w->fd, room, READ_PIECE);
		if (n < 0 && errno == EINTR)
			continue;
		if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
			return 0;
		if (n == 0 || (n < 0 && errno == ECONNRESET))
			return err_set(e, ERR_GONE, "peer closed the connection");
		if (n < 0)
			return err_errno(e, "cannot read frames");
		w->in.n += (size_t)n;
		if ((size_t)n < READ_PIECE)
			return 0;
	}
	return 0;
}

void wire_feed(struct wire *w, struct str bytes)
{
	compact(&w->in, &w->in_at);
	buf_addstr(&w->in, bytes);
}

/* Adds a frame to the run it belongs to, or starts one. */
static int take_part(struct wire *w, uint64_t job, struct str payload, struct err *e)
{
	if (payload.n == 0)
		return err_set(e, ERR_PROTO, "empty part");
	w->in_run = true;
	w->parts_job = job;
	buf_addstr(&w->parts, payload);
	if (w->parts.over)
		return err_set(e, ERR_PROTO, "run of frames is too long");
	return 0;
}

static int check_frame(const struct wire *w, const unsigned char *head, struct err *e)
{
	uint64_t length = get_le(head, 4), job = get_le(head + 6, 8);

	if (length > WIRE_FRAME_MAX)
		return err_set(e, ERR_PROTO, "frame of %llu bytes", (unsigned long long)length);
	if (head[4] != WIRE_VERSION)
		return err_set(e, ERR_PROTO, "frame of version %u", head[4]);
	if (head[5] >= WIRE_TYPES)
		return err_set(e, ERR_PROTO, "frame of unknown type %u", head[5]);
	if (w->in_run && job != w->parts_job)
		return err_set(e, ERR_PROTO, "frame of another job inside a run");
	return 0;
}

int wire_next(struct wire *w, struct message *out, struct err *e)
{
	if (w->run_over) {
		buf_clear(&w->parts);
		w->run_over = false;
	}
	while (w->in.n - w->in_at >= WIRE_HEADER) {
		unsigned char head[WIRE_HEADER];
		struct str payload;
		uint64_t job;
		int rc;

		memcpy(head, w->in.p + w->in_at, sizeof(head));
		rc = check_frame(w, head, e);
		if (rc < 0)
			return rc;
		payload.n = (size_t)get_le(head, 4);
		if (w->in.n - w->in_at - WIRE_HEADER < payload.n)
			return 0;
		payload.p = w->in.p + w->in_at + WIRE_HEADER;
		job = get_le(head + 6, 8);
		w->in_at += WIRE_HEADER + payload.n;
		if (head[5] == WIRE_PART || w->in_run) {
			if (head[5] == WIRE_PART)
				rc = take_part(w, job, payload, e);
			else
				rc = payload.n ? take_part(w, job, payload, e) : 0;
			if (rc < 0)
				return rc;
		}
		if (head[5] == WIRE_PART)
			continue;
		if (w->in_run)
			payload = buf_str(&w->parts);
		w->run_over = w->in_run;
		w->in_run = false;
		*out = (struct message){.type = head[5], .job = job, .payload = payload};
		return 1;
	}
	return 0;
}
