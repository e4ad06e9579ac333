/* sub_columns: the page of the column links to each of `names` (aliases with | or as a list
 * in the list), and what it links to is neither broken nor blank: an empty column of ours, or
 * found so by two looks of the crawler. One that is only suspected, and a fault on a page that changed less than `grace` days ago (3), is a
 * warning. A name of four
 * characters or more may stand within a longer text, a shorter one must be all of it;
 * blanks do not count. Hidden links are none. */
#include "monitor/rule.h"

#include "base/clock.h"
#include "crawler/sub-column.h"

#define NAMES_MAX 100
#define GRACE_DAYS 3

struct entry {
	struct str text, url;
};

struct looking {
	const struct rule_input *in;
	struct finding *f;
	struct entry *entries;
	size_t n, nnames, nmissing, nbad, nsuspected;
	struct str missing, bad; /* bad: as missing, each with what is wrong with it */
	struct str blank, broken, suspected;
	int64_t since_ms; /* of the page as it is, 0 unknown */
};

static void check(const struct rule_config *r, struct config_faults *f)
{
	struct str rest = str_of(rule_arg(r, "names")), one;
	size_t n = 0;
	bool blank = false;

	while (rest.n && str_cut(&rest, '\n', &one)) {
		n++;
		blank |= str_trim(one).n == 0;
	}
	if (n == 0 || n > NAMES_MAX || blank)
		config_fault_add(f, r->file, r->line, false,
			"names: expected a list of 1 to %d names", NAMES_MAX);
	rule_check_int(r, "grace", 0, 365, f);
}

/* State of the best entry that bears one of the names; -1: none does. */
static int find(struct looking *x, struct str names, int *out, struct err *e)
{
	struct str name;

	*out = -1;
	while (names.n && str_cut(&names, '|', &name)) {
		name = sub_column_packed(name, x->in->arena);
		for (size_t i = 0; name.n && i < x->n; i++) {
			int state = TARGET_FINE, rc = 0;

			if (!sub_column_bears(x->entries[i].text, name))
				continue;
			if (x->in->target_of)
				rc = x->in->target_of(x->in->source, x->entries[i].url, &state, e);
			if (rc < 0)
				return rc;
			if (*out < 0 || state < *out)
				*out = state;
			if (*out == TARGET_FINE)
				return 0;
		}
	}
	return 0;
}

static struct str listed(struct arena *a, struct str list, struct str name, const char *why)
{
	size_t bar = str_findc(name, '|', 0);

	return arena_strf(a, "%.*s%s%.*s%s", STR_ARG(list), list.n ? "\n" : "",
		STR_ARG(str_sub(name, 0, bar)), why);
}

static int judge_names(struct looking *x, struct err *e)
{
	struct str rest = str_of(rule_arg(x->in->rule, "names")), one;
	struct arena *a = x->in->arena;

	while (rest.n && str_cut(&rest, '\n', &one)) {
		int state, rc = find(x, one, &state, e);

		if (rc < 0)
			return rc;
		x->nnames++;
		if (state < 0) {
			x->nmissing++;
			x->missing = listed(a, x->missing, one, "");
		} else if (state == TARGET_SUSPECTED) {
			x->nsuspected++;
			x->bad = listed(a, x->bad, one, " (suspected)");
			x->suspected = listed(a, x->suspected, one, "");
		} else if (state != TARGET_FINE) {
			x->nbad++;
			x->bad = listed(a, x->bad, one, state == TARGET_BLANK ? " (blank)"
				: " (broken)");
			if (state == TARGET_BLANK)
				x->blank = listed(a, x->blank, one, "");
			else
				x->broken = listed(a, x->broken, one, "");
		}
	}
	return 0;
}

static void conclude(struct looking *x)
{
	struct finding *f = x->f;
	struct arena *a = x->in->arena;

	finding_factf(f, a, "names", "%zu", x->nnames);
	finding_fact(f, a, "missing", x->missing);
	finding_fact(f, a, "unusable", x->bad);
	finding_fact(f, a, "blank", x->blank);
	finding_fact(f, a, "broken", x->broken);
	finding_fact(f, a, "doubtful", x->suspected);
	if (x->nmissing + x->nbad + x->nsuspected == 0)
		return;
	f->level = x->nmissing + x->nbad == 0 || (x->since_ms && x->in->now_ms - x->since_ms <
		rule_int(x->in->rule, "grace", 0, 365, GRACE_DAYS) * DAY_MS) ? LEVEL_WARN
		: LEVEL_OVERDUE;
	f->cause = x->nmissing ? STR("missing") : STR("unusable");
	f->since_ms = x->since_ms ? x->since_ms : f->measured_ms;
	f->summary = arena_strf(a, "of %zu entries %zu are missing, %zu blank or broken",
		x->nnames, x->nmissing, x->nbad);
}

static int judge(const struct rule_input *in, struct findings *out, struct err *e)
{
	struct looking x = {.in = in, .f = finding_add(in, out, "sub_columns")};
	struct page_links links;
	struct page_text text;
	int rc;

	x.f->state = STATE_NONE;
	x.f->limit = STR("all there");
	if (!in->column || !in->links_of) {
		x.f->cannot_judge = STR("never measured");
		return 0;
	}
	rc = in->links_of(in->source, in->column->url, &links, in->arena, e);
	if (rc == ERR_NOTFOUND || (rc == 0 && links.nedges == 0)) {
		/* a page that is no list has its links all the same, once it was read */
		x.f->cannot_judge = in->column->last_good_ms
			? STR("no links known of this page") : STR("never measured");
		return 0;
	}
	if (rc < 0)
		return rc;
	x.f->measured_ms = links.time_ms;
	rc = rule_page_text(in, &text, e);
	if (rc == ERR_GONE) {
		x.f->cannot_judge = STR(PAGE_CHANGED_SINCE);
		return 0;
	}
	if (rc == 0)
		x.since_ms = text.changed_ms ? text.changed_ms : text.since_ms;
	x.entries = arena_array(in->arena, links.nedges, sizeof(*x.entries));
	for (size_t i = 0; i < links.nedges; i++)
		if (!links.edges[i].hidden && links.edges[i].text.n)
			x.entries[x.n++] = (struct entry){sub_column_packed(links.edges[i].text, in->arena),
				links.edges[i].url};
	rc = judge_names(&x, e);
	if (rc == 0)
		conclude(&x);
	return rc;
}

const struct rule_kind rule_sub_columns = {
	.name = "sub_columns",
	.args = "names grace",
	.check = check,
	.judge = judge,
	.until = true,
};
