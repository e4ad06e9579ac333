/* The multi handles: sockets, timers, which host goes where. See fetch-transfer.h; the remedies
 * against libcurl 7.88.1's costs stand at the place they apply. */
#include "fetch-memory.h"
#include "fetch-session.h"

#include "base/clock.h"
#include "base/digest.h"

#include <stdlib.h>
#include <unistd.h>

#define SHARD_TRANSFERS 256
#define SHARD_CONNECTIONS (SHARD_TRANSFERS + SHARD_TRANSFERS / 2)
#define SHARD_NAMES_MAX 4000 /* pinned names before an idle multi handle is renewed */

/* --- the loop side: sockets and timers of the multi handles --- */

void session_detach(struct session *s)
{
	if (!s->shard)
		return;
	curl_multi_remove_handle(s->shard->multi, s->easy);
	s->shard->in_flight--;
	s->ts->in_flight--;
	s->shard = NULL;
}

static void drain(struct shard *m)
{
	CURLMsg *msg;
	int left;

	while ((msg = curl_multi_info_read(m->multi, &left))) {
		struct session *s;
		CURLcode rc = msg->data.result;
		char *private = NULL;

		if (msg->msg != CURLMSG_DONE)
			continue;
		curl_easy_getinfo(msg->easy_handle, CURLINFO_PRIVATE, &private);
		s = (void *)private;
		session_detach(s);
		session_finish(s, rc);
	}
}

static void on_ready(void *ctx, int fd, unsigned events)
{
	struct shard *m = ctx;
	int running, mask = (events & LOOP_READ ? CURL_CSELECT_IN : 0) |
		(events & LOOP_WRITE ? CURL_CSELECT_OUT : 0);

	curl_multi_socket_action(m->multi, fd, mask, &running);
	drain(m);
}

static int on_socket(CURL *easy, curl_socket_t fd, int what, void *ctx, void *per_socket)
{
	struct shard *m = ctx;
	unsigned events = 0;

	(void)easy;
	(void)per_socket;
	if (what == CURL_POLL_IN || what == CURL_POLL_INOUT)
		events |= LOOP_READ;
	if (what == CURL_POLL_OUT || what == CURL_POLL_INOUT)
		events |= LOOP_WRITE;
	/* a connection that serves one request after the other is let go and taken again */
	if (what == CURL_POLL_REMOVE)
		loop_park(m->ts->loop, fd);
	else
		loop_watch(m->ts->loop, fd, events, on_ready, m);
	return 0;
}

static int on_timer(CURLM *multi, long ms, void *ctx)
{
	struct shard *m = ctx;

	(void)multi;
	m->timer_ms = ms < 0 ? -1 : clock_mono_ms() + ms;
	return 0;
}

static void shard_open(struct transfers *ts, struct shard *m)
{
	*m = (struct shard){.ts = ts, .multi = curl_multi_init(), .timer_ms = -1};
	if (!m->multi)
		fatal("cannot make a multi handle");
	curl_multi_setopt(m->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	curl_multi_setopt(m->multi, CURLMOPT_SOCKETDATA, m);
	curl_multi_setopt(m->multi, CURLMOPT_TIMERFUNCTION, on_timer);
	curl_multi_setopt(m->multi, CURLMOPT_TIMERDATA, m);
	/* the default follows the number of handles and evicts warm connections */
	curl_multi_setopt(m->multi, CURLMOPT_MAXCONNECTS, (long)SHARD_CONNECTIONS);
	curl_multi_setopt(m->multi, CURLMOPT_PIPELINING, CURLPIPE_NOTHING);
}

int transfers_open(struct loop *l, const char *ca_file, const struct guard *g,
	struct chains *chains, struct transfers **out, struct err *e)
{
	struct transfers *ts;

	if (memory_begin() < 0)
		return err_set(e, ERR_IO, "cannot start libcurl");
	ts = mem_alloc(sizeof(*ts));
	ts->loop = l;
	ts->guard = g;
	ts->chains = chains;
	ts->ca_file = ca_file ? cstr_dup(ca_file) : NULL;
	shard_open(ts, &ts->shard[0]);
	ts->nshards = 1;
	*out = ts;
	return 0;
}

int64_t transfers_turn(struct transfers *ts, int64_t now_ms)
{
	int64_t wait = -1;

	for (size_t i = 0; i < ts->nshards; i++) {
		struct shard *m = &ts->shard[i];
		int running;

		if (m->timer_ms >= 0 && m->timer_ms <= now_ms) {
			m->timer_ms = -1;
			curl_multi_socket_action(m->multi, CURL_SOCKET_TIMEOUT, 0, &running);
			drain(m);
		}
		if (m->timer_ms >= 0) {
			int64_t left = m->timer_ms > now_ms ? m->timer_ms - now_ms : 0;

			if (wait < 0 || left < wait)
				wait = left;
		}
	}
	return wait;
}

size_t transfers_in_flight(const struct transfers *ts)
{
	return ts->in_flight;
}

void transfers_close(struct transfers *ts)
{
	if (!ts)
		return;
	while (ts->idle) {
		struct session *s = ts->idle;

		ts->idle = s->next;
		session_free(s);
	}
	for (size_t i = 0; i < ts->nshards; i++)
		curl_multi_cleanup(ts->shard[i].multi);
	free(ts->ca_file);
	free(ts);
	memory_end();
}

/* Pinned names stay in a multi handle for ever: one that has seen many takes no new
 * transfers until it is idle and can be made anew. */
static bool is_worn(struct transfers *ts, struct shard *m)
{
	if (m->names <= SHARD_NAMES_MAX)
		return false;
	if (m->in_flight)
		return true;
	curl_multi_cleanup(m->multi);
	shard_open(ts, m);
	return false;
}

/* The multi handle of a host: always the same while the number of handles stays, so that
 * its connections are found again. A full or worn one gives way to the next. */
struct shard *shard_for(struct transfers *ts, struct str host)
{
	size_t first;

	if (ts->in_flight >= ts->nshards * SHARD_TRANSFERS && ts->nshards < SHARDS_MAX)
		shard_open(ts, &ts->shard[ts->nshards++]);
	first = hash64_of(host) % ts->nshards;
	for (size_t i = 0; i < ts->nshards; i++) {
		struct shard *m = &ts->shard[(first + i) % ts->nshards];

		if (!is_worn(ts, m) && m->in_flight < SHARD_TRANSFERS)
			return m;
	}
	if (ts->nshards == SHARDS_MAX)
		return &ts->shard[first];
	shard_open(ts, &ts->shard[ts->nshards]);
	return &ts->shard[ts->nshards++];
}
