/* What show says of anything: facts, and the incidents about it. */
#include "cmd-show.h"
#include "message-part.h"

#include "base/utf8.h"
#include "monitor/incident-view.h"

#define INCIDENTS_SHOWN 20
#define LABEL_COLUMNS ((size_t)22)

/* --- one fact a line, or one member --- */

void show_label(struct show *s, const char *text)
{
	buf_addf(&s->out, "  %s", text);
	for (size_t w = utf8_width(str_of(text)); w < LABEL_COLUMNS; w++)
		buf_addc(&s->out, ' ');
	buf_addc(&s->out, ' ');
}

void show_field(struct show *s, const char *key, const char *text, struct str v)
{
	if (s->json) {
		jw_kstr(&s->j, key, v);
	} else if (v.n) {
		show_label(s, text);
		out_line(&s->out, v, 1000);
		buf_addc(&s->out, '\n');
	}
}

void show_time(struct show *s, const char *key, const char *text, int64_t ms)
{
	char when[TIME_TEXT];

	if (s->json)
		jw_ktime(&s->j, key, ms, s->zone);
	else if (ms)
		show_field(s, key, text, str_of(time_short(when, ms, s->zone)));
}

void show_day(struct show *s, const char *key, const char *text, int32_t day)
{
	char when[TIME_TEXT];

	if (s->json)
		jw_kday(&s->j, key, day);
	else if (day != DAY_NONE)
		show_field(s, key, text, str_of(day_text(when, day)));
}

void show_int(struct show *s, const char *key, const char *text, int64_t v)
{
	if (s->json) {
		jw_kint(&s->j, key, v);
	} else {
		show_label(s, text);
		buf_addf(&s->out, "%lld\n", (long long)v);
	}
}

void show_heading(struct show *s, const char *key, const char *text, char bracket)
{
	if (s->json) {
		jw_key(&s->j, key);
		jw_open(&s->j, bracket);
	} else {
		buf_addf(&s->out, "%s\n", text);
	}
}

void show_heading_end(struct show *s, char bracket)
{
	if (s->json)
		jw_close(&s->j, bracket);
}

/* --- incidents about something --- */

struct wanted {
	struct show *s;
	struct str portal, column, subject;
	uint64_t newest[INCIDENTS_SHOWN];
	size_t n;
};

static int want(const struct incident *i, void *ctx)
{
	struct wanted *w = ctx;
	bool about = w->subject.n ? str_eq(i->subject, w->subject)
				  : str_eq(i->portal, w->portal) &&
			(!w->column.n || str_eq(i->column, w->column));

	if (about)
		w->newest[w->n++ % INCIDENTS_SHOWN] = i->id;
	return 0;
}

int show_incidents(struct show *s, struct str portal, struct str column,
	struct str subject, struct err *e)
{
	struct wanted w = {.s = s, .portal = portal, .column = column, .subject = subject};
	size_t from;
	int rc = s->alerts ? alerts_each_incident(s->alerts, want, &w, e) : 0;

	if (rc < 0)
		return rc;
	if (s->json) {
		jw_key(&s->j, "incidents");
		jw_open(&s->j, '[');
	} else if (w.n) {
		buf_addf(&s->out, "%s (%zu)\n", LANG(s->lang, "incidents"), w.n);
		buf_adds(&s->out, "  ");
		incident_heading(&s->out, s->lang);
	}
	from = w.n > INCIDENTS_SHOWN ? w.n - INCIDENTS_SHOWN : 0;
	for (size_t k = from; k < w.n && rc == 0; k++) {
		struct buf one = BUF_INIT(1 << 20);
		struct incident i;

		rc = alerts_incident(s->alerts, w.newest[k % INCIDENTS_SHOWN], &i, &s->arena, e);
		if (rc == 0 && s->json) {
			rc = incident_json(&one, &i, s->zone, NULL, e);
			jw_raw(&s->j, str_trim(buf_str(&one)));
		} else if (rc == 0) {
			buf_adds(&s->out, "  ");
			incident_line(&s->out, &i, s->zone, s->lang);
		}
		buf_release(&one);
	}
	show_heading_end(s, ']');
	return rc;
}
