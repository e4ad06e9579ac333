/* The table of rule kinds, defaults of the classes, and what the kinds share. */
#include "monitor/rule.h"

#include "monitor/rules.h"

#include "base/clock.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#define BY_WARN_DAYS 30
#define ROUND_MS (6 * HOUR_MS) /* longer than a round takes */

static const struct rule_kind *const table[] = {
#define X(name) &name,
	RULES(X)
#undef X
};

#define NKINDS (sizeof(table) / sizeof(table[0]))

const struct rule_kind *rule_kind_find(const char *name)
{
	for (size_t i = 0; i < NKINDS; i++)
		if (streq(table[i]->name, name))
			return table[i];
	return NULL;
}

static const char *const state_word[] = {"", "fresh", "exempt", "due", "undated", "empty",
	"overdue", "unmeasured"};

const char *fresh_state_word(int state)
{
	return state > STATE_NONE && state <= STATE_UNMEASURED ? state_word[state] : "";
}

/* Keys that every rule takes; `id` keeps two rules of one kind on one column apart. */
static bool common_key(const char *key)
{
	return streq(key, "id") || streq(key, "severity");
}

static bool takes_key(const struct rule_kind *k, const char *key)
{
	struct str rest = str_of(k->args), word;

	if (k->until && streq(key, "by"))
		return true;

	while (str_cut(&rest, ' ', &word))
		if (str_eqc(word, key))
			return true;
	return common_key(key);
}

/* Keys that hold several texts; of all others a list would be one text with line ends. */
static bool takes_list(const char *key)
{
	static const char *const keys[] = {"names", "texts", "stages", "parts", "checks"};

	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++)
		if (streq(key, keys[i]))
			return true;
	return false;
}

static void check_key(const struct rule_kind *k, const struct rule_config *r,
	const struct pair_config *arg, struct config_faults *f)
{
	if (!takes_key(k, arg->key) && k->args[0])
		config_fault_add(f, r->file, arg->line, false, "rule '%s' takes: %s; found '%s'",
			r->kind, k->args, arg->key);
	else if (!takes_key(k, arg->key))
		config_fault_add(f, r->file, arg->line, false,
			"rule '%s' takes no keys of its own; found '%s'", r->kind, arg->key);
	else if (!takes_list(arg->key) && strchr(arg->value, '\n'))
		config_fault_add(f, r->file, arg->line, false,
			"%s: expected one value, found a list", arg->key);
}

int rule_check(const struct rule_config *r, struct config_faults *f)
{
	const struct rule_kind *k = rule_kind_find(r->kind);
	const char *severity = rule_arg(r, "severity");

	if (!k) {
		config_fault_add(f, r->file, r->line, false, "kind: unknown rule '%s'", r->kind);
		return 0;
	}
	for (size_t i = 0; i < r->nargs; i++)
		check_key(k, r, &r->args[i], f);
	rule_check_int(r, "warn", 1, 100, f);
	if (k->until && rule_arg(r, "by"))
		rule_check_date(r, "by", f);
	if (severity && !severity_of_word(str_of(severity)))
		config_fault_add(f, r->file, r->line, false,
			"severity: expected low, medium, high or critical, found '%s'", severity);
	if (k->check)
		k->check(r, f);
	return 0;
}

/* What is wrong before the day it is owed by is a warning at most. */
static void not_before(const struct rule_input *in, struct finding *f, int32_t due)
{
	int32_t today = rule_today(in);

	f->due = due;
	if (f->level == LEVEL_OK || f->cannot_judge.n || rule_known_day(in) > due)
		return;
	f->level = today + BY_WARN_DAYS >= due ? LEVEL_WARN : LEVEL_OK;
	f->since_ms = day_start_ms(due - BY_WARN_DAYS, in->zone);
}

int rule_judge(const struct rule_input *in, struct findings *out, struct err *e)
{
	const struct rule_kind *k = rule_kind_find(in->rule->kind);
	const char *by = rule_arg(in->rule, "by");
	int year, month, dom, rc;
	size_t first = out->n;
	int32_t due;
	bool once;

	rc = k ? k->judge(in, out, e) : 0;
	for (size_t i = first; rc >= 0 && i < out->n; i++) {
		struct finding *f = &out->list[i];

		if (f->limit.n && f->limit_kind.n)
			finding_fact(f, in->arena, "limit_kind", f->limit_kind);
		if (f->guessed)
			finding_fact(f, in->arena, "calendar_guessed", STR("true"));
	}
	if (rc < 0 || !k || !k->until || !by)
		return rc;
	day_split(rule_today(in), &year, &month, &dom);
	if (rule_date(by, year, &due, &once))
		for (size_t i = first; i < out->n; i++)
			not_before(in, &out->list[i], due);
	return rc;
}

/* --- classes (DESIGN 9) --- */

#define BASIS_2019 "国办秘函〔2019〕19号"
#define BASIS_2015 "国办发〔2015〕15号"

#define MAX_AGE(name, key_, value_, basis_, how)                                          \
	static struct pair_config name##_arg[] = {{.key = (key_), .value = (value_)}};    \
	static const struct rule_config name = {.kind = "max_age", .basis = (basis_),     \
		.limit_kind = (how), .args = name##_arg, .nargs = 1, .file = ""}

MAX_AGE(news_age, "days", "14", BASIS_2019 " 栏目不更新：动态、要闻类", "statutory");
MAX_AGE(notice_age, "months", "6", BASIS_2019 " 栏目不更新：通知公告、政策文件类", "statutory");
MAX_AGE(yearly_age, "years", "1", BASIS_2015 " 人事、规划计划类", "statutory");
MAX_AGE(other_age, "years", "1", BASIS_2019 " 应更新未更新", "practice");

const struct rule_config *class_rules(int cls, size_t *n)
{
	*n = 1;
	switch ((enum column_class)cls) {
	case CLASS_NEWS:
		return &news_age;
	case CLASS_NOTICE:
	case CLASS_POLICY:
	case CLASS_INTERPRETATION:
		return &notice_age;
	case CLASS_PERSONNEL:
	case CLASS_PLANNING:
		return &yearly_age;
	case CLASS_OTHER:
	case CLASS_UNSET:
		return &other_age;
	case CLASS_STATIC:
	case CLASS_ARCHIVED:
		break;
	}
	*n = 0;
	return NULL;
}

int class_severity(int cls)
{
	switch ((enum column_class)cls) {
	case CLASS_NEWS:
	case CLASS_NOTICE:
	case CLASS_POLICY:
	case CLASS_INTERPRETATION:
		return SEVERITY_HIGH;
	case CLASS_STATIC:
		return SEVERITY_MEDIUM;
	case CLASS_PERSONNEL:
	case CLASS_PLANNING:
	case CLASS_OTHER:
	case CLASS_UNSET:
	case CLASS_ARCHIVED:
		break;
	}
	return SEVERITY_LOW;
}

/* --- findings --- */

static struct str subject_of(const struct rule_input *in)
{
	const char *id = in->rule ? rule_arg(in->rule, "id") : NULL;

	if (in->duty.n)
		return arena_strf(in->arena, "%.*s/%.*s#%.*s", STR_ARG(in->portal_id),
			STR_ARG(in->column_id), STR_ARG(in->duty));
	if (!id && in->rule)
		id = rule_arg(in->rule, "match");
	return arena_strf(in->arena, "%.*s/%.*s%s%s", STR_ARG(in->portal_id),
		STR_ARG(in->column_id), id ? "#" : "", id ? id : "");
}

struct finding *finding_new(struct findings *out, struct arena *a, const char *kind)
{
	struct finding *f;

	out->list = arena_grow(a, out->list, out->n, &out->cap, sizeof(*out->list));
	f = &out->list[out->n++];
	*f = (struct finding){.kind = str_of(kind), .severity = SEVERITY_MEDIUM,
		.phase = FINDING_CONFIRMED, .due = DAY_NONE, .age_days = -1};
	return f;
}

struct finding *finding_add(const struct rule_input *in, struct findings *out,
	const char *kind)
{
	const char *severity = in->rule ? rule_arg(in->rule, "severity") : NULL;
	struct finding *f = finding_new(out, in->arena, kind);

	f->portal = in->portal_id;
	f->column = in->column_id;
	f->unit = in->unit;
	f->severity = class_severity(in->cls);
	f->state = STATE_FRESH;
	f->interval_ms = in->interval_ms;
	f->subject = subject_of(in);
	f->rule = in->rule;
	f->owed = in->owed;
	if (severity && severity_of_word(str_of(severity)))
		f->severity = severity_of_word(str_of(severity));
	if (in->rule) {
		f->basis = str_of(in->rule->basis);
		f->limit_kind = in->rule->limit_kind && in->rule->limit_kind[0]
			? str_of(in->rule->limit_kind) : STR("configured");
	}
	if (in->column) {
		f->measured_ms = in->column->last_good_ms;
		finding_evidence(f, in->arena, "url", in->column->url);
	}
	return f;
}

static void pair_add(struct pair **list, size_t *n, size_t *cap, struct arena *a,
	const char *key, struct str value)
{
	*list = arena_grow(a, *list, *n, cap, sizeof(**list));
	(*list)[(*n)++] = (struct pair){str_of(key), arena_str(a, value)};
}

static struct pair *pairs_copy(const struct pair *list, size_t n, struct arena *a)
{
	struct pair *out = arena_array(a, n + 1, sizeof(*out));

	for (size_t i = 0; i < n; i++)
		out[i] = (struct pair){arena_str(a, list[i].key), arena_str(a, list[i].value)};
	return out;
}

struct finding *finding_copy(struct findings *out, const struct finding *f, struct arena *a)
{
	static const size_t text[] = {offsetof(struct finding, kind),
		offsetof(struct finding, subject), offsetof(struct finding, portal),
		offsetof(struct finding, column), offsetof(struct finding, unit),
		offsetof(struct finding, cause), offsetof(struct finding, summary),
		offsetof(struct finding, limit), offsetof(struct finding, basis),
		offsetof(struct finding, limit_kind), offsetof(struct finding, cannot_judge),
		offsetof(struct finding, parent_kind), offsetof(struct finding, parent_subject)};
	struct finding *x;

	out->list = arena_grow(a, out->list, out->n, &out->cap, sizeof(*out->list));
	x = &out->list[out->n++];
	*x = *f;
	for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++) {
		struct str *s = (struct str *)(void *)((char *)x + text[i]);

		*s = arena_str(a, *s);
	}
	x->facts = pairs_copy(f->facts, f->nfacts, a);
	x->facts_cap = f->nfacts;
	x->evidence = pairs_copy(f->evidence, f->nevidence, a);
	x->evidence_cap = f->nevidence;
	return x;
}

void finding_fact(struct finding *f, struct arena *a, const char *key, struct str value)
{
	if (!str_none(value))
		pair_add(&f->facts, &f->nfacts, &f->facts_cap, a, key, value);
}

void finding_factf(struct finding *f, struct arena *a, const char *key, const char *fmt, ...)
{
	char text[300];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	finding_fact(f, a, key, str_of(text));
}

void finding_evidence(struct finding *f, struct arena *a, const char *key, struct str value)
{
	if (value.n > 0)
		pair_add(&f->evidence, &f->nevidence, &f->evidence_cap, a, key, value);
}

int32_t rule_today(const struct rule_input *in)
{
	return day_of_ms(in->now_ms, in->zone);
}

int32_t rule_known_day(const struct rule_input *in)
{
	int32_t today = rule_today(in), read;

	if (!in->column || !in->column->last_good_ms)
		return today;
	read = day_of_ms(in->column->last_good_ms, in->zone);
	return read < today ? read : today;
}

void finding_by_due(const struct rule_input *in, struct finding *f, int32_t start,
	int32_t due)
{
	int32_t today = rule_today(in);
	int64_t span = (int64_t)due - start, gone = (int64_t)today - start;
	int64_t percent = in->rule
		? rule_int(in->rule, "warn", 1, 100, in->warn_percent) : in->warn_percent;
	char text[TIME_TEXT];

	f->due = due;
	f->since_ms = day_start_ms(due + 1, in->zone);
	finding_fact(f, in->arena, "due", str_of(day_text(text, due)));
	if (rule_known_day(in) > due) {
		f->level = LEVEL_OVERDUE;
		f->state = STATE_OVERDUE;
		f->cause = STR("overdue");
	} else if (today > due || gone * 100 >= span * percent) {
		f->level = LEVEL_WARN;
		f->state = STATE_DUE;
		f->cause = STR("due");
		f->severity = SEVERITY_LOW;
		f->since_ms = in->now_ms;
	} else {
		f->level = LEVEL_OK;
		f->state = STATE_FRESH;
	}
}

bool rule_sees_back(const struct rule_input *in, int32_t day)
{
	if (!in->column || !in->view)
		return false;
	if (in->column->first_ms && day_of_ms(in->column->first_ms, in->zone) <= day)
		return true;
	if (in->view->oldest != DAY_NONE && in->view->oldest <= day)
		return true;
	return in->column->next_url.n == 0;
}

/* --- notices --- */

bool rule_is_later(int64_t first_ms, const struct zone *z, int64_t now_ms)
{
	return first_ms - now_ms > ROUND_MS && day_of_ms(first_ms, z) > day_of_ms(now_ms, z);
}

int rule_page_text(const struct rule_input *in, struct page_text *out, struct err *e)
{
	int rc = in->text_of ? in->text_of(in->source, in->column->url, out, in->arena, e)
			     : ERR_NOTFOUND;
	int64_t since_ms;

	if (rc < 0)
		return rc;
	since_ms = out->changed_ms ? out->changed_ms : out->since_ms;
	return since_ms && rule_is_later(since_ms, in->zone, in->now_ms) ? ERR_GONE : 0;
}

bool notice_gone(const struct notice *n, int64_t now_ms)
{
	int64_t gone_ms = n->gone_ms ? n->gone_ms : n->missing_ms;

	return (n->state == NOTICE_DELISTED || n->state == NOTICE_WITHDRAWN) &&
		gone_ms <= now_ms;
}

int32_t notice_credible_day(const struct notice *n, int64_t column_first_ms,
	const struct zone *z, int64_t now_ms)
{
	int32_t stated, seen;
	int64_t first_ms = n->first_ms;

	if (n->date_ms == DATE_NONE_MS || rule_is_later(first_ms, z, now_ms) || notice_gone(n, now_ms))
		return DAY_NONE;
	stated = day_of_ms(n->date_ms, z);
	if (n->baseline) {
		first_ms = first_ms ? first_ms : column_first_ms;
		if (first_ms && stated > day_of_ms(first_ms, z))
			return DAY_NONE;
		return stated > day_of_ms(now_ms, z) ? DAY_NONE : stated;
	}
	seen = day_of_ms(first_ms ? first_ms : now_ms, z);
	return stated < seen ? stated : seen;
}

struct view_make {
	struct column_view *v;
	int64_t first_ms, now_ms;
	const struct zone *zone;
	struct arena *arena;
	size_t cap, cap_seen;
};

static void keep_seen(struct view_make *m, const struct notice *n)
{
	struct column_view *v = m->v;

	if (v->nseen >= VIEW_SEEN_MAX)
		return;
	v->seen = arena_grow(m->arena, v->seen, v->nseen, &m->cap_seen, sizeof(*v->seen));
	v->seen[v->nseen++] = (struct view_notice){.date_ms = n->date_ms,
		.first_ms = n->first_ms, .text = n->text_digest, .baseline = n->baseline,
		.weak = n->date_weak};
}

static int view_notice(const struct notice *n, void *ctx)
{
	struct view_make *m = ctx;
	struct column_view *v = m->v;
	int32_t day;

	v->nnotices++;
	if (notice_gone(n, m->now_ms))
		return 0;
	v->nlisted++;
	if (n->date_ms == DATE_NONE_MS) {
		v->nundated++;
		return 0;
	}
	v->ndated++;
	keep_seen(m, n);
	day = notice_credible_day(n, m->first_ms, m->zone, m->now_ms);
	if (day == DAY_NONE) {
		v->nincredible++;
		return 0;
	}
	v->days = arena_grow(m->arena, v->days, v->ndays, &m->cap, sizeof(*v->days));
	v->days[v->ndays++] = day;
	if (v->oldest == DAY_NONE || day < v->oldest)
		v->oldest = day;
	/* Of one day, the one that states the later time, else the upper one on the list. */
	if (v->newest == DAY_NONE || day > v->newest ||
		(day == v->newest && n->date_ms > v->newest_ms)) {
		v->newest = day;
		v->newest_ms = n->date_ms;
		v->newest_title = arena_str(m->arena, n->title);
		v->newest_url = arena_str(m->arena, n->url);
	}
	return 0;
}

static int by_day(const void *a, const void *b)
{
	const int32_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

int column_view_make(struct column_view *v, int64_t column_first_ms, const struct zone *z,
	int64_t now_ms, rule_each_fn *each, void *source, struct arena *a, struct err *e)
{
	struct view_make m = {.v = v, .first_ms = column_first_ms, .now_ms = now_ms,
		.zone = z, .arena = a};
	int rc;

	*v = (struct column_view){.oldest = DAY_NONE, .newest = DAY_NONE};
	rc = each(source, view_notice, &m, e);
	if (rc < 0)
		return rc;
	if (v->ndays > 1)
		qsort(v->days, v->ndays, sizeof(*v->days), by_day);
	return 0;
}

struct seen_walk {
	const struct rule_input *in;
	view_seen_fn *fn;
	void *ctx;
	size_t at;
};

static int seen_notice(const struct notice *n, void *ctx)
{
	struct seen_walk *w = ctx;

	if (notice_gone(n, w->in->now_ms) || n->date_ms == DATE_NONE_MS)
		return 0;
	return w->at >= w->in->view->nseen ? 1 : w->fn(w->at++, n, w->ctx);
}

int view_each_seen(const struct rule_input *in, view_seen_fn *fn, void *ctx, struct err *e)
{
	struct seen_walk w = {.in = in, .fn = fn, .ctx = ctx};
	int rc = in->each(in->source, seen_notice, &w, e);

	return rc < 0 ? rc : 0;
}

/* Number of days < day. */
static size_t view_below(const struct column_view *v, int32_t day)
{
	size_t lo = 0, hi = v->ndays;

	while (lo < hi) {
		size_t mid = lo + (hi - lo) / 2;

		if (v->days[mid] < day)
			lo = mid + 1;
		else
			hi = mid;
	}
	return lo;
}

size_t view_count(const struct column_view *v, int32_t from, int32_t to)
{
	size_t below = view_below(v, from);

	return to < from ? 0 : view_below(v, to + 1) - below;
}

struct matching {
	const struct rule_input *in;
	const struct title_pattern *pattern;
	struct column_view *out;
	size_t cap;
};

static int take_match(const struct notice *n, void *ctx)
{
	struct matching *x = ctx;
	struct column_view *v = x->out;
	int32_t day = notice_credible_day(n, x->in->column ? x->in->column->first_ms : 0,
		x->in->zone, x->in->now_ms);

	if (day == DAY_NONE || !title_matches(x->pattern, n->title))
		return 0;
	v->days = arena_grow(x->in->arena, v->days, v->ndays, &x->cap, sizeof(*v->days));
	v->days[v->ndays++] = day;
	return 0;
}

int rule_view(const struct rule_input *in, const char *match, struct column_view *out,
	struct err *e)
{
	struct column_view v = {.oldest = DAY_NONE, .newest = DAY_NONE};
	struct matching x = {.in = in, .out = &v};
	struct title_pattern *p;
	int rc;

	if (!match || !match[0]) {
		*out = *in->view;
		return 0;
	}
	p = title_pattern_new(match, e);
	if (!p)
		return ERR_CONFIG;
	x.pattern = p;
	rc = in->each(in->source, take_match, &x, e);
	title_pattern_free(p);
	if (rc < 0)
		return rc;
	if (v.ndays > 1)
		qsort(v.days, v.ndays, sizeof(*v.days), by_day);
	if (v.ndays) {
		v.oldest = v.days[0];
		v.newest = v.days[v.ndays - 1];
	}
	*out = v;
	return 0;
}

int32_t view_newest(const struct column_view *v, int32_t from, int32_t to)
{
	size_t upto = view_below(v, to + 1);

	return view_count(v, from, to) ? v->days[upto - 1] : DAY_NONE;
}

/* --- arguments --- */

int64_t rule_int(const struct rule_config *r, const char *key, int64_t lo, int64_t hi,
	int64_t otherwise)
{
	const char *text = rule_arg(r, key);
	int64_t v;

	return text && str_int(str_of(text), lo, hi, &v) ? v : otherwise;
}

void rule_check_int(const struct rule_config *r, const char *key, int64_t lo, int64_t hi,
	struct config_faults *f)
{
	const char *text = rule_arg(r, key);
	int64_t v;

	if (text && !str_int(str_of(text), lo, hi, &v))
		config_fault_add(f, r->file, r->line, false,
			"%s: expected a number from %lld to %lld, found '%s'", key, (long long)lo,
			(long long)hi, text);
}

void rule_check_date(const struct rule_config *r, const char *key, struct config_faults *f)
{
	const char *text = rule_arg(r, key);
	int32_t day;
	bool once;

	if (text && !rule_date(text, 2024, &day, &once))
		config_fault_add(f, r->file, r->line, false,
			"%s: expected MM-DD or YYYY-MM-DD, found '%s'", key, text);
}

void rule_check_match(const struct rule_config *r, struct config_faults *f)
{
	rule_check_pattern(r, "match", f);
}

void rule_check_pattern(const struct rule_config *r, const char *key,
	struct config_faults *f)
{
	rule_check_groups(r, key, 0, f);
}

void rule_check_groups(const struct rule_config *r, const char *key, size_t groups,
	struct config_faults *f)
{
	const char *text = rule_arg(r, key);
	struct title_pattern *p;
	struct err e = {0};

	if (!text)
		return;
	p = title_pattern_new(text, &e);
	if (!p)
		config_fault_add(f, r->file, r->line, false, "%s: %s", key, e.text);
	else if (title_pattern_groups(p) < groups)
		config_fault_add(f, r->file, r->line, false,
			"%s: expected %d groups in (), found %d in '%s'", key, (int)groups,
			(int)title_pattern_groups(p), text);
	title_pattern_free(p);
}

void rule_check_absent(const struct rule_config *r, const char *keys, const char *why,
	struct config_faults *f)
{
	struct str rest = str_of(keys), key;

	while (str_cut(&rest, ' ', &key))
		for (size_t i = 0; i < r->nargs; i++)
			if (str_eqc(key, r->args[i].key))
				config_fault_add(f, r->file, r->args[i].line, false,
					"%s: has no meaning with %s", r->args[i].key, why);
}

void rule_check_span(const struct rule_config *r, const char *from, const char *to,
	struct config_faults *f)
{
	const char *a = rule_arg(r, from), *b = rule_arg(r, to);
	int32_t first, last;
	bool first_once, last_once;

	if (!a || !b || !rule_date(a, 2024, &first, &first_once) ||
		!rule_date(b, 2024, &last, &last_once))
		return;
	if (first_once != last_once)
		config_fault_add(f, r->file, r->line, false,
			"%s: expected a day of the same form as %s: %s, found '%s'", from, to, b, a);
	else if (first_once && first > last)
		config_fault_add(f, r->file, r->line, false, "%s: %s lies after %s: %s", from, a, to,
			b);
}

bool rule_date(const char *text, int year, int32_t *out, bool *once)
{
	struct str s = str_of(text ? text : "");
	char whole[16];

	*once = day_parse(s, out);
	if (*once)
		return true;
	if (s.n != 5)
		return false;
	snprintf(whole, sizeof(whole), "%04d-%s", year, text);
	/* 29 February of a common year is its last day. */
	if (str_eqc(s, "02-29") && !date_valid(year, 2, 29)) {
		*out = day_of(year, 2, 28);
		return true;
	}
	return day_parse(str_of(whole), out);
}

struct notice notice_keep(const struct notice *n, struct arena *a)
{
	struct notice out = *n;

	out.portal = arena_str(a, n->portal);
	out.column = arena_str(a, n->column);
	out.identity = arena_str(a, n->identity);
	out.title = arena_str(a, n->title);
	out.url = arena_str(a, n->url);
	out.href = out.site_id = out.doc_number = out.pair_titles = out.source = STR_NONE;
	out.moved_to = STR_NONE;
	return out;
}
