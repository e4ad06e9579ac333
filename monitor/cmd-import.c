/* portalwatch import: the list an office keeps becomes portal files; every row is answered. */
#include "monitor/cmd.h"

#include "base/fs.h"
#include "base/out.h"
#include "crawler/import.h"
#include "crawler/opml.h"
#include "monitor/lang.h"

#include <stdio.h>
#include <stdlib.h>

#ifdef PW_HAVE_XLSX
#include <xlsxwriter.h>
#endif

#define OUT_MAX ((size_t)256 << 20)

struct import_opts {
	bool dry_run;
	const char *dir, *into;
};

static const struct opt import_opts[] = {
	{"--dry-run", 'n', OPT_FLAG, offsetof(struct import_opts, dry_run), NULL,
		"tell what would be written, write nothing"},
	{"--dir", 0, OPT_TEXT, offsetof(struct import_opts, dir), "DIR",
		"directory of portal files; else portals/ beside the configuration"},
	{"--template", 0, OPT_TEXT, offsetof(struct import_opts, into), "OUT",
		"write an empty sheet, .xlsx or .csv, and nothing else"},
	{0},
};

static int run(struct globals *g, const void *opts, int argc, char **argv);

const struct cmd cmd_import = {
	.name = "import",
	.args = "FILE.xlsx|csv|tsv|opml [--dry-run] [--dir DIR] | --template OUT",
	.summary = "portals and columns from the list an office keeps, or from OPML",
	.opts = import_opts,
	.opts_size = sizeof(struct import_opts),
	.run = run,
};

/* ---- the empty sheet ---- */

static int template_csv(const char *path, struct err *e)
{
	struct buf b = BUF_INIT(65536);
	int rc;

	buf_adds(&b, "\xEF\xBB\xBF");
	for (size_t i = 0; import_headings[i]; i++) {
		buf_adds(&b, i ? "," : "");
		out_csv(&b, str_of(import_headings[i]));
	}
	buf_adds(&b, "\r\n");
	rc = fs_write_fast(path, buf_str(&b), 0644, e);
	buf_release(&b);
	return rc;
}

#ifdef PW_HAVE_XLSX
/* Everything as text, so that Excel keeps site codes as they are typed; a second sheet says
 * what may stand where. */
static int template_xlsx(const char *path, struct err *e)
{
	static const char *const help[] = {
		"首行为表头，次行起每行一个栏目；可增加其他列，导入时忽略。",
		"更新周期：每工作日、每周三、两周内、每月、每季度、半年、每年1月31日前、3"
		"个工作日内。",
		"栏目类别：动态要闻、通知公告、政策文件、政策解读、人事、规划计划、其他、"
		"静态。",
		"示例：", NULL};
	lxw_workbook *w = workbook_new(path);
	lxw_worksheet *s = w ? workbook_add_worksheet(w, "栏目") : NULL;
	lxw_worksheet *h = w ? workbook_add_worksheet(w, "说明") : NULL;
	lxw_format *bold, *text;
	lxw_error rc;

	if (!s || !h)
		return err_set(e, ERR_IO, "cannot make '%s'", path);
	bold = workbook_add_format(w);
	text = workbook_add_format(w);
	format_set_bold(bold);
	format_set_num_format(text, "@");
	worksheet_freeze_panes(s, 1, 0);
	for (uint16_t i = 0; import_headings[i]; i++) {
		worksheet_set_column(s, i, i, i == 3 ? 44 : 16, text);
		worksheet_write_string(s, 0, i, import_headings[i], bold);
		worksheet_write_string(h, 4, i, import_headings[i], bold);
		worksheet_write_string(h, 5, i, import_example[i], text);
	}
	for (uint32_t i = 0; help[i]; i++)
		worksheet_write_string(h, i, 0, help[i], NULL);
	rc = workbook_close(w);
	return rc == LXW_NO_ERROR ? 0
				  : err_set(e, ERR_IO, "cannot write '%s': %s", path,
					    lxw_strerror(rc));
}
#endif

static int template_write(const char *path)
{
	struct err e = {0};
	int rc;

	if (fs_exists(path))
		rc = err_set(&e, ERR_EXISTS, "'%s' exists already", path);
	else if (!str_ends_nocase(str_of(path), STR(".xlsx")))
		rc = template_csv(path, &e);
	else
#ifdef PW_HAVE_XLSX
		rc = template_xlsx(path, &e);
#else
		rc = err_set(
			&e, ERR_UNSUPPORTED, "built without XLSX: give a name in .csv");
#endif
	return rc < 0 ? cmd_fail(&e) : EXIT_FINE;
}

/* ---- portal files ---- */

struct job {
	struct import im;
	struct arena a;
	const char *dir, *origin;
	struct portal_file *files; /* in dir before */
	size_t nold;
	bool dry_run;
	size_t nfiles; /* written, or that would be */
};

static bool wants_file(const struct job *j, size_t portal)
{
	for (size_t i = 0; i < j->im.nrows; i++)
		if (!j->im.rows[i].refused && j->im.rows[i].portal == portal)
			return true;
	return false;
}

/* The file that holds the portal already, else one named after its id. Heap. */
static char *path_of(struct job *j, struct portal_entry *p)
{
	const struct portal_file *f = portal_file_of(j->files, j->nold, p);
	const char *base = p->id;

	if (f) {
		p->id = f->id;
		return cstr_dup(f->path);
	}
	for (int n = 2;; n++) {
		char *path = fs_join(j->dir, arena_strf(&j->a, "%s.yaml", p->id).p);

		if (!fs_exists(path))
			return path;
		free(path); /* another portal's */
		p->id = arena_strf(&j->a, "%s-%d", base, n).p;
	}
}

/* Merges one portal into its file. Page faults of the sheet or the file become the outcome
 * of the rows; only a disk that fails is an error. */
static int write_portal(struct job *j, size_t index, struct err *e)
{
	struct portal_entry *p = &j->im.portals[index];
	struct buf old = BUF_INIT((size_t)4 << 20), text = BUF_INIT((size_t)8 << 20);
	const char *home = p->home;
	struct err why = {0};
	char *path = path_of(j, p);
	int rc = fs_exists(path) ? fs_read(path, &old, &why) : 0;

	if (rc == 0 && old.n > 0 && !j->im.home_stated[index])
		p->home = ""; /* only derived: what the file says is better */
	if (rc == 0)
		rc = portal_file_merge(
			path, buf_str(&old), j->origin, p, &j->a, &text, &why);
	p->home = home;
	if (rc < 0) {
		p->outcome = ENTRY_REFUSED;
		p->text = arena_strf(&j->a, "%s", why.text).p;
		rc = 0;
	} else if (!str_eq(buf_str(&old), buf_str(&text))) {
		j->nfiles++;
		if (!j->dry_run)
			rc = fs_mkdirs(j->dir, 0755, e) ||
					     fs_write(path, buf_str(&text), 0644, e)
				     ? ERR_IO
				     : 0;
	}
	free(path);
	buf_release(&old);
	buf_release(&text);
	return rc;
}

/* ---- answers ---- */

struct answer {
	const char *outcome, *portal, *column, *text;
};

static const char *outcome_word(int outcome)
{
	static const char *const word[] = {"same", "accepted", "changed", "refused"};

	return word[outcome];
}

static struct answer answer_of(struct job *j, const struct import_row *r)
{
	const struct portal_entry *p;
	const struct column_entry *c;
	const char *text;
	int outcome;

	if (r->refused)
		return (struct answer){
			r->same_as ? "same" : "refused", NULL, NULL, r->text};
	p = &j->im.portals[r->portal];
	if (p->outcome == ENTRY_REFUSED)
		return (struct answer){"refused", p->id, NULL, p->text};
	c = r->column == SIZE_MAX ? NULL : &p->columns[r->column];
	outcome = c ? c->outcome : p->outcome;
	text = c ? c->text : p->text;
	if (r->text[0])
		text = text && text[0] ? arena_strf(&j->a, "%s; %s", text, r->text).p
				       : r->text;
	return (struct answer){outcome_word(outcome), p->id, c ? c->id : NULL, text};
}

/* "accepted" in the reader's language. */
static const char *outcome_text(const char *outcome, enum lang l)
{
	static const char *const text[] = {LANG_MARK("same"), LANG_MARK("accepted"),
		LANG_MARK("changed"), LANG_MARK("left out")};

	for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++)
		if (streq(outcome, outcome_word((int)i)))
			return lang_text(l, text[i]);
	return outcome;
}

static void put_answer(struct buf *b, int number, const struct answer *x, enum lang l,
	bool json)
{
	struct jw j = jw_on(b);

	if (json) {
		jw_open(&j, '{');
		jw_kint(&j, "row", number);
		jw_kcstr(&j, "outcome", x->outcome);
		jw_kcstr(&j, "portal", x->portal);
		jw_kcstr(&j, "column", x->column);
		jw_kcstr(&j, "text", x->text && x->text[0] ? x->text : NULL);
		jw_close(&j, '}');
	} else {
		buf_addf(b, LANG(l, "row %d: %s"), number, outcome_text(x->outcome, l));
		buf_addf(b, x->portal ? " %s" : "%s", x->portal ? x->portal : "");
		buf_addf(b, x->column ? "/%s" : "%s", x->column ? x->column : "");
		if (x->text && x->text[0]) {
			buf_adds(b, LANG(l, ": "));
			out_term(b, str_of(x->text));
		}
	}
	buf_addc(b, '\n');
}

static void put_summary(struct job *j, const size_t n[4], enum lang l, bool json,
	struct buf *b)
{
	struct jw w = jw_on(b);

	if (!json) {
		if (j->im.ignored[0]) {
			buf_adds(b, LANG(l, "headings not used: "));
			out_term(b, str_of(j->im.ignored));
			buf_addc(b, '\n');
		}
		buf_addf(b, LANG(l, "%zu rows: %zu accepted, %zu changed, %zu the same, %zu "
			"refused; "), j->im.nrows, n[ENTRY_NEW], n[ENTRY_CHANGED],
			n[ENTRY_SAME], n[ENTRY_REFUSED]);
		buf_addf(b, j->dry_run ? LANG(l, "%zu files would be written in %s\n")
			: LANG(l, "%zu files written in %s\n"), j->nfiles, j->dir);
		return;
	}
	jw_open(&w, '{');
	jw_key(&w, "summary");
	jw_open(&w, '{');
	jw_kint(&w, "rows", (int64_t)j->im.nrows);
	jw_kint(&w, "accepted", (int64_t)n[ENTRY_NEW]);
	jw_kint(&w, "changed", (int64_t)n[ENTRY_CHANGED]);
	jw_kint(&w, "same", (int64_t)n[ENTRY_SAME]);
	jw_kint(&w, "refused", (int64_t)n[ENTRY_REFUSED]);
	jw_kint(&w, "files", (int64_t)j->nfiles);
	jw_kcstr(&w, "ignored", j->im.ignored[0] ? j->im.ignored : NULL);
	jw_kbool(&w, "dry_run", j->dry_run);
	jw_close(&w, '}');
	jw_close(&w, '}');
	buf_addc(b, '\n');
}

static int tell(struct job *j, enum lang l, bool json)
{
	struct buf b = BUF_INIT(OUT_MAX);
	size_t n[4] = {0};
	int status;

	for (size_t i = 0; i < j->im.nrows; i++) {
		struct answer x = answer_of(j, &j->im.rows[i]);

		for (int k = ENTRY_SAME; k <= ENTRY_REFUSED; k++)
			n[k] += streq(x.outcome, outcome_word(k));
		put_answer(&b, j->im.rows[i].number, &x, l, json);
	}
	put_summary(j, n, l, json, &b);
	status = cmd_out(&b);
	buf_release(&b);
	return status ? status : n[ENTRY_REFUSED] ? EXIT_FOUND : EXIT_FINE;
}

/* portals/ beside the configuration, or here. */
static const char *default_dir(struct globals *g, struct arena *a)
{
	char *config = config_find(g->config_file);
	char *dir = fs_beside(config ? config : "./portalwatch.yaml", "portals");
	const char *out = arena_cstr(a, str_of(dir));

	free(dir);
	free(config);
	return out;
}

/* A feed reader's file, else a sheet. */
static int read_list(struct job *j, const char *path, struct err *e)
{
	struct buf b = BUF_INIT((size_t)64 << 20);
	struct sheet sheet;
	int rc = fs_read(path, &b, e);

	if (rc == 0 && opml_looks_like(buf_str(&b)))
		rc = opml_read(buf_str(&b), &j->im, &j->a, e);
	else if (rc == 0)
		rc = sheet_read(path, &sheet, &j->a, e);
	if (rc == 0 && !j->im.ignored)
		rc = import_sheet(&sheet, &j->im, &j->a, e);
	buf_release(&b);
	return rc;
}

static int run(struct globals *g, const void *opts, int argc, char **argv)
{
	const struct import_opts *o = opts;
	struct job j = {.dry_run = o->dry_run, .dir = o->dir};
	struct err e = {0};
	int rc, status;

	if (o->into)
		return template_write(o->into);
	if (argc != 1)
		return cmd_usage(&cmd_import, "expected one file");
	j.origin = argv[0];
	if (!j.dir)
		j.dir = default_dir(g, &j.a);
	rc = read_list(&j, argv[0], &e);
	if (rc == 0)
		rc = portal_files(j.dir, &j.files, &j.nold, &j.a, &e);
	for (size_t i = 0; rc == 0 && i < j.im.nportals; i++)
		if (wants_file(&j, i))
			rc = write_portal(&j, i, &e);
	status = rc < 0 ? cmd_fail(&e) : tell(&j, lang_of(cmd_lang(g)), g->json);
	if (rc == ERR_NOTFOUND || rc == ERR_TOOBIG || rc == ERR_DENIED ||
		rc == ERR_UNSUPPORTED)
		status = EXIT_USAGE; /* the file given, not the machine */
	arena_release(&j.a);
	return status;
}
