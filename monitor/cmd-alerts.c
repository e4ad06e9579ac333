/* alerts: what was told and what waits to be, a test message, another try. */
#include "cmd-alerts.h"

#include "base/clock.h"
#include "base/out.h"
#include "monitor/alerts.h"
#include "monitor/lang.h"
#include "monitor/rhythm.h"
#include "monitor/tell.h"
#include "say.h"

#include <stdio.h>
#include <stdlib.h>

#define OUT_BYTES ((size_t)64 << 20)
#define SHOWN 50

struct alerts_opts {
	bool all;
	const char *receiver, *state;
};

static const struct opt opts[] = {
	{.name = "--all", .kind = OPT_FLAG, .offset = offsetof(struct alerts_opts, all),
		.help = "list: also what was delivered long ago; retry: everything not delivered"},
	{.name = "--receiver", .kind = OPT_TEXT, .offset = offsetof(struct alerts_opts, receiver),
		.value = "ID", .help = "list: only of this receiver"},
	{.name = "--state", .kind = OPT_TEXT, .offset = offsetof(struct alerts_opts, state),
		.value = "STATE", .help = "list: only waiting, delivered or failed"},
	{0},
};

static int run(struct globals *g, const void *opts, int argc, char **argv);

const struct cmd cmd_alerts = {
	.name = "alerts",
	.args = "[list | test [RECEIVER] | retry [SEQ...] | bounced FILE|-]",
	.summary = "messages: what was sent, what waits; send a test; try again; take what came back",
	.opts = opts,
	.opts_size = sizeof(struct alerts_opts),
	.run = run,
};

static const char *state_word(int state)
{
	static const char *const word[] = {"", "waiting", "delivered", "failed"};

	return state >= ALERT_WAITING && state <= ALERT_FAILED ? word[state] : "";
}

static const char *state_text(int state, enum lang l)
{
	switch (state) {
	case ALERT_WAITING:
		return LANG(l, "waiting to be sent");
	case ALERT_DELIVERED:
		return LANG(l, "sent");
	case ALERT_FAILED:
		return LANG(l, "given up");
	}
	return "";
}

/* --- list --- */

struct alert_listing {
	struct globals *g;
	const struct alerts_opts *o;
	struct store_txn *t;
	struct buf out;
	struct jw j;
	enum lang lang;
	uint64_t from; /* numbers below are left out, but what is not delivered */
	size_t n;
	int status;
};

static int json_delivery(const struct delivery *d, void *ctx)
{
	struct alert_listing *l = ctx;

	jw_open(&l->j, '{');
	jw_kint(&l->j, "attempt", d->attempt);
	jw_ktime(&l->j, "time", d->time_ms, cmd_zone(l->g));
	jw_kbool(&l->j, "ok", d->ok);
	jw_kstr(&l->j, "text", d->text);
	jw_close(&l->j, '}');
	return 0;
}

static void json_pairs(struct jw *j, const char *name, const struct pair *list, size_t n,
	const char *key, const char *value)
{
	jw_key(j, name);
	jw_open(j, '[');
	for (size_t i = 0; i < n; i++) {
		jw_open(j, '{');
		jw_kstr(j, key, list[i].key);
		jw_kstr(j, value, list[i].value);
		jw_close(j, '}');
	}
	jw_close(j, ']');
}

static int list_json(struct alert_listing *l, const struct alert *x)
{
	const struct zone *z = cmd_zone(l->g);
	int rc;

	l->j = jw_on(&l->out);
	jw_open(&l->j, '{');
	jw_kint(&l->j, "seq", (int64_t)x->seq);
	jw_kcstr(&l->j, "state", state_word(x->state));
	jw_kstr(&l->j, "receiver", x->receiver);
	jw_kstr(&l->j, "kind", x->kind);
	jw_kstr(&l->j, "message_id", x->message_id);
	jw_kcstr(&l->j, "severity", severity_word(x->severity));
	jw_ktime(&l->j, "created", x->created_ms, z);
	jw_ktime(&l->j, "next", x->state == ALERT_WAITING ? x->next_ms : 0, z);
	jw_ktime(&l->j, "delivered", x->delivered_ms, z);
	jw_kint(&l->j, "attempts", x->attempts);
	jw_kstr(&l->j, "last_error", x->last_error);
	json_pairs(&l->j, "incidents", x->incidents, x->nincidents, "id", "tell");
	json_pairs(&l->j, "done", x->done, x->ndone, "recipient", "how");
	jw_key(&l->j, "deliveries");
	jw_open(&l->j, '[');
	rc = alerts_each_delivery(l->t, x->seq, json_delivery, l, NULL);
	jw_close(&l->j, ']');
	jw_close(&l->j, '}');
	buf_addc(&l->out, '\n');
	return rc < 0 ? rc : 0;
}

static void list_text(struct alert_listing *l, const struct alert *x)
{
	const struct zone *z = cmd_zone(l->g);
	char created[TIME_TEXT], next[TIME_TEXT];

	buf_addf(&l->out, "%llu  %s  %s  ", (unsigned long long)x->seq,
		time_short(created, x->created_ms, z), state_text(x->state, l->lang));
	out_line(&l->out, x->receiver, 60);
	buf_adds(&l->out, "  ");
	out_line(&l->out, say_message(x->kind, l->lang), 40);
	for (size_t i = 0; i < x->nincidents && i < 5; i++)
		buf_addf(&l->out, " #%.*s", STR_ARG(x->incidents[i].key));
	if (x->attempts > 1 || x->state != ALERT_DELIVERED)
		buf_addf(&l->out, LANG(l->lang, "  %d attempts"), x->attempts);
	if (x->state == ALERT_WAITING)
		buf_addf(&l->out, LANG(l->lang, ", next %s"), time_short(next, x->next_ms, z));
	if (x->last_error.n) {
		buf_adds(&l->out, "  ");
		out_line(&l->out, x->last_error, 200);
	}
	buf_addc(&l->out, '\n');
}

static int list_one(const struct alert *x, void *ctx)
{
	struct alert_listing *l = ctx;
	const struct alerts_opts *o = l->o;
	int rc = 0;

	if ((o->receiver && !str_eqc(x->receiver, o->receiver)) ||
		(o->state && !streq(o->state, state_word(x->state))) ||
		(x->seq < l->from && x->state == ALERT_DELIVERED))
		return 0;
	l->n++;
	if (l->g->json)
		rc = list_json(l, x);
	else
		list_text(l, x);
	if (rc == 0 && l->out.n > OUT_BYTES / 2)
		l->status = cmd_out(&l->out);
	return rc ? rc : l->status != 0;
}

static int list(struct globals *g, const struct alerts_opts *o)
{
	struct alert_listing l = {.g = g, .o = o, .out = BUF_INIT(OUT_BYTES)};
	struct store *s;
	struct err e = {0};
	uint64_t last;
	int status = cmd_config(g), rc;

	if (status == 0)
		status = cmd_open(g, "alerts", STORE_READ, &s);
	if (status)
		return status;
	l.lang = lang_of(cmd_lang(g));
	rc = store_begin(s, false, &l.t, &e);
	if (rc == 0) {
		last = store_counter(l.t, "alert");
		l.from = o->all || o->state || last < SHOWN ? 0 : last - SHOWN + 1;
		rc = alerts_each_alert(l.t, 0, list_one, &l, &e);
		store_abort(l.t);
	}
	if (rc >= 0 && l.n == 0 && !g->json)
		buf_addf(&l.out, "%s\n", LANG(l.lang, "no messages"));
	status = rc < 0 ? cmd_fail(&e) : l.status;
	if (status == 0)
		status = cmd_out(&l.out);
	buf_release(&l.out);
	store_close(s);
	return status;
}

/* --- test and retry: made in one short transaction, then delivered here --- */

static int64_t now_of(const struct globals *g)
{
	(void)g;
	return clock_now_ms();
}

int alerts_open_writing(struct globals *g, struct store **s)
{
	const char *dir;
	struct err e = {0};
	int status = cmd_config(g);

	if (status == 0)
		status = cmd_store_dir(g, &dir);
	if (status)
		return status;
	if (store_open(dir, "alerts", STORE_CREATE, s, &e) < 0)
		return cmd_fail(&e);
	if (g->has_now && !store_is_simulation(*s)) {
		cmd_note("--now writes only to a store made by 'store init "
		      "--simulation'");
		store_close(*s);
		return EXIT_USAGE;
	}
	return 0;
}

/* What became of an alert, as list shows it. Exit status: found where it was not sent. */
static int show_outcome(struct globals *g, struct store *s, uint64_t seq)
{
	struct alerts_opts none = {.all = true};
	struct alert_listing l = {.g = g, .o = &none, .out = BUF_INIT(OUT_BYTES),
		.lang = lang_of(cmd_lang(g))};
	struct arena a = ARENA_INIT;
	struct alert x;
	struct err e = {0};
	int rc = store_begin(s, false, &l.t, &e), status = EXIT_MACHINE;

	if (rc == 0) {
		rc = alerts_alert(l.t, seq, &x, &a, &e);
		if (rc == 0)
			rc = list_one(&x, &l);
		store_abort(l.t);
	}
	if (rc < 0)
		status = cmd_fail(&e);
	else if (cmd_out(&l.out) == 0)
		status = x.state == ALERT_DELIVERED ? EXIT_FINE : EXIT_FOUND;
	buf_release(&l.out);
	arena_release(&a);
	return status;
}

static int deliver(struct globals *g, struct store *s, uint64_t seq)
{
	struct tell_ask ask = {.now_ms = now_of(g), .seq = seq};
	struct err e = {0};

	return tell_deliver_some(s, g->config, &ask, &e) < 0 ? cmd_fail(&e) : 0;
}

static int test_one(struct globals *g, struct store *s, const char *receiver)
{
	struct err e = {0};
	uint64_t seq;
	int status;

	if (tell_test(s, g->config, receiver, now_of(g), &seq, &e) < 0)
		return cmd_fail(&e);
	status = deliver(g, s, seq);
	return status ? status : show_outcome(g, s, seq);
}

static int test(struct globals *g, int argc, char **argv)
{
	struct store *s;
	int status = alerts_open_writing(g, &s), worst = 0;

	if (status)
		return status;
	for (int i = 0; i < argc && worst == 0; i++)
		if (!config_receiver(g->config, str_of(argv[i]))) {
			cmd_note("there is no receiver '%s'", argv[i]);
			worst = EXIT_USAGE;
		}
	if (worst == 0 && g->config->nreceivers == 0) {
		cmd_note("no receiver is configured");
		worst = EXIT_USAGE;
	}
	for (int i = 0; i < argc && worst < EXIT_USAGE; i++) {
		status = test_one(g, s, argv[i]);
		worst = status > worst ? status : worst;
	}
	for (size_t i = 0; argc == 0 && i < g->config->nreceivers && worst < EXIT_USAGE; i++) {
		status = test_one(g, s, g->config->receivers[i].id);
		worst = status > worst ? status : worst;
	}
	store_close(s);
	return worst;
}

static int retry_one(struct globals *g, struct store *s, const char *text)
{
	struct str number = str_of(text);
	struct err e = {0};
	int64_t seq;
	size_t n;
	int status;

	if (str_starts(number, STR("#")))
		number = str_sub(number, 1, number.n);
	if (!str_int(number, 1, INT64_MAX, &seq))
		return cmd_usage(&cmd_alerts, "not the number of a message: '%s'", text);
	if (tell_retry(s, (uint64_t)seq, now_of(g), &n, &e) < 0)
		return e.code == ERR_NOTFOUND ? cmd_usage(&cmd_alerts, "%s", e.text) : cmd_fail(&e);
	status = deliver(g, s, (uint64_t)seq);
	return status ? status : show_outcome(g, s, (uint64_t)seq);
}

static int retry_all(struct globals *g, struct store *s)
{
	struct tell_ask ask = {.now_ms = now_of(g)};
	enum lang l = lang_of(cmd_lang(g));
	struct err e = {0};
	size_t n;

	if (tell_retry(s, 0, ask.now_ms, &n, &e) < 0 ||
		tell_deliver_some(s, g->config, &ask, &e) < 0)
		return cmd_fail(&e);
	if (g->json)
		printf("{\"retried\":%zu,\"delivered\":%zu,\"waiting\":%zu,\"failed\":%zu}\n", n,
			ask.ndelivered, n - ask.ndelivered - ask.nfailed, ask.nfailed);
	else
		printf(LANG(l, "%zu tried again: %zu sent, %zu given up\n"), n, ask.ndelivered,
			ask.nfailed);
	return ask.ndelivered == n ? EXIT_FINE : EXIT_FOUND;
}

static int retry(struct globals *g, const struct alerts_opts *o, int argc, char **argv)
{
	struct store *s;
	int status = alerts_open_writing(g, &s), worst = 0;

	if (status)
		return status;
	if (argc == 0 || o->all)
		worst = retry_all(g, s);
	for (int i = 0; i < argc && !o->all && worst < EXIT_USAGE; i++) {
		status = retry_one(g, s, argv[i]);
		worst = status > worst ? status : worst;
	}
	store_close(s);
	return worst;
}

static int run(struct globals *g, const void *given, int argc, char **argv)
{
	const struct alerts_opts *o = given;

	if (argc == 0 || streq(argv[0], "list"))
		return argc > 1 ? cmd_usage(&cmd_alerts, "unexpected '%s'", argv[1]) : list(g, o);
	if (streq(argv[0], "test"))
		return test(g, argc - 1, argv + 1);
	if (streq(argv[0], "retry"))
		return retry(g, o, argc - 1, argv + 1);
	if (streq(argv[0], "bounced"))
		return alerts_bounced(g, argc - 1, argv + 1);
	return cmd_usage(&cmd_alerts, "expected list, test, retry or bounced, found '%s'", argv[0]);
}
