/* Tokens of a text as readers see them, and what of each counts. */
#ifndef TEXTDIFF_TOKENS_H
#define TEXTDIFF_TOKENS_H

#include "base/str.h"

enum token_kind { TOKEN_END, TOKEN_HAN, TOKEN_WORD, TOKEN_DIGITS, TOKEN_MARK };

#define TOKEN_MAX 64 /* code points of a word; a longer one is several tokens */

struct token_reader {
	struct str s;
	size_t at;
	size_t from, to;      /* of the last token */
	bool blank;	      /* white space stood before it */
	int32_t folded[TOKEN_MAX];
	size_t n;	      /* code points in folded */
};

/* The next token; TOKEN_END at the end. Marks that say nothing are passed over. */
enum token_kind token_next(struct token_reader *r);

#endif
