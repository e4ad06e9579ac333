/* Reports on their timetable. */
#include "monitor/report-turn.h"

#include "spool.h"

#include "base/clock.h"
#include "base/fs.h"
#include "base/log.h"
#include "base/out.h"
#include "monitor/alerts.h"
#include "monitor/freeze.h"
#include "monitor/outbox.h"
#include "monitor/report-make.h"
#include "monitor/timetable.h"
#include "monitor/unit-name.h"

#include <string.h>

#define LATE_MS HOUR_MS			/* later than this is a run that was missed */
#define AGAIN_MS (10 * MINUTE_MS)	/* after a failure: a disk may have room again */
#define FROZEN_ALIKE_MAX 1000
#define ATTACHED_MAX ((size_t)20 << 20) /* mail servers refuse more */
#define INLINE_MAX ((size_t)256 << 10)	/* an HTML document that is the mail itself */
#define PAYLOAD_MAX ((size_t)64 << 20)

/* When a report of the timetable was made. Table "report-run", key hash of its settings. */
struct report_run {
	int64_t due_ms;	 /* the hour that was served, or that of the first sight */
	int64_t made_ms; /* 0: never yet */
	int64_t failed_ms; /* of the hour that is due: tried, and it could not be made */
};
static const struct field run_rows[] = {
	F_I64(1, struct report_run, due_ms),
	F_I64(2, struct report_run, made_ms),
	F_I64(3, struct report_run, failed_ms),
};
static RECORD_TYPE(record_report_run, struct report_run, 1, run_rows);

struct turn {
	struct store *alerts, *pages;
	const struct config *config;
	const struct calendar *calendar;
	int64_t now_ms;
	struct arena arena;
};

/* What makes a report another one than before. Its hour is no part of it: a changed hour
 * is the same report. */
static void run_key(const struct report_config *r, struct buf *k)
{
	struct buf all = BUF_INIT(1 << 16);

	buf_addf(&all, "%s|%s|%s|%s|%s|%s|%s|%s", r->kind, r->format, r->portal, r->unit,
		r->tag, r->period, r->profile, r->output);
	for (size_t i = 0; i < r->nto; i++)
		buf_addf(&all, "|%s", r->to[i]);
	if (r->sample)
		buf_addf(&all, "|sample %d %s", r->sample, r->seed);
	if (r->open_only)
		buf_adds(&all, "|open");
	key_hash(k, buf_str(&all));
	buf_release(&all);
}

static int get_run(struct turn *t, const struct report_config *r, struct report_run *out,
	struct err *e)
{
	struct buf k = BUF_INIT(100);
	struct store_txn *txn;
	int rc = store_begin(t->alerts, false, &txn, e);

	if (rc == 0) {
		run_key(r, &k);
		rc = store_get_record(txn, "report-run", buf_str(&k), &record_report_run, out,
			&t->arena, e);
		store_abort(txn);
	}
	buf_release(&k);
	return rc;
}

static int put_run(struct store_txn *txn, const struct report_config *r,
	const struct report_run *run, struct err *e)
{
	struct buf k = BUF_INIT(100);
	int rc;

	run_key(r, &k);
	rc = store_put_record(txn, "report-run", buf_str(&k), &record_report_run, run, e);
	buf_release(&k);
	return rc;
}

/* --- the document --- */

struct document {
	const struct report_kind *kind;
	enum lang lang;
	struct str title, name, mark; /* name of the file */
	struct str frozen; /* name under which it is kept; none */
	struct spool *made;
	struct str bytes; /* of made */
};

static enum lang lang_for(const struct turn *t, const struct report_config *r)
{
	return lang_of(r->language[0] ? r->language : t->config->language);
}

/* Portals that the pattern of the report names. */
static const char *const *subjects(struct turn *t, const struct report_config *r)
{
	const struct config *c = t->config;
	const char **list;
	size_t n = 0;

	if (!r->portal[0])
		return NULL;
	list = arena_array(&t->arena, c->nportals + 2, sizeof(*list));
	for (size_t i = 0; i < c->nportals; i++)
		if (pattern_matches(r->portal, str_of(c->portals[i].id)))
			list[n++] = c->portals[i].id;
	if (n == 0)
		list[0] = r->portal; /* names none, so none is shown */
	return list;
}

static struct str late_mark(struct turn *t, const struct document *d, int64_t due_ms)
{
	char due[TIME_TEXT], made[TIME_TEXT];

	if (t->now_ms - due_ms < LATE_MS)
		return STR_NONE;
	return arena_strf(&t->arena,
		LANG(d->lang, "Due on %s, made on %s: the monitor did not run in between."),
		time_short(due, due_ms, t->config->zone),
		time_short(made, t->now_ms, t->config->zone));
}

/* Once: a document that could not be told is made again, and was frozen before. Others of
 * its kind and day are numbered. */
static int freeze(struct turn *t, struct report_ask *ask, const struct report_config *r,
	int64_t due_ms, struct document *d, struct err *e)
{
	char day[TIME_TEXT];
	struct str head = arena_strf(&t->arena, "%s-%s", r->kind,
		day_text(day, day_of_ms(due_ms, t->config->zone))), name = head;
	struct frozen old;

	for (int n = 2; frozen_get(ask->alerts, name, &old, &t->arena, NULL) == 0; n++) {
		if (str_eqc(old.format, r->format) && frozen_asked_alike(&old, ask, NULL) &&
			str_eqc(old.lang, lang_word(ask->lang))) {
			d->frozen = name;
			return 0;
		}
		if (n > FROZEN_ALIKE_MAX)
			return err_set(e, ERR_EXISTS, "more than %d reports of a kind are frozen "
				"for one day", FROZEN_ALIKE_MAX);
		name = arena_strf(&t->arena, "%.*s-%d", STR_ARG(head), n);
	}
	d->frozen = name;
	return frozen_keep(t->alerts, ask, d->kind, r->format, name.p, d->made, t->now_ms, e);
}

static int make_document(struct turn *t, const struct report_config *r,
	const struct timetable *when, int64_t due_ms, struct document *d, struct err *e)
{
	struct report_ask ask = {.config = t->config, .calendar = t->calendar,
		.now_ms = t->now_ms, .from_day = DAY_NONE, .to_day = DAY_NONE,
		.unit = r->unit[0] ? unit_present(t->config, r->unit) : NULL, .tag = r->tag[0] ? r->tag : NULL,
		.profile = r->profile[0] ? r->profile : NULL, .sample = r->sample,
		.open_only = r->open_only, .arena = &t->arena};
	char day[TIME_TEXT];
	int rc;

	d->kind = report_find(r->kind);
	if (!d->kind)
		return err_set(e, ERR_UNSUPPORTED, "no report of kind '%s'", r->kind);
	d->lang = ask.lang = lang_for(t, r);
	d->title = str_of(lang_text(d->lang, d->kind->title));
	d->name = arena_strf(&t->arena, "%.*s-%s.%s", STR_ARG(d->title),
		day_text(day, day_of_ms(due_ms, t->config->zone)), report_suffix(r->format));
	d->mark = late_mark(t, d, due_ms);
	ask.seed = r->seed[0] ? r->seed : arena_cstr(&t->arena, str_of(day_text(day,
		day_of_ms(due_ms, t->config->zone))));
	ask.subjects = subjects(t, r);
	if (r->period[0] && !period_parse(str_of(r->period), &ask.from_day, &ask.to_day))
		return err_set(e, ERR_CONFIG, "not a period: '%s'", r->period);
	if (!r->period[0] && d->kind->of_period)
		timetable_period(when, t->config->zone, due_ms, &ask.from_day, &ask.to_day);
	rc = report_begin(&ask, t->pages, t->alerts, e);
	if (rc == 0)
		rc = report_make_spooled(&ask, d->kind, r->format, 0, d->mark, d->made, e);
	d->bytes = spool_bytes(d->made);
	if (rc == 0 && r->freeze)
		rc = freeze(t, &ask, r, due_ms, d, e);
	report_end(&ask);
	if (rc == 0 && r->output[0])
		rc = spool_save(d->made, r->output, 0644, false, e);
	return rc;
}

/* --- told --- */

static void attach(struct jw *j, const struct report_config *r, const struct document *d)
{
	struct buf coded = BUF_INIT(PAYLOAD_MAX);

	jw_key(j, "attachments");
	jw_open(j, '[');
	if (d->bytes.n <= ATTACHED_MAX) {
		out_base64(&coded, d->bytes);
		jw_open(j, '{');
		jw_kstr(j, "name", d->name);
		jw_kcstr(j, "type", report_mime(r->format));
		jw_kstr(j, "base64", buf_str(&coded));
		jw_close(j, '}');
	}
	jw_close(j, ']');
	buf_release(&coded);
}

static void text_of(const struct report_config *r, const struct document *d, struct buf *b)
{
	buf_addf(b, "%.*s\n", STR_ARG(d->title));
	if (d->mark.n)
		buf_addf(b, "%.*s\n", STR_ARG(d->mark));
	buf_addc(b, '\n');
	if (d->bytes.n <= ATTACHED_MAX)
		buf_addf(b, LANG(d->lang, "The document is attached: %.*s\n"), STR_ARG(d->name));
	else if (r->output[0])
		buf_addf(b, LANG(d->lang, "The document is too large for a mail; it is kept at "
			"%s\n"), r->output);
	else if (d->frozen.n)
		buf_addf(b, LANG(d->lang, "The document is too large for a mail; it is kept, and "
			"written to a file by: portalwatch report frozen %.*s -o FILE\n"),
			STR_ARG(d->frozen));
	else
		buf_adds(b, LANG(d->lang, "The document is too large for a mail; give the report "
			"an 'output:', or ask for less.\n"));
}

static void write_payload(struct turn *t, const struct report_config *r,
	const struct document *d, const struct alert *x, struct buf *b)
{
	struct buf text = BUF_INIT(1 << 16);
	struct jw j = jw_on(b);

	text_of(r, d, &text);
	jw_open(&j, '{');
	jw_kint(&j, "version", 1);
	jw_kstr(&j, "message_id", x->message_id);
	jw_kcstr(&j, "kind", "report");
	jw_kstr(&j, "receiver", x->receiver);
	jw_kcstr(&j, "language", lang_word(d->lang));
	jw_ktime(&j, "created", t->now_ms, t->config->zone);
	jw_kbool(&j, "simulation", store_is_simulation(t->alerts));
	jw_kcstr(&j, "report", r->kind);
	jw_kstr(&j, "title", d->title);
	jw_kstr(&j, "text", buf_str(&text));
	jw_kstr(&j, "html", streq(r->format, "html") && d->bytes.n <= INLINE_MAX
			? d->bytes
			: STR(""));
	attach(&j, r, d);
	jw_close(&j, '}');
	buf_release(&text);
}

static int queue_for(struct turn *t, struct store_txn *txn, const struct report_config *r,
	const struct document *d, const char *receiver, struct err *e)
{
	struct alert x = {.receiver = str_of(receiver), .kind = STR("report"),
		.severity = SEVERITY_LOW, .created_ms = t->now_ms, .next_ms = t->now_ms,
		.state = ALERT_WAITING};
	struct buf b = BUF_INIT(PAYLOAD_MAX);
	uint64_t number;
	int rc = store_next(txn, "message", &number, e);

	if (rc < 0)
		return rc;
	x.message_id = arena_strf(&t->arena, "<pw.%s.0.report.%llu@%s>",
		store_epoch(t->alerts), (unsigned long long)number, outbox_host(t->config));
	write_payload(t, r, d, &x, &b);
	x.payload = buf_str(&b);
	rc = buf_ok(&b) ? alerts_put_alert(txn, &x, e)
			: err_set(e, ERR_TOOBIG, "an alert is over %zu bytes", PAYLOAD_MAX);
	buf_release(&b);
	return rc;
}

/* d NULL: nothing was made, only noted. */
static int record(struct turn *t, const struct report_config *r, const struct document *d,
	const struct report_run *run, struct err *e)
{
	struct store_txn *txn;
	int rc = store_begin(t->alerts, true, &txn, e);

	if (rc < 0)
		return rc;
	for (size_t i = 0; d && i < r->nto && rc == 0; i++)
		rc = queue_for(t, txn, r, d, r->to[i], e);
	if (rc == 0)
		rc = put_run(txn, r, run, e);
	if (rc == 0)
		return store_commit(txn, e);
	store_abort(txn);
	return rc;
}

/* --- the turn --- */

static int serve(struct turn *t, const struct report_config *r, const struct timetable *when,
	struct report_run *run, int64_t due_ms, struct err *e)
{
	struct document d = {.made = spool_new()};
	struct err why = {0};
	int rc = make_document(t, r, when, due_ms, &d, &why);

	if (rc == 0) {
		*run = (struct report_run){.due_ms = due_ms, .made_ms = t->now_ms};
		rc = record(t, r, &d, run, e);
		log_info("report_made kind=%s bytes=%zu", r->kind, d.bytes.n);
	} else {
		log_error("report_failed kind=%s file=%s line=%d why=%s", r->kind, r->file,
			r->line, why.text[0] ? why.text : err_text(rc));
		run->failed_ms = t->now_ms;
		rc = record(t, r, NULL, run, e);
	}
	spool_free(d.made);
	return rc;
}

static int one_report(struct turn *t, const struct report_config *r, int64_t *next_ms,
	struct err *e)
{
	const struct zone *z = t->config->zone;
	struct report_run run = {0};
	struct timetable when;
	int64_t due_ms, next;
	int rc;

	if (!timetable_parse(str_of(r->when), &when))
		return 0; /* config_load has told it */
	next = timetable_next(&when, t->calendar, z, t->now_ms);
	*next_ms = next < *next_ms ? next : *next_ms;
	due_ms = timetable_last(&when, t->calendar, z, t->now_ms);
	rc = get_run(t, r, &run, e);
	if (rc == ERR_NOTFOUND) {
		run.due_ms = due_ms;
		return record(t, r, NULL, &run, e);
	}
	if (rc < 0 || due_ms <= run.due_ms)
		return rc;
	next = run.failed_ms + AGAIN_MS;
	if (run.failed_ms && run.failed_ms <= t->now_ms && t->now_ms < next) {
		*next_ms = next < *next_ms ? next : *next_ms;
		return 0;
	}
	return serve(t, r, &when, &run, due_ms, e);
}

int reports_turn(struct store *alerts, struct store *pages, const struct config *c,
	const struct calendar *calendar, int64_t now_ms, int64_t *next_ms, struct err *e)
{
	struct turn t = {.alerts = alerts, .pages = pages, .config = c, .calendar = calendar,
		.now_ms = now_ms, .arena = ARENA_INIT};
	int rc = 0;

	*next_ms = INT64_MAX;
	for (size_t i = 0; i < c->nreports && rc == 0; i++) {
		rc = one_report(&t, &c->reports[i], next_ms, e);
		arena_reset(&t.arena);
	}
	arena_release(&t.arena);
	return rc;
}
