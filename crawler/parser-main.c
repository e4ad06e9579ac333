/* The parser process: bytes of one document in, one page record out, no rights at all.
 *
 * What it needs of the system is loaded first, then it locks itself in; from then on it
 * reads whatever the web sends. It lives until its parent closes the socket. */
#include "crawler/page.h"
#include "crawler/worker.h"

#include "fetch-options.h"
#include "role.h"
#include "sandbox.h"
#include "shelf.h"
#include "wire.h"

#include "base/civil.h"
#include "base/log.h"

struct parser {
	struct wire wire;
	struct shelf shelf;
	struct arena order_arena, arena;
	struct page_order order;
	uint64_t job;
	bool has_order;
	struct buf answer;
};

#define ANSWER_KEPT ((size_t)1 << 20)
#define BELLS 8 /* pages that may lie in their places before the fetcher is woken for them */
#define BY_SOCKET (-1)

/* A page in its place counts as answered: it is only told late, so that the fetcher is woken
 * for several at once. One that goes through the socket goes before the next document is
 * begun. Either way who dies owes an answer for one document only. */
static int send_page(struct parser *p, int place, struct err *e)
{
	struct str page = buf_str(&p->answer);
	int rc;

	if (place == BY_SOCKET || !shelf_answer(&p->shelf, place, page))
		return wire_send_now(&p->wire, WIRE_PAGE, p->job, page, e);
	rc = wire_send(&p->wire, WIRE_PAGE, p->job, STR(""), e);
	if (rc == 0 && wire_queued(&p->wire) >= BELLS * WIRE_HEADER)
		rc = wire_flush(&p->wire, e);
	return rc;
}

static int answer(struct parser *p, struct str body, int place, struct err *e)
{
	struct page page = {0};
	int rc;

	page_read(&p->order, body, &page, &p->arena);
	buf_clear(&p->answer);
	record_write(&record_page, &page, &p->answer);
	if (!buf_ok(&p->answer)) { /* a page of pages: what matters most is still told */
		page.nlinks = page.nanchors = 0;
		page.packed = STR_NONE;
		page.list.nitems = 0;
		page.truncated = true;
		buf_clear(&p->answer);
		record_write(&record_page, &page, &p->answer);
	}
	rc = send_page(p, place, e);
	if (p->answer.cap > ANSWER_KEPT)
		buf_release(&p->answer);
	arena_reset(&p->arena);
	return rc;
}

static int take_place(struct parser *p, const struct message *m, struct err *e)
{
	int place = m->payload.n == 1 ? (unsigned char)m->payload.p[0] : -1;
	struct str order, document;
	int rc = shelf_get(&p->shelf, place, &order, &document, e);

	p->job = m->job;
	p->has_order = false;
	arena_reset(&p->order_arena);
	if (rc == 0)
		rc = record_read(&record_page_order, order, &p->order, &p->order_arena, e);
	return rc < 0 ? rc : answer(p, document, place, e);
}

static int take(struct parser *p, const struct message *m, struct err *e)
{
	switch (m->type) {
	case WIRE_ORDER:
		arena_reset(&p->order_arena);
		p->job = m->job;
		p->has_order = true;
		return record_read(&record_page_order, m->payload, &p->order,
			&p->order_arena, e);
	case WIRE_DOCUMENT:
		if (!p->has_order || m->job != p->job)
			return err_set(e, ERR_PROTO, "document without its order");
		p->has_order = false;
		return answer(p, m->payload, BY_SOCKET, e);
	case WIRE_PLACE:
		return take_place(p, m, e);
	default:
		return err_set(e, ERR_PROTO, "message of type %d to a parser", m->type);
	}
}

static int turn(struct parser *p, struct err *e)
{
	struct message m;
	int rc = wire_flush(&p->wire, e);

	if (rc == 0)
		rc = wire_read(&p->wire, e); /* waits: this end of the socket blocks */
	while (rc == 0 && (rc = wire_next(&p->wire, &m, e)) == 1)
		rc = take(p, &m, e);
	return rc == 0 ? wire_flush(&p->wire, e) : rc;
}

static int say_hello(struct parser *p, struct err *e)
{
	struct fetch_hello hello = {.sandbox = (int32_t)sandbox_enter()};
	struct buf b = BUF_INIT(256);
	int rc;

	record_write(&record_fetch_hello, &hello, &b);
	rc = wire_send(&p->wire, WIRE_HELLO, 0, buf_str(&b), e);
	buf_release(&b);
	return rc;
}

int parser_main(int argc, char **argv)
{
	struct parser p = {.shelf = SHELF_NONE, .order_arena = ARENA_INIT, .arena = ARENA_INIT,
		.answer = BUF_INIT(WIRE_MESSAGE_MAX)};
	struct err e = {0};
	int rc;

	if (role_begin(argc, argv, "parser"))
		shelf_map(&p.shelf, ROLE_SHARED_FD);
	page_preload();
	wire_init(&p.wire, ROLE_FD);
	rc = say_hello(&p, &e);
	while (rc == 0)
		rc = turn(&p, &e);
	wire_release(&p.wire);
	shelf_close(&p.shelf);
	arena_release(&p.arena);
	arena_release(&p.order_arena);
	buf_release(&p.answer);
	if (rc != ERR_GONE)
		log_error("parser ends error=%s", e.text);
	role_leave(rc == ERR_GONE ? 0 : 3);
}
