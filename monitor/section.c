/* Rows of a report: pending ones in memory, those put away in a spool. */
#include "monitor/report.h"

#include "base/record.h"
#include "spool.h"

/* A row in the spool: its length, then its cells; a cell is a byte of type, tone and absence
 * and what it holds. */
#define CELL_ABSENT 0x80
#define CELL_TONE_SHIFT 4

_Static_assert(CELL_BENEATH < 16 && TONE_GREY < 8, "type and tone share a byte");

struct cell *section_row(struct section *s, struct arena *a)
{
	struct cell *row;

	s->cells = arena_grow(a, s->cells, s->nrows, &s->cap, s->nheads * sizeof(*s->cells));
	row = s->cells + s->nrows * s->nheads;
	s->nrows++;
	for (size_t i = 0; i < s->nheads; i++)
		row[i] = (struct cell){.absent = true};
	return row;
}

/* --- putting away --- */

static void put_cell(struct buf *b, const struct cell *c)
{
	buf_addc(b, (char)((int)c->type | (int)c->tone << CELL_TONE_SHIFT |
		(c->absent ? CELL_ABSENT : 0)));
	if (c->absent)
		return;
	switch (c->type) {
	case CELL_TEXT:
	case CELL_BENEATH:
		varint_put_str(b, c->text);
		return;
	case CELL_LINK:
		varint_put_str(b, c->text);
		varint_put_str(b, c->url);
		return;
	case CELL_NUMBER:
		buf_add(b, &c->number, sizeof(c->number));
		return;
	case CELL_DAY:
		varint_put(b, zigzag(c->day));
		return;
	case CELL_TIME:
		varint_put(b, zigzag(c->ms));
		return;
	case CELL_TREND:
		for (int i = 0; i < TREND_WEEKS; i++)
			varint_put(b, zigzag(c->trend[i]));
		return;
	}
}

void section_put_away(struct section *s, struct arena *kept)
{
	struct buf row = BUF_INIT((size_t)1 << 30), head = BUF_INIT(20);

	if (!s->spool) {
		s->spool = spool_new();
		s->columns = arena_array(kept, s->nheads + 1, sizeof(*s->columns));
	}
	for (size_t i = 0; i < s->nrows; i++) {
		buf_clear(&row);
		buf_clear(&head);
		for (size_t k = 0; k < s->nheads; k++) {
			const struct cell *c = &s->cells[i * s->nheads + k];

			put_cell(&row, c);
			if (!c->absent && !s->columns[k].any)
				s->columns[k] = (struct section_column){true, c->type};
		}
		varint_put(&head, row.n);
		spool_add(s->spool, buf_str(&head));
		spool_add(s->spool, buf_str(&row));
	}
	s->nput += s->nrows;
	s->cells = NULL;
	s->nrows = s->cap = 0;
	buf_release(&row);
	buf_release(&head);
}

int section_error(const struct section *s, struct err *e)
{
	return s->spool ? spool_error(s->spool, e) : 0;
}

void section_free(struct section *s)
{
	spool_free(s->spool);
	s->spool = NULL;
	s->nput = 0;
}

/* --- reading --- */

static bool take_cell(struct str *rest, struct cell *c, int32_t *trend)
{
	unsigned char head;
	uint64_t v;

	if (rest->n == 0)
		return false;
	head = (unsigned char)rest->p[0];
	*rest = str_sub(*rest, 1, rest->n);
	*c = (struct cell){.type = (enum cell_type)(head & 0x0f),
		.tone = (enum tone)(head >> CELL_TONE_SHIFT & 0x07),
		.absent = (head & CELL_ABSENT) != 0};
	if (c->absent)
		return true;
	switch (c->type) {
	case CELL_TEXT:
	case CELL_BENEATH:
		return varint_take_str(rest, &c->text);
	case CELL_LINK:
		return varint_take_str(rest, &c->text) && varint_take_str(rest, &c->url);
	case CELL_NUMBER:
		if (rest->n < sizeof(c->number))
			return false;
		memcpy(&c->number, rest->p, sizeof(c->number));
		*rest = str_sub(*rest, sizeof(c->number), rest->n);
		return true;
	case CELL_DAY:
	case CELL_TIME:
		if (!varint_take(rest, &v))
			return false;
		if (c->type == CELL_DAY)
			c->day = (int32_t)unzigzag(v);
		else
			c->ms = unzigzag(v);
		return true;
	case CELL_TREND:
		for (int i = 0; i < TREND_WEEKS; i++) {
			if (!varint_take(rest, &v))
				return false;
			trend[i] = (int32_t)unzigzag(v);
		}
		c->trend = trend;
		return true;
	}
	return false;
}

/* Cuts the next row that was put away. */
static bool cut_row(struct str *rest, struct str *row)
{
	uint64_t n;

	if (!varint_take(rest, &n) || n > rest->n)
		return false;
	*row = str_sub(*rest, 0, (size_t)n);
	*rest = str_sub(*rest, (size_t)n, rest->n);
	return true;
}

void rows_open(struct rows *r, const struct section *s, struct arena *a)
{
	*r = (struct rows){.s = s, .rest = s->spool ? spool_bytes(s->spool) : STR("")};
	r->left = r->rest.p;
	r->cells = arena_array(a, s->nheads + 1, sizeof(*r->cells));
	r->trends = arena_array(a, s->nheads + 1, sizeof(*r->trends));
}

const struct cell *rows_next(struct rows *r)
{
	const struct section *s = r->s;
	struct str row;

	if (!cut_row(&r->rest, &row)) {
		r->rest = STR("");
		return r->pending < s->nrows ? s->cells + s->nheads * r->pending++ : NULL;
	}
	r->left = spool_leave(s->spool, r->left, row.p);
	for (size_t i = 0; i < s->nheads; i++)
		if (!take_cell(&row, &r->cells[i], r->trends[i]))
			r->cells[i] = (struct cell){.absent = true};
	return r->cells;
}

bool rows_peek(const struct rows *r, size_t n, struct cell *first)
{
	const struct section *s = r->s;
	struct str rest = r->rest, row;
	int32_t trend[TREND_WEEKS];

	while (cut_row(&rest, &row))
		if (n-- == 0)
			return take_cell(&row, first, trend);
	if (n >= s->nrows - r->pending)
		return false;
	*first = s->cells[s->nheads * (r->pending + n)];
	return true;
}

size_t section_rows(const struct section *s)
{
	return s->nput + s->nrows;
}

struct section_column section_column(const struct section *s, size_t column)
{
	if (s->columns && s->columns[column].any)
		return s->columns[column];
	for (size_t i = column; i < s->nrows * s->nheads; i += s->nheads)
		if (!s->cells[i].absent)
			return (struct section_column){true, s->cells[i].type};
	return (struct section_column){0};
}

/* --- item by item --- */

void report_item(struct report_ask *ask)
{
	if (!ask->making || ask->arena == &ask->making->row)
		return;
	ask->making->kept = ask->arena;
	ask->arena = &ask->making->row;
}

int report_item_end(struct report_ask *ask, int rc, struct err *e)
{
	struct report_making *m = ask->making;

	if (!m || ask->arena != &m->row)
		return rc;
	ask->arena = m->kept;
	for (size_t i = 0; m->report && i < m->report->nsections && rc == 0; i++) {
		struct section *s = &m->report->sections[i];

		if (s->nrows)
			section_put_away(s, ask->arena);
		rc = section_error(s, e);
	}
	if (m->json)
		report_drain(ask, m->json);
	arena_reset(&m->row);
	return rc;
}

void report_drain(const struct report_ask *ask, struct buf *b)
{
	struct report_making *m = ask->making;

	if (!m || !ask->to || (b->n < REPORT_DRAIN && !m->ending) || !buf_ok(b))
		return;
	if (m->rc == 0 && b->n)
		m->rc = ask->to->take(ask->to->ctx, buf_str(b), &m->err);
	buf_clear(b);
}
