/* Links that are not sound, with every page that carries them, however many they are: what the
 * report on links and the inspection count. They are put in order in files without a name, so
 * memory does not grow with them.
 *
 *	link_faults_open; while (link_faults_next) while (link_faults_page); link_faults_close */
#ifndef LINK_FAULTS_H
#define LINK_FAULTS_H

#include "monitor/report.h"

#include "sorter.h"

#include "crawler/pages.h"

enum link_group { LINKS_BROKEN, LINKS_SUSPECTED, LINKS_BLOCKED, LINK_GROUPS };

enum link_order {
	LINKS_BY_PAGES,	 /* by group, portal as configured, what stands on most of its pages first */
	LINKS_BY_SINCE,	 /* by the beginning of the trouble, the pages of all portals together */
	LINKS_BY_PORTAL, /* only what is broken: by portal, then by the beginning */
};

struct link_parent {
	struct str page, text, column;
	int32_t line;
	const struct portal_config *portal;
};

/* A link and how many pages carry it, of one portal or of all. */
struct link_fault {
	struct address x;
	enum link_group group;
	size_t nparents;
};

struct link_faults {
	struct report_ask *ask;
	int64_t at_ms; /* of the report: its time, or the end of a period that is over */
	size_t checked, unchecked;  /* links that stand on pages asked for, sound ones too */
	size_t count[LINK_GROUPS];  /* of them */
	enum link_order order;
	struct spool *list;
	struct sorted in;
	size_t pages_left; /* of the link met last */
	struct str *portals; /* LINKS_BY_PORTAL: their parts of the list; none: it has none */
};

/* ask is set. Of a time that is past: what was broken then, on the pages that carried it when
 * it was confirmed; what was only suspected is not kept. Pages of a link are in the order of
 * portal and address.
 *   errors  of the store, and of a temporary file */
int link_faults_open(struct link_faults *f, enum link_order order, struct err *e);
/* 1: the next link, its text in a; 0: the end. */
int link_faults_next(struct link_faults *f, struct link_fault *out, struct arena *a,
	struct err *e);
/* LINKS_BY_PORTAL: what follows are the links of this portal. */
void link_faults_seek(struct link_faults *f, const struct portal_config *p);
/* The next page of that link; false: no more. Its text lasts until link_faults_close. */
bool link_faults_page(struct link_faults *f, struct link_parent *out);
void link_faults_close(struct link_faults *f);

/* The verdict in words. */
struct str link_problem(const struct report_ask *ask, int verdict);

#endif
