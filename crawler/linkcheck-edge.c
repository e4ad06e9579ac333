/* The links of a page in a row of bytes, in the order of the page. Nine of ten are only
 * counted when parents are looked for, so that to pass over one must cost little.
 *
 *	edges = version *edge
 *	edge = to line element text fragment
 *
 * to and line are the difference to the edge before, zigzag in a varint; the others are a
 * varint of bytes + 1 (0: none) and the bytes. Version 1 was a record of a list. */
#include "linkcheck-private.h"

#define VERSION 2

void edge_begin(struct buf *b)
{
	buf_clear(b);
	buf_addc(b, VERSION);
}

void edge_put(struct buf *b, struct carried *before, const struct carried *x)
{
	varint_put(b, zigzag((int64_t)(x->to - before->to)));
	varint_put(b, zigzag((int64_t)x->line - before->line));
	varint_put_str(b, x->element);
	varint_put_str(b, x->text);
	varint_put_str(b, x->fragment);
	*before = *x;
}

static const struct field edge_rows[] = {
	F_U64(1, struct carried, to),
	F_STR(2, struct carried, text),
	F_STR(3, struct carried, element),
	F_STR(4, struct carried, fragment),
	F_I32(5, struct carried, line),
};
static RECORD_TYPE(record_edge, struct carried, 1, edge_rows);
struct edges {
	struct carried *list;
	size_t n;
};
static const struct field edges_rows[] = {F_LIST(1, struct edges, list, n, record_edge)};
static RECORD_TYPE(record_edges, struct edges, 1, edges_rows);

static int open_old(struct edge_cursor *c, struct str value, struct arena *a, struct err *e)
{
	struct buf b = BUF_INIT((size_t)256 << 20);
	struct carried before = {0};
	struct edges old;
	int rc = record_read(&record_edges, value, &old, a, e);

	if (rc < 0)
		return rc;
	for (size_t i = 0; i < old.n; i++)
		edge_put(&b, &before, &old.list[i]);
	c->rest = arena_str(a, buf_str(&b));
	buf_release(&b);
	return 0;
}

int edge_open(struct edge_cursor *c, struct str value, struct arena *a, struct err *e)
{
	*c = (struct edge_cursor){0};
	if (value.n && value.p[0] == 1)
		return open_old(c, value, a, e);
	if (value.n == 0 || value.p[0] != VERSION)
		return err_set(e, value.n ? ERR_VERSION : ERR_CORRUPT, "unknown form of links");
	c->rest = str_sub(value, 1, value.n);
	return 0;
}

bool edge_next(struct edge_cursor *c)
{
	uint64_t to, line;
	struct carried *x = &c->at;

	if (!varint_take(&c->rest, &to) || !varint_take(&c->rest, &line) ||
		!varint_take_str(&c->rest, &x->element) || !varint_take_str(&c->rest, &x->text) ||
		!varint_take_str(&c->rest, &x->fragment))
		return false;
	x->to += (uint64_t)unzigzag(to);
	x->line = (int32_t)(x->line + unzigzag(line));
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
