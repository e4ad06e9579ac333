/* label: what must stand on pages stands there.
 *
 *	where: notice	each of `texts` (aliases with |) in the text of the newest `sample`
 *			(1) notices whose title matches, as their own pages were last read
 *	where: meta	the same as names among their tags
 *	where: page	each of `texts` on the column's own page, in its text, or as text or
 *			address of a link or picture
 *	where: footer	the seven marks of a government site on the column's page
 *	where: tags	the tags of the column's page (home page 3, column 7) and of its
 *			newest notices (10)
 *
 * A fault younger than `grace` days (3) is a warning: a notice just published, a page
 * just changed. Where a page's text is not kept only its links are known, and a text that
 * is none of them may yet stand there: then nothing is said. Nor is it of a text that is
 * missing where a notice has attachments: tables stand in them. */
#include "label-part.h"

#include "base/clock.h"

#include <stdlib.h>

#define TEXTS_MAX 100
#define SAMPLE_MAX 50
#define GRACE_DAYS 3

static bool where_is(const struct rule_config *r, const char *word)
{
	const char *where = rule_arg(r, "where");

	return where && streq(where, word);
}

static bool needs_texts(const struct rule_config *r)
{
	return !where_is(r, "footer") && !where_is(r, "tags");
}

static void check(const struct rule_config *r, struct config_faults *f)
{
	static const char *const places[] = {"notice", "meta", "page", "footer", "tags"};
	const char *where = rule_arg(r, "where");
	struct str rest = str_of(rule_arg(r, "texts")), one;
	size_t n = 0;
	bool blank = false, known = false;

	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++)
		known |= where_is(r, places[i]);
	while (rest.n && str_cut(&rest, '\n', &one)) {
		n++;
		blank |= str_trim(one).n == 0;
	}
	if (needs_texts(r) && (n == 0 || n > TEXTS_MAX || blank))
		config_fault_add(f, r->file, r->line, false,
			"texts: expected a list of 1 to %d texts", TEXTS_MAX);
	if (!needs_texts(r) && rule_arg(r, "texts"))
		config_fault_add(f, r->file, r->line, false,
			"texts: where: %s looks for its own", where);
	if (!known)
		config_fault_add(f, r->file, r->line, false,
			"where: expected notice, meta, page, footer or tags, found '%s'",
			where ? where : "nothing");
	if (where_is(r, "page") || where_is(r, "footer"))
		rule_check_absent(r, "sample match", where_is(r, "page") ? "where: page"
			: "where: footer", f);
	rule_check_int(r, "sample", 1, SAMPLE_MAX, f);
	rule_check_int(r, "grace", 0, 365, f);
	rule_check_match(r, f);
}

/* --- what it comes to --- */

static void look_for_texts(const struct rule_input *in, const struct label_place *p,
	struct label_count *c)
{
	struct str rest = str_of(rule_arg(in->rule, "texts")), one;

	while (rest.n && str_cut(&rest, '\n', &one))
		label_look(p, one, str_sub(one, 0, str_findc(one, '|', 0)), c, in->arena);
}

/* since_ms: since when the fault can have stood there. */
static void fault(const struct rule_input *in, struct finding *f, const struct label_count *c,
	int64_t since_ms)
{
	int64_t grace = rule_int(in->rule, "grace", 0, 365, GRACE_DAYS);

	f->level = since_ms && in->now_ms - since_ms < grace * DAY_MS ? LEVEL_WARN
								      : LEVEL_OVERDUE;
	f->cause = STR("missing");
	f->since_ms = since_ms;
	f->summary = arena_strf(in->arena, "%zu of %zu texts are missing", c->nmissing, c->n);
}

/* --- the column's page --- */

static int page_open(const struct rule_input *in, struct label_place *p,
	struct page_text *text, struct page_links *links, struct err *e)
{
	int rc = rule_page_text(in, text, e);

	if (rc == 0)
		p->text = text;
	if (rc < 0 && rc != ERR_NOTFOUND)
		return rc;
	rc = in->links_of ? in->links_of(in->source, in->column->url, links, in->arena, e)
			  : ERR_NOTFOUND;
	if (rc == 0)
		p->links = links;
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int judge_page(const struct rule_input *in, struct finding *f, struct err *e)
{
	struct page_text text;
	struct page_links links;
	struct label_place p = {0};
	struct label_count c = {0};
	int rc = page_open(in, &p, &text, &links, e);

	if (rc == ERR_GONE)
		f->cannot_judge = STR(PAGE_CHANGED_SINCE);
	if (rc < 0)
		return rc == ERR_GONE ? 0 : rc;
	if (!p.text && !p.links) {
		f->cannot_judge = STR("no links known of this page");
		return 0;
	}
	if (where_is(in->rule, "footer"))
		label_footer(&p, &c, in->arena);
	else
		look_for_texts(in, &p, &c);
	finding_factf(f, in->arena, "texts", "%zu", c.n);
	finding_fact(f, in->arena, "missing", c.missing);
	if (c.nmissing && !p.text)
		f->cannot_judge = STR("not among the links, and the page's text is not kept");
	else if (c.nmissing)
		fault(in, f, &c, text.changed_ms ? text.changed_ms : text.since_ms);
	return 0;
}

/* --- notices --- */

struct newest {
	const struct rule_input *in;
	const struct title_pattern *match;
	struct notice list[SAMPLE_MAX]; /* newest first */
	int32_t day[SAMPLE_MAX];
	size_t n, want;
};

static int take(const struct notice *n, void *ctx)
{
	struct newest *x = ctx;
	int32_t day = notice_credible_day(n, x->in->column->first_ms, x->in->zone,
		x->in->now_ms);
	size_t at = 0;

	if (day == DAY_NONE || !title_matches(x->match, n->title))
		return 0;
	while (at < x->n && (x->day[at] > day ||
		(x->day[at] == day && x->list[at].date_ms >= n->date_ms)))
		at++;
	if (at == x->want)
		return 0;
	x->n = x->n < x->want ? x->n + 1 : x->n;
	memmove(&x->list[at + 1], &x->list[at], (x->n - 1 - at) * sizeof(x->list[0]));
	memmove(&x->day[at + 1], &x->day[at], (x->n - 1 - at) * sizeof(x->day[0]));
	x->list[at] = notice_keep(n, x->in->arena);
	x->day[at] = day;
	return 0;
}

/* What the notices together come to: a fault of one is a fault, and the youngest fault
 * decides nothing where an older one stands. */
struct sampling {
	size_t nread, nfaulty, nattached;
	int32_t first; /* day of the oldest faulty one */
	struct label_count worst;
};

static int look_at(const struct rule_input *in, const struct notice *n, int32_t day,
	struct finding *f, struct sampling *s, struct err *e)
{
	struct version v;
	struct label_place p = {.version = &v, .meta = where_is(in->rule, "meta")};
	struct label_count c = {0};
	int rc = in->version_of ? in->version_of(in->source, n, &v, in->arena, e)
				: ERR_NOTFOUND;

	if (rc < 0)
		return rc == ERR_NOTFOUND ? 0 : rc;
	s->nread++;
	if (where_is(in->rule, "tags"))
		label_tags(&p, LABEL_NOTICE, &c, in->arena);
	else
		look_for_texts(in, &p, &c);
	if (c.nmissing == 0 || (where_is(in->rule, "notice") && v.nattachments)) {
		s->nattached += c.nmissing > 0;
		return 0;
	}
	if (s->nfaulty++ == 0 || c.nmissing > s->worst.nmissing)
		s->worst = c;
	s->first = s->first == DAY_NONE || day < s->first ? day : s->first;
	finding_fact(f, in->arena, "title", n->title);
	finding_evidence(f, in->arena, "url", n->url);
	return 0;
}

static int judge_notices(const struct rule_input *in, struct finding *f, struct err *e)
{
	struct title_pattern *p = title_pattern_new(rule_arg(in->rule, "match"), e);
	struct newest *x = arena_alloc(in->arena, sizeof(*x));
	struct sampling s = {.first = DAY_NONE};
	int rc = ERR_CONFIG;

	*x = (struct newest){.in = in, .match = p,
		.want = (size_t)rule_int(in->rule, "sample", 1, SAMPLE_MAX, 1)};
	if (p)
		rc = in->each(in->source, take, x, e);
	title_pattern_free(p);
	for (size_t i = 0; i < x->n && rc >= 0; i++)
		rc = look_at(in, &x->list[i], x->day[i], f, &s, e);
	if (rc < 0)
		return rc;
	if (s.nread)
		finding_factf(f, in->arena, "sampled", "%zu", s.nread);
	if (s.nfaulty) {
		finding_factf(f, in->arena, "faulty", "%zu", s.nfaulty);
		finding_fact(f, in->arena, "missing", s.worst.missing);
		fault(in, f, &s.worst, day_start_ms(s.first, in->zone));
	} else if (x->n == 0) {
		f->cannot_judge = STR("no such notice");
	} else if (s.nread == 0) {
		f->cannot_judge = STR("the notice's own page was not read yet");
	} else if (s.nattached) {
		f->cannot_judge = STR("it may stand in an attachment");
	}
	return 0;
}

/* --- tags of page and notices --- */

static int judge_tags(const struct rule_input *in, struct finding *f, struct err *e)
{
	bool home = str_eqc(in->column_id, "home");
	struct page_text text;
	struct page_links links;
	struct label_place p = {0};
	struct label_count c = {0};
	int rc = page_open(in, &p, &text, &links, e);

	if (rc == ERR_GONE)
		f->cannot_judge = STR(PAGE_CHANGED_SINCE);
	if (rc < 0)
		return rc == ERR_GONE ? 0 : rc;
	if (!p.text) {
		f->cannot_judge = STR("the page's tags are not kept");
		return 0;
	}
	label_tags(&p, home ? LABEL_HOME : LABEL_COLUMN, &c, in->arena);
	finding_factf(f, in->arena, "texts", "%zu", c.n);
	finding_fact(f, in->arena, "missing", c.missing);
	if (c.nmissing)
		fault(in, f, &c, text.changed_ms ? text.changed_ms : text.since_ms);
	else if (!home)
		rc = judge_notices(in, f, e);
	/* a column page with its tags, and no notice read yet, is fine so far */
	if (rc == 0 && f->level == LEVEL_OK)
		f->cannot_judge = STR_NONE;
	return rc;
}

static int judge(const struct rule_input *in, struct findings *out, struct err *e)
{
	struct finding *f = finding_add(in, out, "label");

	f->state = STATE_NONE;
	f->limit = STR("all there");
	if (!in->column || !in->column->first_ms || !in->view) {
		f->cannot_judge = STR("never measured");
		return 0;
	}
	if (where_is(in->rule, "page") || where_is(in->rule, "footer"))
		return judge_page(in, f, e);
	return where_is(in->rule, "tags") ? judge_tags(in, f, e) : judge_notices(in, f, e);
}

const struct rule_kind rule_label = {
	.name = "label",
	.args = "where texts match sample grace",
	.check = check,
	.judge = judge,
	.until = true,
};
