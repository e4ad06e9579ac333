/* Profiles: their rows, what one row alone cannot see, and where they are found. */
#include "crawler/profile.h"

#include "config-rows.h"
#include "profile-data.h"

#include "base/clock.h"
#include "base/fs.h"

#include <stdio.h>

#define PROFILE_BYTES_MAX ((size_t)1 << 20)
#define INDICATORS_MAX 500 /* the largest official form has about 60 */
#define CENT 100

#define AT(T, m) .offset = offsetof(struct T, m)
#define LIST_AT(T, m, n)                                                                 \
	.offset = offsetof(struct T, m), .count_offset = offsetof(struct T, n)
#define RANGE(lo, hi) .min = (lo), .max = (hi)

static const char profile_checks[] = "manual visits stale blank rule missed few links-home "
	"links-other incidents column";
static const char effects[] = "veto deduct note bonus";
static const char periods[] = "workday week month quarter";
static const char confidences[] = "A B C+ C- D";

static int word_at(const char *words, struct str s)
{
	struct str rest = str_of(words), word;

	for (int i = 0; str_cut(&rest, ' ', &word); i++)
		if (str_eq(word, s))
			return i;
	return -1;
}

const char *profile_check_word(int check)
{
	static const char *const word[] = {"manual", "visits", "stale", "blank", "rule", "missed",
		"few", "links-home", "links-other", "incidents", "column"};

	return word[check];
}

/* A word of the row's choices as its number. */
static void read_word(struct reader *r, const struct row *row, struct ynode *v, void *base)
{
	int at = v->kind == YNODE_SCALAR ? word_at(row->choices, v->text) : -1;

	if (at < 0)
		config_fault_add(r->f, r->file, v->line, false,
			"%s: expected one of the words (%s), found %s", row->key, row->choices,
			ynode_says(r, v));
	else
		memcpy((char *)base + row->offset, &at, sizeof(at));
}

/* Points, to a hundredth. */
static void read_points(struct reader *r, const struct row *row, struct ynode *v, void *base)
{
	double x = 0;
	int64_t cents;

	if (v->kind != YNODE_SCALAR || !str_real(v->text, 0, 1000, &x)) {
		config_fault_add(r->f, r->file, v->line, false,
			"%s: expected points such as 5 or 0.1, found %s", row->key,
			ynode_says(r, v));
		return;
	}
	cents = (int64_t)(x * CENT + 0.5);
	if (x * CENT - (double)cents > 1e-6 || (double)cents - x * CENT > 1e-6)
		config_fault_add(r->f, r->file, v->line, false,
			"%s: points have at most two digits after the point, found %s", row->key,
			ynode_says(r, v));
	memcpy((char *)base + row->offset, &cents, sizeof(cents));
}

#define T profile_indicator
static const struct row indicator_rows[] = {
	{"id", ROW_ID, ROW_REQUIRED, AT(T, id), .help = "unique in the file"},
	{"level1", ROW_TEXT, ROW_REQUIRED, AT(T, level1), .help = "first level of the form (一级指标)"},
	{"level2", ROW_TEXT, ROW_REQUIRED, AT(T, level2), .help = "second level (二级指标)"},
	{"point", ROW_TEXT, ROW_REQUIRED, AT(T, point), .help = "what is looked at (考察点)"},
	{"text", ROW_TEXT, ROW_REQUIRED, AT(T, text), .help = "the rule in words (扣分细则)"},
	{"check", ROW_CUSTOM, ROW_REQUIRED, AT(T, check), .fn = read_word,
		.choices = profile_checks, .help = "how it is decided"},
	{"effect", ROW_CUSTOM, ROW_REQUIRED, AT(T, effect), .fn = read_word, .choices = effects,
		.help = "what a hit does: veto, deduct, note (shown, costs nothing), or bonus (points "
			"that a person gives)"},
	{"warn", ROW_INT64, AT(T, warn), RANGE(0, 100000),
		.help = "early warning from this many hits (visits: percent)"},
	{"limit", ROW_INT64, AT(T, limit), RANGE(0, 100000),
		.help = "a veto from this many hits (visits: percent); of few: the least number"},
	{"each", ROW_CUSTOM, AT(T, each), .fn = read_points, .help = "points for each hit"},
	{"max", ROW_CUSTOM, AT(T, max), .fn = read_points,
		.help = "points of the indicator at most; 0: no ceiling"},
	{"window", ROW_DURATION, AT(T, window_ms), RANGE(0, 800 * DAY_MS),
		.help = "of visits and few: the time before the end of the period"},
	{"per", ROW_WORD, AT(T, per), .choices = periods, .help = "of missed: the calendar period"},
	{"rule", ROW_CUSTOM, AT(T, rule), .fn = read_one_rule,
		.help = "of rule: {kind, ...} as under rules: of a column"},
	{"classes", ROW_TEXTS, LIST_AT(T, classes, nclasses), .help = "columns of these classes"},
	{"columns", ROW_TEXTS, LIST_AT(T, columns, ncolumns),
		.help = "columns whose ids match these patterns; home is the home page"},
	{"names", ROW_TEXT, AT(T, names), .help = "columns whose names match (PCRE2)"},
	{"tags", ROW_TEXTS, LIST_AT(T, tags, ntags), .help = "columns with one of these tags"},
	{"without", ROW_TEXTS, LIST_AT(T, without, nwithout),
		.help = "but none with one of these"},
	{"levels", ROW_TEXTS, LIST_AT(T, levels, nlevels),
		.help = "portals whose level matches these patterns"},
	{"except", ROW_TEXTS, LIST_AT(T, except, nexcept),
		.help = "not for portals with a tag like one of these patterns"},
	{"kinds", ROW_TEXTS, LIST_AT(T, kinds, nkinds), .help = "of incidents: their kinds"},
	{"group", ROW_TEXT, AT(T, group),
		.help = "what was counted by one indicator of a group is not counted again"},
	{"enabled", ROW_BOOL, AT(T, enabled), .dflt = "true",
		.help = "false: shown as switched off; the default where verified is false"},
	{"verified", ROW_BOOL, AT(T, verified), .dflt = "true",
		.help = "false: the number could not be checked against the document"},
	{"confidence", ROW_WORD, AT(T, confidence), .choices = confidences, .dflt = "A",
		.help = "of the number: A two sources, B one, C and D not confirmed"},
	{"note", ROW_TEXT, AT(T, note), .help = "remark"},
	{0},
};
const struct table table_indicator = {.name = "indicators", .rows = indicator_rows,
	.size = sizeof(struct T), .file_offset = offsetof(struct T, file),
	.line_offset = offsetof(struct T, line)};
#undef T

#define T profile
static const struct row reduced_rows[] = {
	{"points", ROW_INT, AT(T, reduced_points), RANGE(1, 1000),
		.help = "of the shorter form; the score is converted to that of the whole one"},
	{"tags", ROW_TEXTS, LIST_AT(T, reduced_tags, nreduced_tags),
		.help = "portals with a tag like one of these patterns get it"},
	{0},
};
static const struct table table_reduced = {.name = "profile.reduced", .rows = reduced_rows};

static const struct row profile_rows[] = {
	{"profile", ROW_ID, ROW_REQUIRED, AT(T, id), .help = "its id"},
	{"name", ROW_TEXT, ROW_REQUIRED, AT(T, name), .help = "as reports say it"},
	{"basis", ROW_TEXT, AT(T, basis), .help = "the document"},
	{"note", ROW_TEXT, AT(T, note), .help = "remark, printed with every inspection"},
	{"points", ROW_INT, AT(T, points), RANGE(0, 1000), .dflt = "0",
		.help = "a portal begins with; 0: nothing is scored"},
	{"pass", ROW_INT, AT(T, pass), RANGE(0, 1000), .dflt = "60",
		.help = "a lower score fails"},
	{"bonus", ROW_INT, AT(T, bonus), RANGE(0, 1000), .dflt = "0",
		.help = "points that indicators of effect: bonus give at most"},
	{"bonus_above", ROW_INT, AT(T, bonus_above), RANGE(0, 1000), .dflt = "80",
		.help = "only a score above it takes them"},
	{"reduced", ROW_MAP, .sub = &table_reduced, .help = "a shorter form for some portals"},
	{"unmeasured", ROW_INT, AT(T, unmeasured), RANGE(1, 100), .dflt = "10",
		.unit = "percent", .help = "of the period; from there on: cannot judge"},
	{"indicators", ROW_ITEMS, ROW_REQUIRED, LIST_AT(T, indicators, nindicators),
		.sub = &table_indicator, .help = "what is looked at"},
	{"english", ROW_CUSTOM, AT(T, english), .fn = read_english,
		.help = "{TEXT: ENGLISH}: texts of this file for English readers"},
	{0},
};
const struct table table_profile = {.name = "profile", .rows = profile_rows,
	.size = sizeof(struct T)};
#undef T

/* --- what one row alone cannot see --- */

static void fault(struct reader *r, const struct profile_indicator *x, const char *what)
{
	config_fault_add(r->f, r->file, x->line, false, "indicator '%s': %s", x->id, what);
}

static void check_needs(struct reader *r, const struct profile_indicator *x)
{
	if ((x->check == CHECK_RULE) != (x->rule != NULL))
		fault(r, x, "check: rule and rule: {kind, ...} belong together");
	if ((x->check == CHECK_MISSED) != (x->per[0] != '\0'))
		fault(r, x, "check: missed and per: belong together");
	if ((x->check == CHECK_INCIDENTS) != (x->nkinds > 0))
		fault(r, x, "check: incidents and kinds: belong together");
	if (x->check == CHECK_FEW && (!x->limit || !x->window_ms))
		fault(r, x, "check: few needs limit: and window:");
	if (x->check == CHECK_VISITS && !x->window_ms)
		fault(r, x, "check: visits needs window:");
	if (x->check == CHECK_VISITS && (x->limit > 100 || x->warn > 100))
		fault(r, x, "warn: and limit: of visits are percent, 1 to 100");
	if (x->effect == EFFECT_VETO && x->check != CHECK_MANUAL && !x->limit)
		fault(r, x, "a veto needs limit:");
	if (x->effect == EFFECT_DEDUCT && !x->each && x->check != CHECK_MANUAL)
		fault(r, x, "effect: deduct needs each:");
	if (x->effect != EFFECT_DEDUCT && (x->each || (x->max && x->effect != EFFECT_BONUS)))
		fault(r, x, "each: and max: belong to effect: deduct");
	if (x->effect == EFFECT_BONUS && x->check != CHECK_MANUAL)
		fault(r, x, "effect: bonus needs check: manual");
	if (x->warn && x->limit && x->check != CHECK_FEW && x->warn >= x->limit)
		fault(r, x, "warn: must lie below limit:");
	if (x->max && x->max < x->each)
		fault(r, x, "max: must not be below each:");
}

static void check_indicator(struct reader *r, const struct profile *p, size_t i)
{
	struct profile_indicator *x = &p->indicators[i];

	check_needs(r, x);
	for (size_t k = 0; k < x->nclasses; k++)
		if (!class_of_word(str_of(x->classes[k])))
			config_fault_add(r->f, r->file, x->line, false,
				"indicator '%s': classes: unknown class '%s'", x->id, x->classes[k]);
	for (size_t k = 0; k < i; k++)
		if (streq(p->indicators[k].id, x->id))
			config_fault_add(r->f, r->file, x->line, false,
				"indicator '%s' twice, first in line %d", x->id,
				p->indicators[k].line);
	config_check_regex(r->f, r->file, x->line, "names", x->names);
}

static void check_frame(struct reader *r, const struct profile *p)
{
	if (p->points && p->pass > p->points)
		config_fault_add(r->f, r->file, 0, false, "pass: %d is over points: %d", p->pass,
			p->points);
	if ((p->reduced_points != 0) != (p->nreduced_tags != 0))
		config_fault_add(r->f, r->file, 0, false,
			"reduced: points: and tags: belong together");
	if (p->reduced_points > p->points)
		config_fault_add(r->f, r->file, 0, false, "reduced: points: %d is over points: %d",
			p->reduced_points, p->points);
	for (size_t i = 0; i < p->nindicators && !p->bonus; i++)
		if (p->indicators[i].effect == EFFECT_BONUS) {
			fault(r, &p->indicators[i], "effect: bonus needs bonus: of the profile");
			return;
		}
}

/* An unverified number is off unless the file itself says otherwise. */
static void settle(const struct profile *p, const struct ynode *list)
{
	for (size_t i = 0; list && i < p->nindicators && i < list->n; i++)
		if (!p->indicators[i].verified && !ynode_get(list->items[i], "enabled"))
			p->indicators[i].enabled = false;
}

static int first_error(const struct config_faults *f, size_t before, struct err *e)
{
	for (size_t i = before; i < f->n; i++)
		if (!f->list[i].warning && !f->list[i].note)
			return err_set(e, ERR_CONFIG, "%s:%d: %s", f->list[i].file,
				f->list[i].line, f->list[i].text);
	return err_set(e, ERR_CONFIG, "faults in a profile");
}

int profile_read(const char *file, struct str text, struct arena *a, struct profile **out,
	struct config_faults *faults, struct err *e)
{
	size_t before = faults->n, nerrors = faults->nerrors;
	struct reader r = {.a = a, .f = faults, .check = config_rule_checker()};
	struct profile *p = arena_alloc(a, sizeof(*p));
	struct ynode *tree;

	r.file = arena_cstr(a, str_of(file));
	rows_default(&r, &table_profile, p);
	tree = yaml_tree(r.file, arena_str(a, text), a, faults);
	if (tree)
		rows_read(&r, &table_profile, tree, p);
	if (p->nindicators > INDICATORS_MAX)
		config_fault_add(faults, r.file, 0, false, "more than %d indicators",
			INDICATORS_MAX);
	for (size_t i = 0; i < p->nindicators && i < INDICATORS_MAX; i++)
		check_indicator(&r, p, i);
	check_frame(&r, p);
	if (faults->nerrors > nerrors)
		return first_error(faults, before, e);
	settle(p, ynode_get(tree, "indicators"));
	*out = p;
	return 0;
}

static bool tagged(const struct portal_config *p, const char *const *tags, size_t n)
{
	for (size_t i = 0; i < p->ntags; i++)
		for (size_t k = 0; k < n; k++)
			if (pattern_matches(tags[k], str_of(p->tags[i])))
				return true;
	return false;
}

bool profile_is_reduced(const struct profile *f, const struct portal_config *p)
{
	return f->reduced_points && tagged(p, f->reduced_tags, f->nreduced_tags);
}

bool profile_excepts(const struct profile_indicator *i, const struct portal_config *p)
{
	return tagged(p, i->except, i->nexcept);
}

/* --- found --- */

const char *profile_shipped(size_t i)
{
	return profile_data[i].id;
}

static int read_file(const char *path, struct arena *a, struct profile **out,
	struct config_faults *faults, struct err *e)
{
	struct buf b = BUF_INIT(PROFILE_BYTES_MAX);
	int rc = fs_read(path, &b, e);

	if (rc == 0)
		rc = profile_read(path, buf_str(&b), a, out, faults, e);
	buf_release(&b);
	return rc;
}

static int unknown(const struct config *c, const char *id, struct err *e)
{
	struct buf b = BUF_INIT(4000);

	for (size_t i = 0; profile_data[i].id; i++)
		buf_addf(&b, "%s%s", i ? ", " : "", profile_data[i].id);
	for (size_t i = 0; c && i < c->nprofiles; i++)
		buf_addf(&b, ", %s", c->profiles[i]);
	err_set(e, ERR_NOTFOUND, "no profile '%s'; there are: %s", id, buf_cstr(&b));
	buf_release(&b);
	return ERR_NOTFOUND;
}

int profile_load(const struct config *c, const char *id, struct arena *a,
	struct profile **out, struct config_faults *faults, struct err *e)
{
	char name[200];

	for (size_t i = 0; c && i < c->nprofiles; i++) {
		struct profile *p;
		int rc = read_file(c->profiles[i], a, &p, faults, e);

		if (rc < 0)
			return rc;
		if (streq(p->id, id)) {
			*out = p;
			return 0;
		}
	}
	for (size_t i = 0; profile_data[i].id; i++) {
		if (!streq(profile_data[i].id, id))
			continue;
		snprintf(name, sizeof(name), "profiles/%s.yaml", id);
		return profile_read(name, str_n((const char *)profile_data[i].bytes,
			profile_data[i].n), a, out, faults, e);
	}
	if (strchr(id, '/') || str_ends(str_of(id), STR(".yaml")))
		return read_file(id, a, out, faults, e);
	return unknown(c, id, e);
}
