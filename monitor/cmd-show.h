/* What the files cmd-show*.c share: facts as lines for people and members for programs. */
#ifndef CMD_SHOW_H
#define CMD_SHOW_H

#include "base/clock.h"
#include "base/out.h"
#include "crawler/pages.h"
#include "monitor/cmds.h"
#include "monitor/lang.h"

struct show {
	struct globals *g;
	bool json;
	enum lang lang;
	const struct zone *zone;
	struct store_txn *pages, *alerts; /* alerts NULL: nothing was judged yet */
	const struct calendar *calendar;
	int64_t now_ms;
	struct arena arena;
	struct buf out;
	struct jw j;
	bool found;
};

/* The name of a fact, padded; its value follows. */
void show_label(struct show *s, const char *text);
/* One fact a line, or one member; a line only where there is something. */
void show_field(struct show *s, const char *key, const char *text, struct str v);
void show_time(struct show *s, const char *key, const char *text, int64_t ms);
void show_day(struct show *s, const char *key, const char *text, int32_t day);
void show_int(struct show *s, const char *key, const char *text, int64_t v);
/* A list or object (bracket) of facts, under its name. */
void show_heading(struct show *s, const char *key, const char *text, char bracket);
void show_heading_end(struct show *s, char bracket);
/* What is or was wrong with it, the newest first. */
int show_incidents(struct show *s, struct str portal, struct str column,
	struct str subject, struct err *e);

/* --- cmd-show-notice.c ---  first: with the text of its last version. */
int show_notice(struct show *s, const struct notice *n, bool first, struct err *e);
/* In words for people, the token for programs. */
struct str show_verdict(const struct show *s, int verdict);

#endif
