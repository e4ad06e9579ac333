/* store verify: every record, every body, the chain of the days.
 *
 * The walk is made by a child: on a damaged file LMDB may read outside the map, and then
 * the end of the child by a signal is itself the finding. */
#include "store-verbs.h"

#include "base/fs.h"
#include "base/out.h"
#include "crawler/pages.h"
#include "monitor/duty-ledger.h"
#include "monitor/alerts.h"
#include "monitor/person-mark.h"
#include "monitor/rectification.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static const struct {
	const char *env, *table;
	const struct record_type *type;
} tables[] = {
	{"pages", "measure", &record_measure},
	{"pages", "address", &record_address},
	{"pages", "page", &record_page_links},
	{"pages", "text", &record_page_text},
	{"pages", "link-past", &record_link_past},
	{"pages", "portal", &record_portal_state},
	{"pages", "notice", &record_notice},
	{"pages", "version", &record_version},
	{"pages", "column", &record_column_state},
	{"pages", "event", &record_event},
	{"pages", "request", &record_request},
	{"pages", "gap", &record_gap},
	{"pages", "count", &record_notice_count},
	{"pages", "file", &record_file_state},
	{"pages", "noise", &record_column_noise},
	{"pages", "measure-day", &record_measure_day},
	{"pages", "probe-day", &record_probe_day},
	{"pages", "manifest", &record_manifest},
	{"alerts", "incident", &record_incident},
	{"alerts", "history", &record_incident_entry},
	{"alerts", "outbox", &record_alert},
	{"alerts", "delivery", &record_delivery},
	{"alerts", "rectification", &record_rectification},
	{"alerts", "duty", &record_duty_number},
	{"alerts", "duty-done", &record_duty_tick},
	{"alerts", "person-mark", &record_person_mark},
};

/* What the child sends, line by line: 'f' and a fault, 'n' and counts at the end. */
static void send_fault(const char *what, void *ctx)
{
	FILE *to = ctx;

	fputc('f', to);
	for (const char *p = what; *p; p++)
		fputc(*p == '\n' ? ' ' : *p, to);
	fputc('\n', to);
	fflush(to);
}

static int pass(const void *rec, struct str key, void *ctx)
{
	uint64_t *n = ctx;

	(void)rec;
	(void)key;
	++*n;
	return 0;
}

static int walk_records(struct store_txn *t, const char *env, FILE *to, uint64_t *records)
{
	for (size_t i = 0; i < sizeof(tables) / sizeof(tables[0]); i++) {
		struct store_range r = {.table = tables[i].table, .type = tables[i].type};
		struct err e = {0};

		if (!streq(tables[i].env, env))
			continue;
		if (store_each_record(t, &r, pass, records, &e))
			send_fault(e.text, to);
	}
	return 0;
}

static int walk(const char *dir, const char *env, FILE *to, struct err *e)
{
	struct store *s = NULL;
	struct store_txn *t = NULL;
	struct store_stat st = {0};
	uint64_t faults, records = 0, manifests = 0;
	int rc = store_open(dir, env, STORE_READ | STORE_BACKUP, &s, e);

	if (rc == 0)
		rc = store_check(s, send_fault, to, &faults, e);
	if (rc == 0)
		rc = store_begin(s, false, &t, e);
	if (rc == 0)
		rc = walk_records(t, env, to, &records);
	if (rc == 0 && streq(env, "pages")) {
		struct err damage = {0};

		manifests = store_count(t, "manifest");
		if (pages_check_chain(t, send_fault, to, &faults, &damage) ||
			pages_check_counts(t, send_fault, to, &faults, &damage) ||
			pages_check_probes(t, send_fault, to, &faults, &damage))
			send_fault(damage.text, to);
	}
	store_abort(t);
	t = NULL;
	if (rc == 0 && store_statistics(s, &st, NULL) == 0)
		fprintf(to, "n%llu %llu %llu\n", (unsigned long long)records,
			(unsigned long long)st.bodies, (unsigned long long)manifests);
	store_close(s);
	return rc;
}

struct outcome {
	uint64_t records, bodies, manifests, faults;
	bool counted; /* the walk of the present environment came to its end */
};

static void print_fault(struct globals *g, struct buf *b, const char *env, struct str what)
{
	struct jw j = jw_on(b);

	if (g->json) {
		jw_open(&j, '{');
		jw_kcstr(&j, "environment", env);
		jw_kstr(&j, "fault", what);
		jw_close(&j, '}');
	} else {
		buf_addf(b, "%s: ", env);
		out_term(b, what);
	}
	buf_addc(b, '\n');
	cmd_out(b);
}

static void take_line(struct globals *g, struct buf *b, const char *env, char *line,
	struct outcome *o)
{
	unsigned long long r, bodies, m;

	line[strcspn(line, "\n")] = '\0';
	if (line[0] == 'f') {
		o->faults++;
		print_fault(g, b, env, str_of(line + 1));
	} else if (line[0] == 'n' && sscanf(line + 1, "%llu %llu %llu", &r, &bodies, &m) == 3) {
		o->records += r;
		o->bodies += bodies;
		o->manifests += m;
		o->counted = true;
	} else if (line[0] == 'e') {
		cmd_note("%s", line + 1);
	}
}

static void child(const char *dir, const char *env, int fd)
{
	FILE *to = fdopen(fd, "w");
	struct err e = {0};

	if (!to)
		_exit(EXIT_MACHINE);
	if (walk(dir, env, to, &e)) {
		/* a file that cannot even be opened because of what is in it is a fault */
		fprintf(to, "%c%s\n", e.code == ERR_CORRUPT ? 'f' : 'e', e.text);
		fclose(to);
		_exit(e.code == ERR_CORRUPT ? EXIT_FOUND : EXIT_MACHINE);
	}
	fclose(to);
	_exit(EXIT_FINE);
}

/* One environment; 0, EXIT_FOUND or EXIT_MACHINE. */
static int verify_env(struct globals *g, const char *dir, const char *env, struct outcome *o)
{
	struct buf b = BUF_INIT(1 << 20);
	int fd[2], status = 0;
	uint64_t before = o->faults;
	char *line = NULL;
	size_t cap = 0;
	FILE *from;
	pid_t pid;

	o->counted = false;
	fflush(stdout);
	if (pipe(fd) < 0 || (pid = fork()) < 0) {
		cmd_note("cannot start a process: %s", strerror(errno));
		return EXIT_MACHINE;
	}
	if (pid == 0) {
		close(fd[0]);
		child(dir, env, fd[1]);
	}
	close(fd[1]);
	from = fdopen(fd[0], "r");
	while (from && getline(&line, &cap, from) >= 0)
		take_line(g, &b, env, line, o);
	free(line);
	if (from)
		fclose(from);
	while (waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	if (WIFEXITED(status) && WEXITSTATUS(status) == EXIT_MACHINE) {
		buf_release(&b);
		return EXIT_MACHINE;
	}
	/* without its last line the walk did not come to its end, whatever ended it */
	if (!o->counted && o->faults == before) {
		o->faults++;
		print_fault(g, &b, env, STR("the file is damaged: reading it ended the process"));
	}
	buf_release(&b);
	return o->faults > before ? EXIT_FOUND : EXIT_FINE;
}

int store_verify_verb(struct globals *g, const char *dir)
{
	struct buf b = BUF_INIT(1 << 16);
	struct jw j = jw_on(&b);
	struct outcome o = {0};
	enum lang l = lang_of(cmd_lang(g));

	for (size_t i = 0; i < STORE_ENVS; i++)
		if (verify_env(g, dir, store_envs[i], &o) == EXIT_MACHINE)
			return EXIT_MACHINE;
	if (g->json) {
		jw_open(&j, '{');
		jw_key(&j, "summary");
		jw_open(&j, '{');
		jw_kint(&j, "records", (int64_t)o.records);
		jw_kint(&j, "bodies", (int64_t)o.bodies);
		jw_kint(&j, "days", (int64_t)o.manifests);
		jw_kint(&j, "faults", (int64_t)o.faults);
		jw_close(&j, '}');
		jw_close(&j, '}');
		buf_addc(&b, '\n');
	} else {
		buf_addf(&b, LANG(l, "%llu records, %llu bodies, %llu sealed days, %llu faults\n"),
			(unsigned long long)o.records, (unsigned long long)o.bodies,
			(unsigned long long)o.manifests, (unsigned long long)o.faults);
	}
	cmd_out(&b);
	buf_release(&b);
	return o.faults ? EXIT_FOUND : EXIT_FINE;
}
