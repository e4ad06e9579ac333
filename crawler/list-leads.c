/* Links that could be notices, dates, and the places both stand in. */
#include "list-mine.h"

#include "base/utf8.h"

#define TITLE_BYTES 1200
#define WHENS_MAX 400000u

static struct str image_alt(const struct tree *t, uint32_t i)
{
	for (uint32_t k = i + 1; k < t->node[i].end; k++)
		if (t->node[k].tag == TAG_IMG)
			return str_trim(tree_attr(&t->node[k], "alt"));
	return STR_NONE;
}

size_t date_other_bytes(struct str s, const struct date_found *f)
{
	static const char ignored[] = " \t\r\n[](){}<>|:;,.-/";
	size_t n = 0;

	for (size_t i = 0; i < s.n; i++) {
		unsigned char b = (unsigned char)s.p[i];

		if (i >= f->at && i < f->at + f->n)
			continue;
		if (b == 0xe3 || b == 0xef || b == 0xc2) { /* full-width punctuation, nbsp */
			i += b == 0xc2 ? 1 : 2;
			continue;
		}
		n += !strchr(ignored, (char)b);
	}
	return n;
}

static bool has_digit_or_word(struct str s)
{
	for (size_t i = 0; i < s.n; i++) {
		unsigned char b = (unsigned char)s.p[i];

		if (is_digit(b) || b == 0xef || b == 0xe0 || b == 0xe4 || b == 0xe5 || b == 0xe6)
			return true;
		if (b == 'y' || b == 'Y') /* yesterday */
			return true;
	}
	return false;
}

static bool inside_link(const struct mine *m, uint32_t i)
{
	for (int k = 0; i && k < 8; k++) {
		i = m->tree.node[i].parent;
		if (m->tree.node[i].tag == TAG_A)
			return true;
	}
	return false;
}

static bool holds_link(const struct mine *m, uint32_t i)
{
	for (uint32_t k = i + 1; k < m->tree.node[i].end; k++)
		if (m->tree.node[k].tag == TAG_A || !str_none(tree_attr(&m->tree.node[k], "onclick")))
			return true;
	return false;
}

/* What a click on a row or a heading opens, where there is no link in it; none. */
static struct str clicked(const struct mine *m, uint32_t i)
{
	struct str script = tree_attr(&m->tree.node[i], "onclick");
	struct str href = script.n ? script_address(script, m->a) : STR_NONE;

	return href.n && !inside_link(m, i) && !holds_link(m, i) ? href : STR_NONE;
}

/* The address in a data- attribute of a link that only opens a window on this page:
 * <a href="#player" data-audio="https://…">. */
static struct str data_address(const struct tree_node *x)
{
	for (const xmlAttr *at = x->xml->properties; at; at = at->next) {
		struct str v;

		if (strncmp((const char *)at->name, "data-", 5) != 0 || !at->children ||
			!at->children->content)
			continue;
		v = str_trim(str_of((const char *)at->children->content));
		if (str_starts_nocase(v, STR("http://")) || str_starts_nocase(v, STR("https://")) ||
			(v.n > 5 && v.p[0] == '/'))
			return v;
	}
	return STR_NONE;
}

/* A place to jump to, and nothing to click on. */
static bool anchor(const struct tree_node *x)
{
	return !str_none(tree_attr(x, "name")) || !str_none(tree_attr(x, "id"));
}

/* An <a> without an address is one that a script opens. */
static struct str href_of(const struct mine *m, uint32_t i)
{
	const struct tree_node *x = &m->tree.node[i];
	struct str href = str_trim(tree_attr(x, "href")), said = STR_NONE;

	if (x->tag != TAG_A)
		return clicked(m, i);
	if (str_none(tree_attr(x, "href")) && !anchor(x))
		href = STR("");
	if (str_starts_nocase(href, STR("javascript:")))
		said = script_address(href, m->a);
	if (!said.n && (href.n == 0 || href.p[0] == '#' ||
			       str_starts_nocase(href, STR("javascript:"))))
		said = script_address(tree_attr(x, "onclick"), m->a);
	if (!said.n && href.n && href.p[0] == '#')
		said = data_address(x);
	return said.n ? said : href;
}

/* <a class="glyphicon glyphicon-file" href=…>: what a click gives is in its class only. */
static bool file_icon(const struct tree_node *x)
{
	static const char *const word[] = {"-file", "pdf", "download", NULL};
	struct str class = tree_attr(x, "class");

	for (const char *const *w = word; class.n && *w; w++)
		if (str_has(class, str_of(*w)))
			return true;
	return false;
}

#define DAY_COLUMNS 30 /* Wednesday, September 30, 2026 */

static bool mere_day(const struct mine *m, struct str s, size_t width)
{
	struct date_found f;
	size_t digits = 0;

	for (size_t i = 0; width <= DAY_COLUMNS && i < s.n; i++)
		digits += is_digit((unsigned char)s.p[i]);
	return digits >= 2 && date_find(s, &m->dates, &f) && date_other_bytes(s, &f) <= 9;
}

static void add_lead(struct mine *m, uint32_t i, size_t *cap)
{
	const struct tree_node *x = &m->tree.node[i];
	struct date_found ignored;
	struct lead l = {.node = i, .next = LEAD_NONE, .href = href_of(m, i)};
	size_t width, hint;

	if (str_none(l.href) || link_leads_nowhere(l.href))
		return;
	l.shown = tree_text(&m->tree, link_title_part(m, i), TITLE_BYTES, m->a);
	if (!l.shown.n)
		l.shown = str_sub(image_alt(&m->tree, i), 0, TITLE_BYTES);
	l.hint = link_hint(str_trim(tree_attr(x, "title")), l.shown);
	l.live = l.href.n && !str_starts_nocase(l.href, STR("javascript:")) && l.href.p[0] != '#';
	l.file = l.live && link_names_file(l.href);
	l.archive = l.file && link_names_archive(l.href);
	if (!l.shown.n && (l.file || file_icon(x))) /* a mere icon */
		l.shown = STR("PDF");
	width = utf8_width(l.shown);
	hint = l.hint.n && l.hint.n < TITLE_BYTES ? utf8_width(l.hint) : 0;
	width = hint > width ? hint : width;
	if (width == 0)
		return;
	l.width = (uint16_t)(width > 60000 ? 60000 : width);
	l.generic = link_says_nothing(&l);
	for (uint32_t up = x->parent, k = 0; k < 3 && up; k++, up = m->tree.node[up].parent)
		l.heading |= m->tree.node[up].tag >= TAG_H1 && m->tree.node[up].tag <= TAG_H6;
	l.document = l.live && (l.file || link_names_document(l.href));
	l.bare = mere_day(m, l.shown, width);
	l.dated_url = l.live && date_from_url(l.href, &m->dates, &ignored);
	l.column = l.live && !l.dated_url && link_names_column(l.href); /* not /2026/03/01/ice/ */
	m->lead = arena_grow(m->a, m->lead, m->nleads, cap, sizeof(l));
	m->lead[m->nleads++] = l;
}

static bool labelled(struct str before)
{
	static const char *const label[] = {"发布", "日期", "时间", "發布", "時間", "更新", "date",
		"Date", "Posted", "posted", "Filed", "filed", "Published", "published",
		"Issued", "issued", "Released", "Decided", NULL};

	if (before.n > 40)
		before = str_sub(before, before.n - 40, 40);
	for (const char *const *l = label; *l; l++)
		if (str_has(before, str_of(*l)))
			return true;
	return false;
}

#define LONG_TEXT 40 /* bytes beside a date: more than a label */

static uint8_t rank_in_text(struct str s, const struct date_found *f)
{
	size_t others = date_other_bytes(s, f);

	if (others <= 3)
		return RANK_ALONE;
	if (f->yearless || f->compact)
		return others <= 12 && !f->compact ? RANK_BESIDE : 0;
	if (labelled(str_sub(s, 0, f->at)))
		return others <= 120 ? RANK_ALONE : RANK_BESIDE;
	if (others <= LONG_TEXT)
		return RANK_BESIDE;
	return f->at <= 6 || f->at + f->n + 6 >= s.n ? RANK_BESIDE : RANK_PROSE;
}

static void add_when(struct mine *m, uint32_t node, uint8_t rank, const struct date_found *f,
	size_t *cap)
{
	if (m->nwhen >= WHENS_MAX)
		return;
	m->when = arena_grow(m->a, m->when, m->nwhen, cap, sizeof(*m->when));
	m->when[m->nwhen++] = (struct when){.node = node, .rank = rank, .found = *f};
}

/* Midnight in Greenwich is how programs write a day: no time, and the day as written. */
static void day_of_machine(struct mine *m, struct str v, struct date_found *f)
{
	struct civil c = {0};

	if (str_find(v, STR("T00:00:00Z"), 0) == SIZE_MAX &&
		str_find(v, STR("T00:00:00+00:00"), 0) == SIZE_MAX)
		return;
	if (!date_find(str_sub(v, 0, 10), &m->dates, f))
		return;
	c.year = f->year;
	c.month = f->month;
	c.day = f->day;
	f->ms = civil_ms(&c, m->dates.zone);
	f->has_time = false;
}

/* <time datetime>, Drupal's <span content>, data-date. What the reader sees in it goes
 * first: programs write the time of some other zone. */
static void dates_of_element(struct mine *m, uint32_t i, size_t *cap)
{
	static const char *const name[] = {"datetime", "content", "data-date", "data-time",
		"title", "class"};
	const struct tree_node *x = &m->tree.node[i];
	struct date_found f, seen;

	if (!x->xml->properties || x->tag == TAG_META || x->tag == TAG_LINK ||
		x->tag == TAG_A || x->tag == TAG_IMG)
		return;
	for (size_t k = 0; k < sizeof(name) / sizeof(name[0]); k++) {
		struct str v = tree_attr(x, name[k]);

		if (v.n < 8 || v.n > 60 || !date_find(v, &m->dates, &f) || f.yearless ||
			f.compact || (f.at > 3 && k < 5))
			continue;
		if (tree_text_bytes(&m->tree, i) < 60 &&
			date_find(tree_text(&m->tree, i, 60, m->a), &m->dates, &seen) &&
			!seen.yearless && !seen.ambiguous)
			return;
		day_of_machine(m, v, &f);
		add_when(m, i, RANK_MARKED, &f, cap);
		return;
	}
}

/* "成文日期：2026-01-01 发布日期：2026-02-01": the second date, when only that is called a
 * publication. */
static void use_published(struct mine *m, struct str s, struct date_found *f)
{
	size_t end = f->at + f->n;
	struct date_found next;
	struct str rest = str_sub(s, end, 300);

	if (rest.n < 8 || mine_date_kind(str_sub(s, 0, f->at)) > 0 ||
		!date_find(rest, &m->dates, &next) || next.yearless || next.compact ||
		mine_date_kind(str_sub(rest, 0, next.at)) <= 0)
		return;
	*f = next;
	f->at += end;
}

static bool ideograph(int32_t c)
{
	return c >= 0x4e00 && c <= 0x9fff;
}

/* "2026年5月22日在会议上…" in a long text: what the entry tells of, not when it came. */
static bool in_sentence(struct str s, const struct date_found *f)
{
	size_t at = f->at + f->n;
	int32_t next = at < s.n ? utf8_next(s, &at) : -1;

	return date_other_bytes(s, f) > LONG_TEXT && str_has(str_sub(s, f->at, f->n), STR("月")) &&
		(ideograph(next) || next == 0xff0c); /* ， */
}

static void dates_of_text(struct mine *m, uint32_t i, size_t *cap)
{
	struct str s = m->tree.node[i].text;
	struct date_found f;
	uint8_t rank;

	if (s.n < 5 || !has_digit_or_word(s) || !date_find(str_sub(s, 0, 2000), &m->dates, &f))
		return;
	use_published(m, s, &f);
	rank = rank_in_text(s, &f);
	if (rank == RANK_BESIDE && in_sentence(s, &f) && !inside_link(m, i))
		rank = RANK_PROSE;
	if (rank)
		add_when(m, i, rank, &f, cap);
}

static size_t slot_of(const struct mine *m, const uint32_t *table, size_t mask, uint64_t path)
{
	size_t at = (size_t)(path ^ path >> 32) & mask;

	while (table[at] && m->cluster[table[at] - 1].path != path)
		at = (at + 1) & mask;
	return at;
}

/* Boxes that only their headings tell from the list stand in places of their own. */
static uint64_t place_of(const struct tree_node *x)
{
	return x->path + (x->zone & ZONE_SIDE);
}

static void add_to_cluster(struct mine *m, uint32_t lead, uint32_t *table, size_t mask,
	size_t *cap)
{
	uint64_t path = place_of(&m->tree.node[m->lead[lead].node]);
	size_t at = slot_of(m, table, mask, path);
	struct cluster *c;

	if (!table[at]) {
		m->cluster = arena_grow(m->a, m->cluster, m->nclusters, cap, sizeof(*c));
		m->cluster[m->nclusters++] =
			(struct cluster){.path = path, .first = lead, .last = lead, .n = 1};
		table[at] = (uint32_t)m->nclusters;
		return;
	}
	c = &m->cluster[table[at] - 1];
	m->lead[c->last].next = lead;
	c->last = lead;
	c->n++;
}

static void make_clusters(struct mine *m)
{
	size_t size = 16, cap = 0;
	uint32_t *table;

	while (size < m->nleads * 2)
		size *= 2;
	table = arena_array(m->a, size, sizeof(*table));
	for (uint32_t i = 0; i < m->nleads; i++)
		add_to_cluster(m, i, table, size - 1, &cap);
}

#define FIRST_LEADS 6 /* what all records say, one of the first does */

static size_t count_text(const struct mine *m, const struct cluster *c, struct str text)
{
	size_t n = 0;

	for (uint32_t i = c->first; i != LEAD_NONE; i = m->lead[i].next)
		n += str_eq(m->lead[i].shown, text);
	return n;
}

/* The text that a quarter or more of a cluster's links show; none. */
static struct str repeated_text(const struct mine *m, const struct cluster *c)
{
	uint32_t at = c->first;

	for (int k = 0; k < FIRST_LEADS && at != LEAD_NONE; k++, at = m->lead[at].next) {
		size_t n = count_text(m, c, m->lead[at].shown);

		if (n >= 3 && n * 4 >= c->n && c->n >= n + 3)
			return m->lead[at].shown;
	}
	return STR_NONE;
}

/* "Overview" beside the title in each record, both alike in place: it shares its element
 * with a link that says something else. */
static bool beside_another(const struct mine *m, uint32_t before, uint32_t i)
{
	uint32_t up = m->tree.node[m->lead[i].node].parent, next = m->lead[i].next;

	if (before != LEAD_NONE && m->tree.node[m->lead[before].node].parent == up &&
		!str_eq(m->lead[before].shown, m->lead[i].shown))
		return true;
	return next != LEAD_NONE && m->tree.node[m->lead[next].node].parent == up &&
		!str_eq(m->lead[next].shown, m->lead[i].shown);
}

/* Nearly all that say `text` stand so, and what stands beside them says something, if only
 * a number: of PDF and DOC neither is the better. */
static bool all_beside(const struct mine *m, const struct cluster *c, struct str text)
{
	uint32_t before = LEAD_NONE;
	size_t n = 0, beside = 0, empty = 0;
	struct str other = STR_NONE; /* the last that says something else */

	for (uint32_t i = c->first; i != LEAD_NONE; before = i, i = m->lead[i].next) {
		if (str_eq(m->lead[i].shown, text)) {
			n++;
			beside += beside_another(m, before, i);
		} else {
			empty += m->lead[i].generic || link_names_action(m->lead[i].shown) ||
				(m->lead[i].width < 8 && str_eq(m->lead[i].shown, other));
			other = m->lead[i].shown;
		}
	}
	return beside * 10 >= n * 6 && empty * 2 < c->n - n;
}

/* Links that say the same in every record name no record: they leave the cluster. */
static void drop_repeated(struct mine *m, struct cluster *c)
{
	struct str text = c->n >= 6 ? repeated_text(m, c) : STR_NONE;
	uint32_t *at = &c->first, last = LEAD_NONE;

	if (!text.n || !all_beside(m, c, text))
		return;
	while (*at != LEAD_NONE) {
		struct lead *l = &m->lead[*at];

		if (str_eq(l->shown, text)) {
			l->generic = true;
			*at = l->next;
			c->n--;
			continue;
		}
		last = *at;
		at = &l->next;
	}
	c->last = last;
}

void mine_leads(struct mine *m)
{
	size_t leads = 0, whens = 0;

	for (uint32_t i = 0; i < m->tree.n; i++) {
		int tag = m->tree.node[i].tag;

		if (tag == TAG_TEXT) {
			dates_of_text(m, i, &whens);
		} else if (tag == TAG_A) {
			add_lead(m, i, &leads);
		} else if (tag != TAG_OPTION && m->tree.node[i].xml->properties) {
			dates_of_element(m, i, &whens);
			if (tag != TAG_IMG && tag != TAG_BODY)
				add_lead(m, i, &leads);
		}
	}
	make_clusters(m);
	for (size_t i = 0; i < m->nclusters; i++)
		drop_repeated(m, &m->cluster[i]);
}

size_t mine_when_from(const struct mine *m, uint32_t node)
{
	size_t lo = 0, hi = m->nwhen;

	while (lo < hi) {
		size_t mid = (lo + hi) / 2;

		if (m->when[mid].node < node)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

/* Of two dates beside other words that with fewer words goes first. */
static int rank_of_when(const struct mine *m, const struct when *w)
{
	const struct tree_node *x = &m->tree.node[w->node];

	return w->rank * 4 -
		(w->rank == RANK_BESIDE && x->tag == TAG_TEXT &&
			date_other_bytes(x->text, &w->found) > LONG_TEXT);
}

#define RANK_ENOUGH (RANK_BESIDE * 4 - 7)

uint32_t mine_date_in(const struct mine *m, uint32_t from, uint32_t to, uint32_t not_in)
{
	uint32_t best = LEAD_NONE;
	int best_rank = 0;

	for (size_t i = mine_when_from(m, from); i < m->nwhen && m->when[i].node < to; i++) {
		int rank = rank_of_when(m, &m->when[i]);

		if (not_in != LEAD_NONE && tree_inside(&m->tree, m->when[i].node, not_in))
			rank -= m->when[i].rank >= RANK_ALONE ? 4 : 6;
		if (rank > best_rank) {
			best = (uint32_t)i;
			best_rank = rank;
		}
	}
	return best_rank >= RANK_ENOUGH ? best : LEAD_NONE;
}

/* Texts of the record one after the other with a space between, without those of the
 * link when `beside`. */
static struct str spaced_text(const struct mine *m, const struct entry *e, bool beside)
{
	struct buf b = BUF_INIT(TITLE_BYTES);
	struct str out;

	for (uint32_t k = e->node; k < m->tree.node[e->node].end && !b.over; k++) {
		const struct tree_node *x = &m->tree.node[k];

		if (x->tag != TAG_TEXT || !x->text.n ||
			(beside && tree_inside(&m->tree, k, m->lead[e->lead].node)))
			continue;
		buf_addstr(&b, x->text);
		buf_addc(&b, ' ');
	}
	out = arena_str(m->a, buf_str(&b));
	buf_release(&b);
	return out;
}

/* Does the date fill whole texts? Then it is no part of a sentence. */
static bool fills_texts(const struct mine *m, const struct entry *e, const struct date_found *f)
{
	bool begins = false, ends = false;
	size_t at = 0;

	for (uint32_t k = e->node; k < m->tree.node[e->node].end; k++) {
		const struct tree_node *x = &m->tree.node[k];

		if (x->tag != TAG_TEXT || !x->text.n)
			continue;
		begins |= at == f->at;
		at += x->text.n;
		ends |= at == f->at + f->n;
		at++;
	}
	return begins && ends;
}

bool mine_joined_date(const struct mine *m, const struct entry *e, struct date_found *out)
{
	size_t bytes = tree_text_bytes(&m->tree, e->node), title = m->lead[e->lead].shown.n;

	if (bytes > TITLE_BYTES)
		return false;
	if (bytes >= title + 6) {
		struct str beside = spaced_text(m, e, true);

		if (date_find(beside, &m->dates, out))
			return !out->compact && !in_sentence(beside, out);
	}
	return date_find(spaced_text(m, e, false), &m->dates, out) && !out->compact &&
		fills_texts(m, e, out);
}
