/* Entries to items: titles made whole, decorations taken off, dates settled over the list. */
#include "list-mine.h"

#include "base/out.h"
#include "base/utf8.h"

#define TITLE_BYTES 1200

struct str item_url(const struct mine *m, struct str href)
{
	struct str near;
	struct url u;

	if (!href.n || href.p[0] == '#' || str_starts_nocase(href, STR("javascript:")))
		return STR_NONE;
	if (url_near(&m->near, href, &near, m->a))
		return near;
	if (url_parse(href, m->has_base ? &m->base_url : NULL, &u, m->a) < 0)
		return STR_NONE;
	return u.href;
}

/* Offset where the text was cut with an ellipsis; SIZE_MAX where it was not. */
static size_t cut_at(struct str s)
{
	static const char *const dots[] = {"……", "…", "......", "...", "..", "．．．", "······", "···"};

	for (size_t i = 0; i < sizeof(dots) / sizeof(dots[0]); i++)
		if (str_ends(s, str_of(dots[i])))
			return s.n - strlen(dots[i]);
	return SIZE_MAX;
}

static int32_t next_visible(struct str s, size_t *at)
{
	int32_t c;

	do
		c = utf8_next(s, at);
	while (c >= 0 && cp_is_space(c));
	return c;
}

/* Equal but for spaces, as far as the shorter goes. */
static bool same_start(struct str a, struct str b)
{
	size_t i = 0, k = 0, n = a.n < b.n ? a.n : b.n;

	if (str_eq(str_sub(a, 0, n), str_sub(b, 0, n)))
		return true;
	for (;;) {
		int32_t x = next_visible(a, &i), y = next_visible(b, &k);

		if (x < 0 || y < 0)
			return true;
		if (x != y)
			return false;
	}
}

/* Nothing in it to fold or to leave out: no control, no two blanks, no mark of direction. */
static bool is_plain(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char c = (unsigned char)s.p[i];

		if (c < ' ' || c == 0x7f || c == 0xc2 || c == 0xd8 || c == 0xe1 || c == 0xe2 ||
			c == 0xef || (c == ' ' && (i == 0 || i + 1 == s.n || s.p[i - 1] == ' ')) ||
			(c == 0xe3 && str_starts(str_sub(s, i, 3), STR("\xe3\x80\x80"))))
			return false;
	}
	return s.n <= TITLE_BYTES;
}

/* "X 作者：Y 点击数：550": up to what else a labelled hint says. */
static struct str before_labels(struct str s)
{
	static const char *const label[] = {"作者：", "点击数：", "点击：", "发表时间：", "更新时间：",
		"发布时间：", "发布日期：", "\n"};

	for (size_t i = 0; i < sizeof(label) / sizeof(label[0]); i++)
		s = str_sub(s, 0, str_find(s, str_of(label[i]), 0));
	return str_trim(s);
}

/* title="标题：X\n作者：Y": the title without its label. */
static struct str plain_hint(struct str hint, struct arena *a)
{
	static const char *const label[] = {"标题：", "标题:", "文章标题：", "文章标题:"};
	struct buf b = BUF_INIT(TITLE_BYTES * 2);
	struct str line = hint, out;

	for (size_t i = 0; i < sizeof(label) / sizeof(label[0]); i++)
		if (str_starts(line, str_of(label[i]))) {
			line = before_labels(str_sub(line, strlen(label[i]), line.n));
			break;
		}
	if (is_plain(line))
		return line;
	out_line(&b, str_sub(line, 0, TITLE_BYTES), TITLE_BYTES);
	out = arena_str(a, str_trim(buf_str(&b)));
	buf_release(&b);
	return out;
}

/* "关于开展······": three dots in the middle of the line or more at its end say that it was cut. */
static bool ends_cut(struct str s)
{
	return str_ends(s, STR("···"));
}

/* Cuts `words` off the front or the end of *s; true when something was cut. */
static bool strip_word(struct str *s, const char *word)
{
	struct str w = str_of(word);

	if (s->n > w.n && str_starts_nocase(*s, w)) {
		*s = str_trim(str_sub(*s, w.n, s->n));
		return true;
	}
	if (s->n > w.n && !ends_cut(*s) && str_ends_nocase(*s, w)) {
		*s = str_trim(str_sub(*s, 0, s->n - w.n));
		return true;
	}
	return false;
}

/* Can one of the decorations below begin here: a bracket, a mark, 置顶? No quotation mark. */
static bool decoration_begins(const unsigned char *p)
{
	switch (p[0]) {
	case '[': case '(': case '&': case 'n': case 'N': case 0xc2: case 0xef: return true;
	case 0xe2: return !(p[1] == 0x80 && (p[2] == 0x9c || p[2] == 0xa6)); /* “ … */
	case 0xe3: return !(p[1] == 0x80 && (p[2] == 0x8a || p[2] == 0x8b)); /* 《 》 */
	case 0xe7: return p[1] == 0xbd && p[2] == 0xae;
	default: return false;
	}
}

/* Most titles begin and end with a letter or an ideograph and need no closer look. */
static bool may_be_decorated(struct str s)
{
	const unsigned char *end;

	if (s.n < 3) /* none at all, too */
		return false;
	end = (const unsigned char *)s.p + s.n;
	return decoration_begins((const unsigned char *)s.p) || strchr("]);:!wW", end[-1]) ||
		(end[-1] >= 0x80 && (end[-2] == 0xc2 || (end[-3] >= 0xe2 && decoration_begins(end - 3))));
}

static struct str undecorated(struct str s, bool *sticky)
{
	static const char *const pin[] = {"【置顶】", "[置顶]", "［置顶］", "（置顶）", "(置顶)",
		"「置顶」", "置顶:", "置顶："};
	static const char *const mark[] = {"·", "•", "●", "■", "◆", "▪", "★", "☆", "※", "►", "▶",
		"»", "›", "・", "&gt;", "[图文]", "[图]", "【图文】", "[NEW]", "【NEW】", "(NEW)",
		"[热]", "[荐]", "[新]", " NEW", "NEW!"};
	bool again = may_be_decorated(s);

	while (again) {
		again = false;
		for (size_t i = 0; i < sizeof(pin) / sizeof(pin[0]); i++)
			if (strip_word(&s, pin[i]))
				*sticky = again = true;
		for (size_t i = 0; i < sizeof(mark) / sizeof(mark[0]); i++)
			again |= strip_word(&s, mark[i]);
	}
	return s;
}

/* The title attribute where it completes what is shown. */
static struct str whole_title(const struct lead *l, struct str shown, struct arena *a)
{
	struct str hint = l->hint.n ? plain_hint(l->hint, a) : STR_NONE;
	size_t cut = cut_at(shown);

	if (!hint.n)
		return shown;
	if (!shown.n)
		return hint;
	if (cut != SIZE_MAX)
		return same_start(str_sub(shown, 0, cut), hint) || cut < 8 ? hint : shown;
	if (hint.n > shown.n && same_start(shown, hint))
		return hint;
	if (l->generic && hint.n > shown.n)
		return hint;
	return hint.n > shown.n * 2 && str_has(hint, shown) ? hint : shown;
}

/* "Special Meeting Wednesday, February 8, 2023": the words go on into the date. */
static bool goes_into_date(struct str s, size_t at)
{
	if (!is_alpha((unsigned char)s.p[at]) || at < 2 || s.p[at - 1] != ' ')
		return false;
	return is_alpha((unsigned char)s.p[at - 2]) || s.p[at - 2] == ',';
}

/* A date in an element of its own at the end of the link is no part of what the link says,
 * and what stands before it may be cut. */
static struct str without_day(const struct mine *m, const struct entry *e, struct str s)
{
	const struct when *w = e->when == LEAD_NONE ? NULL : &m->when[e->when];
	struct str day;

	if (!w || w->rank < RANK_ALONE || m->tree.node[w->node].tag != TAG_TEXT ||
		!tree_inside(&m->tree, w->node, m->lead[e->lead].node))
		return s;
	day = m->tree.node[w->node].text;
	return s.n > day.n + 3 && str_ends(s, day) ? str_trim(str_sub(s, 0, s.n - day.n)) : s;
}

/* Text that ends with a date: the date is no part of the title. At the front only where no dash
 * or comma goes on from it. */
static struct str without_date(const struct mine *m, const struct entry *e, struct str s)
{
	const struct when *w = e->when == LEAD_NONE ? NULL : &m->when[e->when];
	struct date_found f;
	struct str rest;

	if (!w || !tree_inside(&m->tree, w->node, m->lead[e->lead].node) ||
		!date_find(s, &m->dates, &f))
		return s;
	rest = str_sub(s, f.at + f.n, s.n);
	if (f.at <= 1 && w->rank == RANK_ALONE) {
		while (rest.n && strchr(" ])", rest.p[0]))
			rest = str_sub(rest, 1, rest.n);
		return rest.n > 3 && !strchr("-,;:", rest.p[0]) &&
				!str_starts(rest, STR("—")) && !str_starts(rest, STR("–"))
			? rest : s;
	}
	if (rest.n <= 3 && f.at > 6 && !(w->rank < RANK_ALONE && goes_into_date(s, f.at))) {
		rest = str_trim(str_sub(s, 0, f.at));
		while (rest.n && strchr("([ -|", rest.p[rest.n - 1]))
			rest.n--;
		if (str_ends(rest, STR("（")) || str_ends(rest, STR("［")) ||
			str_ends(rest, STR("【")))
			rest = str_trim(str_sub(rest, 0, rest.n - 3));
		if (str_ends(rest, STR("–")) || str_ends(rest, STR("—")))
			rest = str_trim(str_sub(rest, 0, rest.n - 3));
		return rest;
	}
	return s;
}

/* "ID 4074 (PDF)": the link is the label of a file, what it is stands beside it. */
static bool labels_file(const struct mine *m, const struct entry *e)
{
	uint32_t end = m->tree.node[m->lead[e->lead].node].end;

	return m->lead[e->lead].width < 12 && end < e->end &&
		m->tree.node[end].tag == TAG_TEXT &&
		str_find_nocase(m->tree.node[end].text, STR("(pdf"), 0) <= 2; /* nbsp before */
}

static bool pinned_image(const struct mine *m, const struct entry *e)
{
	for (uint32_t k = e->node; k < m->tree.node[e->node].end && k < e->node + 40; k++) {
		const struct tree_node *x = &m->tree.node[k];

		if (x->tag == TAG_TEXT ? str_eqc(x->text, "置顶") || str_eqc(x->text, "顶") ||
				str_has(x->text, STR("[置顶]"))
				       : x->tag == TAG_IMG &&
				(str_has(tree_attr(x, "alt"), STR("置顶")) ||
					str_has(tree_attr(x, "src"), STR("zhiding"))))
			return true;
	}
	return false;
}

/* [通知] in an element or text of its own before the link, or at its front. */
static struct str category_of(const struct mine *m, const struct entry *e)
{
	uint32_t lead = m->lead[e->lead].node;
	struct date_found f;

	for (uint32_t k = e->node; k < m->tree.node[e->node].end && k < e->node + 30; k++) {
		struct str s = m->tree.node[k].text;
		size_t open = 0, close = 0;

		if (k > lead && !tree_inside(&m->tree, k, lead))
			break;
		if (m->tree.node[k].tag != TAG_TEXT || s.n < 5 || s.n > 40)
			continue;
		open = s.p[0] == '[' ? 1 : str_starts(s, STR("【")) || str_starts(s, STR("［")) ? 3 : 0;
		close = str_ends(s, STR("]")) ? 1
			: str_ends(s, STR("】")) || str_ends(s, STR("］")) ? 3 : 0;
		if (open && close && s.n > open + close &&
			!is_digit((unsigned char)s.p[open]) && !str_has(s, STR("置顶")) &&
			!date_find(s, &m->dates, &f))
			return str_sub(s, open, s.n - open - close);
	}
	return STR_NONE;
}

static struct str without_category(struct str title, struct str category)
{
	static const char *const open[] = {"[", "【", "［"}, *const close[] = {"]", "】", "］"};

	for (size_t i = 0; category.n && i < 3; i++) {
		struct str rest = title;

		if (!str_starts(rest, str_of(open[i])))
			continue;
		rest = str_sub(rest, strlen(open[i]), rest.n);
		if (!str_starts(rest, category))
			continue;
		rest = str_sub(rest, category.n, rest.n);
		if (str_starts(rest, str_of(close[i])) && rest.n > strlen(close[i]) + 6)
			return str_trim(str_sub(rest, strlen(close[i]), rest.n));
	}
	return title;
}

/* "SC20677" and the name that stands beside it, as one title. */
static struct str with_name(const struct mine *m, const struct entry *e, struct str number)
{
	struct str name = name_beside(m, e);

	return name.n ? arena_strf(m->a, "%.*s %.*s", STR_ARG(number), STR_ARG(name)) : number;
}

static struct str item_title(const struct mine *m, const struct reading *r,
	const struct entry *e, struct item *out)
{
	const struct lead *l = &m->lead[e->lead];
	struct str shown = without_day(m, e, l->shown);
	struct str title = whole_title(l, undecorated(shown, &out->sticky), m->a);
	bool nameless = r->n > 1 && r->named < 0.5, action = link_names_action(l->shown);

	if (r->numbered && !nameless && !l->generic && !action && !labels_file(m, e))
		return arena_str(m->a, plain_hint(with_name(m, e, title), m->a));
	if (l->generic || labels_file(m, e) || (nameless && !l->hint.n) ||
		(l->hint.n && action)) {
		struct str beside = name_from_text(m, e);

		if (beside.n)
			title = plain_hint(beside, m->a);
	}
	if (!r->alike) /* "Minutes 9-18-19": the day tells one from another */
		title = without_date(m, e, title);
	title = undecorated(title, &out->sticky);
	out->category = arena_str(m->a, category_of(m, e));
	title = without_category(title, out->category);
	out->sticky |= pinned_image(m, e);
	return arena_str(m->a, str_trim(title));
}

/* How much a link looks like the document that its record offers; 0: not at all. */
static int offers_file(const struct lead *l)
{
	static const char *const word[] = {"view", "download", "查看", "下载", "附件", NULL};

	if (l->file)
		return 4;
	for (const char *const *w = word; l->width < 40 && *w; w++)
		if (str_starts_nocase(l->shown, str_of(*w)))
			return 3;
	if (link_names_action(l->shown))
		return 3;
	if (l->generic)
		return l->shown.n >= 3 ? 3 : 1; /* 附件, and the number of its hits */
	return l->bare ? 2 : 0; /* the day of a case opens the decision */
}

/* The document that the record offers beside its link: a file by its name, or by what the
 * link says; of several the likeliest, of equals the first. */
static struct str file_beside(const struct mine *m, const struct entry *e)
{
	const struct lead *own = &m->lead[e->lead], *best = NULL;
	int most = 0;

	if (own->file || e->lead >= m->nleads)
		return STR_NONE;
	for (size_t i = mine_lead_from(m, e->begin);
		i < m->nleads && m->lead[i].node < e->end; i++) {
		const struct lead *l = &m->lead[i];
		int much = l->live ? offers_file(l) : 0;

		if (much > most && (l->file || !own->generic) && !str_eq(l->href, own->href)) {
			most = much;
			best = l;
		}
	}
	return best ? item_url(m, best->href) : STR_NONE;
}

static void put_date(struct item *it, const struct date_found *f)
{
	it->date_ms = f->ms;
	it->date_has_time = f->has_time;
	it->date_weak = f->weak;
}

/* The year that a title attribute states for the day: "点击数：550 发表时间：2024-12-20". */
static int year_from_hint(const struct mine *m, struct str hint, const struct date_found *day)
{
	struct date_found f;

	for (size_t at = 0; at < hint.n; at += f.at + f.n) {
		if (!date_find(str_sub(hint, at, hint.n), &m->dates, &f))
			return 0;
		if (!f.yearless && f.month == day->month && f.day == day->day)
			return f.year;
	}
	return 0;
}

static void settle_dates(const struct mine *m, const struct reading *r, struct listing *out)
{
	struct date_found *list = arena_array(m->a, r->n, sizeof(*list)), url;

	for (size_t i = 0; i < r->n; i++) {
		if (r->entry[i].when == LEAD_NONE)
			continue;
		list[i] = m->when[r->entry[i].when].found;
		list[i].sticky = out->items[i].sticky;
		if (!list[i].yearless)
			continue;
		list[i].hint_year = year_from_hint(m, m->lead[r->entry[i].lead].hint, &list[i]);
		if (!list[i].hint_year)
			list[i].hint_year = date_year_from_url(out->items[i].href, &m->dates);
	}
	date_fix_list(list, r->n, &m->dates);
	for (size_t i = 0; i < r->n; i++) {
		if (list[i].ms)
			put_date(&out->items[i], &list[i]);
		else if (date_from_url(out->items[i].href, &m->dates, &url))
			put_date(&out->items[i], &url);
	}
}

/* Pinned without saying so: older than what follows, at the top of a falling list. */
static void find_pinned(struct listing *out)
{
	size_t rises = 0, first = 0;

	for (size_t i = 1; i < out->nitems; i++)
		if (out->items[i].date_ms && out->items[i - 1].date_ms &&
			out->items[i].date_ms > out->items[i - 1].date_ms) {
			rises++;
			first = rises == 1 ? i : first;
		}
	if (rises != 1 || first > 5 || first * 3 > out->nitems)
		return;
	for (size_t i = 0; i < first; i++)
		if (out->items[i].date_ms < out->items[first].date_ms)
			out->items[i].sticky = true;
}

void mine_items(struct mine *m, const struct reading *r, struct listing *out)
{
	size_t n = r->n > LIST_ITEMS_MAX ? LIST_ITEMS_MAX : r->n;
	struct reading part = *r;

	part.n = n;
	out->items = arena_array(m->a, n ? n : 1, sizeof(*out->items));
	out->nitems = n;
	for (size_t i = 0; i < n; i++) {
		struct item *it = &out->items[i];

		it->href = arena_str(m->a, m->lead[r->entry[i].lead].href);
		it->url = item_url(m, it->href);
		it->file = file_beside(m, &r->entry[i]);
		it->title = item_title(m, r, &r->entry[i], it);
	}
	settle_dates(m, &part, out);
	find_pinned(out);
}
