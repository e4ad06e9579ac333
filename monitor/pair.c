/* Names under which notices pair. */
#include "pair.h"

#include "base/utf8.h"
#include "crawler/article.h"

#include <stdlib.h>

#define PLAIN_MIN 4   /* code points: fewer say nothing */
#define NAMES_MAX 24  /* of one notice */
#define TITLE_MAX 2000 /* bytes */

/* Longer ones first: what is taken out must not leave half a word. */
static const char *const trade[] = {"征求意见稿", "公开征求意见", "意见征集", "征求意见",
	"政策解读", "文字解读", "图文解读", "专家解读", "一图读懂", "一图看懂", "征集意见",
	"意见反馈", "反馈情况", "采纳情况", "的通知", "的公告", "的通告", "的意见", "印发",
	"解读", "图解", "反馈", "结果", "征集", "征求", "采纳", "公开", "公告", "公示", "通知",
	"情况", "草案", "关于", "转发", "发布", "公布"};

/* Asked at every character of every title: all words have two characters of three bytes, and
 * where the third byte differs nothing else is compared. */
static size_t trade_word(struct str s)
{
	if (s.n < 6)
		return 0;
	for (size_t i = 0; i < sizeof(trade) / sizeof(trade[0]); i++)
		if (s.p[2] == trade[i][2] && str_starts(s, str_of(trade[i])))
			return strlen(trade[i]);
	return 0;
}

struct str pair_plain_title(struct str title, struct arena *a)
{
	struct buf b = BUF_INIT(4 * TITLE_MAX);
	struct str s = str_sub(title, 0, TITLE_MAX), out = STR_NONE;
	size_t at = str_find(s, STR("关于"), 0), count = 0;

	/* What stands before is who speaks. */
	at = at == SIZE_MAX ? 0 : at;
	while (at < s.n) {
		size_t word = trade_word(str_sub(s, at, s.n));
		int32_t cp;

		if (word) {
			at += word;
			continue;
		}
		cp = utf8_next(s, &at);
		if (cp == 0x7684 /* 的 */ || (!cp_is_han(cp) && (cp > 0x7F || !is_alnum(cp))))
			continue;
		utf8_put(&b, cp > 0x7F ? cp : to_lower(cp));
		count++;
	}
	if (count >= PLAIN_MIN && buf_ok(&b))
		out = arena_str(a, buf_str(&b));
	buf_release(&b);
	return out;
}

struct names {
	struct str list[NAMES_MAX];
	bool named[NAMES_MAX]; /* 《title》 or number */
	size_t n;
	struct arena *arena;
};

static void name_add(struct names *x, struct str plain, bool named)
{
	if (str_none(plain))
		return;
	for (size_t i = 0; i < x->n; i++)
		if (str_eq(x->list[i], plain)) {
			x->named[i] |= named;
			return;
		}
	if (x->n == NAMES_MAX)
		return;
	x->named[x->n] = named;
	x->list[x->n++] = plain;
}

static void names_in_marks(struct names *x, struct str s)
{
	size_t at = 0, end;

	while ((at = str_find(s, STR("《"), at)) != SIZE_MAX) {
		at += 3;
		end = str_find(s, STR("》"), at);
		if (end == SIZE_MAX)
			return;
		name_add(x, pair_plain_title(str_sub(s, at, end - at), x->arena), true);
		at = end;
	}
}

/* What stands before it in a title may be words of the trade: 一图读懂平政发〔2026〕3号. */
static void number_add(struct names *x, struct str number)
{
	for (size_t at = number.n; at-- > 0;) {
		size_t word = trade_word(str_sub(number, at, number.n));

		if (word) {
			number = str_sub(number, at + word, number.n);
			break;
		}
	}
	if (number.n)
		name_add(x, arena_strf(x->arena, "#%.*s", STR_ARG(number)), true);
}

/* Names by its title and number alone. */
static void names_own(struct names *x, const struct pairs *p, const struct notice *n)
{
	struct str title = str_sub(n->title, 0, TITLE_MAX);

	if (!p->numbers) {
		names_in_marks(x, title);
		name_add(x, pair_plain_title(title, x->arena), false);
	}
	number_add(x, n->doc_number);
	number_add(x, article_doc_number(title, x->arena));
}

void pairs_add(struct pairs *p, const struct notice *n, int32_t day, struct arena *a)
{
	struct names x = {.arena = a};
	struct str rest = n->pair_titles, one;
	struct pair_entry entry = {.day = day, .identity = arena_str(a, n->identity),
		.title = arena_str(a, n->title), .url = arena_str(a, n->url),
		.notice = p->nnotices++};

	if (p->any) {
		name_add(&x, STR(""), true);
	} else {
		names_own(&x, p, n);
		while (!p->numbers && rest.n && str_cut(&rest, '\n', &one))
			name_add(&x, pair_plain_title(one, a), true);
		/* one entry at least, for those that pair by links */
		if (x.n < NAMES_MAX)
			name_add(&x, arena_strf(a, "@%.*s", STR_ARG(n->url)), true);
	}
	for (size_t i = 0; i < x.n && p->n < PAIR_ENTRIES_MAX; i++) {
		p->list = arena_grow(a, p->list, p->n, &p->cap, sizeof(*p->list));
		entry.key = x.list[i];
		entry.named = x.named[i];
		p->list[p->n++] = entry;
	}
}

static int by_key(const void *a, const void *b)
{
	const struct pair_entry *x = a, *y = b;
	int order = str_cmp(x->key, y->key);

	return order ? order : (x->day > y->day) - (x->day < y->day);
}

void pairs_sort(struct pairs *p)
{
	if (p->n > 1)
		qsort(p->list, p->n, sizeof(*p->list), by_key);
}

static size_t first_of(const struct pairs *p, struct str key, int32_t day)
{
	size_t lo = 0, hi = p->n;
	struct pair_entry want = {.key = key, .day = day};

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (by_key(&p->list[mid], &want) < 0)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* A named pair goes before one by whole titles, then the day decides. */
static bool better(const struct pair_hit *best, const struct pair_entry *y, bool named,
	bool earliest)
{
	if (!best->entry)
		return true;
	if (named != best->named)
		return named;
	return earliest ? y->day < best->entry->day : y->day > best->entry->day;
}

struct pair_hit pairs_find(const struct pairs *p, const struct notice *n, int32_t from,
	int32_t to, bool earliest, const bool *taken, struct arena *a)
{
	struct names x = {.arena = a};
	struct pair_hit best = {0};

	if (p->any)
		name_add(&x, STR(""), true);
	else
		names_own(&x, p, n);
	for (size_t k = 0; k < x.n; k++)
		for (size_t i = first_of(p, x.list[k], from); i < p->n; i++) {
			const struct pair_entry *y = &p->list[i];
			bool named = x.named[k] || y->named;

			if (!str_eq(y->key, x.list[k]) || y->day > to)
				break;
			if ((n->identity.n && str_eq(y->identity, n->identity)) ||
				(taken && taken[y->notice] && !named))
				continue;
			if (better(&best, y, named, earliest))
				best = (struct pair_hit){y, named};
			if (earliest)
				break;
		}
	return best;
}
