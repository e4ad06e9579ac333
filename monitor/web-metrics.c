/* /metrics in Prometheus' text format, a bounded number of series; /health for probes. */
#include "status-view.h"
#include "web-page.h"

#include "base/clock.h"
#include "monitor/incident-view.h"

static void head(struct buf *b, const char *name, const char *type, const char *help)
{
	buf_addf(b, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

static void gauge(struct buf *b, const char *name, const char *help, double v)
{
	head(b, name, "gauge", help);
	buf_addf(b, "%s %.17g\n", name, v);
}

static void columns(struct buf *b, const struct web_look *look)
{
	size_t count[STATE_UNMEASURED + 1] = {0};

	for (size_t i = 0; i < look->ncolumns && look->time_ms; i++)
		if (look->column[i].state >= 0)
			count[look->column[i].state]++;
	head(b, "portalwatch_columns", "gauge", "Columns by state, home pages included.");
	for (int s = STATE_FRESH; s <= STATE_UNMEASURED; s++)
		buf_addf(b, "portalwatch_columns{state=\"%s\"} %zu\n", fresh_state_word(s),
			s == STATE_FRESH ? count[STATE_FRESH] + count[STATE_NONE] : count[s]);
}

static void incidents(struct buf *b, const struct status_facts *f)
{
	head(b, "portalwatch_incidents", "gauge", "Incidents by state and severity.");
	for (int s = INCIDENT_SUSPECTED; s <= INCIDENT_EXEMPT; s++)
		for (int v = SEVERITY_LOW; v <= SEVERITY_CRITICAL; v++)
			buf_addf(b, "portalwatch_incidents{state=\"%s\",severity=\"%s\"} %zu\n",
				incident_state_word(s), severity_word(v), f->incidents[s][v]);
}

int web_metrics(struct web_turn *t)
{
	const struct web_look *look = t->w->look;
	struct status_facts f = look->facts;
	struct buf *b = &t->a->body;
	double now_s = (double)t->ask.now_ms / 1000;
	int rc = status_read_alerts(t->ask.alerts, &f, &t->err);

	if (rc < 0)
		return rc;
	head(b, "portalwatch_build_info", "gauge", "Version of the program.");
	buf_addf(b, "portalwatch_build_info{version=\"%s\"} 1\n", PW_VERSION);
	head(b, "portalwatch_role_up", "gauge", "Whether a role runs.");
	buf_addf(b, "portalwatch_role_up{role=\"crawler\"} %d\nportalwatch_role_up{role=\"monitor\"} %d\n",
		look->crawler_runs, look->monitor_runs);
	gauge(b, "portalwatch_portals", "Portals watched.", (double)f.portals);
	gauge(b, "portalwatch_portals_failing", "Portals whose home page fails at present.",
		(double)f.portals_bad);
	if (f.last_round_ms) {
		gauge(b, "portalwatch_last_round_timestamp_seconds", "End of the last full round.",
			(double)f.last_round_ms / 1000);
		gauge(b, "portalwatch_last_round_age_seconds", "Time since the last full round.",
			now_s - (double)f.last_round_ms / 1000);
	}
	columns(b, look);
	if (look->time_ms)
		gauge(b, "portalwatch_columns_judged_timestamp_seconds", "When columns were judged last.",
			(double)look->time_ms / 1000);
	incidents(b, &f);
	head(b, "portalwatch_alerts_undelivered", "gauge", "Alerts of the outbox that were not delivered.");
	buf_addf(b, "portalwatch_alerts_undelivered{state=\"waiting\"} %zu\n"
		"portalwatch_alerts_undelivered{state=\"failed\"} %zu\n", f.waiting, f.failed);
	gauge(b, "portalwatch_alert_oldest_age_seconds", "Age of the oldest waiting alert.",
		f.oldest_waiting_ms ? now_s - (double)f.oldest_waiting_ms / 1000 : 0);
	gauge(b, "portalwatch_revisits_due", "Notices and attachments due at their own addresses.",
		(double)f.revisits);
	gauge(b, "portalwatch_gaps_7d", "Gaps in measuring of the last 7 days.", (double)f.gaps);
	head(b, "portalwatch_events_total", "counter", "Events recorded.");
	buf_addf(b, "portalwatch_events_total %llu\n",
		(unsigned long long)store_counter(t->ask.pages, "event"));
	gauge(b, "portalwatch_store_bytes", "Bytes of the store on disk.",
		(double)(f.disk.file_bytes + f.disk.stored_body_bytes));
	gauge(b, "portalwatch_store_max_bytes", "Configured ceiling, 0 none.",
		(double)t->w->config->store_max_bytes);
	gauge(b, "portalwatch_disk_free_bytes", "Bytes free on the store's disk.",
		(double)f.disk.free_disk_bytes);
	web_header(t, "Content-Type", STR("text/plain; version=0.0.4; charset=utf-8"));
	return 0;
}

/* Whether the pages can be shown; what is wrong with portals is no illness of ours. */
int web_health(struct web_turn *t)
{
	buf_adds(&t->a->body, "{\"status\":\"ok\"}\n");
	web_header(t, "Content-Type", STR("application/json"));
	return 0;
}
