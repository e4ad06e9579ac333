/* Signatures: how the place of a list is remembered, in up to three independent ways.
 *
 *	p1 L html>body>div.main>ul.list>li>a	path of the link, record L steps above it
 *	c1 L ul.list>li>a			the lower end of it only
 *	u1 /art/N/N/N/art_N_N.html		shape of the addresses
 *	s1 feed					no place: the kind of answer
 *
 * Paths hold tags and classes, digits and what tells rows apart left out, no indices. They
 * are compared step by step from the link upwards, with gaps, the lower steps counting
 * more, so that a new wrapper or another class costs little. */
#include "list-mine.h"

#define STEPS_MAX 40
#define SIGNATURE_MAX 2000
#define LOW_STEPS 3	   /* of c1, above the record */
#define ALIKE 0.80	   /* paths this alike are the same place */
#define CANDIDATES 60	   /* readings compared, best score first */

static bool plain_class(struct str token)
{
	static const char *const row[] = {"odd", "even", "first", "last", "active", "current",
		"on", "cur", "hover", "clearfix", "new", "hot", "top", NULL};

	for (const char *const *r = row; *r; r++)
		if (str_ends_nocase(token, str_of(*r)))
			return false;
	for (size_t i = 0; i < token.n; i++)
		if (!is_alpha((unsigned char)token.p[i]) && token.p[i] != '-' &&
			token.p[i] != '_')
			return false;
	return token.n > 0 && token.n < 40;
}

static void put_step(const struct tree_node *x, struct buf *b)
{
	struct str class = tree_attr(x, "class"), token;
	int n = 0;

	buf_adds(b, x->tag == TAG_OTHER ? (const char *)x->xml->name : tree_tag_name(x->tag));
	while (class.n && n < 4) {
		size_t end = 0;

		class = str_trim(class);
		while (end < class.n && !is_space((unsigned char)class.p[end]))
			end++;
		token = str_sub(class, 0, end);
		class = str_sub(class, end, class.n);
		if (!plain_class(token))
			continue;
		buf_addf(b, ".%.*s", STR_ARG(token));
		n++;
	}
}

/* The path from `steps` above the link down to it; all of it for STEPS_MAX. */
static struct str path_text(const struct mine *m, uint32_t link, unsigned steps)
{
	uint32_t chain[STEPS_MAX], i = link;
	struct buf b = BUF_INIT(SIGNATURE_MAX);
	struct str out;
	unsigned n = 0;

	for (;;) {
		chain[n++] = i;
		if (n > steps || n == STEPS_MAX || i == 0)
			break;
		i = m->tree.node[i].parent;
	}
	while (n--) {
		put_step(&m->tree.node[chain[n]], &b);
		if (n)
			buf_addc(&b, '>');
	}
	out = b.over ? STR_NONE : arena_str(m->a, buf_str(&b));
	buf_release(&b);
	return out;
}

#define SHAPE_BYTES 300

/* The address with runs of digits as N and runs of hexadecimal digits as H; its query's
 * values are left out. */
static struct str address_shape(const struct mine *m, struct str href)
{
	struct str s = str_sub(href, 0, str_findc(href, '#', 0));
	char *p = arena_raw(m->a, s.n < SHAPE_BYTES ? s.n + 1 : SHAPE_BYTES + 1);
	size_t k = 0;

	for (size_t i = 0; i < s.n; k++) {
		size_t n = 0, hex = 0, run;
		bool digit = false;

		if (k == SHAPE_BYTES)
			return STR_NONE;
		while (i + n < s.n && is_digit((unsigned char)s.p[i + n]))
			n++;
		for (; i + hex < s.n && hex_value((unsigned char)s.p[i + hex]) >= 0; hex++)
			digit |= is_digit((unsigned char)s.p[i + hex]);
		run = digit && hex >= 8 && hex > n ? hex : n;
		p[k] = run > n ? 'H' : n ? 'N' : s.p[i];
		i += run ? run : 1;
	}
	p[k] = '\0';
	return str_n(p, k);
}

/* The shape that three in five of the entries have, judged by the middle one. */
static struct str usual_shape(const struct mine *m, const struct reading *r)
{
	struct str shape;
	size_t n = 0;

	if (r->n < 3)
		return STR_NONE;
	shape = address_shape(m, m->lead[r->entry[r->n / 2].lead].href);
	if (!shape.n || str_findc(shape, 'N', 0) == SIZE_MAX)
		return STR_NONE;
	for (size_t i = 0; i < r->n; i++)
		n += str_eq(shape, address_shape(m, m->lead[r->entry[i].lead].href));
	return n * 5 >= r->n * 3 ? shape : STR_NONE;
}

static void add_locator(struct mine *m, struct listing *out, const struct reading *r,
	struct str signature)
{
	if (signature.n)
		out->locators[out->nlocators++] = (struct locator){.signature = signature,
			.learned_count = (int32_t)r->mined_n, .dated_share = r->mined_dated};
	(void)m;
}

void sign_reading(const struct mine *cm, const struct reading *r, struct listing *out)
{
	struct mine m = *cm;
	uint32_t link = m.lead[r->entry[r->n / 2].lead].node;
	struct str path = path_text(&m, link, STEPS_MAX);
	struct str low = path_text(&m, link, r->level + LOW_STEPS);
	struct str shape = usual_shape(&m, r);

	out->locators = arena_array(m.a, 3, sizeof(*out->locators));
	add_locator(&m, out, r,
		path.n ? arena_strf(m.a, "p1 %u %.*s", r->level, STR_ARG(path)) : STR_NONE);
	add_locator(&m, out, r,
		low.n ? arena_strf(m.a, "c1 %u %.*s", r->level, STR_ARG(low)) : STR_NONE);
	add_locator(&m, out, r,
		shape.n ? arena_strf(m.a, "u1 %.*s", STR_ARG(shape)) : STR_NONE);
}

static unsigned split_steps(struct str path, struct str step[STEPS_MAX])
{
	unsigned n = 0;

	while (n < STEPS_MAX && str_cut(&path, '>', &step[n]))
		n++;
	return n;
}

/* 0 for another tag; of the same tag by the classes both have. */
static double step_alike(struct str a, struct str b)
{
	struct str x = a, y, ta, tb, token;
	size_t both = 0, na = 0, nb = 0;

	str_cut(&x, '.', &ta);
	y = b;
	str_cut(&y, '.', &tb);
	if (!str_eq(ta, tb))
		return 0;
	for (struct str rest = y; !str_none(rest) && str_cut(&rest, '.', &token);)
		nb++;
	while (!str_none(x) && str_cut(&x, '.', &token)) {
		struct str rest = y, other;

		na++;
		while (!str_none(rest) && str_cut(&rest, '.', &other))
			both += str_eq(token, other);
	}
	if (na + nb == 0)
		return 1;
	return 0.55 + 0.45 * (double)both / (double)(na + nb - both > 0 ? na + nb - both : 1);
}

static double weight(unsigned from_end)
{
	return 1.0 / (1 + 0.35 * from_end);
}

/* Best alignment of two paths from their lower ends, 0..1. */
static double path_alike(struct str a, struct str b)
{
	struct str x[STEPS_MAX], y[STEPS_MAX];
	unsigned n = split_steps(a, x), k = split_steps(b, y);
	double best[STEPS_MAX + 1] = {0}, total = 0;

	for (unsigned i = 0; i < n; i++)
		total += weight(i);
	for (unsigned j = 0; j < k; j++)
		total += weight(j);
	for (unsigned i = 1; i <= n; i++) {
		double diagonal = 0;

		for (unsigned j = 1; j <= k; j++) {
			double above = best[j];
			double w = (weight(i - 1) + weight(j - 1)) / 2;
			double v = diagonal + w * step_alike(x[n - i], y[k - j]);

			v = v > above ? v : above;
			best[j] = v > best[j - 1] ? v : best[j - 1];
			diagonal = above;
		}
	}
	return total > 0 ? 2 * best[k] / total : 0;
}

/* "p1 3 path" in its parts; false for what this version did not write. */
static bool split_signature(struct str s, struct str *kind, unsigned *level, struct str *rest)
{
	struct str text = s, number;
	int64_t v = 0;

	if (!str_cut(&text, ' ', kind) || str_none(text))
		return false;
	if (str_eqc(*kind, "u1")) {
		*rest = text;
		return true;
	}
	if (!str_eqc(*kind, "p1") && !str_eqc(*kind, "c1"))
		return false;
	if (!str_cut(&text, ' ', &number) || str_none(text) || !str_int(number, 0, 30, &v))
		return false;
	*level = (unsigned)v;
	*rest = text;
	return true;
}

static double alike(const struct mine *m, const struct reading *r, struct str signature)
{
	struct str kind, rest, own;
	uint32_t link = m->lead[r->entry[r->n / 2].lead].node;
	unsigned level = 0;
	size_t n = 0;

	if (!split_signature(signature, &kind, &level, &rest))
		return 0;
	if (str_eqc(kind, "u1")) {
		for (size_t i = 0; i < r->n; i++)
			n += str_eq(rest, address_shape(m, m->lead[r->entry[i].lead].href));
		return n * 10 >= r->n * 6 ? 0.81 : 0;
	}
	own = path_text(m, link,
		str_eqc(kind, "p1") ? STEPS_MAX : r->level + LOW_STEPS);
	return path_alike(rest, own) * (level == r->level ? 1 : 0.95);
}

/* Enough of what was learned is there. */
static bool enough(const struct reading *r, const struct locator *l)
{
	return r->n * 10 >= (size_t)(l->learned_count > 0 ? l->learned_count : 0) * 3 &&
		r->dated >= 0.5 * l->dated_share;
}

/* The reading most like a locator, among several the better list. */
static struct reading *most_alike(const struct mine *m, const struct locator *l)
{
	struct reading *best = NULL;
	double top = ALIKE;

	for (size_t i = 0; i < m->nreadings && i < CANDIDATES; i++) {
		struct reading *r = &m->reading[i];
		double v;

		if (!enough(r, l))
			continue;
		v = alike(m, r, l->signature);
		if (v > top + 0.0001 ||
			(best && v > top - 0.0001 && r->score > best->score)) {
			top = v;
			best = r;
		}
	}
	return best;
}

struct reading *sign_find(const struct mine *m, bool *elsewhere)
{
	static const char *const kind[] = {"p1 ", "c1 ", "u1 "};

	*elsewhere = false;
	for (size_t i = 0; i < sizeof(kind) / sizeof(kind[0]); i++) {
		for (size_t k = 0; k < m->order->nlearned; k++) {
			const struct locator *l = &m->order->learned[k];
			struct reading *best = NULL;

			if (str_starts(l->signature, str_of(kind[i])))
				best = most_alike(m, l);
			if (!best)
				continue;
			*elsewhere = i > 0;
			return best;
		}
	}
	return NULL;
}

void list_sign_source(const struct page_order *o, struct listing *l, struct arena *a)
{
	size_t dated = 0;

	if (l->nlocators || !l->nitems || l->source == LIST_DOM)
		return;
	for (size_t i = 0; i < l->nitems; i++)
		dated += l->items[i].date_ms != DATE_NONE_MS;
	l->locators = arena_array(a, 1, sizeof(*l->locators));
	l->locators[0] = (struct locator){
		.signature = arena_strf(a, "s1 %s", list_source_word(l->source)),
		.learned_count = (int32_t)l->nitems,
		.dated_share = (double)dated / (double)l->nitems};
	l->nlocators = 1;
	for (size_t i = 0; i < o->nlearned; i++)
		l->by_learned |= str_eq(o->learned[i].signature, l->locators[0].signature);
}
