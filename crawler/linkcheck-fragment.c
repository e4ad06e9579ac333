/* Named anchors: one finding for an address and fragment, from the names that the one fetch
 * of the page told. */
#include "linkcheck-private.h"

#include "crawler/url.h"

struct fragment {
	struct str name;
	uint64_t count; /* of pages with it */
};
static const struct field fragment_rows[] = {
	F_STR(1, struct fragment, name),
	F_U64(2, struct fragment, count),
};
static RECORD_TYPE(record_fragment, struct fragment, 1, fragment_rows);

/* A browser takes a text to be shown off before it looks for a name ("x:~:text=y"). */
struct str fragment_name(struct str s)
{
	return str_sub(s, 0, str_find(s, STR(":~:"), 0));
}

/* What a browser looks for in the page: not "#top", or routes of scripts. */
bool fragment_names_anchor(struct str s)
{
	return s.n > 0 && !str_eq_nocase(s, STR("top")) && s.p[0] != '!' && s.p[0] != '/';
}

static void fragment_key(struct buf *b, uint64_t id, struct str name)
{
	key_u64(b, id);
	key_u64(b, hash64_of(name));
}

/* *nth: how many pages carried it before this one. */
int fragment_count(struct linkcheck *c, struct store_txn *t, uint64_t id, struct str name,
	struct buf *parent_key, uint64_t *nth, struct err *e)
{
	struct fragment x = {.name = name};
	struct buf key = BUF_INIT(32);
	int rc;

	fragment_key(&key, id, name);
	rc = store_get_record(t, "fragment", buf_str(&key), &record_fragment, &x, &c->turn, e);
	if (rc == ERR_NOTFOUND)
		rc = 0;
	*nth = x.count++;
	x.name = name;
	if (rc == 0)
		rc = store_put_record(t, "fragment", buf_str(&key), &record_fragment, &x, e);
	buf_clear(parent_key);
	buf_addstr(parent_key, buf_str(&key));
	key_u32(parent_key, (uint32_t)*nth);
	buf_release(&key);
	return rc;
}

/* --- is it there? --- */

static struct str decoded(struct str s, struct arena *a)
{
	char *out = arena_alloc(a, s.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		bool room = s.p[i] == '%' && s.n - i > 2;
		int hi = room ? hex_value(s.p[i + 1]) : -1;
		int lo = room ? hex_value(s.p[i + 2]) : -1;

		if (hi >= 0 && lo >= 0) {
			out[n++] = (char)(hi * 16 + lo);
			i += 2;
		} else {
			out[n++] = s.p[i];
		}
	}
	return str_n(out, n);
}

static bool listed(const struct names *names, struct str name)
{
	struct str prefix = STR("user-content-");

	for (size_t i = 0; i < names->n; i++) {
		struct str x = names->list[i];

		if (str_eq(x, name) || (str_starts(x, prefix) &&
			str_eq(str_sub(x, prefix.n, x.n), name)))
			return true;
	}
	return false;
}

static int names_of(struct linkcheck *c, struct store_txn *t, uint64_t id, struct names *out,
	struct err *e)
{
	struct buf key = BUF_INIT(8);
	int rc;

	key_u64(&key, id);
	rc = store_get_record(t, "anchor", buf_str(&key), &record_names, out, &c->turn, e);
	buf_release(&key);
	return rc;
}

/* Calls fn for each fragment of an address. */
int fragment_each(struct linkcheck *c, struct store_txn *t, uint64_t id, const struct node *n,
	fragment_fn *fn, void *ctx, struct err *e)
{
	struct buf key = BUF_INIT(8);
	struct names names = {0};
	struct store_scan s;
	struct str k, v;
	int rc = names_of(c, t, id, &names, e);
	bool known = rc == 0 && n->answer.html && verdict_is_good(n->answer.verdict);

	if (rc == ERR_NOTFOUND)
		rc = 0;
	key_u64(&key, id);
	store_scan_open(&s, t, "fragment", buf_str(&key), STR_NONE, false);
	while (rc == 0 && store_scan_next(&s, &k, &v, &c->turn)) {
		struct fragment x;
		bool there;

		rc = record_read(&record_fragment, v, &x, &c->turn, e);
		if (rc < 0)
			break;
		there = !known || listed(&names, x.name) ||
			listed(&names, decoded(x.name, &c->turn));
		rc = fn(x.name, k, x.count, there, ctx);
	}
	store_scan_close(&s);
	buf_release(&key);
	return rc;
}
