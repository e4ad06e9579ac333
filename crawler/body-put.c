/* Bodies: against which key frame a new one is stored.
 *
 * 1. A delta on the line's own key frame, while it costs at most 30 % of that, for at most
 *    50 versions (DESIGN 5), and while the growth of the deltas has not yet cost as much as
 *    a new key frame would.
 * 2. A line without a key frame borrows the one of its neighbourhood: notices of one
 *    column share their frame of navigation. Most notices never get a second version; one
 *    that does gets its own key frame when it has borrowed for as much as that costs.
 * 3. Else a frame of its own, the line's key frame from now on. */
#include "body.h"

#define KEY_VERSIONS 50
#define DELTA_SHARE 30		     /* percent of the key frame a delta may cost */
#define BORROW_SHARE 70		     /* percent of its own frame a borrowed delta may cost */
#define BORROW_MAX ((size_t)1 << 20) /* larger ones are documents, unlike their neighbours */

struct putting {
	struct store_txn *t;
	struct str bytes;
	const struct sha256 *digest;
	struct buf line_key, near_key; /* empty: no line */
	struct line line, near;
	struct body body;
	struct buf frame;
	bool near_fits; /* the neighbourhood's key frame needs no successor */
	struct err *e;
};

/* --- lines --- */

/* Neighbours share host and directory, whatever numbers are in it:
 * http://x/art/2023/9/1/art_1.html is near http://x/art/0/0/0/. */
static void near_of(struct buf *b, struct str line)
{
	size_t slash;

	line = str_sub(line, 0, str_findc(line, '?', 0));
	slash = str_rfindc(line, '/');
	line = str_sub(line, 0, slash == SIZE_MAX ? 0 : slash + 1);
	buf_adds(b, "near ");
	for (size_t i = 0; i < line.n; i++) {
		bool digit = is_digit((unsigned char)line.p[i]);

		if (!digit)
			buf_addc(b, line.p[i]);
		else if (i == 0 || !is_digit((unsigned char)line.p[i - 1]))
			buf_addc(b, '0');
	}
}

static int load_line(struct store_txn *t, struct buf *key, struct str name,
	struct line *out, struct err *e)
{
	struct arena a = ARENA_INIT;
	int rc;

	key_hash(key, name);
	rc = store_get_record(t, "line", buf_str(key), &record_line, out, &a, e);
	arena_release(&a);
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int load_lines(struct putting *p, struct str line)
{
	struct buf near = BUF_INIT((size_t)1 << 20);
	int rc;

	if (line.n == 0)
		return 0;
	near_of(&near, line);
	rc = load_line(p->t, &p->line_key, line, &p->line, p->e);
	if (rc == 0)
		rc = load_line(p->t, &p->near_key, buf_str(&near), &p->near, p->e);
	buf_release(&near);
	return rc;
}

static void start_line(struct line *x, const struct sha256 *key, size_t stored)
{
	*x = (struct line){.key = *key, .key_stored = (int64_t)stored, .nversions = 1};
}

/* --- deltas --- */

/* The delta against a key frame; empty where there is none to be had. */
static int make_delta(struct putting *p, const struct sha256 *key, struct buf *out)
{
	struct buf prefix = BUF_INIT(DELTA_MAX);
	struct body_info info;
	int rc;

	buf_clear(out);
	if (sha256_zero(key) || p->bytes.n > DELTA_MAX || p->bytes.n == 0)
		return 0;
	rc = body_info(p->t, key, &info, p->e);
	if (rc == ERR_NOTFOUND || (rc == 0 && (uint64_t)info.bytes > DELTA_MAX))
		return 0;
	/* a damaged key frame must not stop the crawler: the next body is a new one */
	if (rc == 0 && body_read(p->t, key, &prefix, NULL) == 0)
		rc = body_compress(p->bytes, buf_str(&prefix), out, p->e);
	buf_release(&prefix);
	return rc;
}

/* Waiting for the 50th version may cost more than a new key frame now: it is due when
 * what the deltas cost above the smallest has reached its price. */
static bool worth_it(struct line *x, size_t delta)
{
	int64_t n = (int64_t)delta;

	if (n * 100 > x->key_stored * DELTA_SHARE || x->nversions >= KEY_VERSIONS)
		return false;
	if (!x->smallest || n < x->smallest)
		x->smallest = n;
	x->excess += n - x->smallest;
	return x->excess <= x->key_stored;
}

static int put_delta(struct putting *p, bool *made)
{
	int rc = make_delta(p, &p->line.key, &p->frame);

	*made = rc == 0 && p->frame.n && worth_it(&p->line, p->frame.n);
	if (*made) {
		p->body.key = p->line.key;
		p->line.nversions++;
	}
	return rc;
}

/* In place of `full`, the frame of its own, where that is much larger. */
static int put_borrowed(struct putting *p, const struct buf *full, bool *made)
{
	int rc;

	*made = false;
	/* only a page new to us says something of its neighbourhood */
	p->near_fits = p->bytes.n > BORROW_MAX || !sha256_zero(&p->line.key) ||
		p->line.borrowed >= (int64_t)full->n;
	if (p->near_fits || p->near.nversions >= KEY_VERSIONS)
		return 0;
	rc = make_delta(p, &p->near.key, &p->frame);
	*made = rc == 0 && p->frame.n && p->frame.n * 100 <= full->n * BORROW_SHARE;
	if (*made) {
		p->body.key = p->near.key;
		p->near.nversions++;
		p->line.borrowed += (int64_t)p->frame.n;
	}
	return rc;
}

static int put_full(struct putting *p)
{
	struct buf full = BUF_INIT(BODY_MAX + BODY_MAX / 64), none;
	bool borrowed = false;
	int rc = body_compress(p->bytes, STR_NONE, &full, p->e);

	if (rc == 0 && p->line_key.n)
		rc = put_borrowed(p, &full, &borrowed);
	if (rc == 0 && !borrowed) {
		start_line(&p->line, p->digest, full.n);
		if (!p->near_fits)
			start_line(&p->near, p->digest, full.n);
		none = p->frame;
		p->frame = full;
		full = none;
	}
	buf_release(&full);
	return rc;
}

/* --- writing --- */

static int write_body(struct putting *p)
{
	struct str frame = buf_str(&p->frame);
	int rc = 0;

	p->body.bytes = (int64_t)p->bytes.n;
	p->body.stored_bytes = (int64_t)frame.n;
	p->body.is_file = frame.n > INLINE_MAX;
	if (p->body.is_file)
		rc = body_write_file(p->t, p->digest, frame, p->e);
	else
		p->body.frame = frame;
	if (rc == 0)
		rc = store_put_record(p->t, "body", body_name(p->digest), &record_body, &p->body,
			p->e);
	if (rc == 0 && !sha256_zero(&p->body.key))
		rc = body_ref(p->t, &p->body.key, 1, p->e);
	return rc;
}

static int write_lines(struct putting *p)
{
	int rc;

	if (!p->line_key.n)
		return 0;
	rc = store_put_record(p->t, "line", buf_str(&p->line_key), &record_line, &p->line, p->e);
	if (rc == 0)
		rc = store_put_record(p->t, "line", buf_str(&p->near_key), &record_line,
			&p->near, p->e);
	return rc;
}

static int put_new(struct putting *p, struct str line)
{
	bool delta = false;
	int rc = load_lines(p, line);

	if (rc == 0)
		rc = put_delta(p, &delta);
	if (rc == 0 && !delta)
		rc = put_full(p);
	if (rc == 0)
		rc = write_body(p);
	return rc ? rc : write_lines(p);
}

int body_put(struct store_txn *t, struct str line, struct str bytes, struct sha256 *digest,
	struct err *e)
{
	struct sha256 d = sha256_of(bytes);
	struct putting p = {.t = t, .bytes = bytes, .digest = &d, .e = e};
	int rc = 0;

	if (bytes.n > BODY_MAX)
		return err_set(e, ERR_TOOBIG, "body of %zu bytes", bytes.n);
	if (!body_has(t, &d)) {
		buf_init(&p.line_key, KEY_MAX);
		buf_init(&p.near_key, KEY_MAX);
		buf_init(&p.frame, BODY_MAX + BODY_MAX / 64);
		rc = put_new(&p, line);
		buf_release(&p.line_key);
		buf_release(&p.near_key);
		buf_release(&p.frame);
	}
	if (rc == 0)
		*digest = d;
	return rc;
}
