/* Sorting by runs and merging them. */
#include "sorter.h"

#include "base/record.h"

#include <stdlib.h>
#include <string.h>

/* The first bytes of the key decide nearly always, without a look at the record. */
struct slot {
	uint64_t head;
	union {
		size_t offset; /* in held */
		const char *at;
	} record;
};

struct run {
	size_t from, to; /* in the spool */
};

struct sorter {
	size_t held_max;
	struct buf held;
	struct slot *slots;
	size_t n, cap;
	struct spool *runs;
	struct run *run;
	size_t nruns, cap_runs;
	struct err err;
};

#define RECORD_MAX ((size_t)64 << 20)

struct sorter *sorter_new(size_t held_bytes)
{
	struct sorter *s = mem_alloc(sizeof(*s));

	s->held_max = held_bytes;
	s->held = BUF_INIT(held_bytes + RECORD_MAX);
	return s;
}

void sorter_free(struct sorter *s)
{
	if (!s)
		return;
	spool_free(s->runs);
	buf_release(&s->held);
	free(s->slots);
	free(s->run);
	free(s);
}

int sorter_error(const struct sorter *s, struct err *e)
{
	return s->err.code ? err_set(e, s->err.code, "%s", s->err.text) : 0;
}

static uint64_t head_of(struct str key)
{
	unsigned char b[8] = {0};
	uint64_t v = 0;

	memcpy(b, key.p, key.n < sizeof(b) ? key.n : sizeof(b));
	for (size_t i = 0; i < sizeof(b); i++)
		v = v << 8 | b[i];
	return v;
}

/* A record lies whole where it is pointed to, so its length need not be known. */
static struct str key_at(const char *p)
{
	struct str s = str_n(p, RECORD_MAX), key = STR("");

	varint_take_str(&s, &key);
	return key;
}

static int by_key(const void *a, const void *b)
{
	const struct slot *x = a, *y = b;
	int c;

	if (x->head != y->head)
		return x->head < y->head ? -1 : 1;
	c = str_cmp(key_at(x->record.at), key_at(y->record.at));
	return c ? c : (x->record.at > y->record.at) - (x->record.at < y->record.at);
}

static size_t record_size(const char *p)
{
	struct str s = str_n(p, RECORD_MAX), part;

	varint_take_str(&s, &part);
	varint_take_str(&s, &part);
	return (size_t)(s.p - p);
}

/* What is held goes to the spool, in order. */
static void put_run(struct sorter *s, struct spool *to)
{
	for (size_t i = 0; i < s->n; i++)
		s->slots[i].record.at = s->held.p + s->slots[i].record.offset;
	if (s->n)
		qsort(s->slots, s->n, sizeof(*s->slots), by_key);
	for (size_t i = 0; i < s->n; i++)
		spool_add(to, str_n(s->slots[i].record.at, record_size(s->slots[i].record.at)));
	s->n = 0;
	buf_clear(&s->held);
	spool_error(to, &s->err);
}

static void end_run(struct sorter *s)
{
	struct run r = {.from = s->nruns ? s->run[s->nruns - 1].to : 0};

	if (!s->runs)
		s->runs = spool_new();
	put_run(s, s->runs);
	r.to = spool_size(s->runs);
	s->run = mem_grow(s->run, s->nruns, &s->cap_runs, sizeof(*s->run));
	s->run[s->nruns++] = r;
}

void sorter_add(struct sorter *s, struct str key, struct str value)
{
	if (s->err.code)
		return;
	if (key.n + value.n > RECORD_MAX / 2) {
		err_set(&s->err, ERR_TOOBIG, "a row is larger than 32 MB");
		return;
	}
	s->slots = mem_grow(s->slots, s->n, &s->cap, sizeof(*s->slots));
	s->slots[s->n++] = (struct slot){head_of(key), {.offset = s->held.n}};
	varint_put_str(&s->held, key);
	varint_put_str(&s->held, value);
	if (s->held.n >= s->held_max)
		end_run(s);
}

/* --- merging --- */

struct head {
	struct sorted in;
	struct str key, value;
	size_t run;
};

static bool take(struct sorted *r, struct str *key, struct str *value)
{
	if (!varint_take_str(&r->rest, key) || !varint_take_str(&r->rest, value))
		return false;
	r->left = spool_leave(r->spool, r->left, r->rest.p);
	return true;
}

static bool before(const struct head *a, const struct head *b)
{
	int c = str_cmp(a->key, b->key);

	return c ? c < 0 : a->run < b->run;
}

/* h[i] goes down to its place in a heap of n whose least is h[0]. */
static void sink(struct head *h, size_t n, size_t i)
{
	for (;;) {
		size_t least = i, l = 2 * i + 1;
		struct head x;

		for (size_t k = l; k < l + 2 && k < n; k++)
			if (before(&h[k], &h[least]))
				least = k;
		if (least == i)
			return;
		x = h[i];
		h[i] = h[least];
		h[least] = x;
		i = least;
	}
}

static void merge(struct sorter *s, struct spool *out)
{
	struct str all = spool_bytes(s->runs);
	struct head *h = mem_alloc((s->nruns + 1) * sizeof(*h));
	struct buf one = BUF_INIT(RECORD_MAX);
	size_t n = 0;

	for (size_t i = 0; i < s->nruns && all.n; i++) {
		struct str part = str_sub(all, s->run[i].from,
			s->run[i].to - s->run[i].from);

		h[n] = (struct head){.in = {s->runs, part, part.p}, .run = i};
		n += take(&h[n].in, &h[n].key, &h[n].value);
	}
	for (size_t i = n; i-- > 0;)
		sink(h, n, i);
	while (n) {
		buf_clear(&one);
		varint_put_str(&one, h[0].key);
		varint_put_str(&one, h[0].value);
		spool_add(out, buf_str(&one));
		if (!take(&h[0].in, &h[0].key, &h[0].value))
			h[0] = h[--n];
		sink(h, n, 0);
	}
	buf_release(&one);
	free(h);
	spool_error(s->runs, &s->err);
	spool_error(out, &s->err);
}

struct spool *sorter_sorted(struct sorter *s)
{
	struct spool *out = spool_new();

	if (s->err.code)
		return out;
	if (!s->nruns) {
		put_run(s, out);
		return out;
	}
	if (s->n)
		end_run(s);
	merge(s, out);
	spool_free(s->runs);
	s->runs = NULL;
	return out;
}

void sorted_open(struct sorted *r, struct spool *s)
{
	struct str all = spool_bytes(s);

	*r = (struct sorted){s, all, all.p};
}

bool sorted_next(struct sorted *r, struct str *key, struct str *value)
{
	return take(r, key, value);
}
