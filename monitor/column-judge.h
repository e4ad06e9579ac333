/* One column opened for judging: what is stored of it, and the input of its rules. */
#ifndef COLUMN_JUDGE_H
#define COLUMN_JUDGE_H

#include "monitor/freshness.h"

struct column_ctx {
	const struct judge_ask *ask;
	struct column_state state;
	struct portal_state portal;
	struct column_view view;
	struct rule_input in;
	struct arena scratch;
	bool by_columns; /* a home page without a list: what its columns show is what it shows */
};

/* c as it was at ask->now_ms, where it was read later too, as far as measurements are kept.
 *   errors  of the store */
int column_rewind(const struct judge_ask *ask, struct column_state *c, struct arena *a,
	struct err *e);
/* Reads state, portal and view, and fills the input but its rule. Release scratch after
 * any answer. */
int column_open(struct column_ctx *x, const struct judge_ask *ask, struct err *e);
/* All rules of the column, and what they say together. */
int column_judge_all(struct column_ctx *x, struct findings *out, struct err *e);

#endif
