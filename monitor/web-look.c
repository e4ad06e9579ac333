/* The state of every column, for all processes of the web role. */
#include "web-look.h"

#include "monitor/freshness.h"
#include "monitor/report-make.h"

#include <sys/mman.h>

int web_look_new(const struct config *c, struct web_look **out, struct err *e)
{
	size_t n = 0;
	struct web_look *x;

	for (size_t i = 0; i < c->nportals; i++)
		n += c->portals[i].ncolumns + 1;
	x = mmap(NULL, sizeof(*x) + n * sizeof(x->column[0]), PROT_READ | PROT_WRITE,
		MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (x == MAP_FAILED)
		return err_errno(e, "no memory for the state of the columns");
	x->ncolumns = n;
	*out = x;
	return 0;
}

void web_look_free(struct web_look *look)
{
	if (look)
		munmap(look, sizeof(*look) + look->ncolumns * sizeof(look->column[0]));
}

static int one(struct judge_ask *ask, struct web_column *out, struct err *e)
{
	struct freshness f;
	int rc;

	if (ask->column && !ask->column->url[0]) {
		*out = (struct web_column){.newest = DAY_NONE, .due = DAY_NONE, .age_days = -1,
			.state = -1};
		return 0;
	}
	rc = freshness_of(ask, &f, e);
	if (rc == 0)
		*out = (struct web_column){.newest = f.newest, .due = f.due, .age_days = f.age_days,
			.state = (int8_t)f.state};
	arena_reset(ask->arena);
	return rc;
}

int web_look_all(const struct web *w, struct web_look *look, int64_t now_ms, struct err *e)
{
	const struct config *c = w->config;
	struct report_ask both = {.config = c};
	struct arena a = ARENA_INIT;
	struct judge_ask ask = {.config = c, .calendar = w->calendar, .now_ms = now_ms, .arena = &a};
	struct status_facts facts = {0};
	size_t at = 0;
	int rc = report_begin(&both, w->pages, w->alerts, e);

	ask.pages = both.pages;
	ask.alerts = both.alerts;
	for (size_t i = 0; i < c->nportals && rc == 0; i++) {
		ask.portal = &c->portals[i];
		ask.column = NULL;
		rc = one(&ask, &look->column[at++], e);
		for (size_t k = 0; k < c->portals[i].ncolumns && rc == 0; k++) {
			ask.column = &c->portals[i].columns[k];
			rc = one(&ask, &look->column[at++], e);
		}
	}
	if (rc == 0)
		rc = status_read_pages(both.pages, now_ms, &facts, e);
	report_end(&both);
	arena_release(&a);
	if (rc == 0)
		rc = store_statistics(w->pages, &facts.disk, e);
	if (rc == 0) {
		look->facts = facts;
		look->time_ms = now_ms;
	}
	return rc;
}
