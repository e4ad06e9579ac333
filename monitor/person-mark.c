/* What a person judged of an indicator. */
#include "monitor/person-mark.h"

#define TABLE "person-mark"
#define POINTS_MAX 1000 /* of an indicator without a ceiling, in a profile without points */

static const struct field rows[] = {
	F_STR(1, struct person_mark, portal),
	F_STR(2, struct person_mark, profile),
	F_STR(3, struct person_mark, indicator),
	F_STR(4, struct person_mark, from),
	F_STR(5, struct person_mark, to),
	F_I32(6, struct person_mark, result),
	F_I64(7, struct person_mark, points),
	F_I64(8, struct person_mark, time_ms),
	F_STR(9, struct person_mark, by),
	F_STR(10, struct person_mark, user),
	F_STR(11, struct person_mark, reason),
	F_STR(12, struct person_mark, evidence),
};
RECORD_TYPE(record_person_mark, struct person_mark, 1, rows);

int person_mark_put(struct store_txn *alerts, const struct person_mark *m, struct err *e)
{
	struct buf k = BUF_INIT(511);
	uint64_t seq;
	int rc = store_next(alerts, TABLE, &seq, e);

	if (rc < 0)
		return rc;
	key_text(&k, m->portal);
	key_text(&k, m->profile);
	key_text(&k, m->indicator);
	key_u64(&k, seq);
	rc = buf_ok(&k) ? store_put_record(alerts, TABLE, buf_str(&k), &record_person_mark, m, e)
			: err_set(e, ERR_TOOBIG, "a name is too long for a mark");
	buf_release(&k);
	return rc;
}

struct walk {
	person_mark_fn *fn;
	void *ctx;
};

static int visit(const void *rec, struct str key, void *ctx)
{
	const struct walk *w = ctx;

	(void)key;
	return w->fn(rec, w->ctx);
}

int person_mark_each(struct store_txn *alerts, struct str portal, person_mark_fn *fn, void *ctx,
	struct err *e)
{
	struct walk w = {fn, ctx};
	struct store_range r = {.table = TABLE, .type = &record_person_mark};
	struct buf prefix = BUF_INIT(511);
	int rc;

	if (!str_none(portal))
		key_text(&prefix, portal);
	r.prefix = buf_str(&prefix);
	rc = store_each_record(alerts, &r, visit, &w, e);
	buf_release(&prefix);
	return rc;
}

bool person_mark_holds(const struct person_mark *m, struct str profile, int32_t last_day)
{
	int32_t from, to;

	return str_eq(m->profile, profile) && day_parse(m->from, &from) && day_parse(m->to, &to) &&
		last_day >= from && last_day <= to;
}

const struct profile_indicator *profile_indicator_named(const struct profile *p, struct str id)
{
	for (size_t i = 0; i < p->nindicators; i++)
		if (str_eqc(id, p->indicators[i].id) && p->indicators[i].enabled)
			return &p->indicators[i];
	return NULL;
}

static bool one_of(struct str text, const char *const *words)
{
	for (; *words; words++)
		if (str_eqc(text, *words))
			return true;
	return false;
}

int person_mark_result(const struct profile *p, const struct profile_indicator *i, struct str text,
	struct person_mark *m, struct err *e)
{
	static const char *const passed[] = {"passed", "通过", "合格", "无问题", NULL};
	static const char *const found[] = {"found", "否决", "不合格", "有问题", NULL};
	bool bonus = i->effect == EFFECT_BONUS;
	int64_t whole = bonus ? p->bonus : p->points ? p->points : POINTS_MAX;
	int64_t max = i->max ? i->max : whole * 100;
	double points;

	m->points = 0;
	m->result = MARK_PASSED;
	if (one_of(text, passed))
		return 0;
	if (i->effect != EFFECT_DEDUCT && !bonus) {
		m->result = MARK_FOUND;
		return one_of(text, found) ? 0
			: err_set(e, ERR_USAGE, "indicator %s: expected passed (通过) or found (%s), "
				"found '%.*s'", i->id, i->effect == EFFECT_VETO ? "否决" : "有问题",
				STR_ARG(str_sub(text, 0, 60)));
	}
	if (!str_real(text, 0, (double)max / 100, &points) && bonus)
		return err_set(e, ERR_USAGE, "indicator %s: expected the points to add, at most %g, "
			"found '%.*s'", i->id, (double)max / 100, STR_ARG(str_sub(text, 0, 60)));
	if (!str_real(text, 0, (double)max / 100, &points))
		return err_set(e, ERR_USAGE, "indicator %s: expected passed (通过) or the points to "
			"deduct, at most %g, found '%.*s'", i->id, (double)max / 100,
			STR_ARG(str_sub(text, 0, 60)));
	m->points = (int64_t)(points * 100 + 0.5);
	m->result = m->points ? MARK_FOUND : MARK_PASSED;
	return 0;
}
