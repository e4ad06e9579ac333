/* Writers of what a link check found: one for each form. begin, one call a link, end. */
#ifndef LINKCHECK_OUT_H
#define LINKCHECK_OUT_H

#include "crawler/linkcheck.h"
#include "monitor/cmd.h"
#include "monitor/lang.h"

struct linkcheck_out {
	struct buf b;	/* written to stdout whenever it has grown */
	bool all;	/* text: also what is well */
	bool zh;
	struct str subject; /* what is checked: the first address, or the file of addresses */
	uint64_t n;	/* results told so far, for the commas between them */
};

struct linkcheck_writer {
	const char *name; /* "json" */
	bool needs_summary; /* the summary is known at begin: links are walked twice */
	void (*begin)(struct linkcheck_out *o, const struct linkcheck_summary *s);
	void (*link)(struct linkcheck_out *o, const struct linkcheck_link *l);
	void (*edge)(struct linkcheck_out *o, struct str from, struct str to, int verdict);
	void (*end)(struct linkcheck_out *o, const struct linkcheck_summary *s);
};

extern const struct linkcheck_writer linkcheck_text, linkcheck_json, linkcheck_csv,
	linkcheck_junit, linkcheck_sarif, linkcheck_html, linkcheck_dot;

/* The sum in one line: how many links of which kind. */
void linkcheck_sum(struct buf *b, const struct linkcheck_summary *s, enum lang lang);
/* Lines of what was not asked, and of hosts that fail as a whole. */
void linkcheck_notes(struct buf *b, const struct linkcheck_summary *s, enum lang lang);

/* Status, reason and phase: tokens in English, words in another language. */
void linkcheck_why(struct buf *b, const struct linkcheck_link *l, enum lang lang);

#endif
