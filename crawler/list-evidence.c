/* How sure a person would be that a reading is the list of the page, from what speaks for it and
 * against it: 1 / (1 + exp(-sum of weight times figure)).
 *
 * The weights were fitted by tests/score/fit-lists.py to readings of 1,190 pages: lists read well
 * and misread, 43 front pages (each counts 0.7) and 118 pages of one notice (0.25). Readings as
 * they are now, 1,015 good and 14 misread: with a tenth of the sites left out at a time, 7 of the
 * 14, 33 of the 43 and 81 of the 118 fall below 0.5, and 30 of the good ones. A weight of 0 is one
 * to which the sample says nothing. */
#include "list-mine.h"

#include <math.h>

struct row {
	const char *name;
	double weight;
	const char *doubt; /* in words, where it takes away; NULL where it adds */
};

static const struct row row[EVIDENCE_KINDS] = {
#define ROW(id, name, weight, doubt) [EVIDENCE_##id] = {name, weight, doubt}
	ROW(ALWAYS, "always", 2.25, NULL),
	ROW(RULES, "rules", 0, NULL),
	ROW(UNSURE, "unsure", -2.80, "little of it looks like notices"),
	ROW(DATED, "dated", 1.09, NULL),
	ROW(NEAR, "near", 1.27, NULL),
	ROW(ABOVE, "above", 0.72, NULL),
	ROW(ONE_DATE, "one-date", 0.75, NULL),
	ROW(DATED_ADDRESS, "dated-address", 0, NULL),
	ROW(DOCUMENT, "document", 0.48, NULL),
	ROW(SUMMARY, "summary", 0.38, NULL),
	ROW(SENTENCES, "sentences", 0, NULL),
	ROW(RIVAL, "rival", -0.04, "another list is nearly as good"),
	ROW(CROWD, "crowd", -1.31, "several lists of equal rank: which one is meant? "
		"Name a selector or run discover"),
	ROW(NEXT, "next", -0.57, "another place of the page is nearly as good"),
	ROW(DATED_RIVAL, "dated-rival", -0.50, "another list has dates, this one has none"),
	ROW(DATED_ELSEWHERE, "dated-elsewhere", 0, "dated records stand in other lists"),
	ROW(DATES_OUTSIDE, "dates-outside", -0.75, "most dates stand outside of it"),
	ROW(BOXES, "boxes", -0.65, "several lists of equal rank: which one is meant? "
		"Name a selector or run discover"),
	ROW(FRONT, "front", -5.42, "a front page is no column: which of its lists is meant? "
		"Name a selector or run discover"),
	ROW(OTHER_LINKS, "other-links", -1.03, "it is a small part of the page's links"),
	ROW(PROSE, "prose", -1.68, "the page is mostly text"),
	ROW(LONGER, "longer", -1.50, "its records hold longer links to elsewhere"),
	ROW(SHORT, "short", -1.15, "its titles are short as those of menus"),
	ROW(NAMELESS, "nameless", -0.57, "its titles name no notice"),
	ROW(CODES, "codes", 0, "its titles are numbers"),
	ROW(EQUAL, "equal", -0.72, "its titles are all alike"),
	ROW(LOST, "lost", -2.71, "its items have no address"),
	ROW(FEW, "few", -0.17, "it has few items"),
	ROW(SINGLE, "single", -0.60, "it has one item only"),
	ROW(BUTTON, "button", -1.11, "its only link is a button"),
	ROW(MENU, "menu", -0.60, "it stands in a menu"),
	ROW(SIDE, "side", -1.01, "it stands in a side box"),
	ROW(HIDDEN, "hidden", 0, "it is hidden"),
	ROW(REPEATED, "repeated", -3.00, "its items lead to the same page"),
	ROW(COLUMN, "column", -0.82, "its items lead to columns"),
	ROW(HOSTS, "hosts", -3.31, "its items lead to many hosts"),
	ROW(DISORDER, "disorder", -1.87, "its dates are in no order"),
	ROW(TERMS, "terms", -1.50, "its dates are ends of terms of office"),
	ROW(BARE, "bare", -2.20, "its titles are mere dates"),
#undef ROW
};

const char *list_evidence_name(size_t n)
{
	return n < EVIDENCE_KINDS ? row[n].name : NULL;
}

double evidence_confidence(const double *x)
{
	double z = 0;

	for (size_t i = 0; i < EVIDENCE_KINDS; i++)
		z += row[i].weight * x[i];
	return 1 / (1 + exp(-z));
}

/* The doubt that takes away most, of those that are not `but`; EVIDENCE_KINDS: none. */
static size_t heaviest(const double *x, size_t but)
{
	size_t best = EVIDENCE_KINDS;

	for (size_t i = 0; i < EVIDENCE_KINDS; i++)
		if (row[i].doubt && i != but && row[i].weight * x[i] < 0 &&
			(but == EVIDENCE_KINDS || row[i].doubt != row[but].doubt) &&
			(best == EVIDENCE_KINDS ||
				row[i].weight * x[i] < row[best].weight * x[best]))
			best = i;
	return best;
}

struct str evidence_doubts(const double *x, struct arena *a)
{
	size_t first = heaviest(x, EVIDENCE_KINDS), second;

	if (first == EVIDENCE_KINDS)
		return STR("nothing says that it is a list of notices");
	second = heaviest(x, first);
	if (second == EVIDENCE_KINDS)
		return str_of(row[first].doubt);
	return arena_strf(a, "%s; %s", row[first].doubt, row[second].doubt);
}
