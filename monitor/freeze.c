/* Frozen reports: kept, found again. */
#include "monitor/freeze.h"

#include "spool.h"

#include "base/fs.h"
#include "monitor/alerts.h"

#include <pwd.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static const struct field frozen_rows[] = {
	F_STR(1, struct frozen, name),
	F_STR(2, struct frozen, kind),
	F_STR(3, struct frozen, title),
	F_STR(4, struct frozen, format),
	F_I64(5, struct frozen, made_ms),
	F_I64(6, struct frozen, at_ms),
	F_STR(7, struct frozen, from),
	F_STR(8, struct frozen, to),
	F_STR(9, struct frozen, subjects),
	F_STR(10, struct frozen, unit),
	F_STR(11, struct frozen, tag),
	F_STR(12, struct frozen, profile),
	F_STR(13, struct frozen, seed),
	F_I32(14, struct frozen, sample),
	F_BOOL(15, struct frozen, open_only),
	F_BOOL(16, struct frozen, simulation),
	F_STR(17, struct frozen, lang),
	F_STR(18, struct frozen, document),
	F_BYTES(19, struct frozen, digest),
	F_BYTES(20, struct frozen, facts_digest),
	F_I64(21, struct frozen, bytes),
	F_STR(22, struct frozen, user),
	F_I64(23, struct frozen, incidents),
};
RECORD_TYPE(record_frozen, struct frozen, 1, frozen_rows);

bool frozen_name_ok(const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < n; i++) {
		unsigned char c = (unsigned char)name[i];

		if (c < 0x80 && !is_alnum(c) && !strchr("-_.", c))
			return false;
	}
	return n > 0 && n <= FROZEN_NAME_MAX && name[0] != '.' && name[0] != '-';
}

static char *path_of(const char *dir, const char *file)
{
	char *folder = fs_join(dir, FROZEN_DIR), *path = fs_join(folder, file);

	free(folder);
	return path;
}

static int write_file(const char *dir, const char *file, struct spool *bytes, struct err *e)
{
	char *folder = fs_join(dir, FROZEN_DIR), *path = fs_join(folder, file);
	int rc = fs_mkdirs(folder, 0770, e);

	if (rc == 0)
		rc = spool_save(bytes, path, 0640, true, e);
	free(folder);
	free(path);
	return rc;
}

static struct str day_or_none(struct arena *a, int32_t day)
{
	char text[TIME_TEXT];

	return day == DAY_NONE ? STR_NONE : arena_str(a, str_of(day_text(text, day)));
}

static struct str subjects_of(const struct report_ask *ask)
{
	struct buf b = BUF_INIT(1 << 20);
	struct str out;

	for (const char *const *s = ask->subjects; s && *s; s++)
		buf_addf(&b, "%s%s", b.n ? "\n" : "", *s);
	out = b.n ? arena_str(ask->arena, buf_str(&b)) : STR_NONE;
	buf_release(&b);
	return out;
}

static struct str user_name(struct arena *a)
{
	const struct passwd *p = getpwuid(getuid());

	return p ? arena_str(a, str_of(p->pw_name))
		 : arena_strf(a, "uid %ld", (long)getuid());
}

/* The facts speak no language. */
static int make_facts(struct report_ask *ask, const struct report_kind *k, struct spool *out,
	struct err *e)
{
	struct report_ask again = *ask;

	again.lang = LANG_EN;
	again.figures = false;
	return report_make_spooled(&again, k, "json", 0, STR_NONE, out, e);
}

static int put_record(struct store *alerts, const struct frozen *f, struct err *e)
{
	struct buf k = BUF_INIT(400);
	struct store_txn *t;
	int rc = store_begin(alerts, true, &t, e);

	if (rc < 0)
		return rc;
	key_time(&k, f->made_ms);
	key_text(&k, f->name);
	rc = store_put_record(t, "frozen", buf_str(&k), &record_frozen, f, e);
	buf_release(&k);
	if (rc == 0)
		return store_commit(t, e);
	store_abort(t);
	return rc;
}

static struct frozen describe(const struct report_ask *ask, const struct report_kind *k,
	const char *format, const char *name, int64_t made_ms)
{
	struct arena *a = ask->arena;

	return (struct frozen){.name = str_of(name), .kind = str_of(k->name),
		.title = str_of(lang_text(ask->lang, k->title)), .format = str_of(format),
		.made_ms = made_ms, .at_ms = ask->now_ms,
		.from = day_or_none(a, ask->from_day), .to = day_or_none(a, ask->to_day),
		.subjects = subjects_of(ask), .unit = str_of(ask->unit), .tag = str_of(ask->tag),
		.profile = str_of(ask->profile), .seed = str_of(ask->seed),
		.sample = ask->sample, .open_only = ask->open_only,
		.simulation = ask->simulation, .lang = str_of(lang_word(ask->lang)),
		.document = arena_strf(a, "%s.%s", name, report_suffix(format)),
		.user = user_name(a),
		.incidents = ask->alerts ? (int64_t)store_counter(ask->alerts, "incident") : 0};
}

int frozen_keep(struct store *alerts, struct report_ask *ask, const struct report_kind *k,
	const char *format, const char *name, struct spool *document, int64_t made_ms,
	struct err *e)
{
	const char *dir = store_dir(alerts);
	struct spool *facts;
	struct frozen f = describe(ask, k, format, name, made_ms), old;
	struct str file = arena_strf(ask->arena, "%s.facts.json", name);
	int rc;

	if (!frozen_name_ok(name))
		return err_set(e, ERR_USAGE, "--freeze: expected a name of letters, digits, - _ "
			"and ., at most %d bytes, found '%s'", FROZEN_NAME_MAX, name);
	rc = frozen_get(ask->alerts, f.name, &old, ask->arena, e);
	if (rc == 0)
		return err_set(e, ERR_EXISTS, "a report '%s' is frozen already: it never changes",
			name);
	facts = spool_new();
	rc = make_facts(ask, k, facts, e);
	f.digest = spool_digest(document);
	f.facts_digest = spool_digest(facts);
	f.bytes = (int64_t)spool_size(document);
	if (rc == 0)
		rc = write_file(dir, f.document.p, document, e);
	if (rc == 0)
		rc = write_file(dir, file.p, facts, e);
	if (rc == 0)
		rc = put_record(alerts, &f, e);
	spool_free(facts);
	return rc;
}

/* --- found again --- */

struct walk {
	frozen_fn *fn;
	void *ctx;
};

static int visit(const void *rec, struct str key, void *ctx)
{
	const struct walk *w = ctx;

	(void)key;
	return w->fn(rec, w->ctx);
}

int frozen_each(struct store_txn *alerts, frozen_fn *fn, void *ctx, struct err *e)
{
	struct walk w = {fn, ctx};
	struct store_range r = {.table = "frozen", .type = &record_frozen};

	return store_each_record(alerts, &r, visit, &w, e);
}

struct finding_one {
	struct str name;
	struct frozen *out;
	struct arena *arena;
	bool found;
};

static void copy(struct frozen *to, const struct frozen *f, struct arena *a)
{
	struct str *text[] = {&to->name, &to->kind, &to->title, &to->format, &to->from, &to->to,
		&to->subjects, &to->unit, &to->tag, &to->profile, &to->seed, &to->lang,
		&to->document, &to->user};

	*to = *f;
	for (size_t i = 0; i < sizeof(text) / sizeof(text[0]); i++)
		*text[i] = arena_str(a, *text[i]);
}

static int look(const struct frozen *f, void *ctx)
{
	struct finding_one *x = ctx;

	if (!str_eq(f->name, x->name))
		return 0;
	copy(x->out, f, x->arena);
	x->found = true;
	return 1;
}

int frozen_get(struct store_txn *alerts, struct str name, struct frozen *out,
	struct arena *a, struct err *e)
{
	struct finding_one x = {.name = name, .out = out, .arena = a};
	int rc = alerts ? frozen_each(alerts, look, &x, e) : 0;

	if (rc < 0)
		return rc;
	return x.found ? 0 : ERR_NOTFOUND;
}

bool frozen_asked_alike(const struct frozen *f, const struct report_ask *ask, const char *usual)
{
	struct str rest = f->subjects, one, profile = str_of(ask->profile ? ask->profile : usual);
	size_t n = 0;

	for (; rest.n && str_cut(&rest, '\n', &one); n++)
		if (!ask->subjects || !ask->subjects[n] || !str_eqc(one, ask->subjects[n]))
			return false;
	return !(ask->subjects && ask->subjects[n]) && str_eq(f->unit, str_of(ask->unit)) &&
		str_eq(f->tag, str_of(ask->tag)) && f->sample == ask->sample &&
		f->open_only == ask->open_only &&
		str_eq(f->profile.n ? f->profile : str_of(usual), profile);
}

static int same_digest(const char *file, const struct sha256 *is, const struct sha256 *want,
	struct err *e)
{
	return sha256_same(is, want) ? 0
		: err_set(e, ERR_CORRUPT, "'%s' is not what was frozen: its digest differs", file);
}

/* Piece by piece: a document may be larger than what should be held. */
static int spool_file(const char *path, struct spool *out, struct err *e)
{
	FILE *f = fopen(path, "rb");
	char piece[1 << 14];
	int rc = 0;
	size_t n;

	if (!f)
		return err_errno(e, "cannot open '%s'", path);
	while ((n = fread(piece, 1, sizeof(piece), f)) > 0)
		spool_add(out, str_n(piece, n));
	if (ferror(f))
		rc = err_errno(e, "cannot read '%s'", path);
	fclose(f);
	return rc;
}

int frozen_document(const char *dir, const struct frozen *f, struct spool *out, struct err *e)
{
	char *path = path_of(dir, f->document.p);
	struct sha256 is;
	int rc = spool_file(path, out, e);

	free(path);
	rc = rc ? rc : spool_error(out, e);
	if (rc)
		return rc;
	is = spool_digest(out);
	return same_digest(f->document.p, &is, &f->digest, e);
}

int frozen_facts(const char *dir, struct str name, const struct sha256 *digest,
	struct spool *out, struct err *e)
{
	char file[FROZEN_NAME_MAX + 20];
	struct sha256 is;
	char *path;
	int rc;

	snprintf(file, sizeof(file), "%.*s.facts.json", STR_ARG(str_sub(name, 0,
		FROZEN_NAME_MAX)));
	path = path_of(dir, file);
	rc = spool_file(path, out, e);
	free(path);
	rc = rc ? rc : spool_error(out, e);
	if (rc)
		return rc;
	is = spool_digest(out);
	return same_digest(file, &is, digest, e);
}
