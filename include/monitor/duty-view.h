/* Lines of the ledger of duties for people and programs. */
#ifndef MONITOR_DUTY_VIEW_H
#define MONITOR_DUTY_VIEW_H

#include "monitor/duty-ledger.h"
#include "monitor/lang.h"

/* 正常 临期 逾期 未测得 ... */
const char *duty_state_text(int state, enum lang l);
/* Where a limit comes from: 法定 文件 ... */
const char *limit_kind_text(struct str kind, enum lang l);
/* All that is demanded, in the reader's words. */
struct str duty_rule_text(const struct duty_line *x, const struct config *c, enum lang l,
	struct arena *a);
/* The same for what the rules answer; unknown text as it is. */
struct str cannot_judge_text(struct str why, enum lang l, struct arena *a);
/* Why a line is not judged, in the reader's language; none: it is. */
struct str duty_why_text(const struct duty_line *x, enum lang l, struct arena *a);
/* What and where in the reader's language, as written where it has no English; none stays
 * none. */
struct str duty_words(const struct duty_line *x, struct str written, enum lang l);
void duty_json(struct buf *b, const struct duty_line *x, const struct zone *z);
void duty_heading(struct buf *b, enum lang l);
void duty_line_text(struct buf *b, const struct duty_line *x, const struct config *c, enum lang l,
	struct arena *a);

#endif
