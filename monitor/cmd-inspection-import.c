/* inspection form and import: the sheet in which an inspector writes what was found. */
#include "cmd-inspection.h"

#include "base/fs.h"
#include "base/out.h"
#include "crawler/sheet.h"

#include <stdio.h>

#define FAULTS_SHOWN 20

enum { FIELD_PORTAL, FIELD_INDICATOR, FIELD_RESULT, FIELD_REASON, FIELD_EVIDENCE, FIELD_BY,
	FIELDS };

/* First the heading that the form has, then what else offices write. */
static const char *const headings[FIELDS][6] = {
	[FIELD_PORTAL] = {"网站", "网站名称", "网站标识码", "门户", "portal", NULL},
	[FIELD_INDICATOR] = {"指标编号", "指标", "序号", "indicator", NULL},
	[FIELD_RESULT] = {"结果", "扣分", "评分", "result", NULL},
	[FIELD_REASON] = {"存在的问题", "问题", "备注", "说明", "reason", NULL},
	[FIELD_EVIDENCE] = {"证据", "问题网址", "截图", "evidence", NULL},
	[FIELD_BY] = {"检查人", "评分人", "by", NULL},
};

/* --- the empty form --- */

/* The first is Chinese, the last English; all are read. */
static const char *heading(int field, enum lang l)
{
	size_t i = 0;

	while (l == LANG_EN && headings[field][i + 1])
		i++;
	return headings[field][i];
}

static void form_line(struct buf *b, const struct portal_config *p,
	const struct profile_indicator *i)
{
	out_csv(b, str_of(p->id));
	buf_addc(b, ',');
	out_csv(b, str_of(i->id));
	buf_adds(b, ",,,,,"); /* to be filled in: result, problem, evidence, person */
	out_csv(b, str_of(p->name));
	buf_addc(b, ',');
	out_csv(b, str_of(i->level2));
	buf_addc(b, ',');
	out_csv(b, str_of(i->point));
	buf_addc(b, ',');
	out_csv(b, str_of(i->text));
	buf_adds(b, "\r\n");
}

int inspection_form(struct inspecting *x)
{
	const struct config *c = x->g->config;
	struct buf *b = &x->out;

	buf_adds(b, "\xef\xbb\xbf");
	for (int f = 0; f < FIELDS; f++)
		buf_addf(b, "%s,", heading(f, x->lang));
	buf_addf(b, "%s,%s,%s,%s\r\n", LANG(x->lang, "name"),
		LANG(x->lang, "Second-level indicator"), LANG(x->lang, "Point examined"),
		LANG(x->lang, "Rule of deduction"));
	for (size_t p = 0; p < c->nportals; p++)
		for (size_t i = 0; i < x->profile->nindicators; i++)
			if (x->profile->indicators[i].enabled &&
				x->profile->indicators[i].check == CHECK_MANUAL)
				form_line(b, &c->portals[p], &x->profile->indicators[i]);
	if (!x->o->output)
		return cmd_out(b);
	return fs_write_fast(x->o->output, buf_str(b), 0644, &x->err) < 0 ? cmd_fail(&x->err) : 0;
}

/* --- the filled one --- */

struct importing {
	struct inspecting *x;
	const struct sheet *sheet;
	size_t at[FIELDS]; /* place of each field; SIZE_MAX: not there */
	size_t taken, empty, faults;
};

static void find_fields(struct importing *m)
{
	const struct sheet_row *head = &m->sheet->rows[0];

	for (int f = 0; f < FIELDS; f++) {
		m->at[f] = SIZE_MAX;
		for (size_t w = 0; headings[f][w] && m->at[f] == SIZE_MAX; w++)
			for (size_t i = 0; i < head->ncells && m->at[f] == SIZE_MAX; i++)
				if (str_eqc(head->cells[i], headings[f][w]))
					m->at[f] = i;
	}
}

static struct str field(const struct importing *m, const struct sheet_row *row, int f)
{
	return m->at[f] == SIZE_MAX ? STR("") : sheet_cell(row, m->at[f]);
}

/* By id, site code or name; a name that two have names none. */
static const struct portal_config *portal_named(const struct config *c, struct str s)
{
	const struct portal_config *found = config_portal(c, s);
	size_t n = 0;

	for (size_t i = 0; i < c->nportals && !(found && n == 0 && str_eqc(s, found->id)); i++) {
		const struct portal_config *p = &c->portals[i];

		if (!str_eqc(s, p->site_code) && !str_eqc(s, p->name))
			continue;
		found = p;
		n++;
	}
	return n > 1 ? NULL : found;
}

static int take_row(struct importing *m, const struct sheet_row *row, struct err *e)
{
	struct inspecting *x = m->x;
	struct person_mark k = inspecting_mark(x);
	struct str portal = field(m, row, FIELD_PORTAL), id = field(m, row, FIELD_INDICATOR);
	const struct portal_config *p = portal_named(x->g->config, portal);
	const struct profile_indicator *i = profile_indicator_named(x->profile, id);
	int rc;

	if (!p)
		return err_set(e, ERR_USAGE, "no portal, or more than one, is '%.*s'",
			STR_ARG(str_sub(portal, 0, 100)));
	if (!i)
		return err_set(e, ERR_USAGE, "profile %s has no indicator '%.*s', or it is switched "
			"off", x->profile->id, STR_ARG(str_sub(id, 0, 60)));
	rc = person_mark_result(x->profile, i, field(m, row, FIELD_RESULT), &k, e);
	if (rc < 0)
		return rc;
	k.portal = str_of(p->id);
	k.indicator = str_of(i->id);
	if (field(m, row, FIELD_REASON).n)
		k.reason = str_sub(field(m, row, FIELD_REASON), 0, 4000);
	if (field(m, row, FIELD_EVIDENCE).n)
		k.evidence = str_sub(field(m, row, FIELD_EVIDENCE), 0, 2000);
	if (field(m, row, FIELD_BY).n)
		k.by = str_sub(field(m, row, FIELD_BY), 0, 200);
	if (k.result == MARK_FOUND && !k.reason.n)
		return err_set(e, ERR_USAGE, "a problem was found, and '%s' does not say which",
			headings[FIELD_REASON][0]);
	return x->o->dry_run ? 0 : person_mark_put(x->alerts, &k, e);
}

/* All or none: half an import cannot be told from a whole one. */
static int take_rows(struct importing *m)
{
	for (size_t i = 1; i < m->sheet->nrows; i++) {
		const struct sheet_row *row = &m->sheet->rows[i];
		struct err e = {0};
		int rc;

		if (!field(m, row, FIELD_RESULT).n) {
			m->empty++;
			continue;
		}
		rc = take_row(m, row, &e);
		m->taken += rc == 0;
		if (rc < 0 && rc != ERR_USAGE)
			return err_set(&m->x->err, rc, "%s", e.text);
		if (rc < 0 && m->faults++ < FAULTS_SHOWN)
			fprintf(stderr, LANG(m->x->lang, "portalwatch: row %d: %s\n"), row->number,
				e.text);
	}
	return 0;
}

static int keep(struct importing *m)
{
	struct inspecting *x = m->x;

	if (m->faults) {
		fprintf(stderr, LANG(x->lang, "portalwatch: %zu rows cannot be taken; nothing was "
			"kept\n"), m->faults);
		return EXIT_USAGE;
	}
	buf_addf(&x->out, x->o->dry_run ? LANG(x->lang, "%zu marks would be kept, %zu rows have no "
			"result yet\n") : LANG(x->lang, "%zu marks kept, %zu rows have no result yet\n"),
		m->taken, m->empty);
	if (!x->o->dry_run) {
		int rc = store_commit(x->alerts, &x->err);

		x->alerts = NULL;
		if (rc < 0)
			return cmd_fail(&x->err);
	}
	return cmd_out(&x->out);
}

int inspection_import(struct inspecting *x, const char *path)
{
	struct importing m = {.x = x};
	struct sheet sheet;
	int status;

	if (sheet_read(path, &sheet, &x->arena, &x->err) < 0)
		return cmd_fail(&x->err);
	m.sheet = &sheet;
	if (sheet.nrows == 0)
		return cmd_usage(&cmd_inspection, "'%s' has no rows", path);
	find_fields(&m);
	for (int f = FIELD_PORTAL; f <= FIELD_RESULT; f++)
		if (m.at[f] == SIZE_MAX)
			return cmd_usage(&cmd_inspection, "'%s' has no column '%s'", path,
				headings[f][0]);
	status = inspecting_open(x, !x->o->dry_run);
	if (status)
		return status;
	return take_rows(&m) < 0 ? cmd_fail(&x->err) : keep(&m);
}
