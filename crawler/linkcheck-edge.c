/* The links of a page in a row of bytes, in the order of the page. Nine of ten are only
 * counted when parents are looked for, so that to pass over one must cost little.
 *
 *	edges = version *edge
 *	edge = to fragment place
 *
 * to is the difference to the edge before, zigzag in a varint; fragment and place (as a link
 * is packed, page.h) a varint of bytes + 1 (0: none) and the bytes. Version 2 had line, element
 * and text in their stead, version 1 was a record of a list. */
#include "linkcheck-private.h"

#define VERSION 3

void edge_begin(struct buf *b)
{
	buf_clear(b);
	buf_addc(b, VERSION);
}

void edge_put(struct buf *b, uint64_t *before, const struct carried *x)
{
	char *p = buf_room(b, 3 * VARINT_MAX + x->fragment.n + x->place.n);

	if (!p)
		return;
	p = varint_at(p, zigzag((int64_t)(x->to - *before)));
	p = varint_str_at(p, x->fragment);
	buf_took(b, varint_str_at(p, x->place));
	*before = x->to;
}

/* --- earlier versions --- */

struct old_edge {
	uint64_t to;
	struct str text, element, fragment;
	int32_t line;
};

static const struct field edge_rows[] = {
	F_U64(1, struct old_edge, to),
	F_STR(2, struct old_edge, text),
	F_STR(3, struct old_edge, element),
	F_STR(4, struct old_edge, fragment),
	F_I32(5, struct old_edge, line),
};
static RECORD_TYPE(record_edge, struct old_edge, 1, edge_rows);
struct edges {
	struct old_edge *list;
	size_t n;
};
static const struct field edges_rows[] = {F_LIST(1, struct edges, list, n, record_edge)};
static RECORD_TYPE(record_edges, struct edges, 1, edges_rows);

/* As edges of now, one behind the other. */
struct renewal {
	struct buf out, place;
	uint64_t before;
};

static void renew(struct renewal *r, const struct old_edge *x)
{
	struct link l = {.line = x->line, .element = x->element, .text = x->text};
	struct carried edge = {.to = x->to, .fragment = x->fragment};

	buf_clear(&r->place);
	link_put_place(&r->place, &l);
	edge.place = buf_str(&r->place);
	edge_put(&r->out, &r->before, &edge);
}

static int renew_record(struct renewal *r, struct str value, struct arena *a, struct err *e)
{
	struct edges old;
	int rc = record_read(&record_edges, value, &old, a, e);

	for (size_t i = 0; rc == 0 && i < old.n; i++)
		renew(r, &old.list[i]);
	return rc;
}

static void renew_row(struct renewal *r, struct str rest)
{
	struct old_edge x = {0};
	uint64_t to, line;

	while (varint_take(&rest, &to) && varint_take(&rest, &line) &&
		varint_take_str(&rest, &x.element) && varint_take_str(&rest, &x.text) &&
		varint_take_str(&rest, &x.fragment)) {
		x.to += (uint64_t)unzigzag(to);
		x.line = (int32_t)(x.line + unzigzag(line));
		renew(r, &x);
	}
}

static int open_old(struct edge_cursor *c, struct str value, struct arena *a, struct err *e)
{
	struct renewal r = {.out = BUF_INIT((size_t)256 << 20),
		.place = BUF_INIT((size_t)1 << 20)};
	int rc = 0;

	if (value.p[0] == 1)
		rc = renew_record(&r, value, a, e);
	else
		renew_row(&r, str_sub(value, 1, value.n));
	if (rc == 0)
		c->rest = arena_str(a, buf_str(&r.out));
	buf_release(&r.out);
	buf_release(&r.place);
	return rc;
}

/* --- reading --- */

int edge_open(struct edge_cursor *c, struct str value, struct arena *a, struct err *e)
{
	*c = (struct edge_cursor){0};
	if (value.n && (value.p[0] == 1 || value.p[0] == 2))
		return open_old(c, value, a, e);
	if (value.n == 0 || value.p[0] != VERSION)
		return err_set(e, value.n ? ERR_VERSION : ERR_CORRUPT, "unknown form of links");
	c->rest = str_sub(value, 1, value.n);
	return 0;
}

bool edge_next(struct edge_cursor *c)
{
	uint64_t to;
	struct carried *x = &c->at;

	if (!varint_take(&c->rest, &to) || !varint_take_str(&c->rest, &x->fragment) ||
		!varint_take_str(&c->rest, &x->place))
		return false;
	x->to += (uint64_t)unzigzag(to);
	return true;
}

int edges_get(struct linkcheck *c, struct store_txn *t, uint64_t page,
	struct edge_cursor *out, struct err *e)
{
	struct buf key = BUF_INIT(8);
	struct str value;
	int rc;

	*out = (struct edge_cursor){0};
	key_u64(&key, page);
	rc = store_get(t, "edge", buf_str(&key), &value, &c->turn, e);
	buf_release(&key);
	return rc < 0 ? rc : edge_open(out, value, &c->turn, e);
}
