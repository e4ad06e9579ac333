/* evidence: everything behind an incident in one file that can be checked by others. */
#include "evidence.h"
#include "evidence-zip.h"

#include "base/clock.h"
#include "base/digest.h"
#include "base/fs.h"
#include "base/out.h"
#include "monitor/cmds.h"

#include <stdio.h>
#include <unistd.h>

#define ARCHIVE_BYTES ((size_t)1 << 30)

struct evidence_opts {
	const char *output;
};

static const struct opt opts[] = {
	{.name = "--output", .letter = 'o', .kind = OPT_TEXT,
		.offset = offsetof(struct evidence_opts, output), .value = "FILE",
		.help = "write the ZIP archive there (evidence-N.zip)"},
	{0},
};

struct packing {
	struct globals *g;
	struct evidence v;
	struct store *pages, *alerts;
	struct calendar *calendar;
	struct arena arena;
	struct buf zip;
};

static int begin(struct packing *p, struct err *e)
{
	struct globals *g = p->g;
	int status = cmd_open(g, "alerts", STORE_READ, &p->alerts);

	if (status == 0)
		status = cmd_open(g, "pages", STORE_READ, &p->pages);
	if (status)
		return status;
	if (store_begin(p->alerts, false, &p->v.alerts, e) < 0 ||
		store_begin(p->pages, false, &p->v.pages, e) < 0)
		return cmd_fail(e);
	if (calendar_load(g->config->calendar, &p->calendar, e) < 0)
		*e = (struct err){0};
	p->v.config = g->config;
	p->v.calendar = p->calendar ? p->calendar : calendar_plain();
	p->v.lang = lang_of(cmd_lang(g));
	p->v.zone = cmd_zone(g);
	p->v.simulation = store_is_simulation(p->alerts);
	p->v.arena = &p->arena;
	return 0;
}

static void end(struct packing *p)
{
	store_abort(p->v.alerts);
	store_abort(p->v.pages);
	store_close(p->alerts);
	store_close(p->pages);
	calendar_free(p->calendar);
	arena_release(&p->arena);
	buf_release(&p->zip);
}

static int pack(struct packing *p, struct err *e)
{
	struct evidence *v = &p->v;
	struct zip_part *parts;
	int rc = evidence_collect(v, e);

	if (rc)
		return rc;
	evidence_page(v);
	evidence_seal(v);
	parts = arena_array(v->arena, v->nfiles, sizeof(*parts));
	for (size_t i = 0; i < v->nfiles; i++)
		parts[i] = (struct zip_part){v->files[i].name, v->files[i].data};
	return zip_write(parts, v->nfiles, v->to_ms, v->zone, &p->zip, e);
}

static void put_json(struct buf *b, const struct packing *p, const char *name,
	const char *hex)
{
	struct jw j = jw_on(b);

	jw_open(&j, '{');
	jw_kcstr(&j, "file", name);
	jw_kint(&j, "incident", (int64_t)p->v.i.id);
	jw_kint(&j, "files", (int64_t)p->v.nfiles);
	jw_kint(&j, "bytes", (int64_t)p->zip.n);
	jw_kcstr(&j, "sha256", hex);
	jw_close(&j, '}');
	buf_addc(b, '\n');
}

/* The archive, and what to note down about it. */
static int put_out(struct packing *p, const char *name, struct err *e)
{
	struct sha256 d = sha256_of(buf_str(&p->zip));
	struct buf line = BUF_INIT(10000);
	char hex[SHA256_HEX];
	int status;

	if (streq(name, "-"))
		return cmd_out(&p->zip);
	if (fs_write(name, buf_str(&p->zip), 0644, e) < 0)
		return cmd_fail(e);
	sha256_hex(hex, &d);
	if (p->g->json)
		put_json(&line, p, name, hex);
	else
		buf_addf(&line, LANG(p->v.lang, "%s  %zu files, %zu bytes\nSHA-256 %s\n"), name,
			p->v.nfiles, p->zip.n, hex);
	status = cmd_out(&line);
	buf_release(&line);
	return status;
}

static bool number_of(const char *text, uint64_t *id)
{
	struct str s = str_of(text);
	int64_t n;

	if (str_starts(s, STR("#")))
		s = str_sub(s, 1, s.n);
	if (!str_int(s, 1, INT64_MAX, &n))
		return false;
	*id = (uint64_t)n;
	return true;
}

static int run(struct globals *g, const void *given, int argc, char **argv)
{
	const struct evidence_opts *o = given;
	struct packing p = {.g = g, .arena = ARENA_INIT, .zip = BUF_INIT(ARCHIVE_BYTES)};
	char name[60];
	struct err e = {0};
	uint64_t id;
	int rc, status;

	if (argc != 1 || !number_of(argv[0], &id))
		return cmd_usage(&cmd_evidence, "expected the number of an incident%s", "");
	snprintf(name, sizeof(name), "evidence-%llu.zip", (unsigned long long)id);
	status = cmd_config(g);
	if (status == 0)
		status = begin(&p, &e);
	if (status == 0) {
		rc = alerts_incident(p.v.alerts, id, &p.v.i, &p.arena, &e);
		if (rc == ERR_NOTFOUND)
			rc = err_set(&e, ERR_USAGE, "no incident #%llu", (unsigned long long)id);
		if (rc == 0)
			rc = pack(&p, &e);
		status = rc < 0 ? cmd_fail(&e) : put_out(&p, o->output ? o->output : name, &e);
	}
	end(&p);
	return status;
}

const struct cmd cmd_evidence = {
	.name = "evidence",
	.args = "N [-o FILE.zip]",
	.summary = "pack everything behind an incident, to be checked with sha256sum alone",
	.opts = opts,
	.opts_size = sizeof(struct evidence_opts),
	.run = run,
};
