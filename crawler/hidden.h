/* Does a style make what it applies to invisible? */
#ifndef HIDDEN_H
#define HIDDEN_H

#include "base/str.h"

enum hidden { HIDDEN_NOT, HIDDEN_DISPLAY, HIDDEN_VISIBILITY, HIDDEN_OFFSCREEN, HIDDEN_SIZE,
	HIDDEN_COLOUR, HIDDEN_FONT, HIDDEN_OPACITY, HIDDEN_MARQUEE };

/* "display:none" ... ; "" for HIDDEN_NOT. */
struct str hidden_word(enum hidden h);

#define COLOUR_NONE (-2) /* transparent */

/* What is inherited down to a link: colours as 0xRRGGBB, -1 unknown. */
struct paint {
	int32_t colour, background;
};

/* Judges declarations ("display:none; left:-9999px"); *paint is brought up to date. */
enum hidden hidden_style(struct str css, struct paint *paint);
/* A colour as CSS or HTML writes it; -1 where it is none of those known. */
int32_t colour_parse(struct str s);

#endif
