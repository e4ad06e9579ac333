/* label: each of `texts` (aliases with |) stands where it must: with where: notice in the
 * text, with where: meta as a name among the tags, of the newest notice (whose title
 * matches) as its own page was last read; with where: page among the texts of the links of
 * the column's page. Of such a page only links are kept, so a text that is none of them
 * may yet stand there: then nothing is said. Nor is it of a text that is missing where the
 * notice has attachments: tables stand in them. */
#include "monitor/rule.h"

#define TEXTS_MAX 100

struct newest {
	const struct rule_input *in;
	const struct title_pattern *match;
	struct notice notice;
	int32_t day;
};

struct where {
	const struct version *version;	/* NULL: links */
	const struct page_links *links;
	bool meta;
};

static void check(const struct rule_config *r, struct config_faults *f)
{
	const char *where = rule_arg(r, "where");
	struct str rest = str_of(rule_arg(r, "texts")), one;
	size_t n = 0;
	bool blank = false;

	while (rest.n && str_cut(&rest, '\n', &one)) {
		n++;
		blank |= str_trim(one).n == 0;
	}
	if (n == 0 || n > TEXTS_MAX || blank)
		config_fault_add(f, r->file, r->line, false,
			"texts: expected a list of 1 to %d texts", TEXTS_MAX);
	if (!where || (!streq(where, "notice") && !streq(where, "meta") &&
		!streq(where, "page")))
		config_fault_add(f, r->file, r->line, false,
			"where: expected notice, meta or page, found '%s'",
			where ? where : "nothing");
	rule_check_match(r, f);
}

static int take(const struct notice *n, void *ctx)
{
	struct newest *x = ctx;
	int32_t day = notice_credible_day(n, x->in->column->first_ms, x->in->zone,
		x->in->now_ms);

	if (day == DAY_NONE || !title_matches(x->match, n->title) ||
		(x->day != DAY_NONE && (day < x->day ||
			(day == x->day && n->date_ms <= x->notice.date_ms))))
		return 0;
	x->day = day;
	x->notice = notice_keep(n, x->in->arena);
	return 0;
}

static bool stands(const struct where *w, struct str text)
{
	if (!w->version) {
		for (size_t i = 0; i < w->links->nedges; i++)
			if (str_has(w->links->edges[i].text, text))
				return true;
		return false;
	}
	if (!w->meta)
		return str_has(w->version->text, text) || str_has(w->version->title, text);
	for (size_t i = 0; i < w->version->nmeta; i++)
		if (str_eq_nocase(w->version->meta[i].key, text) &&
			str_trim(w->version->meta[i].value).n)
			return true;
	return false;
}

static bool any_stands(const struct where *w, struct str names)
{
	struct str name;

	while (names.n && str_cut(&names, '|', &name))
		if (str_trim(name).n && stands(w, str_trim(name)))
			return true;
	return false;
}

static void conclude(const struct rule_input *in, struct finding *f, const struct where *w)
{
	struct str rest = str_of(rule_arg(in->rule, "texts")), one, missing = STR_NONE;
	size_t n = 0, nmissing = 0;

	while (rest.n && str_cut(&rest, '\n', &one)) {
		n++;
		if (any_stands(w, one))
			continue;
		nmissing++;
		missing = arena_strf(in->arena, "%.*s%s%.*s", STR_ARG(missing),
			missing.n ? "\n" : "",
			STR_ARG(str_sub(one, 0, str_findc(one, '|', 0))));
	}
	finding_factf(f, in->arena, "texts", "%zu", n);
	finding_fact(f, in->arena, "missing", missing);
	if (nmissing == 0)
		return;
	if (!w->version) {
		f->cannot_judge = STR("not among the links, and the page's text is not kept");
		return;
	}
	if (!w->meta && w->version->nattachments) {
		f->cannot_judge = STR("it may stand in an attachment");
		return;
	}
	f->level = LEVEL_OVERDUE;
	f->cause = STR("missing");
	f->since_ms = w->version->time_ms;
	f->summary = arena_strf(in->arena, "%zu of %zu texts are missing", nmissing, n);
}

static int judge_page(const struct rule_input *in, struct finding *f, struct err *e)
{
	struct page_links links;
	struct where w = {.links = &links};
	int rc = in->links_of ? in->links_of(in->source, in->column->url, &links, in->arena, e)
			      : ERR_NOTFOUND;

	if (rc == 0)
		conclude(in, f, &w);
	else if (rc == ERR_NOTFOUND)
		f->cannot_judge = STR("no links known of this page");
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int judge_notice(const struct rule_input *in, struct finding *f, bool meta,
	struct err *e)
{
	struct title_pattern *p = title_pattern_new(rule_arg(in->rule, "match"), e);
	struct newest x = {.in = in, .match = p, .day = DAY_NONE};
	struct version v;
	struct where w = {.version = &v, .meta = meta};
	int rc = p ? in->each(in->source, take, &x, e) : ERR_CONFIG;

	title_pattern_free(p);
	if (rc < 0)
		return rc;
	if (x.day == DAY_NONE) {
		f->cannot_judge = STR("no such notice");
		return 0;
	}
	finding_fact(f, in->arena, "title", x.notice.title);
	finding_evidence(f, in->arena, "url", x.notice.url);
	rc = in->version_of ? in->version_of(in->source, &x.notice, &v, in->arena, e)
			    : ERR_NOTFOUND;
	if (rc == 0)
		conclude(in, f, &w);
	else if (rc == ERR_NOTFOUND)
		f->cannot_judge = STR("the notice's own page was not read yet");
	return rc == ERR_NOTFOUND ? 0 : rc;
}

static int judge(const struct rule_input *in, struct findings *out, struct err *e)
{
	struct finding *f = finding_add(in, out, "label");
	const char *where = rule_arg(in->rule, "where");

	f->state = STATE_NONE;
	f->limit = STR("all there");
	if (!in->column || !in->column->first_ms || !in->view) {
		f->cannot_judge = STR("never measured");
		return 0;
	}
	if (where && streq(where, "page"))
		return judge_page(in, f, e);
	return judge_notice(in, f, where && streq(where, "meta"), e);
}

const struct rule_kind rule_label = {
	.name = "label",
	.args = "where texts match",
	.check = check,
	.judge = judge,
};
