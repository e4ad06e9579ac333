/* The words of verdicts. */
#include "crawler/verdict.h"

#include "base/str.h"

static const struct {
	int number;
	const char *word;
} row[] = {
#define X(number, name, word) {number, word},
	VERDICTS(X)
#undef X
};

#define ROWS (sizeof(row) / sizeof(row[0]))

const char *verdict_word(int v)
{
	for (size_t i = 0; i < ROWS; i++)
		if (row[i].number == v)
			return row[i].word;
	return "unknown";
}

int verdict_of_word(const char *word)
{
	for (size_t i = 0; i < ROWS; i++)
		if (streq(row[i].word, word))
			return row[i].number;
	return VERDICT_NONE;
}

bool verdict_is_good(int v)
{
	return v == VERDICT_OK || v == VERDICT_MOVED;
}

bool verdict_is_broken(int v)
{
	return (v >= VERDICT_BROKEN_DNS && v <= VERDICT_BROKEN_FRAGMENT) ||
		v == VERDICT_PRIVATE || v == VERDICT_WRONG;
}

bool verdict_is_unstable(int v)
{
	return v >= VERDICT_UNSTABLE_DNS && v <= VERDICT_UNSTABLE_RESET;
}
