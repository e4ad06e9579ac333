/* Shared by the parts of evaluate: what one pass knows of portals and of the own line. */
#ifndef EVALUATE_PARTS_H
#define EVALUATE_PARTS_H

#include "monitor/evaluate.h"

struct portal_view {
	const struct portal_config *config;
	struct portal_state state;
	bool known;
	int phase; /* portal_down_phase, 0 up */
	struct str host;
	bool with_address; /* its address fails as a platform */
};

struct line_view {
	bool down;	     /* nobody answers us */
	int64_t since_ms;
	int64_t up_ms;	     /* when it came back last */
	int64_t outside_ok_ms; /* newest answer of a host outside */
	struct str outside_host;
};

struct pass {
	struct evaluation *ev;
	struct arena scratch; /* of one column's judging */
	struct portal_view *portals;
	size_t nportals;
	struct line_view line;
	int64_t newest_try_ms; /* of anything */
	int64_t oldest_round_ms; /* of any portal; 0: one never had a full round */
	int64_t oldest_first_ms; /* since when the oldest of those is known */
	bool stopped;	     /* the crawler */
};

/* Since when nothing of the portal was measured, though it was asked; 0: it is measured, or
 * was a short while ago. */
int64_t portal_unmeasured_ms(const struct pass *p, const struct portal_view *v);
const struct portal_view *pass_portal(const struct pass *p, struct str id);
/* Ourselves: the line, the crawler, gaps. Before anything that they explain. */
int evaluate_self(struct pass *p, struct err *e);
int evaluate_portals(struct pass *p, struct err *e);
int evaluate_duties(struct pass *p, struct err *e);
int evaluate_links(struct pass *p, struct err *e);
/* Newest answer of outside hosts, for the proof of the own line. */
int evaluate_outside(struct pass *p, struct err *e);

#endif
