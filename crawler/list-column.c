/* Records with several dates: 成文日期 and 发布日期, filed and decided. They are taken apart
 * into columns by the place they stand in and by what is written before them or over them;
 * the column that is called a publication wins, then the one most records have, then the
 * one that falls from the top of the list to its end, then the first. */
#include "list-mine.h"

#define COLUMNS_MAX 8
#define LABEL_ALONE 30 /* bytes of a text that is nothing but a label */
#define LABEL_BYTES 48 /* before a date, that can still be its label */

enum date_kind { KIND_OTHER = -1, KIND_PLAIN, KIND_PUBLISHED };

struct date_column {
	uint64_t path;
	int kind; /* enum date_kind */
	size_t n, falls;
	int64_t last;
};

static bool has_any(struct str s, const char *const *word)
{
	for (; *word; word++)
		if (str_find_nocase(s, str_of(*word), 0) != SIZE_MAX)
			return true;
	return false;
}

int mine_date_kind(struct str label)
{
	static const char *const published[] = {"发布", "發布", "公开日期", "公开时间", "发文日期",
		"上传", "刊登", "公布日期", "公示时间", "publi", "posted", "release", "issued", NULL};
	static const char *const other[] = {"成文", "生成", "印发日期", "截止", "实施", "施行", "有效",
		"失效", "废止", "结束", "开始", "到期", "更新", "修改", "argued", "expire", "closing",
		"deadline", "due", "updated", "modified", "effective", NULL};

	if (label.n < 3)
		return KIND_PLAIN;
	if (label.n > LABEL_BYTES)
		label = str_sub(label, label.n - LABEL_BYTES, LABEL_BYTES);
	if (has_any(label, published))
		return KIND_PUBLISHED;
	return has_any(label, other) ? KIND_OTHER : KIND_PLAIN;
}

static uint32_t cell_of(const struct mine *m, uint32_t i)
{
	while (i && m->tree.node[i].tag != TAG_TD)
		i = m->tree.node[i].parent;
	return i;
}

/* Text of the cell over a cell: same place in the first row of the table. */
static struct str header_over(const struct mine *m, uint32_t i)
{
	const struct tree *t = &m->tree;
	uint32_t row, table, k;
	unsigned place = 0, at = 0;

	i = cell_of(m, i);
	row = t->node[i].parent;
	if (!i || t->node[row].tag != TAG_TR)
		return STR_NONE;
	for (k = row + 1; k < i; k = t->node[k].end)
		place += t->node[k].tag == TAG_TD || t->node[k].tag == TAG_TH;
	for (table = row; table && t->node[table].tag != TAG_TABLE; table = t->node[table].parent)
		;
	for (k = table + 1; k < row && t->node[k].tag != TAG_TR; k++)
		;
	if (k >= row)
		return STR_NONE;
	for (uint32_t cell = k + 1; cell < t->node[k].end; cell = t->node[cell].end)
		if ((t->node[cell].tag == TAG_TD || t->node[cell].tag == TAG_TH) && at++ == place)
			return tree_text(t, cell, 60, m->a);
	return STR_NONE;
}

/* By the text right before the date, else a short text before that in its cell or record,
 * else the head of its table's column. */
static int kind_of(const struct mine *m, const struct entry *e, const struct when *w)
{
	const struct tree_node *x = &m->tree.node[w->node];
	int kind = KIND_PLAIN;

	if (x->tag == TAG_TEXT)
		kind = mine_date_kind(str_sub(x->text, 0, w->found.at));
	for (uint32_t k = w->node; kind == KIND_PLAIN && k-- > e->begin;) {
		const struct tree_node *y = &m->tree.node[k];

		if (y->tag != TAG_TEXT || !y->text.n)
			continue;
		if (y->text.n <= LABEL_ALONE && cell_of(m, k) == cell_of(m, w->node) &&
			!tree_inside(&m->tree, k, m->lead[e->lead].node))
			kind = mine_date_kind(y->text);
		break;
	}
	return kind != KIND_PLAIN ? kind : mine_date_kind(header_over(m, w->node));
}

bool mine_tells_terms(const struct mine *m, const struct reading *r)
{
	static const char *const word[] = {"term", "expire", "任期", NULL};

	for (size_t i = 0; i < r->n; i++)
		if (r->entry[i].when != LEAD_NONE)
			return has_any(header_over(m, m->when[r->entry[i].when].node), word);
	return false;
}

static size_t column_of(const struct mine *m, const struct entry *e, const struct when *w,
	struct date_column *col, size_t *n)
{
	struct date_column own = {.path = m->tree.node[w->node].path, .kind = kind_of(m, e, w)};
	size_t k = 0;

	while (k < *n && (col[k].path != own.path || col[k].kind != own.kind))
		k++;
	if (k == *n && k < COLUMNS_MAX)
		col[(*n)++] = own;
	return k;
}

static void count_columns(const struct mine *m, const struct entry *e,
	struct date_column *col, size_t *n)
{
	for (size_t i = mine_when_from(m, e->begin);
		i < m->nwhen && m->when[i].node < e->end; i++) {
		const struct when *w = &m->when[i];
		size_t k;

		if (w->rank < RANK_ALONE)
			continue;
		k = column_of(m, e, w, col, n);
		if (k == COLUMNS_MAX)
			continue;
		col[k].falls += col[k].n && w->found.ms <= col[k].last;
		col[k].last = w->found.ms;
		col[k].n++;
	}
}

static bool better(const struct date_column *a, const struct date_column *b, size_t most)
{
	bool full_a = a->n * 10 >= most * 7, full_b = b->n * 10 >= most * 7;

	if (full_a != full_b)
		return full_a;
	if (a->kind != b->kind)
		return a->kind > b->kind;
	if (a->n * 10 > b->n * 11)
		return true;
	return a->n * 10 >= b->n * 9 && a->falls * 10 > b->falls * 12 + 10;
}

void mine_choose_column(struct mine *m, struct reading *r)
{
	struct date_column col[COLUMNS_MAX];
	size_t n = 0, best = 0, most = 0;

	for (size_t i = 0; i < r->n; i++)
		count_columns(m, &r->entry[i], col, &n);
	if (n < 2)
		return;
	for (size_t k = 0; k < n; k++)
		most = col[k].n > most ? col[k].n : most;
	for (size_t k = 1; k < n; k++)
		if (better(&col[k], &col[best], most))
			best = k;
	for (size_t i = 0; i < r->n; i++) {
		struct entry *e = &r->entry[i];

		for (size_t k = mine_when_from(m, e->begin);
			k < m->nwhen && m->when[k].node < e->end; k++)
			if (m->when[k].rank >= RANK_ALONE &&
				column_of(m, e, &m->when[k], col, &n) == best) {
				e->when = (uint32_t)k;
				break;
			}
	}
}
